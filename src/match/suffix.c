/* Public suffixes (match/suffix.h): a trie of labels that is walked from the right.
 *
 * Its nodes lie in one open table, found by the label and the node above. A label of up to eight
 * bytes is its own key; of a longer one the key is a hash, and the bytes are compared, so that no
 * chosen label can pass for another [HASH-COLLISION]. The top-level domain of most names is found
 * with one look, and a filter of 64 bits says of most second labels that nothing hangs there.
 *
 * Not done: wildcards anywhere but at the left end, which the list has never had. */
#include "match/suffix.h"

#include <pthread.h>

#include "base/utf8.h"
#include "base/vec.h"
#include "match/confusable.h"

enum {
    RULE = 1,
    WILD = 2,      /* any one label below is a suffix */
    EXCEPTION = 4, /* this one is not, though the wildcard says so */
    PRIVATE = 3,   /* by how many bits the same of the private section are shifted */
    LABELS_MAX = 127,
    RULE_BYTES = 512,
    NODES_MAX = 1 << 22, /* the list of 2026 has some 11,000 */
};

typedef struct {
    uint64_t key;
    uint32_t above;
    uint32_t node; /* 0: free */
} slot;

typedef struct {
    uint64_t below; /* filter: bits of the labels that hang here */
    uint32_t text;
    uint8_t n;
    uint8_t flags;
} node;

struct yg_suffixes {
    slot *slots;
    uint32_t mask;
    uint32_t root; /* always 1 */
    YG_VEC(node) nodes;
    yg_buf text;
};

extern const unsigned char yg_suffix_list[];
extern const size_t yg_suffix_list_bytes;

static uint64_t mix(uint64_t a, uint64_t b) {
    unsigned __int128 product =
        (unsigned __int128)(a ^ UINT64_C(0x9E3779B97F4A7C15)) * (b ^ UINT64_C(0xD6E8FEB86659FD93));
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* A label of up to eight bytes as a number, a longer one as a hash. Reads no byte outside. */
static inline uint64_t key_of(const char *p, size_t n) {
    uint64_t key = 0;
    if (n <= 8) {
        for (size_t i = 0; i < n; i++)
            key = key << 8 | (unsigned char)p[i];
        return key;
    }
    for (; n > 8; p += 8, n -= 8) {
        uint64_t eight;
        memcpy(&eight, p, 8);
        key = mix(key, eight);
    }
    return mix(key, key_of(p, n));
}

static inline uint64_t spread(uint64_t key, uint32_t above) {
    uint64_t h = (key ^ (uint64_t)above << 40) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ h >> 32;
}

static inline uint32_t child(const yg_suffixes *s, uint32_t above, const char *p, size_t n) {
    uint64_t key = key_of(p, n), h = spread(key, above);
    if ((s->nodes.at[above].below >> (h >> 58) & 1) == 0)
        return 0;
    for (uint32_t i = (uint32_t)h & s->mask; s->slots[i].node != 0; i = (i + 1) & s->mask) {
        const slot *at = &s->slots[i];
        if (at->key != key || at->above != above)
            continue;
        const node *found = &s->nodes.at[at->node];
        if (found->n == n && (n <= 8 || memcmp(s->text.p + found->text, p, n) == 0))
            return at->node;
    }
    return 0;
}

static void put_slot(yg_suffixes *s, slot new) {
    uint32_t i = (uint32_t)spread(new.key, new.above) & s->mask;
    while (s->slots[i].node != 0)
        i = (i + 1) & s->mask;
    s->slots[i] = new;
}

static void grow(yg_suffixes *s) {
    slot *old = s->slots;
    uint32_t n = s->mask + 1;
    s->mask = n * 2 - 1;
    s->slots = yg_alloc(s->mask + 1, sizeof *s->slots);
    for (uint32_t i = 0; i < n; i++) {
        if (old[i].node != 0)
            put_slot(s, old[i]);
    }
    free(old);
}

static uint32_t add_child(yg_suffixes *s, uint32_t above, const char *p, size_t n) {
    uint32_t found = child(s, above, p, n);
    if (found != 0)
        return found;
    if (s->nodes.n * 4 > (size_t)s->mask + 1)
        grow(s);
    uint64_t key = key_of(p, n);
    uint32_t made = (uint32_t)s->nodes.n;
    yg_vec_push(&s->nodes, ((node){.text = (uint32_t)s->text.n, .n = (uint8_t)n}));
    yg_buf_add(&s->text, (yg_str){p, n});
    s->nodes.at[above].below |= UINT64_C(1) << (spread(key, above) >> 58);
    put_slot(s, (slot){key, above, made});
    return made;
}

/* A label of a rule as host names have it; 0: no label. */
static size_t label_of(yg_str label, char ret_label[64]) {
    uint32_t points[64];
    size_t n = 0, bytes = 0;
    if (yg_utf8_check(label) != label.n)
        return 0;
    for (size_t at = 0; at < label.n; n++) {
        if (n == 64)
            return 0;
        points[n] = yg_utf8_next(label, &at);
        if (points[n] >= 'A' && points[n] <= 'Z')
            points[n] += 'a' - 'A';
        if (points[n] < 0x80 && !(points[n] >= 'a' && points[n] <= 'z') &&
            !(points[n] >= '0' && points[n] <= '9') && points[n] != '-' && points[n] != '_')
            return 0;
    }
    return n > 0 && yg_punycode_encode(points, n, ret_label, &bytes) ? bytes : 0;
}

/* False: not a rule. */
static bool add_rule(yg_suffixes *s, yg_str rule, bool is_private) {
    unsigned flag = RULE;
    if (yg_str_starts(rule, YG_STR("!"))) {
        flag = EXCEPTION;
        rule = yg_str_from(rule, 1);
    } else if (yg_str_eqz(rule, "*")) {
        return true; /* what holds for every name anyway */
    } else if (yg_str_starts(rule, YG_STR("*."))) {
        flag = WILD;
        rule = yg_str_from(rule, 2);
    }
    if (rule.n == 0 || rule.n > RULE_BYTES)
        return false;
    yg_str labels[LABELS_MAX];
    size_t n = 0;
    for (yg_str rest = rule, part; yg_str_split(&rest, '.', &part); n++) {
        if (n == LABELS_MAX)
            return false;
        labels[n] = part;
    }
    if (rule.p[rule.n - 1] == '.' || (flag == EXCEPTION && n < 2))
        return false;
    uint32_t at = s->root;
    for (size_t i = n; i-- > 0;) {
        char label[64];
        size_t bytes = label_of(labels[i], label);
        if (bytes == 0)
            return false;
        at = add_child(s, at, label, bytes);
    }
    s->nodes.at[at].flags |= (uint8_t)(flag << (is_private ? PRIVATE : 0));
    return true;
}

bool yg_suffixes_compile(yg_str list, yg_suffixes **ret_suffixes, yg_error *err) {
    yg_suffixes *s = yg_alloc(1, sizeof *s);
    bool is_private = false;
    s->root = 1;
    s->mask = 4095;
    s->slots = yg_alloc(s->mask + 1, sizeof *s->slots);
    yg_vec_push(&s->nodes, (node){0});
    yg_vec_push(&s->nodes, (node){0});
    for (yg_str rest = list, line; yg_str_split(&rest, '\n', &line);) {
        size_t n = 0;
        if (yg_str_find(line, YG_STR("===BEGIN ")) != SIZE_MAX)
            is_private = yg_str_find(line, YG_STR("PRIVATE")) != SIZE_MAX;
        while (n < line.n && (unsigned char)line.p[n] > ' ')
            n++;
        yg_str rule = yg_str_sub(line, 0, n);
        if (n == 0 || yg_str_starts(rule, YG_STR("//")))
            continue;
        if (s->nodes.n >= NODES_MAX || !add_rule(s, rule, is_private)) {
            size_t offset = (size_t)(line.p - list.p);
            bool full = s->nodes.n >= NODES_MAX;
            yg_suffixes_free(s);
            return yg_fail(err, full ? YG_ERR_LIMIT : YG_ERR_INPUT,
                           full ? "public suffixes: byte %zu: more than 4 million labels"
                                : "public suffixes: byte %zu: not a rule; see "
                                  "https://publicsuffix.org/list/",
                           offset);
        }
    }
    if (s->nodes.n == 2) {
        yg_suffixes_free(s);
        return yg_fail(err, YG_ERR_INPUT, "public suffixes: the list has no rule");
    }
    *ret_suffixes = s;
    return true;
}

void yg_suffixes_free(yg_suffixes *s) {
    if (s == NULL)
        return;
    free(s->slots);
    yg_vec_free(&s->nodes);
    yg_buf_free(&s->text);
    free(s);
}

static yg_suffixes *built_in;

static void make_built_in(void) {
    yg_error err = {0};
    yg_str list = {(const char *)yg_suffix_list, yg_suffix_list_bytes};
    if (!yg_suffixes_compile(list, &built_in, &err))
        yg_mem_die("the built-in public suffix list is damaged");
}

const yg_suffixes *yg_suffixes_built_in(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_built_in);
    return built_in;
}

