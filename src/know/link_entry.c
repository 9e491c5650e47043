/* From the store's objects to entries. One list is one publisher's: ATT&CK is the STIX bundles and
 * the galaxy made of them; each other galaxy is a list of its own. Objects that share an id are one
 * entity, so one entry.
 *
 * The local overlay is no list of distinct actors but of names that its statements speak of, and
 * "X also known as Y" in it is somebody's opinion: so each of its entries is a list of its own with
 * one name, and such statements are put up for review.
 *
 * It does not use: relations "similar" of MISP, numbers inside addresses, revoked or deprecated
 * objects. */
#include "know/link_entry.h"

#include <stdlib.h>

#include "base/limits.h"
#include "know/link.h"
#include "text/json.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))
#define ATTACK "MITRE ATT&CK"

/* Galaxies whose clusters are software, with the class that the galaxy itself tells. Copies of
 * ATT&CK's software and galaxies that mix families with tools are left out. */
static const struct {
    const char *galaxy;
    yg_link_class software_class;
} software_lists[] = {
    {"malpedia", YG_CLASS_NONE},         {"tool", YG_CLASS_NONE}, {"backdoor", YG_CLASS_NONE},
    {"ransomware", YG_CLASS_RANSOMWARE}, {"rat", YG_CLASS_RAT},   {"botnet", YG_CLASS_BOTNET},
    {"stealer", YG_CLASS_STEALER},
};

static const char *const types[] = {"intrusion-set", "malware", "tool"};

/* One object of the store. */
typedef struct {
    int64_t oid, eid;
    uint32_t added; /* its entry's place until yg_link_index */
    bool attack, stix, dead;
} part;

typedef struct {
    yg_link_gathering *g;
    yg_store *store;
    YG_VEC(part) parts; /* by the entity's id */
    part **by_oid;
    yg_json_parser parser;
    yg_buf list;
} job;

static const char *is_software_list(yg_str galaxy, yg_link_class *ret_class) {
    for (size_t i = 0; i < ROWS(software_lists); i++) {
        if (yg_str_eq_nocase(galaxy, yg_str_of(software_lists[i].galaxy))) {
            *ret_class = software_lists[i].software_class;
            return software_lists[i].galaxy;
        }
    }
    return NULL;
}

void yg_link_list_name(yg_buf *buf, yg_str source, yg_str media, yg_str entry, yg_str type) {
    yg_link_class unused;
    bool actor = yg_str_eqz(type, "intrusion-set");
    if (!yg_str_eqz(media, "misp-galaxy")) {
        if (yg_str_eqz(media, "stix") || yg_str_eqz(media, "yagura-claims") ||
            yg_str_eqz(media, "leak-groups"))
            yg_buf_add(buf, source);
    } else if (actor && yg_str_eq_nocase(entry, YG_STR("mitre-intrusion-set"))) {
        yg_buf_addz(buf, ATTACK);
    } else if (actor ? !yg_str_starts(entry, YG_STR("mitre-"))
                     : is_software_list(entry, &unused) != NULL) {
        yg_buf_add(buf, source);
        yg_buf_addz(buf, ": ");
        yg_buf_add(buf, entry);
    }
}

typedef struct {
    yg_link_set *set;
    uint32_t entry;
} reference_job;

static bool take_reference(void *self, yg_str url) {
    const reference_job *j = self;
    if (url.n <= YG_LIMIT_NAME_BYTES * 4)
        yg_link_add_reference(j->set, j->entry, url);
    return true;
}

/* Is "ransom" in the text, in any case? (Horspool 1980: a byte that is not in the word moves on by
 * the whole word.) */
static bool says_ransom(yg_str text) {
    static const unsigned char steps[256] = {['r'] = 5, ['a'] = 4, ['n'] = 3, ['s'] = 2, ['o'] = 1,
                                             ['R'] = 5, ['A'] = 4, ['N'] = 3, ['S'] = 2, ['O'] = 1};
    yg_str word = YG_STR("ransom");
    for (size_t at = word.n; at <= text.n;) {
        unsigned char last = (unsigned char)text.p[at - 1];
        if ((last == 'm' || last == 'M') &&
            yg_str_eq_nocase(yg_str_sub(text, at - word.n, word.n), word))
            return true;
        at += steps[last] > 0 ? steps[last] : word.n;
    }
    return false;
}

