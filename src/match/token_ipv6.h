/* IPv6 addresses in text (RFC 4291 section 2.2). Pure. */
#ifndef YG_MATCH_TOKEN_IPV6_H
#define YG_MATCH_TOKEN_IPV6_H

#include "base/str.h"

/* The address that text is as a whole. ret_quad: where its dotted quad begins, or SIZE_MAX. */
bool yg_ipv6_read(yg_str text, uint8_t ret_address[16], size_t *ret_quad);

#endif
