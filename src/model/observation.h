/* One record of a log as STIX cyber-observable objects (STIX 2.1, section 6), flat: what patterns
 * are asked against. Made by event/observed.h, read by match/pattern.h. Plain data. */
#ifndef YG_MODEL_OBSERVATION_H
#define YG_MODEL_OBSERVATION_H

#include "base/mem.h"
#include "base/time.h"
#include "base/vec.h"

typedef enum {
    YG_OBSERVED_STRING = 1,
    YG_OBSERVED_INTEGER,
    YG_OBSERVED_FLOAT,
    YG_OBSERVED_BOOLEAN,
    YG_OBSERVED_BINARY,
    YG_OBSERVED_TIMESTAMP,
} yg_observed_kind;

/* A property: "name", "hashes.SHA-256", "dst_ref.value", "protocols[0]". What a reference leads to
 * stands under the reference's name. Digests and host names are in lower case. */
typedef struct {
    yg_str path;
    yg_observed_kind kind;
    yg_str text;     /* of strings and binaries; UTF-8 for strings */
    int64_t integer; /* of integers, booleans (0, 1), timestamps (microseconds since 1970) */
    double number;   /* of integers and floats */
} yg_observed_value;

typedef struct {
    yg_str type;     /* "file", "network-traffic" */
    size_t first, n; /* values */
} yg_observed_object;

/* Zero-initialise, clear between records, free once. Views into the record or into text. */
typedef struct {
    int64_t time_us; /* YG_TIME_NONE: not known */
    YG_VEC(yg_observed_object) objects;
    YG_VEC(yg_observed_value) values;
    yg_arena arena; /* for texts that the record does not hold as they are */
} yg_observation;

/* May we look for a part of a text of this property in the bytes of the record? part: in lower
 * case, of the bytes of YG_OBSERVED_PART alone. True: it stands there as it is but for the case of
 * letters, unless the record writes it with escapes. Who makes a property of anything but a slice
 * of a decoded field, joined at one of the bytes \ / : ? to others, has to say it here. */
bool yg_observed_is_of_record(yg_str type, yg_str path, yg_str part);
/* Bytes that no form of logs escapes by a sign, and at which no texts are joined: letters, digits
 * and these. */
#define YG_OBSERVED_PART " !#$()*+,-.@^_%~"

/* Can a record of a log be an object of this type with this property? path as patterns write it
 * ("protocols[*]", "to_refs[3].value"); empty: any. Who makes a further property says it in
 * observation_known.c. */
bool yg_observed_can_be(yg_str type, yg_str path);
/* The same one by one, by type; false: there are no more. "[*]" in the path is any place of a list.
 */
bool yg_observed_known(size_t i, yg_str *ret_type, yg_str *ret_path);
/* Does a path of those stand for this one? */
bool yg_observed_path_is(yg_str known, yg_str path);

static inline void yg_observation_clear(yg_observation *observation) {
    observation->time_us = YG_TIME_NONE;
    observation->objects.n = observation->values.n = 0;
    yg_arena_reset(&observation->arena);
}
static inline void yg_observation_free(yg_observation *observation) {
    yg_vec_free(&observation->objects);
    yg_vec_free(&observation->values);
    yg_arena_free(&observation->arena);
}

#endif
