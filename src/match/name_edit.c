/* Edits between a token and what stands in a name, by kind: what fools an eye is another kind than
 * what only happens to be near. */
#include "base/utf8.h"
#include "match/confusable.h"
#include "match/name_feature.h"
#include "match/name_fold.h"

enum { A = 1, E = 5, L = 12, O = 15, U = 21, Y = 25, SPAN_MAX = 72 };

static bool is_vowel(uint8_t c) {
    /* i is folded to l */
    static const uint32_t vowels = 1u << A | 1u << E | 1u << L | 1u << O | 1u << U | 1u << Y;
    return c < 32 && (vowels >> c & 1) != 0;
}

/* Letters that are mistaken for each other in small type, as letters of the skeleton. */
#define BIT(c) (UINT32_C(1) << ((c) - 'a' + 1))
static const uint32_t looks[32] = {
    [1] = BIT('o') | BIT('e'),             /* a */
    [2] = BIT('h') | BIT('d'),             /* b */
    [3] = BIT('e') | BIT('o') | BIT('k'),  /* c */
    [4] = BIT('b') | BIT('q'),             /* d */
    [5] = BIT('c') | BIT('o') | BIT('a'),  /* e */
    [6] = BIT('t') | BIT('l'),             /* f */
    [7] = BIT('q') | BIT('y'),             /* g */
    [8] = BIT('n') | BIT('b'),             /* h */
    [10] = BIT('l'),                       /* j */
    [11] = BIT('x') | BIT('c'),            /* k */
    [12] = BIT('t') | BIT('j') | BIT('f'), /* l, i */
    [13] = BIT('n'),                       /* m */
    [14] = BIT('m') | BIT('h') | BIT('r') | BIT('u'),
    [15] = BIT('c') | BIT('e') | BIT('a'), /* o */
    [16] = BIT('q'),                       /* p */
    [17] = BIT('g') | BIT('p') | BIT('d'), /* q */
    [18] = BIT('n'),                       /* r */
    [19] = BIT('z'),                       /* s */
    [20] = BIT('f') | BIT('l'),            /* t */
    [21] = BIT('v') | BIT('n') | BIT('w'), /* u */
    [22] = BIT('u') | BIT('w') | BIT('y'), /* v */
    [23] = BIT('v') | BIT('u'),            /* w */
    [24] = BIT('k'),                       /* x */
    [25] = BIT('v') | BIT('g'),            /* y */
    [26] = BIT('s'),                       /* z */
};
#undef BIT

static bool looks_like(uint8_t a, uint8_t b) {
    return (looks[a & 31] >> (b & 31) & 1) != 0;
}

enum { KEEP, LOOK, VOWEL, OTHER, DOUBLED_IN, DOUBLED_OUT, VOWEL_IN, VOWEL_OUT, IN, OUT, SWAPPED };
/* Tenths; only the order matters: which alignment is taken among those of nearly equal length. */
static const uint8_t cost_of[] = {0, 6, 7, 10, 6, 6, 9, 9, 10, 10, 7};

static unsigned sub_kind(uint8_t a, uint8_t b) {
    if (a == b)
        return KEEP;
    if (is_vowel(a) && is_vowel(b))
        return VOWEL;
    return looks_like(a, b) ? LOOK : OTHER;
}

static unsigned in_kind(const uint8_t *s, size_t n, size_t j) {
    if ((j > 0 && s[j - 1] == s[j]) || (j + 1 < n && s[j + 1] == s[j]))
        return DOUBLED_IN;
    return is_vowel(s[j]) ? VOWEL_IN : IN;
}

static unsigned out_kind(const uint8_t *t, size_t m, size_t i) {
    unsigned kind = in_kind(t, m, i);
    return kind == DOUBLED_IN ? DOUBLED_OUT : kind == VOWEL_IN ? VOWEL_OUT : OUT;
}

