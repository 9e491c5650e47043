/* IDN look-alikes through the whole of match: every UTS 39 substitution in a thousand names and the
 * table of Japanese cases, as Unicode and as A-labels; the finder of signs against its slow
 * reference.
 *
 *   test-match-name_signs japanese-look-alikes.tsv [1]    1: all substitutions, not some */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>
#include <unicode/uchar.h>
#include <unicode/uspoof.h>

#include "base/input.h"
#include "base/utf8.h"
#include "match/confusable.h"
#include "match/name_brute.h"
#include "match/name_idn.h"
#include "match/name_judge.h"
#include "sanitized.h"
#include "seeded.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
enum { NAMES = 1000, MATCHES = 256 };

static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
static const char *table_path;
/* Of the substitutions of a letter in one name, one in so many is tried; 1: all. */
static size_t every = IS_SANITIZED ? 60 : 12;

typedef struct {
    yg_brand_list list;
    yg_arena arena;
    yg_names *names;
} brands;

static void add_brand(brands *b, yg_str token) {
    yg_brand brand = {.label = yg_arena_copy(&b->arena, token)};
    yg_vec_push(&brand.tokens, brand.label);
    yg_vec_push(&b->list.brands, brand);
}

static void compile(brands *b) {
    yg_error err;
    assert_true(yg_names_compile(&b->list, &(yg_names_options){0}, &b->names, &err));
}

static void free_brands(brands *b) {
    yg_names_free(b->names);
    yg_brand_list_free(&b->list);
    yg_arena_free(&b->arena);
}

/* The least distance of the brand's tokens in the text; 99: none. */
static unsigned distance_of(const yg_names *names, const yg_name_text *text, size_t brand) {
    yg_name_match matches[MATCHES];
    unsigned least = 99;
    bool more;
    size_t n = yg_names_find(names, text, matches, MATCHES, &more);
    for (size_t i = 0; i < n; i++)
        if (yg_names_token(names, matches[i].token)->brand == brand && matches[i].distance < least)
            least = matches[i].distance;
    return least;
}

/* ---- every substitution of UTS 39 ---- */

typedef struct {
    YG_VEC(uint32_t) like[COUNT(letters) - 1];
} alike;

static size_t skeleton_of(USpoofChecker *checker, uint32_t c, UChar *skeleton) {
    UErrorCode status = U_ZERO_ERROR;
    UChar text[2];
    int32_t n = 0;
    U16_APPEND_UNSAFE(text, n, c);
    n = uspoof_getSkeleton(checker, 0, text, n, skeleton, 64, &status);
    return U_FAILURE(status) ? 0 : (size_t)n;
}

static void fill_alike(alike *found) {
    UErrorCode status = U_ZERO_ERROR;
    USpoofChecker *checker = uspoof_open(&status);
    UChar own[COUNT(letters)][64], skeleton[64];
    size_t own_n[COUNT(letters)];
    for (size_t i = 0; i + 1 < COUNT(letters); i++)
        own_n[i] = skeleton_of(checker, (unsigned char)letters[i], own[i]);
    for (uint32_t c = 0x80; c <= 0x10FFFF; c++) {
        if (!u_isdefined((UChar32)c) || U_IS_SURROGATE(c))
            continue;
        size_t n = skeleton_of(checker, c, skeleton);
        for (size_t i = 0; i + 1 < COUNT(letters); i++)
            if (n == own_n[i] && memcmp(skeleton, own[i], n * sizeof *skeleton) == 0)
                yg_vec_push(&found->like[i], c);
    }
    uspoof_close(checker);
}

/* Names in the shape of brand names; no two alike. */
static size_t draw_name(uint64_t *seed, char *name) {
    static const char vowels[] = "aeiouy", consonants[] = "bcdfghjklmnpqrstvwxz";
    size_t n = 6 + seeded_below(seed, 9);
    for (size_t i = 0; i < n; i++) {
        name[i] = i % 2 == 1 ? vowels[seeded_below(seed, 6)] : consonants[seeded_below(seed, 20)];
        if (seeded_below(seed, 20) == 0)
            name[i] = (char)('0' + seeded_below(seed, 10));
    }
    return n;
}

typedef struct {
    const brands *b;
    size_t brand, tried;
    const yg_name_judge *judge;
} trial;

