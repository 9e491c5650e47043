/* Training of the score: logistic regression with an L2 penalty on the features of matches, where
 * the best match of a name stands for the name. Newton's method: the same input gives the same
 * weights. */
#ifndef YG_BENCH_NAMES_TRAIN_H
#define YG_BENCH_NAMES_TRAIN_H

#include "match/name_score.h"
#include "names-data.h"

/* Priors of the tuning half: what data/names/segments.txt holds. */
void train_segments(const names_data *data, yg_buf *buf);
/* Weights from domains first seen in the years of a set (bit 0: FIRST_YEAR) and from the tuning
 * half, as the text of data/names/weights.txt without its head. */
void train_weights(const names_data *data, const yg_name_prior *prior, unsigned years, yg_buf *buf);

#endif
