/* What a match in an IDN label says. The lists that the weights were learned from hold so few IDNs
 * (8 in 10,000 phishing hosts) that nothing about them could be learned; so their score follows
 * from rules, relative to the thresholds that belong to the weights. They are lower bounds: what
 * the weights say counts where it is more. */
#ifndef YG_MATCH_NAME_IDN_H
#define YG_MATCH_NAME_IDN_H

#include "match/name_feature.h"
#include "match/name_score.h"

/* The score of the match by the rules, or `score` when that is more or when the label is no IDN. */
double yg_name_idn_score(const yg_name_context *context, const yg_name_match *match,
                         const yg_name_model *model, double score);
/* Does the IDN label of the match mix scripts beyond what browsers show (yg_scripts_mixed)? */
bool yg_name_idn_is_mixed(const yg_name_text *text, const yg_name_match *match);

/* Writes an A-label as it shows, and up to three of its signs that stand for others of the token:
 * "`jсb` (с U+0441 for c) ". False, and nothing is written, when the span is no A-label. Invisible
 * and active signs are escaped by whoever prints it. */
bool yg_name_idn_explain(yg_str span, yg_str token, bool japanese, yg_buf *buf);

#endif
