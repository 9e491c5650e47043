/* The rule of links between incidents on small worlds, on made worlds in every order, and on
 * hostile ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "know/incident_link.h"
#include "seeded.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))
#define DAY_US INT64_C(86400000000)

typedef struct {
    const char *source, *victim, *domain, *countries, *actors, *posts;
    int day; /* 0: not dated */
} row;

static void add(yg_incident_set *set, const row *r, size_t number) {
    char id[32];
    snprintf(id, sizeof id, "incident--%06zu", number);
    yg_incident_add(set,
                    &(yg_incident_entry){.id = yg_str_of(id),
                                         .eid = (int64_t)number + 1,
                                         .source = yg_str_of(r->source),
                                         .victim = yg_str_of(r->victim),
                                         .domain = yg_str_of(r->domain),
                                         .countries = yg_str_of(r->countries),
                                         .actors = yg_str_of(r->actors),
                                         .posts = yg_str_of(r->posts),
                                         .is_post = r->actors != NULL && r->posts == NULL,
                                         .from_us = r->day > 0 ? (19000 + r->day) * DAY_US : 0,
                                         .to_us = r->day > 0 ? (19001 + r->day) * DAY_US - 1 : 0});
}

static void find(yg_incident_set *set, const row *rows, size_t n) {
    *set = (yg_incident_set){0};
    yg_incident_set_open(set);
    for (size_t i = 0; i < n; i++)
        add(set, &rows[i], i);
    yg_incident_find(set);
}

static size_t number_of(const yg_incident_set *set, uint32_t record) {
    return (size_t)set->records.at[record].entry.eid - 1;
}

/* "auto", "weak", "far" ... or "none". */
static const char *between(const yg_incident_set *set, size_t a, size_t b) {
    static const char *const words[] = {"auto", "weak", "open", "not-best",
                                        "near", "tie",  "far",  "cut"};
    for (size_t i = 0; i < set->pairs.n; i++) {
        const yg_incident_pair *p = &set->pairs.at[i];
        size_t x = number_of(set, p->a), y = number_of(set, p->b);
        if ((x == a && y == b) || (x == b && y == a))
            return words[p->reason];
    }
    return "none";
}

static void pair__what_two_incidents_share__decides(void **state) {
    static const struct {
        row a, b;
        const char *decision;
    } cases[] = {
        {{"x", "Aoba Works", "aoba.example.com", .day = 1}, {"y", "Aoba Works", .day = 3}, "auto"},
        {{"x", "Aoba Works Ltd.", .day = 1}, {"y", "AOBA WORKS K.K.", .day = 1}, "auto"},
        {{"x", "Aoba Works"}, {"y", "Aoba Works"}, "auto"},
        {{"x", "Aoba Works", .day = 1}, {"x", "Aoba Works", .day = 1}, "none"},
        {{"x", "Tanner Mill", "aobaworks.com", .day = 1},
         {"y", "www.aobaworks.com", .day = 1},
         "auto"},
        {{"x", "Tanner Mill", "aobaworks.com", .day = 1}, {"y", "AobaWorks", .day = 1}, "auto"},
        {{"x", "Tanner Mill", "www.facebook.com/tannermill", .day = 1},
         {"y", "Quiet Harbour", "facebook.com", .day = 1},
         "none"},
        {{"x", "Büchner Barella", .day = 1}, {"y", "BUECHNER BARELLA Holding", .day = 1}, "auto"},
        {{"x", "Université de Kerlaz", .day = 1}, {"y", "Kerlaz University", .day = 9}, "auto"},
        {{"x", "Kerlaz Regional Water Board (KRWB)", .day = 1}, {"y", "KRWB", .day = 1}, "auto"},
        {{"x", "Kerlaz Hospital", .day = 1}, {"y", "Morvan Hospital", .day = 1}, "none"},
        {{"x", "City Hospital", .day = 1}, {"y", "City Hospital", .day = 1}, "weak"},
        {{"x", "Aoba Works", .day = 1}, {"y", "Aoba Works", .day = 101}, "far"},
        {{"x", "Aoba Works", .day = 1}, {"y", "Aoba Works", .day = 300}, "none"},
        {{"x", "Aoba", .countries = "JP", .day = 1},
         {"y", "Aoba Trading Partners Osaka", .countries = "BR", .day = 50},
         "weak"},
        {{"x", "Unknown", .day = 1}, {"y", "Unknown", .day = 1}, "none"},
        {{"x", "", "aoba.example.com", .day = 1}, {"y", "", "", .day = 1}, "none"},
        {{"x", "Quiet Harbour", .posts = "qh-leak@tower", .day = 1},
         {"y", "qh-leak", .actors = "Tower", .day = 500},
         "auto"},
        {{"x", "Quiet Harbour", .posts = "qh-leak@tower", .day = 1},
         {"y", "qh-leak", .actors = "Bishop", .day = 500},
         "none"},
    };
    (void)state;
    for (size_t i = 0; i < ROWS(cases); i++) {
        yg_incident_set set;
        row rows[] = {cases[i].a, cases[i].b};
        find(&set, rows, 2);
        const char *found = between(&set, 0, 1);
        if (strcmp(found, cases[i].decision) != 0)
            print_message("case %zu, %s / %s\n", i, cases[i].a.victim, cases[i].b.victim);
        assert_string_equal(found, cases[i].decision);
        yg_incident_set_free(&set);
    }
}

