/* Plain lists: one value a line, or TYPE TAB VALUE. What a line means is what the reader of lists
 * says (text/indicator_line.h, docs/formats/indicators.md); most lines go the quick way. */
#include "base/utf8.h"
#include "text/defang.h"
#include "text/indicator_line.h"
#include "watch/watchlist_part.h"

enum { SAMPLE_LINES = 200 };

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

/* A word for a kind of values, known or not: no value is so short without a dot or a colon. */
static bool is_kind_word(yg_str word) {
    return yg_indicator_kind_of_word(word) != NULL ||
           (word.n > 1 && word.n < 32 && yg_str_chr(word, '.') == SIZE_MAX &&
            yg_str_chr(word, ':') == SIZE_MAX && yg_str_chr(word, ' ') == SIZE_MAX);
}

/* One word, or a kind and one word behind a tab. */
static bool is_list_line(yg_str line) {
    yg_line_parts parts;
    if (yg_indicator_line_read(line, &parts) != YG_LINE_VALUE)
        return true;
    size_t tab = yg_str_chr(parts.value, '\t');
    yg_str value = tab == SIZE_MAX ? parts.value : yg_str_from(parts.value, tab + 1);
    if (tab != SIZE_MAX && !is_kind_word(yg_str_sub(parts.value, 0, tab)))
        return false;
    return yg_str_chr(value, '\t') == SIZE_MAX && yg_str_chr(value, ' ') == SIZE_MAX &&
           yg_str_find(value, YG_STR("\",\"")) == SIZE_MAX;
}

/* Commas and the like in so many lines are columns. */
static bool has_columns(yg_str line) {
    for (size_t i = 0; i < line.n; i++) {
        if (line.p[i] == ',' || line.p[i] == ';' || line.p[i] == '|')
            return true;
    }
    return false;
}

/* One value of its own, of a kind that the value itself says. */
static bool is_value_line(yg_buf *refanged, yg_str line) {
    yg_line_parts parts;
    yg_str value, port;
    if (yg_indicator_line_read(line, &parts) != YG_LINE_VALUE)
        return false;
    size_t tab = yg_str_chr(parts.value, '\t');
    yg_str one = tab == SIZE_MAX ? parts.value : yg_str_from(parts.value, tab + 1);
    return yg_str_chr(one, ' ') == SIZE_MAX &&
           yg_indicator_recognise(refanged, one, &value, &port) != NULL;
}

/* [RUBBISH] A list of which a good part is damaged: three lines of ten are enough where no other
 * text has so many. of_charset: the reader of other charsets takes it when six of ten are right. */
static bool is_list_with_rubbish(yg_str head, bool of_charset) {
    YG_CLEANUP_BUF yg_buf refanged = {0};
    size_t values = 0, good = 0;
    yg_str line;
    while (values < SAMPLE_LINES && yg_str_split(&head, '\n', &line)) {
        line = yg_str_trim(line);
        if (head.p == NULL && values > 0)
            break;
        values += line.n > 0 && line.p[0] != '#';
        good += is_value_line(&refanged, line);
    }
    return good * 10 >= values * 3 && good > 0 && !(of_charset && good * 10 >= values * 6);
}

bool yg_lines_is_list(yg_str head) {
    size_t lines = 0, good = 0, columns = 0, values = 0;
    yg_str line, start = yg_str_trim(yg_str_sub(head, 0, 4096)), rest = head;
    if (head.n == 0 || yg_str_starts(head, YG_STR("\xFF\xFE")) ||
        yg_str_starts(head, YG_STR("\xFE\xFF")) ||
        (start.n > 0 && strchr("{[<", start.p[0]) != NULL))
        return false;
    if (memchr(head.p, '\0', head.n) != NULL)
        return is_list_with_rubbish(head, false);
    if (yg_utf8_check(head) + 4 < head.n) /* the head may end within a character */
        return is_list_with_rubbish(head, true);
    while (lines < SAMPLE_LINES && yg_str_split(&rest, '\n', &line)) {
        line = yg_str_trim(line);
        if (rest.p == NULL && lines > 0) /* may be cut off */
            break;
        lines++;
        good += is_list_line(line);
        columns += has_columns(line);
        values += line.n > 0 && line.p[0] != '#';
    }
    return (values > 0 && good * 10 >= lines * 7 && columns * 10 < lines * 2) ||
           is_list_with_rubbish(head, false);
}

