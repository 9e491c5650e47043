/* What trackers of ransomware say of a victim, brought into one form. */
#ifndef YG_INTEL_VICTIM_H
#define YG_INTEL_VICTIM_H

#include "base/str.h"

/* Adds s as one line: trimmed, control characters as spaces. Nothing is added, and false given,
 * when s is empty or longer than a name may be (YG_LIMIT_NAME_BYTES). */
bool yg_victim_line_add(yg_buf *buf, yg_str s);
/* Adds the host of a domain or address ("https://www.Acme.example/en", "Acme.example:443") in lower
 * case, without "www."; outside ASCII as A-labels. False, with nothing added, when it is none, an
 * IP address, or a host inside Tor. */
bool yg_victim_domain_add(yg_buf *buf, yg_str s);
/* Adds "victim@group" for the permalink of a leak-site post, whose last part is that text in Base64
 * (RFC 4648, either alphabet, padding optional, perhaps percent-encoded). False, with nothing
 * added, when the last part does not decode to one line of UTF-8 with both parts. */
bool yg_victim_post_add(yg_buf *buf, yg_str permalink);
/* "victim@group": the part behind the last '@'; empty when there is none. */
yg_str yg_victim_post_group(yg_str post);

#endif
