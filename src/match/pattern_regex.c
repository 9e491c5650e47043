/* Texts that are in whatever a regular expression matches. Read is ICU's syntax (the expression was
 * taken by ICU, so that its brackets are right); what is not sure gives nothing: escapes with
 * arguments, \Q, free spacing. Case does not matter, since needles are looked for without it. */
#include "match/pattern_part.h"

enum { DEPTH = 48 };

typedef struct {
    yg_pattern_needs *needs;
    yg_str type, path, s;
    size_t at;
    unsigned depth;
    bool is_unsure;
    yg_buf run; /* literal bytes that stand side by side */
} reader;

/* The best of what a sequence needs; it stands behind `first` in the needs. */
typedef struct {
    size_t first;
    double cost;
    bool any;
} best;

static bool alternatives(reader *r);

static char here(const reader *r) {
    return r->at < r->s.n ? r->s.p[r->at] : '\0';
}

static bool is_alnum(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static char fold(char c) {
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

/* What stands behind `from` is a further way to say what the sequence needs: the cheaper stays. */
static void choose(reader *r, best *b, size_t from, bool any) {
    double cost = 0;
    size_t n = r->needs->at.n - from;
    for (size_t i = from; i < r->needs->at.n; i++)
        cost += r->needs->at.at[i].cost;
    if (!any || (b->any && cost >= b->cost)) {
        r->needs->at.n = from;
        return;
    }
    memmove(r->needs->at.at + b->first, r->needs->at.at + from, n * sizeof *r->needs->at.at);
    r->needs->at.n = b->first + n;
    *b = (best){b->first, cost, true};
}

static void end_run(reader *r, best *b) {
    size_t from = r->needs->at.n;
    choose(r, b, from, yg_pattern_need_part(r->needs, r->type, r->path, yg_buf_str(&r->run), ""));
    yg_buf_clear(&r->run);
}

/* Passes over a quantifier. *ret_least: how often at least; false: there is none. */
static bool quantifier(reader *r, bool *ret_least) {
    char c = here(r);
    *ret_least = true;
    if (c != '*' && c != '?' && c != '+' && c != '{')
        return false;
    *ret_least = c == '+';
    if (c == '{') {
        size_t end = yg_str_chr(yg_str_from(r->s, r->at), '}');
        for (size_t i = r->at + 1; i < r->s.n && r->s.p[i] >= '0' && r->s.p[i] <= '9'; i++)
            *ret_least |= r->s.p[i] != '0';
        r->is_unsure |= end == SIZE_MAX;
        r->at += end == SIZE_MAX ? 0 : end;
    }
    r->at++;
    if (here(r) == '?' || here(r) == '+')
        r->at++;
    return true;
}

static void literal(reader *r, best *b, char c) {
    bool least, is_many = quantifier(r, &least);
    if (!is_many || least)
        yg_buf_addc(&r->run, c);
    if (is_many)
        end_run(r, b);
}

/* Something that stands for no certain byte. */
static void unknown(reader *r, best *b) {
    bool least;
    end_run(r, b);
    (void)quantifier(r, &least);
}

/* [...]: of one letter in both cases it is that letter; '\0': anything else. */
static char set(reader *r) {
    char only = '\0';
    bool is_one = true;
    size_t depth = 1;
    r->at++;
    if (here(r) == ']' || (here(r) == '^' && r->at + 1 < r->s.n && r->s.p[r->at + 1] == ']'))
        r->is_unsure = true;
    while (r->at < r->s.n && depth > 0) {
        char c = r->s.p[r->at++];
        bool is_plain = is_alnum(c) || (c != '\0' && strchr("._ %@,;:/!#", c) != NULL);
        if (c == '\\') {
            c = here(r);
            r->at++;
            is_plain = c > ' ' && c < 127 && !is_alnum(c);
        } else if (c == ']') {
            depth--;
            continue;
        } else if (c == '[') {
            depth++;
        }
        is_one &= is_plain && (only == '\0' || only == fold(c));
        only = fold(c);
    }
    r->is_unsure |= depth > 0;
    return is_one ? only : '\0';
}

/* Behind "(?". True: a group follows, and *ret_counts says whether what is in it must be there. */
static bool group_head(reader *r, bool *ret_counts) {
    char c = here(r), next = r->at + 1 < r->s.n ? r->s.p[r->at + 1] : '\0';
    *ret_counts = true;
    if (c == ':' || c == '>') {
        r->at++;
        return true;
    }
    if (c == '=' || c == '!' || (c == '<' && (next == '=' || next == '!'))) {
        *ret_counts = false;
        r->at += c == '<' ? 2 : 1;
        return true;
    }
    /* Behind a comment a quantifier is that of what stands before it. */
    r->is_unsure |= c == '#';
    char end = c == '<' ? '>' : c == '#' ? ')' : '\0';
    for (; r->at < r->s.n; r->at++) {
        char at = r->s.p[r->at];
        if (end == '\0' && (at == ')' || at == ':')) {
            r->at++;
            return at == ':';
        }
        /* Free spacing changes what blanks and # mean from here on. */
        r->is_unsure |= end == '\0' && (at == 'x' || (!is_alnum(at) && at != '-'));
        if (end != '\0' && at == end) {
            r->at++;
            return end == '>';
        }
    }
    r->is_unsure = true;
    return false;
}

static void group(reader *r, best *b) {
    bool counts = true, least, is_group = true;
    end_run(r, b);
    r->at++;
    if (here(r) == '?') {
        r->at++;
        is_group = group_head(r, &counts);
    }
    if (!is_group || r->is_unsure)
        return;
    if (++r->depth > DEPTH) {
        r->is_unsure = true;
        return;
    }
    size_t from = r->needs->at.n;
    bool any = alternatives(r);
    r->depth--;
    r->is_unsure |= here(r) != ')';
    r->at++;
    (void)quantifier(r, &least);
    choose(r, b, from, any && counts && least);
}

static void escape(reader *r, best *b) {
    r->at++;
    char c = here(r);
    r->at++;
    if (!is_alnum(c) && c > ' ' && c < 127)
        literal(r, b, c);
    else if (c != '\0' && strchr("dDwWsSbBAzZGhHvVRXtnrfae", c) != NULL)
        unknown(r, b);
    else
        r->is_unsure = true;
}

/* Up to `|`, `)` or the end. */
static bool sequence(reader *r) {
    best b = {.first = r->needs->at.n};
    yg_buf outer = r->run;
    r->run = (yg_buf){0};
    while (!r->is_unsure && r->at < r->s.n && here(r) != '|' && here(r) != ')') {
        char c = here(r);
        if (c == '(') {
            group(r, &b);
        } else if (c == '\\') {
            escape(r, &b);
        } else if (c == '[') {
            char only = set(r);
            if (only != '\0')
                literal(r, &b, only);
            else
                unknown(r, &b);
        } else {
            r->at++;
            if ((unsigned char)c >= 0x80 || c == '.' || c == '^' || c == '$' || c < ' ')
                unknown(r, &b);
            else
                literal(r, &b, c);
        }
    }
    end_run(r, &b);
    yg_buf_free(&r->run);
    r->run = outer;
    return b.any;
}

/* What all alternatives need together; false: one of them needs nothing. */
static bool alternatives(reader *r) {
    size_t from = r->needs->at.n;
    bool all = true;
    for (;;) {
        all &= sequence(r);
        if (r->is_unsure || here(r) != '|')
            break;
        r->at++;
    }
    if (!all)
        r->needs->at.n = from;
    return all;
}

bool yg_pattern_need_regex(yg_pattern_needs *needs, yg_str type, yg_str path, yg_str regex) {
    reader r = {.needs = needs, .type = type, .path = path, .s = regex};
    size_t from = needs->at.n;
    bool any = alternatives(&r) && !r.is_unsure && r.at == regex.n;
    yg_buf_free(&r.run);
    if (!any)
        needs->at.n = from;
    return any;
}
