/* yagura incidents: list and filter. */
#include "know/incidents.h"

#include "base/map.h"
#include "cli/incidents_rows.h"
#include "cli/verbs.h"
#include "know/owner.h"
#include "know/resolve.h"
#include "text/key.h"
#include "text/nearest.h"

const yg_option yg_incidents_options[] = {
    {"country", 0, "CC", "site or parent in this country (ISO 3166 code or name)", NULL},
    {"by", 0, "WHAT", "what --country is of (default: either, and a column says which)",
     "site|parent"},
    {"not-country", 0, "CC", "and no site in this country", NULL},
    {"site-country", 0, "CC", "the site hit is in this country", NULL},
    {"parent-country", 0, "CC", "somebody says that the ultimate parent is in this country", NULL},
    {"sector", 0, "S", "ISIC section letter or a sector's name", NULL},
    {"type", 0, "TYPE", "ransomware, extortion, data-breach, espionage, ddos, intrusion ...", NULL},
    {"actor", 0, "NAME", "an actor by any of its names in the store, or part of a name", NULL},
    {"organisation", 0, "NAME",
     "at what belonged to it that day; not in the registry: part of a name", NULL},
    {"period", 0, "P", "the date lies in 2022, 2022-H1, 2022-Q3, 2022-03, A/B", NULL},
    {"source", 0, "NAME", "only from this source", NULL},
    {"limit", 0, "N", "at most so many", NULL},
    {"format", 0, "FORM", "(default text)", "text|json|jsonl|csv"},
    {NULL, 0, NULL, NULL, NULL},
};

typedef struct {
    yg_cli *cli;
    yg_incident_page page;
    yg_incident_links links;
    yg_buf actor;  /* key of --actor */
    yg_map actors; /* keys of all names of that actor */
    yg_owner_scope scope;
    bool in_scope;
    yg_buf types;   /* of the store, one a line */
    uint64_t limit; /* 0: none */
    size_t n;
    bool more;
} job;

static bool has_actor(const job *j, yg_str names) {
    YG_CLEANUP_BUF yg_buf key = {0};
    yg_str name;
    if (j->actor.n == 0)
        return true;
    while (names.n > 0 && yg_str_split(&names, '\n', &name)) {
        yg_buf_clear(&key);
        yg_key_add(&key, name);
        if (yg_map_get(&j->actors, yg_buf_str(&key)) != NULL ||
            yg_str_find(yg_buf_str(&key), yg_buf_str(&j->actor)) != SIZE_MAX)
            return true;
    }
    return false;
}

static bool on_incident(void *self, const yg_incident_row *row, yg_error *err) {
    job *j = self;
    int64_t when_us = yg_owner_moment(row->from_us, row->to_us);
    (void)err;
    if (!has_actor(j, row->actors))
        return true;
    if (j->in_scope && !yg_owner_scope_has(&j->scope, row->organisation_eid, when_us))
        return true;
    if (j->limit > 0 && j->n >= j->limit) {
        j->more = true;
        return true;
    }
    j->n++;
    if (!j->page.text &&
        !yg_incident_links_of(&j->links, j->cli->store, row->eid, &j->page.same_as, err))
        return false;
    yg_incident_page_put(&j->page, row);
    return true;
}

static bool on_types(void *self, yg_str types, yg_error *err) {
    job *j = self;
    yg_str type;
    (void)err;
    while (types.n > 0 && yg_str_split(&types, ' ', &type)) {
        yg_str known = yg_buf_str(&j->types), one = {NULL, 0};
        bool seen = type.n == 0;
        while (!seen && known.n > 0 && yg_str_split(&known, '\n', &one))
            seen = yg_str_eq(one, type);
        if (seen)
            continue;
        if (j->types.n > 0)
            yg_buf_addc(&j->types, '\n');
        yg_buf_add(&j->types, type);
    }
    return true;
}

