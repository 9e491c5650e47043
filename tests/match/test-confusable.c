/* Signs that look alike: ICU's UTS 39 as the oracle for names in Latin letters, a table of cases
 * for Japanese ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>
#include <unicode/uchar.h>
#include <unicode/uspoof.h>

#include "base/input.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "match/confusable.h"
#include "seeded.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
enum { MAX = 253, NAMES = 1000 };

static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

/* By letter: every code point whose UTS 39 skeleton is that of the letter, small or capital. */
typedef struct {
    YG_VEC(uint32_t) like[COUNT(letters) - 1];
} alike;

static size_t skeleton_of(USpoofChecker *checker, uint32_t c, UChar *skeleton) {
    UErrorCode status = U_ZERO_ERROR;
    UChar text[2];
    int32_t n = 0;
    U16_APPEND_UNSAFE(text, n, c);
    n = uspoof_getSkeleton(checker, 0, text, n, skeleton, 64, &status);
    return U_FAILURE(status) ? 0 : (size_t)n;
}

static int start(void **state) {
    UErrorCode status = U_ZERO_ERROR;
    USpoofChecker *checker = uspoof_open(&status);
    alike *found = calloc(1, sizeof *found);
    UChar own[2][COUNT(letters)][64], skeleton[64];
    size_t own_n[2][COUNT(letters)];
    if (U_FAILURE(status) || found == NULL)
        return 1;
    for (size_t i = 0; i + 1 < COUNT(letters); i++) {
        own_n[0][i] = skeleton_of(checker, (unsigned char)letters[i], own[0][i]);
        own_n[1][i] = skeleton_of(checker, (uint32_t)u_toupper(letters[i]), own[1][i]);
    }
    for (uint32_t c = 0x80; c <= 0x10FFFF; c++) {
        if (!u_isdefined((UChar32)c) || U_IS_SURROGATE(c))
            continue;
        size_t n = skeleton_of(checker, c, skeleton);
        for (size_t i = 0; i + 1 < COUNT(letters); i++)
            for (int k = 0; k < 2; k++)
                if (n == own_n[k][i] && memcmp(skeleton, own[k][i], n * sizeof *skeleton) == 0) {
                    yg_vec_push(&found->like[i], c);
                    break;
                }
    }
    uspoof_close(checker);
    *state = found;
    return 0;
}

static int stop(void **state) {
    alike *found = *state;
    for (size_t i = 0; i + 1 < COUNT(letters); i++)
        yg_vec_free(&found->like[i]);
    free(found);
    return 0;
}

/* As the skeleton alphabet has it: what an eye takes for one thing. */
static char skeleton_letter(char c) {
    return (char)(c == '0' ? 'o' : c == '1' || c == 'i' ? 'l' : c);
}

/* The folded ASCII text of code points, by skeleton letters; signs without a counterpart as "?". */
static size_t fold(const uint32_t *points, size_t n, char *text) {
    size_t done = 0;
    for (size_t i = 0; i < n; i++) {
        yg_str latin = yg_confusable_latin(points[i]);
        if (latin.n == 0 && !yg_confusable_is_unseen(points[i]))
            text[done++] = '?';
        for (size_t k = 0; k < latin.n; k++)
            text[done++] = skeleton_letter(latin.p[k]);
    }
    text[done] = '\0';
    return done;
}

/* Names in the shape of brand names: syllables, a digit or a hyphen at times. */
static size_t draw_name(uint64_t *seed, char *name) {
    static const char vowels[] = "aeiouy", consonants[] = "bcdfghjklmnpqrstvwxz";
    size_t n = 4 + seeded_below(seed, 11);
    for (size_t i = 0; i < n; i++) {
        uint64_t kind = seeded_below(seed, 20);
        name[i] = i % 2 == 1 ? vowels[seeded_below(seed, 6)] : consonants[seeded_below(seed, 20)];
        if (kind == 0)
            name[i] = (char)('0' + seeded_below(seed, 10));
        if (kind == 1 && i > 0 && i + 1 < n)
            name[i] = '-';
    }
    return n;
}

static size_t index_of(char letter) {
    return (size_t)(strchr(letters, letter) - letters);
}

static void need_equal(const uint32_t *points, size_t n, const char *name, uint32_t put) {
    char text[4 * MAX + 1], expected[MAX];
    size_t i = 0;
    for (; i < n; i++)
        expected[i] = skeleton_letter(name[i]);
    expected[i] = '\0';
    fold(points, n, text);
    if (strcmp(text, expected) != 0)
        fail_msg("U+%04X in '%.*s' gives '%s'", put, (int)n, name, text);
}

static void latin__every_substitution_of_uts_39__folds_to_the_name(void **state) {
    const alike *found = *state;
    uint64_t seed = 39;
    size_t tried = 0;
    for (int round = 0; round < NAMES; round++) {
        char name[32];
        uint32_t points[32], all[32];
        size_t n = draw_name(&seed, name);
        for (size_t i = 0; i < n; i++)
            all[i] = points[i] = (unsigned char)name[i];
        for (size_t i = 0; i < n; i++) {
            size_t letter = index_of(name[i]), count = found->like[letter].n;
            for (size_t k = 0; k < count; k++, tried++) {
                points[i] = found->like[letter].at[k];
                need_equal(points, n, name, points[i]);
            }
            points[i] = (unsigned char)name[i];
            if (count > 0)
                all[i] = found->like[letter].at[seeded_below(&seed, count)];
        }
        need_equal(all, n, name, all[0]);
    }
    print_message("%zu substitutions in %d names\n", tried, NAMES);
    assert_true(tried > 100000);
}

