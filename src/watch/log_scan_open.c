/* What a path leads to: a plain file that many threads read in pieces, or a stream. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/time.h"
#include "base/utf8.h"
#include "watch/log_scan_part.h"

/* Empty files, of /proc too, say nothing by their size: they are read as streams. */
static bool is_regular(const char *path, struct stat *ret_stat) {
    return strcmp(path, "-") != 0 && stat(path, ret_stat) == 0 && S_ISREG(ret_stat->st_mode) &&
           ret_stat->st_size > 0;
}

static bool read_head(int fd, yg_buf *head) {
    yg_buf_reserve(head, YG_LOG_HEAD);
    while (head->n < YG_LOG_HEAD) {
        ssize_t got = pread(fd, head->p + head->n, YG_LOG_HEAD - head->n, (off_t)head->n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        head->n += (size_t)got;
    }
    return true;
}

/* Plain, if it is not packed, not UTF-16, and may be cut at any line end. */
static void open_plain(scan_file *f, const struct stat *st) {
    YG_CLEANUP_BUF yg_buf head = {0};
    YG_CLEANUP_BUF yg_buf path = {0};
    int fd = open(f->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    f->changed_us = (int64_t)st->st_mtim.tv_sec * YG_US_PER_S + st->st_mtim.tv_nsec / 1000;
    if (fd < 0 || !read_head(fd, &head) || yg_stream_is_packed(yg_buf_str(&head)) ||
        f->resume_offset > (uint64_t)st->st_size) {
        if (fd >= 0)
            close(fd);
        return;
    }
    yg_utf8_add_repaired(&path, yg_str_of(f->path));
    scan_member *m = yg_log_member_make(yg_buf_str(&path), f->charset);
    yg_log_member_meet(m, yg_buf_str(&head), f->changed_us);
    if (m->utf16 != UTF16_NO || !yg_log_form_is_lines(m->form)) {
        yg_log_member_release(m);
        close(fd);
        return;
    }
    (void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    m->start_lines = f->resume_lines;
    f->plain = m;
    f->fd = fd;
    f->is_plain = true;
    f->base_offset = f->resume_offset;
    f->size = (uint64_t)st->st_size;
    f->pieces = (f->size - f->base_offset + PIECE_BYTES - 1) / PIECE_BYTES;
}

bool yg_log_file_open(scan_file *f, const atomic_bool *stop) {
    struct stat st;
    f->fd = -1;
    f->changed_us = yg_time_now_us();
    if (is_regular(f->path, &st))
        open_plain(f, &st);
    return f->is_plain || yg_stream_open(f->path, stop, &f->stream, &f->refused);
}

void yg_log_file_close(scan_file *f) {
    yg_stream_close(f->stream);
    f->stream = NULL;
    if (f->fd >= 0)
        close(f->fd);
    f->fd = -1;
    yg_log_member_release(f->plain);
    yg_log_member_release(f->member);
    f->plain = f->member = NULL;
    yg_buf_free(&f->carry);
    yg_buf_free(&f->raw);
}
