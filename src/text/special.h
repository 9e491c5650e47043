/* Addresses that mean nothing, or something else, outside of one network: private, loopback,
 * link-local, multicast, reserved (the IANA special-purpose registries, RFC 6890). Blocking one of
 * them blocks oneself. Those of documentation (RFC 5737, RFC 3849, RFC 9637) are nobody's: whoever
 * tries the program out with them shall find them. */
#ifndef YG_TEXT_SPECIAL_H
#define YG_TEXT_SPECIAL_H

#include "base/str.h"

/* value: an address, a network, or a URL whose host is an address. A network counts when it and a
 * special one share an address. Pure. */
bool yg_address_is_special(yg_str value);

#endif