/* Every script's all-letter form: the k-th look-alike of each letter. */
static void latin__all_letters_at_once__folds_to_the_name(void **state) {
    const alike *found = *state;
    for (size_t k = 0; k < 200; k++) {
        uint32_t points[COUNT(letters)];
        for (size_t i = 0; i + 1 < COUNT(letters); i++)
            points[i] = k < found->like[i].n ? found->like[i].at[k] : (unsigned char)letters[i];
        need_equal(points, COUNT(letters) - 1, letters, points[0]);
    }
}

/* A row of japanese-look-alikes.tsv. */
typedef struct {
    size_t line;
    yg_str name, label, relation, why;
} row;

typedef struct {
    uint32_t at[MAX];
    size_t n;
} folded;

static const char *table_path;

/* Text with \\uXXXX in it. */
static yg_str unescape(yg_str text, yg_buf *buf) {
    buf->n = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '\\') {
            yg_buf_addc(buf, text.p[i]);
            continue;
        }
        char digits[5] = "";
        memcpy(digits, text.p + i + 2, 4);
        yg_utf8_put(buf, (uint32_t)strtoul(digits, NULL, 16));
        i += 5;
    }
    return yg_buf_str(buf);
}

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

/* The least number of signs replaced, put in or left out that makes the name a part of the label,
 * by Sellers' table. */
static size_t distance_inside(const folded *name, const folded *label) {
    size_t column[MAX + 1], best = name->n;
    for (size_t i = 0; i <= name->n; i++)
        column[i] = i;
    for (size_t j = 0; j < label->n; j++) {
        size_t diagonal = 0;
        for (size_t i = 1; i <= name->n; i++) {
            size_t replaced = diagonal + (name->at[i - 1] != label->at[j]);
            diagonal = column[i];
            column[i] = smaller(replaced, smaller(column[i - 1], column[i]) + 1);
        }
        best = smaller(best, column[name->n]);
    }
    return best;
}

static const char *relation_of(const folded *name, const folded *label) {
    size_t distance = distance_inside(name, label);
    if (distance == 0)
        return name->n == label->n ? "same" : "inside";
    return distance == 1 && name->n >= 4 ? "near" : "other";
}

static size_t check_row(const row *r) {
    YG_CLEANUP_BUF yg_buf text = {0};
    folded name, label, again;
    name.n = yg_confusable_fold(r->name, name.at, MAX);
    yg_str seen = unescape(r->label, &text);
    label.n = yg_confusable_fold(seen, label.at, MAX);
    assert_true(name.n > 0 && label.n > 0);
    if (yg_str_eq(r->name, seen) && !yg_str_eqz(r->why, "itself"))
        fail_msg("line %zu: the label is the name", r->line);
    const char *relation = relation_of(&name, &label);
    if (!yg_str_eqz(r->relation, relation))
        fail_msg("line %zu: %.*s, %.*s: %s, not %.*s", r->line, YG_FMT(r->name), YG_FMT(r->label),
                 relation, YG_FMT(r->relation));
    /* What is folded stays as it is. */
    again.n = yg_confusable_fold_points(label.at, label.n, again.at, MAX);
    assert_int_equal(again.n, label.n);
    assert_memory_equal(again.at, label.at, label.n * sizeof *label.at);
    return 1;
}

static void kana__table_of_cases__every_relation_holds(void **state) {
    YG_CLEANUP_BUF yg_buf bytes = {0};
    yg_error err;
    row r = {.line = 0};
    size_t n = 0;
    assert_true(yg_input_read_file(table_path, 1 << 20, &bytes, &err));
    for (yg_str rest = yg_buf_str(&bytes), line; yg_str_split(&rest, '\n', &line);) {
        r.line++;
        if (line.n == 0 || line.p[0] == '#')
            continue;
        assert_true(yg_str_split(&line, '\t', &r.name) && yg_str_split(&line, '\t', &r.label) &&
                    yg_str_split(&line, '\t', &r.relation) && yg_str_split(&line, '\t', &r.why));
        n += check_row(&r);
    }
    print_message("%zu cases\n", n);
    assert_true(n >= 200);
}

/* Over all of Unicode and what lies behind it. */
static void kana__every_code_point__the_form_is_its_own_form(void **state) {
    for (uint32_t c = 0; c <= 0x110100; c++) {
        uint32_t form = yg_confusable_kana(c), once[8], twice[8];
        size_t n = yg_confusable_fold_points(&c, 1, once, 8);
        size_t again = yg_confusable_fold_points(once, n, twice, 8);
        if (form != 0 && yg_confusable_kana(form) != form)
            fail_msg("U+%04X: U+%04X: U+%04X", c, form, yg_confusable_kana(form));
        if (again != n || memcmp(once, twice, n * sizeof *once) != 0)
            fail_msg("U+%04X: %zu, then %zu", c, n, again);
        if (yg_confusable_is_unseen(c))
            assert_int_equal(form, 0);
        if (c > 0x10FFFF)
            assert_int_equal(form + yg_confusable_latin(c).n, 0);
    }
}

int main(int argc, char **argv) {
    if (argc != 2)
        return 2;
    table_path = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kana__table_of_cases__every_relation_holds),
        cmocka_unit_test(kana__every_code_point__the_form_is_its_own_form),
        cmocka_unit_test(latin__every_substitution_of_uts_39__folds_to_the_name),
        cmocka_unit_test(latin__all_letters_at_once__folds_to_the_name),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
