/* A-labels: the samples of RFC 3492 section 7.1, what must not be taken, and ICU as the oracle over
 * drawn labels and drawn digits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <unicode/ustring.h>

#include "base/utf8.h"
#include "match/confusable.h"
#include "seeded.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
enum { MAX = 253 };

/* ICU has these two in its library (and their versions in urename.h), but not in a header for
 * others. */
int32_t u_strToPunycode(const UChar *from, int32_t n, UChar *to, int32_t max, const UBool *cases,
                        UErrorCode *status);
int32_t u_strFromPunycode(const UChar *from, int32_t n, UChar *to, int32_t max, UBool *cases,
                          UErrorCode *status);

static size_t points_of(yg_str text, uint32_t *points) {
    size_t n = 0;
    for (size_t at = 0; at < text.n;)
        points[n++] = yg_utf8_next(text, &at);
    return n;
}

static yg_str text_of(const uint32_t *points, size_t n, yg_buf *buf) {
    for (size_t i = 0; i < n; i++)
        yg_utf8_put(buf, points[i]);
    return yg_buf_str(buf);
}

/* RFC 3492 section 7.1, (A) to (R) with letters in lower case, and the Korean one, whose A-label is
 * longer than a label of the DNS may be. */
static const struct {
    const char *text, *label;
} samples[] = {
    {"ليهمابتكلموشعربي؟", "xn--egbpdaj6bu4bxfgehfvwxn"},
    {"他们为什么不说中文", "xn--ihqwcrb4cv8a8dqg056pqjye"},
    {"他們爲什麽不說中文", "xn--ihqwctvzc91f659drss3x8bo0yb"},
    {"pročprostěnemluvíčesky", "xn--proprostnemluvesky-uyb24dma41a"},
    {"למההםפשוטלאמדבריםעברית", "xn--4dbcagdahymbxekheh6e0a7fei0b"},
    {"यहलोगहिन्दीक्योंनहींबोलसकतेहैं", "xn--i1baa7eci9glrd9b2ae1bj0hfcgg6iyaf8o0a1dig0cd"},
    {"なぜみんな日本語を話してくれないのか", "xn--n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa"},
    {"почемужеонинеговорятпорусски", "xn--b1abfaaepdrnnbgefbadotcwatmq2g4l"},
    {"porquénopuedensimplementehablarenespañol",
     "xn--porqunopuedensimplementehablarenespaol-fmd56a"},
    {"tạisaohọkhôngthểchỉnóitiếngviệt", "xn--tisaohkhngthchnitingvit-kjcr8268qyxafd2f1b9g"},
    {"3年b組金八先生", "xn--3b-ww4c5e180e575a65lsy2b"},
    {"安室奈美恵-with-super-monkeys", "xn---with-super-monkeys-pc58ag80a8qai00g7n9n"},
    {"hello-another-way-それぞれの場所", "xn--hello-another-way--fc4qua05auwb3674vfr0b"},
    {"ひとつ屋根の下2", "xn--2-u9tlzr9756bt3uc0v"},
    {"majiでkoiする5秒前", "xn--majikoi5-783gue6qz075azm5e"},
    {"パフィーdeルンバ", "xn--de-jg4avhby1noc0d"},
    {"そのスピードで", "xn--d9juau41awczczp"},
};

static void punycode__samples_of_the_rfc__both_ways(void **state) {
    for (size_t i = 0; i < COUNT(samples); i++) {
        YG_CLEANUP_BUF yg_buf back = {0};
        uint32_t points[MAX];
        char label[64];
        size_t n = 0;
        size_t n_points = points_of(yg_str_of(samples[i].text), points);
        assert_true(yg_punycode_encode(points, n_points, label, &n));
        assert_string_equal(label, samples[i].label);
        assert_int_equal(n, strlen(label));
        n = yg_punycode_decode(yg_str_of(samples[i].label), points, MAX);
        yg_str text = text_of(points, n, &back);
        if (!yg_str_eqz(text, samples[i].text))
            fail_msg("%s: '%.*s'", samples[i].label, YG_FMT(text));
    }
}

static void punycode__longer_than_a_label__decoded_not_encoded(void **state) {
    static const char korean[] =
        "xn--989aomsvi5e83db1d2a355cv1e0vak1dwrv93d5xbh15a0dt30a5jpsd879ccm6fea98c";
    uint32_t points[MAX];
    char label[64] = "as it was";
    size_t n_label = 7, n = yg_punycode_decode(yg_str_of(korean), points, MAX);
    assert_int_equal(n, 24);
    assert_int_equal(points[0], 0xC138);
    assert_int_equal(points[23], 0xAE4C);
    assert_false(yg_punycode_encode(points, n, label, &n_label));
    assert_string_equal(label, "as it was");
    assert_int_equal(n_label, 7);
}

