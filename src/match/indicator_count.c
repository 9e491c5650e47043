/* Compiling a set, first half: what it holds, so that sections have their sizes and the cutter
 * knows what to look for. Threads go through ranges; what they found is put together in order. */
#include "base/side.h"
#include "match/indicator_job.h"

enum { AHEAD = 16, HOSTS_COMPARED = 8, HOST_PARTS = 64 };

static yg_indicator_type type_of(const yg_indicator_job *j, uint32_t number) {
    return yg_entry_type(j->maker->entries.at[number]);
}

/* --- Hosts of URLs, pieces of values: one key for each distinct one --- */

static yg_host_key host_of(const yg_indicator_job *j, uint32_t number, uint32_t *longest_rest) {
    yg_host_key host = {.number = number};
    yg_str text = yg_job_text(j, number);
    yg_indicator_type type = type_of(j, number);
    if (yg_is_around_type(type)) {
        size_t at = 0, n = 0;
        yg_value_piece(type, text, &at, &n);
        host.at = (uint16_t)at;
        host.n = (uint16_t)n;
        host.key = yg_piece_key(yg_str_sub(text, at, n));
        return host;
    }
    yg_url_parts parts = {0};
    yg_url_cut(text, &parts);
    host.at = (uint16_t)(parts.host.p - text.p);
    host.n = (uint16_t)parts.host.n;
    host.key = yg_key_url_host(&parts);
    if (parts.rest.n + 1 > *longest_rest)
        *longest_rest = (uint32_t)parts.rest.n + 1;
    return host;
}

/* Of pieces nothing but the type is asked. */
static bool is_same(const yg_indicator_job *j, const yg_host_key *a, const yg_host_key *b) {
    yg_indicator_type type = type_of(j, a->number);
    return type == type_of(j, b->number) &&
           (yg_is_around_type(type) || yg_str_eq_nocase(yg_job_host(j, a), yg_job_host(j, b)));
}

typedef struct {
    yg_indicator_job *job;
    uint32_t *order; /* hosts by part, in their order */
    size_t next[YG_JOB_MOST_RANGES][HOST_PARTS + 1];
    bool *is_known;
} union_job;

static size_t part_of(const yg_host_key *host) {
    return host->key >> 54 & (HOST_PARTS - 1);
}

static void count_parts(void *self, size_t range) {
    union_job *u = self;
    const yg_host_keys *hosts = &u->job->hosts;
    size_t to = yg_job_range(u->job, hosts->n, range + 1);
    for (size_t i = yg_job_range(u->job, hosts->n, range); i < to; i++)
        u->next[range][part_of(&hosts->at[i])]++;
}

static void sort_parts(void *self, size_t range) {
    union_job *u = self;
    const yg_host_keys *hosts = &u->job->hosts;
    size_t to = yg_job_range(u->job, hosts->n, range + 1);
    for (size_t i = yg_job_range(u->job, hosts->n, range); i < to; i++)
        u->order[u->next[range][part_of(&hosts->at[i])]++] = (uint32_t)i;
}

/* Whether the host stands in the table; else puts it there. Table: index + 1 of hosts. */
static bool is_host_known(const yg_indicator_job *j, uint32_t *table, uint64_t mask, size_t i) {
    const yg_host_key *hosts = j->hosts.at;
    uint64_t at = hosts[i].key >> 20 & mask;
    unsigned compared = 0;
    for (; table[at] != 0; at = (at + 1) & mask) {
        const yg_host_key *other = &hosts[table[at] - 1];
        if (other->key == hosts[i].key && compared++ < HOSTS_COMPARED &&
            is_same(j, other, &hosts[i]))
            return true;
    }
    table[at] = (uint32_t)i + 1;
    return false;
}

static void unite_part(void *self, size_t part) {
    union_job *u = self;
    const yg_indicator_job *j = u->job;
    const size_t *ends = u->next[j->ranges - 1];
    size_t from = part == 0 ? 0 : ends[part - 1], to = ends[part], size = 16;
    while (size < (to - from) * 2)
        size *= 2;
    uint32_t *table = yg_alloc(size, sizeof *table);
    for (size_t k = from; k < to; k++) {
        if (k + AHEAD < to)
            __builtin_prefetch(&j->hosts.at[u->order[k + AHEAD]]);
        u->is_known[u->order[k]] = is_host_known(j, table, size - 1, u->order[k]);
    }
    free(table);
}

