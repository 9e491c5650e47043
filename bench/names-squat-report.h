#ifndef YG_BENCH_NAMES_SQUAT_REPORT_H
#define YG_BENCH_NAMES_SQUAT_REPORT_H

#include "names-train.h"

/* Tables: the share of made look-alikes of brands that did not train that the shipped weights flag
 * at the shipped thresholds; what ordinary names of the test half are flagged for these brands; and
 * how often that half holds what the chances of tokens say. */
void squat_report_print(const names_data *data, const yg_name_prior *prior);

#endif
