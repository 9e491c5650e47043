#include "intel/indicator_list.h"

#include "base/utf8.h"
#include "intel/indicator_row.h"
#include "text/defang.h"

enum { PROBE_LINES = 200, HEAD_BYTES = 65536 };

static bool is_space(char c) {
    return c == ' ' || c == '\t';
}

/* Takes one line off the front of *rest; LF, CRLF and CR end it. */
static bool next_line(yg_str *rest, yg_str *ret_line) {
    if (rest->n == 0)
        return false;
    size_t end = 0;
    while (end < rest->n && rest->p[end] != '\n' && rest->p[end] != '\r')
        end++;
    *ret_line = yg_str_sub(*rest, 0, end);
    *rest = yg_str_from(*rest, end + 1);
    return true;
}

/* Without the line that the end of the head may have cut. */
static yg_str whole_lines(yg_str head) {
    size_t n = head.n;
    if (n < HEAD_BYTES)
        return head;
    while (n > 0 && head.p[n - 1] != '\n')
        n--;
    return n > 0 ? yg_str_sub(head, 0, n) : head;
}

/* Prose may begin with an address; only a line that is one word in all is an indicator. */
static bool is_one_word(yg_buf *scratch, yg_str value) {
    yg_buf_clear(scratch);
    yg_defang_refang(value, scratch);
    return memchr(scratch->p ? scratch->p : "", ' ', scratch->n) == NULL;
}

/* Is this line of an unknown file one of a list of indicators? More is asked than of a known one:
 * elements of an array in source code and names of classes ("org.example.Name") look like hosts. */
static bool is_convincing(yg_buf *scratch, yg_str value) {
    const char *kind = yg_indicator_row_kind(scratch, value);
    if (kind == NULL || strcmp(kind, "file-name") == 0 || value.p[value.n - 1] == ',' ||
        !is_one_word(scratch, value))
        return false;
    bool upper = false, low = false;
    for (size_t i = scratch->n; i > 0 && scratch->p[i - 1] != '.'; i--) {
        upper = upper || (scratch->p[i - 1] >= 'A' && scratch->p[i - 1] <= 'Z');
        low = low || (scratch->p[i - 1] >= 'a' && scratch->p[i - 1] <= 'z');
    }
    return strcmp(kind, "domain-name") != 0 || !(upper && low);
}

static int probe_lines(yg_str text) {
    YG_CLEANUP_BUF yg_buf scratch = {0};
    size_t values = 0, hits = 0;
    yg_str line;
    yg_line_parts parts;
    for (int i = 0; i < PROBE_LINES && next_line(&text, &line); i++) {
        if (yg_indicator_line_read(line, &parts) != YG_LINE_VALUE)
            continue;
        values++;
        hits += is_convincing(&scratch, parts.value);
    }
    return values > 0 && hits * 10 >= values * 6 ? 50 : 0;
}

static bool has_list_name(yg_str path) {
    static const char *const ends[] = {".csv", ".tsv", ".txt", ".ioc", ".intel", ".list"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (yg_str_ends(path, yg_str_of(ends[i])))
            return true;
    }
    return false;
}

int yg_indicator_list_probe(yg_str head, yg_str path) {
    YG_CLEANUP_BUF yg_buf converted = {0};
    yg_charset charset;
    yg_str text = whole_lines(yg_charset_text(whole_lines(head), &converted, &charset));
    if (text.n == 0 || memchr(text.p, '\0', text.n) != NULL || yg_indicator_is_foreign(text, path))
        return 0;
    int table = yg_indicator_table_is(text);
    if (table == 2)
        return 60;
    int lines = probe_lines(text);
    return lines > 0 ? lines : table == 1 && has_list_name(path) ? 20 : 0;
}

static bool put_line(yg_indicator_job *job, yg_str line, yg_error *err) {
    yg_line_parts parts;
    if (yg_indicator_line_read(line, &parts) != YG_LINE_VALUE ||
        (job->record == 0 && yg_indicator_table_is_column(parts.value)))
        return true;
    yg_indicator_row row = {
        .value = parts.value,
        .context = parts.comment,
        .to_ids = true,
        .at = (size_t)(parts.value.p - job->text.p),
    };
    job->record++;
    yg_row_result result =
        is_one_word(&job->refanged, row.value) ? yg_indicator_row_put(job, &row, err) : YG_ROW_NONE;
    if (result == YG_ROW_NONE)
        yg_indicator_row_reject(
            job, yg_indicator_reason(&job->refanged, parts.value, "no indicator in the line"),
            row.at, parts.value);
    return result != YG_ROW_FAILED;
}

static bool read_lines(yg_indicator_job *job, yg_error *err) {
    const yg_progress *progress = &job->input->progress;
    yg_str rest = job->text, line;
    for (uint64_t n = 0; next_line(&rest, &line); n++) {
        if (!put_line(job, line, err))
            return false;
        if (progress->advance != NULL && n % 4096 == 0)
            progress->advance(progress->self, job->text.n - rest.n, job->text.n);
    }
    return true;
}

/* "folder/file": many publishers call every file "samples.md5". */
static yg_str name_from_path(yg_str path) {
    int slashes = 0;
    for (size_t i = path.n; i > 0; i--) {
        if ((path.p[i - 1] == '/' || path.p[i - 1] == '!') && ++slashes == 2)
            return yg_str_from(path, i);
    }
    return path.n > 0 ? path : YG_STR("indicators");
}

