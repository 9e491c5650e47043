/* The rule of identity links on small worlds of a few entries each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "know/link_rule.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))

/* "source | title | names; separated | references | country | number". Software when the source
 * begins with "soft". */
typedef struct {
    const char *source, *names, *references, *country, *number;
} row;

static void add_each(yg_link_set *set, uint32_t entry, const char *list, char sep,
                     void (*add)(yg_link_set *, uint32_t, yg_str)) {
    yg_str rest = yg_str_of(list), part;
    while (rest.n > 0 && yg_str_split(&rest, sep, &part))
        add(set, entry, part);
}

static uint32_t add_entry(yg_link_set *set, const row *r, size_t number) {
    char id[80];
    snprintf(id, sizeof id, "intrusion-set--00000000-0000-4000-8000-%012zu", number);
    yg_str names = yg_str_of(r->names), title = {NULL, 0};
    yg_str_split(&names, ';', &title);
    yg_link_entry entry = {
        .id = yg_str_of(id),
        .source = yg_str_of(r->source),
        .kind = strncmp(r->source, "soft", 4) == 0 ? YG_LINK_SOFTWARE : YG_LINK_ACTOR,
        .curated = strcmp(r->source, "overlay") == 0,
    };
    uint32_t place = yg_link_add(set, &entry);
    yg_link_add_title(set, place, title);
    if (names.n > 0)
        add_each(set, place, names.p, ';', yg_link_add_name);
    if (r->references != NULL)
        add_each(set, place, r->references, ' ', yg_link_add_reference);
    if (r->country != NULL)
        yg_link_add_country(set, place, YG_COUNTRY(r->country[0], r->country[1]));
    if (r->number != NULL)
        yg_link_add_number(set, place, yg_str_of(r->number), strcmp(r->source, "mitre") == 0);
    return place;
}

/* Adds the rows in order, or backwards; their places afterwards are in ret_places. */
static void build(yg_link_set *set, const row *rows, size_t n, bool backwards,
                  uint32_t *ret_places) {
    *set = (yg_link_set){0};
    for (size_t i = 0; i < n; i++) {
        size_t at = backwards ? n - 1 - i : i;
        ret_places[at] = add_entry(set, &rows[at], at);
    }
    yg_link_index(set);
    for (size_t i = 0; i < n; i++)
        ret_places[i] = yg_link_place(set, ret_places[i]);
}

static void decide(yg_link_set *set) {
    yg_link_find_pairs(set);
    yg_link_decide(set);
}

static const yg_link_pair *pair_of(const yg_link_set *set, const uint32_t *places, size_t a,
                                   size_t b) {
    const yg_link_pair *p = yg_link_pair_of(set, places[a], places[b]);
    assert_non_null(p);
    return p;
}

