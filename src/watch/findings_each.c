#include "watch/findings_each.h"

#include "know/registry.h"

/* --- Places --- */

static bool read_places(yg_finding_places *p, yg_store *store, yg_error *err) {
    if (!yg_registry_load(store, &p->arena, &p->registry, err))
        return false;
    for (size_t i = 0; i < p->registry.organisations.n; i++) {
        uint64_t *at = yg_map_put(&p->by_id, p->registry.organisations.at[i].id, NULL);
        *at = *at == 0 ? i + 1 : *at;
    }
    p->is_read = true;
    return true;
}

bool yg_finding_place(yg_finding_places *p, yg_store *store, yg_str id,
                      const yg_organisation_node **ret_organisation, yg_error *err) {
    *ret_organisation = NULL;
    if (!p->is_read && !read_places(p, store, err))
        return false;
    const uint64_t *at = yg_map_get(&p->by_id, id);
    if (at != NULL)
        *ret_organisation = &p->registry.organisations.at[*at - 1];
    return true;
}

void yg_finding_places_free(yg_finding_places *p) {
    yg_group_free(&p->registry);
    yg_arena_free(&p->arena);
    yg_map_free(&p->by_id);
    p->is_read = false;
}

/* --- Findings --- */

typedef struct {
    yg_store *store;
    const yg_sighting_filter *sights;
    yg_finding_each visit;
    void *self;
    yg_buf known, texts;
    yg_arena words; /* of the latest sighting */
    yg_sighting_row latest;
} job;

static bool on_latest(void *self, const yg_sighting_row *row, yg_error *err) {
    job *j = self;
    (void)err;
    j->latest = *row;
    yg_str *const texts[] = {&j->latest.organisation, &j->latest.machine, &j->latest.role,
                             &j->latest.field,        &j->latest.kind,    &j->latest.file,
                             &j->latest.seen};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = yg_arena_copy(&j->words, *texts[i]);
    return true;
}

static bool on_row(void *self, const yg_finding_row *row, yg_error *err) {
    job *j = self;
    yg_finding f = {.row = row, .is_indicator = yg_str_eqz(row->kind, "indicator")};
    if (!f.is_indicator)
        return j->visit(j->self, &f, err);
    yg_buf_clear(&j->known);
    yg_buf_clear(&j->texts);
    if (!yg_store_sighting_total(j->store, row->fid, j->sights, &f.total, &j->texts, err))
        return false;
    if (f.total.count == 0)
        return true;
    yg_arena_reset(&j->words);
    j->latest = (yg_sighting_row){0};
    if (!yg_store_sighting_latest(j->store, row->fid, j->sights, on_latest, j, err) ||
        !yg_store_sighted(j->store, row->fid, &f.known, &j->known, err))
        return false;
    f.latest = j->latest;
    return j->visit(j->self, &f, err);
}

static void end(job *j) {
    yg_buf_free(&j->known);
    yg_buf_free(&j->texts);
    yg_arena_free(&j->words);
}

bool yg_findings_each(yg_store *store, const yg_finding_filter *filter,
                      const yg_sighting_filter *sights, yg_finding_each visit, void *self,
                      yg_error *err) {
    job j = {.store = store, .sights = sights, .visit = visit, .self = self};
    yg_finding_filter all = *filter;
    all.most = 0;
    bool done = yg_store_findings(store, &all, on_row, &j, err);
    end(&j);
    return done;
}

bool yg_finding_of(yg_store *store, const yg_finding_row *row, yg_finding_each visit, void *self,
                   yg_error *err) {
    const yg_sighting_filter all = {.from_us = INT64_MIN};
    job j = {.store = store, .sights = &all, .visit = visit, .self = self};
    bool done = on_row(&j, row, err);
    end(&j);
    return done;
}
