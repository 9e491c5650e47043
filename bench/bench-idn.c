/* What an IDN costs more than a plain name: nanoseconds of processor time a name for text and
 * finder, and for the verdict, over names in pairs of the same shape. 1,000 made-up brands and as
 * many tokens of kana and kanji.
 *
 *   bench-idn [ROUNDS] */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../tests/match/name_maker.h"
#include "../tests/seeded.h"
#include "base/utf8.h"
#include "match/confusable.h"
#include "match/name_judge.h"

enum { NAMES = 4096, MATCHES = 64 };

static double now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void add_signs(uint64_t *seed, size_t n, yg_buf *buf) {
    for (; n > 0; n--)
        yg_utf8_put(buf, seeded_below(seed, 2) == 0 ? 0x30A2 + (uint32_t)seeded_below(seed, 82)
                                                    : 0x4E00 + (uint32_t)seeded_below(seed, 600));
}

/* A token of three to six signs for every brand. */
static void add_sign_tokens(made_brands *brands, uint64_t *seed) {
    for (size_t i = 0; i < brands->list.brands.n; i++) {
        YG_CLEANUP_BUF yg_buf token = {0};
        add_signs(seed, 3 + seeded_below(seed, 4), &token);
        yg_vec_push(&brands->list.brands.at[i].tokens,
                    yg_arena_copy(&brands->arena, yg_buf_str(&token)));
    }
}

typedef struct {
    char text[NAMES][128];
    size_t n[NAMES];
} name_set;

static void put_a_label(const uint32_t *points, size_t n, name_set *set, size_t i) {
    char label[64];
    size_t label_n = 0;
    if (!yg_punycode_encode(points, n, label, &label_n))
        label_n = 0;
    int length = snprintf(set->text[i], sizeof set->text[i], "%.*s.com", (int)label_n, label);
    set->n[i] = (size_t)length;
}

/* The same name three times: plain, with one letter in Cyrillic, and one of kana and kanji. */
static void make_names(uint64_t *seed, name_set sets[3]) {
    for (size_t i = 0; i < NAMES; i++) {
        uint32_t points[64];
        size_t n = 6 + seeded_below(seed, 8);
        for (size_t k = 0; k < n; k++)
            points[k] = (unsigned char)(k % 2 ? "aeiou"
                                              : "bdgklmnprst")[seeded_below(seed, k % 2 ? 5 : 11)];
        put_a_label(points, n, &sets[0], i);
        points[seeded_below(seed, n)] = 0x430 + (uint32_t)seeded_below(seed, 32);
        put_a_label(points, n, &sets[1], i);
        YG_CLEANUP_BUF yg_buf kana = {0};
        add_signs(seed, n, &kana);
        n = 0;
        for (size_t at = 0; at < kana.n;)
            points[n++] = yg_utf8_next(yg_buf_str(&kana), &at);
        put_a_label(points, n, &sets[2], i);
    }
}

static double measure_judge(const yg_names *names, const name_set *set, size_t rounds,
                            size_t *told) {
    yg_name_judge judge = {.names = names,
                           .stream = YG_STREAM_REGISTRATIONS,
                           .threshold = yg_name_threshold(YG_STREAM_REGISTRATIONS)};
    double start = now_ns();
    for (size_t round = 0; round < rounds; round++)
        for (size_t i = 0; i < NAMES; i++) {
            char host[YG_NAME_MAX + 1];
            yg_name_text text;
            yg_name_hit hit;
            *told +=
                yg_name_judge_run(&judge, (yg_str){set->text[i], set->n[i]}, host, &text, &hit);
        }
    return (now_ns() - start) / (double)(rounds * NAMES);
}

static double measure(const yg_names *names, const name_set *set, size_t rounds, size_t *found) {
    double start = now_ns();
    for (size_t round = 0; round < rounds; round++)
        for (size_t i = 0; i < NAMES; i++) {
            char host[YG_NAME_MAX + 1];
            yg_name_text text;
            yg_name_match matches[MATCHES];
            bool more;
            if (yg_name_text_make(yg_suffixes_built_in(), (yg_str){set->text[i], set->n[i]}, host,
                                  &text))
                *found += yg_names_find(names, &text, matches, MATCHES, &more);
        }
    return (now_ns() - start) / (double)(rounds * NAMES);
}

int main(int argc, char **argv) {
    static name_set sets[3];
    static const char *const what[] = {"plain", "one letter in Cyrillic", "kana and kanji"};
    size_t rounds = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 100;
    uint64_t seed = 1000;
    made_brands brands;
    yg_names *names;
    yg_error err;
    name_maker_brands(7, 1000, &brands);
    add_sign_tokens(&brands, &seed);
    make_names(&seed, sets);
    if (rounds == 0 || !yg_names_compile(&brands.list, &(yg_names_options){0}, &names, &err))
        return 2;
    for (size_t i = 0; i < 3; i++) {
        size_t found = 0, warm = 0, told = 0;
        measure(names, &sets[i], 1, &warm);
        double ns = measure(names, &sets[i], rounds, &found);
        double judged_ns = measure_judge(names, &sets[i], rounds, &told);
        printf("%s: %.0f ns a name, %.3f matches; with the verdict %.0f ns, %.4f told\n", what[i],
               ns, (double)found / (double)(rounds * NAMES), judged_ns,
               (double)told / (double)(rounds * NAMES));
    }
    yg_names_free(names);
    name_maker_brands_free(&brands);
    return 0;
}
