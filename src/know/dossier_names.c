/* Names by vendor, and the same names elsewhere: where sources disagree on who somebody is. */
#include "know/dossier_part.h"

bool yg_dossier_is_member(const yg_dossier_job *j, int64_t eid) {
    for (size_t i = 0; i < j->c->eids.n; i++) {
        if (j->c->eids.at[i] == eid)
            return true;
    }
    return false;
}

typedef struct {
    yg_str key, text, source, entry, vendor, reference, date, id, bearer;
    yg_name_kind kind;
    int64_t eid;
} use;

typedef struct {
    yg_dossier_job *j;
    yg_arena arena;
    YG_VEC(use) uses;
    bool elsewhere;
} gathering;

static bool on_name(void *self, const yg_name_row *row, yg_error *err) {
    gathering *g = self;
    if (g->elsewhere && (yg_dossier_is_member(g->j, row->eid) || row->kind == YG_NAME_EXTERNAL))
        return true;
    yg_vec_push(&g->uses, ((use){.key = yg_arena_copy(&g->arena, row->key),
                                 .text = yg_arena_copy(&g->arena, row->text),
                                 .source = yg_arena_copy(&g->arena, row->source),
                                 .entry = yg_arena_copy(&g->arena, row->entry),
                                 .vendor = yg_arena_copy(&g->arena, row->vendor),
                                 .reference = yg_arena_copy(&g->arena, row->reference),
                                 .date = yg_arena_copy(&g->arena, row->date),
                                 .id = yg_arena_copy(&g->arena, row->id),
                                 .kind = row->kind,
                                 .eid = row->eid}));
    return true;
}

/* Primary names first, then by key, so that equal names stand together. */
static int by_key(const void *a, const void *b) {
    const use *x = a, *y = b;
    int order = yg_str_cmp(x->key, y->key);
    if (order == 0)
        order = (int)x->kind - (int)y->kind;
    if (order == 0)
        order = yg_str_cmp(x->source, y->source);
    return order != 0 ? order : yg_str_cmp(x->entry, y->entry);
}

static const char *kind_word(yg_name_kind kind) {
    return kind == YG_NAME_PRIMARY ? "primary" : kind == YG_NAME_EXTERNAL ? "number" : "alias";
}

static void put_use(yg_jw *w, const use *u, bool with_id) {
    yg_jw_begin(w, NULL, '{');
    if (with_id) {
        yg_jw_str(w, "id", u->id);
        yg_jw_str(w, "name", u->bearer);
    }
    yg_jw_str(w, "as", u->text);
    yg_jw_str(w, "source", u->source);
    yg_jw_str(w, "entry", u->entry);
    yg_jw_str(w, "kind", yg_str_of(kind_word(u->kind)));
    yg_jw_opt(w, "vendor", u->vendor);
    yg_jw_opt(w, "reference", u->reference);
    yg_jw_opt(w, "date", u->date);
    yg_jw_end(w, '}');
}

/* One member per name, with everybody who uses it. */
static void put_groups(const gathering *g, const char *member, const char *inner, bool with_id) {
    yg_jw *w = g->j->w;
    yg_jw_begin(w, member, '[');
    for (size_t i = 0; i < g->uses.n;) {
        size_t end = i;
        yg_jw_begin(w, NULL, '{');
        yg_jw_str(w, "name", g->uses.at[i].text);
        yg_jw_str(w, "key", g->uses.at[i].key);
        yg_jw_begin(w, inner, '[');
        for (; end < g->uses.n && yg_str_eq(g->uses.at[end].key, g->uses.at[i].key); end++)
            put_use(w, &g->uses.at[end], with_id);
        yg_jw_end(w, ']');
        yg_jw_end(w, '}');
        i = end;
    }
    yg_jw_end(w, ']');
}

typedef struct {
    use *u;
    yg_arena *arena;
} bearer_job;

static bool on_bearer(void *self, const yg_object_row *row, yg_error *err) {
    bearer_job *b = self;
    if (b->u->bearer.n == 0 || yg_str_eq(row->source, b->u->source))
        b->u->bearer = yg_arena_copy(b->arena, row->name);
    return true;
}

