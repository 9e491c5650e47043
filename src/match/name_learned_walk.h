/* The walk over the features of a name: one pass over its bytes. Inlined where it is used, because
 * scans do nothing else with most names. */
#ifndef YG_MATCH_NAME_LEARNED_WALK_H
#define YG_MATCH_NAME_LEARNED_WALK_H

#include "match/name_learned_part.h"

/* Shortest texts that may teach something: shorter ones are in every name. */
enum {
    LABEL_LEAST = 3,
    PIECE_LEAST = 4,
    PAIR_LEAST = 6, /* with the hyphen */
    EDGE_LEAST = 7, /* letters of a part that has a beginning and an ending, of */
    EDGE = 5,       /* so many letters */
    EDIT_LEAST = 7,
    EDIT_MOST = 20,
    EDIT_TEXT_MOST = 24,
    CLUSTER_LEAST = 10,
    TEMPLATE_PARTS = 24, /* more make no template */
};

/* Numbers of the hashes, drawn once per process. */
typedef struct learned_numbers {
    uint64_t value[256]; /* by folded byte */
    uint64_t power[256]; /* K^i */
    uint64_t salt[FEATURE_KINDS];
} learned_numbers;
const learned_numbers *learned_numbers_get(void);

/* Letters, digits and hyphens, by byte. */
enum { BYTE_LETTER, BYTE_DIGIT, BYTE_HYPHEN, BYTE_POINT, BYTE_OTHER };
extern const uint8_t learned_byte[256];

/* What three letters in a row cost: 5 bits a symbol. */
static inline unsigned learned_trigram(unsigned before, unsigned symbol) {
    return (before << 5 | symbol) & 0x7fff;
}

/* A part that has letters and other signs, at least one of each. */
static inline part_code learned_mixed_code(const uint8_t *p, unsigned n, unsigned letters) {
    const unsigned digits = n - letters;
    unsigned turns = 0, not_hex = 0;
    for (unsigned i = 0; i < n; i++) {
        const bool letter = learned_byte[p[i]] == BYTE_LETTER;
        turns += i && letter != (learned_byte[p[i - 1]] == BYTE_LETTER);
        not_hex += letter ? p[i] > 'f' : learned_byte[p[i]] != BYTE_DIGIT;
    }
    if (n >= 8 && !not_hex)
        return part_code_of(PART_HEX, n, 0);
    if (turns > 1)
        return part_code_of(PART_MIXED, n, 0);
    const unsigned l = letters < 31 ? letters : 31, d = digits < 31 ? digits : 31;
    return learned_byte[p[0]] == BYTE_LETTER ? part_code_of(PART_LETTERS_DIGITS, l, d)
                                             : part_code_of(PART_DIGITS_LETTERS, d, l);
}

/* What a part of a label is made of. letters: how many; cost: of all its three letters in a row,
 * when it has only letters. */
static inline part_code learned_part_code_from(const ordinary *known, const uint8_t *p, size_t size,
                                               unsigned letters, unsigned cost) {
    const unsigned n = size < 63 ? (unsigned)size : 63;
    if (n == 0)
        return part_code_of(PART_EMPTY, 0, 0);
    if (letters == 0)
        return part_code_of(PART_DIGITS, n, 0);
    if (letters < size)
        return learned_mixed_code(p, n, letters);
    if (n <= 2)
        return part_code_of(PART_WORDY, n, 0);
    const unsigned row = n < 16 ? n : 16;
    unsigned type = 0;
    for (unsigned i = 0; i < PART_WORDY; i++)
        type += cost * 16 < known->limit[i][row] * (unsigned)size;
    return part_code_of((part_type)type, n, 0);
}

/* The symbol of a byte: letters, and an edge for everything else. */
static inline unsigned learned_symbol(uint8_t c) {
    const unsigned letter = c - (unsigned)'a';
    return letter < 26 ? letter : LEARNED_EDGE_LEFT;
}

static inline part_code learned_part_code(const ordinary *known, const uint8_t *p, size_t n) {
    unsigned letters = 0, cost = 0, state = LEARNED_EDGE_LEFT;
    for (size_t i = 0; i < n; i++) {
        letters += learned_symbol(p[i]) < 26;
        state = learned_trigram(state, learned_symbol(p[i]));
        cost += i ? known->trigram[state] : 0;
    }
    cost += known->trigram[learned_trigram(state, LEARNED_EDGE_RIGHT)];
    return learned_part_code_from(known, p, n, letters, cost);
}

