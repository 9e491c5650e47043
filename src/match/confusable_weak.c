/* Plain answers of match/confusable.h for ASCII alone, weak: the tables take their place wherever
 * they are linked. */
#include "base/utf8.h"
#include "match/confusable.h"

__attribute__((weak)) yg_str yg_confusable_latin(uint32_t code_point) {
    (void)code_point;
    return (yg_str){NULL, 0};
}

__attribute__((weak)) uint32_t yg_confusable_kana(uint32_t code_point) {
    if (code_point >= 'A' && code_point <= 'Z')
        return code_point + ('a' - 'A');
    return code_point >= 0x3041 && code_point <= 0x3096 ? code_point + 0x60 : code_point;
}

__attribute__((weak)) size_t yg_confusable_fold(yg_str text, uint32_t *ret_points, size_t max) {
    size_t n = 0;
    if (yg_utf8_check(text) != text.n)
        return 0;
    for (size_t at = 0; at < text.n && n < max;) {
        uint32_t point = yg_confusable_kana(yg_utf8_next(text, &at));
        if (point != 0)
            ret_points[n++] = point;
    }
    return n;
}

__attribute__((weak)) size_t yg_romaji_of(yg_str text, yg_romaji *ret_variants, size_t max) {
    (void)text, (void)ret_variants, (void)max;
    return 0;
}
