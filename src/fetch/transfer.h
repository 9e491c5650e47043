/* One HTTP exchange over libcurl: a GET, its headers, its body in pieces. Redirects, retries and
 * files are the caller's business (fetch/fetch.c).
 *
 * [DNS-REBINDING] The address of every socket is checked before it is connected; [HEADER-FLOOD]
 * header bytes are limited; [RESPONSE-SPLITTING] what may be sent again (entity tag, date) must
 * have its exact form; TLS 1.2 or newer is always verified. Sends no cookies and no credentials
 * but those of the proxy, reads no netrc, keeps no HSTS or Alt-Svc state. */
#ifndef YG_FETCH_TRANSFER_H
#define YG_FETCH_TRANSFER_H

#include <curl/curl.h>

#include "fetch/target.h"

/* What is used of an answer. Texts are empty when absent or malformed. */
typedef struct {
    long status;
    uint64_t length_bytes;  /* announced for this answer's body; 0: not said */
    int64_t retry_after_us; /* 0: not said */
    int64_t date_s;         /* Date as Unix time; -1: not said */
    char etag[256];         /* a whole entity tag, W/ and quotes included */
    char last_modified[64];
    char encoding[32]; /* Content-Encoding; a Transfer-Encoding other than chunked */
    char content_range[96];
    char location[YG_TARGET_BYTES];
    bool length_said;
    bool length_bad;   /* Content-Length is no number, or two that differ */
    bool location_bad; /* too long, or two that differ */
} yg_response;

typedef struct {
    const yg_target *target;
    const yg_address_rule *rule;
    yg_str proxy;        /* empty: connect directly */
    const char *ca_file; /* PEM file of trusted authorities; NULL: the system's */
    const char *agent;
    struct curl_slist *headers;
    uint64_t max_bytes; /* of the body as announced */
    int64_t connect_us, stall_us;
    int64_t deadline_us; /* on the clock of yg_time_mono_us */
    void *self;
    /* One piece of the body; the headers are complete. False: stop (YG_TRANSFER_STOPPED). */
    bool (*body)(void *self, const yg_response *response, yg_str piece);
    /* Called about every second and after pieces. False: the user wants to stop. */
    bool (*tick)(void *self);
} yg_transfer;

typedef enum {
    YG_TRANSFER_DONE,    /* the answer is complete */
    YG_TRANSFER_STOPPED, /* body said so; *err is not set */
    YG_TRANSFER_BROKEN,  /* the connection failed in a way that may pass */
    YG_TRANSFER_FAILED,  /* trying again would not help */
} yg_transfer_end;

/* Uses the handle (whose connections are kept for the next exchange of the same feed; share none
 * between feeds: their rules differ). *ret_response is filled as far as the answer came. */
yg_transfer_end yg_transfer_run(CURL *curl, const yg_transfer *transfer, yg_response *ret_response,
                                yg_error *err);

/* Is text a whole entity tag ("x" or W/"x"), or a date that may be sent as it is? */
bool yg_is_etag(yg_str text);
bool yg_is_http_date(yg_str text);

#endif
