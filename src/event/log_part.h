/* What the parts of event/log_record.h share. */
#ifndef YG_EVENT_LOG_PART_H
#define YG_EVENT_LOG_PART_H

#include "event/log_record.h"

/* Columns of a table, sets of columns of one file, bytes of a composed name, depth of a path. */
enum { YG_LOG_COLUMNS = 512, YG_LOG_TABLES = 8, YG_LOG_NAME = 256, YG_LOG_DEPTH = 64 };

/* One header: "#fields" of Zeek, "#Fields:" of W3C logs, the first row of CSV. */
typedef struct {
    yg_str kind; /* "#path" of Zeek */
    yg_str names[YG_LOG_COLUMNS];
    bool is_list[YG_LOG_COLUMNS]; /* sets and vectors of Zeek */
    size_t n;
} yg_log_table;

typedef enum {
    YG_LOG_LINES,   /* each line is looked at by itself */
    YG_LOG_ROWS,    /* CSV whose cells hold line ends */
    YG_LOG_OBJECTS, /* JSON over several lines, arrays on one line, an object around an array */
} yg_log_bounds;

typedef enum { YG_TABLE_NONE, YG_TABLE_ZEEK, YG_TABLE_CSV, YG_TABLE_W3C } yg_log_table_kind;

struct yg_log_form {
    yg_log_bounds bounds;
    const char *word;
    yg_buf head; /* a copy of the first bytes: names are views of it */
    /* tables */
    yg_log_table_kind table;
    yg_log_table *tables;
    size_t tables_n;
    char separator, set_separator;
    yg_str unset, empty;
    yg_str header; /* the row of names of a CSV file, which is no record */
    /* objects */
    yg_str wrapper; /* what stands before the first record: {"Records":[ */
    size_t indent; /* blanks before the bracket that begins a record on a line; SIZE_MAX: none do */
    int64_t before_us;
};

/* What a record as a whole looks like; set when its fields are known. */
typedef enum {
    YG_SHAPE_PLAIN,
    YG_SHAPE_ZEEK,
    YG_SHAPE_EVE,
    YG_SHAPE_WINDOWS, /* an event of Windows in any JSON */
    YG_SHAPE_ECS,
    YG_SHAPE_CEF,
    YG_SHAPE_LEEF,
    YG_SHAPE_ACCESS, /* a web server's log: the client is a stranger */
    YG_SHAPE_W3C,
    YG_SHAPE_SQUID,
    YG_SHAPE_KEYS, /* key=value */
    YG_SHAPE_SYSLOG,
} yg_log_shape;

/* What a name means in a shape: worked out once, since records of one log have the same names. */
struct yg_log_known {
    uint64_t key; /* digest of shape and name; 0: free */
    yg_log_role role;
    unsigned slot;      /* yg_slot of event/observed_part.h */
    unsigned time_rank; /* how well it says when; UINT_MAX: not at all */
};
enum { YG_LOG_KNOWN = 4096 };
const struct yg_log_known *yg_log_known_of(const yg_log_record *r, yg_str name);
/* Which property of STIX objects a field of that name is, as a yg_slot. */
unsigned yg_log_slot_of(yg_str name);

/* --- log_record.c --- */

/* Adds a field whose value stands in the bytes [start, end) of the record as it is. NULL: there are
 * as many as are kept. The name must live as long as the record or the form. */
yg_log_field *yg_log_add(yg_log_record *r, yg_str name, size_t start, size_t end);
yg_log_field *yg_log_add_as(yg_log_record *r, const char *name, yg_log_role role, size_t start,
                            size_t end);
/* Room for n bytes of decoded text, given back with yg_log_text_end; NULL: more was decoded than
 * the record has bytes, which the caller answers by leaving the value as it is. */
char *yg_log_text(yg_log_record *r, size_t n);
yg_str yg_log_text_end(yg_log_record *r, const char *from, size_t n);
/* A composed name, cut at YG_LOG_NAME. */
yg_str yg_log_name(yg_log_record *r, yg_str parent, char between, yg_str name);
/* NULL: none of that name (bytewise). */
const yg_log_field *yg_log_field_of(const yg_log_record *r, const char *name);
yg_str yg_log_value_of(const yg_log_record *r, const char *name);

/* --- The forms. Each takes the bytes [at, end) of the record; false: not of this form, nothing
 * was added. --- */
