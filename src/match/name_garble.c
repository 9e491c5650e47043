#include "match/name_garble.h"

#include "match/name_fold.h"
#include "match/name_table.h"

enum { LETTERS = 32 };

typedef struct {
    uint32_t pattern;
    uint32_t set;    /* bit c: consonant c occurs, by class */
    uint8_t missing; /* so many of them may be missing */
} entry;

struct yg_garble_index {
    uint32_t first[LETTERS + 1]; /* entries by the pattern's first letter */
    YG_VEC(entry) entries;
};

static uint32_t consonants_of(const uint8_t *letters, size_t n) {
    uint32_t set = 0;
    for (size_t i = 0; i < n; i++)
        set |= UINT32_C(1) << yg_name_consonant(letters[i]);
    return set & ~UINT32_C(1);
}

yg_garble_index *yg_garble_index_make(const yg_names *names) {
    yg_garble_index *index = yg_alloc(1, sizeof *index);
    for (uint32_t letter = 0; letter < LETTERS; letter++) {
        index->first[letter] = (uint32_t)index->entries.n;
        for (size_t i = 0; i < names->patterns.n; i++) {
            const yg_name_pattern *p = &names->patterns.at[i];
            size_t n = 0;
            if (p->length < YG_NAME_LOOSE_LETTERS || p->letter[0] != letter)
                continue;
            for (size_t j = 0; j < p->length; j++)
                n += yg_name_consonant(p->letter[j]) != 0;
            entry e = {(uint32_t)i, consonants_of(p->letter, p->length), (uint8_t)(n / 4)};
            if (n >= 2)
                yg_vec_push(&index->entries, e);
        }
    }
    index->first[LETTERS] = (uint32_t)index->entries.n;
    return index;
}

void yg_garble_index_free(yg_garble_index *index) {
    if (!index)
        return;
    yg_vec_free(&index->entries);
    free(index);
}

/* A whole segment, as far as the index asks of it. */
typedef struct {
    uint32_t set; /* its consonants, by class */
    uint8_t first, length;
} segment;

enum { SEGMENTS_MOST = 128, SEGMENT_LONGEST = YG_NAME_TOKEN_MAX + YG_NAME_EDITS_MAX };

/* Segments in the order of their first letters' places; those beyond max are left out (a name of
 * over a hundred pieces is no garbled brand). */
static size_t segments_of(const yg_name_text *text, segment *ret_segments, size_t max) {
    size_t found = 0;
    for (size_t start = 0; start < text->n; start++) {
        uint32_t set = 0;
        if (!yg_boundary(text, start))
            continue;
        for (size_t end = start + 1; end <= text->n && end - start <= SEGMENT_LONGEST; end++) {
            set |= UINT32_C(1) << yg_name_consonant(text->letter[end - 1]);
            if (yg_boundary(text, end) && found < max)
                ret_segments[found++] = (segment){set, text->letter[start], (uint8_t)(end - start)};
        }
    }
    return found;
}

/* Does any segment have the pattern's first letter, about its length, and its consonants? Cheap,
 * and asked before anything is aligned: most patterns end here. */
static bool may_be_any(const yg_name_pattern *p, const entry *e, unsigned edits,
                       const segment *segments, size_t n) {
    for (size_t i = 0; i < n; i++) {
        unsigned length = segments[i].length;
        if (segments[i].first == p->letter[0] && length <= p->length + edits &&
            length + edits >= p->length && yg_count_bits(e->set & ~segments[i].set) <= e->missing)
            return true;
    }
    return false;
}

static void find_from(const yg_names *names, const yg_name_text *text, uint8_t letter,
                      const segment *segments, size_t n, yg_name_matches *matches) {
    const yg_garble_index *index = names->garble_index;
    yg_name_place places[YG_NAME_MAX];
    for (uint32_t k = index->first[letter]; k < index->first[letter + 1]; k++) {
        const entry *e = &index->entries.at[k];
        const yg_name_pattern *p = &names->patterns.at[e->pattern];
        int edits = p->edits_segment + YG_NAME_LOOSE_EXTRA;
        if (!may_be_any(p, e, (unsigned)edits, segments, n))
            continue;
        const yg_name_token *token = &names->tokens.at[names->of_pattern.at[p->first]];
        size_t kept = 0;
        size_t placed = yg_name_places(p, text, edits, -1, places);
        for (size_t i = 0; i < placed; i++) {
            yg_name_match m = {.start = places[i].start, .end = places[i].end};
            if (yg_name_loose_is_plausible(text, token, &m))
                places[kept++] = places[i];
        }
        if (kept > 0)
            yg_name_add_places(names, p, places, kept, matches);
    }
}

size_t yg_name_find_garbled(const yg_names *names, const yg_name_text *text,
                            yg_name_match *ret_matches, size_t max) {
    yg_name_matches matches = {.at = ret_matches, .max = max};
    segment segments[SEGMENTS_MOST];
    if (max == 0 || text->n < YG_NAME_LOOSE_LETTERS / 2)
        return 0;
    size_t n = segments_of(text, segments, SEGMENTS_MOST);
    uint32_t starts = 0;
    for (size_t i = 0; i < n; i++)
        starts |= UINT32_C(1) << segments[i].first;
    for (; starts; starts &= starts - 1)
        find_from(names, text, (uint8_t)__builtin_ctz(starts), segments, n, &matches);
    return matches.n;
}
