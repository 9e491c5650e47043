/* The filters of the quick cutter: from the ends of tokens to the few that are worth an exact look.
 * See token_quick.h. Lists are filled without branches: every candidate is written, and counted
 * only if it passes. */
#include "match/token_quick.h"

#if defined(__x86_64__)
#include "match/token_vector.h"

typedef struct {
    uint32_t numbers, names;
} counts;

/* A token that ends in signs: where its last letter or digit ends, counted from the stretch. False:
 * that is before the stretch, or it has none; it has been judged then. */
static bool pass_signs(yg_token_text *t, yg_token_stage *stage, uint32_t *end) {
    size_t at = stage->from + *end, start;
    while (at > 0 && yg_is_byte(t->text.p[at - 1], YG_BYTE_TOKEN) &&
           !yg_is_byte(t->text.p[at - 1], YG_BYTE_ALNUM))
        at--;
    if (at > stage->from) {
        *end = (uint32_t)(at - stage->from);
        return yg_is_byte(t->text.p[at - 1], YG_BYTE_ALNUM);
    }
    for (start = at; start > 0 && yg_is_byte(t->text.p[start - 1], YG_BYTE_TOKEN);)
        start--;
    yg_judge_run(t, start, at);
    yg_quick_number(t, &stage->number_done[0], at);
    return false;
}

/* Ends of numbers, and of names whose last four bytes some name of the set has. */
STAGE counts sort_ends(yg_token_text *t, yg_token_stage *stage) {
    const char *text = t->text.p + stage->from;
    const uint8_t *tails = t->set->tails;
    uint32_t digit_ends = (t->set->has & YG_SET_DIGIT_ENDS) != 0;
    counts n = {0, 0};
    for (uint32_t i = 0; i < stage->ends_n; i++) {
        uint32_t end = stage->ends[i], last;
        if (__builtin_expect(!yg_is_byte(text[(ptrdiff_t)end - 1], YG_BYTE_ALNUM), 0) &&
            !pass_signs(t, stage, &end))
            continue;
        memcpy(&last, text + (ptrdiff_t)end - 4, 4);
        bool is_number = (last >> 24) - '0' < 10;
        stage->numbers[n.numbers] = end;
        n.numbers += is_number;
        stage->names[n.names] = end;
        n.names += ((!is_number) | digit_ends) & yg_bit(tails, yg_tail_of(last));
    }
    return n;
}

/* Adds the words that may be a piece to the n names. */
STAGE uint32_t sift_words(yg_token_text *t, yg_token_stage *stage, uint32_t n) {
    const char *text = t->text.p + stage->from;
    const uint8_t *tails = t->set->tails;
    for (uint32_t i = 0; i < stage->plain_n; i++) {
        uint32_t end = stage->plain[i], last;
        if (__builtin_expect(!yg_is_byte(text[(ptrdiff_t)end - 1], YG_BYTE_ALNUM), 0) &&
            !pass_signs(t, stage, &end))
            continue;
        memcpy(&last, text + (ptrdiff_t)end - 4, 4);
        stage->names[n] = end;
        n += yg_bit(tails, yg_tail_of(last));
    }
    return n;
}

/* --- Addresses --- */

/* Numbers with three dots in their last 15 bytes go on; those with more are read as a whole. */
STAGE uint32_t sift_dots(yg_token_text *t, yg_token_stage *stage, uint32_t n) {
    const char *text = t->text.p + stage->from;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t end = stage->numbers[i];
        __m128i v = _mm_loadu_si128((const void *)(text + (ptrdiff_t)end - 16));
        uint32_t dots = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('.')));
        __m128i digit =
            _mm_cmpgt_epi8(_mm_add_epi8(v, _mm_set1_epi8(127 - '9')), _mm_set1_epi8(126 - 9));
        uint32_t numeric = dots | (uint32_t)_mm_movemask_epi8(digit);
        uint32_t length = (uint32_t)_lzcnt_u32(~(numeric << 16));
        uint32_t dots_n = (uint32_t)_mm_popcnt_u32(dots >> (16 - length));
        if (__builtin_expect((dots_n > 3) | (stage->from + end < YG_NEAR_START), 0)) {
            yg_quick_number(t, &stage->number_done[0], stage->from + end);
            continue;
        }
        stage->addresses[kept] = (yg_quick_address){
            end, (uint16_t)length, (uint16_t)(dots >> (16 - length) << (16 - length))};
        kept += (dots_n == 3) & (length <= 15);
    }
    return kept;
}

