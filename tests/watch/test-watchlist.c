#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/input.h"
#include "base/time.h"
#include "fixture.h"
#include "map/host_regex.h"
#include "map/identifier.h"
#include "watch/warning.h"
#include "watch/watchlist.h"

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)
#define SHA256_OF(c) c c c c c c c c c c c c c c c c
#define HASH SHA256_OF("0aB1")

static void write_file(fixture *f, const char *name, yg_str text, char ret_path[96]) {
    yg_error err;
    snprintf(ret_path, 96, "%s/%s", f->folder, name);
    if (!yg_file_write_whole(ret_path, &text, 1, &err))
        fail_msg("%s", err.text);
}

static yg_watchlist *open_list(yg_watchlist_options options) {
    yg_watchlist *list = NULL;
    yg_error err = {0};
    if (!yg_watchlist_open(&options, &list, &err))
        fail_msg("%s", err.text);
    return list;
}

static yg_watchlist *of_file(const char *path, yg_watchlist_options options) {
    options.files = &path;
    options.files_n = 1;
    return open_list(options);
}

/* "TYPE VALUE", one a line, in the order of numbers. */
static yg_buf values_of(const yg_watchlist *list) {
    const yg_indicators *set = yg_watchlist_set(list);
    yg_buf all = {0};
    YG_CLEANUP_BUF yg_buf buf = {0};
    for (uint32_t i = 0; i < yg_indicators_count(set); i++) {
        yg_str value = yg_indicators_value(set, i, &buf);
        yg_buf_addf(&all, "%s %.*s\n", yg_indicator_type_word(yg_indicators_type(set, i)),
                    YG_FMT(value));
    }
    return all;
}

static void expect_values(const yg_watchlist *list, const char *expected) {
    YG_CLEANUP_BUF yg_buf all = values_of(list);
    assert_string_equal(yg_buf_z(&all), expected);
}

static yg_watched watched_of(const yg_watchlist *list, const char *line) {
    YG_CLEANUP_BUF yg_buf all = values_of(list);
    yg_str rest = yg_buf_str(&all), one;
    for (uint32_t i = 0; yg_str_split(&rest, '\n', &one); i++) {
        if (yg_str_eqz(one, line))
            return yg_watchlist_of(list, i);
    }
    fail_msg("no \"%s\" in %s", line, yg_buf_z(&all));
    return (yg_watched){0};
}

#define EXPECT(view, z) assert_true(yg_str_eqz(view, z))

/* --- Lists --- */

static void list__every_form__normal_values_and_counts(void **state) {
    fixture *f = *state;
    char path[96];
    write_file(f, "list.txt",
               YG_STR("# Title: Aoba blocklist\n# TLP: amber\n\n"
                      "hxxp://Evil.example[.]com/a\r\n"
                      "EVIL.example.net\n" HASH "\n"
                      "203.0.113.0/24 ; seen in March\n"
                      "0.0.0.0 ads.example.org\n"
                      "mail@example.com\n"
                      "2001:DB8::1\n"
                      "evil.example.net\n" /* again */
                      "198.51.100.7:443\n"
                      "10.1.2.3\n"
                      "co.jp\n"
                      "no indicator here\n"
                      "1.2.3.400\n"
                      "HKLM\\Software\\Evil\n"),
               path);
    yg_watchlist *list = of_file(path, (yg_watchlist_options){0});
    expect_values(list, "url http://evil.example.com/a\ndomain-name evil.example.net\n"
                        "sha256 " SHA256_OF(
                            "0ab1") "\nipv4-addr 203.0.113.0/24\n"
                                    "domain-name ads.example.org\nemail-addr mail@example.com\n"
                                    "ipv6-addr 2001:db8::1\nipv4-addr 198.51.100.7\n"
                                    "windows-registry-key HKEY_LOCAL_MACHINE\\Software\\Evil\n");
    yg_watchlist_counts counts = yg_watchlist_count(list);
    assert_int_equal(counts.taken, 9);
    assert_int_equal(counts.known, 1);
    assert_int_equal(counts.rejected, 2);
    assert_int_equal(counts.left_out[YG_INDICATOR_PRIVATE], 1);
    assert_int_equal(counts.left_out[YG_INDICATOR_PUBLIC_SUFFIX], 1);
    yg_watched w = watched_of(list, "ipv4-addr 203.0.113.0/24");
    EXPECT(w.source, "Aoba blocklist");
    EXPECT(w.tlp, "amber");
    EXPECT(w.context, "seen in March");
    EXPECT(watched_of(list, "ipv4-addr 198.51.100.7").context, "port 443");
    EXPECT(watched_of(list, "ipv6-addr 2001:db8::1").context, "");
    yg_watchlist_free(list);
}