/* References, description: what only the original record holds. */
static void read_raw(job *j, const part *p, const yg_object_row *row) {
    const char *reason;
    size_t at, i, max;
    yg_link_set *set = &j->g->set;
    reference_job references = {set, p->added};
    yyjson_val *reference, *raw = yg_json_parse(&j->parser, row->raw, &reason, &at);
    yg_link_entry *e = &set->entries.at[p->added];
    yg_str description = yg_json_str(raw, "description");
    yyjson_arr_foreach(yyjson_obj_get(raw, "external_references"), i, max, reference) {
        yg_str url = yg_json_str(reference, "url");
        if (p->stix && url.n > 0)
            take_reference(&references, url);
    }
    if (!p->stix)
        yg_json_each_text(yyjson_obj_get(yyjson_obj_get(raw, "meta"), "refs"), take_reference,
                          &references);
    if (e->kind == YG_LINK_ACTOR && p->attack)
        yg_link_add_country(set, p->added, yg_link_origin(description));
    if (e->kind == YG_LINK_SOFTWARE && e->software_class == YG_CLASS_NONE &&
        (says_ransom(row->name) || says_ransom(description)))
        e->software_class = YG_CLASS_RANSOMWARE;
}

static bool on_object(void *self, const yg_object_row *row, yg_error *err) {
    job *j = self;
    (void)err;
    yg_buf_clear(&j->list);
    yg_link_list_name(&j->list, row->source, row->media, row->entry, row->type);
    if (j->list.n == 0)
        return true;
    yg_link_entry entry = {
        .id = row->id,
        .eid = row->eid,
        .source = yg_buf_str(&j->list),
        .kind = yg_str_eqz(row->type, "intrusion-set") ? YG_LINK_ACTOR : YG_LINK_SOFTWARE,
        .curated = yg_str_eqz(row->media, "yagura-claims"),
    };
    entry.alone = entry.curated;
    part *p = yg_vec_add(&j->parts);
    *p = (part){
        .oid = row->oid,
        .eid = row->eid,
        .attack = yg_str_eqz(entry.source, ATTACK),
        .stix = yg_str_eqz(row->media, "stix"),
        .dead = row->flags != 0,
    };
    if (yg_str_eqz(row->media, "misp-galaxy") && entry.kind == YG_LINK_SOFTWARE)
        is_software_list(row->entry, &entry.software_class);
    p->added = yg_link_add(&j->g->set, &entry);
    if (entry.curated)
        yg_link_add_title(&j->g->set, p->added, row->name);
    if (p->attack && entry.kind == YG_LINK_ACTOR && yg_link_is_group_number(row->external_id))
        yg_link_add_number(&j->g->set, p->added, row->external_id, true);
    if (!p->dead)
        read_raw(j, p, row);
    return true;
}

static int by_oid(const void *left, const void *right) {
    const part *const *a = left, *const *b = right;
    return (*a)->oid < (*b)->oid ? -1 : (*a)->oid > (*b)->oid;
}

static const part *part_of(const job *j, int64_t oid) {
    size_t low = 0, high = j->parts.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (j->by_oid[middle]->oid < oid)
            low = middle + 1;
        else
            high = middle;
    }
    return low < j->parts.n && j->by_oid[low]->oid == oid ? j->by_oid[low] : NULL;
}

static bool on_name(void *self, const yg_link_name_row *row, yg_error *err) {
    job *j = self;
    const part *p = part_of(j, row->oid);
    (void)err;
    if (p == NULL || p->dead)
        return true;
    yg_link_set *set = &j->g->set;
    bool actor = set->entries.at[p->added].kind == YG_LINK_ACTOR;
    if (set->entries.at[p->added].curated)
        return true;
    if (row->kind == YG_NAME_PRIMARY)
        yg_link_add_title(set, p->added, row->text);
    else if (row->kind == YG_NAME_ALIAS)
        yg_link_add_name(set, p->added, row->text);
    else if (actor && !p->attack && yg_link_is_group_number(row->text))
        yg_link_add_number(set, p->added, row->text, false);
    return true;
}

