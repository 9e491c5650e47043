/* WHO: the states that are listed as threats (states.c), the actors tied to each, crews without a
 * state, and the sources that disagree (names.c). */
#include "tell/sets.h"
#include "text/key.h"

/* "sponsored by China, according to MITRE and MISP galaxy", one line for each word that the sources
 * use. */
static void tie_cell(teller *t, yg_cell *cell, const teller_actor *actor) {
    teller_lines lines = {0};
    for (size_t i = 0; i < actor->claims.n; i++) {
        const yg_claim_row *row = actor->claims.at[i];
        yg_country country = teller_object_country(t, row);
        if (country == 0 || yg_str_eqz(row->predicate, "uses"))
            continue;
        YG_CLEANUP_BUF yg_buf key = {0};
        yg_buf_addf(&key, "tie.%.*s", YG_FMT(row->predicate));
        if (!yg_can_say(&t->voice, yg_buf_str(&key)))
            continue;
        teller_line_add(&lines, teller_say(t, yg_buf_z(&key), "s", teller_country_name(t, country)),
                        teller_who_says(t, row), teller_known(t, row->known));
        yg_evidence_add(t->doc, &cell->evidence, teller_claim(t, row));
    }
    cell->text = teller_lines_text(t, &lines);
}

static bool is_name_of(const teller_actor *actor, yg_str name) {
    YG_CLEANUP_BUF yg_buf key = {0};
    yg_key_add(&key, name);
    return yg_str_eq(yg_buf_str(&key), actor->key);
}

/* Other names: what claims of identity say of this actor, also of the names told within it. */
static void names_cell(teller *t, yg_cell *cell, const teller_actor *actor) {
    teller_lines lines = {0};
    for (size_t i = 0; i < t->names.n; i++) {
        const yg_claim_row *row = t->names.at[i];
        bool left = teller_actor_of(t, row->subject_eid, row->subject_name) == actor;
        bool right = teller_actor_of(t, row->object_eid, teller_other_name(row)) == actor;
        YG_CLEANUP_BUF yg_buf key = {0};
        if (!left && !right)
            continue;
        if (left && right) /* told from the name at the head of the row */
            left = !is_name_of(actor, teller_other_name(row));
        yg_buf_addf(&key, "who.%s-%.*s", left ? "is" : "has", YG_FMT(row->predicate));
        yg_str other = left ? teller_other_name(row) : row->subject_name;
        if (!yg_can_say(&t->voice, yg_buf_str(&key)))
            continue;
        teller_line_add(&lines, teller_say(t, yg_buf_z(&key), "s", other), teller_who_says(t, row),
                        (yg_str){0});
        yg_evidence_add(t->doc, &cell->evidence, teller_claim(t, row));
    }
    cell->text = teller_lines_text(t, &lines);
}

static void actor_row(teller *t, yg_table *table, const teller_actor *actor) {
    yg_cell *cells = yg_table_row(t->doc, table);
    size_t column = 0;
    cells[column++].text = actor->name;
    if (table->columns_n == 4)
        tie_cell(t, &cells[column++], actor);
    teller_set_cell(t, &cells[column++],
                    yg_say_list(&t->voice, actor->targeting_by.at, actor->targeting_by.n),
                    actor->targeting);
    names_cell(t, &cells[column], actor);
}

typedef struct {
    yg_country country;
    size_t actors;
} sponsor;

static int by_actors(const void *a, const void *b) {
    const sponsor *x = a, *y = b;
    if (x->actors != y->actors)
        return x->actors > y->actors ? -1 : 1;
    return x->country < y->country ? -1 : x->country > y->country;
}

typedef YG_VEC(sponsor) sponsor_list;

