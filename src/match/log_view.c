/* Steps 1 to 3 of the decoded view (match/log_view.h): each rewrites its stretch in place, since
 * what is put is never longer than what it stands for. */
#include "match/log_view.h"

#include "base/utf8.h"

/* A stretch under work: text and where each byte comes from. */
typedef struct {
    char *p;
    uint32_t *from;
    size_t n;
} stretch;

typedef struct {
    char bytes[4];
    size_t n;     /* of bytes; 0: nothing to decode here */
    size_t taken; /* how much of the text it stands for */
} decoded;

static int hex_value(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The number of n hexadecimal digits at p, or -1. */
static int32_t hex_number(yg_str s, size_t at, size_t n) {
    int32_t value = 0;
    if (s.n < n || at > s.n - n)
        return -1;
    for (size_t i = 0; i < n; i++) {
        int digit = hex_value(s.p[at + i]);
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* \uXXXX at the start of s; a high surrogate needs its low one. */
static decoded code_unit(yg_str s) {
    decoded d = {.taken = 6};
    int32_t c = hex_number(s, 2, 4), low;
    if (c < 0 || (c >= 0xDC00 && c <= 0xDFFF))
        return (decoded){.n = 0};
    if (c >= 0xD800 && c <= 0xDBFF) {
        low = s.n >= 12 && s.p[6] == '\\' && s.p[7] == 'u' ? hex_number(s, 8, 4) : -1;
        if (low < 0xDC00 || low > 0xDFFF)
            return (decoded){.n = 0};
        c = 0x10000 + (c - 0xD800) * 0x400 + (low - 0xDC00);
        d.taken = 12;
    }
    if (c < 0x80) {
        d.bytes[d.n++] = (char)c;
    } else {
        size_t more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
        d.bytes[d.n++] = (char)(uint8_t)((0xF0 << (3 - more) & 0xFF) | c >> 6 * more);
        while (more-- > 0)
            d.bytes[d.n++] = (char)(uint8_t)(0x80 | (c >> 6 * more & 0x3F));
    }
    return d;
}

/* s begins with a backslash. */
static decoded escape(yg_str s) {
    if (s.n < 2)
        return (decoded){.n = 0};
    switch (s.p[1]) {
    case 'u':
        return code_unit(s);
    case 'x': {
        int32_t byte = hex_number(s, 2, 2);
        return byte < 0 ? (decoded){.n = 0} : (decoded){{(char)(uint8_t)byte}, 1, 4};
    }
    case '/':
    case '\\':
    case '=':
        return (decoded){{s.p[1]}, 1, 2};
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
        return (decoded){{' '}, 1, 2};
    default:
        return (decoded){.n = 0};
    }
}

/* What JSON inside JSON leaves behind. */
static decoded escape_again(yg_str s) {
    if (s.n >= 2 && s.p[1] == '/')
        return (decoded){{'/'}, 1, 2};
    return s.n >= 2 && s.p[1] == 'u' ? code_unit(s) : (decoded){.n = 0};
}

static decoded percent(yg_str s) {
    int32_t byte = hex_number(s, 1, 2);
    return byte < 0 ? (decoded){.n = 0} : (decoded){{(char)(uint8_t)byte}, 1, 3};
}

/* s begins with an opening bracket. */
static decoded defanged(yg_str s) {
    static const struct {
        yg_str word, means;
    } words[] = {{YG_STR("."), YG_STR(".")},     {YG_STR("dot"), YG_STR(".")},
                 {YG_STR("@"), YG_STR("@")},     {YG_STR("at"), YG_STR("@")},
                 {YG_STR(":"), YG_STR(":")},     {YG_STR(":/"), YG_STR(":/")},
                 {YG_STR("://"), YG_STR("://")}, {YG_STR("/"), YG_STR("/")}};
    char close = s.p[0] == '[' ? ']' : s.p[0] == '(' ? ')' : '}';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = words[i].word.n;
        if (s.n < n + 2 || s.p[n + 1] != close ||
            !yg_str_eq_nocase(yg_str_sub(s, 1, n), words[i].word))
            continue;
        decoded d = {.n = words[i].means.n, .taken = n + 2};
        memcpy(d.bytes, words[i].means.p, d.n);
        return d;
    }
    return (decoded){.n = 0};
}

/* The first place from `at` on that one of the three bytes stands at, or n. */
static size_t find(const stretch *s, size_t at, const char marks[3]) {
    if (marks[0] == marks[1]) {
        const char *p = at < s->n ? memchr(s->p + at, marks[0], s->n - at) : NULL;
        return p == NULL ? s->n : (size_t)(p - s->p);
    }
    while (at < s->n && s->p[at] != marks[0] && s->p[at] != marks[1] && s->p[at] != marks[2])
        at++;
    return at;
}

/* One step: what `decode` makes of every place that has a mark. */
static void rewrite(stretch *s, const char marks[3], decoded (*decode)(yg_str)) {
    size_t read = 0, put = 0;
    for (;;) {
        size_t next = find(s, read, marks);
        if (put != read) {
            memmove(s->p + put, s->p + read, next - read);
            memmove(s->from + put, s->from + read, (next - read) * sizeof *s->from);
        }
        put += next - read;
        if (next >= s->n)
            break;
        decoded d = decode((yg_str){s->p + next, s->n - next});
        uint32_t from = s->from[next];
        if (d.n == 0) {
            d = (decoded){{s->p[next]}, 1, 1};
        }
        for (size_t i = 0; i < d.n; i++) {
            s->p[put] = d.bytes[i];
            s->from[put++] = from;
        }
        read = next + d.taken;
    }
    s->n = put;
}

static void decode_stretch(stretch *s) {
    static const char backslash[3] = {'\\', '\\', '\\'}, sign[3] = {'%', '%', '%'},
                      open[3] = {'[', '(', '{'};
    rewrite(s, backslash, escape);
    rewrite(s, backslash, escape_again);
    rewrite(s, sign, percent);
    rewrite(s, sign, percent);
    rewrite(s, open, defanged);
}

static bool is_mark(char c) {
    return c == '\\' || c == '%' || c == '[' || c == '(' || c == '{';
}

static bool has_mark(yg_str s) {
    for (size_t i = 0; i < s.n; i++) {
        if (is_mark(s.p[i]))
            return true;
    }
    return false;
}

static void make_room(yg_log_view *view, size_t n) {
    view->room.n = 0;
    yg_buf_reserve(&view->room, n + 2 * YG_LOG_VIEW_PAD);
    memset(view->room.p, 0, YG_LOG_VIEW_PAD);
    if (view->from.cap < n + 1) {
        size_t cap = n + n / 2 + 64;
        view->from.at = yg_realloc(view->from.at, cap, sizeof *view->from.at);
        view->from.cap = cap;
    }
}

/* The end of the stretch that begins at `at`, or of its piece. */
static size_t stretch_end(yg_str bytes, size_t at) {
    size_t end = at, most = bytes.n - at < YG_LOG_VIEW_MAX ? bytes.n : at + YG_LOG_VIEW_MAX;
    while (end < most && !yg_log_view_is_edge(bytes.p[end]))
        end++;
    return end;
}

bool yg_log_view_make(yg_str bytes, bool always, yg_log_view *view) {
    size_t at = 0, put = 0;
    if (!always && !has_mark(bytes))
        return false;
    make_room(view, bytes.n);
    char *text = view->room.p + YG_LOG_VIEW_PAD;
    uint32_t *from = view->from.at;
    while (at < bytes.n) {
        size_t end = stretch_end(bytes, at), n = end - at;
        memcpy(text + put, bytes.p + at, n);
        for (size_t i = 0; i < n; i++)
            from[put + i] = (uint32_t)(at + i);
        stretch s = {text + put, from + put, n};
        if (has_mark((yg_str){s.p, s.n}))
            decode_stretch(&s);
        put += s.n;
        for (; end < bytes.n && yg_log_view_is_edge(bytes.p[end]); end++) {
            text[put] = bytes.p[end];
            from[put++] = (uint32_t)end;
        }
        at = end;
    }
    from[put] = (uint32_t)bytes.n;
    memset(text + put, 0, YG_LOG_VIEW_PAD);
    view->from.n = put + 1;
    view->room.n = put + 2 * YG_LOG_VIEW_PAD;
    view->text = (yg_str){text, put};
    view->is_names = false;
    return put != bytes.n;
}

void yg_log_view_free(yg_log_view *view) {
    yg_buf_free(&view->room);
    yg_vec_free(&view->from);
    *view = (yg_log_view){0};
}
