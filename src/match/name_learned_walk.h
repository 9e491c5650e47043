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
    EDIT_LEAST = 6,
    EDIT_MOST = 20,
    EDIT_TEXT_MOST = 24,
    TEMPLATE_PARTS = 24, /* more make no template */
};

/* Numbers of the hashes, drawn once per process. */
typedef struct {
    uint64_t value[256];               /* by folded byte */
    uint64_t power[256], inverse[256]; /* K^i, K^-i */
    uint64_t salt[FEATURE_KINDS];
} learned_numbers;
const learned_numbers *learned_numbers_get(void);

/* Letters, digits and hyphens, by byte. */
enum { BYTE_LETTER, BYTE_DIGIT, BYTE_HYPHEN, BYTE_POINT, BYTE_OTHER };
extern const uint8_t learned_byte[256];

/* A part while it is read. */
typedef struct {
    unsigned n, letters, digits, turns;
    bool hex, letter_first;
    unsigned sum, before, last; /* of the letters: costs, and the two symbols before */
} learned_part;

static inline void learned_part_start(learned_part *part) {
    *part = (learned_part){.hex = true, .before = LEARNED_EDGE_LEFT, .last = LEARNED_EDGE_LEFT};
}

static inline void learned_part_add(const ordinary *known, learned_part *part, uint8_t c) {
    const bool letter = learned_byte[c] == BYTE_LETTER;
    if (part->n == 0)
        part->letter_first = letter;
    else
        part->turns += letter != (part->last < LEARNED_EDGE_LEFT);
    part->n++;
    if (letter) {
        const unsigned symbol = c - (unsigned)'a';
        if (part->letters)
            part->sum +=
                known->trigram[(part->before * LEARNED_SYMBOLS + part->last) * LEARNED_SYMBOLS +
                               symbol];
        part->before = part->last;
        part->last = symbol;
        part->letters++;
        part->hex = part->hex && c <= 'f';
    } else {
        part->last = LEARNED_EDGE_RIGHT;
        part->digits++;
        part->hex = part->hex && learned_byte[c] == BYTE_DIGIT;
    }
}

