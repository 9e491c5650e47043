#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>

#include "base/limits.h"
#include "fixture.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

static void assert_dump(fixture *f, const char *want) {
    YG_CLEANUP_BUF yg_buf got = fixture_dump(f);
    assert_string_equal(yg_buf_z(&got), want);
}

static void assert_has(fixture *f, const char *part, bool wanted) {
    YG_CLEANUP_BUF yg_buf got = fixture_dump(f);
    if ((strstr(yg_buf_z(&got), part) != NULL) != wanted)
        fail_msg("%s'%s' in\n%s", wanted ? "no " : "", part, got.p);
}

static size_t count_of(fixture *f, const char *part) {
    YG_CLEANUP_BUF yg_buf got = fixture_dump(f);
    yg_str rest = yg_buf_str(&got);
    size_t n = 0;
    for (size_t at; (at = yg_str_find(rest, yg_str_of(part))) != SIZE_MAX; n++)
        rest = yg_str_from(rest, at + strlen(part));
    return n;
}

/* --- One of each, every field --- */

static void put_all_kinds(fixture *f, const yg_sink *s) {
    const yg_object object = {.id = fixture_id("intrusion-set", 1),
                              .type = YG_STR("intrusion-set"),
                              .entry = YG_STR("threat-actor"),
                              .media = YG_STR("misp-galaxy"),
                              .name = YG_STR("海莲花"),
                              .external_id = YG_STR("G0050"),
                              .text = YG_STR("A description"),
                              .raw = YG_STR("{ \"a\" : [ 1 , \"x y\" ] }"),
                              .created_us = 11,
                              .modified_us = -22,
                              .flags = YG_OBJECT_REVOKED | YG_OBJECT_DEPRECATED};
    assert_int_equal(s->object(s->self, &object, &f->err), YG_PUT_TAKEN);
    const yg_name name = {.text = YG_STR("APT-32"),
                          .kind = YG_NAME_ALIAS,
                          .vendor = YG_STR("Mandiant"),
                          .reference = YG_STR("https://example.org/"),
                          .date = YG_STR("2017-05")};
    assert_true(s->name(s->self, &name, &f->err));
    const yg_claim claim = {.predicate = YG_STR("targets-country"),
                            .object_id = fixture_id("location", 2),
                            .value = YG_STR("JP"),
                            .label = YG_STR("Japan"),
                            .asserted_by = YG_STR("Somebody"),
                            .references = YG_STR("https://a/\nhttps://b/"),
                            .date = YG_STR("2022-Q1"),
                            .known = YG_KNOWN_OFFICIAL,
                            .confidence = 0,
                            .note_en = YG_STR("note"),
                            .note_ja = YG_STR("注"),
                            .tags = YG_STR("one two")};
    assert_true(s->claim(s->self, &claim, &f->err));
    const yg_claim about_other = {.subject_id = fixture_id("location", 3),
                                  .predicate = YG_STR("p"),
                                  .value = YG_STR("v"),
                                  .confidence = -1};
    assert_true(s->claim(s->self, &about_other, &f->err));
    const yg_incident incident = {.key = YG_STR("K1"),
                                  .date = YG_STR("2022-02"),
                                  .date_kind = YG_STR("occurred"),
                                  .victim = YG_STR("Victim"),
                                  .victim_ja = YG_STR("被害者"),
                                  .sites = YG_STR("TH JP"),
                                  .parent = YG_STR("Parent"),
                                  .parent_ja = YG_STR("親"),
                                  .parent_country = YG_STR("JP"),
                                  .sector = YG_STR("C"),
                                  .sector_label = YG_STR("cars"),
                                  .types = YG_STR("ransomware"),
                                  .asserted_by = YG_STR("Somebody"),
                                  .references = YG_STR("https://c/"),
                                  .known = YG_KNOWN_CONFIRMED,
                                  .basis = YG_STR("basis"),
                                  .summary_en = YG_STR("summary"),
                                  .summary_ja = YG_STR("要約"),
                                  .tags = YG_STR("t")};
    assert_true(s->incident(s->self, &incident, &f->err));
}

static const char raw_relationship[] = "{\"r\":1}";

