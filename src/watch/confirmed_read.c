/* Reading confirmed cases: CSV, JSON lines, lines. Everything in it is somebody else's: names are
 * cleaned as those of a scan, brands are cut, what does not fit is counted [HOSTILE-TEXT]. */
#include "base/limits.h"
#include "base/time.h"
#include "base/utf8.h"
#include "event/host_names.h"
#include "match/name_text.h"
#include "text/csv.h"
#include "text/defang.h"
#include "text/json.h"
#include "watch/confirmed.h"

/* Longer names of brands are cut: nobody reads them. */
enum { BRAND_MOST = 200, COLUMNS = 3 };
/* Days outside are typing errors: 1990-01-01 to 2100-01-01. */
enum { DAY_LEAST = 7305, DAY_MOST = 47482 };

/* What a record says, before it is a case. */
typedef struct {
    yg_str date, name, brand;
    bool needs_date; /* a table with a column of dates: an empty one is a fault */
    uint64_t offset, record;
} raw_case;

typedef struct {
    const yg_confirmed_reader *reader;
    yg_error *err;
    yg_buf refanged;
    char host[YG_NAME_MAX + 1];
    yg_name_text text;
    bool is_stopped;
} reading;

static const char *const names_of[COLUMNS][10] = {
    {"date", "day", "time", "first_seen", "firstseen", "reported", "timestamp", NULL},
    {"url", "host", "domain", "name", "hostname", "fqdn", "indicator", NULL},
    {"description", "brand", "target", "imitates", NULL},
};

static void put_fault(reading *r, const raw_case *raw, const char *reason) {
    const yg_fault fault = {YG_ERR_INPUT, reason, raw->offset, raw->record};
    if (r->reader->fault)
        r->reader->fault(r->reader->self, &fault);
}

static bool day_of(yg_str date, int32_t *ret_day) {
    int64_t us = yg_host_time(date);
    if (us == YG_TIME_NONE)
        return false;
    const int64_t day = us >= 0 ? us / YG_US_PER_DAY : -1;
    if (day < DAY_LEAST || day > DAY_MOST)
        return false;
    *ret_day = (int32_t)day;
    return true;
}

static void put_case(reading *r, const raw_case *raw) {
    yg_confirmed_case it = {.day = r->reader->on_day, .offset_bytes = raw->offset};
    const yg_str date = yg_str_trim(raw->date);
    if ((date.n > 0 || raw->needs_date) && !day_of(date, &it.day)) {
        put_fault(r, raw, "no date that can be read, from 1990 to 2099");
        return;
    }
    if (it.day > r->reader->latest_day) {
        put_fault(r, raw, "a date that has not come yet");
        return;
    }
    yg_buf_clear(&r->refanged);
    yg_defang_refang(raw->name, &r->refanged);
    const yg_suffixes *suffixes =
        r->reader->suffixes ? r->reader->suffixes : yg_suffixes_built_in();
    if (!yg_name_text_make(suffixes, yg_buf_str(&r->refanged), r->host, &r->text)) {
        put_fault(r, raw, raw->name.n ? "no host name with a registrable part" : "no name");
        return;
    }
    it.host = r->text.host;
    it.registrable = yg_str_from(r->text.host, r->text.split.registrable);
    it.brand = yg_str_trim(raw->brand);
    if (yg_utf8_check(it.brand) < it.brand.n)
        it.brand = (yg_str){NULL, 0};
    if (it.brand.n > BRAND_MOST)
        it.brand.n = yg_utf8_floor(it.brand, BRAND_MOST);
    if (!r->reader->take(r->reader->self, &it, r->err))
        r->is_stopped = true;
}

/* --- CSV --- */

/* Which cell is which; SIZE_MAX: none. False: this is no row of names. */
static bool columns_of(const yg_csv *csv, size_t ret_columns[COLUMNS]) {
    for (size_t c = 0; c < COLUMNS; c++) {
        ret_columns[c] = SIZE_MAX;
        for (size_t i = 0; i < csv->n && ret_columns[c] == SIZE_MAX; i++)
            for (size_t n = 0; names_of[c][n]; n++)
                if (yg_str_eq_nocase(yg_str_trim(csv->cells[i]), yg_str_of(names_of[c][n])))
                    ret_columns[c] = i;
    }
    return ret_columns[1] != SIZE_MAX;
}

static yg_str cell_of(const yg_csv *csv, size_t column) {
    return column < csv->n ? csv->cells[column] : (yg_str){NULL, 0};
}

