/* Reading into memory, the list of kinds, and the order of findings. */
#include "know/lint.h"

#include <stdlib.h>

#include "base/input.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "know/lint_part.h"

static const struct {
    const char *word, *advice;
} kinds[] = {
    [YG_LINT_NEAR_DUPLICATE] = {"near-duplicate",
                                "count them once, or show how the two attacks differ"},
    [YG_LINT_JOINED_POST] = {"joined-post",
                             "join the post to one incident, or count the two records once"},
    [YG_LINT_DOMAIN_COUNTRY] = {"domain-country",
                                "correct the country, or name the site whose host name it is"},
    [YG_LINT_LINK_DATE] = {"link-date", "correct the year, or say that the date is the attack's"},
    [YG_LINT_DATE] = {"date", "correct the date"},
    [YG_LINT_COUNTRY] = {"country-code", "use a code of ISO 3166-1"},
    [YG_LINT_SECTOR] = {"sector", "leave the sector empty, or name one"},
    [YG_LINT_LENGTH] = {"length", "look for a text that slipped into the field, or that was cut"},
    [YG_LINT_ENCODING] = {"encoding", "decode the source again as what it was"},
    [YG_LINT_LINK] = {"broken-link", "look the address up again"},
    [YG_LINT_REJECTED] = {"rejected", "repair the record; it is not read"},
};

const char *yg_lint_kind_word(yg_lint_kind kind) {
    return kinds[kind].word;
}

const char *yg_lint_kind_advice(yg_lint_kind kind) {
    return kinds[kind].advice;
}

bool yg_lint_kind_from_word(yg_str word, yg_lint_kind *ret_kind) {
    for (int kind = 0; kind < YG_LINT_KINDS; kind++) {
        if (yg_str_eqz(word, kinds[kind].word)) {
            *ret_kind = (yg_lint_kind)kind;
            return true;
        }
    }
    return false;
}

static yg_str keep(yg_lint *lint, yg_str s) {
    return s.n > 0 ? yg_arena_copy(&lint->arena, s) : (yg_str){NULL, 0};
}

yg_lint_finding *yg_lint_add(yg_lint *lint, yg_lint_kind kind, const yg_lint_record *record,
                             const char *field, yg_str what, const char *why, ...) {
    YG_CLEANUP_BUF yg_buf text = {0};
    YG_CLEANUP_BUF yg_buf seen = {0};
    va_list args;
    va_start(args, why);
    yg_buf_addv(&text, why, args);
    va_end(args);
    /* What a reader rejects may be any bytes. */
    yg_utf8_add_repaired(&seen, yg_str_sub(what, 0, yg_utf8_floor(what, 4096)));
    yg_lint_finding *finding = yg_vec_add(&lint->findings);
    *finding = (yg_lint_finding){.kind = kind,
                                 .place = record->place,
                                 .field = field,
                                 .what = keep(lint, yg_buf_str(&seen)),
                                 .why = keep(lint, yg_buf_str(&text)),
                                 .count = 1,
                                 .is_sure = true};
    return finding;
}

/* The sink. What lint does not look at is taken and forgotten. */
static bool on_source(void *self, const yg_source *source, yg_error *err) {
    yg_lint *lint = self;
    lint->next.source = lint->sources.n;
    for (size_t i = 0; i < lint->sources.n; i++) {
        if (yg_str_eq(lint->sources.at[i], source->name))
            lint->next.source = i;
    }
    if (lint->next.source == lint->sources.n)
        yg_vec_push(&lint->sources, keep(lint, source->name));
    return true;
}

static yg_str first_text(yyjson_val *value, const char *const *keys) {
    for (; *keys != NULL; keys++) {
        yg_str text = yg_str_trim(yg_json_str(value, *keys));
        if (text.n > 0)
            return text;
    }
    return (yg_str){NULL, 0};
}

/* What readers leave in the original record because it is no fact about the incident. */
static yg_put on_object(void *self, const yg_object *object, yg_error *err) {
    static const char *const added[] = {"added", "date_added", NULL};
    static const char *const date[] = {"date", "discovered", "published", NULL};
    static const char *const sector[] = {"activity", "sector", "industry", "target_sector", NULL};
    yg_lint *lint = self;
    const char *reason;
    size_t at;
    if (!yg_str_eqz(object->type, "incident"))
        return YG_PUT_TAKEN;
    size_t source = lint->next.source;
    lint->next = (yg_lint_record){.source = source};
    lint->next.place.offset_bytes = object->offset_bytes;
    yyjson_val *value = object->raw.n <= YG_LIMIT_RECORD_BYTES
                            ? yg_json_parse(&lint->parser, object->raw, &reason, &at)
                            : NULL;
    if (!yyjson_is_obj(value))
        return YG_PUT_TAKEN;
    lint->next.added = keep(lint, first_text(value, added));
    lint->next.raw_date = keep(lint, first_text(value, date));
    lint->next.sector_label = keep(lint, first_text(value, sector));
    return YG_PUT_TAKEN;
}

static bool on_incident(void *self, const yg_incident *i, yg_error *err) {
    yg_lint *lint = self;
    yg_lint_record *r = yg_vec_add(&lint->records);
    *r = lint->next;
    r->place.file = lint->file;
    r->place.record = ++lint->in_file;
    r->place.key = keep(lint, i->key);
    r->date = keep(lint, i->date);
    r->date_kind = keep(lint, i->date_kind);
    r->victim = keep(lint, i->victim);
    r->sites = keep(lint, i->sites);
    r->site_labels = keep(lint, i->site_labels);
    r->domain = keep(lint, i->domain);
    r->actors = keep(lint, i->actors);
    r->posts = keep(lint, i->posts);
    r->references = keep(lint, i->references);
    r->sector = keep(lint, i->sector);
    if (i->sector_label.n > 0)
        r->sector_label = keep(lint, i->sector_label);
    r->is_post = i->listing.n > 0;
    yg_date_parse(i->date, &r->span);
    return true;
}

