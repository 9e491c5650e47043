/* Compiling sets of indicators, and images of them, also damaged ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/map.h"
#include "base/vec.h"
#include "match/token_scan.h"
#include "seeded.h"

static const struct {
    yg_indicator_type type;
    yg_indicator_verdict verdict;
    const char *value;
} cases[] = {
    {YG_INDICATOR_IPV4, YG_INDICATOR_TAKEN, "192.0.2.1"},
    {YG_INDICATOR_IPV4, YG_INDICATOR_TAKEN, "198.51.100.0/24"},
    {YG_INDICATOR_IPV4, YG_INDICATOR_TAKEN, "8.0.0.0/8"},
    {YG_INDICATOR_IPV4, YG_INDICATOR_TOO_SHORT, "8.0.0.0/7"},
    {YG_INDICATOR_IPV4, YG_INDICATOR_MALFORMED, "192.0.2.01"},
    {YG_INDICATOR_IPV4, YG_INDICATOR_MALFORMED, "192.0.2.256"},
    {YG_INDICATOR_IPV4, YG_INDICATOR_MALFORMED, "192.0.2"},
    {YG_INDICATOR_IPV4, YG_INDICATOR_MALFORMED, "192.0.2.1/33"},
    {YG_INDICATOR_IPV4, YG_INDICATOR_MALFORMED, ""},
    {YG_INDICATOR_IPV4, YG_INDICATOR_PRIVATE, "10.1.2.3"},
    {YG_INDICATOR_IPV4, YG_INDICATOR_PRIVATE, "172.31.255.255"},
    {YG_INDICATOR_IPV4, YG_INDICATOR_TAKEN, "172.32.0.1"},
    {YG_INDICATOR_IPV4, YG_INDICATOR_PRIVATE, "192.0.0.0/8"},
    {YG_INDICATOR_IPV4, YG_INDICATOR_PRIVATE, "100.64.0.1"},
    {YG_INDICATOR_IPV4, YG_INDICATOR_PRIVATE, "127.0.0.1"},
    {YG_INDICATOR_IPV4, YG_INDICATOR_PRIVATE, "169.254.1.1"},
    {YG_INDICATOR_IPV4, YG_INDICATOR_PRIVATE, "0.0.0.0"},
    {YG_INDICATOR_IPV4, YG_INDICATOR_PRIVATE, "239.1.1.1"},
    {YG_INDICATOR_IPV4, YG_INDICATOR_PRIVATE, "255.255.255.255"},
    {YG_INDICATOR_IPV6, YG_INDICATOR_TAKEN, "2001:db8::1"},
    {YG_INDICATOR_IPV6, YG_INDICATOR_TAKEN, "2001:db8::/32"},
    {YG_INDICATOR_IPV6, YG_INDICATOR_TOO_SHORT, "2000::/3"},
    {YG_INDICATOR_IPV6, YG_INDICATOR_PRIVATE, "::1"},
    {YG_INDICATOR_IPV6, YG_INDICATOR_PRIVATE, "fe80::1"},
    {YG_INDICATOR_IPV6, YG_INDICATOR_PRIVATE, "fd00:1::/32"},
    {YG_INDICATOR_IPV6, YG_INDICATOR_PRIVATE, "::ffff:10.0.0.1"},
    {YG_INDICATOR_IPV6, YG_INDICATOR_MALFORMED, "2001:db8:::1"},
    {YG_INDICATOR_DOMAIN, YG_INDICATOR_TAKEN, "evil.example.com"},
    {YG_INDICATOR_DOMAIN, YG_INDICATOR_TAKEN, "xn--wgv71a.com"},
    {YG_INDICATOR_DOMAIN, YG_INDICATOR_PUBLIC_SUFFIX, "co.jp"},
    {YG_INDICATOR_DOMAIN, YG_INDICATOR_PUBLIC_SUFFIX, "duckdns.org"},
    {YG_INDICATOR_DOMAIN, YG_INDICATOR_MALFORMED, "localhost"},
    {YG_INDICATOR_DOMAIN, YG_INDICATOR_MALFORMED, "a..com"},
    {YG_INDICATOR_DOMAIN, YG_INDICATOR_MALFORMED, "example.com."},
    {YG_INDICATOR_DOMAIN, YG_INDICATOR_MALFORMED, "192.0.2.1"},
    {YG_INDICATOR_DOMAIN, YG_INDICATOR_MALFORMED, "exa mple.com"},
    {YG_INDICATOR_HOST, YG_INDICATOR_TAKEN, "evil.example.com"},
    {YG_INDICATOR_URL, YG_INDICATOR_TAKEN, "http://evil.example.com/a?b=1"},
    {YG_INDICATOR_URL, YG_INDICATOR_TAKEN, "https://192.0.2.1:8443/"},
    {YG_INDICATOR_URL, YG_INDICATOR_TAKEN, "http://[2001:db8::1]/x"},
    {YG_INDICATOR_URL, YG_INDICATOR_PRIVATE, "http://192.168.0.1/x"},
    {YG_INDICATOR_URL, YG_INDICATOR_MALFORMED, "http://intranet/x"},
    {YG_INDICATOR_URL, YG_INDICATOR_MALFORMED, "http:///x"},
    {YG_INDICATOR_URL, YG_INDICATOR_MALFORMED, "http://evil.example.com:99999/x"},
    {YG_INDICATOR_EMAIL, YG_INDICATOR_TAKEN, "mallory+1@example.com"},
    {YG_INDICATOR_EMAIL, YG_INDICATOR_MALFORMED, "mallory@localhost"},
    {YG_INDICATOR_EMAIL, YG_INDICATOR_MALFORMED, "@example.com"},
    {YG_INDICATOR_MD5, YG_INDICATOR_TAKEN, "0123456789abcdef0123456789abcdef"},
    {YG_INDICATOR_MD5, YG_INDICATOR_EMPTY_DIGEST, "d41d8cd98f00b204e9800998ecf8427e"},
    {YG_INDICATOR_MD5, YG_INDICATOR_MALFORMED, "0123456789abcdef0123456789abcdeg"},
    {YG_INDICATOR_SHA1, YG_INDICATOR_MALFORMED, "0123456789abcdef0123456789abcdef"},
    {YG_INDICATOR_SHA1, YG_INDICATOR_EMPTY_DIGEST, "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
    {YG_INDICATOR_SHA256, YG_INDICATOR_EMPTY_DIGEST,
     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {YG_INDICATOR_FILE_NAME, YG_INDICATOR_TAKEN, "evil loader.exe"},
    {YG_INDICATOR_FILE_NAME, YG_INDICATOR_TAKEN, "\xE6\x98\xAF\xE9\x9D\x9E.e"},
    {YG_INDICATOR_FILE_NAME, YG_INDICATOR_TOO_SHORT, "a.b"},
    {YG_INDICATOR_FILE_NAME, YG_INDICATOR_TOO_SHORT, "2024-01.02"},
    {YG_INDICATOR_FILE_NAME, YG_INDICATOR_MALFORMED, "evil\nloader.exe"},
    {YG_INDICATOR_REGISTRY_KEY, YG_INDICATOR_TAKEN, "HKLM\\Software\\Evil"},
    {YG_INDICATOR_REGISTRY_KEY, YG_INDICATOR_MALFORMED, "Software"},
};
enum { CASES = sizeof cases / sizeof *cases };

static void add__each_type__verdict_and_value(void **state) {
    (void)state;
    yg_indicators_maker *maker = yg_indicators_make();
    uint32_t taken = 0, number;
    const char *values[CASES];
    yg_indicator_type types[CASES];
    for (size_t i = 0; i < CASES; i++) {
        number = UINT32_MAX;
        yg_indicator_verdict verdict =
            yg_indicators_add(maker, cases[i].type, yg_str_of(cases[i].value), &number);
        if (verdict != cases[i].verdict)
            fail_msg("%s: %s", cases[i].value, yg_indicator_verdict_word(verdict));
        if (verdict != YG_INDICATOR_TAKEN)
            continue;
        assert_int_equal(number, taken);
        types[taken] = cases[i].type;
        values[taken++] = cases[i].value;
    }
    assert_int_equal(
        yg_indicators_add(maker, YG_INDICATOR_DOMAIN, YG_STR("Evil.Example.COM"), &number),
        YG_INDICATOR_KNOWN);
    assert_string_equal(values[number], "evil.example.com");
    yg_indicators *set = yg_indicators_compile(maker, YG_STR("notes"));
    YG_CLEANUP_BUF yg_buf buf = {0};
    assert_int_equal(yg_indicators_count(set), taken);
    assert_true(yg_str_eqz(yg_indicators_notes(set), "notes"));
    for (uint32_t i = 0; i < taken; i++) {
        assert_int_equal(yg_indicators_type(set, i), types[i]);
        assert_true(yg_str_eqz(yg_indicators_value(set, i, &buf), values[i]));
    }
    yg_indicators_free(set);
}

static void words__all__both_ways(void **state) {
    (void)state;
    for (int type = YG_INDICATOR_IPV4; type < YG_INDICATOR_TYPES; type++) {
        yg_indicator_type back;
        const char *word = yg_indicator_type_word((yg_indicator_type)type);
        assert_true(yg_indicator_type_from_word(yg_str_of(word), &back));
        assert_int_equal(back, type);
    }
    yg_indicator_type untouched = YG_INDICATOR_MD5;
    assert_false(yg_indicator_type_from_word(YG_STR("md6"), &untouched));
    assert_int_equal(untouched, YG_INDICATOR_MD5);
    assert_string_equal(yg_indicator_verdict_word(YG_INDICATOR_PUBLIC_SUFFIX), "public-suffix");
}

/* --- Many --- */

