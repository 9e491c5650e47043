#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>

#include "fixture.h"
#include "store/sightings.h"

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)
#define DAY(n) ((int64_t)(n)*YG_US_PER_DAY + 3600 * YG_US_PER_S)

static void must(fixture *f, bool done) {
    if (!done)
        fail_msg("%s", f->err.text);
}

/* A finding of an indicator; gives its number. */
static int64_t find(fixture *f, const char *subject, const char *actor, int64_t us) {
    yg_finding_was was;
    int64_t fid = 0;
    const yg_finding_put put = {.kind = YG_STR("indicator"),
                                .subject = yg_str_of(subject),
                                .subject_type = YG_STR("domain-name"),
                                .brand = yg_str_of(actor),
                                .detail = YG_STR("192.0.2.3"),
                                .how = YG_STR("query"),
                                .first_us = us,
                                .last_us = us};
    must(f, yg_store_finding_put(f->store, &put, us, &was, &f->err));
    must(f, yg_store_sighting_of(f->store, put.subject, put.brand, &fid, &f->err));
    assert_int_not_equal(fid, 0);
    return fid;
}

static void see(fixture *f, int64_t fid, const char *machine, yg_str organisation, int day,
                uint64_t count) {
    const yg_sighting_row row = {.day = day,
                                 .organisation = organisation,
                                 .machine = yg_str_of(machine),
                                 .role = YG_STR("query"),
                                 .file = YG_STR("a.log"),
                                 .count = count,
                                 .first_us = DAY(day),
                                 .last_us = DAY(day)};
    must(f, yg_store_sighting_put(f->store, fid, &row, 1, &f->err));
}

static yg_str organisation(unsigned number) {
    return fixture_id("identity", number);
}

/* Evil: 5 at the first organisation, 2 at the second, 1 nobody knows where; other: 3 at the second.
 */
static void fill(fixture *f, int64_t *ret_evil, int64_t *ret_other) {
    fixture_begin(f, "Map");
    fixture_object(f, "identity", 1, "Aoba Motors", 0, "");
    fixture_object(f, "identity", 2, "Midori Parts", 0, "");
    fixture_commit(f);
    must(f, yg_store_begin(f->store, &f->err));
    *ret_evil = find(f, "evil.example", "Blue Heron", DAY(100));
    *ret_other = find(f, "other.example", "", DAY(102));
    see(f, *ret_evil, "192.0.2.3", organisation(1), 100, 4);
    see(f, *ret_evil, "192.0.2.4", organisation(1), 101, 1);
    see(f, *ret_evil, "192.0.2.20", organisation(2), 102, 2);
    see(f, *ret_evil, "", YG_STR(""), 103, 1);
    see(f, *ret_other, "192.0.2.20", organisation(2), 102, 3);
    must(f, yg_store_commit(f->store, &f->err));
}

static yg_sighting_total total(fixture *f, int64_t fid, const yg_sighting_filter *filter,
                               yg_buf *texts) {
    yg_sighting_total t;
    yg_buf_clear(texts);
    must(f, yg_store_sighting_total(f->store, fid, filter, &t, texts, &f->err));
    return t;
}

/* --- One finding --- */

static void total__all__by_place_machine_and_day(void **state) {
    fixture *f = *state;
    int64_t evil, other;
    YG_CLEANUP_BUF yg_buf texts = {0};
    YG_CLEANUP_BUF yg_buf places = {0};
    const yg_sighting_filter all = {.from_us = INT64_MIN};
    fill(f, &evil, &other);
    yg_sighting_total t = total(f, evil, &all, &texts);
    assert_int_equal(t.count, 8);
    assert_int_equal(t.machines, 3);
    assert_int_equal(t.days, 4);
    assert_int_equal(t.nowhere, 1);
    assert_int_equal(t.first_us, DAY(100));
    assert_int_equal(t.last_us, DAY(103));
    yg_buf_add(&places, organisation(1));
    yg_buf_addc(&places, '\n');
    yg_buf_add(&places, organisation(2));
    assert_true(yg_str_eq(t.organisations, yg_buf_str(&places)));
}

typedef struct {
    int64_t eid; /* of the only organisation that counts */
    int64_t until_us;
} owner;

static bool is_of(const void *self, int64_t organisation_eid, int64_t when_us) {
    const owner *o = self;
    return organisation_eid == o->eid && when_us < o->until_us;
}

static void total__filter__sightings_that_it_asks_for(void **state) {
    fixture *f = *state;
    int64_t evil, other;
    owner o = {.until_us = DAY(101)};
    YG_CLEANUP_BUF yg_buf texts = {0};
    fill(f, &evil, &other);
    yg_sighting_filter filter = {.from_us = DAY(101)};
    assert_int_equal(total(f, evil, &filter, &texts).count, 4);
    filter.to_us = DAY(102);
    assert_int_equal(total(f, evil, &filter, &texts).count, 1);
    must(f, yg_store_entity_of(f->store, organisation(1), &o.eid, &f->err));
    filter = (yg_sighting_filter){.from_us = INT64_MIN, .wanted = is_of, .wanted_self = &o};
    assert_int_equal(total(f, evil, &filter, &texts).count, 4); /* it left on the second day */
    assert_int_equal(total(f, other, &filter, &texts).count, 0);
    o = (owner){.eid = 0, .until_us = INT64_MAX};
    yg_sighting_total t = total(f, evil, &filter, &texts);
    assert_int_equal(t.count, 1);
    assert_int_equal(t.nowhere, 1);
    assert_int_equal(t.organisations.n, 0);
}

