/* The decoded view of a record (docs/formats/sightings.md, section 1): escapes, percent-encoding,
 * defanging and names outside ASCII undone, with the way back to the bytes of the record. */
#ifndef YG_MATCH_LOG_VIEW_H
#define YG_MATCH_LOG_VIEW_H

#include "base/mem.h"
#include "base/vec.h"

/* Used again and again; nothing is allocated once it has grown. Zero-initialise. */
typedef struct {
    yg_buf text;
    YG_VEC(uint32_t)
    from;        /* where in the record byte i of text comes from; one more than text has */
    yg_buf step; /* between steps */
} yg_log_view;

/* Longest stretch that is decoded at once; of a longer record the bytes around the token. */
enum { YG_LOG_VIEW_MAX = 64 << 10 };

/* Decodes bytes into *view. False, view untouched, when there is nothing to decode: the decoded
 * view is the raw one. */
bool yg_log_view_make(yg_str bytes, yg_log_view *view);
void yg_log_view_free(yg_log_view *view);

#endif
