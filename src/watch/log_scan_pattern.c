/* STIX patterns in logs: a record in which something stands that a pattern needs is read and made
 * an observation, which costs many times what the scan for values does. Every record is only where
 * some pattern needs nothing that could be looked for. The thread that scans says which brackets a
 * record meets; what they make over time is put together by the telling side, in the order of the
 * input. */
#include "base/hash.h"
#include "base/utf8.h"
#include "event/observed.h"
#include "watch/log_scan_part.h"

enum { SHOWN_BYTES = 512 };

static void put_met(scan_worker *w, const uint32_t *brackets, size_t n) {
    scan_result *r = w->result;
    yg_sighting s = {.time_us = w->record.time_us,
                     .last_us = w->record.time_us,
                     .offset_bytes = w->record_offset,
                     .line = w->record_lines,
                     .is_pattern = true,
                     .kind = yg_arena_copy(&r->arena, w->record.kind),
                     .count = 1};
    yg_log_worker_place(w, &s);
    yg_vec_push(&r->mets, ((scan_met){s, r->brackets.n, n}));
    for (size_t i = 0; i < n; i++)
        yg_vec_push(&r->brackets, brackets[i]);
}

static size_t past(yg_str text, size_t at) {
    while (at < text.n && (text.p[at] == '\n' || text.p[at] == '\r'))
        at++;
    return at;
}

/* The next record that is worth reading begins at `at` or behind it; signs: what stands in the rest
 * of the block. SIZE_MAX: none. */
static size_t next_record(const yg_patterns *patterns, const scan_block *b, size_t at,
                          const yg_pattern_sign *signs, size_t n) {
    if (!yg_patterns_ask_all(patterns))
        at = n > 0 ? signs->at : SIZE_MAX;
    return at < b->text.n && at < b->own_until ? at : SIZE_MAX;
}

/* Records of which patterns ask much can take seconds each: a scan that is stopped does not wait
 * for the end of the block, which --resume reads again. Not standard input, which nobody can read
 * again, nor what is followed: NULL. */
static const atomic_bool *stop_of(const scan_worker *w) {
    bool is_whole = w->options->follow || yg_str_eqz(yg_buf_str(&w->block.member->path), "-");
    return is_whole ? NULL : w->options->stop;
}

static bool is_stopped(const atomic_bool *stop) {
    return stop != NULL && atomic_load_explicit(stop, memory_order_relaxed);
}

void yg_log_worker_patterns(scan_worker *w) {
    const yg_patterns *patterns = yg_watchlist_patterns(w->options->watchlist);
    const scan_block *b = &w->block;
    size_t signs_n = 0;
    if (patterns == NULL || b->is_long)
        return;
    if (w->pattern_scratch == NULL)
        w->pattern_scratch = yg_pattern_scratch_make(patterns);
    const atomic_bool *stop = stop_of(w);
    yg_pattern_scratch_stop(w->pattern_scratch, stop);
    const yg_pattern_sign *signs =
        yg_patterns_look(patterns, w->pattern_scratch, b->text, &signs_n);
    for (size_t at = past(b->text, 0);
         (at = next_record(patterns, b, at, signs, signs_n)) != SIZE_MAX;) {
        size_t n = 0, here = 0;
        yg_log_worker_read(w, at);
        size_t end = w->record_text.p != NULL
                         ? (size_t)(w->record_text.p - b->text.p) + w->record_text.n
                         : at;
        end = end > at ? end : at + 1;
        while (here < signs_n && signs[here].at < end)
            here++;
        if (w->record_text.n > 0 && at >= b->own_from) {
            yg_observe(&w->record, &w->observation);
            const uint32_t *met = yg_patterns_test_signs(patterns, w->pattern_scratch,
                                                         &w->observation, signs, here, &n);
            if ((w->is_abandoned = is_stopped(stop)))
                return;
            if (n > 0)
                put_met(w, met, n);
        }
        signs = here > 0 ? signs + here : signs;
        signs_n -= here;
        at = past(b->text, end);
    }
    const yg_pattern_hard *hard = yg_pattern_scratch_hard(w->pattern_scratch, &signs_n);
    for (size_t i = 0; i < signs_n; i++)
        yg_vec_push(&w->result->hard, hard[i]);
}

/* --- The telling side --- */

typedef struct {
    scan_teller *teller;
    const yg_sighting *sighting; /* with its file and line */
    scan_hold *matches;          /* NULL: told at once */
    yg_error *err;
    bool failed;
} telling;

