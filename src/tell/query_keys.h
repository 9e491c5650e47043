/* The shape that queries of findings and of sightings share: HEAD key "=" value { "&" key "=" value
 * }, each key once and in the order of a list, values percent-encoded UTF-8 and not empty, so that
 * a query has one form. No I/O; any thread. */
#ifndef YG_TELL_QUERY_KEYS_H
#define YG_TELL_QUERY_KEYS_H

#include "base/error.h"
#include "base/mem.h"

typedef struct {
    const char *head;        /* "findings?" */
    const char *const *keys; /* in their order */
    size_t n;
} yg_query_keys;

bool yg_query_keys_is(const yg_query_keys *shape, yg_str text);
/* ret_values: one a key, empty where it does not stand; copied into the arena. Errors name the
 * byte. */
bool yg_query_keys_read(const yg_query_keys *shape, yg_arena *arena, yg_str text,
                        yg_str *ret_values, yg_error *err);
/* Adds head, keys and values; empty ones are left out. */
void yg_query_keys_add(const yg_query_keys *shape, const yg_str *values, yg_buf *buf);
/* Fails when text is not what the query that was read from it is written as. */
bool yg_query_keys_is_own(yg_str text, yg_str again, yg_error *err);

#endif
