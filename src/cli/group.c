/* yagura group: the map of one's own group, and the registry of organisations. */
#include "cli/group.h"

#include <unistd.h>

#include "base/time.h"
#include "cli/verbs.h"
#include "store/registry.h"
#include "text/csv_write.h"
#include "text/key.h"

const yg_option yg_group_verb_options[] = {
    {"check", 0, NULL, "load: only check the files, change nothing", NULL},
    {"on", 0, "DATE", "show: as it was on that day (default: today)", NULL},
    {"all", 0, NULL, "show: the public registry too, not only the own group", NULL},
    {"format", 0, "FORM", "(default text)", "text|json|jsonl|csv"},
    {NULL, 0, NULL, NULL, NULL},
};

static const struct {
    const char *word;
    int (*run)(yg_cli *cli);
} commands[] = {
    {"load", yg_group_load_run}, {"show", yg_group_show_run}, {"init", yg_group_init_run}};

static const char *command_word(size_t i, void *self) {
    (void)self;
    return i < sizeof commands / sizeof *commands ? commands[i].word : NULL;
}

int yg_group_run(yg_cli *cli) {
    const char *word = cli->words_n > 0 ? cli->words[0] : "show";
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(word, commands[i].word) == 0)
            return commands[i].run(cli);
    }
    const char *near = yg_cli_nearest(word, command_word, NULL);
    if (near != NULL)
        return yg_cli_usage(cli, "group %s: did you mean `yagura group %s`?", word, near);
    return yg_cli_usage(cli, "group %s: there are load, show and init; yagura group --help", word);
}

yg_str yg_group_name_of(const yg_group_page *page, size_t organisation) {
    const yg_organisation_node *o = &page->group.organisations.at[organisation];
    return page->cli->lang == YG_LANG_JA && o->name_ja.n > 0 ? o->name_ja : o->name;
}

void yg_group_add_share(yg_buf *buf, double share) {
    if (share >= 0)
        yg_buf_addf(buf, "%.4g %%", share);
}

void yg_group_add_time(yg_buf *buf, const yg_edge_row *edge) {
    if (edge->since.n > 0 && edge->until.n > 0)
        yg_buf_addf(buf, "%.*s to %.*s", YG_FMT(edge->since), YG_FMT(edge->until));
    else if (edge->since.n > 0)
        yg_buf_addf(buf, "since %.*s", YG_FMT(edge->since));
    else if (edge->until.n > 0)
        yg_buf_addf(buf, "until %.*s", YG_FMT(edge->until));
}

const yg_group_count *yg_group_counts_of(const yg_group_page *page, size_t organisation,
                                         size_t *ret_n) {
    size_t low = 0, high = page->counts.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (page->counts.at[middle].organisation < organisation)
            low = middle + 1;
        else
            high = middle;
    }
    *ret_n = 0;
    while (low + *ret_n < page->counts.n &&
           page->counts.at[low + *ret_n].organisation == organisation)
        (*ret_n)++;
    return page->counts.at + low;
}

void yg_group_add_count(const yg_group_page *page, size_t organisation, yg_buf *buf) {
    size_t n;
    uint64_t records = 0;
    const yg_group_count *counts = yg_group_counts_of(page, organisation, &n);
    for (size_t i = 0; i < n; i++)
        records += counts[i].records;
    if (n == 1)
        yg_buf_addf(buf, "%llu", (unsigned long long)records);
    else if (n > 1)
        yg_buf_addf(buf, "%llu (%zu sources)", (unsigned long long)records, n);
}

typedef struct {
    const yg_group_page *page;
    size_t edge;
} child;

/* What is owned before what supplies, then by name. */
static int by_relation_and_name(const void *left, const void *right) {
    const child *a = left, *b = right;
    const yg_group *group = &a->page->group;
    const yg_edge_row *x = &group->edges.at[a->edge], *y = &group->edges.at[b->edge];
    if (yg_edge_owns(x) != yg_edge_owns(y))
        return yg_edge_owns(x) ? -1 : 1;
    int order =
        yg_str_cmp(group->organisations.at[x->child].name, group->organisations.at[y->child].name);
    order = order != 0 ? order
                       : yg_str_cmp(group->organisations.at[x->child].id,
                                    group->organisations.at[y->child].id);
    return order != 0 ? order : yg_str_cmp(x->source, y->source);
}

size_t yg_group_open_children(const yg_group_page *page, size_t organisation, size_t **ret_edges) {
    size_t n, open = 0, kept = 0;
    const size_t *edges = yg_group_children(&page->group, organisation, &n);
    child *children = yg_alloc(n + 1, sizeof *children);
    for (size_t i = 0; i < n; i++) {
        const yg_edge_row *edge = &page->group.edges.at[edges[i]];
        if (yg_edge_holds(edge, page->when_us) && page->shown[edge->child])
            children[open++] = (child){page, edges[i]};
    }
    qsort(children, open, sizeof *children, by_relation_and_name);
    *ret_edges = yg_alloc(open + 1, sizeof **ret_edges);
    for (size_t i = 0; i < open; i++) { /* the same tie from two sources is one line */
        const yg_edge_row *edge = &page->group.edges.at[children[i].edge];
        const yg_edge_row *before = kept > 0 ? &page->group.edges.at[(*ret_edges)[kept - 1]] : NULL;
        if (before == NULL || before->child != edge->child ||
            yg_edge_owns(before) != yg_edge_owns(edge))
            (*ret_edges)[kept++] = children[i].edge;
    }
    free(children);
    return kept;
}