static yg_str made_up(uint64_t seed, yg_indicator_type *type, char room[80]) {
    uint64_t state = seed, r = seeded_next(&state);
    int n;
    if (seed % 3 == 0) {
        *type = YG_INDICATOR_IPV4;
        n = snprintf(room, 80, "%d.%d.%d.%d", (int)(11 + r % 80), (int)(r >> 8 & 255),
                     (int)(r >> 16 & 255), (int)(r >> 24 & 255));
    } else if (seed % 3 == 1) {
        *type = YG_INDICATOR_SHA1;
        n = snprintf(room, 80, "%016llx%016llx%08x", (unsigned long long)r,
                     (unsigned long long)seeded_next(&state), (unsigned)seeded_next(&state));
    } else {
        *type = YG_INDICATOR_URL; /* many on one host */
        n = snprintf(room, 80, "http://h%d.example.com/%llx", (int)(r % 20),
                     (unsigned long long)seeded_next(&state));
    }
    return (yg_str){room, (size_t)n};
}

static void add_many(yg_indicators_maker *maker, uint64_t from, uint64_t to) {
    char room[80];
    for (uint64_t i = from; i < to; i++) {
        yg_indicator_type type;
        uint32_t number;
        yg_str value = made_up(i, &type, room);
        yg_indicators_add(maker, type, value, &number);
    }
}

