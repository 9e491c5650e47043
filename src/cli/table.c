#include "cli/table.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include "base/utf8.h"
#include "tell/message.h"

enum { NARROWEST = 40, LEAST_ROOM = 32, INDENT = 7 };

size_t yg_terminal_columns(size_t otherwise) {
    struct winsize size = {0};
    if (isatty(STDOUT_FILENO) != 1 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        return otherwise;
    return size.ws_col < NARROWEST ? NARROWEST : size.ws_col;
}

void yg_table_start(yg_table *table, const yg_column *columns, size_t columns_n) {
    *table = (yg_table){.columns = columns, .columns_n = columns_n};
}

/* Cuts printable text to `most` columns. */
static yg_str fit(yg_str text, size_t most, bool *ret_cut) {
    *ret_cut = most > 0 && yg_utf8_columns(text) > most;
    if (!*ret_cut)
        return text;
    size_t at = 0;
    while (at < text.n) {
        size_t next = at;
        yg_utf8_next(text, &next);
        if (yg_utf8_columns(yg_str_sub(text, 0, next)) > most - 1)
            break;
        at = next;
    }
    return yg_str_sub(text, 0, at);
}

void yg_table_cell(yg_table *table, yg_str text) {
    YG_CLEANUP_BUF yg_buf shown = {0};
    bool cut = false;
    const yg_column *column = &table->columns[table->cells.n % table->columns_n];
    yg_utf8_add_printable(&shown, text, false);
    shown.n = fit(yg_buf_str(&shown), column->most, &cut).n;
    if (cut)
        yg_utf8_put(&shown, 0x2026);
    *yg_vec_add(&table->cells) = yg_arena_copy(&table->arena, yg_buf_str(&shown));
}

void yg_table_cellf(yg_table *table, const char *format, ...) {
    YG_CLEANUP_BUF yg_buf text = {0};
    va_list args;
    va_start(args, format);
    yg_buf_addv(&text, format, args);
    va_end(args);
    yg_table_cell(table, yg_buf_str(&text));
}

static void pad(yg_buf *out, size_t n) {
    while (n-- > 0)
        yg_buf_addc(out, ' ');
}

static void put(yg_cli *cli, yg_str text, size_t width, bool right, bool last) {
    size_t columns = yg_utf8_columns(text), room = width > columns ? width - columns : 0;
    if (right)
        pad(&cli->out, room);
    yg_buf_add(&cli->out, text);
    if (!right && !last)
        pad(&cli->out, room);
    if (!last)
        yg_buf_addz(&cli->out, "  ");
}

/* As much of the text as fits, up to a blank where there is one. */
static size_t line_end(yg_str text, size_t room) {
    size_t blank = 0, at = 0;
    while (at < text.n) {
        size_t next = at;
        yg_utf8_next(text, &next);
        if (yg_utf8_columns(yg_str_sub(text, 0, next)) > room)
            return blank > 0 ? blank : at > 0 ? at : next;
        if (text.p[at] == ' ')
            blank = at;
        at = next;
    }
    return text.n;
}

/* The last cell of a row, over several lines; on lines of its own where too little room is left. */
static void put_wrapped(yg_cli *cli, yg_str text, size_t before, size_t width) {
    size_t indent = before + LEAST_ROOM <= width ? before : INDENT;
    if (indent != before && text.n > 0) {
        while (cli->out.n > 0 && cli->out.p[cli->out.n - 1] == ' ')
            cli->out.n--;
        yg_buf_addc(&cli->out, '\n');
        pad(&cli->out, indent);
    }
    while (text.n > 0) {
        size_t end = line_end(text, width - indent);
        yg_buf_add(&cli->out, yg_str_sub(text, 0, end));
        text = yg_str_trim(yg_str_from(text, end));
        if (text.n > 0) {
            yg_buf_addc(&cli->out, '\n');
            pad(&cli->out, indent);
        }
    }
}

/* A title in the reader's language: the message "column." with its words; abbreviations have none.
 */
static yg_str title_of(yg_table *table, size_t column, enum yg_lang lang) {
    YG_CLEANUP_BUF yg_buf key = {0};
    yg_voice voice = {lang, &table->arena};
    yg_str title = yg_str_of(table->columns[column].title);
    yg_buf_addz(&key, "column.");
    for (size_t i = 0; i < title.n; i++)
        yg_buf_addc(&key, title.p[i] == ' ' ? '-' : (char)(title.p[i] | 0x20));
    return yg_can_say(&voice, yg_buf_str(&key)) ? yg_say(&voice, yg_buf_z(&key), "") : title;
}

void yg_table_end(yg_table *table, yg_cli *cli) {
    size_t widths[YG_TABLE_COLUMNS] = {0}, n = table->columns_n;
    yg_str titles[YG_TABLE_COLUMNS];
    for (size_t i = 0; i < n; i++) {
        titles[i] = title_of(table, i, cli->lang);
        widths[i] = yg_utf8_columns(titles[i]);
    }
    for (size_t i = 0; i < table->cells.n; i++) {
        size_t columns = yg_utf8_columns(table->cells.at[i]);
        widths[i % n] = columns > widths[i % n] ? columns : widths[i % n];
    }
    size_t before = 0;
    for (size_t i = 0; i + 1 < n; i++)
        before += widths[i] + 2;
    yg_buf_addz(&cli->out, yg_cli_style(cli, YG_BOLD));
    for (size_t i = 0; i < n; i++)
        put(cli, titles[i], widths[i], table->columns[i].right, i + 1 == n);
    yg_buf_addf(&cli->out, "%s\n", yg_cli_style(cli, YG_PLAIN));
    for (size_t i = 0; i < table->cells.n; i++) {
        if (table->width > 0 && i % n + 1 == n)
            put_wrapped(cli, table->cells.at[i], before, table->width);
        else
            put(cli, table->cells.at[i], widths[i % n], table->columns[i % n].right,
                i % n + 1 == n);
        if (i % n + 1 == n)
            yg_buf_addc(&cli->out, '\n');
        yg_cli_flush_some(cli);
    }
    yg_table_drop(table);
}

void yg_table_drop(yg_table *table) {
    yg_vec_free(&table->cells);
    yg_arena_free(&table->arena);
}
