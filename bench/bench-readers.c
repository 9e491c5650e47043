/* One intelligence reader over real files into a sink that only counts, beside a reference over the
 * same bytes in turn: yyjson parsing the whole file for JSON, libyaml for YAML, memchr of every
 * line end and comma for lists. Prints MB/s, records/s, allocations a record, and the ratio of the
 * times.
 *
 *   bench-readers READER PATH...      paths that do not begin with / lie in the folder of real
 * feeds Exit 77: the feeds are not there. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <yaml.h>
#include <yyjson.h>

#include "base/input.h"
#include "base/time.h"
#include "base/vec.h"
#include "intel/reader.h"

enum { ROUNDS = 5 };

/* The allocator of glibc with a counter in front; works for all libraries in the process. */
static uint64_t allocations;
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);

void *malloc(size_t n) {
    allocations++;
    return __libc_malloc(n);
}

void *calloc(size_t n, size_t size) {
    allocations++;
    return __libc_calloc(n, size);
}

void *realloc(void *p, size_t n) {
    allocations++;
    return __libc_realloc(p, n);
}

typedef struct {
    yg_buf path, bytes;
} file;

typedef struct {
    YG_VEC(file) files;
    const yg_intel_reader *reader;
    uint64_t bytes, records, rejected;
} bench;

static bool on_source(void *self, const yg_source *source, yg_error *err) {
    return true;
}

static yg_put on_object(void *self, const yg_object *object, yg_error *err) {
    ((bench *)self)->records++;
    return YG_PUT_TAKEN;
}

static bool on_name(void *self, const yg_name *name, yg_error *err) {
    return true;
}

static bool on_relationship(void *self, const yg_relationship *relationship, yg_error *err) {
    return true;
}

static bool on_claim(void *self, const yg_claim *claim, yg_error *err) {
    ((bench *)self)->records++;
    return true;
}

static bool on_incident(void *self, const yg_incident *incident, yg_error *err) {
    ((bench *)self)->records++;
    return true;
}

static yg_put on_statistic(void *self, const yg_statistic *statistic, yg_error *err) {
    ((bench *)self)->records++;
    return YG_PUT_TAKEN;
}

static yg_put on_indicator(void *self, const yg_indicator *indicator, yg_error *err) {
    ((bench *)self)->records++;
    return YG_PUT_TAKEN;
}

static void on_reject(void *self, const yg_fault *fault, yg_str detail) {
    ((bench *)self)->rejected++;
}

static void read_all(bench *b) {
    yg_sink sink = {.self = b,
                    .source = on_source,
                    .object = on_object,
                    .name = on_name,
                    .relationship = on_relationship,
                    .claim = on_claim,
                    .incident = on_incident,
                    .statistic = on_statistic,
                    .indicator = on_indicator,
                    .reject = on_reject};
    b->records = b->rejected = 0;
    for (size_t i = 0; i < b->files.n; i++) {
        yg_error err = {0};
        yg_intel_input input = {.path = yg_buf_str(&b->files.at[i].path),
                                .bytes = yg_buf_str(&b->files.at[i].bytes)};
        b->reader->read(&input, &sink, &err);
    }
}

static size_t with_yyjson(yg_str text) {
    yyjson_doc *doc = yyjson_read(text.p, text.n, 0);
    size_t n = doc != NULL ? yyjson_doc_get_val_count(doc) : 0;
    yyjson_doc_free(doc);
    return n;
}

static size_t with_libyaml(yg_str text) {
    yaml_parser_t parser;
    yaml_event_t event;
    size_t n = 0;
    bool more = yaml_parser_initialize(&parser) == 1;
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.p, text.n);
    while (more && yaml_parser_parse(&parser, &event) == 1) {
        more = event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
        n++;
    }
    yaml_parser_delete(&parser);
    return n;
}

static size_t with_memchr(yg_str text) {
    size_t n = 0;
    for (const char *p = text.p, *end = text.p + text.n; p < end; n++) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        stop = stop != NULL ? stop : end;
        for (const char *comma = p; comma != NULL && comma < stop; n++) {
            comma = memchr(comma, ',', (size_t)(stop - comma));
            comma = comma != NULL ? comma + 1 : NULL;
        }
        p = stop + 1;
    }
    return n;
}

typedef struct {
    const char *name;
    size_t (*run)(yg_str text);
} reference;

