/* One sentence: each of its numbers is given its topic, country, period and category, and is then
 * held against the cells that count just that. */
#include <math.h>

#include "base/utf8.h"
#include "tell/text_bind.h"
#include "tell/text_compare.h"

enum { READABLE = 240 };

static bool is_other(yg_str key) {
    return key.n > 0 && key.p[0] == '~';
}

/* What a sentence says beside its numbers. */
typedef struct {
    text_job *job;
    text_sentence sentence;
    text_marks marks;
    yg_str topic; /* ~: another one */
    YG_VEC(yg_str) places, sources;
    bool has_rival, has_total, has_all;
} scene;

static bool has_cue(const scene *s, const char *cue) {
    for (size_t i = 0; i < s->marks.n; i++)
        if (s->marks.at[i].kind == TEXT_CUE && yg_str_eqz(s->marks.at[i].key, cue))
            return true;
    return false;
}

static void set_about(text_job *job, size_t paragraph, yg_str source) {
    for (size_t i = 0; i < job->about.n; i++)
        if (job->about.at[i].paragraph == paragraph && yg_str_eq(job->about.at[i].source, source))
            return;
    yg_vec_push(&job->about, ((text_about){paragraph, source}));
}

static void read_scene(scene *s) {
    text_job *job = s->job;
    bool own = false;
    for (size_t i = 0; i < s->marks.n; i++) {
        const text_mark *mark = &s->marks.at[i];
        if (mark->kind == TEXT_TOPIC && (!own || !is_other(mark->key))) {
            own = own || !is_other(mark->key);
            s->topic = mark->key;
        } else if (mark->kind == TEXT_SOURCE) {
            s->has_rival |= is_other(mark->key);
            if (is_other(mark->key))
                continue;
            yg_vec_push(&s->sources, mark->key);
            set_about(job, s->sentence.paragraph, mark->key);
        } else if (mark->kind == TEXT_PLACE) {
            yg_vec_push(&s->places, mark->key);
        }
    }
    s->has_total = has_cue(s, "total");
    s->has_all = has_cue(s, "all");
    if (s->topic.n > 0 && !is_other(s->topic))
        job->topic = s->topic;
    else if (s->topic.n == 0)
        s->topic = job->topic;
    for (size_t i = 0; i < s->places.n; i++)
        if (!is_other(s->places.at[i]))
            job->place = s->places.at[i];
}

/* A month or a day beside a longer period is when something was published. */
static void drop_dates(text_marks *marks) {
    bool longer = false;
    size_t kept = 0;
    for (size_t i = 0; i < marks->n; i++)
        longer |= marks->at[i].kind == TEXT_PERIOD &&
                  (marks->at[i].relative || (marks->at[i].period.precision >= YG_DATE_YEAR &&
                                             marks->at[i].period.precision <= YG_DATE_QUARTER));
    for (size_t i = 0; i < marks->n; i++) {
        yg_date_precision precision = marks->at[i].period.precision;
        bool date = marks->at[i].kind == TEXT_PERIOD &&
                    (precision == YG_DATE_MONTH || precision == YG_DATE_DAY);
        if (!longer || !date)
            marks->at[kept++] = marks->at[i];
    }
    marks->n = kept;
}

/* The same period of the year before. */
static bool year_before(yg_date date, yg_date *ret_date) {
    YG_CLEANUP_BUF yg_buf text = {0};
    uint64_t year;
    yg_date_add(&text, date);
    if (date.precision == YG_DATE_RANGE || text.n < 4 ||
        !yg_str_to_u64(yg_str_sub(yg_buf_str(&text), 0, 4), &year))
        return false;
    YG_CLEANUP_BUF yg_buf before = {0};
    yg_buf_addf(&before, "%04u%.*s", (unsigned)(year - 1),
                YG_FMT(yg_str_from(yg_buf_str(&text), 4)));
    return yg_date_parse(yg_buf_str(&before), ret_date);
}

static yg_date anchor_of(const scene *s) {
    for (size_t i = 0; i < s->marks.n; i++)
        if (s->marks.at[i].kind == TEXT_PERIOD && s->marks.at[i].period.precision != YG_DATE_NONE)
            return s->marks.at[i].period;
    return s->job->period_before;
}

