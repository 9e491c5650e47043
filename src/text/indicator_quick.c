/* The quick way into text/indicator_line.h, for lists of millions: one pass over a value says of
 * which bytes it is made, and the common forms need no more. It never says what the slow way would
 * not (tests/text/test-indicator_line.c holds one against the other). */
#include "text/defang.h"
#include "text/indicator_line.h"

enum {
    DIGIT = 1,
    HEX = 2,    /* a-f */
    LOW = 4,    /* g-z */
    UP_HEX = 8, /* A-F */
    UP = 16,    /* G-Z */
    DOT = 32,
    DASH = 64, /* - _ */
    OTHER = 128,
    URL_BYTES = 2048,
    HOST_BYTES = 253,
    LABEL_BYTES = 63,
};

static const uint8_t classes[256] = {
    [0 ... ','] = OTHER,    ['-'] = DASH,          ['.'] = DOT,
    ['/'] = OTHER,          ['0' ... '9'] = DIGIT, [':' ... '@'] = OTHER,
    ['A' ... 'F'] = UP_HEX, ['G' ... 'Z'] = UP,    ['[' ... '^'] = OTHER,
    ['_'] = DASH,           ['`'] = OTHER,         ['a' ... 'f'] = HEX,
    ['g' ... 'z'] = LOW,    ['{' ... 255] = OTHER,
};

static unsigned classes_of(yg_str s) {
    unsigned seen = 0;
    for (size_t i = 0; i < s.n; i++)
        seen |= classes[(unsigned char)s.p[i]];
    return seen;
}

static yg_str in_lower(yg_str s, char buf[YG_QUICK_BYTES]) {
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        buf[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    return (yg_str){buf, s.n};
}

static yg_quick_kind digest_kind(size_t n) {
    return n == 32    ? YG_QUICK_MD5
           : n == 40  ? YG_QUICK_SHA1
           : n == 64  ? YG_QUICK_SHA256
           : n == 128 ? YG_QUICK_SHA512
                      : YG_QUICK_NONE;
}

/* Four numbers up to 255 without leading zeros. */
static bool is_ipv4(yg_str s) {
    size_t at = 0;
    for (int part = 0; part < 4; part++) {
        size_t from = at;
        unsigned value = 0;
        while (at < s.n && at < from + 3 && classes[(unsigned char)s.p[at]] == DIGIT)
            value = value * 10 + (unsigned)(s.p[at++] - '0');
        if (at == from || value > 255 || (at - from > 1 && s.p[from] == '0'))
            return false;
        if (part < 3 && (at >= s.n || s.p[at++] != '.'))
            return false;
    }
    return at == s.n;
}

/* A name of labels that end in one of two letters or more; its bytes are classes_of a name's. *top:
 * where the last label begins. */
static bool is_name(yg_str s, size_t *ret_top) {
    size_t start = 0, before = 0, labels = 0;
    if (s.n < 4 || s.n > HOST_BYTES)
        return false;
    for (size_t i = 0; i <= s.n; i++) {
        if (i < s.n && s.p[i] != '.')
            continue;
        if (i == start || i - start > LABEL_BYTES)
            return false;
        labels++;
        if (i == s.n)
            break;
        before = start;
        start = i + 1;
    }
    yg_str top = yg_str_from(s, start);
    bool letters = (classes_of(top) & ~(unsigned)(HEX | LOW | UP_HEX | UP)) == 0;
    *ret_top = start;
    return labels >= 2 && top.n >= 2 && letters && s.p[before] != '-' && s.p[start - 2] != '-';
}

/* http(s)://HOST[:PORT][/...] in lower case, of bytes that mean nothing to whoever refangs. */
static bool is_plain_url(yg_str s) {
    /* What may stand in the rest: all that is printed, but what refanging may take for a sign. */
    static const bool
        plain[256] = {['!'] = true,         ['#' ... '&'] = true, ['*' ... '+'] = true,
                      ['-' ... ':'] = true, ['='] = true,         ['?' ... 'Z'] = true,
                      ['^' ... '_'] = true, ['a' ... 'z'] = true, ['|'] = true,
                      ['~'] = true};
    size_t from = yg_str_starts(s, YG_STR("http://"))    ? 7
                  : yg_str_starts(s, YG_STR("https://")) ? 8
                                                         : 0;
    size_t end = from, top, port = 0;
    if (from == 0 || s.n > URL_BYTES)
        return false;
    unsigned seen = 0;
    while (end < s.n && (classes[(unsigned char)s.p[end]] & (DIGIT | HEX | LOW | DOT | DASH)) != 0)
        seen |= classes[(unsigned char)s.p[end++]];
    yg_str host = yg_str_sub(s, from, end - from);
    if ((seen & (HEX | LOW)) == 0 ? !is_ipv4(host) : !is_name(host, &top))
        return false;
    if (end < s.n && s.p[end] == ':') {
        while (++end < s.n && classes[(unsigned char)s.p[end]] == DIGIT && port <= 65535)
            port = port * 10 + (size_t)(s.p[end] - '0');
        if (port == 0 || port > 65535)
            return false;
    }
    if (end < s.n && s.p[end] != '/')
        return false;
    while (end < s.n && plain[(unsigned char)s.p[end]])
        end++;
    return end == s.n;
}

const char *yg_quick_kind_word(yg_quick_kind kind) {
    static const char *const words[YG_QUICK_KINDS] = {
        [YG_QUICK_IPV4] = "ipv4-addr", [YG_QUICK_DOMAIN] = "domain-name",
        [YG_QUICK_URL] = "url",        [YG_QUICK_MD5] = "md5",
        [YG_QUICK_SHA1] = "sha1",      [YG_QUICK_SHA256] = "sha256",
        [YG_QUICK_SHA512] = "sha512"};
    return words[kind];
}

yg_quick_kind yg_indicator_quick(yg_str s, char buf[YG_QUICK_BYTES], yg_str *ret_normal) {
    const unsigned digest = DIGIT | HEX | UP_HEX, name = digest | LOW | UP | DOT | DASH;
    yg_quick_kind kind = digest_kind(s.n);
    size_t top;
    unsigned seen = classes_of(s);
    bool lower = (seen & (UP_HEX | UP)) == 0;
    if ((seen & ~name) != 0)
        kind = is_plain_url(s) ? YG_QUICK_URL : YG_QUICK_NONE;
    else if ((seen & ~digest) == 0 && kind != YG_QUICK_NONE)
        ;
    else if ((seen & DOT) == 0)
        kind = YG_QUICK_NONE;
    else if ((seen & ~(unsigned)(DIGIT | DOT)) == 0)
        kind = is_ipv4(s) ? YG_QUICK_IPV4 : YG_QUICK_NONE;
    else
        kind = is_name(s, &top) && !yg_is_file_extension(yg_str_from(s, top)) ? YG_QUICK_DOMAIN
                                                                              : YG_QUICK_NONE;
    if (kind != YG_QUICK_NONE)
        *ret_normal = lower || (seen & OTHER) != 0 ? s : in_lower(s, buf);
    return kind;
}
