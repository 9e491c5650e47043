#include "map/group_time.h"

#define NOBODY SIZE_MAX

/* From from_us on, to the next span of the organisation, this edge names the owner. */
struct yg_owner_span {
    int64_t from_us;
    size_t edge; /* or NOBODY */
};

typedef struct {
    const yg_edge_row *edge;
    size_t at;
} candidate;

typedef struct {
    YG_VEC(candidate) candidates; /* of one organisation: the strongest first */
    YG_VEC(int64_t) times;        /* where they begin and end */
    size_t *next;                 /* by time: the first there or later that has no owner yet */
    size_t *owner;                /* by time */
    size_t room;
    YG_VEC(struct yg_owner_span) spans;
} timeline;

static int by_time(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return a < b ? -1 : a > b;
}

static int strongest_first(const void *left, const void *right) {
    const candidate *a = left, *b = right;
    if (yg_edge_is_stronger(a->edge, b->edge))
        return -1;
    if (yg_edge_is_stronger(b->edge, a->edge))
        return 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

static void collect(timeline *t, const yg_group *group, size_t organisation) {
    size_t n, kept = 0;
    const size_t *edges = yg_group_parents(group, organisation, &n);
    t->candidates.n = t->times.n = 0;
    for (size_t i = 0; i < n; i++) {
        const yg_edge_row *edge = &group->edges.at[edges[i]];
        if (!yg_edge_owns(edge) || edge->from_us >= edge->to_us)
            continue;
        yg_vec_push(&t->candidates, ((candidate){edge, edges[i]}));
        yg_vec_push(&t->times, edge->from_us);
        yg_vec_push(&t->times, edge->to_us);
    }
    if (t->candidates.n == 0)
        return;
    qsort(t->candidates.at, t->candidates.n, sizeof *t->candidates.at, strongest_first);
    qsort(t->times.at, t->times.n, sizeof *t->times.at, by_time);
    for (size_t i = 0; i < t->times.n; i++) {
        if (kept == 0 || t->times.at[kept - 1] != t->times.at[i])
            t->times.at[kept++] = t->times.at[i];
    }
    t->times.n = kept;
}

static size_t place_of(const timeline *t, int64_t time_us) {
    size_t low = 0, high = t->times.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (t->times.at[middle] < time_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t first_free(timeline *t, size_t at) {
    size_t end = at;
    while (t->next[end] != end)
        end = t->next[end];
    while (t->next[at] != end) {
        size_t after = t->next[at];
        t->next[at] = end;
        at = after;
    }
    return end;
}

/* Each takes what a stronger one has left: every place is taken once. */
static void take_turns(timeline *t) {
    if (t->room < t->times.n + 1) {
        t->room = 2 * (t->times.n + 1);
        t->next = yg_realloc(t->next, t->room, sizeof *t->next);
        t->owner = yg_realloc(t->owner, t->room, sizeof *t->owner);
    }
    for (size_t i = 0; i <= t->times.n; i++) {
        t->next[i] = i;
        t->owner[i] = NOBODY;
    }
    for (size_t i = 0; i < t->candidates.n; i++) {
        const candidate *c = &t->candidates.at[i];
        size_t to = place_of(t, c->edge->to_us);
        for (size_t at = first_free(t, place_of(t, c->edge->from_us)); at < to;
             at = first_free(t, at)) {
            t->owner[at] = c->at;
            t->next[at] = at + 1;
        }
    }
}

void yg_group_make_spans(yg_group *group) {
    size_t organisations = group->organisations.n;
    timeline t = {0};
    size_t *start = yg_alloc(organisations + 1, sizeof *start);
    for (size_t o = 0; o < organisations; o++) {
        start[o] = t.spans.n;
        collect(&t, group, o);
        if (t.candidates.n == 0)
            continue;
        take_turns(&t);
        for (size_t i = 0; i < t.times.n; i++) {
            if (t.times.at[i] != INT64_MAX &&
                (t.spans.n == start[o] || t.spans.at[t.spans.n - 1].edge != t.owner[i]))
                yg_vec_push(&t.spans, ((struct yg_owner_span){t.times.at[i], t.owner[i]}));
        }
    }
    start[organisations] = t.spans.n;
    free(group->spans);
    free(group->span_start);
    group->spans = t.spans.at;
    group->span_start = start;
    yg_vec_free(&t.candidates);
    yg_vec_free(&t.times);
    free(t.next);
    free(t.owner);
}

const yg_edge_row *yg_group_owner_in_spans(const yg_group *group, size_t organisation,
                                           int64_t when_us) {
    size_t first = group->span_start[organisation], low = first,
           high = group->span_start[organisation + 1];
    while (when_us != YG_TIME_NONE && low < high) {
        size_t middle = low + (high - low) / 2;
        if (group->spans[middle].from_us <= when_us)
            low = middle + 1;
        else
            high = middle;
    }
    /* Now: the last one; what ends is followed by a span of nobody. */
    size_t at = when_us == YG_TIME_NONE ? high : low;
    if (at == first || group->spans[at - 1].edge == NOBODY)
        return NULL;
    return &group->edges.at[group->spans[at - 1].edge];
}