static void list__typed_lines__type_says_what_the_value_cannot(void **state) {
    fixture *f = *state;
    char path[96];
    write_file(f, "list.tsv",
               YG_STR("hostname\twww.example.com\ndomain\texample.net\nfilename\tevil tool.bin\n"
                      "domain|ip\tevil.example.org|198.51.100.8\nregkey\tHKCU\\Software\\.evil\n"
                      "mutex\tGlobal\\x\nhostname\t198.51.100.9\nip\tnonsense\n"),
               path);
    yg_watchlist *list = of_file(path, (yg_watchlist_options){0});
    expect_values(
        list, "host-name www.example.com\ndomain-name example.net\n"
              "file-name evil tool.bin\ndomain-name evil.example.org\n"
              "ipv4-addr 198.51.100.8\n"
              "windows-registry-key HKEY_CURRENT_USER\\Software\\.evil\nipv4-addr 198.51.100.9\n");
    assert_int_equal(yg_watchlist_count(list).foreign, 1);
    assert_int_equal(yg_watchlist_count(list).rejected, 1);
    yg_watchlist_free(list);
}

static void list__rubbish__first_rows_told_with_their_offset(void **state) {
    fixture *f = *state;
    char path[96];
    yg_watchlist_reject rejects[YG_WATCHLIST_REJECTS];
    YG_CLEANUP_BUF yg_buf text = {0};
    for (int i = 0; i < 200; i++)
        yg_buf_addf(&text, "a%d.example.com\nnonsense-%d\n", i, i);
    write_file(f, "half.txt", yg_buf_str(&text), path);
    yg_watchlist *list = of_file(path, (yg_watchlist_options){0});
    assert_int_equal(yg_watchlist_count(list).taken, 200);
    assert_int_equal(yg_watchlist_count(list).rejected, 200);
    size_t n = yg_watchlist_rejects(list, rejects, YG_WATCHLIST_REJECTS);
    assert_int_equal(n, YG_WATCHLIST_REJECTS);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(
            memcmp(text.p + rejects[i].offset_bytes, rejects[i].detail.p, rejects[i].detail.n), 0);
    EXPECT(rejects[1].detail, "nonsense-1");
    yg_watchlist_free(list);
}

/* 9 MB with values that come twice, a line of 3 MB, and no line end at its end. */
static void add_big(yg_buf *text) {
    uint64_t seed = 7;
    while (text->n < (size_t)9 << 20) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        if (text->n > (size_t)4 << 20 && text->n < ((size_t)4 << 20) + 40)
            for (int i = 0; i < 3 << 20; i++)
                yg_buf_addc(text, 'x');
        if (seed >> 63)
            yg_buf_addf(text, "a%u.example.com\n", (unsigned)(seed >> 44) & 0xFFFF);
        else if (seed >> 60 & 1)
            yg_buf_addf(text, "%08x%08x%016llx%032llx\n", (unsigned)(seed >> 32), 7u,
                        (unsigned long long)seed, (unsigned long long)seed);
        else
            yg_buf_addf(text, "nonsense %u\n", (unsigned)(seed >> 40));
    }
    yg_buf_addz(text, "last.example.com");
}

static void list__any_number_of_threads__the_same_image(void **state) {
    fixture *f = *state;
    char path[96];
    YG_CLEANUP_BUF yg_buf text = {0};
    add_big(&text);
    write_file(f, "big.txt", yg_buf_str(&text), path);
    yg_watchlist *one = of_file(path, (yg_watchlist_options){.threads = 1});
    yg_str image = yg_indicators_image(yg_watchlist_set(one));
    for (unsigned threads = 2; threads < 8; threads += 3) {
        yg_watchlist *more = of_file(path, (yg_watchlist_options){.threads = threads});
        yg_str other = yg_indicators_image(yg_watchlist_set(more));
        assert_int_equal(yg_watchlist_count(more).taken, yg_watchlist_count(one).taken);
        assert_int_equal(yg_watchlist_count(more).known, yg_watchlist_count(one).known);
        assert_int_equal(yg_watchlist_count(more).rejected, yg_watchlist_count(one).rejected);
        for (size_t i = 0; i < image.n && i < other.n; i++)
            if (image.p[i] != other.p[i])
                fail_msg("%u threads: byte %zu of %zu differs", threads, i, image.n);
        assert_int_equal(image.n, other.n);
        yg_watchlist_free(more);
    }
    assert_true(yg_watchlist_count(one).known > 0);
    watched_of(one, "domain-name last.example.com");
    yg_watchlist_free(one);
}

/* --- Files of other forms, and the store --- */

#define EVENT(attributes)                                                                          \
    "{\"Event\":{\"uuid\":\"5a5a5a5a-0000-4000-8000-000000000001\",\"info\":\"Aoba operation\","   \
    "\"date\":\"2024-01-02\",\"Orgc\":{\"name\":\"Example CERT\"},\"Tag\":["                       \
    "{\"name\":\"misp-galaxy:threat-actor=\\\"Blue Heron\\\"\"},{\"name\":\"tlp:amber\"}],"        \
    "\"Attribute\":[" attributes "]}}"

