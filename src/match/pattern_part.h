/* Inside of patterns: what a set is made of. */
#ifndef YG_MATCH_PATTERN_PART_H
#define YG_MATCH_PATTERN_PART_H

#include "match/pattern.h"

typedef struct URegularExpression yg_regex;

/* A network for ISSUBSET and ISSUPERSET: IPv4 in the last four bytes. */
typedef struct {
    unsigned char address[16];
    uint8_t prefix_bits, is_v6;
} yg_pattern_network;

typedef struct {
    yg_observed_kind kind;
    yg_str text; /* NFC, and folded where the property is */
    int64_t integer;
    double number;
    yg_pattern_network network;
} yg_pattern_literal;

typedef struct {
    yg_pattern_operator op;
    bool negated;
    bool is_folded; /* digests and host names: compared in lower case */
    uint32_t type;  /* number of the object type */
    yg_str path;    /* may hold [*] */
    bool has_star;
    yg_pattern_literal *literals; /* of IN sorted by text when all are strings */
    size_t literals_n;
    bool all_strings;
    uint32_t regex; /* number; of MATCHES */
} yg_pattern_check;

/* A bracket's comparison as a postfix program: checks push, AND and OR join. */
typedef struct {
    uint8_t what;   /* YG_PATTERN_TEST, YG_PATTERN_AND, YG_PATTERN_OR */
    uint32_t check; /* of a test */
} yg_pattern_step;

typedef struct {
    uint32_t pattern;
    size_t first, n; /* steps */
    uint64_t types;  /* bit number % 64 of every object type that it asks for */
} yg_pattern_bracket;

/* A node of what is asked over time. */
typedef struct {
    yg_pattern_kind kind; /* FOLLOWEDBY .. OBSERVED */
    uint32_t left, right; /* nodes */
    uint32_t bracket;     /* of OBSERVED */
    uint32_t times;       /* of REPEATS */
    int64_t within_us, from_us, until_us;
} yg_pattern_part;

typedef struct {
    uint32_t root;
    uint32_t bracket, brackets_n; /* its own: a run of numbers */
    bool is_single;               /* one bracket, nothing over time */
    bool asks_time;
    int64_t horizon_us; /* no two of its observations are further apart; INT64_MAX: not bounded */
} yg_pattern_one;

struct yg_patterns {
    yg_arena arena;
    YG_VEC(yg_pattern_one) patterns;
    YG_VEC(yg_pattern_bracket) brackets;
    YG_VEC(yg_pattern_step) steps;
    YG_VEC(yg_pattern_check) checks;
    YG_VEC(yg_pattern_part) parts;
    YG_VEC(yg_str) types;
    YG_VEC(yg_regex *) regexes;
    size_t deepest; /* values that a program holds at once */
};

/* The text in NFC (a view of text when it is ASCII), in lower case when folded. */
yg_str yg_pattern_text(yg_str text, bool is_folded, yg_buf *buf);
bool yg_pattern_network_parse(yg_str text, yg_pattern_network *ret);
/* Does the value meet the check, negation left aside? buf: for texts outside ASCII. */
bool yg_pattern_check_value(const yg_pattern_check *check, const yg_observed_value *value,
                            yg_regex *regex, yg_buf *buf, uint64_t *given_up);
bool yg_pattern_path_is(const yg_pattern_check *check, yg_str path);

#endif
