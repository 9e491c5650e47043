#include "base/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/packing.h"
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
    char head[HEAD_BYTES]; /* of the member, to see whether it is packed itself */
    size_t head_at, head_n;
    yg_buf path, shown;
    uint64_t given_bytes; /* with what was given to `inner` */
    uint64_t leaf_bytes;  /* what came out in the end */
    size_t members;       /* of this level */
    size_t leaves;        /* given by yg_stream_next */
    const char *damage;
    unsigned depth;
    bool is_spent;    /* nothing can be read of the member */
    yg_stream *inner; /* the member at hand is packed itself */
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

/* Behind what is there. */
static bool read_more(yg_stream_file *file, yg_error *err) {
    size_t got = 0;
    if (is_stopped(file) || (file->is_pipe && !wait_for_bytes(file))) {
        file->is_end = true;
        return true;
    }
    if (file->below != NULL) {
        if (!yg_stream_read_own(file->below, file->raw + file->n, YG_STREAM_RAW_BYTES - file->n,
                                &got, err))
            return false;
    } else {
        ssize_t n;
        do
            n = read(file->fd, file->raw + file->n, YG_STREAM_RAW_BYTES - file->n);
        while (n < 0 && errno == EINTR);
        if (n < 0)
            return yg_fail(err, YG_ERR_IO, "cannot read: %s", strerror(errno));
        got = (size_t)n;
    }
    file->n += got;
    file->taken_bytes += got;
    file->is_end = got == 0;
    return true;
}

bool yg_stream_fill(yg_stream_file *file, yg_error *err) {
    if (file->at < file->n || file->is_end)
        return true;
    file->at = file->n = 0;
    return read_more(file, err);
}

/* As much as recognising needs, though a pipe may give it in pieces. */
static bool fill_head(yg_stream_file *file, yg_error *err) {
    while (file->n < HEAD_BYTES && !file->is_end) {
        if (file->n > 0 && file->is_pipe && file->raw[0] != '\x1f' && file->n >= 6)
            return true; /* a live stream of lines is not held back */
        if (!read_more(file, err))
            return false;
    }
    return true;
}

static bool is_tar(const char *bytes, size_t n) {
    return n >= TAR_AT + 5 && memcmp(bytes + TAR_AT, "ustar", 5) == 0;
}

