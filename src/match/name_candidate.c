/* What the filters let through is looked up, and each pattern that may stand in the text is placed.
 */
#include "match/name_index.h"

static inline bool is_two_edits(uint64_t a, uint64_t b) {
    if (a == b)
        return true;
    unsigned same = (unsigned)__builtin_ctzll(a ^ b) / 5 * 5;
    a >>= same;
    b >>= same;
    return yg_is_one_edit(a >> 5, b >> 5) || yg_is_one_edit(a >> 5, b) ||
           yg_is_one_edit(a, b >> 5) ||
           ((a & 31) == (b >> 5 & 31) && (a >> 5 & 31) == (b & 31) &&
            yg_is_one_edit(a >> 10, b >> 10));
}

/* Are no more letters of a set missing in the other one than there are edits? Each costs one. */
static inline bool may_be(uint32_t set, uint32_t others, unsigned edits) {
    uint32_t lack = set & ~others; /* without a branch: edits are two at most */
    lack = edits > 0 ? lack & (lack - 1) : lack;
    lack = edits > 1 ? lack & (lack - 1) : lack;
    return lack == 0;
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

void yg_candidates_near(yg_candidates *c, uint64_t key, uint32_t lanes) {
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
            if (pattern->edits_segment == 0 ? index->packed[number] == key
                                            : yg_is_one_edit(key, index->packed[number]))
                yg_candidate_try(c, number);
        }
    }
}

/* The patterns behind a gram or a far piece; NULL: none. */
static const yg_gram_entry *entries_of(const yg_name_index *index, uint32_t key) {
    uint32_t slot = yg_gram_hash(key) >> 7 & index->gram_mask;
    for (; index->gram_slots[slot].gram != key; slot = (slot + 1) & index->gram_mask) {
        if (index->gram_slots[slot].gram == 0)
            return NULL;
    }
    return &index->gram_entries.at[index->gram_slots[slot].first];
}

void yg_candidates_far(yg_candidates *c, uint64_t key, size_t length, uint32_t probes,
                       uint32_t set) {
    const size_t at[YG_FAR_PROBES] = {0, 2, 3, 4, length - 3, 1, length - 4};
    static const uint8_t roles[YG_FAR_PROBES] = {YG_FAR_FRONT,    YG_FAR_MIDDLE, YG_FAR_MIDDLE,
                                                 YG_FAR_MIDDLE,   YG_FAR_BACK,   YG_FAR_SWAP_FRONT,
                                                 YG_FAR_SWAP_BACK};
    for (; probes != 0; probes &= probes - 1) {
        unsigned probe = (unsigned)__builtin_ctz(probes);
        uint32_t piece = (uint32_t)(key >> 5 * at[probe]) & 0x7fff;
        const yg_gram_entry *entry = entries_of(c->names->index, yg_far_key(piece, roles[probe]));
        for (; entry != NULL; entry = entry->is_last ? NULL : entry + 1) {
            if (may_be(entry->set, set, 2) && may_be(set, entry->set, 2) &&
                is_two_edits(key, entry->packed))
                yg_candidate_try(c, entry->pattern);
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

/* Is there room for the rest of the pattern on both sides of the gram? */
static inline bool fits(const yg_name_text *text, const yg_gram_entry *entry, size_t i) {
    return i + entry->edits >= entry->offset &&
           i - entry->offset + entry->length <= (size_t)text->n + entry->edits;
}

/* May a pattern of 9 to 11 letters with one edit stand there? Left or right of the gram there is
 * none, so that one end is where it should be. */
static bool is_about_there(const yg_candidates *c, const yg_gram_entry *entry, size_t i) {
    uint64_t packed = entry->packed;
    const uint8_t *letters = c->text->letter;
    size_t n = c->text->n, m = entry->length;
    if (i >= entry->offset) {
        size_t start = i - entry->offset;
        for (size_t length = m - 1; length <= m + 1 && start + length <= n; length++) {
            if (yg_is_one_edit(yg_pack(letters + start, length), packed))
                return true;
        }
    }
    size_t end = i + m - entry->offset;
    for (size_t length = m - 1; length <= m + 1 && length <= end && end <= n; length++) {
        if (yg_is_one_edit(yg_pack(letters + end - length, length), packed))
            return true;
    }
    return false;
}

void yg_candidates_gram(yg_candidates *c, size_t i) {
    uint32_t gram = 0;
    for (unsigned j = 0; j < 4; j++)
        gram |= (uint32_t)c->text->letter[i + j] << 5 * j;
    const yg_gram_entry *entry = entries_of(c->names->index, gram);
    for (; entry != NULL; entry = entry->is_last ? NULL : entry + 1) {
        if (!may_be(entry->set, c->set, entry->edits) || !fits(c->text, entry, i))
            continue;
        if (entry->edits == 0 ? is_there(c->text, entry, i)
                              : entry->edits > 1 || is_about_there(c, entry, i))
            yg_candidate_try(c, entry->pattern);
    }
}
