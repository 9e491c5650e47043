/* Which pairs of incidents are compared at all: those that share a key in a block that is small,
 * or large and then near in time. */
#include <stdlib.h>

#include "base/hash.h"
#include "know/incident_link.h"

enum { MOST_KEYS = 64 };
#define WINDOW_US (INT64_C(86400000000) * YG_INCIDENT_FAR_DAYS)

typedef struct {
    uint64_t hash;
    int64_t at_us; /* the date, so that a block lies in order of time */
    uint32_t record;
    bool strong; /* a whole name, a domain, an organisation */
} key;
typedef YG_VEC(key) keys;

typedef struct {
    uint32_t first, n;
} block;

typedef struct {
    yg_incident_set *set;
    keys keys;
    uint32_t *places, *places_at; /* by record: places in keys */
    YG_VEC(block) blocks;
    uint32_t *block_of; /* by place */
    uint32_t *votes;    /* by record */
    YG_VEC(uint32_t) touched;
} job;

static void put_key(job *j, uint32_t record, char kind, yg_str text) {
    yg_buf *scratch = &j->set->scratch;
    const yg_incident_entry *e = &j->set->records.at[record].entry;
    yg_buf_clear(scratch);
    yg_buf_addc(scratch, kind);
    yg_buf_add(scratch, text);
    bool strong = kind == 'n' || kind == 'd' || kind == 'o';
    yg_vec_push(&j->keys, ((key){yg_hash64(yg_buf_str(scratch)), e->from_us, record, strong}));
}

static void put_short(job *j, uint32_t record, yg_str text) {
    if (text.n >= 3 && text.n <= 10)
        put_key(j, record, 'i', text);
}

static void put_ends(job *j, uint32_t record, yg_str text) {
    if (text.n >= 5)
        put_key(j, record, 'p', yg_str_sub(text, 0, 5));
    if (text.n >= 7)
        put_key(j, record, 's', yg_str_from(text, text.n - 6));
}

static void put_form(job *j, uint32_t record, const yg_incident_form *f) {
    put_key(j, record, 'n', f->core);
    put_short(j, record, f->full);
    put_short(j, record, f->initials);
    if (!yg_str_eq(f->initials, f->all_initials))
        put_short(j, record, f->all_initials);
    put_ends(j, record, f->own.n >= 5 ? f->own : f->core);
    if (f->sound.n >= 2)
        put_key(j, record, 'k', f->sound);
    for (uint32_t i = 0; i < f->words_n; i++) {
        const yg_incident_vocable *v = &j->set->vocables.at[j->set->words.at[f->words + i]];
        if (!v->generic)
            put_key(j, record, 'w', v->text);
    }
}

static void put_record(job *j, uint32_t record) {
    const yg_incident_set *set = j->set;
    const yg_incident_record *r = &set->records.at[record];
    size_t first = j->keys.n;
    for (uint32_t i = 0; i < r->forms_n; i++)
        put_form(j, record, &set->forms.at[r->forms + i]);
    for (uint32_t i = 0; i < r->hosts_n; i++) {
        const yg_incident_host *h = &set->hosts.at[r->hosts + i];
        if (h->shared)
            continue;
        put_key(j, record, 'd', h->host);
        put_key(j, record, 'n', h->squeezed);
        put_short(j, record, h->squeezed);
        put_ends(j, record, h->squeezed);
    }
    if (r->organisation != 0)
        put_key(j, record, 'o', (yg_str){(const char *)&r->organisation, sizeof r->organisation});
    if (j->keys.n > first + MOST_KEYS)
        j->keys.n = first + MOST_KEYS;
}

static int by_hash(const void *left, const void *right) {
    const key *a = left, *b = right;
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    if (a->at_us != b->at_us)
        return a->at_us < b->at_us ? -1 : 1;
    return a->record < b->record ? -1 : a->record > b->record;
}

static void index_keys(job *j) {
    size_t n = j->set->records.n, kept = 0;
    if (j->keys.n > 0)
        qsort(j->keys.at, j->keys.n, sizeof *j->keys.at, by_hash);
    for (size_t i = 0; i < j->keys.n; i++) { /* a record once in a block */
        if (kept == 0 || by_hash(&j->keys.at[kept - 1], &j->keys.at[i]) != 0)
            j->keys.at[kept++] = j->keys.at[i];
    }
    j->keys.n = kept;
    j->places_at = yg_alloc(n + 2, sizeof *j->places_at);
    j->places = yg_alloc(kept + 1, sizeof *j->places);
    j->block_of = yg_alloc(kept + 1, sizeof *j->block_of);
    for (size_t i = 0; i < kept; i++) {
        j->places_at[j->keys.at[i].record + 2]++;
        if (i == 0 || j->keys.at[i].hash != j->keys.at[i - 1].hash)
            yg_vec_push(&j->blocks, ((block){(uint32_t)i, 0}));
        j->blocks.at[j->blocks.n - 1].n++;
        j->block_of[i] = (uint32_t)(j->blocks.n - 1);
    }
    for (size_t i = 0; i < n; i++)
        j->places_at[i + 2] += j->places_at[i + 1];
    for (size_t i = 0; i < kept; i++)
        j->places[j->places_at[j->keys.at[i].record + 1]++] = (uint32_t)i;
}

