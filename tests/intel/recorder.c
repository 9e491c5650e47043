#include "recorder.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "model/id.h"

static void broken(yg_recorder *r, const char *what) {
    if (r->broken == NULL)
        r->broken = what;
}

/* Touches every byte (for sanitizers) and checks it. */
static void field(yg_recorder *r, yg_str s) {
    if (yg_utf8_check(s) != s.n)
        broken(r, "a string is not UTF-8");
    if (r->counts_only)
        return;
    yg_buf_addc(&r->log, '|');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\n')
            yg_buf_addz(&r->log, "\\n");
        else
            yg_buf_addc(&r->log, s.p[i]);
    }
}

static void number(yg_recorder *r, long long value) {
    if (!r->counts_only)
        yg_buf_addf(&r->log, "|%lld", value);
}

static void begin(yg_recorder *r, const char *what) {
    if (r->sources != 1 && strcmp(what, "source") != 0)
        broken(r, "a record before the source");
    if (r->fails_at > 0 && r->put >= r->fails_at)
        broken(r, "a record after the sink failed");
    r->put++;
    if (!r->counts_only)
        yg_buf_addz(&r->log, what);
}

static bool end(yg_recorder *r, yg_error *err) {
    if (!r->counts_only)
        yg_buf_addc(&r->log, '\n');
    return r->put != r->fails_at || yg_fail(err, YG_ERR_IO, "the recorder was told to fail");
}

static bool source(void *self, const yg_source *s, yg_error *err) {
    yg_recorder *r = self;
    begin(r, "source");
    r->sources++;
    if (s->name.n == 0)
        broken(r, "a source without name");
    field(r, s->name);
    field(r, s->publisher);
    field(r, s->address);
    field(r, s->licence);
    field(r, s->tlp);
    return end(r, err);
}

static void check_object(yg_recorder *r, const yg_object *o) {
    if (!yg_id_is(o->id) || !yg_str_eq(yg_id_type(o->id), o->type))
        broken(r, "an object's id is not TYPE--UUID of its type");
    if (o->raw.n == 0 || o->entry.n == 0 || o->media.n == 0)
        broken(r, "an object without raw, entry or media");
    if (yg_utf8_check(o->raw) != o->raw.n)
        broken(r, "raw is not UTF-8");
    if (r->input != NULL && o->offset_bytes > r->input_bytes)
        broken(r, "an offset behind the input");
}

static void keep_place(yg_recorder *r, bool is_object, uint64_t start, size_t n) {
    if (!r->counts_only)
        yg_vec_push(&r->places, ((yg_recorder_place){is_object, (size_t)start, (size_t)start + n}));
}

static yg_put object(void *self, const yg_object *o, yg_error *err) {
    yg_recorder *r = self;
    begin(r, "object");
    r->objects++;
    check_object(r, o);
    keep_place(r, true, o->offset_bytes, o->raw.n);
    field(r, o->id);
    field(r, o->entry);
    field(r, o->media);
    field(r, o->name);
    field(r, o->external_id);
    number(r, (long long)o->flags);
    field(r, o->text);
    if (!end(r, err))
        return YG_PUT_FAILED;
    return r->says_unchanged ? YG_PUT_UNCHANGED : YG_PUT_TAKEN;
}

static bool name(void *self, const yg_name *n, yg_error *err) {
    static const char *const kinds[] = {"?", "primary", "alias", "external"};
    yg_recorder *r = self;
    begin(r, "name");
    r->names++;
    if (n->text.n == 0 || n->kind < YG_NAME_PRIMARY || n->kind > YG_NAME_EXTERNAL)
        broken(r, "a name without text or kind");
    field(r, yg_str_of(kinds[n->kind <= YG_NAME_EXTERNAL ? n->kind : 0]));
    field(r, n->text);
    field(r, n->vendor);
    field(r, n->reference);
    field(r, n->date);
    return end(r, err);
}

static bool relationship(void *self, const yg_relationship *x, yg_error *err) {
    yg_recorder *r = self;
    begin(r, "rel");
    r->relationships++;
    if (!yg_id_is(x->source_ref) || !yg_id_is(x->target_ref) || x->type.n == 0 ||
        x->confidence < -1 || x->confidence > 100)
        broken(r, "a relationship out of form");
    field(r, x->source_ref);
    field(r, x->type);
    field(r, x->target_ref);
    number(r, x->confidence);
    return end(r, err);
}

static bool claim(void *self, const yg_claim *c, yg_error *err) {
    yg_recorder *r = self;
    begin(r, "claim");
    r->claims++;
    if (c->predicate.n == 0 || c->confidence < -1 || c->confidence > 100 ||
        (c->object_id.n > 0 && !yg_id_is(c->object_id)) ||
        (c->subject_id.n > 0 && !yg_id_is(c->subject_id)))
        broken(r, "a claim out of form");
    field(r, c->predicate);
    field(r, c->object_id.n > 0 ? c->object_id : c->value);
    field(r, c->label);
    field(r, c->asserted_by);
    number(r, c->confidence);
    field(r, c->references);
    field(r, c->date);
    field(r, c->note_en);
    field(r, c->note_ja);
    field(r, c->tags);
    return end(r, err);
}

