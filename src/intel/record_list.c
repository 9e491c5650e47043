/* Attack classes: [DEEP-NESTING] [HUGE-RECORD] (text/json.h), [QUADRATIC] an object that never ends
 * is searched to the end of the text, so what is looked at more than once is bounded. */
#include "intel/record_list.h"

#include "base/limits.h"

typedef struct {
    yg_record_list *list;
    yg_json_parser parser;
    size_t rescue_bytes;  /* that may be looked at once more */
    size_t rejected_from; /* where in the last record the parser stopped; SIZE_MAX: it did not */
} job;

static void reject_at(job *j, const char *reason, size_t offset_bytes) {
    const yg_fault fault = {YG_ERR_INPUT, reason, offset_bytes, ++j->list->records};
    j->list->sink->reject(j->list->sink->self, &fault, (yg_str){NULL, 0});
}

void yg_record_list_reject(const yg_record_list *list, const yg_list_record *record,
                           const char *reason, yg_str detail) {
    const yg_fault fault = {YG_ERR_INPUT, reason, record->offset_bytes, record->number};
    list->sink->reject(list->sink->self, &fault, detail);
}

static size_t offset_of(const job *j, yg_str part) {
    return (size_t)(part.p - j->list->input->bytes.p);
}

static bool is_member(const char *const *members, yg_str key) {
    for (; *members != NULL; members++) {
        if (yg_str_eqz(key, *members))
            return true;
    }
    return false;
}

static bool has_mark(const job *j, yyjson_val *object) {
    const char *const *mark = j->list->marks;
    while (mark != NULL && *mark != NULL && yyjson_obj_get(object, *mark) == NULL)
        mark++;
    return mark == NULL || *mark != NULL;
}

static bool read_one(job *j, yg_str raw, yg_str list_key, yg_error *err) {
    const yg_progress *progress = &j->list->input->progress;
    const char *reason = NULL;
    size_t at = 0, offset = offset_of(j, raw);
    j->rejected_from = SIZE_MAX;
    if (raw.n > YG_LIMIT_RECORD_BYTES) {
        reject_at(j, "record of more than 64 MiB", offset);
        return true;
    }
    yyjson_val *value = yg_json_parse(&j->parser, raw, &reason, &at);
    if (value == NULL) {
        reject_at(j, reason, offset + at);
        j->rejected_from = at;
        return true;
    }
    if (!yyjson_is_obj(value) || !has_mark(j, value)) {
        reject_at(j, yyjson_is_obj(value) ? j->list->foreign : "not a JSON object", offset);
        return true;
    }
    const yg_list_record record = {value, raw, list_key, offset, ++j->list->records};
    if (progress->advance != NULL && record.number % 256 == 0)
        progress->advance(progress->self, offset + raw.n, j->list->input->bytes.n);
    return j->list->visit(j->list->self, &record, err);
}

static void spend(job *j, size_t bytes) {
    j->rescue_bytes -= bytes < j->rescue_bytes ? bytes : j->rescue_bytes;
}

/* Does a record start here? Looks at its members without parsing. */
static bool is_record(job *j, yg_str text, size_t at) {
    yg_json_walk walk;
    yg_str key, value;
    bool found = false;
    if (!yg_json_walk_start(&walk, text, at))
        return false;
    while (!found && yg_json_walk_next(&walk, &key, &value))
        found = is_member(j->list->marks, key);
    spend(j, walk.at - at);
    return found;
}

/* Where in a rejected record the next one starts, or SIZE_MAX [QUADRATIC]. */
static size_t find_swallowed(job *j, yg_str raw) {
    if (j->list->marks == NULL)
        return SIZE_MAX;
    for (size_t at = j->rejected_from; at < raw.n && j->rescue_bytes > 0; at++) {
        const char *open = memchr(raw.p + at, '{', raw.n - at);
        if (open == NULL)
            break;
        at = (size_t)(open - raw.p);
        if (at > 0 && is_record(j, raw, at)) {
            spend(j, raw.n - at); /* is read once more */
            return at;
        }
    }
    return SIZE_MAX;
}

/* array: from its opening bracket on. */
static bool read_array(job *j, yg_str array, yg_str list_key, yg_error *err) {
    yg_json_walk walk;
    yg_str key, raw;
    if (!yg_json_walk_start(&walk, array, 0))
        return true;
    do {
        while (yg_json_walk_next(&walk, &key, &raw)) {
            if (!read_one(j, raw, list_key, err))
                return false;
            size_t swallowed = find_swallowed(j, raw);
            if (swallowed != SIZE_MAX) {
                walk.at = (size_t)(raw.p - walk.text.p) + swallowed;
                walk.first = true;
            }
        }
        if (walk.fault != NULL)
            reject_at(j, walk.fault, offset_of(j, array) + walk.fault_at);
    } while (walk.fault != NULL && yg_json_walk_resume(&walk));
    return true;
}

/* The next line behind `at` that begins with an object, or the end of the text. */
static size_t next_line(yg_str text, size_t at) {
    size_t n = yg_str_find(yg_str_from(text, at), YG_STR("\n{"));
    return n == SIZE_MAX ? text.n : at + n + 1;
}

/* Where the object at `at` ends; up to the next line with an object when it does not. */
static size_t end_of_object(job *j, yg_str text, size_t at) {
    yg_json_walk walk;
    yg_str key, value;
    if (j->rescue_bytes == 0 || !yg_json_walk_start(&walk, text, at))
        return next_line(text, at);
    while (yg_json_walk_next(&walk, &key, &value))
        continue;
    if (walk.fault == NULL)
        return walk.at;
    spend(j, text.n - at);
    return next_line(text, at);
}

