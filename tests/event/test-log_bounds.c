/* Where records begin and end, in every form; hostile input; time that grows with the input only.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "event/log_part.h"
#include "seeded.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct {
    const char *file;
    const char *records; /* '\1' between them */
    bool is_lines;
} bounds[] = {
    {"a\nb\r\nc", "a\1b\1c", true},
    {"{\"a\":1}\n{\"a\":2}\n", "{\"a\":1}\1{\"a\":2}", true},
    {"[\n{\"a\":1},\n{\"a\":2}\n]\n", "[\1{\"a\":1},\1{\"a\":2}\1]", true},
    {"[{\"a\":1},{\"a\":{\"b\":[1]}}]", "{\"a\":1}\1{\"a\":{\"b\":[1]}}", false},
    {"[{\"a\":\"},{\\\"\"},{\"a\":2}]\n", "{\"a\":\"},{\\\"\"}\1{\"a\":2}", false},
    {"{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}\n", "{\n  \"a\": 1\n}\1{\n  \"a\": 2\n}", false},
    {"[\n  {\n    \"a\": {\n      \"b\": 1\n    }\n  },\n  {\n    \"a\": 2\n  }\n]\n",
     "{\n    \"a\": {\n      \"b\": 1\n    }\n  }\1{\n    \"a\": 2\n  }", false},
    {"{\"Records\":[{\"a\":1},{\"a\":2}],\"next\":\"{x\"}", "{\"a\":1}\1{\"a\":2}", false},
    {"{\n \"hits\": {\n \"total\": 2, \"hits\": [ {\"a\":1}, {\"a\":2} ] } }",
     "{\"a\":1}\1{\"a\":2}", false},
    /* An array of other things inside of a record is no wrapper. */
    {"{\"answers\":[{\"a\":1},{\"a\":2}]}\n{\"answers\":[]}\n",
     "{\"answers\":[{\"a\":1},{\"a\":2}]}\1{\"answers\":[]}", true},
    /* Cells over lines; a stray quote costs its row. */
    {"a,src,c\n1,\"x\ny\"\"\nz\",2\n3,4,5\n", "a,src,c\0011,\"x\ny\"\"\nz\",2\0013,4,5", false},
    {"a,src,c\n1,\"x\ny\",2\n3,4\",5\n6,7,8\n", "a,src,c\0011,\"x\ny\",2\0013,4\",5\0016,7,8",
     false},
    {"a,src,c\n1,x\"y,2\n3,4,5\n", "a,src,c\0011,x\"y,2\0013,4,5", true},
    /* A damaged record costs nobody else. */
    {"{\n  \"a\": [1\n}\n{\n  \"a\": \"x\n}\n{\n  \"a\": 3\n}\n",
     "{\n  \"a\": [1\n}\1{\n  \"a\": \"x\n}\1{\n  \"a\": 3\n}", false},
};

static void add_records(yg_buf *seen, const yg_log_form *form, yg_str block) {
    yg_log_walk walk = {0};
    for (size_t at = 0; at < block.n; at++) {
        yg_str record = yg_log_walk_to(form, &walk, block, at);
        assert_true(record.p >= block.p && record.p + record.n <= block.p + block.n);
        size_t start = (size_t)(record.p - block.p);
        /* The walk and the question for one place agree. */
        yg_str alone = yg_log_form_record(form, block, at);
        assert_ptr_equal(alone.p, record.p);
        assert_int_equal(alone.n, record.n);
        bool is_between = walk.is_between;
        if (is_between || record.n == 0 || (seen->n > 0 && at > start))
            continue;
        if (seen->n > 0)
            yg_buf_addc(seen, '\1');
        yg_buf_add(seen, record);
    }
}

static void log_form_record__every_form__whole_records(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(bounds); i++) {
        YG_CLEANUP_BUF yg_buf seen = {0};
        yg_str file = yg_str_of(bounds[i].file);
        yg_log_form *form = yg_log_form_open(file);
        assert_int_equal(yg_log_form_is_lines(form), bounds[i].is_lines);
        add_records(&seen, form, file);
        if (strcmp(yg_buf_z(&seen), bounds[i].records) != 0)
            fail_msg("%s: %s", bounds[i].file, yg_buf_z(&seen));
        yg_log_form_free(form);
    }
}

