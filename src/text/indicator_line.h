/* Lists of indicators, one a line: how a line is cut, and what its value is. Pure, thread-safe.
 * docs/formats/indicators.md. */
#ifndef YG_TEXT_INDICATOR_LINE_H
#define YG_TEXT_INDICATOR_LINE_H

#include "base/str.h"

typedef enum { YG_LINE_BLANK, YG_LINE_COMMENT, YG_LINE_VALUE } yg_line_kind;

/* Views into the line. Of a comment `value` is the whole of it. */
typedef struct {
    yg_str value, comment;
} yg_line_parts;

/* Takes comments and what a hosts file has in front off. */
yg_line_kind yg_indicator_line_read(yg_str line, yg_line_parts *ret);

/* The kind of an indicator for a feed's word for it ("ip-dst", "FileHash-MD5"): "" when the value
 * itself decides, NULL when the word is not known. */
const char *yg_indicator_kind_of_word(yg_str word);

/* Refangs value into *refanged and finds its kind (text/defang.h), NULL for none; *ret_value is
 * what has it, without the port that stood behind a host. */
const char *yg_indicator_recognise(yg_buf *refanged, yg_str value, yg_str *ret_value,
                                   yg_str *ret_port);

/* What a value is whose word says `wanted` (not empty) and whose looks say `kind` (may be NULL): an
 * address under "hostname" stays one; of a registry key *value becomes raw, whose backslashes are
 * its own. */
const char *yg_indicator_kind_wanted(const char *wanted, const char *kind, yg_str raw,
                                     yg_str *value);

/* Kind and normal form at once, for what needs no more than one look: digests, IPv4 addresses,
 * names and URLs as most lists have them. YG_QUICK_NONE: it takes more (or is none), ask the above.
 * buf is for what is not in lower case. */
enum { YG_QUICK_BYTES = 256 };
typedef enum {
    YG_QUICK_NONE = 0,
    YG_QUICK_IPV4,
    YG_QUICK_DOMAIN,
    YG_QUICK_URL,
    YG_QUICK_MD5,
    YG_QUICK_SHA1,
    YG_QUICK_SHA256,
    YG_QUICK_SHA512,
    YG_QUICK_KINDS
} yg_quick_kind;
yg_quick_kind yg_indicator_quick(yg_str value, char buf[YG_QUICK_BYTES], yg_str *ret_normal);
/* The kind as yg_indicator_kind says it; NULL for none. */
const char *yg_quick_kind_word(yg_quick_kind kind);

/* Why the value is no indicator (constant text): what is known of its kind of fault, or
 * `otherwise`. */
const char *yg_indicator_reason(yg_buf *scratch, yg_str value, const char *otherwise);

#endif
