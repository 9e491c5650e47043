/* Pairs that need no likeness: a source names the other's post, or a person decided. */
#include <stdlib.h>

#include "base/hash.h"
#include "know/incident_link.h"
#include "text/key.h"

typedef struct {
    uint64_t hash;
    uint32_t record;
} post;

static int by_hash(const void *left, const void *right) {
    const post *a = left, *b = right;
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    return a->record < b->record ? -1 : a->record > b->record;
}

/* "victim@group", folded. The group has no @; the victim may. */
static uint64_t hash_post(yg_incident_set *set, yg_str victim, yg_str group) {
    yg_buf_clear(&set->scratch);
    yg_key_add(&set->scratch, victim);
    yg_buf_addc(&set->scratch, '@');
    yg_key_add(&set->scratch, group);
    return yg_hash64(yg_buf_str(&set->scratch));
}

static bool cut_post(yg_str line, yg_str *ret_victim, yg_str *ret_group) {
    size_t at = line.n;
    while (at > 0 && line.p[at - 1] != '@')
        at--;
    *ret_victim = yg_str_sub(line, 0, at > 0 ? at - 1 : 0);
    *ret_group = yg_str_from(line, at);
    return ret_victim->n > 0 && ret_group->n > 0;
}

static void join_posts(yg_incident_set *set, const post *posts, size_t n, uint32_t record,
                       yg_incident_candidate visit, void *self) {
    yg_str rest = set->records.at[record].entry.posts, line, victim, group;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &line)) {
        if (!cut_post(line, &victim, &group))
            continue;
        uint64_t hash = hash_post(set, victim, group);
        size_t low = 0, high = n;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (posts[middle].hash < hash)
                low = middle + 1;
            else
                high = middle;
        }
        /* A name that very many records bear joins nothing. */
        if (low + YG_INCIDENT_BLOCK < n && posts[low + YG_INCIDENT_BLOCK].hash == hash)
            continue;
        for (; low < n && posts[low].hash == hash; low++) {
            if (set->records.at[posts[low].record].source_no != set->records.at[record].source_no)
                visit(self, record, posts[low].record);
        }
    }
}

typedef struct {
    int64_t eid;
    uint32_t record;
} place;

static int by_eid(const void *left, const void *right) {
    const place *a = left, *b = right;
    if (a->eid != b->eid)
        return a->eid < b->eid ? -1 : 1;
    return a->record < b->record ? -1 : a->record > b->record;
}

static const place *find(const place *places, size_t n, int64_t eid) {
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (places[middle].eid < eid)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && places[low].eid == eid ? &places[low] : NULL;
}

void yg_incident_verdicts(yg_incident_set *set, yg_incident_decided visit, void *self) {
    size_t n = set->records.n;
    place *places = yg_alloc(n + 1, sizeof *places);
    for (uint32_t i = 0; i < n; i++)
        places[i] = (place){set->records.at[i].entry.eid, i};
    qsort(places, n, sizeof *places, by_eid);
    for (size_t i = 0; i < set->verdicts.n; i++) {
        const yg_incident_verdict *v = &set->verdicts.at[i];
        const place *left = find(places, n, v->left_eid), *right = find(places, n, v->right_eid);
        if (left != NULL && right != NULL && left->record != right->record)
            visit(self, left->record, right->record, v->same);
    }
    free(places);
}

void yg_incident_said(yg_incident_set *set, yg_incident_candidate visit, void *self) {
    YG_VEC(post) posts = {0};
    for (uint32_t i = 0; i < set->records.n; i++) {
        const yg_incident_entry *e = &set->records.at[i].entry;
        yg_str rest = e->actors, group;
        for (size_t n = 0; e->is_post && n < 8 && rest.n > 0 && yg_str_split(&rest, '\n', &group);
             n++)
            yg_vec_push(&posts, ((post){hash_post(set, e->victim, group), i}));
    }
    if (posts.n > 0)
        qsort(posts.at, posts.n, sizeof *posts.at, by_hash);
    for (uint32_t i = 0; i < set->records.n; i++) {
        if (set->records.at[i].entry.posts.n > 0)
            join_posts(set, posts.at, posts.n, i, visit, self);
    }
    yg_vec_free(&posts);
}
