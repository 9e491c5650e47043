#include "watch/log_scan.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/time.h"
#include "watch/log_scan_part.h"

typedef struct {
    const yg_log_scan_options *options;
    const char *const *paths;
    size_t paths_n;
    scan_resume resume; /* path empty: none */
    scan_teller teller;
    pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t work, told;
    scan_file *first, *last; /* under way, in the order of the paths */
    size_t at;               /* of paths: the next to be opened */
    unsigned threads, files_n, active;
    bool is_ended;
    atomic_bool halt; /* what the reading side looks at */
    size_t held_bytes;
    scan_result *spare;
    uint64_t taken_before, size_bytes;
} scan;

static bool is_halted(const scan *s) {
    return atomic_load_explicit(&s->halt, memory_order_relaxed);
}

/* --- What to do next; the lock is held --- */

static bool has_room(const scan *s, const scan_file *f) {
    return s->held_bytes <= HELD_BYTES || (f == s->first && f->in_flight == 0 && f->queue == NULL);
}

static bool can_take(const scan *s, const scan_file *f) {
    return f->state == FILE_READY && !f->is_busy && has_room(s, f);
}

static scan_file *add_file(scan *s) {
    scan_file *f = yg_alloc(1, sizeof *f);
    f->path = s->paths[s->at++];
    f->charset = s->options->charset;
    f->fd = -1;
    if (s->resume.path.n > 0) {
        f->resume_offset = s->resume.offset;
        f->resume_lines = s->resume.lines;
        f->resume_member = s->resume.member;
        f->resume_into = s->resume.into;
        s->resume.path.n = 0;
    }
    *(s->last != NULL ? &s->last->next : &s->first) = f;
    s->last = f;
    s->files_n++;
    return f;
}

/* The earliest file that can be helped with; so results come early, and few wait. NULL: no more. */
static scan_file *choose(scan *s, uint64_t *ret_piece) {
    for (;;) {
        bool is_more = s->at < s->paths_n;
        if (s->is_ended || is_halted(s))
            return NULL;
        for (scan_file *f = s->first; f != NULL; f = f->next) {
            is_more |= f->state != FILE_ENDED;
            if (!can_take(s, f))
                continue;
            f->in_flight++;
            if (f->is_plain) {
                *ret_piece = f->next_seq++;
                if (f->next_seq == f->pieces)
                    f->state = FILE_ENDED;
            } else {
                f->is_busy = true;
            }
            return f;
        }
        if (!is_more)
            return NULL;
        if (s->at < s->paths_n && s->files_n < 2 * s->threads + 2)
            return add_file(s);
        pthread_cond_wait(&s->work, &s->lock);
    }
}

/* --- The threads --- */

static scan_result *take_result(scan *s) {
    pthread_mutex_lock(&s->lock);
    scan_result *r = s->spare;
    if (r != NULL)
        s->spare = r->next;
    pthread_mutex_unlock(&s->lock);
    if (r == NULL)
        r = yg_log_result_make();
    r->next = NULL;
    return r;
}

/* Into the queue, in its place. */
static void put_result(scan *s, scan_file *f, scan_result *r) {
    pthread_mutex_lock(&s->lock);
    scan_result **to = &f->queue;
    while (*to != NULL && (*to)->seq <= r->seq)
        to = &(*to)->next;
    r->next = *to;
    *to = r;
    s->held_bytes += r->held_bytes;
    f->in_flight -= !r->more;
    pthread_cond_signal(&s->told);
    pthread_mutex_unlock(&s->lock);
}

/* The block is not done: neither it nor what is behind it is told. */
static void drop_result(scan *s, scan_file *f, scan_result *r) {
    yg_log_result_clear(r);
    pthread_mutex_lock(&s->lock);
    r->next = s->spare;
    s->spare = r;
    f->is_halted = true;
    f->in_flight--;
    pthread_cond_signal(&s->told);
    pthread_mutex_unlock(&s->lock);
}

/* False: the scan was stopped within the block. */
static bool scan_into(scan *s, scan_worker *w, scan_file *f, scan_result *r) {
    w->result = r;
    yg_log_worker_scan(w);
    w->block.member = NULL; /* the result holds it */
    if (w->is_abandoned)
        drop_result(s, f, r);
    else
        put_result(s, f, r);
    return !w->is_abandoned;
}

