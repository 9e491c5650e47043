/* The quick way to a text (match/name_text.h) for plain names of 4 to 64 bytes: classes, lower case
 * and skeleton of 32 bytes at once with AVX2, labels and boundaries as bits. It gives exactly what
 * match/name_text.c gives, or says that it cannot: for other bytes, A-labels, "rn" and "vv", and
 * the suffixes of content delivery networks. */
#include "match/name_fold.h"
#include "match/processor.h"
#include "match/suffix_table.h"

#if defined(__x86_64__)
#include <immintrin.h>

/* Loads end where a page may end, not where the name does: AddressSanitizer must not look. */
#define QUICK __attribute__((YG_QUICK_TARGET, no_sanitize_address)) static inline

enum { LEAST = 4, HALF = 32, MOST = 64, PAGE = 4096 };

/* Classes of bytes, by their low and high four bits. */
enum {
    LETTER_A_O = 1,
    LETTER_P_Z = 2,
    DIGIT = 4,
    HYPHEN = 8,
    POINT = 16,
    UNDERSCORE = 32,
};

/* A name as bits, bit i for byte i. */
typedef struct {
    uint64_t letters, digits, points, separators, other;
    uint64_t r, n, v, x;
} bits;

QUICK __m256i load(const char *p, size_t n) {
    char copy[HALF] = {0};
    if (((uintptr_t)p & (PAGE - 1)) <= PAGE - HALF)
        return _mm256_loadu_si256((const __m256i *)(const void *)p);
    memcpy(copy, p, n < HALF ? n : HALF);
    return _mm256_loadu_si256((const __m256i *)(const void *)copy);
}

QUICK uint64_t mask_of(__m256i v) {
    return (uint32_t)_mm256_movemask_epi8(v);
}

/* Bit `bit` of each byte. */
#define BIT(v, bit) mask_of(_mm256_slli_epi16((v), 7 - (bit)))
#define EQUAL(v, all) mask_of(_mm256_cmpeq_epi8((v), load_bytes(all)))

#define ALL(x)                                                                                     \
    {                                                                                              \
        x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x,  \
            x, x                                                                                   \
    }
#define TWICE(...)                                                                                 \
    { __VA_ARGS__, __VA_ARGS__ }

/* What read_half works with. Loaded, not made of numbers in registers, which for so many costs more
 * than all else. */
static const struct {
    uint8_t by_low[HALF], by_high[HALF], digit_codes[HALF];
    uint8_t low4[HALF], low5[HALF], underscore[HALF], lower[HALF], i[HALF], i_to_l[HALF];
    uint8_t r[HALF], n[HALF], v[HALF], x[HALF];
} constants = {
    .by_low =
        TWICE(DIGIT | LETTER_P_Z, DIGIT | LETTER_A_O | LETTER_P_Z, DIGIT | LETTER_A_O | LETTER_P_Z,
              DIGIT | LETTER_A_O | LETTER_P_Z, DIGIT | LETTER_A_O | LETTER_P_Z,
              DIGIT | LETTER_A_O | LETTER_P_Z, DIGIT | LETTER_A_O | LETTER_P_Z,
              DIGIT | LETTER_A_O | LETTER_P_Z, DIGIT | LETTER_A_O | LETTER_P_Z,
              DIGIT | LETTER_A_O | LETTER_P_Z, LETTER_A_O | LETTER_P_Z, LETTER_A_O, LETTER_A_O,
              LETTER_A_O | HYPHEN, LETTER_A_O | POINT, LETTER_A_O | UNDERSCORE),
    .by_high = TWICE(0, 0, HYPHEN | POINT, DIGIT, LETTER_A_O, LETTER_P_Z | UNDERSCORE, LETTER_A_O,
                     LETTER_P_Z, 0, 0, 0, 0, 0, 0, 0, 0),
    .digit_codes = TWICE(15, 12, 27, 5, 1, 19, 28, 29, 2, 7, 0, 0, 0, 0, 0, 0),
    .low4 = ALL(15),
    .low5 = ALL(31),
    .underscore = ALL('_'),
    .lower = ALL(0x20),
    .i = ALL('i'),
    .i_to_l = ALL(9 ^ 12),
    .r = ALL('r'),
    .n = ALL('n'),
    .v = ALL('v'),
    .x = ALL('x'),
};

QUICK __m256i load_bytes(const uint8_t *from) {
    return _mm256_loadu_si256((const __m256i *)(const void *)from);
}

