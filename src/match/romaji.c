/* Romaji of kana names: modified Hepburn (as on signs and passports, ALA-LC without its long
 * marks), Kunrei (ISO 3602) and the Nihon forms of ヂ and ヅ; the combinations for foreign sounds
 * as the Cabinet notification of 1991 on loanwords has them. Names in the DNS are written in every
 * mixture of these and with long vowels or without, so each choice is made once for a whole name.
 */
#include "base/utf8.h"
#include "match/confusable.h"
#include "match/kana.h"

enum { KANA_MAX = 40, SIGN_MAX = 2 * KANA_MAX };

/* One choice each for the whole name. */
typedef struct {
    enum { HEPBURN, KUNREI, NIHON } style;
    enum {
        LONG_LEFT_OUT,
        LONG_MARK_LEFT_OUT,
        LONG_WRITTEN
    } length;           /* おう o/ou/ou, ー -/-/vowel */
    bool m_before_lips; /* ン is m before b, m, p */
    bool double_c;      /* ッチ is "cchi", not "tchi" */
    bool b_for_v;       /* ヴ is b */
} choice;

typedef struct {
    uint32_t at[SIGN_MAX]; /* katakana, ー, ASCII letters and digits */
    size_t n;
    size_t kana; /* how many are kana */
} kana_text;

typedef struct {
    char *text;
    size_t n;
    bool is_full;
    bool is_doubled; /* a ッ waits for its consonant */
    bool is_nasal;   /* a ン was written last */
    bool is_kana;    /* what was written last is kana */
} writer;

/* Hepburn by katakana less U+30A1; small ones read as large. ッ and ン are handled apart. */
static const char *const hepburn[] = {
    "a",  "a",  "i",   "i",  "u",  "u",   "e",  "e",   "o",  "o",  "ka", "ga", "ki", "gi", "ku",
    "gu", "ke", "ge",  "ko", "go", "sa",  "za", "shi", "ji", "su", "zu", "se", "ze", "so", "zo",
    "ta", "da", "chi", "ji", "",   "tsu", "zu", "te",  "de", "to", "do", "na", "ni", "nu", "ne",
    "no", "ha", "ba",  "pa", "hi", "bi",  "pi", "fu",  "bu", "pu", "he", "be", "pe", "ho", "bo",
    "po", "ma", "mi",  "mu", "me", "mo",  "ya", "ya",  "yu", "yu", "yo", "yo", "ra", "ri", "ru",
    "re", "ro", "wa",  "wa", "i",  "e",   "o",  "n",   "vu", "ka", "ke", "va", "vi", "ve", "vo",
};

/* Where the other styles differ; `consonant` is for contracted sounds (シャ sha, sya). */
static const struct {
    uint16_t kana;
    const char *kunrei, *nihon;
} others[] = {
    {0x30B7, "si", "si"}, /* シ */
    {0x30B8, "zi", "zi"}, /* ジ */
    {0x30C1, "ti", "ti"}, /* チ */
    {0x30C2, "zi", "di"}, /* ヂ */
    {0x30C4, "tu", "tu"}, /* ツ */
    {0x30C5, "zu", "du"}, /* ヅ */
    {0x30D5, "hu", "hu"}, /* フ */
    {0x30F2, "o", "wo"},  /* ヲ */
};

/* Foreign sounds: a kana and a small vowel that make one syllable, and its consonant in Hepburn.
 * The vowels are a bit set, a = 1 to o = 16. */
static const struct {
    uint16_t kana;
    uint8_t vowels;
    const char *consonant;
} foreign[] = {
    {0x30A4, 8, "y"},               /* イェ */
    {0x30A6, 2 | 8 | 16, "w"},      /* ウィ ウェ ウォ */
    {0x30AF, 1 | 2 | 8 | 16, "kw"}, /* クァ クィ クェ クォ */
    {0x30B0, 1 | 2 | 8 | 16, "gw"}, /* グァ … */
    {0x30B7, 8, "sh"},              /* シェ */
    {0x30B8, 8, "j"},               /* ジェ */
    {0x30B9, 2, "s"},               /* スィ */
    {0x30BA, 2, "z"},               /* ズィ */
    {0x30C1, 8, "ch"},              /* チェ */
    {0x30C4, 1 | 2 | 8 | 16, "ts"}, /* ツァ ツィ ツェ ツォ */
    {0x30C6, 2, "t"},               /* ティ */
    {0x30C7, 2, "d"},               /* ディ */
    {0x30C8, 4, "t"},               /* トゥ */
    {0x30C9, 4, "d"},               /* ドゥ */
    {0x30D5, 1 | 2 | 8 | 16, "f"},  /* ファ フィ フェ フォ */
    {0x30F4, 1 | 2 | 8 | 16, "v"},  /* ヴァ ヴィ ヴェ ヴォ */
};

