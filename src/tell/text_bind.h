/* Private to this room (tell/text_check.h). */
#ifndef YG_TELL_TEXT_BIND_H
#define YG_TELL_TEXT_BIND_H

#include "tell/text_part.h"

typedef enum {
    TEXT_BOUND_NONE,    /* the sentence has none of that kind */
    TEXT_BOUND,         /* this one */
    TEXT_BOUND_OTHER,   /* one that no statistic can have */
    TEXT_BOUND_UNCLEAR, /* several, and not which */
} text_bound;

bool text_is_apart(yg_str plain, size_t from, size_t to);
void text_group_numbers(text_marks *marks);
text_bound text_bind(const text_marks *marks, yg_str plain, const text_mark *number, text_kind kind,
                     const text_mark **ret_mark);

#endif
