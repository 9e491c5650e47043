/* The reader "cissm": a golden record, the traps of docs/formats/cissm.md, then the real file where
 * it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "intel/cissm.h"
#include "recorder.h"
#include "shared.h"

static const yg_intel_reader reader = {"cissm", "", yg_cissm_probe, yg_cissm_read};

typedef struct {
    const char *what, *header, *rows;
    const char *lines[6]; /* each must be there; with '!' in front it must not */
    size_t incidents, rejects;
} trap;

#define HEADER                                                                                     \
    "evtDate,actor,actor_type,organization,industry_code,industry,motive,event_type,event_"        \
    "subtype,"                                                                                     \
    "description,source_url,country,actor_country"

static const trap traps[] = {
    {"golden",
     HEADER,
     "2022-02-28,ODD SPIDER,Criminal,Example Canada,33,Manufacturing,Financial,Mixed,\"Data "
     "Attack,Exploitation of Application Server\",A ransomware attack.,https://a.example/1,Canada,"
     "Russian Federation\n",
     {"incident|a3bdadf196d0c6ee|2022-02-28|Example Canada|CA||||||C|Manufacturing|ransomware "
      "intrusion cissm-data-attack||https://a.example/1|cissm|A ransomware attack.|||||ODD "
      "SPIDER||\n",
      "claim|attributed-to|ODD SPIDER|", "claim|attributed-to-country|RU|Russian Federation|",
      "claim|actor-type|Criminal||", "claim|motivated-by|Financial||",
      "claim|incident-type|Data Attack|||-1|https://a.example/1|2022-02-28|||event_subtype"},
     1,
     0},
    {"undetermined__nothing",
     HEADER,
     "2022-02-28,Undetermined,Undetermined,Undetermined,81,Other,Undetermined,Undetermined,"
     "Undetermined,x,,Undetermined,Undetermined\n",
     {"incident|", "!claim|", "!name|"},
     1,
     0},
    {"split_industry__label_alone",
     HEADER,
     "2022,,,A,54,Professional,,,,,,,\n",
     {"incident|35f72cb3a323e449|2022|A||||||||Professional|"},
     1,
     0},
    {"a_spreadsheets_date__reported_and_left_out",
     HEADER,
     "2/28/2022,a,,A,,,,,,x,,,\n",
     {"reject|138|1|evtDate is not YYYY-MM-DD", "name|primary|A|"},
     1,
     1},
    {"onion__no_reference",
     HEADER,
     "2022-01-02,a,,A,,,,,,x,http://abc.onion/?id=1,,\n",
     {"!claim|attributed-to|a|||-1|h"},
     1,
     0},
    {"shifted_cells__rejected",
     HEADER,
     "2022-01-02,a,,A,,,,,,x,y,https://a.example/,z\n",
     {"reject|138|1|the cells stand in the wrong columns"},
     0,
     1},
    {"row_cut_off__rejected",
     HEADER,
     "2022-01-02,a,,A,,,,,,x,,,\n2022-01-02,a,,\"B\n",
     {"reject|164|2|"},
     1,
     1},
};

static void run(const trap *t) {
    YG_CLEANUP_BUF yg_buf bytes = {0};
    yg_recorder r = {0};
    yg_error err = {0};
    yg_buf_addf(&bytes, "%s\n%s", t->header, t->rows);
    bool done = yg_recorder_read(&r, &reader, YG_STR("x.csv"), yg_buf_str(&bytes), &err);
    if (!done || r.broken != NULL)
        fail_msg("%s: %s", t->what, r.broken != NULL ? r.broken : err.text);
    for (size_t k = 0; k < sizeof t->lines / sizeof *t->lines && t->lines[k] != NULL; k++) {
        bool absent = t->lines[k][0] == '!';
        if (yg_recorder_has(&r, t->lines[k] + absent) == absent)
            fail_msg("%s: %s\n%s", t->what, t->lines[k], yg_buf_z(&r.log));
    }
    if (r.incidents != t->incidents || r.rejects != t->rejects)
        fail_msg("%s: %zu incidents, %zu rejects\n%s", t->what, r.incidents, r.rejects,
                 yg_buf_z(&r.log));
    yg_recorder_free(&r);
}

static void traps__as_the_note_says(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof traps / sizeof *traps; i++)
        run(&traps[i]);
}

