/* Puts what was gathered: things by identifier, each with its names and statements in an order of
 * their own, so that moving records about in a file changes nothing. */
#include "intel/claims_part.h"
#include "model/vocab.h"

static int compare_strs(const yg_str *a, const yg_str *b, size_t n) {
    for (size_t i = 0; i < n; i++) {
        int order = yg_str_cmp(a[i], b[i]);
        if (order != 0)
            return order;
    }
    return 0;
}

static int compare_numbers(uint64_t a, uint64_t b) {
    return a < b ? -1 : a > b;
}

static int compare_names(const void *left, const void *right) {
    const yg_claims_name *a = left, *b = right;
    const yg_str x[] = {a->name.text, a->name.vendor, a->name.reference, a->name.date};
    const yg_str y[] = {b->name.text, b->name.vendor, b->name.reference, b->name.date};
    int order = compare_numbers(a->thing, b->thing);
    order = order != 0 ? order : compare_numbers(a->name.kind, b->name.kind);
    return order != 0 ? order : compare_strs(x, y, sizeof x / sizeof *x);
}

static int compare_claims(const void *left, const void *right) {
    const yg_claim *a = &((const yg_claims_claim *)left)->claim,
                   *b = &((const yg_claims_claim *)right)->claim;
    const yg_str x[] = {a->predicate,  a->object_id, a->value,   a->label,   a->asserted_by,
                        a->references, a->date,      a->note_en, a->note_ja, a->tags};
    const yg_str y[] = {b->predicate,  b->object_id, b->value,   b->label,   b->asserted_by,
                        b->references, b->date,      b->note_en, b->note_ja, b->tags};
    int order = compare_numbers(((const yg_claims_claim *)left)->thing,
                                ((const yg_claims_claim *)right)->thing);
    order = order != 0 ? order : compare_strs(x, y, sizeof x / sizeof *x);
    order = order != 0 ? order : compare_numbers(a->known, b->known);
    return order != 0
               ? order
               : compare_numbers((uint64_t)(a->confidence + 1), (uint64_t)(b->confidence + 1));
}

/* Sorts and drops what is there twice. */
static void tidy(yg_claims_job *j) {
    size_t kept = 0;
    if (j->names.n > 0)
        qsort(j->names.at, j->names.n, sizeof *j->names.at, compare_names);
    for (size_t i = 0; i < j->names.n; i++) {
        if (kept == 0 || compare_names(&j->names.at[kept - 1], &j->names.at[i]) != 0)
            j->names.at[kept++] = j->names.at[i];
    }
    j->names.n = kept;
    kept = 0;
    if (j->claims.n > 0)
        qsort(j->claims.at, j->claims.n, sizeof *j->claims.at, compare_claims);
    for (size_t i = 0; i < j->claims.n; i++) {
        if (kept == 0 || compare_claims(&j->claims.at[kept - 1], &j->claims.at[i]) != 0)
            j->claims.at[kept++] = j->claims.at[i];
    }
    j->claims.n = kept;
}

static yg_str leading_name(yg_claims_job *j, const yg_claims_thing *t) {
    if (yg_str_eqz(t->kind, "location"))
        return yg_country_name(yg_country_from_code(t->key), YG_LANG_EN);
    if (yg_str_eqz(t->kind, "sector"))
        return yg_sector_name(t->key.p[0], YG_LANG_EN, false);
    return t->incident != NULL ? yg_claims_incident_name(j, t->incident) : t->key;
}

static void add_line(yg_buf *buf, yg_str s) {
    if (s.n == 0)
        return;
    if (buf->n > 0)
        yg_buf_addc(buf, '\n');
    yg_buf_add(buf, s);
}

/* What full-text search shall find. */
static void add_text(const yg_claims_bundle *b, yg_buf *text) {
    static const char *const keys[] = {"victim",    "victim-ja",    "parent",
                                       "parent-ja", "sector-label", "key"};
    const yg_yaml_node *incident = b->thing->incident;
    add_line(text, yg_yaml_str(yg_yaml_get(incident, "summary"), "en"));
    add_line(text, yg_yaml_str(yg_yaml_get(incident, "summary"), "ja"));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        add_line(text, yg_yaml_str(incident, keys[i]));
    add_line(text, yg_yaml_str(yg_yaml_get(incident, "note"), "en"));
    add_line(text, yg_yaml_str(yg_yaml_get(incident, "note"), "ja"));
    for (size_t i = 0; i < b->n_claims; i++) {
        const yg_claim *claim = &b->claims[i].claim;
        if (claim->object_id.n == 0 && claim->value.n > 3)
            add_line(text, claim->value);
        add_line(text, claim->note_en);
        add_line(text, claim->note_ja);
    }
}

