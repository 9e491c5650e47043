/* What the parts of watch/log_scan.h share.
 *
 * A file is either *plain* (regular, UTF-8, records are lines): any thread takes the next piece of
 * PIECE_BYTES of it, reads it by pread and finds the ends of its records itself; or a *stream*
 * (packed, a pipe, UTF-16, records of several lines): threads take turns at reading its next block,
 * and scan it while the next one reads. Either way a block has a number, and what came of it waits
 * in the file's queue until everything before it was told.
 *
 * [GIANT-LINE] A record of which RECORD_MOST bytes do not suffice is scanned in pieces of
 * LONG_BYTES that overlap by OVERLAP_BYTES, and never held whole. [HIT-FLOOD] What waits to be told
 * is bounded by HELD_BYTES: no further block is taken until the telling side has caught up. */
#ifndef YG_WATCH_LOG_SCAN_PART_H
#define YG_WATCH_LOG_SCAN_PART_H

#include <pthread.h>

#include "base/hash.h"
#include "base/map.h"
#include "base/stream.h"
#include "match/pattern.h"
#include "match/token_scan.h"
#include "watch/log_scan.h"

enum {
    PIECE_BYTES = 512 << 10,
    TAIL_BYTES =
        4096, /* read behind a piece at once: the rest of its last record is mostly there */
    RECORD_MOST = YG_LOG_RECORD_BYTES,
    LONG_BYTES = 1 << 20,
    /* Each place of a long record is seen with half of this around it, at least. */
    OVERLAP_BYTES = 256 << 10,
    BUFFER_BYTES = PIECE_BYTES + RECORD_MOST + TAIL_BYTES,
    HELD_BYTES = 64 << 20,
    THREADS_MOST = 256,
    TELL_EACH_MS = 100,
    SEEN_BYTES = 512,
};

typedef enum { UTF16_UNKNOWN, UTF16_NO, UTF16_LITTLE, UTF16_BIG } scan_utf16;
/* Two bytes of mark, or where the zero bytes stand; head: the first bytes of a file. */
scan_utf16 yg_log_utf16_of(yg_str head, size_t *ret_mark_bytes);
/* Adds the UTF-8 of whole UTF-16 units at the beginning of raw, and says how many bytes of raw they
 * were; is_end: nothing follows, what is left over becomes U+FFFD. */
size_t yg_log_utf16_add(yg_buf *buf, yg_str raw, scan_utf16 order, bool is_end);
/* How many bytes of UTF-16 became that text. */
uint64_t yg_log_utf16_bytes(yg_str text);

/* Line ends in s. */
uint64_t yg_log_lines(yg_str s);
/* The same; *ret_is_plain: no byte is above 0x7F, and none an escape: it is ASCII in every set. */
uint64_t yg_log_lines_seen(yg_str s, bool *ret_is_plain);
/* log_scan_utf8.c: whether all of s is UTF-8. */
bool yg_log_is_utf8(yg_str s);

/* One file, or member of an archive. */
typedef struct {
    yg_buf path;
    uint64_t number; /* of the member in its file, from 0 */
    yg_log_form *form;
    scan_utf16 utf16;
    yg_charset_id told, charset; /* what the user says; that, or what the first bytes look like */
    size_t mark_bytes;
    uint64_t start_lines; /* before what is told first: of --resume */
    bool is_counted;
    uint64_t part; /* as of yg_sighting */
    char print[2 * YG_HASH128_BYTES + 1];
    bool is_event_log; /* binary XML of Windows, which is no text */
    atomic_uint holders;
} scan_member;
/* charset: what the user says that it is in, or NONE. */
scan_member *yg_log_member_make(yg_str path, yg_charset_id charset);
/* Says what it is by its first bytes, as they are in the file. */
void yg_log_member_meet(scan_member *member, yg_str head, int64_t changed_us);
void yg_log_member_release(scan_member *member);
/* log_scan_print.c: what tells its content from that of others, once its first bytes are there. */
void yg_log_member_print(scan_member *member, yg_str head);

/* A block of text on its way through one thread. */
typedef struct {
    char *buffer;               /* YG_SCAN_PAD, BUFFER_BYTES, YG_SCAN_PAD */
    yg_str text;                /* in buffer */
    uint64_t offset;            /* of text in the unpacked file; of UTF-16 in its own bytes */
    uint64_t end_offset;        /* where the next block begins: to resume there */
    size_t own_from, own_until; /* hits that start outside belong to the neighbours */
    bool is_long;               /* a piece of a long record, which began at record_offset */
    bool is_long_end;           /* and its last one */
    uint64_t into; /* of a long record, up to where it is searched with this block; else 0 */
    uint64_t record_offset;
    scan_member *member; /* held */
} scan_block;

