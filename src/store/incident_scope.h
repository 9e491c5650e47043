/* Which incidents are of a country and of a period: one rule for what reports count and for what
 * lists show. */
#ifndef YG_STORE_INCIDENT_SCOPE_H
#define YG_STORE_INCIDENT_SCOPE_H

#include "base/str.h"
#include "model/date.h"
#include "model/vocab.h"

/* The ultimate parent's country: the one that is said (by the source, else by the registry); where
 * nobody says any, that of the only site. 0: neither. *ret_named: it is said. */
yg_country yg_incident_parent(yg_str said, yg_str sites, bool has_site_labels, bool *ret_named);
bool yg_incident_has_site(yg_str sites, yg_country country);
/* The whole of the incident's date, as coarse as it is, lies in the period. True without one. */
bool yg_incident_within(int64_t from_us, int64_t to_us, yg_date period);

#endif
