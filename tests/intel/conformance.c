#include "conformance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "recorder.h"
#include "sanitized.h"

typedef struct {
    const yg_intel_reader *reader;
    yg_str path, sample;
    yg_recorder whole; /* what the untouched sample gives */
} subject;

/* Reads a copy of exactly n bytes, so that a sanitizer sees the first byte read behind it. */
static bool read_copy(const subject *s, yg_recorder *r, yg_str bytes, yg_error *err) {
    char *copy = malloc(bytes.n > 0 ? bytes.n : 1);
    assert_non_null(copy);
    if (bytes.n > 0)
        memcpy(copy, bytes.p, bytes.n);
    bool done = yg_recorder_read(r, s->reader, s->path, (yg_str){copy, bytes.n}, err);
    s->reader->probe(yg_str_sub((yg_str){copy, bytes.n}, 0, 65536), s->path);
    free(copy);
    return done;
}

/* Whatever the bytes are: nothing broken, and an error that says something when it fails. */
static void survive(const subject *s, yg_str bytes, const char *what, size_t place) {
    yg_recorder r = {.counts_only = true};
    yg_error err = {0};
    bool done = read_copy(s, &r, bytes, &err);
    if (r.broken != NULL)
        fail_msg("%s: %.*s: %s at %zu: %s", s->reader->name, YG_FMT(s->path), what, place,
                 r.broken);
    if (!done && err.text[0] == '\0')
        fail_msg("%s: %.*s: %s at %zu: fails without saying why", s->reader->name, YG_FMT(s->path),
                 what, place);
    yg_recorder_free(&r);
}

static void whole__read_twice_the_same(subject *s) {
    yg_recorder again = {0};
    yg_error err = {0};
    if (yg_intel_reader_probe(s->sample, s->path) != s->reader)
        fail_msg("%s: %.*s is not probed as its own", s->reader->name, YG_FMT(s->path));
    if (!read_copy(s, &s->whole, s->sample, &err) || s->whole.broken != NULL)
        fail_msg("%s: %.*s: %s", s->reader->name, YG_FMT(s->path),
                 s->whole.broken != NULL ? s->whole.broken : err.text);
    if (s->whole.rejects > 0 && s->whole.put > 0)
        fail_msg("%s: %.*s: a sound sample has rejected records\n%s", s->reader->name,
                 YG_FMT(s->path), yg_buf_z(&s->whole.log));
    assert_true(read_copy(s, &again, s->sample, &err));
    assert_string_equal(yg_buf_z(&s->whole.log), yg_buf_z(&again.log));
    yg_recorder_free(&again);
}

static void advance(void *self, uint64_t done_bytes, uint64_t total_bytes) {
    size_t *calls = self;
    (*calls)++;
    assert_true(done_bytes <= total_bytes);
}

static void options__laid_over(const subject *s) {
    yg_recorder r = {0};
    yg_error err = {0};
    size_t calls = 0;
    yg_sink sink = yg_recorder_sink(&r);
    yg_intel_input input = {.path = s->path,
                            .bytes = s->sample,
                            .damage = "damaged by the test",
                            .source_name = YG_STR("Own"),
                            .licence = YG_STR("L-1"),
                            .tlp = YG_STR("red"),
                            .progress = {&calls, advance}};
    assert_true(s->reader->read(&input, &sink, &err));
    assert_int_equal(r.rejects, s->whole.rejects + 1);
    if (s->whole.sources > 0) {
        assert_true(yg_recorder_has(&r, "source|Own|"));
        assert_non_null(strstr(yg_buf_z(&r.log), "|L-1|red\n"));
    }
    yg_recorder_free(&r);
}

static bool is_given(const yg_recorder *whole, size_t i, size_t cut) {
    yg_recorder_place place = whole->places.at[i];
    if (!place.is_object) { /* an indicator: another one starts behind it, before the cut */
        for (size_t k = i + 1; k < whole->places.n; k++) {
            yg_recorder_place next = whole->places.at[k];
            if (!next.is_object && next.start_bytes > place.start_bytes)
                return next.start_bytes <= cut;
        }
        return false;
    }
    for (size_t k = 0; k < whole->places.n; k++) { /* it ends, and so does what it lies in */
        yg_recorder_place around = whole->places.at[k];
        if (around.is_object && around.start_bytes <= place.start_bytes &&
            around.end_bytes >= place.end_bytes && around.end_bytes > cut)
            return false;
    }
    return true;
}

