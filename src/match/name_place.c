/* Where one token stands in a text: all spans within its distance by the bit-parallel form of
 * optimal string alignment (Hyyro, "A bit-vector algorithm for computing Levenshtein and Damerau
 * edit distances", Nordic Journal of Computing 10, 2003), and the choice among those that overlap.
 */
#include "match/name_index.h"

/* Spans of one start: lengths from length - edits to length + edits. */
enum { SPANS_MAX = YG_NAME_MAX * (2 * YG_NAME_EDITS_MAX + 1), SPANS_FEW = 128 };

typedef struct {
    uint32_t order; /* smaller is better: distance, sides, left, start, longer */
    uint8_t start, length;
} span;

static uint32_t order_of(unsigned distance, bool left, bool right, size_t start, size_t length) {
    unsigned sides = (left ? 0u : 2u) + (right ? 0u : 2u) - (left && !right ? 1u : 0u);
    return (uint32_t)distance << 20 | sides << 16 | (uint32_t)start << 8 | (uint32_t)(255 - length);
}

static size_t choose(span *spans, size_t n, const yg_name_text *text, yg_name_place *ret_places) {
    size_t chosen = 0;
    while (n > 0) {
        size_t best = 0, kept = 0;
        for (size_t i = 1; i < n; i++)
            best = spans[i].order < spans[best].order ? i : best;
        span taken = spans[best];
        uint16_t start = taken.start, end = (uint16_t)(start + taken.length);
        ret_places[chosen++] = (yg_name_place){.start = start,
                                               .end = end,
                                               .distance = (uint8_t)(taken.order >> 20),
                                               .left = yg_boundary(text, start),
                                               .right = yg_boundary(text, end)};
        for (size_t i = 0; i < n; i++) {
            if (spans[i].start >= end || spans[i].start + spans[i].length <= start)
                spans[kept++] = spans[i];
        }
        n = kept;
    }
    return chosen;
}

/* Everything that is asked of one pattern in one text. */
typedef struct {
    const yg_name_pattern *pattern;
    const yg_name_text *text;
    int edits_segment, edits_inside;
} question;

/* The pattern itself from start on, where no boundary is: no more can match there without edits. */
static inline bool is_exact(const question *q, size_t start) {
    return start + q->pattern->length <= q->text->n &&
           q->text->letter[start] == q->pattern->letter[0] &&
           memcmp(q->text->letter + start, q->pattern->letter, q->pattern->length) == 0;
}

static inline span span_of(const question *q, size_t start, size_t length, int distance) {
    bool left = yg_boundary(q->text, start), right = yg_boundary(q->text, start + length);
    return (span){.order = order_of((unsigned)distance, left, right, start, length),
                  .start = (uint8_t)start,
                  .length = (uint8_t)length};
}

/* All spans from start on; at[c]: where letter c stands in the pattern. */
static inline size_t spans_from(const question *q, const uint64_t at[32], size_t start,
                                span *ret_spans) {
    size_t found = 0, n = q->text->n, m = q->pattern->length;
    bool left = yg_boundary(q->text, start);
    uint64_t vp = ~UINT64_C(0), vn = 0, d0 = 0, before = 0, last = UINT64_C(1) << (m - 1);
    int most = left && q->edits_segment > q->edits_inside ? q->edits_segment : q->edits_inside;
    int distance = (int)m;
    for (size_t i = start; i < n && i - start < m + (size_t)most; i++) {
        uint64_t same = at[q->text->letter[i]];
        uint64_t swapped = ((~d0 & same) << 1) & before;
        d0 = ((((same & vp) + vp) ^ vp) | same | vn) | swapped;
        uint64_t hp = vn | ~(d0 | vp), hn = d0 & vp;
        distance += (hp & last) != 0;
        distance -= (hn & last) != 0;
        hp = hp << 1 | 1;
        vp = hn << 1 | ~(d0 | hp);
        vn = hp & d0;
        before = same;
        if (distance > most)
            continue;
        if (distance <= q->edits_inside || (left && yg_boundary(q->text, i + 1)))
            ret_spans[found++] = span_of(q, start, i + 1 - start, distance);
    }
    return found;
}

/* Segments from a boundary on that are a short pattern, or one edit from it. */
static inline size_t short_segments(const question *q, size_t start, uint64_t packed,
                                    span *ret_spans) {
    size_t found = 0, m = q->pattern->length;
    for (size_t length = m - 1; length <= m + 1 && start + length <= q->text->n; length++) {
        if (length == 0 || !yg_boundary(q->text, start + length))
            continue;
        uint64_t key = yg_pack(q->text->letter + start, length);
        if (key == packed ? q->edits_inside < 0
                          : q->edits_segment > 0 && yg_is_one_edit(key, packed))
            ret_spans[found++] = span_of(q, start, length, key == packed ? 0 : 1);
    }
    return found;
}

/* Patterns of at most eight letters, one edit as a segment and none inside: nearly all that are
 * looked up. Nothing is aligned then. */