/* Actors in the service of one state are counted for it; of several: disputed. */
static size_t count_sponsors(const teller *t, sponsor_list *sponsors) {
    size_t disputed = 0;
    for (size_t i = 0; i < t->actors.n; i++) {
        const teller_actor *a = t->actors.at[i];
        size_t s = 0;
        disputed += a->sponsors.n > 1;
        if (a->sponsors.n != 1)
            continue;
        while (s < sponsors->n && sponsors->at[s].country != a->sponsors.at[0])
            s++;
        if (s == sponsors->n)
            yg_vec_push(sponsors, ((sponsor){a->sponsors.at[0], 0}));
        sponsors->at[s].actors++;
    }
    if (sponsors->n > 1)
        qsort(sponsors->at, sponsors->n, sizeof *sponsors->at, by_actors);
    return disputed;
}

typedef enum { ONE_STATE, SEVERAL_STATES, ONLY_PLACE } tie_kind;

static bool is_of(const teller_actor *a, tie_kind kind, yg_country country) {
    if (kind == ONE_STATE)
        return a->sponsors.n == 1 && a->sponsors.at[0] == country;
    return kind == SEVERAL_STATES ? a->sponsors.n > 1 : a->sponsors.n == 0 && a->countries.n > 0;
}

/* A heading stands only over rows; it says how many of the actors the rows are. */
static void group_rows(teller *t, yg_table *table, tie_kind kind, yg_country country) {
    static const char *const keys[] = {NULL, "who.group-several", "who.group-place"};
    size_t all = 0, shown = 0;
    for (size_t i = 0; i < t->actors.n; i++)
        if (is_of(t->actors.at[i], kind, country)) {
            all++;
            shown += t->actors.at[i]->relevant;
        }
    if (shown == 0)
        return;
    yg_str name =
        kind == ONE_STATE ? teller_country_name(t, country) : teller_say(t, keys[kind], "");
    yg_table_group(table, shown < all ? teller_say(t, "who.group-part", "snn", name, (double)all,
                                                   (double)shown)
                                      : teller_say(t, "who.group", "sn", name, (double)all));
    for (size_t i = 0; i < t->actors.n; i++)
        if (t->actors.at[i]->relevant && is_of(t->actors.at[i], kind, country))
            actor_row(t, table, t->actors.at[i]);
}

static void actor_table(teller *t, yg_section *section) {
    sponsor_list sponsors = {0};
    size_t left = 0, shown = 0;
    const yg_str columns[] = {
        teller_say(t, "who.column.actor", ""), teller_say(t, "who.column.tie", ""),
        teller_say(t, "who.column.targets", "s", t->target), teller_say(t, "who.column.names", "")};
    for (size_t i = 0; i < t->actors.n; i++)
        if (t->actors.at[i]->countries.n > 0)
            *(t->actors.at[i]->relevant ? &shown : &left) += 1;
    if (shown == 0) {
        if (left > 0)
            teller_note_paragraph(
                t, section,
                teller_say(t, "who.none-shown", "sn", teller_command(t, " --all"), (double)left));
        return;
    }
    count_sponsors(t, &sponsors);
    yg_table *table = yg_section_table(t->doc, section, "table-actors",
                                       teller_say(t, "who.actors-caption", ""), columns, 4);
    for (size_t s = 0; s < sponsors.n; s++)
        group_rows(t, table, ONE_STATE, sponsors.at[s].country);
    group_rows(t, table, SEVERAL_STATES, 0);
    group_rows(t, table, ONLY_PLACE, 0);
    YG_CLEANUP_BUF yg_buf note = {0};
    yg_buf_add(&note, teller_say(t, "who.actors-service-note", ""));
    if (left > 0)
        teller_add_line(&note, teller_more(t, left, " --all"));
    table->note = teller_buf(t, &note);
    yg_vec_free(&sponsors);
}

static void stateless_table(teller *t, yg_section *section) {
    const yg_str columns[] = {teller_say(t, "who.column.actor", ""),
                              teller_say(t, "who.column.targets", "s", t->target),
                              teller_say(t, "who.column.names", "")};
    yg_table *table = NULL;
    size_t left = 0;
    for (size_t i = 0; i < t->actors.n; i++) {
        if (t->actors.at[i]->countries.n != 0)
            continue;
        if (!t->actors.at[i]->relevant) {
            left++;
            continue;
        }
        if (table == NULL)
            table = yg_section_table(t->doc, section, "table-crews",
                                     teller_say(t, "who.crews-caption", ""), columns, 3);
        actor_row(t, table, t->actors.at[i]);
    }
    if (table != NULL)
        table->note = teller_more(t, left, " --all");
}

