/* The parts of lint that decide alone: dates in links, what names are compared by, distances. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "know/lint_part.h"

static void link_date__found_where_it_is_one(void **state) {
    static const char *const rows[][2] = {
        {"https://n.example/2024/05/09/title", "2024-05-09"},
        {"https://n.example/2024/5/9/title", "2024-05-09"},
        {"https://n.example/2024/may/09/title", "2024-05-09"},
        {"https://n.example/news/2024/05/title-9", "2024-05"},
        {"https://n.example/news/2024/05/9200c39/x", "2024-05"},
        {"https://n.example/news/2024/05", "2024-05"},
        {"https://n.example/news/2024-05/x", "2024-05"},
        {"https://n.example/title-2024-05-09", "2024-05-09"},
        {"https://n.example/2024_05_09-title", "2024-05-09"},
        {"https://n.example/2024.05.09.html", "2024-05-09"},
        {"https://n.example/title-20240509", "2024-05-09"},
        {"https://n.example/2024/05/2024-05-09-title", "2024-05-09"},
        {"https://n.example/a%2F2024%2F05%2F09", "2024-05-09"},
        {"https://n.example/2024-02-29", "2024-02-29"},
        {"https://n.example/2023-02-29", ""},
        {"https://n.example/2024/13/09", ""},
        {"https://n.example/2024/00/09", ""},
        {"https://n.example/2024", ""},
        {"https://n.example/cve-2024-1234", ""},
        {"https://n.example/in-2023-10-hospitals-were-hit", ""},
        {"https://n.example/x%2017-07-2023.pdf", ""},
        {"https://n.example/12024-05-09", ""},
        {"https://n.example/1999-05-09", ""},
        {"https://n.example/120240509", ""},
        {"https://n.example/202405", ""},
        {"https://n.example/x?date=2024-05-09", ""},
        {"https://n.example/x#2024-05-09", ""},
        {"https://2024-05-09.example/", ""},
        {"https://n.example", ""},
        {"%", ""},
        {"", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        yg_date date = {0};
        bool found = yg_lint_link_date(yg_str_of(rows[i][0]), &date);
        yg_date_add(&text, date);
        if (found != (rows[i][1][0] != '\0') || strcmp(yg_buf_z(&text), rows[i][1]) != 0)
            fail_msg("%s: \"%s\", not \"%s\"", rows[i][0], yg_buf_z(&text), rows[i][1]);
    }
}

static void core__equal_for_the_same_organisation_only(void **state) {
    static const struct {
        const char *one, *other;
        bool equal;
    } rows[] = {
        {"Aoba, Inc.", "AOBA", true},
        {"Groupe INDIGO", "INDIGO Group", true},
        {"Blaine County School District (BCSD)", "Blaine County School District", true},
        {"Rock County (WI)", "Rock County (MN)", false},
        {"Rock County (WI)", "Rock County", false},
        {"Dick's Goods", "DICK\xE2\x80\x99S Goods", true},
        {"La cristallerie Aoba", "Cristallerie Aoba", true},
        {"Air-e", "AIR E", true},
        {"Air-e", "Air", false},
        {"AG Holding", "Group AG", false},
        {"School 12", "School 13", false},
        {"青葉工業株式会社", "青葉工業", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        YG_CLEANUP_BUF yg_buf one = {0};
        YG_CLEANUP_BUF yg_buf other = {0};
        yg_lint_core_add(&one, yg_str_of(rows[i].one));
        yg_lint_core_add(&other, yg_str_of(rows[i].other));
        assert_true(one.n > 0 && other.n > 0);
        if ((strcmp(yg_buf_z(&one), yg_buf_z(&other)) == 0) != rows[i].equal)
            fail_msg("%s: \"%s\", %s: \"%s\"", rows[i].one, yg_buf_z(&one), rows[i].other,
                     yg_buf_z(&other));
    }
}

/* The plain recursion, as an oracle for short words. */
static size_t slow(yg_str a, yg_str b) {
    if (a.n == 0 || b.n == 0)
        return a.n + b.n;
    size_t change = slow(yg_str_from(a, 1), yg_str_from(b, 1)) + (a.p[0] != b.p[0]);
    size_t gone = slow(yg_str_from(a, 1), b) + 1, come = slow(a, yg_str_from(b, 1)) + 1;
    size_t least = gone < come ? gone : come;
    return change < least ? change : least;
}

static void distance__is_that_of_the_oracle(void **state) {
    (void)state;
    srand(7);
    for (int round = 0; round < 3000; round++) {
        char a[6], b[6];
        yg_str x = {a, (size_t)rand() % 6}, y = {b, (size_t)rand() % 6};
        for (size_t i = 0; i < 6; i++) {
            a[i] = (char)('a' + rand() % 3);
            b[i] = (char)('a' + rand() % 3);
        }
        size_t truth = slow(x, y);
        for (size_t most = 0; most < 4; most++) {
            size_t found = yg_lint_distance(x, y, most);
            assert_int_equal(found <= most ? found : most + 1, truth <= most ? truth : most + 1);
        }
    }
}

static void kinds__have_words_and_advice(void **state) {
    (void)state;
    for (int i = 0; i < YG_LINT_KINDS; i++) {
        yg_lint_kind kind;
        const char *word = yg_lint_kind_word((yg_lint_kind)i);
        assert_true(yg_lint_kind_from_word(yg_str_of(word), &kind));
        assert_int_equal(kind, i);
        assert_true(strlen(yg_lint_kind_advice(kind)) > 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(link_date__found_where_it_is_one),
        cmocka_unit_test(core__equal_for_the_same_organisation_only),
        cmocka_unit_test(distance__is_that_of_the_oracle),
        cmocka_unit_test(kinds__have_words_and_advice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
