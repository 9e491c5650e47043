/* Tables read by a map, and tables of counts that need none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "intel/mapped_table.h"
#include "intel/statistics_table.h"
#include "recorder.h"

static const yg_intel_reader mapped = {"mapped-table", "", yg_mapped_table_probe,
                                       yg_mapped_table_read};
static const yg_intel_reader counts = {"statistics-table", "", yg_statistics_table_probe,
                                       yg_statistics_table_read};

#define INCIDENTS "yagura-map: 1\nkind: incidents\nsource: {name: S}\n"
#define COLUMNS INCIDENTS "columns: {date: d, victim: v, types: {constant: ransomware}"
#define STATISTICS                                                                                 \
    "yagura-map: 1\nkind: statistics\nsource: {name: S}\ncolumns:\n  series: {constant: s}\n"      \
    "  subject: {constant: ransomware}\n  definition: {constant: d}\n"                             \
    "  category-scheme: {constant: industry}\n"

typedef struct {
    const char *what, *bytes;
    const char *lines[6]; /* each must be there; with '!' in front it must not */
    size_t rejects;
} trap;

static const trap traps[] = {
    {"incident__unmapped_country_and_sector__kept_as_words",
     COLUMNS ", country: c, sector: s}\n---\nd,v,c,s\n2024,X,Atlantis,Technology\n",
     {"incident||2024|X||||||||Technology|ransomware|||||||Atlantis|"},
     0},
    {"incident__known_country_and_sector__codes",
     COLUMNS ", country: {column: c, split: \"/\"}, sector: s}\n---\nd,v,c,s\n"
             "2024-03,X,Japan/FR,Manufacturing\n",
     {"incident||2024-03|X|JP FR||||||C|Manufacturing|"},
     0},
    {"incident__section_letter_of_the_table__not_taken_for_isic",
     COLUMNS ", sector: s}\n---\nd,v,s\n2024,X,C\n",
     {"incident||2024|X||||||||C|ransomware|"},
     0},
    {"incident__section_letter_of_the_map__taken",
     COLUMNS ", sector: {column: s, values: {Klinik: Q}}}\n---\nd,v,s\n2024,X,Klinik\n",
     {"incident||2024|X|||||||Q|Klinik|"},
     0},
    {"incident__bad_date__row_rejected_with_offset",
     COLUMNS "}\n---\nd,v\nyesterday,X\n2024,Y\n",
     {"reject|117|1|not a date", "incident||2024|Y|"},
     1},
    {"incident__format_of_date__day_first",
     INCIDENTS "columns: {date: {column: d, format: \"%d.%m.%Y\"}, victim: v, "
               "types: {constant: x}}\n---\nd,v\n03.02.2024,X\n2024-02-03,Y\n",
     {"incident||2024-02-03|X|"},
     1},
    {"incident__short_row__rejected",
     COLUMNS "}\n---\nd,v\n2024\n2024,Y\n",
     {"reject|117|1|row has another number of cells", "incident||2024|Y|"},
     1},
    {"incident__script_address__not_a_reference",
     COLUMNS ", references: r}\n---\nd,v,r\n2024,X,javascript:alert(1)\n",
     {"!incident||2024|X|||||||||ransomware||javascript"},
     0},
    {"incident__entered_at_of_other_words__row_stays_claim_does_not",
     COLUMNS ", entered-at: e}\n---\nd,v,e\n2024,X,Lieferant\n2024,Y,supplier\n",
     {"incident||2024|X|", "!claim|entered-at|Lieferant", "claim|entered-at|supplier|"},
     1},
    {"incident__actors__cut_and_claimed",
     COLUMNS ", actors: {column: a, split: \";\"}}\n---\nd,v,a\n2024,X,A; B\n",
     {"claim|attributed-to|A|", "claim|attributed-to|B|"},
     0},
    {"statistics__periods_across__total_row_is_the_denominator",
     STATISTICS "  category: k\ncells: {are: periods}\n---\nk,2022年上半期,R4年下期\n"
                "製造業,37,38\n合計,114,116\n",
     {"statistic|s|2022-H1|製造業|37|114|industry|", "statistic|s|2022-H2|total|116|116|total|"},
     0},
    {"statistics__dash_and_percent__absent_and_rejected",
     STATISTICS "  category: k\ncells: {are: periods}\n---\nk,2022,2023\nA,-,32.5%\n",
     {"!statistic|s|2022|", "!statistic|s|2023|"},
     1},
    {"statistics__count_over_total__rejected",
     STATISTICS "  period: p\n  category: k\n  count: c\n  total: t\n---\np,k,c,t\n2022,A,5,4\n",
     {"!statistic|"},
     1},
};

