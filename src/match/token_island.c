/* Stretches with something to decode (match/token_part.h): each is decoded once, whatever number
 * of triggers it holds, and scanned by the same code as the block. */
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "match/indicator_set.h"
#include "match/token_slow.h"

_Static_assert((int)YG_LOG_VIEW_PAD >= (int)YG_SCAN_PAD, "decoded text is scanned like a block");

yg_token_slow *yg_token_slow_make(void) {
    return yg_alloc(1, sizeof(yg_token_slow));
}

void yg_token_slow_free(yg_token_slow *slow) {
    if (slow == NULL)
        return;
    yg_log_view_free(&slow->view);
    yg_log_view_free(&slow->names);
    yg_log_view_free(&slow->rest);
    yg_log_view_free(&slow->region);
    yg_vec_free(&slow->names_from);
    yg_vec_free(&slow->prefix);
    yg_vec_free(&slow->ends);
    yg_vec_free(&slow->power);
    yg_buf_free(&slow->rough);
    free(slow);
}

void yg_token_slow_begin(yg_token_slow *slow) {
    slow->start = slow->seen = slow->from = slow->to = 0;
    slow->is_made = slow->has_region = false;
}

/* Where the stretch around `at` begins. */
static size_t stretch_start(yg_token_slow *slow, yg_str block, size_t at) {
    size_t start = at;
    if (at >= slow->start && at < slow->seen)
        return slow->start;
    while (start > 0 && !yg_log_view_is_edge(block.p[start - 1])) {
        start--;
        if (start >= slow->start && start < slow->seen) {
            start = slow->start;
            break;
        }
    }
    slow->start = start;
    slow->seen = at + 1;
    return start;
}

/* The first edge from `at` on, or most. */
static size_t next_edge(const char *p, size_t at, size_t most) {
#if defined(__SSE2__)
    for (; most - at >= 16; at += 16) {
        __m128i v = _mm_loadu_si128((const void *)(p + at));
        __m128i edge = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(' ')), v);
        edge = _mm_or_si128(edge, _mm_cmpeq_epi8(v, _mm_set1_epi8(0x7F)));
        edge = _mm_or_si128(edge, _mm_cmpeq_epi8(v, _mm_set1_epi8('"')));
        edge = _mm_or_si128(edge, _mm_cmpeq_epi8(v, _mm_set1_epi8('<')));
        edge = _mm_or_si128(edge, _mm_cmpeq_epi8(v, _mm_set1_epi8('>')));
        unsigned mask = (unsigned)_mm_movemask_epi8(edge);
        if (mask != 0)
            return at + (size_t)__builtin_ctz(mask);
    }
#endif
    while (at < most && !yg_log_view_is_edge(p[at]))
        at++;
    return at;
}

/* The piece of at most YG_LOG_VIEW_MAX bytes around `at`, counted from the stretch's start. */
static void piece_of(yg_token_slow *slow, yg_str block, size_t at, size_t *ret_from,
                     size_t *ret_to) {
    size_t start = stretch_start(slow, block, at), end = slow->seen;
    start += (at - start) / YG_LOG_VIEW_MAX * YG_LOG_VIEW_MAX;
    size_t most = block.n - start < YG_LOG_VIEW_MAX ? block.n : start + YG_LOG_VIEW_MAX;
    if (end > most)
        end = most;
    end = next_edge(block.p, end, most);
    if (end > slow->seen)
        slow->seen = end;
    *ret_from = start;
    *ret_to = end;
}

/* Kana and CJK ideographs: a label with one of them becomes "xn--...", whatever else it has. */
static bool is_wide_sign(const char *p, size_t n) {
    unsigned char a = (unsigned char)p[0], b = n > 1 ? (unsigned char)p[1] : 0;
    return (a == 0xE3 && b >= 0x81) || (a >= 0xE4 && a <= 0xE9);
}

/* Whether the A-labels of a name may be in the set, as far as its end tells. Only where each sign
 * is one of those above: others may turn into ASCII, and into anything. Full stops are dots here.
 */
static bool is_wanted(const void *self, yg_str name, bool is_mail) {
    const yg_indicators *set = self;
    size_t label = 0;
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] == '.')
            label = i + 1;
        if (!yg_is_byte(name.p[i], YG_BYTE_HIGH))
            continue;
        if (!is_wide_sign(name.p + i, name.n - i))
            return true;
        i += 2;
    }
    if (is_mail && (yg_set_has(set) & YG_SET_MAIL) != 0)
        return true;
    yg_str last = yg_str_from(name, label);
    for (size_t i = 0; i < last.n; i++) {
        if (yg_is_byte(last.p[i], YG_BYTE_HIGH)) /* "xn--...": a last label with hyphens */
            return (yg_set_has(set) & YG_SET_WIDE) != 0;
    }
    return last.n < 3 || yg_set_may_end(set, name.p + name.n - 4);
}

