/* Letters that look alike: pairs of ASCII letters, signs of other alphabets (the tables of
 * match/confusable.h turned round), Japanese signs. The registry's rules are held against each
 * label when it is let out (yg_made_label).
 *
 * Two rounds at most: in a label with three strange letters an eye sees that something is wrong,
 * and their number is the cube of the table. Signs of other scripts than Latin are put in one at a
 * time, or for all letters of the label at once (Cyrillic, Greek), because registries forbid mixed
 * labels; Latin letters with marks also in pairs. */
#include <pthread.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "match/confusable.h"
#include "match/name_made_part.h"
#include "text/key.h"

/* What ASCII text can stand for which: seen in the fonts of browsers. */
static const struct {
    const char *of, *with;
} pairs[] = {
    {"m", "rn"}, {"m", "nn"}, {"m", "rr"}, {"m", "n"},  {"n", "m"},  {"n", "r"},  {"rn", "m"},
    {"nn", "m"}, {"w", "vv"}, {"w", "uu"}, {"w", "v"},  {"vv", "w"}, {"v", "u"},  {"u", "v"},
    {"d", "cl"}, {"d", "b"},  {"d", "dl"}, {"d", "di"}, {"d", "ci"}, {"cl", "d"}, {"b", "d"},
    {"b", "lb"}, {"b", "ib"}, {"b", "6"},  {"b", "8"},  {"b", "lo"}, {"c", "e"},  {"e", "c"},
    {"e", "3"},  {"g", "q"},  {"g", "9"},  {"q", "g"},  {"q", "9"},  {"h", "lh"}, {"h", "ih"},
    {"h", "b"},  {"i", "1"},  {"i", "l"},  {"i", "j"},  {"j", "i"},  {"l", "1"},  {"l", "i"},
    {"l", "t"},  {"t", "l"},  {"t", "f"},  {"f", "t"},  {"t", "7"},  {"k", "lk"}, {"k", "ik"},
    {"k", "lc"}, {"o", "0"},  {"0", "o"},  {"1", "l"},  {"1", "i"},  {"s", "5"},  {"5", "s"},
    {"a", "4"},  {"4", "a"},  {"3", "e"},  {"6", "b"},  {"8", "b"},  {"9", "g"},  {"z", "2"},
    {"2", "z"},  {"7", "t"},  {"x", "ck"}, {"ck", "x"}, {"y", "v"},  {"v", "y"},  {"lb", "b"},
    {"lc", "k"}, {"lk", "k"}, {"lo", "b"}, {"lh", "h"}, {"a", "ci"}, {"r", "n"},
};

/* A sign of another alphabet, and the ASCII letters that it looks like. */
typedef struct {
    uint32_t of[2]; /* the second 0: one letter */
    uint32_t sign;
    bool is_latin, is_plain; /* Latin; and with one mark at most */
} glyph;

/* Signs by what they fold to, for Japanese labels. */
typedef struct {
    uint32_t fold, sign;
} kana;

static struct {
    YG_VEC(glyph) glyphs; /* sorted by of */
    size_t from[128], to[128];
    YG_VEC(kana) kana; /* sorted by fold */
} table;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Signs that the tables of match/confusable.h do not give, because a reader of names need not fold
 * them, and that look like the letter all the same. */
static const struct {
    char of;
    const char *signs;
} more[] = {
    {'a', "ə"},
    {'b', "ƅ"},
    {'u', "ʉᶌ"},
    {'v', "ᶌʉ"},
};

static bool is_latin(uint32_t c) {
    return (c >= 0xDF && c <= 0x2AF) || (c >= 0x1D00 && c <= 0x1DBF) ||
           (c >= 0x1E00 && c <= 0x1EFF) || (c >= 0x2C60 && c <= 0x2C7F) ||
           (c >= 0xA720 && c <= 0xA7FF) || (c >= 0xAB30 && c <= 0xAB6F);
}

