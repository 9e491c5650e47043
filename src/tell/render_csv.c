/* All figures of a report as one table: CSV for a spreadsheet. */
#include "tell/report_export.h"
#include "text/csv_write.h"

enum { COLUMNS = 22 };

static const char *const heads[COLUMNS] = {
    "id",      "kind",   "label",      "group", "row",    "key",     "numerator", "denominator",
    "unknown", "share",  "low",        "high",  "method", "level",   "text",      "source",
    "series",  "period", "definition", "query", "note",   "evidence"};

typedef struct {
    yg_str cells[COLUMNS];
    size_t n;
    yg_arena arena;
} row;

static void add(row *r, yg_str cell) {
    r->cells[r->n++] = cell;
}

static void add_number(row *r, bool is_known, double value) {
    YG_CLEANUP_BUF yg_buf text = {0};
    if (is_known)
        yg_buf_addf(&text, "%.6f", value);
    add(r, yg_arena_copy(&r->arena, yg_buf_str(&text)));
}

static void add_whole(row *r, bool is_known, uint64_t value) {
    YG_CLEANUP_BUF yg_buf text = {0};
    if (is_known)
        yg_buf_addf(&text, "%llu", (unsigned long long)value);
    add(r, yg_arena_copy(&r->arena, yg_buf_str(&text)));
}

static yg_str evidence_of(row *r, const yg_report *doc, const yg_figure *f) {
    YG_CLEANUP_BUF yg_buf ids = {0};
    for (size_t i = 0; i < f->evidence.n; i++) {
        if (i > 0)
            yg_buf_addc(&ids, ' ');
        yg_buf_add(&ids, doc->evidence.at[f->evidence.at[i] - 1]->id);
    }
    return yg_arena_copy(&r->arena, yg_buf_str(&ids));
}

static void add_figure(row *r, const yg_report *doc, const yg_figure *f) {
    bool has_interval = f->show != YG_SHOW_NOTHING;
    yg_str method = f->method.n > 0 ? f->method : YG_STR("wilson");
    add(r, f->id);
    add(r, yg_str_of(yg_figure_kind_word(f->kind)));
    add(r, f->label);
    add(r, f->group);
    add(r, f->row);
    add(r, f->key);
    add_whole(r, true, f->numerator);
    add_whole(r, f->has_denominator, f->denominator);
    add_whole(r, f->has_unknown, f->unknown);
    add_number(r, f->show == YG_SHOW_SHARE, f->share);
    add_number(r, has_interval, f->interval.low);
    add_number(r, has_interval, f->interval.high);
    add(r, has_interval ? method : (yg_str){NULL, 0});
    add(r, has_interval ? YG_STR("0.95") : (yg_str){NULL, 0});
    const yg_str texts[] = {f->text,       f->source, f->series, f->period,
                            f->definition, f->query,  f->note};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        add(r, texts[i]);
    add(r, evidence_of(r, doc, f));
}

bool yg_render_csv(const yg_report *doc, yg_buf *out, yg_error *err) {
    row r = {0};
    (void)err;
    for (size_t i = 0; i < COLUMNS; i++)
        add(&r, yg_str_of(heads[i]));
    yg_csv_add_row(out, r.cells, COLUMNS);
    for (size_t i = 0; i < doc->figures.n; i++) {
        r.n = 0;
        yg_arena_reset(&r.arena);
        add_figure(&r, doc, doc->figures.at[i]);
        yg_csv_add_row(out, r.cells, COLUMNS);
    }
    yg_arena_free(&r.arena);
    return true;
}
