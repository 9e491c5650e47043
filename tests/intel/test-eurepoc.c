/* The reader "eurepoc": a golden record, the traps of docs/formats/eurepoc.md, then the real file
 * where it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "intel/eurepoc.h"
#include "recorder.h"
#include "shared.h"

static const yg_intel_reader reader = {"eurepoc", "", yg_eurepoc_probe, yg_eurepoc_read};

typedef struct {
    const char *what, *header, *rows;
    const char *lines[6]; /* each must be there; with '!' in front it must not */
    size_t incidents, rejects;
} trap;

#define HEADER                                                                                     \
    "ID,name,start_date,end_date,receiver_country,receiver_name,receiver_category,"                \
    "receiver_category_subcode,initiator_name,initiator_country,incident_type,sources_url"

static const trap traps[] = {
    {"golden",
     HEADER ",description,source_incident_detection_disclosure,MITRE_initial_access",
     "7,The title,2022-03-10,2022-03-12,\"['Japan', 'Germany']\",\"[['A Inc.'], ['B AG']]\","
     "\"[['Critical infrastructure'], ['Critical infrastructure']]\",\"[['Finance'], "
     "['Finance']]\","
     "\"['Odd Bear/APT 99 (Unit 1)']\",\"['Russia']\",Data theft & Doxing; Ransomware,"
     "\"['https://a.example/1', 'https://b.example/2']\",The text,Incident disclosed by victim,"
     "Supply Chain Compromise; Phishing\n",
     {"object|incident--45931bae-4537-5185-aaa5-edc55bce5648|",
      "incident|7|2022-03-10/2022-03-12|A Inc.|JP DE|occurred|||||K|Critical infrastructure: "
      "Finance|ransomware data-breach eurepoc-doxing||https://a.example/1\\nhttps://b.example/2|"
      "eurepoc|The text|||||Odd Bear||\n",
      "claim|attributed-to|Odd Bear|", "claim|further-victim|B AG|",
      "claim|entered-at|supplier|Supply Chain Compromise; Phishing|",
      "claim|entry-method|Phishing||"},
     1,
     0},
    {"first_of_month_and_january__as_precise_as_meant",
     HEADER,
     "1,a,2017-01-01,2018-01-01,,,,,,,,\n2,b,2017-05-01,2017-05-01,,,,,,,,\n"
     "3,c,2017-05-02,2017-06-01,,,,,,,,\n",
     {"incident|1|2017/2018|", "incident|2|2017-05|", "incident|3|2017-05-02/2017-06|"},
     3,
     0},
    {"end_before_start__start_alone",
     HEADER,
     "1,a,2016-12-02,2016-02-12,,,,,,,,\n",
     {"incident|1|2016-12-02|"},
     1,
     0},
    {"a_spreadsheets_date__reported_and_left_out",
     HEADER,
     "1,a,03/10/2022,2016-02-12,,,,,,,,\n",
     {"incident|1||", "reject|162|1|start_date is not YYYY-MM-DD"},
     1,
     1},
    {"quotes_in_a_columns_name__kept",
     HEADER ",\"an \"\"odd\"\" one\"",
     "1,\"a \"\"b\"\" c\",,,,,,,,,,,\"\"\"\"\"x\"\"\"\n2,d,,,,,,,,,,,y\n",
     {"incident|1|", "incident|2|"},
     2,
     0},
    {"no_start__no_date", HEADER, "1,a,,2016-02-12,,,,,,,,\n", {"incident|1||"}, 1, 0},
    {"regions_and_organisations__labels",
     HEADER,
     "1,a,,,\"['Europe (region)', 'United Nations', 'Taiwan', 'Taiwan', 'Unknown']\",,,,,,,\n",
     {"incident|1|||TW|||||||||||eurepoc||||Europe (region)\\nUnited Nations|"},
     1,
     0},
    {"several_sections__label_alone",
     HEADER,
     "1,a,,,,,\"[['Media', 'State institutions / political system']]\",\"[['', "
     "'Military']]\",,,,\n",
     {"incident|1||||||||||Media; State institutions / political system: Military|"},
     1,
     0},
    {"a_category_without_section__none",
     HEADER,
     "1,a,,,,,\"[['Corporate Targets (corporate targets only coded if x)', 'Media']]\",,,,,\n",
     {"incident|1||||||||||Corporate Targets; Media|"},
     1,
     0},
    {"python_text__escapes_and_quotes",
     HEADER,
     "1,a,,,,\"[[\"\"B's\"\"], ['C\\'d\\xa0e\\u3042\\n'], [None]]\",,,,,,\n",
     {"incident|1||B's|", "claim|further-victim|C'd e\xE3\x81\x82|"},
     1,
     0},
    {"damaged_list__rejected",
     HEADER,
     "1,a,,,\"['Japan\",,,,,,,\n2,b,,,,,,,,,,\n",
     {"incident|2|", "reject|162|1|a list in the row is damaged|1\n"},
     1,
     1},
    {"names_not_available__none",
     HEADER,
     "1,a,,,,\"[['Not available'], [None]]\",,,\"['Not available']\",\"['Unknown']\",,\n",
     {"incident|1|||", "!claim|attributed"},
     1,
     0},
    {"one_number_for_two_rows__second_rejected",
     HEADER,
     "1,a,,,,,,,,,,\n1,a,,,,,,,,,,\n1,b,,,,,,,,,,\n",
     {"reject|190|3|the ID is there already"},
     2,
     1},
    {"attributions__who_says_so",
     "ID,name,receiver_country,initiator_country,inclusion_criteria,attributing_actor,"
     "attributed_initiator,attributed_initiator_country,attribution_date,attribution_basis,"
     "sources_attribution",
     "1,a,,,,A Lab; nan; A Lab; B Police,X/Y; Z; X/Y; W,China; China; China; Unknown,"
     "2021-01-01; 2021-01-01; 2021-01-01; 2022-03-04,IT-security community attributes attacker; "
     "Media-based attribution; IT-security community attributes attacker; Attribution by receiver "
     "government / state entity,\"['https://lab.example/r']\"\n",
     {"claim|attributed-to|X|X/Y|A Lab|-1|https://lab.example/r|2021|",
      "claim|attributed-to-country|CN|China|A Lab|-1|https://lab.example/r|2021|",
      "claim|attributed-to|W|W|B Police|-1|https://lab.example/r|2022-03-04|",
      "!claim|attributed-to|Z|"},
     1,
     0},
    {"attributions_out_of_step__not_guessed",
     "ID,name,receiver_country,initiator_country,inclusion_criteria,attributing_actor,"
     "attributed_initiator",
     "1,a,,,,A Lab; B Police,X\n",
     {"!claim|attributed-to|"},
     1,
     0},
    {"cells_missing__rejected",
     HEADER,
     "1,a\n2,b,,,,,,,,,,\n",
     {"incident|2|", "reject|162|1|another number of cells"},
     1,
     1},
    {"no_name__rejected",
     HEADER,
     "1,,,,,,,,,,,\n,b,,,,,,,,,,\n",
     {"reject|162|1|no name|1\n", "reject|175|2|no ID|"},
     0,
     2},
};

