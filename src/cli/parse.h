/* Reading the arguments: yagura [global options] VERB [options and words]. */
#ifndef YG_CLI_PARSE_H
#define YG_CLI_PARSE_H

#include "cli/cli.h"

/* Fills cli->verb, ->given and ->words. An unknown verb or option gets a suggestion. */
bool yg_parse(yg_cli *cli, int argc, char **argv, yg_error *err);

#endif
