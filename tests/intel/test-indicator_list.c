/* The reader "indicators": one inline document per habit of feeds, then the real lists where they
 * are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "intel/indicator_list.h"
#include "recorder.h"
#include "shared.h"

static const yg_intel_reader reader = {"indicators", "", yg_indicator_list_probe,
                                       yg_indicator_list_read};

#define MD5 "d41d8cd98f00b204e9800998ecf8427e"
#define SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

typedef struct {
    const char *what, *bytes;
    const char *lines[6]; /* each must be there; with '!' in front it must not */
    size_t indicators, rejects;
} trap;

static const trap traps[] = {
    {"text__comments_and_defanged__read",
     "# a list\n// more\n; and more\n\nhxxp://evil[.]com/a\n  1[.]2.3.4  \nEVIL.net # c2 server\n"
     "10.0.0.0/8 ; SBL1\n",
     {"indicator|url|http://evil.com/a|1|||||\n", "indicator|ipv4-addr|1.2.3.4|1|||||\n",
      "indicator|domain-name|evil.net|1||c2 server|||\n",
      "indicator|ipv4-addr|10.0.0.0/8|0||SBL1|||\n"},
     4,
     0},
    {"text__prose__rejected_with_offset",
     "evil.com\nThe address 1.2.3.4 is bad\nevil.net is bad\n",
     {"reject|9|2|no indicator in the line|The address 1.2.3.4 is bad\n", "reject|36|3|"},
     1,
     2},
    {"text__hashes_as_sha256sum_writes__file_name_is_context",
     SHA256 "  evil.exe\n" MD5 " *b.dll\r\n",
     {"indicator|sha256|" SHA256 "|1||evil.exe|||\n", "indicator|md5|" MD5 "|1||b.dll|||\n"},
     2,
     0},
    {"text__hosts_file__name",
     "# hosts\n0.0.0.0 evil.com\n127.0.0.1\tevil.net # x\n",
     {"indicator|domain-name|evil.com|", "indicator|domain-name|evil.net|1||x|"},
     2,
     0},
    {"text__port__is_context",
     "1.2.3.4:443\nevil.com:8080\n[2001:db8::1]:53\n",
     {"indicator|ipv4-addr|1.2.3.4|1||port 443|", "indicator|domain-name|evil.com|1||port 8080|",
      "indicator|ipv6-addr|2001:db8::1|1||port 53|"},
     3,
     0},
    {"text__carriage_returns_only__read", "evil.com\revil.net\r", {"indicator|"}, 2, 0},
    {"text__shift_jis_comment__keeps_the_indicator",
     "# \x83\x74\x83\x42\nevil.com # \x83\x74\n",
     {"indicator|domain-name|evil.com|1||\xEF\xBF\xBDt|"},
     1,
     0},
    {"text__idn__a_label", "日本.jp\n", {"indicator|domain-name|xn--wgv71a.jp|"}, 1, 0},
    {"csv__header_by_name__read",
     "\"Type\",\"Value\",\"First Seen\",\"Comment\"\ndomain,evil[.]com,2024-01-02 03:04:05,\"a, "
     "b\"\n"
     "filename,my file.exe,2024/01/02,\nmutex,Global\\x,,\n",
     {"indicator|domain-name|evil.com|1||a, b|2024-01-02||\n",
      "indicator|file-name|my file.exe|1|||2024-01-02||\n", "indicator|other|Global\\x|1||||"},
     3,
     0},
    {"csv__abuse_ch__header_in_comment",
     "################\n# abuse.ch URLhaus Database Dump (CSV)       #\n"
     "# Last updated: 2024-01-02 03:04:05 (UTC)    #\n# Terms Of Use: https://example.org/t #\n#\n"
     "# id,dateadded,url,url_status,threat,tags\n"
     "\"1\",\"2024-01-02 "
     "03:04:05\",\"http://evil.com/a\",\"online\",\"malware_download\",\"elf\"\n",
     {"source|abuse.ch URLhaus Database Dump|abuse.ch||https://example.org/t|\n",
      "indicator|url|http://evil.com/a|1||malware_download; elf|2024-01-02||\n"},
     1,
     0},
    {"csv__threatfox__ports_roles_confidence",
     "# "
     "\"first_seen_utc\",\"ioc_id\",\"ioc_value\",\"ioc_type\",\"threat_type\",\"malware_"
     "printable\","
     "\"last_seen_utc\",\"confidence_level\",\"tags\"\n"
     "\"2024-01-02 03:04:05\", \"7\", \"1.2.3.4:443\", \"ip:port\", \"botnet_cc\", \"Emotet\", "
     "\"\", "
     "\"100\", \"x,y\"\n"
     "\"2024-01-02 03:04:05\", \"8\", \"evil.com\", \"domain\", \"botnet_cc\", \"Emotet\", "
     "\"2024-02-01 00:00:00\", \"25\", \"\"\n",
     {"indicator|ipv4-addr|1.2.3.4|1|botnet_cc|port 443; Emotet; x,y|2024-01-02T03:04:05Z||\n",
      "indicator|domain-name|evil.com|0|botnet_cc|Emotet|2024-01-02T03:04:05Z|2024-02-01T00:00:00Z|"
      "\n"},
     2,
     0},
    {"csv__malwarebazaar__all_hashes",
     "sha256_hash;md5_hash;file_name;signature\n" SHA256 ";" MD5 ";a.exe;Emotet\n" SHA256
     ";n/a;b.exe;\n",
     {"indicator|sha256|" SHA256 "|1||Emotet|", "indicator|md5|" MD5 "|", "!indicator|file-name"},
     3,
     0},
    {"csv__misp_export__composite_and_flag",
     "uuid,event_id,category,type,value,comment,to_ids,date\n"
     "u,1,Payload,filename|md5,a.exe|" MD5 ",c,1,20240102\nu,1,Net,ip-dst,1.2.3.4,,0,1704164645\n",
     {"indicator|file-name|a.exe|1|Payload|c|2024-01-02||\n",
      "indicator|md5|" MD5 "|1|Payload|c|2024-01-02||\n",
      "indicator|ipv4-addr|1.2.3.4|0|Net||2024-01-02T03:04:05Z||\n"},
     3,
     0},
    {"csv__no_header__column_by_content",
     "2024-01-02,evil.com,x\n2024-01-03,evil.net,y\n2024-01-04,evil.org,z\n",
     {"indicator|domain-name|evil.com|1|||2024-01-02||\n"},
     3,
     0},
    {"csv__bad_rows__cost_themselves",
     "url,tag\nhttp://evil.com/,a\nnothing,b\n\"http://open.com/,c\nhttp://evil.net/,d\n",
     {"reject|27|2|no indicator in the row|nothing\n", "reject|37|3|CSV quote never closes|\n"},
     2,
     2},
    {"csv__latin1_cell__is_repaired",
     "url,tag\nhttp://evil.com/,caf\xE9\n",
     {"indicator|url|http://evil.com/|1||caf\xEF\xBF\xBD|"},
     1,
     0},
    {"csv__file_name_that_is_no_utf8__rejected",
     "type,value\nfilename,a\xFF.exe\nfilename,b.exe\n",
     {"indicator|file-name|b.exe|", "reject|11|1|"},
     1,
     1},
    {"csv__blank_in_url__is_escaped",
     "url,tag\nhttp://evil.com/a b,x\n",
     {"indicator|url|http://evil.com/a%20b|"},
     1,
     0},
    {"csv__one_column__commas_stay",
     "url\nhttp://evil.com/a,b\n",
     {"indicator|url|http://evil.com/a,b|"},
     1,
     0},
    {"csv__japanese_header__read",
     "日付,種別,URL,説明,最終確認\n2024年1月2日,URL,hxxp://evil[.]com/,偽サイト,2024/2/3\n",
     {"indicator|url|http://evil.com/|1||偽サイト|2024-01-02|2024-02-03|\n"},
     1,
     0},
    {"csv__japanese_header__hosts_and_hashes",
     "ドメイン,ＩＰアドレス,ハッシュ値（SHA256）,備考,初回確認\n"
     "evil.com,1.2.3.4," SHA256 ",甲,20240102\n",
     {"indicator|domain-name|evil.com|1||甲|2024-01-02|", "indicator|ipv4-addr|1.2.3.4|1||甲|",
      "indicator|sha256|" SHA256 "|1||甲|"},
     3,
     0},
    {"csv__japanese_type__file_name",
     "種別,値,コメント\nファイル名,a.exe,x\nドメイン,evil.com,y\n",
     {"indicator|file-name|a.exe|1||x|", "indicator|domain-name|evil.com|1||y|"},
     2,
     0},
    {"text__own_networks__never_to_alert_on",
     "192.168.1.1\n127.0.0.1\n8.0.0.0/5\n2001:db8::/32\nfe80::1\nhttp://10.1.2.3:8080/x\n"
     "8.8.8.8\n2001:4860::8888\nhttp://8.8.4.4/\n",
     {"indicator|ipv4-addr|192.168.1.1|0|", "indicator|ipv4-addr|8.0.0.0/5|0|",
      "indicator|ipv6-addr|2001:db8::/32|1|", "indicator|url|http://10.1.2.3:8080/x|0|",
      "indicator|ipv4-addr|8.8.8.8|1|", "indicator|url|http://8.8.4.4/|1|"},
     9,
     0},
    {"text__refused_values__say_why",
     "evil.com\n1.2.3.256\n1.2.3.04\nd41d8cd98f00b204e9800998ecf8427\n*.evil.com\n"
     "CVE-2024-12345\n",
     {"reject|9|2|octet over 255|1.2.3.256\n", "reject|19|3|octet with a leading zero",
      "reject|28|4|hexadecimal digits of no hash", "reject|60|5|wildcards are not supported|",
      "reject|71|6|a CVE number is no indicator|"},
     1,
     5},
    {"empty__nothing__fine", "", {"source|indicators|"}, 0, 0},
    {"only_comments__nothing__fine", "# nothing today\n", {"source|"}, 0, 0},
};

