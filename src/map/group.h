/* The map of a group of companies, as pure data: organisations, who belongs to whom and since when,
 * and what each is recognised by. Made from a group file (map/group_file.h) or from the registry in
 * the store (know/owner.h); no I/O here.
 *
 * Strings live as long as what they were made from; a yg_group does not own them. */
#ifndef YG_MAP_GROUP_H
#define YG_MAP_GROUP_H

#include "base/vec.h"
#include "model/date.h"
#include "model/vocab.h"

typedef struct {
    int64_t eid; /* of the store; 0 in a file that was not loaded */
    yg_str key, id;
    yg_str name, name_ja;      /* the names to print */
    YG_VEC(yg_str) names;      /* every name that it bears, in any language; and brands */
    size_t own_names;          /* the first so many of names; brands stand behind them */
    YG_VEC(yg_str) domains;    /* lower case */
    YG_VEC(yg_str) networks;   /* CIDR */
    YG_VEC(yg_str) ad_domains; /* Active Directory */
    YG_VEC(yg_str) host_rules;
    yg_str kind, lei, number;
    yg_str group;   /* whose map it stands in; empty: a public registry */
    yg_str sources; /* of the store, one a line */
    yg_country country;
    yg_sector sector;
} yg_organisation_node;

/* child belongs to parent from from_us (inclusive) to to_us (exclusive). Indices into
 * yg_group.organisations. */
typedef struct {
    size_t child, parent;
    yg_str relation; /* subsidiary-of, affiliate-of, joint-venture-of, branch-of, supplies */
    double share;    /* 0..100; -1: not said */
    int64_t from_us, to_us;
    yg_str since, until, asserted_by, references;
    yg_str source; /* of the store */
    int trust;     /* of its source (store/registry.h): the higher decides, whatever the rest */
} yg_edge_row;

typedef struct {
    YG_VEC(yg_organisation_node) organisations;
    YG_VEC(yg_edge_row) edges;
    /* Made by yg_group_index; not valid any more when an organisation or edge was added. */
    size_t *child_edges, *parent_edges; /* edges by child, by parent; in the order of edges */
    size_t *child_start, *parent_start; /* of organisation o: from [o] to [o + 1] */
    /* Who owns each organisation from when on: [o] to [o + 1], by time; the last holds now. */
    struct yg_owner_span *spans;
    size_t *span_start;
    size_t indexed_organisations, indexed_edges;
} yg_group;

/* Owners that are followed upwards from one organisation: real groups have under 20. What stands
 * higher is not asked, so that a chain of any length costs the same
 * [DEEP-GROUP]. */
#define YG_GROUP_DEPTH 64

/* Makes the indexes by child and by parent and the owners in time, in O(edges log edges), so that
 * what is asked below need not look at every edge. Call it when the group is complete. */
void yg_group_index(yg_group *group);
/* The edges of one organisation towards its parents (or children), as numbers into group->edges;
 * *ret_n says how many. The group must be indexed. */
const size_t *yg_group_parents(const yg_group *group, size_t organisation, size_t *ret_n);
const size_t *yg_group_children(const yg_group *group, size_t organisation, size_t *ret_n);
/* Is an edge open on a moment (YG_TIME_NONE: now, which is: has no end)? */
bool yg_edge_holds(const yg_edge_row *edge, int64_t when_us);
/* Is it ownership, not supply? */
bool yg_edge_owns(const yg_edge_row *edge);
/* Does a count before b, where both hold? */
bool yg_edge_is_stronger(const yg_edge_row *a, const yg_edge_row *b);
/* The edge to the owner at a moment: the most trusted source's; of these who controls it
 * (subsidiary-of, branch-of) before a joint venture's partners before minorities; of these the
 * larger share, where control without a share counts as 50 %; of equal ones the first. NULL: none.
 */
const yg_edge_row *yg_group_owner(const yg_group *group, size_t organisation, int64_t when_us);

void yg_group_free(yg_group *group);
/* Frees the lists of one organisation that is not (or no more) part of a group. */
void yg_group_drop_organisation(yg_organisation_node *organisation);

/* The ultimate parent of an organisation on a day: follows ownership (never `supplies`) to the top;
 * of several parents the one that yg_group_owner names. The organisation itself when nothing owns
 * it then. A cycle (a cross-holding) ends before the first that would come again, and after
 * YG_GROUP_DEPTH owners the one that was reached stands for the top. `via_us` is a moment;
 * YG_TIME_NONE: the edges that are open now (no end). */
size_t yg_group_ultimate(const yg_group *group, size_t organisation, int64_t when_us);

#endif
