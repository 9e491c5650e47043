/* Computes all links of a store and writes them as rows. */
#include <stdlib.h>

#include "know/link.h"
#include "know/link_evidence.h"
#include "text/json.h"

/* Entries that a merely named part may mean; a name with more owners means nobody. */
enum { MOST_NAMED = 5 };

/* A statement about two entries of different components. */
typedef struct {
    uint32_t a, b, statement; /* a < b */
} said;

typedef struct {
    yg_store *store;
    yg_link_gathering g;
    yg_map decided; /* link id -> 1 */
    YG_VEC(said) said;
    yg_link_summary summary;
    yg_buf evidence;
    YG_VEC(uint32_t) about; /* statements about the pair at hand */
} job;

static bool on_decided(void *self, const yg_link_row *row, yg_error *err) {
    job *j = self;
    (void)err;
    bool accepted = yg_str_eqz(row->decision, "accepted");
    if (!accepted && !yg_str_eqz(row->decision, "rejected"))
        return true;
    j->summary.accepted += accepted;
    j->summary.rejected += !accepted;
    yg_map_put(&j->decided, row->id, NULL);
    uint32_t a = yg_link_entry_of(&j->g, row->left_eid),
             b = yg_link_entry_of(&j->g, row->right_eid);
    if (a == YG_LINK_NONE || b == YG_LINK_NONE || a == b)
        return true;
    /* A part is not the whole: accepted as part-of, two things are not the same. Rejecting that
     * they overlap says nothing of the kind. */
    bool same = yg_str_eqz(row->relation, "same-as");
    if (accepted || same)
        *yg_vec_add(&j->g.set.verdicts) = (yg_link_verdict){a, b, accepted && same, false};
    return true;
}

/* "X is a part of Y" outright: no chain of names makes them the same, unless a person says so. */
static void heed_statements(job *j) {
    size_t decided_n = j->g.set.verdicts.n;
    for (size_t i = 0; i < j->g.statements.n; i++) {
        const yg_link_statement *s = &j->g.statements.at[i];
        bool heeded =
            s->relation != YG_RELATION_SAME && s->a != YG_LINK_NONE && s->b != YG_LINK_NONE;
        for (size_t k = 0; k < decided_n && heeded; k++) {
            const yg_link_verdict *v = &j->g.set.verdicts.at[k];
            heeded = !((v->a == s->a && v->b == s->b) || (v->a == s->b && v->b == s->a));
        }
        if (heeded)
            *yg_vec_add(&j->g.set.verdicts) = (yg_link_verdict){s->a, s->b, false, true};
    }
}

static bool put(job *j, yg_link_row *row, yg_error *err) {
    char id[YG_LINK_ID_BYTES];
    row->id = yg_store_link_id(row->left_id, row->right_id, id);
    if (yg_map_get(&j->decided, row->id) == NULL) {
        if (yg_str_eqz(row->decision, "auto"))
            j->summary.automatic++;
        else
            j->summary.review++;
    }
    return yg_store_link_put(j->store, row, err);
}

static yg_link_row row_of(const job *j, uint32_t left, uint32_t right, yg_link_relation relation) {
    const yg_link_entry *a = &j->g.set.entries.at[left], *b = &j->g.set.entries.at[right];
    return (yg_link_row){
        .left_eid = a->eid,
        .right_eid = b->eid,
        .left_id = a->id,
        .right_id = b->id,
        .relation = yg_str_of(yg_link_relation_word(relation)),
        .decision = YG_STR("review"),
    };
}

/* --- Statements --- */

static void say(job *j, uint32_t a, uint32_t b, uint32_t statement) {
    if (a == b || a == YG_LINK_NONE || b == YG_LINK_NONE)
        return;
    *yg_vec_add(&j->said) = (said){a < b ? a : b, a < b ? b : a, statement};
}

typedef struct {
    uint32_t found[MOST_NAMED];
    size_t n;
    int rank; /* of those found: 3 same list and primary name, 2 primary name, 1 same list, 0 */
} named;

