/* Plain lists as files. A file that is not packed is read in rounds: threads read stretches of
 * whole lines, which are then joined in their order. A packed one is read as a stream. Beside what
 * is kept of it, a list costs the memory of one round, whatever it holds [ENDLESS-LINE]: what does
 * not end within a block is no indicator, and is counted once. */
#include "base/file.h"
#include "base/side.h"
#include "base/stream.h"
#include "base/utf8.h"
#include "know/collect.h"
#include "watch/watchlist_part.h"

enum {
    BLOCK_BYTES = 1 << 20,
    HEAD_BYTES = 1 << 16,
    STRETCH_BYTES = 2 << 20,
    ROUND_LEAST = 16
}; /* stretches */
#define SIDE_BY_SIDE_LEAST (UINT64_C(8) << 20)

typedef struct {
    yg_lines_job lines;
    char *block;
    size_t n;    /* bytes in the block, from the start of a line on */
    uint64_t at; /* of the block's first byte */
    bool skips;  /* inside of a line that is too long */
} reading;

/* block: of BLOCK_BYTES. */
static void start(reading *r, char *block, yg_gather *part, yg_str path,
                  const yg_watched *watched) {
    *r = (reading){.block = block};
    yg_lines_start(&r->lines, part, path, watched);
}

static void end(reading *r) {
    if (r->n > 0 && !r->skips)
        yg_lines_read(&r->lines, (yg_str){r->block, r->n}, r->at);
    yg_lines_end(&r->lines);
}

/* Behind the last line end of the block; 0: there is none. */
static size_t whole_lines(const reading *r) {
    const char *last = memrchr(r->block, '\n', r->n);
    return last == NULL ? 0 : (size_t)(last - r->block) + 1;
}

static void drop(reading *r, size_t n) {
    memmove(r->block, r->block + n, r->n - n);
    r->n -= n;
    r->at += n;
}

/* More bytes came to the end of the block: reads the lines that are whole. */
static void advance(reading *r) {
    if (r->skips) {
        const char *stop = memchr(r->block, '\n', r->n);
        r->skips = stop == NULL;
        drop(r, stop == NULL ? r->n : (size_t)(stop - r->block) + 1);
    }
    size_t n = whole_lines(r);
    if (n > 0) {
        yg_lines_read(&r->lines, (yg_str){r->block, n}, r->at);
        drop(r, n);
    } else if (r->n == BLOCK_BYTES) {
        yg_gather_reject(r->lines.part, r->lines.path, "a line of more than 1 MiB", r->at,
                         (yg_str){r->block, 80});
        r->skips = true;
        drop(r, r->n);
    }
}

/* --- Side by side --- */

typedef struct {
    const yg_file *file;
    yg_str path;
    const yg_watched *watched;
    uint64_t from, to; /* lines that begin in [from, to) are its own */
    yg_gather part;
    char *block;
    yg_error err;
    bool done;
} stretch;

/* Moves to the first line that begins at or behind s->from. */
static bool find_start(stretch *s, char *block, uint64_t *ret_at) {
    uint64_t at = s->from > 0 ? s->from - 1 : 0;
    while (s->from > 0 && at < s->to) {
        size_t n;
        if (!yg_file_read(s->file, at, block, BLOCK_BYTES, &n, &s->err))
            return false;
        const char *stop = n > 0 ? memchr(block, '\n', n) : NULL;
        at += stop != NULL ? (uint64_t)(stop - block) + 1 : n;
        if (stop != NULL || n == 0)
            break;
    }
    *ret_at = at;
    return true;
}

/* Reads on behind s->to until the last line that begins before it is whole. */
static bool read_stretch(stretch *s) {
    reading r;
    uint64_t at = 0;
    bool done;
    start(&r, s->block, &s->part, s->path, s->watched);
    done = find_start(s, r.block, &at);
    r.at = at;
    r.lines.lines = s->from > 0; /* the first line of the list may name its column */
    bool is_end = !done || at >= s->to;
    while (!is_end && done) {
        size_t n = 0;
        done = yg_file_read(s->file, at, r.block + r.n, BLOCK_BYTES - r.n, &n, &s->err);
        if (!done || n == 0)
            break;
        at += n;
        r.n += n;
        if (at >= s->to) { /* where the line ends that holds byte to - 1 */
            size_t from = s->to - 1 > r.at ? (size_t)(s->to - 1 - r.at) : 0;
            const char *stop = from < r.n ? memchr(r.block + from, '\n', r.n - from) : NULL;
            is_end = stop != NULL;
            if (is_end)
                r.n = (size_t)(stop - r.block) + 1;
        }
        advance(&r);
    }
    end(&r);
    return done;
}

static void read_one(void *self, size_t which) {
    stretch *s = &((stretch *)self)[which];
    s->done = read_stretch(s);
}

/* The stretches of one round, from *at on. The first error is told. */
static bool read_round(yg_gather *part, stretch *s, size_t n, uint64_t *at, unsigned threads,
                       yg_error *err) {
    yg_gather *parts[YG_INDICATORS_BLOCKS];
    uint64_t bytes = s[0].file->bytes;
    for (size_t i = 0; i < n; i++) {
        uint64_t rest = bytes - *at;
        s[i].from = *at;
        *at += rest < STRETCH_BYTES ? rest : STRETCH_BYTES;
        s[i].to = *at;
        parts[i] = &s[i].part;
    }
    yg_side_by_side(threads, n, read_one, s);
    for (size_t i = 0; i < n; i++) {
        if (s[i].done)
            continue;
        if (err != NULL)
            *err = s[i].err;
        return false;
    }
    yg_gather_join(part, parts, n);
    return true;
}

