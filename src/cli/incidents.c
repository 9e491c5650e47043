/* yagura incidents: list and filter. */
#include "know/incidents.h"

#include "cli/table.h"
#include "cli/verbs.h"
#include "text/csv_write.h"
#include "text/json_write.h"
#include "text/key.h"

const yg_option yg_incidents_options[] = {
    {"country", 0, "CC", "site or parent in this country (ISO 3166 code or name)", NULL},
    {"site-country", 0, "CC", "the site hit is in this country", NULL},
    {"parent-country", 0, "CC", "the ultimate parent is in this country", NULL},
    {"sector", 0, "S", "ISIC section letter or a sector's name", NULL},
    {"type", 0, "TYPE", "ransomware, extortion, data-breach, espionage, ddos, intrusion ...", NULL},
    {"actor", 0, "NAME", "part of an actor's name", NULL},
    {"organisation", 0, "NAME", "part of the victim's or parent's name", NULL},
    {"period", 0, "P", "2022, 2022-H1, 2022-Q3, 2022-03, A/B", NULL},
    {"source", 0, "NAME", "only from this source", NULL},
    {"format", 0, "FORM", "(default text)", "text|json|jsonl|csv"},
    {NULL, 0, NULL, NULL, NULL},
};

typedef struct {
    yg_cli *cli;
    yg_incident_facts facts;
    yg_table table;
    yg_jw json;
    bool text, lines, csv;
    yg_buf actor;                     /* key */
    yg_buf same_as, linked;           /* of a row: ids, one a line; as a cell */
    yg_buf actors, references, types; /* of a row: cells; types: of the store, one a line */
    size_t n;
} page;

static bool has_actor(const page *p) {
    YG_CLEANUP_BUF yg_buf key = {0};
    yg_str rest = yg_buf_str(&p->facts.actors), name;
    if (p->actor.n == 0)
        return true;
    while (yg_str_split(&rest, '\n', &name)) {
        yg_buf_clear(&key);
        yg_key_add(&key, name);
        if (yg_str_find(yg_buf_str(&key), yg_buf_str(&p->actor)) != SIZE_MAX)
            return true;
    }
    return false;
}

static void put_json(page *p, const yg_incident_row *row) {
    yg_jw *w = &p->json;
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "id", row->id);
    yg_jw_str(w, "source", row->source);
    yg_jw_str(w, "source_id", row->key);
    yg_jw_str(w, "date", row->date);
    yg_jw_opt(w, "date_kind", row->date_kind);
    yg_jw_str(w, "victim", row->victim);
    yg_jw_opt(w, "victim_ja", row->victim_ja);
    yg_jw_list(w, "site_country", row->sites, ' ');
    yg_jw_str(w, "organisation", row->victim);
    yg_jw_str(w, "parent", row->parent);
    yg_jw_opt(w, "parent_ja", row->parent_ja);
    yg_jw_str(w, "parent_country", row->parent_country);
    yg_jw_str(w, "sector", row->sector);
    yg_jw_opt(w, "sector_label", row->sector_label);
    yg_jw_list(w, "types", row->types, ' ');
    yg_jw_list(w, "actors", yg_buf_str(&p->facts.actors), '\n');
    yg_jw_str(w, "status", yg_str_of(yg_known_word(row->known)));
    yg_jw_str(w, "entered_at", yg_buf_str(&p->facts.entered_at));
    yg_jw_str(w, "reached_parent", yg_buf_str(&p->facts.reached_parent));
    yg_jw_opt(w, "asserted_by", row->asserted_by);
    yg_jw_list(w, "references", row->references, '\n');
    yg_jw_opt(w, "summary", p->cli->lang == YG_LANG_JA ? row->summary_ja : row->summary_en);
    yg_jw_list(w, "same_as", yg_buf_str(&p->same_as), '\n');
    yg_jw_end(w, '}');
    if (p->lines) {
        yg_buf_addc(&p->cli->out, '\n');
        w->filled = false;
    }
}

