#include "text/json.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"

static size_t skip_space(yg_str s, size_t at) {
    while (at < s.n && (s.p[at] == ' ' || s.p[at] == '\n' || s.p[at] == '\r' || s.p[at] == '\t'))
        at++;
    return at;
}

/* `at` is behind the opening quote; gives the index behind the closing one, or SIZE_MAX. */
static size_t skip_string(yg_str s, size_t at) {
    for (;;) {
        const char *quote = at < s.n ? memchr(s.p + at, '"', s.n - at) : NULL;
        if (quote == NULL)
            return SIZE_MAX;
        size_t end = (size_t)(quote - s.p), slashes = 0;
        while (end - slashes > at && s.p[end - slashes - 1] == '\\')
            slashes++;
        at = end + 1;
        if (slashes % 2 == 0)
            return at;
    }
}

/* The index behind the value at `at`, or SIZE_MAX when it never ends. */
static size_t skip_value(yg_str s, size_t at) {
    size_t depth = 0;
    if (at >= s.n)
        return SIZE_MAX;
    do {
        if (at >= s.n)
            return SIZE_MAX;
        switch (s.p[at]) {
        case '"':
            at = skip_string(s, at + 1);
            if (at == SIZE_MAX)
                return SIZE_MAX;
            break;
        case '{':
        case '[':
            depth++;
            at++;
            break;
        case '}':
        case ']':
            if (depth == 0)
                return at;
            depth--;
            at++;
            break;
        case ',':
            if (depth == 0)
                return at;
            at++;
            break;
        default:
            at++;
            if (depth == 0) {
                while (at < s.n && memchr(" \n\r\t,]}", s.p[at], 7) == NULL)
                    at++;
                return at;
            }
        }
    } while (depth > 0);
    return at;
}

bool yg_json_walk_start(yg_json_walk *walk, yg_str text, size_t from) {
    if (from == 0 && yg_str_starts(text, YG_STR("\xEF\xBB\xBF")))
        from = 3;
    size_t at = skip_space(text, from);
    if (at >= text.n || (text.p[at] != '{' && text.p[at] != '['))
        return false;
    *walk = (yg_json_walk){.text = text, .at = at + 1, .open = text.p[at], .first = true};
    return true;
}

static bool stop(yg_json_walk *walk, const char *fault, size_t at) {
    walk->fault = fault;
    walk->fault_at = at;
    return false;
}

/* Moves over '"key" :' of an object. */
static bool walk_key(yg_json_walk *walk, yg_str *ret_key) {
    yg_str s = walk->text;
    size_t at = walk->at;
    if (at >= s.n)
        return stop(walk, "the text ends inside an object", at);
    if (s.p[at] != '"')
        return stop(walk, "a quoted key is missing", at);
    size_t end = skip_string(s, at + 1);
    if (end == SIZE_MAX)
        return stop(walk, "the text ends inside a string", at);
    *ret_key = yg_str_sub(s, at + 1, end - at - 2);
    end = skip_space(s, end);
    if (end >= s.n || s.p[end] != ':')
        return stop(walk, "a colon is missing behind a key", end);
    walk->at = skip_space(s, end + 1);
    return true;
}

bool yg_json_walk_next(yg_json_walk *walk, yg_str *ret_key, yg_str *ret_value) {
    yg_str s = walk->text;
    char close = walk->open == '{' ? '}' : ']';
    walk->fault = NULL;
    walk->at = skip_space(s, walk->at);
    if (walk->at < s.n && s.p[walk->at] == close) {
        walk->at++;
        return false;
    }
    if (!walk->first) {
        if (walk->at >= s.n)
            return stop(walk, "the text ends before its closing bracket", walk->at);
        if (s.p[walk->at] != ',')
            return stop(walk, "a comma is missing between records", walk->at);
        walk->at = skip_space(s, walk->at + 1);
    }
    *ret_key = (yg_str){NULL, 0};
    if (walk->open == '{' && !walk_key(walk, ret_key))
        return false;
    size_t end = skip_value(s, walk->at);
    if (end == SIZE_MAX || end == walk->at)
        return stop(walk, end == SIZE_MAX ? "the text ends inside a record" : "a value is missing",
                    walk->at);
    *ret_value = yg_str_sub(s, walk->at, end - walk->at);
    walk->at = end;
    walk->first = false;
    return true;
}

