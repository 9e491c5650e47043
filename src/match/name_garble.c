#include "match/name_garble.h"

#include "match/name_fold.h"
#include "match/name_table.h"

enum { LETTERS = 32, COUNTS = YG_NAME_TOKEN_MAX + 2 };

/* Half of what yg_name_loose_is_plausible asks can be said of a token alone: by the first letter
 * and the number of consonants, most tokens are not even looked at, and nearly all others have
 * other consonants. */
typedef struct {
    uint32_t pattern;
    uint8_t length, edits;
} entry;

struct yg_garble_index {
    /* Entries by the pattern's first letter and its number of consonants. */
    uint32_t first[LETTERS * COUNTS + 1];
    YG_VEC(uint32_t) sets; /* of each entry, bit c: consonant c occurs, by class */
    YG_VEC(entry) entries;
};

static uint32_t consonants_of(const uint8_t *letters, size_t n, size_t *ret_consonants) {
    uint32_t set = 0;
    *ret_consonants = 0;
    for (size_t i = 0; i < n; i++) {
        set |= UINT32_C(1) << yg_name_consonant(letters[i]);
        *ret_consonants += yg_name_consonant(letters[i]) != 0;
    }
    return set & ~UINT32_C(1);
}

/* So many of a token's consonants may be missing, and may be there in addition. */
static size_t missing_of(size_t consonants) {
    return consonants / 4;
}
static size_t extra_of(size_t consonants) {
    return consonants / 2;
}

yg_garble_index *yg_garble_index_make(const yg_names *names) {
    yg_garble_index *index = yg_alloc(1, sizeof *index);
    uint32_t *at = index->first;
    for (int round = 0; round < 2; round++) { /* counts, then puts each to its place */
        for (size_t i = 0; i < names->patterns.n; i++) {
            const yg_name_pattern *p = &names->patterns.at[i];
            size_t n;
            uint32_t set = consonants_of(p->letter, p->length, &n);
            if (p->length < YG_NAME_LOOSE_LETTERS || n < 2)
                continue;
            size_t slot = p->letter[0] * (size_t)COUNTS + n;
            if (round == 0) {
                at[slot + 1]++;
                yg_vec_push(&index->sets, 0);
                yg_vec_push(&index->entries, (entry){0});
                continue;
            }
            index->sets.at[at[slot]] = set;
            index->entries.at[at[slot]++] =
                (entry){.pattern = (uint32_t)i,
                        .length = p->length,
                        .edits = (uint8_t)(p->edits_segment + YG_NAME_LOOSE_EXTRA)};
        }
        for (size_t k = 0; round == 0 && k < LETTERS * COUNTS; k++)
            at[k + 1] += at[k];
    }
    memmove(at + 1, at, (LETTERS * COUNTS) * sizeof *at); /* each had moved on to the next one */
    at[0] = 0;
    return index;
}

void yg_garble_index_free(yg_garble_index *index) {
    if (!index)
        return;
    yg_vec_free(&index->sets);
    yg_vec_free(&index->entries);
    free(index);
}

size_t yg_garble_index_bytes(const yg_garble_index *index) {
    return sizeof *index + index->entries.cap * sizeof *index->entries.at;
}

/* A whole segment, as far as the index asks of it. */
typedef struct {
    uint32_t set; /* its consonants, by class */
    uint8_t start, length, consonants;
} segment;

enum { SEGMENTS_MOST = 128, SEGMENT_LONGEST = YG_NAME_TOKEN_MAX + YG_NAME_EDITS_MAX };
enum { VOWELS_MORE = 2 }; /* the most by which the numbers of vowels may differ */

/* Segments in the order of their first letters' places; those beyond max are left out (a name of
 * over a hundred pieces is no garbled brand). None reaches over a point: who stirs a brand's name
 * writes it in one label, and two words that ordinary names put into two ("docs.nginx") hold the
 * consonants of many a token. */
static size_t segments_of(const yg_name_text *text, segment *ret_segments, size_t max) {
    size_t found = 0;
    for (size_t start = 0; start < text->n; start++) {
        uint32_t set = 0;
        uint8_t consonants = 0;
        if (!yg_boundary(text, start))
            continue;
        for (size_t end = start + 1; end <= text->n && end - start <= SEGMENT_LONGEST; end++) {
            uint8_t class = yg_name_consonant(text->letter[end - 1]);
            if (end - 1 > start && yg_starts_label(text, end - 1))
                break;
            set |= UINT32_C(1) << class;
            consonants = (uint8_t)(consonants + (class != 0));
            if (yg_boundary(text, end) && found < max)
                ret_segments[found++] = (segment){set & ~UINT32_C(1), (uint8_t)start,
                                                  (uint8_t)(end - start), consonants};
        }
    }
    return found;
}

