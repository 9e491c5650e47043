/* Step 4 of the views (match/log_view.h): ideographic full stops between letters become dots, and
 * names outside ASCII become A-labels (UTS 46, non-transitional). */
#include <pthread.h>
#include <unicode/uchar.h>
#include <unicode/uidna.h>

#include "base/utf8.h"
#include "match/log_view.h"

enum { LABELS = YG_LOG_VIEW_NAME_MAX / 2 + 1, ASCII_MAX = 256 };

static UIDNA *idna;
static pthread_once_t idna_once = PTHREAD_ONCE_INIT;

/* Never closed: it is of use as long as the process runs, by any thread. */
static void open_idna(void) {
    UErrorCode status = U_ZERO_ERROR;
    idna = uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII,
                           &status);
    if (U_FAILURE(status))
        idna = NULL;
}

static bool is_ascii_alnum(uint32_t c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z' && c < 0x80);
}

static bool is_letter(uint32_t c) {
    if (c < 0x80)
        return is_ascii_alnum(c);
    /* Ideographs, hiragana, katakana: what Japanese logs are full of. */
    if ((c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3041 && c <= 0x3096) ||
        (c >= 0x30A1 && c <= 0x30FA))
        return true;
    return (U_MASK(u_charType((UChar32)c)) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK)) != 0;
}

static bool is_edge_of_name(char c) {
    return c == '.' || c == '-' || c == '_';
}

static bool is_full_stop(uint32_t c) {
    return c == 0x3002 || c == 0xFF0E || c == 0xFF61;
}

/* A run that is being put together at the end of the view. */
typedef struct {
    yg_log_view *view;
    yg_log_view_wanted wanted;
    const void *self;
    size_t start; /* in the view */
    bool has_dot, has_high, has_stop;
} run;

static size_t text_n(const yg_log_view *view) {
    return view->from.n;
}

static inline void put(yg_log_view *view, char c, size_t from) {
    if (view->room.cap - view->room.n < 2)
        yg_buf_reserve(&view->room, YG_LOG_VIEW_PAD);
    view->room.p[view->room.n++] = c;
    yg_vec_push(&view->from, (uint32_t)from);
}

/* As yg_utf8_next, quicker for what has three bytes. */
static inline uint32_t next_char(yg_str s, size_t *at) {
    const unsigned char *b = (const unsigned char *)s.p + *at;
    if (b[0] < 0x80)
        return s.p[(*at)++] & 0x7F;
    if (b[0] > 0xE0 && b[0] < 0xED && s.n - *at >= 3 && (b[1] & 0xC0) == 0x80 &&
        (b[2] & 0xC0) == 0x80) {
        *at += 3;
        return (uint32_t)(b[0] & 0xF) << 12 | (uint32_t)(b[1] & 0x3F) << 6 | (b[2] & 0x3F);
    }
    return yg_utf8_next(s, at);
}

/* Where the labels of the view's text [start, end) and their dots come from. */
static size_t label_places(const yg_log_view *view, size_t start, size_t end,
                           uint32_t labels[LABELS], uint32_t dots[LABELS]) {
    const char *text = view->room.p + YG_LOG_VIEW_PAD;
    size_t n = 0;
    labels[0] = view->from.at[start];
    for (size_t i = start; i < end; i++) {
        if (text[i] != '.')
            continue;
        dots[n++] = view->from.at[i];
        labels[n] = i + 1 < end ? view->from.at[i + 1] : view->from.at[i];
    }
    return n;
}

/* The A-labels of a name. Fails on whatever UTS 46 finds wrong with it, and where a sign would
 * become a dot. */
static bool to_ascii(yg_str name, size_t dots, char ret_ascii[ASCII_MAX], size_t *ret_n) {
    UErrorCode status = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    pthread_once(&idna_once, open_idna);
    if (idna == NULL)
        return false;
    int32_t n =
        uidna_nameToASCII_UTF8(idna, name.p, (int32_t)name.n, ret_ascii, ASCII_MAX, &info, &status);
    if (U_FAILURE(status) || info.errors != 0 || n <= 0 || n > ASCII_MAX)
        return false;
    for (int32_t i = 0; i < n; i++) {
        if ((unsigned char)ret_ascii[i] >= 0x80 || (ret_ascii[i] == '.' && dots-- == 0))
            return false;
    }
    *ret_n = (size_t)n;
    return dots == 0;
}

