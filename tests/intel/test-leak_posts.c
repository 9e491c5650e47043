/* The readers "leak-posts" and "leak-groups": one inline document per trap, then the real files
 * where they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "intel/leak_posts.h"
#include "recorder.h"
#include "shared.h"

static const yg_intel_reader posts = {"leak-posts", "", yg_leak_posts_probe, yg_leak_posts_read};
static const yg_intel_reader groups = {"leak-groups", "", yg_leak_groups_probe,
                                       yg_leak_groups_read};

#define POST(victim, members)                                                                      \
    "{\"post_title\":\"" victim "\",\"group_name\":\"tower\",\"discovered\":\"2024-03-05 "         \
    "10:11:12.131415\"" members "}"

typedef struct {
    const char *what, *bytes;
    const char *holds[6]; /* parts of the log; with '!' in front it must not be there */
    size_t incidents, rejects;
} trap;

/* incident|KEY|date|victim|sites|date_kind|victim_ja|parent|parent_ja|parent_country|sector|
 * sector_label|types|asserted_by|references|basis|summary_en|summary_ja|tags|site_labels|domain|
 * actors|posts|listing */
static const trap traps[] = {
    {"ransomwatch__golden",
     "[" POST("Acme", "") "]",
     {"source|ransomwatch|", "|incident|leak-posts|Acme (2024-03-05)|2024-03-05-",
      "|2024-03-05|Acme||reported|||||||ransomware extortion|tower||||||||tower|Acme@tower|listed"
      "\n",
      "claim|attributed-to|tower||tower|-1||2024-03-05|"},
     1,
     0},
    {"ransomlook_by_group__key_is_group",
     "{\"a \\\"b\\\"\":[{\"post_title\":\"Acme\",\"discovered\":\"2024-03-05\",\"link\":\"/x\"}],"
     "\"c\":[],\"d\":[{\"title\":\"Umi\",\"discovered\":\"2024-03-06T01:02:03\"}]}",
     {"source|RansomLook|", "|a \"b\"|Acme@a \"b\"|listed\n", "|2024-03-06|Umi||reported|",
      "|d|Umi@d|"},
     2,
     0},
    {"live__all_fields",
     "{\"victims\":[{\"victim\":\"Acme\",\"group\":\"tower\",\"attackdate\":\"2024-03-01\","
     "\"discovered\":\"2024-03-05\",\"activity\":\"Manufacturing\",\"country\":\"JP\",\"domain\":"
     "\"https://WWW.acme.example/\",\"description\":\"D\",\"claim_url\":\"http://q.onion/"
     "\",\"permalink\":\"https://www.ransomware.live/id/x\"}]}",
     {"source|ransomware.live|",
      "|2024-03-05|Acme|JP|reported|||||C|Manufacturing|ransomware extortion|tower|https://"
      "www.ransomware.live/id/x||||||acme.example|tower|Acme@tower|listed\n",
      "|0|D\n", "!onion"},
     1,
     0},
    {"only_attack_date__occurred",
     "[{\"victim\":\"A\",\"group\":\"g\",\"attackdate\":\"2024-03-01\"}]",
     {"|2024-03-01|A||occurred|"},
     1,
     0},
    {"no_date_at_all__none_is_made_up",
     "[{\"victim\":\"A\",\"group\":\"g\",\"discovered\":\"soon\"}]",
     {"||A|||||"},
     1,
     0},
    {"delisted__is_not_paid",
     "[" POST("A", ",\"status\":\"Removed\"") "," POST("B", ",\"delisted\":true") "]",
     {"A@tower|delisted\n", "B@tower|delisted\n", "!paid"},
     2,
     0},
    {"clear_leak_site__no_reference",
     "[" POST("A", ",\"url\":\"http://leaks.example/a\"") "," POST(
         "B", ",\"permalink\":\"https://"
              "ransomware.live.evil."
              "example/\"") "," POST("C", ",\"url\":\"http://abc.onion/#ransomware.live\"") "]",
     {"!leaks.example", "!evil", "!onion"},
     3,
     0},
    {"sector_unknown__no_label",
     "[" POST("A", ",\"activity\":\"Not Found\"") "," POST("B", ",\"sector\":\" n/a \"") "]",
     {"!Not Found", "!n/a"},
     2,
     0},
    {"sector_wide__label_only",
     "[" POST("A", ",\"activity\":\"Business Services\"") "]",
     {"||Business Services|ransomware extortion|"},
     1,
     0},
    {"country_odd__label",
     "[" POST("A", ",\"country\":\"Moon\"") "," POST("B", ",\"country\":\"NA\"") "]",
     {"|Moon||tower|", "|B|NA|"},
     2,
     0},
    {"no_group__rejected",
     "[{\"victim\":\"A\",\"group\":\" \",\"discovered\":\"2024\"}," POST("B", "") "]",
     {"|1|no group that can be a name|A\n", "B@tower"},
     1,
     1},
    {"victim_with_line_end_and_escapes__one_line",
     "[" POST("A\\nB\\u001b[31m@x", "") "]",
     {"|A B [31m@x@tower|listed\n", "!\x1b"},
     1,
     0},
    {"events__posts_alone",
     "{\"events\":[{\"type\":\"malicious-ip\",\"indicator\":\"192.0.2.1\",\"src_geo\":{},\"actor\":"
     "{\"name\":\"x\"}},{\"id\":\"ransomware-http://q.onion\",\"ts\":\"2026-01-02T03:04:05.6Z\","
     "\"feed\":\"ransomware.live\",\"type\":\"ransomware-victim\",\"indicator\":\"A\",\"actor\":{"
     "\"name\":\"g\"},\"victim\":{\"name\":\"A\",\"country\":\"JP\"}}]}",
     {"source|ransomware.live|", "|2026-01-02|A|JP|reported|", "|g|A@g|listed\n", "!192.0.2.1",
      "!onion"},
     1,
     0},
    {"table_without_names__rows_numbered",
     "date,ransomware_group,country,target_sector,technique,ioc_ip\n"
     "2024-08-06,play,SE,Education,T1,192.0.2.7\n2024-08-06,play,SE,Education,T2,192.0.2.8\n"
     "2024-08-06,play,SE\n",
     {"source|ransomware.live table|", "|play (2024-08-06)|2024-08-06-",
      "|2024-08-06||SE|reported|", "|P|Education|", "another number of cells", "!claim|uses"},
     2,
     1},
    {"table_with_names__read",
     "\xEF\xBB\xBF"
     "post_title;group_name;discovered\n\"A; B\";g;2024-08-06 01:02:03\n;g;2024\n",
     {"|A; B@g|listed\n", "no victim that can be a name"},
     1,
     1},
    {"lines__one_damaged",
     POST("A", "") "\n{\"post_title\":\"B\",\n" POST("C", "") "\n",
     {"A@tower", "C@tower"},
     2,
     1},
};

