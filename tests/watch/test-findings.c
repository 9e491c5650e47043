#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>

#include "base/time.h"
#include "fixture.h"
#include "watch/findings.h"
#include "watch/findings_block.h"

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)
#define DAY(n) ((int64_t)(n)*YG_US_PER_DAY + 3600 * YG_US_PER_S)
#define NOW DAY(20000)

static void must(fixture *f, bool done) {
    if (!done)
        fail_msg("%s", f->err.text);
}

static yg_name_sighting sighting(const char *host, const char *registrable) {
    return (yg_name_sighting){.host = yg_str_of(host),
                              .registrable = yg_str_of(registrable),
                              .brand = YG_STR("Aoba Motors"),
                              .kind = YG_STR("typo"),
                              .token = YG_STR("aoba"),
                              .end = 1,
                              .score = 2,
                              .signs = YG_STR("keyword"),
                              .explanation = YG_STR("imitates Aoba Motors"),
                              .stream = YG_STR("web"),
                              .file = YG_STR("feed.txt"),
                              .seen_us = YG_TIME_NONE};
}

static yg_findings *begin(fixture *f) {
    yg_findings *findings = NULL;
    must(f, yg_findings_begin(f->store, NOW, &findings, &f->err));
    return findings;
}

static yg_findings_counts commit(fixture *f, yg_findings *findings) {
    yg_findings_counts counts = {0};
    must(f, yg_findings_commit(findings, &counts, &f->err));
    yg_findings_free(findings);
    return counts;
}

typedef struct {
    size_t n;
    yg_finding_row last;
    char host[300], file[300];
} seen;

static bool on_finding(void *self, const yg_finding_row *row, yg_error *err) {
    seen *s = self;
    s->n++;
    s->last = *row;
    snprintf(s->host, sizeof s->host, "%.*s", YG_FMT(row->host));
    snprintf(s->file, sizeof s->file, "%.*s", YG_FMT(row->file));
    return true;
}

static seen list(fixture *f) {
    seen s = {0};
    yg_finding_filter filter = {.since_us = INT64_MIN};
    must(f, yg_store_findings(f->store, &filter, on_finding, &s, &f->err));
    return s;
}

static void record__hostile_names__rejected_and_counted(void **state) {
    fixture *f = *state;
    static char long_name[300];
    static const struct {
        const char *host, *registrable;
    } bad[] = {
        {"", ""},
        {"a.example", ""},
        {"", "a.example"},
        {"a.example\nb CNAME .", "b CNAME ."},
        {"a b.example", "a b.example"},
        {"a\".example", "a\".example"},
        {"a;b.example", "a;b.example"},
        {"A.example", "A.example"},
        {"\xE9\x9D\x92.example", "\xE9\x9D\x92.example"},
        {".a.example", "a.example"},
        {"a.example.", "a.example."},
        {"a..example", "example"},
        {"other.example", "a.example"},
        {"xa.example", "a.example"}, /* ends so, and is not under it */
        {"<b>.example", "<b>.example"},
        {"$INCLUDE.example", "$INCLUDE.example"},
    };
    yg_findings *findings = begin(f);
    yg_name_sighting s;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        s = sighting(bad[i].host, bad[i].registrable);
        must(f, yg_findings_record(findings, &s, &f->err));
    }
    s = sighting("a.example", "a.example");
    s.host = s.registrable = (yg_str){"a\0.example", 10};
    must(f, yg_findings_record(findings, &s, &f->err));
    memset(long_name, 'a', 254);
    s = sighting(long_name, long_name);
    must(f, yg_findings_record(findings, &s, &f->err));
    s = sighting("a.example", "a.example");
    s.score = NAN;
    must(f, yg_findings_record(findings, &s, &f->err));
    s.score = 1;
    s.end = 10; /* behind the host */
    must(f, yg_findings_record(findings, &s, &f->err));
    s.end = 9;
    must(f, yg_findings_record(findings, &s, &f->err));
    yg_findings_counts counts = commit(f, findings);
    assert_int_equal(counts.rejected, sizeof bad / sizeof *bad + 4);
    assert_int_equal(counts.sightings, 1);
    assert_int_equal(counts.fresh, 1);
    assert_int_equal(list(f).n, 1);
}

