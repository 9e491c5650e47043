#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "map/network.h"
#include "seeded.h"
#include "watch/place.h"

/* Names, networks ... of one organisation, separated by blanks. */
static void add(yg_group *group, const char *key, const char *name, const char *networks,
                const char *domains, const char *ad_domains, const char *rules) {
    yg_organisation_node o = {.key = yg_str_of(key), .name = yg_str_of(name)};
    yg_str rest, word;
    for (rest = yg_str_of(networks); rest.n > 0 && yg_str_split(&rest, ' ', &word);)
        yg_vec_push(&o.networks, word);
    for (rest = yg_str_of(domains); rest.n > 0 && yg_str_split(&rest, ' ', &word);)
        yg_vec_push(&o.domains, word);
    for (rest = yg_str_of(ad_domains); rest.n > 0 && yg_str_split(&rest, ' ', &word);)
        yg_vec_push(&o.ad_domains, word);
    for (rest = yg_str_of(rules); rest.n > 0 && yg_str_split(&rest, ' ', &word);)
        yg_vec_push(&o.host_rules, word);
    yg_vec_push(&group->organisations, o);
}

static void own(yg_group *group, size_t child, size_t parent) {
    yg_vec_push(&group->edges, ((yg_edge_row){child, parent, YG_STR("subsidiary-of"), 100,
                                              INT64_MIN + 1, INT64_MAX}));
}

typedef struct {
    yg_group group;
    yg_places *places;
} fixture;

static int start(void **state) {
    fixture *f = calloc(1, sizeof *f);
    yg_error err = {0};
    add(&f->group, "aoba", "Aoba Corporation", "192.0.2.0/24 2001:db8::/32 10.0.0.0/8",
        "aoba.example", "", "");
    add(&f->group, "aoba-india", "Aoba India", "192.0.2.128/25 2001:db8:1::/48 10.20.0.0/16",
        "in.aoba.example", "corp.aoba-in.example", "^blr[0-9]+ ^in-");
    add(&f->group, "works", "Aoba Works", "10.20.30.0/24 10.20.0.0/16 10.30.0.0/16", "", "",
        "^in-special");
    own(&f->group, 1, 0);
    own(&f->group, 2, 1);
    yg_group_index(&f->group);
    if (!yg_places_make(&f->group, &f->places, &err))
        fail_msg("%s", err.text);
    *state = f;
    return 0;
}

static int end(void **state) {
    fixture *f = *state;
    yg_places_free(f->places);
    yg_group_free(&f->group);
    free(f);
    return 0;
}

/* key "": nobody's. */
typedef struct {
    const char *asked, *key, *basis, *mark, *parent;
} row;

static void check(const fixture *f, const row *r,
                  bool (*ask)(const yg_places *, yg_str, yg_place *)) {
    yg_place place = {0};
    bool found = ask(f->places, yg_str_of(r->asked), &place);
    if (found != (r->key[0] != '\0') || (found && !yg_str_eqz(place.key, r->key)))
        fail_msg("%s: %.*s instead of %s", r->asked, YG_FMT(place.key), r->key);
    if (!found)
        return;
    assert_true(yg_str_eqz(place.basis, r->basis));
    assert_true(yg_str_eqz(place.mark, r->mark));
    assert_true(yg_str_eqz(place.parent, r->parent));
}

