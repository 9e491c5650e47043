/* Indicators as people write them: made harmless ("defanged": hxxp://evil[.]com), and back.
 *
 * Three steps, each usable alone: refang, recognise, normalise. All of them are pure and
 * thread-safe, take UTF-8 and allocate nothing but the caller's buffer (ICU does for names outside
 * ASCII). Source: the habits listed in the IETF draft draft-grimminck-safe-ioc-sharing, and what
 * feeds do. */
#ifndef YG_TEXT_DEFANG_H
#define YG_TEXT_DEFANG_H

#include "base/str.h"

/* Adds value to *ret with white space, trailing commas and surrounding quotes or brackets taken
 * off, and with hxxp(s), fxp, [.] (.) {.} [dot] (dot), [:] [://], [at] (at) [@] and a backslash
 * before a dot put back. Words in brackets count only in front of the path of a URL. True when
 * anything was refanged (quotes and white space do not count). */
bool yg_defang_refang(yg_str value, yg_buf *ret);
/* Adds value with its host's dots as [.] and http as hxxp, for printing. */
void yg_defang_add(yg_buf *buf, yg_str value);

/* The kind of a refanged value: "ipv4-addr" and "ipv6-addr" (with or without prefix length),
 * "domain-name", "url" (also host/path without a scheme), "email-addr", "md5", "sha1", "sha256",
 * "sha512", "file-name", "windows-registry-key"; NULL when it is none of them; never "host-name"
 * (the name alone, without what is below it), which only a feed's word can tell. Octets, prefix
 * lengths, labels, the last label (letters or xn--) and hexadecimal lengths are checked; an octet
 * with a leading zero is refused [AMBIGUOUS-OCTAL]. A name that ends in an extension of executables
 * and documents which is no top-level domain is a file name. */
const char *yg_indicator_kind(yg_str value);
/* Adds the one form in which a value of that kind is compared: hashes and hosts in lower case,
 * hosts outside ASCII as A-labels (UTS 46), without trailing dot; IPv6 as in RFC 5952; /32 and /128
 * left out; of a URL only scheme and host change, and blanks in its path become %20; a registry key
 * begins with the full name of its hive ("HKEY_LOCAL_MACHINE"), single backslashes, none at its
 * end, its letters as they are. "host-name" is a kind here. False, with *ret untouched, when value
 * is not of that kind. */
bool yg_indicator_normalise(yg_str kind, yg_str value, yg_buf *ret);

/* Adds a key of the Windows registry in that form: HKLM, HKLM:, Computer\HKLM and \REGISTRY\MACHINE
 * are HKEY_LOCAL_MACHINE. False, with *ret untouched, when it has no hive or nothing behind it. */
bool yg_registry_key_add(yg_str value, yg_buf *ret);

/* Adds how people see a host with A-labels ("xn--..."): its signs (UTS 46 ToUnicode). False, with
 * *buf untouched, when that is the same or the A-labels are not valid. */
bool yg_host_add_unicode(yg_buf *buf, yg_str host);
/* Whether names that end in a dot and this are names of files: "exe", "docx" and so on, without
 * those that are top-level domains too. Without case. */
bool yg_is_file_extension(yg_str extension);
/* A host name of at least two labels; not an address. */
bool yg_host_is_domain(yg_str host);

#endif
