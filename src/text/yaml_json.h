/* A YAML tree as JSON: scalars stay text, keys stay in their order. */
#ifndef YG_TEXT_YAML_JSON_H
#define YG_TEXT_YAML_JSON_H

#include "text/json_write.h"
#include "text/yaml.h"

/* key: NULL inside arrays and at the top. */
void yg_yaml_add_json(yg_jw *w, const char *key, const yg_yaml_node *node);

#endif