/* A piece in which nothing begins, or that cannot be read. */
static void put_nothing(scan *s, scan_worker *w, scan_file *f, uint64_t seq, const yg_error *err) {
    scan_result *r = take_result(s);
    pthread_mutex_lock(&s->lock);
    if (err->code != YG_OK && f->refused.code == YG_OK)
        f->refused = *err;
    pthread_mutex_unlock(&s->lock);
    atomic_fetch_add(&f->plain->holders, 1);
    r->seq = seq;
    r->member = f->plain;
    r->held_bytes = sizeof *r;
    put_result(s, f, r);
}

/* Ahead of the others with a record without end: waits until its own turn, or for room. Pieces
 * behind the record may be in the queue already; they wait for it. */
static bool wait_for_room(scan *s, scan_file *f, uint64_t seq) {
    pthread_mutex_lock(&s->lock);
    while (!s->is_ended && !is_halted(s) && s->held_bytes > HELD_BYTES &&
           !(f == s->first && f->next_tell == seq && (f->queue == NULL || f->queue->seq != seq)))
        pthread_cond_wait(&s->work, &s->lock);
    bool goes_on = !s->is_ended && !is_halted(s);
    if (!goes_on) {
        f->is_halted = true;
        f->in_flight--;
        pthread_cond_signal(&s->told);
    }
    pthread_mutex_unlock(&s->lock);
    return goes_on;
}

static void scan_long(scan *s, scan_worker *w, scan_file *f, uint64_t seq, uint64_t record) {
    yg_error err = {0};
    for (uint64_t at = record; at != UINT64_MAX;) {
        if (!wait_for_room(s, f, seq))
            return;
        if (!yg_log_plain_long(f, record, &at, &w->block, &err)) {
            put_nothing(s, w, f, seq, &err);
            return;
        }
        scan_result *r = take_result(s);
        r->seq = seq;
        r->more = at != UINT64_MAX;
        if (!scan_into(s, w, f, r))
            return;
    }
}

static void scan_piece(scan *s, scan_worker *w, scan_file *f, uint64_t seq) {
    yg_error err = {0};
    uint64_t record = UINT64_MAX;
    if (!yg_log_plain_block(f, seq, &w->block, &record, &err)) {
        put_nothing(s, w, f, seq, &err);
        return;
    }
    scan_result *r = take_result(s);
    r->seq = seq;
    r->more = record != UINT64_MAX;
    if (scan_into(s, w, f, r) && record != UINT64_MAX)
        scan_long(s, w, f, seq, record);
}

/* What is read when the input is stopped may end anywhere: only of standard input, which nobody can
 * read again, it is told all the same. */
static void scan_stream(scan *s, scan_worker *w, scan_file *f) {
    yg_fault fault = {0};
    uint64_t seq = 0;
    bool more = yg_log_stream_block(f, &w->block, &fault);
    pthread_mutex_lock(&s->lock);
    f->is_busy = false;
    bool drops = is_halted(s) && strcmp(f->path, "-") != 0;
    if (more && !drops)
        seq = f->next_seq++;
    else
        f->in_flight--;
    f->is_halted |= drops;
    if (!more)
        f->state = FILE_ENDED;
    pthread_cond_signal(&s->told);
    pthread_cond_broadcast(&s->work);
    pthread_mutex_unlock(&s->lock);
    if (!more || drops) {
        if (more)
            yg_log_member_release(w->block.member);
        return;
    }
    scan_result *r = take_result(s);
    r->seq = seq;
    r->fault = fault;
    scan_into(s, w, f, r);
}

static void open_file(scan *s, scan_file *f) {
    bool done = yg_log_file_open(f, &s->halt);
    pthread_mutex_lock(&s->lock);
    f->state = done && !(f->is_plain && f->pieces == 0) ? FILE_READY : FILE_ENDED;
    pthread_cond_signal(&s->told);
    pthread_cond_broadcast(&s->work);
    pthread_mutex_unlock(&s->lock);
}

static void *work(void *self) {
    scan *s = self;
    scan_worker w;
    yg_log_worker_start(&w, s->options);
    for (;;) {
        uint64_t piece = 0;
        pthread_mutex_lock(&s->lock);
        scan_file *f = choose(s, &piece);
        bool is_new = f != NULL && f->state == FILE_OPENS;
        pthread_mutex_unlock(&s->lock);
        if (f == NULL)
            break;
        if (is_new)
            open_file(s, f);
        else if (f->is_plain)
            scan_piece(s, &w, f, piece);
        else
            scan_stream(s, &w, f);
    }
    pthread_mutex_lock(&s->lock);
    s->active--;
    pthread_cond_signal(&s->told);
    pthread_cond_broadcast(&s->work);
    pthread_mutex_unlock(&s->lock);
    yg_log_worker_free(&w);
    return NULL;
}

