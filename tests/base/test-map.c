#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/map.h"
#include "seeded.h"

enum { MOST = 6000 };

/* The oracle: entries sorted by key. */
typedef struct {
    char key[9];
    size_t n;
    uint64_t value;
} entry;

typedef struct {
    entry at[MOST];
    size_t n;
} oracle;

static size_t place(const oracle *o, yg_str key, bool *ret_found) {
    size_t low = 0, high = o->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = yg_str_cmp((yg_str){o->at[middle].key, o->at[middle].n}, key);
        if (order == 0) {
            *ret_found = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *ret_found = false;
    return low;
}

static void insert(oracle *o, size_t at, yg_str key) {
    memmove(&o->at[at + 1], &o->at[at], (o->n - at) * sizeof *o->at);
    o->at[at] = (entry){.n = key.n};
    if (key.n > 0)
        memcpy(o->at[at].key, key.p, key.n);
    o->n++;
}

static void visit(void *self, yg_str key, uint64_t *value) {
    bool found;
    oracle *o = self;
    size_t at = place(o, key, &found);
    assert_true(found);
    assert_true(o->at[at].value == *value);
    o->at[at].value = 0; /* seen: no value is 0 */
}

/* Short keys over few bytes, NUL among them, so that keys come again and are prefixes. */
static void map__random_puts_and_gets__as_a_sorted_array(void **state) {
    yg_map map = {0};
    oracle *o = calloc(1, sizeof *o);
    uint64_t seed = 6;
    for (uint64_t i = 1; o->n < MOST - 1 && i < 60000; i++) {
        char bytes[8];
        bool found, fresh;
        yg_str key = {bytes, (size_t)seeded_below(&seed, sizeof bytes + 1)};
        for (size_t k = 0; k < key.n; k++)
            bytes[k] = (char)seeded_below(&seed, 5);
        size_t at = place(o, key, &found);
        uint64_t *got = yg_map_get(&map, key);
        assert_int_equal(got != NULL, found);
        if (found)
            assert_true(*got == o->at[at].value);
        if (i % 3 == 0)
            continue;
        uint64_t *put = yg_map_put(&map, key, &fresh);
        assert_int_equal(fresh, !found);
        assert_true(*put == (found ? o->at[at].value : 0));
        assert_true(yg_str_eq(yg_map_key(put), key));
        if (!found)
            insert(o, at, key);
        *put = o->at[at].value = i;
        assert_int_equal(map.n, o->n);
        assert_true(map.n < map.cap);
    }
    assert_true(o->n > 2000);
    yg_map_each(&map, visit, o);
    for (size_t i = 0; i < o->n; i++)
        assert_true(o->at[i].value == 0);
    yg_map_free(&map);
    free(o);
}

static void map__empty_key_and_null__one_key(void **state) {
    yg_map map = {0};
    bool fresh;
    assert_null(yg_map_get(&map, YG_STR("")));
    *yg_map_put(&map, (yg_str){NULL, 0}, &fresh) = 7;
    assert_true(fresh);
    *yg_map_put(&map, YG_STR("\0"), &fresh) = 8;
    assert_true(fresh);
    assert_int_equal(*yg_map_put(&map, YG_STR(""), &fresh), 7);
    assert_false(fresh);
    assert_int_equal(*yg_map_get(&map, YG_STR("")), 7);
    assert_int_equal(*yg_map_get(&map, YG_STR("\0")), 8);
    assert_null(yg_map_get(&map, YG_STR("\0\0")));
    yg_map_free(&map);
}

static void map__key_changed_by_its_owner__map_has_its_own(void **state) {
    yg_map map = {0};
    char key[] = "abc";
    *yg_map_put(&map, (yg_str){key, 3}, NULL) = 1;
    memcpy(key, "xyz", 3);
    assert_non_null(yg_map_get(&map, YG_STR("abc")));
    assert_null(yg_map_get(&map, YG_STR("xyz")));
    yg_map_free(&map);
}

static void map_free__then_used_again__empty(void **state) {
    yg_map map = {0};
    yg_map_free(&map);
    yg_map_put(&map, YG_STR("a"), NULL);
    yg_map_free(&map);
    assert_null(yg_map_get(&map, YG_STR("a")));
    assert_int_equal(*yg_map_put(&map, YG_STR("a"), NULL), 0);
    yg_map_free(&map);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(map__random_puts_and_gets__as_a_sorted_array),
        cmocka_unit_test(map__empty_key_and_null__one_key),
        cmocka_unit_test(map__key_changed_by_its_owner__map_has_its_own),
        cmocka_unit_test(map_free__then_used_again__empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
