/* What is learned (match/name_learned.h) does not depend on the order of cases, and is found as
 * slow references find it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "learned_cases.h"
#include "match/name_learned_walk.h"
#include "seeded.h"

static void make_random(made *m, uint64_t seed, int n) {
    static const char *const suffixes[] = {"com", "cn", "duckdns.org", "co.jp", "xyz", "top"};
    static const char *const words[] = {"aoba",      "kura-web", "login",
                                        "xn--n8jwa", "qzx1",     "card-98a"};
    char label[24];
    for (int i = 0; i < n; i++) {
        random_letters(&seed, 3 + (unsigned)seeded_below(&seed, 9), label);
        const int32_t day = TODAY - (int32_t)seeded_below(&seed, 90);
        const char *suffix = suffixes[seeded_below(&seed, 6)];
        const char *word = words[seeded_below(&seed, 6)];
        switch (seeded_below(&seed, 4)) {
        case 0:
            add(m, day, "A", "%s.%s", label, suffix);
            break;
        case 1:
            add(m, day, "B", "www.%s.%s.%s", word, label, suffix);
            break;
        case 2:
            add(m, day, "", "%s-%s.%s", word, label, suffix);
            break;
        default:
            add(m, day, "C", "%s.%s%d.%s", label, word, i % 50, suffix);
        }
    }
}

static void describe(const yg_learned *learned, yg_buf *buf) {
    for (size_t i = 0; i < yg_learned_count(learned); i++) {
        yg_learned_row row;
        yg_learned_row_of(learned, i, &row);
        yg_learned_describe(learned, i, buf);
        yg_buf_addf(buf, " %.3f\n", row.score);
    }
}

static void order__of_cases__does_not_matter(void **state) {
    made m = {0};
    uint64_t seed = 11;
    make_random(&m, 5, 3000);
    yg_learned *a = learn(&m);
    for (size_t i = m.cases.n; i > 1; i--) {
        const size_t j = (size_t)seeded_below(&seed, i);
        const yg_confirmed_name swap = m.cases.at[i - 1];
        m.cases.at[i - 1] = m.cases.at[j];
        m.cases.at[j] = swap;
    }
    yg_learned *b = learn(&m);
    YG_CLEANUP_BUF yg_buf x = {0}, y = {0};
    describe(a, &x);
    describe(b, &y);
    assert_true(yg_learned_count(a) > 20);
    assert_true(yg_str_eq(yg_buf_str(&x), yg_buf_str(&y)));
    yg_learned_free(a);
    yg_learned_free(b);
    drop(&m);
}

/* A domain that is older than the window counts again there in yg_learned_make; the learner that
 * saw it then knows. Within one window both are the same. */
static void learner__day_by_day__is_the_same_as_at_once(void **state) {
    made m = {0};
    make_random(&m, 9, 2000);
    yg_learner *learner = yg_learner_new(NULL);
    for (int32_t day = TODAY - YG_LEARNED_WINDOW_DAYS + 1; day <= TODAY; day++) {
        yg_learned *between = NULL;
        assert_true(yg_learner_make(learner, day - 1, &between, NULL));
        yg_learned_free(between);
        for (size_t i = 0; i < m.cases.n; i++)
            if (m.cases.at[i].day == day)
                yg_learner_add(learner, &m.cases.at[i]);
    }
    yg_learned *a = NULL, *b = learn(&m);
    assert_true(yg_learner_make(learner, TODAY, &a, NULL));
    YG_CLEANUP_BUF yg_buf x = {0}, y = {0};
    describe(a, &x);
    describe(b, &y);
    assert_true(yg_str_eq(yg_buf_str(&x), yg_buf_str(&y)));
    yg_learned_free(a);
    yg_learned_free(b);
    yg_learner_free(learner);
    drop(&m);
}

/* Every item against every feature, without bitmaps and gates. */
static const learned_item *find_slowly(const yg_learned *learned, yg_str host) {
    static feature features[LEARNED_FEATURES_MAX];
    const learned_item *best = NULL;
    yg_suffix_split split;
    yg_suffix_find(yg_suffixes_built_in(), host, &split);
    const size_t n = learned_features(learned->known, host, &split, features);
    for (size_t f = 0; f < n; f++)
        for (size_t i = 0; i < learned->items_n; i++)
            if (learned->items[i].hash == features[f].hash &&
                (!best || learned->items[i].score > best->score))
                best = &learned->items[i];
    return best;
}

static void find__against_all_items__gives_the_same(void **state) {
    made m = {0}, asked = {0};
    make_random(&m, 21, 4000);
    make_random(&asked, 22, 4000);
    yg_learned *learned = learn(&m);
    unsigned found = 0;
    for (size_t i = 0; i < asked.cases.n; i++) {
        yg_learned_hit hit;
        const yg_str host = asked.cases.at[i].host;
        const learned_item *slow = find_slowly(learned, host);
        assert_int_equal(find(learned, host.p, &hit), slow != NULL);
        if (!slow)
            continue;
        found++;
        assert_true(hit.score == (double)slow->score);
    }
    assert_true(found > 500);
    yg_learned_free(learned);
    drop(&m);
    drop(&asked);
}

/* The rolling hashes say the same as the texts they stand for. */
static void features__with_equal_hashes__have_equal_texts(void **state) {
    static feature features[2][LEARNED_FEATURES_MAX];
    made m = {0};
    make_random(&m, 33, 1200);
    const ordinary *known = learned_ordinary();
    unsigned equal = 0;
    for (size_t i = 0; i + 1 < m.cases.n; i++) {
        yg_suffix_split split[2];
        size_t n[2];
        for (size_t k = 0; k < 2; k++) {
            yg_suffix_find(yg_suffixes_built_in(), m.cases.at[i + k].host, &split[k]);
            n[k] = learned_features(known, m.cases.at[i + k].host, &split[k], features[k]);
        }
        for (size_t a = 0; a < n[0]; a++)
            for (size_t b = 0; b < n[1]; b++) {
                YG_CLEANUP_BUF yg_buf x = {0}, y = {0};
                learned_feature_key(known, m.cases.at[i].host, &split[0], &features[0][a], &x);
                learned_feature_key(known, m.cases.at[i + 1].host, &split[1], &features[1][b], &y);
                const bool same = yg_str_eq(yg_buf_str(&x), yg_buf_str(&y));
                equal += same;
                assert_int_equal(features[0][a].hash == features[1][b].hash, same);
            }
    }
    assert_true(equal > 50);
    drop(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order__of_cases__does_not_matter),
        cmocka_unit_test(learner__day_by_day__is_the_same_as_at_once),
        cmocka_unit_test(find__against_all_items__gives_the_same),
        cmocka_unit_test(features__with_equal_hashes__have_equal_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
