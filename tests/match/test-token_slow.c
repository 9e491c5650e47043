/* The slow paths of the log scan: single cases with their places in the raw bytes, and that no
 * input makes them slow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "match/token_part.h"
#include "token_agree.h"

typedef struct {
    yg_indicator_type type;
    const char *value;
} known;

/* "FOUND|FOUND": the raw bytes of every hit, in order; hosts of URLs in parentheses. */
typedef struct {
    yg_str block;
    yg_buf text;
} listing;

static void list(void *self, const yg_token_hit *hit) {
    listing *l = self;
    yg_str raw = yg_str_sub(l->block, hit->start, hit->end - hit->start);
    yg_buf_addz(&l->text, l->text.n > 0 ? "|" : "");
    yg_buf_addf(&l->text, hit->kind == YG_HIT_WHOLE ? "%.*s" : "(%.*s)", YG_FMT(raw));
}

static void check(const known *values, size_t n, const char *text, const char *want) {
    yg_indicators_maker *maker = yg_indicators_make();
    uint32_t number;
    for (size_t i = 0; i < n; i++)
        assert_int_equal(
            yg_indicators_add(maker, values[i].type, yg_str_of(values[i].value), &number),
            YG_INDICATOR_TAKEN);
    yg_indicators *set = yg_indicators_compile(maker, (yg_str){NULL, 0});
    yg_token_scratch *scratch = yg_token_scratch_make();
    YG_CLEANUP_BUF yg_buf room = {0};
    size_t text_n = strlen(text);
    for (int i = 0; i < YG_SCAN_PAD; i++)
        yg_buf_addc(&room, ' ');
    yg_buf_addz(&room, text);
    for (int i = 0; i < YG_SCAN_PAD; i++)
        yg_buf_addc(&room, ' ');
    listing l = {.block = {room.p + YG_SCAN_PAD, text_n}};
    yg_token_scan(set, scratch, l.block, list, &l);
    if (strcmp(yg_buf_z(&l.text), want) != 0)
        fail_msg("in \"%s\": found \"%s\", not \"%s\"", text, yg_buf_z(&l.text), want);
    assert_true(token_agree(set, scratch, l.block, NULL));
    yg_buf_free(&l.text);
    yg_token_scratch_free(scratch);
    yg_indicators_free(set);
}

typedef struct {
    const char *text, *want;
} sample;

static void check_all(const known *values, size_t n, const sample *samples, size_t samples_n) {
    for (size_t i = 0; i < samples_n; i++)
        check(values, n, samples[i].text, samples[i].want);
}
#define CHECK_ALL(values, samples)                                                                 \
    check_all(values, sizeof(values) / sizeof *(values), samples,                                  \
              sizeof(samples) / sizeof *(samples))

static void names__hidden__found_with_raw_place(void **state) {
    (void)state;
    static const known values[] = {{YG_INDICATOR_DOMAIN, "evil.com"},
                                   {YG_INDICATOR_HOST, "xn--wgv71a.example"},
                                   {YG_INDICATOR_IPV4, "192.0.2.9"},
                                   {YG_INDICATOR_EMAIL, "bob@evil.com"}};
    static const sample samples[] = {
        {"at www.evil.com.", "www.evil.com"},
        {"www.evil[.]com", "www.evil[.]com"},
        {"evil(DOT)com,", "evil(DOT)com"},
        {"x\\nevil.com", "evil.com"},
        {"x\\\\nevil.com", ""},
        {"ev%69l%2ecom%20", "ev%69l%2ecom"},
        {"ev%2569l.com", "ev%2569l.com"},
        {"\\u0065vil\\u002Ecom", "\\u0065vil\\u002Ecom"},
        {"\\\\u0065vil.com", "\\\\u0065vil.com"},
        {"\\x65vil.com", "\\x65vil.com"},
        {"bob%40evil.com", "bob%40evil.com|evil.com"},
        {"bob[at]evil[.]com", "bob[at]evil[.]com|evil[.]com"},
        {"%3Cbob@evil.com%3E", "bob@evil.com|evil.com"},
        {"http:\\/\\/日本.example\\/", "日本.example"},
        {"日本。example", "日本。example"},
        {"\\u65e5\\u672c.example", "\\u65e5\\u672c.example"},
        {"ｅｖｉｌ．ｃｏｍ", "ｅｖｉｌ．ｃｏｍ"},
        {"192[.]0[.]2[.]9", "192[.]0[.]2[.]9"},
        {"アクセス先はevil.comです", "evil.com"},
        {"アクセス先はevil[.]comです", "evil[.]com"},
        {"notevil.com evil.community", ""},
    };
    CHECK_ALL(values, samples);
}

