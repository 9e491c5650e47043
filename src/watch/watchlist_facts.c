/* What is known of indicators: each combination once, and runs of numbers that share one. A list of
 * ten million values from one file is one fact and one run. */
#include "watch/watchlist_part.h"

/* Which text is which. */
enum {
    ACTOR,
    ACTOR_ID,
    ACTOR_COUNTRY,
    ACTOR_SOURCE,
    SOURCE,
    CONTEXT,
    TLP,
    COUNTRY_SOURCE,
    ACTOR_SAID,
};

/* Places of texts are 32 bits wide; what is known is not worth more memory than the values. */
#define MOST_TEXT_BYTES (UINT32_C(1) << 30)

static uint32_t text_number(yg_facts *f, yg_str text) {
    bool is_new = false;
    if (f->texts.n == 0)
        yg_vec_push(&f->texts, ((yg_str){"", 0}));
    if (text.n == 0 || f->text_bytes + text.n > MOST_TEXT_BYTES)
        return 0;
    uint64_t *place = yg_map_put(&f->text_numbers, text, &is_new);
    if (is_new) {
        *place = f->texts.n;
        f->text_bytes += text.n;
        yg_str kept = yg_map_key(place);
        yg_vec_push(&f->texts, kept);
    }
    return (uint32_t)*place;
}

static uint32_t fact_number(yg_facts *f, const yg_fact *fact) {
    bool is_new = false;
    uint64_t *place =
        yg_map_put(&f->fact_numbers, (yg_str){(const char *)fact, sizeof *fact}, &is_new);
    if (is_new) {
        *place = f->facts.n;
        yg_vec_push(&f->facts, *fact);
    }
    return (uint32_t)*place;
}

uint32_t yg_facts_number(yg_facts *f, const yg_watched *w) {
    yg_fact fact = {.confidence = w->confidence, .from_us = w->from_us, .until_us = w->until_us};
    const yg_str texts[YG_FACT_TEXTS] = {
        [ACTOR] = w->actor,
        [ACTOR_ID] = w->actor_id,
        [ACTOR_COUNTRY] = w->actor_country,
        [ACTOR_SOURCE] = w->actor_source,
        [SOURCE] = w->source,
        [CONTEXT] = w->context,
        [TLP] = w->tlp,
        [COUNTRY_SOURCE] = w->country_source,
        [ACTOR_SAID] = w->actor_said,
    };
    for (size_t i = 0; i < YG_FACT_TEXTS; i++)
        fact.text[i] = text_number(f, texts[i]);
    return fact_number(f, &fact);
}

yg_watched yg_notes_fact(const yg_notes *n, uint32_t number) {
    yg_watched w = {.confidence = -1, .from_us = YG_TIME_NONE, .until_us = YG_TIME_NONE};
    const yg_fact *fact = &n->facts[number];
    yg_str *const texts[YG_FACT_TEXTS] = {
        [ACTOR] = &w.actor,
        [ACTOR_ID] = &w.actor_id,
        [ACTOR_COUNTRY] = &w.actor_country,
        [ACTOR_SOURCE] = &w.actor_source,
        [SOURCE] = &w.source,
        [CONTEXT] = &w.context,
        [TLP] = &w.tlp,
        [COUNTRY_SOURCE] = &w.country_source,
        [ACTOR_SAID] = &w.actor_said,
    };
    for (size_t i = 0; i < YG_FACT_TEXTS; i++) {
        uint32_t at = n->places[fact->text[i]], end = n->places[fact->text[i] + 1];
        if (texts[i] != NULL)
            *texts[i] = (yg_str){n->text_bytes + at, end - at};
    }
    w.confidence = fact->confidence;
    w.from_us = fact->from_us;
    w.until_us = fact->until_us;
    return w;
}

yg_watched yg_notes_of(const yg_notes *n, uint32_t number) {
    size_t from = 0, to = n->runs_n;
    while (to - from > 1) {
        size_t middle = from + (to - from) / 2;
        if (n->runs[middle].number <= number)
            from = middle;
        else
            to = middle;
    }
    if (n->runs_n == 0)
        return (yg_watched){.confidence = -1, .from_us = YG_TIME_NONE, .until_us = YG_TIME_NONE};
    return yg_notes_fact(n, n->runs[from].fact);
}

/* What two sources say of one indicator: who speaks first is told, but an actor is taken from the
 * second when the first names none, and it is valid as long as one of them says so. */
