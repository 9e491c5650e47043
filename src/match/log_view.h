/* The decoded views of a stretch of a log (docs/formats/sightings.md, section 1): escapes,
 * percent-encoding and defanging undone, and names outside ASCII as A-labels, each with the way
 * back to the bytes.
 *
 * Hostile: every step is one pass from left to right, no step makes text longer but the A-labels of
 * one name, and a stretch is decoded in pieces of YG_LOG_VIEW_MAX [LINEAR-TIME]. */
#ifndef YG_MATCH_LOG_VIEW_H
#define YG_MATCH_LOG_VIEW_H

#include "base/mem.h"
#include "base/vec.h"

/* Used again and again; nothing is allocated once it has grown. Zero-initialise. */
typedef struct {
    yg_buf room; /* the text with YG_LOG_VIEW_PAD zero bytes on both sides */
    yg_str text; /* a view of room */
    YG_VEC(uint32_t)
    from;          /* where in the bytes byte i of text comes from; one more than text has */
    bool is_names; /* of step 4: only names are looked for in it */
} yg_log_view;

enum {
    /* Longest stretch that is decoded at once. */
    YG_LOG_VIEW_MAX = 64 << 10,
    YG_LOG_VIEW_PAD = 64,
    /* A run that is longer is no name (and no A-labels are asked for). */
    YG_LOG_VIEW_NAME_MAX = 1024
};

/* Is c between stretches: a blank, a control byte, one of " < >? Nothing is decoded across it. */
static inline bool yg_log_view_is_edge(char c) {
    unsigned char b = (unsigned char)c;
    return b <= ' ' || b == 0x7F || b == '"' || b == '<' || b == '>';
}

/* Steps 1 to 3 of `bytes` (under 4 GiB): of any number of stretches; the first one is taken to
 * begin with the first byte. False when that changes nothing: the view is then the bytes as they
 * are, or untouched if `always` is not set. */
bool yg_log_view_make(yg_str bytes, bool always, yg_log_view *view);
/* Step 4 of a text (the bytes, or another view's text); from: places in that text. False when that
 * changes nothing, or nothing that is wanted. wanted (may be NULL: everything): is told of a name
 * with its dots, and whether it may be a part of an address of mail; what it does not want stays as
 * it is, since A-labels cost a microsecond. Any thread; ICU allocates for a name. */
typedef bool (*yg_log_view_wanted)(const void *self, yg_str name, bool is_mail);
bool yg_log_view_names(yg_str text, yg_log_view_wanted wanted, const void *self, yg_log_view *view);
/* Without making anything: may step 4 turn something in the run [start, end) of token bytes and
 * bytes above U+007F of s into a name that is wanted? ends: is told of the end of a name (a view of
 * s; its labels of ASCII alone, perhaps with the dot before them; empty: the last one has a sign).
 * Names with signs that may become ASCII are always wanted. */
typedef bool (*yg_log_view_ends)(const void *self, yg_str end, bool is_mail);
bool yg_log_view_may_name(yg_str s, size_t start, size_t end, yg_log_view_ends ends,
                          const void *self);
void yg_log_view_free(yg_log_view *view);

#endif