typedef YG_VEC(uint32_t) number_list;

static void take_number(void *self, const yg_token_hit *hit) {
    number_list *list = self;
    if (hit->kind == YG_HIT_WHOLE)
        yg_vec_push(list, hit->number);
}

/* Every value, each in a line of its own, is found as the number it was given. */
static void assert_finds_all(const yg_indicators *set) {
    YG_CLEANUP_BUF yg_buf text = {0}, buf = {0};
    number_list found = {0};
    yg_token_scratch *scratch = yg_token_scratch_make();
    for (int i = 0; i < YG_SCAN_PAD; i++)
        yg_buf_addc(&text, '\n');
    for (uint32_t i = 0; i < yg_indicators_count(set); i++) {
        yg_buf_add(&text, yg_indicators_value(set, i, &buf));
        yg_buf_addc(&text, '\n');
    }
    yg_buf_reserve(&text, YG_SCAN_PAD);
    yg_token_scan(set, scratch, (yg_str){text.p + YG_SCAN_PAD, text.n - YG_SCAN_PAD}, take_number,
                  &found);
    assert_int_equal(found.n, yg_indicators_count(set));
    for (uint32_t i = 0; i < found.n; i++)
        assert_int_equal(found.at[i], i);
    yg_vec_free(&found);
    yg_token_scratch_free(scratch);
}

/* Values of all types; every third one was there before, some in other letters; some are rubbish.
 */
