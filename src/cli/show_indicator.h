/* What the sources say of one indicator: of `show` and `search`. */
#ifndef YG_CLI_SHOW_INDICATOR_H
#define YG_CLI_SHOW_INDICATOR_H

#include "cli/table.h"
#include "text/json_write.h"

/* Prints the dossier (text, or JSON of schema yagura-indicator/1) when query is an indicator, also
 * a defanged one, that the store holds; *ret_found says whether. */
bool yg_show_indicator(yg_cli *cli, yg_str query, bool json, bool *ret_found, yg_error *err);

#endif
