#include "match/name_garble_part.h"

#include "match/name_fold.h"

enum { LETTERS = YG_GARBLE_LETTERS, COUNTS = YG_GARBLE_COUNTS };

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

/* The rows of one entry. */
static void put_rows(yg_garble_index *index, size_t at, const yg_name_pattern *p) {
    const yg_garble_entry *e = &index->entries.at[at];
    uint8_t *to = index->rows + at;
    const size_t stride = index->stride, n = e->consonants;
    size_t row = 0;
    for (size_t i = 0; i < p->length && row < YG_GARBLE_ROWS; i++) {
        uint8_t class = yg_name_consonant(p->letter[i]);
        if (class != 0)
            to[row++ * stride] = class;
    }
    to[YG_GARBLE_NEED * stride] = (uint8_t)(n - missing_of(n));
    to[YG_GARBLE_EXTRA * stride] = (uint8_t)extra_of(n);
    to[YG_GARBLE_LENGTH * stride] = p->length;
    to[YG_GARBLE_VOWEL * stride] = (uint8_t)(p->length - n);
    to[YG_GARBLE_EDITS * stride] = e->edits;
}

/* Which numbers of consonants a token may have that a segment of so many is. */
static void put_ranges(yg_garble_index *index, const uint32_t first[LETTERS * COUNTS + 1]) {
    for (size_t own = 2; own <= YG_GARBLE_LONGEST; own++) {
        size_t fewest = 2, most = own < COUNTS - 2 ? own : COUNTS - 2;
        while (fewest + extra_of(fewest) < own)
            fewest++;
        while (most < COUNTS - 2 && most + 1 - missing_of(most + 1) <= own)
            most++;
        for (size_t letter = 0; letter < LETTERS; letter++)
            index->ranges[letter][own] = (yg_garble_range){first[letter * COUNTS + fewest],
                                                           first[letter * COUNTS + most + 1]};
    }
}

yg_garble_index *yg_garble_index_make(const yg_names *names) {
    yg_garble_index *index = yg_alloc(1, sizeof *index);
    uint32_t first[LETTERS * COUNTS + 1] = {0}, *at = first;
    index->names = names;
    index->sift = yg_garble_sift_best();
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
                yg_vec_push(&index->entries, (yg_garble_entry){0});
                continue;
            }
            index->entries.at[at[slot]] =
                (yg_garble_entry){.set = set,
                                  .pattern = (uint32_t)i,
                                  .length = p->length,
                                  .consonants = (uint8_t)n,
                                  .edits = (uint8_t)(p->edits_segment + YG_NAME_LOOSE_EXTRA)};
            put_rows(index, at[slot]++, p);
        }
        for (size_t k = 0; round == 0 && k < LETTERS * COUNTS; k++)
            at[k + 1] += at[k];
        if (round == 0) {
            index->stride = index->entries.n + YG_GARBLE_BLOCK;
            index->rows = yg_alloc(YG_GARBLE_ALL_ROWS, index->stride);
        }
    }
    memmove(at + 1, at, (LETTERS * COUNTS) * sizeof *at); /* each had moved on to the next one */
    at[0] = 0;
    put_ranges(index, first);
    return index;
}

void yg_garble_index_free(yg_garble_index *index) {
    if (!index)
        return;
    yg_vec_free(&index->entries);
    free(index->rows);
    free(index);
}

size_t yg_garble_index_bytes(const yg_garble_index *index) {
    return sizeof *index + index->entries.cap * sizeof *index->entries.at +
           index->stride * YG_GARBLE_ALL_ROWS;
}

enum { SEGMENTS_MOST = 128, SEGMENT_LONGEST = YG_GARBLE_LONGEST };

/* What stands between two boundaries next to each other. */
static size_t pieces_of(const yg_name_text *text, yg_garble_segment *ret_pieces) {
    size_t found = 0, start = 0;
    while (start < text->n && !yg_boundary(text, start))
        start++;
    while (start < text->n) {
        yg_garble_segment piece = {.start = (uint8_t)start};
        size_t end = start;
        do {
            uint8_t class = yg_name_consonant(text->letter[end++]);
            piece.set |= UINT32_C(1) << class;
            piece.consonants = (uint8_t)(piece.consonants + (class != 0));
        } while (end < text->n && !yg_boundary(text, end));
        piece.set &= ~UINT32_C(1);
        piece.length = (uint8_t)(end - start);
        ret_pieces[found++] = piece;
        start = end;
    }
    return found;
}

