#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/time.h"
#include "event/host_names.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void take(void *self, yg_str name, int64_t time_us, uint64_t offset) {
    yg_buf *log = self;
    yg_buf_addf(log, "%s%llu:%.*s", log->n > 0 ? " " : "", (unsigned long long)offset,
                YG_FMT(name));
    if (time_us != YG_TIME_NONE) {
        yg_buf_addc(log, '@');
        yg_time_add(log, time_us);
    }
}

typedef struct {
    const char *format, *column, *text, *form, *names;
    uint64_t records, rejected;
} reading;

static yg_host_names *open_of(const reading *r) {
    yg_host_names *reader = NULL;
    yg_error err = {0};
    yg_host_names_options options = {.format = yg_str_of(r->format),
                                     .column = yg_str_of(r->column)};
    if (!yg_host_names_open(&options, yg_str_of(r->text), &reader, &err))
        fail_msg("%s: %s", r->text, err.text);
    return reader;
}

static const reading readings[] = {
    {"", "", "a.example\nb.example", "lines", "0:a.example 10:b.example", 2, 0},
    {"", "", "a.example\r\n\r\n# x\r\nb.example\r\n", "lines", "0:a.example 18:b.example", 2, 0},
    {"", "", "\xEF\xBB\xBF*.a.example\n", "lines", "0:*.a.example", 1, 0},
    {"", "", "127.0.0.1\ta.example # x\n", "lines", "0:a.example", 1, 0},
    {"", "", "127.0.0.1\n", "lines", "0:127.0.0.1", 1, 0},
    {"", "", "a.example. 3600 IN A 192.0.2.1\n", "lines", "0:a.example.", 1, 0},
    {"", "", "http://a.example/?q=a,b;c|d e\n", "lines", "0:http://a.example/?q=a", 1, 0},
    {"", "", "1,a.example\n2,b.example\n", "csv", "0:a.example 12:b.example", 2, 0},
    {"", "", "domain\na.example\n", "csv", "7:a.example", 1, 0},
    {"", "", "ts;host\n1700000000;a.example\nx\n", "csv", "8:a.example@2023-11-14T22:13:20Z", 2, 1},
    {"", "", "a,domain\n\"x\ny\",a.example\n", "csv", "9:a.example", 1, 0},
    {"", "2", "n,d\n1,a.example\n", "csv", "4:a.example", 1, 0},
    {"", "2", "1,a.example\n", "csv", "0:a.example", 1, 0},
    {"", "", "{\"query\":\"a.example\"}\n{\"x\":1}\n{]\n", "jsonl", "0:a.example", 3, 1},
    {"", "x.y", "{\"x\":{\"y\":[\"a.example\",[\"b.example\"]]}}\n", "jsonl",
     "0:a.example 0:b.example", 1, 0},
    {"", "", "[\"a.example\", {\"query\":\"b.example\"}, 7]", "json", "1:a.example 23:b.example", 3,
     0},
    {"", "", "{\n\"list\": [\"a.example\"]}", "json", "11:a.example", 1, 0},
    {"", "", "{\"name_value\":\"a.example\\nb.example\"}\n", "jsonl", "0:a.example 0:b.example", 1,
     0},
    {"", "", "{\"dns_names\":[\"DNS:a.example\"],\"domain\":\"no.example\"}\n", "jsonl",
     "0:a.example", 1, 0},
    {"", "", "#fields\tts\tsan.dns\n1700000000.5\ta.example,b.example\n2\t(empty)\n3\n", "zeek",
     "19:a.example@2023-11-14T22:13:20.500Z 19:b.example@2023-11-14T22:13:20.500Z", 3, 1},
    {"zeek", "", "#path\tssl\n#fields\tserver_name\n-\na.example\n", "zeek", "32:a.example", 2, 0},
    {"", "", "at http://a.example/ and b.example, not c\n", "lines",
     "0:http://a.example/ 0:b.example", 1, 0},
    {"", "", "to=<x.y@a.example> relay=b.example[192.0.2.1]:25\n", "lines",
     "0:a.example 0:b.example", 1, 0},
    {"", "", "- a[.]example (a.example)\n", "lines", "0:a.example 0:a.example", 1, 0},
    {"", "", "no name here\n", "lines", "0:no", 1, 0},
    {"lines", "", "a,b.example\n", "lines", "0:a", 1, 0},
    {"jsonl", "", "\"a.example\"\n", "jsonl", "0:a.example", 1, 0},
};

