/* The look-alike engine: policy and places by hand, and the fast way held against the slow
 * reference over made-up names. `test-match-names COUNT [SEED]` compares that many names and prints
 * the rate; make fuzz runs it so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

#include "match/processor.h"
#include "name_agree.h"
#include "name_maker.h"
#include "sanitized.h"
#include "seeded.h"

enum { MOST = YG_AGREE_MOST, NAMES_OF_TEST = IS_SANITIZED ? 20000 : 300000 };

static yg_names *compile(made_brands *brands) {
    yg_names *names = NULL;
    yg_error err = {0};
    if (!yg_names_compile(&brands->list, &(yg_names_options){0}, &names, &err))
        fail_msg("%s", err.text);
    return names;
}

/* "amazon" as one brand's token, and its domain. */
static yg_names *compile_one(const char *token, const char *domain) {
    made_brands one = {0};
    yg_brand brand = {.label = YG_STR("Brand")};
    if (token != NULL)
        yg_vec_push(&brand.tokens, yg_str_of(token));
    if (domain != NULL)
        yg_vec_push(&brand.domains, yg_str_of(domain));
    yg_vec_push(&one.list.brands, brand);
    yg_names *names = compile(&one);
    name_maker_brands_free(&one);
    return names;
}

/* Names with numbers from `first` on against brands of that seed; gives the number that differ. */
static size_t compare(uint64_t seed, size_t brands_n, uint64_t first, uint64_t count,
                      size_t *matches) {
    made_brands brands;
    size_t wrong = 0;
    name_maker_brands(seed, brands_n, &brands);
    yg_names *names = compile(&brands);
    for (uint64_t i = 0; i < count && wrong < 10; i++) {
        char name[512];
        yg_str raw = {name, name_maker_name(first + i, names, name)};
        wrong += !names_agree(names, raw, i % 64 == 0 ? 3 : MOST, matches);
        if (i % 50 == 0)
            wrong += !names_agree_garbled(names, raw, matches);
    }
    yg_names_free(names);
    name_maker_brands_free(&brands);
    return wrong;
}

static void find__made_up_names__as_the_slow_reference(void **state) {
    size_t matches = 0, wrong = 0;
    (void)state;
    /* Small tables are quick for the slow way; the large ones fill all buckets of the fast one. */
    wrong += compare(1, 8, 0, NAMES_OF_TEST - NAMES_OF_TEST / 100 * 11 / 10, &matches);
    wrong += compare(2, 120, 0, NAMES_OF_TEST / 100, &matches);
    wrong += compare(3, 1300, 0, NAMES_OF_TEST / 1000, &matches);
    assert_int_equal(wrong, 0);
    assert_true(matches > NAMES_OF_TEST / 3);
}

/* A token stirred by one to five edits, mostly of vowels, as one or more segments of a name. */
static size_t garble(uint64_t *seed, yg_str token, char ret_name[512]) {
    static const char *const before[] = {"", "", "www.", "login-", "my-", "a.b-", "x1"};
    static const char *const after[] = {".com", ".cn", "-card.top", ".co.jp.qzkw.cn", "-1.shop"};
    char label[96];
    size_t n = token.n < 60 ? token.n : 60;
    memcpy(label, token.p, n);
    for (uint64_t edits = 1 + seeded_below(seed, 5); edits > 0 && n > 3; edits--) {
        size_t at = 1 + seeded_below(seed, n - 1);
        char letter = "aeiouaeiouaeiourtnkshm-"[seeded_below(seed, 23)];
        switch (seeded_below(seed, 4)) {
        case 0: /* put in */
            memmove(label + at + 1, label + at, n++ - at);
            label[at] = letter;
            break;
        case 1: /* left out */
            memmove(label + at, label + at + 1, --n - at);
            break;
        case 2: { /* swapped */
            char held = label[at];
            label[at] = label[at - 1];
            label[at - 1] = held;
            break;
        }
        default:
            label[at] = letter;
        }
    }
    return (size_t)snprintf(ret_name, 512, "%s%.*s%s", before[seeded_below(seed, 7)], (int)n, label,
                            after[seeded_below(seed, 5)]);
}