static void address__most_exact_network__its_organisation(void **state) {
    static const row rows[] = {
        {"192.0.2.1", "aoba", "network", "192.0.2.0/24", ""},
        {"192.0.2.127", "aoba", "network", "192.0.2.0/24", ""},
        {"192.0.2.128", "aoba-india", "network", "192.0.2.128/25", "Aoba Corporation"},
        {"192.0.2.255", "aoba-india", "network", "192.0.2.128/25", "Aoba Corporation"},
        {"192.0.3.0", "", "", "", ""},
        {"10.1.2.3", "aoba", "network", "10.0.0.0/8", ""},
        /* Two say that 10.20.0.0/16 is theirs: nobody's, and not whose is around it either. */
        {"10.20.1.1", "", "", "", ""},
        {"10.20.30.1", "works", "network", "10.20.30.0/24", "Aoba Corporation"},
        {"10.30.0.0", "works", "network", "10.30.0.0/16", "Aoba Corporation"},
        {"2001:db8::1", "aoba", "network", "2001:db8::/32", ""},
        {"2001:DB8:1::", "aoba-india", "network", "2001:db8:1::/48", "Aoba Corporation"},
        {"2001:db8:2::", "aoba", "network", "2001:db8::/32", ""},
        {"2001:db9::", "", "", "", ""},
        {"::ffff:192.0.2.1", "aoba", "network", "192.0.2.0/24", ""},
        {"192.0.2.0/24", "", "", "", ""},
        {"192.0.2", "", "", "", ""},
        {"", "", "", "", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(*state, &rows[i], yg_places_address);
}

static void host__domain_before_rules__first_rule_wins(void **state) {
    static const row rows[] = {
        {"aoba.example", "aoba", "domain", "aoba.example", ""},
        {"WWW.Aoba.Example.", "aoba", "domain", "aoba.example", ""},
        {"pc1.in.aoba.example", "aoba-india", "domain", "in.aoba.example", "Aoba Corporation"},
        {"xin.aoba.example", "aoba", "domain", "aoba.example", ""},
        {"notaoba.example", "", "", "", ""},
        {"dc1.corp.aoba-in.example", "aoba-india", "ad-domain", "corp.aoba-in.example",
         "Aoba Corporation"},
        {"BLR0042", "aoba-india", "host-rule", "^blr[0-9]+", "Aoba Corporation"},
        {"in-special", "aoba-india", "host-rule", "^in-", "Aoba Corporation"},
        {"in-7.aoba.example", "aoba", "domain", "aoba.example", ""},
        {"blrx", "", "", "", ""},
        {"", "", "", "", ""},
        {".", "", "", "", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(*state, &rows[i], yg_places_host);
}

static void host__hostile__nobodys(void **state) {
    const fixture *f = *state;
    yg_place place;
    char longest[4096];
    memset(longest, 'a', sizeof longest);
    assert_false(yg_places_host(f->places, (yg_str){longest, sizeof longest}, &place));
    memset(longest, '.', sizeof longest);
    assert_false(yg_places_host(f->places, (yg_str){longest, 253}, &place));
    assert_false(yg_places_host(f->places, (yg_str){"in-\0x", 5}, &place));
    assert_false(yg_places_address(f->places, (yg_str){"192.0.2.1\0", 10}, &place));
}

/* Random networks of random organisations: as asking every network in turn. */
static void address__random_networks__as_one_by_one(void **state) {
    enum { ORGANISATIONS = 40, NETWORKS = 6, ASKED = 4000 };
    (void)state;
    uint64_t seed = 7;
    for (int round = 0; round < 10; round++) {
        yg_group group = {0};
        static char texts[ORGANISATIONS * NETWORKS][48];
        static yg_network nets[ORGANISATIONS * NETWORKS];
        static char keys[ORGANISATIONS][8];
        for (size_t o = 0; o < ORGANISATIONS; o++) {
            snprintf(keys[o], sizeof keys[o], "o%zu", o);
            yg_organisation_node node = {.key = yg_str_of(keys[o])};
            for (size_t k = 0; k < NETWORKS; k++) {
                size_t i = o * NETWORKS + k;
                unsigned bits = 8 + (unsigned)seeded_below(&seed, 25);
                snprintf(texts[i], sizeof texts[i], "10.%u.%u.%u/%u",
                         (unsigned)seeded_below(&seed, 3), (unsigned)seeded_below(&seed, 3),
                         (unsigned)seeded_below(&seed, 256), bits);
                assert_true(yg_network_parse(yg_str_of(texts[i]), &nets[i]));
                yg_vec_push(&node.networks, yg_str_of(texts[i]));
            }
            yg_vec_push(&group.organisations, node);
        }
        yg_group_index(&group);
        yg_places *places = NULL;
        assert_true(yg_places_make(&group, &places, NULL));
        for (int k = 0; k < ASKED; k++) {
            char address[24];
            yg_network one;
            yg_place place = {0};
            snprintf(address, sizeof address, "10.%u.%u.%u", (unsigned)seeded_below(&seed, 3),
                     (unsigned)seeded_below(&seed, 3), (unsigned)seeded_below(&seed, 256));
            assert_true(yg_network_parse(yg_str_of(address), &one));
            size_t best = SIZE_MAX, owner = SIZE_MAX;
            for (size_t i = 0; i < ORGANISATIONS * NETWORKS; i++) {
                if (!yg_network_holds(&nets[i], &one))
                    continue;
                bool longer = best == SIZE_MAX || nets[i].prefix_bits > nets[best].prefix_bits;
                bool equal = !longer && nets[i].prefix_bits == nets[best].prefix_bits;
                if (longer) {
                    best = i;
                    owner = i / NETWORKS;
                } else if (equal && owner != i / NETWORKS) {
                    owner = SIZE_MAX;
                }
            }
            bool found = yg_places_address(places, yg_str_of(address), &place);
            assert_int_equal(found, owner != SIZE_MAX);
            if (found)
                assert_true(yg_str_eqz(place.key, keys[owner]));
        }
        yg_places_free(places);
        yg_group_free(&group);
    }
}

static void make__bad_host_rule__says_whose(void **state) {
    (void)state;
    yg_group group = {0};
    yg_organisation_node node = {.key = YG_STR("aoba")};
    yg_error err = {0};
    yg_places *places = NULL;
    yg_vec_push(&node.host_rules, YG_STR("(a+)+"));
    yg_vec_push(&group.organisations, node);
    yg_group_index(&group);
    assert_false(yg_places_make(&group, &places, &err));
    assert_int_equal(err.code, YG_ERR_INPUT);
    assert_non_null(strstr(err.text, "aoba"));
    assert_null(places);
    yg_group_free(&group);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(address__most_exact_network__its_organisation, start, end),
        cmocka_unit_test_setup_teardown(host__domain_before_rules__first_rule_wins, start, end),
        cmocka_unit_test_setup_teardown(host__hostile__nobodys, start, end),
        cmocka_unit_test(address__random_networks__as_one_by_one),
        cmocka_unit_test(make__bad_host_rule__says_whose),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