static bool on_count(void *self, const yg_registry_count_row *row, yg_error *err) {
    yg_group_page *page = self;
    size_t at = yg_registry_by_eid(&page->group, row->eid);
    (void)err;
    if (at != SIZE_MAX)
        yg_vec_push(&page->counts,
                    ((yg_group_count){at, yg_arena_copy(&page->arena, row->source), row->records}));
    return true;
}

static bool read_day(yg_group_page *page, yg_error *err) {
    yg_date date;
    const char *on = yg_cli_get(page->cli, "on");
    page->when_us = yg_time_now_us();
    if (on == NULL)
        return true;
    if (!yg_date_parse(yg_str_of(on), &date))
        return yg_fail(err, YG_ERR_USAGE, "--on %s: write 2021, 2021-03 or 2021-03-31", on);
    page->on = yg_str_of(on);
    page->when_us = date.to_us - 1; /* "2021": as it was when 2021 ended */
    return true;
}

static bool is_store_there(const yg_cli *cli) {
    YG_CLEANUP_BUF yg_buf path = {0};
    yg_cli_store_path(cli, &path);
    return access(yg_buf_z(&path), F_OK) == 0;
}

static bool open_page(yg_group_page *page, yg_error *err) {
    static const char none[] =
        "no group is loaded; try `yagura group load FILE`, or `yagura demo FOLDER`";
    yg_group *group = &page->group;
    if (!is_store_there(page->cli))
        return yg_fail(err, YG_ERR_USAGE, none);
    if (!read_day(page, err) || !yg_cli_open(page->cli, YG_STORE_READ, err) ||
        !yg_registry_load(page->cli->store, &page->arena, group, err) ||
        !yg_store_registry_counts(page->cli->store, on_count, page, err))
        return false;
    if (group->organisations.n == 0)
        return yg_fail(err, YG_ERR_USAGE, none);
    page->shown = yg_alloc(group->organisations.n, sizeof *page->shown);
    for (size_t i = 0; i < group->organisations.n; i++)
        page->has_own |= group->organisations.at[i].group.n > 0;
    for (size_t i = 0; i < group->organisations.n; i++) {
        page->shown[i] = !page->has_own || yg_cli_get(page->cli, "all") != NULL ||
                         group->organisations.at[i].group.n > 0;
        page->shown_n += page->shown[i];
    }
    return true;
}

/* --- NAME --- */

static bool is_called(const yg_organisation_node *o, yg_str key, bool part) {
    YG_CLEANUP_BUF yg_buf own = {0};
    for (size_t i = 0; i < o->names.n; i++) {
        yg_buf_clear(&own);
        yg_key_add(&own, o->names.at[i]);
        if (part ? yg_str_find(yg_buf_str(&own), key) != SIZE_MAX
                 : yg_str_eq(yg_buf_str(&own), key))
            return true;
    }
    return false;
}

static bool is_it(const yg_organisation_node *o, yg_str word, yg_str key, int round) {
    if (round == 0)
        return yg_str_eq(o->key, word) || yg_str_eq(o->id, word) ||
               (o->lei.n > 0 && yg_str_eq_nocase(o->lei, word)) ||
               (o->number.n > 0 && yg_str_eq_nocase(o->number, word));
    return key.n > 0 && is_called(o, key, round == 2);
}

/* The one that is meant: by id or number, else by whole name, else by a part of a name. */
static bool find(const yg_group_page *page, yg_str word, size_t *ret_at, yg_error *err) {
    YG_CLEANUP_BUF yg_buf key = {0};
    YG_CLEANUP_BUF yg_buf candidates = {0};
    size_t n = 0;
    yg_key_add(&key, word);
    for (int round = 0; round < 3 && n == 0; round++) {
        for (size_t i = 0; i < page->group.organisations.n; i++) {
            const yg_organisation_node *o = &page->group.organisations.at[i];
            if (!is_it(o, word, yg_buf_str(&key), round))
                continue;
            *ret_at = i;
            if (n++ < 10)
                yg_buf_addf(&candidates, "\n  %-24.*s %.*s", YG_FMT(yg_str_sub(o->key, 0, 60)),
                            YG_FMT(yg_str_sub(o->name, 0, 60)));
        }
    }
    if (n == 0)
        return yg_fail(err, YG_ERR_USAGE,
                       "no organisation is called \"%.*s\"; `yagura group show --all` lists them",
                       YG_FMT(yg_str_sub(word, 0, 200)));
    return n == 1 || yg_fail(err, YG_ERR_USAGE, "\"%.*s\" may be %zu organisations; name one:%s%s",
                             YG_FMT(yg_str_sub(word, 0, 200)), n, yg_buf_z(&candidates),
                             n > 10 ? "\n  ..." : "");
}

