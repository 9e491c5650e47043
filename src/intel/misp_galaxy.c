/* Reads cluster files and galaxy files of MISP, each cluster by itself.
 *
 * The galaxy's type decides what a cluster is, and "values" may come before "type": the top level
 * is walked once before any record is put. A file cut off inside "values" gives every cluster
 * before the cut; without a type it takes the file's name for it.
 *
 * Attack classes: [DEEP-NESTING] [HUGE-RECORD] (text/json.h), [QUADRATIC] (misp_names.c),
 * [DUPLICATE-KEY] the first of two equal keys counts, [LEAK-SITE-LINK] addresses inside Tor never
 * become references. It does not: check a file against MISP's schema, or follow references. */
#include "intel/misp_galaxy.h"

#include "base/limits.h"
#include "intel/misp_cluster.h"
#include "model/id.h"

typedef struct {
    const yg_intel_input *input;
    const yg_sink *sink;
    yg_json_parser parser;
    yg_str values; /* the array, from '[' on; empty: none */
    yg_buf galaxy; /* the galaxy's type */
    yg_map uuids;
    yg_buf key;
    uint64_t record;
} job;

/* The members of a file's top level that tell what it is. */
typedef struct {
    bool has_value_list, has_value, has_type, has_uuid, has_name, has_mark, has_namespace;
} signs;

static bool is_cluster_list(yg_str array) {
    yg_json_walk list, walk;
    yg_str key, value;
    if (!yg_json_walk_start(&list, array, 0) || list.open != '[')
        return false;
    /* The first cluster, which the head may cut off. */
    if (!yg_json_walk_start(&walk, array, list.at) || walk.open != '{')
        return false;
    while (yg_json_walk_next(&walk, &key, &value)) {
        if (yg_str_eqz(key, "value"))
            return true;
    }
    return yg_str_eqz(key, "value");
}

static void note_sign(signs *s, yg_str key, yg_str value) {
    bool text = value.n > 0 && value.p[0] == '"';
    if (yg_str_eqz(key, "values") && value.n > 0 && value.p[0] == '[') {
        s->has_value_list = true;
        s->has_value = is_cluster_list(value);
    } else if (yg_str_eqz(key, "type")) {
        s->has_type = text;
    } else if (yg_str_eqz(key, "uuid")) {
        s->has_uuid = text;
    } else if (yg_str_eqz(key, "name")) {
        s->has_name = text;
    } else if (yg_str_eqz(key, "namespace")) {
        s->has_namespace = text;
    } else if (yg_str_eqz(key, "authors") || yg_str_eqz(key, "category") ||
               yg_str_eqz(key, "source")) {
        s->has_mark = true;
    }
}

int yg_misp_galaxy_probe(yg_str head, yg_str path) {
    yg_json_walk walk;
    yg_str key = {NULL, 0}, value;
    signs s = {0};
    (void)path;
    if (!yg_json_walk_start(&walk, head, 0) || walk.open != '{')
        return 0;
    while (yg_json_walk_next(&walk, &key, &value))
        note_sign(&s, key, value);
    if (walk.fault != NULL && walk.at < head.n)
        note_sign(&s, key, yg_str_from(head, walk.at));
    if (s.has_value_list)
        return s.has_value && (s.has_type || s.has_mark) ? 90 : s.has_value ? 60 : 0;
    return s.has_uuid && s.has_type && s.has_name && s.has_namespace ? 85 : 0;
}

static void reject(job *j, const char *reason, size_t offset, yg_str detail) {
    yg_fault fault = {YG_ERR_INPUT, reason, offset, j->record};
    j->sink->reject(j->sink->self, &fault, detail);
}

static size_t offset_of(const job *j, yg_str part) {
    return (size_t)(part.p - j->input->bytes.p);
}

static bool put_source(job *j, yg_error *err) {
    yg_source source = {
        .name = YG_STR("MISP galaxy"),
        .publisher = YG_STR("MISP Project"),
        .address = YG_STR("https://github.com/MISP/misp-galaxy"),
        .licence = YG_STR("CC0-1.0 OR BSD-2-Clause"),
        .tlp = YG_STR("clear"),
    };
    source = yg_intel_source(j->input, source);
    return j->sink->source(j->sink->self, &source, err);
}

/* The publisher's own number, from whichever member this galaxy keeps it in. */
static yg_str external_id(yg_misp_cluster *c, char scratch[32]) {
    static const char *const members[] = {"external_id", "group_attack_id", "ISO", "iso-code"};
    yyjson_val *item;
    size_t i, max;
    for (i = 0; i < sizeof members / sizeof *members; i++) {
        item = yyjson_obj_get(c->meta, members[i]);
        item = yyjson_is_arr(item) ? yyjson_arr_get_first(item) : item;
        yg_str text = yg_str_trim(yg_json_text(item, scratch));
        if (text.n > 0 && text.n <= YG_LIMIT_NAME_BYTES)
            return text;
    }
    if (yg_str_eq_nocase(c->galaxy, YG_STR("naics")) || yg_str_eq_nocase(c->galaxy, YG_STR("nace")))
        return c->name;
    if (yg_str_eqz(c->galaxy, "region"))
        return yg_str_sub(c->name, 0, yg_str_find(c->name, YG_STR(" - ")) == 3 ? 3 : 0);
    yyjson_arr_foreach(yyjson_obj_get(c->meta, "synonyms"), i, max, item) {
        yg_str text = {yyjson_get_str(item), yyjson_get_len(item)};
        if (yyjson_is_str(item) && yg_misp_is_group_number(text))
            return text;
    }
    return (yg_str){NULL, 0};
}

