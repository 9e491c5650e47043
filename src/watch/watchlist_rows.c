/* Indicators one by one: rows of the store, and what readers of files find. */
#include "know/attribution.h"
#include "know/collect.h"
#include "watch/watchlist_part.h"

typedef struct {
    yg_gather *part;
    yg_attributor *attributor;
    yg_error *err;
    bool failed;
} job;

/* The moment from which on it is valid: the first one that the date holds. */
static int64_t from_of(yg_str text) {
    yg_date date;
    return yg_date_parse(text, &date) ? date.from_us : YG_TIME_NONE;
}

/* The moment at which it stops being valid: of an instant itself, of a day the end of that day. */
static int64_t until_of(yg_str text) {
    yg_date date;
    if (!yg_date_parse(text, &date))
        return YG_TIME_NONE;
    return date.precision == YG_DATE_INSTANT ? date.from_us : date.to_us;
}

static void copy_actor(yg_watched *w, const yg_attribution *a) {
    w->actor = a->actor;
    w->actor_id = a->actor_id;
    w->actor_country = a->country;
    w->actor_source = a->source;
    w->actor_said = a->said;
    w->country_source = a->country_source;
}

/* w: without the actor. An unfit row is heard for the sake of its actor alone. */
static bool take(job *j, yg_str type, yg_str value, bool to_ids, const yg_attribution_basis *basis,
                 yg_watched *w, yg_error *err) {
    yg_attribution attribution;
    yg_fitness fitness = yg_gather_fitness(j->part, to_ids, w->confidence, w->tlp);
    if (fitness == YG_LEFT_OUT)
        return true;
    if (!yg_attribute(j->attributor, basis, &attribution, err))
        return false;
    if (fitness == YG_UNFIT && attribution.actor.n == 0)
        return true;
    copy_actor(w, &attribution);
    if (fitness == YG_UNFIT) { /* neither its times nor its confidence count beside a fit one's */
        w->context = (yg_str){NULL, 0};
        w->confidence = -1;
        w->from_us = INT64_MAX;
        w->until_us = YG_TIME_NONE + 1;
    }
    uint32_t fact = yg_facts_number(&j->part->facts, w);
    if (fitness == YG_FIT)
        yg_gather_value(j->part, type, value, fact);
    else
        yg_gather_hear(j->part, type, value, fact);
    return true;
}

/* --- Files --- */

static bool on_collected(void *self, const yg_collected *c, yg_error *err) {
    job *j = self;
    const yg_indicator *i = c->indicator;
    j->part->path = c->path;
    yg_watched w = {.source = c->source,
                    .context = i->context,
                    .tlp = yg_tlp_rank(c->tlp) > yg_tlp_rank(i->tlp) ? c->tlp : i->tlp,
                    .confidence = i->confidence > 0 ? i->confidence : -1,
                    .from_us = from_of(i->valid_from),
                    .until_us = until_of(i->valid_until)};
    yg_attribution_basis basis = {.object_id = i->object_id,
                                  .said = c->said,
                                  .context = i->context,
                                  .path = c->path,
                                  .source = c->source};
    return take(j, i->type, i->value, i->to_ids, &basis, &w, err);
}

static void on_reject(void *self, yg_str path, const yg_fault *fault, yg_str detail) {
    job *j = self;
    yg_gather_reject(j->part, path, fault->reason, fault->offset_bytes, detail);
}

static void on_skipped(void *self, yg_str path, const char *why) {
    job *j = self;
    j->part->counts.files_skipped++;
    (void)path;
    (void)why;
}

/* Plain lists among the files of a folder or archive, or on standard input. */
static bool on_file(void *self, const yg_input_file *file, bool *ret_taken, yg_error *err) {
    job *j = self;
    if (!yg_lines_is_list(yg_str_sub(file->bytes, 0, 65536)))
        return true;
    *ret_taken = true;
    yg_list_read_bytes(j->part, file->path, file->bytes);
    if (file->damage != NULL)
        yg_gather_reject(j->part, file->path, file->damage, file->bytes.n, (yg_str){NULL, 0});
    return true;
}

bool yg_gather_file(yg_gather *part, const char *path, yg_error *err) {
    job j = {.part = part, .attributor = yg_attributor_make(part->rules->options->store)};
    const yg_collector collector = {.self = &j,
                                    .file = on_file,
                                    .take = on_collected,
                                    .reject = on_reject,
                                    .skipped = on_skipped};
    bool done = yg_collect(path, &collector, err);
    yg_attributor_free(j.attributor);
    return done;
}

/* --- The store --- */

static bool on_row(void *self, const yg_indicator_row *row, yg_error *err) {
    job *j = self;
    yg_watched w = {.source = row->source,
                    .context = row->context,
                    .tlp = row->tlp,
                    .confidence = row->confidence > 0 ? row->confidence : -1,
                    .from_us = from_of(row->valid_from),
                    .until_us = until_of(row->valid_until)};
    yg_attribution_basis basis = {.object_id = row->object_id,
                                  .report_eid = row->report_eid,
                                  .context = row->context,
                                  .path = row->path,
                                  .source = row->source};
    return take(j, row->type, row->value, row->to_ids, &basis, &w, err);
}

bool yg_gather_store(yg_gather *part, yg_error *err) {
    job j = {.part = part, .attributor = yg_attributor_make(part->rules->options->store)};
    bool done = yg_store_indicators_each(part->rules->options->store, on_row, &j, err);
    yg_attributor_free(j.attributor);
    return done;
}
