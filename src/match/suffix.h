/* Public suffixes: where a registrable name begins. A trie of labels, compiled from the public
 * suffix list (https://publicsuffix.org/list/, format:
 * https://github.com/publicsuffix/list/wiki/Format). Immutable; any number of threads. */
#ifndef YG_MATCH_SUFFIX_H
#define YG_MATCH_SUFFIX_H

#include "base/error.h"

typedef struct yg_suffixes yg_suffixes;

/* Compiles a list (rules, wildcards, exceptions, both sections; Unicode rules match their
 * A-labels). Errors carry the byte offset. Free with yg_suffixes_free. */
bool yg_suffixes_compile(yg_str list, yg_suffixes **ret_suffixes, yg_error *err);
void yg_suffixes_free(yg_suffixes *suffixes);
/* The list that is compiled into the program. Made at the first call (thread-safe), never freed. */
const yg_suffixes *yg_suffixes_built_in(void);

/* That list's text. */
yg_str yg_suffixes_built_in_text(void);

/* Offsets into a host name in lower case. "a.b.example.co.jp": registrable 4, suffix 12. */
typedef struct {
    uint16_t registrable; /* where the registrable name begins: the suffix and one label more */
    uint16_t suffix;      /* where the public suffix begins */
    bool is_private;      /* the suffix is of the private section: strangers share that host
                           * (duckdns.org, workers.dev) */
    bool is_suffix;       /* the whole name is a suffix: nothing is registrable */
    bool is_listed;       /* the suffix stands in the list; else it is the rule "*" */
} yg_suffix_split;

/* host: lower case, without trailing point, IDN as A-labels, at most 253 bytes. A top-level domain
 * that the list lacks counts as one label (the rule "*"). */
void yg_suffix_find(const yg_suffixes *suffixes, yg_str host, yg_suffix_split *ret_split);

/* Is the whole host a suffix? What yg_suffix_find says of is_suffix, for lists of millions. */
bool yg_suffix_is_one(const yg_suffixes *suffixes, yg_str host);

#endif
