/* Hashes of the log scan, inlined where every token is asked for. Stable: images hold them.
 * yg_mix is the folded 64 x 64 multiplication of wyhash (https://github.com/wangyi-fudan/wyhash,
 * public domain). Not keyed: an image must be the same everywhere. */
#ifndef YG_MATCH_TOKEN_HASH_H
#define YG_MATCH_TOKEN_HASH_H

#include "match/token_part.h"

#define YG_FOLD UINT64_C(0x2020202020202020) /* upper-case letters become lower */
#define YG_NAME_START UINT64_C(1)

static inline uint64_t yg_load8(const char *p) {
    uint64_t value;
    memcpy(&value, p, 8);
    return value;
}
/* The first n bytes, n <= 8, with zero behind; nothing behind them is read. */
static inline uint64_t yg_load_upto8(const char *p, size_t n) {
    uint32_t low, high;
    if (n == 8)
        return yg_load8(p);
    if (n >= 4) {
        memcpy(&low, p, 4);
        memcpy(&high, p + n - 4, 4);
        return low | (uint64_t)high << (n - 4) * 8;
    }
    if (n == 0)
        return 0;
    low = (unsigned char)p[0] | (uint32_t)(unsigned char)p[n >> 1] << (n >> 1) * 8 |
          (uint32_t)(unsigned char)p[n - 1] << (n - 1) * 8;
    return low;
}
/* A mask of the first n bytes, n <= 8. */
static inline uint64_t yg_first_bytes(size_t n) {
    return n == 8 ? ~UINT64_C(0) : (UINT64_C(1) << n * 8) - 1;
}
static inline uint64_t yg_mix(uint64_t a, uint64_t b) {
    unsigned __int128 product =
        (unsigned __int128)(a ^ UINT64_C(0x9E3779B97F4A7C15)) * (b ^ UINT64_C(0xD6E8FEB86659FD93));
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}
static inline uint64_t yg_mix_end(uint64_t hash) {
    hash ^= hash >> 32;
    hash *= UINT64_C(0x9FB21C651E98DF25);
    return hash ^ hash >> 29;
}
/* One label more in front; up to 7 bytes behind it are read. */
static inline uint64_t yg_name_label(uint64_t hash, const char *label, size_t n) {
    for (; n > 8; n -= 8, label += 8)
        hash = yg_mix(hash, yg_load8(label) | YG_FOLD);
    return yg_mix(hash, ((yg_load8(label) | YG_FOLD) & yg_first_bytes(n)) + n);
}
static inline uint64_t yg_name_end(uint64_t hash) {
    return (uint64_t)YG_KEY_NAME << 60 | yg_mix_end(hash) >> 4;
}
/* An address as it is written, which has one form only: the 16 bytes that end with it, those before
 * it as zero. So most addresses of a log are never turned into numbers. */
static inline uint64_t yg_ipv4_key(uint64_t first, uint64_t second) {
    return (uint64_t)YG_KEY_IPV4 << 60 | yg_mix_end(yg_mix(first, second)) >> 4;
}
/* The first 16 of n hexadecimal digits, without case; the rest is compared. */
static inline uint64_t yg_digest_key(const char *hex, size_t n) {
    uint64_t hash = yg_mix((yg_load8(hex) | YG_FOLD) + n, yg_load8(hex + 8) | YG_FOLD);
    return (uint64_t)YG_KEY_DIGEST << 60 | yg_mix_end(hash) >> 4;
}

#endif
