#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

bool yg_file_open(const char *path, yg_file *ret_file) {
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return false;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return false;
    }
    *ret_file = (yg_file){fd, (uint64_t)st.st_size};
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
