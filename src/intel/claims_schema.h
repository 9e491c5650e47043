/* The keys of the format "yagura claims 1" and what each may hold: one table that decides, for both
 * spellings of the format. Inside of the reader "yagura-claims". */
#ifndef YG_INTEL_CLAIMS_SCHEMA_H
#define YG_INTEL_CLAIMS_SCHEMA_H

#include "text/yaml.h"

typedef enum {
    YG_CLAIMS_INCIDENT,
    YG_CLAIMS_STATISTIC,
    YG_CLAIMS_ALIAS,
    YG_CLAIMS_CLAIM,
    YG_CLAIMS_KINDS,
} yg_claims_kind;

/* "incidents", "statistics", "aliases", "claims"; the word in the first line of a CSV file. */
extern const char *const yg_claims_kind_words[YG_CLAIMS_KINDS];

typedef enum {
    YG_CLAIMS_TEXT,
    YG_CLAIMS_NAME, /* a text that fits a name */
    YG_CLAIMS_SLUG,
    YG_CLAIMS_WORD, /* of `words` */
    YG_CLAIMS_NUMBER,
    YG_CLAIMS_COUNT,   /* a number, not negative */
    YG_CLAIMS_PERCENT, /* 0 to 100 */
    YG_CLAIMS_COUNTRY,
    YG_CLAIMS_AREA, /* a country or EU */
    YG_CLAIMS_SECTION,
    YG_CLAIMS_DATE,
    YG_CLAIMS_ADDRESS,
    YG_CLAIMS_BILINGUAL,
    YG_CLAIMS_MAP, /* of `members` */
} yg_claims_type;

typedef struct yg_claims_rule yg_claims_rule;
struct yg_claims_rule {
    const char *key; /* NULL closes a table */
    yg_claims_type type;
    bool is_list, is_required;
    const char *words; /* separated and surrounded by blanks */
    const yg_claims_rule *members;
};

extern const yg_claims_rule *const yg_claims_rules[YG_CLAIMS_KINDS];
extern const yg_claims_rule yg_claims_source_rules[];

/* The rule of a key of one map; NULL when it is not known. */
const yg_claims_rule *yg_claims_rule_of(const yg_claims_rule *rules, yg_str key);
/* The known key nearest to a misspelt one (at most two letters wrong, in a long one three), or
 * NULL. */
const char *yg_claims_nearest(const yg_claims_rule *rules, yg_str key);

/* Why a record is bad: a constant reason, the node, and the key. */
typedef struct {
    const char *reason;
    const yg_yaml_node *node;
    const char *key;
} yg_claims_fault;

/* Holds map against the rules. Keys that are not known are handed to `unknown` and otherwise
 * ignored, except that keys which begin with "x-" are welcome. False: *ret_fault says what is
 * wrong first. */
bool yg_claims_check(const yg_yaml_node *map, const yg_claims_rule *rules,
                     void (*unknown)(void *self, const yg_yaml_node *node, const char *nearest),
                     void *self, yg_claims_fault *ret_fault);
/* One value alone, by type. NULL, or why it is bad. */
const char *yg_claims_check_text(yg_claims_type type, const char *words, yg_str text);

#endif
