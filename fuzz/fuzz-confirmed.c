/* The fuzz target of `yagura names learn`: any bytes as confirmed cases, learned from, and asked
 * for again. Cases are clean host names with offsets inside of the input, and what is learned from
 * them can be told. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "watch/confirmed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

typedef struct {
    size_t n;
    yg_arena texts;
    YG_VEC(yg_confirmed_name) cases;
} seen;

static void need(bool held, const char *what) {
    if (held)
        return;
    fprintf(stderr, "broken: %s\n", what);
    abort();
}

static bool take(void *self, const yg_confirmed_case *it, yg_error *err) {
    seen *s = self;
    need(it->offset_bytes < s->n, "a case behind the input");
    need(it->host.n > 0 && it->host.n <= 253, "a host of no length");
    need(yg_str_ends(it->host, it->registrable), "a registrable name that is no end of its host");
    need(yg_utf8_check(it->brand) == it->brand.n, "a brand that is not UTF-8");
    for (size_t i = 0; i < it->host.n; i++)
        need((uint8_t)it->host.p[i] > ' ' && (uint8_t)it->host.p[i] < 0x7f, "a host with signs");
    /* Several domains of each, so that something is learned. */
    for (int copy = 0; copy < 5; copy++) {
        YG_CLEANUP_BUF yg_buf host = {0};
        yg_buf_add(&host, yg_str_sub(it->host, 0, it->host.n - it->registrable.n));
        yg_buf_addf(&host, "q%dzx-", copy);
        yg_buf_add(&host, it->registrable);
        yg_vec_push(&s->cases,
                    ((yg_confirmed_name){it->day, yg_arena_copy(&s->texts, yg_buf_str(&host)),
                                         yg_arena_copy(&s->texts, it->brand)}));
    }
    return true;
}

static void fault(void *self, const yg_fault *f) {
    need(f->offset_bytes <= ((seen *)self)->n && f->reason, "a fault that stands nowhere");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    seen s = {.n = n};
    yg_error err = {0};
    const yg_confirmed_reader reader = {
        .on_day = 19000, .latest_day = 30000, .self = &s, .take = take, .fault = fault};
    need(yg_confirmed_read(&reader, (yg_str){(const char *)data, n}, &err), "reading failed");
    const int32_t today = s.cases.n ? s.cases.at[s.cases.n - 1].day : 0;
    yg_learned *learned = NULL;
    need(yg_learned_make(NULL, s.cases.at, s.cases.n, today, &learned, &err), "learning failed");
    YG_CLEANUP_BUF yg_buf text = {0};
    for (size_t i = 0; i < yg_learned_count(learned); i++)
        yg_learned_describe(learned, i, &text);
    need(yg_utf8_check(yg_buf_str(&text)) == text.n, "a description that is not UTF-8");
    for (size_t i = 0; i < s.cases.n; i++) {
        yg_suffix_split split;
        yg_learned_hit hit;
        yg_suffix_find(yg_suffixes_built_in(), s.cases.at[i].host, &split);
        if (yg_learned_find_host(learned, s.cases.at[i].host, &split, &hit))
            need(hit.end <= s.cases.at[i].host.n && hit.start <= hit.end,
                 "a span outside of the host");
    }
    yg_learned_free(learned);
    yg_vec_free(&s.cases);
    yg_arena_free(&s.texts);
    return 0;
}
