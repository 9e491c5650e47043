/* Input read as a stream, for what is larger than memory: a file or standard input ("-"), plain or
 * packed (base/packing.h says how; also these in one another), recognised by content.
 * base/input.h reads whole files.
 *
 * Limits: the expansion ratio and the number of members (base/limits.h) [ZIP-BOMB] [HEADER-FLOOD];
 * the size has none, since nothing is kept. Gzip goes through ISA-L where the program was built
 * with it: 3 times as fast as zlib on lists of names. Nothing is written to disk. */
#ifndef YG_BASE_STREAM_H
#define YG_BASE_STREAM_H

#include <stdatomic.h>

#include "base/error.h"

typedef struct yg_stream yg_stream;

/* path: of a file, "-" is standard input. stop (may be NULL, must outlive the stream): once it is
 * set, the stream is at its end; waiting for a pipe ends within a quarter of a second. Fails when
 * the path cannot be opened (YG_ERR_USAGE when there is none, or when it is a folder) or when its
 * packing cannot be read at all. One thread at a time. */
bool yg_stream_open(const char *path, const atomic_bool *stop, yg_stream **ret_stream,
                    yg_error *err);
/* Is a file that begins so packed, as far as this header knows? 512 bytes are enough. */
bool yg_stream_is_packed(yg_str head);
/* Moves to the next member: of an archive each file in turn, else once. False at the end, or with
 * *err filled. *ret_path lives until the next call: the path with "!member" behind it inside an
 * archive, valid UTF-8. */
bool yg_stream_next(yg_stream *stream, yg_str *ret_path, yg_error *err);
/* Reads at least one byte and at most cap; *ret_n is 0 at the member's end. May give less than cap
 * when no more is there yet. Damage is the member's end: what came before it was given. Fails on
 * limits and on errors of the system. */
bool yg_stream_read(yg_stream *stream, char *buf, size_t cap, size_t *ret_n, yg_error *err);
/* Why the member (or the archive) ended early, constant text; NULL: it did not. */
const char *yg_stream_damage(const yg_stream *stream);
/* Would yg_stream_read have to wait for a pipe? */
bool yg_stream_would_wait(const yg_stream *stream);
/* Bytes taken from the file so far, as it is packed, and its size (0: not known). */
uint64_t yg_stream_taken_bytes(const yg_stream *stream);
uint64_t yg_stream_size_bytes(const yg_stream *stream);
/* Accepts NULL. */
void yg_stream_close(yg_stream *stream);

#endif
