/* A dossier as text that can be pasted into a mail. */
#ifndef YG_CLI_SHOW_TEXT_H
#define YG_CLI_SHOW_TEXT_H

#include "cli/cli.h"

/* document: JSON of schema yagura-dossier/1. all: long lists are not shortened. */
void yg_show_text(yg_cli *cli, yg_str document, bool all);

#endif