static void event__attributes__typed_attributed_marked(void **state) {
    fixture *f = *state;
    char path[96];
    write_file(
        f, "event.json",
        YG_STR(EVENT(
            "{\"type\":\"hostname\",\"value\":\"www.example.com\",\"to_ids\":true,\"Tag\":["
            "{\"name\":\"estimative-language:likelihood-probability=\\\"very-likely\\\"\"}]},"
            "{\"type\":\"regkey|value\",\"value\":\"HKLM\\\\Software\\\\x|y\",\"to_ids\":true},"
            "{\"type\":\"ip-dst|port\",\"value\":\"198.51.100.7|443\",\"to_ids\":true},"
            "{\"type\":\"domain\",\"value\":\"unfit.example.com\",\"to_ids\":false}")),
        path);
    yg_watchlist *list = of_file(path, (yg_watchlist_options){0});
    expect_values(list, "host-name www.example.com\n"
                        "windows-registry-key HKEY_LOCAL_MACHINE\\Software\\x\n"
                        "ipv4-addr 198.51.100.7\n");
    assert_int_equal(yg_watchlist_count(list).unfit, 1);
    yg_watched w = watched_of(list, "host-name www.example.com");
    EXPECT(w.actor, "Blue Heron");
    EXPECT(w.tlp, "amber");
    assert_int_equal(w.confidence, 85);
    assert_int_equal(w.from_us, YG_TIME_NONE); /* a date of sighting is no validity */
    yg_watchlist_free(list);
    list = of_file(path, (yg_watchlist_options){.all = true, .most_tlp = YG_STR("green")});
    assert_int_equal(yg_watchlist_count(list).too_strict, 4);
    assert_int_equal(yg_watchlist_count(list).taken, 0);
    yg_watchlist_free(list);
    list = of_file(path, (yg_watchlist_options){.least_confidence = 60});
    assert_int_equal(yg_watchlist_count(list).unsure, 3); /* those without one count as 50 */
    yg_watchlist_free(list);
}

static void put(fixture *f, yg_indicator indicator) {
    yg_sink sink = yg_store_sink(f->store);
    if (sink.indicator(sink.self, &indicator, &f->err) == YG_PUT_FAILED)
        fail_msg("%s", f->err.text);
}

static void claim(fixture *f, const char *predicate, const char *value) {
    yg_sink sink = yg_store_sink(f->store);
    yg_claim c = {.predicate = yg_str_of(predicate),
                  .value = yg_str_of(value),
                  .label = yg_str_of(value),
                  .confidence = -1};
    if (!sink.claim(sink.self, &c, &f->err))
        fail_msg("%s", f->err.text);
}

static void fill_store(fixture *f) {
    fixture_begin(f, "Actor list");
    fixture_object(f, "intrusion-set", 1, "Blue Heron", 0, "");
    fixture_alias(f, "Aogiri");
    claim(f, "sponsored-by", "VN");
    fixture_commit(f);
    fixture_begin(f, "Feed");
    put(f, (yg_indicator){.type = YG_STR("domain-name"),
                          .value = YG_STR("a.example.com"),
                          .object_id = fixture_id("intrusion-set", 1),
                          .valid_until = YG_STR("2024-03-01"),
                          .to_ids = true});
    put(f, (yg_indicator){.type = YG_STR("domain-name"),
                          .value = YG_STR("b.example.com"),
                          .context = YG_STR("Aogiri: second stage"),
                          .to_ids = true});
    put(f, (yg_indicator){.type = YG_STR("domain-name"),
                          .value = YG_STR("c.example.com"),
                          .context = YG_STR("nothing known"),
                          .confidence = 80,
                          .to_ids = true});
    fixture_commit(f);
    fixture_begin(f, "Report");
    fixture_object(f, "report", 2, "What we saw", 0, "");
    claim(f, "attributed-to", "Aogiri");
    put(f, (yg_indicator){.type = YG_STR("domain-name"), .value = YG_STR("c.example.com")});
    put(f, (yg_indicator){.type = YG_STR("domain-name"),
                          .value = YG_STR("d.example.com"),
                          .valid_from = YG_STR("2024-01-05T00:00:00Z"),
                          .to_ids = true});
    fixture_commit(f);
}

static void expect_heron(yg_watched w, const char *said, const char *source) {
    EXPECT(w.actor, "Blue Heron");
    EXPECT(w.actor_country, "VN");
    EXPECT(w.country_source, "Actor list");
    EXPECT(w.actor_said, said);
    EXPECT(w.actor_source, source);
}

