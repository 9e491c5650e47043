/* Relationships: techniques by tactic, everything else by kind. */
#include "know/dossier_part.h"

typedef struct {
    bool outward;
    int64_t other_eid;
    yg_str type, other_type, id, name, external_id, source;
    yg_str tactics; /* of a technique, separated by spaces */
} tie;

typedef struct {
    yg_dossier_job *j;
    yg_arena arena;
    YG_VEC(tie) ties;
    bool outward;
    tie *naming;
} gathering;

static bool on_relationship(void *self, const yg_relationship_row *row, yg_error *err) {
    gathering *g = self;
    bool gone = ((row->flags | row->other_flags) & (YG_OBJECT_REVOKED | YG_OBJECT_DEPRECATED)) != 0;
    if (gone || yg_dossier_is_member(g->j, row->other_eid) || row->other_type.n == 0)
        return true;
    yg_vec_push(&g->ties, ((tie){.outward = g->outward,
                                 .other_eid = row->other_eid,
                                 .type = yg_arena_copy(&g->arena, row->type),
                                 .other_type = yg_arena_copy(&g->arena, row->other_type),
                                 .id = yg_arena_copy(&g->arena, row->other_id),
                                 .name = yg_arena_copy(&g->arena, row->other_name),
                                 .external_id = yg_arena_copy(&g->arena, row->other_external_id),
                                 .source = yg_arena_copy(&g->arena, row->source)}));
    return true;
}

static int by_kind(const void *a, const void *b) {
    const tie *x = a, *y = b;
    int order = yg_str_cmp(x->type, y->type);
    if (order == 0)
        order = (int)y->outward - (int)x->outward;
    if (order == 0)
        order = yg_str_cmp(x->other_type, y->other_type);
    if (order == 0)
        order = yg_str_cmp(x->external_id, y->external_id);
    if (order == 0)
        order = yg_str_cmp(x->name, y->name);
    return order != 0 ? order : yg_str_cmp(x->id, y->id);
}

static bool same_other(const tie *a, const tie *b) {
    return a->outward == b->outward && a->other_eid == b->other_eid && yg_str_eq(a->type, b->type);
}

/* The ATT&CK tactics of a technique: kill_chain_phases with a kill chain of MITRE's. */
static bool on_technique(void *self, const yg_object_row *row, yg_error *err) {
    gathering *g = self;
    const char *reason;
    size_t at, i, max;
    yyjson_val *phase;
    YG_CLEANUP_BUF yg_buf tactics = {0};
    yyjson_val *raw = yg_json_parse(&g->j->parser, row->raw, &reason, &at);
    yyjson_val *phases = yyjson_obj_get(raw, "kill_chain_phases");
    yyjson_arr_foreach(phases, i, max, phase) {
        if (!yg_str_starts(yg_json_str(phase, "kill_chain_name"), YG_STR("mitre")))
            continue;
        if (tactics.n > 0)
            yg_buf_addc(&tactics, ' ');
        yg_buf_add(&tactics, yg_json_str(phase, "phase_name"));
    }
    if (g->naming->tactics.n == 0)
        g->naming->tactics = yg_arena_copy(&g->arena, yg_buf_str(&tactics));
    return true;
}

static void put_other(yg_jw *w, const gathering *g, size_t *at, size_t end) {
    const tie *t = &g->ties.at[*at];
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "id", t->id);
    yg_jw_str(w, "name", t->name);
    yg_jw_opt(w, "external_id", t->external_id);
    yg_jw_begin(w, "sources", '[');
    yg_str before = {NULL, 0};
    for (; *at < end && same_other(t, &g->ties.at[*at]); ++*at) {
        if (!yg_str_eq(before, g->ties.at[*at].source))
            yg_jw_str(w, NULL, g->ties.at[*at].source);
        before = g->ties.at[*at].source;
    }
    yg_jw_end(w, ']');
    if (t->tactics.n > 0)
        yg_jw_list(w, "tactics", t->tactics, ' ');
    yg_jw_end(w, '}');
}

