/* The reader "veris": a golden record, the traps of docs/formats/veris.md, then the real set where
 * it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "intel/veris.h"
#include "recorder.h"
#include "shared.h"

static const yg_intel_reader reader = {"veris", "", yg_veris_probe, yg_veris_read};

#define HEAD "{\"incident_id\":\"i-1\",\"security_incident\":\"Confirmed\",\"timeline\":{},"

typedef struct {
    const char *what, *bytes;
    const char *lines[6]; /* each must be there; with '!' in front it must not */
    size_t incidents, rejects;
} trap;

static const trap traps[] = {
    {"scalars_for_lists__read",
     HEAD "\"victim\":{\"victim_id\":\"A\",\"country\":\"JP\",\"industry\":\"336111\"},"
          "\"action\":{\"malware\":{\"variety\":\"Ransomware\"}}}",
     {"incident|i-1||A|JP||||||C|NAICS 336111|ransomware|", "claim|incident-type|Ransomware||"},
     1,
     0},
    {"unknown_country_and_industry__nothing",
     HEAD "\"victim\":{\"victim_id\":\"Unknown\",\"country\":[\"Unknown\",\"00\"],"
          "\"industry\":\"000\"},\"action\":{\"unknown\":{}}}",
     {"incident|i-1|||||||||||veris-unknown|"},
     1,
     0},
    {"namibia__no_not_applicable",
     HEAD "\"victim\":{\"victim_id\":\"A\",\"country\":[\"NA\"]}}",
     {"incident|i-1||A|NA|"},
     1,
     0},
    {"region_for_country__kept_as_label",
     HEAD "\"victim\":{\"victim_id\":\"A\",\"country\":[\"Europe\"]}}",
     {"incident|i-1||A||||||||||||veris||||Europe|"},
     1,
     0},
    {"industry_split_over_sections__label_alone",
     HEAD "\"victim\":{\"victim_id\":\"A\",\"industry\":\"541\"}}",
     {"incident|i-1||A||||||||NAICS 541|"},
     1,
     0},
    {"thirtieth_of_february__month",
     "{\"incident_id\":\"i\",\"victim\":{},\"timeline\":{\"incident\":{\"year\":2018,\"month\":2,"
     "\"day\":29}}}",
     {"incident|i|2018-02||"},
     1,
     0},
    {"day_without_month__year",
     "{\"incident_id\":\"i\",\"victim\":{},\"timeline\":{\"incident\":{\"year\":\"2018\",\"day\":2}"
     "}}",
     {"incident|i|2018||"},
     1,
     0},
    {"near_miss_and_false_positive__rejected",
     "[{\"incident_id\":\"i\",\"security_incident\":\"Near miss\"},"
     "{\"incident_id\":\"k\",\"security_incident\":\"False positive\"}]",
     {"reject|1|1|a near miss", "reject|53|2|a false positive"},
     0,
     2},
    {"suspected__kept_with_status",
     "{\"incident_id\":\"i\",\"security_incident\":\"Suspected\",\"victim\":{}}",
     {"claim|incident-status|suspected|Suspected|"},
     1,
     0},
    {"one_number_for_two_records__second_rejected",
     "[{\"incident_id\":\"i\",\"summary\":\"a\"},{\"incident_id\":\"i\",\"summary\":\"a\"},"
     "{\"incident_id\":\"i\",\"summary\":\"b\"}]",
     {"reject|69|3|the incident_id is there already"},
     2,
     1},
    {"words_of_1_3__those_of_1_4_1",
     HEAD "\"action\":{\"hacking\":{\"variety\":[\"MitM\",\"Use of backdoor or C2\"],\"vector\":"
          "[\"Partner\"]},\"malware\":{\"vector\":[\"Web drive-by\"]},\"social\":{\"variety\":"
          "[\"Phishing\"],\"vector\":[\"Website\"]}}}",
     {"claim|incident-type|AitM|MitM||-1|||||hacking",
      "claim|entry-method|Backdoor|Use of backdoor or C2|",
      "claim|entry-method|Web application - drive-by|Web drive-by|",
      "claim|entry-method|Web application|Website|", "claim|entered-at|supplier|hacking: Partner|"},
     1,
     0},
    {"extortion_beside_ransomware__not_counted_without_disclosure",
     HEAD "\"action\":{\"malware\":{\"variety\":[\"Ransomware\"]},\"social\":{\"variety\":"
          "[\"Extortion\"]}}}",
     {"incident|i-1|||||||||||ransomware|"},
     1,
     0},
    {"ransomware_with_disclosure__data_ransomed_as_in_1_4_1",
     HEAD "\"action\":{\"malware\":{\"variety\":[\"Ransomware\"]}},\"attribute\":"
          "{\"confidentiality\":{\"data_disclosure\":\"Yes\"}}}",
     {"incident|i-1|||||||||||ransomware extortion data-breach|"},
     1,
     0},
    {"data_abuse_of_1_4_1__extortion",
     HEAD "\"action\":{\"hacking\":{\"variety\":[\"Unknown\"]}},\"plus\":{\"attribute\":"
          "{\"confidentiality\":{\"data_abuse\":\"Yes - Data ransomed\"}}}}",
     {"incident|i-1|||||||||||extortion intrusion|"},
     1,
     0},
    {"denial_of_service_alone__no_intrusion",
     HEAD "\"action\":{\"hacking\":{\"variety\":[\"DoS\",\"Unknown\"]}}}",
     {"incident|i-1|||||||||||ddos|"},
     1,
     0},
    {"theft_of_things__says_that_it_is_physical",
     HEAD "\"action\":{\"physical\":{\"variety\":[\"Theft\"]}}}",
     {"incident|i-1|||||||||||theft veris-physical|"},
     1,
     0},
    {"espionage_of_an_insider__is_competition",
     HEAD "\"actor\":{\"internal\":{\"motive\":[\"Espionage\"]}},\"action\":{\"misuse\":"
          "{\"variety\":[\"Knowledge abuse\"]}}}",
     {"incident|i-1|||||||||||veris-misuse|", "claim|motivated-by|Espionage|||-1|||||internal"},
     1,
     0},
    {"actor_names__without_numbers_and_unknown",
     HEAD "\"actor\":{\"external\":{\"name\":[\"Unknown\",\"6A323CB8-6DC7-433C-A0F7-3D4850194425\","
          "\"Two\\nLines\"],\"country\":[\"KP\",\"Unknown\",\"Other\"]}}}",
     {"claim|attributed-to|Two Lines|", "claim|attributed-to-country|KP|KP|",
      "!claim|attributed-to|6", "!claim|attributed-to-country|O"},
     1,
     0},
    {"references__addresses_alone",
     HEAD "\"reference\":\"http://a.example/x, http://b.example/y,https://c.example/z (20140102); "
          "www.d.example; Read more; http://e.onion/a; HTTPS://f.example/\"}",
     {"incident|i-1|||||||||||||http://a.example/x\\nhttp://b.example/y\\nhttps://c.example/z"
      "\\nHTTPS://f.example/|"},
     1,
     0},
    {"discovery_as_1_3_0_wrote_it__read",
     HEAD "\"discovery_method\":\"Int - reported by user\"}",
     {"claim|discovered-by|reported by user|||-1|||||internal"},
     1,
     0},
    {"secondary_victims__each_a_claim",
     HEAD "\"victim\":{\"secondary\":{\"amount\":3,\"victim_id\":[\"B;336111\",\";52\",\"C\"]}}}",
     {"claim|secondary-victim|B|NAICS 336111|", "claim|secondary-victim|C||",
      "claim|impact-companies|3||", "!claim|secondary-victim||"},
     1,
     0},
    {"lines__read_one_by_one",
     "{\"incident_id\":\"a\"}\n{\"incident_id\":\"b\",}\n{\"incident_id\":\"c\"}\n",
     {"incident|a|", "incident|c|", "reject|38|2|"},
     2,
     1},
    {"bracket_missing__those_behind_are_read",
     "[{\"incident_id\":\"a\",\"victim\":{},{\"incident_id\":\"b\",\"victim\":{}},"
     "{\"incident_id\":\"c\"}]",
     {"incident|b|", "incident|c|"},
     2,
     1},
    {"something_else_in_the_list__rejected",
     "[{\"incident_id\":\"a\"},{\"a\":1},7]",
     {"reject|21|2|not a VERIS incident", "reject|29|3|not a JSON object"},
     1,
     2},
};

