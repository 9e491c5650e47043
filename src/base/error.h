/* Errors, in two grains.
 *
 * yg_error stops a job: it lives on the caller's stack, is written once where the fault is found
 * and gets prefixes on the way up ("misp feed x.json: event 12: ..."). One line, no full stop,
 * says what to do. yg_fault is one bad record on a hot path: counted and sampled, nothing is
 * formatted there. */
#ifndef YG_BASE_ERROR_H
#define YG_BASE_ERROR_H

#include "base/str.h"

/* The exit codes of the program follow from these (cli/cli.h). */
typedef enum {
    YG_OK = 0,
    YG_ERR_USAGE, /* the caller asked for something that does not exist: exit 2 */
    YG_ERR_INPUT, /* the input is not what it should be: exit 3 */
    YG_ERR_LIMIT, /* a limit of base/limits.h was hit: exit 4 */
    YG_ERR_IO,    /* the system or the store failed: exit 5 */
} yg_code;

typedef struct {
    yg_code code;
    char text[1024]; /* NUL-terminated, UTF-8 cut at a character */
} yg_error;

/* Fills *err (may be NULL) and returns false, so that a function can end with
 * `return yg_fail(err, ...)`. */
bool yg_fail(yg_error *err, yg_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Puts "PREFIX: " before the text and returns false. */
bool yg_fail_in(yg_error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* One record that could not be used. `reason` is a constant string. */
typedef struct {
    yg_code code;
    const char *reason;
    uint64_t offset_bytes; /* from the start of the (decompressed) input */
    uint64_t record;       /* counted from 1 */
} yg_fault;

#endif
