/* Records of logs of any form, read only where something was found: bounds, time, fields, and what
 * a place in a record means. Zeek (JSON, TSV), Suricata EVE, CEF, LEEF, syslog (RFC 3164, 5424),
 * CSV, web-server and proxy logs (common, combined, W3C extended, squid), JSON of any shape,
 * key=value, plain text. Formats: docs/formats/logs.md.
 *
 * Hostile input: a record may be of any length and shape; at most YG_LOG_FIELDS fields are kept,
 * the rest is passed over; nothing is allocated once the scratch has grown. */
#ifndef YG_EVENT_LOG_RECORD_H
#define YG_EVENT_LOG_RECORD_H

#include "base/error.h"
#include "base/mem.h"
#include "base/time.h"
#include "base/vec.h"

enum { YG_LOG_FIELDS = 1024, YG_LOG_RECORD_BYTES = 1 << 20, YG_LOG_HEAD = 64 << 10 };

typedef enum {
    YG_ROLE_UNKNOWN = 0,
    YG_ROLE_SOURCE,      /* the address that opened a connection, the client */
    YG_ROLE_DESTINATION, /* the address or host that was connected to */
    YG_ROLE_QUERY,       /* asked for in DNS */
    YG_ROLE_ANSWER,      /* answered by DNS */
    YG_ROLE_HOST,        /* Host header, server name of TLS, host of a URL */
    YG_ROLE_URL,         /* URL, URI, path, query */
    YG_ROLE_REFERRER,
    YG_ROLE_USER_AGENT,
    YG_ROLE_SENDER, /* of mail */
    YG_ROLE_RECIPIENT,
    YG_ROLE_FILE, /* path or name of a file, image of a process, command line */
    YG_ROLE_HASH,
    YG_ROLE_REGISTRY,
    YG_ROLE_CERTIFICATE,
    YG_ROLE_OBSERVER, /* the machine that wrote the record, the sensor */
    YG_ROLE_USER,
    YG_ROLE_VERSION, /* what looks like an address here is a version: no sighting */
    YG_ROLE_MESSAGE, /* free text */
    YG_ROLES
} yg_log_role;
/* "source", "destination", "query", "user-agent" ... */
const char *yg_log_role_word(yg_log_role role);

typedef struct {
    yg_str name;  /* dotted path ("dns.query", "id.orig_h", "answers[0]"), a column, or empty */
    yg_str value; /* decoded of the form's own escapes; a view of the record or the scratch */
    size_t start, end; /* of the value as it stands in the record (bytes of the record) */
    yg_log_role role;  /* by name, form and kind of record */
    bool is_number;
} yg_log_field;

/* A form as it applies to one file: sniffed, with the columns of CSV, TSV and W3C logs. Immutable
 * after yg_log_form_open (and yg_log_form_before): any number of threads may use it. */
typedef struct yg_log_form yg_log_form;
/* first: the first bytes of the file (YG_LOG_HEAD is enough), UTF-8; not needed afterwards. Never
 * fails: what is nothing else is plain text. Free with yg_log_form_free. */
yg_log_form *yg_log_form_open(yg_str first);
void yg_log_form_free(yg_log_form *form);
/* Times without a year (RFC 3164) are the last such ones that are not more than a day after us: of
 * the file's last change, or now. Until this is called such times are not read. */
void yg_log_form_before(yg_log_form *form, int64_t us);
/* "zeek-json", "zeek-tsv", "eve", "cef", "leef", "syslog", "csv", "combined", "w3c", "squid",
 * "json", "xml", "key-value", "text" */
const char *yg_log_form_word(const yg_log_form *form);
/* Every line end is the end of a record: a file may be cut at any of them by anybody. Otherwise
 * (an array of JSON, objects over several lines) records have to be cut from the start on. */
bool yg_log_form_is_lines(const yg_log_form *form);
/* Bytes from the start of `bytes` (where a record begins) that end with a record, at most all; 0:
 * no record ends in them. Of a record that is longer than YG_LOG_RECORD_BYTES and no line, a part.
 */
size_t yg_log_form_cut(const yg_log_form *form, yg_str bytes);
/* Where a record that is longer than what the caller can hold may be cut so that nothing is lost
 * that stands in it: behind the last byte that is part of no token, within the last 64 KiB; all
 * bytes when there is none. */
