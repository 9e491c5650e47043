/* Where records begin and end. Lines: at line ends. JSON over several lines, arrays on one line,
 * objects around an array: by brackets, from the start of a block on. A string never goes over a
 * line end (RFC 8259), so that a damaged one costs its line; and where each record begins on a
 * line of its own, with the same number of blanks before it, a bracket there begins a record
 * whatever is still open, so that a damaged record costs nobody else. */
#include "event/log_part.h"

enum { TAIL = 64 << 10 };

static bool is_token_byte(char c) {
    return yg_log_is_word(c) || (unsigned char)c >= 0x80 ||
           (c != '\0' && strchr(".-:/%@&=?+~#\\[](){}", c) != NULL);
}

size_t yg_log_cut_long(yg_str bytes) {
    size_t least = bytes.n > TAIL ? bytes.n - TAIL : 0;
    for (size_t at = bytes.n; at > least; at--) {
        if (!is_token_byte(bytes.p[at - 1]))
            return at;
    }
    return bytes.n;
}

/* --- Objects --- */

/* Does a record begin at this bracket, which stands first on its line? */
static bool begins_record(const yg_log_form *form, yg_str s, size_t at) {
    if (form->indent == SIZE_MAX || s.p[at] != '{' || at < form->indent)
        return false;
    size_t line = at - form->indent;
    for (size_t i = line; i < at; i++) {
        if (s.p[i] != ' ' && s.p[i] != '\t')
            return false;
    }
    return line == 0 || s.p[line - 1] == '\n';
}

/* What stands between records: the head of a wrapper, brackets, commas, other members. */
static size_t record_start(const yg_log_form *form, yg_str s, size_t at) {
    if (at == 0 && form->wrapper.n > 0 && yg_str_starts(s, form->wrapper))
        at = form->wrapper.n;
    while (at < s.n && s.p[at] != '{') {
        if (s.p[at] == '"') {
            for (at++; at < s.n && s.p[at] != '"' && s.p[at] != '\n'; at++)
                at += s.p[at] == '\\';
        }
        at++;
    }
    return at < s.n ? at : s.n;
}

/* Behind the record that begins at `at`; SIZE_MAX: it does not end in the text. */
static size_t record_end(const yg_log_form *form, yg_str s, size_t at) {
    size_t depth = 0, most = s.n - at > YG_LOG_RECORD_BYTES ? at + YG_LOG_RECORD_BYTES : s.n;
    for (size_t i = at; i < most; i++) {
        char c = s.p[i];
        if (c == '"') {
            for (i++; i < most && s.p[i] != '"' && s.p[i] != '\n'; i++)
                i += s.p[i] == '\\' && i + 1 < most && s.p[i + 1] != '\n';
        } else if (c == '{' || c == '[') {
            if (i > at && begins_record(form, s, i))
                return i;
            depth++;
        } else if (c == '}' || c == ']') {
            if (--depth == 0)
                return i + 1;
        }
    }
    if (most == s.n)
        return SIZE_MAX;
    return at + yg_log_cut_long(yg_str_sub(s, at, most - at));
}

/* Between records stands more than a record may have: cut there, at a line end if there is one. */
static size_t cut_between(yg_str s, size_t from, size_t to) {
    const char *line = memrchr(s.p + from, '\n', to - from);
    return line != NULL ? (size_t)(line - s.p) + 1
                        : from + yg_log_cut_long(yg_str_sub(s, from, to - from));
}

static size_t cut_objects(const yg_log_form *form, yg_str s) {
    size_t cut = 0;
    for (;;) {
        size_t start = record_start(form, s, cut);
        size_t end = start < s.n ? record_end(form, s, start) : SIZE_MAX;
        if (end == SIZE_MAX)
            return start - cut > YG_LOG_RECORD_BYTES ? cut_between(s, cut, start) : cut;
        cut = end;
    }
}

/* --- Rows --- */

/* Behind the row at `at`; a quote that stays open longer than a record costs its line only. */
static size_t row_end(const yg_log_form *form, yg_str s, size_t at) {
    yg_str most = yg_str_sub(s, 0, s.n - at > YG_LOG_RECORD_BYTES ? at + YG_LOG_RECORD_BYTES : s.n);
    size_t end = yg_log_csv_row_end(most, form->separator, at);
    if (end != SIZE_MAX || most.n == s.n)
        return end;
    const char *line = memchr(s.p + at, '\n', most.n - at);
    return line != NULL ? (size_t)(line - s.p) + 1 : at + yg_log_cut_long(yg_str_from(most, at));
}

