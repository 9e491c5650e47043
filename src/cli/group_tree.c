/* yagura group show: the tree of a group by parent, as text. */
#include "base/utf8.h"
#include "cli/group.h"
#include "cli/table.h"

enum { DEEPEST = 40 };

static const yg_column columns[] = {{"ORGANISATION", 52, false}, {"IN", 0, false},
                                    {"KIND", 0, false},          {"SHARE", 0, true},
                                    {"TIME", 0, false},          {"DOMAINS", 0, true},
                                    {"NETWORKS", 0, true},       {"INCIDENTS", 0, true}};

typedef struct {
    yg_group_page *page;
    yg_table table;
    bool *seen; /* organisations that were shown with what belongs to them */
    yg_buf branch;
    size_t rows;
} tree;

static void count_cell(tree *t, size_t n) {
    if (n > 0)
        yg_table_cellf(&t->table, "%zu", n);
    else
        yg_table_cell(&t->table, (yg_str){NULL, 0});
}

/* A root that once belonged to somebody: its last owner then. */
static const yg_edge_row *last_owner(const yg_group_page *page, size_t at) {
    size_t n;
    const yg_edge_row *last = NULL;
    const size_t *edges = yg_group_parents(&page->group, at, &n);
    for (size_t i = 0; i < n; i++) {
        const yg_edge_row *edge = &page->group.edges.at[edges[i]];
        if (edge->to_us <= page->when_us && (last == NULL || edge->to_us > last->to_us))
            last = edge;
    }
    return last;
}

static void put_row(tree *t, size_t at, const yg_edge_row *edge, bool again) {
    YG_CLEANUP_BUF yg_buf text = {0};
    const yg_organisation_node *o = &t->page->group.organisations.at[at];
    yg_buf_add(&text, yg_buf_str(&t->branch));
    yg_buf_add(&text, yg_group_name_of(t->page, at));
    if (again)
        yg_buf_addz(&text, " (see above)");
    yg_table_cell(&t->table, yg_buf_str(&text));
    yg_table_cell(&t->table, yg_country_alpha2(o->country));
    yg_table_cell(&t->table, o->kind);
    yg_buf_clear(&text);
    yg_group_add_share(&text, edge != NULL ? edge->share : -1);
    yg_table_cell(&t->table, yg_buf_str(&text));
    yg_buf_clear(&text);
    const yg_edge_row *last = edge == NULL ? last_owner(t->page, at) : NULL;
    if (edge != NULL) {
        yg_group_add_time(&text, edge);
    } else if (last != NULL) {
        yg_group_add_time(&text, last);
        yg_buf_addf(&text, ", %.*s", YG_FMT(t->page->group.organisations.at[last->parent].key));
    }
    yg_table_cell(&t->table, yg_buf_str(&text));
    count_cell(t, o->domains.n);
    count_cell(t, o->networks.n);
    yg_buf_clear(&text);
    yg_group_add_count(t->page, at, &text);
    yg_table_cell(&t->table, yg_buf_str(&text));
    t->rows++;
}

/* Each organisation is opened once, so that a net of owners does not multiply [QUADRATIC]. */
static void put_branch(tree *t, size_t at, const yg_edge_row *edge, size_t depth) {
    size_t *edges, before = t->branch.n;
    bool again = t->seen[at];
    size_t n = again || depth == DEEPEST ? 0 : yg_group_open_children(t->page, at, &edges);
    size_t all;
    yg_group_children(&t->page->group, at, &all);
    put_row(t, at, edge, again && all > 0);
    if (again || depth == DEEPEST)
        return;
    t->seen[at] = true;
    /* The line of this branch goes on below it, or it has ended. */
    if (depth > 0) {
        bool last = yg_str_ends(yg_buf_str(&t->branch), YG_STR("└─ "));
        t->branch.n -= strlen("└─ ");
        yg_buf_addz(&t->branch, last ? "   " : "│  ");
    }
    for (size_t i = 0; i < n; i++) {
        size_t length = t->branch.n;
        const yg_edge_row *child = &t->page->group.edges.at[edges[i]];
        yg_buf_addz(&t->branch, i + 1 == n ? "└─ " : "├─ ");
        put_branch(t, child->child, child, depth + 1);
        t->branch.n = length;
    }
    t->branch.n = before;
    free(edges);
}

