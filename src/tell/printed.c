/* Shares and counts as others print them: one published cell, several retellings, and what was
 * counted, side by side. */
#include "tell/teller.h"

/* A cell bears its period as its last part, so that an undated statement on it has one too. */
static bool is_of_period(const teller *t, yg_str cell) {
    yg_date date;
    yg_str part, rest = cell;
    for (size_t i = 0; i < 3; i++)
        if (!yg_str_split(&rest, '/', &part))
            return true;
    return !yg_date_parse(rest, &date) || teller_in_period(t, date.from_us, date.to_us);
}

static bool gather(teller *t, teller_claims *claims, yg_error *err) {
    static const char *const predicates[] = {"share-percent", "share-words",    "count-of-total",
                                             "prints",        "change-percent", "change-words"};
    teller_claims all = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof predicates / sizeof *predicates; i++) {
        yg_claim_filter filter = {.predicate = yg_str_of(predicates[i])};
        ok = teller_claims_of(t, &filter, &all, err);
    }
    for (size_t i = 0; ok && i < all.n; i++) {
        yg_str name = all.at[i]->subject_name;
        yg_str series = yg_str_sub(name, 0, yg_str_chr(name, '/'));
        bool mine = false;
        if (!is_of_period(t, name))
            continue;
        for (size_t s = 0; s < t->statistics.n; s++)
            mine |= yg_str_eq(t->statistics.at[s]->series, series);
        if (mine)
            yg_vec_push(claims, all.at[i]);
    }
    yg_vec_free(&all);
    return ok;
}

/* By cell; the one who counts before those who retell. */
static int by_cell(const void *a, const void *b) {
    const yg_claim_row *x = *(yg_claim_row *const *)a, *y = *(yg_claim_row *const *)b;
    int order = yg_str_cmp(x->subject_name, y->subject_name);
    if (order == 0 && (x->known == YG_KNOWN_OFFICIAL) != (y->known == YG_KNOWN_OFFICIAL))
        return x->known == YG_KNOWN_OFFICIAL ? -1 : 1;
    if (order == 0)
        order = yg_str_cmp(teller_asserter(x), teller_asserter(y));
    return order != 0 ? order : yg_str_cmp(x->id, y->id);
}

/* "series/scheme/category/period" in words, with what was counted where the store has the cell. */
static yg_str cell_words(teller *t, yg_str name, yg_evidence_set *evidence) {
    yg_str part[3] = {0}, rest = name;
    for (size_t i = 0; i < 3; i++)
        if (!yg_str_split(&rest, '/', &part[i]))
            return name;
    yg_str text = teller_cell_name(t, name);
    for (size_t s = 0; s < t->statistics.n; s++) {
        const yg_statistic_row *row = t->statistics.at[s];
        if (!yg_str_eq(row->series, part[0]) || !yg_str_eq(row->scheme, part[1]) ||
            !yg_str_eq(row->category, part[2]) || !yg_str_eq(row->period, rest) || !row->has_total)
            continue;
        yg_evidence_add(t->doc, evidence, teller_statistic(t, row));
        return teller_say(t, "what.cell", "ss", text,
                          teller_scheme_of(row->scheme) == SCHEME_TOTAL
                              ? yg_say_number(&t->voice, (double)row->count)
                              : yg_say_share(&t->voice, row->count, row->total));
    }
    return text;
}

static void put_row(teller *t, yg_table *table, const yg_claim_row *row, bool is_first) {
    yg_cell *cells = yg_table_row(t->doc, table);
    yg_str value = teller_value(t, row);
    if (yg_str_eqz(row->predicate, "share-percent"))
        value = teller_say(t, "what.percent", "s", value);
    else if (yg_str_eqz(row->predicate, "change-percent"))
        value = yg_str_starts(value, YG_STR("-"))
                    ? teller_say(t, "what.fall-percent", "s", yg_str_from(value, 1))
                    : teller_say(t, "what.rise-percent", "s", value);
    if (is_first) {
        yg_evidence_set counted = {0};
        yg_str words = cell_words(t, row->subject_name, &counted);
        teller_set_cell(t, &cells[0], words, counted);
    }
    cells[1].text = teller_copy(t, value);
    cells[2].text = teller_who_says(t, row);
    yg_evidence_add(t->doc, &cells[2].evidence, teller_claim(t, row));
    cells[3].text = teller_copy(t, teller_note(t, row->note_en, row->note_ja));
}

bool teller_printed(teller *t, yg_section *section, yg_error *err) {
    const yg_str columns[] = {
        teller_say(t, "what.column.cell", ""), teller_say(t, "what.column.printed", ""),
        teller_say(t, "who.column.source", ""), teller_say(t, "what.column.note", "")};
    teller_claims claims = {0};
    bool ok = gather(t, &claims, err);
    if (ok && claims.n > 0) {
        yg_table *table = yg_section_table(t->doc, section, "table-printed",
                                           teller_say(t, "what.printed-caption", ""), columns, 4);
        table->note = teller_say(t, "what.printed-note", "");
        qsort(claims.at, claims.n, sizeof *claims.at, by_cell);
        for (size_t i = 0; i < claims.n; i++)
            put_row(t, table, claims.at[i],
                    i == 0 ||
                        !yg_str_eq(claims.at[i]->subject_name, claims.at[i - 1]->subject_name));
    }
    yg_vec_free(&claims);
    return ok;
}
