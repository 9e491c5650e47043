/* What the parts of watch/name_scan.h share. */
#ifndef YG_WATCH_NAME_SCAN_PART_H
#define YG_WATCH_NAME_SCAN_PART_H

#include <pthread.h>

#include "base/stream.h"
#include "base/vec.h"
#include "match/name_judge.h"
#include "text/charset.h"
#include "watch/name_scan.h"

struct yg_name_watch {
    yg_suffixes *suffixes; /* NULL: the built-in ones */
    yg_names *names;
    yg_learned *learned;
    yg_name_judge judge;
};

enum {
    BLOCK_BYTES = 256 << 10,
    FAULTS_OF_A_BLOCK = 16,
    FAULTS_OF_A_FILE = 100,
};

typedef enum { UTF16_UNKNOWN, UTF16_NO, UTF16_LITTLE, UTF16_BIG } scan_utf16;

/* One file, or member of an archive. Owned by the blocks that were cut from it. */
typedef struct {
    uint64_t id;
    yg_buf path, trouble; /* trouble: why it is passed over; empty: it is not */
    yg_buf head;          /* head: its first bytes, for other threads' readers */
    atomic_uint holders;  /* blocks under way, and the reading side while it is open */
} scan_source;

typedef struct {
    char *bytes;
    size_t n, cap;
    uint64_t seq, offset; /* offset: of its first byte in the file */
    scan_source *source;
    yg_fault late[2]; /* what befell the file while it was read; reason NULL: nothing */
    yg_error
        refused; /* why the file, or what is left of it, was not read; there are no bytes then */
    /* What came of it. */
    YG_VEC(yg_scan_found) hits; /* texts in arena; lines before it in the block */
    yg_arena arena;
    yg_scan_counts counts;
    uint64_t lines;
    yg_fault faults[FAULTS_OF_A_BLOCK];
    size_t faults_n;
} scan_block;

/* The reading side: whoever holds its lock reads the next block. */
typedef struct {
    pthread_mutex_t lock;
    const yg_name_scan_options *options;
    const atomic_bool *stop;
    const char *const *paths;
    size_t paths_n, at;
    yg_stream *stream;
    scan_source *source;
    yg_host_names *reader; /* for sniffing and cutting */
    yg_buf carry;          /* of the next block, already read */
    yg_buf raw;            /* UTF-16 before it is UTF-8 */
    scan_utf16 utf16;
    uint64_t offset, next_seq, next_source;
    bool is_member_end, is_dropping, is_done;
    bool is_broken;                   /* the stream: nothing more can be had of it */
    yg_fault dropped;                 /* told with the next block; reason NULL: nothing */
    atomic_uint_fast64_t taken_bytes; /* of all files so far, packed */
    uint64_t taken_before, size_bytes;
    uint64_t files, skipped;
    yg_error err;           /* of the file in hand; handed over with the next block */
    yg_error first_trouble; /* of a file that was skipped */
} scan_reading;

/* name_scan_read.c. Fills the next block; false: no more. The lock is held. */
bool yg_scan_read_block(scan_reading *reading, scan_block *block);
void yg_scan_read_start(scan_reading *reading, const yg_name_scan_options *options,
                        const atomic_bool *stop, const char *const *paths, size_t n);
void yg_scan_read_end(scan_reading *reading);
void yg_scan_source_release(scan_source *source);

/* name_scan_judge.c: one worker's own things. */
typedef struct {
    const yg_name_scan_options *options;
    scan_block *block;
    scan_source *source; /* whose reader is open */
    uint64_t source_id;
    yg_host_names *reader;
    yg_buf converted, words;
    yg_str text; /* of the block, as it is fed */
    bool is_converted;
    uint64_t line_at, lines; /* a place in text, and the lines before it */
    uint64_t original_at, original_lines;
    char host[YG_NAME_MAX + 1];
    yg_name_text name;
    yg_name_hit hit;
} scan_worker;

void yg_scan_judge(scan_worker *worker, scan_block *block);
void yg_scan_worker_free(scan_worker *worker);

#endif