/* A letter with two marks ("ấ"): too strange to stand beside a second strange letter. */
static bool has_two_marks(uint32_t c) {
    static const uint16_t ranges[][2] = {
        {0x1D5, 0x1DC},   {0x1DE, 0x1E1},   {0x1EC, 0x1ED},   {0x1FA, 0x1FB},   {0x22A, 0x22D},
        {0x230, 0x231},   {0x1E08, 0x1E09}, {0x1E14, 0x1E17}, {0x1E1C, 0x1E1D}, {0x1E2E, 0x1E2F},
        {0x1E38, 0x1E39}, {0x1E4C, 0x1E53}, {0x1E5C, 0x1E5D}, {0x1E64, 0x1E69}, {0x1E78, 0x1E7B},
        {0x1EA4, 0x1EB7}, {0x1EBE, 0x1EC7}, {0x1ED0, 0x1EE3}, {0x1EE8, 0x1EF1}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        if (c >= ranges[i][0] && c <= ranges[i][1])
            return true;
    }
    return false;
}

/* May it stand in a label at all (RFC 5892)? Letters that neither NFKC nor case folding changes. */
static bool is_stable(uint32_t c) {
    YG_CLEANUP_BUF yg_buf plain = {0};
    YG_CLEANUP_BUF yg_buf folded = {0};
    yg_utf8_put(&plain, c);
    yg_key_add_folded(&folded, yg_buf_str(&plain));
    return yg_str_eq(yg_buf_str(&plain), yg_buf_str(&folded));
}

static int by_letters(const void *left, const void *right) {
    const glyph *a = left, *b = right;
    for (int i = 0; i < 2; i++) {
        if (a->of[i] != b->of[i])
            return a->of[i] < b->of[i] ? -1 : 1;
    }
    return a->sign < b->sign ? -1 : a->sign > b->sign;
}

static int by_fold(const void *left, const void *right) {
    const kana *a = left, *b = right;
    if (a->fold != b->fold)
        return a->fold < b->fold ? -1 : 1;
    return a->sign < b->sign ? -1 : a->sign > b->sign;
}

static void add_glyph(uint32_t first, uint32_t second, uint32_t sign) {
    glyph *g = yg_vec_add(&table.glyphs);
    *g = (glyph){.of = {first, second}, .sign = sign, .is_latin = is_latin(sign)};
    g->is_plain = g->is_latin && !has_two_marks(sign);
}

static void fill(void) {
    for (uint32_t c = 0x80; c < 0x10000; c++) {
        if (c >= 0xD800 && c < 0xF900)
            continue;
        yg_str latin = yg_confusable_latin(c);
        if (latin.n >= 1 && latin.n <= 2 && latin.p[0] != '.' && is_stable(c))
            add_glyph((unsigned char)latin.p[0], latin.n > 1 ? (unsigned char)latin.p[1] : 0, c);
        uint32_t fold = c >= 0x3041 && c <= 0x9FFF ? yg_confusable_kana(c) : 0;
        if (fold > 0x3000 && is_stable(c))
            yg_vec_push(&table.kana, ((kana){fold, c}));
    }
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        yg_str signs = yg_str_of(more[i].signs);
        for (size_t at = 0; at < signs.n;)
            add_glyph((unsigned char)more[i].of, 0, yg_utf8_next(signs, &at));
    }
    qsort(table.glyphs.at, table.glyphs.n, sizeof *table.glyphs.at, by_letters);
    qsort(table.kana.at, table.kana.n, sizeof *table.kana.at, by_fold);
    for (size_t i = table.glyphs.n; i-- > 0;) {
        size_t of = table.glyphs.at[i].of[0] & 127;
        table.from[of] = i;
        if (table.to[of] == 0)
            table.to[of] = i + 1;
    }
}

enum { MOST_PLACES = 3 };

enum { ASCII_PAIRS = 1, PLAIN = 2, LATIN = 4, OTHERS = 8 };

/* Pairs that most fonts hardly tell apart; the others only remind of the letter. */
static double pair_fit(yg_str of, yg_str with) {
    static const char *const twins[][2] = {
        {"m", "rn"}, {"rn", "m"}, {"w", "vv"}, {"vv", "w"}, {"d", "cl"}, {"cl", "d"}, {"o", "0"},
        {"0", "o"},  {"l", "1"},  {"1", "l"},  {"l", "i"},  {"i", "l"},  {"i", "1"},  {"1", "i"}};
    static const char *const near[][2] = {{"m", "nn"}, {"nn", "m"}, {"g", "q"}, {"q", "g"},
                                          {"s", "5"},  {"5", "s"},  {"u", "v"}, {"v", "u"},
                                          {"i", "j"},  {"n", "m"},  {"m", "n"}, {"z", "2"}};
    for (size_t i = 0; i < sizeof twins / sizeof *twins; i++) {
        if (yg_str_eqz(of, twins[i][0]) && yg_str_eqz(with, twins[i][1]))
            return 1;
    }
    for (size_t i = 0; i < sizeof near / sizeof *near; i++) {
        if (yg_str_eqz(of, near[i][0]) && yg_str_eqz(with, near[i][1]))
            return 0.75;
    }
    return 0.5;
}

