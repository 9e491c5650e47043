/* Folding to the skeleton alphabet, letter by letter: the definition that all faster ways follow.
 * What an eye takes for one thing has one code: i, l and 1; o and 0; e 3; a 4; s 5; b 8; g 9; "rn"
 * is m and "vv" is w where nothing stands between the two. 2, 6 and 7 look like no letter (27, 28,
 * 29). */
#ifndef YG_MATCH_NAME_FOLD_H
#define YG_MATCH_NAME_FOLD_H

#include "match/name_text.h"

enum {
    YG_LETTER_R = 18,
    YG_LETTER_N = 14,
    YG_LETTER_M = 13,
    YG_LETTER_V = 22,
    YG_LETTER_W = 23,
};

/* Kinds of bytes of a host name. */
enum {
    YG_BYTE_OTHER, /* not of a host name */
    YG_BYTE_LETTER,
    YG_BYTE_DIGIT,
    YG_BYTE_SEPARATOR, /* hyphen and underscore */
    YG_BYTE_POINT,
};

/* By byte: code of the skeleton alphabet (0: none), kind. Upper case is as lower case. */
extern const uint8_t yg_fold_code[256];
extern const uint8_t yg_fold_kind[256];

/* Builds text->letter, source and boundary one by one. Zero it but for `text` and call
 * yg_fold_end at the end. What does not fit any more is left out. */
typedef struct {
    yg_name_text *text;
    size_t n;
    bool is_joined; /* nothing stands between the letter before and the next one */
    uint8_t kind;   /* of the letter before */
} yg_folder;

void yg_fold_start(yg_folder *folder, yg_name_text *text);
/* A letter or digit that stands at byte `source` of the host. */
void yg_fold_put(yg_folder *folder, uint8_t byte, size_t source);
/* Something between letters. */
void yg_fold_break(yg_folder *folder);
void yg_fold_end(yg_folder *folder, size_t source);
/* Folds the host from byte `from` to byte `to`; A-labels are decoded (the slow way). */
void yg_fold_host(yg_name_text *text, size_t to);

static inline bool yg_boundary(const yg_name_text *text, size_t i) {
    return (text->boundary[i >> 6] >> (i & 63) & 1) != 0;
}
/* Does a point stand before letter i? Letters of an A-label share its first byte. */
static inline bool yg_starts_label(const yg_name_text *text, size_t i) {
    return i > 0 && i < text->n && text->source[i] > text->source[i - 1] &&
           text->host.p[text->source[i] - 1] == '.';
}

#endif
