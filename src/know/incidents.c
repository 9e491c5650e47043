#include "know/incidents.h"

#include "text/key.h"

/* Several sources may say the same: once. */
static void add_actor(yg_incident_facts *facts, yg_str name) {
    yg_str rest = yg_buf_str(&facts->actors), one;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &one)) {
        if (yg_str_eq(one, name))
            return;
    }
    if (facts->actors.n > 0)
        yg_buf_addc(&facts->actors, '\n');
    yg_buf_add(&facts->actors, name);
}

static bool on_claim(void *self, const yg_claim_row *row, yg_error *err) {
    yg_incident_facts *facts = self;
    if (yg_str_eqz(row->predicate, "attributed-to")) {
        add_actor(facts, row->object_name.n > 0 ? row->object_name : row->value);
    } else if (yg_str_eqz(row->predicate, "entered-at") && facts->entered_at.n == 0) {
        yg_buf_add(&facts->entered_at, row->value);
    } else if (yg_str_eqz(row->predicate, "reached-parent") && facts->reached_parent.n == 0) {
        yg_buf_add(&facts->reached_parent, row->value);
    }
    return true;
}

bool yg_incident_facts_get(yg_store *store, int64_t incident_eid, yg_incident_facts *facts,
                           yg_error *err) {
    yg_buf_clear(&facts->actors);
    yg_buf_clear(&facts->entered_at);
    yg_buf_clear(&facts->reached_parent);
    return yg_store_claims(store, &(yg_claim_filter){.subject_eid = incident_eid}, on_claim, facts,
                           err);
}

void yg_incident_facts_free(yg_incident_facts *facts) {
    yg_buf_free(&facts->actors);
    yg_buf_free(&facts->entered_at);
    yg_buf_free(&facts->reached_parent);
}

typedef struct {
    int64_t eid;
    yg_buf *ids;
} same_as;

static bool on_link(void *self, const yg_link_row *row, yg_error *err) {
    same_as *s = self;
    bool firm = yg_str_eqz(row->decision, "auto") || yg_str_eqz(row->decision, "accepted");
    (void)err;
    if (!firm || !yg_str_eqz(row->relation, "same-as"))
        return true;
    if (s->ids->n > 0)
        yg_buf_addc(s->ids, '\n');
    yg_buf_add(s->ids, row->left_eid == s->eid ? row->right_id : row->left_id);
    return true;
}

bool yg_incident_same_as(yg_store *store, int64_t incident_eid, yg_buf *ids, yg_error *err) {
    same_as s = {incident_eid, ids};
    yg_buf_clear(ids);
    return yg_store_links_where(store,
                                &(yg_link_filter){.eid = incident_eid, .kind = YG_STR("incidents")},
                                on_link, &s, err);
}

bool yg_incident_is_of(const yg_incident_row *row, yg_str key) {
    const yg_str names[] = {row->victim, row->victim_ja, row->parent, row->parent_ja};
    YG_CLEANUP_BUF yg_buf own = {0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        yg_buf_clear(&own);
        yg_key_add(&own, names[i]);
        if (own.n > 0 && yg_str_eq(yg_buf_str(&own), key))
            return true;
    }
    return false;
}