static yg_fact joined(const yg_fact *first, const yg_fact *second) {
    static const uint8_t of_actor[] = {ACTOR,        ACTOR_ID,       ACTOR_COUNTRY,
                                       ACTOR_SOURCE, COUNTRY_SOURCE, ACTOR_SAID};
    yg_fact both = *first;
    bool more = second->text[ACTOR] != 0 &&
                (first->text[ACTOR] == 0 || (first->text[ACTOR_ID] == second->text[ACTOR_ID] &&
                                             first->text[ACTOR_COUNTRY] == 0));
    for (size_t i = 0; more && i < sizeof of_actor; i++)
        both.text[of_actor[i]] = second->text[of_actor[i]];
    if (both.text[CONTEXT] == 0)
        both.text[CONTEXT] = second->text[CONTEXT];
    /* YG_TIME_NONE is the smallest number: as a beginning it stays, as an end it must win. */
    both.from_us = first->from_us < second->from_us ? first->from_us : second->from_us;
    bool open = first->until_us == YG_TIME_NONE || second->until_us == YG_TIME_NONE;
    both.until_us = open                                 ? YG_TIME_NONE
                    : first->until_us > second->until_us ? first->until_us
                                                         : second->until_us;
    if (second->confidence > both.confidence)
        both.confidence = second->confidence;
    return both;
}

static uint32_t fact_of(const yg_facts *f, uint32_t number) {
    size_t from = 0, to = f->runs.n;
    while (to - from > 1) {
        size_t middle = from + (to - from) / 2;
        if (f->runs.at[middle].number <= number)
            from = middle;
        else
            to = middle;
    }
    return f->runs.at[from].fact;
}

void yg_facts_taken(yg_facts *f, uint32_t number, uint32_t fact) {
    if (f->runs.n == 0 || f->runs.at[f->runs.n - 1].fact != fact)
        yg_vec_push(&f->runs, ((yg_fact_run){number, fact}));
}

void yg_facts_known(yg_facts *f, uint32_t number, uint32_t fact) {
    uint32_t before = fact_of(f, number);
    bool same_pair = f->has_last_pair && f->last_pair.number == before && f->last_pair.fact == fact;
    if (before == fact || same_pair)
        return;
    yg_fact both = joined(&f->facts.at[before], &f->facts.at[fact]);
    if (memcmp(&both, &f->facts.at[before], sizeof both) == 0) {
        f->last_pair = (yg_fact_run){before, fact};
        f->has_last_pair = true;
        return;
    }
    yg_vec_push(&f->later, ((yg_fact_run){number, fact}));
}

uint32_t *yg_facts_map(yg_facts *f, const yg_facts *other) {
    uint32_t *facts = yg_alloc(other->facts.n + 1, sizeof *facts);
    for (size_t i = 0; i < other->facts.n; i++) {
        yg_fact fact = other->facts.at[i];
        for (size_t k = 0; k < YG_FACT_TEXTS; k++)
            fact.text[k] = text_number(f, other->texts.at[fact.text[k]]);
        facts[i] = fact_number(f, &fact);
    }
    return facts;
}

static int by_number(const void *a, const void *b) {
    const yg_fact_run *x = *(const yg_fact_run *const *)a, *y = *(const yg_fact_run *const *)b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return x < y ? -1 : x > y; /* in the order of saying */
}

/* Puts `later` into the runs. */
void yg_facts_settle(yg_facts *f, uint32_t indicators) {
    YG_VEC(yg_fact_run) runs = {0};
    const yg_fact_run **order = yg_alloc(f->later.n + 1, sizeof *order);
    for (size_t i = 0; i < f->later.n; i++)
        order[i] = &f->later.at[i];
    if (f->later.n > 1)
        qsort(order, f->later.n, sizeof *order, by_number);
    size_t run = 0;
    for (size_t i = 0; i < f->later.n;) {
        uint32_t number = order[i]->number;
        for (; run < f->runs.n && f->runs.at[run].number <= number; run++)
            yg_vec_push(&runs, f->runs.at[run]);
        uint32_t before = fact_of(f, number), fact = before;
        for (; i < f->later.n && order[i]->number == number; i++) {
            yg_fact both = joined(&f->facts.at[fact], &f->facts.at[order[i]->fact]);
            fact = fact_number(f, &both);
        }
        bool replaces = runs.n > 0 && runs.at[runs.n - 1].number == number;
        if (replaces)
            runs.at[runs.n - 1].fact = fact;
        else
            yg_vec_push(&runs, ((yg_fact_run){number, fact}));
        bool next_begins = run < f->runs.n && f->runs.at[run].number == number + 1;
        if (!next_begins && number + 1 < indicators)
            yg_vec_push(&runs, ((yg_fact_run){number + 1, before}));
    }
    for (; run < f->runs.n; run++)
        yg_vec_push(&runs, f->runs.at[run]);
    free(order);
    yg_vec_free(&f->later);
    yg_vec_free(&f->runs);
    f->runs.at = runs.at;
    f->runs.n = runs.n;
    f->runs.cap = runs.cap;
}

void yg_facts_free(yg_facts *f) {
    yg_map_free(&f->text_numbers);
    yg_map_free(&f->fact_numbers);
    yg_vec_free(&f->texts);
    yg_vec_free(&f->facts);
    yg_vec_free(&f->runs);
    yg_vec_free(&f->later);
}
