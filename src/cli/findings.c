/* yagura findings: what scans hit, and what people decided about it. */
#include "cli/findings.h"

#include "base/time.h"
#include "base/utf8.h"
#include "cli/verbs.h"
#include "know/owner.h"
#include "model/date.h"
#include "text/csv_write.h"
#include "text/key.h"
#include "text/nearest.h"
#include "watch/findings.h"
#include "watch/findings_kinds.h"

const yg_option yg_findings_verb_options[] = {
    {"state", 0, "STATES", "new, watched, reported, gone, false-alarm; several with commas", NULL},
    {"brand", 0, "LABEL", "only names that imitate this brand: a part of what IMITATES shows",
     NULL},
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
    {"learned", 0, NULL, "export: block also what names no brand and nobody looked at", NULL},
    {"allow", 0, "FILE", "export: names that are never blocked, one a line", NULL},
    {"brands", 0, "FILE", "export: a brand list whose official domains are never blocked", NULL},
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

void yg_findings_scope_free(yg_findings_scope *scope) {
    yg_owner_scope_free(&scope->owner);
    yg_buf_free(&scope->brands);
}

static bool read_kind(yg_str kind, yg_finding_filter *f, yg_error *err) {
    YG_CLEANUP_BUF yg_buf all = {0};
    yg_nearest best = {0};
    if (kind.n == 0)
        return true;
    if (yg_str_eqz(kind, "name") || yg_str_eqz(kind, "indicator")) {
        f->kind = kind;
        return true;
    }
    f->how = kind;
    yg_str word;
    for (size_t i = 0; (word = yg_findings_kind(i)).n > 0; i++) {
        if (yg_str_eq(kind, word))
            return true;
        yg_nearest_offer(&best, kind, word);
        yg_buf_addf(&all, "%s%.*s", i > 0 ? ", " : "", YG_FMT(word));
    }
    if (best.word.n > 0)
        return yg_fail(err, YG_ERR_USAGE, "--kind %.*s: did you mean %.*s?",
                       YG_FMT(yg_str_sub(kind, 0, 60)), YG_FMT(best.word));
    return yg_fail(err, YG_ERR_USAGE, "--kind %.*s: there are %s; name and indicator",
                   YG_FMT(yg_str_sub(kind, 0, 60)), yg_buf_z(&all));
}

/* --- --brand: labels of the store's findings that hold the words --- */

typedef struct {
    yg_buf wanted, label, some; /* folded; folded; the first labels, for a message */
    yg_jw json;
    size_t labels, matches;
} brand_query;

static bool on_brand(void *self, yg_str brand, uint64_t findings, yg_error *err) {
    enum { SHOWN = 8 };
    brand_query *q = self;
    (void)err;
    yg_buf_clear(&q->label);
    yg_key_add_folded(&q->label, brand);
    if (yg_str_find(yg_buf_str(&q->label), yg_buf_str(&q->wanted)) != SIZE_MAX) {
        yg_jw_str(&q->json, NULL, brand);
        q->matches++;
    }
    if (q->labels++ < SHOWN)
        yg_buf_addf(&q->some, "%s%.*s (%llu)", q->labels > 1 ? ", " : "",
                    YG_FMT(yg_str_sub(brand, 0, yg_utf8_floor(brand, 60))),
                    (unsigned long long)findings);
    else if (q->labels == SHOWN + 1)
        yg_buf_addz(&q->some, " ...");
    return true;
}

static bool read_brand(yg_cli *cli, yg_findings_scope *scope, yg_finding_filter *f, yg_error *err) {
    yg_str brand = yg_cli_str(cli, "brand", "");
    brand_query q = {.json = {.buf = &scope->brands}};
    if (brand.n == 0)
        return true;
    yg_key_add_folded(&q.wanted, brand);
    yg_jw_begin(&q.json, NULL, '[');
    bool done = yg_store_finding_brands(cli->store, on_brand, &q, err);
    yg_jw_end(&q.json, ']');
    f->brands = yg_buf_str(&scope->brands);
    if (done && q.labels > 0 && q.matches == 0)
        done = yg_fail(err, YG_ERR_USAGE,
                       "--brand %.*s: no finding imitates a brand of that name; there are: %s",
                       YG_FMT(yg_str_sub(brand, 0, 100)), yg_buf_z(&q.some));
    yg_buf_free(&q.wanted);
    yg_buf_free(&q.label);
    yg_buf_free(&q.some);
    return done;
}

/* --- --organisation --- */

static bool unknown_organisation(const yg_owner_scope *scope, yg_str name, yg_error *err) {
    yg_nearest best = {0};
    for (size_t i = 0; i < scope->registry.organisations.n; i++) {
        const yg_organisation_node *o = &scope->registry.organisations.at[i];
        yg_nearest_offer(&best, name, o->key);
        yg_nearest_offer(&best, name, o->name);
        for (size_t k = 0; k < o->names.n; k++)
            yg_nearest_offer(&best, name, o->names.at[k]);
    }
    if (best.word.n > 0)
        return yg_fail(err, YG_ERR_USAGE, "--organisation %.*s: did you mean \"%.*s\"?",
                       YG_FMT(yg_str_sub(name, 0, 200)), YG_FMT(best.word));
    return yg_fail(err, YG_ERR_USAGE,
                   "--organisation %.*s: the store knows no such organisation; `yagura group "
                   "show` lists them",
                   YG_FMT(yg_str_sub(name, 0, 200)));
}

static bool read_organisation(yg_cli *cli, yg_owner_scope *scope, yg_finding_filter *f,
                              yg_error *err) {
    yg_str organisation = yg_cli_str(cli, "organisation", "");
    if (organisation.n == 0)
        return true;
    if (!yg_owner_scope_read(cli->store, organisation, scope, err))
        return false;
    if (scope->targets == 0)
        return unknown_organisation(scope, organisation, err);
    f->organisations = yg_buf_str(&scope->organisations);
    f->wanted = is_in_scope;
    f->wanted_self = scope;
    return true;
}

bool yg_findings_read_filter(yg_cli *cli, const char *otherwise, yg_findings_scope *scope,
                             yg_finding_filter *f, yg_error *err) {
    const char *since = yg_cli_get(cli, "since"), *limit = yg_cli_get(cli, "limit");
    yg_date date = {0};
    *f = (yg_finding_filter){.states = yg_cli_str(cli, "state", otherwise),
                             .since_us = INT64_MIN,
                             .order = order_of(cli)};
    if (!check_states(f->states, err) || !read_kind(yg_cli_str(cli, "kind", ""), f, err))
        return false;
    if (since != NULL && !yg_date_parse(yg_str_of(since), &date))
        return yg_fail(err, YG_ERR_USAGE, "--since %s: write 2022, 2022-03 or 2022-03-10", since);
    if (since != NULL)
        f->since_us = date.from_us;
    if (limit != NULL && (!yg_str_to_u64(yg_str_of(limit), &f->most) || f->most == 0))
        return yg_fail(err, YG_ERR_USAGE, "--limit %s: a number from 1", limit);
    return read_brand(cli, scope, f, err) && read_organisation(cli, &scope->owner, f, err);
}

/* --- list --- */

typedef struct {
    yg_findings_page page;
    uint64_t most; /* 0: all */
} listing;

static bool on_finding(void *self, const yg_finding_row *row, yg_error *err) {
    listing *l = self;
    (void)err;
    l->page.all++;
    if (l->most == 0 || l->page.n < l->most)
        yg_findings_page_put(&l->page, row);
    return true;
}

static bool list(yg_cli *cli, listing *l, yg_findings_scope *scope, yg_error *err) {
    yg_finding_filter filter;
    if (!yg_cli_open(cli, YG_STORE_READ, err) ||
        !yg_findings_read_filter(cli, "", scope, &filter, err))
        return false;
    l->most = filter.most;
    filter.most = 0; /* all are counted */
    yg_findings_page_start(&l->page, cli);
    if (!yg_store_findings(cli->store, &filter, on_finding, l, err))
        return false;
    yg_findings_page_end(&l->page);
    if (l->page.text && l->page.n == 0)
        yg_cli_note(cli, "no finding matches; `yagura names scan` makes them (with --group or "
                         "--brands only where --store is given)");
    if (!l->page.text && l->page.n < l->page.all)
        yg_cli_note(cli, "%zu of %zu findings", l->page.n, l->page.all);
    return true;
}

static int run_list(yg_cli *cli) {
    yg_error err = {0};
    listing l = {0};
    yg_findings_scope scope = {0};
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
