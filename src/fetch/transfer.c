#include "fetch/transfer.h"

#include <sys/socket.h>

#include "base/limits.h"
#include "base/time.h"
#include "base/utf8.h"

enum { SLOWEST_BYTES_PER_S = 64 };

typedef struct {
    CURL *curl;
    const yg_transfer *transfer;
    yg_response *response;
    size_t header_bytes;
    bool in_body, stopped, cancelled, flooded;
    bool refused; /* a socket to `refused_ip` was */
    yg_address refused_ip;
} exchange;

bool yg_is_etag(yg_str text) {
    if (yg_str_starts(text, YG_STR("W/")))
        text = yg_str_from(text, 2);
    if (text.n < 2 || text.p[0] != '"' || text.p[text.n - 1] != '"')
        return false;
    for (size_t i = 1; i + 1 < text.n; i++) {
        if (text.p[i] < 0x21 || text.p[i] > 0x7e || text.p[i] == '"')
            return false;
    }
    return true;
}

bool yg_is_http_date(yg_str text) {
    char copy[64];
    if (text.n == 0 || text.n >= sizeof copy)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < 0x20 || text.p[i] > 0x7e)
            return false;
        copy[i] = text.p[i];
    }
    copy[text.n] = '\0';
    return curl_getdate(copy, NULL) >= 0;
}

static bool keep(yg_str value, char *ret, size_t size) {
    if (value.n >= size || memchr(value.p, '\0', value.n) != NULL)
        return false;
    memcpy(ret, value.p, value.n);
    ret[value.n] = '\0';
    return true;
}

static void take_location(yg_response *response, yg_str value) {
    bool differs = response->location[0] != '\0' && !yg_str_eqz(value, response->location);
    if (value.n == 0 || differs || !keep(value, response->location, sizeof response->location))
        response->location_bad = true;
}

static void take_length(yg_response *response, yg_str value) {
    uint64_t length_bytes = 0;
    if (!yg_str_to_u64(value, &length_bytes) ||
        (response->length_said && response->length_bytes != length_bytes))
        response->length_bad = true;
    response->length_said = true;
    response->length_bytes = length_bytes;
}

/* One encoding on top of another is not told apart further: it is refused anyway. */
static void take_encoding(yg_response *response, yg_str value) {
    if (value.n > 0 && (response->encoding[0] != '\0' ||
                        !keep(value, response->encoding, sizeof response->encoding)))
        memcpy(response->encoding, "several", sizeof "several");
}

static void take_header(yg_response *response, yg_str line) {
    size_t colon = yg_str_chr(line, ':');
    if (colon == SIZE_MAX)
        return;
    yg_str name = yg_str_sub(line, 0, colon), value = yg_str_trim(yg_str_from(line, colon + 1));
    char date[64];
    if (yg_str_eq_nocase(name, YG_STR("etag")) && yg_is_etag(value))
        keep(value, response->etag, sizeof response->etag);
    else if (yg_str_eq_nocase(name, YG_STR("last-modified")) && yg_is_http_date(value))
        keep(value, response->last_modified, sizeof response->last_modified);
    else if (yg_str_eq_nocase(name, YG_STR("location")))
        take_location(response, value);
    else if (yg_str_eq_nocase(name, YG_STR("content-range")))
        keep(value, response->content_range, sizeof response->content_range);
    else if (yg_str_eq_nocase(name, YG_STR("content-length")))
        take_length(response, value);
    else if (yg_str_eq_nocase(name, YG_STR("date")) && yg_is_http_date(value) &&
             keep(value, date, sizeof date))
        response->date_s = curl_getdate(date, NULL);
    else if (yg_str_eq_nocase(name, YG_STR("content-encoding")) ||
             (yg_str_eq_nocase(name, YG_STR("transfer-encoding")) &&
              !yg_str_eq_nocase(value, YG_STR("chunked"))))
        take_encoding(response, yg_str_eq_nocase(name, YG_STR("content-encoding"))
                                    ? value
                                    : YG_STR("a transfer encoding"));
}

static size_t on_header(char *bytes, size_t size, size_t n, void *self) {
    exchange *x = self;
    yg_str line = {bytes, size * n};
    x->header_bytes += line.n;
    if (x->header_bytes > YG_LIMIT_HEADER_BYTES) {
        x->flooded = true;
        return 0;
    }
    if (x->in_body) /* a trailer says nothing that may be trusted */
        return line.n;
    if (yg_str_starts(line, YG_STR("HTTP/")))
        *x->response = (yg_response){.date_s = -1};
    else
        take_header(x->response, line);
    return line.n;
}

static size_t on_body(char *bytes, size_t size, size_t n, void *self) {
    exchange *x = self;
    if (!x->in_body)
        curl_easy_getinfo(x->curl, CURLINFO_RESPONSE_CODE, &x->response->status);
    x->in_body = true;
    if (x->transfer->body(x->transfer->self, x->response, (yg_str){bytes, size * n}))
        return size * n;
    x->stopped = true;
    return CURL_WRITEFUNC_ERROR;
}

