/* DNS answers, byte by byte: what is taken, what is not, and what cannot be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fetch/resolve_part.h"

enum { A = 1, NS = 2, CNAME = 5, MX = 15, AAAA = 28, IN = 1, CHAOS = 3 };

typedef struct {
    unsigned char bytes[4096];
    size_t n;
    unsigned records;
} message;

static void put(message *m, const void *bytes, size_t n) {
    assert_true(m->n + n <= sizeof m->bytes);
    memcpy(m->bytes + m->n, bytes, n);
    m->n += n;
}

static void put_two(message *m, unsigned value) {
    put(m, (unsigned char[]){(unsigned char)(value >> 8), (unsigned char)value}, 2);
}

/* Labels of a name without a point at its end; the root is "". */
static void put_name(message *m, const char *name) {
    while (*name != '\0') {
        size_t n = strcspn(name, ".");
        put(m, (unsigned char[]){(unsigned char)n}, 1);
        put(m, name, n);
        name += n + (name[n] == '.');
    }
    put(m, "", 1);
}

/* A message with the question "aoba.example", which stands at byte 12. */
static message start(void) {
    message m = {.n = 0};
    put(&m, "\0\7\x81\x80\0\1\0\0\0\0\0\0", 12);
    put_name(&m, "aoba.example");
    put_two(&m, A);
    put_two(&m, IN);
    return m;
}

/* owner NULL: by a pointer to the question. */
static void put_record_of(message *m, const char *owner, unsigned type, unsigned class,
                          const void *data, size_t n) {
    if (owner == NULL)
        put_two(m, 0xC00C);
    else
        put_name(m, owner);
    put_two(m, type);
    put_two(m, class);
    put(m, "\0\0\0\x3c", 4);
    put_two(m, (unsigned)n);
    put(m, data, n);
    m->bytes[7] = (unsigned char)++m->records;
}

static void put_record(message *m, const char *owner, unsigned type, const void *data, size_t n) {
    put_record_of(m, owner, type, IN, data, n);
}

static void put_address(message *m, const char *owner, unsigned last) {
    put_record(m, owner, A, (unsigned char[]){192, 0, 2, (unsigned char)last}, 4);
}

static void put_alias(message *m, const char *owner, const char *target) {
    message data = {.n = 0};
    put_name(&data, target);
    put_record(m, owner, CNAME, data.bytes, data.n);
}

static void put_mx(message *m, unsigned preference, const char *host) {
    message data = {.n = 0};
    put_two(&data, preference);
    put_name(&data, host);
    put_record(m, NULL, MX, data.bytes, data.n);
}

/* The texts, separated by blanks; "!" behind them when the answer could not be read. */
static const char *read_answer(yg_ask ask, const message *m, size_t n) {
    static char told[8192];
    yg_arena arena = {0};
    yg_record_texts texts = {.n = 0};
    unsigned char *bytes = malloc(n > 0 ? n : 1); /* so that a sanitizer sees its end */
    size_t at = 0;
    assert_non_null(bytes);
    memcpy(bytes, m->bytes, n);
    bool sound = yg_answer_read(ask, YG_STR("aoba.example"), bytes, n, &arena, &texts);
    told[0] = '\0';
    for (size_t i = 0; i < texts.n; i++)
        at += (size_t)snprintf(told + at, sizeof told - at, "%s%.*s", i > 0 ? " " : "",
                               YG_FMT(texts.at[i]));
    if (!sound)
        snprintf(told + at, sizeof told - at, "!");
    free(bytes);
    yg_arena_free(&arena);
    return told;
}

static void addresses__of_the_name__each_once_in_their_order(void **state) {
    message m = start();
    (void)state;
    assert_string_equal(read_answer(YG_ASK_A, &m, m.n), "");
    put_address(&m, NULL, 2);
    put_address(&m, "AOBA.Example", 1);
    put_address(&m, NULL, 2);
    put_record(&m, NULL, AAAA, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16);
    assert_string_equal(read_answer(YG_ASK_A, &m, m.n), "192.0.2.2 192.0.2.1");
    assert_string_equal(read_answer(YG_ASK_AAAA, &m, m.n), "2001:db8::1");
}

static void addresses__of_others__are_not_taken(void **state) {
    message m = start();
    (void)state;
    put_address(&m, "evil.example", 1);
    put_address(&m, "www.aoba.example", 2);
    put_address(&m, "example", 3);
    put_address(&m, "", 4);
    put_record_of(&m, NULL, A, CHAOS, "\xc0\0\2\5", 4);
    assert_string_equal(read_answer(YG_ASK_A, &m, m.n), "");
}

static void addresses__of_a_wrong_size__are_not_taken(void **state) {
    message m = start();
    (void)state;
    put_record(&m, NULL, A, "\1\2\3", 3);
    put_record(&m, NULL, A, "\1\2\3\4\5", 5);
    put_record(&m, NULL, A, "", 0);
    put_record(&m, NULL, AAAA, "\1\2\3\4", 4);
    assert_string_equal(read_answer(YG_ASK_A, &m, m.n), "");
    assert_string_equal(read_answer(YG_ASK_AAAA, &m, m.n), "");
}

static void addresses__more_than_kept__the_first_ones(void **state) {
    message m = start();
    (void)state;
    for (unsigned i = 1; i <= 40; i++)
        put_address(&m, NULL, i);
    const char *told = read_answer(YG_ASK_A, &m, m.n);
    assert_non_null(strstr(told, "192.0.2.16"));
    assert_null(strstr(told, "192.0.2.17"));
}

