/* The fast path of the log scan: every place in a block of 64 bytes and at the edges of its
 * stretches, in every form; what is allocated; the order of hits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "match/token_scan.h"
#include "seeded.h"

static size_t allocations;
void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t n);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t count, size_t n);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n) {
    allocations++;
    return __real_malloc(n);
}
void *__wrap_calloc(size_t count, size_t n) {
    allocations++;
    return __real_calloc(count, n);
}
void *__wrap_realloc(void *p, size_t n) {
    allocations++;
    return __real_realloc(p, n);
}

static const struct {
    yg_indicator_type type;
    const char *value;
} entries[] = {
    {YG_INDICATOR_IPV4, "203.0.113.7"},
    {YG_INDICATOR_DOMAIN, "evil.example.com"},
    {YG_INDICATOR_MD5, "0123456789abcdef0123456789abcdef"},
    {YG_INDICATOR_SHA256, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde0"},
    {YG_INDICATOR_IPV4, "198.51.100.0/24"},
    {YG_INDICATOR_HOST, "host.example.org"},
    {YG_INDICATOR_IPV6, "2001:db8::5"},
    {YG_INDICATOR_EMAIL, "mallory@example.net"},
    {YG_INDICATOR_FILE_NAME, "dropper.exe"},
};
enum { ENTRIES = sizeof entries / sizeof *entries };

static yg_indicators *make_set(size_t n) {
    yg_indicators_maker *maker = yg_indicators_make();
    uint32_t number;
    for (size_t i = 0; i < n; i++)
        assert_int_equal(
            yg_indicators_add(maker, entries[i].type, yg_str_of(entries[i].value), &number),
            YG_INDICATOR_TAKEN);
    return yg_indicators_compile(maker, YG_STR(""));
}

typedef struct {
    yg_token_hit at[64];
    size_t n;
} hit_list;

static void keep(void *self, const yg_token_hit *hit) {
    hit_list *list = self;
    if (list->n < 64)
        list->at[list->n++] = *hit;
}

typedef void scan_form(const yg_indicators *, yg_token_scratch *, yg_str, yg_token_take, void *);
static scan_form *const forms[] = {yg_token_scan, yg_token_scan_avx2, yg_token_scan_plain};
enum { FORMS = sizeof forms / sizeof *forms };

#define LONG "an-old-label-of-sixty-bytes-and-some-as-machines-write-them-99"
static const struct {
    const char *text; /* | where the hit begins and ends */
    size_t number;
} seen[] = {
    {"|203.0.113.7|", 0},
    {"\"|203.0.113.7|\"", 0},
    {"x=|203.0.113.7|:443", 0},
    {"1-|203.0.113.7|-9", 0},
    {"_|203.0.113.7|_", 0},
    {"..|203.0.113.7|..", 0},
    {"|evil.example.com|", 1},
    {"|EVIL.example.COM|.", 1},
    {"|a.b-c.evil.example.com|", 1},
    {"-|www.evil.example.com|-.", 1},
    {"|_dmarc.evil.example.com|", 1},
    {"//|averyveryveryverylonglabelindeedthatgoesonandonandonxyz.anotherlongone.evil.example.com|",
     1},
    {"/|" LONG LONG LONG LONG LONG ".evil.example.com|", 1}, /* begins more than 253 bytes before */
    {"/|" LONG LONG LONG LONG LONG ".evil.example.com|-.", 1},
    {"|0123456789abcdef0123456789ABCDEF|", 2},
    {"a-|0123456789abcdef0123456789abcdef|.exe", 2},
    {"=|0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde0|,", 3},
    {"|198.51.100.255|", 4},
    {"|host.example.org|", 5},
    {"[|2001:db8::5|]", 6},
    {"src:|2001:DB8:0:0:0:0:0:5|", 6},
    {"<|mallory@example.net|>", 7},
    {"C:\\|dropper.exe|", 8},
};
static const char *const unseen[] = {
    "203.0.113.77",
    "1203.0.113.7",
    "203.0.113.7.8",
    "v203.0.113.7",
    "203.0.113.7a",
    "203.0.113.07",
    "evil.example.comx",
    "xevil.example.com",
    "evil.example.com.x",
    "www.host.example.org",
    "0123456789abcdef0123456789abcdef0",
    "x0123456789abcdef0123456789abcdef",
    "198.51.101.1",
    "2001:db8::55",
    "xmallory@example.net",
    "mydropper.exe",
};

enum { ROOM = 3 * (16 << 10) };

/* Writes text without its bars at `at`; gives where the bars were. */
static void put(char *room, size_t at, const char *text, size_t place[2], size_t *end) {
    int bars = 0;
    for (; *text != 0; text++) {
        if (*text == '|')
            place[bars++] = at;
        else
            room[at++] = *text;
    }
    *end = at;
}

