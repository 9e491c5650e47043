/* The reader "misp-galaxy": one inline document per trap, then the real galaxy where it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "base/time.h"
#include "intel/misp_galaxy.h"
#include "recorder.h"
#include "shared.h"

static const yg_intel_reader reader = {"misp-galaxy", "", yg_misp_galaxy_probe,
                                       yg_misp_galaxy_read};

#define U1 "11111111-1111-4111-8111-111111111111"
#define U2 "22222222-2222-4222-8222-222222222222"
#define U3 "33333333-3333-4333-8333-333333333333"
#define MICROSOFT "d0c33595-b684-45ef-91c3-e2f5ce1a8191"
#define MITRE "a1ad5090-2487-46d2-8237-6151a2dd5063"
/* A cluster file of one cluster; `type` behind `values`, as JSON allows. */
#define FILE_OF(galaxy, values)                                                                    \
    "{\"authors\":[\"a\"],\"name\":\"n\",\"values\":[" values "],\"type\":\"" galaxy "\"}"
#define ACTOR(members)                                                                             \
    FILE_OF("threat-actor", "{\"value\":\"Tower\",\"uuid\":\"" U1 "\"" members "}")
#define META(members) ACTOR(",\"meta\":{" members "}")

typedef struct {
    const char *what, *bytes;
    const char *lines[6]; /* each must be there; with '!' in front it must not */
    size_t rejects;
} trap;

