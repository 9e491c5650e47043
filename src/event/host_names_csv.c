/* Tables: CSV in all its dialects (text/csv.h), and Zeek's own logs (TAB, `#fields`, "-" for what
 * is not set, "," between the members of a set; https://docs.zeek.org/en/master/log-formats.html).
 */
#include "event/host_names_part.h"

/* The names that tables give to columns of host names, best first. */
static const char *const usual[] = {
    "domain",   "fqdn",        "hostname", "host",       "host_name",  "domain_name", "query",
    "qname",    "server_name", "san.dns",  "rrname",     "name_value", "dns_names",   "sni",
    "tls_sni",  "url",         "uri",      "address",    "dest_host",  "cs-host",     "site",
    "dns.name", "common_name", "domains",  "hosts",      "names",      "name",        "indicator",
    "ioc",      "value",       "ドメイン", "ドメイン名", "ホスト名",   "ホスト",
};
static const char *const times[] = {
    "ts",   "timestamp", "@timestamp", "date_time",  "datetime", "first_seen", "seen",
    "time", "date",      "created",    "not_before", "日時",     "日付"};

static size_t column_of(const yg_str *cells, size_t n, const char *const *words, size_t words_n) {
    for (size_t w = 0; w < words_n; w++) {
        for (size_t i = 0; i < n; i++) {
            if (yg_str_eq_nocase(yg_str_trim(cells[i]), yg_str_of(words[w])))
                return i;
        }
    }
    return SIZE_MAX;
}

size_t yg_host_usual_column(const yg_str *cells, size_t n) {
    return column_of(cells, n, usual, sizeof usual / sizeof *usual);
}

size_t yg_host_time_column(const yg_str *cells, size_t n) {
    return column_of(cells, n, times, sizeof times / sizeof *times);
}

static void give_row(yg_host_names *r, const yg_str *cells, size_t n, uint64_t offset) {
    int64_t time_us = YG_TIME_NONE;
    bool is_short = true;
    if (r->time_column < n)
        time_us = yg_host_time(cells[r->time_column]);
    r->records++;
    for (size_t i = 0; i < r->columns_n; i++) {
        if (r->columns[i] >= n)
            continue;
        is_short = false;
        yg_str cell = yg_str_trim(cells[r->columns[i]]);
        if (r->form == FORM_ZEEK && (yg_str_eqz(cell, "-") || yg_str_eqz(cell, "(empty)")))
            continue;
        yg_host_give(r, cell, time_us, offset);
    }
    if (is_short)
        yg_host_reject(r, "row has too few columns", offset);
}

void yg_host_feed_csv(yg_host_names *r, yg_str bytes, uint64_t offset) {
    yg_csv_step step;
    yg_csv_start(&r->csv, bytes, (yg_csv_options){.delimiter = r->delimiter});
    while ((step = yg_csv_next(&r->csv)) != YG_CSV_END) {
        uint64_t at = offset + r->csv.offset_bytes;
        if (at < r->header_end)
            continue;
        if (step == YG_CSV_ROW) {
            give_row(r, r->csv.cells, r->csv.n, at);
        } else {
            r->records++;
            yg_host_reject(r, r->csv.fault, at);
        }
    }
    yg_csv_free(&r->csv);
}

/* Behind the last line end that stands outside of quotes. When a quote never closes, the last line
 * end: text/csv.h then finds the way back. */
size_t yg_host_cut_csv(yg_str bytes) {
    const char *at = bytes.p, *const end = bytes.p + bytes.n, *last = NULL;
    bool inside = false;
    if (bytes.n == 0)
        return 0;
    while (at < end) {
        const char *quote = memchr(at, '"', (size_t)(end - at));
        const char *stop = quote != NULL ? quote : end;
        const char *line = inside ? NULL : memrchr(at, '\n', (size_t)(stop - at));
        last = line != NULL ? line : last;
        inside = quote != NULL ? !inside : inside;
        at = stop + 1;
    }
    if (last == NULL && bytes.n >= YG_LIMIT_CELL_BYTES)
        last = memrchr(bytes.p, '\n', bytes.n);
    return last != NULL ? (size_t)(last - bytes.p) + 1 : 0;
}

static void feed_row(yg_host_names *r, yg_str line, uint64_t offset) {
    yg_str cells[256], rest = line;
    size_t n = 0;
    while (n < sizeof cells / sizeof *cells && yg_str_split(&rest, '\t', &cells[n]))
        n++;
    give_row(r, cells, n, offset);
}

void yg_host_feed_zeek(yg_host_names *r, yg_str bytes, uint64_t offset) {
    for (size_t at = 0; at < bytes.n;) {
        const char *stop = memchr(bytes.p + at, '\n', bytes.n - at);
        size_t end = stop != NULL ? (size_t)(stop - bytes.p) : bytes.n;
        yg_str line = yg_str_sub(bytes, at, end - at);
        if (line.n > 0 && line.p[line.n - 1] == '\r')
            line.n--;
        if (line.n > 0 && line.p[0] != '#')
            feed_row(r, line, offset + at);
        at = end + 1;
    }
}
