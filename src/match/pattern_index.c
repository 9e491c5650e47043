/* From what brackets need to the tables by which it is looked for: distinct texts with the brackets
 * that need them, a few grams of four bytes of each in a filter and in buckets, and properties. */
#include "base/map.h"
#include "match/pattern_part.h"

typedef struct {
    uint32_t number; /* of a needle, or of a key */
    uint32_t bracket;
} owner;
typedef struct {
    yg_pattern_index *index;
    yg_map known; /* text or key -> number + 1 */
    YG_VEC(owner) of_needles, of_keys;
    YG_VEC(yg_pattern_gram) grams;
    yg_map gram_counts;
} making;

void yg_pattern_index_free(yg_pattern_index *index) {
    if (index == NULL)
        return;
    yg_vec_free(&index->needs.at);
    yg_arena_free(&index->needs.arena);
    yg_vec_free(&index->needles);
    yg_vec_free(&index->keys);
    yg_vec_free(&index->lists);
    free(index->grams);
    free(index->heads);
    free(index->filter);
    free(index);
}

/* --- Needles and keys --- */

static void add_need(making *m, const yg_pattern_need *need, uint32_t bracket) {
    YG_CLEANUP_BUF yg_buf word = {0};
    yg_pattern_index *x = m->index;
    bool is_new, is_text = need->kind == YG_NEED_TEXT;
    yg_buf_addf(&word, is_text ? "t" : "%u:", need->type);
    yg_buf_add(&word, need->text);
    uint64_t *place = yg_map_put(&m->known, yg_buf_str(&word), &is_new);
    if (is_new && is_text)
        yg_vec_push(&x->needles, ((yg_pattern_needle){.text = need->text}));
    else if (is_new)
        yg_vec_push(&x->keys, ((yg_pattern_key){.type = need->type, .path = need->text}));
    if (is_new)
        *place = is_text ? x->needles.n - 1 : x->keys.n - 1;
    owner one = {(uint32_t)*place, bracket};
    if (is_text)
        yg_vec_push(&m->of_needles, one);
    else
        yg_vec_push(&m->of_keys, one);
}

static int by_number(const void *a, const void *b) {
    const owner *x = a, *y = b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return (x->bracket > y->bracket) - (x->bracket < y->bracket);
}

/* The brackets of each number, one run behind the other; *first and *n of number i are at these
 * addresses plus i times size. */
static void put_lists(yg_pattern_index *x, owner *owners, size_t n, uint32_t *first,
                      uint32_t *count, size_t size) {
    if (n > 0)
        qsort(owners, n, sizeof *owners, by_number);
    for (size_t i = 0; i < n; i++) {
        size_t at = owners[i].number * size;
        if (i == 0 || owners[i].number != owners[i - 1].number)
            *(uint32_t *)(void *)((char *)first + at) = (uint32_t)x->lists.n;
        else if (owners[i].bracket == owners[i - 1].bracket)
            continue;
        yg_vec_push(&x->lists, owners[i].bracket);
        ++*(uint32_t *)(void *)((char *)count + at);
    }
}

static int by_key(const void *a, const void *b) {
    const yg_pattern_key *x = a, *y = b;
    return x->type != y->type ? (x->type < y->type ? -1 : 1) : yg_str_cmp(x->path, y->path);
}

/* --- Grams --- */

static yg_str gram_word(const uint32_t *gram) {
    return (yg_str){(const char *)gram, sizeof *gram};
}

/* The window of stride + 3 bytes whose grams the fewest needles before it have. */
static void add_grams(making *m, uint32_t number) {
    yg_pattern_index *x = m->index;
    yg_str text = x->needles.at[number].text;
    size_t window = YG_NEED_TEXT_LEAST + x->stride - 1, best = 0;
    uint64_t least = UINT64_MAX;
    for (size_t from = 0; from + window <= text.n; from++) {
        uint64_t most = 0;
        for (size_t k = 0; k < x->stride; k++) {
            uint32_t gram = yg_pattern_gram_at(text.p + from + k);
            const uint64_t *count = yg_map_get(&m->gram_counts, gram_word(&gram));
            most = count != NULL && *count > most ? *count : most;
        }
        if (most < least) {
            least = most;
            best = from;
        }
    }
    for (size_t k = 0; k < x->stride; k++) {
        uint32_t gram = yg_pattern_gram_at(text.p + best + k);
        ++*yg_map_put(&m->gram_counts, gram_word(&gram), NULL);
        yg_vec_push(&m->grams, ((yg_pattern_gram){gram, number, (uint32_t)(best + k)}));
    }
}

static unsigned bits_for(size_t n, unsigned least, unsigned most) {
    unsigned bits = least;
    while (bits < most && (size_t)1 << bits < n)
        bits++;
    return bits;
}

static uint32_t bucket_of(const yg_pattern_index *x, uint32_t gram) {
    return yg_pattern_gram_hash(gram) >> x->bucket_shift;
}

static unsigned grams_size(making *m) {
    m->index->bucket_shift = 32 - bits_for(m->grams.n, 8, 18);
    return 32 - m->index->bucket_shift;
}

