#include "match/name_prior.h"

#include <math.h>
#include <pthread.h>

#include "base/mem.h"
#include "base/vec.h"

enum {
    SIGNS = 39, /* a..z, 0..9, hyphen, anything else, edge */
    SIGN_EDGE = 38,
    SEGMENTS_MAX = 1 << 20,
};

typedef struct {
    uint32_t at; /* into text */
    uint32_t count;
    uint16_t n;
} entry;

typedef struct {
    YG_VEC(entry) entries;
    uint32_t *slots; /* index + 1; a power of two of them */
    size_t mask;
} table;

struct yg_name_prior {
    char *text;
    table segments, suffixes;
    double names;
    float surprise[SIGNS][SIGNS][SIGNS];
};

extern const unsigned char yg_name_segments_data[];
extern const size_t yg_name_segments_data_bytes;

/* FNV-1a: keys are the project's own data, looked up with names from outside but never stored. */
static uint32_t hash(yg_str s) {
    uint32_t h = 2166136261U;
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 16777619U;
    return h ^ (h >> 15);
}

static yg_str key_of(const yg_name_prior *prior, const entry *e) {
    return (yg_str){prior->text + e->at, e->n};
}

static const entry *find(const yg_name_prior *prior, const table *t, yg_str key) {
    if (!t->slots)
        return NULL;
    for (size_t i = hash(key) & t->mask;; i = (i + 1) & t->mask) {
        if (!t->slots[i])
            return NULL;
        const entry *e = &t->entries.at[t->slots[i] - 1];
        if (yg_str_eq(key_of(prior, e), key))
            return e;
    }
}

static void index_table(const yg_name_prior *prior, table *t) {
    size_t size = 16;
    while (size < t->entries.n * 2)
        size *= 2;
    t->slots = yg_alloc(size, sizeof *t->slots);
    t->mask = size - 1;
    for (size_t k = 0; k < t->entries.n; k++) {
        size_t i = hash(key_of(prior, &t->entries.at[k])) & t->mask;
        while (t->slots[i])
            i = (i + 1) & t->mask;
        t->slots[i] = (uint32_t)k + 1;
    }
}

static unsigned sign_of(char c) {
    if (c >= 'a' && c <= 'z')
        return (unsigned)(c - 'a');
    if (c >= '0' && c <= '9')
        return 26 + (unsigned)(c - '0');
    return c == '-' ? 36 : 37;
}

/* Trigrams backed off to letter pairs and these to single letters (Witten-Bell weights): segments
 * hold too few trigrams to trust any count of one. */
static void learn_letters(yg_name_prior *prior) {
    float(*three)[SIGNS][SIGNS] = prior->surprise;
    double two[SIGNS][SIGNS] = {0}, one[SIGNS] = {0};
    double all = 0;
    for (size_t k = 0; k < prior->segments.entries.n; k++) {
        yg_str s = key_of(prior, &prior->segments.entries.at[k]);
        unsigned a = SIGN_EDGE, b = SIGN_EDGE;
        for (size_t i = 0; i <= s.n; i++) {
            unsigned c = i < s.n ? sign_of(s.p[i]) : SIGN_EDGE;
            three[a][b][c] += 1;
            two[b][c] += 1;
            one[c] += 1;
            all += 1;
            a = b;
            b = c;
        }
    }
    for (unsigned b = 0; b < SIGNS; b++) {
        double sum = 0, kinds = 1, p_two[SIGNS];
        for (unsigned c = 0; c < SIGNS; c++)
            sum += two[b][c], kinds += two[b][c] > 0;
        for (unsigned c = 0; c < SIGNS; c++)
            p_two[c] = (two[b][c] + kinds * (one[c] + 1) / (all + SIGNS)) / (sum + kinds);
        for (unsigned a = 0; a < SIGNS; a++) {
            sum = 0, kinds = 1;
            for (unsigned c = 0; c < SIGNS; c++)
                sum += three[a][b][c], kinds += three[a][b][c] > 0;
            for (unsigned c = 0; c < SIGNS; c++)
                three[a][b][c] = (float)-log2((three[a][b][c] + kinds * p_two[c]) / (sum + kinds));
        }
    }
}

/* "KEY" or "KEY COUNT". */
static bool read_line(yg_name_prior *prior, yg_str line, size_t offset, yg_error *err) {
    size_t space = yg_str_chr(line, ' ');
    yg_str key = yg_str_sub(line, 0, space == SIZE_MAX ? line.n : space);
    uint64_t count = 1;
    if (space != SIZE_MAX &&
        (!yg_str_to_u64(yg_str_from(line, space + 1), &count) || count > UINT32_MAX || !count))
        return yg_fail(err, YG_ERR_INPUT, "byte %zu: a count was expected", offset);
    if (yg_str_eqz(key, "names")) {
        prior->names = (double)count;
        return true;
    }
    bool is_suffix = key.n && key.p[0] == '.';
    if (is_suffix)
        key = yg_str_from(key, 1);
    if (key.n == 0 || key.n > 253)
        return yg_fail(err, YG_ERR_INPUT, "byte %zu: a segment was expected", offset);
    table *t = is_suffix ? &prior->suffixes : &prior->segments;
    if (t->entries.n >= SEGMENTS_MAX)
        return yg_fail(err, YG_ERR_LIMIT, "byte %zu: more than %d segments", offset, SEGMENTS_MAX);
    yg_vec_push(&t->entries,
                ((entry){(uint32_t)(key.p - prior->text), (uint32_t)count, (uint16_t)key.n}));
    return true;
}