/* However the file comes in pieces, cut where the form says, its records are those of the whole. */
static void log_form_cut__pieces_of_any_size__same_records(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(bounds); i++) {
        yg_str file = yg_str_of(bounds[i].file);
        yg_log_form *form = yg_log_form_open(file);
        for (size_t piece = 1; piece <= file.n; piece++) {
            YG_CLEANUP_BUF yg_buf seen = {0};
            size_t from = 0, have = 0;
            while (from < file.n) {
                have = have + piece < file.n ? have + piece : file.n;
                yg_str rest = yg_str_sub(file, from, have - from);
                size_t cut = yg_log_form_cut(form, rest);
                assert_true(cut <= rest.n);
                if (have == file.n && cut < rest.n)
                    cut = cut > 0 ? cut : rest.n;
                if (cut == 0)
                    continue;
                YG_CLEANUP_BUF yg_buf part = {0};
                add_records(&part, form, yg_str_sub(rest, 0, cut));
                if (part.n > 0 && seen.n > 0)
                    yg_buf_addc(&seen, '\1');
                yg_buf_add(&seen, yg_buf_str(&part));
                from += cut;
            }
            if (strcmp(yg_buf_z(&seen), bounds[i].records) != 0)
                fail_msg("%s by %zu: %s", bounds[i].file, piece, yg_buf_z(&seen));
        }
        yg_log_form_free(form);
    }
}

/* --- Hostile --- */

/* Reads the record at each `step`-th byte; how many bytes were read in all. */
static size_t read_all(yg_str file, size_t step) {
    yg_log_form *form = yg_log_form_open(file);
    yg_log_record record = {0};
    yg_log_walk walk = {0};
    const char *last = NULL;
    size_t bytes = 0;
    (void)yg_log_form_cut(form, file);
    for (size_t at = 0; at < file.n; at += step) {
        yg_str text = yg_log_walk_to(form, &walk, file, at);
        assert_true(text.n <= YG_LOG_RECORD_BYTES + (64u << 10) || !yg_log_form_is_lines(form));
        if (text.p == last)
            continue;
        last = text.p;
        yg_log_record_read(form, text, &record);
        assert_true(record.fields.n <= YG_LOG_FIELDS);
        bytes += text.n;
    }
    yg_log_record_free(&record);
    yg_log_form_free(form);
    return bytes;
}

static void repeat(yg_buf *buf, const char *text, size_t bytes) {
    while (buf->n < bytes)
        yg_buf_addz(buf, text);
}

/* A line of megabytes is read in pieces, each byte once, wherever and how often it is asked for. */
static void log_form_record__line_of_megabytes__each_byte_once(void **state) {
    (void)state;
    static const char *const units[] = {"203.0.113.5 ", "{\"a\":\"203.0.113.5\",",
                                        "[[[[{",        "a=\"b ",
                                        "\"\\",         "CEF:0|",
                                        "%41%2e",       "\xFF\xFE",
                                        "]}]},"};
    for (size_t i = 0; i < COUNT(units); i++) {
        YG_CLEANUP_BUF yg_buf file = {0};
        repeat(&file, units[i], 5u << 20);
        yg_buf_addz(&file, "\nlast line\n");
        size_t bytes = read_all(yg_buf_str(&file), 97);
        assert_in_range(bytes, 1, file.n + (1u << 20));
    }
}

/* A file that begins as JSON and goes on as something else is cut all the same. */
static void log_form_cut__no_record_for_megabytes__cut(void **state) {
    (void)state;
    static const char *const units[] = {"203.0.113.5 text\n", "203.0.113.5 text ", "\"", "]", "["};
    for (size_t i = 0; i < COUNT(units); i++) {
        YG_CLEANUP_BUF yg_buf file = {0};
        yg_buf_addz(&file, "[{\"a\":1},{\"a\":2}]\n");
        repeat(&file, units[i], 5u << 20);
        yg_str rest = yg_buf_str(&file);
        yg_log_form *form = yg_log_form_open(rest);
        assert_false(yg_log_form_is_lines(form));
        size_t cuts = 0;
        while (rest.n > 2u << 20) {
            size_t cut = yg_log_form_cut(form, yg_str_sub(rest, 0, 2u << 20));
            assert_in_range(cut, 1, 2u << 20);
            rest = yg_str_from(rest, cut);
            cuts++;
        }
        assert_in_range(cuts, 1, 10);
        yg_log_form_free(form);
        assert_in_range(read_all(yg_buf_str(&file), 97), 1, file.n + (1u << 20));
    }
}

static void log_record_read__deep_nesting__fields_kept(void **state) {
    (void)state;
    YG_CLEANUP_BUF yg_buf file = {0};
    yg_log_record record = {0};
    yg_buf_addz(&file, "{\"src_ip\":\"192.0.2.1\",\"deep\":");
    repeat(&file, "{\"a\":[", 500u << 10);
    yg_buf_addz(&file, "\"203.0.113.5\"\n");
    yg_log_form *form = yg_log_form_open(yg_buf_str(&file));
    yg_log_record_read(form, yg_str_sub(yg_buf_str(&file), 0, file.n - 1), &record);
    assert_int_equal(record.fields.at[0].role, YG_ROLE_SOURCE);
    const yg_log_field *field = yg_log_record_at(&record, file.n - 13, file.n - 2);
    assert_non_null(field);
    assert_string_equal(yg_log_role_word(field->role), "unknown");
    assert_true(field->name.n <= YG_LOG_NAME);
    yg_log_form_free(form);
    yg_log_record_free(&record);
}

