/* Findings in the store: what scans hit, and what people decided about it. Rules of store/read.h.
 * Sightings come in by watch/findings.h.
 *
 * One table serves look-alike names (kind "name": the subject is a registrable domain, the details
 * are host names) and indicators seen in logs (kind "indicator": the subject is its value, the
 * details are where it was seen). */
#ifndef YG_STORE_FINDINGS_H
#define YG_STORE_FINDINGS_H

#include "model/id.h"
#include "store/store.h"

/* Details of one finding that are kept. A name server that answers for every label must not fill
 * the store [UNBOUNDED-SUBDOMAINS]. */
#define YG_FINDING_DETAILS 1000

/* The states of a finding, closed by NULL. */
extern const char *const yg_finding_states[];
bool yg_finding_state_is(yg_str word);

/* "finding--UUID", the same on every machine. Returns a view of ret_id. */
yg_str yg_finding_id(yg_str kind, yg_str subject, yg_str brand, char ret_id[YG_ID_BYTES]);

/* --- Writing, inside a transaction --- */

/* Sightings of one detail. Empty strings where nothing is known. */
typedef struct {
    yg_str kind;                  /* "name" or "indicator" */
    yg_str subject, subject_type; /* of a name: the registrable domain, "domain-name" */
    yg_str brand;                 /* its label; of an indicator the actor */
    yg_str organisation;          /* STIX id of whose brand it is, or of where it was seen */
    yg_str detail;                /* host name; of an indicator the machine */
    bool is_machine;              /* of an indicator: detail names one, not a file */
    yg_str how;                   /* "typo"; of an indicator its role in the record */
    yg_str token, signs, explanation, explanation_ja;
    uint32_t start, end, distance; /* bytes of detail: the span that imitates */
    double score;
    bool shared_hosting;
    yg_str stream, file;
    uint64_t offset_bytes;
    int64_t first_us, last_us; /* seen */
    int64_t said_us; /* the latest time that a record itself says; 0: not known, the time may be
                      * that of the scan */
} yg_finding_put;

typedef enum {
    YG_FINDING_FRESH,       /* it was not there before */
    YG_FINDING_RETURNED,    /* it was gone or closed, and is new again: seen later, or elsewhere */
    YG_FINDING_FALSE_ALARM, /* and stays so */
    YG_FINDING_KNOWN,
} yg_finding_was;

/* Putting the same twice changes nothing. now_us: of the scan, for the history.
 *
 * What is over is new again when said_us is later than the decision and than what was known of the
 * detail, or last_us, where it is not said, on a later day than the decision; an indicator,
 * besides, when it was never seen at that organisation, or, where none is known, on that machine
 * (the rows of store/sightings.h, which must be written after this). */
bool yg_store_finding_put(yg_store *store, const yg_finding_put *put, int64_t now_us,
                          yg_finding_was *ret_was, yg_error *err);
/* A person's decision: state is one of yg_finding_states, note may be empty. */
bool yg_store_finding_decide(yg_store *store, int64_t fid, yg_str state, yg_str note,
                             int64_t now_us, yg_error *err);

/* --- Questions --- */

typedef struct {
    int64_t fid;
    int64_t organisation_eid; /* of `organisation`; 0: the store does not know it */
    yg_str id, kind, subject, subject_type, brand, organisation;
    /* Of the detail with the best score (of equals the first by name): */
    yg_str host, how, token, signs, explanation, explanation_ja, stream, file;
    uint32_t start, end, distance;
    uint64_t offset_bytes;
    double score;
    bool shared_hosting;
    int64_t first_us, last_us; /* the earliest and latest sighting of all details */
    uint64_t hosts;            /* details that are kept, */
    bool more;                 /* and there were others behind YG_FINDING_DETAILS */
    yg_str state, note;
    int64_t state_us; /* when it was set last; YG_TIME_NONE: never */
} yg_finding_row;
typedef bool (*yg_finding_visit)(void *self, const yg_finding_row *row, yg_error *err);

typedef enum {
    YG_FINDINGS_BY_SCORE, /* downwards */
    YG_FINDINGS_BY_LAST,  /* the latest first */
    YG_FINDINGS_BY_FIRST, /* the newest first */
    YG_FINDINGS_BY_NAME,
    YG_FINDINGS_BY_BRAND, /* then by score */
} yg_finding_order;

/* What is empty, 0 or YG_TIME_NONE is not asked. */
typedef struct {
    yg_str states;        /* words separated by commas */
    yg_str kind, how;     /* exactly */
    yg_str brands;        /* JSON array of labels, or of actors, each exactly */
    yg_str organisations; /* JSON array of entities, as yg_owner_scope has it: whose the brand is;
                           * of an indicator one where it was seen */
    int64_t since_us;     /* seen then or later */
    uint64_t most;
    yg_finding_order order;
    /* What SQL cannot ask: only findings for which it says yes count, against `most` too. NULL:
     * all. yg_store_findings_count does not ask it. */
    bool (*wanted)(void *wanted_self, const yg_finding_row *row);
    void *wanted_self;
} yg_finding_filter;
bool yg_store_findings(yg_store *store, const yg_finding_filter *filter, yg_finding_visit visit,
                       void *self, yg_error *err);
/* How many there are; filter->most is not asked. Counted by the database: what lists say can be
 * checked against it. */
bool yg_store_findings_count(yg_store *store, const yg_finding_filter *filter, uint64_t *ret_n,
                             yg_error *err);
/* Of all findings of a kind what counting needs, in the order in which they came. Only these
 * members mean anything: organisation_eid, how, brand, state, first_us, last_us. */
bool yg_store_findings_lean(yg_store *store, yg_str kind, yg_finding_visit visit, void *self,
                            yg_error *err);
/* Findings with that subject or detail, by subject and brand; or, when `what` begins with
 * "finding--", those whose id begins so. At most `most`. */
bool yg_store_findings_named(yg_store *store, yg_str what, uint64_t most, yg_finding_visit visit,
                             void *self, yg_error *err);

typedef struct {
    yg_str value, how, token, explanation, explanation_ja, file, organisation;
    uint32_t start, end, distance;
    uint64_t offset_bytes;
    double score;
    int64_t first_us, last_us;
} yg_finding_detail_row;
typedef bool (*yg_finding_detail_visit)(void *self, const yg_finding_detail_row *row,
                                        yg_error *err);
/* By score downwards, then value. */
bool yg_store_finding_details(yg_store *store, int64_t fid, yg_finding_detail_visit visit,
                              void *self, yg_error *err);

typedef struct {
    int64_t at_us;
    yg_str state, made_by, note; /* made_by: "person" or "scan" */
} yg_finding_history_row;
typedef bool (*yg_finding_history_visit)(void *self, const yg_finding_history_row *row,
                                         yg_error *err);
/* In the order in which it happened. */
bool yg_store_finding_history(yg_store *store, int64_t fid, yg_finding_history_visit visit,
                              void *self, yg_error *err);

/* What marks organisations ("domain", "network"), by maps that the user loaded or that are built
 * in: a file that came from elsewhere cannot take a name out of the scans. By name, each once. */
typedef bool (*yg_finding_own_visit)(void *self, yg_str name, yg_error *err);
bool yg_store_findings_own(yg_store *store, yg_str mark, yg_finding_own_visit visit, void *self,
                           yg_error *err);

/* The brands of findings of names, the most frequent first, then by label. */
typedef bool (*yg_finding_brand_visit)(void *self, yg_str brand, uint64_t findings, yg_error *err);
bool yg_store_finding_brands(yg_store *store, yg_finding_brand_visit visit, void *self,
                             yg_error *err);

#endif
