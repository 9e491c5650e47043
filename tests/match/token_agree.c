#include "token_agree.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "match/token_brute.h"

typedef YG_VEC(yg_token_hit) hit_list;

static void keep(void *self, const yg_token_hit *hit) {
    hit_list *list = self;
    yg_vec_push(list, *hit);
}

static void print_hit(const yg_indicators *set, yg_str block, const yg_token_hit *hit,
                      const char *who) {
    YG_CLEANUP_BUF yg_buf value = {0}, text = {0};
    yg_utf8_add_printable(&text, yg_str_sub(block, hit->start, hit->end - hit->start), false);
    yg_str word = yg_indicators_value(set, hit->number, &value);
    fprintf(stderr, "  %s: %u %s \"%.*s\"%s%s at %zu..%zu: \"%.*s\"\n", who, hit->number,
            yg_indicator_type_word(yg_indicators_type(set, hit->number)), YG_FMT(word),
            hit->kind == YG_HIT_URL_HOST ? " (host)" : "", hit->is_decoded ? " (decoded)" : "",
            hit->start, hit->end, YG_FMT(yg_buf_str(&text)));
}

/* What is only decoded is a remark about URLs, whose rest is read decoded anyway. */
static bool is_same(const yg_indicators *set, const yg_token_hit *a, const yg_token_hit *b) {
    return a->number == b->number && a->kind == b->kind && a->start == b->start &&
           a->end == b->end &&
           (a->is_decoded == b->is_decoded ||
            yg_indicators_type(set, a->number) == YG_INDICATOR_URL);
}

static bool are_same(const yg_indicators *set, yg_str block, const hit_list *want,
                     const hit_list *got, const char *who) {
    size_t i = 0;
    while (i < want->n && i < got->n && is_same(set, &want->at[i], &got->at[i]))
        i++;
    if (i == want->n && i == got->n)
        return true;
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_utf8_add_printable(&text, block, false);
    fprintf(stderr, "%s: hit %zu differs (%zu wanted, %zu found) in \"%.*s\"\n", who, i, want->n,
            got->n, YG_FMT(yg_buf_str(&text)));
    if (i < want->n)
        print_hit(set, block, &want->at[i], "wanted");
    if (i < got->n)
        print_hit(set, block, &got->at[i], "found");
    return false;
}

bool token_agree(const yg_indicators *set, yg_token_scratch *scratch, yg_str block, size_t *hits) {
    hit_list want = {0}, quick = {0}, avx2 = {0}, plain = {0};
    /* What stands in the padding must not matter: let it look like more of the same. */
    char *room = malloc(block.n + 2 * YG_SCAN_PAD);
    if (room == NULL)
        abort();
    memset(room, 'a', YG_SCAN_PAD);
    memset(room + YG_SCAN_PAD + block.n, '1', YG_SCAN_PAD);
    if (block.n > 0)
        memcpy(room + YG_SCAN_PAD, block.p, block.n);
    yg_str padded = {room + YG_SCAN_PAD, block.n};
    yg_token_brute(set, padded, keep, &want);
    yg_token_scan(set, scratch, padded, keep, &quick);
    yg_token_scan_avx2(set, scratch, padded, keep, &avx2);
    yg_token_scan_plain(set, scratch, padded, keep, &plain);
    bool is_right = are_same(set, block, &want, &plain, "plain") &&
                    are_same(set, block, &want, &avx2, "avx2") &&
                    are_same(set, block, &want, &quick, "quick");
    if (hits != NULL)
        *hits += want.n;
    yg_vec_free(&want);
    yg_vec_free(&quick);
    yg_vec_free(&avx2);
    yg_vec_free(&plain);
    free(room);
    return is_right;
}