static void log_record_read__many_fields__first_ones_kept_and_said(void **state) {
    (void)state;
    YG_CLEANUP_BUF yg_buf file = {0};
    yg_log_record record = {0};
    yg_buf_addc(&file, '{');
    for (int i = 0; i < 5000; i++)
        yg_buf_addf(&file, "\"k%d\":\"v\\u0041%d\",", i, i);
    yg_buf_addz(&file, "\"z\":1}\n");
    yg_log_form *form = yg_log_form_open(yg_buf_str(&file));
    yg_log_record_read(form, yg_buf_str(&file), &record);
    assert_int_equal(record.fields.n, YG_LOG_FIELDS);
    assert_true(record.is_cut);
    assert_true(yg_str_eqz(record.fields.at[1023].value, "vA1023"));
    yg_log_form_free(form);
    yg_log_record_free(&record);
}

/* Bytes of no meaning in a file of each form: nothing breaks, fields stay inside. */
static void log_record_read__seeded_garbage__stays_inside(void **state) {
    (void)state;
    static const char *const words[] = {"{\"",
                                        "\":\"",
                                        "\"}",
                                        "CEF:0|",
                                        "|",
                                        "LEEF:2.0|",
                                        "=",
                                        " a=\"",
                                        "<34>",
                                        "1 ",
                                        "[x@1 ",
                                        "Oct 11 22:14:15 ",
                                        "203.0.113.5",
                                        "\t",
                                        ",",
                                        "\\",
                                        "\\u00",
                                        "\n",
                                        "\"",
                                        "[",
                                        "]",
                                        "-",
                                        "10/Oct/2000:13:55:36 -0700",
                                        "\xE3\x81",
                                        "/"};
    static const char *const heads[] = {"",
                                        "#fields\ta\tb\n",
                                        "#Fields: a b c\n",
                                        "a,src,c\n1,2,3\n",
                                        "[{\"a\":1},",
                                        "{\n  \"a\": 1\n}\n"};
    uint64_t seed = 5;
    yg_log_record record = {0};
    for (int round = 0; round < 3000; round++) {
        YG_CLEANUP_BUF yg_buf file = {0};
        yg_buf_addz(&file, heads[seeded_below(&seed, COUNT(heads))]);
        for (uint64_t n = seeded_below(&seed, 60); n > 0; n--) {
            if (seeded_below(&seed, 8) == 0)
                yg_buf_addc(&file, (char)seeded_below(&seed, 256));
            else
                yg_buf_addz(&file, words[seeded_below(&seed, COUNT(words))]);
        }
        yg_str text = yg_buf_str(&file);
        yg_log_form *form = yg_log_form_open(text);
        yg_log_form_before(form, INT64_C(1700000000000000));
        for (size_t at = 0; at < text.n; at += 7) {
            yg_str one = yg_log_form_record(form, text, at);
            yg_log_record_read(form, one, &record);
            for (size_t i = 0; i < record.fields.n; i++)
                assert_true(record.fields.at[i].start <= record.fields.at[i].end &&
                            record.fields.at[i].end <= one.n);
        }
        yg_log_form_free(form);
    }
    yg_log_record_free(&record);
}

/* A first line that is no row of names makes no table: its words would be roles of all others. */
static void log_form_open__sentences_with_commas__text(void **state) {
    (void)state;
    static const char *const files[] = {
        "app version one started, ready\nconnect to 203.0.113.5, failed\nagain, failed\n",
        "192.0.2.1,203.0.113.5\n192.0.2.2,203.0.113.5\n", "Hello, world\nHello, again\n",
        "a,b,c\n1,2\n1\n1,2,3,4\n"};
    for (size_t i = 0; i < COUNT(files); i++) {
        yg_log_form *form = yg_log_form_open(yg_str_of(files[i]));
        assert_string_equal(yg_log_form_word(form), "text");
        yg_log_form_free(form);
    }
}

static void log_cut_long__tokens__not_cut(void **state) {
    (void)state;
    assert_int_equal(yg_log_cut_long(YG_STR("a b 203.0.113.5")), 4);
    assert_int_equal(yg_log_cut_long(YG_STR("a,http://a.example/x?y=1&z")), 2);
    assert_int_equal(yg_log_cut_long(YG_STR("abc")), 3);
    assert_int_equal(yg_log_cut_long(YG_STR("")), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(log_form_record__every_form__whole_records),
        cmocka_unit_test(log_form_cut__pieces_of_any_size__same_records),
        cmocka_unit_test(log_form_record__line_of_megabytes__each_byte_once),
        cmocka_unit_test(log_form_cut__no_record_for_megabytes__cut),
        cmocka_unit_test(log_record_read__deep_nesting__fields_kept),
        cmocka_unit_test(log_record_read__many_fields__first_ones_kept_and_said),
        cmocka_unit_test(log_record_read__seeded_garbage__stays_inside),
        cmocka_unit_test(log_form_open__sentences_with_commas__text),
        cmocka_unit_test(log_cut_long__tokens__not_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
