#include "text/latin.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "base/mem.h"
#include "base/utf8.h"

/* Longer text is no name; it is cut. */
enum { MOST_BYTES = 1024 };

/* Without Han: ICU knows only its Chinese reading. */
static const char rules[] =
    "NFKC; Lower; Hiragana-Latin; Katakana-Latin; Cyrillic-Latin; Greek-Latin; Hangul-Latin;"
    " Arabic-Latin; NFD; [:Nonspacing Mark:] Remove; NFC; Latin-ASCII; Lower";

void yg_latin_free(yg_latin *latin) {
    if (latin->transliterator != NULL)
        utrans_close(latin->transliterator);
    yg_buf_free(&latin->scratch);
    *latin = (yg_latin){0};
}

static bool is_ascii(yg_str s) {
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    }
    return true;
}

static void open_transliterator(yg_latin *latin) {
    UErrorCode status = U_ZERO_ERROR;
    UChar id[sizeof rules];
    if (latin->transliterator != NULL || latin->failed)
        return;
    u_charsToUChars(rules, id, sizeof rules);
    latin->transliterator = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
    latin->failed = U_FAILURE(status);
}

/* Transliterates into latin->scratch; false: s is to be used as it is. */
static bool transliterate(yg_latin *latin, yg_str s) {
    enum { UNITS = MOST_BYTES * 8 };
    UErrorCode status = U_ZERO_ERROR;
    open_transliterator(latin);
    if (latin->transliterator == NULL)
        return false;
    UChar *text = yg_alloc(UNITS, sizeof *text);
    int32_t n = 0, limit, bytes = 0;
    u_strFromUTF8WithSub(text, MOST_BYTES, &n, s.p, (int32_t)s.n, 0xFFFD, NULL, &status);
    limit = n;
    if (U_SUCCESS(status))
        utrans_transUChars(latin->transliterator, text, &n, UNITS, 0, &limit, &status);
    yg_buf_clear(&latin->scratch);
    yg_buf_reserve(&latin->scratch, (size_t)limit * 3 + 1);
    if (U_SUCCESS(status))
        u_strToUTF8(latin->scratch.p, limit * 3 + 1, &bytes, text, limit, &status);
    free(text);
    latin->scratch.n = U_SUCCESS(status) ? (size_t)bytes : 0;
    return U_SUCCESS(status);
}

typedef enum { APART, WITHIN, LETTER, HAN } sign;

static sign sign_of(uint32_t c) {
    UErrorCode status = U_ZERO_ERROR;
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
        return LETTER;
    if (c == '\'' || c == '.' || c == '`' || c == 0x2019 || c == 0xB4)
        return WITHIN;
    if (c < 0x80)
        return APART;
    if (uscript_getScript((UChar32)c, &status) == USCRIPT_HAN)
        return HAN;
    return u_isalnum((UChar32)c) ? LETTER : APART;
}

void yg_latin_add(yg_latin *latin, yg_buf *buf, yg_str s) {
    sign last = APART;
    size_t start = buf->n;
    s = yg_str_sub(s, 0, yg_utf8_floor(s, s.n < MOST_BYTES ? s.n : MOST_BYTES));
    if (!is_ascii(s) && transliterate(latin, s))
        s = yg_buf_str(&latin->scratch);
    for (size_t i = 0; i < s.n;) {
        uint32_t c = yg_utf8_next(s, &i);
        if (c >= 'A' && c <= 'Z')
            c += 32;
        sign now = sign_of(c);
        if (now == WITHIN) /* "S.A." is one word, "St. Paul" two */
            continue;
        if (now != APART) {
            if (buf->n > start && now != last)
                yg_buf_addc(buf, ' ');
            yg_utf8_put(buf, c);
        }
        last = now;
    }
}
