/* Brands whose look-alikes are made: made-up ones, and organisations of a group file. */
#include <stdio.h>
#include <stdlib.h>

#include "../tests/seeded.h"
#include "base/input.h"
#include "names-squats.h"
#include "watch/brands.h"

enum { SET = 131, FILE_MAX = 1 << 26 };

static const char *const syllables[][2] = {
    {"ka", "カ"}, {"ki", "キ"}, {"ku", "ク"}, {"ko", "コ"},  {"sa", "サ"},  {"shi", "シ"},
    {"su", "ス"}, {"se", "セ"}, {"ta", "タ"}, {"chi", "チ"}, {"tsu", "ツ"}, {"to", "ト"},
    {"na", "ナ"}, {"ni", "ニ"}, {"no", "ノ"}, {"ha", "ハ"},  {"hi", "ヒ"},  {"fu", "フ"},
    {"ho", "ホ"}, {"ma", "マ"}, {"mi", "ミ"}, {"mo", "モ"},  {"ya", "ヤ"},  {"yu", "ユ"},
    {"yo", "ヨ"}, {"ra", "ラ"}, {"ri", "リ"}, {"ro", "ロ"},  {"wa", "ワ"},  {"za", "ザ"},
    {"ji", "ジ"}, {"zu", "ズ"}, {"da", "ダ"}, {"do", "ド"},  {"ga", "ガ"},  {"go", "ゴ"},
};
static const char *const kanji[] = {
    "青", "葉", "月", "見", "風", "守", "山", "川", "田", "中", "井", "松", "竹", "梅", "木", "林",
    "森", "島", "原", "野", "石", "橋", "高", "大", "小", "東", "西", "南", "北", "光", "星", "雪",
    "白", "黒", "金", "銀", "和", "平", "富", "士", "清", "水", "谷", "沢", "岡", "本",
};
static const char *const heads[] = {"b", "br", "c", "cr", "d", "f", "fl", "g", "gr", "h", "k", "l",
                                    "m", "n",  "p", "pr", "r", "s", "st", "t", "tr", "v", "z"};
static const char *const tails[] = {"", "n", "r", "x", "l", "s", "m", "nd", "rt", "st", "ck", "v"};
#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static squat_set *add_set(squat_sets *sets, const char *what) {
    squat_set *set = yg_vec_add(sets);
    *set = (squat_set){.what = what};
    return set;
}

static bool compile(squat_set *set, yg_error *err) {
    yg_names_options options = {0};
    return yg_names_compile(&set->list, &options, &set->names, err);
}

static void add_piece(uint64_t *state, const yg_name_prior *prior, yg_buf *name) {
    yg_str piece;
    uint32_t count;
    for (size_t k = 0; k < 1000; k++) {
        /* the table has some 50,000 segments */
        if (yg_name_prior_at(prior, seeded_below(state, 40000), &piece, &count) && piece.n >= 3 &&
            piece.n <= 6) {
            yg_buf_add(name, piece);
            return;
        }
    }
}

static void make_name(uint64_t *state, size_t style, const yg_name_prior *prior, yg_buf *name,
                      yg_buf *kana) {
    size_t n = style == 0 ? 2 + seeded_below(state, 4) : 2 + seeded_below(state, 2);
    if (style == 1) {
        add_piece(state, prior, name);
        add_piece(state, prior, name);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (style == 0) {
            const char *const *s = syllables[seeded_below(state, COUNT(syllables))];
            yg_buf_addz(name, s[0]);
            yg_buf_addz(kana, s[1]);
        } else {
            yg_buf_addz(name, heads[seeded_below(state, COUNT(heads))]);
            yg_buf_addc(name, "aeiou"[seeded_below(state, 5)]);
            if (i + 1 == n)
                yg_buf_addz(name, tails[seeded_below(state, COUNT(tails))]);
        }
    }
}

static void make_brand(uint64_t *state, size_t style, const yg_name_prior *prior, squat_set *set) {
    YG_CLEANUP_BUF yg_buf name = {0}, kana = {0}, domain = {0}, signs = {0};
    static const char *const suffixes[] = {"co.jp", "com", "jp", "net"};
    make_name(state, style, prior, &name, &kana);
    yg_brand *brand = yg_vec_add(&set->list.brands);
    *brand = (yg_brand){.label = yg_arena_copy(&set->arena, yg_buf_str(&name))};
    yg_vec_push(&brand->tokens, brand->label);
    yg_buf_addf(&domain, "%s.%s", yg_buf_z(&name), suffixes[seeded_below(state, 4)]);
    yg_vec_push(&brand->domains, yg_arena_copy(&set->arena, yg_buf_str(&domain)));
    if (kana.n)
        yg_vec_push(&brand->tokens, yg_arena_copy(&set->arena, yg_buf_str(&kana)));
    if (style == 0) {
        size_t n = 2 + seeded_below(state, 3);
        for (size_t i = 0; i < n; i++)
            yg_buf_addz(&signs, kanji[seeded_below(state, COUNT(kanji))]);
        yg_vec_push(&brand->tokens, yg_arena_copy(&set->arena, yg_buf_str(&signs)));
    }
}

bool squats_make_up(uint64_t seed, size_t n, const yg_name_prior *prior, squat_sets *sets,
                    yg_error *err) {
    uint64_t state = seed;
    for (size_t i = 0; i < n; i += SET) {
        squat_set *set = add_set(sets, "made up");
        for (size_t k = i; k < n && k < i + SET; k++)
            make_brand(&state, k % 3, prior, set);
        if (!compile(set, err))
            return false;
    }
    return true;
}

static int by_label(const void *left, const void *right) {
    return yg_str_cmp(((const yg_brand *)left)->label, ((const yg_brand *)right)->label);
}

static void copy_brand(const yg_brand *from, squat_set *set) {
    yg_brand *brand = yg_vec_add(&set->list.brands);
    *brand = (yg_brand){.label = yg_arena_copy(&set->arena, from->label)};
    for (size_t i = 0; i < from->tokens.n; i++)
        yg_vec_push(&brand->tokens, yg_arena_copy(&set->arena, from->tokens.at[i]));
    for (size_t i = 0; i < from->domains.n; i++)
        yg_vec_push(&brand->domains, yg_arena_copy(&set->arena, from->domains.at[i]));
}

bool squats_organisations(const char *path, bool is_training, squat_sets *sets, yg_error *err) {
    YG_CLEANUP_BUF yg_buf buf = {0};
    yg_brands brands = {.errors = 0};
    bool done = yg_input_read_file(path, FILE_MAX, &buf, err) &&
                yg_brands_read_group(&brands, yg_buf_str(&buf), err);
    size_t n = brands.list.brands.n, half = n / 2;
    if (done && n)
        qsort(brands.list.brands.at, n, sizeof *brands.list.brands.at, by_label);
    for (size_t i = is_training ? 0 : half; done && i < (is_training ? half : n);) {
        squat_set *set = add_set(sets, "organisations");
        for (size_t k = 0; k < SET && i < (is_training ? half : n); k++, i++)
            copy_brand(&brands.list.brands.at[i], set);
        done = compile(set, err);
    }
    yg_brands_free(&brands);
    return done;
}

void squats_free(squat_sets *sets) {
    for (size_t i = 0; i < sets->n; i++) {
        yg_names_free(sets->at[i].names);
        yg_brand_list_free(&sets->at[i].list);
        yg_arena_free(&sets->at[i].arena);
    }
    yg_vec_free(sets);
}
