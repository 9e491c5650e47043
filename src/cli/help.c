/* Help that teaches by example, and completion scripts: both from the table of verbs. */
#include "cli/cli.h"

static void heading(yg_buf *buf, const char *text, bool colour) {
    yg_buf_addf(buf, "\n%s%s%s\n", colour ? "\x1b[1m" : "", text, colour ? "\x1b[0m" : "");
}

enum { WIDTH = 100 };

/* " a|b|c", over several lines when there are many; a line that ends with '|' goes on. */
static void add_choices(yg_buf *left, yg_str choices) {
    size_t at = left->n + 1;
    yg_str one;
    yg_buf_addc(left, ' ');
    for (bool first = true; choices.n > 0 && yg_str_split(&choices, '|', &one); first = false) {
        if (!first)
            yg_buf_addc(left, '|');
        if (!first && at + one.n + 2 > WIDTH) {
            yg_buf_addf(left, "\n%12s", "");
            at = 12;
        }
        yg_buf_add(left, one);
        at += one.n + 1;
    }
}

static void add_options(yg_buf *buf, const yg_option *options) {
    for (const yg_option *o = options; o != NULL && o->name != NULL; o++) {
        YG_CLEANUP_BUF yg_buf left = {0};
        if (o->letter != 0)
            yg_buf_addf(&left, "  -%c, --%s", o->letter, o->name);
        else
            yg_buf_addf(&left, "      --%s", o->name);
        if (o->choices != NULL)
            add_choices(&left, yg_str_of(o->choices));
        else if (o->argument != NULL)
            yg_buf_addf(&left, " %s", o->argument);
        if (left.n < 31)
            yg_buf_addf(buf, "%-32s%s\n", yg_buf_z(&left), o->help);
        else
            yg_buf_addf(buf, "%s\n%32s%s\n", yg_buf_z(&left), "", o->help);
    }
}

static void add_overview(yg_buf *buf, bool colour) {
    yg_buf_addz(buf,
                "yagura: who is after us, through which subsidiary or supplier would they come "
                "in,\nare they here already, and how do we know?\n");
    heading(buf, "Usage", colour);
    yg_buf_addz(buf, "  yagura [--store FILE] [--lang en|ja] COMMAND [OPTIONS] [ARGUMENTS]\n");
    heading(buf, "Commands", colour);
    for (const yg_verb *verb = yg_verbs; verb->name != NULL; verb++)
        yg_buf_addf(buf, "  %-11s%s\n", verb->name, verb->summary);
    heading(buf, "Examples", colour);
    yg_buf_addz(buf,
                "  yagura demo tower                     a first report from the built-in claims\n"
                "  yagura import enterprise-attack.json  ATT&CK, in about a second\n"
                "  yagura show \"Earth Tengshe\"           who is that, and who says so?\n"
                "  yagura report --country JP -o jp.html the landscape of a country\n");
    heading(buf, "Options of every command", colour);
    add_options(buf, yg_global_options);
    yg_buf_addz(buf,
                "\nExit codes: 0 done, 1 something was found or did not verify, 2 wrong usage,"
                "\n3 bad input (all of it), 4 a limit was hit, 5 input/output or store error.\n"
                "`yagura COMMAND --help` tells more of each; `man yagura` tells all.\n");
}

void yg_help_add(yg_buf *buf, const yg_verb *verb, bool colour) {
    if (verb == NULL) {
        add_overview(buf, colour);
        return;
    }
    yg_buf_addf(buf, "yagura %s: %s\n", verb->name, verb->summary);
    heading(buf, "Usage", colour);
    yg_buf_addf(buf, "  yagura %s %s\n", verb->name, verb->usage);
    if (verb->about != NULL)
        yg_buf_addf(buf, "\n%s", verb->about);
    if (verb->options != NULL && verb->options[0].name != NULL) {
        heading(buf, "Options", colour);
        add_options(buf, verb->options);
    }
    heading(buf, "Examples", colour);
    yg_buf_addz(buf, verb->examples);
    yg_buf_addz(buf, "\nOptions of every command: --store FILE, --lang en|ja, --progress "
                     "auto|always|never, --help.\n");
}

