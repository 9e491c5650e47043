/* The word for --resume: where in the input a scan was stopped. */
#include "watch/log_scan_part.h"

void yg_log_resume_add(yg_buf *buf, const scan_resume *resume) {
    if (buf->n > 0)
        yg_buf_addc(buf, '\n');
    yg_buf_addf(buf, "%llu:%llu:", (unsigned long long)resume->offset,
                (unsigned long long)resume->lines);
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

bool yg_log_resume_read(yg_str *words, scan_resume *ret_resume, yg_error *err) {
    scan_resume r = {0};
    yg_str word;
    if (!yg_str_split(words, '\n', &word) || !take_number(&word, &r.offset) ||
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
