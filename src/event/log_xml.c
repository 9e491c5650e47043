/* XML as fields, one pass that never fails: events of Windows as collectors pass them on, a line
 * each. Names are the paths of elements; <Data Name="Image"> is named by its attribute, as in the
 * JSON of the same event. No entities but the five of XML and numbers [BILLION-LAUGHS]; what is
 * damaged gives what can be made out. */
#include "event/log_part.h"

typedef struct {
    yg_log_record *r;
    const char *p;
    size_t at, end;
    size_t stack[YG_LOG_DEPTH]; /* lengths of the path */
    size_t depth, below;
    char path[YG_LOG_NAME];
    size_t path_n;
    size_t elements;
} walk;

static bool is_name(char c) {
    return yg_log_is_word(c) || c == '-' || c == '.' || c == ':' || (unsigned char)c >= 0x80;
}

static void path_add(walk *w, yg_str name) {
    if (w->path_n > 0 && w->path_n < sizeof w->path)
        w->path[w->path_n++] = '.';
    size_t n = name.n < sizeof w->path - w->path_n ? name.n : sizeof w->path - w->path_n;
    if (n > 0)
        memcpy(w->path + w->path_n, name.p, n);
    w->path_n += n;
}

static yg_str name_here(walk *w) {
    return yg_log_name(w->r, (yg_str){w->path, w->path_n}, '\0', (yg_str){NULL, 0});
}

