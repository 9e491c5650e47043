/* WHERE FROM: incidents that began, or happened, at companies of the group abroad; did they reach
 * the parent; whose outage stopped others. An incident counts at its site and at the group that
 * owned the site. Counts are made for each source of the store by itself. */
#include "tell/sets.h"

enum { MOST_INCIDENTS = 25 };

static yg_str countries(teller *t, yg_str codes) {
    YG_VEC(yg_str) names = {0};
    yg_str code;
    while (codes.n > 0 && yg_str_split(&codes, ' ', &code))
        if (code.n > 0) {
            yg_str name = teller_country_name(t, yg_country_from_code(code));
            yg_vec_push(&names, name.n > 0 ? name : code);
        }
    yg_str text = teller_copy(t, yg_say_list(&t->voice, names.at, names.n));
    yg_vec_free(&names);
    return text;
}

static yg_str types(teller *t, yg_str words) {
    YG_VEC(yg_str) names = {0};
    yg_str word;
    while (words.n > 0 && yg_str_split(&words, ' ', &word))
        if (word.n > 0)
            yg_vec_push(&names, yg_say_word(&t->voice, "type", word));
    yg_str text = teller_copy(t, yg_say_list(&t->voice, names.at, names.n));
    yg_vec_free(&names);
    return text;
}

static void victim_cell(teller *t, yg_cell *cell, const teller_incident *i) {
    /* "Kojima Industries" and "Kojima Industries Corporation" are one company. */
    bool itself = i->row->owner_eid != 0 && yg_str_starts(i->row->parent, i->row->victim);
    bool apart = i->row->parent.n > 0 && !yg_str_eq(i->row->parent, i->row->victim) && !itself;
    yg_str text = apart ? teller_say(t, "where.victim", "ss", i->victim, i->parent) : i->victim;
    teller_set_cell(t, cell, text, i->about);
}

static void actor_cell(teller *t, yg_cell *cell, const teller_incident *i) {
    YG_CLEANUP_BUF yg_buf text = {0};
    for (size_t c = 0; c < i->claims.n; c++) {
        const yg_claim_row *row = i->claims.at[c];
        if (!yg_str_eqz(row->predicate, "attributed-to"))
            continue;
        yg_str known = teller_known(t, row->known);
        yg_str name = teller_value(t, row);
        teller_add_line(&text,
                        known.n > 0 ? teller_say(t, "where.known", "ss", name, known) : name);
    }
    if (text.n == 0)
        yg_buf_add(&text, teller_say(t, "where.nobody-named", ""));
    teller_set_cell(t, cell, yg_buf_str(&text), i->actors);
}

/* "at an affiliate (United States), VPN device", then who says so. */
static void entry_cell(teller *t, yg_cell *cell, const teller_incident *i) {
    teller_lines lines = {0};
    yg_str text = yg_say_word(&t->voice, "entry", i->entry_at);
    yg_str country = countries(t, i->entry_country);
    if (!i->entry_known) {
        cell->text = teller_say(t, "where.entry-unknown", "");
        return;
    }
    if (country.n > 0)
        text = teller_say(t, "where.entry-country", "ss", text, country);
    if (i->entry_how.n > 0)
        text = teller_say(t, "where.entry-how", "ss", text,
                          yg_say_word(&t->voice, "way", i->entry_how));
    for (size_t c = 0; c < i->claims.n; c++)
        if (yg_str_eqz(i->claims.at[c]->predicate, "entered-at"))
            teller_line_add(&lines, text, teller_who_says(t, i->claims.at[c]),
                            teller_known(t, i->claims.at[c]->known));
    teller_set_cell(t, cell, teller_lines_text(t, &lines), i->entry);
}

/* What each source says of it: "no: Panasonic (confirmed by the victim)". */
static void reach_cell(teller *t, yg_cell *cell, const teller_incident *i) {
    teller_lines lines = {0};
    for (size_t c = 0; c < i->claims.n; c++) {
        const yg_claim_row *row = i->claims.at[c];
        bool weaker = yg_str_eqz(row->predicate, "affected-parent");
        if ((!weaker && !yg_str_eqz(row->predicate, "reached-parent")) ||
            yg_str_eqz(row->value, "not-documented"))
            continue;
        teller_line_add(&lines, yg_say_word(&t->voice, weaker ? "affected" : "reached", row->value),
                        teller_who_says(t, row), teller_known(t, row->known));
        yg_evidence_add(t->doc, &cell->evidence, teller_claim(t, row));
    }
    for (size_t c = 0; c < i->claims.n; c++) {
        const yg_claim_row *row = i->claims.at[c];
        if (!yg_str_eqz(row->predicate, "example-of"))
            continue;
        teller_line_add(&lines, teller_say(t, "where.example", "s", teller_value(t, row)),
                        teller_who_says(t, row), teller_known(t, row->known));
        yg_evidence_add(t->doc, &cell->evidence, teller_claim(t, row));
    }
    cell->text =
        lines.n > 0 ? teller_lines_text(t, &lines) : teller_say(t, "reached.not-documented", "");
}

