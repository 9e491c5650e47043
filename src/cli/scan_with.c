/* What `yagura scan` works with: indicators of the store or of files, and the map of the group. */
#include <stdlib.h>
#include <unistd.h>

#include "base/input.h"
#include "base/utf8.h"
#include "cli/scan.h"
#include "fetch/config.h"
#include "know/registry.h"
#include "map/group_file.h"

#define MOST_GROUP_BYTES (UINT64_C(256) << 20)

struct yg_sight_group {
    yg_group_file file;
};

size_t yg_sight_given(const yg_cli *cli, const char *name, const char ***ret_values) {
    const char **values = yg_alloc(cli->given_n + 1, sizeof *values);
    size_t n = 0;
    for (size_t i = 0; i < cli->given_n; i++) {
        if (strcmp(cli->given[i].option->name, name) == 0)
            values[n++] = cli->given[i].value;
    }
    *ret_values = values;
    return n;
}

static bool is_store_there(const yg_cli *cli) {
    YG_CLEANUP_BUF yg_buf path = {0};
    yg_cli_store_path(cli, &path);
    return access(yg_buf_z(&path), F_OK) == 0;
}

/* The store that only happens to be there is read: it says who is behind the values of files, and
 * whose machines these are. What cannot be read is no reason to stop. */
static void open_bystander(yg_sight_with *w) {
    yg_error err = {0};
    if (is_store_there(w->cli) && !yg_cli_open(w->cli, YG_STORE_READ, &err))
        yg_cli_note(w->cli, "without what the store knows: %s", err.text);
}

static bool open_store(yg_sight_with *w, size_t files_n, yg_error *err) {
    yg_cli *cli = w->cli;
    w->keeps = yg_cli_get(cli, "no-findings") == NULL;
    if (files_n == 0 && !is_store_there(cli))
        return yg_fail(err, YG_ERR_USAGE,
                       "no indicators to look for: name files (--indicators FILE), or import some "
                       "into a store: yagura import FILE");
    if (files_n > 0 && (yg_cli_get(cli, "store") == NULL || (!w->keeps && !is_store_there(cli)))) {
        w->keeps = false;
        open_bystander(w);
        return true;
    }
    return yg_cli_open(cli, w->keeps ? YG_STORE_WRITE : YG_STORE_READ, err);
}

/* --- Indicators --- */

static bool read_confidence(const yg_cli *cli, int *ret_confidence, yg_error *err) {
    const char *text = yg_cli_get(cli, "confidence");
    uint64_t n = 0;
    if (text != NULL && (!yg_str_to_u64(yg_str_of(text), &n) || n > 100))
        return yg_fail(err, YG_ERR_USAGE, "--confidence %s: write a number from 0 to 100", text);
    *ret_confidence = (int)n;
    return true;
}

/* "$XDG_CACHE_HOME/yagura/indicators": beside the downloads. */
static bool cache_folder(yg_buf *path) {
    static const char feeds[] = "feeds";
    if (!yg_config_default_cache(path, NULL) || !yg_str_ends(yg_buf_str(path), YG_STR("/feeds")))
        return false;
    path->n -= sizeof feeds - 1;
    yg_buf_addz(path, "indicators");
    return true;
}

/* Nothing but STIX patterns that ask for what no log has. */
static bool fail_unmet(const yg_watchlist *list, yg_error *err) {
    yg_watchlist_unmet first;
    YG_CLEANUP_BUF yg_buf missing = {0};
    uint64_t n = yg_watchlist_count(list).unmet;
    yg_watchlist_unmets(list, &first, 1);
    yg_utf8_add_printable(&missing, first.missing, false);
    return yg_fail(err, YG_ERR_INPUT,
                   "nothing can be looked for: %llu pattern%s for what no log has: %s%s",
                   (unsigned long long)n, n == 1 ? " asks" : "s ask", yg_buf_z(&missing),
                   n == 1 ? "" : "; ...");
}

/* True: all that was read was left out, and *err says why. */
static bool is_left_out(const yg_cli *cli, const yg_watchlist *list, yg_error *err) {
    YG_CLEANUP_BUF yg_buf reasons = {0};
    yg_arena words = {0};
    yg_voice voice = {cli->lang, &words};
    yg_sight_left_out(&reasons, &voice, list);
    yg_arena_free(&words);
    if (reasons.n > 0)
        yg_fail(err, YG_ERR_INPUT,
                "nothing in the files of --indicators can be looked for; left out: %s",
                yg_buf_z(&reasons));
    return reasons.n > 0;
}

