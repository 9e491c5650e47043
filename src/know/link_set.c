/* Entries and what they list; order, owners, shadows. */
#include <stdlib.h>

#include "base/limits.h"
#include "know/link_rule.h"

void yg_link_set_free(yg_link_set *set) {
    yg_arena_free(&set->arena);
    yg_map_free(&set->key_numbers);
    yg_map_free(&set->url_numbers);
    yg_vec_free(&set->keys);
    yg_vec_free(&set->entries);
    yg_vec_free(&set->names);
    yg_vec_free(&set->references);
    yg_vec_free(&set->numbers);
    yg_vec_free(&set->verdicts);
    yg_vec_free(&set->pairs);
    yg_vec_free(&set->sides);
    yg_buf_free(&set->key);
    yg_buf_free(&set->spaced_key);
    uint32_t *const arrays[] = {set->new_place,   set->holders,     set->holders_at,  set->numbered,
                                set->numbered_at, set->pairs_of,    set->pairs_of_at, set->sides_at,
                                set->parent,      set->next_member, set->members};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        free(arrays[i]);
    *set = (yg_link_set){0};
}

uint32_t yg_link_add(yg_link_set *set, const yg_link_entry *entry) {
    yg_link_entry *e = yg_vec_add(&set->entries);
    *e = (yg_link_entry){
        .id = yg_arena_copy(&set->arena, entry->id),
        .source = yg_arena_copy(&set->arena, entry->source),
        .eid = entry->eid,
        .kind = entry->kind,
        .software_class = entry->software_class,
        .curated = entry->curated,
        .alone = entry->alone,
        .merged = (uint32_t)set->entries.n - 1,
        .primary = YG_LINK_NONE,
        .number = YG_LINK_NONE,
        .shadow_of = YG_LINK_NONE,
    };
    return (uint32_t)set->entries.n - 1;
}

/* Keys of actors, of software and numbers are told apart by a first byte. */
static uint32_t key_number(yg_link_set *set, char space, yg_str text) {
    bool first;
    yg_buf *key = &set->spaced_key;
    yg_buf_clear(key);
    yg_buf_addc(key, space);
    yg_buf_add(key, text);
    uint64_t *number = yg_map_put(&set->key_numbers, yg_buf_str(key), &first);
    if (first) {
        *number = set->keys.n;
        *yg_vec_add(&set->keys) = (yg_link_key){yg_str_from(yg_map_key(number), 1), false};
    }
    return (uint32_t)*number;
}

static void list(yg_link_set *set, yg_link_listings *listings, uint32_t entry, uint32_t key,
                 yg_str text) {
    *yg_vec_add(listings) =
        (yg_link_listing){.entry = entry, .key = key, .text = yg_arena_copy(&set->arena, text)};
}

typedef struct {
    yg_link_set *set;
    uint32_t entry;
    bool title;
} name_job;

/* The key's text is in set->key. */
static uint32_t number_of_name(yg_link_set *set, uint32_t entry, yg_str name) {
    bool actor = set->entries.at[entry].kind == YG_LINK_ACTOR;
    yg_buf_clear(&set->key);
    if (actor)
        yg_link_actor_key(&set->key, name);
    else
        yg_link_software_key(&set->key, name);
    return set->key.n > 0 ? key_number(set, actor ? 'a' : 's', yg_buf_str(&set->key))
                          : YG_LINK_NONE;
}

static void take_listed(void *self, yg_listed_kind kind, yg_str text) {
    name_job *j = self;
    yg_link_set *set = j->set;
    yg_link_entry *e = &set->entries.at[j->entry];
    uint32_t number = YG_LINK_NONE;
    if (kind == YG_LISTED_NUMBER)
        yg_link_add_number(set, j->entry, text, false);
    if (kind == YG_LISTED_NAME || j->title)
        number = number_of_name(set, j->entry, text);
    if (j->title) {
        e->name = yg_arena_copy(&set->arena, text);
        e->primary = number;
        j->title = false;
    }
    if (kind != YG_LISTED_NAME || number == YG_LINK_NONE)
        return;
    list(set, &set->names, j->entry, number, text);
    yg_str key = yg_buf_str(&set->key);
    if (e->kind == YG_LINK_ACTOR ? yg_link_actor_is_weak(text, key)
                                 : yg_link_software_is_weak(text, key))
        set->keys.at[number].weak = true;
}