/* The sources whose incidents are told one by one. */
static yg_str sources_of(teller *t) {
    YG_VEC(yg_str) names = {0};
    for (size_t i = 0; i < t->incidents.n; i++) {
        size_t s = 0;
        while (s < names.n && !yg_str_eq(names.at[s], t->incidents.at[i]->row->source))
            s++;
        if (s == names.n)
            yg_vec_push(&names, t->incidents.at[i]->row->source);
    }
    yg_str text = teller_copy(t, yg_say_list(&t->voice, names.at, names.n));
    yg_vec_free(&names);
    return text;
}

/* At a company of the group outside the country: the site, or the way in. */
static bool is_affiliate_abroad(const teller_incident *i) {
    return i->of_group && (i->abroad || i->entry_abroad);
}

/* The date, and the dates that others give. */
static void date_cell(teller *t, yg_cell *cell, const teller_incident *i) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_buf_add(&text, yg_say_date(&t->voice, i->row->date));
    for (size_t c = 0; c < i->claims.n; c++) {
        const yg_claim_row *row = i->claims.at[c];
        yg_date said, own;
        if (!yg_str_eqz(row->predicate, "occurred-on"))
            continue;
        yg_evidence_add(t->doc, &cell->evidence, teller_claim(t, row));
        bool fits = yg_date_parse(row->value, &said) && yg_date_parse(i->row->date, &own) &&
                    yg_date_overlaps(said, own);
        if (!fits)
            teller_add_line(&text, teller_say(t, "who.tie", "ss", teller_value(t, row),
                                              teller_who_says(t, row)));
    }
    cell->text = teller_buf(t, &text);
}

/* What kind of incident it was, and whether a ransom was demanded. */
static void type_cell(teller *t, yg_cell *cell, const teller_incident *i) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_buf_add(&text, types(t, i->row->types));
    for (size_t c = 0; c < i->claims.n; c++) {
        const yg_claim_row *row = i->claims.at[c];
        if (!yg_str_eqz(row->predicate, "ransom-demanded"))
            continue;
        yg_evidence_add(t->doc, &cell->evidence, teller_claim(t, row));
        teller_add_line(&text, teller_say(t, "who.tie", "ss",
                                          teller_say(t, "where.ransom", "s", teller_value(t, row)),
                                          teller_who_says(t, row)));
    }
    cell->text = teller_buf(t, &text);
}

static void affiliate_table(teller *t, yg_section *section) {
    const yg_str columns[] = {
        teller_say(t, "where.column.date", ""),   teller_say(t, "where.column.victim", ""),
        teller_say(t, "where.column.sites", ""),  teller_say(t, "where.column.types", ""),
        teller_say(t, "where.column.actor", ""),  teller_say(t, "where.column.entry", ""),
        teller_say(t, "where.column.reached", "")};
    yg_table *table =
        yg_section_table(t->doc, section, "table-affiliates",
                         teller_say(t, "where.affiliates-caption", "s", t->groups), columns, 7);
    for (size_t i = 0; i < t->incidents.n; i++) {
        const teller_incident *incident = t->incidents.at[i];
        if (!is_affiliate_abroad(incident))
            continue;
        yg_cell *cells = yg_table_row(t->doc, table);
        date_cell(t, &cells[0], incident);
        victim_cell(t, &cells[1], incident);
        cells[2].text = countries(t, incident->row->sites);
        type_cell(t, &cells[3], incident);
        actor_cell(t, &cells[4], incident);
        entry_cell(t, &cells[5], incident);
        reach_cell(t, &cells[6], incident);
    }
    table->note = teller_say(t, "where.affiliates-note", "");
}

/* --- Counts --- */

