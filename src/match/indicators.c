/* A set over its image: opening with all checks, and what is asked of it by number and by key. */
#include <arpa/inet.h>

#include "match/indicator_set.h"

static const char *const type_words[YG_INDICATOR_TYPES] = {
    [YG_INDICATOR_IPV4] = "ipv4-addr",
    [YG_INDICATOR_IPV6] = "ipv6-addr",
    [YG_INDICATOR_DOMAIN] = "domain-name",
    [YG_INDICATOR_HOST] = "host-name",
    [YG_INDICATOR_URL] = "url",
    [YG_INDICATOR_EMAIL] = "email-addr",
    [YG_INDICATOR_MD5] = "md5",
    [YG_INDICATOR_SHA1] = "sha1",
    [YG_INDICATOR_SHA256] = "sha256",
    [YG_INDICATOR_SHA512] = "sha512",
    [YG_INDICATOR_FILE_NAME] = "file-name",
    [YG_INDICATOR_REGISTRY_KEY] = "windows-registry-key",
};

static const char *const verdict_words[YG_INDICATOR_REASONS] = {
    [YG_INDICATOR_TAKEN] = "taken",
    [YG_INDICATOR_KNOWN] = "known",
    [YG_INDICATOR_MALFORMED] = "malformed",
    [YG_INDICATOR_PUBLIC_SUFFIX] = "public-suffix",
    [YG_INDICATOR_PRIVATE] = "private",
    [YG_INDICATOR_TOO_SHORT] = "too-short",
    [YG_INDICATOR_EMPTY_DIGEST] = "empty-digest",
};

const char *yg_indicator_type_word(yg_indicator_type type) {
    return type > 0 && type < YG_INDICATOR_TYPES ? type_words[type] : "";
}

bool yg_indicator_type_from_word(yg_str word, yg_indicator_type *ret_type) {
    for (int type = YG_INDICATOR_IPV4; type < YG_INDICATOR_TYPES; type++) {
        if (!yg_str_eqz(word, type_words[type]))
            continue;
        *ret_type = (yg_indicator_type)type;
        return true;
    }
    return false;
}

const char *yg_indicator_verdict_word(yg_indicator_verdict verdict) {
    return (unsigned)verdict < YG_INDICATOR_REASONS ? verdict_words[verdict] : "";
}

/* --- Opening --- */

yg_indicators *yg_indicators_over(const char *image) {
    yg_indicators *set = yg_alloc(1, sizeof *set);
    const yg_indicators_head *head = (const void *)image;
    const yg_section_place *at = head->section;
    set->head = head;
    set->pool = image + at[YG_SECTION_POOL].at;
    set->entries = (const void *)(image + at[YG_SECTION_ENTRIES].at);
    set->buckets = (const void *)(image + at[YG_SECTION_BUCKETS].at);
    set->slots = (const void *)(image + at[YG_SECTION_SLOTS].at);
    for (unsigned i = 0; i < 4; i++) {
        set->bloom[i] = (const void *)(image + at[YG_SECTION_BLOOM_NAME + i].at);
        set->bloom_mask[i] = at[YG_SECTION_BLOOM_NAME + i].n / sizeof(uint64_t) - 1;
    }
    set->tails = (const void *)(image + at[YG_SECTION_TAILS].at);
    set->blocks = (const void *)(image + at[YG_SECTION_BLOCKS].at);
    set->shorts = (const void *)(image + at[YG_SECTION_SHORTS].at);
    set->lasts = (const void *)(image + at[YG_SECTION_LASTS].at);
    set->lasts_mask = at[YG_SECTION_LASTS].n / sizeof(uint64_t) - 1;
    set->block_texts = (const void *)(image + at[YG_SECTION_BLOCK_TEXTS].at);
    set->mails = (const void *)(image + at[YG_SECTION_MAILS].at);
    set->bucket_mask = (uint32_t)((UINT64_C(1) << head->bucket_bits) - 1);
    set->has = head->has;
    return set;
}

static bool is_power(uint64_t n) {
    return n != 0 && (n & (n - 1)) == 0;
}

static bool are_sections_inside(const yg_indicators_head *head, size_t image_n) {
    for (unsigned i = 0; i < YG_SECTIONS; i++) {
        yg_section_place place = head->section[i];
        if (place.at < YG_POOL_AT || place.at % YG_SECTION_ALIGN != 0 || place.at > image_n ||
            place.n > image_n - place.at)
            return false;
    }
    return true;
}

