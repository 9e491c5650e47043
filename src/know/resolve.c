#include "know/resolve.h"

#include "know/incidents.h"
#include "model/id.h"
#include "text/key.h"

/* Entities of one candidate: a component is never larger than the number of sources. */
enum { MOST_LINKED = 256, MOST_CANDIDATES = 200 };

static bool holds(const yg_eids *eids, int64_t eid) {
    for (size_t i = 0; i < eids->n; i++) {
        if (eids->at[i] == eid)
            return true;
    }
    return false;
}

typedef struct {
    yg_eids *eids;
    int64_t from;
} link_walk;

static bool on_link(void *self, const yg_link_row *row, yg_error *err) {
    link_walk *w = self;
    bool firm = yg_str_eqz(row->decision, "auto") || yg_str_eqz(row->decision, "accepted");
    int64_t other = row->left_eid == w->from ? row->right_eid : row->left_eid;
    if (firm && yg_str_eqz(row->relation, "same-as") && w->eids->n < MOST_LINKED &&
        !holds(w->eids, other))
        yg_vec_push(w->eids, other);
    return true;
}

bool yg_linked_entities(yg_store *store, int64_t eid, yg_eids *eids, yg_error *err) {
    yg_vec_push(eids, eid);
    for (size_t i = eids->n - 1; i < eids->n; i++) {
        link_walk w = {eids, eids->at[i]};
        if (!yg_store_links(store, w.from, (yg_str){NULL, 0}, on_link, &w, err))
            return false;
    }
    return true;
}

typedef struct {
    int64_t eid;
    yg_str text, type, entry, source, external_id;
    yg_name_kind kind;
    unsigned flags;
} match;

typedef struct {
    yg_store *store;
    yg_resolution *out;
    yg_str type;
    yg_country country;
    yg_sector sector;
    YG_VEC(match) matches;
    yg_buf key; /* of a victim's name */
} job;

static bool on_name(void *self, const yg_name_row *row, yg_error *err) {
    job *j = self;
    yg_arena *arena = &j->out->arena;
    if (j->type.n > 0 && !yg_str_eq(j->type, row->type) && !yg_str_eq(j->type, row->entry))
        return true;
    yg_vec_push(&j->matches, ((match){.eid = row->eid,
                                      .text = yg_arena_copy(arena, row->text),
                                      .type = yg_arena_copy(arena, row->type),
                                      .entry = yg_arena_copy(arena, row->entry),
                                      .source = yg_arena_copy(arena, row->source),
                                      .kind = row->kind,
                                      .flags = row->flags}));
    return true;
}

/* The object that stands for a candidate: ATT&CK's own numbers first, then the newest. */
typedef struct {
    yg_candidate *c;
    yg_arena *arena;
    int best;
    yg_buf sources;
} face;

static bool has_line(yg_str lines, yg_str wanted) {
    yg_str line;
    while (lines.n > 0 && yg_str_split(&lines, '\n', &line)) {
        if (yg_str_eq(line, wanted))
            return true;
    }
    return false;
}

static bool on_object(void *self, const yg_object_row *row, yg_error *err) {
    face *f = self;
    bool gone = (row->flags & (YG_OBJECT_REVOKED | YG_OBJECT_DEPRECATED)) != 0;
    int score = 1 + (row->external_id.n > 0) * 4 + yg_str_eqz(row->media, "stix") * 2 - gone * 6 -
                (row->name.n == 0) * 20;
    f->c->entries_n++;
    if (!has_line(yg_buf_str(&f->sources), row->source)) {
        if (f->c->sources_n++ > 0)
            yg_buf_addc(&f->sources, '\n');
        yg_buf_add(&f->sources, row->source);
    }
    if (score <= f->best)
        return true;
    f->best = score;
    f->c->name = yg_arena_copy(f->arena, row->name);
    f->c->id = yg_arena_copy(f->arena, row->id);
    f->c->type = yg_arena_copy(f->arena, row->type);
    f->c->entry = yg_arena_copy(f->arena, row->entry);
    f->c->external_id = yg_arena_copy(f->arena, row->external_id);
    return true;
}

static bool give_face(job *j, yg_candidate *c, yg_error *err) {
    face f = {.c = c, .arena = &j->out->arena, .best = -100};
    bool done = true;
    for (size_t i = 0; i < c->eids.n && done; i++)
        done = yg_store_objects_of(j->store, c->eids.at[i], on_object, &f, err);
    c->sources = yg_arena_copy(&j->out->arena, yg_buf_str(&f.sources));
    yg_buf_free(&f.sources);
    return done;
}

