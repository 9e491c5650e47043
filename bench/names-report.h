/* The tables of docs/look-alikes.md, on standard output as Markdown. */
#ifndef YG_BENCH_NAMES_REPORT_H
#define YG_BENCH_NAMES_REPORT_H

#include "names-measure.h"

/* years: oldest first. */
void report_print(const names_data *data, const measured *years, size_t n);

#endif