static void host_names_feed__every_form__names_offsets_times(void **state) {
    for (size_t i = 0; i < COUNT(readings); i++) {
        const reading *r = &readings[i];
        YG_CLEANUP_BUF yg_buf log = {0};
        yg_host_names *reader = open_of(r);
        assert_string_equal(yg_host_names_form(reader), r->form);
        yg_host_names_feed(reader, yg_str_of(r->text), 0, take, &log);
        assert_string_equal(yg_buf_z(&log), r->names);
        assert_int_equal(yg_host_names_records(reader), r->records);
        assert_int_equal(yg_host_names_rejected(reader), r->rejected);
        yg_host_names_close(reader);
    }
}

/* Every prefix is cut somewhere, and the two parts give what the whole gives. */
static void host_names_cut__at_every_length__parts_give_the_whole(void **state) {
    for (size_t i = 0; i < COUNT(readings); i++) {
        const reading *r = &readings[i];
        yg_str text = yg_str_of(r->text);
        for (size_t n = 0; n <= text.n; n++) {
            YG_CLEANUP_BUF yg_buf log = {0};
            yg_host_names *reader = open_of(r);
            size_t cut = yg_host_names_cut(reader, yg_str_sub(text, 0, n), 0);
            assert_true(cut <= n);
            yg_host_names_feed(reader, yg_str_sub(text, 0, cut), 0, take, &log);
            yg_host_names_feed(reader, yg_str_from(text, cut), cut, take, &log);
            assert_string_equal(yg_buf_z(&log), r->names);
            assert_int_equal(yg_host_names_records(reader), r->records);
            yg_host_names_close(reader);
        }
    }
}

/* Whoever writes the first record, or cuts the file before it, does not decide its form. */
static void host_names_open__first_line_of_another_kind__has_no_say(void **state) {
    static const struct {
        const char *format, *first, *line, *form;
        uint64_t rejected;
    } cases[] = {
        {"", "\"query\",\"rrname\":\"x\"}}", "{\"dns\":{\"rrname\":\"a.example\"}}", "jsonl", 1},
        {"", "example\"}}", "{\"rrname\":\"a.example\"}", "jsonl", 1},
        {"", "[\"x\"]}}", "{\"rrname\":\"a.example\"}", "jsonl", 1},
        {"jsonl", "[\"x\"]}}", "{\"rrname\":\"a.example\"}", "jsonl", 1},
        {"", "{\"domain\":\"b.example\",\"x\":1e999}", "{\"domain\":\"a.example\"}", "jsonl", 1},
        {"", "{\"domain\":\"\\ud800.example\"}", "{\"domain\":\"a.example\"}", "jsonl", 1},
        {"", "{\"domain\":\"}\\\"{", "{\"domain\":\"a.example\"}", "jsonl", 1},
        {"", "[Adblock Plus 2.0]", "a.example", "lines", 0},
        {"", "{", "a.example", "lines", 0},
    };
    enum { LINES = 30 };
    for (size_t i = 0; i < COUNT(cases); i++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        YG_CLEANUP_BUF yg_buf log = {0};
        reading r = {.format = cases[i].format, .column = ""};
        yg_buf_addf(&text, "%s\n", cases[i].first);
        for (int k = 0; k < LINES; k++)
            yg_buf_addf(&text, "%s\n", cases[i].line);
        r.text = yg_buf_z(&text);
        yg_host_names *reader = open_of(&r);
        assert_string_equal(yg_host_names_form(reader), cases[i].form);
        yg_host_names_feed(reader, yg_buf_str(&text), 0, take, &log);
        size_t names = 0;
        for (yg_str rest = yg_buf_str(&log), word; yg_str_split(&rest, ' ', &word);)
            names += yg_str_ends(word, YG_STR(":a.example"));
        assert_int_equal(names, LINES);
        assert_int_equal(yg_host_names_rejected(reader), cases[i].rejected);
        yg_host_names_close(reader);
    }
}

