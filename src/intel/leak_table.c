/* Leak-site posts as CSV, with or without the victims' names. Columns are known by their names;
 * columns of addresses, hashes, techniques and severity are never read: in the one public table
 * that has them they are made up (docs/formats/leak-posts.md). */
#include "base/limits.h"
#include "base/utf8.h"
#include "intel/incident_part.h"
#include "intel/leak_part.h"
#include "text/csv.h"

enum { NONE = -1, MOST_COLUMNS = 64 };

typedef enum { GROUP, SEEN, ATTACKED, VICTIM, COUNTRY, SECTOR, WEBSITE, TEXT, PAGE, ROLES } role;

typedef struct {
    int at[ROLES]; /* NONE: no such column */
    yg_str names[MOST_COLUMNS];
    size_t n;
} header;

static role role_of(yg_str name) {
    static const struct {
        const char *name;
        role role;
    } rows[] = {
        {"ransomware_group", GROUP},
        {"group_name", GROUP},
        {"group", GROUP},
        {"gang", GROUP},
        {"date", SEEN},
        {"discovered", SEEN},
        {"published", SEEN},
        {"attackdate", ATTACKED},
        {"attack_date", ATTACKED},
        {"victim", VICTIM},
        {"post_title", VICTIM},
        {"victim_name", VICTIM},
        {"country", COUNTRY},
        {"country_code", COUNTRY},
        {"target_sector", SECTOR},
        {"sector", SECTOR},
        {"activity", SECTOR},
        {"industry", SECTOR},
        {"domain", WEBSITE},
        {"website", WEBSITE},
        {"description", TEXT},
        {"permalink", PAGE},
    };
    name = yg_str_trim(name);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (yg_str_eq_nocase(name, yg_str_of(rows[i].name)))
            return rows[i].role;
    }
    return ROLES;
}

static bool read_header(yg_csv *csv, header *ret) {
    header h = {.n = 0};
    for (int i = 0; i < ROLES; i++)
        h.at[i] = NONE;
    if (yg_csv_next(csv) != YG_CSV_ROW || csv->n > MOST_COLUMNS)
        return false;
    for (size_t i = 0; i < csv->n; i++) {
        yg_str name = yg_str_trim(csv->cells[i]);
        role r = role_of(name);
        if (yg_utf8_check(name) != name.n || name.n > YG_LIMIT_NAME_BYTES)
            return false;
        if (r != ROLES && h.at[r] == NONE)
            h.at[r] = (int)i;
        h.names[h.n++] = name;
    }
    *ret = h;
    return h.at[GROUP] != NONE && (h.at[SEEN] != NONE || h.at[ATTACKED] != NONE) &&
           (h.at[VICTIM] != NONE || h.at[COUNTRY] != NONE || h.at[SECTOR] != NONE);
}

int yg_leak_table_probe(yg_str head) {
    header h;
    yg_csv csv;
    head = yg_str_from(head, yg_str_starts(head, YG_STR("\xEF\xBB\xBF")) ? 3 : 0);
    if (head.n == 0 || head.p[0] == '{' || head.p[0] == '[')
        return 0;
    yg_csv_start(&csv, head, (yg_csv_options){0});
    bool own = read_header(&csv, &h);
    yg_csv_free(&csv);
    return own ? 80 : 0;
}

typedef struct {
    yg_leak_job own;
    header header;
    const yg_intel_input *input;
    yg_buf raw;
    uint64_t record;
} job;

static void reject(job *j, const char *reason, size_t offset_bytes, yg_str detail) {
    const yg_fault fault = {YG_ERR_INPUT, reason, offset_bytes, j->record};
    j->own.sink->reject(j->own.sink->self, &fault, detail);
}

static yg_str cell(const job *j, const yg_csv *csv, role r) {
    int at = j->header.at[r];
    return at != NONE && (size_t)at < csv->n ? yg_str_trim(csv->cells[at]) : (yg_str){NULL, 0};
}

static const char *fault_of(const job *j, const yg_csv *csv) {
    if (csv->n != j->header.n)
        return "row with another number of cells than the header";
    for (size_t i = 0; i < csv->n; i++) {
        if (yg_utf8_check(csv->cells[i]) != csv->cells[i].n)
            return "cell that is not UTF-8";
    }
    return NULL;
}

static bool read_row(job *j, const yg_csv *csv, yg_error *err) {
    const char *reason = fault_of(j, csv);
    if (reason == NULL) {
        yg_buf_clear(&j->raw);
        yg_incident_add_cells(&j->raw, csv, j->header.names, true);
        const yg_leak_post post = {.victim = cell(j, csv, VICTIM),
                                   .group = cell(j, csv, GROUP),
                                   .seen = cell(j, csv, SEEN),
                                   .attacked = cell(j, csv, ATTACKED),
                                   .country = cell(j, csv, COUNTRY),
                                   .sector = cell(j, csv, SECTOR),
                                   .website = cell(j, csv, WEBSITE),
                                   .text = cell(j, csv, TEXT),
                                   .reference = cell(j, csv, PAGE),
                                   .raw = yg_buf_str(&j->raw),
                                   .offset_bytes = csv->offset_bytes};
        if (!yg_leak_put(&j->own, &post, &reason, err))
            return false;
    }
    if (reason != NULL)
        reject(j, reason, csv->offset_bytes, (yg_str){NULL, 0});
    return true;
}

static bool read_rows(job *j, yg_csv *csv, yg_error *err) {
    const yg_progress *progress = &j->input->progress;
    for (;;) {
        yg_csv_step step = yg_csv_next(csv);
        if (step == YG_CSV_END)
            return true;
        j->record++;
        if (step == YG_CSV_BAD)
            reject(j, csv->fault, csv->offset_bytes, (yg_str){NULL, 0});
        else if (!read_row(j, csv, err))
            return false;
        if (progress->advance != NULL && j->record % 1024 == 0)
            progress->advance(progress->self, csv->offset_bytes, j->input->bytes.n);
    }
}

bool yg_leak_table_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err) {
    const yg_source source = {.name = YG_STR("ransomware.live table"),
                              .publisher = YG_STR("ransomware.live"),
                              .address = YG_STR("https://www.ransomware.live/"),
                              .tlp = YG_STR("clear")};
    job j = {.own = {.sink = sink, .source = yg_intel_source(input, source)}, .input = input};
    yg_csv csv;
    yg_csv_start(&csv, input->bytes, (yg_csv_options){0});
    bool done = read_header(&csv, &j.header);
    if (!done)
        yg_fail(err, YG_ERR_INPUT,
                "no table of leak-site posts: it needs columns for group and date");
    j.own.is_counted = done && j.header.at[VICTIM] == NONE;
    done = done && sink->source(sink->self, &j.own.source, err) && read_rows(&j, &csv, err);
    if (done && input->damage != NULL)
        reject(&j, input->damage, input->bytes.n, (yg_str){NULL, 0});
    yg_csv_free(&csv);
    yg_leak_job_free(&j.own);
    yg_buf_free(&j.raw);
    return done;
}
