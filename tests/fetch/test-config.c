#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/time.h"
#include "fetch/config.h"
#include "text/nearest.h"

static void parse__a_full_file__fills_everything(void **state) {
    YG_CLEANUP_CONFIG yg_config config = {0};
    yg_error err = {0};
    const char *text =
        "feeds:\n"
        "  - name: attack-enterprise\n"
        "    address: https://example.org/a.json\n"
        "    format: stix\n    source: MITRE ATT&CK\n    licence: terms\n    tlp: amber+strict\n"
        "    sha256: "
        "ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef0123456789\n"
        "    max_mib: 200\n    enabled: false\n    import: no\n    allow_private: yes\n"
        "  - {name: b, address: 'http://10.0.0.1/', sha256: }\n"
        "proxy: http://proxy.example:3128\nno_proxy: a.example,b.example\n"
        "ca_file: /etc/own.pem\n"
        "timeouts: {connect: 2.5, stall: 3, total: 4, retry: 0.05, retry_after: 6}\n";
    if (!yg_config_parse(yg_str_of(text), "c.yaml", &config, &err))
        fail_msg("%s", err.text);
    assert_int_equal(config.feeds_n, 2);
    const yg_feed *a = &config.feeds[0], *b = &config.feeds[1];
    assert_string_equal(a->name, "attack-enterprise");
    assert_string_equal(a->address, "https://example.org/a.json");
    assert_string_equal(a->format, "stix");
    assert_string_equal(a->source, "MITRE ATT&CK");
    assert_string_equal(a->licence, "terms");
    assert_string_equal(a->tlp, "amber+strict");
    assert_string_equal(a->sha256,
                        "abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789");
    assert_int_equal(a->max_bytes, UINT64_C(200) << 20);
    assert_false(a->enabled);
    assert_false(a->import);
    assert_true(a->allow_private);
    assert_string_equal(b->sha256, "");
    assert_string_equal(b->tlp, "");
    assert_true(b->enabled && b->import && !b->allow_private);
    assert_string_equal(config.proxy, "http://proxy.example:3128");
    assert_string_equal(config.no_proxy, "a.example,b.example");
    assert_string_equal(config.ca_file, "/etc/own.pem");
    assert_int_equal(config.times.connect_us, 2500000);
    assert_int_equal(config.times.retry_us, 50000);
    assert_int_equal(config.times.retry_after_us, 6 * YG_US_PER_S);
}

static void parse__nothing__is_no_feeds(void **state) {
    static const char *const texts[] = {"", "# only a comment\n", "feeds:\n", "feeds: []\n", "~\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        YG_CLEANUP_CONFIG yg_config config = {0};
        yg_error err = {0};
        if (!yg_config_parse(yg_str_of(texts[i]), "c.yaml", &config, &err))
            fail_msg("%s: %s", texts[i], err.text);
        assert_int_equal(config.feeds_n, 0);
    }
}

static void parse__mistakes__name_file_line_column_and_the_nearest_key(void **state) {
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"feed:\n", "c.yaml: line 1, column 1: unknown key \"feed\"; did you mean \"feeds\"?"},
        {"feeds:\n  - name: a\n    adress: x\n",
         "c.yaml: line 3, column 5: unknown key \"adress\"; did you mean \"address\"?"},
        {"feeds:\n  - name: a\n    license: x\n", "did you mean \"licence\"?"},
        {"feeds:\n  - name: a\n    xyzzy: x\n", "line 3, column 5: unknown key \"xyzzy\""},
        {"timeouts:\n  conect: 1\n", "line 2, column 3: unknown key \"conect\"; did you mean"},
        {"timeouts: {connect: 0}\n", "not a number of seconds"},
        {"timeouts: {connect: nan}\n", "not a number of seconds"},
        {"timeouts: {connect: -1}\n", "not a number of seconds"},
        {"timeouts: {connect: 1e9}\n", "not a number of seconds"},
        {"timeouts: [1]\n", "a map of keys"},
        {"feeds: {name: a}\n", "feeds is a list"},
        {"feeds: [a]\n", "a map of keys"},
        {"feeds: [{address: 'http://a.example/'}]\n", "has no name"},
        {"feeds: [{name: a}]\n", "has no address"},
        {"feeds: [{name: ../a, address: 'http://a.example/'}]\n", "at most 64 letters"},
        {"feeds: [{name: .a, address: 'http://a.example/'}]\n", "at most 64 letters"},
        {"feeds: [{name: a/b, address: 'http://a.example/'}]\n", "at most 64 letters"},
        {"feeds: [{name: 櫓, address: 'http://a.example/'}]\n", "at most 64 letters"},
        {"feeds: [{name: [a], address: 'http://a.example/'}]\n", "a single value"},
        {"feeds: [{name: a, address: 'file:///etc/passwd'}]\n", "only http and https"},
        {"feeds: [{name: a, address: 'http://a:b@a.example/'}]\n", "user name or password"},
        {"feeds: [{name: a, address: \"http://a.example/\\r\\nX: y\"}]\n", "control character"},
        {"feeds: [{name: a, address: 'http://a.example/', sha256: abc}]\n", "64 hexadecimal"},
        {"feeds: [{name: a, address: 'http://a.example/', tlp: white}]\n", "tlp is none of"},
        {"feeds: [{name: a, address: 'http://a.example/', max_mib: 0}]\n", "whole number"},
        {"feeds: [{name: a, address: 'http://a.example/', max_mib: 9999999999}]\n", "whole number"},
        {"feeds: [{name: a, address: 'http://a.example/', enabled: maybe}]\n", "neither true nor"},
        {"feeds:\n  - {name: a, address: 'http://a.example/'}\n"
         "  - {name: A, address: 'http://b.example/'}\n",
         "line 3, column 6: feed \"A\" is there already"},
        {"proxy: a\nproxy: b\n", "c.yaml: line 2"},
        {"proxy: &x a\n", "c.yaml: line 1, column 8: anchors"},
        {"proxy: a\n---\nproxy: b\n", "a second document"},
        {"- a\n", "a map of keys"},
        {"feeds: [\n", "c.yaml: line"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        yg_config config = {0};
        yg_error err = {0};
        if (yg_config_parse(yg_str_of(cases[i].text), "c.yaml", &config, &err))
            fail_msg("taken: %s", cases[i].text);
        if (strstr(err.text, cases[i].want) == NULL)
            fail_msg("%s: %s", cases[i].text, err.text);
        assert_int_equal(err.code, YG_ERR_INPUT);
        assert_null(config.feeds);
    }
}

