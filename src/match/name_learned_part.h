/* Between the files of match/name_learned.h: what is looked at in a name, and what is known of
 * ordinary names.
 *
 * A name is taken apart into features: whole labels, their pieces between hyphens, pairs of
 * neighbouring pieces, beginnings and endings, labels with one letter left out, and the template of
 * the whole name. Each is one 64-bit hash. All hashes of substrings come from one array of hashes
 * of the host's beginnings, modulo 2^64 (Karp and Rabin, IBM J. Res. Dev. 31/2, 1987), so that a
 * substring costs one multiplication, and one with a letter left out three. K and v are drawn once
 * per process [HASH-FLOODING]. */
#ifndef YG_MATCH_NAME_LEARNED_PART_H
#define YG_MATCH_NAME_LEARNED_PART_H

#include "match/name_learned.h"

/* --- What is known of ordinary names (name_learned_ordinary.c) --- */

/* Most questions to the set are answered by a bit. */
enum { LEARNED_FRONT_BITS = 20 };
enum { LEARNED_SYMBOLS = 28, LEARNED_EDGE_LEFT = 26, LEARNED_EDGE_RIGHT = 27 };
/* What a part of a label, between hyphens, is made of. */
typedef enum {
    PART_RANDOM,  /* letters in an order that 1 of 100 ordinary labels has */
    PART_STRANGE, /* 5 of 100 */
    PART_UNUSUAL, /* 20 of 100 */
    PART_WORDY,   /* the rest */
    PART_DIGITS,
    PART_HEX, /* at least 8 hexadecimal digits, of both sorts */
    PART_LETTERS_DIGITS,
    PART_DIGITS_LETTERS,
    PART_MIXED,
    PART_IDN,   /* an A-label, whole */
    PART_EMPTY, /* between two hyphens */
    PART_TYPES,
} part_type;
/* A part as one number: type, length, and length of its second half where it has two. */
typedef uint32_t part_code;
static inline part_code part_code_of(part_type type, unsigned first, unsigned second) {
    return (part_code)type << 16 | (part_code)first << 8 | second;
}

typedef struct {
    uint32_t parts[PART_TYPES][64]; /* by length of both halves together */
    uint32_t halves[2][32][32];     /* letters-digits, digits-letters */
    uint32_t parts_n, labels_n;
    uint32_t by_parts[8]; /* labels by the number of parts, 7: or more */
} ordinary_labels;
typedef struct {
    uint64_t hash; /* yg_hash64 */
    uint32_t names_n, by_type[PART_TYPES + 1];
} ordinary_suffix;

typedef struct {
    /* -16 ln of the third symbol's chance behind two, 255 at most; 5 bits a symbol. */
    uint8_t trigram[32 * 32 * 32];
    uint16_t limit[3][17]; /* by length: 16 times the mean from which on a part is random, ... */
    ordinary_labels registrable, sub;
    uint32_t depth[8], hosts_n; /* web hosts by labels left of the registrable name, without www */
    uint32_t names_n, by_type[PART_TYPES + 1]; /* registrable names; PART_TYPES: with hyphens */
    ordinary_suffix *suffixes;
    size_t suffixes_n;
    uint32_t *set; /* hashes of the texts of features that ordinary names have, sorted */
    size_t set_n;
    uint64_t front[1 << (LEARNED_FRONT_BITS - 6)]; /* a bit for the first bits of each of them */
} ordinary;

/* The one that is compiled in; made at the first call (thread-safe), never freed. */
const ordinary *learned_ordinary(void);
/* From its two files (docs/look-alikes.md, data/names/ordinary.*). */
bool learned_ordinary_read(yg_str tables, yg_str set, ordinary **ret_ordinary, yg_error *err);
void learned_ordinary_free(ordinary *known);
/* Has an ordinary name this feature? `text` as learned_feature_key writes it. */
bool learned_ordinary_has(const ordinary *known, yg_str text);
/* The share of names under that suffix that have this template, and the share of all names that
 * stand under the suffix: templates are judged by ordinary labels put under the suffix, because no
 * collection of ordinary names has enough names under each suffix. */
double learned_ordinary_template(const ordinary *known, yg_str host, const yg_suffix_split *split,
                                 double *ret_suffix_share);

/* --- Features of a name (name_learned_walk.h walks over them) --- */

typedef enum {
    FEATURE_LABEL,
    FEATURE_PIECE,
    FEATURE_PAIR,
    FEATURE_BEGIN,
    FEATURE_END,
    FEATURE_EDIT,
    FEATURE_CLUSTER,
    FEATURE_TEMPLATE,
    FEATURE_KINDS,
} feature_kind;
typedef struct {
    uint64_t hash;
    uint16_t start, end; /* bytes of the host */
    uint8_t kind;
    uint8_t cut; /* FEATURE_EDIT: the letter that is left out, from start */
} feature;

/* No host has more: labels, pieces and pairs are at most 127 each, beginnings and endings at most
 * 36 each, letters left out at most 253, clusters at most 100. */
enum { LEARNED_FEATURES_MAX = 1024 };
/* All of one host; gives their number. */
size_t learned_features(const ordinary *known, yg_str host, const yg_suffix_split *split,
                        feature ret_features[LEARNED_FEATURES_MAX]);
/* The feature as text, the same on every machine: "L:amaozom". */
void learned_feature_key(const ordinary *known, yg_str host, const yg_suffix_split *split,
                         const feature *it, yg_buf *buf);
/* For a person: "label amaozom", "template [5 random letters].[7 random letters].cn". */
void learned_feature_describe(const ordinary *known, yg_str host, const yg_suffix_split *split,
                              const feature *it, bool japanese, yg_buf *buf);
/* How letters are folded for features, one byte to one byte: 0 as o, 1 and i as l. */
extern const uint8_t learned_fold[256];

/* --- The table --- */

typedef struct {
    uint64_t hash;
    float score;
    uint8_t kind;
    uint32_t domains;
    float weight;
    int32_t first_day, last_day;
    yg_str what, what_ja, brand;
} learned_item;

struct yg_learned {
    const ordinary *known;
    const struct learned_numbers *numbers;
    struct learned_gate *gate; /* name_learned_walk.h */
    uint64_t *bits;            /* 2^LEARNED_BITS of them */
    uint32_t *slots;           /* index into items and one; open addressing */
    uint32_t slots_mask;
    learned_item *items;
    size_t items_n;
    yg_arena texts;
};
enum { LEARNED_BITS = 16 };

#endif
