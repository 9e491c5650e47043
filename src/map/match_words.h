/* Private to the matcher: what a word of a company's name says about it. English, and the words
 * that companies keep in their English names. Folded as text/key.h folds. */
#ifndef YG_MAP_MATCH_WORDS_H
#define YG_MAP_MATCH_WORDS_H

#include "base/map.h"

enum {
    YG_WORD_LEGAL = 1,      /* a legal form: names are compared without it */
    YG_WORD_LEAD = 2,       /* may stand in front of a brand */
    YG_WORD_REGION = 4,     /* a part of the world that is no country */
    YG_WORD_PART = 8,       /* a part of a company: finance, manufacturing, motor */
    YG_WORD_TRADE = 16,     /* such a part when a place stands beside it, a trader's word else */
    YG_WORD_LINK = 32,      /* of, and: joins, says nothing */
    YG_WORD_REFUSE = 64,    /* somebody else's business under the brand: dealer, franchise */
    YG_WORD_PLATFORM = 128, /* a social network */
    YG_WORD_ACCOUNT = 256,  /* account, page, channel */
};

/* word -> bits. */
void yg_match_words(yg_map *words);

#endif
