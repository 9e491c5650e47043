/* What the forms of the search for garbled tokens share (match/name_garble.h). */
#ifndef YG_MATCH_NAME_GARBLE_PART_H
#define YG_MATCH_NAME_GARBLE_PART_H

#include "match/name_garble.h"
#include "match/name_table.h"

enum {
    YG_GARBLE_LETTERS = 32,
    YG_GARBLE_COUNTS = YG_NAME_TOKEN_MAX + 2,
    YG_GARBLE_BLOCK = 32, /* entries that are sifted at once */
    /* Segments of more consonants are sifted one entry after the other; of a token that may be one
     * of the others, at most ROWS consonants count: 21 - 21 / 4 is 16, 22 - 22 / 4 is more. */
    YG_GARBLE_CONSONANTS = 16,
    YG_GARBLE_ROWS = 21,
    YG_GARBLE_LONGEST = YG_NAME_TOKEN_MAX + YG_NAME_EDITS_MAX, /* segment */
    YG_GARBLE_VOWELS = 2, /* the most by which the numbers of vowels may differ */
};

/* Half of what yg_name_loose_is_plausible asks can be said of a token alone. */
typedef struct {
    uint32_t set; /* bit c: consonant c occurs, by class */
    uint32_t pattern;
    uint8_t length, consonants, edits;
} yg_garble_entry;

/* The same of all entries side by side, a row of bytes each: the classes of the first consonants,
 * and what is asked of a segment. */
enum {
    YG_GARBLE_NEED = YG_GARBLE_ROWS, /* consonants in common, at least */
    YG_GARBLE_EXTRA,                 /* consonants of the segment that are not, at most */
    YG_GARBLE_LENGTH,
    YG_GARBLE_VOWEL,
    YG_GARBLE_EDITS,
    YG_GARBLE_ALL_ROWS,
};

/* A whole segment, as far as the index asks of it. */
typedef struct {
    uint32_t set; /* its consonants, by class */
    uint8_t start, length, consonants;
} yg_garble_segment;

/* What is asked of the entries that a segment may be; a form's own tables of the segment are made
 * when they are needed. */
typedef struct {
    const yg_garble_index *index;
    const yg_name_text *text;
    yg_garble_segment segment;
    bool is_ready;
    union {
        /* By class of consonants, bit i: consonant i of the segment is one of them. */
        uint64_t bits[YG_GARBLE_LETTERS];
        /* The same of the first eight, and of the eight behind them. */
        uint8_t low_high[2][YG_GARBLE_LETTERS];
    } at;
} yg_garble_question;

/* Which of up to 32 entries from `from` on, a bit each, may be the segment: their consonants in
 * common by number and order, the lengths, the numbers of vowels. Exact for segments of up to 64
 * consonants. All forms give the same. */
typedef uint32_t yg_garble_sift(yg_garble_question *question, size_t from, size_t n);
yg_garble_sift yg_garble_sift_plain, yg_garble_sift_avx2;
/* The faster of those that the processor has. */
yg_garble_sift *yg_garble_sift_best(void);

/* Entries from `first` on, less `end`. */
typedef struct {
    uint32_t first, end;
} yg_garble_range;

struct yg_garble_index {
    /* Entries stand by the pattern's first letter and its number of consonants: those that a
     * segment may be by its own first letter and number of them. */
    yg_garble_range ranges[YG_GARBLE_LETTERS][YG_GARBLE_LONGEST + 1];
    const yg_names *names;
    YG_VEC(yg_garble_entry) entries;
    uint8_t *rows; /* YG_GARBLE_ALL_ROWS of them */
    size_t stride; /* of a row: as many as there are entries, and a block of zeros */
    yg_garble_sift *sift;
};

/* yg_name_find_garbled by a form of one's choice. */
size_t yg_name_find_garbled_by(yg_garble_sift *sift, const yg_names *names,
                               const yg_name_text *text, yg_name_match *ret_matches, size_t max);

#endif
