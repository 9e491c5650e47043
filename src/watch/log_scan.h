/* The pipeline of `scan`: files in, sightings out. Threads read files side by side; a big file is
 * split where records end. Everything that was found is told by the calling thread, in the order of
 * the input, whatever the number of threads. Memory is bounded by the blocks under way. */
#ifndef YG_WATCH_LOG_SCAN_H
#define YG_WATCH_LOG_SCAN_H

#include <stdatomic.h>

#include "event/log_record.h"
#include "text/charset_decode.h"
#include "watch/place.h"
#include "watch/watchlist.h"

/* One sighting. Views live during the call. */
typedef struct {
    int64_t time_us; /* of the record; YG_TIME_NONE: none was read */
    yg_str file;     /* a path, "!member" behind it inside an archive, or "-" */
    yg_str print;    /* of the file's unpacked content, by its beginning: the same whatever it is
                      * called    and packed with; empty: it is too short */
    uint64_t part;   /* number of the file or member in this run; 0: it is followed */
    uint64_t offset_bytes, line; /* of the record in the unpacked file; lines from 1 */
    uint32_t number;             /* of the indicator in the watch list */
    yg_indicator_type type;      /* of values; of a pattern 0 */
    bool is_pattern;  /* a STIX pattern: `indicator` is its text, and the record the one that
                         completed it */
    yg_str indicator; /* its value */
    yg_str seen;  /* what stands in the log: "login.example.com" under "example.com"; at most 512
                     bytes */
    yg_str field; /* name, may be empty */
    yg_log_role role;
    yg_str kind;    /* of the record: "dns" */
    yg_str machine; /* the other side inside the group: host name or address of the record that
                     * belongs to the group, or the source; may be empty */
    yg_watched known;
    yg_place place; /* organisation; may be empty */
    uint64_t
        count; /* folded repeats: the same indicator, field and machine in one file; 1 with `all` */
    int64_t last_us; /* time of the last of them */
} yg_sighting;

/* "ipv4-addr" ..., "stix-pattern". */
static inline const char *yg_sighting_type_word(const yg_sighting *sighting) {
    return sighting->is_pattern ? "stix-pattern" : yg_indicator_type_word(sighting->type);
}

typedef struct {
    uint64_t files, refused, records_read;
    uint64_t event_logs; /* of the files: .evtx, which are searched as bytes and not decoded */
    uint64_t text_bytes, taken_bytes,
        size_bytes;                          /* unpacked; packed; packed in all, 0: not known */
    uint64_t hits, sightings, counted;       /* places; told, and the sum of their counts */
    uint64_t versions, out_of_time, allowed; /* hits that were no sightings */
    uint64_t timeless; /* records without a time that a STIX pattern over time could not use */
    uint64_t
        given_up; /* searches for patterns that were ended, and records forgotten before them */
    uint64_t converted_bytes; /* of the text, in lines that were read as of another set, */
    uint32_t charsets;        /* which: 1 << yg_charset_id each */
    uint64_t long_records;    /* longer than YG_LOG_RECORD_BYTES, scanned in pieces */
    /* What STIX patterns remembered when it was stopped: is not there for `resume`; could not be
     * kept. */
    bool state_lost, state_unkept;
    yg_code failed;
} yg_log_scan_counts;

/* What could not be done for one STIX pattern. */
typedef struct {
    uint64_t comparisons; /* ended because they ran too long: counted as not met */
    uint64_t searches;    /* over time, likewise */
    uint64_t forgotten;   /* records that were remembered for it, and had to make room */
} yg_log_pattern_loss;

typedef struct {
    const yg_watchlist *watchlist;
    const yg_places *places; /* NULL: no group */
    unsigned threads;        /* 0: one a processor */
    bool all, expired, follow;
    /* What files are in that have no byte order mark; NONE: UTF-16 is recognised, lines that are
     * not UTF-8 are guessed at, and searched both as bytes and converted. */
    yg_charset_id charset;
    const char *resume;      /* where an earlier run stopped, *ret_resume of it; NULL: the start */
    const atomic_bool *stop; /* NULL: cannot be stopped */
    bool same_host;          /* the records of a match of a STIX pattern are of one machine */
    /* Where what STIX patterns remember is kept when the scan is stopped, and found by `resume`;
     * NULL: it is not. */
    const char *state_folder;
    void *self;
    /* All are called by the thread that called yg_log_scan_run. False ends the scan. */
    bool (*take)(void *self, const yg_sighting *sighting, yg_error *err);
    /* Each sighting before it is folded, as soon as it is its turn: for what must not wait for the
     * end of a file. NULL: none */
    bool (*seen)(void *self, const yg_sighting *sighting, yg_error *err);
    void (*fault)(void *self, yg_str file, const yg_fault *fault);
    void (*refused)(void *self, const yg_error *why);
    /* At the end, for each pattern of which something could not be done; NULL: nobody asks. */
    void (*incomplete)(void *self, yg_str pattern, const yg_log_pattern_loss *loss);
    void (*progress)(void *self, const yg_log_scan_counts *counts, yg_str file);
} yg_log_scan_options;

/* False: *err says why; what was found was told, *ret_counts is right. When it was stopped,
 * *ret_resume (may be NULL) says where to go on: "OFFSET:LINES:PATH", several lines of them when
 * files were followed; empty when it came to the end. What cannot be read fails the run at its
 * end: bad input when all of it is bad, other errors in any case; *err then is the first of them,
 * and was told to refused. */
bool yg_log_scan_run(const yg_log_scan_options *options, const char *const *paths, size_t n,
                     yg_log_scan_counts *ret_counts, yg_buf *ret_resume, yg_error *err);

#endif
