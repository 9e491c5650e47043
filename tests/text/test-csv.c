#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/limits.h"
#include "text/csv.h"

/* Rows as text: cells in <>, rows ended by a newline, a bad row as "!OFFSET". */
static yg_buf render(yg_str text, yg_csv_options options) {
    YG_CLEANUP_CSV yg_csv csv;
    yg_buf out = {0};
    yg_csv_step step;
    yg_csv_start(&csv, text, options);
    while ((step = yg_csv_next(&csv)) != YG_CSV_END) {
        if (step == YG_CSV_BAD)
            yg_buf_addf(&out, "!%zu", csv.offset_bytes);
        for (size_t i = 0; step == YG_CSV_ROW && i < csv.n; i++)
            yg_buf_addf(&out, "<%.*s>", YG_FMT(csv.cells[i]));
        yg_buf_addc(&out, '\n');
    }
    return out;
}

static void rows__as_feeds_write_them__are_read(void **state) {
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"", ""},
        {"a", "<a>\n"},
        {"a,b\n1,2\n", "<a><b>\n<1><2>\n"},
        {"a,b\r\n1,2\r\n", "<a><b>\n<1><2>\n"},
        {"a,b\r1,2\r", "<a><b>\n<1><2>\n"},
        {"a,\n,\n,b\n", "<a><>\n<><>\n<><b>\n"},
        {"\xEF\xBB\xBF\"a\",b\n", "<a><b>\n"},
        {"# one\n#two, three\n\na,b\n# four\nc,d", "<a><b>\n<c><d>\n"},
        {"\"a\", \"b,c\", \"d\"\n", "<a><b,c><d>\n"},
        {"\"a\" , b\n", "<a>< b>\n"},
        {"\"say \"\"hi\"\"\",\"\"\n", "<say \"hi\"><>\n"},
        {"\"a\nb\r\nc\",d\n", "<a\nb\r\nc><d>\n"},
        {"a\"b\",c\n", "<a\"b\"><c>\n"},
        {"\"a\"b,c\n", "<ab><c>\n"},
        {"\"\"\"\"\n", "<\">\n"},
        {"a;b\n1;2,5\n", "<a><b>\n<1><2,5>\n"},
        {"a\tb c\n1\t2\n", "<a><b c>\n<1><2>\n"},
        {"a|b\n1|2\n", "<a><b>\n<1><2>\n"},
        {"sep=;\na,1;b\n", "<a,1><b>\n"},
        {"a,b\n\"open,c\nd,e\n", "<a><b>\n!4\n<d><e>\n"},
        {"a,\"\nb,\"c\"\nd,e\n", "!0\n<b><c>\n<d><e>\n"},
        {"a,\"b", "!0\n"},
        {"\"", "!0\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YG_CLEANUP_BUF yg_buf got = render(yg_str_of(cases[i].text), (yg_csv_options){0});
        assert_string_equal(yg_buf_z(&got), cases[i].want);
    }
}

static void comments__when_kept__are_rows(void **state) {
    YG_CLEANUP_BUF yg_buf got = render(YG_STR("#a,b\n"), (yg_csv_options){.keep_comments = true});
    assert_string_equal(yg_buf_z(&got), "<#a><b>\n");
}

static void places__of_rows__count_bytes_and_lines(void **state) {
    YG_CLEANUP_CSV yg_csv csv;
    yg_csv_start(&csv, YG_STR("\xEF\xBB\xBF# c\r\n\"a\nb\",c\n\n\"x\ny\n"), (yg_csv_options){0});
    assert_int_equal(yg_csv_next(&csv), YG_CSV_ROW);
    assert_int_equal(csv.offset_bytes, 8);
    assert_int_equal(csv.line, 2);
    assert_int_equal(yg_csv_next(&csv), YG_CSV_BAD);
    assert_int_equal(csv.offset_bytes, 17);
    assert_int_equal(csv.line, 5);
    assert_int_equal(yg_csv_next(&csv), YG_CSV_ROW);
    assert_int_equal(csv.line, 6);
    assert_int_equal(yg_csv_next(&csv), YG_CSV_END);
}

static void limits__when_hit__cost_one_row(void **state) {
    YG_CLEANUP_BUF yg_buf text = {0};
    for (size_t i = 0; i <= YG_LIMIT_CSV_CELLS; i++)
        yg_buf_addz(&text, "x,");
    yg_buf_addz(&text, "\ngood,row\n\"");
    for (size_t i = 0; i <= YG_LIMIT_CELL_BYTES / 8; i++)
        yg_buf_addz(&text, "12345678");
    yg_buf_addz(&text, "\"\nlast,one\n");
    YG_CLEANUP_CSV yg_csv csv;
    yg_csv_start(&csv, yg_buf_str(&text), (yg_csv_options){.delimiter = ','});
    assert_int_equal(yg_csv_next(&csv), YG_CSV_BAD);
    assert_int_equal(yg_csv_next(&csv), YG_CSV_ROW);
    assert_int_equal(csv.n, 2);
    assert_int_equal(yg_csv_next(&csv), YG_CSV_BAD);
    assert_int_equal(yg_csv_next(&csv), YG_CSV_ROW);
    assert_true(yg_str_eqz(csv.cells[0], "last"));
    assert_int_equal(yg_csv_next(&csv), YG_CSV_END);
}

static void sniff__delimiters__most_even_columns(void **state) {
    assert_int_equal(yg_csv_sniff(YG_STR("a;b;c\n1,5;2;3\n2,5;3;4\n")), ';');
    assert_int_equal(yg_csv_sniff(YG_STR("a\tb, c\n1\t2\n3\t4, 5\n")), '\t');
    assert_int_equal(yg_csv_sniff(YG_STR("\"a|b\",c\n\"d|e\",f\n")), ',');
    assert_int_equal(yg_csv_sniff(YG_STR("one\ntwo\n")), ',');
    assert_int_equal(yg_csv_sniff(YG_STR("")), ',');
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows__as_feeds_write_them__are_read),
        cmocka_unit_test(comments__when_kept__are_rows),
        cmocka_unit_test(places__of_rows__count_bytes_and_lines),
        cmocka_unit_test(limits__when_hit__cost_one_row),
        cmocka_unit_test(sniff__delimiters__most_even_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
