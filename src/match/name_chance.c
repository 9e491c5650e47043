/* Chances of tokens (match/name_chance.h).
 *
 * A token that none of some ten thousand names holds may be one that a million names hold once, or
 * one that nobody ever will: counts alone cannot tell. So the count is mixed with what a chain of
 * letters expects (each letter after the two before it, learned from the same segments): the sum of
 * the probabilities of all strings that the finder would take for the token. Two edits are not
 * summed up but carried on from how much one edit adds. */
#include "match/name_chance.h"

#include <math.h>

#include "base/mem.h"

enum {
    MATCHES = 64,
    SEGMENT_MAX = 24,
    EDGE = 0,
    UNKNOWN = 30, /* what stood before is not asked */
    SIGNS = 31,
    FAME_LETTERS = 5,
    LETTERS = 29, /* 1..29: a..z, 2, 6, 7 */
};

/* The chain counts as so many names of those that were counted. */
static const double trust = 0.5;
/* What no estimate goes below: names also come from lists, languages and years that were not
 * counted. tools/evaluate-names prints how often the other half holds what seems this rare. */
static const double distinctive = 1e-5; /* places a name, where no boundary is asked for */
static const double least_share = 1e-13;

typedef struct {
    float p[SIGNS][SIGNS][SIGNS]; /* of a letter after two */
    double segments, letters;     /* a name */
} chain;

/* One way to spell a token, with or without edges. */
typedef struct {
    const chain *chain;
    uint8_t t[YG_NAME_TOKEN_MAX + 2];
    size_t n;
    bool right;
    uint8_t first;                        /* what stands before it */
    double before[YG_NAME_TOKEN_MAX + 2]; /* of the first i letters */
    double behind[YG_NAME_TOKEN_MAX + 4]; /* of the letters from i on, and the edge */
} spelling;

static double step(const chain *c, unsigned a, unsigned b, unsigned letter) {
    return (double)c->p[a][b][letter];
}

static unsigned letter_before(const spelling *s, size_t i, size_t back) {
    return i >= back ? s->t[i - back] : s->first;
}

/* The letters from j on, after the letters a and b. */
static double tail(const spelling *s, size_t j, unsigned a, unsigned b) {
    double p = 1;
    for (size_t k = 0; k < 2; k++, j++) {
        if (j >= s->n)
            return j == s->n && s->right ? p * step(s->chain, a, b, EDGE) : p;
        p *= step(s->chain, a, b, s->t[j]);
        a = b;
        b = s->t[j];
    }
    return p * s->behind[j];
}

static void spell(spelling *s, const chain *c, const yg_name_token *token, bool left, bool right) {
    *s = (spelling){.chain = c, .n = token->length, .right = right};
    memcpy(s->t, token->letter, token->length);
    s->first = left ? EDGE : UNKNOWN;
    s->before[0] = left ? c->segments : c->letters;
    for (size_t i = 0; i < s->n; i++)
        s->before[i + 1] =
            s->before[i] * step(c, letter_before(s, i, 2), letter_before(s, i, 1), s->t[i]);
    s->behind[s->n] =
        right ? step(c, letter_before(s, s->n, 2), letter_before(s, s->n, 1), EDGE) : 1;
    for (size_t i = s->n; i-- > 0;)
        s->behind[i] =
            s->behind[i + 1] * step(c, letter_before(s, i, 2), letter_before(s, i, 1), s->t[i]);
}

/* All strings at a distance of one. */
static double one_edit(const spelling *s) {
    double sum = 0;
    for (size_t i = 0; i <= s->n; i++) {
        unsigned a = letter_before(s, i, 2), b = letter_before(s, i, 1);
        double here = 0;
        for (unsigned c = 1; c <= LETTERS; c++) {
            double p = step(s->chain, a, b, c);
            if (i < s->n && c != s->t[i])
                here += p * tail(s, i + 1, b, c);
            if (i > 0 && i < s->n) /* at the ends it is the token itself beside a letter */
                here += p * tail(s, i, b, c);
        }
        if (i < s->n)
            here += tail(s, i + 1, a, b);
        if (i + 1 < s->n && s->t[i] != s->t[i + 1])
            here += step(s->chain, a, b, s->t[i + 1]) * step(s->chain, b, s->t[i + 1], s->t[i]) *
                    tail(s, i + 2, s->t[i + 1], s->t[i]);
        sum += s->before[i] * here;
    }
    return sum;
}