typedef struct {
    uint64_t all, abroad, entry_known, entry_abroad, entry_supplier;
    uint64_t reached[3]; /* by teller_reached, of those that entered at an affiliate abroad */
    yg_evidence_set all_e, abroad_e, known_e, entry_e, reached_e[3];
} tally;

static void count(teller *t, yg_str source, tally *n) {
    for (size_t i = 0; i < t->incidents.n; i++) {
        const teller_incident *incident = t->incidents.at[i];
        if (!incident->of_group || !yg_str_eq(incident->row->source, source))
            continue;
        n->all++;
        yg_evidence_add_all(t->doc, &n->all_e, incident->about);
        if (incident->abroad) {
            n->abroad++;
            yg_evidence_add_all(t->doc, &n->abroad_e, incident->about);
        }
        if (incident->entry_placed) {
            n->entry_known++;
            n->entry_supplier += yg_str_eqz(incident->entry_at, "supplier");
            yg_evidence_add_all(t->doc, &n->known_e, incident->entry);
        }
        if (!incident->entry_abroad)
            continue;
        n->entry_abroad++;
        yg_evidence_add_all(t->doc, &n->entry_e, incident->entry);
        n->reached[incident->reached]++;
        yg_evidence_add_all(t->doc, &n->reached_e[incident->reached],
                            incident->reached == REACHED_UNDOCUMENTED ? incident->about
                                                                      : incident->reach);
    }
}

typedef struct {
    const char *id, *label, *definition;
    uint64_t numerator, denominator, unknown;
    bool has_unknown;
    yg_evidence_set evidence;
} plain_count;

static yg_figure *put_count(teller *t, yg_chart *chart, yg_str source, size_t source_n,
                            const plain_count *c) {
    YG_CLEANUP_BUF yg_buf id = {0};
    yg_buf_addz(&id, c->id);
    if (source_n > 0)
        yg_buf_addf(&id, "-%zu", source_n + 1);
    yg_figure f = {
        .id = teller_buf(t, &id),
        .kind = YG_FIGURE_COUNT,
        .label = teller_say(t, c->label, ""),
        .source = source,
        .definition = teller_say(t, c->definition, "s", t->groups),
        .numerator = c->numerator,
        .denominator = c->denominator,
        .has_denominator = true,
        .unknown = c->unknown,
        .has_unknown = c->has_unknown,
        .text = teller_say(t, "figure.of", "nn", (double)c->numerator, (double)c->denominator),
        .evidence = c->evidence};
    f.brief = f.text;
    return yg_report_figure(t->doc, chart, &f);
}

static void tally_chart(teller *t, yg_section *section, yg_str source, size_t source_n,
                        const tally *n) {
    YG_CLEANUP_BUF yg_buf id = {0};
    yg_buf_addf(&id, "chart-affiliates-%zu", source_n + 1);
    yg_chart *chart =
        yg_section_chart(t->doc, section, yg_buf_str(&id), teller_say(t, "where.counts-title", ""));
    chart->caption = teller_say(t, "where.counts-caption", "sn", source, (double)n->all);
    chart->note = teller_say(t, "where.list-note", "");
    yg_evidence_set at_entry = n->known_e, reach = {0};
    for (size_t i = 0; i < 3; i++) /* what says no counts for the yes as well */
        yg_evidence_add_all(t->doc, &reach, n->reached_e[i]);
    const plain_count counts[] = {
        {"figure-abroad", "where.abroad", "where.abroad-definition", n->abroad, n->all, 0, false,
         n->abroad_e},
        {"figure-entered-abroad", "where.entered", "where.entered-definition", n->entry_abroad,
         n->entry_known, n->all - n->entry_known, true, at_entry},
        {"figure-entered-supplier", "where.supplier", "where.entered-definition", n->entry_supplier,
         n->entry_known, n->all - n->entry_known, true, at_entry},
        {"figure-reached-yes", "where.reached-yes", "where.reached-definition",
         n->reached[REACHED_YES], n->entry_abroad, 0, false, reach},
        {"figure-reached-no", "where.reached-no", "where.reached-definition",
         n->reached[REACHED_NO], n->entry_abroad, 0, false, reach},
        {"figure-reached-undocumented", "where.reached-undocumented", "where.reached-definition",
         n->reached[REACHED_UNDOCUMENTED], n->entry_abroad, 0, false, reach},
    };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        plain_count one = counts[i];
        if (one.denominator == 0)
            continue;
        if (one.evidence.n == 0) /* none: what was looked at */
            one.evidence = n->entry_e.n > 0 ? n->entry_e : n->all_e;
        yg_figure *made = put_count(t, chart, source, source_n, &one);
        if (source_n == 0 && i == 0)
            t->abroad_figure = made;
        if (source_n == 0 && i == 1)
            t->entered = made;
        if (source_n == 0 && i == 3)
            t->reached = made;
    }
}

