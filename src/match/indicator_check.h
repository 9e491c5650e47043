/* What of an indicator goes into a set, and in which form. Internal to match/. */
#ifndef YG_MATCH_INDICATOR_CHECK_H
#define YG_MATCH_INDICATOR_CHECK_H

#include "match/indicator_set.h"

typedef struct {
    yg_str bytes;      /* for the pool: the value or `binary`; empty for IPv4 */
    uint32_t address;  /* IPv4, masked for a network */
    uint32_t prefix;   /* IPv4 */
    uint64_t key;      /* in the exact table; of file names and registry keys found at the end */
    uint64_t identity; /* hash of type and value as they are compared for being known */
    char binary[64];
} yg_indicator_form;

/* form is written only when the value is taken. */
yg_indicator_verdict yg_indicator_check(yg_indicator_type type, yg_str value,
                                        yg_indicator_form *form);

#endif
