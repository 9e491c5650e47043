/* What a file is, seen from its first bytes; the columns of tables. */
#include "event/log_part.h"

enum { LINES_LOOKED_AT = 32 };

static bool next_line(yg_str *rest, yg_str *ret_line) {
    yg_str line;
    while (yg_str_split(rest, '\n', &line)) {
        line = yg_str_trim(line);
        if (line.n > 0) {
            *ret_line = line;
            return true;
        }
    }
    return false;
}

/* Does the bracket that opens the text close before the line ends? */
static bool closes(yg_str line) {
    size_t depth = 0;
    for (size_t i = 0; i < line.n; i++) {
        char c = line.p[i];
        if (c == '"') {
            for (i++; i < line.n && line.p[i] != '"'; i++)
                i += line.p[i] == '\\';
        } else if (c == '{' || c == '[') {
            depth++;
        } else if ((c == '}' || c == ']') && (depth == 0 || --depth == 0)) {
            return true;
        }
    }
    return false;
}

/* --- JSON: where its records begin --- */

/* {"Records":[{, as clouds and exports have it: the place behind the bracket, or 0. */
static size_t wrapper_of(yg_str text) {
    static const char *const names[] = {
        "Records", "records", "value", "events", "Events", "hits",      "results",      "data",
        "logs",    "entries", "items", "Items",  "log",    "logEvents", "resourceLogs", NULL};
    size_t at = 0, depth = 0, key = 0, key_end = 0;
    while (at < text.n && at < 4096) {
        char c = text.p[at];
        if (c == '"') {
            key = ++at;
            while (at < text.n && text.p[at] != '"')
                at += text.p[at] == '\\' ? 2 : 1;
            key_end = at < text.n ? at : text.n;
        } else if (c == '{') {
            if (++depth > 2)
                return 0;
        } else if (c == '}') {
            if (depth == 0 || --depth == 0)
                return 0;
        } else if (c == '[') {
            size_t next = at + 1;
            yg_str name = yg_str_sub(text, key, key_end - key);
            while (next < text.n && yg_log_is_blank(text.p[next]))
                next++;
            if (next == text.n || text.p[next] != '{' || depth == 0)
                return 0;
            for (size_t i = 0; names[i] != NULL; i++) {
                if (yg_str_eqz(name, names[i]))
                    return at + 1;
            }
            return 0;
        }
        at++;
    }
    return 0;
}

/* Blanks between the last line end before `at` and it; SIZE_MAX: something else stands there. */
static size_t indent_at(yg_str text, size_t at) {
    size_t n = 0;
    while (n < at && (text.p[at - n - 1] == ' ' || text.p[at - n - 1] == '\t'))
        n++;
    return n == at || text.p[at - n - 1] == '\n' ? n : SIZE_MAX;
}

static void sniff_json(yg_log_form *form, yg_str text, size_t at) {
    yg_str body = yg_str_from(text, at), rest = body, line;
    form->word = "json";
    if (body.p[0] == '{') {
        size_t wrapped = wrapper_of(body);
        if (wrapped > 0) {
            form->bounds = YG_LOG_OBJECTS;
            form->wrapper = yg_str_sub(text, 0, at + wrapped);
            at += wrapped;
        } else if (next_line(&rest, &line) && (closes(line) || rest.p == NULL)) {
            return; /* an object a line */
        }
    } else {
        size_t lines = 0, whole = 0;
        /* Objects of an array that stand on a line each are lines. */
        for (; lines < LINES_LOOKED_AT && next_line(&rest, &line); lines++)
            whole += line.p[0] == '{' && closes(line);
        if (lines > 1 && whole + 2 >= lines && whole > 0)
            return;
        at++;
    }
    form->bounds = YG_LOG_OBJECTS;
    while (at < text.n && yg_log_is_blank(text.p[at]))
        at++;
    if (at < text.n && text.p[at] == '{')
        form->indent = indent_at(text, at);
}

/* --- Lines --- */

/* The form of the first records, by reading them. */
static void sniff_lines(yg_log_form *form, yg_str text) {
    yg_log_record record = {0};
    const char *seen[LINES_LOOKED_AT];
    size_t n = 0, most = 0;
    yg_str line;
    while (n < LINES_LOOKED_AT && next_line(&text, &line)) {
        if (line.p[0] == '#' || text.p == NULL)
            continue; /* comments; a last line may be cut */
        yg_log_record_read(form, line, &record);
        seen[n++] = record.form;
    }
    if (n == 0 && line.n > 0) {
        yg_log_record_read(form, line, &record);
        seen[n++] = record.form;
    }
    for (size_t i = 0; i < n; i++) {
        size_t votes = 0;
        for (size_t k = 0; k < n; k++)
            votes += strcmp(seen[k], seen[i]) == 0;
        if (votes > most) {
            most = votes;
            form->word = seen[i];
        }
    }
    yg_log_record_free(&record);
}

static void sniff_tables(yg_log_form *form, yg_str text) {
    yg_str rest = text, line;
    for (size_t i = 0; i < LINES_LOOKED_AT && next_line(&rest, &line); i++) {
        if (line.p[0] != '#')
            break;
        bool is_zeek =
            yg_str_starts(line, YG_STR("#fields")) || yg_str_starts(line, YG_STR("#separator "));
        bool is_w3c = yg_str_starts(line, YG_STR("#Fields:"));
        if (!is_zeek && !is_w3c)
            continue;
        form->tables = yg_alloc(YG_LOG_TABLES, sizeof *form->tables);
        form->table = is_zeek ? YG_TABLE_ZEEK : YG_TABLE_W3C;
        form->word = is_zeek ? "zeek-tsv" : "w3c";
        if (is_zeek)
            yg_log_columns_zeek(form);
        else
            yg_log_columns_w3c(form);
        return;
    }
}

yg_log_form *yg_log_form_open(yg_str first) {
    yg_log_form *form = yg_alloc(1, sizeof *form);
    form->word = "text";
    form->indent = SIZE_MAX;
    form->before_us = YG_TIME_NONE;
    yg_buf_add(&form->head, yg_str_sub(first, 0, YG_LOG_HEAD));
    yg_str text = yg_buf_str(&form->head);
    size_t at = yg_str_starts(text, YG_STR("\xEF\xBB\xBF")) ? 3 : 0;
    while (at < text.n && (yg_log_is_blank(text.p[at]) || text.p[at] == 0x1e))
        at++;
    if (at == text.n)
        return form;
    char next = at + 1 < text.n ? text.p[at + 1] : '\0';
    if (text.p[at] == '{' || (text.p[at] == '[' && (next == '{' || yg_log_is_blank(next))))
        sniff_json(form, text, at);
    sniff_tables(form, text);
    if (form->bounds == YG_LOG_LINES && form->table == YG_TABLE_NONE && !yg_log_columns_csv(form))
        sniff_lines(form, text);
    return form;
}

void yg_log_form_free(yg_log_form *form) {
    if (form == NULL)
        return;
    free(form->tables);
    yg_buf_free(&form->head);
    free(form);
}

void yg_log_form_before(yg_log_form *form, int64_t us) {
    form->before_us = us < INT64_MAX - 2 * YG_US_PER_DAY ? us : YG_TIME_NONE;
}

const char *yg_log_form_word(const yg_log_form *form) {
    return form->word;
}

bool yg_log_form_is_lines(const yg_log_form *form) {
    return form->bounds == YG_LOG_LINES;
}
