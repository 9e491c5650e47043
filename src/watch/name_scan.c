#include "watch/name_scan.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/time.h"
#include "watch/name_scan_part.h"

enum { BLOCKS_A_THREAD = 3, TELL_EACH_MS = 100 };

typedef struct {
    const yg_name_scan_options *options;
    scan_reading reading;
    pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t freed, done;
    scan_block *blocks;
    scan_block **free; /* a stack of them */
    scan_block **ring; /* judged, at seq % blocks_n */
    size_t blocks_n, free_n;
    atomic_bool halt; /* what the reading side looks at */
    unsigned active;  /* threads that may still give a block */
    bool is_ended;    /* nobody takes any more */
    yg_scan_counts counts;
    /* Of the file whose blocks are told. */
    uint64_t source_id, lines, faults;
    yg_buf file;
    yg_error refused; /* the first, or the first that is not the input's fault */
    /* The first file that was skipped: told at the end, unless it is all there is. */
    yg_buf trouble, trouble_file;
} scan;

static scan_block *take_free(scan *s) {
    scan_block *b = NULL;
    pthread_mutex_lock(&s->lock);
    while (s->free_n == 0 && !s->is_ended)
        pthread_cond_wait(&s->freed, &s->lock);
    if (!s->is_ended)
        b = s->free[--s->free_n];
    pthread_mutex_unlock(&s->lock);
    return b;
}

static void *work(void *self) {
    scan *s = self;
    scan_worker w = {.options = s->options};
    for (;;) {
        scan_block *b = take_free(s);
        if (b == NULL)
            break;
        pthread_mutex_lock(&s->reading.lock);
        bool more = yg_scan_read_block(&s->reading, b);
        pthread_mutex_unlock(&s->reading.lock);
        if (!more)
            break; /* the block is not needed any more */
        yg_scan_judge(&w, b);
        pthread_mutex_lock(&s->lock);
        s->ring[b->seq % s->blocks_n] = b;
        pthread_cond_signal(&s->done);
        pthread_mutex_unlock(&s->lock);
    }
    pthread_mutex_lock(&s->lock);
    s->active--;
    pthread_cond_signal(&s->done);
    pthread_mutex_unlock(&s->lock);
    yg_scan_worker_free(&w);
    return NULL;
}

/* --- The telling side: the thread that called --- */

static void tell_fault(scan *s, const yg_fault *fault) {
    if (fault->reason != NULL && s->options->fault != NULL && s->faults++ < FAULTS_OF_A_FILE)
        s->options->fault(s->options->self, yg_buf_str(&s->file), fault);
}

static void progress(scan *s) {
    if (s->options->progress == NULL)
        return;
    yg_scan_counts counts = s->counts;
    counts.taken_bytes = atomic_load(&s->reading.taken_bytes);
    counts.size_bytes = s->reading.size_bytes;
    s->options->progress(s->options->self, &counts, yg_buf_str(&s->file));
}

static void tell_refused(scan *s, const yg_error *why) {
    s->counts.refused++;
    if (s->refused.code == YG_OK || (s->refused.code == YG_ERR_INPUT && why->code != YG_ERR_INPUT))
        s->refused = *why;
    if (s->options->refused != NULL)
        s->options->refused(s->options->self, why);
}

static bool tell_block(scan *s, scan_block *b, yg_error *err) {
    const yg_name_scan_options *o = s->options;
    if (b->source->id != s->source_id) {
        s->source_id = b->source->id;
        if (b->offset == 0)
            s->lines = 0;
        s->faults = 0;
        yg_buf_clear(&s->file);
        yg_buf_add(&s->file, yg_buf_str(&b->source->path));
    }
    s->counts.names += b->counts.names;
    s->counts.no_names += b->counts.no_names;
    s->counts.addresses += b->counts.addresses;
    s->counts.records += b->counts.records;
    s->counts.rejected += b->counts.rejected;
    s->counts.allowed += b->counts.allowed;
    s->counts.text_bytes += b->counts.text_bytes;
    s->counts.hits += b->hits.n;
    if (b->late[0].reason != NULL) {
        s->counts.records++;
        s->counts.rejected++;
        tell_fault(s, &b->late[0]);
    }
    for (size_t i = 0; i < b->faults_n; i++)
        tell_fault(s, &b->faults[i]);
    if (b->source->trouble.n > 0 && s->trouble.n == 0) {
        yg_buf_add(&s->trouble, yg_buf_str(&b->source->trouble));
        yg_buf_add(&s->trouble_file, yg_buf_str(&s->file));
    } else {
        tell_fault(s, &b->late[1]);
    }
    if (b->refused.code != YG_OK)
        tell_refused(s, &b->refused);
    for (size_t i = 0; i < b->hits.n; i++) {
        yg_scan_found found = b->hits.at[i];
        found.file = yg_buf_str(&s->file);
        found.line += s->lines + 1;
        if (!o->take(o->self, &found, err))
            return false;
    }
    s->lines += b->lines;
    if (b->hits.n > 0)
        progress(s);
    return true;
}