static void best__two_incidents_of_one_victim__nearest_is_linked(void **state) {
    static const row rows[] = {
        {"press", "Aoba Works", .day = 100},
        {"posts", "Aoba Works", .day = 103},
        {"posts", "Aoba Works", .day = 150},
    };
    yg_incident_set set;
    (void)state;
    find(&set, rows, ROWS(rows));
    assert_string_equal(between(&set, 0, 1), "auto");
    assert_string_equal(between(&set, 0, 2), "none");
    yg_incident_set_free(&set);
}

static void best__another_nearly_as_good__review(void **state) {
    static const row rows[] = {
        {"press", "Aoba Works", .day = 100},
        {"posts", "Aoba Works", .day = 103},
        {"posts", "Aoba Works", .day = 107},
    };
    yg_incident_set set;
    (void)state;
    find(&set, rows, ROWS(rows));
    assert_string_equal(between(&set, 0, 1), "near");
    yg_incident_set_free(&set);
}

static void equal__two_reports_of_one_post__both(void **state) {
    static const row rows[] = {
        {"press", "Aoba Works", .day = 100},
        {"press", "Aoba Works", .day = 100},
        {"posts", "Aoba Works", .day = 100},
    };
    yg_incident_set set;
    (void)state;
    find(&set, rows, ROWS(rows));
    assert_string_equal(between(&set, 0, 2), "auto");
    assert_string_equal(between(&set, 1, 2), "auto");
    assert_int_equal(set.pairs.at[0].equal, 1);
    yg_incident_set_free(&set);
}

static void equal__two_and_two__review(void **state) {
    static const row rows[] = {{"press", "Aoba Works"},
                               {"press", "Aoba Works"},
                               {"posts", "Aoba Works"},
                               {"posts", "Aoba Works"}};
    yg_incident_set set;
    (void)state;
    find(&set, rows, ROWS(rows));
    assert_string_equal(between(&set, 0, 2), "tie");
    assert_string_equal(between(&set, 1, 3), "tie");
    yg_incident_set_free(&set);
}

static void verdict__rejected_best__second_is_not_automatic(void **state) {
    static const row rows[] = {
        {"press", "Aoba Works", "aoba.example.com", .day = 100},
        {"posts", "Aoba Works", "aoba.example.com", .day = 103},
        {"posts", "Aoba Works", .day = 150},
    };
    yg_incident_set set = {0};
    (void)state;
    yg_incident_set_open(&set);
    for (size_t i = 0; i < ROWS(rows); i++)
        add(&set, &rows[i], i);
    yg_vec_push(&set.verdicts, ((yg_incident_verdict){1, 2, false}));
    yg_incident_find(&set);
    assert_string_equal(between(&set, 0, 2), "not-best");
    yg_incident_set_free(&set);
}

static void verdict__accepted__takes_the_place(void **state) {
    static const row rows[] = {
        {"press", "Aoba Works", "aoba.example.com", .day = 100},
        {"posts", "Aoba Works", "aoba.example.com", .day = 103},
        {"posts", "Tanner Mill", .day = 150},
    };
    yg_incident_set set = {0};
    (void)state;
    yg_incident_set_open(&set);
    for (size_t i = 0; i < ROWS(rows); i++)
        add(&set, &rows[i], i);
    yg_vec_push(&set.verdicts, ((yg_incident_verdict){3, 1, true}));
    yg_incident_find(&set);
    assert_string_equal(between(&set, 0, 2), "auto");
    assert_string_equal(between(&set, 0, 1), "none");
    yg_incident_set_free(&set);
}

/* --- Hosts --- */

