#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "recorder.h"

#define HEAD                                                                                       \
    "yagura-group: 1\ngroup: Aoba Group\nsource: {name: S, published: '2024'}\norganisations:\n"

static void read(yg_recorder *r, const char *text) {
    yg_error err = {0};
    const yg_intel_reader *reader = yg_intel_reader_by_name(YG_STR("yagura-group"));
    if (!yg_recorder_read(r, reader, YG_STR("g.yaml"), yg_str_of(text), &err) || r->broken != NULL)
        fail_msg("%s", r->broken != NULL ? r->broken : err.text);
}

static void expect(const yg_recorder *r, const char *start) {
    if (!yg_recorder_has(r, start))
        fail_msg("no line starts with %s in\n%.*s", start, YG_FMT(yg_buf_str(&r->log)));
}

static void read__golden__organisation_marks_and_edge(void **state) {
    yg_recorder r = {0};
    read(&r,
         HEAD "- id: top\n  names: {en: Top Co, ja: トップ}\n  kind: parent\n  country: JP\n"
              "  sector: C\n  lei: 5493006W3QUS5LMH6R84\n  brands: [Topp]\n"
              "  domains: [Top.example]\n  networks: [192.0.2.0/24]\n  ad-domains: [TOP]\n"
              "  host-rules: ['^t']\n"
              "- {id: kid, names: {en: Kid}, parents: [{id: top, relation: subsidiary-of, share: "
              "60, since: 2004, until: 2009-03}]}\n");
    assert_int_equal(r.rejects, 0);
    expect(&r, "source|S|");
    expect(&r, "organisation|top|parent|JP|");
    expect(&r, "mark|brand|Topp\n");
    expect(&r, "mark|domain|top.example\n");
    expect(&r, "mark|network|192.0.2.0/24\n");
    expect(&r, "mark|ad-domain|top\n");
    expect(&r, "mark|host-rule|^t\n");
    expect(&r, "organisation|kid|");
    assert_int_equal(yg_recorder_count(&r, "edge|identity--"), 1);
    assert_int_equal(yg_recorder_count(&r, "rel|identity--"), 1);
    assert_non_null(strstr(yg_buf_z(&r.log), "|subsidiary-of|"));
    assert_non_null(strstr(yg_buf_z(&r.log), "2004|2009-03"));
    assert_int_equal(r.objects, 3);
    assert_int_equal(r.names, 6); /* Top Co, トップ, top, the LEI; Kid, kid */
    yg_recorder_free(&r);
}

/* The id of the first organisation of a text, as its line of the log. */
static void id_of(const char *text, char id[64]) {
    yg_recorder r = {0};
    read(&r, text);
    const char *object = strstr(yg_buf_z(&r.log), "object|identity--");
    assert_non_null(object);
    snprintf(id, 64, "%.46s", object + strlen("object|"));
    yg_recorder_free(&r);
}

static void ids__number_or_source__joined_or_kept_apart(void **state) {
    static const char *const texts[] = {
        "yagura-group: 1\nsource: {name: A}\norganisations: [{id: x, names: {en: X}, lei: "
        "5493006W3QUS5LMH6R84, corporate-number: 'JP:1180301018771'}]",
        "yagura-group: 1\nsource: {name: B}\norganisations: [{id: y, names: {en: Y}, lei: "
        "5493006W3QUS5LMH6R84}]",
        "yagura-group: 1\nsource: {name: A}\norganisations: [{id: x, names: {en: X}, "
        "corporate-number: 'JP:1180301018771'}]",
        "yagura-group: 1\nsource: {name: B}\norganisations: [{id: z, names: {en: Z}, "
        "corporate-number: 'JP:1180301018771'}]",
        "yagura-group: 1\nsource: {name: A}\norganisations: [{id: x, names: {en: X}}]",
        "yagura-group: 1\nsource: {name: B}\norganisations: [{id: x, names: {en: X}}]",
    };
    char ids[6][64];
    for (size_t i = 0; i < 6; i++)
        id_of(texts[i], ids[i]);
    assert_string_equal(ids[0], ids[1]);
    assert_string_equal(ids[2], ids[3]);
    assert_string_not_equal(ids[0], ids[2]);
    assert_string_not_equal(ids[4], ids[5]);
}

static void read__bad_organisation__rejected_with_offset_others_stay(void **state) {
    yg_recorder r = {0};
    const char *text =
        HEAD "- {id: a, names: {en: A}}\n"
             "- {id: b, names: {en: B}, country: Atlantis}\n"
             "- {id: c, names: {en: C}, parents: [{id: b, relation: branch-of}, {id: a, "
             "relation: supplies}]}\n";
    YG_CLEANUP_BUF yg_buf line = {0};
    read(&r, text);
    yg_buf_addf(&line, "reject|%zu|2|unknown country|line 6, column 27:",
                (size_t)(strstr(text, "country:") - text));
    expect(&r, yg_buf_z(&line));
    assert_int_equal(yg_recorder_count(&r, "organisation|"), 2);
    assert_int_equal(yg_recorder_count(&r, "edge|"), 1);
    assert_non_null(strstr(yg_buf_z(&r.log), "|the parent was rejected|b"));
    assert_int_equal(r.rejects, 2);
    yg_recorder_free(&r);
}

static void read__conflicts__cost_only_the_later_claim(void **state) {
    yg_recorder r = {0};
    read(&r, HEAD "- {id: a, names: {en: A}, domains: [a.example], parents: [{id: b, relation: "
                  "subsidiary-of}]}\n"
                  "- {id: b, names: {en: B}, domains: [a.example, b.example], parents: [{id: a, "
                  "relation: subsidiary-of}]}\n");
    assert_int_equal(yg_recorder_count(&r, "organisation|"), 2);
    assert_int_equal(yg_recorder_count(&r, "mark|domain|a.example"), 1);
    assert_int_equal(yg_recorder_count(&r, "mark|domain|b.example"), 1);
    assert_int_equal(yg_recorder_count(&r, "edge|"), 1);
    assert_int_equal(r.rejects, 2);
    yg_recorder_free(&r);
}

static void probe__other_formats__not_claimed(void **state) {
    static const struct {
        const char *text, *reader;
    } cases[] = {
        {"# map\n---\nyagura-group: 1\n", "yagura-group"},
        {"\xEF\xBB\xBF{\"yagura-group\": 1}", "yagura-group"},
        {"yagura-claims: 1\n", "yagura-claims"},
        {"yagura-groups: 1\n", NULL},
        {"group: yagura-group\n", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const yg_intel_reader *reader =
            yg_intel_reader_probe(yg_str_of(cases[i].text), YG_STR("x.yaml"));
        bool group = reader != NULL && strcmp(reader->name, "yagura-group") == 0;
        assert_int_equal(group,
                         cases[i].reader != NULL && strcmp(cases[i].reader, "yagura-group") == 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read__golden__organisation_marks_and_edge),
        cmocka_unit_test(ids__number_or_source__joined_or_kept_apart),
        cmocka_unit_test(read__bad_organisation__rejected_with_offset_others_stay),
        cmocka_unit_test(read__conflicts__cost_only_the_later_claim),
        cmocka_unit_test(probe__other_formats__not_claimed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
