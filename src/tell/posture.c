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

static void tell_row(teller *t, yg_table *table, const yg_claim_row *row) {
    yg_cell *cells = yg_table_row(t->doc, table);
    yg_str known = teller_known(t, row->known);
    yg_str who = teller_who_says(t, row);
    cells[0].text = yg_say_date(&t->voice, row->date);
    cells[1].text = yg_say_word(&t->voice, "predicate", row->predicate);
    cells[2].text = teller_copy(t, teller_value(t, row));
    teller_set_cell(t, &cells[3],
                    known.n > 0 ? teller_say(t, "where.known", "ss", who, known) : who,
                    (yg_evidence_set){0});
    yg_evidence_add(t->doc, &cells[3].evidence, teller_claim(t, row));
    cells[4].text = teller_copy(t, teller_note(t, row->note_en, row->note_ja));
}

bool teller_posture(teller *t, yg_error *err) {
    yg_section *section = yg_report_section(t->doc, "posture", teller_say(t, "posture.title", ""),
                                            teller_say(t, "posture.question", ""));
    const yg_str columns[] = {
        teller_say(t, "where.column.date", ""), teller_say(t, "posture.column.kind", ""),
        teller_say(t, "posture.column.statement", ""), teller_say(t, "who.column.source", ""),
        teller_say(t, "what.column.note", "")};
    teller_claims claims = {0};
    bool ok = add(t, "cyber-power-tier", &claims, err) &&
              add(t, "adopted-strategy", &claims, err) && add(t, "posture", &claims, err);
    if (ok && claims.n > 0) {
        yg_table *table =
            yg_section_table(t->doc, section, "table-posture",
                             teller_say(t, "posture.caption", "s", t->name), columns, 5);
        for (size_t i = 0; i < claims.n; i++)
            tell_row(t, table, claims.at[i]);
        table->note = teller_say(t, "posture.note", "");
    } else if (ok) {
        teller_note_paragraph(t, section, teller_say(t, "posture.none", "s", t->name));
    }
    yg_vec_free(&claims);
    return ok;
}
