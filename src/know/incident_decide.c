/* Which pairs of incidents are linked automatically: each is the other's best, by enough. */
#include <stdlib.h>

#include "know/incident_link.h"

#define AUTO_POINTS 66.0
#define MARGIN 3.0
enum { MOST_EQUAL = 4 };

/* A pair seen from one of its ends. */
typedef struct {
    uint32_t record, source_no, pair;
    double points;
} end;

static int by_record(const void *left, const void *right) {
    const end *a = left, *b = right;
    if (a->record != b->record)
        return a->record < b->record ? -1 : 1;
    if (a->source_no != b->source_no)
        return a->source_no < b->source_no ? -1 : 1;
    if (a->points < b->points || a->points > b->points)
        return a->points > b->points ? -1 : 1;
    return a->pair < b->pair ? -1 : a->pair > b->pair;
}

static uint32_t other_end(const yg_incident_pair *p, uint32_t record) {
    return p->a == record ? p->b : p->a;
}

typedef struct {
    uint32_t equal_a, equal_b; /* pairs of this end and source that are exactly as good */
} counts;

/* Of several reasons the first of the list stands, of several partners in the way the first by id:
 * whichever end is judged first. */
static void decline(const yg_incident_set *set, yg_incident_pair *p, yg_incident_reason reason,
                    uint32_t by) {
    bool firm = p->said || p->accepted;
    if (firm || (p->reason != YG_INCIDENT_AUTO && p->reason < reason))
        return;
    bool same = p->reason == reason && p->by != YG_INCIDENT_NONE && by != YG_INCIDENT_NONE;
    if (same && yg_str_cmp(set->records.at[p->by].entry.id, set->records.at[by].entry.id) <= 0)
        return;
    p->reason = reason;
    p->by = by;
}

/* One end's pairs with one other source, best first. */
static void judge_side(yg_incident_set *set, const end *ends, size_t n, counts *equals) {
    size_t equal = 1;
    while (equal < n && ends[equal].points >= ends[0].points)
        equal++;
    for (size_t i = 0; i < n; i++) {
        yg_incident_pair *p = &set->pairs.at[ends[i].pair];
        if (i >= equal) {
            decline(set, p, YG_INCIDENT_NOT_BEST,
                    other_end(&set->pairs.at[ends[0].pair], ends[0].record));
            continue;
        }
        *(p->a == ends[0].record ? &equals[ends[i].pair].equal_a : &equals[ends[i].pair].equal_b) =
            (uint32_t)equal;
        if (equal < n && ends[equal].points > ends[0].points - MARGIN)
            decline(set, p, YG_INCIDENT_NEAR,
                    other_end(&set->pairs.at[ends[equal].pair], ends[0].record));
    }
}

static void judge_alone(const yg_incident_set *set, yg_incident_pair *p) {
    if (p->points < AUTO_POINTS || !p->sure) {
        bool open = p->points >= AUTO_POINTS && (p->coarse || p->days < 0);
        decline(set, p, open ? YG_INCIDENT_OPEN : YG_INCIDENT_WEAK, YG_INCIDENT_NONE);
    }
    if (p->days > YG_INCIDENT_WINDOW_DAYS)
        decline(set, p, YG_INCIDENT_FAR, YG_INCIDENT_NONE);
    if (set->records.at[p->a].cut || set->records.at[p->b].cut)
        decline(set, p, YG_INCIDENT_CUT, YG_INCIDENT_NONE);
}

static end *ends_of(const yg_incident_set *set) {
    end *ends = yg_alloc(2 * set->pairs.n + 1, sizeof *ends);
    for (uint32_t i = 0; i < set->pairs.n; i++) {
        const yg_incident_pair *p = &set->pairs.at[i];
        ends[2 * i] = (end){p->a, set->records.at[p->b].source_no, i, p->points};
        ends[2 * i + 1] = (end){p->b, set->records.at[p->a].source_no, i, p->points};
    }
    qsort(ends, 2 * set->pairs.n, sizeof *ends, by_record);
    return ends;
}

typedef struct {
    const end *first;
    size_t n;
} side;

/* The pairs of ends[at]'s record and source; at must be < n. */
static side side_at(const end *ends, size_t at, size_t n) {
    size_t behind = at + 1;
    while (behind < n && ends[behind].record == ends[at].record &&
           ends[behind].source_no == ends[at].source_no)
        behind++;
    return (side){ends + at, behind - at};
}

static bool is_answer(const yg_incident_pair *p) {
    return p->reason == YG_INCIDENT_AUTO && !p->rejected;
}

/* What is left of a question once an end has its partner, and what is best for neither end, is
 * nothing to ask a person about. */
static void drop_answered(yg_incident_set *set, const end *ends) {
    size_t n = 2 * set->pairs.n, kept = 0;
    uint8_t *best = yg_alloc(set->pairs.n + 1, 1), *answered = yg_alloc(set->pairs.n + 1, 1);
    for (size_t i = 0; i < n;) {
        side s = side_at(ends, i, n);
        bool has = false;
        double open_points = 0; /* of the best that nobody rejected */
        for (size_t k = 0; k < s.n; k++) {
            const yg_incident_pair *p = &set->pairs.at[s.first[k].pair];
            has = has || is_answer(p);
            if (!p->rejected && p->points > open_points)
                open_points = p->points;
        }
        for (size_t k = 0; k < s.n; k++) {
            answered[s.first[k].pair] |= has;
            best[s.first[k].pair] |= s.first[k].points > open_points - MARGIN;
        }
        i += s.n;
    }
    for (size_t i = 0; i < set->pairs.n; i++) {
        const yg_incident_pair *p = &set->pairs.at[i];
        if (p->reason == YG_INCIDENT_AUTO || p->rejected || (!answered[i] && best[i]))
            set->pairs.at[kept++] = set->pairs.at[i];
    }
    set->pairs.n = kept;
    free(best);
    free(answered);
}

void yg_incident_decide(yg_incident_set *set) {
    size_t n = 2 * set->pairs.n;
    end *ends = ends_of(set);
    counts *equals = yg_alloc(set->pairs.n + 1, sizeof *equals);
    for (size_t i = 0; i < set->pairs.n; i++)
        judge_alone(set, &set->pairs.at[i]);
    for (size_t i = 0; i < n;) {
        side s = side_at(ends, i, n);
        judge_side(set, s.first, s.n, equals);
        i += s.n;
    }
    for (size_t i = 0; i < set->pairs.n; i++) {
        yg_incident_pair *p = &set->pairs.at[i];
        uint32_t a = equals[i].equal_a, b = equals[i].equal_b;
        p->equal = a > b ? a - (a > 0) : b - (b > 0);
        if ((a > 1 && b > 1) || a > MOST_EQUAL || b > MOST_EQUAL || (p->coarse && p->equal > 0))
            decline(set, p, YG_INCIDENT_TIE, YG_INCIDENT_NONE);
    }
    drop_answered(set, ends);
    free(equals);
    free(ends);
}
