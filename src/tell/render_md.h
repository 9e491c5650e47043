/* Markdown (CommonMark with the tables of GitHub): for pull requests, wikis and terminals. Text
 * from feeds is escaped, so that it can neither format nor link nor embed. */
#ifndef YG_TELL_RENDER_MD_H
#define YG_TELL_RENDER_MD_H

#include "tell/render.h"

bool yg_render_md(const yg_report *doc, yg_buf *out, yg_error *err);

#endif