static void on_reject(void *self, const yg_fault *fault, yg_str detail) {
    yg_lint *lint = self;
    const yg_lint_record record = {.place = {.file = lint->file,
                                             .record = fault->record,
                                             .offset_bytes = fault->offset_bytes}};
    if (lint->rejected++ < YG_LIMIT_REJECTS_KEPT)
        yg_lint_add(lint, YG_LINT_REJECTED, &record, "record", detail, "%s", fault->reason);
}

static bool on_name(void *self, const yg_name *name, yg_error *err) {
    return true;
}
static bool on_relationship(void *self, const yg_relationship *relationship, yg_error *err) {
    return true;
}
static bool on_claim(void *self, const yg_claim *claim, yg_error *err) {
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
static yg_put on_indicator(void *self, const yg_indicator *indicator, yg_error *err) {
    return YG_PUT_TAKEN;
}

static int by_offset(const void *a, const void *b) {
    const yg_lint_place *x = *(yg_lint_place *const *)a, *y = *(yg_lint_place *const *)b;
    return (x->offset_bytes > y->offset_bytes) - (x->offset_bytes < y->offset_bytes);
}

/* Gives every record and rejected record of the file its line, in one pass over the bytes. */
static void number_lines(yg_lint *lint, yg_str bytes, size_t first_finding) {
    YG_VEC(yg_lint_place *) places = {0};
    uint64_t line = 1;
    size_t at = 0;
    for (size_t i = lint->first_of_file; i < lint->records.n; i++)
        yg_vec_push(&places, &lint->records.at[i].place);
    for (size_t i = first_finding; i < lint->findings.n; i++)
        yg_vec_push(&places, &lint->findings.at[i].place);
    if (places.n > 0)
        qsort(places.at, places.n, sizeof *places.at, by_offset);
    for (size_t i = 0; i < places.n; i++) {
        for (; at < bytes.n && at < places.at[i]->offset_bytes; at++)
            line += bytes.p[at] == '\n';
        places.at[i]->line = line;
    }
    yg_vec_free(&places);
}

static bool pass_over(yg_lint *lint, const yg_input_file *file, const char *why, yg_error *err) {
    if (!file->walked)
        return yg_fail(err, YG_ERR_INPUT, "%.*s: %s", YG_FMT(file->path), why);
    lint->files_skipped++;
    yg_buf_addf(&lint->skipped, "%.*s: %s\n", YG_FMT(file->path), why);
    return true;
}

static bool read_file(void *self, const yg_input_file *file, yg_error *err) {
    yg_lint *lint = self;
    const yg_intel_reader *reader = lint->map.n > 0
                                        ? yg_intel_reader_by_name(YG_STR("mapped-table"))
                                        : yg_intel_reader_probe(file->bytes, file->path);
    size_t first_finding = lint->findings.n;
    if (reader == NULL)
        return pass_over(lint, file,
                         file->bytes.n == 0
                             ? (file->damage != NULL ? file->damage : "the file is empty")
                             : "no known format; `yagura import --help` lists them",
                         err);
    const yg_sink sink = {.self = lint,
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
    const yg_intel_input input = {
        .path = file->path, .bytes = file->bytes, .damage = file->damage, .map = lint->map};
    lint->file = keep(lint, file->path);
    lint->in_file = 0;
    lint->first_of_file = lint->records.n;
    bool done = reader->read(&input, &sink, err);
    /* What was found in front of the fault that ended a file stays, and has its line. */
    number_lines(lint, file->bytes, first_finding);
    if (!done)
        return file->walked ? pass_over(lint, file, err->text, err)
                            : yg_fail_in(err, "%.*s: %s", YG_FMT(file->path), reader->name);
    lint->files++;
    return true;
}

bool yg_lint_read(yg_lint *lint, const char *path, yg_error *err) {
    return yg_input_each(path, NULL, read_file, lint, err);
}

bool yg_lint_read_bytes(yg_lint *lint, yg_str path, yg_str bytes, yg_error *err) {
    return yg_input_each_bytes(path, bytes, NULL, read_file, lint, err);
}

static int by_kind(const void *a, const void *b) {
    const yg_lint_finding *x = a, *y = b;
    int order = (x->kind > y->kind) - (x->kind < y->kind);
    if (order == 0)
        order = yg_str_cmp(x->place.file, y->place.file);
    if (order == 0)
        order = (x->place.offset_bytes > y->place.offset_bytes) -
                (x->place.offset_bytes < y->place.offset_bytes);
    if (order == 0)
        order = strcmp(x->field, y->field);
    return order != 0 ? order : yg_str_cmp(x->what, y->what);
}

void yg_lint_judge(yg_lint *lint) {
    yg_lint_pairs(lint);
    yg_lint_places(lint);
    yg_lint_dates(lint);
    yg_lint_values(lint);
    if (lint->findings.n > 0)
        qsort(lint->findings.at, lint->findings.n, sizeof *lint->findings.at, by_kind);
}

void yg_lint_free(yg_lint *lint) {
    yg_vec_free(&lint->records);
    yg_vec_free(&lint->findings);
    yg_vec_free(&lint->sources);
    yg_buf_free(&lint->skipped);
    yg_json_parser_free(&lint->parser);
    yg_arena_free(&lint->arena);
    *lint = (yg_lint){0};
}
