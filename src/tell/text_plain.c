/* A text made ready for looking at its numbers. */
#include "base/utf8.h"
#include "tell/text_part.h"
#include "tell/verify_part.h"

static void put_char(text_plain *p, uint32_t c, size_t from) {
    size_t before = p->plain.n;
    if (c >= 'A' && c <= 'Z')
        c += 'a' - 'A';
    yg_utf8_put(&p->plain, c);
    for (size_t i = before; i < p->plain.n; i++)
        yg_vec_push(&p->at, (uint32_t)from);
}

/* Full-width forms, spaces and dashes of several kinds as the one that is looked for. */
static uint32_t usual(uint32_t c) {
    if (c >= 0xFF01 && c <= 0xFF5E)
        return c - 0xFEE0;
    if (c == 0x3000 || c == 0xA0 || c == 0x202F || (c >= 0x2000 && c <= 0x200A))
        return ' ';
    if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
        return '-';
    if (c == 0x301C)
        return '~';
    return c == 0x2019 ? '\'' : c;
}

static bool looks_like_html(yg_str s) {
    static const char *const signs[] = {"<!doctype html", "<html",     "<body", "<p>", "<p ",
                                        "<div",           "<!DOCTYPE", "<table"};
    yg_str head = yg_str_sub(s, 0, 4096);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (yg_str_find(head, yg_str_of(signs[i])) != SIZE_MAX)
            return true;
    return false;
}

static bool is_tag(yg_str s, size_t at, const char *name) {
    size_t n = strlen(name);
    return s.n > at + n && yg_str_eq_nocase(yg_str_sub(s, at, n), yg_str_of(name)) &&
           !text_is_word_byte(s.p[at + n]);
}

/* Inline elements do not end a sentence. */
static bool is_inline(yg_str s, size_t name_at) {
    static const char *const names[] = {"a",   "b",    "i",     "em",   "strong", "span", "small",
                                        "sup", "sub",  "abbr",  "mark", "code",   "u",    "s",
                                        "q",   "cite", "font",  "time", "data",   "var",  "kbd",
                                        "bdi", "ruby", "label", "wbr"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is_tag(s, name_at, names[i]))
            return true;
    return false;
}

/* Behind the tag at `at`; scripts and styles with their content. */
static size_t skip_tag(text_plain *p, yg_str s, size_t at) {
    if (yg_str_starts(yg_str_from(s, at), YG_STR("<!--"))) {
        size_t end = yg_str_find(yg_str_from(s, at), YG_STR("-->"));
        return end == SIZE_MAX ? s.n : at + end + 3;
    }
    size_t name = at + 1 + (at + 1 < s.n && s.p[at + 1] == '/');
    size_t close = yg_str_chr(yg_str_from(s, at), '>');
    size_t end = close == SIZE_MAX ? s.n : at + close + 1;
    if (is_tag(s, name, "script") || is_tag(s, name, "style")) {
        bool style = is_tag(s, name, "style");
        if (s.p[at + 1] == '/' || p->endless[style])
            return end;
        size_t stop = verify_raw_end(s, end, style ? "</style" : "</script");
        p->endless[style] = stop == s.n;
        return stop == s.n ? end : stop;
    }
    if (!is_inline(s, name)) {
        put_char(p, '\n', at);
        put_char(p, '\n', at);
    }
    return end;
}

