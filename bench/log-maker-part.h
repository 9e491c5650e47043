/* Inside of the maker of logs: what one record is about, and the forms in which it is written. */
#ifndef BENCH_LOG_MAKER_PART_H
#define BENCH_LOG_MAKER_PART_H

#include "log-maker.h"
#include "seeded.h"

#define PICK(seed, list) (list)[seeded_below(seed, sizeof(list) / sizeof *(list))]

typedef enum { LOG_CONN, LOG_DNS, LOG_HTTP, LOG_TLS, LOG_FILES, LOG_MAIL } log_kind;

typedef struct {
    log_kind kind;
    uint32_t inside, server;
    unsigned port, bytes;
    yg_buf name; /* queried, host, server name */
    yg_buf path; /* of HTTP, with the slash */
    yg_buf file, md5, sha1, sha256, sender;
    yg_str scheme;
} log_traffic;

unsigned log_below(log_maker *m, unsigned n);
double log_fraction(uint64_t *seed);
/* A server or a name by its rank. */
uint32_t log_server(log_maker *m);
void log_add_name(log_maker *m, yg_buf *out);
void log_add_address(yg_buf *out, uint32_t address);
void log_add_hex(uint64_t *seed, yg_buf *out, int digits);

void log_zeek_record(log_maker *m, const log_traffic *t, yg_buf *out);
void log_eve_record(log_maker *m, const log_traffic *t, yg_buf *out);
void log_syslog_record(log_maker *m, const log_traffic *t, yg_buf *out);

extern const char *const log_agents[5];

#endif
