/* The things that a file speaks of, and the small converters of aliases and claims. */
#include "intel/claims_part.h"
#include "model/vocab.h"
#include "text/key.h"

void yg_claims_reject(yg_claims_job *j, const char *reason, uint64_t offset_bytes, yg_str detail) {
    yg_fault fault = {YG_ERR_INPUT, reason, offset_bytes, j->record};
    j->sink->reject(j->sink->self, &fault, detail);
}

yg_str yg_claims_text(yg_claims_job *j, const char *format, ...) {
    YG_CLEANUP_BUF yg_buf buf = {0};
    va_list args;
    va_start(args, format);
    yg_buf_addv(&buf, format, args);
    va_end(args);
    return yg_arena_copy(&j->arena, yg_buf_str(&buf));
}

/* Is `name` what a thing of this kind is called? NULL, or why not. */
static const char *check_name(yg_str kind, yg_str name) {
    uint64_t number;
    size_t slashes = 0;
    if (yg_str_eqz(kind, "location"))
        return yg_claims_check_text(YG_CLAIMS_COUNTRY, NULL, name);
    if (yg_str_eqz(kind, "sector"))
        return yg_claims_check_text(YG_CLAIMS_SECTION, NULL, name);
    if (yg_str_eqz(kind, "incident"))
        return yg_claims_check_text(YG_CLAIMS_SLUG, NULL, name);
    if (yg_str_eqz(kind, "attack-pattern"))
        return name.n >= 5 && name.p[0] == 'T' && yg_str_to_u64(yg_str_sub(name, 1, 4), &number)
                   ? NULL
                   : "not the identifier of an ATT&CK technique";
    for (size_t i = 0; i < name.n; i++)
        slashes += name.p[i] == '/';
    return yg_str_eqz(kind, "statistic") && slashes < 3
               ? "not series/category-scheme/category/period"
               : NULL;
}

/* The identifier: made of the name's key, so that "APT 10" and "APT10" are one thing. Countries
 * have one for all sources; incidents are counted by publisher, whose files may speak of one
 * another's. */
static yg_str make_id(yg_claims_job *j, yg_str kind, yg_str name, char ret_id[YG_ID_BYTES]) {
    YG_CLEANUP_BUF yg_buf seed = {0};
    char type[32] = {0};
    if (yg_str_eqz(kind, "location"))
        return yg_id_make("location", name, ret_id);
    yg_buf_addf(&seed, "yagura-claims|%.*s|", YG_FMT(kind));
    if (yg_str_eqz(kind, "incident"))
        yg_buf_addf(&seed, "%.*s|%.*s", YG_FMT(j->own.publisher), YG_FMT(name));
    else if (yg_str_eqz(kind, "sector") || yg_str_eqz(kind, "statistic"))
        yg_buf_add(&seed, name);
    else {
        size_t before = seed.n;
        yg_key_add(&seed, name);
        if (seed.n == before) /* a name of signs alone */
            yg_buf_add(&seed, name);
    }
    kind = yg_str_eqz(kind, "sector")      ? YG_STR("identity")
           : yg_str_eqz(kind, "statistic") ? YG_STR("x-yagura-statistic")
                                           : kind;
    memcpy(type, kind.p, kind.n < sizeof type ? kind.n : sizeof type - 1);
    return yg_id_make(type, yg_buf_str(&seed), ret_id);
}

size_t yg_claims_thing_of(yg_claims_job *j, yg_str kind, yg_str name, yg_str vendor) {
    char id[YG_ID_BYTES];
    bool is_new;
    const char *reason = check_name(kind, name);
    if (reason != NULL) {
        yg_claims_reject(j, reason, j->offset_bytes, name);
        return SIZE_MAX;
    }
    yg_str made = make_id(j, kind, name, id);
    uint64_t *place = yg_map_put(&j->index, made, &is_new);
    if (is_new) {
        *place = j->things.n;
        yg_str copy = yg_arena_copy(&j->arena, made);
        yg_vec_push(&j->things, ((yg_claims_thing){.id = copy,
                                                   .type = yg_id_type(copy),
                                                   .kind = kind,
                                                   .key = name,
                                                   .offset_bytes = j->offset_bytes}));
    }
    size_t thing = (size_t)*place;
    yg_claims_thing *t = &j->things.at[thing];
    if (yg_str_cmp(name, t->key) < 0)
        t->key = name;
    /* Every spelling is a name; the first by its bytes leads. */
    yg_name mention = {.text = name, .kind = YG_NAME_PRIMARY, .vendor = vendor};
    if (!yg_str_eqz(kind, "incident") && !yg_str_eqz(kind, "location") &&
        !yg_str_eqz(kind, "sector"))
        yg_vec_push(&j->names, ((yg_claims_name){thing, mention}));
    return thing;
}

yg_str yg_claims_thing_id(const yg_claims_job *j, size_t thing) {
    return j->things.at[thing].id;
}

void yg_claims_add_alias(yg_claims_job *j, size_t thing, yg_str name, yg_str vendor,
                         const yg_claim *claim) {
    yg_str reference = yg_str_sub(claim->references, 0, yg_str_chr(claim->references, '\n'));
    yg_name alias = {.text = name,
                     .kind = YG_NAME_ALIAS,
                     .vendor = vendor,
                     .reference = reference,
                     .date = claim->date};
    yg_vec_push(&j->names, ((yg_claims_name){thing, alias}));
}

