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

#endif
