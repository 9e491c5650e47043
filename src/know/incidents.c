#include "know/incidents.h"

#include "text/key.h"

/* Several sources may say the same: once. */
static void add_line(yg_buf *lines, yg_str line) {
    yg_str rest = yg_buf_str(lines), one;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &one)) {
        if (yg_str_eq(one, line))
            return;
    }
    if (lines->n > 0)
        yg_buf_addc(lines, '\n');
    yg_buf_add(lines, line);
}

static bool on_claim(void *self, const yg_claim_row *row, yg_error *err) {
    yg_incident_facts *facts = self;
    if (yg_str_eqz(row->predicate, "attributed-to")) {
        add_line(&facts->actors, row->object_name.n > 0 ? row->object_name : row->value);
    } else if (yg_str_eqz(row->predicate, "entered-at")) {
        add_line(&facts->entered_at, row->value);
    } else if (yg_str_eqz(row->predicate, "reached-parent")) {
        add_line(&facts->reached_parent, row->value);
    }
    return true;
}

bool yg_incident_facts_get(yg_store *store, int64_t incident_eid, yg_incident_facts *facts,
                           yg_error *err) {
    yg_buf_clear(&facts->actors);
    yg_buf_clear(&facts->entered_at);
    yg_buf_clear(&facts->reached_parent);
    return yg_store_claims(store, &(yg_claim_filter){.subject_eid = incident_eid}, on_claim, facts,
                           err);
}

void yg_incident_facts_free(yg_incident_facts *facts) {
    yg_buf_free(&facts->actors);
    yg_buf_free(&facts->entered_at);
    yg_buf_free(&facts->reached_parent);
}

static bool is_same(const yg_link_row *row) {
    bool firm = yg_str_eqz(row->decision, "auto") || yg_str_eqz(row->decision, "accepted");
    return firm && yg_str_eqz(row->relation, "same-as");
}

static void add_id(yg_buf *ids, yg_str id) {
    if (ids->n > 0)
        yg_buf_addc(ids, '\n');
    yg_buf_add(ids, id);
}

static bool is_disputed(yg_str lines) {
    size_t known = 0;
    yg_str one;
    while (lines.n > 0 && yg_str_split(&lines, '\n', &one))
        known += one.n > 0 && !yg_str_eqz(one, "unknown") && !yg_str_eqz(one, "not-documented");
    return known > 1;
}

static void put_values(yg_jw *w, const char *key, yg_str lines) {
    if (yg_str_chr(lines, '\n') == SIZE_MAX)
        yg_jw_str(w, key, lines);
    else
        yg_jw_list(w, key, lines, '\n');
}

void yg_incident_put_said(yg_jw *w, yg_str entered_at, yg_str reached_parent) {
    bool entered = is_disputed(entered_at), reached = is_disputed(reached_parent);
    put_values(w, "entered_at", entered_at);
    put_values(w, "reached_parent", reached_parent);
    if (entered || reached)
        yg_jw_list(w, "disputed",
                   entered && reached ? YG_STR("entered_at reached_parent")
                   : entered          ? YG_STR("entered_at")
                                      : YG_STR("reached_parent"),
                   ' ');
}

typedef struct {
    int64_t eid;
    yg_buf *ids;
} same_as;

static bool on_link(void *self, const yg_link_row *row, yg_error *err) {
    same_as *s = self;
    (void)err;
    if (is_same(row))
        add_id(s->ids, row->left_eid == s->eid ? row->right_id : row->left_id);
    return true;
}

bool yg_incident_same_as(yg_store *store, int64_t incident_eid, yg_buf *ids, yg_error *err) {
    same_as s = {incident_eid, ids};
    yg_buf_clear(ids);
    return yg_store_links_where(store,
                                &(yg_link_filter){.eid = incident_eid, .kind = YG_STR("incidents")},
                                on_link, &s, err);
}

/* So many incidents are asked for one by one: a short list does not wait for all links. */
enum { ASKED_ALONE = 50000 };

static bool keep_link(void *self, const yg_link_row *row, yg_error *err) {
    yg_incident_links *l = self;
    (void)err;
    if (!is_same(row))
        return true;
    size_t order = l->links.n;
    yg_str left = yg_arena_copy(&l->arena, row->left_id),
           right = yg_arena_copy(&l->arena, row->right_id);
    yg_vec_push(&l->links, ((yg_incident_link){row->left_eid, order, right}));
    yg_vec_push(&l->links, ((yg_incident_link){row->right_eid, order, left}));
    return true;
}

static int by_incident(const void *left, const void *right) {
    const yg_incident_link *a = left, *b = right;
    if (a->eid != b->eid)
        return a->eid < b->eid ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

bool yg_incident_links_of(yg_incident_links *l, yg_store *store, int64_t incident_eid, yg_buf *ids,
                          yg_error *err) {
    if (!l->whole && l->asked++ < ASKED_ALONE)
        return yg_incident_same_as(store, incident_eid, ids, err);
    if (!l->whole) {
        const yg_link_filter all = {.kind = YG_STR("incidents")};
        if (!yg_store_links_where(store, &all, keep_link, l, err))
            return false;
        if (l->links.n > 0)
            qsort(l->links.at, l->links.n, sizeof *l->links.at, by_incident);
        l->whole = true;
    }
    yg_buf_clear(ids);
    size_t from = 0, to = l->links.n;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (l->links.at[middle].eid < incident_eid)
            from = middle + 1;
        else
            to = middle;
    }
    for (; from < l->links.n && l->links.at[from].eid == incident_eid; from++)
        add_id(ids, l->links.at[from].id);
    return true;
}

void yg_incident_links_free(yg_incident_links *l) {
    yg_vec_free(&l->links);
    yg_arena_free(&l->arena);
}

bool yg_incident_is_of(const yg_incident_row *row, yg_str key) {
    const yg_str names[] = {row->victim, row->victim_ja, row->parent, row->parent_ja};
    YG_CLEANUP_BUF yg_buf own = {0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        yg_buf_clear(&own);
        yg_key_add(&own, names[i]);
        if (own.n > 0 && yg_str_eq(yg_buf_str(&own), key))
            return true;
    }
    return false;
}
