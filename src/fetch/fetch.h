/* Fetches one feed into the cache: conditional, resumable, limited, checked (docs/update.md).
 *
 * Attack classes: [SSRF] [DNS-REBINDING] [SCHEME-SMUGGLING] [DOWNGRADE] [URL-CONFUSION]
 * [REDIRECT-LOOP] (fetch/target.h, fetch/transfer.h), [HEADER-FLOOD] [ENDLESS-BODY] [SLOW-BODY]
 * [ZIP-BOMB] (limits and time-outs), [MIXED-VERSIONS] (fetch/download.h), [PATH-TRAVERSAL]
 * (fetch/cache.h), [RETRY-STORM] (at most YG_LIMIT_RETRIES tries more, Retry-After honoured).
 * Does not look into the body beyond refusing an HTML page. */
#ifndef YG_FETCH_FETCH_H
#define YG_FETCH_FETCH_H

#include "fetch/cache.h"

/* All in microseconds; 0 is replaced by the default of yg_fetch_times_default. */
typedef struct {
    int64_t connect_us;     /* until a connection is there, 15 s */
    int64_t stall_us;       /* a connection with less than 64 bytes a second is given up, 30 s */
    int64_t total_us;       /* the whole fetch, retries included, 30 min */
    int64_t retry_us;       /* before the first retry, doubled for each further one, 1 s */
    int64_t retry_after_us; /* the longest Retry-After that is waited for, 60 s */
} yg_fetch_times;
yg_fetch_times yg_fetch_times_default(void);

typedef struct {
    const char *name;       /* yg_feed_name_ok */
    const char *address;    /* http or https */
    const char *folder;     /* the cache of all feeds; made where needed */
    const char *sha256;     /* the digest that the body must have; NULL or empty: any */
    uint64_t max_bytes;     /* 0: YG_LIMIT_FEED_BYTES */
    bool allow_private;     /* addresses that are not public may be used */
    yg_str proxy, no_proxy; /* as for yg_target_proxy */
    const char *ca_file;    /* NULL: the system's trusted authorities */
    yg_fetch_times times;
    void *self;
    /* Called at least every second; total is 0 while unknown. False stops the fetch, and what has
     * come so far is kept for the next one. May be NULL. */
    bool (*progress)(void *self, uint64_t done_bytes, uint64_t total_bytes);
} yg_fetch_request;

typedef enum {
    YG_FETCH_FETCHED,
    YG_FETCH_RESUMED,   /* fetched, continuing an earlier part */
    YG_FETCH_UNCHANGED, /* the body of the last time is still the right one */
} yg_fetch_status;

typedef struct {
    yg_fetch_status status;
    yg_feed_record record;
    yg_buf path; /* of the body; free with yg_fetch_result_free */
} yg_fetch_result;

/* Blocks; one thread per feed. True when the body at ret_result->path is current. */
bool yg_fetch(const yg_fetch_request *request, yg_fetch_result *ret_result, yg_error *err);
void yg_fetch_result_free(yg_fetch_result *result);
/* Notes in the cache that the body with this digest has been imported; a body that has been
 * replaced meanwhile is left alone. */
bool yg_fetch_note_imported(const yg_fetch_request *request, const char *sha256, yg_error *err);

#endif
