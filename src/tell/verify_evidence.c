/* Step 1, evidence: what a report quotes must be in the store, said by the one it names, on that
 * day, known in that way. */
#include "tell/message.h"
#include "tell/verify_part.h"

typedef struct {
    verify_facts *facts;
    yg_voice voice;
    yyjson_val *quoted;
} checking;

/* The quoted words of a member, and what the store has; empty members of the store are not quoted.
 */
typedef struct {
    const char *member;
    yg_str quoted, stored;
} pair;

enum { PAIRS = 4 };

static void pairs_of(const checking *c, const verify_fact *fact, pair pairs[PAIRS]) {
    pairs[0] = (pair){"asserted_by", {0}, yg_say_word(&c->voice, "party", fact->asserted_by)};
    pairs[1] = (pair){"collection", {0}, fact->collection};
    pairs[2] = (pair){"date", {0}, fact->date};
    pairs[3] = (pair){"how_known", {0}, fact->known};
    for (size_t i = 0; i < PAIRS; i++)
        pairs[i].quoted = yg_json_str(c->quoted, pairs[i].member);
}

static size_t faults_of(const pair *pairs) {
    size_t n = 0;
    for (size_t i = 0; i < PAIRS; i++)
        n += !yg_str_eq(pairs[i].quoted, pairs[i].stored);
    return n;
}

static yg_str named(const checking *c, const char *member) {
    YG_CLEANUP_BUF yg_buf text = {0};
    uint64_t n = yyjson_get_uint(yyjson_obj_get(c->quoted, "n"));
    yg_buf_addf(&text, "evidence E%llu: %s", (unsigned long long)n, member);
    return yg_arena_copy(&c->facts->v->arena, yg_buf_str(&text));
}

static uint64_t count_of(const checking *c, const verify_fact *fact) {
    if (fact->findings > 0)
        return c->facts->findings.at[fact->findings - 1].count;
    if (fact->sightings > 0)
        return c->facts->sightings.at[fact->sightings - 1].count;
    return yg_str_eqz(fact->kind, "query") ? verify_count_of(c->facts, &fact->query) : fact->count;
}

/* The count of a published cell, or of a set of incidents, stands in its statement. */
static bool states_count(const checking *c, const verify_fact *fact) {
    yg_str statement = yg_json_str(c->quoted, "statement");
    bool counts = yg_str_eqz(fact->kind, "statistic") || yg_str_eqz(fact->kind, "query");
    return !counts ||
           yg_str_find(statement, yg_say_number(&c->voice, (double)count_of(c, fact))) != SIZE_MAX;
}

static void check(const checking *c) {
    yg_str id = yg_json_str(c->quoted, "id");
    const verify_fact *fact = verify_fact_of(c->facts, id), *best = NULL;
    pair pairs[PAIRS], best_pairs[PAIRS] = {0};
    size_t least = SIZE_MAX;
    if (fact == NULL) {
        verify_notef(c->facts->v, "evidence", named(c, "not in the store"), id,
                     yg_json_str(c->quoted, "statement"), (yg_str){0});
        return;
    }
    c->facts->v->evidence_found++;
    for (; fact != NULL; fact = fact->next > 0 ? &c->facts->facts.at[fact->next - 1] : NULL) {
        pairs_of(c, fact, pairs);
        size_t faults = faults_of(pairs) + !states_count(c, fact);
        if (faults >= least)
            continue;
        least = faults;
        best = fact;
        memcpy(best_pairs, pairs, sizeof pairs);
    }
    for (size_t i = 0; i < PAIRS; i++)
        if (!yg_str_eq(best_pairs[i].quoted, best_pairs[i].stored))
            verify_notef(c->facts->v, "evidence", named(c, best_pairs[i].member), id,
                         best_pairs[i].quoted, best_pairs[i].stored);
    if (!states_count(c, best))
        verify_notef(c->facts->v, "evidence", named(c, "statement"), id,
                     yg_json_str(c->quoted, "statement"),
                     yg_say_number(&c->voice, (double)count_of(c, best)));
}

void verify_evidence(verify_facts *facts, yyjson_val *document, enum yg_lang lang) {
    checking c = {.facts = facts, .voice = {lang, &facts->v->arena}};
    yyjson_arr_iter iter;
    if (!yyjson_arr_iter_init(yyjson_obj_get(document, "evidence"), &iter))
        return;
    while (yyjson_arr_iter_has_next(&iter)) {
        c.quoted = yyjson_arr_iter_next(&iter);
        facts->v->evidence++;
        check(&c);
    }
}
