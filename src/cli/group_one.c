/* yagura group show NAME: one organisation, as text and as JSON. */
#include <stdio.h>

#include "cli/group.h"

enum { MOST_LISTED = 40, MOST_CHAIN = 40 };

static void put_label(const yg_group_page *page, const char *label) {
    yg_buf_addf(&page->cli->out, "  %s%-12s%s", yg_cli_style(page->cli, YG_DIM), label,
                yg_cli_style(page->cli, YG_PLAIN));
}

static void put_line(const yg_group_page *page, const char *label, yg_str text) {
    if (text.n == 0)
        return;
    put_label(page, label);
    yg_cli_put(page->cli, text);
    yg_buf_addc(&page->cli->out, '\n');
}

static void put_list(const yg_group_page *page, const char *label, const yg_str *list, size_t n) {
    if (n == 0)
        return;
    put_label(page, label);
    for (size_t i = 0; i < n && i < MOST_LISTED; i++) {
        yg_buf_addz(&page->cli->out, i > 0 ? ", " : "");
        yg_cli_put(page->cli, list[i]);
    }
    if (n > MOST_LISTED)
        yg_buf_addf(&page->cli->out, " and %zu more", n - MOST_LISTED);
    yg_buf_addc(&page->cli->out, '\n');
}

/* "subsidiary-of Aoba Corporation (JP), 100 %, since 2004-04; Aoba security team" */
static void put_edge(const yg_group_page *page, const char *label, const yg_edge_row *edge,
                     bool upwards) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_buf *out = &page->cli->out;
    size_t other = upwards ? edge->parent : edge->child;
    yg_str country = yg_country_alpha2(page->group.organisations.at[other].country);
    put_label(page, label);
    if (upwards) {
        yg_cli_put(page->cli, edge->relation);
        yg_buf_addc(out, ' ');
    }
    yg_cli_puts(page->cli, YG_BOLD, yg_group_name_of(page, other));
    if (country.n > 0)
        yg_buf_addf(out, " (%.*s)", YG_FMT(country));
    if (edge->share >= 0)
        yg_buf_addz(&text, ", ");
    yg_group_add_share(&text, edge->share);
    size_t before = text.n;
    yg_buf_addz(&text, ", ");
    yg_group_add_time(&text, edge);
    if (text.n == before + 2)
        text.n = before;
    if (upwards || edge->asserted_by.n > 0)
        yg_buf_addf(&text, "; %.*s",
                    YG_FMT(edge->asserted_by.n > 0 ? edge->asserted_by : edge->source));
    yg_cli_put(page->cli, yg_buf_str(&text));
    yg_buf_addc(out, '\n');
    yg_str rest = upwards ? edge->references : (yg_str){NULL, 0}, line;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &line))
        put_line(page, "", line);
}

/* The owners up to the ultimate parent, one below the other. */
static void put_chain(const yg_group_page *page, size_t at) {
    const yg_edge_row *edge = yg_group_owner(&page->group, at, page->when_us);
    size_t start = at;
    if (edge == NULL) {
        put_label(page, "owner");
        yg_buf_addz(&page->cli->out, page->on.n > 0 ? "none on that day\n" : "none today\n");
    }
    for (int step = 0; edge != NULL && step < MOST_CHAIN; step++) {
        put_edge(page, step == 0 ? "owner" : "", edge, true);
        at = edge->parent;
        edge = yg_group_owner(&page->group, at, page->when_us);
        if (at == start)
            break;
    }
}

static bool is_on_chain(const yg_group_page *page, size_t at, const yg_edge_row *edge) {
    return yg_group_owner(&page->group, at, page->when_us) == edge;
}

