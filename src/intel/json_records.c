#include "intel/json_records.h"

static bool is_named(const char *const *names, yg_str key) {
    for (; *names != NULL; names++) {
        if (yg_str_eqz(key, *names))
            return true;
    }
    return false;
}

void yg_json_records_reject(yg_json_records *records, const char *reason, size_t offset_bytes,
                            yg_str detail) {
    yg_fault fault = {YG_ERR_INPUT, reason, offset_bytes, records->record};
    records->sink->reject(records->sink->self, &fault, detail);
}

static void spend(yg_json_records *r, size_t bytes) {
    r->rescue_bytes -= bytes < r->rescue_bytes ? bytes : r->rescue_bytes;
}

static bool has_mark(const yg_json_records *r, yyjson_val *object) {
    for (const char *const *mark = r->marks; *mark != NULL; mark++) {
        if (yyjson_obj_get(object, *mark) != NULL)
            return true;
    }
    return false;
}

static bool read_one(yg_json_records *r, yg_str raw, yg_error *err) {
    const yg_progress *progress = &r->input->progress;
    const char *reason = NULL;
    size_t at = 0, offset = (size_t)(raw.p - r->input->bytes.p);
    r->record++;
    r->rejected_from = SIZE_MAX;
    if (progress->advance != NULL && r->record % 256 == 0)
        progress->advance(progress->self, offset + raw.n, r->input->bytes.n);
    yyjson_val *object = yg_json_parse(&r->parser, raw, &reason, &at);
    if (object == NULL) {
        yg_json_records_reject(r, reason, offset + at, (yg_str){NULL, 0});
        r->rejected_from = at;
        return true;
    }
    if (!yyjson_is_obj(object) || !has_mark(r, object)) {
        yg_json_records_reject(r, yyjson_is_obj(object) ? r->foreign : "not a JSON object", offset,
                               (yg_str){NULL, 0});
        return true;
    }
    return r->take(r->self, object, raw, err);
}

/* Does a record start here? Looks at its members without parsing. */
static bool is_record(yg_json_records *r, yg_str text, size_t at) {
    yg_json_walk walk;
    yg_str key, value;
    bool found = false;
    if (!yg_json_walk_start(&walk, text, at))
        return false;
    while (!found && yg_json_walk_next(&walk, &key, &value))
        found = is_named(r->marks, key);
    spend(r, walk.at - at);
    return found;
}

/* Where in a rejected record the next one starts, or SIZE_MAX [QUADRATIC]. */
static size_t find_swallowed(yg_json_records *r, yg_str raw) {
    for (size_t at = r->rejected_from; at < raw.n && r->rescue_bytes > 0; at++) {
        const char *open = memchr(raw.p + at, '{', raw.n - at);
        if (open == NULL)
            break;
        at = (size_t)(open - raw.p);
        if (at > 0 && is_record(r, raw, at)) {
            spend(r, raw.n - at); /* is read once more */
            return at;
        }
    }
    return SIZE_MAX;
}

static bool read_list(yg_json_records *r, yg_error *err) {
    yg_json_walk walk;
    yg_str key, value, text = r->input->bytes;
    if (!yg_json_walk_start(&walk, text, 0))
        return true;
    do {
        while (yg_json_walk_next(&walk, &key, &value)) {
            if (!read_one(r, value, err))
                return false;
            size_t swallowed = find_swallowed(r, value);
            if (swallowed != SIZE_MAX) {
                walk.at = (size_t)(value.p - walk.text.p) + swallowed;
                walk.first = true;
            }
        }
        if (walk.fault != NULL) {
            r->record++;
            yg_json_records_reject(r, walk.fault, walk.fault_at, (yg_str){NULL, 0});
        }
    } while (walk.fault != NULL && yg_json_walk_resume(&walk));
    return true;
}

/* The next line behind `at` that begins with an object, or the end of the text. */
static size_t next_line(yg_str text, size_t at) {
    size_t n = yg_str_find(yg_str_from(text, at), YG_STR("\n{"));
    return n == SIZE_MAX ? text.n : at + n + 1;
}

/* Where the object at `at` ends; up to the next line with an object when it does not. */
static size_t end_of_object(yg_json_records *r, yg_str text, size_t at) {
    yg_json_walk walk;
    yg_str key, value;
    if (r->rescue_bytes == 0 || !yg_json_walk_start(&walk, text, at))
        return next_line(text, at);
    while (yg_json_walk_next(&walk, &key, &value))
        continue;
    if (walk.fault == NULL)
        return walk.at;
    spend(r, text.n - at);
    return next_line(text, at);
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',';
}

static bool read_objects(yg_json_records *r, yg_error *err) {
    yg_str text = r->input->bytes;
    yg_json_walk walk;
    if (!yg_json_walk_start(&walk, text, 0))
        return true;
    for (size_t at = walk.at - 1; at < text.n;) {
        if (is_space(text.p[at])) {
            at++;
            continue;
        }
        size_t end = text.p[at] == '{' ? end_of_object(r, text, at) : next_line(text, at);
        yg_str raw = yg_str_sub(text, at, end - at);
        if (!read_one(r, yg_str_trim(raw), err))
            return false;
        size_t swallowed = find_swallowed(r, raw);
        at = swallowed != SIZE_MAX ? at + swallowed : end;
    }
    return true;
}

bool yg_json_records_read(yg_json_records *records, yg_error *err) {
    yg_json_walk walk;
    yg_str text = records->input->bytes;
    if (!yg_json_walk_start(&walk, text, 0))
        return yg_fail(err, YG_ERR_INPUT, "no JSON object or list at byte 0");
    records->rescue_bytes = (64u << 10) + (text.n < SIZE_MAX / 32 ? text.n * 16 : 0);
    return walk.open == '[' ? read_list(records, err) : read_objects(records, err);
}

yyjson_val *yg_json_records_first(yg_json_records *records) {
    yg_json_walk walk;
    yg_str key, value, text = records->input->bytes;
    const char *reason;
    size_t at;
    if (!yg_json_walk_start(&walk, text, 0))
        return NULL;
    if (walk.open == '[') {
        if (!yg_json_walk_next(&walk, &key, &value))
            return NULL;
    } else {
        size_t start = walk.at - 1;
        while (yg_json_walk_next(&walk, &key, &value))
            continue;
        value = yg_str_sub(text, start, walk.at - start);
    }
    return yg_json_parse(&records->parser, value, &reason, &at);
}

size_t yg_json_records_probe(yg_str head, const char *const *names) {
    yg_json_walk walk;
    yg_str key, value;
    size_t n = 0, open;
    bool more = true;
    if (!yg_json_walk_start(&walk, head, 0))
        return 0;
    if (walk.open == '[') {
        open = yg_str_chr(head, '{');
        if (open == SIZE_MAX || yg_str_trim(yg_str_sub(head, walk.at, open - walk.at)).n > 0 ||
            !yg_json_walk_start(&walk, head, open))
            return 0;
    }
    while (more) {
        key = (yg_str){NULL, 0};
        more = yg_json_walk_next(&walk, &key, &value);
        n += key.n > 0 && is_named(names, key);
    }
    return n;
}

void yg_json_records_free(yg_json_records *records) {
    yg_json_parser_free(&records->parser);
}