static void read__habits_of_feeds__give_indicators(void **state) {
    for (size_t i = 0; i < sizeof traps / sizeof *traps; i++) {
        const trap *t = &traps[i];
        yg_recorder recorder = {0};
        yg_error err = {0};
        if (!yg_recorder_read(&recorder, &reader, YG_STR(""), yg_str_of(t->bytes), &err))
            fail_msg("%s: %s", t->what, err.text);
        for (size_t k = 0; k < 6 && t->lines[k] != NULL; k++) {
            bool want = t->lines[k][0] != '!';
            const char *line = t->lines[k] + !want;
            yg_str full = yg_str_of(line), log = yg_buf_str(&recorder.log);
            bool found = yg_str_find(log, full) != SIZE_MAX;
            if (found != want)
                fail_msg("%s: %s %s\n%.*s", t->what, want ? "missing" : "there", line, YG_FMT(log));
        }
        if (recorder.broken != NULL || recorder.indicators != t->indicators ||
            recorder.rejects != t->rejects)
            fail_msg("%s: %zu indicators, %zu rejects, %s\n%.*s", t->what, recorder.indicators,
                     recorder.rejects, recorder.broken ? recorder.broken : "",
                     YG_FMT(yg_buf_str(&recorder.log)));
        yg_recorder_free(&recorder);
    }
}

