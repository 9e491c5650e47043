#include "names-squats.h"

#include <math.h>
#include <stdio.h>

#include "../src/match/name_made_part.h"
#include "../tests/seeded.h"
#include "base/utf8.h"
#include "match/confusable.h"

enum { GLYPHS = 48, FAMILIES = 3, TRIES = 20 };

static const char *const words[SQUAT_KINDS] = {
    "a letter left out",
    "a letter doubled",
    "two letters swapped",
    "a neighbour on the keyboard",
    "another vowel",
    "another letter",
    "a letter put in",
    "one bit",
    "ASCII that looks alike",
    "a hyphen",
    "IDN, one letter",
    "IDN, all letters",
    "brand-login",
    "login-brand",
    "brandlogin",
    "loginbrand",
    "another suffix",
    "brand.RANDOM.tld",
    "brand.co.jp.RANDOM.tld",
    "kana, kanji",
    "kana, kanji with a word",
    "word-brand-word, up to four words",
};

const char *squat_word(squat_kind kind) {
    return words[kind];
}

static const char *const suffixes[] = {
    "com", "com",  "com",  "com",    "net", "org", "jp", "co.jp", "info", "co",  "xyz",  "top",
    "cc",  "shop", "site", "online", "app", "dev", "io", "de",    "cn",   "biz", "club", "us",
};
static const char *const login[] = {
    "login",  "secure", "account", "payment", "pay",    "card",   "support", "verify",
    "online", "shop",   "signin",  "service", "mypage", "update", "member",  "info",
};
static const char *const login_kana[] = {"ログイン", "カード", "認証", "公式", "サポート", "銀行"};

typedef struct {
    uint64_t state;
    uint32_t token;
    yg_str text; /* of the token, lower case */
    squat_take take;
    void *self;
} maker;

static const char *any_of(maker *m, const char *const *list, size_t n) {
    return list[seeded_below(&m->state, n)];
}
#define ANY(m, list) any_of(m, list, sizeof(list) / sizeof(list)[0])

/* Signs that look like one ASCII letter: 0 Latin with marks, 1 Greek, 2 Cyrillic. */
static struct {
    uint32_t at[26][FAMILIES][GLYPHS];
    size_t n[26][FAMILIES];
} glyphs;

static void fill_glyphs(void) {
    static const uint32_t ranges[][3] = {
        {0xDF, 0x24F, 0}, {0x1E00, 0x1EFF, 0}, {0x3AC, 0x3FF, 1}, {0x430, 0x52F, 2}};
    if (glyphs.n[0][0])
        return;
    for (size_t r = 0; r < sizeof ranges / sizeof ranges[0]; r++)
        for (uint32_t c = ranges[r][0]; c <= ranges[r][1]; c++) {
            yg_str latin = yg_confusable_latin(c);
            if (latin.n != 1 || latin.p[0] < 'a' || latin.p[0] > 'z')
                continue;
            size_t letter = (size_t)(latin.p[0] - 'a'), family = ranges[r][2];
            if (glyphs.n[letter][family] < GLYPHS)
                glyphs.at[letter][family][glyphs.n[letter][family]++] = c;
        }
}

static void give(maker *m, squat_kind kind, const char *label, const char *suffix) {
    char host[512];
    int n = snprintf(host, sizeof host, "%s.%s", label, suffix);
    if (n > 0 && (size_t)n < sizeof host)
        m->take(m->self, kind, m->token, (yg_str){host, (size_t)n});
}

static bool is_vowel(char c) {
    return strchr("aeiouy", c) != NULL;
}

/* text with `cut` bytes at i replaced. */
static void splice(yg_buf *buf, yg_str text, size_t i, size_t cut, yg_str with) {
    yg_buf_add(buf, yg_str_sub(text, 0, i));
    yg_buf_add(buf, with);
    yg_buf_add(buf, yg_str_from(text, i + cut));
}

static bool edit_look(maker *m, yg_buf *buf) {
    static const char *const pairs[][2] = {{"o", "0"},  {"l", "1"},  {"i", "1"}, {"i", "l"},
                                           {"l", "i"},  {"e", "3"},  {"a", "4"}, {"s", "5"},
                                           {"m", "rn"}, {"w", "vv"}, {"b", "8"}, {"g", "9"}};
    enum { PAIRS = sizeof pairs / sizeof pairs[0] };
    for (size_t k = 0; k < TRIES; k++) {
        const char *const *pair = pairs[seeded_below(&m->state, PAIRS)];
        size_t i = seeded_below(&m->state, m->text.n);
        if (m->text.p[i] != pair[0][0])
            continue;
        splice(buf, m->text, i, 1, yg_str_of(pair[1]));
        return true;
    }
    return false;
}

