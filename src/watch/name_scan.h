/* The pipeline of `names scan`: files in, look-alikes out. Threads take turns at reading (and
 * inflating) a block of some 256 KiB that ends where a record ends, and judge it while the next one
 * reads: no thread only reads, and nobody waits for a reader. What was found comes in the order of
 * the input, whatever the number of threads. Memory is bounded by the blocks under way, whatever
 * the input; a record longer than event/host_names.h allows is dropped and counted. */
#ifndef YG_WATCH_NAME_SCAN_H
#define YG_WATCH_NAME_SCAN_H

#include <stdatomic.h>

#include "event/host_names.h"
#include "watch/name_allow.h"
#include "watch/name_watch.h"

/* One hit, in words. Texts live during the call. */
typedef struct {
    yg_str name;                /* cleaned: lower case, A-labels */
    yg_str registrable;         /* its end, from the registrable name on */
    yg_str brand, organisation; /* empty: none can be named, or it is a list's */
    yg_str kind, token;
    uint16_t start, end; /* bytes of name: the span that imitates */
    uint8_t distance;
    double score;
    yg_str signs; /* words, separated by one blank */
    bool shared_hosting;
    yg_str learned;                     /* what was learned and met here; may be empty */
    yg_str explanation, explanation_ja; /* one line; empty unless wanted */
    yg_str file;                        /* as yg_stream_next names it */
    uint64_t line, offset_bytes;        /* of the record in the unpacked file; lines from 1 */
    int64_t time_us;                    /* of the record, YG_TIME_NONE: none was read */
} yg_scan_found;

typedef struct {
    uint64_t files, skipped;          /* and members; skipped: of the wrong kind, told as faults */
    uint64_t refused;                 /* of the files: could not be read, or not to the end */
    yg_code failed;                   /* the run failed because of them; else YG_OK */
    uint64_t names;                   /* read from records */
    uint64_t no_names;                /* of them: no host names (addresses, single words) */
    uint64_t addresses;               /* of those: addresses, and names of reverse DNS */
    uint64_t records, rejected;       /* records in all; those that could not be read */
    uint64_t hits;                    /* told to take */
    uint64_t allowed;                 /* hits that the allow list took away */
    uint64_t taken_bytes, size_bytes; /* of all files as they are packed; size 0: not known */
    uint64_t text_bytes;              /* unpacked */
} yg_scan_counts;

typedef struct {
    const yg_name_watch *watch;
    const yg_name_allow *allow; /* NULL: none */
    yg_host_names_options input;
    unsigned threads;        /* 0: one a processor */
    bool english, japanese;  /* which explanations are wanted */
    const atomic_bool *stop; /* NULL: cannot be stopped; else ends the input where it is */
    void *self;
    /* All are called by the thread that called yg_name_scan_run. False ends the scan. */
    bool (*take)(void *self, const yg_scan_found *found, yg_error *err);
    /* A record that could not be read, or a file that ended early; some of each file. NULL: none */
    void (*fault)(void *self, yg_str file, const yg_fault *fault);
    /* A file or member that cannot be read; the scan goes on with the next. NULL: none */
    void (*refused)(void *self, const yg_error *why);
    /* Some ten times a second, and when a block had hits. NULL: none */
    void (*progress)(void *self, const yg_scan_counts *counts, yg_str file);
} yg_name_scan_options;

enum { YG_SCAN_THREADS = 256 };

/* False: *err says why; everything that was found was told, and *ret_counts is right. What cannot
 * be read fails the run at its end: bad input when all of the input is bad, other errors (a path
 * that is not there, a column that is not there, a limit) in any case; *err then is the first of
 * them, and was told to refused. */
bool yg_name_scan_run(const yg_name_scan_options *options, const char *const *paths, size_t n,
                      yg_scan_counts *ret_counts, yg_error *err);

#endif
