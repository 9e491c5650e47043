#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <unistd.h>

#include "fixture.h"
#include "store/findings.h"
#include "store/schema.h"
#include "store/sql.h"

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)
#define DAY(n) ((int64_t)(n)*YG_US_PER_DAY + 3600 * YG_US_PER_S)

static void must(fixture *f, bool done) {
    if (!done)
        fail_msg("%s", f->err.text);
}

static yg_finding_put sighting(const char *subject, const char *host, double score, int64_t us) {
    return (yg_finding_put){.kind = YG_STR("name"),
                            .subject = yg_str_of(subject),
                            .subject_type = YG_STR("domain-name"),
                            .brand = YG_STR("Aoba Motors"),
                            .detail = yg_str_of(host),
                            .how = YG_STR("typo"),
                            .token = YG_STR("aoba-motors"),
                            .signs = YG_STR("keyword"),
                            .explanation = yg_str_of(host),
                            .score = score,
                            .stream = YG_STR("web"),
                            .file = YG_STR("a.log"),
                            .first_us = us,
                            .last_us = us};
}

static yg_finding_was put(fixture *f, const yg_finding_put *p) {
    yg_finding_was was = YG_FINDING_KNOWN;
    must(f, yg_store_begin(f->store, &f->err));
    must(f, yg_store_finding_put(f->store, p, p->last_us, &was, &f->err));
    must(f, yg_store_commit(f->store, &f->err));
    return was;
}

static yg_finding_was see(fixture *f, const char *host, double score, int64_t us) {
    yg_finding_put p = sighting("aoba-moters.example", host, score, us);
    return put(f, &p);
}

typedef struct {
    size_t n;
    int64_t fid, first_us, last_us;
    uint64_t hosts;
    bool more;
    double score;
    char text[4096]; /* everything said, one a line */
    size_t used;
} seen;

static void say(seen *s, yg_str text) {
    s->used +=
        (size_t)snprintf(s->text + s->used, sizeof s->text - s->used, "%.*s\n", YG_FMT(text));
}

static bool on_finding(void *self, const yg_finding_row *row, yg_error *err) {
    seen *s = self;
    s->n++;
    s->fid = row->fid;
    s->first_us = row->first_us;
    s->last_us = row->last_us;
    s->hosts = row->hosts;
    s->more = row->more;
    s->score = row->score;
    say(s, row->subject);
    say(s, row->host);
    say(s, row->state);
    say(s, row->note);
    return true;
}

static bool on_detail(void *self, const yg_finding_detail_row *row, yg_error *err) {
    ((seen *)self)->n++;
    if (((seen *)self)->n < 20)
        say(self, row->value);
    return true;
}

static bool on_history(void *self, const yg_finding_history_row *row, yg_error *err) {
    ((seen *)self)->n++;
    say(self, row->state);
    say(self, row->made_by);
    return true;
}

static bool on_brand(void *self, yg_str brand, uint64_t findings, yg_error *err) {
    ((seen *)self)->n += findings;
    say(self, brand);
    return true;
}

static seen list(fixture *f, const char *states) {
    seen s = {0};
    uint64_t n = 0;
    yg_finding_filter filter = {.states = yg_str_of(states), .since_us = YG_TIME_NONE};
    must(f, yg_store_findings(f->store, &filter, on_finding, &s, &f->err));
    must(f, yg_store_findings_count(f->store, &filter, &n, &f->err));
    assert_int_equal(n, s.n);
    return s;
}

static void decide(fixture *f, const char *state, const char *note, int64_t us) {
    seen s = list(f, "");
    must(f, yg_store_begin(f->store, &f->err));
    must(f,
         yg_store_finding_decide(f->store, s.fid, yg_str_of(state), yg_str_of(note), us, &f->err));
    must(f, yg_store_commit(f->store, &f->err));
}

