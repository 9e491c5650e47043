/* Reads the incidents of the European Repository of Cyber Incidents, version 1.1: a CSV of 83
 * columns, with lists as Python prints them in many cells.
 *
 * Attack classes: those of data_rows.h and python_list.h; titles, descriptions and names are free
 * text and are handed on as they are. It does not: read the columns on political and legal
 * responses, on offline conflicts and on impact scores (all stay in raw), or the other exports. */
#include "intel/eurepoc.h"

#include "base/hash.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "intel/eurepoc_part.h"
#include "intel/incident_part.h"
#include "intel/incident_put.h"
#include "model/vocab.h"

/* In the order of yg_eurepoc_column. */
static const char *const columns[] = {"ID",
                                      "name",
                                      "description",
                                      "start_date",
                                      "end_date",
                                      "source_incident_detection_disclosure",
                                      "incident_type",
                                      "receiver_name",
                                      "receiver_country",
                                      "receiver_category",
                                      "receiver_category_subcode",
                                      "initiator_name",
                                      "initiator_country",
                                      "initiator_category",
                                      "initiator_category_subcode",
                                      "attribution_date",
                                      "attribution_basis",
                                      "attributing_actor",
                                      "attributed_initiator",
                                      "attributed_initiator_country",
                                      "sources_attribution",
                                      "zero_days",
                                      "MITRE_initial_access",
                                      "MITRE_impact",
                                      "weighted_cyber_intensity",
                                      "economic_impact_exact_value",
                                      "economic_impact_currency",
                                      "sources_url",
                                      NULL};

int yg_eurepoc_probe(yg_str head, yg_str path) {
    static const char *const own[] = {
        "receiver_country",       "receiver_category",  "initiator_country",        "incident_type",
        "number_of_attributions", "inclusion_criteria", "weighted_cyber_intensity", NULL};
    size_t n = yg_data_rows_probe(head, own);
    (void)path;
    return n >= 5 ? 95 : n >= 3 ? 75 : 0;
}

bool yg_eurepoc_items(yg_eurepoc_job *j, int column, yg_strings *items) {
    items->n = 0;
    bool is_sound = yg_python_list_parse(yg_data_rows_cell(&j->rows, column), &j->arena, items);
    if (items->n > YG_INCIDENT_LOOKS)
        items->n = YG_INCIDENT_LOOKS;
    return is_sound;
}

bool yg_eurepoc_add_date(yg_buf *buf, yg_str cell) {
    size_t before = buf->n;
    yg_date date;
    if (cell.n != 10 || !yg_date_parse(cell, &date) || date.precision != YG_DATE_DAY)
        return false;
    bool is_month = yg_str_ends(cell, YG_STR("-01"));
    yg_buf_add(buf, yg_str_sub(cell, 0,
                               yg_str_ends(cell, YG_STR("-01-01")) ? 4
                               : is_month                          ? 7
                                                                   : 10));
    return buf->n > before;
}

/* The period. An end before the beginning (82 rows: day and month swapped, or a default) is none.
 */
static void add_period(yg_eurepoc_job *j) {
    YG_CLEANUP_BUF yg_buf end = {0};
    yg_str from = yg_data_rows_cell(&j->rows, EUREPOC_START),
           to = yg_data_rows_cell(&j->rows, EUREPOC_END);
    if (!yg_eurepoc_add_date(&j->date, from) || yg_str_cmp(to, from) <= 0 ||
        !yg_eurepoc_add_date(&end, to) || yg_str_eq(yg_buf_str(&end), yg_buf_str(&j->date)))
        return;
    yg_buf_addc(&j->date, '/');
    yg_buf_add(&j->date, yg_buf_str(&end));
}

void yg_eurepoc_add_actor(yg_buf *buf, yg_str names) {
    size_t end = yg_str_chr(names, '/'), note = yg_str_find(names, YG_STR(" ("));
    if (note > 0 && note < end)
        end = note;
    yg_incident_add_clean(buf, yg_str_sub(names, 0, end));
}

static const struct {
    const char *word, *type;
} types[] = {
    {"Ransomware", "ransomware"}, {"Data theft", "data-breach"}, /* and "Data theft & Doxing" */
    {"Hijacking", "intrusion"},                                  /* with and without misuse */
    {"Disruption", "disruption"}, {"Doxing", "eurepoc-doxing"},
};

static void add_types(yg_eurepoc_job *j) {
    yg_str said = yg_data_rows_cell(&j->rows, EUREPOC_TYPE),
           impact = yg_data_rows_cell(&j->rows, EUREPOC_IMPACT);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (yg_str_find(said, yg_str_of(types[i].word)) != SIZE_MAX)
            yg_incident_add_word(&j->types, yg_str_of(types[i].type));
    }
    if (yg_str_find(impact, YG_STR("Network Denial of Service")) != SIZE_MAX)
        yg_incident_add_word(&j->types, YG_STR("ddos"));
}