static void store__object_title_report__one_actor_with_country(void **state) {
    fixture *f = *state;
    fill_store(f);
    yg_watchlist *list = open_list((yg_watchlist_options){.store = f->store});
    assert_int_equal(yg_watchlist_count(list).taken, 4);
    assert_int_equal(yg_watchlist_count(list).unfit, 1);
    expect_heron(watched_of(list, "domain-name a.example.com"), "Blue Heron", "Feed");
    expect_heron(watched_of(list, "domain-name b.example.com"), "Aogiri", "Feed");
    /* An unfit row of another source says who it is; its want of confidence says nothing. */
    yg_watched w = watched_of(list, "domain-name c.example.com");
    expect_heron(w, "Aogiri", "Report");
    EXPECT(w.source, "Feed");
    EXPECT(w.context, "nothing known");
    assert_int_equal(w.confidence, 80);
    expect_heron(watched_of(list, "domain-name d.example.com"), "Aogiri", "Report");
    yg_watchlist_free(list);
}

static void store__validity__until_is_the_end_of_its_day(void **state) {
    fixture *f = *state;
    int64_t us;
    fill_store(f);
    yg_watchlist *list = open_list((yg_watchlist_options){.store = f->store});
    yg_watched a = watched_of(list, "domain-name a.example.com"),
               d = watched_of(list, "domain-name d.example.com");
    yg_time_parse(YG_STR("2024-03-02T00:00:00Z"), &us);
    assert_int_equal(a.until_us, us);
    assert_int_equal(a.from_us, YG_TIME_NONE);
    yg_time_parse(YG_STR("2024-01-05T00:00:00Z"), &us);
    assert_int_equal(d.from_us, us);
    assert_int_equal(d.until_us, YG_TIME_NONE);
    yg_watchlist_free(list);
}

static void store__two_sources__valid_as_long_as_one_says(void **state) {
    fixture *f = *state;
    fill_store(f);
    fixture_begin(f, "Other feed");
    put(f, (yg_indicator){.type = YG_STR("domain-name"),
                          .value = YG_STR("a.example.com"),
                          .valid_from = YG_STR("2023-01-01"),
                          .to_ids = true});
    fixture_commit(f);
    yg_watchlist *list = open_list((yg_watchlist_options){.store = f->store});
    yg_watched w = watched_of(list, "domain-name a.example.com");
    assert_int_equal(w.until_us, YG_TIME_NONE);
    EXPECT(w.source, "Feed");
    EXPECT(w.actor, "Blue Heron");
    yg_watchlist_free(list);
}

/* --- Warning lists --- */

static void warnings__every_type__named_or_not(void **state) {
    static const char *const lists[] = {
        "{\"type\":\"hostname\",\"matching_attributes\":[\"domain\",\"hostname\",\"url\"],"
        "\"list\":[\"common.example.com\",\".Dotted.example.org\",\"co.jp\"]}",
        "{\"type\":\"cidr\",\"list\":[\"198.51.100.0/25\",\"2001:db8:1::/48\",\"192.0.2.1\"]}",
        "{\"type\":\"string\",\"matching_attributes\":[\"filename|md5\"],\"list\":"
        "[\"SetUp.exe\",\"0123456789abcdef0123456789abcdef\"]}",
        "{\"type\":\"substring\",\"list\":[\"google-analytics\",\"x\"]}",
        "{\"type\":\"regex\",\"list\":[\"/^mx[0-9]+\\\\.example\\\\.net$/i\",\"(a+)+\"]}",
    };
    static const struct {
        yg_indicator_type type;
        const char *value;
        bool named;
    } cases[] = {
        {YG_INDICATOR_DOMAIN, "common.example.com", true},
        {YG_INDICATOR_HOST, "a.b.common.example.com", true},
        {YG_INDICATOR_DOMAIN, "uncommon.example.com", false},
        {YG_INDICATOR_DOMAIN, "example.com", false},
        {YG_INDICATOR_DOMAIN, "dotted.example.org", true},
        {YG_INDICATOR_DOMAIN, "co.jp", true},
        {YG_INDICATOR_DOMAIN, "evil.co.jp", false}, /* strangers register below a suffix */
        {YG_INDICATOR_URL, "https://common.example.com/", true},
        {YG_INDICATOR_URL, "https://common.example.com", true},
        {YG_INDICATOR_URL, "https://common.example.com/evil.bin", false},
        {YG_INDICATOR_EMAIL, "common.example.com", false}, /* not of that list */
        {YG_INDICATOR_IPV4, "198.51.100.0", true},
        {YG_INDICATOR_IPV4, "198.51.100.127", true},
        {YG_INDICATOR_IPV4, "198.51.100.128", false},
        {YG_INDICATOR_IPV4, "198.51.100.0/24", false},
        {YG_INDICATOR_IPV4, "198.51.100.64/26", true},
        {YG_INDICATOR_IPV4, "192.0.2.1", true},
        {YG_INDICATOR_IPV4, "192.0.2.2", false},
        {YG_INDICATOR_IPV6, "2001:db8:1:ffff::9", true},
        {YG_INDICATOR_IPV6, "2001:db8:2::", false},
        {YG_INDICATOR_URL, "http://198.51.100.1/", true},
        {YG_INDICATOR_URL, "http://198.51.100.1/x", false},
        {YG_INDICATOR_FILE_NAME, "setup.EXE", true},
        {YG_INDICATOR_FILE_NAME, "setup2.exe", false},
        {YG_INDICATOR_MD5, "0123456789abcdef0123456789abcdef", true},
        {YG_INDICATOR_DOMAIN, "www.Google-Analytics.example", true},
        {YG_INDICATOR_DOMAIN, "google.example", false},
        {YG_INDICATOR_HOST, "mx12.example.net", true},
        {YG_INDICATOR_HOST, "mxa.example.net", false},
    };
    yg_warnings *w = yg_warnings_make();
    yg_error err;
    uint64_t rejected;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        if (!yg_warnings_read_bytes(w, YG_STR("list.json"), yg_str_of(lists[i]), &err))
            fail_msg("%s", err.text);
    }
    yg_warnings_settle(w);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (yg_warnings_name(w, cases[i].type, yg_str_of(cases[i].value)) != cases[i].named)
            fail_msg("%s: %snamed", cases[i].value, cases[i].named ? "not " : "");
    }
    assert_int_equal(yg_warnings_entries(w, &rejected), 10);
    assert_int_equal(rejected, 2); /* a part of one byte, a bomb */
    yg_warnings_free(w);
}

