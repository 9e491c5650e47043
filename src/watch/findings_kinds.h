/* The words for how a name imitates, for who cannot include match/name_judge.h beside the store. */
#ifndef YG_WATCH_FINDINGS_KINDS_H
#define YG_WATCH_FINDINGS_KINDS_H

#include "base/str.h"

/* "exact", "homoglyph" ... (yg_look_kind_word); behind the last one an empty string. */
yg_str yg_findings_kind(size_t i);

#endif
