#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "seeded.h"
#include "text/csv.h"
#include "text/csv_write.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void add_row__table__quoted_where_needed_and_no_formula(void **state) {
    static const struct {
        yg_str cell;
        const char *want;
    } cases[] = {
        {{"", 0}, ""},
        {{NULL, 0}, ""},
        {{"a b", 3}, "a b"},
        {{"a,b", 3}, "\"a,b\""},
        {{"a\"b", 3}, "\"a\"\"b\""},
        {{"a\nb", 3}, "\"a\nb\""},
        {{"a\rb", 3}, "\"a\rb\""},
        {{"=1+1", 4}, "\"'=1+1\""},
        {{"+1", 2}, "\"'+1\""},
        {{"-1", 2}, "-1"},
        {{"-2.138", 6}, "-2.138"},
        {{"-1-1", 4}, "\"'-1-1\""},
        {{"-1.2.3", 6}, "\"'-1.2.3\""},
        {{"-", 1}, "\"'-\""},
        {{"-.5", 3}, "\"'-.5\""},
        {{"-1e9", 4}, "\"'-1e9\""},
        {{"@SUM(A1)", 8}, "\"'@SUM(A1)\""},
        {{"\t=1", 3}, "\"'\t=1\""},
        {{"\r=1", 3}, "\"'\r=1\""},
        {{"=cmd|'/C calc'!A0", 17}, "\"'=cmd|'/C calc'!A0\""},
        {{"=\"x\"", 4}, "\"'=\"\"x\"\"\""},
        {{"a=1", 3}, "a=1"},
        {{"1-2", 3}, "1-2"},
        {{"櫓", 3}, "櫓"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        YG_CLEANUP_BUF yg_buf got = {0};
        YG_CLEANUP_BUF yg_buf want = {0};
        const yg_str cells[] = {YG_STR("x"), cases[i].cell, YG_STR("y")};
        yg_buf_addf(&want, "x,%s,y\r\n", cases[i].want);
        yg_csv_add_row(&got, cells, 3);
        assert_string_equal(yg_buf_z(&got), yg_buf_z(&want));
    }
}

/* What is written is what text/csv.h reads, but for the apostrophe before a formula. */
static void add_row__random_cells__read_back(void **state) {
    static const char signs[] = "ab \",;\r\n\t=+-@'#|";
    uint64_t seed = 18;
    for (int i = 0; i < 5000; i++) {
        char b[4][6];
        yg_str cells[4];
        YG_CLEANUP_BUF yg_buf text = {0};
        YG_CLEANUP_CSV yg_csv csv;
        for (size_t k = 0; k < 4; k++) {
            size_t n = (size_t)seeded_below(&seed, sizeof b[k] + 1);
            for (size_t at = 0; at < n; at++)
                b[k][at] = signs[seeded_below(&seed, sizeof signs - 1)];
            cells[k] = (yg_str){b[k], n};
        }
        cells[0] = YG_STR("first"); /* no comment, no blank line */
        yg_csv_add_row(&text, cells, 4);
        yg_csv_start(&csv, yg_buf_str(&text), (yg_csv_options){.delimiter = ','});
        assert_int_equal(yg_csv_next(&csv), YG_CSV_ROW);
        assert_int_equal(csv.n, 4);
        for (size_t k = 0; k < 4; k++) {
            size_t first = 0; /* behind blanks */
            while (first < cells[k].n && cells[k].p[first] == ' ')
                first++;
            bool formula = first < cells[k].n && strchr("=+-@\t\r\n", cells[k].p[first]) != NULL;
            if (!yg_str_eq(yg_str_from(csv.cells[k], formula), cells[k]) ||
                (formula && csv.cells[k].p[0] != '\''))
                fail_msg("'%.*s' becomes '%.*s'", YG_FMT(cells[k]), YG_FMT(csv.cells[k]));
        }
        assert_int_equal(yg_csv_next(&csv), YG_CSV_END);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(add_row__table__quoted_where_needed_and_no_formula),
        cmocka_unit_test(add_row__random_cells__read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
