/* Warning lists: what is so common that an indicator of it says nothing (search engines, resolvers,
 * addresses of clouds). The format of MISP warninglists, JSON: {"name", "type", "list",
 * "matching_attributes"}; docs/formats/warning-lists.md. Immutable while it is asked; any number of
 * threads.
 *
 * A list names a value:
 *  - string: equal, without case;
 *  - hostname: the name and all below it; an entry that is a public suffix names itself alone,
 * since strangers register below it;
 *  - cidr: an address inside of the network, a network inside of it;
 *  - substring: somewhere in the value, without case;
 *  - regex: POSIX extended regular expressions, without case, as far as they are safe
 *    (map/identifier.h).
 * Of a URL, lists of hosts and networks name it only when it is nothing but its host: a shared host
 * on a list of common names does not excuse a path on it. */
#ifndef YG_WATCH_WARNING_H
#define YG_WATCH_WARNING_H

#include "match/indicators.h"

typedef struct yg_warnings yg_warnings;

yg_warnings *yg_warnings_make(void);
/* Adds the lists of a file or folder (packed or not). Plain text with one host name a line is a
 * list of type hostname. Entries that cannot be read are counted; a file that is no warning list at
 * all is an error, unless it was found by walking a folder. */
bool yg_warnings_read(yg_warnings *warnings, const char *path, yg_error *err);
/* Adds one list, its bytes. */
bool yg_warnings_read_bytes(yg_warnings *warnings, yg_str path, yg_str bytes, yg_error *err);
/* To be called once behind the last list, before it is asked. */
void yg_warnings_settle(yg_warnings *warnings);
/* Does a list name this value (normalised, text/defang.h)? No allocation. */
bool yg_warnings_name(const yg_warnings *warnings, yg_indicator_type type, yg_str value);
/* ret_rejected: what could not be read, and, after the lists were asked, what cost too much. */
uint64_t yg_warnings_entries(const yg_warnings *warnings, uint64_t *ret_rejected);
/* What every Windows has, by the built-in list (data/warnings/windows.json): bare file names and
 * registry keys; settled. The text is its JSON. */
yg_warnings *yg_warnings_windows(void);
yg_str yg_warnings_windows_text(void);
/* Accepts NULL. */
void yg_warnings_free(yg_warnings *warnings);

#endif
