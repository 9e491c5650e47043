#include "know/attribution.h"

#include "base/limits.h"
#include "base/map.h"
#include "know/attribution_part.h"
#include "know/link_name.h"
#include "model/id.h"
#include "text/key.h"

/* Distinct contexts that are remembered; a feed may have a million. */
enum { MOST_REMEMBERED = 1000000, CONTEXT_BYTES = 200, CAMPAIGN_DEPTH = 3, MOST_WORDS = 100 };

/* What a map says: not looked for yet, nobody, or the number of an answer and 2. */
enum { UNASKED = 0, NOBODY = 1, FIRST = 2 };

struct yg_attributor {
    yg_store *store;
    yg_arena arena;
    YG_VEC(yg_attribution) answers;
    yg_map by_eid, by_name, by_report;
    yg_buf key;
};

yg_attributor *yg_attributor_make(yg_store *store) {
    yg_attributor *a = yg_alloc(1, sizeof *a);
    a->store = store;
    return a;
}

void yg_attributor_free(yg_attributor *a) {
    if (a == NULL)
        return;
    yg_vec_free(&a->answers);
    yg_map_free(&a->by_eid);
    yg_map_free(&a->by_name);
    yg_map_free(&a->by_report);
    yg_buf_free(&a->key);
    yg_arena_free(&a->arena);
    free(a);
}

static yg_str keep(yg_attributor *a, yg_str s) {
    return s.n > 0 ? yg_arena_copy(&a->arena, s) : (yg_str){NULL, 0};
}

static const yg_attribution *answer_at(const yg_attributor *a, uint64_t number) {
    return number >= FIRST ? &a->answers.at[number - FIRST] : NULL;
}

static uint64_t add_answer(yg_attributor *a, yg_attribution answer) {
    yg_vec_push(&a->answers, answer);
    return a->answers.n - 1 + FIRST;
}

static yg_str bytes_of(const int64_t *eid) {
    return (yg_str){(const char *)eid, sizeof *eid};
}

/* The answer for a resolved actor; the same for each of its entities. */
static bool know_actor(yg_attributor *a, const yg_candidate *c, uint64_t *ret_number,
                       yg_error *err) {
    int64_t first = c->eids.at[0];
    uint64_t *known = yg_map_get(&a->by_eid, bytes_of(&first));
    if (known != NULL && *known != UNASKED) {
        *ret_number = *known;
        return true;
    }
    yg_attribution answer = {.actor = keep(a, c->name), .actor_id = keep(a, c->id)};
    YG_CLEANUP_BUF yg_buf sources = {0};
    yg_country country = 0;
    if (!yg_sponsor_of(a->store, c->eids.at, c->eids.n, &country, &sources, err))
        return false;
    answer.country = yg_country_alpha2(country);
    answer.country_source = keep(a, yg_buf_str(&sources));
    *ret_number = c->name.n > 0 ? add_answer(a, answer) : NOBODY;
    for (size_t i = 0; i < c->eids.n; i++)
        *yg_map_put(&a->by_eid, bytes_of(&c->eids.at[i]), NULL) = *ret_number;
    return true;
}

static bool on_name(void *self, const yg_name_row *row, yg_error *err) {
    bool *actor = self;
    *actor = *actor || yg_str_eqz(row->type, "intrusion-set");
    return true;
}

/* The one actor that plainly bears the name. */
static bool resolve_name(yg_attributor *a, yg_str name, uint64_t *ret_number, yg_error *err) {
    yg_resolution r = {0};
    bool actor = false;
    *ret_number = NOBODY;
    if (!yg_store_names_by_key(a->store, yg_buf_str(&a->key), on_name, &actor, err))
        return false;
    if (!actor)
        return true;
    bool done = yg_resolve(a->store, name, YG_STR("intrusion-set"), &r, err);
    if (done)
        yg_resolution_choose(&r);
    if (done && r.candidates.n == 1)
        done = know_actor(a, &r.candidates.at[0], ret_number, err);
    yg_resolution_free(&r);
    return done;
}

