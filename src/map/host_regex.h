/* Regular expressions for short names, compiled, with bounded memory [REGEX-BOMB].
 *
 * glibc keeps every state of the automaton that a text leads to: of "o.{20}x" there are a million,
 * some kilobytes each, and whoever writes the names chooses them. Each byte of text makes one state
 * at most, so that what was compiled is thrown away, and compiled anew, after so many bytes. What
 * it held is measured then: most hold next to nothing, and soon are asked of megabytes at a time;
 * those that hold much are asked of less, and after 4,096 times of no more at all. */
#ifndef YG_MAP_HOST_REGEX_H
#define YG_MAP_HOST_REGEX_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

typedef struct yg_host_regex yg_host_regex;

/* NULL: yg_host_rule_fault (map/identifier.h) has something against it; *ret_detail as there. */
yg_host_regex *yg_host_regex_make(yg_str text, const char **ret_fault, char *ret_detail);
/* How many bytes of memory it may hold; a mebibyte unless told. Before the first use. */
void yg_host_regex_keep(yg_host_regex *regex, size_t most_memory);
/* It cost too much, and fits nothing any more. Any thread. */
bool yg_host_regex_is_given_up(yg_host_regex *regex);
/* Does it fit somewhere in a text of n bytes with a NUL behind them, whatever the case? Any thread.
 */
bool yg_host_regex_fits(yg_host_regex *regex, const char *text, size_t n);
/* How often it was compiled anew; for tests. */
unsigned yg_host_regex_renewals(yg_host_regex *regex);
/* Accepts NULL. */
void yg_host_regex_free(yg_host_regex *regex);

#endif