/* The codes of all parts of a name, labels closed by PART_TYPES; for templates. */
typedef struct {
    part_code code[TEMPLATE_PARTS];
    unsigned n;
    bool too_many;
} learned_shape;

static inline void learned_shape_add(learned_shape *shape, part_code code) {
    if (shape->n < TEMPLATE_PARTS)
        shape->code[shape->n++] = code;
    else
        shape->too_many = true;
}

static inline uint64_t learned_shape_mix(uint64_t hash, part_code code) {
    hash = (hash ^ code) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 32;
}

typedef void (*learned_visit)(void *self, const feature *it);

/* What a table can answer at all, so that the walk leaves out the rest: suffixes with templates,
 * and lengths and first two letters of labels with one letter left out. */
typedef struct learned_gate {
    bool clusters;                     /* are there any? */
    uint64_t templates[64];            /* bit by learned_gate_place */
    uint32_t edits[EDIT_MOST + 1][32]; /* [length of the whole label][first letter], bit: second */
} learned_gate;

/* suffix: its hash; labels: left of it, without www; label, length: the registrable one. Whatever
 * has the same template has the same place: part codes do not tell long lengths, nor those of IDN.
 */
static inline unsigned learned_gate_place(uint64_t suffix, unsigned labels, const uint8_t *label,
                                          unsigned length) {
    if (length >= 4 && memcmp(label, "xn--", 4) == 0)
        length = 0;
    else if (length > 31)
        length = 31;
    return (unsigned)((suffix + labels * 64 + length) * UINT64_C(0x9E3779B97F4A7C15) >> 52);
}

static inline bool learned_gate_edit(const learned_gate *gate, unsigned n, uint8_t a, uint8_t b) {
    return gate->edits[n][a & 31] >> (b & 31) & 1;
}

typedef struct {
    const ordinary *known;
    const learned_numbers *numbers;
    const uint8_t *host;
    const learned_gate *gate; /* NULL: everything */
    uint64_t sums[YG_NAME_MAX + 2];
    uint8_t marks[YG_NAME_MAX + 2]; /* where points and hyphens stand */
    unsigned marks_n;
    learned_visit visit;
    void *self;
} learned_walk;

static inline __attribute__((always_inline)) uint64_t
learned_span_hash(const learned_walk *w, feature_kind kind, unsigned start, unsigned end) {
    return w->sums[end] - w->sums[start] * w->numbers->power[end - start] + w->numbers->salt[kind];
}

static inline __attribute__((always_inline)) void
learned_span(const learned_walk *w, feature_kind kind, unsigned start, unsigned end) {
    const feature it = {.hash = learned_span_hash(w, kind, start, end),
                        .start = (uint16_t)start,
                        .end = (uint16_t)end,
                        .kind = (uint8_t)kind};
    w->visit(w->self, &it);
}

/* The label without its letter i. */
static inline __attribute__((always_inline)) void
learned_edit(const learned_walk *w, unsigned start, unsigned end, unsigned i) {
    const uint64_t *power = w->numbers->power;
    const uint64_t before = w->sums[i] - w->sums[start] * power[i - start];
    const uint64_t behind = w->sums[end] - w->sums[i + 1] * power[end - i - 1];
    const feature it = {.hash =
                            before * power[end - i - 1] + behind + w->numbers->salt[FEATURE_EDIT],
                        .start = (uint16_t)start,
                        .end = (uint16_t)end,
                        .kind = FEATURE_EDIT,
                        .cut = (uint8_t)(i - start)};
    w->visit(w->self, &it);
}

/* The label with each letter left out once. */
static inline __attribute__((always_inline)) void learned_edits(const learned_walk *w,
                                                                unsigned start, unsigned end) {
    const unsigned n = end - start;
    const uint8_t a = learned_fold[w->host[start]], b = learned_fold[w->host[start + 1]],
                  c = learned_fold[w->host[start + 2]];
    if (!w->gate || learned_gate_edit(w->gate, n, b, c))
        learned_edit(w, start, end, start);
    if (!w->gate || learned_gate_edit(w->gate, n, a, c))
        learned_edit(w, start, end, start + 1);
    if (!w->gate || learned_gate_edit(w->gate, n, a, b))
        for (unsigned i = start + 2; i < end; i++)
            learned_edit(w, start, end, i);
}

