/* The set of incidents to be linked: filling it, and the course of the rule. */
#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "know/incident_link.h"
#include "text/key.h"

enum { REVIEW_POINTS = 50 };

void yg_incident_set_open(yg_incident_set *set) {
    yg_words_open(&set->dictionary);
}

void yg_incident_set_free(yg_incident_set *set) {
    yg_arena_free(&set->arena);
    yg_latin_free(&set->latin);
    yg_words_free(&set->dictionary);
    yg_map_free(&set->vocable_numbers);
    yg_map_free(&set->aliases);
    yg_vec_free(&set->vocables);
    yg_vec_free(&set->words);
    yg_vec_free(&set->forms);
    yg_vec_free(&set->hosts);
    yg_vec_free(&set->records);
    yg_vec_free(&set->pairs);
    yg_vec_free(&set->verdicts);
    yg_buf_free(&set->scratch);
    yg_buf_free(&set->latin_text);
}

static void read_countries(yg_incident_record *r) {
    yg_str rest = r->entry.countries, code;
    while (rest.n > 0 && r->countries_n < 4 && yg_str_split(&rest, ' ', &code)) {
        yg_country country = yg_country_from_code(code);
        if (country != 0)
            r->countries[r->countries_n++] = country;
    }
}

static void read_actors(yg_incident_set *set, yg_incident_record *r) {
    yg_str rest = r->entry.actors, name;
    while (rest.n > 0 && r->actors_n < 8 && yg_str_split(&rest, '\n', &name)) {
        yg_buf_clear(&set->scratch);
        yg_key_add(&set->scratch, name);
        if (set->scratch.n > 0)
            r->actors[r->actors_n++] = yg_hash64(yg_buf_str(&set->scratch));
    }
}

void yg_incident_add(yg_incident_set *set, const yg_incident_entry *entry) {
    yg_incident_record r = {.entry = *entry};
    yg_str *const texts[] = {&r.entry.id,        &r.entry.source, &r.entry.victim,
                             &r.entry.victim_ja, &r.entry.domain, &r.entry.countries,
                             &r.entry.actors,    &r.entry.posts};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = texts[i]->n > 0 ? yg_arena_copy(&set->arena, *texts[i]) : (yg_str){NULL, 0};
    read_countries(&r);
    read_actors(set, &r);
    yg_vec_push(&set->records, r);
}

static int by_source_and_id(const void *left, const void *right) {
    const yg_incident_record *a = left, *b = right;
    int order = yg_str_cmp(a->entry.source, b->entry.source);
    return order != 0 ? order : yg_str_cmp(a->entry.id, b->entry.id);
}

static bool has_two_sources(const yg_incident_set *set) {
    return set->records.n > 1 && !yg_str_eq(set->records.at[0].entry.source,
                                            set->records.at[set->records.n - 1].entry.source);
}

/* Names are read in order of the ids, so that nothing depends on the order of the input. */
static void read_records(yg_incident_set *set) {
    size_t n = 0;
    uint32_t sources = 0;
    if (set->records.n > 0)
        qsort(set->records.at, set->records.n, sizeof *set->records.at, by_source_and_id);
    if (!has_two_sources(set)) /* nobody to be linked with */
        set->records.n = 0;
    for (size_t i = 0; i < set->records.n; i++) {
        yg_incident_record *r = &set->records.at[i];
        yg_incident_read_names(set, r);
        if (r->forms_n == 0 && r->hosts_n == 0)
            continue;
        if (n > 0 && !yg_str_eq(set->records.at[n - 1].entry.source, r->entry.source))
            sources++;
        r->source_no = sources;
        set->records.at[n++] = *r;
    }
    set->records.n = n;
}

/* A list without dates can be linked by names alone; where others are dated, an incident without a
 * date may be any of them. */
static void find_undated(yg_incident_set *set) {
    for (size_t i = 0, end; i < set->records.n; i = end) {
        size_t dated = 0;
        for (end = i;
             end < set->records.n && set->records.at[end].source_no == set->records.at[i].source_no;
             end++)
            dated += set->records.at[end].entry.to_us != 0;
        for (size_t k = i; k < end; k++)
            set->records.at[k].undated = dated * 10 <= end - i;
    }
}

/* A word counts once a record. */
static void weigh_words(yg_incident_set *set) {
    enum { GENERIC_WEIGHT = 2, PLACE_WEIGHT = 4 };
    uint32_t *last = yg_alloc(set->vocables.n + 1, sizeof *last);
    for (uint32_t i = 0; i < set->records.n; i++) {
        const yg_incident_record *r = &set->records.at[i];
        for (uint32_t f = 0; f < r->forms_n; f++) {
            const yg_incident_form *form = &set->forms.at[r->forms + f];
            for (uint32_t w = 0; w < form->words_n; w++) {
                uint32_t word = set->words.at[form->words + w];
                set->vocables.at[word].held += last[word] != i + 1;
                last[word] = i + 1;
            }
        }
    }
    free(last);
    double all = (double)set->records.n + 2000;
    for (size_t i = 0; i < set->vocables.n; i++) {
        yg_incident_vocable *v = &set->vocables.at[i];
        bool little = v->text.n < 3 && (unsigned char)v->text.p[0] < 0x80;
        v->weight = log2(all / (v->held < 2 ? 2 : v->held));
        if (v->generic || v->place || little)
            v->weight = v->place ? PLACE_WEIGHT : GENERIC_WEIGHT;
        v->generic |= little && !v->place;
    }
}

