#include "base/hash.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/random.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/mem.h"

uint64_t yg_hash64(yg_str s) {
    return XXH3_64bits(s.p ? s.p : "", s.n);
}

void yg_hash128(yg_str s, unsigned char ret_digest[YG_HASH128_BYTES]) {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(s.p ? s.p : "", s.n));
    memcpy(ret_digest, canonical.digest, YG_HASH128_BYTES);
}

static uint64_t seed;
static pthread_once_t seed_once = PTHREAD_ONCE_INIT;

static void draw_seed(void) {
    if (getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed)
        seed = (uint64_t)(uintptr_t)&seed;
}

uint64_t yg_hash64_seeded(yg_str s) {
    pthread_once(&seed_once, draw_seed);
    return XXH3_64bits_withSeed(s.p ? s.p : "", s.n, seed);
}

/* Fetched once: a fetch per digest costs more than the digest. */
static EVP_MD *sha1_method, *sha256_method;
static pthread_once_t fetch_once = PTHREAD_ONCE_INIT;

static void fetch(void) {
    sha1_method = EVP_MD_fetch(NULL, "SHA1", NULL);
    sha256_method = EVP_MD_fetch(NULL, "SHA256", NULL);
    if (sha1_method == NULL || sha256_method == NULL)
        yg_mem_die("libcrypto has no SHA-1 or SHA-256");
}

static void digest(EVP_MD *method, yg_str a, yg_str b, unsigned char *ret_digest) {
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    if (ctx == NULL || EVP_DigestInit_ex2(ctx, method, NULL) != 1 ||
        EVP_DigestUpdate(ctx, a.p, a.n) != 1 || EVP_DigestUpdate(ctx, b.p, b.n) != 1 ||
        EVP_DigestFinal_ex(ctx, ret_digest, NULL) != 1)
        yg_mem_die("digest");
    EVP_MD_CTX_free(ctx);
}

void yg_sha1(yg_str a, yg_str b, unsigned char ret_digest[20]) {
    pthread_once(&fetch_once, fetch);
    digest(sha1_method, a, b, ret_digest);
}

static void hex(const unsigned char bytes[32], char ret_hex[65]) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < 32; i++) {
        ret_hex[2 * i] = digits[bytes[i] >> 4];
        ret_hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    ret_hex[64] = '\0';
}

void yg_sha256_hex(yg_str s, char ret_hex[65]) {
    unsigned char bytes[32];
    pthread_once(&fetch_once, fetch);
    digest(sha256_method, s, (yg_str){NULL, 0}, bytes);
    hex(bytes, ret_hex);
}

struct yg_sha256 {
    EVP_MD_CTX *ctx;
};

yg_sha256 *yg_sha256_start(void) {
    yg_sha256 *state = yg_alloc(1, sizeof *state);
    pthread_once(&fetch_once, fetch);
    state->ctx = EVP_MD_CTX_new();
    if (state->ctx == NULL || EVP_DigestInit_ex2(state->ctx, sha256_method, NULL) != 1)
        yg_mem_die("digest");
    return state;
}

void yg_sha256_add(yg_sha256 *state, yg_str piece) {
    if (EVP_DigestUpdate(state->ctx, piece.p, piece.n) != 1)
        yg_mem_die("digest");
}

void yg_sha256_finish(yg_sha256 *state, char ret_hex[65]) {
    unsigned char bytes[32];
    if (state == NULL)
        return;
    if (ret_hex != NULL) {
        if (EVP_DigestFinal_ex(state->ctx, bytes, NULL) != 1)
            yg_mem_die("digest");
        hex(bytes, ret_hex);
    }
    EVP_MD_CTX_free(state->ctx);
    free(state);
}
