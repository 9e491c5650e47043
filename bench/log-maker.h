/* Logs and indicators for measurements and tests, from a seed: the same bytes on every machine.
 * Traffic of an ordinary network as Zeek (JSON), Suricata (EVE) and a firewall with a proxy
 * (syslog) write it; names and addresses are popular by rank (Zipf), as real ones are. Nothing in
 * them is real. */
#ifndef BENCH_LOG_MAKER_H
#define BENCH_LOG_MAKER_H

#include "base/str.h"
#include "base/vec.h"

typedef enum { LOG_ZEEK, LOG_EVE, LOG_SYSLOG, LOG_FORMS } log_form;
extern const char *const log_form_words[LOG_FORMS];

/* An indicator that is to occur: type as in model/record.h ("ipv4-addr", "domain-name", "url",
 * "sha256", "sha1", "md5", "email-addr", "file-name"). */
typedef struct {
    yg_str type, value;
} log_planted;

typedef struct {
    uint64_t seed;
    log_form form;
    int64_t time_us;
    YG_VEC(uint32_t) servers; /* by rank */
    YG_VEC(yg_str) names;     /* by rank */
    yg_buf pool;              /* of the names */
    YG_VEC(uint32_t) sites;   /* networks /28 of the hosts inside; empty: 10.0.0.0/8 */
    uint32_t inside;          /* address of the host in the record that was made last */
} log_maker;

void log_maker_start(log_maker *maker, log_form form, uint64_t seed);
/* Adds one record with its line end; planted (NULL: none) stands in it where such a thing stands.
 * False, nothing added, for a type that this form has no place for. */
bool log_maker_record(log_maker *maker, const log_planted *planted, yg_buf *out);
void log_maker_free(log_maker *maker);

/* Adds "TYPE\tVALUE\n": a made indicator, 35 % addresses, 35 % domains, 20 % SHA-256, 10 % URLs. */
void log_maker_indicator(uint64_t *seed, yg_buf *out);

#endif
