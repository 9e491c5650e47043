/* Words in names of organisations: legal forms and little words that say nothing, kinds of
 * organisations that say little and are called differently in each language, placeholders for
 * "nobody says who". Host names are in text/host.h. Tables, pure. */
#ifndef YG_KNOW_INCIDENT_WORD_H
#define YG_KNOW_INCIDENT_WORD_H

#include "base/map.h"
#include "text/host.h"

typedef enum {
    YG_WORD_NAME,    /* not in the tables: it names */
    YG_WORD_PLACE,   /* a country, a state, a large city: many are there */
    YG_WORD_GENERIC, /* a kind of organisation or business */
    YG_WORD_STOP,
    YG_WORD_LEGAL,
} yg_word_class;

/* Zero-initialise; yg_words_open once; free. */
typedef struct {
    yg_map words;
} yg_words;
void yg_words_open(yg_words *words);
void yg_words_free(yg_words *words);
/* The class of a word as text/latin.h writes it, and what stands for it in all languages
 * ("universidad" -> "university"); the word itself when nothing does. */
yg_word_class yg_word_of(const yg_words *words, yg_str word, yg_str *ret_concept);
/* What kind of institution a concept names, as a bit; 0: none. Two institutions without a kind in
 * common ("county", "hospital") are two, however alike their names. */
uint32_t yg_word_institution(yg_str concept);
/* Bytes of the longest known word of Chinese characters at the beginning of s; 0: none. */
size_t yg_word_han_prefix(const yg_words *words, yg_str s);

/* "Unknown", "undisclosed", "individuals" ...: no organisation. `spaced`: of text/latin.h. */
bool yg_word_is_nobody(yg_str spaced);

#endif