/* --- The telling side: the thread that called --- */

static void progress(scan *s, yg_log_scan_counts *counts) {
    if (!s->options->follow) {
        pthread_mutex_lock(&s->lock);
        counts->taken_bytes = s->taken_before;
        for (const scan_file *f = s->first; f != NULL; f = f->next)
            counts->taken_bytes += atomic_load_explicit(&f->taken_bytes, memory_order_relaxed);
        pthread_mutex_unlock(&s->lock);
        counts->size_bytes = s->size_bytes;
    }
    yg_log_tell_progress(&s->teller);
}

typedef struct {
    scan_result *result;
    scan_file *ended;
    bool is_over;
} turn;

static void wait_a_while(scan *s) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += TELL_EACH_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_cond_timedwait(&s->told, &s->lock, &until);
}

/* What is to be told next; nothing: for a while. */
static turn next_turn(scan *s) {
    turn t = {0};
    pthread_mutex_lock(&s->lock);
    for (int tries = 0; tries < 2; tries++) {
        scan_file *f = s->first;
        if (f != NULL && f->queue != NULL && f->queue->seq == f->next_tell) {
            t.result = f->queue;
            f->told++;
            f->queue = t.result->next;
            f->next_tell += !t.result->more;
            break;
        }
        if (f != NULL && f->state == FILE_ENDED && f->in_flight == 0 && f->queue == NULL &&
            !f->is_halted) {
            t.ended = f;
            s->first = f->next;
            s->last = s->first == NULL ? NULL : s->last;
            s->files_n--;
            s->taken_before += atomic_load(&f->taken_bytes);
            pthread_cond_broadcast(&s->work);
            break;
        }
        t.is_over = s->active == 0;
        if (t.is_over || tries > 0)
            break;
        wait_a_while(s);
    }
    pthread_mutex_unlock(&s->lock);
    return t;
}

static void give_back(scan *s, scan_result *r) {
    size_t held = r->held_bytes;
    yg_log_result_clear(r);
    pthread_mutex_lock(&s->lock);
    bool was_full = s->held_bytes > HELD_BYTES;
    s->held_bytes -= held;
    r->next = s->spare;
    s->spare = r;
    if (was_full)
        pthread_cond_broadcast(&s->work);
    pthread_mutex_unlock(&s->lock);
}

static bool end_file(scan *s, scan_file *f, yg_error *err) {
    bool done = yg_log_tell_folded(&s->teller, err);
    if (f->refused.code != YG_OK)
        yg_log_tell_refused(&s->teller, &f->refused);
    yg_log_file_close(f);
    free(f);
    return done;
}

static bool tell_all(scan *s, yg_error *err) {
    int64_t told_us = yg_time_mono_us();
    for (bool done = true;;) {
        turn t = next_turn(s);
        if (t.result != NULL) {
            done = yg_log_tell(&s->teller, t.result, err);
            give_back(s, t.result);
        } else if (t.ended != NULL) {
            done = end_file(s, t.ended, err);
        } else if (t.is_over) {
            return yg_log_tell_folded(&s->teller, err);
        }
        if (!done)
            return false;
        if (s->options->stop != NULL && atomic_load(s->options->stop) &&
            !atomic_exchange(&s->halt, true)) {
            pthread_mutex_lock(&s->lock);
            pthread_cond_broadcast(&s->work);
            pthread_mutex_unlock(&s->lock);
        }
        if (yg_time_mono_us() - told_us > TELL_EACH_MS * 1000) {
            told_us = yg_time_mono_us();
            progress(s, &s->teller.counts);
        }
    }
}

/* --- Beginning and end --- */