static void aliases__chain_in_any_order__is_followed(void **state) {
    message m = start();
    (void)state;
    put_address(&m, "c.example", 3);
    put_address(&m, "d.example", 4); /* no alias leads there */
    put_alias(&m, "b.example", "c.example");
    put_alias(&m, "aoba.example", "b.example");
    assert_string_equal(read_answer(YG_ASK_A, &m, m.n), "192.0.2.3");
}

static void aliases__in_a_ring__end(void **state) {
    message m = start();
    (void)state;
    put_alias(&m, "aoba.example", "b.example");
    put_alias(&m, "b.example", "aoba.example");
    put_address(&m, "c.example", 3);
    assert_string_equal(read_answer(YG_ASK_A, &m, m.n), "");
}

static void exchangers__by_preference_then_name(void **state) {
    message m = start();
    (void)state;
    put_mx(&m, 20, "z.example.net");
    put_mx(&m, 10, "b.example.net");
    put_mx(&m, 10, "a.example.net");
    put_mx(&m, 300, "");
    assert_string_equal(read_answer(YG_ASK_MX, &m, m.n),
                        "a.example.net b.example.net z.example.net .");
}

static void hosts__that_leave_their_record__cannot_be_read(void **state) {
    message m = start();
    (void)state;
    put_record(&m, NULL, NS, "\3ns1\xc0\x0c", 6);
    assert_string_equal(read_answer(YG_ASK_NS, &m, m.n), "ns1.aoba.example");
    put_record(&m, NULL, NS, "\3ns", 3); /* goes on into the next record */
    put_address(&m, NULL, 1);
    const char *told = read_answer(YG_ASK_NS, &m, m.n);
    assert_int_equal(told[strlen(told) - 1], '!');
    m = start();
    put_record(&m, NULL, MX, "\0\1", 2); /* no host */
    assert_string_equal(read_answer(YG_ASK_MX, &m, m.n), "!");
}

static void names__that_point_at_themselves__cannot_be_read(void **state) {
    message m = start();
    unsigned char own[2];
    (void)state;
    own[0] = 0xC0;
    own[1] = (unsigned char)m.n;
    put(&m, own, 2);
    put(&m, "\0\1\0\1\0\0\0\1\0\4\1\2\3\4", 14);
    m.bytes[7] = 1;
    assert_string_equal(read_answer(YG_ASK_A, &m, m.n), "!");
    memset(m.bytes + 12, 0xFF, 2); /* the question points behind the end */
    assert_string_equal(read_answer(YG_ASK_A, &m, m.n), "!");
}

/* Every cut ends in the middle of something, but the one behind the last record. */
static void message__cut_anywhere__cannot_be_read(void **state) {
    message m = start();
    (void)state;
    put_address(&m, NULL, 1);
    put_alias(&m, "b.example", "c.example");
    put_mx(&m, 1, "d.example");
    for (size_t n = 0; n < m.n; n++) {
        const char *told = read_answer(YG_ASK_MX, &m, n);
        if (told[0] == '\0' || told[strlen(told) - 1] != '!')
            fail_msg("%zu of %zu bytes: \"%s\"", n, m.n, told);
    }
    assert_string_equal(read_answer(YG_ASK_MX, &m, m.n), "d.example");
    m.bytes[7]++; /* more records than there are */
    assert_string_equal(read_answer(YG_ASK_MX, &m, m.n), "d.example!");
}

static yg_record_texts texts_of(size_t n, const char *const *all) {
    yg_record_texts texts = {.n = n};
    for (size_t i = 0; i < n; i++)
        texts.at[i] = yg_str_of(all[i]);
    return texts;
}

static void judge__parent__says_what_its_probe_got(void **state) {
    yg_resolved name = {.status = YG_NAME_EXISTS,
                        .a = texts_of(2, (const char *const[]){"192.0.2.1", "192.0.2.2"})};
    yg_probe probe = {.state = YG_PROBE_ANSWERS,
                      .a = texts_of(2, (const char *const[]){"192.0.2.2", "192.0.2.1"})};
    (void)state;
    assert_int_equal(yg_probe_judge(&probe, &name), YG_NAME_WILDCARD);
    probe.a.n = 1;
    assert_int_equal(yg_probe_judge(&probe, &name), YG_NAME_EXISTS);
    probe.state = YG_PROBE_NO_NAME;
    assert_int_equal(yg_probe_judge(&probe, &name), YG_NAME_EXISTS);
    static const yg_probe_state unknown[] = {YG_PROBE_NEW, YG_PROBE_ASKED, YG_PROBE_UNKNOWN};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        probe.state = unknown[i];
        assert_int_equal(yg_probe_judge(&probe, &name), YG_NAME_UNCLEAR);
    }
    assert_int_equal(yg_probe_judge(NULL, &name), YG_NAME_UNCLEAR);
    name.ns = texts_of(1, (const char *const[]){"ns.example.net"});
    assert_int_equal(yg_probe_judge(&probe, &name), YG_NAME_EXISTS);
    name.status = YG_NAME_BROKEN;
    assert_int_equal(yg_probe_judge(NULL, &name), YG_NAME_BROKEN);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses__of_the_name__each_once_in_their_order),
        cmocka_unit_test(addresses__of_others__are_not_taken),
        cmocka_unit_test(addresses__of_a_wrong_size__are_not_taken),
        cmocka_unit_test(addresses__more_than_kept__the_first_ones),
        cmocka_unit_test(aliases__chain_in_any_order__is_followed),
        cmocka_unit_test(aliases__in_a_ring__end),
        cmocka_unit_test(exchangers__by_preference_then_name),
        cmocka_unit_test(hosts__that_leave_their_record__cannot_be_read),
        cmocka_unit_test(names__that_point_at_themselves__cannot_be_read),
        cmocka_unit_test(message__cut_anywhere__cannot_be_read),
        cmocka_unit_test(judge__parent__says_what_its_probe_got),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
