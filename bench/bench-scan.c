/* The log scanner's engine by itself: GB of log a second, cost of a byte and of a token, beside
 * what the machine can do at best (memchr, reading memory) over the same bytes.
 *
 *   bench-scan INDICATORS.tsv LOG [SECONDS]
 *
 * INDICATORS.tsv: lines of TYPE, tab, VALUE; TYPE is a word of match/indicators.h or ip, domain.
 * Every form is run again and again for SECONDS (2), and its best run counts. "cpu" is the
 * processor time of the thread: other work on the machine does not change it. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

#include "base/hash.h"
#include "base/mem.h"
#include "match/token_scan.h"

enum { THREADS = 2, READ_BYTES = 1 << 20 };

static size_t allocations;
void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t n);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n) {
    __atomic_fetch_add(&allocations, 1, __ATOMIC_RELAXED);
    return __real_malloc(n);
}
void *__wrap_calloc(size_t count, size_t n) {
    __atomic_fetch_add(&allocations, 1, __ATOMIC_RELAXED);
    return __real_calloc(count, n);
}
void *__wrap_realloc(void *p, size_t n) {
    __atomic_fetch_add(&allocations, 1, __ATOMIC_RELAXED);
    return __real_realloc(p, n);
}

static double seconds(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* The file with YG_SCAN_PAD bytes before and behind it, in large pages where there are such: a scan
 * works in blocks that stay where they are, and seldom has to look a page up. */
static yg_str read_padded(const char *path) {
    FILE *file = fopen(path, "r");
    struct stat st;
    if (file == NULL || fstat(fileno(file), &st) != 0)
        fprintf(stderr, "bench-scan: no %s\n", path), exit(2);
    yg_buf buf = {0};
    yg_buf_reserve(&buf, (size_t)st.st_size + 2 * READ_BYTES);
    yg_mem_want_large(buf.p, (size_t)st.st_size + 2 * READ_BYTES);
    memset(buf.p, 0, YG_SCAN_PAD);
    buf.n = YG_SCAN_PAD;
    for (;;) {
        yg_buf_reserve(&buf, READ_BYTES);
        size_t n = fread(buf.p + buf.n, 1, READ_BYTES, file);
        if (n == 0)
            break;
        buf.n += n;
    }
    fclose(file);
    yg_buf_reserve(&buf, YG_SCAN_PAD);
    memset(buf.p + buf.n, 0, YG_SCAN_PAD);
    return (yg_str){buf.p + YG_SCAN_PAD, buf.n - YG_SCAN_PAD};
}

static yg_indicators *read_set(const char *path) {
    size_t verdicts[YG_INDICATOR_REASONS] = {0}, strange = 0;
    yg_str rest = read_padded(path), line;
    double started = seconds(CLOCK_MONOTONIC);
    yg_indicators_maker *maker = yg_indicators_make();
    while (yg_str_split(&rest, '\n', &line)) {
        yg_str word;
        yg_indicator_type type;
        uint32_t number;
        if (!yg_str_split(&line, '\t', &word))
            continue;
        if (yg_str_eqz(word, "ip"))
            type = YG_INDICATOR_IPV4;
        else if (yg_str_eqz(word, "domain"))
            type = YG_INDICATOR_DOMAIN;
        else if (!yg_indicator_type_from_word(word, &type)) {
            strange++;
            continue;
        }
        verdicts[yg_indicators_add(maker, type, line, &number)]++;
    }
    double added = seconds(CLOCK_MONOTONIC);
    yg_indicators *set = yg_indicators_compile(maker, YG_STR(""));
    double compiled = seconds(CLOCK_MONOTONIC);
    printf("indicators:");
    for (int i = 0; i < YG_INDICATOR_REASONS; i++)
        if (verdicts[i] > 0)
            printf(" %s %zu", yg_indicator_verdict_word((yg_indicator_verdict)i), verdicts[i]);
    printf(" strange %zu; image %.1f MB; add %.3f s, compile %.3f s", strange,
           (double)yg_indicators_bytes(set) / 1e6, added - started, compiled - added);
    yg_indicators *again;
    yg_error err;
    void *image = NULL;
    size_t n = yg_indicators_bytes(set);
    if (posix_memalign(&image, 64, n) != 0)
        exit(2);
    memcpy(image, yg_indicators_image(set).p, n);
    started = seconds(CLOCK_MONOTONIC);
    if (!yg_indicators_open((yg_str){image, n}, &again, &err))
        fprintf(stderr, "bench-scan: %s\n", err.text), exit(2);
    printf(", open %.3f s\n", seconds(CLOCK_MONOTONIC) - started);
    yg_indicators_free(again);
    free(image);
    return set;
}

/* --- Forms --- */

typedef struct {
    const yg_indicators *set;
    yg_token_scratch *scratch;
    yg_str text;
    uint64_t hits, sum;
    void (*run)(void *part);
    double cpu;
} part;