bool yg_log_read_json(yg_log_record *r, size_t at, size_t end);
/* The members of the first message that is JSON itself (containers, log shippers): fields, too. */
void yg_log_read_inner_json(yg_log_record *r);
bool yg_log_read_xml(yg_log_record *r, size_t at, size_t end);
bool yg_log_read_zeek(yg_log_record *r, const yg_log_form *form, size_t end);
bool yg_log_read_csv(yg_log_record *r, const yg_log_form *form, size_t end);
bool yg_log_read_w3c(yg_log_record *r, const yg_log_form *form, size_t end);
bool yg_log_read_cef(yg_log_record *r, size_t at, size_t end);
bool yg_log_read_leef(yg_log_record *r, size_t at, size_t end);
bool yg_log_read_access(yg_log_record *r, size_t at, size_t end);
bool yg_log_read_squid(yg_log_record *r, size_t at, size_t end);
/* The rows of PAN-OS, whose columns have no names. */
bool yg_log_read_panos(yg_log_record *r, size_t at, size_t end);
bool yg_log_read_syslog(yg_log_record *r, int64_t before_us, size_t end);
/* Pairs anywhere in the text; at least `least` of them, else nothing is added. */
bool yg_log_read_pairs(yg_log_record *r, size_t at, size_t end, size_t least);
/* Sentences of resolvers and firewalls by kind (the program); false: none, nothing was added. */
bool yg_log_read_service(yg_log_record *r, size_t at, size_t end);
/* The payload of a line whose head was read: JSON, CEF, LEEF, pairs, and the message as a whole. */
void yg_log_read_message(yg_log_record *r, size_t at, size_t end);

/* --- Heads of files (log_form.c, log_columns.c) --- */
void yg_log_columns_zeek(yg_log_form *form);
void yg_log_columns_w3c(yg_log_form *form);
bool yg_log_columns_csv(yg_log_form *form);
/* Splits a row of CSV at `at`; cells as they stand, quotes included. The next one's beginning in
 * *at; false at the end of the row. */
bool yg_log_csv_cell(yg_str row, char separator, size_t *at, size_t *ret_start, size_t *ret_end);
/* Adds a cell without its quotes; doubled ones become one. */
void yg_log_csv_add(yg_log_record *r, yg_str name, size_t start, size_t end);
/* Behind the line end at which the row ends, which no open quote holds; SIZE_MAX: there is none. */
size_t yg_log_csv_row_end(yg_str s, char separator, size_t at);

/* --- log_shape.c, log_role.c --- */
/* Fills shape, kind, and the roles of fields that have none. */
void yg_log_classify(yg_log_record *r);
yg_log_role yg_log_role_of(unsigned shape, yg_str name);
/* A member of a request's or an answer's parameters. */
bool yg_log_is_parameter(yg_str name);
/* The name in lower case, without indices, `_` for `-` and blanks; at most n bytes. */
size_t yg_log_canonical(yg_str name, char *out, size_t n);
/* The last `parts` parts of a dotted name. */
yg_str yg_log_name_tail(yg_str name, size_t parts);
/* Does a field of that name hold versions, OIDs? */
bool yg_log_name_is_version(yg_str name);

/* --- log_party.c --- */
void yg_log_parties_reset(yg_log_record *r);

/* --- log_time.c --- */
/* A time in any way that logs write it; before_us: for those without a year. */
int64_t yg_log_time(yg_str text, int64_t before_us);
/* The text is a time and nothing else; of days without a clock too. */
bool yg_log_is_time(yg_str text, int64_t before_us);
/* The text is a day and a time of day in figures or names, and nothing else. */
bool yg_log_is_clock(yg_str text, int64_t before_us, int64_t *ret_us);
/* Reads a time at the front of text: how many bytes it takes, 0: there is none. */
size_t yg_log_time_front(yg_str text, int64_t before_us, int64_t *ret_us);
/* --- log_time_of.c --- */
/* How well a field of that name says when something happened, 0 best; UINT_MAX: not at all. */
unsigned yg_log_time_rank(yg_str name);
/* The time of a record by its fields. */
void yg_log_time_of(yg_log_record *r, int64_t before_us);

/* --- Bytes --- */
static inline bool yg_log_is_digit(char c) {
    return c >= '0' && c <= '9';
}
static inline bool yg_log_is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static inline bool yg_log_is_word(char c) {
    return yg_log_is_letter(c) || yg_log_is_digit(c) || c == '_';
}
static inline bool yg_log_is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
static inline char yg_log_lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}
/* An address (IPv4, IPv6, with a zone or in brackets), cheaply. */
bool yg_log_is_address(yg_str s);
/* A host name or address as a whole: letters, digits, `.`, `-`, `_`, characters above U+007F. */
bool yg_log_is_host(yg_str s);
/* HOST, HOST:PORT, [V6], [V6]:PORT, V6 as the whole value; port 0: none. */
bool yg_log_host_of(yg_str value, yg_str *ret_host, unsigned *ret_port);

#endif
