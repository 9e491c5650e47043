#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "fixture.h"
#include "know/incidents.h"
#include "know/resolve.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

static void put(fixture *f, const char *type, unsigned number, const char *name, const char *media,
                const char *external_id, unsigned flags) {
    yg_sink s = yg_store_sink(f->store);
    YG_CLEANUP_BUF yg_buf raw = {0};
    yg_buf_addf(&raw, "{\"n\":\"%s %s\"}", name, media);
    const yg_object object = {.id = fixture_id(type, number),
                              .type = yg_str_of(type),
                              .entry = yg_str_of(type),
                              .media = yg_str_of(media),
                              .name = yg_str_of(name),
                              .external_id = yg_str_of(external_id),
                              .raw = yg_buf_str(&raw),
                              .modified_us = 1,
                              .flags = flags};
    assert_int_equal(s.object(s.self, &object, &f->err), YG_PUT_TAKEN);
    if (object.name.n > 0)
        assert_true(
            s.name(s.self, &(yg_name){.text = object.name, .kind = YG_NAME_PRIMARY}, &f->err));
    if (object.external_id.n > 0)
        assert_true(s.name(s.self, &(yg_name){.text = object.external_id, .kind = YG_NAME_EXTERNAL},
                           &f->err));
}

static void link_them(fixture *f, yg_str a, yg_str b, const char *relation, const char *decision) {
    char id[YG_LINK_ID_BYTES];
    yg_link_row link = {.relation = yg_str_of(relation),
                        .decision = yg_str_of(decision),
                        .id = yg_store_link_id(a, b, id),
                        .evidence = YG_STR("[]")};
    assert_true(yg_store_entity_of(f->store, a, &link.left_eid, &f->err));
    assert_true(yg_store_entity_of(f->store, b, &link.right_eid, &f->err));
    assert_true(yg_store_link_put(f->store, &link, &f->err));
}

static void fill(fixture *f) {
    fixture_begin(f, "MISP galaxy");
    put(f, "intrusion-set", 1, "OceanLotus", "misp-galaxy", NULL, 0);
    fixture_alias(f, "APT 32");
    fixture_alias(f, "Shared");
    put(f, "intrusion-set", 2, "Other Crew", "misp-galaxy", NULL, 0);
    fixture_alias(f, "Shared");
    put(f, "location", 3, "Japan", "misp-galaxy", NULL, 0);
    put(f, "malware", 4, "Same", "misp-galaxy", NULL, 0);
    put(f, "tool", 5, "Same", "misp-galaxy", NULL, 0);
    put(f, "intrusion-set", 6, "Gone", "misp-galaxy", NULL, YG_OBJECT_REVOKED);
    put(f, "intrusion-set", 7, "Half Gone", "misp-galaxy", NULL, YG_OBJECT_DEPRECATED);
    put(f, "intrusion-set", 8, "New", "misp-galaxy", NULL, 0);
    fixture_alias(f, "Half Gone");
    put(f, "identity", 9, "Manufacturing", "misp-galaxy", NULL, 0);
    fixture_end(f);
    fixture_document(f, "MITRE", "m.json", NULL);
    put(f, "intrusion-set", 21, "APT32", "stix", "G0050", 0);
    put(f, "intrusion-set", 22, "Reviewed", "stix", "G0051", 0);
    fixture_end(f);
    fixture_document(f, "MISP", "x.json", NULL);
    put(f, "intrusion-set", 1, "Ocean Lotus at MISP", "stix", NULL, 0);
    link_them(f, fixture_id("intrusion-set", 1), fixture_id("intrusion-set", 21), "same-as",
              "auto");
    link_them(f, fixture_id("intrusion-set", 2), fixture_id("intrusion-set", 22), "same-as",
              "review");
    link_them(f, fixture_id("intrusion-set", 8), fixture_id("intrusion-set", 22), "part-of",
              "accepted");
    fixture_commit(f);
}

/* Candidates as NAME(number of entities):matched as, joined by '|'. */
static yg_buf resolved(fixture *f, const char *text, const char *type) {
    yg_buf out = {0};
    yg_resolution r;
    if (!yg_resolve(f->store, yg_str_of(text), yg_str_of(type), &r, &f->err))
        fail_msg("%s", f->err.text);
    for (size_t i = 0; i < r.candidates.n; i++) {
        const yg_candidate *c = &r.candidates.at[i];
        yg_buf_addf(&out, "%s%.*s %.*s(%zu):%.*s", i ? "|" : "", YG_FMT(c->type), YG_FMT(c->name),
                    c->eids.n, YG_FMT(c->matched));
    }
    yg_resolution_free(&r);
    yg_buf_z(&out);
    return out;
}

