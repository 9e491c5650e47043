/* The verdict (match/name_judge.h): kinds, brands, second signs, what is never flagged, the line
 * for a person, and the data that it reads. Brands are made up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "match/name_brute.h"
#include "match/name_score.h"
#include "match/name_table.h"
#include "seeded.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static yg_brand_list list;
static yg_names *names;

static int make(void **state) {
    static const struct {
        const char *label, *domain, *tokens[3];
    } rows[] = {{"Kamome Bank", "kamomebank.co.jp", {"kamomebank", "かもめ銀行", NULL}},
                {"Aoba Motors", "aobamotors.com", {"aobamotors", "aoba", NULL}},
                {"KMB", "kmb-group.example", {"kmb", NULL, NULL}}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        yg_brand *brand = yg_vec_add(&list.brands);
        *brand = (yg_brand){.label = yg_str_of(rows[i].label)};
        yg_vec_push(&brand->domains, yg_str_of(rows[i].domain));
        for (size_t k = 0; rows[i].tokens[k]; k++)
            yg_vec_push(&brand->tokens, yg_str_of(rows[i].tokens[k]));
    }
    yg_error err;
    return !yg_names_compile(&list, &(yg_names_options){0}, &names, &err);
}

static int drop(void **state) {
    yg_names_free(names);
    yg_brand_list_free(&list);
    return 0;
}

static yg_name_judge judge_of(yg_name_stream stream) {
    return (yg_name_judge){
        .names = names, .stream = stream, .threshold = yg_name_threshold(stream)};
}

static bool run(const char *name, yg_name_text *text, char *host, yg_name_hit *hit) {
    yg_name_judge judge = judge_of(YG_STREAM_WEB);
    return yg_name_judge_run(&judge, yg_str_of(name), host, text, hit);
}

static void judge__look_alikes__found_with_kind_and_brand(void **state) {
    static const struct {
        const char *name;
        size_t brand;
        yg_look_kind kind;
        const char *span;
    } rows[] = {
        {"www.kamomebank.co.jp.xkqzvwt.cn", 0, YG_NAME_EMBEDDED_SUFFIX, "kamomebank"},
        {"kamomebank.xkqzvwt.cn", 0, YG_NAME_SUBDOMAIN, "kamomebank"},
        {"karnomebank.xkqzvwt.cn", 0, YG_NAME_HOMOGLYPH, "karnomebank"},
        {"kamonebank.co.jp.xkqzvwt.top", 0, YG_NAME_TYPO, "kamonebank"},
        {"login-kamomebank.top", 0, YG_NAME_COMBO, "kamomebank"},
        {"cobamotors.account.xkqzvwt.top", 1, YG_NAME_BITSQUAT, "cobamotors"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        yg_name_text text;
        yg_name_hit hit;
        char host[YG_NAME_MAX + 1];
        if (!run(rows[i].name, &text, host, &hit))
            fail_msg("%s is not found: %f", rows[i].name, hit.score);
        if (hit.brand != rows[i].brand || hit.kind != rows[i].kind)
            fail_msg("%s: brand %zu, kind %s", rows[i].name, hit.brand,
                     yg_look_kind_word(hit.kind).p);
        assert_true(yg_str_eqz(yg_str_sub(text.host, hit.start, (size_t)(hit.end - hit.start)),
                               rows[i].span));
        assert_true(hit.score >= yg_name_threshold(YG_STREAM_WEB));
    }
}

/* The official label under another suffix: as often the brand's own as not, so that it is only
 * worth a look below the strict thresholds. */
static void judge__official_label_elsewhere__wrong_tld(void **state) {
    yg_name_judge judge = judge_of(YG_STREAM_WEB);
    yg_name_text text;
    yg_name_hit hit;
    char host[YG_NAME_MAX + 1];
    assert_true(yg_name_text_make(yg_names_suffixes(names), YG_STR("kamomebank.top"), host, &text));
    assert_true(yg_name_judge_text(&judge, &text, &hit));
    assert_int_equal(hit.kind, YG_NAME_WRONG_TLD);
    assert_int_equal(hit.brand, 0);
    assert_true(hit.score > 0);
}

