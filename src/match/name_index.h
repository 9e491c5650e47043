/* The tables that say which patterns may stand in a text. Each is a filter that never loses a match
 * (docs/decisions/0008-look-alike-engine.md says why) and a list of patterns behind it.
 *
 * near: spans of at most 9 letters against patterns of 2 to 8: the keys of a pattern are its
 * letters and, from 4 letters on, its letters less one. Two strings one edit apart have a key in
 * common. far: spans of 7 to 12 letters against patterns of 9 and 10, two edits: one of three
 * pieces of three letters, or one of two pairs of swapped letters across a cut, stands where it
 * should. A cell holds the letters of the patterns behind it, which tells most chance hits. grams:
 * four letters that stand anywhere: in patterns of 4 to 8 the rarest four, in longer ones four of
 * each of edits + 1 pieces, and the swapped letters across each cut. */
#ifndef YG_MATCH_NAME_INDEX_H
#define YG_MATCH_NAME_INDEX_H

#include "match/name_fold.h"
#include "match/name_prior.h"
#include "match/name_table.h"

enum {
    YG_NEAR_LONGEST = 8, /* pattern */
    YG_NEAR_SPAN = 9,
    YG_NEAR_LANES = 12, /* keys of a span that are looked up */
    YG_FAR_SHORTEST = 9,
    YG_FAR_LONGEST = 10,
    YG_FAR_SPAN_LEAST = 7,
    YG_FAR_SPAN_MOST = 12,
    YG_FAR_PROBES = 7,
};

/* Roles of far pieces. */
enum { YG_FAR_FRONT, YG_FAR_MIDDLE, YG_FAR_BACK, YG_FAR_SWAP_FRONT, YG_FAR_SWAP_BACK };

/* A slot of an open table of keys; a key with several patterns has several slots. */
typedef struct {
    uint32_t tag;
    uint32_t pattern; /* number + 1; 0: free */
} yg_key_slot;

typedef struct {
    yg_key_slot *slots;
    uint32_t mask;
    uint32_t used;
} yg_key_table;

/* A pattern behind a gram or a far piece; all that its check needs stands in it, since patterns lie
 * far apart. */
typedef struct {
    uint64_t first;  /* its first eight letters, a byte each */
    uint64_t packed; /* up to 12 letters of five bits */
    uint32_t set;
    uint32_t pattern;
    uint8_t offset; /* where the gram stands in it */
    uint8_t length;
    uint8_t edits;
    bool is_last; /* of those with the gram */
} yg_gram_entry;

typedef struct {
    uint32_t gram; /* or key of a far piece, which is larger than any gram; 0: free */
    uint32_t first;
} yg_gram_slot;

struct yg_name_index {
    uint64_t *near; /* bits of keys, all of one key in one word */
    uint64_t near_mask;
    yg_key_table near_keys;
    uint64_t *far; /* cells, below */
    unsigned far_shift;
    uint32_t *grams; /* a set of letters a cell, with spent edits; all ones: nothing */
    unsigned gram_shift;
    yg_gram_slot *gram_slots;
    uint32_t gram_mask;
    YG_VEC(yg_gram_entry) gram_entries;
    uint64_t *packed; /* by pattern: up to 12 letters of five bits */
    bool has_near, has_far;
};

/* Makes names->index from names->patterns; ordinary names tell which letters are rare. */
void yg_name_index_make(yg_names *names, const yg_name_prior *prior);
void yg_name_index_free(yg_name_index *index);
size_t yg_name_index_bytes(const yg_name_index *index);

/* Eight letters of a byte each to 40 bits, the first lowest. */
static inline uint64_t yg_pack_eight(uint64_t x) {
    x = (x & UINT64_C(0x001f001f001f001f)) | (x & UINT64_C(0x1f001f001f001f00)) >> 3;
    x = (x & UINT64_C(0x000003ff000003ff)) | (x & UINT64_C(0x03ff000003ff0000)) >> 6;
    return (x & UINT64_C(0xfffff)) | (x >> 12 & UINT64_C(0xfffff00000));
}

/* n <= 12 letters, of which 16 bytes may be read. */
static inline uint64_t yg_pack(const uint8_t *letters, size_t n) {
    uint64_t low, high;
    memcpy(&low, letters, 8);
    memcpy(&high, letters + 8, 8);
    uint64_t all = yg_pack_eight(low) | yg_pack_eight(high & 0xffffffff) << 40;
    return all & ((UINT64_C(1) << 5 * n) - 1);
}

