#include "fetch/download.h"

#include <stdio.h>
#include <unistd.h>

#include "fetch/content.h"

/* RFC 9110 section 8.8.2.2: a younger date may hide a second change within the same second. */
enum { STRONG_DATE_AGE_S = 60, HEAD_BYTES = 512 };

static bool too_large(const yg_download *d, yg_error *err) {
    return yg_fail(err, YG_ERR_LIMIT,
                   "larger than the limit of %llu MiB; raise max_mib of the feed",
                   (unsigned long long)(d->max_bytes >> 20));
}

void yg_download_open(yg_download *download, const yg_cache *cache, const char *address,
                      uint64_t max_bytes) {
    *download = (yg_download){.cache = cache, .address = address, .max_bytes = max_bytes, .fd = -1};
    yg_feed_record *part = &download->part;
    download->part_bytes = yg_cache_size(cache, "part");
    download->resumable = download->part_bytes > 0 && download->part_bytes <= max_bytes &&
                          yg_cache_load(cache, "part.json", address, part) &&
                          (part->etag[0] == '"' || part->last_modified[0] != '\0');
}

struct curl_slist *yg_download_headers(yg_download *download, struct curl_slist *headers) {
    char line[320];
    download->asked = download->resumable;
    if (!download->asked)
        return headers;
    int n =
        snprintf(line, sizeof line, "Range: bytes=%llu-", (unsigned long long)download->part_bytes);
    headers = curl_slist_append(headers, line);
    const yg_feed_record *part = &download->part;
    n += snprintf(line, sizeof line, "If-Range: %s",
                  part->etag[0] != '\0' ? part->etag : part->last_modified);
    return n > 0 ? curl_slist_append(headers, line) : headers;
}

static void close_part(yg_download *d) {
    if (d->fd >= 0)
        close(d->fd);
    d->fd = -1;
}

void yg_download_discard(yg_download *download) {
    close_part(download);
    yg_cache_remove(download->cache, "part");
    yg_cache_remove(download->cache, "part.json");
    download->part = (yg_feed_record){0};
    download->resumable = download->resumed = false;
    download->part_bytes = download->total_bytes = 0;
}

void yg_download_pause(yg_download *download) {
    close_part(download);
    if (!download->resumable)
        yg_download_discard(download);
}

static yg_download_step restart(yg_download *d) {
    yg_download_discard(d);
    return YG_DOWNLOAD_RESTART;
}

static yg_download_step fail(yg_download *d) {
    yg_download_discard(d);
    return YG_DOWNLOAD_FAILED;
}

/* Keeps only validators that are strong. */
static void describe(yg_download *d, const yg_response *response, const yg_target *target,
                     bool gzip) {
    yg_feed_record *part = &d->part;
    *part = (yg_feed_record){.gzip = gzip, .bytes = response->length_bytes};
    snprintf(part->address, sizeof part->address, "%s", d->address);
    snprintf(part->final_address, sizeof part->final_address, "%s", target->address);
    if (response->etag[0] == '"')
        memcpy(part->etag, response->etag, sizeof part->etag);
    curl_off_t changed_s =
        response->last_modified[0] != '\0' ? curl_getdate(response->last_modified, NULL) : -1;
    if (part->etag[0] == '\0' && changed_s >= 0 && response->date_s >= 0 &&
        response->date_s - changed_s >= STRONG_DATE_AGE_S)
        memcpy(part->last_modified, response->last_modified, sizeof part->last_modified);
}

static yg_download_step begin_afresh(yg_download *d, const yg_response *response,
                                     const yg_target *target, bool gzip, yg_error *err) {
    yg_download_discard(d);
    describe(d, response, target, gzip);
    if (response->length_bytes > d->max_bytes) {
        too_large(d, err);
        return fail(d);
    }
    /* Described before its first byte is there: killed in between, there is nothing to resume. */
    bool strong = d->part.etag[0] != '\0' || d->part.last_modified[0] != '\0';
    if (strong && !yg_cache_save(d->cache, "part.json", &d->part, err))
        return fail(d);
    d->fd = yg_cache_append(d->cache, "part", true, err);
    if (d->fd < 0)
        return fail(d);
    d->resumable = strong;
    d->total_bytes = response->length_bytes;
    return YG_DOWNLOAD_GOES_ON;
}

/* "bytes 100-199/200", the total may be "*". */
static bool parse_range(yg_str text, uint64_t *ret_first, uint64_t *ret_last, uint64_t *ret_total) {
    yg_str part;
    if (!yg_str_eq_nocase(yg_str_sub(text, 0, 6), YG_STR("bytes ")))
        return false;
    text = yg_str_trim(yg_str_from(text, 6));
    *ret_total = 0;
    if (!yg_str_split(&text, '-', &part) || !yg_str_to_u64(part, ret_first) ||
        !yg_str_split(&text, '/', &part) || !yg_str_to_u64(part, ret_last) ||
        *ret_last < *ret_first)
        return false;
    return yg_str_eqz(text, "*") || (yg_str_to_u64(text, ret_total) && *ret_total > *ret_last);
}