/* loose: the name may be anything that stands in front of a title; very short ones say nothing. */
static bool by_name(yg_attributor *a, yg_str name, bool loose, uint64_t *ret_number,
                    yg_error *err) {
    bool is_new = false;
    *ret_number = NOBODY;
    name = yg_str_trim(name);
    yg_buf_clear(&a->key);
    if (a->store == NULL || name.n == 0 || name.n > CONTEXT_BYTES)
        return true;
    yg_key_add(&a->key, name);
    if (a->key.n == 0 || (loose && yg_link_key_is_short(yg_buf_str(&a->key))))
        return true;
    if (a->by_name.n >= MOST_REMEMBERED)
        yg_map_free(&a->by_name);
    uint64_t *place = yg_map_put(&a->by_name, yg_buf_str(&a->key), &is_new);
    if (is_new) {
        YG_CLEANUP_BUF yg_buf key = {0};
        yg_buf_add(&key, yg_buf_str(&a->key));
        if (!resolve_name(a, name, ret_number, err))
            return false;
        *yg_map_put(&a->by_name, yg_buf_str(&key), NULL) = *ret_number;
        return true;
    }
    *ret_number = *place;
    return true;
}

static bool by_eid(yg_attributor *a, int64_t eid, yg_str id, uint64_t *ret_number, yg_error *err) {
    yg_resolution r = {0};
    const uint64_t *known = yg_map_get(&a->by_eid, bytes_of(&eid));
    if (known != NULL && *known != UNASKED) {
        *ret_number = *known;
        return true;
    }
    *ret_number = NOBODY;
    bool done = yg_resolve(a->store, id, (yg_str){NULL, 0}, &r, err);
    if (done && r.candidates.n == 1 && r.candidates.at[0].eids.n > 0)
        done = know_actor(a, &r.candidates.at[0], ret_number, err);
    yg_resolution_free(&r);
    return done;
}

/* --- Titles and folders --- */

/* What stands in front of the first ": ", " : " or dash with blanks around it; all, when there is
 * none. */
static yg_str head_of(yg_str title) {
    static const char *const marks[] = {": ", " :", " - ", " \xE2\x80\x93 ", " \xE2\x80\x94 "};
    size_t end = title.n;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t at = yg_str_find(title, yg_str_of(marks[i]));
        end = at < end ? at : end;
    }
    return yg_str_sub(title, 0, end);
}

/* One of the parts names an actor, and no other part names another one. */
static bool by_title(yg_attributor *a, yg_str title, uint64_t *ret_number, yg_str *ret_said,
                     yg_error *err) {
    yg_str part;
    uint64_t found = NOBODY;
    for (int n = 0; n < 8 && yg_str_split(&title, ';', &part); n++) {
        uint64_t number;
        yg_str said = yg_str_trim(part);
        if (!by_name(a, said, true, &number, err))
            return false;
        if (number == NOBODY && head_of(said).n < said.n) {
            said = yg_str_trim(head_of(said));
            if (!by_name(a, said, true, &number, err))
                return false;
        }
        if (number == NOBODY)
            continue;
        if (found != NOBODY && found != number) {
            *ret_number = NOBODY;
            return true;
        }
        found = number;
        *ret_said = said;
    }
    *ret_number = found;
    return true;
}

/* The folders between the one that gave the source its name and the file, the innermost first. */
static bool by_folder(yg_attributor *a, const yg_attribution_basis *basis, uint64_t *ret_number,
                      yg_str *ret_said, yg_error *err) {
    yg_str path = basis->path;
    bool below = false;
    size_t start = 0;
    YG_VEC(yg_str) folders = {0};
    bool done = true;
    *ret_number = NOBODY;
    for (size_t i = 0; i < path.n && basis->source.n > 0; i++) {
        if (path.p[i] != '/' && path.p[i] != '!')
            continue;
        yg_str folder = yg_str_sub(path, start, i - start);
        start = i + 1;
        if (below)
            yg_vec_push(&folders, folder);
        below = below || yg_str_eq(folder, basis->source);
    }
    for (size_t i = folders.n; i > 0 && done && *ret_number == NOBODY; i--) {
        *ret_said = folders.at[i - 1];
        done = by_name(a, *ret_said, true, ret_number, err);
    }
    yg_vec_free(&folders);
    return done;
}

