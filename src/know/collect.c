#include "know/collect.h"

#include "intel/indicator_list.h"
#include "intel/reader.h"
#include "model/id.h"

typedef struct {
    const yg_collector *to;
    yg_str path;
    yg_buf source, tlp;
    yg_buf said; /* of the object put last */
    int actors;  /* to whom it is attributed, by names that differ */
} job;

static bool on_source(void *self, const yg_source *source, yg_error *err) {
    job *j = self;
    yg_buf_clear(&j->source);
    yg_buf_clear(&j->tlp);
    yg_buf_add(&j->source, source->name);
    yg_buf_add(&j->tlp, source->tlp);
    return true;
}

static yg_put on_object(void *self, const yg_object *object, yg_error *err) {
    job *j = self;
    yg_buf_clear(&j->said);
    j->actors = 0;
    return YG_PUT_TAKEN;
}

static bool on_claim(void *self, const yg_claim *claim, yg_error *err) {
    job *j = self;
    yg_str said = claim->label.n > 0 ? claim->label : claim->value;
    if (!yg_str_eqz(claim->predicate, "attributed-to") || claim->subject_id.n > 0 || said.n == 0)
        return true;
    if (j->actors > 0 && yg_str_eq_nocase(said, yg_buf_str(&j->said)))
        return true;
    yg_buf_clear(&j->said);
    yg_buf_add(&j->said, said);
    j->actors++;
    return true;
}

static yg_put on_indicator(void *self, const yg_indicator *indicator, yg_error *err) {
    job *j = self;
    yg_collected collected = {.indicator = indicator,
                              .path = j->path,
                              .source = yg_buf_str(&j->source),
                              .tlp = yg_buf_str(&j->tlp)};
    if (j->actors == 1)
        collected.said = yg_buf_str(&j->said);
    return j->to->take(j->to->self, &collected, err) ? YG_PUT_TAKEN : YG_PUT_FAILED;
}

static void on_reject(void *self, const yg_fault *fault, yg_str detail) {
    job *j = self;
    j->to->reject(j->to->self, j->path, fault, detail);
}

/* The rest of what readers put is of no use here. */
static bool on_name(void *self, const yg_name *name, yg_error *err) {
    return true;
}
static bool on_relationship(void *self, const yg_relationship *relationship, yg_error *err) {
    return true;
}
static bool on_incident(void *self, const yg_incident *incident, yg_error *err) {
    return true;
}
static bool on_organisation(void *self, const yg_organisation *organisation, yg_error *err) {
    return true;
}
static bool on_mark(void *self, const yg_mark *mark, yg_error *err) {
    return true;
}
static bool on_edge(void *self, const yg_edge *edge, yg_error *err) {
    return true;
}
static yg_put on_statistic(void *self, const yg_statistic *statistic, yg_error *err) {
    return YG_PUT_TAKEN;
}

static bool pass_over(const job *j, const yg_input_file *file, const char *why, yg_error *err) {
    if (!file->walked)
        return yg_fail(err, YG_ERR_INPUT, "%.*s: %s", YG_FMT(file->path), why);
    j->to->skipped(j->to->self, file->path, why);
    return true;
}

static bool read_file(void *self, const yg_input_file *file, yg_error *err) {
    job *j = self;
    bool taken = false;
    yg_error fault = {0};
    if (j->to->file != NULL && !j->to->file(j->to->self, file, &taken, err))
        return false;
    if (taken)
        return true;
    const yg_intel_reader *reader = yg_intel_reader_probe(file->bytes, file->path);
    if (reader == NULL)
        return pass_over(j, file,
                         file->bytes.n == 0 && file->damage != NULL ? file->damage
                         : file->bytes.n == 0
                             ? "the file is empty"
                             : "no known format; `yagura import --help` lists them",
                         err);
    const yg_sink sink = {.self = j,
                          .source = on_source,
                          .object = on_object,
                          .name = on_name,
                          .relationship = on_relationship,
                          .claim = on_claim,
                          .incident = on_incident,
                          .organisation = on_organisation,
                          .mark = on_mark,
                          .edge = on_edge,
                          .statistic = on_statistic,
                          .indicator = on_indicator,
                          .reject = on_reject};
    const yg_intel_input input = {.path = file->path, .bytes = file->bytes, .damage = file->damage};
    j->path = file->path;
    j->actors = 0;
    if (reader->read(&input, &sink, &fault))
        return true;
    bool passable = fault.code == YG_ERR_INPUT || fault.code == YG_ERR_LIMIT;
    if (passable && file->walked)
        return pass_over(j, file, fault.text, err);
    return yg_fail(err, fault.code, "%.*s: %s: %s", YG_FMT(file->path), reader->name, fault.text);
}

bool yg_collect(const char *path, const yg_collector *collector, yg_error *err) {
    job j = {.to = collector};
    bool done = yg_input_each(path, NULL, read_file, &j, err);
    yg_buf_free(&j.source);
    yg_buf_free(&j.tlp);
    yg_buf_free(&j.said);
    return done;
}

void yg_collect_list_source(yg_str head, yg_str path, yg_source *ret_source) {
    yg_indicator_list_source(head, path, ret_source);
}
