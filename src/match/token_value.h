/* File names and registry keys in text: how a value whose piece was found is compared with what
 * stands around it. Pure. */
#ifndef YG_MATCH_TOKEN_VALUE_H
#define YG_MATCH_TOKEN_VALUE_H

#include "base/str.h"

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
