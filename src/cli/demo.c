/* yagura demo: the whole product on the built-in claims, in a folder of its own. */
#include <errno.h>
#include <sys/stat.h>

#include "base/time.h"
#include "cli/output.h"
#include "cli/report.h"
#include "cli/starter.h"
#include "cli/verbs.h"
#include "watch/findings_scan.h"
#include "watch/sightings_scan.h"

const yg_option yg_demo_options[] = {
    {"country", 0, "CC", "the country of the report (default JP)", NULL},
    {NULL, 0, NULL, NULL, NULL},
};

/* The embedded logs (data/demo): of host names, of a network sensor. */
#define NAMES "names.jsonl"
#define SENSOR "sensor.jsonl"

static bool fill(yg_cli *cli, const char *path, yg_import_result *ret_result, yg_error *err) {
    yg_starter_import files = {0};
    if (!yg_store_open(path, YG_STORE_WRITE, &cli->store, err))
        return false;
    yg_starter_import_add(&files);
    yg_import_options options = {.memory = files.at,
                                 .memory_n = files.n,
                                 .memory_trust = YG_TRUST_BUILT_IN,
                                 .now_us = yg_time_now_us()};
    bool done = yg_import(cli->store, &options, ret_result, err);
    yg_vec_free(&files);
    return done;
}

/* The demo group and its invented incidents have a store of their own: nothing fictitious may ever
 * stand beside real claims. */
static bool fill_group(const char *path, yg_store **ret_store, yg_import_result *ret_result,
                       yg_error *err) {
    YG_VEC(yg_import_memory) files = {0};
    for (const yg_starter_file *file = yg_demo_files; file->name != NULL; file++)
        if (strcmp(file->name, NAMES) != 0 && strcmp(file->name, SENSOR) != 0)
            yg_vec_push(&files,
                        ((yg_import_memory){.path = yg_str_of(file->name),
                                            .bytes = {(const char *)file->bytes, file->n}}));
    yg_import_options options = {.memory = files.at,
                                 .memory_n = files.n,
                                 .memory_trust = YG_TRUST_OWN,
                                 .now_us = yg_time_now_us()};
    bool done = yg_store_open(path, YG_STORE_WRITE, ret_store, err) &&
                yg_import(*ret_store, &options, ret_result, err);
    yg_vec_free(&files);
    return done;
}

/* Puts an embedded log beside the store; adds its path to *path. */
static bool put_log(yg_cli *cli, const char *folder, const char *name, yg_buf *path,
                    yg_error *err) {
    yg_output output = {0};
    const yg_starter_file *file = yg_demo_files;
    while (strcmp(file->name, name) != 0)
        file++;
    yg_buf_addf(path, "%s/%s", folder, name);
    if (yg_output_open(&output, cli, yg_buf_z(path), err) &&
        yg_output_add(&output, (yg_str){(const char *)file->bytes, file->n}, err) &&
        yg_output_close(&output, err))
        return true;
    yg_output_drop(&output);
    return false;
}

/* Looks for look-alikes of the group in the invented log of host names, and for the invented
 * indicators in that of a sensor. Findings name the files without the folder: demos in two folders
 * give equal reports. */
static bool watch_group(yg_cli *cli, yg_store *store, const char *folder,
                        yg_findings_counts *ret_names, yg_sightings_counts *ret_sightings,
                        yg_error *err) {
    YG_CLEANUP_BUF yg_buf names = {0}, sensor = {0};
    int64_t now_us = yg_time_now_us();
    return put_log(cli, folder, NAMES, &names, err) && put_log(cli, folder, SENSOR, &sensor, err) &&
           yg_findings_scan(store, yg_buf_z(&names), YG_STR(NAMES), NULL, now_us, ret_names, err) &&
           yg_sightings_scan(store, yg_buf_z(&sensor), YG_STR(SENSOR), now_us, ret_sightings, err);
}

/* The report of the demo group, from its own store: what is invented is counted by itself. */
static bool write_group(yg_cli *cli, yg_store *store, const char *folder, yg_error *err) {
    static const struct {
        enum yg_lang lang;
        const char *name;
    } files[] = {{YG_LANG_EN, "group.html"}, {YG_LANG_JA, "group.ja.html"}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        YG_CLEANUP_BUF yg_buf path = {0};
        YG_CLEANUP_REPORT yg_report report = {0};
        yg_report_options options = {.organisation = YG_STR("kazamori"), .lang = files[i].lang};
        yg_buf_addf(&path, "%s/%s", folder, files[i].name);
        if (!yg_report_landscape(store, &options, &report, err) ||
            !yg_report_to(cli, &report, "html", yg_buf_z(&path), err))
            return false;
        yg_buf_addf(&cli->out, "         %s\n", yg_buf_z(&path));
    }
    return true;
}

static void on_finding(void *self, yg_str text) {
    yg_cli *cli = self;
    yg_buf_addz(&cli->out, "  - ");
    yg_cli_put(cli, text);
    yg_buf_addc(&cli->out, '\n');
}