static void host__names_of_hosts__registrable_part(void **state) {
    static const char *const cases[][2] = {
        {"www.Example.co.jp", "example.co.jp"},
        {"https://mail.example.com/path", "example.com"},
        {"example.gov.br", "example.gov.br"},
        {"gov.br", ""},
        {"town.pe.gov.br", "town.pe.gov.br"},
        {"comune.fe.it", "comune.fe.it"},
        {"district.k12.tx.us", "district.k12.tx.us"},
        {"city.example.us", "example.us"},
        {"a.b.c.example.de", "example.de"},
        {"not a host", NULL},
        {"Inc.", NULL},
        {"U.S.", NULL},
        {"..example.com", NULL},
        {"10.0.0.1", NULL},
        {"", NULL},
    };
    char bytes[256];
    yg_str host;
    (void)state;
    for (size_t i = 0; i < ROWS(cases); i++) {
        bool is_host = yg_host_of(yg_str_of(cases[i][0]), bytes, &host);
        assert_int_equal(is_host, cases[i][1] != NULL);
        if (!is_host)
            continue;
        yg_str found = yg_host_registrable(host);
        assert_true(yg_str_eqz(found, cases[i][1]));
    }
}

/* --- Made worlds --- */

enum { MADE = 400 };

static void made_row(uint64_t *dice, size_t i, char name[64], row *ret_row) {
    static const char *const first[] = {"Aoba",    "Tanner", "Kerlaz", "Morvan", "Quiet",
                                        "Harbour", "Vesper", "Lindow", "Okami",  "Sable"};
    static const char *const kinds[] = {"Works",  "Hospital", "Bank AG", "Logistics Ltd",
                                        "School", "Group",    "Inc."};
    static const char *const countries[] = {"JP", "US", "DE", "", "JP US"};
    snprintf(name, 64, "%s %s %s", first[seeded_below(dice, 10)], first[seeded_below(dice, 10)],
             kinds[seeded_below(dice, 7)]);
    *ret_row = (row){.source = i % 3 == 0   ? "a"
                               : i % 3 == 1 ? "b"
                                            : "c",
                     .victim = name,
                     .domain = seeded_below(dice, 4) == 0 ? "vesper.example.org" : "",
                     .countries = countries[seeded_below(dice, 5)],
                     .actors = seeded_below(dice, 3) == 0 ? "tower" : "",
                     .day = (int)seeded_below(dice, 300)};
}

typedef struct {
    size_t low, high;
    int reason;
    double points;
    uint32_t equal;
} seen;

static int by_numbers(const void *left, const void *right) {
    const seen *a = left, *b = right;
    if (a->low != b->low)
        return a->low < b->low ? -1 : 1;
    return a->high < b->high ? -1 : a->high > b->high;
}

/* Pairs as text in order of the incidents' numbers, so that sets can be compared. */
static void write_pairs(const yg_incident_set *set, yg_buf *out) {
    seen *all = calloc(set->pairs.n + 1, sizeof *all);
    for (size_t i = 0; i < set->pairs.n; i++) {
        const yg_incident_pair *p = &set->pairs.at[i];
        size_t x = number_of(set, p->a), y = number_of(set, p->b);
        all[i] = (seen){x < y ? x : y, x < y ? y : x, (int)p->reason, p->points, p->equal};
    }
    qsort(all, set->pairs.n, sizeof *all, by_numbers);
    for (size_t i = 0; i < set->pairs.n; i++)
        yg_buf_addf(out, "%zu %zu %d %.1f %u\n", all[i].low, all[i].high, all[i].reason,
                    all[i].points, all[i].equal);
    free(all);
}

static void made_world(uint64_t seed, const size_t *order, const char *const sources[3],
                       yg_buf *out) {
    static char names[MADE][64];
    static row rows[MADE];
    yg_incident_set set = {0};
    uint64_t dice = seed;
    for (size_t i = 0; i < MADE; i++) {
        made_row(&dice, i, names[i], &rows[i]);
        rows[i].source = sources[i % 3];
    }
    yg_incident_set_open(&set);
    for (size_t i = 0; i < MADE; i++)
        add(&set, &rows[order[i]], order[i]);
    yg_incident_find(&set);
    write_pairs(&set, out);
    yg_incident_set_free(&set);
}

static void order__any_order_of_input_and_of_sources__same_links(void **state) {
    static const char *const plain[3] = {"a", "b", "c"}, *const turned[3] = {"c", "a", "b"};
    size_t order[MADE], linked = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        yg_buf first = {0}, second = {0}, third = {0};
        uint64_t dice = seed * 77;
        for (size_t i = 0; i < MADE; i++)
            order[i] = i;
        made_world(seed, order, plain, &first);
        for (size_t i = MADE - 1; i > 0; i--) {
            size_t k = seeded_below(&dice, i + 1), kept = order[i];
            order[i] = order[k];
            order[k] = kept;
        }
        made_world(seed, order, plain, &second);
        made_world(seed, order, turned, &third);
        assert_true(first.n > 0);
        assert_true(yg_str_eq(yg_buf_str(&first), yg_buf_str(&second)));
        assert_true(yg_str_eq(yg_buf_str(&first), yg_buf_str(&third)));
        linked += first.n;
        yg_buf_free(&first);
        yg_buf_free(&second);
        yg_buf_free(&third);
    }
    assert_true(linked > 1000);
}

