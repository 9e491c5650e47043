/* Private to this room: sightings of indicators at an organisation, counted row by row
 * (sightings_count.c), as figures (sightings_figure.c), as a section (sightings.c) and its list of
 * indicators (sightings_list.c). */
#ifndef YG_TELL_SIGHTINGS_H
#define YG_TELL_SIGHTINGS_H

#include "tell/query_sightings.h"
#include "tell/teller.h"

/* What shares one key: an actor, an organisation, a day. Each value, machine ... counts once. */
typedef struct {
    yg_str key; /* as of yg_sightings_query.key */
    uint64_t counts[YG_SIGHTINGS_COUNTS];
    int64_t first_us, last_us;
    int64_t eid; /* of an organisation */
    /* Of an actor, one a line: codes of countries; who names the actor; who names the country. */
    yg_buf countries, named_by, countries_by;
} sight_sum;
typedef YG_VEC(sight_sum) sight_sums;

/* One indicator and its actor. */
typedef struct {
    int64_t fid;
    yg_str id, subject, type, actor, country, source, state;
    uint64_t count;
    int64_t first_us, last_us;
    yg_str place;      /* where it was seen last: key of its sum */
    uint32_t evidence; /* 0: not told */
} sight_finding;

typedef enum {
    SIGHT_ALL,
    SIGHT_ACTOR,
    SIGHT_PLACE,
    SIGHT_DAY,
    SIGHT_MONTH,
    SIGHT_STATE,
    SIGHT_BYS
} sight_by;

typedef struct {
    teller *t;
    YG_VEC(sight_finding) findings; /* those in the scope, without false alarms */
    sight_sums sums[SIGHT_BYS];     /* SIGHT_ALL: one */
    sight_sum false_alarms, nowhere;
    yg_map places[SIGHT_BYS]; /* key -> index + 1 */
    yg_map seen;              /* what was counted */
    yg_buf key;
    int64_t from_day, to_day;
    yg_evidence_set all; /* the query that all figures narrow */
} sights;

/* Counts what the store has, in the scope and period of the report. */
bool sight_gather(sights *s, yg_error *err);
void sight_free(sights *s);
/* The sum of that key; NULL: nothing was seen. */
const sight_sum *sight_sum_of(const sights *s, sight_by by, yg_str key);

/* The query of a count of the report. */
yg_str sight_query(sights *s, sight_by by, yg_str key, yg_sightings_count count);
/* Puts a figure; chart may be NULL. id: behind "figure-sightings-". more: besides s->all. */
typedef struct {
    const char *id;
    yg_str label, row, key, query;
    yg_figure_kind kind;
    uint64_t n;
    yg_evidence_set more;
} sight_figure;
yg_figure *sight_put(sights *s, yg_chart *chart, const sight_figure *figure);
/* The same of one sum; gives the number as it is printed. */
yg_str sight_put_sum(sights *s, sight_by by, const sight_sum *sum, yg_str label,
                     yg_sightings_count count, yg_evidence_set more);
/* The evidence of a finding: read again from the store, with what is known of it. Also gives the
 * latest sighting in the scope, in the arena of the report. */
bool sight_evidence(sights *s, sight_finding *finding, yg_sighting_row *ret_latest, yg_error *err);
/* Its value, harmless and short enough for a cell. */
yg_str sight_value(sights *s, const sight_finding *finding);
/* "2026-03-10" */
yg_str sight_day(teller *t, int64_t us);
/* The same in words. */
yg_str sight_day_words(sights *s, int64_t us);
/* The name of an organisation, by the key of its sum. */
yg_str sight_place_name(sights *s, yg_str id);
/* The table of indicators. */
bool sight_put_findings(sights *s, yg_section *section, yg_error *err);
yg_str sight_command(sights *s, const char *more);

#endif
