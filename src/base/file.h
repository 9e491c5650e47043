/* Files that are read from several places at once, mapped, or written as a whole. */
#ifndef YG_BASE_FILE_H
#define YG_BASE_FILE_H

#include "base/error.h"

/* A regular file, open for reading. Threads may read it side by side. */
typedef struct {
    int fd;
    uint64_t bytes;
    bool is_private; /* the user's own, and nobody else can write to it */
} yg_file;

/* False without an error when it is no regular file (a pipe, a folder) or there is none. */
bool yg_file_open(const char *path, yg_file *ret_file);
/* Reads at most cap bytes from `at` on; *ret_n is 0 at the end only. */
bool yg_file_read(const yg_file *file, uint64_t at, char *buf, size_t cap, size_t *ret_n,
                  yg_error *err);
/* The whole file as it lies in memory, until yg_file_unmap; page-aligned. False without an error
 * when it cannot be. */
bool yg_file_map(const yg_file *file, yg_str *ret_bytes);
void yg_file_unmap(yg_str bytes);
void yg_file_close(yg_file *file);
/* Sets the time of its last change to now. */
void yg_file_touch(const yg_file *file);

/* Writes a file of these parts, readable by its owner only, and puts it into its place when it is
 * whole: whoever reads the path sees the old file or the new one. */
bool yg_file_write_whole(const char *path, const yg_str *parts, size_t n, yg_error *err);

/* Makes a folder and those above it, each for its owner only. */
bool yg_folder_make(const char *path, yg_error *err);
/* Leaves at most `most` files in a folder whose names begin and end so, and at most most_bytes; the
 * ones that changed last stay. What a writer that died left of such a file is taken away. Tells
 * nobody what it could not remove. */
void yg_folder_prune(const char *path, const char *prefix, const char *suffix, size_t most,
                     uint64_t most_bytes);

#endif
