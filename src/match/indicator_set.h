/* The image of a set of indicators: a head, then sections at offsets from its start, each aligned
 * to 64 bytes. Everything is in the byte order of the machine; what one of another order wrote is
 * refused. Internal to match/. */
#ifndef YG_MATCH_INDICATOR_SET_H
#define YG_MATCH_INDICATOR_SET_H

#include "match/token_hash.h"

/* Longest value that is taken, in bytes. Real URLs, file names and keys stay below 3,000. */
enum { YG_INDICATOR_LONGEST = 8192, YG_NAME_LONGEST = 253 };

typedef enum {
    YG_SECTION_POOL = 0, /* values one behind the other */
    YG_SECTION_ENTRIES,  /* uint64_t an indicator: yg_entry_* below */
    YG_SECTION_BUCKETS,  /* uint32_t: where in SLOTS bucket i begins; one more than buckets */
    YG_SECTION_SLOTS,    /* yg_slot, by bucket */
    YG_SECTION_BLOOM_NAME,
    YG_SECTION_BLOOM_IPV4,
    YG_SECTION_BLOOM_DIGEST,
    YG_SECTION_BLOOM_OTHER,
    YG_SECTION_TAILS,       /* bits by hash of the last four bytes of names */
    YG_SECTION_SHORTS,      /* the same, of names under eight bytes alone */
    YG_SECTION_LASTS,       /* Bloom filter of the last eight bytes of the other names */
    YG_SECTION_BLOCKS,      /* bits by the first 16 bits of IPv4 networks */
    YG_SECTION_BLOCK_TEXTS, /* the same by hash of how these bits are written: "203.0" */
    YG_SECTION_MAILS,       /* bits by hash of what stands around the '@' of addresses of mail */
    YG_SECTION_NOTES,
    YG_SECTIONS
} yg_section;

enum { YG_TAIL_BITS = 16, YG_BLOCK_BITS = 16, YG_SECTION_ALIGN = 64 };

typedef struct {
    uint64_t at, n; /* bytes */
} yg_section_place;

typedef struct {
    char magic[8];
    uint32_t byte_order, version;
    uint64_t bytes; /* of the whole image */
    uint32_t entries_n, slots_n;
    uint32_t bucket_bits, has; /* YG_SET_* */
    uint32_t longest[YG_INDICATOR_TYPES + 2];
    uint32_t longest_rest; /* of a URL, with its '/' */
    uint64_t networks4;    /* bit n: some network of length n */
    uint64_t networks6[3]; /* the same */
    yg_section_place section[YG_SECTIONS];
} yg_indicators_head;

typedef struct {
    uint32_t tag; /* low half of the key; the bucket is made of the bits above it */
    uint32_t number;
} yg_slot;

enum { YG_POOL_AT = (sizeof(yg_indicators_head) + 63) & ~63ul };
/* Numbers are kept in 32 bits, and every one may have two keys. */
#define YG_IMAGE_MAGIC "ygindic1"
#define YG_IMAGE_ORDER UINT32_C(0x01020304)
#define YG_IMAGE_VERSION 2
#define YG_INDICATORS_MOST (UINT32_C(1) << 30)

struct yg_indicators {
    const yg_indicators_head *head;
    const char *pool;
    const uint64_t *entries;
    const uint32_t *buckets;
    const yg_slot *slots;
    const uint64_t *bloom[4]; /* by class: bloom_of */
    uint64_t bloom_mask[4];   /* words - 1 */
    const uint8_t *tails, *shorts, *blocks, *block_texts, *mails;
    const uint64_t *lasts;
    uint64_t lasts_mask; /* words - 1 */
    uint32_t bucket_mask;
    unsigned has;
    void *owned; /* the image, when the set was compiled */
};

/* A set over an image that is right; frees with yg_indicators_free. */
yg_indicators *yg_indicators_over(const char *image);

/* An entry: type, length, and where in the pool; an IPv4 address stands in place of the offset, its
 * prefix in place of the length. */
static inline uint64_t yg_entry_make(yg_indicator_type type, uint64_t at, uint32_t n) {
    return at | (uint64_t)n << 40 | (uint64_t)type << 60;
}
static inline yg_indicator_type yg_entry_type(uint64_t entry) {
    return (yg_indicator_type)(entry >> 60);
}
static inline uint32_t yg_entry_n(uint64_t entry) {
    return (uint32_t)(entry >> 40) & 0xFFFFF;
}
static inline uint64_t yg_entry_at(uint64_t entry) {
    return entry & ((UINT64_C(1) << 40) - 1);
}

/* Kept in the pool as it was added. */
static inline bool yg_is_text_type(yg_indicator_type type) {
    return type >= YG_INDICATOR_DOMAIN && type < YG_INDICATOR_TYPES &&
           !(type >= YG_INDICATOR_MD5 && type <= YG_INDICATOR_SHA512);
}