bool yg_name_prior_parse(yg_str text, yg_name_prior **ret_prior, yg_error *err) {
    if (text.n > UINT32_MAX)
        return yg_fail(err, YG_ERR_LIMIT, "segments: more than 4 GB");
    yg_name_prior *prior = yg_alloc(1, sizeof *prior);
    prior->text = yg_alloc(text.n + 1, 1);
    if (text.n)
        memcpy(prior->text, text.p, text.n);
    prior->names = 1;
    yg_str rest = {prior->text, text.n}, line;
    while (yg_str_split(&rest, '\n', &line)) {
        size_t offset = (size_t)(line.p - prior->text);
        if (line.n && line.p[line.n - 1] == '\r')
            line.n--;
        if (line.n == 0 || line.p[0] == '#')
            continue;
        if (!read_line(prior, line, offset, err)) {
            yg_name_prior_free(prior);
            return yg_fail_in(err, "segments");
        }
    }
    index_table(prior, &prior->segments);
    index_table(prior, &prior->suffixes);
    learn_letters(prior);
    *ret_prior = prior;
    return true;
}

void yg_name_prior_free(yg_name_prior *prior) {
    if (!prior)
        return;
    yg_vec_free(&prior->segments.entries);
    yg_vec_free(&prior->suffixes.entries);
    free(prior->segments.slots);
    free(prior->suffixes.slots);
    free(prior->text);
    free(prior);
}

static yg_name_prior *built_in;

static void make_built_in(void) {
    yg_str text = {(const char *)yg_name_segments_data, yg_name_segments_data_bytes};
    yg_name_prior *made = NULL;
    yg_error err;
    if (!yg_name_prior_parse(text, &made, &err))
        yg_name_prior_parse(YG_STR(""), &made, &err); /* a test holds that this cannot be */
    __atomic_store_n(&built_in, made, __ATOMIC_RELEASE);
}

const yg_name_prior *yg_name_prior_built_in(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const yg_name_prior *made = __atomic_load_n(&built_in, __ATOMIC_ACQUIRE);
    if (made != NULL)
        return made;
    pthread_once(&once, make_built_in);
    return built_in;
}

double yg_name_prior_names(const yg_name_prior *prior) {
    return prior->names;
}

uint32_t yg_name_prior_segment(const yg_name_prior *prior, yg_str segment) {
    const entry *e = find(prior, &prior->segments, segment);
    return e ? e->count : 0;
}

uint32_t yg_name_prior_suffix(const yg_name_prior *prior, yg_str suffix) {
    const entry *e = find(prior, &prior->suffixes, suffix);
    return e ? e->count : 0;
}

double yg_name_prior_surprise(const yg_name_prior *prior, yg_str label) {
    /* Counts are of segments, so hyphens and digits end a word. A digit says about as much as a
     * letter drawn by lot. */
    static const double digit = 5;
    double sum = 0;
    size_t signs = 0, letters = 0;
    unsigned a = SIGN_EDGE, b = SIGN_EDGE;
    for (size_t i = 0; i <= label.n; i++) {
        unsigned c = i < label.n ? sign_of(label.p[i]) : SIGN_EDGE;
        bool is_letter = c < 26;
        if (is_letter || letters > 0) {
            sum += (double)prior->surprise[a][b][is_letter ? c : SIGN_EDGE];
            signs++;
        }
        a = is_letter ? b : SIGN_EDGE;
        b = is_letter ? c : SIGN_EDGE;
        letters = is_letter ? letters + 1 : 0;
        if (c >= 26 && c < 36) {
            sum += digit;
            signs++;
        }
    }
    return signs ? sum / (double)signs : 0;
}

bool yg_name_prior_is_random(const yg_name_prior *prior, yg_str label) {
    /* Bits by which letters drawn by lot make the label better than the chain does. */
    static const double lot = 4.9, digit_inside = 3, enough = 10;
    double more = (yg_name_prior_surprise(prior, label) - lot) * (double)(label.n + 1);
    for (size_t i = 1; i < label.n; i++) /* people put digits at the ends */
        if (sign_of(label.p[i]) < 26 && sign_of(label.p[i - 1]) >= 26 && label.p[i - 1] != '-')
            more += digit_inside;
    return more >= enough;
}

static bool at(const yg_name_prior *prior, const table *t, size_t i, yg_str *ret_key,
               uint32_t *ret_count) {
    if (i >= t->entries.n)
        return false;
    *ret_key = key_of(prior, &t->entries.at[i]);
    *ret_count = t->entries.at[i].count;
    return true;
}

bool yg_name_prior_at(const yg_name_prior *prior, size_t i, yg_str *ret_segment,
                      uint32_t *ret_count) {
    return at(prior, &prior->segments, i, ret_segment, ret_count);
}

bool yg_name_prior_suffix_at(const yg_name_prior *prior, size_t i, yg_str *ret_suffix,
                             uint32_t *ret_count) {
    return at(prior, &prior->suffixes, i, ret_suffix, ret_count);
}
