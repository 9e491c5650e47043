/* Posts of leak sites as their trackers publish them (ransomwatch, RansomLook, ransomware.live),
 * in JSON or CSV, and the trackers' lists of groups. docs/formats/leak-posts.md, leak-groups.md. */
#ifndef YG_INTEL_LEAK_POSTS_H
#define YG_INTEL_LEAK_POSTS_H

#include "intel/reader.h"

int yg_leak_posts_probe(yg_str head, yg_str path);
bool yg_leak_posts_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err);

int yg_leak_groups_probe(yg_str head, yg_str path);
bool yg_leak_groups_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err);

#endif