/* Other owners, former and future ones, and whom it supplies. */
static void put_other_parents(const yg_group_page *page, size_t at) {
    size_t n;
    const size_t *edges = yg_group_parents(&page->group, at, &n);
    for (size_t i = 0; i < n; i++) {
        const yg_edge_row *edge = &page->group.edges.at[edges[i]];
        if (is_on_chain(page, at, edge))
            continue;
        put_edge(page,
                 yg_edge_holds(edge, page->when_us) ? yg_edge_owns(edge) ? "also" : "customer"
                 : edge->to_us <= page->when_us     ? "formerly"
                                                    : "later",
                 edge, true);
    }
}

static void put_children(const yg_group_page *page, size_t at) {
    size_t *edges, n = yg_group_open_children(page, at, &edges), shown = 0;
    bool owned_before = false, supplied_before = false;
    for (size_t i = 0; i < n && shown < 200; i++, shown++) {
        const yg_edge_row *edge = &page->group.edges.at[edges[i]];
        bool owned = yg_edge_owns(edge);
        put_edge(page,
                 owned             ? owned_before ? "" : "owns"
                 : supplied_before ? ""
                                   : "suppliers",
                 edge, false);
        owned_before |= owned;
        supplied_before |= !owned;
    }
    if (n > shown)
        yg_buf_addf(&page->cli->out, "  and %zu more\n", n - shown);
    free(edges);
}

static void put_counts(const yg_group_page *page, size_t at) {
    size_t n;
    const yg_group_count *counts = yg_group_counts_of(page, at, &n);
    for (size_t i = 0; i < n; i++) {
        put_label(page, i == 0 ? "incidents" : "");
        yg_buf_addf(&page->cli->out, "%llu of ", (unsigned long long)counts[i].records);
        yg_cli_put(page->cli, counts[i].source);
        yg_buf_addc(&page->cli->out, '\n');
    }
    if (n > 0) {
        put_label(page, "");
        yg_buf_addz(&page->cli->out, "list them: yagura incidents --organisation \"");
        yg_cli_put(page->cli, page->group.organisations.at[at].name);
        yg_buf_addz(&page->cli->out, "\"\n");
    }
}

void yg_group_put_one(const yg_group_page *page, size_t at) {
    YG_CLEANUP_BUF yg_buf kind = {0};
    const yg_organisation_node *o = &page->group.organisations.at[at];
    enum yg_lang lang = page->cli->lang;
    yg_cli_puts(page->cli, YG_BOLD, yg_group_name_of(page, at));
    yg_buf_addc(&page->cli->out, '\n');
    yg_buf_add(&kind, o->kind);
    if (o->country != 0)
        yg_buf_addf(&kind, "%s%.*s", kind.n > 0 ? ", " : "",
                    YG_FMT(yg_country_name(o->country, lang)));
    if (o->sector != 0)
        yg_buf_addf(&kind, "%s%.*s (ISIC %c)", kind.n > 0 ? ", " : "",
                    YG_FMT(yg_sector_name(o->sector, lang, true)), o->sector);
    put_line(page, "is", yg_buf_str(&kind));
    put_line(page, "id", o->key);
    put_list(page, "names", o->names.at, o->own_names);
    put_list(page, "brands", o->names.at + o->own_names, o->names.n - o->own_names);
    put_line(page, "LEI", o->lei);
    put_line(page, "number", o->number);
    put_list(page, "domains", o->domains.at, o->domains.n);
    put_list(page, "networks", o->networks.at, o->networks.n);
    put_list(page, "AD domains", o->ad_domains.at, o->ad_domains.n);
    put_list(page, "host rules", o->host_rules.at, o->host_rules.n);
    put_chain(page, at);
    put_other_parents(page, at);
    put_children(page, at);
    put_counts(page, at);
    yg_str rest = o->sources, line;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &line))
        put_line(page, "source", line);
}

/* --- For programs --- */

static void json_list(yg_jw *w, const char *key, const yg_str *list, size_t n) {
    yg_jw_begin(w, key, '[');
    for (size_t i = 0; i < n; i++)
        yg_jw_str(w, NULL, list[i]);
    yg_jw_end(w, ']');
}