static bool incident(void *self, const yg_incident *i, yg_error *err) {
    yg_recorder *r = self;
    begin(r, "incident");
    r->incidents++;
    const yg_str all[] = {
        i->key,          i->date,       i->victim,      i->sites,          i->date_kind,
        i->victim_ja,    i->parent,     i->parent_ja,   i->parent_country, i->sector,
        i->sector_label, i->types,      i->asserted_by, i->references,     i->basis,
        i->summary_en,   i->summary_ja, i->tags,        i->site_labels,    i->domain,
        i->actors,       i->posts,      i->listing};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        field(r, all[k]);
    return end(r, err);
}

static bool organisation(void *self, const yg_organisation *o, yg_error *err) {
    yg_recorder *r = self;
    begin(r, "organisation");
    const yg_str all[] = {o->key, o->kind, o->country, o->sector, o->lei, o->number, o->group};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        field(r, all[k]);
    return end(r, err);
}

static bool mark(void *self, const yg_mark *m, yg_error *err) {
    yg_recorder *r = self;
    begin(r, "mark");
    field(r, m->kind);
    field(r, m->value);
    return end(r, err);
}

static bool edge(void *self, const yg_edge *e, yg_error *err) {
    yg_recorder *r = self;
    begin(r, "edge");
    const yg_str all[] = {e->child_id, e->relation,    e->parent_id, e->since,
                          e->until,    e->asserted_by, e->references};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        field(r, all[k]);
    return end(r, err);
}

static yg_put statistic(void *self, const yg_statistic *s, yg_error *err) {
    yg_recorder *r = self;
    begin(r, "statistic");
    r->statistics++;
    const yg_str all[] = {s->series,  s->period,      s->category,       s->scheme,
                          s->subject, s->geography,   s->series_name_en, s->series_name_ja,
                          s->sector,  s->asserted_by, s->unit,           s->definition,
                          s->derived, s->published,   s->references,     s->note_en,
                          s->note_ja};
    for (size_t k = 0; k < 3; k++)
        field(r, all[k]);
    number(r, (long long)s->count);
    number(r, s->has_total ? (long long)s->total : -1);
    for (size_t k = 3; k < sizeof all / sizeof *all; k++)
        field(r, all[k]);
    return end(r, err) ? YG_PUT_TAKEN : YG_PUT_FAILED;
}

static yg_put indicator(void *self, const yg_indicator *i, yg_error *err) {
    yg_recorder *r = self;
    begin(r, "indicator");
    r->indicators++;
    if (i->type.n == 0 || i->value.n == 0 || (i->object_id.n > 0 && !yg_id_is(i->object_id)))
        broken(r, "an indicator out of form");
    if (r->input != NULL && i->offset_bytes > r->input_bytes)
        broken(r, "an offset behind the input");
    keep_place(r, false, i->offset_bytes, 0);
    field(r, i->type);
    field(r, i->value);
    number(r, i->to_ids);
    field(r, i->role);
    field(r, i->context);
    field(r, i->first_seen);
    field(r, i->last_seen);
    field(r, i->object_id);
    return end(r, err) ? YG_PUT_TAKEN : YG_PUT_FAILED;
}

/* `detail` is hostile and may be anything; a fault may come before the source. */
static void reject(void *self, const yg_fault *fault, yg_str detail) {
    yg_recorder *r = self;
    r->rejects++;
    if (fault->reason == NULL || (r->input != NULL && fault->offset_bytes > r->input_bytes))
        broken(r, "a fault without reason or with an offset behind the input");
    if (r->counts_only)
        return;
    yg_buf_addf(&r->log, "reject|%llu|%llu|%s|", (unsigned long long)fault->offset_bytes,
                (unsigned long long)fault->record, fault->reason);
    yg_utf8_add_printable(&r->log, detail, false);
    yg_buf_addc(&r->log, '\n');
}

yg_sink yg_recorder_sink(yg_recorder *recorder) {
    return (yg_sink){.self = recorder,
                     .source = source,
                     .object = object,
                     .name = name,
                     .relationship = relationship,
                     .claim = claim,
                     .incident = incident,
                     .organisation = organisation,
                     .mark = mark,
                     .edge = edge,
                     .statistic = statistic,
                     .indicator = indicator,
                     .reject = reject};
}

bool yg_recorder_read(yg_recorder *recorder, const yg_intel_reader *reader, yg_str path,
                      yg_str bytes, yg_error *err) {
    yg_sink sink = yg_recorder_sink(recorder);
    yg_intel_input input = {.path = path, .bytes = bytes};
    recorder->input = bytes.p;
    recorder->input_bytes = bytes.n;
    return reader->read(&input, &sink, err);
}

size_t yg_recorder_count(const yg_recorder *recorder, const char *start) {
    yg_str log = yg_buf_str(&recorder->log), wanted = yg_str_of(start);
    size_t n = 0;
    while (log.n > 0) {
        size_t end = yg_str_chr(log, '\n');
        n += yg_str_starts(log, wanted);
        log = yg_str_from(log, end + 1);
    }
    return n;
}

bool yg_recorder_has(const yg_recorder *recorder, const char *start) {
    return yg_recorder_count(recorder, start) > 0;
}

void yg_recorder_free(yg_recorder *recorder) {
    yg_buf_free(&recorder->log);
    yg_vec_free(&recorder->places);
    *recorder = (yg_recorder){0};
}
