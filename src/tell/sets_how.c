/* HOW, from what the incidents' own records say: the ways in, where the attacker came in and
 * whether the parent was reached. Each source by itself. Data sets (tell/sets.h) give shares; lists
 * of incidents that somebody chose give counts, x of n, for they are no samples. */
#include "model/interval.h"
#include "tell/sets.h"

enum { MOST_WAYS = 8, FEWEST_WAYS = 3 };

/* A word that no query can ask for is counted as known, and has no row. */
static bool is_askable(yg_str word) {
    for (size_t i = 0; i < word.n; i++)
        if ((unsigned char)word.p[i] < 0x20 || word.p[i] == 0x7f)
            return false;
    return !yg_str_eqz(word, "known") && word.n <= 200;
}

static void ask(yg_query_set *q, yg_said said, yg_str word) {
    if (said == YG_SAID_ENTRY)
        q->entry = word;
    else if (said == YG_SAID_ENTERED)
        q->entered = word;
    else
        q->reached = word;
}

static yg_query_set scope_query(const teller *t, const set_source *source, size_t by) {
    yg_query_set q = set_query(t, source, by);
    if (t->sector != 0 && t->organisation == 0)
        q.sector = t->sector;
    return q;
}

static size_t shown_of(const teller *t, const set_words *words) {
    size_t shown = words->words.n;
    if (t->options->all)
        return shown;
    if (shown > MOST_WAYS)
        shown = MOST_WAYS;
    while (shown > FEWEST_WAYS && words->words.at[shown - 1].n < 2)
        shown--; /* named once */
    return shown;
}

static bool is_told_of(yg_said said, yg_str word) {
    return said == YG_SAID_ENTERED ? yg_str_eqz(word, "affiliate") || yg_str_eqz(word, "supplier")
                                   : yg_str_eqz(word, "yes");
}

static yg_str label_of(teller *t, yg_said said, yg_str word) {
    return said == YG_SAID_ENTRY          ? yg_say_word(&t->voice, "way", word)
           : said == YG_SAID_REACHED      ? teller_say(t, "said.reached", "")
           : yg_str_eqz(word, "supplier") ? teller_say(t, "said.supplier", "")
                                          : teller_say(t, "said.affiliate", "");
}

/* --- Data sets --- */

static void put_said(teller *t, yg_chart *chart, const set_source *source, size_t by, yg_said said,
                     const set_word *word) {
    const set_counts *c = source->by[by];
    const set_words *words = &c->told.words[said];
    yg_query_set x = scope_query(t, source, by), n = x;
    ask(&x, said, word->word);
    ask(&n, said, YG_STR("known"));
    bool is_share = said == YG_SAID_ENTRY || source->distinguishes[said];
    const set_share share = {
        .source = source,
        .by = by,
        .chart = yg_said_predicate(said),
        .key = word->word,
        .row = label_of(t, said, word->word),
        .group = set_heading(t, source, by, c->n),
        .definition =
            teller_say(t, said == YG_SAID_ENTRY ? "said.way-definition" : "said.said-definition",
                       "s", source->name),
        .x = word->n,
        .n = is_share ? words->known : 0,
        .unknown = c->n - words->known,
        .categories = said == YG_SAID_ENTRY ? words->words.n : 0,
        .numerator = &x,
        .denominator = is_share ? &n : NULL};
    if (is_share)
        set_put_share(t, chart, &share);
    else
        set_put_count(t, chart, &share, teller_say(t, "said.one-word", ""));
}

static yg_chart *start(teller *t, yg_section *section, const set_source *source, const char *name,
                       const char *title) {
    YG_CLEANUP_BUF yg_buf id = {0};
    yg_buf_addf(&id, "chart-%s-%.*s", name, YG_FMT(source->name));
    return yg_section_chart(t->doc, section, teller_id(t, &id),
                            teller_say(t, title, "s", source->name));
}

static bool is_wanted(const teller *t, const set_source *source, size_t by) {
    return by == set_first(t) && set_shown(t, source, by);
}

static void tell_ways(teller *t, yg_section *section, const set_source *source) {
    yg_chart *chart = NULL;
    YG_CLEANUP_BUF yg_buf note = {0};
    size_t left = 0;
    for (size_t by = 0; by < 2; by++) {
        const set_words *words = &source->by[by]->told.words[YG_SAID_ENTRY];
        if (!is_wanted(t, source, by) || words->known < YG_SHARE_MIN_N)
            continue;
        if (chart == NULL) {
            chart = start(t, section, source, "entry", "said.ways-title");
            yg_buf_add(&note, teller_say(t, "said.ways-note", ""));
            teller_add_line(&note,
                            teller_say(t, "sets.list", "s", set_command(t, source, by, false)));
        }
        size_t shown = shown_of(t, words);
        left += words->words.n - shown;
        for (size_t i = 0; i < shown; i++)
            if (is_askable(words->words.at[i].word))
                put_said(t, chart, source, by, YG_SAID_ENTRY, &words->words.at[i]);
    }
    if (chart == NULL)
        return;
    if (left > 0)
        teller_add_line(&note, teller_more(t, left, " --all"));
    chart->note = teller_buf(t, &note);
}

