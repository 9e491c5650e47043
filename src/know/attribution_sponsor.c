#include "base/map.h"
#include "know/attribution_part.h"
#include "know/link_name.h"
#include "text/json.h"

enum { MOST_SAID = 200, SOURCES_SHOWN = 3 };

static const char *const predicates[] = {/* the weakest first; below them: a description */
                                         "aligned-with", "suspected-origin", "originates-from",
                                         "attributed-to-country", "sponsored-by"};

typedef struct {
    yg_country country;
    int weight;
    yg_str who;
} statement;

typedef struct {
    YG_VEC(statement) said;
    yg_arena arena;
    yg_json_parser parser;
} job;

static void add(job *j, yg_country country, int weight, yg_str who) {
    for (size_t i = 0; i < j->said.n; i++) {
        statement *s = &j->said.at[i];
        if (s->country == country && yg_str_eq(s->who, who)) {
            s->weight = weight > s->weight ? weight : s->weight;
            return;
        }
    }
    if (country != 0 && j->said.n < MOST_SAID)
        yg_vec_push(&j->said, ((statement){country, weight, yg_arena_copy(&j->arena, who)}));
}

static bool on_claim(void *self, const yg_claim_row *row, yg_error *err) {
    job *j = self;
    for (size_t i = 0; i < sizeof predicates / sizeof *predicates; i++) {
        if (!yg_str_eqz(row->predicate, predicates[i]))
            continue;
        yg_country country = yg_country_from_code(row->value);
        if (country == 0)
            country = yg_country_from_name(row->value.n > 0 ? row->value : row->object_name);
        add(j, country, (int)i + 2, row->asserted_by.n > 0 ? row->asserted_by : row->source);
    }
    return true;
}

/* ATT&CK has no field for it and says it in the first sentences. */
static bool on_object(void *self, const yg_object_row *row, yg_error *err) {
    job *j = self;
    const char *reason;
    size_t at;
    if (!yg_str_eqz(row->media, "stix") || row->flags != 0)
        return true;
    yyjson_val *raw = yg_json_parse(&j->parser, row->raw, &reason, &at);
    add(j, yg_link_origin(yg_json_str(raw, "description")), 1, row->source);
    return true;
}

/* Of those who name `country`: the greatest weight, and how many; who has it is heard first. */
static int weigh(const job *j, yg_country country, int *ret_votes) {
    int best = 0;
    *ret_votes = 0;
    for (size_t i = 0; i < j->said.n; i++) {
        if (j->said.at[i].country != country)
            continue;
        best = j->said.at[i].weight > best ? j->said.at[i].weight : best;
        ++*ret_votes;
    }
    return best;
}

static yg_country choose(const job *j) {
    yg_country best = 0;
    int best_weight = 0, best_votes = 0;
    bool even = false;
    for (size_t i = 0; i < j->said.n; i++) {
        int votes, weight = weigh(j, j->said.at[i].country, &votes);
        if (j->said.at[i].country == best)
            continue;
        int order = weight != best_weight ? weight - best_weight : votes - best_votes;
        if (order == 0)
            even = true;
        if (order <= 0)
            continue;
        best = j->said.at[i].country;
        best_weight = weight;
        best_votes = votes;
        even = false;
    }
    return even ? 0 : best;
}

static void add_sources(const job *j, yg_country country, yg_buf *sources) {
    int shown = 0;
    for (int weight = (int)(sizeof predicates / sizeof *predicates) + 1; weight > 0; weight--) {
        for (size_t i = 0; i < j->said.n && shown < SOURCES_SHOWN; i++) {
            const statement *s = &j->said.at[i];
            if (s->country != country || s->weight != weight)
                continue;
            yg_buf_addz(sources, shown++ > 0 ? ", " : "");
            yg_buf_add(sources, s->who);
        }
    }
}

bool yg_sponsor_of(yg_store *store, const int64_t *eids, size_t n, yg_country *ret_country,
                   yg_buf *sources, yg_error *err) {
    job j = {0};
    bool done = true;
    for (size_t i = 0; i < n && done; i++) {
        yg_claim_filter filter = {.subject_eid = eids[i]};
        done = yg_store_claims(store, &filter, on_claim, &j, err) &&
               yg_store_objects_of(store, eids[i], on_object, &j, err);
    }
    if (done) {
        *ret_country = choose(&j);
        if (*ret_country != 0)
            add_sources(&j, *ret_country, sources);
    }
    yg_vec_free(&j.said);
    yg_arena_free(&j.arena);
    yg_json_parser_free(&j.parser);
    return done;
}
