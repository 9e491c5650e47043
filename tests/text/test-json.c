#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "seeded.h"
#include "text/json.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Members as <key=value>, elements as <value>, a fault as !reason@offset; behind a fault inside an
 * array the walk goes on. */
static yg_buf walked(yg_str text, bool resume) {
    yg_buf out = {0};
    yg_json_walk walk;
    yg_str key, value;
    if (!yg_json_walk_start(&walk, text, 0)) {
        yg_buf_addz(&out, "none");
        return out;
    }
    do {
        while (yg_json_walk_next(&walk, &key, &value)) {
            yg_buf_addc(&out, '<');
            if (walk.open == '{')
                yg_buf_addf(&out, "%.*s=", YG_FMT(key));
            yg_buf_addf(&out, "%.*s>", YG_FMT(value));
        }
        if (walk.fault != NULL)
            yg_buf_addf(&out, "!%s@%zu", walk.fault, walk.fault_at);
    } while (resume && walk.fault != NULL && walk.open == '[' && yg_json_walk_resume(&walk));
    return out;
}

static void walk__table__members_elements_faults(void **state) {
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"", "none"},
        {"1", "none"},
        {"\"a\"", "none"},
        {"{}", ""},
        {"[]", ""},
        {" \n[ ]", ""},
        {"\xEF\xBB\xBF{\"a\":1}", "<a=1>"},
        {"{\"a\":1,\"b\":[1,{\"c\":2}],\"d\":{\"e\":\"}\"}}",
         "<a=1><b=[1,{\"c\":2}]><d={\"e\":\"}\"}>"},
        {"[1 , \"a,b\" ,[2] , {\"k\":\"]\"} , null ]", "<1><\"a,b\"><[2]><{\"k\":\"]\"}><null>"},
        {"{\"a\\\"b\" : \"c\\\\\", \"d\":\"\\\"\"}", "<a\\\"b=\"c\\\\\"><d=\"\\\"\">"},
        {"{\"\":1}", "<=1>"},
        {"{\"a\":1,\"a\":2}", "<a=1><a=2>"},
        {"[1] trailing", "<1>"},
        {"[1,]", "<1>!a value is missing@3"},
        {"[,1]", "!a value is missing@1"},
        {"[1 2]", "<1>!a comma is missing between records@3"},
        {"{\"a\" 1}", "!a colon is missing behind a key@5"},
        {"{a:1}", "!a quoted key is missing@1"},
        {"{\"a\":1,}", "<a=1>!a quoted key is missing@7"},
        {"{\"a\":}", "!a value is missing@5"},
        {"{\"a", "!the text ends inside a string@1"},
        {"{\"a\":", "!the text ends inside a record@5"},
        {"[{\"a\":1}", "<{\"a\":1}>!the text ends before its closing bracket@8"},
        {"[{\"a\":1", "!the text ends inside a record@1"},
        {"[\"a", "!the text ends inside a record@1"},
        {"[", "!the text ends inside a record@1"},
        {"{", "!the text ends inside an object@1"},
        {"[12", "<12>!the text ends before its closing bracket@3"},
        {"{\"a\":tru", "<a=tru>!the text ends before its closing bracket@8"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        YG_CLEANUP_BUF yg_buf got = walked(yg_str_of(cases[i].text), false);
        if (strcmp(yg_buf_z(&got), cases[i].want) != 0)
            fail_msg("%s gives %s", cases[i].text, got.p);
    }
}

static void walk_member__table__first_of_that_key(void **state) {
    static const struct {
        const char *text;
        bool found;
    } cases[] = {
        {"{\"objects\":[1]}", true},          {"{\"a\":{\"objects\":[]},\"objects\":[1]}", true},
        {"{\"a\":{\"objects\":[1]}}", false}, {"{\"objects\":1}", false},
        {"[\"objects\",[1]]", false},         {"{\"Objects\":[1]}", false},
        {"{\"objects\":[1", false},           {"", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        yg_json_walk walk;
        yg_str key, value;
        bool found = yg_json_walk_member(&walk, yg_str_of(cases[i].text), "objects");
        if (found != cases[i].found)
            fail_msg("%s", cases[i].text);
        if (found) {
            assert_true(yg_json_walk_next(&walk, &key, &value));
            assert_true(yg_str_eqz(value, "1"));
        }
    }
}

static void walk_resume__damage_between_records__goes_on_behind_it(void **state) {
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"[{\"a\":1},\n{\"b\":2}} junk,\n{\"c\":3}]",
         "<{\"a\":1}><{\"b\":2}>!a comma is missing between records@17<{\"c\":3}>"},
        {"[{\"a\":1} {\"b\":2},{\"c\":3}]",
         "<{\"a\":1}>!a comma is missing between records@9<{\"c\":3}>"},
        {"[1,,2]", "<1>!a value is missing@3"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        YG_CLEANUP_BUF yg_buf got = walked(yg_str_of(cases[i].text), true);
        if (strcmp(yg_buf_z(&got), cases[i].want) != 0)
            fail_msg("%s gives %s", cases[i].text, got.p);
    }
}

