#include "watch/watchlist.h"

#include <unistd.h>

#include "base/file.h"
#include "watch/watchlist_cache.h"
#include "watch/watchlist_part.h"

struct yg_watchlist {
    yg_indicators *set;
    yg_notes notes;
    yg_str file; /* mapped from the cache; empty: the set owns its image */
    yg_patterns *patterns;
};

/* Images below this are made faster than a second file is looked after. */
#define CACHED_LEAST_BYTES ((size_t)256 << 10)

static unsigned threads_of(const yg_watchlist_options *options) {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return options->threads > 0 ? options->threads : processors > 0 ? (unsigned)processors : 1;
}

static bool read_warnings(const yg_watchlist_options *options, yg_warnings **ret_warnings,
                          yg_error *err) {
    yg_warnings *warnings = options->warning_lists_n > 0 ? yg_warnings_make() : NULL;
    for (size_t i = 0; i < options->warning_lists_n; i++) {
        if (!yg_warnings_read(warnings, options->warning_lists[i], err)) {
            yg_warnings_free(warnings);
            return false;
        }
    }
    if (warnings != NULL)
        yg_warnings_settle(warnings);
    *ret_warnings = warnings;
    return true;
}

static bool gather_files(yg_gather *part, yg_error *err) {
    const yg_watchlist_options *o = part->rules->options;
    for (size_t i = 0; i < o->files_n; i++) {
        bool taken = false;
        if (!yg_list_read_file(part, o->files[i], threads_of(o), &taken, err) ||
            (!taken && !yg_gather_file(part, o->files[i], err)))
            return false;
    }
    return true;
}

static bool gather(yg_gather *part, yg_error *err) {
    const yg_watchlist_options *o = part->rules->options;
    bool done = o->files_n > 0     ? gather_files(part, err)
                : o->store != NULL ? yg_gather_store(part, err)
                                   : true;
    if (done && part->rules->warnings != NULL)
        part->counts.warnings =
            yg_warnings_entries(part->rules->warnings, &part->counts.warnings_rejected);
    return done;
}

static bool take_set(yg_indicators *set, yg_str file, yg_watchlist **ret_list, yg_error *err) {
    yg_notes notes;
    if (!yg_notes_read(yg_indicators_notes(set), (uint32_t)yg_indicators_count(set), &notes, err)) {
        yg_indicators_free(set);
        return false;
    }
    yg_watchlist *list = yg_alloc(1, sizeof *list);
    *list = (yg_watchlist){
        .set = set, .notes = notes, .patterns = yg_notes_compile(&notes), .file = file};
    *ret_list = list;
    return true;
}

static bool compile(const yg_watchlist_options *options, yg_watchlist **ret_list, yg_error *err) {
    YG_CLEANUP_BUF yg_buf notes = {0};
    yg_warnings *warnings = NULL, *windows = NULL;
    yg_gather_rules rules = {.options = options, .most_tlp_rank = yg_tlp_rank(options->most_tlp)};
    yg_gather part;
    if (!read_warnings(options, &warnings, err))
        return false;
    rules.warnings = warnings;
    rules.windows = windows = options->windows_names ? NULL : yg_warnings_windows();
    yg_gather_start(&part, &rules);
    bool done = gather(&part, err);
    if (done) {
        yg_gather_settle(&part);
        yg_notes_add(&notes, &part);
        yg_indicators *set = yg_indicators_compile(part.maker, yg_buf_str(&notes));
        part.maker = NULL;
        done = take_set(set, (yg_str){NULL, 0}, ret_list, err);
    }
    yg_gather_free(&part);
    yg_warnings_free(warnings);
    yg_warnings_free(windows);
    return done;
}

static bool open_cached(const yg_watchlist_options *o, const yg_watchlist_key *key,
                        yg_watchlist **ret_list) {
    yg_indicators *set;
    yg_str file;
    if (!yg_watchlist_cache_read(o->cache_folder, key, o->threads, &set, &file))
        return false;
    if (take_set(set, file, ret_list, NULL))
        return true;
    yg_file_unmap(file);
    return false;
}

/* Not when an input has changed meanwhile. That the cache cannot be written stops nobody. */
static void keep(const yg_watchlist_options *o, const yg_watchlist_key *key,
                 const yg_watchlist *list) {
    yg_watchlist_key now;
    bool known;
    if (yg_indicators_bytes(list->set) < CACHED_LEAST_BYTES ||
        !yg_watchlist_key_of(o, &now, &known, NULL) || memcmp(&now, key, sizeof now) != 0)
        return;
    yg_watchlist_cache_write(o->cache_folder, key, yg_indicators_image(list->set), o->threads,
                             NULL);
}

bool yg_watchlist_open(const yg_watchlist_options *given, yg_watchlist **ret_list, yg_error *err) {
    yg_watchlist_options o = *given;
    yg_watchlist_key key;
    bool known = false;
    o.threads = threads_of(given);
    if (o.most_tlp.n > 0 && yg_tlp_rank(o.most_tlp) == 0)
        return yg_fail(err, YG_ERR_USAGE, "\"%.*s\" is no TLP marking: %s",
                       YG_FMT(yg_str_sub(o.most_tlp, 0, 40)),
                       "clear, green, amber, amber+strict, red");
    if (o.cache_folder != NULL && !yg_watchlist_key_of(&o, &key, &known, err))
        return false;
    if (known && open_cached(&o, &key, ret_list))
        return true;
    if (!compile(&o, ret_list, err))
        return false;
    if (known)
        keep(&o, &key, *ret_list);
    return true;
}

void yg_watchlist_free(yg_watchlist *list) {
    if (list == NULL)
        return;
    yg_patterns_free(list->patterns);
    yg_indicators_free(list->set);
    yg_file_unmap(list->file);
    free(list);
}

const yg_indicators *yg_watchlist_set(const yg_watchlist *list) {
    return list->set;
}

yg_watched yg_watchlist_of(const yg_watchlist *list, uint32_t number) {
    return yg_notes_of(&list->notes, number);
}

const yg_patterns *yg_watchlist_patterns(const yg_watchlist *list) {
    return list->patterns;
}

yg_str yg_watchlist_pattern(const yg_watchlist *list, uint32_t number) {
    return yg_notes_pattern(&list->notes, number);
}

yg_watched yg_watchlist_of_pattern(const yg_watchlist *list, uint32_t number) {
    return yg_notes_of_pattern(&list->notes, number);
}

yg_watchlist_counts yg_watchlist_count(const yg_watchlist *list) {
    yg_watchlist_counts counts = list->notes.counts;
    counts.from_cache = list->file.n > 0;
    return counts;
}

size_t yg_watchlist_unmets(const yg_watchlist *list, yg_watchlist_unmet *ret_unmets, size_t most) {
    return yg_notes_unmets(&list->notes, ret_unmets, most);
}

size_t yg_watchlist_rejects(const yg_watchlist *list, yg_watchlist_reject *ret_rejects,
                            size_t most) {
    return yg_notes_rejects(&list->notes, ret_rejects, most);
}
