/* Names and digests of the quick cutter: their keys are made, the Bloom filter is asked for all of
 * them, and only then are the few looked at that it knows. See token_quick.h. */
#include "match/token_quick.h"

#if defined(__x86_64__)
#include "match/token_vector.h"

/* --- What passed the filters --- */

static void judge(yg_token_text *t, const yg_quick_key *k) {
    uint32_t address;
    size_t start = k->end - k->start;
    switch (k->kind) {
    case YG_QUICK_NAME:
        yg_judge_key(t, start, k->end - k->from, k->end, k->key);
        break;
    case YG_QUICK_ADDRESS:
    case YG_QUICK_NEAR:
        /* Most are there by a mistake of the filter, and are not worth reading. */
        if ((k->kind == YG_QUICK_NEAR || yg_key_stands(t->set, k->key)) &&
            yg_ipv4_read(yg_str_sub(t->text, start, k->start), &address))
            yg_token_ipv4_at(t, address, start, k->end);
        break;
    case YG_QUICK_DIGEST:
        yg_judge_digest(t, start, k->end);
        break;
    }
}

/* Each bucket is fetched, then its slots, then looked at. */
void yg_quick_judge(yg_token_text *t, yg_token_stage *stage) {
    enum { AHEAD = 8 };
    const yg_indicators *set = t->set;
    for (uint32_t i = 0; i < stage->pending_n + 2 * AHEAD; i++) {
        if (i < stage->pending_n)
            __builtin_prefetch(
                &set->buckets[yg_bucket_of(stage->pending[i].key, set->bucket_mask)]);
        if (i >= AHEAD && i < stage->pending_n + AHEAD)
            __builtin_prefetch(&set->slots[set->buckets[yg_bucket_of(stage->pending[i - AHEAD].key,
                                                                     set->bucket_mask)]]);
        if (i >= 2 * AHEAD)
            judge(t, &stage->pending[i - 2 * AHEAD]);
    }
    stage->pending_n = 0;
}

/* Puts the keys that may be in the set with what is pending; which: its Bloom filter. */
STAGE void sift_keys(yg_token_text *t, yg_token_stage *stage, unsigned which, uint32_t n) {
    if (stage->pending_n + n > YG_QUICK_PENDING)
        yg_quick_judge(t, stage);
    uint32_t kept = stage->pending_n;
    for (uint32_t i = 0; i < n; i++) {
        yg_quick_key k = stage->keys[i];
        stage->pending[kept] = k;
        kept += yg_bloom_has(t->set, which, k.key);
    }
    t->scratch->counts.probes += n;
    t->scratch->counts.filtered += n - (kept - stage->pending_n);
    stage->pending_n = kept;
}

/* --- Names --- */

/* The 64 bytes before p: which are of a token, which are dots; the last byte is bit 63. */
QUICK void classes_before(const char *p, uint64_t *ret_token, uint64_t *ret_dot) {
    __m256i a = yg_load32(p - 64), b = yg_load32(p - 32);
    *ret_token =
        yg_bits(_mm256_or_si256(_mm256_or_si256(yg_letters(a), yg_digits(a)), yg_signs(a)),
                _mm256_or_si256(_mm256_or_si256(yg_letters(b), yg_digits(b)), yg_signs(b)));
    *ret_dot = yg_bits(yg_are(a, '.'), yg_are(b, '.'));
}

/* A token that is longer than 63 bytes, stands near the start of the text, or begins with a sign. A
 * hit begins where the token does, however far that is; it is asked for at its end alone. */
static void judge_far(yg_token_text *t, size_t end) {
    size_t start = end;
    while (start > 0 && yg_is_byte(t->text.p[start - 1], YG_BYTE_TOKEN))
        start--;
    yg_judge_run(t, start, end);
}

/* Writes down the keys of the name's ends at its dots, and of the whole. */
QUICK uint32_t put_keys(const yg_indicators *set, yg_quick_key *to, const char *text, size_t end,
                        uint32_t length, uint64_t dots) {
    uint64_t hash = YG_NAME_START;
    uint32_t done = 0, n = 0;
    for (;;) {
        uint32_t label = (uint32_t)_lzcnt_u64(dots);
        bool is_whole = label >= length - done;
        label = is_whole ? length - done : label;
        hash = yg_name_label(hash, text + end - done - label, label);
        uint64_t key = yg_name_end(hash);
        to[n] = (yg_quick_key){key, end, length, done + label, YG_QUICK_NAME};
        __builtin_prefetch(yg_bloom_place(set, 0, key));
        n += (done != 0) | is_whole;
        if (is_whole)
            return n;
        done += label + 1;
        dots <<= label + 1;
    }
}

/* Only signs stand between here and the end of the token. */
static bool is_end(const yg_token_text *t, size_t end) {
    while (end < t->text.n && yg_is_byte(t->text.p[end], YG_BYTE_TOKEN) &&
           !yg_is_byte(t->text.p[end], YG_BYTE_ALNUM))
        end++;
    return end == t->text.n || !yg_is_byte(t->text.p[end], YG_BYTE_TOKEN);
}

