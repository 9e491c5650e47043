#include "intel/claims_schema.h"

#include "base/limits.h"
#include "model/date.h"
#include "model/vocab.h"

enum { TEXT_BYTES = 65536, ADDRESS_BYTES = 2048, LIST_ITEMS = 1000, SLUG_BYTES = 200 };

const char *const yg_claims_kind_words[YG_CLAIMS_KINDS] = {"incidents", "statistics", "aliases",
                                                           "claims"};

#define HOW_KNOWN                                                                                  \
    " claimed-by-attacker reported confirmed-by-victim assessed-by-analyst official derived "
#define THINGS                                                                                     \
    " intrusion-set malware identity location campaign report incident attack-pattern sector "     \
    "statistic "

/* Keys of every claim (section 4), and those that only whole records have. */
#define CLAIM_KEYS                                                                                 \
    {.key = "asserted-by", .type = YG_CLAIMS_NAME},                                                \
        {.key = "references", .type = YG_CLAIMS_ADDRESS, .is_list = true},                         \
        {.key = "how-known", .type = YG_CLAIMS_WORD, .words = HOW_KNOWN},                          \
        {.key = "confidence", .type = YG_CLAIMS_PERCENT},                                          \
        {.key = "note", .type = YG_CLAIMS_BILINGUAL},
#define RECORD_KEYS                                                                                \
    CLAIM_KEYS{.key = "basis",                                                                     \
               .type = YG_CLAIMS_WORD,                                                             \
               .words = " page-read press-list eurepoc derived "},                                 \
        {.key = "tags", .type = YG_CLAIMS_TEXT, .is_list = true},
#define END                                                                                        \
    { .key = NULL }

static const yg_claims_rule bilingual[] = {
    {.key = "en", .type = YG_CLAIMS_TEXT}, {.key = "ja", .type = YG_CLAIMS_TEXT}, END};

static const yg_claims_rule actor[] = {{.key = "name", .type = YG_CLAIMS_NAME, .is_required = true},
                                       CLAIM_KEYS END};

static const yg_claims_rule entry[] = {{.key = "at",
                                        .type = YG_CLAIMS_WORD,
                                        .words = " victim affiliate supplier unknown ",
                                        .is_required = true},
                                       {.key = "country", .type = YG_CLAIMS_COUNTRY},
                                       {.key = "organisation", .type = YG_CLAIMS_NAME},
                                       {.key = "how", .type = YG_CLAIMS_SLUG},
                                       CLAIM_KEYS END};

static const yg_claims_rule reached_parent[] = {{.key = "value",
                                                 .type = YG_CLAIMS_WORD,
                                                 .words = " yes no not-documented ",
                                                 .is_required = true},
                                                CLAIM_KEYS END};

static const yg_claims_rule supply_stop[] = {
    {.key = "value", .type = YG_CLAIMS_WORD, .words = " yes no ", .is_required = true},
    {.key = "organisations", .type = YG_CLAIMS_NAME, .is_list = true},
    {.key = "lines", .type = YG_CLAIMS_COUNT},
    {.key = "plants", .type = YG_CLAIMS_COUNT},
    {.key = "hours", .type = YG_CLAIMS_COUNT},
    {.key = "vehicles", .type = YG_CLAIMS_COUNT},
    CLAIM_KEYS END};

static const yg_claims_rule impact[] = {
    {.key = "measure",
     .type = YG_CLAIMS_WORD,
     .words = " people records files bytes companies computers servers vehicles plants lines "
              "money ",
     .is_required = true},
    {.key = "value", .type = YG_CLAIMS_NUMBER, .is_required = true},
    {.key = "unit", .type = YG_CLAIMS_TEXT},
    {.key = "bound", .type = YG_CLAIMS_WORD, .words = " at-least at-most about "},
    CLAIM_KEYS END};

static const yg_claims_rule thing[] = {
    {.key = "type", .type = YG_CLAIMS_WORD, .words = THINGS, .is_required = true},
    {.key = "name", .type = YG_CLAIMS_NAME, .is_required = true},
    END};

