/* Confirmed cases in the store: host names that somebody found to be phishing, by day. What they
 * teach is match/name_learned.h; how they come in and out is watch/confirmed.h. Rules of
 * store/read.h. */
#ifndef YG_STORE_CONFIRMED_H
#define YG_STORE_CONFIRMED_H

#include "store/store.h"

typedef struct {
    int32_t day; /* days since 1970-01-01 */
    yg_str host; /* lower case, A-labels */
    yg_str registrable;
    yg_str brand, source; /* may be empty */
} yg_confirmed_row;

/* Inside a transaction. A host counts once a day: the first report stays; *ret_new says whether
 * this one was it. */
bool yg_store_confirmed_put(yg_store *store, const yg_confirmed_row *row, bool *ret_new,
                            yg_error *err);
/* Takes all out, inside a transaction; *ret_n: how many there were. */
bool yg_store_confirmed_forget(yg_store *store, uint64_t *ret_n, yg_error *err);

/* The cases of [first, last], by day and host; the newest `most` of them. */
typedef bool (*yg_confirmed_visit)(void *self, const yg_confirmed_row *row, yg_error *err);
bool yg_store_confirmed(yg_store *store, int32_t first, int32_t last, uint32_t most,
                        yg_confirmed_visit visit, void *self, yg_error *err);
/* How many cases there are, and the first and the newest day; 0 cases: days untouched. */
bool yg_store_confirmed_count(yg_store *store, uint64_t *ret_n, int32_t *ret_first,
                              int32_t *ret_last, yg_error *err);

/* Host names of findings that a person called false alarms, and their registrable names: what they
 * have in common with others is ordinary. By name, each once. */
typedef bool (*yg_confirmed_ordinary_visit)(void *self, yg_str host, yg_error *err);
bool yg_store_confirmed_ordinary(yg_store *store, yg_confirmed_ordinary_visit visit, void *self,
                                 yg_error *err);

#endif