static bool fail_empty(const yg_cli *cli, const yg_watchlist *list, bool of_files, yg_error *err) {
    yg_watchlist_reject first;
    YG_CLEANUP_BUF yg_buf why = {0};
    if (yg_watchlist_count(list).unmet > 0)
        return fail_unmet(list, err);
    if (!of_files)
        return yg_fail(err, YG_ERR_USAGE,
                       "no indicators are in the store: name files (--indicators FILE), or import "
                       "some: yagura import FILE");
    if (yg_watchlist_rejects(list, &first, 1) == 0 && is_left_out(cli, list, err))
        return false;
    if (yg_watchlist_rejects(list, &first, 1) == 0)
        return yg_fail(err, YG_ERR_INPUT,
                       "nothing in the files of --indicators can be looked for: no address, name, "
                       "URL, digest or other indicator was read (`yagura import --help` lists the "
                       "formats)");
    yg_sight_add_reject(&why, &first);
    return yg_fail(err, YG_ERR_INPUT, "nothing in the files of --indicators can be looked for; %s",
                   yg_buf_z(&why));
}

static bool open_list(yg_sight_with *w, const char **files, size_t files_n, unsigned threads,
                      yg_error *err) {
    const char **warnings = NULL;
    yg_watchlist_options o = {.store = w->cli->store,
                              .files = files,
                              .files_n = files_n,
                              .warning_lists_n = yg_sight_given(w->cli, "warning-lists", &warnings),
                              .most_tlp = yg_cli_str(w->cli, "tlp", ""),
                              .all = yg_cli_get(w->cli, "all-indicators") != NULL,
                              .windows_names = yg_cli_get(w->cli, "windows-names") != NULL,
                              .threads = threads};
    o.warning_lists = warnings;
    if (yg_cli_get(w->cli, "no-cache") == NULL && cache_folder(&w->cache))
        o.cache_folder = yg_buf_z(&w->cache);
    else
        yg_buf_clear(&w->cache);
    bool done =
        read_confidence(w->cli, &o.least_confidence, err) && yg_watchlist_open(&o, &w->list, err);
    free(warnings);
    if (done && yg_indicators_count(yg_watchlist_set(w->list)) == 0 &&
        yg_watchlist_patterns(w->list) == NULL)
        done = fail_empty(w->cli, w->list, files_n > 0, err);
    return done;
}

/* --- The group --- */

static bool read_group(yg_sight_with *w, const char *path, yg_error *err) {
    YG_CLEANUP_BUF yg_buf text = {0};
    w->file = yg_alloc(1, sizeof *w->file);
    bool done = yg_input_read_file(path, MOST_GROUP_BYTES, &text, err) &&
                yg_group_file_read(&w->file->file, yg_buf_str(&text), err);
    for (size_t i = 0; done && i < w->file->file.remarks.n; i++) {
        const yg_group_remark *r = &w->file->file.remarks.at[i];
        if (r->severity == YG_GROUP_ERROR)
            done = yg_fail(err, YG_ERR_INPUT, "line %zu, column %zu: %.*s", r->line, r->column,
                           YG_FMT(r->text));
    }
    if (done)
        yg_group_index(&w->file->file.group);
    return done || yg_fail_in(err, "--group %s", path);
}

static bool open_places(yg_sight_with *w, yg_error *err) {
    const char *path = yg_cli_get(w->cli, "group");
    const yg_group *group = NULL;
    if (path != NULL) {
        if (!read_group(w, path, err))
            return false;
        group = &w->file->file.group;
    } else if (w->cli->store != NULL) {
        if (!yg_registry_load(w->cli->store, &w->arena, &w->group, err))
            return false;
        group = &w->group;
    }
    if (group == NULL || group->organisations.n == 0)
        return true;
    if (!yg_places_make(group, &w->places, err))
        return path != NULL ? yg_fail_in(err, "--group %s", path) : false;
    if (yg_places_count(w->places) == 0) {
        yg_places_free(w->places);
        w->places = NULL;
        if (path != NULL)
            yg_cli_note(w->cli, "--group %s: no organisation has networks, domains or host rules",
                        path);
    }
    return true;
}

bool yg_sight_with_open(yg_sight_with *w, yg_cli *cli, unsigned threads, yg_error *err) {
    const char **files = NULL;
    *w = (yg_sight_with){.cli = cli};
    size_t files_n = yg_sight_given(cli, "indicators", &files);
    bool done = open_store(w, files_n, err) && open_list(w, files, files_n, threads, err) &&
                open_places(w, err);
    free(files);
    return done;
}

void yg_sight_with_free(yg_sight_with *w) {
    yg_places_free(w->places);
    yg_watchlist_free(w->list);
    if (w->file != NULL)
        yg_group_file_free(&w->file->file);
    free(w->file);
    yg_group_free(&w->group);
    yg_arena_free(&w->arena);
    yg_buf_free(&w->cache);
}
