/* Adding indicators: checked, normal in form, known ones told at once. Values lie one behind the
 * other where the image's pool will be, so that compiling does not copy them. */
#include "base/side.h"
#include "match/indicator_check.h"

/* SLICE_LEAST: of so many in a part on they are got at once. MOST_SLICE_BITS: what is expected is
 * not there yet, so no more than 256 MB are spent on it [EXPECTED-MILLIONS]. */
enum { FIRST_BITS = 4, SLICE_LEAST = 2048, MOST_SLICE_BITS = 17 };

yg_indicators_maker *yg_indicators_make(void) {
    yg_indicators_maker *maker = yg_alloc(1, sizeof *maker);
    yg_buf_reserve(&maker->image, 1 << 16);
    memset(maker->image.p, 0, YG_POOL_AT);
    maker->image.n = YG_POOL_AT;
    maker->threads = 1;
    return maker;
}

void yg_indicators_threads(yg_indicators_maker *maker, unsigned threads) {
    maker->threads = threads > 0 ? threads : 1;
}

void yg_indicators_maker_free(yg_indicators_maker *maker) {
    if (maker == NULL)
        return;
    yg_buf_free(&maker->image);
    yg_vec_free(&maker->entries);
    yg_vec_free(&maker->keys);
    yg_known_free(maker);
    free(maker);
}

void yg_known_free(yg_indicators_maker *maker) {
    for (size_t i = 0; i < YG_KNOWN_PARTS; i++) {
        if (!maker->known[i].is_slice)
            free(maker->known[i].slots);
        maker->known[i] = (yg_known_part){0};
    }
    free(maker->known_slots);
    maker->known_slots = NULL;
}

/* slots: zero. */
static void move_to(yg_known_part *part, uint64_t *slots, uint32_t bits, bool is_slice) {
    yg_known_part new = {slots, part->n, bits, is_slice};
    size_t mask = ((size_t)1 << bits) - 1;
    for (size_t i = 0; part->slots != NULL && i >> part->bits == 0; i++) {
        if (part->slots[i] == 0)
            continue;
        size_t at = yg_known_at(&new, (uint32_t)(part->slots[i] >> 32));
        while (new.slots[at] != 0)
            at = (at + 1) & mask;
        new.slots[at] = part->slots[i];
    }
    if (!part->is_slice)
        free(part->slots);
    *part = new;
}

/* So many of a table's slots are used. */
static size_t most_of(uint32_t bits) {
    return ((size_t)1 << bits >> 2) * 3;
}

void yg_known_reserve(yg_known_part *part, size_t more) {
    size_t need = part->n + more;
    uint32_t bits = part->slots != NULL ? part->bits : FIRST_BITS;
    while (need > most_of(bits))
        bits++;
    if (bits > 32)
        yg_mem_die("indicators whose hashes begin alike");
    if (part->slots == NULL || bits != part->bits)
        move_to(part, yg_alloc((size_t)1 << bits, sizeof *part->slots), bits, false);
}

/* A slice for every part, of memory on large pages that is got at once. */
typedef struct {
    yg_indicators_maker *maker;
    uint64_t *slots;
    uint32_t bits;
} slices;

static void move_to_slice(void *self, size_t p) {
    const slices *s = self;
    yg_known_part *part = &s->maker->known[p];
    uint64_t *slots = s->slots + (p << s->bits);
    if (part->slots != NULL && part->bits >= s->bits)
        return;
    memset(slots, 0, sizeof *slots << s->bits);
    move_to(part, slots, s->bits, true);
}

void yg_indicators_expect(yg_indicators_maker *maker, size_t n) {
    slices s = {.maker = maker, .bits = FIRST_BITS};
    n = n < YG_INDICATORS_MOST ? n : YG_INDICATORS_MOST;
    size_t here = n / YG_KNOWN_PARTS + n / YG_KNOWN_PARTS / 16; /* hashes are not quite even */
    while (here > most_of(s.bits) && s.bits < MOST_SLICE_BITS)
        s.bits++;
    if (here < SLICE_LEAST || maker->known_slots != NULL)
        return;
    s.slots = yg_realloc(NULL, (size_t)YG_KNOWN_PARTS << s.bits, sizeof *s.slots);
    yg_mem_want_large(s.slots, sizeof *s.slots * YG_KNOWN_PARTS << s.bits);
    yg_side_by_side(maker->threads, YG_KNOWN_PARTS, move_to_slice, &s);
    maker->known_slots = s.slots;
}