static void traps__as_the_note_says(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof traps / sizeof *traps; i++) {
        const trap *t = &traps[i];
        yg_recorder r = {0};
        yg_error err = {0};
        bool done = yg_recorder_read(&r, &reader, YG_STR("x.json"), yg_str_of(t->bytes), &err);
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
}

static void source__of_the_first_record_or_the_name(void **state) {
    static const struct {
        const char *path, *bytes, *line;
    } cases[] = {
        {"x.json", "{\"incident_id\":\"a\",\"source_id\":\"vcdb\"}",
         "source|VCDB|VERIS Community "
         "Database|https://github.com/vz-risk/VCDB|CC-BY-SA-4.0|clear\n"},
        {"vcdb-2020.zip!x.json", "[{\"incident_id\":\"a\"}]", "source|VCDB|"},
        {"x.json", "[{\"incident_id\":\"a\",\"source_id\":\"acme\"}]", "source|VERIS: acme||||\n"},
        {"vcdb.json", "[{\"incident_id\":\"a\",\"source_id\":\"acme\"}]", "source|VERIS: acme|"},
        {"x.json", "[{\"incident_id\":\"a\"}]", "source|VERIS||||\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        yg_recorder r = {0};
        yg_error err = {0};
        assert_true(yg_recorder_read(&r, &reader, yg_str_of(cases[i].path),
                                     yg_str_of(cases[i].bytes), &err));
        if (!yg_recorder_has(&r, cases[i].line))
            fail_msg("%s: %s", cases[i].line, yg_buf_z(&r.log));
        yg_recorder_free(&r);
    }
}

static void probe__its_own_alone(void **state) {
    (void)state;
    assert_int_equal(yg_veris_probe(YG_STR("{\"Event\":{\"info\":\"a\"}}"), YG_STR("a")), 0);
    assert_int_equal(yg_veris_probe(YG_STR("[]"), YG_STR("a")), 0);
    assert_int_equal(
        yg_veris_probe(YG_STR("[1,{\"victim\":1,\"action\":1,\"actor\":1}]"), YG_STR("a")), 0);
    assert_int_equal(
        yg_veris_probe(YG_STR("[ {\"victim\":1,\"action\":1,\"incident_id\":\"1\","), YG_STR("a")),
        60);
    /* The publisher's files of the schema itself. */
    assert_int_equal(yg_veris_probe(YG_STR("{\"victim\":{},\"action\":{},\"actor\":{},"
                                           "\"asset\":{},\"timeline\":{}}"),
                                    YG_STR("verisc-enum.json")),
                     0);
    /* A list of victims with a group is somebody else's. */
    assert_int_equal(yg_veris_probe(YG_STR("[{\"victim\":\"A\",\"group\":\"b\"}]"), YG_STR("a")),
                     0);
}

typedef struct {
    yg_recorder r;
    size_t files;
} vcdb;

static bool read_vcdb(void *self, const yg_input_file *file, yg_error *err) {
    vcdb *v = self;
    v->files++;
    return yg_recorder_read(&v->r, &reader, file->path, file->bytes, err);
}

static void vcdb__every_record_accounted_for(void **state) {
    vcdb v = {0};
    yg_error err = {0};
    const char *path = shared_data("incidents/vcdb-2020-03.json.zip");
    (void)state;
    if (path == NULL)
        skip();
    assert_true(yg_input_each(path, NULL, read_vcdb, &v, &err));
    assert_int_equal(v.files, 1);
    assert_null(v.r.broken);
    assert_int_equal(v.r.incidents, 8553 - 8 - 3);
    assert_int_equal(v.r.rejects, 8 + 3);
    assert_true(yg_recorder_has(&v.r, "incident|ff72eef0-0848-11e8-8ccf-e3865b9fabe5|2017-12|"
                                      "Nissan Canada Finance|CA|occurred|||||K|NAICS 522220|"));
    yg_recorder_free(&v.r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traps__as_the_note_says),
        cmocka_unit_test(source__of_the_first_record_or_the_name),
        cmocka_unit_test(probe__its_own_alone),
        cmocka_unit_test(vcdb__every_record_accounted_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
