/* What a watch list is made of, as one digest. Bytes are digested in pieces, by threads side by
 * side, at the speed of memory. */
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/input.h"
#include "base/vec.h"
#include "match/suffix.h"
#include "store/read.h"
#include "watch/warning.h"
#include "watch/watchlist_cache.h"

/* To be raised whenever the same input gives another image: what lines mean, what is kept of each
 * indicator. (The engine has a version of its own, in the image.) */
#define MEANING "yagura watch list 1"

enum { PIECE_BYTES = 4 << 20, MOST_THREADS = 64 };

typedef struct {
    const yg_file *file; /* NULL: bytes */
    yg_str bytes;
    uint64_t pieces;
    unsigned char (*digests)[YG_HASH128_BYTES];
    atomic_uint_fast64_t next;
    atomic_bool failed;
} piece_job;

static bool digest_piece(piece_job *j, uint64_t piece, char *block) {
    uint64_t at = piece * PIECE_BYTES;
    if (j->file == NULL) {
        yg_hash128(yg_str_sub(j->bytes, (size_t)at, PIECE_BYTES), j->digests[piece]);
        return true;
    }
    size_t n = 0, got = 1;
    for (; n < PIECE_BYTES && got > 0; n += got) {
        if (!yg_file_read(j->file, at + n, block + n, PIECE_BYTES - n, &got, NULL))
            return false;
    }
    yg_hash128((yg_str){block, n}, j->digests[piece]);
    return true;
}

static void *run(void *self) {
    piece_job *j = self;
    char *block = j->file != NULL ? malloc(PIECE_BYTES) : NULL;
    for (uint64_t piece; (piece = atomic_fetch_add(&j->next, 1)) < j->pieces;) {
        if ((j->file != NULL && block == NULL) || !digest_piece(j, piece, block))
            atomic_store(&j->failed, true);
    }
    free(block);
    return NULL;
}

static bool digest_all(piece_job *j, uint64_t bytes, unsigned threads,
                       unsigned char ret_digest[YG_HASH128_BYTES]) {
    pthread_t ids[MOST_THREADS];
    bool is_running[MOST_THREADS] = {false};
    j->pieces = (bytes + PIECE_BYTES - 1) / PIECE_BYTES;
    j->digests = yg_alloc((size_t)j->pieces + 1, sizeof *j->digests);
    threads = threads < MOST_THREADS ? threads : MOST_THREADS;
    for (unsigned i = 1; i < threads && i < j->pieces; i++)
        is_running[i] = pthread_create(&ids[i], NULL, run, j) == 0;
    run(j);
    for (unsigned i = 1; i < threads; i++) {
        if (is_running[i])
            pthread_join(ids[i], NULL);
    }
    yg_hash128((yg_str){(const char *)j->digests, (size_t)j->pieces * sizeof *j->digests},
               ret_digest);
    free(j->digests);
    return !atomic_load(&j->failed);
}

void yg_pieces_digest(yg_str bytes, unsigned threads, unsigned char ret_digest[YG_HASH128_BYTES]) {
    piece_job j = {.bytes = bytes};
    digest_all(&j, bytes.n, threads, ret_digest);
}

/* --- The key --- */

static void add_bytes(yg_buf *buf, const void *bytes, size_t n) {
    uint64_t length = n;
    yg_buf_add(buf, (yg_str){(const char *)&length, sizeof length});
    yg_buf_add(buf, (yg_str){bytes, n});
}

static void add_text(yg_buf *buf, yg_str text) {
    add_bytes(buf, text.p, text.n);
}

static bool on_file(void *self, const yg_input_file *file, yg_error *err) {
    unsigned char digest[YG_HASH128_BYTES];
    yg_hash128(file->bytes, digest);
    add_text(self, file->path);
    add_text(self, yg_str_of(file->damage != NULL ? file->damage : ""));
    add_bytes(self, digest, sizeof digest);
    return true;
}

/* Standard input and pipes ("<(command)") can be read once only. */
static bool is_readable_twice(const char *path) {
    struct stat st;
    return strcmp(path, "-") != 0 &&
           (stat(path, &st) != 0 || S_ISREG(st.st_mode) || S_ISDIR(st.st_mode));
}

/* The path counts, too: sources and actors are named by it. */
static bool add_path(yg_buf *buf, const char *path, unsigned threads, yg_error *err) {
    unsigned char digest[YG_HASH128_BYTES];
    yg_file file;
    if (!yg_file_open(path, &file))
        return yg_input_each(path, NULL, on_file, buf, err); /* a folder */
    piece_job j = {.file = &file};
    bool done = digest_all(&j, file.bytes, threads, digest);
    add_text(buf, yg_str_of(path));
    add_bytes(buf, &file.bytes, sizeof file.bytes);
    add_bytes(buf, digest, sizeof digest);
    yg_file_close(&file);
    return done || yg_fail(err, YG_ERR_IO, "%s: cannot be read", path);
}

static bool add_paths(yg_buf *buf, const char *const *paths, size_t n, unsigned threads,
                      bool *ret_known, yg_error *err) {
    for (size_t i = 0; i < n; i++) {
        if (!is_readable_twice(paths[i]))
            *ret_known = false;
        else if (!add_path(buf, paths[i], threads, err))
            return false;
    }
    add_bytes(buf, &n, sizeof n);
    return true;
}

bool yg_watchlist_key_of(const yg_watchlist_options *o, yg_watchlist_key *ret_key, bool *ret_known,
                         yg_error *err) {
    YG_CLEANUP_BUF yg_buf all = {0};
    unsigned char suffixes[YG_HASH128_BYTES];
    bool known = true;
    yg_hash128(yg_suffixes_built_in_text(), suffixes);
    add_text(&all, YG_STR(MEANING " " YG_VERSION));
    add_bytes(&all, suffixes, sizeof suffixes);
    add_bytes(&all, &o->least_confidence, sizeof o->least_confidence);
    add_text(&all, o->most_tlp);
    add_bytes(&all, &o->all, sizeof o->all);
    add_bytes(&all, &o->windows_names, sizeof o->windows_names);
    if (!o->windows_names)
        add_text(&all, yg_warnings_windows_text());
    add_text(&all, o->store != NULL ? YG_STR("store") : YG_STR("none"));
    if ((o->store != NULL && !yg_store_state(o->store, &all, err)) ||
        !add_paths(&all, o->files, o->files_n, o->threads, &known, err) ||
        !add_paths(&all, o->warning_lists, o->warning_lists_n, o->threads, &known, err))
        return false;
    yg_hash128(yg_buf_str(&all), ret_key->bytes);
    *ret_known = known;
    return true;
}
