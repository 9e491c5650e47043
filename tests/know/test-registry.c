#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/time.h"
#include "fixture.h"
#include "know/import.h"
#include "know/registry.h"
#include "store/registry.h"

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

static yg_import_result load(fixture *f, const char *path, const char *text) {
    yg_import_memory file = {yg_str_of(path), yg_str_of(text)};
    yg_import_options options = {.memory = &file, .memory_n = 1, .now_us = 1};
    yg_import_result result = {0};
    if (!yg_import(f->store, &options, &result, &f->err))
        fail_msg("%s", f->err.text);
    return result;
}

typedef struct {
    yg_group group;
    yg_arena arena;
} loaded;

static loaded registry(fixture *f) {
    loaded l = {0};
    if (!yg_registry_load(f->store, &l.arena, &l.group, &f->err))
        fail_msg("%s", f->err.text);
    return l;
}

static void drop(loaded *l) {
    yg_group_free(&l->group);
    yg_arena_free(&l->arena);
}

static size_t at_key(const loaded *l, const char *key) {
    for (size_t i = 0; i < l->group.organisations.n; i++) {
        if (yg_str_eqz(l->group.organisations.at[i].key, key))
            return i;
    }
    fail_msg("no organisation %s", key);
    return 0;
}

#define LEI "5493006W3QUS5LMH6R84"

static void load__two_sources__joined_by_number(void **state) {
    fixture *f = *state;
    load(f, "a.yaml",
         "yagura-group: 1\nsource: {name: A}\norganisations:\n"
         "- {id: top, names: {en: Top}, country: JP, lei: " LEI ", domains: [top.example]}\n"
         "- {id: kid, names: {en: Kid}, parents: [{id: top, relation: subsidiary-of, share: "
         "60}]}\n");
    load(f, "b.yaml",
         "yagura-group: 1\nsource: {name: B}\norganisations:\n"
         "- {id: tp, names: {en: Top Corporation, ja: トップ}, kind: parent, lei: " LEI
         ", brands: [Toppe], domains: [top.example, tp.example]}\n");
    loaded l = registry(f);
    assert_int_equal(l.group.organisations.n, 2);
    const yg_organisation_node *top = &l.group.organisations.at[at_key(&l, "top")];
    assert_true(yg_str_eqz(top->sources, "A\nB"));
    assert_int_equal(top->own_names, 3);
    assert_int_equal(top->names.n, 4);
    assert_true(yg_str_eqz(top->names.at[3], "Toppe"));
    assert_int_equal(top->domains.n, 2);
    assert_true(yg_str_eqz(top->kind, "parent") && yg_str_eqz(top->name_ja, "トップ"));
    assert_true(top->country == YG_COUNTRY('J', 'P'));
    assert_int_equal(l.group.edges.n, 1);
    assert_true(l.group.edges.at[0].share == 60 && yg_str_eqz(l.group.edges.at[0].source, "A"));
    assert_int_equal(yg_group_ultimate(&l.group, at_key(&l, "kid"), YG_TIME_NONE),
                     at_key(&l, "top"));
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(yg_registry_by_eid(&l.group, l.group.organisations.at[i].eid), i);
    assert_true(yg_registry_by_eid(&l.group, 999999) == SIZE_MAX);
    drop(&l);
}

static void load__row_taken_out__withdrawn(void **state) {
    fixture *f = *state;
    static const char first[] =
        "yagura-group: 1\nsource: {name: A}\norganisations:\n"
        "- {id: top, names: {en: Top}}\n- {id: gone, names: {en: Gone}, domains: [g.example]}\n"
        "- {id: kid, names: {en: Kid}, parents: [{id: top, relation: supplies}, {id: gone, "
        "relation: subsidiary-of}]}\n";
    static const char second[] =
        "yagura-group: 1\nsource: {name: A}\norganisations:\n"
        "- {id: top, names: {en: Top}}\n"
        "- {id: kid, names: {en: Kid}, parents: [{id: top, relation: supplies}]}\n";
    assert_int_equal(load(f, "a.yaml", first).records.taken, 5);
    assert_int_equal(load(f, "a.yaml", first).records.unchanged, 5);
    loaded l = registry(f);
    assert_int_equal(l.group.organisations.n, 3);
    assert_int_equal(l.group.edges.n, 2);
    drop(&l);
    load(f, "a.yaml", second);
    l = registry(f);
    assert_int_equal(l.group.organisations.n, 2);
    assert_int_equal(l.group.edges.n, 1);
    drop(&l);
    load(f, "a.yaml", first);
    l = registry(f);
    assert_int_equal(l.group.organisations.n, 3);
    assert_int_equal(l.group.edges.n, 2);
    drop(&l);
}

static void load__dates__open_from_first_to_last_day(void **state) {
    fixture *f = *state;
    load(f, "a.yaml",
         "yagura-group: 1\nsource: {name: A}\norganisations:\n"
         "- {id: a, names: {en: A}}\n- {id: b, names: {en: B}}\n"
         "- {id: kid, names: {en: Kid}, parents: [{id: a, relation: subsidiary-of, until: "
         "2019-05-31}, {id: b, relation: subsidiary-of, since: 2019-06-01}]}\n");
    loaded l = registry(f);
    int64_t day = yg_days_from_civil(2019, 6, 1) * YG_US_PER_DAY;
    size_t kid = at_key(&l, "kid");
    assert_int_equal(yg_group_ultimate(&l.group, kid, day - 1), at_key(&l, "a"));
    assert_int_equal(yg_group_ultimate(&l.group, kid, day), at_key(&l, "b"));
    drop(&l);
}

static void load__empty_store__no_organisations(void **state) {
    loaded l = registry(*state);
    assert_int_equal(l.group.organisations.n, 0);
    drop(&l);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_STORE(load__two_sources__joined_by_number),
        WITH_STORE(load__row_taken_out__withdrawn),
        WITH_STORE(load__dates__open_from_first_to_last_day),
        WITH_STORE(load__empty_store__no_organisations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
