/* What ordinary names look like: how often each segment stands in them, how their letters follow
 * each other, how many stand under each public suffix. Counted from lists of names that nobody
 * complains about (tools/train-names) and shipped in data/names/; not a list of names to pass over.
 * Immutable; any number of threads. */
#ifndef YG_MATCH_NAME_PRIOR_H
#define YG_MATCH_NAME_PRIOR_H

#include "base/error.h"

typedef struct yg_name_prior yg_name_prior;

/* Reads the text of data/names/segments.txt: "names N", ".SUFFIX N" and "SEGMENT [N]" (1 when
 * left out), one a line, "#" a comment. Copies what it needs. Errors carry the byte offset. */
bool yg_name_prior_parse(yg_str text, yg_name_prior **ret_prior, yg_error *err);
void yg_name_prior_free(yg_name_prior *prior);
/* The one that is compiled in. Made at the first call (thread-safe), never freed. */
const yg_name_prior *yg_name_prior_built_in(void);

/* How many names were counted. */
double yg_name_prior_names(const yg_name_prior *prior);
/* How often a segment (lower-case ASCII letters, at most 24) stands in them; 0: never. */
uint32_t yg_name_prior_segment(const yg_name_prior *prior, yg_str segment);
/* How many of them stand under a public suffix (without the leading point). */
uint32_t yg_name_prior_suffix(const yg_name_prior *prior, yg_str suffix);
/* How unlike the labels of ordinary names a label is: the mean of -log2 of the probability of each
 * letter after the two before it, hyphens left out. About 3.5 for words, above 5 for letters drawn
 * by lot. */
double yg_name_prior_surprise(const yg_name_prior *prior, yg_str label);
/* Is the label, by all of its letters together, more likely drawn by lot than made of words? Fewer
 * than 1 in 100 ordinary names are, about half of 6 to 12 letters and digits drawn by lot
 * (tools/evaluate-names prints both). */
bool yg_name_prior_is_random(const yg_name_prior *prior, yg_str label);
/* Segment i of the table in the order of the file, or false behind the last. */
bool yg_name_prior_at(const yg_name_prior *prior, size_t i, yg_str *ret_segment,
                      uint32_t *ret_count);
/* The same for suffixes. */
bool yg_name_prior_suffix_at(const yg_name_prior *prior, size_t i, yg_str *ret_suffix,
                             uint32_t *ret_count);

#endif
