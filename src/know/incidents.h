/* What the claims about an incident say beyond its own columns: who did it, where it was entered,
 * whether it reached the parent. Each is somebody's statement; all that differ are given. */
#ifndef YG_KNOW_INCIDENTS_H
#define YG_KNOW_INCIDENTS_H

#include "base/vec.h"
#include "store/read.h"
#include "text/json_write.h"

typedef struct {
    yg_buf actors; /* names, one a line */
    /* Each value once, one a line; empty: nobody says. */
    yg_buf entered_at;     /* victim, affiliate, supplier, unknown */
    yg_buf reached_parent; /* yes, no, not-documented */
} yg_incident_facts;

/* Zero-initialise before the first call; reused between calls. */
bool yg_incident_facts_get(yg_store *store, int64_t incident_eid, yg_incident_facts *facts,
                           yg_error *err);
void yg_incident_facts_free(yg_incident_facts *facts);

/* entered_at and reached_parent of an incident, lines as above: a string where there is one value,
 * a list where there are several; and `disputed` names the members on which statements differ (that
 * one does not know and another does is no dispute). */
void yg_incident_put_said(yg_jw *w, yg_str entered_at, yg_str reached_parent);

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
