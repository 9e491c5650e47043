#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "fixture.h"
#include "know/export.h"
#include "text/json.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

static bool gather(void *self, yg_str piece, yg_error *err) {
    yg_buf_add(self, piece);
    return true;
}

static bool refuse(void *self, yg_str piece, yg_error *err) {
    int *left = self;
    return --*left > 0 || yg_fail(err, YG_ERR_IO, "the pipe is closed");
}

/* The bundle, parsed; *objects is its array. */
static yyjson_val *bundle(fixture *f, const yg_export_options *options, yg_buf *text,
                          yg_json_parser *parser) {
    const char *reason = "";
    size_t at = 0;
    yg_buf_clear(text);
    if (!yg_export_stix(f->store, options, gather, text, &f->err))
        fail_msg("%s", f->err.text);
    yyjson_val *root = yg_json_parse(parser, yg_buf_str(text), &reason, &at);
    if (root == NULL)
        fail_msg("%s at %zu: %s", reason, at, yg_buf_z(text));
    assert_true(yg_str_eqz(yg_json_str(root, "type"), "bundle"));
    return yyjson_obj_get(root, "objects");
}

static yyjson_val *object_of(yyjson_val *objects, const char *type, const char *name) {
    yyjson_val *object;
    size_t i, max;
    yyjson_arr_foreach(objects, i, max, object) {
        if (yg_str_eqz(yg_json_str(object, "type"), type) &&
            (name == NULL || yg_str_eqz(yg_json_str(object, "name"), name)))
            return object;
    }
    return NULL;
}

static void put(fixture *f, const char *type, unsigned number, const char *media, const char *raw,
                int64_t modified_us) {
    yg_sink s = yg_store_sink(f->store);
    const yg_object object = {.id = fixture_id(type, number),
                              .type = yg_str_of(type),
                              .entry = yg_str_of(type),
                              .media = yg_str_of(media),
                              .name = YG_STR("A name"),
                              .raw = yg_str_of(raw),
                              .created_us = YG_TIME_NONE,
                              .modified_us = modified_us};
    assert_int_equal(s.object(s.self, &object, &f->err), YG_PUT_TAKEN);
}

static void stix__empty_store__valid_empty_bundle(void **state) {
    fixture *f = *state;
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_json_parser parser = {0};
    yyjson_val *objects = bundle(f, &(yg_export_options){.indicators = true}, &text, &parser);
    assert_true(yyjson_is_arr(objects));
    assert_int_equal(yyjson_arr_size(objects), 0);
    yg_json_parser_free(&parser);
}

static void stix__own_objects__given_back_whole_all_versions_once(void **state) {
    static const char first[] = "{\"type\":\"tool\",\"x_odd\":{\"kept\":[1,2.50,\"\\u00e9\"]}}",
                      second[] = "{\"type\":\"tool\",\"v\":2}";
    fixture *f = *state;
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_json_parser parser = {0};
    fixture_begin(f, "A");
    put(f, "tool", 1, "stix", first, 1);
    put(f, "tool", 1, "stix", second, 2);
    fixture_end(f);
    fixture_document(f, "B", "b.json", NULL);
    put(f, "tool", 1, "stix", second, 2);
    fixture_commit(f);
    yyjson_val *objects = bundle(f, &(yg_export_options){0}, &text, &parser);
    assert_int_equal(yyjson_arr_size(objects), 2);
    assert_non_null(strstr(yg_buf_z(&text), first));
    assert_non_null(strstr(yg_buf_z(&text), second));
    objects = bundle(f, &(yg_export_options){.source = YG_STR("b")}, &text, &parser);
    assert_int_equal(yyjson_arr_size(objects), 1);
    objects = bundle(f, &(yg_export_options){.source = YG_STR("none")}, &text, &parser);
    assert_int_equal(yyjson_arr_size(objects), 0);
    yg_eids eids = {0};
    objects = bundle(f, &(yg_export_options){.eids = &eids}, &text, &parser);
    assert_int_equal(yyjson_arr_size(objects), 0);
    yg_json_parser_free(&parser);
}