/* Takes out all grams of needles for which a bucket has no room; *ret_is_out: of each needle. */
static void keep_room(making *m, bool *ret_is_out) {
    size_t n = (size_t)1 << grams_size(m), kept = 0;
    uint32_t *counts = yg_alloc(n, sizeof *counts);
    for (size_t i = 0; i < m->grams.n; i++) {
        const yg_pattern_gram *g = &m->grams.at[i];
        ret_is_out[g->needle] |= counts[bucket_of(m->index, g->gram)] >= YG_PATTERN_ALIKE;
        counts[bucket_of(m->index, g->gram)] += !ret_is_out[g->needle];
    }
    for (size_t i = 0; i < m->grams.n; i++) {
        if (!ret_is_out[m->grams.at[i].needle])
            m->grams.at[kept++] = m->grams.at[i];
    }
    m->grams.n = kept;
    free(counts);
}

/* Brackets that need one of these needles are found by their properties. */
static void put_crowded(const yg_patterns *p, making *m, const bool *is_out) {
    yg_pattern_index *x = m->index;
    bool *is_done = yg_alloc(p->brackets.n + 1, sizeof *is_done);
    for (size_t i = 0; i < x->needles.n; i++) {
        const yg_pattern_needle *needle = &x->needles.at[i];
        for (uint32_t k = 0; is_out[i] && k < needle->n; k++) {
            uint32_t b = x->lists.at[needle->first + k];
            if (is_done[b])
                continue;
            is_done[b] = true;
            x->crowded++;
            x->needs.at.n = 0;
            yg_pattern_need_properties(p, &p->brackets.at[b], &x->needs);
            for (size_t need = 0; need < x->needs.at.n; need++)
                add_need(m, &x->needs.at.at[need], b);
        }
    }
    free(is_done);
}

/* Filter: one bit of 64 is set at most. */
static void put_grams(making *m) {
    yg_pattern_index *x = m->index;
    unsigned filter = bits_for(m->grams.n * 64, 15, 24);
    size_t n = (size_t)1 << (32 - x->bucket_shift);
    x->filter_shift = 32 - filter;
    x->filter = yg_alloc(((size_t)1 << filter) / 64, sizeof *x->filter);
    x->heads = yg_alloc(n + 1, sizeof *x->heads);
    x->grams = yg_alloc(m->grams.n + 1, sizeof *x->grams);
    for (size_t i = 0; i < m->grams.n; i++) {
        uint32_t gram = m->grams.at[i].gram, bit = yg_pattern_gram_hash(gram) >> x->filter_shift;
        x->filter[bit / 64] |= UINT64_C(1) << bit % 64;
        x->heads[bucket_of(x, gram) + 1]++;
    }
    for (size_t i = 0; i < n; i++)
        x->heads[i + 1] += x->heads[i];
    for (size_t i = m->grams.n; i-- > 0;)
        x->grams[--x->heads[bucket_of(x, m->grams.at[i].gram) + 1]] = m->grams.at[i];
    /* Every head has come down to where its bucket begins, one place too far to the right. */
    memmove(x->heads, x->heads + 1, n * sizeof *x->heads);
    x->heads[n] = (uint32_t)m->grams.n;
}

static void make_grams(const yg_patterns *p, making *m) {
    yg_pattern_index *x = m->index;
    size_t shortest = SIZE_MAX;
    bool *is_out = yg_alloc(x->needles.n + 1, sizeof *is_out);
    for (size_t i = 0; i < x->needles.n; i++)
        shortest = x->needles.at[i].text.n < shortest ? x->needles.at[i].text.n : shortest;
    x->stride = shortest == SIZE_MAX || shortest - 3 > 4 ? 4 : (unsigned)(shortest - 3);
    for (size_t i = 0; i < x->needles.n; i++)
        add_grams(m, (uint32_t)i);
    keep_room(m, is_out);
    put_crowded(p, m, is_out);
    put_grams(m);
    free(is_out);
}

void yg_patterns_index(yg_patterns *p) {
    making m = {.index = yg_alloc(1, sizeof *m.index)};
    yg_pattern_index *x = m.index;
    for (size_t b = 0; b < p->brackets.n; b++) {
        x->needs.at.n = 0;
        yg_pattern_need_bracket(p, &p->brackets.at[b], &x->needs);
        for (size_t i = 0; i < x->needs.at.n; i++)
            add_need(&m, &x->needs.at.at[i], (uint32_t)b);
    }
    put_lists(x, m.of_needles.at, m.of_needles.n, x->needles.n > 0 ? &x->needles.at->first : NULL,
              x->needles.n > 0 ? &x->needles.at->n : NULL, sizeof *x->needles.at);
    make_grams(p, &m);
    put_lists(x, m.of_keys.at, m.of_keys.n, x->keys.n > 0 ? &x->keys.at->first : NULL,
              x->keys.n > 0 ? &x->keys.at->n : NULL, sizeof *x->keys.at);
    if (x->keys.n > 0)
        qsort(x->keys.at, x->keys.n, sizeof *x->keys.at, by_key);
    yg_map_free(&m.known);
    yg_map_free(&m.gram_counts);
    yg_vec_free(&m.of_needles);
    yg_vec_free(&m.of_keys);
    yg_vec_free(&m.grams);
    p->index = x;
}

bool yg_patterns_ask_all(const yg_patterns *p) {
    return p->index == NULL || p->index->keys.n > 0;
}

size_t yg_patterns_crowded(const yg_patterns *p) {
    return p->index != NULL ? p->index->crowded : 0;
}
