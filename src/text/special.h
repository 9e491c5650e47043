/* Addresses that mean nothing, or something else, outside of one network: private, loopback,
 * link-local, documentation, multicast, reserved (the IANA special-purpose registries, RFC 6890).
 * Blocking one of them blocks oneself. */
#ifndef YG_TEXT_SPECIAL_H
#define YG_TEXT_SPECIAL_H

#include "base/str.h"

/* value: an address, a network, or a URL whose host is an address. A network counts when it and a
 * special one share an address. Pure. */
bool yg_address_is_special(yg_str value);

#endif
