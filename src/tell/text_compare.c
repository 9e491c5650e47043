/* A number against the cells that count what it is said to count. Sources are never pooled: one
 * cell confirms; to contradict takes all of them. */
#include "tell/text_compare.h"

#include <math.h>

#include "tell/message.h"

typedef enum { FITS, NEAR, DIFFERS } fit;

static fit fit_of_precision(text_precision precision, double stored, double written, double margin,
                            double about) {
    double off = stored - written;
    switch (precision) {
    case TEXT_OVER:
        return off > -margin && off <= 4 * about ? FITS : off < -about ? DIFFERS : NEAR;
    case TEXT_UNDER:
        return off < margin && off >= -4 * about ? FITS : off > about ? DIFFERS : NEAR;
    case TEXT_ABOUT:
        return fabs(off) <= about ? FITS : fabs(off) > 2 * about ? DIFFERS : NEAR;
    default:
        return fabs(off) <= margin ? FITS : DIFFERS;
    }
}

static fit fit_of_percent(const text_mark *number, double stored) {
    double unit = pow(10, -number->decimals);
    bool cut = fabs(floor(stored / unit + 1e-9) * unit - number->value) < 1e-9;
    if (number->precision == TEXT_EXACT && cut)
        return FITS;
    fit found = fit_of_precision(number->precision, stored, number->value, unit / 2 + 1e-9, 2.5);
    /* Whole percents are often rounded by eye. */
    if (found == DIFFERS && number->decimals == 0 && fabs(stored - number->value) <= 1.5)
        return NEAR;
    return found;
}

static fit fit_of_fraction(const text_mark *number, double stored) {
    text_precision precision = number->precision == TEXT_EXACT ? TEXT_ABOUT : number->precision;
    return fit_of_precision(precision, stored, number->value, 0.5, 4);
}

static fit fit_of_count(const text_mark *number, double stored) {
    if (number->precision == TEXT_EXACT)
        return fabs(stored - number->value) < 0.5 ? FITS : DIFFERS;
    return fit_of_precision(number->precision, stored, number->value, 0.5, stored * 0.05 + 0.5);
}

static fit fit_of(const text_mark *number, const yg_statistic_row *cell) {
    bool has_share = cell->has_total && cell->total > 0;
    double share = has_share ? 100 * (double)cell->count / (double)cell->total : NAN;
    switch (number->number) {
    case TEXT_PERCENT:
        return has_share ? fit_of_percent(number, share) : NEAR;
    case TEXT_FRACTION:
        return has_share ? fit_of_fraction(number, share) : NEAR;
    case TEXT_OF:
        if (cell->has_total && number->x == cell->count && number->n == cell->total)
            return FITS;
        return cell->has_total && number->precision == TEXT_EXACT ? DIFFERS : NEAR;
    default:
        return fit_of_count(number, (double)cell->count);
    }
}

static bool is_same_period(yg_date date, const yg_statistic_row *cell) {
    return date.from_us == cell->from_us && date.to_us == cell->to_us;
}

static bool is_place(const text_question *q, const yg_statistic_row *cell) {
    for (size_t i = 0; i < q->places_n; i++)
        if (yg_str_eq(q->places[i], cell->geography))
            return true;
    return q->places_n == 0;
}

static bool is_source(yg_str source, const yg_statistic_row *cell) {
    return yg_str_eq(source, cell->asserted_by);
}

/* A sentence that names who counted is about that one's counts. */
static bool is_by_named(const text_question *q, const yg_statistic_row *cell) {
    for (size_t i = 0; i < q->sources_n; i++)
        if (is_source(q->sources[i], cell))
            return true;
    return q->sources_n == 0;
}

/* The paragraph is about what this one counted. */
static bool is_about(const text_job *job, const text_question *q, const yg_statistic_row *cell) {
    for (size_t i = 0; i < job->about.n; i++)
        if (job->about.at[i].paragraph == q->paragraph && is_source(job->about.at[i].source, cell))
            return q->may_contradict;
    return false;
}

/* A total has its own scheme: "total" of the categories is what a chart leaves out. */
static bool is_asked(const text_question *q, yg_str category, yg_date period,
                     const yg_statistic_row *cell) {
    return yg_str_eq(cell->subject, q->topic) && is_place(q, cell) &&
           is_same_period(period, cell) && is_by_named(q, cell) &&
           yg_str_eq(cell->category, category);
}

