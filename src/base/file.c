#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/time.h"
#include "base/vec.h"

bool yg_file_open(const char *path, yg_file *ret_file) {
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return false;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return false;
    }
    *ret_file = (yg_file){.fd = fd,
                          .bytes = (uint64_t)st.st_size,
                          .is_private = st.st_uid == geteuid() && (st.st_mode & 022) == 0};
    return true;
}

bool yg_file_read(const yg_file *file, uint64_t at, char *buf, size_t cap, size_t *ret_n,
                  yg_error *err) {
    for (;;) {
        ssize_t got = pread(file->fd, buf, cap, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return yg_fail(err, YG_ERR_IO, "cannot read: %s", strerror(errno));
        *ret_n = (size_t)got;
        return true;
    }
}

bool yg_file_map(const yg_file *file, yg_str *ret_bytes) {
    if (file->bytes == 0 || file->bytes > SIZE_MAX)
        return false;
    void *p = mmap(NULL, (size_t)file->bytes, PROT_READ, MAP_PRIVATE, file->fd, 0);
    if (p == MAP_FAILED)
        return false;
    *ret_bytes = (yg_str){p, (size_t)file->bytes};
    return true;
}

void yg_file_unmap(yg_str bytes) {
    if (bytes.n > 0)
        munmap((void *)(uintptr_t)bytes.p, bytes.n);
}

void yg_file_close(yg_file *file) {
    if (file->fd >= 0)
        close(file->fd);
    file->fd = -1;
}

void yg_file_touch(const yg_file *file) {
    futimens(file->fd, NULL);
}

static bool write_all(int fd, yg_str part) {
    while (part.n > 0) {
        ssize_t put = write(fd, part.p, part.n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        part = yg_str_from(part, (size_t)put);
    }
    return true;
}

bool yg_file_write_whole(const char *path, const yg_str *parts, size_t n, yg_error *err) {
    YG_CLEANUP_BUF yg_buf temporary = {0};
    yg_buf_addf(&temporary, "%s.XXXXXX", path);
    int fd = mkostemp((char *)(uintptr_t)yg_buf_z(&temporary), O_CLOEXEC); /* mode 0600 */
    if (fd < 0)
        return yg_fail(err, YG_ERR_IO, "cannot write %s: %s", path, strerror(errno));
    (void)flock(fd, LOCK_EX | LOCK_NB); /* as long as somebody writes to it */
    bool done = true;
    for (size_t i = 0; i < n && done; i++)
        done = write_all(fd, parts[i]);
    int fault = errno;
    done = close(fd) == 0 && done;
    done = done && rename(yg_buf_z(&temporary), path) == 0;
    if (done)
        return true;
    fault = fault != 0 ? fault : errno;
    unlink(yg_buf_z(&temporary));
    return yg_fail(err, YG_ERR_IO, "cannot write %s: %s", path, strerror(fault));
}

bool yg_folder_make(const char *path, yg_error *err) {
    YG_CLEANUP_BUF yg_buf part = {0};
    for (const char *slash = path; slash != NULL;) {
        slash = strchr(slash + 1, '/');
        yg_buf_clear(&part);
        yg_buf_add(&part, slash == NULL ? yg_str_of(path) : (yg_str){path, (size_t)(slash - path)});
        if (mkdir(yg_buf_z(&part), 0700) != 0 && errno != EEXIST)
            return yg_fail(err, YG_ERR_IO, "cannot make the folder %s: %s", yg_buf_z(&part),
                           strerror(errno));
    }
    return true;
}

typedef struct {
    char *name;
    struct timespec changed;
    uint64_t bytes;
} folder_entry;

static int newest_first(const void *a, const void *b) {
    const folder_entry *x = a, *y = b;
    if (x->changed.tv_sec != y->changed.tv_sec)
        return x->changed.tv_sec > y->changed.tv_sec ? -1 : 1;
    if (x->changed.tv_nsec != y->changed.tv_nsec)
        return x->changed.tv_nsec > y->changed.tv_nsec ? -1 : 1;
    return strcmp(x->name, y->name);
}

/* Left behind by a writer that died: nobody has it locked. Who made one a moment ago may not have
 * come to lock it, so that young ones are not even opened. Where there are no locks, age alone says
 * so. */
static bool is_abandoned(int folder, const char *name, int64_t changed_s) {
    enum { MINUTE_S = 60, DAY_S = 86400 };
    int64_t age_s = yg_time_now_us() / YG_US_PER_S - changed_s;
    if (age_s >= 0 && age_s < MINUTE_S)
        return false;
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
    int fault = 0;
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0)
        fault = errno;
    if (fd >= 0)
        close(fd);
    if (fd < 0 || (fault != 0 && fault != EWOULDBLOCK))
        return age_s > DAY_S;
    return fault == 0;
}

/* A whole file of that kind; a temporary one (behind the suffix stands what mkstemp makes) that
 * nobody writes to any more is removed here. */
static bool is_kept_kind(int folder, yg_str name, yg_str prefix, yg_str suffix,
                         const struct stat *st) {
    enum { RANDOM_BYTES = 7 };
    if (!yg_str_starts(name, prefix) || !S_ISREG(st->st_mode))
        return false;
    if (yg_str_ends(name, suffix))
        return true;
    yg_str whole = yg_str_sub(name, 0, name.n > RANDOM_BYTES ? name.n - RANDOM_BYTES : 0);
    if (yg_str_ends(whole, suffix) && is_abandoned(folder, name.p, st->st_mtime))
        unlinkat(folder, name.p, 0);
    return false;
}

void yg_folder_prune(const char *path, const char *prefix, const char *suffix, size_t most,
                     uint64_t most_bytes) {
    YG_VEC(folder_entry) entries = {0};
    uint64_t bytes = 0;
    struct stat st;
    DIR *dir = opendir(path);
    if (dir == NULL)
        return;
    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        if (fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            is_kept_kind(dirfd(dir), yg_str_of(e->d_name), yg_str_of(prefix), yg_str_of(suffix),
                         &st))
            yg_vec_push(&entries,
                        ((folder_entry){strdup(e->d_name), st.st_mtim, (uint64_t)st.st_size}));
    }
    if (entries.n > 1)
        qsort(entries.at, entries.n, sizeof *entries.at, newest_first);
    for (size_t i = 0; i < entries.n; i++) {
        bytes += entries.at[i].bytes;
        if (entries.at[i].name != NULL && (i >= most || bytes > most_bytes))
            unlinkat(dirfd(dir), entries.at[i].name, 0);
        free(entries.at[i].name);
    }
    closedir(dir);
    yg_vec_free(&entries);
}
