/* yagura findings: what scans hit, and what people decided about it. */
#include "cli/findings.h"

#include "cli/verbs.h"
#include "text/csv_write.h"
#include "watch/findings.h"

const yg_option yg_findings_verb_options[] = {
    {"state", 0, "STATES",
     "new, watched, reported, acknowledged, gone, closed, false-alarm; several with commas", NULL},
    {"brand", 0, "LABEL", "only names that imitate this brand: a part of what IMITATES shows",
     NULL},
    {"actor", 0, "NAME", "only indicators of this actor, by any name that the store knows", NULL},
    {"organisation", 0, "NAME",
     "only brands of this organisation and of what belongs to it; indicators seen there", NULL},
    {"kind", 0, "KIND", "exact, homoglyph, typo, combo ... (see `names scan`), or indicator", NULL},
    {"since", 0, "DATE", "only what was seen on that day or later", NULL},
    {"sort", 0, "BY", "list: the order (default last)", "last|first|score|name|brand"},
    {"by", 0, "WHAT", "list: sums of the sightings of indicators", "actor|organisation|day"},
    {"limit", 0, "N", "list: at most so many", NULL},
    {"note", 0, "TEXT", "set, ack, close: why; it is kept with the state", NULL},
    {"yes", 'y', NULL, "set, ack, close: all that the options choose, not only those named", NULL},
    {"everywhere", 0, NULL,
     "set, close with --organisation: also indicators that were seen elsewhere, too", NULL},
    {"output", 'o', "FILE", "export: write to a file instead of standard output", NULL},
    {"zone", 0, "NAME", "export rpz: the zone's name (default: that of the configuration)", NULL},
    {"whole", 0, NULL, "export: block registrable names also where only a sub-domain imitates",
     NULL},
    {"learned", 0, NULL, "export: block also what names no brand and nobody looked at", NULL},
    {"allow", 0, "FILE", "export: names that are never blocked, one a line", NULL},
    {"brands", 0, "FILE", "export: a brand list whose official domains are never blocked", NULL},
    {"format", 0, "FORM", "text unless said; stix, rpz, suricata, zeek: export",
     "text|json|jsonl|csv|stix|rpz|suricata|suricata-rules|zeek"},
    {NULL, 0, NULL, NULL, NULL},
};

/* --- list --- */

typedef struct {
    yg_findings_page page;
    uint64_t most; /* 0: all */
} listing;

static bool on_finding(void *self, const yg_finding *finding, yg_error *err) {
    listing *l = self;
    l->page.all++;
    return (l->most > 0 && l->page.n >= l->most) || yg_findings_page_put(&l->page, finding, err);
}

static bool list(yg_cli *cli, listing *l, yg_findings_scope *scope, yg_error *err) {
    yg_finding_filter filter;
    if (!yg_cli_open(cli, YG_STORE_READ, err) ||
        !yg_findings_read_filter(cli, "", scope, &filter, err))
        return false;
    l->most = filter.most; /* all are counted */
    yg_findings_page_start(&l->page, cli);
    if (!yg_findings_each(cli->store, &filter, &scope->sights, on_finding, l, err))
        return false;
    yg_findings_page_end(&l->page);
    if (l->page.text && l->page.n == 0)
        yg_cli_note(cli, "no finding matches; `yagura names scan` makes findings of names (with "
                         "--group or --brands only where --store is given), `yagura scan` of "
                         "indicators");
    if (!l->page.text && l->page.n < l->page.all)
        yg_cli_note(cli, "%zu of %zu findings", l->page.n, l->page.all);
    return true;
}

static int run_list(yg_cli *cli) {
    yg_error err = {0};
    listing l = {0};
    yg_findings_scope scope = {0};
    if (yg_cli_get(cli, "by") != NULL)
        return yg_findings_sums_run(cli);
    bool done = list(cli, &l, &scope, &err);
    yg_findings_page_free(&l.page);
    yg_findings_scope_free(&scope);
    return done ? YG_EXIT_DONE : yg_cli_fail(cli, &err);
}

/* --- allow --- */