static void garbled__stirred_tokens__as_the_slow_reference(void **state) {
    static const size_t tables[][2] = {{8, 20000}, {120, 3000}, {1300, 200}}; /* brands, names */
    const size_t part = IS_SANITIZED ? 10 : 1;
    size_t matches = 0, wrong = 0;
    uint64_t seed = 19;
    (void)state;
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        made_brands brands;
        name_maker_brands(t + 1, tables[t][0], &brands);
        yg_names *names = compile(&brands);
        for (size_t i = 0; i < tables[t][1] / part && wrong < 10; i++) {
            char name[512];
            const yg_name_token *token =
                yg_names_token(names, seeded_below(&seed, yg_names_token_count(names)));
            if (token->length >= YG_NAME_LOOSE_LETTERS)
                wrong += !names_agree_garbled(
                    names, (yg_str){name, garble(&seed, token->text, name)}, &matches);
        }
        yg_names_free(names);
        name_maker_brands_free(&brands);
    }
    assert_int_equal(wrong, 0);
    assert_true(matches > 5000 / part);
}

/* What match/names.h promises. Debug builds and sanitizers are slower. */
static void compile__thousand_brands__within_bytes_and_time(void **state) {
#ifdef __OPTIMIZE__
    enum { MOST_MS = IS_SANITIZED ? 2000 : 100 };
#else
    enum { MOST_MS = 2000 };
#endif
    made_brands brands;
    double least_ms = 1e9;
    (void)state;
    name_maker_brands(5, 1000, &brands);
    for (int turn = 0; turn < 3; turn++) {
        struct timespec from, to;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
        yg_names *names = compile(&brands);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
        double ms =
            (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
        least_ms = ms < least_ms ? ms : least_ms;
        assert_int_equal(yg_names_brand_count(names), 1000);
        assert_true(yg_names_bytes(names) <= 16u << 20);
        yg_names_free(names);
    }
    if (least_ms > MOST_MS)
        fail_msg("%.1f ms", least_ms);
    name_maker_brands_free(&brands);
}

/* As the kernel reads the processor's features. */

/* Tokens of few letters that differ, so that many are alike, of up to 40: more consonants than are
 * counted at once, and more than are counted together. */
static void garbled__long_tokens__as_the_slow_reference(void **state) {
    enum { BRANDS = 80, NAMES = 6000 };
    size_t matches = 0, wrong = 0;
    uint64_t seed = 23;
    (void)state;
    made_brands made = {0};
    for (size_t i = 0; i < BRANDS; i++) {
        char token[40];
        size_t n = 6 + seeded_below(&seed, i % 2 == 0 ? 8 : 35);
        for (size_t k = 0; k < n; k++)
            token[k] = k == 0 ? "kz"[seeded_below(&seed, 2)]
                              : "kkttzzrrxxwsgmaeoui"[seeded_below(&seed, 19)];
        yg_brand brand = {.label = YG_STR("Brand")};
        yg_vec_push(&brand.tokens, yg_arena_copy(&made.arena, (yg_str){token, n}));
        yg_vec_push(&made.list.brands, brand);
    }
    yg_names *names = compile(&made);
    for (size_t i = 0; i < NAMES && wrong < 10; i++) {
        char name[512];
        const yg_name_token *token =
            yg_names_token(names, seeded_below(&seed, yg_names_token_count(names)));
        wrong +=
            !names_agree_garbled(names, (yg_str){name, garble(&seed, token->text, name)}, &matches);
    }
    yg_names_free(names);
    name_maker_brands_free(&made);
    assert_int_equal(wrong, 0);
    assert_true(matches > NAMES / 4);
}

static void processor__every_feature__or_the_plain_form(void **state) {
    static const char *const flags[] = {" avx2 ", " bmi1 ", " bmi2 ", " abm ", " popcnt "};
    char line[8192];
    bool all = false, told = false;
    (void)state;
    FILE *file = fopen("/proc/cpuinfo", "r");
    while (file != NULL && !told && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "flags", 5) != 0)
            continue;
        told = all = true;
        line[strcspn(line, "\n")] = ' ';
        for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
            all = all && strstr(line, flags[i]) != NULL;
    }
    if (file != NULL)
        fclose(file);
    if (!told)
        skip();
    assert_int_equal(yg_processor_is_quick(), all);
}

typedef struct {
    const char *token, *name;
    int start, end, distance, sides; /* distance -1: no match; sides: 2 left, 1 right */
} policy_case;