static const char vowels[] = "aiueo";

/* Index into `vowels` of a small vowel; 5: another sign. */
static unsigned small_vowel(uint32_t c) {
    return c >= 0x30A1 && c <= 0x30A9 && c % 2 == 1 ? (unsigned)(c - 0x30A1) / 2 : 5;
}

/* The vowel of small ャ, ュ, ョ; NUL: another sign. */
static char contracted_vowel(uint32_t c) {
    return (char)(c == 0x30E3 ? 'a' : c == 0x30E5 ? 'u' : c == 0x30E7 ? 'o' : '\0');
}

static const char *reading(uint32_t c, const choice *how) {
    for (size_t i = 0; how->style != HEPBURN && i < sizeof others / sizeof *others; i++)
        if (others[i].kana == c)
            return how->style == KUNREI ? others[i].kunrei : others[i].nihon;
    return hepburn[c - 0x30A1];
}

static void put(writer *w, char c, const choice *how) {
    if (c == 'v' && how->b_for_v)
        c = 'b';
    if (w->n + 1 >= sizeof((yg_romaji *)NULL)->text) {
        w->is_full = true;
        return;
    }
    w->text[w->n++] = c;
}

static bool is_vowel(char c) {
    return c != '\0' && strchr(vowels, c) != NULL;
}

/* おう, おお, うう, ああ, ええ are one long vowel; いい and えい are written out in every style. */
static bool is_long(const writer *w, char vowel) {
    char last = w->n > 0 && w->is_kana ? w->text[w->n - 1] : '\0';
    return (last == vowel && vowel != 'i') || (last == 'o' && vowel == 'u');
}

static void put_syllable(writer *w, const char *consonant, char vowel, const choice *how) {
    char first = consonant[0];
    if (first == '\0' && !w->is_nasal && how->length == LONG_LEFT_OUT && is_long(w, vowel))
        return;
    if (w->is_nasal && how->m_before_lips && (first == 'b' || first == 'm' || first == 'p'))
        w->text[w->n - 1] = 'm';
    if (w->is_doubled && first != '\0')
        put(w, first == 'c' && !how->double_c ? 't' : first, how);
    w->is_doubled = false;
    for (size_t i = 0; consonant[i] != '\0'; i++)
        put(w, consonant[i], how);
    if (vowel != '\0')
        put(w, vowel, how);
    w->is_nasal = false;
    w->is_kana = true;
}

/* The consonant before ャ, ュ, ョ: that of the reading, with y where it is not a sibilant. */
static bool contracted(uint32_t c, const char *own, char *consonant) {
    size_t n = strlen(own);
    bool is_foreign =
        c == 0x30C6 || c == 0x30C7 || c == 0x30D5 || c == 0x30F4; /* テュ デュ フュ ヴュ */
    if (n < 2 || n > 3 || (own[n - 1] != 'i' && !is_foreign))
        return false;
    memcpy(consonant, own, n - 1);
    consonant[n - 1] = '\0';
    if (strcmp(consonant, "sh") != 0 && strcmp(consonant, "ch") != 0 && strcmp(consonant, "j") != 0)
        memcpy(consonant + n - 1, "y", 2);
    return true;
}

/* The consonant of a foreign sound, in the style; NULL: the two kana are two syllables. */
static const char *foreign_consonant(uint32_t c, unsigned vowel, const choice *how) {
    for (size_t i = 0; vowel < 5 && i < sizeof foreign / sizeof *foreign; i++) {
        if (foreign[i].kana != c || (foreign[i].vowels >> vowel & 1) == 0)
            continue;
        const char *own = foreign[i].consonant;
        if (how->style == HEPBURN)
            return own;
        return own[0] == 's' && own[1] == 'h' ? "sy"
               : own[0] == 'j'                ? "zy"
               : own[0] == 'c'                ? "ty"
                                              : own;
    }
    return NULL;
}

