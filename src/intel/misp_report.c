/* The context of a MISP event: its full text, and its galaxy clusters and tags as claims.
 *
 * A cluster is often there twice, under "Galaxy" and as a tag misp-galaxy:TYPE="VALUE"; the tag
 * counts only where no cluster carries it. Attack classes: [QUADRATIC] tags are looked up by hash,
 * [HUGE-RECORD] the text is capped. */
#include "intel/misp_report.h"

#include "base/limits.h"
#include "base/map.h"
#include "base/utf8.h"
#include "intel/misp_kind.h"
#include "model/vocab.h"

int64_t yg_misp_epoch_us(yyjson_val *value) {
    char scratch[32];
    uint64_t seconds;
    /* Until the year 9999; 0 is how MISP writes "never". */
    if (!yg_str_to_u64(yg_json_text(value, scratch), &seconds) || seconds == 0 ||
        seconds > UINT64_C(253402300799))
        return YG_TIME_NONE;
    return (int64_t)seconds * YG_US_PER_S;
}

bool yg_misp_cluster_id(yyjson_val *cluster, char ret_id[YG_ID_BYTES]) {
    yg_str uuid = yg_json_str(cluster, "uuid"), whole = yg_json_str(cluster, "collection_uuid");
    return whole.n > 0 && !yg_str_eq_nocase(uuid, whole) &&
           yg_id_from_uuid(yg_misp_kind_of(yg_json_str(cluster, "type"))->stix, uuid, ret_id);
}

typedef bool (*visit_cluster)(void *self, yyjson_val *cluster);

static bool each_cluster(yyjson_val *tagged, visit_cluster visit, void *self) {
    yyjson_val *galaxy, *cluster;
    size_t i, k, max, n;
    yyjson_arr_foreach(yyjson_obj_get(tagged, "Galaxy"), i, max, galaxy) {
        yyjson_arr_foreach(yyjson_obj_get(galaxy, "GalaxyCluster"), k, n, cluster) {
            if (yyjson_is_obj(cluster) && !visit(self, cluster))
                return false;
        }
    }
    return true;
}

typedef struct {
    char *id;
    bool several;
} actor_search;

static bool note_actor(void *self, yyjson_val *cluster) {
    actor_search *a = self;
    char id[YG_ID_BYTES];
    if (strcmp(yg_misp_kind_of(yg_json_str(cluster, "type"))->stix, "intrusion-set") != 0)
        return true;
    if (!yg_misp_cluster_id(cluster, id)) {
        a->several = true; /* an actor, and it is not known which one */
        return true;
    }
    a->several = a->several || (a->id[0] != 0 && strcmp(a->id, id) != 0);
    memcpy(a->id, id, YG_ID_BYTES);
    return true;
}

bool yg_misp_sole_actor(yyjson_val *tagged, char ret_id[YG_ID_BYTES]) {
    char id[YG_ID_BYTES] = {0};
    actor_search a = {.id = id};
    each_cluster(tagged, note_actor, &a);
    if (id[0] == 0 || a.several)
        return false;
    memcpy(ret_id, id, YG_ID_BYTES);
    return true;
}

/* A line of its own, but not the same line twice in a row: comments repeat. */
static void add_line(yg_buf *buf, yg_str *last, yg_str line) {
    line = yg_str_trim(line);
    if (line.n == 0 || yg_str_eq(line, *last) || buf->n >= YG_LIMIT_CELL_BYTES)
        return;
    *last = line;
    if (buf->n > 0)
        yg_buf_addc(buf, '\n');
    yg_buf_add(buf,
               yg_str_sub(line, 0,
                          yg_utf8_floor(line, YG_LIMIT_CELL_BYTES < line.n ? YG_LIMIT_CELL_BYTES
                                                                           : line.n)));
}

static void add_comments(yg_buf *buf, yg_str *last, yyjson_val *attributes) {
    yyjson_val *attribute;
    size_t i, max;
    yyjson_arr_foreach(attributes, i, max, attribute)
        add_line(buf, last, yg_json_str(attribute, "comment"));
}

