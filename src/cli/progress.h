/* A progress line on standard error for work that takes longer than half a second. */
#ifndef YG_CLI_PROGRESS_H
#define YG_CLI_PROGRESS_H

#include "cli/cli.h"

typedef struct {
    yg_cli *cli;
    bool wanted, always, shown;
    int64_t start_us, last_us;
    yg_buf what;
} yg_progress_line;

/* Obeys --progress; "auto" means: when standard error is a terminal. */
void yg_progress_start(yg_progress_line *p, yg_cli *cli);
/* What is being worked on; hostile text is fine. */
void yg_progress_what(yg_progress_line *p, yg_str what);
/* Draws at most ten times a second. total 0: unknown. */
void yg_progress_advance(yg_progress_line *p, uint64_t done_bytes, uint64_t total_bytes);
/* The same of steps that are no bytes. */
void yg_progress_step(yg_progress_line *p, uint64_t done, uint64_t total);
/* Clears the line. */
void yg_progress_clear(yg_progress_line *p);
void yg_progress_end(yg_progress_line *p);

#endif