static void tell_counts(teller *t, yg_section *section) {
    YG_VEC(yg_str) sources = {0};
    for (size_t i = 0; i < t->incidents.n; i++) {
        size_t s = 0;
        yg_str source = t->incidents.at[i]->row->source;
        while (s < sources.n && !yg_str_eq(sources.at[s], source))
            s++;
        if (s < sources.n)
            continue;
        yg_vec_push(&sources, source);
        tally n = {0};
        count(t, source, &n);
        if (n.all > 0)
            tally_chart(t, section, source, s, &n);
    }
    yg_vec_free(&sources);
}

/* --- Supply --- */

static void supply_row(teller *t, yg_table *table, const teller_incident *i) {
    YG_CLEANUP_BUF yg_buf how_much = {0};
    yg_cell *cells = yg_table_row(t->doc, table);
    const struct {
        const char *key;
        uint64_t n;
    } amounts[] = {{"supply.lines", i->lines},
                   {"supply.plants", i->plants},
                   {"supply.hours", i->hours},
                   {"supply.vehicles", i->vehicles}};
    if (i->amount_of.n > 0)
        teller_add_line(&how_much, teller_say(t, "supply.of", "s", i->amount_of));
    for (size_t a = 0; a < sizeof amounts / sizeof *amounts; a++)
        if (amounts[a].n > 0)
            teller_add_line(&how_much, teller_say(t, amounts[a].key, "n", (double)amounts[a].n));
    cells[0].text = yg_say_date(&t->voice, i->row->date);
    victim_cell(t, &cells[1], i);
    cells[2].text = i->stopped.n > 0 ? i->stopped : teller_say(t, "supply.unnamed", "");
    teller_set_cell(t, &cells[3],
                    how_much.n > 0 ? yg_buf_str(&how_much) : teller_say(t, "supply.unsaid", ""),
                    i->supply);
}

static void note_supply(teller *t, const teller_incident *i) {
    if (t->supply != NULL && i->lines <= t->supply->numerator)
        return;
    if (i->lines == 0 || i->plants == 0)
        return;
    yg_figure f = {.id = YG_STR("figure-supply-lines"),
                   .kind = YG_FIGURE_COUNT,
                   .label = teller_say(t, "supply.figure", "ss", i->victim,
                                       i->amount_of.n > 0 ? i->amount_of : i->stopped),
                   .text = teller_say(t, "supply.lines", "n", (double)i->lines),
                   .source = i->row->asserted_by,
                   .period = i->row->date,
                   .period_label = yg_say_date(&t->voice, i->row->date),
                   .definition = teller_say(t, "supply.definition", ""),
                   .numerator = i->lines,
                   .evidence = i->supply};
    f.brief = f.text;
    f.note = i->amount_of.n > 0
                 ? teller_say(t, "supply.judgement-of", "sssnn", i->victim, i->stopped,
                              i->amount_of, (double)i->lines, (double)i->plants)
                 : teller_say(t, "supply.judgement", "ssnn", i->victim, i->stopped,
                              (double)i->lines, (double)i->plants);
    if (t->supply == NULL) {
        t->supply = yg_report_figure(t->doc, NULL, &f);
    } else {
        yg_evidence_set none = {0};
        f.evidence = none;
        yg_evidence_add_all(t->doc, &f.evidence, i->supply);
        *t->supply = f;
    }
}

static void tell_supply(teller *t, yg_section *section) {
    const yg_str columns[] = {
        teller_say(t, "where.column.date", ""), teller_say(t, "supply.column.victim", ""),
        teller_say(t, "supply.column.stopped", ""), teller_say(t, "supply.column.amount", "")};
    yg_table *table = NULL;
    for (size_t i = 0; i < t->incidents.n; i++) {
        const teller_incident *incident = t->incidents.at[i];
        if (!incident->stops_supply)
            continue;
        if (table == NULL) {
            yg_section_heading(section, teller_say(t, "supply.heading", ""));
            table = yg_section_table(t->doc, section, "table-supply",
                                     teller_say(t, "supply.caption", ""), columns, 4);
        }
        supply_row(t, table, incident);
        note_supply(t, incident);
    }
}