static yg_known known_of(yg_str disclosure) {
    static const struct {
        const char *part;
        yg_known known;
    } rows[] = {
        {"by authorities of victim state", YG_KNOWN_OFFICIAL},
        {"by victim", YG_KNOWN_CONFIRMED},
        {"by IT-security company", YG_KNOWN_ASSESSED},
        {"by attacker", YG_KNOWN_CLAIMED_BY_ATTACKER},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (yg_str_find(disclosure, yg_str_of(rows[i].part)) != SIZE_MAX)
            return rows[i].known;
    }
    return YG_KNOWN_REPORTED;
}

/* "Corporate Targets (corporate targets only coded if ...)" without the rule in brackets. */
static yg_str short_category(yg_str category) {
    return yg_str_trim(yg_str_sub(category, 0, yg_str_find(category, YG_STR(" ("))));
}

/* The section that all receivers lie in, or 0; the categories are the label in any case. */
static yg_sector read_sector(yg_eurepoc_job *j) {
    YG_CLEANUP_BUF yg_buf lines = {0};
    YG_CLEANUP_BUF yg_buf one = {0};
    yg_sector sector = 0;
    bool is_sole = true;
    bool in_step = j->others.n == j->items.n;
    for (size_t i = 0; i < j->items.n; i++) {
        yg_str category = short_category(j->items.at[i]),
               sub = in_step ? yg_str_trim(j->others.at[i]) : (yg_str){NULL, 0};
        if (yg_incident_is_unknown(category))
            continue;
        yg_sector own = yg_sector_from_label(sub.n > 0 ? short_category(sub) : category);
        is_sole = is_sole && own != 0 && (sector == 0 || own == sector);
        sector = own;
        yg_buf_clear(&one);
        yg_buf_add(&one, category);
        if (sub.n > 0)
            yg_buf_addf(&one, ": %.*s", YG_FMT(sub));
        yg_incident_add_line(&lines, yg_buf_str(&one));
    }
    yg_str rest = yg_buf_str(&lines), line;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &line)) {
        yg_buf_addz(&j->sector_label, j->sector_label.n > 0 ? "; " : "");
        yg_buf_add(&j->sector_label, line);
    }
    return is_sole ? sector : 0;
}

/* False: a list of the row is damaged. */
static bool gather(yg_eurepoc_job *j) {
    if (!yg_eurepoc_items(j, EUREPOC_RECEIVER_COUNTRY, &j->items))
        return false;
    for (size_t i = 0; i < j->items.n; i++)
        yg_incident_add_site(&j->sites, &j->site_labels, j->items.at[i]);
    if (!yg_eurepoc_items(j, EUREPOC_RECEIVER, &j->items))
        return false;
    for (size_t i = 0; i < j->items.n && j->victim.n == 0; i++) {
        if (!yg_incident_is_unknown(j->items.at[i]))
            yg_incident_add_clean(&j->victim, j->items.at[i]);
    }
    if (!yg_eurepoc_items(j, EUREPOC_INITIATOR, &j->items))
        return false;
    for (size_t i = 0; i < j->items.n; i++) {
        YG_CLEANUP_BUF yg_buf actor = {0};
        yg_eurepoc_add_actor(&actor, j->items.at[i]);
        if (!yg_incident_is_unknown(yg_buf_str(&actor)))
            yg_incident_add_line(&j->actors, yg_buf_str(&actor));
        yg_buf_addc(&j->text, '\n');
        yg_buf_add(&j->text, j->items.at[i]);
    }
    if (!yg_eurepoc_items(j, EUREPOC_SOURCES, &j->items))
        return false;
    for (size_t i = 0; i < j->items.n; i++)
        yg_incident_add_addresses(&j->references, j->items.at[i]);
    return yg_eurepoc_items(j, EUREPOC_CATEGORY, &j->items) &&
           yg_eurepoc_items(j, EUREPOC_SUBCATEGORY, &j->others);
}

static void clear(yg_eurepoc_job *j) {
    yg_buf *const all[] = {&j->date,  &j->victim, &j->sites,      &j->site_labels, &j->sector_label,
                           &j->types, &j->actors, &j->references, &j->name,        &j->text};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        yg_buf_clear(all[i]);
    yg_arena_reset(&j->arena);
}

