/* Which period and which category a number of a sentence belongs to. A sentence that lists several
 * must list them in step ("C N, C N" or "N C, N C"); else nothing is said. */
#include "tell/text_bind.h"

/* Numbers that stand together say one thing: "37 of 114 (32.5 %)". */
void text_group_numbers(text_marks *marks) {
    const text_mark *before = NULL;
    size_t group = 0;
    for (size_t i = 0; i < marks->n; i++) {
        text_mark *mark = &marks->at[i];
        if (mark->kind != TEXT_NUMBER) {
            if (mark->kind == TEXT_CATEGORY || mark->kind == TEXT_PERIOD)
                before = NULL;
            continue;
        }
        bool together =
            before != NULL && mark->from - before->to <= 8 && before->number != mark->number;
        mark->group = together ? before->group : ++group;
        before = mark;
    }
}

typedef struct {
    bool number;
    size_t of; /* group of numbers, or index of a mark */
} event;

static bool same(const text_mark *a, const text_mark *b) {
    if (a->kind == TEXT_CATEGORY)
        return yg_str_eq(a->key, b->key) && (a->key.n == 0 || a->key.p[0] != '~');
    return a->relative == b->relative && a->open == b->open &&
           a->period.from_us == b->period.from_us && a->period.to_us == b->period.to_us;
}

/* The sentence as a row of numbers and marks of one kind, neighbours that say the same once. */
static size_t events_of(const text_marks *marks, text_kind kind, event *events, size_t most) {
    size_t n = 0;
    for (size_t i = 0; i < marks->n && n < most; i++) {
        const text_mark *mark = &marks->at[i];
        event e = {mark->kind == TEXT_NUMBER, mark->kind == TEXT_NUMBER ? mark->group : i};
        if (mark->kind != TEXT_NUMBER && mark->kind != kind)
            continue;
        const event *last = n > 0 ? &events[n - 1] : NULL;
        if (last != NULL && last->number == e.number &&
            (e.number ? last->of == e.of : same(&marks->at[last->of], mark)))
            continue;
        events[n++] = e;
    }
    return n;
}

/* Is there a comma, a colon or a bracket between two places? */
bool text_is_apart(yg_str plain, size_t from, size_t to) {
    static const char *const wide[] = {"、", "，", "：", "（"};
    for (size_t i = from; i < to; i++) {
        char c = plain.p[i], next = i + 1 < to ? plain.p[i + 1] : 'x';
        if ((c == ',' || c == ';' || c == ':') && next == ' ')
            return true;
        if (c == ' ' && next == '(')
            return true;
        for (size_t k = 0; (unsigned char)c >= 0xE3 && k < 4; k++)
            if (i + 3 <= to && memcmp(plain.p + i, wide[k], 3) == 0)
                return true;
    }
    return false;
}

static const text_mark *number_of(const text_marks *marks, size_t group) {
    for (size_t i = 0; i < marks->n; i++)
        if (marks->at[i].kind == TEXT_NUMBER && marks->at[i].group == group)
            return &marks->at[i];
    return NULL;
}

/* "Of 114 reports, manufacturing had 37 and healthcare 9", "230 cases, 75 of them in
 * manufacturing": the first count is of all. */
static bool leads(const text_marks *marks, yg_str plain, const event *events, size_t n) {
    if (n < 3 || !events[0].number || events[1].number == events[2].number)
        return false;
    const text_mark *first = number_of(marks, events[0].of), *second, *third;
    second = events[1].number ? number_of(marks, events[1].of) : &marks->at[events[1].of];
    third = events[2].number ? number_of(marks, events[2].of) : &marks->at[events[2].of];
    return first->number == TEXT_COUNT && text_is_apart(plain, first->to, second->from) &&
           !text_is_apart(plain, second->to, third->from);
}

/* The only mark of its kind between the same commas as the number. */
static const text_mark *in_clause(const text_marks *marks, yg_str plain, const text_mark *number,
                                  text_kind kind) {
    const text_mark *found = NULL;
    for (size_t i = 0; i < marks->n; i++) {
        const text_mark *mark = &marks->at[i];
        bool apart = mark->from < number->from ? text_is_apart(plain, mark->to, number->from)
                                               : text_is_apart(plain, number->to, mark->from);
        if (mark->kind != kind || apart)
            continue;
        if (found != NULL && !same(found, mark))
            return NULL;
        found = mark;
    }
    return found;
}

text_bound text_bind(const text_marks *marks, yg_str plain, const text_mark *number, text_kind kind,
                     const text_mark **ret_mark) {
    enum { MOST = 200 };
    event all[MOST], *events = all;
    size_t n = events_of(marks, kind, events, MOST), distinct = 0, at = n;
    const text_mark *only = NULL;
    if (kind == TEXT_CATEGORY && leads(marks, plain, events, n)) {
        if (events[0].of == number->group)
            return TEXT_BOUND_NONE;
        events++;
        at = --n;
    }
    for (size_t i = 0; i < n; i++) {
        if (events[i].number) {
            at = events[i].of == number->group ? i : at;
            continue;
        }
        const text_mark *mark = &marks->at[events[i].of];
        distinct += only == NULL || !same(only, mark);
        only = only == NULL ? mark : only;
    }
    if (distinct == 0)
        return TEXT_BOUND_NONE;
    if (distinct == 1 && !(kind == TEXT_CATEGORY && only->key.n > 0 && only->key.p[0] == '~')) {
        *ret_mark = only;
        return TEXT_BOUND;
    }
    /* In step from the first to the last event. */
    bool in_step = n >= 2 && n < MOST && n % 2 == 0 && at < n;
    for (size_t i = 1; in_step && i < n; i++)
        in_step = events[i].number != events[i - 1].number;
    const text_mark *near = in_step ? NULL : in_clause(marks, plain, number, kind);
    if (near != NULL) {
        *ret_mark = near;
        return kind == TEXT_CATEGORY && near->key.p[0] == '~' ? TEXT_BOUND_OTHER : TEXT_BOUND;
    }
    if (!in_step)
        return distinct == 1 && only->key.n > 0 && only->key.p[0] == '~' ? TEXT_BOUND_OTHER
                                                                         : TEXT_BOUND_UNCLEAR;
    *ret_mark = &marks->at[events[events[0].number ? at + 1 : at - 1].of];
    if (kind == TEXT_CATEGORY && (*ret_mark)->key.p[0] == '~')
        return TEXT_BOUND_OTHER;
    return TEXT_BOUND;
}
