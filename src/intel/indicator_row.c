#include "intel/indicator_row.h"

#include <stdio.h>

#include "base/utf8.h"
#include "text/defang.h"
#include "text/special.h"

const char *yg_indicator_row_kind(yg_buf *scratch, yg_str value) {
    yg_str is, port;
    return yg_indicator_recognise(scratch, value, &is, &port);
}

static bool is_text_value(yg_str s) {
    return s.n > 0 && s.n <= 4096 && yg_utf8_check(s) == s.n;
}

static yg_str repaired(yg_buf *buf, yg_str s) {
    if (yg_utf8_check(s) == s.n)
        return s;
    yg_buf_clear(buf);
    yg_utf8_add_repaired(buf, s);
    return yg_buf_str(buf);
}

static yg_str context_with_port(yg_indicator_job *job, yg_str context, yg_str port) {
    context = repaired(&job->context, yg_str_trim(context));
    if (port.n == 0)
        return context;
    yg_buf_clear(&job->joined);
    yg_buf_addf(&job->joined, "port %.*s", YG_FMT(port));
    if (context.n > 0) {
        yg_buf_addz(&job->joined, "; ");
        yg_buf_add(&job->joined, context);
    }
    return yg_buf_str(&job->joined);
}

static yg_str date_of(yg_buf *buf, yg_str s, bool is_utc) {
    yg_buf_clear(buf);
    yg_indicator_date_add(buf, s, is_utc);
    return yg_buf_str(buf);
}

/* "TLP:AMBER", "amber". */
static yg_str tlp_of(yg_str text) {
    static const char *const words[] = {"", "clear", "green", "amber", "amber+strict", "red"};
    text = yg_str_trim(text);
    if (yg_str_eq_nocase(yg_str_sub(text, 0, 4), YG_STR("tlp:")))
        text = yg_str_trim(yg_str_from(text, 4));
    return yg_str_of(words[yg_tlp_rank(text)]);
}

static size_t line_end(yg_str s, size_t at) {
    while (at < s.n && s.p[at] != '\n' && s.p[at] != '\r')
        at++;
    return at;
}

/* Of a converted text: line by line. What stands in front of a value in its line is ASCII. */
static uint64_t offset_by_lines(yg_indicator_job *job, size_t at) {
    for (size_t end; (end = line_end(job->text, job->mark_text)) < at;) {
        job->mark_text = end + 1;
        job->mark_input_bytes = line_end(job->input->bytes, job->mark_input_bytes) + 1;
    }
    return job->mark_input_bytes + (at - job->mark_text);
}

/* The byte of the input behind byte `at` of the text; asked in rising order. */
static uint64_t input_offset(yg_indicator_job *job, size_t at) {
    if (job->charset.reason != NULL)
        return offset_by_lines(job, at);
    if (!job->converted)
        return job->mark_input_bytes + at;
    while (job->mark_text < at && job->mark_text < job->text.n) {
        uint32_t c = yg_utf8_next(job->text, &job->mark_text);
        job->mark_input_bytes += c > 0xFFFF ? 4 : 2;
    }
    return job->mark_input_bytes;
}

/* Blocking it would hit the own network, or a document's example. */
static bool is_special(const char *kind, yg_str value) {
    bool address = strncmp(kind, "ipv", 3) == 0 || strcmp(kind, "url") == 0;
    return address && yg_address_is_special(value);
}

/* The kind and the normal form of raw, and its port; NULL: the row has none. */
static const char *recognise(yg_indicator_job *job, yg_str raw, yg_str type, yg_str *ret_value,
                             yg_str *ret_port) {
    const char *wanted = yg_indicator_kind_of_word(type);
    yg_str value;
    *ret_port = (yg_str){NULL, 0};
    if (type.n == 0 || (wanted != NULL && *wanted == '\0')) {
        yg_quick_kind quick = yg_indicator_quick(raw, job->lower, ret_value);
        if (quick != YG_QUICK_NONE)
            return yg_quick_kind_word(quick);
    }
    const char *kind = yg_indicator_recognise(&job->refanged, raw, &value, ret_port);
    bool other = kind == NULL && type.n > 0 && wanted == NULL;
    if (wanted != NULL && *wanted != '\0' && yg_utf8_check(value) == value.n)
        kind = yg_indicator_kind_wanted(wanted, kind, raw, &value);
    yg_buf_clear(&job->normal);
    if (other) {
        value = yg_str_trim(raw);
        *ret_value = value;
        return is_text_value(value) ? "other" : NULL;
    }
    if (kind == NULL || !yg_indicator_normalise(yg_str_of(kind), value, &job->normal))
        return NULL;
    *ret_value = yg_buf_str(&job->normal);
    return kind;
}

static yg_row_result put(yg_indicator_job *job, const yg_indicator_row *row, yg_str raw,
                         yg_str type, yg_error *err) {
    yg_str value, port;
    const char *kind = recognise(job, raw, type, &value, &port);
    if (kind == NULL)
        return YG_ROW_NONE;
    yg_indicator indicator = {
        .type = yg_str_of(kind),
        .value = value,
        .first_seen = date_of(&job->first, row->first_seen, row->first_is_utc),
        .last_seen = date_of(&job->last, row->last_seen, row->last_is_utc),
        .context = context_with_port(job, row->context, port),
        .role = repaired(&job->role, yg_str_trim(row->role)),
        .to_ids = row->to_ids && !is_special(kind, value),
        .offset_bytes = input_offset(job, row->at),
        .valid_from = date_of(&job->from, row->valid_from, true),
        .valid_until = date_of(&job->until, row->valid_until, true),
        .tlp = tlp_of(row->tlp),
        .confidence = row->confidence,
    };
    if (job->sink->indicator(job->sink->self, &indicator, err) == YG_PUT_FAILED)
        return YG_ROW_FAILED;
    job->accepted++;
    return YG_ROW_TAKEN;
}

