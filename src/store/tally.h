/* Lean questions for figures: only the columns that counting needs, so that a million incidents are
 * counted in one pass; and the organisation that a report is asked about. As in read.h, views live
 * until the callback returns. */
#ifndef YG_STORE_TALLY_H
#define YG_STORE_TALLY_H

#include "store/store.h"

/* --- Organisations of the registry --- */
typedef struct {
    int64_t eid;
    yg_str id, key, name, country, sector, source;
} yg_organisation_row;
typedef bool (*yg_organisation_visit)(void *self, const yg_organisation_row *row, yg_error *err);
/* Those whose STIX id, key, LEI or one of whose names (folded, text/key.h) is `text`; by key. */
bool yg_store_organisations_named(yg_store *store, yg_str text, yg_organisation_visit visit,
                                  void *self, yg_error *err);

#endif