/* --- Reports --- */

/* What a report says, copied: its questions must end before others of the same kind are asked. */
typedef enum { SAYS_ACTOR, SAYS_CAMPAIGN, SAYS_NAME, SAYS_TITLE } said_kind;
typedef struct {
    said_kind kind;
    int64_t eid;
    yg_str id, name, source;
} report_word;

typedef struct {
    yg_attributor *a;
    YG_VEC(report_word) words;
    uint64_t found; /* UNASKED: nobody yet; NOBODY: two who are not one */
    yg_str said, source;
    int depth;
} report_job;

static bool by_report(yg_attributor *a, int64_t eid, int depth, uint64_t *ret_number,
                      yg_error *err);

static void meet(report_job *j, uint64_t number, yg_str said, yg_str source) {
    if (number == NOBODY)
        return;
    if (j->found != UNASKED) {
        const yg_attribution *one = answer_at(j->a, j->found), *other = answer_at(j->a, number);
        bool same =
            one != NULL &&
            (one == other || (one->actor_id.n > 0 && yg_str_eq(one->actor_id, other->actor_id)));
        j->found = same ? j->found : NOBODY;
        return;
    }
    j->found = number;
    j->said = said;
    j->source = source;
}

static void add_word(report_job *j, said_kind kind, int64_t eid, yg_str id, yg_str name,
                     yg_str source) {
    if (j->words.n < MOST_WORDS)
        yg_vec_push(&j->words, ((report_word){kind, eid, keep(j->a, id), keep(j->a, name),
                                              keep(j->a, source)}));
}

static bool is_actor_type(yg_str type) {
    return yg_str_eqz(type, "intrusion-set") || yg_str_eqz(type, "threat-actor");
}

static bool on_claim(void *self, const yg_claim_row *row, yg_error *err) {
    yg_str name = row->label.n > 0 ? row->label : row->value;
    yg_str type = yg_id_is(row->object_id) ? yg_id_type(row->object_id) : (yg_str){NULL, 0};
    add_word(self, is_actor_type(type) ? SAYS_ACTOR : SAYS_NAME, row->object_eid, row->object_id,
             name.n > 0 ? name : row->object_name,
             row->asserted_by.n > 0 ? row->asserted_by : row->source);
    return true;
}

static bool on_relationship(void *self, const yg_relationship_row *row, yg_error *err) {
    bool says = yg_str_eqz(row->type, "indicates") || yg_str_eqz(row->type, "attributed-to");
    if (says && row->flags == 0 && is_actor_type(row->other_type))
        add_word(self, SAYS_ACTOR, row->other_eid, row->other_id, row->other_name, row->source);
    else if (says && row->flags == 0 && yg_str_eqz(row->other_type, "campaign"))
        add_word(self, SAYS_CAMPAIGN, row->other_eid, row->other_id, row->other_name, row->source);
    return true;
}

static bool on_report(void *self, const yg_object_row *row, yg_error *err) {
    add_word(self, SAYS_TITLE, row->eid, row->id, row->name, row->source);
    return true;
}

static bool weigh_word(report_job *j, const report_word *w, yg_error *err) {
    uint64_t number = NOBODY;
    yg_str said = w->name;
    bool done = true;
    if (w->kind == SAYS_TITLE)
        done = by_title(j->a, w->name, &number, &said, err);
    else if (w->kind == SAYS_CAMPAIGN && j->depth < CAMPAIGN_DEPTH)
        done = by_report(j->a, w->eid, j->depth + 1, &number, err);
    else if (w->kind == SAYS_ACTOR)
        done = by_eid(j->a, w->eid, w->id, &number, err);
    bool is_named = w->kind == SAYS_ACTOR || w->kind == SAYS_NAME;
    if (done && number == NOBODY && is_named)
        done = by_name(j->a, w->name, false, &number, err);
    if (done && number == NOBODY && is_named && w->name.n > 0) /* unknown here: as it is said */
        number = add_answer(j->a, (yg_attribution){.actor = w->name, .actor_id = w->id});
    if (done)
        meet(j, number, said, w->source);
    return done;
}