static void judge__own_and_ordinary_names__not_flagged(void **state) {
    static const char *const rows[] = {"www.kamomebank.co.jp",
                                       "kamomebank.co.jp",
                                       "aobamotors.com",
                                       "login.secure.aobamotors.com",
                                       "www.example.org",
                                       "library.example.ac.jp",
                                       "kmb.example.org",
                                       "www.kmb.com",
                                       "aobadai.com",
                                       "co.jp",
                                       "192.0.2.7",
                                       ""};
    for (size_t i = 0; i < COUNT(rows); i++) {
        yg_name_text text;
        yg_name_hit hit;
        char host[YG_NAME_MAX + 1];
        if (run(rows[i], &text, host, &hit))
            fail_msg("%s is flagged: %f", rows[i], hit.score);
    }
}

/* Three letters prove nothing: they are a match only beside a second sign. */
static void judge__short_mark__needs_second_sign(void **state) {
    yg_name_judge judge = judge_of(YG_STREAM_WEB);
    yg_name_text text;
    yg_name_hit hit;
    char host[YG_NAME_MAX + 1];
    const yg_suffixes *suffixes = yg_names_suffixes(names);
    assert_true(yg_name_text_make(suffixes, YG_STR("kmb.example.org"), host, &text));
    assert_false(yg_name_judge_text(&judge, &text, &hit));
    assert_true(yg_name_text_make(suffixes, YG_STR("kmb-login.example.org"), host, &text));
    assert_true(yg_name_judge_text(&judge, &text, &hit));
    assert_int_equal(hit.brand, 2);
    assert_true(hit.signs & YG_SIGN_KEYWORD);
}

static void judge__more_signs__higher_score(void **state) {
    static const char *const rows[] = {"kamomebank.example.com", "kamomebank.example.cn",
                                       "kamomebank.co.jp.example.cn"};
    yg_name_judge judge = judge_of(YG_STREAM_WEB);
    double before = -1e9;
    for (size_t i = 0; i < COUNT(rows); i++) {
        yg_name_text text;
        yg_name_hit hit;
        char host[YG_NAME_MAX + 1];
        assert_true(yg_name_text_make(yg_names_suffixes(names), yg_str_of(rows[i]), host, &text));
        assert_true(yg_name_judge_text(&judge, &text, &hit));
        assert_true(hit.score > before);
        before = hit.score;
    }
}

/* A mark of three letters that stands twice is its own second sign. */
static void judge__short_mark_twice__is_a_second_sign(void **state) {
    yg_name_judge judge = judge_of(YG_STREAM_WEB);
    yg_name_text text;
    yg_name_hit hit;
    char host[YG_NAME_MAX + 1];
    const yg_suffixes *suffixes = yg_names_suffixes(names);
    assert_true(yg_name_text_make(suffixes, YG_STR("kmb-abc.def-kmb.org"), host, &text));
    assert_true(yg_name_judge_text(&judge, &text, &hit));
    assert_int_equal(hit.brand, 2);
    assert_true(hit.signs & YG_SIGN_SECOND_TOKEN);
}

/* Beside a Japanese suffix a name without any token is worth a look, and what speaks for a brand
 * names it, whatever threshold was asked for. */
static void judge__japanese_suffix_alone__flagged(void **state) {
    yg_name_text text;
    yg_name_hit hit;
    char host[YG_NAME_MAX + 1];
    assert_true(run("update-co-jp.com", &text, host, &hit));
    assert_int_equal(hit.kind, YG_NAME_EMBEDDED_SUFFIX);
    assert_int_equal(hit.brand, SIZE_MAX);
    assert_true(run("kamomebank-coojp.me", &text, host, &hit));
    assert_int_equal(hit.brand, 0);
    yg_name_judge judge = judge_of(YG_STREAM_WEB);
    judge.threshold = -100;
    yg_name_hit low;
    assert_true(yg_name_judge_run(&judge, YG_STR("kamomebank-coojp.me"), host, &text, &low));
    assert_true(low.brand == hit.brand && low.score == hit.score);
}

/* Stirred letters stay in one label: two ordinary words in two labels hold the consonants of many a
 * token. */
