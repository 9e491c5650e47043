/* The look-alike engine held against its slow reference, one name at a time. */
#ifndef TESTS_NAME_AGREE_H
#define TESTS_NAME_AGREE_H

#include "match/names.h"

enum { YG_AGREE_MOST = 64 };

/* Do both ways to a text give the same one, and both forms of the finder what the slow reference
 * gives, with at most max (<= YG_AGREE_MOST) matches? False comes with a report on standard error.
 * *matches grows by what was found. A raw text that is no host name is fine. */
bool names_agree(const yg_names *names, yg_str raw, size_t max, size_t *matches);
/* The same for yg_name_find_garbled; *matches may be NULL. Names of more segments than it looks at
 * agree by definition. */
bool names_agree_garbled(const yg_names *names, yg_str raw, size_t *matches);

#endif