static size_t cut_rows(const yg_log_form *form, yg_str s) {
    size_t cut = 0;
    for (;;) {
        size_t end = cut < s.n ? row_end(form, s, cut) : SIZE_MAX;
        if (end == SIZE_MAX)
            return cut;
        cut = end;
    }
}

static yg_str row_to(const yg_log_form *form, yg_log_walk *walk, yg_str s, size_t at) {
    while (walk->end <= at) {
        size_t end = row_end(form, s, walk->end);
        walk->record = walk->end;
        walk->end = end == SIZE_MAX ? s.n : end;
    }
    return yg_str_sub(s, walk->record, walk->end - walk->record);
}

size_t yg_log_form_cut(const yg_log_form *form, yg_str bytes) {
    if (bytes.n == 0)
        return 0;
    if (form->bounds == YG_LOG_OBJECTS)
        return cut_objects(form, bytes);
    if (form->bounds == YG_LOG_ROWS)
        return cut_rows(form, bytes);
    const char *last = memrchr(bytes.p, '\n', bytes.n);
    return last != NULL ? (size_t)(last - bytes.p) + 1 : 0;
}

/* --- The record around a place --- */

/* The line around `at`, or the piece of it when it is longer than the limit: pieces begin where the
 * one before ended, so that many places in one line have few records. */
static yg_str line_to(yg_log_walk *walk, yg_str s, size_t at) {
    size_t from = walk->end <= at ? walk->end : 0;
    const char *start = at > from ? memrchr(s.p + from, '\n', at - from) : NULL;
    if (start != NULL)
        from = (size_t)(start - s.p) + 1;
    while (at - from >= YG_LOG_RECORD_BYTES) {
        size_t cut = from + yg_log_cut_long(yg_str_sub(s, from, YG_LOG_RECORD_BYTES));
        if (cut > at)
            break;
        from = cut;
    }
    yg_str rest = yg_str_sub(s, from, YG_LOG_RECORD_BYTES);
    const char *end = memchr(rest.p + (at - from), '\n', rest.n - (at - from));
    size_t n = rest.n;
    if (end != NULL)
        n = (size_t)(end - rest.p) + 1;
    else if (rest.n == YG_LOG_RECORD_BYTES && yg_log_cut_long(rest) > at - from)
        n = yg_log_cut_long(rest);
    walk->record = from;
    walk->end = from + n;
    return yg_str_sub(s, from, n);
}

static yg_str without_end(yg_str line) {
    while (line.n > 0 && (line.p[line.n - 1] == '\n' || line.p[line.n - 1] == '\r'))
        line.n--;
    return line;
}

static yg_str object_to(const yg_log_form *form, yg_log_walk *walk, yg_str s, size_t at) {
    while (walk->end <= at) {
        if (walk->ahead <= walk->end)
            walk->ahead = record_start(form, s, walk->end);
        walk->is_between = walk->ahead > at;
        if (walk->is_between) {
            (void)line_to(walk, yg_str_sub(s, 0, walk->ahead), at);
            break;
        }
        size_t end = record_end(form, s, walk->ahead);
        walk->record = walk->ahead;
        walk->end = end == SIZE_MAX ? s.n : end;
    }
    return yg_str_sub(s, walk->record, walk->end - walk->record);
}

yg_str yg_log_walk_to(const yg_log_form *form, yg_log_walk *walk, yg_str block, size_t at) {
    if (at >= block.n)
        return (yg_str){NULL, 0};
    if (walk->end > at && at >= walk->record)
        return without_end(yg_str_sub(block, walk->record, walk->end - walk->record));
    if (at < walk->record)
        *walk = (yg_log_walk){0};
    if (form->bounds == YG_LOG_LINES)
        return without_end(line_to(walk, block, at));
    if (form->bounds == YG_LOG_ROWS)
        return without_end(row_to(form, walk, block, at));
    return without_end(object_to(form, walk, block, at));
}

yg_str yg_log_form_record(const yg_log_form *form, yg_str block, size_t at) {
    yg_log_walk walk = {0};
    return yg_log_walk_to(form, &walk, block, at);
}
