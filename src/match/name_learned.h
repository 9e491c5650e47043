/* What confirmed cases teach: labels and templates seen in several domains within a window of days
 * and never among ordinary names, and clusters of generated names. Pure: cases in, an immutable
 * table out. */
#ifndef YG_MATCH_NAME_LEARNED_H
#define YG_MATCH_NAME_LEARNED_H

#include "match/names.h"

typedef struct yg_learned yg_learned;

/* A confirmed case. */
typedef struct {
    int32_t day;   /* days since 1970-01-01 */
    yg_str host;   /* lower case, A-labels */
    yg_str brand;  /* as the reporter calls it; may be empty */
} yg_confirmed_name;

/* Learns from the cases up to and including `today` (older than the window ones count for nothing).
 * Cases need not be in order. */
bool yg_learned_make(const yg_suffixes *suffixes, const yg_confirmed_name *cases, size_t n,
                     int32_t today, yg_learned **ret_learned, yg_error *err);
void yg_learned_free(yg_learned *learned);
size_t yg_learned_count(const yg_learned *learned);
/* Item i for a person ("label amaozom, 12 domains, last seen 2022-03-01"), in order of weight. */
void yg_learned_describe(const yg_learned *learned, size_t i, yg_buf *buf);

typedef struct {
    double score;      /* log-odds that it adds; 0: nothing known */
    uint16_t start, end; /* bytes of host */
    yg_str what;       /* "label amaozom" */
    yg_str brand;      /* whose pages these were, most often; may be empty */
} yg_learned_hit;

/* The strongest of what is known about the name; false: nothing. No allocation. */
bool yg_learned_find(const yg_learned *learned, const yg_name_text *text, yg_learned_hit *ret_hit);

#endif
