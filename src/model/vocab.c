/*
 * Lookups over the vocabulary tables: see vocab.h.
 *
 * tools/make-vocab folds every label of data/vocab at build time and sorts the results as bytes;
 * here the input is folded the same way into a buffer as long as the longest label, and found by
 * binary search. fold() below and fold() in make-vocab must agree; the tests look up every label
 * of the tables.
 *
 * Attack classes: [FOLD-OVERFLOW] input longer than any label: rejected before the byte that
 * would not fit; [FOLD-TRUNCATED] a multi-byte character cut at the end of the input: never read
 * past the end; [EMBEDDED-NUL] a NUL is a byte like others, and in no label.
 */
#include "model/vocab.h"

struct key {
    yg_str text;
    uint16_t value; /* a yg_country, or a yg_sector */
};

struct country {
    yg_country id;
    yg_str alpha2, numeric, name_en, name_ja;
};

struct sector {
    yg_str name_en, short_en, name_ja;
};

#include "model/vocab-tables.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const yg_str EMPTY = {"", 0};

/* Spaces and punctuation outside ASCII that comparison ignores: the same list as IGNORED in
 * tools/make-vocab. */
static bool is_ignored(uint32_t code) {
    static const struct {
        uint32_t low, high;
    } RANGES[] = {
        {0x00a0, 0x00a0}, {0x00b7, 0x00b7}, {0x2000, 0x206f}, {0x3000, 0x3002},
        {0x3008, 0x301f}, {0x30fb, 0x30fb}, {0xfeff, 0xfeff}, {0xff01, 0xff0f},
        {0xff1a, 0xff20}, {0xff3b, 0xff40}, {0xff5b, 0xff65},
    };
    for (size_t i = 0; i < COUNT(RANGES); i++) {
        if (code >= RANGES[i].low && code <= RANGES[i].high)
            return true;
    }
    return false;
}

static bool is_continuation(unsigned char byte) {
    return (byte & 0xc0) == 0x80;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static char to_lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/*
 * How many bytes at the start of `text`, which is not empty, are one ignored character; 0 when
 * it is to be compared. All ignored characters take 1 to 3 bytes in UTF-8; what is not
 * well-formed is compared, and matches nothing.
 */
static size_t ignored_bytes(yg_str text) {
    unsigned char a = (unsigned char)text.p[0];
    if (a < 0x80) {
        bool is_space = a == ' ' || (a >= '\t' && a <= '\r');
        bool is_letter = (a >= 'A' && a <= 'Z') || (a >= 'a' && a <= 'z');
        bool is_punctuation = a > ' ' && a < 0x7f && !is_letter && !is_digit((char)a);
        return is_space || is_punctuation ? 1 : 0;
    }
    if ((a & 0xe0) == 0xc0 && text.n >= 2) {
        unsigned char b = (unsigned char)text.p[1];
        uint32_t code = ((a & 0x1fu) << 6) | (b & 0x3fu);
        return is_continuation(b) && code >= 0x80 && is_ignored(code) ? 2 : 0;
    }
    if ((a & 0xf0) == 0xe0 && text.n >= 3) {
        unsigned char b = (unsigned char)text.p[1], c = (unsigned char)text.p[2];
        uint32_t code = ((a & 0x0fu) << 12) | ((b & 0x3fu) << 6) | (c & 0x3fu);
        bool is_whole = is_continuation(b) && is_continuation(c);
        return is_whole && code >= 0x800 && is_ignored(code) ? 3 : 0;
    }
    return 0;
}

/*
 * Writes the compared form of `text` to `buf`, which has room for the longest label, and returns
 * it; empty when it would be longer than that.
 */
static yg_str fold(yg_str text, char buf[static KEY_BYTES_MAX]) {
    size_t len = 0;
    for (size_t i = 0; i < text.n;) {
        size_t skip = ignored_bytes((yg_str){text.p + i, text.n - i});
        if (skip != 0) {
            i += skip;
            continue;
        }
        if (len == KEY_BYTES_MAX)
            return EMPTY;
        buf[len++] = to_lower(text.p[i++]);
    }
    return (yg_str){buf, len};
}

/* The keys are sorted as yg_str_cmp orders them: as bytes, a prefix before what it begins. */
static const struct key *find(const struct key *keys, size_t count, yg_str wanted) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = yg_str_cmp(wanted, keys[middle].text);
        if (order == 0)
            return &keys[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* The value of a label, 0 when it is not in the table. */
static uint16_t find_label(const struct key *keys, size_t count, yg_str label) {
    char buf[KEY_BYTES_MAX];
    const struct key *key = find(keys, count, fold(label, buf));
    return key != NULL ? key->value : 0;
}

static const struct country *find_country(yg_country id) {
    size_t low = 0, high = COUNT(countries);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (countries[middle].id == id)
            return &countries[middle];
        if (id < countries[middle].id)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

yg_country yg_country_from_code(yg_str code) {
    char buf[3];
    if (code.n > sizeof buf)
        return 0;
    for (size_t i = 0; i < code.n; i++)
        buf[i] = to_lower(code.p[i]);
    const struct key *key = find(country_codes, COUNT(country_codes), (yg_str){buf, code.n});
    return key != NULL ? key->value : 0;
}

yg_country yg_country_from_name(yg_str name) {
    return find_label(country_names, COUNT(country_names), name);
}

yg_str yg_country_alpha2(yg_country country) {
    const struct country *row = find_country(country);
    return row != NULL ? row->alpha2 : EMPTY;
}

yg_str yg_country_numeric(yg_country country) {
    const struct country *row = find_country(country);
    return row != NULL ? row->numeric : EMPTY;
}

yg_str yg_country_name(yg_country country, enum yg_lang lang) {
    const struct country *row = find_country(country);
    if (row == NULL)
        return EMPTY;
    return lang == YG_LANG_JA ? row->name_ja : row->name_en;
}

yg_sector yg_sector_from_label(yg_str label) {
    return (yg_sector)find_label(sector_labels, COUNT(sector_labels), label);
}

/* The section of a run of digits: of its longest known prefix. */
static yg_sector sector_of_digits(yg_str digits) {
    for (size_t len = digits.n; len >= 2; len--) {
        const struct key *key =
            find(naics_prefixes, COUNT(naics_prefixes), (yg_str){digits.p, len});
        if (key != NULL)
            return (yg_sector)key->value;
    }
    return 0;
}

yg_sector yg_sector_from_naics(yg_str code) {
    size_t dash = 0;
    while (dash < code.n && is_digit(code.p[dash]))
        dash++;
    if (dash < 2 || dash > 6)
        return 0;
    yg_sector sector = sector_of_digits((yg_str){code.p, dash});
    if (dash == code.n)
        return sector;
    bool is_range =
        dash == 2 && code.n == 5 && code.p[2] == '-' && is_digit(code.p[3]) && is_digit(code.p[4]);
    if (!is_range || sector_of_digits((yg_str){code.p + 3, 2}) != sector)
        return 0;
    return sector;
}

yg_str yg_sector_name(yg_sector sector, enum yg_lang lang, bool is_short) {
    if (sector < 'A' || sector > 'U')
        return EMPTY;
    const struct sector *row = &sectors[sector - 'A'];
    if (lang == YG_LANG_JA)
        return row->name_ja;
    return is_short ? row->short_en : row->name_en;
}
