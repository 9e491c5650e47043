#include "name_maker.h"

#include <stdio.h>

#include "../seeded.h"
#include "base/utf8.h"
#include "match/confusable.h"

static const char *const onsets[] = {
    "b", "br", "c",  "ch", "cr", "d", "dr", "f",  "fl", "g",  "gr", "h", "j", "k", "l", "m", "n",
    "p", "pl", "pr", "qu", "r",  "s", "sh", "st", "t",  "tr", "v",  "w", "y", "z", "",  "rn"};
static const char *const vowels[] = {"a", "a", "e", "e", "i", "i", "o", "o", "u", "ai", "ee", "ou"};
static const char *const codas[] = {"",  "",  "",  "",  "n",  "n",  "r", "s",
                                    "l", "m", "t", "x", "ck", "rn", "k", "vv"};
static const char *const words[] = {"login", "card",  "bank",   "shop",  "online", "secure",
                                    "my",    "the",   "net",    "news",  "pay",    "app",
                                    "info",  "jp",    "co",     "cloud", "home",   "world",
                                    "best",  "group", "verify", "store", "media",  "tech"};
static const char *const tlds[] = {"com", "com", "com", "net",  "org",   "cn",   "co.jp",  "jp",
                                   "de",  "xyz", "top", "info", "co.uk", "shop", "com.br", "ru"};
static const char *const kana[] = {"ア", "マ", "ゾ", "ン", "ラ", "ク", "テ", "ト",
                                   "ソ", "ニ", "ー", "カ", "ド", "三", "井", "銀"};
#define PICK(state, list) (list)[seeded_below(state, sizeof(list) / sizeof *(list))]

static size_t put(char *to, size_t at, size_t cap, const char *text) {
    while (*text != '\0' && at + 1 < cap)
        to[at++] = *text++;
    to[at] = '\0';
    return at;
}

static size_t put_syllables(uint64_t *state, char *to, size_t at, size_t cap, size_t n) {
    for (size_t i = 0; i < n; i++) {
        at = put(to, at, cap, PICK(state, onsets));
        at = put(to, at, cap, PICK(state, vowels));
        at = put(to, at, cap, PICK(state, codas));
    }
    return at;
}

static void add_text(made_brands *brands, yg_brand *brand, const char *text, bool is_domain) {
    yg_str copy = yg_arena_copy(&brands->arena, yg_str_of(text));
    if (is_domain)
        yg_vec_push(&brand->domains, copy);
    else
        yg_vec_push(&brand->tokens, copy);
}

void name_maker_brands(uint64_t seed, size_t n, made_brands *ret_brands) {
    uint64_t state = seed;
    *ret_brands = (made_brands){0};
    for (size_t i = 0; i < n; i++) {
        char text[128];
        yg_brand brand = {0};
        static const uint8_t counts[] = {1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 6};
        size_t at = put_syllables(&state, text, 0, 48, PICK(&state, counts));
        if (seeded_below(&state, 12) == 0)
            text[at = 2 + seeded_below(&state, 2)] = '\0';
        brand.label = yg_arena_copy(&ret_brands->arena, yg_str_of(text));
        add_text(ret_brands, &brand, text, false);
        if (seeded_below(&state, 2) == 0) {
            if (seeded_below(&state, 2) == 0)
                at = put(text, at, sizeof text, "-");
            at = put(text, at, sizeof text, PICK(&state, words));
            add_text(ret_brands, &brand, text, false);
        }
        put_syllables(&state, text, 0, 30, 1 + seeded_below(&state, 3));
        put(text, strlen(text), sizeof text, ".com");
        if (seeded_below(&state, 2) == 0)
            add_text(ret_brands, &brand, text, true);
        if (seeded_below(&state, 10) == 0) {
            at = 0;
            text[0] = '\0';
            for (size_t j = 2 + seeded_below(&state, 4); j > 0; j--)
                at = put(text, at, sizeof text, PICK(&state, kana));
            add_text(ret_brands, &brand, text, false);
        }
        yg_vec_push(&ret_brands->list.brands, brand);
    }
}

void name_maker_brands_free(made_brands *brands) {
    yg_brand_list_free(&brands->list);
    yg_arena_free(&brands->arena);
}

/* One random edit of the text. */
static size_t edit(uint64_t *state, char *text, size_t n) {
    size_t at = n == 0 ? 0 : seeded_below(state, n);
    char c = "abcdefghijklmnopqrstuvwxyz0123456789-"[seeded_below(state, 37)];
    switch (seeded_below(state, 5)) {
    case 0: /* left out */
        if (n > 0)
            memmove(text + at, text + at + 1, n - at);
        return n > 0 ? n - 1 : 0;
    case 1: /* put in */
        memmove(text + at + 1, text + at, n - at + 1);
        text[at] = c;
        return n + 1;
    case 2: /* doubled */
        if (n > 0)
            memmove(text + at + 1, text + at, n - at + 1);
        return n > 0 ? n + 1 : 0;
    case 3: /* swapped with the next */
        if (at + 1 < n) {
            char kept = text[at];
            text[at] = text[at + 1];
            text[at + 1] = kept;
        }
        return n;
    default: /* replaced */
        if (n > 0)
            text[at] = c;
        return n;
    }
}