/* One entity at p (behind the &): bytes read with its semicolon, 0: none. */
static size_t entity(yg_str s, char *ret) {
    static const struct {
        const char *name;
        char c;
    } named[] = {{"lt;", '<'}, {"gt;", '>'}, {"amp;", '&'}, {"quot;", '"'}, {"apos;", '\''}};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (yg_str_starts(s, yg_str_of(named[i].name))) {
            *ret = named[i].c;
            return strlen(named[i].name);
        }
    }
    size_t semicolon = yg_str_chr(yg_str_sub(s, 0, 8), ';');
    unsigned value = 0;
    if (semicolon == SIZE_MAX || semicolon < 2 || s.p[0] != '#')
        return 0;
    bool is_hex = s.p[1] == 'x';
    for (size_t i = is_hex ? 2 : 1; i < semicolon; i++) {
        char c = yg_log_lower(s.p[i]);
        if (!yg_log_is_digit(c) && !(is_hex && c >= 'a' && c <= 'f'))
            return 0;
        value =
            value * (is_hex ? 16 : 10) + (unsigned)(yg_log_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    if (value == 0 || value > 127)
        return 0;
    *ret = (char)value;
    return semicolon + 1;
}

static void add(walk *w, size_t start, size_t end) {
    while (start < end && yg_log_is_blank(w->p[start]))
        start++;
    while (end > start && yg_log_is_blank(w->p[end - 1]))
        end--;
    if (start == end)
        return;
    yg_log_field *field = yg_log_add(w->r, name_here(w), start, end);
    if (field == NULL || memchr(w->p + start, '&', end - start) == NULL)
        return;
    char *out = yg_log_text(w->r, end - start);
    size_t n = 0;
    for (size_t i = start; i < end && out != NULL; i++) {
        char c = w->p[i];
        if (c == '&')
            i += entity((yg_str){w->p + i + 1, end - i - 1}, &c);
        out[n++] = c;
    }
    if (out != NULL)
        field->value = yg_log_text_end(w->r, out, n);
}

/* The attributes up to the tag's end; the value of Name goes to *ret_name. */
static void attributes(walk *w, bool is_data, yg_str *ret_name) {
    while (w->at < w->end && w->p[w->at] != '>' && w->p[w->at] != '/' && w->p[w->at] != '?') {
        size_t start = w->at;
        while (w->at < w->end && is_name(w->p[w->at]))
            w->at++;
        yg_str name = {w->p + start, w->at - start};
        while (w->at < w->end && yg_log_is_blank(w->p[w->at]))
            w->at++;
        if (name.n == 0 || w->at >= w->end || w->p[w->at] != '=') {
            w->at += w->at == start;
            continue;
        }
        w->at++;
        char quote = w->at < w->end ? w->p[w->at] : '\0';
        if (quote != '"' && quote != '\'')
            continue;
        size_t from = ++w->at;
        const char *stop = memchr(w->p + from, quote, w->end - from);
        size_t to = stop != NULL ? (size_t)(stop - w->p) : w->end;
        w->at = to < w->end ? to + 1 : w->end;
        if (is_data && yg_str_eqz(name, "Name")) {
            *ret_name = (yg_str){w->p + from, to - from};
            continue;
        }
        size_t before = w->path_n;
        path_add(w, name);
        add(w, from, to);
        w->path_n = before;
    }
}

static void open_tag(walk *w) {
    size_t start = w->at;
    while (w->at < w->end && is_name(w->p[w->at]))
        w->at++;
    yg_str name = {w->p + start, w->at - start}, data = {NULL, 0};
    bool is_data = yg_str_eqz(name, "Data"), is_kept = w->below == 0 && w->depth < YG_LOG_DEPTH;
    size_t before = w->path_n;
    w->elements++;
    if (is_kept)
        w->stack[w->depth++] = before;
    else
        w->below++;
    if (is_kept && !is_data)
        path_add(w, name);
    attributes(w, is_data, &data);
    if (is_kept && is_data)
        path_add(w, data.n > 0 && data.n <= 64 ? data : name);
    if (w->at < w->end && w->p[w->at] == '/') { /* <Empty/> */
        w->path_n = before;
        w->depth -= is_kept;
        w->below -= !is_kept;
    }
}

static void close_tag(walk *w) {
    if (w->below > 0)
        w->below--;
    else if (w->depth > 0)
        w->path_n = w->stack[--w->depth];
}

static void skip_to(walk *w, const char *text) {
    yg_str end = yg_str_of(text);
    size_t found = yg_str_find((yg_str){w->p + w->at, w->end - w->at}, end);
    w->at = found == SIZE_MAX ? w->end : w->at + found + end.n;
}

/* Behind a '<'. */
static void tag(walk *w) {
    char c = w->at < w->end ? w->p[w->at] : '\0';
    yg_str rest = {w->p + w->at, w->end - w->at};
    if (yg_str_starts(rest, YG_STR("![CDATA["))) {
        size_t start = w->at += 8;
        skip_to(w, "]]>");
        add(w, start, w->at >= start + 3 && w->at < w->end ? w->at - 3 : w->at);
        return;
    }
    if (c == '!' || c == '?')
        skip_to(w, yg_str_starts(rest, YG_STR("!--")) ? "-->" : ">");
    else if (c == '/')
        close_tag(w);
    else
        open_tag(w);
    if (c != '!' && c != '?')
        skip_to(w, ">");
}

/* Begins with an element or a declaration, and has an end tag. */
bool yg_log_read_xml(yg_log_record *r, size_t at, size_t end) {
    walk w = {.r = r, .p = r->bytes.p, .at = at, .end = end};
    yg_str s = yg_str_sub(r->bytes, at, end - at);
    if (s.n < 8 || s.p[0] != '<' || (!yg_log_is_letter(s.p[1]) && s.p[1] != '?') ||
        yg_str_find(s, YG_STR("</")) == SIZE_MAX)
        return false;
    while (w.at < end) {
        size_t start = w.at;
        const char *open = memchr(w.p + w.at, '<', end - w.at);
        w.at = open != NULL ? (size_t)(open - w.p) : end;
        add(&w, start, w.at);
        if (w.at < end) {
            w.at++;
            tag(&w);
        }
    }
    yg_log_add_as(r, "", YG_ROLE_MESSAGE, at, end);
    r->form = "xml";
    return true;
}