static void urls__together__rest_and_end(void **state) {
    (void)state;
    static const known values[] = {{YG_INDICATOR_URL, "http://evil.com/a?x=1"},
                                   {YG_INDICATOR_URL, "https://evil.com/b c/%7Ed"},
                                   {YG_INDICATOR_URL, "http://evil.com:8080/"},
                                   {YG_INDICATOR_URL, "http://[2001:db8::5]/p"},
                                   {YG_INDICATOR_URL, "http://xn--wgv71a.example/日本.html#top"},
                                   {YG_INDICATOR_URL, "http://192.0.2.4?q"}};
    static const sample samples[] = {
        {"GET http://evil.com/a?x=1 HTTP", "evil.com/a?x=1"},
        {"http://evil.com:443/a?x=1\"", "evil.com:443/a?x=1"},
        {"http:\\/\\/evil.com\\/a?x=1", "evil.com\\/a?x=1"},
        {"http://evil.com/a?x=1.", "evil.com/a?x=1"},
        {"http://evil.com/a?x=1\\u0026y=2", ""},
        {"http://evil.com/a?x=1&y=2", ""},
        {"evil.com/a?x\\=1", "evil.com/a?x\\=1"},
        {"http%3A%2F%2Fevil.com%2Fa%3Fx%3D1 ", "evil.com%2Fa%3Fx%3D1"},
        {"hxxps[://]evil[.]com/b%20c/~d", "evil[.]com/b%20c/~d"},
        {"evil.com/A?x=1", ""},
        {"xevil.com/a?x=1 www.evil.com/a?x=1", ""},
        {"http://evil.com:8080 ", "evil.com:8080"},
        {"evil.com:8080/", "evil.com:8080/"},
        {"evil.com:8080 ", "(evil.com:8080)"},
        {"\"host\":\"evil.com\",\"uri\":\"\\/a?x=1\"", "(evil.com)"},
        {"http://[2001:DB8:0::5]:80/p", "[2001:DB8:0::5]:80/p"},
        {"2001:db8::5/p", ""},
        {"http://日本.example/日本.html ", "日本.example/日本.html"},
        {"http://xn--wgv71a.example/%E6%97%A5%E6%9C%AC.html",
         "xn--wgv71a.example/%E6%97%A5%E6%9C%AC.html"},
        {"192.0.2.4/?q 192.0.2.4?q", "192.0.2.4/?q|192.0.2.4?q"},
        {"192.0.2.4-192.0.2.5/?q", ""},
    };
    CHECK_ALL(values, samples);
}

static void ipv6__spellings__found(void **state) {
    (void)state;
    static const known values[] = {{YG_INDICATOR_IPV6, "2001:db8::a:1"},
                                   {YG_INDICATOR_IPV6, "2001:db8:ffff::/48"},
                                   {YG_INDICATOR_IPV4, "192.0.2.9"}};
    static const sample samples[] = {
        {"2001:DB8:0:0:0:0:A:1", "2001:DB8:0:0:0:0:A:1"},
        {"src:2001:db8::000a:0001,", "2001:db8::000a:0001"},
        {"[2001:db8::a:1]:443", "2001:db8::a:1"},
        {"2001:db8::a:1%eth0 2001:db8::a:1/64", "2001:db8::a:1|2001:db8::a:1"},
        {"2001:db8::0.10.0.1", "2001:db8::0.10.0.1"},
        {"2001:db8::a:1.", "2001:db8::a:1"},
        {"2001:db8::a:1:", "2001:db8::a:1"},
        {"2001:db8::a:1g 2001:db8::a:12 x2001:db8::a:1", ""},
        {"2001:db8:ffff:1::2 2001:db8:fffe::1", "2001:db8:ffff:1::2"},
        {"::ffff:192.0.2.9 ::ffff:c000:209", "192.0.2.9|::ffff:c000:209"},
        {"2001%3Adb8%3A%3Aa%3A1", "2001%3Adb8%3A%3Aa%3A1"},
        {"00:11:22:33:44:55 12:30:59 a::b", ""},
    };
    CHECK_ALL(values, samples);
}

