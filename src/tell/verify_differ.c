/* The shortest edit script of two lists: E. W. Myers, Algorithmica 1 (1986) 251-266, section 4,
 * with a bound on the number of edits; beyond it pieces are paired by their places. */
#include "tell/verify_part.h"

enum { MOST_EDITS = 600 };

/* Line ends of two kinds are the same inside a piece too: who reads HTML takes them for one. */
static bool is_equal_but_returns(yg_str a, yg_str b) {
    size_t i = 0, k = 0;
    for (;;) {
        i += i + 1 < a.n && a.p[i] == '\r' && a.p[i + 1] == '\n';
        k += k + 1 < b.n && b.p[k] == '\r' && b.p[k + 1] == '\n';
        if (i == a.n || k == b.n)
            return i == a.n && k == b.n;
        if (a.p[i++] != b.p[k++])
            return false;
    }
}

static bool is_equal(const verify_piece *a, const verify_piece *b) {
    return yg_str_eq(a->text, b->text) ||
           (a->text.n != b->text.n && is_equal_but_returns(a->text, b->text));
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Is the digit at `at` of the number of a piece of evidence or a source ("E12", "#s3", "83")? */
static bool is_numbering(yg_str s, size_t at) {
    if (at == 0)
        return s.n <= 5 && is_digit(s.p[s.n - 1]);
    bool mark = strchr("ESes", s.p[at - 1]) != NULL;
    char before = at > 1 ? s.p[at - 2] : ' ';
    return mark && strchr(" (#\"–,-", before) != NULL;
}

/* Equal but for such numbers. They all change when one piece of evidence goes; so pieces are paired
 * without them, and what differs in them alone is told last. */
static bool is_like(const verify_piece *left, const verify_piece *right) {
    yg_str a = left->text, b = right->text;
    size_t i = 0, k = 0;
    if (is_equal(left, right))
        return true;
    while (i < a.n && k < b.n) {
        if (is_digit(a.p[i]) && is_digit(b.p[k]) && is_numbering(a, i) && is_numbering(b, k)) {
            while (i < a.n && is_digit(a.p[i]))
                i++;
            while (k < b.n && is_digit(b.p[k]))
                k++;
        } else if (a.p[i++] != b.p[k++]) {
            return false;
        }
    }
    return i == a.n && k == b.n;
}

typedef struct {
    const verify_piece *a, *b;
    ptrdiff_t a_n, b_n;
} lists;

/* Fills marks of the pieces of a and b that belong to no common sequence. False: too many. */
static bool mark(const lists *l, bool *a_lone, bool *b_lone) {
    const ptrdiff_t most = MOST_EDITS, width = 2 * most + 3;
    ptrdiff_t *trace = yg_alloc((size_t)(most + 1) * (size_t)width, sizeof *trace), *v = NULL;
    ptrdiff_t found = -1;
    for (ptrdiff_t d = 0; d <= most && found < 0; d++) {
        ptrdiff_t *next = trace + d * width + most + 1;
        if (v != NULL)
            memcpy(next - most - 1, v - most - 1, (size_t)width * sizeof *v);
        for (ptrdiff_t k = -d; k <= d && found < 0; k += 2) {
            ptrdiff_t x = d == 0                                       ? 0
                          : k == -d || (k != d && v[k - 1] < v[k + 1]) ? v[k + 1]
                                                                       : v[k - 1] + 1;
            ptrdiff_t y = x - k;
            while (x >= 0 && y >= 0 && x < l->a_n && y < l->b_n && is_like(&l->a[x], &l->b[y]))
                x++, y++;
            next[k] = x;
            if (x >= l->a_n && y >= l->b_n)
                found = d;
        }
        v = next;
    }
    ptrdiff_t x = l->a_n, y = l->b_n;
    for (ptrdiff_t d = found; d > 0; d--) {
        const ptrdiff_t *before = trace + (d - 1) * width + most + 1;
        ptrdiff_t k = x - y;
        bool down = k == -d || (k != d && before[k - 1] < before[k + 1]);
        ptrdiff_t from = down ? before[k + 1] : before[k - 1];
        ptrdiff_t from_y = from - (down ? k + 1 : k - 1);
        if (down && from_y < l->b_n)
            b_lone[from_y] = true;
        else if (!down && from < l->a_n)
            a_lone[from] = true;
        x = from;
        y = from_y;
    }
    free(trace);
    return found >= 0;
}

/* Pairs that are alike and not equal. */
static void numbering(const verify_piece_list *a, const verify_piece_list *b, size_t front,
                      size_t back, const bool *a_lone, const bool *b_lone, verify_change change,
                      void *self) {
    for (size_t i = 0, k = 0; i < a->n && k < b->n;) {
        bool in_a = i >= front && i < a->n - back, in_b = k >= front && k < b->n - back;
        if (in_a && a_lone[i - front]) {
            i++;
        } else if (in_b && b_lone[k - front]) {
            k++;
        } else {
            if (!is_equal(&a->at[i], &b->at[k]))
                change(self, i, 1, k, 1);
            i++, k++;
        }
    }
}

void verify_differ(const verify_piece_list *a, const verify_piece_list *b, verify_change change,
                   void *self) {
    size_t front = 0, back = 0, least = a->n < b->n ? a->n : b->n;
    while (front < least && is_like(&a->at[front], &b->at[front]))
        front++;
    while (back < least - front && is_like(&a->at[a->n - 1 - back], &b->at[b->n - 1 - back]))
        back++;
    size_t a_n = a->n - front - back, b_n = b->n - front - back;
    lists l = {a->at + front, b->at + front, (ptrdiff_t)a_n, (ptrdiff_t)b_n};
    bool *lone = yg_alloc(a_n + b_n + 1, sizeof *lone), *b_lone = lone + a_n;
    if (a_n + b_n > 0 && !mark(&l, lone, b_lone))
        memset(lone, true, a_n + b_n);
    for (size_t i = 0, j = 0; i < a_n || j < b_n;) {
        size_t from = i, b_from = j;
        while (i < a_n && lone[i])
            i++;
        while (j < b_n && b_lone[j])
            j++;
        if (i > from || j > b_from)
            change(self, front + from, i - from, front + b_from, j - b_from);
        else
            i++, j++;
    }
    numbering(a, b, front, back, lone, b_lone, change, self);
    free(lone);
}
