/* One row of a mapped table as an incident. */
#include "base/limits.h"
#include "intel/incident_part.h"
#include "intel/mapped_part.h"
#include "intel/victim.h"
#include "model/vocab.h"

static void add_line(yg_buf *buf, yg_str line, char between) {
    if (line.n == 0)
        return;
    if (buf->n > 0)
        yg_buf_addc(buf, between);
    yg_buf_add(buf, line);
}

static yg_country country_of(yg_str label) {
    yg_country country = yg_country_from_code(label);
    return country != 0 ? country : yg_country_from_name(label);
}

/* Codes of the countries that are known, and the words of those that are not. */
static void read_sites(yg_mapped *m, yg_incident *row) {
    YG_CLEANUP_BUF yg_buf codes = {0};
    YG_CLEANUP_BUF yg_buf labels = {0};
    yg_str rest = yg_mapped_list(m, YG_MAP_COUNTRY), one;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &one)) {
        yg_str code = yg_country_alpha2(country_of(one));
        bool there = code.n > 0 && yg_str_find(yg_buf_str(&codes), code) != SIZE_MAX;
        if (!there)
            add_line(code.n > 0 ? &codes : &labels, code.n > 0 ? code : one,
                     code.n > 0 ? ' ' : '\n');
    }
    row->sites = yg_arena_copy(&m->row, yg_buf_str(&codes));
    row->site_labels = yg_arena_copy(&m->row, yg_buf_str(&labels));
}

/* A section letter stands for itself only when the map says so (values), since the letters of
 * other classifications mean other things. */
static void read_sector(yg_mapped *m, yg_incident *row, char letter[1]) {
    const yg_map_field *field = &m->map->fields[YG_MAP_SECTOR];
    int column = m->columns[YG_MAP_SECTOR];
    yg_str raw = column >= 0 ? yg_str_trim(m->csv.cells[column]) : (yg_str){NULL, 0};
    yg_str word = yg_mapped_value(m, YG_MAP_SECTOR);
    row->sector_label = raw.n > 0 ? raw : word;
    bool chosen = word.n == 1 && word.p[0] >= 'A' && word.p[0] <= 'U' &&
                  (raw.n == 0 || !yg_str_eq(raw, word));
    for (size_t i = 0; i < field->values.n; i++)
        chosen = chosen || (word.n == 1 && yg_str_eq(field->values.at[i].to, word));
    letter[0] = chosen ? word.p[0] : yg_sector_from_label(word);
    if (letter[0] == 0)
        letter[0] = yg_sector_from_naics(word);
    if (letter[0] >= 'A' && letter[0] <= 'U')
        row->sector = (yg_str){letter, 1};
}

/* Words separated by blanks; a blank inside of one becomes a hyphen. */
static yg_str types_of(yg_mapped *m) {
    YG_CLEANUP_BUF yg_buf types = {0};
    yg_str list = yg_mapped_list(m, YG_MAP_TYPES);
    for (size_t i = 0; i < list.n; i++) {
        char c = list.p[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c | 0x20);
        yg_buf_addc(&types, c == '\n' ? ' ' : c == ' ' || c == '\t' ? '-' : c);
    }
    return yg_arena_copy(&m->row, yg_buf_str(&types));
}

static yg_str addresses_of(yg_mapped *m) {
    YG_CLEANUP_BUF yg_buf list = {0};
    yg_str rest = yg_mapped_list(m, YG_MAP_REFERENCES), one;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &one)) {
        if (yg_str_starts(one, YG_STR("https://")) || yg_str_starts(one, YG_STR("http://")))
            add_line(&list, one, '\n');
    }
    return yg_arena_copy(&m->row, yg_buf_str(&list));
}

static yg_str domain_of(yg_mapped *m) {
    YG_CLEANUP_BUF yg_buf host = {0};
    yg_victim_domain_add(&host, yg_mapped_value(m, YG_MAP_DOMAIN));
    return yg_arena_copy(&m->row, yg_buf_str(&host));
}

