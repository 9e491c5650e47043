/* yagura: the program. Reads the global options, finds the verb, lets it run. */
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/cli.h"
#include "cli/parse.h"

#ifndef YG_VERSION
#define YG_VERSION "unknown"
#endif

static bool colour_for(int fd) {
    const char *none = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(fd) && !(none != NULL && none[0] != '\0') &&
           !(term != NULL && strcmp(term, "dumb") == 0);
}

static int overview(yg_cli *cli, int code) {
    yg_help_add(&cli->out, NULL, cli->out_colour);
    yg_cli_flush(cli);
    return code;
}

/* --help, --version and --completion work with and without a verb. */
static bool answered(yg_cli *cli, int *ret_code) {
    *ret_code = YG_EXIT_DONE;
    if (yg_cli_get(cli, "version") != NULL) {
        yg_buf_addz(&cli->out, "yagura " YG_VERSION "\n");
    } else if (yg_cli_get(cli, "help") != NULL) {
        yg_help_add(&cli->out, cli->verb, cli->out_colour);
    } else if (yg_cli_get(cli, "completion") != NULL) {
        yg_str shell = yg_cli_str(cli, "completion", "");
        if (!yg_completion_add(&cli->out, shell))
            *ret_code = yg_cli_usage(cli, "no completion for this shell; there is bash, zsh, fish");
    } else {
        return false;
    }
    yg_cli_flush(cli);
    return true;
}

/* A path without blanks and signs of the shell; a bare name was found by PATH. */
static const char *program_of(const char *called) {
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-";
    bool is_path = called != NULL && strchr(called, '/') != NULL;
    return is_path && strspn(called, plain) == strlen(called) ? called : "yagura";
}

static bool start(yg_cli *cli) {
    /* A closed pipe ends the output, not the program in the middle of a transaction. */
    signal(SIGPIPE, SIG_IGN);
    /* A file as long as the user may write (ulimit -f) is an error of writing, like a full disk. */
    signal(SIGXFSZ, SIG_IGN);
    umask(077);
    cli->out_colour = colour_for(STDOUT_FILENO);
    cli->err_colour = colour_for(STDERR_FILENO);
    cli->err_terminal = isatty(STDERR_FILENO) == 1;
    const char *language = getenv("LC_ALL");
    if (language == NULL || language[0] == '\0')
        language = getenv("LC_MESSAGES");
    if (language == NULL || language[0] == '\0')
        language = getenv("LANG");
    if (language != NULL && strncmp(language, "ja", 2) == 0)
        cli->lang = YG_LANG_JA;
    return true;
}

int main(int argc, char **argv) {
    yg_cli cli = {0};
    int code = YG_EXIT_DONE;
    start(&cli);
    cli.program = program_of(argc > 0 ? argv[0] : NULL);
    cli.words = yg_alloc((size_t)argc + 1, sizeof *cli.words);
    yg_error err = {0};
    if (!yg_parse(&cli, argc, argv, &err)) {
        code = yg_cli_fail(&cli, &err);
    } else if (!answered(&cli, &code)) {
        if (yg_cli_get(&cli, "lang") != NULL)
            cli.lang = yg_cli_is(&cli, "lang", "ja") ? YG_LANG_JA : YG_LANG_EN;
        code = cli.verb != NULL ? cli.verb->run(&cli) : overview(&cli, YG_EXIT_USAGE);
    }
    yg_cli_flush(&cli);
    if (cli.out_failed && code == YG_EXIT_DONE)
        code = YG_EXIT_IO;
    yg_store_close(cli.store);
    yg_buf_free(&cli.out);
    free(cli.words);
    return code;
}