static void garbled__over_a_point__is_none(void **state) {
    static const struct {
        const char *name;
        size_t n;
    } rows[] = {{"kmmobenak.xkqzvwt.cn", 1}, {"kmmo.benak.xkqzvwt.cn", 0}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        yg_name_text text;
        yg_name_match found[8];
        char host[YG_NAME_MAX + 1];
        assert_true(
            yg_name_text_make(yg_names_suffixes(names), yg_str_of(rows[i].name), host, &text));
        assert_int_equal(yg_name_find_garbled(names, &text, found, 8), rows[i].n);
    }
}

static void embedded__forms__by_rule(void **state) {
    static const struct {
        const char *name;
        yg_embedded kind;
    } rows[] = {
        {"www.shop.co.jp.example.cn", YG_EMBEDDED_PLAIN},
        {"shop-co-jp.example.cn", YG_EMBEDDED_PLAIN},
        {"mail.ne.jp.example.top", YG_EMBEDDED_PLAIN},
        {"co.jp.example.com", YG_EMBEDDED_PLAIN},
        {"shop.co.ip.example.cn", YG_EMBEDDED_GARBLED},
        {"shopcojp.example.com", YG_EMBEDDED_GARBLED},
        {"shop.c0.1p.example.com", YG_EMBEDDED_GARBLED},
        {"shop.co.jip.example.com", YG_EMBEDDED_GARBLED},
        {"shopco.jp.example.com", YG_EMBEDDED_GARBLED},
        {"shop-coojp.me", YG_EMBEDDED_GARBLED},
        {"shop-coo-jp.top", YG_EMBEDDED_GARBLED},
        {"shop.jp.co.example.cn", YG_EMBEDDED_GARBLED},
        {"mail.co-jq.test.cn", YG_EMBEDDED_GARBLED}, /* no p anywhere */
        {"shopcomjp.example.com", YG_EMBEDDED_GARBLED},
        {"www.shop.co.jp", YG_EMBEDDED_NONE},
        {"shop.co.jp.example.jp", YG_EMBEDDED_NONE},
        {"phone.jp.example.com", YG_EMBEDDED_NONE},
        {"jp.example.com", YG_EMBEDDED_NONE},
        {"co-jpn.example.com", YG_EMBEDDED_NONE},
        {"clip.example.com", YG_EMBEDDED_NONE},
        {"help.example.com", YG_EMBEDDED_NONE},
        {"co.example.com", YG_EMBEDDED_NONE},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        yg_name_text text;
        yg_embedded_suffix found;
        char host[YG_NAME_MAX + 1];
        assert_true(
            yg_name_text_make(yg_suffixes_built_in(), yg_str_of(rows[i].name), host, &text));
        assert_int_equal(yg_name_sign_embedded(&text, &found), rows[i].kind != YG_EMBEDDED_NONE);
        if (found.kind != rows[i].kind)
            fail_msg("%s: %d", rows[i].name, (int)found.kind);
        if (found.kind != YG_EMBEDDED_NONE)
            assert_true(found.start < found.end && found.end < text.split.suffix);
    }
}

static void keyword__segments__whole_and_compound(void **state) {
    static const struct {
        const char *name;
        size_t n;
    } rows[] = {{"login.example.com", 1},           {"login-card.example.com", 2},
                {"userinformation.example.com", 1}, {"loginxq.example.com", 0},
                {"kakunin.example.com", 1},         {"www.example.com", 0}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        yg_name_text text;
        char host[YG_NAME_MAX + 1];
        assert_true(
            yg_name_text_make(yg_suffixes_built_in(), yg_str_of(rows[i].name), host, &text));
        assert_int_equal(yg_name_sign_keywords(&text), rows[i].n);
    }
}

static void edits__kinds__counted(void **state) {
    static const struct {
        const char *token, *span;
        yg_name_edits edits;
    } rows[] = {
        {"kamome", "kanome", {.look = 1}},      {"kamome", "kamame", {.vowel = 1}},
        {"kamome", "kammome", {.doubled = 1}},  {"kamome", "akmome", {.swapped = 1, .first = true}},
        {"kamome", "kamxome", {.in = 1}},       {"kamome", "kaome", {.out = 1}},
        {"kamome", "kamoume", {.vowel_in = 1}}, {"kamome", "kamme", {.vowel_out = 1}}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        yg_name_token token = {0};
        uint8_t span[64];
        yg_name_edits found;
        token.length = (uint8_t)yg_name_fold(yg_str_of(rows[i].token), token.letter, 63);
        size_t n = yg_name_fold(yg_str_of(rows[i].span), span, 63);
        yg_name_edits_count(&token, span, n, &found);
        if (memcmp(&found, &rows[i].edits, sizeof found) != 0)
            fail_msg("%s, %s: other edits", rows[i].token, rows[i].span);
    }
}

