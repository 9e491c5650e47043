/* The curated format "yagura claims 1", in YAML and in CSV. docs/formats/yagura-claims.md.
 *
 * Attack classes: [ALIAS-BOMB] [DUPLICATE-KEY] [TYPE-CONFUSION] (text/yaml.h), [CONTROL-CHARACTER]
 * a text with one is a bad record, [ID-CONFUSION] every identifier is made here, none is read. */
#ifndef YG_INTEL_CLAIMS_H
#define YG_INTEL_CLAIMS_H

#include "intel/reader.h"

int yg_claims_probe(yg_str head, yg_str path);
bool yg_claims_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err);

#endif
