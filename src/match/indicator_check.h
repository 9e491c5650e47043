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

/* As an entry, without its place in the pool unless it is an IPv4 address. */
static inline uint64_t yg_form_entry(yg_indicator_type type, const yg_indicator_form *form) {
    return type == YG_INDICATOR_IPV4 ? yg_entry_make(type, form->address, form->prefix)
                                     : yg_entry_make(type, 0, (uint32_t)form->bytes.n);
}
/* Whether two entries, each with its bytes, are one and the same; places do not count. */
bool yg_form_is_same(uint64_t a, const char *a_bytes, uint64_t b, const char *b_bytes);

#endif
