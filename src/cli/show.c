/* yagura show: resolves a name and prints its dossier, or the candidates of an ambiguous name. */
#include "cli/show_indicator.h"
#include "cli/show_text.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "know/dossier.h"

const yg_option yg_show_options[] = {
    {"type", 0, "TYPE",
     "only this STIX type or kind of entry (malware, ransomware), country or sector", NULL},
    {"format", 0, "FORM", "(default text)", "text|json"},
    {"all", 'a', NULL, "everything: long lists are not shortened", NULL},
    {NULL, 0, NULL, NULL, NULL},
};

static const yg_column columns[] = {
    {"NAME", 40, false},       {"NUMBER", 0, false},   {"KIND", 0, false},
    {"BEARS IT AS", 0, false}, {"SOURCES", 40, false}, {"ID", 0, false},
};

static void put_sources(yg_table *table, yg_str sources) {
    YG_CLEANUP_BUF yg_buf joined = {0};
    yg_str source;
    while (sources.n > 0 && yg_str_split(&sources, '\n', &source))
        yg_buf_addf(&joined, "%s%.*s", joined.n > 0 ? ", " : "", YG_FMT(source));
    yg_table_cell(table, yg_buf_str(&joined));
}

/* The type, or else the kind, that only this candidate has; empty: there is none. */
static yg_str own_type(const yg_candidates *all, size_t at) {
    const yg_candidate *c = &all->at[at];
    bool type = true, entry = true;
    for (size_t i = 0; i < all->n; i++) {
        const yg_candidate *other = &all->at[i];
        if (i == at)
            continue;
        type &= !yg_str_eq(c->type, other->type) && !yg_str_eq(c->type, other->entry);
        entry &= !yg_str_eq(c->entry, other->entry) && !yg_str_eq(c->entry, other->type);
    }
    return entry ? c->entry : type ? c->type : (yg_str){NULL, 0};
}

static int say_which(yg_cli *cli, yg_str query, const yg_resolution *r) {
    const yg_candidates *all = &r->candidates;
    yg_str type = {NULL, 0};
    for (size_t i = 0; i < all->n && type.n == 0; i++)
        type = own_type(all, i);
    if (type.n > 0 && yg_cli_get(cli, "type") == NULL)
        return yg_cli_usage(
            cli,
            "ambiguous: say which one by its number, its ID, or with --type, as in: "
            "yagura show --type %.*s \"%.*s\"",
            YG_FMT(type), YG_FMT(query));
    return yg_cli_usage(cli,
                        "ambiguous: say which one by its number or its ID, as in: yagura show %.*s",
                        YG_FMT(all->at[0].id));
}

static int list(yg_cli *cli, yg_str query, const yg_resolution *r) {
    yg_table table;
    if (yg_cli_is(cli, "format", "json")) {
        yg_candidates_json(query, r, &cli->out);
    } else {
        yg_buf_addz(&cli->out, "\"");
        yg_cli_put(cli, query);
        yg_buf_addf(&cli->out, "\" is the name of %zu things:\n\n", r->candidates.n);
        yg_table_start(&table, columns, sizeof columns / sizeof *columns);
        for (size_t i = 0; i < r->candidates.n; i++) {
            const yg_candidate *c = &r->candidates.at[i];
            yg_table_cell(&table, c->name);
            yg_table_cell(&table, c->external_id);
            yg_table_cell(&table, c->entry);
            yg_table_cell(&table, yg_str_of(yg_candidate_borne_as(c)));
            put_sources(&table, c->sources);
            yg_table_cell(&table, c->id);
        }
        yg_table_end(&table, cli);
    }
    yg_cli_flush(cli);
    return say_which(cli, query, r);
}

typedef struct {
    yg_cli *cli;
    size_t n;
} hints;

static bool on_hint(void *self, const yg_hit_row *row, yg_error *err) {
    hints *h = self;
    if (h->n++ == 0)
        yg_cli_note(h->cli, "near it:");
    yg_cli_note(h->cli, "  %.*s (%.*s, %.*s)", YG_FMT(row->name.n ? row->name : row->id),
                YG_FMT(row->entry), YG_FMT(row->source));
    return true;
}

static int nothing(yg_cli *cli, yg_str query) {
    yg_error err = {0};
    hints h = {cli, 0};
    int code = yg_cli_usage(cli, "nothing in the store is called \"%.*s\"", YG_FMT(query));
    if (!yg_store_search(cli->store, query, 5, on_hint, &h, &err))
        return yg_cli_fail(cli, &err);
    if (h.n == 0)
        yg_cli_note(cli, "`yagura search` looks in descriptions too; `yagura sources` says what is "
                         "in the store");
    return code;
}

int yg_show_run(yg_cli *cli) {
    YG_CLEANUP_BUF yg_buf query = {0};
    YG_CLEANUP_BUF yg_buf document = {0};
    yg_error err = {0};
    yg_resolution r;
    bool json = yg_cli_is(cli, "format", "json");
    for (size_t i = 0; i < cli->words_n; i++) {
        if (i > 0)
            yg_buf_addc(&query, ' ');
        yg_buf_addz(&query, cli->words[i]);
    }
    if (query.n == 0)
        return yg_cli_usage(cli, "say whom or what to show: yagura show APT10");
    if (!yg_cli_open(cli, YG_STORE_READ, &err) ||
        !yg_resolve(cli->store, yg_buf_str(&query), yg_cli_str(cli, "type", ""), &r, &err))
        return yg_cli_fail(cli, &err);
    int code = YG_EXIT_DONE;
    bool indicator = false;
    if (r.candidates.n == 0 &&
        !yg_show_indicator(cli, yg_buf_str(&query), json, &indicator, &err)) {
        code = yg_cli_fail(cli, &err);
    } else if (indicator) {
        code = YG_EXIT_DONE;
    } else if (r.candidates.n == 0) {
        code = nothing(cli, yg_buf_str(&query));
    } else if (r.candidates.n > 1) {
        code = list(cli, yg_buf_str(&query), &r);
    } else if (!yg_dossier(cli->store, yg_buf_str(&query), &r.candidates.at[0], json, &document,
                           &err)) {
        code = yg_cli_fail(cli, &err);
    } else if (json) {
        yg_buf_add(&cli->out, yg_buf_str(&document));
        yg_buf_addc(&cli->out, '\n');
    } else {
        yg_show_text(cli, yg_buf_str(&document), yg_cli_get(cli, "all") != NULL);
    }
    yg_resolution_free(&r);
    return code;
}