bool yg_stream_is_packed(yg_str head) {
    return yg_packing_is_read(head) || yg_packing_refused(head) != NULL || yg_zstd_is_skipped(head);
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
    yg_str head = {s->file.raw, s->file.n};
    s->file.at = yg_zstd_skip(head);
    if (yg_zstd_is_skipped(yg_str_from(head, s->file.at)))
        return yg_fail(err, YG_ERR_INPUT,
                       "cannot be decompressed: a skippable frame of zstd that is too long");
    if (!yg_stream_is_packed(head))
        return true;
    s->damage = yg_packing_refused(head);
    if (s->damage != NULL)
        return yg_fail(err, YG_ERR_INPUT, "%s", s->damage);
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
    /* Files of /proc say that they are empty, and may let wait for more. */
    file->is_pipe = !S_ISREG(st.st_mode) || st.st_size == 0;
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

/* Moves to the next member of this level. */
static bool next_own(yg_stream *s, yg_error *err) {
    yg_str name = {NULL, 0};
    if (is_stopped(&s->file) || (s->unpack == NULL && s->members > 0))
        return false;
    s->members++;
    s->damage = NULL;
    s->head_at = s->head_n = 0;
    s->is_spent = false;
    if (s->unpack != NULL && !yg_unpack_next(s->unpack, &name, &s->damage, err)) {
        if (err->code != YG_OK)
            yg_fail_in(err, "%s", yg_buf_z(&s->path));
        return false;
    }
    yg_buf_clear(&s->shown);
    yg_buf_add(&s->shown, yg_buf_str(&s->path));
    if (name.n > 0) {
        yg_buf_addc(&s->shown, '!');
        yg_buf_add(&s->shown, name);
    }
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

static bool is_packed(const yg_stream *s) {
    return s->gunzip != NULL || s->unpack != NULL;
}

/* [ZIP-BOMB] */
static bool is_within_ratio(const yg_stream *s, uint64_t given_bytes, yg_str shown, yg_error *err) {
    return !is_packed(s) ||
           given_bytes <= s->file.taken_bytes * YG_LIMIT_EXPANSION + RATIO_FREE_BYTES ||
           yg_fail(err, YG_ERR_LIMIT, "%.*s: expands more than %d times when decompressed",
                   YG_FMT(shown), YG_LIMIT_EXPANSION);
}

bool yg_stream_read_own(yg_stream *s, char *buf, size_t cap, size_t *ret_n, yg_error *err) {
    size_t n = 0;
    bool done;
    *ret_n = 0;
    if (s->is_spent)
        return true;
    if (s->head_at < s->head_n) {
        n = s->head_n - s->head_at < cap ? s->head_n - s->head_at : cap;
        memcpy(buf, s->head + s->head_at, n);
        s->head_at += n;
        *ret_n = n;
        return true;
    }
    if (s->gunzip != NULL)
        done = yg_gunzip_read(s->gunzip, &s->file, buf, cap, &n, &s->damage, err);
    else if (s->unpack != NULL)
        done = yg_unpack_read(s->unpack, buf, cap, &n, &s->damage, err);
    else
        done = read_plain(&s->file, buf, cap, &n, err);
    if (!done)
        return yg_fail_in(err, "%s", yg_buf_z(&s->shown));
    s->given_bytes += n;
    *ret_n = n;
    return is_within_ratio(s, s->given_bytes, yg_buf_str(&s->shown), err);
}

/* Reads the member's first bytes, as many as are there without waiting, and puts them back. */
static bool look_inside(yg_stream *s, bool *ret_packed, yg_error *err) {
    size_t n = 1;
    *ret_packed = false;
    if (!is_packed(s) || s->damage != NULL)
        return true;
    while (n > 0 && s->head_n < HEAD_BYTES && (s->head_n < 6 || !yg_stream_would_wait(s))) {
        s->head_at = s->head_n;
        if (!yg_stream_read_own(s, s->head + s->head_n, HEAD_BYTES - s->head_n, &n, err))
            return false;
        s->head_n += n;
    }
    s->head_at = 0;
    *ret_packed = yg_stream_is_packed((yg_str){s->head, s->head_n});
    return true;
}

/* why: what is known of it, or NULL. */
static bool is_damage(yg_stream *s, const char *why, yg_error *err) {
    if (err->code != YG_ERR_INPUT)
        return false;
    err->code = YG_OK;
    s->damage = why != NULL ? why : "is packed in a way that cannot be read, or damaged";
    s->is_spent = true;
    return true;
}

/* The member is packed itself, and becomes a stream of its own. What is wrong with it alone is
 * damage of that member. */
static bool open_inner(yg_stream *s, yg_error *err) {
    yg_stream *inner = yg_alloc(1, sizeof *inner);
    inner->depth = s->depth + 1;
    inner->file = (yg_stream_file){.fd = -1, .below = s, .stop = s->file.stop};
    inner->file.raw = yg_alloc(YG_STREAM_RAW_BYTES, 1);
    yg_buf_add(&inner->path, yg_buf_str(&s->shown));
    if (open_packing(inner, err)) {
        s->inner = inner;
        return true;
    }
    const char *why = inner->damage;
    yg_stream_close(inner);
    return is_damage(s, why, err);
}

static bool is_end_of_inner(yg_stream *s, yg_error *err) {
    yg_stream_close(s->inner);
    s->inner = NULL;
    return err->code == YG_OK || is_damage(s, NULL, err);
}

static bool next_leaf(yg_stream *s, yg_str *ret_path, yg_error *err) {
    for (bool packed;;) {
        if (s->inner != NULL) {
            if (next_leaf(s->inner, ret_path, err))
                return true;
            if (!is_end_of_inner(s, err))
                return false;
            if (s->damage == NULL)
                continue;
            break; /* an empty member that says so */
        }
        if (!next_own(s, err) || !look_inside(s, &packed, err))
            return false;
        if (!packed)
            break;
        if (s->depth == YG_LIMIT_NESTED) {
            s->damage = "is packed more than 3 times: its bytes were read as they are";
            break;
        }
        if (!open_inner(s, err))
            return false;
        if (s->inner == NULL)
            break;
    }
    *ret_path = yg_buf_str(&s->shown);
    return true;
}

bool yg_stream_next(yg_stream *s, yg_str *ret_path, yg_error *err) {
    yg_error own = {0};
    err = err != NULL ? err : &own;
    err->code = YG_OK;
    if (++s->leaves > YG_LIMIT_MEMBERS)
        return yg_fail(err, YG_ERR_LIMIT, "%s: archive holds more than %d entries",
                       yg_buf_z(&s->path), YG_LIMIT_MEMBERS);
    return next_leaf(s, ret_path, err);
}

static yg_stream *innermost(yg_stream *s) {
    while (s->inner != NULL)
        s = s->inner;
    return s;
}

bool yg_stream_read(yg_stream *s, char *buf, size_t cap, size_t *ret_n, yg_error *err) {
    yg_stream *leaf = innermost(s);
    if (!yg_stream_read_own(leaf, buf, cap, ret_n, err))
        return false;
    s->leaf_bytes += *ret_n;
    return is_within_ratio(s, s->leaf_bytes, yg_buf_str(&leaf->shown), err);
}

const char *yg_stream_damage(const yg_stream *s) {
    while (s->inner != NULL)
        s = s->inner;
    return s->damage;
}

bool yg_stream_would_wait(const yg_stream *s) {
    struct pollfd ready = {.fd = s->file.fd, .events = POLLIN};
    for (const yg_stream *i = s; i != NULL; i = i->inner) {
        if (i->head_at < i->head_n || (i != s && i->file.at < i->file.n))
            return false;
    }
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
    yg_stream_close(s->inner);
    yg_gunzip_free(s->gunzip);
    yg_unpack_free(s->unpack);
    if (s->file.fd >= 0 && !s->file.is_standard)
        close(s->file.fd);
    free(s->file.raw);
    yg_buf_free(&s->path);
    yg_buf_free(&s->shown);
    free(s);
}
