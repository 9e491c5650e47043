/* Indicators in bytes of logs, without parsing them: bytes are classified 64 at a time, tokens that
 * look like an address, a name, a digest are cut out by their masks, and asked for in filters that
 * lose nothing, then in an exact table. AVX-512, AVX2 or plain C, chosen at run time, with equal
 * results; the slow reference is match/token_brute.h. Nothing is allocated unless something is
 * found.
 *
 * Definition: docs/formats/sightings.md. Tokens that hold escapes, percent-encoding, defanging or
 * characters above U+007F are decoded by match/log_view.h, and so is the record around a URL's
 * host. */
#ifndef YG_MATCH_TOKEN_SCAN_H
#define YG_MATCH_TOKEN_SCAN_H

#include "match/indicators.h"

/* Bytes before and behind a block that must be readable; their content does not matter. */
enum { YG_SCAN_PAD = 64 };

typedef enum {
    YG_HIT_WHOLE = 0, /* the indicator is there */
    YG_HIT_URL_HOST,  /* the host of some URLs of the set is there, and is not followed by a path:
                       * the  record's fields decide (yg_indicators_url). number: of any of these
                       * URLs
                       */
} yg_hit_kind;

typedef struct {
    uint32_t number; /* of the indicator */
    yg_hit_kind kind;
    size_t start, end; /* bytes of the block that stand for it, as they are in the log */
    bool is_decoded;   /* seen in the decoded view only */
} yg_token_hit;

/* Of one thread; grows as needed and is used again. */
typedef struct yg_token_scratch yg_token_scratch;
yg_token_scratch *yg_token_scratch_make(void);
void yg_token_scratch_free(yg_token_scratch *scratch);

/* Of all blocks that the scratch was used for. */
typedef struct {
    uint64_t bytes, tokens, probes, filtered, decoded, hits;
} yg_token_counts;
yg_token_counts yg_token_scratch_counts(const yg_token_scratch *scratch);

typedef void (*yg_token_take)(void *self, const yg_token_hit *hit);
/* block: whole records (it ends where a record ends), with YG_SCAN_PAD readable bytes on both
 * sides. Hits come by start, then number; each (number, start) once. Time is linear in the block
 * whatever it holds: what would cost more is bounded and documented in sightings.md. */
void yg_token_scan(const yg_indicators *set, yg_token_scratch *scratch, yg_str block,
                   yg_token_take take, void *self);
/* For tests and the bench: the plain form whatever the processor has, and the one with AVX2 where
 * there is one (yg_token_scan takes AVX-512 where the processor has it). */
void yg_token_scan_avx2(const yg_indicators *set, yg_token_scratch *scratch, yg_str block,
                        yg_token_take take, void *self);
void yg_token_scan_plain(const yg_indicators *set, yg_token_scratch *scratch, yg_str block,
                         yg_token_take take, void *self);

/* The URL indicator of that host and port (0: none) whose path and query are rest; for records that
 * hold host and path in fields of their own. False: none. */
bool yg_indicators_url(const yg_indicators *set, yg_str host, unsigned port, yg_str rest,
                       uint32_t *ret_number);

#endif
