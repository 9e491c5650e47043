/* Private to the matcher: the index, and a name cut into words. */
#ifndef YG_MAP_MATCH_PART_H
#define YG_MAP_MATCH_PART_H

#include "map/match.h"
#include "map/match_words.h"

enum {
    YG_MATCH_WORDS = 24,       /* words of a name that are looked at */
    YG_MATCH_NAME_BYTES = 400, /* of a name */
    YG_MATCH_BRAND_WORDS = 4,  /* of a brand, or of a country's name */
};

/* In yg_match.first: names of several groups begin with this word. */
#define YG_MATCH_SEVERAL UINT64_MAX

/* Bearers of one key that are looked at one by one. Where more bear it they are told apart by no
 * country, and the name is somebody's only if all are of one group [SAME-NAME]. */
#define YG_MATCH_BEARERS 64

/* One organisation that bears a key. */
typedef struct {
    size_t organisation, next; /* next: index + 1 of the next bearer; 0: none */
    bool stripped;             /* the key is of a name without its legal form */
    bool single;               /* the stripped name is one word */
} yg_match_entry;

/* What all bearers of a key have in common. */
typedef struct {
    size_t n, group, best; /* group: or YG_MATCH_SEVERAL; best: the highest of the group */
} yg_match_bearers;

typedef struct {
    size_t first;              /* index + 1 of an entry: those of the user's own map come first */
    bool whole;                /* it is somebody's whole name, not only one without its form */
    yg_match_bearers all, own; /* own: of the user's own map */
} yg_match_chain;

/* A group and a country that it has an organisation in. */
typedef struct {
    size_t group;
    yg_country country;
} yg_match_home;

struct yg_match {
    const yg_group *group;
    yg_map exact;   /* all words of a name together -> index of its chain */
    yg_map brands;  /* words of a brand with single spaces -> the same */
    yg_map domains; /* host name -> the same */
    yg_map words;   /* match_words.h */
    yg_map first;   /* first word of a name -> the group that it begins, or SEVERAL */
    size_t *tops;   /* the group of each organisation, as it is now */
    YG_VEC(yg_match_entry) entries;
    YG_VEC(yg_match_chain) chains;
    YG_VEC(yg_match_home) homes; /* sorted; a pair may be there more than once */
};

/* A name in words: folded, runs of single letters as one word ("S.p.A." -> "spa"). Views into
 * a scratch buffer. */
typedef struct {
    yg_str at[YG_MATCH_WORDS];
    unsigned bits[YG_MATCH_WORDS];
    size_t n;
    bool cut; /* there were more */
} yg_match_name;

/* Adds the words of text to *folded and gives them; earlier views into it die. */
void yg_match_split(const yg_match *match, yg_str text, yg_buf *folded, yg_match_name *ret_name);
/* Words from..to of a name together, into key. */
yg_str yg_match_key(const yg_match_name *name, size_t from, size_t to, const char *between,
                    yg_buf *key);
/* The same without legal forms at either end; never all of it. */
void yg_match_strip(const yg_match_name *name, size_t *ret_from, size_t *ret_to);

typedef enum { YG_MATCH_PLACE_NONE, YG_MATCH_PLACE_COUNTRY, YG_MATCH_PLACE_REGION } yg_match_place;
/* Is there a place at word i? *ret_words of it, *ret_country if it is one. */
yg_match_place yg_match_place_at(const yg_match_name *name, size_t i, yg_buf *key,
                                 size_t *ret_words, yg_country *ret_country);

/* The reason when nothing in the registry is like the name: other reasons say more. */
extern const char yg_match_unknown[];

/* match_brand.c: the rule of brands. The reason says when a brand is there, but as somebody else's.
 */
yg_match_result yg_match_by_brand(const yg_match *match, const yg_match_name *name,
                                  const yg_match_query *query, yg_match_scratch *scratch);
/* The one of several bearers; NONE with a reason when nothing decides. */
/* formed: the victim's name was written with a legal form of its own. */
yg_match_result yg_match_choose(const yg_match *match, size_t chain, bool formed, yg_str sites);
bool yg_match_has_site(yg_str sites, yg_country country);
/* Sorts match->homes. */
void yg_match_sort_homes(yg_match *match);

#endif
