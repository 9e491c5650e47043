/* Reader for VERIS incidents, 1.3 to 1.4.1 (docs/formats/veris.md). */
#ifndef YG_INTEL_VERIS_H
#define YG_INTEL_VERIS_H

#include "intel/reader.h"

int yg_veris_probe(yg_str head, yg_str path);
bool yg_veris_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err);

#endif
