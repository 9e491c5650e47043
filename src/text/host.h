/* Host names as data about incidents have them: the registrable part, suffixes under which
 * strangers register, and hosts that many share. Tables, pure. */
#ifndef YG_TEXT_HOST_H
#define YG_TEXT_HOST_H

#include "base/str.h"

/* Is s a host name ("www.example.co.jp", "https://example.org/path")? Gives it in lower case
 * without "www.", at most 253 bytes. */
bool yg_host_of(yg_str s, char ret_host[256], yg_str *ret_name);
/* The registrable part of a host name: "example.co.jp"; empty when it is a suffix itself
 * ("gov.br"). A short table of suffixes that organisations live under, not the whole public list:
 * an unknown one gives the last two labels. */
yg_str yg_host_registrable(yg_str host);
/* Is this certainly a suffix under which strangers register ("co.jp", "gov.br", "qc.ca")? Narrower
 * than "has no registrable part": "web.de", "id.me" and "hp.it" look like suffixes of other
 * countries, and are somebody's own. */
bool yg_host_is_suffix(yg_str host);
/* "example" of "example.co.jp". */
yg_str yg_host_label(yg_str registrable);
/* facebook.com, wordpress.com ...: an address there says nothing of who its owner is. */
bool yg_host_is_shared(yg_str registrable);
/* Does this address (or bare host name) lead to an onion service, as a browser would read it: with
 * letters of any case or width, percent-encoded, with ideographic full stops or invisible signs?
 * Gateways ("abc.onion.example") count too. */
bool yg_address_is_onion(yg_str address);

#endif
