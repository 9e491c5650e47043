/* CEF (ArcSight Common Event Format, revisions 16 to 26) and LEEF (QRadar, 1.0 and 2.0). */
#include "event/log_part.h"

/* The next bar at or behind `at` that no backslash stands before; SIZE_MAX: none. */
static size_t bar(yg_str s, size_t at, size_t end) {
    for (; at < end; at++) {
        if (s.p[at] == '\\')
            at++;
        else if (s.p[at] == '|')
            return at;
    }
    return SIZE_MAX;
}

static yg_str unescaped(yg_log_record *r, yg_str raw) {
    char *out = memchr(raw.p, '\\', raw.n) != NULL ? yg_log_text(r, raw.n) : NULL;
    size_t n = 0;
    if (out == NULL)
        return raw;
    for (size_t i = 0; i < raw.n; i++) {
        char next = i + 1 < raw.n ? raw.p[i + 1] : '\0';
        if (raw.p[i] == '\\' &&
            (next == '\\' || next == '|' || next == '=' || next == 'n' || next == 'r')) {
            out[n++] = next == 'n' ? '\n' : next == 'r' ? '\r' : next;
            i++;
        } else {
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

/* The head's parts up to their bars; the place behind the last, or SIZE_MAX. */
static size_t read_head(yg_log_record *r, size_t at, size_t end, const char *const *names,
                        size_t n) {
    size_t starts[8], ends[8];
    for (size_t i = 0; i < n; i++) {
        size_t stop = bar(r->bytes, at, end);
        if (stop == SIZE_MAX && i + 1 == n)
            stop = end; /* no extension */
        if (stop == SIZE_MAX)
            return SIZE_MAX;
        starts[i] = at;
        ends[i] = stop;
        at = stop + 1;
    }
    for (size_t i = 0; i < n; i++)
        add(r, yg_str_of(names[i]), starts[i], ends[i]);
    return at < end ? at : end;
}

/* --- CEF --- */

static bool is_key(char c) {
    return yg_log_is_word(c) || c == '.' || c == '-' || c == '[' || c == ']';
}

/* The `=` of the next pair at or behind `at`, with where its name begins: behind a blank, and no
 * backslash before it. SIZE_MAX: none. */
static size_t next_pair(yg_str s, size_t at, size_t end, size_t *ret_name) {
    for (size_t name = at, i = at; i < end; i++) {
        if (s.p[i] == '\\') {
            i++;
            name = SIZE_MAX;
        } else if (s.p[i] == '=') {
            if (name != SIZE_MAX && name < i) {
                *ret_name = name;
                return i;
            }
            name = SIZE_MAX;
        } else if (yg_log_is_blank(s.p[i])) {
            name = i + 1;
        } else if (!is_key(s.p[i])) {
            name = SIZE_MAX;
        }
    }
    return SIZE_MAX;
}

/* A value goes on, blanks and all, until the name of the next pair. */
static void read_extension(yg_log_record *r, size_t at, size_t end) {
    size_t name = 0, equals = next_pair(r->bytes, at, end, &name);
    while (equals != SIZE_MAX) {
        size_t next_name = end, next = next_pair(r->bytes, equals + 1, end, &next_name);
        size_t stop = next == SIZE_MAX ? end : next_name;
        while (stop > equals + 1 && yg_log_is_blank(r->bytes.p[stop - 1]))
            stop--;
        add(r, yg_str_sub(r->bytes, name, equals - name), equals + 1, stop);
        equals = next;
        name = next_name;
    }
}

/* cs1Label=Referer cs1=http://...: the field is called by its label. */
static void settle_labels(yg_log_record *r) {
    size_t n = r->fields.n < 128 ? r->fields.n : 128;
    for (size_t i = 0; i < n; i++) {
        yg_str name = r->fields.at[i].name;
        if (name.n < 8 || name.n > 32 || !yg_str_ends(name, YG_STR("Label")))
            continue;
        yg_str of = yg_str_sub(name, 0, name.n - 5), label = r->fields.at[i].value;
        for (size_t k = 0; k < n; k++) {
            if (label.n > 0 && label.n <= 64 && yg_str_eq(r->fields.at[k].name, of))
                r->fields.at[k].name = label;
        }
    }
}

bool yg_log_read_cef(yg_log_record *r, size_t at, size_t end) {
    static const char *const names[] = {"deviceVendor", "deviceProduct", "deviceVersion",
                                        "signatureId",  "name",          "severity"};
    size_t start = at;
    yg_str s = r->bytes;
    if (end - at < 6 || !yg_str_starts(yg_str_from(s, at), YG_STR("CEF:")))
        return false;
    for (at += 4; at < end && s.p[at] != '|'; at++) {
        if (!yg_log_is_digit(s.p[at]) && s.p[at] != '.' && s.p[at] != ' ')
            return false;
    }
    size_t extension = at < end ? read_head(r, at + 1, end, names, 6) : SIZE_MAX;
    if (extension == SIZE_MAX)
        return false;
    r->shape = YG_SHAPE_CEF;
    r->kind = yg_log_value_of(r, "name");
    read_extension(r, extension, end);
    settle_labels(r);
    yg_log_add_as(r, "", YG_ROLE_MESSAGE, start, end);
    return true;
}

/* --- LEEF --- */

/* LEEF 2.0 names its separator: a character, x09, 0x09. */
static char separator_of(yg_str s) {
    unsigned value = 0;
    size_t at = yg_str_starts(s, YG_STR("0x"))             ? 2
                : yg_str_starts(s, YG_STR("x")) && s.n > 1 ? 1
                                                           : 0;
    if (at == 0)
        return s.n == 1 ? s.p[0] : '\0';
    for (; at < s.n; at++) {
        char c = yg_log_lower(s.p[at]);
        bool is_hex = yg_log_is_digit(c) || (c >= 'a' && c <= 'f');
        if (!is_hex || value > 15)
            return '\0';
        value = value * 16 + (unsigned)(yg_log_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    return (char)value;
}

static void read_attributes(yg_log_record *r, size_t at, size_t end, char separator) {
    while (at < end) {
        const char *stop = memchr(r->bytes.p + at, separator, end - at);
        size_t to = stop != NULL ? (size_t)(stop - r->bytes.p) : end;
        const char *equals = memchr(r->bytes.p + at, '=', to - at);
        if (equals != NULL) {
            size_t middle = (size_t)(equals - r->bytes.p);
            add(r, yg_str_trim(yg_str_sub(r->bytes, at, middle - at)), middle + 1, to);
        }
        at = to + 1;
    }
}

bool yg_log_read_leef(yg_log_record *r, size_t at, size_t end) {
    static const char *const names[] = {"deviceVendor", "deviceProduct", "deviceVersion",
                                        "eventId"};
    size_t start = at, extension;
    yg_str s = r->bytes;
    if (end - at < 8 || !yg_str_starts(yg_str_from(s, at), YG_STR("LEEF:")))
        return false;
    bool is_second = s.p[at + 5] == '2';
    char separator = '\t';
    at = bar(s, at, end);
    if (at == SIZE_MAX || at > start + 12)
        return false;
    extension = read_head(r, at + 1, end, names, 4);
    if (extension == SIZE_MAX)
        return false;
    size_t stop = is_second ? bar(s, extension, end) : SIZE_MAX;
    if (stop != SIZE_MAX && stop - extension <= 4) {
        char named = separator_of(yg_str_sub(s, extension, stop - extension));
        separator = named != '\0' ? named : separator;
        extension = stop + 1;
    }
    r->shape = YG_SHAPE_LEEF;
    r->kind = yg_log_value_of(r, "eventId");
    /* Some write blanks instead of tabs. */
    if (memchr(s.p + extension, separator, end - extension) == NULL)
        read_extension(r, extension, end);
    else
        read_attributes(r, extension, end, separator);
    yg_log_add_as(r, "", YG_ROLE_MESSAGE, start, end);
    return true;
}