static bool read_side_by_side(yg_gather *part, const yg_file *file, yg_str path,
                              const yg_watched *watched, unsigned threads, yg_error *err) {
    size_t n = threads < ROUND_LEAST / 2 ? ROUND_LEAST : (size_t)threads * 2;
    n = n < YG_INDICATORS_BLOCKS ? n : YG_INDICATORS_BLOCKS;
    stretch *s = yg_alloc(n, sizeof *s);
    bool done = true;
    for (size_t i = 0; i < n; i++) {
        s[i] = (stretch){.file = file, .path = path, .watched = watched};
        s[i].block = yg_alloc(BLOCK_BYTES, 1);
        yg_gather_start_stretch(&s[i].part, part->rules);
    }
    size_t before = part->taken;
    for (uint64_t at = 0; at < file->bytes && done;) {
        done = read_round(part, s, n, &at, threads, err);
        double share = (double)at / (double)file->bytes;
        yg_indicators_expect(part->maker,
                             before + (size_t)((double)(part->taken - before) / share));
    }
    for (size_t i = 0; i < n; i++) {
        yg_gather_free(&s[i].part);
        free(s[i].block);
    }
    free(s);
    return done;
}

/* --- One file --- */

static bool read_stream(yg_gather *part, yg_stream *stream, yg_str head, yg_str path,
                        const yg_watched *watched, yg_error *err) {
    reading r;
    bool done = true;
    char *block = yg_alloc(BLOCK_BYTES, 1);
    start(&r, block, part, path, watched);
    memcpy(r.block, head.p, head.n);
    r.n = head.n;
    for (;;) {
        size_t n = 0;
        advance(&r);
        done = yg_stream_read(stream, r.block + r.n, BLOCK_BYTES - r.n, &n, err);
        if (!done || n == 0)
            break;
        r.n += n;
    }
    if (done && yg_stream_damage(stream) != NULL)
        yg_gather_reject(part, path, yg_stream_damage(stream), r.at + r.n, (yg_str){NULL, 0});
    end(&r);
    free(block);
    return done;
}

static bool fill_head(yg_stream *stream, char *head, size_t *ret_n, yg_error *err) {
    size_t n = 1;
    for (*ret_n = 0; *ret_n < HEAD_BYTES && n > 0; *ret_n += n) {
        if (!yg_stream_read(stream, head + *ret_n, HEAD_BYTES - *ret_n, &n, err))
            return false;
    }
    return true;
}

/* What the list says of itself, and what follows from where it lies. */
static void watched_of(yg_gather *part, yg_str head, yg_str path, yg_arena *arena,
                       yg_watched *ret) {
    yg_source source = {0};
    yg_collect_list_source(head, path, &source);
    *ret = (yg_watched){.source = yg_arena_copy(arena, source.name),
                        .tlp = yg_arena_copy(arena, source.tlp),
                        .confidence = -1,
                        .from_us = YG_TIME_NONE,
                        .until_us = YG_TIME_NONE};
    (void)part;
}

bool yg_list_read_file(yg_gather *part, const char *path, unsigned threads, bool *ret_taken,
                       yg_error *err) {
    yg_stream *stream = NULL;
    yg_file file = {-1, 0};
    yg_str shown;
    size_t n = 0;
    yg_arena arena = {0};
    yg_watched watched;
    *ret_taken = false;
    if (strcmp(path, "-") == 0 || !yg_file_open(path, &file))
        return true; /* standard input cannot be looked at twice */
    char *head = yg_alloc(HEAD_BYTES, 1);
    bool done = yg_stream_open(path, NULL, &stream, err) && yg_stream_next(stream, &shown, err) &&
                fill_head(stream, head, &n, err);
    bool plain = done && file.bytes >= n && yg_stream_size_bytes(stream) == file.bytes &&
                 yg_str_chr(shown, '!') == SIZE_MAX;
    if (done && yg_lines_is_list((yg_str){head, n})) {
        char magic[8] = {0};
        size_t magic_n = 0;
        *ret_taken = true;
        watched_of(part, (yg_str){head, n}, shown, &arena, &watched);
        done = yg_file_read(&file, 0, magic, sizeof magic, &magic_n, err);
        plain = plain && memcmp(magic, head, magic_n < n ? magic_n : n) == 0;
        if (done && yg_gather_fitness(part, true, watched.confidence, watched.tlp) != YG_FIT)
            ; /* the whole list */
        else if (done && plain && file.bytes >= SIDE_BY_SIDE_LEAST)
            done = read_side_by_side(part, &file, shown, &watched, threads, err);
        else if (done)
            done = read_stream(part, stream, (yg_str){head, n}, shown, &watched, err);
    }
    yg_stream_close(stream);
    yg_file_close(&file);
    yg_arena_free(&arena);
    free(head);
    return done || yg_fail_in(err, "%s", path);
}

void yg_list_read_bytes(yg_gather *part, yg_str path, yg_str bytes) {
    yg_lines_job lines;
    yg_arena arena = {0};
    yg_watched watched;
    watched_of(part, yg_str_sub(bytes, 0, HEAD_BYTES), path, &arena, &watched);
    if (yg_gather_fitness(part, true, watched.confidence, watched.tlp) == YG_FIT) {
        yg_lines_start(&lines, part, path, &watched);
        yg_lines_read(&lines, bytes, 0);
        yg_lines_end(&lines);
    }
    yg_arena_free(&arena);
}
