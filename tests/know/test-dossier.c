#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "fixture.h"
#include "know/dossier.h"
#include "know/import.h"
#include "text/json.h"

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

static const char bundle[] =
    "{\"type\":\"bundle\",\"id\":\"bundle--5d0092c5-5f74-4287-9642-33f4c354e56d\",\"objects\":["
    "{\"type\":\"intrusion-set\",\"spec_version\":\"2.1\","
    "\"id\":\"intrusion-set--4e78f46f-a023-4e5f-bc24-71b3ca22ec29\","
    "\"created\":\"2016-04-06T20:03:48.000Z\",\"modified\":\"2016-04-06T20:03:48.000Z\","
    "\"name\":\"Bobcat </script> \\u202e\\u0007\",\"aliases\":[\"Zookeeper\",\"ズーキーパー\"],"
    "\"description\":\"Says \\\"hello\\\"\\nand <b>more</b>\"},"
    "{\"type\":\"attack-pattern\",\"spec_version\":\"2.1\","
    "\"id\":\"attack-pattern--4e78f46f-a023-4e5f-bc24-71b3ca22ec30\","
    "\"created\":\"2016-04-06T20:03:48.000Z\",\"modified\":\"2016-04-06T20:03:48.000Z\","
    "\"name\":\"Phishing\",\"kill_chain_phases\":[{\"kill_chain_name\":\"mitre-attack\","
    "\"phase_name\":\"initial-access\"}],\"external_references\":[{\"source_name\":"
    "\"mitre-attack\",\"external_id\":\"T1566\"}]},"
    "{\"type\":\"relationship\",\"spec_version\":\"2.1\","
    "\"id\":\"relationship--4e78f46f-a023-4e5f-bc24-71b3ca22ec31\","
    "\"created\":\"2016-04-06T20:03:48.000Z\",\"modified\":\"2016-04-06T20:03:48.000Z\","
    "\"relationship_type\":\"uses\","
    "\"source_ref\":\"intrusion-set--4e78f46f-a023-4e5f-bc24-71b3ca22ec29\","
    "\"target_ref\":\"attack-pattern--4e78f46f-a023-4e5f-bc24-71b3ca22ec30\"}]}";

static void import_bytes(fixture *f, yg_str path, yg_str bytes, const char *source) {
    yg_import_memory memory = {path, bytes};
    yg_import_options options = {
        .memory = &memory, .memory_n = 1, .source_name = yg_str_of(source), .now_us = 1};
    yg_import_result result;
    if (!yg_import(f->store, &options, &result, &f->err))
        fail_msg("%s", f->err.text);
}

static yg_buf dossier(fixture *f, const char *name, bool pretty) {
    yg_buf out = {0};
    yg_resolution r;
    assert_true(yg_resolve(f->store, yg_str_of(name), YG_STR(""), &r, &f->err));
    assert_int_equal(r.candidates.n, 1);
    if (!yg_dossier(f->store, yg_str_of(name), &r.candidates.at[0], pretty, &out, &f->err))
        fail_msg("%s", f->err.text);
    yg_resolution_free(&r);
    return out;
}

static void dossier__actor__valid_json_with_every_part(void **state) {
    fixture *f = *state;
    yg_json_parser parser = {0};
    const char *reason = "";
    size_t at;
    import_bytes(f, YG_STR("b.json"), yg_str_of(bundle), "zoo");
    YG_CLEANUP_BUF yg_buf text = dossier(f, "zookeeper", false);
    yyjson_val *root = yg_json_parse(&parser, yg_buf_str(&text), &reason, &at);
    if (root == NULL)
        fail_msg("%s in %s", reason, yg_buf_z(&text));
    assert_true(yg_str_eqz(yg_json_str(root, "schema"), "yagura-dossier/1"));
    assert_true(yg_str_eqz(yg_json_str(root, "query"), "zookeeper"));
    assert_true(yg_str_eqz(yg_json_str(root, "sources"), "zoo"));
    yyjson_val *object = yyjson_arr_get_first(yyjson_obj_get(root, "objects"));
    assert_true(yg_str_eqz(yg_json_str(object, "description"), "Says \"hello\"\nand <b>more</b>"));
    assert_int_equal(yyjson_arr_size(yyjson_obj_get(root, "names")), 3);
    yyjson_val *tie = yyjson_arr_get_first(yyjson_obj_get(root, "relationships"));
    assert_true(yg_str_eqz(yg_json_str(tie, "direction"), "out"));
    yyjson_val *other = yyjson_arr_get_first(yyjson_obj_get(tie, "others"));
    assert_true(yg_str_eqz(yg_json_str(other, "external_id"), "T1566"));
    assert_int_equal(yyjson_arr_size(yyjson_obj_get(other, "tactics")), 1);
    /* Hostile names cannot leave a page or act on a terminal. */
    assert_null(strstr(yg_buf_z(&text), "</script"));
    for (size_t i = 0; i < text.n; i++)
        assert_true((unsigned char)text.p[i] >= 0x20 && text.p[i] != '<');
    yg_json_parser_free(&parser);
}

