/* What the parts of the resolver share. */
#ifndef YG_FETCH_RESOLVE_PART_H
#define YG_FETCH_RESOLVE_PART_H

#include "fetch/resolve.h"

typedef enum { YG_ASK_A, YG_ASK_AAAA, YG_ASK_MX, YG_ASK_NS, YG_ASK_TYPES } yg_ask;

/* Type number of the question (RFC 1035 section 3.2.2). */
int yg_ask_type(yg_ask ask);
/* Adds the records of one answer for `host`, as texts in the arena. False: the answer cannot be
 * read. */
bool yg_answer_read(yg_ask ask, yg_str host, const unsigned char *bytes, size_t n, yg_arena *arena,
                    yg_record_texts *texts);
/* The same records in both, whatever their order. */
bool yg_answer_same(const yg_record_texts *a, const yg_record_texts *b);

#endif
