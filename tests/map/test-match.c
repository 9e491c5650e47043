/* The matcher of victims over a small registry that is read as a group file, as users' files are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "map/group_file.h"
#include "map/match.h"

static const char registry[] =
    "yagura-group: 1\n"
    "source: {name: test}\n"
    "organisations:\n"
    "  - id: aoba\n"
    "    names: {en: [\"Aoba Motor Corporation\", Aoba], ja: \"青葉自動車\"}\n"
    "    kind: parent\n"
    "    country: \"JP\"\n"
    "    brands: [Aoba, Sakura]\n"
    "    domains: [aoba.example]\n"
    "  - id: aoba-canada-finance\n"
    "    names: {en: \"Aoba Canada Finance\"}\n"
    "    kind: subsidiary\n"
    "    country: \"CA\"\n"
    "    parents:\n"
    "      - {id: aoba, relation: subsidiary-of, since: \"2010\"}\n"
    "  - id: hinode\n"
    "    names: {en: [\"Hinode, Inc.\"]}\n"
    "    kind: subsidiary\n"
    "    country: \"US\"\n"
    "    domains: [hinode.example]\n"
    "    parents:\n"
    "      - {id: kiri, relation: subsidiary-of, until: \"2015-06-30\"}\n"
    "      - {id: aoba, relation: subsidiary-of, since: \"2015-07-01\"}\n"
    "  - id: kiri\n"
    "    names: {en: \"Kiri Electric\"}\n"
    "    kind: parent\n"
    "    country: \"DE\"\n"
    "    brands: [Kiri Electric]\n"
    "  - {id: kawa, names: {en: [Kawa Corporation]}, kind: parent, country: \"JP\"}\n"
    "  - {id: kawa-paper, names: {en: [Kawa Paper]}, kind: parent, country: \"JP\"}\n"
    "  - {id: sumi-inc, names: {en: [\"Sumi Store, Inc.\"]}, kind: parent, country: \"US\"}\n"
    "  - {id: sumi-store, names: {en: [Sumi Store]}, kind: other, country: \"US\"}\n"
    "  - id: kiri-gb\n"
    "    names: {en: [Maple Foods]}\n"
    "    kind: parent\n"
    "    country: \"GB\"\n"
    "  - id: maple-us\n"
    "    names: {en: [Maple Foods]}\n"
    "    kind: parent\n"
    "    country: \"US\"\n";

typedef struct {
    yg_group_file file;
    yg_match *match;
    yg_match_scratch scratch;
} fixture;

static int start(void **state) {
    static fixture f;
    yg_error err = {0};
    f = (fixture){0};
    *state = &f;
    if (!yg_group_file_read(&f.file, (yg_str){registry, sizeof registry - 1}, &err))
        return -1;
    yg_group_index(&f.file.group);
    f.match = yg_match_make(&f.file.group);
    return 0;
}

static int end(void **state) {
    fixture *f = *state;
    yg_match_free(f->match);
    yg_match_scratch_free(&f->scratch);
    yg_group_file_free(&f->file);
    return 0;
}

static yg_match_result find(fixture *f, const char *name, const char *domain, const char *sites) {
    return yg_match_find(f->match,
                         &(yg_match_query){yg_str_of(name), yg_str_of(domain), yg_str_of(sites)},
                         &f->scratch);
}

typedef struct {
    const char *name, *domain, *sites, *id; /* id NULL: nobody's */
    yg_match_basis basis;
} match_case;

static void check(fixture *f, const match_case *c) {
    yg_match_result found = find(f, c->name, c->domain, c->sites);
    if (c->id == NULL) {
        if (found.organisation != SIZE_MAX)
            fail_msg("%s: %.*s by %s", c->name,
                     YG_FMT(f->file.group.organisations.at[found.organisation].key),
                     yg_match_basis_word(found.basis));
        assert_non_null(found.reason);
        return;
    }
    if (found.organisation == SIZE_MAX)
        fail_msg("%s: %s", c->name, found.reason);
    yg_str key = f->file.group.organisations.at[found.organisation].key;
    if (!yg_str_eqz(key, c->id) || found.basis != c->basis)
        fail_msg("%s: %.*s by %s", c->name, YG_FMT(key), yg_match_basis_word(found.basis));
    assert_null(found.reason);
    assert_in_range(found.confidence, 1, 100);
}