static bool has_number(const text_mark *number, const yg_statistic_row *cell) {
    switch (number->number) {
    case TEXT_OF:
        return (number->x == cell->count && (!cell->has_total || number->n == cell->total)) ||
               (number->x == number->n && number->n == cell->count);
    case TEXT_COUNT:
        return number->x == cell->count || (cell->has_total && number->x == cell->total) ||
               (cell->has_total && number->x == cell->total - cell->count);
    default:
        return fit_of(number, cell) == FITS;
    }
}

/* Has another cell of the same topic, country and period this number? Then the sentence may be
 * about that one. */
static const yg_statistic_row *other_with(const text_job *job, const text_question *q) {
    for (size_t i = 0; i < job->cells.n; i++) {
        const yg_statistic_row *cell = job->cells.at[i];
        if (yg_str_eq(cell->subject, q->topic) && is_place(q, cell) &&
            is_same_period(q->period, cell) && has_number(q->number, cell))
            return cell;
    }
    return NULL;
}

/* "9 of these, 5 of them hospitals": the whole is another count of that period. */
static bool is_other_whole(const text_job *job, const text_question *q,
                           const yg_statistic_row *told) {
    if (q->number->number != TEXT_OF || q->number->x != told->count)
        return false;
    for (size_t i = 0; i < job->cells.n; i++)
        if (is_same_period(q->period, job->cells.at[i]) &&
            yg_str_eq(job->cells.at[i]->subject, q->topic) &&
            job->cells.at[i]->count == q->number->n)
            return true;
    return false;
}

static yg_str copy_buf(text_job *job, const yg_buf *buf) {
    return yg_arena_copy(&job->check->arena, yg_buf_str(buf));
}

static void add_counts(yg_buf *text, const yg_statistic_row *cell) {
    yg_buf_addf(text, "%llu", (unsigned long long)cell->count);
    if (cell->has_total && cell->total > 0 && !yg_str_eqz(cell->category, "total"))
        yg_buf_addf(text, " of %llu (%.1f %%)", (unsigned long long)cell->total,
                    100 * (double)cell->count / (double)cell->total);
}

static yg_str cell_text(text_job *job, const yg_statistic_row *cell) {
    YG_CLEANUP_BUF yg_buf text = {0};
    add_counts(&text, cell);
    return copy_buf(job, &text);
}

static void tell_cell(text_job *job, const yg_statistic_row *cell, text_answer *answer) {
    answer->stored = cell_text(job, cell);
    answer->source = cell->asserted_by.n > 0 ? cell->asserted_by : cell->source;
    answer->evidence = cell->id;
    answer->period = cell->period;
    answer->category = cell->category;
}

/* What a confirmed number was counted over, where the sentence does not say it. */
static void note_whole(text_job *job, const text_question *q, const yg_statistic_row *cell,
                       text_answer *answer) {
    YG_CLEANUP_BUF yg_buf note = {0};
    bool is_share = q->number->number != TEXT_COUNT;
    if (q->sources_n == 0 || (q->says_all && is_share)) {
        yg_buf_addf(&note, "counted are %.*s of %.*s by %.*s",
                    YG_FMT(cell->unit.n > 0 ? cell->unit : YG_STR("cases")),
                    YG_FMT(cell->geography), YG_FMT(answer->source));
        yg_buf_addz(&note,
                    q->says_all && is_share ? ", not all attacks" : "; the text does not say so");
    }
    bool welfare = yg_str_eqz(cell->category, "medical-welfare") &&
                   yg_str_find(q->phrase, YG_STR("welfare")) == SIZE_MAX &&
                   yg_str_find(q->phrase, YG_STR("福祉")) == SIZE_MAX;
    if (welfare)
        yg_buf_addf(&note, "%sthe category is medical and welfare", note.n > 0 ? "; " : "");
    if (cell->derived.n > 0)
        yg_buf_addf(&note, "%scomputed, not printed", note.n > 0 ? "; " : "");
    answer->note = copy_buf(job, &note);
}

