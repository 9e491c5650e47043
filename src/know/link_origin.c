/* The country of origin in a description's first two sentences. ATT&CK has no field for it; it
 * writes "a Russia-based threat group", "attributed to Iran's ...". Two patterns over 20 countries;
 * a sentence about targets ("organizations in Japan") matches neither. */
#include "know/link_name.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))

/* Where one word begins another, the longer one comes first; '-' stands for a space too. */
static const struct {
    const char *word;
    yg_country country;
} countries[] = {
    {"united-states", YG_COUNTRY('U', 'S')}, {"north-korean", YG_COUNTRY('K', 'P')},
    {"south-korean", YG_COUNTRY('K', 'R')},  {"north-korea", YG_COUNTRY('K', 'P')},
    {"palestinian", YG_COUNTRY('P', 'S')},   {"south-korea", YG_COUNTRY('K', 'R')},
    {"belarusian", YG_COUNTRY('B', 'Y')},    {"vietnamese", YG_COUNTRY('V', 'N')},
    {"brazilian", YG_COUNTRY('B', 'R')},     {"pakistani", YG_COUNTRY('P', 'K')},
    {"palestine", YG_COUNTRY('P', 'S')},     {"ukrainian", YG_COUNTRY('U', 'A')},
    {"american", YG_COUNTRY('U', 'S')},      {"lebanese", YG_COUNTRY('L', 'B')},
    {"nigerian", YG_COUNTRY('N', 'G')},      {"pakistan", YG_COUNTRY('P', 'K')},
    {"romanian", YG_COUNTRY('R', 'O')},      {"t\xC3\xBCrkiye", YG_COUNTRY('T', 'R')},
    {"belarus", YG_COUNTRY('B', 'Y')},       {"chinese", YG_COUNTRY('C', 'N')},
    {"emirati", YG_COUNTRY('A', 'E')},       {"iranian", YG_COUNTRY('I', 'R')},
    {"israeli", YG_COUNTRY('I', 'L')},       {"lebanon", YG_COUNTRY('L', 'B')},
    {"nigeria", YG_COUNTRY('N', 'G')},       {"romania", YG_COUNTRY('R', 'O')},
    {"russian", YG_COUNTRY('R', 'U')},       {"turkish", YG_COUNTRY('T', 'R')},
    {"ukraine", YG_COUNTRY('U', 'A')},       {"vietnam", YG_COUNTRY('V', 'N')},
    {"brazil", YG_COUNTRY('B', 'R')},        {"indian", YG_COUNTRY('I', 'N')},
    {"israel", YG_COUNTRY('I', 'L')},        {"russia", YG_COUNTRY('R', 'U')},
    {"syrian", YG_COUNTRY('S', 'Y')},        {"turkey", YG_COUNTRY('T', 'R')},
    {"china", YG_COUNTRY('C', 'N')},         {"india", YG_COUNTRY('I', 'N')},
    {"syria", YG_COUNTRY('S', 'Y')},         {"dprk", YG_COUNTRY('K', 'P')},
    {"gaza", YG_COUNTRY('P', 'S')},          {"iran", YG_COUNTRY('I', 'R')},
    {"u.s.", YG_COUNTRY('U', 'S')},          {"prc", YG_COUNTRY('C', 'N')},
    {"uae", YG_COUNTRY('A', 'E')},
};

static const char *const before[] = {
    "based in",        "based out of", "operating out of", "operating from",  "attributed to",
    "associated with", "linked to",    "on behalf of",     "affiliated with",
};

static const char *const behind[] = {
    "based",    "sponsored", "nexus",      "backed",       "aligned",  "linked",    "affiliated",
    "speaking", "state",     "government", "threat",       "cyber",    "espionage", "advanced",
    "apt",      "adversary", "hacking",    "intelligence", "ministry", "general",
};

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

/* Between a byte of a word and one that is none. */
static bool is_boundary(yg_str s, size_t at) {
    bool left = at > 0 && is_word(s.p[at - 1]), right = at < s.n && is_word(s.p[at]);
    return left != right;
}

/* The index behind `word` at `at`, or 0; ASCII letters without case. */
static size_t skip(yg_str s, size_t at, const char *word) {
    for (; *word != '\0'; word++, at++) {
        char c = at < s.n ? s.p[at] : '\0';
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + 32);
        if (c != *word && !(*word == '-' && c == ' '))
            return 0;
    }
    return at;
}