static void level__what_two_entries_share__decides(void **state) {
    static const struct {
        row a, b;
        yg_link_level level;
        bool linked;
    } cases[] = {
        {{"mitre", "menuPass", NULL, NULL, "G0045"},
         {"misp", "APT10;menuPass", NULL, NULL, "G0045"},
         YG_LEVEL_EXTERNAL_ID,
         true},
        {{"mitre", "Equation"}, {"misp", "Equation Group"}, YG_LEVEL_PRIMARY, true},
        {{"mitre", "RTM"}, {"misp", "RTM"}, YG_LEVEL_REVIEW, false},
        {{"mitre", "RTM", "https://e.org/a"},
         {"misp", "RTM", "http://www.e.org/a/"},
         YG_LEVEL_PRIMARY,
         true},
        {{"mitre", "menuPass;APT10"}, {"misp", "APT10;menuPass"}, YG_LEVEL_RECIPROCAL, true},
        {{"mitre", "Alpha;Beta;Gamma"}, {"misp", "Delta;Beta;Gamma"}, YG_LEVEL_NAMES, true},
        {{"mitre", "Alpha;Beta"}, {"misp", "Beta;Delta"}, YG_LEVEL_REVIEW, false},
        {{"mitre", "Alpha;Beta", NULL, "CN"},
         {"misp", "Beta;Delta", NULL, "CN"},
         YG_LEVEL_ONE_NAME,
         true},
        {{"mitre", "Alpha;Beta", "https://e.org/a", "CN"},
         {"misp", "Beta;Delta", "https://e.org/a", "RU"},
         YG_LEVEL_REVIEW,
         false}, /* countries clash */
        {{"mitre", "Alpha;Beta", NULL, "CN"},
         {"misp", "Gamma;Beta", NULL, "CN"},
         YG_LEVEL_REVIEW,
         false}, /* primary of neither */
        {{"overlay", "Beta"}, {"misp", "Delta;Beta"}, YG_LEVEL_ONE_NAME, true},
        {{"mitre", "Alpha;Operation Troy", NULL, "KP"},
         {"misp", "Operation Troy", NULL, "KP"},
         YG_LEVEL_REVIEW,
         false}, /* a weak name */
        {{"softA", "Emotet"}, {"softB", "Emotet"}, YG_LEVEL_PRIMARY, true},
        {{"softA", "Agent"}, {"softB", "Agen"}, YG_LEVEL_REVIEW, false},
    };
    for (size_t i = 0; i < ROWS(cases); i++) {
        yg_link_set set;
        uint32_t places[2];
        row rows[] = {cases[i].a, cases[i].b};
        build(&set, rows, 2, false, places);
        decide(&set);
        const yg_link_pair *p = yg_link_pair_of(&set, places[0], places[1]);
        if (p == NULL ? cases[i].level != YG_LEVEL_REVIEW
                      : p->level != cases[i].level || p->linked != cases[i].linked)
            fail_msg("case %zu: level %d", i, p ? (int)p->level : -1);
        yg_link_set_free(&set);
    }
}

static void weight__owners_and_weak_names__divide(void **state) {
    static const row rows[] = {
        {"mitre", "Alpha;Shared;Operation Troy"},
        {"misp", "Beta;Shared;Operation Troy"},
        {"misp", "Gamma;Shared"},
    };
    yg_link_set set;
    uint32_t places[3];
    build(&set, rows, 3, false, places);
    decide(&set);
    assert_int_equal(pair_of(&set, places, 0, 1)->weight, 60 / 2 + 30);
    assert_int_equal(pair_of(&set, places, 0, 2)->weight, 30);
    yg_link_set_free(&set);
}

static void taken__source_lists_two__second_goes_to_review(void **state) {
    static const row rows[] = {
        {"mitre", "APT29;UNC2452;Dark Halo;NOBELIUM"},
        {"misp", "APT29"},
        {"misp", "UNC2452;Dark Halo;NOBELIUM"},
    };
    yg_link_set set;
    uint32_t places[3];
    build(&set, rows, 3, false, places);
    decide(&set);
    assert_true(pair_of(&set, places, 0, 1)->linked);
    const yg_link_pair *p = pair_of(&set, places, 0, 2);
    assert_false(p->linked);
    assert_int_equal(p->reason, YG_REASON_TAKEN);
    assert_int_equal(p->by, places[1]);
    assert_int_equal(p->relation, YG_RELATION_PART);
    assert_int_equal(p->b_is_part, p->b == places[2]);
    yg_link_set_free(&set);
}

static void contradicts__chain_through_third_source__refused(void **state) {
    /* ms and misp A are strongest; through ms, mitre would get misp A although misp B is nearer. */
    static const row rows[] = {
        {"mitre", "First;Second;Third;Fourth"},
        {"misp", "A name;Sixth;Seventh;Eighth"},
        {"misp", "B name;First;Second;Third;Fourth"},
        {"ms", "A name;Sixth;Seventh;Eighth;Third;Fourth"},
    };
    yg_link_set set;
    uint32_t places[4];
    build(&set, rows, 4, false, places);
    decide(&set);
    assert_true(pair_of(&set, places, 1, 3)->linked);
    assert_true(pair_of(&set, places, 0, 2)->linked);
    assert_false(pair_of(&set, places, 0, 3)->linked);
    assert_false(yg_link_are_united(&set, places[0], places[1]));
    yg_link_set_free(&set);
}

