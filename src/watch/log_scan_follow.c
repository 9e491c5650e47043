/* --follow: files that grow, and standard input, in one thread that goes from one to the other. A
 * line is scanned when it has ended. A file that was rotated (another one bears its name) is read
 * to its end before the new one; one that became shorter begins anew. What was cut and grew beyond
 * its old length between two looks cannot be told from one that only grew. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/time.h"
#include "base/utf8.h"
#include "watch/log_scan_part.h"

/* LOOK: how often files are looked at that did not grow. FOLD: repeats are told this often. */
enum { LOOK_MS = 150, FOLD_MS = 400, BLOCKS_A_TURN = 32 };

typedef struct {
    scan_file file;
    struct stat st; /* of the open file */
    bool is_open, is_done;
    uint64_t told_offset, told_lines, told_into; /* to resume there */
} source;

typedef struct {
    scan_teller *teller;
    const yg_log_scan_options *options;
    scan_worker worker;
    scan_result *result;
    source *sources;
    size_t n;
} follow;

static bool is_stopped(const follow *w) {
    return w->options->stop != NULL && atomic_load(w->options->stop);
}

static void refuse(follow *w, source *s) {
    if (s->file.refused.code != YG_OK)
        yg_log_tell_refused(w->teller, &s->file.refused);
    s->file.refused.code = YG_OK;
    yg_log_file_close(&s->file);
    s->is_done = true;
}

/* A new member from the beginning of the open file. */
static void begin(scan_file *f) {
    YG_CLEANUP_BUF yg_buf path = {0};
    yg_utf8_add_repaired(&path, yg_str_of(f->path));
    yg_log_member_release(f->member);
    f->member = yg_log_member_make(yg_buf_str(&path), f->charset);
    f->offset = f->skip_bytes = 0;
    f->is_long = f->is_member_end = f->is_paused = false;
    yg_buf_clear(&f->carry);
    yg_buf_clear(&f->raw);
}

/* Its first bytes say what it is; what an earlier scan has seen is passed over. */
static bool resume(source *s) {
    scan_file *f = &s->file;
    char head[4096];
    if (f->resume_offset == 0 || (uint64_t)s->st.st_size < f->resume_offset)
        return f->resume_offset == 0 ||
               yg_fail(&f->refused, YG_ERR_INPUT,
                       "%s: is shorter than where --resume wants to go on", f->path);
    ssize_t n = pread(f->fd, head, sizeof head, 0);
    if (n < 0 || lseek(f->fd, (off_t)f->resume_offset, SEEK_SET) < 0)
        return yg_fail(&f->refused, YG_ERR_IO, "%s: cannot read: %s", f->path, strerror(errno));
    yg_log_member_meet(f->member, (yg_str){head, (size_t)n}, f->changed_us);
    f->offset = s->told_offset = f->resume_offset;
    f->member->start_lines = s->told_lines = f->resume_lines;
    return true;
}