static void resolve__table__candidates_strongest_first(void **state) {
    static const struct {
        const char *text, *type, *want;
    } cases[] = {
        {"oceanlotus", "", "intrusion-set APT32(2):OceanLotus"},
        {"Ocean-Lotus!", "", "intrusion-set APT32(2):OceanLotus"},
        {"apt32", "", "intrusion-set APT32(2):APT32"},
        {"G0050", "", "intrusion-set APT32(2):G0050"},
        {"G0051", "", "intrusion-set Reviewed(1):G0051"},
        {"nobody", "", ""},
        {"", "", ""},
        {"!?", "", ""},
        {"shared", "", "intrusion-set Other Crew(1):Shared|intrusion-set APT32(2):Shared"},
        {"same", "", "malware Same(1):Same|tool Same(1):Same"},
        {"same", "tool", "tool Same(1):Same"},
        {"same", "campaign", ""},
        {"gone", "", "intrusion-set Gone(1):Gone"},
        {"half gone", "", "intrusion-set New(1):Half Gone"},
        {"Japan", "", "country Japan(1):Japan"},
        {"日本", "", "country Japan(1):Japan"},
        {"JP", "", "country Japan(1):Japan"},
        {"JP", "country", "country Japan(1):Japan"},
        {"Japan", "country", "country Japan(1):Japan"},
        {"Japan", "location", "location Japan(1):Japan"},
        {"jp", "", ""},
        {"C", "", "sector Manufacturing(1):Manufacturing"},
        {"Manufacturing", "", "sector Manufacturing(1):Manufacturing"},
        {"Manufacturing", "sector", "sector Manufacturing(1):Manufacturing"},
        {"製造業", "", "sector Manufacturing(1):Manufacturing"},
        {"OceanLotus", "country", ""},
        {"OceanLotus", "sector", ""},
        {"Same", "sector", ""},
    };
    fixture *f = *state;
    fill(f);
    for (size_t i = 0; i < COUNT(cases); i++) {
        YG_CLEANUP_BUF yg_buf got = resolved(f, cases[i].text, cases[i].type);
        if (strcmp(got.p, cases[i].want) != 0)
            fail_msg("'%s' (%s) gives %s, not %s", cases[i].text, cases[i].type, got.p,
                     cases[i].want);
    }
}

static void resolve__by_id__that_entity_and_what_is_linked(void **state) {
    fixture *f = *state;
    yg_resolution r;
    fill(f);
    assert_true(yg_resolve(f->store, fixture_id("intrusion-set", 21), YG_STR(""), &r, &f->err));
    assert_int_equal(r.candidates.n, 1);
    assert_int_equal(r.candidates.at[0].eids.n, 2);
    assert_true(yg_str_eqz(r.candidates.at[0].name, "APT32"));
    assert_true(yg_str_eqz(r.candidates.at[0].external_id, "G0050"));
    yg_resolution_free(&r);
    assert_true(yg_resolve(f->store, fixture_id("intrusion-set", 99), YG_STR(""), &r, &f->err));
    assert_int_equal(r.candidates.n, 0);
    yg_resolution_free(&r);
}

static void resolve__id_that_is_only_mentioned__has_its_id_and_type(void **state) {
    fixture *f = *state;
    yg_resolution r;
    yg_sink s = yg_store_sink(f->store);
    fixture_begin(f, "A");
    put(f, "intrusion-set", 1, "One", "stix", NULL, 0);
    assert_true(s.claim(
        s.self, &(yg_claim){.predicate = YG_STR("uses"), .object_id = fixture_id("tool", 2)},
        &f->err));
    fixture_commit(f);
    assert_true(yg_resolve(f->store, fixture_id("tool", 2), YG_STR(""), &r, &f->err));
    assert_int_equal(r.candidates.n, 1);
    assert_true(yg_str_eq(r.candidates.at[0].id, fixture_id("tool", 2)));
    assert_true(yg_str_eqz(r.candidates.at[0].type, "tool"));
    yg_resolution_free(&r);
}

static void resolve__sources__each_once_also_when_one_name_holds_another(void **state) {
    fixture *f = *state;
    yg_resolution r;
    fill(f);
    assert_true(yg_resolve(f->store, YG_STR("oceanlotus"), YG_STR(""), &r, &f->err));
    assert_true(yg_str_eqz(r.candidates.at[0].sources, "MISP\nMISP galaxy\nMITRE"));
    yg_resolution_free(&r);
    /* The other way round: the longer name comes first. */
    assert_true(yg_resolve(f->store, fixture_id("intrusion-set", 21), YG_STR(""), &r, &f->err));
    assert_true(yg_str_eqz(r.candidates.at[0].sources, "MITRE\nMISP\nMISP galaxy"));
    yg_resolution_free(&r);
}

