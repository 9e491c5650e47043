#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "seeded.h"
#include "tell/query.h"

static void parse__every_key__canonical_text(void **state) {
    static const char *const cases[][2] = {
        {"incidents?source=ransomware.live", NULL},
        {"incidents?sector=C&source=a%20b", "incidents?source=a%20b&sector=C"},
        {"incidents?source=x&country=JP", "incidents?source=x&country=JP&by=any"},
        {"incidents?source=x&country=JP&by=parent&sector=C / "
         "incidents?source=x&country=JP&by=parent",
         NULL},
        {"incidents?source=x&country=JP&by=any&abroad=yes", NULL},
        {"incidents?source=x&not-country=JP&by=site", NULL},
        {"incidents?source=x&country=JP&by=parent&parent=known", NULL},
        {"incidents?parent=assumed&source=x", "incidents?source=x&parent=assumed"},
        {"incidents?source=x&sector=label:Business%20Services", NULL},
        {"incidents?source=x&period=2022-H1", NULL},
        {"incidents?source=x&period=2022-01%2F2022-06", NULL},
        {"incidents?source=%E8%A3%BD&actor=lockbit3", NULL},
        {"incidents?source=製&actor=known", "incidents?source=%E8%A3%BD&actor=known"},
        {"incidents?source=x&entered=affiliate&reached=yes&status=delisted&type=ransomware",
         "incidents?source=x&type=ransomware&entered=affiliate&reached=yes&status=delisted"},
        {"incidents?entry=Web%20application&source=x&entered=known",
         "incidents?source=x&entered=known&entry=Web%20application"},
        {"incidents?source=x&organisation=Aoba%20India", NULL},
        {"incidents?source=x&organisation=identity--1", NULL},
        {"incidents?source=%c3%a9", "incidents?source=%C3%A9"},
        {"incidents?source=x&sector=known / incidents?source=x&sector=unknown", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YG_CLEANUP_ARENA yg_arena arena = {0};
        YG_CLEANUP_BUF yg_buf text = {0};
        yg_query query;
        yg_error err = {0};
        if (!yg_query_parse(&arena, yg_str_of(cases[i][0]), &query, NULL, &err))
            fail_msg("%s: %s", cases[i][0], err.text);
        yg_query_add(&text, &query);
        assert_string_equal(yg_buf_z(&text), cases[i][1] != NULL ? cases[i][1] : cases[i][0]);
    }
}

static void parse__wrong_text__the_byte_of_the_fault(void **state) {
    static const struct {
        const char *text;
        size_t offset_bytes;
    } cases[] = {
        {"", 0},
        {"incident?source=x", 0},
        {"incidents", 0},
        {"incidents?", 0},
        {"incidents?source=", 17},
        {"incidents?source", 10},
        {"incidents?colour=red&source=x", 10},
        {"incidents?source=x&source=y", 19},
        {"incidents?source=x&", 18},
        {"incidents?source=x&&by=any", 19},
        {"incidents?source=x%2", 18},
        {"incidents?source=x%zz", 18},
        {"incidents?source=%00", 19},
        {"incidents?source=%ff", 17},
        {"incidents?source=x&country=jp", 27},
        {"incidents?source=x&country=ZZ", 27},
        {"incidents?source=x&country=JPN", 27},
        {"incidents?source=x&by=site", 0},
        {"incidents?source=x&abroad=yes", 0},
        {"incidents?source=x&parent=unknown", 26},
        {"incidents?source=x&country=JP&abroad=no", 37},
        {"incidents?source=x&country=JP&by=both", 33},
        {"incidents?source=x&sector=Z", 26},
        {"incidents?source=x&sector=label:", 26},
        {"incidents?source=x&type=a%20b", 24},
        {"incidents?source=x&actor=Lock%20Bit", 25},
        {"incidents?source=x&period=soon", 26},
        {"incidents?source=x&entered=unknown", 27},
        {"incidents?source=x&reached=perhaps", 27},
        {"incidents?source=x / incidents?source=y", 21},
        {"incidents?source=x / ", 21},
        {"incidents?source=x / incidents?source=x / incidents?source=x", 21},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YG_CLEANUP_ARENA yg_arena arena = {0};
        yg_query query;
        yg_error err = {0};
        size_t at = SIZE_MAX;
        if (yg_query_parse(&arena, yg_str_of(cases[i].text), &query, &at, &err))
            fail_msg("%s: taken", cases[i].text);
        assert_true(err.text[0] != '\0');
        if (at != cases[i].offset_bytes)
            fail_msg("%s: byte %zu, not %zu", cases[i].text, at, cases[i].offset_bytes);
    }
}

static void parse__longer_than_the_limit__refused(void **state) {
    YG_CLEANUP_ARENA yg_arena arena = {0};
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_query query;
    yg_error err = {0};
    yg_buf_addz(&text, "incidents?source=");
    while (text.n < 2000)
        yg_buf_addc(&text, 'x');
    assert_false(yg_query_parse(&arena, yg_buf_str(&text), &query, NULL, &err));
    while (text.n <= YG_QUERY_BYTES)
        yg_buf_addc(&text, 'x');
    assert_false(yg_query_parse(&arena, yg_buf_str(&text), &query, NULL, &err));
    assert_int_equal(err.code, YG_ERR_LIMIT);
}

/* What is printed parses again and prints the same; what is mutilated never crashes. */
static void parse__mutilated_queries__stable_when_taken(void **state) {
    static const char start[] =
        "incidents?source=x%20y&country=JP&by=parent&sector=label:A%26B&type="
        "ransomware&period=2022-H1 / incidents?source=x%20y";
    static const char letters[] = "?&=%/ abZ09:-_~JP";
    uint64_t seed = 3;
    int taken = 0;
    for (int i = 0; i < 20000; i++) {
        char text[sizeof start];
        memcpy(text, start, sizeof start);
        for (uint64_t k = 1 + seeded_below(&seed, 3); k > 0; k--)
            text[seeded_below(&seed, sizeof start - 1)] =
                letters[seeded_below(&seed, sizeof letters - 1)];
        YG_CLEANUP_ARENA yg_arena arena = {0};
        YG_CLEANUP_BUF yg_buf one = {0};
        YG_CLEANUP_BUF yg_buf two = {0};
        yg_query query, again;
        yg_error err;
        size_t at = 0;
        if (!yg_query_parse(&arena, yg_str_of(text), &query, &at, &err)) {
            assert_true(at <= strlen(text));
            continue;
        }
        taken++;
        yg_query_add(&one, &query);
        assert_true(yg_query_parse(&arena, yg_buf_str(&one), &again, NULL, &err));
        yg_query_add(&two, &again);
        assert_string_equal(yg_buf_z(&one), yg_buf_z(&two));
    }
    assert_true(taken > 100);
}

static bool matches(const char *text, const yg_query_facts *facts) {
    YG_CLEANUP_ARENA yg_arena arena = {0};
    yg_query query;
    yg_error err = {0};
    if (!yg_query_parse(&arena, yg_str_of(text), &query, NULL, &err))
        fail_msg("%s: %s", text, err.text);
    return yg_query_match(&query.numerator, facts);
}

static void match__one_row__each_key_asks_its_column(void **state) {
    yg_incident_row row = {.source = YG_STR("live"),
                           .sites = YG_STR("CA US"),
                           .parent = YG_STR("Aoba Holdings"),
                           .parent_country = YG_STR("JP"),
                           .victim = YG_STR("Aoba Canada, Inc."),
                           .sector = YG_STR("C"),
                           .sector_label = YG_STR("Manufacturing"),
                           .types = YG_STR("ransomware data-leak"),
                           .actors = YG_STR("LockBit 3.0\nWizard Spider"),
                           .listing = YG_STR("listed")};
    yg_date day;
    assert_true(yg_date_parse(YG_STR("2022-02-28"), &day));
    row.from_us = day.from_us;
    row.to_us = day.to_us;
    yg_query_facts facts = {.row = &row,
                            .entered = YG_STR("affiliate"),
                            .entry = YG_STR("unknown\nVPN\nWeb application\n"),
                            .reached = YG_STR("not-documented"),
                            .organisations = YG_STR("identity--1 identity--2")};
    yg_query_facts_of(&facts);
    static const struct {
        const char *query;
        bool is;
    } cases[] = {
        {"incidents?source=live", true},
        {"incidents?source=liv", false},
        {"incidents?source=live&country=JP&by=parent", true},
        {"incidents?source=live&country=JP&by=site", false},
        {"incidents?source=live&country=JP", true},
        {"incidents?source=live&country=CA&by=site", true},
        {"incidents?source=live&country=US&by=site", true},
        {"incidents?source=live&country=CA&by=parent", false},
        {"incidents?source=live&not-country=JP&by=site", true},
        {"incidents?source=live&not-country=JP&by=any", false},
        {"incidents?source=live&country=JP&abroad=yes", true},
        {"incidents?source=live&country=CA&abroad=yes", false},
        {"incidents?source=live&country=JP&by=parent&parent=known", true},
        {"incidents?source=live&parent=assumed", false},
        {"incidents?source=live&sector=C", true},
        {"incidents?source=live&sector=K", false},
        {"incidents?source=live&sector=known", true},
        {"incidents?source=live&sector=unknown", false},
        {"incidents?source=live&sector=label:Manufacturing", false},
        {"incidents?source=live&type=ransomware", true},
        {"incidents?source=live&type=data-leak", true},
        {"incidents?source=live&type=data", false},
        {"incidents?source=live&type=known", true},
        {"incidents?source=live&actor=lockbit30", true},
        {"incidents?source=live&actor=wizardspider", true},
        {"incidents?source=live&actor=lockbit", false},
        {"incidents?source=live&actor=known", true},
        {"incidents?source=live&period=2022-H1", true},
        {"incidents?source=live&period=2022", true},
        {"incidents?source=live&period=2022-03", false},
        {"incidents?source=live&entered=affiliate", true},
        {"incidents?source=live&entered=known", true},
        {"incidents?source=live&entered=victim", false},
        {"incidents?source=live&reached=known", false},
        {"incidents?source=live&entry=Web%20application", true},
        {"incidents?source=live&entry=VPN", true},
        {"incidents?source=live&entry=known", true},
        {"incidents?source=live&entry=Web", false},
        {"incidents?source=live&entry=unknown", true},
        {"incidents?source=live&reached=yes", false},
        {"incidents?source=live&status=listed", true},
        {"incidents?source=live&status=delisted", false},
        {"incidents?source=live&organisation=aoba%20canada%20inc", true},
        {"incidents?source=live&organisation=Aoba%20Holdings", true},
        {"incidents?source=live&organisation=Aoba", false},
        {"incidents?source=live&organisation=identity--2", true},
        {"incidents?source=live&organisation=identity--3", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (matches(cases[i].query, &facts) != cases[i].is)
            fail_msg("%s: %s", cases[i].query, cases[i].is ? "does not match" : "matches");
    }
}

static void match__nobody_says_the_parent__the_only_site(void **state) {
    yg_incident_row row = {.source = YG_STR("s"), .sites = YG_STR("JP"), .date = YG_STR("2022")};
    yg_query_facts facts = {.row = &row};
    yg_query_facts_of(&facts);
    assert_true(matches("incidents?source=s&country=JP&by=parent", &facts));
    assert_true(matches("incidents?source=s&country=JP&by=parent&parent=assumed", &facts));
    assert_false(matches("incidents?source=s&country=JP&by=parent&parent=known", &facts));
    assert_false(matches("incidents?source=s&country=JP&abroad=yes", &facts));
    row.sites = YG_STR("JP US");
    yg_query_facts_of(&facts);
    assert_false(matches("incidents?source=s&parent=assumed", &facts));
    assert_false(matches("incidents?source=s&parent=known", &facts));
    assert_false(matches("incidents?source=s&country=JP&by=parent", &facts));
    assert_true(matches("incidents?source=s&country=JP&by=site", &facts));
    row.sites = YG_STR("");
    row.parent_country = YG_STR("JP");
    yg_query_facts_of(&facts);
    assert_true(matches("incidents?source=s&country=JP&by=parent", &facts));
    /* No site is known: that it is abroad is not known either. */
    assert_false(matches("incidents?source=s&country=JP&abroad=yes", &facts));
    /* A whole year is not within a half of it; an incident without a date is in no period. */
    assert_false(matches("incidents?source=s&period=2022-H1", &facts));
    assert_true(matches("incidents?source=s&sector=unknown", &facts));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse__every_key__canonical_text),
        cmocka_unit_test(parse__wrong_text__the_byte_of_the_fault),
        cmocka_unit_test(parse__longer_than_the_limit__refused),
        cmocka_unit_test(parse__mutilated_queries__stable_when_taken),
        cmocka_unit_test(match__one_row__each_key_asks_its_column),
        cmocka_unit_test(match__nobody_says_the_parent__the_only_site),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