/* Puts the A-labels in the place of [start, end). */
static bool convert(yg_log_view *view, size_t start, size_t end) {
    uint32_t labels[LABELS], dots[LABELS];
    char ascii[ASCII_MAX];
    yg_str name = {view->room.p + YG_LOG_VIEW_PAD + start, end - start};
    size_t n, label = 0, tail = text_n(view) - end, dots_n;
    if (name.n > YG_LOG_VIEW_NAME_MAX)
        return false;
    dots_n = label_places(view, start, end, labels, dots);
    if (dots_n == 0 || !to_ascii(name, dots_n, ascii, &n))
        return false;
    /* What was taken off behind the name is short of letters, not of length: it is moved. */
    for (size_t i = name.n; i < n; i++)
        put(view, 0, 0);
    char *text = view->room.p + YG_LOG_VIEW_PAD;
    memmove(text + start + n, text + end, tail);
    memmove(view->from.at + start + n, view->from.at + end, tail * sizeof *view->from.at);
    for (size_t i = 0; i < n; i++) {
        text[start + i] = ascii[i];
        view->from.at[start + i] = ascii[i] == '.' ? dots[label++] : labels[label];
    }
    view->from.n = start + n + tail;
    view->room.n = YG_LOG_VIEW_PAD + view->from.n;
    return true;
}

/* The run as it was before this step, full stops too. */
static void restore(run *r, yg_str s, size_t end) {
    size_t at = r->view->from.at[r->start];
    r->view->from.n = r->start;
    r->view->room.n = YG_LOG_VIEW_PAD + r->start;
    for (size_t before = at; at < end; before = at) {
        (void)yg_utf8_next(s, &at);
        for (size_t i = before; i < at; i++)
            put(r->view, s.p[i], before);
    }
}

/* The run ends before byte `at` of the text s. True when it is no longer what it was. */
static bool end_run(run *r, yg_str s, size_t at) {
    const char *text = r->view->room.p + YG_LOG_VIEW_PAD;
    size_t start = r->start, end = text_n(r->view);
    if (!r->has_dot || !r->has_high)
        return r->has_stop;
    while (start < end && is_edge_of_name(text[start]))
        start++;
    while (end > start && is_edge_of_name(text[end - 1]))
        end--;
    bool is_mail = (r->start > 0 && text[r->start - 1] == '@') ||
                   (at < s.n && (s.p[at] == '@' || s.p[at] == '%' || s.p[at] == '+'));
    if ((r->wanted == NULL || r->wanted(r->self, (yg_str){text + start, end - start}, is_mail)) &&
        convert(r->view, start, end))
        return true;
    if (r->has_stop)
        restore(r, s, at);
    return false;
}

/* Does some run of token bytes and bytes above U+007F have what this step is about: one of the
 * latter, and a dot of any kind? */
static bool has_name(yg_str s) {
    bool has_high = false, has_dot = false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c >= 0x80) {
            has_high = true;
            has_dot |= (c == 0xE3 || c == 0xEF) && i + 2 < s.n &&
                       (memcmp(s.p + i, "\xE3\x80\x82", 3) == 0 ||
                        memcmp(s.p + i, "\xEF\xBC\x8E", 3) == 0 ||
                        memcmp(s.p + i, "\xEF\xBD\xA1", 3) == 0);
        } else if (c == '.') {
            has_dot = true;
        } else if (!is_ascii_alnum(c) && c != '-' && c != '_') {
            has_high = has_dot = false;
        }
        if (has_high && has_dot)
            return true;
    }
    return false;
}

static bool is_before_letter(yg_str s, size_t at) {
    return at < s.n && is_letter(yg_utf8_next(s, &at));
}

/* A name that is walked through, as run has it. */
typedef struct {
    size_t start, stop;      /* of the name; behind its last letter or sign */
    size_t ascii;            /* where its labels at the end that are ASCII alone begin */
    size_t dot;              /* one that no letter followed yet */
    bool has_dot, is_before; /* is_before: there is such a dot */
    bool has_stop, has_sign, has_other, is_high; /* is_high: the last label has a sign */
} walk;

