#include "intel/victim.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "text/defang.h"
#include "text/host.h"

bool yg_victim_line_add(yg_buf *buf, yg_str s) {
    size_t start = buf->n;
    s = yg_str_trim(s);
    if (s.n == 0 || s.n > YG_LIMIT_NAME_BYTES)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        yg_buf_addc(buf, c < 0x20 || c == 0x7F ? ' ' : s.p[i]);
    }
    if (yg_str_trim(yg_str_from(yg_buf_str(buf), start)).n > 0)
        return true;
    buf->n = start;
    return false;
}

/* The host of "scheme://user@host:port/path", of which all but the host may be missing. */
static yg_str host_of(yg_str s) {
    size_t mark = yg_str_find(yg_str_sub(s, 0, 16), YG_STR("://"));
    if (mark != SIZE_MAX)
        s = yg_str_from(s, mark + 3);
    size_t end = 0;
    while (end < s.n && memchr("/?#\\", s.p[end], 4) == NULL)
        end++;
    s = yg_str_sub(s, 0, end);
    for (size_t i = s.n; i > 0; i--) {
        if (s.p[i - 1] == '@') {
            s = yg_str_from(s, i);
            break;
        }
    }
    return yg_str_sub(s, 0, yg_str_chr(s, ':'));
}

bool yg_victim_domain_add(yg_buf *buf, yg_str s) {
    YG_CLEANUP_BUF yg_buf host = {0};
    s = yg_str_trim(s);
    if (s.n == 0 || s.n > 4 * YG_LIMIT_NAME_BYTES ||
        !yg_indicator_normalise(YG_STR("domain-name"), host_of(s), &host))
        return false;
    yg_str name = yg_buf_str(&host);
    if (yg_address_is_onion(name))
        return false;
    if (yg_str_starts(name, YG_STR("www.")) && yg_str_chr(yg_str_from(name, 4), '.') != SIZE_MAX)
        name = yg_str_from(name, 4);
    yg_buf_add(buf, name);
    return true;
}

static int sextet(char c) {
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

/* Takes the next character of a percent-encoded text; a bad escape gives NUL. */
static char next_char(yg_str s, size_t *at) {
    char c = s.p[*at];
    int byte = yg_percent_byte(s, *at);
    *at += byte >= 0 ? 3 : 1;
    return c != '%' ? c : byte >= 0 ? (char)byte : '\0';
}

static bool decode(yg_buf *buf, yg_str code) {
    unsigned bits = 0, have = 0, pads = 0;
    for (size_t at = 0; at < code.n;) {
        char c = next_char(code, &at);
        int value = sextet(c);
        if (c == '=' && pads < 2) {
            pads++;
            continue;
        }
        if (value < 0 || pads > 0)
            return false;
        bits = (bits << 6 | (unsigned)value) & 0xFFFFu;
        have += 6;
        if (have >= 8) {
            have -= 8;
            yg_buf_addc(buf, (char)(bits >> have & 0xFFu));
        }
    }
    return have < 6 && (bits & ((1u << have) - 1)) == 0;
}

/* What stands behind "/id/" or, without it, behind the last slash: standard Base64 has slashes. */
static yg_str code_of(yg_str permalink) {
    size_t mark = yg_str_find(permalink, YG_STR("/id/"));
    if (mark != SIZE_MAX)
        permalink = yg_str_from(permalink, mark + 4);
    else
        for (size_t i = permalink.n; i > 0; i--) {
            if (permalink.p[i - 1] == '/') {
                permalink = yg_str_from(permalink, i);
                break;
            }
        }
    size_t end = 0;
    while (end < permalink.n && permalink.p[end] != '?' && permalink.p[end] != '#')
        end++;
    return yg_str_sub(permalink, 0, end);
}

yg_str yg_victim_post_group(yg_str post) {
    for (size_t i = post.n; i > 0; i--) {
        if (post.p[i - 1] == '@')
            return yg_str_from(post, i);
    }
    return (yg_str){NULL, 0};
}

bool yg_victim_post_add(yg_buf *buf, yg_str permalink) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_str code = code_of(yg_str_trim(permalink));
    if (code.n == 0 || code.n > 4 * YG_LIMIT_NAME_BYTES || !decode(&text, code))
        return false;
    yg_str post = yg_buf_str(&text);
    yg_str group = yg_victim_post_group(post);
    if (group.n == 0 || post.n <= group.n + 1 || yg_utf8_check(post) != post.n)
        return false;
    return yg_victim_line_add(buf, post);
}
