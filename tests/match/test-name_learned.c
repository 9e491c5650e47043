/* What confirmed cases teach (match/name_learned.h): counted, forgotten, never of ordinary names,
 * and found as a slow reference finds it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/vec.h"
#include "match/name_learned_walk.h"
#include "seeded.h"

enum { TODAY = 19000 };

typedef struct {
    YG_VEC(yg_confirmed_name) cases;
    yg_arena texts;
} made;

static void add(made *m, int32_t day, const char *brand, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
static void add(made *m, int32_t day, const char *brand, const char *format, ...) {
    YG_CLEANUP_BUF yg_buf host = {0};
    va_list args;
    va_start(args, format);
    yg_buf_addv(&host, format, args);
    va_end(args);
    yg_vec_push(&m->cases, ((yg_confirmed_name){day, yg_arena_copy(&m->texts, yg_buf_str(&host)),
                                                yg_str_of(brand)}));
}

static void drop(made *m) {
    yg_vec_free(&m->cases);
    yg_arena_free(&m->texts);
    *m = (made){0};
}

static yg_learned *learn(const made *m) {
    yg_learned *learned = NULL;
    yg_error err;
    assert_true(yg_learned_make(NULL, m->cases.at, m->cases.n, TODAY, &learned, &err));
    return learned;
}

static bool find(const yg_learned *learned, const char *host, yg_learned_hit *ret_hit) {
    yg_suffix_split split;
    *ret_hit = (yg_learned_hit){0};
    yg_suffix_find(yg_suffixes_built_in(), yg_str_of(host), &split);
    return yg_learned_find_host(learned, yg_str_of(host), &split, ret_hit);
}

static double score(const yg_learned *learned, const char *host) {
    yg_learned_hit hit;
    return find(learned, host, &hit) ? hit.score : 0;
}

static void random_letters(uint64_t *state, unsigned n, char *ret_text) {
    for (unsigned i = 0; i < n; i++)
        ret_text[i] = (char)('a' + seeded_below(state, 26));
    ret_text[n] = 0;
}

/* --- Labels --- */

static void label__of_four_domains__is_found(void **state) {
    made m = {0};
    for (int i = 0; i < 3; i++)
        add(&m, TODAY - i, "Aoba", "www.xaobqa.name%d-shop%d.com", i, i * 7);
    yg_learned *learned = learn(&m);
    assert_true(score(learned, "xaobqa.else.org") == 0);
    yg_learned_free(learned);
    add(&m, TODAY - 1, "Aoba", "xaobqa.other.net");
    learned = learn(&m);
    yg_learned_hit hit;
    assert_true(find(learned, "www.xaobqa.else.org", &hit));
    assert_true(hit.score > 5);
    assert_int_equal(hit.start, 4);
    assert_int_equal(hit.end, 10);
    assert_string_equal(hit.what.p, "label xaobqa");
    assert_string_equal(hit.brand.p, "Aoba");
    assert_true(score(learned, "xaobqa.com") > 5);
    assert_true(score(learned, "aoba.else.org") == 0);
    yg_learned_free(learned);
    drop(&m);
}

static void label__of_one_domain_often__is_not_learned(void **state) {
    made m = {0};
    for (int i = 0; i < 30; i++) {
        add(&m, TODAY - i, "", "xaobqa%d.zqxkvjw.com", i);
        add(&m, TODAY - i, "", "zqxkvjw.com");
    }
    yg_learned *learned = learn(&m);
    assert_true(score(learned, "zqxkvjw.org") == 0);
    yg_learned_free(learned);
    drop(&m);
}

static void label__outside_the_window__is_forgotten(void **state) {
    made m = {0};
    for (int i = 0; i < 10; i++) {
        add(&m, TODAY - YG_LEARNED_WINDOW_DAYS, "", "qoldqx.domain%d.com", i);
        add(&m, TODAY + 1, "", "qfutqx.domain%d.net", i);
    }
    yg_learned *learned = learn(&m);
    assert_true(score(learned, "qoldqx.else.org") == 0);
    assert_true(score(learned, "qfutqx.else.org") == 0);
    yg_learned_free(learned);
    for (int i = 0; i < 10; i++)
        add(&m, TODAY - YG_LEARNED_WINDOW_DAYS + 1, "", "qedgqx.place%d.com", i);
    learned = learn(&m);
    assert_true(score(learned, "qedgqx.else.org") > 0);
    yg_learned_free(learned);
    drop(&m);
}

static void label__of_long_ago__counts_less(void **state) {
    made m = {0};
    for (int i = 0; i < 5; i++) {
        add(&m, TODAY - 40, "", "zqvkxaj.domain%d.com", i);
        add(&m, TODAY - 1, "", "zvqjxbk.domain%d.net", i);
    }
    for (int i = 0; i < 3000; i++)
        add(&m, TODAY, "", "h%d.com", i * 7919);
    yg_learned *learned = learn(&m);
    const double old = score(learned, "zqvkxaj.else.org");
    const double fresh = score(learned, "zvqjxbk.else.org");
    assert_true(fresh > old + 3);
    yg_learned_free(learned);
    drop(&m);
}

