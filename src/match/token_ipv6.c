/* IPv6 addresses in text (docs/formats/sightings.md, section 2). */
#include "match/token_ipv6.h"

#include "match/token_part.h"

enum { GROUPS = 8, LONGEST = 45 };

/* Four decimal numbers up to 255 without leading zeros; s as a whole. */
static bool read_quad(yg_str s, uint8_t ret_bytes[4]) {
    yg_str part;
    for (int i = 0; i < 4; i++) {
        uint64_t value;
        if (!yg_str_split(&s, '.', &part) || part.n > 3 || !yg_str_to_u64(part, &value) ||
            value > 255 || (part.n > 1 && part.p[0] == '0'))
            return false;
        ret_bytes[i] = (uint8_t)value;
    }
    return s.p == NULL || !yg_str_split(&s, '.', &part);
}

static unsigned hex_digit(char c) {
    return c <= '9' ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a' + 10);
}

typedef struct {
    uint8_t bytes[16];
    size_t n;    /* bytes read */
    size_t gap;  /* bytes before "::", or SIZE_MAX */
    size_t quad; /* where the dotted quad begins, or SIZE_MAX */
} reading;

/* One group, or the quad at the end, from *at on. */
static bool read_group(yg_str text, size_t *at, reading *r) {
    size_t end = *at;
    unsigned value = 0;
    while (end < text.n && yg_is_byte(text.p[end], YG_BYTE_HEX) && end - *at < 5)
        value = value << 4 | hex_digit(text.p[end++]);
    if (end < text.n && text.p[end] == '.') {
        if (r->n > 12 || !read_quad(yg_str_from(text, *at), r->bytes + r->n))
            return false;
        r->quad = *at;
        r->n += 4;
        *at = text.n;
        return true;
    }
    if (end == *at || end - *at > 4 || r->n > 14)
        return false;
    r->bytes[r->n++] = (uint8_t)(value >> 8);
    r->bytes[r->n++] = (uint8_t)value;
    *at = end;
    return true;
}

bool yg_ipv6_read(yg_str text, uint8_t ret_address[16], size_t *ret_quad) {
    reading r = {.gap = SIZE_MAX, .quad = SIZE_MAX};
    size_t at = 0;
    if (text.n < 2 || text.n > LONGEST)
        return false;
    if (text.p[0] == ':') {
        if (text.p[1] != ':')
            return false;
        r.gap = 0;
        at = 2;
    }
    while (at < text.n) {
        if (!read_group(text, &at, &r))
            return false;
        if (at == text.n)
            break;
        if (text.p[at++] != ':' || at == text.n)
            return false; /* a single ':' at the end */
        if (text.p[at] == ':') {
            if (r.gap != SIZE_MAX)
                return false;
            r.gap = r.n;
            at++;
        }
    }
    /* "::" stands for one group of zeros at least. */
    if (r.gap == SIZE_MAX ? r.n != 16 : r.n > 14)
        return false;
    size_t gap = r.gap == SIZE_MAX ? 16 : r.gap, tail = r.n - (gap < r.n ? gap : r.n);
    memset(ret_address, 0, 16);
    memcpy(ret_address, r.bytes, r.n - tail);
    memcpy(ret_address + 16 - tail, r.bytes + r.n - tail, tail);
    *ret_quad = r.quad;
    return true;
}

static bool is_run_byte(char c) {
    return c == ':' || c == '.' || yg_is_byte(c, YG_BYTE_HEX);
}

static bool is_word_byte(char c) {
    return c == '_' || yg_is_byte(c, YG_BYTE_ALNUM);
}

static void take(yg_token_text *t, size_t start, size_t end) {
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    const char *text = t->text.p;
    uint8_t address[16];
    size_t quad;
    if (end - start >= 2 && text[start] == ':' && text[start + 1] != ':')
        start++;
    if (!yg_ipv6_read((yg_str){text + start, end - start}, address, &quad))
        return;
    yg_token_ipv6_at(t, address, start, end);
    if (memcmp(address, mapped, sizeof mapped) != 0)
        return;
    uint32_t four = (uint32_t)address[12] << 24 | (uint32_t)address[13] << 16 |
                    (uint32_t)address[14] << 8 | address[15];
    yg_token_ipv4_at(t, four, quad == SIZE_MAX ? start : start + quad, end);
}

void yg_token_ipv6(yg_token_text *t, size_t at) {
    const char *text = t->text.p;
    size_t start = at, end = at;
    while (start > 0 && is_run_byte(text[start - 1]))
        start--;
    while (end < t->text.n && is_run_byte(text[end]))
        end++;
    if (end < t->text.n && is_word_byte(text[end]))
        return;
    if (start > 0 && is_word_byte(text[start - 1])) {
        const char *colon = memchr(text + start, ':', end - start);
        if (colon == NULL)
            return;
        start = (size_t)(colon - text) + 1;
    }
    if (end > start && text[end - 1] == '.')
        end--;
    else if (end - start >= 2 && text[end - 1] == ':' && text[end - 2] != ':')
        end--;
    take(t, start, end);
}
