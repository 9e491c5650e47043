/* make-logs log FORM BYTES SEED [PLANTED.tsv TIMES SITE...]   a log on standard output; what was
 * planted where (line, offset, type, value, host) on descriptor 3 make-logs indicators COUNT SEED
 * "TYPE\tVALUE" lines
 *
 * FORM: zeek, eve, syslog. PLANTED.tsv: "TYPE\tVALUE" lines; each is planted TIMES times, spread
 * evenly. SITE: the first address of a network /28 whose hosts are the log's inside. bench/run and
 * tools/evaluate-scan use it. */
#include <stdio.h>
#include <stdlib.h>

#include "base/input.h"
#include "log-maker.h"
#include "seeded.h"

static void write_all(FILE *to, yg_buf *buf) {
    if (fwrite(buf->p, 1, buf->n, to) != buf->n) {
        perror("make-logs");
        exit(5);
    }
    yg_buf_clear(buf);
}

static int usage(void) {
    fputs("usage: make-logs log zeek|eve|syslog BYTES SEED [PLANTED.tsv TIMES [SITE...]]\n"
          "       make-logs indicators COUNT SEED\n",
          stderr);
    return 2;
}

static int indicators(uint64_t count, uint64_t seed) {
    YG_CLEANUP_BUF yg_buf out = {0};
    for (uint64_t i = 0; i < count; i++) {
        log_maker_indicator(&seed, &out);
        if (out.n > 1 << 20)
            write_all(stdout, &out);
    }
    write_all(stdout, &out);
    return 0;
}

typedef struct {
    YG_VEC(log_planted) rows;
    yg_buf text;
} planted_list;

static bool read_planted(const char *path, planted_list *list) {
    yg_error err = {0};
    if (!yg_input_read_file(path, 1 << 30, &list->text, &err)) {
        fprintf(stderr, "make-logs: %s\n", err.text);
        return false;
    }
    yg_str rest = yg_buf_str(&list->text), line;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &line)) {
        size_t tab = yg_str_chr(line, '\t');
        if (tab != SIZE_MAX)
            yg_vec_push(&list->rows,
                        ((log_planted){yg_str_sub(line, 0, tab), yg_str_from(line, tab + 1)}));
    }
    return true;
}

static bool read_site(const char *text, uint32_t *ret) {
    unsigned a, b, c, d;
    if (sscanf(text, "%3u.%3u.%3u.%3u", &a, &b, &c, &d) != 4)
        return false;
    *ret = a << 24 | b << 16 | c << 8 | d;
    return true;
}

/* Every planted one comes `times` times, evenly over the bytes, in an order of the seed. */
static void make_log(log_maker *m, uint64_t bytes, const planted_list *list, uint64_t times,
                     FILE *truth) {
    YG_CLEANUP_BUF yg_buf out = {0};
    uint64_t total = list->rows.n * times, done = 0, at = 0, line = 0, seed = m->seed ^ 77;
    size_t *order = yg_alloc(total + 1, sizeof *order);
    for (uint64_t i = 0; i < total; i++) {
        uint64_t j = seeded_below(&seed, i + 1);
        order[i] = order[j];
        order[j] = i % list->rows.n;
    }
    while (at < bytes) {
        size_t before = out.n;
        const log_planted *planted = done < total && at >= bytes / (total + 1) * (done + 1)
                                         ? &list->rows.at[order[done]]
                                         : NULL;
        done += planted != NULL;
        line++;
        if (!log_maker_record(m, planted, &out))
            line--;
        else if (planted != NULL && truth != NULL)
            fprintf(truth, "%llu\t%llu\t%.*s\t%.*s\t%u.%u.%u.%u\n", (unsigned long long)line,
                    (unsigned long long)at, YG_FMT(planted->type), YG_FMT(planted->value),
                    m->inside >> 24, m->inside >> 16 & 255, m->inside >> 8 & 255, m->inside & 255);
        at += out.n - before;
        if (out.n > 1 << 20)
            write_all(stdout, &out);
    }
    write_all(stdout, &out);
    free(order);
}

int main(int argc, char **argv) {
    if (argc == 4 && strcmp(argv[1], "indicators") == 0)
        return indicators(strtoull(argv[2], NULL, 10), strtoull(argv[3], NULL, 10));
    if (argc < 5 || strcmp(argv[1], "log") != 0 || argc == 6)
        return usage();
    log_form form = LOG_ZEEK;
    while (form < LOG_FORMS && strcmp(argv[2], log_form_words[form]) != 0)
        form++;
    if (form == LOG_FORMS)
        return usage();
    log_maker m;
    planted_list list = {0};
    log_maker_start(&m, form, strtoull(argv[4], NULL, 10));
    if (argc > 6 && !read_planted(argv[5], &list))
        return 5;
    for (int i = 7; i < argc; i++) {
        uint32_t site;
        if (!read_site(argv[i], &site))
            return usage();
        yg_vec_push(&m.sites, site);
    }
    FILE *truth = argc > 6 ? fdopen(3, "w") : NULL;
    make_log(&m, strtoull(argv[3], NULL, 10), &list, argc > 6 ? strtoull(argv[6], NULL, 10) : 0,
             truth);
    if (truth != NULL)
        fclose(truth);
    yg_vec_free(&list.rows);
    yg_buf_free(&list.text);
    log_maker_free(&m);
    return 0;
}
