/* STIX patterns as trees: a parser of the whole grammar of STIX 2.1, section 9 (OASIS, STIX
 * Version 2.1, 2021; grammar: oasis-open/cti-stix2-json-schemas, pattern_grammar/STIXPattern.g4),
 * and of what 2.0 wrote otherwise (START '2020-...' without t). Comments are passed over.
 *
 * Hostile input: nesting is bounded [DEEP-NESTING], and so are nodes and literals; errors carry the
 * byte offset, line and column, and what would have been right there. */
#ifndef YG_TEXT_STIX_PATTERN_H
#define YG_TEXT_STIX_PATTERN_H

#include "base/error.h"
#include "base/mem.h"

typedef enum {
    /* Observation expressions. left and right; */
    YG_PATTERN_FOLLOWEDBY = 1,
    YG_PATTERN_OBSERVED_OR,
    YG_PATTERN_OBSERVED_AND,
    /* left alone: the expression that is qualified, */
    YG_PATTERN_WITHIN,  /* number: seconds, more than 0 */
    YG_PATTERN_REPEATS, /* number: times, at least 1 */
    YG_PATTERN_START,   /* from_us, until_us */
    /* or the comparison between brackets. */
    YG_PATTERN_OBSERVED,
    /* Comparison expressions: left and right, */
    YG_PATTERN_OR,
    YG_PATTERN_AND,
    /* or a test of a property. */
    YG_PATTERN_TEST,
} yg_pattern_kind;

typedef enum {
    YG_PATTERN_EQ = 1,
    YG_PATTERN_NEQ,
    YG_PATTERN_LT,
    YG_PATTERN_LE,
    YG_PATTERN_GT,
    YG_PATTERN_GE,
    YG_PATTERN_IN,
    YG_PATTERN_LIKE,
    YG_PATTERN_MATCHES,
    YG_PATTERN_ISSUBSET,
    YG_PATTERN_ISSUPERSET,
    YG_PATTERN_EXISTS, /* without literals */
} yg_pattern_operator;

typedef enum {
    YG_LITERAL_STRING = 1,
    YG_LITERAL_INTEGER,
    YG_LITERAL_FLOAT,
    YG_LITERAL_BOOLEAN,
    YG_LITERAL_BINARY, /* b'...' and h'...': text holds the bytes */
    YG_LITERAL_TIMESTAMP,
} yg_literal_kind;

typedef struct {
    yg_literal_kind kind;
    yg_str text;     /* of a string, without quotes and escapes; of others as written */
    int64_t integer; /* also a boolean (0, 1) and a timestamp (microseconds since 1970) */
    double number;   /* of integers and floats */
    size_t offset_bytes;
} yg_literal;

typedef struct yg_pattern_node yg_pattern_node;
struct yg_pattern_node {
    yg_pattern_kind kind;
    yg_pattern_node *left, *right;
    double number;
    int64_t from_us, until_us; /* half-open */
    /* Of a test: */
    yg_pattern_operator op;
    bool negated;
    yg_str type; /* "file" */
    /* "name", "hashes.SHA-256", "extensions.windows-pebinary-ext.sections[*].entropy": steps joined
     * by dots, quotes taken off, indices as written. */
    yg_str path;
    yg_literal *literals; /* several only of IN */
    size_t literals_n;
    size_t offset_bytes;
};

typedef struct {
    yg_pattern_node *root;
    yg_arena arena;
    size_t nodes;
    yg_str text; /* as it was written */
} yg_stix_pattern;

enum { YG_PATTERN_BYTES = 64 << 10, YG_PATTERN_NODES = 4096, YG_PATTERN_LITERALS = 10000 };

/* Parses text; the tree lives until yg_stix_pattern_free and keeps nothing of text. On failure
 * *err says what was awaited and where, and *pattern is empty. Zero-initialise *pattern. */
bool yg_stix_pattern_parse(yg_stix_pattern *pattern, yg_str text, yg_error *err);
void yg_stix_pattern_free(yg_stix_pattern *pattern);
/* Fills err (may be NULL) in three lines: "WHAT, at byte 34 (line 1, column 35)", the pattern
 * around that byte, made fit for a terminal, and a caret below its place there. Returns false. */
bool yg_stix_pattern_fail(yg_error *err, yg_code code, yg_str text, size_t offset, yg_str what);

/* Is it nothing but equalities with strings, joined by OR or IN: [a = 'x'], [a = 'x' OR b = 'y'],
 * [a = 'x'] OR [b IN ('y', 'z')]? Such patterns run as plain indicators. Then take is called for
 * each; it returns false to stop (and so does this). */
typedef bool (*yg_pattern_take)(void *self, yg_str type, yg_str path, yg_str value);
bool yg_stix_pattern_is_simple(const yg_stix_pattern *pattern);
bool yg_stix_pattern_each_equality(const yg_stix_pattern *pattern, yg_pattern_take take,
                                   void *self);

#endif