static void consider(const job *j, named *best, uint32_t entry, uint32_t key, uint32_t subject) {
    const yg_link_set *set = &j->g.set;
    const yg_link_entry *e = &set->entries.at[entry];
    if (entry == subject || yg_link_are_united(set, entry, subject) || e->shadow_of != YG_LINK_NONE)
        return;
    int rank = (e->primary == key) * 2 + (e->source_no == set->entries.at[subject].source_no);
    if (rank > best->rank) {
        best->n = 0;
        best->rank = rank;
    }
    if (rank == best->rank && best->n < MOST_NAMED)
        best->found[best->n++] = entry;
}

/* Which entries are meant by a name in the mouth of `subject`. */
static named find_named(const job *j, yg_str name, uint32_t subject) {
    YG_CLEANUP_BUF yg_buf key = {0};
    named best = {.rank = -1};
    const yg_link_set *set = &j->g.set;
    bool actor = set->entries.at[subject].kind == YG_LINK_ACTOR;
    yg_buf_addc(&key, actor ? 'a' : 's');
    if (actor)
        yg_link_actor_key(&key, name);
    else
        yg_link_software_key(&key, name);
    const uint64_t *number = yg_map_get(&set->key_numbers, yg_buf_str(&key));
    if (number == NULL)
        return best;
    const uint32_t *listings;
    uint32_t n = yg_link_holders(set, (uint32_t)*number, &listings);
    for (uint32_t i = 0; i < n && n <= YG_LINK_HOLDERS; i++)
        consider(j, &best, set->names.at[listings[i]].entry, (uint32_t)*number, subject);
    return best;
}

static int by_ends(const void *left, const void *right) {
    const said *a = left, *b = right;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    if (a->b != b->b)
        return a->b < b->b ? -1 : 1;
    return a->statement < b->statement ? -1 : a->statement > b->statement;
}

static void collect_statements(job *j) {
    yg_link_gathering *g = &j->g;
    for (uint32_t i = 0; i < g->statements.n; i++) {
        const yg_link_statement *s = &g->statements.at[i];
        if (s->a != YG_LINK_NONE && s->b != YG_LINK_NONE) {
            say(j, s->a, s->b, i);
            continue;
        }
        uint32_t subject = s->a != YG_LINK_NONE ? s->a : s->b;
        named meant = find_named(j, s->named, subject);
        for (size_t k = 0; k < meant.n; k++)
            say(j, subject, meant.found[k], i);
    }
    if (j->said.n > 0)
        qsort(j->said.at, j->said.n, sizeof *j->said.at, by_ends);
}

/* Fills j->about with what is said of the pair; gives the place behind it, from `at` on. */
static size_t statements_about(job *j, uint32_t a, uint32_t b, size_t at) {
    j->about.n = 0;
    while (at < j->said.n &&
           (j->said.at[at].a < a || (j->said.at[at].a == a && j->said.at[at].b < b)))
        at++;
    for (; at < j->said.n && j->said.at[at].a == a && j->said.at[at].b == b; at++)
        yg_vec_push(&j->about, j->said.at[at].statement);
    return at;
}

/* What is said outright beats a suggestion: part-of before overlaps before same-as, which leaves
 * the most to a person. */
static yg_link_relation said_relation(const job *j, uint32_t *ret_part, uint32_t a, uint32_t b) {
    yg_link_relation relation = YG_RELATION_SAME;
    for (size_t i = 0; i < j->about.n; i++) {
        const yg_link_statement *s = &j->g.statements.at[j->about.at[i]];
        if (s->relation == YG_RELATION_PART) {
            *ret_part = s->a == a || s->b == b ? a : b;
            return YG_RELATION_PART;
        }
        if (s->relation == YG_RELATION_OVERLAPS)
            relation = YG_RELATION_OVERLAPS;
    }
    return relation;
}

/* --- Rows --- */

