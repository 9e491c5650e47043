/* File names and registry keys in text: how a value whose piece was found is compared with what
 * stands around it. Pure. */
#ifndef YG_MATCH_TOKEN_VALUE_H
#define YG_MATCH_TOKEN_VALUE_H

#include "base/str.h"

/* Where a file name may begin or end, a registry key may end; roughly, and without looking further:
 * the functions below decide. */
bool yg_may_begin_file(yg_str text, size_t start);
bool yg_may_end_file(yg_str text, size_t end);
bool yg_may_end_key(yg_str text, size_t end);
/* The kind of hive (and user) that stands before the backslash before `end` of text, and where it
 * begins; 0: none. */
unsigned yg_registry_hive(yg_str text, size_t end, size_t *ret_start);

/* Where a value stands in a text. */
typedef struct {
    size_t start, end;
} yg_place_in;

/* Does the file name stand in text with its byte `at` at text byte `here`, bounded as section 2 of
 * sightings.md says? */
bool yg_file_name_at(yg_str name, size_t at, yg_str text, size_t here, yg_place_in *ret);
/* Does the registry key, byte `at` of its tail at text byte `here`? The hive may be spelled in any
 * way. tail: yg_registry_tail of key. */
bool yg_registry_key_at(yg_str key, yg_str tail, size_t at, yg_str text, size_t here,
                        yg_place_in *ret);

#endif
