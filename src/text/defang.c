#include "text/defang.h"

#include "base/utf8.h"

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool starts_nocase(yg_str s, yg_str prefix) {
    return s.n >= prefix.n && yg_str_eq_nocase(yg_str_sub(s, 0, prefix.n), prefix);
}

/* {"x"} and the like: true when both ends are a pair and neither sign occurs inside. */
static bool is_wrapped(yg_str s, yg_str open, yg_str close) {
    if (s.n < open.n + close.n || !yg_str_starts(s, open) || !yg_str_ends(s, close))
        return false;
    yg_str inside = yg_str_sub(s, open.n, s.n - open.n - close.n);
    return inside.n > 0 && yg_str_find(inside, open) == SIZE_MAX &&
           yg_str_find(inside, close) == SIZE_MAX;
}

/* Without white space, also the kinds that copying from documents brings along. */
static yg_str trim_wide(yg_str s) {
    static const yg_str blanks[] = {
        {"\xE3\x80\x80", 3}, {"\xC2\xA0", 2}, {"\xEF\xBB\xBF", 3}, {"\xE2\x80\x8B", 3}};
    s = yg_str_trim(s);
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++) {
        if (yg_str_starts(s, blanks[i]))
            return trim_wide(yg_str_from(s, blanks[i].n));
        if (yg_str_ends(s, blanks[i]))
            return trim_wide(yg_str_sub(s, 0, s.n - blanks[i].n));
    }
    return s;
}

/* White space, trailing commas, and pairs of quotes or brackets. */
static yg_str unwrap(yg_str s) {
    static const struct {
        yg_str open, close;
    } pairs[] = {
        {{"\"", 1}, {"\"", 1}}, {{"'", 1}, {"'", 1}}, {{"`", 1}, {"`", 1}},
        {{"<", 1}, {">", 1}},   {{"[", 1}, {"]", 1}}, {{"(", 1}, {")", 1}},
        {{"{", 1}, {"}", 1}},   {{"“", 3}, {"”", 3}}, {{"「", 3}, {"」", 3}},
    };
    size_t before;
    do {
        s = trim_wide(s);
        before = s.n;
        while (s.n > 0 && (s.p[s.n - 1] == ',' || s.p[s.n - 1] == ';'))
            s.n--;
        for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
            if (is_wrapped(s, pairs[i].open, pairs[i].close))
                s = yg_str_sub(s, pairs[i].open.n, s.n - pairs[i].open.n - pairs[i].close.n);
        }
    } while (s.n != before);
    return s;
}

/* "hxxp", "hXXps", "h**p", "htxp", "fxp" in front of ":" or a bracket: adds the true scheme and
 * gives the bytes used, or 0. */
static size_t refang_scheme(yg_str s, yg_buf *ret) {
    size_t at = 0;
    bool web = s.n > 4 && lower(s.p[0]) == 'h' && lower(s.p[3]) == 'p';
    if (web) {
        for (size_t i = 1; i < 3; i++) {
            char c = lower(s.p[i]);
            web = web && (c == 'x' || c == 't' || c == '*' || c == '_');
        }
        at = 4;
    } else if (starts_nocase(s, YG_STR("fxp"))) {
        at = 3;
    }
    if (at == 0)
        return 0;
    bool secure = at < s.n && lower(s.p[at]) == 's';
    at += secure;
    if (at >= s.n || (s.p[at] != ':' && s.p[at] != '[' && s.p[at] != '('))
        return 0;
    bool changed = web ? !starts_nocase(s, YG_STR("http")) : true;
    if (!changed)
        return 0;
    yg_buf_addz(ret, web ? "http" : "ftp");
    yg_buf_add(ret, secure ? YG_STR("s") : YG_STR(""));
    return at;
}

/* What stands for the content of a pair of brackets, or NULL. */
static const char *meaning(yg_str inside, bool in_path) {
    static const struct {
        const char *word, *means;
        bool everywhere;
    } table[] = {
        {".", ".", true},      {":", ":", true},   {"://", "://", true}, {"dot", ".", false},
        {"punkt", ".", false}, {"at", "@", false}, {"@", "@", false},    {"/", "/", true},
    };
    inside = yg_str_trim(inside);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if ((table[i].everywhere || !in_path) && yg_str_eq_nocase(inside, yg_str_of(table[i].word)))
            return table[i].means;
    }
    return NULL;
}

/* The bracket at s.p[0] and what it holds: adds its meaning and gives the bytes used, or 0. */
static size_t refang_bracket(yg_str s, bool in_path, yg_buf *ret) {
    char close = s.p[0] == '[' ? ']' : s.p[0] == '(' ? ')' : s.p[0] == '{' ? '}' : '\0';
    size_t longest = 8;
    if (close == '\0' || (in_path && close != ']'))
        return 0;
    size_t end = yg_str_chr(yg_str_sub(s, 0, longest), close);
    if (end == SIZE_MAX)
        return 0;
    const char *means = meaning(yg_str_sub(s, 1, end - 1), in_path);
    if (means == NULL)
        return 0;
    yg_buf_addz(ret, means);
    return end + 1;
}

static bool is_name_byte(char c) {
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80;
}

bool yg_defang_refang(yg_str value, yg_buf *ret) {
    yg_str s = unwrap(value);
    size_t start = ret->n;
    bool changed = false, in_path = false;
    size_t at = refang_scheme(s, ret);
    changed = at > 0;
    for (size_t plain = at;; at++) {
        char c = at < s.n ? s.p[at] : '\0';
        bool slash = at < s.n && c == '\\' && at + 1 < s.n && s.p[at + 1] == '.' && !in_path;
        bool bracket = at < s.n && (c == '[' || c == '(' || c == '{');
        if (at < s.n && !slash && !bracket) {
            in_path = in_path || ((c == '/' || c == '?') && at > 0 && s.p[at - 1] != '/' &&
                                  s.p[at - 1] != ':' && s.p[at - 1] != ']');
            continue;
        }
        yg_buf_add(ret, yg_str_sub(s, plain, at - plain));
        plain = at;
        if (at >= s.n)
            break;
        size_t used = slash ? 1 : refang_bracket(yg_str_from(s, at), in_path, ret);
        changed = changed || used > 0;
        plain += used;
        at += used > 0 ? used - 1 : 0;
    }
    /* The root's dot: only of names, a URL may end in one. */
    if (ret->n > start + 2 && ret->p[ret->n - 1] == '.' && is_name_byte(ret->p[ret->n - 2]) &&
        memchr(ret->p + start, '/', ret->n - start) == NULL)
        ret->n--;
    return changed;
}

void yg_defang_add(yg_buf *buf, yg_str value) {
    size_t scheme = yg_str_find(value, YG_STR("://"));
    size_t host = scheme == SIZE_MAX ? 0 : scheme + 3;
    if (starts_nocase(value, YG_STR("http")) && host > 0) {
        yg_buf_addz(buf, "hxxp");
        yg_buf_add(buf, yg_str_sub(value, 4, host - 4));
    } else {
        yg_buf_add(buf, yg_str_sub(value, 0, host));
    }
    bool in_path = false;
    for (size_t at = host; at < value.n; at++) {
        in_path = in_path || value.p[at] == '/' || value.p[at] == '?';
        if (!in_path && value.p[at] == '.')
            yg_buf_addz(buf, "[.]");
        else
            yg_buf_addc(buf, value.p[at]);
    }
}