static void need_found(trial *t, yg_str raw, uint32_t put) {
    char host[YG_NAME_MAX + 1];
    yg_name_text text;
    yg_name_hit hit = {.score = 0};
    t->tried++;
    if (!yg_name_text_make(yg_suffixes_built_in(), raw, host, &text))
        fail_msg("U+%04X: no name: %.*s", put, YG_FMT(raw));
    if (distance_of(t->b->names, &text, t->brand) != 0)
        fail_msg("U+%04X: not found: %.*s", put, YG_FMT(raw));
    if (!text.has_idn) /* full width: a resolver reads plain ASCII */
        return;
    if (!yg_name_judge_run(t->judge, raw, host, &text, &hit))
        fail_msg("U+%04X: below the threshold: %.*s: %f", put, YG_FMT(raw), hit.score);
    if (hit.kind != YG_NAME_IDN)
        fail_msg("U+%04X: %.*s: kind %d", put, YG_FMT(raw), (int)hit.kind);
}

/* As Unicode and as an A-label. */
static void try_label(trial *t, const uint32_t *points, size_t n, uint32_t put) {
    YG_CLEANUP_BUF yg_buf raw = {0};
    char label[64];
    size_t label_n = 0;
    if (!yg_punycode_encode(points, n, label, &label_n))
        return; /* longer than a label may be */
    yg_buf_add(&raw, (yg_str){label, label_n});
    yg_buf_addz(&raw, ".com");
    need_found(t, yg_buf_str(&raw), put);
    yg_buf_clear(&raw);
    for (size_t i = 0; i < n; i++)
        yg_utf8_put(&raw, points[i]);
    yg_buf_addz(&raw, ".com");
    need_found(t, yg_buf_str(&raw), put);
}

static void try_name(trial *t, const alike *found, yg_str name, uint64_t *seed) {
    uint32_t points[64], all[64];
    for (size_t i = 0; i < name.n; i++)
        all[i] = points[i] = (unsigned char)name.p[i];
    for (size_t i = 0; i < name.n; i++) {
        size_t letter = (size_t)(strchr(letters, name.p[i]) - letters);
        size_t count = found->like[letter].n;
        for (size_t k = seeded_below(seed, every); k < count; k += every) {
            points[i] = found->like[letter].at[k];
            try_label(t, points, name.n, points[i]);
        }
        points[i] = (unsigned char)name.p[i];
        if (count > 0)
            all[i] = found->like[letter].at[seeded_below(seed, count)];
    }
    try_label(t, all, name.n, all[0]);
}

static void idn__substitutions_in_a_thousand_names__all_found(void **state) {
    alike *found = calloc(1, sizeof *found);
    brands b = {0};
    uint64_t seed = 8;
    fill_alike(found);
    for (size_t i = 0; i < NAMES; i++) {
        char name[32];
        add_brand(&b, (yg_str){name, draw_name(&seed, name)});
    }
    compile(&b);
    yg_name_judge judge = {.names = b.names,
                           .stream = YG_STREAM_REGISTRATIONS,
                           .threshold = yg_name_threshold(YG_STREAM_REGISTRATIONS)};
    trial t = {.b = &b, .judge = &judge};
    for (t.brand = 0; t.brand < NAMES; t.brand++)
        try_name(&t, found, b.list.brands.at[t.brand].label, &seed);
    print_message("%zu names tried\n", t.tried);
    assert_true(t.tried > 500000 / every);
    for (size_t i = 0; i + 1 < COUNT(letters); i++)
        yg_vec_free(&found->like[i]);
    free(found);
    free_brands(&b);
}

/* ---- the Japanese cases ---- */

typedef struct {
    size_t line;
    yg_str name, label, relation;
} row;

static yg_str unescape(yg_str text, yg_buf *buf) {
    yg_buf_clear(buf);
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '\\') {
            yg_buf_addc(buf, text.p[i]);
            continue;
        }
        char digits[5] = "";
        memcpy(digits, text.p + i + 2, 4);
        yg_utf8_put(buf, (uint32_t)strtoul(digits, NULL, 16));
        i += 5;
    }
    return yg_buf_str(buf);
}

/* "same" and "inside" are found without an edit, "near" with one, "other" not at all. */
static void need_relation(const brands *b, size_t brand, const row *r, yg_str raw) {
    char host[YG_NAME_MAX + 1];
    yg_name_text text;
    if (!yg_name_text_make(yg_suffixes_built_in(), raw, host, &text))
        fail_msg("line %zu: no name: %.*s", r->line, YG_FMT(raw));
    unsigned distance = distance_of(b->names, &text, brand);
    unsigned expected = yg_str_eqz(r->relation, "near")    ? 1
                        : yg_str_eqz(r->relation, "other") ? 99
                                                           : 0;
    if (distance != expected)
        fail_msg("line %zu: %.*s: distance %u, not %u", r->line, YG_FMT(raw), distance, expected);
}