/* "Key: value" of a comment for the source. */
static void read_source_key(yg_str comment, yg_source *source) {
    static const struct {
        const char *keys;
        size_t place;
    } table[] = {
        {"title|name|feed|feed name|list", offsetof(yg_source, name)},
        {"publisher|author|maintainer|provider", offsetof(yg_source, publisher)},
        {"source|homepage|website|url|address", offsetof(yg_source, address)},
        {"licence|license|terms of use", offsetof(yg_source, licence)},
        {"version", offsetof(yg_source, version)},
        {"tlp", offsetof(yg_source, tlp)},
    };
    size_t colon = yg_str_chr(comment, ':');
    yg_str key = yg_str_trim(yg_str_sub(comment, 0, colon)), word;
    yg_str value = colon == SIZE_MAX ? (yg_str){NULL, 0} : yg_str_from(comment, colon + 1);
    value = yg_str_trim(value);
    if (value.n == 0 || value.n > 500 || yg_utf8_check(value) < value.n)
        return;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        yg_str keys = yg_str_of(table[i].keys);
        while (yg_str_split(&keys, '|', &word)) {
            yg_str *place = (yg_str *)(void *)((char *)source + table[i].place);
            if (yg_str_eq_nocase(word, key) && place->n == 0)
                *place = value;
        }
    }
}

static bool is_update_word(yg_str comment, yg_str *ret_rest) {
    static const char *const words[] = {
        "last updated:", "last update:", "updated:", "generated:", "last modified:", "date:"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        yg_str word = yg_str_of(words[i]);
        if (yg_str_eq_nocase(yg_str_sub(comment, 0, word.n), word)) {
            *ret_rest = yg_str_trim(yg_str_from(comment, word.n));
            return true;
        }
    }
    return false;
}

/* What the comments in front of the first record say about the list. abuse.ch names its lists in
 * the first line. */
static void read_source(yg_str text, yg_source *source, yg_buf *published) {
    yg_str line, when;
    yg_line_parts parts;
    while (next_line(&text, &line)) {
        yg_line_kind kind = yg_indicator_line_read(line, &parts);
        if (kind == YG_LINE_VALUE)
            return;
        if (kind == YG_LINE_BLANK)
            continue;
        yg_str comment = parts.value;
        while (comment.n > 0 && strchr("#;!/ \t", comment.p[0]) != NULL && comment.p[0] != '\0')
            comment = yg_str_from(comment, 1);
        while (comment.n > 0 &&
               (comment.p[comment.n - 1] == '#' || is_space(comment.p[comment.n - 1])))
            comment.n--;
        if (yg_str_starts(comment, YG_STR("abuse.ch ")) && source->name.n == 0 &&
            yg_utf8_check(comment) == comment.n) {
            source->name = yg_str_trim(yg_str_sub(comment, 0, yg_str_chr(comment, '(')));
            source->publisher = YG_STR("abuse.ch");
        }
        if (is_update_word(comment, &when) && published->n == 0)
            yg_indicator_date_add(published, yg_str_sub(when, 0, 10), true);
        read_source_key(comment, source);
    }
}

void yg_indicator_list_source(yg_str head, yg_str path, yg_source *ret_source) {
    YG_CLEANUP_BUF yg_buf published = {0};
    *ret_source = (yg_source){0};
    read_source(yg_str_sub(head, 0, 16384), ret_source, &published);
    if (ret_source->name.n == 0)
        ret_source->name = name_from_path(path);
}

static bool put_source(yg_indicator_job *job, yg_error *err) {
    YG_CLEANUP_BUF yg_buf published = {0};
    yg_source source = {0};
    read_source(yg_str_sub(job->text, 0, 16384), &source, &published);
    if (source.name.n == 0)
        source.name =
            job->input->folder.n > 0 ? job->input->folder : name_from_path(job->input->path);
    source.published = yg_buf_str(&published);
    source = yg_intel_source(job->input, source);
    return job->sink->source(job->sink->self, &source, err);
}

static bool read_all(yg_indicator_job *job, yg_error *err) {
    if (!put_source(job, err))
        return false;
    if (job->charset.reason != NULL) {
        yg_fault fault = {YG_ERR_INPUT, job->charset.reason, job->charset.first_bytes, 0};
        job->sink->reject(job->sink->self, &fault, (yg_str){NULL, 0});
    }
    bool table = yg_indicator_table_found(whole_lines(yg_str_sub(job->text, 0, HEAD_BYTES)));
    if (!(table ? yg_indicator_table_read(job, err) : read_lines(job, err)))
        return false;
    if (job->input->damage != NULL) {
        yg_fault fault = {YG_ERR_INPUT, job->input->damage, job->input->bytes.n, job->record + 1};
        job->sink->reject(job->sink->self, &fault, (yg_str){NULL, 0});
    }
    if (job->accepted == 0 && job->record > 0)
        return yg_fail(err, YG_ERR_INPUT,
                       "not a list of indicators: none of %llu lines or rows holds one",
                       (unsigned long long)job->record);
    return true;
}

bool yg_indicator_list_read(const yg_intel_input *input, const yg_sink *sink, yg_error *err) {
    YG_CLEANUP_BUF yg_buf converted = {0};
    yg_indicator_job job = {.input = input, .sink = sink};
    job.text = yg_charset_text(input->bytes, &converted, &job.charset);
    job.converted = converted.n > 0 && job.charset.reason == NULL;
    job.mark_input_bytes = job.charset.reason != NULL ? 0
                           : job.converted            ? 2
                           : input->bytes.n > 0       ? (size_t)(job.text.p - input->bytes.p)
                                                      : 0;
    bool done = read_all(&job, err);
    yg_indicator_job_free(&job);
    return done;
}