static void label__of_ordinary_names__is_never_learned(void **state) {
    static const char *const words[] = {"mail", "api", "login", "blog", "shop", "cdn"};
    made m = {0};
    for (int i = 0; i < 200; i++)
        for (size_t w = 0; w < 6; w++)
            add(&m, TODAY - i % 20, "", "%s.qz%dx%zu.com", words[w], i, w);
    yg_learned *learned = learn(&m);
    for (size_t w = 0; w < 6; w++) {
        YG_CLEANUP_BUF yg_buf host = {0};
        yg_buf_addf(&host, "%s.example.org", words[w]);
        assert_true(score(learned, yg_buf_z(&host)) == 0);
    }
    yg_learned_free(learned);
    drop(&m);
}

static void label__with_one_letter_changed__is_found(void **state) {
    static const char *const seen[] = {"kurawebq", "kurxwebq", "kurowebq", "kurqwebq"};
    made m = {0};
    for (int i = 0; i < 4; i++)
        add(&m, TODAY - i, "Kura", "%s.site%d.com", seen[i], i);
    yg_learned *learned = learn(&m);
    yg_learned_hit hit;
    assert_true(find(learned, "kurzwebq.else.org", &hit));
    assert_non_null(strchr(hit.what.p, '?'));
    assert_true(score(learned, "kuzxwebq.else.org") == 0);
    yg_learned_free(learned);
    drop(&m);
}

static void pieces__beside_each_other__are_found(void **state) {
    made m = {0};
    for (int i = 0; i < 6; i++)
        add(&m, TODAY - i, "", "q%d-qzx-vkj-%d.com", i * 31, i * 17);
    yg_learned *learned = learn(&m);
    assert_true(score(learned, "www-qzx-vkj-info.net") > 0);
    assert_true(score(learned, "www-vkj-qzx-info.net") == 0);
    yg_learned_free(learned);
    drop(&m);
}

static void label__near_others__is_found_by_its_cluster(void **state) {
    static const char edges[] = "bcdfghjkmnpqrstv";
    made m = {0};
    for (int i = 0; i < 12; i++)
        add(&m, TODAY - i / 3, "", "%c%cvjqkzxwhdpbfm%c%c.site%d.com", edges[i], edges[15 - i],
            edges[i + 2], edges[14 - i], i * 31);
    yg_learned *learned = learn(&m);
    yg_learned_hit hit;
    assert_true(find(learned, "zzvjqkzxwhdpbfmyy.else.org", &hit));
    assert_non_null(strstr(hit.what.p, "cluster around "));
    assert_true(score(learned, "zzvjqkabcdhdpbfmyy.else.org") == 0);
    yg_learned_free(learned);
    drop(&m);
}

/* --- Templates --- */

static void template__of_random_labels__finds_the_next(void **state) {
    uint64_t seed = 7;
    char label[16];
    made m = {0};
    for (int i = 0; i < 60; i++) {
        random_letters(&seed, 10, label);
        add(&m, TODAY - i % 14, "", "%s.duckdns.org", label);
    }
    yg_learned *learned = learn(&m);
    unsigned found = 0;
    for (int i = 0; i < 1000; i++) {
        YG_CLEANUP_BUF yg_buf host = {0};
        random_letters(&seed, 10, label);
        yg_buf_addf(&host, "%s.duckdns.org", label);
        found += score(learned, yg_buf_z(&host)) > 5;
    }
    assert_true(found > 900);
    /* The suffix alone is no sign, nor is the length. */
    static const char *const people[] = {"homeserver", "plexserver", "nextcloud1", "johnsmith7",
                                         "mycloudbox", "smarthouse", "minecraft9", "familyblog"};
    for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
        YG_CLEANUP_BUF yg_buf host = {0};
        yg_buf_addf(&host, "%s.duckdns.org", people[i]);
        assert_true(score(learned, yg_buf_z(&host)) == 0);
    }
    assert_true(score(learned, "qkxvzjwqpd.com") == 0);
    yg_learned_free(learned);
    drop(&m);
}

static void template__that_many_ordinary_labels_fit__is_not_learned(void **state) {
    static const char *const words[] = {"garden", "window", "silver", "market", "summer", "rocket",
                                        "planet", "orange", "bridge", "castle", "doctor", "forest"};
    made m = {0};
    for (int i = 0; i < 12; i++)
        add(&m, TODAY - i % 5, "", "%s.cfd", words[i]);
    yg_learned *learned = learn(&m);
    assert_true(score(learned, "kitten.cfd") == 0);
    yg_learned_free(learned);
    drop(&m);
}

/* --- Feedback --- */

