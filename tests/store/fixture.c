#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "model/id.h"

int fixture_open(void **state) {
    fixture *f = yg_alloc(1, sizeof *f);
    strcpy(f->folder, "/tmp/yagura-store-XXXXXX");
    if (mkdtemp(f->folder) == NULL)
        return -1;
    snprintf(f->path, sizeof f->path, "%s/y.db", f->folder);
    *state = f;
    return yg_store_open(f->path, YG_STORE_WRITE, &f->store, &f->err) ? 0 : -1;
}

int fixture_close(void **state) {
    fixture *f = *state;
    char path[512];
    yg_store_close(f->store);
    DIR *folder = opendir(f->folder);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        snprintf(path, sizeof path, "%s/%s", f->folder, entry->d_name);
        if (entry->d_name[0] != '.')
            unlink(path);
    }
    closedir(folder);
    int status = rmdir(f->folder);
    free(f);
    return status;
}

void fixture_again(fixture *f, yg_store_mode mode) {
    f->store = yg_store_close(f->store);
    if (!yg_store_open(f->path, mode, &f->store, &f->err))
        fail_msg("%s", f->err.text);
}

void fixture_document(fixture *f, const char *source, const char *path, const char *reader) {
    yg_sink sink = yg_store_sink(f->store);
    yg_store_document(f->store, &(yg_document){.path = yg_str_of(path),
                                               .reader = yg_str_of(reader ? reader : "stix"),
                                               .digest = YG_STR("00ff"),
                                               .bytes = 1234,
                                               .now_us = 1000});
    yg_source s = {.name = yg_str_of(source), .publisher = YG_STR("A publisher")};
    if (!sink.source(sink.self, &s, &f->err))
        fail_msg("%s", f->err.text);
}

yg_store_counts fixture_end(fixture *f) {
    yg_store_counts counts = {0};
    if (!yg_store_document_end(f->store, true, &counts, &f->err))
        fail_msg("%s", f->err.text);
    return counts;
}

void fixture_begin(fixture *f, const char *source) {
    if (!yg_store_begin(f->store, &f->err))
        fail_msg("%s", f->err.text);
    fixture_document(f, source, "file.json", NULL);
}

yg_store_counts fixture_commit(fixture *f) {
    yg_store_counts counts = fixture_end(f);
    if (!yg_store_commit(f->store, &f->err))
        fail_msg("%s", f->err.text);
    return counts;
}

yg_str fixture_id(const char *type, unsigned number) {
    static char ids[4][YG_ID_BYTES];
    static unsigned next;
    char *id = ids[next++ % 4];
    int n = snprintf(id, YG_ID_BYTES, "%s--00000000-0000-4000-8000-%012u", type, number);
    return (yg_str){id, (size_t)n};
}

yg_put fixture_object(fixture *f, const char *type, unsigned number, const char *name,
                      int64_t modified_us, const char *content) {
    yg_sink sink = yg_store_sink(f->store);
    YG_CLEANUP_BUF yg_buf raw = {0};
    yg_buf_addf(&raw, "{\"name\": \"%s\", \"content\": \"%s\"}", name, content);
    yg_object object = {.id = fixture_id(type, number),
                        .type = yg_str_of(type),
                        .entry = yg_str_of(type),
                        .media = YG_STR("stix"),
                        .name = yg_str_of(name),
                        .text = yg_str_of(content),
                        .raw = yg_buf_str(&raw),
                        .created_us = YG_TIME_NONE,
                        .modified_us = modified_us};
    yg_put put = sink.object(sink.self, &object, &f->err);
    if (put == YG_PUT_FAILED)
        fail_msg("%s", f->err.text);
    if (put == YG_PUT_TAKEN && object.name.n > 0)
        assert_true(sink.name(sink.self, &(yg_name){.text = object.name, .kind = YG_NAME_PRIMARY},
                              &f->err));
    return put;
}

void fixture_alias(fixture *f, const char *name) {
    yg_sink sink = yg_store_sink(f->store);
    assert_true(
        sink.name(sink.self, &(yg_name){.text = yg_str_of(name), .kind = YG_NAME_ALIAS}, &f->err));
}

/* --- Everything --- */

static void field(yg_buf *out, yg_str s) {
    yg_buf_addc(out, '|');
    yg_buf_add(out, s);
}

static void fields(yg_buf *out, const char *what, const yg_str *all, size_t n) {
    yg_buf_addz(out, what);
    for (size_t i = 0; i < n; i++)
        field(out, all[i]);
}

static void number(yg_buf *out, int64_t value) {
    if (value == YG_TIME_NONE)
        yg_buf_addz(out, "|none");
    else
        yg_buf_addf(out, "|%lld", (long long)value);
}

#define FIELDS(out, what, ...)                                                                     \
    do {                                                                                           \
        const yg_str all_[] = {__VA_ARGS__};                                                       \
        fields(out, what, all_, sizeof all_ / sizeof *all_);                                       \
    } while (0)

static bool on_source(void *self, const yg_source_row *r, yg_error *err) {
    FIELDS(self, "source", r->name, r->publisher, r->address, r->licence, r->version, r->tlp,
           r->published);
    const uint64_t all[] = {
        (uint64_t)r->first_us, (uint64_t)r->last_us, r->documents, r->taken,  r->unchanged,
        r->rejected,           r->objects,           r->names,     r->claims, r->statistics,
        r->indicators};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        number(self, (int64_t)all[i]);
    yg_buf_addc(self, '\n');
    return true;
}

