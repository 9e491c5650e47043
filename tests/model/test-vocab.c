/* Tests of model/vocab: every label of data/vocab, what must not resolve, and hostile input. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/vocab.h"

struct country_case {
    yg_str text, alpha2;
};

struct sector_case {
    yg_str text;
    yg_sector sector;
};

#include "vocab-cases.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static yg_country id_of(yg_str alpha2) {
    return YG_COUNTRY(alpha2.p[0], alpha2.p[1]);
}

static void assert_country(yg_country got, yg_country expected, yg_str text) {
    if (got != expected)
        fail_msg("'%.*s' gives %04x, expected %04x", (int)text.n, text.p, got, expected);
}

static void assert_sector(yg_sector got, yg_sector expected, yg_str text) {
    if (got != expected)
        fail_msg("'%.*s' gives %d, expected '%c'", (int)text.n, text.p, got, expected);
}

/* The text in an allocation of exactly its size, so that the sanitizer sees a read past its end.
 * Free with free(). */
static yg_str boxed(yg_str text) {
    char *p = malloc(text.n != 0 ? text.n : 1);
    assert_non_null(p);
    if (text.n != 0)
        memcpy(p, text.p, text.n);
    return (yg_str){p, text.n};
}

/* The text as people also write it: ASCII letters in the other case, spaces and punctuation added.
 * The buffer has 3 bytes a byte. */
static yg_str disguised(yg_str text, char *buf) {
    size_t len = 0;
    buf[len++] = '\t';
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        buf[len++] = is_letter ? (char)(c ^ 0x20) : c;
        if (is_letter)
            buf[len++] = i % 2 == 0 ? ' ' : '-';
    }
    buf[len++] = '.';
    return (yg_str){buf, len};
}

static void country_from_code__every_code__gives_its_row(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(code_cases); i++) {
        yg_str code = boxed(code_cases[i].text); /* as the table has it: lower case */
        char *p = (char *)(uintptr_t)code.p;
        yg_country expected = id_of(code_cases[i].alpha2);
        assert_country(yg_country_from_code(code), expected, code);
        for (size_t k = 0; k < code.n; k++) {
            if (p[k] >= 'a' && p[k] <= 'z')
                p[k] = (char)(p[k] - ('a' - 'A'));
        }
        assert_country(yg_country_from_code(code), expected, code);
        free(p);
    }
    assert_int_equal(COUNT(country_rows), 250);
}

static void country_from_code__other_forms__follow_the_rules(void **state) {
    static const struct {
        const char *code, *alpha2;
    } CASES[] = {
        {"jp", "JP"},  {"Jpn", "JP"}, {"392", "JP"}, {"004", "AF"}, {"uk", "GB"},
        {"XKX", "XK"}, {"xkk", "XK"}, {"PRK", "KP"}, {"KOR", "KR"},
    };
    static const char *const NONE[] = {"",      "J",    "JAPAN", "EU", "EL",  "AN",  "CS",  "SU",
                                       "QC",    "NJ",   "SP",    "??", "0",   "000", "00",  "999",
                                       "0392",  "4",    "04",    "92", " JP", "JP ", "J P", "4x",
                                       "Japan", "日本", "AP",    "XX", "ZZ",  "T1"};
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        yg_str code = yg_str_of(CASES[i].code);
        assert_country(yg_country_from_code(code), id_of(yg_str_of(CASES[i].alpha2)), code);
    }
    for (size_t i = 0; i < COUNT(NONE); i++)
        assert_country(yg_country_from_code(yg_str_of(NONE[i])), 0, yg_str_of(NONE[i]));
    assert_int_equal(yg_country_from_code((yg_str){NULL, 0}), 0);
    assert_int_equal(yg_country_from_code(YG_STR("J\0P")), 0);
    assert_int_equal(yg_country_from_code(YG_STR("JP\0")), 0);
}

static void country_from_name__every_alias__gives_its_row(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(name_cases); i++) {
        char buf[1024];
        yg_str name = boxed(name_cases[i].text);
        yg_country expected = id_of(name_cases[i].alpha2);
        assert_country(yg_country_from_name(name), expected, name);
        assert_true(name.n * 3 + 2 <= sizeof buf);
        yg_str other = disguised(name, buf);
        assert_country(yg_country_from_name(other), expected, other);
        free((void *)(uintptr_t)name.p);
    }
}