/* One-permutation MinHash (Li, Owen, Zhang, NIPS 2012): the letters in threes, each in one of four
 * bins, the least of each bin. Texts that share three bins are near each other. */
static inline void learned_bins(const uint8_t *text, unsigned n, uint32_t ret_bins[4]) {
    unsigned state = learned_trigram(learned_fold[text[0]] & 31u, learned_fold[text[1]] & 31u);
    ret_bins[0] = ret_bins[1] = ret_bins[2] = ret_bins[3] = UINT32_MAX;
    for (unsigned i = 2; i < n; i++) {
        state = learned_trigram(state, learned_fold[text[i]] & 31u);
        const uint32_t hash = (state + 1) * UINT32_C(0x9E3779B1);
        uint32_t *bin = &ret_bins[hash >> 30];
        *bin = hash < *bin ? hash : *bin;
    }
}

/* One feature for each choice of three bins that are not empty; cut: the bin that is left out. */
static inline void learned_clusters(const learned_walk *w, unsigned start, unsigned end) {
    uint32_t bins[4];
    learned_bins(w->host + start, end - start, bins);
    for (unsigned out = 0; out < 4; out++) {
        uint64_t hash = w->numbers->salt[FEATURE_CLUSTER] + out;
        bool empty = false;
        for (unsigned i = 0; i < 4; i++) {
            empty = empty || (i != out && bins[i] == UINT32_MAX);
            hash = learned_shape_mix(hash, i == out ? 0 : bins[i]);
        }
        if (empty)
            continue;
        const feature it = {.hash = hash * w->numbers->power[1],
                            .start = (uint16_t)start,
                            .end = (uint16_t)end,
                            .kind = FEATURE_CLUSTER,
                            .cut = (uint8_t)out};
        w->visit(w->self, &it);
    }
}

/* Beginning and ending of one part, digits at its edges left aside. */
static inline __attribute__((always_inline)) void learned_edges(const learned_walk *w,
                                                                unsigned start, unsigned end) {
    while (start < end && learned_byte[w->host[start]] == BYTE_DIGIT)
        start++;
    while (end > start && learned_byte[w->host[end - 1]] == BYTE_DIGIT)
        end--;
    if (end - start < EDGE_LEAST)
        return;
    learned_span(w, FEATURE_BEGIN, start, start + EDGE);
    learned_span(w, FEATURE_END, end - EDGE, end);
    if (end - start >= CLUSTER_LEAST && (!w->gate || w->gate->clusters))
        learned_clusters(w, start, end);
}

/* Pieces of a label with hyphens, and pairs of them. mark: the first hyphen. */
static inline void learned_pieces(const learned_walk *w, unsigned start, unsigned end,
                                  unsigned mark) {
    unsigned at = start, before = end; /* where this piece and the one before it begin */
    while (at <= end) {
        const unsigned stop = mark < w->marks_n && w->marks[mark] < end ? w->marks[mark] : end;
        mark++;
        learned_edges(w, at, stop);
        if (stop - at >= PIECE_LEAST)
            learned_span(w, FEATURE_PIECE, at, stop);
        if (before < at && stop - before >= PAIR_LEAST)
            learned_span(w, FEATURE_PAIR, before, stop);
        before = at;
        at = stop + 1;
    }
}

/* One label: [start, end). hyphens: how many, the first at mark. */
static inline __attribute__((always_inline)) void learned_label(const learned_walk *w,
                                                                unsigned start, unsigned end,
                                                                unsigned mark, unsigned hyphens) {
    if (end - start >= LABEL_LEAST)
        learned_span(w, FEATURE_LABEL, start, end);
    if (hyphens) {
        if (end - start < 4 || memcmp(w->host + start, "xn--", 4) != 0)
            learned_pieces(w, start, end, mark);
        return;
    }
    learned_edges(w, start, end);
    if (end - start >= EDIT_LEAST && end - start <= EDIT_MOST)
        learned_edits(w, start, end);
}

static inline bool learned_is_www(const uint8_t *p, unsigned n) {
    return n == 3 && p[0] == 'w' && p[1] == 'w' && p[2] == 'w';
}

/* The parts of a host: shape. "www" in front says nothing, but before more labels than the
 * registrable one it is part of the template. */
