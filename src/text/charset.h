/* Text of other character sets as UTF-8. Conservative: a guess is used only when ICU's detector
 * gives it at least an even confidence (or bytes stand in pairs as only kanji in Shift_JIS do) and
 * every byte converts, but for a last character that is not all there, which becomes U+FFFD;
 * thread-safe. */
#ifndef YG_TEXT_CHARSET_H
#define YG_TEXT_CHARSET_H

#include "base/str.h"
#include "text/charset_decode.h"

typedef struct {
    const char *name;   /* "Shift_JIS" */
    const char *reason; /* "read as Shift_JIS, not UTF-8": constant, for a fault */
    size_t first_bytes; /* offset of the first byte that is no UTF-8 */
} yg_charset;

/* Adds text to *ret as UTF-8 when it is in Shift_JIS (windows-31j), EUC-JP, GB18030, Big5, EUC-KR
 * or windows-1252. False, with *ret untouched, when it is valid UTF-8 or mostly so, holds a NUL, is
 * longer than 256 MiB, or nothing fits. Line ends stay where they are, line by line. */
bool yg_charset_to_utf8(yg_str text, yg_buf *ret, yg_charset *ret_charset);

/* The same line by line, for lists that are too short for a detector, or of several sets: each line
 * that is not UTF-8 is read as Shift_JIS, EUC-JP or windows-1252 where one of them gives words of
 * that language. False, with *ret untouched, when no line could be read so; lines of which nothing
 * can be made stay as they are. */
bool yg_charset_lines_to_utf8(yg_str text, yg_buf *ret, yg_charset *ret_charset);

/* A whole input as UTF-8 without byte order mark: UTF-16 (with its mark) and the sets above are
 * converted into *converted, UTF-8 is a view of bytes. ret_charset->reason is NULL unless a set was
 * guessed. */
yg_str yg_charset_text(yg_str bytes, yg_buf *converted, yg_charset *ret_charset);

/* For streams (text/charset_decode.h). Whether a line is text of another set: not valid UTF-8, nor
 * UTF-8 with some broken characters, nor full of control bytes. */
bool yg_charset_is_foreign(yg_str line);
/* One such line by itself: Shift_JIS, EUC-JP or windows-1252, where it gives words of that
 * language; else NONE. */
yg_charset_id yg_charset_guess_line(yg_str line);
/* The set that such lines of text are most likely in, by the first 8 KiB of them; at most one
 * character of 50 may be wrong. NONE: there is no such line, or nothing fits. Of what can be
 * guessed: Shift_JIS, EUC-JP, GB18030, Big5, EUC-KR, windows-1252 and those of its kind that ICU
 * tells apart. */
yg_charset_id yg_charset_guess(yg_str text);

#endif
