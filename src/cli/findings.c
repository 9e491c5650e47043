/* yagura findings: what scans hit, and what people decided about it. */
#include "cli/findings.h"

#include "base/time.h"
#include "cli/verbs.h"
#include "know/owner.h"
#include "model/date.h"
#include "text/csv_write.h"
#include "watch/findings.h"

const yg_option yg_findings_verb_options[] = {
    {"state", 0, "STATES", "new, watched, reported, gone, false-alarm; several with commas", NULL},
    {"brand", 0, "LABEL", "only names that imitate this brand", NULL},
    {"organisation", 0, "NAME", "only brands of this organisation and of what belongs to it", NULL},
    {"kind", 0, "KIND", "exact, homoglyph, typo, combo ... (see `names scan`), or indicator", NULL},
    {"since", 0, "DATE", "only what was seen on that day or later", NULL},
    {"sort", 0, "BY", "list: the order (default last)", "last|first|score|name|brand"},
    {"limit", 0, "N", "list: at most so many", NULL},
    {"note", 0, "TEXT", "set: why; it is kept with the state", NULL},
    {"output", 'o', "FILE", "export: write to a file instead of standard output", NULL},
    {"zone", 0, "NAME", "export rpz: the zone's name (default: that of the configuration)", NULL},
    {"whole", 0, NULL, "export: block registrable names also where only a sub-domain imitates",
     NULL},
    {"allow", 0, "FILE", "export: names that are never blocked, one a line", NULL},
    {"format", 0, "FORM", "text unless said; stix, rpz, suricata, zeek: export",
     "text|json|jsonl|csv|stix|rpz|suricata|suricata-rules|zeek"},
    {NULL, 0, NULL, NULL, NULL},
};

/* --- The filter --- */

static bool check_states(yg_str states, yg_error *err) {
    yg_str rest = states, state;
    while (rest.n > 0 && yg_str_split(&rest, ',', &state)) {
        if (!yg_finding_state_is(state))
            return yg_fail(err, YG_ERR_USAGE,
                           "--state %.*s: write new, watched, reported, gone or false-alarm; "
                           "several with commas",
                           YG_FMT(yg_str_sub(states, 0, 100)));
    }
    return true;
}

static yg_finding_order order_of(const yg_cli *cli) {
    return yg_cli_is(cli, "sort", "first")   ? YG_FINDINGS_BY_FIRST
           : yg_cli_is(cli, "sort", "score") ? YG_FINDINGS_BY_SCORE
           : yg_cli_is(cli, "sort", "name")  ? YG_FINDINGS_BY_NAME
           : yg_cli_is(cli, "sort", "brand") ? YG_FINDINGS_BY_BRAND
                                             : YG_FINDINGS_BY_LAST;
}

/* The organisation whose brand is imitated belonged to what was asked for on the day when the name
 * was seen last: the rule of reports, too. */
static bool is_in_scope(void *self, const yg_finding_row *row) {
    return yg_owner_scope_has(self, row->organisation_eid, row->last_us);
}

bool yg_findings_read_filter(yg_cli *cli, const char *otherwise, yg_owner_scope *scope,
                             yg_finding_filter *f, yg_error *err) {
    const char *since = yg_cli_get(cli, "since"), *limit = yg_cli_get(cli, "limit");
    yg_str organisation = yg_cli_str(cli, "organisation", ""), kind = yg_cli_str(cli, "kind", "");
    yg_date date = {0};
    bool is_kind = yg_str_eqz(kind, "name") || yg_str_eqz(kind, "indicator");
    *f = (yg_finding_filter){.states = yg_cli_str(cli, "state", otherwise),
                             .brand = yg_cli_str(cli, "brand", ""),
                             .kind = is_kind ? kind : YG_STR(""),
                             .how = is_kind ? YG_STR("") : kind,
                             .since_us = INT64_MIN,
                             .order = order_of(cli)};
    if (!check_states(f->states, err))
        return false;
    if (since != NULL && !yg_date_parse(yg_str_of(since), &date))
        return yg_fail(err, YG_ERR_USAGE, "--since %s: write 2022, 2022-03 or 2022-03-10", since);
    if (since != NULL)
        f->since_us = date.from_us;
    if (limit != NULL && (!yg_str_to_u64(yg_str_of(limit), &f->most) || f->most == 0))
        return yg_fail(err, YG_ERR_USAGE, "--limit %s: a number from 1", limit);
    if (organisation.n == 0)
        return true;
    if (!yg_owner_scope_read(cli->store, organisation, scope, err))
        return false;
    if (scope->targets == 0)
        return yg_fail(err, YG_ERR_USAGE,
                       "--organisation %.*s: the store knows no such organisation; `yagura group "
                       "show` lists them",
                       YG_FMT(yg_str_sub(organisation, 0, 200)));
    f->organisations = yg_buf_str(&scope->organisations);
    f->wanted = is_in_scope;
    f->wanted_self = scope;
    return true;
}

/* --- list --- */

typedef struct {
    yg_findings_page page;
    uint64_t most; /* 0: all */
    bool more;
} listing;

static bool on_finding(void *self, const yg_finding_row *row, yg_error *err) {
    listing *l = self;
    (void)err;
    l->more = l->most > 0 && l->page.n >= l->most;
    if (!l->more)
        yg_findings_page_put(&l->page, row);
    return true;
}

static bool list(yg_cli *cli, listing *l, yg_owner_scope *scope, yg_error *err) {
    yg_finding_filter filter;
    if (!yg_cli_open(cli, YG_STORE_READ, err) ||
        !yg_findings_read_filter(cli, "", scope, &filter, err))
        return false;
    l->most = filter.most;
    filter.most += filter.most > 0 && filter.most < UINT64_MAX;
    yg_findings_page_start(&l->page, cli);
    if (!yg_store_findings(cli->store, &filter, on_finding, l, err))
        return false;
    yg_findings_page_end(&l->page);
    if (l->page.text && l->page.n == 0)
        yg_cli_note(cli, "no finding matches; `yagura names scan` makes them");
    if (l->more)
        yg_cli_note(cli, "there are more than --limit %llu", (unsigned long long)l->most);
    return true;
}

static int run_list(yg_cli *cli) {
    yg_error err = {0};
    listing l = {0};
    yg_owner_scope scope = {0};
    bool done = list(cli, &l, &scope, &err);
    yg_findings_page_free(&l.page);
    yg_owner_scope_free(&scope);
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
    {"export", yg_findings_export_run, "csv stix rpz suricata suricata-rules zeek"},
    {"allow", run_allow, "text json jsonl csv"},
};

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
            return yg_cli_usage(cli, "%s takes no names; choose by --state, --brand, --since",
                                word);
        return parts[i].run(cli);
    }
    return yg_cli_usage(cli, "\"%s\" is none of list, show, set, export, allow", word);
}
