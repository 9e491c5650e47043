/* The relationships of a cluster: related[] {dest-uuid, type, tags}.
 *
 * A relation names its other end by UUID alone; a STIX identifier needs the type too. It is told,
 * in this order, by: the same file, a tag misp-galaxy:type="...", the form of the UUID (countries),
 * the relation where it leaves no doubt (docs/formats/misp-galaxy.md has the figures). What is left
 * gets the type "x-misp-galaxy": the UUID is right, the type is open. Relations of MITRE's own
 * galaxies other than "similar" are left to the ATT&CK bundles that they are copied from. */
#include <stdio.h>

#include "base/limits.h"
#include "intel/misp_cluster.h"
#include "model/id.h"

/* All countries of the galaxy "country"; the last six digits are the alpha-3 code in ASCII. */
#define COUNTRY_UUIDS "84668357-5a8c-4bdd-9f0f-6b50b2"

/* Which end a relation has when nothing else tells. NULL galaxy: any of that STIX type. */
static const struct {
    const char *galaxy, *stix, *relation, *target;
} usual[] = {
    {NULL, "intrusion-set", "similar", "intrusion-set"},
    {NULL, "malware", "used-by", "intrusion-set"},
    {NULL, "tool", "used-by", "intrusion-set"},
    {NULL, "malware", "is-deployed-by", "intrusion-set"},
    {NULL, "tool", "is-deployed-by", "intrusion-set"},
    {NULL, "tool", "similar", "malware"},
    {"ransomware", "malware", "similar", "malware"},
    {"ransomware", "malware", "uses", "attack-pattern"},
    {"country", "location", "located-in", "location"},
};

typedef struct {
    const yg_misp_cluster *cluster;
    yg_error *err;
    yg_buf key;
} relation_job;

static const char *usual_target(const yg_misp_cluster *c, yg_str relation) {
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        if ((usual[i].galaxy == NULL || yg_str_eqz(c->galaxy, usual[i].galaxy)) &&
            strcmp(usual[i].stix, c->kind->stix) == 0 && yg_str_eqz(relation, usual[i].relation))
            return usual[i].target;
    }
    return "x-misp-galaxy";
}

static const char *tagged_target(yyjson_val *tags) {
    size_t i, max;
    yyjson_val *tag;
    yyjson_arr_foreach(tags, i, max, tag) {
        yg_misp_tag parts;
        yg_str text = {yyjson_get_str(tag), yyjson_get_len(tag)};
        if (yyjson_is_str(tag) && yg_misp_tag_split(text, &parts) &&
            yg_str_eqz(parts.space, "misp-galaxy") && yg_str_eqz(parts.predicate, "type"))
            return yg_misp_kind_of(parts.value)->stix;
    }
    return NULL;
}

/* `id` is any identifier with the target's UUID in lower case. */
static const char *target_type(const yg_misp_cluster *c, yyjson_val *related, yg_str id,
                               yg_str relation) {
    yg_str uuid = yg_str_from(id, id.n - 36);
    const char *tagged = tagged_target(yyjson_obj_get(related, "tags"));
    if (yg_map_get(c->uuids, uuid) != NULL)
        return c->kind->stix;
    if (tagged != NULL)
        return tagged;
    if (yg_str_starts(uuid, YG_STR(COUNTRY_UUIDS)))
        return "location";
    return usual_target(c, relation);
}

static int confidence_of(yyjson_val *tags) {
    size_t i, max;
    yyjson_val *tag;
    yyjson_arr_foreach(tags, i, max, tag) {
        yg_str text = {yyjson_get_str(tag), yyjson_get_len(tag)};
        int confidence = yyjson_is_str(tag) ? yg_misp_likelihood(text) : -1;
        if (confidence >= 0)
            return confidence;
    }
    return -1;
}

static void reject(const relation_job *j, const char *reason, yg_str raw, yg_str detail) {
    const yg_misp_cluster *c = j->cluster;
    yg_fault fault = {YG_ERR_INPUT, reason, c->offset_bytes + (uint64_t)(raw.p - c->raw.p),
                      c->record};
    c->sink->reject(c->sink->self, &fault, detail);
}

static bool put_relation(relation_job *j, yyjson_val *related, yg_str raw) {
    const yg_misp_cluster *c = j->cluster;
    char target[YG_ID_BYTES], id[YG_ID_BYTES];
    yg_str relation = yg_str_trim(yg_json_str(related, "type"));
    yg_str uuid = yg_str_trim(yg_json_str(related, "dest-uuid"));
    if (relation.n == 0 || relation.n > YG_LIMIT_NAME_BYTES ||
        !yg_id_from_uuid("x-misp-galaxy", uuid, target)) {
        reject(j, "relation without \"type\" or without a UUID in \"dest-uuid\"", raw, uuid);
        return true;
    }
    if (c->kind->vendor != NULL && strcmp(c->kind->vendor, "MITRE") == 0 &&
        !yg_str_eqz(relation, "similar") && !yg_str_eqz(relation, "revoked-by"))
        return true;
    const char *type = target_type(c, related, yg_str_of(target), relation);
    yg_id_from_uuid(type, uuid, target);
    yg_buf_clear(&j->key);
    yg_buf_addf(&j->key, "%.*s|%.*s|%s", YG_FMT(c->id), YG_FMT(relation), target);
    yg_object object = {
        .id = yg_id_make("relationship", yg_buf_str(&j->key), id),
        .type = YG_STR("relationship"),
        .entry = YG_STR("relationship"),
        .media = YG_STR("misp-galaxy"),
        .raw = raw,
        .created_us = YG_TIME_NONE,
        .modified_us = YG_TIME_NONE,
        .offset_bytes = c->offset_bytes + (uint64_t)(raw.p - c->raw.p),
    };
    yg_relationship relationship = {.source_ref = c->id,
                                    .type = relation,
                                    .target_ref = yg_str_of(target),
                                    .confidence = confidence_of(yyjson_obj_get(related, "tags"))};
    yg_put put = c->sink->object(c->sink->self, &object, j->err);
    return put == YG_PUT_UNCHANGED ||
           (put == YG_PUT_TAKEN && c->sink->relationship(c->sink->self, &relationship, j->err));
}

bool yg_misp_put_relations(const yg_misp_cluster *cluster, yg_error *err) {
    yyjson_val *list = yyjson_obj_get(cluster->value, "related"), *related;
    relation_job j = {.cluster = cluster, .err = err};
    /* The bytes beside the values, so that each relation keeps its own. */
    yg_json_walk walk;
    yg_str key, raw;
    size_t i, max;
    bool done = true;
    if (!yyjson_is_arr(list) || !yg_json_walk_member(&walk, cluster->raw, "related"))
        return true;
    yyjson_arr_foreach(list, i, max, related) {
        if (!done || !yg_json_walk_next(&walk, &key, &raw))
            break;
        if (yyjson_is_obj(related))
            done = put_relation(&j, related, raw);
        else
            reject(&j, "relation is not a JSON object", raw, (yg_str){NULL, 0});
    }
    yg_buf_free(&j.key);
    return done;
}