/* A type that no incident of the store has is a slip of the pen. */
static bool check_type(job *j, yg_str type, yg_error *err) {
    YG_CLEANUP_BUF yg_buf list = {0};
    yg_str known, one;
    if (type.n == 0)
        return true;
    if (!yg_store_incident_types(j->cli->store, on_types, j, err))
        return false;
    known = yg_buf_str(&j->types);
    if (known.n == 0)
        return true;
    while (known.n > 0 && yg_str_split(&known, '\n', &one)) {
        if (yg_str_eq_nocase(one, type))
            return true;
        yg_buf_addf(&list, "%s%.*s", list.n > 0 ? ", " : "", YG_FMT(one));
    }
    return yg_fail(err, YG_ERR_USAGE, "--type %.*s: no incident has it; the store has %.*s",
                   YG_FMT(type), YG_FMT(yg_buf_str(&list)));
}

typedef struct {
    yg_str wanted;
    yg_nearest best;
    yg_buf word; /* of best: rows do not last */
    bool found;
} source_check;

static bool on_source(void *self, const yg_source_row *row, yg_error *err) {
    source_check *c = self;
    (void)err;
    c->found |= yg_str_eq(row->name, c->wanted);
    yg_str before = c->best.word;
    yg_nearest_offer(&c->best, c->wanted, row->name);
    if (before.p != c->best.word.p || yg_str_eq_nocase(row->name, c->wanted)) {
        yg_buf_clear(&c->word);
        yg_buf_add(&c->word, row->name);
        c->best.word = yg_buf_str(&c->word);
    }
    return true;
}

/* A source that the store does not have is a slip of the pen, too. */
static bool check_source(job *j, yg_str name, yg_error *err) {
    source_check c = {.wanted = name};
    bool done = name.n == 0 || yg_store_sources(j->cli->store, on_source, &c, err);
    if (done && name.n > 0 && !c.found)
        done = yg_fail(err, YG_ERR_USAGE,
                       "--source %.*s: no such source%s%.*s%s; `yagura sources` lists them",
                       YG_FMT(name), c.word.n > 0 ? "; did you mean \"" : "",
                       YG_FMT(yg_buf_str(&c.word)), c.word.n > 0 ? "\"?" : "");
    yg_buf_free(&c.word);
    return done;
}

/* A code or a name; false with a message for a person. */
static bool country_option(yg_cli *cli, const char *name, yg_str *ret_alpha2, yg_error *err) {
    const char *value = yg_cli_get(cli, name);
    if (value == NULL)
        return true;
    yg_country country = yg_country_from_code(yg_str_of(value));
    if (country == 0)
        country = yg_country_from_name(yg_str_of(value));
    if (country == 0)
        return yg_fail(err, YG_ERR_USAGE, "--%s %s: no country of ISO 3166; try JP, or Japan", name,
                       value);
    *ret_alpha2 = yg_country_alpha2(country);
    return true;
}

/* --country with --by: which of the three columns it is asked of. */
static bool read_countries(job *j, yg_incident_filter *f, yg_error *err) {
    yg_cli *cli = j->cli;
    yg_str country = {NULL, 0};
    if (!country_option(cli, "country", &country, err) ||
        !country_option(cli, "not-country", &f->not_site, err) ||
        !country_option(cli, "site-country", &f->site_country, err) ||
        !country_option(cli, "parent-country", &f->parent_country, err))
        return false;
    if (yg_cli_get(cli, "by") != NULL && country.n == 0)
        return yg_fail(err, YG_ERR_USAGE, "--by says what --country is of: give --country too");
    j->page.country = country;
    if (yg_cli_is(cli, "by", "parent"))
        f->by_parent = country;
    else if (!yg_cli_is(cli, "by", "site"))
        f->country = country;
    else if (f->site_country.n > 0 && !yg_str_eq(f->site_country, country))
        return yg_fail(err, YG_ERR_USAGE, "--by site: leave out --site-country");
    else
        f->site_country = country;
    return true;
}