static void count_edit(yg_name_edits *e, unsigned kind) {
    switch (kind) {
    case LOOK:
        e->look++;
        break;
    case VOWEL:
        e->vowel++;
        break;
    case OTHER:
        e->other++;
        break;
    case DOUBLED_IN:
    case DOUBLED_OUT:
        e->doubled++;
        break;
    case VOWEL_IN:
        e->vowel_in++;
        break;
    case VOWEL_OUT:
        e->vowel_out++;
        break;
    case IN:
        e->in++;
        break;
    case OUT:
        e->out++;
        break;
    case SWAPPED:
        e->swapped++;
        break;
    default:
        break;
    }
}

/* One edit at most: two cost more than any one, so that what follows the letters that both begin
 * with tells it. The letters that a doubled one may be taken for are all of one run. False: more.
 */
static bool count_one(const uint8_t *t, size_t m, const uint8_t *s, size_t n,
                      yg_name_edits *edits) {
    size_t least = m < n ? m : n, same = 0, behind = 0;
    if (m > n + 1 || n > m + 1)
        return false;
    while (same < least && t[same] == s[same])
        same++;
    while (behind < least - same && t[m - 1 - behind] == s[n - 1 - behind])
        behind++;
    size_t out = m - same - behind, in = n - same - behind;
    if (out == 1 && in == 1)
        count_edit(edits, sub_kind(t[same], s[same]));
    else if (out == 2 && in == 2 && t[same] == s[same + 1] && t[same + 1] == s[same])
        count_edit(edits, SWAPPED);
    else if (out == 0 && in == 1)
        count_edit(edits, in_kind(s, n, same));
    else if (out == 1 && in == 0)
        count_edit(edits, out_kind(t, m, same));
    else
        return out + in == 0;
    return true;
}

void yg_name_edits_count(const yg_name_token *token, const uint8_t *s, size_t n,
                         yg_name_edits *ret_edits) {
    uint16_t cost[SPAN_MAX + 1][SPAN_MAX + 1];
    uint8_t step[SPAN_MAX + 1][SPAN_MAX + 1];
    const uint8_t *t = token->letter;
    size_t m = token->length, from = 0, tail = 0;
    yg_name_edits edits = {0};
    if (m > SPAN_MAX || n > SPAN_MAX || !m || !n) {
        *ret_edits = edits;
        return;
    }
    edits.first = t[0] != s[0];
    edits.last = t[m - 1] != s[n - 1];
    if (count_one(t, m, s, n, &edits)) {
        *ret_edits = edits;
        return;
    }
    while (from < m && from < n && t[from] == s[from])
        from++;
    while (tail < m - from && tail < n - from && t[m - 1 - tail] == s[n - 1 - tail])
        tail++;
    size_t rows = m - tail, columns = n - tail; /* what is left to align */
    for (size_t i = from; i <= rows; i++)
        for (size_t j = from; j <= columns; j++) {
            unsigned best = i > from || j > from ? UINT16_MAX : 0, kind = KEEP;
            unsigned tries[4][2] = {
                {UINT16_MAX, 0}, {UINT16_MAX, 0}, {UINT16_MAX, 0}, {UINT16_MAX, 0}};
            if (i > from && j > from) {
                tries[0][1] = sub_kind(t[i - 1], s[j - 1]);
                tries[0][0] = cost[i - 1][j - 1] + (unsigned)cost_of[tries[0][1]];
            }
            if (j > from) {
                tries[1][1] = in_kind(s, n, j - 1);
                tries[1][0] = cost[i][j - 1] + (unsigned)cost_of[tries[1][1]];
            }
            if (i > from) {
                tries[2][1] = out_kind(t, m, i - 1);
                tries[2][0] = cost[i - 1][j] + (unsigned)cost_of[tries[2][1]];
            }
            if (i > from + 1 && j > from + 1 && t[i - 1] == s[j - 2] && t[i - 2] == s[j - 1]) {
                tries[3][1] = SWAPPED;
                tries[3][0] = cost[i - 2][j - 2] + (unsigned)cost_of[SWAPPED];
            }
            for (size_t k = 0; k < 4; k++)
                if (tries[k][0] < best) {
                    best = tries[k][0];
                    kind = tries[k][1];
                }
            cost[i][j] = (uint16_t)best;
            step[i][j] = (uint8_t)kind;
        }
    for (size_t i = rows, j = columns; i > from || j > from;) {
        unsigned kind = step[i][j];
        count_edit(&edits, kind);
        bool takes_in = kind == DOUBLED_IN || kind == VOWEL_IN || kind == IN;
        bool takes_out = kind == DOUBLED_OUT || kind == VOWEL_OUT || kind == OUT;
        size_t by = kind == SWAPPED ? 2 : 1;
        i -= takes_in ? 0 : by;
        j -= takes_out ? 0 : by;
    }
    *ret_edits = edits;
}