static inline unsigned yg_bloom_of(yg_key_class class) {
    return class == YG_KEY_NAME ? 0 : class == YG_KEY_IPV4 ? 1 : class == YG_KEY_DIGEST ? 2 : 3;
}
/* Three bits of one word. */
static inline uint64_t yg_bloom_bits(uint64_t key) {
    return UINT64_C(1) << (key & 63) | UINT64_C(1) << (key >> 6 & 63) |
           UINT64_C(1) << (key >> 12 & 63);
}
static inline uint64_t yg_bloom_word(uint64_t key) {
    return key >> 18;
}
static inline const uint64_t *yg_bloom_place(const yg_indicators *set, unsigned which,
                                             uint64_t key) {
    return &set->bloom[which][yg_bloom_word(key) & set->bloom_mask[which]];
}
static inline bool yg_bloom_has(const yg_indicators *set, unsigned which, uint64_t key) {
    uint64_t bits = yg_bloom_bits(key);
    return (*yg_bloom_place(set, which, key) & bits) == bits;
}
static inline uint32_t yg_bucket_of(uint64_t key, uint32_t mask) {
    return (uint32_t)(key >> 32) & mask;
}
/* Some entry may stand under the key; one false answer in 2^32 for each slot of its bucket. */
static inline bool yg_key_stands(const yg_indicators *set, uint64_t key) {
    uint32_t bucket = yg_bucket_of(key, set->bucket_mask), end = set->buckets[bucket + 1];
    for (uint32_t at = set->buckets[bucket]; at < end; at++)
        if (set->slots[at].tag == (uint32_t)key)
            return true;
    return false;
}
/* last: the last four bytes of a name. */
static inline uint32_t yg_tail_of(uint32_t last) {
    return ((last | 0x20202020) * UINT32_C(0x9E3779B1)) >> (32 - YG_TAIL_BITS);
}
static inline bool yg_bit(const uint8_t *bits, uint32_t i) {
    return bits[i >> 3] >> (i & 7) & 1;
}
/* Two bits of one word. last: the last eight bytes of a name. */
static inline uint64_t yg_last_hash(uint64_t last) {
    uint64_t hash = (last | YG_FOLD) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 32;
}
static inline uint64_t yg_last_bits(uint64_t hash) {
    return UINT64_C(1) << (hash & 63) | UINT64_C(1) << (hash >> 6 & 63);
}
static inline uint64_t yg_last_word(uint64_t hash) {
    return hash >> 12;
}
/* Where the filter of names is looked into for one that ends here. */
static inline const uint64_t *yg_last_place(const yg_indicators *set, const char *end) {
    return &set->lasts[yg_last_word(yg_last_hash(yg_load8(end - 8))) & set->lasts_mask];
}
/* May a name of the set end here? The eight bytes before are read. */
static inline bool yg_may_end_name(const yg_indicators *set, const char *end) {
    uint64_t last = yg_load8(end - 8), hash = yg_last_hash(last), bits = yg_last_bits(hash);
    return ((set->lasts[yg_last_word(hash) & set->lasts_mask] & bits) == bits) |
           yg_bit(set->shorts, yg_tail_of((uint32_t)(last >> 32)));
}
/* text: the first two numbers of an IPv4 address with the dot between them, at most seven bytes,
 * zero behind. */
static inline uint32_t yg_block_text(uint64_t text) {
    return (uint32_t)(text * UINT64_C(0x9E3779B97F4A7C15) >> (64 - YG_BLOCK_BITS));
}
/* The byte before an '@' and the four behind it, without case. */
static inline uint32_t yg_mail_around(const char *at) {
    uint32_t host;
    memcpy(&host, at + 1, 4);
    return ((host | 0x20202020) * UINT32_C(0x9E3779B1) ^
            (uint32_t)(unsigned char)(at[-1] | 0x20) * UINT32_C(0x85EBCA6B)) >>
           (32 - YG_TAIL_BITS);
}

/* --- The maker --- */

/* What is known lies in parts by the first bits of the identity, so that threads own some each and
 * a part stays in the nearer caches. */
enum { YG_KNOWN_PARTS = 256 };
typedef struct {
    uint64_t *slots; /* open addressing: 32 bits of the identity, number + 1; NULL: nothing yet */
    uint32_t n, bits;
    bool is_slice; /* of maker->known_slots */
} yg_known_part;

struct yg_indicators_maker {
    yg_buf image; /* room for the head, then the pool */
    YG_VEC(uint64_t) entries;
    YG_VEC(uint64_t) keys; /* of each entry */
    yg_known_part known[YG_KNOWN_PARTS];
    uint64_t *known_slots; /* of several parts, made at once; NULL: none */
    unsigned threads;
};

static inline size_t yg_known_part_of(uint64_t identity) {
    return (size_t)(identity >> 56);
}
/* The bits below those that say the part. The first of them say the slot, so that a part grows
 * without a look at the values. */
static inline uint32_t yg_known_tag(uint64_t identity) {
    return (uint32_t)(identity >> 24);
}
static inline size_t yg_known_at(const yg_known_part *part, uint32_t tag) {
    return tag >> (32 - part->bits);
}
/* Makes room for so many more. */
void yg_known_reserve(yg_known_part *part, size_t more);
void yg_known_free(yg_indicators_maker *maker);

#endif
