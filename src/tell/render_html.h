/* HTML 5: one file without scripts, without requests, with a Content-Security-Policy that allows
 * its own style sheet only. Everything that is text gets escaped; addresses become links only when
 * they are http or https [SCRIPT-INJECTION] [ATTRIBUTE-INJECTION]. */
#ifndef YG_TELL_RENDER_HTML_H
#define YG_TELL_RENDER_HTML_H

#include "tell/render.h"

bool yg_render_html(const yg_report *doc, yg_buf *out, yg_error *err);

#endif