/* Where the label before `end` begins. */
static inline size_t label_start(yg_str host, size_t end) {
    while (end > 0 && host.p[end - 1] != '.')
        end--;
    return end;
}

void yg_suffix_find(const yg_suffixes *s, yg_str host, yg_suffix_split *ret_split) {
    size_t end = host.n, start = label_start(host, end), suffix = start, left = SIZE_MAX;
    uint32_t at = s->root;
    bool is_private = false, is_listed = false;
    unsigned wild = 0;
    for (;;) {
        /* `start` begins a label below the node `at`; `wild`: any label is a suffix here. */
        uint32_t below = child(s, at, host.p + start, end - start);
        unsigned flags = below == 0 ? 0 : s->nodes.at[below].flags;
        if ((flags & (EXCEPTION | EXCEPTION << PRIVATE)) != 0) {
            suffix = end + 1;
            left = start;
            is_private = (flags & EXCEPTION) == 0;
            is_listed = true;
            break;
        }
        if ((wild & (WILD | WILD << PRIVATE)) != 0 || (flags & (RULE | RULE << PRIVATE)) != 0) {
            suffix = start;
            is_private = (wild & WILD) == 0 && (flags & RULE) == 0;
            is_listed = true;
        }
        if (below == 0 || start == 0)
            break;
        wild = flags;
        if (s->nodes.at[below].below == 0 && (wild & (WILD | WILD << PRIVATE)) == 0)
            break;
        at = below;
        end = start - 1;
        start = label_start(host, end);
    }
    if (left == SIZE_MAX)
        left = suffix == 0 ? 0 : label_start(host, suffix - 1);
    *ret_split = (yg_suffix_split){.registrable = (uint16_t)left,
                                   .suffix = (uint16_t)suffix,
                                   .is_private = is_private,
                                   .is_suffix = suffix == 0,
                                   .is_listed = is_listed};
}