static void check_seen(const yg_indicators *set, yg_token_scratch *scratch, char *room, size_t at) {
    for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
        size_t place[2] = {0}, end;
        put(room, at, seen[i].text, place, &end);
        for (size_t f = 0; f < FORMS; f++) {
            /* The block ends behind the text, or far behind it. */
            for (int is_short = 0; is_short < 2; is_short++) {
                hit_list list = {.n = 0};
                yg_str block = {room + YG_SCAN_PAD, (is_short ? end : ROOM) - YG_SCAN_PAD};
                forms[f](set, scratch, block, keep, &list);
                if (list.n != 1 || list.at[0].number != seen[i].number ||
                    list.at[0].start + YG_SCAN_PAD != place[0] ||
                    list.at[0].end + YG_SCAN_PAD != place[1])
                    fail_msg("form %zu, %s at %zu: %zu hits", f, seen[i].text, at - YG_SCAN_PAD,
                             list.n);
            }
        }
        memset(room + at, ' ', end - at);
    }
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++) {
        memcpy(room + at, unseen[i], strlen(unseen[i]));
        for (size_t f = 0; f < FORMS; f++) {
            hit_list list = {.n = 0};
            forms[f](set, scratch, (yg_str){room + YG_SCAN_PAD, ROOM - YG_SCAN_PAD}, keep, &list);
            if (list.n != 0)
                fail_msg("form %zu: %s", f, unseen[i]);
        }
        memset(room + at, ' ', strlen(unseen[i]));
    }
}

static void scan__every_place_of_a_block__found_once(void **state) {
    (void)state;
    yg_indicators *set = make_set(ENTRIES);
    yg_token_scratch *scratch = yg_token_scratch_make();
    char *room = malloc(ROOM + YG_SCAN_PAD);
    assert_non_null(room);
    memset(room, 'a', ROOM + YG_SCAN_PAD);
    memset(room + YG_SCAN_PAD, ' ', ROOM - YG_SCAN_PAD);
    check_seen(set, scratch, room, YG_SCAN_PAD);
    for (size_t at = 0; at < 64; at++)
        check_seen(set, scratch, room, YG_SCAN_PAD + (16 << 10) - 40 + at);
    free(room);
    yg_token_scratch_free(scratch);
    yg_indicators_free(set);
}

static void scan__nothing_there__allocates_nothing(void **state) {
    (void)state;
    yg_indicators *set = make_set(ENTRIES);
    yg_token_scratch *scratch = yg_token_scratch_make();
    static const char *const words[] = {"\"id.orig_h\":",
                                        "10.0.0.1",
                                        "1.5",
                                        "www.example.jp",
                                        "\\n\\tx",
                                        "%20",
                                        "\"",
                                        "12:34:56",
                                        "\xE3\x81\xA7.x",
                                        "8d777f385d3dfec8815d20f7496026dc",
                                        "a@b.example"};
    YG_CLEANUP_BUF yg_buf text = {0};
    uint64_t seed = 3;
    yg_buf_reserve(&text, YG_SCAN_PAD);
    memset(text.p, 0, YG_SCAN_PAD);
    text.n = YG_SCAN_PAD;
    while (text.n < 200000) {
        yg_buf_addz(&text, words[seeded_below(&seed, sizeof words / sizeof *words)]);
        yg_buf_addc(&text, seeded_below(&seed, 20) == 0 ? '\n' : ' ');
    }
    yg_buf_reserve(&text, YG_SCAN_PAD);
    memset(text.p + text.n, 0, YG_SCAN_PAD);
    yg_str block = {text.p + YG_SCAN_PAD, text.n - YG_SCAN_PAD};
    for (size_t f = 0; f < FORMS; f++) {
        hit_list list = {.n = 0};
        forms[f](set, scratch, block, keep, &list); /* what is kept may grow once */
        size_t before = allocations;
        forms[f](set, scratch, block, keep, &list);
        assert_int_equal(list.n, 0);
        assert_int_equal(allocations, before);
    }
    yg_token_scratch_free(scratch);
    yg_indicators_free(set);
}

static void scan__many__in_order(void **state) {
    (void)state;
    yg_indicators_maker *maker = yg_indicators_make();
    uint32_t number;
    yg_indicators_add(maker, YG_INDICATOR_IPV4, YG_STR("203.0.113.7"), &number);
    yg_indicators_add(maker, YG_INDICATOR_IPV4, YG_STR("203.0.113.0/28"), &number);
    yg_indicators_add(maker, YG_INDICATOR_DOMAIN, YG_STR("b.example.com"), &number);
    yg_indicators_add(maker, YG_INDICATOR_DOMAIN, YG_STR("a.b.example.com"), &number);
    yg_indicators_add(maker, YG_INDICATOR_IPV4, YG_STR("203.0.0.0/16"), &number);
    yg_indicators *set = yg_indicators_compile(maker, YG_STR(""));
    yg_token_scratch *scratch = yg_token_scratch_make();
    char room[YG_SCAN_PAD * 2 + 80] = {0};
    static const char text[] = "x.a.b.example.com 203.0.113.7-203.0.113.9 b.example.com";
    static const size_t want[][2] = {{0, 2},  {0, 3},  {18, 0}, {18, 1},
                                     {18, 4}, {30, 1}, {30, 4}, {42, 2}};
    memcpy(room + YG_SCAN_PAD, text, sizeof text - 1);
    for (size_t f = 0; f < FORMS; f++) {
        hit_list list = {.n = 0};
        forms[f](set, scratch, (yg_str){room + YG_SCAN_PAD, sizeof text - 1}, keep, &list);
        assert_int_equal(list.n, sizeof want / sizeof *want);
        for (size_t i = 0; i < list.n; i++) {
            assert_int_equal(list.at[i].start, want[i][0]);
            assert_int_equal(list.at[i].number, want[i][1]);
        }
    }
    yg_token_scratch_free(scratch);
    yg_indicators_free(set);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scan__every_place_of_a_block__found_once),
        cmocka_unit_test(scan__nothing_there__allocates_nothing),
        cmocka_unit_test(scan__many__in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
