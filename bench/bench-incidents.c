/* The rule of links between incidents (know/incident_link.h) alone, without a store.
 *
 *     bench-incidents read FILE      tab-separated: id, source, victim, victim in Japanese, domain,
 * countries, actors, from, to (days since 1970); prints a line for every pair: auto or review, ids,
 *                                    points, reason. tools/evaluate-incident-links uses it.
 *     bench-incidents made N SHAPE   N incidents in each of two sources; SHAPE: ordinary,
 * same-name, same-domain, same-words; prints the time, memory and what was found */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/input.h"
#include "know/incident_link.h"

#define DAY_US INT64_C(86400000000)

static const char *const reasons[] = {"auto", "weak", "open", "not-best",
                                      "near", "tie",  "far",  "cut"};

static void add_line(yg_incident_set *set, yg_str line) {
    yg_str cells[9] = {{NULL, 0}};
    uint64_t from = 0, to = 0;
    for (size_t i = 0; i < 9 && yg_str_split(&line, '\t', &cells[i]); i++)
        continue;
    yg_str_to_u64(cells[7], &from);
    yg_str_to_u64(cells[8], &to);
    yg_incident_add(set, &(yg_incident_entry){.id = cells[0],
                                              .source = cells[1],
                                              .victim = cells[2],
                                              .victim_ja = cells[3],
                                              .domain = cells[4],
                                              .countries = cells[5],
                                              .actors = cells[6],
                                              .from_us = (int64_t)from * DAY_US,
                                              .to_us = (int64_t)to * DAY_US});
}

static void print_pair(const yg_incident_set *set, const yg_incident_pair *p) {
    yg_incident_likeness l;
    yg_incident_compare(set, p->a, p->b, &l);
    yg_str a = set->records.at[p->a].entry.id, b = set->records.at[p->b].entry.id;
    printf("%s\t%.*s\t%.*s\t%.1f\t%s\tname %.2f label %.2f%s%s%s\n",
           p->reason == YG_INCIDENT_AUTO ? "auto" : "review", YG_FMT(a), YG_FMT(b), p->points,
           reasons[p->reason], l.name, l.label, l.domain ? " domain" : "",
           l.label_domain ? " label-domain" : "", l.sound ? " sound" : "");
}

static int read_file(const char *path) {
    yg_incident_set set = {0};
    yg_buf text = {0};
    char chunk[1 << 16];
    size_t n;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return 5;
    while ((n = fread(chunk, 1, sizeof chunk, file)) > 0)
        yg_buf_add(&text, (yg_str){chunk, n});
    fclose(file);
    yg_str rest = yg_buf_str(&text), line;
    yg_incident_set_open(&set);
    while (rest.n > 0 && yg_str_split(&rest, '\n', &line)) {
        if (line.n > 0)
            add_line(&set, line);
    }
    yg_incident_find(&set);
    for (size_t i = 0; i < set.pairs.n; i++)
        print_pair(&set, &set.pairs.at[i]);
    yg_incident_set_free(&set);
    yg_buf_free(&text);
    return 0;
}

/* --- Made --- */

static uint64_t state = 20251123;

static uint64_t dice(uint64_t sides) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % sides;
}

/* Names as companies have them: two made words, the first of 40,000, and a kind. */
static void made_name(yg_buf *buf, uint64_t n) {
    static const char *const syllables[] = {"ka",  "ro",  "ven", "tis", "mo",  "lar", "be",
                                            "sun", "ti",  "dor", "gel", "pax", "ni",  "for",
                                            "hal", "qui", "sel", "to",  "wen", "zy"};
    static const char *const kinds[] = {"Logistics",
                                        "Group",
                                        "Inc.",
                                        "GmbH",
                                        "School District",
                                        "Hospital",
                                        "Manufacturing Co., Ltd.",
                                        "Bank"};
    uint64_t first = n * 7919 % 40000, second = (n * 31 + n / 40000 * 977) % 8000;
    for (int i = 0; i < 4; i++, first /= 20)
        yg_buf_addz(buf, syllables[first % 20]);
    yg_buf_addc(buf, ' ');
    for (int i = 0; i < 3; i++, second /= 20)
        yg_buf_addz(buf, syllables[second % 20]);
    yg_buf_addf(buf, " %s", kinds[n % 8]);
}

