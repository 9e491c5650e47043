#include "base/input.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/packing.h"
#include "base/stream_part.h"
#include "base/utf8.h"
#include "base/vec.h"

typedef struct {
    uint64_t max_bytes;
    yg_input_visit visit;
    void *self;
    size_t files;
    bool refused; /* a visit failed: its error is passed on as it is */
} walk;

static bool read_fd(int fd, uint64_t max_bytes, size_t expected, yg_buf *buf, yg_error *err) {
    yg_buf_reserve(buf, expected + 1);
    for (;;) {
        if (buf->cap - buf->n < 65536)
            yg_buf_reserve(buf, buf->n / 2 + 65536);
        ssize_t got = read(fd, buf->p + buf->n, buf->cap - buf->n - 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return yg_fail(err, YG_ERR_IO, "cannot read: %s", strerror(errno));
        if (got == 0)
            return true;
        buf->n += (size_t)got;
        if (buf->n > max_bytes)
            return yg_fail(err, YG_ERR_LIMIT,
                           "larger than the limit of %llu MiB; raise it with --max-input MIB",
                           (unsigned long long)(max_bytes >> 20));
    }
}

bool yg_input_read_file(const char *path, uint64_t max_bytes, yg_buf *ret_buf, yg_error *err) {
    YG_CLEANUP_BUF yg_buf buf = {0};
    struct stat st = {0};
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return yg_fail(err, errno == ENOENT ? YG_ERR_USAGE : YG_ERR_IO, "cannot open: %s",
                       strerror(errno));
    bool done = fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)
                    ? yg_fail(err, YG_ERR_USAGE, "is a folder, a file is needed")
                    : true;
    size_t expected = S_ISREG(st.st_mode) && st.st_size > 0 && (uint64_t)st.st_size <= max_bytes
                          ? (size_t)st.st_size
                          : 0;
    done = done && read_fd(fd, max_bytes, expected, &buf, err);
    if (!standard)
        close(fd);
    if (!done)
        return false;
    yg_buf_free(ret_buf);
    *ret_buf = buf;
    buf = (yg_buf){0};
    return true;
}

static bool visit_one(walk *w, yg_str path, yg_str bytes, const char *damage, bool walked,
                      yg_error *err) {
    if (++w->files > YG_LIMIT_MEMBERS)
        return yg_fail(err, YG_ERR_LIMIT, "more than %d files", YG_LIMIT_MEMBERS);
    yg_input_file file = {.path = path, .bytes = bytes, .damage = damage, .walked = walked};
    w->refused = !w->visit(w->self, &file, err);
    return !w->refused;
}

/* Reads the member at hand. Damage is not an error: what came before it is kept. */
static bool read_member(struct archive *a, const walk *w, uint64_t packed_bytes, yg_buf *buf,
                        const char **ret_damage, yg_error *err) {
    uint64_t most = packed_bytes * YG_LIMIT_EXPANSION + 65536;
    for (;;) {
        const void *block = NULL;
        size_t n = 0;
        int64_t offset = 0;
        int status = archive_read_data_block(a, &block, &n, &offset);
        if (status == ARCHIVE_EOF)
            return true;
        if (status == ARCHIVE_RETRY)
            continue;
        if (status != ARCHIVE_OK) {
            *ret_damage = "compressed data is damaged or cut off";
            return true;
        }
        if (buf->n + n > w->max_bytes)
            return yg_fail(err, YG_ERR_LIMIT,
                           "larger than the limit of %llu MiB once decompressed; raise it with "
                           "--max-input MIB",
                           (unsigned long long)(w->max_bytes >> 20));
        if (buf->n + n > most)
            return yg_fail(err, YG_ERR_LIMIT, "expands more than %d times when decompressed",
                           YG_LIMIT_EXPANSION);
        yg_buf_add(buf, (yg_str){block, n});
    }
}

static bool visit_members(walk *w, struct archive *a, yg_str path, yg_str packed, bool walked,
                          yg_error *err) {
    YG_CLEANUP_BUF yg_buf bytes = {0};
    YG_CLEANUP_BUF yg_buf name = {0};
    struct archive_entry *entry = NULL;
    uint64_t total = 0;
    size_t members = 0, headers = 0;
    for (;;) {
        int status = yg_packing_next(a, &entry);
        /* Entries that are no files cost nothing but time [HEADER-FLOOD]. */
        if (++headers > YG_LIMIT_MEMBERS)
            return yg_fail(err, YG_ERR_LIMIT, "archive holds more than %d entries",
                           YG_LIMIT_MEMBERS);
        if (status == ARCHIVE_EOF)
            break;
        if (status < ARCHIVE_WARN)
            return members > 0 ? visit_one(w, path, YG_STR(""), "archive is damaged", true, err)
                               : yg_fail(err, YG_ERR_INPUT, "cannot be decompressed: %s",
                                         archive_error_string(a) ? archive_error_string(a) : "?");
        if (archive_entry_filetype(entry) != AE_IFREG && archive_format(a) != ARCHIVE_FORMAT_RAW)
            continue;
        const char *damage = NULL;
        bool raw = archive_format(a) == ARCHIVE_FORMAT_RAW;
        yg_buf_clear(&bytes);
        yg_buf_clear(&name);
        yg_buf_add(&name, path);
        if (!raw) {
            yg_buf_addc(&name, '!');
            yg_packing_add_name(&name, entry);
        }
        if (!read_member(a, w, packed.n, &bytes, &damage, err))
            return false;
        total += bytes.n;
        if (total > w->max_bytes)
            return yg_fail(err, YG_ERR_LIMIT, "archive holds more than the limit of %llu MiB",
                           (unsigned long long)(w->max_bytes >> 20));
        members++;
        if (!visit_one(w, yg_buf_str(&name), yg_buf_str(&bytes), damage, walked || !raw, err))
            return false;
        if (raw)
            break;
    }
    return true;
}