static void garble__stirred_tokens__read_by_consonants(void **state) {
    yg_name_text text;
    yg_name_hit hit;
    char host[YG_NAME_MAX + 1];
    /* beyond the two edits that a token of ten letters may have */
    assert_true(run("kamaonmebeank.co.jp.xkqzvwt.top", &text, host, &hit));
    assert_int_equal(hit.brand, 0);
    assert_true(hit.distance > 2);
    /* other consonants are another word */
    yg_name_token token = {0};
    uint8_t span[64];
    yg_name_garble g;
    token.length = (uint8_t)yg_name_fold(YG_STR("kamomebank"), token.letter, 63);
    size_t n = yg_name_fold(YG_STR("kataribenk"), span, 63);
    yg_name_garble_count(&token, span, n, &g);
    assert_int_equal(g.consonants, 6);
    assert_int_equal(g.missing, 2);
}

/* The places of all tokens, aligned one by one, that may be read as the token. */
static size_t all_garbled(const yg_name_text *text) {
    size_t plausible = 0;
    for (size_t i = 0; i < names->patterns.n; i++) {
        const yg_name_pattern *p = &names->patterns.at[i];
        yg_name_place places[YG_NAME_MAX];
        if (p->length < YG_NAME_LOOSE_LETTERS)
            continue;
        size_t n = yg_name_places(p, text, p->edits_segment + YG_NAME_LOOSE_EXTRA, -1, places);
        for (size_t k = 0; k < n; k++) {
            yg_name_match m = {.start = places[k].start, .end = places[k].end};
            const yg_name_token *token = &names->tokens.at[names->of_pattern.at[p->first]];
            plausible += yg_name_loose_is_plausible(text, token, &m) ? p->n : 0;
        }
    }
    return plausible;
}

/* What is left unmeasured below a threshold, and tokens that counts rule out, change no verdict. */
static void judge__stirred_names__as_without_short_cuts(void **state) {
    static const char *const parts[] = {"kamomebank", "kamome", "kmb", "login",
                                        "-",          "co",     "jp",  "x"};
    static const char *const ends[] = {".com", ".top", ".co.jp", ".cn", ".xkqzvwt.xyz"};
    uint64_t seed = 11;
    size_t hits = 0, garbled = 0;
    for (size_t i = 0; i < 30000; i++) {
        char name[128], host[YG_NAME_MAX + 1];
        size_t n = 0;
        for (size_t k = 0; k < 1 + i % 3; k++)
            n += (size_t)snprintf(name + n, sizeof name - n, "%s",
                                  parts[seeded_below(&seed, COUNT(parts))]);
        for (size_t k = 0; k < i % 4; k++)
            name[seeded_below(&seed, n)] = (char)('a' + seeded_below(&seed, 26));
        snprintf(name + n, sizeof name - n, "%s", ends[seeded_below(&seed, COUNT(ends))]);
        yg_name_judge judge = judge_of(i % 2 ? YG_STREAM_WEB : YG_STREAM_REGISTRATIONS);
        yg_name_text text;
        yg_name_hit all, above;
        if (!yg_name_text_make(yg_names_suffixes(names), yg_str_of(name), host, &text))
            continue;
        bool is_hit = yg_name_judge_text(&judge, &text, &all) && all.score >= judge.threshold;
        yg_name_match found[64];
        size_t plausible = all_garbled(&text);
        assert_int_equal(yg_name_find_garbled(names, &text, found, 64), plausible);
        garbled += plausible;
        assert_int_equal(yg_name_judge_run(&judge, yg_str_of(name), host, &text, &above), is_hit);
        if (is_hit)
            assert_true(above.token == all.token && above.score == all.score &&
                        above.signs == all.signs && above.start == all.start);
        hits += is_hit;
    }
    assert_true(hits > 100 && garbled > 100);
}

