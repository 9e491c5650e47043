/* The finder (match/names.h). */
#include "match/name_index.h"

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

/* A whole segment: what the loose search asks of it before it aligns anything. */
typedef struct {
    uint32_t set;
    uint8_t length;
} segment;

enum { SEGMENTS_MOST = 256, SEGMENT_LONGEST = YG_NAME_TOKEN_MAX + YG_NAME_EDITS_MAX };

/* All segments of a text; more than max: 0, and everything must be asked. */
static size_t segments_of(const yg_name_text *text, segment *ret_segments, size_t max) {
    size_t found = 0;
    for (size_t start = 0; start < text->n; start++) {
        uint32_t set = 0;
        if (!yg_boundary(text, start))
            continue;
        for (size_t end = start + 1; end <= text->n && end - start <= SEGMENT_LONGEST; end++) {
            set |= UINT32_C(1) << text->letter[end - 1];
            if (!yg_boundary(text, end))
                continue;
            if (found == max)
                return 0;
            ret_segments[found++] = (segment){set, (uint8_t)(end - start)};
        }
    }
    return found;
}

/* Each letter that one has and the other lacks costs an edit, and so does each letter of length. */
static bool may_be_any(const yg_name_pattern *pattern, unsigned edits, const segment *segments,
                       size_t n) {
    for (size_t i = 0; i < n; i++) {
        unsigned longer = (unsigned)segments[i].length + edits - pattern->length;
        if (longer <= 2 * edits && yg_count_bits(pattern->set & ~segments[i].set) <= edits &&
            yg_count_bits(segments[i].set & ~pattern->set) <= edits)
            return true;
    }
    return n == 0;
}

size_t yg_names_find_loose(const yg_names *names, const yg_name_text *text, unsigned extra_edits,
                           yg_name_match *ret_matches, size_t max) {
    yg_name_matches matches = {.at = ret_matches, .max = max};
    yg_name_place places[YG_NAME_MAX];
    segment segments[SEGMENTS_MOST];
    size_t segments_n = segments_of(text, segments, SEGMENTS_MOST);
    if (extra_edits > YG_NAME_LOOSE_EXTRA)
        extra_edits = YG_NAME_LOOSE_EXTRA;
    for (size_t i = 0; i < names->patterns.n && text->n > 0; i++) {
        const yg_name_pattern *pattern = &names->patterns.at[i];
        unsigned edits = pattern->edits_segment + extra_edits;
        if (pattern->length < YG_NAME_LOOSE_LETTERS ||
            !may_be_any(pattern, edits, segments, segments_n))
            continue;
        size_t n = yg_name_places(pattern, text, (int)edits, -1, places);
        if (n > 0)
            yg_name_add_places(names, pattern, places, n, &matches);
    }
    return matches.n;
}
