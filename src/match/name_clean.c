/* Cleaning of what is not a plain host name (match/name_clean.h): the slow way, for URLs, wildcards
 * and Unicode names. Plain names go through match/name_text.c alone. */
#include "match/name_clean.h"

#include "base/utf8.h"
#include "match/confusable.h"
#include "match/name_fold.h"
#include "match/suffix_table.h"

/* Behind the scheme and userinfo, before port and path. */
static yg_str authority(yg_str s) {
    size_t scheme = yg_str_find(s, YG_STR("://"));
    size_t end = 0;
    if (scheme != SIZE_MAX && scheme <= 32)
        s = yg_str_from(s, scheme + 3);
    else if (yg_str_starts(s, YG_STR("//")))
        s = yg_str_from(s, 2);
    while (end < s.n && s.p[end] != '/' && s.p[end] != '?' && s.p[end] != '#' && s.p[end] != '\\')
        end++;
    s = yg_str_sub(s, 0, end);
    for (size_t at; (at = yg_str_chr(s, '@')) != SIZE_MAX;)
        s = yg_str_from(s, at + 1);
    size_t colon = yg_str_chr(s, ':');
    if (colon == SIZE_MAX)
        return s;
    for (size_t i = colon + 1; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return (yg_str){NULL, 0}; /* an IPv6 address, or worse */
    }
    return yg_str_sub(s, 0, colon);
}

/* The lower case of the scripts that have case and are met in names; other capitals stay, the
 * tables of match/confusable.h know them. Full width forms as ASCII, all kinds of points as one. */
static uint32_t lower(uint32_t c) {
    if (c == 0x3002 || c == 0xFF61)
        return '.';
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFF01 - 0x21;
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) ||
        (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F))
        return c + 0x20;
    if (c >= 0x400 && c <= 0x40F)
        return c + 0x50;
    if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177))
        return c | 1;
    return c;
}

/* One label of code points to ASCII; false: it cannot be one, or there is no room. */
static bool put_label(const uint32_t *points, size_t n, char *host, size_t *at) {
    char label[64];
    size_t bytes = 0;
    if (n == 0 || !yg_punycode_encode(points, n, label, &bytes) || *at + bytes > YG_NAME_MAX)
        return false;
    memcpy(host + *at, label, bytes);
    *at += bytes;
    return true;
}

static size_t clean_unicode(yg_str s, char *host) {
    uint32_t points[64];
    size_t n = 0, out = 0;
    if (yg_utf8_check(s) != s.n)
        return 0;
    for (size_t at = 0; at < s.n;) {
        uint32_t c = lower(yg_utf8_next(s, &at));
        if (c == '.') {
            if (!put_label(points, n, host, &out) || out == YG_NAME_MAX)
                return 0;
            host[out++] = '.';
            n = 0;
        } else if (n == 64 || (c < 0x80 && yg_fold_kind[c] == YG_BYTE_OTHER)) {
            return 0;
        } else {
            points[n++] = c;
        }
    }
    if (n == 0) /* ended with a point */
        return out > 0 ? out - 1 : 0;
    return put_label(points, n, host, &out) ? out : 0;
}

size_t yg_name_clean(yg_str raw, char *ret_host) {
    yg_str s = authority(yg_str_trim(raw));
    bool is_ascii = true;
    while (yg_str_starts(s, YG_STR("*.")))
        s = yg_str_from(s, 2);
    if (yg_str_starts(s, YG_STR("."))) /* as cookies write a domain */
        s = yg_str_from(s, 1);
    for (size_t i = 0; i < s.n; i++)
        is_ascii = is_ascii && (unsigned char)s.p[i] < 0x80;
    /* Four bytes are the longest character, and one character is one byte of an A-label at least.
     */
    if (!is_ascii)
        return s.n > (size_t)4 * YG_NAME_MAX ? 0 : clean_unicode(s, ret_host);
    if (yg_str_ends(s, YG_STR(".")))
        s.n--;
    if (s.n > YG_NAME_MAX)
        return 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (yg_fold_kind[(unsigned char)c] == YG_BYTE_OTHER)
            return 0;
        ret_host[i] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
    }
    return s.n;
}

/* The names that operators of networks hang behind their customers' whole host names; made from
 * data/names/cdn-suffixes.txt. */
extern const char *const yg_cdn_suffixes[];

/* Names of addresses: whoever owns a network writes what he likes there, and nobody is shown it. */
static const char *const reverse_zones[] = {".in-addr.arpa", ".ip6.arpa"};

static void add_bit(uint64_t *words, yg_str zone) {
    size_t word;
    uint64_t bit = yg_cdn_bit(yg_suffix_eight(zone.p + zone.n - 8), &word);
    words[word] |= bit;
}

void yg_name_cdn_filter(uint64_t *ret_words) {
    memset(ret_words, 0, YG_CDN_WORDS * sizeof *ret_words);
    for (size_t i = 0; yg_cdn_suffixes[i] != NULL; i++)
        add_bit(ret_words, yg_str_of(yg_cdn_suffixes[i]));
    for (size_t i = 0; i < sizeof reverse_zones / sizeof *reverse_zones; i++)
        add_bit(ret_words, yg_str_of(reverse_zones[i]));
}

/* Akamai's names repeat the customer's with a version behind: "www.example.com-v1",
 * "example.co.jp-c-3". The length without it; the whole when there is none. */
static size_t without_version(yg_str name) {
    const char *point = memrchr(name.p, '.', name.n);
    size_t last = point != NULL ? (size_t)(point - name.p) + 1 : 0;
    size_t hyphen = yg_str_chr(yg_str_from(name, last), '-');
    if (hyphen == SIZE_MAX || hyphen == 0 || name.n - last - hyphen > 8)
        return name.n;
    return last + hyphen;
}

/* Only what is itself a host name with a registrable part: "login.azureedge.net" is a label that
 * its owner chose, "www.example.com.edgekey.net" is not. 0: it is none. */
static size_t customer_of(const yg_suffixes *suffixes, yg_str name) {
    yg_suffix_split split;
    yg_suffix_find(suffixes, name, &split);
    if (split.is_listed)
        return split.is_suffix ? 0 : name.n;
    yg_str shorter = yg_str_sub(name, 0, without_version(name));
    if (shorter.n == name.n)
        return 0;
    yg_suffix_find(suffixes, shorter, &split);
    return split.is_listed && !split.is_suffix ? shorter.n : 0;
}

size_t yg_name_without_cdn(const yg_suffixes *suffixes, yg_str host) {
    if (host.n < 8 || !yg_cdn_may(suffixes, yg_suffix_eight(host.p + host.n - 8)))
        return host.n;
    for (size_t i = 0; i < sizeof reverse_zones / sizeof *reverse_zones; i++) {
        if (yg_str_ends(host, yg_str_of(reverse_zones[i])))
            return 0;
    }
    for (size_t i = 0; yg_cdn_suffixes[i] != NULL; i++) {
        yg_str cdn = yg_str_of(yg_cdn_suffixes[i]);
        if (cdn.p[0] == '=') { /* a zone of the operator alone */
            cdn.p++;
            cdn.n--;
            if (yg_str_ends(host, cdn))
                return 0;
        }
        if (!yg_str_ends(host, cdn) || host.n == cdn.n)
            continue;
        size_t n = customer_of(suffixes, yg_str_sub(host, 0, host.n - cdn.n));
        if (n > 0) /* one network's name may stand before another's */
            return yg_name_without_cdn(suffixes, yg_str_sub(host, 0, n));
    }
    return host.n;
}