static void explain__both_languages__one_line(void **state) {
    yg_name_judge judge = judge_of(YG_STREAM_WEB);
    yg_name_text text;
    yg_name_hit hit;
    char host[YG_NAME_MAX + 1];
    YG_CLEANUP_BUF yg_buf buf = {0};
    assert_true(run("www.kamomebank.co.jp.xkqzvwt.cn", &text, host, &hit));
    yg_name_explain(&judge, &text, &hit, false, &buf);
    assert_true(yg_str_starts(yg_buf_str(&buf),
                              YG_STR("imitates Kamome Bank: `kamomebank` (in a sub-domain) is "
                                     "`kamomebank`; a Japanese suffix inside a name under .cn")));
    assert_int_equal(yg_str_chr(yg_buf_str(&buf), '\n'), SIZE_MAX);
    yg_buf_clear(&buf);
    yg_name_explain(&judge, &text, &hit, true, &buf);
    assert_true(
        yg_str_starts(yg_buf_str(&buf), YG_STR("「Kamome Bank」のなりすまし: `kamomebank`")));
}

static void words__kinds_and_signs__all_named(void **state) {
    for (unsigned i = 0; i < YG_NAME_KINDS; i++)
        assert_true(yg_look_kind_word((yg_look_kind)i).n > 0);
    for (unsigned i = 0; i < YG_SIGN_COUNT; i++)
        assert_true(yg_name_sign_word(1U << i).n > 0);
    assert_int_equal(yg_name_sign_word(1U << YG_SIGN_COUNT).n, 0);
}

static void data__built_in__read(void **state) {
    size_t n;
    const yg_name_feature_group *groups = yg_name_feature_groups(&n);
    for (size_t i = 1; i < n; i++)
        assert_int_equal(groups[i].first, groups[i - 1].first + groups[i - 1].n);
    assert_true(yg_name_prior_names(yg_name_prior_built_in()) > 10000);
    assert_true(yg_name_prior_segment(yg_name_prior_built_in(), YG_STR("news")) > 10);
    assert_true(yg_name_prior_surprise(yg_name_prior_built_in(), YG_STR("xkqzvwt")) >
                yg_name_prior_surprise(yg_name_prior_built_in(), YG_STR("garden")) + 1);
    assert_true(yg_name_threshold(YG_STREAM_WEB) > 0);
    assert_true(yg_name_threshold(YG_STREAM_REGISTRATIONS) >= yg_name_threshold(YG_STREAM_WEB));
    assert_true(yg_name_model_risk(yg_name_model_built_in(), YG_STR("top")) >
                yg_name_model_risk(yg_name_model_built_in(), YG_STR("com")));
}

static void data__damaged__refused_with_offset(void **state) {
    yg_error err;
    yg_name_model *model = NULL;
    yg_name_prior *prior = NULL;
    assert_false(
        yg_name_model_parse(YG_STR("weight bias 0 1\nweight nonsense 0 1\n"), &model, &err));
    assert_non_null(strstr(err.text, "byte 16"));
    assert_false(yg_name_model_parse(YG_STR("weight bias 1 1\n"), &model, &err));
    assert_false(yg_name_model_parse(YG_STR("risk top 1\n"), &model, &err));
    assert_false(yg_name_model_parse(YG_STR("threshold mail 1\n"), &model, &err));
    assert_null(model);
    assert_false(yg_name_prior_parse(YG_STR("names 5\nnews many\n"), &prior, &err));
    assert_non_null(strstr(err.text, "byte 8"));
    assert_null(prior);
}

/* A token with up to three letters changed, left out or put in. */
static void add_stirred(yg_buf *buf, const char *token, uint64_t *seed) {
    size_t n = strlen(token), edits = (size_t)(seeded_next(seed) % 4);
    for (size_t i = 0; i < n; i++) {
        uint64_t drawn = seeded_next(seed);
        if (edits == 0 || drawn % 5 != 0) {
            yg_buf_addc(buf, token[i]);
            continue;
        }
        edits--;
        if (drawn / 5 % 3 != 0)
            yg_buf_addc(buf, (char)('a' + drawn / 15 % 26));
        if (drawn / 5 % 3 == 2)
            yg_buf_addc(buf, token[i]);
    }
}

enum { LATER_GROUPS = 7, LATER_ALL = LATER_GROUPS };