static bool is_root(const yg_group_page *page, size_t at) {
    size_t n;
    const size_t *edges = yg_group_parents(&page->group, at, &n);
    for (size_t i = 0; i < n; i++) {
        const yg_edge_row *edge = &page->group.edges.at[edges[i]];
        if (yg_edge_holds(edge, page->when_us) && page->shown[edge->parent])
            return false;
    }
    return true;
}

static int standing_of(const yg_group_page *page, size_t at) {
    size_t *edges, n = yg_group_open_children(page, at, &edges);
    free(edges);
    return yg_str_eqz(page->group.organisations.at[at].kind, "parent") ? 0 : n > 0 ? 1 : 2;
}

typedef struct {
    const yg_group_page *page;
    size_t at;
    int standing;
} root;

/* Heads of groups, then who else owns something, then who stands alone; by name. */
static int by_standing(const void *left, const void *right) {
    const root *a = left, *b = right;
    if (a->standing != b->standing)
        return a->standing - b->standing;
    const yg_organisation_node *x = &a->page->group.organisations.at[a->at],
                               *y = &b->page->group.organisations.at[b->at];
    int order = yg_str_cmp(x->name, y->name);
    return order != 0 ? order : yg_str_cmp(x->id, y->id);
}

static void put_groups(const yg_group_page *page) {
    yg_str last = {NULL, 0};
    for (size_t i = 0; i < page->group.organisations.n; i++) {
        yg_str name = page->group.organisations.at[i].group;
        if (name.n == 0 || !page->shown[i] || yg_str_eq(name, last))
            continue;
        yg_cli_puts(page->cli, YG_BOLD, name);
        yg_buf_addc(&page->cli->out, '\n');
        last = name;
    }
}

static void put_summary(const tree *t) {
    const yg_group_page *page = t->page;
    yg_buf *out = &page->cli->out;
    size_t hidden = page->group.organisations.n - page->shown_n;
    yg_buf_addf(out, "%zu organisation%s", page->shown_n, page->shown_n == 1 ? "" : "s");
    if (page->on.n > 0)
        yg_buf_addf(out, ", as on %.*s", YG_FMT(page->on));
    if (hidden > 0)
        yg_buf_addf(out, "; %zu more in the public registry (--all)", hidden);
    yg_buf_addz(out, ". INCIDENTS counts records, by the victim that the registry knows.\n");
}

void yg_group_put_tree(yg_group_page *page) {
    YG_VEC(root) roots = {0};
    size_t organisations = page->group.organisations.n;
    tree t = {.page = page, .seen = yg_alloc(organisations + 1, sizeof *t.seen)};
    put_groups(page);
    yg_table_start(&t.table, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < organisations; i++) {
        if (page->shown[i] && is_root(page, i))
            yg_vec_push(&roots, ((root){page, i, standing_of(page, i)}));
    }
    if (roots.n > 1)
        qsort(roots.at, roots.n, sizeof *roots.at, by_standing);
    for (size_t i = 0; i < roots.n; i++)
        put_branch(&t, roots.at[i].at, NULL, 0);
    for (size_t i = 0; i < organisations; i++) { /* those on a cycle have no root */
        if (page->shown[i] && !t.seen[i])
            put_branch(&t, i, NULL, 0);
    }
    yg_table_end(&t.table, page->cli);
    put_summary(&t);
    yg_vec_free(&roots);
    yg_buf_free(&t.branch);
    free(t.seen);
}
