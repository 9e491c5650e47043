/* What is measured about one match of a token in a name, as numbers that a linear score weighs
 * (match/name_score.h). Groups of features, each with a name and a fixed number of places, so that
 * the shipped weights can be read and checked by eye. */
#ifndef YG_MATCH_NAME_FEATURE_H
#define YG_MATCH_NAME_FEATURE_H

#include "match/name_prior.h"
#include "match/name_sign.h"
#include "match/names.h"

typedef struct {
    const char *name;
    uint16_t first, n;
} yg_name_feature_group;

enum { YG_FEATURES_MAX = 64 };

/* The groups in order; *ret_n of them. */
const yg_name_feature_group *yg_name_feature_groups(size_t *ret_n);
/* How many features there are in all. */
size_t yg_name_feature_count(void);

/* Sparse: each id at most once. */
typedef struct {
    uint16_t n;
    uint16_t id[YG_FEATURES_MAX];
    float value[YG_FEATURES_MAX];
} yg_name_features;

/* What is the same for all matches of a name. */
typedef struct {
    const yg_names *names;
    const yg_name_prior *prior;
    const yg_name_text *text;
    yg_embedded_suffix embedded;
    double risk;     /* of the suffix: match/name_score.h */
    double surprise; /* of the registrable label, bits a letter */
    double style;    /* of the confirmed cases: log-odds, 0 unknown */
    size_t keywords, depth;
    bool keyword_kana, is_jp;
    const yg_name_match *matches;
    size_t matches_n;
    bool is_counted; /* the name is one of those that the priors counted: it is taken out of them.
                      * For training alone */
} yg_name_context;

/* Fills all but risk, style and the matches. */
void yg_name_context_make(yg_name_context *context, const yg_names *names,
                          const yg_name_prior *prior, const yg_name_text *text);

/* Are there enough second signs to look for tokens that are garbled beyond their policy
 * (yg_name_find_garbled)? A Japanese suffix is one too; it is not asked for here. */
bool yg_name_loose_is_due(const yg_name_prior *prior, const yg_name_text *text, double risk);
/* Looks for them (match/name_garble.h); gives the plausible ones, at most max. */
size_t yg_name_find_garbled(const yg_names *names, const yg_name_text *text,
                            yg_name_match *ret_matches, size_t max);

/* Bytes of the host that a match covers, without separators at its ends. */
void yg_name_match_span(const yg_name_text *text, const yg_name_match *match, uint16_t *ret_start,
                        uint16_t *ret_end);
/* How a token became the span: the cheapest alignment, counted by kind of edit. */
typedef struct {
    uint8_t look;    /* letters that look alike: m and n, u and v, c and e ... */
    uint8_t vowel;   /* one vowel for another */
    uint8_t other;   /* any other letter */
    uint8_t doubled; /* doubled, or one of two left out */
    uint8_t vowel_in, vowel_out;
    uint8_t in, out; /* a consonant or digit put in, left out */
    uint8_t swapped;
    bool first, last; /* the first or the last letter is not the token's */
} yg_name_edits;
void yg_name_edits_count(const yg_name_token *token, const uint8_t *letters, size_t n,
                         yg_name_edits *ret_edits);
/* What can be said of an alignment without making it. */
typedef struct {
    int vowels;       /* so many more than the token has */
    bool doubled;     /* letters stand twice, in the token or in the name */
    bool first, last; /* as in yg_name_edits */
} yg_name_edit_shape;
yg_name_edit_shape yg_name_edit_shape_of(const yg_name_token *token, const uint8_t *letters,
                                         size_t n);
/* Bounds what the counted edits weigh, by weights of the nine kinds in the order of yg_name_edits:
 * of each price of a vowel, the price of cost at which no edit weighs more than it costs. */
enum { YG_NAME_EDIT_KINDS = 9, YG_NAME_EDIT_PRICES = 12 };
typedef struct {
    double cost[2][YG_NAME_EDIT_PRICES]; /* by shape.doubled */
} yg_name_edit_prices;
void yg_name_edit_prices_make(const double weight[YG_NAME_EDIT_KINDS],
                              yg_name_edit_prices *ret_prices);
double yg_name_edits_most(const yg_name_edit_prices *prices, const yg_name_edit_shape *shape,
                          unsigned distance);
/* What is left of a token that was stirred ("rcoknteu" for rakuten): its consonants in order, m and
 * n, b and d, v and w taken for one, and how many vowels there are. An eye that skims a name keeps
 * about that much of it. */
typedef struct {
    uint8_t consonants;     /* of the token */
    uint8_t missing, extra; /* consonants */
    uint8_t vowels;         /* by so many the numbers of vowels differ */
} yg_name_garble;
/* One code for consonants that pass for each other; 0: a vowel. */
extern const uint8_t yg_name_consonants[32];
static inline uint8_t yg_name_consonant(uint8_t letter) {
    return yg_name_consonants[letter & 31];
}
void yg_name_garble_count(const yg_name_token *token, const uint8_t *letters, size_t n,
                          yg_name_garble *ret_garble);
/* May a match beyond the token's policy still be read as the token? Never when it reaches over a
 * point. */
bool yg_name_loose_is_plausible(const yg_name_text *text, const yg_name_token *token,
                                const yg_name_match *match);

/* Does the span read as the token reads, before folding? ret_bits: bits by which it differs when
 * exactly one byte does, else 0. */
bool yg_name_span_is_literal(yg_str span, yg_str token, unsigned *ret_bits);
/* Another token of the same brand, or the same one again, elsewhere in the name? */
bool yg_name_has_second_token(const yg_name_context *context, const yg_name_match *match);

/* Features of one match; match NULL: of a name that no token matches. */
void yg_name_features_make(const yg_name_context *context, const yg_name_match *match,
                           yg_name_features *ret_features);

/* The same in three steps, each of which adds to what the one before put: what costs little, for
 * most names need no more; what stands around the match; how it was edited. */
void yg_name_features_cheap(const yg_name_context *context, const yg_name_match *match,
                            yg_name_features *ret_features);
void yg_name_features_around(const yg_name_context *context, const yg_name_match *match,
                             yg_name_features *features);
void yg_name_features_edits(const yg_name_context *context, const yg_name_match *match,
                            yg_name_features *features);
/* The most that the second step and the third can add to the score of a match in a name without
 * A-labels, by weights of all features. */
double yg_name_features_around_most(const double *weight, unsigned distance);
void yg_name_features_prices(const double *weight, yg_name_edit_prices *ret_prices);
double yg_name_features_edits_most(const double *weight, const yg_name_edit_prices *prices,
                                   const yg_name_edit_shape *shape, unsigned distance);

#endif
