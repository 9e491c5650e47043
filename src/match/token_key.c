#include <arpa/inet.h>

#include "match/indicator_set.h"

#define T YG_BYTE_TOKEN
#define L YG_BYTE_LOCAL
#define DIGIT (T | L | YG_BYTE_DIGIT | YG_BYTE_HEX | YG_BYTE_ALNUM)
#define HEX (T | L | YG_BYTE_HEX | YG_BYTE_ALNUM)
#define LETTER (T | L | YG_BYTE_ALNUM)
const uint8_t yg_byte_class[256] = {
    ['0' ... '9'] = DIGIT,
    ['A' ... 'F'] = HEX,
    ['a' ... 'f'] = HEX,
    ['G' ... 'Z'] = LETTER,
    ['g' ... 'z'] = LETTER,
    ['.'] = T | L,
    ['-'] = T | L,
    ['_'] = T | L,
    ['%'] = L,
    ['+'] = L,
    [128 ... 255] = YG_BYTE_HIGH,
};
#undef T
#undef L

static bool is_letter(char c) {
    return yg_is_byte(c, YG_BYTE_ALNUM) && !yg_is_byte(c, YG_BYTE_DIGIT);
}

bool yg_token_trim(const char *text, size_t *start, size_t *end) {
    size_t from = *start, to = *end;
    while (to > from && !yg_is_byte(text[to - 1], YG_BYTE_ALNUM))
        to--;
    while (from < to && !yg_is_byte(text[from], YG_BYTE_ALNUM) &&
           !(text[from] == '_' && is_letter(text[from + 1])))
        from++;
    *start = from;
    *end = to;
    return from < to;
}

static uint64_t with_class(yg_key_class class, uint64_t hash) {
    return (uint64_t) class << 60 | yg_mix_end(hash) >> 4;
}

/* As yg_name_label, but nothing behind the label is read. */
static uint64_t hash_label(uint64_t hash, const char *label, size_t n) {
    for (; n > 8; n -= 8, label += 8)
        hash = yg_mix(hash, yg_load8(label) | YG_FOLD);
    return yg_mix(hash, ((yg_load_upto8(label, n) | YG_FOLD) & yg_first_bytes(n)) + n);
}

uint64_t yg_key_name(yg_str name) {
    uint64_t hash = YG_NAME_START;
    for (size_t end = name.n;;) {
        size_t at = end;
        while (at > 0 && name.p[at - 1] != '.')
            at--;
        hash = hash_label(hash, name.p + at, end - at);
        if (at == 0)
            return yg_name_end(hash);
        end = at - 1;
    }
}

/* Digits of a number up to 255. */
static size_t put_number(char *to, uint32_t value) {
    size_t n = 0;
    if (value >= 100)
        to[n++] = (char)('0' + value / 100);
    if (value >= 10)
        to[n++] = (char)('0' + value / 10 % 10);
    to[n++] = (char)('0' + value % 10);
    return n;
}

uint64_t yg_key_ipv4(uint32_t address) {
    char text[16 + 16] = {0};
    size_t n = 16;
    for (int shift = 24; shift >= 0; shift -= 8) {
        n += put_number(text + n, address >> shift & 255);
        text[n++] = '.';
    }
    text[--n] = 0; /* 7 to 15 bytes, from 16 on */
    return yg_ipv4_key(yg_load8(text + n - 16), yg_load8(text + n - 8));
}

uint64_t yg_key_ipv4_text(yg_str text) {
    const char *end = text.p + text.n;
    uint64_t second =
        text.n >= 8 ? yg_load8(end - 8) : yg_load_upto8(text.p, text.n) << (8 - text.n) * 8;
    uint64_t first = text.n > 8 ? yg_load_upto8(text.p, text.n - 8) << (16 - text.n) * 8 : 0;
    return yg_ipv4_key(first, second);
}

static uint64_t hash_bytes(yg_str bytes, uint64_t fold) {
    uint64_t hash = bytes.n;
    while (bytes.n >= 8) {
        hash = yg_mix(hash, yg_load8(bytes.p) | fold);
        bytes.p += 8;
        bytes.n -= 8;
    }
    if (bytes.n > 0)
        hash = yg_mix(hash, yg_load_upto8(bytes.p, bytes.n) | (fold & yg_first_bytes(bytes.n)));
    return hash;
}

uint64_t yg_key_bytes(yg_key_class class, yg_str bytes) {
    return with_class(class, hash_bytes(bytes, 0));
}

uint64_t yg_key_nocase(yg_key_class class, yg_str bytes) {
    return with_class(class, hash_bytes(bytes, YG_FOLD));
}

uint64_t yg_key_ipv6(const uint8_t address[16]) {
    return yg_key_bytes(YG_KEY_IPV6, (yg_str){(const char *)address, 16});
}

