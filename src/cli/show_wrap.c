/* Breaks long lines of a dossier between words. */
#include "base/utf8.h"
#include "cli/show_part.h"
#include "cli/table.h"

enum { OTHERWISE = 80, DEEPER = 4, MOST_INDENT = 12 };

/* Without the styles, which are the only escapes in what is printed. */
static size_t columns_of(yg_str word) {
    size_t columns = 0;
    while (word.n > 0) {
        size_t escape = yg_str_chr(word, '\x1b');
        columns += yg_utf8_columns(yg_str_sub(word, 0, escape == SIZE_MAX ? word.n : escape));
        if (escape == SIZE_MAX)
            break;
        word = yg_str_from(word, escape);
        size_t end = yg_str_chr(word, 'm');
        word = yg_str_from(word, end == SIZE_MAX ? word.n : end + 1);
    }
    return columns;
}

static void wrap_line(yg_buf *out, yg_str line, size_t width) {
    size_t indent = 0, at;
    yg_str rest, word;
    while (indent < line.n && line.p[indent] == ' ')
        indent++;
    if (columns_of(line) <= width) {
        yg_buf_add(out, line);
        return;
    }
    yg_buf_add(out, yg_str_sub(line, 0, indent));
    at = indent;
    rest = yg_str_from(line, indent);
    size_t deeper = indent > MOST_INDENT ? indent : indent >= DEEPER ? indent : indent + DEEPER;
    for (bool first = true; yg_str_split(&rest, ' ', &word); first = false) {
        size_t columns = columns_of(word);
        if (!first && at + 1 + columns > width) {
            yg_buf_addc(out, '\n');
            for (at = 0; at < deeper; at++)
                yg_buf_addc(out, ' ');
        } else if (!first) {
            yg_buf_addc(out, ' ');
            at++;
        }
        yg_buf_add(out, word);
        at += columns;
    }
}

void yg_show_wrap(yg_cli *cli, size_t start) {
    YG_CLEANUP_BUF yg_buf copy = {0};
    size_t width = yg_terminal_columns(OTHERWISE);
    yg_str rest, line;
    yg_buf_add(&copy, yg_str_from(yg_buf_str(&cli->out), start));
    cli->out.n = start;
    rest = yg_buf_str(&copy);
    while (rest.n > 0 && yg_str_split(&rest, '\n', &line)) {
        wrap_line(&cli->out, line, width);
        yg_buf_addc(&cli->out, '\n');
    }
}
