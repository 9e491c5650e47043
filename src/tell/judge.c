/* Key judgements: rules that turn figures into sentences. A judgement without a figure is not made.
 */
#include "model/judge.h"
#include "tell/sets.h"

static yg_paragraph *judge(teller *t, yg_section *section, const char *heading, yg_str text,
                           const yg_figure *figure, yg_evidence_set more) {
    yg_paragraph *p =
        yg_section_paragraph(t->doc, section, YG_TEXT_JUDGEMENT, text, figure->evidence);
    if (heading != NULL)
        p->heading = teller_say(t, heading, "");
    yg_evidence_add_all(t->doc, &p->evidence, more);
    for (size_t i = 0; i < t->doc->figures.n; i++)
        if (t->doc->figures.at[i] == figure)
            p->figure = (uint32_t)i + 1;
    return p;
}

/* "Is the largest" is said only where the interval lies above that of the next (DESIGN 3). */
static void judge_industry(teller *t, yg_section *section) {
    const yg_figure *top = t->top_share, *compared = t->compared_share, *next = t->next_share;
    const yg_figure *first = t->first_share;
    if (top == NULL || next == NULL)
        return;
    bool clear = yg_may_say_top(compared->numerator, next->numerator, compared->denominator,
                                t->compared_rows);
    const char *key = top != compared ? "judge.industry-newest"
                      : clear         ? "judge.industry"
                                      : "judge.industry-unclear";
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_evidence_set more = {0};
    yg_evidence_add_all(t->doc, &more, next->evidence);
    yg_evidence_add_all(t->doc, &more, compared->evidence);
    yg_buf_add(&text, teller_say(t, key, "ssss", top->group, teller_figure_text(t, top),
                                 top->period_label, top->source));
    if (top != compared)
        yg_buf_add(&text,
                   teller_say(t,
                              clear ? "judge.industry-compared" : "judge.industry-compared-unclear",
                              "ss", compared->period_label, teller_figure_text(t, compared)));
    if (first != NULL && first != top) {
        yg_buf_add(&text, teller_say(t, "judge.industry-before", "ss", first->period_label,
                                     teller_figure_text(t, first)));
        yg_evidence_add_all(t->doc, &more, first->evidence);
    }
    judge(t, section, clear ? "judge.industry-heading" : "judge.industry-unclear-heading",
          yg_buf_str(&text), top, more);
}

static void judge_affiliates(teller *t, yg_section *section) {
    const yg_figure *f = t->entered;
    if (f == NULL || f->numerator == 0 || f->denominator < YG_SHARE_MIN_N)
        return; /* one of one judges nothing */
    yg_evidence_set more = {0};
    uint64_t reached = t->reached != NULL ? t->reached->numerator : 0;
    if (t->reached != NULL)
        yg_evidence_add_all(t->doc, &more, t->reached->evidence);
    bool most = yg_may_say_most(f->numerator, f->denominator);
    judge(t, section, most ? "judge.affiliates-heading" : "judge.affiliates-some-heading",
          teller_say(t, "judge.affiliates", "snnnn", t->groups, (double)f->numerator,
                     (double)f->denominator, (double)f->unknown, (double)reached),
          f, more);
}

/* Does any statement on whom these actors target bear a date? Knowledge bases give none, and what
 * is undated tells nothing of a period. */
static bool is_dated(const teller *t, const yg_figure *figure) {
    for (size_t i = 0; i < figure->evidence.n; i++)
        if (t->doc->evidence.at[figure->evidence.at[i] - 1]->date.n > 0)
            return true;
    return false;
}

static void judge_states(teller *t, yg_section *section) {
    const yg_figure *f = t->actors_figure;
    if (f == NULL || f->numerator == 0)
        return;
    if (t->period.precision != YG_DATE_NONE && t->states_figure == NULL && !is_dated(t, f))
        return;
    yg_evidence_set more = {0};
    YG_CLEANUP_BUF yg_buf text = {0};
    if (t->states_figure != NULL) {
        yg_buf_add(&text, teller_say(t, "judge.states-listed", "ss", t->target, t->top_states));
        for (size_t i = 0; i < t->states.n; i++)
            yg_evidence_add(t->doc, &more, teller_claim(t, t->states.at[i]));
    }
    yg_buf_add(&text,
               teller_say(t, "judge.actors-service", "snnn", t->target, (double)f->denominator,
                          (double)f->numerator, (double)t->actors_placed));
    if (t->period.precision != YG_DATE_NONE)
        yg_buf_add(&text, teller_say(t, "judge.undated", ""));
    judge(t, section,
          t->states_figure != NULL ? "judge.states-listed-heading" : "judge.states-service-heading",
          yg_buf_str(&text), f, more);
}

static void judge_vector(teller *t, yg_section *section) {
    if (t->vector != NULL && yg_may_say_most(t->vector->numerator, t->vector->denominator))
        judge(t, section, "judge.vector-heading",
              teller_say(t, "judge.vector", "ssss", t->vector->group, t->vector->text,
                         t->vector->period_label, t->vector->source),
              t->vector, (yg_evidence_set){0});
}

static void judge_supply(teller *t, yg_section *section) {
    if (t->supply != NULL)
        judge(t, section, "judge.supply-heading", t->supply->note, t->supply, (yg_evidence_set){0});
}