static inline size_t short_spans(const question *q, span *ret_spans) {
    const uint8_t *letters = q->text->letter;
    size_t found = 0, m = q->pattern->length, n = q->text->n;
    uint64_t first, window, mask = ~UINT64_C(0) >> (64 - 8 * m), packed;
    memcpy(&first, q->pattern->letter, 8);
    packed = yg_pack(q->pattern->letter, m);
    for (size_t start = 0; start + m <= n && q->edits_inside == 0; start++) {
        memcpy(&window, letters + start, 8);
        if (((window ^ first) & mask) == 0)
            ret_spans[found++] = span_of(q, start, m, 0);
    }
    for (size_t word = 0; word * 64 < n; word++) {
        uint64_t starts = q->text->boundary[word];
        for (; starts != 0; starts &= starts - 1) {
            size_t start = word * 64 + (size_t)__builtin_ctzll(starts);
            found += short_segments(q, start, packed, ret_spans + found);
        }
    }
    return found;
}

/* Marks where spans may begin: the same alignment with a free start tells where one may end, once
 * over the text instead of once for each start. */
static inline bool mark_starts(const question *q, const uint64_t at[32], int edits,
                               uint8_t *ret_starts) {
    size_t n = q->text->n, m = q->pattern->length;
    uint64_t vp = ~UINT64_C(0), vn = 0, d0 = 0, before = 0, last = UINT64_C(1) << (m - 1);
    int distance = (int)m;
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        uint64_t same = at[q->text->letter[i]];
        uint64_t swapped = ((~d0 & same) << 1) & before;
        d0 = ((((same & vp) + vp) ^ vp) | same | vn) | swapped;
        uint64_t hp = vn | ~(d0 | vp), hn = d0 & vp;
        distance += (hp & last) != 0;
        distance -= (hn & last) != 0;
        hp <<= 1;
        vp = hn << 1 | ~(d0 | hp);
        vn = hp & d0;
        before = same;
        if (distance > edits)
            continue;
        size_t longest = m + (size_t)edits, shortest = m - (size_t)edits;
        size_t from = i + 1 > longest ? i + 1 - longest : 0;
        if (!any)
            memset(ret_starts, 0, n);
        any = true;
        for (size_t start = from; start + shortest <= i + 1; start++)
            ret_starts[start] = 1;
    }
    return any;
}

static inline size_t all_spans(const question *q, span *ret_spans) {
    if (q->pattern->length <= 8 && q->edits_segment <= 1 && q->edits_inside <= 0)
        return short_spans(q, ret_spans);
    uint64_t at[32] = {0};
    size_t found = 0, m = q->pattern->length;
    for (size_t i = 0; i < m; i++)
        at[q->pattern->letter[i]] |= UINT64_C(1) << i;
    int edits = q->edits_segment > q->edits_inside ? q->edits_segment : q->edits_inside;
    uint8_t starts[YG_NAME_MAX];
    if (!mark_starts(q, at, edits, starts))
        return 0;
    for (size_t start = 0; start < q->text->n; start++) {
        if (starts[start] == 0)
            continue;
        if (q->edits_inside > 0 || yg_boundary(q->text, start))
            found += spans_from(q, at, start, ret_spans + found);
        else if (q->edits_inside == 0 && is_exact(q, start))
            ret_spans[found++] = span_of(q, start, m, 0);
    }
    return found;
}

static __attribute__((noinline)) size_t places_of_many(const question *q,
                                                       yg_name_place *ret_places) {
    span spans[SPANS_MAX];
    return choose(spans, all_spans(q, spans), q->text, ret_places);
}

size_t yg_name_places(const yg_name_pattern *pattern, const yg_name_text *text, int edits_segment,
                      int edits_inside, yg_name_place *ret_places) {
    question q = {pattern, text, edits_segment, edits_inside};
    int most = edits_segment > edits_inside ? edits_segment : edits_inside;
    span spans[SPANS_FEW];
    if ((size_t)text->n * (size_t)(2 * most + 1) > SPANS_FEW)
        return places_of_many(&q, ret_places);
    return choose(spans, all_spans(&q, spans), text, ret_places);
}

static bool is_before(const yg_name_match *a, const yg_name_match *b) {
    if (a->token != b->token)
        return a->token < b->token;
    return a->start != b->start ? a->start < b->start : a->end < b->end;
}

void yg_name_add_match(yg_name_matches *matches, yg_name_match match) {
    size_t i = matches->n;
    while (i > 0 && is_before(&match, &matches->at[i - 1]))
        i--;
    if (i > 0 && !is_before(&matches->at[i - 1], &match))
        return; /* there already */
    if (matches->n == matches->max) {
        matches->more = true;
        if (i == matches->n)
            return;
        matches->n--;
    }
    memmove(matches->at + i + 1, matches->at + i, (matches->n - i) * sizeof *matches->at);
    matches->at[i] = match;
    matches->n++;
}

void yg_name_add_places(const yg_names *names, const yg_name_pattern *pattern,
                        const yg_name_place *places, size_t n, yg_name_matches *matches) {
    for (size_t i = 0; i < pattern->n; i++) {
        for (size_t j = 0; j < n; j++) {
            yg_name_add_match(matches,
                              (yg_name_match){.token = names->of_pattern.at[pattern->first + i],
                                              .start = places[j].start,
                                              .end = places[j].end,
                                              .distance = places[j].distance,
                                              .left = places[j].left,
                                              .right = places[j].right});
        }
    }
}
