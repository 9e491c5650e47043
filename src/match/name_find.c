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

size_t yg_names_find_loose(const yg_names *names, const yg_name_text *text, unsigned extra_edits,
                           yg_name_match *ret_matches, size_t max) {
    yg_name_matches matches = {.at = ret_matches, .max = max};
    yg_name_place places[YG_NAME_MAX];
    uint32_t set = set_of(text, 0, text->n);
    if (extra_edits > YG_NAME_LOOSE_EXTRA)
        extra_edits = YG_NAME_LOOSE_EXTRA;
    for (size_t i = 0; i < names->patterns.n && text->n > 0; i++) {
        const yg_name_pattern *pattern = &names->patterns.at[i];
        int edits = pattern->edits_segment + (int)extra_edits;
        if (pattern->length < YG_NAME_LOOSE_LETTERS ||
            __builtin_popcount(pattern->set & ~set) > edits)
            continue;
        size_t n = yg_name_places(pattern, text, edits, -1, places);
        if (n > 0)
            yg_name_add_places(names, pattern, places, n, &matches);
    }
    return matches.n;
}
