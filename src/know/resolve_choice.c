/* When one of several bearers plainly owns a name: an actor whose primary name it is and whom two
 * sources or ATT&CK list, against entries of a single list that only have it as an alias; or an
 * actor with a number of ATT&CK against software of the same name. */
#include "know/resolve.h"

static bool is_actor(const yg_candidate *c) {
    return yg_str_eqz(c->type, "intrusion-set") || yg_str_eqz(c->type, "threat-actor");
}

/* G0007 */
static bool has_group_number(const yg_candidate *c) {
    yg_str s = c->external_id;
    if (s.n != 5 || s.p[0] != 'G')
        return false;
    for (size_t i = 1; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    }
    return true;
}

static bool is_weaker(const yg_candidate *other, const yg_candidate *c) {
    bool primary = c->matched_as == YG_NAME_PRIMARY;
    if (primary && other->matched_as == YG_NAME_ALIAS && other->entries_n <= 1)
        return true;
    if (is_actor(other) || other->country != 0 || other->sector != 0 || !has_group_number(c))
        return false;
    return primary || other->external_id.n == 0;
}

static bool owns(const yg_candidates *all, const yg_candidate *c) {
    bool listed = has_group_number(c) || c->sources_n >= 2;
    if (!is_actor(c) || !listed || c->matched_as == YG_NAME_EXTERNAL)
        return false;
    for (size_t i = 0; i < all->n; i++) {
        if (&all->at[i] != c && !is_weaker(&all->at[i], c))
            return false;
    }
    return true;
}

void yg_resolution_choose(yg_resolution *r) {
    size_t at = 0;
    while (at < r->candidates.n && !owns(&r->candidates, &r->candidates.at[at]))
        at++;
    if (at == r->candidates.n || r->candidates.n < 2)
        return;
    for (size_t i = 0; i < r->candidates.n; i++) {
        if (i != at)
            yg_vec_push(&r->others, r->candidates.at[i]);
    }
    r->candidates.at[0] = r->candidates.at[at];
    r->candidates.n = 1;
    r->candidates.at[0].also = r->others.at;
    r->candidates.at[0].also_n = r->others.n;
}
