#include "match/name_garble.h"

#include "match/name_fold.h"
#include "match/name_table.h"

enum { LETTERS = 32 };

/* Half of what yg_name_loose_is_plausible asks can be said of a token alone, so that most tokens
 * are ruled out by counts. */
typedef struct {
    uint32_t pattern;
    uint32_t set; /* bit c: consonant c occurs, by class */
    uint8_t length, consonants;
    uint8_t missing, extra; /* so many consonants may be missing, and may be there in addition */
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
            entry e = {.pattern = (uint32_t)i,
                       .set = consonants_of(p->letter, p->length),
                       .length = p->length,
                       .consonants = (uint8_t)n,
                       .missing = (uint8_t)(n / 4),
                       .extra = (uint8_t)(n / 2)};
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

size_t yg_garble_index_bytes(const yg_garble_index *index) {
    return sizeof *index + index->entries.cap * sizeof *index->entries.at;
}

/* A whole segment, as far as the index asks of it. */
typedef struct {
    uint32_t set; /* its consonants, by class */
    uint8_t first, length, consonants;
} segment;

enum { SEGMENTS_MOST = 128, SEGMENT_LONGEST = YG_NAME_TOKEN_MAX + YG_NAME_EDITS_MAX };
enum { VOWELS_MORE = 2 }; /* the most by which the numbers of vowels may differ */

/* Segments in the order of their first letters' places; those beyond max are left out (a name of
 * over a hundred pieces is no garbled brand). */
static size_t segments_of(const yg_name_text *text, segment *ret_segments, size_t max) {
    size_t found = 0;
    for (size_t start = 0; start < text->n; start++) {
        uint32_t set = 0;
        uint8_t consonants = 0;
        if (!yg_boundary(text, start))
            continue;
        for (size_t end = start + 1; end <= text->n && end - start <= SEGMENT_LONGEST; end++) {
            uint8_t class = yg_name_consonant(text->letter[end - 1]);
            set |= UINT32_C(1) << class;
            consonants = (uint8_t)(consonants + (class != 0));
            if (yg_boundary(text, end) && found < max)
                ret_segments[found++] = (segment){set & ~UINT32_C(1), text->letter[start],
                                                  (uint8_t)(end - start), consonants};
        }
    }
    return found;
}

/* Could any segment that begins with this letter be the token, garbled? Asked before anything is
 * aligned. */
static bool may_be_any(const entry *e, uint8_t letter, unsigned edits, const segment *segments,
                       size_t n) {
    for (size_t i = 0; i < n; i++) {
        const segment *s = &segments[i];
        int longer = s->length - e->length, more = s->consonants - e->consonants;
        if (s->first != letter || longer > (int)edits || -longer > (int)edits || more > e->extra ||
            -more > e->missing || longer - more > VOWELS_MORE || more - longer > VOWELS_MORE)
            continue;
        if (yg_count_bits(e->set & ~s->set) <= e->missing &&
            yg_count_bits(s->set & ~e->set) <= e->extra)
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
        if (!may_be_any(e, letter, YG_NAME_EDITS_MAX, segments, n))
            continue;
        const yg_name_pattern *p = &names->patterns.at[e->pattern];
        int edits = p->edits_segment + YG_NAME_LOOSE_EXTRA;
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