static void check(const yg_intel_reader *reader, const trap *t) {
    yg_recorder r = {0};
    yg_error err = {0};
    if (!yg_recorder_read(&r, reader, YG_STR("x"), yg_str_of(t->bytes), &err) || r.broken != NULL)
        fail_msg("%s: %s", t->what, r.broken != NULL ? r.broken : err.text);
    for (size_t k = 0; k < 6 && t->holds[k] != NULL; k++) {
        bool wanted = t->holds[k][0] != '!';
        if ((strstr(yg_buf_z(&r.log), t->holds[k] + !wanted) != NULL) != wanted)
            fail_msg("%s: \"%s\" in\n%s", t->what, t->holds[k], yg_buf_z(&r.log));
    }
    if (r.incidents != t->incidents || r.rejects != t->rejects)
        fail_msg("%s: %zu incidents, %zu rejected in\n%s", t->what, r.incidents, r.rejects,
                 yg_buf_z(&r.log));
    if (reader->probe(yg_str_of(t->bytes), YG_STR("x")) < 50)
        fail_msg("%s: not probed as %s", t->what, reader->name);
    yg_recorder_free(&r);
}

static void each_trap__as_expected(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof traps / sizeof *traps; i++)
        check(&posts, &traps[i]);
}

static void probe__leaves_others_alone(void **state) {
    static const char *const others[] = {
        "{\"count\":1,\"results\":[{\"victim\":\"A\",\"date\":\"2024\",\"url\":\"u\",\"title\":"
        "\"t\",\"domain\":\"d\"}]}",
        "{\"Event\":{\"uuid\":\"u\",\"info\":\"i\",\"date\":\"2024-01-01\"}}",
        "{\"type\":\"bundle\",\"objects\":[{\"type\":\"incident\",\"name\":\"x\"}]}",
        "{\"events\":[{\"type\":\"malicious-ip\",\"indicator\":\"192.0.2.1\",\"ts\":\"2024\"}]}",
        "[{\"name\":\"g\",\"locations\":[],\"profile\":[]}]",
        "date,country,count\n2024,JP,7\n",
        "date,ioc_ip\n2024-01-01,192.0.2.1\n",
        "{}",
        "[]",
        "",
    };
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (posts.probe(yg_str_of(others[i]), YG_STR("x")) != 0)
            fail_msg("%s", others[i]);
    }
}

