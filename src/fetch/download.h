/* The body of a feed on its way to the disk: a part file that grows, survives the process and is
 * continued with Range and If-Range (RFC 9110 sections 13.1.5 and 14), then decoded, checked and
 * renamed into place.
 *
 * [MIXED-VERSIONS] A part is continued only under a strong validator (a strong entity tag, or a
 * Last-Modified at least 60 s older than the answer's Date), from the same origin, in the same
 * encoding and at exactly its length; in every other case it is thrown away. */
#ifndef YG_FETCH_DOWNLOAD_H
#define YG_FETCH_DOWNLOAD_H

#include "fetch/cache.h"

typedef struct {
    const yg_cache *cache;
    const char *address; /* as configured */
    uint64_t max_bytes;
    yg_feed_record part;  /* what part.json says */
    bool resumable;       /* the part on disk may be continued */
    bool asked;           /* the present request has a Range */
    bool resumed;         /* a part was continued */
    int fd;               /* the part being written, or -1 */
    uint64_t part_bytes;  /* length of the part */
    uint64_t total_bytes; /* of the body as sent; 0: not said */
} yg_download;

typedef enum {
    YG_DOWNLOAD_GOES_ON,
    YG_DOWNLOAD_RESTART, /* the part is gone: ask again without Range */
    YG_DOWNLOAD_FAILED,  /* *err says why; the part is gone */
} yg_download_step;

/* Looks for a part of this address. */
void yg_download_open(yg_download *download, const yg_cache *cache, const char *address,
                      uint64_t max_bytes);
/* Adds Range and If-Range when there is a part to continue. */
struct curl_slist *yg_download_headers(yg_download *download, struct curl_slist *headers);
/* The headers of a 200 or 206 are there. */
yg_download_step yg_download_begin(yg_download *download, const yg_response *response,
                                   const yg_target *target, yg_error *err);
/* A piece of the body. */
yg_download_step yg_download_add(yg_download *download, yg_str piece, yg_error *err);
/* Closes the part and keeps it when it can be continued. */
void yg_download_pause(yg_download *download);
/* Closes and removes the part. */
void yg_download_discard(yg_download *download);
/* The part is complete: decodes it, refuses a web page and a digest other than `sha256` (unless
 * that is empty), renames it to "body" and fills sha256 and bytes of *ret_record. On failure the
 * part is gone and the old body untouched. */
bool yg_download_finish(yg_download *download, const char *sha256, yg_feed_record *ret_record,
                        yg_error *err);

#endif
