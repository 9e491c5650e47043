/* WHERE and WHO, from incident data sets: sites abroad of the groups of the country (or sites,
 * where no country is asked for), and the actors that each source names. */
#include "tell/sets.h"

enum { MOST_SITES = 12, MOST_ACTORS = 8 };

typedef struct {
    yg_country country;
    uint64_t n;
} site;
typedef YG_VEC(site) site_list;

static int by_n(const void *a, const void *b) {
    const site *x = a, *y = b;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return x->country < y->country ? -1 : x->country > y->country;
}

static void list_sites(const set_counts *c, site_list *sites) {
    for (size_t i = 0; i < 26 * 26; i++)
        if (c->sites[i] > 0)
            yg_vec_push(sites, ((site){YG_COUNTRY('A' + i / 26, 'A' + i % 26), c->sites[i]}));
    if (sites->n > 1)
        qsort(sites->at, sites->n, sizeof *sites->at, by_n);
}

static void site_row(teller *t, yg_chart *chart, const set_source *source, size_t by,
                     const site *s) {
    const set_counts *c = source->by[by];
    yg_query_set x = set_query(t, source, by);
    if (t->sector != 0 && t->organisation == 0)
        x.sector = t->sector;
    x.in = s->country;
    x.abroad = t->country != 0 && t->organisation == 0;
    /* Of a group: the home country is not asked in a query, so what is abroad is not either. */
    bool queried = t->country == 0 || t->organisation == 0;
    const set_share share = {
        .source = source,
        .by = by,
        .chart = "site",
        .key = yg_country_alpha2(s->country),
        .row = teller_country_name(t, s->country),
        .group = set_heading(t, source, by, false),
        .definition =
            teller_say(t, t->country != 0 ? "sets.abroad-definition" : "sets.site-definition", "ss",
                       source->name, t->name),
        .x = s->n,
        .unknown = c->n - c->sites_known,
        .numerator = &x};
    yg_figure *f = set_put_count(t, chart, &share, (yg_str){0});
    if (!queried)
        f->query = (yg_str){0};
}

static void tell_sites(teller *t, yg_section *section, const set_source *source, bool is_map) {
    size_t by = t->country != 0 || t->organisation != 0 ? 1 : 0;
    const set_counts *c = source->by[by];
    site_list sites = {0};
    YG_CLEANUP_BUF yg_buf id = {0};
    YG_CLEANUP_BUF yg_buf note = {0};
    list_sites(c, &sites);
    size_t shown = sites.n;
    if (!t->options->all && shown > MOST_SITES)
        shown = MOST_SITES;
    if (shown > 0 && c->n >= YG_SHARE_MIN_N && set_wanted(t, by)) {
        yg_buf_addf(&id, "chart-sites-%.*s", YG_FMT(source->name));
        yg_chart *chart = yg_section_chart(
            t->doc, section, teller_id(t, &id),
            teller_say(t, t->country != 0 ? "sets.abroad-title" : "sets.sites-title", "ss",
                       source->name, t->name));
        chart->form = is_map ? YG_FORM_MAP : YG_FORM_TILES;
        if (t->country != 0)
            chart->caption = teller_say(t, "sets.abroad-caption", "nn", (double)c->abroad,
                                        (double)c->sites_known);
        for (size_t i = 0; i < shown; i++)
            site_row(t, chart, source, by, &sites.at[i]);
        yg_buf_add(&note, teller_say(t, "sets.site-note", ""));
        teller_add_line(&note, teller_say(t, "sets.list", "s", set_command(t, source, by, false)));
        if (sites.n > shown)
            teller_add_line(&note, teller_more(t, sites.n - shown, " --all"));
        chart->note = teller_buf(t, &note);
    }
    yg_vec_free(&sites);
}