static void dossier__pretty_and_other_order_of_import__same_content(void **state) {
    fixture *f = *state;
    fixture *g = NULL;
    YG_CLEANUP_BUF yg_buf small = {0};
    static const char other[] =
        "{\"type\":\"bundle\",\"id\":\"bundle--5d0092c5-5f74-4287-9642-33f4c354e56e\",\"objects\":["
        "{\"type\":\"intrusion-set\",\"spec_version\":\"2.1\","
        "\"id\":\"intrusion-set--4e78f46f-a023-4e5f-bc24-71b3ca22ec29\","
        "\"created\":\"2016-04-06T20:03:48.000Z\",\"modified\":\"2017-04-06T20:03:48.000Z\","
        "\"name\":\"Bobcat\",\"aliases\":[\"Zookeeper\",\"Zoo 2\"]}]}";
    assert_int_equal(fixture_open((void **)&g), 0);
    import_bytes(f, YG_STR("a.json"), yg_str_of(bundle), "A");
    import_bytes(f, YG_STR("b.json"), yg_str_of(other), "B");
    import_bytes(g, YG_STR("b.json"), yg_str_of(other), "B");
    import_bytes(g, YG_STR("a.json"), yg_str_of(bundle), "A");
    YG_CLEANUP_BUF yg_buf one = dossier(f, "zookeeper", false);
    YG_CLEANUP_BUF yg_buf two = dossier(g, "zookeeper", false);
    YG_CLEANUP_BUF yg_buf pretty = dossier(f, "zookeeper", true);
    yg_json_minify(&small, yg_buf_str(&pretty));
    assert_string_equal(yg_buf_z(&one), yg_buf_z(&two));
    assert_string_equal(yg_buf_z(&one), yg_buf_z(&small));
    assert_int_equal(fixture_close((void **)&g), 0);
}

static void dossier__country_without_anything__valid_and_empty(void **state) {
    fixture *f = *state;
    yg_json_parser parser = {0};
    const char *reason;
    size_t at;
    YG_CLEANUP_BUF yg_buf text = dossier(f, "日本", false);
    yyjson_val *root = yg_json_parse(&parser, yg_buf_str(&text), &reason, &at);
    assert_non_null(root);
    assert_true(yg_str_eqz(yg_json_str(root, "type"), "country"));
    assert_true(yg_str_eqz(yg_json_str(root, "external_id"), "JP"));
    assert_int_equal(yyjson_arr_size(yyjson_obj_get(root, "claims")), 0);
    assert_int_equal(yyjson_arr_size(yyjson_obj_get(root, "incidents")), 0);
    yg_json_parser_free(&parser);
}

static void candidates__ambiguous_name__valid_json(void **state) {
    fixture *f = *state;
    yg_json_parser parser = {0};
    yg_resolution r;
    const char *reason;
    size_t at;
    YG_CLEANUP_BUF yg_buf text = {0};
    fixture_begin(f, "A");
    fixture_object(f, "tool", 1, "Same", 1, "");
    fixture_object(f, "malware", 2, "Same", 1, "");
    fixture_commit(f);
    assert_true(yg_resolve(f->store, YG_STR("same"), YG_STR(""), &r, &f->err));
    yg_candidates_json(YG_STR("same"), &r, &text);
    yg_resolution_free(&r);
    yyjson_val *root = yg_json_parse(&parser, yg_buf_str(&text), &reason, &at);
    assert_non_null(root);
    yyjson_val *candidates = yyjson_obj_get(root, "candidates");
    assert_int_equal(yyjson_arr_size(candidates), 2);
    assert_true(yg_str_eqz(yg_json_str(yyjson_arr_get_first(candidates), "type"), "malware"));
    assert_true(
        yg_str_eqz(yg_json_str(yyjson_arr_get_first(candidates), "matched_as"), "its name"));
    yg_json_parser_free(&parser);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_STORE(dossier__actor__valid_json_with_every_part),
        WITH_STORE(dossier__pretty_and_other_order_of_import__same_content),
        WITH_STORE(dossier__country_without_anything__valid_and_empty),
        WITH_STORE(candidates__ambiguous_name__valid_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