static void put__same_host_twice__one_finding_with_both_times(void **state) {
    fixture *f = *state;
    assert_int_equal(see(f, "www.aoba-moters.example", 3, DAY(100)), YG_FINDING_FRESH);
    assert_int_equal(see(f, "www.aoba-moters.example", 3, DAY(90)), YG_FINDING_KNOWN);
    assert_int_equal(see(f, "www.aoba-moters.example", 2, DAY(110)), YG_FINDING_KNOWN);
    seen s = list(f, "");
    assert_int_equal(s.n, 1);
    assert_int_equal(s.hosts, 1);
    assert_false(s.more);
    assert_int_equal(s.first_us, DAY(90));
    assert_int_equal(s.last_us, DAY(110));
    assert_true(s.score == 3);
}

static void put__best_score__describes_the_finding_in_any_order(void **state) {
    fixture *f = *state;
    static const char *const hosts[] = {"b", "a", "c"};
    static const double scores[] = {5, 5, 4};
    for (size_t turn = 0; turn < 3; turn++) {
        for (size_t i = 0; i < 3; i++) {
            char host[64];
            size_t k = (i + turn) % 3;
            snprintf(host, sizeof host, "%s.aoba-moters.example", hosts[k]);
            see(f, host, scores[k], DAY(100));
        }
        seen s = list(f, "new");
        assert_int_equal(s.hosts, 3);
        assert_non_null(strstr(s.text, "\na.aoba-moters.example\n"));
    }
    seen d = {0};
    must(f, yg_store_finding_details(f->store, list(f, "").fid, on_detail, &d, &f->err));
    assert_string_equal(d.text,
                        "a.aoba-moters.example\nb.aoba-moters.example\nc.aoba-moters.example\n");
}

static void put__more_hosts_than_kept__says_so_and_stays_small(void **state) {
    fixture *f = *state;
    yg_finding_was was;
    must(f, yg_store_begin(f->store, &f->err));
    for (unsigned i = 0; i < YG_FINDING_DETAILS + 50; i++) {
        char host[64];
        snprintf(host, sizeof host, "h%u.aoba-moters.example", i);
        yg_finding_put p = sighting("aoba-moters.example", host, 1, DAY(1));
        must(f, yg_store_finding_put(f->store, &p, DAY(1), &was, &f->err));
    }
    must(f, yg_store_commit(f->store, &f->err));
    seen s = list(f, ""), d = {0};
    assert_int_equal(s.hosts, YG_FINDING_DETAILS);
    assert_true(s.more);
    must(f, yg_store_finding_details(f->store, s.fid, on_detail, &d, &f->err));
    assert_int_equal(d.n, YG_FINDING_DETAILS);
}

static void decide__person_says__every_scan_leaves_it(void **state) {
    fixture *f = *state;
    seen history = {0};
    see(f, "aoba-moters.example", 3, DAY(100));
    decide(f, "false-alarm", "a reseller", DAY(101));
    assert_int_equal(see(f, "aoba-moters.example", 9, DAY(200)), YG_FINDING_FALSE_ALARM);
    seen s = list(f, "false-alarm");
    assert_int_equal(s.n, 1);
    assert_int_equal(s.last_us, DAY(200));
    assert_non_null(strstr(s.text, "a reseller"));
    assert_int_equal(list(f, "new,watched,reported,gone").n, 0);
    decide(f, "watched", "", DAY(201));
    assert_int_equal(see(f, "aoba-moters.example", 9, DAY(300)), YG_FINDING_KNOWN);
    assert_int_equal(list(f, "watched").n, 1);
    must(f, yg_store_finding_history(f->store, s.fid, on_history, &history, &f->err));
    assert_string_equal(history.text, "new\nscan\nfalse-alarm\nperson\nwatched\nperson\n");
}

