/* One cluster of a MISP galaxy, and what is read out of it beside the object: names, claims,
 * relationships. Inside of the reader "misp-galaxy" only. */
#ifndef YG_INTEL_MISP_CLUSTER_H
#define YG_INTEL_MISP_CLUSTER_H

#include "base/map.h"
#include "intel/misp_kind.h"
#include "model/record.h"
#include "text/json.h"

typedef struct {
    const yg_sink *sink;
    yg_str galaxy; /* "threat-actor" */
    const yg_misp_kind *kind;
    yyjson_val *value, *meta; /* meta may be NULL */
    yg_str raw;               /* the bytes that `value` was parsed from */
    uint64_t offset_bytes;    /* of raw in the input */
    uint64_t record;          /* for faults */
    yg_str id, name, external_id;
    const yg_map *uuids; /* lower-case UUIDs of all clusters of the same file */
} yg_misp_cluster;

/* Each hands its records to the sink. False only when the sink failed; *err is set. What cannot be
 * used goes to sink->reject. Thread-safe between clusters. */
bool yg_misp_put_names(const yg_misp_cluster *cluster, yg_error *err);
bool yg_misp_put_claims(const yg_misp_cluster *cluster, yg_error *err);
bool yg_misp_put_relations(const yg_misp_cluster *cluster, yg_error *err);

/* "G" and four digits: the number of a group in ATT&CK. */
bool yg_misp_is_group_number(yg_str text);
/* X of a synonym "Subgroup: X", else empty. */
yg_str yg_misp_subgroup(yg_str synonym);

#endif
