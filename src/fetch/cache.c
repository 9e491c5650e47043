#include "fetch/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/time.h"
#include "text/json.h"

enum { RECORD_BYTES = 64 * 1024, PIECE_BYTES = 256 * 1024 };

bool yg_feed_name_ok(yg_str name) {
    if (name.n == 0 || name.n > 64)
        return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!plain && (i == 0 || (c != '.' && c != '_' && c != '-')))
            return false;
    }
    return true;
}

bool yg_cache_make_folders(yg_buf *path, yg_error *err) {
    char *z = yg_buf_z(path) ? path->p : NULL;
    for (size_t i = 1; i <= path->n; i++) {
        if (i < path->n && z[i] != '/')
            continue;
        char kept = z[i];
        z[i] = '\0';
        bool made = mkdir(z, 0700) == 0 || errno == EEXIST;
        if (!made)
            yg_fail(err, YG_ERR_IO, "cannot make the folder %s: %s", z, strerror(errno));
        z[i] = kept;
        if (!made)
            return false;
    }
    return true;
}

bool yg_cache_open(const char *parent, const char *name, yg_cache *ret_cache, yg_error *err) {
    YG_CLEANUP_BUF yg_buf path = {0};
    if (!yg_feed_name_ok(yg_str_of(name)))
        return yg_fail(err, YG_ERR_USAGE, "a feed's name may hold letters, digits, . _ and - only");
    yg_buf_addf(&path, "%s/%s", parent, name);
    if (!yg_cache_make_folders(&path, err))
        return false;
    int folder = open(yg_buf_z(&path), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (folder < 0)
        return yg_fail(err, YG_ERR_IO, "cannot open the folder %s: %s", path.p, strerror(errno));
    if (flock(folder, LOCK_EX | LOCK_NB) != 0) {
        bool busy = errno == EWOULDBLOCK;
        close(folder);
        return busy
                   ? yg_fail(err, YG_ERR_IO, "another update is fetching this feed into %s", path.p)
                   : yg_fail(err, YG_ERR_IO, "cannot lock the folder %s", path.p);
    }
    ret_cache->folder = folder;
    ret_cache->path = path;
    path = (yg_buf){0};
    return true;
}

void yg_cache_close(yg_cache *cache) {
    if (cache->folder >= 0)
        close(cache->folder);
    yg_buf_free(&cache->path);
    cache->folder = -1;
}

static bool take(const yyjson_val *root, const char *key, char *ret, size_t size) {
    yg_str text = yg_json_str(root, key);
    if (text.n >= size || (text.n > 0 && memchr(text.p, '\0', text.n) != NULL))
        return false;
    if (text.n > 0)
        memcpy(ret, text.p, text.n);
    ret[text.n] = '\0';
    return true;
}

static bool is_digest(yg_str hex) {
    for (size_t i = 0; i < hex.n; i++) {
        if (memchr("0123456789abcdef", hex.p[i], 16) == NULL)
            return false;
    }
    return hex.n == 64;
}

static bool read_record(const yyjson_val *root, yg_feed_record *record) {
    yyjson_val *object = (yyjson_val *)(uintptr_t)root;
    if (!take(root, "address", record->address, sizeof record->address) ||
        !take(root, "final_address", record->final_address, sizeof record->final_address) ||
        !take(root, "etag", record->etag, sizeof record->etag) ||
        !take(root, "last_modified", record->last_modified, sizeof record->last_modified) ||
        !take(root, "sha256", record->sha256, sizeof record->sha256))
        return false;
    if (!yg_time_parse(yg_json_str(root, "retrieved"), &record->retrieved_us))
        record->retrieved_us = YG_TIME_NONE;
    if (!yg_time_parse(yg_json_str(root, "checked"), &record->checked_us))
        record->checked_us = YG_TIME_NONE;
    record->bytes = yyjson_get_uint(yyjson_obj_get(object, "bytes"));
    record->gzip = yg_json_true(root, "gzip");
    record->imported = yg_json_true(root, "imported");
    /* Both are sent as headers: a damaged file must not inject any. */
    return (record->etag[0] == '\0' || yg_is_etag(yg_str_of(record->etag))) &&
           (record->last_modified[0] == '\0' ||
            yg_is_http_date(yg_str_of(record->last_modified))) &&
           (record->sha256[0] == '\0' || is_digest(yg_str_of(record->sha256)));
}

bool yg_cache_load(const yg_cache *cache, const char *file, const char *address,
                   yg_feed_record *ret_record) {
    yg_json_parser parser = {0};
    yg_feed_record record = {0};
    const char *reason = NULL;
    size_t at = 0;
    int fd = yg_cache_read(cache, file, NULL);
    if (fd < 0)
        return false;
    char *text = yg_alloc(RECORD_BYTES, 1);
    ssize_t n = read(fd, text, RECORD_BYTES);
    close(fd);
    yyjson_val *root =
        n > 0 ? yg_json_parse(&parser, (yg_str){text, (size_t)n}, &reason, &at) : NULL;
    bool good = root != NULL && read_record(root, &record) && strcmp(record.address, address) == 0;
    yg_json_parser_free(&parser);
    free(text);
    if (good)
        *ret_record = record;
    return good;
}

static void add_text(yg_buf *buf, const char *key, const char *text) {
    if (*text == '\0')
        return;
    yg_buf_addf(buf, ",\n  \"%s\": ", key);
    yg_json_add_string(buf, yg_str_of(text));
}

static void add_time(yg_buf *buf, const char *key, int64_t us) {
    if (us == YG_TIME_NONE || us == 0)
        return;
    yg_buf_addf(buf, ",\n  \"%s\": \"", key);
    yg_time_add(buf, us);
    yg_buf_addc(buf, '"');
}

bool yg_cache_save(const yg_cache *cache, const char *file, const yg_feed_record *record,
                   yg_error *err) {
    YG_CLEANUP_BUF yg_buf text = {0};
    YG_CLEANUP_BUF yg_buf beside = {0};
    yg_buf_addz(&text, "{\n  \"schema\": \"yagura-feed/1\"");
    add_text(&text, "address", record->address);
    add_text(&text, "final_address", record->final_address);
    add_text(&text, "etag", record->etag);
    add_text(&text, "last_modified", record->last_modified);
    add_text(&text, "sha256", record->sha256);
    add_time(&text, "retrieved", record->retrieved_us);
    add_time(&text, "checked", record->checked_us);
    yg_buf_addf(&text, ",\n  \"bytes\": %llu", (unsigned long long)record->bytes);
    if (record->gzip)
        yg_buf_addz(&text, ",\n  \"gzip\": true");
    yg_buf_addf(&text, ",\n  \"imported\": %s\n}\n", record->imported ? "true" : "false");
    yg_buf_addf(&beside, "%s.new", file);
    int fd = yg_cache_append(cache, yg_buf_z(&beside), true, err);
    if (fd < 0)
        return false;
    bool done = yg_cache_write(fd, yg_buf_str(&text), err);
    close(fd);
    return done && yg_cache_rename(cache, beside.p, file, err);
}

void yg_cache_remove(const yg_cache *cache, const char *file) {
    unlinkat(cache->folder, file, 0);
}

uint64_t yg_cache_size(const yg_cache *cache, const char *file) {
    struct stat st;
    if (fstatat(cache->folder, file, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
        return 0;
    return (uint64_t)st.st_size;
}

bool yg_cache_digest(const yg_cache *cache, const char *file, char ret_hex[65], uint64_t *ret_bytes,
                     yg_error *err) {
    int fd = yg_cache_read(cache, file, err);
    if (fd < 0)
        return false;
    yg_sha256 *state = yg_sha256_start();
    char *piece = yg_alloc(PIECE_BYTES, 1);
    uint64_t total = 0;
    ssize_t n;
    while ((n = read(fd, piece, PIECE_BYTES)) > 0 || (n < 0 && errno == EINTR)) {
        if (n < 0)
            continue;
        yg_sha256_add(state, (yg_str){piece, (size_t)n});
        total += (uint64_t)n;
    }
    free(piece);
    close(fd);
    yg_sha256_finish(state, n == 0 ? ret_hex : NULL);
    if (n < 0)
        return yg_fail(err, YG_ERR_IO, "cannot read %s/%s", cache->path.p, file);
    *ret_bytes = total;
    return true;
}

static int open_file(const yg_cache *cache, const char *file, int flags, yg_error *err) {
    struct stat st;
    /* A pipe planted in the cache must not make the update wait for ever. */
    int fd =
        openat(cache->folder, file, flags | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK, 0600);
    if (fd < 0) {
        yg_fail(err, YG_ERR_IO, "cannot open %s/%s: %s", cache->path.p, file, strerror(errno));
        return fd;
    }
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        return fd;
    close(fd);
    yg_fail(err, YG_ERR_IO, "%s/%s is no plain file; delete it", cache->path.p, file);
    return -1;
}

int yg_cache_append(const yg_cache *cache, const char *file, bool afresh, yg_error *err) {
    return open_file(cache, file, O_WRONLY | O_CREAT | O_APPEND | (afresh ? O_TRUNC : 0), err);
}

int yg_cache_read(const yg_cache *cache, const char *file, yg_error *err) {
    return open_file(cache, file, O_RDONLY, err);
}

bool yg_cache_rename(const yg_cache *cache, const char *from, const char *to, yg_error *err) {
    if (renameat(cache->folder, from, cache->folder, to) == 0)
        return true;
    return yg_fail(err, YG_ERR_IO, "cannot rename %s/%s: %s", cache->path.p, from, strerror(errno));
}

bool yg_cache_write(int fd, yg_str bytes, yg_error *err) {
    while (bytes.n > 0) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return yg_fail(err, YG_ERR_IO, "cannot write into the cache: %s", strerror(errno));
        bytes = yg_str_from(bytes, (size_t)n);
    }
    return true;
}