/* In the order of yg_name_edits: what each kind costs at least, and by how many vowels more or
 * fewer the name then has. */
static const struct {
    uint8_t cost;
    int8_t least, most;
} prices_of[YG_NAME_EDIT_KINDS] = {{6, -1, 1},  {7, 0, 0},  {10, -1, 1}, {6, -1, 1}, {9, 1, 1},
                                   {9, -1, -1}, {10, 0, 0}, {10, 0, 0},  {7, 0, 0}};
enum { DOUBLED_KIND = 3 };
/* The price of one vowel more, of which the cheapest counts. */
static const double vowel_prices[YG_NAME_EDIT_PRICES] = {-0.4, -0.3, -0.2, -0.1, 0,   0.1,
                                                         0.2,  0.3,  0.4,  0.5,  0.6, 0.7};

yg_name_edit_shape yg_name_edit_shape_of(const yg_name_token *token, const uint8_t *s, size_t n) {
    const uint8_t *t = token->letter;
    size_t m = token->length;
    yg_name_edit_shape shape = {.first = n > 0 && m > 0 && t[0] != s[0],
                                .last = n > 0 && m > 0 && t[m - 1] != s[n - 1]};
    for (size_t i = 0; i < m; i++) {
        shape.vowels -= is_vowel(t[i]);
        shape.doubled |= i > 0 && t[i] == t[i - 1];
    }
    for (size_t i = 0; i < n; i++) {
        shape.vowels += is_vowel(s[i]);
        shape.doubled |= i > 0 && s[i] == s[i - 1];
    }
    return shape;
}

void yg_name_edit_prices_make(const double weight[YG_NAME_EDIT_KINDS],
                              yg_name_edit_prices *ret_prices) {
    for (size_t doubled = 0; doubled < 2; doubled++)
        for (size_t i = 0; i < YG_NAME_EDIT_PRICES; i++) {
            double most = 0;
            for (size_t kind = 0; kind < YG_NAME_EDIT_KINDS; kind++) {
                double low = vowel_prices[i] * prices_of[kind].least,
                       high = vowel_prices[i] * prices_of[kind].most;
                double gain = (weight[kind] - (low < high ? low : high)) / prices_of[kind].cost;
                most = gain > most && (doubled || kind != DOUBLED_KIND) ? gain : most;
            }
            ret_prices->cost[doubled][i] = most;
        }
}

/* All edits together cost no more than so many letters that differ, and make up the difference in
 * vowels (weak duality of linear programs: each price of a vowel gives a bound). */
double yg_name_edits_most(const yg_name_edit_prices *prices, const yg_name_edit_shape *shape,
                          unsigned distance) {
    const double *cost = prices->cost[shape->doubled], spent = cost_of[OTHER] * (double)distance;
    double least = cost[0] * spent + vowel_prices[0] * shape->vowels;
    for (size_t i = 1; i < YG_NAME_EDIT_PRICES; i++) {
        double most = cost[i] * spent + vowel_prices[i] * shape->vowels;
        least = most < least ? most : least;
    }
    return least;
}

const uint8_t yg_name_consonants[32] = {
    0,  0,  2,  3,  2,  0, 6,  7,  8,  9, 10, 11, 0,  13, 13, 0, /* d as b, n as m */
    16, 17, 18, 19, 20, 0, 22, 22, 24, 0, 26, 27, 28, 29, 30, 31};

