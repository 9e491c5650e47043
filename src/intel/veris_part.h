/* What the files of the VERIS reader share. */
#ifndef YG_INTEL_VERIS_PART_H
#define YG_INTEL_VERIS_PART_H

#include "base/map.h"
#include "intel/record_list.h"

typedef struct {
    yg_record_list records;
    yg_source source;
    yg_buf name; /* of the source */
    yg_map seen; /* incident_id to the hash of its record */
    /* Of the incident at hand. */
    yg_buf date, victim, sites, site_labels, sector_label, types, actors, references, tags;
    size_t claims, looks; /* put; entries of lists looked at */
} yg_veris_job;

/* Takes one incident; false: the sink failed. */
bool yg_veris_take(void *self, const yg_list_record *record, yg_error *err);

/* The object `key` of object; where an old record has a list of objects, the first of it. */
yyjson_val *yg_veris_object(yyjson_val *object, const char *key);

/* The word of VERIS 1.4.1 for an older one, and the field that it belongs to now; both as they are
 * when nothing has changed. `field` is "action.hacking.variety" and so on. */
typedef struct {
    const char *field;
    yg_str word;
} yg_veris_word;
yg_veris_word yg_veris_word_now(const char *field, yg_str word);

/* Adds the types of an incident (docs/formats/yagura-claims.md) that its actions, attributes and
 * motives stand for. */
void yg_veris_add_types(yg_buf *types, yyjson_val *incident);

#endif
