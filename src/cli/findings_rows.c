/* One finding as a row of a table, of CSV, or as an object. */
#include "base/time.h"
#include "cli/findings.h"
#include "text/defang.h"
#include "watch/findings_export.h"

static const yg_column columns[] = {
    {"STATE", 0, false}, {"SCORE", 0, true}, {"NAME", 60, false}, {"IMITATES", 26, false},
    {"KIND", 0, false},  {"HOSTS", 0, true}, {"FIRST", 0, false}, {"LAST", 0, false},
};

yg_str yg_findings_explanation(const yg_cli *cli, yg_str english, yg_str japanese) {
    return cli->lang == YG_LANG_JA && japanese.n > 0 ? japanese : english;
}

static void put_time(yg_jw *w, const char *key, int64_t us) {
    YG_CLEANUP_BUF yg_buf time = {0};
    if (us == YG_TIME_NONE)
        return;
    yg_time_add(&time, us);
    yg_jw_str(w, key, yg_buf_str(&time));
}

/* What look-alike names have. */
static void put_name_members(yg_findings_page *page, const yg_finding_row *row) {
    yg_jw *w = &page->json;
    yg_jw_str(w, "brand", row->brand);
    yg_jw_opt(w, "organisation", row->organisation);
    yg_jw_str(w, "kind", row->how);
    yg_jw_double(w, "score", row->score, 3);
    yg_jw_str(w, "token", row->token);
    yg_jw_str(w, "host", row->host);
    yg_jw_begin(w, "span", '[');
    yg_jw_uint(w, NULL, row->start);
    yg_jw_uint(w, NULL, row->end);
    yg_jw_end(w, ']');
    yg_jw_uint(w, "distance", row->distance);
    yg_jw_list(w, "signs", row->signs, ' ');
    yg_jw_bool(w, "shared_hosting", row->shared_hosting);
    yg_jw_opt(w, "explanation",
              yg_findings_explanation(page->cli, row->explanation, row->explanation_ja));
    yg_jw_uint(w, "hosts_count", row->hosts);
    yg_jw_bool(w, "hosts_more", row->more);
    yg_jw_opt(w, "stream", row->stream);
    yg_jw_opt(w, "file", row->file);
    yg_jw_uint(w, "offset", row->offset_bytes);
}

bool yg_findings_put_members(yg_findings_page *page, const yg_finding *finding, yg_error *err) {
    yg_jw *w = &page->json;
    const yg_finding_row *row = finding->row;
    yg_jw_str(w, "id", row->id);
    yg_jw_str(w, "type", row->kind);
    yg_jw_str(w, "name", row->subject);
    yg_jw_str(w, "state", row->state);
    put_time(w, "decided", row->state_us);
    yg_jw_opt(w, "note", row->note);
    put_time(w, "first_seen", finding->is_indicator ? finding->total.first_us : row->first_us);
    put_time(w, "last_seen", finding->is_indicator ? finding->total.last_us : row->last_us);
    if (finding->is_indicator)
        return yg_findings_put_sight_members(page, finding, err);
    put_name_members(page, row);
    return true;
}

static bool put_json(yg_findings_page *page, const yg_finding *finding, yg_error *err) {
    yg_jw_begin(&page->json, NULL, '{');
    if (!yg_findings_put_members(page, finding, err))
        return false;
    yg_jw_end(&page->json, '}');
    if (page->lines) {
        yg_buf_addc(&page->cli->out, '\n');
        page->json.filled = false;
    }
    return true;
}

static void put_day(yg_findings_page *page, int64_t us) {
    yg_buf_clear(&page->scratch);
    yg_time_add_day(&page->scratch, us);
    yg_table_cell(&page->table, yg_buf_str(&page->scratch));
}

/* The registrable name, and in brackets the host that imitates, as people see it, where it says
 * more: "xn--..." and a victim's domain say nothing. */
static void put_name(yg_findings_page *page, const yg_finding_row *row) {
    yg_buf *text = &page->scratch;
    yg_buf_clear(text);
    yg_buf_addf(text, "%.*s (", YG_FMT(row->subject));
    size_t start = text->n;
    bool www = row->host.n == row->subject.n + 4 && yg_str_starts(row->host, YG_STR("www."));
    if (!yg_host_add_unicode(text, row->host) && !www && !yg_str_eq(row->host, row->subject))
        yg_buf_add(text, row->host);
    if (text->n > start)
        yg_buf_addc(text, ')');
    else
        text->n = row->subject.n;
    yg_table_cell(&page->table, yg_buf_str(text));
}

static bool put_text(yg_findings_page *page, const yg_finding *finding, yg_error *err) {
    const yg_finding_row *row = finding->row;
    if (finding->is_indicator)
        return yg_findings_put_sight(page, finding, err);
    page->names++;
    yg_table_cell(&page->table, row->state);
    yg_table_cellf(&page->table, "%.1f", row->score);
    put_name(page, row);
    yg_table_cell(&page->table, row->brand);
    yg_table_cell(&page->table, row->how);
    yg_table_cellf(&page->table, "%llu%s", (unsigned long long)row->hosts, row->more ? "+" : "");
    put_day(page, row->first_us);
    put_day(page, row->last_us);
    return true;
}

void yg_findings_page_start(yg_findings_page *page, yg_cli *cli) {
    yg_str format = yg_cli_str(cli, "format", "text");
    *page = (yg_findings_page){.cli = cli,
                               .text = yg_str_eqz(format, "text"),
                               .lines = yg_str_eqz(format, "jsonl"),
                               .csv = yg_str_eqz(format, "csv"),
                               .json = {.buf = &cli->out, .pretty = yg_str_eqz(format, "json")}};
    yg_table_start(&page->table, columns, sizeof columns / sizeof *columns);
    yg_table_start(&page->sights, yg_findings_sight_columns, yg_findings_sight_columns_n);
    if (page->csv)
        yg_findings_csv_head(&cli->out);
    else if (!page->text && !page->lines)
        yg_jw_begin(&page->json, NULL, '[');
}

bool yg_findings_page_put(yg_findings_page *page, const yg_finding *finding, yg_error *err) {
    bool done = true;
    page->n++;
    if (page->csv)
        yg_findings_csv_row(&page->cli->out, finding);
    else if (page->text)
        done = put_text(page, finding, err);
    else
        done = put_json(page, finding, err);
    yg_cli_flush_some(page->cli);
    return done;
}

void yg_findings_page_end(yg_findings_page *page) {
    if (page->text && page->n > 0) {
        bool both = page->names > 0 && page->names < page->n;
        if (page->names > 0)
            yg_table_end(&page->table, page->cli);
        if (both)
            yg_buf_addc(&page->cli->out, '\n');
        if (page->names < page->n)
            yg_table_end(&page->sights, page->cli);
        if (page->n < page->all)
            yg_buf_addf(&page->cli->out, "%zu of %zu findings\n", page->n, page->all);
        else
            yg_buf_addf(&page->cli->out, "%zu finding%s\n", page->n, page->n == 1 ? "" : "s");
    } else if (!page->text && !page->lines && !page->csv) {
        yg_jw_end(&page->json, ']');
        yg_buf_addc(&page->cli->out, '\n');
    }
}

void yg_findings_page_free(yg_findings_page *page) {
    yg_table_drop(&page->table);
    yg_table_drop(&page->sights);
    yg_finding_places_free(&page->places);
    yg_buf_free(&page->scratch);
}
