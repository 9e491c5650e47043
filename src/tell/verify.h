/* Is a report what the store says? The counterpart of the whole room: what was told is held against
 * the store again, in two steps that know nothing of each other.
 *
 * 1. By evidence: each figure is counted again from what it names as its evidence (the cell of a
 *    published table, or its query run over the incidents, tell/query.h), each interval is computed
 *    again by its method, and each piece of evidence must be in the store and be as quoted.
 * 2. By building: the report is made again from the store with the scope that the file names. Every
 *    word, number, address and bar of the file must be there, and nothing else.
 *
 * The file is hostile [SCRIPT-INJECTION] [DEEP-NESTING]: it is read with limits, nothing of it is
 * executed or followed, and what is quoted of it stays hostile text for whoever prints it. */
#ifndef YG_TELL_VERIFY_H
#define YG_TELL_VERIFY_H

#include "base/vec.h"
#include "store/store.h"
#include "tell/landscape.h"

#define YG_VERIFY_BYTES (UINT64_C(256) << 20) /* of one report; the largest known has 30 MB */
#define YG_VERIFY_KEPT 1000                   /* differences that are kept; the rest is counted */

typedef struct {
    yg_str kind;     /* figure, interval, evidence, text, number, markup, member */
    yg_str where;    /* "figure-...: numerator", "what: paragraph 3" */
    size_t line;     /* of the file, from 1; 0: not known */
    yg_str reported; /* what the file says; empty: it is not there */
    yg_str stored;   /* what the store gives; empty: it is not there */
    yg_str evidence; /* ids, separated by spaces; may be empty */
    /* Inside two texts the first number that differs; empty: none does. */
    yg_str number_reported, number_stored;
} yg_difference;

typedef struct {
    yg_arena arena;
    yg_str form; /* "html", "md", "json" */
    yg_str country, language, as_of;
    YG_VEC(yg_difference) differences;
    size_t differences_n; /* those that are not kept too */
    /* What was done: figures by cell, by query, and those that only the building covers. */
    size_t figures, by_cell, by_query, by_building, evidence, evidence_found, pieces;
} yg_verification;

void yg_verification_free(yg_verification *verification);
#define YG_CLEANUP_VERIFICATION __attribute__((cleanup(yg_verification_free)))

/* Zero-initialise *ret; free it in any case. False when the file is no report of a kind that is
 * known (YG_ERR_INPUT) or the store fails; differences are no failure. */
bool yg_verify_report(yg_store *store, yg_str bytes, yg_verification *ret_verification,
                      yg_error *err);

#endif