static int on_progress(void *self, curl_off_t total, curl_off_t now, curl_off_t up_total,
                       curl_off_t up_now) {
    exchange *x = self;
    x->cancelled = !x->transfer->tick(x->transfer->self);
    return x->cancelled;
}

/* Through a proxy the socket is the proxy's, which the user chose. */
static curl_socket_t on_socket(void *self, curlsocktype purpose, struct curl_sockaddr *to) {
    exchange *x = self;
    yg_address address = {{0}};
    uint16_t port = 0;
    if (x->transfer->proxy.n == 0 &&
        (!yg_address_from_socket(&to->addr, to->addrlen, &address, &port) ||
         !yg_address_allowed(x->transfer->rule, address, port))) {
        x->refused = true;
        x->refused_ip = address;
        return CURL_SOCKET_BAD;
    }
    x->refused = false;
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static void set_limits(CURL *curl, const yg_transfer *t) {
    int64_t left_us = t->deadline_us - yg_time_mono_us();
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)(left_us > 1000 ? left_us / 1000 : 1));
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)(t->connect_us / 1000));
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)SLOWEST_BYTES_PER_S);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME,
                     (long)((t->stall_us + YG_US_PER_S - 1) / YG_US_PER_S));
    curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)t->max_bytes);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    if (t->ca_file != NULL) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, t->ca_file);
        curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    }
}

static void set_up(CURL *curl, exchange *x, yg_buf *proxy, char fault[CURL_ERROR_SIZE]) {
    const yg_transfer *t = x->transfer;
    curl_easy_reset(curl);
    set_limits(curl, t);
    curl_easy_setopt(curl, CURLOPT_URL, t->target->address);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, t->agent);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, t->headers);
    /* An empty proxy means none, whatever the environment says: fetch/target.c has decided. */
    yg_buf_add(proxy, t->proxy);
    curl_easy_setopt(curl, CURLOPT_PROXY, yg_buf_z(proxy));
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "");
    curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    /* The caller decodes: a part of a compressed body can be resumed only as it was sent. */
    curl_easy_setopt(curl, CURLOPT_HTTP_CONTENT_DECODING, 0L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, fault);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, x);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, x);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, x);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, x);
}

static bool may_pass(CURLcode code) {
    switch (code) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return true;
    default:
        return false;
    }
}

/* *err for what libcurl reported. */
static yg_transfer_end judge(const exchange *x, CURLcode code, const char *fault, yg_error *err) {
    YG_CLEANUP_BUF yg_buf text = {0};
    const char *host = x->transfer->target->host;
    if (x->stopped)
        return YG_TRANSFER_STOPPED;
    if (x->cancelled)
        yg_fail(err, YG_ERR_IO, "stopped; what has come so far is kept");
    else if (x->flooded)
        yg_fail(err, YG_ERR_LIMIT, "%s sends more than %u KiB of header lines", host,
                YG_LIMIT_HEADER_BYTES >> 10);
    else if (code == CURLE_FILESIZE_EXCEEDED)
        yg_fail(err, YG_ERR_LIMIT, "larger than the limit of %llu MiB; raise max_mib of the feed",
                (unsigned long long)(x->transfer->max_bytes >> 20));
    else if (x->refused) {
        yg_address_add(&text, x->refused_ip);
        yg_fail(err, YG_ERR_INPUT,
                "%s leads to %s, %s, which is refused; a feed on the own network needs "
                "allow_private: true",
                host, yg_buf_z(&text), yg_address_kind_text(yg_address_classify(x->refused_ip)));
    } else {
        yg_utf8_add_printable(&text, yg_str_of(*fault ? fault : curl_easy_strerror(code)), false);
        yg_fail(err, YG_ERR_IO, "%s: %s", host, yg_buf_z(&text));
        if (may_pass(code) && yg_time_mono_us() < x->transfer->deadline_us)
            return YG_TRANSFER_BROKEN;
    }
    return YG_TRANSFER_FAILED;
}

yg_transfer_end yg_transfer_run(CURL *curl, const yg_transfer *transfer, yg_response *ret_response,
                                yg_error *err) {
    YG_CLEANUP_BUF yg_buf proxy = {0};
    char fault[CURL_ERROR_SIZE] = "";
    exchange x = {.curl = curl, .transfer = transfer, .response = ret_response};
    curl_off_t wait_s = 0;
    *ret_response = (yg_response){.date_s = -1};
    set_up(curl, &x, &proxy, fault);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &ret_response->status);
    curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &wait_s);
    ret_response->retry_after_us = wait_s > 0 && wait_s < 31536000 ? wait_s * YG_US_PER_S : 0;
    if (wait_s >= 31536000)
        ret_response->retry_after_us = INT64_C(31536000) * YG_US_PER_S;
    yg_transfer_end end = code == CURLE_OK ? YG_TRANSFER_DONE : judge(&x, code, fault, err);
    /* Nothing of this call may stay behind in the handle. */
    curl_easy_reset(curl);
    return end;
}
