/* What the parts of the export of findings as STIX share. Private to src/watch. */
#ifndef YG_WATCH_FINDINGS_STIX_PART_H
#define YG_WATCH_FINDINGS_STIX_PART_H

#include "base/map.h"
#include "base/time.h"
#include "model/id.h"
#include "text/json_write.h"
#include "watch/findings_block.h"
#include "watch/findings_sco.h"
#include "watch/findings_stix.h"

/* Objects of one observed-data, and names of one pattern: with more no product takes it. */
enum { STIX_MOST_OBJECTS = 100 };

typedef struct {
    yg_store *store;
    const yg_finding_filter *filter;
    const yg_sighting_filter *sights;
    const yg_findings_export_options *options;
    yg_findings_export_counts *counts;
    yg_block_list guard;
    yg_export_put put;
    void *to;
    yg_map seen;      /* ids of objects that stand once in a bundle */
    yg_eids entities; /* of the store, whose objects follow at the end */
    yg_buf piece;
    /* Of the finding at hand. */
    const yg_finding_row *row;
    YG_VEC(yg_str) names; /* what was observed; the first is the registrable one, if it was */
    yg_arena arena;
    int64_t created_us;
} stix_job;

/* "TYPE--UUIDv5" of the finding's own id. */
yg_str stix_id(const char *type, const yg_finding_row *row, char ret_id[YG_ID_BYTES]);
/* Begins j->piece with the members that all domain and relationship objects have. */
void stix_start(stix_job *j, yg_jw *w, const char *type, yg_str id, const yg_finding_row *row);
void stix_time(yg_jw *w, const char *key, int64_t us);
/* Ends j->piece, and puts it into the bundle. */
bool stix_finish(stix_job *j, yg_jw *w, yg_error *err);
/* tlp: empty, or a word that marks it. */
bool stix_relation(stix_job *j, const yg_finding_row *row, const char *type, yg_str from, yg_str to,
                   const char *description, yg_str tlp, yg_error *err);
/* For yg_store_finding_history: fills j->created_us. */
bool stix_on_history(void *self, const yg_finding_history_row *row, yg_error *err);
/* The object of that id, when the store has one: it follows at the end. */
bool stix_own_object(stix_job *j, yg_str id, char ret_id[YG_ID_BYTES], bool *ret_is, yg_error *err);
/* An identity or intrusion set made of its name; `what` parts names of one type. */
bool stix_named(stix_job *j, const char *type, const char *what, yg_str label,
                char ret_id[YG_ID_BYTES], yg_error *err);

/* findings_stix_sight.c */
bool stix_sight(stix_job *j, const yg_finding *finding, yg_error *err);
/* Puts the object once. */
bool stix_sco(stix_job *j, const yg_sco *sco, yg_str tlp, yg_error *err);
/* "object_marking_refs", when there is a marking; its definition stands in front once. */
bool stix_mark(stix_job *j, yg_str tlp, yg_error *err);
void stix_marked(yg_jw *w, yg_str tlp);

#endif
