#include "cli/parse.h"

#include "text/nearest.h"

const yg_option yg_global_options[] = {
    {"store", 0, "FILE", "the store (default: $YAGURA_STORE, else $XDG_DATA_HOME/yagura/yagura.db)",
     NULL},
    {"lang", 0, "LANG", "language of reports", "en|ja"},
    {"progress", 0, "WHEN", "progress bar on standard error", "auto|always|never"},
    {"log", 0, "LEVEL", "what is told on standard error (default info)", "error|info"},
    {"help", 'h', NULL, "this help", NULL},
    {"version", 'V', NULL, "the version", NULL},
    {"completion", 0, "SHELL", "print the completion script for a shell", "bash|zsh|fish"},
    {NULL, 0, NULL, NULL, NULL},
};

const char *yg_cli_nearest(const char *word, const char *(*name)(size_t i, void *self),
                           void *self) {
    yg_nearest best = {0};
    const char *candidate;
    for (size_t i = 0; (candidate = name(i, self)) != NULL; i++)
        yg_nearest_offer(&best, yg_str_of(word), yg_str_of(candidate));
    return best.word.p;
}

static const char *verb_name(size_t i, void *self) {
    return yg_verbs[i].name;
}

/* Global options first, then the verb's. */
static const yg_option *option_at(const yg_verb *verb, size_t i) {
    size_t globals = 0;
    while (yg_global_options[globals].name != NULL)
        globals++;
    if (i < globals)
        return &yg_global_options[i];
    if (verb == NULL || verb->options == NULL)
        return NULL;
    for (size_t at = 0; at <= i - globals; at++) {
        if (verb->options[at].name == NULL)
            return NULL;
    }
    return &verb->options[i - globals];
}

static const char *option_name(size_t i, void *self) {
    const yg_option *option = option_at(self, i);
    return option ? option->name : NULL;
}

static const yg_option *find_long(const yg_verb *verb, yg_str name) {
    const yg_option *option;
    for (size_t i = 0; (option = option_at(verb, i)) != NULL; i++) {
        if (yg_str_eqz(name, option->name))
            return option;
    }
    return NULL;
}

static const yg_option *find_letter(const yg_verb *verb, char letter) {
    const yg_option *option;
    for (size_t i = 0; (option = option_at(verb, i)) != NULL; i++) {
        if (option->letter == letter)
            return option;
    }
    return NULL;
}

static bool is_choice(const char *choices, const char *value) {
    yg_str rest = yg_str_of(choices), choice;
    while (yg_str_split(&rest, '|', &choice)) {
        if (yg_str_eqz(choice, value))
            return true;
    }
    return false;
}

static bool give(yg_cli *cli, const yg_option *option, const char *value, yg_error *err) {
    if (option->choices != NULL && !is_choice(option->choices, value))
        return yg_fail(err, YG_ERR_USAGE, "--%s %s: must be one of %s", option->name, value,
                       option->choices);
    if (cli->given_n == sizeof cli->given / sizeof *cli->given)
        return yg_fail(err, YG_ERR_USAGE, "too many options");
    cli->given[cli->given_n++] = (yg_given){option, value};
    return true;
}

static bool unknown_option(const yg_cli *cli, const char *word, yg_error *err) {
    const char *near = yg_cli_nearest(word, option_name, (void *)(uintptr_t)cli->verb);
    return near != NULL
               ? yg_fail(err, YG_ERR_USAGE, "unknown option --%s; did you mean --%s?", word, near)
               : yg_fail(err, YG_ERR_USAGE, "unknown option --%s; see `yagura%s%s --help`", word,
                         cli->verb ? " " : "", cli->verb ? cli->verb->name : "");
}

/* "--name", "--name=value" or "--name value". */
static bool parse_long(yg_cli *cli, int argc, char **argv, int *at, yg_error *err) {
    const char *word = argv[*at] + 2, *equals = strchr(word, '=');
    yg_str name = equals ? (yg_str){word, (size_t)(equals - word)} : yg_str_of(word);
    const yg_option *option = find_long(cli->verb, name);
    if (option == NULL) {
        char copy[40] = {0};
        memcpy(copy, name.p, name.n < sizeof copy - 1 ? name.n : sizeof copy - 1);
        return unknown_option(cli, copy, err);
    }
    if (option->argument == NULL)
        return equals == NULL ? give(cli, option, "", err)
                              : yg_fail(err, YG_ERR_USAGE, "--%s takes no value", option->name);
    if (equals != NULL)
        return give(cli, option, equals + 1, err);
    if (*at + 1 >= argc)
        return yg_fail(err, YG_ERR_USAGE, "--%s needs %s", option->name, option->argument);
    return give(cli, option, argv[++*at], err);
}

