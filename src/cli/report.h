/* Shared by `report` and `demo`. */
#ifndef YG_CLI_REPORT_H
#define YG_CLI_REPORT_H

#include "cli/cli.h"
#include "tell/landscape.h"

/* Renders the report in a format ("html", "md", "json") to a file, or standard output when path is
 * NULL. */
bool yg_report_to(yg_cli *cli, const yg_report *report, const char *form, const char *path,
                  yg_error *err);

#endif
