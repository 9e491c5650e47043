#include "watch/name_watch.h"

#include "watch/name_scan_part.h"

bool yg_name_watch_make(const yg_name_watch_options *options, yg_name_watch **ret_watch,
                        yg_error *err) {
    yg_name_watch *w = yg_alloc(1, sizeof *w);
    w->suffixes = options->suffixes;
    w->learned = options->learned;
    w->judge.stream =
        yg_str_eqz(options->stream, "registrations") ? YG_STREAM_REGISTRATIONS : YG_STREAM_WEB;
    w->judge.threshold =
        options->threshold != NULL ? *options->threshold : yg_name_threshold(w->judge.stream);
    yg_names_options names = {.suffixes = w->suffixes};
    if (!yg_names_compile(options->brands, &names, &w->names, err)) {
        yg_name_watch_free(w);
        return false;
    }
    w->judge.names = w->names;
    w->judge.learned = w->learned;
    *ret_watch = w;
    return true;
}

void yg_name_watch_free(yg_name_watch *w) {
    if (w == NULL)
        return;
    yg_learned_free(w->learned);
    yg_names_free(w->names);
    yg_suffixes_free(w->suffixes);
    free(w);
}

double yg_name_watch_threshold(const yg_name_watch *w) {
    return w->judge.threshold;
}

size_t yg_name_watch_brands(const yg_name_watch *w) {
    return yg_names_brand_count(w->names);
}

size_t yg_name_watch_tokens(const yg_name_watch *w) {
    return yg_names_token_count(w->names);
}

size_t yg_name_watch_bytes(const yg_name_watch *w) {
    return yg_names_bytes(w->names);
}

size_t yg_name_watch_learned(const yg_name_watch *w) {
    return w->learned != NULL ? yg_learned_count(w->learned) : 0;
}
