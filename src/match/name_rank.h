/* Made names in the order in which somebody should register them: how well each passes at a glance
 * times how likely it is used; the scorer of match/name_judge.h, with the domains they were made of
 * as brands, is one part. Pure; immutable once opened, any number of threads. */
#ifndef YG_MATCH_NAME_RANK_H
#define YG_MATCH_NAME_RANK_H

#include "match/name_generate.h"

typedef struct yg_name_rank yg_name_rank;

/* domains: as yg_made_names takes them. suffixes: NULL is the built-in list; must outlive the
 * rank. */
bool yg_name_rank_open(const yg_str *domains, size_t n, const yg_suffixes *suffixes,
                       yg_name_rank **ret_rank, yg_error *err);
void yg_name_rank_free(yg_name_rank *rank);

/* score: log-odds as in yg_name_hit; YG_RANK_NO_LIKENESS where the scorer sees no likeness.
 * rank, 0..1: eye x use of the kind x fit x suffix x (1 + chance by the score) / 2, as
 * docs/names-generate.md explains. can_register: it is a registrable name under a suffix that is
 * no shared host's. False: the name is, or stands under, one of the domains. */
#define YG_RANK_NO_LIKENESS (-20.0)
typedef struct {
    double score, rank;
    bool can_register;
} yg_name_ranked;
bool yg_name_rank_of(const yg_name_rank *rank, const yg_made_name *name,
                     yg_name_ranked *ret_ranked);
/* What was done to get the name, and what the scorer sees in it: one line, English or Japanese. */
void yg_name_rank_explain(const yg_name_rank *rank, const yg_made_name *name, bool japanese,
                          yg_buf *buf);

#endif
