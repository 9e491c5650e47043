/* The conformance suite over every row of the registry. A reader without a folder of samples fails
 * it: tests/intel/samples/NAME/. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/input.h"
#include "conformance.h"

typedef struct {
    const yg_intel_reader *reader;
    size_t samples;
} folder;

static bool run_sample(void *self, const yg_input_file *file, yg_error *err) {
    folder *f = self;
    (void)err;
    assert_null(file->damage);
    yg_conformance_run(f->reader, file->path, file->bytes);
    f->samples++;
    return true;
}

static void every_reader__stands_it(void **state) {
    (void)state;
    for (const yg_intel_reader *reader = yg_intel_readers; reader->name != NULL; reader++) {
        YG_CLEANUP_BUF yg_buf path = {0};
        folder f = {.reader = reader};
        yg_error err = {0};
        yg_buf_addf(&path, "%s/%s", YG_SAMPLES, reader->name);
        if (!yg_input_each(yg_buf_z(&path), NULL, run_sample, &f, &err) || f.samples == 0)
            fail_msg("reader \"%s\" has no samples: %s", reader->name, err.text);
        print_message("%s: %zu samples\n", reader->name, f.samples);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_reader__stands_it)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