static void put__gone__new_again_only_after_that_day(void **state) {
    fixture *f = *state;
    seen history = {0};
    see(f, "aoba-moters.example", 3, DAY(100));
    decide(f, "gone", "", DAY(150));
    assert_int_equal(see(f, "aoba-moters.example", 3, DAY(150) + 1), YG_FINDING_KNOWN);
    assert_int_equal(see(f, "aoba-moters.example", 3, DAY(120)), YG_FINDING_KNOWN);
    assert_int_equal(list(f, "gone").n, 1);
    assert_int_equal(see(f, "aoba-moters.example", 3, DAY(151)), YG_FINDING_RETURNED);
    assert_int_equal(list(f, "new").n, 1);
    assert_int_equal(see(f, "aoba-moters.example", 3, DAY(152)), YG_FINDING_KNOWN);
    must(f, yg_store_finding_history(f->store, list(f, "").fid, on_history, &history, &f->err));
    assert_string_equal(history.text, "new\nscan\ngone\nperson\nnew\nscan\n");
}

static bool on_note(void *self, const yg_finding_history_row *row, yg_error *err) {
    seen *s = self;
    (void)err;
    s->used += (size_t)snprintf(s->text + s->used, sizeof s->text - s->used, "%.*s:%.*s\n",
                                YG_FMT(row->state), YG_FMT(row->note));
    return true;
}

static void put__closed_and_acknowledged__only_the_closed_one_is_new_again(void **state) {
    fixture *f = *state;
    seen history = {0};
    see(f, "aoba-moters.example", 3, DAY(100));
    decide(f, "acknowledged", "", DAY(110));
    assert_int_equal(see(f, "aoba-moters.example", 3, DAY(120)), YG_FINDING_KNOWN);
    assert_int_equal(list(f, "acknowledged").n, 1);
    decide(f, "closed", "cleaned", DAY(150));
    assert_int_equal(see(f, "aoba-moters.example", 3, DAY(150) + 1), YG_FINDING_KNOWN);
    assert_int_equal(list(f, "closed").n, 1);
    assert_int_equal(see(f, "aoba-moters.example", 3, DAY(151)), YG_FINDING_RETURNED);
    must(f, yg_store_finding_history(f->store, list(f, "new").fid, on_note, &history, &f->err));
    assert_string_equal(history.text, "new:\nacknowledged:\nclosed:cleaned\n"
                                      "new:was closed, and was seen again\n");
}

static void put__two_brands_and_kinds__findings_of_their_own(void **state) {
    fixture *f = *state;
    yg_finding_put p = sighting("aoba-moters.example", "aoba-moters.example", 3, DAY(1));
    put(f, &p);
    p.brand = YG_STR("Aoba Bank");
    assert_int_equal(put(f, &p), YG_FINDING_FRESH);
    p.kind = YG_STR("indicator");
    assert_int_equal(put(f, &p), YG_FINDING_FRESH);
    assert_int_equal(put(f, &p), YG_FINDING_KNOWN);
    assert_int_equal(list(f, "").n, 3);
    seen s = {0};
    must(f, yg_store_findings_named(f->store, YG_STR("aoba-moters.example"), 10, on_finding, &s,
                                    &f->err));
    assert_int_equal(s.n, 3);
    seen brands = {0};
    must(f, yg_store_finding_brands(f->store, on_brand, &brands, &f->err));
    assert_string_equal(brands.text, "Aoba Bank\nAoba Motors\n");
    assert_int_equal(brands.n, 2);
}

static void decide__no_state__refused(void **state) {
    fixture *f = *state;
    see(f, "aoba-moters.example", 3, DAY(100));
    assert_false(yg_store_finding_decide(f->store, 1, YG_STR("new'; --"), YG_STR(""), 1, &f->err));
    assert_int_equal(f->err.code, YG_ERR_USAGE);
}

