/* What patterns over time remember, within bounds, and how it is kept for another run. */
#include "base/hash.h"
#include "match/pattern_matcher_part.h"

#define MAGIC "yagura-patterns-01\n"

yg_pattern_matcher *yg_pattern_matcher_make(const yg_patterns *patterns,
                                            const yg_pattern_matcher_options *options) {
    yg_pattern_matcher_options o = options != NULL ? *options : (yg_pattern_matcher_options){0};
    yg_pattern_matcher *m = yg_alloc(1, sizeof *m);
    m->patterns = patterns;
    m->brackets = yg_alloc(patterns->brackets.n + 1, sizeof *m->brackets);
    m->saved = yg_alloc(patterns->patterns.n + 1, sizeof *m->saved);
    m->of_pattern = yg_alloc(patterns->patterns.n + 1, sizeof *m->of_pattern);
    m->saved_most = patterns->patterns.n > 0 ? YG_PATTERN_SAVED_ALL / (int64_t)patterns->patterns.n
                                             : YG_PATTERN_SAVED_MOST;
    if (m->saved_most > YG_PATTERN_SAVED_MOST)
        m->saved_most = YG_PATTERN_SAVED_MOST;
    if (m->saved_most < YG_PATTERN_STEPS)
        m->saved_most = YG_PATTERN_STEPS;
    for (size_t i = 0; i < patterns->patterns.n; i++)
        m->saved[i] = m->saved_most;
    m->most = o.most > 0 ? o.most : YG_PATTERN_REMEMBERED;
    m->most_all = o.most_all > 0 ? o.most_all : YG_PATTERN_REMEMBERED_ALL;
    m->same_host = o.same_host;
    return m;
}

void yg_pattern_matcher_free(yg_pattern_matcher *m) {
    if (m == NULL)
        return;
    for (size_t i = 0; i < m->patterns->brackets.n; i++)
        yg_vec_free(&m->brackets[i].seen);
    yg_vec_free(&m->used);
    free(m->brackets);
    free(m->saved);
    free(m->of_pattern);
    free(m);
}

yg_pattern_matcher_counts yg_pattern_matcher_count(const yg_pattern_matcher *m) {
    return m->counts;
}

yg_pattern_matcher_counts yg_pattern_matcher_count_of(const yg_pattern_matcher *m,
                                                      uint32_t pattern) {
    return m->of_pattern[pattern];
}

/* --- Remembering and forgetting --- */

static void forget_front(yg_pattern_matcher *m, uint32_t bracket, size_t n) {
    yg_pattern_bracket_state *state = &m->brackets[bracket];
    memmove(state->seen.at, state->seen.at + n, (state->seen.n - n) * sizeof *state->seen.at);
    state->seen.n -= n;
    m->all -= n;
    m->counts.forgotten += n;
    m->of_pattern[m->patterns->brackets.at[bracket].pattern].forgotten += n;
}

/* All patterns together remember too much: from now on each bracket half as much as the fullest
 * may. Memory is given back. */
static void forget_half(yg_pattern_matcher *m) {
    m->most = m->most > 1 ? m->most / 2 : 1;
    for (uint32_t b = 0; b < m->patterns->brackets.n; b++) {
        yg_pattern_bracket_state *state = &m->brackets[b];
        if (state->seen.n > m->most)
            forget_front(m, b, state->seen.n - m->most);
        if (state->seen.cap > 8 && state->seen.cap > state->seen.n * 2) {
            state->seen.cap = state->seen.n > 8 ? state->seen.n : 8;
            state->seen.at = yg_realloc(state->seen.at, state->seen.cap, sizeof *state->seen.at);
        }
    }
}

void yg_pattern_remember(yg_pattern_matcher *m, uint32_t bracket, yg_pattern_seen what) {
    yg_pattern_bracket_state *state = &m->brackets[bracket];
    while (m->all >= m->most_all && m->most > 1)
        forget_half(m);
    /* A quarter at once, so that a stream of any length costs the same for each. */
    if (state->seen.n >= m->most)
        forget_front(m, bracket, state->seen.n - m->most + m->most / 4 + 1);
    yg_vec_push(&state->seen, what);
    m->all++;
    size_t at = state->seen.n - 1;
    while (at > 0 && state->seen.at[at - 1].time_us > what.time_us) {
        state->seen.at[at] = state->seen.at[at - 1];
        at--;
    }
    state->seen.at[at] = what;
}

/* --- Kept for another run ---
 * MAGIC | counts of brackets and patterns, most, same_host, next_id | rows of brackets: number, n,
 * is_shared, n of what was seen | UINT64_MAX | rows of patterns: number, steps | UINT64_MAX |
 * digest of all before. Numbers have 64 bits, in the order of this machine's bytes. */

static void add_number(yg_buf *buf, uint64_t n) {
    yg_buf_add(buf, (yg_str){(const char *)&n, sizeof n});
}

