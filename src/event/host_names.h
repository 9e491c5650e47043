/* Host names out of telemetry of any shape, one record at a time: lists, CSV, Zeek's logs, JSON
 * lines, JSON arrays. Slices of the input wherever the name stands there as it is. Formats:
 * docs/formats/host-names.md.
 *
 * A name is what the record has in its place, not judged: it may be a URL, a wildcard, an address.
 * A record that cannot be read is counted with its byte offset and costs nobody else. */
#ifndef YG_EVENT_HOST_NAMES_H
#define YG_EVENT_HOST_NAMES_H

#include "base/error.h"

typedef struct yg_host_names yg_host_names;

/* Takes one name, and the time of its record if one was read (YG_TIME_NONE: none). The name lives
 * during the call. offset: of the record's first byte. */
typedef void (*yg_host_name_take)(void *self, yg_str name, int64_t time_us, uint64_t offset);

typedef struct {
    yg_str format; /* "lines", "csv", "jsonl", "zeek", or empty: sniffed from the first bytes */
    yg_str column; /* CSV: name or number (from 1); JSON: a dotted path ("tls.sni"); empty: the
                    * usual names of the field (query, server_name, san.dns, dns_names ...) */
} yg_host_names_options;

/* First bytes of a file that opening looks at, at most. */
enum { YG_HOST_NAMES_HEAD = 64 << 10 };

/* A reader of one file. first: its first bytes, UTF-8 (for sniffing and for the row of column
 * names; not needed afterwards). Fails when a column was asked for that is not there. One thread at
 * a time; several readers of one file give the same names, so blocks of it may go to several
 * threads. */
bool yg_host_names_open(const yg_host_names_options *options, yg_str first,
                        yg_host_names **ret_reader, yg_error *err);
void yg_host_names_close(yg_host_names *reader);
/* What the file is taken for: "lines", "csv", "zeek", "jsonl", "json". */
const char *yg_host_names_form(const yg_host_names *reader);

/* How many of the bytes, which begin where a record begins, end with a record; 0: none does yet.
 * At most so many bytes are worth waiting for: yg_host_names_most. What is longer is dropped up to
 * the next line (yg_host_names_drop), or the rest of the file when the file is one record. */
size_t yg_host_names_cut(const yg_host_names *reader, yg_str bytes, uint64_t offset);
size_t yg_host_names_most(const yg_host_names *reader);
bool yg_host_names_is_one_record(const yg_host_names *reader);
/* Feeds bytes that end at a record's end, or the last ones; offset: of their first byte in the
 * file. Every name goes to take. Bad records are counted, never stop it. */
void yg_host_names_feed(yg_host_names *reader, yg_str bytes, uint64_t offset,
                        yg_host_name_take take, void *self);

uint64_t yg_host_names_records(const yg_host_names *reader);
uint64_t yg_host_names_rejected(const yg_host_names *reader);
/* Where (byte offset) and why the first bad records are. */
const yg_fault *yg_host_names_faults(const yg_host_names *reader, size_t *ret_n);
/* Forgets counts and faults. */
void yg_host_names_restart(yg_host_names *reader);

/* A time as logs write it: RFC 3339 with and without zone (none: UTC), "2022/01/04 07:09:00",
 * "+0900", seconds, milliseconds or microseconds since 1970. YG_TIME_NONE: none of these. */
int64_t yg_host_time(yg_str text);

#endif
