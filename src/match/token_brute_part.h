/* Between the files of the slow reference (match/token_brute.h). */
#ifndef YG_MATCH_TOKEN_BRUTE_PART_H
#define YG_MATCH_TOKEN_BRUTE_PART_H

#include "match/token_ipv6.h"
#include "match/token_part.h"

typedef YG_VEC(yg_token_hit) yg_brute_hits;

/* One view of the block. */
typedef struct {
    const yg_indicators *set;
    yg_str block, text;
    const uint32_t *from;       /* of text to the block; NULL: text is the block */
    const yg_log_view *decoded; /* NULL in the raw view */
    const yg_log_view *names;   /* text is its text; NULL: text is that of decoded */
    yg_brute_hits *hits;
    yg_buf value;     /* of yg_brute_value */
    yg_log_view rest; /* of a URL of the set */
} yg_brute;

void yg_brute_add(yg_brute *b, uint32_t number, yg_hit_kind kind, size_t start, size_t end);
/* Until the next call. */
yg_str yg_brute_value(yg_brute *b, uint32_t number);
/* URLs whose host is the token or address [start, end). */
void yg_brute_url(yg_brute *b, size_t start, size_t end, bool is_ipv6);
/* File names and registry keys. */
void yg_brute_values(yg_brute *b);

#endif