static bool on_country(void *self, const yg_claim_row *row, yg_error *err) {
    job *j = self;
    const part *p = part_of(j, row->oid);
    (void)err;
    bool overlay = !yg_str_eqz(row->predicate, "attributed-to-country");
    if (p != NULL && p->eid == row->subject_eid &&
        (!overlay || j->g->set.entries.at[p->added].curated))
        yg_link_add_country(&j->g->set, p->added, yg_country_from_code(row->value));
    return true;
}

/* An ATT&CK object of the STIX bundles stands for the entity; then ATT&CK's galaxy; then the list
 * that comes first. */
static bool stands_before(const yg_link_set *set, const part *a, const part *b) {
    if (a->attack != b->attack)
        return a->attack;
    if (a->stix != b->stix)
        return a->stix;
    return yg_str_cmp(set->entries.at[a->added].source, set->entries.at[b->added].source) < 0;
}

static void merge_entity(job *j, part *parts, size_t n) {
    const part *chief = &parts[0];
    yg_link_set *set = &j->g->set;
    for (size_t i = 1; i < n; i++) {
        if (stands_before(set, &parts[i], chief))
            chief = &parts[i];
    }
    for (size_t i = 0; i < n; i++) {
        bool same_list =
            yg_str_eq(set->entries.at[parts[i].added].source, set->entries.at[chief->added].source);
        if (&parts[i] == chief && !chief->dead)
            continue;
        yg_link_merge(set, parts[i].added,
                      same_list && !chief->dead && !parts[i].dead ? chief->added : YG_LINK_NONE);
    }
}

static void merge_entities(job *j) {
    for (size_t i = 0, end; i < j->parts.n; i = end) {
        for (end = i + 1; end < j->parts.n && j->parts.at[end].eid == j->parts.at[i].eid;)
            end++;
        merge_entity(j, j->parts.at + i, end - i);
    }
}

/* The galaxy made of ATT&CK has a few groups under other UUIDs than ATT&CK itself: the number tells
 * them. */
static void merge_twins(job *j) {
    yg_link_set *set = &j->g->set;
    uint32_t *first = yg_alloc(set->keys.n + 1, sizeof *first);
    for (size_t k = 0; k < set->keys.n; k++)
        first[k] = YG_LINK_NONE;
    for (int stix = 1; stix >= 0; stix--) {
        for (size_t i = 0; i < j->parts.n; i++) {
            const part *p = &j->parts.at[i];
            yg_link_entry *e = &set->entries.at[p->added];
            if (!p->attack || p->stix != (stix == 1) || e->merged != p->added ||
                e->number == YG_LINK_NONE)
                continue;
            if (first[e->number] == YG_LINK_NONE) {
                first[e->number] = p->added;
                continue;
            }
            *yg_vec_add(&j->g->twins) = (yg_link_twin){e->eid, e->id, first[e->number]};
            yg_link_merge(set, p->added, first[e->number]);
        }
    }
    free(first);
}

static int by_eid(const void *left, const void *right) {
    const struct yg_link_place_of *a = left, *b = right;
    return a->eid < b->eid ? -1 : a->eid > b->eid;
}

static void note_places(job *j) {
    yg_link_gathering *g = j->g;
    g->places = yg_alloc(j->parts.n + 1, sizeof *g->places);
    for (size_t i = 0; i < j->parts.n; i++) {
        uint32_t place = yg_link_place(&g->set, j->parts.at[i].added);
        if (place != YG_LINK_NONE)
            g->places[g->places_n++] = (struct yg_link_place_of){j->parts.at[i].eid, place};
    }
    qsort(g->places, g->places_n, sizeof *g->places, by_eid);
    for (size_t i = 0; i < g->twins.n; i++)
        g->twins.at[i].entry = yg_link_place(&g->set, g->twins.at[i].entry);
}