static void json_edge(const yg_group_page *page, yg_jw *w, const yg_edge_row *edge, bool upwards) {
    const yg_organisation_node *o =
        &page->group.organisations.at[upwards ? edge->parent : edge->child];
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "id", o->id);
    yg_jw_str(w, "key", o->key);
    yg_jw_str(w, "name", o->name);
    yg_jw_str(w, "relation", edge->relation);
    if (edge->share >= 0) {
        char share[32];
        snprintf(share, sizeof share, "%.6g", edge->share);
        yg_jw_raw(w, "share", yg_str_of(share));
    }
    yg_jw_opt(w, "since", edge->since);
    yg_jw_opt(w, "until", edge->until);
    yg_jw_bool(w, "open", yg_edge_holds(edge, page->when_us));
    yg_jw_opt(w, "asserted_by", edge->asserted_by);
    if (edge->references.n > 0)
        yg_jw_list(w, "references", edge->references, '\n');
    yg_jw_str(w, "source", edge->source);
    yg_jw_end(w, '}');
}

static void json_edges(const yg_group_page *page, yg_jw *w, const char *key, size_t at,
                       bool upwards) {
    size_t n;
    const size_t *edges =
        upwards ? yg_group_parents(&page->group, at, &n) : yg_group_children(&page->group, at, &n);
    yg_jw_begin(w, key, '[');
    for (size_t i = 0; i < n; i++)
        json_edge(page, w, &page->group.edges.at[edges[i]], upwards);
    yg_jw_end(w, ']');
}

static void json_ultimate(const yg_group_page *page, yg_jw *w, size_t at) {
    const yg_organisation_node *top =
        &page->group.organisations.at[yg_group_ultimate(&page->group, at, page->when_us)];
    yg_jw_begin(w, "ultimate_parent", '{');
    yg_jw_str(w, "id", top->id);
    yg_jw_str(w, "key", top->key);
    yg_jw_str(w, "name", top->name);
    yg_jw_str(w, "country", yg_country_alpha2(top->country));
    yg_jw_end(w, '}');
}

void yg_group_put_json(const yg_group_page *page, size_t at, yg_jw *w) {
    size_t n;
    const yg_organisation_node *o = &page->group.organisations.at[at];
    const yg_group_count *counts = yg_group_counts_of(page, at, &n);
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "id", o->id);
    yg_jw_str(w, "key", o->key);
    yg_jw_str(w, "name", o->name);
    yg_jw_opt(w, "name_ja", o->name_ja);
    yg_jw_opt(w, "group", o->group);
    yg_jw_opt(w, "kind", o->kind);
    yg_jw_str(w, "country", yg_country_alpha2(o->country));
    yg_jw_opt(w, "sector", (yg_str){&o->sector, o->sector != 0});
    yg_jw_opt(w, "lei", o->lei);
    yg_jw_opt(w, "corporate_number", o->number);
    json_list(w, "names", o->names.at, o->own_names);
    json_list(w, "brands", o->names.at + o->own_names, o->names.n - o->own_names);
    json_list(w, "domains", o->domains.at, o->domains.n);
    json_list(w, "networks", o->networks.at, o->networks.n);
    json_list(w, "ad_domains", o->ad_domains.at, o->ad_domains.n);
    json_list(w, "host_rules", o->host_rules.at, o->host_rules.n);
    json_ultimate(page, w, at);
    json_edges(page, w, "parents", at, true);
    json_edges(page, w, "children", at, false);
    yg_jw_begin(w, "incident_records", '[');
    for (size_t i = 0; i < n; i++) {
        yg_jw_begin(w, NULL, '{');
        yg_jw_str(w, "source", counts[i].source);
        yg_jw_uint(w, "records", counts[i].records);
        yg_jw_end(w, '}');
    }
    yg_jw_end(w, ']');
    yg_jw_list(w, "sources", o->sources, '\n');
    yg_jw_end(w, '}');
}
