/* Reads MISP events. An event is one report: its attributes are indicators, its galaxy clusters are
 * claims. The files of a feed are read one by one; manifest.json is only checked.
 *
 * An event that is not valid JSON (a comma too many, a file cut off) is rejected and what is left
 * of it is read: an event holds hundreds of attributes, and one damaged one costs itself.
 *
 * Attack classes: [DEEP-NESTING] [HUGE-RECORD] [QUADRATIC] (text/json.h), [MARKING-LOSS] the
 * strictest TLP tag anywhere in the file marks the source, and what is not clear gets a source of
 * its own. It does not: apply sharing groups and distribution levels, read ShadowAttribute
 * (proposals), Sighting, or analyst data. */
#include "intel/misp_event.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "intel/misp_kind.h"
#include "intel/misp_report.h"

/* {"response": [[{"Event": ...}]]} is the deepest that was seen. */
#define FIND_DEPTH 4

typedef struct {
    const yg_intel_input *input;
    const yg_sink *sink;
    yg_json_parser parser;
    YG_VEC(yg_str) events; /* each from its '{' on; the last one may be cut off */
    bool has_wrapped;      /* one of them at least is the value of "Event" */
    yg_buf publisher, text, left;
    uint64_t record;
} job;

static bool is_hash_line(yg_str head) {
    yg_str line;
    return yg_str_split(&head, '\n', &line) && line.n > 36 && line.p[32] == ',' &&
           yg_uuid_is(yg_str_sub(line, 33, 36));
}

static bool is_hash_list(yg_str head, yg_str path) {
    return yg_str_ends(path, YG_STR("hashes.csv")) && is_hash_line(head);
}

/* {"UUID": {"info": ..., "Orgc": ...}, ...} */
static bool is_manifest(yg_str head, yg_str path) {
    yg_json_walk walk;
    yg_str key = {NULL, 0}, value = {NULL, 0};
    if (!yg_json_walk_start(&walk, head, 0) || walk.open != '{')
        return false;
    if (!yg_json_walk_next(&walk, &key, &value))
        value = yg_str_from(head, walk.at);
    return yg_uuid_is(key) && value.n > 0 && value.p[0] == '{' &&
           (yg_str_ends(path, YG_STR("manifest.json")) ||
            (yg_str_find(value, YG_STR("\"info\"")) != SIZE_MAX &&
             yg_str_find(value, YG_STR("\"Orgc\"")) != SIZE_MAX));
}

/* The events' places in text: values of "Event", and objects that look like one themselves. The
 * value at which the text is cut off counts as well. */
static void find_events(job *j, yg_str text, int depth) {
    yg_json_walk walk;
    yg_str key, value;
    bool has_info = false, has_mark = false, more = true;
    if (depth == 0 || !yg_json_walk_start(&walk, text, 0))
        return;
    while (more) {
        key = (yg_str){NULL, 0};
        more = yg_json_walk_next(&walk, &key, &value);
        if (!more) {
            if (walk.fault == NULL || walk.fault_at != walk.at || walk.at >= text.n)
                break;
            value = yg_str_from(text, walk.at);
        }
        char open = value.n > 0 ? value.p[0] : '\0';
        if (walk.open == '{' && yg_str_eqz(key, "Event") && open == '{') {
            yg_vec_push(&j->events, value);
            j->has_wrapped = true;
            return;
        }
        if (walk.open == '[' || yg_str_eqz(key, "response"))
            find_events(j, value, depth - 1);
        has_info = has_info || (walk.open == '{' && yg_str_eqz(key, "info"));
        has_mark = has_mark || (walk.open == '{' && (yg_str_eqz(key, "Attribute") ||
                                                     yg_str_eqz(key, "threat_level_id")));
        if (!more && walk.open == '[' && open != '{' && open != '[')
            more = yg_json_walk_resume(&walk);
    }
    if (has_info && has_mark)
        yg_vec_push(&j->events, text);
}

int yg_misp_event_probe(yg_str head, yg_str path) {
    job j = {0};
    if (is_hash_list(head, path))
        return 80;
    if (is_manifest(head, path))
        return 85;
    find_events(&j, head, FIND_DEPTH);
    int score = j.has_wrapped ? 95 : j.events.n > 0 ? 70 : 0;
    yg_vec_free(&j.events);
    return score;
}

static void reject(job *j, const char *reason, size_t offset, yg_str detail) {
    yg_fault fault = {YG_ERR_INPUT, reason, offset, j->record};
    j->sink->reject(j->sink->self, &fault, detail);
}

static size_t offset_of(const job *j, yg_str part) {
    return (size_t)(part.p - j->input->bytes.p);
}

