/* Findings of both kinds one by one, an indicator with what is known of it and where it was seen:
 * what lists, decisions and exports walk through, so that all of them mean the same by a filter. */
#ifndef YG_WATCH_FINDINGS_EACH_H
#define YG_WATCH_FINDINGS_EACH_H

#include "base/map.h"
#include "map/group.h"
#include "store/sightings.h"

/* Organisations of the store's registry by STIX id. Zero-initialise; read when first asked. */
typedef struct {
    yg_group registry;
    yg_arena arena;
    yg_map by_id; /* number + 1 */
    bool is_read;
} yg_finding_places;
/* *ret_organisation: NULL when the store does not know it. Lives as long as *places. */
bool yg_finding_place(yg_finding_places *places, yg_store *store, yg_str id,
                      const yg_organisation_node **ret_organisation, yg_error *err);
void yg_finding_places_free(yg_finding_places *places);

typedef struct {
    const yg_finding_row *row;
    bool is_indicator;
    yg_sighted known;        /* of indicators alone */
    yg_sighting_total total; /* of the sightings that the filter asks for */
    yg_sighting_row latest;  /* of the same */
} yg_finding;
typedef bool (*yg_finding_each)(void *self, const yg_finding *finding, yg_error *err);

/* In the filter's order. An indicator counts when `sights` asks for one of its sightings at least.
 * filter->most is not asked. */
bool yg_findings_each(yg_store *store, const yg_finding_filter *filter,
                      const yg_sighting_filter *sights, yg_finding_each visit, void *self,
                      yg_error *err);
/* One row that was found otherwise, with all its sightings. */
bool yg_finding_of(yg_store *store, const yg_finding_row *row, yg_finding_each visit, void *self,
                   yg_error *err);

#endif
