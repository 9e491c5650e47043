/* Compiled watch lists on disk, by the digest of all that they were made of: the bytes of files, or
 * the state of the store, the warning lists, the options, the version of the program.
 *
 * A file: a header of one page (magic, that digest, the size and digest of what follows), then the
 * engine's image. It is mapped, and used only when it is the user's own, nobody else can write to
 * it, its size and both digests are right, and the engine and the notes find every place in it
 * sound [HOSTILE-CACHE]. Anything else is as if it were not there, and is made anew. The digests
 * (XXH3) tell damage, not malice: who may write into the user's folder may do anything. */
#ifndef YG_WATCH_WATCHLIST_CACHE_H
#define YG_WATCH_WATCHLIST_CACHE_H

#include "base/hash.h"
#include "watch/watchlist.h"

typedef struct {
    unsigned char bytes[YG_HASH128_BYTES];
} yg_watchlist_key;

/* *ret_known: the inputs have a digest; standard input and pipes have none. Fails when an input
 * cannot be read. */
bool yg_watchlist_key_of(const yg_watchlist_options *options, yg_watchlist_key *ret_key,
                         bool *ret_known, yg_error *err);

/* A mapped image; unmap *ret_file (base/file.h) when the set is no longer used. False: there is
 * none that can be trusted. */
bool yg_watchlist_cache_read(const char *folder, const yg_watchlist_key *key, unsigned threads,
                             yg_indicators **ret_set, yg_str *ret_file);
/* Keeps the image, and of older ones a few. */
bool yg_watchlist_cache_write(const char *folder, const yg_watchlist_key *key, yg_str image,
                              unsigned threads, yg_error *err);

/* The digest of many bytes, by as many threads: that of the digests of its pieces. */
void yg_pieces_digest(yg_str bytes, unsigned threads, unsigned char ret_digest[YG_HASH128_BYTES]);

#endif