/* Statements beyond whom and for whom: since when, which sectors, whose domains it imitates. */
static void said_table(teller *t, yg_section *section) {
    const yg_str columns[] = {
        teller_say(t, "who.column.actor", ""), teller_say(t, "posture.column.statement", ""),
        teller_say(t, "who.column.source", ""), teller_say(t, "what.column.note", "")};
    yg_table *table = NULL;
    for (size_t i = 0; i < t->actors.n; i++)
        for (size_t c = 0; c < t->actors.at[i]->said.n && t->actors.at[i]->relevant; c++) {
            const yg_claim_row *row = t->actors.at[i]->said.at[c];
            if (table == NULL)
                table = yg_section_table(t->doc, section, "table-said",
                                         teller_say(t, "who.said-caption", ""), columns, 4);
            yg_cell *cells = yg_table_row(t->doc, table);
            cells[0].text = t->actors.at[i]->name;
            cells[1].text = teller_say(
                t, "md.line", "ss", yg_say_word(&t->voice, "predicate", row->predicate),
                yg_str_eqz(row->predicate, "active-since") ? yg_say_date(&t->voice, row->value)
                                                           : teller_value(t, row));
            cells[2].text = teller_who_says(t, row);
            yg_evidence_add(t->doc, &cells[2].evidence, teller_claim(t, row));
            cells[3].text = teller_copy(t, teller_note(t, row->note_en, row->note_ja));
        }
}

static void actor_sentence(teller *t, yg_section *section) {
    size_t sponsored = 0, placed = 0;
    yg_evidence_set evidence = {0};
    for (size_t i = 0; i < t->actors.n; i++) {
        const teller_actor *a = t->actors.at[i];
        sponsored += a->sponsors.n > 0;
        placed += a->sponsors.n == 0 && a->countries.n > 0;
        yg_evidence_add_all(t->doc, &evidence, a->targeting);
    }
    yg_figure figure = {
        .id = YG_STR("figure-actors-with-state"),
        .kind = YG_FIGURE_COUNT,
        .label = teller_say(t, "who.actors-service-label", "s", t->target),
        .text = teller_say(t, "how.of-actors", "nn", (double)sponsored, (double)t->actors.n),
        .source = teller_say(t, "source.store", ""),
        .definition = teller_say(t, "who.actors-definition", "s", t->target),
        .numerator = sponsored,
        .denominator = t->actors.n,
        .has_denominator = true,
        .evidence = evidence};
    figure.brief = figure.text;
    t->actors_figure = yg_report_figure(t->doc, NULL, &figure);
    t->actors_placed = placed;
    teller_paragraph(t, section,
                     teller_say(t, "who.actors-service", "snnn", t->target, (double)t->actors.n,
                                (double)sponsored, (double)placed),
                     evidence);
}

bool teller_who(teller *t, yg_error *err) {
    yg_section *section = yg_report_section(t->doc, "who", teller_say(t, "who.title", ""),
                                            teller_say(t, "who.question", ""));
    (void)err;
    teller_tell_states(t, section);
    if (t->actors.n == 0) {
        teller_note_paragraph(t, section, teller_say(t, "who.no-actors", "s", t->target));
        teller_sets_who(t, section);
        return true;
    }
    yg_section_heading(section, teller_say(t, "who.actors-heading", ""));
    actor_sentence(t, section);
    teller_tell_relevance(t, section);
    actor_table(t, section);
    stateless_table(t, section);
    teller_flow(t, section);
    said_table(t, section);
    teller_names(t, section);
    teller_sets_who(t, section);
    return true;
}