static void add_listed(yg_link_set *set, uint32_t entry, yg_str listed, bool title) {
    name_job j = {.set = set, .entry = entry, .title = title};
    if (listed.n > YG_LIMIT_NAME_BYTES)
        return;
    if (set->entries.at[entry].kind == YG_LINK_ACTOR)
        yg_link_split_actor(listed, take_listed, &j);
    else
        yg_link_split_software(listed, take_listed, &j);
}

void yg_link_add_title(yg_link_set *set, uint32_t entry, yg_str title) {
    add_listed(set, entry, title, true);
}

void yg_link_add_name(yg_link_set *set, uint32_t entry, yg_str listed) {
    add_listed(set, entry, listed, false);
}

void yg_link_add_reference(yg_link_set *set, uint32_t entry, yg_str url) {
    bool first;
    yg_buf_clear(&set->key);
    if (!yg_link_url_key(&set->key, url))
        return;
    uint64_t *number = yg_map_put(&set->url_numbers, yg_buf_str(&set->key), &first);
    if (first)
        *number = set->url_numbers.n - 1;
    list(set, &set->references, entry, (uint32_t)*number, url);
}

void yg_link_add_country(yg_link_set *set, uint32_t entry, yg_country country) {
    yg_link_entry *e = &set->entries.at[entry];
    for (uint32_t i = 0; i < e->countries_n; i++) {
        if (e->countries[i] == country)
            return;
    }
    if (country != 0 && e->countries_n < sizeof e->countries / sizeof *e->countries)
        e->countries[e->countries_n++] = country;
}

void yg_link_add_number(yg_link_set *set, uint32_t entry, yg_str number, bool own) {
    uint32_t key = key_number(set, 'n', number);
    if (own)
        set->entries.at[entry].number = key;
    else
        list(set, &set->numbers, entry, key, number);
}

void yg_link_merge(yg_link_set *set, uint32_t from, uint32_t into) {
    yg_link_entry *e = &set->entries.at[from];
    e->merged = into;
    for (uint32_t i = 0; into != YG_LINK_NONE && i < e->countries_n; i++)
        yg_link_add_country(set, into, e->countries[i]);
}

uint32_t yg_link_place(const yg_link_set *set, uint32_t added) {
    return set->new_place[added];
}

/* By source, then UUID, then the whole id: the same whatever was imported first. */
static int by_source(const void *left, const void *right) {
    const yg_link_entry *a = left, *b = right;
    int order = yg_str_cmp(a->source, b->source);
    if (order == 0)
        order = yg_str_cmp(yg_str_from(a->id, a->id.n > 36 ? a->id.n - 36 : 0),
                           yg_str_from(b->id, b->id.n > 36 ? b->id.n - 36 : 0));
    return order != 0 ? order : yg_str_cmp(a->id, b->id);
}

static void order_entries(yg_link_set *set) {
    size_t n = set->entries.n, kept = 0;
    uint32_t source_no = 0;
    uint32_t *merged = yg_alloc(n + 1, sizeof *merged);
    set->new_place = yg_alloc(n + 1, sizeof *set->new_place);
    for (size_t i = 0; i < n; i++) {
        merged[i] = set->entries.at[i].merged;
        if (merged[i] == i)
            set->entries.at[kept++] = set->entries.at[i];
    }
    set->entries.n = kept;
    if (kept > 0)
        qsort(set->entries.at, kept, sizeof *set->entries.at, by_source);
    for (size_t i = 0; i < kept; i++) {
        yg_link_entry *e = &set->entries.at[i];
        set->new_place[e->merged] = (uint32_t)i;
        source_no += i > 0 && (e->alone || !yg_str_eq(e->source, e[-1].source));
        e->source_no = source_no;
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t stands = merged[i];
        while (stands != YG_LINK_NONE && merged[stands] != stands)
            stands = merged[stands];
        if (stands != i)
            set->new_place[i] = stands != YG_LINK_NONE ? set->new_place[stands] : YG_LINK_NONE;
    }
    free(merged);
}

