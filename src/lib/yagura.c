/* The public face of the rooms: include/yagura/yagura.h. */
#include "yagura/yagura.h"

#include <stdlib.h>

#include "base/time.h"
#include "know/dossier.h"
#include "know/export.h"
#include "know/import.h"

struct yagura {
    yg_store *store;
};

static bool fail(const yg_error *own, yagura_error *err) {
    static const yagura_code codes[] = {
        [YG_OK] = YAGURA_ERR_IO,           [YG_ERR_USAGE] = YAGURA_ERR_USAGE,
        [YG_ERR_INPUT] = YAGURA_ERR_INPUT, [YG_ERR_LIMIT] = YAGURA_ERR_LIMIT,
        [YG_ERR_IO] = YAGURA_ERR_IO,
    };
    if (err != NULL) {
        err->code = codes[own->code];
        memcpy(err->text, own->text, sizeof err->text);
    }
    return false;
}

static char *text_of(yg_buf *buf) {
    char *text = (char *)(uintptr_t)yg_buf_z(buf);
    *buf = (yg_buf){0};
    return text;
}

const char *yagura_version(void) {
    return YG_VERSION;
}

bool yagura_open(const char *path, bool write, yagura **ret_yagura, yagura_error *err) {
    yg_error own = {0};
    yg_store *store = NULL;
    if (!yg_store_open(path, write ? YG_STORE_WRITE : YG_STORE_READ, &store, &own))
        return fail(&own, err);
    yagura *y = yg_alloc(1, sizeof *y);
    y->store = store;
    *ret_yagura = y;
    return true;
}

yagura *yagura_close(yagura *y) {
    if (y != NULL)
        yg_store_close(y->store);
    free(y);
    return NULL;
}

bool yagura_import(yagura *y, const char *const *paths, size_t paths_n, const char *source,
                   yagura_counts *ret_counts, yagura_error *err) {
    yg_error own = {0};
    yg_import_result result = {0};
    yg_import_options options = {.paths = paths,
                                 .paths_n = paths_n,
                                 .source_name = yg_str_of(source),
                                 .now_us = yg_time_now_us()};
    if (!yg_import(y->store, &options, &result, &own))
        return fail(&own, err);
    if (ret_counts != NULL)
        *ret_counts = (yagura_counts){result.files, result.files_skipped, result.records.taken,
                                      result.records.unchanged, result.records.rejected};
    return true;
}

bool yagura_show(yagura *y, const char *name, char **ret_json, yagura_error *err) {
    YG_CLEANUP_BUF yg_buf json = {0};
    yg_error own = {0};
    yg_resolution r;
    if (!yg_resolve(y->store, yg_str_of(name), (yg_str){NULL, 0}, &r, &own))
        return fail(&own, err);
    bool done = true;
    if (r.candidates.n == 0)
        done = yg_fail(&own, YG_ERR_USAGE, "nothing in the store is called \"%.200s\"", name);
    else if (r.candidates.n > 1)
        yg_candidates_json(yg_str_of(name), &r, &json);
    else
        done = yg_dossier(y->store, yg_str_of(name), &r.candidates.at[0], false, &json, &own);
    yg_resolution_free(&r);
    if (!done)
        return fail(&own, err);
    *ret_json = text_of(&json);
    return true;
}

static bool on_hit(void *self, const yg_hit_row *row, yg_error *err) {
    yg_hit_json(self, row);
    return true;
}

bool yagura_search(yagura *y, const char *text, size_t most, char **ret_json, yagura_error *err) {
    YG_CLEANUP_BUF yg_buf json = {0};
    yg_error own = {0};
    yg_jw w = {.buf = &json};
    yg_jw_begin(&w, NULL, '[');
    if (!yg_store_search(y->store, yg_str_of(text), most, on_hit, &w, &own))
        return fail(&own, err);
    yg_jw_end(&w, ']');
    *ret_json = text_of(&json);
    return true;
}

typedef struct {
    bool (*write)(void *self, const char *p, size_t n);
    void *self;
} writer;

static bool on_piece(void *self, yg_str piece, yg_error *err) {
    const writer *w = self;
    return w->write(w->self, piece.p, piece.n) || yg_fail(err, YG_ERR_IO, "stopped by the caller");
}

bool yagura_export_stix(yagura *y, bool (*write)(void *self, const char *p, size_t n), void *self,
                        yagura_error *err) {
    yg_error own = {0};
    writer w = {write, self};
    yg_export_options options = {0};
    return yg_export_stix(y->store, &options, on_piece, &w, &own) || fail(&own, err);
}

void yagura_free(char *text) {
    free(text);
}
