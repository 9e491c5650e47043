/* What the filters let through is looked up, and each pattern that may stand in the text is placed.
 */
#include "match/name_index.h"

/* Is one string of packed letters within one edit of the other (optimal string alignment)? */
static bool is_near(uint64_t a, size_t a_n, uint64_t b, size_t b_n) {
    if (a_n < b_n)
        return is_near(b, b_n, a, a_n);
    if (a == b)
        return true;
    unsigned first = (unsigned)__builtin_ctzll(a ^ b) / 5;
    if (a_n > b_n)
        return a_n - b_n == 1 && yg_key_less(a, first) == b;
    unsigned last = (63u - (unsigned)__builtin_clzll(a ^ b)) / 5;
    unsigned at = 5 * first;
    return last == first || (last == first + 1 && (a >> at & 31) == (b >> (at + 5) & 31) &&
                             (a >> (at + 5) & 31) == (b >> at & 31));
}

void yg_candidate_try(yg_candidates *c, uint32_t number) {
    const yg_name_pattern *pattern = &c->names->patterns.at[number];
    yg_name_place places[YG_NAME_MAX];
    for (uint32_t i = 0; i < c->n; i++) {
        if (c->seen[i] == number)
            return;
    }
    /* Past so many, some may be looked up twice; their matches are the same and count once. */
    if (c->n < YG_CANDIDATES_MOST)
        c->seen[c->n++] = number;
    int inside = pattern->is_inside ? pattern->edits_inside : -1;
    size_t n = yg_name_places(pattern, c->text, pattern->edits_segment, inside, places);
    if (n > 0)
        yg_name_add_places(c->names, pattern, places, n, c->matches);
}

void yg_candidates_near(yg_candidates *c, uint64_t key, size_t length, uint32_t lanes) {
    const yg_name_index *index = c->names->index;
    const yg_key_slot *slots = index->near_keys.slots;
    for (; lanes != 0; lanes &= lanes - 1) {
        uint32_t tag = yg_key_tag(yg_key_less(key, (unsigned)__builtin_ctz(lanes)));
        uint32_t i = tag & index->near_keys.mask;
        for (; slots[i].pattern != 0; i = (i + 1) & index->near_keys.mask) {
            uint32_t number = slots[i].pattern - 1;
            const yg_name_pattern *pattern = &c->names->patterns.at[number];
            if (slots[i].tag != tag)
                continue;
            if (pattern->edits_segment == 0
                    ? index->packed[number] == key
                    : is_near(key, length, index->packed[number], pattern->length))
                yg_candidate_try(c, number);
        }
    }
}

/* Letters of a set that another one lacks: each costs an edit. */
static inline int lacking(uint32_t set, uint32_t others) {
    return __builtin_popcount(set & ~others);
}

void yg_candidates_far(yg_candidates *c, uint64_t key, size_t length, uint32_t probes) {
    const yg_name_index *index = c->names->index;
    const yg_key_slot *slots = index->far_keys.slots;
    const size_t at[YG_FAR_PROBES] = {0, 2, 3, 4, length - 3, 1, length - 4};
    static const uint8_t roles[YG_FAR_PROBES] = {YG_FAR_FRONT,    YG_FAR_MIDDLE, YG_FAR_MIDDLE,
                                                 YG_FAR_MIDDLE,   YG_FAR_BACK,   YG_FAR_SWAP_FRONT,
                                                 YG_FAR_SWAP_BACK};
    uint32_t set = 0;
    for (size_t i = 0; i < length; i++)
        set |= UINT32_C(1) << (key >> 5 * i & 31);
    for (; probes != 0; probes &= probes - 1) {
        unsigned probe = (unsigned)__builtin_ctz(probes);
        uint32_t piece = (uint32_t)(key >> 5 * at[probe]) & 0x7fff;
        uint32_t tag = yg_key_tag(yg_far_key(piece, roles[probe]));
        uint32_t i = tag & index->far_keys.mask;
        for (; slots[i].pattern != 0; i = (i + 1) & index->far_keys.mask) {
            uint32_t number = slots[i].pattern - 1;
            const yg_name_pattern *pattern = &c->names->patterns.at[number];
            if (slots[i].tag == tag && lacking(pattern->set, set) <= 2)
                yg_candidate_try(c, number);
        }
    }
}

/* Do the letters stand where the gram at letter i says? All patterns without edits have 8 at most.
 */
static bool is_there(const yg_name_text *text, const yg_gram_entry *entry, size_t i) {
    uint64_t letters,
        mask = entry->length < 8 ? (UINT64_C(1) << 8 * entry->length) - 1 : ~UINT64_C(0);
    if (i < entry->offset)
        return false;
    memcpy(&letters, text->letter + i - entry->offset, 8);
    return ((letters ^ entry->first) & mask) == 0;
}

void yg_candidates_gram(yg_candidates *c, size_t i) {
    const yg_name_index *index = c->names->index;
    uint32_t gram = 0, slot;
    for (unsigned j = 0; j < 4; j++)
        gram |= (uint32_t)c->text->letter[i + j] << 5 * j;
    for (slot = yg_gram_cell(gram, index->gram_mask); index->gram_slots[slot].gram != gram;
         slot = (slot + 1) & index->gram_mask) {
        if (index->gram_slots[slot].gram == 0)
            return;
    }
    const yg_gram_entry *entry = &index->gram_entries.at[index->gram_slots[slot].first];
    for (;; entry++) {
        if (entry->edits == 0
                ? is_there(c->text, entry, i)
                : lacking(c->names->patterns.at[entry->pattern].set, c->set) <= entry->edits)
            yg_candidate_try(c, entry->pattern);
        if (entry->is_last)
            return;
    }
}
