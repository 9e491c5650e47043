/* The walk over spans and grams that all forms of the filters share. Included once by each form,
 * which defines before:
 *
 *   WALK: what stands in front of a function
 *   pack(letters, n): as yg_pack
 *   near_lanes(index, key): keys of a span that may be known, a bit a lane
 *   far_probes(index, key, length, set): far pieces that may be known, a bit a probe
 *   gram_hits(index, letters, set): of 8 letters from there on, where a gram may begin
 *   letter_set(letters, n), key_set(key): the letters that occur */
WALK void filter_span(yg_candidates *c, size_t start, size_t length) {
    const yg_name_index *index = c->names->index;
    uint64_t key = pack(c->text->letter + start, length);
    uint32_t lanes = 0, probes = 0, set = 0;
    if (length <= YG_NEAR_SPAN)
        lanes = near_lanes(index, key) & ((2u << length) - 1);
    if (length >= YG_FAR_SPAN_LEAST) {
        set = length == c->text->n ? c->set : key_set(key);
        probes = far_probes(index, key, length, set);
    }
    if (__builtin_expect((lanes | probes) != 0, 0)) {
        yg_candidates_near(c, key, lanes);
        yg_candidates_far(c, key, length, probes, set);
    }
}

/* Bits of 64 boundaries from i on. */
WALK uint64_t boundaries_from(const yg_name_text *text, size_t i) {
    uint64_t low = text->boundary[i >> 6] >> (i & 63);
    return (i & 63) == 0 ? low : low | text->boundary[(i >> 6) + 1] << (64 - (i & 63));
}

/* Every span between two boundaries that the near or the far tables can know. */
WALK void filter_spans(yg_candidates *c) {
    const yg_name_text *text = c->text;
    for (size_t word = 0; word * 64 < text->n; word++) {
        uint64_t starts = text->boundary[word];
        for (; starts != 0; starts &= starts - 1) {
            size_t start = word * 64 + (size_t)__builtin_ctzll(starts);
            uint64_t ends = boundaries_from(text, start) & ((2u << YG_FAR_SPAN_MOST) - 4);
            for (; ends != 0; ends &= ends - 1)
                filter_span(c, start, (size_t)__builtin_ctzll(ends));
        }
    }
}

WALK void filter_grams(yg_candidates *c) {
    const yg_name_index *index = c->names->index;
    size_t n = c->text->n;
    for (size_t i = 0; i + 4 <= n; i += 8) {
        uint32_t hits = gram_hits(index, c->text->letter + i, c->set);
        for (; __builtin_expect(hits != 0, 0); hits &= hits - 1)
            yg_candidates_gram(c, i + (size_t)__builtin_ctz(hits));
    }
}

WALK void filter_text(yg_candidates *c) {
    c->set = letter_set(c->text->letter, c->text->n);
    filter_spans(c);
    filter_grams(c);
}
