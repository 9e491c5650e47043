/* yagura report: the landscape of a country, a sector, a group of companies or the world. */
#include "cli/report.h"

#include "cli/output.h"
#include "cli/verbs.h"
#include "model/date.h"
#include "tell/report_export.h"

const yg_option yg_report_verb_options[] = {
    {"country", 0, "CC", "the country (ISO 3166 code, or its name)", NULL},
    {"sector", 0, "S", "ISIC section letter or a sector's name", NULL},
    {"organisation", 0, "NAME", "a group of the registry (key, LEI or name)", NULL},
    {"period", 0, "P", "2022, 2022-H1, 2022-Q3, 2022-03, A/B", NULL},
    {"compare", 0, "A", "two countries or two periods side by side: --compare 2022 2023", NULL},
    {"by", 0, "HOW", "count incidents by site or ultimate parent (default both)",
     "site|parent|both"},
    {"all", 0, NULL, "do not cut long lists", NULL},
    {"format", 0, "FORM", "(default html)", "html|md|json|csv|stix|navigator"},
    {"domain", 0, "DOMAIN", "navigator: the matrix of the layer (default enterprise)",
     "enterprise|ics|mobile"},
    {"output", 'o', "FILE", "write to a file instead of standard output", NULL},
    {NULL, 0, NULL, NULL, NULL},
};

bool yg_report_to(yg_cli *cli, const yg_report *report, const char *form, const char *path,
                  yg_error *err) {
    YG_CLEANUP_BUF yg_buf bytes = {0};
    yg_output output = {0};
    const yg_renderer *renderer = yg_renderer_find(yg_str_of(form));
    YG_CLEANUP_BUF yg_buf domain = {0};
    bool done;
    if (strcmp(form, "stix") == 0) {
        done = yg_report_stix(cli->store, report, &bytes, err);
    } else if (strcmp(form, "navigator") == 0) {
        yg_buf_addf(&domain, "%.*s-attack", YG_FMT(yg_cli_str(cli, "domain", "enterprise")));
        done = yg_report_navigator(cli->store, report, yg_buf_str(&domain), &bytes, err);
    } else {
        done = renderer != NULL ? renderer->render(report, &bytes, err)
                                : yg_fail(err, YG_ERR_USAGE, "no report format \"%s\"", form);
    }
    if (!done)
        return false;
    if (!yg_output_open(&output, cli, path, err) ||
        !yg_output_add(&output, yg_buf_str(&bytes), err) || !yg_output_close(&output, err)) {
        yg_output_drop(&output);
        return false;
    }
    return true;
}

static yg_country country_of(yg_str text) {
    yg_country country = yg_country_from_code(text);
    return country != 0 ? country : yg_country_from_name(text);
}

static yg_sector sector_of(yg_str text) {
    char letter = text.n == 1 ? text.p[0] : '\0';
    if (letter >= 'a' && letter <= 'u')
        letter = (char)(letter - 'a' + 'A');
    if (letter >= 'A' && letter <= 'U')
        return letter;
    return yg_sector_from_label(text);
}

static bool is_period(yg_str text) {
    yg_date date;
    return yg_date_parse(text, &date) && date.precision != YG_DATE_NONE;
}

/* A test is of two sets that share nothing. NULL: fine. */
static const char *compare_fault(const yg_report_options *options, yg_str a, yg_str b) {
    yg_country left = country_of(a), right = country_of(b);
    yg_date first, second;
    if (left != 0 && right != 0)
        return left == right                 ? "that is twice the same; name two countries"
               : options->organisation.n > 0 ? "of a group, two periods can be compared, not two "
                                               "countries"
                                             : NULL;
    if (!is_period(a) || !is_period(b))
        return "neither two countries nor two periods; write --compare JP DE, or --compare 2022 "
               "2023";
    yg_date_parse(a, &first);
    yg_date_parse(b, &second);
    if (first.from_us == second.from_us && first.to_us == second.to_us)
        return "that is twice the same; name two periods";
    return yg_date_overlaps(first, second)
               ? "the periods overlap, and a set cannot be tested against its own part"
               : NULL;
}

/* --compare A takes B from the words behind it. */
static int compare_of(yg_cli *cli, yg_report_options *options) {
    const char *first = yg_cli_get(cli, "compare");
    if (first == NULL)
        return cli->words_n == 0 ? YG_EXIT_DONE
                                 : yg_cli_usage(cli,
                                                "unexpected \"%.60s\"; write yagura report "
                                                "--country JP",
                                                cli->words[0]);
    if (cli->words_n != 1)
        return yg_cli_usage(cli, "--compare takes two: --compare 2022 2023, or --compare JP DE");
    yg_str a = yg_str_of(first), b = yg_str_of(cli->words[0]);
    yg_country left = country_of(a), right = country_of(b);
    const char *fault = compare_fault(options, a, b);
    if (fault != NULL)
        return yg_cli_usage(cli, "--compare %.40s %.40s: %s", first, cli->words[0], fault);
    if (left != 0 && right != 0) {
        options->compare[0] = yg_country_alpha2(left);
        options->compare[1] = yg_country_alpha2(right);
        if (options->country == 0)
            options->country = left;
    } else {
        options->compare[0] = a;
        options->compare[1] = b;
    }
    return YG_EXIT_DONE;
}

static int options_of(yg_cli *cli, yg_report_options *options) {
    const char *country = yg_cli_get(cli, "country"), *sector = yg_cli_get(cli, "sector"),
               *period = yg_cli_get(cli, "period");
    options->lang = cli->lang;
    options->organisation = yg_cli_str(cli, "organisation", "");
    options->period = yg_cli_str(cli, "period", "");
    options->all = yg_cli_get(cli, "all") != NULL;
    options->by = yg_cli_is(cli, "by", "site")     ? YG_BY_SITE
                  : yg_cli_is(cli, "by", "parent") ? YG_BY_PARENT
                                                   : YG_BY_BOTH;
    if (country != NULL && (options->country = country_of(yg_str_of(country))) == 0)
        return yg_cli_usage(cli, "--country %.60s: no country of ISO 3166; try JP, or Japan",
                            country);
    if (sector != NULL && (options->sector = sector_of(yg_str_of(sector))) == 0)
        return yg_cli_usage(cli,
                            "--sector %.60s: no section of ISIC; a letter A to U (C is "
                            "manufacturing) or a sector's name",
                            sector);
    if (period != NULL && !is_period(yg_str_of(period)))
        return yg_cli_usage(cli,
                            "--period %.60s: no period; write 2022, 2022-H1, 2022-Q3, 2022-03, or "
                            "2017-12/2023-06",
                            period);
    return compare_of(cli, options);
}

int yg_report_run(yg_cli *cli) {
    yg_error err = {0};
    yg_report report = {0};
    yg_report_options options = {0};
    const char *form = yg_cli_get(cli, "format");
    int wrong = options_of(cli, &options);
    if (wrong != YG_EXIT_DONE)
        return wrong;
    if (!yg_cli_open(cli, YG_STORE_READ, &err))
        return yg_cli_fail(cli, &err);
    bool done = yg_report_landscape(cli->store, &options, &report, &err) &&
                yg_report_to(cli, &report, form ? form : "html", yg_cli_get(cli, "output"), &err);
    yg_report_free(&report);
    return done ? YG_EXIT_DONE : yg_cli_fail(cli, &err);
}
