#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "seeded.h"
#include "text/nearest.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void distance__table__steps_either_way(void **state) {
    static const struct {
        const char *a, *b;
        size_t steps;
    } cases[] = {
        {"", "", 0},
        {"a", "", 1},
        {"abc", "abc", 0},
        {"abc", "ABC", 0},
        {"abc", "abd", 1},
        {"abc", "acb", 1},
        {"abc", "ab", 1},
        {"abc", "abxc", 1},
        {"ca", "abc", 3},
        {"kitten", "sitting", 3},
        {"import", "imprt", 1},
        {"import", "improt", 1},
        {"a", "b", 1},
        {"ab", "ba", 1},
        {"", "abc", 3},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        yg_str a = yg_str_of(cases[i].a), b = yg_str_of(cases[i].b);
        if (yg_nearest_distance(a, b) != cases[i].steps ||
            yg_nearest_distance(b, a) != cases[i].steps)
            fail_msg("%s and %s: %zu", cases[i].a, cases[i].b, yg_nearest_distance(a, b));
    }
    yg_str longest = YG_STR("0123456789abcdef0123456789abcdef"),
           longer = YG_STR("0123456789abcdef0123456789abcdef0");
    assert_int_equal(yg_nearest_distance(longest, longest), 0);
    assert_true(yg_nearest_distance(longest, longer) == SIZE_MAX);
    assert_true(yg_nearest_distance(longer, longest) == SIZE_MAX);
}

/* The definition, recursive and slow. */
static size_t slow(yg_str a, yg_str b) {
    if (a.n == 0 || b.n == 0)
        return a.n + b.n;
    yg_str x = yg_str_sub(a, 0, a.n - 1), y = yg_str_sub(b, 0, b.n - 1);
    size_t best = slow(x, y) + (a.p[a.n - 1] != b.p[b.n - 1]);
    size_t less = slow(x, b) + 1, more = slow(a, y) + 1;
    best = less < best ? less : best;
    best = more < best ? more : best;
    if (a.n > 1 && b.n > 1 && a.p[a.n - 1] == b.p[b.n - 2] && a.p[a.n - 2] == b.p[b.n - 1]) {
        size_t swap = slow(yg_str_sub(a, 0, a.n - 2), yg_str_sub(b, 0, b.n - 2)) + 1;
        best = swap < best ? swap : best;
    }
    return best;
}

static void distance__random_words__as_the_definition(void **state) {
    uint64_t seed = 19;
    for (int i = 0; i < 3000; i++) {
        char a[6], b[6];
        for (size_t k = 0; k < sizeof a; k++) {
            a[k] = (char)('a' + seeded_below(&seed, 3));
            b[k] = (char)('a' + seeded_below(&seed, 3));
        }
        yg_str x = {a, (size_t)seeded_below(&seed, 7)}, y = {b, (size_t)seeded_below(&seed, 7)};
        assert_int_equal(yg_nearest_distance(x, y), slow(x, y));
    }
}

static void offer__several_words__nearest_of_those_near_enough(void **state) {
    static const char *const words[] = {"import", "export", "report", "show", "x"};
    static const struct {
        const char *wrong, *want;
    } cases[] = {
        {"improt", "import"}, {"exprot", "export"}, {"shwo", "show"}, {"sho", "show"}, {"zzzz", ""},
        {"IMPORT", "import"}, {"reort", "report"},  {"y", "x"},       {"", "x"},       {"imp", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        yg_nearest best = {0};
        for (size_t k = 0; k < COUNT(words); k++)
            yg_nearest_offer(&best, yg_str_of(cases[i].wrong), yg_str_of(words[k]));
        if (!yg_str_eqz(best.word, cases[i].want))
            fail_msg("%s gives %.*s", cases[i].wrong, YG_FMT(best.word));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distance__table__steps_either_way),
        cmocka_unit_test(distance__random_words__as_the_definition),
        cmocka_unit_test(offer__several_words__nearest_of_those_near_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
