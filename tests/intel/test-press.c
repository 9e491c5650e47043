/* The reader "ransomware-live-press", the list of records that it reads, and what it brings into
 * form: one inline document per trap, then the real file where it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "base/map.h"
#include "intel/press.h"
#include "intel/victim.h"
#include "recorder.h"
#include "sanitized.h"
#include "shared.h"

static const yg_intel_reader reader = {"ransomware-live-press", "", yg_press_probe, yg_press_read};

#define RECORD(victim, members)                                                                    \
    "{\"victim\":\"" victim                                                                        \
    "\",\"date\":\"2024-03-05\",\"url\":\"https://n.example/a\",\"title\":\"T\"" members "}"
#define FILE_OF(records) "{\"count\":1,\"results\":[" records "]}"
#define ONE(members) FILE_OF(RECORD("Acme", members))
#define LINK "https://www.ransomware.live/id/"

typedef struct {
    const char *what, *bytes;
    const char *holds[5]; /* parts of the log; with '!' in front it must not be there */
    size_t objects, rejects;
} trap;

/* incident|KEY|date|victim|sites|date_kind|victim_ja|parent|parent_ja|parent_country|sector|
 * sector_label|types|asserted_by|references|basis|summary_en|summary_ja|tags|site_labels|domain|
 * actors|posts|listing */
static const trap traps[] = {
    {"whole_record__golden",
     ONE(",\"domain\":\"https://WWW.Acme.example:443/en\",\"country\":\"JP\",\"summary\":\"S\","
         "\"ransomware\":{\"group\":\"tower\",\"permalink\":\"" LINK "QWNtZUB0b3dlcg==\"}"),
     {"source|ransomware.live press|ransomware.live|https://www.ransomware.live/||clear\n",
      "|incident|ransomware-live-press|Acme (2024-03-05)|2024-03-05-", "|0|T\\nS\n",
      "name|primary|Acme|||\n",
      "|2024-03-05|Acme|JP|reported|||||||ransomware||https://n.example/a||||||acme.example|tower|"
      "Acme@tower|\n"},
     1,
     0},
    {"actor__is_a_claim",
     ONE(",\"ransomware\":{\"group\":\"tower\",\"permalink\":\"\"}"),
     {"claim|attributed-to|tower|||-1|https://n.example/a|2024-03-05|", "!Acme@tower"},
     1,
     0},
    {"no_group__from_the_post",
     ONE(",\"ransomware\":\"" LINK "QWNtZUB0b3dlcg\""),
     {"claim|attributed-to|tower|", "|tower|Acme@tower|\n"},
     1,
     0},
    {"many_posts__one_a_line_once",
     ONE(",\"ransomware\":[{\"permalink\":\"" LINK
         "QUBi\"},{\"permalink\":\"/id/QUBi\"},{\"group\":"
         "\"c\"},{\"permalink\":\"" LINK "QiU0MGNAZA%3D%3D\"}]"),
     {"|b\\nc\\nd|A@b\\nB%40c@d|\n"},
     1,
     0},
    {"permalink_hostile__no_post",
     ONE(",\"ransomware\":[{\"permalink\":\"" LINK "!!\"},{\"permalink\":\"" LINK "QQ==\"},"
         "{\"permalink\":\"" LINK "/0D/\"},{\"permalink\":7},null,[]]"),
     {"||||\n", "!claim|"},
     1,
     0},
    {"post_with_line_end__one_line",
     ONE(",\"ransomware\":\"" LINK "QQpCQGMKZA==\""), /* "A\nB@c\nd" */
     {"|c d|A B@c d|\n"},
     1,
     0},
    {"no_group_at_all__no_type", ONE(",\"ransomware\":null"), {"|reported||||||||"}, 1, 0},
    {"country_unknown__label",
     ONE(",\"country\":\"SGN\""),
     {"|2024-03-05|Acme||reported|", "|SGN||||\n"},
     1,
     0},
    {"country_by_name__code", ONE(",\"country\":\"japan\""), {"|Acme|JP|reported|"}, 1, 0},
    {"domain_none__left_out", ONE(",\"domain\":\"n/a\""), {"||||||\n"}, 1, 0},
    {"domain_in_tor__left_out", ONE(",\"domain\":\"x.onion\""), {"!onion"}, 1, 0},
    {"address_in_tor__no_reference",
     FILE_OF("{\"victim\":\"A\",\"date\":\"2024\",\"url\":\"http://x.onion/a\",\"title\":\"\"}"),
     {"|2024|A||", "!onion"},
     1,
     0},
    {"address_active__no_reference",
     FILE_OF("{\"victim\":\"A\",\"date\":\"2024\",\"url\":\"javascript:x\",\"title\":\"\"}"),
     {"!javascript"},
     1,
     0},
    {"no_date__none_is_made_up",
     FILE_OF("{\"victim\":\"A\",\"date\":\"2024-13-01\",\"url\":\"\",\"title\":\"\"}"),
     {"||A||reported|", "|incident|ransomware-live-press|A|-"},
     1,
     0},
    {"no_victim__rejected",
     FILE_OF("{\"victim\":\" \",\"date\":\"2024\",\"url\":\"\",\"title\":\"t\"}," RECORD("B", "")),
     {"reject|22|1|no \"victim\" that can be a name|t\n", "|B|"},
     1,
     1},
    {"bad_record__others_stay",
     FILE_OF(RECORD("A", "") ",{\"victim\":tru},7," RECORD("B", "")),
     {"name|primary|A|", "name|primary|B|"},
     2,
     2},
    {"bare_list__read", "[" RECORD("A", "") "," RECORD("B", "") "]", {"name|primary|B|"}, 2, 0},
    {"lines__read", RECORD("A", "") "\r\n" RECORD("B", "") "\n\n", {"name|primary|B|"}, 2, 0},
    {"damaged_line__others_stay",
     RECORD("A", "") "\n{\"victim\":\"B\",\"x\":[\n" RECORD("C", "") "\n",
     {"name|primary|A|", "name|primary|C|"},
     2,
     1},
    {"cut_off__records_before_stay",
     "{\"results\":[" RECORD("A", "") ",{\"victim\":\"B",
     {"name|primary|A|"},
     1,
     1},
    {"same_key_other_content__both_stay",
     FILE_OF(RECORD("A", ",\"summary\":\"1\"") "," RECORD("A", ",\"summary\":\"2\"")),
     {"|0|T\\n1\n", "|0|T\\n2\n"},
     2,
     0},
};

