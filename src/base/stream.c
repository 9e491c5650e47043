#include "base/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/stream_part.h"
#include "base/utf8.h"

/* How often a wait for a pipe looks whether it shall stop. */
enum { WAIT_MS = 200, TAR_AT = 257, HEAD_BYTES = 512 };
/* What may come out of a small file before the ratio is looked at. */
#define RATIO_FREE_BYTES (UINT64_C(64) << 20)

struct yg_stream {
    yg_stream_file file;
    yg_gunzip *gunzip;
    yg_unpack *unpack;
    char head[HEAD_BYTES]; /* unpacked to see whether it is a tar */
    size_t head_at, head_n;
    yg_buf path, shown;
    uint64_t given_bytes;
    size_t members;
    const char *damage;
    bool is_open; /* a member is */
};

static bool is_stopped(const yg_stream_file *file) {
    return file->stop != NULL && atomic_load_explicit(file->stop, memory_order_relaxed);
}

/* A read from a pipe cannot be called back: wait in small steps, so that it need not be. */
static bool wait_for_bytes(const yg_stream_file *file) {
    struct pollfd ready = {.fd = file->fd, .events = POLLIN};
    while (!is_stopped(file)) {
        int n = poll(&ready, 1, WAIT_MS);
        if (n > 0 || (n < 0 && errno != EINTR))
            return true;
    }
    return false;
}

bool yg_stream_fill(yg_stream_file *file, yg_error *err) {
    if (file->at < file->n || file->is_end)
        return true;
    for (;;) {
        if (is_stopped(file) || (file->is_pipe && !wait_for_bytes(file))) {
            file->is_end = true;
            return true;
        }
        ssize_t got = read(file->fd, file->raw, YG_STREAM_RAW_BYTES);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return yg_fail(err, YG_ERR_IO, "cannot read: %s", strerror(errno));
        file->at = 0;
        file->n = (size_t)got;
        file->taken_bytes += (uint64_t)got;
        file->is_end = got == 0;
        return true;
    }
}

