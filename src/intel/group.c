#include "intel/group.h"

#include "map/group_file.h"
#include "model/id.h"
#include "text/yaml_json.h"

typedef struct {
    const yg_intel_input *input;
    const yg_sink *sink;
    yg_group_file file;
    yg_str source; /* the name that ids are made of */
    int64_t published_us;
    yg_arena arena;
    yg_str *ids; /* of the organisations */
    yg_buf raw, text;
} job;

int yg_intel_group_probe(yg_str head, yg_str path) {
    (void)path;
    return yg_group_file_is(head) ? 99 : 0;
}

static yg_str base_name(yg_str path) {
    for (size_t i = path.n; i > 0; i--) {
        if (path.p[i - 1] == '/' || path.p[i - 1] == '!')
            return yg_str_from(path, i);
    }
    return path.n > 0 ? path : YG_STR("yagura-group");
}

/* The same organisation in two files is one entity where it has a number; else each file's own. */
static yg_str make_id(job *j, const yg_organisation_node *o) {
    YG_CLEANUP_BUF yg_buf name = {0};
    char id[YG_ID_BYTES];
    if (o->lei.n > 0)
        yg_buf_addf(&name, "organisation|lei|%.*s", YG_FMT(o->lei));
    else if (o->number.n > 0)
        yg_buf_addf(&name, "organisation|number|%.*s", YG_FMT(o->number));
    else
        yg_buf_addf(&name, "organisation|%.*s|%.*s", YG_FMT(j->source), YG_FMT(o->key));
    return yg_arena_copy(&j->arena, yg_id_make("identity", yg_buf_str(&name), id));
}

static yg_str edge_id(job *j, const yg_edge_row *edge, char id[YG_ID_BYTES]) {
    YG_CLEANUP_BUF yg_buf name = {0};
    yg_buf_addf(&name, "edge|%.*s|%.*s|%.*s|%.*s|%.*s", YG_FMT(j->source),
                YG_FMT(j->ids[edge->child]), YG_FMT(edge->relation), YG_FMT(j->ids[edge->parent]),
                YG_FMT(edge->since));
    return yg_id_make("relationship", yg_buf_str(&name), id);
}

/* STIX wants a time; a file that does not say when it was published gets 1970, never the clock. */
static void add_time(yg_jw *w, const char *key, int64_t us) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_time_add(&text, us == YG_TIME_NONE ? 0 : us);
    text.n--;
    yg_buf_addz(&text, ".000Z");
    yg_jw_str(w, key, yg_buf_str(&text));
}

static void begin_raw(job *j, yg_jw *w, const char *type, yg_str id) {
    yg_buf_clear(&j->raw);
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "type", yg_str_of(type));
    yg_jw_str(w, "spec_version", YG_STR("2.1"));
    yg_jw_str(w, "id", id);
    add_time(w, "created", j->published_us);
    add_time(w, "modified", j->published_us);
}

/* What STIX has no word for: the record as it was written. */
static void end_raw(job *j, yg_jw *w, const yg_yaml_node *record) {
    char id[YG_ID_BYTES];
    yg_jw_begin(w, "extensions", '{');
    yg_id_make("extension-definition", YG_STR("yagura-group|1"), id);
    yg_jw_begin(w, id, '{');
    yg_jw_str(w, "extension_type", YG_STR("property-extension"));
    yg_jw_opt(w, "group", j->file.name);
    yg_yaml_add_json(w, "record", record);
    yg_jw_end(w, '}');
    yg_jw_end(w, '}');
    yg_jw_end(w, '}');
}

static void add_reference(yg_jw *w, const char *source, const char *key, yg_str value) {
    if (value.n == 0)
        return;
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "source_name", yg_str_of(source));
    yg_jw_str(w, key, value);
    yg_jw_end(w, '}');
}

static void make_identity(job *j, size_t at) {
    const yg_organisation_node *o = &j->file.group.organisations.at[at];
    yg_jw w = {.buf = &j->raw};
    begin_raw(j, &w, "identity", j->ids[at]);
    yg_jw_str(&w, "name", o->name);
    yg_jw_str(&w, "identity_class", YG_STR("organization"));
    if (o->lei.n + o->number.n > 0) {
        yg_jw_begin(&w, "external_references", '[');
        add_reference(&w, "lei", "external_id", o->lei);
        add_reference(&w, "corporate-number", "external_id", o->number);
        yg_jw_end(&w, ']');
    }
    end_raw(j, &w, j->file.records.at[at].node);
}

static void add_line(yg_buf *buf, yg_str s) {
    if (buf->n > 0)
        yg_buf_addc(buf, '\n');
    yg_buf_add(buf, s);
}