static size_t skip_separator(yg_str s, size_t at) {
    return at > 0 && at < s.n && (s.p[at] == ' ' || s.p[at] == '-') ? at + 1 : 0;
}

static size_t skip_behind(yg_str s, size_t at) {
    for (size_t i = 0; at > 0 && i < ROWS(behind); i++) {
        size_t end = skip(s, at, behind[i]);
        if (end == 0)
            continue;
        while (strcmp(behind[i], "cyber") == 0 && end < s.n && is_word(s.p[end]))
            end++;
        return end;
    }
    return 0;
}

/* "attributed to the Russian", "based in China". */
static size_t match_before(yg_str s, size_t at, yg_country *ret_country) {
    static const char *const articles[] = {"the ", "an ", "a ", ""};
    size_t place = 0;
    for (size_t i = 0; place == 0 && i < ROWS(before); i++)
        place = skip(s, at, before[i]);
    if (place == 0 || place >= s.n || s.p[place] != ' ')
        return 0;
    for (size_t i = 0; i < ROWS(articles); i++) {
        size_t start = skip(s, place + 1, articles[i]);
        for (size_t k = 0; start > 0 && k < ROWS(countries); k++) {
            size_t end = skip(s, start, countries[k].word);
            if (end > 0 && is_boundary(s, end)) {
                *ret_country = countries[k].country;
                return end;
            }
        }
    }
    return 0;
}

/* "Chinese state", "Iran-based", "Russian military intelligence". */
static size_t match_behind(yg_str s, size_t at, yg_country *ret_country) {
    for (size_t k = 0; is_boundary(s, at) && k < ROWS(countries); k++) {
        size_t end = skip(s, at, countries[k].word);
        if (end == 0)
            continue;
        size_t owner = skip(s, end, "'s");
        size_t place = skip_separator(s, owner > 0 ? owner : end);
        size_t next = place;
        while (next > 0 && next < s.n && is_word(s.p[next]))
            next++;
        size_t match = skip_behind(s, place);
        if (match == 0 && next > place)
            match = skip_behind(s, skip_separator(s, next));
        if (match > 0) {
            *ret_country = countries[k].country;
            return match;
        }
    }
    return 0;
}

/* Adds text without link targets and citations: "[APT1](https://...) is" is "APT1 is". */
static void add_plain(yg_buf *buf, yg_str text) {
    for (size_t at = 0; at < text.n;) {
        yg_str rest = yg_str_from(text, at);
        size_t close = rest.p[0] == '[' ? yg_str_chr(rest, ']') : SIZE_MAX;
        size_t end = SIZE_MAX;
        if (close != SIZE_MAX && close + 1 < rest.n && rest.p[close + 1] == '(') {
            end = yg_str_chr(yg_str_from(rest, close), ')');
            if (end != SIZE_MAX) {
                yg_buf_add(buf, yg_str_sub(rest, 1, close - 1));
                at += close + end + 1;
                continue;
            }
        }
        if (yg_str_starts(rest, YG_STR("(Citation:")) &&
            (end = yg_str_chr(rest, ')')) != SIZE_MAX) {
            at += end + 1;
            continue;
        }
        yg_buf_addc(buf, text.p[at++]);
    }
}

/* The first two sentences; white space between them counts as one space. */
static void keep_two_sentences(yg_buf *buf) {
    size_t sentences = 0, out = 0;
    for (size_t at = 0; at < buf->n;) {
        bool ends = at > 0 && is_space(buf->p[at]) && memchr(".!?", buf->p[at - 1], 3) != NULL;
        if (ends && ++sentences == 2)
            break;
        if (!ends) {
            buf->p[out++] = buf->p[at++];
            continue;
        }
        while (at < buf->n && is_space(buf->p[at]))
            at++;
        buf->p[out++] = ' ';
    }
    buf->n = out;
}

yg_country yg_link_origin(yg_str description) {
    YG_CLEANUP_BUF yg_buf plain = {0};
    yg_country found = 0;
    /* Two sentences are far shorter; the rest is not looked at. */
    add_plain(&plain, yg_str_sub(description, 0, 16384));
    keep_two_sentences(&plain);
    yg_str s = yg_buf_str(&plain);
    for (size_t at = 0; at < s.n;) {
        yg_country country = 0;
        size_t end = match_before(s, at, &country);
        if (end == 0)
            end = match_behind(s, at, &country);
        if (country != 0 && found != 0 && country != found)
            return 0;
        found = country != 0 ? country : found;
        at = end > at ? end : at + 1;
    }
    return found;
}