static void put_rows(fixture *f, const yg_sink *s) {
    const yg_object object = {.id = fixture_id("relationship", 4),
                              .type = YG_STR("relationship"),
                              .entry = YG_STR("relationship"),
                              .media = YG_STR("stix"),
                              .raw = yg_str_of(raw_relationship),
                              .created_us = YG_TIME_NONE,
                              .modified_us = YG_TIME_NONE};
    assert_int_equal(s->object(s->self, &object, &f->err), YG_PUT_TAKEN);
    const yg_relationship relationship = {.source_ref = fixture_id("intrusion-set", 1),
                                          .type = YG_STR("uses"),
                                          .target_ref = fixture_id("tool", 5),
                                          .confidence = 70};
    assert_true(s->relationship(s->self, &relationship, &f->err));
    const yg_statistic statistic = {.series = YG_STR("series"),
                                    .series_name_en = YG_STR("Series"),
                                    .series_name_ja = YG_STR("系列"),
                                    .asserted_by = YG_STR("NPA"),
                                    .geography = YG_STR("JP"),
                                    .subject = YG_STR("ransomware"),
                                    .period = YG_STR("2022-H1"),
                                    .scheme = YG_STR("industry"),
                                    .category = YG_STR("Manufacturing"),
                                    .sector = YG_STR("C"),
                                    .count = 37,
                                    .total = 114,
                                    .has_total = true,
                                    .unit = YG_STR("cases"),
                                    .definition = YG_STR("reports"),
                                    .derived = YG_STR("sum"),
                                    .published = YG_STR("2022-09-15"),
                                    .references = YG_STR("https://d/"),
                                    .known = YG_KNOWN_OFFICIAL,
                                    .note_en = YG_STR("n"),
                                    .note_ja = YG_STR("注")};
    assert_int_equal(s->statistic(s->self, &statistic, &f->err), YG_PUT_TAKEN);
    assert_int_equal(s->statistic(s->self, &statistic, &f->err), YG_PUT_UNCHANGED);
    const yg_indicator indicator = {.type = YG_STR("domain-name"),
                                    .value = YG_STR("evil.example"),
                                    .first_seen = YG_STR("2022-01-01"),
                                    .last_seen = YG_STR("2022-02-01"),
                                    .context = YG_STR("campaign"),
                                    .role = YG_STR("c2"),
                                    .object_id = fixture_id("intrusion-set", 1),
                                    .to_ids = true};
    assert_int_equal(s->indicator(s->self, &indicator, &f->err), YG_PUT_TAKEN);
    const yg_fault fault = {YG_ERR_INPUT, "a reason", 99, 7};
    s->reject(s->self, &fault, YG_STR("bad \xff record"));
}

static bool on_reject(void *self, const yg_reject_row *r, yg_error *err) {
    yg_buf_addf(self, "%llu %llu %.*s: %.*s\n", (unsigned long long)r->record,
                (unsigned long long)r->offset_bytes, YG_FMT(r->reason), YG_FMT(r->detail));
    return true;
}

#define ID(type, n) type "--00000000-0000-4000-8000-00000000000" n

