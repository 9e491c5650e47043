/* Made-up brands and host names for tests and benches of the look-alike engine: the same on every
 * machine for a seed. Names are what the engine may get wrong: tokens with edits, at boundaries and
 * in words, overlapping ones, digits for letters, "rn" for "m", IDN labels, long names, and plain
 * words. */
#ifndef TESTS_NAME_MAKER_H
#define TESTS_NAME_MAKER_H

#include "match/names.h"

typedef struct {
    yg_brand_list list;
    yg_arena arena;
} made_brands;

/* n brands with about two tokens each, from 2 letters to 40, some with kana. */
void name_maker_brands(uint64_t seed, size_t n, made_brands *ret_brands);
void name_maker_brands_free(made_brands *brands);

/* The name that belongs to a seed, at most 253 bytes and mostly far less; not always a valid one.
 */
size_t name_maker_name(uint64_t seed, const yg_names *names, char ret_name[512]);
/* A plain registrable name of made-up syllables, about 14 bytes, as lists of registrations have
 * them. */
size_t name_maker_plain(uint64_t seed, char ret_name[64]);

#endif
