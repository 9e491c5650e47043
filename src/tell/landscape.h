/* The threat landscape of a country, a sector, a group of companies or the world, as a report
 * document: who attacks, what is hit, how they come in, from where, what to do first, how prepared
 * the country is said to be, and what is not known.
 *
 * Everything is taken from the store by fixed rules: no clock, no network, no model. The same
 * statements in the store give the same document, whenever they were imported. */
#ifndef YG_TELL_LANDSCAPE_H
#define YG_TELL_LANDSCAPE_H

#include "store/store.h"
#include "tell/render.h"

typedef enum { YG_BY_BOTH, YG_BY_SITE, YG_BY_PARENT } yg_report_by;

/* What is asked for. Everything but lang may be left out: zeroed options are a report on the world.
 * All that is given must hold at once. */
typedef struct {
    yg_country country; /* 0: any */
    enum yg_lang lang;
    yg_sector sector;    /* 0: any */
    yg_str organisation; /* of the registry: key, STIX id, LEI or a name; empty: any */
    yg_str period;       /* a partial date (model/date.h); empty: all of the data */
    yg_report_by by;     /* where an incident counts: at its site, at the ultimate parent, or both,
                          * side by side */
    bool all;            /* long lists are not cut */
    /* Two countries (codes) or two periods that are set side by side; both or none. */
    yg_str compare[2];
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
