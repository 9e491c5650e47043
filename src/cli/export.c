/* yagura export */
#include "know/export.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/output.h"
#include "cli/verbs.h"

const yg_option yg_export_verb_options[] = {
    {"format", 0, "FORM", "(default stix)", "stix|navigator|csv"},
    {"source", 0, "NAME", "only what came from this source", NULL},
    {"domain", 0, "DOMAIN", "navigator: the matrix of the layer (default enterprise)",
     "enterprise|ics|mobile"},
    {"indicators", 0, NULL, "stix: the indicators too", NULL},
    {"stix-only", 0, NULL, "stix: leave out what came in as something else", NULL},
    {"output", 'o', "FILE", "write to a file instead of standard output", NULL},
    {NULL, 0, NULL, NULL, NULL},
};

static bool to_output(void *self, yg_str piece, yg_error *err) {
    return yg_output_add(self, piece, err);
}

/* All entities behind the words, or a usage message. */
static bool named(yg_cli *cli, yg_eids *eids, int *ret_code) {
    yg_error err = {0};
    for (size_t i = 0; i < cli->words_n; i++) {
        yg_resolution r;
        if (!yg_resolve(cli->store, yg_str_of(cli->words[i]), (yg_str){NULL, 0}, &r, &err)) {
            *ret_code = yg_cli_fail(cli, &err);
            return false;
        }
        size_t n = r.candidates.n;
        for (size_t k = 0; n == 1 && k < r.candidates.at[0].eids.n; k++)
            yg_vec_push(eids, r.candidates.at[0].eids.at[k]);
        yg_resolution_free(&r);
        if (n != 1) {
            *ret_code = n == 0 ? yg_cli_usage(cli, "nothing is called \"%s\"", cli->words[i])
                               : yg_cli_usage(cli,
                                              "\"%s\" is ambiguous; `yagura show` lists what it "
                                              "may be",
                                              cli->words[i]);
            return false;
        }
    }
    return true;
}

static bool run(yg_cli *cli, yg_output *output, const yg_eids *eids, yg_error *err) {
    YG_CLEANUP_BUF yg_buf layer = {0};
    yg_export_options options = {.source = yg_cli_str(cli, "source", ""),
                                 .eids = cli->words_n > 0 ? eids : NULL,
                                 .indicators = yg_cli_get(cli, "indicators") != NULL,
                                 .native_only = yg_cli_get(cli, "stix-only") != NULL};
    if (yg_cli_is(cli, "format", "csv"))
        return yg_export_indicators_csv(cli->store, &options, to_output, output, err);
    if (!yg_cli_is(cli, "format", "navigator"))
        return yg_export_stix(cli->store, &options, to_output, output, err);
    for (size_t i = 0; i < cli->words_n; i++)
        yg_buf_addf(&layer, "%s%s", i > 0 ? ", " : "", cli->words[i]);
    YG_CLEANUP_BUF yg_buf json = {0};
    YG_CLEANUP_BUF yg_buf domain = {0};
    yg_str matrix = yg_cli_str(cli, "domain", "enterprise");
    yg_buf_addf(&domain, "%.*s-attack", YG_FMT(matrix));
    return yg_export_navigator(cli->store, eids, yg_buf_str(&domain), yg_buf_str(&layer), &json,
                               err) &&
           yg_output_add(output, yg_buf_str(&json), err);
}

int yg_export_run(yg_cli *cli) {
    yg_error err = {0};
    yg_eids eids = {0};
    yg_output output = {0};
    int code = YG_EXIT_DONE;
    if (yg_cli_is(cli, "format", "navigator") && cli->words_n == 0)
        return yg_cli_usage(cli,
                            "name the actors of the layer: yagura export --format navigator APT32");
    if (!yg_cli_open(cli, YG_STORE_READ, &err))
        return yg_cli_fail(cli, &err);
    if (named(cli, &eids, &code)) {
        if (!yg_output_open(&output, cli, yg_cli_get(cli, "output"), &err) ||
            !run(cli, &output, &eids, &err) || !yg_output_close(&output, &err)) {
            yg_output_drop(&output);
            code = yg_cli_fail(cli, &err);
        }
    }
    yg_vec_free(&eids);
    return code;
}
