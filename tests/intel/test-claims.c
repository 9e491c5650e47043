/* The reader "yagura-claims": one document per rule of docs/formats/yagura-claims.md, then the
 * starter data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/input.h"
#include "intel/claims.h"
#include "recorder.h"

static const yg_intel_reader reader = {"yagura-claims", "", yg_claims_probe, yg_claims_read};

#define HEAD                                                                                       \
    "yagura-claims: 1\nsource: {name: S, publisher: P, licence: CC0-1.0, tlp: \"TLP:CLEAR\"}\n"
#define CSV(kind) "# yagura-claims: 1 " kind "\n# source.name: S\n# source.publisher: P\n"
#define INCIDENT(key, more)                                                                        \
    "  - key: " key "\n    date: 2024-03\n    victim: V\n    types: [ransomware]\n"                \
    "    summary: {en: E, ja: J}\n" more
#define CLAIM(more) HEAD "claims:\n  - " more "\n"

typedef struct {
    const char *what, *bytes;
    const char *lines[8]; /* each must be there; with '!' in front it must not */
    size_t objects, rejects;
} trap;

static const trap traps[] = {
    {"source__is_put_with_tlp_word", HEAD, {"source|S|P||CC0-1.0|clear\n"}, 0, 0},
    {"incident__with_all_parts__row_and_claims",
     HEAD "incidents:\n" INCIDENT(
         "a-1",
         "    date-kind: discovered\n    victim-ja: W\n    sites: [CA, NO]\n    parent: Q\n"
         "    parent-ja: R\n    parent-country: JP\n    sector: C\n    sector-label: cars\n"
         "    asserted-by: By\n    how-known: reported\n    basis: page-read\n"
         "    references: [https://a.example/1, https://a.example/2]\n    tags: [x, \"y z\"]\n"
         "    actors:\n      - {name: Crew, how-known: claimed-by-attacker, confidence: 40}\n"
         "    entry: {at: affiliate, country: CA, organisation: O, how: vpn}\n"
         "    reached-parent: {value: \"no\", asserted-by: Q, note: {en: N}}\n"
         "    supply-stop: {value: yes, organisations: [T, U], lines: 28, hours: 24}\n"
         "    impact:\n      - {measure: bytes, value: 2.8, unit: TB, bound: at-least}\n"
         "      - {measure: money, value: 5, unit: USD}\n"),
     {"incident|a-1|2024-03|V|CA NO|discovered|W|Q|R|JP|C|cars|ransomware|By|"
      "https://a.example/1\\nhttps://a.example/2|page-read|E|J|x y_z|||Crew||\n",
      "name|primary|V (2024-03)|", "name|external|a-1|",
      "claim|entered-at|affiliate|vpn|By|-1|https://a.example/1\\nhttps://a.example/2|",
      "claim|entry-country|CA|", "claim|reached-parent|no||Q|-1|https://a.example/1",
      "claim|impact-bytes|2800000000000|at-least 2.8 TB|By|", "claim|supply-stop-organisation|U|"},
     2,
     0},
    {"country_no__is_norway_and_date_is_text",
     HEAD "incidents:\n" INCIDENT("a", "    sites: [NO]\n"),
     {"incident|a|2024-03|V|NO|"},
     1,
     0},
    {"unknown_key__is_reported_and_the_record_taken",
     HEAD "incidents:\n" INCIDENT("a", "    victm: X\n    x-mine: 1\n    entry: {at: victim, "
                                       "contry: JP}\n"),
     {"incident|a|", "reject|195|1|unknown key|\"victm\", did you mean \"victim\"? (line 9)\n",
      "|unknown key|\"contry\", did you mean \"country\"? (line 11)\n", "!x-mine"},
     1,
     2},
    {"bad_records__cost_themselves",
     HEAD "incidents:\n  - {key: a}\n" INCIDENT("b", "    sites: [JPN]\n")
         INCIDENT("c", "    sector: Z\n") INCIDENT("d", "    date: 2024-13\n") INCIDENT("e", ""),
     {"incident|e|", "|missing key|date (line 4)\n",
      "|not a country code of ISO 3166-1 (two capital letters)|sites: \"JPN\" (line 10)\n",
      "|not a section of ISIC Rev. 4 (A to U)|sector: \"Z\" (line 16)\n", "|YAML error|"},
     1,
     4},
    {"bad_values__are_named",
     HEAD "incidents:\n" INCIDENT("A", "") INCIDENT("b", "    parent-country: JP\n")
         INCIDENT("c", "    impact: [{measure: money, value: 5}]\n")
             INCIDENT("d", "    references: [ftp://x]\n") INCIDENT("e", "    actors: x\n")
                 INCIDENT("f", "") INCIDENT("f", ""),
     {"|not lower-case letters, digits and single hyphens|key: \"A\" (line 4)\n",
      "|missing key: parent-country and parent-ja need parent|b\n",
      "|missing key: an impact of money needs unit, its currency|c\n",
      "|not an address that begins with https:// or http://|references: \"ftp://x\" (line 26)\n",
      "|not a list|actors: \"x\" (line 32)\n", "|the key of the incident is there already|f\n"},
     1,
     6},
    {"yaml_error__costs_one_record",
     HEAD "incidents:\n" INCIDENT("a", "") INCIDENT("b", "    sites: [JP\n")
         INCIDENT("c", "stray text\n") "claims:\n  # one\n" INCIDENT(
             "d", "") "incidents:\n" INCIDENT("e", ""),
     {"incident|a|", "incident|e|", "!incident|b|", "!incident|c|", "|YAML error|line 1"},
     2,
     7},
    {"alias__a_name_of_the_other_and_a_claim",
     CSV("aliases") "name,type,relation,of,vendor,asserted-by,date,how-known,confidence,references,"
                    "tags,note.en\nCicada,intrusion-set,also-known-as,APT10,Symantec,Symantec,"
                    "2020-11,assessed-by-analyst,70,https://a.example/1;https://a.example/2,t,n\n"
                    "Bluenoroff,intrusion-set,part-of,Lazarus Group,,MISP galaxy,,,,,,\n",
     {"!name|primary|Cicada|", "name|alias|Cicada|Symantec|https://a.example/1|2020-11\n",
      "name|primary|APT10|Symantec||\n", "claim|also-known-as|Cicada|",
      "claim|part-of|intrusion-set--", "!name|alias|Lazarus Group|"},
     3,
     0},
    {"spellings_of_one_name__are_one_thing",
     HEAD
     "claims:\n  - {subject: {type: intrusion-set, name: APT 10}, predicate: states, value: x}\n"
     "  - {subject: {type: intrusion-set, name: apt-10}, predicate: states, value: y}\n",
     {"object|intrusion-set--", "name|primary|APT 10|", "name|alias|apt-10|", "claim|states|x|",
      "claim|states|y|"},
     1,
     0},
    {"claim__of_a_country_and_a_sector__value_and_identifier",
     HEAD "claims:\n  - {subject: {type: intrusion-set, name: A}, predicate: targets, "
          "object: {type: location, name: JP}}\n"
          "  - {subject: {type: intrusion-set, name: A}, predicate: targets, "
          "object: {type: sector, name: C}}\n"
          "  - {subject: {type: location, name: JP}, predicate: posture, value: text}\n",
     {"claim|targets-country|location--", "claim|targets-sector|identity--", "name|primary|Japan|",
      "name|primary|Manufacturing|", "claim|posture|text|"},
     3,
     0},
    {"claim__object_and_value__rejected",
     HEAD
     "claims:\n  - {subject: {type: malware, name: A}, predicate: states}\n"
     "  - {subject: {type: location, name: JPN}, predicate: states, value: x}\n"
     "  - {subject: {type: malware, name: A}, predicate: Uses, value: x}\n"
     "  - {subject: {type: tool, name: A}, predicate: states, value: x}\n"
     "  - {subject: {type: malware, name: A}, predicate: own-word, value: 7.5, unit: percent}\n",
     {"|a claim needs \"object\" or \"value\", and not both|states\n",
      "|not a country code of ISO 3166-1 (two capital letters)|JPN\n",
      "|not one of the words for this key|type: \"tool\" (line 7)\n",
      "claim|own-word|7.5|7.5 percent|"},
     1,
     4},
    {"statistic__whole_counts_are_rows_and_rates_are_claims",
     CSV("statistics") "series,asserted-by,subject,period,category-scheme,category,count,total,"
                       "geography,series-name.en,unit\n"
                       "s,By,r,2022-H1,industry,c,37,114,JP,Name,reports\n"
                       "s,By,r,2022,rate,x,7707.9,,EU,,a day\n"
                       "s,By,r,2022,industry,c,5,4,,,\ns,By,r,2022,industry,c,-1,,,,\n"
                       "s,By,r,2022,industry,c,1,1.5,,,\n",
     {"statistic|s|2022-H1|c|37|114|industry|r|JP|Name|", "claim|rate|7707.9|7707.9 a day|By|",
      "|count is greater than total|5\n", "|not a number that is not negative|count: \"-1\"",
      "|total is no whole number|1.5\n"},
     1,
     3},
    {"csv__bad_rows_and_columns__are_reported",
     CSV("claims") "subject.type,subject.name,predicate,value,vlue\nmalware,A,states,x,\n"
                   "malware,A,states\nmalware,\xFF,states,x,\n\"malware,A,states,x,\n",
     {"|unknown key|vlue, did you mean \"value\"?\n",
      "|row has another number of cells than the header|malware\n", "|row is not UTF-8|",
      "|CSV quote never closes|", "claim|states|x|"},
     1,
     4},
    {"no_source__is_reported",
     "yagura-claims: 1\nclaims:\n  - {subject: {type: malware, name: A}, predicate: states, value: "
     "x}\n",
     {"source|yagura-claims|||", "|missing key|source\n", "claim|states|x|"},
     1,
     1},
};

