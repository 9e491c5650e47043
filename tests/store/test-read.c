#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "fixture.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

static void word(yg_buf *out, yg_str s) {
    if (out->n > 0)
        yg_buf_addc(out, ' ');
    yg_buf_add(out, s);
}

static void assert_words(yg_buf *got, const char *want, size_t which) {
    if (strcmp(yg_buf_z(got), want) != 0)
        fail_msg("case %zu gives '%s', not '%s'", which, got->p, want);
    yg_buf_free(got);
}

/* --- Claims --- */

static bool on_claim(void *self, const yg_claim_row *r, yg_error *err) {
    word(self, r->label);
    return true;
}

static void claims__every_filter__those_alone(void **state) {
    fixture *f = *state;
    yg_sink s = yg_store_sink(f->store);
    int64_t one, two, country;
    fixture_begin(f, "A");
    fixture_object(f, "intrusion-set", 1, "One", 1, "");
    const yg_claim of_one[] = {
        {.predicate = YG_STR("a"),
         .value = YG_STR("JP"),
         .label = YG_STR("1"),
         .tags = YG_STR("x-y z")},
        {.predicate = YG_STR("b"),
         .value = YG_STR("JP"),
         .label = YG_STR("2"),
         .tags = YG_STR("y")},
        {.predicate = YG_STR("b"), .object_id = fixture_id("location", 9), .label = YG_STR("3")},
    };
    for (size_t i = 0; i < COUNT(of_one); i++)
        assert_true(s.claim(s.self, &of_one[i], &f->err));
    fixture_object(f, "intrusion-set", 2, "Two", 1, "");
    const yg_claim of_two = {.predicate = YG_STR("c"),
                             .value = YG_STR("JPN"),
                             .label = YG_STR("4"),
                             .tags = YG_STR("z")};
    assert_true(s.claim(s.self, &of_two, &f->err));
    fixture_commit(f);
    assert_true(yg_store_entity_of(f->store, fixture_id("intrusion-set", 1), &one, &f->err));
    assert_true(yg_store_entity_of(f->store, fixture_id("intrusion-set", 2), &two, &f->err));
    assert_true(yg_store_entity_of(f->store, fixture_id("location", 9), &country, &f->err));
    const struct {
        yg_claim_filter filter;
        const char *want;
    } cases[] = {
        {{0}, "1 2 3 4"},
        {{.subject_eid = two}, "4"},
        {{.subject_eid = one, .predicate = YG_STR("a")}, "1"},
        {{.subject_eid = one, .predicate = YG_STR("c")}, ""},
        {{.object_eid = country}, "3"},
        {{.object_eid = country, .subject_eid = two}, ""},
        {{.object_eid = country, .subject_eid = one}, "3"},
        {{.object_eid = country, .predicate = YG_STR("a")}, ""},
        {{.predicate = YG_STR("a")}, "1"},
        {{.value = YG_STR("JP")}, "1 2"},
        {{.value = YG_STR("JP"), .predicate = YG_STR("b")}, "2"},
        {{.oid = 2}, "4"},
        {{.tag = YG_STR("y")}, "2"},
        {{.tag = YG_STR("z")}, "1 4"},
        {{.tag = YG_STR("x")}, ""},
        {{.tag = YG_STR("z"), .subject_eid = two}, "4"},
        {{.tag = YG_STR("%")}, ""},
        {{.tag = YG_STR("_")}, ""},
        {{.subject_eid = 999}, ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        yg_buf got = {0};
        assert_true(yg_store_claims(f->store, &cases[i].filter, on_claim, &got, &f->err));
        assert_words(&got, cases[i].want, i);
    }
}

/* --- Incidents --- */

static bool on_incident(void *self, const yg_incident_row *r, yg_error *err) {
    word(self, r->key);
    return true;
}

static void put_incident(fixture *f, unsigned number, const yg_incident *incident) {
    yg_sink s = yg_store_sink(f->store);
    fixture_object(f, "incident", number, "An incident", 1, "");
    assert_true(s.incident(s.self, incident, &f->err));
}

static yg_date date(const char *text) {
    yg_date d = {0};
    assert_true(yg_date_parse(yg_str_of(text), &d));
    return d;
}

static void incidents__every_filter__those_alone_by_date(void **state) {
    fixture *f = *state;
    fixture_begin(f, "A");
    const yg_incident all[] = {
        {.key = YG_STR("late"),
         .date = YG_STR("2022-03"),
         .sites = YG_STR("TH JP"),
         .parent_country = YG_STR("JP"),
         .sector = YG_STR("C"),
         .types = YG_STR("ransomware leak"),
         .victim = YG_STR("小島プレス工業"),
         .parent = YG_STR("Toyota Motor")},
        {.key = YG_STR("early"),
         .date = YG_STR("2021"),
         .sites = YG_STR("US"),
         .parent_country = YG_STR("JP"),
         .sector = YG_STR("K"),
         .types = YG_STR("leak")},
        {.key = YG_STR("undated"), .sites = YG_STR("JPX"), .victim_ja = YG_STR("ＡＢＣ商事")},
    };
    for (unsigned i = 0; i < COUNT(all); i++)
        put_incident(f, i, &all[i]);
    fixture_commit(f);
    const struct {
        yg_incident_filter filter;
        const char *want;
    } cases[] = {
        {{.sector = YG_STR("")}, "undated early late"},
        {{.site_country = YG_STR("JP")}, "late"},
        {{.site_country = YG_STR("TH")}, "late"},
        {{.site_country = YG_STR("%")}, ""},
        {{.parent_country = YG_STR("JP")}, "early late"},
        {{.country = YG_STR("US")}, "early"},
        {{.country = YG_STR("JP")}, "early late"},
        {{.sector = YG_STR("K")}, "early"},
        {{.type = YG_STR("leak")}, "early late"},
        {{.type = YG_STR("ransom")}, ""},
        {{.source = YG_STR("A"), .sector = YG_STR("C")}, "late"},
        {{.source = YG_STR("B")}, ""},
        {{.text = YG_STR("プレス")}, "late"},
        {{.text = YG_STR("TOYOTA motor")}, "late"},
        {{.text = YG_STR("abc")}, "undated"},
        {{.text = YG_STR("'; --")}, "undated early late"},
        {{.period = date("2022")}, "late"},
        {{.period = date("2022-03")}, "late"},
        {{.period = date("2022-03-31")}, ""}, /* dated to the month: it lies in no day of it */
        {{.site_country = YG_STR("JP"), .not_site = YG_STR("TH")}, ""},
        {{.site_country = YG_STR("JP"), .not_site = YG_STR("DE")}, "late"},
        {{.period = date("2022-04")}, ""},
        {{.period = date("2021-06")}, ""},
        {{.period = date("2021")}, "early"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        yg_buf got = {0};
        assert_true(yg_store_incidents(f->store, &cases[i].filter, on_incident, &got, &f->err));
        assert_words(&got, cases[i].want, i);
    }
}

/* --- Statistics --- */

static bool on_statistic(void *self, const yg_statistic_row *r, yg_error *err) {
    word(self, r->period);
    return true;
}

static void statistics__every_filter__those_alone_by_period(void **state) {
    fixture *f = *state;
    yg_sink s = yg_store_sink(f->store);
    fixture_begin(f, "A");
    const yg_statistic all[] = {
        {.series = YG_STR("s"),
         .period = YG_STR("2022-H2"),
         .geography = YG_STR("JP"),
         .subject = YG_STR("ransomware"),
         .scheme = YG_STR("industry")},
        {.series = YG_STR("s"),
         .period = YG_STR("2022-H1"),
         .geography = YG_STR("JP"),
         .subject = YG_STR("ransomware"),
         .scheme = YG_STR("size")},
        {.series = YG_STR("t"),
         .period = YG_STR("2022"),
         .geography = YG_STR("US"),
         .subject = YG_STR("phishing"),
         .scheme = YG_STR("size")},
    };
    for (size_t i = 0; i < COUNT(all); i++)
        assert_int_equal(s.statistic(s.self, &all[i], &f->err), YG_PUT_TAKEN);
    fixture_commit(f);
    const struct {
        yg_statistic_filter filter;
        const char *want;
    } cases[] = {
        {{.series = YG_STR("")}, "2022-H1 2022-H2 2022"},
        {{.geography = YG_STR("JP")}, "2022-H1 2022-H2"},
        {{.subject = YG_STR("phishing")}, "2022"},
        {{.series = YG_STR("s"), .scheme = YG_STR("size")}, "2022-H1"},
        {{.period = date("2022")}, "2022-H1 2022-H2 2022"},
        {{.period = date("2022-H1")}, "2022-H1"},
        {{.period = date("2023")}, ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        yg_buf got = {0};
        assert_true(yg_store_statistics(f->store, &cases[i].filter, on_statistic, &got, &f->err));
        assert_words(&got, cases[i].want, i);
    }
}

/* --- Objects, names, indicators --- */

static bool on_object(void *self, const yg_object_row *r, yg_error *err) {
    word(self, r->name);
    return true;
}

static bool on_name(void *self, const yg_name_row *r, yg_error *err) {
    word(self, r->text);
    return true;
}

static bool refuse(void *self, const yg_object_row *r, yg_error *err) {
    ++*(int *)self;
    return yg_fail(err, YG_ERR_USAGE, "enough");
}

static void objects__by_type_entity_number__those_alone(void **state) {
    fixture *f = *state;
    yg_buf got = {0};
    YG_CLEANUP_BUF yg_buf id = {0};
    int64_t eid;
    int calls = 0;
    bool found = true;
    fixture_begin(f, "A");
    fixture_object(f, "tool", 2, "Two", 1, "");
    fixture_object(f, "tool", 1, "One", 1, "");
    fixture_alias(f, "Uno");
    fixture_object(f, "tool-x", 3, "Three", 1, "");
    fixture_object(f, "malware", 4, "Four", 1, "");
    fixture_object(f, "tool", 1, "One again", 2, "");
    fixture_commit(f);
    assert_true(yg_store_objects(f->store, YG_STR("tool"), false, on_object, &got, &f->err));
    assert_words(&got, "One again Two", 0);
    assert_true(yg_store_objects(f->store, YG_STR("tool"), true, on_object, &got, &f->err));
    assert_words(&got, "One One again Two", 1);
    assert_true(yg_store_objects(f->store, YG_STR(""), false, on_object, &got, &f->err));
    assert_words(&got, "Four One again Two Three", 2);
    assert_true(yg_store_entity_of(f->store, fixture_id("tool", 1), &eid, &f->err));
    assert_true(yg_store_objects_of(f->store, eid, on_object, &got, &f->err));
    assert_words(&got, "One again", 3);
    assert_true(yg_store_names_of(f->store, eid, on_name, &got, &f->err));
    assert_words(&got, "One again", 4);
    assert_true(yg_store_names_by_key(f->store, YG_STR("two"), on_name, &got, &f->err));
    assert_words(&got, "Two", 5);
    assert_true(yg_store_names_by_key(f->store, YG_STR("tw"), on_name, &got, &f->err));
    assert_words(&got, "", 6);
    assert_true(yg_store_entity_id(f->store, eid, &id, &f->err));
    assert_true(yg_str_eq(yg_buf_str(&id), fixture_id("tool", 1)));
    assert_true(yg_store_entity_of(f->store, YG_STR("tool--nothing"), &eid, &f->err));
    assert_int_equal(eid, 0);
    assert_true(yg_store_object(f->store, 99, on_object, &got, &found, &f->err));
    assert_false(found);
    assert_true(yg_store_object(f->store, 1, on_object, &got, &found, &f->err));
    assert_true(found);
    assert_words(&got, "Two", 7);
    assert_false(yg_store_objects(f->store, YG_STR(""), false, refuse, &calls, &f->err));
    assert_string_equal(f->err.text, "enough");
    assert_int_equal(calls, 1);
}

static bool on_indicator(void *self, const yg_indicator_row *r, yg_error *err) {
    word(self, r->value);
    return true;
}

static void indicators__by_value_and_entity__those_alone(void **state) {
    fixture *f = *state;
    yg_sink s = yg_store_sink(f->store);
    yg_buf got = {0};
    int64_t eid;
    fixture_begin(f, "A");
    const yg_indicator all[] = {
        {.type = YG_STR("url"), .value = YG_STR("u"), .object_id = fixture_id("tool", 1)},
        {.type = YG_STR("domain-name"), .value = YG_STR("b")},
        {.type = YG_STR("domain-name"), .value = YG_STR("a"), .object_id = fixture_id("tool", 1)},
    };
    for (size_t i = 0; i < COUNT(all); i++)
        assert_int_equal(s.indicator(s.self, &all[i], &f->err), YG_PUT_TAKEN);
    fixture_commit(f);
    assert_true(yg_store_entity_of(f->store, fixture_id("tool", 1), &eid, &f->err));
    assert_true(yg_store_indicators(f->store, YG_STR(""), 0, on_indicator, &got, &f->err));
    assert_words(&got, "a b u", 0);
    assert_true(yg_store_indicators(f->store, YG_STR("b"), 0, on_indicator, &got, &f->err));
    assert_words(&got, "b", 1);
    assert_true(yg_store_indicators(f->store, YG_STR(""), eid, on_indicator, &got, &f->err));
    assert_words(&got, "a u", 2);
    assert_true(yg_store_indicators(f->store, YG_STR("b"), eid, on_indicator, &got, &f->err));
    assert_words(&got, "", 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_STORE(claims__every_filter__those_alone),
        WITH_STORE(incidents__every_filter__those_alone_by_date),
        WITH_STORE(statistics__every_filter__those_alone_by_period),
        WITH_STORE(objects__by_type_entity_number__those_alone),
        WITH_STORE(indicators__by_value_and_entity__those_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
