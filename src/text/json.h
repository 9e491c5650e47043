/* JSON (RFC 8259) over yyjson, for files that hold many records.
 *
 * A splitter cuts a big document into its records by bracket matching alone, so that each record is
 * parsed by itself: a record with an error is rejected with its byte offset and costs nobody else,
 * a truncated file gives all records before the cut, and memory stays at one record.
 * [DEEP-NESTING] nesting beyond YG_LIMIT_DEPTH rejects the record. */
#ifndef YG_TEXT_JSON_H
#define YG_TEXT_JSON_H

#include <yyjson.h>

#include "base/error.h"
#include "base/mem.h"

/* Walks the members of an object or the elements of an array without parsing them. */
typedef struct {
    yg_str text;
    size_t at; /* next byte to look at */
    char open; /* '{' or '[' */
    bool first;
    const char *fault; /* why the walk ended early, NULL when it ended properly */
    size_t fault_at;
    size_t rescanned_bytes; /* by walks behind faults [QUADRATIC] */
} yg_json_walk;

/* Starts at the value at byte `from` of text (white space and a byte order mark are skipped).
 * False when that is no object or array. */
bool yg_json_walk_start(yg_json_walk *walk, yg_str text, size_t from);
/* Starts at the object or array that is the first member `key` of the object at the start of text.
 * False when there is none. */
bool yg_json_walk_member(yg_json_walk *walk, yg_str text, const char *key);
/* The next member or element: *ret_key is the raw key without quotes (empty in arrays; escapes are
 * left as they are), *ret_value the value's bytes (a view into text). False at the end; then
 * walk->fault tells whether the text ended properly. A value that never closes is not given; a
 * number or word at the very end of a cut text is given as far as it goes. */
bool yg_json_walk_next(yg_json_walk *walk, yg_str *ret_key, yg_str *ret_value);
/* When a walk stopped with a fault inside an array, tries to go on behind the fault: moves to the
 * next '{' that follows a ',' at line start or directly. False when there is none, or when the
 * rest of the text was already scanned too often (16 times, and 64 MiB). */
bool yg_json_walk_resume(yg_json_walk *walk);

/* Parses one record in an arena-backed pool that is reused between calls. Zero-initialise. */
typedef struct {
    yyjson_alc alc;
    void *pool;
    size_t pool_bytes;
    size_t most_bytes; /* of a text; 0: YG_LIMIT_RECORD_BYTES */
    yyjson_doc *doc;
} yg_json_parser;

/* The root value, valid until the next call with the same parser; NULL with *ret_reason (constant
 * text) and *ret_at (byte offset inside text) when the text is not JSON or nested too deep. */
yyjson_val *yg_json_parse(yg_json_parser *parser, yg_str text, const char **ret_reason,
                          size_t *ret_at);
void yg_json_parser_free(yg_json_parser *parser);

/* Adds what is left of a damaged object or array: every member and element that is sound, and what
 * is left of those that are not. The result parses, unless it is nested too deep. False, with
 * nothing added, when text starts neither an object nor an array. */
bool yg_json_salvage(yg_buf *buf, yg_str text);

/* Adds text without white space between tokens; text must be valid JSON. */
void yg_json_minify(yg_buf *buf, yg_str text);
/* Adds s as a JSON string with quotes; invalid UTF-8 becomes U+FFFD. '<', '>', '&' and whatever
 * yg_utf8_is_active names are written as \u escapes, so that the result is safe inside HTML
 * [SCRIPT-INJECTION] and on a terminal [TERMINAL-ESCAPE] [TROJAN-SOURCE]. */
void yg_json_add_string(yg_buf *buf, yg_str s);

/* Member access. Absent, null or of another type gives an empty string. */
yg_str yg_json_str(const yyjson_val *object, const char *key);
/* Like yg_json_str for a value; a number is written into *scratch as text. */
yg_str yg_json_text(const yyjson_val *value, char scratch[32]);
bool yg_json_true(const yyjson_val *object, const char *key);
/* Calls visit for a string, a number, or for each of them in an array: feeds write all three. */
bool yg_json_each_text(const yyjson_val *value, bool (*visit)(void *self, yg_str text), void *self);

#endif