bool yg_form_is_same(uint64_t a, const char *a_bytes, uint64_t b, const char *b_bytes) {
    yg_indicator_type type = yg_entry_type(a);
    if (yg_entry_type(b) != type || yg_entry_n(a) != yg_entry_n(b))
        return false;
    if (type == YG_INDICATOR_IPV4)
        return a == b;
    yg_str x = {a_bytes, yg_entry_n(a)}, y = {b_bytes, yg_entry_n(b)};
    return yg_str_eq(x, y) ||
           (yg_is_text_type(type) && type != YG_INDICATOR_URL && yg_str_eq_nocase(x, y));
}

/* The number under which it is known, or UINT32_MAX and the free slot where it belongs. */
static uint32_t find(const yg_indicators_maker *maker, const yg_known_part *part, uint64_t entry,
                     const yg_indicator_form *form, size_t *ret_at) {
    size_t mask = ((size_t)1 << part->bits) - 1;
    uint32_t tag = yg_known_tag(form->identity);
    size_t at = yg_known_at(part, tag);
    for (; part->slots[at] != 0; at = (at + 1) & mask) {
        uint32_t number = (uint32_t)part->slots[at] - 1;
        uint64_t other = part->slots[at] >> 32 == tag ? maker->entries.at[number] : 0;
        if (other != 0 &&
            yg_form_is_same(
                entry, form->bytes.p, other,
                maker->image.p + YG_POOL_AT +
                    (yg_entry_type(other) == YG_INDICATOR_IPV4 ? 0 : yg_entry_at(other))))
            return number;
    }
    *ret_at = at;
    return UINT32_MAX;
}

yg_indicator_verdict yg_indicators_add(yg_indicators_maker *maker, yg_indicator_type type,
                                       yg_str value, uint32_t *ret_number) {
    yg_indicator_form form;
    yg_indicator_verdict verdict = yg_indicator_check(type, value, &form);
    if (verdict != YG_INDICATOR_TAKEN)
        return verdict;
    yg_known_part *part = &maker->known[yg_known_part_of(form.identity)];
    uint64_t entry = yg_form_entry(type, &form);
    size_t at;
    yg_known_reserve(part, 1);
    *ret_number = find(maker, part, entry, &form, &at);
    if (*ret_number != UINT32_MAX)
        return YG_INDICATOR_KNOWN;
    if (maker->entries.n >= YG_INDICATORS_MOST)
        yg_mem_die("more than a billion indicators");
    *ret_number = (uint32_t)maker->entries.n;
    part->slots[at] = (uint64_t)yg_known_tag(form.identity) << 32 | (*ret_number + 1);
    part->n++;
    if (type != YG_INDICATOR_IPV4)
        entry |= maker->image.n - YG_POOL_AT;
    yg_vec_push(&maker->entries, entry);
    yg_vec_push(&maker->keys, form.key);
    yg_buf_add(&maker->image, form.bytes);
    return YG_INDICATOR_TAKEN;
}

bool yg_indicators_find(const yg_indicators_maker *maker, yg_indicator_type type, yg_str value,
                        uint32_t *ret_number) {
    yg_indicator_form form;
    size_t at;
    if (yg_indicator_check(type, value, &form) != YG_INDICATOR_TAKEN)
        return false;
    const yg_known_part *part = &maker->known[yg_known_part_of(form.identity)];
    uint32_t number = part->slots == NULL
                          ? UINT32_MAX
                          : find(maker, part, yg_form_entry(type, &form), &form, &at);
    if (number != UINT32_MAX)
        *ret_number = number;
    return number != UINT32_MAX;
}
