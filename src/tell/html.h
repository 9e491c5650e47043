/* Private to this room: the pieces of an HTML page. Everything that takes text escapes it. */
#ifndef YG_TELL_HTML_H
#define YG_TELL_HTML_H

#include "base/error.h"
#include "tell/document.h"
#include "tell/message.h"

typedef struct {
    yg_buf *out;
    const yg_report *doc;
    yg_voice voice;
} yg_html;

/* Controls but line end and tab, and what turns the direction of text [TROJAN-SOURCE]. */
bool yg_html_is_unsafe(uint32_t c);
/* Text between tags or inside a quoted attribute: the five characters of HTML as references,
 * controls and bidirectional overrides as U+FFFD [SCRIPT-INJECTION] [TROJAN-SOURCE]. */
void yg_html_text(yg_buf *out, yg_str s);
/* The same with line ends as <br>. */
void yg_html_lines(yg_buf *out, yg_str s);
/* Links to pieces of evidence, runs of three or more as one link; nothing for an empty set. */
void yg_html_marks(yg_html *h, yg_evidence_set set);
/* <td class="..." data-label="..."> where each cell is a block of its own on a narrow screen. */
void yg_html_cell(yg_html *h, const char *class, yg_str label);
/* A message without arguments, escaped. */
void yg_html_say(yg_html *h, const char *key);

/* The bar and whisker of one share, from 0 to 100 %; nothing where no share may be shown. */
void yg_html_bar(yg_html *h, const yg_figure *f);
/* Figures as a table with bars and whiskers. */
void yg_html_chart(yg_html *h, const yg_chart *chart);
void yg_html_table(yg_html *h, const yg_table *table);
/* The lists at the end: evidence, sources, collections. */
void yg_html_appendix(yg_html *h);
/* The document as JSON, and where the program was built with it the script that draws charts. */
bool yg_html_script(yg_html *h, yg_error *err);
/* "sha256-..." of the script for the page's Content-Security-Policy; empty when there is none. */
const char *yg_html_script_digest(void);

#endif