static void expect_before_cut(const subject *s, const yg_recorder *r, size_t cut) {
    size_t objects = 0, indicators = 0;
    for (size_t i = 0; i < s->whole.places.n; i++) {
        bool given = is_given(&s->whole, i, cut);
        objects += given && s->whole.places.at[i].is_object;
        indicators += given && !s->whole.places.at[i].is_object;
    }
    if (r->objects < objects || r->indicators < indicators)
        fail_msg("%s: %.*s: cut off at %zu: %zu of %zu objects, %zu of %zu indicators",
                 s->reader->name, YG_FMT(s->path), cut, r->objects, objects, r->indicators,
                 indicators);
}

static void cut_off__records_before_stay(const subject *s) {
    for (size_t cut = 0; cut < s->sample.n; cut++) {
        yg_recorder r = {.counts_only = true};
        yg_error err = {0};
        read_copy(s, &r, yg_str_sub(s->sample, 0, cut), &err);
        if (r.broken != NULL)
            fail_msg("%s: %.*s: cut off at %zu: %s", s->reader->name, YG_FMT(s->path), cut,
                     r.broken);
        expect_before_cut(s, &r, cut);
        yg_recorder_free(&r);
    }
}

static void one_byte__survived(const subject *s) {
    for (int c = 0; c < 256; c++) {
        char byte = (char)c;
        survive(s, (yg_str){&byte, 1}, "one byte", (size_t)c);
    }
}

static void hostile_bytes__survived(const subject *s) {
    static const char hostile[] = {'\0', '"',  '\\', '{',        ']',
                                   ',',  '\n', '|',  (char)0xFF, (char)0xC0};
    /* Under a sanitizer three of them a place, each at every third or fourth place. */
    const size_t kinds = IS_SANITIZED ? 3 : sizeof hostile;
    YG_CLEANUP_BUF yg_buf bytes = {0};
    yg_buf_add(&bytes, s->sample);
    for (size_t at = 0; at < bytes.n; at++) {
        char was = bytes.p[at];
        for (size_t i = 0; i < kinds; i++) {
            bytes.p[at] = hostile[(at * kinds + i) % sizeof hostile];
            survive(s, yg_buf_str(&bytes), "a hostile byte", at);
        }
        bytes.p[at] = was;
    }
}

static void put_in(const subject *s, yg_str what, const char *name, size_t step) {
    YG_CLEANUP_BUF yg_buf bytes = {0};
    for (size_t at = 0; at <= s->sample.n; at += step) {
        yg_buf_clear(&bytes);
        yg_buf_add(&bytes, yg_str_sub(s->sample, 0, at));
        yg_buf_add(&bytes, what);
        yg_buf_add(&bytes, yg_str_from(s->sample, at));
        survive(s, yg_buf_str(&bytes), name, at);
    }
}

static void insertions__survived(const subject *s) {
    YG_CLEANUP_BUF yg_buf huge = {0};
    YG_CLEANUP_BUF yg_buf deep = {0};
    size_t step = s->sample.n / 24 + 1;
    for (size_t i = 0; i < (1u << 18); i++)
        yg_buf_addz(&huge, "AbcD");
    for (size_t i = 0; i < 5000; i++)
        yg_buf_addz(&deep, "[{\"a\":");
    put_in(s, yg_buf_str(&huge), "a huge string", step);
    put_in(s, yg_buf_str(&deep), "deep nesting", step);
    put_in(s, YG_STR("\xC0\xAF"), "an overlong form", 5);
    put_in(s, YG_STR("\xED\xA0\x80"), "a surrogate", 5);
    put_in(s, YG_STR("\xEF\xBB\xBF"), "a byte order mark", 5);
    put_in(s, YG_STR("\\u0000"), "an escaped NUL", 5);
    put_in(s, YG_STR("\xE2\x80\xAE\x1B[31m"), "terminal and bidi controls", 5);
    survive(s, yg_buf_str(&deep), "nothing but nesting", 0);
}

static void failing_sink__stops_the_reader(const subject *s) {
    for (size_t at = 1; at <= s->whole.put; at++) {
        yg_recorder r = {.counts_only = true, .fails_at = at};
        yg_error err = {0};
        bool done = read_copy(s, &r, s->sample, &err);
        if (done || r.broken != NULL)
            fail_msg("%s: %.*s: the sink fails at record %zu: %s", s->reader->name, YG_FMT(s->path),
                     at, done ? "read gives true" : r.broken);
        yg_recorder_free(&r);
    }
}

void yg_conformance_run(const yg_intel_reader *reader, yg_str path, yg_str sample) {
    subject s = {.reader = reader, .path = path, .sample = sample};
    whole__read_twice_the_same(&s);
    options__laid_over(&s);
    cut_off__records_before_stay(&s);
    one_byte__survived(&s);
    hostile_bytes__survived(&s);
    insertions__survived(&s);
    failing_sink__stops_the_reader(&s);
    yg_recorder_free(&s.whole);
}
