/* What is known of ordinary names: how their letters follow each other, what their labels are made
 * of, and which features they have. Read from two files that tools/make-ordinary makes and that are
 * compiled in: data/names/ordinary.txt (lines of words and numbers) and data/names/ordinary.set
 * (hashes of 32 bits, ascending, as differences in LEB128 numbers). Both are checked as if they
 * came from outside; both hold counts and hashes only, no names. */
#include "match/name_learned_ordinary.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/vec.h"
#include "match/name_learned_walk.h"

const char learned_part_letters[PART_TYPES + 1] = "Rrswdhapxi_";

static bool number(yg_str *rest, uint64_t most, uint64_t *ret_number) {
    yg_str word;
    return yg_str_split(rest, ' ', &word) && yg_str_to_u64(word, ret_number) && *ret_number <= most;
}

/* n numbers of 32 bits that end the line. */
static bool numbers(yg_str rest, size_t n, uint32_t *ret_numbers) {
    for (size_t i = 0; i < n; i++) {
        uint64_t value;
        if (!number(&rest, UINT32_MAX, &value))
            return false;
        ret_numbers[i] = (uint32_t)value;
    }
    return rest.n == 0;
}

static int symbol_of(char c) {
    return c >= 'a' && c <= 'z' ? c - 'a'
           : c == '^'           ? LEARNED_EDGE_LEFT
           : c == '$'           ? LEARNED_EDGE_RIGHT
                                : -1;
}

