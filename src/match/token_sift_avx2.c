/* The filters of the quick cutter: from the ends of tokens to the few that are worth an exact look.
 * See token_quick.h. Lists are filled without branches: every candidate is written, and counted
 * only if it passes. */
#include "match/token_quick.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define QUICK __attribute__((YG_QUICK_TARGET, always_inline)) static inline
#define STAGE __attribute__((YG_QUICK_TARGET, noinline)) static

/* Before this place of the text a load of 64 bytes would see what stands before the text. */
enum { NEAR_START = 64 };

/* --- Sorting ends into numbers and names --- */

STAGE void sort_ends(const yg_token_text *t, const yg_token_stage *stage_in, yg_token_stage *stage,
                     uint32_t *ret_numbers, uint32_t *ret_names) {
    const char *text = t->text.p + stage->from;
    const uint8_t *tails = t->set->tails;
    uint32_t numbers = 0, names = 0, digit_ends = (t->set->has & YG_SET_DIGIT_ENDS) != 0;
    for (uint32_t i = 0; i < stage_in->ends_n; i++) {
        uint32_t end = stage_in->ends[i], last;
        bool is_end = !yg_is_byte(text[end], YG_BYTE_TOKEN) | (stage->from + end >= t->text.n);
        if (__builtin_expect(!yg_is_byte(text[(ptrdiff_t)end - 1], YG_BYTE_ALNUM), 0))
            while (stage->from + end > 1 && !yg_is_byte(text[(ptrdiff_t)end - 1], YG_BYTE_ALNUM))
                end--;
        memcpy(&last, text + (ptrdiff_t)end - 4, 4);
        bool is_number = (last >> 24) - '0' < 10;
        stage->numbers[numbers] = end;
        numbers += is_number;
        stage->names[names] = end;
        names += ((!is_number) | digit_ends) & is_end & yg_bit(tails, yg_tail_of(last));
    }
    *ret_numbers = numbers;
    *ret_names = names;
}

/* --- Addresses --- */

/* How the digits of four numbers move to a fixed place: by lengths of the numbers, minus one, as
 * digits to base three. Each number gets four bytes, its last digit first. */
static struct { uint8_t by_lengths[81][16]; } spread __attribute__((aligned(16)));

__attribute__((constructor)) static void make_spread(void) {
    for (unsigned i = 0; i < 81; i++) {
        unsigned lengths[4] = {i / 27 + 1, i / 9 % 3 + 1, i / 3 % 3 + 1, i % 3 + 1}, end = 16;
        memset(spread.by_lengths[i], 0x80, 16);
        for (unsigned k = 4; k-- > 0; end -= lengths[k] + 1)
            for (unsigned digit = 0; digit < lengths[k]; digit++)
                spread.by_lengths[i][k * 4 + 3 - digit] = (uint8_t)(end - 1 - digit);
    }
}

/* Numbers with three dots in their last 15 bytes go on; those with more are read as a whole. */
STAGE uint32_t sift_dots(yg_token_text *t, yg_token_stage *stage, uint32_t n) {
    const char *text = t->text.p + stage->from;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t end = stage->numbers[i];
        __m128i v = _mm_loadu_si128((const void *)(text + (ptrdiff_t)end - 16));
        uint32_t dots = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('.')));
        __m128i digit =
            _mm_cmpgt_epi8(_mm_add_epi8(v, _mm_set1_epi8(127 - '9')), _mm_set1_epi8(127 - 10));
        uint32_t numeric = dots | (uint32_t)_mm_movemask_epi8(digit);
        uint32_t length = (uint32_t)_lzcnt_u32(~(numeric << 16));
        dots = dots << 16 & (uint32_t) ~(UINT64_C(0xFFFFFFFF) >> length);
        uint32_t dots_n = (uint32_t)_mm_popcnt_u32(dots);
        if (__builtin_expect((dots_n > 3) | (stage->from + end < NEAR_START), 0)) {
            yg_quick_number(t, &stage->number_done[0], stage->from + end);
            continue;
        }
        stage->numbers[kept] = end;
        stage->dots[kept] = dots | length;
        kept += (dots_n == 3) & (length <= 15);
    }
    return kept;
}

STAGE uint32_t sift_addresses(const yg_token_text *t, yg_token_stage *stage, uint32_t n) {
    const char *text = t->text.p + stage->from;
    const uint8_t *blocks = t->set->blocks;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t end = stage->numbers[i], dots = stage->dots[i] & 0xFFFF0000,
                 length = stage->dots[i] & 31;
        uint32_t fourth = (uint32_t)_lzcnt_u32(dots);
        dots <<= fourth + 1;
        uint32_t third = (uint32_t)_lzcnt_u32(dots);
        dots <<= third + 1;
        uint32_t second = (uint32_t)_lzcnt_u32(dots);
        uint32_t first = length - fourth - third - second - 3;
        bool is_right = (first - 1 < 3) & (second - 1 < 3) & (third - 1 < 3) & (fourth - 1 < 3);
        uint32_t which = (first - 1) * 27 + (second - 1) * 9 + (third - 1) * 3 + (fourth - 1);
        which = is_right ? which : 0;
        __m128i v = _mm_loadu_si128((const void *)(text + (ptrdiff_t)end - 16));
        v = _mm_sub_epi8(v, _mm_set1_epi8('0'));
        v = _mm_shuffle_epi8(v, _mm_load_si128((const void *)spread.by_lengths[which]));
        v = _mm_maddubs_epi16(v, _mm_set1_epi32(0x010a6400));
        v = _mm_madd_epi16(v, _mm_set1_epi16(1));
        is_right &= _mm_movemask_epi8(_mm_cmpgt_epi32(v, _mm_set1_epi32(255))) == 0;
        __m128i packed = _mm_packus_epi16(_mm_packus_epi32(v, v), v);
        uint32_t address = __builtin_bswap32((uint32_t)_mm_cvtsi128_si32(packed));
        stage->addresses[kept] = (yg_quick_address){end, address, length};
        kept += is_right & yg_bit(blocks, address >> 16);
    }
    return kept;
}