static bool same_origin(const char *address, const yg_target *target) {
    yg_target before;
    return yg_target_parse(address, &before, NULL) && strcmp(before.origin, target->origin) == 0;
}

static yg_download_step begin_resumed(yg_download *d, const yg_response *response,
                                      const yg_target *target, bool gzip, yg_error *err) {
    uint64_t first, last, total;
    const yg_feed_record *part = &d->part;
    bool other_tag = part->etag[0] != '\0'
                         ? response->etag[0] != '\0' && strcmp(part->etag, response->etag) != 0
                         : response->last_modified[0] != '\0' &&
                               strcmp(part->last_modified, response->last_modified) != 0;
    if (!parse_range(yg_str_of(response->content_range), &first, &last, &total) ||
        first != d->part_bytes || other_tag || gzip != part->gzip ||
        (total != 0 && part->bytes != 0 && total != part->bytes) ||
        !same_origin(part->final_address, target))
        return restart(d);
    d->total_bytes = total != 0 ? total : part->bytes;
    if (d->total_bytes > d->max_bytes) {
        too_large(d, err);
        return fail(d);
    }
    d->fd = yg_cache_append(d->cache, "part", false, err);
    if (d->fd < 0)
        return fail(d);
    d->resumed = true;
    return YG_DOWNLOAD_GOES_ON;
}

yg_download_step yg_download_begin(yg_download *download, const yg_response *response,
                                   const yg_target *target, yg_error *err) {
    bool gzip = false;
    if (response->length_bad) {
        yg_fail(err, YG_ERR_INPUT, "the server sends a Content-Length that makes no sense");
        return fail(download);
    }
    if (!yg_content_encoding(yg_str_of(response->encoding), &gzip)) {
        yg_fail(err, YG_ERR_INPUT, "the server sends an encoding that was not asked for");
        return fail(download);
    }
    if (response->status == 200)
        return begin_afresh(download, response, target, gzip, err);
    if (!download->asked) {
        yg_fail(err, YG_ERR_INPUT, "the server answers with a part that was not asked for");
        return fail(download);
    }
    return begin_resumed(download, response, target, gzip, err);
}

yg_download_step yg_download_add(yg_download *download, yg_str piece, yg_error *err) {
    if (piece.n > download->max_bytes - download->part_bytes) {
        too_large(download, err);
        return fail(download);
    }
    if (!yg_cache_write(download->fd, piece, err))
        return fail(download);
    download->part_bytes += piece.n;
    return YG_DOWNLOAD_GOES_ON;
}

/* Decodes a compressed part into "decoded"; *ret_file is the name of what is plain then. */
static bool make_plain(yg_download *d, const char **ret_file, yg_error *err) {
    *ret_file = "part";
    if (!d->part.gzip)
        return true;
    int from = yg_cache_read(d->cache, "part", err);
    int to = from < 0 ? -1 : yg_cache_append(d->cache, "decoded", true, err);
    bool done = to >= 0 && yg_content_gunzip(from, to, d->max_bytes, err);
    if (from >= 0)
        close(from);
    if (to >= 0)
        close(to);
    *ret_file = "decoded";
    return done;
}

static bool check_plain(yg_download *d, const char *file, const char *sha256,
                        yg_feed_record *record, yg_error *err) {
    char head[HEAD_BYTES];
    int fd = yg_cache_read(d->cache, file, err);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, head, sizeof head);
    close(fd);
    if (n <= 0)
        return yg_fail(err, YG_ERR_INPUT, "the server sent an empty body");
    if (yg_content_is_page((yg_str){head, (size_t)n}))
        return yg_fail(err, YG_ERR_INPUT, "the server sent a web page instead of the feed");
    if (!yg_cache_digest(d->cache, file, record->sha256, &record->bytes, err))
        return false;
    if (sha256[0] != '\0' && !yg_str_eq_nocase(yg_str_of(sha256), yg_str_of(record->sha256)))
        return yg_fail(err, YG_ERR_INPUT,
                       "the SHA-256 digest is %s, not %s as the config file demands",
                       record->sha256, sha256);
    return true;
}

bool yg_download_finish(yg_download *download, const char *sha256, yg_feed_record *ret_record,
                        yg_error *err) {
    const char *file = NULL;
    yg_feed_record record = {0};
    bool resumed = download->resumed;
    close_part(download);
    bool done = make_plain(download, &file, err) &&
                check_plain(download, file, sha256, &record, err) &&
                yg_cache_rename(download->cache, file, "body", err);
    yg_cache_remove(download->cache, "decoded");
    yg_download_discard(download);
    download->resumed = resumed;
    if (!done)
        return false;
    memcpy(ret_record->sha256, record.sha256, sizeof record.sha256);
    ret_record->bytes = record.bytes;
    return true;
}