static void file_names__bounds__found(void **state) {
    (void)state;
    static const known values[] = {{YG_INDICATOR_FILE_NAME, "evil tool.exe"},
                                   {YG_INDICATOR_FILE_NAME, "dropper"},
                                   {YG_INDICATOR_FILE_NAME, "発注書.exe"},
                                   {YG_INDICATOR_FILE_NAME, "setup(1).msi"}};
    static const sample samples[] = {
        {"C:\\\\Temp\\\\Evil Tool.EXE\"", "Evil Tool.EXE"},
        {"\"evil tool.exe\" evil tool.exe.bak", "evil tool.exe"},
        {"msg=\\\"evil tool.exe\\\"", "evil tool.exe"},
        {"/dl/evil%20tool.exe?x", "evil%20tool.exe"},
        {"\\u767a\\u6ce8\\u66f8.exe", "\\u767a\\u6ce8\\u66f8.exe"},
        {"新発注書.exe /発注書.exe", "発注書.exe"},
        {"/usr/bin/dropper a dropper =dropper;", "dropper|dropper"},
        {"dropper", ""},
        {"setup(1).msi setup%281%29.msi", "setup(1).msi|setup%281%29.msi"},
        {"\\u0065vil \\u0074ool.exe", "\\u0065vil \\u0074ool.exe"},
    };
    CHECK_ALL(values, samples);
}

static void registry_keys__spellings__found(void **state) {
    (void)state;
    static const known values[] = {
        {YG_INDICATOR_REGISTRY_KEY, "HKLM\\Software\\Evil Corp\\Run"},
        {YG_INDICATOR_REGISTRY_KEY, "HKEY_CURRENT_USER\\Software\\{e-1}"},
        {YG_INDICATOR_REGISTRY_KEY, "HKU\\.DEFAULT\\Software\\Evil"}};
    static const sample samples[] = {
        {"HKEY_LOCAL_MACHINE\\SOFTWARE\\Evil Corp\\Run\\x",
         "HKEY_LOCAL_MACHINE\\SOFTWARE\\Evil Corp\\Run"},
        {"\"HKLM\\\\Software\\\\Evil Corp\\\\Run\"", "HKLM\\\\Software\\\\Evil Corp\\\\Run"},
        {"\"HKLM\\\\\\\\Software\\\\\\\\Evil Corp\\\\\\\\Run\"",
         "HKLM\\\\\\\\Software\\\\\\\\Evil Corp\\\\\\\\Run"},
        {"\\REGISTRY\\MACHINE\\Software\\Evil Corp\\Run",
         "REGISTRY\\MACHINE\\Software\\Evil Corp\\Run"},
        {"HKLM:\\Software\\Evil Corp\\Run", "HKLM:\\Software\\Evil Corp\\Run"},
        {"HKLM\\Software\\Evil Corp\\Running HKCU\\Software\\Evil Corp\\Run", ""},
        {"xHKLM\\Software\\Evil Corp\\Run HKLM\\Software\\Evil Corp\\Run.old", ""},
        {"HKU\\S-1-5-21-1-2-3-500\\Software\\{E-1}", "HKU\\S-1-5-21-1-2-3-500\\Software\\{E-1}"},
        {"\\REGISTRY\\USER\\S-1-5-18_Classes\\Software\\{e-1}\\a",
         "REGISTRY\\USER\\S-1-5-18_Classes\\Software\\{e-1}"},
        {"HKU\\.DEFAULT\\Software\\Evil HKU\\S-1-5-18\\Software\\Evil",
         "HKU\\.DEFAULT\\Software\\Evil"},
        {"HKLM\\Soft\\u0077are\\\\Evil\\u0020Corp\\\\Run",
         "HKLM\\Soft\\u0077are\\\\Evil\\u0020Corp\\\\Run"},
    };
    CHECK_ALL(values, samples);
}

