#include "fetch/fetch.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/time.h"
#include "fetch/download.h"

enum { RESTARTS = 2, TICK_US = 100000 };

typedef enum { DONE, UNCHANGED, HOP, AGAIN, RESTART, FAIL } next;

typedef struct {
    const yg_fetch_request *request;
    yg_fetch_times times;
    CURL *curl;
    yg_cache cache;
    yg_target first, at; /* the configured address, and the hop that was asked last */
    yg_address_rule rule;
    yg_feed_record record; /* of the body in the cache */
    bool have;             /* there is a sound one */
    yg_download download;
    yg_response response;
    yg_download_step step;
    bool begun;
    int64_t deadline_us;
    yg_error *err;
} job;

yg_fetch_times yg_fetch_times_default(void) {
    return (yg_fetch_times){.connect_us = 15 * YG_US_PER_S,
                            .stall_us = 30 * YG_US_PER_S,
                            .total_us = 1800 * YG_US_PER_S,
                            .retry_us = YG_US_PER_S,
                            .retry_after_us = 60 * YG_US_PER_S};
}

static yg_fetch_times times_of(const yg_fetch_request *request) {
    yg_fetch_times t = yg_fetch_times_default();
    const yg_fetch_times *own = &request->times;
    t.connect_us = own->connect_us > 0 ? own->connect_us : t.connect_us;
    t.stall_us = own->stall_us > 0 ? own->stall_us : t.stall_us;
    t.total_us = own->total_us > 0 ? own->total_us : t.total_us;
    t.retry_us = own->retry_us > 0 ? own->retry_us : t.retry_us;
    t.retry_after_us = own->retry_after_us > 0 ? own->retry_after_us : t.retry_after_us;
    return t;
}

static bool tick(void *self) {
    const job *j = self;
    const yg_fetch_request *r = j->request;
    return r->progress == NULL ||
           r->progress(r->self, j->download.part_bytes, j->download.total_bytes);
}

static bool on_body(void *self, const yg_response *response, yg_str piece) {
    job *j = self;
    if (response->status != 200 && response->status != 206)
        return false; /* nobody reads the body of a redirect or an error */
    if (!j->begun)
        j->step = yg_download_begin(&j->download, response, &j->at, j->err);
    j->begun = true;
    if (j->step == YG_DOWNLOAD_GOES_ON)
        j->step = yg_download_add(&j->download, piece, j->err);
    return j->step == YG_DOWNLOAD_GOES_ON;
}

static struct curl_slist *add_header(struct curl_slist *list, const char *name, const char *value) {
    char line[512];
    if (*value == '\0' || snprintf(line, sizeof line, "%s: %s", name, value) >= (int)sizeof line)
        return list;
    return curl_slist_append(list, line);
}

static struct curl_slist *make_headers(job *j) {
    const char *sha256 = j->request->sha256;
    /* A digest in the config file is of the file as it is served, not of a compressed form. */
    struct curl_slist *list =
        add_header(NULL, "Accept-Encoding", sha256 && *sha256 ? "identity" : "gzip");
    if (j->have) {
        list = add_header(list, "If-None-Match", j->record.etag);
        list = add_header(list, "If-Modified-Since", j->record.last_modified);
    }
    return yg_download_headers(&j->download, list);
}

static next refuse_status(job *j) {
    long status = j->response.status;
    bool busy = status == 429 || (status >= 500 && status <= 599);
    yg_fail(j->err, YG_ERR_IO, "%s answers with status %ld", j->at.host, status);
    if (!busy)
        return FAIL;
    if (j->response.retry_after_us > j->times.retry_after_us) {
        yg_fail(j->err, YG_ERR_IO, "%s answers with status %ld and asks to wait %lld s", j->at.host,
                status, (long long)(j->response.retry_after_us / YG_US_PER_S));
        return FAIL;
    }
    return AGAIN;
}

static next judge_body(job *j) {
    if (!j->begun) {
        j->begun = true;
        j->step = yg_download_begin(&j->download, &j->response, &j->at, j->err);
    }
    if (j->step == YG_DOWNLOAD_RESTART)
        return RESTART;
    if (j->step == YG_DOWNLOAD_FAILED)
        return FAIL;
    if (j->download.total_bytes <= j->download.part_bytes || j->response.status == 200)
        return DONE;
    yg_fail(j->err, YG_ERR_IO, "%s sent less than it announced", j->at.host);
    return AGAIN;
}

