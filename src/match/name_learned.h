/* What confirmed cases teach: labels and templates seen in several domains within a window of days
 * and never among ordinary names, and clusters of generated names. Pure: cases in, an immutable
 * table out. */
#ifndef YG_MATCH_NAME_LEARNED_H
#define YG_MATCH_NAME_LEARNED_H

#include "match/names.h"

typedef struct yg_learned yg_learned;

/* Days after which a case counts for nothing, and for half of what it counted on its day. Found by
 * replaying 2019 to 2023 (docs/look-alikes.md). */
enum { YG_LEARNED_WINDOW_DAYS = 84, YG_LEARNED_HALF_DAYS = 7 };
/* So many registrable domains must have shown a feature. */
enum { YG_LEARNED_LEAST_DOMAINS = 4 };
/* Scores are compared to the thresholds of match/name_judge.h. A table holds hundreds of items, and
 * each name is held against all of them: so much is taken off the log-odds of one. */
#define YG_LEARNED_MANY 3.0

/* A confirmed case. */
typedef struct {
    int32_t day;  /* days since 1970-01-01 */
    yg_str host;  /* lower case, A-labels */
    yg_str brand; /* as the reporter calls it; may be empty */
} yg_confirmed_name;

/* Learns from the cases up to and including `today` (older than the window ones count for nothing).
 * Cases need not be in order. Never fails on a strange host: it is left out. */
bool yg_learned_make(const yg_suffixes *suffixes, const yg_confirmed_name *cases, size_t n,
                     int32_t today, yg_learned **ret_learned, yg_error *err);
void yg_learned_free(yg_learned *learned);
size_t yg_learned_count(const yg_learned *learned);

/* The same in steps: add cases, make a table, add more, make the next. One thread at a time; tables
 * live on without the learner. */
typedef struct yg_learner yg_learner;
yg_learner *yg_learner_new(const yg_suffixes *suffixes);
void yg_learner_free(yg_learner *learner);
/* Adds a case; copies it. False: no host name with something left of its public suffix. Days must
 * not go back before the day of the last table. */
bool yg_learner_add(yg_learner *learner, const yg_confirmed_name *it);
/* This host is ordinary, whatever its features did elsewhere (a false alarm of a user): none of
 * them is learned. */
void yg_learner_ordinary(yg_learner *learner, yg_str host);
bool yg_learner_make(yg_learner *learner, int32_t today, yg_learned **ret_learned, yg_error *err);

/* What was learned, in order of weight. Views live as long as the table. */
typedef struct {
    yg_str kind;      /* "label", "piece", "pieces", "beginning", "ending", "edit", "template" */
    yg_str what;      /* "label amaozom" */
    yg_str what_ja;   /* "ラベル amaozom" */
    yg_str brand;     /* whose pages these were, most often; may be empty */
    uint32_t domains; /* registrable domains in the window */
    double weight;    /* the same, each counted by its age */
    int32_t first_day, last_day;
    double score;
} yg_learned_row;
void yg_learned_row_of(const yg_learned *learned, size_t i, yg_learned_row *ret_row);
/* Item i for a person ("label amaozom: 12 domains since 2022-02-01, last 2022-03-01, mostly
 * Amazon"). */
void yg_learned_describe(const yg_learned *learned, size_t i, yg_buf *buf);

typedef struct {
    double score; /* natural log-odds: how much more often confirmed names of these weeks have
                   * it than ordinary names, at most 9; 0: nothing known */
    uint16_t start, end; /* bytes of host */
    yg_str what;         /* "label amaozom" */
    yg_str what_ja;      /* "ラベル amaozom" */
    yg_str brand;        /* whose pages these were, most often; may be empty */
} yg_learned_hit;

/* The strongest of what is known about the name; false: nothing. No allocation. */
bool yg_learned_find(const yg_learned *learned, const yg_name_text *text, yg_learned_hit *ret_hit);
/* The same for a clean host that was split already. */
bool yg_learned_find_host(const yg_learned *learned, yg_str host, const yg_suffix_split *split,
                          yg_learned_hit *ret_hit);

#endif