/* --- URLs by their parts --- */

static bool ask(const yg_indicators *set, const char *host, unsigned port, const char *rest,
                uint32_t *ret) {
    return yg_indicators_url(set, yg_str_of(host), port, yg_str_of(rest), ret);
}

static void indicators_url__parts__as_together(void **state) {
    (void)state;
    static const char *const urls[] = {"http://evil.com/a%20b?x=1", "https://evil.com:8443/a",
                                       "http://[2001:db8::5]/p", "http://evil.com",
                                       "http://192.0.2.4/?q"};
    yg_indicators_maker *maker = yg_indicators_make();
    uint32_t number = 99;
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
        assert_int_equal(yg_indicators_add(maker, YG_INDICATOR_URL, yg_str_of(urls[i]), &number),
                         YG_INDICATOR_TAKEN);
    yg_indicators *set = yg_indicators_compile(maker, (yg_str){NULL, 0});
    assert_true(ask(set, "EVIL.com", 0, "/a b?x=1", &number));
    assert_int_equal(number, 0);
    assert_true(ask(set, "evil.com", 443, "/a%20b?x=%31#part", &number));
    assert_int_equal(number, 0);
    assert_false(ask(set, "evil.com", 0, "/A b?x=1", &number));
    assert_false(ask(set, "evil.com", 8443, "/a b?x=1", &number));
    assert_false(ask(set, "www.evil.com", 0, "/a b?x=1", &number));
    assert_true(ask(set, "evil.com", 8443, "/a", &number));
    assert_int_equal(number, 1);
    assert_false(ask(set, "evil.com", 0, "/a", &number));
    assert_true(ask(set, "[2001:db8::5]", 80, "/p", &number));
    assert_true(ask(set, "2001:db8::5", 0, "/p", &number));
    assert_int_equal(number, 2);
    assert_true(ask(set, "evil.com", 0, "", &number));
    assert_true(ask(set, "evil.com", 0, "/", &number));
    assert_int_equal(number, 3);
    assert_true(ask(set, "192.0.2.4", 0, "?q", &number));
    assert_int_equal(number, 4);
    assert_false(ask(set, "", 0, "", &number));
    assert_int_equal(number, 4);
    yg_indicators_free(set);
}

/* --- Time --- */

static void count(void *self, const yg_token_hit *hit) {
    (void)hit;
    ++*(size_t *)self;
}

static yg_indicators *crowded_set(void) {
    yg_indicators_maker *maker = yg_indicators_make();
    YG_CLEANUP_BUF yg_buf value = {0};
    uint32_t number;
    for (int i = 0; i < 10000; i++) {
        yg_buf_clear(&value);
        yg_buf_addf(&value, "http://evil.com/%d/%0100d", i, i);
        (void)yg_indicators_add(maker, YG_INDICATOR_URL, yg_buf_str(&value), &number);
        yg_buf_clear(&value);
        yg_buf_addf(&value, "bob%d@evil.com", i);
        (void)yg_indicators_add(maker, YG_INDICATOR_EMAIL, yg_buf_str(&value), &number);
    }
    static const known more[] = {
        {YG_INDICATOR_DOMAIN, "evil.com"},      {YG_INDICATOR_IPV6, "2001:db8::1"},
        {YG_INDICATOR_IPV6, "2001:db8:1::/48"}, {YG_INDICATOR_FILE_NAME, "x evil.exe"},
        {YG_INDICATOR_FILE_NAME, "dropper"},    {YG_INDICATOR_REGISTRY_KEY, "HKLM\\a\\dropper"},
        {YG_INDICATOR_FILE_NAME, "発注書"},     {YG_INDICATOR_IPV4, "192.0.2.0/24"}};
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        assert_int_equal(yg_indicators_add(maker, more[i].type, yg_str_of(more[i].value), &number),
                         YG_INDICATOR_TAKEN);
    return yg_indicators_compile(maker, (yg_str){NULL, 0});
}

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double cost(const yg_indicators *set, yg_token_scratch *scratch, const char *head,
                   const char *unit, size_t n) {
    YG_CLEANUP_BUF yg_buf room = {0};
    size_t hits = 0;
    for (int i = 0; i < YG_SCAN_PAD; i++)
        yg_buf_addc(&room, ' ');
    yg_buf_addz(&room, head);
    while (room.n < n + YG_SCAN_PAD)
        yg_buf_addz(&room, unit);
    for (int i = 0; i < YG_SCAN_PAD; i++)
        yg_buf_addc(&room, ' ');
    double before = seconds();
    yg_token_scan(set, scratch, (yg_str){room.p + YG_SCAN_PAD, room.n - 2 * YG_SCAN_PAD}, count,
                  &hits);
    return seconds() - before;
}

