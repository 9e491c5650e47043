/* Made-up sets of indicators and logs that are hostile to them: values hidden by every encoding of
 * docs/formats/sightings.md, cut, grown and mixed. */
#ifndef TESTS_MATCH_TOKEN_MAKER_H
#define TESTS_MATCH_TOKEN_MAKER_H

#include "match/indicators.h"

enum { TOKEN_MAKER_VALUES = 48 };

typedef struct {
    yg_indicator_type type;
    char text[256];
    size_t n;
} token_value;

typedef struct {
    uint64_t state;
    token_value values[TOKEN_MAKER_VALUES];
    size_t n;
} token_maker;

/* A set of at most TOKEN_MAKER_VALUES indicators; those that are not taken are no part of values.
 */
yg_indicators *token_make_set(token_maker *maker, uint64_t seed);
/* Adds a block of about n bytes. */
void token_make_block(token_maker *maker, size_t n, yg_buf *ret);

#endif
