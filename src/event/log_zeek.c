/* Logs of Zeek in its own form: values apart by one byte (a tab), named by a line #fields. */
#include "event/log_part.h"

/* \x2c and \\ */
static yg_str unescaped(yg_log_record *r, yg_str raw) {
    char *out = memchr(raw.p, '\\', raw.n) != NULL ? yg_log_text(r, raw.n) : NULL;
    size_t n = 0;
    if (out == NULL)
        return raw;
    for (size_t i = 0; i < raw.n; i++) {
        if (raw.p[i] == '\\' && i + 3 < raw.n && raw.p[i + 1] == 'x' &&
            yg_hex_digit(raw.p[i + 2]) >= 0 && yg_hex_digit(raw.p[i + 3]) >= 0) {
            out[n++] = (char)(yg_hex_digit(raw.p[i + 2]) * 16 + yg_hex_digit(raw.p[i + 3]));
            i += 3;
        } else {
            i += raw.p[i] == '\\' && i + 1 < raw.n && raw.p[i + 1] == '\\';
            out[n++] = raw.p[i];
        }
    }
    return yg_log_text_end(r, out, n);
}

static void add(yg_log_record *r, yg_str name, size_t start, size_t end) {
    yg_log_field *field = yg_log_add(r, name, start, end);
    if (field != NULL && end > start)
        field->value = unescaped(r, field->value);
}

/* Sets and vectors are one field each, and their elements too. */
static void add_value(yg_log_record *r, const yg_log_form *form, const yg_log_table *table,
                      size_t column, size_t start, size_t end) {
    yg_str name = table->names[column];
    yg_str value = yg_str_sub(r->bytes, start, end - start);
    if (yg_str_eq(value, form->unset) || yg_str_eq(value, form->empty))
        return;
    add(r, name, start, end);
    if (!table->is_list[column] || memchr(value.p, form->set_separator, value.n) == NULL)
        return;
    for (size_t at = start; at < end;) {
        const char *stop = memchr(r->bytes.p + at, form->set_separator, end - at);
        size_t to = stop != NULL ? (size_t)(stop - r->bytes.p) : end;
        if (to > at)
            add(r, name, at, to);
        at = to + 1;
    }
}

static const yg_log_table *table_of(const yg_log_form *form, size_t n) {
    for (size_t i = 0; i < form->tables_n; i++) {
        if (form->tables[i].n == n)
            return &form->tables[i];
    }
    return NULL;
}

bool yg_log_read_zeek(yg_log_record *r, const yg_log_form *form, size_t end) {
    size_t n = 1;
    for (size_t i = 0; i < end; i++)
        n += r->bytes.p[i] == form->separator;
    const yg_log_table *table = table_of(form, n);
    if (table == NULL || end == 0 || r->bytes.p[0] == '#')
        return false;
    r->shape = YG_SHAPE_ZEEK;
    r->kind = table->kind;
    for (size_t at = 0, column = 0; column < n; column++) {
        const char *stop = at < end ? memchr(r->bytes.p + at, form->separator, end - at) : NULL;
        size_t to = stop != NULL ? (size_t)(stop - r->bytes.p) : end;
        if (to > at)
            add_value(r, form, table, column, at, to);
        at = to + 1;
    }
    return true;
}

/* --- The head --- */

static char separator_of(yg_str line) {
    yg_str value = yg_str_trim(yg_str_from(line, 11));
    if (value.n == 4 && value.p[0] == '\\' && value.p[1] == 'x' && yg_hex_digit(value.p[2]) >= 0 &&
        yg_hex_digit(value.p[3]) >= 0)
        return (char)(yg_hex_digit(value.p[2]) * 16 + yg_hex_digit(value.p[3]));
    return value.n == 1 ? value.p[0] : '\t';
}

static bool word_of(yg_str line, const char *word, char separator, yg_str *ret_value) {
    yg_str name = yg_str_of(word);
    if (!yg_str_starts(line, name) || line.n <= name.n || line.p[name.n] != separator)
        return false;
    *ret_value = yg_str_from(line, name.n + 1);
    return true;
}

static void add_table(yg_log_form *form, yg_str fields, yg_str kind) {
    if (form->tables_n == YG_LOG_TABLES)
        return;
    yg_log_table *table = &form->tables[form->tables_n];
    yg_str name;
    *table = (yg_log_table){.kind = kind};
    while (yg_str_split(&fields, form->separator, &name)) {
        if (table->n == YG_LOG_COLUMNS)
            return;
        table->names[table->n++] = name;
    }
    form->tables_n++;
}

static void note_lists(yg_log_form *form, yg_str types) {
    yg_log_table *table = form->tables_n > 0 ? &form->tables[form->tables_n - 1] : NULL;
    yg_str type;
    for (size_t i = 0;
         table != NULL && i < table->n && yg_str_split(&types, form->separator, &type); i++)
        table->is_list[i] =
            yg_str_starts(type, YG_STR("set[")) || yg_str_starts(type, YG_STR("vector["));
}

/* Logs may stand one behind the other. */
void yg_log_columns_zeek(yg_log_form *form) {
    yg_str rest = yg_buf_str(&form->head), line, value, kind = {NULL, 0};
    form->separator = '\t';
    form->set_separator = ',';
    form->unset = YG_STR("-");
    form->empty = YG_STR("(empty)");
    while (yg_str_split(&rest, '\n', &line)) {
        if (line.n > 0 && line.p[line.n - 1] == '\r')
            line.n--;
        if (yg_str_starts(line, YG_STR("#separator ")))
            form->separator = separator_of(line);
        else if (word_of(line, "#set_separator", form->separator, &value) && value.n == 1)
            form->set_separator = value.p[0];
        else if (word_of(line, "#empty_field", form->separator, &value))
            form->empty = value;
        else if (word_of(line, "#unset_field", form->separator, &value))
            form->unset = value;
        else if (word_of(line, "#path", form->separator, &value))
            kind = value;
        else if (word_of(line, "#fields", form->separator, &value))
            add_table(form, value, kind);
        else if (word_of(line, "#types", form->separator, &value))
            note_lists(form, value);
    }
}
