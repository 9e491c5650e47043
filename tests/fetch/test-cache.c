#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/limits.h"
#include "fetch/cache.h"
#include "fetch/content.h"

static char parent[] = "/tmp/yagura-cache-XXXXXX";
static yg_cache cache;

static int set_up(void **state) {
    yg_error err = {0};
    return mkdtemp(parent) != NULL && yg_cache_open(parent, "feed", &cache, &err) ? 0 : -1;
}

static int tear_down(void **state) {
    static const char *const files[] = {"body", "feed.json", "packed"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        yg_cache_remove(&cache, files[i]);
    rmdir(yg_buf_z(&cache.path));
    yg_cache_close(&cache);
    return rmdir(parent);
}

static void put(const char *file, yg_str bytes) {
    int fd = yg_cache_append(&cache, file, true, NULL);
    assert_true(fd >= 0 && yg_cache_write(fd, bytes, NULL));
    close(fd);
}

static void sha256__in_pieces__equals_the_whole(void **state) {
    char text[1000], whole[65], pieces[65];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i * 7);
    for (size_t n = 0; n < sizeof text; n += 61) {
        yg_sha256 *digest = yg_sha256_start();
        yg_sha256_add(digest, (yg_str){text, n / 3});
        yg_sha256_add(digest, (yg_str){NULL, 0});
        yg_sha256_add(digest, (yg_str){text + n / 3, n - n / 3});
        yg_sha256_finish(digest, pieces);
        yg_sha256_hex((yg_str){text, n}, whole);
        assert_string_equal(whole, pieces);
    }
    yg_sha256_finish(yg_sha256_start(), NULL);
    yg_sha256_finish(NULL, NULL);
}

static void feed_name_ok__what_could_leave_the_folder__is_refused(void **state) {
    static const char *const good[] = {"a", "attack-enterprise", "0.list_2"};
    static const char *const bad[] = {"",    ".",    "..",   ".a",        "-a", "a/b",  "../a",
                                      "a b", "a\nb", "a\\b", "a\xC3\xA9", "~",  "a%2f", "a:b"};
    char name[66];
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(yg_feed_name_ok(yg_str_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        yg_cache other;
        assert_false(yg_feed_name_ok(yg_str_of(bad[i])));
        assert_false(yg_cache_open(parent, bad[i], &other, NULL));
    }
    memset(name, 'a', sizeof name);
    assert_true(yg_feed_name_ok((yg_str){name, 64}));
    assert_false(yg_feed_name_ok((yg_str){name, 65}));
    assert_false(yg_feed_name_ok((yg_str){"a\0b", 3}));
}

static void save__then_load__gives_the_same_record(void **state) {
    yg_feed_record record = {.address = "https://a.example/\"x\"",
                             .final_address = "https://b.example/",
                             .etag = "W/\"v1\"",
                             .last_modified = "Mon, 01 Jan 2024 00:00:00 GMT",
                             .retrieved_us = 1700000000000000,
                             .checked_us = 1700000001000000,
                             .bytes = UINT64_MAX / 2,
                             .gzip = true,
                             .imported = true};
    yg_feed_record *back = calloc(1, sizeof *back);
    yg_error err = {0};
    memset(record.sha256, 'a', 64);
    assert_true(yg_cache_save(&cache, "feed.json", &record, &err));
    assert_true(yg_cache_load(&cache, "feed.json", record.address, back));
    assert_memory_equal(back, &record, sizeof record);
    assert_false(yg_cache_load(&cache, "feed.json", "https://other.example/", back));
    assert_false(yg_cache_load(&cache, "absent.json", record.address, back));
    free(back);
}

static void load__what_was_tampered_with__is_no_record(void **state) {
    static const char *const texts[] = {
        "",
        "{",
        "[]",
        "7",
        "{\"address\": \"a\", \"etag\": \"v1\"}",
        "{\"address\": \"a\", \"etag\": \"\\\"v1\\\"\\r\\nX: y\"}",
        "{\"address\": \"a\", \"last_modified\": \"soon\"}",
        "{\"address\": \"a\", \"last_modified\": \"Mon, 01 Jan 2024 00:00:00 GMT\\r\\nX: y\"}",
        "{\"address\": \"a\", \"sha256\": \"../../etc/passwd\"}",
        "{\"address\": \"a\\u0000b\"}",
        "{\"address\": 7}"};
    yg_feed_record *record = calloc(1, sizeof *record);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        put("feed.json", yg_str_of(texts[i]));
        if (yg_cache_load(&cache, "feed.json", "a", record))
            fail_msg("%s", texts[i]);
    }
    put("feed.json", YG_STR("{\"address\": \"a\", \"bytes\": -1, \"retrieved\": 7}"));
    assert_true(yg_cache_load(&cache, "feed.json", "a", record));
    free(record);
}

