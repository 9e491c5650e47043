/* Reads the Cyber Events Database of the Center for International and Security Studies at Maryland
 * (CISSM), a CSV of one row an event.
 *
 * Attack classes: those of data_rows.h; names and descriptions are free text and are handed on as
 * they are. Leak-site addresses (.onion) are never references. It does not: merge the rows of one
 * campaign, or guess a type of attack that no word of the row names. */
#include "intel/cissm.h"

#include "base/hash.h"
#include "base/map.h"
#include "intel/data_rows.h"
#include "intel/incident_part.h"
#include "intel/incident_put.h"
#include "model/vocab.h"

enum {
    DATE,
    ACTOR,
    ACTOR_TYPE,
    ORGANIZATION,
    INDUSTRY_CODE,
    INDUSTRY,
    MOTIVE,
    EVENT_TYPE,
    SUBTYPE,
    DESCRIPTION,
    ADDRESS,
    COUNTRY,
    ACTOR_COUNTRY,
};

static const char *const columns[] = {"evtDate",       "actor",       "actor_type", "organization",
                                      "industry_code", "industry",    "motive",     "event_type",
                                      "event_subtype", "description", "source_url", "country",
                                      "actor_country", NULL};

typedef struct {
    yg_data_rows rows;
    yg_source source;
    yg_map seen; /* identifying cells to how many different rows have them; and rows to numbers */
    yg_buf key, cells, date, victim, sites, site_labels, types, actors, references, text;
    yg_buf value, label; /* of a claim */
} job;

int yg_cissm_probe(yg_str head, yg_str path) {
    static const char *const own[] = {"evtDate",       "actor_type", "organization",
                                      "industry_code", "event_type", "event_subtype",
                                      "actor_country", NULL};
    size_t n = yg_data_rows_probe(head, own);
    (void)path;
    return n >= 6 ? 95 : n >= 5 ? 80 : 0;
}

static yg_str cell(const job *j, int column) {
    return yg_data_rows_cell(&j->rows, column);
}

static bool starts_nocase(yg_str s, const char *start) {
    return yg_str_eq_nocase(yg_str_sub(s, 0, strlen(start)), yg_str_of(start));
}

/* What one part of event_subtype stands for. Spellings differ: "Denial of Service(s)". */
static const struct {
    const char *start, *type;
} subtypes[] = {
    {"External Denial of Service", "ddos"},
    {"Exploitation of", "intrusion"},
    {"Message Manipulation", "cissm-message-manipulation"},
    {"Data Attack", "cissm-data-attack"},
    {"Internal Denial of Service", "cissm-internal-denial-of-service"},
    {"Physical Attack", "cissm-physical-attack"},
};

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The only place where CISSM says ransomware is the description: its words, not their sense. */
static void find_ransom(yg_str text, bool *is_ransomware, bool *is_ransom) {
    for (size_t at = 0; at < text.n;) {
        size_t end = at;
        while (end < text.n && is_letter(text.p[end]))
            end++;
        yg_str word = yg_str_sub(text, at, end - at);
        if (starts_nocase(word, "ransomware") || starts_nocase(word, "ransomeware"))
            *is_ransomware = true;
        else if (yg_str_eq_nocase(word, YG_STR("ransom")) ||
                 yg_str_eq_nocase(word, YG_STR("ransoms")))
            *is_ransom = true;
        at = end + 1;
    }
}

static void add_types(job *j) {
    bool is_ransomware = false, is_ransom = false;
    find_ransom(cell(j, DESCRIPTION), &is_ransomware, &is_ransom);
    if (is_ransomware)
        yg_incident_add_word(&j->types, YG_STR("ransomware"));
    if (is_ransom)
        yg_incident_add_word(&j->types, YG_STR("extortion"));
    if (yg_str_find(cell(j, MOTIVE), YG_STR("Espionage")) != SIZE_MAX)
        yg_incident_add_word(&j->types, YG_STR("espionage"));
    for (size_t i = 0; i < sizeof subtypes / sizeof *subtypes; i++) {
        yg_str rest = cell(j, SUBTYPE), part;
        while (rest.n > 0 && yg_str_split(&rest, ',', &part)) {
            if (starts_nocase(yg_str_trim(part), subtypes[i].start))
                yg_incident_add_word(&j->types, yg_str_of(subtypes[i].type));
        }
    }
}

