#include "text/json_write.h"

#include <math.h>

#include "text/json.h"

static void line(yg_jw *w) {
    if (!w->pretty)
        return;
    yg_buf_addc(w->buf, '\n');
    for (unsigned i = 0; i < w->depth; i++)
        yg_buf_addz(w->buf, "  ");
}

static void member(yg_jw *w, const char *key) {
    if (w->filled)
        yg_buf_addc(w->buf, ',');
    if (w->depth > 0)
        line(w);
    w->filled = true;
    if (key != NULL) {
        yg_json_add_string(w->buf, yg_str_of(key));
        yg_buf_addz(w->buf, w->pretty ? ": " : ":");
    }
}

void yg_jw_begin(yg_jw *w, const char *key, char open) {
    member(w, key);
    yg_buf_addc(w->buf, open);
    w->depth++;
    w->filled = false;
}

void yg_jw_end(yg_jw *w, char close) {
    w->depth--;
    if (w->filled)
        line(w);
    yg_buf_addc(w->buf, close);
    w->filled = true;
}

void yg_jw_str(yg_jw *w, const char *key, yg_str s) {
    member(w, key);
    yg_json_add_string(w->buf, s);
}

void yg_jw_opt(yg_jw *w, const char *key, yg_str s) {
    if (s.n > 0)
        yg_jw_str(w, key, s);
}

void yg_jw_int(yg_jw *w, const char *key, int64_t value) {
    member(w, key);
    yg_buf_addf(w->buf, "%lld", (long long)value);
}

void yg_jw_uint(yg_jw *w, const char *key, uint64_t value) {
    member(w, key);
    yg_buf_addf(w->buf, "%llu", (unsigned long long)value);
}

void yg_jw_double(yg_jw *w, const char *key, double value, int digits) {
    member(w, key);
    if (isfinite(value))
        yg_buf_addf(w->buf, "%.*f", digits, value);
    else
        yg_buf_addz(w->buf, "null");
}

void yg_jw_bool(yg_jw *w, const char *key, bool value) {
    member(w, key);
    yg_buf_addz(w->buf, value ? "true" : "false");
}

void yg_jw_null(yg_jw *w, const char *key) {
    member(w, key);
    yg_buf_addz(w->buf, "null");
}

void yg_jw_raw(yg_jw *w, const char *key, yg_str json) {
    member(w, key);
    yg_buf_add(w->buf, json);
}

void yg_jw_list(yg_jw *w, const char *key, yg_str s, char sep) {
    yg_str part;
    yg_jw_begin(w, key, '[');
    while (yg_str_split(&s, sep, &part)) {
        if (part.n > 0)
            yg_jw_str(w, NULL, part);
    }
    yg_jw_end(w, ']');
}