static size_t count_ids(const yg_recorder *r) {
    yg_map ids = {0};
    yg_str rest = yg_buf_str(&r->log), line;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &line)) {
        if (yg_str_starts(line, YG_STR("object|")))
            yg_map_put(&ids, yg_str_sub(line, 7, 46), NULL);
    }
    size_t n = ids.n;
    yg_map_free(&ids);
    return n;
}

static void each_trap__as_expected(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof traps / sizeof *traps; i++) {
        yg_recorder r = {0};
        yg_error err = {0};
        if (!yg_recorder_read(&r, &reader, YG_STR("x.json"), yg_str_of(traps[i].bytes), &err) ||
            r.broken != NULL)
            fail_msg("%s: %s", traps[i].what, r.broken != NULL ? r.broken : err.text);
        for (size_t k = 0; k < 5 && traps[i].holds[k] != NULL; k++) {
            const char *part = traps[i].holds[k];
            bool wanted = part[0] != '!';
            if ((strstr(yg_buf_z(&r.log), part + !wanted) != NULL) != wanted)
                fail_msg("%s: \"%s\" in\n%s", traps[i].what, part, yg_buf_z(&r.log));
        }
        if (r.objects != traps[i].objects || r.rejects != traps[i].rejects ||
            count_ids(&r) != traps[i].objects)
            fail_msg("%s: %zu objects, %zu ids, %zu rejected in\n%s", traps[i].what, r.objects,
                     count_ids(&r), r.rejects, yg_buf_z(&r.log));
        yg_recorder_free(&r);
    }
}

