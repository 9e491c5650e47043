/* The reader "misp-event": one inline document per trap, then real events where they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/time.h"
#include "intel/misp_event.h"
#include "recorder.h"
#include "shared.h"

static const yg_intel_reader reader = {"misp-event", "", yg_misp_event_probe, yg_misp_event_read};

#define U1 "11111111-1111-4111-8111-111111111111"
#define U2 "22222222-2222-4222-8222-222222222222"
#define MD5 "d41d8cd98f00b204e9800998ecf8427e"
#define HEAD                                                                                       \
    "\"uuid\":\"" U1 "\",\"info\":\"Raid\",\"date\":\"2020-03-04\",\"Orgc\":{\"name\":\"Acme\"}"
#define EVENT(members) "{\"Event\":{" HEAD members "}}"
#define ATTRIBUTES(list) EVENT(",\"Attribute\":[" list "]")
#define ATTRIBUTE(type, value, more)                                                               \
    ATTRIBUTES("{\"type\":\"" type "\",\"value\":\"" value "\",\"to_ids\":true" more "}")

typedef struct {
    const char *what, *bytes;
    const char *lines[5]; /* each must be there; with '!' in front it must not */
    size_t rejects;
} trap;

static const trap traps[] = {
    {"event__is_a_report",
     EVENT(",\"timestamp\":\"1583280000\""),
     {"source|Acme MISP events|Acme|||\n", "object|report--" U1 "|event|misp-event|Raid||0|Raid\n",
      "name|primary|Raid|"},
     0},
    {"response__read", "{\"response\":[{\"Event\":{" HEAD "}}]}", {"object|report--" U1}, 0},
    {"response_object__read", "{\"response\":{\"Event\":{" HEAD "}}}", {"object|report--" U1}, 0},
    {"array__all_read",
     "[{\"Event\":{" HEAD "}},{\"Event\":{\"info\":\"B\",\"Orgc\":{\"name\":\"Bee\"}}}]",
     {"source|x.json MISP events||", "name|primary|Raid|", "name|primary|B|"},
     0},
    {"bare_events__read",
     "[{" HEAD ",\"Attribute\":[]},{\"info\":\"B\",\"threat_level_id\":\"1\"}]",
     {"name|primary|Raid|", "name|primary|B|"},
     0},
    {"no_info__rejected", "{\"Event\":{\"uuid\":\"" U1 "\"}}", {"!object"}, 1},
    {"no_orgc__file_is_the_source",
     "{\"Event\":{\"info\":\"B\"}}",
     {"source|x.json MISP events|"},
     0},
    {"tlp__strictest_tag_marks_the_source",
     EVENT(",\"Tag\":[{\"name\":\"tlp:white\"},{\"name\":\"TLP:AMBER\"}]"),
     {"source|Acme MISP events (TLP:AMBER)|Acme|||amber\n"},
     0},
    {"tlp_white__clear",
     EVENT(",\"Tag\":[{\"name\":\"tlp:white\"}]"),
     {"source|Acme MISP events|Acme|||clear\n"},
     0},
    {"text__holds_comments_and_reports",
     EVENT(
         ",\"EventReport\":[{\"name\":\"N\",\"content\":\"C\"}],\"Attribute\":[{\"type\":\"text\","
         "\"value\":\"v\",\"comment\":\"K\"},{\"type\":\"text\",\"value\":\"v\",\"comment\":\"K\"}"
         "]"),
     {"object|report--" U1 "|event|misp-event|Raid||0|Raid\\nN\\nC\\nK\n"},
     0},
    {"ip__refanged",
     ATTRIBUTE("ip-dst", "198.51.100[.]7", ",\"category\":\"Network activity\""),
     {"indicator|ipv4-addr|198.51.100.7|1|network activity|Raid|2020-03-04||"},
     0},
    {"ip__v6", ATTRIBUTE("ip-src", "2001:DB8:0::1", ""), {"indicator|ipv6-addr|2001:db8::1|"}, 0},
    {"ip_port__port_left_out",
     ATTRIBUTE("ip-dst|port", "198.51.100.7|443", ""),
     {"indicator|ipv4-addr|198.51.100.7|"},
     0},
    {"domain__lower_case_and_dot",
     ATTRIBUTE("domain", "Evil(.)Example.", ",\"comment\":\"C2\""),
     {"indicator|domain-name|evil.example|1||C2|"},
     0},
    {"domain_ip__two",
     ATTRIBUTE("domain|ip", "a.example|192.0.2.1", ""),
     {"indicator|domain-name|a.example|", "indicator|ipv4-addr|192.0.2.1|"},
     0},
    {"hostname__that_is_an_address",
     ATTRIBUTE("hostname", "192.0.2.1", ""),
     {"indicator|ipv4-addr|192.0.2.1|"},
     0},
    {"domain_with_port__port_left_out",
     ATTRIBUTE("domain", "a.example:80", ""),
     {"indicator|domain-name|a.example|"},
     0},
    {"url_with_space__encoded",
     ATTRIBUTE("url", "http://192.0.2.1/a b.zip", ""),
     {"indicator|url|http://192.0.2.1/a%20b.zip|"},
     0},
    {"url__hxxp",
     ATTRIBUTE("url", "hxxps://a[.]example/x?Y", ""),
     {"indicator|url|https://a.example/x?Y|"},
     0},
    {"filename_hash__two",
     ATTRIBUTE("filename|md5", "a|b.exe|" MD5, ""),
     {"indicator|file-name|a|b.exe|", "indicator|md5|" MD5 "|"},
     0},
    {"composite__without_bar_rejected", ATTRIBUTE("filename|md5", "b.exe", ""), {"!indicator"}, 1},
    {"hash__of_another_length_gets_its_type",
     ATTRIBUTE("md5", "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709", ""),
     {"indicator|sha1|da39a3ee5e6b4b0d3255bfef95601890afd80709|"},
     0},
    {"hash__that_is_none_rejected", ATTRIBUTE("md5", "nothex", ""), {"!indicator"}, 1},
    {"certificate_hash__is_no_file_hash",
     ATTRIBUTE("x509-fingerprint-md5", MD5, ""),
     {"indicator|other|" MD5 "|"},
     0},
    {"unknown_type__other_when_to_ids",
     ATTRIBUTE("mutex", "Global\\\\x", ""),
     {"indicator|other|Global\\x|"},
     0},
    {"unknown_type__raw_only_otherwise",
     ATTRIBUTES("{\"type\":\"mutex\",\"value\":\"x\",\"to_ids\":false},{\"type\":\"link\","
                "\"value\":\"https://a.example/\",\"to_ids\":true}"),
     {"!indicator"},
     0},
    {"victims_address__is_no_indicator",
     ATTRIBUTE("target-email", "a@victim.example", ""),
     {"!indicator"},
     0},
    {"to_ids_and_deleted__strings_and_numbers",
     ATTRIBUTES("{\"type\":\"md5\",\"value\":\"" MD5 "\",\"to_ids\":\"1\",\"deleted\":0},{\"type\":"
                "\"md5\",\"value\":\"" MD5
                "\",\"to_ids\":\"0\"},{\"type\":\"sha1\",\"value\":\"x\","
                "\"deleted\":\"1\"},{\"type\":\"sha1\",\"value\":\"x\",\"deleted\":true}"),
     {"indicator|md5|" MD5 "|1|", "indicator|md5|" MD5 "|0|"},
     0},
    {"seen__instants_strings_and_epochs",
     ATTRIBUTES("{\"type\":\"domain\",\"value\":\"a.example\",\"first_seen\":\"2021-01-24T15:43:30."
                "000000+00:00\",\"last_seen\":\"1611503010\"},{\"type\":\"domain\",\"value\":\"b."
                "example\",\"first_seen\":1611503010,\"last_seen\":\"soon\"}"),
     {"indicator|domain-name|a.example|1||Raid|2021-01-24T15:43:30Z|2021-01-24T15:43:30Z|",
      "indicator|domain-name|b.example|1||Raid|2021-01-24T15:43:30Z||"},
     0},
    {"to_ids__of_an_event_that_marks_nothing__all",
     ATTRIBUTES("{\"type\":\"md5\",\"value\":\"" MD5 "\"},{\"type\":\"domain\",\"value\":"
                "\"a.example\",\"to_ids\":false}"),
     {"indicator|md5|" MD5 "|1|", "indicator|domain-name|a.example|1|"},
     0},
    {"to_ids__of_an_event_that_marks_one__that_one",
     ATTRIBUTES("{\"type\":\"md5\",\"value\":\"" MD5 "\"},{\"type\":\"domain\",\"value\":"
                "\"a.example\",\"to_ids\":true}"),
     {"indicator|md5|" MD5 "|0|", "indicator|domain-name|a.example|1|"},
     0},
    {"attributes__of_wrong_shape_rejected",
     ATTRIBUTES("7,{\"type\":\"md5\"},{\"value\":\"x\"},{\"type\":[],\"value\":{}},{\"type\":"
                "\"domain\",\"value\":\"a.example\"}"),
     {"reject|126|1|attribute is not a JSON object|", "indicator|domain-name|a.example|"},
     4},
    {"object_attributes__read",
     EVENT(",\"Object\":[{\"name\":\"file\",\"comment\":\"OC\",\"Attribute\":[{\"type\":\"md5\","
           "\"value\":\"" MD5 "\"}]},{\"deleted\":true,\"Attribute\":[{\"type\":\"md5\",\"value\":"
           "\"" MD5 "\"}]},9]"),
     {"indicator|md5|" MD5 "|1||OC|"},
     0},
    {"actor__of_the_event_on_its_indicators",
     EVENT(",\"Galaxy\":[{\"GalaxyCluster\":[{\"type\":\"threat-actor\",\"value\":\"Sofacy\","
           "\"tag_name\":\"misp-galaxy:threat-actor=\\\"Sofacy\\\"\",\"uuid\":\"" U2
           "\",\"collection_uuid\":\"" U1 "\"}]}],\"Tag\":[{\"name\":\"misp-galaxy:threat-actor="
           "\\\"Sofacy\\\"\"}],\"Attribute\":[{\"type\":\"md5\",\"value\":\"" MD5 "\"}]"),
     {"claim|attributed-to|intrusion-set--" U2 "|Sofacy||-1||2020-03-04|",
      "indicator|md5|" MD5 "|1||Raid|2020-03-04||intrusion-set--" U2 "\n",
      "!claim|attributed-to|Sofacy|"},
     0},
    {"cluster_uuid__of_the_whole_galaxy_is_not_used",
     EVENT(",\"Galaxy\":[{\"GalaxyCluster\":[{\"type\":\"threat-actor\",\"value\":\"Sofacy\","
           "\"uuid\":\"7cdff317-a673-4474-84ec-4f1754947823\"}]}]"),
     {"claim|attributed-to|Sofacy|Sofacy|"},
     0},
    {"tags__claims_of_their_kind",
     EVENT(",\"Tag\":[{\"name\":\"misp-galaxy:mitre-attack-pattern=\\\"Phishing - T1566\\\"\"},{"
           "\"name\":\"misp-galaxy:target-information=\\\"Japan\\\"\"},{\"name\":\"misp-galaxy:"
           "sector=\\\"Mining\\\"\"},{\"name\":\"other\"},7]"),
     {"claim|related-to|Phishing - T1566|Phishing - T1566|", "claim|targets-country|JP|Japan|",
      "claim|targets-sector|B|Mining|", "!claim|attributed-to"},
     0},
    {"comma_too_many__event_stays",
     "{\"response\":[{\"Event\":{" HEAD ",\"Attribute\":[{\"type\":\"md5\",\"value\":\"" MD5
     "\"},],\"Tag\":[{\"name\":\"T\"},]}}]}",
     {"object|report--" U1 "|event|misp-event|Raid||0|Raid\\nT\n", "indicator|md5|" MD5 "|"},
     1},
    {"one_bad_attribute__others_stay",
     ATTRIBUTES("{\"type\":\"md5\",\"value\":\"" MD5 "\"},\n{\"type\":\"domain\",\"value\":bad},\n"
                "{\"type\":\"domain\",\"value\":\"a.example\"}"),
     {"indicator|md5|" MD5 "|", "indicator|domain-name|a.example|"},
     2},
    {"missing_brace__others_stay",
     ATTRIBUTES("{\"type\":\"md5\",\"value\":\"" MD5 "\",\n{\"type\":\"domain\",\"value\":\"a."
                "example\"}"),
     {"indicator|md5|" MD5 "|", "indicator|domain-name|a.example|"},
     1},
    {"cut_off__attributes_before_the_cut_stay",
     "{\"response\":[{\"Event\":{" HEAD ",\"Attribute\":[{\"type\":\"md5\",\"value\":\"" MD5
     "\"},{\"type\":\"doma",
     {"object|report--" U1, "indicator|md5|" MD5 "|"},
     2},
    {"manifest__checked_only",
     "{\"" U1 "\":{\"info\":\"a\",\"Orgc\":{\"name\":\"o\"}},\"" U2 "\":{},\"x\":{\"info\":\"b\"}}",
     {"!source", "!object"},
     2},
};