/* A record that meets brackets of STIX patterns: what would be told of it, and which. */
typedef struct {
    yg_sighting sighting;
    size_t first, n; /* of the result's brackets */
} scan_met;

/* What came of a block. */
typedef struct scan_result scan_result;
struct scan_result {
    scan_result *next;
    uint64_t seq;
    bool more; /* another result with the same seq follows, of the same thread */
    scan_member *member;
    uint64_t end_offset, into;
    uint64_t lines;                /* in the block */
    YG_VEC(yg_sighting) sightings; /* texts in arena; line: those before it in the block */
    YG_VEC(scan_met) mets;
    YG_VEC(uint32_t) brackets;
    YG_VEC(yg_pattern_hard) hard;
    yg_arena arena;
    uint64_t text_bytes, hits, records, versions, out_of_time, long_records, converted_bytes;
    uint32_t charsets;
    yg_fault fault; /* reason NULL: none */
    size_t held_bytes;
};

typedef enum { FILE_OPENS, FILE_READY, FILE_ENDED } scan_state;

typedef struct scan_file scan_file;
struct scan_file {
    scan_file *next;
    const char *path;
    yg_charset_id charset; /* as the user says */
    scan_state state;      /* under the lock of the scan */
    bool is_plain;
    bool is_busy;   /* a thread reads the stream */
    bool is_halted; /* it was stopped in the middle of a record */
    uint64_t resume_offset, resume_lines, resume_member;
    uint64_t resume_into; /* bytes of the record there that were searched */
    /* Plain. */
    int fd;
    uint64_t size, base_offset;
    uint64_t next_seq; /* to be taken; under the lock */
    uint64_t pieces;
    scan_member *plain;
    /* Stream: whoever is_busy owns this. */
    yg_stream *stream;
    scan_member *member;
    uint64_t members;
    yg_buf carry, raw;
    uint64_t offset;     /* of carry */
    uint64_t skip_bytes; /* of the member, to where an earlier scan came */
    bool is_long, is_member_end, is_paused;
    bool is_fresh;                   /* its first bytes were met, and there are no more for now */
    uint64_t long_offset, long_into; /* where it began, and where its next piece begins in it */
    int64_t changed_us;              /* when the file was changed last, or now */
    atomic_uint_fast64_t taken_bytes;
    /* Telling; under the lock. */
    scan_result *queue;
    uint64_t next_tell, told; /* told: results */
    unsigned in_flight;
    yg_error refused; /* code YG_OK: it was not */
};

/* Bytes of a block that were converted, or taken as they are, from here on. */
typedef struct {
    uint32_t bytes, text; /* where they begin, in the file's bytes and in the text of the block */
    unsigned char charset, mode;
} scan_stretch;

/* The other one of the two that a converted block is: its text and its bytes. Fields as in
 * scan_worker and scan_block. */
typedef struct {
    yg_str text;
    size_t own_from, own_until;
    bool is_converted;
    yg_log_record record;
    yg_str record_text;
    yg_log_walk walk;
    uint64_t record_lines, record_offset;
    size_t lines_at, offset_at;
    uint64_t lines, offset;
} scan_other;

/* Of one thread. */
typedef struct {
    const yg_log_scan_options *options;
    yg_token_scratch *scratch;
    scan_block block;
    scan_result *result; /* being filled */
    /* The record that was parsed last, as a part of the block. */
    yg_log_record record;
    yg_str record_text;
    yg_log_walk walk;
    uint64_t record_lines, record_offset; /* of the record: lines before it in the block */
    size_t lines_at, offset_at;           /* of the block: what stands before was counted */
    uint64_t lines, offset;
    yg_buf value, host;
    /* When the block is in another character set: its bytes, what they became, and how. */
    bool is_converted;
    yg_str bytes;
    yg_buf text; /* YG_SCAN_PAD before and behind it */
    YG_VEC(scan_stretch) stretches;
    YG_VEC(yg_token_hit) hits, byte_hits;
    scan_other other;
    bool is_bytes;         /* it has the bytes in hand, and the text is the other */
    YG_VEC(uint32_t) urls; /* URLs in pieces that the record at urls_offset was told to hold */
    uint64_t urls_offset;
    yg_pattern_scratch *pattern_scratch; /* NULL: not needed yet */
    bool is_abandoned; /* the scan was stopped while patterns were asked: the block is not done */
    yg_observation observation;
} scan_worker;