void yg_pattern_matcher_save(const yg_pattern_matcher *m, uint64_t next_id, yg_buf *buf) {
    unsigned char digest[YG_HASH128_BYTES];
    size_t from = buf->n;
    yg_buf_addz(buf, MAGIC);
    add_number(buf, m->patterns->brackets.n);
    add_number(buf, m->patterns->patterns.n);
    add_number(buf, m->most);
    add_number(buf, m->same_host);
    add_number(buf, next_id);
    for (size_t b = 0; b < m->patterns->brackets.n; b++) {
        const yg_pattern_bracket_state *state = &m->brackets[b];
        if (state->seen.n == 0 && !state->is_shared)
            continue;
        add_number(buf, b);
        add_number(buf, state->seen.n);
        add_number(buf, state->is_shared);
        for (size_t i = 0; i < state->seen.n; i++) {
            add_number(buf, (uint64_t)state->seen.at[i].time_us);
            add_number(buf, state->seen.at[i].id);
            add_number(buf, state->seen.at[i].host);
        }
    }
    add_number(buf, UINT64_MAX);
    for (size_t i = 0; i < m->patterns->patterns.n; i++) {
        if (m->saved[i] == m->saved_most)
            continue;
        add_number(buf, i);
        add_number(buf, (uint64_t)m->saved[i]);
    }
    add_number(buf, UINT64_MAX);
    yg_hash128(yg_str_from(yg_buf_str(buf), from), digest);
    yg_buf_add(buf, (yg_str){(const char *)digest, sizeof digest});
}

typedef struct {
    yg_pattern_matcher *m;
    yg_str bytes;
    size_t at;
    bool ends; /* there was less than was asked for */
} reader;

static uint64_t take_number(reader *r) {
    uint64_t n = 0;
    if (r->bytes.n - r->at < sizeof n) {
        r->ends = true;
        return UINT64_MAX;
    }
    memcpy(&n, r->bytes.p + r->at, sizeof n);
    r->at += sizeof n;
    return n;
}

static bool take_bracket(reader *r, uint64_t number, uint64_t *least, uint64_t next_id) {
    yg_pattern_matcher *m = r->m;
    uint64_t n = take_number(r), is_shared = take_number(r);
    if (number < *least || number >= m->patterns->brackets.n || n > m->most || is_shared > 1 ||
        n > m->most_all - m->all)
        return false;
    yg_pattern_bracket_state *state = &m->brackets[number];
    *least = number + 1;
    state->is_shared = is_shared;
    for (uint64_t i = 0; i < n; i++) {
        yg_pattern_seen one = {.time_us = (int64_t)take_number(r)};
        one.id = take_number(r);
        one.host = take_number(r);
        if (r->ends || one.id >= next_id || one.time_us <= INT64_MIN / 4 ||
            one.time_us >= INT64_MAX / 4 || (i > 0 && one.time_us < state->seen.at[i - 1].time_us))
            return false;
        yg_vec_push(&state->seen, one);
        m->all++;
    }
    return true;
}

static bool take_all(reader *r, uint64_t *ret_next_id) {
    yg_pattern_matcher *m = r->m;
    uint64_t least = 0, next, n;
    if (take_number(r) != m->patterns->brackets.n || take_number(r) != m->patterns->patterns.n)
        return false;
    n = take_number(r);
    if (n < 1 || n > m->most || take_number(r) != m->same_host)
        return false;
    m->most = n;
    next = take_number(r);
    while ((n = take_number(r)) != UINT64_MAX) {
        if (!take_bracket(r, n, &least, next))
            return false;
    }
    while ((n = take_number(r)) != UINT64_MAX) {
        int64_t saved = (int64_t)take_number(r);
        if (n >= m->patterns->patterns.n || saved > m->saved_most || saved < -YG_PATTERN_SAVED_MOST)
            return false;
        m->saved[n] = saved;
    }
    *ret_next_id = next;
    return !r->ends && r->at == r->bytes.n;
}

static void forget_all(yg_pattern_matcher *m, size_t most) {
    for (size_t b = 0; b < m->patterns->brackets.n; b++) {
        m->brackets[b].seen.n = 0;
        m->brackets[b].is_shared = false;
    }
    for (size_t i = 0; i < m->patterns->patterns.n; i++)
        m->saved[i] = m->saved_most;
    m->most = most;
    m->all = 0;
}

bool yg_pattern_matcher_load(yg_pattern_matcher *m, yg_str bytes, uint64_t *ret_next_id,
                             yg_error *err) {
    unsigned char digest[YG_HASH128_BYTES];
    size_t most = m->most, magic = sizeof MAGIC - 1;
    bool is_ours = bytes.n >= magic + sizeof digest && memcmp(bytes.p, MAGIC, magic) == 0;
    if (is_ours) {
        yg_str body = yg_str_sub(bytes, 0, bytes.n - sizeof digest);
        yg_hash128(body, digest);
        reader r = {.m = m, .bytes = body, .at = magic};
        is_ours = memcmp(digest, body.p + body.n, sizeof digest) == 0 && take_all(&r, ret_next_id);
    }
    if (!is_ours)
        forget_all(m, most);
    return is_ours || yg_fail(err, YG_ERR_INPUT, "is not what these patterns remembered");
}