static void resolve__longer_source_name_first__shorter_one_not_lost(void **state) {
    fixture *f = *state;
    yg_resolution r;
    fixture_begin(f, "MITRE ATT&CK");
    put(f, "tool", 1, "One", "stix", NULL, 0);
    fixture_end(f);
    fixture_document(f, "MITRE", "b.json", NULL);
    put(f, "tool", 2, "Uno", "stix", NULL, 0);
    link_them(f, fixture_id("tool", 1), fixture_id("tool", 2), "same-as", "accepted");
    fixture_commit(f);
    assert_true(yg_resolve(f->store, YG_STR("one"), YG_STR(""), &r, &f->err));
    assert_true(yg_str_eqz(r.candidates.at[0].sources, "MITRE ATT&CK\nMITRE"));
    yg_resolution_free(&r);
}

static void linked_entities__chain_of_firm_links__all_of_it(void **state) {
    fixture *f = *state;
    yg_eids eids = {0};
    int64_t eid;
    fixture_begin(f, "A");
    for (unsigned i = 1; i <= 5; i++)
        put(f, "tool", i, "A tool", "stix", NULL, 0);
    link_them(f, fixture_id("tool", 1), fixture_id("tool", 2), "same-as", "auto");
    link_them(f, fixture_id("tool", 3), fixture_id("tool", 2), "same-as", "accepted");
    link_them(f, fixture_id("tool", 3), fixture_id("tool", 4), "same-as", "rejected");
    link_them(f, fixture_id("tool", 3), fixture_id("tool", 5), "overlaps", "auto");
    fixture_commit(f);
    assert_true(yg_store_entity_of(f->store, fixture_id("tool", 3), &eid, &f->err));
    assert_true(yg_linked_entities(f->store, eid, &eids, &f->err));
    assert_int_equal(eids.n, 3);
    assert_int_equal(eids.at[0], eid);
    yg_vec_free(&eids);
}

static void link_incidents(fixture *f, unsigned a, unsigned b, const char *decision, int64_t rank) {
    char id[YG_LINK_ID_BYTES];
    yg_str left = fixture_id("incident", a), right = fixture_id("incident", b);
    yg_link_row link = {.relation = YG_STR("same-as"),
                        .decision = yg_str_of(decision),
                        .kind = YG_STR("incidents"),
                        .id = yg_store_link_id(left, right, id),
                        .rank = rank,
                        .evidence = YG_STR("[]")};
    assert_true(yg_store_entity_of(f->store, left, &link.left_eid, &f->err));
    assert_true(yg_store_entity_of(f->store, right, &link.right_eid, &f->err));
    assert_true(yg_store_link_put(f->store, &link, &f->err));
}

static void incident_links__all_at_once__as_one_by_one(void **state) {
    fixture *f = *state;
    YG_CLEANUP_BUF yg_buf alone = {0};
    YG_CLEANUP_BUF yg_buf listed = {0};
    yg_incident_links links = {.asked = SIZE_MAX / 2}; /* a long list already */
    size_t linked = 0;
    fixture_begin(f, "A");
    for (unsigned i = 1; i <= 6; i++)
        put(f, "incident", i, "An incident", "stix", NULL, 0);
    link_incidents(f, 2, 1, "auto", 1);
    link_incidents(f, 2, 3, "accepted", 7);
    link_incidents(f, 4, 2, "auto", 3);
    link_incidents(f, 5, 2, "rejected", 9);
    link_incidents(f, 5, 3, "review", 9);
    fixture_commit(f);
    for (unsigned i = 6; i >= 1; i--) {
        int64_t eid;
        assert_true(yg_store_entity_of(f->store, fixture_id("incident", i), &eid, &f->err));
        assert_true(yg_incident_same_as(f->store, eid, &alone, &f->err));
        assert_true(yg_incident_links_of(&links, f->store, eid, &listed, &f->err));
        assert_true(yg_str_eq(yg_buf_str(&alone), yg_buf_str(&listed)));
        linked += listed.n > 0;
    }
    assert_true(links.whole);
    assert_int_equal(linked, 4);
    yg_incident_links_free(&links);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_STORE(resolve__table__candidates_strongest_first),
        WITH_STORE(resolve__by_id__that_entity_and_what_is_linked),
        WITH_STORE(resolve__id_that_is_only_mentioned__has_its_id_and_type),
        WITH_STORE(resolve__sources__each_once_also_when_one_name_holds_another),
        WITH_STORE(resolve__longer_source_name_first__shorter_one_not_lost),
        WITH_STORE(linked_entities__chain_of_firm_links__all_of_it),
        WITH_STORE(incident_links__all_at_once__as_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