/* An address that many victims of one source have in common is a host of many. */
typedef struct {
    yg_str host;
    uint32_t host_no;
    uint64_t name;
} owned;

static int by_host(const void *left, const void *right) {
    const owned *a = left, *b = right;
    int order = yg_str_cmp(a->host, b->host);
    if (order != 0)
        return order;
    return a->name < b->name ? -1 : a->name > b->name;
}

static void find_shared_hosts(yg_incident_set *set) {
    enum { MOST_NAMES = 8 };
    YG_VEC(owned) all = {0};
    for (size_t i = 0; i < set->records.n; i++) {
        const yg_incident_record *r = &set->records.at[i];
        uint64_t name = r->forms_n > 0 ? yg_hash64(set->forms.at[r->forms].core) : 0;
        for (uint32_t h = 0; h < r->hosts_n; h++)
            yg_vec_push(&all, ((owned){set->hosts.at[r->hosts + h].host, r->hosts + h, name}));
    }
    if (all.n > 0)
        qsort(all.at, all.n, sizeof *all.at, by_host);
    for (size_t i = 0, end; i < all.n; i = end) {
        size_t names = 1;
        for (end = i + 1; end < all.n && yg_str_eq(all.at[i].host, all.at[end].host); end++)
            names += all.at[end].name != all.at[end - 1].name;
        for (size_t k = i; k < end && names > MOST_NAMES; k++)
            set->hosts.at[all.at[k].host_no].shared = true;
    }
    yg_vec_free(&all);
}

static void on_candidate(void *self, uint32_t a, uint32_t b) {
    yg_incident_set *set = self;
    yg_incident_likeness l;
    yg_incident_compare(set, a, b, &l);
    set->compared++;
    if (l.points >= REVIEW_POINTS && l.days <= YG_INCIDENT_FAR_DAYS)
        yg_vec_push(&set->pairs, ((yg_incident_pair){.a = a,
                                                     .b = b,
                                                     .points = l.points,
                                                     .days = l.days,
                                                     .sure = l.sure,
                                                     .coarse = l.coarse,
                                                     .by = YG_INCIDENT_NONE}));
}

static yg_incident_pair firm_pair(uint32_t a, uint32_t b) {
    enum { FIRM_POINTS = 1000 };
    return (yg_incident_pair){.a = a < b ? a : b,
                              .b = a < b ? b : a,
                              .points = FIRM_POINTS,
                              .sure = true,
                              .by = YG_INCIDENT_NONE};
}

static void on_said(void *self, uint32_t a, uint32_t b) {
    yg_incident_set *set = self;
    yg_incident_pair p = firm_pair(a, b);
    p.said = true;
    yg_vec_push(&set->pairs, p);
}

static void on_decided(void *self, uint32_t a, uint32_t b, bool same) {
    yg_incident_set *set = self;
    yg_incident_pair p = firm_pair(a, b);
    p.accepted = same;
    p.rejected = !same;
    if (!same)
        p.points = 0, p.sure = false; /* as good as it is alike */
    yg_vec_push(&set->pairs, p);
}

/* Of what is known of one pair in several ways: one. */
static void join(yg_incident_pair *p, const yg_incident_pair *other) {
    p->said |= other->said;
    p->accepted |= other->accepted;
    p->rejected |= other->rejected;
    p->sure |= other->sure;
    p->points = p->points > other->points ? p->points : other->points;
}

static int by_ends(const void *left, const void *right) {
    const yg_incident_pair *p = left, *q = right;
    if (p->a != q->a)
        return p->a < q->a ? -1 : 1;
    if (p->b != q->b)
        return p->b < q->b ? -1 : 1;
    return p->points < q->points ? -1 : p->points > q->points;
}

static void order_pairs(yg_incident_set *set) {
    size_t n = 0;
    if (set->pairs.n > 0)
        qsort(set->pairs.at, set->pairs.n, sizeof *set->pairs.at, by_ends);
    for (size_t i = 0; i < set->pairs.n; i++) {
        const yg_incident_pair *p = &set->pairs.at[i];
        if (n == 0 || set->pairs.at[n - 1].a != p->a || set->pairs.at[n - 1].b != p->b)
            set->pairs.at[n++] = *p;
        else
            join(&set->pairs.at[n - 1], p);
    }
    set->pairs.n = n;
}

void yg_incident_find(yg_incident_set *set) {
    read_records(set);
    find_undated(set);
    weigh_words(set);
    find_shared_hosts(set);
    yg_incident_candidates(set, on_candidate, set);
    yg_incident_said(set, on_said, set);
    yg_incident_verdicts(set, on_decided, set);
    order_pairs(set);
    yg_incident_decide(set);
}
