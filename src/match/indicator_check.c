#include "match/indicator_check.h"

#include <arpa/inet.h>

#include "match/suffix.h"
#include "match/token_around.h"

/* --- Names --- */

static bool is_last_label(yg_str label) {
    if (label.n >= 4 && memcmp(label.p, "xn--", 4) == 0)
        return yg_is_byte(label.p[label.n - 1], YG_BYTE_ALNUM);
    for (size_t i = 0; i < label.n; i++)
        if (!yg_is_byte(label.p[i], YG_BYTE_ALNUM) || yg_is_byte(label.p[i], YG_BYTE_DIGIT))
            return false;
    return label.n >= 2;
}

/* Two labels or more, of bytes that tokens have. lower: gets the name in lower case. */
static bool read_name(yg_str name, char lower[YG_NAME_LONGEST]) {
    size_t label = 0, labels = 1;
    if (name.n == 0 || name.n > YG_NAME_LONGEST)
        return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!yg_is_byte(c, YG_BYTE_TOKEN))
            return false;
        lower[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
        if (c != '.')
            continue;
        if (i == label || i - label > 63)
            return false;
        label = i + 1;
        labels++;
    }
    return labels >= 2 && name.n - label <= 63 &&
           is_last_label((yg_str){lower + label, name.n - label});
}

static yg_indicator_verdict check_name(yg_str value, yg_indicator_form *form) {
    char lower[YG_NAME_LONGEST];
    if (!read_name(value, lower))
        return YG_INDICATOR_MALFORMED;
    if (yg_suffix_is_one(yg_suffixes_built_in(), (yg_str){lower, value.n}))
        return YG_INDICATOR_PUBLIC_SUFFIX;
    form->bytes = value;
    form->key = form->identity = yg_key_name(value);
    return YG_INDICATOR_TAKEN;
}

/* --- Addresses --- */

typedef struct {
    uint32_t address;
    uint8_t prefix;
} network4;

/* RFC 1122 (0/8, 127/8), RFC 1918, RFC 6598, RFC 3927, RFC 5771, RFC 919 */
static const network4 private4[] = {{0x00000000, 8},  {0x0A000000, 8},  {0x64400000, 10},
                                    {0x7F000000, 8},  {0xA9FE0000, 16}, {0xAC100000, 12},
                                    {0xC0A80000, 16}, {0xE0000000, 4},  {0xFFFFFFFF, 32}};

static uint32_t mask4(unsigned prefix) {
    return prefix == 0 ? 0 : ~UINT32_C(0) << (32 - prefix);
}

static bool is_private4(uint32_t address, unsigned prefix) {
    for (size_t i = 0; i < sizeof private4 / sizeof *private4; i++) {
        unsigned shorter = prefix < private4[i].prefix ? prefix : private4[i].prefix;
        if (((address ^ private4[i].address) & mask4(shorter)) == 0)
            return true;
    }
    return false;
}

/* Cuts "/n" off. False: it is there and no number up to most. */
static bool cut_prefix(yg_str *value, unsigned most, unsigned *ret_prefix) {
    uint64_t prefix = most;
    size_t slash = yg_str_chr(*value, '/');
    if (slash != SIZE_MAX) {
        yg_str digits = yg_str_from(*value, slash + 1);
        if (digits.n > 3 || !yg_str_to_u64(digits, &prefix) || prefix > most)
            return false;
        value->n = slash;
    }
    *ret_prefix = (unsigned)prefix;
    return true;
}

static yg_indicator_verdict check_ipv4(yg_str value, yg_indicator_form *form) {
    unsigned prefix;
    uint32_t address;
    if (!cut_prefix(&value, 32, &prefix) || !yg_ipv4_read(value, &address))
        return YG_INDICATOR_MALFORMED;
    address &= mask4(prefix);
    if (prefix < 8)
        return YG_INDICATOR_TOO_SHORT;
    if (is_private4(address, prefix))
        return YG_INDICATOR_PRIVATE;
    form->bytes = (yg_str){NULL, 0};
    form->address = address;
    form->prefix = prefix;
    form->key = prefix == 32 ? yg_key_ipv4_text(value) : yg_key_network4(address, prefix);
    form->identity = form->key;
    return YG_INDICATOR_TAKEN;
}

