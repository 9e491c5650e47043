/* Questions to the store. Rows are handed to a callback one by one, in an order that depends on the
 * content alone (the same store content gives the same order); views live until the callback
 * returns. A callback that returns false stops the query; its error is passed on. Callbacks must
 * not ask the same question again while it runs; other questions are fine. */
#ifndef YG_STORE_READ_H
#define YG_STORE_READ_H

#include "store/store.h"

/* --- Sources --- */
typedef struct {
    int64_t sid;
    yg_str name, publisher, address, licence, version, tlp, published;
    int64_t first_us, last_us;
    uint64_t documents, taken, unchanged, rejected; /* of the last import of each document */
    uint64_t objects, names, claims, statistics, indicators;
} yg_source_row;
typedef bool (*yg_source_visit)(void *self, const yg_source_row *row, yg_error *err);
bool yg_store_sources(yg_store *store, yg_source_visit visit, void *self, yg_error *err);

typedef struct {
    int64_t did;
    yg_str source, path, reader, digest;
    uint64_t bytes, taken, unchanged, rejected;
    int64_t imported_us;
} yg_document_row;
typedef bool (*yg_document_visit)(void *self, const yg_document_row *row, yg_error *err);
bool yg_store_documents(yg_store *store, int64_t sid, yg_document_visit visit, void *self,
                        yg_error *err);

typedef struct {
    uint64_t record, offset_bytes;
    yg_str reason, detail;
} yg_reject_row;
typedef bool (*yg_reject_visit)(void *self, const yg_reject_row *row, yg_error *err);
bool yg_store_rejects(yg_store *store, int64_t did, uint64_t most, yg_reject_visit visit,
                      void *self, yg_error *err);

/* --- Objects --- An entity (eid) is what statements are about; an object (oid) is what one source
 * says of it. Only the newest version of each source is seen, unless said otherwise. */
typedef struct {
    int64_t eid, oid;
    yg_str id, type, entry, media, name, external_id, source, raw;
    int64_t sid, created_us, modified_us;
    unsigned flags; /* yg_object_flags */
} yg_object_row;
typedef bool (*yg_object_visit)(void *self, const yg_object_row *row, yg_error *err);
/* All sources' objects of an entity, by source name. */
bool yg_store_objects_of(yg_store *store, int64_t eid, yg_object_visit visit, void *self,
                         yg_error *err);
/* By object number; *ret_found says whether there is one (then visit was called). */
bool yg_store_object(yg_store *store, int64_t oid, yg_object_visit visit, void *self,
                     bool *ret_found, yg_error *err);
/* Objects of a STIX type, by id; type empty: all. versions: older ones too. */
bool yg_store_objects(yg_store *store, yg_str type, bool versions, yg_object_visit visit,
                      void *self, yg_error *err);
/* The entity of a STIX id; 0 when it was never mentioned. */
bool yg_store_entity_of(yg_store *store, yg_str id, int64_t *ret_eid, yg_error *err);
/* The STIX id of an entity, into buf. */
bool yg_store_entity_id(yg_store *store, int64_t eid, yg_buf *buf, yg_error *err);

/* --- Names --- */
typedef struct {
    int64_t eid, oid, sid;
    yg_str id, type, entry; /* of the object that bears the name */
    yg_str source;
    yg_str key, text, vendor, reference, date;
    yg_name_kind kind;
    unsigned flags; /* of the object */
} yg_name_row;
typedef bool (*yg_name_visit)(void *self, const yg_name_row *row, yg_error *err);
/* By key (text/key.h). */
bool yg_store_names_by_key(yg_store *store, yg_str key, yg_name_visit visit, void *self,
                           yg_error *err);
bool yg_store_names_of(yg_store *store, int64_t eid, yg_name_visit visit, void *self,
                       yg_error *err);
/* Every name of objects of a STIX type (empty: all), by eid. */
bool yg_store_names(yg_store *store, yg_str type, yg_name_visit visit, void *self, yg_error *err);

/* --- Relationships --- `other` is the entity at the other end; its name is of its newest object.
 */
typedef struct {
    int64_t oid, left_eid, right_eid, other_eid;
    yg_str id, type, source;
    yg_str other_id, other_type, other_name, other_external_id;
    unsigned flags, other_flags; /* of the relationship's object, of the other end's object */
} yg_relationship_row;
typedef bool (*yg_relationship_visit)(void *self, const yg_relationship_row *row, yg_error *err);
bool yg_store_relationships_from(yg_store *store, int64_t eid, yg_relationship_visit visit,
                                 void *self, yg_error *err);
bool yg_store_relationships_to(yg_store *store, int64_t eid, yg_relationship_visit visit,
                               void *self, yg_error *err);

/* The ends and type of one relationship object, as views into *buf. */
bool yg_store_relationship(yg_store *store, int64_t oid, yg_relationship *ret_relationship,
                           yg_buf *buf, yg_error *err);

