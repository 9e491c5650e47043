/* Published counts as charts: one chart for each series and class of schemes. Series are never
 * pooled, cells are never filled in, and a share without its denominator is never computed. */
#include "tell/teller.h"

static yg_str series_name(teller *t, const yg_statistic_row *row) {
    yg_str name = teller_note(t, row->series_en, row->series_ja);
    return name.n > 0 ? name : row->series;
}

/* "figure-npa-ransomware-industry-manufacturing-2022-H1": letters, digits and hyphens only. */
static yg_str figure_id(teller *t, const yg_statistic_row *row) {
    YG_CLEANUP_BUF yg_buf id = {0};
    yg_buf_addf(&id, "figure-%.*s-%.*s-%.*s-%.*s", YG_FMT(row->series), YG_FMT(row->scheme),
                YG_FMT(row->category), YG_FMT(row->period));
    return teller_id(t, &id);
}

/* Cells of the same period that count everything: what this cell's total leaves out is unknown. */
static bool unknown_of(const teller *t, const yg_statistic_row *row, uint64_t *ret_unknown) {
    for (size_t i = 0; i < t->statistics.n; i++) {
        const yg_statistic_row *all = t->statistics.at[i];
        if (yg_str_eqz(all->scheme, "total") && yg_str_eq(all->series, row->series) &&
            yg_str_eq(all->period, row->period) && yg_str_eq(all->asserted_by, row->asserted_by) &&
            row->has_total && row->total < all->count) {
            *ret_unknown = all->count - row->total;
            return true;
        }
    }
    return false;
}

/* What was counted, where the rows of a chart differ in it. How a row was made (computed, without a
 * page) stands in the evidence only. */
static yg_str cell_note(teller *t, const yg_statistic_row *row) {
    teller_scheme scheme = teller_scheme_of(row->scheme);
    yg_str note = {0};
    yg_str unit = yg_say_word(&t->voice, "value", row->unit);
    if ((scheme == SCHEME_OTHER || scheme == SCHEME_ENTRY) && row->derived.n == 0 &&
        row->references.n > 0)
        note = teller_note(t, row->note_en, row->note_ja);
    return scheme == SCHEME_OTHER && unit.n > 0 ? teller_say(t, "what.unit", "ss", unit, note)
                                                : note;
}

static yg_figure *put_figure(teller *t, yg_chart *chart, const yg_statistic_row *row,
                             yg_figure_kind kind) {
    yg_str category = yg_say_word(&t->voice, "category", row->category);
    yg_str period = yg_say_date(&t->voice, row->period);
    yg_figure f = {.id = figure_id(t, row),
                   .kind = kind,
                   .source =
                       teller_party(t, row->asserted_by.n > 0 ? row->asserted_by : row->source),
                   .series = row->series,
                   .period = row->period,
                   .period_label = period,
                   .definition = yg_say_word(&t->voice, "value", row->definition),
                   .note = cell_note(t, row),
                   .numerator = row->count,
                   .denominator = row->total,
                   .has_denominator = kind == YG_FIGURE_SHARE,
                   .computed = row->derived.n > 0};
    f.row = period;
    f.label = teller_say(t, "what.label", "ss", category, period);
    f.group = category;
    if (yg_str_eqz(row->scheme, "total"))
        f.group = teller_say(t, row->period.n == 4 ? "what.years" : "what.parts", "");
    f.text = kind == YG_FIGURE_SHARE ? yg_say_share(&t->voice, row->count, row->total)
                                     : yg_say_number(&t->voice, (double)row->count);
    if (kind != YG_FIGURE_SHARE)
        f.brief = f.text;
    else if (yg_share_show(row->total) == YG_SHOW_SHARE)
        f.brief =
            teller_say(t, "share.percent", "n", (double)row->count / (double)row->total * 100);
    f.has_unknown = unknown_of(t, row, &f.unknown);
    yg_evidence_add(t->doc, &f.evidence, teller_statistic(t, row));
    return yg_report_figure(t->doc, chart, &f);
}

/* --- Charts --- */

typedef struct {
    yg_str scheme, category;
    uint64_t weight; /* largest count */
} category_weight;
typedef YG_VEC(category_weight) category_list;

static int by_weight(const void *a, const void *b) {
    const category_weight *x = a, *y = b;
    if (!yg_str_eq(x->scheme, y->scheme))
        return yg_str_cmp(x->scheme, y->scheme);
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return yg_str_cmp(x->category, y->category);
}

/* Schemes that stand in one chart. */
teller_scheme teller_scheme_of(yg_str scheme) {
    if (yg_str_eqz(scheme, "total"))
        return SCHEME_TOTAL;
    if (yg_str_eqz(scheme, "industry"))
        return SCHEME_INDUSTRY;
    if (yg_str_eqz(scheme, "size"))
        return SCHEME_SIZE;
    return yg_str_eqz(scheme, "entry-vector") ? SCHEME_ENTRY : SCHEME_OTHER;
}

static bool in_chart(const yg_statistic_row *row, const yg_statistic_row *like) {
    return yg_str_eq(row->series, like->series) &&
           teller_scheme_of(row->scheme) == teller_scheme_of(like->scheme) &&
           yg_str_eq(row->asserted_by, like->asserted_by);
}

static bool is_first(const teller *t, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (in_chart(t->statistics.at[i], t->statistics.at[n]))
            return false;
    return true;
}

