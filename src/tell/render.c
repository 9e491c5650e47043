#include "tell/render.h"

#include "tell/render_html.h"
#include "tell/render_json.h"
#include "tell/render_md.h"
#include "tell/report_export.h"

const yg_renderer yg_renderers[] = {
    {"html", "text/html; charset=utf-8", yg_render_html},
    {"md", "text/markdown; charset=utf-8", yg_render_md},
    {"json", "application/json", yg_render_json},
    {"csv", "text/csv; charset=utf-8", yg_render_csv},
    {NULL, NULL, NULL},
};

const yg_renderer *yg_renderer_find(yg_str name) {
    for (const yg_renderer *r = yg_renderers; r->name != NULL; r++)
        if (yg_str_eqz(name, r->name))
            return r;
    return NULL;
}
