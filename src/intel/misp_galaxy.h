/* MISP galaxies: cluster files (clusters/NAME.json) and galaxy files (galaxies/NAME.json) of
 * https://github.com/MISP/misp-galaxy, as in its schema_clusters.json and schema_galaxies.json.
 * docs/formats/misp-galaxy.md. */
#ifndef YG_INTEL_MISP_GALAXY_H
#define YG_INTEL_MISP_GALAXY_H

#include "intel/reader.h"

int yg_misp_galaxy_probe(yg_str head, yg_str path);
bool yg_misp_galaxy_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err);

#endif
