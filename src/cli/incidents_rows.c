#include "cli/incidents_rows.h"

#include "know/incidents.h"
#include "text/csv_write.h"

static const yg_column columns[] = {
    {"DATE", 0, false},    {"VICTIM", 34, false},    {"SITE", 14, false},
    {"PARENT", 24, false}, {"OF", 0, false},         {"TYPE", 26, false},
    {"ACTOR", 20, false},  {"ENTERED AT", 0, false}, {"REACHED PARENT", 0, false},
    {"SOURCE", 22, false}, {"BY", 0, false},
};
enum { COLUMNS = sizeof columns / sizeof *columns };
static const char *const csv_columns[] = {"id",
                                          "source",
                                          "source_id",
                                          "date",
                                          "victim",
                                          "site_country",
                                          "parent",
                                          "parent_country",
                                          "sector",
                                          "types",
                                          "actors",
                                          "status",
                                          "entered_at",
                                          "reached_parent",
                                          "references",
                                          "organisation",
                                          "parent_basis",
                                          "registry_parent",
                                          "registry_parent_country",
                                          "domain",
                                          "listing",
                                          "by",
                                          "same_as",
                                          "name"};
enum { CSV_COLUMNS = sizeof csv_columns / sizeof *csv_columns };

static bool is_site(const yg_incident_row *row, yg_str country) {
    yg_str rest = row->sites, one;
    while (rest.n > 0 && yg_str_split(&rest, ' ', &one)) {
        if (yg_str_eq(one, country))
            return true;
    }
    return false;
}

/* Why a row is in a list of one country. */
static yg_str counted_by(const yg_incident_page *p, const yg_incident_row *row) {
    bool site = is_site(row, p->country), parent = yg_str_eq(row->parent_country, p->country);
    if (p->country.n == 0 || (!site && !parent))
        return (yg_str){NULL, 0};
    return site && parent ? YG_STR("both") : site ? YG_STR("site") : YG_STR("parent");
}

/* Where `parent` comes from. */
static yg_str basis_of(const yg_incident_row *row) {
    return row->parent_said ? YG_STR("said") : row->owner_basis;
}

static bool registry_differs(const yg_incident_row *row) {
    return row->parent_said && yg_str_find(row->owner_basis, YG_STR("differs")) != SIZE_MAX;
}

static void put_registry(yg_jw *w, const yg_incident_row *row) {
    if (!registry_differs(row))
        return;
    yg_jw_begin(w, "registry", '{');
    yg_jw_str(w, "parent", row->registry_parent);
    yg_jw_opt(w, "parent_ja", row->registry_parent_ja);
    yg_jw_str(w, "parent_country", row->registry_country);
    yg_jw_str(w, "basis", row->owner_basis);
    yg_jw_end(w, '}');
}

static void put_json(yg_incident_page *p, const yg_incident_row *row) {
    yg_jw *w = &p->json;
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "id", row->id);
    yg_jw_str(w, "source", row->source);
    yg_jw_str(w, "source_id", row->key);
    yg_jw_str(w, "date", row->date);
    yg_jw_opt(w, "date_kind", row->date_kind);
    yg_jw_str(w, "victim", row->victim);
    yg_jw_opt(w, "victim_ja", row->victim_ja);
    yg_jw_str(w, "name", row->name);
    yg_jw_list(w, "site_country", row->sites, ' ');
    yg_jw_opt(w, "domain", row->domain);
    yg_jw_str(w, "organisation", row->organisation.n > 0 ? row->organisation : row->victim);
    yg_jw_str(w, "parent", row->parent);
    yg_jw_opt(w, "parent_ja", row->parent_ja);
    yg_jw_str(w, "parent_country", row->parent_country);
    yg_jw_str(w, "parent_basis", basis_of(row));
    put_registry(w, row);
    yg_jw_opt(w, "by", counted_by(p, row));
    yg_jw_str(w, "sector", row->sector);
    yg_jw_opt(w, "sector_label", row->sector_label);
    yg_jw_list(w, "types", row->types, ' ');
    yg_jw_list(w, "actors", row->actors, '\n');
    yg_jw_opt(w, "listing", row->listing);
    yg_jw_str(w, "status", yg_str_of(yg_known_word(row->known)));
    yg_incident_put_said(w, row->entered_at, row->reached_parent);
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