/* Writes the syllable that begins at *at and moves behind it. */
static void put_kana(writer *w, const kana_text *kana, size_t *at, const choice *how) {
    uint32_t c = kana->at[(*at)++];
    uint32_t next = *at < kana->n ? kana->at[*at] : 0;
    const char *own = reading(c, how), *before = foreign_consonant(c, small_vowel(next), how);
    char consonant[8];
    if (before != NULL) {
        put_syllable(w, before, vowels[small_vowel(next)], how);
        (*at)++;
    } else if (contracted_vowel(next) != '\0' && contracted(c, own, consonant)) {
        put_syllable(w, consonant, contracted_vowel(next), how);
        (*at)++;
    } else {
        size_t n = strlen(own);
        memcpy(consonant, own, n);
        consonant[n - 1] = '\0';
        put_syllable(w, consonant, own[n - 1], how);
    }
}

/* One spelling by those choices. False: longer than there is room. */
static bool spell(const kana_text *kana, const choice *how, yg_romaji *ret_variant) {
    writer w = {.text = ret_variant->text};
    for (size_t i = 0; i < kana->n;) {
        uint32_t c = kana->at[i];
        if (c == YG_KANA_LONG) {
            if (how->length == LONG_WRITTEN && w.n > 0 && is_vowel(w.text[w.n - 1]))
                put(&w, w.text[w.n - 1], how);
            i++;
        } else if (c == YG_KANA_SMALL_TSU) {
            w.is_doubled = true;
            i++;
        } else if (c == YG_KANA_N) {
            put_syllable(&w, "n", '\0', how);
            w.is_nasal = true;
            i++;
        } else if (c < 0x80) {
            put(&w, (char)c, how);
            w.is_doubled = w.is_nasal = w.is_kana = false;
            i++;
        } else {
            put_kana(&w, kana, &i, how);
        }
    }
    w.text[w.n] = '\0';
    ret_variant->n = (uint8_t)w.n;
    return !w.is_full && w.n > 0;
}

static bool is_separator(uint32_t c) {
    return c == ' ' || c == '-' || c == 0x3000 || c == 0x30FB || c == 0xFF65;
}

/* Katakana of full width, marks and repetitions resolved. False: other signs, too many. */
static bool read_kana(yg_str text, kana_text *kana) {
    for (size_t at = 0; at < text.n;) {
        uint32_t c = yg_kana_full(yg_utf8_next(text, &at));
        uint32_t *last = kana->n > 0 ? &kana->at[kana->n - 1] : NULL;
        unsigned mark = yg_kana_mark(c);
        if (is_separator(c))
            continue;
        if (mark != 0 && last != NULL) {
            *last = yg_kana_voiced(*last, mark);
            continue;
        }
        if ((c == 0x30FD || c == 0x30FE) && last != NULL && yg_kana_is(*last))
            c = c == 0x30FD ? *last : yg_kana_voiced(*last, 1);
        yg_str ascii = c == YG_KANA_LONG ? (yg_str){NULL, 0} : yg_confusable_latin(c);
        bool is_ascii =
            ascii.n == 1 && ascii.p[0] != '.' && (c < 0x80 || (c >= 0xFF10 && c <= 0xFF5A));
        if ((!is_ascii && !yg_kana_is(c) && c != YG_KANA_LONG) || kana->n == SIGN_MAX)
            return false;
        kana->kana += yg_kana_is(c);
        kana->at[kana->n++] = is_ascii ? (unsigned char)ascii.p[0] : c;
    }
    return kana->kana > 0;
}

static bool is_known(const yg_romaji *variants, size_t n, const yg_romaji *one) {
    for (size_t i = 0; i < n; i++)
        if (variants[i].n == one->n && memcmp(variants[i].text, one->text, one->n) == 0)
            return true;
    return false;
}

size_t yg_romaji_of(yg_str text, yg_romaji *ret_variants, size_t max) {
    kana_text kana = {.n = 0};
    size_t n = 0;
    if (text.n > SIGN_MAX * 4 || !read_kana(text, &kana))
        return 0;
    /* Most usual first: rare choices change in the outer loops. */
    for (unsigned rare = 0; rare < 8; rare++)
        for (unsigned style = HEPBURN; style <= NIHON; style++)
            for (unsigned length = LONG_LEFT_OUT; length <= LONG_WRITTEN && n < max; length++) {
                const choice how = {style, length, (rare & 1) != 0, (rare & 2) != 0,
                                    (rare & 4) != 0};
                yg_romaji one;
                if (spell(&kana, &how, &one) && !is_known(ret_variants, n, &one))
                    ret_variants[n++] = one;
            }
    return n;
}
