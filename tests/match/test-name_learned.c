/* What confirmed cases teach (match/name_learned.h): counted, forgotten, and never of ordinary
 * names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "learned_cases.h"
#include "match/name_learned_walk.h"
#include "seeded.h"

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

/* What stands in anybody's names teaches nothing, however many cases have it. */
static void words__of_everyday__are_not_learned(void **state) {
    made m = {0};
    for (int k = 0; k < 12; k++) {
        add(&m, TODAY - 1, "", "www7.qzxv%dk.com", k);
        add(&m, TODAY - 1, "", "verify-qk%dzx.com", k);
        add(&m, TODAY - 1, "", "qzk%d.servicex%c%c.net", k, 'a' + k, 'z' - k);
    }
    yg_learned *learned = learn(&m);
    assert_true(score(learned, "www7.aoba-else.org") == 0);
    assert_true(score(learned, "verify-aoba.org") == 0);
    assert_true(score(learned, "servicexqq.aoba-else.org") == 0);
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
        cmocka_unit_test(words__of_everyday__are_not_learned),
        cmocka_unit_test(label__outside_the_window__is_forgotten),
        cmocka_unit_test(label__of_long_ago__counts_less),
        cmocka_unit_test(label__of_ordinary_names__is_never_learned),
        cmocka_unit_test(label__with_one_letter_changed__is_found),
        cmocka_unit_test(pieces__beside_each_other__are_found),
        cmocka_unit_test(label__near_others__is_found_by_its_cluster),
        cmocka_unit_test(template__of_random_labels__finds_the_next),
        cmocka_unit_test(template__that_many_ordinary_labels_fit__is_not_learned),
        cmocka_unit_test(ordinary__by_a_user__is_not_learned),
        cmocka_unit_test(cases__that_are_no_names__teach_nothing),
        cmocka_unit_test(nothing__to_learn_from__finds_nothing),
        cmocka_unit_test(ordinary_tables__that_are_damaged__are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
