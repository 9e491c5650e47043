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
 * after opening but for yg_log_form_learn. */
typedef struct yg_log_form yg_log_form;
/* first: the first bytes of the file (YG_LOG_HEAD is enough), UTF-8. Never fails: what is nothing
 * else is plain text. Free with yg_log_form_free. */
yg_log_form *yg_log_form_open(yg_str first);
void yg_log_form_free(yg_log_form *form);
/* "zeek-json", "zeek-tsv", "eve", "cef", "leef", "syslog", "csv", "combined", "w3c", "squid",
 * "json", "key-value", "text" */
const char *yg_log_form_word(const yg_log_form *form);
/* Bytes from the start of `bytes` that end with a record, at most all; 0: no record ends in it. */
size_t yg_log_form_cut(const yg_log_form *form, yg_str bytes);
/* The record around the byte at offset `at` of a block of whole records: a line without its end, or
 * a whole JSON object that spans lines. At most YG_LOG_RECORD_BYTES around `at`. */
yg_str yg_log_form_record(const yg_log_form *form, yg_str block, size_t at);

typedef struct {
    int64_t time_us;  /* YG_TIME_NONE: none was read */
    const char *form; /* as yg_log_form_word; what this record itself is */
    yg_str kind;      /* "dns", "conn", "http", event_type, the CEF name ...; may be empty */
    YG_VEC(yg_log_field) fields;
    bool is_cut; /* more fields than are kept, or the record was longer */
    yg_buf text; /* decoded values */
} yg_log_record;
/* Parses a record. Never fails: what cannot be parsed is one field, the message. Views live until
 * the next call with the same *ret_record; zero-initialise it once, free it once. A record that is
 * not of the file's form (a log that claims to be EVE and is not) is read as what it is. */
void yg_log_record_read(const yg_log_form *form, yg_str record, yg_log_record *ret_record);
void yg_log_record_free(yg_log_record *record);
/* The field that holds the bytes [start, end) of the record, NULL: none; and what they mean there,
 * which may be more exact than the field's role (a version inside a user agent, the host of a URL).
 */
const yg_log_field *yg_log_record_at(const yg_log_record *record, size_t start, size_t end);
yg_log_role yg_log_record_role(const yg_log_record *record, yg_str bytes, size_t start, size_t end);

#endif
