/* Names of Japanese companies and their English names, as both are published: legal name, English
 * name, domain. Those in kana must be recognised by sound, those in Chinese characters by domain,
 * by the registry, or by words that the dictionary knows; none may be taken for another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "know/incident_link.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))

typedef enum { BY_NAME, BY_DOMAIN } how; /* what is needed at least */
static const struct {
    const char *japanese, *english, *domain;
    how needs;
} pairs[] = {
    {"トヨタ自動車株式会社", "Toyota Motor Corporation", "toyota.co.jp", BY_NAME},
    {"スズキ株式会社", "Suzuki Motor Corporation", "suzuki.co.jp", BY_NAME},
    {"カシオ計算機株式会社", "Casio Computer Co., Ltd.", "casio.co.jp", BY_NAME},
    {"オリンパス株式会社", "Olympus Corporation", "olympus.co.jp", BY_NAME},
    {"ソニーグループ株式会社", "Sony Group Corporation", "sony.com", BY_NAME},
    {"パナソニック ホールディングス株式会社", "Panasonic Holdings Corporation", "panasonic.com",
     BY_NAME},
    {"キヤノン株式会社", "Canon Inc.", "canon.jp", BY_NAME},
    {"株式会社ブリヂストン", "Bridgestone Corporation", "bridgestone.co.jp", BY_NAME},
    {"ヤマハ発動機株式会社", "Yamaha Motor Co., Ltd.", "yamaha-motor.co.jp", BY_NAME},
    {"株式会社デンソー", "DENSO CORPORATION", "denso.com", BY_NAME},
    {"株式会社ニコン", "Nikon Corporation", "nikon.com", BY_NAME},
    {"シャープ株式会社", "Sharp Corporation", "sharp.co.jp", BY_NAME},
    {"ダイキン工業株式会社", "Daikin Industries, Ltd.", "daikin.co.jp", BY_NAME},
    {"マツダ株式会社", "Mazda Motor Corporation", "mazda.co.jp", BY_NAME},
    {"株式会社カプコン", "Capcom Co., Ltd.", "capcom.co.jp", BY_NAME},
    {"株式会社KADOKAWA", "Kadokawa Corporation", "kadokawa.co.jp", BY_NAME},
    {"ニデック株式会社", "Nidec Corporation", "nidec.com", BY_NAME},
    {"アルプスアルパイン株式会社", "Alps Alpine Co., Ltd.", "alpsalpine.com", BY_NAME},
    {"サントリーホールディングス株式会社", "Suntory Holdings Limited", "suntory.co.jp", BY_NAME},
    {"アサヒグループホールディングス株式会社", "Asahi Group Holdings, Ltd.",
     "asahigroup-holdings.com", BY_NAME},
    {"キリンホールディングス株式会社", "Kirin Holdings Company, Limited", "kirinholdings.com",
     BY_NAME},
    {"エーザイ株式会社", "Eisai Co., Ltd.", "eisai.co.jp", BY_DOMAIN},
    {"ライオン株式会社", "Lion Corporation", "lion.co.jp", BY_NAME},
    {"テルモ株式会社", "Terumo Corporation", "terumo.co.jp", BY_NAME},
    {"オムロン株式会社", "OMRON Corporation", "omron.co.jp", BY_NAME},
    {"株式会社リコー", "Ricoh Company, Ltd.", "ricoh.com", BY_NAME},
    {"コニカミノルタ株式会社", "Konica Minolta, Inc.", "konicaminolta.com", BY_NAME},
    {"ヤンマーホールディングス株式会社", "Yanmar Holdings Co., Ltd.", "yanmar.com", BY_NAME},
    {"株式会社クボタ", "Kubota Corporation", "kubota.co.jp", BY_NAME},
    {"株式会社アシックス", "ASICS Corporation", "asics.com", BY_NAME},
    {"HOYA株式会社", "HOYA Corporation", "hoya.co.jp", BY_NAME},
    {"TDK株式会社", "TDK Corporation", "tdk.com", BY_NAME},
    {"ＫＤＤＩ株式会社", "KDDI Corporation", "kddi.com", BY_NAME},
    {"株式会社ニップン", "NIPPN CORPORATION", "nippn.co.jp", BY_NAME},
    {"大阪ガス株式会社", "Osaka Gas Co., Ltd.", "osakagas.co.jp", BY_NAME},
    {"東京ガス株式会社", "Tokyo Gas Co., Ltd.", "tokyo-gas.co.jp", BY_NAME},
    {"関西電力株式会社", "The Kansai Electric Power Company, Incorporated", "kepco.co.jp", BY_NAME},
    {"東京大学", "The University of Tokyo", "u-tokyo.ac.jp", BY_NAME},
    {"藤森工業株式会社", "ZACROS Corporation", "zacros.co.jp", BY_DOMAIN},
    {"日産自動車株式会社", "Nissan Motor Co., Ltd.", "nissan.co.jp", BY_DOMAIN},
    {"三菱電機株式会社", "Mitsubishi Electric Corporation", "mitsubishielectric.co.jp", BY_DOMAIN},
    {"株式会社日立製作所", "Hitachi, Ltd.", "hitachi.co.jp", BY_DOMAIN},
    {"小島プレス工業株式会社", "Kojima Industries Corporation", "kojima-tns.co.jp", BY_DOMAIN},
    {"川崎重工業株式会社", "Kawasaki Heavy Industries, Ltd.", "khi.co.jp", BY_DOMAIN},
    {"日本航空電子工業株式会社", "Japan Aviation Electronics Industry, Limited", "jae.com",
     BY_DOMAIN},
    {"株式会社小松製作所", "Komatsu Ltd.", "komatsu.jp", BY_DOMAIN},
    {"日本電気株式会社", "NEC Corporation", "nec.com", BY_DOMAIN},
    {"富士通株式会社", "Fujitsu Limited", "fujitsu.com", BY_DOMAIN},
};

