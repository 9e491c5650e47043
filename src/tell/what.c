/* WHAT: published counts by industry, size and otherwise (charts.c), and how others print them
 * (printed.c). */
#include "tell/teller.h"

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

bool teller_what(teller *t, yg_error *err) {
    yg_section *section = yg_report_section(t->doc, "what", teller_say(t, "what.title", ""),
                                            teller_say(t, "what.question", ""));
    if (t->statistics.n == 0) {
        teller_note_paragraph(t, section, teller_say(t, "what.none", "s", t->name));
        return true;
    }
    teller_note_paragraph(t, section, teller_say(t, "what.rules", ""));
    size_t before = section->blocks.n;
    teller_charts(t, section, SCHEME_INDUSTRY);
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
    teller_charts(t, section, SCHEME_SIZE);
    teller_charts(t, section, SCHEME_TOTAL);
    teller_charts(t, section, SCHEME_OTHER);
    return teller_printed(t, section, err);
}