static void likeness__either_way_round__the_same(void **state) {
    uint64_t dice = 5;
    static char names[60][64];
    static row rows[60];
    yg_incident_set set;
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++)
        made_row(&dice, i, names[i], &rows[i]);
    find(&set, rows, ROWS(rows));
    for (uint32_t a = 0; a < set.records.n; a++) {
        for (uint32_t b = 0; b < set.records.n; b++) {
            yg_incident_likeness there, back;
            yg_incident_compare(&set, a, b, &there);
            yg_incident_compare(&set, b, a, &back);
            assert_true(there.points - back.points < 0.01 && back.points - there.points < 0.01);
            assert_int_equal(there.days, back.days);
        }
    }
    yg_incident_set_free(&set);
}

/* --- Hostile --- */

static void hostile__one_name_or_domain_for_all__time_stays_short(void **state) {
    enum { N = 20000 };
    (void)state;
    for (int domain = 0; domain < 2; domain++) {
        yg_incident_set set = {0};
        char name[64];
        yg_incident_set_open(&set);
        for (size_t i = 0; i < N; i++) {
            snprintf(name, sizeof name, "Victim%c%c%c", (char)('a' + i % 26),
                     (char)('a' + i / 26 % 26), (char)('a' + i / 676 % 26));
            row r = {i % 2 ? "x" : "y", domain ? name : "Aoba Works",
                     domain ? "aoba.example.com" : "", .day = 1};
            add(&set, &r, i);
        }
        clock_t began = clock();
        yg_incident_find(&set);
        double took = (double)(clock() - began) / CLOCKS_PER_SEC;
        print_message("%d incidents of one %s: %.2f s\n", N, domain ? "domain" : "name", took);
        assert_true(took < 20.0);
        assert_true(set.blocks_cut > 0);
        for (size_t i = 0; i < set.pairs.n; i++)
            assert_int_not_equal(domain ? YG_INCIDENT_NONE : set.pairs.at[i].reason,
                                 YG_INCIDENT_AUTO);
        yg_incident_set_free(&set);
    }
}

static void hostile__odd_names__no_harm(void **state) {
    static char long_name[5000];
    static const char *const names[] = {
        "",         " ",    "()",    "((((",     "a",       "\xFF\xFE",        "(株)",
        "株式会社", "....", "a.b",   "| | |",    " d/b/a ", "\xE3\x82",        "www.",
        "http://",  "@@",   "-----", "x (y (z)", "Ａ Ｂ",   "\xF0\x9F\x98\x80"};
    row rows[2 * ROWS(names) + 2];
    yg_incident_set set;
    (void)state;
    memset(long_name, 'a', sizeof long_name - 1);
    for (size_t i = 0; i < ROWS(names); i++) {
        rows[2 * i] = (row){"x", names[i], names[i], names[i], names[i], names[i], 1};
        rows[2 * i + 1] = (row){"y", names[i], names[i], names[i], names[i], names[i], 1};
    }
    rows[2 * ROWS(names)] = (row){"x", long_name, long_name, long_name, long_name, long_name, 1};
    rows[2 * ROWS(names) + 1] =
        (row){"y", long_name, long_name, long_name, long_name, long_name, 1};
    find(&set, rows, ROWS(rows));
    assert_true(set.records.n < ROWS(rows));
    yg_incident_set_free(&set);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pair__what_two_incidents_share__decides),
        cmocka_unit_test(best__two_incidents_of_one_victim__nearest_is_linked),
        cmocka_unit_test(best__another_nearly_as_good__review),
        cmocka_unit_test(equal__two_reports_of_one_post__both),
        cmocka_unit_test(equal__two_and_two__review),
        cmocka_unit_test(verdict__rejected_best__second_is_not_automatic),
        cmocka_unit_test(verdict__accepted__takes_the_place),
        cmocka_unit_test(host__names_of_hosts__registrable_part),
        cmocka_unit_test(order__any_order_of_input_and_of_sources__same_links),
        cmocka_unit_test(likeness__either_way_round__the_same),
        cmocka_unit_test(hostile__one_name_or_domain_for_all__time_stays_short),
        cmocka_unit_test(hostile__odd_names__no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
