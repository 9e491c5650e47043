/* The group file "yagura group 1": a group's organisations, who owns whom since when, and what each
 * is recognised by, in YAML. Specification: docs/formats/yagura-group.md. Pure: bytes in, a
 * yg_group and remarks out; opens nothing and asks no clock.
 *
 * A record with an error costs nobody else, and every error has its place. Whoever wants all or
 * nothing (`yagura group load`) asks for `errors`; whoever wants what is sound (`yagura import`)
 * leaves out what is marked bad. Against [ALIAS-BOMB] [DEEP-NESTING] text/yaml.h, [REGEX-BOMB]
 * map/identifier.h, [QUADRATIC] the checks over the whole, which are all n log n. */
#ifndef YG_MAP_GROUP_FILE_H
#define YG_MAP_GROUP_FILE_H

#include "map/group.h"
#include "model/record.h"
#include "text/yaml.h"

typedef enum { YG_GROUP_NOTE, YG_GROUP_WARNING, YG_GROUP_ERROR } yg_group_severity;

typedef struct {
    yg_group_severity severity;
    size_t line, column; /* from 1; 0: the file as a whole */
    uint64_t offset_bytes;
    const char *reason; /* constant, short: "unknown key" */
    yg_str text;        /* what was found and what was expected; hostile text inside */
} yg_group_remark;

/* What stands behind an organisation of the group, at the same index. */
typedef struct {
    const yg_yaml_node *node;
    bool bad; /* an error in its own record */
} yg_group_record;

/* What stands behind an edge of the group, at the same index. */
typedef struct {
    const yg_yaml_node *node;
    bool bad; /* in conflict with others: a cycle, more than 100 % */
    yg_known known;
    yg_date since, until; /* NONE: not said */
} yg_group_tie;

/* Remarks that are kept; all are counted. */
enum { YG_GROUP_REMARKS_KEPT = 10000 };

/* Zero-initialise; strings and nodes live until yg_group_file_free, the input's bytes are not
 * needed. */
typedef struct {
    yg_source source;
    yg_str name; /* of the group whose map it is; empty: a registry of many groups */
    yg_group group;
    YG_VEC(yg_group_record) records;
    YG_VEC(yg_group_tie) ties;
    YG_VEC(yg_group_remark) remarks; /* by place */
    size_t errors, warnings, notes;
    YG_VEC(yg_yaml) trees;
    yg_arena arena;
} yg_group_file;

/* Does the text begin with the key `yagura-group`, behind comments? */
bool yg_group_file_is(yg_str text);
/* False when nothing of it can be used; then *err says why, and so does a remark. */
bool yg_group_file_read(yg_group_file *file, yg_str text, yg_error *err);
void yg_group_file_free(yg_group_file *file);
/* "error", "warning", "note". */
const char *yg_group_severity_word(yg_group_severity severity);

#endif