/* Segments in the order of their first letters' places; those beyond max are left out (a name of
 * over a hundred pieces is no garbled brand). None reaches over a point: who stirs a brand's name
 * writes it in one label, and two words that ordinary names put into two ("docs.nginx") hold the
 * consonants of many a token. */
static size_t segments_of(const yg_name_text *text, yg_garble_segment *ret_segments, size_t max) {
    yg_garble_segment pieces[YG_NAME_MAX];
    size_t found = 0, n = pieces_of(text, pieces);
    for (size_t i = 0; i < n; i++) {
        yg_garble_segment s = pieces[i];
        for (size_t k = i + 1; s.length <= SEGMENT_LONGEST; k++) {
            if (found < max)
                ret_segments[found++] = s;
            if (k == n || s.length + pieces[k].length > SEGMENT_LONGEST ||
                yg_starts_label(text, pieces[k].start))
                break;
            s.set |= pieces[k].set;
            s.length = (uint8_t)(s.length + pieces[k].length);
            s.consonants = (uint8_t)(s.consonants + pieces[k].consonants);
        }
    }
    return found;
}

/* Letters of a segment: bit i of at[c] where letter i is c, or of that class. */
static void put_places(const yg_name_text *text, const yg_garble_segment *s, bool by_class,
                       uint64_t ret_at[LETTERS]) {
    size_t n = 0;
    memset(ret_at, 0, LETTERS * sizeof *ret_at);
    for (size_t i = 0; i < s->length && n < 64; i++) {
        uint8_t letter = text->letter[s->start + i] & (LETTERS - 1);
        uint8_t c = by_class ? yg_name_consonant(letter) : letter;
        ret_at[c] |= UINT64_C(1) << n;
        n += c != 0;
    }
    ret_at[0] = 0;
}

/* The longest common subsequence of the consonants, bit by bit at once (Crochemore and others, "A
 * fast and practical bit-vector algorithm for the longest common subsequence problem", Information
 * Processing Letters 80, 2001). */
static size_t common_consonants(const uint64_t at[LETTERS], const yg_name_pattern *p) {
    uint64_t v = ~UINT64_C(0);
    for (size_t i = 0; i < p->length; i++) {
        uint64_t u = v & at[yg_name_consonant(p->letter[i])];
        v = (v + u) | (v - u);
    }
    return yg_count_bits((uint32_t)~v) + yg_count_bits((uint32_t)(~v >> 32));
}

/* By what can be said without looking at the letters' order. */
static bool is_alike(const yg_garble_segment *s, const yg_garble_entry *e) {
    uint32_t lack = e->set & ~s->set;
    int longer = s->length - e->length, more = s->consonants - (int)e->consonants;
    for (size_t i = 0; i < missing_of(e->consonants); i++)
        lack &= lack - 1;
    return lack == 0 && yg_count_bits(s->set & ~e->set) <= extra_of(e->consonants) &&
           longer <= e->edits && -longer <= e->edits && longer - more <= YG_GARBLE_VOWELS &&
           more - longer <= YG_GARBLE_VOWELS;
}

uint32_t yg_garble_sift_plain(yg_garble_question *q, size_t from, size_t n) {
    const yg_garble_segment *s = &q->segment;
    uint32_t may = 0;
    for (size_t i = 0; i < n; i++) {
        const yg_garble_entry *e = &q->index->entries.at[from + i];
        if (!is_alike(s, e))
            continue;
        if (!q->is_ready)
            put_places(q->text, s, true, q->at.bits);
        q->is_ready = true;
        size_t common = common_consonants(q->at.bits, &q->index->names->patterns.at[e->pattern]);
        if (s->consonants > 64 || (common + missing_of(e->consonants) >= e->consonants &&
                                   common + extra_of(e->consonants) >= s->consonants))
            may |= UINT32_C(1) << i;
    }
    return may;
}