static void read__rules_of_the_format__hold(void **state) {
    for (size_t i = 0; i < sizeof traps / sizeof *traps; i++) {
        const trap *t = &traps[i];
        yg_recorder recorder = {0};
        yg_error err = {0};
        if (!yg_recorder_read(&recorder, &reader, YG_STR(""), yg_str_of(t->bytes), &err))
            fail_msg("%s: %s", t->what, err.text);
        yg_str log = yg_buf_str(&recorder.log);
        for (size_t k = 0; k < 8 && t->lines[k] != NULL; k++) {
            bool want = t->lines[k][0] != '!';
            const char *line = t->lines[k] + !want;
            if ((yg_str_find(log, yg_str_of(line)) != SIZE_MAX) != want)
                fail_msg("%s: %s %s\n%.*s", t->what, want ? "missing" : "there", line, YG_FMT(log));
        }
        if (recorder.broken != NULL || recorder.objects != t->objects ||
            recorder.rejects != t->rejects)
            fail_msg("%s: %zu objects, %zu rejects, %s\n%.*s", t->what, recorder.objects,
                     recorder.rejects, recorder.broken ? recorder.broken : "", YG_FMT(log));
        yg_recorder_free(&recorder);
    }
}

static void read__whole_files__are_refused_with_the_place(void **state) {
    static const struct {
        const char *bytes, *want;
    } cases[] = {
        {"", "not yagura claims: the file is not a map of keys"},
        {"yagura-claims: 2\n", "not yagura claims version 1: "},
        {"source: {}\nyagura-claims: 1\n", "not yagura claims version 1: "},
        {HEAD "claims: &x [a]\n", "line 3, column 9: anchors"},
        {HEAD "claims: [", "line 4, column "},
        {"# yagura-claims: 1 incident\nkey\n", "line 1: must be \"# yagura-claims: 1 KIND\""},
        {"# yagura-claims: 1 claims\n", "line 2: no header row"},
        {"# yagura-claims: 1 claims\na,a\n", "column 2 has the name of column 1"},
        {HEAD "claims:\n  - {predicate: x}\n", "none of 1 records"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        yg_recorder recorder = {0};
        yg_error err = {0};
        assert_false(
            yg_recorder_read(&recorder, &reader, YG_STR("x"), yg_str_of(cases[i].bytes), &err));
        if (!yg_str_starts(yg_str_of(err.text), yg_str_of(cases[i].want)))
            fail_msg("%s: %s", cases[i].bytes, err.text);
        yg_recorder_free(&recorder);
    }
}

/* Every object's raw, one a line. */
typedef struct {
    yg_sink sink;
    yg_buf raws;
} raw_sink;

static yg_put keep_raw(void *self, const yg_object *object, yg_error *err) {
    raw_sink *s = self;
    yg_buf_add(&s->raws, object->raw);
    yg_buf_addc(&s->raws, '\n');
    return YG_PUT_UNCHANGED;
}
static bool no_source(void *self, const yg_source *source, yg_error *err) {
    return true;
}
static void no_reject(void *self, const yg_fault *fault, yg_str detail) {}

static yg_buf raws_of(const char *bytes) {
    raw_sink s = {.sink = {.object = keep_raw, .source = no_source, .reject = no_reject}};
    yg_intel_input input = {.bytes = yg_str_of(bytes)};
    s.sink.self = &s;
    assert_true(reader.read(&input, &s.sink, NULL));
    return s.raws;
}

static void raw__follows_what_is_said_and_not_the_order(void **state) {
#define ONE "  - {subject: {type: malware, name: A}, predicate: states, value: x}\n"
#define TWO "  - {subject: {type: malware, name: A}, predicate: states, value: y}\n"
    YG_CLEANUP_BUF yg_buf a = raws_of(HEAD "claims:\n" ONE TWO);
    YG_CLEANUP_BUF yg_buf b = raws_of(HEAD "claims:\n" TWO ONE ONE);
    YG_CLEANUP_BUF yg_buf c = raws_of(HEAD "claims:\n" ONE);
    assert_string_equal(yg_buf_z(&a), yg_buf_z(&b));
    assert_string_not_equal(yg_buf_z(&a), yg_buf_z(&c));
    assert_non_null(strstr(yg_buf_z(&a), "\"created\":\"1970-01-01T00:00:00.000Z\""));
    assert_non_null(
        strstr(yg_buf_z(&a), "extension-definition--771204ba-7dde-50cb-9424-55525b2acd8c"));
}

static void probe__both_forms__is_sure(void **state) {
    assert_true(reader.probe(YG_STR("# yagura-claims: 1 claims\na,b\n"), YG_STR("x")) > 90);
    assert_true(reader.probe(YG_STR("\xEF\xBB\xBF# note\n\nyagura-claims: 1\n"), YG_STR("x")) > 90);
    assert_int_equal(reader.probe(YG_STR("# yagura\nname: x\n"), YG_STR("x.yaml")), 0);
    assert_int_equal(reader.probe(YG_STR(""), YG_STR("")), 0);
    assert_int_equal(reader.probe(YG_STR("title: yagura-claims\n"), YG_STR("")), 0);
}

static void read_starter(const char *name, yg_recorder *recorder) {
    YG_CLEANUP_BUF yg_buf path = {0};
    YG_CLEANUP_BUF yg_buf bytes = {0};
    yg_error err = {0};
    yg_buf_addf(&path, "%s/%s", YG_STARTER_DATA, name);
    assert_true(yg_input_read_file(yg_buf_z(&path), 1 << 26, &bytes, &err));
    assert_true(reader.probe(yg_buf_str(&bytes), YG_STR("")) > 90);
    assert_true(yg_recorder_read(recorder, &reader, yg_buf_str(&path), yg_buf_str(&bytes), &err));
    assert_null(recorder->broken);
    assert_int_equal(recorder->rejects, 0);
}

static void read__starter_data__loses_nothing(void **state) {
    static const struct {
        const char *name;
        size_t incidents, statistics, claims;
    } files[] = {{"incidents.yaml", 66, 0, 100}, {"npa-ransomware.csv", 0, 71, 0},
                 {"aliases.csv", 0, 0, 20},      {"actors.yaml", 0, 0, 100},
                 {"facts.yaml", 0, 0, 70},       {"posture.yaml", 0, 0, 10},
                 {"landscape.yaml", 0, 3, 20}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        yg_recorder recorder = {0};
        read_starter(files[i].name, &recorder);
        assert_true(recorder.incidents == files[i].incidents);
        assert_true(recorder.statistics >= files[i].statistics);
        assert_true(recorder.claims >= files[i].claims);
        yg_recorder_free(&recorder);
    }
}

/* A statement about an incident of another file of the same publisher is about that incident. */
static void read__incident_named_in_another_file__has_its_identifier(void **state) {
    yg_recorder incidents = {0}, facts = {0};
    read_starter("incidents.yaml", &incidents);
    read_starter("facts.yaml", &facts);
    yg_str rest = yg_buf_str(&facts.log), line;
    size_t found = 0;
    while (yg_str_split(&rest, '\n', &line)) {
        if (!yg_str_starts(line, YG_STR("object|incident--")))
            continue;
        assert_true(yg_str_find(yg_buf_str(&incidents.log), yg_str_sub(line, 0, 53)) != SIZE_MAX);
        found++;
    }
    assert_int_equal(found, 5);
    yg_recorder_free(&incidents);
    yg_recorder_free(&facts);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read__rules_of_the_format__hold),
        cmocka_unit_test(read__whole_files__are_refused_with_the_place),
        cmocka_unit_test(raw__follows_what_is_said_and_not_the_order),
        cmocka_unit_test(probe__both_forms__is_sure),
        cmocka_unit_test(read__starter_data__loses_nothing),
        cmocka_unit_test(read__incident_named_in_another_file__has_its_identifier),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
