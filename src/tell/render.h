/* The seam of renderers: a report document to bytes. A renderer adds no content, asks nobody and
 * gives the same bytes for the same document. */
#ifndef YG_TELL_RENDER_H
#define YG_TELL_RENDER_H

#include "base/error.h"
#include "tell/document.h"

typedef struct {
    const char *name; /* as in --format */
    const char *media_type;
    bool (*render)(const yg_report *doc, yg_buf *out, yg_error *err);
} yg_renderer;

/* All renderers, closed by a row whose name is NULL. */
extern const yg_renderer yg_renderers[];
/* NULL when there is none of that name. */
const yg_renderer *yg_renderer_find(yg_str name);

#endif
