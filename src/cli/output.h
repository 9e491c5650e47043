/* Output to standard output or to a file. A file appears whole or not at all: it is written beside
 * its place and renamed. */
#ifndef YG_CLI_OUTPUT_H
#define YG_CLI_OUTPUT_H

#include <stdio.h>

#include "cli/cli.h"

typedef struct {
    yg_cli *cli;
    FILE *file;
    yg_buf path, temporary;
} yg_output;

/* path NULL or "-": standard output. */
bool yg_output_open(yg_output *output, yg_cli *cli, const char *path, yg_error *err);
bool yg_output_add(yg_output *output, yg_str piece, yg_error *err);
bool yg_output_close(yg_output *output, yg_error *err);
/* Forgets what was written. Safe after a failed open or close. */
void yg_output_drop(yg_output *output);

#endif