/* Why the row is not taken, or NULL. */
static const char *prepare(yg_eurepoc_job *j, yg_str id) {
    yg_str name = yg_data_rows_cell(&j->rows, EUREPOC_NAME);
    bool is_new;
    clear(j);
    if (id.n == 0 || id.n > YG_LIMIT_NAME_BYTES)
        return "no ID";
    if (name.n == 0)
        return "no name";
    uint64_t hash = yg_hash64(yg_data_rows_raw(&j->rows)),
             *seen = yg_map_put(&j->seen, id, &is_new);
    if (is_new)
        *seen = hash;
    if (*seen != hash)
        return "the ID is there already, with other content";
    yg_incident_add_clean(&j->name, name);
    yg_buf_add(&j->text, yg_data_rows_cell(&j->rows, EUREPOC_DESCRIPTION));
    return gather(j) ? NULL : "a list in the row is damaged";
}

static bool is_blank_date(yg_str cell) {
    return yg_incident_is_unknown(cell) || yg_str_eqz(cell, "NaT") || yg_str_eqz(cell, "nan");
}

static bool read_row(yg_eurepoc_job *j, yg_error *err) {
    yg_str id = yg_data_rows_cell(&j->rows, EUREPOC_ID);
    const char *reason = prepare(j, id);
    if (reason != NULL) {
        yg_data_rows_reject(&j->rows, reason, id);
        return true;
    }
    add_period(j);
    if (j->date.n == 0 && !is_blank_date(yg_data_rows_cell(&j->rows, EUREPOC_START)))
        yg_data_rows_reject(&j->rows, "start_date is not YYYY-MM-DD; the row is taken without it",
                            id);
    add_types(j);
    char sector = read_sector(j);
    const yg_incident row = {
        .key = id,
        .date = yg_buf_str(&j->date),
        .date_kind = j->date.n > 0 ? YG_STR("occurred") : (yg_str){NULL, 0},
        .victim = yg_buf_str(&j->victim),
        .sites = yg_buf_str(&j->sites),
        .site_labels = yg_buf_str(&j->site_labels),
        .actors = yg_buf_str(&j->actors),
        .sector = {&sector, sector != 0},
        .sector_label = yg_buf_str(&j->sector_label),
        .types = yg_buf_str(&j->types),
        .references = yg_buf_str(&j->references),
        .known = known_of(yg_data_rows_cell(&j->rows, EUREPOC_DISCLOSURE)),
        .basis = YG_STR("eurepoc"),
        .summary_en = yg_data_rows_cell(&j->rows, EUREPOC_DESCRIPTION),
    };
    const yg_incident_record record = {.source = &j->source,
                                       .media = YG_STR("eurepoc"),
                                       .raw = yg_buf_str(&j->rows.raw),
                                       .text = yg_buf_str(&j->text),
                                       .name = yg_buf_str(&j->name),
                                       .offset_bytes = j->rows.offset_bytes,
                                       .modified_us = YG_TIME_NONE};
    const yg_name title = {.text = record.name,
                           .kind = row.victim.n > 0 ? YG_NAME_ALIAS : YG_NAME_PRIMARY};
    yg_put put = yg_incident_put(j->rows.sink, &record, &row, err);
    if (put != YG_PUT_TAKEN)
        return put == YG_PUT_UNCHANGED;
    return j->rows.sink->name(j->rows.sink->self, &title, err) && yg_eurepoc_put_claims(j, err);
}

static bool read_all(yg_eurepoc_job *j, yg_error *err) {
    const yg_source own = {.name = YG_STR("EuRepoC"),
                           .publisher = YG_STR("European Repository of Cyber Incidents"),
                           .address = YG_STR("https://eurepoc.eu/")};
    if (!yg_data_rows_start(&j->rows, err))
        return false;
    if (j->rows.at[EUREPOC_ID] < 0 || j->rows.at[EUREPOC_NAME] < 0)
        return yg_fail(err, YG_ERR_INPUT, "not EuRepoC: no columns \"ID\" and \"name\"");
    j->source = yg_intel_source(j->rows.input, own);
    if (!j->rows.sink->source(j->rows.sink->self, &j->source, err))
        return false;
    while (yg_data_rows_next(&j->rows)) {
        if (!read_row(j, err))
            return false;
    }
    return true;
}

static void release(yg_eurepoc_job *j) {
    yg_buf *const all[] = {&j->date,  &j->victim, &j->sites,      &j->site_labels, &j->sector_label,
                           &j->types, &j->actors, &j->references, &j->name,        &j->text,
                           &j->value, &j->label,  &j->by};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        yg_buf_free(all[i]);
    yg_vec_free(&j->items);
    yg_vec_free(&j->others);
    yg_arena_free(&j->arena);
    yg_map_free(&j->seen);
    yg_data_rows_free(&j->rows);
}

bool yg_eurepoc_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err) {
    yg_eurepoc_job j = {.rows = {.input = input, .sink = sink, .columns = columns}};
    bool done = read_all(&j, err);
    if (done && input->damage != NULL) {
        j.rows.offset_bytes = input->bytes.n;
        yg_data_rows_reject(&j.rows, input->damage, (yg_str){NULL, 0});
    }
    release(&j);
    return done;
}
