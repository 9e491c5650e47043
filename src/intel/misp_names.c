/* The names of a cluster: value, synonyms, and who uses them.
 *
 * Who: "name-attribution" holds "NAME:UUID of a producer" (the name may hold colons), members
 * "origin:NAME" hold the vendor. Neither: the vendor is left open, never guessed, but for galaxies
 * whose primary names are one vendor's scheme.
 *
 * Attack classes: [QUADRATIC] the attributions are looked up by hash, the addresses that are
 * searched for a name are capped, and so is the number of names (YG_LIMIT_NAMES). */
#include "base/limits.h"
#include "base/vec.h"
#include "intel/misp_cluster.h"
#include "text/key.h"

/* Addresses of a cluster that are looked at when a name's reference is sought. */
#define REFERENCES_SEARCHED 64
/* Shorter names would be found in any address. */
#define REFERENCE_MIN_NAME 5

typedef struct {
    yg_str vendor;
    size_t next; /* the next attribution of the same name + 1, 0: none */
} attribution;

typedef struct {
    yg_str address, key;
} reference;

typedef struct {
    const yg_misp_cluster *cluster;
    yg_error *err;
    yg_map by_name; /* name -> its first attribution + 1 */
    YG_VEC(attribution) attributions;
    reference references[REFERENCES_SEARCHED];
    size_t n_references;
    yg_buf keys, key;
    size_t n_names;
    bool full;
} name_job;

bool yg_misp_is_group_number(yg_str text) {
    if (text.n != 5 || text.p[0] != 'G')
        return false;
    for (size_t i = 1; i < 5; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
    }
    return true;
}

yg_str yg_misp_subgroup(yg_str synonym) {
    yg_str prefix = YG_STR("subgroup:");
    if (!yg_str_eq_nocase(yg_str_sub(synonym, 0, prefix.n), prefix))
        return (yg_str){NULL, 0};
    return yg_str_trim(yg_str_from(synonym, prefix.n));
}

static void attribute(name_job *j, yg_str name, yg_str vendor) {
    bool first;
    if (name.n == 0 || vendor.n == 0 || vendor.n > YG_LIMIT_NAME_BYTES ||
        j->attributions.n >= YG_LIMIT_NAMES)
        return;
    uint64_t *place = yg_map_put(&j->by_name, name, &first);
    for (size_t at = (size_t)*place; at > 0; at = j->attributions.at[at - 1].next) {
        if (yg_str_eq(j->attributions.at[at - 1].vendor, vendor))
            return;
    }
    attribution *a = yg_vec_add(&j->attributions);
    *a = (attribution){vendor, (size_t)*place};
    *place = j->attributions.n;
}

static bool attribute_producer(void *self, yg_str text) {
    if (text.n > 37 && text.p[text.n - 37] == ':')
        attribute(self, yg_str_trim(yg_str_sub(text, 0, text.n - 37)),
                  yg_misp_producer(yg_str_from(text, text.n - 36)));
    return true;
}

static void attribute_all(name_job *j) {
    yyjson_val *meta = j->cluster->meta, *key, *value;
    yg_str origin = YG_STR("origin:");
    size_t i, max;
    yg_json_each_text(yyjson_obj_get(meta, "name-attribution"), attribute_producer, j);
    if (yyjson_obj_size(meta) == 0)
        return; /* the loop's macro would do arithmetic on a null pointer */
    yyjson_obj_foreach(meta, i, max, key, value) {
        yg_str word = {yyjson_get_str(key), yyjson_get_len(key)};
        if (yg_str_starts(word, origin) && yyjson_is_str(value))
            attribute(j, yg_str_trim(yg_str_from(word, origin.n)),
                      (yg_str){yyjson_get_str(value), yyjson_get_len(value)});
    }
}

/* Addresses in the form in which names are compared, so that ".../pawn-storm-..." holds "Pawn
 * Storm". */
static void collect_references(name_job *j) {
    yyjson_val *refs = yyjson_obj_get(j->cluster->meta, "refs"), *ref;
    size_t i, max, starts[REFERENCES_SEARCHED + 1] = {0};
    yyjson_arr_foreach(refs, i, max, ref) {
        yg_str address = {yyjson_get_str(ref), yyjson_get_len(ref)};
        if (j->n_references == REFERENCES_SEARCHED)
            break;
        if (!yyjson_is_str(ref) || address.n > YG_LIMIT_NAME_BYTES ||
            !yg_misp_reference_is_fit(address))
            continue;
        yg_key_add(&j->keys, address);
        j->references[j->n_references++].address = address;
        starts[j->n_references] = j->keys.n;
    }
    for (size_t k = 0; k < j->n_references; k++)
        j->references[k].key =
            yg_str_sub(yg_buf_str(&j->keys), starts[k], starts[k + 1] - starts[k]);
}

