/* Second signs: what stands beside a look-alike and makes it more likely to be one. */
#ifndef YG_MATCH_NAME_SIGN_H
#define YG_MATCH_NAME_SIGN_H

#include "match/name_prior.h"
#include "match/name_text.h"

typedef enum {
    YG_EMBEDDED_NONE,
    YG_EMBEDDED_PLAIN,   /* "co.jp", "co-jp", "ne.jp" between boundaries */
    YG_EMBEDDED_GARBLED, /* "cojp", "co.ip", "c0.1p", "co.jip" */
} yg_embedded;

typedef struct {
    yg_embedded kind;
    uint16_t start, end; /* bytes of host */
} yg_embedded_suffix;

/* A Japanese second-level suffix inside a name that is not under .jp. Cheap enough for every name:
 * looks no further where no letters beside each other could be of one. */
bool yg_name_sign_embedded(const yg_name_text *text, yg_embedded_suffix *ret_embedded);

/* A word that pages for stealing put beside a brand: login, card, pay ... with its romaji. The word
 * is lower-case ASCII. */
bool yg_name_sign_is_keyword(yg_str word);
/* Bytes of the longest such word that starts at byte `at` of host and stays below `end`; with
 * fewer than four letters only when a boundary or `end` follows. 0: none. */
size_t yg_name_sign_keyword_at(yg_str host, size_t at, size_t end);
/* The same for words that end at byte `at` and start at or behind `start`. */
size_t yg_name_sign_keyword_before(yg_str host, size_t at, size_t start);
/* How many segments of the host left of the suffix are such words, "www" and the like left out. */
size_t yg_name_sign_keywords(const yg_name_text *text);
/* Does the folded IDN text hold such a word in kana or kanji (ログイン, 認証)? */
bool yg_name_sign_keyword_kana(const yg_name_text *text);

/* Labels left of the registrable name. */
size_t yg_name_sign_depth(const yg_name_text *text);
/* The registrable label alone, without the suffix; empty when there is none. */
yg_str yg_name_sign_label(const yg_name_text *text);
yg_str yg_name_sign_suffix(const yg_name_text *text);
/* Calls for every segment of host[start, end): letters only, between points, hyphens, underscores
 * and digits. */
typedef void (*yg_name_segment_take)(void *self, size_t start, size_t end);
void yg_name_sign_segments(yg_str host, size_t start, size_t end, yg_name_segment_take take,
                           void *self);

#endif
