/* The fuzz target of STIX patterns: the lines up to an empty one are patterns, the rest is a log.
 * What is met is the same by the index and by trying every bracket on every record; what is
 * remembered can be saved and taken up; and the log, taken for such a state, harms nothing. */
#include <stdint.h>
#include <stdio.h>

#include "base/hash.h"
#include "event/observed.h"
#include "match/pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void need(bool held, const char *what) {
    if (held)
        return;
    fprintf(stderr, "broken: %s\n", what);
    __builtin_trap();
}

static size_t add_patterns(yg_patterns *patterns, yg_str *text) {
    yg_str line;
    while (yg_str_split(text, '\n', &line) && line.n > 0 && yg_patterns_count(patterns) < 50) {
        yg_stix_pattern tree = {0};
        yg_error err = {0};
        if (!yg_stix_pattern_parse(&tree, line, &err))
            need(err.code != YG_OK && err.text[0] != '\0', "no reason");
        else
            (void)yg_patterns_add(patterns, &tree, &err);
        yg_stix_pattern_free(&tree);
    }
    return yg_patterns_count(patterns);
}

static void count(void *self, uint32_t pattern, const uint64_t *ids, size_t n) {
    *(uint64_t *)self = *(uint64_t *)self * 31 + pattern + ids[n - 1] + n;
}

typedef struct {
    uint64_t met, told;
    bool is_judged; /* nothing was given up */
} outcome;

static size_t past(yg_str text, size_t at) {
    while (at < text.n && (text.p[at] == '\n' || text.p[at] == '\r'))
        at++;
    return at;
}

/* A matcher goes on with what the one before it saved. */
static void hand_over(yg_pattern_matcher **matcher, const yg_patterns *patterns) {
    YG_CLEANUP_BUF yg_buf saved = {0};
    uint64_t next;
    yg_pattern_matcher_save(*matcher, 1 << 20, &saved);
    yg_pattern_matcher_free(*matcher);
    *matcher = yg_pattern_matcher_make(patterns, NULL);
    need(yg_pattern_matcher_load(*matcher, yg_buf_str(&saved), &next, NULL), "its own state");
}

static outcome run(const yg_patterns *p, bool is_indexed, const yg_log_form *form, yg_str block) {
    yg_pattern_scratch *scratch = yg_pattern_scratch_make(p);
    yg_pattern_matcher *matcher = yg_pattern_matcher_make(p, NULL);
    yg_log_record record = {0};
    yg_observation o = {0};
    yg_log_walk walk = {0};
    outcome out = {0};
    size_t n = 0, signs_n = 0, at = past(block, 0);
    const yg_pattern_sign *signs =
        is_indexed ? yg_patterns_look(p, scratch, block, &signs_n) : NULL;
    for (;;) {
        if (is_indexed && !yg_patterns_ask_all(p))
            at = signs_n > 0 ? signs->at : block.n;
        if (at >= block.n)
            break;
        yg_str text = yg_log_walk_to(form, &walk, block, at);
        size_t end = text.p != NULL ? (size_t)(text.p - block.p) + text.n : at, here = 0;
        end = end > at ? end : at + 1;
        while (here < signs_n && signs[here].at < end)
            here++;
        yg_log_record_read(form, text, &record);
        yg_observe(&record, &o);
        const uint32_t *met = is_indexed ? yg_patterns_test_signs(p, scratch, &o, signs, here, &n)
                                         : yg_patterns_test(p, scratch, &o, &n);
        uint64_t place = (uint64_t)(text.p - block.p);
        for (size_t i = 0; i < n; i++)
            out.met = out.met * 31 + place * 1000 + met[i];
        yg_pattern_matcher_put(matcher, met, n, (yg_pattern_seen){o.time_us, place, place % 3},
                               count, &out.told);
        if (is_indexed && n > 0)
            hand_over(&matcher, p);
        signs = here > 0 ? signs + here : signs;
        signs_n -= here;
        at = past(block, end);
    }
    out.is_judged = yg_pattern_scratch_given_up(scratch) == 0;
    yg_pattern_scratch_free(scratch);
    yg_pattern_matcher_free(matcher);
    yg_log_record_free(&record);
    yg_observation_free(&o);
    return out;
}

/* Any bytes as a state, with the digest that makes them one. */
static void load_anything(const yg_patterns *patterns, yg_str bytes) {
    YG_CLEANUP_BUF yg_buf state = {0};
    unsigned char digest[YG_HASH128_BYTES];
    yg_pattern_matcher *matcher = yg_pattern_matcher_make(patterns, NULL);
    uint64_t next, told = 0;
    yg_buf_addz(&state, "yagura-patterns-01\n");
    yg_buf_add(&state, bytes);
    yg_hash128(yg_buf_str(&state), digest);
    yg_buf_add(&state, (yg_str){(const char *)digest, sizeof digest});
    (void)yg_pattern_matcher_load(matcher, yg_buf_str(&state), &next, NULL);
    const uint32_t met[] = {0};
    yg_pattern_matcher_put(matcher, met, 1, (yg_pattern_seen){1, UINT64_MAX, 0}, count, &told);
    yg_pattern_matcher_free(matcher);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    if (n > 20000)
        return 0;
    yg_str text = {(const char *)data, n}, log = text;
    yg_patterns *plain = yg_patterns_make(), *indexed = yg_patterns_make();
    if (add_patterns(plain, &text) > 0) {
        add_patterns(indexed, &log);
        yg_patterns_index(indexed);
        yg_log_form *form = yg_log_form_open(log);
        outcome a = run(plain, false, form, log), b = run(indexed, true, form, log);
        need(!a.is_judged || !b.is_judged || (a.met == b.met && a.told == b.told),
             "the index says otherwise");
        yg_log_form_free(form);
        load_anything(plain, log);
    }
    yg_patterns_free(plain);
    yg_patterns_free(indexed);
    return 0;
}