static void record__any_order__same_finding(void **state) {
    fixture *f = *state;
    static const struct {
        const char *host, *file;
        double score;
        int64_t day;
    } all[] = {
        {"b.aoba.example", "b.txt", 3, 19000}, {"a.aoba.example", "b.txt", 3, 19500},
        {"a.aoba.example", "a.txt", 3, 19400}, {"c.aoba.example", "a.txt", 1, 18900},
        {"a.aoba.example", "a.txt", 2, 19900},
    };
    enum { N = sizeof all / sizeof *all };
    for (size_t turn = 0; turn < N; turn++) {
        fixture_again(f, YG_STORE_WRITE);
        yg_findings *findings = begin(f);
        for (size_t i = 0; i < N; i++) {
            size_t k = turn % 2 ? (i + turn) % N : (2 * N - i - turn) % N;
            yg_name_sighting s = sighting(all[k].host, "aoba.example");
            s.score = all[k].score;
            s.file = yg_str_of(all[k].file);
            s.seen_us = DAY(all[k].day);
            must(f, yg_findings_record(findings, &s, &f->err));
        }
        yg_findings_counts counts = commit(f, findings);
        assert_int_equal(counts.sightings, N);
        assert_int_equal(counts.fresh, turn == 0);
        assert_int_equal(counts.known, turn > 0);
        seen s = list(f);
        assert_int_equal(s.n, 1);
        assert_string_equal(s.host, "a.aoba.example");
        assert_string_equal(s.file, "a.txt");
        assert_int_equal(s.last.hosts, 3);
        assert_int_equal(s.last.first_us, DAY(18900));
        assert_int_equal(s.last.last_us, DAY(19900));
    }
}

static void record__time_that_cannot_be__time_of_the_scan(void **state) {
    fixture *f = *state;
    static const int64_t times[] = {YG_TIME_NONE, -5, 0, NOW + 2 * YG_US_PER_DAY, INT64_MAX};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        yg_findings *findings = begin(f);
        yg_name_sighting s = sighting("aoba.example", "aoba.example");
        s.seen_us = times[i];
        must(f, yg_findings_record(findings, &s, &f->err));
        commit(f, findings);
        assert_int_equal(list(f).last.first_us, NOW);
        assert_int_equal(list(f).last.last_us, NOW);
    }
}

static void record_many(fixture *f, yg_findings *findings, unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        char name[40];
        snprintf(name, sizeof name, "aoba%u.example", i);
        yg_name_sighting s = sighting(name, name);
        must(f, yg_findings_record(findings, &s, &f->err));
    }
}

/* More hosts than one batch: whole batches are there before the end, and the rest is made good by
 * the same scan again. */
static void record__very_many__in_whole_batches(void **state) {
    fixture *f = *state;
    enum { MANY = 50000, BATCH = 20000 };
    yg_findings *findings = begin(f);
    record_many(f, findings, MANY);
    assert_int_equal(list(f).n, MANY / BATCH * BATCH);
    yg_findings_free(findings); /* as if killed */
    assert_int_equal(list(f).n, MANY / BATCH * BATCH);
    findings = begin(f);
    record_many(f, findings, MANY);
    record_many(f, findings, MANY); /* a finding counts once, in whatever batch it comes again */
    yg_findings_counts counts = commit(f, findings);
    assert_int_equal(counts.fresh, MANY - MANY / BATCH * BATCH);
    assert_int_equal(counts.known, MANY / BATCH * BATCH);
    assert_int_equal(list(f).n, MANY);
    assert_int_equal(list(f).last.hosts, 1);
}

static yg_store *open_other(fixture *f) {
    yg_store *other = NULL;
    must(f, yg_store_open(f->path, YG_STORE_WRITE, &other, &f->err));
    return other;
}

static void tick__two_seconds__written_and_unlocked(void **state) {
    fixture *f = *state;
    yg_findings *findings = begin(f);
    record_many(f, findings, 1);
    must(f, yg_findings_tick(findings, NOW + YG_US_PER_S, &f->err));
    assert_int_equal(list(f).n, 0);
    must(f, yg_findings_tick(findings, NOW + 2 * YG_US_PER_S, &f->err));
    assert_int_equal(list(f).n, 1);
    assert_int_equal(list(f).last.last_us, NOW);
    yg_store *other = open_other(f);
    must(f, yg_store_begin(other, &f->err));
    must(f, yg_store_finding_decide(other, list(f).last.fid, YG_STR("watched"), YG_STR(""), NOW,
                                    &f->err));
    must(f, yg_store_commit(other, &f->err));
    yg_store_close(other);
    record_many(f, findings, 2); /* without times: the time of the last tick */
    assert_int_equal(commit(f, findings).fresh, 2);
    assert_int_equal(list(f).n, 2);
    assert_int_equal(list(f).last.last_us, NOW + 2 * YG_US_PER_S);
}

