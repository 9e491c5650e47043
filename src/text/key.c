#include "text/key.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/mem.h"
#include "base/utf8.h"

static bool is_ascii(yg_str s) {
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    }
    return true;
}

static void add_ascii(yg_buf *buf, yg_str s, bool spaces) {
    bool pending = false;
    yg_buf_reserve(buf, s.n + 1); /* a space stands for at least one byte */
    char *start = buf->p + buf->n, *end = start;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + 32);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            if (pending && end > start)
                *end++ = ' ';
            pending = false;
            *end++ = c;
        } else {
            pending = spaces;
        }
    }
    buf->n += (size_t)(end - start);
}

static bool is_mark(UChar32 c) {
    return ((uint32_t)U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
}

static bool is_kept(UChar32 c) {
    return u_isalnum(c) || ((uint32_t)U_GET_GC_MASK(c) & (U_GC_M_MASK | U_GC_N_MASK)) != 0;
}

/* Adds s in a normal form. */
static void normalize(yg_buf *buf, const UNormalizer2 *normalizer, yg_str s) {
    UErrorCode status = U_ZERO_ERROR;
    if (s.n > INT32_MAX / 64)
        return;
    int32_t from_cap = (int32_t)s.n + 1, n = 0, added = 0;
    UChar *from = yg_alloc((size_t)from_cap, sizeof *from), *to = NULL;
    u_strFromUTF8WithSub(from, from_cap, &n, s.p, (int32_t)s.n, 0xFFFD, NULL, &status);
    int32_t normal =
        U_SUCCESS(status) ? unorm2_normalize(normalizer, from, n, NULL, 0, &status) : 0;
    if (status == U_BUFFER_OVERFLOW_ERROR || U_SUCCESS(status)) {
        status = U_ZERO_ERROR;
        to = yg_alloc((size_t)normal + 1, sizeof *to);
        normal = unorm2_normalize(normalizer, from, n, to, normal + 1, &status);
        yg_buf_reserve(buf, (size_t)normal * 3 + 1);
        u_strToUTF8(buf->p + buf->n, normal * 3 + 1, &added, to, normal, &status);
        buf->n += U_SUCCESS(status) ? (size_t)added : 0;
    }
    free(from);
    free(to);
}

static void add_unicode(yg_buf *buf, yg_str s, bool spaces) {
    YG_CLEANUP_BUF yg_buf folded = {0};
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *normalizer = unorm2_getNFKCCasefoldInstance(&status);
    if (U_FAILURE(status)) /* the data file is part of the library */
        return;
    normalize(&folded, normalizer, s);
    bool pending = false, dropped = false;
    size_t start = buf->n;
    for (size_t i = 0; i < folded.n;) {
        uint32_t c = yg_utf8_next(yg_buf_str(&folded), &i);
        /* A mark goes with the sign that bears it: U+00B4, typed as an apostrophe, is a space with
         * an accent. */
        dropped = !is_kept((UChar32)c) || (dropped && is_mark((UChar32)c));
        if (dropped) {
            pending = spaces;
            continue;
        }
        if (pending && buf->n > start)
            yg_buf_addc(buf, ' ');
        pending = false;
        yg_utf8_put(buf, c);
    }
}

void yg_key_add(yg_buf *buf, yg_str name) {
    if (is_ascii(name))
        add_ascii(buf, name, false);
    else
        add_unicode(buf, name, false);
}

void yg_key_add_folded(yg_buf *buf, yg_str s) {
    if (is_ascii(s))
        add_ascii(buf, s, true);
    else
        add_unicode(buf, s, true);
}

void yg_key_add_nfkc(yg_buf *buf, yg_str s) {
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *normalizer = is_ascii(s) ? NULL : unorm2_getNFKCInstance(&status);
    if (normalizer == NULL || U_FAILURE(status))
        yg_buf_add(buf, s);
    else
        normalize(buf, normalizer, s);
}
