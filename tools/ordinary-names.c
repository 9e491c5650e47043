/* Makes data/names/ordinary.txt and ordinary.set from lists of ordinary names; tools/make-ordinary
 * calls it. Not installed. Works with the same walk over features as the program, so that what is
 * looked up there is what was counted here.
 *
 * ordinary-names split           host names in, "HOST TAB REGISTRABLE" out
 * ordinary-names make TXT SET    lines "R HOST" (a list of registrable names), "W HOST" (hosts of
 * the web), "N HOST" (other names that resolve: only features) in */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/map.h"
#include "base/vec.h"
#include "match/name_learned_ordinary.h"

enum { SUFFIX_LEAST = 50 };

typedef struct {
    char kind;
    yg_str host;
    yg_suffix_split split;
} name;
static YG_VEC(name) names;
static yg_arena texts;
static ordinary known;

static void read_names(bool print) {
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    while ((n = getline(&line, &cap, stdin)) > 0) {
        yg_str host = yg_str_trim((yg_str){line, (size_t)n});
        name it = {.kind = 'R'};
        if (!print) {
            it.kind = line[0];
            host = yg_str_from(host, 2);
        }
        if (host.n == 0 || host.n > YG_NAME_MAX)
            continue;
        it.host = yg_arena_copy(&texts, host);
        yg_suffix_find(yg_suffixes_built_in(), it.host, &it.split);
        if (it.split.is_suffix || it.split.suffix < 2)
            continue;
        if (print)
            printf("%.*s\t%.*s\n", YG_FMT(host), YG_FMT(yg_str_from(host, it.split.registrable)));
        else
            yg_vec_push(&names, it);
    }
    free(line);
}

static yg_str registrable_label(const name *it) {
    return yg_str_sub(it->host, it->split.registrable,
                      (size_t)it->split.suffix - 1 - it->split.registrable);
}

/* Once each: names of both lists are the same registrable domain. */
static bool is_first(yg_map *seen, const name *it) {
    bool is_new;
    yg_map_put(seen, yg_str_from(it->host, it->split.registrable), &is_new);
    return is_new;
}

/* --- Letters --- */

static double two[LEARNED_SYMBOLS][LEARNED_SYMBOLS], one[LEARNED_SYMBOLS];
static double three[LEARNED_SYMBOLS][LEARNED_SYMBOLS][LEARNED_SYMBOLS];

static void count_letters(yg_str part) {
    if (part.n < 2)
        return;
    unsigned before = LEARNED_EDGE_LEFT, last = LEARNED_EDGE_LEFT;
    for (size_t i = 0; i <= part.n; i++) {
        const unsigned symbol = i == part.n ? LEARNED_EDGE_RIGHT : (unsigned)(part.p[i] - 'a');
        if (i > 0)
            three[before][last][symbol]++;
        two[last][symbol]++;
        one[last]++;
        before = last;
        last = symbol;
    }
}

/* Letters between digits and hyphens, over all registrable labels. */
static void learn_letters(void) {
    YG_CLEANUP_MAP yg_map seen = {0};
    for (size_t i = 0; i < names.n; i++) {
        if (names.at[i].kind == 'N' || !is_first(&seen, &names.at[i]))
            continue;
        const yg_str label = registrable_label(&names.at[i]);
        if (yg_str_starts(label, YG_STR("xn--")))
            continue;
        for (size_t at = 0, from = 0; at <= label.n; at++)
            if (at == label.n || learned_byte[(uint8_t)label.p[at]] != BYTE_LETTER) {
                count_letters(yg_str_sub(label, from, at - from));
                from = at + 1;
            }
    }
    for (unsigned a = 0; a < LEARNED_SYMBOLS; a++)
        for (unsigned b = 0; b < LEARNED_SYMBOLS; b++) {
            double all = 0;
            for (unsigned c = 0; c < LEARNED_SYMBOLS; c++)
                all += three[a][b][c];
            for (unsigned c = 0; c < LEARNED_SYMBOLS; c++) {
                /* Witten and Bell's way of thinking: trust in pairs where triples are few. */
                const double pair = (two[b][c] + 0.3) / (one[b] + 0.3 * LEARNED_SYMBOLS);
                const double weight = 0.3 * LEARNED_SYMBOLS;
                const double cost = -16 * log((three[a][b][c] + weight * pair) / (all + weight));
                known.trigram[a << 10 | b << 5 | c] = (uint8_t)(cost > 255 ? 255 : lround(cost));
            }
        }
}

