/* Reads incidents in VERIS, the Vocabulary for Event Recording and Incident Sharing, 1.3 to 1.4.1:
 * one incident a file, a list of them (the joined files of VCDB), or one a line.
 *
 * Attack classes: those of record_list.c; summaries and names are free text of anybody's and are
 * handed on as they are, to be escaped where they are shown. It does not: check a record against
 * the schema (real data do not keep it), read VCDB's CSV, or resolve campaign_id. */
#include "intel/veris.h"

#include "intel/incident_part.h"
#include "intel/veris_part.h"

static const char *const marks[] = {"incident_id", "security_incident", "victim", NULL};
static const char *const no_list[] = {NULL};

int yg_veris_probe(yg_str head, yg_str path) {
    static const char *const keys[] = {
        "incident_id", "security_incident", "victim",           "action",         "actor",
        "asset",       "attribute",         "discovery_method", "schema_version", "timeline"};
    uint32_t found = yg_record_list_keys(yg_record_list_first(head, no_list, false), keys,
                                         sizeof keys / sizeof *keys);
    int n = __builtin_popcount(found);
    (void)path;
    if ((found & 1) == 0) /* the schema's own files have the other keys, with lists of words */
        return 0;
    return n >= 5 ? 92 : n >= 3 ? 60 : 0;
}

/* The first record in full, as far as its brackets match. */
static yg_str first_record(yg_str text) {
    yg_str first = yg_record_list_first(text, no_list, false), key, value;
    yg_json_walk walk;
    if (!yg_json_walk_start(&walk, first, 0))
        return (yg_str){NULL, 0};
    while (yg_json_walk_next(&walk, &key, &value))
        continue;
    return yg_str_sub(first, 0, walk.at);
}

/* The set that a file belongs to: that of its first record, else what its name says. Files of
 * different sets are different sources. */
static void name_source(yg_veris_job *j, yg_json_parser *parser) {
    static const char *const vcdb[] = {"vcdb", "VCDB"};
    const char *reason;
    size_t at;
    yg_str path = j->records.input->path;
    yyjson_val *first = yg_json_parse(parser, first_record(j->records.input->bytes), &reason, &at);
    yg_str id = yg_str_trim(yg_json_str(first, "source_id"));
    bool is_vcdb = yg_str_eq_nocase(id, YG_STR("vcdb"));
    for (size_t i = 0; i < 2 && id.n == 0; i++)
        is_vcdb = is_vcdb || yg_str_find(path, yg_str_of(vcdb[i])) != SIZE_MAX;
    if (is_vcdb) {
        j->source = (yg_source){
            .name = YG_STR("VCDB"),
            .publisher = YG_STR("VERIS Community Database"),
            .address = YG_STR("https://github.com/vz-risk/VCDB"),
            .licence = YG_STR("CC-BY-SA-4.0"),
            .tlp = YG_STR("clear"),
        };
        return;
    }
    yg_buf_addz(&j->name, "VERIS");
    if (id.n > 0 && id.n <= 80) {
        yg_buf_addz(&j->name, ": ");
        yg_incident_add_clean(&j->name, id);
    }
    j->source = (yg_source){.name = yg_buf_str(&j->name)};
}

static bool read_all(yg_veris_job *j, yg_error *err) {
    yg_json_walk walk;
    yg_json_parser parser = {0};
    if (!yg_json_walk_start(&walk, j->records.input->bytes, 0))
        return yg_fail(err, YG_ERR_INPUT, "not VERIS: no JSON object or list at byte 0");
    name_source(j, &parser);
    yg_json_parser_free(&parser);
    j->source = yg_intel_source(j->records.input, j->source);
    return j->records.sink->source(j->records.sink->self, &j->source, err) &&
           yg_record_list_read(&j->records, err);
}

static void release(yg_veris_job *j) {
    yg_buf *const all[] = {&j->name,         &j->date,  &j->victim, &j->sites,      &j->site_labels,
                           &j->sector_label, &j->types, &j->actors, &j->references, &j->tags};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        yg_buf_free(all[i]);
    yg_map_free(&j->seen);
}

bool yg_veris_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err) {
    yg_veris_job j = {.records = {.input = input,
                                  .sink = sink,
                                  .members = no_list,
                                  .marks = marks,
                                  .foreign = "not a VERIS incident",
                                  .visit = yg_veris_take}};
    j.records.self = &j;
    bool done = read_all(&j, err);
    release(&j);
    return done;
}