/* The newest period in which two or more categories are known: what is the largest there? */
static void note_top(teller *t, const yg_statistic_row *row, yg_figure *f) {
    if (!yg_str_eqz(row->scheme, "industry") || f->show != YG_SHOW_SHARE)
        return;
    const yg_figure *top = t->compared_share;
    bool newer = top == NULL || yg_str_cmp(row->period, top->period) > 0;
    bool rivals = false;
    for (size_t i = 0; i < t->statistics.n; i++) {
        const yg_statistic_row *other = t->statistics.at[i];
        if (in_chart(other, row) && yg_str_eq(other->period, row->period) && other != row) {
            rivals = true;
            if (other->count > row->count)
                return;
        }
    }
    if (!rivals || !newer)
        return;
    t->compared_share = f;
    t->top_category = row->category;
}

/* Orders the cells of a chart: by category, largest first, then as time goes on; a half-year stands
 * before the year that it belongs to. Totals: all half-years, then all years. */
typedef struct {
    const yg_statistic_row *row;
    size_t category; /* rank */
} placed;
typedef YG_VEC(placed) placed_list;

static int by_place(const void *a, const void *b) {
    const placed *x = a, *y = b;
    if (x->category != y->category)
        return x->category < y->category ? -1 : 1;
    if (x->row->to_us != y->row->to_us)
        return x->row->to_us < y->row->to_us ? -1 : 1;
    if (x->row->from_us != y->row->from_us)
        return x->row->from_us > y->row->from_us ? -1 : 1;
    return yg_str_cmp(x->row->id, y->row->id);
}

static bool is_year(const yg_statistic_row *row) {
    return row->period.n == 4;
}

static size_t rank_of(const category_list *weights, const yg_statistic_row *row) {
    size_t w = 0;
    if (teller_scheme_of(row->scheme) == SCHEME_TOTAL)
        return is_year(row);
    while (w < weights->n && !yg_str_eq(weights->at[w].category, row->category))
        w++;
    return w;
}

static void weigh(const teller *t, const yg_statistic_row *like, category_list *weights) {
    for (size_t i = 0; i < t->statistics.n; i++) {
        const yg_statistic_row *row = t->statistics.at[i];
        size_t w = 0;
        if (!in_chart(row, like))
            continue;
        while (w < weights->n && !yg_str_eq(weights->at[w].category, row->category))
            w++;
        if (w == weights->n)
            yg_vec_push(weights, ((category_weight){row->scheme, row->category, 0}));
        if (row->count > weights->at[w].weight)
            weights->at[w].weight = row->count;
    }
    qsort(weights->at, weights->n, sizeof *weights->at, by_weight);
}

static void place(const teller *t, const yg_statistic_row *like, placed_list *cells) {
    category_list weights = {0};
    weigh(t, like, &weights);
    for (size_t i = 0; i < t->statistics.n; i++)
        if (in_chart(t->statistics.at[i], like))
            yg_vec_push(cells,
                        ((placed){t->statistics.at[i], rank_of(&weights, t->statistics.at[i])}));
    qsort(cells->at, cells->n, sizeof *cells->at, by_place);
    yg_vec_free(&weights);
}

static yg_chart *start_chart(teller *t, yg_section *section, const yg_statistic_row *like) {
    static const char *const names[] = {"total", "industry", "size", "entry-vector", "other"};
    const char *name = names[teller_scheme_of(like->scheme)];
    YG_CLEANUP_BUF yg_buf id = {0};
    yg_buf_addf(&id, "chart-%.*s-%s", YG_FMT(like->series), name);
    yg_chart *chart = yg_section_chart(t->doc, section, yg_buf_str(&id),
                                       yg_say_word(&t->voice, "scheme", yg_str_of(name)));
    yg_str who = teller_party(t, like->asserted_by.n > 0 ? like->asserted_by : like->source);
    yg_str definition = yg_say_word(&t->voice, "value", like->definition);
    yg_str unit = yg_say_word(&t->voice, "value", like->unit);
    bool mixed = teller_scheme_of(like->scheme) == SCHEME_OTHER;
    chart->caption =
        mixed ? teller_say(t, "what.caption-mixed", "sss", series_name(t, like), who, definition)
              : teller_say(t, "what.caption", "ssss", series_name(t, like), who, unit, definition);
    return chart;
}

static void one_chart(teller *t, yg_section *section, const yg_statistic_row *like) {
    placed_list cells = {0};
    bool computed = false;
    yg_chart *chart = start_chart(t, section, like);
    YG_CLEANUP_BUF yg_buf note = {0};
    place(t, like, &cells);
    for (size_t i = 0; i < cells.n; i++) {
        const yg_statistic_row *row = cells.at[i].row;
        bool is_count = teller_scheme_of(row->scheme) == SCHEME_TOTAL || !row->has_total;
        computed |= row->derived.n > 0;
        note_top(t, row, put_figure(t, chart, row, is_count ? YG_FIGURE_COUNT : YG_FIGURE_SHARE));
    }
    if (computed)
        teller_add_line(&note, teller_say(t, "what.computed-note", ""));
    if (chart->figures.n > 1)
        teller_add_line(&note, teller_say(t, "what.note", ""));
    chart->note = teller_buf(t, &note);
    yg_vec_free(&cells);
}

void teller_charts(teller *t, yg_section *section, teller_scheme wanted) {
    for (size_t i = 0; i < t->statistics.n; i++)
        if (teller_scheme_of(t->statistics.at[i]->scheme) == wanted && is_first(t, i))
            one_chart(t, section, t->statistics.at[i]);
}
