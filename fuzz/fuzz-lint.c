/* The fuzz target of `yagura lint`: any bytes, read by whatever reader sniffs them out, judged by
 * all checks. Every finding must be of a kind, stand inside of the input and be UTF-8, in order. */
#include <stdint.h>
#include <stdio.h>

#include "base/utf8.h"
#include "know/lint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void need(bool held, const char *what) {
    if (held)
        return;
    fprintf(stderr, "broken: %s\n", what);
    abort();
}

static void check_text(yg_str text, const char *what) {
    need(yg_utf8_check(text) == text.n, what);
}

/* Offsets are of the decompressed input: how long that is, only the reader knows. */
static void check_place(const yg_lint_place *place) {
    check_text(place->file, "a path that is not UTF-8");
    check_text(place->key, "a key that is not UTF-8");
    need(place->line <= place->offset_bytes + 1, "a line behind its own offset");
}

static void check_finding(const yg_lint *lint, const yg_lint_finding *f) {
    need(f->kind < YG_LINT_KINDS, "a finding of no kind");
    need(f->place.file.n > 0 && f->place.line > 0, "a finding that stands nowhere");
    check_place(&f->place);
    check_place(&f->other);
    need(f->other.file.n == 0 || f->other.line > 0, "a pair whose other end stands nowhere");
    need(f->other.file.n == 0 || f->kind == YG_LINT_NEAR_DUPLICATE || f->place.record > 0,
         "a pair without a record");
    need(f->what.n > 0 || f->why.n > 0, "a finding that says nothing");
    check_text(f->what, "a finding whose text is not UTF-8");
    check_text(f->why, "a reason that is not UTF-8");
    need(f->count <= lint->records.n || f->count == 1, "more of a value than there are records");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    /* A day, so that what lies in the future does not depend on when this runs. */
    yg_lint lint = {.today_us = yg_days_from_civil(2026, 1, 1) * INT64_C(86400000000)};
    yg_error err = {0};
    bool done =
        yg_lint_read_bytes(&lint, YG_STR("fuzz.json"), (yg_str){(const char *)data, n}, &err);
    need(done || err.text[0] != '\0', "fails without saying why");
    yg_lint_judge(&lint);
    for (size_t i = 0; i < lint.findings.n; i++) {
        check_finding(&lint, &lint.findings.at[i]);
        need(i == 0 || lint.findings.at[i - 1].kind <= lint.findings.at[i].kind,
             "findings out of order");
    }
    yg_lint_free(&lint);
    return 0;
}