/* --- Claims --- */
typedef struct {
    int64_t cid, oid, subject_eid, object_eid; /* object_eid 0: a value */
    yg_str id, predicate, value, label, asserted_by, references, date, note_en, note_ja, tags;
    yg_str source, subject_id, subject_name, subject_type, object_id, object_name;
    yg_known known;
    int confidence; /* -1: not said */
} yg_claim_row;
typedef bool (*yg_claim_visit)(void *self, const yg_claim_row *row, yg_error *err);
typedef struct {
    int64_t subject_eid, object_eid, oid; /* 0: any */
    yg_str predicate, value;              /* empty: any */
    yg_str tag;                           /* one whole tag; empty: any */
} yg_claim_filter;
bool yg_store_claims(yg_store *store, const yg_claim_filter *filter, yg_claim_visit visit,
                     void *self, yg_error *err);

/* The claims whose id is wanted, one pass over all ids; by their order of arrival. */
typedef bool (*yg_claim_wanted)(void *self, yg_str id);
bool yg_store_claims_wanted(yg_store *store, yg_claim_wanted wanted, yg_claim_visit visit,
                            void *self, yg_error *err);

/* --- Incidents --- by date, then key. Empty filter members mean any. */
typedef struct {
    int64_t eid, oid, sid;
    yg_str id, source, key, date, date_kind, victim, victim_ja, sites, sector, sector_label, types,
        asserted_by, references, basis, summary_en, summary_ja, tags, site_labels, domain, actors,
        posts, listing;
    yg_str name; /* what to call it: the victim, else what the source calls the incident */
    /* The ultimate parent: as the source says, else as the registry says (then owner_basis is not
     * empty and owner_eid is the parent's). parent_said: the source's own words only. */
    yg_str parent, parent_ja, parent_country, owner_basis;
    bool parent_said;
    int64_t owner_eid;
    /* What the registry says, beside what the source says: the organisation that was hit, and its
     * ultimate parent that day. */
    yg_str organisation, registry_parent, registry_parent_ja, registry_country;
    int64_t organisation_eid;
    yg_str entered_at, reached_parent; /* all values said, one a line; if filter.facts */
    int64_t from_us, to_us;
    yg_known known;
} yg_incident_row;
typedef bool (*yg_incident_visit)(void *self, const yg_incident_row *row, yg_error *err);
typedef struct {
    yg_str site_country, parent_country; /* alpha-2 */
    yg_str country;                      /* site or parent */
    yg_str not_site;                     /* no site there */
    yg_str sector, type, source;
    yg_str actor;      /* folded name (text/key.h): one of the row's actors, exactly */
    int64_t owner_eid; /* the registry's ultimate parent or owner; 0: any */
    yg_str text;       /* part of victim or parent, folded comparison */
    yg_date period;    /* that holds the whole date, as coarse as it is */
    yg_str
        by_parent; /* alpha-2: the parent's country; where nobody says it, that of the one site */
    yg_str organisations; /* JSON array of entities of the registry: the victim is one of them */
    bool facts;           /* entered_at and reached_parent are wanted */
    uint64_t most;        /* rows; 0: all */
    bool told; /* of files of statements only (yagura-claims), not of incident data sets */
} yg_incident_filter;
bool yg_store_incidents(yg_store *store, const yg_incident_filter *filter, yg_incident_visit visit,
                        void *self, yg_error *err);

/* What all sources say of one incident; eid 0: all of all, in the order of arrival, which is cheap.
 */
bool yg_store_incidents_of(yg_store *store, int64_t eid, yg_incident_visit visit, void *self,
                           yg_error *err);

/* The combinations of types that incidents have, each once. */
typedef bool (*yg_types_visit)(void *self, yg_str types, yg_error *err);
bool yg_store_incident_types(yg_store *store, yg_types_visit visit, void *self, yg_error *err);

/* The names of the registry's organisations, by organisation. */
typedef bool (*yg_organisation_name_visit)(void *self, int64_t eid, yg_str name, yg_error *err);
bool yg_store_organisation_names(yg_store *store, yg_organisation_name_visit visit, void *self,
                                 yg_error *err);

/* --- Statistics --- by series, period, scheme, category. */
typedef struct {
    int64_t stid;
    yg_str id, source, series, series_en, series_ja, asserted_by, geography, subject, period,
        scheme, category, sector, unit, definition, derived, published, references, note_en,
        note_ja;
    int64_t from_us, to_us;
    uint64_t count, total;
    bool has_total;
    yg_known known;
} yg_statistic_row;
typedef bool (*yg_statistic_visit)(void *self, const yg_statistic_row *row, yg_error *err);
typedef struct {
    yg_str geography, subject, series, scheme; /* empty: any */
    yg_date period;                            /* within; NONE: any */
} yg_statistic_filter;
bool yg_store_statistics(yg_store *store, const yg_statistic_filter *filter,
                         yg_statistic_visit visit, void *self, yg_error *err);