/* What is no lines of objects stays what it is, however few of its lines there are. */
static void host_names_open__json_over_several_lines__is_one_document(void **state) {
    static const reading documents[] = {
        {"", "", "[\n{\"query\":\"a.example\"},\n{\"query\":\"b.example\"}\n]\n", "json",
         ":b.example", 2, 0},
        {"", "", "[\n{\"query\":\"a.example\"}\n]\n", "json", ":a.example", 1, 0},
        {"", "", "[\n\"a.example\",\n\"b.example\"\n]\n", "json", ":b.example", 2, 0},
        {"", "", "{\n\"list\":\n[\n\"a.example\"\n]\n}\n", "json", ":a.example", 1, 0},
        {"", "", "{ \"all_domains\":\n[\"a.example\"], \"x\":\n{\"a\":1}\n}\n", "json",
         ":a.example", 1, 0},
    };
    for (size_t i = 0; i < COUNT(documents); i++) {
        YG_CLEANUP_BUF yg_buf log = {0};
        yg_host_names *reader = open_of(&documents[i]);
        assert_string_equal(yg_host_names_form(reader), documents[i].form);
        yg_host_names_feed(reader, yg_str_of(documents[i].text), 0, take, &log);
        assert_non_null(strstr(yg_buf_z(&log), documents[i].names));
        assert_int_equal(yg_host_names_records(reader), documents[i].records);
        yg_host_names_close(reader);
    }
}

static void host_names_open__column_that_is_not_there__is_refused(void **state) {
    static const char *const texts[] = {"a;b\n1;a.example\n", "#fields\ta\tb\n1\t2\n"};
    static const char *const columns[] = {"c", "7", "bb"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        for (size_t k = 0; k < COUNT(columns); k++) {
            yg_error err = {0};
            yg_host_names *reader = NULL;
            yg_host_names_options options = {.column = yg_str_of(columns[k])};
            assert_false(yg_host_names_open(&options, yg_str_of(texts[i]), &reader, &err));
            assert_int_equal(err.code, YG_ERR_USAGE);
            assert_null(reader);
        }
    }
}

static void host_time__as_logs_write_it__utc(void **state) {
    static const struct {
        const char *text, *expected;
    } times[] = {
        {"2022-03-10T12:30:00Z", "2022-03-10T12:30:00Z"},
        {"2022-03-10T12:30:00", "2022-03-10T12:30:00Z"},
        {"2022-03-10 12:30:00", "2022-03-10T12:30:00Z"},
        {"2022/03/10 12:30:00", "2022-03-10T12:30:00Z"},
        {"2022/03/10", "2022-03-10T00:00:00Z"},
        {"2022-03-10", "2022-03-10T00:00:00Z"},
        {"2022-03-10T12:30:00.25", "2022-03-10T12:30:00.250Z"},
        {"2022-03-10T12:30:00.250000+0900", "2022-03-10T03:30:00.250Z"},
        {"2022-03-10T12:30:00-0130", "2022-03-10T14:00:00Z"},
        {"2022-03-10T12:30:00+09:00", "2022-03-10T03:30:00Z"},
        {"1700000000", "2023-11-14T22:13:20Z"},
        {"1700000000.5", "2023-11-14T22:13:20.500Z"},
        {"1700000000500", "2023-11-14T22:13:20.500Z"},
        {"1700000000500000", "2023-11-14T22:13:20.500Z"},
        {"", ""},
        {"yesterday", ""},
        {"-1", ""},
        {"12:30:00", ""},
        {"2022-13-45T00:00:00Z", ""},
        {"99999999999999999999999999", ""},
        {"2022-03-10T12:30:00+", ""},
        {"----------", ""},
    };
    for (size_t i = 0; i < COUNT(times); i++) {
        YG_CLEANUP_BUF yg_buf told = {0};
        int64_t us = yg_host_time(yg_str_of(times[i].text));
        if (us != YG_TIME_NONE)
            yg_time_add(&told, us);
        assert_string_equal(yg_buf_z(&told), times[i].expected);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(host_names_feed__every_form__names_offsets_times),
        cmocka_unit_test(host_names_cut__at_every_length__parts_give_the_whole),
        cmocka_unit_test(host_names_open__first_line_of_another_kind__has_no_say),
        cmocka_unit_test(host_names_open__json_over_several_lines__is_one_document),
        cmocka_unit_test(host_names_open__column_that_is_not_there__is_refused),
        cmocka_unit_test(host_time__as_logs_write_it__utc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
