/* What the parts of the reader "yagura-claims" share: the things that a file speaks of, each with
 * its names and statements, gathered from all records before anything is put, because names and
 * statements belong to the object put last. */
#ifndef YG_INTEL_CLAIMS_PART_H
#define YG_INTEL_CLAIMS_PART_H

#include "base/map.h"
#include "intel/claims_file.h"
#include "intel/reader.h"
#include "model/id.h"

/* One thing: its identifier decides, not the spelling of its name. */
typedef struct {
    yg_str id, type; /* type of the identifier */
    yg_str kind;     /* type as the file writes it: "sector", "statistic" */
    yg_str key;      /* the name that the identifier is made of: a slug, a country code, a name */
    const yg_yaml_node *incident; /* its record, when it is an incident of this file */
    uint64_t offset_bytes;        /* of the first record that speaks of it */
} yg_claims_thing;

typedef struct {
    size_t thing;
    yg_name name;
} yg_claims_name;

typedef struct {
    size_t thing;
    yg_claim claim;
} yg_claims_claim;

typedef struct {
    const yg_intel_input *input;
    const yg_sink *sink;
    yg_claims_file file;
    yg_source own; /* what the file says of itself */
    int64_t published_us;
    uint64_t record; /* in hand, from 1 */
    uint64_t offset_bytes;
    yg_arena arena;
    yg_map index; /* identifier -> thing */
    YG_VEC(yg_claims_thing) things;
    YG_VEC(yg_claims_name) names;
    YG_VEC(yg_claims_claim) claims;
    YG_VEC(const yg_yaml_node *) statistics;
} yg_claims_job;

/* Reports the record in hand. */
void yg_claims_reject(yg_claims_job *j, const char *reason, uint64_t offset_bytes, yg_str detail);
/* The thing of that type and name, made when it is new; SIZE_MAX, after rejecting the record, when
 * the name does not fit the type. `vendor` is who calls it so here, or empty. */
size_t yg_claims_thing_of(yg_claims_job *j, yg_str kind, yg_str name, yg_str vendor);
yg_str yg_claims_thing_id(const yg_claims_job *j, size_t thing);
/* Another name of a thing, by the claim that says so. */
void yg_claims_add_alias(yg_claims_job *j, size_t thing, yg_str name, yg_str vendor,
                         const yg_claim *claim);

/* The keys of every claim, read from a map: asserted-by, references, how-known, confidence, note,
 * date and tags. */
yg_claim yg_claims_claim_of(yg_claims_job *j, const yg_yaml_node *map);
/* The scalars of a list with `sep` between them, in the arena; blanks inside become `blank`. */
yg_str yg_claims_join(yg_claims_job *j, const yg_yaml_node *list, char sep, char blank);
void yg_claims_add_claim(yg_claims_job *j, size_t thing, yg_claim claim);
/* Formats into the arena. */
yg_str yg_claims_text(yg_claims_job *j, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Take one checked record. */
void yg_claims_take_incident(yg_claims_job *j, const yg_yaml_node *node);
void yg_claims_take_alias(yg_claims_job *j, const yg_yaml_node *node);
void yg_claims_take_claim(yg_claims_job *j, const yg_yaml_node *node);
void yg_claims_take_statistic(yg_claims_job *j, const yg_yaml_node *node);

/* Puts everything gathered, in an order that does not depend on the order of the records. */
bool yg_claims_emit(yg_claims_job *j, yg_error *err);
/* A thing with all that is said of it, in order. */
typedef struct {
    const yg_claims_thing *thing;
    yg_str name; /* the one that leads */
    const yg_claims_name *names;
    size_t n_names;
    const yg_claims_claim *claims;
    size_t n_claims;
} yg_claims_bundle;
/* Adds the STIX object of a thing with its statements. */
void yg_claims_add_raw(const yg_claims_job *j, const yg_claims_bundle *bundle, yg_buf *raw);
/* Puts the row of an incident. */
bool yg_claims_put_incident(yg_claims_job *j, const yg_yaml_node *node, yg_error *err);
/* The name of an incident: its victim and date. */
yg_str yg_claims_incident_name(yg_claims_job *j, const yg_yaml_node *node);
bool yg_claims_put_statistics(yg_claims_job *j, yg_error *err);

#endif