/* Nothing at all, compressed: no format there is, and the filter itself found no fault. */
static bool is_compressed_nothing(struct archive *a) {
    return archive_errno(a) == EILSEQ && archive_filter_code(a, 0) != ARCHIVE_FILTER_NONE;
}

static bool visit_bytes(walk *w, yg_str path, yg_str bytes, bool walked, yg_error *err) {
    yg_str data = yg_str_from(bytes, yg_zstd_skip(bytes));
    if (data.n > 0 && data.n < bytes.n && yg_packing_is_read(data))
        bytes = data;
    if (yg_packing_refused(bytes) != NULL)
        return yg_fail(err, YG_ERR_INPUT, "%s", yg_packing_refused(bytes));
    /* Everything else is plain, and stays byte for byte. */
    if (!yg_packing_is_read(bytes))
        return visit_one(w, path, bytes, NULL, walked, err);
    struct archive *a = yg_packing_make(false);
    bool done = archive_read_open_memory(a, bytes.p, bytes.n) == ARCHIVE_OK
                    ? visit_members(w, a, path, bytes, walked, err)
                : is_compressed_nothing(a)
                    ? visit_one(w, path, YG_STR(""), NULL, walked, err)
                    : yg_fail(err, YG_ERR_INPUT, "cannot be decompressed: %s",
                              archive_error_string(a) ? archive_error_string(a) : "?");
    archive_read_free(a);
    return done;
}

static bool visit_whole(walk *w, const char *path, yg_str shown, bool walked, yg_error *err) {
    YG_CLEANUP_BUF yg_buf bytes = {0};
    return yg_input_read_file(path, w->max_bytes, &bytes, err) &&
           visit_bytes(w, shown, yg_buf_str(&bytes), walked, err);
}

/* A file that a walk came upon never stops the walk: what is wrong with it goes to the visitor. */
static bool visit_file(walk *w, const char *path, bool walked, yg_error *err) {
    YG_CLEANUP_BUF yg_buf shown = {0};
    yg_utf8_add_repaired(&shown, yg_str_of(path));
    if (visit_whole(w, path, yg_buf_str(&shown), walked, err))
        return true;
    if (w->refused || w->files > YG_LIMIT_MEMBERS)
        return false;
    if (!walked)
        return yg_fail_in(err, "%s", yg_buf_z(&shown));
    const char *damage = err->code == YG_ERR_LIMIT
                             ? "hits a limit; import the file by itself to see which"
                             : "cannot be read or decompressed";
    return visit_one(w, yg_buf_str(&shown), YG_STR(""), damage, true, err);
}

static int visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static int bytewise(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool visit_folder(walk *w, const char *path, int depth, yg_error *err) {
    struct dirent **entries = NULL;
    if (depth > YG_LIMIT_WALK_DEPTH)
        return yg_fail(err, YG_ERR_LIMIT, "%s: folders nested more than %d deep", path,
                       YG_LIMIT_WALK_DEPTH);
    int n = scandir(path, &entries, visible, bytewise);
    if (n < 0 && depth > 0) {
        YG_CLEANUP_BUF yg_buf shown = {0};
        yg_utf8_add_repaired(&shown, yg_str_of(path));
        return visit_one(w, yg_buf_str(&shown), YG_STR(""), "the folder cannot be read", true, err);
    }
    if (n < 0)
        return yg_fail(err, YG_ERR_IO, "%s: cannot read the folder: %s", path, strerror(errno));
    bool done = true;
    for (int i = 0; i < n; i++) {
        YG_CLEANUP_BUF yg_buf child = {0};
        struct stat own, target;
        yg_buf_addf(&child, "%s/%s", path, entries[i]->d_name);
        free(entries[i]);
        const char *name = yg_buf_z(&child);
        if (!done || lstat(name, &own) != 0 || stat(name, &target) != 0)
            continue;
        if (S_ISDIR(own.st_mode))
            done = visit_folder(w, name, depth + 1, err);
        else if (S_ISREG(target.st_mode))
            done = visit_file(w, name, true, err);
    }
    free(entries);
    return done;
}

bool yg_input_each(const char *path, const yg_input_options *options, yg_input_visit visit,
                   void *self, yg_error *err) {
    struct stat st;
    yg_error own = {0};
    if (err == NULL)
        err = &own;
    err->code = YG_OK;
    walk w = {.max_bytes =
                  options && options->max_bytes ? options->max_bytes : YG_LIMIT_INPUT_BYTES,
              .visit = visit,
              .self = self};
    if (strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        size_t n = strlen(path);
        YG_CLEANUP_BUF yg_buf folder = {0};
        while (n > 1 && path[n - 1] == '/')
            n--;
        yg_buf_add(&folder, (yg_str){path, n});
        return visit_folder(&w, yg_buf_z(&folder), 0, err);
    }
    return visit_file(&w, path, false, err);
}

bool yg_input_each_bytes(yg_str path, yg_str bytes, const yg_input_options *options,
                         yg_input_visit visit, void *self, yg_error *err) {
    yg_error own = {0};
    walk w = {.max_bytes =
                  options && options->max_bytes ? options->max_bytes : YG_LIMIT_INPUT_BYTES,
              .visit = visit,
              .self = self};
    return visit_bytes(&w, path, bytes, false, err ? err : &own);
}
