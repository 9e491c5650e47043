/* Private to this room: the steps of tell/text_check.h. */
#ifndef YG_TELL_TEXT_PART_H
#define YG_TELL_TEXT_PART_H

#include "base/map.h"
#include "model/date.h"
#include "store/read.h"
#include "tell/text_check.h"

/* --- text_plain.c: a text made ready --- lower case, full-width forms as ordinary ones, tags and
 * entities resolved; `at` gives for each byte where it stood. Sentences are ranges of it. */
typedef struct {
    size_t from, to;
    size_t paragraph; /* counted */
} text_sentence;
typedef struct {
    yg_str original;
    yg_buf plain;
    bool endless[2];     /* no further </script, </style: looked for once [QUADRATIC] */
    YG_VEC(uint32_t) at; /* one for each byte of plain, and one behind the last */
    YG_VEC(text_sentence) sentences;
} text_plain;
void text_plain_make(text_plain *plain, yg_str original);
void text_plain_free(text_plain *plain);
/* Longer ones are cut, and of a sentence that names more things nothing is judged [QUADRATIC]. */
#define TEXT_SENTENCE_BYTES 2000
#define TEXT_SENTENCE_MARKS 120

/* --- text_words.c: the words that name a category, a topic, a source --- */
typedef enum {
    TEXT_CATEGORY, /* key: as the store writes it; begins with ~ when no statistic can have it */
    TEXT_TOPIC,    /* key: a statistic's subject; begins with ~ likewise */
    TEXT_SOURCE,   /* who counts: key is asserted_by; ~ for others */
    TEXT_PLACE,    /* key: alpha-2, or ~ for the world and regions */
    TEXT_CUE,      /* key: total, part, change, all */
    TEXT_PERIOD,
    TEXT_NUMBER,
} text_kind;

typedef enum { TEXT_PERCENT, TEXT_OF, TEXT_COUNT, TEXT_FRACTION } text_number_kind;
typedef enum { TEXT_EXACT, TEXT_ABOUT, TEXT_OVER, TEXT_UNDER } text_precision;

typedef struct {
    size_t from, to; /* bytes of plain */
    text_kind kind;
    yg_str key;
    /* of a period */
    yg_date period;
    bool relative; /* "the same period last year" */
    bool open;     /* "the second half", of which year is not said */
    /* of a number */
    text_number_kind number;
    text_precision precision;
    double value; /* percent: 32.5; count: as it is */
    int decimals;
    uint64_t x, n;
    size_t group; /* of its sentence: numbers that say one thing ("37 of 114 (32.5 %)") */
} text_mark;
typedef YG_VEC(text_mark) text_marks;

typedef struct {
    text_kind kind;
    yg_str key, phrase; /* phrase: lower case */
} text_word;
typedef struct {
    YG_VEC(text_word) words;
    yg_map first; /* the first 2 bytes of a phrase -> 1 + index of the first such word */
} text_words;
void text_words_make(text_words *words, yg_arena *arena, yg_statistic_row *const *cells, size_t n);
void text_words_free(text_words *words);

/* --- text_find.c, text_number.c: what stands in one sentence, by place --- */
void text_find(const text_plain *plain, const text_words *words, text_sentence sentence,
               text_marks *marks);
void text_find_numbers(const text_plain *plain, text_sentence sentence, text_marks *marks);
bool text_is_word_byte(char c);

/* --- text_judge.c --- */
typedef struct {
    size_t paragraph;
    yg_str source; /* as asserted_by */
} text_about;
typedef struct {
    yg_store *store;
    yg_text_check *check;
    text_plain plain;
    text_words words;
    YG_VEC(yg_statistic_row *) cells;
    yg_map totals; /* series and period -> 1 + index of the cell that counts all */
    /* Where the place of a number was counted to last: numbers come in their order. */
    size_t counted_to, line, column;
    /* What the text said before this sentence. */
    bool japanese;
    yg_str topic, place;
    yg_date period_before;
    size_t paragraph; /* of that period */
    /* Paragraphs that are about the store's counts: they name the one who counts, or a number of
     * theirs was confirmed there. Kept between the two runs. */
    YG_VEC(text_about) about;
    YG_VEC(const yg_statistic_row *) told; /* cells that numbers of this sentence have */
    bool telling; /* set by a confirmed number that hardly anything else would have */
} text_job;
void text_judge_sentence(text_job *job, text_sentence sentence);
void text_total_key(yg_buf *key, const yg_statistic_row *cell);

#endif