static void match_find__names_and_brands__the_organisation(void **state) {
    static const match_case cases[] = {
        {"Aoba Motor Corporation", "", "JP", "aoba", YG_MATCH_NAME},
        {"AOBA MOTOR CORP.", "", "", "aoba", YG_MATCH_NAME},
        {"Ａｏｂａ", "", "", "aoba", YG_MATCH_NAME},
        {"青葉自動車株式会社", "", "", "aoba", YG_MATCH_NAME},
        {"株式会社 青葉自動車", "", "", "aoba", YG_MATCH_NAME},
        {"Aoba Canada Finance", "", "CA", "aoba-canada-finance", YG_MATCH_NAME},
        {"Sumi Store, Inc.", "", "US", "sumi-inc", YG_MATCH_NAME},
        {"Sumi Store", "", "US", "sumi-store", YG_MATCH_NAME},
        {"Kawa Corp", "", "JP", "kawa", YG_MATCH_NAME},
        {"Aoba Canada Finance/Aoba", "", "CA", "aoba-canada-finance", YG_MATCH_NAME},
        {"Aoba Finance", "", "CA", "aoba", YG_MATCH_BRAND},
        {"Aoba Greece", "", "GR", "aoba", YG_MATCH_BRAND},
        {"PT Aoba Indonesia Manufacturing", "", "ID", "aoba", YG_MATCH_BRAND},
        {"American Aoba Finance", "", "US", "aoba", YG_MATCH_BRAND},
        {"Aoba (Thailand) Co., Ltd.", "", "TH", "aoba", YG_MATCH_NAME},
        {"Aoba Corporation of America", "", "US", "aoba", YG_MATCH_BRAND},
        {"Aoba (Russia)", "", "RU", "aoba", YG_MATCH_NAME},
        {"Sakura Saudi Arabia", "", "SA", "aoba", YG_MATCH_BRAND},
        {"Kiri Electric South Africa", "", "ZA", "kiri", YG_MATCH_BRAND},
        {"Official Aoba Twitter account", "", "", "aoba", YG_MATCH_NAME},
        {"Aoba's Facebook page", "", "", "aoba", YG_MATCH_NAME},
        {"Fresh Box (groupe Kiri Electric)", "", "FR", "kiri", YG_MATCH_SAID},
        {"Fresh Box Inc. - a Hinode Company", "", "US", "hinode", YG_MATCH_SAID},
        {"Anything at all", "shop.aoba.example", "", "aoba", YG_MATCH_DOMAIN},
        {"https://www.aoba.example/news", "", "", "aoba", YG_MATCH_DOMAIN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(*state, &cases[i]);
}

static void match_find__dealers_namesakes_strangers__nobody(void **state) {
    static const match_case cases[] = {
        {.name = "Aoba of Orlando", .sites = "US"},
        {.name = "Aoba of Walnut Creek", .sites = "US"},
        {.name = "Kearny Mesa Aoba", .sites = "US"},
        {.name = "Texas Aoba", .sites = "US"},
        {.name = "Canada Aoba", .sites = "US"}, /* the place is not the site */
        {.name = "Aoba dealership", .sites = "US"},
        {.name = "Aoba contractor", .sites = "IT"},
        {.name = "A franchisee of Aoba Motor", .sites = "US"},
        {.name = "Aoba Gas Station", .sites = "US"},
        {.name = "Aoba Sales", .sites = "US"},
        {.name = "Aoba (dealer in Ohio)", .sites = "US"},
        {.name = "Aoba Finance", .sites = "FR"}, /* no place, a country without a known company */
        {.name = "Kawa", .sites = "JP"},         /* Kawa Corporation and Kawa Paper: two groups */
        {.name = "Kawa/Aoba", .sites = "JP"},
        {.name = "Aoba HealthCare Hospital", .sites = "US"},
        {.name = "Aoba University", .sites = "JP"},
        {.name = "Aobacorp", .sites = "US"},
        {.name = "Kiri", .sites = "DE"},
        {.name = "Twitter account of an employee of Aoba", .sites = "US"},
        {.name = "Hinode", .sites = "BR"}, /* one word, another country: only "Hinode, Inc." */
        {.name = "Aoba", .domain = "aoba-werke.test", .sites = "AT"},
        {.name = "Aoba", .domain = "notaoba.example", .sites = "AT"}, /* no label of its domain */
        {.name = "Maple Foods", .sites = "FR"},
        {.name = "notaoba.example", .sites = ""},
        {.name = "aoba.example.test", .sites = ""},
        {.name = "", .sites = ""},
        {.name = "...", .sites = ""},
        {.name = "\n\n", .sites = ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(*state, &cases[i]);
}

static void match_find__two_of_one_name__the_country_decides(void **state) {
    check(*state, &(match_case){"Maple Foods", "", "US", "maple-us", YG_MATCH_NAME_COUNTRY});
    check(*state, &(match_case){"Maple Foods", "", "GB IE", "kiri-gb", YG_MATCH_NAME_COUNTRY});
    check(*state, &(match_case){.name = "Maple Foods", .sites = "GB US"});
    check(*state, &(match_case){.name = "Maple Foods", .sites = ""});
}

static void match_find__sold_company__the_owner_of_that_day(void **state) {
    fixture *f = *state;
    yg_group *group = &f->file.group;
    size_t at = find(f, "Hinode, Inc.", "", "US").organisation;
    static const struct {
        const char *day, *owner;
    } cases[] = {
        {"2014-01-01", "kiri"}, {"2015-06-30", "kiri"}, {"2015-07-01", "aoba"}, {"2024", "aoba"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        yg_date date;
        assert_true(yg_date_parse(yg_str_of(cases[i].day), &date));
        size_t owner = yg_group_ultimate(group, at, date.from_us);
        if (!yg_str_eqz(group->organisations.at[owner].key, cases[i].owner))
            fail_msg("%s", cases[i].day);
    }
}

/* The same answer whatever stands around the name in memory, and for a name of any length. */
static void match_find__hostile_names__no_harm(void **state) {
    fixture *f = *state;
    YG_CLEANUP_BUF yg_buf name = {0};
    for (size_t i = 0; i < 3000; i++)
        yg_buf_addz(&name, i % 3 == 0 ? "Aoba " : "of ");
    assert_int_equal(find(f, yg_buf_z(&name), "", "").organisation, SIZE_MAX);
    yg_buf_clear(&name);
    for (size_t i = 0; i < 20000; i++)
        yg_buf_addc(&name, (char)(1 + i * 37 % 255));
    for (size_t n = 0; n < 600; n++) {
        yg_str part = yg_str_sub(yg_buf_str(&name), n * 13, n);
        YG_CLEANUP_BUF yg_buf exact = {0};
        yg_buf_add(&exact, part);
        yg_match_query query = {yg_buf_str(&exact), yg_buf_str(&exact), YG_STR("JP")};
        assert_int_equal(yg_match_find(f->match, &query, &f->scratch).organisation, SIZE_MAX);
    }
}

static void match_make__empty_group__nobody(void **state) {
    yg_group group = {0};
    yg_match_scratch scratch = {0};
    (void)state;
    yg_group_index(&group);
    yg_match *match = yg_match_make(&group);
    yg_match_query query = {YG_STR("Aoba"), YG_STR("aoba.example"), YG_STR("JP")};
    assert_int_equal(yg_match_find(match, &query, &scratch).organisation, SIZE_MAX);
    yg_match_free(match);
    yg_match_free(NULL);
    yg_match_scratch_free(&scratch);
    yg_group_free(&group);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(match_find__names_and_brands__the_organisation, start, end),
        cmocka_unit_test_setup_teardown(match_find__dealers_namesakes_strangers__nobody, start,
                                        end),
        cmocka_unit_test_setup_teardown(match_find__two_of_one_name__the_country_decides, start,
                                        end),
        cmocka_unit_test_setup_teardown(match_find__sold_company__the_owner_of_that_day, start,
                                        end),
        cmocka_unit_test_setup_teardown(match_find__hostile_names__no_harm, start, end),
        cmocka_unit_test(match_make__empty_group__nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
