/* From rows of the store to numbered evidence, and the words for what is in them. */
#include "tell/teller.h"

enum { MOST_ADDRESSES = 6 }; /* of one statement: some clusters cite hundreds of pages */

yg_str teller_copy(teller *t, yg_str s) {
    return yg_report_copy(t->doc, s);
}

yg_str teller_buf(teller *t, const yg_buf *buf) {
    return yg_report_copy(t->doc, yg_buf_str(buf));
}

yg_str teller_note(const teller *t, yg_str en, yg_str ja) {
    if (t->voice.lang == YG_LANG_JA)
        return ja.n > 0 ? ja : en;
    return en.n > 0 ? en : ja;
}

yg_str teller_asserter(const yg_claim_row *row) {
    return row->asserted_by.n > 0 ? row->asserted_by : row->source;
}

yg_str teller_party(teller *t, yg_str name) {
    return yg_say_word(&t->voice, "party", name);
}

yg_str teller_who_says(teller *t, const yg_claim_row *row) {
    yg_str who = teller_party(t, teller_asserter(row));
    return row->known == YG_KNOWN_DERIVED ? teller_say(t, "who.derived", "s", who) : who;
}

yg_str teller_known(teller *t, yg_known known) {
    return yg_say_word(&t->voice, "known", yg_str_of(yg_known_word(known)));
}

bool teller_has_tag(yg_str tags, const char *tag) {
    yg_str part;
    while (tags.n > 0 && yg_str_split(&tags, ' ', &part))
        if (yg_str_eqz(part, tag))
            return true;
    return false;
}

void teller_saw_date(teller *t, yg_str text) {
    yg_date date;
    if (text.n == 0 || !yg_date_parse(text, &date) || date.precision == YG_DATE_NONE)
        return;
    bool later = t->newest.precision == YG_DATE_NONE || date.to_us > t->newest.to_us ||
                 (date.to_us == t->newest.to_us && date.from_us > t->newest.from_us);
    if (!later)
        return;
    t->newest = date;
    t->newest_text = teller_copy(t, text);
}

yg_str teller_country_name(teller *t, yg_country country) {
    return yg_country_name(country, t->voice.lang);
}

static yg_country country_of_name(yg_str name) {
    yg_country country = name.n == 2 ? yg_country_from_code(name) : 0;
    return country != 0 ? country : yg_country_from_name(name);
}

static yg_country country_of_location(teller *t, yg_str id, yg_str name) {
    if (!yg_str_starts(id, YG_STR("location--")))
        return 0;
    const uint64_t *known = yg_map_get(&t->locations, id);
    return known != NULL ? (yg_country)*known : country_of_name(name);
}

yg_country teller_subject_country(teller *t, const yg_claim_row *row) {
    return country_of_location(t, row->subject_id, row->subject_name);
}

/* Predicates whose value is a country: elsewhere "no" is a word, not Norway. */
static bool is_about_country(yg_str predicate) {
    static const char *const predicates[] = {
        "aligned-with",    "attributed-to-country", "entry-country",
        "located-in",      "originates-from",       "sponsored-by",
        "state-threat-to", "suspected-origin",      "about",
        "targets",         "targets-country",
    };
    for (size_t i = 0; i < sizeof predicates / sizeof *predicates; i++)
        if (yg_str_eqz(predicate, predicates[i]))
            return true;
    return false;
}

yg_country teller_object_country(teller *t, const yg_claim_row *row) {
    if (row->object_eid != 0)
        return country_of_location(t, row->object_id, row->object_name);
    return row->value.n == 2 && is_about_country(row->predicate) ? yg_country_from_code(row->value)
                                                                 : 0;
}

/* Predicates whose value "A" or "C" is a section, not a letter. */
static bool is_about_sector(yg_str predicate) {
    return yg_str_eqz(predicate, "targets") || yg_str_eqz(predicate, "targets-sector");
}

static yg_str named(teller *t, yg_str id, yg_str name) {
    yg_country country = country_of_location(t, id, name);
    if (country != 0)
        return teller_country_name(t, country);
    return name.n > 0 ? name : id;
}

/* "series/scheme/category/period" of a published count as "Manufacturing, first half of 2022". */
yg_str teller_cell_name(teller *t, yg_str name) {
    yg_str part, category = {0}, rest = name;
    for (size_t i = 0; i < 3; i++) {
        if (!yg_str_split(&rest, '/', &part))
            return name;
        category = part;
    }
    return teller_say(t, "what.label", "ss", yg_say_word(&t->voice, "category", category),
                      yg_say_date(&t->voice, rest));
}

/* An incident is called by its victim and its date; a file that only speaks of it may have no more
 * than its key. */
