/* The engine of the log scan against its slow reference: thousands of made-up blocks, and every
 * place where a block may end. `test-match-token_brute SETS [SEED]` compares more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "token_agree.h"
#include "token_maker.h"

static uint64_t sets = 1000, first_seed = 1;

static void engine__made_up_blocks__as_brute(void **state) {
    (void)state;
    YG_CLEANUP_BUF yg_buf block = {0};
    yg_token_scratch *scratch = yg_token_scratch_make();
    size_t hits = 0, wrong = 0;
    for (uint64_t seed = first_seed; seed < first_seed + sets && wrong < 5; seed++) {
        token_maker maker;
        yg_indicators *set = token_make_set(&maker, seed);
        for (size_t i = 0; i < 12; i++) {
            yg_buf_clear(&block);
            token_make_block(&maker, i < 8 ? 1 + i * 12 : 900, &block);
            if (!token_agree(set, scratch, yg_buf_str(&block), &hits)) {
                fprintf(stderr, "seed %llu, block %zu\n", (unsigned long long)seed, i);
                wrong++;
                break;
            }
        }
        yg_indicators_free(set);
    }
    yg_token_scratch_free(scratch);
    assert_int_equal(wrong, 0);
    assert_true(hits > sets * 10);
    if (sets > 1000)
        printf("%zu hits\n", hits);
}

static void engine__block_cut_at_every_byte__as_brute(void **state) {
    (void)state;
    YG_CLEANUP_BUF yg_buf block = {0};
    yg_token_scratch *scratch = yg_token_scratch_make();
    token_maker maker;
    yg_indicators *set = token_make_set(&maker, 77);
    token_make_block(&maker, 700, &block);
    for (size_t n = 0; n <= block.n; n++)
        assert_true(token_agree(set, scratch, (yg_str){block.p, n}, NULL));
    yg_indicators_free(set);
    yg_token_scratch_free(scratch);
}

/* The quick forms work through 16 KiB at a time. */
static void engine__across_stages__as_brute(void **state) {
    (void)state;
    enum { STAGE = 16 << 10 };
    YG_CLEANUP_BUF yg_buf block = {0};
    yg_token_scratch *scratch = yg_token_scratch_make();
    size_t hits = 0;
    for (uint64_t seed = 1; seed <= 24; seed++) {
        token_maker maker;
        yg_indicators *set = token_make_set(&maker, 500 + seed);
        yg_buf_clear(&block);
        for (size_t stage = 1; stage <= 2; stage++) {
            while (block.n < stage * STAGE - seed * 5)
                yg_buf_addc(&block, seed % 3 == 0 ? '.' : seed % 3 == 1 ? ' ' : 'a');
            yg_buf_addc(&block, ' ');
            token_make_block(&maker, 120, &block);
            yg_buf_addz(&block, seed % 2 ? "........................" : "-_.-_.");
        }
        assert_true(token_agree(set, scratch, yg_buf_str(&block), &hits));
        yg_indicators_free(set);
    }
    yg_token_scratch_free(scratch);
    assert_true(hits > 100);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(engine__made_up_blocks__as_brute),
                                       cmocka_unit_test(engine__block_cut_at_every_byte__as_brute),
                                       cmocka_unit_test(engine__across_stages__as_brute)};
    if (argc > 1)
        sets = strtoull(argv[1], NULL, 10);
    if (argc > 2)
        first_seed = strtoull(argv[2], NULL, 10);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