static bool is_stream(source *s) {
    char head[512];
    scan_file *f = &s->file;
    if (strcmp(f->path, "-") == 0 || stat(f->path, &s->st) != 0 || !S_ISREG(s->st.st_mode))
        return true;
    f->fd = open(f->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (f->fd < 0)
        return true; /* which then says why */
    fstat(f->fd, &s->st);
    ssize_t n = pread(f->fd, head, sizeof head, 0);
    if (n > 0 && yg_stream_is_packed((yg_str){head, (size_t)n})) {
        close(f->fd);
        f->fd = -1;
        return true;
    }
    return false;
}

/* Standard input is opened when something is there: opening it waits for that. */
static void open_source(follow *w, source *s) {
    scan_file *f = &s->file;
    struct pollfd ready = {.fd = STDIN_FILENO, .events = POLLIN};
    if (strcmp(f->path, "-") == 0 && poll(&ready, 1, 0) == 0)
        return;
    s->is_open = true;
    f->fd = -1;
    f->changed_us = yg_time_now_us();
    if (is_stream(s)) {
        if (!yg_stream_open(f->path, w->options->stop, &f->stream, &f->refused))
            refuse(w, s);
        return;
    }
    begin(f);
    if (!resume(s))
        refuse(w, s);
}

static bool tell(follow *w, source *s, const yg_fault *fault, yg_error *err) {
    scan_block *b = &w->worker.block;
    scan_member *member = b->member;
    w->worker.result = w->result;
    yg_log_worker_scan(&w->worker);
    b->member = NULL;
    w->result->fault = *fault;
    bool done = yg_log_tell(w->teller, w->result, err);
    /* The teller goes from file to file and comes back. */
    member->start_lines = w->teller->lines;
    if (b->text.n > 0 || s->file.stream == NULL) {
        s->told_offset = w->result->end_offset;
        s->told_into = w->result->into;
        s->told_lines = w->teller->lines;
    }
    yg_log_result_clear(w->result);
    return done;
}

/* Was the file at its end rotated, or cut? What has no line end is told as it is, then. */
static bool look(source *s, bool *ret_is_new) {
    struct stat now;
    scan_file *f = &s->file;
    *ret_is_new = false;
    if (fstat(f->fd, &s->st) != 0)
        return true;
    off_t at = lseek(f->fd, 0, SEEK_CUR);
    bool is_cut = at >= 0 && s->st.st_size < at;
    bool is_other = stat(f->path, &now) == 0 && S_ISREG(now.st_mode) &&
                    (now.st_ino != s->st.st_ino || now.st_dev != s->st.st_dev);
    if (!is_cut && (!is_other || s->st.st_size > at))
        return true;
    if (f->carry.n > 0 || f->raw.n > 0) {
        f->is_member_end = true; /* the next block is the rest */
        *ret_is_new = true;
        return true;
    }
    if (is_other) {
        int fd = open(f->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        if (fd < 0)
            return true; /* between two names; the next look shows it */
        close(f->fd);
        f->fd = fd;
    } else if (lseek(f->fd, 0, SEEK_SET) < 0) {
        return yg_fail(&f->refused, YG_ERR_IO, "%s: cannot read: %s", f->path, strerror(errno));
    }
    s->told_offset = s->told_lines = s->told_into = 0;
    f->resume_into = 0; /* another text */
    begin(f);
    *ret_is_new = true;
    return true;
}

/* One block, if there is one. *ret_any: there was something. */
static bool step(follow *w, source *s, bool *ret_any, yg_error *err) {
    yg_fault fault = {0};
    scan_file *f = &s->file;
    *ret_any = false;
    if (!s->is_open)
        open_source(w, s);
    if (!s->is_open || s->is_done || (f->stream != NULL && yg_stream_would_wait(f->stream)))
        return true;
    bool was_end = f->stream == NULL && f->is_member_end;
    if (f->member == NULL && f->stream == NULL)
        begin(f);
    if (!yg_log_stream_block(f, &w->worker.block, &fault)) {
        refuse(w, s);
        return true;
    }
    *ret_any = w->worker.block.text.n > 0 || fault.reason != NULL;
    bool done = tell(w, s, &fault, err);
    if (!done || *ret_any || f->stream != NULL || was_end)
        return done;
    if (!look(s, ret_any))
        refuse(w, s);
    return true;
}

static bool turn(follow *w, bool *ret_any, bool *ret_left, yg_error *err) {
    *ret_any = *ret_left = false;
    for (size_t i = 0; i < w->n; i++) {
        source *s = &w->sources[i];
        bool any = !s->is_done;
        for (int k = 0; any && k < BLOCKS_A_TURN && !is_stopped(w); k++) {
            if (!step(w, s, &any, err))
                return false;
            *ret_any |= any;
        }
        *ret_left |= !s->is_done;
    }
    return true;
}

static bool go(follow *w, yg_error *err) {
    int64_t folded_us = yg_time_mono_us();
    for (bool any, left = true; left && !is_stopped(w);) {
        if (!turn(w, &any, &left, err))
            return false;
        w->teller->counts.taken_bytes = 0;
        for (size_t i = 0; i < w->n; i++)
            w->teller->counts.taken_bytes += atomic_load(&w->sources[i].file.taken_bytes);
        if (!any || yg_time_mono_us() - folded_us > FOLD_MS * 1000) {
            folded_us = yg_time_mono_us();
            if (!yg_log_tell_folded(w->teller, err))
                return false;
            yg_log_tell_progress(w->teller);
        }
        if (!any && left)
            poll(NULL, 0, LOOK_MS);
    }
    return yg_log_tell_folded(w->teller, err);
}

static bool read_resume(follow *w, yg_error *err) {
    yg_str words = yg_str_of(w->options->resume != NULL ? w->options->resume : "");
    while (words.n > 0) {
        scan_resume r;
        if (!yg_log_resume_read(&words, &r, err))
            return false;
        for (size_t i = 0; i < w->n; i++) {
            scan_file *f = &w->sources[i].file;
            if (!yg_log_resume_is(&r, f->path))
                continue;
            f->resume_offset = r.offset;
            f->resume_lines = r.lines;
            f->resume_member = r.member;
            f->resume_into = w->sources[i].told_into = r.into;
            break;
        }
    }
    return true;
}

/* Of standard input, which nobody can read again, what was taken is told. */
static bool drain(follow *w, yg_error *err) {
    bool done = true;
    for (size_t i = 0; i < w->n; i++) {
        source *s = &w->sources[i];
        bool any = strcmp(s->file.path, "-") == 0 && s->is_open;
        while (done && any && !s->is_done)
            done = step(w, s, &any, err);
    }
    return done && yg_log_tell_folded(w->teller, err);
}

bool yg_log_follow(scan_teller *teller, const char *const *paths, size_t n, yg_buf *ret_resume,
                   yg_error *err) {
    follow w = {.teller = teller, .options = teller->options, .n = n};
    w.sources = yg_alloc(n, sizeof *w.sources);
    w.result = yg_log_result_make();
    yg_log_worker_start(&w.worker, w.options);
    for (size_t i = 0; i < n; i++) {
        w.sources[i].file.path = paths[i];
        w.sources[i].file.charset = w.options->charset;
        w.sources[i].file.fd = -1;
    }
    bool done = read_resume(&w, err) && go(&w, err) && drain(&w, err);
    for (size_t i = 0; i < n; i++) {
        const source *s = &w.sources[i];
        YG_CLEANUP_BUF yg_buf written = {0};
        yg_log_resume_path(&written, paths[i]);
        if (ret_resume != NULL && s->is_open && !s->is_done && s->file.stream == NULL)
            yg_log_resume_add(ret_resume, &(scan_resume){yg_buf_str(&written), s->told_offset,
                                                         s->told_lines, 0, s->told_into});
        yg_log_file_close(&w.sources[i].file);
    }
    yg_log_worker_free(&w.worker);
    yg_log_result_free(w.result);
    free(w.sources);
    return done;
}