yg_str yg_claims_join(yg_claims_job *j, const yg_yaml_node *list, char sep, char blank) {
    YG_CLEANUP_BUF yg_buf joined = {0};
    for (const yg_yaml_node *item = list != NULL ? list->first : NULL; item != NULL;
         item = item->next) {
        if (joined.n > 0)
            yg_buf_addc(&joined, sep);
        size_t start = joined.n;
        yg_buf_add(&joined, item->text);
        for (size_t i = start; i < joined.n; i++) {
            if (joined.p[i] == ' ' || joined.p[i] == '\n' || joined.p[i] == '\t')
                joined.p[i] = blank;
        }
    }
    return yg_arena_copy(&j->arena, yg_buf_str(&joined));
}

yg_claim yg_claims_claim_of(yg_claims_job *j, const yg_yaml_node *map) {
    const yg_yaml_node *note = yg_yaml_get(map, "note");
    double confidence;
    yg_claim claim = {
        .asserted_by = yg_yaml_str(map, "asserted-by"),
        .references = yg_claims_join(j, yg_yaml_get(map, "references"), '\n', ' '),
        .date = yg_yaml_str(map, "date"),
        .confidence = -1,
        .note_en = yg_yaml_str(note, "en"),
        .note_ja = yg_yaml_str(note, "ja"),
        .tags = yg_claims_join(j, yg_yaml_get(map, "tags"), ' ', '_'),
    };
    yg_known_from_word(yg_yaml_str(map, "how-known"), &claim.known);
    if (yg_str_to_double(yg_yaml_str(map, "confidence"), &confidence))
        claim.confidence = (int)(confidence + 0.5);
    return claim;
}

void yg_claims_add_claim(yg_claims_job *j, size_t thing, yg_claim claim) {
    yg_vec_push(&j->claims, ((yg_claims_claim){thing, claim}));
}

/* "also-known-as" makes no second thing: two names of one actor would stand as two actors. The name
 * is a name of `of`, and the claim says who says so. */
void yg_claims_take_alias(yg_claims_job *j, const yg_yaml_node *node) {
    yg_str kind = yg_yaml_str(node, "type"), name = yg_yaml_str(node, "name"),
           of_name = yg_yaml_str(node, "of");
    yg_str by = yg_yaml_str(node, "asserted-by"), vendor = yg_yaml_str(node, "vendor");
    size_t of = yg_claims_thing_of(j, kind, of_name, by);
    yg_claim claim = yg_claims_claim_of(j, node);
    claim.predicate = yg_yaml_str(node, "relation");
    if (yg_str_eqz(claim.predicate, "also-known-as")) {
        claim.value = name;
        yg_claims_add_alias(j, of, name, vendor.n > 0 ? vendor : by, &claim);
        yg_claims_add_claim(j, of, claim);
        return;
    }
    claim.object_id = yg_claims_thing_id(j, of);
    size_t thing = yg_claims_thing_of(j, kind, name, vendor.n > 0 ? vendor : by);
    yg_claims_add_claim(j, thing, claim);
}

/* A country or a sector is a value too, as other readers write it; what is targeted is told by the
 * predicate. */
static void add_object(yg_claims_job *j, yg_claim *claim, size_t object) {
    const yg_claims_thing *t = &j->things.at[object];
    bool location = yg_str_eqz(t->kind, "location"), sector = yg_str_eqz(t->kind, "sector");
    claim->object_id = t->id;
    if (location || sector)
        claim->value = t->key;
    if (yg_str_eqz(claim->predicate, "targets") && location)
        claim->predicate = YG_STR("targets-country");
    else if (yg_str_eqz(claim->predicate, "targets") && sector)
        claim->predicate = YG_STR("targets-sector");
}

void yg_claims_take_claim(yg_claims_job *j, const yg_yaml_node *node) {
    const yg_yaml_node *subject = yg_yaml_get(node, "subject"),
                       *object = yg_yaml_get(node, "object");
    yg_str value = yg_yaml_str(node, "value"), unit = yg_yaml_str(node, "unit");
    if ((object != NULL) == (value.n > 0)) {
        yg_claims_reject(j, "a claim needs \"object\" or \"value\", and not both",
                         node->offset_bytes, yg_yaml_str(node, "predicate"));
        return;
    }
    const char *reason = object == NULL
                             ? NULL
                             : check_name(yg_yaml_str(object, "type"), yg_yaml_str(object, "name"));
    if (reason != NULL) {
        yg_claims_reject(j, reason, object->offset_bytes, yg_yaml_str(object, "name"));
        return;
    }
    yg_str by = yg_yaml_str(node, "asserted-by");
    size_t thing =
        yg_claims_thing_of(j, yg_yaml_str(subject, "type"), yg_yaml_str(subject, "name"), by);
    if (thing == SIZE_MAX)
        return;
    yg_claim claim = yg_claims_claim_of(j, node);
    claim.predicate = yg_yaml_str(node, "predicate");
    claim.value = value;
    if (unit.n > 0)
        claim.label = yg_claims_text(j, "%.*s %.*s", YG_FMT(value), YG_FMT(unit));
    if (object != NULL && yg_str_eqz(claim.predicate, "also-known-as")) {
        claim.value = yg_yaml_str(object, "name");
        yg_claims_add_alias(j, thing, claim.value, by, &claim);
    } else if (object != NULL) {
        add_object(
            j, &claim,
            yg_claims_thing_of(j, yg_yaml_str(object, "type"), yg_yaml_str(object, "name"), by));
    }
    yg_claims_add_claim(j, thing, claim);
}