/* The first address that holds the name, and the vendor's name too where there is one. */
static yg_str reference_for(name_job *j, yg_str name, yg_str vendor) {
    yg_str found = {NULL, 0};
    yg_buf_clear(&j->key);
    yg_key_add(&j->key, name);
    size_t n = j->key.n;
    if (n < REFERENCE_MIN_NAME)
        return found;
    yg_key_add(&j->key, vendor);
    yg_str name_key = yg_str_sub(yg_buf_str(&j->key), 0, n);
    yg_str vendor_key = yg_str_from(yg_buf_str(&j->key), n);
    for (size_t i = 0; i < j->n_references; i++) {
        if (yg_str_find(j->references[i].key, name_key) == SIZE_MAX)
            continue;
        if (vendor_key.n == 0 || yg_str_find(j->references[i].key, vendor_key) != SIZE_MAX)
            return j->references[i].address;
        if (found.n == 0)
            found = j->references[i].address;
    }
    return found;
}

static bool put_one(name_job *j, yg_str text, yg_name_kind kind, yg_str vendor) {
    const yg_sink *sink = j->cluster->sink;
    if (j->full)
        return true;
    if (j->n_names++ == YG_LIMIT_NAMES) {
        yg_fault fault = {YG_ERR_LIMIT, "more names than the limit of 10000; the rest is left out",
                          j->cluster->offset_bytes, j->cluster->record};
        j->full = true;
        sink->reject(sink->self, &fault, j->cluster->name);
        return true;
    }
    yg_name name = {
        .text = text, .kind = kind, .vendor = vendor, .reference = reference_for(j, text, vendor)};
    return sink->name(sink->self, &name, j->err);
}

/* One record for every vendor that is said to use the name. */
static bool put_name(name_job *j, yg_str text, yg_name_kind kind, yg_str vendor) {
    text = yg_str_trim(text);
    if (text.n == 0 || text.n > YG_LIMIT_NAME_BYTES)
        return true;
    const uint64_t *place = yg_map_get(&j->by_name, text);
    if (place == NULL || *place == 0)
        return put_one(j, text, kind, vendor);
    for (size_t at = (size_t)*place; at > 0; at = j->attributions.at[at - 1].next) {
        if (!put_one(j, text, kind, j->attributions.at[at - 1].vendor))
            return false;
        if (kind == YG_NAME_PRIMARY)
            kind = YG_NAME_ALIAS;
    }
    return true;
}

static bool put_synonym(void *self, yg_str text) {
    name_job *j = self;
    text = yg_str_trim(text);
    if (yg_str_eq(text, j->cluster->name) || yg_misp_subgroup(text).n > 0)
        return true;
    return put_name(j, text, yg_misp_is_group_number(text) ? YG_NAME_EXTERNAL : YG_NAME_ALIAS,
                    (yg_str){NULL, 0});
}

/* The words behind a code: NAICS and NACE titles, countries as they are written, "World" of
 * "001 - World". */
static bool put_title(name_job *j) {
    const yg_misp_cluster *c = j->cluster;
    yg_str title = {NULL, 0};
    if (yg_str_eq_nocase(c->galaxy, YG_STR("naics")) ||
        yg_str_eq_nocase(c->galaxy, YG_STR("country")))
        title = yg_json_str(c->value, "description");
    else if (yg_str_eq_nocase(c->galaxy, YG_STR("nace")))
        title = yg_json_str(c->meta, "Alternative Label");
    else if (yg_str_eq_nocase(c->galaxy, YG_STR("region"))) {
        size_t dash = yg_str_find(c->name, YG_STR(" - "));
        title = dash == SIZE_MAX ? title : yg_str_from(c->name, dash + 3);
    }
    return yg_str_eq(title, c->name) || put_name(j, title, YG_NAME_ALIAS, (yg_str){NULL, 0});
}

/* The value as tags have it (misp-galaxy:mitre-intrusion-set="menuPass - G0045"), when the name is
 * only a part of it. */
static bool put_tag_value(name_job *j) {
    yg_str value = yg_str_trim(yg_json_str(j->cluster->value, "value"));
    return value.n == 0 || yg_str_eq(value, j->cluster->name) ||
           put_name(j, value, YG_NAME_EXTERNAL, (yg_str){NULL, 0});
}

/* Codes of countries and sectors are no names: "IT" and "11" are in every text. */
static bool put_external_id(name_job *j) {
    const yg_misp_cluster *c = j->cluster;
    if (yyjson_obj_get(c->meta, "external_id") == NULL &&
        yyjson_obj_get(c->meta, "group_attack_id") == NULL)
        return true;
    return yg_str_eq(c->external_id, c->name) ||
           put_name(j, c->external_id, YG_NAME_EXTERNAL, yg_str_of(c->kind->vendor));
}

bool yg_misp_put_names(const yg_misp_cluster *cluster, yg_error *err) {
    name_job j = {.cluster = cluster, .err = err};
    attribute_all(&j);
    collect_references(&j);
    bool done = put_name(&j, cluster->name, YG_NAME_PRIMARY, yg_str_of(cluster->kind->vendor)) &&
                put_external_id(&j) && put_tag_value(&j) && put_title(&j) &&
                yg_json_each_text(yyjson_obj_get(cluster->meta, "synonyms"), put_synonym, &j);
    yg_map_free(&j.by_name);
    yg_vec_free(&j.attributions);
    yg_buf_free(&j.keys);
    yg_buf_free(&j.key);
    return done;
}