static void take(void *self, const yg_token_hit *hit) {
    part *p = self;
    p->hits++;
    p->sum += hit->start * 31 + hit->number + (uint64_t)hit->kind;
}
static void run_quick(void *self) {
    part *p = self;
    yg_token_scan(p->set, p->scratch, p->text, take, p);
}
static void run_avx2(void *self) {
    part *p = self;
    yg_token_scan_avx2(p->set, p->scratch, p->text, take, p);
}
static void run_plain(void *self) {
    part *p = self;
    yg_token_scan_plain(p->set, p->scratch, p->text, take, p);
}
static void run_memchr(void *self) {
    part *p = self;
    p->sum += memchr(p->text.p, 1, p->text.n) == NULL;
}
static void run_read(void *self) {
    part *p = self;
    uint64_t sum = 0;
    for (size_t i = 0; i + 8 <= p->text.n; i += 8) {
        uint64_t word;
        memcpy(&word, p->text.p + i, 8);
        sum += word;
    }
    p->sum += sum;
}

static void *run_part(void *self) {
    part *p = self;
    double started = seconds(CLOCK_THREAD_CPUTIME_ID);
    p->hits = 0;
    p->run(p);
    p->cpu = seconds(CLOCK_THREAD_CPUTIME_ID) - started;
    return NULL;
}

/* Cuts text into n parts that end with a line. */
static void cut(yg_str text, part *parts, unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        size_t end = i + 1 == n ? text.n : text.n / (n - i);
        while (end < text.n && text.p[end - 1] != '\n')
            end++;
        parts[i].text = yg_str_sub(text, 0, end);
        text = yg_str_from(text, end);
    }
}

typedef struct {
    double wall, cpu;
} best;

static best measure(part *parts, unsigned n, void (*run)(void *), double for_s) {
    best least = {1e9, 1e9};
    double until = seconds(CLOCK_MONOTONIC) + for_s;
    for (int runs = 0; runs < 3 || seconds(CLOCK_MONOTONIC) < until; runs++) {
        pthread_t thread[THREADS];
        double cpu = 0, started = seconds(CLOCK_MONOTONIC);
        for (unsigned i = 0; i < n; i++)
            parts[i].run = run;
        for (unsigned i = 1; i < n; i++)
            pthread_create(&thread[i], NULL, run_part, &parts[i]);
        run_part(&parts[0]);
        for (unsigned i = 1; i < n; i++)
            pthread_join(thread[i], NULL);
        double wall = seconds(CLOCK_MONOTONIC) - started;
        for (unsigned i = 0; i < n; i++)
            cpu = parts[i].cpu > cpu ? parts[i].cpu : cpu;
        least.wall = wall < least.wall ? wall : least.wall;
        least.cpu = cpu < least.cpu ? cpu : least.cpu;
    }
    return least;
}

static void print_row(const char *name, yg_str text, best b) {
    double gb = (double)text.n / 1e9;
    printf("%-12s %7.2f GB/s of cpu, %7.2f GB/s on the clock, %6.3f ns a byte", name, gb / b.cpu,
           gb / b.wall, b.cpu / (double)text.n * 1e9);
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "bench-scan INDICATORS.tsv LOG [SECONDS]\n");
        return 2;
    }
    double for_s = argc > 3 ? atof(argv[3]) : 2;
    yg_indicators *set = read_set(argv[1]);
    yg_str text = read_padded(argv[2]);
    part parts[THREADS];
    for (int i = 0; i < THREADS; i++)
        parts[i] = (part){.set = set, .scratch = yg_token_scratch_make()};
    cut(text, parts, 1);
    print_row("memchr", text, measure(parts, 1, run_memchr, for_s / 4)), puts("");
    print_row("read", text, measure(parts, 1, run_read, for_s / 4)), puts("");
    run_quick(&parts[0]); /* makes what grows */
    size_t before = allocations;
    yg_token_counts start = yg_token_scratch_counts(parts[0].scratch);
    run_quick(&parts[0]);
    yg_token_counts end = yg_token_scratch_counts(parts[0].scratch);
    size_t allocated = allocations - before;
    best one = measure(parts, 1, run_quick, for_s);
    uint64_t hits = parts[0].hits;
    double tokens = (double)(end.tokens - start.tokens);
    print_row("one thread", text, one);
    printf(", %.1f ns a token\n", one.cpu / tokens * 1e9);
    printf("  hits %llu, tokens %.0f (%.1f bytes each), probes %llu, filtered %llu, decoded %llu "
           "bytes, allocations %zu\n",
           (unsigned long long)hits, tokens, (double)text.n / tokens,
           (unsigned long long)(end.probes - start.probes),
           (unsigned long long)(end.filtered - start.filtered),
           (unsigned long long)(end.decoded - start.decoded), allocated);
    print_row("AVX2 form", text, measure(parts, 1, run_avx2, for_s)), puts("");
    if (parts[0].hits != hits)
        printf("AVX2 form finds %llu\n", (unsigned long long)parts[0].hits);
    print_row("plain form", text, measure(parts, 1, run_plain, for_s)), puts("");
    if (parts[0].hits != hits)
        printf("plain form finds %llu\n", (unsigned long long)parts[0].hits);
    cut(text, parts, THREADS);
    best two = measure(parts, THREADS, run_quick, for_s);
    print_row("two threads", text, two);
    printf(", %.2f times one\n", one.wall / two.wall);
    return 0;
}