/* --- Indicators --- by type, value. */
typedef struct {
    yg_str type, value, first_seen, last_seen, context, role, source, object_id;
    yg_str valid_from, valid_until;
    yg_str tlp;         /* the stricter one of its own and its source's; may be empty */
    yg_str path;        /* of the file that it came with last */
    int64_t eid;        /* of object_id; 0: none */
    int64_t report_eid; /* of the event or STIX indicator it was published in; 0: none */
    int confidence;     /* 0: not said */
    bool to_ids;
} yg_indicator_row;
typedef bool (*yg_indicator_visit)(void *self, const yg_indicator_row *row, yg_error *err);
/* value empty: all; object eid 0: any. */
bool yg_store_indicators(yg_store *store, yg_str value, int64_t eid, yg_indicator_visit visit,
                         void *self, yg_error *err);

/* What the sources say of one, by its type and normalised value (text/defang.h): through an index.
 */
bool yg_store_indicator(yg_store *store, yg_str type, yg_str value, yg_indicator_visit visit,
                        void *self, yg_error *err);

/* All indicators in the order of their arrival, without sorting: for what reads millions. */
bool yg_store_indicators_each(yg_store *store, yg_indicator_visit visit, void *self, yg_error *err);
/* Adds a word for the state of what the store knows: the same word, the same indicators, claims and
 * links. It differs between stores, and changes with every import and decision about links. */
bool yg_store_state(yg_store *store, yg_buf *buf, yg_error *err);

/* --- Search --- Names first, then descriptions; every word of `text` must occur as (part of) a
 * word. Two-character words of scripts without spaces are found. At most `most` objects. */
typedef struct {
    int64_t eid, oid;
    yg_str id, type, entry, name, external_id, source;
    bool in_name;
    unsigned flags;
} yg_hit_row;
typedef bool (*yg_hit_visit)(void *self, const yg_hit_row *row, yg_error *err);
bool yg_store_search(yg_store *store, yg_str text, uint64_t most, yg_hit_visit visit, void *self,
                     yg_error *err);

/* --- Links --- identity between entities of different sources, never a merge. `left` is the part
 * where the relation is part-of. */
#define YG_LINK_ID_BYTES 33 /* 32 hexadecimal digits and a NUL */
typedef struct {
    int64_t left_eid, right_eid;
    yg_str left_id, right_id;
    yg_str id;       /* from the two STIX ids: the same in every store, whoever is left */
    yg_str relation; /* same-as, part-of, overlaps */
    yg_str decision; /* auto, review, accepted, rejected */
    yg_str kind;     /* actors (software, too) or incidents; empty is actors */
    int64_t rank;    /* strength of the evidence, larger is stronger */
    yg_str evidence; /* JSON array */
    int64_t decided_us;
} yg_link_row;
typedef bool (*yg_link_visit)(void *self, const yg_link_row *row, yg_error *err);
/* eid 0: all; decision empty: any. By rank downwards, then ids. */
bool yg_store_links(yg_store *store, int64_t eid, yg_str decision, yg_link_visit visit, void *self,
                    yg_error *err);
typedef struct {
    int64_t eid;           /* 0: all */
    yg_str decision, kind; /* empty: any */
    uint64_t most;         /* 0: all */
} yg_link_filter;
bool yg_store_links_where(yg_store *store, const yg_link_filter *filter, yg_link_visit visit,
                          void *self, yg_error *err);
/* The links whose id begins with `prefix` (hexadecimal digits), by id; at most `most`. */
bool yg_store_links_by_id(yg_store *store, yg_str prefix, uint64_t most, yg_link_visit visit,
                          void *self, yg_error *err);
/* The id of the link between two STIX ids, in either order. */
yg_str yg_store_link_id(yg_str left, yg_str right, char ret_id[YG_LINK_ID_BYTES]);
/* What links are computed from, without what they do not need: the newest objects of a STIX type by
 * id, and the names of such objects by the object's id. Of one id: in no order. */
bool yg_store_link_objects(yg_store *store, yg_str type, yg_object_visit visit, void *self,
                           yg_error *err);
/* Incidents, of which only these members mean anything: eid, oid, id, source, victim, victim_ja,
 * domain, sites, actors, posts, listing, known, from_us, to_us. In the order of arrival, the order
 * in which they lie; none at all while they are all of one source, since none can be linked. */
bool yg_store_link_incidents(yg_store *store, yg_incident_visit visit, void *self, yg_error *err);
typedef struct {
    int64_t oid;
    yg_str text;
    yg_name_kind kind;
} yg_link_name_row;
typedef bool (*yg_link_name_visit)(void *self, const yg_link_name_row *row, yg_error *err);
bool yg_store_link_names(yg_store *store, yg_str type, yg_link_name_visit visit, void *self,
                         yg_error *err);
/* Writing, inside a transaction: takes the computed links (auto, review) of a kind away and keeps
 * what a person decided. `id` is that of yg_store_link_id. Of a link that a person decided, only
 * rank and evidence are written. */
bool yg_store_links_clear(yg_store *store, yg_str kind, yg_error *err);
bool yg_store_link_put(yg_store *store, const yg_link_row *link, yg_error *err);
/* decision: accepted, rejected, or empty: undone, the computed decision comes back when links are
 * computed. relation empty: as it is. */
bool yg_store_link_decide(yg_store *store, yg_str id, yg_str decision, yg_str relation,
                          int64_t now_us, bool *ret_found, yg_error *err);

#endif
