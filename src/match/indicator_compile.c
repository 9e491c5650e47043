/* Compiling a set, second half: sections laid out behind the pool, and filled side by side. The
 * same additions give the same bytes, whatever the number of threads. */
#include <stdio.h>

#include "base/side.h"
#include "match/indicator_job.h"

enum { BITS_A_KEY = 10 };

/* --- Sections --- */

static size_t words_for(size_t keys) {
    size_t words = 8;
    while (words * 64 < keys * BITS_A_KEY)
        words *= 2;
    return words;
}

static void plan(yg_indicator_job *j, yg_str notes) {
    yg_indicators_head *head = &j->head;
    size_t slots = j->maker->entries.n + j->hosts.n;
    while (((size_t)4 << head->bucket_bits) < slots)
        head->bucket_bits++;
    head->entries_n = (uint32_t)j->maker->entries.n;
    head->slots_n = (uint32_t)slots;
    size_t sizes[YG_SECTIONS] = {
        [YG_SECTION_POOL] = j->maker->image.n - YG_POOL_AT,
        [YG_SECTION_ENTRIES] = j->maker->entries.n * sizeof(uint64_t),
        [YG_SECTION_BUCKETS] = (((size_t)1 << head->bucket_bits) + 1) * sizeof(uint32_t),
        [YG_SECTION_SLOTS] = slots * sizeof(yg_slot),
        [YG_SECTION_TAILS] = (1u << YG_TAIL_BITS) / 8,
        [YG_SECTION_SHORTS] = (1u << YG_TAIL_BITS) / 8,
        [YG_SECTION_LASTS] = words_for(j->of_class[0]) * sizeof(uint64_t),
        [YG_SECTION_BLOCK_TEXTS] = (1u << YG_BLOCK_BITS) / 8,
        [YG_SECTION_MAILS] = (1u << YG_TAIL_BITS) / 8,
        [YG_SECTION_BLOCKS] = (1u << YG_BLOCK_BITS) / 8,
        [YG_SECTION_NOTES] = notes.n,
    };
    for (unsigned i = 0; i < 4; i++) {
        size_t words = words_for(j->of_class[i]);
        j->bloom_mask[i] = words - 1;
        sizes[YG_SECTION_BLOOM_NAME + i] = words * sizeof(uint64_t);
    }
    uint64_t at = YG_POOL_AT;
    for (unsigned i = 0; i < YG_SECTIONS; i++) {
        head->section[i] = (yg_section_place){at, sizes[i]};
        at = (at + sizes[i] + YG_SECTION_ALIGN - 1) & ~(uint64_t)(YG_SECTION_ALIGN - 1);
    }
    head->bytes = at;
}

void *yg_job_section(const yg_indicator_job *j, yg_section which) {
    return j->maker->image.p + j->head.section[which].at;
}

/* --- Filling --- */

static void fill_mark(void *self, uint64_t mark) {
    yg_indicator_job *j = self;
    uint64_t *bloom = yg_job_section(j, YG_SECTION_BLOOM_OTHER);
    bloom[yg_bloom_word(mark) & j->bloom_mask[3]] |= yg_bloom_bits(mark);
}

static void fill_marks(yg_indicator_job *j) {
    for (size_t i = 0; i < j->maker->entries.n; i++) {
        yg_indicator_type type = yg_entry_type(j->maker->entries.at[i]);
        if (yg_is_around_type(type))
            yg_value_keys(type, yg_job_text(j, (uint32_t)i), fill_mark, j);
    }
}

static void fill_bloom(yg_indicator_job *j, unsigned which) {
    uint64_t *bloom = yg_job_section(j, (yg_section)(YG_SECTION_BLOOM_NAME + which));
    uint64_t mask = j->bloom_mask[which];
    if (which == yg_bloom_of(YG_KEY_VALUE))
        fill_marks(j);
    for (size_t i = 0; i < j->head.slots_n; i++) {
        uint32_t number;
        uint64_t key = yg_job_key(j, i, &number);
        if (yg_bloom_of((yg_key_class)(key >> 60)) == which)
            bloom[yg_bloom_word(key) & mask] |= yg_bloom_bits(key);
    }
}

static void set_bit(uint8_t *bits, uint32_t i) {
    bits[i >> 3] |= (uint8_t)(1u << (i & 7));
}

static void set_tail(yg_indicator_job *j, yg_str name) {
    uint32_t tail;
    uint64_t last;
    if (name.n < 4)
        return;
    memcpy(&tail, name.p + name.n - 4, 4);
    set_bit(yg_job_section(j, YG_SECTION_TAILS), yg_tail_of(tail));
    if (name.n < 8) {
        set_bit(yg_job_section(j, YG_SECTION_SHORTS), yg_tail_of(tail));
        return;
    }
    memcpy(&last, name.p + name.n - 8, 8);
    uint64_t hash = yg_last_hash(last), *words = yg_job_section(j, YG_SECTION_LASTS);
    uint64_t mask = j->head.section[YG_SECTION_LASTS].n / sizeof(uint64_t) - 1;
    words[yg_last_word(hash) & mask] |= yg_last_bits(hash);
}

