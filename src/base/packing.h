/* Which packings are known by their first bytes, which of them are read, and what base/input.h and
 * the streams share of libarchive. */
#ifndef YG_BASE_PACKING_H
#define YG_BASE_PACKING_H

#include <archive.h>
#include <archive_entry.h>

#include "base/str.h"

/* What can be read: zstd, gzip, xz, bzip2, lz4, lzip, compress (.Z), zip and tar; 512 bytes are
 * enough to say so. */
bool yg_packing_is_read(yg_str head);
/* What is known and not read (7z, rar ...): why, as a constant text for people. NULL: it is none.
 */
const char *yg_packing_refused(yg_str head);

/* A reader of what is read, to be opened; only_raw: of compressed data alone, not of archives.
 * Never NULL. */
struct archive *yg_packing_make(bool only_raw);
/* archive_read_next_header, by which names that are said to be in UTF-8 can be read whatever the
 * locale of the process. */
int yg_packing_next(struct archive *archive, struct archive_entry **ret_entry);
/* Adds the name of an entry as valid UTF-8: its own if it is that, else what it is in Shift_JIS
 * (zips of Windows in Japan do not say what their names are in), else with U+FFFD for what is no
 * character. Control characters stay; it may be empty. */
void yg_packing_add_name(yg_buf *buf, struct archive_entry *entry);

#endif
