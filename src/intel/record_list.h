/* A list of JSON records in the forms in which trackers publish one: an array, an object that holds
 * the array under one of a few keys, an object of arrays (one a group), objects one behind the
 * other (JSON lines), or one object alone. Each record is parsed by itself; damage costs what it
 * hits. Where the marks of a record are known, those that a damaged one swallowed because its
 * closing bracket is missing are found again. */
#ifndef YG_INTEL_RECORD_LIST_H
#define YG_INTEL_RECORD_LIST_H

#include "intel/reader.h"
#include "text/json.h"

/* One record; views that live until the visit returns. */
typedef struct {
    yyjson_val *value; /* an object */
    yg_str raw;        /* its bytes in the input */
    yg_str list_key;   /* with by_key: the raw key that its array stands under, else empty */
    uint64_t offset_bytes, number;
} yg_list_record;

typedef struct {
    const yg_intel_input *input;
    const yg_sink *sink;
    const char *const *members; /* keys that the array may stand under, closed by NULL */
    bool by_key;                /* an object of nothing but arrays holds a list under each key */
    /* Or NULL: names of members, closed by NULL; an object without any of them is rejected with
     * `foreign` (constant text). */
    const char *const *marks;
    const char *foreign;
    void *self;
    bool (*visit)(void *self, const yg_list_record *record, yg_error *err);
    uint64_t records; /* that were visited or rejected so far */
} yg_record_list;

/* Visits every record; what is no JSON object is rejected with its offset. False when the input
 * starts neither an object nor an array, or when visit gives false. */
bool yg_record_list_read(yg_record_list *list, yg_error *err);
/* To be called for a record that is JSON but not usable. */
void yg_record_list_reject(const yg_record_list *list, const yg_list_record *record,
                           const char *reason, yg_str detail);

/* For probes: the first record of head, from its opening bracket on, which head may cut off; empty
 * when there is none. */
yg_str yg_record_list_first(yg_str head, const char *const *members, bool by_key);
/* For probes: sets a bit of the result for each of keys (at most 32) that the object at the start
 * of record has, as far as record goes. */
uint32_t yg_record_list_keys(yg_str record, const char *const *keys, size_t n);

#endif
