/* What the confirmed cases of the store teach. */
#include "watch/confirmed.h"

#include "base/limits.h"
#include "base/map.h"
#include "watch/findings.h"

typedef struct {
    yg_learner *learner;
    yg_map allowed; /* false alarms, own domains; with all under them */
    yg_map domains;
    const yg_suffixes *suffixes;
    yg_confirmed_counts counts;
} loading;

enum { FALSE_ALARM = 1, OWN = 2 };

static bool on_allowed(void *self, const yg_allowed_name *name, yg_error *err) {
    loading *l = self;
    const bool is_false_alarm = yg_str_eqz(name->reason, "false-alarm");
    (void)err;
    *yg_map_put(&l->allowed, name->name, NULL) |= is_false_alarm ? FALSE_ALARM : OWN;
    return true;
}

static bool on_ordinary(void *self, yg_str host, yg_error *err) {
    loading *l = self;
    yg_learner_ordinary(l->learner, host);
    return true;
}

/* What the host stands at or under; 0: nothing. */
static uint64_t allowed_as(const loading *l, yg_str host) {
    uint64_t as = 0;
    for (yg_str rest = host; l->allowed.n && rest.n;) {
        const uint64_t *value = yg_map_get(&l->allowed, rest);
        as |= value ? *value : 0;
        const size_t point = yg_str_chr(rest, '.');
        rest = point == SIZE_MAX ? (yg_str){NULL, 0} : yg_str_from(rest, point + 1);
    }
    return as;
}

static bool on_case(void *self, const yg_confirmed_row *row, yg_error *err) {
    loading *l = self;
    const uint64_t as = allowed_as(l, row->host);
    if (as) {
        l->counts.left_out++;
        if (as & FALSE_ALARM)
            yg_learner_ordinary(l->learner, row->host);
        return true;
    }
    const yg_confirmed_name it = {row->day, row->host, row->brand};
    if (!yg_learner_add(l->learner, &it))
        return true;
    l->counts.window++;
    yg_map_put(&l->domains, row->registrable, NULL);
    return true;
}

bool yg_confirmed_load(yg_store *store, int32_t today, const yg_suffixes *suffixes,
                       yg_learned **ret_learned, yg_confirmed_counts *ret_counts, yg_error *err) {
    loading l = {.suffixes = suffixes};
    if (!yg_store_confirmed_count(store, &l.counts.cases, &l.counts.first, &l.counts.last, err))
        return false;
    l.counts.today = today == INT32_MIN ? l.counts.last : today;
    yg_learned *learned = NULL;
    bool done = true;
    if (l.counts.cases > 0) {
        const int64_t from = (int64_t)l.counts.today - YG_LEARNED_WINDOW_DAYS + 1;
        l.learner = yg_learner_new(suffixes);
        done = yg_findings_allowed(store, on_allowed, &l, err) &&
               yg_store_confirmed_ordinary(store, on_ordinary, &l, err) &&
               yg_store_confirmed(store, from > INT32_MIN ? (int32_t)from : INT32_MIN,
                                  l.counts.today, YG_LIMIT_CONFIRMED, on_case, &l, err) &&
               yg_learner_make(l.learner, l.counts.today, &learned, err);
        l.counts.domains = l.domains.n;
        yg_learner_free(l.learner);
    }
    yg_map_free(&l.allowed);
    yg_map_free(&l.domains);
    if (!done)
        return false;
    *ret_learned = learned;
    if (ret_counts)
        *ret_counts = l.counts;
    return true;
}