/* What the part is made of. */
static inline part_code learned_part_code(const ordinary *known, const learned_part *part) {
    const unsigned n = part->n < 63 ? part->n : 63;
    if (n == 0)
        return part_code_of(PART_EMPTY, 0, 0);
    if (part->letters == 0)
        return part_code_of(PART_DIGITS, n, 0);
    if (part->digits == 0) {
        if (n <= 2)
            return part_code_of(PART_WORDY, n, 0);
        const unsigned sum =
            part->sum +
            known->trigram[(part->before * LEARNED_SYMBOLS + part->last) * LEARNED_SYMBOLS +
                           LEARNED_EDGE_RIGHT];
        const unsigned row = n < 16 ? n : 16;
        part_type type = PART_RANDOM;
        while (type < PART_WORDY && sum * 16 < known->limit[type][row] * part->n)
            type++;
        return part_code_of(type, n, 0);
    }
    if (n >= 8 && part->hex)
        return part_code_of(PART_HEX, n, 0);
    if (part->turns == 1)
        return part->letter_first
                   ? part_code_of(PART_LETTERS_DIGITS, part->letters < 31 ? part->letters : 31,
                                  part->digits < 31 ? part->digits : 31)
                   : part_code_of(PART_DIGITS_LETTERS, part->digits < 31 ? part->digits : 31,
                                  part->letters < 31 ? part->letters : 31);
    return part_code_of(PART_MIXED, n, 0);
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

typedef void (*learned_visit)(void *self, const feature *it);

/* What a table can answer at all, so that the walk leaves out the rest: suffixes with templates,
 * and lengths and first two letters of labels with one letter left out. */
typedef struct learned_gate {
    uint64_t suffixes[4];              /* bit by the top 8 bits of the suffix's hash */
    uint32_t edits[EDIT_MOST + 1][32]; /* [length of the whole label][first letter], bit: second */
} learned_gate;

static inline bool learned_gate_suffix(const learned_gate *gate, uint64_t hash) {
    return gate->suffixes[hash >> 62] >> (hash >> 56 & 63) & 1;
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
    learned_visit visit;
    void *self;
} learned_walk;

static inline __attribute__((always_inline)) uint64_t
learned_span_hash(const learned_walk *w, feature_kind kind, unsigned start, unsigned end) {
    return (w->sums[end] - w->sums[start]) * w->numbers->inverse[start] + w->numbers->salt[kind];
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
    const uint64_t sum =
        w->sums[i] - w->sums[start] + (w->sums[end] - w->sums[i + 1]) * w->numbers->inverse[1];
    const feature it = {.hash = sum * w->numbers->inverse[start] + w->numbers->salt[FEATURE_EDIT],
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
}

/* Pieces of a label with hyphens, and pairs of them. */
static inline void learned_pieces(const learned_walk *w, unsigned start, unsigned end) {
    unsigned at = start, before = end; /* where this piece and the one before it begin */
    for (unsigned i = start; i <= end; i++) {
        if (i < end && w->host[i] != '-')
            continue;
        learned_edges(w, at, i);
        if (i - at >= PIECE_LEAST)
            learned_span(w, FEATURE_PIECE, at, i);
        if (before < at && i - before >= PAIR_LEAST)
            learned_span(w, FEATURE_PAIR, before, i);
        before = at;
        at = i + 1;
    }
}

/* One label: [start, end). */
static inline __attribute__((always_inline)) void
learned_label(const learned_walk *w, unsigned start, unsigned end, bool hyphen) {
    if (end - start >= LABEL_LEAST)
        learned_span(w, FEATURE_LABEL, start, end);
    if (end - start >= 4 && memcmp(w->host + start, "xn--", 4) == 0)
        return;
    if (hyphen) {
        learned_pieces(w, start, end);
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
    unsigned at = 0;
    shape->n = 0;
    shape->too_many = false;
    if (split->registrable >= 4 && learned_is_www(host, 3) && host[3] == '.') {
        at = 4;
        if (split->registrable > 4)
            learned_shape_add(shape, part_code_of(PART_TYPES, 1, 0));
    }
    learned_part part;
    learned_part_start(&part);
    for (bool idn = end - at >= 4 && memcmp(host + at, "xn--", 4) == 0; at <= end; at++) {
        const unsigned sort = at == end ? BYTE_POINT : learned_byte[host[at]];
        if (sort != BYTE_POINT && (sort != BYTE_HYPHEN || idn)) {
            learned_part_add(known, &part, host[at]);
            continue;
        }
        learned_shape_add(shape,
                          idn ? part_code_of(PART_IDN, 0, 0) : learned_part_code(known, &part));
        learned_part_start(&part);
        if (sort == BYTE_POINT) {
            learned_shape_add(shape, part_code_of(PART_TYPES, 0, 0));
            idn = end > at + 4 && memcmp(host + at + 1, "xn--", 4) == 0;
        }
    }
}

static inline void learned_template(const learned_walk *w, const yg_suffix_split *split,
                                    uint64_t hash) {
    learned_shape shape;
    learned_shape_fill(w->known, w->host, split, &shape);
    if (shape.too_many)
        return;
    for (unsigned i = 0; i < shape.n; i++) {
        hash = (hash ^ shape.code[i]) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 32;
    }
    const feature it = {
        .hash = hash, .end = (uint16_t)(split->suffix - 1), .kind = FEATURE_TEMPLATE};
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
    uint64_t sum = 0;
    w.sums[0] = 0;
    for (unsigned i = 0; i < host.n; i++)
        w.sums[i + 1] = sum += numbers->value[w.host[i]] * numbers->power[i];
    const unsigned end = split->suffix - 1u;
    bool hyphen = false;
    unsigned start =
        split->registrable >= 4 && learned_is_www(w.host, 3) && w.host[3] == '.' ? 4 : 0;
    for (unsigned i = start; i <= end; i++) {
        if (w.host[i] == '-') {
            hyphen = true;
        } else if (w.host[i] == '.') {
            learned_label(&w, start, i, hyphen);
            start = i + 1;
            hyphen = false;
        }
    }
    const uint64_t suffix =
        learned_span_hash(&w, FEATURE_TEMPLATE, split->suffix, (unsigned)host.n);
    if (!gate || learned_gate_suffix(gate, suffix))
        learned_template(&w, split, suffix);
}

#endif
