/* Private to this room: a number whose meaning is known, against the cells (tell/text_check.h). */
#ifndef YG_TELL_TEXT_COMPARE_H
#define YG_TELL_TEXT_COMPARE_H

#include "tell/text_part.h"

typedef struct {
    const text_mark *number;
    yg_str topic, category, phrase; /* phrase: the category as the text calls it */
    bool total;                     /* no category: all reports */
    yg_date period, anchor;         /* anchor: what "last year" was said from */
    bool relative, period_far;      /* far: said in another paragraph */
    const yg_str *places;
    size_t places_n;
    bool in_clause;        /* the category stands between the same commas as the number */
    const yg_str *sources; /* those that the sentence names */
    size_t sources_n, paragraph;
    bool may_contradict, says_all, is_total_said, is_part;
} text_question;

typedef struct {
    yg_text_verdict verdict;
    yg_str why, note, stored, source, evidence, period, category;
} text_answer;

void text_compare(text_job *job, const text_question *q, text_answer *answer);

#endif
