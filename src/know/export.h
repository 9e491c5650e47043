/* The store's content given back. */
#ifndef YG_KNOW_EXPORT_H
#define YG_KNOW_EXPORT_H

#include "know/resolve.h"

/* Called with each piece of output in turn; false stops with *err. */
typedef bool (*yg_export_write)(void *self, yg_str piece, yg_error *err);

/* Puts one object of JSON into the bundle. */
typedef bool (*yg_export_put)(void *to, yg_str object, yg_error *err);

typedef struct {
    yg_str source;       /* only this source; empty: all */
    const yg_eids *eids; /* only these entities; NULL: all */
    yg_str first;        /* an object that goes in front, as JSON: a report over the others */
    bool newest_only;    /* one version of each object and source, without revoked ones */
    bool indicators;     /* the indicator table too, as STIX indicators */
    bool native_only;    /* only objects that came in as STIX, no claims */
    /* Puts further objects (JSON) in front, one by one; NULL: none. */
    bool (*more)(void *more_self, yg_export_put put, void *to, yg_error *err);
    void *more_self;
    yg_str bundle; /* what the bundle's id is made of; empty: source */
} yg_export_options;

/* A STIX 2.1 bundle. Objects that came in as STIX are given back canonically equal, all versions,
 * unknown members included. What came from other formats becomes an object of its STIX type with
 * the original record under yagura's property extension. */
bool yg_export_stix(yg_store *store, const yg_export_options *options, yg_export_write write,
                    void *self, yg_error *err);
/* The identity under which yagura makes objects of its own, and its extension for what STIX has no
 * word for (docs/formats/export.md). */
#define YG_EXPORT_CREATOR "identity--0b0e6f0e-2f43-4f0a-9d7a-1f1f7f6b7a55"
#define YG_EXPORT_EXTENSION "extension-definition--5c0d2f53-7a8e-4d7c-9a51-3f6f0f5d9b21"
/* Adds a STIX timestamp, with milliseconds at least (sections 3.2 and 2.16). */
void yg_export_time(yg_buf *buf, int64_t us);
/* One technique of a layer: its STIX identifier, T1566.001, how often, and a remark. */
typedef struct {
    yg_str id, number, comment;
    uint64_t score;
} yg_export_score;
/* A layer of given techniques; those that are not of the domain are left out. least, most: what the
 * two ends of the gradient mean, for the legend. */
bool yg_export_layer(yg_store *store, const yg_export_score *scores, size_t n, yg_str domain,
                     yg_str name, yg_str description, yg_str least, yg_str most, yg_buf *out,
                     yg_error *err);
/* An ATT&CK Navigator layer (format 4.5) of the techniques of one domain ("enterprise-attack",
 * "ics-attack", "mobile-attack") that the entities use. */
bool yg_export_navigator(yg_store *store, const yg_eids *eids, yg_str domain, yg_str name,
                         yg_buf *out, yg_error *err);
/* The indicators as CSV: type, value, first_seen, last_seen, context, role, source, to_ids. */
bool yg_export_indicators_csv(yg_store *store, const yg_export_options *options,
                              yg_export_write write, void *self, yg_error *err);

#endif
