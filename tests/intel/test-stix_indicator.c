/* STIX indicators: which become values, which stay patterns, and what is said of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "intel/stix.h"
#include "recorder.h"

static void read(const char *members, yg_recorder *recorder) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_error err = {0};
    yg_buf_addf(&text,
                "{\"type\":\"bundle\",\"id\":\"bundle--b0e2a3c4-0000-4000-8000-000000000001\","
                "\"objects\":[{\"type\":"
                "\"indicator\",\"id\":\"indicator--b0e2a3c4-0000-4000-8000-000000000002\",\"name\":"
                "\"case\",%s}]}",
                members);
    yg_intel_input input = {.path = YG_STR("x.json"), .bytes = yg_buf_str(&text)};
    yg_sink sink = yg_recorder_sink(recorder);
    if (!yg_stix_read(&input, &sink, &err))
        fail_msg("%s", err.text);
    assert_null(recorder->broken);
}

static const struct {
    const char *pattern, *rows[3]; /* as the recorder begins them */
} cases[] = {
    {"[ipv4-addr:value = '198.51.100.7']", {"indicator|ipv4-addr|198.51.100.7|"}},
    {"[ipv4-addr:value = '198.51.100.0/24']", {"indicator|ipv4-addr|198.51.100.0/24|"}},
    {"[domain-name:value = 'EVIL.Example.com']", {"indicator|domain-name|evil.example.com|"}},
    {"[url:value = 'http://Example.com/A']", {"indicator|url|http://example.com/A|"}},
    {"[file:hashes.'SHA-256' = '00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff']",
     {"indicator|sha256|00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff|"}},
    {"[file:hashes.MD5 = '00112233445566778899aabbccddeeff' OR file:name = 'invoice.exe']",
     {"indicator|md5|00112233445566778899aabbccddeeff|", "indicator|file-name|invoice.exe|"}},
    {"[network-traffic:dst_ref.value = '2001:db8:0:0::1'] OR [email-addr:value IN "
     "('a@example.com')]",
     {"indicator|ipv6-addr|2001:db8::1|", "indicator|email-addr|a@example.com|"}},
    {"[ipv4-addr:value = '198.51.100.7' AND ipv4-addr:value != '198.51.100.8']",
     {"indicator|stix-pattern|[ipv4"}},
    {"[process:command_line = 'whoami']", {"indicator|stix-pattern|[process"}},
    {"[ipv4-addr:value = '198.51.100.999']", {"indicator|stix-pattern|[ipv4"}},
    {"[domain-name:value = 'a.example'] FOLLOWEDBY [url:value = 'b']",
     {"indicator|stix-pattern|[domain"}},
};

static void read__pattern__values_or_the_pattern(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YG_CLEANUP_BUF yg_buf members = {0};
        yg_recorder recorder = {0};
        size_t n = 0;
        yg_buf_addf(&members, "\"pattern\":\"%s\",\"pattern_type\":\"stix\"", cases[i].pattern);
        read(yg_buf_z(&members), &recorder);
        for (; n < 3 && cases[i].rows[n] != NULL; n++) {
            if (yg_str_find(yg_buf_str(&recorder.log), yg_str_of(cases[i].rows[n])) == SIZE_MAX)
                fail_msg("%s: %s", cases[i].pattern, yg_buf_z(&recorder.log));
        }
        assert_int_equal(recorder.indicators, n);
        yg_recorder_free(&recorder);
    }
}

static void read__other_languages__nothing(void **state) {
    static const char *const none[] = {
        "\"pattern\":\"alert tcp any any\",\"pattern_type\":\"snort\"",
        "\"pattern_type\":\"stix\"",
    };
    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        yg_recorder recorder = {0};
        read(none[i], &recorder);
        assert_int_equal(recorder.indicators + recorder.rejects, 0);
        assert_int_equal(recorder.objects, 1);
        yg_recorder_free(&recorder);
    }
}

static void read__revoked_or_benign__not_to_alert_on(void **state) {
    static const char *const said[] = {"\"revoked\":true", "\"indicator_types\":[\"benign\"]"};
    (void)state;
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        YG_CLEANUP_BUF yg_buf members = {0};
        yg_recorder recorder = {0};
        yg_buf_addf(&members, "\"pattern\":\"[ipv4-addr:value = '198.51.100.7']\",%s", said[i]);
        read(yg_buf_z(&members), &recorder);
        assert_int_equal(recorder.indicators, 1);
        assert_true(yg_recorder_has(&recorder, "indicator|ipv4-addr|198.51.100.7|0|"));
        yg_recorder_free(&recorder);
    }
}

static void read__broken_pattern__told_with_its_place(void **state) {
    yg_recorder recorder = {0};
    (void)state;
    read("\"pattern\":\"[ipv4-addr:value = ]\"", &recorder);
    assert_int_equal(recorder.indicators, 0);
    assert_int_equal(recorder.rejects, 1);
    assert_true(yg_str_find(yg_buf_str(&recorder.log), YG_STR("byte 19 (line 1, column 20)")) !=
                SIZE_MAX);
    yg_recorder_free(&recorder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read__pattern__values_or_the_pattern),
        cmocka_unit_test(read__other_languages__nothing),
        cmocka_unit_test(read__revoked_or_benign__not_to_alert_on),
        cmocka_unit_test(read__broken_pattern__told_with_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
