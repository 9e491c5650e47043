/* What the parts of `yagura names` share. */
#ifndef YG_CLI_NAMES_H
#define YG_CLI_NAMES_H

#include "cli/cli.h"

int yg_names_scan_run(yg_cli *cli);
int yg_names_generate_run(yg_cli *cli);
int yg_names_learn_run(yg_cli *cli);

#endif