static const yg_claims_rule incident[] = {
    {.key = "key", .type = YG_CLAIMS_SLUG, .is_required = true},
    {.key = "date", .type = YG_CLAIMS_DATE, .is_required = true},
    {.key = "date-kind", .type = YG_CLAIMS_WORD, .words = " occurred discovered reported "},
    {.key = "victim", .type = YG_CLAIMS_NAME, .is_required = true},
    {.key = "victim-ja", .type = YG_CLAIMS_NAME},
    {.key = "sites", .type = YG_CLAIMS_COUNTRY, .is_list = true},
    {.key = "parent", .type = YG_CLAIMS_NAME},
    {.key = "parent-ja", .type = YG_CLAIMS_NAME},
    {.key = "parent-country", .type = YG_CLAIMS_COUNTRY},
    {.key = "sector", .type = YG_CLAIMS_SECTION},
    {.key = "sector-label", .type = YG_CLAIMS_TEXT},
    {.key = "types",
     .type = YG_CLAIMS_WORD,
     .is_list = true,
     .is_required = true,
     .words = " ransomware extortion data-breach espionage ddos intrusion theft disruption "},
    {.key = "actors", .type = YG_CLAIMS_MAP, .is_list = true, .members = actor},
    {.key = "entry", .type = YG_CLAIMS_MAP, .members = entry},
    {.key = "reached-parent", .type = YG_CLAIMS_MAP, .members = reached_parent},
    {.key = "supply-stop", .type = YG_CLAIMS_MAP, .members = supply_stop},
    {.key = "impact", .type = YG_CLAIMS_MAP, .is_list = true, .members = impact},
    {.key = "summary", .type = YG_CLAIMS_BILINGUAL, .is_required = true},
    RECORD_KEYS END};

static const yg_claims_rule statistic[] = {
    {.key = "series", .type = YG_CLAIMS_SLUG, .is_required = true},
    {.key = "series-name", .type = YG_CLAIMS_BILINGUAL},
    {.key = "geography", .type = YG_CLAIMS_AREA},
    {.key = "subject", .type = YG_CLAIMS_SLUG, .is_required = true},
    {.key = "period", .type = YG_CLAIMS_DATE, .is_required = true},
    {.key = "category-scheme", .type = YG_CLAIMS_SLUG, .is_required = true},
    {.key = "category", .type = YG_CLAIMS_SLUG, .is_required = true},
    {.key = "sector", .type = YG_CLAIMS_SECTION},
    {.key = "count", .type = YG_CLAIMS_COUNT, .is_required = true},
    {.key = "total", .type = YG_CLAIMS_COUNT},
    {.key = "unit", .type = YG_CLAIMS_TEXT},
    {.key = "definition", .type = YG_CLAIMS_TEXT},
    {.key = "derived", .type = YG_CLAIMS_TEXT},
    {.key = "published", .type = YG_CLAIMS_DATE},
    RECORD_KEYS END};

static const yg_claims_rule alias[] = {{.key = "name", .type = YG_CLAIMS_NAME, .is_required = true},
                                       {.key = "type",
                                        .type = YG_CLAIMS_WORD,
                                        .words = " intrusion-set malware campaign ",
                                        .is_required = true},
                                       {.key = "relation",
                                        .type = YG_CLAIMS_WORD,
                                        .words = " also-known-as part-of overlaps ",
                                        .is_required = true},
                                       {.key = "of", .type = YG_CLAIMS_NAME, .is_required = true},
                                       {.key = "vendor", .type = YG_CLAIMS_NAME},
                                       {.key = "date", .type = YG_CLAIMS_DATE},
                                       RECORD_KEYS END};

static const yg_claims_rule claim[] = {
    {.key = "subject", .type = YG_CLAIMS_MAP, .members = thing, .is_required = true},
    {.key = "predicate", .type = YG_CLAIMS_SLUG, .is_required = true},
    {.key = "object", .type = YG_CLAIMS_MAP, .members = thing},
    {.key = "value", .type = YG_CLAIMS_TEXT},
    {.key = "unit", .type = YG_CLAIMS_TEXT},
    {.key = "date", .type = YG_CLAIMS_DATE},
    RECORD_KEYS END};