static void tell_reach(teller *t, yg_section *section, const set_source *source) {
    yg_chart *chart = NULL;
    for (size_t by = 0; by < 2; by++)
        for (size_t k = YG_SAID_ENTERED; k < YG_SAIDS && is_wanted(t, source, by); k++) {
            const set_words *words = &source->by[by]->told.words[k];
            /* Fewer give no share; but a count is what it is. */
            if (source->by[by]->n < YG_SHARE_MIN_N ||
                (source->distinguishes[k] && words->known < YG_SHARE_MIN_N))
                continue;
            for (size_t i = 0; i < words->words.n; i++) {
                if (!is_told_of((yg_said)k, words->words.at[i].word))
                    continue;
                if (chart == NULL) {
                    chart = start(t, section, source, "said", "said.said-title");
                    chart->note = teller_say(t, "said.said-note", "");
                }
                put_said(t, chart, source, by, (yg_said)k, &words->words.at[i]);
            }
        }
}

/* --- Lists of incidents --- */

typedef struct {
    yg_str source;
    uint64_t n;
    set_told told;
} list_source;
typedef YG_VEC(list_source) list_sources;

static void gather_lists(teller *t, list_sources *lists) {
    for (size_t i = 0; i < t->incidents.n; i++) {
        const yg_incident_row *row = t->incidents.at[i]->row;
        size_t l = 0;
        while (l < lists->n && !yg_str_eq(lists->at[l].source, row->source))
            l++;
        if (l == lists->n)
            yg_vec_push(lists, ((list_source){.source = row->source}));
        lists->at[l].n++;
        set_add_told(t, &lists->at[l].told, row->oid);
    }
}

/* The incidents of the list of which it is said; of all when word is empty. */
static yg_evidence_set evidence_of(teller *t, yg_str source, yg_said said, yg_str word) {
    yg_evidence_set set = {0};
    for (size_t i = 0; i < t->incidents.n; i++) {
        const teller_incident *incident = t->incidents.at[i];
        size_t n = 0;
        if (!yg_str_eq(incident->row->source, source))
            continue;
        const set_said *rows = set_said_of(t, said, incident->row->oid, &n);
        for (size_t r = 0; r < n; r++)
            if (yg_str_eq(rows[r].word, word)) {
                yg_evidence_add_all(t->doc, &set, incident->about);
                yg_evidence_add_all(t->doc, &set,
                                    said == YG_SAID_REACHED ? incident->reach : incident->entry);
            }
    }
    return set;
}

static void put_listed(teller *t, yg_chart *chart, const list_source *list, yg_said said,
                       const set_word *word) {
    static const yg_query_by by[] = {YG_QUERY_BY_ANY, YG_QUERY_BY_SITE, YG_QUERY_BY_PARENT};
    const set_source source = {.name = list->source};
    yg_query_set x = scope_query(t, &source, 0), n;
    YG_CLEANUP_BUF yg_buf id = {0};
    if (x.country != 0)
        x.by = by[t->options->by];
    n = x;
    ask(&x, said, word->word);
    ask(&n, said, YG_STR("known"));
    uint64_t known = list->told.words[said].known;
    yg_buf_addf(&id, "figure-%s-%.*s-%.*s", yg_said_predicate(said), YG_FMT(list->source),
                YG_FMT(word->word));
    yg_figure f = {.id = teller_id(t, &id),
                   .kind = YG_FIGURE_COUNT,
                   .label = label_of(t, said, word->word),
                   .key = word->word,
                   .query = set_query_text(t, &x, &n),
                   .source = list->source,
                   .period = t->doc->asked.period,
                   .period_label = t->doc->asked.period_label,
                   .definition = teller_say(
                       t, said == YG_SAID_ENTRY ? "said.way-definition" : "said.said-definition",
                       "s", list->source),
                   .numerator = word->n,
                   .denominator = known,
                   .has_denominator = true,
                   .unknown = list->n - known,
                   .has_unknown = true,
                   .text = teller_say(t, "figure.of", "nn", (double)word->n, (double)known),
                   .evidence = evidence_of(t, list->source, said, word->word)};
    yg_report_figure(t->doc, chart, &f);
}

static void tell_list(teller *t, yg_section *section, list_source *list) {
    const set_source source = {.name = list->source};
    const set_words *ways = &list->told.words[YG_SAID_ENTRY];
    set_sort_told(&list->told);
    if (ways->words.n > 0) {
        yg_chart *chart = start(t, section, &source, "ways", "said.ways-title");
        chart->note = teller_say(t, "where.list-note", "");
        for (size_t i = 0; i < ways->words.n; i++)
            if (is_askable(ways->words.at[i].word))
                put_listed(t, chart, list, YG_SAID_ENTRY, &ways->words.at[i]);
    }
    yg_chart *chart = NULL;
    for (size_t k = YG_SAID_ENTERED; k < YG_SAIDS; k++)
        for (size_t i = 0; i < list->told.words[k].words.n; i++) {
            const set_word *word = &list->told.words[k].words.at[i];
            if (!is_told_of((yg_said)k, word->word))
                continue;
            if (chart == NULL) {
                chart = start(t, section, &source, "said", "said.said-title");
                chart->note = teller_say(t, "where.list-note", "");
            }
            put_listed(t, chart, list, (yg_said)k, word);
        }
}

void teller_sets_how(teller *t, yg_section *section) {
    list_sources lists = {0};
    gather_lists(t, &lists);
    for (size_t i = 0; i < lists.n; i++)
        tell_list(t, section, &lists.at[i]);
    for (size_t i = 0; i < lists.n; i++)
        set_free_told(&lists.at[i].told);
    yg_vec_free(&lists);
    for (size_t i = 0; i < t->sets->sources.n; i++) {
        tell_ways(t, section, &t->sets->sources.at[i]);
        tell_reach(t, section, &t->sets->sources.at[i]);
    }
}
