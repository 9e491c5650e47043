/* Where one request goes: a checked http or https address, and the proxy on the way to it.
 *
 * Every address that is fetched, the configured one and each redirect, passes through here:
 * [SCHEME-SMUGGLING] file:, ftp:, gopher: and all others are refused; [DOWNGRADE] https never leads
 * to http; [URL-CONFUSION] user names in addresses and IPv4 addresses in an unusual form
 * (2130706433, 0177.1, 0x7f.1) are refused; [SSRF] literal hosts are checked here, resolved ones
 * when the socket is opened (fetch/transfer.h). Nothing here sends anything. */
#ifndef YG_FETCH_TARGET_H
#define YG_FETCH_TARGET_H

#include "base/error.h"
#include "fetch/address.h"

/* Longest address; signed addresses of file stores reach 2 KiB. */
enum { YG_TARGET_BYTES = 4096 };

typedef struct {
    char address[YG_TARGET_BYTES]; /* normalised, without fragment */
    char origin[320];              /* "https://example.org:443" */
    char host[256];                /* lower case; IPv6 without brackets; printable */
    uint16_t port;
    bool https;
    bool literal; /* the host is an IP address: `ip` */
    yg_address ip;
} yg_target;

/* Parses the configured address of a feed. */
bool yg_target_parse(const char *address, yg_target *ret_target, yg_error *err);
/* Follows a Location header seen at `from`; refuses what must not be followed under the rule. */
bool yg_target_follow(const yg_target *from, const char *location, const yg_address_rule *rule,
                      yg_target *ret_target, yg_error *err);
/* The rule of a feed with this configured address. */
yg_address_rule yg_target_rule(const yg_target *configured, bool allow_private);

/* The proxy for target: `proxy` when it is not empty ("none": no proxy at all), else what the
 * environment says (http_proxy, https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY; HTTP_PROXY is not
 * read: [HTTPOXY]). Empty: connect directly, as for hosts in `no_proxy` (else the environment's
 * no_proxy, NO_PROXY): names with what is below them, literal addresses, "*". The result lives as
 * long as `proxy` and the environment. */
yg_str yg_target_proxy(const yg_target *target, yg_str proxy, yg_str no_proxy);

#endif
