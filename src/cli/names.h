/* What the parts of `yagura names` share. */
#ifndef YG_CLI_NAMES_H
#define YG_CLI_NAMES_H

#include "cli/cli.h"

int yg_names_scan_run(yg_cli *cli);
int yg_names_generate_run(yg_cli *cli);
int yg_names_learn_run(yg_cli *cli);
/* The day of --on, else today; days since 1970-01-01. */
bool yg_names_day(const yg_cli *cli, int32_t *ret_day, yg_error *err);

#endif