/* STIX 2.1: what every object, and what each type, must have. */
static void stix__objects_of_other_formats__required_members(void **state) {
    static const struct {
        const char *type, *member;
    } types[] = {
        {"intrusion-set", "name"}, {"malware", "is_family"},   {"identity", "identity_class"},
        {"location", "region"},    {"report", "object_refs"},  {"report", "published"},
        {"tool", "name"},          {"attack-pattern", "name"}, {"campaign", "name"},
        {"threat-actor", "name"},  {"vulnerability", "name"},  {"course-of-action", "name"},
    };
    static const char *const common[] = {"type", "spec_version", "id", "created", "modified"};
    fixture *f = *state;
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_json_parser parser = {0};
    fixture_begin(f, "A");
    for (unsigned i = 0; i < COUNT(types); i++)
        put(f, types[i].type, i, "misp-galaxy", "{\"own\":[1]}", YG_TIME_NONE);
    fixture_commit(f);
    yyjson_val *objects = bundle(f, &(yg_export_options){0}, &text, &parser);
    assert_int_equal(yyjson_arr_size(objects), COUNT(types) + 4);
    assert_non_null(object_of(objects, "extension-definition", NULL));
    assert_non_null(object_of(objects, "identity", "yagura"));
    for (size_t i = 0; i < COUNT(types); i++) {
        yyjson_val *object = object_of(objects, types[i].type, "A name");
        assert_non_null(object);
        if (yyjson_obj_get(object, types[i].member) == NULL)
            fail_msg("%s has no %s", types[i].type, types[i].member);
        for (size_t k = 0; k < COUNT(common); k++)
            assert_true(yg_json_str(object, common[k]).n > 0);
        assert_true(yg_str_eqz(yg_json_str(object, "modified"), "1970-01-01T00:00:00.000Z"));
        yyjson_val *extensions = yyjson_obj_get(object, "extensions");
        assert_int_equal(yyjson_obj_size(extensions), 1);
        yyjson_obj_iter members;
        assert_true(yyjson_obj_iter_init(extensions, &members));
        yyjson_val *own = yyjson_obj_iter_get_val(yyjson_obj_iter_next(&members));
        assert_true(yg_str_eqz(yg_json_str(own, "extension_type"), "property-extension"));
        assert_int_equal(yyjson_arr_size(yyjson_obj_get(yyjson_obj_get(own, "record"), "own")), 1);
    }
    assert_int_equal(
        yyjson_arr_size(bundle(f, &(yg_export_options){.native_only = true}, &text, &parser)), 0);
    yg_json_parser_free(&parser);
}

/* An older version of a relationship has lost its ends: it must not come out without them. */
static void stix__older_version_of_a_relationship__ends_or_left_out(void **state) {
    fixture *f = *state;
    yg_sink s = yg_store_sink(f->store);
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_json_parser parser = {0};
    yyjson_val *object;
    size_t i, max, relationships = 0;
    for (int round = 0; round < 2; round++) {
        fixture_begin(f, "A");
        put(f, "relationship", 1, "misp-galaxy", round ? "{\"tags\":1}" : "{}", YG_TIME_NONE);
        const yg_relationship r = {.source_ref = fixture_id("tool", 2),
                                   .type = YG_STR("uses"),
                                   .target_ref = fixture_id("tool", 3)};
        assert_true(s.relationship(s.self, &r, &f->err));
        fixture_commit(f);
    }
    yyjson_val *objects = bundle(f, &(yg_export_options){0}, &text, &parser);
    yyjson_arr_foreach(objects, i, max, object) {
        if (!yg_str_eqz(yg_json_str(object, "type"), "relationship"))
            continue;
        relationships++;
        assert_true(yg_str_eqz(yg_json_str(object, "relationship_type"), "uses"));
        assert_true(yg_str_eq(yg_json_str(object, "source_ref"), fixture_id("tool", 2)));
        assert_true(yg_str_eq(yg_json_str(object, "target_ref"), fixture_id("tool", 3)));
    }
    assert_int_equal(relationships, 1);
    yg_json_parser_free(&parser);
}

