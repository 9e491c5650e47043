#include "watch/findings_scan.h"

#include "base/time.h"
#include "watch/brands.h"

bool yg_findings_record_found(yg_findings *findings, const yg_scan_found *found, yg_str stream,
                              yg_error *err) {
    if (found->brand.n == 0 && yg_findings_pass_over(findings))
        return true;
    return yg_findings_record(findings,
                              &(yg_name_sighting){.host = found->name,
                                                  .registrable = found->registrable,
                                                  .brand = found->brand,
                                                  .organisation = found->organisation,
                                                  .kind = found->kind,
                                                  .token = found->token,
                                                  .start = found->start,
                                                  .end = found->end,
                                                  .distance = found->distance,
                                                  .score = found->score,
                                                  .signs = found->signs,
                                                  .explanation = found->explanation,
                                                  .explanation_ja = found->explanation_ja,
                                                  .shared_hosting = found->shared_hosting,
                                                  .stream = stream,
                                                  .file = found->file,
                                                  .offset_bytes = found->offset_bytes,
                                                  .seen_us = found->time_us},
                              err);
}

static bool on_allowed(void *self, const yg_allowed_name *name, yg_error *err) {
    (void)err;
    yg_name_allow_add(self, name->name);
    return true;
}

bool yg_findings_allow(yg_store *store, yg_name_allow *allow, yg_error *err) {
    return yg_findings_allowed(store, on_allowed, allow, err);
}

typedef struct {
    yg_findings *findings;
    yg_str called;
} job;

static bool take(void *self, const yg_scan_found *found, yg_error *err) {
    job *j = self;
    yg_scan_found named = *found;
    named.file = j->called;
    return yg_findings_record_found(j->findings, &named, YG_STR("web"), err);
}

bool yg_findings_scan(yg_store *store, const char *path, yg_str called, const double *threshold,
                      int64_t now_us, yg_findings_counts *ret_counts, yg_error *err) {
    yg_brands brands = {0};
    yg_name_allow allow = {0};
    yg_name_watch *watch = NULL;
    yg_scan_counts counts;
    job j = {.called = called};
    yg_name_watch_options wanted = {
        .brands = &brands.list, .stream = YG_STR("web"), .threshold = threshold};
    bool done = yg_brands_load(&brands, store, err) && yg_findings_allow(store, &allow, err) &&
                yg_name_watch_make(&wanted, &watch, err) &&
                yg_findings_begin(store, now_us, &j.findings, err);
    yg_name_scan_options options = {.watch = watch,
                                    .allow = &allow,
                                    .english = true,
                                    .japanese = true,
                                    .self = &j,
                                    .take = take};
    done = done && yg_name_scan_run(&options, &path, 1, &counts, err) &&
           yg_findings_commit(j.findings, ret_counts, err);
    yg_findings_free(j.findings);
    yg_name_watch_free(watch);
    yg_name_allow_free(&allow);
    yg_brands_free(&brands);
    return done;
}
