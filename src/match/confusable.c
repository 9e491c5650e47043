/* Signs that look alike (match/confusable.h): look-ups in tables that tools/make-confusables made
 * from data/names/. Two steps an answer: the block of 64 code points, and the place in it.
 *
 * Hostile text: code points past U+10FFFF and surrogates give nothing; no answer depends on more
 * than the sign itself and the one before it. */
#include "match/confusable.h"

#include "base/utf8.h"
#include "match/kana.h"

typedef struct {
    char text[5];
    uint8_t n;
} latin_form;

typedef struct {
    uint32_t sign, form;
} far_sign;

#include "match/confusable_table.h"

enum {
    IS_UNSEEN = 1,
    FIRST_FORM = 2,
    BLOCK_MASK = (1 << BLOCK_BITS) - 1,
    ITERATION = 0x3005,
    VERTICAL_ITERATION = 0x303B,
    KANA_ITERATION = 0x30FD,
    KANA_VOICED_ITERATION = 0x30FE
};

/* The letters, digits and the two other signs of host names, each a text of one letter. */
static const char ascii_text[] = "abcdefghijklmnopqrstuvwxyz0123456789-.";

static yg_str latin_of_ascii(uint32_t c) {
    const char *p = ascii_text;
    if (c >= 'A' && c <= 'Z')
        return (yg_str){p + (c - 'A'), 1};
    if (c >= 'a' && c <= 'z')
        return (yg_str){p + (c - 'a'), 1};
    if (c >= '0' && c <= '9')
        return (yg_str){p + 26 + (c - '0'), 1};
    return c == '-' || c == '.' ? (yg_str){p + 36 + (c == '.'), 1} : (yg_str){NULL, 0};
}

static unsigned latin_at(uint32_t c) {
    if (c >= TABLE_END) /* tags and variation selectors */
        return c >= 0xE0000 && c <= 0xE0FFF ? IS_UNSEEN : 0;
    return latin_value[(size_t)latin_block[c >> BLOCK_BITS] << BLOCK_BITS | (c & BLOCK_MASK)];
}

yg_str yg_confusable_latin(uint32_t code_point) {
    if (code_point < 0x80)
        return latin_of_ascii(code_point);
    unsigned at = latin_at(code_point);
    if (at < FIRST_FORM)
        return (yg_str){NULL, 0};
    const latin_form *form = &latin_forms[at - FIRST_FORM];
    return (yg_str){form->text, form->n};
}

bool yg_confusable_is_unseen(uint32_t code_point) {
    return code_point < 0x20 || code_point == 0x7F || latin_at(code_point) == IS_UNSEEN;
}

static uint32_t far_form(uint32_t c) {
    size_t low = 0, high = FAR_COUNT;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (far_signs[middle].sign < c)
            low = middle + 1;
        else
            high = middle;
    }
    return low < FAR_COUNT && far_signs[low].sign == c ? far_signs[low].form : c;
}

/* The form in the classes of signs; c itself where it is in none. */
static uint32_t form_of(uint32_t c) {
    if (c >= TABLE_END)
        return far_form(c);
    uint32_t form =
        sign_value[(size_t)sign_block[c >> BLOCK_BITS] << BLOCK_BITS | (c & BLOCK_MASK)];
    if (form != 0)
        return form;
    /* Extension A and others whose form lies past the basic plane. */
    return c >= 0x80 ? far_form(c) : c;
}

uint32_t yg_confusable_kana(uint32_t code_point) {
    if (code_point > 0x10FFFF || yg_confusable_is_unseen(code_point))
        return 0;
    if (code_point >= 'A' && code_point <= 'Z')
        return code_point + ('a' - 'A');
    uint32_t form = form_of(code_point);
    if (form != code_point || code_point < 0x80)
        return form;
    yg_str latin = yg_confusable_latin(code_point);
    if (latin.n != 1)
        return code_point;
    return latin.p[0] == '-' ? YG_KANA_LONG : (unsigned char)latin.p[0];
}

/* The voiced katakana of a folded one: カ is ガ, ハ is バ (with dots or a ring: both fold to one).
 */
static uint32_t voiced(uint32_t c, unsigned mark) {
    uint32_t with = yg_kana_voiced(c, mark);
    return with == c ? c : yg_confusable_kana(with);
}

/* What c repeats; 0: it repeats nothing. */
static uint32_t repeated(uint32_t c, uint32_t before) {
    if (c == ITERATION || c == VERTICAL_ITERATION)
        return before;
    if (!yg_kana_is(before))
        return 0;
    c = yg_kana_full(c);
    return c == KANA_ITERATION ? before : c == KANA_VOICED_ITERATION ? voiced(before, 1) : 0;
}

/* One more code point behind `n` folded ones; gives how many there are then. */
static size_t fold_one(uint32_t c, uint32_t *points, size_t n, size_t max) {
    unsigned mark = yg_kana_mark(c);
    if (mark != 0) {
        if (n > 0)
            points[n - 1] = voiced(points[n - 1], mark);
        return n;
    }
    uint32_t again = n > 0 ? repeated(c, points[n - 1]) : 0;
    uint32_t form = again != 0 ? again : yg_confusable_kana(c);
    if (form == 0 || n == max)
        return n;
    yg_str latin = form == c && c >= 0x80 ? yg_confusable_latin(c) : (yg_str){NULL, 0};
    if (latin.n < 2) {
        points[n++] = form;
        return n;
    }
    for (size_t i = 0; i < latin.n && n < max; i++)
        points[n++] = yg_confusable_kana((unsigned char)latin.p[i]);
    return n;
}

size_t yg_confusable_fold_points(const uint32_t *points, size_t n, uint32_t *ret_points,
                                 size_t max) {
    size_t done = 0;
    for (size_t i = 0; i < n; i++)
        done = fold_one(points[i], ret_points, done, max);
    return done;
}

size_t yg_confusable_fold(yg_str text, uint32_t *ret_points, size_t max) {
    size_t n = 0;
    if (yg_utf8_check(text) != text.n)
        return 0;
    for (size_t at = 0; at < text.n;)
        n = fold_one(yg_utf8_next(text, &at), ret_points, n, max);
    return n;
}
