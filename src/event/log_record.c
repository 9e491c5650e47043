/* Reading one record: what it looks like decides, not what its file claims. */
#include <limits.h>

#include "base/hash.h"
#include "event/log_part.h"

static const char *const words[YG_ROLES] = {
    "unknown",     "source",     "destination", "query",     "answer", "host", "url",
    "referrer",    "user-agent", "sender",      "recipient", "file",   "hash", "registry",
    "certificate", "observer",   "user",        "version",   "message"};

const char *yg_log_role_word(yg_log_role role) {
    return (unsigned)role < YG_ROLES ? words[role] : words[0];
}

/* --- Fields --- */

yg_log_field *yg_log_add(yg_log_record *r, yg_str name, size_t start, size_t end) {
    if (r->fields.n >= YG_LOG_FIELDS) {
        r->is_cut = true;
        return NULL;
    }
    yg_log_field *field = yg_vec_add(&r->fields);
    *field = (yg_log_field){.name = name,
                            .value = yg_str_sub(r->bytes, start, end - start),
                            .start = start,
                            .end = end};
    return field;
}

yg_log_field *yg_log_add_as(yg_log_record *r, const char *name, yg_log_role role, size_t start,
                            size_t end) {
    yg_log_field *field = yg_log_add(r, yg_str_of(name), start, end);
    if (field != NULL)
        field->role = role;
    return field;
}

/* Both buffers are reserved before a record is read, since fields are views of them: what would
 * make them grow is left out. */
static void reserve(yg_log_record *r) {
    r->text.n = r->names.n = 0;
    yg_buf_reserve(&r->text, 3 * r->bytes.n + 4096); /* with JSON inside, URLs together */
    if (r->known == NULL)
        r->known = yg_alloc(YG_LOG_KNOWN, sizeof *r->known);
    yg_buf_reserve(&r->names, (size_t)YG_LOG_FIELDS * YG_LOG_NAME);
}

char *yg_log_text(yg_log_record *r, size_t n) {
    return n < r->text.cap && r->text.n <= r->text.cap - n - 1 ? r->text.p + r->text.n : NULL;
}

yg_str yg_log_text_end(yg_log_record *r, const char *from, size_t n) {
    r->text.n += n;
    return (yg_str){from, n};
}

yg_str yg_log_name(yg_log_record *r, yg_str parent, char between, yg_str name) {
    size_t room = r->names.cap - r->names.n, n = 0;
    if (room < YG_LOG_NAME)
        return name.n > 0 ? name : (yg_str){NULL, 0};
    char *out = r->names.p + r->names.n;
    for (size_t i = 0; i < parent.n && n < YG_LOG_NAME; i++)
        out[n++] = parent.p[i];
    if (between != '\0' && n < YG_LOG_NAME)
        out[n++] = between;
    for (size_t i = 0; i < name.n && n < YG_LOG_NAME; i++)
        out[n++] = name.p[i];
    r->names.n += n;
    return (yg_str){out, n};
}

const yg_log_field *yg_log_field_of(const yg_log_record *r, const char *name) {
    yg_str wanted = yg_str_of(name);
    for (size_t i = 0; i < r->fields.n; i++) {
        if (yg_str_eq(r->fields.at[i].name, wanted))
            return &r->fields.at[i];
    }
    return NULL;
}

yg_str yg_log_value_of(const yg_log_record *r, const char *name) {
    const yg_log_field *field = yg_log_field_of(r, name);
    return field != NULL ? field->value : (yg_str){NULL, 0};
}

const struct yg_log_known *yg_log_known_of(const yg_log_record *r, yg_str name) {
    uint64_t key = (yg_hash64_seeded(name) ^ (uint64_t)r->shape << 56) | 1;
    size_t at = (key >> 20) % YG_LOG_KNOWN;
    struct yg_log_known *known = &r->known[at], *other = &r->known[at ^ 1];
    if (known->key == key)
        return known;
    if (other->key == key)
        return other;
    *other = *known; /* the older of the two goes */
    *known = (struct yg_log_known){.key = key,
                                   .role = yg_log_role_of(r->shape, name),
                                   .slot = yg_log_slot_of(name),
                                   .time_rank = yg_log_time_rank(name)};
    return known;
}

/* --- Reading --- */

static size_t skip(yg_str s, size_t at) {
    while (at < s.n && (yg_log_is_blank(s.p[at]) || s.p[at] == ',' || s.p[at] == 0x1e))
        at++;
    if (at == 0 && yg_str_starts(s, YG_STR("\xEF\xBB\xBF")))
        return skip(s, 3);
    return at;
}

static bool read_json(yg_log_record *r, size_t at, size_t end) {
    yg_str s = r->bytes;
    char next = at + 1 < end ? s.p[at + 1] : '\0';
    /* A bracket begins dates of error logs and levels, too. */
    if (s.p[at] != '{' && !(s.p[at] == '[' && (next == '{' || next == '"' || next == '[')))
        return false;
    if (!yg_log_read_json(r, at, end))
        return false;
    yg_log_read_inner_json(r);
    r->form = "json";
    return true;
}

static bool read_table(yg_log_record *r, const yg_log_form *form, size_t end) {
    bool done = false;
    if (form->table == YG_TABLE_ZEEK)
        done = yg_log_read_zeek(r, form, end);
    else if (form->table == YG_TABLE_W3C)
        done = yg_log_read_w3c(r, form, end);
    else if (form->table == YG_TABLE_CSV)
        done = yg_log_read_csv(r, form, end);
    if (done)
        r->form = form->word;
    return done;
}

static void forget(yg_log_record *r) {
    r->fields.n = r->text.n = r->names.n = 0;
    r->said_from = r->said_n = 0;
    r->form = "text";
    r->kind = (yg_str){NULL, 0};
    r->shape = YG_SHAPE_PLAIN;
}

