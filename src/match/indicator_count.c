/* Compiling a set, first half: what it holds, so that sections have their sizes and the cutter
 * knows what to look for. */
#include <pthread.h>

#include "match/indicator_job.h"

enum { AHEAD = 16, SIDE_BY_SIDE = 100000, HOSTS_COMPARED = 8 };

typedef struct {
    yg_indicator_job *job;
    void (*work)(yg_indicator_job *j, unsigned half);
} second_half;

static void *run_second(void *self) {
    second_half *half = self;
    half->work(half->job, 1);
    return NULL;
}

void yg_job_halves(yg_indicator_job *j, void (*work)(yg_indicator_job *j, unsigned half)) {
    second_half second = {j, work};
    pthread_t thread;
    bool is_threaded = j->maker->entries.n >= SIDE_BY_SIDE &&
                       pthread_create(&thread, NULL, run_second, &second) == 0;
    work(j, 0);
    if (is_threaded)
        pthread_join(thread, NULL);
    else
        work(j, 1);
}

/* --- Hosts of URLs: one key for each distinct host --- */

yg_str yg_job_host(const yg_indicator_job *j, uint32_t number) {
    yg_url_parts parts = {0};
    yg_url_cut(yg_job_text(j, number), &parts);
    return parts.host;
}

static void collect_hosts(yg_indicator_job *j) {
    for (size_t i = 0; i < j->maker->entries.n; i++) {
        if (yg_entry_type(j->maker->entries.at[i]) != YG_INDICATOR_URL)
            continue;
        yg_url_parts parts = {0};
        yg_url_cut(yg_job_text(j, (uint32_t)i), &parts);
        yg_vec_push(&j->hosts, ((yg_host_key){yg_key_url_host(&parts), (uint32_t)i}));
        uint32_t *longest = &j->head.longest_rest;
        if (parts.rest.n + 1 > *longest)
            *longest = (uint32_t)parts.rest.n + 1;
    }
}

/* Whether the host stands in the table; else puts it there. Table: index + 1 of hosts. */
static bool is_host_known(const yg_indicator_job *j, uint32_t *table, uint64_t mask, size_t i) {
    const yg_host_key *hosts = j->hosts.at;
    uint64_t at = hosts[i].key >> 20 & mask;
    unsigned compared = 0;
    for (; table[at] != 0; at = (at + 1) & mask) {
        const yg_host_key *other = &hosts[table[at] - 1];
        if (other->key == hosts[i].key && compared++ < HOSTS_COMPARED &&
            yg_str_eq_nocase(yg_job_host(j, other->number), yg_job_host(j, hosts[i].number)))
            return true;
    }
    table[at] = (uint32_t)i + 1;
    return false;
}

/* Keeps the first of each host, in order. */
static void unite_hosts(yg_indicator_job *j) {
    size_t size = 16, n = 0;
    while (size < j->hosts.n * 2)
        size *= 2;
    uint32_t *table = yg_alloc(size, sizeof *table);
    bool *is_known = yg_alloc(j->hosts.n, sizeof *is_known);
    for (size_t i = 0; i < j->hosts.n; i++) {
        if (i + AHEAD < j->hosts.n)
            __builtin_prefetch(&table[j->hosts.at[i + AHEAD].key >> 20 & (size - 1)]);
        is_known[i] = is_host_known(j, table, size - 1, i);
    }
    for (size_t i = 0; i < j->hosts.n; i++)
        if (!is_known[i])
            j->hosts.at[n++] = j->hosts.at[i];
    j->hosts.n = n;
    free(is_known);
    free(table);
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

static unsigned piece_bits(const yg_indicator_job *j, uint32_t number, yg_indicator_type type) {
    yg_str value = yg_job_text(j, number);
    size_t at = 0, n = 0;
    yg_value_piece(type, value, &at, &n);
    yg_str piece = yg_str_sub(value, at, n);
    if (yg_is_byte(piece.p[0], YG_BYTE_HIGH))
        return YG_SET_HIGH;
    bool has_dot = memchr(piece.p, '.', n) != NULL;
    return (has_dot ? YG_SET_PIECES : YG_SET_WORDS) | label_bits(piece);
}

/* What one half of the entries has. */
typedef struct {
    yg_indicators_head head;
    size_t of_class[4];
} tally;

static unsigned bits_of(const yg_indicator_job *j, tally *sum, uint32_t number, uint64_t entry) {
    yg_indicator_type type = yg_entry_type(entry);
    switch (type) {
    case YG_INDICATOR_IPV4:
        if (yg_entry_n(entry) == 32)
            return YG_SET_IPV4;
        sum->head.networks4 |= UINT64_C(1) << yg_entry_n(entry);
        return YG_SET_NETWORKS4;
    case YG_INDICATOR_IPV6: {
        uint8_t prefix = (uint8_t)yg_job_text(j, number).p[16];
        if (prefix < 128)
            sum->head.networks6[prefix >> 6] |= UINT64_C(1) << (prefix & 63);
        return YG_SET_IPV6;
    }
    case YG_INDICATOR_DOMAIN:
    case YG_INDICATOR_HOST:
        return YG_SET_NAMES | label_bits(yg_job_text(j, number));
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

static void count_entries(const yg_indicator_job *j, size_t from, size_t to, tally *sum) {
    const yg_indicators_maker *maker = j->maker;
    for (size_t i = from; i < to; i++) {
        uint64_t entry = maker->entries.at[i];
        uint32_t *longest = &sum->head.longest[yg_entry_type(entry)];
        if (yg_entry_n(entry) > *longest)
            *longest = yg_entry_n(entry);
        sum->head.has |= bits_of(j, sum, (uint32_t)i, entry);
        sum->of_class[yg_bloom_of((yg_key_class)(maker->keys.at[i] >> 60))]++;
    }
}

static void add_tally(yg_indicator_job *j, const tally *sum) {
    j->head.has |= sum->head.has;
    j->head.networks4 |= sum->head.networks4;
    for (unsigned i = 0; i < 2; i++)
        j->head.networks6[i] |= sum->head.networks6[i];
    for (unsigned i = 0; i < YG_INDICATOR_TYPES; i++)
        if (sum->head.longest[i] > j->head.longest[i])
            j->head.longest[i] = sum->head.longest[i];
    for (unsigned i = 0; i < 4; i++)
        j->of_class[i] += sum->of_class[i];
}

static void count_hosts(yg_indicator_job *j) {
    for (size_t i = 0; i < j->hosts.n; i++) {
        yg_key_class class = (yg_key_class)(j->hosts.at[i].key >> 60);
        if (class == YG_KEY_NAME)
            j->head.has |= YG_SET_NAMES | label_bits(yg_job_host(j, j->hosts.at[i].number));
        else
            j->head.has |= class == YG_KEY_IPV4 ? YG_SET_IPV4 : YG_SET_IPV6;
        j->of_class[yg_bloom_of(class)]++;
    }
}

/* One thread counts, the other collects hosts. */
static void count_half(yg_indicator_job *j, unsigned half) {
    if (half == 1) {
        collect_hosts(j);
        unite_hosts(j);
        return;
    }
    tally sum = {0};
    count_entries(j, 0, j->maker->entries.n, &sum);
    add_tally(j, &sum);
}

void yg_job_count(yg_indicator_job *j) {
    yg_job_halves(j, count_half);
    count_hosts(j);
}