/* A character reference; 0 when it is none. Names: the few that numbers need. */
static uint32_t reference(yg_str s, size_t at, size_t *ret_end) {
    static const struct {
        const char *name;
        uint32_t c;
    } names[] = {{"&amp;", '&'},   {"&lt;", '<'},     {"&gt;", '>'},     {"&quot;", '"'},
                 {"&nbsp;", ' '},  {"&percnt;", '%'}, {"&thinsp;", ' '}, {"&ndash;", '-'},
                 {"&mdash;", '-'}, {"&rsquo;", '\''}, {"&ensp;", ' '}};
    yg_str rest = yg_str_from(s, at);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!yg_str_starts(rest, yg_str_of(names[i].name)))
            continue;
        *ret_end = at + strlen(names[i].name);
        return names[i].c;
    }
    size_t end = yg_str_chr(yg_str_sub(rest, 0, 12), ';');
    bool hex = rest.n > 2 && (rest.p[2] == 'x' || rest.p[2] == 'X');
    uint32_t c = 0;
    if (end == SIZE_MAX || !yg_str_starts(rest, YG_STR("&#")))
        return 0;
    for (size_t i = hex ? 3 : 2; i < end; i++) {
        char d = rest.p[i];
        uint32_t v = d >= '0' && d <= '9'          ? (uint32_t)(d - '0')
                     : hex && d >= 'a' && d <= 'f' ? (uint32_t)(d - 'a' + 10)
                     : hex && d >= 'A' && d <= 'F' ? (uint32_t)(d - 'A' + 10)
                                                   : 99;
        if (v == 99)
            return 0;
        c = c * (hex ? 16 : 10) + v;
    }
    *ret_end = at + end + 1;
    return c > 0 && c < 0x110000 && (c < 0xD800 || c > 0xDFFF) ? c : 0;
}

static void make_plain(text_plain *p, bool html) {
    yg_str s = p->original;
    for (size_t at = 0; at < s.n;) {
        size_t from = at, end = at;
        uint32_t c = html && s.p[at] == '&' ? reference(s, at, &end) : 0;
        if (html && s.p[at] == '<') {
            at = skip_tag(p, s, at);
            continue;
        }
        if (c != 0)
            at = end;
        else
            c = yg_utf8_next(s, &at);
        /* Emphasis inside of a sentence would cut words and numbers apart. */
        if (!html && c == '*' && at < s.n && (s.p[at] == '*' || from > 0))
            continue;
        if (c != '\r')
            put_char(p, html && c == '\n' ? ' ' : usual(c), from);
    }
    yg_vec_push(&p->at, (uint32_t)s.n);
}

static bool ends_sentence(yg_str s, size_t at, size_t *ret_end, bool *ret_paragraph) {
    yg_str rest = yg_str_from(s, at);
    static const char *const marks[] = {"。", "！", "？"};
    for (size_t i = 0; i < 3; i++) {
        if (!yg_str_starts(rest, yg_str_of(marks[i])))
            continue;
        *ret_end = at + strlen(marks[i]);
        return true;
    }
    char c = s.p[at], next = at + 1 < s.n ? s.p[at + 1] : ' ';
    if (c == '\n') {
        bool list = next == '-' || next == '|' || next == '#' || next == '*' || next == '+';
        *ret_paragraph = next == '\n';
        *ret_end = at + 1;
        return next == '\n' || list || at + 1 >= s.n;
    }
    *ret_end = at + 1;
    if (c == '!' || c == '?')
        return next == ' ' || next == '\n';
    /* "u.s. police", "e.g. 12": a point behind a single letter ends nothing. */
    bool single = at > 0 && text_is_word_byte(s.p[at - 1]) &&
                  (at < 2 || !text_is_word_byte(s.p[at - 2])) &&
                  !(s.p[at - 1] >= '0' && s.p[at - 1] <= '9');
    return c == '.' && (next == ' ' || next == '\n') && !single;
}

static void cut_sentences(text_plain *p) {
    yg_str s = yg_buf_str(&p->plain);
    size_t from = 0, paragraph = 0;
    for (size_t at = 0; at < s.n;) {
        size_t end = at + 1;
        bool is_paragraph = false;
        bool is_end = ends_sentence(s, at, &end, &is_paragraph);
        if (is_end || (at - from >= TEXT_SENTENCE_BYTES &&
                       (end == s.n || ((unsigned char)s.p[end] & 0xC0) != 0x80))) {
            if (end > from)
                yg_vec_push(&p->sentences, ((text_sentence){from, end, paragraph}));
            from = end;
            paragraph += is_paragraph;
        }
        at = end;
    }
    if (from < s.n)
        yg_vec_push(&p->sentences, ((text_sentence){from, s.n, paragraph}));
}

void text_plain_make(text_plain *plain, yg_str original) {
    plain->original = original;
    make_plain(plain, looks_like_html(original));
    cut_sentences(plain);
}

void text_plain_free(text_plain *plain) {
    yg_buf_free(&plain->plain);
    yg_vec_free(&plain->at);
    yg_vec_free(&plain->sentences);
}
