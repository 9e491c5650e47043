#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/side.h"

enum { MOST = 1000 };

static void count(void *self, size_t piece) {
    ((unsigned char *)self)[piece]++; /* pieces are apart */
}

static void side_by_side__any_threads_and_pieces__each_piece_once(void **state) {
    static const unsigned threads[] = {0, 1, 2, 3, YG_SIDE_MOST_THREADS, 5000};
    static const size_t pieces[] = {0, 1, 2, 7, MOST};
    (void)state;
    for (size_t t = 0; t < sizeof threads / sizeof *threads; t++) {
        for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++) {
            unsigned char done[MOST + 1] = {0};
            yg_side_by_side(threads[t], pieces[p], count, done);
            for (size_t i = 0; i <= MOST; i++)
                assert_int_equal(done[i], i < pieces[p]);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(side_by_side__any_threads_and_pieces__each_piece_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
