/* What is kept of a feed between runs: one folder per feed with
 *   body       the last complete body, decoded; replaced by renaming only
 *   feed.json  what is known of it (docs/update.md)
 *   part       the beginning of a download that broke off, as it was sent
 *   part.json  what is known of that
 * [PATH-TRAVERSAL] The folder's name is the feed's name in the config file, which may hold only
 * letters, digits, '.', '_' and '-'; nothing that a server says reaches a path. The folder is
 * locked while it is open. Whatever is read back is checked as if it came from outside. */
#ifndef YG_FETCH_CACHE_H
#define YG_FETCH_CACHE_H

#include "base/error.h"
#include "fetch/transfer.h"

typedef struct {
    char address[YG_TARGET_BYTES];       /* as configured: another one makes the record void */
    char final_address[YG_TARGET_BYTES]; /* behind all redirects */
    char etag[256], last_modified[64];   /* empty: not said */
    char sha256[65];                     /* of the body; empty for a part */
    int64_t retrieved_us;                /* when the body came */
    int64_t checked_us;                  /* when the server last said that it is unchanged */
    uint64_t bytes;                      /* of the body; of the whole as announced for a part */
    bool gzip;                           /* a part is compressed */
    bool imported;                       /* the body has been imported */
} yg_feed_record;

typedef struct {
    int folder;  /* descriptor, which holds the lock */
    yg_buf path; /* of the folder */
} yg_cache;

/* 1 to 64 letters, digits, '.', '_' and '-', a letter or digit first. */
bool yg_feed_name_ok(yg_str name);
/* Makes parent/NAME where needed (mode 0700) and locks it. Fails when another process has it. */
bool yg_cache_open(const char *parent, const char *name, yg_cache *ret_cache, yg_error *err);
void yg_cache_close(yg_cache *cache);

/* False when the file is absent or is no such record of this address. */
bool yg_cache_load(const yg_cache *cache, const char *file, const char *address,
                   yg_feed_record *ret_record);
/* Written beside and renamed. */
bool yg_cache_save(const yg_cache *cache, const char *file, const yg_feed_record *record,
                   yg_error *err);
void yg_cache_remove(const yg_cache *cache, const char *file);
/* Size of a file; 0 when it is absent. */
uint64_t yg_cache_size(const yg_cache *cache, const char *file);
/* SHA-256 and size of a file. */
bool yg_cache_digest(const yg_cache *cache, const char *file, char ret_hex[65], uint64_t *ret_bytes,
                     yg_error *err);
/* Opens a file for writing behind its present end, or afresh; -1 on failure. */
int yg_cache_append(const yg_cache *cache, const char *file, bool afresh, yg_error *err);
int yg_cache_read(const yg_cache *cache, const char *file, yg_error *err);
bool yg_cache_rename(const yg_cache *cache, const char *from, const char *to, yg_error *err);

/* Makes the folder and those above it, for the user alone, where they are missing. */
bool yg_cache_make_folders(yg_buf *path, yg_error *err);
/* Writes all of bytes. */
bool yg_cache_write(int fd, yg_str bytes, yg_error *err);

#endif