/* The strictest string "tlp:..." in the whole file: tags of events, attributes and objects. */
static yg_str strictest_tlp(yg_str text) {
    yg_str best = {NULL, 0};
    while (text.n > 0) {
        size_t quote = yg_str_chr(text, '"');
        text = quote == SIZE_MAX ? (yg_str){NULL, 0} : yg_str_from(text, quote + 1);
        if (!yg_str_eq_nocase(yg_str_sub(text, 0, 4), YG_STR("tlp:")))
            continue;
        yg_str tlp = yg_misp_tlp(yg_str_sub(text, 0, yg_str_chr(text, '"')));
        if (yg_tlp_rank(tlp) > yg_tlp_rank(best))
            best = tlp;
    }
    return best;
}

/* The name in the event's Orgc, without parsing the whole event; "" unless it can be a name. */
static void add_creator(job *j, yg_str event, yg_buf *ret_name) {
    yg_json_walk walk;
    yg_str key, value;
    const char *reason;
    size_t at;
    if (!yg_json_walk_start(&walk, event, 0))
        return;
    while (yg_json_walk_next(&walk, &key, &value)) {
        if (!yg_str_eqz(key, "Orgc"))
            continue;
        yg_str name =
            yg_str_trim(yg_json_str(yg_json_parse(&j->parser, value, &reason, &at), "name"));
        if (name.n <= YG_LIMIT_NAME_BYTES)
            yg_buf_add(ret_name, name);
        return;
    }
}

static yg_str base_name(yg_str path) {
    for (size_t i = path.n; i > 0; i--) {
        if (path.p[i - 1] == '/' || path.p[i - 1] == '!')
            return yg_str_from(path, i);
    }
    return path;
}

/* One source an organisation and marking: "ESET MISP events", "ESET MISP events (TLP:AMBER)". */
static bool put_source(job *j, yg_error *err) {
    YG_CLEANUP_BUF yg_buf name = {0};
    YG_CLEANUP_BUF yg_buf other = {0};
    yg_str tlp = strictest_tlp(j->input->bytes);
    for (size_t i = 0; i < j->events.n; i++) {
        yg_buf_clear(&other);
        add_creator(j, j->events.at[i], i == 0 ? &j->publisher : &other);
        if (i > 0 && !yg_str_eq(yg_buf_str(&other), yg_buf_str(&j->publisher))) {
            yg_buf_clear(&j->publisher);
            break;
        }
    }
    yg_buf_add(&name, j->publisher.n > 0 ? yg_buf_str(&j->publisher) : base_name(j->input->path));
    yg_buf_addz(&name, " MISP events");
    if (yg_tlp_rank(tlp) > 1) {
        yg_buf_addz(&name, " (TLP:");
        for (size_t i = 0; i < tlp.n; i++)
            yg_buf_addc(&name, tlp.p[i] == '+' ? '+' : (char)(tlp.p[i] - 32));
        yg_buf_addc(&name, ')');
    }
    yg_source source = {
        .name = yg_buf_str(&name), .publisher = yg_buf_str(&j->publisher), .tlp = tlp};
    source = yg_intel_source(j->input, source);
    return j->sink->source(j->sink->self, &source, err);
}

static bool put_report(job *j, yg_misp_report *report, yg_error *err) {
    yyjson_val *event = report->event;
    yg_date date;
    yg_buf_clear(&j->text);
    yg_misp_add_text(&j->text, event);
    yg_object object = {
        .id = report->id,
        .type = YG_STR("report"),
        .entry = YG_STR("event"),
        .media = YG_STR("misp-event"),
        .name = report->info,
        .text = yg_buf_str(&j->text),
        .raw = report->raw,
        .created_us = yg_date_parse(report->date, &date) ? date.from_us : YG_TIME_NONE,
        .modified_us = yg_misp_epoch_us(yyjson_obj_get(event, "timestamp")),
        .offset_bytes = report->offset_bytes,
    };
    yg_name name = {.text = report->info, .kind = YG_NAME_PRIMARY};
    switch (j->sink->object(j->sink->self, &object, err)) {
    case YG_PUT_FAILED:
        return false;
    case YG_PUT_UNCHANGED:
        /* So that the attributes at fault are told at every import. */
        return yg_misp_put_indicators(report, err);
    case YG_PUT_TAKEN:
        break;
    }
    return j->sink->name(j->sink->self, &name, err) && yg_misp_put_context(report, err) &&
           yg_misp_put_indicators(report, err);
}

static yg_str report_id(job *j, const yg_misp_report *report, char ret_id[YG_ID_BYTES]) {
    if (yg_id_from_uuid("report", yg_str_trim(yg_json_str(report->event, "uuid")), ret_id))
        return yg_str_of(ret_id);
    yg_buf_clear(&j->text);
    yg_buf_addf(&j->text, "misp-event|%.*s|%.*s", YG_FMT(report->info), YG_FMT(report->date));
    return yg_id_make("report", yg_buf_str(&j->text), ret_id);
}

