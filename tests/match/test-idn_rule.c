/* Scripts of labels against ICU's restriction levels; rules of registries by cases. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <unicode/uchar.h>
#include <unicode/uspoof.h>

#include "base/utf8.h"
#include "match/confusable.h"
#include "seeded.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
enum { MAX = 64 };

static size_t points_of(const char *text, uint32_t *points) {
    size_t n = 0;
    yg_str s = yg_str_of(text);
    for (size_t at = 0; at < s.n;)
        points[n++] = yg_utf8_next(s, &at);
    return n;
}

static yg_scripts_level ask_icu(USpoofChecker *checker, USpoofCheckResult *result,
                                const uint32_t *points, size_t n) {
    YG_CLEANUP_BUF yg_buf text = {0};
    UErrorCode status = U_ZERO_ERROR;
    for (size_t i = 0; i < n; i++)
        yg_utf8_put(&text, points[i]);
    uspoof_check2UTF8(checker, text.p, (int32_t)text.n, result, &status);
    assert_true(U_SUCCESS(status));
    switch (uspoof_getCheckResultRestrictionLevel(result, &status)) {
    case USPOOF_ASCII:
        return YG_SCRIPTS_ASCII;
    case USPOOF_SINGLE_SCRIPT_RESTRICTIVE:
        return YG_SCRIPTS_SINGLE;
    case USPOOF_HIGHLY_RESTRICTIVE:
        return YG_SCRIPTS_HIGHLY_RESTRICTIVE;
    case USPOOF_MODERATELY_RESTRICTIVE:
        return YG_SCRIPTS_MODERATELY_RESTRICTIVE;
    default:
        return YG_SCRIPTS_MIXED;
    }
}

/* One code point of a few blocks that this label is drawn from, so that not all are mixed. */
static uint32_t draw(uint64_t *seed, const size_t *blocks) {
    static const struct {
        uint32_t from, n;
    } all[] = {{'a', 26},    {'0', 10},     {0xE0, 32},      {0x100, 128},    {0x370, 128},
               {0x400, 128}, {0x531, 80},   {0x5D0, 27},     {0x620, 90},     {0x904, 100},
               {0xE01, 58},  {0x10A0, 90},  {0x13A0, 86},    {0x3005, 3},     {0x3041, 86},
               {0x30A1, 94}, {0x3105, 40},  {0x4E00, 20000}, {0xAC00, 11000}, {0x1F300, 200},
               {0x300, 100}, {0x10400, 80}, {0x2D00, 38},    {0x3131, 90},    {0x20000, 4000}};
    for (;;) {
        size_t i = blocks[seeded_below(seed, 3)] % COUNT(all);
        uint32_t c = all[i].from + (uint32_t)seeded_below(seed, all[i].n);
        if (u_isdefined((UChar32)c))
            return c;
    }
}

static void scripts__drawn_labels__levels_of_icu(void **state) {
    UErrorCode status = U_ZERO_ERROR;
    USpoofChecker *checker = uspoof_open(&status);
    USpoofCheckResult *result = uspoof_openCheckResult(&status);
    uint64_t seed = 24;
    size_t seen[YG_SCRIPTS_MIXED + 1] = {0};
    uspoof_setChecks(checker, USPOOF_RESTRICTION_LEVEL | USPOOF_AUX_INFO, &status);
    assert_true(U_SUCCESS(status));
    for (int round = 0; round < 100000; round++) {
        uint32_t points[MAX];
        size_t blocks[3], n = 1 + seeded_below(&seed, 8);
        for (size_t i = 0; i < 3; i++)
            blocks[i] = seeded_below(&seed, 1000);
        if (seeded_below(&seed, 2) == 0)
            blocks[1] = blocks[2] = blocks[0];
        for (size_t i = 0; i < n; i++)
            points[i] = draw(&seed, blocks);
        yg_scripts_level expected = ask_icu(checker, result, points, n);
        yg_scripts_level level = yg_scripts_level_of(points, n);
        seen[expected]++;
        if (level != expected)
            fail_msg("round %d, U+%04X and %zu more: %d, ICU %d", round, points[0], n - 1,
                     (int)level, (int)expected);
    }
    for (size_t i = 0; i < COUNT(seen); i++)
        assert_true(seen[i] > 500);
    uspoof_closeCheckResult(result);
    uspoof_close(checker);
}

static void scripts_mixed__cases__as_browsers_show(void **state) {
    static const struct {
        const char *label;
        bool is_mixed;
    } cases[] = {
        {"rakuten", false},
        {"rakutën", false},
        {"楽天カード", false},
        {"jaバンク", false},
        {"paypal銀行ログイン", false},
        {"аррӏе", false},
        {"аpple", true},
        {"gοogle", true},
        {"楽天кард", true},
        {"三菱ufј", true},
        {"삼성card", false},
        {"한국カード", true},
        {"", false},
        {"αβγ-123", false},
        {"ab가", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint32_t points[MAX];
        size_t n = points_of(cases[i].label, points);
        if (yg_scripts_mixed(points, n) != cases[i].is_mixed)
            fail_msg("%s: %d", cases[i].label, !cases[i].is_mixed);
    }
}

static void idn__cases__by_registry(void **state) {
    static const struct {
        const char *label, *suffix;
        bool is_allowed;
    } cases[] = {
        {"アマゾンからの通知アラート", "jp", true},
        {"楽天カードlogin-24", "jp", true},
        {"佐々木", "jp", true},
        {"rakuten", "jp", true},
        {"rаkuten", "jp", false},
        {"rakutën", "jp", false},
        {"乐天", "jp", false},
        {"黑貓宅急便", "jp", false},
        {"黑貓宅急便", "tw", true},
        {"黑貓宅急便", "xn--kpry57d", true},
        {"アマゾン", "co.jp", false},
        {"amazon", "co.jp", true},
        {"アマゾン", "tokyo.jp", true},
        {"乐天", "cn", true},
        {"らくてん", "cn", false},
        {"rаkuten", "cn", false},
        {"삼성", "kr", true},
        {"三星", "kr", false},
        {"müller-bank", "de", true},
        {"banķ", "de", true},
        {"bаnk", "de", false},
        {"bänk", "ch", true},
        {"bąnk", "ch", false},
        {"bank", "ru", true},
        {"банк", "ru", false},
        {"банк", "xn--p1ai", true},
        {"банк-24", "xn--p1ai", true},
        {"bank", "xn--p1ai", false},
        {"баnk", "xn--p1ai", false},
        {"τραπεζα", "gr", true},
        {"בנק", "il", true},
        {"büro", "uk", false},
        {"rаkuten", "com", false},
        {"ракутен", "com", true},
        {"аррӏе", "com", true},
        {"楽天card", "com", true},
        {"楽天кард", "com", false},
        {"büro", "eu", true},
        {"楽天", "eu", false},
        {"büro", "com", true},
        {"rаkuten", "example", true},
        {"ama\xe2\x80\x8bzon", "com", false},
        {"ama\xe2\x80\x8dzon", "jp", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint32_t points[MAX];
        size_t n = points_of(cases[i].label, points);
        if (yg_idn_allowed(points, n, yg_str_of(cases[i].suffix)) != cases[i].is_allowed)
            fail_msg("%s.%s: %d", cases[i].label, cases[i].suffix, !cases[i].is_allowed);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scripts__drawn_labels__levels_of_icu),
        cmocka_unit_test(scripts_mixed__cases__as_browsers_show),
        cmocka_unit_test(idn__cases__by_registry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