/* Is the match one of the country's or sector's own entries (MISP's country list, say)? */
static bool belongs_to_vocabulary(const job *j, const match *m) {
    return (j->country != 0 && yg_str_eqz(m->type, "location")) ||
           (j->sector != 0 && yg_str_eqz(m->type, "identity"));
}

static yg_candidate *candidate_of(job *j, int64_t eid) {
    for (size_t i = 0; i < j->out->candidates.n; i++) {
        if (holds(&j->out->candidates.at[i].eids, eid))
            return &j->out->candidates.at[i];
    }
    return NULL;
}

static bool add_match(job *j, const match *m, yg_error *err) {
    yg_candidate *c = candidate_of(j, m->eid);
    if (c == NULL) {
        if (j->out->candidates.n >= MOST_CANDIDATES)
            return true;
        c = yg_vec_add(&j->out->candidates);
        *c = (yg_candidate){.matched = m->text, .matched_as = m->kind};
        if (!yg_linked_entities(j->store, m->eid, &c->eids, err) || !give_face(j, c, err))
            return false;
    }
    if (m->kind < c->matched_as) {
        c->matched_as = m->kind;
        c->matched = m->text;
    }
    return true;
}

static void add_vocabulary(job *j) {
    char id[YG_ID_BYTES];
    yg_arena *arena = &j->out->arena;
    if (j->country == 0 && j->sector == 0)
        return;
    yg_candidate *c = yg_vec_add(&j->out->candidates);
    *c = (yg_candidate){.country = j->country, .sector = j->sector, .matched_as = YG_NAME_PRIMARY};
    if (j->country != 0) {
        yg_str alpha2 = yg_country_alpha2(j->country);
        c->name = yg_country_name(j->country, YG_LANG_EN);
        c->external_id = alpha2;
        c->id = yg_arena_copy(arena, yg_id_make("location", alpha2, id));
        c->type = c->entry = YG_STR("country");
    } else {
        c->name = yg_sector_name(j->sector, YG_LANG_EN, false);
        c->external_id = yg_arena_copy(arena, (yg_str){&j->sector, 1});
        c->type = c->entry = YG_STR("sector");
    }
    c->matched = c->name;
    c->sources = YG_STR("ISO 3166 / ISIC Rev. 4");
    for (size_t i = 0; i < j->matches.n; i++) {
        if (belongs_to_vocabulary(j, &j->matches.at[i]) && !holds(&c->eids, j->matches.at[i].eid))
            yg_vec_push(&c->eids, j->matches.at[i].eid);
    }
}

/* Revoked and deprecated entries count only when nothing else bears the name. */
static bool add_matches(job *j, yg_error *err) {
    bool alive = false;
    for (size_t i = 0; i < j->matches.n; i++)
        alive |= j->matches.at[i].flags == 0;
    for (size_t i = 0; i < j->matches.n; i++) {
        const match *m = &j->matches.at[i];
        if ((alive && m->flags != 0) || belongs_to_vocabulary(j, m))
            continue;
        if (!add_match(j, m, err))
            return false;
    }
    return true;
}

static int by_strength(const void *a, const void *b) {
    const yg_candidate *x = a, *y = b;
    if (x->matched_as != y->matched_as)
        return x->matched_as < y->matched_as ? -1 : 1;
    int order = yg_str_cmp(x->type, y->type);
    return order != 0 ? order : yg_str_cmp(x->id, y->id);
}

static bool by_id(job *j, yg_str id, yg_error *err) {
    int64_t eid = 0;
    if (!yg_store_entity_of(j->store, id, &eid, err))
        return false;
    if (eid == 0)
        return true;
    yg_candidate *c = yg_vec_add(&j->out->candidates);
    id = yg_arena_copy(&j->out->arena, id);
    *c = (yg_candidate){.id = id, .type = yg_id_type(id), .matched_as = YG_NAME_PRIMARY};
    return yg_linked_entities(j->store, eid, &c->eids, err) && give_face(j, c, err);
}

static void drop_identities(job *j) {
    size_t kept = 0;
    for (size_t i = 0; i < j->matches.n; i++) {
        if (!yg_str_eqz(j->matches.at[i].type, "identity"))
            j->matches.at[kept++] = j->matches.at[i];
    }
    j->matches.n = kept;
}

