/* The quick cutter's stages and what they hand on. Internal to match/. x86-64 with AVX2 only.
 *
 * A stretch of the text at a time:
 * (1) token_cut_avx2.c or token_cut_avx512.c classifies 64 bytes at once and writes down where
 *     tokens end that may be an address or a name, and which blocks of 64 bytes hold long words,
 *     colons, or something for the slow paths;
 * (2) token_sift_avx2.c and token_ask_avx2.c throw out nearly all of it with small filters, without
 *     branches that depend on the text; token_pick_avx2.c calls the slow paths;
 * (3) what is left is pending until there is enough to fetch the exact table for all of it, and
 *     goes to the judges (token_judge.c), which know nothing of all this. */
#ifndef YG_MATCH_TOKEN_QUICK_H
#define YG_MATCH_TOKEN_QUICK_H

#include "match/processor.h"
#include "match/token_scratch.h"

#if defined(__x86_64__)

/* STRETCH bytes; every second one may end a token. */
enum { YG_STRETCH = 16 << 10, YG_STRETCH_ENDS = YG_STRETCH / 2 + 64 };

/* Before this place of the text a load of 64 bytes would see what stands before the text. */
enum { YG_NEAR_START = 64, YG_QUICK_KEYS = 1024, YG_NAME_LABELS = 128, YG_QUICK_PENDING = 4096 };

typedef struct {
    uint32_t end;
    uint16_t n, dots; /* dots: of the 16 bytes before end */
} yg_quick_address;

/* NEAR: an address that some network of the set may hold. */
typedef enum { YG_QUICK_NAME = 0, YG_QUICK_ADDRESS, YG_QUICK_NEAR, YG_QUICK_DIGEST } yg_quick_kind;

/* A key of [from, end) of the text, where the token begins at start. */
typedef struct {
    uint64_t key;
    size_t end;
    uint32_t start, from; /* bytes before end */
    yg_quick_kind kind;
} yg_quick_key;

typedef struct yg_token_stage {
    size_t from; /* of the stretch; all places below count from it */
    uint32_t ends_n, plain_n, words_n, specials_n, colons_n;
    uint16_t ends[YG_STRETCH_ENDS];  /* of tokens with a dot */
    uint16_t plain[YG_STRETCH_ENDS]; /* of the others, when the set has words */
    uint32_t numbers[YG_STRETCH_ENDS], names[2 * YG_STRETCH_ENDS];
    yg_quick_address addresses[YG_STRETCH_ENDS];
    uint64_t address_keys[YG_STRETCH_ENDS];
    yg_quick_key keys[YG_QUICK_KEYS];
    /* What passed the Bloom filters. Judged many at a time, so that the exact table, which is far
     * away in memory, is fetched for all of them at once. */
    uint32_t pending_n;
    yg_quick_key pending[YG_QUICK_PENDING];
    /* blocks: with 16 letters and digits in a row, with a trigger, with colons close together */
    uint32_t words[YG_STRETCH / 64 + 2], specials[YG_STRETCH / 64 + 2], colons[YG_STRETCH / 64 + 2];
    /* How far the slow ways have read [LINEAR-TIME]; bytes of the text. Each filter that sends
     * numbers there goes through the stretch by itself. */
    size_t number_done[2], digest_done, wide_done, colon_done;
} yg_token_stage;

/* Of the ends in the stage. token_sift_avx2.c */
void yg_quick_sift_ends(yg_token_text *t, yg_token_stage *stage);
/* stage->names[0 .. n). token_ask_avx2.c */
void yg_quick_ask_names(yg_token_text *t, yg_token_stage *stage, uint32_t n);
/* Of the flagged blocks. token_ask_avx2.c, token_pick_avx2.c */
void yg_quick_pick_words(yg_token_text *t, yg_token_stage *stage);
void yg_quick_pick_specials(yg_token_text *t, yg_token_stage *stage);
void yg_quick_pick_colons(yg_token_text *t, yg_token_stage *stage);
/* Judges what is pending. token_ask_avx2.c */
void yg_quick_judge(yg_token_text *t, yg_token_stage *stage);
/* The run of numbers around end, as a whole and once: not before *done, which moves. */
void yg_quick_number(yg_token_text *t, size_t *done, size_t end);

#endif
#endif
