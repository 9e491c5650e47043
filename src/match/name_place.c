/* Where one token stands in a text: all spans within its distance by the bit-parallel form of
 * optimal string alignment (Hyyro, "A bit-vector algorithm for computing Levenshtein and Damerau
 * edit distances", Nordic Journal of Computing 10, 2003), and the choice among those that overlap.
 */
#include "match/name_fold.h"
#include "match/name_table.h"

/* Spans of one start: lengths from length - edits to length + edits. */
enum { SPANS_MAX = YG_NAME_MAX * (2 * YG_NAME_EDITS_MAX + 1) };

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

size_t yg_name_places(const yg_name_pattern *pattern, const yg_name_text *text, int edits_segment,
                      int edits_inside, yg_name_place *ret_places) {
    span spans[SPANS_MAX];
    uint64_t at[32] = {0}, last = UINT64_C(1) << (pattern->length - 1);
    size_t found = 0, n = text->n, m = pattern->length;
    int edits = edits_segment > edits_inside ? edits_segment : edits_inside;
    for (size_t i = 0; i < m; i++)
        at[pattern->letter[i]] |= UINT64_C(1) << i;
    for (size_t start = 0; start < n; start++) {
        bool left = yg_boundary(text, start);
        if (!left && edits_inside < 0)
            continue;
        uint64_t vp = ~UINT64_C(0), vn = 0, d0 = 0, before = 0;
        int distance = (int)m, allowed = left ? edits : edits_inside;
        for (size_t i = start; i < n && i - start < m + (size_t)allowed; i++) {
            uint64_t same = at[text->letter[i]];
            uint64_t swapped = ((~d0 & same) << 1) & before;
            d0 = ((((same & vp) + vp) ^ vp) | same | vn) | swapped;
            uint64_t hp = vn | ~(d0 | vp), hn = d0 & vp;
            distance += (hp & last) != 0;
            distance -= (hn & last) != 0;
            hp = hp << 1 | 1;
            vp = hn << 1 | ~(d0 | hp);
            vn = hp & d0;
            before = same;
            bool right = yg_boundary(text, i + 1);
            if (distance > allowed ||
                (distance > edits_inside && !(left && right && distance <= edits_segment)))
                continue;
            size_t length = i + 1 - start;
            spans[found++] =
                (span){.order = order_of((unsigned)distance, left, right, start, length),
                       .start = (uint8_t)start,
                       .length = (uint8_t)length};
        }
    }
    return choose(spans, found, text, ret_places);
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