/* Of parts that begin with one another the shorter one is enough, but not of other types. */
static void warnings__substrings__any_order(void **state) {
    static const char *const lists[] = {"\xEF\xBB\xBF{\"type\":\"substring\",\"list\":["
                                        "\"tracker9\",\"tracker\",\"tracker.\",\"abcd\"]}",
                                        "{\"type\":\"substring\",\"matching_attributes\":["
                                        "\"filename\"],\"list\":[\"trac\",\"zzzz\"]}"};
    static const struct {
        yg_indicator_type type;
        const char *value;
        bool named;
    } cases[] = {{YG_INDICATOR_DOMAIN, "a.tracker.example", true},
                 {YG_INDICATOR_DOMAIN, "a.tracker91.example", true},
                 {YG_INDICATOR_DOMAIN, "a.tracke.example", false},
                 {YG_INDICATOR_DOMAIN, "zzzz.example.com", false},
                 {YG_INDICATOR_DOMAIN, "example.abcd", true},
                 {YG_INDICATOR_FILE_NAME, "my tracks.exe", true},
                 {YG_INDICATOR_FILE_NAME, "buzzzz", true},
                 {YG_INDICATOR_FILE_NAME, "xabcdx.exe", true}};
    yg_warnings *w = yg_warnings_make();
    yg_error err;
    for (size_t i = 0; i < 2; i++) {
        if (!yg_warnings_read_bytes(w, YG_STR("list.json"), yg_str_of(lists[i]), &err))
            fail_msg("%s", err.text);
    }
    yg_warnings_settle(w);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (yg_warnings_name(w, cases[i].type, yg_str_of(cases[i].value)) != cases[i].named)
            fail_msg("%s: %snamed", cases[i].value, cases[i].named ? "not " : "");
    }
    yg_warnings_free(w);
}

/* Two hundred thousand parts with the same beginning, asked of texts that have it too: by one after
 * the other that were six billion comparisons. */
static void warnings__same_beginnings__quick(void **state) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_warnings *w = yg_warnings_make();
    yg_error err;
    char value[64];
    yg_buf_addz(&text, "{\"type\":\"substring\",\"list\":[\"none\"");
    for (int i = 0; i < 200000; i++)
        yg_buf_addf(&text, ",\"http%07d\"", i);
    yg_buf_addz(&text, "]}");
    assert_true(yg_warnings_read_bytes(w, YG_STR("l"), yg_buf_str(&text), &err));
    yg_warnings_settle(w);
    int64_t start_us = yg_time_mono_us();
    for (int i = 0; i < 30000; i++) {
        snprintf(value, sizeof value, "http://h%d.example.com/a", i);
        assert_false(yg_warnings_name(w, YG_INDICATOR_URL, yg_str_of(value)));
    }
    assert_true(yg_time_mono_us() - start_us < 4000000);
    yg_warnings_free(w);
}

/* What glibc keeps of an expression grows with every text that is new to it. */
static void warnings__hostile_expression__bounded_memory(void **state) {
    YG_CLEANUP_BUF yg_buf list = {0};
    yg_warnings *w = yg_warnings_make();
    yg_error err;
    char value[128] = {0};
    uint32_t dice = 7;
    yg_buf_addz(&list, "{\"type\":\"regex\",\"list\":[\"h[^q]*o");
    for (int i = 0; i < 20; i++)
        yg_buf_addz(&list, "[a-z0-9.]");
    yg_buf_addz(&list, "Q\"]}");
    assert_true(yg_warnings_read_bytes(w, YG_STR("l"), yg_buf_str(&list), &err));
    yg_warnings_settle(w);
    for (int i = 0; i < 2000; i++) {
        for (int k = 0; k < 60; k++)
            value[k] = "hoab"[(dice = dice * 1664525 + 1013904223) >> 30];
        yg_warnings_name(w, YG_INDICATOR_DOMAIN, yg_str_of(value));
    }
    if (mallinfo2().uordblks > (size_t)96 << 20)
        fail_msg("%zu bytes", mallinfo2().uordblks);
    yg_warnings_free(w);
}

