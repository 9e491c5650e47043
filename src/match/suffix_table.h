/* The trie of public suffixes from inside (match/suffix.c), for those who walk it on the hot path.
 */
#ifndef YG_MATCH_SUFFIX_TABLE_H
#define YG_MATCH_SUFFIX_TABLE_H

#include "base/vec.h"
#include "match/name_text.h"

enum {
    YG_SUFFIX_RULE = 1,
    YG_SUFFIX_WILD = 2,      /* any one label below is a suffix */
    YG_SUFFIX_EXCEPTION = 4, /* this one is not, though the wildcard says so */
    YG_SUFFIX_PRIVATE = 3,   /* by how many bits the same of the private section are shifted */
    YG_SUFFIX_ROOT = 1,
};
/* Both sections at once. */
#define YG_SUFFIX_ANY(flag) ((unsigned)(flag) | (unsigned)(flag) << YG_SUFFIX_PRIVATE)

typedef struct {
    uint64_t key;
    uint32_t above;
    uint32_t node; /* 0: free */
} yg_suffix_slot;

typedef struct {
    uint32_t text;
    uint8_t n;
    uint8_t flags;
    bool has_below;
} yg_suffix_node;

/* What the quick way of match/name_text.h answers. */
typedef enum { YG_TEXT_MADE, YG_TEXT_NONE, YG_TEXT_SLOW } yg_text_answer;
typedef yg_text_answer yg_text_quick(const yg_suffixes *suffixes, yg_str raw, char *ret_host,
                                     yg_name_text *ret_text);

enum { YG_CDN_WORDS = 64, YG_SUFFIX_WORDS = 2048, YG_SUFFIX_TOPS = 4096 };

/* A top-level domain of up to eight bytes that is a rule and nothing else. */
typedef struct {
    uint64_t key; /* 0: free */
    uint32_t node;
    bool has_below;
} yg_suffix_top;

struct yg_suffixes {
    yg_suffix_slot *slots;
    uint32_t mask;
    YG_VEC(yg_suffix_node) nodes;
    yg_buf text;
    uint64_t known[YG_SUFFIX_WORDS]; /* filter of what stands in slots: stays in the nearest cache,
                                      * which matters where most second labels hang nowhere */
    uint64_t cdn[YG_CDN_WORDS]; /* filter: the last eight bytes of names of match/name_clean.h */
    yg_suffix_top tops[YG_SUFFIX_TOPS]; /* each at one place or nowhere */
    yg_text_quick *quick;               /* NULL: this processor has none */
};

/* The quick way with AVX2; NULL where it cannot run. */
yg_text_quick *yg_name_text_quick(void);
/* The slow way alone, for tests. */
bool yg_name_text_make_plain(const yg_suffixes *suffixes, yg_str raw, char *ret_host,
                             yg_name_text *ret_text);

static inline uint64_t yg_suffix_eight(const char *p) {
    uint64_t eight;
    memcpy(&eight, p, 8);
    return eight;
}

/* The key of a label: itself up to eight bytes, else of both ends; the bytes are compared, too. */
static inline uint64_t yg_suffix_key(const char *p, size_t n) {
    uint64_t key = 0;
    if (n > 8)
        return yg_suffix_eight(p) ^ yg_suffix_eight(p + n - 8) * UINT64_C(0xD6E8FEB86659FD93);
    memcpy(&key, p, n);
    return key;
}
/* The same where eight bytes may be read from p on, and n is at least 1. */
static inline uint64_t yg_suffix_key_padded(const char *p, size_t n) {
    uint64_t eight = yg_suffix_eight(p);
    if (n > 8)
        return eight ^ yg_suffix_eight(p + n - 8) * UINT64_C(0xD6E8FEB86659FD93);
    return eight & ~UINT64_C(0) >> (64 - 8 * n);
}

static inline size_t yg_suffix_top_at(uint64_t key) {
    return (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 52);
}

static inline uint64_t yg_suffix_spread(uint64_t key, uint32_t above) {
    uint64_t h = (key ^ (uint64_t)above << 40) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ h >> 32;
}

/* May a label with that key hang below a node? */
static inline bool yg_suffix_may(const yg_suffixes *s, uint32_t above, uint64_t key) {
    uint64_t h = yg_suffix_spread(key, above);
    return (s->known[h >> 53] >> (h >> 47 & 63) & 1) != 0;
}

/* The node of a label below another one; 0: none. */
static inline uint32_t yg_suffix_child(const yg_suffixes *s, uint32_t above, uint64_t key,
                                       const char *p, size_t n) {
    uint64_t h = yg_suffix_spread(key, above);
    if ((s->known[h >> 53] >> (h >> 47 & 63) & 1) == 0)
        return 0;
    for (uint32_t i = (uint32_t)h & s->mask; s->slots[i].node != 0; i = (i + 1) & s->mask) {
        const yg_suffix_slot *at = &s->slots[i];
        if (at->key != key || at->above != above)
            continue;
        const yg_suffix_node *found = &s->nodes.at[at->node];
        if (found->n == n && (n <= 8 || memcmp(s->text.p + found->text, p, n) == 0))
            return at->node;
    }
    return 0;
}

/* The walk from the right, one label after the other. */
typedef struct {
    uint32_t node;
    unsigned wild; /* flags of the node: any label below may be a suffix */
    size_t suffix;
    bool is_private, is_listed;
} yg_suffix_walk;

/* Takes the label at `start` that ends before `end`. False: the walk is over. */
static inline bool yg_suffix_step(const yg_suffixes *s, yg_suffix_walk *walk, uint64_t key,
                                  const char *host, size_t start, size_t end) {
    uint32_t below = yg_suffix_child(s, walk->node, key, host + start, end - start);
    unsigned flags = below == 0 ? 0 : s->nodes.at[below].flags;
    if ((flags & YG_SUFFIX_ANY(YG_SUFFIX_EXCEPTION)) != 0) {
        walk->suffix = end + 1;
        walk->is_private = (flags & YG_SUFFIX_EXCEPTION) == 0;
        walk->is_listed = true;
        return false;
    }
    if (((walk->wild & YG_SUFFIX_ANY(YG_SUFFIX_WILD)) | (flags & YG_SUFFIX_ANY(YG_SUFFIX_RULE))) !=
        0) {
        walk->suffix = start;
        walk->is_private = (walk->wild & YG_SUFFIX_WILD) == 0 && (flags & YG_SUFFIX_RULE) == 0;
        walk->is_listed = true;
    }
    walk->wild = flags;
    walk->node = below;
    return below != 0 && start != 0 &&
           (s->nodes.at[below].has_below || (flags & YG_SUFFIX_ANY(YG_SUFFIX_WILD)) != 0);
}

static inline uint64_t yg_cdn_bit(uint64_t last_eight, size_t *ret_word) {
    uint64_t h = last_eight * UINT64_C(0x9E3779B97F4A7C15);
    *ret_word = h >> 58;
    return UINT64_C(1) << (h >> 52 & 63);
}
/* May the host end with a suffix of a content delivery network? */
static inline bool yg_cdn_may(const yg_suffixes *s, uint64_t last_eight) {
    size_t word;
    uint64_t bit = yg_cdn_bit(last_eight, &word);
    return (s->cdn[word] & bit) != 0;
}

#endif
