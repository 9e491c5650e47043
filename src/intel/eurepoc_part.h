/* What the files of the EuRepoC reader share. */
#ifndef YG_INTEL_EUREPOC_PART_H
#define YG_INTEL_EUREPOC_PART_H

#include "base/map.h"
#include "intel/data_rows.h"
#include "intel/python_list.h"

enum yg_eurepoc_column {
    EUREPOC_ID,
    EUREPOC_NAME,
    EUREPOC_DESCRIPTION,
    EUREPOC_START,
    EUREPOC_END,
    EUREPOC_DISCLOSURE,
    EUREPOC_TYPE,
    EUREPOC_RECEIVER,
    EUREPOC_RECEIVER_COUNTRY,
    EUREPOC_CATEGORY,
    EUREPOC_SUBCATEGORY,
    EUREPOC_INITIATOR,
    EUREPOC_INITIATOR_COUNTRY,
    EUREPOC_INITIATOR_CATEGORY,
    EUREPOC_INITIATOR_SUBCATEGORY,
    EUREPOC_WHEN,
    EUREPOC_BASIS,
    EUREPOC_BY,
    EUREPOC_ATTRIBUTED,
    EUREPOC_ATTRIBUTED_COUNTRY,
    EUREPOC_ATTRIBUTION_SOURCES,
    EUREPOC_ZERO_DAYS,
    EUREPOC_ACCESS,
    EUREPOC_IMPACT,
    EUREPOC_INTENSITY,
    EUREPOC_MONEY,
    EUREPOC_CURRENCY,
    EUREPOC_SOURCES,
};

typedef struct {
    yg_data_rows rows;
    yg_source source;
    yg_map seen; /* ID to the hash of its row */
    yg_arena arena;
    yg_strings items, others; /* of cells at hand */
    yg_buf date, victim, sites, site_labels, sector_label, types, actors, references, name, text;
    yg_buf value, label, by; /* of a claim */
    size_t claims;
} yg_eurepoc_job;

/* The items of a cell; false when its list is damaged. */
bool yg_eurepoc_items(yg_eurepoc_job *j, int column, yg_strings *items);
/* Adds a date as precise as it can be meant: the first of a month stands for the month, the first
 * of January for the year. */
bool yg_eurepoc_add_date(yg_buf *buf, yg_str cell);
/* Adds the first name of "Fancy Bear/APT28/Sofacy (GRU ...)". */
void yg_eurepoc_add_actor(yg_buf *buf, yg_str names);
/* The statements of a row beside its incident; false: the sink failed. */
bool yg_eurepoc_put_claims(yg_eurepoc_job *j, yg_error *err);

#endif
