/* The checks of know/lint.h, one file each. All of them add to lint->findings. */
#ifndef YG_KNOW_LINT_PART_H
#define YG_KNOW_LINT_PART_H

#include "know/lint.h"

/* Adds a finding of a record; what is copied, why is formatted. Gives it for further setting; valid
 * until the next one. */
yg_lint_finding *yg_lint_add(yg_lint *lint, yg_lint_kind kind, const yg_lint_record *record,
                             const char *field, yg_str what, const char *why, ...)
    __attribute__((format(printf, 6, 7)));

void yg_lint_pairs(yg_lint *lint);  /* near duplicates, joined posts */
void yg_lint_places(yg_lint *lint); /* host names against countries, codes of countries */
void yg_lint_dates(yg_lint *lint);  /* dates, dates in links */
void yg_lint_values(yg_lint *lint); /* sectors, lengths */

/* A date inside the path of an address: from_us to to_us, day or month. False when there is none.
 */
bool yg_lint_link_date(yg_str address, yg_date *ret_date);
/* Adds what a name is compared by: folded words without legal forms, articles and an abbreviation
 * of the name in brackets, in order of the alphabet. */
void yg_lint_core_add(yg_buf *buf, yg_str name);
/* Insertions, deletions and exchanges that turn a into b, or more than most. */
size_t yg_lint_distance(yg_str a, yg_str b, size_t most);

#endif
