/* Identity links between sources: which entries of different lists are the same thing. Never a
 * merge: rows of the store with their evidence, decided automatically only where it is certain,
 * else put up for a person. The rule: know/link_rule.h, docs/decisions/0002-identity-links.md. */
#ifndef YG_KNOW_LINK_H
#define YG_KNOW_LINK_H

#include "store/read.h"

typedef struct {
    uint64_t entries, automatic, review;
    uint64_t accepted, rejected; /* a person's, kept */
    uint64_t cut; /* incidents whose name or domain too many others have to compare them all */
} yg_link_summary;

/* Computes all links of the store again. Inside a transaction. What a person accepted or rejected
 * stays and takes part. */
bool yg_links_compute(yg_store *store, yg_link_summary *ret_summary, yg_error *err);

/* The same for links between incidents of different sources (know/incident_link.h). */
typedef struct {
    void *self;
    void (*advance)(void *self, uint64_t done, uint64_t total); /* may be NULL */
} yg_link_progress;
bool yg_incident_links_compute(yg_store *store, const yg_link_progress *progress,
                               yg_link_summary *ret_summary, yg_error *err);

/* --- Reading --- */

/* One end of a link, as its source's list has it. Strings live until the visit returns. */
typedef struct {
    int64_t eid;
    yg_str id, name;
    yg_str source;       /* the publisher's list: "MITRE ATT&CK", "MISP galaxy: threat-actor" */
    yg_str external_ids; /* "G0045", one a line */
} yg_link_end;

typedef struct {
    yg_link_row row;
    yg_link_end left, right;
} yg_link_view;

typedef bool (*yg_link_view_visit)(void *self, const yg_link_view *view, yg_error *err);
/* Like yg_store_links_where, with the two ends. */
bool yg_links_each(yg_store *store, const yg_link_filter *filter, yg_link_view_visit visit,
                   void *self, yg_error *err);
/* "primary", "names" ... of a row's rank: how strong the evidence is. */
const char *yg_link_level_of(int64_t rank);
/* The list that an object is of; adds nothing when links are not computed for such objects. */
void yg_link_list_name(yg_buf *buf, yg_str source, yg_str media, yg_str entry, yg_str type);

/* --- A person's decision --- */

/* decision: accepted, rejected, or empty: undone. relation empty: as suggested. `prefix` is the
 * beginning of one link's id, 4 digits or more. Does not compute: call yg_links_compute behind the
 * last one, in the same transaction. */
bool yg_links_decide(yg_store *store, yg_str prefix, yg_str decision, yg_str relation,
                     int64_t now_us, yg_error *err);

#endif
