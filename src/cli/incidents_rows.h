/* Private to `yagura incidents`: one row in each form. */
#ifndef YG_CLI_INCIDENTS_ROWS_H
#define YG_CLI_INCIDENTS_ROWS_H

#include "cli/table.h"
#include "store/read.h"
#include "text/json_write.h"

typedef struct {
    yg_cli *cli;
    yg_table table;
    yg_jw json;
    bool text, lines, csv;
    yg_str country; /* alpha-2 of --country; empty: no column that says why a row is there */
    yg_buf same_as; /* of the row: ids of the same incident in other sources, one a line */
    yg_buf entered, reached, actors, references, linked; /* cells */
} yg_incident_page;

void yg_incident_page_start(yg_incident_page *page);
void yg_incident_page_put(yg_incident_page *page, const yg_incident_row *row);
/* n: rows that were put; more: there are others, which --limit left out. */
void yg_incident_page_end(yg_incident_page *page, size_t n, bool more);
void yg_incident_page_free(yg_incident_page *page);

#endif
