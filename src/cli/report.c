/* yagura report: the landscape of a country. */
#include "cli/report.h"

#include "cli/output.h"
#include "cli/verbs.h"

const yg_option yg_report_verb_options[] = {
    {"country", 0, "CC", "the country (ISO 3166 code, or its name)", NULL},
    {"format", 0, "FORM", "(default html)", "html|md|json"},
    {"output", 'o', "FILE", "write to a file instead of standard output", NULL},
    {NULL, 0, NULL, NULL, NULL},
};

bool yg_report_to(yg_cli *cli, const yg_report *report, const char *form, const char *path,
                  yg_error *err) {
    YG_CLEANUP_BUF yg_buf bytes = {0};
    yg_output output = {0};
    const yg_renderer *renderer = yg_renderer_find(yg_str_of(form));
    if (renderer == NULL)
        return yg_fail(err, YG_ERR_USAGE, "no report format \"%s\"", form);
    if (!renderer->render(report, &bytes, err))
        return false;
    if (!yg_output_open(&output, cli, path, err) ||
        !yg_output_add(&output, yg_buf_str(&bytes), err) || !yg_output_close(&output, err)) {
        yg_output_drop(&output);
        return false;
    }
    return true;
}

int yg_report_run(yg_cli *cli) {
    yg_error err = {0};
    yg_report report = {0};
    const char *name = yg_cli_get(cli, "country"), *form = yg_cli_get(cli, "format");
    if (cli->words_n > 0)
        return yg_cli_usage(cli, "unexpected \"%.60s\"; write yagura report --country JP",
                            cli->words[0]);
    if (name == NULL)
        return yg_cli_usage(cli, "say which country: yagura report --country JP -o report.html");
    yg_country country = yg_country_from_code(yg_str_of(name));
    if (country == 0)
        country = yg_country_from_name(yg_str_of(name));
    if (country == 0)
        return yg_cli_usage(cli, "--country %s: no country of ISO 3166; try JP, or Japan", name);
    if (!yg_cli_open(cli, YG_STORE_READ, &err))
        return yg_cli_fail(cli, &err);
    yg_report_options options = {.country = country, .lang = cli->lang};
    bool done = yg_report_landscape(cli->store, &options, &report, &err) &&
                yg_report_to(cli, &report, form ? form : "html", yg_cli_get(cli, "output"), &err);
    yg_report_free(&report);
    return done ? YG_EXIT_DONE : yg_cli_fail(cli, &err);
}
