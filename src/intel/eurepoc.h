/* Reader for EuRepoC 1.1 (docs/formats/eurepoc.md). */
#ifndef YG_INTEL_EUREPOC_H
#define YG_INTEL_EUREPOC_H

#include "intel/reader.h"

int yg_eurepoc_probe(yg_str head, yg_str path);
bool yg_eurepoc_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err);

#endif