/* What the chain expects, a name. */
static void expect(const chain *c, const yg_name_token *token,
                   double ret_at[YG_CHANCE_EDITS][YG_CHANCE_SIDES]) {
    for (size_t sides = 0; sides < YG_CHANCE_SIDES; sides++) {
        spelling s;
        spell(&s, c, token, (sides & YG_CHANCE_LEFT) != 0, (sides & YG_CHANCE_RIGHT) != 0);
        double none = s.before[s.n] * s.behind[s.n], one = one_edit(&s);
        double more = none > 0 ? one / none : 1;
        ret_at[0][sides] = none;
        ret_at[1][sides] = one;
        ret_at[2][sides] = one * (more > 1 ? more : 1) / 2;
    }
}

/* Signs of kana and kanji: hardly any of the names that are counted have them, so that there is no
 * chain to learn. One name in a thousand has signs at all; of these one in a hundred begins with a
 * given one, and some thirty may follow each. */
static void expect_signs(const yg_name_token *token,
                         double ret_at[YG_CHANCE_EDITS][YG_CHANCE_SIDES]) {
    double p = 1e-5 * pow(1 / 30.0, token->signs_n - 1.0);
    for (size_t sides = 0; sides < YG_CHANCE_SIDES; sides++) {
        double places = sides == (YG_CHANCE_LEFT | YG_CHANCE_RIGHT) ? 1 : sides ? 2 : 4;
        ret_at[0][sides] = p * places;
        ret_at[1][sides] = p * places * 30 * token->signs_n;
        ret_at[2][sides] = ret_at[1][sides] * 30 * token->signs_n;
    }
}

typedef double counts[YG_CHANCE_EDITS][YG_CHANCE_SIDES];

static void count_matches(const yg_names *names, const yg_name_text *text, double count,
                          counts *at) {
    yg_name_match matches[MATCHES];
    bool more;
    size_t found = yg_names_find(names, text, matches, MATCHES, &more);
    for (size_t k = 0; k < found; k++) {
        const yg_name_match *m = &matches[k];
        size_t edits = m->distance < YG_CHANCE_EDITS ? m->distance : YG_CHANCE_EDITS - 1;
        at[m->token][edits][yg_chance_sides(m)] += count;
    }
}

/* Letters after two, backed off to those after one and to all (Witten-Bell weights). */
static void smooth(chain *c) {
    static const double floor = 1e-7;
    double two[SIGNS][SIGNS] = {0}, one[SIGNS] = {0}, all = 0;
    for (unsigned a = 0; a < SIGNS; a++)
        for (unsigned b = 0; b < SIGNS; b++)
            for (unsigned x = 0; x <= LETTERS; x++) {
                double n = (double)c->p[a][b][x];
                two[b][x] += n;
                one[x] += n;
                all += n;
            }
    for (unsigned x = 0; x <= LETTERS; x++)
        one[x] = (one[x] + 1) / (all + LETTERS + 1);
    for (unsigned b = 0; b < SIGNS; b++) {
        double sum = 0, kinds = 1;
        for (unsigned x = 0; x <= LETTERS; x++)
            sum += two[b][x], kinds += two[b][x] > 0;
        for (unsigned x = 0; x <= LETTERS; x++)
            two[b][x] = (two[b][x] + kinds * one[x]) / (sum + kinds);
        for (unsigned a = 0; a < SIGNS; a++) {
            double n = 0, k = 1;
            for (unsigned x = 0; x <= LETTERS; x++)
                n += (double)c->p[a][b][x], k += c->p[a][b][x] > 0;
            for (unsigned x = 0; x <= LETTERS; x++)
                c->p[a][b][x] = (float)(((double)c->p[a][b][x] + k * two[b][x]) / (n + k) + floor);
        }
    }
    for (unsigned x = 0; x <= LETTERS; x++) {
        c->p[UNKNOWN][UNKNOWN][x] = (float)one[x];
        for (unsigned b = 1; b <= LETTERS; b++)
            c->p[UNKNOWN][b][x] = (float)two[b][x];
    }
}