yg_str teller_subject(teller *t, const yg_claim_row *row) {
    for (size_t i = 0; i < t->incidents.n; i++) {
        const teller_incident *incident = t->incidents.at[i];
        if (incident->row->eid == row->subject_eid)
            return teller_say(t, "where.known", "ss", incident->victim,
                              yg_say_date(&t->voice, incident->row->date));
    }
    if (yg_str_starts(row->subject_id, YG_STR("x-yagura-statistic--")))
        return teller_cell_name(t, row->subject_name);
    return named(t, row->subject_id, row->subject_name);
}

/* "3 of 3" of a ranking as a sentence of the language. */
static bool say_tier(teller *t, const yg_claim_row *row, yg_str *ret_text) {
    size_t of = yg_str_find(row->value, YG_STR(" of "));
    uint64_t place = 0, places = 0;
    if (!yg_str_eqz(row->predicate, "cyber-power-tier") || of == SIZE_MAX ||
        !yg_str_to_u64(yg_str_sub(row->value, 0, of), &place) ||
        !yg_str_to_u64(yg_str_from(row->value, of + 4), &places))
        return false;
    *ret_text = teller_say(t, "posture.tier", "nn", (double)place, (double)places);
    return true;
}

yg_str teller_value(teller *t, const yg_claim_row *row) {
    yg_str text;
    yg_country country = teller_object_country(t, row);
    if (country != 0)
        return teller_country_name(t, country);
    if (row->value.n == 1 && is_about_sector(row->predicate)) {
        yg_str sector = yg_sector_name(row->value.p[0], t->voice.lang, true);
        if (sector.n > 0)
            return sector;
    }
    if (row->object_eid != 0)
        return yg_say_word(&t->voice, "value", named(t, row->object_id, row->object_name));
    if (yg_str_ends(row->predicate, YG_STR("-on")) || yg_str_eqz(row->predicate, "active-since"))
        return yg_say_date(&t->voice, row->value);
    if (say_tier(t, row, &text))
        return text;
    return yg_say_word(&t->voice, "value", row->value.n > 0 ? row->value : row->label);
}

/* The first addresses, one a line. */
static yg_str some_addresses(yg_str references) {
    size_t lines = 0;
    for (size_t i = 0; i < references.n; i++)
        if (references.p[i] == '\n' && ++lines == MOST_ADDRESSES)
            return yg_str_sub(references, 0, i);
    return references;
}

static uint32_t put(teller *t, yg_evidence *e, yg_known known, yg_str references) {
    e->known = yg_str_of(yg_known_word(known));
    e->known_label = teller_known(t, known);
    e->date_label = yg_say_date(&t->voice, e->date);
    teller_saw_date(t, e->date);
    return yg_report_evidence(t->doc, e, some_addresses(references));
}

/* A collection's row is taken from the store when the report is complete (landscape.c). */
uint32_t teller_claim(teller *t, const yg_claim_row *row) {
    yg_evidence e = {
        .id = row->id,
        .kind = YG_STR("claim"),
        .statement =
            teller_say(t, "evidence.claim", "sss", teller_subject(t, row),
                       yg_say_word(&t->voice, "predicate", row->predicate), teller_value(t, row)),
        .asserted_by = teller_party(t, teller_asserter(row)),
        .collection = row->source,
        .date = row->date,
        .note = teller_note(t, row->note_en, row->note_ja),
    };
    return put(t, &e, row->known, row->references);
}

uint32_t teller_incident_evidence(teller *t, const yg_incident_row *row) {
    yg_str summary = teller_note(t, row->summary_en, row->summary_ja);
    yg_str victim =
        t->voice.lang == YG_LANG_JA && row->victim_ja.n > 0 ? row->victim_ja : row->name;
    yg_evidence e = {
        .id = row->id,
        .kind = YG_STR("incident"),
        .statement =
            summary.n > 0 ? teller_say(t, "evidence.incident", "ss", victim, summary) : victim,
        .asserted_by = teller_party(t, row->asserted_by.n > 0 ? row->asserted_by : row->source),
        .collection = row->source,
        .date = row->date,
        .note = yg_say_word(&t->voice, "basis", row->basis),
    };
    return put(t, &e, row->known, row->references);
}

static yg_str series_name(const teller *t, const yg_statistic_row *row) {
    yg_str name = teller_note(t, row->series_en, row->series_ja);
    return name.n > 0 ? name : row->series;
}

