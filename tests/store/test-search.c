#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/time.h"
#include "fixture.h"
#include "seeded.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

static void fill(fixture *f) {
    fixture_begin(f, "A");
    fixture_object(f, "intrusion-set", 1, "Ocean Lotus", 1, "Espionage against Vietnam");
    fixture_alias(f, "APT 32");
    fixture_alias(f, "海莲花");
    fixture_object(f, "tool", 2, "Cobalt Strike", 1, "A commercial tool; lotus flowers");
    fixture_object(f, "incident", 3, "Kojima", 1,
                   "2022年2月、大阪の三菱UFJとAPT攻撃の疑い。トヨタ自動車の部品会社。");
    fixture_object(f, "malware", 4, "ＷａｎｎａＣｒｙ", 1, "café ransomware, ｶﾀｶﾅ, საქართველო");
    fixture_commit(f);
}

/* Names first; '*' marks a hit in the text alone. */
static void search__table__names_then_texts(void **state) {
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"Ocean Lotus", "Ocean Lotus"},
        {"oceanlotus", "Ocean Lotus"},
        {"OCEAN-LOTUS", "Ocean Lotus"},
        {"lotus", "Ocean Lotus|Cobalt Strike*"},
        {"otu", "Ocean Lotus|Cobalt Strike*"},
        {"apt32", "Ocean Lotus"},
        {"海莲花", "Ocean Lotus"},
        {"莲花", "Ocean Lotus"},
        {"spiona", "Ocean Lotus*"},
        {"espionage vietnam", "Ocean Lotus*"},
        {"vietnam espionage", "Ocean Lotus*"},
        {"espionage flowers", ""},
        {"nothing of the kind", ""},
        {"大阪", "Kojima*"},
        {"阪", "Kojima*"},
        {"大阪 三菱", "Kojima*"},
        {"大三", ""},
        {"自動車", "Kojima*"},
        {"部品会社", "Kojima*"},
        {"三菱UFJ", "Kojima*"},
        {"三菱ＵＦＪ", "Kojima*"},
        {"三菱XYZ", ""},
        {"UFJと", "Kojima*"},
        {"APT攻撃", "Kojima*"},
        {"2022年2月", "Kojima*"},
        {"2022年3月", ""},
        {"wannacry", "ＷａｎｎａＣｒｙ"},
        {"ransomware", "ＷａｎｎａＣｒｙ*"},
        {"CAFÉ", "ＷａｎｎａＣｒｙ*"},
        {"カタカナ", "ＷａｎｎａＣｒｙ*"},
        {"საქართველო", "ＷａｎｎａＣｒｙ*"},
    };
    fixture *f = *state;
    fill(f);
    for (size_t i = 0; i < COUNT(cases); i++) {
        YG_CLEANUP_BUF yg_buf got = fixture_search(f, yg_str_of(cases[i].text));
        if (strcmp(yg_buf_z(&got), cases[i].want) != 0)
            fail_msg("'%s' gives %s, not %s", cases[i].text, got.p, cases[i].want);
    }
}