static bool are_sizes_right(const yg_indicators_head *head) {
    const yg_section_place *at = head->section;
    if (head->bucket_bits > 28 || head->entries_n > YG_INDICATORS_MOST ||
        at[YG_SECTION_ENTRIES].n != (uint64_t)head->entries_n * sizeof(uint64_t) ||
        at[YG_SECTION_SLOTS].n != (uint64_t)head->slots_n * sizeof(yg_slot) ||
        at[YG_SECTION_BUCKETS].n != ((UINT64_C(1) << head->bucket_bits) + 1) * sizeof(uint32_t) ||
        at[YG_SECTION_TAILS].n != (1u << YG_TAIL_BITS) / 8 ||
        at[YG_SECTION_SHORTS].n != (1u << YG_TAIL_BITS) / 8 ||
        at[YG_SECTION_LASTS].n < sizeof(uint64_t) || !is_power(at[YG_SECTION_LASTS].n) ||
        at[YG_SECTION_BLOCKS].n != (1u << YG_BLOCK_BITS) / 8 ||
        at[YG_SECTION_BLOCK_TEXTS].n != (1u << YG_BLOCK_BITS) / 8 ||
        at[YG_SECTION_MAILS].n != (1u << YG_TAIL_BITS) / 8)
        return false;
    for (unsigned i = 0; i < 4; i++) {
        uint64_t n = at[YG_SECTION_BLOOM_NAME + i].n;
        if (n < sizeof(uint64_t) || !is_power(n))
            return false;
    }
    return true;
}

/* Whether an entry lies in the pool and has the length that its type asks for; without branches,
 * since ten million are looked at. */
static bool are_entries_right(const yg_indicators *set) {
    static const struct {
        uint32_t least, most;
    } lengths[16] = {
        [YG_INDICATOR_IPV4] = {8, 32},
        [YG_INDICATOR_IPV6] = {17, 17},
        [YG_INDICATOR_DOMAIN] = {1, YG_NAME_LONGEST},
        [YG_INDICATOR_HOST] = {1, YG_NAME_LONGEST},
        [YG_INDICATOR_URL] = {1, YG_INDICATOR_LONGEST},
        [YG_INDICATOR_EMAIL] = {1, YG_INDICATOR_LONGEST},
        [YG_INDICATOR_MD5] = {16, 16},
        [YG_INDICATOR_SHA1] = {20, 20},
        [YG_INDICATOR_SHA256] = {32, 32},
        [YG_INDICATOR_SHA512] = {64, 64},
        [YG_INDICATOR_FILE_NAME] = {1, YG_INDICATOR_LONGEST},
        [YG_INDICATOR_REGISTRY_KEY] = {1, YG_INDICATOR_LONGEST},
        [0] = {1, 0},
        [13] = {1, 0},
        [14] = {1, 0},
        [15] = {1, 0},
    };
    uint64_t pool_n = set->head->section[YG_SECTION_POOL].n;
    bool is_right = true;
    for (size_t i = 0; i < set->head->entries_n; i++) {
        uint64_t entry = set->entries[i];
        unsigned type = yg_entry_type(entry) & 15;
        uint32_t n = yg_entry_n(entry);
        uint64_t end = yg_entry_at(entry) + n;
        is_right &= (n >= lengths[type].least) & (n <= lengths[type].most) &
                    ((end <= pool_n) | (type == YG_INDICATOR_IPV4));
    }
    return is_right;
}

static bool are_buckets_right(const yg_indicators *set) {
    uint32_t before = 0;
    bool is_right = set->buckets[0] == 0;
    for (size_t i = 0; i <= (size_t)set->bucket_mask + 1; i++) {
        is_right &= set->buckets[i] >= before;
        before = set->buckets[i];
    }
    return is_right && before == set->head->slots_n;
}

static bool are_slots_right(const yg_indicators *set) {
    uint32_t most = 0;
    for (size_t i = 0; i < set->head->slots_n; i++)
        most = set->slots[i].number > most ? set->slots[i].number : most;
    return set->head->slots_n == 0 || most < set->head->entries_n;
}

