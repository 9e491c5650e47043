/* Inside of know/attribution.h: the state behind an actor. */
#ifndef YG_KNOW_ATTRIBUTION_PART_H
#define YG_KNOW_ATTRIBUTION_PART_H

#include "know/resolve.h"

/* The state that the sources tie the actor of these entities to: 0 when none does, or when they
 * disagree evenly. Adds who says so to *sources, separated by ", ", at most three. The strongest
 * word counts first (sponsored by, attributed to the country, originates from, suspected origin,
 * a description that says so), then how many say it. */
bool yg_sponsor_of(yg_store *store, const int64_t *eids, size_t n, yg_country *ret_country,
                   yg_buf *sources, yg_error *err);

#endif
