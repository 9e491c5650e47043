/* yagura names: look-alikes of the group's names, found (scan), learned from (learn), made
 * (generate).
 */
#include "cli/names.h"

#include "cli/verbs.h"

const yg_option yg_names_verb_options[] = {
    {"group", 0, "FILE", "scan: brands of a group file (default: of the group in the store)", NULL},
    {"brands", 0, "FILE", "scan: brands of a list, YAML or JSON (docs/formats/brand-list.md)",
     NULL},
    {"input", 0, "FORM", "scan: what the files are (default: seen from the first bytes)",
     "lines|csv|jsonl|zeek"},
    {"column", 0, "NAME", "scan: column (name, or number from 1) or dotted path with the names",
     NULL},
    {"stream", 0, "KIND", "scan: what the names are; it sets the threshold (default web)",
     "web|registrations"},
    {"threshold", 0, "N", "scan: the lowest score that is told (default: of the stream)", NULL},
    {"allow", 0, "FILE", "scan: names that are never told, one a line; example.com, *.example.com",
     NULL},
    {"suffixes", 0, "FILE", "scan, generate: a public suffix list newer than the built-in one",
     NULL},
    {"all", 0, NULL, "scan: each name, not each registrable name once; learn: all that is known",
     NULL},
    {"no-findings", 0, NULL, "scan: leave the store as it is", NULL},
    {"all-findings", 0, NULL, "scan: keep also hits that name no brand", NULL},
    {"threads", 0, "N", "scan: so many threads (default: one a processor)", NULL},
    {"on", 0, "DATE",
     "scan, learn: with what was known that day (default: today); the day of cases without one",
     NULL},
    {"forget", 0, NULL, "learn: take all confirmed names out of the store", NULL},
    {"resolve", 0, NULL, "generate: ask DNS which of the names exist", NULL},
    {"server", 0, "ADDR[:PORT]", "generate: the name server to ask (default: the system's)", NULL},
    {"rate", 0, "N", "generate: questions a second (default 100)", NULL},
    {"registered", 0, NULL, "generate: with --resolve, only names that exist", NULL},
    {"limit", 0, "N", "generate: so many names, the most deceptive ones", NULL},
    {"tlds", 0, "LIST", "generate: these suffixes, separated by commas; all; none", NULL},
    {"kind", 0, "LIST", "generate: only these kinds, separated by commas", NULL},
    {"words", 0, "FILE", "generate: words to combine with, one a line (default: built in)", NULL},
    {"format", 0, "FORM", "(default text)", "text|json|jsonl|csv"},
    {NULL, 0, NULL, NULL, NULL},
};

static const struct {
    const char *word;
    int (*run)(yg_cli *cli);
} commands[] = {
    {"scan", yg_names_scan_run},
    {"learn", yg_names_learn_run},
    {"generate", yg_names_generate_run},
};

static const char *command_word(size_t i, void *self) {
    (void)self;
    return i < sizeof commands / sizeof *commands ? commands[i].word : NULL;
}

int yg_names_run(yg_cli *cli) {
    const char *word = cli->words_n > 0 ? cli->words[0] : NULL;
    if (word == NULL)
        return yg_cli_usage(cli, "what with names? scan, learn or generate; yagura names --help");
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(word, commands[i].word) == 0)
            return commands[i].run(cli);
    }
    const char *near = yg_cli_nearest(word, command_word, NULL);
    if (near != NULL)
        return yg_cli_usage(cli, "names %s: did you mean `yagura names %s`?", word, near);
    return yg_cli_usage(cli, "names %s: there are scan, learn and generate; yagura names --help",
                        word);
}
