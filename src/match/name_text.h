/* A host name made ready: suffix found, letters folded to the skeleton alphabet, boundaries marked.
 */
#ifndef YG_MATCH_NAME_TEXT_H
#define YG_MATCH_NAME_TEXT_H

#include "match/suffix.h"

/* 253 bytes are the longest name (RFC 1035 section 2.3.4); a boundary stands before each letter and
 * behind the last. */
enum { YG_NAME_MAX = 253, YG_NAME_BITS = 5, YG_NAME_ROOM = 320 };

typedef struct {
    yg_str host;           /* cleaned: lower case, without "*.", trailing point, CDN suffix */
    yg_suffix_split split; /* of host */
    uint16_t n;            /* skeleton letters, of everything left of the public suffix */
    bool has_idn;          /* a label was an A-label or not ASCII */
    uint8_t letter[YG_NAME_MAX + 11]; /* skeleton codes, zeros behind; 1..31 */
    uint8_t source[YG_NAME_MAX + 11]; /* byte offset into host of each letter's first byte (of an
                                       * IDN label: of the label); source[n]: where the text ends */
    uint64_t boundary[YG_NAME_BITS];  /* bit i: a boundary before letter i (point, hyphen,
                                       * underscore, change between letters and digits) */
    uint32_t signs[YG_NAME_MAX + 11]; /* folded by yg_confusable_kana; only if has_idn */
    uint8_t sign_source[YG_NAME_MAX + 11]; /* byte offset of the label each sign stands in */
    uint16_t signs_n;
} yg_name_text;

/* Cleans and folds. `raw` may have upper case, "*.", a trailing point, a scheme, a path, a port and
 * IDN labels in Unicode. ret_host: where the cleaned name is put, YG_NAME_MAX + 1 bytes. False: no
 * host name (an address, too long, empty labels, a bare suffix): nothing to compare. */
bool yg_name_text_make(const yg_suffixes *suffixes, yg_str raw, char *ret_host,
                       yg_name_text *ret_text);
/* Folds one token the same way; gives the number of letters, 0 when it has none. */
size_t yg_name_fold(yg_str token, uint8_t *ret_letters, size_t max);

#endif
