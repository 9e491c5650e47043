#include "cli/progress.h"

#include <stdio.h>

#include "base/time.h"
#include "base/utf8.h"

enum { FIRST_US = 500000, EACH_US = 100000, BAR_COLUMNS = 24, NAME_COLUMNS = 36 };

void yg_progress_start(yg_progress_line *p, yg_cli *cli) {
    *p = (yg_progress_line){.cli = cli, .start_us = yg_time_mono_us()};
    p->always = yg_cli_is(cli, "progress", "always");
    p->wanted = p->always || (cli->err_terminal && !yg_cli_is(cli, "progress", "never"));
}

void yg_progress_what(yg_progress_line *p, yg_str what) {
    yg_buf_clear(&p->what);
    size_t slash = what.n;
    while (slash > 0 && what.p[slash - 1] != '/')
        slash--;
    what = yg_str_from(what, slash);
    if (what.n > NAME_COLUMNS)
        what.n = yg_utf8_floor(what, NAME_COLUMNS);
    yg_utf8_add_printable(&p->what, what, false);
}

static void draw(yg_progress_line *p, uint64_t done, uint64_t total, bool bytes) {
    YG_CLEANUP_BUF yg_buf line = {0};
    double seconds = (double)(yg_time_mono_us() - p->start_us) / 1e6;
    yg_buf_addf(&line, "\r\x1b[K%.*s ", (int)p->what.n, p->what.p ? p->what.p : "");
    if (total > 0) {
        uint64_t filled = done * BAR_COLUMNS / total;
        yg_buf_addc(&line, '[');
        for (uint64_t i = 0; i < BAR_COLUMNS; i++)
            yg_buf_addc(&line, i < filled ? '=' : ' ');
        yg_buf_addf(&line, "] %3u %%", (unsigned)(done * 100 / total));
        if (bytes)
            yg_buf_addf(&line, " of %.1f MB", (double)total / 1e6);
    } else if (done > 0 && bytes) {
        yg_buf_addf(&line, "%.1f MB", (double)done / 1e6);
    }
    yg_buf_addf(&line, "  %.0f s", seconds);
    if (bytes && total > 0 && done > 0 && done < total)
        yg_buf_addf(&line, ", %.0f s left", seconds * (double)(total - done) / (double)done);
    if (p->always && !p->cli->err_terminal)
        yg_buf_addc(&line, '\n');
    fwrite(line.p, 1, line.n, stderr);
    fflush(stderr);
    p->shown = true;
}

static void advance(yg_progress_line *p, uint64_t done, uint64_t total, bool bytes) {
    if (!p->wanted)
        return;
    int64_t now_us = yg_time_mono_us();
    if ((now_us - p->start_us < FIRST_US && !p->always) || now_us - p->last_us < EACH_US)
        return;
    p->last_us = now_us;
    draw(p, done, total, bytes);
}

void yg_progress_advance(yg_progress_line *p, uint64_t done_bytes, uint64_t total_bytes) {
    advance(p, done_bytes, total_bytes, true);
}

void yg_progress_step(yg_progress_line *p, uint64_t done, uint64_t total) {
    advance(p, done, total, false);
}

void yg_progress_clear(yg_progress_line *p) {
    if (p->shown && p->cli->err_terminal)
        fputs("\r\x1b[K", stderr);
    p->shown = false;
}

void yg_progress_end(yg_progress_line *p) {
    yg_progress_clear(p);
    yg_buf_free(&p->what);
}