/* At the threshold of web hosts: what is the name in another dress is told, another name is not. */
static bool is_told(const brands *b, const row *r, yg_str raw) {
    char host[YG_NAME_MAX + 1];
    yg_name_text text;
    yg_name_hit hit = {.score = 0};
    yg_name_judge judge = {
        .names = b->names, .stream = YG_STREAM_WEB, .threshold = yg_name_threshold(YG_STREAM_WEB)};
    bool told = yg_name_judge_run(&judge, raw, host, &text, &hit);
    if ((!told && yg_str_eqz(r->relation, "same")) || (told && yg_str_eqz(r->relation, "other")))
        fail_msg("line %zu: %.*s: score %f", r->line, YG_FMT(r->label), hit.score);
    if (told && hit.kind != YG_NAME_IDN)
        fail_msg("line %zu: %.*s: kind %d", r->line, YG_FMT(r->label), (int)hit.kind);
    return told;
}

static bool try_row(const row *r) {
    YG_CLEANUP_BUF yg_buf label = {0};
    YG_CLEANUP_BUF yg_buf raw = {0};
    static const char *const around[][2] = {
        {"", ".com"}, {"www.", ".jp"}, {"", ".example.co.jp"}, {"https://", ".tw:8443/a?b"}};
    brands b = {0};
    uint32_t points[YG_NAME_MAX];
    char a_label[64];
    size_t n = 0, a_n = 0;
    add_brand(&b, r->name);
    compile(&b);
    yg_str seen = unescape(r->label, &label);
    for (size_t i = 0; i < COUNT(around); i++) {
        yg_buf_clear(&raw);
        yg_buf_addz(&raw, around[i][0]);
        yg_buf_add(&raw, seen);
        yg_buf_addz(&raw, around[i][1]);
        need_relation(&b, 0, r, yg_buf_str(&raw));
    }
    for (size_t at = 0; at < seen.n;)
        points[n++] = yg_utf8_next(seen, &at);
    assert_true(yg_punycode_encode(points, n, a_label, &a_n));
    yg_buf_clear(&raw);
    yg_buf_addf(&raw, "%s.com", a_label);
    need_relation(&b, 0, r, yg_buf_str(&raw));
    bool told = is_told(&b, r, yg_buf_str(&raw));
    free_brands(&b);
    return told;
}

static void idn__japanese_cases__found_as_the_table_says(void **state) {
    YG_CLEANUP_BUF yg_buf bytes = {0};
    yg_error err;
    row r = {.line = 0};
    size_t n = 0, told = 0;
    assert_true(yg_input_read_file(table_path, 1 << 20, &bytes, &err));
    for (yg_str rest = yg_buf_str(&bytes), line; yg_str_split(&rest, '\n', &line);) {
        r.line++;
        if (line.n == 0 || line.p[0] == '#')
            continue;
        assert_true(yg_str_split(&line, '\t', &r.name) && yg_str_split(&line, '\t', &r.label) &&
                    yg_str_split(&line, '\t', &r.relation));
        told += try_row(&r);
        n++;
    }
    print_message("%zu cases, %zu told\n", n, told);
    assert_true(n >= 200);
}

