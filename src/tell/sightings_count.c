/* Sightings of indicators, row by row: what was seen at the organisation of the report or at what
 * belonged to it on that day, each value, machine, organisation and day counted once. */
#include <stdio.h>

#include "base/time.h"
#include "tell/sightings.h"

/* Was this not counted before? by and number: of whose sum; what: of which count. */
static bool is_first(sights *s, sight_by by, size_t number, yg_sightings_count what, yg_str value) {
    bool is_new;
    yg_buf_clear(&s->key);
    yg_buf_addf(&s->key, "%d %zu %d ", (int)by, number, (int)what);
    yg_buf_add(&s->key, value);
    yg_map_put(&s->seen, yg_buf_str(&s->key), &is_new);
    return is_new;
}

static void add(sights *s, sight_sum *sum, sight_by by, size_t number,
                const yg_sighting_lean *lean) {
    const yg_sighting_row *row = &lean->row;
    YG_CLEANUP_BUF yg_buf machine = {0};
    yg_buf_addf(&machine, "%.*s\n%.*s", YG_FMT(row->organisation), YG_FMT(row->machine));
    const yg_str values[YG_SIGHTINGS_COUNTS] = {
        [YG_SIGHTINGS_INDICATORS] = lean->subject,
        [YG_SIGHTINGS_MACHINES] = yg_buf_str(&machine),
        [YG_SIGHTINGS_ORGANISATIONS] = row->organisation,
        [YG_SIGHTINGS_DAYS] = {(const char *)&row->day, sizeof row->day}};
    for (int what = 0; what < YG_SIGHTINGS_COUNTS; what++) {
        if (what == YG_SIGHTINGS_SIGHTINGS)
            sum->counts[what] += row->count;
        else if (what != YG_SIGHTINGS_MACHINES || row->machine.n > 0)
            sum->counts[what] += (what != YG_SIGHTINGS_ORGANISATIONS || row->organisation.n > 0) &&
                                 is_first(s, by, number, (yg_sightings_count)what, values[what]);
    }
    bool is_begun = sum->first_us != 0 || sum->last_us != 0;
    sum->first_us = !is_begun || row->first_us < sum->first_us ? row->first_us : sum->first_us;
    sum->last_us = !is_begun || row->last_us > sum->last_us ? row->last_us : sum->last_us;
}

/* Gives the sum's own copy of the key. */
static yg_str add_to(sights *s, sight_by by, yg_str key, const yg_sighting_lean *lean) {
    bool is_new;
    uint64_t *at = yg_map_put(&s->places[by], key, &is_new);
    if (is_new) {
        yg_vec_push(&s->sums[by], ((sight_sum){.key = teller_copy(s->t, key)}));
        *at = s->sums[by].n;
    }
    sight_sum *sum = &s->sums[by].at[*at - 1];
    add(s, sum, by, (size_t)*at, lean);
    if (by == SIGHT_PLACE)
        sum->eid = lean->organisation_eid;
    if (by == SIGHT_ACTOR && key.n > 0 && lean->actor_country.n > 0)
        teller_add_line(&sum->countries, lean->actor_country);
    if (by == SIGHT_ACTOR && key.n > 0 && lean->actor_source.n > 0)
        teller_add_line(&sum->named_by, lean->actor_source);
    if (by == SIGHT_ACTOR && key.n > 0 && lean->actor_country.n > 0 && lean->country_source.n > 0)
        teller_add_line(&sum->countries_by, lean->country_source);
    return sum->key;
}

static void add_finding(sights *s, const yg_sighting_lean *lean, yg_str place) {
    teller *t = s->t;
    const yg_sighting_row *row = &lean->row;
    if (s->findings.n == 0 || s->findings.at[s->findings.n - 1].fid != lean->fid)
        yg_vec_push(&s->findings, ((sight_finding){.fid = lean->fid,
                                                   .id = teller_copy(t, lean->id),
                                                   .subject = teller_copy(t, lean->subject),
                                                   .type = teller_copy(t, lean->subject_type),
                                                   .actor = teller_copy(t, lean->actor),
                                                   .country = teller_copy(t, lean->actor_country),
                                                   .source = teller_copy(t, lean->actor_source),
                                                   .state = teller_copy(t, lean->state),
                                                   .first_us = row->first_us,
                                                   .last_us = row->last_us}));
    sight_finding *f = &s->findings.at[s->findings.n - 1];
    f->count += row->count;
    if (f->place.n == 0 || row->last_us > f->last_us)
        f->place = place;
    f->first_us = row->first_us < f->first_us ? row->first_us : f->first_us;
    f->last_us = row->last_us > f->last_us ? row->last_us : f->last_us;
}

yg_str sight_day(teller *t, int64_t us) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_time_add_day(&text, us);
    return teller_buf(t, &text);
}