static void sink__one_of_each_kind__comes_back_whole(void **state) {
    fixture *f = *state;
    yg_sink s = yg_store_sink(f->store);
    assert_true(yg_store_begin(f->store, &f->err));
    yg_store_document(f->store, &(yg_document){.path = YG_STR("a.json"),
                                               .reader = YG_STR("misp-galaxy"),
                                               .digest = YG_STR("beef"),
                                               .bytes = 5,
                                               .now_us = 77});
    const yg_source source = {YG_STR("The source"), YG_STR("Publisher"), YG_STR("https://s/"),
                              YG_STR("CC0-1.0"),    YG_STR("1.2"),       YG_STR("green"),
                              YG_STR("2022-01")};
    assert_true(s.source(s.self, &source, &f->err));
    put_all_kinds(f, &s);
    put_rows(f, &s);
    yg_store_counts counts = fixture_commit(f);
    assert_int_equal(counts.taken, 4);
    assert_int_equal(counts.unchanged, 1);
    assert_int_equal(counts.rejected, 1);
    static const char want[] =
        "source|The source|Publisher|https://s/|CC0-1.0|1.2|green|2022-01|77|77|1|4|1|1|2|1|2|1|1\n"
        "document|The source|a.json|misp-galaxy|beef|5|4|1|1|77\n"
        "object|" ID(
            "intrusion-set",
            "1") "|intrusion-set|threat-actor|misp-galaxy|海莲花|G0050|"
                 "The source|{\"a\":[1,\"x y\"]}|11|-22|3\n"
                 "object|" ID(
                     "relationship",
                     "4") "|relationship|relationship|stix|||The source|{\"r\":1}"
                          "|none|none|0\n"
                          "name|" ID("intrusion-set",
                                     "1") "|The source|apt32|APT-32|Mandiant|https://example.org/|"
                                          "2017-05|2\n";
    YG_CLEANUP_BUF yg_buf got = fixture_dump(f);
    assert_memory_equal(yg_buf_z(&got), want, sizeof want - 1);
    static const char *const parts[] = {
        "|targets-country|JP|Japan|Somebody|https://a/\nhttps://b/|2022-Q1|note|注|one two|The "
        "source|" ID("intrusion-set", "1") "|海莲花|intrusion-set|" ID("location", "2") "||5|0\n",
        "|p|v||||||||The source|" ID("location", "3") "|||||0|-1\n",
        "incident|" ID("intrusion-set", "1") "|The source|K1|2022-02|occurred|Victim|被害者|TH JP|"
                                             "Parent|親|JP|C|cars|ransomware|Somebody|https://c/"
                                             "|basis|summary|要約|t|4|1643673600000000"
                                             "|1646092800000000\n",
        "|The source|series|Series|系列|NPA|JP|ransomware|2022-H1|industry|Manufacturing|C|cases|"
        "reports|sum|2022-09-15|https://d/|n|注|37|114|5|1640995200000000|1656633600000000\n",
        "indicator|domain-name|evil.example|2022-01-01|2022-02-01|campaign|c2|The source|" ID(
            "intrusion-set", "1") "|1\n",
    };
    for (size_t i = 0; i < COUNT(parts); i++)
        assert_has(f, parts[i], true);
    YG_CLEANUP_BUF yg_buf rejects = {0};
    assert_true(yg_store_rejects(f->store, 1, 10, on_reject, &rejects, &f->err));
    assert_string_equal(yg_buf_z(&rejects), "7 99 a reason: bad \xEF\xBF\xBD record\n");
}

static bool on_relationship(void *self, const yg_relationship_row *r, yg_error *err) {
    yg_buf_addf(self, "%.*s %.*s %.*s\n", YG_FMT(r->type), YG_FMT(r->other_type),
                YG_FMT(r->other_name));
    return true;
}

static void relationship__both_ends__other_end_is_named(void **state) {
    fixture *f = *state;
    YG_CLEANUP_BUF yg_buf got = {0};
    YG_CLEANUP_BUF yg_buf refs = {0};
    int64_t left, right;
    yg_relationship r;
    yg_sink s = yg_store_sink(f->store);
    fixture_begin(f, "A");
    fixture_object(f, "intrusion-set", 1, "Actor", 1, "");
    fixture_object(f, "tool", 5, "Tool", 1, "");
    put_rows(f, &s);
    fixture_commit(f);
    assert_true(yg_store_entity_of(f->store, fixture_id("intrusion-set", 1), &left, &f->err));
    assert_true(yg_store_entity_of(f->store, fixture_id("tool", 5), &right, &f->err));
    assert_true(yg_store_relationships_from(f->store, left, on_relationship, &got, &f->err));
    assert_true(yg_store_relationships_to(f->store, right, on_relationship, &got, &f->err));
    assert_true(yg_store_relationships_to(f->store, left, on_relationship, &got, &f->err));
    assert_string_equal(yg_buf_z(&got), "uses tool Tool\nuses intrusion-set Actor\n");
    assert_true(yg_store_relationship(f->store, 3, &r, &refs, &f->err));
    assert_true(yg_str_eq(r.source_ref, fixture_id("intrusion-set", 1)));
    assert_true(yg_str_eqz(r.type, "uses"));
    assert_true(yg_str_eq(r.target_ref, fixture_id("tool", 5)));
    assert_int_equal(r.confidence, 70);
    assert_true(yg_store_relationship(f->store, 99, &r, &refs, &f->err));
    assert_int_equal(r.source_ref.n, 0);
}

/* --- Versions --- */

