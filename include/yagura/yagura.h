/* libyagura: yagura's store, import, dossiers, search and export for other programs.
 *
 * A yagura handle belongs to one thread at a time; different handles are independent. Functions
 * that can fail return false and fill *err (which may be NULL); outputs are untouched then. Texts
 * are UTF-8. Texts returned through ret_ pointers belong to the caller: yagura_free.
 *
 * Compile with `pkg-config --cflags --libs yagura`. */
#ifndef YAGURA_YAGURA_H
#define YAGURA_YAGURA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define YAGURA_API __attribute__((visibility("default")))

typedef struct yagura yagura;

/* The program's exit codes (man yagura). */
typedef enum {
    YAGURA_OK = 0,
    YAGURA_ERR_USAGE = 2, /* asked for something that does not exist */
    YAGURA_ERR_INPUT = 3, /* the input is not what it should be */
    YAGURA_ERR_LIMIT = 4, /* a limit was hit */
    YAGURA_ERR_IO = 5,    /* the system or the store failed */
} yagura_code;

/* One line, no full stop; says what to do. */
typedef struct {
    yagura_code code;
    char text[1024];
} yagura_error;

typedef struct {
    uint64_t files, files_skipped, taken, unchanged, rejected;
} yagura_counts;

/* "0.1.0"; static. */
YAGURA_API const char *yagura_version(void);

/* Opens the store at path; with write set, makes it when absent. */
YAGURA_API bool yagura_open(const char *path, bool write, yagura **ret_yagura, yagura_error *err);
/* Accepts NULL; always returns NULL: `y = yagura_close(y)`. */
YAGURA_API yagura *yagura_close(yagura *y);

/* Imports files and folders as one transaction. source names them in `yagura sources`; NULL: what
 * the files say. ret_counts may be NULL. */
YAGURA_API bool yagura_import(yagura *y, const char *const *paths, size_t paths_n,
                              const char *source, yagura_counts *ret_counts, yagura_error *err);

/* The dossier of a name, number or STIX id as JSON ("yagura-dossier/1"), or, when several things
 * bear the name, the list of them ("yagura-candidates/1"). Nothing found: YAGURA_ERR_USAGE. */
YAGURA_API bool yagura_show(yagura *y, const char *name, char **ret_json, yagura_error *err);

/* Names and descriptions that contain every word of text: a JSON array, best first. */
YAGURA_API bool yagura_search(yagura *y, const char *text, size_t most, char **ret_json,
                              yagura_error *err);

/* Everything as one STIX 2.1 bundle, piece by piece. write returns false to stop: YAGURA_ERR_IO. */
YAGURA_API bool yagura_export_stix(yagura *y, bool (*write)(void *self, const char *p, size_t n),
                                   void *self, yagura_error *err);

YAGURA_API void yagura_free(char *text);

#ifdef __cplusplus
}
#endif

#endif
