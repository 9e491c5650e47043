/* Real data beside the repository; tests that want it skip with a clear line where it is absent. */
#ifndef YG_TESTS_SHARED_H
#define YG_TESTS_SHARED_H

#include "base/input.h"

/* PATH below $YAGURA_SHARED_DATA, else below the folder that the build was told; in a static
 * buffer. NULL, after a line on standard error, when it is not there. */
const char *shared_data(const char *path);
/* Calls read for every file of a folder of it whose name ends in `ending`; false on an I/O error.
 */
bool shared_each(const char *folder, const char *ending, yg_input_visit visit, void *self);

#endif
