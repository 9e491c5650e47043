#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "learned_cases.h"
#include "seeded.h"

void add(made *m, int32_t day, const char *brand, const char *format, ...) {
    YG_CLEANUP_BUF yg_buf host = {0};
    va_list args;
    va_start(args, format);
    yg_buf_addv(&host, format, args);
    va_end(args);
    yg_vec_push(&m->cases, ((yg_confirmed_name){day, yg_arena_copy(&m->texts, yg_buf_str(&host)),
                                                yg_str_of(brand)}));
}

void drop(made *m) {
    yg_vec_free(&m->cases);
    yg_arena_free(&m->texts);
    *m = (made){0};
}

yg_learned *learn(const made *m) {
    yg_learned *learned = NULL;
    yg_error err;
    assert_true(yg_learned_make(NULL, m->cases.at, m->cases.n, TODAY, &learned, &err));
    return learned;
}

bool find(const yg_learned *learned, const char *host, yg_learned_hit *ret_hit) {
    yg_suffix_split split;
    *ret_hit = (yg_learned_hit){0};
    yg_suffix_find(yg_suffixes_built_in(), yg_str_of(host), &split);
    return yg_learned_find_host(learned, yg_str_of(host), &split, ret_hit);
}

double score(const yg_learned *learned, const char *host) {
    yg_learned_hit hit;
    return find(learned, host, &hit) ? hit.score : 0;
}

void random_letters(uint64_t *state, unsigned n, char *ret_text) {
    for (unsigned i = 0; i < n; i++)
        ret_text[i] = (char)('a' + seeded_below(state, 26));
    ret_text[n] = 0;
}
