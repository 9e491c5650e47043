/* What kind of network address is it? (IANA special-purpose address registries, RFC 6890)
 *
 * A feed's server may answer with a redirect to an address inside the network that yagura runs in
 * [SSRF], or its name may resolve to one [DNS-REBINDING]. An address that carries an IPv4 address
 * inside (mapped, compatible, NAT64, 6to4) is judged by that [MAPPED-ADDRESS]. */
#ifndef YG_FETCH_ADDRESS_H
#define YG_FETCH_ADDRESS_H

#include "base/str.h"

struct sockaddr;

/* 16 bytes in network order; IPv4 as ::ffff:a.b.c.d. */
typedef struct {
    unsigned char bytes[16];
} yg_address;

typedef enum {
    YG_ADDRESS_PUBLIC,
    YG_ADDRESS_LOOPBACK,
    YG_ADDRESS_PRIVATE,    /* RFC 1918, unique local, site local, local NAT64 */
    YG_ADDRESS_LINK_LOCAL, /* also the metadata services of clouds */
    YG_ADDRESS_SHARED,     /* carrier-grade NAT, RFC 6598 */
    YG_ADDRESS_RESERVED,   /* documentation, benchmarks, broadcast, tunnels, not assigned */
    YG_ADDRESS_MULTICAST,
    YG_ADDRESS_UNSPECIFIED, /* 0.0.0.0/8 and :: lead to this machine */
} yg_address_kind;

yg_address_kind yg_address_classify(yg_address address);
/* For messages: "a loopback address". */
const char *yg_address_kind_text(yg_address_kind kind);

/* A literal address in its ordinary form: four decimal numbers without leading zeroes, or IPv6
 * with or without brackets; no zone. */
bool yg_address_parse(yg_str literal, yg_address *ret_address);
/* False for another family than IPv4 and IPv6. `n` is the length of *from. */
bool yg_address_from_socket(const struct sockaddr *from, size_t n, yg_address *ret_address,
                            uint16_t *ret_port);
/* Adds "10.0.0.1" or "fe80::1". */
void yg_address_add(yg_buf *buf, yg_address address);

/* Which addresses a feed may be fetched from: public ones; one that is not public only when it is
 * the very address and port that the feed is configured with, or when the feed says
 * allow_private. Multicast and unspecified addresses never. */
typedef struct {
    bool allow_private;
    bool has_own; /* the configured address is a literal */
    yg_address own;
    uint16_t own_port;
} yg_address_rule;

bool yg_address_allowed(const yg_address_rule *rule, yg_address address, uint16_t port);

#endif