static void read_csv(reading *r, yg_str text, uint64_t base) {
    YG_CLEANUP_CSV yg_csv csv = {0};
    size_t columns[COLUMNS] = {0, 1, 2};
    yg_csv_step step;
    raw_case raw = {0};
    yg_csv_start(&csv, text, (yg_csv_options){.delimiter = yg_csv_sniff(text)});
    while (!r->is_stopped && (step = yg_csv_next(&csv)) != YG_CSV_END) {
        raw.record++;
        raw.offset = base + csv.offset_bytes;
        if (step == YG_CSV_BAD) {
            put_fault(r, &raw, csv.fault);
            continue;
        }
        size_t named[COLUMNS];
        if (raw.record == 1 && columns_of(&csv, named)) {
            memcpy(columns, named, sizeof columns);
            continue;
        }
        raw.date = cell_of(&csv, columns[0]);
        raw.needs_date = columns[0] != SIZE_MAX;
        raw.name = cell_of(&csv, columns[1]);
        raw.brand = cell_of(&csv, columns[2]);
        put_case(r, &raw);
    }
}

/* --- JSON lines --- */

static yg_str member_of(const yyjson_val *object, size_t column, char scratch[32]) {
    for (size_t n = 0; names_of[column][n]; n++) {
        const yg_str text = yg_json_text(
            yyjson_obj_get((yyjson_val *)(uintptr_t)object, names_of[column][n]), scratch);
        if (text.n)
            return text;
    }
    return (yg_str){NULL, 0};
}

static void read_json_line(reading *r, yg_json_parser *parser, yg_str line, raw_case *raw) {
    const char *reason = "not JSON";
    size_t at = 0;
    char scratch[COLUMNS][32];
    const yyjson_val *root = yg_json_parse(parser, line, &reason, &at);
    if (!yyjson_is_obj((yyjson_val *)(uintptr_t)root)) {
        put_fault(r, raw, root ? "no JSON object" : reason);
        return;
    }
    raw->date = member_of(root, 0, scratch[0]);
    raw->name = member_of(root, 1, scratch[1]);
    raw->brand = member_of(root, 2, scratch[2]);
    put_case(r, raw);
}

/* --- Lines --- */

static void read_lines(reading *r, yg_str text, uint64_t base, bool json) {
    yg_json_parser parser = {.most_bytes = 1 << 20};
    raw_case raw = {0};
    yg_str rest = text, line;
    while (!r->is_stopped && yg_str_split(&rest, '\n', &line)) {
        raw = (raw_case){.offset = base + (uint64_t)(line.p - text.p), .record = raw.record + 1};
        line = yg_str_trim(line);
        if (line.n == 0 || line.p[0] == '#')
            continue;
        raw.name = line;
        if (json)
            read_json_line(r, &parser, line, &raw);
        else
            put_case(r, &raw);
    }
    yg_json_parser_free(&parser);
}

/* Is it a table? Its first row has the names of columns, or begins with a date. */
static bool is_table(yg_str text) {
    YG_CLEANUP_CSV yg_csv csv = {0};
    size_t columns[COLUMNS];
    int32_t day;
    const yg_str head = yg_str_sub(text, 0, 64 << 10);
    yg_csv_start(&csv, head, (yg_csv_options){.delimiter = yg_csv_sniff(head)});
    while (true) {
        const yg_csv_step step = yg_csv_next(&csv);
        if (step == YG_CSV_END)
            return false;
        if (step == YG_CSV_ROW)
            return csv.n > 1 ? columns_of(&csv, columns) || day_of(yg_str_trim(csv.cells[0]), &day)
                             : columns_of(&csv, columns);
    }
}

bool yg_confirmed_read(const yg_confirmed_reader *reader, yg_str text, yg_error *err) {
    reading r = {.reader = reader, .err = err};
    uint64_t base = 0;
    if (yg_str_starts(text, YG_STR("\xEF\xBB\xBF"))) {
        base = 3;
        text = yg_str_from(text, base);
    }
    const yg_str begin = yg_str_trim(yg_str_sub(text, 0, 4096));
    if (begin.n && begin.p[0] == '{')
        read_lines(&r, text, base, true);
    else if (is_table(text))
        read_csv(&r, text, base);
    else
        read_lines(&r, text, base, false);
    yg_buf_free(&r.refanged);
    return !r.is_stopped;
}
