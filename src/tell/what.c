/* WHAT: published counts by industry, size and otherwise (charts.c), and how others print them
 * (printed.c). */
#include "tell/sets.h"

/* Figures of the same series as the largest industry: its strongest rival in the same period, its
 * own first half-year, and its newest period, which may have no count of others. Figures of a chart
 * stand in the order of time, a year behind its half-years. */
static void find_rivals(teller *t) {
    const yg_figure *compared = t->top_share = t->compared_share;
    if (compared == NULL)
        return;
    for (size_t i = 0; i < t->doc->figures.n; i++) {
        yg_figure *f = t->doc->figures.at[i];
        bool industry = yg_str_find(f->id, YG_STR("-industry-")) != SIZE_MAX &&
                        yg_str_find(f->id, YG_STR("-industry-detail-")) == SIZE_MAX;
        if (!industry || f->show != YG_SHOW_SHARE || f->series.n == 0 ||
            !yg_str_eq(f->series, compared->series) || !yg_str_eq(f->source, compared->source))
            continue;
        t->compared_rows += yg_str_eq(f->period, compared->period);
        if (yg_str_eq(f->group, compared->group)) {
            t->top_share = f;
            if (t->first_share == NULL && f != compared &&
                yg_str_find(f->period, YG_STR("-H")) != SIZE_MAX)
                t->first_share = f;
        } else if (yg_str_eq(f->period, compared->period) &&
                   (t->next_share == NULL || f->numerator > t->next_share->numerator)) {
            t->next_share = f;
        }
    }
}

static void tell_top(teller *t, yg_section *section) {
    const yg_figure *top = t->top_share, *first = t->first_share, *compared = t->compared_share;
    if (top == NULL)
        return;
    yg_evidence_set evidence = {0};
    yg_evidence_add_all(t->doc, &evidence, compared->evidence);
    teller_paragraph(t, section,
                     teller_say(t, "what.top", "ssss", compared->group, compared->period_label,
                                teller_figure_text(t, compared), compared->source),
                     evidence);
    evidence = (yg_evidence_set){0};
    yg_evidence_add_all(t->doc, &evidence, top->evidence);
    if (top != compared)
        teller_paragraph(t, section,
                         teller_say(t, "what.newest", "ssss", top->group, top->period_label,
                                    teller_figure_text(t, top), top->source),
                         evidence);
    if (first == NULL || first == top)
        return;
    yg_evidence_add_all(t->doc, &evidence, first->evidence);
    bool overlap =
        top->interval.low <= first->interval.high && first->interval.low <= top->interval.high;
    teller_paragraph(t, section,
                     teller_say(t, overlap ? "what.no-change" : "what.change", "ssss", top->group,
                                first->period_label, teller_figure_text(t, first),
                                top->period_label),
                     evidence);
}

bool teller_what(teller *t, yg_error *err) {
    yg_section *section = yg_report_section(t->doc, "what", teller_say(t, "what.title", ""),
                                            teller_say(t, "what.question", ""));
    if (t->statistics.n == 0) {
        teller_note_paragraph(t, section, teller_say(t, "what.none", "s", t->name));
        teller_sets_what(t, section);
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
    if (!teller_printed(t, section, err))
        return false;
    teller_sets_what(t, section);
    return true;
}
