/* Rules for host names: what is refused before the C library compiles it. glibc copies what is
 * repeated ("a+" is "aa*"), so that repeats within repeats multiply [REGEX-BOMB]. */
#include <regex.h>

#include "map/identifier.h"

enum { DEEPEST = 16, MOST_PARTS = 2048, MOST_REPEATED = 1024 };

/* What a group or a single character comes to when it is written out. */
typedef struct {
    size_t parts;
    bool repeats; /* holds a repeat, or is one */
} extent;

typedef struct {
    yg_str s;
    size_t at, depth;
    extent groups[DEEPEST + 1]; /* the open groups, [0]: the rule itself */
    extent last;                /* what a repeat would repeat; already part of its group */
} scan;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static void put(scan *c, extent e) {
    extent *group = &c->groups[c->depth];
    group->parts += e.parts;
    group->repeats |= e.repeats;
    c->last = e;
}

/* "[]a-z]", "[^[:alpha:]x]": up to behind its bracket. A backslash means nothing in it. */
static void skip_set(scan *c) {
    yg_str s = c->s;
    size_t from = c->at++;
    c->at += c->at < s.n && s.p[c->at] == '^';
    c->at += c->at < s.n && s.p[c->at] == ']';
    while (c->at < s.n && s.p[c->at] != ']') {
        char kind = s.p[c->at] == '[' && c->at + 1 < s.n ? s.p[c->at + 1] : '\0';
        bool named = kind == ':' || kind == '.' || kind == '=';
        const char stop[] = {kind, ']', '\0'};
        size_t end = named ? yg_str_find(yg_str_from(s, c->at + 2), yg_str_of(stop)) : SIZE_MAX;
        c->at += end == SIZE_MAX ? 1 : end + 4;
    }
    c->at += c->at < s.n;
    put(c, (extent){c->at - from, false});
}

/* How often a repeat copies at most; "{3,}" is three and once more. */
static uint64_t read_times(scan *c) {
    uint64_t most = 1, value = 0;
    char kind = c->s.p[c->at++];
    if (kind != '{')
        return kind == '+' ? 2 : 1;
    for (; c->at < c->s.n && c->s.p[c->at] != '}'; c->at++) {
        value = is_digit(c->s.p[c->at]) ? value * 10 + (uint64_t)(c->s.p[c->at] - '0') : 0;
        most = value > most ? value : most;
        if (most > MOST_REPEATED)
            return UINT64_MAX;
    }
    bool open = c->at < c->s.n && c->s.p[c->at - 1] == ',';
    c->at += c->at < c->s.n;
    return most + open;
}

static const char *repeat(scan *c) {
    bool again = c->last.repeats;
    uint64_t times = read_times(c);
    if (times == UINT64_MAX)
        return "repetitions {n} of more than 1024 are not accepted";
    if (again)
        return "a repeat of what holds a repeat is not accepted: \"(a+)+\"";
    put(c, (extent){c->last.parts * (size_t)(times - 1), true});
    return NULL;
}

static const char *step(scan *c) {
    switch (c->s.p[c->at]) {
    case '(':
        if (c->depth == DEEPEST)
            return "groups within groups deeper than 16 are not accepted";
        c->groups[++c->depth] = (extent){1, false};
        c->last = (extent){0, false};
        c->at++;
        break;
    case ')':
        c->at++;
        if (c->depth > 0)
            c->depth--, put(c, c->groups[c->depth + 1]);
        break;
    case '[':
        skip_set(c);
        break;
    case '*':
    case '+':
    case '{':
        return repeat(c);
    case '?': /* copies nothing, and hides nothing */
        c->at++;
        break;
    case '\\':
        if (c->at + 1 < c->s.n && is_digit(c->s.p[c->at + 1]))
            return "back references (\\1) are not accepted";
        c->at += c->at + 1 < c->s.n;
        c->at++;
        put(c, (extent){1, false});
        break;
    default:
        c->at++;
        put(c, (extent){1, false});
    }
    return NULL;
}

static const char *bomb_in(yg_str text) {
    scan c = {.s = text};
    const char *fault = NULL;
    while (c.at < text.n && fault == NULL) {
        fault = step(&c);
        if (c.groups[c.depth].parts > MOST_PARTS)
            fault = "repetitions that come to more than 2048 characters are not accepted";
    }
    return fault;
}

const char *yg_host_rule_fault(yg_str text, char ret_detail[YG_HOST_RULE_DETAIL_BYTES]) {
    char pattern[YG_HOST_RULE_BYTES + 1];
    regex_t regex;
    ret_detail[0] = '\0';
    if (text.n == 0)
        return "the rule is empty";
    if (text.n > YG_HOST_RULE_BYTES)
        return "the rule is longer than 256 bytes";
    if (yg_str_chr(text, '\0') != SIZE_MAX)
        return "the rule has a NUL";
    const char *bomb = bomb_in(text);
    if (bomb != NULL)
        return bomb;
    memcpy(pattern, text.p, text.n);
    pattern[text.n] = '\0';
    int status = regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB | REG_ICASE);
    if (status == 0) {
        regfree(&regex);
        return NULL;
    }
    regerror(status, &regex, ret_detail, YG_HOST_RULE_DETAIL_BYTES);
    return "not a valid regular expression";
}
