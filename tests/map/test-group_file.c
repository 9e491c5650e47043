#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "map/group_file.h"
#include "map/identifier.h"
#include "map/network.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define HEAD "yagura-group: 1\nsource: {name: S}\norganisations:\n"

typedef struct {
    yg_group_file file;
    yg_error err;
    bool done;
} subject;

static subject read_text(const char *text) {
    subject s = {0};
    s.done = yg_group_file_read(&s.file, yg_str_of(text), &s.err);
    return s;
}

/* Is there a remark of that severity at the place whose text has `part`? */
static bool has_remark(const subject *s, yg_group_severity severity, size_t line, size_t column,
                       const char *part) {
    for (size_t i = 0; i < s->file.remarks.n; i++) {
        const yg_group_remark *r = &s->file.remarks.at[i];
        if (r->severity == severity && (line == 0 || (r->line == line && r->column == column)) &&
            yg_str_find(r->text, yg_str_of(part)) != SIZE_MAX)
            return true;
    }
    return false;
}

static void print_remarks(const subject *s) {
    for (size_t i = 0; i < s->file.remarks.n; i++)
        print_message("%zu:%zu: %s: %.*s\n", s->file.remarks.at[i].line,
                      s->file.remarks.at[i].column,
                      yg_group_severity_word(s->file.remarks.at[i].severity),
                      YG_FMT(s->file.remarks.at[i].text));
}

static void read__sound_file__everything(void **state) {
    subject s = read_text(
        "# map\nyagura-group: 1\ngroup: G\nsource: {name: S, tlp: 'TLP:AMBER', published: 2024}\n"
        "organisations:\n"
        "  - id: top\n    names: {ja: [株式会社青葉, 青葉], en: Aoba}\n    kind: parent\n"
        "    country: JP\n    sector: C\n    brands: [AOBANE]\n"
        "    domains: [AOBA.example, 青葉.example]\n"
        "    networks: [192.0.2.0/24, 2001:DB8::/32, 198.51.100.7]\n    ad-domains: [CORP]\n"
        "    host-rules: ['^ab-']\n"
        "  - {id: no-way, names: {'no': Vei AS}, country: NO, parents: [{id: top, relation: "
        "subsidiary-of, share: 66.7, since: 2004-04, until: null, references: "
        "['https://a.example/1']}]}\n");
    print_remarks(&s);
    assert_true(s.done);
    assert_int_equal(s.file.errors + s.file.warnings + s.file.notes, 0);
    assert_string_equal(s.file.source.tlp.p, "amber");
    assert_true(yg_str_eqz(s.file.name, "G"));
    const yg_organisation_node *top = &s.file.group.organisations.at[0],
                               *vei = &s.file.group.organisations.at[1];
    assert_true(yg_str_eqz(top->name, "Aoba") && yg_str_eqz(top->name_ja, "株式会社青葉"));
    assert_int_equal(top->names.n, 4);
    assert_int_equal(top->own_names, 3);
    assert_true(yg_str_eqz(top->domains.at[0], "aoba.example"));
    assert_true(yg_str_eqz(top->domains.at[1], "xn--6s1au30b.example"));
    assert_true(yg_str_eqz(top->networks.at[1], "2001:db8::/32"));
    assert_true(yg_str_eqz(top->networks.at[2], "198.51.100.7/32"));
    assert_true(yg_str_eqz(top->ad_domains.at[0], "corp"));
    assert_true(vei->country == YG_COUNTRY('N', 'O'));
    assert_true(yg_str_eqz(vei->name, "Vei AS"));
    const yg_edge_row *edge = &s.file.group.edges.at[0];
    assert_true(edge->child == 1 && edge->parent == 0 && edge->share == 66.7);
    assert_true(edge->to_us == INT64_MAX);
    assert_true(edge->from_us == yg_days_from_civil(2004, 4, 1) * YG_US_PER_DAY);
    yg_group_file_free(&s.file);
}