/* One half is a source in English, the other one in Japanese, of the same day and country. */
static void build(yg_incident_set *set, bool domains) {
    *set = (yg_incident_set){0};
    yg_incident_set_open(set);
    for (size_t i = 0; i < ROWS(pairs); i++) {
        char id[32];
        yg_str domain = domains ? yg_str_of(pairs[i].domain) : (yg_str){NULL, 0};
        yg_incident_entry entry = {.domain = domain,
                                   .countries = YG_STR("JP"),
                                   .from_us = INT64_C(1700000000000000),
                                   .to_us = INT64_C(1700000000000000) + 1};
        snprintf(id, sizeof id, "english-%03zu", i);
        entry.id = yg_str_of(id);
        entry.source = YG_STR("english");
        entry.victim = yg_str_of(pairs[i].english);
        yg_incident_add(set, &entry);
        snprintf(id, sizeof id, "japanese-%03zu", i);
        entry.id = yg_str_of(id);
        entry.source = YG_STR("japanese");
        entry.victim = yg_str_of(pairs[i].japanese);
        yg_incident_add(set, &entry);
    }
    yg_incident_find(set);
}

static size_t number(const yg_incident_set *set, uint32_t record) {
    yg_str id = set->records.at[record].entry.id;
    uint64_t n = 0;
    assert_true(yg_str_to_u64(yg_str_from(id, id.n - 3), &n));
    return (size_t)n;
}

/* How each pair was found: 0 not, 1 for review, 2 automatically. */
static void judge(const yg_incident_set *set, int found[ROWS(pairs)]) {
    memset(found, 0, ROWS(pairs) * sizeof *found);
    for (size_t i = 0; i < set->pairs.n; i++) {
        const yg_incident_pair *p = &set->pairs.at[i];
        size_t a = number(set, p->a), b = number(set, p->b);
        bool automatic = p->reason == YG_INCIDENT_AUTO;
        if (automatic && a != b)
            print_message("wrong: %s = %s\n", pairs[a].english, pairs[b].japanese);
        assert_false(automatic && a != b);
        if (a == b)
            found[a] = automatic ? 2 : 1;
    }
}

static void names__japanese_and_english__found_by_name(void **state) {
    yg_incident_set set;
    int found[ROWS(pairs)];
    size_t automatic = 0, review = 0, wanted = 0, missed = 0;
    (void)state;
    build(&set, false);
    judge(&set, found);
    for (size_t i = 0; i < ROWS(pairs); i++) {
        automatic += found[i] == 2;
        review += found[i] == 1;
        wanted += pairs[i].needs == BY_NAME;
        missed += pairs[i].needs == BY_NAME && found[i] == 0;
        if (pairs[i].needs == BY_NAME && found[i] < 2)
            print_message("%s: %s\n", found[i] == 1 ? "review" : "missed", pairs[i].english);
    }
    print_message("by name alone, of %zu pairs (%zu of them possible): %zu automatic, %zu review\n",
                  ROWS(pairs), wanted, automatic, review);
    assert_int_equal(missed, 0);
    assert_true(automatic >= 30);
    yg_incident_set_free(&set);
}

static void names__same_domain__all_found(void **state) {
    yg_incident_set set;
    int found[ROWS(pairs)];
    (void)state;
    build(&set, true);
    judge(&set, found);
    for (size_t i = 0; i < ROWS(pairs); i++) {
        if (found[i] != 2)
            print_message("not found: %s\n", pairs[i].english);
        assert_int_equal(found[i], 2);
    }
    yg_incident_set_free(&set);
}

static void names__alias_in_registry__found(void **state) {
    yg_incident_set set = {0};
    (void)state;
    for (int ambiguous = 0; ambiguous < 2; ambiguous++) {
        set = (yg_incident_set){0};
        yg_incident_set_open(&set);
        yg_incident_alias(&set, YG_STR("Zacros"), 4);
        yg_incident_alias(&set, YG_STR("藤森工業株式会社"), 4);
        if (ambiguous)
            yg_incident_alias(&set, YG_STR("ZACROS"), 5);
        yg_incident_add(&set, &(yg_incident_entry){.id = YG_STR("a"),
                                                   .source = YG_STR("x"),
                                                   .victim = YG_STR("Zacros")});
        yg_incident_add(&set, &(yg_incident_entry){.id = YG_STR("b"),
                                                   .source = YG_STR("y"),
                                                   .victim = YG_STR("藤森工業株式会社")});
        yg_incident_find(&set);
        assert_int_equal(set.pairs.n, ambiguous ? 0 : 1);
        if (!ambiguous)
            assert_int_equal(set.pairs.at[0].reason, YG_INCIDENT_AUTO);
        yg_incident_set_free(&set);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names__japanese_and_english__found_by_name),
        cmocka_unit_test(names__same_domain__all_found),
        cmocka_unit_test(names__alias_in_registry__found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
