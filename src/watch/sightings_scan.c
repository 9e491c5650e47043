#include "watch/sightings_scan.h"

#include "know/registry.h"

typedef struct {
    yg_sightings *sightings;
    yg_str called;
} job;

static bool take(void *self, const yg_sighting *sighting, yg_error *err) {
    (void)self;
    (void)sighting;
    (void)err;
    return true;
}

static bool seen(void *self, const yg_sighting *sighting, yg_error *err) {
    job *j = self;
    yg_sighting named = *sighting;
    named.file = j->called;
    return yg_sightings_record(j->sightings, &named, err);
}

static void fault(void *self, yg_str file, const yg_fault *what) {
    (void)self;
    (void)file;
    (void)what;
}

static void refused(void *self, const yg_error *why) {
    (void)self;
    (void)why;
}

static void progress(void *self, const yg_log_scan_counts *counts, yg_str file) {
    (void)self;
    (void)counts;
    (void)file;
}

bool yg_sightings_scan(yg_store *store, const char *path, yg_str called, int64_t now_us,
                       yg_sightings_counts *ret_counts, yg_error *err) {
    YG_CLEANUP_ARENA yg_arena arena = {0};
    yg_group group = {0};
    yg_watchlist *list = NULL;
    yg_places *places = NULL;
    yg_log_scan_counts counts;
    job j = {.called = called};
    const yg_watchlist_options wanted = {.store = store, .most_tlp = YG_STR("")};
    bool done = yg_watchlist_open(&wanted, &list, err) &&
                yg_registry_load(store, &arena, &group, err) &&
                (group.organisations.n == 0 || yg_places_make(&group, &places, err)) &&
                yg_sightings_begin(store, now_us, &j.sightings, err);
    const yg_log_scan_options options = {.watchlist = list,
                                         .places = places,
                                         .self = &j,
                                         .take = take,
                                         .seen = seen,
                                         .fault = fault,
                                         .refused = refused,
                                         .progress = progress};
    done = done && yg_log_scan_run(&options, &path, 1, &counts, NULL, err) &&
           yg_sightings_commit(j.sightings, ret_counts, err);
    yg_sightings_free(j.sightings);
    yg_places_free(places);
    yg_watchlist_free(list);
    yg_group_free(&group);
    return done;
}