static void contradicts__stronger_partner_not_linked__still_refused(void **state) {
    /* misp B is mitre's best, but rejected by a person: mitre does not fall to the next best. */
    static const row rows[] = {
        {"mitre", "First;Second;Third;Fourth;Fifth"},
        {"misp", "B;First;Second;Third"},
        {"misp", "C;Fourth;Fifth"},
    };
    yg_link_set set;
    uint32_t places[3];
    build(&set, rows, 3, false, places);
    *yg_vec_add(&set.verdicts) = (yg_link_verdict){places[0], places[1], false, false};
    decide(&set);
    assert_int_equal(pair_of(&set, places, 0, 1)->reason, YG_REASON_DECIDED);
    assert_int_equal(pair_of(&set, places, 0, 2)->reason, YG_REASON_CONTRADICTS);
    assert_int_equal(pair_of(&set, places, 0, 2)->by, places[1]);
    yg_link_set_free(&set);
}

static void tie__two_equal_partners__neither(void **state) {
    static const row rows[] = {
        {"mitre", "First;Second;Third;Fourth"},
        {"misp", "B;First;Second"},
        {"misp", "C;Third;Fourth"},
    };
    yg_link_set set;
    uint32_t places[3];
    build(&set, rows, 3, false, places);
    decide(&set);
    assert_int_equal(pair_of(&set, places, 0, 1)->reason, YG_REASON_TIE);
    assert_int_equal(pair_of(&set, places, 0, 2)->reason, YG_REASON_TIE);
    assert_int_equal(pair_of(&set, places, 0, 2)->by, places[1]);
    yg_link_set_free(&set);
}

static void shadowed__left_over_entry__current_one_is_linked(void **state) {
    static const row rows[] = {
        {"mitre", "HAFNIUM;Silk Typhoon"},
        {"ms", "HAFNIUM"},
        {"ms", "Silk Typhoon;HAFNIUM"},
    };
    yg_link_set set;
    uint32_t places[3];
    build(&set, rows, 3, false, places);
    decide(&set);
    assert_int_equal(set.entries.at[places[1]].shadow_of, places[2]);
    assert_true(pair_of(&set, places, 0, 2)->linked);
    assert_false(pair_of(&set, places, 0, 1)->linked);
    yg_link_set_free(&set);
    /* Countries that clash: two different actors. */
    row clash[] = {rows[0], rows[1], rows[2]};
    clash[1].country = "IR";
    clash[2].country = "RU";
    build(&set, clash, 3, false, places);
    assert_int_equal(set.entries.at[places[1]].shadow_of, YG_LINK_NONE);
    yg_link_set_free(&set);
}

static void exclusive__name_of_two_entries__no_one_name_link(void **state) {
    static const row rows[] = {
        {"mitre", "Grizzly", NULL, "RU"},
        {"misp", "APT28;Grizzly", NULL, "RU"},
        {"misp", "APT29;Grizzly", NULL, "RU"},
    };
    yg_link_set set;
    uint32_t places[3];
    build(&set, rows, 3, false, places);
    decide(&set);
    assert_false(pair_of(&set, places, 0, 1)->linked);
    assert_false(pair_of(&set, places, 0, 2)->linked);
    yg_link_set_free(&set);
}

static void verdict__accepted__wins_over_taken(void **state) {
    static const row rows[] = {
        {"mitre", "APT29;UNC2452"},
        {"misp", "APT29"},
        {"misp", "UNC2452;Midnight"},
        {"ms", "Midnight;UNC2452"},
    };
    yg_link_set set;
    uint32_t places[4];
    build(&set, rows, 4, false, places);
    *yg_vec_add(&set.verdicts) = (yg_link_verdict){places[2], places[0], true, false};
    decide(&set);
    assert_true(yg_link_are_united(&set, places[0], places[2]));
    assert_false(yg_link_are_united(&set, places[0], places[1])); /* now taken */
    assert_true(yg_link_are_united(&set, places[0], places[3]));
    yg_link_set_free(&set);
}

static void verdict__claimed_part__blocks_whole_component(void **state) {
    static const row rows[] = {
        {"mitre", "menuPass;Earth Tengshe"},
        {"misp", "menuPass"},
        {"overlay", "Earth Tengshe"},
    };
    yg_link_set set;
    uint32_t places[3];
    build(&set, rows, 3, false, places);
    *yg_vec_add(&set.verdicts) = (yg_link_verdict){places[1], places[2], false, true};
    decide(&set);
    assert_int_equal(pair_of(&set, places, 0, 2)->reason, YG_REASON_CLAIMED);
    assert_int_equal(pair_of(&set, places, 0, 2)->by, places[1]);
    yg_link_set_free(&set);
}