/* A typing error of the kind; false: it cannot be made here. */
static bool edit(maker *m, squat_kind kind, yg_buf *buf) {
    yg_str t = m->text;
    size_t i = seeded_below(&m->state, t.n);
    char c = t.p[i], with[2] = {(char)('a' + seeded_below(&m->state, 26)), c};
    switch (kind) {
    case SQUAT_OMISSION:
        splice(buf, t, i, 1, YG_STR(""));
        return true;
    case SQUAT_REPETITION:
        with[0] = c;
        splice(buf, t, i, 1, (yg_str){with, 2});
        return true;
    case SQUAT_TRANSPOSITION:
        if (i + 1 >= t.n || t.p[i + 1] == c)
            return false;
        with[0] = t.p[i + 1];
        splice(buf, t, i, 2, (yg_str){with, 2});
        return true;
    case SQUAT_NEIGHBOUR: {
        yg_str keys = yg_keyboard_neighbours(c);
        with[0] = keys.n ? keys.p[seeded_below(&m->state, keys.n)] : c;
        splice(buf, t, i, 1, (yg_str){with, 1});
        return with[0] >= 'a' && with[0] <= 'z';
    }
    case SQUAT_VOWEL:
        with[0] = "aeiou"[seeded_below(&m->state, 5)];
        splice(buf, t, i, 1, (yg_str){with, 1});
        return is_vowel(c) && with[0] != c;
    case SQUAT_REPLACED:
        splice(buf, t, i, 1, (yg_str){with, 1});
        return with[0] != c;
    case SQUAT_ADDED:
        splice(buf, t, i, 1, (yg_str){with, 2});
        return i > 0;
    case SQUAT_BIT:
        with[0] = (char)(c ^ 1 << seeded_below(&m->state, 5));
        splice(buf, t, i, 1, (yg_str){with, 1});
        return with[0] >= 'a' && with[0] <= 'z';
    case SQUAT_HYPHEN:
        with[0] = '-';
        splice(buf, t, i, 1, (yg_str){with, 2});
        return i > 1 && i + 2 < t.n;
    default:
        return edit_look(m, buf);
    }
}

static bool idn(maker *m, bool all, yg_buf *buf) {
    size_t family = seeded_below(&m->state, FAMILIES), n = 0;
    size_t only = seeded_below(&m->state, m->text.n);
    for (size_t i = 0; i < m->text.n; i++) {
        char c = m->text.p[i];
        size_t letter = c >= 'a' && c <= 'z' ? (size_t)(c - 'a') : 26;
        if ((all || i == only) && letter < 26 && glyphs.n[letter][family]) {
            yg_utf8_put(
                buf, glyphs.at[letter][family][seeded_below(&m->state, glyphs.n[letter][family])]);
            n++;
        } else {
            yg_buf_addc(buf, c);
        }
    }
    return all ? n * 2 >= m->text.n : n > 0;
}

static void random_label(maker *m, yg_buf *buf) {
    size_t n = 5 + seeded_below(&m->state, 6);
    for (size_t i = 0; i < n; i++)
        yg_buf_addc(buf, (char)('a' + seeded_below(&m->state, 26)));
}

static void words_around(maker *m, yg_buf *buf) {
    size_t n = 2 + seeded_below(&m->state, 3), at = seeded_below(&m->state, n + 1);
    for (size_t i = 0; i <= n; i++) {
        yg_buf_addz(buf, i ? "-" : "");
        if (i == at)
            yg_buf_add(buf, m->text);
        else
            yg_buf_addz(buf, ANY(m, login));
    }
}

