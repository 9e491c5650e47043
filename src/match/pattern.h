/* STIX patterns asked of a stream of observations (STIX 2.1, section 9.5 to 9.8). Two steps: which
 * comparisons an observation meets (any thread), and what those make together with earlier ones
 * (one thread, in any order of time).
 *
 * Semantics: all comparisons between two brackets hold for one object; AND, FOLLOWEDBY and REPEATS
 * need different observations; FOLLOWEDBY means not earlier; WITHIN is the time between the first
 * and the last of what it qualifies. A match is told once, and its observations then count no more
 * for that pattern. Source of the semantics beside the standard: the OASIS cti-pattern-matcher,
 * which lists all bindings; here one is enough. */
#ifndef YG_MATCH_PATTERN_H
#define YG_MATCH_PATTERN_H

#include <stdatomic.h>

#include "model/observation.h"
#include "text/stix_pattern.h"

/* Can records of logs (model/observation.h) meet the pattern at all? Adds to *missing what it asks
 * for and none of them has, each once, YG_PATTERN_MISSING at most: "domain-nmae:value (did you mean
 * domain-name:value?), x-tool:id". A pattern that can be met may ask for such, too, behind OR. */
enum { YG_PATTERN_MISSING = 8 };
bool yg_stix_pattern_can_be_met(const yg_stix_pattern *pattern, yg_buf *missing);

/* --- Compiling --- */

typedef struct yg_patterns yg_patterns;
yg_patterns *yg_patterns_make(void);
/* Adds one; what the tree holds is copied. Fails, with the place in the pattern, on a regular
 * expression, a network or a set that cannot be. Patterns count from 0 in the order of adding. */
bool yg_patterns_add(yg_patterns *patterns, const yg_stix_pattern *pattern, yg_error *err);
void yg_patterns_free(yg_patterns *patterns);
size_t yg_patterns_count(const yg_patterns *patterns);
/* Does any pattern ask for objects of this type? */
bool yg_patterns_want(const yg_patterns *patterns, yg_str type);

/* Does any pattern need more than one observation? */
bool yg_patterns_need_memory(const yg_patterns *patterns);
/* Is the bracket all that its pattern asks for? Then what meets it is a match. */
bool yg_patterns_is_whole(const yg_patterns *patterns, uint32_t bracket);
/* Makes the index: from now on only brackets are tried that may be met, with the same results. No
 * more patterns may be added then. */
void yg_patterns_index(yg_patterns *patterns);

/* --- Step one: comparisons --- */

/* Of one thread. */
typedef struct yg_pattern_scratch yg_pattern_scratch;
yg_pattern_scratch *yg_pattern_scratch_make(const yg_patterns *patterns);
void yg_pattern_scratch_free(yg_pattern_scratch *scratch);
/* A block of so many bytes of a log begins: what regular expressions may cost is counted for each
 * block anew, so that what is met does not depend on what the thread had before. yg_patterns_look
 * says it itself. */
void yg_pattern_scratch_block(yg_pattern_scratch *scratch, size_t bytes);
/* When *stop becomes true no further bracket is tried, and the answer is worth nothing; NULL:
 * never.
 */
void yg_pattern_scratch_stop(yg_pattern_scratch *scratch, const atomic_bool *stop);
/* The numbers of the bracketed comparisons (over all patterns) that the observation meets, upwards;
 * valid until the next call. */
const uint32_t *yg_patterns_test(const yg_patterns *patterns, yg_pattern_scratch *scratch,
                                 const yg_observation *observation, size_t *ret_n);

/* The index over bytes of logs: which records are worth reading. A sign says that at that place of
 * a block something stands that a bracket needs, or what cannot be judged without decoding. */
typedef struct {
    size_t at;
    uint32_t needle;
} yg_pattern_sign;
/* Does some bracket need nothing that could be looked for? Then every record has to be read. */
bool yg_patterns_ask_all(const yg_patterns *patterns);
/* [ALIKE] So many texts at most are compared at one place of a block: of more that are alike where
 * they differ most from others (made up of two letters, say), the rest is not looked for. How many
 * brackets need one of those: they are tried on every record that has a property of theirs. */