/* Lines as one cell: "A; B". */
static yg_str cell_of(yg_buf *cell, yg_str lines) {
    yg_str line;
    yg_buf_clear(cell);
    while (lines.n > 0 && yg_str_split(&lines, '\n', &line)) {
        if (cell->n > 0)
            yg_buf_addz(cell, "; ");
        yg_buf_add(cell, line);
    }
    return yg_buf_str(cell);
}

static void put_csv(page *p, const yg_incident_row *row) {
    const yg_str cells[] = {row->id,
                            row->source,
                            row->key,
                            row->date,
                            row->victim,
                            row->sites,
                            row->parent,
                            row->parent_country,
                            row->sector,
                            row->types,
                            cell_of(&p->actors, yg_buf_str(&p->facts.actors)),
                            yg_str_of(yg_known_word(row->known)),
                            yg_buf_str(&p->facts.entered_at),
                            yg_buf_str(&p->facts.reached_parent),
                            cell_of(&p->references, row->references),
                            cell_of(&p->linked, yg_buf_str(&p->same_as))};
    yg_csv_add_row(&p->cli->out, cells, sizeof cells / sizeof *cells);
}

static void put_text(page *p, const yg_incident_row *row) {
    bool ja = p->cli->lang == YG_LANG_JA;
    bool own = yg_str_eq(row->victim, row->parent);
    yg_table_cell(&p->table, row->date);
    yg_table_cell(&p->table, ja && row->victim_ja.n ? row->victim_ja : row->victim);
    yg_table_cell(&p->table, row->sites);
    yg_table_cell(&p->table, own                      ? YG_STR("")
                             : ja && row->parent_ja.n ? row->parent_ja
                                                      : row->parent);
    yg_table_cell(&p->table, row->parent_country);
    yg_table_cell(&p->table, row->types);
    yg_table_cell(&p->table, cell_of(&p->actors, yg_buf_str(&p->facts.actors)));
    yg_table_cell(&p->table, yg_buf_str(&p->facts.entered_at));
    yg_table_cell(&p->table, yg_buf_str(&p->facts.reached_parent));
}

static bool on_incident(void *self, const yg_incident_row *row, yg_error *err) {
    page *p = self;
    if (!yg_incident_facts_get(p->cli->store, row->eid, &p->facts, err))
        return false;
    if (!has_actor(p))
        return true;
    if (!p->text && !yg_incident_same_as(p->cli->store, row->eid, &p->same_as, err))
        return false;
    p->n++;
    if (p->text)
        put_text(p, row);
    else if (p->csv)
        put_csv(p, row);
    else
        put_json(p, row);
    yg_cli_flush_some(p->cli);
    return true;
}

static bool on_type(void *self, const yg_incident_row *row, yg_error *err) {
    page *p = self;
    yg_str types = row->types, type;
    while (types.n > 0 && yg_str_split(&types, ' ', &type)) {
        yg_str known = yg_buf_str(&p->types), one = {NULL, 0};
        bool seen = type.n == 0;
        while (!seen && known.n > 0 && yg_str_split(&known, '\n', &one))
            seen = yg_str_eq(one, type);
        if (seen)
            continue;
        if (p->types.n > 0)
            yg_buf_addc(&p->types, '\n');
        yg_buf_add(&p->types, type);
    }
    return true;
}