/* Weights of what is left for later, of one group or of all, drawn by lot, and a score about the
 * thresholds. */
static yg_name_model *drawn_model(size_t which, uint64_t *seed) {
    static const struct {
        const char *group;
        unsigned n;
    } groups[LATER_GROUPS] = {{"edit", 9},   {"ends", 4},   {"garble", 9}, {"segment", 18},
                              {"beside", 6}, {"second", 3}, {"odd", 2}};
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_name_model *model = NULL;
    yg_error err;
    yg_buf_addz(&text, "threshold web 3\nthreshold registrations 6\nembedded plain 2\n"
                       "weight bias 0 2\nmade bias 0 2\n");
    for (size_t i = 0; i < COUNT(groups) * 2; i++)
        for (unsigned k = 0; k < groups[i / 2].n && (which == LATER_ALL || which == i / 2); k++)
            yg_buf_addf(&text, "%s %s %u %d.%03u\n", i % 2 ? "made" : "weight", groups[i / 2].group,
                        k, (int)seeded_below(seed, which == LATER_ALL ? 3 : 9) - 1,
                        (unsigned)seeded_below(seed, 1000));
    if (!yg_name_model_parse(yg_buf_str(&text), &model, &err))
        fail_msg("%s", err.text);
    return model;
}

static void threshold__any__what_is_told_is_what_scores_so_much(void **state) {
    static const char *const tokens[] = {"kamomebank", "aobamotors", "aoba", "kmb", "kamome"};
    static const char *const ends[] = {".xkq80.cn", ".co.jp.ab63.top", "-login.com",
                                       ".example",  ".duckdns.org",    ".co.jp"};
    static const double thresholds[] = {-2, 0, 3, 4.7, 6, 7.75, 9, 12};
    enum { MODELS = 4 };
    yg_name_model *models[MODELS] = {NULL}; /* the one that is built in, and others */
    uint64_t seed = 20;
    size_t told[2] = {0};
    for (size_t i = 1; i < MODELS; i++)
        models[i] = drawn_model(LATER_ALL, &seed);
    for (size_t k = 0; k < 20000; k++) {
        YG_CLEANUP_BUF yg_buf name = {0};
        char host[YG_NAME_MAX + 1];
        yg_name_text text;
        yg_name_hit all = {0}, some;
        yg_name_judge judge = judge_of(YG_STREAM_WEB);
        add_stirred(&name, tokens[seeded_next(&seed) % COUNT(tokens)], &seed);
        yg_buf_addc(&name, seeded_next(&seed) % 2 ? '-' : '.');
        add_stirred(&name, tokens[seeded_next(&seed) % COUNT(tokens)], &seed);
        yg_buf_addz(&name, ends[seeded_next(&seed) % COUNT(ends)]);
        judge.model = models[k % 6 < MODELS ? k % 6 : 0];
        judge.threshold = -1e9;
        bool is_any = yg_name_judge_run(&judge, yg_buf_str(&name), host, &text, &all);
        for (size_t i = 0; i < COUNT(thresholds); i++) {
            judge.threshold = thresholds[i];
            bool is_told = yg_name_judge_run(&judge, yg_buf_str(&name), host, &text, &some);
            assert_int_equal(is_told, is_any && all.score >= thresholds[i]);
            told[judge.model != NULL] += is_told;
            if (is_told) {
                assert_true(some.score == all.score && some.kind == all.kind);
                assert_true(some.token == all.token && some.start == all.start);
            }
        }
    }
    for (size_t i = 1; i < MODELS; i++)
        yg_name_model_free(models[i]);
    assert_true(told[0] > 10000 && told[1] > 10000); /* else nothing was tried */
}

