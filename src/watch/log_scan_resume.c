/* The word for --resume: where in the input a scan was stopped. */
#include "base/utf8.h"
#include "watch/log_scan_part.h"

void yg_log_resume_path(yg_buf *buf, const char *path) {
    yg_str rest = yg_str_of(path);
    while (rest.n > 0) {
        size_t sound = yg_utf8_check(rest), plain = 0;
        while (plain < sound && (unsigned char)rest.p[plain] >= 0x20 && rest.p[plain] != 0x7F &&
               rest.p[plain] != '%')
            plain++;
        yg_buf_add(buf, yg_str_sub(rest, 0, plain));
        if (plain < rest.n)
            yg_buf_addf(buf, "%%%02X", (unsigned char)rest.p[plain++]);
        rest = yg_str_from(rest, plain);
    }
}

bool yg_log_resume_is(const scan_resume *resume, const char *path) {
    YG_CLEANUP_BUF yg_buf written = {0};
    yg_log_resume_path(&written, path);
    return yg_str_eq(resume->path, yg_buf_str(&written));
}

void yg_log_resume_long(const scan_file *f, scan_block *b, uint64_t from, bool is_first) {
    b->into = b->is_long_end ? 0 : from + b->own_until;
    if (!is_first || f->resume_into <= from)
        return;
    uint64_t done = f->resume_into - from;
    if (done > b->own_from)
        b->own_from = done < b->own_until ? (size_t)done : b->own_until;
}

void yg_log_resume_add(yg_buf *buf, const scan_resume *resume) {
    if (buf->n > 0)
        yg_buf_addc(buf, '\n');
    yg_buf_addf(buf, "%llu", (unsigned long long)resume->offset);
    if (resume->into > 0)
        yg_buf_addf(buf, "+%llu", (unsigned long long)resume->into);
    yg_buf_addf(buf, ":%llu:", (unsigned long long)resume->lines);
    /* A path like "12:a.log" must not be taken for a member's number. */
    if (resume->member > 0 ||
        (resume->path.n > 0 && resume->path.p[0] >= '0' && resume->path.p[0] <= '9'))
        yg_buf_addf(buf, "%llu:", (unsigned long long)resume->member);
    yg_buf_add(buf, resume->path);
}

static bool take_number(yg_str *word, uint64_t *ret_number) {
    size_t colon = yg_str_chr(*word, ':');
    if (colon == SIZE_MAX || !yg_str_to_u64(yg_str_sub(*word, 0, colon), ret_number))
        return false;
    *word = yg_str_from(*word, colon + 1);
    return true;
}

static bool take_offset(yg_str *word, scan_resume *r) {
    yg_str number = yg_str_sub(*word, 0, yg_str_chr(*word, ':'));
    size_t plus = yg_str_chr(number, '+');
    if (plus == SIZE_MAX)
        return take_number(word, &r->offset);
    if (!yg_str_to_u64(yg_str_sub(number, 0, plus), &r->offset))
        return false;
    *word = yg_str_from(*word, plus + 1);
    return take_number(word, &r->into);
}

bool yg_log_resume_read(yg_str *words, scan_resume *ret_resume, yg_error *err) {
    scan_resume r = {0};
    yg_str word;
    if (!yg_str_split(words, '\n', &word) || !take_offset(&word, &r) ||
        !take_number(&word, &r.lines))
        return yg_fail(err, YG_ERR_USAGE,
                       "--resume takes the word that an earlier scan gave: OFFSET:LINES:PATH");
    (void)take_number(&word, &r.member);
    r.path = word;
    if (word.n == 0)
        return yg_fail(err, YG_ERR_USAGE, "--resume: the path is missing behind the numbers");
    *ret_resume = r;
    return true;
}