void yg_lines_start(yg_lines_job *job, yg_gather *part, yg_str path, const yg_watched *watched) {
    *job = (yg_lines_job){.part = part, .path = path, .watched = *watched};
    job->fact = yg_facts_number(&part->facts, watched);
}

void yg_lines_end(yg_lines_job *job) {
    yg_buf_free(&job->refanged);
    yg_buf_free(&job->normal);
    yg_buf_free(&job->context);
}

/* What stands behind a value in its line, and its port, are its own. */
static uint32_t fact_of(yg_lines_job *job, yg_str comment, yg_str port) {
    yg_watched own = job->watched;
    if (comment.n == 0 && port.n == 0)
        return job->fact;
    yg_buf_clear(&job->context);
    if (port.n > 0)
        yg_buf_addf(&job->context, "port %.*s", YG_FMT(port));
    if (comment.n > 0 && port.n > 0)
        yg_buf_addz(&job->context, "; ");
    yg_buf_add(&job->context, yg_str_sub(comment, 0, 200));
    own.context = yg_buf_str(&job->context);
    return yg_facts_number(&job->part->facts, &own);
}

/* wanted: the list's word for the kind; empty: the value says. False: it is no indicator. */
static bool take_value(yg_lines_job *job, yg_str word, yg_str raw, yg_str comment) {
    yg_str value, port;
    const char *wanted = word.n > 0 ? yg_indicator_kind_of_word(word) : "";
    const char *kind = yg_indicator_recognise(&job->refanged, raw, &value, &port);
    if (wanted == NULL) {
        job->part->counts.foreign += kind == NULL;
        if (kind == NULL)
            return true;
    } else if (*wanted != '\0') {
        kind = yg_indicator_kind_wanted(wanted, kind, raw, &value);
    }
    yg_buf_clear(&job->normal);
    if (kind == NULL || !yg_indicator_normalise(yg_str_of(kind), value, &job->normal))
        return false;
    yg_gather_value(job->part, yg_str_of(kind), yg_buf_str(&job->normal),
                    fact_of(job, comment, port));
    return true;
}

/* "a|b" under "x|y" is two. */
static bool take_values(yg_lines_job *job, yg_str words, yg_str values, yg_str comment) {
    yg_str word, value;
    bool taken = false;
    if (yg_str_chr(words, '|') == SIZE_MAX || yg_str_chr(values, '|') == SIZE_MAX)
        return take_value(job, words, values, comment);
    while (yg_str_split(&words, '|', &word) && yg_str_split(&values, '|', &value)) {
        if (!yg_str_eq_nocase(yg_str_trim(word), YG_STR("port")))
            taken = take_value(job, word, value, comment) || taken;
    }
    return taken;
}

static void read_slowly(yg_lines_job *job, yg_str line, uint64_t at) {
    yg_line_parts parts;
    if (yg_indicator_line_read(line, &parts) != YG_LINE_VALUE)
        return;
    size_t tab = yg_str_chr(parts.value, '\t');
    yg_str word = {NULL, 0}, value = parts.value;
    if (tab != SIZE_MAX && is_kind_word(yg_str_sub(value, 0, tab))) {
        word = yg_str_trim(yg_str_sub(value, 0, tab));
        value = yg_str_trim(yg_str_from(value, tab + 1));
    }
    bool one_word = true; /* file names may have blanks, prose is no indicator */
    for (size_t i = 0; i < value.n && word.n == 0; i++)
        one_word = one_word && !is_blank(value.p[i]);
    if (one_word && take_values(job, word, value, parts.comment))
        return;
    if (job->lines == 1 && yg_indicator_kind_of_word(parts.value) != NULL)
        return; /* the name of the column */
    yg_gather_reject(job->part, job->path,
                     yg_indicator_reason(&job->refanged, value, "no indicator in the line"),
                     at + (uint64_t)(parts.value.p - line.p), parts.value);
}

