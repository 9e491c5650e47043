/* Input that may be a file, a folder, standard input ("-"), compressed or an archive.
 *
 * Packings (base/packing.h) are recognised by content (libarchive), never by name. Limits:
 * size after decompression, expansion ratio, number of members, folder depth (base/limits.h)
 * [ZIP-BOMB] [LINK-LOOP]. Nothing is ever written to disk, so member names cannot escape. */
#ifndef YG_BASE_INPUT_H
#define YG_BASE_INPUT_H

#include "base/error.h"
#include "base/mem.h"

/* One file or archive member, wholly in memory. */
typedef struct {
    yg_str path;        /* as given, with "!member" behind it inside an archive; UTF-8 repaired */
    yg_str bytes;       /* decompressed; valid during the visit only; may be written to in place */
    const char *damage; /* NULL, or why only a front part could be read (a truncated .gz) */
    bool walked;        /* found by walking a folder or an archive, not named by the user */
} yg_input_file;

typedef struct {
    uint64_t max_bytes; /* 0: YG_LIMIT_INPUT_BYTES */
} yg_input_options;

/* Calls visit for every file behind `path`, folders in bytewise order of their names; hidden
 * entries and links to folders are passed over. Stops when visit returns false (its error is
 * passed on). Fails when `path` itself cannot be read; an unreadable entry of a folder is passed
 * to visit with empty bytes and damage set. */
typedef bool (*yg_input_visit)(void *self, const yg_input_file *file, yg_error *err);
bool yg_input_each(const char *path, const yg_input_options *options, yg_input_visit visit,
                   void *self, yg_error *err);

/* Reads the whole file at path (as it is, no decompression) into *ret_buf. */
bool yg_input_read_file(const char *path, uint64_t max_bytes, yg_buf *ret_buf, yg_error *err);
/* Like yg_input_each for bytes already in memory (fuzzing, downloads). */
bool yg_input_each_bytes(yg_str path, yg_str bytes, const yg_input_options *options,
                         yg_input_visit visit, void *self, yg_error *err);

#endif