static void ordinary__by_a_user__is_not_learned(void **state) {
    made m = {0};
    for (int i = 0; i < 12; i++)
        add(&m, TODAY - i, "", "qaobxyz.site%d.com", i);
    yg_learner *learner = yg_learner_new(NULL);
    for (size_t i = 0; i < m.cases.n; i++)
        yg_learner_add(learner, &m.cases.at[m.cases.n - 1 - i]);
    yg_learned *before = NULL, *after = NULL;
    assert_true(yg_learner_make(learner, TODAY, &before, NULL));
    yg_learner_ordinary(learner, YG_STR("qaobxyz.customer.example.com"));
    assert_true(yg_learner_make(learner, TODAY, &after, NULL));
    yg_learner_free(learner);
    assert_true(score(before, "qaobxyz.else.org") > 0);
    assert_true(score(after, "qaobxyz.else.org") == 0);
    yg_learned_free(before);
    yg_learned_free(after);
    drop(&m);
}

/* --- Against slow references --- */

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

/* --- Hostile --- */

static void cases__that_are_no_names__teach_nothing(void **state) {
    static const char *const hosts[] = {
        "",      ".",     "..",      "com",      "a..b.com", "UPPER.com", "a b.com", "\xff\xfe.com",
        "co.jp", "-.com", "a\n.com", "xn--.com", "*.com",    "--.--",     "1.2.3.4"};
    made m = {0};
    YG_CLEANUP_BUF yg_buf longest = {0};
    for (int i = 0; i < 126; i++)
        yg_buf_addz(&longest, "a.");
    yg_buf_addz(&longest, "b");
    for (int round = 0; round < 6; round++) {
        for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
            add(&m, TODAY - round, "", "%s", hosts[i]);
        add(&m, INT32_MIN, "", "early%d.com", round);
        add(&m, INT32_MAX, "", "late%d.com", round);
        add(&m, TODAY, "", "%.*s", YG_FMT(yg_buf_str(&longest)));
        for (char c = '-'; c <= 'z'; c = (char)(c + 1)) {
            char text[254];
            memset(text, c, 249);
            memcpy(text + 249, ".com", 5);
            add(&m, TODAY - round, "", "%s", text);
        }
    }
    yg_learned *learned = learn(&m);
    for (size_t i = 0; i < m.cases.n; i++)
        score(learned, m.cases.at[i].host.p);
    yg_learned_free(learned);
    drop(&m);
}

static void nothing__to_learn_from__finds_nothing(void **state) {
    made m = {0};
    yg_learned *learned = learn(&m);
    assert_int_equal(yg_learned_count(learned), 0);
    assert_true(score(learned, "login.example.com") == 0);
    yg_learned_free(learned);
}

static void ordinary_tables__that_are_damaged__are_refused(void **state) {
    static const char *const wrong[] = {"trigram ab 00", "trigram a! 0",     "limit 17 1 2 3",
                                        "part x",        "part sub ? 1 1 1", "part sub a 40 1 1",
                                        "nonsense",      "suffix com 1",     "depth 99999999999"};
    ordinary *known = NULL;
    yg_error err;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(learned_ordinary_read(yg_str_of(wrong[i]), (yg_str){NULL, 0}, &known, &err));
    assert_false(learned_ordinary_read(YG_STR(""), YG_STR("\xff\xff\xff\xff\xff"), &known, &err));
    assert_false(
        learned_ordinary_read(YG_STR(""), YG_STR("\xff\xff\xff\xff\x0f\x01"), &known, &err));
    assert_true(learned_ordinary_read(YG_STR("# nothing\n"), YG_STR("\x05\x07"), &known, &err));
    assert_int_equal(known->set_n, 2);
    assert_int_equal(known->set[1], 12);
    learned_ordinary_free(known);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(label__of_four_domains__is_found),
        cmocka_unit_test(label__of_one_domain_often__is_not_learned),
        cmocka_unit_test(label__outside_the_window__is_forgotten),
        cmocka_unit_test(label__of_long_ago__counts_less),
        cmocka_unit_test(label__of_ordinary_names__is_never_learned),
        cmocka_unit_test(label__with_one_letter_changed__is_found),
        cmocka_unit_test(pieces__beside_each_other__are_found),
        cmocka_unit_test(label__near_others__is_found_by_its_cluster),
        cmocka_unit_test(template__of_random_labels__finds_the_next),
        cmocka_unit_test(template__that_many_ordinary_labels_fit__is_not_learned),
        cmocka_unit_test(ordinary__by_a_user__is_not_learned),
        cmocka_unit_test(order__of_cases__does_not_matter),
        cmocka_unit_test(learner__day_by_day__is_the_same_as_at_once),
        cmocka_unit_test(find__against_all_items__gives_the_same),
        cmocka_unit_test(features__with_equal_hashes__have_equal_texts),
        cmocka_unit_test(cases__that_are_no_names__teach_nothing),
        cmocka_unit_test(nothing__to_learn_from__finds_nothing),
        cmocka_unit_test(ordinary_tables__that_are_damaged__are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
