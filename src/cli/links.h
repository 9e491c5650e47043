/* Private to `yagura links`: a person's decisions. */
#ifndef YG_CLI_LINKS_H
#define YG_CLI_LINKS_H

#include "cli/cli.h"

/* decision: accepted, rejected, or empty: undo. The words behind the first are ids. */
int yg_links_decide_run(yg_cli *cli, const char *decision);

#endif
