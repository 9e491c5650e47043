/* Ownership as a whole: nobody owns itself through others, and the owners of one organisation hold
 * at most 100 % of it at any one time.
 *
 * Dates are partial: "until 2019" and "since 2019" do not clash. So an edge is held to be open only
 * where it certainly is: from the end of `since` to the beginning of `until`. */
#include "map/group_file_part.h"

/* Three times 33.34 is 100.02: shares are rounded. */
#define ROUNDING 0.1
enum { MOST_TIMES = 1000 };

static int64_t surely_from(const yg_group_tie *tie) {
    return tie->since.precision == YG_DATE_NONE ? INT64_MIN : tie->since.to_us;
}

static int64_t surely_to(const yg_group_tie *tie) {
    return tie->until.precision == YG_DATE_NONE ? INT64_MAX : tie->until.from_us;
}

/* --- Shares --- */

typedef struct {
    int64_t at_us;
    double share; /* of what begins; negative: what ends */
    size_t edge;
} turn;

static int by_time(const void *left, const void *right) {
    const turn *a = left, *b = right;
    if (a->at_us != b->at_us)
        return a->at_us < b->at_us ? -1 : 1;
    return a->share < b->share ? -1 : a->share > b->share;
}

static void add_day(yg_buf *buf, int64_t at_us) {
    int year, month, day;
    if (at_us == INT64_MIN) {
        yg_buf_addz(buf, "from the beginning");
        return;
    }
    yg_civil_from_days(at_us / YG_US_PER_DAY, &year, &month, &day);
    yg_buf_addf(buf, "on %04d-%02d-%02d", year, month, day);
}

/* The shares of one child's owners, as turns in time. */
static void check_shares_of(yg_group_file *file, const size_t *edges, size_t n) {
    YG_VEC(turn) turns = {0};
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        const yg_edge_row *edge = &file->group.edges.at[edges[i]];
        int64_t from = surely_from(&file->ties.at[edges[i]]),
                to = surely_to(&file->ties.at[edges[i]]);
        if (!yg_edge_owns(edge) || edge->share <= 0 || from >= to)
            continue;
        yg_vec_push(&turns, ((turn){from, edge->share, edges[i]}));
        if (to != INT64_MAX)
            yg_vec_push(&turns, ((turn){to, -edge->share, edges[i]}));
    }
    if (turns.n > 1)
        qsort(turns.at, turns.n, sizeof *turns.at, by_time);
    for (size_t i = 0; i < turns.n; i++) {
        bool over = sum > 100 + ROUNDING;
        sum += turns.at[i].share;
        bool last = i + 1 == turns.n || turns.at[i + 1].at_us != turns.at[i].at_us;
        if (over || sum <= 100 + ROUNDING || !last)
            continue;
        YG_CLEANUP_BUF yg_buf day = {0};
        yg_group_tie *tie = &file->ties.at[turns.at[i].edge];
        const yg_edge_row *edge = &file->group.edges.at[turns.at[i].edge];
        add_day(&day, turns.at[i].at_us);
        yg_group_say(file, YG_GROUP_ERROR, tie->node, "more than 100 %",
                     "the owners of \"%.*s\" hold %.4g %% in all %s; at most 100 %% are possible: "
                     "is an `until` missing?",
                     YG_FMT(file->group.organisations.at[edge->child].key), sum, yg_buf_z(&day));
        tie->bad = true;
    }
    yg_vec_free(&turns);
}

/* --- The same parent twice --- */

