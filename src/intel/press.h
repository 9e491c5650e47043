/* Cyberattacks in the press, as ransomware.live publishes them: an object with "results", or the
 * bare list. docs/formats/ransomware-live-press.md. */
#ifndef YG_INTEL_PRESS_H
#define YG_INTEL_PRESS_H

#include "intel/reader.h"

int yg_press_probe(yg_str head, yg_str path);
bool yg_press_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err);

#endif