/* Words that an option or sub-command takes beside its choices: lists with commas, and states. */
static const struct {
    const char *verb, *name, *words;
} offers[] = {
    {"findings", "--state", "new|watched|reported|acknowledged|gone|closed|false-alarm"},
    {"findings", "set", "new|watched|reported|acknowledged|gone|closed|false-alarm"},
    {"findings", "--kind",
     "exact|homoglyph|typo|bitsquat|combo|subdomain|embedded-suffix|wrong-tld|idn|learned|"
     "indicator"},
};

static yg_str offer_of(const yg_verb *verb, const char *dashes, const char *name) {
    YG_CLEANUP_BUF yg_buf whole = {0};
    yg_buf_addf(&whole, "%s%s", dashes, name);
    for (size_t i = 0; verb != NULL && i < sizeof offers / sizeof *offers; i++) {
        if (strcmp(offers[i].verb, verb->name) == 0 &&
            yg_str_eqz(yg_buf_str(&whole), offers[i].name))
            return yg_str_of(offers[i].words);
    }
    return (yg_str){NULL, 0};
}

static yg_str values_of(const yg_verb *verb, const yg_option *option) {
    return option->choices != NULL ? yg_str_of(option->choices)
                                   : offer_of(verb, "--", option->name);
}

static void add_words(yg_buf *buf, yg_str words, char parting) {
    yg_str word;
    while (words.n > 0 && yg_str_split(&words, parting, &word))
        yg_buf_addf(buf, "%.*s ", YG_FMT(word));
}

/* command: only what belongs to that sub-command; empty: all. */
static void bash_options(yg_buf *buf, const yg_verb *verb, yg_str command) {
    for (const yg_option *o = verb->options; o != NULL && o->name != NULL; o++) {
        if (command.n == 0 || yg_option_is_of(verb, o, command))
            yg_buf_addf(buf, " --%s", o->name);
    }
    for (const yg_option *o = yg_global_options; o->name != NULL; o++)
        yg_buf_addf(buf, " --%s", o->name);
}

static void bash_values(yg_buf *buf, const yg_verb *verb, const char *word, yg_str values) {
    if (values.n == 0)
        return;
    yg_buf_addf(buf, "        %s%s%s) COMPREPLY=($(compgen -W \"", verb ? verb->name : "",
                verb ? "," : "", word);
    add_words(buf, values, '|');
    yg_buf_addz(buf, "\" -- \"$cur\")); return;;\n");
}

static void bash_choices(yg_buf *buf, const yg_verb *verb, const yg_option *options) {
    for (const yg_option *o = options; o != NULL && o->name != NULL; o++) {
        YG_CLEANUP_BUF yg_buf word = {0};
        yg_buf_addf(&word, "--%s", o->name);
        bash_values(buf, verb, yg_buf_z(&word), values_of(verb, o));
    }
}

/* A line of "case $verb/$sub": options behind a hyphen, else words and files. */
static void bash_line(yg_buf *buf, const yg_verb *verb, yg_str command, const char *words) {
    yg_buf_addf(buf, "        %s/%.*s) [[ $cur == -* ]] && COMPREPLY=($(compgen -W \"", verb->name,
                command.n > 0 ? (int)command.n : 1, command.n > 0 ? command.p : "*");
    bash_options(buf, verb, command);
    yg_buf_addz(buf, "\" -- \"$cur\")) || COMPREPLY=(");
    if (words != NULL)
        yg_buf_addf(buf, "$(compgen -W \"%s\" -- \"$cur\") ", words);
    yg_buf_addz(buf, "$(compgen -f -- \"$cur\"));;\n");
}

static void bash_verb(yg_buf *buf, const yg_verb *verb) {
    yg_str rest = yg_str_of(verb->words), command;
    while (rest.n > 0 && yg_str_split(&rest, ' ', &command))
        bash_line(buf, verb, command, NULL);
    bash_line(buf, verb, (yg_str){NULL, 0}, verb->words);
}