static void punycode__not_valid__nothing(void **state) {
    static const struct {
        yg_str label;
        const char *why;
    } cases[] = {
        {{"", 0}, "empty"},
        {{"xn--", 4}, "prefix alone"},
        {{"xn-a", 4}, "another prefix"},
        {{"rakuten", 7}, "no A-label"},
        {{"xn--rakuten-", 12}, "nothing but ASCII"},
        {{"xn---", 5}, "delimiter alone"},
        {{"xn---mgba", 9}, "delimiter with nothing before it"},
        {{"xn--\xc3\xab-1", 8}, "bytes outside of ASCII"},
        {{"xn--ab_c", 8}, "no digit"},
        {{"xn--a\0b", 7}, "a NUL"},
        {{"xn--99999999", 12}, "past 32 bits"},
        {{"xn--a-99999b", 12}, "past U+10FFFF or 32 bits"},
        {{"xn--rakutn-9", 12}, "number cut off"},
        {{"xn--0-mzd", 9}, NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint32_t points[MAX];
        size_t n = yg_punycode_decode(cases[i].label, points, MAX);
        if ((n > 0) != (cases[i].why == NULL))
            fail_msg("%zu: %s: %zu", i, cases[i].why ? cases[i].why : "valid", n);
    }
}

static void punycode__surrogates_and_beyond__not_taken(void **state) {
    static const uint32_t wrong[] = {0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0x110000, UINT32_MAX};
    char label[64];
    size_t n;
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_false(yg_punycode_encode(&wrong[i], 1, label, &n));
}

/* One code point, written by section 6.3 without any check. */
static size_t label_of_one(uint32_t point, char *label) {
    size_t n = 4;
    uint32_t delta = point - 128;
    memcpy(label, "xn--", 4);
    for (uint32_t k = 36;; k += 36) {
        uint32_t t = k <= 72 ? 1 : k >= 98 ? 26 : k - 72;
        uint32_t digit = delta < t ? delta : t + (delta - t) % (36 - t);
        label[n++] = "abcdefghijklmnopqrstuvwxyz0123456789"[digit];
        if (delta < t)
            return n;
        delta = (delta - t) / (36 - t);
    }
}

static void punycode__label_of_one_point__scalar_values_only(void **state) {
    for (uint32_t point = 128; point < 0x110100; point++) {
        char label[32];
        uint32_t got[MAX];
        bool is_scalar = point < 0x110000 && (point < 0xD800 || point > 0xDFFF);
        size_t n = yg_punycode_decode((yg_str){label, label_of_one(point, label)}, got, MAX);
        if (n != (is_scalar ? 1u : 0u) || (n == 1 && got[0] != point))
            fail_msg("U+%04X: %zu points", point, n);
    }
}

static void punycode__upper_case__lower(void **state) {
    uint32_t points[MAX];
    YG_CLEANUP_BUF yg_buf text = {0};
    size_t n = yg_punycode_decode(YG_STR("XN--RAKUTN-TVA"), points, MAX);
    yg_str got = text_of(points, n, &text);
    assert_int_equal(n, 7);
    assert_true(got.n > 0 && yg_str_eqz(got, "rakutën"));
}

static void punycode__room_too_small__nothing(void **state) {
    uint32_t points[MAX];
    for (size_t max = 0; max < 7; max++)
        assert_int_equal(yg_punycode_decode(YG_STR("xn--rakutn-tva"), points, max), 0);
    assert_int_equal(yg_punycode_decode(YG_STR("xn--rakutn-tva"), points, 7), 7);
}

static void punycode__ascii__copied(void **state) {
    static const uint32_t points[] = {'-', '>', ' ', '$', '1', '.', '0', '0', ' ', '<', '-', 'A'};
    char label[64];
    size_t n = 0;
    assert_true(yg_punycode_encode(points, COUNT(points), label, &n));
    assert_string_equal(label, "-> $1.00 <-a");
    assert_int_equal(n, 12);
    assert_false(yg_punycode_encode(points, 0, label, &n));
}

static uint32_t draw_point(uint64_t *seed) {
    static const uint32_t from[] = {'a',    '0',    0xE0,   0x430,   0x3041,
                                    0x30A1, 0x4E00, 0xAC00, 0x10400, 0x10FFF0};
    static const uint32_t width[] = {26, 10, 64, 32, 86, 90, 20000, 11000, 4000, 15};
    size_t i = seeded_below(seed, COUNT(from));
    return from[i] + (uint32_t)seeded_below(seed, width[i]);
}

/* ICU's answer to a label without its prefix; 0 where it fails. */
static size_t ask_icu(yg_str digits, uint32_t *points) {
    UChar from[MAX], to[2 * MAX];
    UErrorCode status = U_ZERO_ERROR;
    int32_t n = 0;
    for (size_t i = 0; i < digits.n; i++)
        from[i] = (UChar)(unsigned char)digits.p[i];
    int32_t units = u_strFromPunycode(from, (int32_t)digits.n, to, 2 * MAX, NULL, &status);
    if (U_FAILURE(status))
        return 0;
    u_strToUTF32((UChar32 *)points, MAX, &n, to, units, &status);
    return U_FAILURE(status) ? 0 : (size_t)n;
}

static void punycode__drawn_labels__as_icu_and_back(void **state) {
    uint64_t seed = 3492;
    size_t encoded = 0;
    for (int round = 0; round < 200000; round++) {
        uint32_t points[MAX], again[MAX];
        UChar units[2 * MAX], expected[256];
        UErrorCode status = U_ZERO_ERROR;
        char label[64];
        int32_t n_units = 0;
        size_t n = 1 + seeded_below(&seed, 40), n_label = 0;
        for (size_t i = 0; i < n; i++)
            points[i] = draw_point(&seed);
        points[n - 1] = 0x3041 + (uint32_t)seeded_below(&seed, 86);
        u_strFromUTF32(units, 2 * MAX, &n_units, (const UChar32 *)points, (int32_t)n, &status);
        int32_t n_expected = u_strToPunycode(units, n_units, expected, 256, NULL, &status);
        assert_true(U_SUCCESS(status));
        bool done = yg_punycode_encode(points, n, label, &n_label);
        assert_int_equal(done, n_expected + 4 <= 63);
        if (!done)
            continue;
        encoded++;
        assert_int_equal(n_label, n_expected + 4);
        for (int32_t i = 0; i < n_expected; i++)
            assert_int_equal(label[4 + i], expected[i]);
        assert_int_equal(yg_punycode_decode((yg_str){label, n_label}, again, MAX), n);
        assert_memory_equal(points, again, n * sizeof *points);
    }
    assert_true(encoded > 100000);
}

static void punycode__drawn_digits__as_icu(void **state) {
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    uint64_t seed = 3492;
    size_t valid = 0;
    for (int round = 0; round < 300000; round++) {
        char text[32] = "xn--";
        uint32_t got[MAX], expected[MAX];
        size_t n = 5 + seeded_below(&seed, 20);
        for (size_t i = 4; i < n; i++)
            text[i] = digits[seeded_below(&seed, i % 7 == 6 ? 37 : 36)];
        size_t n_got = yg_punycode_decode((yg_str){text, n}, got, MAX);
        size_t n_expected = ask_icu((yg_str){text + 4, n - 4}, expected);
        bool is_plain = true;
        for (size_t i = 0; i < n_expected; i++)
            is_plain = is_plain && expected[i] < 0x80;
        if (is_plain) {
            assert_int_equal(n_got, 0);
            continue;
        }
        valid++;
        if (n_got != n_expected || memcmp(got, expected, n_got * sizeof *got) != 0)
            fail_msg("%.*s: %zu points, ICU %zu", (int)n, text, n_got, n_expected);
    }
    assert_true(valid > 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(punycode__samples_of_the_rfc__both_ways),
        cmocka_unit_test(punycode__longer_than_a_label__decoded_not_encoded),
        cmocka_unit_test(punycode__not_valid__nothing),
        cmocka_unit_test(punycode__surrogates_and_beyond__not_taken),
        cmocka_unit_test(punycode__label_of_one_point__scalar_values_only),
        cmocka_unit_test(punycode__upper_case__lower),
        cmocka_unit_test(punycode__room_too_small__nothing),
        cmocka_unit_test(punycode__ascii__copied),
        cmocka_unit_test(punycode__drawn_labels__as_icu_and_back),
        cmocka_unit_test(punycode__drawn_digits__as_icu),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