/* No match has a score that its first features, or its second, are said not to reach. */
static void bound__tokens_stirred_at_will__never_below_the_score(void **state) {
    /* the one that is built in, some of all groups, some of each; slack of other groups hides
     * nothing in those */
    enum { WHOLE = 6, MODELS = WHOLE + 8 * LATER_GROUPS, NAMES = 100000 };
    static const char *const ends[] = {".top", ".com", "-login.cn"};
    yg_name_model *models[MODELS] = {NULL};
    uint64_t seed = 31;
    size_t tried = 0, left[2] = {0};
    for (size_t i = 1; i < MODELS; i++)
        models[i] = drawn_model(i < WHOLE ? LATER_ALL : i % LATER_GROUPS, &seed);
    for (size_t i = 0; i < NAMES; i++) {
        YG_CLEANUP_BUF yg_buf name = {0};
        char host[YG_NAME_MAX + 1];
        yg_name_text text;
        yg_name_context c;
        yg_name_features f;
        uint32_t number = (uint32_t)seeded_below(&seed, yg_names_token_count(names));
        const yg_name_token *token = yg_names_token(names, number);
        const yg_name_model *model =
            i % MODELS == 0 ? yg_name_model_built_in() : models[i % MODELS];
        const bool is_whole = i % MODELS < WHOLE;
        if (token->length == 0)
            continue;
        char letters[64];
        snprintf(letters, sizeof letters, "%.*s", YG_FMT(token->text));
        add_stirred(&name, letters, &seed);
        yg_buf_addz(&name, ends[i % COUNT(ends)]);
        if (!yg_name_text_make(yg_names_suffixes(names), yg_buf_str(&name), host, &text))
            continue;
        /* behind it a second token of the brand, and any brand's in its place, in some names */
        uint32_t other = (uint32_t)seeded_below(&seed, yg_names_token_count(names));
        yg_name_match matches[] = {{.token = number, .left = true, .right = true},
                                   {.token = number, .left = true, .right = true},
                                   {.token = other, .left = true, .right = true}};
        yg_name_match m = matches[0];
        do
            m.end++;
        while (m.end < text.n && !(text.boundary[0] >> m.end & 1));
        m.distance = (uint8_t)yg_brute_distance(token->letter, token->length, text.letter, m.end);
        m.left = i % 7 != 0;
        matches[0] = m;
        matches[1].start = m.end;
        matches[1].end = (uint16_t)text.n;
        matches[2].end = m.end;
        yg_name_context_make(&c, names, yg_name_prior_built_in(), &text);
        c.matches = matches;
        c.matches_n = 1 + i / MODELS % 3;
        yg_name_features_make(&c, matches, &f);
        double score = yg_name_model_score(model, &f);
        yg_name_features_cheap(&c, matches, &f);
        assert_true(yg_name_model_may_reach(model, &c, matches, &f, false, score));
        left[0] += is_whole && !yg_name_model_may_reach(model, &c, matches, &f, false, score + 6);
        yg_name_features_around(&c, matches, &f);
        assert_true(yg_name_model_may_reach(model, &c, matches, &f, true, score));
        left[1] += is_whole && !yg_name_model_may_reach(model, &c, matches, &f, true, score + 6);
        tried += is_whole;
    }
    for (size_t i = 1; i < MODELS; i++)
        yg_name_model_free(models[i]);
    assert_true(tried > NAMES / 16 && left[0] > tried / 10 &&
                left[1] > left[0]); /* tight enough to serve */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judge__look_alikes__found_with_kind_and_brand),
        cmocka_unit_test(judge__official_label_elsewhere__wrong_tld),
        cmocka_unit_test(judge__own_and_ordinary_names__not_flagged),
        cmocka_unit_test(judge__short_mark__needs_second_sign),
        cmocka_unit_test(judge__more_signs__higher_score),
        cmocka_unit_test(threshold__any__what_is_told_is_what_scores_so_much),
        cmocka_unit_test(judge__short_mark_twice__is_a_second_sign),
        cmocka_unit_test(judge__japanese_suffix_alone__flagged),
        cmocka_unit_test(garbled__over_a_point__is_none),
        cmocka_unit_test(embedded__forms__by_rule),
        cmocka_unit_test(keyword__segments__whole_and_compound),
        cmocka_unit_test(edits__kinds__counted),
        cmocka_unit_test(garble__stirred_tokens__read_by_consonants),
        cmocka_unit_test(judge__stirred_names__as_without_short_cuts),
        cmocka_unit_test(bound__tokens_stirred_at_will__never_below_the_score),
        cmocka_unit_test(explain__both_languages__one_line),
        cmocka_unit_test(words__kinds_and_signs__all_named),
        cmocka_unit_test(data__built_in__read),
        cmocka_unit_test(data__damaged__refused_with_offset),
    };
    return cmocka_run_group_tests(tests, make, drop);
}
