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
    EDIT_MOST = 20, EDIT_TEXT_MOST = 24,
    TEMPLATE_PARTS = 24, /* more make no template */
};

/* Numbers of the hashes, drawn once per process. */
typedef struct {
    uint64_t value[256]; /* by folded byte */
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
            part->sum += known->trigram[(part->before * LEARNED_SYMBOLS + part->last) *
                                            LEARNED_SYMBOLS + symbol];
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
            part->sum + known->trigram[(part->before * LEARNED_SYMBOLS + part->last) *
                                           LEARNED_SYMBOLS + LEARNED_EDGE_RIGHT];
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

typedef struct {
    const ordinary *known;
    const learned_numbers *numbers;
    const uint8_t *host;
    uint64_t sums[YG_NAME_MAX + 2];
    learned_visit visit;
    void *self;
} learned_walk;

static inline __attribute__((always_inline)) uint64_t learned_span_hash(const learned_walk *w,
                                                                        feature_kind kind,
                                                                        unsigned start,
                                                                        unsigned end) {
    return (w->sums[end] - w->sums[start]) * w->numbers->inverse[start] + w->numbers->salt[kind];
}

static inline __attribute__((always_inline)) void
learned_span(const learned_walk *w, feature_kind kind, unsigned start, unsigned end) {
    const feature it = {.hash = learned_span_hash(w, kind, start, end), .start = (uint16_t)start,
                        .end = (uint16_t)end, .kind = (uint8_t)kind};
    w->visit(w->self, &it);
}

/* The label with each letter left out once. */
static inline __attribute__((always_inline)) void learned_edits(const learned_walk *w,
                                                                unsigned start, unsigned end) {
    const uint64_t inverse = w->numbers->inverse[start], one = w->numbers->inverse[1];
    for (unsigned i = start; i < end; i++) {
        const uint64_t sum = w->sums[i] - w->sums[start] + (w->sums[end] - w->sums[i + 1]) * one;
        const feature it = {.hash = sum * inverse + w->numbers->salt[FEATURE_EDIT],
                            .start = (uint16_t)start, .end = (uint16_t)end, .kind = FEATURE_EDIT,
                            .cut = (uint8_t)(i - start)};
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
}

/* One label: [start, end). Parts go to shape. */
static inline __attribute__((always_inline)) void
learned_label(const learned_walk *w, unsigned start, unsigned end, learned_shape *shape) {
    if (end - start >= 4 && memcmp(w->host + start, "xn--", 4) == 0) {
        learned_shape_add(shape, part_code_of(PART_IDN, 0, 0));
        learned_span(w, FEATURE_LABEL, start, end);
        return;
    }
    learned_part part;
    learned_part_start(&part);
    unsigned at = start, before = end; /* where this part and the one before it begin */
    for (unsigned i = start; i <= end; i++) {
        if (i < end && w->host[i] != '-') {
            learned_part_add(w->known, &part, w->host[i]);
            continue;
        }
        learned_shape_add(shape, learned_part_code(w->known, &part));
        if (part.letters >= EDGE_LEAST)
            learned_edges(w, at, i);
        if ((at > start || i < end) && i - at >= PIECE_LEAST)
            learned_span(w, FEATURE_PIECE, at, i);
        if (before < at && i - before >= PAIR_LEAST)
            learned_span(w, FEATURE_PAIR, before, i);
        before = at;
        at = i + 1;
        learned_part_start(&part);
    }
    if (end - start >= LABEL_LEAST)
        learned_span(w, FEATURE_LABEL, start, end);
    if (before == start && end - start >= EDIT_LEAST && end - start <= EDIT_MOST)
        learned_edits(w, start, end);
}

static inline bool learned_is_www(const uint8_t *p, unsigned n) {
    return n == 3 && p[0] == 'w' && p[1] == 'w' && p[2] == 'w';
}

/* Visits every feature of the host. */
static inline __attribute__((always_inline)) void
learned_walk_over(const ordinary *known, const learned_numbers *numbers, yg_str host,
                  const yg_suffix_split *split, learned_visit visit, void *self) {
    if (host.n > YG_NAME_MAX || split->is_suffix || split->suffix < 2 || split->suffix > host.n)
        return;
    learned_walk w;
    w.known = known, w.numbers = numbers, w.host = (const uint8_t *)host.p;
    w.visit = visit, w.self = self;
    uint64_t sum = 0;
    w.sums[0] = 0;
    for (unsigned i = 0; i < host.n; i++)
        w.sums[i + 1] = sum += numbers->value[w.host[i]] * numbers->power[i];
    learned_shape shape;
    shape.n = 0, shape.too_many = false;
    const unsigned end = split->suffix - 1u; /* the point before the suffix */
    for (unsigned start = 0; start < end;) {
        const uint8_t *point = memchr(w.host + start, '.', end - start);
        const unsigned stop = point ? (unsigned)(point - w.host) : end;
        if (start == 0 && stop < split->registrable && learned_is_www(w.host, stop)) {
            /* "www" says nothing, but before more labels it is part of the template. */
            if (stop + 1u < split->registrable)
                learned_shape_add(&shape, part_code_of(PART_TYPES, 1, 0));
        } else {
            learned_label(&w, start, stop, &shape);
            learned_shape_add(&shape, part_code_of(PART_TYPES, 0, 0));
        }
        start = stop + 1;
    }
    if (shape.too_many)
        return;
    uint64_t hash = learned_span_hash(&w, FEATURE_TEMPLATE, split->suffix, (unsigned)host.n);
    for (unsigned i = 0; i < shape.n; i++) {
        hash = (hash ^ shape.code[i]) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 32;
    }
    const feature it = {.hash = hash, .end = (uint16_t)end, .kind = FEATURE_TEMPLATE};
    visit(self, &it);
}

#endif