static int by_key(const void *left, const void *right) {
    const yg_link_listing *a = left, *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return yg_str_cmp(a->text, b->text);
}

/* By the entry's new place; what was dropped goes. */
static void group_by_entry(const yg_link_set *set, yg_link_listings *listings) {
    size_t n = set->entries.n;
    uint32_t *at = yg_alloc(n + 2, sizeof *at);
    for (size_t i = 0; i < listings->n; i++) {
        uint32_t *entry = &listings->at[i].entry;
        *entry = set->new_place[*entry];
        at[*entry == YG_LINK_NONE ? n + 1 : *entry + 1]++;
    }
    for (size_t i = 1; i < n + 1; i++)
        at[i] += at[i - 1];
    size_t kept = at[n];
    yg_link_listing *grouped = yg_alloc(kept + 1, sizeof *grouped);
    for (size_t i = 0; i < listings->n; i++) {
        if (listings->at[i].entry != YG_LINK_NONE)
            grouped[at[listings->at[i].entry]++] = listings->at[i];
    }
    free(at);
    free(listings->at);
    listings->at = grouped;
    listings->n = kept;
    listings->cap = kept + 1;
}

/* Sorts by entry and key, one listing each, at most `most` of an entry. */
static void order_listings(const yg_link_set *set, yg_link_listings *listings, size_t most) {
    size_t n = 0;
    group_by_entry(set, listings);
    for (size_t i = 0, end; i < listings->n; i = end) {
        for (end = i + 1; end < listings->n && listings->at[end].entry == listings->at[i].entry;)
            end++;
        if (end - i > 1)
            qsort(listings->at + i, end - i, sizeof *listings->at, by_key);
        size_t first = n;
        for (size_t k = i; k < end && n - first < most; k++) {
            if (n == first || listings->at[n - 1].key != listings->at[k].key)
                listings->at[n++] = listings->at[k];
        }
    }
    listings->n = n;
}

/* Places of the listings by key; within a key entries stay in order. */
static uint32_t *group_by_key(const yg_link_listings *listings, size_t keys_n, uint32_t **ret_at) {
    uint32_t *at = yg_alloc(keys_n + 2, sizeof *at);
    uint32_t *places = yg_alloc(listings->n + 1, sizeof *places);
    for (size_t i = 0; i < listings->n; i++)
        at[listings->at[i].key + 2]++;
    for (size_t k = 2; k < keys_n + 2; k++)
        at[k] += at[k - 1];
    for (size_t i = 0; i < listings->n; i++)
        places[at[listings->at[i].key + 1]++] = (uint32_t)i;
    *ret_at = at;
    return places;
}

/* Calls visit for every run of listings of one key by entries of one source. */
typedef void (*run_visit)(yg_link_set *set, yg_link_listings *listings, const uint32_t *places,
                          size_t n);
static void each_run(yg_link_set *set, yg_link_listings *listings, const uint32_t *places,
                     run_visit visit) {
    const yg_link_entry *entries = set->entries.at;
    for (size_t i = 0, end; i < listings->n; i = end) {
        const yg_link_listing *first = &listings->at[places[i]];
        for (end = i + 1; end < listings->n; end++) {
            const yg_link_listing *l = &listings->at[places[end]];
            if (l->key != first->key ||
                entries[l->entry].source_no != entries[first->entry].source_no)
                break;
        }
        visit(set, listings, places + i, end - i);
    }
}

