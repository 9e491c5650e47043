#include "cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/utf8.h"

const char *yg_cli_get(const yg_cli *cli, const char *name) {
    for (size_t i = cli->given_n; i > 0; i--) {
        if (strcmp(cli->given[i - 1].option->name, name) == 0)
            return cli->given[i - 1].value;
    }
    return NULL;
}

yg_str yg_cli_str(const yg_cli *cli, const char *name, const char *otherwise) {
    const char *value = yg_cli_get(cli, name);
    return yg_str_of(value ? value : otherwise);
}

bool yg_cli_is(const yg_cli *cli, const char *name, const char *value) {
    const char *given = yg_cli_get(cli, name);
    return given != NULL && strcmp(given, value) == 0;
}

void yg_cli_store_path(const yg_cli *cli, yg_buf *buf) {
    const char *given = yg_cli_get(cli, "store"), *home = getenv("HOME"),
               *data = getenv("XDG_DATA_HOME");
    const char *environment = getenv("YAGURA_STORE");
    if (given == NULL && environment != NULL && environment[0] != '\0')
        given = environment;
    if (given != NULL)
        yg_buf_addz(buf, given);
    else if (data != NULL && data[0] == '/')
        yg_buf_addf(buf, "%s/yagura/yagura.db", data);
    else
        yg_buf_addf(buf, "%s/.local/share/yagura/yagura.db", home ? home : ".");
}

bool yg_cli_open(yg_cli *cli, yg_store_mode mode, yg_error *err) {
    YG_CLEANUP_BUF yg_buf path = {0};
    yg_cli_store_path(cli, &path);
    return yg_store_open(yg_buf_z(&path), mode, &cli->store, err);
}

static void to_stderr(yg_cli *cli, yg_style style, const char *mark, const char *text) {
    YG_CLEANUP_BUF yg_buf line = {0};
    yg_buf_addf(&line, "%s%s", cli->err_colour && style == YG_RED ? "\x1b[31m" : "", "yagura");
    if (cli->verb != NULL)
        yg_buf_addf(&line, " %s", cli->verb->name);
    yg_buf_addf(&line, "%s:%s ", mark, cli->err_colour && style == YG_RED ? "\x1b[0m" : "");
    yg_utf8_add_printable(&line, yg_str_of(text), true);
    yg_buf_addc(&line, '\n');
    fwrite(line.p, 1, line.n, stderr);
}

int yg_cli_fail(yg_cli *cli, const yg_error *err) {
    static const int codes[] = {
        [YG_OK] = YG_EXIT_IO,           [YG_ERR_USAGE] = YG_EXIT_USAGE,
        [YG_ERR_INPUT] = YG_EXIT_INPUT, [YG_ERR_LIMIT] = YG_EXIT_LIMIT,
        [YG_ERR_IO] = YG_EXIT_IO,
    };
    yg_cli_flush(cli);
    /* Who reads only the beginning has what was wanted: no message, as with other programs. */
    if (!cli->out_closed || err->code != YG_ERR_IO)
        to_stderr(cli, YG_RED, "", err->text);
    return codes[err->code];
}

int yg_cli_usage(yg_cli *cli, const char *format, ...) {
    YG_CLEANUP_BUF yg_buf text = {0};
    va_list args;
    va_start(args, format);
    yg_buf_addv(&text, format, args);
    va_end(args);
    to_stderr(cli, YG_RED, "", yg_buf_z(&text));
    return YG_EXIT_USAGE;
}

void yg_cli_note(yg_cli *cli, const char *format, ...) {
    YG_CLEANUP_BUF yg_buf text = {0};
    va_list args;
    if (yg_cli_is(cli, "log", "error"))
        return;
    va_start(args, format);
    yg_buf_addv(&text, format, args);
    va_end(args);
    to_stderr(cli, YG_PLAIN, "", yg_buf_z(&text));
}

void yg_cli_flush(yg_cli *cli) {
    size_t at = 0;
    while (at < cli->out.n && !cli->out_failed) {
        ssize_t n = write(STDOUT_FILENO, cli->out.p + at, cli->out.n - at);
        if (n > 0) {
            at += (size_t)n;
        } else if (errno != EINTR) {
            cli->out_failed = true;
            cli->out_closed = errno == EPIPE;
            if (errno != EPIPE)
                fprintf(stderr, "yagura: cannot write to standard output: %s\n", strerror(errno));
        }
    }
    yg_buf_clear(&cli->out);
}

void yg_cli_flush_some(yg_cli *cli) {
    if (cli->out.n > 65536)
        yg_cli_flush(cli);
}

const char *yg_cli_style(const yg_cli *cli, yg_style style) {
    static const char *const codes[] = {
        [YG_BOLD] = "\x1b[1m",   [YG_DIM] = "\x1b[2m",     [YG_RED] = "\x1b[31m",
        [YG_GREEN] = "\x1b[32m", [YG_YELLOW] = "\x1b[33m", [YG_CYAN] = "\x1b[36m",
        [YG_PLAIN] = "\x1b[0m",
    };
    return cli->out_colour ? codes[style] : "";
}

void yg_cli_put(yg_cli *cli, yg_str text) {
    yg_utf8_add_printable(&cli->out, text, false);
}

void yg_cli_puts(yg_cli *cli, yg_style style, yg_str text) {
    yg_buf_addz(&cli->out, yg_cli_style(cli, style));
    yg_cli_put(cli, text);
    yg_buf_addz(&cli->out, yg_cli_style(cli, YG_PLAIN));
}
