/* What `scan` looks for: indicators of the store or of files, with what is known of each, compiled
 * once and kept on disk by the digest of what they were made of. Immutable; threads share it. */
#ifndef YG_WATCH_WATCHLIST_H
#define YG_WATCH_WATCHLIST_H

#include "match/indicators.h"
#include "match/pattern.h"
#include "model/date.h"
#include "store/store.h"

/* What is known of one indicator. Views live as long as the list. */
typedef struct {
    yg_str actor;              /* name to print; empty: nobody is named */
    yg_str actor_id;           /* STIX id */
    yg_str actor_country;      /* alpha-2 of who is said to sponsor it; empty: not said */
    yg_str actor_source;       /* who says that the indicator is the actor's */
    yg_str source;             /* of the indicator */
    yg_str context;            /* campaign, malware, comment */
    yg_str tlp;                /* TLP 2.0 word; empty: unknown */
    int confidence;            /* 0..100; -1: not said */
    int64_t from_us, until_us; /* valid; YG_TIME_NONE: not said. until is exclusive */
    yg_str actor_said;         /* the name that the indicator's source uses: "OceanLotus" */
    yg_str country_source;     /* who says that the country sponsors the actor */
} yg_watched;

typedef struct yg_watchlist yg_watchlist;

typedef struct {
    yg_store *store; /* NULL: none; only read. With files, it says who is behind their values */
    const char *const *files; /* --indicators; when there are any the store's are not taken */
    size_t files_n;
    const char *const *warning_lists; /* MISP warninglists, files or folders */
    size_t warning_lists_n;
    bool windows_names;       /* also names that every Windows has (watch/warning.h) */
    int least_confidence;     /* 0: all; those without one count as 50 */
    yg_str most_tlp;          /* what is marked more strictly is left out; empty: all */
    bool all;                 /* also what the publisher does not call fit to alert on (to_ids) */
    const char *cache_folder; /* NULL: no cache */
    unsigned threads;         /* 0: one a processor */
} yg_watchlist_options;

/* Errors name the file and the byte offset. */
bool yg_watchlist_open(const yg_watchlist_options *options, yg_watchlist **ret_list, yg_error *err);
/* Accepts NULL. */
void yg_watchlist_free(yg_watchlist *list);
const yg_indicators *yg_watchlist_set(const yg_watchlist *list);
yg_watched yg_watchlist_of(const yg_watchlist *list, uint32_t number);
/* STIX patterns that are more than plain values, compiled; NULL: there are none. Their texts, and
 * what is known of each, by their numbers there. */
const yg_patterns *yg_watchlist_patterns(const yg_watchlist *list);
yg_str yg_watchlist_pattern(const yg_watchlist *list, uint32_t number);
yg_watched yg_watchlist_of_pattern(const yg_watchlist *list, uint32_t number);
/* Further ones are left out, and counted as rejected: brackets, and what is remembered for each,
 * grow with the texts. */
enum { YG_WATCHLIST_PATTERNS = 10000, YG_WATCHLIST_PATTERN_BYTES = 8 << 20 };

typedef struct {
    uint64_t taken, known, rejected;            /* rejected: rows of files that could not be read */
    uint64_t left_out[YG_INDICATOR_REASONS];    /* by yg_indicator_verdict */
    uint64_t warned, unfit, unsure, too_strict; /* by warning lists, to_ids, confidence, TLP */
    uint64_t of_windows;                        /* by the built-in list of its names */
    bool from_cache;
    uint64_t foreign;           /* of kinds that no log is searched for: rules, mutexes ... */
    uint64_t patterns;          /* STIX patterns that are looked for */
    uint64_t unmet, unmet_part; /* that ask for what no log has: left out; kept, for the rest */
    uint64_t warnings, warnings_rejected; /* entries of warning lists */
    uint64_t files_skipped;               /* of folders: in no known form */
} yg_watchlist_counts;
yg_watchlist_counts yg_watchlist_count(const yg_watchlist *list);

/* The first rows that could not be read, in the order of the input; at most YG_WATCHLIST_REJECTS
 * are kept. Views live as long as the list; detail is hostile text. */
enum { YG_WATCHLIST_REJECTS = 20 };
typedef struct {
    yg_str path, reason, detail;
    uint64_t offset_bytes; /* of the row in the unpacked file */
} yg_watchlist_reject;
size_t yg_watchlist_rejects(const yg_watchlist *list, yg_watchlist_reject *ret_rejects,
                            size_t most);
/* What STIX patterns ask for and no record of a log has: "domain-nmae:value (did you mean
 * domain-name:value?)", of the first YG_WATCHLIST_REJECTS of them. Views live as long as the list;
 * hostile text. */
typedef struct {
    yg_str missing;
    bool is_kept; /* the pattern can be met without */
} yg_watchlist_unmet;
size_t yg_watchlist_unmets(const yg_watchlist *list, yg_watchlist_unmet *ret_unmets, size_t most);

#endif
