#include "fetch/update.h"

#include <stdlib.h>

#include "base/time.h"

typedef struct {
    const yg_update_options *options;
    yg_update_totals totals;
    const yg_feed *feed;
} run;

static bool on_progress(void *self, uint64_t done_bytes, uint64_t total_bytes) {
    run *u = self;
    const yg_update_options *o = u->options;
    if (o->progress != NULL && !o->progress(o->self, u->feed, done_bytes, total_bytes))
        u->totals.stopped = true;
    return !u->totals.stopped;
}

static yg_fetch_request request_of(run *u) {
    const yg_config *config = u->options->config;
    return (yg_fetch_request){
        .name = u->feed->name,
        .address = u->feed->address,
        .folder = u->options->folder,
        .sha256 = u->feed->sha256,
        .max_bytes = u->feed->max_bytes,
        .allow_private = u->feed->allow_private,
        .proxy = yg_str_of(config->proxy),
        .no_proxy = yg_str_of(config->no_proxy),
        .ca_file = config->ca_file[0] != '\0' ? config->ca_file : NULL,
        .times = config->times,
        .self = u,
        .progress = on_progress,
    };
}

static bool is_due(const run *u, const yg_fetch_result *result) {
    const yg_update_options *o = u->options;
    if (!u->feed->import || o->import == NULL)
        return false;
    if (o->have != NULL)
        return !o->have(o->self, u->feed, result->path.p, result->record.sha256);
    return !result->record.imported;
}

static bool import(const run *u, const yg_fetch_request *request, const yg_fetch_result *result,
                   yg_update_row *row, yg_error *err) {
    const yg_update_options *o = u->options;
    if (!is_due(u, result))
        return true;
    if (!o->import(o->self, u->feed, result->path.p, err))
        return false;
    row->imported = true;
    /* Without the note the next update imports once more, which changes nothing. */
    yg_fetch_note_imported(request, result->record.sha256, NULL);
    return true;
}

static void update_one(run *u, const yg_feed *feed) {
    static const yg_update_status statuses[] = {
        [YG_FETCH_FETCHED] = YG_UPDATE_FETCHED,
        [YG_FETCH_RESUMED] = YG_UPDATE_RESUMED,
        [YG_FETCH_UNCHANGED] = YG_UPDATE_UNCHANGED,
    };
    yg_fetch_result *result = yg_alloc(1, sizeof *result);
    yg_error err = {0};
    int64_t start_us = yg_time_mono_us();
    yg_update_row row = {.feed = feed, .sha256 = "", .final_address = ""};
    u->feed = feed;
    yg_fetch_request request = request_of(u);
    row.retrieved_us = YG_TIME_NONE;
    bool done = yg_fetch(&request, result, &err) && import(u, &request, result, &row, &err);
    if (done) {
        row.status = statuses[result->status];
        row.bytes = result->record.bytes;
        row.sha256 = result->record.sha256;
        row.final_address = result->record.final_address;
        row.retrieved_us = result->record.retrieved_us;
        u->totals.unchanged += result->status == YG_FETCH_UNCHANGED;
        u->totals.fetched += result->status != YG_FETCH_UNCHANGED;
    } else {
        row.status = YG_UPDATE_FAILED;
        row.error = &err;
        u->totals.failed++;
        if (u->totals.code == YG_OK)
            u->totals.code = err.code;
    }
    row.seconds = (double)(yg_time_mono_us() - start_us) / (double)YG_US_PER_S;
    if (u->options->row != NULL)
        u->options->row(u->options->self, &row);
    yg_fetch_result_free(result);
    free(result);
}

bool yg_update(const yg_update_options *options, yg_update_totals *ret_totals, yg_error *err) {
    run u = {.options = options};
    const yg_config *config = options->config;
    for (size_t i = 0; i < options->names_n; i++) {
        if (yg_config_feed(config, yg_str_of(options->names[i]), err) == NULL)
            return false;
    }
    for (size_t i = 0; i < options->names_n && !u.totals.stopped; i++)
        update_one(&u, yg_config_feed(config, yg_str_of(options->names[i]), err));
    for (size_t i = 0; options->names_n == 0 && i < config->feeds_n && !u.totals.stopped; i++) {
        if (config->feeds[i].enabled)
            update_one(&u, &config->feeds[i]);
    }
    *ret_totals = u.totals;
    return true;
}
