#include "text/special.h"

#include <arpa/inet.h>

typedef struct {
    unsigned char bytes[16];
    int family;
    unsigned bits; /* of the network */
} network;

static const network special[] = {
    {{0}, AF_INET, 8},
    {{10}, AF_INET, 8},
    {{100, 64}, AF_INET, 10},
    {{127}, AF_INET, 8},
    {{169, 254}, AF_INET, 16},
    {{172, 16}, AF_INET, 12},
    {{192, 0, 0}, AF_INET, 24},
    {{192, 168}, AF_INET, 16},
    {{198, 18}, AF_INET, 15},
    {{224}, AF_INET, 3},
    {{0}, AF_INET6, 127},                       /* :: and ::1 */
    {{[10] = 0xFF, [11] = 0xFF}, AF_INET6, 96}, /* ::ffff:0:0 */
    {{0x01, 0x00}, AF_INET6, 64},               /* 100:: */
    {{0xFC}, AF_INET6, 7},
    {{0xFE, 0x80}, AF_INET6, 10},
    {{0xFF}, AF_INET6, 8},
};

/* "ADDRESS" or "ADDRESS/BITS". */
static bool read_network(yg_str s, network *ret) {
    char text[64];
    uint64_t bits = 0;
    size_t slash = yg_str_chr(s, '/');
    yg_str address = yg_str_sub(s, 0, slash);
    if (address.n == 0 || address.n >= sizeof text)
        return false;
    memcpy(text, address.p, address.n);
    text[address.n] = '\0';
    ret->family = memchr(text, ':', address.n) != NULL ? AF_INET6 : AF_INET;
    ret->bits = ret->family == AF_INET6 ? 128 : 32;
    if (inet_pton(ret->family, text, ret->bytes) != 1)
        return false;
    if (slash == SIZE_MAX)
        return true;
    if (!yg_str_to_u64(yg_str_from(s, slash + 1), &bits) || bits > ret->bits)
        return false;
    ret->bits = (unsigned)bits;
    return true;
}

static bool overlap(const network *a, const network *b) {
    unsigned bits = a->bits < b->bits ? a->bits : b->bits, whole = bits / 8, rest = bits % 8;
    if (a->family != b->family || memcmp(a->bytes, b->bytes, whole) != 0)
        return false;
    return rest == 0 || ((a->bytes[whole] ^ b->bytes[whole]) >> (8 - rest)) == 0;
}

/* The host of "scheme://user@host:port/path". */
static yg_str host_of(yg_str url) {
    size_t scheme = yg_str_find(url, YG_STR("://"));
    yg_str host = scheme == SIZE_MAX ? url : yg_str_from(url, scheme + 3);
    size_t end = 0, at;
    while (end < host.n && strchr("/?#", host.p[end]) == NULL)
        end++;
    host = yg_str_sub(host, 0, end);
    if ((at = yg_str_chr(host, '@')) != SIZE_MAX)
        host = yg_str_from(host, at + 1);
    if (host.n > 0 && host.p[0] == '[')
        return yg_str_sub(host, 1, yg_str_chr(host, ']') - 1);
    return yg_str_sub(host, 0, yg_str_chr(host, ':'));
}

bool yg_address_is_special(yg_str value) {
    network given;
    if (!read_network(value, &given) && !read_network(host_of(value), &given))
        return false;
    for (size_t i = 0; i < sizeof special / sizeof *special; i++) {
        if (overlap(&given, &special[i]))
            return true;
    }
    return false;
}
