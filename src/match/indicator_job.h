/* Compiling a set: what its two halves share. Internal to match/. */
#ifndef YG_MATCH_INDICATOR_JOB_H
#define YG_MATCH_INDICATOR_JOB_H

#include "match/indicator_set.h"
#include "match/token_around.h"

/* The host of a URL, the piece of a file name or registry key. */
typedef struct {
    uint64_t key;
    uint32_t number;
    uint16_t at, n; /* in the value, which has at most YG_INDICATOR_LONGEST bytes */
} yg_host_key;
typedef YG_VEC(yg_host_key) yg_host_keys;

enum { YG_JOB_MOST_RANGES = 64 };

typedef struct {
    yg_indicators_maker *maker;
    yg_host_keys hosts; /* one each */
    size_t of_class[4]; /* keys by Bloom filter */
    uint64_t bloom_mask[4];
    yg_indicators_head head;
    size_t ranges; /* in which threads go through entries, and through hosts */
} yg_indicator_job;

static inline yg_str yg_job_text(const yg_indicator_job *j, uint32_t number) {
    uint64_t entry = j->maker->entries.at[number];
    return (yg_str){j->maker->image.p + YG_POOL_AT + yg_entry_at(entry), yg_entry_n(entry)};
}
static inline yg_str yg_job_host(const yg_indicator_job *j, const yg_host_key *host) {
    return yg_str_sub(yg_job_text(j, host->number), host->at, host->n);
}
/* Where range i of n things begins. */
static inline size_t yg_job_range(const yg_indicator_job *j, size_t n, size_t i) {
    return (size_t)((unsigned __int128)n * i / j->ranges);
}
/* Fills hosts, of_class and what the head says of all entries. indicator_count.c */
void yg_job_count(yg_indicator_job *j);
/* Fills the exact table; its buckets are zero before. indicator_slots.c */
void yg_job_fill_slots(yg_indicator_job *j);
void *yg_job_section(const yg_indicator_job *j, yg_section which);
/* Key and number of what stands at place i of all that the exact table has. */
static inline uint64_t yg_job_key(const yg_indicator_job *j, size_t i, uint32_t *ret_number) {
    if (i < j->maker->entries.n) {
        *ret_number = (uint32_t)i;
        return j->maker->keys.at[i];
    }
    const yg_host_key *host = &j->hosts.at[i - j->maker->entries.n];
    *ret_number = host->number;
    return host->key;
}

#endif