static bool countries_clash(const yg_link_entry *a, const yg_link_entry *b) {
    for (uint32_t i = 0; i < a->countries_n; i++) {
        for (uint32_t k = 0; k < b->countries_n; k++) {
            if (a->countries[i] == b->countries[k])
                return false;
        }
    }
    return a->countries_n > 0 && b->countries_n > 0;
}

/* x's primary name is a name of y and of no third entry, not the other way round, and more than
 * half of x's names are names of y: y is the current entry, x a left-over. */
static void shadow(yg_link_set *set, uint32_t x_at, uint32_t y_at, uint32_t key) {
    yg_link_entry *x = &set->entries.at[x_at];
    const yg_link_entry *y = &set->entries.at[y_at];
    uint32_t n = 0, shared = 0;
    if (x->primary != key || yg_link_lists(set, x, y->primary) != NULL || countries_clash(x, y))
        return;
    for (uint32_t i = 0; i < x->names_n; i++) {
        uint32_t own = set->names.at[x->names + i].key;
        if (own != x->primary && set->keys.at[own].weak)
            continue;
        n++;
        shared += yg_link_lists(set, y, own) != NULL;
    }
    if (2 * shared > n)
        x->shadow_of = y_at;
}

static void find_shadow(yg_link_set *set, yg_link_listings *names, const uint32_t *places,
                        size_t n) {
    if (n != 2)
        return;
    const yg_link_listing *first = &names->at[places[0]], *second = &names->at[places[1]];
    shadow(set, first->entry, second->entry, first->key);
    shadow(set, second->entry, first->entry, first->key);
}

static void count_owners(yg_link_set *set, yg_link_listings *listings, const uint32_t *places,
                         size_t n) {
    bool names = listings == &set->names;
    uint32_t owners = 0;
    for (size_t i = 0; i < n; i++) {
        const yg_link_entry *e = &set->entries.at[listings->at[places[i]].entry];
        owners += !names || e->shadow_of == YG_LINK_NONE;
    }
    for (size_t i = 0; i < n; i++)
        listings->at[places[i]].owners = owners;
}

void yg_link_index(yg_link_set *set) {
    order_entries(set);
    order_listings(set, &set->names, YG_LINK_NAMES_EACH);
    order_listings(set, &set->references, SIZE_MAX);
    order_listings(set, &set->numbers, YG_LINK_NAMES_EACH);
    for (size_t i = set->names.n; i-- > 0;) {
        set->entries.at[set->names.at[i].entry].names = (uint32_t)i;
        set->entries.at[set->names.at[i].entry].names_n++;
    }
    for (size_t i = set->references.n; i-- > 0;) {
        set->entries.at[set->references.at[i].entry].references = (uint32_t)i;
        set->entries.at[set->references.at[i].entry].references_n++;
    }
    for (size_t i = set->numbers.n; i-- > 0;) {
        set->entries.at[set->numbers.at[i].entry].numbers = (uint32_t)i;
        set->entries.at[set->numbers.at[i].entry].numbers_n++;
    }
    set->holders = group_by_key(&set->names, set->keys.n, &set->holders_at);
    set->numbered = group_by_key(&set->numbers, set->keys.n, &set->numbered_at);
    uint32_t *cited_at, *cited = group_by_key(&set->references, set->url_numbers.n, &cited_at);
    each_run(set, &set->names, set->holders, find_shadow);
    each_run(set, &set->names, set->holders, count_owners);
    each_run(set, &set->references, cited, count_owners);
    free(cited);
    free(cited_at);
}

const yg_link_listing *yg_link_lists(const yg_link_set *set, const yg_link_entry *entry,
                                     uint32_t key) {
    const yg_link_listing *names = set->names.at + entry->names;
    uint32_t low = 0, high = entry->names_n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (names[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < entry->names_n && names[low].key == key ? &names[low] : NULL;
}

uint32_t yg_link_holders(const yg_link_set *set, uint32_t key, const uint32_t **ret_listings) {
    *ret_listings = set->holders + set->holders_at[key];
    return set->holders_at[key + 1] - set->holders_at[key];
}