static void pass_letter(walk *w, uint32_t c, size_t at) {
    if (w->is_before && w->is_high)
        w->ascii = w->dot;
    if (w->is_before)
        w->is_high = false;
    w->is_before = false;
    w->is_high |= c >= 0x80;
    w->has_sign |= c >= 0x80;
    /* Kana and ideographs become "xn--..."; others may become anything. */
    w->has_other |= c >= 0x80 && (c < 0x3040 || c > 0x9FFF);
    w->stop = at;
}

static bool may_be_wanted(const walk *w, yg_str s, size_t at, yg_log_view_ends ends,
                          const void *self) {
    if (!w->has_dot || !(w->has_sign || w->has_stop))
        return false;
    bool is_mail = (w->start > 0 && s.p[w->start - 1] == '@') ||
                   (at < s.n && (s.p[at] == '@' || s.p[at] == '%' || s.p[at] == '+'));
    size_t from = w->is_high ? w->stop : w->ascii;
    return w->has_other || ends(self, yg_str_sub(s, from, w->stop - from), is_mail);
}

bool yg_log_view_may_name(yg_str s, size_t start, size_t end, yg_log_view_ends ends,
                          const void *self) {
    yg_str part = {s.p, end};
    walk w = {.start = start, .stop = start, .ascii = start};
    bool was_letter = false;
    for (size_t at = start; at < end;) {
        size_t before = at;
        uint32_t c = next_char(part, &at);
        bool is_stop = is_full_stop(c) && was_letter && is_before_letter(part, at);
        was_letter = is_letter(c);
        if (was_letter) {
            pass_letter(&w, c, at);
        } else if (is_stop || c == '.') {
            if (is_stop) { /* no byte of it is a dot: what is behind it is all that may be told */
                w.ascii = at;
                w.has_stop = true;
            }
            w.has_dot = w.is_before = true;
            w.dot = is_stop ? at : before;
        } else if (c != '-' && c != '_') {
            if (may_be_wanted(&w, s, before, ends, self))
                return true;
            w = (walk){.start = at, .stop = at, .ascii = at};
        }
    }
    return may_be_wanted(&w, s, end, ends, self);
}

/* Room for a text of n bytes; A-labels may need more. */
static void make_room(yg_log_view *view, size_t n) {
    view->room.n = view->from.n = 0;
    yg_buf_reserve(&view->room, n + 2 * YG_LOG_VIEW_PAD);
    memset(view->room.p, 0, YG_LOG_VIEW_PAD);
    view->room.n = YG_LOG_VIEW_PAD;
    if (view->from.cap > n)
        return;
    view->from.cap = n + n / 2 + 64;
    view->from.at = yg_realloc(view->from.at, view->from.cap, sizeof *view->from.at);
}

bool yg_log_view_names(yg_str s, yg_log_view_wanted wanted, const void *self, yg_log_view *view) {
    bool is_changed = false, was_letter = false;
    if (!has_name(s))
        return false;
    make_room(view, s.n);
    run r = {.view = view, .wanted = wanted, .self = self};
    for (size_t at = 0; at < s.n;) {
        size_t before = at;
        uint32_t c = next_char(s, &at);
        bool is_stop = is_full_stop(c) && was_letter && is_before_letter(s, at);
        was_letter = is_letter(c);
        bool is_part = is_stop || was_letter || (c < 0x80 && is_edge_of_name((char)c));
        if (!is_part) {
            is_changed |= end_run(&r, s, before);
            for (size_t i = before; i < at; i++)
                put(view, s.p[i], before);
            r = (run){view, wanted, self, text_n(view), false, false, false};
            continue;
        }
        if (is_stop)
            put(view, '.', before);
        else
            for (size_t i = before; i < at; i++)
                put(view, s.p[i], before);
        r.has_stop |= is_stop;
        r.has_dot |= is_stop || c == '.';
        r.has_high |= c >= 0x80 && !is_stop;
    }
    is_changed |= end_run(&r, s, s.n);
    size_t n = text_n(view);
    yg_vec_push(&view->from, (uint32_t)s.n);
    yg_buf_reserve(&view->room, YG_LOG_VIEW_PAD);
    memset(view->room.p + view->room.n, 0, YG_LOG_VIEW_PAD);
    view->text = (yg_str){view->room.p + YG_LOG_VIEW_PAD, n};
    view->is_names = true;
    return is_changed;
}