/* What the word means is looked up once. */
static const yg_line_word *line_word(yg_lines_job *job, yg_str word) {
    uint32_t hash = ((unsigned char)word.p[0] * 31u + (unsigned char)word.p[word.n - 1]) * 31u +
                    (uint32_t)word.n;
    size_t at = hash * UINT32_C(0x9E3779B1) >> 27; /* there, or beside it */
    yg_line_word *known = NULL;
    for (size_t i = 0; i < 2; i++) {
        known = &job->words[at ^ i];
        if (known->n == word.n && memcmp(known->word, word.p, word.n) == 0)
            return known;
        if (known->n == 0)
            break;
    }
    const char *kind = yg_indicator_kind_of_word(word);
    known->is_host = kind != NULL && strcmp(kind, "host-name") == 0;
    known->is_plain = known->is_host || (kind != NULL && *kind == '\0');
    known->n = (uint8_t)word.n;
    memcpy(known->word, word.p, word.n);
    return known;
}

static const yg_indicator_type quick_types[YG_QUICK_KINDS] = {
    [YG_QUICK_IPV4] = YG_INDICATOR_IPV4,     [YG_QUICK_DOMAIN] = YG_INDICATOR_DOMAIN,
    [YG_QUICK_URL] = YG_INDICATOR_URL,       [YG_QUICK_MD5] = YG_INDICATOR_MD5,
    [YG_QUICK_SHA1] = YG_INDICATOR_SHA1,     [YG_QUICK_SHA256] = YG_INDICATOR_SHA256,
    [YG_QUICK_SHA512] = YG_INDICATOR_SHA512,
};

/* False: the line takes more than one look. */
static bool read_quickly(yg_lines_job *job, yg_str line) {
    char lower[YG_QUICK_BYTES];
    yg_str value = line, normal;
    bool is_host = false;
    const char *tab =
        memchr(line.p, '\t', line.n <= YG_LINE_WORD_BYTES ? line.n : YG_LINE_WORD_BYTES + 1);
    if (tab != NULL) {
        const yg_line_word *word = NULL;
        if (tab > line.p)
            word = line_word(job, yg_str_sub(line, 0, (size_t)(tab - line.p)));
        if (word == NULL || !word->is_plain)
            return false;
        is_host = word->is_host;
        value = yg_str_from(line, (size_t)(tab - line.p) + 1);
    }
    yg_quick_kind kind = yg_indicator_quick(value, lower, &normal);
    if (kind == YG_QUICK_NONE || (is_host && kind >= YG_QUICK_MD5))
        return false;
    yg_indicator_type type =
        is_host && kind == YG_QUICK_DOMAIN ? YG_INDICATOR_HOST : quick_types[kind];
    yg_gather_typed(job->part, type, normal, job->fact);
    return true;
}

static void read_line(yg_lines_job *job, yg_str line, uint64_t at) {
    job->lines++;
    if (line.n > 0 && !read_quickly(job, line))
        read_slowly(job, line, at);
}

void yg_lines_read(yg_lines_job *job, yg_str lines, uint64_t at) {
    const char *p = lines.p, *end = lines.p + lines.n;
    while (p < end) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        const char *next = stop != NULL ? stop + 1 : end;
        stop = stop != NULL ? stop : end;
        size_t n = (size_t)(stop - p);
        n -= n > 0 && p[n - 1] == '\r';
        read_line(job, (yg_str){p, n}, at + (uint64_t)(p - lines.p));
        p = next;
    }
}