static next judge(job *j) {
    switch (j->response.status) {
    case 200:
    case 206:
        return judge_body(j);
    case 304:
        if (j->have)
            return UNCHANGED;
        yg_fail(j->err, YG_ERR_INPUT, "%s says \"unchanged\" without having been asked",
                j->at.host);
        return FAIL;
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
        return HOP;
    case 416:
        if (!j->download.asked)
            return refuse_status(j);
        yg_download_discard(&j->download);
        return RESTART;
    default:
        return refuse_status(j);
    }
}

static next ask(job *j) {
    const yg_fetch_request *r = j->request;
    struct curl_slist *headers = make_headers(j);
    yg_transfer transfer = {
        .target = &j->at,
        .rule = &j->rule,
        .proxy = yg_target_proxy(&j->at, r->proxy, r->no_proxy),
        .ca_file = r->ca_file,
        .agent = "yagura/" YAGURA_VERSION,
        .headers = headers,
        .max_bytes = j->download.max_bytes,
        .connect_us = j->times.connect_us,
        .stall_us = j->times.stall_us,
        .deadline_us = j->deadline_us,
        .self = j,
        .body = on_body,
        .tick = tick,
    };
    j->begun = false;
    j->step = YG_DOWNLOAD_GOES_ON;
    yg_transfer_end end = yg_transfer_run(j->curl, &transfer, &j->response, j->err);
    curl_slist_free_all(headers);
    switch (end) {
    case YG_TRANSFER_BROKEN:
        j->response.retry_after_us = 0;
        return AGAIN;
    case YG_TRANSFER_FAILED:
        return FAIL;
    default:
        return judge(j);
    }
}

/* One try: from the configured address over all redirects. */
static next follow(job *j) {
    j->at = j->first;
    for (int hops = 0;; hops++) {
        yg_target to;
        next n = ask(j);
        if (n != HOP)
            return n;
        if (hops == YG_LIMIT_REDIRECTS) {
            yg_fail(j->err, YG_ERR_LIMIT, "more than %d redirects", YG_LIMIT_REDIRECTS);
            return FAIL;
        }
        if (j->response.location[0] == '\0' || j->response.location_bad) {
            yg_fail(j->err, YG_ERR_INPUT, "%s redirects without one usable Location", j->at.host);
            return FAIL;
        }
        if (!yg_target_follow(&j->at, j->response.location, &j->rule, &to, j->err))
            return FAIL;
        j->at = to;
    }
}

/* False when the user stops or no time is left. */
static bool wait_for(job *j, int64_t us) {
    int64_t until_us = yg_time_mono_us() + us;
    if (until_us >= j->deadline_us)
        return false;
    while (yg_time_mono_us() < until_us) {
        int64_t left_us = until_us - yg_time_mono_us();
        struct timespec nap = {.tv_nsec = (left_us > TICK_US ? TICK_US : left_us) * 1000};
        if (!tick(j))
            return yg_fail(j->err, YG_ERR_IO, "stopped; what has come so far is kept");
        if (left_us > 0)
            nanosleep(&nap, NULL);
    }
    return true;
}

static next run(job *j) {
    int retries = 0, restarts = 0;
    for (;;) {
        next n = follow(j);
        if (n == DONE || n == UNCHANGED)
            return n;
        if (n == FAIL && j->err->code == YG_ERR_LIMIT)
            yg_download_discard(&j->download); /* it would only be continued into the same limit */
        yg_download_pause(&j->download);
        if (n == RESTART && restarts++ < RESTARTS)
            continue;
        if (n == RESTART)
            yg_fail(j->err, YG_ERR_INPUT, "%s changes its mind about parts of files", j->at.host);
        if (n != AGAIN)
            return FAIL;
        if (retries == YG_LIMIT_RETRIES) {
            yg_fail_in(j->err, "given up after %d tries", retries + 1);
            return FAIL;
        }
        int64_t wait_us = j->times.retry_us << retries++;
        if (!wait_for(j,
                      wait_us > j->response.retry_after_us ? wait_us : j->response.retry_after_us))
            return FAIL;
    }
}

/* Is the body of the last time whole, and the one that the config file demands? */
static bool body_is_sound(job *j) {
    char hex[65];
    uint64_t bytes = 0;
    const char *sha256 = j->request->sha256;
    return yg_cache_load(&j->cache, "feed.json", j->first.address, &j->record) &&
           yg_cache_digest(&j->cache, "body", hex, &bytes, NULL) && bytes == j->record.bytes &&
           strcmp(hex, j->record.sha256) == 0 &&
           (sha256 == NULL || *sha256 == '\0' ||
            yg_str_eq_nocase(yg_str_of(sha256), yg_str_of(hex)));
}