/* Each text has one fault in its third line or behind it. */
static void read__one_fault__named_with_its_place(void **state) {
    static const struct {
        const char *text; /* behind HEAD */
        size_t line, column;
        const char *part;
        yg_group_severity severity;
    } cases[] = {
        {"- {id: a, names: {en: A}, domians: [x]}", 4, 27, "did you mean \"domains\"",
         YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, zzzzzzzz: 1}", 4, 27, "an organisation has id, names, kind",
         YG_GROUP_ERROR},
        {"- {id: A b, names: {en: A}}", 4, 4, "id \"A b\": expected small letters", YG_GROUP_ERROR},
        {"- {names: {en: A}}", 4, 3, "id \"\": expected", YG_GROUP_ERROR},
        {"- {id: a}", 4, 3, "names: expected names by language", YG_GROUP_ERROR},
        {"- {id: a, names: A}", 4, 11, "names: expected names by language", YG_GROUP_ERROR},
        {"- {id: a, names: {english: A}}", 4, 19, "no language tag", YG_GROUP_ERROR},
        {"- {id: a, names: {en: '12-34'}}", 4, 19, "the name has no letter", YG_GROUP_ERROR},
        {"- {id: a, names: {en: ''}}", 4, 19, "the name is empty", YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, kind: subsidary}", 4, 27, "did you mean \"subsidiary\"",
         YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, country: India}", 4, 27, "did you mean \"IN\" (India)",
         YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, country: UK}", 4, 27, "did you mean \"GB\"", YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, country: Qq}", 4, 27, "two capital letters", YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, sector: Manufacturing}", 4, 27, "did you mean \"C\"",
         YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, sector: c}", 4, 27, "did you mean \"C\"", YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, lei: 5493006W3QUS5LMH6R85}", 4, 27, "check digits do not fit",
         YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, corporate-number: 'JP:2180301018771'}", 4, 27,
         "check digit (the first) does not fit", YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, domains: ['https://a.example/']}", 4, 37, "without https://",
         YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, domains: [localhost]}", 4, 37, "at least two labels",
         YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, domains: ['*.a.example']}", 4, 37, "without \"*.\"",
         YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, domains: [co.jp]}", 4, 37, "strangers register",
         YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, domains: [CO.JP.]}", 4, 37, "strangers register",
         YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, domains: [gov.br]}", 4, 37, "strangers register",
         YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, domains: [k12.tx.us]}", 4, 37, "strangers register",
         YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, domains: a.example}", 4, 27, "domains: expected a list",
         YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, networks: [192.0.2.1/24]}", 4, 38,
         "the network is \"192.0.2.0/24\"", YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, networks: [0.0.0.0/0]}", 4, 38, "the whole internet",
         YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, networks: [192.0.2.0/33]}", 4, 38, "CIDR", YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, networks: [10.0.0.0/8]}", 4, 38, "10.0.0.0/8 is private",
         YG_GROUP_NOTE},
        {"- {id: a, names: {en: A}, host-rules: ['(x']}", 4, 40, "not a valid regular expression",
         YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, host-rules: ['(x{99}){99}']}", 4, 40, "a repeat of",
         YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, parents: [{id: a, relation: supplies}]}", 4, 38,
         "its own parent", YG_GROUP_ERROR},
        {"- {id: aoba, names: {en: A}}\n- {id: b, names: {en: B}, parents: [{id: aobb, relation: "
         "branch-of}]}",
         5, 38, "did you mean \"aoba\"", YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}}\n- {id: b, names: {en: B}, parents: [{id: a, relation: "
         "subsidiary}]}",
         5, 45, "did you mean \"subsidiary-of\"", YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}}\n- {id: b, names: {en: B}, parents: [{id: a, relation: "
         "branch-of, share: 51%}]}",
         5, 66, "write the number alone", YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}}\n- {id: b, names: {en: B}, parents: [{id: a, relation: "
         "branch-of, share: 101}]}",
         5, 66, "at most 100", YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}}\n- {id: b, names: {en: B}, parents: [{id: a, relation: "
         "branch-of, since: 2020, until: 2019-12}]}",
         5, 79, "until 2019-12 is before since 2020", YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}}\n- {id: b, names: {en: B}, parents: [{id: a, relation: "
         "branch-of, since: April}]}",
         5, 66, "expected 2019, 2019-04", YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}}\n- {id: a, names: {en: B}}", 5, 4, "already, in line 4",
         YG_GROUP_ERROR},
        {"- {id: a, names: {en: A}, domains: [x.example]}\n- {id: b, names: {en: B}, domains: "
         "[y.example, X.example]}",
         5, 48, "\"x.example\" of \"b\" is also claimed by \"a\" (line 4)", YG_GROUP_ERROR},
        {"- {id: a, names: {en: Aoba Co.}}\n- {id: b, names: {en: AOBA CO}}", 5, 11,
         "also claimed by \"a\"", YG_GROUP_WARNING},
        {"- {id: a, names: {en: A}, kind: branch}", 4, 3, "to whom does it belong",
         YG_GROUP_WARNING},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        yg_buf_addf(&text, HEAD "%s\n", cases[i].text);
        subject s = read_text(yg_buf_z(&text));
        size_t all = s.file.errors + s.file.warnings + s.file.notes;
        if (!has_remark(&s, cases[i].severity, cases[i].line, cases[i].column, cases[i].part) ||
            all != 1) {
            print_remarks(&s);
            fail_msg("%s\nwants %s at %zu:%zu, alone", yg_buf_z(&text), cases[i].part,
                     cases[i].line, cases[i].column);
        }
        yg_group_file_free(&s.file);
    }
}

static void read__not_a_group_file__says_what_it_is(void **state) {
    static const struct {
        const char *text, *part;
    } cases[] = {
        {"", "the file is empty"},
        {"# only a remark\n\n", "the file is empty"},
        {"yagura-claims: 1\nincidents: []\n", "`yagura import` takes it"},
        {"{\"type\": \"bundle\"}", "begins with \"type\""},
        {"hello", "must begin with the key `yagura-group: 1`"},
        {"LEI,Entity.LegalName,Entity.LegalAddress.Country\n", "a file of GLEIF"},
        {"<?xml version=\"1.0\"?><lei:LEIData xmlns:lei=\"http://www.gleif.org/data\">", "GLEIF"},
        {"{\"records\":[{\"LEI\":{\"$\":\"X\"}}]}", "a file of GLEIF"},
        {"yagura-group: 1\nname: \x90\xc2\x97\x74\x82\xcc\x89\xef\x8e\xd0\n",
         "looks like Shift_JIS"},
        {"\xff\xfey\x00", "UTF-16"},
        {"yagura-group: [", "not a group file"},
        {"yagura-group: 2\nsource: {name: S}\norganisations: [{id: a, names: {en: A}}]",
         "this program knows version 1"},
        {"yagura-group: 1\nsource: {name: S}\n", "`organisations` is missing"},
        {"yagura-group: 1\nsource: {name: S}\norganisations: []", "is empty"},
        {"yagura-group: 1\norganisations: [{id: a, names: {en: A}}]", "`source` must say"},
        {"yagura-group: 1\nsorce: {name: S}\norganisations: [{id: a, names: {en: A}}]",
         "did you mean \"source\""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        subject s = read_text(cases[i].text);
        bool said = has_remark(&s, YG_GROUP_ERROR, 0, 0, cases[i].part);
        if (s.file.errors == 0 || !(said || strstr(s.err.text, "YAML") || i == 10)) {
            print_remarks(&s);
            fail_msg("case %zu: %s", i, cases[i].part);
        }
        if (!s.done)
            assert_true(s.err.text[0] != '\0');
        yg_group_file_free(&s.file);
    }
}

static void read__broken_yaml__other_organisations_stay(void **state) {
    subject s = read_text(HEAD "  - id: a\n    names: {en: A}\n  - id: b\n    names: {en: 'B}\n"
                               "  - id: c\n    names: {en: C}\n  - id: d\n    names: {en: D}}\n");
    assert_true(s.done);
    assert_int_equal(s.file.group.organisations.n, 2);
    assert_true(yg_str_eqz(s.file.group.organisations.at[1].key, "c"));
    assert_int_equal(s.file.errors, 2);
    assert_true(has_remark(&s, YG_GROUP_ERROR, 0, 0, "a quoted scalar that begins in line 7"));
    assert_int_equal(s.file.remarks.at[1].line, 11);
    yg_group_file_free(&s.file);
}

static void owners__tables__cycles_and_sums(void **state) {
    static const struct {
        const char *a, *b, *c; /* parents of a, b, c */
        const char *part;      /* NULL: sound */
        yg_group_severity severity;
    } cases[] = {
        {"{id: b, relation: subsidiary-of}", "{id: a, relation: subsidiary-of}", "",
         "a cycle: a -> b -> a", YG_GROUP_ERROR},
        {"{id: b, relation: subsidiary-of}", "{id: c, relation: branch-of}",
         "{id: a, relation: affiliate-of, share: 51}", "a cycle: a -> b -> c -> a", YG_GROUP_ERROR},
        {"{id: b, relation: affiliate-of, share: 15}", "{id: a, relation: affiliate-of, share: 43}",
         "", "they hold shares of each other", YG_GROUP_WARNING},
        {"{id: b, relation: supplies}", "{id: a, relation: supplies}", "", NULL, YG_GROUP_ERROR},
        {"{id: b, relation: subsidiary-of, until: 2009}",
         "{id: a, relation: subsidiary-of, since: 2009}", "", NULL, YG_GROUP_ERROR},
        {"{id: b, relation: subsidiary-of, until: 2011}",
         "{id: a, relation: subsidiary-of, since: 2009}", "", "a cycle", YG_GROUP_ERROR},
        {"", "",
         "{id: a, relation: affiliate-of, share: 60}, {id: b, relation: affiliate-of, share: "
         "50}",
         "hold 110 % in all from the beginning", YG_GROUP_ERROR},
        {"", "",
         "{id: a, relation: affiliate-of, share: 60, since: 2001-02-03}, {id: b, relation: "
         "affiliate-of, share: 50}",
         "hold 110 % in all on 2001-02-04", YG_GROUP_ERROR},
        {"", "",
         "{id: a, relation: affiliate-of, share: 60, until: 2019}, {id: b, relation: "
         "subsidiary-of, share: 100, since: 2019}",
         NULL, YG_GROUP_ERROR},
        {"", "",
         "{id: a, relation: joint-venture-of, share: 50}, {id: b, relation: "
         "joint-venture-of, share: 50.04}",
         NULL, YG_GROUP_ERROR},
        {"", "",
         "{id: a, relation: affiliate-of, share: 9}, {id: a, relation: affiliate-of, "
         "share: 10}",
         "the same parent and relation stand in line 6", YG_GROUP_ERROR},
        {"", "",
         "{id: a, relation: affiliate-of, share: 9, until: 2009}, {id: a, relation: "
         "affiliate-of, share: 10, since: 2010}",
         NULL, YG_GROUP_ERROR},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        yg_buf_addf(&text,
                    HEAD "- {id: a, names: {en: A}, parents: [%s]}\n"
                         "- {id: b, names: {en: B}, parents: [%s]}\n"
                         "- {id: c, names: {en: C}, parents: [%s]}\n",
                    cases[i].a, cases[i].b, cases[i].c);
        subject s = read_text(yg_buf_z(&text));
        size_t all = s.file.errors + s.file.warnings;
        bool fine = cases[i].part == NULL
                        ? all == 0
                        : all == 1 && has_remark(&s, cases[i].severity, 0, 0, cases[i].part);
        if (!fine) {
            print_remarks(&s);
            fail_msg("case %zu: wants %s", i, cases[i].part);
        }
        yg_group_file_free(&s.file);
    }
}

static void networks__overlaps__across_organisations_only(void **state) {
    static const struct {
        const char *a, *b;
        size_t errors, warnings;
    } cases[] = {
        {"192.0.2.0/24, 192.0.2.0/28", "198.51.100.0/24", 0, 0},
        {"192.0.2.0/24", "192.0.2.16/28", 1, 0},
        {"192.0.2.16/28", "192.0.2.0/24", 1, 0},
        {"192.0.2.0/24", "192.0.2.0/24", 1, 0},
        {"10.0.0.0/24", "10.0.0.0/16", 0, 1},
        {"2001:db8::/32", "2001:db8:1::/48", 1, 0},
        {"2001:db8::/48", "2001:db8:1::/48, 0:0:0:1::/64", 0, 0},
        {"192.0.2.0/25, 192.0.2.0/26", "192.0.2.128/25", 0, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        yg_buf_addf(&text,
                    HEAD "- {id: a, names: {en: A}, networks: [%s]}\n"
                         "- {id: b, names: {en: B}, networks: [%s]}\n",
                    cases[i].a, cases[i].b);
        subject s = read_text(yg_buf_z(&text));
        if (s.file.errors != cases[i].errors || s.file.warnings != cases[i].warnings) {
            print_remarks(&s);
            fail_msg("case %zu", i);
        }
        size_t left = s.file.group.organisations.at[1].networks.n;
        assert_int_equal(left, (i == 6 ? 2 : 1) - cases[i].errors);
        yg_group_file_free(&s.file);
    }
}

/* Every pair, by definition: two ranges of addresses share one. */
static void networks__random__as_every_pair(void **state) {
    uint64_t seed = 7;
    for (int round = 0; round < 300; round++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        yg_network networks[12];
        size_t owner[12], clashes = 0;
        yg_buf_addz(&text, HEAD);
        for (size_t i = 0; i < 12; i++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
            unsigned bits = 24 + (unsigned)(seed >> 60) % 8, low = (unsigned)(seed >> 40) & 255;
            YG_CLEANUP_BUF yg_buf one = {0};
            yg_buf_addf(&one, "192.0.2.%u/%u", low, bits);
            assert_true(yg_network_parse(yg_buf_str(&one), &networks[i]));
            owner[i] = i / 3;
            yg_buf_clear(&one);
            yg_network_add(&one, &networks[i]);
            if (i % 3 == 0)
                yg_buf_addf(&text, "%s- {id: o%zu, names: {en: N%zu}, networks: [",
                            i > 0 ? "]}\n" : "", i / 3, i / 3);
            yg_buf_addf(&text, "%s%s", i % 3 > 0 ? ", " : "", yg_buf_z(&one));
        }
        yg_buf_addz(&text, "]}\n");
        for (size_t i = 0; i < 12; i++) {
            for (size_t k = i + 1; k < 12; k++)
                clashes += owner[i] != owner[k] && (yg_network_holds(&networks[i], &networks[k]) ||
                                                    yg_network_holds(&networks[k], &networks[i]));
        }
        subject s = read_text(yg_buf_z(&text));
        assert_int_equal(s.file.errors > 0, clashes > 0);
        yg_group_file_free(&s.file);
    }
}

static void identifiers__tables__as_the_standards(void **state) {
    static const char *const sound[] = {"5493006W3QUS5LMH6R84", "000000BOLTWORKS00004"};
    static const char *const broken[] = {"5493006W3QUS5LMH6R48", "5493006W3QUS5LMH6R8",
                                         "5493006w3QUS5LMH6R84", "5493006W3QUS5LMHR684",
                                         "5493006W3QUS5LMH6RXX", ""};
    static const char *const numbers[] = {"JP:1180301018771", "JP:7000012050002", "DE:HRB-12345",
                                          "GB:01234567"};
    static const char *const wrong[] = {"JP:1180301018717",
                                        "JP:118030101877",
                                        "JP:118030101877a",
                                        "1180301018771",
                                        "XX:123",
                                        "jp:1180301018771",
                                        "DE:",
                                        "DE:a b"};
    for (size_t i = 0; i < COUNT(sound); i++)
        assert_null(yg_lei_fault(yg_str_of(sound[i])));
    for (size_t i = 0; i < COUNT(broken); i++)
        assert_non_null(yg_lei_fault(yg_str_of(broken[i])));
    for (size_t i = 0; i < COUNT(numbers); i++)
        assert_null(yg_corporate_number_fault(yg_str_of(numbers[i])));
    for (size_t i = 0; i < COUNT(wrong); i++) {
        if (yg_corporate_number_fault(yg_str_of(wrong[i])) == NULL)
            fail_msg("%s passes", wrong[i]);
    }
}

static void host_rules__table__bombs_refused(void **state) {
    static const char *const sound[] = {"^in-",
                                        "[a-z]{2,4}[0-9]+",
                                        "\\{",
                                        "a{1000}",
                                        "(a|b)?x$",
                                        "^[]+*{a]+$",
                                        "[[:alpha:]+*]{2}(a+)?",
                                        "\\\\+a\\{+",
                                        "(in|jp)-[a-z]+[0-9]*(-old)*$"};
    static const char *const broken[] = {
        "", "(", "a{1025}", "(a)\\1", "[z-a]", "a{40}{40}", "(a{33}){33}", "((a{9}){9}){99}",
        "a{1,99999", "*{9999999999999999999999}",
        /* glibc copies what is repeated: each level would double. */
        "(((((((((((((((((((((((((((((((a+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)"
        "+)+)+",
        "((((((((((((((((((((((((a{1,}){1,}){1,}){1,}){1,}){1,}){1,}){1,}){1,}){1,}){1,}){1,}){1,}",
        "(((((((((((((((((a)))))))))))))))))", "(a*)*", "a++", "(a?b+c)?*", "([x]+y){2}", "[a]]++",
        "[[:alpha:]]+{2}", "(abcdefgh){300}", "((ab){700})(cd){700}"};
    char detail[YG_HOST_RULE_DETAIL_BYTES];
    for (size_t i = 0; i < COUNT(sound); i++) {
        if (yg_host_rule_fault(yg_str_of(sound[i]), detail) != NULL)
            fail_msg("%s is refused: %s", sound[i], detail);
    }
    for (size_t i = 0; i < COUNT(broken); i++) {
        if (yg_host_rule_fault(yg_str_of(broken[i]), detail) == NULL)
            fail_msg("%s passes", broken[i]);
    }
}

static void remarks__many_errors__all_counted(void **state) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_buf_addz(&text, HEAD);
    for (size_t i = 0; i < YG_GROUP_REMARKS_KEPT + 50; i++)
        yg_buf_addf(&text, "- {id: o%zu, names: {en: N%zu}, sector: 9}\n", i, i);
    subject s = read_text(yg_buf_z(&text));
    assert_int_equal(s.file.errors, YG_GROUP_REMARKS_KEPT + 50);
    assert_int_equal(s.file.remarks.n, YG_GROUP_REMARKS_KEPT);
    yg_group_file_free(&s.file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read__sound_file__everything),
        cmocka_unit_test(read__one_fault__named_with_its_place),
        cmocka_unit_test(read__not_a_group_file__says_what_it_is),
        cmocka_unit_test(read__broken_yaml__other_organisations_stay),
        cmocka_unit_test(owners__tables__cycles_and_sums),
        cmocka_unit_test(networks__overlaps__across_organisations_only),
        cmocka_unit_test(networks__random__as_every_pair),
        cmocka_unit_test(identifiers__tables__as_the_standards),
        cmocka_unit_test(host_rules__table__bombs_refused),
        cmocka_unit_test(remarks__many_errors__all_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
