/* What the parts of `yagura findings` share. */
#ifndef YG_CLI_FINDINGS_H
#define YG_CLI_FINDINGS_H

#include "cli/table.h"
#include "know/owner.h"
#include "store/findings.h"
#include "text/json_write.h"

/* Rows of findings in the form that was asked for. */
typedef struct {
    yg_cli *cli;
    yg_table table;
    yg_jw json;
    bool text, lines, csv;
    size_t n, all; /* put; that match (0: as many) */
    yg_buf scratch;
} yg_findings_page;

/* The form of --format. JSON arrays begin. */
void yg_findings_page_start(yg_findings_page *page, yg_cli *cli);
void yg_findings_page_put(yg_findings_page *page, const yg_finding_row *row);
void yg_findings_page_end(yg_findings_page *page);
void yg_findings_page_free(yg_findings_page *page);
/* The members of a finding, between braces that the caller writes. */
void yg_findings_put_members(yg_jw *w, const yg_finding_row *row, bool japanese);
/* "2022-03-10" */
void yg_findings_add_day(yg_buf *buf, int64_t us);
/* In the language of the program, if there is one. */
yg_str yg_findings_explanation(const yg_cli *cli, yg_str english, yg_str japanese);

/* What a filter points to. Zero-initialise. */
typedef struct {
    yg_owner_scope owner;
    yg_buf brands;
} yg_findings_scope;
void yg_findings_scope_free(yg_findings_scope *scope);

/* --state and its like, for list and export. otherwise: the states without --state. */
bool yg_findings_read_filter(yg_cli *cli, const char *otherwise, yg_findings_scope *scope,
                             yg_finding_filter *ret_filter, yg_error *err);

/* The findings that a word of the command line means: an id or its beginning, a name (defanged or
 * not), a host that was seen. Fails when there is none. */
bool yg_findings_named(yg_cli *cli, const char *word, yg_finding_visit visit, void *self,
                       yg_error *err);

int yg_findings_show_run(yg_cli *cli);
int yg_findings_set_run(yg_cli *cli);
int yg_findings_export_run(yg_cli *cli);

#endif