/* What is no part of the address becomes zero, by the address's length. */
static const uint64_t keep[16][2] = {
#define KEEP(n)                                                                                    \
    { ~UINT64_C(0) << (128 - 8 * (n)), ~UINT64_C(0) }
    [7] = {0, ~UINT64_C(0) << 8},
    [8] = {0, ~UINT64_C(0)},
    [9] = KEEP(9),
    [10] = KEEP(10),
    [11] = KEEP(11),
    [12] = KEEP(12),
    [13] = KEEP(13),
    [14] = KEEP(14),
    [15] = KEEP(15)};

/* last: behind the address, which has n bytes. */
static inline uint64_t address_key(const char *last, uint32_t n) {
    return yg_ipv4_key(yg_load8(last - 16) & keep[n][0], yg_load8(last - 8) & keep[n][1]);
}

/* Whether some network begins with the same two numbers. */
QUICK bool may_be_near(const uint8_t *texts, const char *last, yg_quick_address a) {
    uint32_t second_dot = (uint32_t)_tzcnt_u32(_blsr_u32(a.dots)); /* of the 16 bytes */
    uint64_t text = _bzhi_u64(yg_load8(last - a.n), (second_dot - (16u - a.n)) * 8 & 127);
    return yg_bit(texts, yg_block_text(text));
}

/* Leaves the addresses that may be in the set, or in a network of it. The filter of a large set is
 * far away in memory: it is fetched for all of them first. */
QUICK uint32_t sift(const yg_token_text *t, yg_token_stage *stage, uint32_t n, bool with_networks) {
    const char *text = t->text.p + stage->from;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint64_t key = address_key(text + stage->addresses[i].end, stage->addresses[i].n);
        stage->address_keys[i] = key;
        __builtin_prefetch(yg_bloom_place(t->set, 1, key));
    }
    for (uint32_t i = 0; i < n; i++) {
        yg_quick_address a = stage->addresses[i];
        bool may = yg_bloom_has(t->set, 1, stage->address_keys[i]);
        if (with_networks)
            may |= may_be_near(t->set->block_texts, text + a.end, a);
        stage->addresses[kept] = a;
        kept += may;
    }
    return kept;
}

STAGE uint32_t sift_addresses(const yg_token_text *t, yg_token_stage *stage, uint32_t n) {
    return sift(t, stage, n, false);
}

STAGE uint32_t sift_networks(const yg_token_text *t, yg_token_stage *stage, uint32_t n) {
    return sift(t, stage, n, true);
}

/* What stands between other token bytes is read as a whole; the rest is pending. */
STAGE void put_addresses(yg_token_text *t, yg_token_stage *stage, uint32_t n) {
    const char *text = t->text.p;
    bool with_networks = (t->set->has & YG_SET_NETWORKS4) != 0;
    for (uint32_t i = 0; i < n; i++) {
        yg_quick_address a = stage->addresses[i];
        size_t end = stage->from + a.end, start = end - a.n;
        if (yg_is_byte(text[start - 1], YG_BYTE_TOKEN) ||
            (end < t->text.n && yg_is_byte(text[end], YG_BYTE_TOKEN))) {
            yg_quick_number(t, &stage->number_done[1], end);
            continue;
        }
        if (stage->pending_n == YG_QUICK_PENDING)
            yg_quick_judge(t, stage);
        uint64_t key = address_key(text + end, a.n);
        bool is_near = with_networks && may_be_near(t->set->block_texts, text + end, a);
        stage->pending[stage->pending_n++] =
            (yg_quick_key){key, end, a.n, a.n, is_near ? YG_QUICK_NEAR : YG_QUICK_ADDRESS};
    }
}

void yg_quick_sift_ends(yg_token_text *t, yg_token_stage *stage) {
    unsigned has = t->set->has;
    counts n = sort_ends(t, stage);
    if ((has & (YG_SET_IPV4 | YG_SET_NETWORKS4)) != 0) {
        uint32_t addresses = sift_dots(t, stage, n.numbers);
        uint32_t kept = (has & YG_SET_NETWORKS4) != 0 ? sift_networks(t, stage, addresses)
                                                      : sift_addresses(t, stage, addresses);
        t->scratch->counts.probes += addresses;
        t->scratch->counts.filtered += addresses - kept;
        put_addresses(t, stage, kept);
    }
    yg_quick_ask_names(t, stage, sift_words(t, stage, n.names));
}
#endif