yg_row_result yg_indicator_row_put(yg_indicator_job *job, const yg_indicator_row *row,
                                   yg_error *err) {
    yg_str types = row->type, values = row->value, type, value;
    if (yg_str_chr(types, '|') == SIZE_MAX || yg_str_chr(values, '|') == SIZE_MAX)
        return put(job, row, row->value, row->type, err);
    yg_row_result result = YG_ROW_NONE;
    while (yg_str_split(&types, '|', &type) && yg_str_split(&values, '|', &value)) {
        if (yg_str_eq_nocase(yg_str_trim(type), YG_STR("port")))
            continue;
        yg_row_result one = put(job, row, value, type, err);
        if (one == YG_ROW_FAILED)
            return one;
        result = one == YG_ROW_TAKEN ? one : result;
    }
    return result;
}

void yg_indicator_row_reject(yg_indicator_job *job, const char *reason, size_t at, yg_str detail) {
    yg_fault fault = {YG_ERR_INPUT, reason, input_offset(job, at), job->record};
    job->sink->reject(job->sink->self, &fault, yg_str_sub(detail, 0, 200));
}

/* 2024年1月2日, 2024/1/2 or 2024.01.02 and nothing else: adds the day. */
static bool add_short_day(yg_buf *buf, yg_str s) {
    uint64_t part[3] = {0};
    yg_date date;
    char day[16];
    const yg_str signs[] = {YG_STR("年"), YG_STR("月"), YG_STR("日")};
    for (size_t i = 0; i < 3; i++) {
        size_t n = 0;
        while (n < s.n && n < 4 && s.p[n] >= '0' && s.p[n] <= '9')
            n++;
        if ((i == 0 ? n != 4 : n < 1 || n > 2) || !yg_str_to_u64(yg_str_sub(s, 0, n), &part[i]))
            return false;
        s = yg_str_from(s, n);
        bool plain = i < 2 && s.n > 0 && strchr("-/.", s.p[0]) != NULL;
        if (yg_str_starts(s, signs[i]))
            s = yg_str_from(s, signs[i].n);
        else if (plain)
            s = yg_str_from(s, 1);
        else if (i < 2)
            return false;
    }
    if (s.n > 0)
        return false;
    snprintf(day, sizeof day, "%04u-%02u-%02u", (unsigned)part[0], (unsigned)part[1],
             (unsigned)part[2]);
    if (!yg_date_parse(yg_str_of(day), &date))
        return false;
    yg_buf_addz(buf, day);
    return true;
}

/* YYYY-MM-DD in front of anything, with '-' or '/': adds the day. */
static bool add_day(yg_buf *buf, yg_str s) {
    char day[10];
    yg_date date;
    if (s.n < 10 || (s.p[4] != '-' && s.p[4] != '/') || s.p[7] != s.p[4])
        return false;
    memcpy(day, s.p, 10);
    day[4] = day[7] = '-';
    if (!yg_date_parse((yg_str){day, 10}, &date))
        return false;
    yg_buf_add(buf, (yg_str){day, 10});
    return true;
}

static void add_digits(yg_buf *buf, yg_str s, uint64_t number) {
    yg_date date;
    char day[10];
    if (s.n == 8) {
        memcpy(day, s.p, 4);
        memcpy(day + 5, s.p + 4, 2);
        memcpy(day + 8, s.p + 6, 2);
        day[4] = day[7] = '-';
        if (yg_date_parse((yg_str){day, 10}, &date))
            yg_buf_add(buf, (yg_str){day, 10});
    } else if (s.n == 10) {
        yg_time_add(buf, (int64_t)number * YG_US_PER_S);
    } else if (s.n == 13) {
        yg_time_add(buf, (int64_t)number * 1000);
    } else if (s.n == 4 && yg_date_parse(s, &date)) {
        yg_buf_add(buf, s);
    }
}

void yg_indicator_date_add(yg_buf *buf, yg_str s, bool is_utc) {
    uint64_t number;
    yg_date date;
    s = yg_str_trim(s);
    if (yg_str_to_u64(s, &number)) {
        add_digits(buf, s, number);
        return;
    }
    if (yg_str_ends(s, YG_STR(" UTC")) || yg_str_ends(s, YG_STR(" GMT"))) {
        s = yg_str_sub(s, 0, s.n - 4);
        is_utc = true;
    }
    size_t start = buf->n;
    if (s.n < 8 || s.n > 40 || add_short_day(buf, s) || s.n < 10)
        return;
    if (yg_date_parse(s, &date)) {
        yg_date_add(buf, date);
        return;
    }
    if (!add_day(buf, s) || s.n < 16 || !is_utc)
        return;
    yg_buf_add(buf, yg_str_from(s, 10));
    buf->p[start + 10] = 'T';
    yg_buf_addz(buf, s.n == 16 ? ":00Z" : "Z");
    if (!yg_date_parse(yg_str_from(yg_buf_str(buf), start), &date))
        buf->n = start + 10;
}

void yg_indicator_job_free(yg_indicator_job *job) {
    yg_buf *const bufs[] = {&job->refanged, &job->normal, &job->first, &job->last, &job->context,
                            &job->role,     &job->joined, &job->from,  &job->until};
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
        yg_buf_free(bufs[i]);
}