static void country_from_name__spellings_of_the_sources__give_the_country(void **state) {
    static const struct {
        const char *name, *alpha2;
    } CASES[] = {
        {"Japan", "JP"},
        {"JAPAN", "JP"},
        {"日本", "JP"},
        {"japanese", "JP"},
        {"Nippon", "JP"},
        {"Korea (Republic of)", "KR"},
        {"Korea (the Republic of)", "KR"},
        {"Korea, Republic of", "KR"},
        {"韓国", "KR"},
        {"大韓民国", "KR"},
        {"Korea (Democratic People's Republic of)", "KP"},
        {"DPRK", "KP"},
        {"North Korean", "KP"},
        {"北朝鮮", "KP"},
        {"Iran, Islamic Republic of", "IR"},
        {"Iran (Islamic Republic of)", "IR"},
        {"Iranian", "IR"},
        {"イラン・イスラム共和国", "IR"},
        {"Chinese", "CN"},
        {"People's Republic of China", "CN"},
        {"People\xe2\x80\x99s Republic of China", "CN"},
        {"中国", "CN"},
        {"中华人民共和国", "CN"},
        {"Russian", "RU"},
        {"Russian Federation", "RU"},
        {"ロシア", "RU"},
        {"Россия", "RU"},
        {"UAE", "AE"},
        {"U.A.E.", "AE"},
        {"Turkey", "TR"},
        {"Türkiye", "TR"},
        {"TÜRKİYE", "TR"},
        {"Turkiye", "TR"},
        {"Hong Kong", "HK"},
        {"HongKong", "HK"},
        {"香港", "HK"},
        {"Viet Nam", "VN"},
        {"Vietnam", "VN"},
        {"ベトナム", "VN"},
        {"USA", "US"},
        {"U.S.", "US"},
        {"米国", "US"},
        {"アメリカ", "US"},
        {"UK", "GB"},
        {"英国", "GB"},
        {"イギリス", "GB"},
        {"Côte d'Ivoire", "CI"},
        {"CÔTE D\xe2\x80\x99IVOIRE", "CI"},
        {"Co\xcc\x82te d'Ivoire", "CI"},
        {"Cote dIvoire", "CI"},
        {"Ivory Coast", "CI"},
        {"The Netherlands", "NL"},
        {"Lebonon", "LB"},
        {"Kosovo", "XK"},
        {"Guinea", "GN"},
        {"Guinea-Bissau", "GW"},
        {"Niger", "NE"},
        {"Nigeria", "NG"},
        {"Dominica", "DM"},
        {"Dominican Republic", "DO"},
        {"ドミニカ国", "DM"},
        {"ドミニカ共和国", "DO"},
        {"ボスニア・ヘルツェゴビナ", "BA"},
        {"ボスニア\xef\xbd\xa5ヘルツェゴビナ", "BA"},
        {"ボスニア　ヘルツェゴビナ", "BA"},
        {"\xef\xbb\xbfJapan", "JP"},
        {"Georgia", "GE"},
        {"Latvija", "LV"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        yg_str name = yg_str_of(CASES[i].name);
        assert_country(yg_country_from_name(name), id_of(yg_str_of(CASES[i].alpha2)), name);
    }
}

static void country_from_name__no_country__gives_none(void **state) {
    static const char *const NONE[] = {
        "Europe",
        "Asia",
        "Global",
        "World",
        "Africa",
        "Middle East",
        "The Middle East",
        "Southeast Asia",
        "North America",
        "Asia (region)",
        "EU (region)",
        "Europe (region)",
        "European Union",
        "EU",
        "NATO",
        "NATO (region)",
        "ASEAN",
        "United Nations",
        "Bangladesh Bank",
        "Bank of America",
        "U.S. satellite and aerospace sector",
        "Cryptocurrency exchanges in South Korea",
        "Iranian internet activists",
        "Kurdistan",
        "Uighurs",
        "ISIS",
        "Unknown",
        "Not available",
        "Undetermined",
        "nan",
        "None",
        "Other",
        "Congo",
        "Korea",
        "Dominican",
        "Congolese",
        "Korean",
        "Virgin Islands",
        "Netherlands Antilles",
        "Serbia and Montenegro",
        "Yugoslavia",
        "Soviet Union",
        "California",
        "Japan, China",
        "Japan and China",
        "Japanx",
        "xJapan",
        "Jap",
        "BH",
        "世界",
        "欧州",
        "アジア",
        "中東",
        "東南アジア",
        "日本と中国",
        "日",
        "不明",
        "海外",
        "",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(NONE); i++)
        assert_country(yg_country_from_name(yg_str_of(NONE[i])), 0, yg_str_of(NONE[i]));
}

static void country_names__every_row__resolve_to_the_row(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(country_rows); i++) {
        yg_str alpha2 = country_rows[i].alpha2;
        yg_country id = id_of(alpha2);
        yg_str got = yg_country_alpha2(id), numeric = yg_country_numeric(id);
        assert_int_equal(got.n, 2);
        assert_memory_equal(got.p, alpha2.p, 2);
        assert_country(yg_country_from_name(yg_country_name(id, YG_LANG_EN)), id, alpha2);
        assert_country(yg_country_from_name(yg_country_name(id, YG_LANG_JA)), id, alpha2);
        if (id == YG_COUNTRY('X', 'K'))
            assert_int_equal(numeric.n, 0);
        else
            assert_country(yg_country_from_code(numeric), id, numeric);
    }
    yg_str japan = yg_country_name(YG_COUNTRY('J', 'P'), YG_LANG_JA);
    assert_int_equal(japan.n, strlen("日本"));
    assert_memory_equal(japan.p, "日本", japan.n);
}

