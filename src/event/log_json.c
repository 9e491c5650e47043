/* JSON as fields: one pass over the bytes that never fails. What is damaged, cut at either end or
 * not JSON at all gives as many fields as can be made out; places are those of the record. The
 * stack is fixed [DEEP-NESTING]: below its end values keep the last name. */
#include "event/log_part.h"

typedef struct {
    char open;
    size_t path_n;       /* of the path of this value */
    size_t index;        /* of the next element */
    size_t first;        /* field with which it began */
    size_t named, value; /* members "Name" and "Value": fields, SIZE_MAX: none */
} frame;

typedef struct {
    yg_log_record *r;
    const char *p;
    size_t at, end;
    frame stack[YG_LOG_DEPTH];
    size_t depth, below; /* below: brackets deeper than the stack */
    char path[YG_LOG_NAME];
    size_t path_n;
    yg_str key;
    bool has_key;
    size_t members, faults;
    /* Of JSON inside of a text of JSON: where that text stands, and no place more exact. */
    bool is_inner;
    size_t outer_start, outer_end;
} walk;

/* The end of the string that begins behind a quote: the place of its closing quote, or end. */
static size_t string_end(const walk *w, size_t at, bool *ret_escaped) {
    *ret_escaped = false;
    while (at < w->end) {
        char c = w->p[at];
        if (c == '"')
            return at;
        if (c == '\\') {
            *ret_escaped = true;
            at++;
        }
        at++;
    }
    return w->end;
}

static int hex4(const char *p) {
    int value = 0;
    for (int i = 0; i < 4; i++) {
        int digit = yg_hex_digit(p[i]);
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static size_t put_utf8(char *out, unsigned c) {
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 63));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 63));
        out[2] = (char)(0x80 | (c & 63));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 63));
    out[2] = (char)(0x80 | (c >> 6 & 63));
    out[3] = (char)(0x80 | (c & 63));
    return 4;
}

/* One escape at p (behind the backslash), n bytes at most: bytes read; what it stands for goes to
 * out, never more than was read. */
static size_t escape(const char *p, size_t n, char *out, size_t *out_n) {
    static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
    const char *plain = p[0] != '\0' ? strchr(from, p[0]) : NULL;
    int c = p[0] == 'u' && n >= 5 ? hex4(p + 1) : -1;
    if (c >= 0) {
        int low =
            c >= 0xD800 && c < 0xDC00 && n >= 11 && p[5] == '\\' && p[6] == 'u' ? hex4(p + 7) : -1;
        if (low >= 0xDC00 && low < 0xE000) {
            unsigned pair = 0x10000u + (((unsigned)c & 0x3FF) << 10) + ((unsigned)low & 0x3FF);
            *out_n += put_utf8(out + *out_n, pair);
            return 11;
        }
        *out_n += put_utf8(out + *out_n, c >= 0xD800 && c < 0xE000 ? 0xFFFDu : (unsigned)c);
        return 5;
    }
    out[(*out_n)++] = plain != NULL ? to[plain - from] : p[0];
    return 1;
}

static yg_str decoded(walk *w, size_t start, size_t end) {
    yg_str raw = {w->p + start, end - start};
    char *out = yg_log_text(w->r, raw.n);
    size_t n = 0;
    if (out == NULL)
        return raw;
    for (size_t i = 0; i < raw.n;) {
        if (raw.p[i] == '\\' && i + 1 < raw.n) {
            i += 1 + escape(raw.p + i + 1, raw.n - i - 1, out, &n);
        } else {
            out[n++] = raw.p[i++];
        }
    }
    return yg_log_text_end(w->r, out, n);
}

/* --- Names --- */

static frame *top(walk *w) {
    return w->depth > 0 && w->below == 0 ? &w->stack[w->depth - 1] : NULL;
}

static void path_add(walk *w, const char *p, size_t n) {
    if (n > sizeof w->path - w->path_n)
        n = sizeof w->path - w->path_n;
    if (n > 0)
        memcpy(w->path + w->path_n, p, n);
    w->path_n += n;
}

/* Puts the name of the value that comes now behind the path of what holds it. */
static void path_of_value(walk *w) {
    frame *f = top(w);
    if (f == NULL) {
        if (w->has_key && w->below == 0) {
            w->path_n = 0;
            path_add(w, w->key.p, w->key.n);
        }
        return;
    }
    w->path_n = f->path_n;
    if (f->open == '{') {
        if (w->has_key) {
            if (w->path_n > 0)
                path_add(w, ".", 1);
            path_add(w, w->key.p, w->key.n);
        }
        return;
    }
    char index[24];
    size_t n = sizeof index, value = f->index++;
    index[--n] = ']';
    do {
        index[--n] = (char)('0' + value % 10);
    } while ((value /= 10) > 0);
    index[--n] = '[';
    if (w->depth > 1 || w->path_n > 0) /* elements of the record itself have no name */
        path_add(w, index + n, sizeof index - n);
}

static yg_str name_of_value(walk *w) {
    path_of_value(w);
    if (w->has_key && w->path_n == w->key.n)
        return w->key; /* no copy of what stands in the record */
    return yg_log_name(w->r, (yg_str){w->path, w->path_n}, '\0', (yg_str){NULL, 0});
}

/* --- {"Name": "Image", "Value": "C:\\..."}: pairs that are spelled out --- */

static bool is_one_of(yg_str s, const char *const *words) {
    for (; *words != NULL; words++) {
        if (yg_str_eqz(s, *words))
            return true;
    }
    return false;
}