static bool put_elsewhere(gathering *own, yg_error *err) {
    gathering other = {.j = own->j, .elsewhere = true};
    bool done = true;
    for (size_t i = 0; i < own->uses.n && done; i++) {
        if (own->uses.at[i].kind == YG_NAME_EXTERNAL ||
            (i > 0 && yg_str_eq(own->uses.at[i].key, own->uses.at[i - 1].key)))
            continue;
        done = yg_store_names_by_key(own->j->store, own->uses.at[i].key, on_name, &other, err);
    }
    for (size_t i = 0; i < other.uses.n && done; i++) {
        bearer_job b = {&other.uses.at[i], &other.arena};
        done = yg_store_objects_of(own->j->store, other.uses.at[i].eid, on_bearer, &b, err);
    }
    if (done && other.uses.n > 0)
        put_groups(&other, "same_names_elsewhere", "in", true);
    yg_vec_free(&other.uses);
    yg_arena_free(&other.arena);
    return done;
}

bool yg_dossier_names(yg_dossier_job *j, yg_error *err) {
    gathering g = {.j = j};
    bool done = true;
    if (j->c->country != 0 || j->c->sector != 0)
        return true;
    for (size_t i = 0; i < j->c->eids.n && done; i++)
        done = yg_store_names_of(j->store, j->c->eids.at[i], on_name, &g, err);
    if (done && g.uses.n > 0) {
        qsort(g.uses.at, g.uses.n, sizeof *g.uses.at, by_key);
        put_groups(&g, "names", "uses", false);
        done = put_elsewhere(&g, err);
    }
    yg_vec_free(&g.uses);
    yg_arena_free(&g.arena);
    return done;
}

/* As `yagura links` prints them. */
enum { SHOWN_DIGITS = 10 };

typedef struct {
    int64_t other;
    bool outward;
    yg_str id, number, relation, decision, evidence, name;
    yg_str source;
} link;

typedef struct {
    yg_dossier_job *j;
    yg_arena arena;
    YG_VEC(link) links;
    link *naming;
} link_gathering;

static bool on_link(void *self, const yg_link_row *row, yg_error *err) {
    link_gathering *g = self;
    bool left = yg_dossier_is_member(g->j, row->left_eid),
         right = yg_dossier_is_member(g->j, row->right_eid);
    if (left && right)
        return true;
    yg_vec_push(&g->links,
                ((link){.other = left ? row->right_eid : row->left_eid,
                        .outward = left,
                        .number = yg_arena_copy(&g->arena, yg_str_sub(row->id, 0, SHOWN_DIGITS)),
                        .id = yg_arena_copy(&g->arena, left ? row->right_id : row->left_id),
                        .relation = yg_arena_copy(&g->arena, row->relation),
                        .decision = yg_arena_copy(&g->arena, row->decision),
                        .evidence = yg_arena_copy(&g->arena, row->evidence)}));
    return true;
}

static bool on_other(void *self, const yg_object_row *row, yg_error *err) {
    link_gathering *g = self;
    if (g->naming->name.n == 0) {
        g->naming->name = yg_arena_copy(&g->arena, row->name);
        g->naming->source = yg_arena_copy(&g->arena, row->source);
    }
    return true;
}

bool yg_dossier_links(yg_dossier_job *j, yg_error *err) {
    link_gathering g = {.j = j};
    bool done = true;
    for (size_t i = 0; i < j->c->eids.n && done; i++)
        done = yg_store_links(j->store, j->c->eids.at[i], (yg_str){NULL, 0}, on_link, &g, err);
    for (size_t i = 0; i < g.links.n && done; i++) {
        g.naming = &g.links.at[i];
        done = yg_store_objects_of(j->store, g.naming->other, on_other, &g, err);
    }
    if (done && g.links.n > 0) {
        yg_jw_begin(j->w, "links", '[');
        for (size_t i = 0; i < g.links.n; i++) {
            yg_jw_begin(j->w, NULL, '{');
            yg_jw_str(j->w, "relation", g.links.at[i].relation);
            yg_jw_str(j->w, "direction", g.links.at[i].outward ? YG_STR("out") : YG_STR("in"));
            yg_jw_str(j->w, "decision", g.links.at[i].decision);
            yg_jw_str(j->w, "link", g.links.at[i].number);
            yg_jw_str(j->w, "id", g.links.at[i].id);
            yg_jw_str(j->w, "name", g.links.at[i].name);
            yg_jw_str(j->w, "source", g.links.at[i].source);
            yg_jw_raw(j->w, "evidence", g.links.at[i].evidence);
            yg_jw_end(j->w, '}');
        }
        yg_jw_end(j->w, ']');
    }
    yg_vec_free(&g.links);
    yg_arena_free(&g.arena);
    return done;
}
