/* Look-alikes of made-up brands through the whole of match: what share of each kind is found, what
 * is not flagged, which token of a brand is named, how chances and the sign "random" behave. Shares
 * over seeded brands, not single names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../bench/names-squats.h"
#include "match/name_judge.h"
#include "match/name_prior.h"
#include "seeded.h"

enum { BRANDS = 60, EACH = 2, LETTERS = 5, SEED = 404 };

static squat_sets sets;

static int make(void **state) {
    yg_error err;
    return !squats_make_up(SEED, BRANDS, yg_name_prior_built_in(), &sets, &err);
}

static int drop(void **state) {
    squats_free(&sets);
    return 0;
}

typedef struct {
    const squat_set *set;
    size_t all[SQUAT_KINDS], hits[SQUAT_KINDS], named[SQUAT_KINDS];
    bool distinctive;
} tally;

static void ask(void *self, squat_kind kind, uint32_t token, yg_str host) {
    tally *t = self;
    const yg_name_token *of = yg_names_token(t->set->names, token);
    yg_name_judge judge = {.names = t->set->names, .threshold = yg_name_threshold(YG_STREAM_WEB)};
    char buf[YG_NAME_MAX + 1];
    yg_name_text text;
    yg_name_hit hit;
    bool is_long = of->length >= LETTERS || (of->length == 0 && of->signs_n > 1);
    if (!is_long || (squat_chance(of) < -6) != t->distinctive ||
        !yg_name_text_make(yg_names_suffixes(t->set->names), host, buf, &text) ||
        yg_names_owner(t->set->names, &text) != SIZE_MAX)
        return;
    t->all[kind]++;
    if (!yg_name_judge_run(&judge, host, buf, &text, &hit))
        return;
    t->hits[kind]++;
    t->named[kind] += hit.brand == of->brand;
}

static void count(tally *t) {
    for (size_t i = 0; i < sets.n; i++) {
        t->set = &sets.at[i];
        squats_of(t->set->names, SEED, EACH, ask, t);
    }
}

static void squats__distinctive_token__found_by_kind(void **state) {
    tally t = {.distinctive = true};
    count(&t);
    for (squat_kind kind = 0; kind < SQUAT_KINDS; kind++) {
        bool is_certain = kind == SQUAT_IDN_ONE || kind == SQUAT_IDN_ALL || kind == SQUAT_SIGNS ||
                          kind == SQUAT_SIGNS_LOGIN || kind == SQUAT_LOOK;
        /* owners have their label under other suffixes: by itself that proves little */
        size_t least = is_certain ? 99 : kind == SQUAT_TLD ? 40 : 90;
        assert_true(t.all[kind] > 30);
        if (t.hits[kind] * 100 < t.all[kind] * least)
            fail_msg("%s: %zu of %zu", squat_word(kind), t.hits[kind], t.all[kind]);
        assert_true(t.named[kind] * 100 >= t.hits[kind] * 98);
    }
}

static void squats__common_token__less_often_flagged(void **state) {
    tally rare = {.distinctive = true}, common = {.distinctive = false};
    count(&rare);
    count(&common);
    size_t hits[2] = {0}, all[2] = {0};
    for (squat_kind kind = 0; kind <= SQUAT_BIT; kind++) {
        hits[0] += rare.hits[kind];
        all[0] += rare.all[kind];
        hits[1] += common.hits[kind];
        all[1] += common.all[kind];
    }
    assert_true(all[0] > 0 && all[1] > 0);
    assert_true(hits[1] * all[0] * 2 < hits[0] * all[1]);
}

/* Two ordinary segments side by side: nothing to report. */
static void ordinary_words__joined__hardly_ever_flagged(void **state) {
    enum { NAMES = 20000, MOST = 12 };
    const yg_name_prior *prior = yg_name_prior_built_in();
    yg_name_judge judge = {.names = sets.at[0].names,
                           .threshold = yg_name_threshold(YG_STREAM_WEB)};
    uint64_t seed = SEED;
    size_t flagged = 0, random = 0;
    for (size_t i = 0; i < NAMES; i++) {
        char name[128], buf[YG_NAME_MAX + 1];
        yg_str a = {0}, b = {0};
        uint32_t n;
        yg_name_text text;
        yg_name_hit hit;
        assert_true(yg_name_prior_at(prior, seeded_below(&seed, 40000), &a, &n));
        assert_true(yg_name_prior_at(prior, seeded_below(&seed, 40000), &b, &n));
        int bytes = snprintf(name, sizeof name, "%.*s-%.*s.com", YG_FMT(a), YG_FMT(b));
        flagged += yg_name_judge_run(&judge, (yg_str){name, (size_t)bytes}, buf, &text, &hit);
        random += yg_name_prior_is_random(prior, (yg_str){name, (size_t)bytes - 4});
    }
    assert_true(flagged <= MOST);
    assert_true(random * 50 < NAMES); /* segments of random names are among them */
}