/* Signs that people can register and browsers show: letters of European languages and those with a
 * dot below first; letters of phonetics and old scripts, which few registries take, last. */
static double sign_fit(uint32_t c) {
    if ((c >= 0xDF && c <= 0x17F) || (c >= 0x3041 && c <= 0x9FFF))
        return 1;
    if (c >= 0x1E00 && c <= 0x1EFF)
        return has_two_marks(c) ? 0.6 : 0.9;
    if (c >= 0x370 && c <= 0x58F)
        return 0.8;
    return c >= 0x180 && c <= 0x24F ? 0.6 : 0.3;
}

typedef void (*found_label)(yg_maker *m, const yg_label *label, void *self);

/* Replaces text that begins at `at`; then also at its next places, since who chooses a strange
 * letter often takes it for all: up to three places, and all to the last. */
static void replace_run(yg_maker *m, const yg_label *label, size_t at, const uint32_t *of,
                        size_t of_n, const uint32_t *with, size_t with_n, found_label found,
                        void *self) {
    yg_label made = *label, next;
    const double fit = m->fit;
    for (int places = 1; !m->stopped && at + of_n <= made.n; places++) {
        if (!yg_label_replace(&made, at, of_n, with, with_n, &next))
            return;
        made = next;
        m->fit = fit / places;
        if (places <= MOST_PLACES)
            found(m, &made, self);
        for (at += with_n; at + of_n <= made.n; at++) {
            if (memcmp(made.at + at, of, of_n * sizeof *of) == 0)
                break;
        }
        if (places > MOST_PLACES && at + of_n > made.n)
            found(m, &made, self);
    }
}

static void each_pair(yg_maker *m, const yg_label *label, found_label found, void *self) {
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        yg_str of = yg_str_of(pairs[i].of), with = yg_str_of(pairs[i].with);
        uint32_t from[2] = {(unsigned char)of.p[0], of.n > 1 ? (unsigned char)of.p[1] : 0};
        uint32_t to[2] = {(unsigned char)with.p[0], with.n > 1 ? (unsigned char)with.p[1] : 0};
        for (size_t at = 0; (at = yg_label_find(label, at, of)) != SIZE_MAX && !m->stopped; at++) {
            m->fit = m->outer_fit * pair_fit(of, with);
            replace_run(m, label, at, from, of.n, to, with.n, found, self);
        }
    }
}

static void each_glyph(yg_maker *m, const yg_label *label, unsigned which, found_label found,
                       void *self) {
    for (size_t at = 0; at < label->n && !m->stopped; at++) {
        uint32_t c = label->at[at];
        if (c >= 0x80)
            continue;
        for (size_t i = table.from[c]; i < table.to[c]; i++) {
            const glyph *g = &table.glyphs.at[i];
            size_t n = g->of[1] != 0 ? 2 : 1;
            if ((which & (g->is_plain   ? PLAIN | LATIN
                          : g->is_latin ? LATIN
                                        : OTHERS)) == 0 ||
                (n == 2 && (at + 1 >= label->n || label->at[at + 1] != g->of[1])))
                continue;
            m->fit = m->outer_fit * sign_fit(g->sign);
            replace_run(m, label, at, g->of, n, &g->sign, 1, found, self);
        }
    }
}

static void put(yg_maker *m, const yg_label *label, void *self) {
    (void)self;
    yg_made_label(m, label);
}

/* The second round of a label that the first one made. */
static void again(yg_maker *m, const yg_label *label, void *self) {
    const unsigned *which = self;
    const double outer = m->outer_fit;
    m->outer_fit = m->fit;
    if ((*which & ASCII_PAIRS) != 0)
        each_pair(m, label, put, NULL);
    each_glyph(m, label, *which & ~(unsigned)ASCII_PAIRS, put, NULL);
    m->outer_fit = outer;
}