static void explain__idn__what_it_shows_and_stands_for(void **state) {
    static const struct {
        const char *span, *token, *en, *ja;
    } cases[] = {
        {"xn--jb-omc", "jcb", "`jсb` (с U+0441 for c) ", "`jсb` (с U+0441 は c の代わり) "},
        {"xn--rakutn-tva", "rakuten", "`rakutën` (ë U+00EB for e) ",
         "`rakutën` (ë U+00EB は e の代わり) "},
        {"xn--4dksc0165a", "メルカリ", "`メル力リ` (力 U+529B for カ) ",
         "`メル力リ` (力 U+529B は カ の代わり) "},
        {"rakuten", "rakuten", "", ""},
        {"xn--99999999", "rakuten", "", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        for (int japanese = 0; japanese < 2; japanese++) {
            YG_CLEANUP_BUF yg_buf text = {0};
            const char *expected = japanese ? cases[i].ja : cases[i].en;
            bool told = yg_name_idn_explain(yg_str_of(cases[i].span), yg_str_of(cases[i].token),
                                            japanese, &text);
            assert_int_equal(told, expected[0] != '\0');
            assert_string_equal(yg_buf_z(&text), expected);
        }
}

/* ---- against the slow reference ---- */

static const char *const few[] = {"ア", "マ", "ゾ", "ン", "ー", "カ",
                                  "ド", "三", "井", "銀", "a",  "b"};

static size_t draw_signs(uint64_t *seed, size_t n, yg_buf *buf) {
    for (size_t i = 0; i < n; i++)
        yg_buf_addz(buf, few[seeded_below(seed, COUNT(few))]);
    return n;
}

static void draw_host(uint64_t *seed, const brands *b, yg_buf *host) {
    for (uint64_t labels = 1 + seeded_below(seed, 3); labels > 0; labels--) {
        draw_signs(seed, seeded_below(seed, 4), host);
        yg_str token = b->list.brands.at[seeded_below(seed, b->list.brands.n)].label;
        for (size_t at = 0; at < token.n;) {
            uint32_t c = yg_utf8_next(token, &at);
            uint64_t kind = seeded_below(seed, 16);
            if (kind == 0) /* put in */
                draw_signs(seed, 1, host);
            if (kind == 1) /* replaced */
                draw_signs(seed, 1, host);
            else if (kind != 2) /* left out */
                yg_utf8_put(host, c);
        }
        draw_signs(seed, seeded_below(seed, 4), host);
        yg_buf_addz(host, seeded_below(seed, 3) == 0 ? "-x." : ".");
    }
    yg_buf_addz(host, "com");
}

static void signs__drawn_labels__as_the_slow_reference(void **state) {
    const int rounds = IS_SANITIZED ? 200 : 1000;
    uint64_t seed = 2026;
    size_t found = 0, edited = 0;
    brands b = {0};
    for (size_t i = 0; i < 300; i++) {
        YG_CLEANUP_BUF yg_buf token = {0};
        draw_signs(&seed, 2 + seeded_below(&seed, i % 10 == 0 ? 28 : 6), &token);
        add_brand(&b, yg_buf_str(&token));
    }
    compile(&b);
    for (int round = 0; round < rounds; round++) {
        YG_CLEANUP_BUF yg_buf raw = {0};
        char host[YG_NAME_MAX + 1];
        yg_name_text text;
        yg_name_match fast[2 * MATCHES], slow[2 * MATCHES];
        bool more[2];
        draw_host(&seed, &b, &raw);
        if (!yg_name_text_make(yg_suffixes_built_in(), yg_buf_str(&raw), host, &text))
            continue;
        size_t n = yg_names_find(b.names, &text, fast, 2 * MATCHES, &more[0]);
        size_t expected = yg_names_brute(b.names, &text, slow, 2 * MATCHES, &more[1]);
        if (n != expected || more[0] != more[1])
            fail_msg("%s: %zu, not %zu", yg_buf_z(&raw), n, expected);
        for (size_t i = 0; i < n; i++) {
            found += fast[i].is_sign;
            edited += fast[i].is_sign && fast[i].distance > 0;
            if (fast[i].token != slow[i].token || fast[i].start != slow[i].start ||
                fast[i].end != slow[i].end || fast[i].distance != slow[i].distance ||
                fast[i].left != slow[i].left || fast[i].right != slow[i].right ||
                fast[i].is_sign != slow[i].is_sign)
                fail_msg("%s: match %zu: token %u at %u-%u, not %u at %u-%u", yg_buf_z(&raw), i,
                         fast[i].token, fast[i].start, fast[i].end, slow[i].token, slow[i].start,
                         slow[i].end);
        }
    }
    print_message("%zu matches of signs, %zu with an edit\n", found, edited);
    assert_true(edited > (size_t)rounds);
    free_brands(&b);
}

int main(int argc, char **argv) {
    if (argc < 2)
        return 2;
    table_path = argv[1];
    if (argc > 2 && strtoul(argv[2], NULL, 10) > 0)
        every = (size_t)strtoul(argv[2], NULL, 10);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signs__drawn_labels__as_the_slow_reference),
        cmocka_unit_test(explain__idn__what_it_shows_and_stands_for),
        cmocka_unit_test(idn__japanese_cases__found_as_the_table_says),
        cmocka_unit_test(idn__substitutions_in_a_thousand_names__all_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