static void read__utf16__is_converted_with_its_offsets(void **state) {
    static const char text[] = "e\0v\0i\0l\0.\0c\0o\0m\0\n\0\x3c\xd8\xfe\xdf\n\0x\0\n\0";
    YG_CLEANUP_BUF yg_buf little = {0};
    YG_CLEANUP_BUF yg_buf big = {0};
    yg_buf_add(&little, YG_STR("\xFF\xFE"));
    yg_buf_add(&little, (yg_str){text, sizeof text - 1});
    yg_buf_add(&big, YG_STR("\xFE\xFF"));
    for (size_t i = 0; i + 1 < sizeof text - 1; i += 2) {
        yg_buf_addc(&big, text[i + 1]);
        yg_buf_addc(&big, text[i]);
    }
    const yg_str both[] = {yg_buf_str(&little), yg_buf_str(&big)};
    for (size_t i = 0; i < 2; i++) {
        yg_recorder recorder = {0};
        assert_true(yg_recorder_read(&recorder, &reader, YG_STR("x.txt"), both[i], NULL));
        assert_null(recorder.broken);
        assert_true(yg_recorder_has(&recorder, "indicator|domain-name|evil.com|"));
        assert_true(yg_recorder_has(&recorder, "reject|20|2|no indicator in the line|"));
        assert_true(yg_recorder_has(&recorder, "reject|26|3|no indicator in the line|x"));
        yg_recorder_free(&recorder);
    }
}

