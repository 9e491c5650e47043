#include "shared.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const char *shared_data(const char *path) {
    static char full[4096];
    const char *root = getenv("YAGURA_SHARED_DATA");
    if (root == NULL || *root == 0)
        root = YG_SHARED_DATA;
    int n = snprintf(full, sizeof full, "%s/%s", root, path);
    if (n > 0 && (size_t)n < sizeof full && access(full, R_OK) == 0)
        return full;
    fprintf(stderr, "skipped: no %s in the shared data (set YAGURA_SHARED_DATA)\n", path);
    return NULL;
}

typedef struct {
    yg_str ending;
    yg_input_visit visit;
    void *self;
} filter;

static bool visit_ending(void *self, const yg_input_file *file, yg_error *err) {
    const filter *f = self;
    return !yg_str_ends(file->path, f->ending) || f->visit(f->self, file, err);
}

bool shared_each(const char *folder, const char *ending, yg_input_visit visit, void *self) {
    filter f = {yg_str_of(ending), visit, self};
    yg_error err;
    if (yg_input_each(folder, NULL, visit_ending, &f, &err))
        return true;
    fprintf(stderr, "%s\n", err.text);
    return false;
}
