#include "know/import.h"

#include "base/hash.h"
#include "base/input.h"
#include "know/link.h"
#include "know/owner.h"

typedef struct {
    yg_store *store;
    const yg_import_options *options;
    yg_import_result result;
    bool in_memory;
    yg_str root; /* the path given by the user that is being worked on */
} job;

/* "feeds/lists/" -> "lists": the name of a source for files that name none. */
static yg_str last_part(yg_str path) {
    while (path.n > 1 && path.p[path.n - 1] == '/')
        path.n--;
    for (size_t i = path.n; i > 0; i--) {
        if (path.p[i - 1] == '/') {
            path = yg_str_from(path, i);
            break;
        }
    }
    bool says_nothing = yg_str_eqz(path, ".") || yg_str_eqz(path, "..") || yg_str_eqz(path, "-");
    return says_nothing ? (yg_str){NULL, 0} : path;
}

static const char *why_unknown(yg_str bytes) {
    if (bytes.n == 0)
        return "the file is empty";
    if (yg_str_starts(bytes, YG_STR("\xFF\xFE")) || yg_str_starts(bytes, YG_STR("\xFE\xFF")))
        return "UTF-16 text of no known format; convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)";
    if (yg_str_chr(yg_str_sub(bytes, 0, 512), '\0') != SIZE_MAX)
        return "a binary file of no known format";
    return "no known format; `yagura import --help` lists them, --format names one";
}

static const yg_intel_reader *choose(const job *j, const yg_input_file *file, yg_error *err) {
    yg_str format = j->options->map.n > 0 ? YG_STR("mapped-table") : j->options->format;
    const yg_intel_reader *reader = format.n > 0 && !j->in_memory
                                        ? yg_intel_reader_by_name(format)
                                        : yg_intel_reader_probe(file->bytes, file->path);
    if (reader == NULL)
        yg_fail(err, YG_ERR_INPUT, "%s",
                file->damage != NULL && file->bytes.n == 0 ? file->damage
                                                           : why_unknown(file->bytes));
    return reader;
}

/* A file that a walk came upon and that is of no use at all: the others still go in. */
static bool pass_over(job *j, const yg_input_file *file, yg_error *err) {
    bool damaged = file->damage != NULL;
    j->result.files_skipped++;
    j->result.files_damaged += damaged;
    if (j->options->skipped != NULL)
        j->options->skipped(j->options->self, file->path, err->text, damaged);
    return true;
}

static bool import_file(void *self, const yg_input_file *file, yg_error *err) {
    job *j = self;
    const yg_import_options *o = j->options;
    char digest[65];
    yg_store_counts counts;
    bool whole = true;
    const yg_intel_reader *reader = choose(j, file, err);
    if (reader == NULL)
        return file->walked ? pass_over(j, file, err) : yg_fail_in(err, "%.*s", YG_FMT(file->path));
    yg_sha256_hex(file->bytes, digest);
    yg_store_document(j->store,
                      &(yg_document){.path = file->path,
                                     .reader = yg_str_of(reader->name),
                                     .digest = {digest, 64},
                                     .bytes = file->bytes.n,
                                     .now_us = o->now_us,
                                     .trust = j->in_memory ? o->memory_trust : YG_TRUST_NONE});
    yg_sink sink = yg_store_sink(j->store);
    yg_intel_input input = {.path = file->path,
                            .bytes = file->bytes,
                            .damage = file->damage,
                            .folder = file->walked ? last_part(j->root) : (yg_str){NULL, 0},
                            .progress = {o->self, o->advance}};
    if (!j->in_memory) {
        input.source_name = o->source_name;
        input.licence = o->licence;
        input.tlp = o->tlp;
        input.map = o->map;
    }
    if (o->file != NULL)
        o->file(o->self, file->path, reader);
    if (!reader->read(&input, &sink, err)) {
        bool passable = err->code == YG_ERR_INPUT || err->code == YG_ERR_LIMIT;
        if (!passable || !file->walked)
            return yg_fail_in(err, "%.*s: %s", YG_FMT(file->path), reader->name);
        yg_fault fault = {err->code, "the whole file was refused", 0, 0};
        sink.reject(sink.self, &fault, yg_str_of(err->text));
        whole = false;
    }
    if (!yg_store_document_end(j->store, whole, &counts, err))
        return false;
    j->result.files++;
    j->result.bytes += file->bytes.n;
    j->result.records.taken += counts.taken;
    j->result.records.unchanged += counts.unchanged;
    j->result.records.rejected += counts.rejected;
    if (!whole && o->skipped != NULL)
        o->skipped(o->self, file->path, err->text, true);
    else if (o->done != NULL)
        o->done(o->self, file->path, reader, &counts);
    return true;
}

static bool import_all(job *j, yg_error *err) {
    const yg_import_options *o = j->options;
    yg_input_options input = {.max_bytes = o->max_bytes};
    j->in_memory = true;
    for (size_t i = 0; i < o->memory_n; i++) {
        if (!yg_input_each_bytes(o->memory[i].path, o->memory[i].bytes, &input, import_file, j,
                                 err))
            return false;
    }
    j->in_memory = false;
    for (size_t i = 0; i < o->paths_n; i++) {
        j->root = yg_str_of(o->paths[i]);
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
    if (j->options->computing != NULL)
        j->options->computing(j->options->self, "links between actors", 0, 0);
    if (!yg_links_compute(j->store, &summary, err))
        return false;
    j->result.links_auto = summary.automatic;
    j->result.links_review = summary.review;
    return true;
}

/* Victims have owners where the registry knows them: of all incidents when the registry changed, of
 * the new ones else. */
static bool own_again(job *j, int64_t before_oid, yg_error *err) {
    bool registry = yg_store_registry_changed(j->store);
    if (!registry && !yg_store_incidents_changed(j->store))
        return true;
    yg_owner_summary summary = {0};
    if (!yg_owners_compute(j->store, registry ? 0 : before_oid, &summary, err))
        return false;
    j->result.owners = summary.found;
    j->result.owners_changed = summary.changed;
    j->result.owners_disputed = summary.disputed;
    return true;
}

static void on_linking(void *self, uint64_t done, uint64_t total) {
    job *j = self;
    if (j->options->computing != NULL)
        j->options->computing(j->options->self, "links between incidents", done, total);
}

/* The same for incidents; names in the registry of organisations are evidence, too. */
static bool link_incidents(job *j, yg_error *err) {
    yg_link_summary summary;
    if (!yg_store_incidents_changed(j->store) && !yg_store_registry_changed(j->store))
        return true;
    on_linking(j, 0, 0);
    if (!yg_incident_links_compute(j->store, &(yg_link_progress){j, on_linking}, &summary, err))
        return false;
    j->result.incident_links_auto = summary.automatic;
    j->result.incident_links_review = summary.review;
    j->result.incidents_cut = summary.cut;
    return true;
}

bool yg_import(yg_store *store, const yg_import_options *options, yg_import_result *ret_result,
               yg_error *err) {
    job j = {.store = store, .options = options};
    int64_t before_oid = 0;
    if (!yg_store_begin(store, err))
        return false;
    if (!yg_store_newest_record(store, &before_oid, err) || !import_all(&j, err) ||
        !link_again(&j, err) || !own_again(&j, before_oid, err) || !link_incidents(&j, err) ||
        !yg_store_commit(store, err)) {
        yg_store_rollback(store);
        return false;
    }
    *ret_result = j.result;
    return true;
}