static void fold_back(uint64_t *state, char *text) {
    static const char from[] = "oilseabg", to[] = "01153489";
    for (; *text != '\0'; text++) {
        const char *at = strchr(from, *text);
        if (at != NULL && seeded_below(state, 6) == 0)
            *text = to[at - from];
    }
}

/* A token of the table with up to three edits, or a part of one. */
static size_t put_token(uint64_t *state, const yg_names *names, char *to, size_t at, size_t cap) {
    char text[256];
    const yg_name_token *token =
        yg_names_token(names, seeded_below(state, yg_names_token_count(names)));
    size_t n = token->text.n < 100 ? token->text.n : 100;
    memcpy(text, token->text.p, n);
    text[n] = '\0';
    if (token->length > 0) {
        for (uint64_t edits = seeded_below(state, 4); edits > 0; edits--)
            n = edit(state, text, n);
        if (seeded_below(state, 3) == 0)
            fold_back(state, text);
        if (seeded_below(state, 16) == 0 && n > 2)
            text[2 + seeded_below(state, n - 2)] = '\0';
    }
    return put(to, at, cap, text);
}

static size_t put_label(uint64_t *state, const yg_names *names, char *to, size_t at, size_t cap) {
    for (uint64_t parts = 1 + seeded_below(state, 3); parts > 0; parts--) {
        switch (seeded_below(state, 8)) {
        case 0:
        case 1:
        case 2:
            at = put_token(state, names, to, at, cap);
            break;
        case 3:
            at = put(to, at, cap, PICK(state, words));
            break;
        case 4:
            for (uint64_t i = seeded_below(state, 7); i > 0; i--) {
                char c[2] = {"abcdefghijklmnopqrstuvwxyz0123456789"[seeded_below(state, 36)], 0};
                at = put(to, at, cap, c);
            }
            break;
        default:
            at = put_syllables(state, to, at, cap, 1 + seeded_below(state, 2));
        }
        if (seeded_below(state, 3) == 0)
            at = put(to, at, cap, seeded_below(state, 9) == 0 ? "_" : "-");
    }
    return at;
}

size_t name_maker_name(uint64_t seed, const yg_names *names, char ret_name[512]) {
    uint64_t state = seed * UINT64_C(0xD1342543DE82EF95) + 1, shape = seeded_below(&state, 64);
    size_t at = 0, labels = shape < 40   ? 1
                            : shape < 60 ? 2 + seeded_below(&state, 2)
                                         : 4 + seeded_below(&state, 8);
    ret_name[0] = '\0';
    for (size_t i = 0; i < labels && at < 230; i++) {
        size_t from = at;
        at = put_label(&state, names, ret_name, at, 230);
        if (shape % 16 == 7 && seeded_below(&state, 2) == 0)
            at = put(ret_name, at, 230, PICK(&state, kana));
        /* A label of 63 bytes at most, or the name says nothing. */
        if (at - from > 63 && seeded_below(&state, 20) != 0)
            at = yg_utf8_floor((yg_str){ret_name, at}, from + 63);
        ret_name[at] = '\0';
        at = put(ret_name, at, 511, ".");
    }
    if (shape == 63) /* letters without end, which match everywhere */
        for (size_t i = 0; i < at; i++)
            ret_name[i] = i % 61 == 60 ? '.' : "aabaab"[i % 6];
    at = put(ret_name, at, 511, PICK(&state, tlds));
    return at;
}

size_t name_maker_plain(uint64_t seed, char ret_name[64]) {
    uint64_t state = seed * UINT64_C(0xD1342543DE82EF95) + 7, shape = seeded_below(&state, 16);
    size_t at = 0;
    if (shape < 3)
        at = put(ret_name, at, 50, PICK(&state, words));
    if (shape == 1)
        at = put(ret_name, at, 50, "-");
    at = put_syllables(&state, ret_name, at, 50, shape < 6 ? 2 : shape < 14 ? 3 : 4);
    if (shape == 5)
        at = put(ret_name, at, 50, PICK(&state, words));
    if (shape == 4) {
        char digits[8];
        snprintf(digits, sizeof digits, "%u", (unsigned)seeded_below(&state, 2000));
        at = put(ret_name, at, 50, digits);
    }
    at = put(ret_name, at, 60, ".");
    return put(ret_name, at, 64, PICK(&state, tlds));
}
