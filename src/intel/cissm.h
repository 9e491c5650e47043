/* Reader for the CISSM Cyber Events Database (docs/formats/cissm.md). */
#ifndef YG_INTEL_CISSM_H
#define YG_INTEL_CISSM_H

#include "intel/reader.h"

int yg_cissm_probe(yg_str head, yg_str path);
bool yg_cissm_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err);

#endif