bool yg_json_walk_member(yg_json_walk *walk, yg_str text, const char *key) {
    yg_json_walk members;
    yg_str name, value;
    if (!yg_json_walk_start(&members, text, 0) || members.open != '{')
        return false;
    while (yg_json_walk_next(&members, &name, &value)) {
        if (yg_str_eqz(name, key))
            return yg_json_walk_start(walk, value, 0);
    }
    return false;
}

bool yg_json_walk_resume(yg_json_walk *walk) {
    yg_str s = walk->text;
    /* A record that never closes costs a scan to the end, and so may each behind it. */
    walk->rescanned_bytes += s.n - (walk->fault_at < s.n ? walk->fault_at : s.n);
    if (walk->rescanned_bytes / 16 > s.n + (4u << 20))
        return false;
    /* The last index where a record may start: '{' with only white space and commas before it on
     * its line. Looking for it behind the fault gives the next whole record after damage. */
    for (size_t at = walk->fault_at + 1; at < s.n; at++) {
        if (s.p[at] != '{')
            continue;
        size_t before = at;
        while (before > 0 && (s.p[before - 1] == ' ' || s.p[before - 1] == '\t'))
            before--;
        if (before == 0 || (s.p[before - 1] != '\n' && s.p[before - 1] != ','))
            continue;
        walk->at = at;
        walk->first = true;
        walk->fault = NULL;
        return true;
    }
    return false;
}

static size_t depth_of(yg_str s, size_t *ret_at) {
    size_t depth = 0, deepest = 0;
    for (size_t at = 0; at < s.n; at++) {
        char c = s.p[at];
        if (c == '"') {
            at = skip_string(s, at + 1);
            if (at == SIZE_MAX)
                break;
            at--;
        } else if (c == '{' || c == '[') {
            if (++depth > deepest) {
                deepest = depth;
                *ret_at = at;
            }
            if (deepest > YG_LIMIT_DEPTH)
                break;
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
        }
    }
    return deepest;
}

yyjson_val *yg_json_parse(yg_json_parser *parser, yg_str text, const char **ret_reason,
                          size_t *ret_at) {
    size_t at = 0, most = parser->most_bytes > 0 ? parser->most_bytes : YG_LIMIT_RECORD_BYTES;
    if (text.n > most) {
        *ret_reason = parser->most_bytes > 0 ? "larger than its limit"
                                             : "record is larger than the limit of 64 MiB";
        *ret_at = 0;
        return NULL;
    }
    if (depth_of(text, &at) > YG_LIMIT_DEPTH) {
        *ret_reason = "nested deeper than the limit of 64";
        *ret_at = at;
        return NULL;
    }
    size_t need = yyjson_read_max_memory_usage(text.n, 0) + 1024;
    if (need > parser->pool_bytes) {
        free(parser->pool);
        /* Room for a larger next one; the largest have none. */
        parser->pool_bytes = need + (text.n > YG_LIMIT_RECORD_BYTES / 4 ? 0 : need / 2) + 65536;
        parser->pool = yg_alloc(parser->pool_bytes, 1);
    }
    if (!yyjson_alc_pool_init(&parser->alc, parser->pool, parser->pool_bytes))
        yg_mem_die("JSON pool");
    yyjson_read_err fault = {0};
    /* yyjson takes char *, but writes only with YYJSON_READ_INSITU. */
    parser->doc = yyjson_read_opts((char *)(uintptr_t)text.p, text.n, 0, &parser->alc, &fault);
    if (parser->doc == NULL) {
        *ret_reason = fault.msg ? fault.msg : "not JSON";
        *ret_at = fault.pos;
        return NULL;
    }
    return yyjson_doc_get_root(parser->doc);
}

void yg_json_parser_free(yg_json_parser *parser) {
    free(parser->pool);
    *parser = (yg_json_parser){0};
}