static int upwards(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* From which mean cost on a label of that length is among the rarest. */
static void learn_limits(void) {
    static const double shares[3] = {0.01, 0.05, 0.20};
    typedef YG_VEC(double) costs;
    costs by_length[17] = {0};
    YG_CLEANUP_MAP yg_map seen = {0};
    for (size_t i = 0; i < names.n; i++) {
        const yg_str label = registrable_label(&names.at[i]);
        if (names.at[i].kind == 'N' || !is_first(&seen, &names.at[i]))
            continue;
        unsigned a = LEARNED_EDGE_LEFT, b = LEARNED_EDGE_LEFT, sum = 0;
        size_t at = 0;
        for (; at < label.n && learned_byte[(uint8_t)label.p[at]] == BYTE_LETTER; at++) {
            const unsigned c = (unsigned)(label.p[at] - 'a');
            if (at)
                sum += known.trigram[a << 10 | b << 5 | c];
            a = b;
            b = c;
        }
        if (at < label.n || label.n < 3)
            continue;
        sum += known.trigram[a << 10 | b << 5 | LEARNED_EDGE_RIGHT];
        yg_vec_push(&by_length[label.n < 16 ? label.n : 16], 16.0 * sum / (double)label.n);
    }
    for (int n = 3; n <= 16; n++) {
        if (by_length[n].n == 0)
            continue;
        qsort(by_length[n].at, by_length[n].n, sizeof(double), upwards);
        for (int t = 0; t < 3; t++)
            known.limit[t][n] =
                (uint16_t)by_length[n].at[(size_t)((1 - shares[t]) * (double)by_length[n].n)];
        yg_vec_free(&by_length[n]);
    }
}

/* --- Labels, suffixes --- */

static void count_codes(ordinary_labels *labels, const part_code *codes, unsigned n) {
    labels->labels_n++;
    labels->parts_n += n;
    labels->by_parts[n < 7 ? n : 7]++;
    for (unsigned i = 0; i < n; i++) {
        const unsigned type = codes[i] >> 16, first = codes[i] >> 8 & 0xff,
                       second = codes[i] & 0xff;
        if (type == PART_LETTERS_DIGITS || type == PART_DIGITS_LETTERS)
            labels->halves[type - PART_LETTERS_DIGITS][first][second]++;
        else
            labels->parts[type][first]++;
    }
}

typedef struct {
    yg_str name;
    uint32_t row[PART_TYPES + 2];
} suffix;
static YG_VEC(suffix) suffixes;

static void count_suffix(yg_map *places, yg_str text, unsigned type) {
    bool is_new;
    uint64_t *place = yg_map_put(places, text, &is_new);
    if (is_new) {
        *place = suffixes.n;
        yg_vec_push(&suffixes, ((suffix){.name = text}));
    }
    suffixes.at[*place].row[0]++;
    suffixes.at[*place].row[type + 1]++;
}

/* Labels of one name: the last is the registrable one. */
static void count_name(const name *it, bool first, yg_map *places) {
    learned_shape shape;
    learned_shape_of(&known, it->host, &it->split, &shape);
    unsigned from = 0, depth = 0;
    for (unsigned i = 0; i < shape.n; i++) {
        if (shape.code[i] >> 16 != PART_TYPES)
            continue;
        const part_code *codes = shape.code + from;
        const unsigned n = i - from;
        from = i + 1;
        if (n == 0)
            continue;
        if (i + 1 < shape.n) {
            depth++;
            if (it->kind == 'W')
                count_codes(&known.sub, codes, n);
            continue;
        }
        if (!first)
            continue;
        const unsigned type = n == 1 ? codes[0] >> 16 : PART_TYPES;
        if (it->kind != 'N')
            count_codes(&known.registrable, codes, n);
        known.names_n++;
        known.by_type[type]++;
        count_suffix(places, yg_str_from(it->host, it->split.suffix), type);
    }
    if (it->kind == 'W') {
        known.hosts_n++;
        known.depth[depth < 7 ? depth : 7]++;
    }
}

/* --- Features --- */

static int ascending(const void *a, const void *b) {
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static bool is_wordy(const name *it, const feature *f) {
    const part_code code = learned_part_code(&known, (const uint8_t *)it->host.p + f->start,
                                             (size_t)f->end - f->start);
    return code >> 16 == PART_WORDY;
}

static void write_set(FILE *file) {
    YG_VEC(uint32_t) hashes = {0};
    static feature features[LEARNED_FEATURES_MAX];
    YG_CLEANUP_BUF yg_buf key = {0};
    for (size_t i = 0; i < names.n; i++) {
        const name *it = &names.at[i];
        const size_t n = learned_features(&known, it->host, &it->split, features);
        for (size_t f = 0; f < n; f++) {
            /* Edits are looked up as what they are edits of; of clusters only those of names that
             * could be taken for made ones, because each label has four. */
            if (features[f].kind == FEATURE_EDIT ||
                (features[f].kind == FEATURE_CLUSTER && is_wordy(it, &features[f])))
                continue;
            yg_buf_clear(&key);
            learned_feature_key(&known, it->host, &it->split, &features[f], &key);
            yg_vec_push(&hashes, learned_ordinary_hash(yg_buf_str(&key)));
        }
    }
    qsort(hashes.at, hashes.n, sizeof *hashes.at, ascending);
    uint32_t last = 0;
    size_t kept = 0;
    for (size_t i = 0; i < hashes.n; i++) {
        uint32_t step = hashes.at[i] - last;
        if (i && step == 0)
            continue;
        last = hashes.at[i];
        for (kept++; step >= 0x80; step >>= 7)
            putc((int)(step & 0x7f) | 0x80, file);
        putc((int)step, file);
    }
    fprintf(stderr, "%zu names, %zu features\n", names.n, kept);
    yg_vec_free(&hashes);
}

static void write_row(FILE *file, const char *word, const uint32_t *row, size_t n) {
    fputs(word, file);
    for (size_t i = 0; i < n; i++)
        fprintf(file, " %u", row[i]);
    putc('\n', file);
}

static void write_labels(FILE *file, const char *whose, const ordinary_labels *labels) {
    char word[32];
    snprintf(word, sizeof word, "labels %s %u %u", whose, labels->labels_n, labels->parts_n);
    write_row(file, word, labels->by_parts, 8);
    for (unsigned type = 0; type < PART_TYPES; type++)
        for (unsigned n = 0; n < 64; n++)
            if (labels->parts[type][n])
                fprintf(file, "part %s %c %u 0 %u\n", whose, learned_part_letters[type], n,
                        labels->parts[type][n]);
    for (unsigned type = 0; type < 2; type++)
        for (unsigned a = 0; a < 32; a++)
            for (unsigned b = 0; b < 32; b++)
                if (labels->halves[type][a][b])
                    fprintf(file, "part %s %c %u %u %u\n", whose,
                            learned_part_letters[PART_LETTERS_DIGITS + type], a, b,
                            labels->halves[type][a][b]);
}

static int by_count(const void *a, const void *b) {
    const suffix *x = a, *y = b;
    if (x->row[0] != y->row[0])
        return x->row[0] > y->row[0] ? -1 : 1;
    return yg_str_cmp(x->name, y->name);
}

static void write_tables(FILE *file) {
    static const char symbols[] = "abcdefghijklmnopqrstuvwxyz^$";
    fputs("# What ordinary names are made of; by tools/make-ordinary, read by\n"
          "# src/match/name_learned_ordinary.c. Counts only.\n",
          file);
    for (unsigned n = 3; n <= 16; n++)
        fprintf(file, "limit %u %u %u %u\n", n, known.limit[0][n], known.limit[1][n],
                known.limit[2][n]);
    for (unsigned a = 0; a < LEARNED_SYMBOLS; a++)
        for (unsigned b = 0; b < LEARNED_SYMBOLS; b++) {
            fprintf(file, "trigram %c%c ", symbols[a], symbols[b]);
            for (unsigned c = 0; c < LEARNED_SYMBOLS; c++)
                fprintf(file, "%02x", known.trigram[a << 10 | b << 5 | c]);
            putc('\n', file);
        }
    write_labels(file, "registrable", &known.registrable);
    write_labels(file, "sub", &known.sub);
    char word[32];
    snprintf(word, sizeof word, "depth %u", known.hosts_n);
    write_row(file, word, known.depth, 8);
    snprintf(word, sizeof word, "names %u", known.names_n);
    write_row(file, word, known.by_type, PART_TYPES + 1);
    qsort(suffixes.at, suffixes.n, sizeof *suffixes.at, by_count);
    for (size_t i = 0; i < suffixes.n && suffixes.at[i].row[0] >= SUFFIX_LEAST; i++) {
        fprintf(file, "suffix %.*s", YG_FMT(suffixes.at[i].name));
        write_row(file, "", suffixes.at[i].row, PART_TYPES + 2);
    }
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "split") == 0) {
        read_names(true);
        return 0;
    }
    if (argc != 4 || strcmp(argv[1], "make") != 0) {
        fputs("ordinary-names: split | make TXT SET\n", stderr);
        return 2;
    }
    read_names(false);
    learn_letters();
    learn_limits();
    YG_CLEANUP_MAP yg_map seen = {0}, places = {0};
    for (size_t i = 0; i < names.n; i++)
        count_name(&names.at[i], is_first(&seen, &names.at[i]), &places);
    FILE *tables = fopen(argv[2], "w"), *set = fopen(argv[3], "wb");
    if (!tables || !set) {
        fprintf(stderr, "ordinary-names: %s\n", strerror(errno));
        return 5;
    }
    write_tables(tables);
    write_set(set);
    return fclose(tables) | fclose(set) ? 5 : 0;
}
