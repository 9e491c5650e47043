/* WHAT OTHERS PUBLISHED: reports on the country, statement by statement with who passes it on, and
 * what is said of the industries of this report. */
#include "tell/teller.h"

/* A report that came out after the period says nothing in it. */
static bool is_of_period(const teller *t, const teller_claims *claims) {
    for (size_t i = 0; i < claims->n; i++)
        if (yg_str_eqz(claims->at[i]->predicate, "published-on") &&
            !teller_said_by_then(t, claims->at[i]->value))
            return false;
    return true;
}

static bool same_statement(teller *t, const yg_claim_row *a, const yg_claim_row *b) {
    return yg_str_eq(a->predicate, b->predicate) &&
           yg_str_eq(teller_value(t, a), teller_value(t, b));
}

/* Equal statements are one row, with everybody who makes them. */
static void rows(teller *t, yg_table *table, const teller_claims *claims) {
    for (size_t first = 0; first < claims->n; first++) {
        const yg_claim_row *row = claims->at[first];
        YG_CLEANUP_BUF yg_buf says = {0};
        YG_CLEANUP_BUF yg_buf notes = {0};
        bool told = yg_str_eqz(row->predicate, "about");
        for (size_t i = 0; i < first; i++)
            told |= same_statement(t, claims->at[i], row);
        if (told)
            continue;
        yg_cell *cells = yg_table_row(t->doc, table);
        for (size_t i = first; i < claims->n; i++) {
            if (!same_statement(t, claims->at[i], row))
                continue;
            teller_add_line(&says, teller_who_says(t, claims->at[i]));
            yg_str note = teller_note(t, claims->at[i]->note_en, claims->at[i]->note_ja);
            if (note.n > 0)
                teller_add_line(&notes, note);
            yg_evidence_add(t->doc, &cells[1].evidence, teller_claim(t, claims->at[i]));
        }
        yg_str value = teller_value(t, row);
        cells[0].text =
            yg_str_eqz(row->predicate, "states")
                ? teller_copy(t, value)
                : teller_say(t, "md.line", "ss",
                             yg_say_word(&t->voice, "predicate", row->predicate), value);
        cells[1].text = teller_buf(t, &says);
        cells[2].text = teller_buf(t, &notes);
    }
}

static yg_table *start(teller *t, yg_section *section, const char *id, yg_str caption) {
    const yg_str columns[] = {teller_say(t, "posture.column.statement", ""),
                              teller_say(t, "who.column.source", ""),
                              teller_say(t, "what.column.note", "")};
    return yg_section_table(t->doc, section, id, caption, columns, 3);
}

/* "about:JP": made of the sector in one country. Without the tag it is made of the sector. */
static bool is_about(const teller *t, const yg_claim_row *row) {
    yg_str tags = row->tags, tag;
    bool any = false, own = false;
    while (tags.n > 0 && yg_str_split(&tags, ' ', &tag))
        if (yg_str_starts(tag, YG_STR("about:"))) {
            any = true;
            own |= t->code.n > 0 && yg_str_eq(yg_str_from(tag, 6), t->code);
        }
    return own || !any;
}

/* A list of ranks is told from the first on. */
static uint64_t rank_of(const yg_claim_row *row) {
    uint64_t rank = 0;
    size_t digits = 0;
    while (digits < row->value.n && row->value.p[digits] >= '0' && row->value.p[digits] <= '9')
        digits++;
    return yg_str_eqz(row->predicate, "ranks") &&
                   yg_str_to_u64(yg_str_sub(row->value, 0, digits), &rank)
               ? rank
               : 0;
}

static void sort_ranks(teller_claims *claims) {
    for (size_t i = 1; i < claims->n; i++)
        for (size_t k = i; k > 0 && rank_of(claims->at[k]) > 0 &&
                           rank_of(claims->at[k - 1]) > rank_of(claims->at[k]);
             k--) {
            yg_claim_row *row = claims->at[k];
            claims->at[k] = claims->at[k - 1];
            claims->at[k - 1] = row;
        }
}

static bool tell_report(teller *t, yg_section *section, const yg_claim_row *about, size_t n,
                        yg_error *err) {
    teller_claims claims = {0};
    yg_claim_filter filter = {.subject_eid = about->subject_eid};
    YG_CLEANUP_BUF yg_buf id = {0};
    bool ok = teller_claims_of(t, &filter, &claims, err);
    if (ok && claims.n > 0 && is_of_period(t, &claims)) {
        sort_ranks(&claims);
        yg_buf_addf(&id, "table-report-%zu", n);
        rows(t, start(t, section, yg_buf_z(&id), about->subject_name), &claims);
    }
    yg_vec_free(&claims);
    return ok;
}

static bool tell_reports(teller *t, yg_section *section, yg_error *err) {
    teller_claims all = {0};
    yg_claim_filter filter = {.predicate = YG_STR("about")};
    size_t n = 0;
    bool ok = teller_claims_of(t, &filter, &all, err);
    for (size_t i = 0; ok && i < all.n; i++) {
        bool again = t->country == 0 || teller_object_country(t, all.at[i]) != t->country;
        for (size_t k = 0; k < i && !again; k++)
            again = all.at[k]->subject_eid == all.at[i]->subject_eid;
        if (!again)
            ok = tell_report(t, section, all.at[i], ++n, err);
    }
    yg_vec_free(&all);
    return ok;
}

/* Statements on a section of ISIC: all of them, or those on the one that was asked for. */
static bool tell_sectors(teller *t, yg_section *section, yg_error *err) {
    static const char *const predicates[] = {"vulnerable-because", "attacked-for",
                                             "attacked-heavily"};
    teller_claims all = {0}, own = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof predicates / sizeof *predicates; i++) {
        yg_claim_filter filter = {.predicate = yg_str_of(predicates[i])};
        ok = teller_claims_of(t, &filter, &all, err);
    }
    for (yg_sector s = 'A'; ok && s <= 'U'; s++) {
        YG_CLEANUP_BUF yg_buf id = {0};
        own.n = 0;
        for (size_t i = 0; i < all.n; i++)
            if ((t->sector == 0 || t->sector == s) && is_about(t, all.at[i]) &&
                yg_sector_from_label(all.at[i]->subject_name) == s)
                yg_vec_push(&own, all.at[i]);
        yg_buf_addf(&id, "table-sector-%c", s);
        if (own.n > 0)
            rows(
                t,
                start(t, section, yg_buf_z(&id),
                      teller_say(t, "reports.sector", "s", yg_sector_name(s, t->voice.lang, true))),
                &own);
    }
    yg_vec_free(&all);
    yg_vec_free(&own);
    return ok;
}

bool teller_reports(teller *t, yg_error *err) {
    yg_section *section = yg_report_section(t->doc, "reports", teller_say(t, "reports.title", ""),
                                            teller_say(t, "reports.question", ""));
    if (!tell_reports(t, section, err) || !tell_sectors(t, section, err))
        return false;
    teller_note_paragraph(
        t, section, teller_say(t, section->blocks.n > 0 ? "reports.note" : "reports.none", ""));
    return true;
}