static const reference *reference_of(yg_str first) {
    static const reference known[] = {
        {"yyjson", with_yyjson}, {"libyaml", with_libyaml}, {"memchr", with_memchr}};
    if (yg_str_starts(first, YG_STR("{")) || yg_str_starts(first, YG_STR("[")))
        return &known[0];
    return yg_str_starts(first, YG_STR("yagura-claims:")) ||
                   yg_str_find(yg_str_sub(first, 0, 4096), YG_STR("\nyagura-claims:")) != SIZE_MAX
               ? &known[1]
               : &known[2];
}

static size_t refer_all(const bench *b) {
    size_t n = 0;
    for (size_t i = 0; i < b->files.n; i++) {
        yg_str bytes = yg_buf_str(&b->files.at[i].bytes);
        n += reference_of(bytes)->run(bytes);
    }
    return n;
}

/* Keeps the files that the reader would be given by import. */
static bool on_file(void *self, const yg_input_file *input, yg_error *err) {
    bench *b = self;
    if (yg_intel_reader_probe(input->bytes, input->path) != b->reader)
        return true;
    file *f = yg_vec_add(&b->files);
    *f = (file){0};
    yg_buf_add(&f->path, input->path);
    yg_buf_add(&f->bytes, input->bytes);
    b->bytes += input->bytes.n;
    return true;
}

static int by_time(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void measure(bench *b) {
    int64_t own_us[ROUNDS], other_us[ROUNDS];
    uint64_t asked = 0;
    size_t seen = 0;
    for (int i = 0; i < ROUNDS; i++) {
        int64_t start_us = yg_time_mono_us();
        asked = allocations;
        read_all(b);
        asked = allocations - asked;
        own_us[i] = yg_time_mono_us() - start_us;
        start_us = yg_time_mono_us();
        seen += refer_all(b);
        other_us[i] = yg_time_mono_us() - start_us;
    }
    qsort(own_us, ROUNDS, sizeof *own_us, by_time);
    qsort(other_us, ROUNDS, sizeof *other_us, by_time);
    double us = (double)(own_us[ROUNDS / 2] > 0 ? own_us[ROUNDS / 2] : 1),
           reference_us = (double)(other_us[ROUNDS / 2] > 0 ? other_us[ROUNDS / 2] : 1),
           records = (double)(b->records > 0 ? b->records : 1);
    printf("%-14s %4zu files %6.1f MB %8llu records %5llu rejected %7.0f MB/s %9.0f records/s "
           "%6.2f allocations/record  %5.2f times %s%s\n",
           b->reader->name, b->files.n, (double)b->bytes / 1e6, (unsigned long long)b->records,
           (unsigned long long)b->rejected, (double)b->bytes / us, (double)b->records * 1e6 / us,
           (double)asked / records, us / reference_us,
           reference_of(yg_buf_str(&b->files.at[0].bytes))->name,
           seen == 0 ? " (read nothing)" : "");
}

static bool gather(bench *b, const char *name) {
    YG_CLEANUP_BUF yg_buf path = {0};
    yg_error err = {0};
    const char *folder = getenv("YAGURA_SHARED_DATA");
    if (name[0] != '/')
        yg_buf_addf(&path, "%s/", folder != NULL && folder[0] != '\0' ? folder : YG_SHARED_DATA);
    yg_buf_addz(&path, name);
    if (access(yg_buf_z(&path), R_OK) == 0 &&
        yg_input_each(yg_buf_z(&path), NULL, on_file, b, &err))
        return true;
    printf("%s: not there; YAGURA_SHARED_DATA names the folder of real feeds %s\n", yg_buf_z(&path),
           err.text);
    return false;
}

int main(int argc, char **argv) {
    bench b = {.reader = argc > 2 ? yg_intel_reader_by_name(yg_str_of(argv[1])) : NULL};
    if (b.reader == NULL) {
        fprintf(stderr, "usage: bench-readers READER PATH...\n");
        return 2;
    }
    for (int i = 2; i < argc; i++) {
        if (!gather(&b, argv[i]))
            return 77;
    }
    if (b.files.n == 0) {
        fprintf(stderr, "none of the files is for this reader\n");
        return 1;
    }
    measure(&b);
    for (size_t i = 0; i < b.files.n; i++) {
        yg_buf_free(&b.files.at[i].path);
        yg_buf_free(&b.files.at[i].bytes);
    }
    yg_vec_free(&b.files);
    return 0;
}