const yg_claims_rule yg_claims_source_rules[] = {
    {.key = "name", .type = YG_CLAIMS_NAME, .is_required = true},
    {.key = "publisher", .type = YG_CLAIMS_NAME, .is_required = true},
    {.key = "address", .type = YG_CLAIMS_ADDRESS},
    {.key = "licence", .type = YG_CLAIMS_TEXT},
    {.key = "tlp",
     .type = YG_CLAIMS_WORD,
     .words = " TLP:CLEAR TLP:GREEN TLP:AMBER TLP:AMBER+STRICT TLP:RED "},
    {.key = "published", .type = YG_CLAIMS_DATE},
    {.key = "retrieved", .type = YG_CLAIMS_DATE},
    END};

const yg_claims_rule *const yg_claims_rules[YG_CLAIMS_KINDS] = {incident, statistic, alias, claim};

const yg_claims_rule *yg_claims_rule_of(const yg_claims_rule *rules, yg_str key) {
    for (; rules->key != NULL; rules++) {
        if (yg_str_eqz(key, rules->key))
            return rules;
    }
    return NULL;
}

/* Levenshtein's distance of two short words; anything past 32 bytes is far. */
static size_t distance(yg_str a, yg_str b) {
    size_t row[33];
    if (a.n > 32 || b.n > 32)
        return 99;
    for (size_t k = 0; k <= b.n; k++)
        row[k] = k;
    for (size_t i = 1; i <= a.n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t k = 1; k <= b.n; k++) {
            size_t change = diagonal + (a.p[i - 1] != b.p[k - 1]);
            diagonal = row[k];
            size_t least = row[k] < row[k - 1] ? row[k] : row[k - 1];
            row[k] = change < least + 1 ? change : least + 1;
        }
    }
    return row[b.n];
}

const char *yg_claims_nearest(const yg_claims_rule *rules, yg_str key) {
    const char *best = NULL;
    size_t least = key.n >= 10 ? 4 : key.n >= 4 ? 3 : 2;
    for (; rules->key != NULL; rules++) {
        size_t d = distance(key, yg_str_of(rules->key));
        if (d < least) {
            least = d;
            best = rules->key;
        }
    }
    return best;
}

static bool is_slug(yg_str s) {
    if (s.n == 0 || s.n > SLUG_BYTES || s.p[0] == '-' || s.p[s.n - 1] == '-')
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && s.p[i + 1] != '-')))
            return false;
    }
    return true;
}

static bool is_word(yg_str s, const char *words) {
    yg_str rest = yg_str_of(words), word;
    while (yg_str_split(&rest, ' ', &word)) {
        if (word.n > 0 && yg_str_eq(word, s))
            return true;
    }
    return false;
}

static bool is_country(yg_str s) {
    return s.n == 2 && yg_str_eq(yg_country_alpha2(yg_country_from_code(s)), s);
}

static bool is_number(yg_str s, double least, double most) {
    double value;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == 'e' || s.p[i] == 'E' || s.p[i] == '+')
            return false;
    }
    return yg_str_to_double(s, &value) && value >= least && value <= most;
}

static bool is_address(yg_str s) {
    if (s.n > ADDRESS_BYTES || yg_str_chr(s, ' ') != SIZE_MAX)
        return false;
    yg_str rest = yg_str_from(s, yg_str_starts(s, YG_STR("https://"))  ? 8
                                 : yg_str_starts(s, YG_STR("http://")) ? 7
                                                                       : s.n);
    return rest.n > 0 && rest.p[0] != '/';
}

static bool has_control(yg_str s) {
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7F)
            return true;
    }
    return false;
}