/* Less letter i; from the length on: unchanged. */
static inline uint64_t yg_key_less(uint64_t key, unsigned i) {
    uint64_t below = (UINT64_C(1) << 5 * i) - 1;
    return (key & below) | (key >> 5 & ~below);
}

/* Is one string of packed letters within so many edits of the other (optimal string alignment)?
 * What both begin with costs nothing; the first difference is one of four edits. */
static inline bool yg_is_one_edit(uint64_t a, uint64_t b) {
    if (a == b)
        return true;
    unsigned same = (unsigned)__builtin_ctzll(a ^ b) / 5 * 5;
    a >>= same;
    b >>= same;
    return a >> 5 == b >> 5 || a >> 5 == b || a == b >> 5 ||
           (a >> 10 == b >> 10 && (a & 31) == (b >> 5 & 31) && (a >> 5 & 31) == (b & 31));
}

/* The same in AVX2's terms, hence the multiplication of 32 bits. */
static inline uint64_t yg_key_hash(uint64_t key) {
    return (uint64_t)(uint32_t)(key ^ key >> 28) * UINT64_C(0x9E3779B1);
}
/* Of the product the bits in the middle depend on all others: word from bit YG_NEAR_WORD on, and
 * two bits of it. */
enum { YG_NEAR_WORD = 26, YG_NEAR_ONE = 20, YG_NEAR_TWO = 44 };
static inline uint64_t yg_key_bits(uint64_t hash) {
    return UINT64_C(1) << (hash >> YG_NEAR_ONE & 63) | UINT64_C(1) << (hash >> YG_NEAR_TWO & 63);
}
static inline uint32_t yg_key_tag(uint64_t key) {
    return (uint32_t)(key * UINT64_C(0xD6E8FEB86659FD93) >> 32);
}

/* The key of a piece of three letters (15 bits) of a role, and where it has its cell. */
static inline uint32_t yg_far_key(uint32_t piece, unsigned role) {
    return piece | (role + 1) << 15 | UINT32_C(1) << 20;
}
/* A cell holds the letters of two patterns, all ones for none. Of more it holds those that all of
 * them have, with YG_FAR_CROWD, and in the upper half those that any of them has. A span may be one
 * of them when it lacks at most two of the one and has at most two beside the other. */
#define YG_FAR_CROWD (UINT32_C(1) << 31)
#define YG_FAR_LETTERS UINT32_C(0x3fffffff)
static inline uint32_t yg_far_cell(uint32_t key, unsigned shift) {
    return (key * UINT32_C(0x9E3779B1)) >> shift;
}

static inline uint32_t yg_gram_hash(uint32_t gram) {
    return gram * UINT32_C(0x9E3779B1);
}
/* Letters that a pattern with a gram needs, and edits that it may not have: every cell is asked for
 * two missing ones at most, and these bits are no letter's. */
static inline uint32_t yg_gram_set(uint32_t set, unsigned edits) {
    return set | (edits < 2 ? UINT32_C(1) << 30 : 0) | (edits < 1 ? UINT32_C(1) << 31 : 0);
}

/* Patterns that may stand in a text, each once while they are few. */
enum { YG_CANDIDATES_MOST = 64 };
typedef struct yg_candidates {
    const yg_names *names;
    const yg_name_text *text;
    yg_name_matches *matches;
    uint32_t set; /* letters of the text */
    uint32_t n;
    uint32_t seen[YG_CANDIDATES_MOST];
} yg_candidates;

/* Looks a pattern up in the text and adds its matches, unless that was done. */
void yg_candidate_try(yg_candidates *candidates, uint32_t pattern);
/* What the filters let through: lanes of a near span, probes of a far one with its set of letters,
 * a gram at letter i. */
void yg_candidates_near(yg_candidates *candidates, uint64_t key, uint32_t lanes);
void yg_candidates_far(yg_candidates *candidates, uint64_t key, size_t length, uint32_t probes,
                       uint32_t set);
void yg_candidates_gram(yg_candidates *candidates, size_t i);

/* All filters over one text: in plain C, and with AVX2; the same candidates. */
typedef void yg_name_filter(yg_candidates *candidates);
yg_name_filter yg_name_filter_plain, yg_name_filter_avx2;
/* The faster of those that the processor has. */
yg_name_filter *yg_name_filter_best(void);
/* yg_names_find by a form of one's choice. */
size_t yg_names_find_by(yg_name_filter *filter, const yg_names *names, const yg_name_text *text,
                        yg_name_match *ret_matches, size_t max, bool *ret_more);

#endif