static bool on_row(void *self, const yg_sighting_lean *lean, yg_error *err) {
    sights *s = self;
    const yg_sighting_row *row = &lean->row;
    bool is_false = yg_str_eqz(lean->state, "false-alarm");
    char day[16];
    int year, month, mday;
    (void)err;
    if (row->day < s->from_day || row->day >= s->to_day)
        return true;
    if (lean->organisation_eid == 0 && !is_false)
        add(s, &s->nowhere, SIGHT_BYS, 0, lean);
    if (!yg_owner_scope_has(&s->t->owned, lean->organisation_eid, row->last_us))
        return true;
    if (is_false) {
        add(s, &s->false_alarms, SIGHT_BYS, 1, lean);
        return true;
    }
    yg_civil_from_days(row->day, &year, &month, &mday);
    snprintf(day, sizeof day, "%04d-%02d-%02d", year % 10000, month, mday);
    add_to(s, SIGHT_ALL, YG_STR(""), lean);
    add_to(s, SIGHT_ACTOR, lean->actor, lean);
    yg_str place = add_to(s, SIGHT_PLACE, row->organisation, lean);
    add_to(s, SIGHT_DAY, yg_str_of(day), lean);
    add_to(s, SIGHT_MONTH, yg_str_sub(yg_str_of(day), 0, 7), lean);
    add_to(s, SIGHT_STATE, lean->state, lean);
    add_finding(s, lean, place);
    return true;
}

static int by_count(const void *a, const void *b) {
    const sight_sum *x = a, *y = b;
    for (int what = 0; what <= YG_SIGHTINGS_SIGHTINGS; what++) {
        if (x->counts[what] != y->counts[what])
            return x->counts[what] > y->counts[what] ? -1 : 1;
    }
    return yg_str_cmp(x->key, y->key);
}

/* Named actors before what nobody is named for. */
static int by_actor(const void *a, const void *b) {
    const sight_sum *x = a, *y = b;
    bool x_named = x->key.n > 0, y_named = y->key.n > 0;
    return x_named != y_named ? (x_named ? -1 : 1) : by_count(a, b);
}

static int by_key(const void *a, const void *b) {
    const sight_sum *x = a, *y = b;
    return yg_str_cmp(x->key, y->key);
}

/* What somebody should look at first: of actors in a state's service, of other named actors, of
 * nobody; what is new before what somebody has seen; the latest first. */
static int by_weight(const void *a, const void *b) {
    const sight_finding *x = a, *y = b;
    int x_actor = (x->actor.n > 0) + (x->country.n > 0),
        y_actor = (y->actor.n > 0) + (y->country.n > 0);
    bool x_new = yg_str_eqz(x->state, "new"), y_new = yg_str_eqz(y->state, "new");
    if (x_actor != y_actor)
        return x_actor > y_actor ? -1 : 1;
    if (x_new != y_new)
        return x_new ? -1 : 1;
    if (x->last_us != y->last_us)
        return x->last_us > y->last_us ? -1 : 1;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    int order = yg_str_cmp(x->subject, y->subject);
    return order != 0 ? order : yg_str_cmp(x->actor, y->actor);
}

static void sort(sights *s) {
    static int (*const orders[SIGHT_BYS])(const void *, const void *) = {
        [SIGHT_ALL] = by_key, [SIGHT_ACTOR] = by_actor, [SIGHT_PLACE] = by_count,
        [SIGHT_DAY] = by_key, [SIGHT_MONTH] = by_key,   [SIGHT_STATE] = by_count};
    for (int by = 0; by < SIGHT_BYS; by++) {
        sight_sums *sums = &s->sums[by];
        if (sums->n > 1)
            qsort(sums->at, sums->n, sizeof *sums->at, orders[by]);
        for (size_t i = 0; i < sums->n; i++)
            *yg_map_get(&s->places[by], sums->at[i].key) = i + 1;
    }
    if (s->findings.n > 1)
        qsort(s->findings.at, s->findings.n, sizeof *s->findings.at, by_weight);
}

bool sight_gather(sights *s, yg_error *err) {
    yg_sightings_query period = {.period = s->t->period};
    yg_sightings_query_days(&period, &s->from_day, &s->to_day);
    if (!yg_store_sightings_lean(s->t->store, on_row, s, err))
        return false;
    sort(s);
    return true;
}

const sight_sum *sight_sum_of(const sights *s, sight_by by, yg_str key) {
    const uint64_t *at = yg_map_get(&s->places[by], key);
    return at != NULL ? &s->sums[by].at[*at - 1] : NULL;
}

void sight_free(sights *s) {
    for (int by = 0; by < SIGHT_BYS; by++) {
        for (size_t i = 0; i < s->sums[by].n; i++) {
            yg_buf_free(&s->sums[by].at[i].countries);
            yg_buf_free(&s->sums[by].at[i].named_by);
            yg_buf_free(&s->sums[by].at[i].countries_by);
        }
        yg_vec_free(&s->sums[by]);
        yg_map_free(&s->places[by]);
    }
    yg_vec_free(&s->findings);
    yg_map_free(&s->seen);
    yg_buf_free(&s->key);
}