/* What full-text search shall find. */
static void make_text(job *j, const yg_organisation_node *o) {
    yg_buf_clear(&j->text);
    for (size_t i = 0; i < o->names.n; i++)
        add_line(&j->text, o->names.at[i]);
    for (size_t i = 0; i < o->domains.n; i++)
        add_line(&j->text, o->domains.at[i]);
}

static bool put_names(job *j, const yg_organisation_node *o, yg_error *err) {
    const yg_str numbers[] = {o->key, o->lei, o->number};
    yg_name name = {.text = o->name, .kind = YG_NAME_PRIMARY};
    if (!j->sink->name(j->sink->self, &name, err))
        return false;
    for (size_t i = 0; i < o->own_names; i++) {
        name = (yg_name){.text = o->names.at[i], .kind = YG_NAME_ALIAS};
        if (!yg_str_eq(name.text, o->name) && !j->sink->name(j->sink->self, &name, err))
            return false;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        name = (yg_name){.text = numbers[i], .kind = YG_NAME_EXTERNAL};
        if (name.text.n > 0 && !j->sink->name(j->sink->self, &name, err))
            return false;
    }
    return true;
}

static bool put_marks(job *j, const char *kind, const yg_str *values, size_t n, yg_error *err) {
    for (size_t i = 0; i < n; i++) {
        yg_mark mark = {.kind = yg_str_of(kind), .value = values[i]};
        if (!j->sink->mark(j->sink->self, &mark, err))
            return false;
    }
    return true;
}

static bool put_organisation(job *j, size_t at, yg_error *err) {
    const yg_organisation_node *o = &j->file.group.organisations.at[at];
    const yg_yaml_node *node = j->file.records.at[at].node;
    make_identity(j, at);
    make_text(j, o);
    yg_object object = {.id = j->ids[at],
                        .type = YG_STR("identity"),
                        .entry = YG_STR("organisation"),
                        .media = YG_STR("yagura-group"),
                        .name = o->name,
                        .external_id = o->lei.n > 0 ? o->lei : o->number,
                        .text = yg_buf_str(&j->text),
                        .raw = yg_buf_str(&j->raw),
                        .created_us = j->published_us,
                        .modified_us = j->published_us,
                        .offset_bytes = node->offset_bytes};
    yg_put put = j->sink->object(j->sink->self, &object, err);
    if (put != YG_PUT_TAKEN)
        return put == YG_PUT_UNCHANGED;
    yg_organisation organisation = {.key = o->key,
                                    .kind = o->kind,
                                    .country = yg_country_alpha2(o->country),
                                    .sector = {&o->sector, o->sector != 0},
                                    .lei = o->lei,
                                    .number = o->number,
                                    .group = j->file.name,
                                    .name = o->name,
                                    .name_ja = o->name_ja};
    return put_names(j, o, err) && j->sink->organisation(j->sink->self, &organisation, err) &&
           put_marks(j, "brand", o->names.at + o->own_names, o->names.n - o->own_names, err) &&
           put_marks(j, "domain", o->domains.at, o->domains.n, err) &&
           put_marks(j, "network", o->networks.at, o->networks.n, err) &&
           put_marks(j, "ad-domain", o->ad_domains.at, o->ad_domains.n, err) &&
           put_marks(j, "host-rule", o->host_rules.at, o->host_rules.n, err);
}

static void make_relationship(job *j, size_t at, yg_str id) {
    const yg_edge_row *edge = &j->file.group.edges.at[at];
    const yg_group_tie *tie = &j->file.ties.at[at];
    yg_jw w = {.buf = &j->raw};
    yg_str rest = edge->references, line;
    begin_raw(j, &w, "relationship", id);
    yg_jw_str(&w, "relationship_type", edge->relation);
    yg_jw_str(&w, "source_ref", j->ids[edge->child]);
    yg_jw_str(&w, "target_ref", j->ids[edge->parent]);
    if (tie->since.precision != YG_DATE_NONE)
        add_time(&w, "start_time", tie->since.from_us);
    if (tie->until.precision != YG_DATE_NONE)
        add_time(&w, "stop_time", tie->until.to_us);
    if (rest.n > 0) {
        yg_jw_begin(&w, "external_references", '[');
        while (rest.n > 0 && yg_str_split(&rest, '\n', &line))
            add_reference(&w, "reference", "url", line);
        yg_jw_end(&w, ']');
    }
    end_raw(j, &w, tie->node);
}

