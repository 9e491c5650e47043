/* The look-alike engine: brands compiled to an immutable table, and every place where a name comes
 * within a token's allowed distance. Lossless: gives exactly what match/name_brute.h, the slow
 * reference, gives. Pure; scratch belongs to the caller; any number of threads on one table.
 *
 * Policy of distances (optimal string alignment, on skeleton letters): tokens of up to 3 letters
 * only as a whole segment without edits; 4 to 8: 1 edit as a segment, none inside; 9 and 10: 2 / 1;
 * 11: 1 / 1; from 12 on: 2 / 2. "As a segment": boundaries on both sides; a segment may span
 * further boundaries ("smbc-card" is one of four).
 *
 * What is reported: a place of a token is a span of the text whose distance to the token the policy
 * allows. Of all places of a token the best is taken, those that overlap it are dropped, and so on.
 * Best is: the smaller distance; then more sides on a boundary; then the left side on one; then
 * further left; then longer.
 * Tokens of kana, kanji and other scripts are compared by signs, inside of one label: up to 3 signs
 * without edits, from 4 on with 1, as a segment or not. Their boundaries are the ends of the label,
 * long marks and hyphens (one sign: ー), underscores, and where ASCII, Chinese characters and
 * others meet. Tokens that no text can tell from chance are left out when the table is made: single
 * letters and signs, and what has more letters than YG_NAME_TOKEN_MAX or signs than
 * YG_NAME_SIGNS_MAX. */
#ifndef YG_MATCH_NAMES_H
#define YG_MATCH_NAMES_H

#include "match/brand.h"
#include "match/name_text.h"

typedef struct yg_names yg_names;

/* Skeleton letters of the longest token: the longest label there is. */
enum { YG_NAME_TOKEN_MAX = 63, YG_NAME_SIGNS_MAX = 30 };

typedef struct {
    const yg_suffixes *suffixes; /* NULL: built in */
    yg_str segments;             /* counts of segments of ordinary names (data/names/); empty:
                                  * built in. See match/name_prior.h */
} yg_names_options;

/* How often ordinary names hold a token by chance: log10 of places per name, by edits (0, 1, 2) and
 * by the sides on which it stands at a boundary. match/name_chance.h makes them. */
enum {
    YG_CHANCE_EDITS = 3,
    YG_CHANCE_LEFT = 1,
    YG_CHANCE_RIGHT = 2,
    YG_CHANCE_SIDES = 4,
};
typedef struct {
    float at[YG_CHANCE_EDITS][YG_CHANCE_SIDES];
    uint16_t fame; /* ordinary names that hold a distinctive token of the brand as it is written */
} yg_name_chances;

/* A token as it was compiled. */
typedef struct {
    uint32_t brand; /* index into the list of brands */
    yg_str text;    /* as given, or as derived */
    uint8_t length; /* skeleton letters; 0: only signs (kana, kanji) */
    uint8_t edits_segment, edits_inside;
    bool is_derived;  /* label of an official domain, or romaji */
    bool is_official; /* the label of an official domain, given as a name too or not */
    uint8_t letter[YG_NAME_TOKEN_MAX + 1];
    uint16_t signs_n;
    const uint32_t *signs; /* folded by yg_confusable_fold */
    yg_name_chances chance;
} yg_name_token;

typedef struct {
    uint32_t token;
    uint16_t start, end; /* letters of yg_name_text, or signs when is_sign */
    uint8_t distance;
    bool left, right; /* stands at a boundary on that side */
    bool is_sign;     /* matched as kana or kanji */
} yg_name_match;

static inline unsigned yg_chance_sides(const yg_name_match *match) {
    return (match->left ? YG_CHANCE_LEFT : 0U) | (match->right ? YG_CHANCE_RIGHT : 0U);
}

/* At most 100 ms for 1,000 brands, at most 16 MB. Copies what it needs of list. Fails on too many
 * brands or tokens (limits), never on a strange token: such ones are left out and counted. */
bool yg_names_compile(const yg_brand_list *list, const yg_names_options *options,
                      yg_names **ret_names, yg_error *err);
void yg_names_free(yg_names *names);

size_t yg_names_token_count(const yg_names *names);
const yg_name_token *yg_names_token(const yg_names *names, size_t i);
size_t yg_names_brand_count(const yg_names *names);
yg_str yg_names_brand_label(const yg_names *names, size_t i);
yg_str yg_names_brand_organisation(const yg_names *names, size_t i);
const yg_suffixes *yg_names_suffixes(const yg_names *names);
size_t yg_names_bytes(const yg_names *names);
/* The brand whose official domain the host is or stands under; SIZE_MAX: none. */
size_t yg_names_owner(const yg_names *names, const yg_name_text *text);

/* All matches, best first by token: at most one per token and place; at most max (the rest is left
 * out, *ret_more is set). In a canonical order: by token, start, end. */
size_t yg_names_find(const yg_names *names, const yg_name_text *text, yg_name_match *ret_matches,
                     size_t max, bool *ret_more);
/* Garbled tokens (yg_name_find_garbled, match/name_garble.h): of so many letters at least, and with
 * so many edits more than the policy allows. */
enum { YG_NAME_LOOSE_LETTERS = 6, YG_NAME_LOOSE_EXTRA = 3 };
/* Tokens of the list that were left out. */
size_t yg_names_left_out(const yg_names *names);

#endif