/* "説明" and a sentence in Shift_JIS: nothing is lost, the offsets are those of the input. */
static void read__shift_jis__is_converted_and_said(void **state) {
    static const char text[] =
        "URL,\x90\xE0\x96\xBE\nhttp://evil.com/,\x8B\xE2\x8D\x73\x82\xF0\x82\xA9\x82\xBD\x82"
        "\xE9\x8B\x55\x83\x54\x83\x43\x83\x67\nnothing,\x90\xE0\x96\xBE\nhttp://evil.net/,x\n";
    yg_recorder recorder = {0};
    yg_str bytes = {text, sizeof text - 1};
    assert_int_equal(reader.probe(bytes, YG_STR("x.csv")), 60);
    assert_true(yg_recorder_read(&recorder, &reader, YG_STR("x.csv"), bytes, NULL));
    assert_null(recorder.broken);
    assert_true(
        yg_recorder_has(&recorder, "indicator|url|http://evil.com/|1||銀行をかたる偽サイト|"));
    assert_true(yg_recorder_has(&recorder, "reject|4|0|read as Shift_JIS, not UTF-8|"));
    assert_true(yg_recorder_has(&recorder, "reject|47|2|no indicator in the row|nothing"));
    yg_recorder_free(&recorder);
}

static void read__nothing_usable__fails(void **state) {
    yg_recorder recorder = {0};
    yg_error err = {0};
    assert_false(
        yg_recorder_read(&recorder, &reader, YG_STR("x"), YG_STR("no list\nat all\n"), &err));
    assert_string_equal(err.text, "not a list of indicators: none of 2 lines or rows holds one");
    yg_recorder_free(&recorder);
}

static void read__failing_sink__stops(void **state) {
    yg_recorder recorder = {.fails_at = 3};
    yg_error err = {0};
    assert_false(yg_recorder_read(&recorder, &reader, YG_STR("x"),
                                  YG_STR("evil.com\nevil.net\nevil.org\n"), &err));
    assert_null(recorder.broken);
    assert_int_equal(err.code, YG_ERR_IO);
    yg_recorder_free(&recorder);
}