bool teller_where(teller *t, yg_error *err) {
    yg_section *section = yg_report_section(t->doc, "where", teller_say(t, "where.title", ""),
                                            teller_say(t, "where.question", ""));
    size_t affiliates = 0;
    (void)err;
    for (size_t i = 0; i < t->incidents.n; i++)
        affiliates += is_affiliate_abroad(t->incidents.at[i]);
    if (t->incidents.n == 0) {
        teller_note_paragraph(t, section, teller_say(t, "where.none-told", "s", t->name));
        teller_sets_where(t, section);
        return true;
    }
    if (affiliates == 0)
        teller_note_paragraph(t, section,
                              teller_say(t, "where.none-listed", "ssn", t->groups, sources_of(t),
                                         (double)t->incidents.n));
    tell_counts(t, section);
    if (affiliates > 0)
        affiliate_table(t, section);
    tell_supply(t, section);
    teller_sets_where(t, section);
    return true;
}

/* Data sets are counted, not listed: how many incidents each has, and how they are listed. */
static size_t name_sets(teller *t, yg_buf *note) {
    size_t sets = 0;
    for (size_t i = 0; t->sets != NULL && i < t->sets->sources.n; i++) {
        const set_source *source = &t->sets->sources.at[i];
        for (size_t by = 0; by < 2; by++) {
            uint64_t n = source->by[by]->place.n;
            if (!set_shown(t, source, by) || n == 0 ||
                (by == 1 && set_wanted(t, 0) && set_same(t, source)))
                continue;
            if (sets++ == 0)
                teller_add_line(note, teller_say(t, "incidents.others", ""));
            teller_add_line(note, teller_say(t, "incidents.set", "sss", source->name,
                                             set_heading(t, source, by, true),
                                             set_command(t, source, by, true)));
        }
    }
    return sets;
}

/* All incidents of the country that are told one by one, for the analyst. */
void teller_incident_list(teller *t) {
    size_t not_read = 0;
    if (t->incidents.n == 0) {
        YG_CLEANUP_BUF yg_buf note = {0};
        if (name_sets(t, &note) == 0)
            return;
        yg_section *section =
            yg_report_section(t->doc, "incidents", teller_say(t, "incidents.listed-title", ""),
                              teller_say(t, "incidents.question", ""));
        teller_note_paragraph(t, section, yg_buf_str(&note));
        return;
    }
    yg_section *section =
        yg_report_section(t->doc, "incidents", teller_say(t, "incidents.listed-title", ""),
                          teller_say(t, "incidents.question", ""));
    const yg_str columns[] = {
        teller_say(t, "where.column.date", ""),  teller_say(t, "where.column.victim", ""),
        teller_say(t, "where.column.sites", ""), teller_say(t, "where.column.types", ""),
        teller_say(t, "where.column.actor", ""), teller_say(t, "incidents.column.known", "")};
    yg_table *table = yg_section_table(
        t->doc, section, "table-incidents",
        teller_say(t, "incidents.listed", "ssn", t->name, sources_of(t), (double)t->incidents.n),
        columns, 6);
    /* The newest first: they stand last in the store. */
    size_t left =
        t->options->all || t->incidents.n <= MOST_INCIDENTS ? 0 : t->incidents.n - MOST_INCIDENTS;
    for (size_t i = t->incidents.n; i > left; i--) {
        const teller_incident *incident = t->incidents.at[i - 1];
        yg_cell *cells = yg_table_row(t->doc, table);
        cells[0].text = yg_say_date(&t->voice, incident->row->date);
        victim_cell(t, &cells[1], incident);
        cells[2].text = countries(t, incident->row->sites);
        cells[3].text = types(t, incident->row->types);
        actor_cell(t, &cells[4], incident);
        cells[5].text = teller_known(t, incident->row->known);
        not_read += yg_str_eqz(incident->row->basis, "eurepoc") ||
                    yg_str_eqz(incident->row->basis, "press-list");
    }
    YG_CLEANUP_BUF yg_buf note = {0};
    if (not_read > 0)
        teller_add_line(&note, teller_say(t, "incidents.note", "n", (double)not_read));
    if (left > 0)
        teller_add_line(&note, teller_more(t, left, " --all"));
    name_sets(t, &note);
    table->note = teller_buf(t, &note);
}
