/* Writing JSON into a buffer: commas, quoting and indentation in one place. Output is compact, or
 * indented by two when `pretty` is set before the first call. Strings are escaped as
 * yg_json_add_string does. Nesting must be balanced by the caller. */
#ifndef YG_TEXT_JSON_WRITE_H
#define YG_TEXT_JSON_WRITE_H

#include "base/str.h"

typedef struct {
    yg_buf *buf;
    bool pretty;
    unsigned depth;
    bool filled; /* the innermost object or array has a member already */
    bool keyed;  /* a key was written, its value comes next */
} yg_jw;

/* Members: key may be NULL inside arrays and at the top. */
void yg_jw_begin(yg_jw *w, const char *key, char open); /* '{' or '[' */
void yg_jw_end(yg_jw *w, char close);
void yg_jw_str(yg_jw *w, const char *key, yg_str s);
/* Like yg_jw_str, but leaves the member out when s is empty. */
void yg_jw_opt(yg_jw *w, const char *key, yg_str s);
void yg_jw_int(yg_jw *w, const char *key, int64_t value);
void yg_jw_uint(yg_jw *w, const char *key, uint64_t value);
void yg_jw_double(yg_jw *w, const char *key, double value, int digits);
void yg_jw_bool(yg_jw *w, const char *key, bool value);
void yg_jw_null(yg_jw *w, const char *key);
/* JSON text that is valid already. */
void yg_jw_raw(yg_jw *w, const char *key, yg_str json);
/* The parts of s between `sep`, as an array of strings; empty parts are left out. */
void yg_jw_list(yg_jw *w, const char *key, yg_str s, char sep);

#endif