/* Another period in which the store has this number for this category. */
static const yg_statistic_row *elsewhere(const text_job *job, const text_question *q) {
    for (size_t i = 0; i < job->cells.n; i++) {
        const yg_statistic_row *cell = job->cells.at[i];
        if (yg_str_eq(cell->subject, q->topic) && is_place(q, cell) &&
            yg_str_eq(cell->category, q->category) && !is_same_period(q->period, cell) &&
            q->number->precision == TEXT_EXACT && q->number->number != TEXT_FRACTION &&
            fit_of(q->number, cell) == FITS)
            return cell;
    }
    return NULL;
}

static void add_elsewhere(yg_buf *why, const text_job *job, const text_question *q) {
    const yg_statistic_row *cell = elsewhere(job, q);
    if (cell == NULL)
        return;
    yg_buf_addf(why, "; this number is that of %.*s: ", YG_FMT(cell->period));
    add_counts(why, cell);
}

/* No count of this whole gives the share: it is another period's. */
static bool is_impossible(const text_mark *number, uint64_t whole) {
    for (uint64_t x = 0; x <= whole; x++)
        if (fit_of_percent(number, 100 * (double)x / (double)whole) != DIFFERS)
            return false;
    return true;
}

void text_total_key(yg_buf *key, const yg_statistic_row *cell) {
    yg_buf_add(key, cell->series);
    yg_buf_addc(key, '\n');
    yg_buf_add(key, cell->period);
}

/* Is the cell's whole what its series counts of that period in all? */
static bool is_of_all(const text_job *job, const yg_statistic_row *cell) {
    YG_CLEANUP_BUF yg_buf key = {0};
    text_total_key(&key, cell);
    const uint64_t *place = yg_map_get(&job->totals, yg_buf_str(&key));
    return place != NULL && cell->has_total && cell->total == job->cells.at[*place - 1]->count;
}

/* The whole of a period, where this category is counted over the whole in other periods. */
static const yg_statistic_row *whole_of(const text_job *job, const text_question *q) {
    for (size_t i = 0; i < job->cells.n; i++) {
        const yg_statistic_row *whole = job->cells.at[i];
        if (!is_asked(q, YG_STR("total"), q->period, whole) || whole->count > 100000)
            continue;
        for (size_t k = 0; k < job->cells.n; k++)
            if (yg_str_eq(job->cells.at[k]->category, q->category) &&
                yg_str_eq(job->cells.at[k]->series, whole->series) &&
                is_of_all(job, job->cells.at[k]))
                return whole;
    }
    return NULL;
}

/* There is no such cell. A share may still be none that can be: above the whole, or no count's. */
static void without_cell(text_job *job, const text_question *q, text_answer *answer) {
    YG_CLEANUP_BUF yg_buf why = {0};
    const text_mark *number = q->number;
    const yg_statistic_row *whole = q->total ? NULL : whole_of(job, q);
    bool exact =
        number->number == TEXT_PERCENT && number->precision == TEXT_EXACT && number->decimals > 0;
    bool above = number->number == TEXT_PERCENT && number->value > 100;
    yg_buf_addz(&why, "the store has no count for it");
    if (whole != NULL && is_about(job, q, whole) && !q->period_far && (above || exact) &&
        (above || is_impossible(number, whole->count))) {
        answer->verdict = YG_TEXT_CONTRADICTED;
        yg_buf_clear(&why);
        tell_cell(job, whole, answer);
        if (above)
            yg_buf_addf(&why, "a share above 100 %%; %.*s: ", YG_FMT(whole->period));
        else
            yg_buf_addf(&why, "no count of %llu gives this share; %.*s: ",
                        (unsigned long long)whole->count, YG_FMT(whole->period));
        yg_buf_addf(&why, "%llu in all", (unsigned long long)whole->count);
    }
    add_elsewhere(&why, job, q);
    answer->why = copy_buf(job, &why);
}