static void add_bash(yg_buf *buf) {
    yg_buf_addz(buf, "# bash completion for yagura\n_yagura() {\n"
                     "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
                     "    local verb= sub= i word\n"
                     "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                     "        word=${COMP_WORDS[i]}\n"
                     "        [[ -n $verb && -z $sub && $word != -* ]] && sub=$word\n"
                     "        [[ -z $verb ]] && case $word in\n            ");
    for (const yg_verb *v = yg_verbs; v->name != NULL; v++)
        yg_buf_addf(buf, "%s%s", v == yg_verbs ? "" : "|", v->name);
    yg_buf_addz(buf, ") verb=$word;;\n        esac\n    done\n    case $verb,$prev in\n");
    for (const yg_verb *v = yg_verbs; v->name != NULL; v++) {
        yg_str rest = yg_str_of(v->words), command;
        bash_choices(buf, v, v->options);
        while (rest.n > 0 && yg_str_split(&rest, ' ', &command)) {
            YG_CLEANUP_BUF yg_buf word = {0};
            yg_buf_add(&word, command);
            bash_values(buf, v, yg_buf_z(&word), offer_of(v, "", yg_buf_z(&word)));
        }
    }
    yg_buf_addz(buf, "    esac\n    case $prev in\n");
    bash_choices(buf, NULL, yg_global_options);
    yg_buf_addz(buf,
                "        --store|-o|--output) COMPREPLY=($(compgen -f -- \"$cur\")); return;;\n"
                "    esac\n    case $verb/$sub in\n");
    for (const yg_verb *v = yg_verbs; v->name != NULL; v++)
        bash_verb(buf, v);
    yg_buf_addz(buf, "        *) COMPREPLY=($(compgen -W \"");
    for (const yg_verb *v = yg_verbs; v->name != NULL; v++)
        yg_buf_addf(buf, "%s ", v->name);
    for (const yg_option *o = yg_global_options; o->name != NULL; o++)
        yg_buf_addf(buf, " --%s", o->name);
    yg_buf_addz(buf, "\" -- \"$cur\"));;\n    esac\n}\ncomplete -o filenames -F _yagura yagura\n");
}

/* Single quotes inside help text end the shell's quoting: drop them. */
static void add_plain(yg_buf *buf, const char *text) {
    for (; *text != '\0'; text++) {
        if (strchr("'[]:\\", *text) == NULL)
            yg_buf_addc(buf, *text);
    }
}

static void zsh_options(yg_buf *buf, const yg_verb *verb, yg_str command,
                        const yg_option *options) {
    for (const yg_option *o = options; o != NULL && o->name != NULL; o++) {
        if (command.n > 0 && !yg_option_is_of(verb, o, command))
            continue;
        yg_str values = values_of(verb, o);
        yg_buf_addf(buf, " '--%s[", o->name);
        add_plain(buf, o->help);
        yg_buf_addc(buf, ']');
        if (values.n > 0) {
            yg_buf_addf(buf, ":%s:(", o->argument);
            add_words(buf, values, '|');
            yg_buf_addc(buf, ')');
        } else if (o->argument != NULL) {
            yg_buf_addf(buf, ":%s:_files", o->argument);
        }
        yg_buf_addc(buf, '\'');
    }
}

static void zsh_line(yg_buf *buf, const yg_verb *verb, yg_str command) {
    YG_CLEANUP_BUF yg_buf word = {0};
    yg_buf_add(&word, command);
    yg_str states = offer_of(verb, "", yg_buf_z(&word));
    yg_buf_addz(buf, "_arguments");
    zsh_options(buf, verb, command, verb->options);
    zsh_options(buf, NULL, (yg_str){NULL, 0}, yg_global_options);
    if (verb->words != NULL)
        yg_buf_addf(buf, " '1:command:(%s)'", verb->words);
    if (states.n > 0) {
        yg_buf_addz(buf, " '2:state:(");
        add_words(buf, states, '|');
        yg_buf_addz(buf, ")'");
    }
    yg_buf_addz(buf, " '*:file:_files';;\n");
}

static void zsh_verb(yg_buf *buf, const yg_verb *verb) {
    yg_str rest = yg_str_of(verb->words), command;
    yg_buf_addf(buf, "      %s) ", verb->name);
    if (rest.n == 0) {
        zsh_line(buf, verb, rest);
        return;
    }
    yg_buf_addz(buf, "case $words[2] in\n");
    while (rest.n > 0 && yg_str_split(&rest, ' ', &command)) {
        yg_buf_addf(buf, "        %.*s) ", YG_FMT(command));
        zsh_line(buf, verb, command);
    }
    yg_buf_addz(buf, "        *) ");
    zsh_line(buf, verb, (yg_str){NULL, 0});
    yg_buf_addz(buf, "        esac;;\n");
}