static bool read_filter(job *j, yg_incident_filter *f, char letter[2], yg_error *err) {
    yg_cli *cli = j->cli;
    const char *sector = yg_cli_get(cli, "sector"), *period = yg_cli_get(cli, "period"),
               *limit = yg_cli_get(cli, "limit");
    if (!read_countries(j, f, err))
        return false;
    if (sector != NULL) {
        bool single = sector[0] != '\0' && sector[1] == '\0';
        letter[0] = single ? (char)(sector[0] & ~0x20) : yg_sector_from_label(yg_str_of(sector));
        if (letter[0] < 'A' || letter[0] > 'U')
            return yg_fail(err, YG_ERR_USAGE,
                           "--sector %s: no ISIC section; a letter from A to U, or a name such as "
                           "Manufacturing",
                           sector);
        f->sector = (yg_str){letter, 1};
    }
    if (period != NULL && !yg_date_parse(yg_str_of(period), &f->period))
        return yg_fail(err, YG_ERR_USAGE,
                       "--period %s: write 2022, 2022-H1, 2022-Q3, 2022-03, 2022-03-10 or A/B",
                       period);
    if (limit != NULL && (!yg_str_to_u64(yg_str_of(limit), &j->limit) || j->limit == 0))
        return yg_fail(err, YG_ERR_USAGE, "--limit %s: a number from 1", limit);
    f->type = yg_cli_str(cli, "type", "");
    f->source = yg_cli_str(cli, "source", "");
    f->facts = true;
    return true;
}

static bool add_name(void *self, const yg_name_row *row, yg_error *err) {
    job *j = self;
    (void)err;
    if (row->key.n > 0)
        *yg_map_put(&j->actors, row->key, NULL) = 1;
    return true;
}

/* Every name that sources of the store give the actors that --actor may mean. */
static bool read_actor(job *j, yg_error *err) {
    static const char *const types[] = {"intrusion-set", "threat-actor", "malware"};
    yg_str name = yg_cli_str(j->cli, "actor", "");
    bool done = true;
    yg_key_add(&j->actor, name);
    for (size_t t = 0; t < sizeof types / sizeof *types && j->actor.n > 0 && done; t++) {
        yg_resolution found = {0};
        done = yg_resolve(j->cli->store, name, yg_str_of(types[t]), &found, err);
        for (size_t i = 0; i < found.candidates.n && done; i++) {
            const yg_candidate *c = &found.candidates.at[i];
            for (size_t k = 0; k < c->eids.n && done; k++)
                done = yg_store_names_of(j->cli->store, c->eids.at[k], add_name, j, err);
        }
        yg_resolution_free(&found);
    }
    return done;
}

/* An organisation of the registry, else text. */
static bool read_organisation(job *j, yg_incident_filter *f, yg_buf *text, yg_error *err) {
    yg_str name = yg_cli_str(j->cli, "organisation", "");
    if (name.n > 0) {
        if (!yg_owner_scope_read(j->cli->store, name, &j->scope, err))
            return false;
        j->in_scope = j->scope.targets > 0;
        if (j->in_scope)
            f->organisations = yg_buf_str(&j->scope.organisations);
        else
            yg_buf_add(text, name);
    }
    for (size_t i = 0; i < j->cli->words_n; i++)
        yg_buf_addf(text, " %s", j->cli->words[i]);
    f->text = yg_buf_str(text);
    return true;
}

static bool list(job *j, yg_error *err) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_incident_filter filter = {0};
    char letter[2] = {0};
    if (!read_filter(j, &filter, letter, err) || !yg_cli_open(j->cli, YG_STORE_READ, err) ||
        !check_type(j, filter.type, err) || !check_source(j, filter.source, err) ||
        !read_actor(j, err) || !read_organisation(j, &filter, &text, err))
        return false;
    if (j->limit > 0 && j->actor.n == 0 && !j->in_scope)
        filter.most = j->limit + 1;
    yg_incident_page_start(&j->page);
    if (!yg_store_incidents(j->cli->store, &filter, on_incident, j, err))
        return false;
    yg_incident_page_end(&j->page, j->n, j->more);
    return true;
}

int yg_incidents_run(yg_cli *cli) {
    yg_error err = {0};
    job j = {.cli = cli,
             .page = {.cli = cli,
                      .text = yg_str_eqz(yg_cli_str(cli, "format", "text"), "text"),
                      .lines = yg_cli_is(cli, "format", "jsonl"),
                      .csv = yg_cli_is(cli, "format", "csv"),
                      .json = {.buf = &cli->out, .pretty = yg_cli_is(cli, "format", "json")}}};
    bool done = list(&j, &err);
    yg_incident_page_free(&j.page);
    yg_incident_links_free(&j.links);
    yg_owner_scope_free(&j.scope);
    yg_map_free(&j.actors);
    yg_buf_free(&j.actor);
    yg_buf_free(&j.types);
    return done ? YG_EXIT_DONE : yg_cli_fail(cli, &err);
}