/* Told at the record that completed the pattern. */
static void on_match(void *self, uint32_t pattern, const uint64_t *ids, size_t n) {
    telling *t = self;
    const yg_watchlist *list = t->teller->options->watchlist;
    yg_sighting s = *t->sighting;
    s.number = pattern | UINT32_C(1) << 31;
    s.indicator = yg_watchlist_pattern(list, pattern);
    s.seen = yg_str_sub(s.indicator, 0, yg_utf8_floor(s.indicator, SHOWN_BYTES));
    s.known = yg_watchlist_of_pattern(list, pattern);
    bool is_late = s.time_us != YG_TIME_NONE &&
                   ((s.known.from_us != YG_TIME_NONE && s.time_us < s.known.from_us) ||
                    (s.known.until_us != YG_TIME_NONE && s.time_us >= s.known.until_us));
    t->teller->counts.hits += n;
    if (is_late && !t->teller->options->expired)
        t->teller->counts.out_of_time++;
    else if (t->matches != NULL)
        yg_vec_push(&t->matches->matches, s);
    else
        t->failed = t->failed || !yg_log_tell_placed(t->teller, &s, t->err);
}

yg_pattern_matcher *yg_log_teller_matcher(scan_teller *t) {
    yg_pattern_matcher_options options = {.same_host = t->options->same_host};
    if (t->matcher == NULL)
        t->matcher =
            yg_pattern_matcher_make(yg_watchlist_patterns(t->options->watchlist), &options);
    return t->matcher;
}

/* A machine's name in any case; 0: it has none. */
static uint64_t host_of(yg_str machine) {
    char lower[256];
    size_t n = machine.n < sizeof lower ? machine.n : sizeof lower;
    for (size_t i = 0; i < n; i++)
        lower[i] =
            (char)(machine.p[i] >= 'A' && machine.p[i] <= 'Z' ? machine.p[i] + 32 : machine.p[i]);
    return n > 0 ? yg_hash64((yg_str){lower, n}) | 1 : 0;
}

bool yg_log_put_met(scan_teller *t, const yg_sighting *s, const uint32_t *brackets, size_t n,
                    scan_hold *matches, yg_error *err) {
    telling now = {.teller = t, .sighting = s, .matches = matches, .err = err};
    yg_pattern_seen seen = {s->time_us, t->observed++, host_of(s->machine)};
    yg_pattern_matcher_put(yg_log_teller_matcher(t), brackets, n, seen, on_match, &now);
    return !now.failed;
}

/* What a pattern over time is told at would depend on which file is read first: unless files are
 * followed, it is put together at the end. */
bool yg_log_tell_met(scan_teller *t, const scan_result *r, size_t number, yg_error *err) {
    const yg_patterns *patterns = yg_watchlist_patterns(t->options->watchlist);
    const scan_met *met = &r->mets.at[number];
    const uint32_t *brackets = r->brackets.at + met->first;
    yg_sighting s = met->sighting;
    size_t from = 0;
    s.file = yg_buf_str(&t->member->path);
    s.print = yg_str_of(t->member->print);
    s.part = t->member->part;
    s.line += t->lines + 1;
    if (t->options->follow)
        return yg_log_put_met(t, &s, brackets, met->n, NULL, err);
    while (from < met->n) { /* runs of those that are whole patterns, and of others */
        bool is_whole = yg_patterns_is_whole(patterns, brackets[from]);
        size_t n = 1;
        while (from + n < met->n && yg_patterns_is_whole(patterns, brackets[from + n]) == is_whole)
            n++;
        if (is_whole ? !yg_log_put_met(t, &s, brackets + from, n, NULL, err)
                     : !yg_log_hold(t, &s, brackets + from, n, err))
            return false;
        from += n;
    }
    return true;
}

void yg_log_tell_hard(scan_teller *t, const scan_result *r) {
    if (r->hard.n > 0 && t->hard == NULL)
        t->hard = yg_alloc(yg_patterns_count(yg_watchlist_patterns(t->options->watchlist)),
                           sizeof *t->hard);
    for (size_t i = 0; i < r->hard.n; i++) {
        t->hard[r->hard.at[i].pattern] += r->hard.at[i].n;
        t->counts.given_up += r->hard.at[i].n;
    }
}

void yg_log_tell_patterns(scan_teller *t) {
    const yg_log_scan_options *o = t->options;
    const yg_patterns *patterns = yg_watchlist_patterns(o->watchlist);
    size_t n = patterns != NULL ? yg_patterns_count(patterns) : 0;
    if (t->matcher != NULL) {
        yg_pattern_matcher_counts c = yg_pattern_matcher_count(t->matcher);
        t->counts.timeless = c.timeless;
        t->counts.given_up += c.given_up + c.forgotten;
    }
    for (size_t i = 0; o->incomplete != NULL && t->counts.given_up > 0 && i < n; i++) {
        yg_log_pattern_loss loss = {.comparisons = t->hard != NULL ? t->hard[i] : 0};
        if (t->matcher != NULL) {
            yg_pattern_matcher_counts c = yg_pattern_matcher_count_of(t->matcher, (uint32_t)i);
            loss.searches = c.given_up;
            loss.forgotten = c.forgotten;
        }
        if (loss.comparisons + loss.searches + loss.forgotten > 0)
            o->incomplete(o->self, yg_watchlist_pattern(o->watchlist, (uint32_t)i), &loss);
    }
}
