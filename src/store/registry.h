/* Questions to the store about organisations: who they are, what marks them, who owns them. Rules
 * of store/read.h. Each row is what one source says; several sources may speak of one organisation.
 */
#ifndef YG_STORE_REGISTRY_H
#define YG_STORE_REGISTRY_H

#include "store/store.h"

/* Of which sources: of one trust (-1: any; store/store.h), with numbers from..to. */
typedef struct {
    int trust;
    int64_t from_sid, to_sid;
} yg_registry_part;
/* The sources that have organisations: the most trusted first, then the earliest. */
typedef bool (*yg_registry_source_visit)(void *self, int64_t sid, int trust, yg_error *err);
bool yg_store_registry_sources(yg_store *store, yg_registry_source_visit visit, void *self,
                               yg_error *err);

/* By eid; of one organisation the most trusted source first, then by source name. */
typedef struct {
    int64_t eid, oid;
    yg_str id, key, name, name_ja, kind, country, sector, lei, number, source;
    yg_str group; /* only of a map that the user loaded as theirs */
} yg_registry_row;
typedef bool (*yg_registry_visit)(void *self, const yg_registry_row *row, yg_error *err);
bool yg_store_registry(yg_store *store, const yg_registry_part *part, yg_registry_visit visit,
                       void *self, yg_error *err);

/* Names, or marks, by eid. kind: of the name (YG_NAME_...) or of the mark ("domain"). */
typedef struct {
    int64_t eid;
    yg_name_kind name_kind;
    yg_str kind, value;
} yg_registry_mark_row;
typedef bool (*yg_registry_mark_visit)(void *self, const yg_registry_mark_row *row, yg_error *err);
bool yg_store_registry_names(yg_store *store, const yg_registry_part *part,
                             yg_registry_mark_visit visit, void *self, yg_error *err);
bool yg_store_registry_marks(yg_store *store, const yg_registry_part *part,
                             yg_registry_mark_visit visit, void *self, yg_error *err);

/* By child, then time, then source. */
typedef struct {
    int64_t child_eid, parent_eid, from_us, to_us;
    yg_str relation, since, until, asserted_by, references, source;
    double share; /* -1: not said */
    int trust;
} yg_registry_edge_row;
typedef bool (*yg_registry_edge_visit)(void *self, const yg_registry_edge_row *row, yg_error *err);
bool yg_store_registry_edges(yg_store *store, const yg_registry_part *part,
                             yg_registry_edge_visit visit, void *self, yg_error *err);

/* Incidents whose victim the registry knows, counted by victim and source. Records of two sources
 * may speak of one incident: they are counted apart, never added up. */
typedef struct {
    int64_t eid; /* of the organisation hit */
    yg_str source;
    uint64_t records;
} yg_registry_count_row;
typedef bool (*yg_registry_count_visit)(void *self, const yg_registry_count_row *row,
                                        yg_error *err);
bool yg_store_registry_counts(yg_store *store, yg_registry_count_visit visit, void *self,
                              yg_error *err);

#endif
