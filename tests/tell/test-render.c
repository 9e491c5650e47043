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

/* The style sheet may change without changing what a page says. */
static yg_str without_style(yg_str page) {
    size_t body = yg_str_find(page, YG_STR("<body>"));
    return body == SIZE_MAX ? page : yg_str_from(page, body);
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
            yg_str text = without_style(yg_buf_str(&got));
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
            assert_int_equal(yg_str_find(yg_buf_str(&got), yg_str_of(never[n])), SIZE_MAX);
        assert_int_equal(yg_utf8_check(yg_buf_str(&got)), got.n);
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
        assert_int_equal(yg_str_find(yg_buf_str(&got), YG_STR("<script")), SIZE_MAX);
        assert_int_equal(yg_str_find(yg_buf_str(&got), YG_STR("![x](")), SIZE_MAX);
        assert_int_equal(yg_str_find(yg_buf_str(&got), YG_STR("\x1b")), SIZE_MAX);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(render__small_document__golden),
        cmocka_unit_test(render__twice__same_bytes),
        cmocka_unit_test(html__hostile_text_everywhere__stays_text),
        cmocka_unit_test(html__hostile_text_everywhere__same_tags),
        cmocka_unit_test(html__asks_nothing_of_the_network),
        cmocka_unit_test(json__hostile_text_everywhere__parses),
        cmocka_unit_test(markdown__hostile_text_everywhere__no_html_no_links),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