/* Who calls the thing by its leading name: empty unless all who do are one. */
static yg_str common_vendor(const yg_claims_bundle *b) {
    yg_str vendor = {NULL, 0};
    bool first = true;
    for (size_t i = 0; i < b->n_names; i++) {
        const yg_name *name = &b->names[i].name;
        if (name->kind != YG_NAME_PRIMARY || !yg_str_eq(name->text, b->name))
            continue;
        if (!first && !yg_str_eq(vendor, name->vendor))
            return (yg_str){NULL, 0};
        vendor = name->vendor;
        first = false;
    }
    return vendor;
}

static bool put_names(yg_claims_job *j, const yg_claims_bundle *b, yg_error *err) {
    const yg_sink *sink = j->sink;
    yg_name name = {.text = b->name, .kind = YG_NAME_PRIMARY, .vendor = common_vendor(b)};
    bool technique = yg_str_eqz(b->thing->kind, "attack-pattern");
    if (technique)
        name.kind = YG_NAME_EXTERNAL;
    if (!sink->name(sink->self, &name, err))
        return false;
    if (yg_str_eqz(b->thing->kind, "incident") && !yg_str_eq(b->thing->key, b->name)) {
        name = (yg_name){.text = b->thing->key, .kind = YG_NAME_EXTERNAL};
        return sink->name(sink->self, &name, err);
    }
    for (size_t i = 0; i < b->n_names && !technique; i++) {
        name = b->names[i].name;
        bool mention = name.kind == YG_NAME_PRIMARY;
        if (mention && (yg_str_eq(name.text, b->name) ||
                        (i > 0 && b->names[i - 1].name.kind == YG_NAME_PRIMARY &&
                         yg_str_eq(b->names[i - 1].name.text, name.text))))
            continue; /* the same spelling again, from somebody else */
        if (mention)
            name = (yg_name){.text = name.text, .kind = YG_NAME_ALIAS};
        if (!sink->name(sink->self, &name, err))
            return false;
    }
    return true;
}

static bool put_bundle(yg_claims_job *j, const yg_claims_bundle *b, yg_error *err) {
    YG_CLEANUP_BUF yg_buf raw = {0};
    YG_CLEANUP_BUF yg_buf text = {0};
    const yg_claims_thing *t = b->thing;
    bool external = yg_str_eqz(t->kind, "incident") || yg_str_eqz(t->kind, "attack-pattern");
    add_text(b, &text);
    yg_claims_add_raw(j, b, &raw);
    yg_object object = {
        .id = t->id,
        .type = t->type,
        .entry = t->kind,
        .media = YG_STR("yagura-claims"),
        .name = b->name,
        .external_id = external ? t->key : (yg_str){NULL, 0},
        .text = yg_buf_str(&text),
        .raw = yg_buf_str(&raw),
        .created_us = j->published_us,
        .modified_us = j->published_us,
        .offset_bytes = t->offset_bytes,
    };
    switch (j->sink->object(j->sink->self, &object, err)) {
    case YG_PUT_FAILED:
        return false;
    case YG_PUT_UNCHANGED:
        return true;
    case YG_PUT_TAKEN:
        break;
    }
    if (!put_names(j, b, err) ||
        (t->incident != NULL && !yg_claims_put_incident(j, t->incident, err)))
        return false;
    for (size_t i = 0; i < b->n_claims; i++) {
        if (!j->sink->claim(j->sink->self, &b->claims[i].claim, err))
            return false;
    }
    return true;
}

typedef struct {
    yg_str id;
    size_t thing, name, claim; /* where its names and statements begin */
} place;

static int compare_places(const void *left, const void *right) {
    return yg_str_cmp(((const place *)left)->id, ((const place *)right)->id);
}

bool yg_claims_emit(yg_claims_job *j, yg_error *err) {
    size_t n = j->things.n, name = 0, claim = 0;
    place *places = yg_alloc(n, sizeof *places);
    bool fine = true;
    tidy(j);
    for (size_t i = 0; i < n; i++) {
        places[i] = (place){j->things.at[i].id, i, name, claim};
        while (name < j->names.n && j->names.at[name].thing == i)
            name++;
        while (claim < j->claims.n && j->claims.at[claim].thing == i)
            claim++;
    }
    qsort(places, n, sizeof *places, compare_places);
    for (size_t i = 0; i < n && fine; i++) {
        const place *p = &places[i];
        yg_claims_bundle b = {.thing = &j->things.at[p->thing],
                              .names = j->names.n > 0 ? j->names.at + p->name : NULL,
                              .claims = j->claims.n > 0 ? j->claims.at + p->claim : NULL};
        b.name = leading_name(j, b.thing);
        while (p->name + b.n_names < j->names.n && b.names[b.n_names].thing == p->thing)
            b.n_names++;
        while (p->claim + b.n_claims < j->claims.n && b.claims[b.n_claims].thing == p->thing)
            b.n_claims++;
        fine = put_bundle(j, &b, err);
    }
    free(places);
    return fine;
}