static void parse__cut_at_every_byte__never_crashes(void **state) {
    yg_str text = yg_config_builtin();
    for (size_t n = 0; n < text.n; n += 7) {
        YG_CLEANUP_CONFIG yg_config config = {0};
        yg_config_parse(yg_str_sub(text, 0, n), "c.yaml", &config, NULL);
    }
}

static void builtin__as_shipped__is_sound(void **state) {
    YG_CLEANUP_CONFIG yg_config config = {0};
    yg_error err = {0};
    if (!yg_config_parse(yg_config_builtin(), "built-in", &config, &err))
        fail_msg("%s", err.text);
    assert_true(config.feeds_n >= 6);
    for (size_t i = 0; i < config.feeds_n; i++) {
        assert_memory_equal(config.feeds[i].address, "https://", 8);
        assert_true(config.feeds[i].licence[0] != '\0' && config.feeds[i].source[0] != '\0');
    }
    assert_ptr_equal(yg_config_feed(&config, YG_STR("attack-ics"), &err), &config.feeds[2]);
    assert_null(yg_config_feed(&config, YG_STR("atack-ics"), &err));
    assert_non_null(strstr(err.text, "did you mean \"attack-ics\"?"));
    assert_int_equal(err.code, YG_ERR_USAGE);
}

static void write__once__and_never_over_a_file(void **state) {
    char folder[] = "/tmp/yagura-config-XXXXXX";
    YG_CLEANUP_BUF yg_buf path = {0};
    YG_CLEANUP_BUF yg_buf cache = {0};
    YG_CLEANUP_CONFIG yg_config config = {0};
    yg_error err = {0};
    assert_non_null(mkdtemp(folder));
    setenv("XDG_CONFIG_HOME", folder, 1);
    setenv("XDG_CACHE_HOME", "relative/is/ignored", 1);
    setenv("HOME", "/home/someone", 1);
    assert_true(yg_config_default_path(&path, &err));
    assert_true(yg_config_default_cache(&cache, &err));
    assert_string_equal(yg_buf_z(&cache), "/home/someone/.cache/yagura/feeds");
    assert_true(yg_config_load(NULL, &config, &err)); /* the built-in one */
    yg_config_free(&config);
    assert_true(yg_config_write(yg_buf_z(&path), &err));
    assert_false(yg_config_write(yg_buf_z(&path), &err));
    assert_int_equal(err.code, YG_ERR_USAGE);
    assert_true(yg_config_load(NULL, &config, &err));
    assert_true(config.feeds_n >= 6);
    unlink(yg_buf_z(&path));
    *strrchr(path.p, '/') = '\0';
    rmdir(path.p);
    rmdir(folder);
    assert_false(yg_config_load("/nonexistent/config.yaml", &config, &err));
}

static void nearest__words__have_the_textbook_distance(void **state) {
    assert_int_equal(yg_nearest_distance(YG_STR("kitten"), YG_STR("sitting")), 3);
    assert_int_equal(yg_nearest_distance(YG_STR(""), YG_STR("abc")), 3);
    assert_int_equal(yg_nearest_distance(YG_STR("ab"), YG_STR("ba")), 1);
    assert_int_equal(yg_nearest_distance(YG_STR("NAME"), YG_STR("name")), 0);
    assert_true(yg_nearest_distance(YG_STR("a2345678901234567890123456789012x"), YG_STR("a")) ==
                SIZE_MAX);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse__a_full_file__fills_everything),
        cmocka_unit_test(parse__nothing__is_no_feeds),
        cmocka_unit_test(parse__mistakes__name_file_line_column_and_the_nearest_key),
        cmocka_unit_test(parse__cut_at_every_byte__never_crashes),
        cmocka_unit_test(builtin__as_shipped__is_sound),
        cmocka_unit_test(write__once__and_never_over_a_file),
        cmocka_unit_test(nearest__words__have_the_textbook_distance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
