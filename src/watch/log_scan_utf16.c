/* UTF-16 (RFC 2781) as UTF-8, block by block, and the way back to the bytes of the file. */
#include "base/utf8.h"
#include "watch/log_scan_part.h"

/* Without a mark: so many of a hundred pairs in the first bytes must have a zero on one side, and
 * few of those one on the other. Logs are mostly ASCII, whatever the rest is. */
enum { LOOK_BYTES = 8192, LEAST_BYTES = 16, MANY = 30, FEW_OF_MANY = 8 };

scan_utf16 yg_log_utf16_of(yg_str head, size_t *ret_mark_bytes) {
    size_t zeros[2] = {0};
    *ret_mark_bytes = 2;
    if (yg_str_starts(head, YG_STR("\xFF\xFE")))
        return UTF16_LITTLE;
    if (yg_str_starts(head, YG_STR("\xFE\xFF")))
        return UTF16_BIG;
    *ret_mark_bytes = 0;
    head = yg_str_sub(head, 0, LOOK_BYTES);
    head.n &= ~(size_t)1;
    if (head.n < LEAST_BYTES)
        return UTF16_NO;
    for (size_t i = 0; i < head.n; i++)
        zeros[i & 1] += head.p[i] == 0;
    size_t many = head.n / 2 * MANY / 100;
    if (zeros[1] >= many && zeros[0] <= zeros[1] / FEW_OF_MANY)
        return UTF16_LITTLE;
    return zeros[0] >= many && zeros[1] <= zeros[0] / FEW_OF_MANY ? UTF16_BIG : UTF16_NO;
}

static uint32_t unit(const unsigned char *p, scan_utf16 order) {
    return order == UTF16_LITTLE ? (uint32_t)p[1] << 8 | p[0] : (uint32_t)p[0] << 8 | p[1];
}

/* Most of a log: characters below U+0080. */
static size_t add_plain(yg_buf *buf, const unsigned char *p, size_t n, scan_utf16 order) {
    const size_t low = order == UTF16_LITTLE ? 0 : 1;
    size_t at = 0;
    while (at + 2 <= n && p[at + 1 - low] == 0 && p[at + low] < 0x80) {
        buf->p[buf->n++] = (char)p[at + low];
        at += 2;
    }
    return at;
}

size_t yg_log_utf16_add(yg_buf *buf, yg_str raw, scan_utf16 order, bool is_end) {
    const unsigned char *p = (const unsigned char *)raw.p;
    size_t at = 0;
    yg_buf_reserve(buf, raw.n / 2 * 3 + 8);
    while (at + 2 <= raw.n) {
        at += add_plain(buf, p + at, raw.n - at, order);
        if (at + 2 > raw.n)
            break;
        uint32_t c = unit(p + at, order);
        size_t n = 2;
        if (c >= 0xD800 && c < 0xDC00) {
            if (at + 4 > raw.n && !is_end)
                break;
            uint32_t next = at + 4 <= raw.n ? unit(p + at + 2, order) : 0;
            bool pair = next >= 0xDC00 && next < 0xE000;
            c = pair ? 0x10000 + ((c - 0xD800) << 10) + (next - 0xDC00) : 0xFFFD;
            n = pair ? 4 : 2;
        } else if (c >= 0xDC00 && c < 0xE000) {
            c = 0xFFFD;
        }
        yg_utf8_put(buf, c);
        at += n;
    }
    if (is_end && at < raw.n) { /* half a unit */
        yg_utf8_put(buf, 0xFFFD);
        at = raw.n;
    }
    return at;
}

uint64_t yg_log_utf16_bytes(yg_str text) {
    uint64_t units = 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        units += (c & 0xC0) != 0x80; /* the first byte of a character, */
        units += c >= 0xF0;          /* which is a pair */
    }
    return units * 2;
}
