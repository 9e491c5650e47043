/* The finder (match/names.h). */
#include "match/name_index.h"

/* Letters that occur between start and end. */
static uint32_t set_of(const yg_name_text *text, size_t start, size_t end) {
    uint32_t set = 0;
    for (size_t i = start; i < end; i++)
        set |= UINT32_C(1) << text->letter[i];
    return set;
}

size_t yg_names_find_by(yg_name_filter *filter, const yg_names *names, const yg_name_text *text,
                        yg_name_match *ret_matches, size_t max, bool *ret_more) {
    yg_name_matches matches = {.at = ret_matches, .max = max};
    yg_candidates candidates;
    candidates.names = names;
    candidates.text = text;
    candidates.matches = &matches;
    candidates.n = 0;
    filter(&candidates);
    if (text->has_idn)
        yg_name_find_signs(names, text, &matches);
    *ret_more = matches.more;
    return matches.n;
}

size_t yg_names_find(const yg_names *names, const yg_name_text *text, yg_name_match *ret_matches,
                     size_t max, bool *ret_more) {
    return yg_names_find_by(names->filter, names, text, ret_matches, max, ret_more);
}

/* Bit i: there is a segment of i letters, i < 64. */
static uint64_t segment_lengths(const yg_name_text *text) {
    uint64_t lengths = 0;
    for (size_t start = 0; start < text->n; start++) {
        size_t word = start >> 6, shift = start & 63;
        if (!yg_boundary(text, start))
            continue;
        uint64_t ends = text->boundary[word] >> shift;
        if (shift != 0)
            ends |= text->boundary[word + 1] << (64 - shift);
        lengths |= ends & ~UINT64_C(1);
    }
    return lengths;
}

/* Is there a segment that is at most so many letters longer or shorter? A token has at most 63, so
 * that the longer ones are seen one by one. */
static bool has_length(uint64_t lengths, size_t length, size_t edits) {
    size_t least = length - edits, most = length + edits;
    if (most >= 64)
        return true;
    return (lengths >> least & ((UINT64_C(2) << (most - least)) - 1)) != 0;
}

size_t yg_names_find_loose(const yg_names *names, const yg_name_text *text, unsigned extra_edits,
                           yg_name_match *ret_matches, size_t max) {
    yg_name_matches matches = {.at = ret_matches, .max = max};
    yg_name_place places[YG_NAME_MAX];
    uint32_t set = set_of(text, 0, text->n);
    uint64_t lengths = segment_lengths(text);
    if (extra_edits > YG_NAME_LOOSE_EXTRA)
        extra_edits = YG_NAME_LOOSE_EXTRA;
    for (size_t i = 0; i < names->patterns.n && text->n > 0; i++) {
        const yg_name_pattern *pattern = &names->patterns.at[i];
        unsigned edits = pattern->edits_segment + extra_edits;
        if (pattern->length < YG_NAME_LOOSE_LETTERS ||
            !has_length(lengths, pattern->length, edits) ||
            (unsigned)__builtin_popcount(pattern->set & ~set) > edits)
            continue;
        size_t n = yg_name_places(pattern, text, (int)edits, -1, places);
        if (n > 0)
            yg_name_add_places(names, pattern, places, n, &matches);
    }
    return matches.n;
}
