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