static void each_trap__as_expected(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof traps / sizeof *traps; i++) {
        yg_recorder r = {0};
        yg_error err = {0};
        if (!yg_recorder_read(&r, &reader, YG_STR("a/x.json"), yg_str_of(traps[i].bytes), &err))
            fail_msg("%s: %s", traps[i].what, err.text);
        if (r.broken != NULL)
            fail_msg("%s: %s", traps[i].what, r.broken);
        for (size_t k = 0; k < 5 && traps[i].lines[k] != NULL; k++) {
            const char *line = traps[i].lines[k];
            bool wanted = line[0] != '!';
            if (yg_recorder_has(&r, line + !wanted) != wanted)
                fail_msg("%s: %s \"%s\" in\n%s", traps[i].what, wanted ? "no" : "unwanted", line,
                         yg_buf_z(&r.log));
        }
        if (r.rejects != traps[i].rejects)
            fail_msg("%s: %zu rejected, not %zu\n%s", traps[i].what, r.rejects, traps[i].rejects,
                     yg_buf_z(&r.log));
        yg_recorder_free(&r);
    }
}

static void probe__tells_events_from_others(void **state) {
    static const struct {
        const char *path, *bytes;
        int least, most;
    } rows[] = {
        {"x", "{\"Event\":{\"id\":\"1\"", 95, 95},
        {"x", "{\"response\":[{\"Event\":{\"id\"", 95, 95},
        {"x", "[{\"Event\":{}}]", 95, 95},
        {"x", "{\"info\":\"a\",\"threat_level_id\":\"1\"", 70, 70},
        {"x", "{\"response\":{\"Attribute\":[]}}", 0, 0},
        {"x", "{\"events\":[]}", 0, 0},
        {"f/manifest.json", "{\"" U1 "\":{\"date\":\"2", 85, 85},
        {"x", "{\"" U1 "\":{\"info\":\"a\",\"Orgc\":{}}}", 85, 85},
        {"x", "{\"" U1 "\":{\"a\":1}}", 0, 0},
        {"f/hashes.csv", MD5 "," U1 "\n", 80, 80},
        {"f/hashes.csv", "md5,uuid\n", 0, 0},
        {"x", "", 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int score = reader.probe(yg_str_of(rows[i].bytes), yg_str_of(rows[i].path));
        if (score < rows[i].least || score > rows[i].most)
            fail_msg("row %zu: probe gives %d", i, score);
    }
}

static void hash_list__passed_over_with_a_reason(void **state) {
    yg_recorder r = {0};
    (void)state;
    assert_true(
        yg_recorder_read(&r, &reader, YG_STR("feed/hashes.csv"), YG_STR(MD5 "," U1 "\n"), NULL));
    assert_int_equal(r.rejects, 1);
    assert_int_equal(r.put, 0);
    yg_recorder_free(&r);
}

static void unchanged__names_and_claims_are_left_out(void **state) {
    yg_recorder r = {.says_unchanged = true};
    (void)state;
    assert_true(yg_recorder_read(&r, &reader, YG_STR("x"),
                                 yg_str_of(ATTRIBUTE("domain", "a.example", "")), NULL));
    /* source, event, and the indicator, which is a row of its own */
    assert_int_equal(r.put, 3);
    yg_recorder_free(&r);
}

typedef struct {
    size_t files, events, indicators, claims, rejects;
    int64_t us;
    uint64_t bytes;
} totals;

static bool read_file(void *self, const yg_input_file *file, yg_error *err) {
    totals *t = self;
    yg_recorder r = {.counts_only = getenv("YAGURA_TEST_VERBOSE") == NULL};
    const yg_intel_reader *best = yg_intel_reader_probe(file->bytes, file->path);
    if (best == NULL || strcmp(best->name, "misp-event") != 0)
        return true;
    int64_t start = yg_time_mono_us();
    assert_true(yg_recorder_read(&r, best, file->path, file->bytes, err));
    t->us += yg_time_mono_us() - start;
    t->files++;
    t->bytes += file->bytes.n;
    t->events += r.objects;
    t->indicators += r.indicators;
    t->claims += r.claims;
    t->rejects += r.rejects;
    if (!r.counts_only) {
        yg_str rest = yg_buf_str(&r.log), line;
        print_message("%.*s: %zu events, %zu indicators, %zu claims, %zu rejected\n",
                      YG_FMT(file->path), r.objects, r.indicators, r.claims, r.rejects);
        while (yg_str_split(&rest, '\n', &line)) {
            if (yg_str_starts(line, YG_STR("reject|")))
                print_message("  %.*s\n", YG_FMT(line));
        }
    }
    assert_null(r.broken);
    yg_recorder_free(&r);
    return true;
}

static void real_events__all_58_read(void **state) {
    const char *folder = shared_data("malware-ioc");
    totals t = {0};
    (void)state;
    if (folder == NULL)
        skip();
    assert_true(shared_each(folder, ".json", read_file, &t));
    print_message("%zu files, %.1f MB in %.0f ms: %zu events, %zu indicators, %zu claims, "
                  "%zu rejected\n",
                  t.files, (double)t.bytes / 1e6, (double)t.us / 1e3, t.events, t.indicators,
                  t.claims, t.rejects);
    assert_int_equal(t.files, 58);
    assert_int_equal(t.events, 58);
    assert_int_equal(t.rejects, 1); /* a trailing comma */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_trap__as_expected),
        cmocka_unit_test(probe__tells_events_from_others),
        cmocka_unit_test(hash_list__passed_over_with_a_reason),
        cmocka_unit_test(unchanged__names_and_claims_are_left_out),
        cmocka_unit_test(real_events__all_58_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
