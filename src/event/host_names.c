#include "event/host_names.h"

#include "event/host_names_part.h"

enum { LINE_MOST = 64 << 10 };

bool yg_host_names_open(const yg_host_names_options *options, yg_str first,
                        yg_host_names **ret_reader, yg_error *err) {
    yg_host_names *reader = yg_alloc(1, sizeof *reader);
    reader->time_column = SIZE_MAX;
    yg_buf_add(&reader->column, options->column);
    if (!yg_host_sniff(reader, options->format, yg_str_sub(first, 0, YG_HOST_NAMES_HEAD), err)) {
        yg_host_names_close(reader);
        return false;
    }
    *ret_reader = reader;
    return true;
}

void yg_host_names_close(yg_host_names *reader) {
    if (reader == NULL)
        return;
    yg_buf_free(&reader->column);
    yg_buf_free(&reader->scratch);
    yg_csv_free(&reader->csv);
    yg_json_parser_free(&reader->json);
    free(reader);
}

const char *yg_host_names_form(const yg_host_names *reader) {
    static const char *const words[] = {"lines", "csv", "zeek", "jsonl", "json", "json"};
    return words[reader->form];
}

void yg_host_reject(yg_host_names *reader, const char *reason, uint64_t offset) {
    reader->rejected++;
    if (reader->faults_n < YG_HOST_FAULTS)
        reader->faults[reader->faults_n++] = (yg_fault){.code = YG_ERR_INPUT,
                                                        .reason = reason,
                                                        .offset_bytes = offset,
                                                        .record = reader->records};
}

static bool is_between(char c) {
    return c == ' ' || c == '\t' || c == ',' || c == ';' || c == '\n' || c == '\r' || c == '|';
}

void yg_host_give(yg_host_names *reader, yg_str text, int64_t time_us, uint64_t offset) {
    text = yg_str_trim(text);
    if (yg_str_find(text, YG_STR("://")) != SIZE_MAX) {
        reader->take(reader->self, text, time_us, offset);
        return;
    }
    for (size_t at = 0; at < text.n;) {
        size_t end = at;
        while (end < text.n && !is_between(text.p[end]))
            end++;
        yg_str one = yg_str_sub(text, at, end - at);
        if (one.n > 4 && memcmp(one.p, "DNS:", 4) == 0)
            one = yg_str_from(one, 4);
        if (one.n > 0)
            reader->take(reader->self, one, time_us, offset);
        at = end + 1;
    }
}

static bool is_address(yg_str word) {
    for (size_t i = 0; i < word.n; i++) {
        if ((word.p[i] < '0' || word.p[i] > '9') && word.p[i] != '.' && word.p[i] != ':')
            return false;
    }
    return word.n > 0;
}

static bool has_blank(yg_str line) {
    return yg_str_chr(line, ' ') != SIZE_MAX || yg_str_chr(line, '\t') != SIZE_MAX;
}

/* A line with more on it than a name: a zone file, a hosts file, quotes, a comment. What does not
 * begin so is free text, and so is whatever has a URL farther on. */
static void give_words(yg_host_names *reader, yg_str line, uint64_t offset) {
    yg_str word = {NULL, 0}, whole = line;
    for (int turn = 0; turn < 2; turn++) {
        while (line.n > 0 && (is_between(line.p[0]) || line.p[0] == '"' || line.p[0] == '\''))
            line = yg_str_from(line, 1);
        size_t end = 0;
        while (end < line.n && !is_between(line.p[end]) && line.p[end] != '"' &&
               line.p[end] != '\'')
            end++;
        yg_str next = yg_str_sub(line, 0, end);
        if (next.n == 0 || next.p[0] == '#' || (turn > 0 && !yg_host_looks_like(next)))
            break;
        word = next;
        line = yg_str_from(line, end);
        if (!is_address(word)) /* "0.0.0.0 example.com": the name stands behind it */
            break;
    }
    if (word.n == 0 && !has_blank(whole))
        return;
    reader->records++;
    bool is_list = yg_host_looks_like(word) && yg_str_find(line, YG_STR("://")) == SIZE_MAX;
    if (is_list || !has_blank(whole) || yg_host_give_text(reader, whole, offset) == 0)
        reader->take(reader->self, word, YG_TIME_NONE, offset);
}