/* MITRE's clusters are called "menuPass - G0045" in MISP. */
static yg_str without_number(const yg_misp_cluster *c) {
    yg_str name = c->name, number = c->external_id;
    if (number.n == 0 || name.n < number.n + 4 || !yg_str_ends(name, number) ||
        !yg_str_ends(yg_str_sub(name, 0, name.n - number.n), YG_STR(" - ")))
        return name;
    return yg_str_trim(yg_str_sub(name, 0, name.n - number.n - 3));
}

static yg_str cluster_id(job *j, const yg_misp_cluster *c, char ret_id[YG_ID_BYTES]) {
    if (yg_id_from_uuid(c->kind->stix, yg_str_trim(yg_json_str(c->value, "uuid")), ret_id))
        return yg_str_of(ret_id);
    yg_buf_clear(&j->key);
    yg_buf_addf(&j->key, "misp-galaxy|%.*s|%.*s", YG_FMT(c->galaxy), YG_FMT(c->name));
    return yg_id_make(c->kind->stix, yg_buf_str(&j->key), ret_id);
}

static bool put_cluster(job *j, yg_misp_cluster *c, yg_error *err) {
    char id[YG_ID_BYTES], number[32];
    c->id = cluster_id(j, c, id);
    c->external_id = external_id(c, number);
    c->name = without_number(c);
    yg_object object = {
        .id = c->id,
        .type = yg_str_of(c->kind->stix),
        .entry = c->galaxy,
        .media = YG_STR("misp-galaxy"),
        .name = c->name,
        .external_id = c->external_id,
        .text = yg_json_str(c->value, "description"),
        .raw = c->raw,
        .created_us = YG_TIME_NONE,
        .modified_us = YG_TIME_NONE,
        .flags = yg_json_true(c->value, "revoked") ? YG_OBJECT_REVOKED : 0u,
        .offset_bytes = c->offset_bytes,
    };
    switch (j->sink->object(j->sink->self, &object, err)) {
    case YG_PUT_FAILED:
        return false;
    case YG_PUT_UNCHANGED:
        /* Relations are objects of their own; those at fault are told at every import. */
        return yg_misp_put_relations(c, err);
    case YG_PUT_TAKEN:
        break;
    }
    return yg_misp_put_names(c, err) && yg_misp_put_claims(c, err) && yg_misp_put_relations(c, err);
}

static bool read_cluster(job *j, yg_str raw, yg_error *err) {
    const char *reason = NULL;
    char number[32];
    size_t at = 0, offset = offset_of(j, raw);
    j->record++;
    yyjson_val *value = yg_json_parse(&j->parser, raw, &reason, &at);
    if (value == NULL || !yyjson_is_obj(value)) {
        reject(j, value == NULL ? reason : "not a JSON object", offset + at, (yg_str){NULL, 0});
        return true;
    }
    yyjson_val *meta = yyjson_obj_get(value, "meta");
    yg_str galaxy = yg_buf_str(&j->galaxy);
    yg_misp_cluster cluster = {
        .sink = j->sink,
        .galaxy = galaxy,
        .kind = yg_misp_kind_of(galaxy),
        .value = value,
        .meta = yyjson_is_obj(meta) ? meta : NULL,
        .raw = raw,
        .offset_bytes = offset,
        .record = j->record,
        .name = yg_str_trim(yg_json_text(yyjson_obj_get(value, "value"), number)),
        .uuids = &j->uuids,
    };
    if (cluster.name.n == 0 || cluster.name.n > YG_LIMIT_NAME_BYTES) {
        reject(j, "cluster without a \"value\" that can be a name", offset,
               yg_json_str(value, "uuid"));
        return true;
    }
    return put_cluster(j, &cluster, err);
}

/* Calls visit for every cluster; damage inside the array costs what it hits. */
static bool each_cluster(job *j, bool report, bool (*visit)(job *, yg_str, yg_error *),
                         yg_error *err) {
    const yg_progress *progress = &j->input->progress;
    yg_json_walk walk;
    yg_str key, raw;
    if (!yg_json_walk_start(&walk, j->values, 0))
        return true;
    do {
        while (yg_json_walk_next(&walk, &key, &raw)) {
            if (!visit(j, raw, err))
                return false;
            if (report && progress->advance != NULL && j->record % 256 == 0)
                progress->advance(progress->self, offset_of(j, raw) + raw.n, j->input->bytes.n);
        }
        if (walk.fault != NULL && report) {
            j->record++;
            reject(j, walk.fault, offset_of(j, j->values) + walk.fault_at, (yg_str){NULL, 0});
        }
    } while (walk.fault != NULL && yg_json_walk_resume(&walk));
    return true;
}

