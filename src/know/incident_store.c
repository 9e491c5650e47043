/* Computes the links between incidents of a store and writes them as rows. */
#include "know/incident_evidence.h"
#include "know/link.h"

static const yg_str kind = {"incidents", sizeof "incidents" - 1};

typedef struct {
    yg_store *store;
    yg_incident_set set;
    yg_map decided; /* link id -> 1 */
    yg_link_summary summary;
    yg_buf evidence;
    int64_t organisation; /* the one at hand */
    uint32_t organisations;
} job;

static bool on_incident(void *self, const yg_incident_row *row, yg_error *err) {
    job *j = self;
    (void)err;
    yg_incident_add(&j->set,
                    &(yg_incident_entry){.id = row->id,
                                         .eid = row->eid,
                                         .source = row->source,
                                         .victim = row->victim,
                                         .victim_ja = row->victim_ja,
                                         .domain = row->domain,
                                         .countries = row->sites,
                                         .actors = row->actors,
                                         .posts = row->posts,
                                         .is_post = row->listing.n > 0 ||
                                                    row->known == YG_KNOWN_CLAIMED_BY_ATTACKER,
                                         .from_us = row->from_us,
                                         .to_us = row->to_us});
    return true;
}

static bool on_organisation(void *self, int64_t eid, yg_str name, yg_error *err) {
    job *j = self;
    (void)err;
    if (eid != j->organisation)
        j->organisations++;
    j->organisation = eid;
    yg_incident_alias(&j->set, name, j->organisations);
    return true;
}

static bool on_decided(void *self, const yg_link_row *row, yg_error *err) {
    job *j = self;
    (void)err;
    bool accepted = yg_str_eqz(row->decision, "accepted");
    if (!accepted && !yg_str_eqz(row->decision, "rejected"))
        return true;
    j->summary.accepted += accepted;
    j->summary.rejected += !accepted;
    yg_map_put(&j->decided, row->id, NULL);
    yg_vec_push(&j->set.verdicts,
                ((yg_incident_verdict){row->left_eid, row->right_eid,
                                       accepted && yg_str_eqz(row->relation, "same-as")}));
    return true;
}

static bool put_pair(job *j, const yg_incident_pair *p, yg_error *err) {
    const yg_incident_entry *a = &j->set.records.at[p->a].entry,
                            *b = &j->set.records.at[p->b].entry;
    char id[YG_LINK_ID_BYTES];
    yg_incident_likeness l;
    bool automatic = p->reason == YG_INCIDENT_AUTO;
    yg_incident_compare(&j->set, p->a, p->b, &l);
    yg_buf_clear(&j->evidence);
    yg_incident_evidence_add(&j->evidence, &j->set, p, &l);
    yg_link_row row = {.left_eid = a->eid,
                       .right_eid = b->eid,
                       .left_id = a->id,
                       .right_id = b->id,
                       .relation = YG_STR("same-as"),
                       .decision = automatic ? YG_STR("auto") : YG_STR("review"),
                       .kind = kind,
                       .rank = yg_incident_rank(p, &l),
                       .evidence = yg_buf_str(&j->evidence)};
    row.id = yg_store_link_id(a->id, b->id, id);
    if (yg_map_get(&j->decided, row.id) == NULL) {
        j->summary.automatic += automatic;
        j->summary.review += !automatic;
    }
    return yg_store_link_put(j->store, &row, err);
}

static bool compute(job *j, yg_error *err) {
    if (!yg_store_organisation_names(j->store, on_organisation, j, err) ||
        !yg_store_link_incidents(j->store, on_incident, j, err) ||
        !yg_store_links_where(j->store, &(yg_link_filter){.kind = kind}, on_decided, j, err))
        return false;
    yg_incident_find(&j->set);
    j->summary.entries = j->set.records.n;
    for (size_t i = 0; i < j->set.records.n; i++)
        j->summary.cut += j->set.records.at[i].cut;
    if (!yg_store_links_clear(j->store, kind, err))
        return false;
    for (size_t i = 0; i < j->set.pairs.n; i++) {
        if (!put_pair(j, &j->set.pairs.at[i], err))
            return false;
    }
    return true;
}

bool yg_incident_links_compute(yg_store *store, const yg_link_progress *progress,
                               yg_link_summary *ret_summary, yg_error *err) {
    job j = {.store = store};
    yg_incident_set_open(&j.set);
    if (progress != NULL) {
        j.set.advance = progress->advance;
        j.set.self = progress->self;
    }
    bool done = compute(&j, err);
    if (done)
        *ret_summary = j.summary;
    yg_incident_set_free(&j.set);
    yg_map_free(&j.decided);
    yg_buf_free(&j.evidence);
    return done || yg_fail_in(err, "links between incidents");
}