STAGE void ask_names(yg_token_text *t, yg_token_stage *stage, uint32_t n) {
    uint32_t keys = 0;
    for (uint32_t i = 0; i < n; i++) {
        size_t end = stage->from + stage->names[i];
        uint64_t token = 0, dots = 0;
        const char *last = t->text.p + end;
        if (end < t->text.n && yg_is_byte(*last, YG_BYTE_TOKEN) && !is_end(t, end))
            continue;
        if (end >= YG_NEAR_START)
            classes_before(last, &token, &dots);
        uint32_t length = (uint32_t)_lzcnt_u64(~token);
        if (length == 0 || length == 64 || !yg_is_byte(last[-(ptrdiff_t)length], YG_BYTE_ALNUM)) {
            judge_far(t, end);
            continue;
        }
        keys += put_keys(t->set, stage->keys + keys, t->text.p, end, length, dots);
        if (keys > YG_QUICK_KEYS - YG_NAME_LABELS) {
            sift_keys(t, stage, 0, keys);
            keys = 0;
        }
    }
    sift_keys(t, stage, 0, keys);
}

/* Leaves those whose last eight bytes some name of the set has, or whose last four a shorter one.
 * The filter of a large set is far away in memory: it is fetched for all of them first. */
STAGE uint32_t sift_names(const yg_token_text *t, yg_token_stage *stage, uint32_t n) {
    const char *text = t->text.p + stage->from;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++)
        __builtin_prefetch(yg_last_place(t->set, text + stage->names[i]));
    for (uint32_t i = 0; i < n; i++) {
        uint32_t end = stage->names[i];
        stage->names[kept] = end;
        kept += yg_may_end_name(t->set, text + end);
    }
    return kept;
}

void yg_quick_ask_names(yg_token_text *t, yg_token_stage *stage, uint32_t n) {
    ask_names(t, stage, sift_names(t, stage, n));
}

/* --- Digests --- */

QUICK __m256i hex_of(__m256i v) {
    return _mm256_or_si256(yg_digits(v), YG_RANGE(yg_lower(v), 'a', 'f'));
}

/* The run of letters and digits from start on: its end, and whether it is hexadecimal. */
QUICK size_t run_end(const yg_token_text *t, size_t start, bool *ret_is_hex) {
    bool is_hex = true;
    for (size_t at = start; at < t->text.n; at += 64) {
        __m256i a = yg_load32(t->text.p + at), b = yg_load32(t->text.p + at + 32);
        uint64_t hex = yg_bits(hex_of(a), hex_of(b));
        uint64_t alnum = hex | yg_bits(yg_letters(a), yg_letters(b));
        uint32_t n = (uint32_t)_tzcnt_u64(~alnum);
        is_hex &= _bzhi_u64(~hex, n) == 0;
        if (n == 64)
            continue;
        *ret_is_hex = is_hex;
        return at + n < t->text.n ? at + n : t->text.n;
    }
    *ret_is_hex = is_hex;
    return t->text.n;
}

/* Where the run around `at` begins; the 32 bytes before are enough but for the text's start. */
QUICK size_t run_start(const yg_token_text *t, size_t done, size_t at) {
    if (at >= YG_NEAR_START) {
        __m256i v = yg_load32(t->text.p + at - 32);
        __m256i alnum = _mm256_or_si256(yg_digits(v), yg_letters(v));
        uint32_t n = (uint32_t)_lzcnt_u32(~(uint32_t)_mm256_movemask_epi8(alnum));
        if (n < 32)
            return at - n;
    }
    while (at > done && yg_is_byte(t->text.p[at - 1], YG_BYTE_ALNUM))
        at--;
    return at;
}

/* The run around 16 hexadecimal digits at `at`. */
QUICK uint32_t put_digest(const yg_token_text *t, yg_token_stage *stage, size_t at, uint32_t keys) {
    bool is_hex;
    size_t start = run_start(t, stage->digest_done, at);
    size_t end = run_end(t, start, &is_hex), n = end - start;
    bool is_digest = is_hex & ((n == 32) | (n == 40) | (n == 64) | (n == 128));
    stage->digest_done = end;
    uint64_t key = yg_digest_key(t->text.p + start, n);
    stage->keys[keys] = (yg_quick_key){key, end, (uint32_t)n, 0, YG_QUICK_DIGEST};
    __builtin_prefetch(yg_bloom_place(t->set, 2, key));
    return keys + is_digest;
}

/* Bit 15 of each 16 bits that are all ones, and of some behind such. */
QUICK uint64_t full_lanes(uint64_t mask) {
    return (~mask - UINT64_C(0x0001000100010001)) & mask & UINT64_C(0x8000800080008000);
}

STAGE void pick_words(yg_token_text *t, yg_token_stage *stage) {
    uint32_t keys = 0;
    for (uint32_t i = 0; i < stage->words_n; i++) {
        size_t block = stage->from + stage->words[i];
        const char *p = t->text.p + block;
        uint64_t hex = yg_bits(hex_of(yg_load32(p)), hex_of(yg_load32(p + 32)));
        for (uint64_t lanes = full_lanes(hex); lanes != 0; lanes = _blsr_u64(lanes)) {
            size_t at = block + (size_t)_tzcnt_u64(lanes) - 15;
            if (at >= stage->digest_done && at + 16 <= t->text.n)
                keys = put_digest(t, stage, at, keys);
        }
        if (keys > YG_QUICK_KEYS - 8) {
            sift_keys(t, stage, 2, keys);
            keys = 0;
        }
    }
    sift_keys(t, stage, 2, keys);
}

void yg_quick_pick_words(yg_token_text *t, yg_token_stage *stage) {
    pick_words(t, stage);
}
#endif
