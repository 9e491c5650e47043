/* WHO, first part: which states the sources list as threats to the country, side by side. */
#include "tell/teller.h"

typedef struct {
    yg_country country;
    size_t lists; /* how many list it */
    yg_evidence_set evidence;
} state;
typedef YG_VEC(state) state_list;
typedef YG_VEC(yg_str) name_list;

static size_t name_at(name_list *list, yg_str name) {
    for (size_t i = 0; i < list->n; i++)
        if (yg_str_eq(list->at[i], name))
            return i;
    yg_vec_push(list, name);
    return list->n - 1;
}

static int by_lists(const void *a, const void *b) {
    const state *x = a, *y = b;
    if (x->lists != y->lists)
        return x->lists > y->lists ? -1 : 1;
    return x->country < y->country ? -1 : x->country > y->country;
}

static bool said_before(const teller *t, size_t n, yg_country country, yg_str who) {
    for (size_t i = 0; i < n; i++)
        if (yg_str_eq(teller_asserter(t->states.at[i]), who) &&
            teller_subject_country((teller *)(uintptr_t)t, t->states.at[i]) == country)
            return true;
    return false;
}

static void count_states(teller *t, state_list *states, name_list *asserters) {
    for (size_t i = 0; i < t->states.n; i++) {
        yg_country country = teller_subject_country(t, t->states.at[i]);
        yg_str who = teller_asserter(t->states.at[i]);
        size_t s = 0;
        name_at(asserters, who);
        while (s < states->n && states->at[s].country != country)
            s++;
        if (s == states->n)
            yg_vec_push(states, ((state){.country = country}));
        states->at[s].lists += !said_before(t, i, country, who);
        yg_evidence_add(t->doc, &states->at[s].evidence, teller_claim(t, t->states.at[i]));
    }
    if (states->n > 1)
        qsort(states->at, states->n, sizeof *states->at, by_lists);
}

static void list_row(teller *t, yg_table *table, yg_str who, const state_list *states) {
    yg_cell *cells = yg_table_row(t->doc, table);
    YG_CLEANUP_BUF yg_buf words = {0};
    yg_buf_add(&words, teller_party(t, who));
    for (size_t i = 0; i < t->state_words.n; i++)
        if (yg_str_eq(teller_asserter(t->state_words.at[i]), who)) {
            teller_add_line(&words, teller_say(t, "who.states-summary", "s",
                                               teller_value(t, t->state_words.at[i])));
            yg_evidence_add(t->doc, &cells[0].evidence, teller_claim(t, t->state_words.at[i]));
        }
    cells[0].text = teller_buf(t, &words);
    for (size_t s = 0; s < states->n; s++) {
        yg_cell *cell = &cells[s + 1];
        for (size_t i = 0; i < t->states.n; i++)
            if (teller_subject_country(t, t->states.at[i]) == states->at[s].country &&
                yg_str_eq(teller_asserter(t->states.at[i]), who))
                yg_evidence_add(t->doc, &cell->evidence, teller_claim(t, t->states.at[i]));
        cell->text = teller_say(t, cell->evidence.n > 0 ? "who.listed" : "who.not-listed", "");
    }
}

enum { MOST_STATES = 6 };

static void list_table(teller *t, yg_section *section, const state_list *states,
                       const name_list *asserters) {
    yg_str columns[MOST_STATES + 1] = {teller_say(t, "who.column.source", "")};
    state_list shown = {states->at, states->n < MOST_STATES ? states->n : MOST_STATES, 0};
    for (size_t s = 0; s < shown.n; s++)
        columns[s + 1] = teller_country_name(t, shown.at[s].country);
    yg_table *table =
        yg_section_table(t->doc, section, "table-states",
                         teller_say(t, "who.states-caption", "s", t->target), columns, shown.n + 1);
    for (size_t i = 0; i < asserters->n; i++)
        list_row(t, table, asserters->at[i], &shown);
    table->note = teller_say(t, "who.states-dots-note", "");
}

/* "China (4 of 4), North Korea (4 of 4), Vietnam (3 of 4)" and the figures behind it. */
static void state_sentence(teller *t, yg_section *section, const state_list *states, size_t lists) {
    name_list parts = {0};
    yg_evidence_set evidence = {0};
    for (size_t s = 0; s < states->n; s++) {
        yg_str name = teller_country_name(t, states->at[s].country);
        yg_str text =
            teller_say(t, "who.in-lists", "nn", (double)states->at[s].lists, (double)lists);
        yg_vec_push(&parts, teller_say(t, "who.state-count", "ss", name, text));
        yg_evidence_add_all(t->doc, &evidence, states->at[s].evidence);
        YG_CLEANUP_BUF yg_buf id = {0};
        yg_str code = yg_country_alpha2(states->at[s].country);
        yg_buf_addf(&id, "figure-state-%.*s", YG_FMT(code));
        yg_figure figure = {.id = teller_buf(t, &id),
                            .kind = YG_FIGURE_COUNT,
                            .label = teller_say(t, "who.state-label", "s", name),
                            .text = text,
                            .brief = text,
                            .source = teller_say(t, "source.store", ""),
                            .definition = teller_say(t, "who.state-definition", "s", t->target),
                            .numerator = states->at[s].lists,
                            .denominator = lists,
                            .has_denominator = true,
                            .evidence = states->at[s].evidence};
        yg_figure *made = yg_report_figure(t->doc, NULL, &figure);
        if (s == 0)
            t->states_figure = made;
    }
    t->top_states = yg_say_list(&t->voice, parts.at, parts.n);
    teller_paragraph(t, section,
                     teller_say(t, "who.states", "ssn", t->target, t->top_states, (double)lists),
                     evidence);
    yg_vec_free(&parts);
}

void teller_tell_states(teller *t, yg_section *section) {
    state_list states = {0};
    name_list asserters = {0};
    if (t->states.n > 0) {
        count_states(t, &states, &asserters);
        state_sentence(t, section, &states, asserters.n);
        list_table(t, section, &states, &asserters);
    } else if (t->country != 0) {
        teller_note_paragraph(t, section, teller_say(t, "who.no-states", "s", t->target));
    }
    yg_vec_free(&states);
    yg_vec_free(&asserters);
}
