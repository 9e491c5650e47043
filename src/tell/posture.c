/* POSTURE: how prepared the country is said to be, and why its industries are fragile. */
#include "tell/teller.h"

static bool add(teller *t, const char *predicate, teller_claims *claims, yg_error *err) {
    yg_claim_filter filter = {.predicate = yg_str_of(predicate)};
    teller_claims all = {0};
    bool ok = teller_claims_of(t, &filter, &all, err);
    for (size_t i = 0; ok && i < all.n; i++)
        if (teller_subject_country(t, all.at[i]) == t->country)
            yg_vec_push(claims, all.at[i]);
    yg_vec_free(&all);
    return ok;
}

/* Equal statements are one row, with everybody who makes them. */
static void tell_rows(teller *t, yg_table *table, const teller_claims *claims, size_t first) {
    yg_str statement = teller_value(t, claims->at[first]);
    YG_CLEANUP_BUF yg_buf dates = {0};
    YG_CLEANUP_BUF yg_buf says = {0};
    YG_CLEANUP_BUF yg_buf notes = {0};
    for (size_t i = 0; i < first; i++)
        if (yg_str_eq(teller_value(t, claims->at[i]), statement))
            return;
    yg_cell *cells = yg_table_row(t->doc, table);
    for (size_t i = first; i < claims->n; i++) {
        const yg_claim_row *row = claims->at[i];
        yg_str name = teller_who_says(t, row), known = teller_known(t, row->known);
        if (!yg_str_eq(teller_value(t, row), statement))
            continue;
        teller_add_line(&dates, yg_say_date(&t->voice, row->date));
        teller_add_line(&says,
                        known.n > 0 ? teller_say(t, "where.known", "ss", name, known) : name);
        if (teller_note(t, row->note_en, row->note_ja).n > 0)
            teller_add_line(&notes, teller_note(t, row->note_en, row->note_ja));
        yg_evidence_add(t->doc, &cells[2].evidence, teller_claim(t, row));
    }
    cells[0].text = teller_buf(t, &dates);
    cells[1].text = teller_copy(t, statement);
    cells[2].text = teller_buf(t, &says);
    cells[3].text = teller_buf(t, &notes);
}

bool teller_posture(teller *t, yg_error *err) {
    yg_section *section = yg_report_section(t->doc, "posture", teller_say(t, "posture.title", ""),
                                            teller_say(t, "posture.question", ""));
    const yg_str columns[] = {
        teller_say(t, "where.column.date", ""), teller_say(t, "posture.column.statement", ""),
        teller_say(t, "who.column.source", ""), teller_say(t, "what.column.note", "")};
    teller_claims claims = {0};
    if (t->country == 0) {
        teller_note_paragraph(t, section, teller_say(t, "posture.no-country", ""));
        return true;
    }
    bool ok = add(t, "cyber-power-tier", &claims, err) &&
              add(t, "adopted-strategy", &claims, err) && add(t, "posture", &claims, err);
    if (ok && claims.n > 0) {
        yg_table *table =
            yg_section_table(t->doc, section, "table-posture",
                             teller_say(t, "posture.caption", "s", t->place), columns, 4);
        for (size_t i = 0; i < claims.n; i++)
            tell_rows(t, table, &claims, i);
        table->note = teller_say(t, "posture.note", "");
    } else if (ok) {
        teller_note_paragraph(t, section, teller_say(t, "posture.none", "s", t->place));
    }
    yg_vec_free(&claims);
    return ok;
}
