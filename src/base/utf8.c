#include "base/utf8.h"

/* Length of a valid sequence at s.p, or 0. */
static size_t valid_length(yg_str s) {
    const unsigned char *b = (const unsigned char *)s.p;
    if (s.n == 0)
        return 0;
    if (b[0] < 0x80)
        return 1;
    size_t n = b[0] >= 0xF0 ? 4 : b[0] >= 0xE0 ? 3 : 2;
    if (b[0] < 0xC2 || b[0] > 0xF4 || s.n < n)
        return 0;
    for (size_t i = 1; i < n; i++) {
        if ((b[i] & 0xC0) != 0x80)
            return 0;
    }
    if ((b[0] == 0xE0 && b[1] < 0xA0) || (b[0] == 0xED && b[1] > 0x9F) ||
        (b[0] == 0xF0 && b[1] < 0x90) || (b[0] == 0xF4 && b[1] > 0x8F))
        return 0;
    return n;
}

size_t yg_utf8_check(yg_str s) {
    size_t at = 0;
    while (at < s.n) {
        uint64_t eight;
        while (s.n - at >= 8) {
            memcpy(&eight, s.p + at, 8);
            if ((eight & UINT64_C(0x8080808080808080)) != 0)
                break;
            at += 8;
        }
        if (at == s.n)
            break;
        size_t n = valid_length(yg_str_from(s, at));
        if (n == 0)
            return at;
        at += n;
    }
    return s.n;
}

size_t yg_utf8_floor(yg_str s, size_t at) {
    if (at > s.n)
        at = s.n;
    size_t start = at;
    while (start > 0 && at - start < 4) {
        start--;
        unsigned char c = (unsigned char)s.p[start];
        if ((c & 0xC0) == 0x80)
            continue;
        size_t n = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
        return start + n <= at ? at : start;
    }
    return at;
}

uint32_t yg_utf8_next(yg_str s, size_t *at) {
    const unsigned char *b = (const unsigned char *)s.p + *at;
    size_t n = valid_length(yg_str_from(s, *at));
    *at += n ? n : 1;
    switch (n) {
    case 1:
        return b[0];
    case 2:
        return (uint32_t)(b[0] & 0x1F) << 6 | (b[1] & 0x3F);
    case 3:
        return (uint32_t)(b[0] & 0x0F) << 12 | (uint32_t)(b[1] & 0x3F) << 6 | (b[2] & 0x3F);
    case 4:
        return (uint32_t)(b[0] & 0x07) << 18 | (uint32_t)(b[1] & 0x3F) << 12 |
               (uint32_t)(b[2] & 0x3F) << 6 | (b[3] & 0x3F);
    default:
        return 0xFFFD;
    }
}

void yg_utf8_put(yg_buf *buf, uint32_t c) {
    char b[4];
    if (c < 0x80) {
        yg_buf_addc(buf, (char)c);
    } else if (c < 0x800) {
        b[0] = (char)(0xC0 | c >> 6);
        b[1] = (char)(0x80 | (c & 0x3F));
        yg_buf_add(buf, (yg_str){b, 2});
    } else if (c < 0x10000) {
        b[0] = (char)(0xE0 | c >> 12);
        b[1] = (char)(0x80 | (c >> 6 & 0x3F));
        b[2] = (char)(0x80 | (c & 0x3F));
        yg_buf_add(buf, (yg_str){b, 3});
    } else {
        b[0] = (char)(0xF0 | c >> 18);
        b[1] = (char)(0x80 | (c >> 12 & 0x3F));
        b[2] = (char)(0x80 | (c >> 6 & 0x3F));
        b[3] = (char)(0x80 | (c & 0x3F));
        yg_buf_add(buf, (yg_str){b, 4});
    }
}

void yg_utf8_add_repaired(yg_buf *buf, yg_str s) {
    while (s.n > 0) {
        size_t good = yg_utf8_check(s);
        yg_buf_add(buf, yg_str_sub(s, 0, good));
        s = yg_str_from(s, good);
        if (s.n > 0) {
            yg_utf8_put(buf, 0xFFFD);
            s = yg_str_from(s, 1);
        }
    }
}

static bool is_bidi_control(uint32_t c) {
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

bool yg_utf8_is_active(uint32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || is_bidi_control(c) || c == 0x2028 ||
           c == 0x2029 || c == 0xFEFF;
}

void yg_utf8_add_printable(yg_buf *buf, yg_str s, bool keep_lines) {
    for (size_t at = 0; at < s.n;) {
        size_t before = at;
        uint32_t c = yg_utf8_next(s, &at);
        bool invalid = c == 0xFFFD && at == before + 1;
        if (invalid)
            yg_buf_addf(buf, "\\x%02x", (unsigned char)s.p[before]);
        else if (keep_lines && (c == '\n' || c == '\t'))
            yg_buf_addc(buf, (char)c);
        else if (c == '\n' || c == '\t' || c == '\r')
            yg_buf_addc(buf, ' ');
        else if (c < 0x20 || (c >= 0x7F && c < 0xA0))
            yg_buf_addf(buf, "\\x%02x", (unsigned)c);
        else if (yg_utf8_is_active(c))
            yg_buf_addf(buf, "\\u%04x", (unsigned)c);
        else
            yg_buf_add(buf, yg_str_sub(s, before, at - before));
    }
}

static bool is_wide(uint32_t c) {
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0x303E) ||
           (c >= 0x3041 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) ||
           (c >= 0xFF00 && c <= 0xFF60) || (c >= 0xFFE0 && c <= 0xFFE6) ||
           (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

size_t yg_utf8_columns(yg_str s) {
    size_t columns = 0;
    for (size_t at = 0; at < s.n;) {
        uint32_t c = yg_utf8_next(s, &at);
        bool combining = (c >= 0x0300 && c <= 0x036F) || c == 0x200B || c == 0x200D ||
                         (c >= 0xFE00 && c <= 0xFE0F) || c == 0x3099 || c == 0x309A;
        columns += combining ? 0 : is_wide(c) ? 2 : 1;
    }
    return columns;
}