const char *yg_claims_check_text(yg_claims_type type, const char *words, yg_str text) {
    yg_date date;
    if (text.n == 0)
        return "empty value; leave the key out";
    if (text.n > TEXT_BYTES)
        return "text longer than the limit of 65536 bytes";
    if (has_control(text))
        return "text with a control character";
    switch (type) {
    case YG_CLAIMS_NAME:
        return text.n <= YG_LIMIT_NAME_BYTES ? NULL : "name longer than the limit of 1024 bytes";
    case YG_CLAIMS_SLUG:
        return is_slug(text) ? NULL : "not lower-case letters, digits and single hyphens";
    case YG_CLAIMS_WORD:
        return is_word(text, words) ? NULL : "not one of the words for this key";
    case YG_CLAIMS_NUMBER:
        return is_number(text, -1e15, 1e15) ? NULL : "not a number";
    case YG_CLAIMS_COUNT:
        return is_number(text, 0, 9e15) ? NULL : "not a number that is not negative";
    case YG_CLAIMS_PERCENT:
        return is_number(text, 0, 100) ? NULL : "not a number from 0 to 100";
    case YG_CLAIMS_COUNTRY:
        return is_country(text) ? NULL : "not a country code of ISO 3166-1 (two capital letters)";
    case YG_CLAIMS_AREA:
        return is_country(text) || yg_str_eqz(text, "EU") ? NULL
                                                          : "not a country code of ISO 3166-1";
    case YG_CLAIMS_SECTION:
        return text.n == 1 && text.p[0] >= 'A' && text.p[0] <= 'U'
                   ? NULL
                   : "not a section of ISIC Rev. 4 (A to U)";
    case YG_CLAIMS_DATE:
        return yg_date_parse(text, &date) && yg_str_chr(text, ' ') == SIZE_MAX ? NULL
                                                                               : "not a date";
    case YG_CLAIMS_ADDRESS:
        return is_address(text) ? NULL : "not an address that begins with https:// or http://";
    default:
        return NULL;
    }
}

typedef struct {
    void (*unknown)(void *self, const yg_yaml_node *node, const char *nearest);
    void *self;
    yg_claims_fault *fault;
} check_job;

static bool fail_node(check_job *j, const char *reason, const yg_yaml_node *node, const char *key) {
    *j->fault = (yg_claims_fault){reason, node, key};
    return false;
}

static bool check_map(check_job *j, const yg_yaml_node *map, const yg_claims_rule *rules);

static bool check_value(check_job *j, const yg_yaml_node *node, const yg_claims_rule *rule) {
    if (rule->type == YG_CLAIMS_MAP || rule->type == YG_CLAIMS_BILINGUAL) {
        if (node->kind != YG_YAML_MAP)
            return fail_node(j, "not a map of keys", node, rule->key);
        return check_map(j, node, rule->type == YG_CLAIMS_MAP ? rule->members : bilingual) &&
               (node->n > 0 || fail_node(j, "empty map; leave the key out", node, rule->key));
    }
    if (node->kind != YG_YAML_SCALAR)
        return fail_node(j, "not a single value", node, rule->key);
    const char *reason = yg_claims_check_text(rule->type, rule->words, node->text);
    return reason == NULL || fail_node(j, reason, node, rule->key);
}

static bool check_member(check_job *j, const yg_yaml_node *node, const yg_claims_rule *rule) {
    if (!rule->is_list)
        return check_value(j, node, rule);
    if (node->kind != YG_YAML_LIST)
        return fail_node(j, "not a list", node, rule->key);
    if (node->n > LIST_ITEMS)
        return fail_node(j, "list longer than the limit of 1000", node, rule->key);
    for (const yg_yaml_node *item = node->first; item != NULL; item = item->next) {
        if (!check_value(j, item, rule))
            return false;
    }
    return true;
}

static bool check_map(check_job *j, const yg_yaml_node *map, const yg_claims_rule *rules) {
    for (const yg_yaml_node *node = map->first; node != NULL; node = node->next) {
        const yg_claims_rule *rule = yg_claims_rule_of(rules, node->key);
        if (rule == NULL && !yg_str_starts(node->key, YG_STR("x-")))
            j->unknown(j->self, node, yg_claims_nearest(rules, node->key));
        if (rule != NULL && !check_member(j, node, rule))
            return false;
    }
    for (; rules->key != NULL; rules++) {
        const yg_yaml_node *node = yg_yaml_get(map, rules->key);
        if (rules->is_required && (node == NULL || (rules->is_list && node->n == 0)))
            return fail_node(j, "missing key", map, rules->key);
    }
    return true;
}

bool yg_claims_check(const yg_yaml_node *map, const yg_claims_rule *rules,
                     void (*unknown)(void *self, const yg_yaml_node *node, const char *nearest),
                     void *self, yg_claims_fault *ret_fault) {
    check_job j = {unknown, self, ret_fault};
    if (map->kind != YG_YAML_MAP)
        return fail_node(&j, "record is not a map of keys", map, "");
    return check_map(&j, map, rules);
}