/* "trigram ab 0f1e...": what each of the 28 symbols costs behind a and b. */
static bool read_trigram(ordinary *known, yg_str rest) {
    yg_str two;
    if (!yg_str_split(&rest, ' ', &two) || two.n != 2 || rest.n != 2 * LEARNED_SYMBOLS)
        return false;
    const int a = symbol_of(two.p[0]), b = symbol_of(two.p[1]);
    if (a < 0 || b < 0)
        return false;
    for (int i = 0; i < LEARNED_SYMBOLS; i++) {
        const int high = yg_hex_digit(rest.p[2 * i]), low = yg_hex_digit(rest.p[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        known->trigram[a << 10 | b << 5 | i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

/* "part sub R 7 0 123": so many parts of that type and length. */
static bool read_part(ordinary *known, yg_str rest) {
    yg_str whose, type;
    uint64_t first, second, n;
    if (!yg_str_split(&rest, ' ', &whose) || !yg_str_split(&rest, ' ', &type) || type.n != 1 ||
        !number(&rest, 63, &first) || !number(&rest, 63, &second) || !number(&rest, UINT32_MAX, &n))
        return false;
    const char *at = memchr(learned_part_letters, type.p[0], PART_TYPES);
    ordinary_labels *labels = yg_str_eqz(whose, "sub") ? &known->sub : &known->registrable;
    if (!at)
        return false;
    const ptrdiff_t i = at - learned_part_letters;
    if (i != PART_LETTERS_DIGITS && i != PART_DIGITS_LETTERS)
        labels->parts[i][first] = (uint32_t)n;
    else if (first < 32 && second < 32)
        labels->halves[i - PART_LETTERS_DIGITS][first][second] = (uint32_t)n;
    else
        return false;
    return true;
}

static bool read_labels(ordinary *known, yg_str rest) {
    yg_str whose;
    uint32_t row[10];
    if (!yg_str_split(&rest, ' ', &whose) || !numbers(rest, 10, row))
        return false;
    ordinary_labels *labels = yg_str_eqz(whose, "sub") ? &known->sub : &known->registrable;
    labels->labels_n = row[0], labels->parts_n = row[1];
    memcpy(labels->by_parts, row + 2, sizeof labels->by_parts);
    return true;
}

typedef YG_VEC(ordinary_suffix) suffix_list;

static bool read_suffix(suffix_list *list, yg_str rest) {
    yg_str name;
    uint32_t row[PART_TYPES + 2];
    if (!yg_str_split(&rest, ' ', &name) || !numbers(rest, PART_TYPES + 2, row))
        return false;
    ordinary_suffix *suffix = yg_vec_add(list);
    suffix->hash = yg_hash64(name);
    suffix->names_n = row[0];
    memcpy(suffix->by_type, row + 1, sizeof suffix->by_type);
    return true;
}

static bool read_line(ordinary *known, suffix_list *suffixes, yg_str line) {
    yg_str rest = line, word;
    uint32_t row[PART_TYPES + 2];
    if (line.n == 0 || line.p[0] == '#')
        return true;
    if (!yg_str_split(&rest, ' ', &word))
        return false;
    if (yg_str_eqz(word, "trigram"))
        return read_trigram(known, rest);
    if (yg_str_eqz(word, "part"))
        return read_part(known, rest);
    if (yg_str_eqz(word, "labels"))
        return read_labels(known, rest);
    if (yg_str_eqz(word, "suffix"))
        return read_suffix(suffixes, rest);
    if (yg_str_eqz(word, "limit") && numbers(rest, 4, row) && row[0] <= 16) {
        for (int i = 0; i < 3; i++)
            known->limit[i][row[0]] = (uint16_t)row[i + 1];
        return true;
    }
    if (yg_str_eqz(word, "names") && numbers(rest, PART_TYPES + 2, row)) {
        known->names_n = row[0];
        memcpy(known->by_type, row + 1, sizeof known->by_type);
        return true;
    }
    if (yg_str_eqz(word, "depth") && numbers(rest, 9, row)) {
        known->hosts_n = row[0];
        memcpy(known->depth, row + 1, sizeof known->depth);
        return true;
    }
    return false;
}

static bool read_set(ordinary *known, yg_str set, yg_error *err) {
    YG_VEC(uint32_t) hashes = {0};
    uint64_t last = 0, value = 0;
    unsigned shift = 0;
    for (size_t i = 0; i < set.n; i++) {
        const uint8_t byte = (uint8_t)set.p[i];
        value |= (uint64_t)(byte & 0x7f) << shift;
        shift += 7;
        if (byte & 0x80 && shift < 35)
            continue;
        last += value;
        if (byte & 0x80 || last > UINT32_MAX) {
            yg_vec_free(&hashes);
            return yg_fail(err, YG_ERR_INPUT, "set of ordinary names: wrong number at byte %zu", i);
        }
        yg_vec_push(&hashes, (uint32_t)last);
        const uint32_t bit = (uint32_t)last >> (32 - LEARNED_FRONT_BITS);
        known->front[bit >> 6] |= UINT64_C(1) << (bit & 63);
        value = shift = 0;
    }
    known->set = hashes.at;
    known->set_n = hashes.n;
    return true;
}

void learned_ordinary_free(ordinary *known) {
    if (!known)
        return;
    free(known->suffixes);
    free(known->set);
    free(known);
}

bool learned_ordinary_read(yg_str tables, yg_str set, ordinary **ret_ordinary, yg_error *err) {
    ordinary *known = yg_alloc(1, sizeof *known);
    suffix_list suffixes = {0};
    yg_str rest = tables, line;
    bool good = true;
    while (good && yg_str_split(&rest, '\n', &line))
        if (!read_line(known, &suffixes, line))
            good = yg_fail(err, YG_ERR_INPUT, "table of ordinary names: wrong line at byte %zu",
                           (size_t)(line.p - tables.p));
    known->suffixes = suffixes.at;
    known->suffixes_n = suffixes.n;
    if (!good || !read_set(known, set, err)) {
        learned_ordinary_free(known);
        return false;
    }
    *ret_ordinary = known;
    return true;
}

extern const unsigned char yg_names_ordinary_txt[], yg_names_ordinary_set[];
extern const size_t yg_names_ordinary_txt_n, yg_names_ordinary_set_n;
static ordinary *built_in;

static void read_built_in(void) {
    yg_error err;
    const yg_str tables = {(const char *)yg_names_ordinary_txt, yg_names_ordinary_txt_n};
    const yg_str set = {(const char *)yg_names_ordinary_set, yg_names_ordinary_set_n};
    if (!learned_ordinary_read(tables, set, &built_in, &err))
        yg_mem_die(err.text);
}

const ordinary *learned_ordinary(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, read_built_in);
    return built_in;
}

uint32_t learned_ordinary_hash(yg_str text) {
    return (uint32_t)(yg_hash64(text) >> 32);
}

bool learned_ordinary_has(const ordinary *known, yg_str text) {
    const uint32_t wanted = learned_ordinary_hash(text);
    const uint32_t bit = wanted >> (32 - LEARNED_FRONT_BITS);
    size_t low = 0, high = known->set_n;
    if (!(known->front[bit >> 6] >> (bit & 63) & 1))
        return false;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (known->set[middle] < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low < known->set_n && known->set[low] == wanted;
}

/* --- Templates --- */

static double part_share(const ordinary_labels *labels, part_code code) {
    const unsigned type = code >> 16, first = code >> 8 & 0xff, second = code & 0xff;
    const uint32_t n = type == PART_LETTERS_DIGITS || type == PART_DIGITS_LETTERS
                           ? labels->halves[type - PART_LETTERS_DIGITS][first][second]
                           : labels->parts[type][first];
    return (n + 0.3) / (labels->parts_n + 100.0);
}

/* The share of labels that are made of these parts, taken as independent. */
static double label_share(const ordinary_labels *labels, const part_code *codes, unsigned n) {
    double share = (labels->by_parts[n < 7 ? n : 7] + 0.5) / (labels->labels_n + 5.0);
    for (unsigned i = 0; i < n; i++)
        share *= part_share(labels, codes[i]);
    return share;
}

/* Under some suffixes ordinary names are of another kind (digits under .cn): the share of the type
 * there against its share everywhere, shrunk towards 1 where few names are known. */
static double type_factor(const ordinary *known, const ordinary_suffix *suffix, unsigned type) {
    if (!suffix)
        return 1;
    const double all = (known->by_type[type] + 1.0) / (known->names_n + 10.0);
    return (suffix->by_type[type] + 30 * all) / (suffix->names_n + 30.0) / all;
}

double learned_ordinary_template(const ordinary *known, yg_str host, const yg_suffix_split *split,
                                 double *ret_suffix_share) {
    const uint64_t hash = yg_hash64(yg_str_from(host, split->suffix));
    const ordinary_suffix *suffix = NULL;
    for (size_t i = 0; i < known->suffixes_n && !suffix; i++)
        if (known->suffixes[i].hash == hash)
            suffix = &known->suffixes[i];
    learned_shape shape;
    learned_shape_of(known, host, split, &shape);
    double share = 1;
    unsigned from = 0, labels = 0, registrable_from = 0;
    for (unsigned i = 0; i < shape.n; i++) {
        if (shape.code[i] >> 16 != PART_TYPES)
            continue;
        if (i > from) {
            labels++;
            registrable_from = from;
            if (i + 1 < shape.n)
                share *= label_share(&known->sub, shape.code + from, i - from);
        }
        from = i + 1;
    }
    const unsigned parts = shape.n > registrable_from ? shape.n - 1 - registrable_from : 0;
    const part_code *codes = shape.code + registrable_from;
    share *= label_share(&known->registrable, codes, parts) *
             type_factor(known, suffix, parts == 1 ? codes[0] >> 16 : PART_TYPES);
    if (labels > 1)
        share *= (known->depth[labels - 1 < 7 ? labels - 1 : 7] + 0.5) / (known->hosts_n + 1.0);
    /* Collections of ordinary names are of well known ones: no suffix counts for rarer than this,
     * so that no name is held against its suffix alone. */
    const double least = 1e-3;
    const double there = suffix ? (suffix->names_n + 1.0) / (known->names_n + 1.0) : least;
    *ret_suffix_share = there > least ? there : least;
    return share;
}
