/* Keys of file names and registry keys. A value is cut into what stands before its piece, the
 * piece, and what stands behind it; both sides are hashed byte by byte, away from the piece, and so
 * is the text around a piece that is found. At each place where a name may begin, the beginning is
 * asked for, and only if some value has it, the places where it may end. So the time does not
 * depend on how many values share a piece. Pure; internal to match/.
 *
 * Letters are folded; of a registry key's backslashes two in a row count as one, and its hive is
 * hashed as a kind. */
#ifndef YG_MATCH_TOKEN_AROUND_H
#define YG_MATCH_TOKEN_AROUND_H

#include "match/token_part.h"

static inline bool yg_is_around_type(yg_indicator_type type) {
    return type == YG_INDICATOR_FILE_NAME || type == YG_INDICATOR_REGISTRY_KEY;
}
/* The key of a piece: YG_KEY_NAME or YG_KEY_HIGH. */
uint64_t yg_piece_key(yg_str piece);
/* Marks are put into the Bloom filter alone: how values with a piece begin, and their first 8, 32,
 * 128 ... bytes on both sides of it, so that most walks stop early. mark (may be NULL) gets each of
 * them, all of class YG_KEY_VALUE. Gives the key of the value itself. The value has a piece. */
typedef void (*yg_take_mark)(void *self, uint64_t mark);
uint64_t yg_value_keys(yg_indicator_type type, yg_str value, yg_take_mark mark, void *self);

/* One side of a piece. */
typedef struct {
    yg_str text;
    size_t at, n; /* where in text; bytes that were passed, two backslashes being one */
    uint64_t hash;
    bool is_key;
} yg_around_walk;
/* One byte away from the piece. False: the text ends. */
bool yg_around_left(yg_around_walk *w);
bool yg_around_right(yg_around_walk *w);
/* Whether there is a mark after so many bytes, if more follow. */
static inline bool yg_around_has_mark(size_t n) {
    return n == 8 || n == 32 || n == 128 || n == 512 || n == 2048;
}
uint64_t yg_around_mark(const yg_around_walk *w);
/* How values of this type begin: hive (0 for file names) and the left side, whose hash began with
 * the piece's key. The right side's hash begins with it. */
uint64_t yg_around_begin(const yg_around_walk *left, unsigned hive);
/* The key of a value, and of its beginning. */
uint64_t yg_around_key(const yg_around_walk *right);
uint64_t yg_around_begin_key(uint64_t begin);

#endif