static const policy_case policy_cases[] = {
    {"amazon", "amazon.cn", 0, 6, 0, 3},
    {"amazon", "www.amazon.co.jp.qzkw.cn", 3, 9, 0, 3},
    {"amazon", "amaz0n-login.com", 0, 6, 0, 3},
    {"amazon", "arnazon.com", 0, 6, 0, 3},
    {"amazon", "amzaon.com", 0, 6, 1, 3},
    {"amazon", "amazom.top", 0, 6, 1, 3},
    {"amazon", "amazonn.top", 0, 6, 0, 2},
    {"amazon", "myamazonlogin.com", 2, 8, 0, 0},
    {"amazon", "myamazomlogin.com", 0, 0, -1, 0},
    {"amazon", "amzzom.com", 0, 0, -1, 0},
    {"jcb", "jcb.co", 0, 3, 0, 3},
    {"jcb", "my-jcb1.com", 2, 5, 0, 3},
    {"jcb", "myjcb.com", 0, 0, -1, 0},
    {"jcb", "jcbb.com", 0, 0, -1, 0},
    {"rakutencard", "xrakutemcardx.com", 1, 12, 1, 0},
    {"rakutencard", "xrakutenncardx.com", 1, 13, 1, 0},
    {"smbccard", "smbc-card.com", 0, 8, 0, 3},
    {"smbccard", "a.smbc.card.com", 1, 9, 0, 3},
    {"mitsuisumitomo", "xmitsuisumltomox.com", 1, 15, 0, 0},
    {"mitsuisumitomo", "xmitsuisumtomoox.com", 1, 14, 1, 0},
    {"mitsuisumitomo", "mtsuisumtiomo.com", 0, 13, 2, 3},
};

static void find__policy_case__the_place_it_says(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof policy_cases / sizeof *policy_cases; i++) {
        const policy_case *c = &policy_cases[i];
        char host[YG_NAME_MAX + 1];
        yg_name_text text;
        yg_name_match matches[MOST];
        bool more = false;
        size_t found = 0;
        yg_names *names = compile_one(c->token, NULL);
        assert_true(yg_name_text_make(yg_names_suffixes(names), yg_str_of(c->name), host, &text));
        size_t n = yg_names_find(names, &text, matches, MOST, &more);
        assert_true(names_agree(names, yg_str_of(c->name), MOST, &found));
        assert_int_equal(n, c->distance < 0 ? 0 : 1);
        if (n > 0) {
            assert_int_equal(matches[0].start, c->start);
            assert_int_equal(matches[0].end, c->end);
            assert_int_equal(matches[0].distance, c->distance);
            assert_int_equal(matches[0].left * 2 + matches[0].right, c->sides);
        }
        yg_names_free(names);
    }
}

static void compile__domain__its_label_is_a_token_and_it_is_owned(void **state) {
    char host[YG_NAME_MAX + 1];
    yg_name_text text;
    (void)state;
    yg_names *names = compile_one(NULL, "smbc-card.com");
    assert_int_equal(yg_names_token_count(names), 1);
    assert_true(yg_names_token(names, 0)->is_derived);
    assert_int_equal(yg_names_token(names, 0)->length, 8);
    assert_true(
        yg_name_text_make(yg_names_suffixes(names), YG_STR("www.SMBC-card.com."), host, &text));
    assert_int_equal(yg_names_owner(names, &text), 0);
    assert_true(
        yg_name_text_make(yg_names_suffixes(names), YG_STR("x-smbc-card.com"), host, &text));
    assert_true(yg_names_owner(names, &text) == SIZE_MAX);
    yg_names_free(names);
}

static void compile__strange_tokens__left_out_and_counted(void **state) {
    static const char *const strange[] = {
        "",         "x",      "-",
        "\xff\xfe", "amazon", "abcdefghijkabcdefghijkabcdefghijkabcdefghijkabcdefghijkabcdefghijk"};
    made_brands one = {0};
    yg_brand brand = {.label = YG_STR("Brand")};
    (void)state;
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        yg_vec_push(&brand.tokens, yg_str_of(strange[i]));
    yg_vec_push(&one.list.brands, brand);
    yg_names *names = compile(&one);
    assert_int_equal(yg_names_token_count(names), 1);
    assert_int_equal(yg_names_left_out(names), 5);
    yg_names_free(names);
    name_maker_brands_free(&one);
}

static void find__empty_table__nothing(void **state) {
    made_brands none = {0};
    size_t matches = 0;
    (void)state;
    yg_names *names = compile(&none);
    assert_true(names_agree(names, YG_STR("www.example.com"), MOST, &matches));
    assert_int_equal(matches, 0);
    yg_names_free(names);
}

typedef struct {
    const char *raw, *host, *letters; /* host NULL: no host name */
    uint64_t boundary;
} text_case;