void yg_json_minify(yg_buf *buf, yg_str text) {
    size_t at = 0, from;
    yg_buf_reserve(buf, text.n);
    while (at < text.n) {
        char c = text.p[at];
        if (c == '"') {
            size_t end = skip_string(text, at + 1);
            if (end == SIZE_MAX)
                end = text.n;
            yg_buf_add(buf, yg_str_sub(text, at, end - at));
            at = end;
            continue;
        }
        from = at;
        while (at < text.n && text.p[at] != '"' && text.p[at] != ' ' && text.p[at] != '\n' &&
               text.p[at] != '\r' && text.p[at] != '\t')
            at++;
        yg_buf_add(buf, yg_str_sub(text, from, at - from));
        at = skip_space(text, at);
    }
}

static void add_escaped(yg_buf *buf, uint32_t c) {
    switch (c) {
    case '"':
        yg_buf_addz(buf, "\\\"");
        break;
    case '\\':
        yg_buf_addz(buf, "\\\\");
        break;
    case '\n':
        yg_buf_addz(buf, "\\n");
        break;
    case '\t':
        yg_buf_addz(buf, "\\t");
        break;
    default:
        yg_buf_addf(buf, "\\u%04x", (unsigned)c);
    }
}

/* The index behind a run of bytes that need no look. */
static size_t skip_plain(yg_str s, size_t at) {
    while (at < s.n && s.p[at] >= 0x20 && s.p[at] < 0x7F && s.p[at] != '"' && s.p[at] != '\\' &&
           s.p[at] != '<' && s.p[at] != '>' && s.p[at] != '&')
        at++;
    return at;
}

void yg_json_add_string(yg_buf *buf, yg_str s) {
    yg_buf_addc(buf, '"');
    for (size_t at = 0; at < s.n;) {
        size_t before = at;
        at = skip_plain(s, at);
        if (at > before) {
            yg_buf_add(buf, yg_str_sub(s, before, at - before));
            continue;
        }
        uint32_t c = yg_utf8_next(s, &at);
        bool special =
            c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || yg_utf8_is_active(c);
        if (special)
            add_escaped(buf, c);
        else if (c == 0xFFFD)
            yg_utf8_put(buf, c);
        else
            yg_buf_add(buf, yg_str_sub(s, before, at - before));
    }
    yg_buf_addc(buf, '"');
}

yg_str yg_json_str(const yyjson_val *object, const char *key) {
    const yyjson_val *value = yyjson_obj_get((yyjson_val *)(uintptr_t)object, key);
    return yyjson_is_str((yyjson_val *)(uintptr_t)value)
               ? (yg_str){yyjson_get_str((yyjson_val *)(uintptr_t)value),
                          yyjson_get_len((yyjson_val *)(uintptr_t)value)}
               : (yg_str){NULL, 0};
}

yg_str yg_json_text(const yyjson_val *value, char scratch[32]) {
    yyjson_val *v = (yyjson_val *)(uintptr_t)value;
    int n = 0;
    if (yyjson_is_str(v))
        return (yg_str){yyjson_get_str(v), yyjson_get_len(v)};
    if (yyjson_is_uint(v))
        n = snprintf(scratch, 32, "%llu", (unsigned long long)yyjson_get_uint(v));
    else if (yyjson_is_sint(v))
        n = snprintf(scratch, 32, "%lld", (long long)yyjson_get_sint(v));
    else if (yyjson_is_real(v))
        n = snprintf(scratch, 32, "%.17g", yyjson_get_real(v));
    else if (yyjson_is_bool(v))
        n = snprintf(scratch, 32, "%s", yyjson_get_bool(v) ? "true" : "false");
    return (yg_str){scratch, (size_t)n};
}

bool yg_json_true(const yyjson_val *object, const char *key) {
    return yyjson_get_bool(yyjson_obj_get((yyjson_val *)(uintptr_t)object, key));
}

bool yg_json_each_text(const yyjson_val *value, bool (*visit)(void *self, yg_str text),
                       void *self) {
    yyjson_val *v = (yyjson_val *)(uintptr_t)value, *item;
    char scratch[32];
    size_t i, max;
    if (!yyjson_is_arr(v)) {
        yg_str text = yg_json_text(v, scratch);
        return text.n == 0 || visit(self, text);
    }
    yyjson_arr_foreach(v, i, max, item) {
        yg_str text = yg_json_text(item, scratch);
        if (text.n > 0 && !visit(self, text))
            return false;
    }
    return true;
}
