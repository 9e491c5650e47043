/* What the parts of base/stream.h share. */
#ifndef YG_BASE_STREAM_PART_H
#define YG_BASE_STREAM_PART_H

#include "base/stream.h"

enum { YG_STREAM_RAW_BYTES = 256 << 10 };

/* The file as it is. What was read stays in raw until it is consumed. */
typedef struct {
    int fd;
    bool is_pipe, is_standard, is_end;
    const atomic_bool *stop;
    yg_stream *below; /* what is read instead of fd: a member of an archive; NULL: nothing */
    uint64_t taken_bytes, size_bytes;
    char *raw; /* YG_STREAM_RAW_BYTES */
    size_t at, n;
} yg_stream_file;

/* How long the frames are that a zstd file may have in front and that say nothing (RFC 8878 3.1.2);
 * libarchive does not know them there. */
static inline bool yg_zstd_is_skipped(yg_str bytes) {
    return bytes.n >= 8 && ((unsigned char)bytes.p[0] & 0xF0) == 0x50 &&
           memcmp(bytes.p + 1, "\x2a\x4d\x18", 3) == 0;
}
static inline size_t yg_zstd_skip(yg_str bytes) {
    size_t at = 0;
    for (yg_str rest = bytes; yg_zstd_is_skipped(rest); rest = yg_str_from(bytes, at)) {
        const unsigned char *p = (const unsigned char *)rest.p;
        uint64_t n = 8 + ((uint64_t)p[4] | (uint64_t)p[5] << 8 | (uint64_t)p[6] << 16 |
                          (uint64_t)p[7] << 24);
        if (n > rest.n)
            break;
        at += (size_t)n;
    }
    return at;
}

/* The next bytes of the member at hand, without what is packed in it. */
bool yg_stream_read_own(yg_stream *stream, char *buf, size_t cap, size_t *ret_n, yg_error *err);

/* Makes sure that a byte waits in raw, unless the file is at its end. */
bool yg_stream_fill(yg_stream_file *file, yg_error *err);

/* Gzip by ISA-L (stream_gzip.c): members one behind the other. NULL when it was not built in. */
typedef struct yg_gunzip yg_gunzip;
yg_gunzip *yg_gunzip_make(void);
/* Reads into buf; *ret_n 0 at the end. *ret_damage as of yg_stream_damage. */
bool yg_gunzip_read(yg_gunzip *gunzip, yg_stream_file *file, char *buf, size_t cap, size_t *ret_n,
                    const char **ret_damage, yg_error *err);
void yg_gunzip_free(yg_gunzip *gunzip);

/* Everything else by libarchive (stream_archive.c). */
typedef struct yg_unpack yg_unpack;
/* Fails when it is no packing that libarchive knows. */
bool yg_unpack_make(yg_stream_file *file, yg_unpack **ret_unpack, yg_error *err);
/* The next file; false at the end (or with *err filled). *ret_name is empty where it has
 * none, valid UTF-8, and lives until the next call. */
bool yg_unpack_next(yg_unpack *unpack, yg_str *ret_name, const char **ret_damage, yg_error *err);
bool yg_unpack_read(yg_unpack *unpack, char *buf, size_t cap, size_t *ret_n,
                    const char **ret_damage, yg_error *err);
void yg_unpack_free(yg_unpack *unpack);

#endif