bool yg_indicators_open(yg_str image, yg_indicators **ret_set, yg_error *err) {
    const yg_indicators_head *head = (const void *)image.p;
    if (image.n < YG_POOL_AT || (uintptr_t)image.p % sizeof(uint64_t) != 0 ||
        memcmp(head->magic, YG_IMAGE_MAGIC, sizeof head->magic) != 0)
        return yg_fail(err, YG_ERR_INPUT, "not a compiled set of indicators");
    if (head->byte_order != YG_IMAGE_ORDER || head->version != YG_IMAGE_VERSION)
        return yg_fail(err, YG_ERR_INPUT, "a compiled set of another version or machine");
    if (head->bytes != image.n || !are_sections_inside(head, image.n) || !are_sizes_right(head))
        return yg_fail(err, YG_ERR_INPUT, "the compiled set is cut short or damaged");
    yg_indicators *set = yg_indicators_over(image.p);
    if (!are_buckets_right(set) || !are_slots_right(set) || !are_entries_right(set)) {
        yg_indicators_free(set);
        return yg_fail(err, YG_ERR_INPUT, "the compiled set is damaged");
    }
    *ret_set = set;
    return true;
}

void yg_indicators_free(yg_indicators *set) {
    if (set == NULL)
        return;
    free(set->owned);
    free(set);
}

/* --- By number --- */

yg_str yg_indicators_image(const yg_indicators *set) {
    return (yg_str){(const char *)set->head, set->head->bytes};
}

yg_str yg_indicators_notes(const yg_indicators *set) {
    yg_section_place place = set->head->section[YG_SECTION_NOTES];
    return (yg_str){(const char *)set->head + place.at, place.n};
}

size_t yg_indicators_count(const yg_indicators *set) {
    return set->head->entries_n;
}

size_t yg_indicators_bytes(const yg_indicators *set) {
    return set->head->bytes;
}

yg_indicator_type yg_indicators_type(const yg_indicators *set, uint32_t number) {
    return yg_entry_type(set->entries[number]);
}

static yg_str pool_of(const yg_indicators *set, uint64_t entry) {
    return (yg_str){set->pool + yg_entry_at(entry), yg_entry_n(entry)};
}

yg_str yg_entry_text(const yg_indicators *set, uint32_t number) {
    return pool_of(set, set->entries[number]);
}

static void add_ipv6(yg_buf *buf, yg_str binary) {
    char z[INET6_ADDRSTRLEN];
    unsigned prefix = (unsigned char)binary.p[16];
    if (inet_ntop(AF_INET6, binary.p, z, sizeof z) == NULL)
        return;
    yg_buf_addz(buf, z);
    if (prefix < 128)
        yg_buf_addf(buf, "/%u", prefix);
}

yg_str yg_indicators_value(const yg_indicators *set, uint32_t number, yg_buf *buf) {
    uint64_t entry = set->entries[number];
    yg_indicator_type type = yg_entry_type(entry);
    if (yg_is_text_type(type))
        return pool_of(set, entry);
    yg_buf_clear(buf);
    if (type == YG_INDICATOR_IPV4) {
        uint32_t address = (uint32_t)yg_entry_at(entry);
        yg_buf_addf(buf, "%u.%u.%u.%u", address >> 24, address >> 16 & 255, address >> 8 & 255,
                    address & 255);
        if (yg_entry_n(entry) < 32)
            yg_buf_addf(buf, "/%u", yg_entry_n(entry));
    } else if (type == YG_INDICATOR_IPV6) {
        add_ipv6(buf, pool_of(set, entry));
    } else {
        yg_str binary = pool_of(set, entry);
        for (size_t i = 0; i < binary.n; i++)
            yg_buf_addf(buf, "%02x", (unsigned char)binary.p[i]);
    }
    return yg_buf_str(buf);
}

/* --- By key --- */

unsigned yg_set_has(const yg_indicators *set) {
    return set->has;
}

uint32_t yg_set_longest(const yg_indicators *set, yg_indicator_type type) {
    return set->head->longest[type];
}

uint32_t yg_set_longest_rest(const yg_indicators *set) {
    return set->head->longest_rest;
}

bool yg_key_maybe(const yg_indicators *set, yg_key_class class, uint64_t key) {
    return yg_bloom_has(set, yg_bloom_of(class), key);
}

bool yg_key_next(const yg_indicators *set, uint64_t key, yg_key_walk *walk, uint32_t *ret_number) {
    if (!walk->is_started) {
        uint32_t bucket = yg_bucket_of(key, set->bucket_mask);
        *walk = (yg_key_walk){set->buckets[bucket], set->buckets[bucket + 1], true};
    }
    while (walk->at < walk->end) {
        yg_slot slot = set->slots[walk->at++];
        if (slot.tag != (uint32_t)key)
            continue;
        *ret_number = slot.number;
        return true;
    }
    return false;
}