/* False with *ret_why: the period is not known. */
static bool period_of(const scene *s, const text_mark *number, text_question *q,
                      const char **ret_why) {
    const text_mark *mark = NULL;
    switch (text_bind(&s->marks, yg_buf_str(&s->job->plain.plain), number, TEXT_PERIOD, &mark)) {
    case TEXT_BOUND_NONE:
        q->period = s->job->period_before;
        q->period_far = s->job->paragraph != s->sentence.paragraph;
        break;
    case TEXT_BOUND:
        if (mark->open) {
            *ret_why = "the text does not say of which year";
            return false;
        }
        q->period = mark->period;
        if (mark->relative) {
            q->anchor = anchor_of(s);
            q->relative = true;
            if (q->anchor.precision == YG_DATE_NONE || !year_before(q->anchor, &q->period))
                q->period = (yg_date){0};
        }
        break;
    default:
        *ret_why = "several periods, and not which of them";
        return false;
    }
    *ret_why = "no period is said";
    return q->period.precision != YG_DATE_NONE;
}

static bool category_of(const scene *s, const text_mark *number, text_question *q,
                        const char **ret_why) {
    const text_mark *mark = NULL;
    switch (text_bind(&s->marks, yg_buf_str(&s->job->plain.plain), number, TEXT_CATEGORY, &mark)) {
    case TEXT_BOUND_NONE:
        q->category = YG_STR("total");
        q->total = true;
        *ret_why = "no category is said";
        return number->number == TEXT_COUNT || number->number == TEXT_OF;
    case TEXT_BOUND:
        q->category = mark->key;
        q->in_clause =
            !(mark->from < number->from
                  ? text_is_apart(yg_buf_str(&s->job->plain.plain), mark->to, number->from)
                  : text_is_apart(yg_buf_str(&s->job->plain.plain), number->to, mark->from));
        q->phrase = yg_str_sub(yg_buf_str(&s->job->plain.plain), mark->from, mark->to - mark->from);
        return true;
    case TEXT_BOUND_OTHER:
        *ret_why = "a category that the store has no counts of";
        return false;
    default:
        *ret_why = "several categories, and not which of them";
        return false;
    }
}

static bool place_of(const scene *s, text_question *q, const char **ret_why) {
    *ret_why = "of another country or region than the store's counts";
    q->places = s->places.at;
    q->places_n = s->places.n;
    if (s->places.n == 0 && s->job->place.n > 0) {
        q->places = &s->job->place;
        q->places_n = 1;
    }
    for (size_t i = 0; i < q->places_n; i++)
        if (!is_other(q->places[i]))
            return true;
    return q->places_n == 0;
}

/* "up 87 %", "an 87 % increase": a change, which no cell has. */
static bool is_change(const scene *s, const text_mark *number) {
    enum { NEAR = 20 };
    for (size_t i = 0; i < s->marks.n; i++) {
        const text_mark *mark = &s->marks.at[i];
        if (mark->kind != TEXT_CUE || !yg_str_eqz(mark->key, "change"))
            continue;
        if ((mark->to <= number->from && number->from - mark->to <= NEAR) ||
            (mark->from >= number->to && mark->from - number->to <= NEAR))
            return number->number == TEXT_PERCENT || number->number == TEXT_FRACTION;
    }
    return false;
}

/* "Of these, 53", "21 cases led to": a part of the whole. */
static bool is_part(const scene *s, const text_mark *number) {
    for (size_t i = 0; i < s->marks.n; i++) {
        const text_mark *mark = &s->marks.at[i];
        bool cue = mark->kind == TEXT_CUE && yg_str_eqz(mark->key, "part");
        if (cue && (mark->from < number->from ||
                    !text_is_apart(yg_buf_str(&s->job->plain.plain), number->to, mark->from)))
            return true;
    }
    return false;
}

/* As it was written, without the tags that stood inside. */
static yg_str original_of(const scene *s, size_t from, size_t to) {
    const text_plain *p = &s->job->plain;
    YG_CLEANUP_BUF yg_buf text = {0};
    /* Somewhat more than is shown, so that what is cut is seen to be. */
    for (size_t i = from; i < to && text.n < 2 * READABLE; i++) {
        size_t at = p->at.at[i];
        bool again = i > from && at == p->at.at[i - 1];
        char c = at < p->original.n ? p->original.p[at] : ' ';
        if (c == '<' || c == '&' || (again && (unsigned char)c < 0x80)) {
            yg_buf_addc(&text, p->plain.p[i] == '\n' ? ' ' : p->plain.p[i]);
        } else if (!again) {
            size_t end = at + 1;
            while (end < p->original.n && ((unsigned char)p->original.p[end] & 0xC0) == 0x80)
                end++;
            yg_buf_add(&text, yg_str_sub(p->original, at, end - at));
        }
    }
    return yg_str_trim(yg_arena_copy(&s->job->check->arena, yg_buf_str(&text)));
}

