/* WHAT: published counts, one chart for each series and scheme. Series are never pooled, cells are
 * never filled in, and a share without its denominator is never computed. */
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
    for (size_t i = 0; i < id.n; i++) {
        char c = id.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
            id.p[i] = '-';
    }
    /* Two records of one cell are two figures. */
    yg_str base = teller_buf(t, &id);
    size_t n = id.n;
    for (unsigned copy = 2;; copy++) {
        bool taken = false;
        for (size_t i = 0; i < t->doc->figures.n; i++)
            taken |= yg_str_eq(t->doc->figures.at[i]->id, yg_buf_str(&id));
        if (!taken)
            return copy == 2 ? base : teller_buf(t, &id);
        id.n = n;
        yg_buf_addf(&id, "-%u", copy);
    }
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

static yg_str cell_note(teller *t, const yg_statistic_row *row) {
    yg_str note = teller_note(t, row->note_en, row->note_ja);
    return row->derived.n > 0 ? teller_say(t, "what.derived", "ss", row->derived, note) : note;
}

static yg_figure *put_figure(teller *t, yg_chart *chart, const yg_statistic_row *row,
                             yg_figure_kind kind) {
    yg_str category = yg_say_word(&t->voice, "category", row->category);
    yg_str period = yg_say_date(&t->voice, row->period);
    yg_figure f = {.id = figure_id(t, row),
                   .kind = kind,
                   .source = row->asserted_by.n > 0 ? row->asserted_by : row->source,
                   .series = row->series,
                   .period = row->period,
                   .period_label = period,
                   .definition = yg_say_word(&t->voice, "value", row->definition),
                   .note = cell_note(t, row),
                   .numerator = row->count,
                   .denominator = row->total,
                   .has_denominator = kind == YG_FIGURE_SHARE};
    f.row = period;
    f.group = yg_str_eqz(row->scheme, "total") ? (yg_str){0} : category;
    f.label = f.group.n > 0 ? teller_say(t, "what.label", "ss", category, period) : period;
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
    yg_str category;
    uint64_t weight; /* largest count */
} category_weight;

static int by_weight(const void *a, const void *b) {
    const category_weight *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return yg_str_cmp(x->category, y->category);
}

static bool in_chart(const yg_statistic_row *row, const yg_statistic_row *like) {
    return yg_str_eq(row->series, like->series) && yg_str_eq(row->scheme, like->scheme) &&
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
    const yg_figure *top = t->top_share;
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
    t->top_share = f;
    t->top_category = row->category;
}

static void one_chart(teller *t, yg_section *section, const yg_statistic_row *like) {
    YG_VEC(category_weight) weights = {0};
    YG_CLEANUP_BUF yg_buf id = {0};
    for (size_t i = 0; i < t->statistics.n; i++) {
        const yg_statistic_row *row = t->statistics.at[i];
        size_t w = 0;
        if (!in_chart(row, like))
            continue;
        while (w < weights.n && !yg_str_eq(weights.at[w].category, row->category))
            w++;
        if (w == weights.n)
            yg_vec_push(&weights, ((category_weight){row->category, 0}));
        if (row->count > weights.at[w].weight)
            weights.at[w].weight = row->count;
    }
    qsort(weights.at, weights.n, sizeof *weights.at, by_weight);
    yg_buf_addf(&id, "chart-%.*s-%.*s", YG_FMT(like->series), YG_FMT(like->scheme));
    yg_str title = yg_say_word(&t->voice, "scheme", like->scheme);
    yg_chart *chart = yg_section_chart(t->doc, section, yg_buf_str(&id), title);
    yg_str unit = yg_say_word(&t->voice, "value", like->unit);
    yg_str definition = yg_say_word(&t->voice, "value", like->definition);
    chart->caption =
        teller_say(t, "what.caption", "ssss", series_name(t, like),
                   like->asserted_by.n > 0 ? like->asserted_by : like->source, unit, definition);
    for (size_t w = 0; w < weights.n; w++)
        for (size_t i = 0; i < t->statistics.n; i++) {
            const yg_statistic_row *row = t->statistics.at[i];
            bool is_count = yg_str_eqz(row->scheme, "total") || !row->has_total;
            if (!in_chart(row, like) || !yg_str_eq(row->category, weights.at[w].category))
                continue;
            note_top(t, row,
                     put_figure(t, chart, row, is_count ? YG_FIGURE_COUNT : YG_FIGURE_SHARE));
        }
    if (chart->figures.n > 1)
        chart->note = teller_say(t, "what.note", "");
    yg_vec_free(&weights);
}

void teller_charts(teller *t, yg_section *section, bool (*wanted)(yg_str scheme)) {
    for (size_t i = 0; i < t->statistics.n; i++)
        if (wanted(t->statistics.at[i]->scheme) && is_first(t, i))
            one_chart(t, section, t->statistics.at[i]);
}

/* --- The section --- */

static bool is_industry(yg_str scheme) {
    return yg_str_eqz(scheme, "industry");
}

static bool is_size(yg_str scheme) {
    return yg_str_eqz(scheme, "size") || yg_str_eqz(scheme, "industry-detail");
}

static bool is_total(yg_str scheme) {
    return yg_str_eqz(scheme, "total");
}

static bool is_rest(yg_str scheme) {
    return !is_industry(scheme) && !is_size(scheme) && !is_total(scheme) &&
           !yg_str_eqz(scheme, "entry-vector");
}

