/* STIX patterns of a watch list: texts in its notes, compiled when it is opened. */
#include "watch/watchlist_part.h"

/* missing (may be NULL): what no log has of what it asks for. *ret_can: it can be met all the same.
 */
static bool compile(yg_patterns *patterns, yg_str text, yg_buf *missing, bool *ret_can,
                    yg_error *err) {
    yg_stix_pattern tree = {0};
    bool done = yg_stix_pattern_parse(&tree, text, err) && yg_patterns_add(patterns, &tree, err);
    if (done && missing != NULL)
        *ret_can = yg_stix_pattern_can_be_met(&tree, missing);
    yg_stix_pattern_free(&tree);
    return done;
}

static void add_unmet(yg_gather *part, yg_str missing, bool is_kept) {
    part->counts.unmet += !is_kept;
    part->counts.unmet_part += is_kept;
    if (part->unmets.n < YG_WATCHLIST_REJECTS)
        yg_vec_push(&part->unmets,
                    ((yg_watchlist_unmet){yg_arena_copy(&part->arena, missing), is_kept}));
}

static void add(yg_gather *part, yg_str text, uint32_t fact) {
    yg_str copy = yg_arena_copy(&part->arena, text);
    yg_vec_push(&part->patterns, ((yg_gathered_pattern){copy, fact}));
    yg_map_put(&part->pattern_numbers, copy, NULL);
    part->pattern_bytes += text.n;
    part->counts.patterns++;
}

void yg_gather_pattern(yg_gather *part, yg_str text, uint32_t fact) {
    yg_error why = {0};
    YG_CLEANUP_BUF yg_buf missing = {0};
    bool can = true;
    if (yg_map_get(&part->pattern_numbers, text) != NULL) {
        part->counts.known++;
        return;
    }
    yg_patterns *alone = yg_patterns_make();
    bool fits = part->patterns.n >= YG_WATCHLIST_PATTERNS
                    ? yg_fail(&why, YG_ERR_LIMIT, "more than %d patterns", YG_WATCHLIST_PATTERNS)
                : part->pattern_bytes + text.n > YG_WATCHLIST_PATTERN_BYTES
                    ? yg_fail(&why, YG_ERR_LIMIT, "more than %d bytes of patterns altogether",
                              YG_WATCHLIST_PATTERN_BYTES)
                    : compile(alone, text, &missing, &can, &why);
    yg_patterns_free(alone);
    if (!fits) {
        yg_gather_reject(part, part->path.n > 0 ? part->path : YG_STR("STIX pattern"),
                         "this pattern cannot be looked for", 0, yg_str_of(why.text));
        return;
    }
    if (missing.n > 0)
        add_unmet(part, yg_buf_str(&missing), can);
    if (can)
        add(part, text, fact);
}

yg_patterns *yg_notes_compile(const yg_notes *notes) {
    yg_patterns *patterns = notes->patterns_n > 0 ? yg_patterns_make() : NULL;
    for (uint32_t i = 0; i < notes->patterns_n; i++) {
        /* Texts of a damaged cache: none may be left out, their numbers would not fit any more. */
        if (!compile(patterns, yg_notes_pattern(notes, i), NULL, NULL, NULL))
            compile(patterns, YG_STR("[x-unreadable:x = 0]"), NULL, NULL, NULL);
    }
    if (patterns != NULL)
        yg_patterns_index(patterns);
    return patterns;
}