static void scan__hostile__time_is_linear(void **state) {
    (void)state;
    static const struct {
        const char *head, *unit;
    } hostile[] = {
        {"", "%"},
        {"", "%25"},
        {"", "@"},
        {"", "a@"},
        {"bob1", "@evil.com"},
        {"", "[.]"},
        {"", "[.]a"},
        {"", "\\u"},
        {"", "\\"},
        {"x", "\\\\"},
        {"\\n", "a"},
        {"%41", "a."},
        {"", "evil.com/"},
        {"%41", "evil.com/"},
        {"", "evil.com/,"},
        {"", "evil.com/1/;"},
        {"", "http://evil.com "},
        {"", "evil.com%2f"},
        {"", "evil.com\\/"},
        {"", "evil.com:8080/"},
        {"", "evil.com/1/0"},
        {"", ":"},
        {"", "::1"},
        {"", "2001:db8::1,"},
        {"", "a:"},
        {"", "evil.exe "},
        {"x ", "evil.exe,"},
        {"%41", "x evil.exe,"},
        {"", "dropper\\"},
        {"", "HKLM\\a\\dropper\\"},
        {"%41", "HKLM\\a\\dropper\\"},
        {"HKU\\", "S-1-\\"},
        {"", "日本"},
        {"", "日."},
        {"", "。"},
        {"a", "。a"},
        {"", "発注書/"},
        {"", "é.é "},
        {"", "\\u65e5.\\u672c"},
        {"", "192.0.2.1-"},
        {"", "%31%39%32.0.2.1,"},
        {"", "(dot)"},
        {"", "\xFF\xFF."},
        {"", "\\x2e"},
        {"", "evil.com/?a'"},
        {"", ",发注書 dropper"},
    };
    enum { SMALL = 48 << 10, TIMES = 4 };
    yg_indicators *set = crowded_set();
    yg_token_scratch *scratch = yg_token_scratch_make();
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        /* Per byte it may not grow with the length; what is measured is as noisy as the machine. */
        double little = cost(set, scratch, hostile[i].head, hostile[i].unit, SMALL) / SMALL;
        double much =
            cost(set, scratch, hostile[i].head, hostile[i].unit, SMALL * TIMES) / (SMALL * TIMES);
        if (getenv("TOKEN_SLOW_COSTS") != NULL)
            printf("%-16s %8.2f %8.2f ns a byte\n", hostile[i].unit, little * 1e9, much * 1e9);
        assert_true(much < 2e-6 && (much < little * 3 || much < 200e-9));
    }
    yg_token_scratch_free(scratch);
    yg_indicators_free(set);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names__hidden__found_with_raw_place),
        cmocka_unit_test(urls__together__rest_and_end),
        cmocka_unit_test(ipv6__spellings__found),
        cmocka_unit_test(file_names__bounds__found),
        cmocka_unit_test(registry_keys__spellings__found),
        cmocka_unit_test(indicators_url__parts__as_together),
        cmocka_unit_test(scan__hostile__time_is_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
