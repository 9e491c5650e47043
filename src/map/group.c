#include "map/group.h"

#include "map/group_time.h"

void yg_group_drop_organisation(yg_organisation_node *organisation) {
    yg_vec_free(&organisation->names);
    yg_vec_free(&organisation->domains);
    yg_vec_free(&organisation->networks);
    yg_vec_free(&organisation->ad_domains);
    yg_vec_free(&organisation->host_rules);
}

void yg_group_free(yg_group *group) {
    for (size_t i = 0; i < group->organisations.n; i++)
        yg_group_drop_organisation(&group->organisations.at[i]);
    yg_vec_free(&group->organisations);
    yg_vec_free(&group->edges);
    free(group->child_edges);
    free(group->child_start);
    free(group->parent_edges);
    free(group->parent_start);
    free(group->spans);
    free(group->span_start);
    *group = (yg_group){0};
}

/* Counting sort of the edges by one of their ends. */
static void index_by(const yg_group *group, bool by_child, size_t **ret_edges, size_t **ret_start) {
    size_t organisations = group->organisations.n, n = group->edges.n;
    size_t *start = yg_alloc(organisations + 2, sizeof *start);
    size_t *edges = yg_alloc(n + 1, sizeof *edges);
    for (size_t i = 0; i < n; i++) {
        const yg_edge_row *edge = &group->edges.at[i];
        start[(by_child ? edge->child : edge->parent) + 2]++;
    }
    for (size_t o = 1; o <= organisations + 1; o++)
        start[o] += start[o - 1];
    for (size_t i = 0; i < n; i++) {
        const yg_edge_row *edge = &group->edges.at[i];
        edges[start[(by_child ? edge->child : edge->parent) + 1]++] = i;
    }
    free(*ret_edges);
    free(*ret_start);
    *ret_edges = edges;
    *ret_start = start;
}

void yg_group_index(yg_group *group) {
    index_by(group, true, &group->child_edges, &group->child_start);
    index_by(group, false, &group->parent_edges, &group->parent_start);
    yg_group_make_spans(group);
    group->indexed_organisations = group->organisations.n;
    group->indexed_edges = group->edges.n;
}

const size_t *yg_group_parents(const yg_group *group, size_t organisation, size_t *ret_n) {
    *ret_n = group->child_start[organisation + 1] - group->child_start[organisation];
    return group->child_edges + group->child_start[organisation];
}

const size_t *yg_group_children(const yg_group *group, size_t organisation, size_t *ret_n) {
    *ret_n = group->parent_start[organisation + 1] - group->parent_start[organisation];
    return group->parent_edges + group->parent_start[organisation];
}

bool yg_edge_holds(const yg_edge_row *edge, int64_t when_us) {
    if (when_us == YG_TIME_NONE)
        return edge->to_us == INT64_MAX;
    return edge->from_us <= when_us && when_us < edge->to_us;
}

bool yg_edge_owns(const yg_edge_row *edge) {
    return !yg_str_eqz(edge->relation, "supplies");
}

/* Control before shared control before a minority, whatever the shares: a holder of 5 % whose share
 * is known does not own what somebody else is said to control. */
static int rank_of(const yg_edge_row *edge) {
    if (yg_str_eqz(edge->relation, "subsidiary-of") || yg_str_eqz(edge->relation, "branch-of"))
        return 2;
    return yg_str_eqz(edge->relation, "joint-venture-of");
}

bool yg_edge_is_stronger(const yg_edge_row *a, const yg_edge_row *b) {
    enum { CONTROL_PERCENT = 50 }; /* at least, where control is said without a share */
    if (a->trust != b->trust)
        return a->trust > b->trust;
    int rank = rank_of(a);
    if (rank != rank_of(b))
        return rank > rank_of(b);
    double least = rank == 2 ? CONTROL_PERCENT : -1;
    return (a->share < 0 ? least : a->share) > (b->share < 0 ? least : b->share);
}

static bool is_indexed(const yg_group *group) {
    return group->child_start != NULL && group->indexed_edges == group->edges.n &&
           group->indexed_organisations == group->organisations.n;
}

const yg_edge_row *yg_group_owner(const yg_group *group, size_t organisation, int64_t when_us) {
    const yg_edge_row *best = NULL;
    if (is_indexed(group))
        return yg_group_owner_in_spans(group, organisation, when_us);
    for (size_t i = 0; i < group->edges.n; i++) {
        const yg_edge_row *edge = &group->edges.at[i];
        if (edge->child != organisation || !yg_edge_owns(edge) || !yg_edge_holds(edge, when_us))
            continue;
        if (best == NULL || yg_edge_is_stronger(edge, best))
            best = edge;
    }
    return best;
}

size_t yg_group_ultimate(const yg_group *group, size_t organisation, int64_t when_us) {
    size_t way[YG_GROUP_DEPTH + 1] = {organisation}, n = 0;
    while (n < YG_GROUP_DEPTH) {
        const yg_edge_row *edge = yg_group_owner(group, way[n], when_us);
        if (edge == NULL)
            break;
        for (size_t i = 0; i <= n; i++) {
            if (way[i] == edge->parent)
                return way[n];
        }
        way[++n] = edge->parent;
    }
    return way[n];
}