/* As much as recognising needs, though a pipe may give it in pieces. */
static bool fill_head(yg_stream_file *file, yg_error *err) {
    while (file->n < HEAD_BYTES && !file->is_end) {
        if (file->n > 0 && file->is_pipe && file->raw[0] != '\x1f' && file->n >= 6)
            return true; /* a live stream of lines is not held back */
        if (is_stopped(file) || (file->is_pipe && !wait_for_bytes(file)))
            return true;
        ssize_t got = read(file->fd, file->raw + file->n, YG_STREAM_RAW_BYTES - file->n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return yg_fail(err, YG_ERR_IO, "cannot read: %s", strerror(errno));
        file->n += (size_t)got;
        file->taken_bytes += (uint64_t)got;
        file->is_end = got == 0;
    }
    return true;
}

static bool is_tar(const char *bytes, size_t n) {
    return n >= TAR_AT + 5 && memcmp(bytes + TAR_AT, "ustar", 5) == 0;
}

bool yg_stream_is_packed(yg_str head) {
    static const struct {
        const char *magic;
        size_t n;
    } known[] = {{"\x1f\x8b", 2},   {"\x28\xb5\x2f\xfd", 4}, {"\xfd\x37zXZ\0", 6},
                 {"PK\x03\x04", 4}, {"PK\x05\x06", 4},       {"BZh", 3}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (head.n >= known[i].n && memcmp(head.p, known[i].magic, known[i].n) == 0)
            return true;
    }
    return is_tar(head.p, head.n);
}

/* Plain gzip goes the fast way; a tar inside is libarchive's. What was taken for looking is put
 * back: it is still in raw, since the head is made of the first bytes alone. */
static bool open_gzip(yg_stream *s, yg_error *err) {
    size_t at = s->file.at;
    bool done = true;
    s->gunzip = yg_gunzip_make();
    if (s->gunzip == NULL)
        return true;
    yg_stream_file first = s->file;
    first.is_end = true; /* only what is there */
    while (done && s->head_n < HEAD_BYTES) {
        size_t n = 0;
        const char *damage = NULL;
        done = yg_gunzip_read(s->gunzip, &first, s->head + s->head_n, HEAD_BYTES - s->head_n, &n,
                              &damage, err);
        s->head_n += n;
        if (n == 0)
            break;
    }
    bool tar = is_tar(s->head, s->head_n);
    s->head_n = 0;
    s->file.at = at;
    yg_gunzip_free(s->gunzip);
    s->gunzip = tar || !done ? NULL : yg_gunzip_make();
    return done;
}

static bool open_packing(yg_stream *s, yg_error *err) {
    if (!fill_head(&s->file, err))
        return false;
    if (!yg_stream_is_packed((yg_str){s->file.raw, s->file.n}))
        return true;
    if (memcmp(s->file.raw, "\x1f\x8b", 2) == 0 && !open_gzip(s, err))
        return false;
    return s->gunzip != NULL || yg_unpack_make(&s->file, &s->unpack, err);
}

static bool open_file(yg_stream_file *file, const char *path, yg_error *err) {
    struct stat st = {0};
    file->is_standard = strcmp(path, "-") == 0;
    file->fd = file->is_standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (file->fd < 0)
        return yg_fail(err, errno == ENOENT ? YG_ERR_USAGE : YG_ERR_IO, "cannot open: %s",
                       strerror(errno));
    if (fstat(file->fd, &st) == 0 && S_ISDIR(st.st_mode))
        return yg_fail(err, YG_ERR_USAGE, "is a folder; name the files in it");
    file->is_pipe = !S_ISREG(st.st_mode);
    file->size_bytes = S_ISREG(st.st_mode) && st.st_size > 0 ? (uint64_t)st.st_size : 0;
    file->raw = yg_alloc(YG_STREAM_RAW_BYTES, 1);
    return true;
}

bool yg_stream_open(const char *path, const atomic_bool *stop, yg_stream **ret_stream,
                    yg_error *err) {
    yg_stream *s = yg_alloc(1, sizeof *s);
    yg_error own = {0};
    err = err != NULL ? err : &own;
    s->file.stop = stop;
    yg_utf8_add_repaired(&s->path, yg_str_of(path));
    if (!open_file(&s->file, path, err) || !open_packing(s, err)) {
        yg_fail_in(err, "%s", yg_buf_z(&s->path));
        yg_stream_close(s);
        return false;
    }
    *ret_stream = s;
    return true;
}

bool yg_stream_next(yg_stream *s, yg_str *ret_path, yg_error *err) {
    yg_str name = {NULL, 0};
    if (is_stopped(&s->file))
        return false;
    if (s->unpack == NULL && s->members > 0)
        return false;
    if (++s->members > YG_LIMIT_MEMBERS)
        return yg_fail(err, YG_ERR_LIMIT, "%s: archive holds more than %d entries",
                       yg_buf_z(&s->path), YG_LIMIT_MEMBERS);
    s->damage = NULL;
    if (s->unpack != NULL && !yg_unpack_next(s->unpack, &name, &s->damage, err)) {
        if (err->code != YG_OK)
            yg_fail_in(err, "%s", yg_buf_z(&s->path));
        return false;
    }
    yg_buf_clear(&s->shown);
    yg_buf_add(&s->shown, yg_buf_str(&s->path));
    if (name.n > 0) {
        yg_buf_addc(&s->shown, '!');
        yg_utf8_add_repaired(&s->shown, name);
    }
    *ret_path = yg_buf_str(&s->shown);
    s->is_open = true;
    return true;
}

static bool read_plain(yg_stream_file *file, char *buf, size_t cap, size_t *ret_n, yg_error *err) {
    if (!yg_stream_fill(file, err))
        return false;
    size_t n = file->n - file->at < cap ? file->n - file->at : cap;
    memcpy(buf, file->raw + file->at, n);
    file->at += n;
    *ret_n = n;
    return true;
}

bool yg_stream_read(yg_stream *s, char *buf, size_t cap, size_t *ret_n, yg_error *err) {
    size_t n = 0;
    bool done;
    if (s->gunzip != NULL)
        done = yg_gunzip_read(s->gunzip, &s->file, buf, cap, &n, &s->damage, err);
    else if (s->unpack != NULL)
        done = yg_unpack_read(s->unpack, buf, cap, &n, &s->damage, err);
    else
        done = read_plain(&s->file, buf, cap, &n, err);
    if (!done)
        return yg_fail_in(err, "%s", yg_buf_z(&s->shown));
    s->given_bytes += n;
    if ((s->gunzip != NULL || s->unpack != NULL) &&
        s->given_bytes > s->file.taken_bytes * YG_LIMIT_EXPANSION + RATIO_FREE_BYTES)
        return yg_fail(err, YG_ERR_LIMIT, "%s: expands more than %d times when decompressed",
                       yg_buf_z(&s->shown), YG_LIMIT_EXPANSION);
    *ret_n = n;
    return true;
}

const char *yg_stream_damage(const yg_stream *s) {
    return s->damage;
}

bool yg_stream_would_wait(const yg_stream *s) {
    struct pollfd ready = {.fd = s->file.fd, .events = POLLIN};
    return s->file.is_pipe && s->file.at == s->file.n && !s->file.is_end && poll(&ready, 1, 0) == 0;
}

uint64_t yg_stream_taken_bytes(const yg_stream *s) {
    return s->file.taken_bytes;
}

uint64_t yg_stream_size_bytes(const yg_stream *s) {
    return s->file.size_bytes;
}

void yg_stream_close(yg_stream *s) {
    if (s == NULL)
        return;
    yg_gunzip_free(s->gunzip);
    yg_unpack_free(s->unpack);
    if (s->file.fd >= 0 && !s->file.is_standard)
        close(s->file.fd);
    free(s->file.raw);
    yg_buf_free(&s->path);
    yg_buf_free(&s->shown);
    free(s);
}