static const trap traps[] = {
    {"values_before_type__type_is_used",
     ACTOR(""),
     {"source|MISP galaxy|MISP Project|https://github.com/MISP/misp-galaxy|CC0-1.0 OR "
      "BSD-2-Clause|clear\n",
      "object|intrusion-set--" U1 "|threat-actor|misp-galaxy|Tower||0|\n",
      "name|primary|Tower|||\n"},
     0},
    {"description__is_text",
     ACTOR(",\"description\":\"a\\nb\",\"revoked\":true"),
     {"object|intrusion-set--" U1 "|threat-actor|misp-galaxy|Tower||1|a\\nb\n"},
     0},
    {"uuid_upper_case__id_lower_case",
     FILE_OF("tool", "{\"value\":\"X\",\"uuid\":\"AAAAAAAA-1111-4111-8111-11111111111F\"}"),
     {"object|tool--aaaaaaaa-1111-4111-8111-11111111111f|tool|"},
     0},
    {"no_uuid__id_from_type_and_value",
     FILE_OF("rat", "{\"value\":\"X\"}"),
     {"object|malware--"},
     0},
    {"value_is_number__text",
     FILE_OF("naics", "{\"value\":441,\"description\":\"Dealers\"}"),
     {"object|identity--", "name|primary|441|", "name|alias|Dealers|"},
     0},
    {"no_value__rejected",
     FILE_OF("tool", "{\"uuid\":\"" U1 "\"},{\"value\":\" \"}"),
     {"reject|38|1|cluster without a \"value\" that can be a name|" U1, "!object"},
     2},
    {"bad_record__others_stay",
     FILE_OF("tool", "{\"value\":\"A\",\"uuid\":tru},{\"value\":\"B\"},7,{\"value\":\"C\"}"),
     {"name|primary|B|", "name|primary|C|", "!name|primary|A|"},
     2},
    {"synonyms__strings_numbers_lists_and_empties",
     META("\"synonyms\":[\"Tower\",\"\",\"  \",\"A B\",12,null,[\"x\"],{\"y\":1},\"G0045\"]"),
     {"object|intrusion-set--" U1 "|threat-actor|misp-galaxy|Tower|G0045|", "name|alias|A B|||",
      "name|alias|12|", "name|external|G0045|", "!name|alias|Tower", "!name|alias||"},
     0},
    {"synonyms__one_string_for_a_list", META("\"synonyms\":\"Watch\""), {"name|alias|Watch|"}, 0},
    {"subgroup__is_part_not_name",
     META("\"synonyms\":[\"Subgroup: Bluenoroff\"]"),
     {"claim|has-part|Bluenoroff|Subgroup: Bluenoroff||-1|", "!name|alias"},
     0},
    {"vendor__by_producer_and_by_origin",
     META("\"synonyms\":[\"A:B\",\"Pawn "
          "Storm\",\"C\",\"G0001\"],\"name-attribution\":[\"A:B:" MICROSOFT "\",\"C:" U1
          "\",\"G0001:" MITRE "\",\"C\",7],\"origin:A:B\":\"Other\",\"origin:Pawn "
          "Storm\":\"Trend Micro\""),
     {"name|alias|A:B|Microsoft|", "name|alias|A:B|Other|", "name|alias|Pawn Storm|Trend Micro|",
      "name|alias|C||", "name|external|G0001|MITRE|"},
     0},
    {"vendor__of_the_galaxy_for_its_primary_names",
     FILE_OF("microsoft-activity-group",
             "{\"value\":\"Teal Sleet\",\"meta\":{\"synonyms\":[\"ABC\"],\"sector\":\"Iran\","
             "\"country\":\"IR\",\"microsoft-origin-threat\":\"Iran, Financially motivated, "
             "Covert network\"}}"),
     {"name|primary|Teal Sleet|Microsoft|", "name|alias|ABC||", "!claim|targets-sector",
      "claim|originates-from|IR|Iran|Microsoft|", "claim|motivated-by|Financially motivated|",
      "claim|actor-type|Covert network|"},
     0},
    {"reference__first_address_that_names_the_alias",
     META("\"synonyms\":[\"Pawn Storm\",\"Tick\"],\"refs\":[\"https://a.example/tick\",\"https://"
          "b.example/pawn-storm-x\"]"),
     {"name|alias|Pawn Storm||https://b.example/pawn-storm-x|", "name|alias|Tick|||\n",
      "claim|references||||-1|https://a.example/tick\\nhttps://b.example/pawn-storm-x|"},
     0},
    {"references__only_web_and_never_tor",
     META("\"refs\":[\"http://x.onion/a\",\"https://y.onion.example/\",\"ftp://z.example\",\"www."
          "z.example\",\"javascript:1\",\"https://a b\",\"https://u@q.ONION:80/\"]"),
     {"!claim", "!name|alias"},
     0},
    {"ransomware_links__raw_only",
     FILE_OF("ransomware", "{\"value\":\"R\",\"meta\":{\"links\":[\"http://pay.example/\"],"
                           "\"ransomnotes-refs\":[\"http://note.example/\"]}}"),
     {"!claim"},
     0},
    {"country__with_confidence_as_string",
     META("\"country\":\"CN\",\"attribution-confidence\":\"50\",\"cfr-suspected-state-sponsor\":"
          "\"Iran (Islamic Republic of)\""),
     {"claim|attributed-to-country|CN|CN||50|",
      "claim|sponsored-by|IR|Iran (Islamic Republic of)||-1|"},
     0},
    {"country__confidence_out_of_range_is_unsaid",
     META("\"country\":\"RU\",\"attribution-confidence\":900"),
     {"claim|attributed-to-country|RU|RU||-1|"},
     0},
    {"sponsor_unknown__is_no_claim",
     META("\"cfr-suspected-state-sponsor\":\"Unknown\""),
     {"!claim"},
     0},
    {"victims__strings_where_lists_are_meant",
     META(
         "\"suspected-victims\":\"Middle East\",\"cfr-suspected-victims\":[\"South Korea\",\"Korea "
         "(Republic of)\",\"Bangladesh Bank\"]"),
     {"claim|targets-country|KR|South Korea|", "claim|targets-country|KR|Korea (Republic of)|",
      "claim|targets-country||Bangladesh Bank|", "claim|targets-country||Middle East|"},
     0},
    {"sectors__letter_where_exact",
     META("\"targeted-sector\":[\"Academia - University \",\"Technology\"],\"cfr-target-category\":"
          "[\"Education\"],\"sector\":\"Mining\""),
     {"claim|targets-sector|P|Education|", "claim|targets-sector||Technology|",
      "claim|targets-sector|B|Mining|"},
     0},
    {"incident_type__string_or_list",
     META("\"cfr-type-of-incident\":[\"Espionage\",\"Sabotage\"],\"motive\":\"Cybercrime\","
          "\"since\":\"2017\""),
     {"claim|incident-type|Espionage|", "claim|incident-type|Sabotage|",
      "claim|motivated-by|Cybercrime|", "claim|active-since|2017|"},
     0},
    {"country_cluster__describes_itself",
     FILE_OF("country", "{\"value\":\"japan\",\"description\":\"Japan\",\"meta\":{\"ISO\":\"JP\","
                        "\"country\":\"JP\"}}"),
     {"object|location--", "name|alias|Japan|", "!claim", "!name|external"},
     0},
    {"related_in_file__type_of_the_file",
     FILE_OF("botnet", "{\"value\":\"A\",\"uuid\":\"" U1 "\",\"related\":[{\"dest-uuid\":\"" U2
                       "\",\"type\":\"variant-of\",\"tags\":[\"estimative-language:likelihood-"
                       "probability=\\\"likely\\\"\"]}]},{\"value\":\"B\",\"uuid\":\"" U2 "\"}"),
     {"object|relationship--", "rel|malware--" U1 "|variant-of|malware--" U2 "|70"},
     0},
    {"related_elsewhere__by_tag_uuid_or_rule",
     ACTOR(",\"related\":[{\"dest-uuid\":\"" U2 "\",\"type\":\"similar\"},{\"dest-uuid\":\"" U2
           "\",\"type\":\"uses\"},{\"dest-uuid\":\"" U3
           "\",\"type\":\"targets\",\"tags\":[\"misp-galaxy:type=\\\"sector\\\"\"]},{\"dest-uuid\":"
           "\"84668357-5a8c-4bdd-9f0f-6b50b24a504e\",\"type\":\"targets\"}]"),
     {"rel|intrusion-set--" U1 "|similar|intrusion-set--" U2 "|-1",
      "rel|intrusion-set--" U1 "|uses|x-misp-galaxy--" U2,
      "rel|intrusion-set--" U1 "|targets|identity--" U3,
      "rel|intrusion-set--" U1 "|targets|location--84668357-5a8c-4bdd-9f0f-6b50b24a504e"},
     0},
    {"related__broken_entries_rejected",
     ACTOR(",\"related\":[7,{\"type\":\"uses\"},{\"dest-uuid\":\"x\",\"type\":\"uses\"},{\"dest-"
           "uuid\":\"" U2 "\",\"type\":\"is-deployed-by \",\"price\":\"1\"}]"),
     {"rel|intrusion-set--" U1 "|is-deployed-by|"},
     3},
    {"mitre_uses__left_to_attack",
     FILE_OF("mitre-intrusion-set",
             "{\"value\":\"T - G0001\",\"uuid\":\"" U1 "\",\"meta\":{\"external_id\":\"G0001\"},"
             "\"related\":[{\"dest-uuid\":\"" U2 "\",\"type\":\"uses\"},{\"dest-uuid\":\"" U2
             "\",\"type\":\"similar\"}]}"),
     {"!rel|intrusion-set--" U1 "|uses", "rel|intrusion-set--" U1 "|similar|intrusion-set--" U2,
      "name|external|G0001|MITRE|", "name|primary|T|MITRE|", "name|external|T - G0001||"},
     0},
    {"unknown_galaxy__kept",
     FILE_OF("dragons", "{\"value\":\"D\"}"),
     {"object|x-misp-galaxy--"},
     0},
    {"meta_of_wrong_type__object_stays",
     ACTOR(",\"meta\":[1],\"related\":\"no\""),
     {"name|primary|Tower|"},
     0},
    {"galaxy_file__is_an_object",
     "\xEF\xBB\xBF{\"description\":\"d\",\"icon\":\"i\",\"name\":\"Threat Actor\",\"namespace\":"
     "\"misp\",\"type\":\"threat-actor\",\"uuid\":\"" U1 "\",\"version\":3}",
     {"object|x-misp-galaxy--" U1 "|galaxy|misp-galaxy|Threat Actor|threat-actor|0|d"},
     0},
    {"cut_off__records_before_the_cut_stay",
     "{\"type\":\"tool\",\"values\":[{\"value\":\"A\"},{\"value\":\"B\"},{\"val",
     {"name|primary|A|", "name|primary|B|"},
     1},
};