static yg_str any_value(uint64_t *seed, yg_indicator_type *type, char room[200]) {
    static const char *const forms[YG_INDICATOR_TYPES] = {
        [YG_INDICATOR_IPV4] = "198.51.%u.%u",
        [YG_INDICATOR_IPV6] = "2001:db8::%x:%x",
        [YG_INDICATOR_DOMAIN] = "a%u.b%u.example.com",
        [YG_INDICATOR_HOST] = "a%u.b%u.example.com",
        [YG_INDICATOR_URL] = "http://a%u.example.com/%u",
        [YG_INDICATOR_EMAIL] = "m%u@a%u.example.com",
        [YG_INDICATOR_FILE_NAME] = "loader %u %u.exe",
        [YG_INDICATOR_REGISTRY_KEY] = "HKLM\\Software\\K%u\\%u"};
    uint64_t draw = seeded_next(seed);
    unsigned a = draw >> 8 & 63, b = draw >> 16 & 31;
    *type = (yg_indicator_type)(1 + draw % (YG_INDICATOR_TYPES - 1));
    if (*type >= YG_INDICATOR_MD5 && *type <= YG_INDICATOR_SHA512) {
        static const int digits[] = {32, 40, 64, 128};
        uint64_t state = draw >> 8 & 0xFFF; /* its digest is made of these bits alone */
        int n = digits[*type - YG_INDICATOR_MD5], at = 0;
        for (; at < n; at += 8)
            snprintf(room + at, 9, "%08x", (unsigned)seeded_next(&state));
        if (draw >> 40 & 1)
            room[7] = 'F'; /* of two spellings of one digest */
        else
            room[7] = 'f';
        return (yg_str){room, (size_t)n};
    }
    const char *form = draw >> 48 & 15 ? forms[*type] : "rub bish %u %u";
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    int n = snprintf(room, 200, form, a, b);
#pragma GCC diagnostic pop
    if (draw >> 56 & 1)
        for (int i = 0; i < n; i++)
            if (room[i] >= 'a' && room[i] <= 'z' && *type != YG_INDICATOR_URL)
                room[i] = (char)(room[i] - 32);
    return (yg_str){room, (size_t)n};
}

enum { ANY_VALUES = 40000, ANY_BLOCKS = 7 };

/* What yg_indicators_add says of each, held against a plain list: the same type and the same value
 * without case (of a URL with) is known. */
static void add_any(yg_indicators_maker *maker, yg_indicator_verdict *verdicts, uint32_t *numbers) {
    yg_map seen = {0};
    uint64_t seed = 5, taken = 0;
    for (size_t i = 0; i < ANY_VALUES; i++) {
        char room[200];
        yg_indicator_type type;
        bool is_new = false;
        yg_str value = any_value(&seed, &type, room);
        verdicts[i] = yg_indicators_add(maker, type, value, &numbers[i]);
        if (verdicts[i] != YG_INDICATOR_TAKEN && verdicts[i] != YG_INDICATOR_KNOWN)
            continue;
        YG_CLEANUP_BUF yg_buf key = {0};
        yg_buf_addf(&key, "%d ", (int)type);
        for (size_t k = 0; k < value.n; k++)
            yg_buf_addc(&key, value.p[k] >= 'A' && value.p[k] <= 'Z' ? (char)(value.p[k] + 32)
                                                                     : value.p[k]);
        uint64_t *number = yg_map_put(&seen, yg_buf_str(&key), &is_new);
        *number = is_new ? taken++ : *number;
        assert_int_equal(verdicts[i] == YG_INDICATOR_TAKEN, is_new);
        assert_int_equal(numbers[i], *number);
    }
    yg_map_free(&seen);
}

/* Block by block, several at once, with one value in between. */
static void add_any_in_blocks(yg_indicators_maker *maker, const yg_indicator_verdict *verdicts,
                              const uint32_t *numbers) {
    yg_indicators_block *blocks[ANY_BLOCKS];
    uint32_t items[ANY_BLOCKS][3000], number; /* which value an item was */
    uint64_t seed = 5;
    for (size_t b = 0; b < ANY_BLOCKS; b++)
        blocks[b] = yg_indicators_block_make();
    for (size_t i = 0; i < ANY_VALUES;) {
        char room[200];
        yg_indicator_type type;
        for (size_t b = 0; b < ANY_BLOCKS; b++) {
            yg_indicators_block_clear(blocks[b]);
            for (size_t n = b * i % 3000; n > 0 && i < ANY_VALUES; n--, i++) {
                yg_str value = any_value(&seed, &type, room);
                items[b][yg_indicators_block_count(blocks[b])] = (uint32_t)i;
                yg_indicator_verdict verdict = yg_indicators_block_put(blocks[b], type, value);
                assert_int_equal(verdict, verdicts[i] == YG_INDICATOR_KNOWN ? YG_INDICATOR_TAKEN
                                                                            : verdicts[i]);
            }
        }
        yg_indicators_add_blocks(maker, blocks, ANY_BLOCKS);
        for (size_t b = 0; b < ANY_BLOCKS; b++) {
            size_t taken = 0;
            for (size_t n = 0; n < yg_indicators_block_count(blocks[b]); n++) {
                assert_int_equal(yg_indicators_block_at(blocks[b], n, &number),
                                 verdicts[items[b][n]]);
                assert_int_equal(number, numbers[items[b][n]]);
                taken += verdicts[items[b][n]] == YG_INDICATOR_TAKEN;
            }
            assert_int_equal(yg_indicators_block_taken(blocks[b]), taken);
        }
        if (i == ANY_VALUES)
            break;
        yg_str value = any_value(&seed, &type, room);
        assert_int_equal(yg_indicators_add(maker, type, value, &number), verdicts[i++]);
    }
    for (size_t b = 0; b < ANY_BLOCKS; b++)
        yg_indicators_block_free(blocks[b]);
}