static bool read_ipv6(yg_str text, uint8_t address[16]) {
    char z[INET6_ADDRSTRLEN];
    if (text.n == 0 || text.n >= sizeof z || memchr(text.p, 0, text.n) != NULL)
        return false;
    memcpy(z, text.p, text.n);
    z[text.n] = 0;
    return inet_pton(AF_INET6, z, address) == 1;
}

void yg_ipv6_mask(uint8_t address[16], unsigned prefix) {
    for (unsigned i = 0; i < 16; i++) {
        unsigned bits = prefix > i * 8 ? prefix - i * 8 : 0;
        if (bits < 8)
            address[i] &= (uint8_t)(0xFF00 >> bits);
    }
}

typedef struct {
    uint8_t address[16];
    uint8_t prefix;
} network6;

/* RFC 4291: unspecified and loopback, link-local, multicast; RFC 4193; RFC 3879 */
static const network6 private6[] = {
    {{0}, 127}, {{0xFE, 0x80}, 10}, {{0xFF}, 8}, {{0xFC}, 7}, {{0xFE, 0xC0}, 10}};

static bool is_private6(const uint8_t address[16], unsigned prefix) {
    static const uint8_t mapped[12] = {[10] = 0xFF, [11] = 0xFF};
    if (prefix >= 96 && memcmp(address, mapped, sizeof mapped) == 0)
        return is_private4((uint32_t)address[12] << 24 | (uint32_t)address[13] << 16 |
                               (uint32_t)address[14] << 8 | address[15],
                           prefix - 96);
    for (size_t i = 0; i < sizeof private6 / sizeof *private6; i++) {
        uint8_t a[16], b[16];
        unsigned shorter = prefix < private6[i].prefix ? prefix : private6[i].prefix;
        memcpy(a, address, 16);
        memcpy(b, private6[i].address, 16);
        yg_ipv6_mask(a, shorter);
        yg_ipv6_mask(b, shorter);
        if (memcmp(a, b, 16) == 0)
            return true;
    }
    return false;
}

static yg_indicator_verdict check_ipv6(yg_str value, yg_indicator_form *form) {
    unsigned prefix;
    uint8_t address[16];
    if (!cut_prefix(&value, 128, &prefix) || !read_ipv6(value, address))
        return YG_INDICATOR_MALFORMED;
    if (prefix < 16)
        return YG_INDICATOR_TOO_SHORT;
    yg_ipv6_mask(address, prefix);
    if (is_private6(address, prefix))
        return YG_INDICATOR_PRIVATE;
    memcpy(form->binary, address, 16);
    form->binary[16] = (char)prefix;
    form->bytes = (yg_str){form->binary, 17};
    form->key = prefix == 128 ? yg_key_ipv6(address) : yg_key_network6(address, prefix);
    form->identity = form->key;
    return YG_INDICATOR_TAKEN;
}

/* --- Digests --- */

static const struct {
    uint8_t n;
    uint8_t first[8]; /* of the digest of the empty input */
} digests[] = {
    {16, {0xd4, 0x1d, 0x8c, 0xd9, 0x8f, 0x00, 0xb2, 0x04}},
    {20, {0xda, 0x39, 0xa3, 0xee, 0x5e, 0x6b, 0x4b, 0x0d}},
    {32, {0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14}},
    {64, {0xcf, 0x83, 0xe1, 0x35, 0x7e, 0xef, 0xb8, 0xbd}},
};

static yg_indicator_verdict check_digest(yg_indicator_type type, yg_str value,
                                         yg_indicator_form *form) {
    size_t which = (size_t)(type - YG_INDICATOR_MD5), n = digests[which].n;
    if (value.n != n * 2 || !yg_hex_read(value.p, n, form->binary))
        return YG_INDICATOR_MALFORMED;
    if (memcmp(form->binary, digests[which].first, 8) == 0)
        return YG_INDICATOR_EMPTY_DIGEST;
    form->bytes = (yg_str){form->binary, n};
    form->key = form->identity = yg_key_digest(value);
    return YG_INDICATOR_TAKEN;
}

/* --- URLs, mail, names of files and keys --- */