static bool write_reports(yg_cli *cli, const char *folder, yg_country country, yg_error *err) {
    static const struct {
        enum yg_lang lang;
        const char *form, *name;
    } files[] = {
        {YG_LANG_EN, "html", "report.html"},
        {YG_LANG_JA, "html", "report.ja.html"},
        {YG_LANG_EN, "md", "report.md"},
        {YG_LANG_EN, "json", "report.json"},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        YG_CLEANUP_BUF yg_buf path = {0};
        yg_report report = {0};
        yg_report_options options = {.country = country, .lang = files[i].lang};
        yg_buf_addf(&path, "%s/%s", folder, files[i].name);
        bool done = yg_report_landscape(cli->store, &options, &report, err) &&
                    yg_report_to(cli, &report, files[i].form, yg_buf_z(&path), err);
        if (done && yg_str_eqz(yg_str_of(files[i].form), "html")) {
            yg_buf_addf(&cli->out, "%s  %s\n", i == 0 ? "report:" : "       ", yg_buf_z(&path));
        }
        if (done && files[i].lang == cli->lang && i == (cli->lang == YG_LANG_JA ? 1u : 2u)) {
            yg_buf_addz(&cli->out, "\n");
            yg_report_findings(&report, 3, on_finding, cli);
        }
        yg_report_free(&report);
        if (!done)
            return false;
    }
    return true;
}

static void next_steps(yg_cli *cli, const char *folder) {
    const char *y = cli->program;
    yg_buf_addf(&cli->out,
                "\nGo on with real feeds (about a second for ATT&CK and the MISP galaxy):\n"
                "  export YAGURA_STORE=%s/yagura.db\n"
                "  %s update                      or: %s import FILES...\n"
                "  %s show \"Earth Tengshe\"\n"
                "  %s report --country JP -o jp.html\n",
                folder, y, y, y, y);
    yg_buf_addz(&cli->out, "\nThe map of a group, and what happened in it (all invented):\n");
    yg_buf_addf(&cli->out,
                "  %s --store %s/group.db group show\n"
                "  %s --store %s/group.db incidents\n"
                "  %s --store %s/group.db findings\n"
                "  %s --store %s/group.db names scan %s/" NAMES "\n"
                "  %s --store %s/group.db scan %s/" SENSOR "\n"
                "  %s --store %s/group.db report --organisation kazamori -o group.html\n",
                y, folder, y, folder, y, folder, y, folder, folder, y, folder, folder, y, folder);
}

int yg_demo_run(yg_cli *cli) {
    YG_CLEANUP_BUF yg_buf path = {0};
    yg_error err = {0};
    yg_import_result result = {0};
    const char *folder = cli->words_n == 1 ? cli->words[0] : NULL,
               *name = yg_cli_get(cli, "country");
    if (folder == NULL)
        return yg_cli_usage(cli, "name one folder for it: yagura demo tower");
    yg_country country = name ? yg_country_from_code(yg_str_of(name)) : YG_COUNTRY('J', 'P');
    if (country == 0)
        country = yg_country_from_name(yg_str_of(name));
    if (country == 0)
        return yg_cli_usage(cli, "--country %s: no country of ISO 3166; try JP, or Japan", name);
    if (mkdir(folder, 0755) != 0 && errno != EEXIST)
        return yg_cli_usage(cli, "cannot make the folder %s: %s", folder, strerror(errno));
    yg_buf_addf(&path, "%s/yagura.db", folder);
    if (!fill(cli, yg_buf_z(&path), &result, &err))
        return yg_cli_fail(cli, &err);
    yg_buf_addf(&cli->out, "store:   %s (%llu claims records, %llu of them new)\n", yg_buf_z(&path),
                (unsigned long long)(result.records.taken + result.records.unchanged),
                (unsigned long long)result.records.taken);
    yg_buf_clear(&path);
    yg_buf_addf(&path, "%s/group.db", folder);
    yg_store *group = NULL;
    bool done = fill_group(yg_buf_z(&path), &group, &result, &err);
    if (done)
        yg_buf_addf(&cli->out, "group:   %s (an invented group, its suppliers and incidents)\n",
                    yg_buf_z(&path));
    yg_findings_counts names = {0};
    yg_sightings_counts seen = {0};
    done = done && watch_group(cli, group, folder, &names, &seen, &err);
    if (done)
        yg_buf_addf(&cli->out,
                    "names:   %s/" NAMES " (an invented log: %llu look-alike names of the group)\n",
                    folder, (unsigned long long)(names.fresh + names.known));
    if (done)
        yg_buf_addf(&cli->out,
                    "logs:    %s/" SENSOR " (an invented log: %llu invented indicators seen)\n",
                    folder, (unsigned long long)(seen.fresh + seen.known));
    done = done && write_group(cli, group, folder, &err);
    yg_store_close(group);
    if (!done)
        return yg_cli_fail(cli, &err);
    if (!write_reports(cli, folder, country, &err))
        return yg_cli_fail(cli, &err);
    next_steps(cli, folder);
    return YG_EXIT_DONE;
}