/* What makes a line more than a name: blanks, quotes, "#", "*", "," (all up to ','), ';', '|', and
 * the first byte of a byte order mark. A carriage return is the line end's. One pass over many
 * bytes, which compilers make wide. */
static bool is_plain(const char *p, size_t n) {
    unsigned char special = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        special |= (unsigned char)(((c <= ',') & (c != '\n') & (c != '\r')) | (c == ';') |
                                   (c == '|') | (c == 0xEF));
    }
    return !special;
}

/* The fast path is one name a line and nothing beside it. */
static void feed_lines(yg_host_names *reader, yg_str bytes, uint64_t offset) {
    const char *at = bytes.p, *const end = bytes.p + bytes.n;
    const bool all_plain = is_plain(bytes.p, bytes.n);
    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        const char *next = stop != NULL ? stop + 1 : end;
        uint64_t where = offset + (uint64_t)(at - bytes.p);
        if (stop == NULL)
            stop = end;
        if (stop > at && stop[-1] == '\r')
            stop--;
        yg_str line = {at, (size_t)(stop - at)};
        at = next;
        if (line.n == 0)
            continue;
        if (line.n > LINE_MOST) {
            reader->records++;
            yg_host_reject(reader, "line too long for a name", where);
        } else if (all_plain || is_plain(line.p, line.n)) {
            reader->records++;
            reader->take(reader->self, line, YG_TIME_NONE, where);
        } else if (line.p[0] != '#' && line.p[0] != ';') {
            if (yg_str_starts(line, YG_STR("\xEF\xBB\xBF")))
                line = yg_str_from(line, 3);
            give_words(reader, line, where);
        }
    }
}

void yg_host_names_feed(yg_host_names *reader, yg_str bytes, uint64_t offset,
                        yg_host_name_take take, void *self) {
    static void (*const feeds[])(yg_host_names *, yg_str, uint64_t) = {
        [FORM_LINES] = feed_lines,         [FORM_CSV] = yg_host_feed_csv,
        [FORM_ZEEK] = yg_host_feed_zeek,   [FORM_JSONL] = yg_host_feed_jsonl,
        [FORM_ARRAY] = yg_host_feed_array, [FORM_OBJECT] = yg_host_feed_object,
    };
    reader->take = take;
    reader->self = self;
    if (bytes.n > 0)
        feeds[reader->form](reader, bytes, offset);
}

size_t yg_host_names_most(const yg_host_names *reader) {
    switch (reader->form) {
    case FORM_LINES:
    case FORM_ZEEK:
        return 1 << 20;
    case FORM_CSV:
        return YG_LIMIT_CELL_BYTES;
    default:
        return YG_LIMIT_RECORD_BYTES;
    }
}

bool yg_host_names_is_one_record(const yg_host_names *reader) {
    return reader->form == FORM_OBJECT;
}

size_t yg_host_names_cut(const yg_host_names *reader, yg_str bytes, uint64_t offset) {
    if (reader->form == FORM_OBJECT)
        return 0;
    if (reader->form == FORM_ARRAY)
        return yg_host_cut_array(bytes, offset);
    if (reader->form == FORM_CSV)
        return yg_host_cut_csv(bytes);
    const char *last = bytes.n > 0 ? memrchr(bytes.p, '\n', bytes.n) : NULL;
    size_t n = last != NULL ? (size_t)(last - bytes.p) + 1 : 0, at = 0;
    if (reader->form != FORM_ZEEK)
        return n;
    /* Logs one behind the other: from the next head on the columns may be others. */
    while (at < n && bytes.p[at] == '#')
        at = (size_t)((const char *)memchr(bytes.p + at, '\n', n - at) - bytes.p) + 1;
    const char *head = at < n ? memmem(bytes.p + at, n - at, "\n#", 2) : NULL;
    return head != NULL ? (size_t)(head - bytes.p) + 1 : n;
}

uint64_t yg_host_names_records(const yg_host_names *reader) {
    return reader->records;
}

uint64_t yg_host_names_rejected(const yg_host_names *reader) {
    return reader->rejected;
}

const yg_fault *yg_host_names_faults(const yg_host_names *reader, size_t *ret_n) {
    *ret_n = reader->faults_n;
    return reader->faults;
}

void yg_host_names_restart(yg_host_names *reader) {
    reader->records = reader->rejected = 0;
    reader->faults_n = 0;
}