static bool read_tactics(gathering *g, yg_error *err) {
    for (size_t i = 0; i < g->ties.n; i++) {
        g->naming = &g->ties.at[i];
        if (yg_str_eqz(g->naming->other_type, "attack-pattern") &&
            !yg_store_objects_of(g->j->store, g->naming->other_eid, on_technique, g, err))
            return false;
    }
    return true;
}

static void put_all(gathering *g) {
    yg_jw *w = g->j->w;
    yg_jw_begin(w, "relationships", '[');
    for (size_t i = 0; i < g->ties.n;) {
        const tie *t = &g->ties.at[i];
        size_t end = i;
        while (end < g->ties.n && g->ties.at[end].outward == t->outward &&
               yg_str_eq(g->ties.at[end].type, t->type) &&
               yg_str_eq(g->ties.at[end].other_type, t->other_type))
            end++;
        yg_jw_begin(w, NULL, '{');
        yg_jw_str(w, "type", t->type);
        yg_jw_str(w, "direction", t->outward ? YG_STR("out") : YG_STR("in"));
        yg_jw_str(w, "other_type", t->other_type);
        yg_jw_begin(w, "others", '[');
        while (i < end)
            put_other(w, g, &i, end);
        yg_jw_end(w, ']');
        yg_jw_end(w, '}');
    }
    yg_jw_end(w, ']');
}

typedef struct {
    yg_map seen;
    uint64_t groups, software;
} user_count;

static bool on_user(void *self, const yg_relationship_row *row, yg_error *err) {
    user_count *count = self;
    bool fresh = false;
    bool gone = ((row->flags | row->other_flags) & (YG_OBJECT_REVOKED | YG_OBJECT_DEPRECATED)) != 0;
    bool group = yg_str_eqz(row->other_type, "intrusion-set"),
         software = yg_str_eqz(row->other_type, "malware") || yg_str_eqz(row->other_type, "tool");
    if (gone || !yg_str_eqz(row->type, "uses") || (!group && !software))
        return true;
    yg_map_put(&count->seen, row->other_id, &fresh);
    if (fresh)
        ++*(group ? &count->groups : &count->software);
    return true;
}

/* Who uses one of a technique's sub-techniques: each once. */
static bool put_subtechnique_users(gathering *g, yg_error *err) {
    user_count count = {0};
    bool done = true;
    for (size_t i = 0; i < g->ties.n && done; i++) {
        const tie *t = &g->ties.at[i];
        if (!t->outward && yg_str_eqz(t->type, "subtechnique-of"))
            done = yg_store_relationships_to(g->j->store, t->other_eid, on_user, &count, err);
    }
    if (done && count.seen.n > 0) {
        yg_jw_begin(g->j->w, "subtechnique_users", '{');
        yg_jw_uint(g->j->w, "groups", count.groups);
        yg_jw_uint(g->j->w, "software", count.software);
        yg_jw_end(g->j->w, '}');
    }
    yg_map_free(&count.seen);
    return done;
}

bool yg_dossier_relationships(yg_dossier_job *j, yg_error *err) {
    gathering g = {.j = j};
    bool done = true;
    for (size_t i = 0; i < j->c->eids.n && done; i++) {
        g.outward = true;
        done = yg_store_relationships_from(j->store, j->c->eids.at[i], on_relationship, &g, err);
        g.outward = false;
        done =
            done && yg_store_relationships_to(j->store, j->c->eids.at[i], on_relationship, &g, err);
    }
    done = done && read_tactics(&g, err);
    if (done && g.ties.n > 0) {
        qsort(g.ties.at, g.ties.n, sizeof *g.ties.at, by_kind);
        put_all(&g);
        done = put_subtechnique_users(&g, err);
    }
    yg_vec_free(&g.ties);
    yg_arena_free(&g.arena);
    return done;
}
