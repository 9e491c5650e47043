/* Renderers: golden output of a small document, and hostile text in every field of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/input.h"
#include "base/utf8.h"
#include "sample.h"
#include "tell/render.h"
#include "text/json.h"

static void render(const char *name, enum yg_lang lang, yg_str text, yg_buf *out) {
    YG_CLEANUP_REPORT yg_report report = {0};
    yg_error err = {0};
    sample_make(&report, lang, text);
    assert_true(yg_renderer_find(yg_str_of(name))->render(&report, out, &err));
}

#define DOCUMENT_BLOCK "<script type=\"application/json\" id=\"yagura-report\">"

/* What a page says: without its style sheet, and without the data and the script behind its text,
 * which depend on whether there was Node when the program was built. */
static yg_str body_of(yg_str page) {
    size_t body = yg_str_find(page, YG_STR("<body>"));
    size_t data = yg_str_find(page, YG_STR(DOCUMENT_BLOCK));
    return body == SIZE_MAX || data == SIZE_MAX ? page : yg_str_sub(page, body, data - body);
}

/* YG_GOLDEN_WRITE=1 writes the files anew. */
static void render__small_document__golden(void **state) {
    static const char *const languages[] = {[YG_LANG_EN] = "en", [YG_LANG_JA] = "ja"};
    (void)state;
    for (const yg_renderer *r = yg_renderers; r->name != NULL; r++)
        for (int lang = YG_LANG_EN; lang <= YG_LANG_JA; lang++) {
            char path[512];
            YG_CLEANUP_BUF yg_buf got = {0};
            YG_CLEANUP_BUF yg_buf want = {0};
            render(r->name, (enum yg_lang)lang, (yg_str){0}, &got);
            yg_str text = body_of(yg_buf_str(&got));
            snprintf(path, sizeof path, YG_GOLDEN "/small.%s.%s", languages[lang], r->name);
            if (getenv("YG_GOLDEN_WRITE") != NULL) {
                FILE *file = fopen(path, "wb");
                assert_non_null(file);
                fwrite(text.p, 1, text.n, file);
                fclose(file);
            }
            assert_true(yg_input_read_file(path, 1 << 20, &want, NULL));
            YG_CLEANUP_BUF yg_buf copy = {0};
            yg_buf_add(&copy, text);
            assert_string_equal(yg_buf_z(&copy), yg_buf_z(&want));
        }
}

static void render__twice__same_bytes(void **state) {
    (void)state;
    for (const yg_renderer *r = yg_renderers; r->name != NULL; r++) {
        YG_CLEANUP_BUF yg_buf a = {0};
        YG_CLEANUP_BUF yg_buf b = {0};
        render(r->name, YG_LANG_JA, (yg_str){0}, &a);
        render(r->name, YG_LANG_JA, (yg_str){0}, &b);
        assert_true(yg_str_eq(yg_buf_str(&a), yg_buf_str(&b)));
    }
}

static const char *const hostile[] = {
    "<script>alert(1)</script>",
    "\" onmouseover=\"alert(1)",
    "' onfocus='alert(1)",
    "</style><script>alert(1)</script>",
    "--><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "https://example.org/\"><script>alert(1)</script>",
    "https://example.org/a b\n<script>alert(1)</script>",
    "![x](https://example.org/pixel) [y](javascript:alert(1)) `code` | cell",
    "\x1b[31mred\x07 \x9b \xe2\x80\xae gnp.exe \xff\xfe",
    "&lt;script&gt; &#60;script&#62;",
    "\\u003cscript\\u003e \\",
};

/* Tags and attributes that a hostile text could open. */
static void html__hostile_text_everywhere__stays_text(void **state) {
    static const char *const never[] = {
        "<script",           "<img", "onmouseover=\"", "onfocus='",   "onerror=alert(1)>",
        "href=\"javascript", "\x1b", "\x07",           "\xe2\x80\xae"};
    (void)state;
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        YG_CLEANUP_BUF yg_buf got = {0};
        render("html", YG_LANG_EN, yg_str_of(hostile[i]), &got);
        for (size_t n = 0; n < sizeof never / sizeof *never; n++)
            assert_int_equal(yg_str_find(body_of(yg_buf_str(&got)), yg_str_of(never[n])), SIZE_MAX);
        assert_int_equal(yg_utf8_check(yg_buf_str(&got)), got.n);
    }
}