static void probe__by_content__is_conservative(void **state) {
    static const struct {
        const char *text, *path;
        int want;
    } cases[] = {
        {"evil.com\nevil.net\n1.2.3.4\n", "x", 50},
        {"# one\n# two\n" MD5 "\n", "x", 50},
        {"first_seen,url\n2024-01-02,http://evil.com/\n", "x", 60},
        {"evil.com,a\nevil.net,b\n", "x.csv", 20},
        {"evil.com,a\nevil.net,b\n", "x", 0},
        {"", "x.csv", 0},
        {"# only a comment\n", "x.txt", 0},
        {"Jan  2 03:04:05 host sshd[1]: Failed password from 1.2.3.4\n", "x.log", 0},
        {"1.2.3.4 - - [02/Jan/2024:03:04:05 +0000] \"GET / HTTP/1.1\" 200 5\n", "x.log", 0},
        {"time,user,url,status\n1,bob,http://evil.com/,200\n", "proxy.csv", 0},
        {"date,victim,domain\n2024-01-02,Example,example.com\n", "x.csv", 0},
        {"#separator \\x09\n#fields\tts\tuid\tid.orig_h\n1\tC1\t1.2.3.4\n", "conn.log", 0},
        {"name,email\nBob,bob@example.com\n", "x.csv", 0},
        {"[\n\"evil.com\",\n\"evil.net\"\n]\n", "x.json", 0},
        {"{\"a\": 1}\n", "x", 0},
        {"\"evil.com\",\n\"evil.net\",\n", "x.inc", 0},
        {"org.example.ClassName\norg.example.OtherName\n", "Named", 0},
        {"evil.com\nThe quick brown fox\njumps over\nthe lazy dog\n", "x.txt", 0},
        {"#include <x.h>\nmain.sh\n", "x.c", 0},
        {"a.exe\nb.dll\n", "x.txt", 0},
        {"= Report\n\nhttps://example.com/a[Report]\n", "x", 0},
        {"evil.com\nevil.net\n", "README.adoc", 0},
        {"evil.com\nevil.net\n", "a/README.MD", 0},
        {"https://evil.com/\n\n## More\n- [x](https://example.com)\n", "x.txt", 0},
        {"<html>\nevil.com\nevil.net\nevil.org\n", "x", 0},
        {"\x7F"
         "ELF\0\0",
         "x", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int got = reader.probe(yg_str_of(cases[i].text), yg_str_of(cases[i].path));
        if (got != cases[i].want)
            fail_msg("%s: %d, not %d", cases[i].text, got, cases[i].want);
    }
}

typedef struct {
    size_t files, indicators, rejects;
} totals;

static bool read_real(void *self, const yg_input_file *file, yg_error *err) {
    totals *t = self;
    yg_recorder recorder = {.counts_only = true};
    assert_true(reader.probe(yg_str_sub(file->bytes, 0, 65536), file->path) > 0);
    assert_true(yg_recorder_read(&recorder, &reader, file->path, file->bytes, err));
    assert_null(recorder.broken);
    t->files++;
    t->indicators += recorder.indicators;
    t->rejects += recorder.rejects;
    yg_recorder_free(&recorder);
    return true;
}

static void read__real_lists__lose_next_to_nothing(void **state) {
    static const char *const folders[] = {"phishurl-list/2019", "phishurl-list/2020",
                                          "phishurl-list/2021", "phishurl-list/2022",
                                          "phishurl-list/2023"};
    totals t = {0};
    if (shared_data("phishurl-list") == NULL)
        skip();
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        assert_true(shared_each(shared_data(folders[i]), ".csv", read_real, &t));
    assert_int_equal(t.files, 60);
    assert_true(t.indicators > 169000);
    assert_true(t.rejects <= 12);
    t = (totals){0};
    assert_true(shared_each(shared_data("malware-ioc"), "samples.sha1", read_real, &t));
    assert_int_equal(t.files, 118);
    assert_int_equal(t.rejects, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read__habits_of_feeds__give_indicators),
        cmocka_unit_test(read__utf16__is_converted_with_its_offsets),
        cmocka_unit_test(read__shift_jis__is_converted_and_said),
        cmocka_unit_test(read__nothing_usable__fails),
        cmocka_unit_test(read__failing_sink__stops),
        cmocka_unit_test(probe__by_content__is_conservative),
        cmocka_unit_test(read__real_lists__lose_next_to_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