static bool put_pair(job *j, yg_link_pair *p, yg_error *err) {
    uint32_t part = p->a;
    if (j->about.n > 0 && !p->linked) {
        p->relation = said_relation(j, &part, p->a, p->b);
        p->b_is_part = part == p->b;
    }
    bool swapped = p->relation == YG_RELATION_PART && p->b_is_part;
    yg_link_row row = row_of(j, swapped ? p->b : p->a, swapped ? p->a : p->b, p->relation);
    yg_buf_clear(&j->evidence);
    yg_link_evidence_add(&j->evidence, &j->g, p, j->about.at, j->about.n);
    if (p->linked)
        row.decision = YG_STR("auto");
    row.rank = (int64_t)yg_link_strength(p);
    row.evidence = yg_buf_str(&j->evidence);
    return put(j, &row, err);
}

static bool put_pairs(job *j, yg_error *err) {
    size_t at = 0;
    for (size_t i = 0; i < j->g.set.pairs.n; i++) {
        yg_link_pair *p = &j->g.set.pairs.at[i];
        at = statements_about(j, p->a, p->b, at);
        if (!put_pair(j, p, err))
            return false;
    }
    return true;
}

/* Statements about two entries that are no candidate pair: they share no name, or one list. */
static bool put_statements(job *j, yg_error *err) {
    for (size_t at = 0; at < j->said.n;) {
        uint32_t a = j->said.at[at].a, b = j->said.at[at].b, part = a;
        at = statements_about(j, a, b, at);
        if (yg_link_pair_of(&j->g.set, a, b) != NULL || yg_link_are_united(&j->g.set, a, b))
            continue;
        yg_link_relation relation = said_relation(j, &part, a, b);
        yg_link_row row = row_of(j, part, part == a ? b : a, relation);
        yg_buf_clear(&j->evidence);
        yg_link_statements_add(&j->evidence, &j->g, j->about.at, j->about.n);
        row.evidence = yg_buf_str(&j->evidence);
        if (!put(j, &row, err))
            return false;
    }
    return true;
}

/* A second UUID of one entry: the link says so, for whoever asks for that id. */
static bool put_twins(job *j, yg_error *err) {
    for (size_t i = 0; i < j->g.twins.n; i++) {
        const yg_link_twin *t = &j->g.twins.at[i];
        const yg_link_entry *e = &j->g.set.entries.at[t->entry];
        yg_link_row row = row_of(j, t->entry, t->entry, YG_RELATION_SAME);
        row.right_eid = t->eid;
        row.right_id = t->id;
        row.decision = YG_STR("auto");
        row.rank = (int64_t)YG_LEVEL_EXTERNAL_ID << 40;
        yg_buf_clear(&j->evidence);
        yg_buf_addz(&j->evidence, "[{\"kind\":\"level\",\"value\":\"external-id\"},"
                                  "{\"kind\":\"external-id\",\"id\":");
        yg_json_add_string(&j->evidence, j->g.set.keys.at[e->number].text);
        yg_buf_addz(&j->evidence, "}]");
        row.evidence = yg_buf_str(&j->evidence);
        if (!put(j, &row, err))
            return false;
    }
    return true;
}

static bool compute(job *j, yg_error *err) {
    if (!yg_link_gather(j->store, &j->g, err) ||
        !yg_store_links_where(j->store, &(yg_link_filter){.kind = YG_STR("actors")}, on_decided, j,
                              err))
        return false;
    heed_statements(j);
    yg_link_find_pairs(&j->g.set);
    yg_link_decide(&j->g.set);
    collect_statements(j);
    j->summary.entries = j->g.set.entries.n;
    return yg_store_links_clear(j->store, YG_STR("actors"), err) && put_pairs(j, err) &&
           put_statements(j, err) && put_twins(j, err);
}

bool yg_links_compute(yg_store *store, yg_link_summary *ret_summary, yg_error *err) {
    job j = {.store = store};
    bool done = compute(&j, err);
    if (done)
        *ret_summary = j.summary;
    yg_link_gathering_free(&j.g);
    yg_map_free(&j.decided);
    yg_vec_free(&j.said);
    yg_vec_free(&j.about);
    yg_buf_free(&j.evidence);
    return done || yg_fail_in(err, "identity links");
}