/* Whatever was typed, a code or a name in any language: the entries bear the English name. */
static bool add_own_entries(job *j, yg_error *err) {
    YG_CLEANUP_BUF yg_buf key = {0};
    bool is_country = j->country != 0;
    const yg_str names[] = {is_country ? yg_country_name(j->country, YG_LANG_EN)
                                       : yg_sector_name(j->sector, YG_LANG_EN, false),
                            is_country ? (yg_str){NULL, 0}
                                       : yg_sector_name(j->sector, YG_LANG_EN, true)};
    j->type = is_country ? YG_STR("location") : YG_STR("identity");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        yg_buf_clear(&key);
        yg_key_add(&key, names[i]);
        if (key.n > 0 && !yg_store_names_by_key(j->store, yg_buf_str(&key), on_name, j, err))
            return false;
    }
    return true;
}

/* An organisation that no source describes may still be an incident's victim. */
static bool on_incident(void *self, const yg_incident_row *row, yg_error *err) {
    job *j = self;
    if (!yg_incident_is_of(row, yg_buf_str(&j->key)))
        return true;
    yg_vec_push(&j->matches, ((match){.eid = row->eid,
                                      .text = yg_arena_copy(&j->out->arena, row->victim),
                                      .type = YG_STR("incident"),
                                      .entry = YG_STR("incident"),
                                      .kind = YG_NAME_ALIAS}));
    return true;
}

static bool by_victim(job *j, yg_str text, yg_error *err) {
    yg_incident_filter filter = {.text = text};
    yg_buf_clear(&j->key);
    yg_key_add(&j->key, text);
    return yg_store_incidents(j->store, &filter, on_incident, j, err) && add_matches(j, err);
}

static bool by_name(job *j, yg_str text, yg_error *err) {
    YG_CLEANUP_BUF yg_buf key = {0};
    bool any = j->type.n == 0;
    if (any || yg_str_eqz(j->type, "country")) {
        bool code = text.n == 2 && text.p[0] >= 'A' && text.p[0] <= 'Z';
        j->country = code ? yg_country_from_code(text) : yg_country_from_name(text);
    }
    if (j->country == 0 && (any || yg_str_eqz(j->type, "sector")))
        j->sector = text.n == 1 && text.p[0] >= 'A' && text.p[0] <= 'U'
                        ? text.p[0]
                        : yg_sector_from_label(text);
    yg_key_add(&key, text);
    if (key.n > 0 && !yg_store_names_by_key(j->store, yg_buf_str(&key), on_name, j, err))
        return false;
    /* A lone letter is another sector in another edition (NACE 2.1): the names decide. */
    if (j->sector != 0 && text.n == 1)
        drop_identities(j);
    if ((j->country != 0 || j->sector != 0) && !add_own_entries(j, err))
        return false;
    add_vocabulary(j);
    return add_matches(j, err);
}

static int by_number(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* So that a dossier does not depend on the name by which it was asked for. */
static void sort_eids(yg_eids *eids) {
    if (eids->n > 1)
        qsort(eids->at, eids->n, sizeof *eids->at, by_number);
}

bool yg_resolve(yg_store *store, yg_str text, yg_str type, yg_resolution *ret, yg_error *err) {
    *ret = (yg_resolution){0};
    job j = {.store = store, .out = ret, .type = type};
    bool done = yg_id_is(text) ? by_id(&j, text, err) : by_name(&j, text, err);
    bool may_be_victim = type.n == 0 || yg_str_eqz(type, "incident");
    if (done && ret->candidates.n == 0 && may_be_victim)
        done = by_victim(&j, text, err);
    yg_buf_free(&j.key);
    yg_vec_free(&j.matches);
    if (!done) {
        yg_resolution_free(ret);
        return false;
    }
    for (size_t i = 0; i < ret->candidates.n; i++)
        sort_eids(&ret->candidates.at[i].eids);
    if (ret->candidates.n > 1)
        qsort(ret->candidates.at, ret->candidates.n, sizeof *ret->candidates.at, by_strength);
    yg_resolution_choose(ret);
    return true;
}

static void free_all(yg_candidates *candidates) {
    for (size_t i = 0; i < candidates->n; i++)
        yg_vec_free(&candidates->at[i].eids);
    yg_vec_free(candidates);
}

void yg_resolution_free(yg_resolution *resolution) {
    free_all(&resolution->candidates);
    free_all(&resolution->others);
    yg_arena_free(&resolution->arena);
}