/* Keeps the first of each host, in order. */
static void unite_hosts(yg_indicator_job *j) {
    union_job *u = yg_alloc(1, sizeof *u);
    size_t sum = 0, n = 0;
    u->job = j;
    u->order = yg_realloc(NULL, j->hosts.n, sizeof *u->order);
    u->is_known = yg_alloc(j->hosts.n, sizeof *u->is_known);
    yg_side_by_side(j->maker->threads, j->ranges, count_parts, u);
    for (size_t part = 0; part <= HOST_PARTS; part++) {
        for (size_t range = 0; range < j->ranges; range++) {
            size_t here = u->next[range][part];
            u->next[range][part] = sum;
            sum += here;
        }
    }
    yg_side_by_side(j->maker->threads, j->ranges, sort_parts, u);
    yg_side_by_side(j->ranges > 1 ? j->maker->threads : 1, HOST_PARTS, unite_part, u);
    for (size_t i = 0; i < j->hosts.n; i++)
        if (!u->is_known[i])
            j->hosts.at[n++] = j->hosts.at[i];
    j->hosts.n = n;
    free(u->is_known);
    free(u->order);
    free(u);
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

static unsigned piece_bits(yg_str piece) {
    if (yg_is_byte(piece.p[0], YG_BYTE_HIGH))
        return YG_SET_HIGH;
    bool has_dot = memchr(piece.p, '.', piece.n) != NULL;
    return (has_dot ? YG_SET_PIECES : YG_SET_WORDS) | label_bits(piece);
}

/* What one range has. */
typedef struct {
    yg_indicators_head head;
    size_t of_class[4];
    yg_host_keys hosts;
} tally;

typedef struct {
    yg_indicator_job *job;
    tally ranges[YG_JOB_MOST_RANGES];
} count_job;

static void count_mark(void *self, uint64_t mark) {
    (void)mark;
    ++*(size_t *)self;
}

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
        yg_value_keys(type, yg_job_text(j, number), count_mark, &sum->of_class[3]);
        return 0;
    default:
        return YG_SET_DIGESTS;
    }
}

static void count_entries(void *self, size_t range) {
    count_job *c = self;
    const yg_indicator_job *j = c->job;
    const yg_indicators_maker *maker = j->maker;
    tally *sum = &c->ranges[range];
    size_t to = yg_job_range(j, maker->entries.n, range + 1);
    for (size_t i = yg_job_range(j, maker->entries.n, range); i < to; i++) {
        uint64_t entry = maker->entries.at[i];
        yg_indicator_type type = yg_entry_type(entry);
        uint32_t *longest = &sum->head.longest[type];
        if (yg_entry_n(entry) > *longest)
            *longest = yg_entry_n(entry);
        sum->head.has |= bits_of(j, sum, (uint32_t)i, entry);
        sum->of_class[yg_bloom_of((yg_key_class)(maker->keys.at[i] >> 60))]++;
        if (yg_is_around_type(type) || type == YG_INDICATOR_URL) {
            yg_host_key host = host_of(j, (uint32_t)i, &sum->head.longest_rest);
            yg_vec_push(&sum->hosts, host);
        }
    }
}

static void count_hosts(void *self, size_t range) {
    count_job *c = self;
    const yg_indicator_job *j = c->job;
    tally *sum = &c->ranges[range];
    size_t to = yg_job_range(j, j->hosts.n, range + 1);
    for (size_t i = yg_job_range(j, j->hosts.n, range); i < to; i++) {
        const yg_host_key *host = &j->hosts.at[i];
        yg_key_class class = (yg_key_class)(host->key >> 60);
        if (yg_is_around_type(type_of(j, host->number)))
            sum->head.has |= piece_bits(yg_job_host(j, host));
        else if (class == YG_KEY_NAME)
            sum->head.has |= YG_SET_NAMES | label_bits(yg_job_host(j, host));
        else
            sum->head.has |= class == YG_KEY_IPV4 ? YG_SET_IPV4 : YG_SET_IPV6;
        sum->of_class[yg_bloom_of(class)]++;
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
    if (sum->head.longest_rest > j->head.longest_rest)
        j->head.longest_rest = sum->head.longest_rest;
    for (unsigned i = 0; i < 4; i++)
        j->of_class[i] += sum->of_class[i];
}

static void join_hosts(count_job *c) {
    yg_host_keys *all = &c->job->hosts;
    for (size_t r = 0; r < c->job->ranges; r++)
        all->cap += c->ranges[r].hosts.n;
    all->at = yg_realloc(NULL, all->cap, sizeof *all->at);
    for (size_t r = 0; r < c->job->ranges; r++) {
        const yg_host_keys *hosts = &c->ranges[r].hosts;
        if (hosts->n > 0)
            memcpy(all->at + all->n, hosts->at, hosts->n * sizeof *hosts->at);
        all->n += hosts->n;
        yg_vec_free(&c->ranges[r].hosts);
    }
}

void yg_job_count(yg_indicator_job *j) {
    count_job *c = yg_alloc(1, sizeof *c);
    c->job = j;
    yg_side_by_side(j->maker->threads, j->ranges, count_entries, c);
    join_hosts(c);
    unite_hosts(j);
    yg_side_by_side(j->maker->threads, j->ranges, count_hosts, c);
    for (size_t r = 0; r < j->ranges; r++)
        add_tally(j, &c->ranges[r]);
    free(c);
}