static void set_blocks(yg_indicator_job *j, uint32_t address, unsigned prefix) {
    uint32_t first = address >> 16, n = prefix < 16 ? UINT32_C(1) << (16 - prefix) : 1;
    for (uint32_t i = first; i < first + n; i++) {
        char text[8 + 8] = {0};
        snprintf(text, sizeof text, "%u.%u", i >> 8 & 255, i & 255);
        set_bit(yg_job_section(j, YG_SECTION_BLOCKS), i & 0xFFFF);
        set_bit(yg_job_section(j, YG_SECTION_BLOCK_TEXTS), yg_block_text(yg_load8(text)));
    }
}

static void set_mail(yg_indicator_job *j, yg_str value) {
    set_bit(yg_job_section(j, YG_SECTION_MAILS), yg_mail_around(value.p + yg_str_chr(value, '@')));
}

static void fill_small(yg_indicator_job *j) {
    for (size_t i = 0; i < j->maker->entries.n; i++) {
        uint64_t entry = j->maker->entries.at[i];
        yg_indicator_type type = yg_entry_type(entry);
        if (type == YG_INDICATOR_IPV4 && yg_entry_n(entry) < 32)
            set_blocks(j, (uint32_t)yg_entry_at(entry), yg_entry_n(entry));
        if (type == YG_INDICATOR_EMAIL)
            set_mail(j, yg_job_text(j, (uint32_t)i));
        if (type == YG_INDICATOR_DOMAIN || type == YG_INDICATOR_HOST)
            set_tail(j, yg_job_text(j, (uint32_t)i));
    }
    for (size_t i = 0; i < j->hosts.n; i++) {
        yg_str host = yg_job_host(j, &j->hosts.at[i]);
        if ((j->hosts.at[i].key >> 60) == YG_KEY_NAME)
            set_tail(j, host);
    }
}

static void fill_filter(void *self, size_t piece) {
    if (piece == 0)
        fill_small(self);
    else
        fill_bloom(self, (unsigned)piece - 1);
}

/* --- All --- */

static void copy_entries(void *self, size_t range) {
    yg_indicator_job *j = self;
    size_t n = j->maker->entries.n, from = yg_job_range(j, n, range);
    uint64_t *entries = yg_job_section(j, YG_SECTION_ENTRIES);
    memcpy(entries + from, j->maker->entries.at + from,
           (yg_job_range(j, n, range + 1) - from) * sizeof *entries);
}

static void clear_range(yg_indicator_job *j, size_t range, size_t from, size_t to) {
    size_t at = yg_job_range(j, to - from, range), end = yg_job_range(j, to - from, range + 1);
    memset(j->maker->image.p + from + at, 0, end - at);
}

/* What is behind the pool, but entries and slots, of which every byte is written. */
static void clear_sections(void *self, size_t range) {
    yg_indicator_job *j = self;
    const yg_section_place *entries = &j->head.section[YG_SECTION_ENTRIES],
                           *slots = &j->head.section[YG_SECTION_SLOTS];
    clear_range(j, range, entries->at + entries->n, slots->at);
    clear_range(j, range, slots->at + slots->n, j->head.bytes);
}

static void lay_out(yg_indicator_job *j, yg_str notes) {
    yg_buf *image = &j->maker->image;
    size_t pool_end = image->n, entries_at = j->head.section[YG_SECTION_ENTRIES].at;
    image->p = yg_realloc(image->p, j->head.bytes, 1);
    yg_mem_want_large(image->p + pool_end, j->head.bytes - pool_end);
    memset(image->p + pool_end, 0, entries_at - pool_end);
    if (j->maker->entries.n > 0)
        yg_side_by_side(j->maker->threads, j->ranges, copy_entries, j);
    yg_side_by_side(j->maker->threads, j->ranges, clear_sections, j);
    memcpy(image->p, &j->head, sizeof j->head);
    if (notes.n > 0)
        memcpy(yg_job_section(j, YG_SECTION_NOTES), notes.p, notes.n);
}

yg_indicators *yg_indicators_compile(yg_indicators_maker *maker, yg_str notes) {
    enum { RANGE_LEAST = 10000, RANGES_A_THREAD = 4 };
    yg_indicator_job *j = yg_alloc(1, sizeof *j);
    j->maker = maker;
    yg_known_free(maker);
    j->ranges = maker->entries.n / RANGE_LEAST + 1;
    if (j->ranges > maker->threads * RANGES_A_THREAD)
        j->ranges = maker->threads * RANGES_A_THREAD;
    if (j->ranges > YG_JOB_MOST_RANGES)
        j->ranges = YG_JOB_MOST_RANGES;
    memcpy(j->head.magic, YG_IMAGE_MAGIC, sizeof j->head.magic);
    j->head.byte_order = YG_IMAGE_ORDER;
    j->head.version = YG_IMAGE_VERSION;
    yg_job_count(j);
    plan(j, notes);
    lay_out(j, notes);
    yg_side_by_side(j->ranges > 1 ? maker->threads : 1, 5, fill_filter, j);
    yg_job_fill_slots(j);
    yg_indicators *set = yg_indicators_over(maker->image.p);
    set->owned = maker->image.p;
    maker->image = (yg_buf){0};
    yg_vec_free(&j->hosts);
    free(j);
    yg_indicators_maker_free(maker);
    return set;
}