static void groups__names_and_safe_descriptions(void **state) {
    static const trap rows[] = {
        {"live",
         "[{\"name\":\"tower\",\"locations\":[{\"slug\":\"http://q.onion\"}],\"profile\":[],"
         "\"altname\":\"mast, Tower Two,,tower\",\"description\":\"Came.\"},{\"name\":\"umi\","
         "\"locations\":[],\"meta\":\"see q.onion\",\"description\":\"at q.onion\"},{\"name\":\"\","
         "\"locations\":[]}]",
         {"source|ransomware.live groups|", "|leak-group|leak-groups|tower||0|Came.\n",
          "name|alias|mast|", "name|alias|Tower Two|", "!onion", "!alias|tower|"},
         0,
         1},
        {"watch",
         "[{\"name\":\"tower\",\"captcha\":false,\"locations\":[]}]",
         {"source|ransomwatch groups|", "name|primary|tower|||\n"},
         0,
         0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(&groups, &rows[i]);
}

static bool read_file(void *self, const yg_input_file *file, yg_error *err) {
    const yg_intel_reader *best = yg_intel_reader_probe(file->bytes, file->path);
    assert_non_null(best);
    assert_true(yg_str_starts(yg_str_of(best->name), YG_STR("leak-")));
    return yg_recorder_read(self, best, file->path, file->bytes, err);
}

static void real_files__all_of_them_read(void **state) {
    static const struct {
        const char *path;
        size_t objects, incidents, names;
    } rows[] = {{"incidents/leak-posts-cybermap.json", 68, 68, 68},
                {"incidents/ransomware-live-2024-2026.csv", 15620, 15620, 0},
                {"incidents/ransomware-live-groups.json", 282, 0, 282 + 15}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *path = shared_data(rows[i].path);
        yg_recorder r = {0};
        yg_error err = {0};
        if (path == NULL)
            skip();
        assert_true(yg_input_each(path, NULL, read_file, &r, &err));
        assert_null(r.broken);
        assert_int_equal(r.objects, rows[i].objects);
        assert_int_equal(r.incidents, rows[i].incidents);
        assert_int_equal(r.names, rows[i].names);
        assert_int_equal(r.rejects, 0);
        assert_int_equal(yg_recorder_count(&r, "incident|"), rows[i].incidents);
        if (rows[i].incidents > 0) {
            assert_null(strstr(yg_buf_z(&r.log), ".onion"));
            assert_null(strstr(yg_buf_z(&r.log), "9749686d1cd2ec99b178b16880c7962d"));
        }
        yg_recorder_free(&r);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_trap__as_expected),
        cmocka_unit_test(probe__leaves_others_alone),
        cmocka_unit_test(groups__names_and_safe_descriptions),
        cmocka_unit_test(real_files__all_of_them_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
