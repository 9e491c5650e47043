/* Adding indicators: checked, normal in form, known ones told at once. Values lie one behind the
 * other where the image's pool will be, so that compiling does not copy them. */
#include "match/indicator_check.h"

enum { FIRST_BITS = 12, AHEAD = 16 };

static void make_known(yg_indicators_maker *maker, uint32_t bits) {
    free(maker->known);
    maker->known = yg_alloc_table((size_t)1 << bits, sizeof *maker->known);
    maker->known_bits = bits;
}

yg_indicators_maker *yg_indicators_make(void) {
    yg_indicators_maker *maker = yg_alloc(1, sizeof *maker);
    yg_buf_reserve(&maker->image, 1 << 16);
    memset(maker->image.p, 0, YG_POOL_AT);
    maker->image.n = YG_POOL_AT;
    make_known(maker, FIRST_BITS);
    return maker;
}

void yg_indicators_maker_free(yg_indicators_maker *maker) {
    if (maker == NULL)
        return;
    yg_buf_free(&maker->image);
    yg_vec_free(&maker->entries);
    yg_vec_free(&maker->keys);
    free(maker->known);
    free(maker);
}

/* A slot holds the upper half of the identity, so that the table grows without reading values. */
static size_t known_at(const yg_indicators_maker *maker, uint64_t half) {
    return (size_t)(half >> (32 - maker->known_bits));
}

static void grow_known(yg_indicators_maker *maker) {
    uint64_t *old = maker->known;
    size_t old_n = (size_t)1 << maker->known_bits;
    maker->known = NULL;
    make_known(maker, maker->known_bits + 1);
    size_t mask = ((size_t)1 << maker->known_bits) - 1;
    for (size_t i = 0; i < old_n; i++) {
        if (old[i] == 0)
            continue;
        size_t at = known_at(maker, old[i] >> 32);
        while (maker->known[at] != 0)
            at = (at + 1) & mask;
        maker->known[at] = old[i];
    }
    free(old);
}

static bool is_same(const yg_indicators_maker *maker, uint32_t number, uint64_t entry,
                    yg_str bytes) {
    uint64_t other = maker->entries.at[number];
    yg_indicator_type type = yg_entry_type(entry);
    if (yg_entry_type(other) != type || yg_entry_n(other) != yg_entry_n(entry))
        return false;
    if (type == YG_INDICATOR_IPV4)
        return other == entry;
    yg_str known = {maker->image.p + YG_POOL_AT + yg_entry_at(other), bytes.n};
    return yg_str_eq(known, bytes) ||
           (yg_is_text_type(type) && type != YG_INDICATOR_URL && yg_str_eq_nocase(known, bytes));
}

/* The number under which it is known, or UINT32_MAX and the free slot where it belongs. */
static uint32_t find(const yg_indicators_maker *maker, uint64_t entry, yg_str bytes, uint64_t half,
                     size_t *ret_at) {
    size_t mask = ((size_t)1 << maker->known_bits) - 1;
    size_t at = known_at(maker, half);
    for (; maker->known[at] != 0; at = (at + 1) & mask) {
        uint32_t number = (uint32_t)maker->known[at] - 1;
        if (maker->known[at] >> 32 == half && is_same(maker, number, entry, bytes))
            return number;
    }
    *ret_at = at;
    return UINT32_MAX;
}

/* entry: without its place in the pool unless it is an IPv4 address. */
static yg_indicator_verdict add(yg_indicators_maker *maker, uint64_t entry, yg_str bytes,
                                uint64_t key, uint64_t identity, uint32_t *ret_number) {
    uint64_t half = identity >> 32;
    size_t mask = ((size_t)1 << maker->known_bits) - 1, at;
    *ret_number = find(maker, entry, bytes, half, &at);
    if (*ret_number != UINT32_MAX)
        return YG_INDICATOR_KNOWN;
    uint32_t number = (uint32_t)maker->entries.n;
    maker->known[at] = half << 32 | (number + 1);
    if (yg_entry_type(entry) != YG_INDICATOR_IPV4)
        entry |= maker->image.n - YG_POOL_AT;
    yg_vec_push(&maker->entries, entry);
    yg_vec_push(&maker->keys, key);
    yg_buf_add(&maker->image, bytes);
    *ret_number = number;
    if (maker->entries.n > (mask >> 2) * 3)
        grow_known(maker);
    return YG_INDICATOR_TAKEN;
}

