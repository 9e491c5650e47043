/* The threat landscape of one country, as a report document: who attacks, what is hit, how they
 * come in, from where, how prepared the country is said to be, and what is not known.
 *
 * Everything is taken from the store by fixed rules: no clock, no network, no model. The same
 * statements in the store give the same document, whenever they were imported. */
#ifndef YG_TELL_LANDSCAPE_H
#define YG_TELL_LANDSCAPE_H

#include "store/store.h"
#include "tell/render.h"

typedef struct {
    yg_country country; /* must be one */
    enum yg_lang lang;
} yg_report_options;

/* Zero-initialise *ret_report; free with yg_report_free. On failure it is left empty. */
bool yg_report_landscape(yg_store *store, const yg_report_options *options, yg_report *ret_report,
                         yg_error *err);
/* Builds and renders in one step; appends to *out. */
bool yg_report_write(yg_store *store, const yg_report_options *options, const yg_renderer *renderer,
                     yg_buf *out, yg_error *err);
/* The key judgements of a report as plain lines ("Heading: text"), at most `most`, for a terminal.
 * Calls line for each. */
void yg_report_findings(const yg_report *report, size_t most, void (*line)(void *self, yg_str text),
                        void *self);

#endif
