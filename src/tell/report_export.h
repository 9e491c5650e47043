/* A report in the formats of other programs: figures as CSV, a STIX 2.1 bundle around a `report`
 * object, an ATT&CK Navigator layer. The last two give objects of the store, so they ask it; a
 * plain renderer (render.h) does not. */
#ifndef YG_TELL_REPORT_EXPORT_H
#define YG_TELL_REPORT_EXPORT_H

#include "store/store.h"
#include "tell/render.h"

/* One row a figure (RFC 4180). A renderer. */
bool yg_render_csv(const yg_report *doc, yg_buf *out, yg_error *err);
/* A STIX 2.1 bundle: a `report` (section 4.16) whose object_refs are what the report speaks of,
 * then those objects, one version each. Figures are in a property extension of the report. */
bool yg_report_stix(yg_store *store, const yg_report *doc, yg_buf *out, yg_error *err);
/* An ATT&CK Navigator layer, format 4.5: the techniques of the report's actors, each with the
 * number of actors that use it. domain: "enterprise-attack", "ics-attack" or "mobile-attack". */
bool yg_report_navigator(yg_store *store, const yg_report *doc, yg_str domain, yg_buf *out,
                         yg_error *err);

#endif