static void tick__another_is_writing__waits_for_a_later_one(void **state) {
    fixture *f = *state;
    yg_findings *findings = begin(f);
    record_many(f, findings, 3);
    yg_store *other = open_other(f);
    must(f, yg_store_begin(other, &f->err));
    must(f, yg_findings_tick(findings, NOW + 5 * YG_US_PER_S, &f->err));
    yg_store_rollback(other);
    yg_store_close(other);
    assert_int_equal(list(f).n, 0);
    must(f, yg_findings_tick(findings, NOW + 8 * YG_US_PER_S, &f->err));
    assert_int_equal(list(f).n, 3);
    /* The clock was set back: nothing waits until it has caught up. */
    record_many(f, findings, 4);
    must(f, yg_findings_tick(findings, NOW, &f->err));
    assert_int_equal(list(f).n, 4);
    assert_int_equal(commit(f, findings).fresh, 4);
}

static void begin__nothing_recorded__locks_nothing(void **state) {
    fixture *f = *state;
    yg_findings *findings = begin(f);
    yg_store *other = NULL;
    must(f, yg_store_open(f->path, YG_STORE_WRITE, &other, &f->err));
    must(f, yg_store_begin(other, &f->err));
    must(f, yg_store_commit(other, &f->err));
    yg_store_close(other);
    assert_int_equal(commit(f, findings).sightings, 0);
    yg_findings_free(NULL);
}

static void block_is_host__table(void **state) {
    static char label64[80], longest[260];
    memset(label64, 'a', 64);
    strcat(label64, ".example");
    for (size_t i = 0; i < 253; i++)
        longest[i] = i % 64 == 63 ? '.' : 'a';
    const struct {
        const char *name;
        bool is;
    } cases[] = {
        {"a.example", true},    {"xn--80ak6aa92e.com", true},
        {"a_b.example", true},  {"-a.example", true},
        {"example", false},     {"a.1", false},
        {"192.0.2.1", false},   {"a..b", false},
        {".a.b", false},        {"a.b.", false},
        {"A.b", false},         {"a b.c", false},
        {"a;b.c", false},       {"a\nb.c", false},
        {"*.a.b", false},       {"a\"b.c", false},
        {"\xC3\xA4.de", false}, {"$ORIGIN.b", false},
        {label64, false},       {label64 + 1, true},
        {longest, true},        {"a\\b.c", false},
        {"(a.b", false},        {"@.b", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (yg_block_is_host(yg_str_of(cases[i].name)) != cases[i].is)
            fail_msg("%s", cases[i].name);
    }
    longest[253] = 'a';
    assert_false(yg_block_is_host(yg_str_of(longest)));
    assert_false(yg_block_is_host((yg_str){"a\0.b", 4}));
}

static void block_refusal__what_others_need__refused(void **state) {
    fixture *f = *state;
    const yg_str allowed[] = {YG_STR("shop.popular.example")};
    const yg_findings_export_options options = {.allowed = allowed, .allowed_n = 1};
    yg_block_list list = {0};
    must(f, yg_block_guard_make(f->store, &options, &list, &f->err));
    static const struct {
        const char *name;
        bool whole, refused;
    } cases[] = {
        {"aoba-moters.example", true, false},
        {"co.jp", true, true},
        {"duckdns.org", true, true},
        {"duckdns.org", false, true},
        {"aoba.duckdns.org", false, false},
        {"workers.dev", true, true},
        {"cloudfront.net", true, true},
        {"akamaiedge.net", true, true},
        {"google.com", true, true},
        {"facebook.com", true, true},
        {"shop.popular.example", false, true},
        {"www.shop.popular.example", false, true},
        {"popular.example", true, true}, /* an allowed name is under it */
        {"popular.example", false, false},
        {"other.popular.example", true, false},
        {"messagelabs.com", true, true}, /* ordinary, and nobody looked at it */
        {"www.messagelabs.com", false, true},
        {"messagelabz.com", true, false},
    };
    const yg_finding_row row = {.state = YG_STR("new"), .brand = YG_STR("Aoba")},
                         watched = {.state = YG_STR("watched")};
    assert_null(yg_block_refusal(&list, &watched, YG_STR("messagelabs.com"), true));
    assert_non_null(yg_block_refusal(&list, &watched, YG_STR("google.com"), true));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool refused =
            yg_block_refusal(&list, &row, yg_str_of(cases[i].name), cases[i].whole) != NULL;
        if (refused != cases[i].refused)
            fail_msg("%s", cases[i].name);
    }
    yg_block_list_free(&list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_STORE(record__hostile_names__rejected_and_counted),
        WITH_STORE(record__any_order__same_finding),
        WITH_STORE(record__time_that_cannot_be__time_of_the_scan),
        WITH_STORE(record__very_many__in_whole_batches),
        WITH_STORE(tick__two_seconds__written_and_unlocked),
        WITH_STORE(tick__another_is_writing__waits_for_a_later_one),
        WITH_STORE(begin__nothing_recorded__locks_nothing),
        cmocka_unit_test(block_is_host__table),
        WITH_STORE(block_refusal__what_others_need__refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
