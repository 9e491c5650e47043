/* Private to the dossier as text: its parts, and what they share. */
#ifndef YG_CLI_SHOW_PART_H
#define YG_CLI_SHOW_PART_H

#include "cli/show_text.h"
#include "text/json.h"

/* Items of one list, and characters of one description, before "... and N more". */
enum { YG_SHOW_LIST = 12, YG_SHOW_TEXT_BYTES = 700 };

typedef struct {
    yg_cli *cli;
    yyjson_val *root;
    bool all;
} yg_show_page;

void yg_show_heading(yg_show_page *p, const char *text);
/* Nothing when the text is empty. */
void yg_show_field(yg_show_page *p, const char *before, yg_str text, const char *after);
/* Breaks what was added to cli->out behind `start` at the terminal's width; 80 elsewhere. */
void yg_show_wrap(yg_cli *cli, size_t start);

void yg_show_claims(yg_show_page *p);
void yg_show_relationships(yg_show_page *p);

#endif