static bool on_document(void *self, const yg_document_row *r, yg_error *err) {
    FIELDS(self, "document", r->source, r->path, r->reader, r->digest);
    number(self, (int64_t)r->bytes);
    number(self, (int64_t)r->taken);
    number(self, (int64_t)r->unchanged);
    number(self, (int64_t)r->rejected);
    number(self, r->imported_us);
    yg_buf_addc(self, '\n');
    return true;
}

static bool on_object(void *self, const yg_object_row *r, yg_error *err) {
    FIELDS(self, "object", r->id, r->type, r->entry, r->media, r->name, r->external_id, r->source,
           r->raw);
    number(self, r->created_us);
    number(self, r->modified_us);
    number(self, r->flags);
    yg_buf_addc(self, '\n');
    return true;
}

static bool on_name(void *self, const yg_name_row *r, yg_error *err) {
    FIELDS(self, "name", r->id, r->source, r->key, r->text, r->vendor, r->reference, r->date);
    number(self, (int64_t)r->kind);
    yg_buf_addc(self, '\n');
    return true;
}

static bool on_claim(void *self, const yg_claim_row *r, yg_error *err) {
    FIELDS(self, "claim", r->id, r->predicate, r->value, r->label, r->asserted_by, r->references,
           r->date, r->note_en, r->note_ja, r->tags, r->source, r->subject_id, r->subject_name,
           r->subject_type, r->object_id, r->object_name);
    number(self, (int64_t)r->known);
    number(self, r->confidence);
    yg_buf_addc(self, '\n');
    return true;
}

static bool on_incident(void *self, const yg_incident_row *r, yg_error *err) {
    FIELDS(self, "incident", r->id, r->source, r->key, r->date, r->date_kind, r->victim,
           r->victim_ja, r->sites, r->parent, r->parent_ja, r->parent_country, r->sector,
           r->sector_label, r->types, r->asserted_by, r->references, r->basis, r->summary_en,
           r->summary_ja, r->tags);
    number(self, (int64_t)r->known);
    number(self, r->from_us);
    number(self, r->to_us);
    yg_buf_addc(self, '\n');
    return true;
}

static bool on_statistic(void *self, const yg_statistic_row *r, yg_error *err) {
    FIELDS(self, "statistic", r->id, r->source, r->series, r->series_en, r->series_ja,
           r->asserted_by, r->geography, r->subject, r->period, r->scheme, r->category, r->sector,
           r->unit, r->definition, r->derived, r->published, r->references, r->note_en, r->note_ja);
    number(self, (int64_t)r->count);
    number(self, r->has_total ? (int64_t)r->total : -1);
    number(self, (int64_t)r->known);
    number(self, r->from_us);
    number(self, r->to_us);
    yg_buf_addc(self, '\n');
    return true;
}

static bool on_indicator(void *self, const yg_indicator_row *r, yg_error *err) {
    FIELDS(self, "indicator", r->type, r->value, r->first_seen, r->last_seen, r->context, r->role,
           r->source, r->object_id);
    number(self, r->to_ids);
    yg_buf_addc(self, '\n');
    return true;
}

static bool on_link(void *self, const yg_link_row *r, yg_error *err) {
    FIELDS(self, "link", r->left_id, r->right_id, r->id, r->relation, r->decision, r->evidence);
    number(self, r->rank);
    number(self, r->decided_us);
    yg_buf_addc(self, '\n');
    return true;
}

yg_buf fixture_dump(fixture *f) {
    yg_buf out = {0};
    yg_str any = {NULL, 0};
    bool done =
        yg_store_sources(f->store, on_source, &out, &f->err) &&
        yg_store_documents(f->store, 0, on_document, &out, &f->err) &&
        yg_store_objects(f->store, any, true, on_object, &out, &f->err) &&
        yg_store_names(f->store, any, on_name, &out, &f->err) &&
        yg_store_claims(f->store, &(yg_claim_filter){0}, on_claim, &out, &f->err) &&
        yg_store_incidents(f->store, &(yg_incident_filter){0}, on_incident, &out, &f->err) &&
        yg_store_statistics(f->store, &(yg_statistic_filter){0}, on_statistic, &out, &f->err) &&
        yg_store_indicators(f->store, any, 0, on_indicator, &out, &f->err) &&
        yg_store_links(f->store, 0, any, on_link, &out, &f->err);
    if (!done)
        fail_msg("%s", f->err.text);
    yg_buf_z(&out);
    return out;
}

static bool on_hit(void *self, const yg_hit_row *r, yg_error *err) {
    yg_buf *out = self;
    if (out->n > 0)
        yg_buf_addc(out, '|');
    yg_buf_add(out, r->name);
    yg_buf_addz(out, r->in_name ? "" : "*");
    return true;
}

yg_buf fixture_search(fixture *f, yg_str text) {
    yg_buf out = {0};
    if (!yg_store_search(f->store, text, 100, on_hit, &out, &f->err))
        fail_msg("%s", f->err.text);
    yg_buf_z(&out);
    return out;
}