/* What is asked of the tokens that a segment may be. */
typedef struct {
    const yg_names *names;
    const yg_name_text *text;
    const segment *segment;
    bool is_ready;        /* at, which few segments need, is the segment's */
    uint64_t at[LETTERS]; /* bit i: consonant i of the segment passes for the letter */
    yg_name_matches *matches;
} question;

static void make_ready(question *q) {
    const segment *s = q->segment;
    size_t n = 0;
    uint64_t class_at[LETTERS] = {0};
    q->is_ready = true;
    for (size_t i = 0; i < s->length; i++) {
        uint8_t class = yg_name_consonant(q->text->letter[s->start + i]);
        class_at[class] |= n < 64 && class ? UINT64_C(1) << n : 0;
        n += class != 0;
    }
    for (uint8_t letter = 0; letter < LETTERS; letter++)
        q->at[letter] = class_at[yg_name_consonant(letter)];
}

/* The longest common subsequence of the consonants, bit by bit at once (Crochemore and others, "A
 * fast and practical bit-vector algorithm for the longest common subsequence problem", Information
 * Processing Letters 80, 2001). */
static size_t common_consonants(const question *q, const yg_name_pattern *p) {
    uint64_t v = ~UINT64_C(0);
    for (size_t i = 0; i < p->length; i++) {
        uint64_t u = v & q->at[p->letter[i] & (LETTERS - 1)];
        v = (v + u) | (v - u);
    }
    return yg_count_bits((uint32_t)~v) + yg_count_bits((uint32_t)(~v >> 32));
}

/* Could the segment be the token, garbled? Exact for segments of up to 64 consonants. */
static bool may_be(question *q, const entry *e, size_t consonants) {
    const segment *s = q->segment;
    int longer = s->length - e->length, more = s->consonants - (int)consonants;
    if (longer > e->edits || -longer > e->edits || longer - more > VOWELS_MORE ||
        more - longer > VOWELS_MORE)
        return false;
    if (s->consonants > 64)
        return true;
    if (!q->is_ready)
        make_ready(q);
    size_t common = common_consonants(q, &q->names->patterns.at[e->pattern]);
    return consonants - common <= missing_of(consonants) &&
           s->consonants - common <= extra_of(consonants);
}

static void take(const question *q, const entry *e) {
    yg_name_place places[YG_NAME_MAX];
    const yg_name_pattern *p = &q->names->patterns.at[e->pattern];
    const yg_name_token *token = &q->names->tokens.at[q->names->of_pattern.at[p->first]];
    size_t kept = 0;
    size_t placed = yg_name_places(p, q->text, e->edits, -1, places);
    for (size_t i = 0; i < placed; i++) {
        yg_name_match m = {.start = places[i].start, .end = places[i].end};
        if (yg_name_loose_is_plausible(q->text, token, &m))
            places[kept++] = places[i];
    }
    if (kept > 0)
        yg_name_add_places(q->names, p, places, kept, q->matches);
}

/* Tokens with so many consonants. */
static void find_of(question *q, size_t consonants) {
    const yg_garble_index *index = q->names->garble_index;
    uint8_t letter = q->text->letter[q->segment->start];
    const uint32_t *first = &index->first[letter * (size_t)COUNTS + consonants];
    const size_t missing = missing_of(consonants), extra = extra_of(consonants);
    const uint32_t set = q->segment->set;
    for (uint32_t k = first[0]; k < first[1]; k++) {
        uint32_t lack = index->sets.at[k] & ~set;
        for (size_t i = 0; i < missing; i++)
            lack &= lack - 1;
        if (lack == 0 && yg_count_bits(set & ~index->sets.at[k]) <= extra &&
            may_be(q, &index->entries.at[k], consonants))
            take(q, &index->entries.at[k]);
    }
}

size_t yg_name_find_garbled(const yg_names *names, const yg_name_text *text,
                            yg_name_match *ret_matches, size_t max) {
    yg_name_matches matches = {.at = ret_matches, .max = max};
    segment segments[SEGMENTS_MOST];
    if (max == 0 || text->n < YG_NAME_LOOSE_LETTERS / 2)
        return 0;
    question q;
    q.names = names;
    q.text = text;
    q.matches = &matches;
    size_t n = segments_of(text, segments, SEGMENTS_MOST);
    for (size_t i = 0; i < n; i++) {
        size_t own = segments[i].consonants, c = 2;
        while (c + extra_of(c) < own)
            c++;
        q.segment = &segments[i];
        q.is_ready = false;
        for (; c < COUNTS - 1 && c - missing_of(c) <= own; c++)
            find_of(&q, c);
    }
    return matches.n;
}