static void country_names__every_other_handle__are_empty(void **state) {
    size_t known = 0;
    (void)state;
    for (unsigned id = 0; id <= UINT16_MAX; id++) {
        yg_str alpha2 = yg_country_alpha2((yg_country)id);
        assert_non_null(alpha2.p);
        if (alpha2.n != 0) {
            known++;
            continue;
        }
        assert_int_equal(yg_country_name((yg_country)id, YG_LANG_EN).n, 0);
        assert_int_equal(yg_country_name((yg_country)id, YG_LANG_JA).n, 0);
        assert_int_equal(yg_country_numeric((yg_country)id).n, 0);
    }
    assert_int_equal(known, COUNT(country_rows));
}

static void sector_from_label__every_alias__gives_its_section(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(sector_cases); i++) {
        char buf[1024];
        yg_str label = boxed(sector_cases[i].text);
        assert_sector(yg_sector_from_label(label), sector_cases[i].sector, label);
        assert_true(label.n * 3 + 2 <= sizeof buf);
        yg_str other = disguised(label, buf);
        assert_sector(yg_sector_from_label(other), sector_cases[i].sector, other);
        free((void *)(uintptr_t)label.p);
    }
}

static void sector_from_label__labels_of_the_sources__give_the_section_or_none(void **state) {
    static const struct {
        const char *label;
        yg_sector sector;
    } CASES[] = {
        {"製造業", 'C'},
        {"医療・福祉", 'Q'},
        {"医療，福祉", 'Q'},
        {"卸売・小売業", 'G'},
        {"卸売業，小売業", 'G'},
        {"建設業", 'F'},
        {"情報通信業", 'J'},
        {"Manufacturing", 'C'},
        {"Healthcare", 'Q'},
        {"Health", 'Q'},
        {"Financial Services", 'K'},
        {"financial-services", 'K'},
        {"Finance", 'K'},
        {"Banking", 'K'},
        {"Telecommunications", 'J'},
        {"Telecomms", 'J'},
        {"Education", 'P'},
        {"Government", 'O'},
        {"Government, Administration", 'O'},
        {"Public Administration", 'O'},
        {"Transportation/Logistics", 'H'},
        {"Health Care and Social Assistance", 'Q'},
        {"News - Media", 'J'},
        {"Water", 'E'},
        {"International / supranational organization", 'U'},
        {"Academia - University ", 'P'},
        {"Electric", 'D'},
        {"Mining and quarrying", 'B'},
        {"Private sector", 0},
        {"Technology", 0},
        {"Business Services", 0},
        {"Consumer Services", 0},
        {"Civil society", 0},
        {"Energy", 0},
        {"Defense", 0},
        {"Utilities", 0},
        {"Public Sector", 0},
        {"Services", 0},
        {"サービス業", 0},
        {"その他", 0},
        {"その他のサービス業", 0},
        {"Other services", 0},
        {"Other", 0},
        {"Unknown", 0},
        {"Hospitality and Tourism", 0},
        {"Agriculture and Food Production", 0},
        {"Information technology", 0},
        {"Professional, Scientific, and Technical Services", 0},
        {"Other Services (except Public Administration)", 0},
        {"不動産業・物品賃貸業", 0},
        {"電気・ガス・熱供給・水道業", 0},
        {"A", 0},
        {"C", 0},
        {"E", 0},
        {"U", 0},
        {"", 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++)
        assert_sector(yg_sector_from_label(yg_str_of(CASES[i].label)), CASES[i].sector,
                      yg_str_of(CASES[i].label));
}

static void sector_from_naics__every_prefix__gives_its_section(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(naics_cases); i++) {
        yg_str code = boxed(naics_cases[i].text);
        assert_sector(yg_sector_from_naics(code), naics_cases[i].sector, code);
        free((void *)(uintptr_t)code.p);
    }
}

