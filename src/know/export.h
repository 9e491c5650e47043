/* The store's content given back. */
#ifndef YG_KNOW_EXPORT_H
#define YG_KNOW_EXPORT_H

#include "know/resolve.h"

/* Called with each piece of output in turn; false stops with *err. */
typedef bool (*yg_export_write)(void *self, yg_str piece, yg_error *err);

typedef struct {
    yg_str source;       /* only this source; empty: all */
    const yg_eids *eids; /* only these entities; NULL: all */
    bool indicators;     /* the indicator table too, as STIX indicators */
    bool native_only;    /* only objects that came in as STIX, no claims */
} yg_export_options;

/* A STIX 2.1 bundle. Objects that came in as STIX are given back canonically equal, all versions,
 * unknown members included. What came from other formats becomes an object of its STIX type with
 * the original record under yagura's property extension. */
bool yg_export_stix(yg_store *store, const yg_export_options *options, yg_export_write write,
                    void *self, yg_error *err);
/* An ATT&CK Navigator layer (format 4.5) of the techniques of one domain ("enterprise-attack",
 * "ics-attack", "mobile-attack") that the entities use. */
bool yg_export_navigator(yg_store *store, const yg_eids *eids, yg_str domain, yg_str name,
                         yg_buf *out, yg_error *err);
/* The indicators as CSV: type, value, first_seen, last_seen, context, role, source, to_ids. */
bool yg_export_indicators_csv(yg_store *store, const yg_export_options *options,
                              yg_export_write write, void *self, yg_error *err);

#endif