static yg_str readable(text_job *job, yg_str text) {
    YG_CLEANUP_BUF yg_buf out = {0};
    yg_utf8_add_repaired(&out, yg_str_sub(text, 0, yg_utf8_floor(text, READABLE)));
    if (text.n > READABLE)
        yg_buf_addz(&out, "…");
    return yg_arena_copy(&job->check->arena, yg_buf_str(&out));
}

/* From 1; the column in characters. */
static void count_place(text_job *job, size_t offset, size_t *ret_line, size_t *ret_column) {
    const text_plain *plain = &job->plain;
    size_t end = plain->at.at[offset];
    if (end < job->counted_to || job->line == 0)
        job->counted_to = 0, job->line = job->column = 1;
    for (size_t i = job->counted_to; i < end; i++) {
        unsigned char c = (unsigned char)plain->original.p[i];
        if (c == '\n')
            job->line++, job->column = 1;
        else
            job->column += (c & 0xC0) != 0x80;
    }
    job->counted_to = end;
    *ret_line = job->line;
    *ret_column = job->column;
}

static void add_finding(scene *s, const text_mark *number, text_answer *answer) {
    text_job *job = s->job;
    yg_text_finding f = {.verdict = answer->verdict,
                         .why = yg_arena_copy(&job->check->arena, answer->why),
                         .note = answer->note,
                         .stored = answer->stored,
                         .source = answer->source,
                         .evidence = answer->evidence,
                         .period = answer->period,
                         .category = answer->category};
    f.number = readable(job, original_of(s, number->from, number->to));
    f.sentence = readable(job, original_of(s, s->sentence.from, s->sentence.to));
    count_place(job, number->from, &f.line, &f.column);
    yg_vec_push(&job->check->findings, f);
    job->check->confirmed += f.verdict == YG_TEXT_CONFIRMED;
    job->check->contradicted += f.verdict == YG_TEXT_CONTRADICTED;
    job->check->not_known += f.verdict == YG_TEXT_NOT_KNOWN;
}

/* `anchored`: a number of this sentence was confirmed, so that it retells these counts, whoever it
 * names. */
static void judge_number(scene *s, const text_mark *number, bool anchored, bool keep) {
    text_job *job = s->job;
    text_question q = {.number = number, .topic = s->topic};
    text_answer answer = {.verdict = YG_TEXT_NOT_KNOWN};
    const char *why = NULL;
    q.may_contradict = anchored || s->sources.n > 0 || !s->has_rival;
    q.paragraph = s->sentence.paragraph;
    q.sources = s->sources.at;
    q.sources_n = s->sources.n;
    q.says_all = s->has_all;
    q.is_part = is_part(s, number);
    q.is_total_said = s->has_total && !q.is_part;
    if (s->topic.n == 0 || is_other(s->topic))
        why = "no topic that the store has counts of";
    else if (is_change(s, number))
        why = "a change, not a share";
    else if (place_of(s, &q, &why) && period_of(s, number, &q, &why) &&
             category_of(s, number, &q, &why))
        why = NULL;
    if (why != NULL)
        answer.why = yg_str_of(why);
    else
        text_compare(job, &q, &answer);
    if (keep)
        add_finding(s, number, &answer);
}

void text_judge_sentence(text_job *job, text_sentence sentence) {
    scene s = {.job = job, .sentence = sentence};
    text_find(&job->plain, &job->words, sentence, &s.marks);
    if (s.marks.n > TEXT_SENTENCE_MARKS)
        s.marks.n = 0;
    drop_dates(&s.marks);
    text_group_numbers(&s.marks);
    read_scene(&s);
    job->telling = false;
    job->told.n = 0;
    for (size_t i = 0; i < s.marks.n; i++)
        if (s.marks.at[i].kind == TEXT_NUMBER)
            judge_number(&s, &s.marks.at[i], false, false);
    bool anchored = job->telling;
    for (size_t i = 0; anchored && i < job->told.n; i++)
        set_about(job, sentence.paragraph, job->told.at[i]->asserted_by);
    for (size_t i = 0; i < s.marks.n; i++)
        if (s.marks.at[i].kind == TEXT_NUMBER)
            judge_number(&s, &s.marks.at[i], anchored, true);
    for (size_t i = s.marks.n; i-- > 0;) {
        if (s.marks.at[i].kind != TEXT_PERIOD || s.marks.at[i].relative || s.marks.at[i].open)
            continue;
        job->period_before = s.marks.at[i].period;
        job->paragraph = sentence.paragraph;
        break;
    }
    yg_vec_free(&s.marks);
    yg_vec_free(&s.places);
    yg_vec_free(&s.sources);
}