/* "37 of 114" without a category: one cell alone has it. */
static bool is_unique_of(text_job *job, const text_question *q, text_answer *answer) {
    const yg_statistic_row *found = NULL;
    for (size_t i = 0; i < job->cells.n; i++) {
        const yg_statistic_row *cell = job->cells.at[i];
        if (yg_str_eq(cell->subject, q->topic) && is_place(q, cell) &&
            is_same_period(q->period, cell) && !yg_str_eqz(cell->category, "total") &&
            fit_of(q->number, cell) == FITS)
            found = found == NULL ? cell : NULL;
    }
    if (found == NULL) {
        answer->why = YG_STR("no category is said");
        return false;
    }
    tell_cell(job, found, answer);
    answer->verdict = YG_TEXT_CONFIRMED;
    answer->why = YG_STR("the store has the same");
    note_whole(job, q, found, answer);
    return true;
}

/* Has this sentence told the cell already? Then its other counts are of something else. */
static bool is_told(const text_job *job, const yg_statistic_row *cell) {
    for (size_t i = 0; i < job->told.n; i++)
        if (job->told.at[i] == cell)
            return true;
    return false;
}

static void contradict(text_job *job, const text_question *q, const yg_statistic_row *cell,
                       size_t cells, text_answer *answer) {
    YG_CLEANUP_BUF yg_buf why = {0};
    const yg_statistic_row *other = other_with(job, q);
    bool share = q->number->number == TEXT_PERCENT || q->number->number == TEXT_FRACTION;
    bool may = is_about(job, q, cell) && !q->period_far && (!q->total || q->is_total_said) &&
               (other == NULL || (share && q->in_clause)) && !is_other_whole(job, q, cell) &&
               (share || !is_told(job, cell));
    answer->verdict = may ? YG_TEXT_CONTRADICTED : YG_TEXT_NOT_KNOWN;
    yg_buf_addz(&why, may ? "the store says " : "it may count something else; the store has ");
    add_counts(&why, cell);
    if (cells > 1)
        yg_buf_addf(&why, " (and no other of %zu counts fits)", cells);
    if (other != NULL && !yg_str_eq(other->category, q->category))
        yg_buf_addf(&why, "; this number is that of %.*s", YG_FMT(other->category));
    else
        add_elsewhere(&why, job, q);
    answer->why = copy_buf(job, &why);
}

void text_compare(text_job *job, const text_question *q, text_answer *answer) {
    const yg_statistic_row *fits = NULL, *differs = NULL;
    size_t cells = 0, near = 0;
    if (q->total && q->number->number == TEXT_OF) {
        is_unique_of(job, q, answer);
        return;
    }
    for (size_t i = 0; i < job->cells.n; i++) {
        const yg_statistic_row *cell = job->cells.at[i];
        if (!is_asked(q, q->category, q->period, cell))
            continue;
        cells++;
        fit found = fit_of(q->number, cell);
        if (found == FITS && fits == NULL)
            fits = cell;
        near += found == NEAR;
        differs = found == DIFFERS && differs == NULL ? cell : differs;
    }
    /* "112 reports, extortion without encryption included" is of all. */
    bool apart = fits == NULL && !q->total && !q->in_clause && q->number->number == TEXT_COUNT;
    for (size_t i = 0; apart && i < job->cells.n && fits == NULL; i++)
        if (is_asked(q, YG_STR("total"), q->period, job->cells.at[i]) &&
            fit_of(q->number, job->cells.at[i]) == FITS)
            fits = job->cells.at[i];
    if (cells == 0 && fits == NULL) {
        without_cell(job, q, answer);
        return;
    }
    tell_cell(job, fits != NULL ? fits : differs != NULL ? differs : job->cells.at[0], answer);
    if (fits != NULL && !(q->total && q->is_part)) {
        answer->verdict = YG_TEXT_CONFIRMED;
        answer->why = YG_STR("the store has the same");
        note_whole(job, q, fits, answer);
        bool telling = q->number->number == TEXT_OF ||
                       (q->number->number == TEXT_PERCENT && q->number->decimals > 0) ||
                       (q->number->number == TEXT_COUNT && q->number->value > 20);
        job->telling |= telling;
        yg_vec_push(&job->told, fits);
    } else if (fits == NULL && near == 0 && differs != NULL) {
        contradict(job, q, differs, cells, answer);
    } else {
        *answer = (text_answer){.verdict = YG_TEXT_NOT_KNOWN,
                                .why = YG_STR("near what the store has, but not as it is printed")};
    }
}
