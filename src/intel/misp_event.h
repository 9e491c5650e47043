/* MISP events (the MISP core format, draft-dulaunoy-misp-core-format): {"Event": {...}},
 * {"response": [{"Event": ...}]}, arrays of either, and the files of a feed folder (manifest.json,
 * hashes.csv, one file an event). docs/formats/misp-event.md. */
#ifndef YG_INTEL_MISP_EVENT_H
#define YG_INTEL_MISP_EVENT_H

#include "intel/reader.h"

int yg_misp_event_probe(yg_str head, yg_str path);
bool yg_misp_event_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err);

#endif