/* The event's value, or what is left of it in j->left; NULL when that is nothing. */
static yyjson_val *parse_event(job *j, yg_str *raw) {
    const char *reason = NULL;
    size_t at = 0;
    yyjson_val *event = yg_json_parse(&j->parser, *raw, &reason, &at);
    if (event != NULL)
        return event;
    reject(j, reason, offset_of(j, *raw) + at, YG_STR("the event is not whole"));
    yg_buf_clear(&j->left);
    if (raw->n > YG_LIMIT_RECORD_BYTES || !yg_json_salvage(&j->left, *raw))
        return NULL;
    *raw = yg_buf_str(&j->left);
    return yg_json_parse(&j->parser, *raw, &reason, &at);
}

static bool read_event(job *j, yg_str raw, yg_error *err) {
    char id[YG_ID_BYTES];
    yg_date date;
    yg_misp_report report = {.sink = j->sink, .offset_bytes = offset_of(j, raw)};
    const char *start = raw.p;
    report.record = ++j->record;
    report.event = parse_event(j, &raw);
    if (!yyjson_is_obj(report.event))
        return true; /* parse_event said why */
    report.raw = raw;
    report.is_whole = raw.p == start;
    report.info = yg_str_trim(yg_json_str(report.event, "info"));
    report.date = yg_str_trim(yg_json_str(report.event, "date"));
    if (!yg_date_parse(report.date, &date))
        report.date = (yg_str){NULL, 0};
    yg_str creator = yg_str_trim(yg_json_str(yyjson_obj_get(report.event, "Orgc"), "name"));
    if (!yg_str_eq(creator, yg_buf_str(&j->publisher)) && creator.n <= YG_LIMIT_NAME_BYTES)
        report.asserted_by = creator;
    if (report.info.n == 0) {
        reject(j, "event without \"info\"", report.offset_bytes, yg_json_str(report.event, "uuid"));
        return true;
    }
    report.info = yg_str_sub(report.info, 0, YG_LIMIT_NAME_BYTES);
    report.info.n = yg_utf8_floor(report.info, report.info.n);
    yg_misp_sole_actor(report.event, report.actor);
    report.id = report_id(j, &report, id);
    return put_report(j, &report, err);
}

/* Nothing is put for a manifest: its events come from their own files. */
static bool check_manifest(job *j, yg_error *err) {
    yg_json_walk walk;
    yg_str key, value;
    const char *reason;
    size_t at;
    if (!yg_json_walk_start(&walk, j->input->bytes, 0))
        return yg_fail(err, YG_ERR_INPUT, "not a MISP manifest: no JSON object at byte 0");
    while (yg_json_walk_next(&walk, &key, &value)) {
        j->record++;
        if (!yg_uuid_is(key) ||
            yg_json_str(yg_json_parse(&j->parser, value, &reason, &at), "info").n == 0)
            reject(j, "manifest entry without the shape UUID: {\"info\": ...}", offset_of(j, value),
                   key);
    }
    if (walk.fault != NULL)
        reject(j, walk.fault, walk.fault_at, (yg_str){NULL, 0});
    return true;
}

static bool read_all(job *j, yg_error *err) {
    const yg_progress *progress = &j->input->progress;
    yg_str bytes = j->input->bytes;
    if (is_hash_list(yg_str_sub(bytes, 0, 4096), j->input->path)) {
        reject(j, "hashes.csv is not read: the events hold the same values", 0, (yg_str){NULL, 0});
        return true;
    }
    if (is_manifest(bytes, j->input->path))
        return check_manifest(j, err);
    find_events(j, bytes, FIND_DEPTH);
    if (j->events.n == 0)
        return yg_fail(err, YG_ERR_INPUT, "not a MISP event: no \"Event\" in %zu bytes", bytes.n);
    if (!put_source(j, err))
        return false;
    for (size_t i = 0; i < j->events.n; i++) {
        yg_str event = j->events.at[i];
        if (!read_event(j, event, err))
            return false;
        if (progress->advance != NULL)
            progress->advance(progress->self, offset_of(j, event) + event.n, bytes.n);
    }
    return true;
}

bool yg_misp_event_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err) {
    job j = {.input = input, .sink = sink};
    bool done = read_all(&j, err);
    if (done && input->damage != NULL)
        reject(&j, input->damage, input->bytes.n, (yg_str){NULL, 0});
    yg_json_parser_free(&j.parser);
    yg_vec_free(&j.events);
    yg_buf_free(&j.publisher);
    yg_buf_free(&j.text);
    yg_buf_free(&j.left);
    return done;
}
