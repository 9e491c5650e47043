#include "fetch/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

typedef struct {
    unsigned char prefix[16];
    int bits;
    yg_address_kind kind;
} range;

/* The first match counts. */
static const range ranges4[] = {
    {{0}, 8, YG_ADDRESS_UNSPECIFIED},
    {{10}, 8, YG_ADDRESS_PRIVATE},
    {{100, 64}, 10, YG_ADDRESS_SHARED},
    {{127}, 8, YG_ADDRESS_LOOPBACK},
    {{169, 254}, 16, YG_ADDRESS_LINK_LOCAL},
    {{172, 16}, 12, YG_ADDRESS_PRIVATE},
    {{192, 0, 0}, 24, YG_ADDRESS_RESERVED},   /* IETF protocol assignments */
    {{192, 0, 2}, 24, YG_ADDRESS_RESERVED},   /* documentation */
    {{192, 88, 99}, 24, YG_ADDRESS_RESERVED}, /* 6to4 relays, withdrawn */
    {{192, 168}, 16, YG_ADDRESS_PRIVATE},
    {{198, 18}, 15, YG_ADDRESS_RESERVED},      /* benchmarks; used as private by many */
    {{198, 51, 100}, 24, YG_ADDRESS_RESERVED}, /* documentation */
    {{203, 0, 113}, 24, YG_ADDRESS_RESERVED},  /* documentation */
    {{224}, 4, YG_ADDRESS_MULTICAST},
    {{240}, 4, YG_ADDRESS_RESERVED}, /* future use and broadcast */
};

static const range ranges6[] = {
    {{0}, 128, YG_ADDRESS_UNSPECIFIED},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, YG_ADDRESS_LOOPBACK},
    {{0, 0x64, 0xff, 0x9b, 0, 1}, 48, YG_ADDRESS_PRIVATE}, /* local NAT64, RFC 8215 */
    {{0xfc}, 7, YG_ADDRESS_PRIVATE},
    {{0xfe, 0x80}, 10, YG_ADDRESS_LINK_LOCAL},
    {{0xfe, 0xc0}, 10, YG_ADDRESS_PRIVATE}, /* site local, withdrawn */
    {{0xff}, 8, YG_ADDRESS_MULTICAST},
    {{0x20, 0x01, 0x0d, 0xb8}, 32, YG_ADDRESS_RESERVED}, /* documentation */
    {{0x20, 0x01}, 23, YG_ADDRESS_RESERVED},             /* Teredo, ORCHID and others */
    {{0x3f, 0xff}, 20, YG_ADDRESS_RESERVED},             /* documentation */
    {{0x20}, 3, YG_ADDRESS_PUBLIC},                      /* all that is assigned to networks */
};

static bool in_range(const unsigned char *bytes, const range *r) {
    int whole = r->bits / 8, rest = r->bits % 8;
    unsigned mask = 0xffu << (8 - rest) & 0xffu;
    return memcmp(bytes, r->prefix, (size_t)whole) == 0 &&
           (rest == 0 || (bytes[whole] & mask) == (r->prefix[whole] & mask));
}

static yg_address_kind look_up(const unsigned char *bytes, const range *ranges, size_t n,
                               yg_address_kind otherwise) {
    for (size_t i = 0; i < n; i++) {
        if (in_range(bytes, &ranges[i]))
            return ranges[i].kind;
    }
    return otherwise;
}

/* The four bytes of an IPv4 address inside an IPv6 one, or NULL. */
static const unsigned char *inner4(const unsigned char *bytes) {
    static const range mapped = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, 0};
    static const range translated = {{0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, 0};
    static const range compatible = {{0}, 96, 0};
    static const range nat64 = {{0, 0x64, 0xff, 0x9b}, 96, 0};
    static const range six_to_four = {{0x20, 0x02}, 16, 0};
    if (in_range(bytes, &mapped) || in_range(bytes, &translated) || in_range(bytes, &nat64))
        return bytes + 12;
    if (in_range(bytes, &compatible) && (bytes[12] | bytes[13] | bytes[14]) != 0)
        return bytes + 12;
    return in_range(bytes, &six_to_four) ? bytes + 2 : NULL;
}

