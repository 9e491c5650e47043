/* The expected UUIDs are those of Python's uuid.uuid5 in the same name space. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "model/id.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define UUID "4e78f46f-a023-4e5f-bc24-71b3ca22ec29"

static void make__known_names__the_uuid5_of_another_program(void **state) {
    static const struct {
        const char *type;
        yg_str name;
        const char *want;
    } cases[] = {
        {"identity", {"", 0}, "identity--53b2da1b-928f-5d76-bac2-e6f169ce5d95"},
        {"intrusion-set", {"APT10", 5}, "intrusion-set--135cd824-29da-5ee9-8652-9c828eb7adac"},
        {"malware", {"海莲花", 9}, "malware--e9f4e10e-af0f-58da-b2e4-8e2db6249ebd"},
        {"tool", {"a\0b", 3}, "tool--b142d41b-f8e3-594e-bbcc-7df0e4ee8820"},
        {"x-long",
         {"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
          "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
          "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
          "xxxxxxxxxxxxxxxxxxxx",
          200},
         "x-long--04cafd2d-235d-5754-922a-9784bcbb807f"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char id[YG_ID_BYTES];
        yg_str got = yg_id_make(cases[i].type, cases[i].name, id);
        assert_string_equal(id, cases[i].want);
        assert_ptr_equal(got.p, id);
        assert_int_equal(got.n, strlen(id));
        assert_true(yg_id_is(got));
        assert_true(yg_str_eqz(yg_id_type(got), cases[i].type));
    }
}

static void make__longest_type__still_valid(void **state) {
    char type[200], id[YG_ID_BYTES];
    memset(type, 'a', sizeof type);
    type[80] = '\0';
    yg_str longest = yg_id_make(type, YG_STR("x"), id);
    assert_int_equal(longest.n, 80 + 38);
    assert_true(yg_id_is(longest));
    type[80] = 'a';
    type[199] = '\0';
    assert_int_equal(yg_id_make(type, YG_STR("x"), id).n, 80 + 38);
}

static void uuid_is__table__form_alone(void **state) {
    static const struct {
        const char *text;
        bool valid;
    } cases[] = {
        {UUID, true},
        {"4E78F46F-A023-4E5F-BC24-71B3CA22EC29", true},
        {"00000000-0000-0000-0000-000000000000", true},
        {"", false},
        {"4e78f46fa0234e5fbc2471b3ca22ec29", false},
        {"{4e78f46f-a023-4e5f-bc24-71b3ca22ec29}", false},
        {"4e78f46f-a023-4e5f-bc24-71b3ca22ec2", false},
        {"4e78f46f-a023-4e5f-bc24-71b3ca22ec290", false},
        {"4e78f46g-a023-4e5f-bc24-71b3ca22ec29", false},
        {"4e78f46f0a023-4e5f-bc24-71b3ca22ec29", false},
        {"4e78f46f-a0234-e5f-bc24-71b3ca22ec29", false},
        {"4e78f46f-a023-4e5f-bc24--1b3ca22ec29", false},
        {" e78f46f-a023-4e5f-bc24-71b3ca22ec29", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (yg_uuid_is(yg_str_of(cases[i].text)) != cases[i].valid)
            fail_msg("%s", cases[i].text);
    }
}

static void id_is__table__type_and_uuid(void **state) {
    static const struct {
        const char *text;
        bool valid;
    } cases[] = {
        {"intrusion-set--" UUID, true},
        {"x--" UUID, true},
        {"x-mitre-tactic--" UUID, true},
        {"x2--" UUID, true},
        {"--" UUID, false},
        {UUID, false},
        {"Malware--" UUID, false},
        {"mal_ware--" UUID, false},
        {"mal ware--" UUID, false},
        {"malware-" UUID, false},
        {"malware--" UUID " ", false},
        {"malware--" UUID "0", false},
        {"malware--4e78f46f", false},
        {"櫓--" UUID, false},
        {"", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (yg_id_is(yg_str_of(cases[i].text)) != cases[i].valid)
            fail_msg("%s", cases[i].text);
    }
    char text[200];
    for (size_t n = 1; n <= 100; n++) {
        memset(text, 'a', n);
        memcpy(text + n, "--" UUID, 39);
        assert_int_equal(yg_id_is((yg_str){text, n + 38}), n <= 80);
    }
    assert_int_equal(yg_id_type(YG_STR("x")).n, 0);
    assert_true(yg_str_eqz(yg_id_type(YG_STR("intrusion-set--" UUID)), "intrusion-set"));
}

static void from_uuid__either_case__lower_case(void **state) {
    char id[YG_ID_BYTES] = "untouched";
    assert_false(yg_id_from_uuid("tool", YG_STR("nothing"), id));
    assert_string_equal(id, "untouched");
    /* A view: what stands behind it is not read. */
    yg_str uuid = yg_str_sub(YG_STR("4E78F46F-A023-4E5F-BC24-71B3CA22EC29FF"), 0, 36);
    assert_true(yg_id_from_uuid("tool", uuid, id));
    assert_string_equal(id, "tool--" UUID);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(make__known_names__the_uuid5_of_another_program),
        cmocka_unit_test(make__longest_type__still_valid),
        cmocka_unit_test(uuid_is__table__form_alone),
        cmocka_unit_test(id_is__table__type_and_uuid),
        cmocka_unit_test(from_uuid__either_case__lower_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
