#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "map/group.h"
#include "seeded.h"

/* A group of n organisations with random edges in time. */
static void make(yg_group *group, uint64_t *seed, size_t n, size_t edges) {
    for (size_t i = 0; i < n; i++)
        yg_vec_push(&group->organisations, ((yg_organisation_node){.eid = (int64_t)i + 1}));
    for (size_t i = 0; i < edges; i++) {
        int64_t from = (int64_t)seeded_below(seed, 20);
        int64_t to =
            seeded_below(seed, 3) == 0 ? INT64_MAX : from + 1 + (int64_t)seeded_below(seed, 9);
        yg_vec_push(&group->edges,
                    ((yg_edge_row){.child = (size_t)seeded_below(seed, n),
                                   .parent = (size_t)seeded_below(seed, n),
                                   .relation = seeded_below(seed, 5) == 0 ? YG_STR("supplies")
                                                                          : YG_STR("subsidiary-of"),
                                   .share = (double)seeded_below(seed, 4) * 25 - 1,
                                   .from_us = from,
                                   .to_us = to}));
    }
}

static void ultimate__indexed__as_without_index(void **state) {
    uint64_t seed = 11;
    for (int round = 0; round < 200; round++) {
        yg_group group = {0};
        size_t without[12][21];
        make(&group, &seed, 12, 30);
        for (size_t o = 0; o < 12; o++) {
            for (int64_t t = 0; t < 21; t++)
                without[o][t] = yg_group_ultimate(&group, o, t == 20 ? YG_TIME_NONE : t);
        }
        yg_group_index(&group);
        for (size_t o = 0; o < 12; o++) {
            for (int64_t t = 0; t < 21; t++)
                assert_int_equal(yg_group_ultimate(&group, o, t == 20 ? YG_TIME_NONE : t),
                                 without[o][t]);
        }
        yg_group_free(&group);
    }
}

/* A cross-holding of the two at the top and a chain of any length cost the same, indexed or not. */
static void ultimate__cycle_or_deep_chain__ends(void **state) {
    enum { CHAIN = 1000 };
    yg_group group = {0};
    for (size_t i = 0; i < CHAIN; i++)
        yg_vec_push(&group.organisations, ((yg_organisation_node){0}));
    for (size_t i = 0; i + 1 < CHAIN; i++)
        yg_vec_push(&group.edges,
                    ((yg_edge_row){i, i + 1, YG_STR("subsidiary-of"), -1, 0, INT64_MAX}));
    yg_vec_push(&group.edges,
                ((yg_edge_row){CHAIN - 1, CHAIN - 2, YG_STR("subsidiary-of"), -1, 0, INT64_MAX}));
    for (int indexed = 0; indexed < 2; indexed++) {
        if (indexed)
            yg_group_index(&group);
        assert_int_equal(yg_group_ultimate(&group, 0, 5), YG_GROUP_DEPTH);
        assert_int_equal(yg_group_ultimate(&group, CHAIN - 10, 5), CHAIN - 1);
        assert_int_equal(yg_group_ultimate(&group, CHAIN - 1, YG_TIME_NONE), CHAIN - 2);
    }
    yg_group_free(&group);
}

static void index__random__every_edge_once_from_both_ends(void **state) {
    uint64_t seed = 5;
    yg_group group = {0};
    size_t n, up = 0, down = 0;
    make(&group, &seed, 40, 300);
    yg_group_index(&group);
    for (size_t o = 0; o < 40; o++) {
        const size_t *edges = yg_group_parents(&group, o, &n);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(group.edges.at[edges[i]].child, o);
        up += n;
        edges = yg_group_children(&group, o, &n);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(group.edges.at[edges[i]].parent, o);
            assert_true(i == 0 || edges[i - 1] < edges[i]);
        }
        down += n;
    }
    assert_int_equal(up, 300);
    assert_int_equal(down, 300);
    yg_group_free(&group);
}

static void ultimate__before_and_after_a_sale__its_owner_that_day(void **state) {
    yg_group group = {0};
    for (size_t i = 0; i < 4; i++)
        yg_vec_push(&group.organisations, ((yg_organisation_node){0}));
    /* 0 belongs to 1 until day 10, then to 2 with 85 and to 1 with 15; 2 belongs to 3; 0
     * supplies 3. */
    const yg_edge_row edges[] = {{0, 1, YG_STR("subsidiary-of"), 100, 0, 10},
                                 {0, 1, YG_STR("affiliate-of"), 15, 10, INT64_MAX},
                                 {0, 2, YG_STR("subsidiary-of"), 85, 10, INT64_MAX},
                                 {2, 3, YG_STR("subsidiary-of"), -1, 12, INT64_MAX},
                                 {1, 3, YG_STR("supplies"), -1, 0, INT64_MAX}};
    for (size_t i = 0; i < 5; i++)
        yg_vec_push(&group.edges, edges[i]);
    yg_group_index(&group);
    assert_int_equal(yg_group_ultimate(&group, 0, 9), 1);
    assert_int_equal(yg_group_ultimate(&group, 0, 10), 2);
    assert_int_equal(yg_group_ultimate(&group, 0, 12), 3);
    assert_int_equal(yg_group_ultimate(&group, 0, YG_TIME_NONE), 3);
    assert_int_equal(yg_group_ultimate(&group, 1, 5), 1);
    yg_group_free(&group);
}

/* Who owns organisation 0 of these edges on an open day. */
static size_t owner_of(const yg_edge_row *edges, size_t n) {
    yg_group group = {0};
    for (size_t i = 0; i < 4; i++)
        yg_vec_push(&group.organisations, ((yg_organisation_node){0}));
    for (size_t i = 0; i < n; i++)
        yg_vec_push(&group.edges, edges[i]);
    yg_group_index(&group);
    size_t top = yg_group_ultimate(&group, 0, YG_TIME_NONE);
    yg_group_free(&group);
    return top;
}

static void owner__control_before_joint_ventures_before_minorities(void **state) {
    const yg_edge_row minority = {0, 1, YG_STR("affiliate-of"), 5, 0, INT64_MAX},
                      half = {0, 2, YG_STR("joint-venture-of"), -1, 0, INT64_MAX},
                      control = {0, 3, YG_STR("subsidiary-of"), -1, 0, INT64_MAX},
                      majority = {0, 2, YG_STR("subsidiary-of"), 51, 0, INT64_MAX},
                      effective = {0, 1, YG_STR("subsidiary-of"), 40, 0, INT64_MAX},
                      past = {0, 3, YG_STR("branch-of"), 100, 0, 10};
    assert_int_equal(owner_of((yg_edge_row[]){minority, half, control}, 3), 3);
    assert_int_equal(owner_of((yg_edge_row[]){control, half, minority}, 3), 3);
    assert_int_equal(owner_of((yg_edge_row[]){minority, half}, 2), 2);
    assert_int_equal(owner_of((yg_edge_row[]){minority, past}, 2), 1);
    assert_int_equal(owner_of((yg_edge_row[]){control, majority}, 2), 2);
    assert_int_equal(owner_of((yg_edge_row[]){effective, control}, 2), 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ultimate__indexed__as_without_index),
        cmocka_unit_test(ultimate__cycle_or_deep_chain__ends),
        cmocka_unit_test(index__random__every_edge_once_from_both_ends),
        cmocka_unit_test(ultimate__before_and_after_a_sale__its_owner_that_day),
        cmocka_unit_test(owner__control_before_joint_ventures_before_minorities),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