yg_address_kind yg_address_classify(yg_address address) {
    const unsigned char *four = inner4(address.bytes);
    if (four != NULL)
        return look_up(four, ranges4, sizeof ranges4 / sizeof *ranges4, YG_ADDRESS_PUBLIC);
    return look_up(address.bytes, ranges6, sizeof ranges6 / sizeof *ranges6, YG_ADDRESS_RESERVED);
}

const char *yg_address_kind_text(yg_address_kind kind) {
    static const char *const texts[] = {
        [YG_ADDRESS_PUBLIC] = "a public address",
        [YG_ADDRESS_LOOPBACK] = "a loopback address",
        [YG_ADDRESS_PRIVATE] = "a private address",
        [YG_ADDRESS_LINK_LOCAL] = "a link-local address",
        [YG_ADDRESS_SHARED] = "a carrier-grade NAT address",
        [YG_ADDRESS_RESERVED] = "a reserved address",
        [YG_ADDRESS_MULTICAST] = "a multicast address",
        [YG_ADDRESS_UNSPECIFIED] = "an unspecified address",
    };
    return texts[kind];
}

static yg_address from4(const void *four) {
    yg_address address = {{[10] = 0xff, [11] = 0xff}};
    memcpy(address.bytes + 12, four, 4);
    return address;
}

bool yg_address_parse(yg_str literal, yg_address *ret_address) {
    char copy[INET6_ADDRSTRLEN];
    unsigned char bytes[16];
    if (literal.n >= 2 && literal.p[0] == '[' && literal.p[literal.n - 1] == ']')
        literal = yg_str_sub(literal, 1, literal.n - 2);
    if (literal.n == 0 || literal.n >= sizeof copy || memchr(literal.p, '\0', literal.n) != NULL)
        return false;
    memcpy(copy, literal.p, literal.n);
    copy[literal.n] = '\0';
    if (inet_pton(AF_INET6, copy, bytes) == 1) {
        memcpy(ret_address->bytes, bytes, sizeof bytes);
        return true;
    }
    if (inet_pton(AF_INET, copy, bytes) != 1)
        return false;
    *ret_address = from4(bytes);
    return true;
}

bool yg_address_from_socket(const struct sockaddr *from, size_t n, yg_address *ret_address,
                            uint16_t *ret_port) {
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
    if (n >= sizeof in && from->sa_family == AF_INET) {
        memcpy(&in, from, sizeof in);
        *ret_address = from4(&in.sin_addr);
        *ret_port = ntohs(in.sin_port);
        return true;
    }
    if (n >= sizeof in6 && from->sa_family == AF_INET6) {
        memcpy(&in6, from, sizeof in6);
        memcpy(ret_address->bytes, &in6.sin6_addr, sizeof ret_address->bytes);
        *ret_port = ntohs(in6.sin6_port);
        return true;
    }
    return false;
}

void yg_address_add(yg_buf *buf, yg_address address) {
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
    char text[INET6_ADDRSTRLEN];
    bool four = memcmp(address.bytes, mapped, sizeof mapped) == 0;
    if (inet_ntop(four ? AF_INET : AF_INET6, address.bytes + (four ? 12 : 0), text, sizeof text))
        yg_buf_addz(buf, text);
}

bool yg_address_allowed(const yg_address_rule *rule, yg_address address, uint16_t port) {
    yg_address_kind kind = yg_address_classify(address);
    if (kind == YG_ADDRESS_PUBLIC)
        return true;
    if (kind == YG_ADDRESS_MULTICAST || kind == YG_ADDRESS_UNSPECIFIED)
        return false;
    return rule->allow_private || (rule->has_own && rule->own_port == port &&
                                   memcmp(rule->own.bytes, address.bytes, 16) == 0);
}