uint32_t teller_statistic(teller *t, const yg_statistic_row *row) {
    yg_str category = yg_say_word(&t->voice, "category", row->category);
    yg_str period = yg_say_date(&t->voice, row->period);
    yg_str count = row->has_total
                       ? teller_say(t, "figure.of", "nn", (double)row->count, (double)row->total)
                       : yg_say_number(&t->voice, (double)row->count);
    yg_str note = teller_note(t, row->note_en, row->note_ja);
    if (row->derived.n > 0)
        note = teller_say(t, "evidence.derived", "ss",
                          yg_say_word(&t->voice, "value", row->derived), note);
    yg_evidence e = {
        .id = row->id,
        .kind = YG_STR("statistic"),
        .statement = teller_say(t, "evidence.statistic", "ssss", series_name(t, row), period,
                                category, count),
        .asserted_by = teller_party(t, row->asserted_by.n > 0 ? row->asserted_by : row->source),
        .collection = row->source,
        .date = row->published.n > 0 ? row->published : row->period,
        .note = note,
    };
    return put(t, &e, row->known, row->references);
}

uint32_t teller_relationship(teller *t, const yg_relationship_row *row, yg_str subject) {
    yg_str object = row->other_name;
    if (row->other_external_id.n > 0)
        object = teller_say(t, "name.with-id", "ss", row->other_name, row->other_external_id);
    yg_evidence e = {
        .id = row->id,
        .kind = YG_STR("relationship"),
        .statement = teller_say(t, "evidence.claim", "sss", subject,
                                yg_say_word(&t->voice, "predicate", row->type), object),
        .asserted_by = row->source,
        .collection = row->source,
    };
    return put(t, &e, YG_KNOWN_UNSAID, (yg_str){0});
}

/* --- Lines --- */

void teller_line_add(teller_lines *lines, yg_str head, yg_str who, yg_str tail) {
    size_t l = 0;
    while (l < lines->n &&
           !(yg_str_eq(lines->at[l].head, head) && yg_str_eq(lines->at[l].tail, tail)))
        l++;
    if (l == lines->n)
        yg_vec_push(lines, ((teller_line){.head = head, .tail = tail}));
    for (size_t i = 0; i < lines->at[l].who.n; i++)
        if (yg_str_eq(lines->at[l].who.at[i], who))
            return;
    yg_vec_push(&lines->at[l].who, who);
}

yg_str teller_lines_text(teller *t, teller_lines *lines) {
    YG_CLEANUP_BUF yg_buf text = {0};
    for (size_t l = 0; l < lines->n; l++) {
        const teller_line *line = &lines->at[l];
        yg_str who = yg_say_list(&t->voice, line->who.at, line->who.n);
        teller_add_line(&text, line->tail.n > 0 ? teller_say(t, "who.tie-known", "sss", line->head,
                                                             who, line->tail)
                                                : teller_say(t, "who.tie", "ss", line->head, who));
        yg_vec_free(&lines->at[l].who);
    }
    yg_vec_free(lines);
    return teller_buf(t, &text);
}

yg_str teller_figure_text(teller *t, const yg_figure *figure) {
    return figure->computed ? teller_say(t, "what.computed", "s", figure->text) : figure->text;
}

/* --- Small helpers of all parts --- */

/* Two figures of one name are told apart by a number. */
yg_str teller_id(teller *t, yg_buf *id) {
    bool is_new = false;
    for (size_t i = 0; i < id->n; i++) {
        char c = id->p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
            id->p[i] = '-';
    }
    size_t n = id->n;
    uint64_t *first = yg_map_put(&t->figure_ids, yg_buf_str(id), &is_new);
    uint64_t copies = ++*first;
    while (!is_new) {
        id->n = n;
        yg_buf_addf(id, "-%llu", (unsigned long long)copies++);
        yg_map_put(&t->figure_ids, yg_buf_str(id), &is_new);
    }
    return teller_buf(t, id);
}

yg_str teller_lines_as_list(teller *t, yg_str lines) {
    YG_VEC(yg_str) items = {0};
    yg_str line;
    while (lines.n > 0 && yg_str_split(&lines, '\n', &line))
        yg_vec_push(&items, line);
    yg_str text = teller_copy(t, yg_say_list(&t->voice, items.at, items.n));
    yg_vec_free(&items);
    return text;
}

void teller_set_cell(teller *t, yg_cell *cell, yg_str text, yg_evidence_set evidence) {
    cell->text = teller_copy(t, text);
    yg_evidence_add_all(t->doc, &cell->evidence, evidence);
}

void teller_paragraph(teller *t, yg_section *section, yg_str text, yg_evidence_set evidence) {
    yg_section_paragraph(t->doc, section, YG_TEXT_PLAIN, text, evidence);
}

void teller_note_paragraph(teller *t, yg_section *section, yg_str text) {
    yg_section_paragraph(t->doc, section, YG_TEXT_NOTE, text, (yg_evidence_set){0});
}

void teller_add_line(yg_buf *lines, yg_str text) {
    yg_str rest = yg_buf_str(lines), line;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &line))
        if (yg_str_eq(line, text))
            return;
    if (lines->n > 0)
        yg_buf_addc(lines, '\n');
    yg_buf_add(lines, text);
}