static void note_answer(job *j) {
    const yg_response *response = &j->response;
    yg_feed_record *record = &j->record;
    memcpy(record->address, j->first.address, sizeof record->address);
    memcpy(record->final_address, j->at.address, sizeof record->final_address);
    record->checked_us = yg_time_now_us() / YG_US_PER_S * YG_US_PER_S;
    if (response->status != 304 || response->etag[0] != '\0')
        memcpy(record->etag, response->etag, sizeof record->etag);
    if (response->status != 304 || response->last_modified[0] != '\0')
        memcpy(record->last_modified, response->last_modified, sizeof record->last_modified);
}

static bool fetch_into_cache(job *j, yg_fetch_status *ret_status) {
    const yg_fetch_request *r = j->request;
    char before[65];
    j->have = body_is_sound(j);
    memcpy(before, j->record.sha256, sizeof before);
    yg_download_open(&j->download, &j->cache, j->first.address,
                     r->max_bytes ? r->max_bytes : YG_LIMIT_FEED_BYTES);
    next n = run(j);
    if (n == FAIL)
        return false;
    *ret_status = YG_FETCH_UNCHANGED;
    if (n == DONE) {
        if (!yg_download_finish(&j->download, r->sha256 ? r->sha256 : "", &j->record, j->err))
            return false;
        *ret_status = j->download.resumed ? YG_FETCH_RESUMED : YG_FETCH_FETCHED;
        if (!j->have || strcmp(before, j->record.sha256) != 0)
            j->record.imported = false;
        j->record.retrieved_us = yg_time_now_us() / YG_US_PER_S * YG_US_PER_S;
    }
    note_answer(j);
    return yg_cache_save(&j->cache, "feed.json", &j->record, j->err);
}

static void start_curl(void) {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        yg_mem_die("libcurl");
}

static bool start(job *j) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const yg_fetch_request *r = j->request;
    pthread_once(&once, start_curl);
    if (!yg_target_parse(r->address, &j->first, j->err))
        return false;
    j->rule = yg_target_rule(&j->first, r->allow_private);
    if (j->first.literal && !yg_address_allowed(&j->rule, j->first.ip, j->first.port))
        return yg_fail(j->err, YG_ERR_INPUT, "%s is %s, which is refused", j->first.host,
                       yg_address_kind_text(yg_address_classify(j->first.ip)));
    return yg_cache_open(r->folder, r->name, &j->cache, j->err);
}

bool yg_fetch(const yg_fetch_request *request, yg_fetch_result *ret_result, yg_error *err) {
    yg_error own = {0};
    yg_fetch_status status;
    job *j = yg_alloc(1, sizeof *j);
    *j = (job){.request = request,
               .times = times_of(request),
               .err = err ? err : &own,
               .cache = {.folder = -1}};
    j->deadline_us = yg_time_mono_us() + j->times.total_us;
    bool done = start(j);
    if (done) {
        j->curl = curl_easy_init();
        if (j->curl == NULL)
            yg_mem_die("libcurl");
        done = fetch_into_cache(j, &status);
        curl_easy_cleanup(j->curl);
    }
    if (done) {
        yg_buf path = {0};
        yg_buf_addf(&path, "%s/body", yg_buf_z(&j->cache.path));
        *ret_result = (yg_fetch_result){.status = status, .record = j->record, .path = path};
    }
    yg_cache_close(&j->cache);
    free(j);
    return done;
}

void yg_fetch_result_free(yg_fetch_result *result) {
    yg_buf_free(&result->path);
}

bool yg_fetch_note_imported(const yg_fetch_request *request, const char *sha256, yg_error *err) {
    yg_cache cache;
    yg_target target;
    yg_feed_record record;
    if (!yg_target_parse(request->address, &target, err) ||
        !yg_cache_open(request->folder, request->name, &cache, err))
        return false;
    bool done = true;
    if (yg_cache_load(&cache, "feed.json", target.address, &record) &&
        strcmp(record.sha256, sha256) == 0) {
        record.imported = true;
        done = yg_cache_save(&cache, "feed.json", &record, err);
    }
    yg_cache_close(&cache);
    return done;
}