static void order__entries_added_backwards__same_pairs(void **state) {
    static const row rows[] = {
        {"mitre", "APT29;UNC2452;Dark Halo"},
        {"misp", "APT29"},
        {"misp", "UNC2452;Dark Halo"},
        {"ms", "Midnight;UNC2452;APT29"},
        {"mitre", "First;Second"},
        {"misp", "Second;First"},
        {"ms", "First"},
        {"ms", "Second"},
    };
    yg_link_set forth, back;
    uint32_t places[8], same[8];
    build(&forth, rows, 8, false, places);
    build(&back, rows, 8, true, same);
    decide(&forth);
    decide(&back);
    assert_memory_equal(places, same, sizeof places);
    assert_int_equal(forth.pairs.n, back.pairs.n);
    for (size_t i = 0; i < forth.pairs.n; i++) {
        const yg_link_pair *p = &forth.pairs.at[i], *q = &back.pairs.at[i];
        assert_true(p->a == q->a && p->b == q->b && p->linked == q->linked &&
                    p->reason == q->reason && p->by == q->by && p->relation == q->relation &&
                    yg_link_strength(p) == yg_link_strength(q));
    }
    yg_link_set_free(&forth);
    yg_link_set_free(&back);
}

static void merge__same_publisher__names_are_pooled(void **state) {
    yg_link_set set = {0};
    row first = {"mitre", "Alpha"}, second = {"mitre", "Alpha;Beta;Gamma"},
        other = {"misp", "Delta;Beta;Gamma"};
    uint32_t a = add_entry(&set, &first, 1), b = add_entry(&set, &second, 2),
             c = add_entry(&set, &other, 3), d = add_entry(&set, &other, 4);
    yg_link_merge(&set, b, a);
    yg_link_merge(&set, d, YG_LINK_NONE);
    yg_link_index(&set);
    decide(&set);
    assert_int_equal(set.entries.n, 2);
    assert_int_equal(yg_link_place(&set, a), yg_link_place(&set, b));
    assert_int_equal(yg_link_place(&set, d), YG_LINK_NONE);
    assert_true(yg_link_are_united(&set, yg_link_place(&set, a), yg_link_place(&set, c)));
    yg_link_set_free(&set);
}

/* A key that everybody holds makes no pairs, and one entry makes at most so many. */
static void hostile__crowded_key_and_greedy_entry__bounded(void **state) {
    yg_link_set set = {0};
    YG_CLEANUP_BUF yg_buf all = {0};
    char names[64], sources[2][8] = {"evil", "mitre"};
    yg_buf_addz(&all, "Greedy");
    for (int i = 0; i < 700; i++)
        yg_buf_addf(&all, ";Name%d", i);
    for (size_t i = 0; i < 700; i++) {
        snprintf(names, sizeof names, "Entry%zu;Crowded;Name%zu", i, i);
        row r = {sources[i % 2], names};
        add_entry(&set, &r, i);
    }
    row greedy = {"greedy", yg_buf_z(&all)};
    uint32_t place = add_entry(&set, &greedy, 9999);
    yg_link_index(&set);
    decide(&set);
    place = yg_link_place(&set, place);
    assert_int_equal(set.pairs.n, YG_LINK_PAIRS_EACH);
    for (size_t i = 0; i < set.pairs.n; i++)
        assert_true(set.pairs.at[i].a == place || set.pairs.at[i].b == place);
    yg_link_set_free(&set);
}

static void empty__no_entries_no_names__nothing(void **state) {
    yg_link_set set = {0};
    yg_link_index(&set);
    decide(&set);
    assert_int_equal(set.pairs.n, 0);
    yg_link_set_free(&set);
    row rows[] = {{"mitre", "!!!"}, {"misp", "???"}};
    uint32_t places[2];
    build(&set, rows, 2, false, places);
    decide(&set);
    assert_int_equal(set.pairs.n, 0);
    yg_link_set_free(&set);
}

