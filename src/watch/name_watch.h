/* What a scan looks for: brands, suffixes, what was learned and an operating point, compiled into
 * one immutable thing that any number of threads may use. */
#ifndef YG_WATCH_NAME_WATCH_H
#define YG_WATCH_NAME_WATCH_H

#include "match/brand.h"
#include "match/name_learned.h"

typedef struct yg_name_watch yg_name_watch;

typedef struct {
    const yg_brand_list *brands; /* copied */
    yg_suffixes *suffixes;       /* NULL: the built-in ones; the watch frees it, also on failure */
    yg_learned *learned;         /* NULL: nothing was learned; the watch frees it likewise */
    yg_str stream;               /* "web" or "registrations" */
    const double *threshold;     /* NULL: the stream's own */
} yg_name_watch_options;

bool yg_name_watch_make(const yg_name_watch_options *options, yg_name_watch **ret_watch,
                        yg_error *err);
/* Accepts NULL. */
void yg_name_watch_free(yg_name_watch *watch);
double yg_name_watch_threshold(const yg_name_watch *watch);
size_t yg_name_watch_brands(const yg_name_watch *watch);
size_t yg_name_watch_tokens(const yg_name_watch *watch);
size_t yg_name_watch_bytes(const yg_name_watch *watch);
size_t yg_name_watch_learned(const yg_name_watch *watch);

#endif