/* 32 bytes: their bits, lower case and skeleton codes. */
QUICK void read_half(__m256i v, bits *ret_bits, __m256i *ret_lower, __m256i *ret_codes) {
    const __typeof__(constants) *k = &constants;
    __asm__("" : "+r"(k)); /* else the compiler knows what is in them, and makes them of numbers */
    const __m256i low4 = load_bytes(k->low4);
    __m256i low = _mm256_and_si256(v, low4);
    __m256i high = _mm256_and_si256(_mm256_srli_epi16(v, 4), low4);
    __m256i class = _mm256_and_si256(_mm256_shuffle_epi8(load_bytes(k->by_low), low),
                                     _mm256_shuffle_epi8(load_bytes(k->by_high), high));
    /* All but the underscore have the bit of lower case, or get it. */
    __m256i is_underscore = _mm256_cmpeq_epi8(v, load_bytes(k->underscore));
    __m256i lower = _mm256_or_si256(v, _mm256_andnot_si256(is_underscore, load_bytes(k->lower)));
    __m256i code = _mm256_and_si256(lower, load_bytes(k->low5));
    __m256i is_i = _mm256_cmpeq_epi8(lower, load_bytes(k->i));
    code = _mm256_xor_si256(code, _mm256_and_si256(is_i, load_bytes(k->i_to_l)));
    *ret_codes = _mm256_blendv_epi8(code, _mm256_shuffle_epi8(load_bytes(k->digit_codes), low),
                                    _mm256_slli_epi16(class, 5));
    *ret_lower = lower;
    *ret_bits = (bits){.letters = BIT(class, 0) | BIT(class, 1),
                       .digits = BIT(class, 2),
                       .separators = BIT(class, 3) | BIT(class, 5),
                       .points = BIT(class, 4),
                       .other = mask_of(_mm256_cmpeq_epi8(class, _mm256_setzero_si256())),
                       .r = EQUAL(lower, k->r),
                       .n = EQUAL(lower, k->n),
                       .v = EQUAL(lower, k->v),
                       .x = EQUAL(lower, k->x)};
}

QUICK void join(bits *low, const bits *high) {
    low->letters |= high->letters << HALF;
    low->digits |= high->digits << HALF;
    low->points |= high->points << HALF;
    low->separators |= high->separators << HALF;
    low->other |= high->other << HALF;
    low->r |= high->r << HALF;
    low->n |= high->n << HALF;
    low->v |= high->v << HALF;
    low->x |= high->x << HALF;
}

/* The n lowest bits, n <= 64. */
QUICK uint64_t first(size_t n) {
    return _bzhi_u64(~UINT64_C(0), (unsigned)n);
}

/* Where the label that ends before `end` begins. */
QUICK size_t start_of(uint64_t points, size_t end) {
    return 64 - (size_t)_lzcnt_u64(points & first(end));
}

/* yg_suffix_key_padded without a branch: whether a label is longer than eight bytes, nobody can
 * guess. */
QUICK uint64_t key_of(const char *host, size_t start, size_t end) {
    size_t n = end - start, tail = end < 8 ? 0 : end - 8;
    uint64_t is_long = n > 8 ? ~UINT64_C(0) : 0;
    uint64_t front =
        yg_suffix_eight(host + start) & (_bzhi_u64(~UINT64_C(0), (unsigned)(8 * n)) | is_long);
    return front ^ (yg_suffix_eight(host + tail) * UINT64_C(0xD6E8FEB86659FD93) & is_long);
}

/* As it is with most names: the last label is a suffix, and nothing hangs at the one before it. */
QUICK bool find_common(const yg_suffixes *s, const char *host, size_t n, uint64_t points,
                       yg_suffix_split *ret_split) {
    size_t start = start_of(points, n), second = start_of(points, start - 1);
    uint64_t key = key_of(host, start, n);
    const yg_suffix_top *top = &s->tops[yg_suffix_top_at(key)];
    if (n - start > 8 || top->key != key ||
        (top->has_below && yg_suffix_may(s, top->node, key_of(host, second, start - 1))))
        return false;
    *ret_split = (yg_suffix_split){
        .registrable = (uint16_t)second, .suffix = (uint16_t)start, .is_listed = true};
    return true;
}

QUICK void find_suffix(const yg_suffixes *s, const char *host, size_t n, uint64_t points,
                       yg_suffix_split *ret_split) {
    size_t end = n, start = start_of(points, n);
    yg_suffix_walk walk = {.node = YG_SUFFIX_ROOT, .suffix = start};
    while (yg_suffix_step(s, &walk, yg_suffix_key_padded(host + start, end - start), host, start,
                          end)) {
        end = start - 1;
        start = start_of(points, end);
    }
    size_t suffix = walk.suffix;
    ret_split->suffix = (uint16_t)suffix;
    ret_split->registrable = (uint16_t)(suffix == 0 ? 0 : start_of(points, suffix - 1));
    ret_split->is_private = walk.is_private;
    ret_split->is_suffix = suffix == 0;
    ret_split->is_listed = walk.is_listed;
}

static const uint8_t counting[2 * MOST] = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
    44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};