static void object__newer_older_equal__newest_is_seen_all_are_kept(void **state) {
    static const struct {
        int64_t modified_us;
        const char *name, *seen;
        yg_put put;
    } steps[] = {
        {10, "First", "First", YG_PUT_TAKEN},
        {20, "Second", "Second", YG_PUT_TAKEN},
        {15, "Between", "Second", YG_PUT_TAKEN},
        {20, "Same time", "Same time", YG_PUT_TAKEN},
        {20, "Same time", "Same time", YG_PUT_UNCHANGED},
        {10, "First", "Same time", YG_PUT_UNCHANGED},
        {YG_TIME_NONE, "No time", "Same time", YG_PUT_TAKEN},
    };
    fixture *f = *state;
    for (size_t i = 0; i < COUNT(steps); i++) {
        fixture_begin(f, "A");
        assert_int_equal(fixture_object(f, "tool", 1, steps[i].name, steps[i].modified_us, "text"),
                         steps[i].put);
        yg_store_counts counts = fixture_commit(f);
        assert_int_equal(counts.taken, steps[i].put == YG_PUT_TAKEN);
        assert_int_equal(counts.unchanged, steps[i].put == YG_PUT_UNCHANGED);
        YG_CLEANUP_BUF yg_buf hits = fixture_search(f, YG_STR("text"));
        YG_CLEANUP_BUF yg_buf want = {0};
        yg_buf_addf(&want, "%s*", steps[i].seen);
        assert_string_equal(yg_buf_z(&hits), yg_buf_z(&want));
        assert_int_equal(count_of(f, "\nname|"), 1);
        yg_buf_clear(&want);
        yg_buf_addf(&want, "|%s||||1\n", steps[i].seen);
        assert_has(f, yg_buf_z(&want), true);
    }
    assert_int_equal(count_of(f, "\nobject|"), 5);
}

static void object__white_space_between_tokens__not_a_change(void **state) {
    fixture *f = *state;
    yg_sink s = yg_store_sink(f->store);
    yg_object object = {.id = fixture_id("tool", 1),
                        .type = YG_STR("tool"),
                        .entry = YG_STR("tool"),
                        .media = YG_STR("stix"),
                        .raw = YG_STR("{\"a\": 1,\n\t\"b\": \"x  y\"}")};
    fixture_begin(f, "A");
    assert_int_equal(s.object(s.self, &object, &f->err), YG_PUT_TAKEN);
    object.raw = YG_STR("{\"a\":1,\"b\":\"x  y\"}");
    assert_int_equal(s.object(s.self, &object, &f->err), YG_PUT_UNCHANGED);
    object.raw = YG_STR("{\"a\":1,\"b\":\"x y\"}");
    assert_int_equal(s.object(s.self, &object, &f->err), YG_PUT_TAKEN);
    fixture_commit(f);
}

static void object__same_id_of_two_sources__two_objects_of_one_entity(void **state) {
    fixture *f = *state;
    fixture_begin(f, "A");
    fixture_object(f, "tool", 1, "Name at A", 10, "");
    fixture_commit(f);
    fixture_begin(f, "B");
    assert_int_equal(fixture_object(f, "tool", 1, "Name at B", 5, ""), YG_PUT_TAKEN);
    fixture_commit(f);
    assert_has(f, "|Name at A||A|", true);
    assert_has(f, "|Name at B||B|", true);
    assert_int_equal(count_of(f, "\nname|"), 2);
}

static void object__imported_twice__dump_differs_in_counts_alone(void **state) {
    fixture *f = *state;
    for (int round = 0; round < 2; round++) {
        fixture_begin(f, "A");
        for (unsigned i = 0; i < 20; i++)
            fixture_object(f, "tool", i, i % 2 ? "Odd" : "Even", i, "text");
        yg_store_counts counts = fixture_commit(f);
        assert_int_equal(counts.taken, round == 0 ? 20 : 0);
        assert_int_equal(counts.unchanged, round == 0 ? 0 : 20);
        assert_int_equal(yg_store_names_changed(f->store), round == 0);
    }
    assert_int_equal(count_of(f, "\nobject|"), 20);
    assert_int_equal(count_of(f, "\nname|"), 20);
}

