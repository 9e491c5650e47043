/* Findings in the store: what scans hit, by whom it was decided what it is, and the names that
 * people confirmed. Rules of store/read.h. Written by watch/findings.h.
 *
 * One table serves look-alike names (kind "name": the subject is a registrable domain, the details
 * are host names) and indicators seen in logs (kind "indicator": the subject is its value, the
 * details are where it was seen). */
#ifndef YG_STORE_FINDINGS_H
#define YG_STORE_FINDINGS_H

#include "model/id.h"
#include "store/store.h"

/* Details of one finding that are kept; what comes behind them is only counted. A name server that
 * answers for every label must not fill the store [UNBOUNDED-SUBDOMAINS]. */
#define YG_FINDING_DETAILS 1000

/* "new", "watched", "reported", "gone", "false-alarm". Does a state of that name exist? */
bool yg_finding_state_is(yg_str word);

/* One thing that was hit. */
typedef struct {
    int64_t fid;
    yg_str id;                    /* "finding--UUIDv5" of kind, subject and brand */
    yg_str kind;                  /* "name" or "indicator" */
    yg_str subject, subject_type; /* of a name: the registrable domain, "domain-name" */
    yg_str brand;                 /* label; of an indicator: the actor; may be empty */
    yg_str organisation;          /* STIX id; may be empty */
    yg_str how;                   /* the best detail's: "typo"; of an indicator its role */
    yg_str token, signs;          /* of the best detail */
    yg_str explanation, explanation_ja;
    yg_str host; /* the best detail */
    uint32_t start, end, distance;
    double score; /* the best */
    bool shared_hosting;
    yg_str stream, file;
    uint64_t offset_bytes;      /* of the best detail */
    int64_t first_us, last_us;  /* seen */
    uint64_t hosts, hosts_more; /* kept; sightings of others */
    yg_str state, note;
    int64_t state_us; /* when the state was set; 0: never, it is new */
} yg_finding_row;
typedef bool (*yg_finding_visit)(void *self, const yg_finding_row *row, yg_error *err);

/* One sighting, or several of one detail. */
typedef struct {
    yg_str kind, subject, subject_type, brand, organisation;
    yg_str detail, how, token, signs, explanation, explanation_ja;
    uint32_t start, end, distance;
    double score;
    bool shared_hosting;
    yg_str stream, file;
    uint64_t offset_bytes;
    int64_t first_us, last_us;
} yg_finding_put;

typedef enum {
    YG_FINDING_FRESH = 1,   /* it was not there before */
    YG_FINDING_RETURNED,    /* it was gone, and is new again */
    YG_FINDING_FALSE_ALARM, /* and stays so */
    YG_FINDING_KNOWN,
} yg_finding_was;

/* "finding--UUID". Returns a view of ret_id. */
yg_str yg_finding_id(yg_str kind, yg_str subject, yg_str brand, char ret_id[YG_ID_BYTES]);

#endif