static inline void learned_shape_fill(const ordinary *known, const uint8_t *host,
                                      const yg_suffix_split *split, learned_shape *shape) {
    const unsigned end = split->suffix - 1u; /* the point before the suffix */
    unsigned start = 0;
    shape->n = 0;
    shape->too_many = false;
    if (split->registrable >= 4 && learned_is_www(host, 3) && host[3] == '.') {
        start = 4;
        if (split->registrable > 4)
            learned_shape_add(shape, part_code_of(PART_TYPES, 1, 0));
    }
    bool idn = end - start >= 4 && memcmp(host + start, "xn--", 4) == 0;
    for (unsigned at = start; at <= end; at++) {
        if ((uint8_t)(host[at] - '-') > 1 || (host[at] == '-' && idn))
            continue;
        learned_shape_add(shape, idn ? part_code_of(PART_IDN, 0, 0)
                                     : learned_part_code(known, host + start, at - start));
        start = at + 1;
        if (host[at] == '.') {
            learned_shape_add(shape, part_code_of(PART_TYPES, 0, 0));
            idn = end > start + 4 && memcmp(host + start, "xn--", 4) == 0;
        }
    }
}

/* The parts of the host as learned_shape_fill gives them, as one hash. */
static inline __attribute__((always_inline)) void
learned_template(const learned_walk *w, const yg_suffix_split *split, uint64_t hash) {
    const unsigned end = split->suffix - 1u;
    unsigned start = 0, mark = 0, n = 0;
    part_code code = 0;
    if (split->registrable >= 4 && learned_is_www(w->host, 3) && w->host[3] == '.') {
        start = 4, mark = 1;
        if (split->registrable > 4)
            hash = learned_shape_mix(hash, part_code_of(PART_TYPES, 1, 0)), n++;
    }
    for (unsigned label = start; start <= end; mark++) {
        const unsigned at = w->marks[mark];
        const bool idn = end - label >= 4 && memcmp(w->host + label, "xn--", 4) == 0;
        if (idn && w->host[at] == '-')
            continue;
        code = idn ? part_code_of(PART_IDN, 0, 0)
                   : learned_part_code(w->known, w->host + start, at - start);
        hash = learned_shape_mix(hash, code);
        n++;
        start = at + 1;
        if (w->host[at] == '.') {
            hash = learned_shape_mix(hash, part_code_of(PART_TYPES, 0, 0));
            n++;
            label = start;
        }
    }
    if (n > TEMPLATE_PARTS)
        return;
    const feature it = {.hash = hash, .end = (uint16_t)end, .kind = FEATURE_TEMPLATE};
    w->visit(w->self, &it);
}

/* Visits every feature of the host that the gate lets through. */
static inline __attribute__((always_inline)) void
learned_walk_over(const ordinary *known, const learned_numbers *numbers, const learned_gate *gate,
                  yg_str host, const yg_suffix_split *split, learned_visit visit, void *self) {
    if (host.n > YG_NAME_MAX || split->is_suffix || split->suffix < 2 || split->suffix > host.n)
        return;
    learned_walk w;
    w.known = known, w.numbers = numbers, w.gate = gate, w.host = (const uint8_t *)host.p;
    w.visit = visit, w.self = self;
    const unsigned end = split->suffix - 1u;
    uint64_t sum = 0;
    unsigned n = 0;
    const uint64_t k = numbers->power[1];
    w.sums[0] = 0;
    for (unsigned i = 0; i < host.n; i++) {
        const uint8_t c = w.host[i];
        w.sums[i + 1] = sum = sum * k + numbers->value[c];
        w.marks[n] = (uint8_t)i;
        n += (uint8_t)(c - '-') <= 1;
    }
    w.marks_n = n;
    const unsigned www = split->registrable >= 4 && learned_is_www(w.host, 3) && w.host[3] == '.';
    unsigned start = www * 4;
    unsigned labels = 0;
    for (unsigned mark = www, first = www; start < end; mark++) {
        const unsigned at = w.marks[mark];
        if (w.host[at] == '-')
            continue;
        learned_label(&w, start, at, first, mark - first);
        start = at + 1;
        first = mark + 1;
        labels++;
    }
    const uint64_t suffix =
        learned_span_hash(&w, FEATURE_TEMPLATE, split->suffix, (unsigned)host.n);
    const unsigned place =
        learned_gate_place(suffix, labels, w.host + split->registrable, end - split->registrable);
    if (!gate || gate->templates[place >> 6] >> (place & 63) & 1)
        learned_template(&w, split, suffix);
}

#endif