static bool is_between(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',';
}

/* Objects one behind the other; behind one that never ends, on at the next line that begins one. */
static bool read_stream(job *j, yg_str text, yg_error *err) {
    yg_json_walk walk;
    if (!yg_json_walk_start(&walk, text, 0))
        return true;
    for (size_t at = walk.at - 1; at < text.n;) {
        if (is_between(text.p[at])) {
            at++;
            continue;
        }
        size_t end = text.p[at] == '{' ? end_of_object(j, text, at) : next_line(text, at);
        yg_str raw = yg_str_sub(text, at, end - at);
        if (!read_one(j, yg_str_trim(raw), (yg_str){NULL, 0}, err))
            return false;
        size_t swallowed = find_swallowed(j, raw);
        at = swallowed != SIZE_MAX ? at + swallowed : end;
    }
    return true;
}

static bool is_array(yg_str value) {
    return value.n > 0 && value.p[0] == '[';
}

/* What an object at the top is. */
typedef enum { STREAM, MEMBER, BY_KEY } form;

static form form_of(yg_str text, const char *const *members, bool by_key) {
    yg_json_walk walk;
    yg_str key = {NULL, 0}, value;
    bool only_arrays = true;
    size_t n = 0;
    if (!yg_json_walk_start(&walk, text, 0))
        return STREAM;
    for (; yg_json_walk_next(&walk, &key, &value); n++) {
        if (is_array(value) && is_member(members, key))
            return MEMBER;
        only_arrays = only_arrays && is_array(value);
    }
    if (walk.fault != NULL && walk.at < text.n) { /* in a value, or in the key before it */
        value = yg_str_from(text, walk.at);
        if (is_array(value) && is_member(members, key))
            return MEMBER;
        only_arrays = only_arrays && value.p[0] != '{';
        n += is_array(value);
    }
    return by_key && only_arrays && n > 0 ? BY_KEY : STREAM;
}

static bool read_object(job *j, yg_str text, form kind, yg_error *err) {
    const yg_str none = {NULL, 0};
    yg_json_walk walk;
    yg_str key = none, value;
    if (!yg_json_walk_start(&walk, text, 0))
        return true;
    while (yg_json_walk_next(&walk, &key, &value)) {
        if (is_array(value) && (kind == BY_KEY || is_member(j->list->members, key)) &&
            !read_array(j, value, kind == BY_KEY ? key : none, err))
            return false;
    }
    if (walk.fault == NULL)
        return true;
    value = yg_str_from(text, walk.at);
    if (is_array(value) && (kind == BY_KEY || is_member(j->list->members, key)))
        return read_array(j, value, kind == BY_KEY ? key : none, err);
    reject_at(j, walk.fault, walk.fault_at);
    return true;
}

bool yg_record_list_read(yg_record_list *list, yg_error *err) {
    job j = {.list = list};
    yg_str text = list->input->bytes;
    yg_json_walk walk;
    bool done;
    if (!yg_json_walk_start(&walk, text, 0))
        return yg_fail(err, YG_ERR_INPUT, "no JSON object or array at byte 0");
    form kind = walk.open == '{' ? form_of(text, list->members, list->by_key) : STREAM;
    j.rescue_bytes = (64u << 10) + (text.n < SIZE_MAX / 32 ? text.n * 16 : 0);
    if (walk.open == '[')
        done = read_array(&j, yg_str_from(text, walk.at - 1), (yg_str){NULL, 0}, err);
    else
        done = kind == STREAM ? read_stream(&j, text, err) : read_object(&j, text, kind, err);
    if (done && list->input->damage != NULL)
        reject_at(&j, list->input->damage, text.n);
    yg_json_parser_free(&j.parser);
    return done;
}

/* The first element of an array that head may cut off. */
static yg_str first_of(yg_str array) {
    yg_json_walk walk, record;
    if (!yg_json_walk_start(&walk, array, 0) || !yg_json_walk_start(&record, array, walk.at))
        return (yg_str){NULL, 0};
    return yg_str_from(array, record.at - 1);
}

yg_str yg_record_list_first(yg_str head, const char *const *members, bool by_key) {
    yg_json_walk walk;
    yg_str key = {NULL, 0}, value;
    if (!yg_json_walk_start(&walk, head, 0))
        return (yg_str){NULL, 0};
    yg_str whole = yg_str_from(head, walk.at - 1);
    form kind = walk.open == '{' ? form_of(head, members, by_key) : STREAM;
    if (walk.open == '[')
        return first_of(whole);
    if (kind == STREAM)
        return whole;
    while (yg_json_walk_next(&walk, &key, &value)) {
        if (is_array(value) && (kind == BY_KEY || is_member(members, key)) && first_of(value).n > 0)
            return first_of(value);
    }
    if (walk.fault == NULL || (kind == MEMBER && !is_member(members, key)))
        return (yg_str){NULL, 0};
    return first_of(yg_str_from(head, walk.at));
}

uint32_t yg_record_list_keys(yg_str record, const char *const *keys, size_t n) {
    yg_json_walk walk;
    yg_str key = {NULL, 0}, value;
    uint32_t found = 0;
    if (!yg_json_walk_start(&walk, record, 0) || walk.open != '{')
        return 0;
    for (bool more = true; more;) {
        more = yg_json_walk_next(&walk, &key, &value);
        for (size_t i = 0; i < n; i++) {
            if (yg_str_eqz(key, keys[i]))
                found |= UINT32_C(1) << i;
        }
    }
    return found;
}
