/* Compiling a set, second half: sections laid out behind the pool; the exact table by counting and
 * filling buckets; filters. The same additions give the same bytes. */
#include <stdio.h>

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

static void *section(const yg_indicator_job *j, yg_section which) {
    return j->maker->image.p + j->head.section[which].at;
}

/* --- Filling --- */

static uint64_t key_at(const yg_indicator_job *j, size_t i, uint32_t *number) {
    if (i < j->maker->entries.n) {
        *number = (uint32_t)i;
        return j->maker->keys.at[i];
    }
    yg_host_key host = j->hosts.at[i - j->maker->entries.n];
    *number = host.number;
    return host.key;
}

/* Which half of the buckets, and of the words of a filter, a key belongs to: threads write apart.
 */
static bool is_mine(uint64_t place, uint64_t mask, unsigned half) {
    return ((place & mask) > mask / 2) == half;
}

/* Counting sort by bucket: bucket[b + 1] counts, then says where the next of b goes. */
static void count_slots(yg_indicator_job *j, unsigned half) {
    uint32_t *buckets = section(j, YG_SECTION_BUCKETS), number;
    uint32_t mask = (uint32_t)((UINT64_C(1) << j->head.bucket_bits) - 1);
    for (size_t i = 0; i < j->head.slots_n; i++) {
        uint32_t bucket = yg_bucket_of(key_at(j, i, &number), mask);
        if (is_mine(bucket, mask, half))
            buckets[bucket + 1]++;
    }
}

static void sum_slots(yg_indicator_job *j) {
    uint32_t *buckets = section(j, YG_SECTION_BUCKETS), sum = 0;
    for (size_t b = 1; b <= (size_t)1 << j->head.bucket_bits; b++) {
        uint32_t here = buckets[b];
        buckets[b] = sum;
        sum += here;
    }
}

static void fill_slots(yg_indicator_job *j, unsigned half) {
    uint32_t *buckets = section(j, YG_SECTION_BUCKETS), number;
    yg_slot *slots = section(j, YG_SECTION_SLOTS);
    uint32_t mask = (uint32_t)((UINT64_C(1) << j->head.bucket_bits) - 1);
    for (size_t i = 0; i < j->head.slots_n; i++) {
        uint64_t key = key_at(j, i, &number);
        uint32_t bucket = yg_bucket_of(key, mask);
        if (is_mine(bucket, mask, half))
            slots[buckets[bucket + 1]++] = (yg_slot){(uint32_t)key, number};
    }
}

static void fill_mark(void *self, uint64_t mark) {
    yg_indicator_job *j = self;
    uint64_t *bloom = section(j, YG_SECTION_BLOOM_OTHER);
    bloom[yg_bloom_word(mark) & j->bloom_mask[3]] |= yg_bloom_bits(mark);
}

static void fill_marks(yg_indicator_job *j) {
    for (size_t i = 0; i < j->maker->entries.n; i++) {
        yg_indicator_type type = yg_entry_type(j->maker->entries.at[i]);
        if (yg_is_around_type(type))
            yg_value_keys(type, yg_job_text(j, (uint32_t)i), fill_mark, j);
    }
}

static void fill_blooms(yg_indicator_job *j) {
    uint64_t *bloom[4];
    fill_marks(j);
    for (unsigned i = 0; i < 4; i++)
        bloom[i] = section(j, (yg_section)(YG_SECTION_BLOOM_NAME + i));
    for (size_t i = 0; i < j->head.slots_n; i++) {
        uint32_t number;
        uint64_t key = key_at(j, i, &number);
        unsigned which = yg_bloom_of((yg_key_class)(key >> 60));
        bloom[which][yg_bloom_word(key) & j->bloom_mask[which]] |= yg_bloom_bits(key);
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
    set_bit(section(j, YG_SECTION_TAILS), yg_tail_of(tail));
    if (name.n < 8) {
        set_bit(section(j, YG_SECTION_SHORTS), yg_tail_of(tail));
        return;
    }
    memcpy(&last, name.p + name.n - 8, 8);
    uint64_t hash = yg_last_hash(last), *words = section(j, YG_SECTION_LASTS);
    uint64_t mask = j->head.section[YG_SECTION_LASTS].n / sizeof(uint64_t) - 1;
    words[yg_last_word(hash) & mask] |= yg_last_bits(hash);
}

static void set_blocks(yg_indicator_job *j, uint32_t address, unsigned prefix) {
    uint32_t first = address >> 16, n = prefix < 16 ? UINT32_C(1) << (16 - prefix) : 1;
    for (uint32_t i = first; i < first + n; i++) {
        char text[8 + 8] = {0};
        snprintf(text, sizeof text, "%u.%u", i >> 8 & 255, i & 255);
        set_bit(section(j, YG_SECTION_BLOCKS), i & 0xFFFF);
        set_bit(section(j, YG_SECTION_BLOCK_TEXTS), yg_block_text(yg_load8(text)));
    }
}

static void set_mail(yg_indicator_job *j, yg_str value) {
    set_bit(section(j, YG_SECTION_MAILS), yg_mail_around(value.p + yg_str_chr(value, '@')));
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
        yg_str host = yg_job_host(j, j->hosts.at[i].number);
        if ((j->hosts.at[i].key >> 60) == YG_KEY_NAME)
            set_tail(j, host);
    }
}

static void fill_filters(yg_indicator_job *j, unsigned half) {
    if (half == 0)
        fill_small(j);
    else
        fill_blooms(j);
}

yg_indicators *yg_indicators_compile(yg_indicators_maker *maker, yg_str notes) {
    yg_indicator_job j = {.maker = maker};
    for (size_t i = 0; i < YG_KNOWN_PARTS; i++) {
        free(maker->known[i].slots);
        maker->known[i].slots = NULL;
    }
    memcpy(j.head.magic, YG_IMAGE_MAGIC, sizeof j.head.magic);
    j.head.byte_order = YG_IMAGE_ORDER;
    j.head.version = YG_IMAGE_VERSION;
    yg_job_count(&j);
    plan(&j, notes);
    size_t pool_end = maker->image.n;
    maker->image.p = yg_realloc(maker->image.p, j.head.bytes, 1);
    yg_mem_want_large(maker->image.p, j.head.bytes);
    memset(maker->image.p + pool_end, 0, j.head.bytes - pool_end);
    memcpy(maker->image.p, &j.head, sizeof j.head);
    if (maker->entries.n > 0)
        memcpy(section(&j, YG_SECTION_ENTRIES), maker->entries.at,
               maker->entries.n * sizeof(uint64_t));
    if (notes.n > 0)
        memcpy(section(&j, YG_SECTION_NOTES), notes.p, notes.n);
    yg_job_halves(&j, count_slots);
    sum_slots(&j);
    yg_job_halves(&j, fill_slots);
    yg_job_halves(&j, fill_filters);
    yg_indicators *set = yg_indicators_over(maker->image.p);
    set->owned = maker->image.p;
    maker->image = (yg_buf){0};
    yg_vec_free(&j.hosts);
    yg_indicators_maker_free(maker);
    return set;
}