static void source__told_again__new_words_win_empty_ones_do_not(void **state) {
    fixture *f = *state;
    yg_sink s = yg_store_sink(f->store);
    fixture_begin(f, "A");
    assert_true(s.source(s.self, &(yg_source){.name = YG_STR("A"), .tlp = YG_STR("red")}, &f->err));
    assert_true(
        s.source(s.self, &(yg_source){.name = YG_STR("A"), .licence = YG_STR("MIT")}, &f->err));
    fixture_commit(f);
    assert_has(f, "source|A|A publisher||MIT||red||", true);
}

/* --- Withdrawal --- */

static void claims_file(fixture *f, const char *path, unsigned objects, unsigned statistics) {
    yg_sink s = yg_store_sink(f->store);
    assert_true(yg_store_begin(f->store, &f->err));
    fixture_document(f, "curated", path, "yagura-claims");
    for (unsigned i = 0; i < objects; i++) {
        if (fixture_object(f, "incident", i, "An incident", 1, "") == YG_PUT_UNCHANGED)
            continue;
        const yg_claim claim = {.predicate = YG_STR("is"), .value = yg_str_of(path)};
        assert_true(s.claim(s.self, &claim, &f->err));
    }
    for (unsigned i = 0; i < statistics; i++) {
        char period[8];
        snprintf(period, sizeof period, "%u", 2000 + i);
        const yg_statistic statistic = {
            .series = yg_str_of(path), .period = yg_str_of(period), .count = i};
        assert_int_not_equal(s.statistic(s.self, &statistic, &f->err), YG_PUT_FAILED);
    }
    fixture_commit(f);
}

static void document_end__curated_rows_taken_out__withdrawn(void **state) {
    fixture *f = *state;
    claims_file(f, "a.yaml", 3, 3);
    claims_file(f, "b.yaml", 3, 1);
    assert_int_equal(count_of(f, "\nclaim|"), 6);
    assert_int_equal(count_of(f, "\nstatistic|"), 4);
    claims_file(f, "a.yaml", 2, 1);
    assert_true(yg_store_names_changed(f->store));
    assert_int_equal(count_of(f, "|is|a.yaml|"), 2);
    assert_int_equal(count_of(f, "|is|b.yaml|"), 3);
    assert_int_equal(count_of(f, "\nstatistic|"), 2);
    assert_int_equal(count_of(f, "\nname|"), 5);
    claims_file(f, "a.yaml", 3, 0);
    assert_int_equal(count_of(f, "|is|a.yaml|"), 3);
    assert_int_equal(count_of(f, "\nstatistic|"), 1);
    claims_file(f, "a.yaml", 0, 0);
    assert_int_equal(count_of(f, "|is|"), 3);
}

static void document_end__feed_no_longer_lists__stays(void **state) {
    fixture *f = *state;
    fixture_begin(f, "feed");
    fixture_object(f, "tool", 1, "One", 1, "");
    fixture_object(f, "tool", 2, "Two", 1, "");
    fixture_commit(f);
    fixture_begin(f, "feed");
    fixture_object(f, "tool", 2, "Two", 1, "");
    fixture_commit(f);
    assert_int_equal(count_of(f, "\nname|"), 2);
}

/* --- Rollback --- */

static void rollback__store_used_on__as_if_nothing_had_been(void **state) {
    fixture *f = *state;
    fixture_begin(f, "A");
    fixture_object(f, "tool", 1, "One", 1, "");
    fixture_commit(f);
    YG_CLEANUP_BUF yg_buf before = fixture_dump(f);
    fixture_begin(f, "B");
    fixture_object(f, "tool", 1, "Changed", 9, "");
    fixture_object(f, "tool", 2, "Two", 1, "");
    fixture_object(f, "tool", 3, "Three", 1, "");
    yg_store_rollback(f->store);
    assert_dump(f, yg_buf_z(&before));
    /* Numbers given inside are given again: nothing of them may be remembered. */
    fixture_begin(f, "C");
    fixture_object(f, "tool", 3, "Three", 1, "");
    fixture_object(f, "tool", 2, "Two", 1, "");
    fixture_object(f, "malware", 4, "Four", 1, "");
    fixture_commit(f);
    assert_has(f, "object|" ID("tool", "2") "|tool|tool|stix|Two|", true);
    assert_has(f, "object|" ID("tool", "3") "|tool|tool|stix|Three|", true);
    assert_has(f, "object|" ID("malware", "4") "|malware|malware|stix|Four|", true);
    assert_has(f, "name|" ID("tool", "3") "|C|three|", true);
}