static void id__kind_subject_brand__stable(void **state) {
    char id[YG_ID_BYTES], other[YG_ID_BYTES];
    yg_str a = yg_finding_id(YG_STR("name"), YG_STR("x.example"), YG_STR("B"), id);
    yg_str b = yg_finding_id(YG_STR("name"), YG_STR("x.example"), YG_STR("C"), other);
    assert_true(yg_id_is(a) && yg_id_is(b));
    assert_false(yg_str_eq(a, b));
    assert_string_equal(id, "finding--5446ceda-b269-5561-95a4-51c6cba99297");
}

/* A store as the version before left it: its own statements, not a new store with a small number.
 */
static void migrate__store_of_version_2__keeps_its_rows_and_takes_findings(void **state) {
    fixture *f = *state;
    sqlite3 *db = NULL;
    char header[96];
    f->store = yg_store_close(f->store);
    unlink(f->path);
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    must(f, yg_tokenizer_register(db, &f->err));
    for (int i = 0; i < 2; i++)
        assert_int_equal(sqlite3_exec(db, yg_schema_migrations[i], NULL, NULL, NULL), SQLITE_OK);
    snprintf(header, sizeof header, "PRAGMA application_id=%d; PRAGMA user_version=2;",
             YG_SCHEMA_APPLICATION_ID);
    assert_int_equal(sqlite3_exec(db, header, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "INSERT INTO entity(id) VALUES('tool--00000000-0000-4000-8000-"
                                  "000000000001')",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    fixture_again(f, YG_STORE_READ);
    int64_t eid = 0;
    must(f, yg_store_entity_of(f->store, fixture_id("tool", 1), &eid, &f->err));
    assert_int_equal(eid, 1);
    fixture_again(f, YG_STORE_WRITE);
    assert_int_equal(see(f, "aoba-moters.example", 3, DAY(100)), YG_FINDING_FRESH);
    sqlite3_stmt *stmt = yg_sql(f->store, "SELECT count(*) FROM confirmed_name", &f->err);
    assert_non_null(stmt);
    sqlite3_reset(stmt);
}

static bool on_any(void *self, const yg_finding_row *row, yg_error *err) {
    (void)row;
    (void)err;
    ++*(size_t *)self;
    return true;
}

/* Asked by a name, of a finding or of one of its hosts, or by an id: no table is read through. */
static void named__any_way__by_an_index(void **state) {
    fixture *f = *state;
    char name[40], host[80];
    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof name, "aoba%d.example", i);
        snprintf(host, sizeof host, "www.%s", name);
        yg_finding_put p = sighting(name, host, 2, DAY(100));
        put(f, &p);
    }
    const char *const asked[] = {"aoba7.example", "www.aoba8.example", "finding--0"};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        size_t n = 0, steps = 0;
        fixture_again(f, YG_STORE_READ);
        must(f, yg_store_findings_named(f->store, yg_str_of(asked[i]), 1000, on_any, &n, &f->err));
        assert_true(i == 2 ? n < 60 : n == 1);
        for (size_t k = 0; k < f->store->slots_n; k++)
            steps += (size_t)sqlite3_stmt_status(f->store->slots[k].stmt,
                                                 SQLITE_STMTSTATUS_FULLSCAN_STEP, 0);
        assert_int_equal(steps, 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_STORE(put__same_host_twice__one_finding_with_both_times),
        WITH_STORE(put__best_score__describes_the_finding_in_any_order),
        WITH_STORE(put__more_hosts_than_kept__says_so_and_stays_small),
        WITH_STORE(decide__person_says__every_scan_leaves_it),
        WITH_STORE(put__gone__new_again_only_after_that_day),
        WITH_STORE(put__closed_and_acknowledged__only_the_closed_one_is_new_again),
        WITH_STORE(put__two_brands_and_kinds__findings_of_their_own),
        WITH_STORE(decide__no_state__refused),
        cmocka_unit_test(id__kind_subject_brand__stable),
        WITH_STORE(named__any_way__by_an_index),
        WITH_STORE(migrate__store_of_version_2__keeps_its_rows_and_takes_findings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
