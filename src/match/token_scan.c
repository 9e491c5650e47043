#include "match/token_quick.h"

yg_token_scratch *yg_token_scratch_make(void) {
    yg_token_scratch *scratch = yg_alloc(1, sizeof *scratch);
    scratch->cut = yg_token_cut_plain;
#if defined(__x86_64__)
    if (yg_processor_is_quick()) {
        scratch->stage = yg_alloc(1, sizeof *scratch->stage);
        scratch->cut = yg_token_has_avx512() ? yg_token_cut_avx512 : yg_token_cut_avx2;
    }
#endif
    return scratch;
}

void yg_token_scratch_free(yg_token_scratch *scratch) {
    if (scratch == NULL)
        return;
    yg_vec_free(&scratch->hits);
    yg_token_slow_free(scratch->slow);
    free(scratch->stage);
    free(scratch);
}

yg_token_slow *yg_token_slow_of(yg_token_scratch *scratch) {
    if (scratch->slow == NULL)
        scratch->slow = yg_token_slow_make();
    return scratch->slow;
}

yg_token_counts yg_token_scratch_counts(const yg_token_scratch *scratch) {
    return scratch->counts;
}

void yg_token_add(yg_token_text *t, uint32_t number, yg_hit_kind kind, size_t start, size_t end) {
    yg_token_hit hit = {.number = number, .kind = kind, .start = start, .end = end};
    if (t->view != NULL) {
        yg_indicator_type type = yg_indicators_type(t->set, number);
        if (t->view->is_names && type != YG_INDICATOR_DOMAIN && type != YG_INDICATOR_HOST &&
            type != YG_INDICATOR_EMAIL)
            return;
        hit.start = t->base + t->view->from.at[start];
        hit.end = t->base + t->view->from.at[end];
        hit.is_decoded = true;
    }
    yg_vec_push(&t->scratch->hits, hit);
}

/* By place and number; what is whole before what is a host, what is raw before what is decoded. */
static int by_place(const void *a, const void *b) {
    const yg_token_hit *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->is_decoded != y->is_decoded)
        return x->is_decoded ? 1 : -1;
    return x->end < y->end ? -1 : x->end > y->end;
}

static void tell(yg_token_scratch *scratch, yg_token_take take, void *self) {
    const yg_token_hit *hits = scratch->hits.at;
    qsort(scratch->hits.at, scratch->hits.n, sizeof *hits, by_place);
    for (size_t i = 0; i < scratch->hits.n; i++) {
        if (i > 0 && hits[i].start == hits[i - 1].start && hits[i].number == hits[i - 1].number)
            continue;
        scratch->counts.hits++;
        take(self, &hits[i]);
    }
    scratch->hits.n = 0;
}

static void scan(const yg_indicators *set, yg_token_scratch *scratch, yg_str block,
                 void (*cut)(yg_token_text *), yg_token_take take, void *self) {
    yg_token_text t = {.set = set, .scratch = scratch, .text = block};
    scratch->hits.n = 0;
    scratch->counts.bytes += block.n;
    if (scratch->slow != NULL)
        yg_token_slow_begin(scratch->slow);
    if (block.n > 0)
        cut(&t);
    if (scratch->hits.n > 0)
        tell(scratch, take, self);
}

void yg_token_scan(const yg_indicators *set, yg_token_scratch *scratch, yg_str block,
                   yg_token_take take, void *self) {
    scan(set, scratch, block, scratch->cut, take, self);
}

void yg_token_scan_avx2(const yg_indicators *set, yg_token_scratch *scratch, yg_str block,
                        yg_token_take take, void *self) {
#if defined(__x86_64__)
    if (scratch->stage != NULL) {
        scan(set, scratch, block, yg_token_cut_avx2, take, self);
        return;
    }
#endif
    scan(set, scratch, block, yg_token_cut_plain, take, self);
}

void yg_token_scan_plain(const yg_indicators *set, yg_token_scratch *scratch, yg_str block,
                         yg_token_take take, void *self) {
    scan(set, scratch, block, yg_token_cut_plain, take, self);
}

void yg_token_scan_part(const yg_token_text *outer, const yg_log_view *view, yg_str text,
                        size_t base) {
    yg_token_text t = {
        .set = outer->set, .scratch = outer->scratch, .text = text, .view = view, .base = base};
    outer->scratch->counts.decoded += text.n;
    yg_token_cut_plain(&t);
}
