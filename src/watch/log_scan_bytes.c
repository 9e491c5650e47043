/* A block that was converted by a guess, as bytes: records are read from these where the text has
 * not got what was found, and patterns are asked of both [WRONG-GUESS]. */
#include "watch/log_scan_part.h"

#define SWAP(a, b)                                                                                 \
    do {                                                                                           \
        __typeof__(a) kept = (a);                                                                  \
        (a) = (b);                                                                                 \
        (b) = kept;                                                                                \
    } while (0)

void yg_log_worker_turn(scan_worker *w) {
    scan_other *o = &w->other;
    w->is_bytes = !w->is_bytes;
    SWAP(w->block.text, o->text);
    SWAP(w->block.own_from, o->own_from);
    SWAP(w->block.own_until, o->own_until);
    SWAP(w->is_converted, o->is_converted);
    SWAP(w->record, o->record);
    SWAP(w->record_text, o->record_text);
    SWAP(w->walk, o->walk);
    SWAP(w->record_lines, o->record_lines);
    SWAP(w->record_offset, o->record_offset);
    SWAP(w->lines_at, o->lines_at);
    SWAP(w->offset_at, o->offset_at);
    SWAP(w->lines, o->lines);
    SWAP(w->offset, o->offset);
}

bool yg_log_worker_is_guess(const scan_worker *w) {
    return (w->is_converted || w->is_bytes) && w->block.member->told == YG_CHARSET_NONE;
}

/* Brackets of both, rising. */
static scan_met join(scan_result *r, scan_met text, const scan_met *bytes) {
    size_t first = r->brackets.n, i = 0, k = 0;
    while (i < text.n || k < bytes->n) {
        uint32_t a = i < text.n ? r->brackets.at[text.first + i] : UINT32_MAX;
        uint32_t b = k < bytes->n ? r->brackets.at[bytes->first + k] : UINT32_MAX;
        uint32_t least = a < b ? a : b;
        yg_vec_push(&r->brackets, least);
        i += a == least;
        k += b == least;
    }
    text.first = first;
    text.n = r->brackets.n - first;
    return text;
}

/* The first n were met by the text, the rest by the bytes; both rise by place. */
static void merge(scan_result *r, size_t n) {
    size_t all = r->mets.n, i = 0, k = n;
    while (i < n || k < all) {
        scan_met text = r->mets.at[i < n ? i : k], bytes = r->mets.at[k < all ? k : i];
        uint64_t a = i < n ? text.sighting.offset_bytes : UINT64_MAX;
        uint64_t b = k < all ? bytes.sighting.offset_bytes : UINT64_MAX;
        scan_met one = a < b ? text : b < a ? bytes : join(r, text, &bytes);
        yg_vec_push(&r->mets, one);
        i += a <= b;
        k += b <= a;
    }
    memmove(r->mets.at, r->mets.at + all, (r->mets.n - all) * sizeof *r->mets.at);
    r->mets.n -= all;
}

void yg_log_worker_patterns_of_bytes(scan_worker *w) {
    scan_result *r = w->result;
    size_t n = r->mets.n;
    yg_log_worker_turn(w);
    yg_log_worker_patterns(w);
    yg_log_worker_turn(w);
    if (r->mets.n > n)
        merge(r, n);
}