/* One that keeps next to nothing is soon left alone, however little it may keep; one that keeps
 * much is compiled anew again and again, and at last given up. */
static void warnings__expression__compiled_anew_by_what_it_keeps(void **state) {
    (void)state;
    YG_CLEANUP_BUF yg_buf hostile = {0};
    if (mallinfo2().uordblks == 0)
        skip(); /* a sanitizer's allocator does not say what is held */
    const char *fault;
    char detail[YG_HOST_RULE_DETAIL_BYTES], value[128] = {0};
    uint32_t dice = 7;
    yg_buf_addz(&hostile, "h[^q]*o");
    for (int i = 0; i < 20; i++)
        yg_buf_addz(&hostile, "[a-z0-9.]");
    yg_buf_addz(&hostile, "Q");
    yg_host_regex *plain = yg_host_regex_make(YG_STR("^cdn[0-9]+[.]example"), &fault, detail);
    yg_host_regex *costly = yg_host_regex_make(yg_buf_str(&hostile), &fault, detail);
    yg_host_regex_keep(plain, 512 << 10);
    yg_host_regex_keep(costly, 512 << 10);
    for (int i = 0; i < 20000; i++) {
        int n = snprintf(value, sizeof value, "cdn%d.example.org", i);
        assert_true(yg_host_regex_fits(plain, value, (size_t)n));
    }
    assert_in_range(yg_host_regex_renewals(plain), 1, 10);
    assert_false(yg_host_regex_is_given_up(plain));
    for (int i = 0; i < 20000; i++) {
        for (int k = 0; k < 100; k++)
            value[k] = "hoab"[(dice = dice * 1664525 + 1013904223) >> 30];
        assert_false(yg_host_regex_fits(costly, value, 100));
    }
    assert_true(yg_host_regex_is_given_up(costly));
    yg_host_regex_free(plain);
    yg_host_regex_free(costly);
}

static void warnings__no_list__told(void **state) {
    static const char *const texts[] = {
        "", "[]", "{\"list\":7}", "{\"list\":[", "two words", "{\"type\":\"odd\",\"list\":[]}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        yg_warnings *w = yg_warnings_make();
        yg_error err = {0};
        assert_false(yg_warnings_read_bytes(w, YG_STR("odd.json"), yg_str_of(texts[i]), &err));
        assert_non_null(strstr(err.text, "odd.json"));
        yg_warnings_free(w);
    }
}

static void list__warning_lists__left_out_and_counted(void **state) {
    fixture *f = *state;
    char path[96], warnings[96];
    const char *lists = warnings;
    write_file(f, "w.txt", YG_STR("# common\ncommon.example.com\n"), warnings);
    write_file(f, "l.txt", YG_STR("a.common.example.com\nevil.example.com\n"), path);
    yg_watchlist *list =
        of_file(path, (yg_watchlist_options){.warning_lists = &lists, .warning_lists_n = 1});
    expect_values(list, "domain-name evil.example.com\n");
    assert_int_equal(yg_watchlist_count(list).warned, 1);
    yg_watchlist_free(list);
}

/* [RUBBISH] What is damaged is counted, and costs the rest nothing; a log is no list. */
static void list__half_of_it_rubbish__the_rest_is_taken(void **state) {
    static const struct {
        const char *rubbish;
        size_t n;
    } cases[] = {{"a\0b", 3}, {"\xC8\xC8\xC8\xC8", 4}, {"so it was said", 14}, {"\x1B[2J;", 5}};
    fixture *f = *state;
    char path[96];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        for (int k = 0; k < 100; k++) {
            yg_buf_addf(&text, "host%d.example.com\n", k);
            yg_buf_add(&text, (yg_str){cases[i].rubbish, cases[i].n});
            yg_buf_addc(&text, '\n');
        }
        write_file(f, "l.txt", yg_buf_str(&text), path);
        yg_watchlist *list = of_file(path, (yg_watchlist_options){0});
        assert_int_equal(yg_watchlist_count(list).taken, 100);
        assert_int_equal(yg_watchlist_count(list).rejected, 100);
        yg_watchlist_free(list);
    }
    yg_watchlist *none = NULL;
    yg_error err;
    const char *file = path;
    write_file(f, "l.log",
               YG_STR("2024-05-01 host.example.com 192.0.2.1\nhost.example.com is up\n"), path);
    assert_false(
        yg_watchlist_open(&(yg_watchlist_options){.files = &file, .files_n = 1}, &none, &err));
}

/* --- Cache --- */

static void wipe(const char *folder) {
    char command[160];
    snprintf(command, sizeof command, "rm -r -- %s", folder);
    assert_int_equal(system(command), 0);
}