/* --- Long chains --- */

enum { CHAIN = 1200, BONDS = 6000 };

static void add_numbered(yg_link_set *set, uint32_t entry, const char *word, size_t number) {
    /* In letters: a number at the end would make it a weak name. */
    char name[64];
    int n = snprintf(name, sizeof name, "%s", word);
    for (; number > 0; number /= 26)
        name[n++] = (char)('a' + number % 26);
    name[n] = '\0';
    yg_link_add_name(set, entry, yg_str_of(name));
}

/* 1,200 sources of one entry each but the first, whose second entry parts the chain: neighbours
 * share two names, and 6,000 pairs all over the two halves one weak name each, so that every one of
 * those looks for obstacles between all of one half and all of the other. */
static void build_chain(yg_link_set *set) {
    uint32_t places[CHAIN], dice = 7;
    *set = (yg_link_set){0};
    for (size_t i = 0; i < CHAIN; i++) {
        char source[32], title[32];
        snprintf(source, sizeof source, "source %04zu", i == CHAIN / 2 ? 0 : i);
        snprintf(title, sizeof title, "titlename%04zu", i);
        row r = {source, title, NULL, NULL, NULL};
        places[i] = add_entry(set, &r, i);
        add_numbered(set, places[i], "linkname", i / 2);
        add_numbered(set, places[i], "bondname", i / 2);
        add_numbered(set, places[i], "oddlink", (i + 1) / 2);
        add_numbered(set, places[i], "oddbond", (i + 1) / 2);
    }
    for (size_t i = 0; i < BONDS; i++) {
        dice = dice * 1664525u + 1013904223u;
        size_t a = (dice >> 8) % CHAIN, b = (a + 1 + (dice >> 20) % 600) % CHAIN;
        add_numbered(set, places[a], "operation ", i);
        add_numbered(set, places[b], "operation ", i);
    }
    yg_link_index(set);
}

static size_t largest_component(const yg_link_set *set) {
    size_t largest = 0;
    for (uint32_t i = 0; i < set->entries.n; i++) {
        size_t n = 0;
        for (uint32_t k = 0; k < set->entries.n; k++)
            n += yg_link_are_united(set, i, k);
        largest = n > largest ? n : largest;
    }
    return largest;
}

static void decide__chain_of_1200_sources__component_is_capped_and_time_is_short(void **state) {
    yg_link_set set;
    (void)state;
    build_chain(&set);
    clock_t began = clock();
    decide(&set);
    double took = (double)(clock() - began) / CLOCKS_PER_SEC;
    print_message("chain: %zu pairs in %.2f s of processor time\n", set.pairs.n, took);
    assert_true(set.pairs.n > 6000);
    assert_true(largest_component(&set) <= YG_LINK_COMPONENT);
    assert_true(took < 1.0); /* without the cap 3 s, with it 0.01 s */
    size_t crowded = 0;
    for (size_t i = 0; i < set.pairs.n; i++)
        crowded += set.pairs.at[i].reason == YG_REASON_CROWDED;
    assert_true(crowded > 0);
    yg_link_set_free(&set);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decide__chain_of_1200_sources__component_is_capped_and_time_is_short),
        cmocka_unit_test(level__what_two_entries_share__decides),
        cmocka_unit_test(weight__owners_and_weak_names__divide),
        cmocka_unit_test(taken__source_lists_two__second_goes_to_review),
        cmocka_unit_test(contradicts__chain_through_third_source__refused),
        cmocka_unit_test(contradicts__stronger_partner_not_linked__still_refused),
        cmocka_unit_test(tie__two_equal_partners__neither),
        cmocka_unit_test(shadowed__left_over_entry__current_one_is_linked),
        cmocka_unit_test(exclusive__name_of_two_entries__no_one_name_link),
        cmocka_unit_test(verdict__accepted__wins_over_taken),
        cmocka_unit_test(verdict__claimed_part__blocks_whole_component),
        cmocka_unit_test(order__entries_added_backwards__same_pairs),
        cmocka_unit_test(merge__same_publisher__names_are_pooled),
        cmocka_unit_test(hostile__crowded_key_and_greedy_entry__bounded),
        cmocka_unit_test(empty__no_entries_no_names__nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
