/* The filters in plain C (match/name_index.h): what any processor does, and what the faster forms
 * are held against. */
#include "match/name_index.h"

static inline uint64_t pack(const uint8_t *letters, size_t n) {
    return yg_pack(letters, n);
}

static inline uint32_t near_lanes(const yg_name_index *index, uint64_t key) {
    uint32_t lanes = 0;
    for (unsigned i = 0; i <= YG_NEAR_SPAN; i++) {
        uint64_t hash = yg_key_hash(yg_key_less(key, i));
        uint64_t word = index->near[hash >> YG_NEAR_WORD & index->near_mask];
        lanes |=
            (uint32_t)(word >> (hash >> YG_NEAR_ONE & 63) & word >> (hash >> YG_NEAR_TWO & 63) & 1)
            << i;
    }
    return lanes;
}

/* At most two bits. */
static inline bool is_few(uint32_t set) {
    set &= set - 1;
    return (set & (set - 1)) == 0;
}

static inline uint32_t far_probes(const yg_name_index *index, uint64_t key, size_t length,
                                  uint32_t set) {
    const unsigned at[YG_FAR_PROBES] = {0, 2, 3, 4, (unsigned)length - 3, 1, (unsigned)length - 4};
    static const uint8_t roles[YG_FAR_PROBES] = {YG_FAR_FRONT,    YG_FAR_MIDDLE, YG_FAR_MIDDLE,
                                                 YG_FAR_MIDDLE,   YG_FAR_BACK,   YG_FAR_SWAP_FRONT,
                                                 YG_FAR_SWAP_BACK};
    uint32_t probes = 0;
    for (unsigned i = 0; i < YG_FAR_PROBES; i++) {
        uint32_t piece = (uint32_t)(key >> 5 * at[i]) & 0x7fff;
        uint64_t cell = index->far[yg_far_cell(yg_far_key(piece, roles[i]), index->far_shift)];
        uint32_t one = (uint32_t)cell, two = (uint32_t)(cell >> 32);
        bool has_one = is_few(one & YG_FAR_LETTERS & ~set), in_one = is_few(set & ~one);
        bool has_two = is_few(two & YG_FAR_LETTERS & ~set), in_two = is_few(set & ~two);
        bool may =
            (one & YG_FAR_CROWD) != 0 ? has_one & in_two : (has_one & in_one) | (has_two & in_two);
        probes |= (uint32_t)may << i;
    }
    return probes;
}

static inline uint32_t gram_hits(const yg_name_index *index, const uint8_t *letters, uint32_t set) {
    uint32_t hits = 0;
    uint64_t low, high;
    memcpy(&low, letters, 8);
    memcpy(&high, letters + 8, 4);
    high &= 0xffffffff;
    uint64_t packed = yg_pack_eight(low) | yg_pack_eight(high) << 40;
    for (unsigned i = 0; i < 8; i++) {
        uint32_t gram = (uint32_t)(packed >> 5 * i) & 0xfffff;
        uint32_t cell = index->grams[yg_gram_hash(gram) >> index->gram_shift];
        hits |= (uint32_t)is_few(cell & ~set) << i;
    }
    return hits;
}

static inline uint32_t letter_set(const uint8_t *letters, size_t n) {
    uint32_t set = 0;
    for (size_t i = 0; i < n; i++)
        set |= UINT32_C(1) << letters[i];
    return set;
}

static inline uint32_t key_set(uint64_t key) {
    uint32_t set = 0;
    for (; key != 0; key >>= 5)
        set |= UINT32_C(1) << (key & 31);
    return set;
}

#define WALK static inline
#include "match/name_walk.h"

void yg_name_filter_plain(yg_candidates *candidates) {
    filter_text(candidates);
}
