/* Names that are never told. "example.com" is the name and all under it, "*.example.com" only what
 * is under it. Immutable while it is asked; any number of threads. */
#ifndef YG_WATCH_NAME_ALLOW_H
#define YG_WATCH_NAME_ALLOW_H

#include "base/error.h"
#include "base/map.h"

/* Zero-initialise. */
typedef struct {
    yg_map names; /* 1: the name and what is under it; 2: what is under it */
} yg_name_allow;

/* Adds one name: any case, IDN as A-labels or in Unicode, "*." in front. False: it is no host
 * name. */
bool yg_name_allow_add(yg_name_allow *allow, yg_str name);
/* Adds a file's text, one name a line, "#" begins a comment. Fails at the first line that is no
 * host name, with its number. */
bool yg_name_allow_read(yg_name_allow *allow, yg_str text, yg_error *err);
/* Is the host (lower case, A-labels) a name of the list or under one? */
bool yg_name_allow_has(const yg_name_allow *allow, yg_str host);
void yg_name_allow_free(yg_name_allow *allow);

#endif
