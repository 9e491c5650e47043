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

static void bash_options(yg_buf *buf, const yg_option *options) {
    for (const yg_option *o = options; o != NULL && o->name != NULL; o++)
        yg_buf_addf(buf, " --%s", o->name);
}

static void bash_choices(yg_buf *buf, const yg_option *options) {
    for (const yg_option *o = options; o != NULL && o->name != NULL; o++) {
        yg_str rest = yg_str_of(o->choices), choice;
        if (o->choices == NULL)
            continue;
        yg_buf_addf(buf, "        --%s) COMPREPLY=($(compgen -W \"", o->name);
        while (yg_str_split(&rest, '|', &choice))
            yg_buf_addf(buf, "%.*s ", YG_FMT(choice));
        yg_buf_addz(buf, "\" -- \"$cur\")); return;;\n");
    }
}

static void add_bash(yg_buf *buf) {
    yg_buf_addz(buf,
                "# bash completion for yagura\n_yagura() {\n"
                "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} verb= i\n"
                "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                "        case ${COMP_WORDS[i]} in\n            ");
    for (const yg_verb *v = yg_verbs; v->name != NULL; v++)
        yg_buf_addf(buf, "%s%s", v == yg_verbs ? "" : "|", v->name);
    yg_buf_addz(
        buf, ") verb=${COMP_WORDS[i]}; break;;\n        esac\n    done\n    case $verb,$prev in\n");
    for (const yg_verb *v = yg_verbs; v->name != NULL; v++) {
        for (const yg_option *o = v->options; o != NULL && o->name != NULL; o++) {
            yg_str rest = yg_str_of(o->choices), choice;
            if (o->choices == NULL)
                continue;
            yg_buf_addf(buf, "        %s,--%s) COMPREPLY=($(compgen -W \"", v->name, o->name);
            while (yg_str_split(&rest, '|', &choice))
                yg_buf_addf(buf, "%.*s ", YG_FMT(choice));
            yg_buf_addz(buf, "\" -- \"$cur\")); return;;\n");
        }
    }
    yg_buf_addz(buf, "    esac\n    case $prev in\n");
    bash_choices(buf, yg_global_options);
    yg_buf_addz(buf,
                "        --store|-o|--output) COMPREPLY=($(compgen -f -- \"$cur\")); return;;\n"
                "    esac\n    case $verb in\n");
    for (const yg_verb *v = yg_verbs; v->name != NULL; v++) {
        yg_buf_addf(buf, "        %s) [[ $cur == -* ]] && COMPREPLY=($(compgen -W \"", v->name);
        bash_options(buf, v->options);
        bash_options(buf, yg_global_options);
        yg_buf_addz(buf, "\" -- \"$cur\")) || COMPREPLY=(");
        if (v->words != NULL)
            yg_buf_addf(buf, "$(compgen -W \"%s\" -- \"$cur\") ", v->words);
        yg_buf_addz(buf, "$(compgen -f -- \"$cur\"));;\n");
    }
    yg_buf_addz(buf, "        *) COMPREPLY=($(compgen -W \"");
    for (const yg_verb *v = yg_verbs; v->name != NULL; v++)
        yg_buf_addf(buf, "%s ", v->name);
    bash_options(buf, yg_global_options);
    yg_buf_addz(buf, "\" -- \"$cur\"));;\n    esac\n}\ncomplete -o filenames -F _yagura yagura\n");
}

/* Single quotes inside help text end the shell's quoting: drop them. */
static void add_plain(yg_buf *buf, const char *text) {
    for (; *text != '\0'; text++) {
        if (strchr("'[]:\\", *text) == NULL)
            yg_buf_addc(buf, *text);
    }
}

static void zsh_options(yg_buf *buf, const yg_option *options) {
    for (const yg_option *o = options; o != NULL && o->name != NULL; o++) {
        yg_buf_addf(buf, " '--%s[", o->name);
        add_plain(buf, o->help);
        yg_buf_addc(buf, ']');
        if (o->choices != NULL) {
            yg_str rest = yg_str_of(o->choices), choice;
            yg_buf_addf(buf, ":%s:(", o->argument);
            while (yg_str_split(&rest, '|', &choice))
                yg_buf_addf(buf, "%.*s ", YG_FMT(choice));
            yg_buf_addc(buf, ')');
        } else if (o->argument != NULL) {
            yg_buf_addf(buf, ":%s:_files", o->argument);
        }
        yg_buf_addc(buf, '\'');
    }
}

static void add_zsh(yg_buf *buf) {
    yg_buf_addz(buf, "#compdef yagura\n_yagura() {\n  local -a verbs\n  verbs=(");
    for (const yg_verb *v = yg_verbs; v->name != NULL; v++) {
        yg_buf_addf(buf, "\n    '%s:", v->name);
        add_plain(buf, v->summary);
        yg_buf_addc(buf, '\'');
    }
    yg_buf_addz(buf, ")\n  local curcontext=$curcontext state\n  _arguments -C");
    zsh_options(buf, yg_global_options);
    yg_buf_addz(buf, " '1:command:->verb' '*::argument:->rest'\n  case $state in\n"
                     "    verb) _describe command verbs;;\n    rest) case $words[1] in\n");
    for (const yg_verb *v = yg_verbs; v->name != NULL; v++) {
        yg_buf_addf(buf, "      %s) _arguments", v->name);
        zsh_options(buf, v->options);
        zsh_options(buf, yg_global_options);
        if (v->words != NULL)
            yg_buf_addf(buf, " '1:command:(%s)'", v->words);
        yg_buf_addz(buf, " '*:file:_files';;\n");
    }
    yg_buf_addz(buf, "    esac;;\n  esac\n}\n_yagura \"$@\"\n");
}

static void fish_options(yg_buf *buf, const char *verb, const yg_option *options) {
    for (const yg_option *o = options; o != NULL && o->name != NULL; o++) {
        yg_buf_addz(buf, "complete -c yagura");
        if (verb != NULL)
            yg_buf_addf(buf, " -n '__fish_seen_subcommand_from %s'", verb);
        yg_buf_addf(buf, " -l %s", o->name);
        if (o->letter != 0)
            yg_buf_addf(buf, " -s %c", o->letter);
        if (o->choices != NULL) {
            yg_str rest = yg_str_of(o->choices), choice;
            yg_buf_addz(buf, " -x -a '");
            while (yg_str_split(&rest, '|', &choice))
                yg_buf_addf(buf, "%.*s ", YG_FMT(choice));
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
        fish_options(buf, v->name, v->options);
    }
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