/* The next judged block in order; NULL: nothing for a while (*ret_over: for ever). */
static scan_block *next_block(scan *s, uint64_t seq, bool *ret_over) {
    struct timespec until;
    scan_block *b = NULL;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += TELL_EACH_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_mutex_lock(&s->lock);
    for (;;) {
        b = s->ring[seq % s->blocks_n];
        if (b != NULL || s->active == 0)
            break;
        if (pthread_cond_timedwait(&s->done, &s->lock, &until) != 0)
            break;
    }
    s->ring[seq % s->blocks_n] = NULL;
    *ret_over = b == NULL && s->active == 0;
    pthread_mutex_unlock(&s->lock);
    return b;
}

static void give_back(scan *s, scan_block *b) {
    yg_scan_source_release(b->source);
    b->source = NULL;
    pthread_mutex_lock(&s->lock);
    s->free[s->free_n++] = b;
    pthread_cond_signal(&s->freed);
    pthread_mutex_unlock(&s->lock);
}

static bool tell_all(scan *s, yg_error *err) {
    int64_t told_us = yg_time_mono_us();
    bool over = false, done = true;
    for (uint64_t seq = 0; done && !over;) {
        scan_block *b = next_block(s, seq, &over);
        if (b != NULL) {
            done = tell_block(s, b, err);
            give_back(s, b);
            seq++;
        }
        if (s->options->stop != NULL && atomic_load(s->options->stop))
            atomic_store(&s->halt, true);
        if (yg_time_mono_us() - told_us > TELL_EACH_MS * 1000) {
            told_us = yg_time_mono_us();
            progress(s);
        }
    }
    return done;
}

/* When nothing but one file was read, its trouble is the error. */
static bool end_skipped(scan *s, yg_error *err) {
    const scan_reading *r = &s->reading;
    if (r->skipped > 0 && r->files == 1)
        return yg_fail(err, r->first_trouble.code, "%s", r->first_trouble.text);
    if (s->trouble.n > 0 && s->options->fault != NULL)
        s->options->fault(s->options->self, yg_buf_str(&s->trouble_file),
                          &(yg_fault){.code = YG_ERR_INPUT, .reason = yg_buf_z(&s->trouble)});
    return r->skipped == 0 || r->skipped < r->files ||
           yg_fail(err, YG_ERR_INPUT, "none of %llu files was usable",
                   (unsigned long long)r->files);
}

static void make_blocks(scan *s, unsigned threads) {
    s->blocks_n = (size_t)threads * BLOCKS_A_THREAD;
    s->blocks = yg_alloc(s->blocks_n, sizeof *s->blocks);
    s->free = yg_alloc(s->blocks_n, sizeof *s->free);
    s->ring = yg_alloc(s->blocks_n, sizeof *s->ring);
    for (size_t i = 0; i < s->blocks_n; i++)
        s->free[s->free_n++] = &s->blocks[i];
}

static void free_blocks(scan *s) {
    for (size_t i = 0; i < s->blocks_n; i++) {
        yg_scan_source_release(s->blocks[i].source);
        free(s->blocks[i].bytes);
        yg_vec_free(&s->blocks[i].hits);
        yg_arena_free(&s->blocks[i].arena);
    }
    free(s->blocks);
    free(s->free);
    free(s->ring);
    yg_buf_free(&s->file);
    yg_buf_free(&s->trouble);
    yg_buf_free(&s->trouble_file);
}

static unsigned threads_of(const yg_name_scan_options *options) {
    long n = options->threads > 0 ? (long)options->threads : sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > YG_SCAN_THREADS ? YG_SCAN_THREADS : (unsigned)n;
}

bool yg_name_scan_run(const yg_name_scan_options *options, const char *const *paths, size_t n,
                      yg_scan_counts *ret_counts, yg_error *err) {
    pthread_t threads[YG_SCAN_THREADS];
    scan s = {.options = options};
    unsigned wanted = threads_of(options), started = 0;
    yg_scan_read_start(&s.reading, options, &s.halt, paths, n);
    pthread_mutex_init(&s.lock, NULL);
    pthread_cond_init(&s.freed, NULL);
    pthread_cond_init(&s.done, NULL);
    make_blocks(&s, wanted);
    s.active = wanted;
    while (started < wanted && pthread_create(&threads[started], NULL, work, &s) == 0)
        started++;
    pthread_mutex_lock(&s.lock);
    s.active -= wanted - started;
    pthread_mutex_unlock(&s.lock);
    bool done =
        started > 0 ? tell_all(&s, err) : yg_fail(err, YG_ERR_IO, "the system gives no thread");
    atomic_store(&s.halt, true);
    pthread_mutex_lock(&s.lock);
    s.is_ended = true;
    pthread_cond_broadcast(&s.freed);
    pthread_mutex_unlock(&s.lock);
    for (unsigned i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    s.counts.files = s.reading.files;
    if (done)
        done = end_skipped(&s, err);
    if (done && s.refused.code != YG_OK &&
        (s.refused.code != YG_ERR_INPUT ||
         s.counts.refused + s.reading.skipped == s.counts.files)) {
        s.counts.failed = s.refused.code;
        if (err != NULL)
            *err = s.refused;
        done = false;
    }
    s.counts.skipped = s.reading.skipped;
    s.counts.taken_bytes = atomic_load(&s.reading.taken_bytes);
    s.counts.size_bytes = s.reading.size_bytes;
    *ret_counts = s.counts;
    free_blocks(&s);
    yg_scan_read_end(&s.reading);
    pthread_mutex_destroy(&s.lock);
    pthread_cond_destroy(&s.freed);
    pthread_cond_destroy(&s.done);
    return done;
}