static void open__twice__is_refused_while_the_first_is_open(void **state) {
    yg_cache second;
    yg_error err = {0};
    assert_false(yg_cache_open(parent, "feed", &second, &err));
    assert_non_null(strstr(err.text, "another update"));
}

static void encoding__values__are_known_or_refused(void **state) {
    bool gzip = false;
    assert_true(yg_content_encoding(YG_STR(""), &gzip) && !gzip);
    assert_true(yg_content_encoding(YG_STR("identity"), &gzip) && !gzip);
    assert_true(yg_content_encoding(YG_STR("GZIP"), &gzip) && gzip);
    assert_false(yg_content_encoding(YG_STR("br"), &gzip));
    assert_false(yg_content_encoding(YG_STR("gzip, gzip"), &gzip));
}

/* "hello" as gzip. */
static const char hello[] = "\x1f\x8b\x08\0\0\0\0\0\0\xff\xcb\x48\xcd\xc9\xc9\x07\0\x86\xa6\x10\x36"
                            "\x05\0\0\0";

static bool gunzip(size_t n, uint64_t max_bytes, yg_error *err) {
    put("packed", (yg_str){hello, n});
    int from = yg_cache_read(&cache, "packed", NULL);
    int to = yg_cache_append(&cache, "body", true, NULL);
    bool done = yg_content_gunzip(from, to, max_bytes, err);
    close(from);
    close(to);
    return done;
}

static void gunzip__cut_at_every_byte__is_an_error(void **state) {
    size_t whole = sizeof hello - 1;
    yg_error err = {0};
    for (size_t n = 1; n < whole; n++)
        assert_false(gunzip(n, 1 << 20, &err));
    assert_true(gunzip(whole, 1 << 20, &err));
    assert_int_equal(yg_cache_size(&cache, "body"), 5);
    assert_true(gunzip(whole, 5, &err));
    assert_false(gunzip(whole, 4, &err));
    assert_int_equal(err.code, YG_ERR_LIMIT);
}

static void is_page__beginnings__are_told_apart(void **state) {
    assert_true(yg_content_is_page(YG_STR("\r\n<!DocType HTML>")));
    assert_true(yg_content_is_page(YG_STR("\xEF\xBB\xBF<html>")));
    assert_false(yg_content_is_page(YG_STR("")));
    assert_false(yg_content_is_page(YG_STR("<?xml version=\"1.0\"?><feed/>")));
    assert_false(yg_content_is_page(YG_STR("{\"text\": \"<html>\"}")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256__in_pieces__equals_the_whole),
        cmocka_unit_test(feed_name_ok__what_could_leave_the_folder__is_refused),
        cmocka_unit_test(save__then_load__gives_the_same_record),
        cmocka_unit_test(load__what_was_tampered_with__is_no_record),
        cmocka_unit_test(open__twice__is_refused_while_the_first_is_open),
        cmocka_unit_test(encoding__values__are_known_or_refused),
        cmocka_unit_test(gunzip__cut_at_every_byte__is_an_error),
        cmocka_unit_test(is_page__beginnings__are_told_apart),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