/* The data of the page is the document as JSON, and nothing in it can end its element. */
static void html__hostile_text_everywhere__data_stays_data(void **state) {
    static const char *const never[] = {"<", "\x1b", "\x07", "\xe2\x80\xae"};
    (void)state;
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        YG_CLEANUP_BUF yg_buf got = {0};
        YG_CLEANUP_BUF yg_buf json = {0};
        yg_json_parser a = {0}, b = {0};
        const char *reason = NULL;
        size_t at = 0;
        render("html", YG_LANG_EN, yg_str_of(hostile[i]), &got);
        render("json", YG_LANG_EN, yg_str_of(hostile[i]), &json);
        yg_str data = yg_buf_str(&got);
        data = yg_str_from(data,
                           yg_str_find(data, YG_STR(DOCUMENT_BLOCK)) + sizeof DOCUMENT_BLOCK - 1);
        data = yg_str_sub(data, 0, yg_str_find(data, YG_STR("</script>")));
        for (size_t n = 0; n < sizeof never / sizeof *never; n++)
            assert_int_equal(yg_str_find(data, yg_str_of(never[n])), SIZE_MAX);
        yyjson_val *page = yg_json_parse(&a, data, &reason, &at);
        yyjson_val *whole = yg_json_parse(&b, yg_buf_str(&json), &reason, &at);
        assert_non_null(page);
        assert_non_null(whole);
        /* Bytes that the page must not hold are replaced, so texts are compared without them. */
        if (yg_str_find(yg_str_of(hostile[i]), YG_STR("\x1b")) == SIZE_MAX)
            assert_true(yyjson_equals(page, whole));
        yg_json_parser_free(&a);
        yg_json_parser_free(&b);
    }
}

static size_t count(yg_str text, const char *needle) {
    size_t n = 0;
    for (size_t at; (at = yg_str_find(text, yg_str_of(needle))) != SIZE_MAX; n++)
        text = yg_str_from(text, at + 1);
    return n;
}

/* The structure of the page does not depend on what the texts say. */
static void html__hostile_text_everywhere__same_tags(void **state) {
    static const char *const tags[] = {"<li", "<table", "<td", "<th", "<section", "<svg", "<p"};
    (void)state;
    YG_CLEANUP_BUF yg_buf plain = {0};
    render("html", YG_LANG_EN, YG_STR("plain"), &plain);
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        YG_CLEANUP_BUF yg_buf got = {0};
        if (yg_str_find(yg_str_of(hostile[i]), YG_STR("https://")) == 0)
            continue; /* a link more is no fault */
        render("html", YG_LANG_EN, yg_str_of(hostile[i]), &got);
        for (size_t n = 0; n < sizeof tags / sizeof *tags; n++)
            assert_int_equal(count(yg_buf_str(&got), tags[n]), count(yg_buf_str(&plain), tags[n]));
    }
}

static void html__asks_nothing_of_the_network(void **state) {
    static const char *const never[] = {"<script", "<link", "@import", "url(", "src=", "style=\""};
    (void)state;
    YG_CLEANUP_BUF yg_buf got = {0};
    render("html", YG_LANG_JA, (yg_str){0}, &got);
    yg_str page = yg_buf_str(&got);
    page = yg_str_sub(page, 0, yg_str_find(page, YG_STR(DOCUMENT_BLOCK)));
    for (size_t n = 0; n < sizeof never / sizeof *never; n++)
        assert_int_equal(yg_str_find(page, yg_str_of(never[n])), SIZE_MAX);
    assert_int_not_equal(yg_str_find(page, YG_STR("default-src 'none'; style-src 'sha256-")),
                         SIZE_MAX);
    assert_int_not_equal(yg_str_find(page, YG_STR("<html lang=\"ja\">")), SIZE_MAX);
}

static void json__hostile_text_everywhere__parses(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        YG_CLEANUP_BUF yg_buf got = {0};
        yg_json_parser parser = {0};
        const char *reason = NULL;
        size_t at = 0;
        render("json", YG_LANG_EN, yg_str_of(hostile[i]), &got);
        assert_non_null(yg_json_parse(&parser, yg_buf_str(&got), &reason, &at));
        assert_int_equal(yg_str_find(yg_buf_str(&got), YG_STR("<script")), SIZE_MAX);
        yg_json_parser_free(&parser);
    }
}

static void markdown__hostile_text_everywhere__no_html_no_links(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        YG_CLEANUP_BUF yg_buf got = {0};
        render("md", YG_LANG_EN, yg_str_of(hostile[i]), &got);
        /* The scope stands in a comment at the end, which nothing in it can close. */
        size_t comment = yg_str_find(yg_buf_str(&got), YG_STR("<!-- yagura-report/1 "));
        assert_true(comment != SIZE_MAX);
        yg_str scope = yg_str_from(yg_buf_str(&got), comment + 4);
        assert_int_equal(yg_str_chr(scope, '<'), SIZE_MAX);
        assert_int_equal(yg_str_chr(scope, '>'), scope.n - 2);
        got.n = comment;
        assert_int_equal(yg_str_find(yg_buf_str(&got), YG_STR("<script")), SIZE_MAX);
        assert_int_equal(yg_str_find(yg_buf_str(&got), YG_STR("\x1b")), SIZE_MAX);
        assert_int_equal(yg_str_find(yg_buf_str(&got), YG_STR("![x](")), SIZE_MAX);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(render__small_document__golden),
        cmocka_unit_test(render__twice__same_bytes),
        cmocka_unit_test(html__hostile_text_everywhere__stays_text),
        cmocka_unit_test(html__hostile_text_everywhere__same_tags),
        cmocka_unit_test(html__hostile_text_everywhere__data_stays_data),
        cmocka_unit_test(html__asks_nothing_of_the_network),
        cmocka_unit_test(json__hostile_text_everywhere__parses),
        cmocka_unit_test(markdown__hostile_text_everywhere__no_html_no_links),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