static void blocks__any_number_of_threads__as_one_after_the_other(void **state) {
    (void)state;
    yg_indicators_maker *one = yg_indicators_make();
    yg_indicator_verdict *verdicts = yg_alloc(ANY_VALUES, sizeof *verdicts);
    uint32_t *numbers = yg_alloc(ANY_VALUES, sizeof *numbers);
    size_t of[YG_INDICATOR_REASONS] = {0};
    add_any(one, verdicts, numbers);
    for (size_t i = 0; i < ANY_VALUES; i++)
        of[verdicts[i]]++;
    assert_true(of[YG_INDICATOR_TAKEN] > 10000 && of[YG_INDICATOR_KNOWN] > 10000 &&
                of[YG_INDICATOR_MALFORMED] > 500);
    yg_indicators *a = yg_indicators_compile(one, YG_STR("x"));
    for (unsigned threads = 1; threads < 6; threads += 2) {
        yg_indicators_maker *maker = yg_indicators_make();
        yg_indicators_threads(maker, threads);
        add_any_in_blocks(maker, verdicts, numbers);
        yg_indicators *b = yg_indicators_compile(maker, YG_STR("x"));
        assert_true(yg_str_eq(yg_indicators_image(a), yg_indicators_image(b)));
        yg_indicators_free(b);
    }
    yg_indicators_free(a);
    free(verdicts);
    free(numbers);
}

/* Addresses in blocks of 20000, every one twice. */
static yg_indicators *of_addresses(size_t expected, unsigned threads, uint32_t n) {
    yg_indicators_maker *maker = yg_indicators_make();
    yg_indicators_block *block = yg_indicators_block_make();
    char text[32];
    uint32_t number;
    yg_indicators_threads(maker, threads);
    for (uint32_t i = 0; i < 2 * n;) {
        yg_indicators_block_clear(block);
        for (uint32_t k = 0; k < 20000 && i < 2 * n; k++, i++) {
            uint32_t a = i / 2 * 7; /* 8.0.0.0 and more: none is private */
            int m = snprintf(text, sizeof text, "8.%u.%u.%u", a >> 16 & 255, a >> 8 & 255, a & 255);
            yg_indicators_block_put(block, YG_INDICATOR_IPV4, (yg_str){text, (size_t)m});
        }
        yg_indicators_add_blocks(maker, &block, 1);
        if (expected > 0)
            yg_indicators_expect(maker, expected);
    }
    assert_true(yg_indicators_find(maker, YG_INDICATOR_IPV4, YG_STR("8.0.0.14"), &number));
    assert_int_equal(number, 2);
    assert_false(yg_indicators_find(maker, YG_INDICATOR_IPV4, YG_STR("8.0.0.15"), &number));
    yg_indicators_block_free(block);
    return yg_indicators_compile(maker, YG_STR(""));
}

static void expect__fewer_or_more_than_come__the_same_set(void **state) {
    (void)state;
    enum { N = 1000000 };
    yg_indicators *set = of_addresses(0, 1, N);
    assert_int_equal(yg_indicators_count(set), N);
    static const size_t expected[] = {530000, 40 * N};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        yg_indicators *other = of_addresses(expected[i], 1 + (unsigned)i, N);
        assert_true(yg_str_eq(yg_indicators_image(set), yg_indicators_image(other)));
        yg_indicators_free(other);
    }
    yg_indicators_free(set);
}

/* --- Images --- */

static yg_indicators *small_set(void) {
    yg_indicators_maker *maker = yg_indicators_make();
    uint32_t number;
    for (size_t i = 0; i < CASES; i++)
        yg_indicators_add(maker, cases[i].type, yg_str_of(cases[i].value), &number);
    return yg_indicators_compile(maker, YG_STR("notes"));
}

