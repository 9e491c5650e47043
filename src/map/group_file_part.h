/* What the parts of the group file's reader share. */
#ifndef YG_MAP_GROUP_FILE_PART_H
#define YG_MAP_GROUP_FILE_PART_H

#include "base/map.h"
#include "map/group_file.h"

typedef struct {
    yg_group_file *file;
    yg_map ids;                         /* id -> index of its organisation, plus one */
    YG_VEC(const yg_yaml_node *) items; /* of `organisations` */
    const yg_yaml_node *source;
    size_t compared; /* ids looked at for suggestions [QUADRATIC] */
    bool is_cut;     /* the YAML is broken, records were read one by one */
    bool has_list;
} yg_group_job;

/* Adds a remark at a node's place (NULL: the file as a whole); format and what follows make its
 * text. */
void yg_group_say(yg_group_file *file, yg_group_severity severity, const yg_yaml_node *node,
                  const char *reason, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* A value as remarks show it: at most 80 bytes. */
yg_str yg_group_shown(yg_str value);

/* The nearest of `words` (separated and surrounded by blanks), or empty; empty too when so many
 * errors were found that nobody will read this one [QUADRATIC]. */
yg_str yg_group_nearest(const yg_group_file *file, yg_str wrong, const char *words);
bool yg_group_is_word(yg_str word, const char *words);
/* " a b c " as "a, b, c", in the file's arena. */
yg_str yg_group_listed(yg_group_file *file, const char *words);

/* group_file_open.c: the YAML, whole or cut, into job->items and ->source. */
bool yg_group_open(yg_group_job *job, yg_str text, yg_error *err);
/* group_file_record.c */
void yg_group_read_source(yg_group_job *job);
void yg_group_read_organisation(yg_group_job *job, const yg_yaml_node *node);
/* One top-level key. */
void yg_group_take_member(yg_group_job *job, const yg_yaml_node *member);
/* Holds a map's keys against `words`; false when one is unknown. */
bool yg_group_check_keys(yg_group_file *file, const yg_yaml_node *map, const char *words,
                         const char *where);
/* The text of a scalar member; empty with a remark and *bad set when it is no scalar, too long or
 * has control characters; empty without a remark when it is absent or null. */
yg_str yg_group_text(yg_group_file *file, const yg_yaml_node *map, const char *key, bool *bad);
const char *yg_group_text_fault(yg_str text);
/* group_file_marks.c: brands, domains, networks, AD domains, host rules. */
void yg_group_read_marks(yg_group_file *file, const yg_yaml_node *node,
                         yg_organisation_node *organisation, bool *bad);
/* group_file_edges.c: `parents` of all organisations, when all ids are known. */
void yg_group_read_edges(yg_group_job *job);
/* group_file_owners.c: cycles, and shares over 100 %. */
void yg_group_check_owners(yg_group_file *file);
/* group_file_claimed.c: what two organisations claim. */
void yg_group_check_claimed(yg_group_file *file);

#define YG_GROUP_KINDS " parent subsidiary affiliate joint-venture branch supplier other "
#define YG_GROUP_RELATIONS " subsidiary-of affiliate-of joint-venture-of branch-of supplies "

#endif