/* A type that no incident of the store has is a slip of the pen. */
static bool check_type(page *p, yg_str type, yg_error *err) {
    YG_CLEANUP_BUF yg_buf list = {0};
    yg_str known, one;
    if (type.n == 0)
        return true;
    if (!yg_store_incidents(p->cli->store, &(yg_incident_filter){0}, on_type, p, err))
        return false;
    known = yg_buf_str(&p->types);
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

static bool read_filter(yg_cli *cli, yg_incident_filter *f, char letter[2], yg_buf *text,
                        yg_error *err) {
    const char *sector = yg_cli_get(cli, "sector"), *period = yg_cli_get(cli, "period");
    if (!country_option(cli, "country", &f->country, err) ||
        !country_option(cli, "site-country", &f->site_country, err) ||
        !country_option(cli, "parent-country", &f->parent_country, err))
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
    f->type = yg_cli_str(cli, "type", "");
    f->source = yg_cli_str(cli, "source", "");
    yg_buf_addz(text, yg_cli_get(cli, "organisation") ? yg_cli_get(cli, "organisation") : "");
    for (size_t i = 0; i < cli->words_n; i++)
        yg_buf_addf(text, " %s", cli->words[i]);
    f->text = yg_buf_str(text);
    return true;
}

static const yg_column columns[] = {
    {"DATE", 0, false},    {"VICTIM", 34, false},    {"SITE", 0, false},
    {"PARENT", 24, false}, {"OF", 0, false},         {"TYPE", 26, false},
    {"ACTOR", 20, false},  {"ENTERED AT", 0, false}, {"REACHED PARENT", 0, false},
};
static const char *const csv_columns[] = {
    "id",         "source",         "source_id",  "date",   "victim", "site_country",
    "parent",     "parent_country", "sector",     "types",  "actors", "status",
    "entered_at", "reached_parent", "references", "same_as"};

static void finish(page *p) {
    if (p->text && p->n == 0)
        yg_cli_note(p->cli, "no incident matches; the starter claims come with `yagura demo`");
    if (p->text && p->n > 0) {
        yg_table_end(&p->table, p->cli);
        yg_buf_addf(&p->cli->out, "%zu incident%s\n", p->n, p->n == 1 ? "" : "s");
    }
    if (!p->text && !p->lines && !p->csv) {
        yg_jw_end(&p->json, ']');
        yg_buf_addc(&p->cli->out, '\n');
    }
}

int yg_incidents_run(yg_cli *cli) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_error err = {0};
    yg_incident_filter filter = {0};
    char letter[2] = {0};
    page p = {.cli = cli,
              .text = yg_str_eqz(yg_cli_str(cli, "format", "text"), "text"),
              .lines = yg_cli_is(cli, "format", "jsonl"),
              .csv = yg_cli_is(cli, "format", "csv"),
              .json = {.buf = &cli->out, .pretty = yg_cli_is(cli, "format", "json")}};
    if (!read_filter(cli, &filter, letter, &text, &err) || !yg_cli_open(cli, YG_STORE_READ, &err) ||
        !check_type(&p, filter.type, &err)) {
        yg_buf_free(&p.types);
        return yg_cli_fail(cli, &err);
    }
    yg_key_add(&p.actor, yg_cli_str(cli, "actor", ""));
    yg_table_start(&p.table, columns, sizeof columns / sizeof *columns);
    if (!p.text && !p.lines && !p.csv)
        yg_jw_begin(&p.json, NULL, '[');
    if (p.csv) {
        yg_str heads[sizeof csv_columns / sizeof *csv_columns];
        for (size_t i = 0; i < sizeof csv_columns / sizeof *csv_columns; i++)
            heads[i] = yg_str_of(csv_columns[i]);
        yg_csv_add_row(&cli->out, heads, sizeof heads / sizeof *heads);
    }
    bool done = yg_store_incidents(cli->store, &filter, on_incident, &p, &err);
    if (done)
        finish(&p);
    yg_table_drop(&p.table);
    yg_incident_facts_free(&p.facts);
    yg_buf_free(&p.actor);
    yg_buf_free(&p.actors);
    yg_buf_free(&p.references);
    yg_buf_free(&p.same_as);
    yg_buf_free(&p.linked);
    yg_buf_free(&p.types);
    return done ? YG_EXIT_DONE : yg_cli_fail(cli, &err);
}
