/* The score of a name: log-odds that it imitates. There are two ways to come by a name that
 * imitates: as the swarms of real phishing do, and as somebody would who sits down to make one that
 * passes for the brand. Each has log-odds of its own against ordinary names, linear in the features
 * of match/name_feature.h; their odds are added.
 * Weights come from data (tools/train-names) and are compiled in (data/names/weights.txt).
 * Immutable; any number of threads. */
#ifndef YG_MATCH_NAME_SCORE_H
#define YG_MATCH_NAME_SCORE_H

#include "match/name_feature.h"
#include "match/name_judge.h"

typedef struct yg_name_model yg_name_model;

/* Reads "weight GROUP I VALUE" (as phishing does), "made GROUP I VALUE" (as somebody would), "risk
 * .SUFFIX VALUE", "embedded plain|garbled VALUE", "threshold web|registrations VALUE", one a line,
 * "#" a comment. Errors carry the byte offset. */
bool yg_name_model_parse(yg_str text, yg_name_model **ret_model, yg_error *err);
void yg_name_model_free(yg_name_model *model);
/* The one that is compiled in. Made at the first call (thread-safe), never freed. */
const yg_name_model *yg_name_model_built_in(void);

double yg_name_model_threshold(const yg_name_model *model, yg_name_stream stream);
/* log2 of how much more phishing than ordinary names stand under the suffix, smoothed; 0: unknown.
 */
double yg_name_model_risk(const yg_name_model *model, yg_str suffix);
/* The same of a text's suffix, for names by the million. */
double yg_name_model_risk_of(const yg_name_model *model, const yg_name_text *text);
/* What a Japanese suffix inside a name says whatever else stands there: log-odds. */
double yg_name_model_embedded(const yg_name_model *model, yg_embedded kind);
double yg_name_model_score(const yg_name_model *model, const yg_name_features *features);
/* Both weights of a feature, as phishing does and as somebody would. */
void yg_name_model_weights(const yg_name_model *model, size_t feature, double ret_weights[2]);
/* Could the match, in a name without A-labels, have that score? Says no only where it cannot.
 * features: what yg_name_features_cheap gave, or that and yg_name_features_around. */
bool yg_name_model_may_reach(const yg_name_model *model, const yg_name_context *context,
                             const yg_name_match *match, const yg_name_features *features,
                             bool has_around, double score);

#endif
