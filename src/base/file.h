/* Files that are read from several places at once, mapped, or written as a whole. */
#ifndef YG_BASE_FILE_H
#define YG_BASE_FILE_H

#include "base/error.h"

/* A regular file, open for reading. Threads may read it side by side. */
typedef struct {
    int fd;
    uint64_t bytes;
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

/* Writes a file of these parts, readable by its owner only, and puts it into its place when it is
 * whole: whoever reads the path sees the old file or the new one. */
bool yg_file_write_whole(const char *path, const yg_str *parts, size_t n, yg_error *err);

#endif
