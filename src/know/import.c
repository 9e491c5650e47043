#include "know/import.h"

#include "base/hash.h"
#include "base/input.h"
#include "know/link.h"

typedef struct {
    yg_store *store;
    const yg_import_options *options;
    yg_import_result result;
} job;

static const yg_intel_reader *choose(const job *j, const yg_input_file *file, yg_error *err) {
    const yg_intel_reader *reader = j->options->format.n > 0
                                        ? yg_intel_reader_by_name(j->options->format)
                                        : yg_intel_reader_probe(file->bytes, file->path);
    if (reader == NULL)
        yg_fail(err, YG_ERR_INPUT,
                "%.*s: no known format; `yagura import --help` lists them, --format names one",
                YG_FMT(file->path));
    return reader;
}

static bool import_file(void *self, const yg_input_file *file, yg_error *err) {
    job *j = self;
    const yg_import_options *o = j->options;
    char digest[65];
    yg_store_counts counts;
    const yg_intel_reader *reader = choose(j, file, err);
    if (reader == NULL && file->walked) {
        j->result.files_skipped++;
        if (o->skipped != NULL)
            o->skipped(o->self, file->path);
        return true;
    }
    if (reader == NULL)
        return false;
    yg_sha256_hex(file->bytes, digest);
    yg_store_document(j->store, &(yg_document){.path = file->path,
                                               .reader = yg_str_of(reader->name),
                                               .digest = {digest, 64},
                                               .bytes = file->bytes.n,
                                               .now_us = o->now_us});
    yg_sink sink = yg_store_sink(j->store);
    yg_intel_input input = {.path = file->path,
                            .bytes = file->bytes,
                            .damage = file->damage,
                            .source_name = o->source_name,
                            .licence = o->licence,
                            .tlp = o->tlp,
                            .progress = {o->self, o->advance}};
    if (o->file != NULL)
        o->file(o->self, file->path, reader);
    if (!reader->read(&input, &sink, err)) {
        if (err->code != YG_ERR_INPUT || !file->walked)
            return yg_fail_in(err, "%.*s: %s", YG_FMT(file->path), reader->name);
        yg_fault fault = {YG_ERR_INPUT, "the whole file is unusable", 0, 0};
        sink.reject(sink.self, &fault, yg_str_of(err->text));
    }
    if (!yg_store_document_end(j->store, &counts, err))
        return false;
    j->result.files++;
    j->result.bytes += file->bytes.n;
    j->result.records.taken += counts.taken;
    j->result.records.unchanged += counts.unchanged;
    j->result.records.rejected += counts.rejected;
    if (o->done != NULL)
        o->done(o->self, file->path, reader, &counts);
    return true;
}

static bool import_all(job *j, yg_error *err) {
    const yg_import_options *o = j->options;
    yg_input_options input = {.max_bytes = o->max_bytes};
    for (size_t i = 0; i < o->memory_n; i++) {
        if (!yg_input_each_bytes(o->memory[i].path, o->memory[i].bytes, &input, import_file, j,
                                 err))
            return false;
    }
    for (size_t i = 0; i < o->paths_n; i++) {
        if (!yg_input_each(o->paths[i], &input, import_file, j, err))
            return false;
    }
    return true;
}

/* Names make links: whatever changed them, the links follow inside the same transaction. */
static bool link_again(job *j, yg_error *err) {
    yg_link_summary summary;
    if (!yg_store_names_changed(j->store))
        return true;
    if (!yg_links_compute(j->store, &summary, err))
        return false;
    j->result.links_auto = summary.automatic;
    j->result.links_review = summary.review;
    return true;
}

bool yg_import(yg_store *store, const yg_import_options *options, yg_import_result *ret_result,
               yg_error *err) {
    job j = {.store = store, .options = options};
    if (!yg_store_begin(store, err))
        return false;
    if (!import_all(&j, err) || !link_again(&j, err) || !yg_store_commit(store, err)) {
        yg_store_rollback(store);
        return false;
    }
    *ret_result = j.result;
    return true;
}