static char *copy_of(yg_str image) {
    char *copy = aligned_alloc(64, (image.n + 63) & ~(size_t)63);
    assert_non_null(copy);
    memcpy(copy, image.p, image.n);
    return copy;
}

static void open__image__same_set(void **state) {
    (void)state;
    yg_indicators_maker *maker = yg_indicators_make();
    add_many(maker, 0, 5000);
    yg_indicators *set = yg_indicators_compile(maker, YG_STR("more")), *again;
    yg_error err;
    yg_str image = yg_indicators_image(set);
    char *copy = copy_of(image);
    size_t n = image.n;
    yg_indicators_free(set);
    assert_true(yg_indicators_open((yg_str){copy, n}, &again, &err));
    assert_true(yg_str_eqz(yg_indicators_notes(again), "more"));
    assert_finds_all(again);
    yg_indicators_free(again);
    free(copy);
}

static void count_hit(void *self, const yg_token_hit *hit) {
    *(size_t *)self += hit->number + 1;
}

/* What opens is used in every way; the sanitizers see whether anything is read outside. */
static bool use(char *image, size_t n, yg_str text) {
    yg_indicators *set;
    yg_error err;
    YG_CLEANUP_BUF yg_buf buf = {0};
    size_t sum = 0;
    if (!yg_indicators_open((yg_str){image, n}, &set, &err))
        return false;
    yg_token_scratch *scratch = yg_token_scratch_make();
    for (uint32_t i = 0; i < yg_indicators_count(set); i++)
        sum += yg_indicators_value(set, i, &buf).n + yg_indicators_type(set, i);
    sum += yg_indicators_notes(set).n;
    yg_token_scan(set, scratch, text, count_hit, &sum);
    yg_token_scan_plain(set, scratch, text, count_hit, &sum);
    yg_token_scratch_free(scratch);
    yg_indicators_free(set);
    return sum > 0;
}

static void open__damaged__refused_or_harmless(void **state) {
    (void)state;
    yg_indicators *set = small_set();
    yg_str image = yg_indicators_image(set);
    YG_CLEANUP_BUF yg_buf text = {0};
    for (int i = 0; i < YG_SCAN_PAD; i++)
        yg_buf_addc(&text, ' ');
    for (size_t i = 0; i < CASES; i++)
        yg_buf_addf(&text, "\"%s\" ", cases[i].value);
    size_t n = text.n - YG_SCAN_PAD;
    yg_buf_reserve(&text, YG_SCAN_PAD);
    yg_str block = {text.p + YG_SCAN_PAD, n};
    char *copy = copy_of(image);
    uint64_t seed = 5, refused = 0;
    assert_true(use(copy, image.n, block));
    for (size_t cut = 0; cut < image.n; cut += cut < 4096 ? 1 : 997)
        assert_false(use(copy, cut, block));
    for (int i = 0; i < 6000; i++) {
        /* Mostly the head, whose every number says where something is. */
        size_t at = i < 3000 ? seeded_below(&seed, 600) : seeded_below(&seed, image.n);
        memcpy(copy, image.p, image.n);
        copy[at] = (char)(copy[at] ^ (char)(1u << seeded_below(&seed, 8)));
        refused += !use(copy, image.n, block);
    }
    assert_true(refused > 1000);
    free(copy);
    yg_indicators_free(set);
}

static void compile__empty__finds_nothing(void **state) {
    (void)state;
    yg_indicators *set = yg_indicators_compile(yg_indicators_make(), YG_STR(""));
    char *copy = copy_of(yg_indicators_image(set));
    char text[YG_SCAN_PAD * 2 + 32];
    memset(text, 'a', sizeof text);
    assert_int_equal(yg_indicators_count(set), 0);
    assert_false(use(copy, yg_indicators_image(set).n, (yg_str){text + YG_SCAN_PAD, 32}));
    yg_indicators_free(set);
    free(copy);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(add__each_type__verdict_and_value),
        cmocka_unit_test(words__all__both_ways),
        cmocka_unit_test(blocks__any_number_of_threads__as_one_after_the_other),
        cmocka_unit_test(expect__fewer_or_more_than_come__the_same_set),
        cmocka_unit_test(open__image__same_set),
        cmocka_unit_test(open__damaged__refused_or_harmless),
        cmocka_unit_test(compile__empty__finds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