static void vote(job *j, uint32_t record, uint32_t other, uint32_t weight) {
    const yg_incident_set *set = j->set;
    if (set->records.at[record].source_no == set->records.at[other].source_no)
        return;
    if (j->votes[other] == 0)
        yg_vec_push(&j->touched, other);
    j->votes[other] += weight;
}

/* The members of a large block that are near in time; false when they are too many. */
static bool vote_near(job *j, uint32_t place, const block *b, uint32_t weight) {
    const key *own = &j->keys.at[place];
    uint32_t low = place, high = place + 1, end = b->first + b->n;
    if (own->at_us == 0)
        return false;
    while (low > b->first && place - low <= YG_INCIDENT_BLOCK &&
           own->at_us - j->keys.at[low - 1].at_us <= WINDOW_US)
        low--;
    while (high < end && high - place <= YG_INCIDENT_BLOCK &&
           j->keys.at[high].at_us - own->at_us <= WINDOW_US)
        high++;
    if (high - low > YG_INCIDENT_BLOCK)
        return false;
    for (uint32_t i = low; i < high; i++)
        vote(j, own->record, j->keys.at[i].record, weight);
    return true;
}

typedef struct {
    uint32_t votes, record;
} ranked;

static int by_votes(const void *left, const void *right) {
    const ranked *a = left, *b = right;
    if (a->votes != b->votes)
        return a->votes > b->votes ? -1 : 1;
    return a->record < b->record ? -1 : a->record > b->record;
}

static size_t gather(job *j, uint32_t record, ranked *ret_best) {
    size_t n = 0;
    j->touched.n = 0;
    for (uint32_t i = j->places_at[record]; i < j->places_at[record + 1]; i++) {
        uint32_t place = j->places[i];
        const block *b = &j->blocks.at[j->block_of[place]];
        uint32_t weight = 1 + 512 / (b->n + 1);
        if (b->n > YG_INCIDENT_BLOCK) {
            if (!vote_near(j, place, b, weight) && j->keys.at[place].strong)
                j->set->records.at[record].cut = true;
            continue;
        }
        for (uint32_t k = b->first; k < b->first + b->n; k++)
            vote(j, record, j->keys.at[k].record, weight);
    }
    for (size_t i = 0; i < j->touched.n; i++) {
        ret_best[n++] = (ranked){j->votes[j->touched.at[i]], j->touched.at[i]};
        j->votes[j->touched.at[i]] = 0;
    }
    return n;
}

/* The candidates that share the most. Of those that share equally much either all are compared or
 * none, so that no order decides; then the record may miss its partner. */
static size_t choose(ranked *best, size_t n, uint32_t forms, bool *ret_cut) {
    /* A name that is written in many ways costs the square of them. */
    size_t most =
        forms <= 2 ? YG_INCIDENT_CANDIDATES : 2 * YG_INCIDENT_CANDIDATES / (forms * forms);
    if (n <= most)
        return n;
    qsort(best, n, sizeof *best, by_votes);
    uint32_t excluded = best[most].votes;
    n = most;
    while (n > 0 && best[n - 1].votes == excluded)
        n--;
    *ret_cut = *ret_cut || n == 0;
    return n;
}

void yg_incident_candidates(yg_incident_set *set, yg_incident_candidate visit, void *self) {
    enum { MOST_TOUCHED = MOST_KEYS * (YG_INCIDENT_BLOCK + 1) };
    job j = {.set = set};
    size_t n = set->records.n;
    ranked *best = yg_alloc(MOST_TOUCHED, sizeof *best);
    for (uint32_t i = 0; i < n; i++)
        put_record(&j, i);
    index_keys(&j);
    j.votes = yg_alloc(n + 1, sizeof *j.votes);
    for (size_t i = 0; i < j.blocks.n; i++)
        set->blocks_cut += j.blocks.at[i].n > YG_INCIDENT_BLOCK;
    for (uint32_t i = 0; i < n; i++) {
        size_t found = gather(&j, i, best);
        found = choose(best, found, set->records.at[i].forms_n, &set->records.at[i].cut);
        for (size_t k = 0; k < found; k++)
            visit(self, i < best[k].record ? i : best[k].record,
                  i < best[k].record ? best[k].record : i);
        if (set->advance != NULL && i % 1024 == 0)
            set->advance(set->self, i, n);
    }
    free(best);
    free(j.votes);
    free(j.places);
    free(j.places_at);
    free(j.block_of);
    yg_vec_free(&j.keys);
    yg_vec_free(&j.blocks);
    yg_vec_free(&j.touched);
}
