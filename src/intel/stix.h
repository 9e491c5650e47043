/* STIX 2.0 and 2.1 bundles (OASIS STIX 2.1, 2021-06-10; STIX 2.0, 2017-07-19), and ATT&CK's
 * x_mitre_ extensions. docs/formats/stix.md. */
#ifndef YG_INTEL_STIX_H
#define YG_INTEL_STIX_H

#include "intel/reader.h"

int yg_stix_probe(yg_str head, yg_str path);
bool yg_stix_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err);

#endif
