/* How a count of look-alike names is got again from the store, as tell/query.h has it for
 * incidents.
 *
 *   query := "findings?" key "=" value { "&" key "=" value }
 *
 *   organisation=ID  a STIX id: the imitated brand's organisation is it or belonged to it on the
 * day when the name was seen last (know/owner.h); always there state=WORD       new, watched,
 * reported, gone, false-alarm; several with commas kind=WORD        typo, combo ...
 * (store/findings.h: how) brand=LABEL exactly period=DATE      a partial date (model/date.h): seen
 * last in it or later, and first in it or earlier
 *
 * Keys stand once, in this order. Values are percent-encoded UTF-8, not empty; letters, digits and
 * "-._~:" stand as they are, so that a query has one form. */
#ifndef YG_TELL_QUERY_FINDINGS_H
#define YG_TELL_QUERY_FINDINGS_H

#include "base/mem.h"
#include "model/date.h"
#include "store/findings.h"

typedef struct {
    yg_str organisation, state, kind, brand, period_text;
    yg_date period;
} yg_findings_query;

bool yg_findings_query_is(yg_str text);
/* Strings are copied into the arena. Errors name the byte. */
bool yg_findings_query_parse(yg_arena *arena, yg_str text, yg_findings_query *ret_query,
                             yg_error *err);
void yg_findings_query_add(yg_buf *buf, const yg_findings_query *query);
/* Everything but the organisation, which is know/owner.h's to say. */
bool yg_findings_query_match(const yg_findings_query *query, const yg_finding_row *row);

#endif