/* The digest of date, organisation, country, address and actor, and a number where several rows
 * share them; equal rows have one number. */
static void make_key(job *j) {
    static const int identifying[] = {DATE, ORGANIZATION, COUNTRY, ADDRESS, ACTOR};
    char hex[65];
    bool is_new;
    yg_buf_clear(&j->cells);
    for (size_t i = 0; i < sizeof identifying / sizeof *identifying; i++) {
        yg_buf_add(&j->cells, cell(j, identifying[i]));
        yg_buf_addc(&j->cells, '\x1f');
    }
    yg_sha256_hex(yg_buf_str(&j->cells), hex);
    yg_buf_clear(&j->key);
    yg_buf_add(&j->key, (yg_str){hex, 16});
    uint64_t row = yg_hash64(yg_data_rows_raw(&j->rows));
    yg_buf_addf(&j->cells, "%016llx", (unsigned long long)row);
    uint64_t *number = yg_map_put(&j->seen, yg_buf_str(&j->cells), &is_new);
    if (is_new) {
        uint64_t n = ++*yg_map_put(&j->seen, yg_buf_str(&j->key), NULL);
        *yg_map_get(&j->seen, yg_buf_str(&j->cells)) = n;
        number = yg_map_get(&j->seen, yg_buf_str(&j->cells));
    }
    if (*number > 1)
        yg_buf_addf(&j->key, "-%llu", (unsigned long long)*number);
}

static bool put(job *j, const char *predicate, yg_str value, yg_str label, yg_str tag,
                yg_error *err) {
    yg_buf_clear(&j->value);
    yg_buf_clear(&j->label);
    yg_incident_add_clean(&j->value, value);
    yg_incident_add_clean(&j->label, label);
    const yg_claim claim = {.predicate = yg_str_of(predicate),
                            .value = yg_buf_str(&j->value),
                            .label = yg_buf_str(&j->label),
                            .tags = tag,
                            .references = yg_buf_str(&j->references),
                            .date = yg_buf_str(&j->date),
                            .known = YG_KNOWN_REPORTED,
                            .confidence = -1};
    return j->value.n == 0 || j->rows.sink->claim(j->rows.sink->self, &claim, err);
}

/* One claim for each different part of a cell between commas. */
static bool put_parts(job *j, int column, const char *predicate, yg_error *err) {
    YG_CLEANUP_BUF yg_buf seen = {0};
    yg_str rest = cell(j, column), part;
    size_t looks = 0;
    while (rest.n > 0 && looks++ < YG_INCIDENT_LOOKS && yg_str_split(&rest, ',', &part)) {
        size_t before = seen.n;
        if (!yg_incident_is_unknown(part))
            yg_incident_add_line(&seen, part);
        if (seen.n > before &&
            !put(j, predicate, part, (yg_str){NULL, 0}, yg_str_of(columns[column]), err))
            return false;
    }
    return true;
}

static bool put_claims(job *j, yg_error *err) {
    yg_str where = cell(j, ACTOR_COUNTRY);
    return put(j, "attributed-to-country", yg_country_alpha2(yg_country_from_name(where)), where,
               (yg_str){NULL, 0}, err) &&
           put_parts(j, ACTOR_TYPE, "actor-type", err) &&
           put_parts(j, MOTIVE, "motivated-by", err) &&
           put_parts(j, EVENT_TYPE, "incident-type", err) &&
           put_parts(j, SUBTYPE, "incident-type", err);
}

static void clear(job *j) {
    yg_buf *const all[] = {&j->date,  &j->victim, &j->sites,      &j->site_labels,
                           &j->types, &j->actors, &j->references, &j->text};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        yg_buf_clear(all[i]);
}