QUICK void store(uint8_t *to, __m256i v) {
    _mm256_storeu_si256((__m256i *)(void *)to, v);
}

/* Letters without what stands between them: each run is copied to its place, 32 bytes at once, over
 * what the one before wrote too much. */
QUICK void put_letters(yg_name_text *text, const uint8_t *codes, uint64_t kept, size_t to) {
    size_t n = 0;
    if (to <= HALF && kept == first(to)) {
        /* One label without a hyphen: stored at once, so that whoever loads it next need not wait
         * for two stores. */
        __m256i within = _mm256_cmpgt_epi8(_mm256_set1_epi8((char)to), load_bytes(counting));
        store(text->letter, _mm256_and_si256(load_bytes(codes), within));
        store(text->letter + HALF, _mm256_setzero_si256());
        store(text->source, load_bytes(counting));
        text->source[to] = (uint8_t)to;
        text->n = (uint16_t)to;
        return;
    }
    while (kept != 0) {
        size_t from = (size_t)_tzcnt_u64(kept), run = (size_t)_tzcnt_u64(~(kept >> from));
        for (size_t i = 0; i < run; i += HALF) {
            store(text->letter + n + i, load_bytes(codes + from + i));
            store(text->source + n + i, load_bytes(counting + from + i));
        }
        n += run;
        kept &= ~first(from + run);
    }
    store(text->letter + n, _mm256_setzero_si256());
    text->source[n] = (uint8_t)to;
    text->n = (uint16_t)n;
}

QUICK void put_boundaries(yg_name_text *text, const bits *b, uint64_t kept) {
    uint64_t same = (b->letters & b->letters << 1) | (b->digits & b->digits << 1);
    uint64_t before = _pext_u64(kept & ~same, kept);
    memset(text->boundary, 0, sizeof text->boundary);
    text->boundary[0] = before;
    text->boundary[text->n >> 6] |= UINT64_C(1) << (text->n & 63);
}

/* Is one of the labels that begin with x an A-label? */
QUICK bool has_a_label(const char *host, uint64_t starts) {
    for (; starts != 0; starts &= starts - 1) {
        if (memcmp(host + _tzcnt_u64(starts), "xn--", 4) == 0)
            return true;
    }
    return false;
}

__attribute__((YG_QUICK_TARGET, no_sanitize_address)) static yg_text_answer
make(const yg_suffixes *suffixes, yg_str raw, char *host, yg_name_text *text) {
    uint8_t codes[MOST + HALF];
    size_t n = raw.n;
    bits b, high;
    __m256i lower, code;
    if (n < LEAST || n > MOST)
        return YG_TEXT_SLOW;
    read_half(load(raw.p, n), &b, &lower, &code);
    _mm256_storeu_si256((__m256i *)(void *)host, lower);
    store(codes, code);
    if (n > HALF) {
        read_half(load(raw.p + HALF, n - HALF), &high, &lower, &code);
        _mm256_storeu_si256((__m256i *)(void *)(host + HALF), lower);
        store(codes + HALF, code);
        join(&b, &high);
    }
    uint64_t all = first(n), points = b.points & all, starts = points << 1 | 1;
    /* Other bytes, an empty label, an end that must be cut off, a label of 64. */
    if ((b.other & all) != 0 || (points & starts) != 0 || points >> (n - 1) != 0 || points == 0)
        return YG_TEXT_SLOW;
    size_t last = start_of(points, n);
    if ((~b.digits & all) >> last == 0)
        return YG_TEXT_NONE; /* an address */
    if (n >= 8 && yg_cdn_may(suffixes, yg_suffix_eight(host + n - 8)))
        return YG_TEXT_SLOW;
    if (!find_common(suffixes, host, n, points, &text->split))
        find_suffix(suffixes, host, n, points, &text->split);
    /* Only now: a byte stored before would keep the loads of labels waiting for it. */
    host[n] = '\0';
    if (text->split.is_suffix)
        return YG_TEXT_NONE;
    size_t to = text->split.suffix - 1u;
    uint64_t body = first(to), kept = (b.letters | b.digits) & body;
    text->host = (yg_str){host, n};
    text->has_idn = false;
    uint64_t joined = ((b.r & b.n >> 1) | (b.v & b.v >> 1)) & body, coded = b.x & starts & body;
    if (joined != 0 || (coded != 0 && has_a_label(host, coded))) {
        yg_fold_host(text, to);
        return YG_TEXT_MADE;
    }
    text->signs_n = 0;
    put_letters(text, codes, kept, to);
    put_boundaries(text, &b, kept);
    return YG_TEXT_MADE;
}

yg_text_quick *yg_name_text_quick(void) {
    return yg_processor_is_quick() ? make : NULL;
}
#else
yg_text_quick *yg_name_text_quick(void) {
    return NULL;
}
#endif