/* The keys of all rows, in their order. */
static void keys_of(const char *rows, yg_buf *keys) {
    YG_CLEANUP_BUF yg_buf bytes = {0};
    yg_recorder r = {0};
    yg_error err = {0};
    yg_str log, line;
    yg_buf_addf(&bytes, "%s\n%s", HEADER, rows);
    assert_true(yg_recorder_read(&r, &reader, YG_STR("x.csv"), yg_buf_str(&bytes), &err));
    log = yg_buf_str(&r.log);
    while (log.n > 0 && yg_str_split(&log, '\n', &line)) {
        yg_str rest = yg_str_from(line, 9), key;
        if (yg_str_starts(line, YG_STR("incident|")) && yg_str_split(&rest, '|', &key)) {
            yg_buf_add(keys, key);
            yg_buf_addc(keys, ' ');
        }
    }
    yg_recorder_free(&r);
}

static void keys__of_identifying_cells(void **state) {
    static const struct {
        const char *rows;
        bool same;
    } cases[] = {
        {"2022-01-02,a,,A,,,,,,x,u,c,\n2022-01-02,a,,A,,,,,,x,u,c,\n", true},
        {"2022-01-02,a,,A,,,,,,x,u,c,\n2022-01-02,a,,A,,,,,,y,u,c,\n", false},
        {"2022-01-02,a,,A,,,,,,x,u,c,\n2022-01-02,b,,A,,,,,,x,u,c,\n", false},
        {"2022-01-02,a,,A,,,,,,x,u,c,\n2022-01-02,a,,A,,,,,,x,u,d,\n", false},
        {"2022-01-02,a,,A,,,,,,x,u,c,\n2022-01-03,a,,A,,,,,,x,u,c,\n", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YG_CLEANUP_BUF yg_buf keys = {0};
        yg_str rest, first, second;
        keys_of(cases[i].rows, &keys);
        rest = yg_buf_str(&keys);
        assert_true(yg_str_split(&rest, ' ', &first) && yg_str_split(&rest, ' ', &second));
        assert_int_equal(yg_str_eq(first, second), cases[i].same);
    }
}

static void types__words_of_the_row_alone(void **state) {
    static const struct {
        const char *motive, *subtype, *description, *types;
    } cases[] = {
        {"", "External Denial of Services", "", "|ddos|"},
        {"", "\"Internal Denial of Service, Physical Attack\"", "",
         "|cissm-internal-denial-of-service cissm-physical-attack|"},
        {"Political-Espionage", "Exploitation of End Host", "", "|espionage intrusion|"},
        {"Financial", "Data Attack", "They ask for a ransom.", "|extortion cissm-data-attack|"},
        {"Financial", "Data Attack", "Ransomware!", "|ransomware cissm-data-attack|"},
        {"Financial", "Data Attack", "RansomExx stole files.", "|cissm-data-attack|"},
        {"", "Undetermined", "", "|||||cissm|"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YG_CLEANUP_BUF yg_buf bytes = {0};
        yg_recorder r = {0};
        yg_error err = {0};
        yg_buf_addf(&bytes, HEADER "\n2022-01-02,a,,A,,,%s,,%s,%s,,,\n", cases[i].motive,
                    cases[i].subtype, cases[i].description);
        assert_true(yg_recorder_read(&r, &reader, YG_STR("x.csv"), yg_buf_str(&bytes), &err));
        if (strstr(yg_buf_z(&r.log), cases[i].types) == NULL)
            fail_msg("%s\n%s", cases[i].types, yg_buf_z(&r.log));
        yg_recorder_free(&r);
    }
}

static bool read_real(void *self, const yg_input_file *file, yg_error *err) {
    return yg_recorder_read(self, &reader, file->path, file->bytes, err);
}

static void cissm__every_row_accounted_for(void **state) {
    yg_recorder r = {0};
    yg_error err = {0};
    const char *path = shared_data("incidents/cissm-2014-2023.csv");
    (void)state;
    if (path == NULL)
        skip();
    assert_true(yg_input_each(path, NULL, read_real, &r, &err));
    assert_null(r.broken);
    assert_int_equal(r.incidents, 3988 - 2);
    assert_int_equal(r.rejects, 2);
    assert_non_null(
        strstr(yg_buf_z(&r.log), "|2022-02-28|Panasonic Canada|CA||||||C|Manufacturing|"));
    yg_recorder_free(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traps__as_the_note_says),
        cmocka_unit_test(keys__of_identifying_cells),
        cmocka_unit_test(types__words_of_the_row_alone),
        cmocka_unit_test(cissm__every_row_accounted_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
