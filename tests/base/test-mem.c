#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/vec.h"
#include "seeded.h"

static bool is_zero(const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (p[i] != 0)
            return false;
    }
    return true;
}

static void arena_alloc__many_sizes__aligned_zeroed_apart(void **state) {
    struct {
        char *p;
        size_t n;
    } made[600];
    YG_CLEANUP_ARENA yg_arena arena = {0};
    uint64_t seed = 5;
    for (size_t i = 0; i < 600; i++) {
        size_t n = (size_t)seeded_below(&seed, i % 50 == 0 ? 200000 : 300);
        char *p = yg_arena_alloc(&arena, n);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        assert_true(is_zero(p, n));
        memset(p, (int)(i % 251) + 1, n);
        made[i].p = p;
        made[i].n = n;
    }
    for (size_t i = 0; i < 600; i++) {
        for (size_t k = 0; k < made[i].n; k++)
            assert_int_equal((unsigned char)made[i].p[k], i % 251 + 1);
    }
}

static void arena_alloc__cap_reached__null_and_still_usable(void **state) {
    YG_CLEANUP_ARENA yg_arena arena = {.cap_bytes = 1024};
    size_t n = 0;
    while (yg_arena_alloc(&arena, 64) != NULL)
        n++;
    assert_int_equal(n, 16);
    assert_null(yg_arena_alloc(&arena, 1));
    assert_null(yg_arena_copy(&arena, YG_STR("x")).p);
    assert_int_equal(yg_arena_copy(&arena, YG_STR("x")).n, 0);
    assert_int_equal(arena.used_bytes, 1024);
    yg_arena_reset(&arena);
    assert_non_null(yg_arena_alloc(&arena, 1024));
    assert_null(yg_arena_alloc(&arena, 1));
}

static void arena_alloc__absurd_sizes__null(void **state) {
    static const size_t sizes[] = {1025, SIZE_MAX, SIZE_MAX - 7, (size_t)PTRDIFF_MAX,
                                   (size_t)PTRDIFF_MAX + 1};
    YG_CLEANUP_ARENA yg_arena arena = {.cap_bytes = 1024};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        assert_null(yg_arena_alloc(&arena, sizes[i]));
    assert_non_null(yg_arena_alloc(&arena, 1024));
    YG_CLEANUP_ARENA yg_arena free_of_cap = {0};
    assert_null(yg_arena_alloc(&free_of_cap, SIZE_MAX));
}

static void arena_alloc__larger_than_any_block__given(void **state) {
    YG_CLEANUP_ARENA yg_arena arena = {0};
    size_t n = 9u << 20;
    char *p = yg_arena_alloc(&arena, n);
    assert_non_null(p);
    p[0] = p[n - 1] = 'x';
    assert_non_null(yg_arena_alloc(&arena, 1));
}

static void arena_copy__any_bytes__copied_with_nul_behind(void **state) {
    YG_CLEANUP_ARENA yg_arena arena = {0};
    char own[] = "a\0b";
    yg_str copy = yg_arena_copy(&arena, (yg_str){own, 3});
    own[0] = 'z';
    assert_memory_equal(copy.p, "a\0b\0", 4);
    assert_int_equal(copy.n, 3);
    copy = yg_arena_copy(&arena, (yg_str){NULL, 0});
    assert_non_null(copy.p);
    assert_int_equal(copy.n, 0);
    assert_int_equal(copy.p[0], 0);
}

static void arena_reset__used_again__zeroed_again(void **state) {
    YG_CLEANUP_ARENA yg_arena arena = {0};
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 200; i++) {
            char *p = yg_arena_alloc(&arena, 999);
            assert_true(is_zero(p, 999));
            memset(p, 0xAA, 999);
        }
        yg_arena_reset(&arena);
        assert_int_equal(arena.used_bytes, 0);
    }
    yg_arena never_used = {0};
    yg_arena_reset(&never_used);
    yg_arena_free(&never_used);
    yg_arena_free(&arena);
    assert_non_null(yg_arena_alloc(&arena, 10));
}

static void vec__growth__keeps_elements_and_frees(void **state) {
    YG_VEC(uint32_t) v = {0};
    for (uint32_t i = 0; i < 10000; i++)
        yg_vec_push(&v, i * 3);
    assert_int_equal(v.n, 10000);
    for (uint32_t i = 0; i < 10000; i++)
        assert_int_equal(v.at[i], i * 3);
    yg_vec_free(&v);
    assert_null(v.at);
    assert_int_equal(v.n + v.cap, 0);
}

/* Ends by abort with a message, never by a wild write. */
static bool aborts(void (*act)(void)) {
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        close(STDERR_FILENO);
        act();
        _exit(0);
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status) &&
           WTERMSIG(status) == SIGABRT;
}

static void realloc_overflow(void) {
    volatile size_t half = SIZE_MAX / 2 + 1;
    free(yg_realloc(NULL, half, 2));
}

static void reserve_overflow(void) {
    yg_buf buf = {0};
    yg_buf_addc(&buf, 'x');
    volatile size_t most = SIZE_MAX;
    yg_buf_reserve(&buf, most);
    yg_buf_free(&buf);
}

static void nothing(void) {}

static void alloc__sizes_overflow__process_ends(void **state) {
    assert_true(aborts(realloc_overflow));
    assert_true(aborts(reserve_overflow));
    assert_false(aborts(nothing));
    void *p = yg_alloc(0, 8);
    assert_non_null(p);
    p = yg_realloc(p, 0, 0);
    assert_non_null(p);
    free(p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_alloc__many_sizes__aligned_zeroed_apart),
        cmocka_unit_test(arena_alloc__cap_reached__null_and_still_usable),
        cmocka_unit_test(arena_alloc__absurd_sizes__null),
        cmocka_unit_test(arena_alloc__larger_than_any_block__given),
        cmocka_unit_test(arena_copy__any_bytes__copied_with_nul_behind),
        cmocka_unit_test(arena_reset__used_again__zeroed_again),
        cmocka_unit_test(vec__growth__keeps_elements_and_frees),
        cmocka_unit_test(alloc__sizes_overflow__process_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
