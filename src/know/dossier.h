/* A dossier: everything that the sources in the store say of one candidate (know/resolve.h), as one
 * JSON document of schema "yagura-dossier/1" (docs/schemas/dossier.schema.json). Statements are
 * laid side by side with who says them; nothing is merged or chosen. */
#ifndef YG_KNOW_DOSSIER_H
#define YG_KNOW_DOSSIER_H

#include "know/resolve.h"
#include "text/json_write.h"

/* Adds the document to *out. The same store content gives the same bytes. */
bool yg_dossier(yg_store *store, yg_str query, const yg_candidate *candidate, bool pretty,
                yg_buf *out, yg_error *err);

/* The candidates of an ambiguous name as a document of schema "yagura-candidates/1", with a newline
 * behind it. */
void yg_candidates_json(yg_str query, const yg_resolution *resolution, yg_buf *out);
/* "its name", "its number" or "an alias". */
const char *yg_candidate_borne_as(const yg_candidate *candidate);

/* One search hit as a JSON object: what `search --format json` prints. */
void yg_hit_json(yg_jw *w, const yg_hit_row *row);

#endif
