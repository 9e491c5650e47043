/* Reader "yagura-group": group files and registries of organisations (docs/formats/yagura-group.md)
 * over map/group_file.h. Lenient: an organisation with an error is rejected with its place, the
 * others are kept; edges that lead to it are rejected too. */
#ifndef YG_INTEL_GROUP_H
#define YG_INTEL_GROUP_H

#include "intel/reader.h"

int yg_intel_group_probe(yg_str head, yg_str path);
bool yg_intel_group_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err);

#endif
