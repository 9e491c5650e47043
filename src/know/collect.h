/* Indicators straight from files, in any form that import reads (intel/reader.h), without a store.
 */
#ifndef YG_KNOW_COLLECT_H
#define YG_KNOW_COLLECT_H

#include "base/input.h"
#include "model/record.h"

/* Views live during the call. */
typedef struct {
    const yg_indicator *indicator;
    yg_str path;
    yg_str source, tlp; /* of the source */
    yg_str said;        /* the one actor to whom its event is attributed, as the event names it */
} yg_collected;

typedef struct {
    void *self;
    /* A file before any reader looks at it. *ret_taken: it needs none. May be NULL. */
    bool (*file)(void *self, const yg_input_file *file, bool *ret_taken, yg_error *err);
    bool (*take)(void *self, const yg_collected *collected, yg_error *err);
    /* A record that could not be used; path is that of its file. */
    void (*reject)(void *self, yg_str path, const yg_fault *fault, yg_str detail);
    /* A file that a walk came upon and that no reader knows or can use. */
    void (*skipped)(void *self, yg_str path, const char *why);
} yg_collector;

/* Goes through a file or folder. Fails when the path cannot be read, when what was named itself is
 * of no known form, or when the collector failed. */
bool yg_collect(const char *path, const yg_collector *collector, yg_error *err);

/* Name and marking of a plain list, by what its first lines say, or by its path; views into both.
 */
void yg_collect_list_source(yg_str head, yg_str path, yg_source *ret_source);

#endif