static bool put_edge(job *j, size_t at, yg_error *err) {
    const yg_edge_row *row = &j->file.group.edges.at[at];
    const yg_group_tie *tie = &j->file.ties.at[at];
    char id[YG_ID_BYTES];
    edge_id(j, row, id);
    make_relationship(j, at, yg_str_of(id));
    yg_object object = {.id = yg_str_of(id),
                        .type = YG_STR("relationship"),
                        .entry = YG_STR("relationship"),
                        .media = YG_STR("yagura-group"),
                        .raw = yg_buf_str(&j->raw),
                        .created_us = j->published_us,
                        .modified_us = j->published_us,
                        .offset_bytes = tie->node->offset_bytes};
    yg_put put = j->sink->object(j->sink->self, &object, err);
    if (put != YG_PUT_TAKEN)
        return put == YG_PUT_UNCHANGED;
    yg_relationship relationship = {j->ids[row->child], row->relation, j->ids[row->parent], -1};
    yg_edge edge = {.child_id = j->ids[row->child],
                    .parent_id = j->ids[row->parent],
                    .relation = row->relation,
                    .share = row->share,
                    .since = row->since,
                    .until = row->until,
                    .asserted_by = row->asserted_by,
                    .references = row->references,
                    .known = tie->known};
    return j->sink->relationship(j->sink->self, &relationship, err) &&
           j->sink->edge(j->sink->self, &edge, err);
}

static void reject(job *j, const char *reason, uint64_t offset_bytes, uint64_t record,
                   yg_str detail) {
    yg_fault fault = {YG_ERR_INPUT, reason, offset_bytes, record};
    j->sink->reject(j->sink->self, &fault, detail);
}

/* Every error of the file, with the number of the organisation that it stands in. */
static void reject_errors(job *j) {
    size_t record = 0;
    for (size_t i = 0; i < j->file.remarks.n; i++) {
        const yg_group_remark *remark = &j->file.remarks.at[i];
        if (remark->severity != YG_GROUP_ERROR)
            continue;
        while (record < j->file.records.n &&
               j->file.records.at[record].node->offset_bytes <= remark->offset_bytes)
            record++;
        yg_buf_clear(&j->text);
        yg_buf_addf(&j->text, "line %zu, column %zu: %.*s", remark->line, remark->column,
                    YG_FMT(remark->text));
        reject(j, remark->reason, remark->offset_bytes, record, yg_buf_str(&j->text));
    }
}

static bool put_all(job *j, yg_error *err) {
    const yg_group *group = &j->file.group;
    const yg_progress *progress = &j->input->progress;
    for (size_t i = 0; i < group->organisations.n; i++) {
        if (!j->file.records.at[i].bad && !put_organisation(j, i, err))
            return false;
        if (progress->advance != NULL && i % 1024 == 0)
            progress->advance(progress->self, j->file.records.at[i].node->offset_bytes,
                              j->input->bytes.n);
    }
    for (size_t i = 0; i < group->edges.n; i++) {
        const yg_edge_row *edge = &group->edges.at[i];
        const yg_group_tie *tie = &j->file.ties.at[i];
        if (tie->bad || j->file.records.at[edge->child].bad)
            continue; /* said already */
        if (j->file.records.at[edge->parent].bad)
            reject(j, "the parent was rejected", tie->node->offset_bytes, edge->child + 1,
                   group->organisations.at[edge->parent].key);
        else if (!put_edge(j, i, err))
            return false;
    }
    return true;
}

static bool read_all(job *j, yg_error *err) {
    yg_group_file *file = &j->file;
    size_t good = 0;
    yg_date date;
    if (!yg_group_file_read(file, j->input->bytes, err))
        return false;
    if (file->source.name.n == 0)
        file->source.name = base_name(j->input->path);
    if (yg_date_parse(file->source.published, &date))
        j->published_us = date.from_us;
    yg_source source = yg_intel_source(j->input, file->source);
    j->source = source.name;
    if (!j->sink->source(j->sink->self, &source, err))
        return false;
    reject_errors(j);
    j->ids = yg_alloc(file->group.organisations.n + 1, sizeof *j->ids);
    for (size_t i = 0; i < file->group.organisations.n; i++) {
        j->ids[i] = make_id(j, &file->group.organisations.at[i]);
        good += !file->records.at[i].bad;
    }
    if (j->input->damage != NULL)
        reject(j, j->input->damage, j->input->bytes.n, file->records.n + 1, (yg_str){NULL, 0});
    if (good == 0)
        return yg_fail(err, YG_ERR_INPUT,
                       "no organisation of the group file can be used; `yagura group load --check` "
                       "lists its errors");
    return put_all(j, err);
}

bool yg_intel_group_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err) {
    job j = {.input = input, .sink = sink, .published_us = YG_TIME_NONE};
    bool done = read_all(&j, err);
    yg_buf_free(&j.raw);
    yg_buf_free(&j.text);
    yg_arena_free(&j.arena);
    free(j.ids);
    yg_group_file_free(&j.file);
    return done;
}
