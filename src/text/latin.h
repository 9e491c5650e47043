/* Names in Latin letters: accents taken off, kana in romaji, Cyrillic, Greek, Hangul and Arabic
 * transliterated (ICU), so that one company's names in two scripts can be compared. Chinese
 * characters stay: their reading cannot be known from the characters. */
#ifndef YG_TEXT_LATIN_H
#define YG_TEXT_LATIN_H

#include "base/str.h"

/* Zero-initialise; free. One thread at a time. The transliterator is opened when it is first
 * needed. */
typedef struct {
    void *transliterator;
    yg_buf scratch;
    bool failed;
} yg_latin;
void yg_latin_free(yg_latin *latin);

/* Adds s as words of lower-case ASCII letters and digits and of Chinese characters, separated by
 * one space. Marks inside a word ("O'Brien", "S.p.A.") are left out, others part words. */
void yg_latin_add(yg_latin *latin, yg_buf *buf, yg_str s);

#endif
