/* Romaji: cases of every rule, and ICU's Katakana-Latin as the oracle over drawn kana. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "match/confusable.h"
#include "seeded.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
enum { MAX = 64 };

static const struct {
    const char *kana;
    const char *first;    /* the most usual one */
    const char *also[6];  /* must be among the variants */
    const char *never[3]; /* must not */
} cases[] = {
    {"アマゾン", "amazon", {NULL}, {"amazom"}},
    {"メルカリ", "merukari", {NULL}, {NULL}},
    {"えきねっと", "ekinetto", {NULL}, {"ekineto"}},
    {"ソフトバンク", "sofutobanku", {"sohutobanku"}, {NULL}},
    {"クロネコヤマト", "kuronekoyamato", {NULL}, {NULL}},
    {"しんばし", "shinbashi", {"shimbashi", "sinbasi", "simbasi"}, {NULL}},
    {"さんみ", "sanmi", {"sammi"}, {NULL}},
    {"コンピュータ", "konpyuta", {"kompyuta", "konpyuuta"}, {NULL}},
    {"とうきょう", "tokyo", {"toukyou"}, {"tokyou", "toukyo"}},
    {"おおさか", "osaka", {"oosaka"}, {NULL}},
    {"きゅうしゅう", "kyushu", {"kyuushuu", "kyusyu", "kyuusyuu"}, {NULL}},
    {"にいがた", "niigata", {NULL}, {"nigata"}},
    {"けいせい", "keisei", {NULL}, {"kesei"}},
    {"ローソン", "roson", {"rooson"}, {"rouson"}},
    {"ヤフー", "yafu", {"yafuu", "yahu", "yahuu"}, {NULL}},
    {"マッチ", "matchi", {"macchi", "matti"}, {"machi"}},
    {"ニッサン", "nissan", {NULL}, {NULL}},
    {"にっぽん", "nippon", {NULL}, {"nipon"}},
    {"しゃちょう", "shacho", {"shachou", "syatyo", "syatyou"}, {NULL}},
    {"じゃがいも", "jagaimo", {"zyagaimo"}, {NULL}},
    {"ちぢみ", "chijimi", {"tizimi", "tidimi"}, {NULL}},
    {"つづき", "tsuzuki", {"tuzuki", "tuduki"}, {NULL}},
    {"ふじ", "fuji", {"huzi"}, {NULL}},
    {"ファミリー", "famiri", {"famirii"}, {"fuamiri"}},
    {"パーティー", "pati", {"paatii"}, {"patei"}},
    {"ウェブ", "webu", {NULL}, {"uebu"}},
    {"ヴィトン", "viton", {"biton"}, {NULL}},
    {"ルイ・ヴィトン", "ruiviton", {"ruibiton"}, {NULL}},
    {"シェル", "sheru", {"syeru"}, {NULL}},
    {"ジェイコム", "jeikomu", {"zyeikomu"}, {NULL}},
    {"チェック", "chekku", {"tyekku"}, {NULL}},
    {"デュポン", "dyupon", {NULL}, {NULL}},
    {"トゥモロー", "tumoro", {"tumoroo"}, {NULL}},
    {"クォーク", "kwoku", {"kwooku"}, {NULL}},
    {"ツァイス", "tsaisu", {NULL}, {NULL}},
    {"みすゞ", "misuzu", {NULL}, {NULL}},
    {"こゝろ", "kokoro", {NULL}, {NULL}},
    {"ｶﾞｽﾄ", "gasuto", {NULL}, {NULL}},
    {"ﾊﾟｲｵﾆｱ", "paionia", {NULL}, {NULL}},
    {"がす", "gasu", {NULL}, {NULL}},
    {"jaバンク", "jabanku", {NULL}, {NULL}},
    {"セブン7", "sebun7", {NULL}, {NULL}},
    {"しんいち",
     "shinichi",
     {"sin"
      "iti"},
     {NULL}},
    {"をかし", "okashi", {"wokasi"}, {NULL}},
    {"ッ", NULL, {NULL}, {NULL}},
    {"ー", NULL, {NULL}, {NULL}},
    {"楽天", NULL, {NULL}, {NULL}},
    {"クロネコ便", NULL, {NULL}, {NULL}},
    {"rakuten", NULL, {NULL}, {NULL}},
    {"", NULL, {NULL}, {NULL}},
    {"\xff", NULL, {NULL}, {NULL}},
};

static bool is_among(const yg_romaji *variants, size_t n, const char *one) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(variants[i].text, one) == 0)
            return true;
    return false;
}

static void romaji__cases__usual_first_others_among(void **state) {
    for (size_t i = 0; i < COUNT(cases); i++) {
        yg_romaji variants[MAX];
        size_t n = yg_romaji_of(yg_str_of(cases[i].kana), variants, MAX);
        if (cases[i].first == NULL && n != 0)
            fail_msg("%s: '%s', not nothing", cases[i].kana, variants[0].text);
        if (cases[i].first == NULL)
            continue;
        if (n == 0 || strcmp(variants[0].text, cases[i].first) != 0)
            fail_msg("%s: '%s', not '%s'", cases[i].kana, n > 0 ? variants[0].text : "",
                     cases[i].first);
        for (size_t k = 0; k < COUNT(cases[i].also) && cases[i].also[k] != NULL; k++)
            if (!is_among(variants, n, cases[i].also[k]))
                fail_msg("%s: no '%s'", cases[i].kana, cases[i].also[k]);
        for (size_t k = 0; k < COUNT(cases[i].never) && cases[i].never[k] != NULL; k++)
            if (is_among(variants, n, cases[i].never[k]))
                fail_msg("%s: '%s'", cases[i].kana, cases[i].never[k]);
    }
}

