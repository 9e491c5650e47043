/* Why a line or a cell is no indicator, for the person who mends the list. */
#include "text/defang.h"
#include "text/indicator_line.h"

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Digits with dots between them, perhaps with a prefix length or a port. */
static const char *why_no_ipv4(yg_str s) {
    size_t end = 0, octets = 0, bad = 0, zeros = 0;
    yg_str part;
    while (end < s.n && (is_digit(s.p[end]) || s.p[end] == '.'))
        end++;
    if (end < s.n && s.p[end] != '/' && s.p[end] != ':')
        return NULL;
    yg_str rest = yg_str_sub(s, 0, end), tail = yg_str_from(s, end);
    while (yg_str_split(&rest, '.', &part)) {
        uint64_t value = 0;
        octets++;
        bad += part.n > 0 && (!yg_str_to_u64(part, &value) || value > 255);
        zeros += part.n > 1 && part.p[0] == '0';
    }
    if (octets < 3)
        return NULL;
    if (bad > 0)
        return "octet over 255";
    if (zeros > 0)
        return "octet with a leading zero: programs disagree on what it means";
    if (octets != 4)
        return "an IPv4 address has four octets";
    return tail.n > 0 && tail.p[0] == '/' ? "no prefix length: at most 32 after the slash" : NULL;
}

static bool is_cve(yg_str s) {
    return s.n > 8 && yg_str_eq_nocase(yg_str_sub(s, 0, 4), YG_STR("CVE-")) && is_digit(s.p[4]);
}

static bool is_hex_run(yg_str s) {
    for (size_t i = 0; i < s.n; i++) {
        if (yg_hex_digit(s.p[i]) < 0)
            return false;
    }
    return s.n >= 16;
}

const char *yg_indicator_reason(yg_buf *scratch, yg_str value, const char *otherwise) {
    yg_buf_clear(scratch);
    yg_defang_refang(value, scratch);
    yg_str s = yg_buf_str(scratch);
    if (s.n == 0 || memchr(s.p, ' ', s.n) != NULL)
        return otherwise;
    if (is_cve(s))
        return "a CVE number is no indicator";
    if (yg_str_chr(s, '*') != SIZE_MAX && yg_str_chr(s, '.') != SIZE_MAX)
        return "wildcards are not supported";
    if (is_hex_run(s))
        return "hexadecimal digits of no hash: MD5 has 32, SHA-1 40, SHA-256 64, SHA-512 128";
    const char *why = is_digit(s.p[0]) ? why_no_ipv4(s) : NULL;
    return why != NULL ? why : otherwise;
}
