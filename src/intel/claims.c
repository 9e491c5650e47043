#include "intel/claims.h"

#include "base/utf8.h"
#include "intel/claims_part.h"

int yg_claims_probe(yg_str head, yg_str path) {
    return yg_claims_csv_is(head, NULL) || yg_claims_yaml_is(head) ? 99 : 0;
}

static yg_str base_name(yg_str path) {
    for (size_t i = path.n; i > 0; i--) {
        if (path.p[i - 1] == '/' || path.p[i - 1] == '!')
            return yg_str_from(path, i);
    }
    return path.n > 0 ? path : YG_STR("yagura-claims");
}

/* "TLP:CLEAR" as "clear". */
static yg_str tlp_word(yg_claims_job *j, yg_str label) {
    char word[32];
    if (!yg_str_starts(label, YG_STR("TLP:")) || label.n - 4 > sizeof word)
        return (yg_str){NULL, 0};
    for (size_t i = 4; i < label.n; i++)
        word[i - 4] = label.p[i] >= 'A' && label.p[i] <= 'Z' ? (char)(label.p[i] + 32) : label.p[i];
    return yg_arena_copy(&j->arena, (yg_str){word, label.n - 4});
}

static void on_unknown(void *self, const yg_yaml_node *node, const char *nearest) {
    yg_claims_job *j = self;
    yg_str detail = nearest != NULL
                        ? yg_claims_text(j, "\"%.*s\", did you mean \"%s\"? (line %zu)",
                                         YG_FMT(node->key), nearest, node->line)
                        : yg_claims_text(j, "\"%.*s\" (line %zu)", YG_FMT(node->key), node->line);
    yg_claims_reject(j, "unknown key", node->offset_bytes, detail);
}

static yg_str source_text(const yg_yaml_node *source, const char *key) {
    const yg_claims_rule *rule = yg_claims_rule_of(yg_claims_source_rules, yg_str_of(key));
    yg_str text = yg_yaml_str(source, key);
    return yg_claims_check_text(rule->type, rule->words, text) == NULL ? text : (yg_str){NULL, 0};
}

/* The source as the file names it. A bad value in it is reported and left out. */
static void read_source(yg_claims_job *j) {
    const yg_yaml_node *source = j->file.source;
    yg_date date;
    j->own = (yg_source){
        .name = source_text(source, "name"),
        .publisher = source_text(source, "publisher"),
        .address = source_text(source, "address"),
        .licence = source_text(source, "licence"),
        .tlp = tlp_word(j, source_text(source, "tlp")),
        .published = source_text(source, "published"),
    };
    if (j->own.name.n == 0)
        j->own.name = base_name(j->input->path);
    if (!yg_date_parse(j->own.published, &date))
        j->own.published = (yg_str){NULL, 0};
    else
        j->published_us = date.from_us;
}

static void report_source(yg_claims_job *j) {
    yg_claims_fault fault = {0};
    if (j->file.source == NULL) {
        yg_claims_reject(j, "missing key", 0, YG_STR("source"));
        return;
    }
    if (!yg_claims_check(j->file.source, yg_claims_source_rules, on_unknown, j, &fault))
        yg_claims_reject(j, fault.reason, fault.node->offset_bytes,
                         yg_claims_text(j, "source: %s", fault.key));
}

static void reject_bad(yg_claims_job *j, const yg_claims_fault *fault) {
    yg_str text = fault->node->kind == YG_YAML_SCALAR ? yg_str_sub(fault->node->text, 0, 80)
                                                      : (yg_str){NULL, 0};
    text.n = yg_utf8_floor(text, text.n);
    yg_str detail = text.n > 0 ? yg_claims_text(j, "%s: \"%.*s\" (line %zu)", fault->key,
                                                YG_FMT(text), fault->node->line)
                               : yg_claims_text(j, "%s (line %zu)", fault->key, fault->node->line);
    yg_claims_reject(j, fault->reason, fault->node->offset_bytes, detail);
}

static void take_record(yg_claims_job *j, const yg_claims_record *record) {
    static void (*const take[YG_CLAIMS_KINDS])(yg_claims_job * j, const yg_yaml_node *node) = {
        yg_claims_take_incident, yg_claims_take_statistic, yg_claims_take_alias,
        yg_claims_take_claim};
    yg_claims_fault fault = {0};
    j->offset_bytes = record->node->offset_bytes;
    if (yg_claims_check(record->node, yg_claims_rules[record->kind], on_unknown, j, &fault))
        take[record->kind](j, record->node);
    else
        reject_bad(j, &fault);
}

static bool read_all(yg_claims_job *j, yg_error *err) {
    const yg_intel_input *input = j->input;
    if (!yg_claims_file_read(&j->file, input->bytes, err))
        return false;
    read_source(j);
    yg_source source = yg_intel_source(input, j->own);
    if (!j->sink->source(j->sink->self, &source, err))
        return false;
    report_source(j);
    for (size_t i = 0; i < j->file.notes.n; i++)
        j->sink->reject(j->sink->self, &j->file.notes.at[i].fault, j->file.notes.at[i].detail);
    for (size_t i = 0; i < j->file.records.n; i++) {
        j->record = i + 1;
        take_record(j, &j->file.records.at[i]);
        if (input->progress.advance != NULL && i % 1024 == 0)
            input->progress.advance(input->progress.self, j->offset_bytes, input->bytes.n);
    }
    if (input->damage != NULL) {
        j->record++;
        yg_claims_reject(j, input->damage, input->bytes.n, (yg_str){NULL, 0});
    }
    if (j->file.records.n > 0 && j->things.n == 0 && j->statistics.n == 0)
        return yg_fail(err, YG_ERR_INPUT, "none of %zu records of the claims file can be used",
                       j->file.records.n);
    return yg_claims_emit(j, err) && yg_claims_put_statistics(j, err);
}

bool yg_claims_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err) {
    yg_claims_job j = {.input = input, .sink = sink, .published_us = YG_TIME_NONE};
    bool done = read_all(&j, err);
    yg_vec_free(&j.things);
    yg_vec_free(&j.names);
    yg_vec_free(&j.claims);
    yg_vec_free(&j.statistics);
    yg_map_free(&j.index);
    yg_arena_free(&j.arena);
    yg_claims_file_free(&j.file);
    return done;
}