static bool make_label(maker *m, squat_kind kind, yg_buf *buf) {
    const char *word = ANY(m, login);
    switch (kind) {
    case SQUAT_IDN_ONE:
    case SQUAT_IDN_ALL:
        return idn(m, kind == SQUAT_IDN_ALL, buf);
    case SQUAT_LOGIN_RIGHT:
        yg_buf_addf(buf, "%.*s-%s", YG_FMT(m->text), word);
        return true;
    case SQUAT_LOGIN_LEFT:
        yg_buf_addf(buf, "%s-%.*s", word, YG_FMT(m->text));
        return true;
    case SQUAT_LOGIN_RIGHT_JOINED:
        yg_buf_addf(buf, "%.*s%s", YG_FMT(m->text), word);
        return true;
    case SQUAT_LOGIN_LEFT_JOINED:
        yg_buf_addf(buf, "%s%.*s", word, YG_FMT(m->text));
        return true;
    case SQUAT_TLD:
        yg_buf_add(buf, m->text);
        return true;
    case SQUAT_SUBDOMAIN:
        yg_buf_addf(buf, "%.*s.", YG_FMT(m->text));
        random_label(m, buf);
        return true;
    case SQUAT_EMBEDDED:
        yg_buf_addf(buf, "%.*s%s", YG_FMT(m->text),
                    seeded_below(&m->state, 2) ? ".co.jp." : ".com.");
        random_label(m, buf);
        return true;
    case SQUAT_WORDS:
        words_around(m, buf);
        return true;
    default:
        return edit(m, kind, buf);
    }
}

/* Registries of .jp take no other letters than ASCII and Japanese: nor does anybody register such a
 * look-alike there. */
static void make(maker *m, squat_kind kind) {
    for (size_t k = 0; k < TRIES; k++) {
        YG_CLEANUP_BUF yg_buf label = {0};
        const char *suffix =
            kind == SQUAT_IDN_ONE || kind == SQUAT_IDN_ALL ? "com" : ANY(m, suffixes);
        if (!make_label(m, kind, &label))
            continue;
        give(m, kind, yg_buf_z(&label), suffix);
        return;
    }
}

static void make_signs(maker *m, squat_kind kind) {
    YG_CLEANUP_BUF yg_buf label = {0};
    const char *word = ANY(m, login_kana);
    bool left = seeded_below(&m->state, 3) == 0;
    if (kind == SQUAT_SIGNS_LOGIN && left)
        yg_buf_addz(&label, word);
    yg_buf_add(&label, m->text);
    if (kind == SQUAT_SIGNS_LOGIN && !left)
        yg_buf_addz(&label, word);
    give(m, kind, yg_buf_z(&label), seeded_below(&m->state, 2) ? "jp" : "com");
}

static bool is_ascii(yg_str s) {
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

/* As it would stand in a label. */
static yg_str plain(yg_str text, char *buf, size_t max) {
    size_t n = 0;
    for (size_t i = 0; i < text.n && n < max; i++) {
        char c = text.p[i] >= 'A' && text.p[i] <= 'Z' ? (char)(text.p[i] + 32) : text.p[i];
        if (c != ' ' && c != '.' && c != '\'' && c != '&')
            buf[n++] = c;
    }
    return (yg_str){buf, n};
}

void squats_of(const yg_names *names, uint64_t seed, size_t each, squat_take take, void *self) {
    maker m = {.state = seed, .take = take, .self = self};
    char buf[256];
    fill_glyphs();
    for (size_t i = 0; i < yg_names_token_count(names); i++) {
        const yg_name_token *token = yg_names_token(names, i);
        m.token = (uint32_t)i;
        m.text = plain(token->text, buf, sizeof buf);
        if (m.text.n < 2 || m.text.n > 40 || (token->length > 0 && !is_ascii(m.text)))
            continue;
        for (size_t k = 0; k < each; k++)
            for (squat_kind kind = 0; kind < SQUAT_KINDS; kind++) {
                bool is_signs = kind == SQUAT_SIGNS || kind == SQUAT_SIGNS_LOGIN;
                if (is_signs && token->length == 0)
                    make_signs(&m, kind);
                else if (!is_signs && token->length > 0 &&
                         !(token->length < 4 && kind <= SQUAT_BIT))
                    make(&m, kind);
            }
    }
}

double squat_chance(const yg_name_token *token) {
    double sum = 0;
    for (size_t s = 0; s < YG_CHANCE_SIDES; s++)
        if (s == YG_CHANCE_SIDES - 1 || token->length > 3 || token->length == 0)
            sum += pow(10, (double)token->chance.at[0][s]);
    if (token->length > 3 || token->signs_n > 3)
        sum += pow(10, (double)token->chance.at[1][YG_CHANCE_SIDES - 1]);
    return log10(sum);
}
