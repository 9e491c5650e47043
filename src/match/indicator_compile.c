/* Compiling: the exact table by counting and filling buckets, filters, head. The same additions
 * give the same bytes. */
#include "match/indicator_set.h"

enum { BITS_A_KEY = 10, HOSTS_COMPARED = 8, AHEAD = 16 };

typedef struct {
    uint64_t key;
    uint32_t number;
} host_key;

typedef struct {
    yg_indicators_maker *maker;
    YG_VEC(host_key) hosts; /* of URLs, one each */
    size_t of_class[4];     /* keys by Bloom filter */
    uint64_t bloom_mask[4];
    yg_indicators_head head;
} job;

static yg_str text_of(const job *j, uint32_t number) {
    uint64_t entry = j->maker->entries.at[number];
    return (yg_str){j->maker->image.p + YG_POOL_AT + yg_entry_at(entry), yg_entry_n(entry)};
}

/* --- Hosts of URLs: one key for each distinct host --- */

static int by_key(const void *a, const void *b) {
    const host_key *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

static yg_str host_of(const job *j, uint32_t number) {
    yg_url_parts parts = {0};
    yg_url_cut(text_of(j, number), &parts);
    return parts.host;
}

static bool is_host_known(const job *j, size_t n, host_key host) {
    for (size_t i = n, looked = 0; i > 0 && looked < HOSTS_COMPARED; i--, looked++) {
        if (j->hosts.at[i - 1].key != host.key)
            return false;
        yg_str one = host_of(j, j->hosts.at[i - 1].number), other = host_of(j, host.number);
        if (yg_str_eq(one, other) || yg_str_eq_nocase(one, other))
            return true;
    }
    return false;
}

static void collect_hosts(job *j) {
    for (size_t i = 0; i < j->maker->entries.n; i++) {
        if (yg_entry_type(j->maker->entries.at[i]) != YG_INDICATOR_URL)
            continue;
        yg_url_parts parts = {0};
        yg_url_cut(text_of(j, (uint32_t)i), &parts);
        yg_vec_push(&j->hosts, ((host_key){yg_key_url_host(&parts), (uint32_t)i}));
        uint32_t *longest = &j->head.longest_rest;
        if (parts.rest.n + 1 > *longest)
            *longest = (uint32_t)parts.rest.n + 1;
    }
    if (j->hosts.n == 0)
        return;
    qsort(j->hosts.at, j->hosts.n, sizeof *j->hosts.at, by_key);
    size_t n = 0;
    for (size_t i = 0; i < j->hosts.n; i++)
        if (!is_host_known(j, n, j->hosts.at[i]))
            j->hosts.at[n++] = j->hosts.at[i];
    j->hosts.n = n;
}

/* --- What is there --- */

/* What the last label of a name or piece asks of the cutter. */
static unsigned label_bits(yg_str name) {
    unsigned bits = yg_is_byte(name.p[name.n - 1], YG_BYTE_DIGIT) ? YG_SET_DIGIT_ENDS : 0;
    for (size_t i = name.n; i > 0 && name.p[i - 1] != '.'; i--)
        if (name.p[i - 1] == '-' || name.p[i - 1] == '_')
            bits |= YG_SET_WIDE;
    return bits;
}

static unsigned piece_bits(const job *j, uint32_t number, yg_indicator_type type) {
    yg_str value = text_of(j, number);
    size_t at = 0, n = 0;
    yg_value_piece(type, value, &at, &n);
    yg_str piece = yg_str_sub(value, at, n);
    if (yg_is_byte(piece.p[0], YG_BYTE_HIGH))
        return YG_SET_HIGH;
    bool has_dot = memchr(piece.p, '.', n) != NULL;
    return (has_dot ? YG_SET_PIECES : YG_SET_WORDS) | label_bits(piece);
}

static unsigned bits_of(job *j, uint32_t number, uint64_t entry) {
    yg_indicator_type type = yg_entry_type(entry);
    switch (type) {
    case YG_INDICATOR_IPV4:
        if (yg_entry_n(entry) == 32)
            return YG_SET_IPV4;
        j->head.networks4 |= UINT64_C(1) << yg_entry_n(entry);
        return YG_SET_NETWORKS4;
    case YG_INDICATOR_IPV6: {
        uint8_t prefix = (uint8_t)text_of(j, number).p[16];
        if (prefix < 128)
            j->head.networks6[prefix >> 6] |= UINT64_C(1) << (prefix & 63);
        return YG_SET_IPV6;
    }
    case YG_INDICATOR_DOMAIN:
    case YG_INDICATOR_HOST:
        return YG_SET_NAMES | label_bits(text_of(j, number));
    case YG_INDICATOR_URL:
        return YG_SET_URLS;
    case YG_INDICATOR_EMAIL:
        return YG_SET_MAIL;
    case YG_INDICATOR_FILE_NAME:
    case YG_INDICATOR_REGISTRY_KEY:
        return piece_bits(j, number, type);
    default:
        return YG_SET_DIGESTS;
    }
}

static void count(job *j) {
    const yg_indicators_maker *maker = j->maker;
    for (size_t i = 0; i < maker->entries.n; i++) {
        uint64_t entry = maker->entries.at[i];
        uint32_t *longest = &j->head.longest[yg_entry_type(entry)];
        if (yg_entry_n(entry) > *longest)
            *longest = yg_entry_n(entry);
        j->head.has |= bits_of(j, (uint32_t)i, entry);
        j->of_class[yg_bloom_of((yg_key_class)(maker->keys.at[i] >> 60))]++;
    }
    for (size_t i = 0; i < j->hosts.n; i++) {
        yg_key_class class = (yg_key_class)(j->hosts.at[i].key >> 60);
        j->head.has |= class == YG_KEY_NAME
                           ? YG_SET_NAMES | label_bits(host_of(j, j->hosts.at[i].number))
                       : class == YG_KEY_IPV4 ? YG_SET_IPV4
                                              : YG_SET_IPV6;
        j->of_class[yg_bloom_of(class)]++;
    }
}

/* --- Sections --- */

static size_t words_for(size_t keys) {
    size_t words = 8;
    while (words * 64 < keys * BITS_A_KEY)
        words *= 2;
    return words;
}

static void plan(job *j, yg_str notes) {
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

static void *section(const job *j, yg_section which) {
    return j->maker->image.p + j->head.section[which].at;
}

/* --- Filling --- */

static uint64_t key_at(const job *j, size_t i, uint32_t *number) {
    if (i < j->maker->entries.n) {
        *number = (uint32_t)i;
        return j->maker->keys.at[i];
    }
    host_key host = j->hosts.at[i - j->maker->entries.n];
    *number = host.number;
    return host.key;
}

/* Counting sort by bucket: bucket[b + 1] counts, then says where the next of b goes. */
static void fill_slots(job *j) {
    uint32_t *buckets = section(j, YG_SECTION_BUCKETS), number;
    yg_slot *slots = section(j, YG_SECTION_SLOTS);
    uint32_t mask = (uint32_t)((UINT64_C(1) << j->head.bucket_bits) - 1), sum = 0;
    size_t n = j->head.slots_n;
    for (size_t i = 0; i < n; i++) {
        if (i + AHEAD < n)
            __builtin_prefetch(&buckets[yg_bucket_of(key_at(j, i + AHEAD, &number), mask) + 1], 1);
        buckets[yg_bucket_of(key_at(j, i, &number), mask) + 1]++;
    }
    for (size_t b = 1; b <= (size_t)mask + 1; b++) {
        uint32_t here = buckets[b];
        buckets[b] = sum;
        sum += here;
    }
    for (size_t i = 0; i < n; i++) {
        if (i + 2 * AHEAD < n)
            __builtin_prefetch(&buckets[yg_bucket_of(key_at(j, i + 2 * AHEAD, &number), mask) + 1]);
        if (i + AHEAD < n) /* its bucket has come by now */
            __builtin_prefetch(
                &slots[buckets[yg_bucket_of(key_at(j, i + AHEAD, &number), mask) + 1]], 1);
        uint64_t key = key_at(j, i, &number);
        slots[buckets[yg_bucket_of(key, mask) + 1]++] = (yg_slot){(uint32_t)key, number};
    }
}

static void fill_blooms(job *j) {
    uint64_t *bloom[4];
    for (unsigned i = 0; i < 4; i++)
        bloom[i] = section(j, (yg_section)(YG_SECTION_BLOOM_NAME + i));
    for (size_t i = 0; i < j->head.slots_n; i++) {
        uint32_t number;
        if (i + AHEAD < j->head.slots_n) {
            uint64_t next = key_at(j, i + AHEAD, &number);
            unsigned its = yg_bloom_of((yg_key_class)(next >> 60));
            __builtin_prefetch(&bloom[its][yg_bloom_word(next) & j->bloom_mask[its]], 1);
        }
        uint64_t key = key_at(j, i, &number);
        unsigned which = yg_bloom_of((yg_key_class)(key >> 60));
        bloom[which][yg_bloom_word(key) & j->bloom_mask[which]] |= yg_bloom_bits(key);
    }
}

static void set_bit(uint8_t *bits, uint32_t i) {
    bits[i >> 3] |= (uint8_t)(1u << (i & 7));
}

static void set_tail(job *j, yg_str name) {
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

static void set_blocks(job *j, uint32_t address, unsigned prefix) {
    uint8_t *blocks = section(j, YG_SECTION_BLOCKS);
    uint32_t first = address >> 16, n = prefix < 16 ? UINT32_C(1) << (16 - prefix) : 1;
    for (uint32_t i = first; i < first + n; i++)
        set_bit(blocks, i & 0xFFFF);
}

static void fill_small(job *j) {
    for (size_t i = 0; i < j->maker->entries.n; i++) {
        uint64_t entry = j->maker->entries.at[i];
        yg_indicator_type type = yg_entry_type(entry);
        size_t at = 0, n = 0;
        if (type == YG_INDICATOR_IPV4 && yg_entry_n(entry) < 32)
            set_blocks(j, (uint32_t)yg_entry_at(entry), yg_entry_n(entry));
        if (type == YG_INDICATOR_DOMAIN || type == YG_INDICATOR_HOST)
            set_tail(j, text_of(j, (uint32_t)i));
        else if ((type == YG_INDICATOR_FILE_NAME || type == YG_INDICATOR_REGISTRY_KEY) &&
                 yg_value_piece(type, text_of(j, (uint32_t)i), &at, &n))
            set_tail(j, yg_str_sub(text_of(j, (uint32_t)i), at, n));
    }
    for (size_t i = 0; i < j->hosts.n; i++) {
        yg_str host = host_of(j, j->hosts.at[i].number);
        if ((j->hosts.at[i].key >> 60) == YG_KEY_NAME)
            set_tail(j, host);
    }
}

yg_indicators *yg_indicators_compile(yg_indicators_maker *maker, yg_str notes) {
    job j = {.maker = maker};
    free(maker->known);
    maker->known = NULL;
    memcpy(j.head.magic, YG_IMAGE_MAGIC, sizeof j.head.magic);
    j.head.byte_order = YG_IMAGE_ORDER;
    j.head.version = YG_IMAGE_VERSION;
    collect_hosts(&j);
    count(&j);
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
    fill_slots(&j);
    fill_blooms(&j);
    fill_small(&j);
    yg_indicators *set = yg_indicators_over(maker->image.p);
    set->owned = maker->image.p;
    maker->image = (yg_buf){0};
    yg_vec_free(&j.hosts);
    yg_indicators_maker_free(maker);
    return set;
}
