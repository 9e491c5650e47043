/* URLs, file names and registry keys in the slow reference (match/token_brute.h). */
#include "match/token_brute_part.h"

static char fold(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_blank(char c) {
    return (unsigned char)c <= ' ' || c == 0x7F;
}

static bool is_one_of(char c, const char *set) {
    return c != '\0' && strchr(set, c) != NULL;
}

static bool is_word(char c) {
    return c == '_' || yg_is_byte(c, YG_BYTE_ALNUM);
}

/* --- URLs --- */

static bool is_end_byte(yg_str text, size_t at) {
    return at == text.n || is_blank(text.p[at]) || is_one_of(text.p[at], "\"'<>|,;)]}\\^#`");
}

static bool is_end(yg_str text, size_t at) {
    return is_end_byte(text, at) || (text.p[at] == '.' && is_end_byte(text, at + 1));
}

/* Digits behind a ':' at `at` that are a port; gives how many bytes. */
static size_t port_at(yg_str text, size_t at, unsigned *ret_port) {
    size_t n = 0;
    unsigned port = 0;
    *ret_port = 0;
    if (at >= text.n || text.p[at] != ':')
        return 0;
    while (n < 6 && at + 1 + n < text.n && yg_is_byte(text.p[at + 1 + n], YG_BYTE_DIGIT))
        port = port * 10 + (unsigned)(text.p[at + 1 + n++] - '0');
    if (n == 0 || n > 5 || text.p[at + 1] == '0' || port > 65535)
        return 0;
    *ret_port = port == 80 || port == 443 ? 0 : port;
    return n + 1;
}

/* How far the rest reaches that stands in text from `at` on, or SIZE_MAX. */
static size_t rest_at(yg_str text, size_t at, yg_str rest) {
    size_t end = 0;
    /* "?query" stands for "/?query" */
    if (at < text.n && text.p[at] == '?')
        rest = yg_str_from(rest, 1);
    if (at > text.n || !yg_str_starts(yg_str_from(text, at), rest))
        return SIZE_MAX;
    end = at + rest.n;
    if (!is_end(text, end))
        return SIZE_MAX;
    /* Only the first 64 places where a URL may end count, the one behind one byte the first. */
    size_t ends = 0;
    for (size_t i = at + 1; i <= end; i++)
        ends += is_end(text, i);
    return ends <= 64 ? end : SIZE_MAX;
}

static void add(yg_brute *b, uint32_t number, yg_hit_kind kind, size_t start, size_t end) {
    yg_token_hit hit = {number, kind, b->decoded->from.at[start], b->decoded->from.at[end], true};
    yg_vec_push(b->hits, hit);
}

void yg_brute_url(yg_brute *b, size_t start, size_t end, bool is_ipv6) {
    yg_str text = b->decoded->text, host = yg_str_sub(b->text, start, end - start);
    uint32_t first = UINT32_MAX;
    bool is_found = false;
    unsigned port;
    if (b->names != NULL) {
        start = b->names->from.at[start];
        end = b->names->from.at[end];
    }
    /* Nothing is decoded across the edges of a stretch, and no URL lies across one. */
    size_t edge = end;
    while (edge < text.n && !yg_log_view_is_edge(b->block.p[b->decoded->from.at[edge]]))
        edge++;
    text.n = edge;
    if (is_ipv6) {
        if (start == 0 || end >= text.n || text.p[start - 1] != '[' || text.p[end] != ']')
            return;
        start--;
        end++;
    }
    size_t at = end + port_at(text, end, &port);
    bool has_scheme = start >= 3 && memcmp(text.p + start - 3, "://", 3) == 0;
    for (uint32_t i = 0; i < yg_indicators_count(b->set); i++) {
        yg_url_parts url;
        uint8_t x[16], y[16];
        size_t quad;
        if (yg_indicators_type(b->set, i) != YG_INDICATOR_URL ||
            !yg_url_cut(yg_brute_value(b, i), &url) || url.is_ipv6 != is_ipv6)
            continue;
        if (is_ipv6 ? !yg_ipv6_read(url.host, x, &quad) || !yg_ipv6_read(host, y, &quad) ||
                          memcmp(x, y, 16) != 0
                    : !yg_str_eq_nocase(url.host, host))
            continue;
        first = i < first ? i : first;
        yg_str rest = yg_url_rest(url.rest, &b->rest);
        if (url.port != port)
            continue;
        size_t to = rest_at(text, at, rest);
        if (to == SIZE_MAX && yg_str_eq(rest, YG_STR("/")) && has_scheme && is_end(text, at))
            to = at;
        is_found |= to != SIZE_MAX;
        if (to != SIZE_MAX)
            add(b, i, YG_HIT_WHOLE, start, to);
    }
    if (first != UINT32_MAX && !is_found &&
        !(at < text.n && (text.p[at] == '/' || text.p[at] == '?')))
        add(b, first, YG_HIT_URL_HOST, start, at);
}

/* --- File names --- */

static void file_names(yg_brute *b, uint32_t number) {
    yg_str name = yg_brute_value(b, number), text = b->text;
    bool has_dot = yg_str_chr(name, '.') != SIZE_MAX;
    for (size_t at = 0; at + name.n <= text.n; at++) {
        size_t end = at + name.n;
        if (!yg_str_eq_nocase(yg_str_sub(text, at, name.n), name))
            continue;
        bool is_begun =
            at == 0   ? has_dot
            : has_dot ? is_blank(text.p[at - 1]) || is_one_of(text.p[at - 1], "/\\\"'=:,;([<>|")
                      : is_one_of(text.p[at - 1], "/\\\"'=");
        bool is_ended = end == text.n || is_blank(text.p[end]) ||
                        is_one_of(text.p[end], "\"',;)]><|:&?") ||
                        (text.p[end] == '\\' && end + 1 < text.n && text.p[end + 1] == '"');
        if (is_begun && is_ended)
            yg_brute_add(b, number, YG_HIT_WHOLE, at, end);
    }
}

/* --- Registry keys --- */

/* Moves *at behind word; a backslash of either stands for one or two. */
static bool pass(yg_str text, size_t *at, yg_str word) {
    size_t t = *at;
    for (size_t i = 0; i < word.n; i++, t++) {
        if (t >= text.n || fold(text.p[t]) != fold(word.p[i]))
            return false;
        if (word.p[i] != '\\')
            continue;
        if (i + 1 < word.n && word.p[i + 1] == '\\')
            i++;
        if (t + 1 < text.n && text.p[t + 1] == '\\')
            t++;
    }
    *at = t;
    return true;
}

static char hive_at(yg_str text, size_t *at) {
    static const struct {
        yg_str word;
        char hive;
    } hives[] = {{YG_STR("HKLM"), 'M'},
                 {YG_STR("HKEY_LOCAL_MACHINE"), 'M'},
                 {YG_STR("REGISTRY\\MACHINE"), 'M'},
                 {YG_STR("HKCU"), 'U'},
                 {YG_STR("HKEY_CURRENT_USER"), 'U'},
                 {YG_STR("HKU"), 'A'},
                 {YG_STR("HKEY_USERS"), 'A'},
                 {YG_STR("REGISTRY\\USER"), 'A'},
                 {YG_STR("HKCR"), 'C'},
                 {YG_STR("HKEY_CLASSES_ROOT"), 'C'},
                 {YG_STR("HKCC"), 'O'},
                 {YG_STR("HKEY_CURRENT_CONFIG"), 'O'}};
    for (size_t i = 0; i < sizeof hives / sizeof *hives; i++) {
        size_t end = *at;
        if (!pass(text, &end, hives[i].word))
            continue;
        if (hives[i].word.p[0] == 'R' ? *at == 0 || text.p[*at - 1] != '\\'
                                      : *at > 0 && is_word(text.p[*at - 1]))
            continue;
        if (end < text.n && text.p[end] == ':')
            end++;
        if (!pass(text, &end, YG_STR("\\")))
            continue;
        *at = end;
        return hives[i].hive;
    }
    return 0;
}

static bool user_at(yg_str text, size_t *at) {
    size_t end = *at;
    if (!pass(text, &end, YG_STR("S-")))
        return false;
    size_t digits = end;
    while (end < text.n && (text.p[end] == '-' || yg_is_byte(text.p[end], YG_BYTE_DIGIT)))
        end++;
    if (end == digits)
        return false;
    (void)pass(text, &end, YG_STR("_Classes"));
    if (!pass(text, &end, YG_STR("\\")))
        return false;
    *at = end;
    return true;
}

static bool is_end_of_key(yg_str text, size_t at) {
    while (at < text.n && text.p[at] == '.')
        at++;
    return at == text.n || (text.p[at] != '-' && !is_word(text.p[at]));
}

/* Splits a key into hive and tail. */
static char key_cut(yg_str key, yg_str *ret_tail) {
    while (key.n > 0 && key.p[key.n - 1] == '\\')
        key.n--;
    for (size_t i = 0; i < key.n; i++) {
        size_t at = i;
        char hive = hive_at(key, &at);
        if (hive == 0)
            continue;
        if (hive == 'A' && user_at(key, &at))
            hive = 'U';
        *ret_tail = yg_str_from(key, at);
        return hive;
    }
    return 0;
}

static void keys(yg_brute *b, uint32_t number) {
    yg_str tail, text = b->text;
    char want = key_cut(yg_brute_value(b, number), &tail);
    for (size_t start = 0; want != 0 && start < text.n; start++) {
        size_t at = start, behind_user;
        char hive = hive_at(text, &at);
        if (hive == 0)
            continue;
        behind_user = at;
        if (want == 'U' && hive == 'A') {
            if (!user_at(text, &behind_user))
                continue;
        } else if (hive != want) {
            continue;
        }
        if (pass(text, &behind_user, tail) && is_end_of_key(text, behind_user))
            yg_brute_add(b, number, YG_HIT_WHOLE, start, behind_user);
    }
}

void yg_brute_values(yg_brute *b) {
    for (uint32_t i = 0; i < yg_indicators_count(b->set); i++) {
        if (yg_indicators_type(b->set, i) == YG_INDICATOR_FILE_NAME)
            file_names(b, i);
        if (yg_indicators_type(b->set, i) == YG_INDICATOR_REGISTRY_KEY)
            keys(b, i);
    }
}
