/* Look-alikes as people make them, made by a seeded generator: what lists of real phishing hardly
 * hold, since its brands are few. Brands that train and brands that are measured are not the same.
 */
#ifndef YG_BENCH_NAMES_SQUATS_H
#define YG_BENCH_NAMES_SQUATS_H

#include "base/vec.h"
#include "match/name_prior.h"
#include "match/names.h"

typedef enum {
    SQUAT_OMISSION,
    SQUAT_REPETITION,
    SQUAT_TRANSPOSITION,
    SQUAT_NEIGHBOUR, /* on the keyboard */
    SQUAT_VOWEL,
    SQUAT_REPLACED,
    SQUAT_ADDED, /* a letter inside */
    SQUAT_BIT,
    SQUAT_LOOK, /* 0 for o, rn for m */
    SQUAT_HYPHEN,
    SQUAT_IDN_ONE,
    SQUAT_IDN_ALL,
    SQUAT_LOGIN_RIGHT, /* brand-login */
    SQUAT_LOGIN_LEFT,
    SQUAT_LOGIN_RIGHT_JOINED,
    SQUAT_LOGIN_LEFT_JOINED,
    SQUAT_TLD,
    SQUAT_SUBDOMAIN,
    SQUAT_EMBEDDED,
    SQUAT_SIGNS,       /* kana and kanji as they are */
    SQUAT_SIGNS_LOGIN, /* beside a word of log-in pages */
    SQUAT_WORDS,       /* two to four words around the brand */
    SQUAT_KINDS,
} squat_kind;
const char *squat_word(squat_kind kind);

typedef struct {
    const char *what; /* "organisations", "made up" */
    yg_arena arena;
    yg_brand_list list;
    yg_names *names;
} squat_set;
typedef YG_VEC(squat_set) squat_sets;

typedef void (*squat_take)(void *self, squat_kind kind, uint32_t token, yg_str host);

/* Made-up brands of romaji, of pieces of ordinary words and of syllables, with kana and kanji. */
bool squats_make_up(uint64_t seed, size_t n, const yg_name_prior *prior, squat_sets *sets,
                    yg_error *err);
/* Organisations of a group file by name: the first half trains, the second is measured. */
bool squats_organisations(const char *path, bool is_training, squat_sets *sets, yg_error *err);
void squats_free(squat_sets *sets);

/* `each` look-alikes of each kind of every token that was given or is an official label. The host
 * is valid during the call. Kinds that cannot be made of a token are left out. */
void squats_of(const yg_names *names, uint64_t seed, size_t each, squat_take take, void *self);
/* log10 of how often ordinary names hold the token: as it is written, or with one edit as a
 * segment.
 */
double squat_chance(const yg_name_token *token);

#endif