static void each_trap__as_expected(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof traps / sizeof *traps; i++) {
        yg_recorder r = {0};
        yg_error err = {0};
        yg_str bytes = yg_str_of(traps[i].bytes);
        if (!yg_recorder_read(&r, &reader, YG_STR("x.json"), bytes, &err))
            fail_msg("%s: %s", traps[i].what, err.text);
        if (r.broken != NULL)
            fail_msg("%s: %s", traps[i].what, r.broken);
        for (size_t k = 0; k < 6 && traps[i].lines[k] != NULL; k++) {
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

static void probe__tells_galaxies_from_schemas(void **state) {
    static const struct {
        const char *bytes;
        int least, most;
    } rows[] = {
        {"{\"authors\":[],\"type\":\"tool\",\"values\":[{\"value\":\"X\"}]}", 90, 90},
        {"{\"values\":[{\"meta\":{},\"value\":\"X\"", 50, 70},
        {"{\"values\":[{\"meta\":{},\"uuid\":\"X\"", 0, 0},
        {"{\"values\":[1,2]}", 0, 0},
        {"{\"values\":{\"type\":\"array\"},\"type\":\"object\"}", 0, 0},
        {"{\"$schema\":\"x\",\"title\":\"t\",\"id\":\"i\",\"type\":\"object\",\"properties\":{}}",
         0, 0},
        {"{\"name\":\"a\",\"namespace\":\"misp\",\"type\":\"t\",\"uuid\":\"u\"}", 80, 90},
        {"{\"type\":\"bundle\",\"id\":\"bundle--" U1 "\",\"objects\":[]}", 0, 0},
        {"[]", 0, 0},
        {"", 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int score = reader.probe(yg_str_of(rows[i].bytes), YG_STR("x.json"));
        if (score < rows[i].least || score > rows[i].most)
            fail_msg("row %zu: probe gives %d", i, score);
    }
}

static void unchanged__nothing_else_is_put(void **state) {
    yg_recorder r = {.says_unchanged = true};
    (void)state;
    assert_true(yg_recorder_read(&r, &reader, YG_STR("x"),
                                 yg_str_of(META("\"synonyms\":[\"A\"],\"country\":\"CN\"")), NULL));
    assert_int_equal(r.put, 2);
    yg_recorder_free(&r);
}

static void no_uuid__same_id_every_time(void **state) {
    yg_recorder a = {0}, b = {0};
    yg_str bytes = yg_str_of(FILE_OF("rat", "{\"value\":\"X\"}"));
    (void)state;
    assert_true(yg_recorder_read(&a, &reader, YG_STR("x"), bytes, NULL));
    assert_true(yg_recorder_read(&b, &reader, YG_STR("y"), bytes, NULL));
    assert_string_equal(yg_buf_z(&a.log), yg_buf_z(&b.log));
    yg_recorder_free(&a);
    yg_recorder_free(&b);
}

static void names_without_end__limited(void **state) {
    YG_CLEANUP_BUF yg_buf bytes = {0};
    yg_recorder r = {.counts_only = true};
    (void)state;
    yg_buf_addz(&bytes,
                "{\"type\":\"tool\",\"values\":[{\"value\":\"X\",\"meta\":{\"synonyms\":[0");
    for (int i = 1; i < 30000; i++)
        yg_buf_addf(&bytes, ",%d", i);
    yg_buf_addz(&bytes, "]}}]}");
    assert_true(yg_recorder_read(&r, &reader, YG_STR("x"), yg_buf_str(&bytes), NULL));
    assert_int_equal(r.names, 10000);
    assert_int_equal(r.rejects, 1);
    assert_null(r.broken);
    yg_recorder_free(&r);
}

/* Every record that opens and never closes would be a scan to the end of the file. */
static void unclosed_records_without_end__done_in_time(void **state) {
    YG_CLEANUP_BUF yg_buf bytes = {0};
    yg_recorder r = {.counts_only = true};
    clock_t start = clock();
    (void)state;
    yg_buf_addz(&bytes, "{\"type\":\"tool\",\"values\":[{}");
    for (int i = 0; i < 1000000; i++)
        yg_buf_addz(&bytes, ",{");
    assert_true(yg_recorder_read(&r, &reader, YG_STR("x"), yg_buf_str(&bytes), NULL));
    assert_true((clock() - start) / CLOCKS_PER_SEC < 30);
    yg_recorder_free(&r);
}

typedef struct {
    size_t files, objects, names, claims, relationships, rejects;
    int64_t us;
    uint64_t bytes;
    bool print;
} totals;

static bool read_file(void *self, const yg_input_file *file, yg_error *err) {
    totals *t = self;
    yg_recorder r = {.counts_only = true};
    const yg_intel_reader *best = yg_intel_reader_probe(file->bytes, file->path);
    if (best == NULL) {
        assert_true(yg_str_ends(file->path, YG_STR("schema_clusters.json")));
        return true;
    }
    assert_string_equal(best->name, "misp-galaxy");
    int64_t start = yg_time_mono_us();
    bool done = yg_recorder_read(&r, best, file->path, file->bytes, err);
    t->us += yg_time_mono_us() - start;
    t->files++;
    t->bytes += file->bytes.n;
    t->objects += r.objects - r.relationships;
    t->names += r.names;
    t->claims += r.claims;
    t->relationships += r.relationships;
    t->rejects += r.rejects;
    if (t->print)
        print_message(
            "%.*s: %zu clusters, %zu names, %zu claims, %zu relationships, %zu rejected\n",
            YG_FMT(file->path), r.objects - r.relationships, r.names, r.claims, r.relationships,
            r.rejects);
    assert_null(r.broken);
    assert_true(done);
    yg_recorder_free(&r);
    return true;
}

static void real_galaxy__all_of_it_read(void **state) {
    const char *folder = shared_data("misp-galaxy");
    totals t = {.print = getenv("YAGURA_TEST_VERBOSE") != NULL};
    (void)state;
    if (folder == NULL)
        skip();
    assert_true(shared_each(folder, ".json", read_file, &t));
    print_message("%zu files, %.1f MB in %.0f ms: %zu objects, %zu names, %zu claims, "
                  "%zu relationships, %zu rejected\n",
                  t.files, (double)t.bytes / 1e6, (double)t.us / 1e3, t.objects, t.names, t.claims,
                  t.relationships, t.rejects);
    assert_int_equal(t.files, 36);
    assert_int_equal(t.objects, 14760 + 18);
    assert_int_equal(t.rejects, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_trap__as_expected),
        cmocka_unit_test(probe__tells_galaxies_from_schemas),
        cmocka_unit_test(unchanged__nothing_else_is_put),
        cmocka_unit_test(no_uuid__same_id_every_time),
        cmocka_unit_test(names_without_end__limited),
        cmocka_unit_test(unclosed_records_without_end__done_in_time),
        cmocka_unit_test(real_galaxy__all_of_it_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