/* --- Forms --- */

static void put_csv(const yg_group_page *page, size_t at) {
    YG_CLEANUP_BUF yg_buf share = {0};
    YG_CLEANUP_BUF yg_buf domains = {0};
    YG_CLEANUP_BUF yg_buf networks = {0};
    YG_CLEANUP_BUF yg_buf records = {0};
    const yg_group *group = &page->group;
    const yg_organisation_node *o = &group->organisations.at[at];
    const yg_edge_row *edge = yg_group_owner(group, at, page->when_us);
    const yg_organisation_node *parent =
        edge != NULL ? &group->organisations.at[edge->parent] : NULL;
    size_t ultimate = yg_group_ultimate(group, at, page->when_us);
    if (edge != NULL && edge->share >= 0)
        yg_buf_addf(&share, "%.6g", edge->share);
    for (size_t i = 0; i < o->domains.n; i++)
        yg_buf_addf(&domains, "%s%.*s", i > 0 ? " " : "", YG_FMT(o->domains.at[i]));
    for (size_t i = 0; i < o->networks.n; i++)
        yg_buf_addf(&networks, "%s%.*s", i > 0 ? " " : "", YG_FMT(o->networks.at[i]));
    yg_group_add_count(page, at, &records);
    const yg_str none = {NULL, 0}, cells[] = {o->id,
                                              o->key,
                                              o->name,
                                              o->name_ja,
                                              o->group,
                                              yg_country_alpha2(o->country),
                                              (yg_str){&o->sector, o->sector != 0},
                                              o->kind,
                                              parent != NULL ? parent->key : none,
                                              edge != NULL ? edge->relation : none,
                                              yg_buf_str(&share),
                                              edge != NULL ? edge->since : none,
                                              edge != NULL ? edge->until : none,
                                              group->organisations.at[ultimate].key,
                                              o->lei,
                                              o->number,
                                              yg_buf_str(&domains),
                                              yg_buf_str(&networks),
                                              yg_buf_str(&records)};
    yg_csv_add_row(&page->cli->out, cells, sizeof cells / sizeof *cells);
}

static void put_all(yg_group_page *page, size_t first, size_t n) {
    static const char *const heads[] = {"id",
                                        "key",
                                        "name",
                                        "name_ja",
                                        "group",
                                        "country",
                                        "sector",
                                        "kind",
                                        "parent",
                                        "relation",
                                        "share",
                                        "since",
                                        "until",
                                        "ultimate_parent",
                                        "lei",
                                        "corporate_number",
                                        "domains",
                                        "networks",
                                        "incident_records"};
    yg_cli *cli = page->cli;
    bool csv = yg_cli_is(cli, "format", "csv"), lines = yg_cli_is(cli, "format", "jsonl");
    yg_jw w = {.buf = &cli->out, .pretty = !lines};
    yg_str cells[sizeof heads / sizeof *heads];
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        cells[i] = yg_str_of(heads[i]);
    if (csv)
        yg_csv_add_row(&cli->out, cells, sizeof heads / sizeof *heads);
    else if (!lines && n != 1)
        yg_jw_begin(&w, NULL, '[');
    for (size_t i = first; i < first + n; i++) {
        if (n != 1 && !page->shown[i])
            continue;
        if (csv) {
            put_csv(page, i);
        } else {
            yg_group_put_json(page, i, &w);
            if (lines)
                yg_buf_addc(&cli->out, '\n');
            w.filled = !lines;
        }
        yg_cli_flush_some(cli);
    }
    if (!csv && !lines) {
        if (n != 1)
            yg_jw_end(&w, ']');
        yg_buf_addc(&cli->out, '\n');
    }
}

int yg_group_show_run(yg_cli *cli) {
    yg_group_page page = {.cli = cli};
    yg_error err = {0};
    size_t at = 0;
    bool one = cli->words_n == 2, text = yg_str_eqz(yg_cli_str(cli, "format", "text"), "text");
    if (cli->words_n > 2)
        return yg_cli_usage(cli, "name one organisation (in quotes when it has spaces)");
    bool done =
        open_page(&page, &err) && (!one || find(&page, yg_str_of(cli->words[1]), &at, &err));
    for (size_t i = 0; done && one && i < page.group.organisations.n; i++)
        page.shown[i] = true; /* whoever belongs to it */
    if (done && text && one)
        yg_group_put_one(&page, at);
    else if (done && text)
        yg_group_put_tree(&page);
    else if (done)
        put_all(&page, at, one ? 1 : page.group.organisations.n);
    yg_vec_free(&page.counts);
    yg_group_free(&page.group);
    yg_arena_free(&page.arena);
    free(page.shown);
    return done ? YG_EXIT_DONE : yg_cli_fail(cli, &err);
}
