/* The files that a scan reads: folders are walked, in bytewise order; hidden entries and links to
 * folders are passed over. */
#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "cli/names_scan.h"

static int by_name(const FTSENT **a, const FTSENT **b) {
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool add(yg_scan_files *files, const char *path, yg_error *err) {
    if (files->paths.n >= YG_LIMIT_MEMBERS)
        return yg_fail(err, YG_ERR_LIMIT, "more than %d files", YG_LIMIT_MEMBERS);
    yg_str copy = yg_arena_copy(&files->arena, (yg_str){path, strlen(path) + 1});
    yg_vec_push(&files->paths, copy.p);
    return true;
}

static bool refuse(yg_scan_files *files, const yg_error *why) {
    if (files->refused.n < YG_LIMIT_MEMBERS)
        yg_vec_push(&files->refused, *why);
    return true;
}

static bool take_entry(yg_scan_files *files, FTS *walk, FTSENT *entry, yg_error *err) {
    struct stat st;
    yg_error why = {0};
    bool is_hidden = entry->fts_level > 0 && entry->fts_name[0] == '.';
    switch (entry->fts_info) {
    case FTS_D:
        if (is_hidden || entry->fts_level > YG_LIMIT_WALK_DEPTH)
            fts_set(walk, entry, FTS_SKIP);
        if (is_hidden || entry->fts_level <= YG_LIMIT_WALK_DEPTH)
            return true;
        yg_fail(&why, YG_ERR_LIMIT, "%s: folders nested more than %d deep", entry->fts_path,
                YG_LIMIT_WALK_DEPTH);
        return refuse(files, &why);
    case FTS_DNR:
    case FTS_NS:
    case FTS_ERR:
        if (is_hidden || entry->fts_errno == ENOENT) /* gone meanwhile */
            return true;
        yg_fail(&why, YG_ERR_IO, "%s: cannot read the folder: %s", entry->fts_path,
                strerror(entry->fts_errno));
        return refuse(files, &why);
    case FTS_F:
        return is_hidden || add(files, entry->fts_path, err);
    case FTS_SL:
        return is_hidden || stat(entry->fts_accpath, &st) != 0 || !S_ISREG(st.st_mode) ||
               add(files, entry->fts_path, err);
    default:
        return true;
    }
}

static bool add_folder(yg_scan_files *files, const char *path, yg_error *err) {
    YG_CLEANUP_BUF yg_buf copy = {0};
    yg_buf_addz(&copy, path);
    char *const roots[] = {(char *)(uintptr_t)yg_buf_z(&copy), NULL};
    size_t before = files->paths.n;
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
    if (walk == NULL)
        return yg_fail(err, YG_ERR_IO, "%s: cannot read the folder: %s", path, strerror(errno));
    bool done = true;
    for (FTSENT *entry; done && (entry = fts_read(walk)) != NULL;)
        done = take_entry(files, walk, entry, err);
    fts_close(walk);
    if (!done || files->paths.n > before)
        return done;
    if (files->refused.n == 0)
        return yg_fail(err, YG_ERR_USAGE, "%s: no file is in this folder", path);
    *err = files->refused.at[files->refused.n - 1];
    return false;
}

bool yg_scan_files_find(yg_scan_files *files, const char *const *words, size_t n, yg_error *err) {
    for (size_t i = 0; i < n; i++) {
        struct stat st;
        bool is_folder =
            strcmp(words[i], "-") != 0 && stat(words[i], &st) == 0 && S_ISDIR(st.st_mode);
        if (!(is_folder ? add_folder(files, words[i], err) : add(files, words[i], err)))
            return false;
    }
    return n > 0 || add(files, "-", err);
}

void yg_scan_files_free(yg_scan_files *files) {
    yg_vec_free(&files->paths);
    yg_vec_free(&files->refused);
    yg_arena_free(&files->arena);
}
