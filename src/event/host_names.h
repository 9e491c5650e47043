/* Host names out of telemetry of any shape, one record at a time. Slices of the input wherever the
 * name stands there as it is. */
#ifndef YG_EVENT_HOST_NAMES_H
#define YG_EVENT_HOST_NAMES_H

#include "base/error.h"

typedef struct yg_host_names yg_host_names;

/* Takes one name, and the time of its record if one was read (YG_TIME_NONE: none). */
typedef void (*yg_host_name_take)(void *self, yg_str name, int64_t time_us, uint64_t offset);

typedef struct {
    yg_str format;  /* "lines", "csv", "jsonl", "zeek", or empty: sniffed from the first bytes */
    yg_str column;  /* CSV: name or number (from 1); JSON: a dotted path ("tls.sni"); empty: the
                     * usual names of the field (query, server_name, san.dns, dns_names ...) */
} yg_host_names_options;

/* A reader of one file. first: its first bytes (for sniffing). Fails when a column was asked for that
 * is not there. */
bool yg_host_names_open(const yg_host_names_options *options, yg_str first, yg_host_names **ret_reader,
                        yg_error *err);
void yg_host_names_close(yg_host_names *reader);
/* Feeds bytes that end at a record's end (a line break), or the last ones. Every name goes to
 * take. Bad records are counted, never stop it. */
void yg_host_names_feed(yg_host_names *reader, yg_str bytes, uint64_t offset, yg_host_name_take take,
                        void *self);
uint64_t yg_host_names_records(const yg_host_names *reader);
uint64_t yg_host_names_rejected(const yg_host_names *reader);
/* Where (byte offset) and why the first bad records are. */
const yg_fault *yg_host_names_faults(const yg_host_names *reader, size_t *ret_n);

#endif
