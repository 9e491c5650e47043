/* Kana as katakana of full width, before anything is folded. */
#ifndef YG_MATCH_KANA_H
#define YG_MATCH_KANA_H

#include "base/str.h"

enum { YG_KANA_LONG = 0x30FC, YG_KANA_SMALL_TSU = 0x30C3, YG_KANA_N = 0x30F3 };

/* The katakana of a hiragana or half-width katakana; every other code point is itself. */
uint32_t yg_kana_full(uint32_t code_point);
/* 1: the two dots of ガ, 2: the ring of パ, in any of their three forms; 0: another sign. */
unsigned yg_kana_mark(uint32_t code_point);
/* The full-width katakana with that mark; itself where there is none (ア). */
uint32_t yg_kana_voiced(uint32_t katakana, unsigned mark);
/* Katakana that is a letter (small ones and ン, no marks of length or repetition). */
static inline bool yg_kana_is(uint32_t c) {
    return c >= 0x30A1 && c <= 0x30FA;
}

#endif