static void run(const trap *t) {
    YG_CLEANUP_BUF yg_buf bytes = {0};
    yg_recorder r = {0};
    yg_error err = {0};
    yg_buf_addf(&bytes, "%s\n%s", t->header, t->rows);
    bool done = yg_recorder_read(&r, &reader, YG_STR("x.csv"), yg_buf_str(&bytes), &err);
    if (!done || r.broken != NULL)
        fail_msg("%s: %s", t->what, r.broken != NULL ? r.broken : err.text);
    for (size_t k = 0; k < sizeof t->lines / sizeof *t->lines && t->lines[k] != NULL; k++) {
        bool absent = t->lines[k][0] == '!';
        if (yg_recorder_has(&r, t->lines[k] + absent) == absent)
            fail_msg("%s: %s\n%s", t->what, t->lines[k], yg_buf_z(&r.log));
    }
    if (r.incidents != t->incidents || r.rejects != t->rejects)
        fail_msg("%s: %zu incidents, %zu rejects\n%s", t->what, r.incidents, r.rejects,
                 yg_buf_z(&r.log));
    yg_recorder_free(&r);
}

static void traps__as_the_note_says(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof traps / sizeof *traps; i++)
        run(&traps[i]);
}

static void encodings__converted_and_said(void **state) {
    YG_CLEANUP_BUF yg_buf bytes = {0};
    yg_recorder r = {0};
    yg_error err = {0};
    (void)state;
    yg_buf_addz(&bytes,
                HEADER "\n1,\x93\xFA\x96\x7B\x82\xCC\x8A\xE9\x8B\xC6\x82\xD6\x82\xCC\x8D\x55"
                       "\x8C\x82\x82\xC5\x82\xB7,2022-03-10,,,,,,,,,\n2,b\n");
    assert_true(yg_recorder_read(&r, &reader, YG_STR("x.csv"), yg_buf_str(&bytes), &err));
    assert_null(r.broken);
    assert_true(yg_recorder_has(&r, "reject|164|0|read as Shift_JIS, not UTF-8|"));
    assert_true(yg_recorder_has(&r, "reject|207|2|another number of cells"));
    assert_int_equal(r.incidents, 1);
    yg_recorder_free(&r);
}

static void probe__by_columns_in_any_order(void **state) {
    (void)state;
    assert_int_equal(
        yg_eurepoc_probe(YG_STR("weighted_cyber_intensity,incident_type,initiator_country,"
                                "ID,receiver_category,receiver_country\n1,2,3,4,5,6\n"),
                         YG_STR("a")),
        95);
    assert_int_equal(yg_eurepoc_probe(YG_STR("ID,name,incident_type\n"), YG_STR("a")), 0);
    assert_int_equal(yg_eurepoc_probe(YG_STR("{\"receiver_country\": 1}"), YG_STR("a")), 0);
}

static bool read_real(void *self, const yg_input_file *file, yg_error *err) {
    return yg_recorder_read(self, &reader, file->path, file->bytes, err);
}

static void eurepoc__every_row_accounted_for(void **state) {
    yg_recorder r = {0};
    yg_error err = {0};
    const char *path = shared_data("incidents/eurepoc-1.1.csv");
    (void)state;
    if (path == NULL)
        skip();
    assert_true(yg_input_each(path, NULL, read_real, &r, &err));
    assert_null(r.broken);
    assert_int_equal(r.incidents, 1643);
    assert_int_equal(r.rejects, 0);
    yg_recorder_free(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traps__as_the_note_says),
        cmocka_unit_test(encodings__converted_and_said),
        cmocka_unit_test(probe__by_columns_in_any_order),
        cmocka_unit_test(eurepoc__every_row_accounted_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