static void cache__same_input__mapped_and_the_same(void **state) {
    fixture *f = *state;
    char path[96], folder[96];
    YG_CLEANUP_BUF yg_buf text = {0};
    for (int i = 0; i < 12000; i++)
        yg_buf_addf(&text, "host%d.example.com\n%s", i, i % 100 == 0 ? "nonsense\n" : "");
    write_file(f, "l.txt", yg_buf_str(&text), path);
    snprintf(folder, sizeof folder, "%s/cache/yagura", f->folder);
    yg_watchlist_options o = {.cache_folder = folder};
    yg_watchlist *first = of_file(path, o), *second = of_file(path, o);
    assert_false(yg_watchlist_count(first).from_cache);
    assert_true(yg_watchlist_count(second).from_cache);
    assert_int_equal(yg_watchlist_count(second).rejected, 120);
    assert_true(yg_str_eq(yg_indicators_image(yg_watchlist_set(first)),
                          yg_indicators_image(yg_watchlist_set(second))));
    yg_watchlist_free(second);
    o.least_confidence = 10; /* another question, another answer */
    second = of_file(path, o);
    assert_false(yg_watchlist_count(second).from_cache);
    yg_watchlist_free(second);
    o.least_confidence = 0;
    yg_buf_addz(&text, "one.more.example.com\n");
    write_file(f, "l.txt", yg_buf_str(&text), path);
    second = of_file(path, o);
    assert_false(yg_watchlist_count(second).from_cache);
    yg_watchlist_free(second);
    yg_watchlist_free(first);
    snprintf(folder, sizeof folder, "%s/cache", f->folder);
    wipe(folder);
}

/* The one file of the cache. */
static void find_image(const char *folder, char ret_path[256]) {
    char command[160];
    snprintf(command, sizeof command, "ls %s/*.image", folder);
    FILE *names = popen(command, "r");
    assert_non_null(names);
    assert_non_null(fgets(ret_path, 256, names));
    pclose(names);
    ret_path[strcspn(ret_path, "\n")] = '\0';
}

static void cache__damaged_cut_or_foreign__made_anew(void **state) {
    fixture *f = *state;
    char path[96], folder[96], image[256];
    YG_CLEANUP_BUF yg_buf text = {0};
    YG_CLEANUP_BUF yg_buf whole = {0};
    yg_error err;
    struct stat st;
    for (int i = 0; i < 12000; i++)
        yg_buf_addf(&text, "host%d.example.com\n", i);
    write_file(f, "l.txt", yg_buf_str(&text), path);
    snprintf(folder, sizeof folder, "%s/cache", f->folder);
    yg_watchlist_options o = {.cache_folder = folder};
    yg_watchlist_free(of_file(path, o));
    find_image(folder, image);
    assert_int_equal(stat(image, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_true(yg_input_read_file(image, 1 << 30, &whole, &err));
    for (int i = 0; i < 24; i++) {
        yg_str bytes = yg_buf_str(&whole);
        size_t at = i < 8 ? (size_t)i * 12 : whole.n / 24 * (size_t)i;
        whole.p[at] = (char)(whole.p[at] ^ 0x10);
        if (i % 5 == 4)
            bytes.n = at; /* cut */
        assert_true(yg_file_write_whole(image, &bytes, 1, &err));
        yg_watchlist *list = of_file(path, o);
        bool in_header = at < 4096 && at >= 72 && i % 5 != 4; /* behind the header's own bytes */
        if (yg_watchlist_count(list).from_cache && !in_header)
            fail_msg("byte %zu: trusted", at);
        assert_int_equal(yg_watchlist_count(list).taken, 12000);
        yg_watchlist_free(list);
        whole.p[at] = (char)(whole.p[at] ^ 0x10);
    }
    yg_watchlist *list = of_file(path, o);
    assert_true(yg_watchlist_count(list).from_cache);
    yg_watchlist_free(list);
    assert_int_equal(chmod(image, 0622), 0); /* others may have written to it */
    list = of_file(path, o);
    assert_false(yg_watchlist_count(list).from_cache);
    yg_watchlist_free(list);
    wipe(folder);
}

static void cache__many_lists__a_few_are_kept(void **state) {
    fixture *f = *state;
    char path[96], folder[96];
    int kept = 0;
    snprintf(folder, sizeof folder, "%s/cache", f->folder);
    yg_watchlist_options o = {.cache_folder = folder};
    for (int k = 0; k < 7; k++) {
        YG_CLEANUP_BUF yg_buf text = {0};
        for (int i = 0; i < 12000; i++)
            yg_buf_addf(&text, "host%d.example%d.com\n", i, k);
        write_file(f, "l.txt", yg_buf_str(&text), path);
        yg_watchlist_free(of_file(path, o));
    }
    yg_watchlist *list = of_file(path, o); /* the newest is one of them */
    assert_true(yg_watchlist_count(list).from_cache);
    yg_watchlist_free(list);
    char command[160];
    snprintf(command, sizeof command, "ls %s | wc -l", folder);
    FILE *count = popen(command, "r");
    assert_int_equal(fscanf(count, "%d", &kept), 1);
    pclose(count);
    assert_int_equal(kept, 4);
    wipe(folder);
}

/* A scan that was killed while it wrote leaves a part of an image; one that still writes has it
 * locked, or made it a moment ago. */
static void cache__part_of_a_dead_writer__taken_away(void **state) {
    fixture *f = *state;
    char path[96], folder[96], dead[160], alive[160], young[160];
    const struct timespec old[2] = {{.tv_sec = 1700000000}, {.tv_sec = 1700000000}};
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_error err;
    for (int i = 0; i < 12000; i++)
        yg_buf_addf(&text, "host%d.example.com\n", i);
    write_file(f, "l.txt", yg_buf_str(&text), path);
    snprintf(folder, sizeof folder, "%s/cache", f->folder);
    snprintf(dead, sizeof dead, "%s/watch-00112233445566778899aabbccddeeff.image.AbCdEf", folder);
    snprintf(alive, sizeof alive, "%s/watch-ff112233445566778899aabbccddeeff.image.AbCdEf", folder);
    assert_true(yg_folder_make(folder, &err));
    snprintf(young, sizeof young, "%s/watch-ee112233445566778899aabbccddeeff.image.AbCdEf", folder);
    int fd = open(dead, O_WRONLY | O_CREAT, 0600), held = open(alive, O_WRONLY | O_CREAT, 0600);
    int made = open(young, O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0 && held >= 0 && made >= 0);
    assert_int_equal(futimens(fd, old) + futimens(held, old), 0);
    close(fd);
    close(made);
    assert_int_equal(flock(held, LOCK_EX), 0);
    yg_watchlist_free(of_file(path, (yg_watchlist_options){.cache_folder = folder}));
    assert_int_equal(access(dead, F_OK), -1);
    assert_int_equal(access(alive, F_OK), 0);
    assert_int_equal(access(young, F_OK), 0);
    close(held);
    wipe(folder);
}

/* A pipe ("<(command)") has no digest, and is not read before it is read. */
static void cache__pipe__read_once(void **state) {
    fixture *f = *state;
    char folder[96], path[32];
    int ends[2];
    snprintf(folder, sizeof folder, "%s/cache", f->folder);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "evil.example.com\n", 17), 17);
    close(ends[1]);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    yg_watchlist *list = of_file(path, (yg_watchlist_options){.cache_folder = folder});
    assert_int_equal(yg_watchlist_count(list).taken, 1);
    yg_watchlist_free(list);
    close(ends[0]);
}

