/* Single character sets, named, as UTF-8: for streams, whose bytes have places. Unlike
 * text/charset.h this never refuses: a byte that is part of no character becomes U+FFFD by itself,
 * and what stands behind it is read on, so that a wrong byte costs no other one. Bytes below 0x80
 * that are no part of a character of several bytes stay as they are, in every set. Tables are made
 * from ICU's when a set is first asked for. Thread-safe. */
#ifndef YG_TEXT_CHARSET_DECODE_H
#define YG_TEXT_CHARSET_DECODE_H

#include "base/str.h"

typedef enum {
    YG_CHARSET_NONE = 0, /* not known; also: to be guessed */
    YG_CHARSET_UTF8,
    YG_CHARSET_UTF16_LE,
    YG_CHARSET_UTF16_BE,
    YG_CHARSET_SHIFT_JIS, /* windows-31j (CP932) */
    YG_CHARSET_EUC_JP,    /* with JIS X 0212; what it lacks of rows 13 and 89 ff. as in CP932 */
    YG_CHARSET_ISO_2022_JP,
    YG_CHARSET_GB18030, /* holds GBK and GB 2312 */
    YG_CHARSET_BIG5,    /* windows-950, what it has not as in Big5-HKSCS */
    YG_CHARSET_EUC_KR,  /* windows-949 */
    YG_CHARSET_WINDOWS_874,
    YG_CHARSET_WINDOWS_1250,
    YG_CHARSET_WINDOWS_1251,
    YG_CHARSET_WINDOWS_1252,
    YG_CHARSET_WINDOWS_1253,
    YG_CHARSET_WINDOWS_1254,
    YG_CHARSET_WINDOWS_1255,
    YG_CHARSET_WINDOWS_1256,
    YG_CHARSET_WINDOWS_1257,
    YG_CHARSET_WINDOWS_1258,
    YG_CHARSETS
} yg_charset_id;

/* "shift_jis" ...; of NONE "auto". */
const char *yg_charset_word(yg_charset_id id);
/* By those words and the other names that are common ("cp932", "sjis", "gbk"), without regard to
 * case, "-" and "_". False: nobody calls a set so. */
bool yg_charset_by_name(yg_str name, yg_charset_id *ret_id);

typedef struct yg_charset_decoder yg_charset_decoder;
/* Lives as long as the program. NULL: none of UTF-8, UTF-16 or what is not known. */
const yg_charset_decoder *yg_charset_decoder_of(yg_charset_id id);

/* How far a text has been read. Zero-initialise; at a line's beginning nothing is carried over. */
typedef struct {
    size_t bytes, text;       /* taken; UTF-8 that they became */
    size_t characters, pairs; /* beyond ASCII; of them those of two bytes or more */
    size_t faults;            /* U+FFFD, and private characters, of them */
    unsigned char mode;       /* of ISO-2022-JP: the half of the code that holds */
} yg_charset_reading;

/* Reads on in s from reading->bytes to the first character that begins at or behind `until`; adds
 * what it became to *to. At the end of s a character that is not all there is one U+FFFD a byte. */
void yg_charset_decode(const yg_charset_decoder *decoder, yg_str s, size_t until,
                       yg_charset_reading *reading, yg_buf *to);
/* The same without output, to the first character that holds byte `bytes` of s, or byte `text` of
 * the UTF-8; whichever comes first. Linear in what is passed over. */
void yg_charset_skip(const yg_charset_decoder *decoder, yg_str s, size_t bytes, size_t text,
                     yg_charset_reading *reading);

#endif