void yg_log_worker_start(scan_worker *worker, const yg_log_scan_options *options);
void yg_log_worker_free(scan_worker *worker);
/* Scans the worker's block into its result, unless that is_abandoned. */
void yg_log_worker_scan(scan_worker *worker);

/* log_scan_charset.c. Makes the worker's block UTF-8 where that is needed. */
void yg_log_worker_convert(scan_worker *worker);
/* From a byte of the block's text to the byte of the file that it came from, and back. */
size_t yg_log_worker_bytes_at(const scan_worker *worker, size_t text);
size_t yg_log_worker_text_at(const scan_worker *worker, size_t bytes);
/* Searches a converted block: each hit is given to take once, by place; those that only the bytes
 * have while the worker has the bytes in hand. */
void yg_log_worker_search(scan_worker *worker, yg_token_take take);

/* log_scan_bytes.c. Takes the bytes of a converted block in hand instead of its text, or the text
 * again: records are read from it, and places are in it. */
void yg_log_worker_turn(scan_worker *worker);
/* Was the block converted by a guess? Then the bytes may be right. */
bool yg_log_worker_is_guess(const scan_worker *worker);
/* Asks the patterns of the bytes of a guess as well, and puts what they say to what was met
 * already, by record. */
void yg_log_worker_patterns_of_bytes(scan_worker *worker);

/* log_scan_hit.c, for log_scan_pattern.c: reads the record around a byte of the block, and says
 * whose machine it is about. */
void yg_log_worker_read(scan_worker *worker, size_t at);
void yg_log_worker_place(scan_worker *worker, yg_sighting *sighting);
/* Asks the patterns of the watch list of every record of the block. */
void yg_log_worker_patterns(scan_worker *worker);

/* log_scan_open.c. Fills what is known once the file is open; false: file->refused says why. */
bool yg_log_file_open(scan_file *file, const atomic_bool *stop);
void yg_log_file_close(scan_file *file);

/* log_scan_plain.c and log_scan_stream.c. All hold block->member for the block. */
char *yg_log_block_room(scan_block *block);
/* The next block of a stream; false: no more, or file->refused. A block may be empty: *ret_fault
 * says what befell the member, or there is nothing for now of a file that is followed. */
bool yg_log_stream_block(scan_file *file, scan_block *block, yg_fault *ret_fault);
/* The piece of that number; false: no record begins in it. *ret_long: where a record begins that is
 * longer than a block, UINT64_MAX: none; it follows behind the block by yg_log_plain_long. */
bool yg_log_plain_block(scan_file *file, uint64_t piece, scan_block *block, uint64_t *ret_long,
                        yg_error *err);
/* One piece of the long record after the other; *at is where the next one begins, and is set to
 * UINT64_MAX behind the last. */
bool yg_log_plain_long(scan_file *file, uint64_t record, uint64_t *at, scan_block *block,
                       yg_error *err);

/* log_scan_fold.c: repeats in one member. */
typedef struct {
    yg_map rows; /* indicator, field, machine -> index + 1 */
    YG_VEC(yg_sighting) list;
    yg_arena arena;
    yg_buf key;
} scan_fold;
enum { FOLD_MOST = 200000, FOLD_BYTES = 64 << 20 };
/* False: there is no more room; tell what is there, empty it and come again. */
bool yg_log_fold_add(scan_fold *fold, const yg_sighting *sighting);
void yg_log_fold_clear(scan_fold *fold);
void yg_log_fold_free(scan_fold *fold);

/* log_scan_hold.c: records that met brackets of patterns over time. */
typedef struct {
    int64_t time_us;
    yg_str file;
    uint64_t offset_bytes, line, part;
    uint32_t print, kind, machine, place; /* numbers of texts and places of the hold */
    uint32_t first, n;                    /* of its brackets */
} scan_held;
typedef struct {
    YG_VEC(scan_held) rows;
    YG_VEC(uint32_t) brackets;
    YG_VEC(yg_str) texts; /* in the arena */
    YG_VEC(yg_place) places;
    yg_map text_numbers, place_numbers; /* of places by the bytes of their views */
    yg_arena arena;
    YG_VEC(yg_sighting) matches; /* not told yet; texts in the arena */
} scan_hold;