static void cache__store_changed__made_anew(void **state) {
    fixture *f = *state;
    YG_CLEANUP_BUF yg_buf before = {0};
    YG_CLEANUP_BUF yg_buf same = {0};
    YG_CLEANUP_BUF yg_buf after = {0};
    fill_store(f);
    assert_true(yg_store_state(f->store, &before, &f->err));
    fill_store(f); /* the same again */
    assert_true(yg_store_state(f->store, &same, &f->err));
    assert_true(yg_str_eq(yg_buf_str(&before), yg_buf_str(&same)));
    fixture_begin(f, "Feed");
    put(f, (yg_indicator){.type = YG_STR("domain-name"), .value = YG_STR("e.example.com")});
    fixture_commit(f);
    assert_true(yg_store_state(f->store, &after, &f->err));
    assert_false(yg_str_eq(yg_buf_str(&before), yg_buf_str(&after)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_STORE(list__every_form__normal_values_and_counts),
        WITH_STORE(list__typed_lines__type_says_what_the_value_cannot),
        WITH_STORE(list__rubbish__first_rows_told_with_their_offset),
        WITH_STORE(list__any_number_of_threads__the_same_image),
        WITH_STORE(event__attributes__typed_attributed_marked),
        WITH_STORE(store__object_title_report__one_actor_with_country),
        WITH_STORE(store__validity__until_is_the_end_of_its_day),
        WITH_STORE(store__two_sources__valid_as_long_as_one_says),
        cmocka_unit_test(warnings__every_type__named_or_not),
        cmocka_unit_test(warnings__substrings__any_order),
        cmocka_unit_test(warnings__same_beginnings__quick),
        cmocka_unit_test(warnings__hostile_expression__bounded_memory),
        cmocka_unit_test(warnings__expression__compiled_anew_by_what_it_keeps),
        cmocka_unit_test(warnings__no_list__told),
        WITH_STORE(list__warning_lists__left_out_and_counted),
        WITH_STORE(list__half_of_it_rubbish__the_rest_is_taken),
        WITH_STORE(cache__same_input__mapped_and_the_same),
        WITH_STORE(cache__damaged_cut_or_foreign__made_anew),
        WITH_STORE(cache__many_lists__a_few_are_kept),
        WITH_STORE(cache__part_of_a_dead_writer__taken_away),
        WITH_STORE(cache__pipe__read_once),
        WITH_STORE(cache__store_changed__made_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
