#include "text/yaml_json.h"

void yg_yaml_add_json(yg_jw *w, const char *key, const yg_yaml_node *node) {
    if (node->kind == YG_YAML_SCALAR) {
        yg_jw_str(w, key, node->text);
        return;
    }
    bool map = node->kind == YG_YAML_MAP;
    yg_jw_begin(w, key, map ? '{' : '[');
    for (const yg_yaml_node *child = node->first; child != NULL; child = child->next)
        yg_yaml_add_json(w, map ? child->key.p : NULL, child);
    yg_jw_end(w, map ? '}' : ']');
}