static void probe__tells_press_from_others(void **state) {
    static const struct {
        const char *bytes;
        bool own;
    } rows[] = {
        {FILE_OF(RECORD("A", "")), true},
        {"[" RECORD("A", ""), true},
        {RECORD("A", "") "\n" RECORD("A", ""), true},
        {"{\"filters\":{},\"results\":[{\"url\":\"\",\"victim\":\"\",\"date\":\"\",\"infostealer\":"
         "{",
         true},
        {"[{\"post_title\":\"A\",\"group_name\":\"b\",\"discovered\":\"2024-01-01\"}]", false},
        {"[{\"victim\":\"A\",\"group\":\"b\",\"discovered\":\"2024-01-01\",\"url\":\"\"}]", false},
        {"{\"results\":[]}", false},
        {"[]", false},
        {"", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if ((reader.probe(yg_str_of(rows[i].bytes), YG_STR("x.json")) > 50) != rows[i].own)
            fail_msg("row %zu", i);
    }
}

static void domain__one_form(void **state) {
    static const char *const rows[][2] = {
        {"acme.example", "acme.example"},
        {" WWW.Acme.Example. ", "acme.example"},
        {"https://u:p@www.acme.example:8443/x?y#z", "acme.example"},
        {"acme.example/jobs", "acme.example"},
        {"www.jp", "www.jp"},
        {"bücher.example", "xn--bcher-kva.example"},
        {"n/a", NULL},
        {"192.0.2.1", NULL},
        {"a b.example", NULL},
        {"abc.onion", NULL},
        {"", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        YG_CLEANUP_BUF yg_buf buf = {0};
        assert_int_equal(yg_victim_domain_add(&buf, yg_str_of(rows[i][0])), rows[i][1] != NULL);
        assert_string_equal(yg_buf_z(&buf), rows[i][1] != NULL ? rows[i][1] : "");
    }
}

/* Objects that open and never close would each be a scan to the end of the file. */
static void unclosed_lines_without_end__done_in_time(void **state) {
    YG_CLEANUP_BUF yg_buf bytes = {0};
    yg_recorder r = {.counts_only = true};
    yg_error err = {0};
    const size_t lines = IS_SANITIZED ? 100000 : 1000000;
    clock_t start = clock();
    (void)state;
    for (size_t i = 0; i < lines; i++)
        yg_buf_addz(&bytes, "{\"a\":[\n");
    yg_buf_addz(
        &bytes,
        "{\"victim\":\"Aoba\",\"date\":\"2024-03-05\",\"url\":\"https://news.example/a\"}\n");
    yg_recorder_read(&r, &reader, YG_STR("x"), yg_buf_str(&bytes), &err);
    assert_int_equal(r.rejects, lines);
    assert_int_equal(r.incidents, 1);
    assert_true((clock() - start) / CLOCKS_PER_SEC < 20);
    yg_recorder_free(&r);
}

static bool read_file(void *self, const yg_input_file *file, yg_error *err) {
    yg_recorder *r = self;
    assert_ptr_equal(yg_intel_reader_probe(file->bytes, file->path),
                     yg_intel_reader_by_name(YG_STR("ransomware-live-press")));
    return yg_recorder_read(r, &reader, file->path, file->bytes, err);
}

static void real_file__all_of_it_read(void **state) {
    const char *path = shared_data("incidents/ransomware-live-press-2023-2025.json");
    yg_recorder r = {0};
    yg_error err = {0};
    (void)state;
    if (path == NULL)
        skip();
    assert_true(yg_input_each(path, NULL, read_file, &r, &err));
    assert_null(r.broken);
    assert_int_equal(r.objects, 2627);
    assert_int_equal(r.rejects, 0);
    assert_int_equal(r.claims, 765);
    assert_int_equal(count_ids(&r), 2626); /* one record is there twice, byte for byte */
    yg_recorder_free(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_trap__as_expected),
        cmocka_unit_test(probe__tells_press_from_others),
        cmocka_unit_test(domain__one_form),
        cmocka_unit_test(unclosed_lines_without_end__done_in_time),
        cmocka_unit_test(real_file__all_of_it_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
