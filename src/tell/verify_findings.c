/* The counts of look-alike names, got again from the store: by a statement of its own that reads
 * what counting needs, each row asked all queries. */
#include "know/owner.h"
#include "tell/verify_part.h"

/* Different queries of one file [QUADRATIC]: a report has some fifty. */
enum { MOST_SETS = 2000 };

bool verify_findings_add(verify_facts *facts, yg_str text, size_t *ret_place, yg_error *err) {
    verify_findings_set set = {0};
    if (!yg_findings_query_parse(&facts->v->arena, text, &set.query, err))
        return false;
    uint64_t *place = yg_map_put(&facts->texts, text, NULL); /* no set of incidents begins so */
    if (*place == 0) {
        if (facts->findings.n >= MOST_SETS)
            return yg_fail(err, YG_ERR_LIMIT, "more than %d queries of findings", MOST_SETS);
        yg_vec_push(&facts->findings, set);
        *place = facts->findings.n;
    }
    *ret_place = (size_t)*place;
    return true;
}

typedef struct {
    yg_str id;
    yg_owner_scope scope; /* empty when the store does not know the id */
    bool has;             /* the row at hand */
} asked;

typedef struct {
    verify_facts *facts;
    YG_VEC(asked) organisations;
    YG_VEC(size_t) of; /* of each set: its organisation */
} counting;

static bool gather(counting *c, yg_error *err) {
    for (size_t i = 0; i < c->facts->findings.n; i++) {
        yg_str id = c->facts->findings.at[i].query.organisation;
        int64_t eid = 0;
        size_t k = 0;
        while (k < c->organisations.n && !yg_str_eq(c->organisations.at[k].id, id))
            k++;
        yg_vec_push(&c->of, k);
        if (k < c->organisations.n)
            continue;
        yg_vec_push(&c->organisations, ((asked){.id = id}));
        if (!yg_store_entity_of(c->facts->store, id, &eid, err) ||
            (eid != 0 &&
             !yg_owner_scope_of(c->facts->store, eid, &c->organisations.at[k].scope, err)))
            return false;
    }
    return true;
}

static bool on_finding(void *self, const yg_finding_row *row, yg_error *err) {
    counting *c = self;
    (void)err;
    for (size_t k = 0; k < c->organisations.n; k++)
        c->organisations.at[k].has =
            yg_owner_scope_has(&c->organisations.at[k].scope, row->organisation_eid, row->last_us);
    for (size_t i = 0; i < c->facts->findings.n; i++) {
        verify_findings_set *set = &c->facts->findings.at[i];
        set->count +=
            c->organisations.at[c->of.at[i]].has && yg_findings_query_match(&set->query, row);
    }
    return true;
}

bool verify_findings_count(verify_facts *facts, yg_error *err) {
    counting c = {.facts = facts};
    bool ok = facts->findings.n == 0 ||
              (gather(&c, err) &&
               yg_store_findings_lean(facts->store, YG_STR("name"), on_finding, &c, err));
    for (size_t i = 0; i < c.organisations.n; i++)
        yg_owner_scope_free(&c.organisations.at[i].scope);
    yg_vec_free(&c.organisations);
    yg_vec_free(&c.of);
    return ok;
}