static void sector_from_naics__codes__follow_the_longest_prefix(void **state) {
    static const struct {
        const char *code;
        yg_sector sector;
    } CASES[] = {
        {"311811", 'C'}, {"31-33", 'C'},  {"44-45", 'G'},  {"48-49", 'H'},  {"44600", 'G'},
        {"541512", 'J'}, {"541110", 'M'}, {"541", 0},      {"54", 0},       {"221122", 'D'},
        {"221310", 'E'}, {"221330", 'D'}, {"22", 0},       {"561", 'N'},    {"562111", 'E'},
        {"56", 0},       {"519120", 'R'}, {"519130", 'J'}, {"928110", 'O'}, {"928120", 0},
        {"92", 'O'},     {"622110", 'Q'}, {"62", 'Q'},     {"813110", 'S'}, {"711410", 'M'},
        {"711211", 'R'}, {"00", 0},       {"000", 0},      {"99", 0},       {"999990", 0},
        {"", 0},         {"1", 0},        {"11", 'A'},     {"1111111", 0},  {"61.0", 0},
        {" 61", 0},      {"61 ", 0},      {"6x", 0},       {"-", 0},        {"31-", 0},
        {"31-3", 0},     {"31-44", 0},    {"31-333", 0},   {"311-33", 0},   {"31--3", 0},
        {"Unknown", 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        yg_str code = boxed(yg_str_of(CASES[i].code));
        assert_sector(yg_sector_from_naics(code), CASES[i].sector, code);
        free((void *)(uintptr_t)code.p);
    }
    assert_int_equal(yg_sector_from_naics((yg_str){NULL, 0}), 0);
    assert_int_equal(yg_sector_from_naics(YG_STR("61\0")), 0);
}

static void sector_name__every_value__is_given_for_sections_only(void **state) {
    (void)state;
    for (int value = CHAR_MIN; value <= CHAR_MAX; value++) {
        yg_sector sector = (yg_sector)value;
        bool is_section = value >= 'A' && value <= 'U';
        yg_str names[] = {
            yg_sector_name(sector, YG_LANG_EN, false), yg_sector_name(sector, YG_LANG_EN, true),
            yg_sector_name(sector, YG_LANG_JA, false), yg_sector_name(sector, YG_LANG_JA, true)};
        for (size_t i = 0; i < COUNT(names); i++) {
            assert_non_null(names[i].p);
            assert_int_equal(names[i].n != 0, is_section);
            if (is_section)
                assert_sector(yg_sector_from_label(names[i]), sector, names[i]);
        }
    }
}

static void every_lookup__hostile_input__gives_none(void **state) {
    static const yg_str CASES[] = {
        {NULL, 0},
        {"", 0},
        {"\0", 1},
        {"Ja\0pan", 6},
        {"Japan\0", 6},
        {"\0Japan", 6},
        {"Japan\x01", 6},
        {"Japan\x7f", 6},
        {"Japan\xe2", 6},
        {"Japan\xe2\x80", 7},
        {"Japan\xc2", 6},
        {"Japan\xff", 6},
        {"\xe6\x97\xa5\xe6\x9c", 5},
        {"Japan\xe2\x28\xa1", 8},
        {"Japan\xe0\x80\xa0", 8} /* overlong space */,
        {"Japan\xc0\xa0", 7},
        {"Japan\xf0\x90\x80\x80", 9},
        {"Japan\xed\xa0\x80", 8},
        {"\xef\xbb\xbf", 3},
        {" \t\r\n", 4},
        {"...", 3},
        {"\xe3\x80\x80\xe3\x83\xbb", 6},
        {"\x80\x80\x80", 3},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        yg_str text = boxed(CASES[i]);
        assert_country(yg_country_from_name(text), 0, text);
        assert_country(yg_country_from_code(text), 0, text);
        assert_sector(yg_sector_from_label(text), 0, text);
        assert_sector(yg_sector_from_naics(text), 0, text);
        free((void *)(uintptr_t)text.p);
    }
}

static void every_lookup__long_input__ends_without_overrun(void **state) {
    static char buf[10240];
    static const char FILL[] = {'J', ' ', '\0', '7', '\xe3', '\x80', '\xff', '.'};
    const yg_str text = {buf, sizeof buf};
    (void)state;
    for (size_t i = 0; i < sizeof FILL; i++) {
        memset(buf, FILL[i], sizeof buf);
        assert_int_equal(yg_country_from_name(text), 0);
        assert_int_equal(yg_country_from_code(text), 0);
        assert_int_equal(yg_sector_from_label(text), 0);
        assert_int_equal(yg_sector_from_naics(text), 0);
    }
    memset(buf, ' ', sizeof buf);
    memcpy(buf + sizeof buf - 5, "Japan", 5);
    assert_int_equal(yg_country_from_name(text), YG_COUNTRY('J', 'P'));
}

static void every_lookup__pseudo_random_bytes__stays_in_range(void **state) {
    uint32_t seed = 2463534242u; /* xorshift32, so that a failure repeats */
    (void)state;
    for (int round = 0; round < 20000; round++) {
        char raw[24];
        for (size_t i = 0; i < sizeof raw; i++) {
            seed ^= seed << 13;
            seed ^= seed >> 17;
            seed ^= seed << 5;
            raw[i] = (char)(seed & 0xff);
        }
        yg_str text = boxed((yg_str){raw, seed % (sizeof raw + 1)});
        yg_country country = yg_country_from_name(text);
        yg_sector sector = yg_sector_from_label(text);
        assert_true(country == 0 || yg_country_alpha2(country).n == 2);
        assert_true(sector == 0 || (sector >= 'A' && sector <= 'U'));
        country = yg_country_from_code(text);
        sector = yg_sector_from_naics(text);
        assert_true(country == 0 || yg_country_alpha2(country).n == 2);
        assert_true(sector == 0 || (sector >= 'A' && sector <= 'U'));
        free((void *)(uintptr_t)text.p);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(country_from_code__every_code__gives_its_row),
        cmocka_unit_test(country_from_code__other_forms__follow_the_rules),
        cmocka_unit_test(country_from_name__every_alias__gives_its_row),
        cmocka_unit_test(country_from_name__spellings_of_the_sources__give_the_country),
        cmocka_unit_test(country_from_name__no_country__gives_none),
        cmocka_unit_test(country_names__every_row__resolve_to_the_row),
        cmocka_unit_test(country_names__every_other_handle__are_empty),
        cmocka_unit_test(sector_from_label__every_alias__gives_its_section),
        cmocka_unit_test(sector_from_label__labels_of_the_sources__give_the_section_or_none),
        cmocka_unit_test(sector_from_naics__every_prefix__gives_its_section),
        cmocka_unit_test(sector_from_naics__codes__follow_the_longest_prefix),
        cmocka_unit_test(sector_name__every_value__is_given_for_sections_only),
        cmocka_unit_test(every_lookup__hostile_input__gives_none),
        cmocka_unit_test(every_lookup__long_input__ends_without_overrun),
        cmocka_unit_test(every_lookup__pseudo_random_bytes__stays_in_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