static uint64_t entry_of(yg_indicator_type type, const yg_indicator_form *form) {
    return type == YG_INDICATOR_IPV4 ? yg_entry_make(type, form->address, form->prefix)
                                     : yg_entry_make(type, 0, (uint32_t)form->bytes.n);
}

static yg_indicator_verdict add_form(yg_indicators_maker *maker, yg_indicator_type type,
                                     const yg_indicator_form *form, uint32_t *ret_number) {
    if (maker->entries.n >= YG_INDICATORS_MOST)
        yg_mem_die("more than a billion indicators");
    return add(maker, entry_of(type, form), form->bytes, form->key, form->identity, ret_number);
}

yg_indicator_verdict yg_indicators_add(yg_indicators_maker *maker, yg_indicator_type type,
                                       yg_str value, uint32_t *ret_number) {
    yg_indicator_form form;
    yg_indicator_verdict verdict = yg_indicator_check(type, value, &form);
    return verdict == YG_INDICATOR_TAKEN ? add_form(maker, type, &form, ret_number) : verdict;
}

void yg_indicators_add_batch(yg_indicators_maker *maker, yg_indicators_item *items, size_t n) {
    yg_indicator_form forms[YG_INDICATORS_BATCH];
    for (size_t i = 0; i < n; i++) {
        items[i].verdict = yg_indicator_check(items[i].type, items[i].value, &forms[i]);
        if (items[i].verdict == YG_INDICATOR_TAKEN)
            __builtin_prefetch(&maker->known[known_at(maker, forms[i].identity >> 32)], 1);
    }
    for (size_t i = 0; i < n; i++) {
        if (items[i].verdict == YG_INDICATOR_TAKEN)
            items[i].verdict = add_form(maker, items[i].type, &forms[i], &items[i].number);
    }
}

bool yg_indicators_find(const yg_indicators_maker *maker, yg_indicator_type type, yg_str value,
                        uint32_t *ret_number) {
    yg_indicator_form form;
    size_t at;
    if (yg_indicator_check(type, value, &form) != YG_INDICATOR_TAKEN)
        return false;
    uint32_t number = find(maker, entry_of(type, &form), form.bytes, form.identity >> 32, &at);
    if (number != UINT32_MAX)
        *ret_number = number;
    return number != UINT32_MAX;
}

/* The halves of the identities by number, back from the table. */
static uint32_t *halves_of(const yg_indicators_maker *maker) {
    uint32_t *halves = yg_alloc(maker->entries.n + 1, sizeof *halves);
    for (size_t i = 0; i >> maker->known_bits == 0; i++)
        if (maker->known[i] != 0)
            halves[(uint32_t)maker->known[i] - 1] = (uint32_t)(maker->known[i] >> 32);
    return halves;
}

void yg_indicators_join(yg_indicators_maker *maker, yg_indicators_maker *other,
                        uint32_t *renumber) {
    uint32_t *halves = halves_of(other);
    for (size_t i = 0; i < other->entries.n; i++) {
        if (i + AHEAD < other->entries.n)
            __builtin_prefetch(&maker->known[known_at(maker, halves[i + AHEAD])]);
        uint64_t entry = other->entries.at[i];
        yg_str bytes = {NULL, 0};
        if (yg_entry_type(entry) != YG_INDICATOR_IPV4) {
            bytes = (yg_str){other->image.p + YG_POOL_AT + yg_entry_at(entry), yg_entry_n(entry)};
            entry = yg_entry_make(yg_entry_type(entry), 0, yg_entry_n(entry));
        }
        uint32_t number;
        add(maker, entry, bytes, other->keys.at[i], (uint64_t)halves[i] << 32, &number);
        if (renumber != NULL)
            renumber[i] = number;
    }
    free(halves);
    yg_indicators_maker_free(other);
}
