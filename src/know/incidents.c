#include "know/incidents.h"

static bool on_claim(void *self, const yg_claim_row *row, yg_error *err) {
    yg_incident_facts *facts = self;
    if (yg_str_eqz(row->predicate, "attributed-to")) {
        if (facts->actors.n > 0)
            yg_buf_addc(&facts->actors, '\n');
        yg_buf_add(&facts->actors, row->object_name.n > 0 ? row->object_name : row->value);
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
