/* UTF-8 (RFC 3629): checked once, where bytes come in. Overlong forms, surrogates and code points
 * past U+10FFFF are invalid [OVERLONG] [SURROGATE]. */
#ifndef YG_BASE_UTF8_H
#define YG_BASE_UTF8_H

#include "base/str.h"

/* Byte offset of the first invalid sequence, or s.n when s is all valid. */
size_t yg_utf8_check(yg_str s);
/* The largest index <= at that does not cut a character. */
size_t yg_utf8_floor(yg_str s, size_t at);
/* Decodes the character at *at and moves *at behind it. An invalid byte gives U+FFFD and moves by
 * one. *at must be < s.n. */
uint32_t yg_utf8_next(yg_str s, size_t *at);
/* Adds s with every invalid byte as U+FFFD. */
void yg_utf8_add_repaired(yg_buf *buf, yg_str s);
/* Adds the code point. */
void yg_utf8_put(yg_buf *buf, uint32_t c);
/* Whether a terminal or an editor may act on c instead of showing it: C0 (line ends too), DEL, C1,
 * bidi controls, line and paragraph separator, byte order mark. */
bool yg_utf8_is_active(uint32_t c);
/* Adds s as text safe for a terminal: what yg_utf8_is_active names and invalid bytes become visible
 * escapes; newline, tab and carriage return become a space, except that newline and tab stay when
 * keep_lines is set [TERMINAL-ESCAPE] [TROJAN-SOURCE]. */
void yg_utf8_add_printable(yg_buf *buf, yg_str s, bool keep_lines);
/* Columns that s takes on a terminal: 2 for East Asian wide characters (UAX 11), 0 for combining.
 */
size_t yg_utf8_columns(yg_str s);

#endif
