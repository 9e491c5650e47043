/* Inside of patterns: what a set is made of. */
#ifndef YG_MATCH_PATTERN_PART_H
#define YG_MATCH_PATTERN_PART_H

#include "base/map.h"
#include "match/pattern.h"

typedef struct URegularExpression yg_regex;
/* Of one thread. */
typedef struct {
    yg_regex *icu;  /* NULL: it could not be cloned */
    uint64_t block; /* in which it was asked last, */
    int64_t left;   /* and the ticks that it has left there */
} yg_pattern_regex;
yg_pattern_regex yg_pattern_regex_clone(const yg_regex *regex);

/* What comparisons of one thread may cost, and cost. */
typedef struct {
    yg_buf buf; /* for texts outside ASCII */
    uint64_t given_up;
    uint64_t block;    /* counts blocks; */
    int64_t each, all; /* ticks: of each regular expression in a block; left in this one, of all */
} yg_pattern_costs;
/* A block of so many bytes begins. */
void yg_pattern_costs_begin(yg_pattern_costs *costs, size_t regexes, size_t bytes);

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

/* --- What must be there for a bracket to be met (pattern_need.c) --- */

typedef enum {
    YG_NEED_TEXT, /* text stands in the record, and in some value */
    YG_NEED_PATH, /* an object of that type has that property */
    YG_NEED_TYPE, /* there is an object of that type */
} yg_pattern_need_kind;
typedef struct {
    yg_pattern_need_kind kind;
    uint32_t type;
    yg_str text; /* in lower case; of PATH the path */
    double cost; /* how many records are likely to have it, in a measure of our own */
} yg_pattern_need;
/* Texts live as long as the arena. */
typedef struct {
    YG_VEC(yg_pattern_need) at;
    yg_arena arena;
} yg_pattern_needs;
/* TEXT_LEAST: so many bytes of a text are looked for at once; TEXT_MOST: more are of no use. */
enum { YG_NEED_TEXT_LEAST = 4, YG_NEED_TEXT_MOST = 48 };
/* Adds what is needed of one text: its best part. Bytes of `wild` stand for others. False: no part
 * of it can be looked for, nothing was added. */
bool yg_pattern_need_part(yg_pattern_needs *needs, yg_str type, yg_str path, yg_str text,
                          const char *wild);
/* The same of a regular expression that ICU has taken: texts of which one is in whatever it
 * matches. */
bool yg_pattern_need_regex(yg_pattern_needs *needs, yg_str type, yg_str path, yg_str regex);
/* Of a bracket: one of what is added behind the needs that are there is true of every observation
 * that meets it. */
void yg_pattern_need_bracket(const yg_patterns *patterns, const yg_pattern_bracket *bracket,
                             yg_pattern_needs *needs);
/* The same without texts: properties and objects of all its checks. */
void yg_pattern_need_properties(const yg_patterns *patterns, const yg_pattern_bracket *bracket,
                                yg_pattern_needs *needs);

/* --- The index (pattern_index.c) --- */

typedef struct {
    yg_str text;
    uint32_t first, n; /* of the lists: brackets that need it */
} yg_pattern_needle;
/* Four bytes of a needle, by which it is found. */
typedef struct {
    uint32_t gram, needle;
    uint32_t offset; /* in the needle */
} yg_pattern_gram;
typedef struct {
    uint32_t type;
    yg_str path; /* empty: the type alone */
    uint32_t first, n;
} yg_pattern_key;
typedef struct {
    yg_pattern_needs needs; /* texts */
    YG_VEC(yg_pattern_needle) needles;
    YG_VEC(yg_pattern_key) keys; /* by type, then path */
    YG_VEC(uint32_t) lists;
    yg_pattern_gram *grams; /* by bucket */
    uint32_t *heads;        /* of the buckets, and one behind the last */
    uint64_t *filter;
    unsigned bucket_shift, filter_shift; /* of a hash of 32 bits */
    unsigned stride;                     /* every so many bytes is looked at */
    size_t crowded;                      /* brackets with a text that is not looked for */
} yg_pattern_index;
void yg_pattern_index_free(yg_pattern_index *index);
static inline uint32_t yg_pattern_gram_at(const char *p) {
    uint32_t gram;
    memcpy(&gram, p, sizeof gram);
    return gram | UINT32_C(0x20202020);
}
static inline uint32_t yg_pattern_gram_hash(uint32_t gram) {
    return gram * UINT32_C(0x9E3779B1);
}

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
    yg_map type_numbers;
    YG_VEC(yg_regex *) regexes;
    yg_str adding;           /* the text of the pattern that is added */
    size_t deepest;          /* values that a program holds at once */
    yg_pattern_index *index; /* NULL: every bracket is tried */
};

/* The number of an object type; UINT32_MAX: no pattern asks for it. */
uint32_t yg_pattern_type(const yg_patterns *patterns, yg_str type);

typedef YG_VEC(yg_pattern_sign) yg_pattern_signs;

/* Of one thread. */
struct yg_pattern_scratch {
    const yg_patterns *patterns;
    YG_VEC(yg_pattern_regex) regexes; /* ICU's are of one thread each */
    YG_VEC(bool) stack;
    YG_VEC(uint32_t) met, types;
    yg_pattern_costs costs;
    const atomic_bool *stop;    /* NULL: never */
    uint64_t *hard;             /* of each pattern: comparisons given up since they were told */
    YG_VEC(uint32_t) hard_ones; /* patterns that have some */
    YG_VEC(yg_pattern_hard) told;
    /* Looking for needles. */
    yg_pattern_signs signs, escapes, merged; /* of a block; */
    yg_pattern_signs in_values;              /* of an observation */
    uint64_t *needle_run; /* of each where it was noted last: between which bounds of records */
    uint64_t run;
    uint64_t compared; /* grams of a bucket */
    uint64_t *asked;   /* of each bracket the round in which it was marked */
    uint64_t round;
    YG_VEC(uint32_t) marked;
};

/* pattern_look.c: adds the needles that stand in a text, by place, each once a record at least, and
 * at most once between two places where records may begin or end. */
void yg_pattern_look_needles(const yg_pattern_index *index, yg_pattern_scratch *scratch,
                             yg_str text, yg_pattern_signs *signs);
/* Does it hold signs that are equal to letters of ASCII by case or normal form? */
bool yg_pattern_is_strange(yg_str text);

/* The text in NFC (a view of text when it is ASCII), in lower case when folded. */
yg_str yg_pattern_text(yg_str text, bool is_folded, yg_buf *buf);
bool yg_pattern_network_parse(yg_str text, yg_pattern_network *ret);
/* Does the value meet the check, negation left aside? */
bool yg_pattern_check_value(const yg_pattern_check *check, const yg_observed_value *value,
                            yg_pattern_regex *regex, yg_pattern_costs *costs);
bool yg_pattern_path_is(const yg_pattern_check *check, yg_str path);
/* pattern_compile.c: "hashes.SHA256" as "hashes.SHA-256"; other paths as they are. */
yg_str yg_pattern_hash_path(yg_str path);

#endif