/* Whatever the cut, every value that is given is one of the whole text, in order, and only a cut
 * text has a fault. A number or word at the very end may be a front part. */
static void walk__cut_at_every_byte__whole_records_alone(void **state) {
    static const char *const texts[] = {
        "[{\"a\":1},12345,\"te\\\"xt\",true,null,[[]],{\"b\":{\"c\":[1,2]}},-1.5e3]",
        "{\"a\":[1,2],\"b\\\\\":\"x\",\"c\":12.5,\"d\":{\"e\":false}, \"f\" : null }",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        yg_str text = yg_str_of(texts[i]);
        for (size_t n = 1; n <= text.n; n++) {
            char *exact = malloc(n); /* so that a read past the end is seen */
            yg_json_walk cut, whole;
            yg_str cut_key, cut_value, key, value;
            memcpy(exact, text.p, n);
            assert_true(yg_json_walk_start(&cut, (yg_str){exact, n}, 0));
            assert_true(yg_json_walk_start(&whole, text, 0));
            while (yg_json_walk_next(&cut, &cut_key, &cut_value)) {
                assert_true(yg_json_walk_next(&whole, &key, &value));
                bool at_end = cut_value.p + cut_value.n == exact + n;
                bool plain = strchr("\"[{", value.p[0]) == NULL;
                if (!yg_str_eq(cut_key, key) || !yg_str_starts(value, cut_value) ||
                    (cut_value.n != value.n && !(at_end && plain)))
                    fail_msg("cut at %zu: %.*s", n, YG_FMT(cut_value));
            }
            assert_int_equal(cut.fault == NULL, n == text.n);
            assert_true(cut.fault == NULL || cut.fault_at <= n);
            free(exact);
        }
    }
}

static void parse__limits__reason_and_offset(void **state) {
    yg_json_parser parser = {0};
    const char *reason = NULL;
    size_t at = 0;
    YG_CLEANUP_BUF yg_buf deep = {0};
    for (int extra = 0; extra < 2; extra++) {
        yg_buf_clear(&deep);
        for (int i = 0; i < YG_LIMIT_DEPTH + extra; i++)
            yg_buf_addc(&deep, '[');
        for (int i = 0; i < YG_LIMIT_DEPTH + extra; i++)
            yg_buf_addc(&deep, ']');
        yyjson_val *root = yg_json_parse(&parser, yg_buf_str(&deep), &reason, &at);
        assert_int_equal(root != NULL, extra == 0);
    }
    assert_non_null(strstr(reason, "nested deeper"));
    assert_int_equal(at, YG_LIMIT_DEPTH);
    /* Brackets inside strings do not nest. */
    yg_buf_clear(&deep);
    yg_buf_addz(&deep, "\"\\\"");
    for (int i = 0; i < 1000; i++)
        yg_buf_addc(&deep, '[');
    yg_buf_addc(&deep, '"');
    assert_non_null(yg_json_parse(&parser, yg_buf_str(&deep), &reason, &at));
    static const struct {
        const char *text;
        bool good;
    } cases[] = {
        {"{\"a\":1}", true},    {"", false},      {"{", false},     {"{\"a\":1,}", false},
        {"nul", false},         {"[1] 2", false}, {"NaN", false},   {"01", false},
        {"\"\xff\"", false},    {"'a'", false},   {"/**/1", false}, {"\"\t\"", false},
        {"\"\\ud800\"", false}, {" 1 ", true},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        reason = NULL;
        yyjson_val *root = yg_json_parse(&parser, yg_str_of(cases[i].text), &reason, &at);
        if ((root != NULL) != cases[i].good)
            fail_msg("%s", cases[i].text);
        assert_true(root != NULL || (reason != NULL && at <= strlen(cases[i].text)));
    }
    yg_str huge = {calloc(1, (size_t)YG_LIMIT_RECORD_BYTES + 1), (size_t)YG_LIMIT_RECORD_BYTES + 1};
    assert_null(yg_json_parse(&parser, huge, &reason, &at));
    assert_non_null(strstr(reason, "64 MiB"));
    free((void *)(uintptr_t)huge.p);
    yg_json_parser_free(&parser);
}

/* --- Random documents --- */