uint64_t yg_key_network4(uint32_t masked, unsigned prefix) {
    return with_class(YG_KEY_NETWORK4, yg_mix(masked, prefix));
}

uint64_t yg_key_network6(const uint8_t masked[16], unsigned prefix) {
    uint64_t hash = hash_bytes((yg_str){(const char *)masked, 16}, 0);
    return with_class(YG_KEY_NETWORK6, yg_mix(hash, prefix));
}

uint64_t yg_key_digest(yg_str hex) {
    return yg_digest_key(hex.p, hex.n);
}

uint64_t yg_key_url_start(yg_str host, unsigned port) {
    return yg_mix(hash_bytes(host, YG_FOLD), port == 80 || port == 443 ? 0 : port);
}

uint64_t yg_key_url_end(uint64_t start, uint64_t rest) {
    return with_class(YG_KEY_URL, yg_mix(start, rest));
}

/* --- URLs --- */

static bool is_host_byte(char c) {
    return yg_is_byte(c, YG_BYTE_TOKEN);
}

/* Takes "user:password@" off the front. */
static yg_str pass_user(yg_str authority) {
    for (size_t i = authority.n; i > 0; i--)
        if (authority.p[i - 1] == '@')
            return yg_str_from(authority, i);
    return authority;
}

static bool cut_port(yg_str text, unsigned *ret_port) {
    uint64_t port = 0;
    if (text.n > 0 && (text.n > 5 || !yg_str_to_u64(text, &port) || port > 65535))
        return false;
    *ret_port = port == 80 || port == 443 ? 0 : (unsigned)port;
    return true;
}

/* [address]:port or name:port */
static bool cut_authority(yg_str authority, yg_url_parts *parts) {
    size_t end = 0;
    if (authority.n > 0 && authority.p[0] == '[') {
        end = yg_str_chr(authority, ']');
        if (end == SIZE_MAX || end < 3)
            return false;
        parts->is_ipv6 = true;
        parts->host = yg_str_sub(authority, 1, end - 1);
        end++;
    } else {
        while (end < authority.n && is_host_byte(authority.p[end]))
            end++;
        parts->host = yg_str_sub(authority, 0, end);
    }
    yg_str behind = yg_str_from(authority, end);
    if (behind.n > 0 && behind.p[0] != ':')
        return false;
    return parts->host.n > 0 && cut_port(yg_str_from(behind, 1), &parts->port);
}

bool yg_url_cut(yg_str url, yg_url_parts *ret) {
    yg_url_parts parts = {0};
    size_t colon = 0;
    while (colon < url.n && colon < 16 && (is_host_byte(url.p[colon]) || url.p[colon] == '+'))
        colon++;
    if (colon > 0 && colon < 16 && yg_str_starts(yg_str_from(url, colon), YG_STR("://"))) {
        parts.scheme = yg_str_sub(url, 0, colon);
        url = yg_str_from(url, colon + 3);
    }
    yg_str rest = url;
    size_t end = 0;
    while (end < url.n && url.p[end] != '/' && url.p[end] != '?' && url.p[end] != '#')
        end++;
    rest = yg_str_from(url, end);
    size_t fragment = yg_str_chr(rest, '#');
    parts.rest = yg_str_sub(rest, 0, fragment);
    if (!cut_authority(pass_user(yg_str_sub(url, 0, end)), &parts))
        return false;
    uint32_t address;
    parts.is_ipv4 = !parts.is_ipv6 && yg_ipv4_read(parts.host, &address);
    *ret = parts;
    return true;
}

/* The value of a hexadecimal digit, plus 16 for what is none. */
static const uint8_t hex_value[256] = {
    [0 ... 47] = 16, ['0'] = 0,  ['1'] = 1,  ['2'] = 2,  ['3'] = 3,         ['4'] = 4,  ['5'] = 5,
    ['6'] = 6,       ['7'] = 7,  ['8'] = 8,  ['9'] = 9,  [58 ... 64] = 16,  ['A'] = 10, ['B'] = 11,
    ['C'] = 12,      ['D'] = 13, ['E'] = 14, ['F'] = 15, [71 ... 96] = 16,  ['a'] = 10, ['b'] = 11,
    ['c'] = 12,      ['d'] = 13, ['e'] = 14, ['f'] = 15, [103 ... 255] = 16};

/* Every byte of x, below 0x80, at least from and at most to: its highest bit. */
static uint64_t bytes_between(uint64_t x, unsigned from, unsigned to) {
    const uint64_t every = UINT64_C(0x0101010101010101);
    return (x + every * (0x80 - from)) & ~(x + every * (0x7F - to)) & every * 0x80;
}

