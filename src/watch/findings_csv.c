/* Findings as a table of CSV; both kinds have the same columns. */
#include "base/time.h"
#include "base/utf8.h"
#include "text/csv_write.h"
#include "text/defang.h"
#include "watch/findings_export.h"

static const char *const csv_columns[] = {
    "id", "type", "name", "brand", "organisation", "kind", "state", "decided", "note", "score",
    "token", "host", "unicode", "span_start", "span_end", "distance", "signs", "shared_hosting",
    "explanation", "first_seen", "last_seen", "hosts_count", "hosts_more", "stream", "file",
    "offset",
    /* Only of indicators: */
    "indicator_type", "actor_id", "actor_said", "actor_country", "actor_source", "country_source",
    "source", "context", "tlp", "confidence", "count", "machines", "days", "organisations",
    /* the actor; of the latest sighting: */
    "actor", "machine", "role", "field", "record_kind", "seen", "line"};
enum { CSV_COLUMNS = sizeof csv_columns / sizeof *csv_columns, CSV_NAME = 26, CSV_SIGHT = 21 };

void yg_findings_csv_head(yg_buf *buf) {
    yg_str heads[CSV_COLUMNS];
    for (size_t i = 0; i < CSV_COLUMNS; i++)
        heads[i] = yg_str_of(csv_columns[i]);
    yg_csv_add_row(buf, heads, CSV_COLUMNS);
}

/* A number or a time as a cell; the texts live in one buffer that does not grow meanwhile. */
static yg_str number(yg_buf *texts, const char *format, double value) {
    size_t start = texts->n;
    yg_buf_addf(texts, format[0] == 'f' ? "%.3f" : "%.0f", value);
    return yg_str_from(yg_buf_str(texts), start);
}

static yg_str moment(yg_buf *texts, int64_t us) {
    size_t start = texts->n;
    yg_time_add(texts, us);
    return yg_str_from(yg_buf_str(texts), start);
}

static yg_str unicode(yg_buf *texts, yg_str host) {
    size_t start = texts->n;
    yg_host_add_unicode(texts, host);
    return yg_str_from(yg_buf_str(texts), start);
}

/* The cells that only indicators have; the buffer has room. */
static void add_sight(const yg_finding *f, yg_buf *texts, yg_str *cells) {
    const yg_sighted *k = &f->known;
    size_t start = texts->n;
    yg_buf_add(texts, f->total.organisations); /* line ends become blanks */
    const yg_str values[CSV_SIGHT] = {
        f->row->subject_type,
        k->actor_id,
        k->actor_said,
        k->actor_country,
        k->actor_source,
        k->country_source,
        k->source,
        k->context,
        k->tlp,
        k->confidence >= 0 ? number(texts, "i", k->confidence) : YG_STR(""),
        number(texts, "i", (double)f->total.count),
        number(texts, "i", (double)f->total.machines),
        number(texts, "i", (double)f->total.days),
        yg_str_sub(yg_buf_str(texts), start, f->total.organisations.n),
        f->row->brand,
        f->latest.machine,
        f->latest.role,
        f->latest.field,
        f->latest.kind,
        f->latest.seen,
        number(texts, "i", (double)f->latest.line),
    };
    memcpy(cells, values, sizeof values);
}

/* The columns of look-alike names. */
static void add_name(const yg_finding_row *row, yg_buf *texts, yg_str cells[CSV_NAME]) {
    const yg_str values[CSV_NAME] = {row->id,
                                     row->kind,
                                     row->subject,
                                     row->brand,
                                     row->organisation,
                                     row->how,
                                     row->state,
                                     moment(texts, row->state_us),
                                     row->note,
                                     number(texts, "f", row->score),
                                     row->token,
                                     row->host,
                                     unicode(texts, row->host),
                                     number(texts, "i", row->start),
                                     number(texts, "i", row->end),
                                     number(texts, "i", row->distance),
                                     row->signs,
                                     row->shared_hosting ? YG_STR("true") : YG_STR("false"),
                                     row->explanation,
                                     moment(texts, row->first_us),
                                     moment(texts, row->last_us),
                                     number(texts, "i", (double)row->hosts),
                                     row->more ? YG_STR("true") : YG_STR("false"),
                                     row->stream,
                                     row->file,
                                     number(texts, "i", (double)row->offset_bytes)};
    memcpy(cells, values, sizeof values);
}

/* Of them those that indicators have, too; the rest stays empty. */
static void add_common(const yg_finding *f, yg_buf *texts, yg_str cells[CSV_NAME]) {
    const yg_str none = YG_STR("");
    const yg_finding_row *row = f->row;
    const yg_str values[CSV_NAME] = {row->id,
                                     row->kind,
                                     row->subject,
                                     none,
                                     f->latest.organisation,
                                     none,
                                     row->state,
                                     moment(texts, row->state_us),
                                     row->note,
                                     none,
                                     none,
                                     none,
                                     none,
                                     none,
                                     none,
                                     none,
                                     none,
                                     none,
                                     none,
                                     moment(texts, f->total.first_us),
                                     moment(texts, f->total.last_us),
                                     none,
                                     none,
                                     none,
                                     f->latest.file,
                                     number(texts, "i", (double)f->latest.offset_bytes)};
    memcpy(cells, values, sizeof values);
}

void yg_findings_csv_row(yg_buf *buf, const yg_finding *finding) {
    YG_CLEANUP_BUF yg_buf texts = {0};
    yg_str cells[CSV_COLUMNS] = {0};
    /* Views of it stay where they are. */
    yg_buf_reserve(&texts, 4096 + finding->total.organisations.n);
    if (finding->is_indicator) {
        add_common(finding, &texts, cells);
        add_sight(finding, &texts, cells + CSV_NAME);
    } else {
        add_name(finding->row, &texts, cells);
    }
    /* Names of members and notes may hold what a terminal or a reader of lines would act on. */
    YG_CLEANUP_BUF yg_buf shown = {0};
    size_t all = 1;
    for (size_t i = 0; i < CSV_COLUMNS; i++)
        all += cells[i].n;
    yg_buf_reserve(&shown, 8 * all); /* a byte becomes four at most: \xHH */
    for (size_t i = 0; i < CSV_COLUMNS; i++) {
        size_t start = shown.n;
        yg_utf8_add_printable(&shown, cells[i], false);
        cells[i] = yg_str_from(yg_buf_str(&shown), start);
    }
    yg_csv_add_row(buf, cells, CSV_COLUMNS);
}
