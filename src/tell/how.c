/* HOW: ways in as counted, ways in of incidents (sets_how.c), and techniques (techniques.c). */
#include "model/judge.h"
#include "tell/sets.h"

/* The most frequent way in of the newest period whose share may be printed. */
static void note_vector(teller *t) {
    for (size_t i = 0; i < t->doc->figures.n; i++) {
        yg_figure *f = t->doc->figures.at[i];
        const yg_figure *best = t->vector;
        if (yg_str_find(f->id, YG_STR("-entry-vector-")) == SIZE_MAX || f->show != YG_SHOW_SHARE)
            continue;
        int order = best == NULL ? 1 : yg_str_cmp(f->period, best->period);
        if (order > 0 || (order == 0 && f->numerator > best->numerator))
            t->vector = f;
    }
}

bool teller_how(teller *t, yg_error *err) {
    yg_section *section = yg_report_section(t->doc, "how", teller_say(t, "how.title", ""),
                                            teller_say(t, "how.question", ""));
    size_t before = section->blocks.n;
    teller_charts(t, section, SCHEME_ENTRY);
    note_vector(t);
    if (t->vector != NULL && yg_may_say_most(t->vector->numerator, t->vector->denominator))
        teller_paragraph(t, section,
                         teller_say(t, "how.vector", "ssss", t->vector->group,
                                    t->vector->period_label, t->vector->text, t->vector->source),
                         t->vector->evidence);
    if (section->blocks.n == before)
        teller_note_paragraph(t, section, teller_say(t, "how.no-vectors", "s", t->name));
    teller_sets_how(t, section);
    return teller_techniques(t, section, err);
}
