/* The look-alike engine by itself: nanoseconds of processor time a name, for making the text and
 * for finding, over generated registrable names; bytes and milliseconds of the table.
 *
 *   bench-names [NAMES [BRANDS [BRAND-LIST.json [BENIGN.json|LINES [WRITE-TO]]]]]
 *
 * Names: pieces of labels of the benign list spliced with each other, under their suffixes; without
 * a list made of syllables. Brands: those of the brand list, and made-up ones up to BRANDS. With
 * WRITE-TO the names and tokens are written to WRITE-TO/names.txt and tokens.tsv, for other
 * programs. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <yyjson.h>

#include "../tests/match/name_maker.h"
#include "../tests/seeded.h"
#include "match/name_feature.h"
#include "match/name_index.h"
#include "match/name_judge.h"
#include "match/suffix_table.h"

enum { MOST = 32, REPEATS = 5, PIECE_BYTES = 1 << 20, GARBLED_BYTES = 200000 };

typedef struct {
    YG_VEC(yg_str) at;
} name_list;

static double now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static yg_str json_str(yyjson_val *value, yg_arena *arena) {
    return yg_arena_copy(arena, (yg_str){yyjson_get_str(value), yyjson_get_len(value)});
}

static yyjson_doc *open_json(const char *path) {
    yyjson_doc *doc = yyjson_read_file(path, YYJSON_READ_ALLOW_TRAILING_COMMAS, NULL, NULL);
    if (doc == NULL)
        fprintf(stderr, "bench-names: %s is not JSON\n", path), exit(2);
    return doc;
}

static void read_brands(const char *path, made_brands *brands) {
    yyjson_doc *doc = open_json(path);
    yyjson_val *item, *text;
    size_t i, max, j, n;
    yyjson_arr_foreach(yyjson_doc_get_root(doc), i, max, item) {
        yg_brand brand = {.label = json_str(yyjson_obj_get(item, "label"), &brands->arena)};
        yyjson_arr_foreach(yyjson_obj_get(item, "domains"), j, n, text)
            yg_vec_push(&brand.domains, json_str(text, &brands->arena));
        yyjson_arr_foreach(yyjson_obj_get(item, "tokens"), j, n, text)
            yg_vec_push(&brand.tokens, json_str(text, &brands->arena));
        yg_vec_push(&brands->list.brands, brand);
    }
    yyjson_doc_free(doc);
}

static void read_benign(const char *path, name_list *list, yg_arena *arena) {
    size_t i, max;
    yyjson_val *item;
    const char *dot = strrchr(path, '.');
    if (dot != NULL && strcmp(dot, ".json") == 0) {
        yyjson_doc *doc = open_json(path);
        yyjson_arr_foreach(yyjson_obj_get(yyjson_doc_get_root(doc), "list"), i, max, item)
            yg_vec_push(&list->at, json_str(item, arena));
        yyjson_doc_free(doc);
        return;
    }
    char line[512];
    FILE *file = fopen(path, "r");
    if (file == NULL)
        fprintf(stderr, "bench-names: no %s\n", path), exit(2);
    while (fgets(line, sizeof line, file) != NULL)
        yg_vec_push(&list->at, yg_arena_copy(arena, yg_str_trim(yg_str_of(line))));
    fclose(file);
}

/* The front of one label, the end of another, the suffix of a third. */
static size_t splice(uint64_t *state, const name_list *list, char *to) {
    yg_str a = list->at.at[seeded_below(state, list->at.n)],
           b = list->at.at[seeded_below(state, list->at.n)],
           c = list->at.at[seeded_below(state, list->at.n)];
    size_t a_n = yg_str_chr(a, '.'), b_n = yg_str_chr(b, '.'), c_n = yg_str_chr(c, '.');
    if (a_n > a.n || b_n > b.n || c_n > c.n || a.n + b.n + c.n > 200)
        return 0;
    size_t front = (a_n + 1) / 2, from = b_n / 2;
    memcpy(to, a.p, front);
    memcpy(to + front, b.p + from, b_n - from);
    memcpy(to + front + b_n - from, c.p + c_n, c.n - c_n);
    return front + b_n - from + c.n - c_n;
}

static void make_names(size_t n, const name_list *benign, yg_buf *ret_lines) {
    uint64_t state = 42;
    for (size_t i = 0; i < n;) {
        char name[256];
        size_t length = benign->at.n > 0 ? splice(&state, benign, name) : name_maker_plain(i, name);
        if (length == 0)
            continue;
        name[length] = '\n';
        yg_buf_add(ret_lines, (yg_str){name, length + 1});
        i++;
    }
}

static void write_for_others(const char *folder, yg_str lines, const yg_names *names) {
    char path[512];
    snprintf(path, sizeof path, "%s/names.txt", folder);
    FILE *file = fopen(path, "w");
    if (file == NULL)
        fprintf(stderr, "bench-names: cannot write %s\n", path), exit(2);
    fwrite(lines.p, 1, lines.n, file);
    fclose(file);
    snprintf(path, sizeof path, "%s/tokens.tsv", folder);
    file = fopen(path, "w");
    for (size_t i = 0; file != NULL && i < yg_names_token_count(names); i++) {
        const yg_name_token *token = yg_names_token(names, i);
        if (token->length > 0)
            fprintf(file, "%u\t%.*s\n", token->brand, YG_FMT(token->text));
    }
    if (file != NULL)
        fclose(file);
}

typedef struct {
    size_t names, hits, matches;
} figures;

typedef enum { TEXT, TEXT_PLAIN, BOTH, BOTH_PLAIN, GARBLED, JUDGE } form;

