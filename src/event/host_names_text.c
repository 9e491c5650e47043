/* Host names out of lines of free text: logs of proxies, web and mail servers, syslog, sentences.
 * Every word that reads as a URL or as a host name is given, once a line. Squid's access.log,
 * Apache's and nginx's combined form, RFC 3164 and 5424, and BIND's query log are all of this kind:
 * their fields stand apart by blanks, quotes and brackets. */
#include "event/host_names_part.h"
#include "text/defang.h"

enum { REMEMBERED = 16, WORD_MOST = 4096 };

static bool is_delimiter(char c) {
    static const char all[] = " \t\r\n,;|\"'<>`";
    return c != '\0' && memchr(all, c, sizeof all - 1) != NULL;
}

static bool is_opening(char c) {
    return c == '(' || c == '[' || c == '{';
}

/* The end of the word that begins at `at`. Before a scheme "=" and ":" end it, too. */
static size_t word_end(yg_str line, size_t at, bool *ret_is_url) {
    *ret_is_url = false;
    for (; at < line.n && !is_delimiter(line.p[at]); at++) {
        if (*ret_is_url || (line.p[at] != '=' && line.p[at] != ':'))
            continue;
        yg_str rest = yg_str_from(line, at);
        if (yg_str_starts(rest, YG_STR("://")) || yg_str_starts(rest, YG_STR(":\\/\\/")))
            *ret_is_url = true;
        else
            break;
    }
    return at;
}

/* A name alone, or with a path or somebody before "@". Empty: it is none. */
static yg_str host_of(yg_str word) {
    static const char ends[] = "/?#()[]{}";
    for (size_t at; (at = yg_str_chr(word, '@')) != SIZE_MAX;)
        word = yg_str_from(word, at + 1);
    size_t n = 0;
    bool ascii = true;
    while (n < word.n && memchr(ends, word.p[n], sizeof ends - 1) == NULL)
        ascii = (unsigned char)word.p[n++] < 0x80 && ascii;
    word = yg_str_sub(word, 0, n);
    if (!yg_host_looks_like(word))
        return (yg_str){NULL, 0};
    const char *kind = ascii ? yg_indicator_kind(word) : "domain-name";
    return kind != NULL && strcmp(kind, "domain-name") == 0 ? word : (yg_str){NULL, 0};
}

/* "[.]", "(dot)" and their like make a bracket a part of the name. */
static yg_str refanged(yg_host_names *r, yg_str word) {
    bool has_bracket = false;
    while (word.n > 1 && is_opening(word.p[0]))
        word = yg_str_from(word, 1);
    for (size_t i = 0; i < word.n && !has_bracket; i++)
        has_bracket = is_opening(word.p[i]) || word.p[i] == '\\';
    if (!has_bracket || word.n > WORD_MOST)
        return word;
    yg_buf_clear(&r->scratch);
    yg_defang_refang(word, &r->scratch);
    return yg_buf_str(&r->scratch);
}

/* Without brackets and points around it: the same name twice on a line is one. */
static yg_str bare(yg_str word) {
    static const char around[] = "()[]{}.";
    while (word.n > 0 && memchr(around, word.p[0], sizeof around - 1) != NULL)
        word = yg_str_from(word, 1);
    while (word.n > 0 && memchr(around, word.p[word.n - 1], sizeof around - 1) != NULL)
        word.n--;
    return word;
}

/* Could the word hold a name at all? Cheap: most words of a log have no point. */
static bool has_point(yg_str word) {
    return word.n >= 4 && (memchr(word.p, '.', word.n) != NULL ||
                           memchr(word.p, '[', word.n) != NULL || (unsigned char)word.p[0] >= 0x80);
}

size_t yg_host_give_text(yg_host_names *r, yg_str line, uint64_t offset) {
    yg_str given[REMEMBERED];
    size_t given_n = 0;
    for (size_t at = 0; at < line.n; at++) {
        bool is_url = false, is_known = false;
        size_t end = word_end(line, at, &is_url);
        yg_str word = yg_str_sub(line, at, end - at);
        at = end;
        if (!has_point(word) || word.p[0] == '/')
            continue;
        for (size_t i = 0; i < given_n && i < REMEMBERED && !is_known; i++)
            is_known = yg_str_eq_nocase(given[i], bare(word));
        if (is_known)
            continue;
        yg_str name = refanged(r, word);
        if (!is_url)
            name = host_of(name);
        if (name.n == 0)
            continue;
        given[given_n++ % REMEMBERED] = bare(word);
        r->take(r->self, name, YG_TIME_NONE, offset);
    }
    return given_n;
}