static void add_made(yg_incident_set *set, uint64_t n, bool press, const char *shape) {
    yg_buf id = {0}, victim = {0}, domain = {0};
    yg_buf_addf(&id, "%s-%07llu", press ? "press" : "post", (unsigned long long)n);
    if (strcmp(shape, "same-name") == 0)
        yg_buf_addz(&victim, "Aoba Works");
    else if (strcmp(shape, "long-names") == 0) /* many forms of many words, each in a small block */
        for (uint64_t i = 0; i < 6; i++)
            yg_buf_addf(&victim, "wordy%lluyy%llu lettery%lluyy%llu%s", (unsigned long long)i,
                        (unsigned long long)(n / 20), (unsigned long long)i,
                        (unsigned long long)((n + 7 * i) / 20), i < 5 ? " / " : "");
    else if (strcmp(shape, "same-words") == 0)
        yg_buf_addf(&victim, "Alpha Beta Gamma Delta Epsilon Zeta Eta %llu", (unsigned long long)n);
    else
        made_name(&victim, n);
    if (strcmp(shape, "same-domain") == 0)
        yg_buf_addz(&domain, "portal.example");
    else if (press)
        yg_buf_addf(&domain, "company%llu.example.com", (unsigned long long)n);
    int64_t day = 19000 + (int64_t)(n * 37 % 1000) + (int64_t)dice(30);
    yg_incident_add(set, &(yg_incident_entry){.id = yg_buf_str(&id),
                                              .source = press ? YG_STR("press") : YG_STR("posts"),
                                              .victim = yg_buf_str(&victim),
                                              .domain = yg_buf_str(&domain),
                                              .countries = YG_STR("JP"),
                                              .from_us = day * DAY_US,
                                              .to_us = (day + 1) * DAY_US - 1});
    yg_buf_free(&id);
    yg_buf_free(&victim);
    yg_buf_free(&domain);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int made(uint64_t n, const char *shape) {
    yg_incident_set set = {0};
    struct rusage usage;
    size_t linked = 0, right = 0;
    yg_incident_set_open(&set);
    for (uint64_t i = 0; i < n; i++) {
        add_made(&set, i, true, shape);
        add_made(&set, i, false, shape);
    }
    double began = seconds();
    yg_incident_find(&set);
    double took = seconds() - began;
    getrusage(RUSAGE_SELF, &usage);
    for (size_t i = 0; i < set.pairs.n; i++) {
        const yg_incident_pair *p = &set.pairs.at[i];
        yg_str a = set.records.at[p->a].entry.id, b = set.records.at[p->b].entry.id;
        bool automatic = p->reason == YG_INCIDENT_AUTO;
        linked += automatic;
        right += automatic && yg_str_eq(yg_str_from(a, a.n - 7), yg_str_from(b, b.n - 7));
    }
    printf("incident links, %llu x %llu, %-12s %6.2f s  %5ld MB  compared %llu, linked %zu (%zu as "
           "made), review %zu, blocks cut %llu\n",
           (unsigned long long)n, (unsigned long long)n, shape, took, usage.ru_maxrss / 1024,
           (unsigned long long)set.compared, linked, right, set.pairs.n - linked,
           (unsigned long long)set.blocks_cut);
    yg_incident_set_free(&set);
    return 0;
}

int main(int argc, char **argv) {
    uint64_t n = 0;
    if (argc == 3 && strcmp(argv[1], "read") == 0)
        return read_file(argv[2]);
    if (argc == 4 && strcmp(argv[1], "made") == 0 && yg_str_to_u64(yg_str_of(argv[2]), &n))
        return made(n, argv[3]);
    fputs("usage: bench-incidents read FILE | made N SHAPE\n", stderr);
    return 2;
}