/* Words of the query language are words, signs of it are nothing. */
static void search__hostile_text__is_text(void **state) {
    static const struct {
        yg_str text;
        const char *want;
    } cases[] = {
        {{"", 0}, ""},
        {{"\0", 1}, ""},
        {{"lo\0tus", 6}, "Ocean Lotus|Cobalt Strike*"},
        {{"\0lotus\0", 7}, "Ocean Lotus|Cobalt Strike*"},
        {{"\" OR * NEAR(", 12}, ""},
        {{"\"\"\"", 3}, ""},
        {{"lotus\"", 6}, "Ocean Lotus|Cobalt Strike*"},
        {{"\"lotus\" NOT \"ocean\"", 19}, ""},
        {{"lotus OR strike", 15}, ""},
        {{"name:lotus", 10}, ""},
        {{"{name body} : lotus", 19}, ""},
        {{"lotus*", 6}, "Ocean Lotus|Cobalt Strike*"},
        {{"^lotus", 6}, "Ocean Lotus|Cobalt Strike*"},
        {{"-lotus", 6}, "Ocean Lotus|Cobalt Strike*"},
        {{"(((((((((", 9}, ""},
        {{"'; DROP TABLE object; --", 24}, ""},
        {{"%", 1}, ""},
        {{"_", 1}, ""},
        {{"\xff\xfe", 2}, ""},
        {{"lo\xfftus", 6}, "Cobalt Strike*"},
    };
    fixture *f = *state;
    fill(f);
    for (size_t i = 0; i < COUNT(cases); i++) {
        YG_CLEANUP_BUF yg_buf got = fixture_search(f, cases[i].text);
        if (i < 19 ? strcmp(yg_buf_z(&got), cases[i].want) != 0 : got.p == NULL)
            fail_msg("case %zu gives %s", i, got.p);
    }
}

static void search__random_bytes__never_an_error(void **state) {
    static const char *const pieces[] = {"\"", "*",  "(", ")",     " AND ", " NEAR/2 ", "日",
                                         "本", "\0", "'", "lotus", "\xff",  " ",        "-"};
    fixture *f = *state;
    uint64_t seed = 12;
    fill(f);
    for (int i = 0; i < 400; i++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        for (uint64_t n = seeded_below(&seed, 40); n > 0; n--) {
            size_t which = (size_t)seeded_below(&seed, COUNT(pieces) + 4);
            if (which < COUNT(pieces))
                yg_buf_add(&text, pieces[which][0] ? yg_str_of(pieces[which]) : YG_STR("\0"));
            else
                yg_buf_addc(&text, (char)seeded_next(&seed));
        }
        YG_CLEANUP_BUF yg_buf got = fixture_search(f, yg_buf_str(&text));
        assert_int_equal(strlen(got.p), got.n);
    }
}

static void search__very_long_texts__done_in_time(void **state) {
    fixture *f = *state;
    YG_CLEANUP_BUF yg_buf words = {0};
    YG_CLEANUP_BUF yg_buf run = {0};
    int64_t start_us = yg_time_mono_us();
    fill(f);
    for (int i = 0; i < 20000; i++) {
        yg_buf_addz(&words, "lotus ");
        yg_buf_addz(&run, "日本a");
    }
    YG_CLEANUP_BUF yg_buf a = fixture_search(f, yg_buf_str(&words));
    YG_CLEANUP_BUF yg_buf b = fixture_search(f, yg_buf_str(&run));
    assert_string_equal(yg_buf_z(&a), "Cobalt Strike*|Ocean Lotus*");
    assert_string_equal(yg_buf_z(&b), "");
    assert_true(yg_time_mono_us() - start_us < 20 * YG_US_PER_S);
}

static bool count_hit(void *self, const yg_hit_row *row, yg_error *err) {
    return ++*(int *)self < 3 || yg_fail(err, YG_ERR_USAGE, "enough");
}

static void search__limit_and_refusal__fewer_rows(void **state) {
    fixture *f = *state;
    int n = 0;
    fixture_begin(f, "A");
    for (unsigned i = 0; i < 10; i++)
        fixture_object(f, "tool", i, "Same", 1, "");
    fixture_commit(f);
    assert_true(yg_store_search(f->store, YG_STR("same"), 2, count_hit, &n, &f->err));
    assert_int_equal(n, 2);
    n = 0;
    assert_false(yg_store_search(f->store, YG_STR("same"), 10, count_hit, &n, &f->err));
    assert_string_equal(f->err.text, "enough");
    assert_int_equal(n, 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_STORE(search__table__names_then_texts),
        WITH_STORE(search__hostile_text__is_text),
        WITH_STORE(search__random_bytes__never_an_error),
        WITH_STORE(search__very_long_texts__done_in_time),
        WITH_STORE(search__limit_and_refusal__fewer_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
