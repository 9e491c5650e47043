/* Scripts of labels (UTS 39 sections 5.1 and 5.2, UAX 24), and which of them registries take.
 * Tables: data/names/scripts.tsv and idn-rules.tsv by tools/make-confusables. */
#include "match/confusable.h"

enum { SET_WORDS = 3 };

typedef struct {
    uint64_t word[SET_WORDS];
} script_set;

typedef struct {
    uint32_t first, last;
    uint16_t set;
} script_range;

typedef enum { RULE_NONE, RULE_LETTERS, RULE_SCRIPTS, RULE_ONLY, RULE_ONE } rule_kind;

typedef struct {
    const char *suffix;
    rule_kind kind;
    script_set scripts;
    const uint16_t *letters; /* sorted, ended with 0 */
} idn_rule;

#include "match/idn_rule_table.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool has(const script_set *set, unsigned script) {
    return (set->word[script >> 6] >> (script & 63) & 1) != 0;
}

static bool is_empty(const script_set *set) {
    return (set->word[0] | set->word[1] | set->word[2]) == 0;
}

static void intersect(script_set *set, const script_set *with) {
    for (size_t i = 0; i < SET_WORDS; i++)
        set->word[i] &= with->word[i];
}

/* The scripts that use a code point; NULL for signs common to all, marks and what is not assigned.
 */
static const script_set *scripts_of(uint32_t c) {
    size_t low = 0, high = COUNT(script_ranges);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (script_ranges[middle].last < c)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == COUNT(script_ranges) || script_ranges[low].first > c)
        return NULL;
    return &script_sets[script_ranges[low].set];
}

/* The scripts in which all of the label can be written; without_latin: as if Latin were common. */
static script_set common_scripts(const uint32_t *points, size_t n, bool without_latin) {
    script_set all = {{UINT64_MAX, UINT64_MAX, UINT64_MAX}};
    bool has_ascii = false; /* of ASCII only letters are of a script, all of the same one */
    for (size_t i = 0; i < n; i++) {
        uint32_t c = points[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (c < 0x80 && (!is_letter || has_ascii))
            continue;
        has_ascii = has_ascii || is_letter;
        const script_set *own = scripts_of(c);
        if (own != NULL && !(without_latin && has(own, SCRIPT_LATN)))
            intersect(&all, own);
    }
    return all;
}

static bool is_ascii(const uint32_t *points, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (points[i] >= 0x80)
            return false;
    return true;
}

yg_scripts_level yg_scripts_level_of(const uint32_t *points, size_t n) {
    if (is_ascii(points, n))
        return YG_SCRIPTS_ASCII;
    script_set all = common_scripts(points, n, false);
    if (!is_empty(&all))
        return YG_SCRIPTS_SINGLE;
    all = common_scripts(points, n, true);
    if (has(&all, SCRIPT_JPAN) || has(&all, SCRIPT_HANB) || has(&all, SCRIPT_KORE))
        return YG_SCRIPTS_HIGHLY_RESTRICTIVE;
    if (!is_empty(&all) && !has(&all, SCRIPT_CYRL) && !has(&all, SCRIPT_GREK) &&
        !has(&all, SCRIPT_CHER))
        return YG_SCRIPTS_MODERATELY_RESTRICTIVE;
    return YG_SCRIPTS_MIXED;
}

bool yg_scripts_mixed(const uint32_t *points, size_t n) {
    return yg_scripts_level_of(points, n) > YG_SCRIPTS_HIGHLY_RESTRICTIVE;
}

static const idn_rule *rule_of_one(yg_str suffix) {
    for (size_t i = 0; i < COUNT(idn_rules); i++)
        if (yg_str_eqz(suffix, idn_rules[i].suffix))
            return &idn_rules[i];
    return NULL;
}

/* The rule of the suffix, else of what it stands under. */
static const idn_rule *rule_of(yg_str suffix) {
    for (;;) {
        const idn_rule *rule = rule_of_one(suffix);
        size_t point = yg_str_chr(suffix, '.');
        if (rule != NULL || point == SIZE_MAX)
            return rule;
        suffix = yg_str_from(suffix, point + 1);
    }
}

static bool is_digit_or_hyphen(uint32_t c) {
    return (c >= '0' && c <= '9') || c == '-';
}

/* Its Chinese characters, and 々 〆 〇 of its signs. */
static bool is_jis(uint32_t c) {
    if (c >= 0x3005 && c <= 0x3007)
        return true;
    return c >= 0x4E00 && c < 0x4E00 + 64 * COUNT(jis_bits) &&
           (jis_bits[(c - 0x4E00) >> 6] >> ((c - 0x4E00) & 63) & 1) != 0;
}

static bool is_of_scripts(const idn_rule *rule, uint32_t c) {
    const script_set *own = scripts_of(c);
    if (own == NULL || yg_confusable_is_unseen(c))
        return false;
    if (has(&rule->scripts, SCRIPT_JISK) && is_jis(c))
        return true;
    script_set both = *own;
    intersect(&both, &rule->scripts);
    return !is_empty(&both);
}

static bool is_letter(const idn_rule *rule, uint32_t c) {
    for (const uint16_t *letter = rule->letters; *letter != 0; letter++)
        if (*letter == c)
            return true;
    return false;
}

static bool allows(const idn_rule *rule, uint32_t c) {
    if (is_digit_or_hyphen(c))
        return true;
    if (c < 0x80)
        return rule->kind != RULE_ONLY;
    switch (rule->kind) {
    case RULE_LETTERS:
        return is_letter(rule, c);
    case RULE_SCRIPTS:
    case RULE_ONLY:
        return is_of_scripts(rule, c);
    case RULE_ONE:
        return scripts_of(c) != NULL && (is_empty(&rule->scripts) || is_of_scripts(rule, c));
    case RULE_NONE:
        break;
    }
    return false;
}

bool yg_idn_allowed(const uint32_t *points, size_t n, yg_str suffix) {
    const idn_rule *rule = rule_of(suffix);
    if (rule == NULL)
        return true;
    for (size_t i = 0; i < n; i++)
        if (!allows(rule, points[i]))
            return false;
    return rule->kind != RULE_ONE || !yg_scripts_mixed(points, n);
}
