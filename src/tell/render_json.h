/* JSON, schema "yagura-report/1": docs/schemas/report.schema.json. */
#ifndef YG_TELL_RENDER_JSON_H
#define YG_TELL_RENDER_JSON_H

#include "tell/render.h"

bool yg_render_json(const yg_report *doc, yg_buf *out, yg_error *err);
/* The scope alone, an object: what the report can be made again with. */
void yg_render_json_scope(const yg_report *doc, yg_buf *out);

#endif