static bool ask_report(report_job *j, int64_t eid, yg_error *err) {
    yg_claim_filter filter = {.subject_eid = eid, .predicate = YG_STR("attributed-to")};
    bool done = yg_store_claims(j->a->store, &filter, on_claim, j, err) &&
                yg_store_relationships_from(j->a->store, eid, on_relationship, j, err);
    if (done && j->words.n == 0)
        done = yg_store_objects_of(j->a->store, eid, on_report, j, err);
    for (size_t i = 0; i < j->words.n && done; i++)
        done = weigh_word(j, &j->words.at[i], err);
    return done;
}

/* Answers carry who said it, so each report has its own. */
static bool by_report(yg_attributor *a, int64_t eid, int depth, uint64_t *ret_number,
                      yg_error *err) {
    bool is_new = false;
    report_job j = {.a = a, .depth = depth};
    uint64_t *place = yg_map_put(&a->by_report, bytes_of(&eid), &is_new);
    if (!is_new) {
        *ret_number = *place == UNASKED ? NOBODY : *place; /* a circle of campaigns */
        return true;
    }
    bool done = ask_report(&j, eid, err);
    yg_vec_free(&j.words);
    if (!done)
        return false;
    *ret_number = NOBODY;
    if (answer_at(a, j.found) != NULL) {
        yg_attribution answer = *answer_at(a, j.found);
        answer.said = j.said;
        answer.source = j.source;
        *ret_number = add_answer(a, answer);
    }
    *yg_map_put(&a->by_report, bytes_of(&eid), NULL) = *ret_number;
    return true;
}

/* --- One indicator --- */

static bool by_object(yg_attributor *a, const yg_attribution_basis *basis, uint64_t *ret_number,
                      yg_error *err) {
    int64_t eid = 0;
    *ret_number = NOBODY;
    if (a->store == NULL || basis->object_id.n == 0)
        return true;
    return yg_store_entity_of(a->store, basis->object_id, &eid, err) &&
           (eid == 0 || by_eid(a, eid, basis->object_id, ret_number, err));
}

static void tell(const yg_attributor *a, uint64_t number, yg_str said, yg_str source,
                 yg_attribution *ret) {
    *ret = *answer_at(a, number);
    if (ret->said.n == 0)
        ret->said = said.n > 0 ? said : ret->actor;
    if (ret->source.n == 0)
        ret->source = source;
}

bool yg_attribute(yg_attributor *a, const yg_attribution_basis *basis,
                  yg_attribution *ret_attribution, yg_error *err) {
    uint64_t number = NOBODY;
    yg_str said = basis->said;
    *ret_attribution = (yg_attribution){0};
    if (!by_object(a, basis, &number, err))
        return false;
    if (number == NOBODY && a->store != NULL && basis->report_eid != 0 &&
        !by_report(a, basis->report_eid, 0, &number, err))
        return false;
    if (number == NOBODY && !by_name(a, basis->said, false, &number, err))
        return false;
    if (number == NOBODY && basis->said.n > 0) {
        *ret_attribution = (yg_attribution){.actor = basis->said,
                                            .actor_id = basis->object_id,
                                            .said = basis->said,
                                            .source = basis->source};
        return true;
    }
    if (number == NOBODY && !by_title(a, basis->context, &number, &said, err))
        return false;
    if (number == NOBODY && !by_folder(a, basis, &number, &said, err))
        return false;
    if (number != NOBODY)
        tell(a, number, said, basis->source, ret_attribution);
    return true;
}