static bool note_uuid(job *j, yg_str raw, yg_error *err) {
    yg_json_walk walk;
    yg_str key, value;
    char id[YG_ID_BYTES];
    (void)err;
    if (!yg_json_walk_start(&walk, raw, 0) || walk.open != '{')
        return true;
    while (yg_json_walk_next(&walk, &key, &value)) {
        if (yg_str_eqz(key, "uuid") && value.n > 2 &&
            yg_id_from_uuid("x", yg_str_sub(value, 1, value.n - 2), id)) {
            yg_map_put(&j->uuids, yg_str_from(yg_str_of(id), 3), NULL);
            return true;
        }
    }
    return true;
}

static yg_str base_name(yg_str path) {
    for (size_t i = path.n; i > 0; i--) {
        if (path.p[i - 1] == '/' || path.p[i - 1] == '!')
            return yg_str_from(path, i);
    }
    return path;
}

/* Finds "values" and "type", in whatever order; false when the file is no object. */
static bool survey(job *j) {
    yg_json_walk walk;
    yg_str key = {NULL, 0}, value;
    const char *reason;
    size_t at;
    if (!yg_json_walk_start(&walk, j->input->bytes, 0) || walk.open != '{')
        return false;
    while (yg_json_walk_next(&walk, &key, &value)) {
        if (yg_str_eqz(key, "type") && j->galaxy.n == 0 && value.p[0] == '"' &&
            value.n <= YG_LIMIT_NAME_BYTES) {
            yyjson_val *type = yg_json_parse(&j->parser, value, &reason, &at);
            yg_buf_add(&j->galaxy, (yg_str){yyjson_get_str(type), yyjson_get_len(type)});
        } else if (yg_str_eqz(key, "values") && j->values.n == 0 && value.p[0] == '[') {
            j->values = value;
        }
    }
    if (walk.fault != NULL && j->values.n == 0 && yg_str_eqz(key, "values"))
        j->values = yg_str_from(j->input->bytes, walk.at);
    if (j->galaxy.n == 0) {
        yg_str name = base_name(j->input->path);
        yg_buf_add(&j->galaxy, yg_str_sub(name, 0, yg_str_chr(name, '.')));
    }
    return true;
}

/* A file of galaxies/: what the galaxy itself is. */
static bool read_galaxy(job *j, yg_error *err) {
    const char *reason = NULL;
    char id[YG_ID_BYTES];
    size_t at = 0;
    yg_str raw = yg_str_trim(yg_str_from(
        j->input->bytes, yg_str_starts(j->input->bytes, YG_STR("\xEF\xBB\xBF")) ? 3 : 0));
    yyjson_val *value = yg_json_parse(&j->parser, raw, &reason, &at);
    if (value == NULL)
        return yg_fail(err, YG_ERR_INPUT, "not a MISP galaxy: %s at byte %zu", reason, at);
    yg_str name = yg_json_str(value, "name");
    if (name.n == 0 || name.n > YG_LIMIT_NAME_BYTES || yg_json_str(value, "type").n == 0 ||
        !yg_id_from_uuid("x-misp-galaxy", yg_json_str(value, "uuid"), id))
        return yg_fail(err, YG_ERR_INPUT,
                       "not a MISP galaxy: no \"values\", and no \"name\", \"type\" and \"uuid\"");
    yg_object object = {
        .id = yg_str_of(id),
        .type = YG_STR("x-misp-galaxy"),
        .entry = YG_STR("galaxy"),
        .media = YG_STR("misp-galaxy"),
        .name = name,
        .external_id = yg_json_str(value, "type"),
        .text = yg_json_str(value, "description"),
        .raw = raw,
        .created_us = YG_TIME_NONE,
        .modified_us = YG_TIME_NONE,
    };
    j->record++;
    return put_source(j, err) && j->sink->object(j->sink->self, &object, err) != YG_PUT_FAILED;
}

static bool read_all(job *j, yg_error *err) {
    if (!survey(j))
        return yg_fail(err, YG_ERR_INPUT, "not a MISP galaxy: no JSON object at byte 0");
    if (j->values.n == 0)
        return read_galaxy(j, err);
    return put_source(j, err) && each_cluster(j, false, note_uuid, err) &&
           each_cluster(j, true, read_cluster, err);
}

bool yg_misp_galaxy_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err) {
    job j = {.input = input, .sink = sink};
    bool done = read_all(&j, err);
    if (done && input->damage != NULL)
        reject(&j, input->damage, input->bytes.n, (yg_str){NULL, 0});
    yg_json_parser_free(&j.parser);
    yg_buf_free(&j.galaxy);
    yg_buf_free(&j.key);
    yg_map_free(&j.uuids);
    return done;
}
