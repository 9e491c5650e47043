/* The command line: what every verb gets and gives. The only room that prints or exits. */
#ifndef YG_CLI_CLI_H
#define YG_CLI_CLI_H

#include "base/error.h"
#include "model/vocab.h"
#include "store/store.h"

/* One option of a verb. argument NULL: a flag. */
typedef struct {
    const char *name; /* without the hyphens */
    char letter;      /* 0: none */
    const char *argument;
    const char *help;
    const char *choices; /* "text|json|jsonl", or NULL: anything */
} yg_option;

typedef struct yg_cli yg_cli;

/* A verb: one file, one row in cli/verbs.c. Help, man page checks and completions read it. */
typedef struct {
    const char *name, *usage, *summary, *about, *examples;
    const yg_option *options; /* closed by name NULL */
    int (*run)(yg_cli *cli);
    const char *words; /* sub commands separated by blanks, for completion; or NULL */
} yg_verb;

extern const yg_verb yg_verbs[]; /* closed by name NULL */
extern const yg_option yg_global_options[];

enum {
    YG_EXIT_DONE = 0,
    YG_EXIT_FOUND = 1,
    YG_EXIT_USAGE = 2,
    YG_EXIT_INPUT = 3,
    YG_EXIT_LIMIT = 4,
    YG_EXIT_IO = 5,
};

typedef struct {
    const yg_option *option;
    const char *value;
} yg_given;

struct yg_cli {
    const yg_verb *verb;
    yg_given given[64];
    size_t given_n;
    const char *program; /* how it was called, when that can be typed again; else "yagura" */
    const char **words;  /* what is no option */
    size_t words_n;
    enum yg_lang lang;
    bool out_colour, err_colour, err_terminal;
    yg_buf out; /* written to standard output at the end and when it grows */
    yg_store *store;
    bool out_failed, out_closed; /* out_closed: the reader went away (`| head`) */
};

/* The value of an option, or NULL when it was not given; "" for a given flag. The last one counts.
 */
const char *yg_cli_get(const yg_cli *cli, const char *name);
/* Like yg_cli_get with a default. */
yg_str yg_cli_str(const yg_cli *cli, const char *name, const char *otherwise);
bool yg_cli_is(const yg_cli *cli, const char *name, const char *value);

/* Opens the store of --store, YAGURA_STORE or the default place into cli->store. */
bool yg_cli_open(yg_cli *cli, yg_store_mode mode, yg_error *err);
/* "$XDG_DATA_HOME/yagura/yagura.db" and its like, into buf. */
void yg_cli_store_path(const yg_cli *cli, yg_buf *buf);

/* Prints "yagura VERB: TEXT" on standard error and gives the exit code that belongs to err. */
int yg_cli_fail(yg_cli *cli, const yg_error *err);
int yg_cli_usage(yg_cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A line on standard error. */
void yg_cli_note(yg_cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Writes cli->out to standard output and empties it; quiet when the reader has gone. */
void yg_cli_flush(yg_cli *cli);
/* Flushes when more than some 64 KiB wait: for verbs that print much. */
void yg_cli_flush_some(yg_cli *cli);

/* Styles, empty without colour. */
typedef enum { YG_BOLD, YG_DIM, YG_RED, YG_GREEN, YG_YELLOW, YG_CYAN, YG_PLAIN } yg_style;
const char *yg_cli_style(const yg_cli *cli, yg_style style);
/* Adds hostile text to cli->out so that a terminal shows it as text (base/utf8.h). */
void yg_cli_put(yg_cli *cli, yg_str text);
void yg_cli_puts(yg_cli *cli, yg_style style, yg_str text);

/* The nearest of the names, or NULL when none is near. */
const char *yg_cli_nearest(const char *word, const char *(*name)(size_t i, void *self), void *self);

/* Does the option belong to that sub-command of the verb? Its help says so: "scan, generate: ...".
 */
bool yg_option_is_of(const yg_verb *verb, const yg_option *option, yg_str command);

/* Help pages. verb NULL: the overview. */
void yg_help_add(yg_buf *buf, const yg_verb *verb, bool colour);
/* Completion script for a shell; false when there is none. */
bool yg_completion_add(yg_buf *buf, yg_str shell);

#endif
