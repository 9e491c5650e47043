/* A thread's memory of the scan, and the judges of what the cutters find. Internal to match/. */
#ifndef YG_MATCH_TOKEN_SCRATCH_H
#define YG_MATCH_TOKEN_SCRATCH_H

#include "match/indicator_set.h"

struct yg_token_scratch {
    YG_VEC(yg_token_hit) hits;
    yg_token_counts counts;
    yg_token_slow *slow;
    void (*cut)(yg_token_text *t); /* the quickest cutter of this processor */
    struct yg_token_stage *stage;  /* of the quick cutter; NULL where there is none */
};

/* Cutters: find candidates in t->text and hand them to the judges. */
void yg_token_cut_plain(yg_token_text *t);
#if defined(__x86_64__)
void yg_token_cut_avx2(yg_token_text *t);
void yg_token_cut_avx512(yg_token_text *t);
bool yg_token_has_avx512(void);
#endif

/* Judges. They ask the set and add what is there; places are bytes of t->text.
 * A run of digits, '.', '-' and '_'. */
void yg_judge_number(yg_token_text *t, size_t start, size_t end);
/* A run of token bytes, one of them a letter. */
void yg_judge_run(yg_token_text *t, size_t start, size_t end);
/* The same when its ends are taken off already. */
void yg_judge_name(yg_token_text *t, size_t start, size_t end);
/* Something may stand under the key of [from, end), the end of the name [start, end) or all of it.
 */
void yg_judge_key(yg_token_text *t, size_t start, size_t from, size_t end, uint64_t key);
/* A run of 32, 40, 64 or 128 hexadecimal digits. */
void yg_judge_digest(yg_token_text *t, size_t start, size_t end);
/* A run of bytes above U+007F. */
void yg_judge_high(yg_token_text *t, size_t start, size_t end);
/* A ':'; gives the end of its run of hexadecimal digits, ':' and '.'. */
size_t yg_judge_colon(yg_token_text *t, size_t at);
/* Whether a decoder has something to do at '\\', '%', '[', '(' or '{'. */
bool yg_is_trigger(const yg_token_text *t, size_t at);
/* A run of token bytes and bytes above U+007F; first_high: the first of the latter. */
void yg_judge_wide(yg_token_text *t, size_t start, size_t end, size_t first_high);

#endif