/* Eight hexadecimal digits at once. False: one is none. */
static bool read_eight(const char *digits, char ret_bytes[4]) {
    const uint64_t every = UINT64_C(0x0101010101010101);
    uint64_t x = yg_load8(digits);
    uint64_t is_hex = bytes_between(x & every * 0x7F, '0', '9') |
                      bytes_between((x & every * 0x7F) | YG_FOLD, 'a', 'f');
    uint64_t v = (x & every * 0x0F) + (x >> 6 & every) * 9;
    v = (v << 4 | v >> 8) & UINT64_C(0x00FF00FF00FF00FF);
    v = (v | v >> 8) & UINT64_C(0x0000FFFF0000FFFF);
    uint32_t four = (uint32_t)(v | v >> 16);
    memcpy(ret_bytes, &four, 4);
    return is_hex == every * 0x80 && (x & every * 0x80) == 0;
}

bool yg_hex_read(const char *digits, size_t n, char *ret_bytes) {
    unsigned bad = 0;
    size_t i = 0;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    for (; i + 4 <= n; i += 4)
        bad |= read_eight(digits + 2 * i, ret_bytes + i) ? 0 : 16;
#endif
    for (; i < n; i++) {
        unsigned high = hex_value[(unsigned char)digits[2 * i]],
                 low = hex_value[(unsigned char)digits[2 * i + 1]];
        bad |= high | low;
        ret_bytes[i] = (char)(high << 4 | (low & 15));
    }
    return bad < 16;
}

uint64_t yg_key_url_host(const yg_url_parts *parts) {
    char z[INET6_ADDRSTRLEN] = "";
    uint8_t ipv6[16];
    uint32_t ipv4;
    if (parts->is_ipv6 && parts->host.n < sizeof z) {
        memcpy(z, parts->host.p, parts->host.n);
        if (inet_pton(AF_INET6, z, ipv6) == 1)
            return yg_key_ipv6(ipv6);
    }
    return yg_ipv4_read(parts->host, &ipv4) ? yg_key_ipv4(ipv4) : yg_key_name(parts->host);
}

uint64_t yg_key_url(const yg_url_parts *parts) {
    yg_log_view view = {0};
    uint64_t hash = 0;
    yg_str rest = yg_url_rest(parts->rest, &view);
    for (size_t i = 0; i < rest.n; i++)
        hash = yg_key_url_add(hash, rest.p[i]);
    yg_log_view_free(&view);
    return yg_key_url_end(yg_key_url_start(parts->host, parts->port), hash);
}

/* --- Addresses and pieces --- */

bool yg_ipv4_read(yg_str text, uint32_t *ret_address) {
    uint32_t address = 0;
    size_t at = 0;
    for (int part = 0; part < 4; part++) {
        uint32_t value = 0;
        size_t from = at;
        for (; at < text.n && yg_is_byte(text.p[at], YG_BYTE_DIGIT) && at - from < 3; at++)
            value = value * 10 + (uint32_t)(text.p[at] - '0');
        if (at == from || value > 255 || (text.p[from] == '0' && at - from > 1))
            return false;
        address = address << 8 | value;
        if (part < 3 && (at == text.n || text.p[at++] != '.'))
            return false;
    }
    *ret_address = address;
    return at == text.n;
}

/* What a piece must be to be asked for: of four bytes or more, and not digits and signs alone. */
static bool is_piece(yg_str piece) {
    if (piece.n < 4 || piece.n > YG_NAME_LONGEST)
        return false;
    if (yg_is_byte(piece.p[0], YG_BYTE_HIGH))
        return true;
    for (size_t i = 0; i < piece.n; i++)
        if (is_letter(piece.p[i]))
            return true;
    return false;
}

bool yg_value_piece(yg_indicator_type type, yg_str value, size_t *ret_at, size_t *ret_n) {
    size_t best = 0, from = 0;
    if (type == YG_INDICATOR_REGISTRY_KEY) {
        yg_str tail = yg_registry_tail(value);
        from = value.n - tail.n;
    }
    while (from < value.n) {
        unsigned class =
            yg_byte_class[(unsigned char)value.p[from]] & (YG_BYTE_TOKEN | YG_BYTE_HIGH);
        size_t end = from + 1;
        if (class != 0)
            while (end < value.n && yg_is_byte(value.p[end], class))
                end++;
        size_t start = from, stop = end;
        from = end;
        if (class == 0 || (class == YG_BYTE_TOKEN && !yg_token_trim(value.p, &start, &stop)))
            continue;
        if (stop - start > best && is_piece(yg_str_sub(value, start, stop - start))) {
            best = stop - start;
            *ret_at = start;
            *ret_n = best;
        }
    }
    return best > 0;
}