static void learn(chain *c, const yg_name_text *text, double count) {
    unsigned a = EDGE, b = EDGE;
    for (size_t i = 0; i <= text->n; i++) {
        unsigned x = i < text->n ? text->letter[i] : EDGE;
        c->p[a][b][x] += 1;
        a = b;
        b = x;
    }
    c->segments += count;
    c->letters += count * text->n;
}

/* How often ordinary names hold the distinctive names of each brand as they are written: the mark
 * of a brand whose owner, resellers and fans have names of their own. */
static void add_fame(const yg_name_token *token, const counts *found, const counts *expected,
                     double *fame) {
    double places = 0;
    for (size_t s = 0; s < YG_CHANCE_SIDES; s++)
        places += (*found)[0][s];
    if (token->length >= FAME_LETTERS && (*expected)[0][0] < distinctive &&
        places > fame[token->brand])
        fame[token->brand] = places;
}

static void put_chances(const yg_names *names, const chain *c, const counts *at, double all,
                        yg_name_chances *ret_chances) {
    size_t n = yg_names_token_count(names), brands = yg_names_brand_count(names);
    double *fame = yg_alloc(brands ? brands : 1, sizeof *fame);
    for (size_t i = 0; i < n; i++) {
        const yg_name_token *token = yg_names_token(names, i);
        counts expected;
        if (token->length)
            expect(c, token, expected);
        else
            expect_signs(token, expected);
        add_fame(token, &at[i], (const counts *)&expected, fame);
        for (size_t e = 0; e < YG_CHANCE_EDITS; e++)
            for (size_t s = 0; s < YG_CHANCE_SIDES; s++) {
                double share = (at[i][e][s] + trust * all * expected[e][s]) / (all + trust * all);
                share += least_share;
                ret_chances[i].at[e][s] = (float)log10(share < 1 ? share : 1);
            }
    }
    for (size_t i = 0; i < n; i++) {
        double places = fame[yg_names_token(names, i)->brand];
        ret_chances[i].fame = (uint16_t)(places < UINT16_MAX ? places : UINT16_MAX);
    }
    free(fame);
}

void yg_name_chance(const yg_names *names, const yg_name_prior *prior,
                    yg_name_chances *ret_chances) {
    static const char suffix[] = ".com";
    char host[SEGMENT_MAX + sizeof suffix], clean[YG_NAME_MAX + 1];
    yg_name_text text;
    yg_str segment;
    uint32_t count;
    size_t n = yg_names_token_count(names);
    counts *at = yg_alloc(n ? n : 1, sizeof *at);
    chain *c = yg_alloc(1, sizeof *c);
    for (size_t i = 0; yg_name_prior_at(prior, i, &segment, &count); i++) {
        if (segment.n > SEGMENT_MAX)
            continue;
        memcpy(host, segment.p, segment.n);
        memcpy(host + segment.n, suffix, sizeof suffix);
        yg_str name = {host, segment.n + sizeof suffix - 1};
        if (!yg_name_text_make(yg_names_suffixes(names), name, clean, &text))
            continue;
        count_matches(names, &text, count, at);
        learn(c, &text, count);
    }
    double all = yg_name_prior_names(prior);
    c->segments /= all;
    c->letters /= all;
    smooth(c);
    put_chances(names, c, (const counts *)at, all, ret_chances);
    free(at);
    free(c);
}

double yg_name_chance_without(double chance, double names) {
    double share = pow(10, chance), less = share - 1 / (names + trust * names);
    return less > least_share / 2 ? log10(less) : chance;
}
