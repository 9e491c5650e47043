/* Compiling a set: what its two halves share. Internal to match/. */
#ifndef YG_MATCH_INDICATOR_JOB_H
#define YG_MATCH_INDICATOR_JOB_H

#include "match/indicator_set.h"

typedef struct {
    uint64_t key;
    uint32_t number;
} yg_host_key;

typedef struct {
    yg_indicators_maker *maker;
    YG_VEC(yg_host_key) hosts; /* of URLs, one each */
    size_t of_class[4];        /* keys by Bloom filter */
    uint64_t bloom_mask[4];
    yg_indicators_head head;
} yg_indicator_job;

static inline yg_str yg_job_text(const yg_indicator_job *j, uint32_t number) {
    uint64_t entry = j->maker->entries.at[number];
    return (yg_str){j->maker->image.p + YG_POOL_AT + yg_entry_at(entry), yg_entry_n(entry)};
}
/* The host of a URL. */
yg_str yg_job_host(const yg_indicator_job *j, uint32_t number);
/* Fills hosts, of_class and what the head says of all entries. indicator_count.c */
void yg_job_count(yg_indicator_job *j);
/* work(j, 0) and work(j, 1), side by side when there is much to do. */
void yg_job_halves(yg_indicator_job *j, void (*work)(yg_indicator_job *j, unsigned half));

#endif