static void random__letters_by_lot__told(void **state) {
    enum { NAMES = 2000 };
    uint64_t seed = SEED;
    size_t told = 0;
    for (size_t i = 0; i < NAMES; i++) {
        char label[12];
        for (size_t k = 0; k < sizeof label; k++)
            label[k] = "abcdefghijklmnopqrstuvwxyz0123456789"[seeded_below(&seed, 36)];
        told += yg_name_prior_is_random(yg_name_prior_built_in(), (yg_str){label, sizeof label});
    }
    assert_true(told * 10 > NAMES * 6);
    assert_false(yg_name_prior_is_random(yg_name_prior_built_in(), YG_STR("")));
}

/* A brand with a short name inside of a long one. */
static yg_names *short_and_long(size_t n, yg_brand_list *list, yg_arena *arena) {
    yg_names *names = NULL;
    yg_error err;
    for (size_t i = 0; i < n; i++) {
        const yg_brand *from = &sets.at[0].list.brands.at[i];
        yg_buf more = {0};
        yg_brand *brand = yg_vec_add(&list->brands);
        *brand = (yg_brand){.label = from->label};
        yg_buf_addf(&more, "%.*smotors", YG_FMT(from->label));
        yg_vec_push(&brand->tokens, from->label);
        yg_vec_push(&brand->tokens, yg_arena_copy(arena, yg_buf_str(&more)));
        yg_buf_free(&more);
    }
    assert_true(yg_names_compile(list, &(yg_names_options){0}, &names, &err));
    return names;
}

static void judge__long_token_with_an_edit__named_rather_than_the_short_one(void **state) {
    enum { N = 40 };
    static const char *const forms[][2] = {{"", "moters.com"},
                                           {"", "motorslogin.com"},
                                           {"", "motor5.net"},
                                           {"login-", "motors.com"},
                                           {"", "-motors.xyz"}};
    YG_CLEANUP_ARENA yg_arena arena = {0};
    yg_brand_list list = {0};
    yg_names *names = short_and_long(N, &list, &arena);
    yg_name_judge judge = {.names = names, .threshold = -1e9};
    size_t all = 0, named = 0, second = 0;
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < sizeof forms / sizeof forms[0]; k++) {
            YG_CLEANUP_BUF yg_buf name = {0};
            char buf[YG_NAME_MAX + 1];
            yg_name_text text;
            yg_name_hit hit;
            yg_str label = yg_names_brand_label(names, i);
            yg_buf_addf(&name, "%s%.*s%s", forms[k][0], YG_FMT(label), forms[k][1]);
            assert_true(yg_name_judge_run(&judge, yg_buf_str(&name), buf, &text, &hit));
            all++;
            named += hit.token != SIZE_MAX &&
                     yg_str_ends(yg_names_token(names, hit.token)->text, YG_STR("motors"));
            second += (hit.signs & YG_SIGN_SECOND_TOKEN) != 0;
        }
    assert_true(named * 100 >= all * 97);
    assert_int_equal(second, 0); /* both stand on the same letters */
    yg_names_free(names);
    yg_brand_list_free(&list);
}

static void chance__edits_and_sides__ordered(void **state) {
    const yg_names *names = sets.at[0].names;
    enum { BOTH = YG_CHANCE_LEFT | YG_CHANCE_RIGHT };
    for (size_t i = 0; i < yg_names_token_count(names); i++) {
        const yg_name_token *t = yg_names_token(names, i);
        for (size_t e = 0; e < YG_CHANCE_EDITS; e++)
            for (size_t s = 0; s < YG_CHANCE_SIDES; s++)
                assert_true(t->chance.at[e][s] <= 0 && t->chance.at[e][s] > -14);
        assert_true(t->chance.at[1][BOTH] >= t->chance.at[0][BOTH] - 1 || t->length < 4);
    }
}

static void chance__word_and_made_up_name__orders_apart(void **state) {
    static const char *const words[] = {"line", "apple", "visa", "office", "global"};
    static const char *const rare[] = {"kazamorivo", "tsukimibank", "zubrelonka"};
    yg_brand_list list = {0};
    yg_names *names = NULL;
    yg_error err;
    yg_brand *brand = yg_vec_add(&list.brands);
    *brand = (yg_brand){.label = YG_STR("all")};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        yg_vec_push(&brand->tokens, yg_str_of(words[i]));
    for (size_t i = 0; i < sizeof rare / sizeof rare[0]; i++)
        yg_vec_push(&brand->tokens, yg_str_of(rare[i]));
    assert_true(yg_names_compile(&list, &(yg_names_options){0}, &names, &err));
    for (size_t i = 0; i < yg_names_token_count(names); i++) {
        double chance = squat_chance(yg_names_token(names, i));
        assert_true(i < sizeof words / sizeof words[0] ? chance > -4.5 : chance < -7);
    }
    yg_names_free(names);
    yg_brand_list_free(&list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(squats__distinctive_token__found_by_kind),
        cmocka_unit_test(squats__common_token__less_often_flagged),
        cmocka_unit_test(ordinary_words__joined__hardly_ever_flagged),
        cmocka_unit_test(random__letters_by_lot__told),
        cmocka_unit_test(judge__long_token_with_an_edit__named_rather_than_the_short_one),
        cmocka_unit_test(chance__edits_and_sides__ordered),
        cmocka_unit_test(chance__word_and_made_up_name__orders_apart),
    };
    return cmocka_run_group_tests(tests, make, drop);
}