static void romaji__max__cut_not_changed(void **state) {
    yg_romaji all[MAX], some[MAX];
    size_t n = yg_romaji_of(YG_STR("しんばしちゅうおう"), all, MAX);
    assert_true(n > 6);
    for (size_t max = 0; max <= n; max++) {
        assert_int_equal(yg_romaji_of(YG_STR("しんばしちゅうおう"), some, max), max);
        for (size_t i = 0; i < max; i++)
            assert_string_equal(some[i].text, all[i].text);
    }
}

static void romaji__variants__distinct_and_ended(void **state) {
    for (size_t i = 0; i < COUNT(cases); i++) {
        yg_romaji variants[MAX];
        size_t n = yg_romaji_of(yg_str_of(cases[i].kana), variants, MAX);
        for (size_t k = 0; k < n; k++) {
            assert_int_equal(strlen(variants[k].text), variants[k].n);
            assert_false(is_among(variants, k, variants[k].text));
        }
    }
}

static void romaji__longer_than_there_is_room__nothing(void **state) {
    yg_romaji variants[MAX];
    char text[3 * 60 + 1] = "";
    size_t most = 0;
    for (size_t n = 1; n <= 60; n++) {
        memcpy(text + 3 * (n - 1), "カ", 3);
        if (yg_romaji_of((yg_str){text, 3 * n}, variants, MAX) > 0)
            most = n;
    }
    assert_int_equal(most, 23); /* 46 letters; 47 fit */
}

/* ICU's romaji without macrons and apostrophes. */
static size_t ask_icu(UTransliterator *to_latin, const UChar *kana, int32_t n, char *text) {
    UErrorCode status = U_ZERO_ERROR;
    UChar units[256];
    int32_t limit = n, length = n;
    size_t done = 0;
    u_memcpy(units, kana, n);
    utrans_transUChars(to_latin, units, &length, 256, 0, &limit, &status);
    assert_true(U_SUCCESS(status));
    for (int32_t i = 0; i < length; i++) {
        yg_str latin = yg_confusable_latin(units[i]);
        if (units[i] == '\'' || units[i] == 0x2019 || latin.n != 1)
            continue;
        text[done++] = latin.p[0];
    }
    text[done] = '\0';
    return done;
}

/* Syllables of modern Japanese and of loanwords. What ICU writes in a way of its own (ウィ "u~i",
 * ッ before vowels, ヂ and ヅ with tildes) is not drawn. */
static void romaji__drawn_kana__icu_is_among_the_variants(void **state) {
    static const char *const syllables[] = {
        "ア",   "イ",   "ウ",   "エ",     "オ",   "カ",   "キ",   "ク",   "ケ",   "コ",   "サ",
        "シ",   "ス",   "セ",   "ソ",     "タ",   "チ",   "ツ",   "テ",   "ト",   "ナ",   "ニ",
        "ヌ",   "ネ",   "ノ",   "ハ",     "ヒ",   "フ",   "ヘ",   "ホ",   "マ",   "ミ",   "ム",
        "メ",   "モ",   "ヤ",   "ユ",     "ヨ",   "ラ",   "リ",   "ル",   "レ",   "ロ",   "ワ",
        "ガ",   "ギ",   "グ",   "ゲ",     "ゴ",   "ザ",   "ジ",   "ズ",   "ゼ",   "ゾ",   "ダ",
        "デ",   "ド",   "バ",   "ビ",     "ブ",   "ベ",   "ボ",   "パ",   "ピ",   "プ",   "ペ",
        "ポ",   "キャ", "キュ", "キョ",   "シャ", "シュ", "ショ", "チャ", "チュ", "チョ", "ニャ",
        "ヒュ", "ミョ", "リャ", "リュ",   "ギョ", "ジャ", "ジュ", "ジョ", "ビャ", "ピュ", "ファ",
        "フィ", "フェ", "フォ", "ティ",   "ディ", "チェ", "シェ", "ジェ", "ン",   "ッカ", "ッサ",
        "ッシ", "ット", "ッパ", "ッチャ", "カー", "シー", "トー", "ルー", "ゲー"};
    UErrorCode status = U_ZERO_ERROR;
    UChar id[32];
    uint64_t seed = 3602;
    u_uastrcpy(id, "Katakana-Latin");
    UTransliterator *to_latin = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
    assert_true(U_SUCCESS(status));
    for (int round = 0; round < 20000; round++) {
        YG_CLEANUP_BUF yg_buf kana = {0};
        yg_romaji variants[MAX];
        UChar units[128];
        char expected[256];
        int32_t n_units = 0;
        for (uint64_t n = 1 + seeded_below(&seed, 8); n > 0; n--)
            yg_buf_addz(&kana, syllables[seeded_below(&seed, COUNT(syllables))]);
        u_strFromUTF8(units, 128, &n_units, kana.p, (int32_t)kana.n, &status);
        assert_true(U_SUCCESS(status));
        ask_icu(to_latin, units, n_units, expected);
        size_t n = yg_romaji_of(yg_buf_str(&kana), variants, MAX);
        if (!is_among(variants, n, expected))
            fail_msg("%s: ICU '%s', we '%s'", yg_buf_z(&kana), expected,
                     n > 0 ? variants[0].text : "");
    }
    utrans_close(to_latin);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(romaji__cases__usual_first_others_among),
        cmocka_unit_test(romaji__max__cut_not_changed),
        cmocka_unit_test(romaji__variants__distinct_and_ended),
        cmocka_unit_test(romaji__longer_than_there_is_room__nothing),
        cmocka_unit_test(romaji__drawn_kana__icu_is_among_the_variants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