/* The Cyrillic and Greek letters that are the Latin ones to the eye, as against those that only
 * remind of them: they come first. */
static bool is_twin(uint32_t c) {
    static const uint32_t twins[] = {
        0x430, 0x441, 0x501, 0x435, 0x50D, 0x4BB, 0x456, 0x458, 0x4CF, 0x43A,
        0x43C, 0x43E, 0x440, 0x51B, 0x455, 0x442, 0x443, 0x475, 0x51D, 0x445,
        0x3BF, 0x3BD, 0x3B9, 0x3BA, 0x3C1, 0x3C5, 0x3B1, 0x3C7, 0x3C4,
    };
    for (size_t i = 0; i < sizeof twins / sizeof *twins; i++) {
        if (twins[i] == c)
            return true;
    }
    return false;
}

/* The letter's counterpart number `which` between low and high, twins first; 0: there are not so
 * many. */
static uint32_t counterpart(uint32_t c, uint32_t low, uint32_t high, size_t which) {
    for (int twins = 1; c < 0x80 && twins >= 0; twins--) {
        for (size_t i = table.from[c]; i < table.to[c]; i++) {
            const glyph *g = &table.glyphs.at[i];
            if (g->of[1] == 0 && g->sign >= low && g->sign <= high &&
                is_twin(g->sign) == (twins == 1) && which-- == 0)
                return g->sign;
        }
    }
    return 0;
}

/* Every letter in another script at once; then the same with one letter's further choices. */
static void whole_script(yg_maker *m, uint32_t low, uint32_t high) {
    yg_label made = m->label;
    for (size_t at = 0; at < made.n; at++) {
        uint32_t c = made.at[at];
        if (c == '-' || (c >= '0' && c <= '9'))
            continue;
        made.at[at] = counterpart(c, low, high, 0);
        if (made.at[at] == 0)
            return;
    }
    m->fit = 0.9;
    yg_made_label(m, &made);
    m->fit = 0.5;
    for (size_t at = 0; at < made.n; at++) {
        yg_label other = made;
        for (size_t which = 1; (other.at[at] = counterpart(m->label.at[at], low, high, which)) != 0;
             which++)
            yg_made_label(m, &other);
    }
}

static size_t kana_from(uint32_t fold) {
    size_t low = 0, high = table.kana.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (table.kana.at[mid].fold < fold)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static void japanese(yg_maker *m) {
    yg_label all = m->label;
    m->fit = 1;
    for (size_t at = 0; at < m->label.n; at++) {
        uint32_t c = m->label.at[at], fold = c >= 0x3041 ? yg_confusable_kana(c) : 0;
        for (size_t i = kana_from(fold); fold != 0 && i < table.kana.n; i++) {
            if (table.kana.at[i].fold != fold)
                break;
            m->fit = 1;
            if (table.kana.at[i].sign != c)
                replace_run(m, &m->label, at, &c, 1, &table.kana.at[i].sign, 1, put, NULL);
        }
        if (c >= 0x30A1 && c <= 0x30F6) /* katakana as hiragana, and the other way round */
            all.at[at] = c - 0x60;
        else if (c >= 0x3041 && c <= 0x3096)
            all.at[at] = c + 0x60;
    }
    m->fit = 0.5;
    yg_made_label(m, &all);
}

void yg_make_glyphs(yg_maker *m, yg_made_kind kind) {
    unsigned ascii = ASCII_PAIRS, plain = PLAIN, both = ASCII_PAIRS | PLAIN;
    pthread_once(&once, fill);
    if (kind == YG_MADE_LETTER_PAIR) {
        each_pair(m, &m->label, put, NULL);
    } else if (kind == YG_MADE_IDN) {
        whole_script(m, 0x370, 0x3FF);
        whole_script(m, 0x400, 0x52F);
        japanese(m);
        each_glyph(m, &m->label, LATIN | OTHERS, put, NULL);
    } else {
        each_pair(m, &m->label, again, &ascii);
        each_pair(m, &m->label, again, &plain);
        each_glyph(m, &m->label, PLAIN, again, &both);
    }
}
