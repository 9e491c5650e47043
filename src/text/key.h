/* The key under which names are compared: NFKC, case-folded (Unicode 3.13, UAX 15 via ICU's
 * NFKC_Casefold), then only letters, marks and digits. "APT 10", "apt-10" and "ＡＰＴ１０" share a
 * key. */
#ifndef YG_TEXT_KEY_H
#define YG_TEXT_KEY_H

#include "base/str.h"

/* Adds the key of name. Pure ASCII takes a path without ICU. Thread-safe. */
void yg_key_add(yg_buf *buf, yg_str name);
/* Adds s folded the same way with everything kept in place (for substring search): letters folded,
 * runs of anything else as one space. */
void yg_key_add_folded(yg_buf *buf, yg_str s);
/* Adds s in NFKC (UAX 15): full-width forms become ordinary ones, case stays. Thread-safe. */
void yg_key_add_nfkc(yg_buf *buf, yg_str s);

#endif
