/* Observations over time: for every bracket those that met it, and a search for one binding when a
 * new one comes. Existence is enough, so the search ends at the first; it is bounded in steps, and
 * what is remembered is bounded in number [MEMORY-CAP]. Without those bounds the number of bindings
 * grows with the factorial. */
#include "match/pattern_matcher_part.h"

/* A search is recursive: the stack that its parts take, in units of a step of a run. */
enum { DEPTH_MOST = 6000, DEPTH_PART = 4 };
/* Added to a time, it must not run over. */
#define NO_LIMIT (INT64_MAX / 4)

/* Of the observations that a part may take. */
typedef struct {
    int64_t from_us, until_us; /* half-open */
    int64_t within_us;         /* between the first and the last of them; NO_LIMIT: not asked */
} bounds;

/* What comes after a part was bound: the rest of the pattern, as a chain on the stack of the
 * search. */
typedef struct next next;
typedef bool (*go)(yg_pattern_matcher *m, const next *self, int64_t first_us, int64_t last_us);
struct next {
    go go;
    const next *outer;
    const yg_pattern_part *part;
    bounds in;
    int64_t first_us, last_us; /* of what the part holds already */
    uint32_t left;             /* REPEATS: times that are still needed; */
    size_t begin;              /* of what is used, where this time begins; */
    uint64_t before;           /* with which observation the time before began */
};

static bool bind(yg_pattern_matcher *m, uint32_t number, bounds in, const next *then);