size_t yg_log_cut_long(yg_str bytes);
/* The record around the byte at offset `at` of a block of whole records: a line without its end, or
 * a whole JSON object that spans lines. At most YG_LOG_RECORD_BYTES around `at`. */
yg_str yg_log_form_record(const yg_log_form *form, yg_str block, size_t at);
/* The same for many places of one block in rising order: linear in the block altogether, which
 * yg_log_form_record is not. Zero-initialise for each block. Places in one record give the same
 * view: it needs to be read but once (a line of a megabyte may hold thousands of them). */
typedef struct {
    size_t record, end; /* of the record in hand */
    size_t ahead;       /* where the next one begins */
    bool is_between;    /* it is none: what stands between two */
} yg_log_walk;
yg_str yg_log_walk_to(const yg_log_form *form, yg_log_walk *walk, yg_str block, size_t at);

typedef struct {
    int64_t time_us;  /* YG_TIME_NONE: none was read */
    const char *form; /* as yg_log_form_word; what this record itself is */
    yg_str kind;      /* "dns", "conn", "http", event_type, the CEF name ...; may be empty */
    YG_VEC(yg_log_field) fields;
    bool is_cut; /* more fields than are kept, or the record was longer */
    /* What follows is for event/log_*.c. */
    yg_str bytes;       /* the record */
    yg_buf text, names; /* decoded values, composed names */
    size_t text_read;   /* of text, when the record was read */
    unsigned shape;
    size_t said_from, said_n; /* fields that a service's sentence was read into */
    bool is_ragged;           /* a row with fewer or more cells than its table has names */
    yg_buf kind_text;
    struct yg_log_parties *parties;
    struct yg_log_known *known; /* what names of fields mean */
} yg_log_record;
/* Parses a record. Never fails: what cannot be parsed is one field, the message. Views live until
 * the next call with the same *ret_record; zero-initialise it once, free it once. A record that is
 * not of the file's form (a log that claims to be EVE and is not) is read as what it is. */
void yg_log_record_read(const yg_log_form *form, yg_str record, yg_log_record *ret_record);
void yg_log_record_free(yg_log_record *record);
/* The innermost field that holds the bytes [start, end) of the record, NULL: none. */
const yg_log_field *yg_log_record_at(const yg_log_record *record, size_t start, size_t end);
/* What these bytes mean, which may be more exact than the field's role: a version inside a user
 * agent, the host of a URL, the client in a message. bytes: the record as it was read.
 * YG_ROLE_VERSION is given only to what can be taken for an address (digits and dots). */
yg_log_role yg_log_record_role(const yg_log_record *record, yg_str bytes, size_t start, size_t end);

/* Do these bytes say once more, in the same sentence, what a field of it holds already (BIND writes
 * the name of a query twice, Cisco an address and what it is translated to)? No sighting of its
 * own. */
bool yg_log_record_repeats(const yg_log_record *record, size_t start, size_t end);

/* --- URLs in pieces --- */

enum { YG_LOG_URLS = 64 };
typedef struct {
    yg_str host;   /* as it stands, without port and brackets */
    unsigned port; /* 0: none is said */
    yg_str rest;   /* path and query, begins with '/' */
    const yg_log_field *host_field, *rest_field;
} yg_log_url;
/* The URLs that the record holds in pieces of the host that stands in the bytes [start, end):
 * sightings.md, section 3, "apart". The host must be the whole value of its field. The port is what
 * stands behind it; where nothing does, none, and then again the port that the record has in a
 * field of its own (Zeek takes it off the Host header). Views live as those of the record. How
 * many. */
size_t yg_log_record_urls(yg_log_record *record, size_t start, size_t end,
                          yg_log_url ret_urls[YG_LOG_URLS]);

/* --- Whose record it is --- */

enum { YG_LOG_PARTIES = 16 };
typedef struct {
    yg_str value; /* an address, or a host name (of a mail address, what stands behind the @) */
    bool is_address;
    yg_log_role role;
    const yg_log_field *field;
} yg_log_party;
/* The machines of the record by which it is placed in the group, the likeliest first, for a hit in
 * the bytes [start, end), whose own field is left out: of connections and requests the side that
 * was not hit (a private address before one that is not), then who wrote the record; of a host's
 * own log the host first. Of a record that was read. How many. */
size_t yg_log_record_parties(const yg_log_record *record, size_t start, size_t end,
                             yg_log_party ret_parties[YG_LOG_PARTIES]);

#endif