/* The end of a name, of ASCII labels alone, or nothing: the last label becomes "xn--...". */
static bool may_end(const void *self, yg_str end, bool is_mail) {
    const yg_indicators *set = self;
    if (is_mail && (yg_set_has(set) & YG_SET_MAIL) != 0)
        return true;
    /* Digits may be the address that is the host of a URL. */
    if (end.n > 0 && yg_is_byte(end.p[end.n - 1], YG_BYTE_DIGIT))
        return true;
    if (end.n == 0)
        return (yg_set_has(set) & YG_SET_WIDE) != 0;
    if (end.n < 8)
        return end.n < 4 || yg_set_may_end(set, end.p + end.n - 4);
    return yg_may_end_name(set, end.p + end.n);
}

bool yg_token_may_name(const yg_indicators *set, yg_str text, size_t start, size_t end) {
    return (yg_set_has(set) & (YG_SET_NAMES | YG_SET_URLS | YG_SET_MAIL)) != 0 &&
           yg_log_view_may_name(text, start, end, may_end, set);
}

bool yg_token_in_piece(yg_token_slow *slow, yg_str block, size_t start, size_t end) {
    size_t from = stretch_start(slow, block, start);
    slow->seen = end;
    return (start - from) / YG_LOG_VIEW_MAX == (end - 1 - from) / YG_LOG_VIEW_MAX;
}

static void make_names(yg_token_slow *slow, const yg_indicators *set) {
    slow->has_names = yg_log_view_names(slow->plain, is_wanted, set, &slow->names);
    if (!slow->has_names)
        return;
    slow->names_from.n = 0;
    for (size_t i = 0; i < slow->names.from.n; i++) {
        uint32_t from = slow->names.from.at[i];
        yg_vec_push(&slow->names_from, from);
        if (slow->is_decoded)
            slow->names.from.at[i] = slow->view.from.at[from];
    }
}

void yg_token_stretch(yg_token_slow *slow, const yg_indicators *set, yg_str block, size_t at) {
    if (slow->is_made && at >= slow->from && at < slow->to)
        return;
    piece_of(slow, block, at, &slow->from, &slow->to);
    yg_str bytes = yg_str_sub(block, slow->from, slow->to - slow->from);
    slow->is_decoded = yg_log_view_make(bytes, false, &slow->view);
    slow->plain = slow->is_decoded ? slow->view.text : bytes;
    slow->block = block;
    slow->is_made = true;
    slow->has_prefixes = false;
    make_names(slow, set);
}

void yg_token_island(yg_token_text *t, size_t at) {
    if (t->view != NULL || at < t->done || yg_log_view_is_edge(t->text.p[at]))
        return;
    yg_token_slow *slow = yg_token_slow_of(t->scratch);
    size_t from, to;
    if (t->text.p[at] == '%') {
        piece_of(slow, t->text, at, &from, &to);
        if (!yg_token_may_matter(slow, t->set, t->text, from, to)) {
            t->done = to;
            return;
        }
    }
    yg_token_stretch(slow, t->set, t->text, at);
    size_t base = slow->from;
    t->done = slow->to;
    if (slow->is_decoded)
        yg_token_scan_part(t, &slow->view, slow->view.text, base);
    if (slow->has_names)
        yg_token_scan_part(t, &slow->names, slow->names.text, base);
}

size_t yg_token_view_find(const yg_log_view *view, size_t from) {
    size_t low = 0, high = view->text.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (view->from.at[middle] < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The start of the stretch (piece) before or around byte `at`, which may be an edge. */
static size_t go_left(yg_token_slow *slow, yg_str block, size_t at) {
    size_t from, to;
    if (at >= block.n || yg_log_view_is_edge(block.p[at]))
        return at;
    piece_of(slow, block, at, &from, &to);
    return from;
}

static size_t go_right(yg_token_slow *slow, yg_str block, size_t at) {
    size_t from, to = at;
    if (at < block.n && !yg_log_view_is_edge(block.p[at]))
        piece_of(slow, block, at, &from, &to);
    return to;
}

/* Whether the region has enough on both sides of [from, to) of the block. */
static bool is_enough(const yg_token_slow *slow, yg_str block, size_t from, size_t to, size_t left,
                      size_t right) {
    size_t a = slow->region_from, b = slow->region_to;
    if (!slow->has_region || from < a || to > b)
        return false;
    size_t before = from - a, behind = b - to;
    if (slow->is_region_decoded) {
        before = yg_token_view_find(&slow->region, from - a);
        behind = slow->region.text.n - yg_token_view_find(&slow->region, to - a);
    }
    return (a == 0 || before >= left) && (b == block.n || behind >= right);
}

bool yg_token_region(yg_token_slow *slow, yg_str block, size_t from, size_t to, size_t left,
                     size_t right) {
    /* Much more than is asked for, so that what is decoded serves for what follows too
     * [LINEAR-TIME]. */
    size_t before = left + 64, behind = 3 * right + 256;
    for (; !is_enough(slow, block, from, to, left, right); before *= 3, behind *= 3) {
        size_t a = from > before ? from - before : 0;
        size_t b = block.n - to > behind ? to + behind : block.n;
        slow->region_from = go_left(slow, block, a);
        slow->region_to = go_right(slow, block, b);
        slow->is_region_decoded = yg_log_view_make(
            yg_str_sub(block, slow->region_from, slow->region_to - slow->region_from), false,
            &slow->region);
        slow->has_region = true;
    }
    return slow->is_region_decoded;
}