/* words: surrounded and separated by blanks. */
static bool is_one_of(yg_str word, const char *words) {
    YG_CLEANUP_BUF yg_buf wanted = {0};
    yg_buf_addf(&wanted, " %.*s ", YG_FMT(word));
    return yg_str_find(yg_str_of(words), yg_buf_str(&wanted)) != SIZE_MAX;
}

static bool put_claims(yg_mapped *m, const yg_incident *row, yg_error *err) {
    static const struct {
        yg_map_field_id field;
        const char *predicate, *words, *fault; /* words: NULL is any */
    } claims[] = {{YG_MAP_ENTERED_AT, "entered-at", " victim affiliate supplier unknown ",
                   "entered-at is none of victim, affiliate, supplier, unknown; the map's values "
                   "can say which"},
                  {YG_MAP_ENTRY_METHOD, "entry-method", NULL, NULL},
                  {YG_MAP_REACHED_PARENT, "reached-parent", " yes no not-documented ",
                   "reached-parent is none of yes, no, not-documented; the map's values can say "
                   "which"}};
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        yg_claim claim = {.predicate = yg_str_of(claims[i].predicate),
                          .value = yg_mapped_value(m, claims[i].field),
                          .asserted_by = row->asserted_by,
                          .references = row->references,
                          .date = row->date,
                          .known = row->known,
                          .confidence = -1};
        if (claim.value.n == 0)
            continue;
        if (claims[i].words != NULL && !is_one_of(claim.value, claims[i].words)) {
            yg_mapped_reject(m, claims[i].fault, claim.value); /* the row stays */
            continue;
        }
        if (!m->sink->claim(m->sink->self, &claim, err))
            return false;
    }
    return true;
}

static yg_incident row_of(yg_mapped *m, yg_str date) {
    return (yg_incident){
        .key = yg_mapped_value(m, YG_MAP_KEY),
        .date = date,
        .date_kind = m->map->date_kind,
        .victim = yg_mapped_value(m, YG_MAP_VICTIM),
        .victim_ja = yg_mapped_value(m, YG_MAP_VICTIM_JA),
        .parent = yg_mapped_value(m, YG_MAP_PARENT),
        .parent_country = yg_country_alpha2(country_of(yg_mapped_value(m, YG_MAP_PARENT_COUNTRY))),
        .types = types_of(m),
        .actors = yg_mapped_list(m, YG_MAP_ACTORS),
        .domain = domain_of(m),
        .asserted_by = yg_mapped_value(m, YG_MAP_ASSERTED_BY),
        .references = addresses_of(m),
        .known = m->map->known,
        .summary_en = yg_mapped_value(m, YG_MAP_SUMMARY),
    };
}

bool yg_mapped_incident(yg_mapped *m, yg_error *err) {
    YG_CLEANUP_BUF yg_buf raw = {0};
    char letter[1] = {0};
    yg_str date;
    if (!yg_mapped_date(m, YG_MAP_DATE, &date)) {
        yg_mapped_reject(m,
                         m->map->fields[YG_MAP_DATE].format.n > 0
                             ? "not a date of the format that the map gives"
                             : "not a date; give its format in the map, such as %d/%m/%Y",
                         yg_mapped_value(m, YG_MAP_DATE));
        return true;
    }
    yg_incident row = row_of(m, date);
    if (row.victim.n == 0 && row.key.n == 0) {
        yg_mapped_reject(m, "neither victim nor key", (yg_str){NULL, 0});
        return true;
    }
    if (row.victim.n > YG_LIMIT_NAME_BYTES) {
        yg_mapped_reject(m, "the victim's name is too long", (yg_str){NULL, 0});
        return true;
    }
    read_sites(m, &row);
    read_sector(m, &row, letter);
    yg_incident_add_cells(&raw, &m->csv, m->header.at, true);
    yg_incident_record record = {.source = &m->source,
                                 .media = YG_STR("mapped-table"),
                                 .raw = yg_buf_str(&raw),
                                 .text = row.summary_en,
                                 .offset_bytes = yg_mapped_offset(m),
                                 .modified_us = YG_TIME_NONE};
    yg_put put = yg_incident_put(m->sink, &record, &row, err);
    return put == YG_PUT_UNCHANGED || (put == YG_PUT_TAKEN && put_claims(m, &row, err));
}