/* The source that knows the most sites is drawn as a map too; it stands last. */
void teller_sets_where(teller *t, yg_section *section) {
    const set_source *most = NULL;
    size_t by = t->country != 0 || t->organisation != 0 ? 1 : 0;
    for (size_t i = 0; t->sets != NULL && i < t->sets->sources.n; i++) {
        const set_source *source = &t->sets->sources.at[i];
        if (source->by[by]->sites_n > (most == NULL ? 0 : most->by[by]->sites_n))
            most = source;
    }
    for (size_t i = 0; most != NULL && i < t->sets->sources.n; i++)
        if (&t->sets->sources.at[i] != most)
            tell_sites(t, section, &t->sets->sources.at[i], false);
    if (most != NULL)
        tell_sites(t, section, most, true);
}

/* --- Actors that the data sets name --- */

static void actor_row(teller *t, yg_chart *chart, const set_source *source, size_t by,
                      const set_word *w) {
    const set_counts *c = source->by[by];
    yg_query_set x = set_query(t, source, by), n;
    if (t->sector != 0 && t->organisation == 0)
        x.sector = t->sector;
    n = x;
    x.actor = w->word;
    n.actor = YG_STR("known");
    const set_share share = {.source = source,
                             .by = by,
                             .chart = "actor",
                             .key = w->word,
                             .row = w->text,
                             .group = set_heading(t, source, by, false),
                             .definition =
                                 teller_say(t, "sets.actor-definition", "s", source->name),
                             .x = w->n,
                             .named = w->named,
                             .n = c->actors.known,
                             .unknown = c->n - c->actors.known,
                             .categories = 0,
                             .numerator = &x,
                             .denominator = set_is_parent(t, by) ? NULL : &n};
    if (set_is_parent(t, by))
        set_put_count(t, chart, &share, (yg_str){0});
    else
        set_put_share(t, chart, &share);
}

static size_t actor_group(teller *t, yg_chart *chart, const set_source *source, size_t by) {
    const set_counts *c = source->by[by];
    size_t shown = c->actors.words.n;
    if (!t->options->all && shown > MOST_ACTORS)
        shown = MOST_ACTORS;
    while (!t->options->all && shown > 3 && c->actors.words.at[shown - 1].n < 2)
        shown--; /* named once */
    for (size_t k = 0; k < shown; k++)
        actor_row(t, chart, source, by, &c->actors.words.at[k]);
    return c->actors.words.n - shown;
}

static bool is_told(const teller *t, const set_source *source, size_t by) {
    return set_shown(t, source, by) && source->by[by]->actors.known >= YG_SHARE_MIN_N &&
           !(by == 1 && set_wanted(t, 0) && set_same(t, source));
}

void teller_sets_who(teller *t, yg_section *section) {
    bool heading = false;
    for (size_t i = 0; t->sets != NULL && i < t->sets->sources.n; i++) {
        const set_source *source = &t->sets->sources.at[i];
        size_t left = 0;
        YG_CLEANUP_BUF yg_buf id = {0};
        YG_CLEANUP_BUF yg_buf note = {0};
        if (!is_told(t, source, 0) && !is_told(t, source, 1))
            continue;
        if (!heading)
            yg_section_heading(section, teller_say(t, "sets.actors-heading", ""));
        heading = true;
        yg_buf_addf(&id, "chart-actors-%.*s", YG_FMT(source->name));
        yg_chart *chart = yg_section_chart(t->doc, section, teller_id(t, &id),
                                           teller_say(t, "sets.actors-title", "s", source->name));
        yg_buf_add(&note, teller_say(t, "sets.actor-note", ""));
        for (size_t by = 0; by < 2; by++) {
            if (!is_told(t, source, by))
                continue;
            left += actor_group(t, chart, source, by);
            teller_add_line(&note,
                            teller_say(t, "sets.list", "s", set_command(t, source, by, false)));
        }
        if (left > 0)
            teller_add_line(&note, teller_more(t, left, " --all"));
        chart->note = teller_buf(t, &note);
    }
}
