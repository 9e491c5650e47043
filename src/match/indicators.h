/* A set of indicators of compromise, compiled once to one flat, immutable image that any number of
 * threads read, and that can be kept in a file and mapped again as it is. Pure; what counts as an
 * indicator in a text is written down in docs/formats/sightings.md.
 *
 * Values come normalised as text/defang.h gives them (lower-case hosts as A-labels, RFC 5952 ...).
 * What can never be told from ordinary text is left out with a reason, and counted. */
#ifndef YG_MATCH_INDICATORS_H
#define YG_MATCH_INDICATORS_H

#include "base/error.h"
#include "base/mem.h"

typedef enum {
    YG_INDICATOR_IPV4 = 1, /* address or network */
    YG_INDICATOR_IPV6,
    YG_INDICATOR_DOMAIN, /* with everything below it */
    YG_INDICATOR_HOST,   /* the name alone */
    YG_INDICATOR_URL,
    YG_INDICATOR_EMAIL,
    YG_INDICATOR_MD5,
    YG_INDICATOR_SHA1,
    YG_INDICATOR_SHA256,
    YG_INDICATOR_SHA512,
    YG_INDICATOR_FILE_NAME,
    YG_INDICATOR_REGISTRY_KEY,
    YG_INDICATOR_TYPES
} yg_indicator_type;
/* "ipv4-addr", "domain-name", "host-name", "windows-registry-key" ...; the words of text/defang.h
 * and model/record.h. */
const char *yg_indicator_type_word(yg_indicator_type type);
bool yg_indicator_type_from_word(yg_str word, yg_indicator_type *ret_type);

/* Why a value is no part of the set. */
typedef enum {
    YG_INDICATOR_TAKEN = 0,
    YG_INDICATOR_KNOWN,     /* the same type and value again: the first one's number is given */
    YG_INDICATOR_MALFORMED, /* not of that type */
    YG_INDICATOR_PUBLIC_SUFFIX,
    YG_INDICATOR_PRIVATE,      /* an address that everybody has */
    YG_INDICATOR_TOO_SHORT,    /* file names under four bytes, networks wider than /8 (IPv6: /16) */
    YG_INDICATOR_EMPTY_DIGEST, /* the digest of nothing */
    YG_INDICATOR_REASONS
} yg_indicator_verdict;
const char *yg_indicator_verdict_word(yg_indicator_verdict verdict);

/* --- Compiling --- */

typedef struct yg_indicators_maker yg_indicators_maker;
yg_indicators_maker *yg_indicators_make(void);
/* Adds one. *ret_number counts from 0 in the order in which distinct ones were taken; callers keep
 * what they know of it (actor, source, times) by that number. */
yg_indicator_verdict yg_indicators_add(yg_indicators_maker *maker, yg_indicator_type type,
                                       yg_str value, uint32_t *ret_number);
/* Is it in the set that is being made? Gives its number. */
bool yg_indicators_find(const yg_indicators_maker *maker, yg_indicator_type type, yg_str value,
                        uint32_t *ret_number);
/* How many threads adding blocks and compiling may use; 1 until it is told. */
void yg_indicators_threads(yg_indicators_maker *maker, unsigned threads);
/* So many will be taken in all, as far as one can tell: makes room for them at once. Says nothing
 * of what may be added. */
void yg_indicators_expect(yg_indicators_maker *maker, size_t n);
void yg_indicators_maker_free(yg_indicators_maker *maker);

/* --- Compiling millions --- */

/* Values that one thread has checked, in its order; what is new of them is known when they have
 * been added to a maker. A block belongs to one thread at a time. */
typedef struct yg_indicators_block yg_indicators_block;
yg_indicators_block *yg_indicators_block_make(void);
/* Accepts NULL. */
void yg_indicators_block_free(yg_indicators_block *block);
/* YG_INDICATOR_TAKEN: the value (its bytes are copied) is the block's next item, counted from 0;
 * else it is none. Never YG_INDICATOR_KNOWN. */
yg_indicator_verdict yg_indicators_block_put(yg_indicators_block *block, yg_indicator_type type,
                                             yg_str value);
size_t yg_indicators_block_count(const yg_indicators_block *block);
/* Makes it empty; its memory is used again. */
void yg_indicators_block_clear(yg_indicators_block *block);
/* At most so many items in one block. */
#define YG_INDICATORS_BLOCK_MOST (UINT32_C(1) << 24)
enum { YG_INDICATORS_BLOCKS = 63 };
/* Adds all items of n blocks, one behind the other, as yg_indicators_add would; the same with any
 * number of threads. At most YG_INDICATORS_BLOCKS. */
void yg_indicators_add_blocks(yg_indicators_maker *maker, yg_indicators_block *const *blocks,
                              size_t n);
/* Behind that: what became of an item (taken or known) and its number; how many were taken. */
yg_indicator_verdict yg_indicators_block_at(const yg_indicators_block *block, size_t item,
                                            uint32_t *ret_number);
size_t yg_indicators_block_taken(const yg_indicators_block *block);

/* --- The set --- */

typedef struct yg_indicators yg_indicators;
/* Compiles and frees the maker. notes: bytes of the caller's that are carried along in the image.
 */
yg_indicators *yg_indicators_compile(yg_indicators_maker *maker, yg_str notes);
/* The image: position-independent, the same bytes for the same additions, on every machine of this
 * byte order. Lives as long as the set. */
yg_str yg_indicators_image(const yg_indicators *set);
/* A set over bytes that outlive it (a mapped file) and begin at a multiple of 8. Everything that an
 * offset in it could reach is checked, so that a damaged or hostile image is refused, never
 * followed; the bytes themselves are trusted to be what the digest beside them says. */
bool yg_indicators_open(yg_str image, yg_indicators **ret_set, yg_error *err);
void yg_indicators_free(yg_indicators *set);
yg_str yg_indicators_notes(const yg_indicators *set);
size_t yg_indicators_count(const yg_indicators *set);
size_t yg_indicators_bytes(const yg_indicators *set);
yg_indicator_type yg_indicators_type(const yg_indicators *set, uint32_t number);
/* The value as it was added; buf is for those that are kept in another form (digests). */
yg_str yg_indicators_value(const yg_indicators *set, uint32_t number, yg_buf *buf);

#endif