static void stix__indicators__patterns_escaped(void **state) {
    static const struct {
        const char *type;
        yg_str value;
        const char *pattern;
    } cases[] = {
        {"ipv4-addr", {"1.2.3.4", 7}, "[ipv4-addr:value = '1.2.3.4']"},
        {"ipv6-addr", {"2001:db8::1", 11}, "[ipv6-addr:value = '2001:db8::1']"},
        {"domain-name", {"evil.example", 12}, "[domain-name:value = 'evil.example']"},
        {"url", {"http://a/'x'\\y", 14}, "[url:value = 'http://a/\\'x\\'\\\\y']"},
        {"url", {"'] OR [url:value = '", 20}, "[url:value = '\\'] OR [url:value = \\'']"},
        {"url", {"\\'", 2}, "[url:value = '\\\\\\'']"},
        {"email-addr", {"a@b.example", 11}, "[email-addr:value = 'a@b.example']"},
        {"md5", {"d41d", 4}, "[file:hashes.MD5 = 'd41d']"},
        {"sha1", {"da39", 4}, "[file:hashes.'SHA-1' = 'da39']"},
        {"sha256", {"e3b0", 4}, "[file:hashes.'SHA-256' = 'e3b0']"},
        {"sha512", {"cf83", 4}, "[file:hashes.'SHA-512' = 'cf83']"},
        {"file-name", {"a\"b<c>.exe", 10}, "[file:name = 'a\"b<c>.exe']"},
        {"other", {"x", 1}, NULL},
    };
    fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        yg_sink s = yg_store_sink(f->store);
        YG_CLEANUP_BUF yg_buf text = {0};
        YG_CLEANUP_BUF yg_buf source = {0};
        yg_json_parser parser = {0};
        yg_buf_addf(&source, "S%zu", i);
        fixture_begin(f, yg_buf_z(&source));
        const yg_indicator indicator = {.type = yg_str_of(cases[i].type),
                                        .value = cases[i].value,
                                        .first_seen = YG_STR("2022-03"),
                                        .context = YG_STR("a context")};
        assert_int_equal(s.indicator(s.self, &indicator, &f->err), YG_PUT_TAKEN);
        fixture_commit(f);
        yg_export_options options = {.source = yg_buf_str(&source), .indicators = true};
        yyjson_val *objects = bundle(f, &options, &text, &parser);
        assert_int_equal(yyjson_arr_size(objects), cases[i].pattern != NULL);
        if (cases[i].pattern != NULL) {
            yyjson_val *object = yyjson_arr_get_first(objects);
            if (!yg_str_eqz(yg_json_str(object, "pattern"), cases[i].pattern))
                fail_msg("%.*s, not %s", YG_FMT(yg_json_str(object, "pattern")), cases[i].pattern);
            assert_true(yg_str_eqz(yg_json_str(object, "pattern_type"), "stix"));
            assert_true(yg_str_eqz(yg_json_str(object, "valid_from"), "2022-03-01T00:00:00.000Z"));
            assert_true(yg_str_eqz(yg_json_str(object, "description"), "a context"));
        }
        yg_json_parser_free(&parser);
    }
}

static void csv__indicators__formulas_disarmed(void **state) {
    fixture *f = *state;
    yg_sink s = yg_store_sink(f->store);
    YG_CLEANUP_BUF yg_buf text = {0};
    fixture_begin(f, "A");
    const yg_indicator indicator = {.type = YG_STR("url"),
                                    .value = YG_STR("http://a/,b"),
                                    .context = YG_STR("=HYPERLINK(\"x\")"),
                                    .to_ids = true};
    assert_int_equal(s.indicator(s.self, &indicator, &f->err), YG_PUT_TAKEN);
    fixture_commit(f);
    assert_true(
        yg_export_indicators_csv(f->store, &(yg_export_options){0}, gather, &text, &f->err));
    assert_string_equal(yg_buf_z(&text),
                        "type,value,first_seen,last_seen,context,role,source,to_ids\r\n"
                        "url,\"http://a/,b\",,,\"'=HYPERLINK(\"\"x\"\")\",,A,1\r\n");
}

