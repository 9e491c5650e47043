/* Networks in CIDR notation (RFC 4632, RFC 4291 section 2.3), IPv4 and IPv6. Pure. */
#ifndef YG_MAP_NETWORK_H
#define YG_MAP_NETWORK_H

#include "base/str.h"

/* IPv4 addresses stand in the last four of the sixteen bytes, the others are zero. */
typedef struct {
    unsigned char address[16];
    bool is_v6;
    unsigned prefix_bits; /* 0..32 or 0..128 */
    bool has_host_bits;   /* as written, bits behind the prefix were set; they are cleared */
} yg_network;

/* "192.0.2.0/28", "2001:db8::/32", or one address. False when text is neither. */
bool yg_network_parse(yg_str text, yg_network *ret_network);
/* The form that is compared: always with a prefix length, IPv6 as in RFC 5952. */
void yg_network_add(yg_buf *buf, const yg_network *network);
/* By family, address, then the wider network first. */
int yg_network_compare(const yg_network *a, const yg_network *b);
/* Is inner the same as outer, or a part of it? */
bool yg_network_holds(const yg_network *outer, const yg_network *inner);
/* Clears what stands behind the prefix; true when something did. */
bool yg_network_cut(yg_network *network);
/* Addresses that every organisation may use for itself (RFC 1918, 4193, 6598, link-local). */
bool yg_network_is_private(const yg_network *network);

#endif