uint32_t yg_link_entry_of(const yg_link_gathering *g, int64_t eid) {
    struct yg_link_place_of key = {.eid = eid};
    const struct yg_link_place_of *found =
        g->places_n > 0 ? bsearch(&key, g->places, g->places_n, sizeof key, by_eid) : NULL;
    return found != NULL ? found->entry : YG_LINK_NONE;
}

static bool on_statement(void *self, const yg_claim_row *row, yg_error *err) {
    job *j = self;
    yg_link_gathering *g = j->g;
    bool has_part = yg_str_eqz(row->predicate, "has-part");
    uint32_t subject = yg_link_entry_of(g, row->subject_eid);
    uint32_t object = row->object_eid != 0 ? yg_link_entry_of(g, row->object_eid) : YG_LINK_NONE;
    (void)err;
    if (subject == YG_LINK_NONE || (row->object_eid != 0 && object == YG_LINK_NONE) ||
        (row->object_eid == 0 && row->value.n == 0) || subject == object)
        return true;
    *yg_vec_add(&g->statements) = (yg_link_statement){
        .a = has_part ? object : subject,
        .b = has_part ? subject : object,
        .named = yg_arena_copy(&g->set.arena, row->value),
        .relation = yg_str_eqz(row->predicate, "overlaps")        ? YG_RELATION_OVERLAPS
                    : yg_str_eqz(row->predicate, "also-known-as") ? YG_RELATION_SAME
                                                                  : YG_RELATION_PART,
        .predicate = yg_arena_copy(&g->set.arena, row->predicate),
        .asserted_by = yg_arena_copy(&g->set.arena, row->asserted_by),
        .source = yg_arena_copy(&g->set.arena, row->source),
    };
    return true;
}

static bool each_claim(job *j, const char *const *predicates, size_t n, yg_claim_visit visit,
                       yg_error *err) {
    for (size_t i = 0; i < n; i++) {
        yg_claim_filter filter = {.predicate = yg_str_of(predicates[i])};
        if (!yg_store_claims(j->store, &filter, visit, j, err))
            return false;
    }
    return true;
}

static bool gather(job *j, yg_error *err) {
    static const char *const countries[] = {"attributed-to-country", "sponsored-by", "aligned-with",
                                            "originates-from"};
    static const char *const statements[] = {"has-part", "part-of", "overlaps", "also-known-as"};
    for (size_t i = 0; i < ROWS(types); i++) {
        if (!yg_store_link_objects(j->store, yg_str_of(types[i]), on_object, j, err))
            return false;
    }
    j->by_oid = yg_alloc(j->parts.n + 1, sizeof *j->by_oid);
    for (size_t i = 0; i < j->parts.n; i++)
        j->by_oid[i] = &j->parts.at[i];
    qsort(j->by_oid, j->parts.n, sizeof *j->by_oid, by_oid);
    for (size_t i = 0; i < ROWS(types); i++) {
        if (!yg_store_link_names(j->store, yg_str_of(types[i]), on_name, j, err))
            return false;
    }
    if (!each_claim(j, countries, ROWS(countries), on_country, err))
        return false;
    merge_entities(j);
    merge_twins(j);
    yg_link_index(&j->g->set);
    note_places(j);
    return each_claim(j, statements, ROWS(statements), on_statement, err);
}

bool yg_link_gather(yg_store *store, yg_link_gathering *ret_gathering, yg_error *err) {
    *ret_gathering = (yg_link_gathering){0};
    job j = {.g = ret_gathering, .store = store};
    bool done = gather(&j, err);
    yg_vec_free(&j.parts);
    free(j.by_oid);
    yg_json_parser_free(&j.parser);
    yg_buf_free(&j.list);
    return done;
}

void yg_link_gathering_free(yg_link_gathering *gathering) {
    yg_link_set_free(&gathering->set);
    yg_vec_free(&gathering->statements);
    yg_vec_free(&gathering->twins);
    free(gathering->places);
    *gathering = (yg_link_gathering){0};
}