static int64_t least(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static bool go_end(yg_pattern_matcher *m, const next *self, int64_t first_us, int64_t last_us) {
    return true;
}

/* What is left of the bounds when something from first_us to last_us is bound already. */
static bounds narrow(bounds in, int64_t first_us, int64_t last_us) {
    if (in.within_us < NO_LIMIT) {
        in.from_us = most(in.from_us, last_us - in.within_us);
        in.until_us = least(in.until_us, first_us + in.within_us + 1);
    }
    return in;
}

/* The first half of AND or FOLLOWEDBY is bound: the second. */
static bool go_joined(yg_pattern_matcher *m, const next *self, int64_t first_us, int64_t last_us) {
    return self->outer->go(m, self->outer, least(self->first_us, first_us),
                           most(self->last_us, last_us));
}

static bool go_second(yg_pattern_matcher *m, const next *self, int64_t first_us, int64_t last_us) {
    next joined = {.go = go_joined, .outer = self->outer, .first_us = first_us, .last_us = last_us};
    bounds in = narrow(self->in, first_us, last_us);
    if (self->part->kind == YG_PATTERN_FOLLOWEDBY)
        in.from_us = most(in.from_us, last_us);
    return bind(m, self->part->right, in, &joined);
}

static bool go_within(yg_pattern_matcher *m, const next *self, int64_t first_us, int64_t last_us) {
    return last_us - first_us <= self->part->within_us &&
           self->outer->go(m, self->outer, first_us, last_us);
}

static bool go_again(yg_pattern_matcher *m, const next *self, int64_t first_us, int64_t last_us) {
    next again = *self;
    /* The times are alike: only one of their orders is tried. */
    again.before = m->used.at[self->begin];
    again.begin = m->used.n;
    if (self->first_us != INT64_MAX && again.before < self->before)
        return false;
    again.first_us = least(self->first_us, first_us);
    again.last_us = most(self->last_us, last_us);
    again.left = self->left - 1;
    if (again.left == 0)
        return self->outer->go(m, self->outer, again.first_us, again.last_us);
    return bind(m, self->part->left, narrow(self->in, again.first_us, again.last_us), &again);
}

/* May it be a part of the binding that is searched? */
static bool is_free(const yg_pattern_matcher *m, const yg_pattern_seen *one) {
    if (m->same_host && one->host != m->host)
        return false;
    for (size_t i = m->used.n; i-- > 0;) {
        if (m->used.at[i] == one->id)
            return false;
    }
    return true;
}

/* Counts a step; the more is used, the more it costs to look whether something is. */
static bool has_steps(yg_pattern_matcher *m) {
    m->steps += 1 + m->used.n / 64;
    return m->steps <= YG_PATTERN_STEPS;
}

/* The first that is not earlier than from_us. */
static size_t lower(const yg_pattern_bracket_state *state, int64_t from_us) {
    size_t low = 0, high = state->seen.n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (state->seen.at[middle].time_us < from_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool bind_bracket(yg_pattern_matcher *m, const yg_pattern_part *part, bounds in,
                         const next *then) {
    const yg_pattern_bracket_state *state = &m->brackets[part->bracket];
    for (size_t i = lower(state, in.from_us);
         i < state->seen.n && state->seen.at[i].time_us < in.until_us; i++) {
        yg_pattern_seen one = state->seen.at[i];
        if (!has_steps(m))
            return false;
        if (!is_free(m, &one))
            continue;
        yg_vec_push(&m->used, one.id);
        if (then->go(m, then, one.time_us, one.time_us))
            return true;
        m->used.n--;
    }
    return false;
}

/* False: the search is given up. */
static bool go_deeper(yg_pattern_matcher *m, size_t by) {
    if (m->depth + by > DEPTH_MOST) {
        m->steps = YG_PATTERN_STEPS + 1;
        return false;
    }
    m->depth += by;
    return true;
}

/* Of one bracket so many, in their order, from `from` on: the next ones that are free, and when
 * that leads nowhere and others of the pattern's brackets want the same observations, all other
 * choices. */
static bool bind_times(yg_pattern_matcher *m, const yg_pattern_bracket_state *state, size_t from,
                       uint32_t left, bounds in, int64_t first_us, const next *then) {
    bool is_bound = false;
    if (!go_deeper(m, 1))
        return false;
    for (size_t i = from; !is_bound && i < state->seen.n && state->seen.at[i].time_us < in.until_us;
         i++) {
        yg_pattern_seen one = state->seen.at[i];
        bool is_first = first_us == INT64_MAX;
        if (!has_steps(m))
            break;
        if (!is_free(m, &one))
            continue;
        yg_vec_push(&m->used, one.id);
        bounds rest = is_first ? narrow(in, one.time_us, one.time_us) : in;
        int64_t first = is_first ? one.time_us : first_us;
        is_bound = left == 1 ? then->go(m, then, first, one.time_us)
                             : bind_times(m, state, i + 1, left - 1, rest, first, then);
        m->used.n -= !is_bound;
        if (!is_bound && !is_first && !m->is_shared)
            break;
    }
    m->depth -= 1;
    return is_bound;
}

static bool bind_part(yg_pattern_matcher *m, uint32_t number, bounds in, const next *then) {
    const yg_pattern_part *part = &m->patterns->parts.at[number];
    bool is_run = part->kind == YG_PATTERN_REPEATS &&
                  m->patterns->parts.at[part->left].kind == YG_PATTERN_OBSERVED;
    next then_this = {.outer = then,
                      .part = part,
                      .in = in,
                      .first_us = INT64_MAX,
                      .last_us = INT64_MIN,
                      .left = part->times};
    switch (part->kind) {
    case YG_PATTERN_OBSERVED:
        return bind_bracket(m, part, in, then);
    case YG_PATTERN_OBSERVED_OR:
        return bind(m, part->left, in, then) || bind(m, part->right, in, then);
    case YG_PATTERN_OBSERVED_AND:
    case YG_PATTERN_FOLLOWEDBY:
        then_this.go = go_second;
        return bind(m, part->left, in, &then_this);
    case YG_PATTERN_WITHIN:
        then_this.go = go_within;
        in.within_us = least(in.within_us, part->within_us);
        return bind(m, part->left, in, &then_this);
    case YG_PATTERN_START:
        in.from_us = most(in.from_us, part->from_us);
        in.until_us = least(in.until_us, part->until_us);
        return bind(m, part->left, in, then);
    case YG_PATTERN_REPEATS:
        if (is_run) {
            const yg_pattern_bracket_state *state =
                &m->brackets[m->patterns->parts.at[part->left].bracket];
            return bind_times(m, state, lower(state, in.from_us), part->times, in, INT64_MAX, then);
        }
        then_this.go = go_again;
        then_this.begin = m->used.n;
        return bind(m, part->left, in, &then_this);
    default:
        return false;
    }
}

static bool bind(yg_pattern_matcher *m, uint32_t number, bounds in, const next *then) {
    if (!go_deeper(m, DEPTH_PART))
        return false;
    bool is_bound = bind_part(m, number, in, then);
    m->depth -= DEPTH_PART;
    return is_bound;
}

/* No more bindings of a part can be had at once than this. */
static size_t most_bindings(const yg_pattern_matcher *m, uint32_t number) {
    const yg_pattern_part *part = &m->patterns->parts.at[number];
    if (part->kind == YG_PATTERN_OBSERVED)
        return m->brackets[part->bracket].seen.n;
    size_t left = most_bindings(m, part->left);
    bool is_pair = part->kind == YG_PATTERN_OBSERVED_AND || part->kind == YG_PATTERN_FOLLOWEDBY;
    if (!is_pair && part->kind != YG_PATTERN_OBSERVED_OR)
        return left / part->times;
    size_t right = most_bindings(m, part->right);
    return !is_pair ? left + right : left < right ? left : right;
}

static bool is_used(const yg_pattern_matcher *m, uint64_t id) {
    for (size_t i = m->used.n; i-- > 0;) {
        if (m->used.at[i] == id)
            return true;
    }
    return false;
}

static void forget_used(yg_pattern_matcher *m, const yg_pattern_one *one) {
    for (uint32_t b = one->bracket; b < one->bracket + one->brackets_n; b++) {
        yg_pattern_bracket_state *state = &m->brackets[b];
        size_t kept = 0;
        for (size_t i = 0; i < state->seen.n; i++) {
            if (!is_used(m, state->seen.at[i].id))
                state->seen.at[kept++] = state->seen.at[i];
        }
        m->all -= state->seen.n - kept;
        state->seen.n = kept;
    }
}

static void count_given_up(yg_pattern_matcher *m, uint32_t pattern) {
    m->counts.given_up++;
    m->of_pattern[pattern].given_up++;
}

/* A binding that was not there before holds the new observation, so that the rest is near it where
 * the whole pattern is within some time. */
static void search(yg_pattern_matcher *m, uint32_t pattern, int64_t time_us, yg_pattern_met take,
                   void *self) {
    const yg_pattern_one *one = &m->patterns->patterns.at[pattern];
    next end = {.go = go_end};
    bounds all = {INT64_MIN, INT64_MAX, NO_LIMIT};
    m->used.n = m->steps = m->depth = 0;
    m->is_shared = false;
    for (uint32_t b = one->bracket; b < one->bracket + one->brackets_n; b++)
        m->is_shared |= m->brackets[b].is_shared;
    if (one->horizon_us < NO_LIMIT) {
        all.from_us = time_us - one->horizon_us;
        all.until_us = time_us + one->horizon_us + 1;
    }
    if (most_bindings(m, one->root) == 0)
        return;
    m->saved[pattern] = least(m->saved[pattern] + YG_PATTERN_SAVED_EACH, m->saved_most);
    if (m->saved[pattern] < 0) {
        count_given_up(m, pattern);
        return;
    }
    if (bind(m, one->root, all, &end)) {
        take(self, pattern, m->used.at, m->used.n);
        forget_used(m, one);
    } else if (m->steps > YG_PATTERN_STEPS) {
        count_given_up(m, pattern);
    }
    m->saved[pattern] -= (int64_t)m->steps;
}

void yg_pattern_matcher_put(yg_pattern_matcher *m, const uint32_t *met, size_t n,
                            yg_pattern_seen seen, yg_pattern_met take, void *self) {
    const yg_pattern_bracket *brackets = m->patterns->brackets.at;
    m->host = seen.host;
    for (size_t i = 0; i < n; i++) {
        uint32_t pattern = brackets[met[i]].pattern;
        const yg_pattern_one *one = &m->patterns->patterns.at[pattern];
        bool is_last = i + 1 == n || brackets[met[i + 1]].pattern != pattern;
        yg_pattern_seen kept = seen;
        if (one->is_single) {
            take(self, pattern, &seen.id, 1);
            continue;
        }
        if (one->asks_time && seen.time_us == YG_TIME_NONE) {
            m->counts.timeless++;
            m->of_pattern[pattern].timeless++;
            continue;
        }
        kept.time_us = one->asks_time ? seen.time_us : 0;
        yg_pattern_remember(m, met[i], kept);
        m->brackets[met[i]].is_shared |=
            !is_last || (i > 0 && brackets[met[i - 1]].pattern == pattern);
        if (is_last)
            search(m, pattern, seen.time_us, take, self);
    }
}
