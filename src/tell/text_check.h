/* Numbers in somebody's text, held against the store's published statistics.
 *
 * A number is judged only where its sentence says what it counts: topic, period and category, of a
 * country that the store has counts for. It is confirmed by one cell that says the same; it is
 * contradicted only when every cell of that topic, country, period and category says otherwise and
 * the text is about that count (it names the one who counts, or repeats another of its numbers).
 * Everything else is not known: precision goes first, since a text has many numbers that count
 * something else.
 *
 * Reads plain text, Markdown and HTML (tags are cut out, nothing is followed), English and
 * Japanese. The text is hostile: limits below, invalid UTF-8 is U+FFFD, and nothing but numbers is
 * looked at. */
#ifndef YG_TELL_TEXT_CHECK_H
#define YG_TELL_TEXT_CHECK_H

#include "base/vec.h"
#include "model/vocab.h"
#include "store/store.h"

#define YG_TEXT_BYTES (8u << 20) /* of one text: a book has one or two */

typedef enum { YG_TEXT_NOT_KNOWN, YG_TEXT_CONFIRMED, YG_TEXT_CONTRADICTED } yg_text_verdict;

typedef struct {
    size_t line, column; /* of the number, from 1; columns are characters */
    yg_str number;       /* as written */
    yg_str sentence;     /* cut to a readable length */
    yg_text_verdict verdict;
    yg_str period, category; /* as the store writes them; empty: not found */
    yg_str stored;           /* "9 of 114 (7.9 %)", what the store counts */
    yg_str source, evidence; /* who counted; ids, separated by spaces */
    yg_str why;              /* one line */
    yg_str note;             /* of a confirmed number: what the sentence leaves out; may be empty */
} yg_text_finding;

typedef struct {
    yg_arena arena;
    YG_VEC(yg_text_finding) findings; /* in the order of the text */
    size_t confirmed, contradicted, not_known;
} yg_text_check;

void yg_text_check_free(yg_text_check *check);
#define YG_CLEANUP_TEXT_CHECK __attribute__((cleanup(yg_text_check_free)))

/* Zero-initialise *ret_check; free it in any case. "not_known" numbers that are no count of
 * anything (years, versions, prices) are left out. */
bool yg_text_check_run(yg_store *store, yg_str text, yg_text_check *ret_check, yg_error *err);

#endif