static bool on_allowed(void *self, const yg_allowed_name *name, yg_error *err) {
    yg_findings_page *page = self;
    yg_cli *cli = page->cli;
    (void)err;
    if (page->csv) {
        const yg_str cells[] = {name->name, name->reason, name->note};
        yg_csv_add_row(&cli->out, cells, 3);
    } else if (page->text) {
        /* The form that `names scan --allow` reads. */
        yg_cli_put(cli, name->name);
        yg_buf_addz(&cli->out, "  # ");
        yg_cli_put(cli, name->reason);
        if (name->note.n > 0) {
            yg_buf_addz(&cli->out, ": ");
            yg_cli_put(cli, name->note);
        }
        yg_buf_addc(&cli->out, '\n');
    } else {
        yg_jw_begin(&page->json, NULL, '{');
        yg_jw_str(&page->json, "name", name->name);
        yg_jw_str(&page->json, "reason", name->reason);
        yg_jw_opt(&page->json, "note", name->note);
        yg_jw_end(&page->json, '}');
        if (page->lines) {
            yg_buf_addc(&cli->out, '\n');
            page->json.filled = false;
        }
    }
    yg_cli_flush_some(cli);
    return true;
}

static int run_allow(yg_cli *cli) {
    yg_error err = {0};
    yg_str format = yg_cli_str(cli, "format", "text");
    yg_findings_page page = {.cli = cli,
                             .text = yg_str_eqz(format, "text"),
                             .lines = yg_str_eqz(format, "jsonl"),
                             .csv = yg_str_eqz(format, "csv"),
                             .json = {.buf = &cli->out, .pretty = yg_str_eqz(format, "json")}};
    bool array = !page.text && !page.lines && !page.csv;
    if (page.csv) {
        const yg_str heads[] = {YG_STR("name"), YG_STR("reason"), YG_STR("note")};
        yg_csv_add_row(&cli->out, heads, 3);
    }
    if (array)
        yg_jw_begin(&page.json, NULL, '[');
    if (!yg_cli_open(cli, YG_STORE_READ, &err) ||
        !yg_findings_allowed(cli->store, on_allowed, &page, &err))
        return yg_cli_fail(cli, &err);
    if (array) {
        yg_jw_end(&page.json, ']');
        yg_buf_addc(&cli->out, '\n');
    }
    return YG_EXIT_DONE;
}

/* --- Which --- */

typedef struct {
    const char *name;
    int (*run)(yg_cli *cli);
    const char *formats; /* those of --format that it knows */
} part;

static const part parts[] = {
    {"list", run_list, "text json jsonl csv"},
    {"show", yg_findings_show_run, "text json jsonl"},
    {"set", yg_findings_set_run, ""},
    {"ack", yg_findings_ack_run, ""},
    {"close", yg_findings_close_run, ""},
    {"export", yg_findings_export_run, "csv stix rpz suricata suricata-rules zeek"},
    {"allow", run_allow, "text json jsonl csv"},
};

static const char *part_name(size_t i, void *unused) {
    (void)unused;
    return i < sizeof parts / sizeof *parts ? parts[i].name : NULL;
}

static bool knows_format(const part *p, yg_str format) {
    yg_str rest = yg_str_of(p->formats), one;
    bool known = format.n == 0;
    while (!known && rest.n > 0 && yg_str_split(&rest, ' ', &one))
        known = yg_str_eq(one, format);
    return known;
}

int yg_findings_run(yg_cli *cli) {
    const char *word = cli->words_n > 0 ? cli->words[0] : "list";
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (strcmp(word, parts[i].name) != 0)
            continue;
        if (!knows_format(&parts[i], yg_cli_str(cli, "format", "")))
            return yg_cli_usage(cli, "%s has no --format %s%s%s", word, yg_cli_get(cli, "format"),
                                parts[i].formats[0] != '\0' ? "; it has " : "", parts[i].formats);
        if (cli->words_n > 1 &&
            (i == 0 || parts[i].run == run_allow || parts[i].run == yg_findings_export_run))
            return yg_cli_usage(cli, "%s takes no names; choose by --state, --actor, --since ...",
                                word);
        return parts[i].run(cli);
    }
    const char *near = yg_cli_nearest(word, part_name, NULL);
    if (near != NULL)
        return yg_cli_usage(cli, "findings %s: did you mean `yagura findings %s`?", word, near);
    return yg_cli_usage(cli, "\"%s\" is none of list, show, set, ack, close, export, allow", word);
}
