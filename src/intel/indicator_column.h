/* Which column of a table of indicators is what, by its name. Inside of the reader "indicators". */
#ifndef YG_INTEL_INDICATOR_COLUMN_H
#define YG_INTEL_INDICATOR_COLUMN_H

#include "base/str.h"

typedef enum {
    COLUMN_NONE,
    COLUMN_VALUE, /* any indicator; where there is one, the next three are left alone */
    COLUMN_URL,   /* where there is one, hosts are what it stands on */
    COLUMN_HOST,  /* a name or an address */
    COLUMN_HASH,
    COLUMN_FILE, /* read only when there is nothing better */
    COLUMN_TYPE,
    COLUMN_FIRST,
    COLUMN_LAST,
    COLUMN_ROLE,
    COLUMN_CONTEXT,
    COLUMN_CONFIDENCE,
    COLUMN_TO_IDS,
    COLUMN_FROM, /* valid from, until */
    COLUMN_UNTIL,
    COLUMN_TLP,
    COLUMN_FOREIGN, /* belongs to a log or to a list of victims */
} column_role;

/* *ret_is_utc: the name says so. Case, width, blanks and punctuation do not count. */
column_role yg_indicator_column_role(yg_str name, bool *ret_is_utc);

#endif