/* One pass over so many lines, with or without find; in plain C or as is best. */
static double pass(const yg_names *names, yg_str lines, form how, figures *ret) {
    static char host[YG_NAME_MAX + 1];
    static yg_name_text text;
    yg_name_match matches[MOST];
    const yg_suffixes *suffixes = yg_names_suffixes(names);
    yg_name_filter *best = yg_name_filter_best();
    yg_name_judge judge = {.names = names,
                           .stream = YG_STREAM_REGISTRATIONS,
                           .threshold = yg_name_threshold(YG_STREAM_REGISTRATIONS)};
    double start = now_ns();
    const char *p = lines.p, *end = lines.p + lines.n;
    while (p < end) {
        const char *line_end = memchr(p, '\n', (size_t)(end - p));
        yg_str raw = {p, (size_t)(line_end - p)};
        if (how == JUDGE) {
            yg_name_hit hit;
            ret->hits += yg_name_judge_run(&judge, raw, host, &text, &hit);
            ret->names++;
            p = line_end + 1;
            continue;
        }
        bool is_plain = how == TEXT_PLAIN || how == BOTH_PLAIN;
        bool made = is_plain ? yg_name_text_make_plain(suffixes, raw, host, &text)
                             : yg_name_text_make(suffixes, raw, host, &text);
        if (made && (how == BOTH || how == BOTH_PLAIN)) {
            bool more;
            size_t n = yg_names_find_by(is_plain ? yg_name_filter_plain : best, names, &text,
                                        matches, MOST, &more);
            ret->hits += n > 0;
            ret->matches += n;
        }
        if (made && how == GARBLED)
            ret->matches += yg_name_find_garbled(names, &text, matches, MOST);
        ret->names++;
        p = line_end + 1;
    }
    return now_ns() - start;
}

/* All lines, a piece after the other, each several times: the sum of the least times, since others
 * work on the machine, too. */
static double best_ns(const yg_names *names, yg_str lines, form how, figures *ret) {
    double sum = 0;
    *ret = (figures){0};
    while (lines.n > 0) {
        size_t n = lines.n < PIECE_BYTES ? lines.n : PIECE_BYTES;
        while (lines.p[n - 1] != '\n')
            n++;
        double least = 1e18;
        for (int i = 0; i < REPEATS; i++) {
            figures again = {0}, *to = i == 0 ? ret : &again;
            double ns = pass(names, (yg_str){lines.p, n}, how, to);
            least = ns < least ? ns : least;
        }
        sum += least;
        lines = yg_str_from(lines, n);
    }
    return sum / (double)ret->names;
}

int main(int argc, char **argv) {
    size_t count = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
    size_t brands_n = argc > 2 ? strtoull(argv[2], NULL, 10) : 1231;
    made_brands brands, own = {0};
    name_list benign = {0};
    yg_arena arena = {0};
    yg_buf lines = {0};
    yg_names *names = NULL;
    yg_error err = {0};
    if (argc > 3 && argv[3][0] != '\0')
        read_brands(argv[3], &own);
    name_maker_brands(7, brands_n > own.list.brands.n ? brands_n - own.list.brands.n : 0, &brands);
    for (size_t i = 0; i < own.list.brands.n; i++)
        yg_vec_push(&brands.list.brands, own.list.brands.at[i]);
    if (argc > 4 && argv[4][0] != '\0')
        read_benign(argv[4], &benign, &arena);
    make_names(count, &benign, &lines);
    double best_compile = 1e18;
    yg_suffixes_built_in();
    for (int i = 0; i < 3; i++) {
        yg_names_free(names);
        double start = now_ns();
        if (!yg_names_compile(&brands.list, &(yg_names_options){0}, &names, &err))
            fprintf(stderr, "%s\n", err.text), exit(1);
        double ns = now_ns() - start;
        best_compile = ns < best_compile ? ns : best_compile;
    }
    if (argc > 5)
        write_for_others(argv[5], yg_buf_str(&lines), names);
    figures f, g;
    double text_ns = best_ns(names, yg_buf_str(&lines), TEXT, &f);
    double both_ns = best_ns(names, yg_buf_str(&lines), BOTH, &g);
    double plain_text_ns = best_ns(names, yg_buf_str(&lines), TEXT_PLAIN, &f);
    double plain_ns = best_ns(names, yg_buf_str(&lines), BOTH_PLAIN, &f);
    printf("%zu brands, %zu tokens, table %.2f MB, compiled in %.1f ms\n",
           yg_names_brand_count(names), yg_names_token_count(names),
           (double)yg_names_bytes(names) / 1e6, best_compile / 1e6);
    printf("%zu names of %.1f bytes: text %.1f ns, find %.1f ns, both %.1f ns a name = %.2f M "
           "names/s a core; %.2f %% with a match, %zu matches\n",
           g.names, (double)lines.n / (double)g.names - 1, text_ns, both_ns - text_ns, both_ns,
           1e3 / both_ns, 100.0 * (double)g.hits / (double)g.names, g.matches);
    printf("in plain C: text %.1f ns, find %.1f ns, both %.1f ns a name = %.2f M names/s a core\n",
           plain_text_ns, plain_ns - plain_text_ns, plain_ns, 1e3 / plain_ns);
    double judge_ns = best_ns(names, yg_buf_str(&lines), JUDGE, &f);
    printf("judged: %.1f ns a name = %.2f M names/s a core; %zu hits\n", judge_ns, 1e3 / judge_ns,
           f.hits);
    yg_str few = yg_str_sub(yg_buf_str(&lines), 0, GARBLED_BYTES);
    few.n = lines.n <= few.n ? lines.n
                             : (size_t)((const char *)memrchr(few.p, '\n', few.n) - few.p) + 1;
    printf("garbled tokens: %.0f ns a name\n", best_ns(names, few, GARBLED, &f) - text_ns);
    return 0;
}