/* By optimal string alignment, as in match/name_place.c, with the segment's letters as bits. */
static int distance_of(const uint64_t at[LETTERS], const yg_garble_segment *s,
                       const yg_name_pattern *p) {
    uint64_t vp = ~UINT64_C(0), vn = 0, d0 = 0, before = 0;
    uint64_t last = UINT64_C(1) << (s->length - 1);
    int distance = s->length;
    for (size_t i = 0; i < p->length; i++) {
        uint64_t same = at[p->letter[i] & (LETTERS - 1)];
        uint64_t swapped = ((~d0 & same) << 1) & before;
        d0 = ((((same & vp) + vp) ^ vp) | same | vn) | swapped;
        uint64_t hp = vn | ~(d0 | vp), hn = d0 & vp;
        distance += (hp & last) != 0;
        distance -= (hn & last) != 0;
        hp = hp << 1 | 1;
        vp = hn << 1 | ~(d0 | hp);
        vn = hp & d0;
        before = same;
    }
    return distance;
}

static void take(const yg_names *names, const yg_name_text *text, const yg_garble_entry *e,
                 yg_name_matches *matches) {
    yg_name_place places[YG_NAME_MAX];
    const yg_name_pattern *p = &names->patterns.at[e->pattern];
    const yg_name_token *token = &names->tokens.at[names->of_pattern.at[p->first]];
    size_t kept = 0;
    size_t placed = yg_name_places(p, text, e->edits, -1, places);
    for (size_t i = 0; i < placed; i++) {
        yg_name_match m = {.start = places[i].start, .end = places[i].end};
        if (yg_name_loose_is_plausible(text, token, &m))
            places[kept++] = places[i];
    }
    if (kept > 0)
        yg_name_add_places(names, p, places, kept, matches);
}

/* What find_of works with. */
typedef struct {
    yg_garble_sift *sift;
    yg_name_matches *matches;
    bool is_only; /* there is no other segment */
} finding;

/* The only segment is the only place, and the sieve has found it plausible. */
static void take_only(const yg_garble_question *q, const yg_garble_entry *e, int distance,
                      yg_name_matches *matches) {
    const yg_garble_segment *s = &q->segment;
    yg_name_place place = {.start = s->start,
                           .end = (uint16_t)(s->start + s->length),
                           .distance = (uint8_t)distance,
                           .left = true,
                           .right = true};
    yg_name_add_places(q->index->names, &q->index->names->patterns.at[e->pattern], &place, 1,
                       matches);
}

/* Tokens that the segment may be. */
static void find_of(const finding *f, yg_garble_question *q) {
    const yg_garble_index *index = q->index;
    const yg_garble_segment *s = &q->segment;
    const yg_garble_range range =
        index->ranges[q->text->letter[s->start] & (LETTERS - 1)][s->consonants];
    uint64_t at[LETTERS];
    bool is_ready = false;
    for (size_t k = range.first; k < range.end; k += YG_GARBLE_BLOCK) {
        size_t n = range.end - k < YG_GARBLE_BLOCK ? range.end - k : YG_GARBLE_BLOCK;
        uint32_t may = f->sift(q, k, n);
        for (; may != 0; may &= may - 1) {
            const yg_garble_entry *e = &index->entries.at[k + (size_t)__builtin_ctz(may)];
            if (s->length > 64) {
                take(index->names, q->text, e, f->matches);
                continue;
            }
            if (!is_ready)
                put_places(q->text, s, false, at);
            is_ready = true;
            int distance = distance_of(at, s, &index->names->patterns.at[e->pattern]);
            if (distance > e->edits)
                continue;
            if (f->is_only)
                take_only(q, e, distance, f->matches);
            else
                take(index->names, q->text, e, f->matches);
        }
    }
}

size_t yg_name_find_garbled_by(yg_garble_sift *sift, const yg_names *names,
                               const yg_name_text *text, yg_name_match *ret_matches, size_t max) {
    yg_name_matches matches = {.at = ret_matches, .max = max};
    yg_garble_segment segments[SEGMENTS_MOST];
    yg_garble_question q;
    if (max == 0 || text->n < YG_NAME_LOOSE_LETTERS / 2)
        return 0;
    q.index = names->garble_index;
    q.text = text;
    size_t n = segments_of(text, segments, SEGMENTS_MOST);
    const finding f = {.sift = sift, .matches = &matches, .is_only = n == 1};
    for (size_t i = 0; i < n; i++) {
        q.segment = segments[i];
        q.is_ready = false;
        find_of(&f, &q);
    }
    return matches.n;
}

size_t yg_name_find_garbled(const yg_names *names, const yg_name_text *text,
                            yg_name_match *ret_matches, size_t max) {
    return yg_name_find_garbled_by(names->garble_index->sift, names, text, ret_matches, max);
}