static void check_twice(yg_group_file *file, const size_t *edges, size_t n) {
    yg_map seen = {0};
    for (size_t i = 0; i < n; i++) {
        const yg_edge_row *edge = &file->group.edges.at[edges[i]];
        YG_CLEANUP_BUF yg_buf key = {0};
        bool is_new;
        yg_buf_addf(&key, "%zu %.*s", edge->parent, YG_FMT(edge->relation));
        uint64_t *before = yg_map_put(&seen, yg_buf_str(&key), &is_new);
        size_t other = is_new ? edges[i] : *before;
        *before = edges[i];
        yg_group_tie *a = &file->ties.at[other], *b = &file->ties.at[edges[i]];
        bool apart = is_new || surely_to(a) <= surely_from(b) || surely_to(b) <= surely_from(a);
        if (apart && !(!is_new && yg_str_eq(file->group.edges.at[other].since, edge->since)))
            continue;
        yg_group_say(file, YG_GROUP_ERROR, b->node, "parent twice",
                     "the same parent and relation stand in line %zu for the same time; give both "
                     "`since` and `until`, or remove one",
                     a->node->line);
        b->bad = true;
    }
    yg_map_free(&seen);
}

/* --- Cycles --- */

/* Control: whoever has it decides. Two makers may well hold a third of each other. */
static bool controls(const yg_edge_row *edge) {
    if (!yg_edge_owns(edge))
        return false;
    return edge->share > 50 || (edge->share < 0 && (yg_str_eqz(edge->relation, "subsidiary-of") ||
                                                    yg_str_eqz(edge->relation, "branch-of")));
}

typedef struct {
    yg_group_file *file;
    bool *left;           /* edges that may be part of a cycle */
    bool *said;           /* edges of cycles that were reported */
    size_t *path;         /* edges from the organisation where the walk began */
    unsigned char *state; /* of an organisation: 0 new, 1 on the path, 2 done */
    size_t *next;         /* the edge to look at next */
} cycles;

static void report(cycles *c, size_t first, size_t end, bool control) {
    YG_CLEANUP_BUF yg_buf names = {0};
    const yg_group *group = &c->file->group;
    bool told = false;
    size_t at = c->path[first];
    for (size_t i = first; i < end; i++) {
        told |= c->said[c->path[i]];
        if (c->file->ties.at[c->path[i]].node->offset_bytes >
            c->file->ties.at[at].node->offset_bytes)
            at = c->path[i];
    }
    if (told)
        return;
    for (size_t i = first; i < end; i++) {
        c->said[c->path[i]] = true;
        if (i - first < 12)
            yg_buf_addf(&names, "%.*s -> ",
                        YG_FMT(group->organisations.at[group->edges.at[c->path[i]].child].key));
    }
    if (end - first > 12)
        yg_buf_addz(&names, "... -> ");
    yg_buf_add(&names, group->organisations.at[group->edges.at[c->path[first]].child].key);
    if (control)
        yg_group_say(c->file, YG_GROUP_ERROR, c->file->ties.at[at].node, "cycle of owners",
                     "a cycle: %s; nobody is the ultimate parent. Turn one relation around, or "
                     "date them with since and until",
                     yg_buf_z(&names));
    else
        yg_group_say(c->file, YG_GROUP_WARNING, c->file->ties.at[at].node, "cross-holding",
                     "they hold shares of each other: %s; the larger share decides who is the "
                     "parent",
                     yg_buf_z(&names));
    c->file->ties.at[at].bad |= control;
}

static bool is_open(const cycles *c, size_t edge, int64_t at_us) {
    const yg_group_tie *tie = &c->file->ties.at[edge];
    return c->left[edge] && surely_from(tie) <= at_us && at_us < surely_to(tie);
}

/* Depth first from one organisation, along edges that are open at the time. */
static void walk(cycles *c, size_t start, int64_t at_us, bool control) {
    const yg_group *group = &c->file->group;
    size_t depth = 0, at = start;
    c->state[start] = 1;
    c->next[start] = 0;
    for (;;) {
        size_t n;
        const size_t *parents = yg_group_parents(group, at, &n);
        if (c->next[at] == n) {
            c->state[at] = 2;
            if (depth == 0)
                return;
            at = group->edges.at[c->path[--depth]].child;
            continue;
        }
        size_t edge = parents[c->next[at]++], parent = group->edges.at[edge].parent;
        if (!is_open(c, edge, at_us) || c->state[parent] == 2)
            continue;
        c->path[depth++] = edge;
        if (c->state[parent] == 0) {
            c->state[parent] = 1;
            c->next[parent] = 0;
            at = parent;
            continue;
        }
        size_t first = depth - 1;
        while (group->edges.at[c->path[first]].child != parent)
            first--;
        report(c, first, depth, control);
        depth--;
    }
}