static yg_indicator_verdict check_url(yg_str value, yg_indicator_form *form) {
    char lower[YG_NAME_LONGEST];
    yg_url_parts parts;
    uint8_t ipv6[16];
    uint32_t ipv4;
    if (!yg_url_cut(value, &parts))
        return YG_INDICATOR_MALFORMED;
    if (parts.is_ipv6 ? !read_ipv6(parts.host, ipv6)
                      : !parts.is_ipv4 && !read_name(parts.host, lower))
        return YG_INDICATOR_MALFORMED;
    if (parts.is_ipv6 && is_private6(ipv6, 128))
        return YG_INDICATOR_PRIVATE;
    if (parts.is_ipv4 && yg_ipv4_read(parts.host, &ipv4) && is_private4(ipv4, 32))
        return YG_INDICATOR_PRIVATE;
    form->bytes = value;
    form->key = yg_key_url(&parts);
    form->identity = yg_key_bytes(YG_KEY_URL, value);
    return YG_INDICATOR_TAKEN;
}

static yg_indicator_verdict check_mail(yg_str value, yg_indicator_form *form) {
    char lower[YG_NAME_LONGEST];
    size_t at = yg_str_chr(value, '@');
    if (at == SIZE_MAX || at == 0 || at > 64 || value.p[0] == '.')
        return YG_INDICATOR_MALFORMED;
    for (size_t i = 0; i < at; i++)
        if (!yg_is_byte(value.p[i], YG_BYTE_LOCAL))
            return YG_INDICATOR_MALFORMED;
    if (!read_name(yg_str_from(value, at + 1), lower))
        return YG_INDICATOR_MALFORMED;
    form->bytes = value;
    form->key = form->identity = yg_key_nocase(YG_KEY_MAIL, value);
    return YG_INDICATOR_TAKEN;
}

static yg_indicator_verdict check_piece(yg_indicator_type type, yg_str value,
                                        yg_indicator_form *form) {
    size_t at, n;
    if (type == YG_INDICATOR_REGISTRY_KEY && yg_registry_tail(value).n == 0)
        return YG_INDICATOR_MALFORMED;
    if (!yg_value_piece(type, value, &at, &n))
        return YG_INDICATOR_TOO_SHORT;
    form->bytes = value;
    form->key = yg_value_keys(type, value, NULL, NULL);
    form->identity = yg_key_nocase(YG_KEY_NAME, value);
    return YG_INDICATOR_TAKEN;
}

static bool has_control(yg_str value) {
    for (size_t i = 0; i < value.n; i++)
        if ((unsigned char)value.p[i] < ' ' || value.p[i] == 0x7F)
            return true;
    return false;
}

static yg_indicator_verdict check(yg_indicator_type type, yg_str value, yg_indicator_form *form) {
    switch (type) {
    case YG_INDICATOR_IPV4:
        return check_ipv4(value, form);
    case YG_INDICATOR_IPV6:
        return check_ipv6(value, form);
    case YG_INDICATOR_DOMAIN:
    case YG_INDICATOR_HOST:
        return check_name(value, form);
    case YG_INDICATOR_MD5:
    case YG_INDICATOR_SHA1:
    case YG_INDICATOR_SHA256:
    case YG_INDICATOR_SHA512:
        return check_digest(type, value, form);
    default:
        break;
    }
    if (value.n == 0 || value.n > YG_INDICATOR_LONGEST || has_control(value))
        return YG_INDICATOR_MALFORMED;
    switch (type) {
    case YG_INDICATOR_URL:
        return check_url(value, form);
    case YG_INDICATOR_EMAIL:
        return check_mail(value, form);
    case YG_INDICATOR_FILE_NAME:
    case YG_INDICATOR_REGISTRY_KEY:
        return check_piece(type, value, form);
    default:
        return YG_INDICATOR_MALFORMED;
    }
}

yg_indicator_verdict yg_indicator_check(yg_indicator_type type, yg_str value,
                                        yg_indicator_form *form) {
    yg_indicator_verdict verdict = check(type, value, form);
    form->identity = yg_mix_end(form->identity ^ (uint64_t)type * UINT64_C(0x9E3779B97F4A7C15));
    return verdict;
}