static void note_pair(walk *w, size_t field) {
    static const char *const names[] = {"Name", "@Name", "name", "key", "Key", NULL};
    static const char *const values[] = {"Value", "value", "#text", "$t", "content", NULL};
    frame *f = top(w);
    if (f == NULL || f->open != '{' || !w->has_key)
        return;
    if (is_one_of(w->key, names))
        f->named = field;
    else if (is_one_of(w->key, values))
        f->value = field;
}

/* The field that holds the value gets the name that the other one has. */
static void settle_pair(walk *w, const frame *f) {
    yg_log_record *r = w->r;
    yg_str parent = {w->path, f->path_n};
    if (f->open != '{' || f->named == SIZE_MAX || f->value == SIZE_MAX || parent.n == 0 ||
        parent.p[parent.n - 1] != ']')
        return;
    yg_str name = r->fields.at[f->named].value;
    if (name.n == 0 || name.n > 64)
        return;
    while (parent.n > 0 && parent.p[parent.n - 1] != '[')
        parent.n--;
    if (parent.n > 0)
        parent.n--;
    r->fields.at[f->value].name = yg_log_name(r, parent, parent.n > 0 ? '.' : '\0', name);
}

/* --- The walk --- */

static void push(walk *w, char open) {
    if (w->below > 0 || w->depth == YG_LOG_DEPTH) {
        w->below++;
        return;
    }
    path_of_value(w);
    w->stack[w->depth++] = (frame){.open = open,
                                   .path_n = w->path_n,
                                   .first = w->r->fields.n,
                                   .named = SIZE_MAX,
                                   .value = SIZE_MAX};
    w->has_key = false;
}

static void pop(walk *w) {
    if (w->below > 0) {
        w->below--;
    } else if (w->depth > 0) {
        w->depth--;
        w->path_n = w->stack[w->depth].path_n;
        settle_pair(w, &w->stack[w->depth]);
    } else {
        w->faults++;
    }
    w->has_key = false;
}

static yg_log_field *add(walk *w, yg_str name, size_t start, size_t end) {
    if (!w->is_inner)
        return yg_log_add(w->r, name, start, end);
    yg_log_field *field = yg_log_add(w->r, name, w->outer_start, w->outer_end);
    if (field != NULL)
        field->value = (yg_str){w->p + start, end - start};
    return field;
}

static bool is_key(const walk *w, size_t at) {
    while (at < w->end && yg_log_is_blank(w->p[at]))
        at++;
    return at < w->end && w->p[at] == ':';
}

static void take_string(walk *w) {
    bool escaped;
    size_t start = w->at + 1, end = string_end(w, start, &escaped);
    const frame *f = top(w);
    w->at = end + 1;
    w->faults += end == w->end;
    if ((f == NULL || f->open == '{') && end < w->end && is_key(w, end + 1)) {
        w->key = escaped ? decoded(w, start, end) : (yg_str){w->p + start, end - start};
        w->has_key = true;
        w->members++;
        return;
    }
    yg_log_field *field = add(w, name_of_value(w), start, end);
    if (field == NULL)
        return;
    if (escaped)
        field->value = decoded(w, start, end);
    note_pair(w, (size_t)(field - w->r->fields.at));
    w->has_key = false;
}

/* A number, true, false; null is no field. Anything else up to the next comma or bracket. */
static void take_bare(walk *w) {
    size_t start = w->at, end = start;
    while (end < w->end && strchr(",:{}[]\" \t\r\n", w->p[end]) == NULL)
        end++;
    if (end < w->end && end == start)
        end++; /* a zero byte */
    yg_str text = {w->p + start, end - start};
    bool is_number = yg_log_is_digit(text.p[0]) || text.p[0] == '-';
    w->at = end;
    if (yg_str_eqz(text, "null")) {
        path_of_value(w);
        return;
    }
    w->faults += !is_number && !yg_str_eqz(text, "true") && !yg_str_eqz(text, "false");
    yg_log_field *field = add(w, name_of_value(w), start, end);
    if (field != NULL)
        field->is_number = is_number;
    w->has_key = false;
}

static void step(walk *w) {
    switch (w->p[w->at]) {
    case '{':
    case '[':
        push(w, w->p[w->at++]);
        break;
    case '}':
    case ']':
        pop(w);
        w->at++;
        break;
    case '"':
        take_string(w);
        break;
    case ',':
        w->has_key = false;
        w->at++;
        break;
    case ':':
    case ' ':
    case '\t':
    case '\r':
    case '\n':
        w->at++;
        break;
    default:
        take_bare(w);
    }
}

bool yg_log_read_json(yg_log_record *r, size_t at, size_t end) {
    walk w = {.r = r, .p = r->bytes.p, .at = at, .end = end};
    size_t before = r->fields.n;
    while (w.at < end)
        step(&w);
    w.faults += w.depth + w.below;
    if (w.members == 0 && w.faults > 0) {
        r->fields.n = before;
        return false;
    }
    /* What is damaged is also kept as a whole, for what stands between the fields. */
    if (w.faults > 0)
        yg_log_add_as(r, "", YG_ROLE_MESSAGE, at, end);
    return true;
}

void yg_log_read_inner_json(yg_log_record *r) {
    size_t n = r->fields.n;
    for (size_t i = 0; i < n; i++) {
        yg_log_field outer = r->fields.at[i];
        yg_str text = yg_str_trim(outer.value);
        if (text.n < 5 || text.p[0] != '{' || text.p[text.n - 1] != '}' ||
            yg_log_role_of(YG_SHAPE_PLAIN, outer.name) != YG_ROLE_MESSAGE)
            continue;
        walk w = {.r = r,
                  .p = text.p,
                  .end = text.n,
                  .is_inner = true,
                  .outer_start = outer.start,
                  .outer_end = outer.end};
        while (w.at < w.end)
            step(&w);
        if (w.members == 0)
            r->fields.n = n;
        return;
    }
}