typedef enum { ROW_NO, ROW_MAYBE, ROW_SURE } likeness;

/* By the cell where the table has the time. */
static likeness likeness_of_time(const yg_log_record *r, const yg_log_form *form,
                                 const yg_log_field *field) {
    yg_str value = field->value;
    int64_t us;
    size_t digit = 0;
    if (yg_log_is_time(value, form->before_us)) {
        yg_str line = yg_str_from(r->bytes, field->start);
        if (r->is_ragged && yg_log_time_front(line, form->before_us, &us) > value.n)
            return ROW_NO; /* "10:20:30,669 ERROR": the comma is no separator */
        return form->table == YG_TABLE_W3C && yg_str_chr(value, '-') == SIZE_MAX ? ROW_MAYBE
                                                                                 : ROW_SURE;
    }
    if (r->is_ragged || value.n > 64 || yg_str_chr(value, '=') != SIZE_MAX)
        return ROW_NO;
    /* A time that is not understood has a figure at least; a sentence has none. */
    while (digit < value.n && !yg_log_is_digit(value.p[digit]))
        digit++;
    bool begins = digit == 0 || (value.n > 0 && value.p[0] == '(');
    return digit == value.n || (form->table != YG_TABLE_CSV && !begins) ? ROW_NO : ROW_MAYBE;
}

/* What was read as a row of the file's table: is it one? A line of another form may by accident
 * have as many cells, but hardly a time, and nothing else, where the time belongs. */
static likeness likeness_of_row(const yg_log_record *r, const yg_log_form *form) {
    for (size_t i = 0; form->table == YG_TABLE_W3C && i < r->fields.n; i++) {
        const yg_log_field *field = &r->fields.at[i];
        if (yg_str_ends(field->name, YG_STR("-ip")) && !yg_log_is_address(field->value))
            return ROW_NO;
    }
    for (size_t i = 0; i < r->fields.n; i++) {
        if (yg_log_known_of(r, r->fields.at[i].name)->time_rank != UINT_MAX)
            return likeness_of_time(r, form, &r->fields.at[i]);
    }
    for (size_t i = 0; form->table == YG_TABLE_CSV && !r->is_ragged && i < r->fields.n; i++) {
        int64_t us;
        if (yg_log_is_clock(r->fields.at[i].value, form->before_us, &us))
            return ROW_SURE;
    }
    return ROW_MAYBE;
}

static bool read_other(yg_log_record *r, const yg_log_form *form, size_t at, size_t end) {
    return yg_log_read_xml(r, at, end) || yg_log_read_access(r, at, end) ||
           yg_log_read_squid(r, at, end) || yg_log_read_syslog(r, form->before_us, end);
}

static void read_line(yg_log_record *r, const yg_log_form *form, size_t at, size_t end) {
    likeness likely = ROW_NO;
    if (at == end || read_json(r, at, end))
        return;
    if (form->table != YG_TABLE_NONE && read_table(r, form, end)) {
        likely = likeness_of_row(r, form);
        if (likely == ROW_SURE)
            return;
    }
    forget(r);
    if (read_other(r, form, at, end))
        return;
    yg_str line = yg_str_sub(r->bytes, at, end - at);
    if (yg_str_starts(line, YG_STR("CEF:")) || yg_str_starts(line, YG_STR("LEEF:")))
        likely = ROW_NO;
    if (likely == ROW_NO || !read_table(r, form, end))
        yg_log_read_message(r, at, end);
}

void yg_log_record_read(const yg_log_form *form, yg_str record, yg_log_record *r) {
    r->time_us = YG_TIME_NONE;
    r->form = "text";
    r->kind = (yg_str){NULL, 0};
    r->is_cut = record.n > YG_LOG_RECORD_BYTES;
    r->bytes = yg_str_sub(record, 0, YG_LOG_RECORD_BYTES);
    r->fields.n = 0;
    r->shape = YG_SHAPE_PLAIN;
    r->is_ragged = false;
    r->said_from = r->said_n = 0;
    reserve(r);
    yg_log_parties_reset(r);
    size_t end = r->bytes.n;
    while (end > 0 && (r->bytes.p[end - 1] == '\n' || r->bytes.p[end - 1] == '\r'))
        end--;
    size_t at = skip(r->bytes, 0);
    read_line(r, form, at < end ? at : end, end);
    yg_log_classify(r);
    yg_log_time_of(r, form->before_us);
    r->text_read = r->text.n;
}

void yg_log_record_free(yg_log_record *r) {
    yg_vec_free(&r->fields);
    yg_buf_free(&r->text);
    yg_buf_free(&r->names);
    yg_buf_free(&r->kind_text);
    free(r->known);
    free(r->parties);
    *r = (yg_log_record){0};
}

/* Members of JSON inside of a text have its place: the one that holds the bytes is meant. Looked
 * for in short texts only, since a long one may hold thousands of hits. */
static bool is_nearer(const yg_log_record *r, const yg_log_field *field, const yg_log_field *best,
                      size_t start, size_t end) {
    size_t n = field->end - field->start, least = best->end - best->start;
    if (n != least || n > (16u << 10) || field->value.n >= best->value.n)
        return n < least;
    return yg_str_find(field->value, yg_str_sub(r->bytes, start, end - start)) != SIZE_MAX;
}

const yg_log_field *yg_log_record_at(const yg_log_record *r, size_t start, size_t end) {
    const yg_log_field *best = NULL;
    for (size_t i = 0; i < r->fields.n; i++) {
        const yg_log_field *field = &r->fields.at[i];
        if (start < field->start || end > field->end)
            continue;
        if (best == NULL || is_nearer(r, field, best, start, end))
            best = field;
    }
    return best;
}
