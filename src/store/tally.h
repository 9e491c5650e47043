/* Lean questions for figures: only the columns that counting needs, so that a million incidents are
 * counted in one pass; and the organisation that a report is asked about. As in read.h, views live
 * until the callback returns. */
#ifndef YG_STORE_TALLY_H
#define YG_STORE_TALLY_H

#include "store/read.h"

/* --- Organisations of the registry --- */
typedef struct {
    int64_t eid;
    yg_str id, key, name, country, sector, source;
} yg_organisation_row;
typedef bool (*yg_organisation_visit)(void *self, const yg_organisation_row *row, yg_error *err);
/* Those whose STIX id, key, LEI or one of whose names (folded, text/key.h) is `text`; by key. */
bool yg_store_organisations_named(yg_store *store, yg_str text, yg_organisation_visit visit,
                                  void *self, yg_error *err);

/* --- Sources --- by name, without counting what they hold (yg_store_sources does). */
typedef struct {
    yg_str name, publisher, address, licence, version, tlp, published;
} yg_source_facts_row;
typedef bool (*yg_source_facts_visit)(void *self, const yg_source_facts_row *row, yg_error *err);
bool yg_store_source_facts(yg_store *store, yg_source_facts_visit visit, void *self, yg_error *err);

/* --- Sources of incident data sets --- by name; files of statements (yagura-claims) are no data
 * sets. */
typedef struct {
    int64_t sid;
    yg_str name;
} yg_source_name_row;
typedef bool (*yg_source_name_visit)(void *self, const yg_source_name_row *row, yg_error *err);
bool yg_store_incident_sources(yg_store *store, yg_source_name_visit visit, void *self,
                               yg_error *err);

/* --- Incidents --- without order. Sources that are files of statements (yagura-claims) are left
 * out: those are told one by one. parent_country: as the source says, else the registry's. */
typedef struct {
    int64_t oid, sid, organisation, parent; /* entities of the registry; 0: none */
    yg_str sites, parent_country, sector, sector_label, types, actors;
    bool has_site_labels;
    int64_t from_us, to_us; /* equal: undated */
} yg_tally_row;
typedef bool (*yg_tally_visit)(void *self, const yg_tally_row *row, yg_error *err);
bool yg_store_tally(yg_store *store, yg_tally_visit visit, void *self, yg_error *err);

/* --- Incidents of one source --- for whoever counts them in another way, in the order of their
 * dates. Of the row only these members mean anything: oid, from_us, to_us, sites, site_labels,
 * parent_country (as the source says), sector, sector_label, and the lists that are wanted. */
typedef struct {
    yg_str source;
    bool types, actors, listing;
} yg_incident_lean;
bool yg_store_incidents_lean(yg_store *store, const yg_incident_lean *wanted,
                             yg_incident_visit visit, void *self, yg_error *err);
/* The country of the owner that the registry knows of an incident's victim; by oid. */
typedef bool (*yg_owner_country_visit)(void *self, int64_t oid, yg_str country, yg_error *err);
bool yg_store_owner_countries(yg_store *store, yg_owner_country_visit visit, void *self,
                              yg_error *err);

/* --- What the incidents' own records say of the way in --- */
typedef enum { YG_SAID_ENTRY, YG_SAID_ENTERED, YG_SAID_REACHED, YG_SAIDS } yg_said;
/* The predicate: "entry-method", "entered-at", "reached-parent". */
const char *yg_said_predicate(yg_said said);
/* Each value once, by incident (its record's number) and value; in one pass over an index. What
 * other records say of an incident is not among it: sources are never pooled. */
typedef bool (*yg_said_visit)(void *self, int64_t oid, yg_str value, yg_error *err);
bool yg_store_said(yg_store *store, yg_said said, yg_said_visit visit, void *self, yg_error *err);

#endif