STAGE void ask_addresses(yg_token_text *t, yg_token_stage *stage, uint32_t n) {
    uint32_t kept = 0;
    const uint8_t *nets = t->set->network_blocks;
    for (uint32_t i = 0; i < n; i++) {
        yg_quick_address a = stage->addresses[i];
        stage->addresses[kept] = a;
        kept += yg_bloom_has(t->set, 1, yg_ipv4_end(a.address)) | yg_bit(nets, a.address >> 16);
    }
    t->scratch->counts.probes += n;
    t->scratch->counts.filtered += n - kept;
    for (uint32_t i = 0; i < kept; i++) {
        yg_quick_address a = stage->addresses[i];
        size_t end = stage->from + a.end, start = end - a.n;
        uint32_t address;
        if (yg_is_byte(t->text.p[start - 1], YG_BYTE_TOKEN) ||
            (end < t->text.n && yg_is_byte(t->text.p[end], YG_BYTE_TOKEN)))
            yg_quick_number(t, &stage->number_done[1], end);
        else if (yg_ipv4_read(yg_str_sub(t->text, start, a.n), &address))
            yg_token_ipv4_at(t, address, start, end);
    }
}

/* --- Names --- */

/* The 64 bytes before p: which are of a token, which are dots; the last byte is bit 63. */
QUICK void classes_before(const char *p, uint64_t *ret_token, uint64_t *ret_dot) {
    uint64_t token = 0, dot = 0;
    for (int half = 0; half < 2; half++) {
        __m256i v = _mm256_loadu_si256((const void *)(p - 64 + 32 * half));
        __m256i lower = _mm256_or_si256(v, _mm256_set1_epi8(0x20));
        __m256i letter = _mm256_cmpgt_epi8(_mm256_add_epi8(lower, _mm256_set1_epi8(127 - 'z')),
                                           _mm256_set1_epi8(127 - 26));
        __m256i digit = _mm256_cmpgt_epi8(_mm256_add_epi8(v, _mm256_set1_epi8(127 - '9')),
                                          _mm256_set1_epi8(127 - 10));
        __m256i dots = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('.'));
        __m256i others = _mm256_or_si256(_mm256_cmpeq_epi8(v, _mm256_set1_epi8('-')),
                                         _mm256_cmpeq_epi8(v, _mm256_set1_epi8('_')));
        __m256i all =
            _mm256_or_si256(_mm256_or_si256(letter, digit), _mm256_or_si256(dots, others));
        token |= (uint64_t)(uint32_t)_mm256_movemask_epi8(all) << 32 * half;
        dot |= (uint64_t)(uint32_t)_mm256_movemask_epi8(dots) << 32 * half;
    }
    *ret_token = token;
    *ret_dot = dot;
}

/* A token that is longer than 64 bytes, or stands at the start of the text. */
static void judge_far(yg_token_text *t, size_t end) {
    size_t start = end;
    while (start > 0 && end - start <= YG_NAME_LONGEST &&
           yg_is_byte(t->text.p[start - 1], YG_BYTE_TOKEN))
        start--;
    yg_judge_run(t, start, end);
}

STAGE void ask_names(yg_token_text *t, const yg_token_stage *stage, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        size_t end = stage->from + stage->names[i];
        uint64_t token, dot;
        const char *last = t->text.p + end;
        if (end < NEAR_START) {
            judge_far(t, end);
            continue;
        }
        classes_before(last, &token, &dot);
        uint32_t length = (uint32_t)_lzcnt_u64(~token);
        if (length == 64 || !yg_is_byte(last[-(ptrdiff_t)length], YG_BYTE_ALNUM)) {
            judge_far(t, end);
            continue;
        }
        yg_judge_name(t, end - length, end);
    }
}

void yg_quick_sift_ends(yg_token_text *t, yg_token_stage *stage) {
    uint32_t numbers, names;
    sort_ends(t, stage, stage, &numbers, &names);
    if ((t->set->has & (YG_SET_IPV4 | YG_SET_NETWORKS4)) != 0) {
        numbers = sift_dots(t, stage, numbers);
        ask_addresses(t, stage, sift_addresses(t, stage, numbers));
    }
    ask_names(t, stage, names);
}
#endif
