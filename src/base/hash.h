/* Hashes. XXH3 for tables and for "has this changed", SHA-1 only for UUIDv5 (RFC 9562 section
 * 5.5), SHA-256 for digests of files. */
#ifndef YG_BASE_HASH_H
#define YG_BASE_HASH_H

#include "base/str.h"

/* XXH3-64 without a seed: stable for ever, may be stored. */
uint64_t yg_hash64(yg_str s);
/* XXH3-64 with a seed drawn once per process: for hash tables, never stored. */
uint64_t yg_hash64_seeded(yg_str s);
/* XXH3-128 without a seed, as 16 bytes in its canonical order: stable for ever, may be stored.
 * Tells contents apart at memory speed; it is no signature. */
enum { YG_HASH128_BYTES = 16 };
void yg_hash128(yg_str s, unsigned char ret_digest[YG_HASH128_BYTES]);
/* SHA-1 of a followed by b. Thread-safe. */
void yg_sha1(yg_str a, yg_str b, unsigned char ret_digest[20]);
/* SHA-256 as 64 lower-case hexadecimal digits and a NUL. Thread-safe. */
void yg_sha256_hex(yg_str s, char ret_hex[65]);

/* SHA-256 in pieces: start, add any number of times, finish once. One thread at a time. */
typedef struct yg_sha256 yg_sha256;
yg_sha256 *yg_sha256_start(void);
void yg_sha256_add(yg_sha256 *state, yg_str piece);
/* The digest of all pieces, as of yg_sha256_hex; frees the state. ret_hex may be NULL: only free.
 */
void yg_sha256_finish(yg_sha256 *state, char ret_hex[65]);

#endif