void yg_name_garble_count(const yg_name_token *token, const uint8_t *s, size_t n,
                          yg_name_garble *ret_garble) {
    uint8_t a[SPAN_MAX], b[SPAN_MAX], row[SPAN_MAX + 1] = {0};
    size_t m = 0, k = 0, length = token->length < SPAN_MAX ? token->length : SPAN_MAX;
    n = n < SPAN_MAX ? n : SPAN_MAX;
    for (size_t i = 0; i < length; i++)
        if (yg_name_consonant(token->letter[i]))
            a[m++] = yg_name_consonant(token->letter[i]);
    for (size_t i = 0; i < n; i++)
        if (yg_name_consonant(s[i]))
            b[k++] = yg_name_consonant(s[i]);
    for (size_t i = 0; i < m; i++) { /* the longest common subsequence */
        uint8_t corner = 0;
        for (size_t j = 0; j < k; j++) {
            uint8_t above = row[j + 1];
            row[j + 1] = a[i] == b[j] ? (uint8_t)(corner + 1) : above > row[j] ? above : row[j];
            corner = above;
        }
    }
    size_t v = length - m, w = n - k;
    *ret_garble = (yg_name_garble){.consonants = (uint8_t)m,
                                   .missing = (uint8_t)(m - row[k]),
                                   .extra = (uint8_t)(k - row[k]),
                                   .vowels = (uint8_t)(v > w ? v - w : w - v)};
}

bool yg_name_loose_is_plausible(const yg_name_text *text, const yg_name_token *token,
                                const yg_name_match *match) {
    yg_name_garble g;
    if (text->letter[match->start] != token->letter[0])
        return false;
    for (size_t i = match->start + 1U; i < match->end; i++)
        if (yg_starts_label(text, i))
            return false;
    yg_name_garble_count(token, text->letter + match->start, (size_t)(match->end - match->start),
                         &g);
    return g.consonants >= 2 && g.missing * 4 <= g.consonants && g.extra * 2 <= g.consonants &&
           g.vowels <= 2;
}

/* Letters and digits of a token as they are written in ASCII, lower case; marks on letters left
 * out. */
static size_t written(yg_str token, char *text, size_t max) {
    size_t n = 0;
    for (size_t at = 0; at < token.n;) {
        uint32_t point = yg_utf8_next(token, &at);
        char ascii = (char)(point >= 'A' && point <= 'Z' ? point + ('a' - 'A') : point);
        yg_str latin = point < 0x80 ? (yg_str){&ascii, 1} : yg_confusable_latin(point);
        for (size_t i = 0; i < latin.n && n < max; i++)
            if ((latin.p[i] >= 'a' && latin.p[i] <= 'z') ||
                (latin.p[i] >= '0' && latin.p[i] <= '9'))
                text[n++] = latin.p[i];
    }
    return n;
}

bool yg_name_span_is_literal(yg_str span, yg_str token, unsigned *ret_bits) {
    char text[YG_NAME_MAX];
    if (span.n == token.n && span.n > 0 && span.p[0] >= 'a' && span.p[0] <= 'z' &&
        memcmp(span.p, token.p, span.n) == 0) {
        *ret_bits = 0;
        return true; /* as nearly always */
    }
    size_t i = 0, j = 0, differ = 0, n = written(token, text, sizeof text);
    unsigned bits = 0;
    *ret_bits = 0;
    for (;; i++, j++) {
        while (i < span.n && (span.p[i] == '-' || span.p[i] == '_' || span.p[i] == '.'))
            i++;
        if (i == span.n || j == n)
            break;
        if (span.p[i] != text[j]) {
            differ++;
            bits = (unsigned)__builtin_popcount((unsigned)(unsigned char)span.p[i] ^
                                                (unsigned)(unsigned char)text[j]);
        }
    }
    bool same_length = i == span.n && j == n && n > 0;
    if (same_length && differ == 1)
        *ret_bits = bits;
    return same_length && differ == 0;
}
