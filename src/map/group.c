#include "map/group.h"

void yg_group_free(yg_group *group) {
    for (size_t i = 0; i < group->organisations.n; i++) {
        yg_organisation_node *o = &group->organisations.at[i];
        yg_vec_free(&o->names);
        yg_vec_free(&o->brands);
        yg_vec_free(&o->domains);
        yg_vec_free(&o->networks);
        yg_vec_free(&o->ad_domains);
        yg_vec_free(&o->host_rules);
    }
    yg_vec_free(&group->organisations);
    yg_vec_free(&group->edges);
}

static bool holds(const yg_edge_row *edge, int64_t when_us) {
    if (when_us == YG_TIME_NONE)
        return edge->to_us == INT64_MAX;
    return edge->from_us <= when_us && when_us < edge->to_us;
}

static const yg_edge_row *owner_edge(const yg_group *group, size_t child, int64_t when_us) {
    const yg_edge_row *best = NULL;
    for (size_t i = 0; i < group->edges.n; i++) {
        const yg_edge_row *edge = &group->edges.at[i];
        if (edge->child != child || yg_str_eqz(edge->relation, "supplies") || !holds(edge, when_us))
            continue;
        if (best == NULL || edge->share > best->share)
            best = edge;
    }
    return best;
}

size_t yg_group_ultimate(const yg_group *group, size_t organisation, int64_t when_us) {
    size_t at = organisation;
    for (size_t steps = 0; steps < group->organisations.n; steps++) {
        const yg_edge_row *edge = owner_edge(group, at, when_us);
        if (edge == NULL || edge->parent == organisation)
            break;
        at = edge->parent;
    }
    return at;
}
