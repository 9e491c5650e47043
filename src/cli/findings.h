/* What the parts of `yagura findings` share. */
#ifndef YG_CLI_FINDINGS_H
#define YG_CLI_FINDINGS_H

#include "cli/table.h"
#include "know/owner.h"
#include "store/findings.h"
#include "text/json_write.h"
#include "watch/findings_each.h"

/* Rows of findings in the form that was asked for. */
typedef struct {
    yg_cli *cli;
    yg_table table, sights; /* of names, of indicators */
    yg_jw json;
    bool text, lines, csv;
    size_t n, all; /* put; that match (0: as many) */
    size_t names;  /* of n */
    yg_buf scratch;
    yg_finding_places places;
} yg_findings_page;

/* The form of --format. JSON arrays begin. */
void yg_findings_page_start(yg_findings_page *page, yg_cli *cli);
bool yg_findings_page_put(yg_findings_page *page, const yg_finding *finding, yg_error *err);
void yg_findings_page_end(yg_findings_page *page);
void yg_findings_page_free(yg_findings_page *page);
/* The members of a finding, between braces that the caller writes. */
bool yg_findings_put_members(yg_findings_page *page, const yg_finding *finding, yg_error *err);
/* findings_sights.c: what only indicators have: columns, the cells of a row, further members. */
extern const yg_column yg_findings_sight_columns[];
extern const size_t yg_findings_sight_columns_n;
bool yg_findings_put_sight(yg_findings_page *page, const yg_finding *finding, yg_error *err);
bool yg_findings_put_sight_members(yg_findings_page *page, const yg_finding *finding,
                                   yg_error *err);
/* The organisation's name in the language of the program; what the store does not know, by its id.
 */
bool yg_findings_place_name(yg_findings_page *page, yg_str id, yg_str *ret_name, yg_error *err);
/* And the rest of `show`: the actor, what is known, every sighting. */
bool yg_findings_show_sight(yg_findings_page *page, const yg_finding *finding, yg_error *err);
bool yg_findings_put_sightings(yg_findings_page *page, const yg_finding *finding, yg_error *err);
void yg_findings_put_field(yg_cli *cli, const char *label, yg_str text);
/* In the language of the program, if there is one. */
yg_str yg_findings_explanation(const yg_cli *cli, yg_str english, yg_str japanese);

/* What a filter points to. Zero-initialise. */
typedef struct {
    yg_owner_scope owner;
    yg_buf brands;             /* or actors */
    yg_sighting_filter sights; /* of indicators, which sightings */
} yg_findings_scope;
void yg_findings_scope_free(yg_findings_scope *scope);

/* --state and its like, for list and export. otherwise: the states without --state. */
bool yg_findings_read_filter(yg_cli *cli, const char *otherwise, yg_findings_scope *scope,
                             yg_finding_filter *ret_filter, yg_error *err);
/* Does an option say which findings? */
bool yg_findings_is_narrowed(const yg_cli *cli);

/* The findings that a word of the command line means: an id or its beginning, a name or an
 * indicator (defanged or not), a host that was seen; with `machines` also the machine on which an
 * indicator was. Fails when there is none. */
bool yg_findings_named(yg_cli *cli, const char *word, bool machines, yg_finding_visit visit,
                       void *self, yg_error *err);

int yg_findings_show_run(yg_cli *cli);
int yg_findings_set_run(yg_cli *cli); /* findings_decide.c */
int yg_findings_ack_run(yg_cli *cli);
int yg_findings_close_run(yg_cli *cli);
int yg_findings_sums_run(yg_cli *cli); /* list --by */
int yg_findings_export_run(yg_cli *cli);

#endif