static void put_csv(yg_incident_page *p, const yg_incident_row *row) {
    bool differs = registry_differs(row);
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
                            cell_of(&p->actors, row->actors),
                            yg_str_of(yg_known_word(row->known)),
                            cell_of(&p->entered, row->entered_at),
                            cell_of(&p->reached, row->reached_parent),
                            cell_of(&p->references, row->references),
                            row->organisation.n > 0 ? row->organisation : row->victim,
                            basis_of(row),
                            differs ? row->registry_parent : YG_STR(""),
                            differs ? row->registry_country : YG_STR(""),
                            row->domain,
                            row->listing,
                            counted_by(p, row),
                            cell_of(&p->linked, yg_buf_str(&p->same_as)),
                            row->name};
    yg_csv_add_row(&p->cli->out, cells, CSV_COLUMNS);
}

static void put_text(yg_incident_page *p, const yg_incident_row *row) {
    bool ja = p->cli->lang == YG_LANG_JA;
    bool own = yg_str_eq(row->victim, row->parent);
    yg_table_cell(&p->table, row->date);
    yg_table_cell(&p->table, ja && row->victim_ja.n ? row->victim_ja : row->name);
    yg_table_cell(&p->table, row->sites);
    yg_table_cell(&p->table, own                      ? YG_STR("")
                             : ja && row->parent_ja.n ? row->parent_ja
                                                      : row->parent);
    yg_table_cell(&p->table, row->parent_country);
    yg_table_cell(&p->table, row->types);
    yg_table_cell(&p->table, cell_of(&p->actors, row->actors));
    yg_table_cell(&p->table, cell_of(&p->entered, row->entered_at));
    yg_table_cell(&p->table, cell_of(&p->reached, row->reached_parent));
    yg_table_cell(&p->table, row->source);
    if (p->country.n > 0)
        yg_table_cell(&p->table, counted_by(p, row));
}

void yg_incident_page_start(yg_incident_page *p) {
    yg_table_start(&p->table, columns, p->country.n > 0 ? COLUMNS : COLUMNS - 1);
    if (!p->text && !p->lines && !p->csv)
        yg_jw_begin(&p->json, NULL, '[');
    if (p->csv) {
        yg_str heads[CSV_COLUMNS];
        for (size_t i = 0; i < CSV_COLUMNS; i++)
            heads[i] = yg_str_of(csv_columns[i]);
        yg_csv_add_row(&p->cli->out, heads, CSV_COLUMNS);
    }
}

void yg_incident_page_put(yg_incident_page *p, const yg_incident_row *row) {
    if (p->text)
        put_text(p, row);
    else if (p->csv)
        put_csv(p, row);
    else
        put_json(p, row);
    yg_cli_flush_some(p->cli);
}

void yg_incident_page_end(yg_incident_page *p, size_t n, bool more) {
    if (p->text && n == 0)
        yg_cli_note(
            p->cli,
            "no incident matches; leave out a filter, or see `yagura sources` for what there is");
    if (p->text && n > 0) {
        yg_table_end(&p->table, p->cli);
        yg_buf_addf(&p->cli->out, "%zu incident%s\n", n, n == 1 ? "" : "s");
    }
    if (more)
        yg_cli_note(p->cli, "there are more than --limit %zu", n);
    if (!p->text && !p->lines && !p->csv) {
        yg_jw_end(&p->json, ']');
        yg_buf_addc(&p->cli->out, '\n');
    }
}

void yg_incident_page_free(yg_incident_page *p) {
    yg_table_drop(&p->table);
    yg_buf_free(&p->actors);
    yg_buf_free(&p->references);
    yg_buf_free(&p->same_as);
    yg_buf_free(&p->linked);
    yg_buf_free(&p->entered);
    yg_buf_free(&p->reached);
}