/* Figures of the same chart and category as the top share: the first of them, and the strongest
 * rival in its period. */
static void find_rivals(teller *t) {
    if (t->top_share == NULL)
        return;
    for (size_t i = 0; i < t->doc->figures.n; i++) {
        yg_figure *f = t->doc->figures.at[i];
        if (f == t->top_share || f->show != YG_SHOW_SHARE || f->series.n == 0 ||
            !yg_str_eq(f->series, t->top_share->series) ||
            !yg_str_eq(f->source, t->top_share->source))
            continue;
        bool same_period = yg_str_eq(f->period, t->top_share->period);
        bool industry = yg_str_find(f->id, YG_STR("-industry-")) != SIZE_MAX &&
                        yg_str_find(f->id, YG_STR("-industry-detail-")) == SIZE_MAX;
        if (industry && same_period &&
            (t->next_share == NULL || f->numerator > t->next_share->numerator))
            t->next_share = f;
        if (yg_str_eq(f->group, t->top_share->group) && t->first_share == NULL &&
            yg_str_find(f->period, YG_STR("-H")) != SIZE_MAX)
            t->first_share = f;
    }
}

static void tell_top(teller *t, yg_section *section) {
    const yg_figure *top = t->top_share, *first = t->first_share;
    if (top == NULL)
        return;
    yg_evidence_set evidence = {0};
    yg_evidence_add_all(t->doc, &evidence, top->evidence);
    teller_paragraph(
        t, section,
        teller_say(t, "what.top", "ssss", top->group, top->period_label, top->text, top->source),
        evidence);
    if (first == NULL)
        return;
    yg_evidence_add_all(t->doc, &evidence, first->evidence);
    bool overlap =
        top->interval.low <= first->interval.high && first->interval.low <= top->interval.high;
    teller_paragraph(t, section,
                     teller_say(t, overlap ? "what.no-change" : "what.change", "ssss", top->group,
                                first->period_label, first->text, top->period_label),
                     evidence);
}

/* Shares that others print for the same cells: one claim, several retellings. */
static bool retellings(teller *t, yg_section *section, yg_error *err) {
    static const char *const predicates[] = {"share-percent", "share-words",    "count-of-total",
                                             "prints",        "change-percent", "change-words"};
    const yg_str columns[] = {
        teller_say(t, "what.column.cell", ""), teller_say(t, "what.column.printed", ""),
        teller_say(t, "who.column.source", ""), teller_say(t, "what.column.note", "")};
    teller_claims claims = {0};
    yg_table *table = NULL;
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof predicates / sizeof *predicates; i++) {
        yg_claim_filter filter = {.predicate = yg_str_of(predicates[i])};
        ok = teller_claims_of(t, &filter, &claims, err);
    }
    for (size_t i = 0; ok && i < claims.n; i++) {
        const yg_claim_row *row = claims.at[i];
        yg_str series = yg_str_sub(row->subject_name, 0, yg_str_chr(row->subject_name, '/'));
        bool mine = false;
        for (size_t s = 0; s < t->statistics.n; s++)
            mine |= yg_str_eq(t->statistics.at[s]->series, series);
        if (!mine)
            continue;
        if (table == NULL)
            table = yg_section_table(t->doc, section, "table-printed",
                                     teller_say(t, "what.printed-caption", ""), columns, 4);
        yg_cell *cells = yg_table_row(t->doc, table);
        yg_str value = teller_value(t, row);
        if (yg_str_ends(row->predicate, YG_STR("-percent")))
            value = teller_say(t, "what.percent", "s", value);
        cells[0].text = teller_subject(t, row);
        cells[1].text = teller_copy(t, value);
        cells[2].text = teller_copy(t, teller_asserter(row));
        yg_evidence_add(t->doc, &cells[2].evidence, teller_claim(t, row));
        cells[3].text = teller_copy(t, teller_note(t, row->note_en, row->note_ja));
    }
    if (table != NULL)
        table->note = teller_say(t, "what.printed-note", "");
    yg_vec_free(&claims);
    return ok;
}

bool teller_what(teller *t, yg_error *err) {
    yg_section *section = yg_report_section(t->doc, "what", teller_say(t, "what.title", ""),
                                            teller_say(t, "what.question", ""));
    if (t->statistics.n == 0) {
        teller_note_paragraph(t, section, teller_say(t, "what.none", "s", t->name));
        return true;
    }
    teller_note_paragraph(t, section, teller_say(t, "what.rules", ""));
    size_t before = section->blocks.n;
    teller_charts(t, section, is_industry);
    find_rivals(t);
    size_t charts = section->blocks.n;
    tell_top(t, section);
    /* The sentences stand before the charts that they are drawn from. */
    for (size_t i = charts; i < section->blocks.n; i++) {
        yg_block block = section->blocks.at[i];
        size_t to = before + (i - charts);
        memmove(&section->blocks.at[to + 1], &section->blocks.at[to], (i - to) * sizeof(yg_block));
        section->blocks.at[to] = block;
    }
    yg_section_heading(section, teller_say(t, "what.totals-heading", ""));
    teller_charts(t, section, is_total);
    yg_section_heading(section, teller_say(t, "what.more-heading", ""));
    teller_charts(t, section, is_size);
    teller_charts(t, section, is_rest);
    return retellings(t, section, err);
}
