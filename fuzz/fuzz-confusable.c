/* Signs that look alike, over any bytes: as a label to decode, as UTF-8 to fold and to read as
 * kana, and as code points to encode. What is decoded encodes to the same label, what is folded
 * stays as it is, and no answer is longer than its room. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "match/confusable.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { MAX = 253, VARIANTS = 24, SMALL = 7 };

static void need(bool held, const char *what) {
    if (held)
        return;
    fprintf(stderr, "broken: %s\n", what);
    abort();
}

static void check_label(yg_str label) {
    uint32_t points[MAX], again[MAX];
    char text[64];
    size_t text_n = 0, n = yg_punycode_decode(label, points, MAX);
    need(n <= MAX, "more code points than there is room for");
    need(yg_punycode_decode(label, again, n > 0 ? n - 1 : 0) == 0,
         "a room too small is not noticed");
    if (n == 0 || !yg_punycode_encode(points, n, text, &text_n))
        return;
    need(text_n < sizeof text && text[text_n] == '\0', "a label without an end");
    need(yg_punycode_decode((yg_str){text, text_n}, again, MAX) == n &&
             memcmp(points, again, n * sizeof *points) == 0,
         "a label that changes on the way round");
}

static void check_points(const uint32_t *points, size_t n) {
    uint32_t folded[4 * MAX], again[4 * MAX], small[SMALL];
    char text[64];
    size_t text_n = 0, folded_n = yg_confusable_fold_points(points, n, folded, 4 * MAX);
    need(yg_confusable_fold_points(points, n, small, SMALL) <= SMALL, "folds past its room");
    need(yg_confusable_fold_points(folded, folded_n, again, 4 * MAX) == folded_n &&
             memcmp(folded, again, folded_n * sizeof *folded) == 0,
         "what is folded folds again");
    for (size_t i = 0; i < n; i++) {
        yg_str latin = yg_confusable_latin(points[i]);
        uint32_t form = yg_confusable_kana(points[i]);
        need(latin.n <= 4, "a text of more than four letters");
        need(yg_utf8_check(latin) == latin.n, "a text that is no UTF-8");
        need(form == 0 || yg_confusable_kana(form) == form, "a form of another form");
        need((form == 0) >= yg_confusable_is_unseen(points[i]), "a form of what nobody sees");
    }
    yg_scripts_level level = yg_scripts_level_of(points, n);
    need(yg_scripts_mixed(points, n) == (level > YG_SCRIPTS_HIGHLY_RESTRICTIVE), "two answers");
    (void)yg_idn_allowed(points, n, YG_STR("jp"));
    (void)yg_idn_allowed(points, n, YG_STR("com"));
    if (yg_punycode_encode(points, n, text, &text_n))
        check_label((yg_str){text, text_n});
}

static void check_romaji(yg_str text) {
    yg_romaji variants[VARIANTS];
    size_t n = yg_romaji_of(text, variants, VARIANTS);
    need(n <= VARIANTS, "more variants than there is room for");
    for (size_t i = 0; i < n; i++) {
        need(variants[i].n > 0 && variants[i].n < sizeof variants[i].text &&
                 strlen(variants[i].text) == variants[i].n,
             "romaji without an end");
        for (size_t k = 0; k < variants[i].n; k++)
            need((variants[i].text[k] >= 'a' && variants[i].text[k] <= 'z') ||
                     (variants[i].text[k] >= '0' && variants[i].text[k] <= '9'),
                 "romaji of other signs than letters and digits");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    yg_str text = {(const char *)data, n};
    uint32_t points[MAX], folded[MAX];
    size_t count = 0;
    check_label(text);
    for (yg_str rest = text, label; yg_str_split(&rest, '\n', &label);)
        check_label(label);
    for (size_t at = 0; at < n && count < MAX;)
        points[count++] = yg_utf8_next(text, &at);
    check_points(points, count);
    need(yg_confusable_fold(text, folded, MAX) <= MAX, "folds past its room");
    check_romaji(text);
    for (count = 0; count < MAX && 4 * count + 4 <= n; count++)
        memcpy(&points[count], data + 4 * count, 4);
    check_points(points, count);
    return 0;
}
