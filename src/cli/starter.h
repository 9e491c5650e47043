/* The starter claims of data/starter, built into the program. */
#ifndef YG_CLI_STARTER_H
#define YG_CLI_STARTER_H

#include <stddef.h>

#include "base/vec.h"
#include "know/import.h"

typedef struct {
    const char *name;
    const unsigned char *bytes;
    size_t n;
} yg_starter_file;

/* Closed by a row with name NULL. */
extern const yg_starter_file yg_starter_files[];
/* data/demo: the demo group and its incidents; data/group: the template of `group init`. */
extern const yg_starter_file yg_demo_files[], yg_group_templates[];

/* The files as yg_import takes them. */
typedef YG_VEC(yg_import_memory) yg_starter_import;
void yg_starter_import_add(yg_starter_import *files);

#endif