static void space(yg_buf *out, uint64_t *seed) {
    static const char all[] = " \t\r\n";
    for (uint64_t n = seeded_below(seed, 3); n > 0; n--)
        yg_buf_addc(out, all[seeded_below(seed, 4)]);
}

static void any_string(yg_buf *out, uint64_t *seed) {
    static const char *const pieces[] = {"a", " ", "\\\"", "\\\\",    "\\n", "日本", "{",
                                         "]", ",", ":",    "\\u00e9", "/",   "\\/",  "  "};
    yg_buf_addc(out, '"');
    for (uint64_t n = seeded_below(seed, 6); n > 0; n--)
        yg_buf_addz(out, pieces[seeded_below(seed, COUNT(pieces))]);
    yg_buf_addc(out, '"');
}

static void any_value(yg_buf *out, uint64_t *seed, int depth) {
    static const char *const plain[] = {"0", "-1", "1.50", "1e5", "true", "false", "null"};
    uint64_t kind = seeded_below(seed, depth > 4 ? 2 : 4);
    space(out, seed);
    if (kind == 0) {
        yg_buf_addz(out, plain[seeded_below(seed, COUNT(plain))]);
    } else if (kind == 1) {
        any_string(out, seed);
    } else {
        uint64_t n = seeded_below(seed, 4);
        yg_buf_addc(out, kind == 2 ? '[' : '{');
        for (uint64_t i = 0; i < n; i++) {
            if (i > 0)
                yg_buf_addc(out, ',');
            if (kind == 3) {
                space(out, seed);
                any_string(out, seed);
                space(out, seed);
                yg_buf_addc(out, ':');
            }
            any_value(out, seed, depth + 1);
        }
        space(out, seed);
        yg_buf_addc(out, kind == 2 ? ']' : '}');
    }
    space(out, seed);
}

static void minify__random_documents__equal_and_without_space(void **state) {
    uint64_t seed = 14;
    for (int i = 0; i < 4000; i++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        YG_CLEANUP_BUF yg_buf small = {0};
        YG_CLEANUP_BUF yg_buf again = {0};
        yg_json_parser a = {0}, b = {0};
        const char *reason = "";
        size_t at;
        any_value(&text, &seed, 0);
        yg_json_minify(&small, yg_buf_str(&text));
        yg_json_minify(&again, yg_buf_str(&small));
        yyjson_val *before = yg_json_parse(&a, yg_buf_str(&text), &reason, &at);
        yyjson_val *after = yg_json_parse(&b, yg_buf_str(&small), &reason, &at);
        if (before == NULL || after == NULL || !yyjson_equals(before, after))
            fail_msg("%s: %s", yg_buf_z(&text), reason);
        assert_true(yg_str_eq(yg_buf_str(&small), yg_buf_str(&again)));
        assert_true(yg_str_chr(yg_buf_str(&small), '\n') == SIZE_MAX);
        assert_true(yg_str_chr(yg_buf_str(&small), '\t') == SIZE_MAX);
        yg_json_parser_free(&a);
        yg_json_parser_free(&b);
    }
    YG_CLEANUP_BUF yg_buf got = {0};
    yg_json_minify(&got, YG_STR(" { \"a b\" : [ 1 , 2.50 ] , \"c\" : \"\\\" x \" } "));
    assert_string_equal(yg_buf_z(&got), "{\"a b\":[1,2.50],\"c\":\"\\\" x \"}");
}

/* --- Strings --- */

static void assert_safe(yg_str json) {
    assert_int_equal(yg_utf8_check(json), json.n);
    for (size_t at = 0; at < json.n;) {
        uint32_t c = yg_utf8_next(json, &at);
        if (c == '<' || c == '>' || c == '&' || yg_utf8_is_active(c))
            fail_msg("U+%04X in %.*s", (unsigned)c, YG_FMT(json));
    }
}

static void add_string__every_code_point__safe_and_comes_back(void **state) {
    yg_json_parser parser = {0};
    for (uint32_t c = 0; c <= 0x10FFFF; c += c < 0x10000 ? 1 : 97) {
        YG_CLEANUP_BUF yg_buf in = {0};
        YG_CLEANUP_BUF yg_buf out = {0};
        const char *reason;
        size_t at;
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        yg_utf8_put(&in, c);
        yg_json_add_string(&out, yg_buf_str(&in));
        assert_safe(yg_buf_str(&out));
        yyjson_val *root = yg_json_parse(&parser, yg_buf_str(&out), &reason, &at);
        if (root == NULL ||
            !yg_str_eq((yg_str){yyjson_get_str(root), yyjson_get_len(root)}, yg_buf_str(&in)))
            fail_msg("U+%04X", (unsigned)c);
    }
    yg_json_parser_free(&parser);
}

