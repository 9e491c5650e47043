/* One MISP event and what is read out of it: full text, claims, indicators. Inside of the reader
 * "misp-event" only. */
#ifndef YG_INTEL_MISP_REPORT_H
#define YG_INTEL_MISP_REPORT_H

#include "model/id.h"
#include "model/record.h"
#include "text/json.h"

typedef struct {
    const yg_sink *sink;
    yyjson_val *event;
    yg_str raw;              /* the bytes that `event` was parsed from */
    uint64_t offset_bytes;   /* of the event in the input */
    bool is_whole;           /* raw is a part of the input, not what was left of a damaged event */
    uint64_t record;         /* for faults */
    yg_str id, info, date;   /* date: as the event has it, if it is one */
    yg_str asserted_by;      /* the organisation, when it is not the source's publisher */
    char actor[YG_ID_BYTES]; /* the one intrusion set of the event, or "" */
} yg_misp_report;

/* A cluster's own UUID as an identifier. False when the event does not tell it: exports without
 * "collection_uuid" have the UUID of the whole galaxy in its place. */
bool yg_misp_cluster_id(yyjson_val *cluster, char ret_id[YG_ID_BYTES]);
/* The only intrusion set among the clusters of an event or attribute; false when there is none or
 * more than one. */
bool yg_misp_sole_actor(yyjson_val *tagged, char ret_id[YG_ID_BYTES]);

/* Adds what full-text search shall find: title, comments, reports, tags. */
void yg_misp_add_text(yg_buf *buf, yyjson_val *event);
/* Each hands its records to the sink. False only when the sink failed; *err is set. */
bool yg_misp_put_context(const yg_misp_report *report, yg_error *err);
bool yg_misp_put_indicators(const yg_misp_report *report, yg_error *err);

/* Seconds since 1970 as a number or a string of digits; YG_TIME_NONE otherwise. */
int64_t yg_misp_epoch_us(yyjson_val *value);

#endif