static void close__inside_a_transaction__rolled_back(void **state) {
    fixture *f = *state;
    YG_CLEANUP_BUF yg_buf before = fixture_dump(f);
    fixture_begin(f, "A");
    fixture_object(f, "tool", 1, "One", 1, "");
    fixture_again(f, YG_STORE_WRITE);
    assert_dump(f, yg_buf_z(&before));
}

/* --- Indicators, rejects --- */

static void indicator__said_again__times_joined_in_any_order(void **state) {
    static const struct {
        const char *first, *last;
        bool to_ids;
        yg_put put;
    } steps[] = {
        {"2022-02-01", "2022-02-02", false, YG_PUT_TAKEN},
        {"2022-02-01", "2022-02-02", false, YG_PUT_UNCHANGED},
        {"", "", false, YG_PUT_UNCHANGED},
        {"2022-03-01", "2022-03-02", false, YG_PUT_TAKEN},
        {"2022-01-01", "", false, YG_PUT_TAKEN},
        {"2022-01-15", "2022-02-15", false, YG_PUT_UNCHANGED},
        {"", "", true, YG_PUT_TAKEN},
        {"", "", false, YG_PUT_UNCHANGED},
    };
    fixture *f = *state;
    yg_sink s = yg_store_sink(f->store);
    for (size_t i = 0; i < COUNT(steps); i++) {
        const yg_indicator indicator = {.type = YG_STR("url"),
                                        .value = YG_STR("http://a/"),
                                        .first_seen = yg_str_of(steps[i].first),
                                        .last_seen = yg_str_of(steps[i].last),
                                        .to_ids = steps[i].to_ids};
        fixture_begin(f, "A");
        assert_int_equal(s.indicator(s.self, &indicator, &f->err), steps[i].put);
        fixture_commit(f);
        assert_int_equal(count_of(f, "\nindicator|"), 1);
    }
    assert_has(f, "indicator|url|http://a/|2022-01-01|2022-03-02|||A||1\n", true);
    const yg_indicator others[] = {
        {.type = YG_STR("url"), .value = YG_STR("http://a/"), .role = YG_STR("c2")},
        {.type = YG_STR("url"), .value = YG_STR("http://a/"), .context = YG_STR("c")},
        {.type = YG_STR("domain-name"), .value = YG_STR("http://a/")},
        {.type = YG_STR("url"), .value = YG_STR("http://b/")},
    };
    fixture_begin(f, "A");
    for (size_t i = 0; i < COUNT(others); i++)
        assert_int_equal(s.indicator(s.self, &others[i], &f->err), YG_PUT_TAKEN);
    fixture_commit(f);
    fixture_begin(f, "B");
    assert_int_equal(s.indicator(s.self, &others[0], &f->err), YG_PUT_TAKEN);
    fixture_commit(f);
    assert_int_equal(count_of(f, "\nindicator|"), 6);
}

static bool count_reject(void *self, const yg_reject_row *r, yg_error *err) {
    ++*(uint64_t *)self;
    assert_true(r->detail.n <= 643);
    return true;
}

static void reject__more_than_are_kept__counted(void **state) {
    fixture *f = *state;
    yg_sink s = yg_store_sink(f->store);
    char detail[1000];
    memset(detail, 'x', sizeof detail);
    memcpy(detail + 198, "櫓", 3);
    for (int round = 0; round < 2; round++) {
        uint64_t kept = 0;
        fixture_begin(f, "A");
        for (uint64_t i = 0; i < YG_LIMIT_REJECTS_KEPT + 50; i++)
            s.reject(s.self, &(yg_fault){YG_ERR_INPUT, "bad", i, i},
                     (yg_str){detail, sizeof detail});
        assert_int_equal(fixture_commit(f).rejected, YG_LIMIT_REJECTS_KEPT + 50);
        assert_true(yg_store_rejects(f->store, 1, 1000, count_reject, &kept, &f->err));
        assert_int_equal(kept, YG_LIMIT_REJECTS_KEPT);
    }
}

