/* Made names in the order in which they would fool a person: the scorer of match/name_judge.h run
 * over each, with the domains they were made of as brands. Pure; immutable once opened, any number
 * of threads. */
#ifndef YG_MATCH_NAME_RANK_H
#define YG_MATCH_NAME_RANK_H

#include "match/name_generate.h"

typedef struct yg_name_rank yg_name_rank;

/* domains: as yg_made_names takes them. suffixes: NULL is the built-in list; must outlive the
 * rank. */
bool yg_name_rank_open(const yg_str *domains, size_t n, const yg_suffixes *suffixes,
                       yg_name_rank **ret_rank, yg_error *err);
void yg_name_rank_free(yg_name_rank *rank);

/* The score, log-odds as in yg_name_hit; names in which the scorer sees no likeness stand below
 * YG_RANK_NO_LIKENESS + 1, by kind. False: the name is, or stands under, one of the domains. */
#define YG_RANK_NO_LIKENESS (-20.0)
bool yg_name_rank_score(const yg_name_rank *rank, const yg_made_name *name, double *ret_score);
/* What was done to get the name, and what the scorer sees in it: one line, English or Japanese for
 * the second part. */
void yg_name_rank_explain(const yg_name_rank *rank, const yg_made_name *name, bool japanese,
                          yg_buf *buf);

#endif
