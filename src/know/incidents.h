/* What the claims about an incident say beyond its own columns: who did it, where it was entered,
 * whether it reached the parent. Each is somebody's statement; the first by order of the store is
 * given here, all of them stay in the claims. */
#ifndef YG_KNOW_INCIDENTS_H
#define YG_KNOW_INCIDENTS_H

#include "base/vec.h"
#include "store/read.h"

typedef struct {
    yg_buf actors;         /* names, one a line */
    yg_buf entered_at;     /* victim, affiliate, supplier, unknown; empty: nobody says */
    yg_buf reached_parent; /* yes, no, not-documented; empty: nobody says */
} yg_incident_facts;

/* Zero-initialise before the first call; reused between calls. */
bool yg_incident_facts_get(yg_store *store, int64_t incident_eid, yg_incident_facts *facts,
                           yg_error *err);
void yg_incident_facts_free(yg_incident_facts *facts);

/* Ids of the incidents of other sources that are linked with this one as the same, automatically or
 * by a person; one a line, by strength. */
bool yg_incident_same_as(yg_store *store, int64_t incident_eid, yg_buf *ids, yg_error *err);

/* The same for a long list: the store is asked once for each of the first incidents, then for all
 * links at once. Zero-initialise, free with yg_incident_links_free. */
typedef struct {
    int64_t eid;
    size_t order;
    yg_str id; /* of the incident at the other end; in the arena */
} yg_incident_link;
typedef struct {
    size_t asked;
    bool whole; /* links holds all, by incident, then strength */
    YG_VEC(yg_incident_link) links;
    yg_arena arena;
} yg_incident_links;
bool yg_incident_links_of(yg_incident_links *links, yg_store *store, int64_t incident_eid,
                          yg_buf *ids, yg_error *err);
void yg_incident_links_free(yg_incident_links *links);

/* Is an organisation with this key (text/key.h) the victim or its parent, in either language? */
bool yg_incident_is_of(const yg_incident_row *row, yg_str key);

#endif