static void statistic__same_cell_with_another_count__replaced(void **state) {
    fixture *f = *state;
    yg_sink s = yg_store_sink(f->store);
    yg_statistic cell = {.series = YG_STR("s"), .period = YG_STR("2022"), .count = 1};
    fixture_begin(f, "A");
    assert_int_equal(s.statistic(s.self, &cell, &f->err), YG_PUT_TAKEN);
    cell.count = 2;
    assert_int_equal(s.statistic(s.self, &cell, &f->err), YG_PUT_TAKEN);
    cell.total = 0;
    cell.has_total = true;
    assert_int_equal(s.statistic(s.self, &cell, &f->err), YG_PUT_TAKEN);
    cell.asserted_by = YG_STR("another");
    assert_int_equal(s.statistic(s.self, &cell, &f->err), YG_PUT_TAKEN);
    fixture_commit(f);
    assert_int_equal(count_of(f, "\nstatistic|"), 2);
    assert_int_equal(count_of(f, "|2|0|0|"), 2);
}

/* --- Links --- */

static void link__decided_by_a_person__kept_when_computed_again(void **state) {
    fixture *f = *state;
    char id[YG_LINK_ID_BYTES];
    bool found = false;
    int64_t left, right;
    yg_str a = fixture_id("tool", 1), b = fixture_id("tool", 2);
    fixture_begin(f, "A");
    fixture_object(f, "tool", 1, "One", 1, "");
    fixture_object(f, "tool", 2, "Two", 1, "");
    assert_true(yg_store_entity_of(f->store, a, &left, &f->err));
    assert_true(yg_store_entity_of(f->store, b, &right, &f->err));
    yg_link_row link = {.left_eid = left,
                        .right_eid = right,
                        .id = yg_store_link_id(a, b, id),
                        .relation = YG_STR("same-as"),
                        .decision = YG_STR("auto"),
                        .rank = 5,
                        .evidence = YG_STR("[]")};
    char turned[YG_LINK_ID_BYTES];
    yg_store_link_id(b, a, turned);
    assert_string_equal(id, turned);
    assert_int_equal(strlen(id), 32);
    assert_true(yg_store_link_put(f->store, &link, &f->err));
    assert_true(yg_store_link_decide(f->store, link.id, YG_STR("rejected"), YG_STR(""), 9, &found,
                                     &f->err));
    assert_true(found);
    assert_true(yg_store_links_clear(f->store, YG_STR("actors"), &f->err));
    link.rank = 6;
    assert_true(yg_store_link_put(f->store, &link, &f->err));
    fixture_commit(f);
    assert_has(f, "|same-as|rejected|[]|6|9\n", true);
    assert_true(
        yg_store_link_decide(f->store, link.id, YG_STR(""), YG_STR("part-of"), 9, &found, &f->err));
    assert_has(f, "|part-of|review|[]|6|0\n", true);
    assert_true(yg_store_links_clear(f->store, YG_STR("actors"), &f->err));
    assert_int_equal(count_of(f, "\nlink|"), 0);
    assert_true(yg_store_link_decide(f->store, YG_STR("none"), YG_STR("accepted"), YG_STR(""), 9,
                                     &found, &f->err));
    assert_false(found);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_STORE(sink__one_of_each_kind__comes_back_whole),
        WITH_STORE(relationship__both_ends__other_end_is_named),
        WITH_STORE(object__newer_older_equal__newest_is_seen_all_are_kept),
        WITH_STORE(object__white_space_between_tokens__not_a_change),
        WITH_STORE(object__same_id_of_two_sources__two_objects_of_one_entity),
        WITH_STORE(object__imported_twice__dump_differs_in_counts_alone),
        WITH_STORE(source__told_again__new_words_win_empty_ones_do_not),
        WITH_STORE(document_end__curated_rows_taken_out__withdrawn),
        WITH_STORE(document_end__feed_no_longer_lists__stays),
        WITH_STORE(rollback__store_used_on__as_if_nothing_had_been),
        WITH_STORE(close__inside_a_transaction__rolled_back),
        WITH_STORE(indicator__said_again__times_joined_in_any_order),
        WITH_STORE(reject__more_than_are_kept__counted),
        WITH_STORE(statistic__same_cell_with_another_count__replaced),
        WITH_STORE(link__decided_by_a_person__kept_when_computed_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