/* "-h", "-o FILE", "-oFILE". */
static bool parse_letter(yg_cli *cli, int argc, char **argv, int *at, yg_error *err) {
    const char *word = argv[*at] + 1;
    const yg_option *option = find_letter(cli->verb, word[0]);
    if (option == NULL)
        return yg_fail(err, YG_ERR_USAGE, "unknown option -%.8s; see `yagura%s%s --help`", word,
                       cli->verb ? " " : "", cli->verb ? cli->verb->name : "");
    if (option->argument == NULL)
        return word[1] == '\0' ? give(cli, option, "", err)
                               : yg_fail(err, YG_ERR_USAGE, "-%c takes no value", word[0]);
    if (word[1] != '\0')
        return give(cli, option, word + 1, err);
    if (*at + 1 >= argc)
        return yg_fail(err, YG_ERR_USAGE, "-%c needs %s", word[0], option->argument);
    return give(cli, option, argv[++*at], err);
}

static bool parse_verb(yg_cli *cli, const char *word, yg_error *err) {
    for (const yg_verb *verb = yg_verbs; verb->name != NULL; verb++) {
        if (strcmp(verb->name, word) == 0) {
            cli->verb = verb;
            return true;
        }
    }
    const char *near = yg_cli_nearest(word, verb_name, NULL);
    return near != NULL
               ? yg_fail(err, YG_ERR_USAGE, "unknown command \"%.40s\"; did you mean \"%s\"?", word,
                         near)
               : yg_fail(err, YG_ERR_USAGE, "unknown command \"%.40s\"; see `yagura --help`", word);
}

/* Is `word` one of the words of a list apart by blanks? */
static bool is_word(const char *list, yg_str word) {
    yg_str rest = yg_str_of(list), one;
    while (list != NULL && word.n > 0 && yg_str_split(&rest, ' ', &one)) {
        if (yg_str_eq(one, word))
            return true;
    }
    return false;
}

bool yg_option_is_of(const yg_verb *verb, const yg_option *option, yg_str command) {
    yg_str help = yg_str_of(option->help), rest = yg_str_sub(help, 0, yg_str_chr(help, ':')), one;
    bool is_one = false, is_named = false;
    if (verb->words == NULL || rest.n == help.n)
        return true;
    while (yg_str_split(&rest, ',', &one)) {
        one = yg_str_trim(one);
        one = yg_str_sub(one, 0, yg_str_chr(one, ' ')); /* "export rpz: ..." */
        if (!is_word(verb->words, one))
            return true; /* it is no list of commands that stands before the colon */
        is_named = true;
        is_one = is_one || yg_str_eq(one, command);
    }
    return is_one || !is_named;
}

/* An option that the command does not know would be passed over in silence otherwise. */
static bool check_options(const yg_cli *cli, yg_error *err) {
    yg_str command = yg_str_of(cli->words_n > 0 ? cli->words[0] : NULL);
    if (cli->verb == NULL || !is_word(cli->verb->words, command))
        return true;
    for (size_t i = 0; i < cli->given_n; i++) {
        const yg_option *o = cli->given[i].option;
        yg_str help = yg_str_of(o->help);
        if (!yg_option_is_of(cli->verb, o, command))
            return yg_fail(err, YG_ERR_USAGE, "--%s is no option of `%s %.*s`, but of %.*s",
                           o->name, cli->verb->name, YG_FMT(command),
                           YG_FMT(yg_str_sub(help, 0, yg_str_chr(help, ':'))));
    }
    return true;
}

bool yg_parse(yg_cli *cli, int argc, char **argv, yg_error *err) {
    bool only_words = false;
    for (int at = 1; at < argc; at++) {
        const char *word = argv[at];
        bool done = true;
        if (!only_words && strcmp(word, "--") == 0)
            only_words = true;
        else if (!only_words && word[0] == '-' && word[1] == '-')
            done = parse_long(cli, argc, argv, &at, err);
        else if (!only_words && word[0] == '-' && word[1] != '\0')
            done = parse_letter(cli, argc, argv, &at, err);
        else if (cli->verb == NULL && strcmp(word, "help") == 0)
            done = give(cli, find_letter(NULL, 'h'), "", err);
        else if (cli->verb == NULL)
            done = parse_verb(cli, word, err);
        else
            cli->words[cli->words_n++] = word;
        if (!done)
            return false;
    }
    return check_options(cli, err);
}