/* Of the first file that was not told to its end; none: all were. */
static void put_resume(const scan *s, yg_buf *buf) {
    const scan_file *f = s->first;
    scan_resume r = {0};
    if (f == NULL && s->at == s->paths_n)
        return;
    const char *path = f != NULL ? f->path : s->paths[s->at];
    YG_CLEANUP_BUF yg_buf written = {0};
    yg_log_resume_path(&written, path);
    r.path = yg_buf_str(&written);
    if (f != NULL) {
        r = (scan_resume){r.path, f->resume_offset, f->resume_lines, f->resume_member,
                          f->resume_into};
        if (s->teller.member != NULL && f->told > 0)
            r = (scan_resume){r.path, s->teller.end_offset, s->teller.lines,
                              s->teller.member->number, s->teller.into};
    }
    if (strcmp(path, "-") != 0)
        yg_log_resume_add(buf, &r);
}

static bool start(scan *s, yg_error *err) {
    bool is_known = true;
    yg_str words = yg_str_of(s->options->resume != NULL ? s->options->resume : "");
    if (words.n > 0 && !s->options->follow) {
        if (!yg_log_resume_read(&words, &s->resume, err))
            return false;
        while (s->at < s->paths_n && !yg_log_resume_is(&s->resume, s->paths[s->at]))
            s->at++;
        if (s->at == s->paths_n)
            return yg_fail(
                err, YG_ERR_USAGE,
                "--resume: \"%.*s\" is not among the files; name the same paths as before",
                YG_FMT(s->resume.path));
    }
    for (size_t i = s->at; i < s->paths_n; i++) {
        struct stat st;
        is_known = is_known && stat(s->paths[i], &st) == 0 && S_ISREG(st.st_mode);
        s->size_bytes += is_known ? (uint64_t)st.st_size : 0;
    }
    s->size_bytes = is_known ? s->size_bytes : 0;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->work, NULL);
    pthread_cond_init(&s->told, NULL);
    return true;
}

static void free_all(scan *s) {
    while (s->first != NULL) {
        scan_file *f = s->first;
        s->first = f->next;
        while (f->queue != NULL) {
            scan_result *r = f->queue;
            f->queue = r->next;
            yg_log_result_free(r);
        }
        yg_log_file_close(f);
        free(f);
    }
    while (s->spare != NULL) {
        scan_result *r = s->spare;
        s->spare = r->next;
        yg_log_result_free(r);
    }
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->work);
    pthread_cond_destroy(&s->told);
}

static unsigned threads_of(const yg_log_scan_options *options) {
    long n = options->threads > 0 ? (long)options->threads : sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > THREADS_MOST ? THREADS_MOST : (unsigned)n;
}

static bool run_threads(scan *s, yg_error *err) {
    pthread_t threads[THREADS_MOST];
    unsigned started = 0;
    s->active = s->threads = threads_of(s->options);
    while (started < s->threads && pthread_create(&threads[started], NULL, work, s) == 0)
        started++;
    pthread_mutex_lock(&s->lock);
    s->active -= s->threads - started;
    pthread_mutex_unlock(&s->lock);
    bool done =
        started > 0 ? tell_all(s, err) : yg_fail(err, YG_ERR_IO, "the system gives no thread");
    atomic_store(&s->halt, true);
    pthread_mutex_lock(&s->lock);
    s->is_ended = true;
    pthread_cond_broadcast(&s->work);
    pthread_mutex_unlock(&s->lock);
    for (unsigned i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    return done;
}

bool yg_log_scan_run(const yg_log_scan_options *options, const char *const *paths, size_t n,
                     yg_log_scan_counts *ret_counts, yg_buf *ret_resume, yg_error *err) {
    scan s = {.options = options, .paths = paths, .paths_n = n, .teller = {.options = options}};
    yg_error own = {0};
    err = err != NULL ? err : &own;
    *ret_counts = (yg_log_scan_counts){0};
    if (!start(&s, err))
        return false;
    yg_log_state_load(&s.teller, yg_str_of(options->resume != NULL ? options->resume : ""));
    bool done = options->follow ? yg_log_follow(&s.teller, paths, n, ret_resume, err)
                                : run_threads(&s, err) && yg_log_tell_held(&s.teller, err);
    if (done)
        done = yg_log_tell_end(&s.teller, err);
    if (!options->follow && ret_resume != NULL && options->stop != NULL &&
        atomic_load(options->stop))
        put_resume(&s, ret_resume);
    if (ret_resume != NULL)
        yg_log_state_save(&s.teller, yg_buf_str(ret_resume));
    yg_log_tell_patterns(&s.teller);
    progress(&s, &s.teller.counts);
    *ret_counts = s.teller.counts;
    yg_log_teller_free(&s.teller);
    free_all(&s);
    return done;
}