static void export__output_refuses__its_error_at_every_piece(void **state) {
    fixture *f = *state;
    yg_sink s = yg_store_sink(f->store);
    fixture_begin(f, "A");
    put(f, "tool", 1, "misp-galaxy", "{}", 1);
    put(f, "tool", 2, "stix", "{}", 1);
    const yg_indicator indicator = {.type = YG_STR("url"), .value = YG_STR("u")};
    assert_int_equal(s.indicator(s.self, &indicator, &f->err), YG_PUT_TAKEN);
    fixture_commit(f);
    bool done = false;
    for (int pieces = 1; !done && pieces < 50; pieces++) {
        int left = pieces;
        yg_error err = {0};
        done =
            yg_export_stix(f->store, &(yg_export_options){.indicators = true}, refuse, &left, &err);
        if (!done)
            assert_string_equal(err.text, "the pipe is closed");
        else
            assert_true(pieces > 10);
    }
    assert_true(done);
}

static void navigator__techniques__scored_by_users(void **state) {
    fixture *f = *state;
    yg_sink s = yg_store_sink(f->store);
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_json_parser parser = {0};
    yg_eids eids = {0};
    const char *reason;
    size_t at;
    fixture_begin(f, "A");
    static const char *const numbers[] = {"T1059", "T1566", ""};
    for (unsigned i = 0; i < 3; i++) {
        const yg_object technique = {.id = fixture_id("attack-pattern", i),
                                     .type = YG_STR("attack-pattern"),
                                     .entry = YG_STR("attack-pattern"),
                                     .media = YG_STR("stix"),
                                     .external_id = yg_str_of(numbers[i]),
                                     .raw =
                                         YG_STR("{\"x_mitre_domains\":[\"enterprise-attack\"]}")};
        assert_int_equal(s.object(s.self, &technique, &f->err), YG_PUT_TAKEN);
    }
    static const unsigned uses[][2] = {{1, 1}, {1, 0}, {2, 1}, {2, 2}};
    for (unsigned i = 0; i < COUNT(uses); i++) {
        int64_t eid;
        put(f, "relationship", i, "stix", "{}", 1);
        const yg_relationship r = {.source_ref = fixture_id("intrusion-set", uses[i][0]),
                                   .type = YG_STR("uses"),
                                   .target_ref = fixture_id("attack-pattern", uses[i][1])};
        assert_true(s.relationship(s.self, &r, &f->err));
        assert_true(yg_store_entity_of(f->store, r.source_ref, &eid, &f->err));
        if (i % 2 == 0)
            yg_vec_push(&eids, eid);
    }
    fixture_commit(f);
    assert_true(yg_export_navigator(f->store, &eids, YG_STR("enterprise-attack"),
                                    YG_STR("Two \"actors\""), &text, &f->err));
    yyjson_val *root = yg_json_parse(&parser, yg_buf_str(&text), &reason, &at);
    assert_non_null(root);
    assert_true(yg_str_eqz(yg_json_str(root, "name"), "Two \"actors\""));
    yyjson_val *techniques = yyjson_obj_get(root, "techniques");
    assert_int_equal(yyjson_arr_size(techniques), 2);
    assert_true(yg_str_eqz(yg_json_str(yyjson_arr_get(techniques, 0), "techniqueID"), "T1059"));
    assert_int_equal(yyjson_get_int(yyjson_obj_get(yyjson_arr_get(techniques, 1), "score")), 2);
    yg_json_parser_free(&parser);
    yg_vec_free(&eids);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_STORE(stix__empty_store__valid_empty_bundle),
        WITH_STORE(stix__own_objects__given_back_whole_all_versions_once),
        WITH_STORE(stix__objects_of_other_formats__required_members),
        WITH_STORE(stix__older_version_of_a_relationship__ends_or_left_out),
        WITH_STORE(stix__indicators__patterns_escaped),
        WITH_STORE(csv__indicators__formulas_disarmed),
        WITH_STORE(export__output_refuses__its_error_at_every_piece),
        WITH_STORE(navigator__techniques__scored_by_users),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
