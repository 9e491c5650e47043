/* The built-in claims as files for an import: of `import --starter` and `demo`. */
#include "cli/starter.h"

void yg_starter_import_add(yg_starter_import *files) {
    for (const yg_starter_file *file = yg_starter_files; file->name != NULL; file++)
        yg_vec_push(files, ((yg_import_memory){.path = yg_str_of(file->name),
                                               .bytes = {(const char *)file->bytes, file->n}}));
}