static void add_string__random_bytes__safe_json_of_repaired_text(void **state) {
    yg_json_parser parser = {0};
    uint64_t seed = 15;
    for (int i = 0; i < 5000; i++) {
        char b[30];
        YG_CLEANUP_BUF yg_buf out = {0};
        YG_CLEANUP_BUF yg_buf repaired = {0};
        const char *reason;
        size_t at;
        for (size_t k = 0; k < sizeof b; k++)
            b[k] = (char)seeded_next(&seed);
        yg_json_add_string(&out, (yg_str){b, sizeof b});
        yg_utf8_add_repaired(&repaired, (yg_str){b, sizeof b});
        assert_safe(yg_buf_str(&out));
        yyjson_val *root = yg_json_parse(&parser, yg_buf_str(&out), &reason, &at);
        assert_non_null(root);
        assert_true(
            yg_str_eq((yg_str){yyjson_get_str(root), yyjson_get_len(root)}, yg_buf_str(&repaired)));
    }
    yg_json_parser_free(&parser);
}

static void add_string__html__cannot_end_a_script(void **state) {
    YG_CLEANUP_BUF yg_buf out = {0};
    yg_json_add_string(&out, YG_STR("</script><!--&amp;\n\t\"\\'"));
    assert_string_equal(yg_buf_z(&out), "\"\\u003c/script\\u003e\\u003c!--\\u0026amp;\\n\\t\\\""
                                        "\\\\'\"");
}

/* --- Access --- */

static bool join(void *self, yg_str text) {
    yg_buf_addf(self, "<%.*s>", YG_FMT(text));
    return !yg_str_eqz(text, "stop");
}

static void access__any_type__text_or_nothing(void **state) {
    static const struct {
        const char *value, *str, *text, *each;
        bool truth;
    } cases[] = {
        {"\"a\"", "a", "a", "<a>", false},
        {"12", "", "12", "<12>", false},
        {"-7", "", "-7", "<-7>", false},
        {"18446744073709551615", "", "18446744073709551615", "<18446744073709551615>", false},
        {"1.5", "", "1.5", "<1.5>", false},
        {"true", "", "true", "<true>", true},
        {"false", "", "false", "<false>", false},
        {"null", "", "", "", false},
        {"{\"k\":1}", "", "", "", false},
        {"[\"a\",2,null,{},\"\",\"b\"]", "", "", "<a><2><b>", false},
        {"[]", "", "", "", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        yg_json_parser parser = {0};
        YG_CLEANUP_BUF yg_buf text = {0};
        YG_CLEANUP_BUF yg_buf each = {0};
        const char *reason;
        char scratch[32];
        size_t at;
        yg_buf_addf(&text, "{\"v\":%s}", cases[i].value);
        yyjson_val *root = yg_json_parse(&parser, yg_buf_str(&text), &reason, &at);
        assert_non_null(root);
        assert_true(yg_str_eqz(yg_json_str(root, "v"), cases[i].str));
        assert_true(yg_str_eqz(yg_json_text(yyjson_obj_get(root, "v"), scratch), cases[i].text));
        assert_int_equal(yg_json_true(root, "v"), cases[i].truth);
        assert_true(yg_json_each_text(yyjson_obj_get(root, "v"), join, &each));
        assert_string_equal(yg_buf_z(&each), cases[i].each);
        assert_int_equal(yg_json_str(root, "absent").n, 0);
        assert_int_equal(yg_json_str(NULL, "v").n, 0);
        assert_true(yg_json_each_text(NULL, join, &each));
        yg_json_parser_free(&parser);
    }
    yg_json_parser parser = {0};
    YG_CLEANUP_BUF yg_buf each = {0};
    const char *reason;
    size_t at;
    yyjson_val *root = yg_json_parse(&parser, YG_STR("[\"a\",\"stop\",\"b\"]"), &reason, &at);
    assert_false(yg_json_each_text(root, join, &each));
    assert_string_equal(yg_buf_z(&each), "<a><stop>");
    yg_json_parser_free(&parser);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walk__table__members_elements_faults),
        cmocka_unit_test(walk_member__table__first_of_that_key),
        cmocka_unit_test(walk_resume__damage_between_records__goes_on_behind_it),
        cmocka_unit_test(walk__cut_at_every_byte__whole_records_alone),
        cmocka_unit_test(parse__limits__reason_and_offset),
        cmocka_unit_test(minify__random_documents__equal_and_without_space),
        cmocka_unit_test(add_string__every_code_point__safe_and_comes_back),
        cmocka_unit_test(add_string__random_bytes__safe_json_of_repaired_text),
        cmocka_unit_test(add_string__html__cannot_end_a_script),
        cmocka_unit_test(access__any_type__text_or_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