/* --- Sums --- */

typedef struct {
    char text[512];
    size_t used;
} said;

static bool on_sum(void *self, const yg_sighting_sum *sum, yg_error *err) {
    said *s = self;
    (void)err;
    s->used +=
        (size_t)snprintf(s->text + s->used, sizeof s->text - s->used, "%.*s:%llu/%llu/%llu ",
                         sum->key.n > 0 ? (int)sum->key.n : 1, sum->key.n > 0 ? sum->key.p : "-",
                         (unsigned long long)sum->findings, (unsigned long long)sum->count,
                         (unsigned long long)sum->machines);
    return true;
}

static void expect_sums(fixture *f, const yg_sighting_filter *filter, yg_sighting_by by,
                        const char *expected) {
    said s = {0};
    must(f, yg_store_sighting_sums(f->store, filter, by, on_sum, &s, &f->err));
    assert_string_equal(s.text, expected);
}

static void sums__wanted__the_same_rows_as_totals(void **state) {
    fixture *f = *state;
    int64_t evil, other;
    owner o = {.until_us = DAY(101)};
    yg_sighting_filter filter = {.from_us = INT64_MIN};
    fill(f, &evil, &other);
    expect_sums(f, &filter, YG_SIGHTINGS_BY_ACTOR, "Blue Heron:1/8/3 -:1/3/1 ");
    expect_sums(f, &filter, YG_SIGHTINGS_BY_DAY,
                "1970-04-11:1/4/1 1970-04-12:1/1/1 1970-04-13:2/5/1 1970-04-14:1/1/0 ");
    filter.actors = YG_STR("[\"Blue Heron\"]");
    expect_sums(f, &filter, YG_SIGHTINGS_BY_ACTOR, "Blue Heron:1/8/3 ");
    filter.actors = YG_STR("");
    must(f, yg_store_entity_of(f->store, organisation(1), &o.eid, &f->err));
    filter.wanted = is_of;
    filter.wanted_self = &o;
    expect_sums(f, &filter, YG_SIGHTINGS_BY_ACTOR, "Blue Heron:1/4/1 ");
    /* The same prepared statement, asked without again. */
    filter.wanted = NULL;
    expect_sums(f, &filter, YG_SIGHTINGS_BY_ACTOR, "Blue Heron:1/8/3 -:1/3/1 ");
}

static bool on_actor(void *self, yg_str actor, yg_str actor_id, uint64_t findings, yg_error *err) {
    said *s = self;
    (void)err;
    s->used += (size_t)snprintf(s->text + s->used, sizeof s->text - s->used, "%.*s:%.*s:%llu ",
                                YG_FMT(actor), YG_FMT(actor_id), (unsigned long long)findings);
    return true;
}

static void actors__named__with_their_ids(void **state) {
    fixture *f = *state;
    int64_t evil, other, third;
    said s = {0};
    fill(f, &evil, &other);
    must(f, yg_store_begin(f->store, &f->err));
    third = find(f, "third.example", "Aogiri", DAY(1));
    find(f, "fourth.example", "Aogiri", DAY(1));
    const yg_sighted known = {.actor_id = YG_STR("intrusion-set--1"), .confidence = -1};
    must(f, yg_store_sighted_put(f->store, third, &known, &f->err));
    must(f, yg_store_commit(f->store, &f->err));
    must(f, yg_store_sighting_actors(f->store, on_actor, &s, &f->err));
    assert_string_equal(s.text, "Aogiri:intrusion-set--1:2 Blue Heron::1 ");
}

static void sighted__everything__given_back(void **state) {
    fixture *f = *state;
    int64_t evil, other;
    YG_CLEANUP_BUF yg_buf texts = {0};
    yg_sighted known;
    const yg_sighted put = {.actor_id = YG_STR("intrusion-set--1"),
                            .actor_country = YG_STR("VN"),
                            .actor_source = YG_STR("CERT"),
                            .actor_said = YG_STR("Aogiri"),
                            .country_source = YG_STR("Actor list"),
                            .source = YG_STR("Feed"),
                            .context = YG_STR("second stage"),
                            .tlp = YG_STR("amber"),
                            .confidence = 80};
    fill(f, &evil, &other);
    must(f, yg_store_begin(f->store, &f->err));
    must(f, yg_store_sighted_put(f->store, evil, &put, &f->err));
    must(f, yg_store_commit(f->store, &f->err));
    must(f, yg_store_sighted(f->store, evil, &known, &texts, &f->err));
    assert_true(yg_str_eq(known.actor_said, put.actor_said));
    assert_true(yg_str_eq(known.country_source, put.country_source));
    assert_true(yg_str_eq(known.tlp, put.tlp));
    assert_true(yg_str_eq(known.actor_id, put.actor_id));
    assert_int_equal(known.confidence, 80);
    must(f, yg_store_sighted(f->store, other, &known, &texts, &f->err));
    assert_int_equal(known.confidence, -1);
    assert_int_equal(known.actor_said.n, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_STORE(total__all__by_place_machine_and_day),
        WITH_STORE(total__filter__sightings_that_it_asks_for),
        WITH_STORE(sums__wanted__the_same_rows_as_totals),
        WITH_STORE(actors__named__with_their_ids),
        WITH_STORE(sighted__everything__given_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
