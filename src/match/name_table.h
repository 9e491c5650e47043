/* The compiled table (match/names.h), as the compiler writes it and the finder reads it. */
#ifndef YG_MATCH_NAME_TABLE_H
#define YG_MATCH_NAME_TABLE_H

#include "match/names.h"

/* What tokens with the same letters share. */
typedef struct {
    uint8_t letter[YG_NAME_TOKEN_MAX + 1]; /* zeros behind */
    uint32_t set;                          /* bit c: letter c occurs */
    uint8_t length;
    uint8_t edits_segment, edits_inside;
    bool is_inside;    /* may match without boundaries */
    uint32_t first, n; /* its tokens in yg_names.of_pattern */
} yg_name_pattern;

typedef struct {
    yg_str label, organisation;
} yg_name_brand;

typedef struct {
    uint64_t hash; /* 0: free */
    uint32_t brand;
    yg_str domain;
} yg_name_domain;

typedef struct yg_name_index yg_name_index;
typedef struct yg_sign_index yg_sign_index;
struct yg_candidates;

struct yg_names {
    const yg_suffixes *suffixes;
    yg_arena arena;
    YG_VEC(yg_name_token) tokens;
    YG_VEC(yg_name_brand) brands;
    YG_VEC(yg_name_pattern) patterns; /* by letters */
    YG_VEC(uint32_t) of_pattern;
    YG_VEC(uint32_t) sign_tokens;
    yg_name_domain *domains; /* open table */
    size_t domains_mask;
    size_t left_out;
    yg_name_index *index;
    yg_sign_index *sign_index;
    struct yg_garble_index *garble_index;             /* match/name_garble.h */
    void (*filter)(struct yg_candidates *candidates); /* match/name_index.h */
};

/* A place of a pattern in a text. */
typedef struct {
    uint16_t start, end;
    uint8_t distance;
    bool left, right;
} yg_name_place;

enum { YG_NAME_EDITS_MAX = 2 + YG_NAME_LOOSE_EXTRA };

/* The places of the pattern in the text, chosen as match/names.h says, by start. Gives at most
 * YG_NAME_MAX. edits_inside < 0: only whole segments. */
size_t yg_name_places(const yg_name_pattern *pattern, const yg_name_text *text, int edits_segment,
                      int edits_inside, yg_name_place *ret_places);
/* The matches found so far, in canonical order; at most max, which come first in that order. */
typedef struct {
    yg_name_match *at;
    size_t n, max;
    bool more; /* some were left out */
} yg_name_matches;
void yg_name_add_match(yg_name_matches *matches, yg_name_match match);
/* Each place once for each token of the pattern. */
void yg_name_add_places(const yg_names *names, const yg_name_pattern *pattern,
                        const yg_name_place *places, size_t n, yg_name_matches *matches);
/* Kana and kanji tokens: the table of their pairs of signs, made of names->sign_tokens, and the
 * tokens in a text's signs. */
void yg_sign_index_make(yg_names *names);
void yg_sign_index_free(yg_sign_index *index);
size_t yg_sign_index_bytes(const yg_sign_index *index);
void yg_name_find_signs(const yg_names *names, const yg_name_text *text, yg_name_matches *matches);

/* Bits that are set; written out, because the builtin is a call where the processor is not known.
 */
static inline unsigned yg_count_bits(uint32_t x) {
    x -= x >> 1 & 0x55555555;
    x = (x & 0x33333333) + (x >> 2 & 0x33333333);
    return ((x + (x >> 4)) & 0x0f0f0f0f) * 0x01010101 >> 24;
}

#endif