/* What each source takes in may make a share: it stands beside the claim. */
static void add_rules(teller *t, yg_buf *text, yg_evidence_set evidence) {
    YG_VEC(yg_str) told = {0};
    for (size_t i = 0; i < evidence.n; i++) {
        yg_str name = t->doc->evidence.at[evidence.at[i] - 1]->collection;
        yg_str rule = yg_say_word(&t->voice, "inclusion", name);
        bool again = yg_str_eq(rule, name); /* none known */
        for (size_t k = 0; k < told.n; k++)
            again |= yg_str_eq(told.at[k], name);
        if (again)
            continue;
        yg_vec_push(&told, name);
        yg_buf_add(text, teller_say(t, "judge.above-rule", "ss", name, rule));
    }
    yg_vec_free(&told);
}

/* Data sets that hold any incident of this report. */
static uint64_t sets_with_any(const teller *t) {
    uint64_t n = 0;
    for (size_t i = 0; t->sets != NULL && i < t->sets->sources.n; i++) {
        bool any = false;
        for (size_t by = 0; by < 2; by++)
            any |= set_wanted(t, by) && t->sets->sources.at[i].by[by]->place.n > 0;
        n += any;
    }
    return n;
}

/* The sector whose share is larger than elsewhere in the most data sets, each tested by itself. */
static void judge_above(teller *t, yg_section *section) {
    size_t top = 0;
    for (size_t s = 1; s < 21; s++)
        if (t->above[s] > t->above[top])
            top = s;
    if (t->above[top] == 0 || t->country == 0)
        return;
    yg_str sector = yg_sector_name((yg_sector)('A' + top), t->voice.lang, true);
    yg_figure f = {
        .id = YG_STR("figure-above"),
        .kind = YG_FIGURE_COUNT,
        .label = teller_say(t, "judge.above-label", "s", sector),
        .text = teller_say(t, "figure.of", "nn", (double)t->above[top], (double)t->tested[top]),
        .source = teller_say(t, "source.store", ""),
        .definition = teller_say(t, "judge.above-definition", "s", t->place),
        .numerator = t->above[top],
        .denominator = t->tested[top],
        .has_denominator = true,
        .evidence = t->above_evidence[top]};
    f.brief = f.text;
    yg_figure *made = yg_report_figure(t->doc, NULL, &f);
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_buf_add(&text,
               teller_say(t, "judge.above-shares", "ssnnn", sector, t->place, (double)t->above[top],
                          (double)t->tested[top], (double)sets_with_any(t)));
    if (t->above[top] < t->tested[top])
        yg_buf_add(&text, teller_say(t, "judge.above-rest", ""));
    add_rules(t, &text, t->above_evidence[top]);
    yg_paragraph *p = judge(t, section, NULL, yg_buf_str(&text), made, (yg_evidence_set){0});
    p->heading = teller_say(t, "judge.above-sector-heading", "s", sector);
}

static void judge_look_alikes(teller *t, yg_section *section) {
    const yg_figure *f = t->look_alikes;
    if (f != NULL && f->numerator > 0)
        judge(t, section, "judge.names-heading",
              teller_say(t, "judge.names", "ssnnn", t->name, t->look_alike, (double)f->numerator,
                         (double)t->look_alikes_new, (double)t->look_alikes_reported),
              f, (yg_evidence_set){0});
}

/* An indicator may be seen for harmless reasons: said here, since this is what boards read. */
static void judge_sightings(teller *t, yg_section *section) {
    const yg_figure *f = t->sightings;
    if (f == NULL || f->numerator == 0)
        return;
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_buf_add(&text, teller_say(t, "judge.sightings", "ssnn", t->name, t->sightings_last,
                                 (double)f->numerator, (double)t->sightings_places));
    if (t->sightings_actors > 0)
        yg_buf_add(&text, teller_say(t, "judge.sightings-actors", "sn", t->sightings_named,
                                     (double)t->sightings_actors));
    yg_buf_add(&text, teller_say(t, "judge.sightings-lead", "n", (double)t->sightings_new));
    judge(t, section,
          t->sightings_actors > 0 ? "judge.sightings-actors-heading" : "judge.sightings-heading",
          yg_buf_str(&text), f, (yg_evidence_set){0});
}

/* Does the report hold anything at all? */
static bool has_any(const teller *t) {
    bool any = t->actors.n > 0 || t->incidents.n > 0 || t->statistics.n > 0;
    for (size_t i = 0; t->sets != NULL && i < t->sets->sources.n; i++)
        for (size_t by = 0; by < 2; by++)
            any |= set_wanted(t, by) && t->sets->sources.at[i].by[by]->place.n > 0;
    return any;
}

void teller_judge(teller *t, yg_section *section) {
    /* Each rule judges one scope: of two sides, what differs is said where they are compared. */
    if (t->options->compare[0].n > 0) {
        teller_note_paragraph(t, section, teller_say(t, "judge.compared", "s", t->name));
        return;
    }
    judge_sightings(t, section);
    judge_affiliates(t, section);
    judge_industry(t, section);
    judge_above(t, section);
    judge_states(t, section);
    judge_vector(t, section);
    judge_supply(t, section);
    judge_look_alikes(t, section);
    if (section->blocks.n == 0)
        teller_note_paragraph(
            t, section, teller_say(t, has_any(t) ? "judge.silent" : "judge.none", "s", t->name));
}