static void add_zsh(yg_buf *buf) {
    yg_buf_addz(buf, "#compdef yagura\n_yagura() {\n  local -a verbs\n  verbs=(");
    for (const yg_verb *v = yg_verbs; v->name != NULL; v++) {
        yg_buf_addf(buf, "\n    '%s:", v->name);
        add_plain(buf, v->summary);
        yg_buf_addc(buf, '\'');
    }
    yg_buf_addz(buf, ")\n  local curcontext=$curcontext state\n  _arguments -C");
    zsh_options(buf, NULL, (yg_str){NULL, 0}, yg_global_options);
    yg_buf_addz(buf, " '1:command:->verb' '*::argument:->rest'\n  case $state in\n"
                     "    verb) _describe command verbs;;\n    rest) case $words[1] in\n");
    for (const yg_verb *v = yg_verbs; v->name != NULL; v++)
        zsh_verb(buf, v);
    yg_buf_addz(buf, "    esac;;\n  esac\n}\n_yagura \"$@\"\n");
}

/* "; and ..." for an option that only some sub-commands have. */
static void fish_commands(yg_buf *buf, const yg_verb *verb, const yg_option *o) {
    YG_CLEANUP_BUF yg_buf own = {0};
    yg_str rest = yg_str_of(verb->words), command;
    bool all = true;
    while (rest.n > 0 && yg_str_split(&rest, ' ', &command)) {
        bool is_of = yg_option_is_of(verb, o, command);
        all = all && is_of;
        if (is_of)
            yg_buf_addf(&own, " %.*s", YG_FMT(command));
    }
    if (!all)
        yg_buf_addf(buf, "; and __fish_seen_subcommand_from%s", yg_buf_z(&own));
}

static void fish_options(yg_buf *buf, const yg_verb *verb, const yg_option *options) {
    for (const yg_option *o = options; o != NULL && o->name != NULL; o++) {
        yg_str values = values_of(verb, o);
        yg_buf_addz(buf, "complete -c yagura");
        if (verb != NULL) {
            yg_buf_addf(buf, " -n '__fish_seen_subcommand_from %s", verb->name);
            fish_commands(buf, verb, o);
            yg_buf_addc(buf, '\'');
        }
        yg_buf_addf(buf, " -l %s", o->name);
        if (o->letter != 0)
            yg_buf_addf(buf, " -s %c", o->letter);
        if (values.n > 0) {
            yg_buf_addz(buf, " -x -a '");
            add_words(buf, values, '|');
            yg_buf_addc(buf, '\'');
        } else if (o->argument != NULL) {
            yg_buf_addz(buf, " -r");
        }
        yg_buf_addz(buf, " -d '");
        add_plain(buf, o->help);
        yg_buf_addz(buf, "'\n");
    }
}

static void add_fish(yg_buf *buf) {
    yg_buf_addz(buf, "# fish completion for yagura\n");
    for (const yg_verb *v = yg_verbs; v->name != NULL; v++) {
        yg_buf_addf(buf, "complete -c yagura -f -n __fish_use_subcommand -a %s -d '", v->name);
        add_plain(buf, v->summary);
        yg_buf_addz(buf, "'\n");
        if (v->words != NULL)
            yg_buf_addf(buf, "complete -c yagura -n '__fish_seen_subcommand_from %s' -a '%s'\n",
                        v->name, v->words);
        fish_options(buf, v, v->options);
    }
    yg_str states = offer_of(&(yg_verb){.name = "findings"}, "", "set");
    yg_buf_addz(buf, "complete -c yagura -n '__fish_seen_subcommand_from findings; and "
                     "__fish_seen_subcommand_from set' -a '");
    add_words(buf, states, '|');
    yg_buf_addz(buf, "'\n");
    fish_options(buf, NULL, yg_global_options);
}

bool yg_completion_add(yg_buf *buf, yg_str shell) {
    if (yg_str_eqz(shell, "bash"))
        add_bash(buf);
    else if (yg_str_eqz(shell, "zsh"))
        add_zsh(buf);
    else if (yg_str_eqz(shell, "fish"))
        add_fish(buf);
    else
        return false;
    return true;
}