/* log_scan_tell.c: the telling side, the thread that called. */
typedef struct {
    const yg_log_scan_options *options;
    yg_log_scan_counts counts;
    scan_fold fold;
    scan_member *member; /* whose results were told last; held */
    uint64_t lines;      /* of it, told */
    uint64_t parts;      /* members that were begun */
    uint64_t faults;
    uint64_t end_offset, into;   /* of it, told */
    yg_error refused;            /* the first, or the first that is not the input's fault */
    yg_pattern_matcher *matcher; /* NULL: not needed yet */
    uint64_t observed;           /* records that were put into it */
    scan_hold hold;
    uint64_t *hard; /* comparisons given up, of each pattern; NULL: none */
} scan_teller;
bool yg_log_tell_sighting(scan_teller *teller, yg_sighting sighting, yg_error *err);
/* The same of one that says its file and line already. */
bool yg_log_tell_placed(scan_teller *teller, const yg_sighting *sighting, yg_error *err);
/* Puts what a record met to what others met before, and tells the patterns that are complete now.
 */
bool yg_log_tell_met(scan_teller *teller, const scan_result *result, size_t number, yg_error *err);
/* Of a record that meets brackets: the sighting to be, and its brackets. matches: where what it
 * completes is put; NULL: it is told. */
bool yg_log_put_met(scan_teller *teller, const yg_sighting *sighting, const uint32_t *brackets,
                    size_t n, scan_hold *matches, yg_error *err);
/* log_scan_hold.c: puts it aside until the end; sighting with its file and line. */
bool yg_log_hold(scan_teller *teller, const yg_sighting *sighting, const uint32_t *brackets,
                 size_t n, yg_error *err);
/* Puts together what was put aside, in the order of time, and tells the matches. */
bool yg_log_tell_held(scan_teller *teller, yg_error *err);
void yg_log_hold_free(scan_hold *hold);
void yg_log_tell_hard(scan_teller *teller, const scan_result *result);
/* Counts what patterns could not do, and says of which. */
void yg_log_tell_patterns(scan_teller *teller);
yg_pattern_matcher *yg_log_teller_matcher(scan_teller *teller);
/* log_scan_state.c: what patterns remember is kept for this word of --resume, and taken up again.
 */
void yg_log_state_save(scan_teller *teller, yg_str resume);
void yg_log_state_load(scan_teller *teller, yg_str resume);
bool yg_log_tell(scan_teller *teller, const scan_result *result, yg_error *err);
void yg_log_tell_refused(scan_teller *teller, const yg_error *why);
void yg_log_tell_progress(scan_teller *teller);
/* Fails the run when all of the input was bad, or something else was wrong with some of it. */
bool yg_log_tell_end(scan_teller *teller, yg_error *err);
/* Tells what was folded so far. */
bool yg_log_tell_folded(scan_teller *teller, yg_error *err);
void yg_log_teller_free(scan_teller *teller);

/* log_scan_follow.c: all in the thread that called, one file after the other, again and again. */
bool yg_log_follow(scan_teller *teller, const char *const *paths, size_t n, yg_buf *ret_resume,
                   yg_error *err);

/* log_scan_resume.c: "OFFSET:LINES:PATH", of a later member of an archive
 * "OFFSET:LINES:MEMBER:PATH"; several, joined by a line end, of files that are followed. Within a
 * long record "OFFSET+INTO": it begins there, and so many of its bytes were searched. In the path
 * control characters, bytes that are no UTF-8 and "%" are written "%0A". */
typedef struct {
    yg_str path; /* as it is written in the word */
    uint64_t offset, lines, member, into;
} scan_resume;
/* Adds a path as it is written in the word. */
void yg_log_resume_path(yg_buf *buf, const char *path);
bool yg_log_resume_is(const scan_resume *resume, const char *path);
/* The piece of a long record that begins `from` bytes in it: what an earlier scan has searched of
 * it is not searched again. */
void yg_log_resume_long(const scan_file *file, scan_block *block, uint64_t from, bool is_first);
void yg_log_resume_add(yg_buf *buf, const scan_resume *resume);
/* Takes the first one off *words. */
bool yg_log_resume_read(yg_str *words, scan_resume *ret_resume, yg_error *err);

scan_result *yg_log_result_make(void);
void yg_log_result_clear(scan_result *result);
void yg_log_result_free(scan_result *result);

#endif