void yg_misp_add_text(yg_buf *buf, yyjson_val *event) {
    yyjson_val *item;
    size_t i, max;
    yg_str last = {NULL, 0};
    add_line(buf, &last, yg_json_str(event, "info"));
    yyjson_arr_foreach(yyjson_obj_get(event, "EventReport"), i, max, item) {
        add_line(buf, &last, yg_json_str(item, "name"));
        add_line(buf, &last, yg_json_str(item, "content"));
    }
    yyjson_arr_foreach(yyjson_obj_get(event, "Tag"), i, max, item) {
        if (!yg_str_starts(yg_json_str(item, "name"), YG_STR("misp-galaxy:")))
            add_line(buf, &last, yg_json_str(item, "name"));
    }
    add_comments(buf, &last, yyjson_obj_get(event, "Attribute"));
    yyjson_arr_foreach(yyjson_obj_get(event, "Object"), i, max, item) {
        add_line(buf, &last, yg_json_str(item, "comment"));
        add_comments(buf, &last, yyjson_obj_get(item, "Attribute"));
    }
}

typedef struct {
    const yg_misp_report *report;
    yg_error *err;
    yg_map seen; /* the tags of the clusters that were put */
} context_job;

static const char *predicate_of(yg_str galaxy, const yg_misp_kind *kind) {
    if (strcmp(kind->stix, "intrusion-set") == 0)
        return "attributed-to";
    if (yg_str_eqz(galaxy, "target-information"))
        return "targets-country";
    return yg_str_eqz(galaxy, "sector") ? "targets-sector" : "related-to";
}

static bool put_claim(context_job *j, yg_str galaxy, yg_str label, yg_str object_id) {
    const yg_sink *sink = j->report->sink;
    const char *predicate = predicate_of(galaxy, yg_misp_kind_of(galaxy));
    char letter[1] = {0};
    yg_claim claim = {.predicate = yg_str_of(predicate),
                      .object_id = object_id,
                      .label = label,
                      .asserted_by = j->report->asserted_by,
                      .date = j->report->date,
                      .confidence = -1};
    if (label.n == 0 || label.n > YG_LIMIT_NAME_BYTES)
        return true;
    if (strcmp(predicate, "targets-country") == 0) {
        claim.value = yg_country_alpha2(yg_country_from_name(label));
        claim.object_id = (yg_str){NULL, 0};
    } else if (strcmp(predicate, "targets-sector") == 0) {
        letter[0] = yg_sector_from_label(label);
        claim.value = (yg_str){letter, letter[0] != 0};
        claim.object_id = (yg_str){NULL, 0};
    } else if (object_id.n == 0) {
        claim.value = label;
    }
    return sink->claim(sink->self, &claim, j->err);
}

static bool put_cluster(void *self, yyjson_val *cluster) {
    context_job *j = self;
    char id[YG_ID_BYTES];
    yg_str tag = yg_json_str(cluster, "tag_name"), label = yg_json_str(cluster, "value");
    bool is_new = true;
    if (tag.n > 0)
        yg_map_put(&j->seen, tag, &is_new);
    yg_str object_id = {NULL, 0};
    if (yg_misp_cluster_id(cluster, id))
        object_id = yg_str_of(id);
    return !is_new || put_claim(j, yg_json_str(cluster, "type"), yg_str_trim(label), object_id);
}

static bool put_tag(context_job *j, yg_str tag) {
    yg_misp_tag parts;
    bool is_new;
    if (!yg_misp_tag_split(tag, &parts) || !yg_str_eqz(parts.space, "misp-galaxy") ||
        parts.value.n == 0)
        return true;
    yg_map_put(&j->seen, tag, &is_new);
    return !is_new || put_claim(j, parts.predicate, yg_str_trim(parts.value), (yg_str){NULL, 0});
}

bool yg_misp_put_context(const yg_misp_report *report, yg_error *err) {
    context_job j = {.report = report, .err = err};
    yyjson_val *tag;
    size_t i, max;
    bool done = each_cluster(report->event, put_cluster, &j);
    yyjson_arr_foreach(yyjson_obj_get(report->event, "Tag"), i, max, tag) {
        if (!done)
            break;
        done = put_tag(&j, yg_json_str(tag, "name"));
    }
    yg_map_free(&j.seen);
    return done;
}
