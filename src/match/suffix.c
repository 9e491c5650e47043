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
#include "match/confusable.h"
#include "match/name_clean.h"
#include "match/suffix_table.h"

enum {
    LABELS_MAX = 127,
    RULE_BYTES = 512,
    NODES_MAX = 1 << 22, /* the list of 2026 has some 11,000 */
};

extern const unsigned char yg_suffix_list[];
extern const size_t yg_suffix_list_bytes;

static void put_slot(yg_suffixes *s, yg_suffix_slot new) {
    uint32_t i = (uint32_t)yg_suffix_spread(new.key, new.above) & s->mask;
    while (s->slots[i].node != 0)
        i = (i + 1) & s->mask;
    s->slots[i] = new;
}

static void grow(yg_suffixes *s) {
    yg_suffix_slot *old = s->slots;
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
    uint64_t key = yg_suffix_key(p, n);
    uint32_t found = yg_suffix_child(s, above, key, p, n);
    if (found != 0)
        return found;
    if (s->nodes.n * 2 > (size_t)s->mask + 1)
        grow(s);
    uint32_t made = (uint32_t)s->nodes.n;
    yg_vec_push(&s->nodes, ((yg_suffix_node){.text = (uint32_t)s->text.n, .n = (uint8_t)n}));
    yg_buf_add(&s->text, (yg_str){p, n});
    uint64_t h = yg_suffix_spread(key, above);
    s->known[h >> 53] |= UINT64_C(1) << (h >> 47 & 63);
    s->nodes.at[above].has_below = true;
    put_slot(s, (yg_suffix_slot){key, above, made});
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
    unsigned flag = YG_SUFFIX_RULE;
    if (yg_str_starts(rule, YG_STR("!"))) {
        flag = YG_SUFFIX_EXCEPTION;
        rule = yg_str_from(rule, 1);
    } else if (yg_str_eqz(rule, "*")) {
        return true; /* what holds for every name anyway */
    } else if (yg_str_starts(rule, YG_STR("*."))) {
        /* Under whatever stands below one strangers register; so the name itself is nobody's
         * (libpsl reads it so, too). */
        flag = YG_SUFFIX_WILD | YG_SUFFIX_RULE;
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
    if (rule.p[rule.n - 1] == '.' || (flag == YG_SUFFIX_EXCEPTION && n < 2))
        return false;
    uint32_t at = YG_SUFFIX_ROOT;
    for (size_t i = n; i-- > 0;) {
        char label[64];
        size_t bytes = label_of(labels[i], label);
        if (bytes == 0)
            return false;
        at = add_child(s, at, label, bytes);
    }
    s->nodes.at[at].flags |= (uint8_t)(flag << (is_private ? YG_SUFFIX_PRIVATE : 0));
    return true;
}

/* Of two for the same place the shorter one: most names stand below those. */
static void put_tops(yg_suffixes *s) {
    for (uint32_t i = 0; i <= s->mask; i++) {
        const yg_suffix_slot *slot = &s->slots[i];
        const yg_suffix_node *node = &s->nodes.at[slot->node];
        yg_suffix_top *top = &s->tops[yg_suffix_top_at(slot->key)];
        if (slot->node == 0 || slot->above != YG_SUFFIX_ROOT || node->n > 8 ||
            node->flags != YG_SUFFIX_RULE || (top->key != 0 && s->nodes.at[top->node].n <= node->n))
            continue;
        *top = (yg_suffix_top){slot->key, slot->node, node->has_below};
    }
}

bool yg_suffixes_compile(yg_str list, yg_suffixes **ret_suffixes, yg_error *err) {
    yg_suffixes *s = yg_alloc(1, sizeof *s);
    bool is_private = false;
    s->mask = 4095;
    s->slots = yg_alloc(s->mask + 1, sizeof *s->slots);
    yg_vec_push(&s->nodes, (yg_suffix_node){0});
    yg_vec_push(&s->nodes, (yg_suffix_node){0});
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
    yg_name_cdn_filter(s->cdn);
    put_tops(s);
    s->quick = yg_name_text_quick();
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

yg_str yg_suffixes_built_in_text(void) {
    return (yg_str){(const char *)yg_suffix_list, yg_suffix_list_bytes};
}

/* Where the label before `end` begins. */
static inline size_t label_start(yg_str host, size_t end) {
    while (end > 0 && host.p[end - 1] != '.')
        end--;
    return end;
}

void yg_suffix_find(const yg_suffixes *s, yg_str host, yg_suffix_split *ret_split) {
    size_t end = host.n, start = label_start(host, end);
    yg_suffix_walk walk = {.node = YG_SUFFIX_ROOT, .suffix = start};
    while (
        yg_suffix_step(s, &walk, yg_suffix_key(host.p + start, end - start), host.p, start, end)) {
        end = start - 1;
        start = label_start(host, end);
    }
    size_t suffix = walk.suffix, left = suffix == 0 ? 0 : label_start(host, suffix - 1);
    *ret_split = (yg_suffix_split){.registrable = (uint16_t)left,
                                   .suffix = (uint16_t)suffix,
                                   .is_private = walk.is_private,
                                   .is_suffix = suffix == 0,
                                   .is_listed = walk.is_listed};
}

bool yg_suffix_is_one(const yg_suffixes *s, yg_str host) {
    yg_suffix_split split;
    size_t start = label_start(host, host.n), n = host.n - start;
    if (start > 0 && n <= 8) {
        uint64_t key = yg_suffix_key(host.p + start, n);
        const yg_suffix_top *top = &s->tops[yg_suffix_top_at(key)];
        if (top->key == key) { /* a rule alone: what hangs below decides */
            size_t end = start - 1, second = label_start(host, end);
            if (!top->has_below ||
                !yg_suffix_may(s, top->node, yg_suffix_key(host.p + second, end - second)))
                return false;
        }
    }
    yg_suffix_find(s, host, &split);
    return split.is_suffix;
}
