/* Fetches the feeds of the config file one after the other and hands each new body on.
 *
 * A feed that fails costs only itself. Which bodies still have to be imported is decided by the
 * caller's `have`, else by a note in the cache; so an import that failed is tried again by the next
 * update even when the server says "unchanged". */
#ifndef YG_FETCH_UPDATE_H
#define YG_FETCH_UPDATE_H

#include "fetch/config.h"

typedef enum {
    YG_UPDATE_FETCHED,
    YG_UPDATE_RESUMED, /* fetched, continuing an earlier part */
    YG_UPDATE_UNCHANGED,
    YG_UPDATE_FAILED,
} yg_update_status;

/* One feed's outcome. Texts live until the callback returns. */
typedef struct {
    const yg_feed *feed;
    yg_update_status status;
    bool imported;             /* the import callback was called and succeeded */
    uint64_t bytes;            /* of the body; 0 when it failed */
    const char *sha256;        /* of the body; empty when it failed */
    const char *final_address; /* behind all redirects; empty when it failed */
    int64_t retrieved_us;      /* when the body came; YG_TIME_NONE when it failed */
    double seconds;            /* fetching and importing */
    const yg_error *error;     /* NULL unless it failed */
} yg_update_row;

typedef struct {
    const yg_config *config;
    const char *folder;       /* the cache of all feeds (yg_config_default_cache) */
    const char *const *names; /* the feeds to fetch, in this order; names_n 0: all enabled ones */
    size_t names_n;
    void *self;
    /* Imports the body at path. On failure the feed's row is "failed" with *err. */
    bool (*import)(void *self, const yg_feed *feed, const char *path, yg_error *err);
    /* Has the body at path with this digest been imported into the store in use? May be NULL: then
     * the cache remembers, which is right as long as there is one store. */
    bool (*have)(void *self, const yg_feed *feed, const char *path, const char *sha256);
    /* A feed ended. May be NULL. */
    void (*row)(void *self, const yg_update_row *row);
    /* At least every second while fetching; total 0: unknown. False stops the whole update after
     * this feed has failed with "stopped". May be NULL. */
    bool (*progress)(void *self, const yg_feed *feed, uint64_t done_bytes, uint64_t total_bytes);
} yg_update_options;

typedef struct {
    size_t fetched, unchanged, failed; /* resumed ones are fetched */
    yg_code code;                      /* of the first that failed, else YG_OK */
    bool stopped;                      /* progress said so: the remaining feeds were not tried */
} yg_update_totals;

/* False, with nothing fetched, only when a name is not in the config. */
bool yg_update(const yg_update_options *options, yg_update_totals *ret_totals, yg_error *err);

#endif
