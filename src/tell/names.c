/* Sources that disagree on who is who: one says that a group is a part of another (or overlaps it),
 * others call the two by one name. Both stand side by side; nothing is decided here. */
#include "tell/teller.h"
#include "text/key.h"

typedef struct {
    size_t a, b; /* nodes */
    const yg_claim_row *row;
} edge;

enum { MOST_DISPUTES = 20 };

typedef YG_VEC(size_t) numbers;

typedef struct {
    teller *t;
    yg_map by_key; /* folded name -> number + 1 */
    size_t nodes;
    YG_VEC(edge) same, other;
    numbers *near;   /* of each node: edges of `same` */
    size_t *group;   /* union-find over `same` */
    size_t *before;  /* of a breadth-first search: edge + 1 that led to a node, 0: not reached */
    numbers reached; /* what is to be wiped from it */
    yg_map pairs;    /* of `other`: those that were told */
} name_graph;

static size_t node(name_graph *g, yg_str name) {
    YG_CLEANUP_BUF yg_buf key = {0};
    yg_key_add(&key, name);
    uint64_t *place = yg_map_put(&g->by_key, yg_buf_str(&key), NULL);
    if (*place == 0)
        *place = ++g->nodes;
    return (size_t)*place - 1;
}

static size_t group_of(name_graph *g, size_t at) {
    while (g->group[at] != at)
        at = g->group[at] = g->group[g->group[at]];
    return at;
}

static void add_edges(name_graph *g) {
    for (size_t i = 0; i < g->t->names.n; i++) {
        const yg_claim_row *row = g->t->names.at[i];
        if (row->subject_name.n == 0 || teller_other_name(row).n == 0)
            continue;
        edge e = {node(g, row->subject_name), node(g, teller_other_name(row)), row};
        if (yg_str_eqz(row->predicate, "also-known-as"))
            yg_vec_push(&g->same, e);
        else
            yg_vec_push(&g->other, e);
    }
    g->near = yg_alloc(g->nodes + 1, sizeof *g->near);
    g->group = yg_alloc(g->nodes + 1, sizeof *g->group);
    g->before = yg_alloc(g->nodes + 1, sizeof *g->before);
    for (size_t i = 0; i < g->nodes; i++)
        g->group[i] = i;
    for (size_t i = 0; i < g->same.n; i++) {
        const edge *e = &g->same.at[i];
        yg_vec_push(&g->near[e->a], i);
        yg_vec_push(&g->near[e->b], i);
        g->group[group_of(g, e->a)] = group_of(g, e->b);
    }
}

/* Breadth first over "the same" from a to b; afterwards before[] leads back from b. */
static bool reach(name_graph *g, size_t a, size_t b) {
    if (group_of(g, a) != group_of(g, b))
        return false;
    for (size_t i = 0; i < g->reached.n; i++)
        g->before[g->reached.at[i]] = 0;
    g->reached.n = 0;
    yg_vec_push(&g->reached, a);
    for (size_t q = 0; q < g->reached.n && g->before[b] == 0; q++) {
        size_t from = g->reached.at[q];
        for (size_t i = 0; i < g->near[from].n; i++) {
            const edge *s = &g->same.at[g->near[from].at[i]];
            size_t to = s->a == from ? s->b : s->a;
            if (to == from || to == a || g->before[to] != 0)
                continue;
            g->before[to] = g->near[from].at[i] + 1;
            yg_vec_push(&g->reached, to);
        }
    }
    return g->before[b] != 0;
}

static void add_claim(name_graph *g, yg_cell *cell, yg_buf *who, const yg_claim_row *row) {
    yg_evidence_add(g->t->doc, &cell->evidence, teller_claim(g->t, row));
    teller_add_line(who, teller_who_says(g->t, row));
}

/* Everybody who says that a and b stand in the relation of `like`. */
static yg_str line_of(name_graph *g, yg_cell *cell, const edge *like, const edge *edges, size_t n) {
    YG_CLEANUP_BUF yg_buf who = {0};
    YG_CLEANUP_BUF yg_buf key = {0};
    for (size_t i = 0; i < n; i++) {
        bool straight = edges[i].a == like->a && edges[i].b == like->b;
        bool turned = edges[i].a == like->b && edges[i].b == like->a;
        if ((straight || turned) && yg_str_eq(edges[i].row->predicate, like->row->predicate))
            add_claim(g, cell, &who, edges[i].row);
    }
    yg_buf_addf(&key, "names.%.*s", YG_FMT(like->row->predicate));
    return teller_say(g->t, yg_buf_z(&key), "sss", like->row->subject_name,
                      teller_other_name(like->row), teller_lines_as_list(g->t, yg_buf_str(&who)));
}

static void dispute_row(name_graph *g, yg_table *table, const edge *e) {
    YG_CLEANUP_BUF yg_buf path = {0};
    yg_cell *cells = yg_table_row(g->t->doc, table);
    YG_VEC(yg_str) steps = {0};
    cells[0].text = line_of(g, &cells[0], e, g->other.at, g->other.n);
    for (size_t at = e->b; at != e->a;) {
        const edge *step = &g->same.at[g->before[at] - 1];
        yg_vec_push(&steps, line_of(g, &cells[1], step, g->same.at, g->same.n));
        at = step->a == at ? step->b : step->a;
    }
    for (size_t i = steps.n; i-- > 0;)
        teller_add_line(&path, steps.at[i]);
    cells[1].text = teller_buf(g->t, &path);
    yg_vec_free(&steps);
}

static bool is_first(name_graph *g, const edge *e) {
    YG_CLEANUP_BUF yg_buf key = {0};
    bool is_new = false;
    yg_buf_addf(&key, "%zu %zu %.*s", e->a, e->b, YG_FMT(e->row->predicate));
    yg_map_put(&g->pairs, yg_buf_str(&key), &is_new);
    return is_new;
}

static bool is_told(name_graph *g, const edge *e) {
    teller *t = g->t;
    return teller_actor_of(t, e->row->subject_eid, e->row->subject_name) != NULL ||
           teller_actor_of(t, e->row->object_eid, teller_other_name(e->row)) != NULL;
}

void teller_names(teller *t, yg_section *section) {
    name_graph g = {.t = t};
    yg_table *table = NULL;
    size_t left = 0;
    const yg_str columns[] = {teller_say(t, "names.column.one", ""),
                              teller_say(t, "names.column.other", "")};
    add_edges(&g);
    for (size_t i = 0; i < g.other.n; i++) {
        const edge *e = &g.other.at[i];
        if (e->a == e->b || !is_told(&g, e) || !is_first(&g, e) ||
            group_of(&g, e->a) != group_of(&g, e->b))
            continue;
        if (table != NULL && table->rows.n >= MOST_DISPUTES && !t->options->all) {
            left++;
            continue;
        }
        if (!reach(&g, e->a, e->b))
            continue;
        if (table == NULL) {
            yg_section_heading(section, teller_say(t, "names.heading", ""));
            table = yg_section_table(t->doc, section, "table-names",
                                     teller_say(t, "names.caption", ""), columns, 2);
        }
        dispute_row(&g, table, e);
    }
    if (left > 0)
        table->note = teller_more(t, left, " --all");
    for (size_t i = 0; i < g.nodes; i++)
        yg_vec_free(&g.near[i]);
    free(g.near);
    free(g.group);
    free(g.before);
    yg_map_free(&g.by_key);
    yg_map_free(&g.pairs);
    yg_vec_free(&g.reached);
    yg_vec_free(&g.same);
    yg_vec_free(&g.other);
}
