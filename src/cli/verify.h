/* Shared by the two halves of `verify`. */
#ifndef YG_CLI_VERIFY_H
#define YG_CLI_VERIFY_H

#include "cli/cli.h"

/* One file, or standard input ("-"), unpacked. */
bool yg_verify_read_input(const char *path, yg_buf *bytes, yg_error *err);
int yg_verify_text_file(yg_cli *cli, const char *path);

#endif