static void check(const yg_intel_reader *reader, const trap *t) {
    yg_recorder r = {0};
    yg_error err = {0};
    yg_str bytes = yg_str_of(t->bytes);
    if (!yg_recorder_read(&r, reader, YG_STR("t.csv"), bytes, &err))
        fail_msg("%s: %s", t->what, err.text);
    for (size_t i = 0; i < 6 && t->lines[i] != NULL; i++) {
        bool wanted = t->lines[i][0] != '!';
        if (yg_recorder_has(&r, t->lines[i] + !wanted) != wanted)
            fail_msg("%s: %s in\n%.*s", t->what, t->lines[i], YG_FMT(yg_buf_str(&r.log)));
    }
    if (r.rejects != t->rejects)
        fail_msg("%s: %zu rejects\n%.*s", t->what, r.rejects, YG_FMT(yg_buf_str(&r.log)));
    assert_null(r.broken);
    yg_recorder_free(&r);
}

static void mapped__traps__hold(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof traps / sizeof *traps; i++)
        check(&mapped, &traps[i]);
}

static const char *const bad_maps[][2] = {
    {"yagura-map: 1\nkind: incidents\nsource: {name: S}\ncolumns: {victm: v}\n---\nv\n",
     "map, line 4, column 11: unknown key \"victm\"; did you mean \"victim\"?"},
    {"yagura-map: 1\nkind: reports\n---\nv\n", "map, line 2, column 1: expected kind: incidents"},
    {INCIDENTS "columns: {date: date, victim: victims, types: {constant: x}}\n---\ndate,victim\n",
     "the table has no column \"victims\"; did you mean \"victim\"?"},
    {INCIDENTS "columns: {victim: v, types: t}\n---\nv,t\n", "date is missing"},
    {STATISTICS "---\np\n", "period is missing"},
    {COLUMNS ", sector: {column: s, format: x}}\n---\nd,v,s\n", "format is for dates only"},
    {INCIDENTS "columns: {date: {column: d, format: \"%d.%q.%Y\"}, victim: v, "
               "types: {constant: x}}\n---\nd,v\n",
     "line 4, column 29: a format knows %Y"},
    {"d,v\n1,2\n", "needs a map"},
    {COLUMNS "}\n---\n", "no header row"},
};

static void mapped__bad_maps__say_where_and_what(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof bad_maps / sizeof *bad_maps; i++) {
        yg_recorder r = {0};
        yg_error err = {0};
        if (yg_recorder_read(&r, &mapped, YG_STR("t"), yg_str_of(bad_maps[i][0]), &err) ||
            yg_str_find(yg_str_of(err.text), yg_str_of(bad_maps[i][1])) == SIZE_MAX)
            fail_msg("%s: %s", bad_maps[i][1], err.text);
        yg_recorder_free(&r);
    }
}

static void counts__tables_of_periods__recognised(void **state) {
    static const trap tables[] = {
        {"periods_down",
         "Reports of ransomware\nPeriod,C,Total\n2022-H1,37,114\n2022-H2,38,116\n",
         {"statistic|t.csv|2022-H1|c|37|114|table|",
          "statistic|t.csv|2022-H2|total|116|116|total|"},
         0},
        {"periods_across",
         "k,2022年,2023年\n製造業,3,4\n医療・福祉,5,6\n",
         {"statistic|t.csv|2022|製造業|3|-1|industry|"},
         0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        assert_true(yg_statistics_table_probe(yg_str_of(tables[i].bytes), YG_STR("t.csv")) > 0);
        check(&counts, &tables[i]);
    }
}

static void counts__other_text__not_recognised(void **state) {
    static const char *const texts[] = {"",
                                        "a,b,c\n1,2,3\n4,5,6\n",
                                        "{\"a\":1}",
                                        "date,name,n\n2022-01-01,X,y\n2022-01-02,Z,w\n",
                                        "evil.com\nevil.net\n",
                                        "2022,2023\n",
                                        "k,2022,2023\nA,x,y\nB,z,w\n"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(yg_statistics_table_probe(yg_str_of(texts[i]), YG_STR("t.csv")), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mapped__traps__hold),
        cmocka_unit_test(mapped__bad_maps__say_where_and_what),
        cmocka_unit_test(counts__tables_of_periods__recognised),
        cmocka_unit_test(counts__other_text__not_recognised),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