/* Takes away, again and again, the edges of organisations that have no parent or no child left:
 * what stays lies on cycles or between them, in ordinary groups nothing. */
static size_t peel(cycles *c, bool control) {
    const yg_group *group = &c->file->group;
    size_t left = 0, organisations = group->organisations.n, n;
    size_t *ups = yg_alloc(organisations + 1, sizeof *ups);
    YG_VEC(size_t) free_ones = {0};
    for (size_t i = 0; i < group->edges.n; i++) {
        const yg_edge_row *edge = &group->edges.at[i];
        c->left[i] = control ? controls(edge) : yg_edge_owns(edge);
        ups[edge->child] += c->left[i];
        left += c->left[i];
    }
    for (size_t o = 0; o < organisations; o++) {
        if (ups[o] == 0)
            yg_vec_push(&free_ones, o);
    }
    while (free_ones.n > 0) {
        size_t top = free_ones.at[--free_ones.n];
        const size_t *children = yg_group_children(group, top, &n);
        for (size_t i = 0; i < n; i++) {
            if (!c->left[children[i]])
                continue;
            c->left[children[i]] = false;
            left--;
            if (--ups[group->edges.at[children[i]].child] == 0)
                yg_vec_push(&free_ones, group->edges.at[children[i]].child);
        }
    }
    yg_vec_free(&free_ones);
    free(ups);
    return left;
}

static int by_number(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return a < b ? -1 : a > b;
}

/* A cycle that ever exists exists when its last edge begins. */
static void find_cycles(cycles *c, bool control) {
    const yg_group *group = &c->file->group;
    YG_VEC(int64_t) times = {0};
    if (peel(c, control) == 0)
        return;
    for (size_t i = 0; i < group->edges.n; i++) {
        if (c->left[i])
            yg_vec_push(&times, surely_from(&c->file->ties.at[i]));
    }
    qsort(times.at, times.n, sizeof *times.at, by_number);
    size_t looked = 0;
    for (size_t i = 0; i < times.n && looked < MOST_TIMES; i++) {
        if (i > 0 && times.at[i] == times.at[i - 1])
            continue;
        looked++;
        memset(c->state, 0, group->organisations.n);
        for (size_t o = 0; o < group->organisations.n; o++) {
            if (c->state[o] == 0)
                walk(c, o, times.at[i], control);
        }
    }
    yg_vec_free(&times);
}

void yg_group_check_owners(yg_group_file *file) {
    yg_group *group = &file->group;
    size_t organisations = group->organisations.n, n;
    yg_group_index(group);
    for (size_t o = 0; o < organisations; o++) {
        const size_t *edges = yg_group_parents(group, o, &n);
        if (n < 2)
            continue;
        check_shares_of(file, edges, n);
        check_twice(file, edges, n);
    }
    cycles c = {.file = file,
                .left = yg_alloc(group->edges.n + 1, sizeof *c.left),
                .said = yg_alloc(group->edges.n + 1, sizeof *c.said),
                .path = yg_alloc(organisations + 1, sizeof *c.path),
                .state = yg_alloc(organisations + 1, 1),
                .next = yg_alloc(organisations + 1, sizeof *c.next)};
    find_cycles(&c, true);
    find_cycles(&c, false);
    free(c.left);
    free(c.said);
    free(c.path);
    free(c.state);
    free(c.next);
}
