#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "text/yaml.h"

static void parse__a_document__gives_the_tree_with_places(void **state) {
    YG_CLEANUP_YAML yg_yaml yaml = {0};
    yg_error err = {0};
    assert_true(yg_yaml_parse(&yaml,
                              YG_STR("\xEF\xBB\xBF# 櫓\nname: \"櫓\"\nsites: [JP, \"US\"]\n"
                                     "rows:\n  - {a: 1, b: ~}\n  - >-\n    two\n    lines\n"),
                              &err));
    const yg_yaml_node *root = yaml.root;
    assert_int_equal(root->kind, YG_YAML_MAP);
    assert_int_equal(root->n, 3);
    assert_true(yg_str_eqz(yg_yaml_str(root, "name"), "櫓"));
    const yg_yaml_node *sites = yg_yaml_get(root, "sites");
    assert_int_equal(sites->n, 2);
    assert_int_equal(sites->line, 3);
    assert_int_equal(sites->column, 1);
    assert_int_equal(sites->offset_bytes, 21);
    assert_false(sites->first->quoted);
    assert_true(sites->last->quoted);
    assert_int_equal(sites->last->column, 13);
    const yg_yaml_node *rows = yg_yaml_get(root, "rows");
    assert_true(yg_str_eqz(yg_yaml_str(rows->first, "a"), "1"));
    assert_true(yg_yaml_is_null(yg_yaml_get(rows->first, "b")));
    assert_true(yg_str_eqz(rows->last->text, "two lines"));
    assert_null(yg_yaml_get(rows, "a"));
    assert_null(yg_yaml_get(NULL, "a"));
    assert_true(yg_yaml_is_null(NULL));
}

static void parse__several_documents__hang_together(void **state) {
    YG_CLEANUP_YAML yg_yaml yaml = {0};
    assert_true(yg_yaml_parse(&yaml, YG_STR("---\na: 1\n---\nb: 2\n...\n"), NULL));
    assert_true(yg_str_eqz(yg_yaml_str(yaml.root, "a"), "1"));
    assert_true(yg_str_eqz(yg_yaml_str(yaml.root->next, "b"), "2"));
    assert_null(yaml.root->next->next);
    assert_true(yg_yaml_parse(&yaml, YG_STR(""), NULL));
    assert_null(yaml.root);
}

static void parse__what_is_refused__names_line_and_column(void **state) {
    static const struct {
        const char *text, *want;
        size_t offset_bytes;
    } cases[] = {
        {"a: &x 1\n", "line 1, column 4: anchors", 3},
        {"a: 1\nb: *x\n", "line 2, column 4: anchors", 8},
        {"a: !!int 1\n", "line 1, column 4: tags", 3},
        {"a: !!python/object 1\n", "line 1, column 4: tags", 3},
        {"a: [1]\nb: 2\na: 3\n", "line 3, column 1: the key is there already", 12},
        {"? [a]\n: b\n", "line 1, column 3: the key of a map", 2},
        {"櫓: ok\nb: [1\n", "line 3, column 1: ", 14},
        {"a: 1\n\tb: 2\n", "line 2, column 1: ", 5},
        {"a: 1\nb: \xFF\n", "line 2, column 4: not UTF-8", 8},
        {"a: \x01\n", "line 1, column 4: control characters", 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YG_CLEANUP_YAML yg_yaml yaml = {0};
        yg_error err = {0};
        assert_false(yg_yaml_parse(&yaml, yg_str_of(cases[i].text), &err));
        assert_null(yaml.root);
        if (strncmp(err.text, cases[i].want, strlen(cases[i].want)) != 0)
            fail_msg("%s: %s", cases[i].text, err.text);
        assert_int_equal(yaml.fault_offset_bytes, cases[i].offset_bytes);
    }
}

static void parse__duplicate_key_in_a_large_map__is_refused(void **state) {
    for (int first = 0; first < 40; first++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        YG_CLEANUP_YAML yg_yaml yaml = {0};
        for (int i = 0; i < 40; i++)
            yg_buf_addf(&text, "k%d: {a: 1, b: 2}\n", i);
        assert_true(yg_yaml_parse(&yaml, yg_buf_str(&text), NULL));
        assert_int_equal(yaml.root->n, 40);
        yg_buf_addf(&text, "k%d: x\n", first);
        assert_false(yg_yaml_parse(&yaml, yg_buf_str(&text), NULL));
        assert_int_equal(yaml.fault_line, 41);
    }
}

static void parse__hostile_nesting__is_a_limit(void **state) {
    YG_CLEANUP_BUF yg_buf text = {0};
    YG_CLEANUP_YAML yg_yaml yaml = {0};
    yg_error err = {0};
    for (int i = 0; i < 100000; i++)
        yg_buf_addc(&text, '[');
    assert_false(yg_yaml_parse(&yaml, yg_buf_str(&text), &err));
    assert_int_equal(err.code, YG_ERR_LIMIT);
    yg_buf_clear(&text);
    for (int i = 0; i < 2100000; i++)
        yg_buf_addz(&text, "- \n");
    assert_false(yg_yaml_parse(&yaml, yg_buf_str(&text), &err));
    assert_int_equal(err.code, YG_ERR_LIMIT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse__a_document__gives_the_tree_with_places),
        cmocka_unit_test(parse__several_documents__hang_together),
        cmocka_unit_test(parse__what_is_refused__names_line_and_column),
        cmocka_unit_test(parse__duplicate_key_in_a_large_map__is_refused),
        cmocka_unit_test(parse__hostile_nesting__is_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