static const text_case text_cases[] = {
    {"WWW.Example.COM.", "www.example.com", "wwwexample", 0x409},
    {"*.example.co.jp", "example.co.jp", "example", 0x81},
    {"https://user:pw@example.com:8443/a?b#c", "example.com", "example", 0x81},
    {"amaz0n1.com", "amaz0n1.com", "amazonl", 0xf1},
    {"barnvvv.com", "barnvvv.com", "bamwv", 0x21},
    {"bar-nv-v.com", "bar-nv-v.com", "barnvv", 0x69},
    {"www.example.com.edgekey.net", "www.example.com", "wwwexample", 0x409},
    {"www.example.com-v1.edgekey.net", "www.example.com", "wwwexample", 0x409},
    {"example.com-c-3.edgekey.net.globalredir.akadns.net", "example.com", "example", 0x81},
    {"my-bank.edgekey.net", "my-bank.edgekey.net", "mybank", 0x45},
    {"www-example-com.a-0001.a-msedge.net", NULL, NULL, 0},
    {"1.2.0.192.in-addr.arpa", NULL, NULL, 0},
    {"1.example.ip6.arpa.", NULL, NULL, 0},
    {"login.cloudfront.net", "login.cloudfront.net", "login", 0x21},
    {"a_b.example.duckdns.org", "a_b.example.duckdns.org", "abexample", 0x207},
    {"xn--hxajbheg2az3al.gr", "xn--hxajbheg2az3al.gr", NULL, 0},
    {"\xe3\x82\xa2\xe3\x83\x9e.jp", "xn--cck9f.jp", NULL, 0},
    {"192.0.2.1", NULL, NULL, 0},
    {"[2001:db8::1]", NULL, NULL, 0},
    {"a..com", NULL, NULL, 0},
    {"com", NULL, NULL, 0},
    {"co.jp", NULL, NULL, 0},
    {"exa mple.com", NULL, NULL, 0},
    {"", NULL, NULL, 0},
    {".", NULL, NULL, 0},
    {"\xff\xff.com", NULL, NULL, 0},
};

static void text_make__raw_name__cleaned_and_folded(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof text_cases / sizeof *text_cases; i++) {
        const text_case *c = &text_cases[i];
        char host[YG_NAME_MAX + 1];
        yg_name_text text;
        uint8_t letters[64];
        bool made = yg_name_text_make(yg_suffixes_built_in(), yg_str_of(c->raw), host, &text);
        assert_int_equal(made, c->host != NULL);
        if (!made)
            continue;
        assert_string_equal(host, c->host);
        assert_int_equal(text.source[text.n], text.split.suffix - 1);
        if (c->letters == NULL)
            continue;
        size_t n = strlen(c->letters);
        assert_int_equal(text.n, n);
        for (size_t j = 0; j < n; j++)
            letters[j] = (uint8_t)(c->letters[j] == 'i' ? 12 : c->letters[j] - 'a' + 1);
        assert_memory_equal(text.letter, letters, n);
        assert_int_equal(text.boundary[0], c->boundary);
    }
}

/* As make fuzz: COUNT [SEED]. */
static int run_long(const char *count_text, const char *seed_text) {
    uint64_t count = 0, seed = 0, done = 0;
    size_t matches = 0, wrong = 0;
    if (!yg_str_to_u64(yg_str_of(count_text), &count) ||
        (seed_text != NULL && !yg_str_to_u64(yg_str_of(seed_text), &seed)))
        return 2;
    clock_t start = clock();
    for (uint64_t round = 0; done < count && wrong == 0; round++) {
        uint64_t n = count - done < 1000000 ? count - done : 1000000;
        static const size_t brands[] = {8, 12, 12, 30, 8, 12, 12, 200};
        if (brands[round % 8] > 100 && n > 40000)
            n = 40000;
        wrong += compare(seed * 1000 + round, brands[round % 8], done + (seed << 40), n, &matches);
        done += n;
    }
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    printf("%llu names compared, %zu matches, %zu differ, %.0f names/s\n", (unsigned long long)done,
           matches, wrong, (double)done / seconds);
    return wrong > 0;
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_make__raw_name__cleaned_and_folded),
        cmocka_unit_test(find__policy_case__the_place_it_says),
        cmocka_unit_test(find__empty_table__nothing),
        cmocka_unit_test(compile__domain__its_label_is_a_token_and_it_is_owned),
        cmocka_unit_test(compile__strange_tokens__left_out_and_counted),
        cmocka_unit_test(compile__thousand_brands__within_bytes_and_time),
        cmocka_unit_test(processor__every_feature__or_the_plain_form),
        cmocka_unit_test(garbled__stirred_tokens__as_the_slow_reference),
        cmocka_unit_test(garbled__long_tokens__as_the_slow_reference),
        cmocka_unit_test(find__made_up_names__as_the_slow_reference),
    };
    if (argc > 1)
        return run_long(argv[1], argc > 2 ? argv[2] : NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