enum { YG_PATTERN_ALIKE = 64 };
size_t yg_patterns_crowded(const yg_patterns *patterns);
/* Texts that were compared, in all blocks and values. */
uint64_t yg_pattern_scratch_compared(const yg_pattern_scratch *scratch);
/* The signs in a block of whole records, by place; valid until the next call. A record in which
 * there is none, and is not asked all, meets no bracket. Linear in the block. Only with an index.
 */
const yg_pattern_sign *yg_patterns_look(const yg_patterns *patterns, yg_pattern_scratch *scratch,
                                        yg_str block, size_t *ret_n);
/* As yg_patterns_test, of the observation of a record in which these signs stand. */
const uint32_t *yg_patterns_test_signs(const yg_patterns *patterns, yg_pattern_scratch *scratch,
                                       const yg_observation *observation,
                                       const yg_pattern_sign *signs, size_t signs_n, size_t *ret_n);

/* Comparisons that were ended because a regular expression or LIKE ran too long, or its text was
 * too long, as if not met [REGEX-BOMB]. The same comparisons of a block end, whoever makes them. */
uint64_t yg_pattern_scratch_given_up(const yg_pattern_scratch *scratch);
typedef struct {
    uint32_t pattern;
    uint64_t n;
} yg_pattern_hard;
/* The same by pattern, since the last call; valid until the next one. */
const yg_pattern_hard *yg_pattern_scratch_hard(yg_pattern_scratch *scratch, size_t *ret_n);

/* --- Step two: over time --- */

typedef struct yg_pattern_matcher yg_pattern_matcher;
/* What is remembered: the oldest observations are forgotten first, and counted [MEMORY-CAP]. */
typedef struct {
    size_t most;     /* for one bracket of a pattern; 0: 4096 */
    size_t most_all; /* for all brackets of all patterns; 0: two million, some 50 to 100 MB */
    bool same_host;  /* the observations of a match are of one host */
} yg_pattern_matcher_options;
/* options NULL: all 0. */
yg_pattern_matcher *yg_pattern_matcher_make(const yg_patterns *patterns,
                                            const yg_pattern_matcher_options *options);
void yg_pattern_matcher_free(yg_pattern_matcher *matcher);
/* A match: ids of its observations, in the order of the pattern's brackets. */
typedef void (*yg_pattern_met)(void *self, uint32_t pattern, const uint64_t *ids, size_t n);
/* An observation: the caller's number for it, and its host as a digest (0: not known, which is a
 * host of its own). */
typedef struct {
    int64_t time_us; /* YG_TIME_NONE: serves only patterns in which no time is asked */
    uint64_t id, host;
} yg_pattern_seen;
/* Puts what an observation met (of yg_patterns_test). */
void yg_pattern_matcher_put(yg_pattern_matcher *matcher, const uint32_t *met, size_t n,
                            yg_pattern_seen seen, yg_pattern_met take, void *self);
typedef struct {
    uint64_t forgotten; /* observations, because there were too many */
    uint64_t given_up;  /* searches that were ended after too many steps */
    uint64_t timeless;  /* observations without a time that a pattern with times could not use */
} yg_pattern_matcher_counts;
/* In all, or of one pattern. */
yg_pattern_matcher_counts yg_pattern_matcher_count(const yg_pattern_matcher *matcher);
yg_pattern_matcher_counts yg_pattern_matcher_count_of(const yg_pattern_matcher *matcher,
                                                      uint32_t pattern);
/* Appends what is remembered, so that a matcher of the same patterns and options goes on with it
 * as this one would; next_id: the caller's. */
void yg_pattern_matcher_save(const yg_pattern_matcher *matcher, uint64_t next_id, yg_buf *buf);
/* Takes that up. The bytes are hostile: everything is checked, and a matcher that was not given
 * what fits stays as it was made. */
bool yg_pattern_matcher_load(yg_pattern_matcher *matcher, yg_str bytes, uint64_t *ret_next_id,
                             yg_error *err);

#endif
