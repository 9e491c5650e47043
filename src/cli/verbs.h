/* The verbs' own parts: one file a verb, one row in verbs.c. */
#ifndef YG_CLI_VERBS_H
#define YG_CLI_VERBS_H

#include "cli/cli.h"
#include "know/import.h"

extern const yg_option yg_demo_options[], yg_export_verb_options[], yg_group_verb_options[],
    yg_import_verb_options[], yg_incidents_options[], yg_links_verb_options[], yg_lint_options[],
    yg_names_verb_options[], yg_report_verb_options[], yg_search_options[], yg_show_options[],
    yg_sources_options[], yg_update_verb_options[], yg_verify_verb_options[];
extern const yg_option yg_findings_verb_options[];
extern const yg_option yg_scan_verb_options[];
int yg_findings_run(yg_cli *cli);
int yg_scan_run(yg_cli *cli);
int yg_import_run(yg_cli *cli);
int yg_sources_run(yg_cli *cli);
int yg_search_run(yg_cli *cli);
int yg_show_run(yg_cli *cli);
int yg_incidents_run(yg_cli *cli);
int yg_export_run(yg_cli *cli);
int yg_update_run(yg_cli *cli);
int yg_report_run(yg_cli *cli);
int yg_demo_run(yg_cli *cli);
int yg_links_run(yg_cli *cli);
int yg_lint_run(yg_cli *cli);
int yg_names_run(yg_cli *cli);
int yg_group_run(yg_cli *cli);
int yg_verify_run(yg_cli *cli);

/* Shared by `import`, `update` and `demo`: imports with the options given on the command line and a
 * progress line; prints a result and gives its exit code. */
bool yg_import_paths(yg_cli *cli, const char *const *paths, size_t n, yg_import_result *ret_result,
                     yg_error *err);
/* One line when an import changed owners that were known before. */
void yg_import_put_owners(yg_cli *cli, const yg_import_result *result);
int yg_import_print(yg_cli *cli, const yg_import_result *result, int64_t took_us);

#endif