static yg_sector gather(job *j) {
    yg_date date;
    yg_str organization = cell(j, ORGANIZATION);
    clear(j);
    if (yg_date_parse(cell(j, DATE), &date))
        yg_buf_add(&j->date, cell(j, DATE));
    else if (!yg_incident_is_unknown(cell(j, DATE)))
        yg_data_rows_reject(&j->rows, "evtDate is not YYYY-MM-DD; the row is taken without it",
                            cell(j, DATE));
    if (!yg_incident_is_unknown(organization))
        yg_incident_add_clean(&j->victim, organization);
    yg_incident_add_site(&j->sites, &j->site_labels, cell(j, COUNTRY));
    if (!yg_incident_is_unknown(cell(j, ACTOR)))
        yg_incident_add_line(&j->actors, cell(j, ACTOR));
    yg_incident_add_addresses(&j->references, cell(j, ADDRESS));
    add_types(j);
    make_key(j);
    return yg_sector_from_naics(cell(j, INDUSTRY_CODE));
}

/* One row has its cells in the wrong columns. */
static bool is_shifted(const job *j) {
    return starts_nocase(cell(j, COUNTRY), "http://") ||
           starts_nocase(cell(j, COUNTRY), "https://");
}

static bool read_row(job *j, yg_error *err) {
    if (is_shifted(j)) {
        yg_data_rows_reject(&j->rows, "the cells stand in the wrong columns: country is an address",
                            cell(j, COUNTRY));
        return true;
    }
    char sector = gather(j);
    yg_str industry = cell(j, INDUSTRY).n > 0 ? cell(j, INDUSTRY) : cell(j, INDUSTRY_CODE);
    const yg_incident row = {
        .key = yg_buf_str(&j->key),
        .date = yg_buf_str(&j->date),
        .victim = yg_buf_str(&j->victim),
        .sites = yg_buf_str(&j->sites),
        .site_labels = yg_buf_str(&j->site_labels),
        .actors = yg_buf_str(&j->actors),
        .sector = {&sector, sector != 0},
        .sector_label = yg_incident_is_unknown(industry) ? (yg_str){NULL, 0} : industry,
        .types = yg_buf_str(&j->types),
        .references = yg_buf_str(&j->references),
        .known = YG_KNOWN_REPORTED,
        .basis = YG_STR("cissm"),
        .summary_en = cell(j, DESCRIPTION),
    };
    const yg_incident_record record = {.source = &j->source,
                                       .media = YG_STR("cissm"),
                                       .raw = yg_buf_str(&j->rows.raw),
                                       .text = cell(j, DESCRIPTION),
                                       .offset_bytes = j->rows.offset_bytes,
                                       .modified_us = YG_TIME_NONE};
    yg_put result = yg_incident_put(j->rows.sink, &record, &row, err);
    return result == YG_PUT_TAKEN ? put_claims(j, err) : result == YG_PUT_UNCHANGED;
}

static bool read_all(job *j, yg_error *err) {
    const yg_source own = {.name = YG_STR("CISSM Cyber Events"),
                           .publisher =
                               YG_STR("Center for International and Security Studies at Maryland"),
                           .address = YG_STR("https://cissm.umd.edu/")};
    if (!yg_data_rows_start(&j->rows, err))
        return false;
    if (j->rows.at[DATE] < 0 || j->rows.at[ORGANIZATION] < 0)
        return yg_fail(err, YG_ERR_INPUT, "not CISSM: no columns \"evtDate\" and \"organization\"");
    j->source = yg_intel_source(j->rows.input, own);
    if (!j->rows.sink->source(j->rows.sink->self, &j->source, err))
        return false;
    while (yg_data_rows_next(&j->rows)) {
        if (!read_row(j, err))
            return false;
    }
    return true;
}

bool yg_cissm_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err) {
    job j = {.rows = {.input = input, .sink = sink, .columns = columns}};
    yg_buf *const all[] = {&j.key,   &j.cells,  &j.date,       &j.victim, &j.sites, &j.site_labels,
                           &j.types, &j.actors, &j.references, &j.text,   &j.value, &j.label};
    bool done = read_all(&j, err);
    if (done && input->damage != NULL) {
        j.rows.offset_bytes = input->bytes.n;
        yg_data_rows_reject(&j.rows, input->damage, (yg_str){NULL, 0});
    }
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        yg_buf_free(all[i]);
    yg_map_free(&j.seen);
    yg_data_rows_free(&j.rows);
    return done;
}
