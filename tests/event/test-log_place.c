/* Places in records: what bytes mean there, URLs in pieces, the machines of a record. The place in
 * question stands between «». */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "event/log_record.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

typedef struct {
    yg_buf text;
    size_t start, end;
    yg_log_form *form;
    yg_log_record record;
} place;

static void open_place(place *p, const char *head, const char *marked) {
    yg_str s = yg_str_of(marked);
    *p = (place){.start = SIZE_MAX, .end = SIZE_MAX};
    for (size_t i = 0; i < s.n; i++) {
        yg_str rest = yg_str_from(s, i);
        if (yg_str_starts(rest, YG_STR("«")) || yg_str_starts(rest, YG_STR("»"))) {
            *(yg_str_starts(rest, YG_STR("«")) ? &p->start : &p->end) = p->text.n;
            i++;
            continue;
        }
        yg_buf_addc(&p->text, s.p[i]);
    }
    assert_true(p->start < p->end && p->end <= p->text.n);
    YG_CLEANUP_BUF yg_buf file = {0};
    yg_buf_addz(&file, head);
    yg_buf_add(&file, yg_buf_str(&p->text));
    yg_buf_addc(&file, '\n');
    p->form = yg_log_form_open(yg_buf_str(&file));
    yg_log_record_read(p->form, yg_buf_str(&p->text), &p->record);
}

static void close_place(place *p) {
    yg_log_record_free(&p->record);
    yg_log_form_free(p->form);
    yg_buf_free(&p->text);
}

#define W3C "#Fields: date time c-ip cs-host cs-uri-stem cs-uri-query s-port cs(User-Agent)\n"
#define W3C_LINE "2023-07-10 14:40:00 192.0.2.1 "

static const struct {
    const char *head, *text, *role;
} roles[] = {
    /* Versions */
    {"", "{\"requestParameters\":{\"host\":[\"«c2.example.org»\"]}}", "host"},
    {"", "{\"app\":\"x\",\"version\":\"«203.0.113.5»\"}", "version"},
    {"", "{\"agent\":{\"version\":\"«203.0.113.5»\"}}", "version"},
    {"", "{\"file_version\":\"«203.0.113.5»\"}", "version"},
    {"", "{\"FileVersion\":\"«203.0.113.5»\"}", "version"},
    {"", "{\"ProductVersion\":\"«203.0.113.5» (x)\"}", "version"},
    {"", "{\"os\":{\"version\":{\"full\":\"«203.0.113.5»\"}}}", "version"},
    {"", "{\"oid\":\"«1.3.6.1»\"}", "version"},
    {"", "{\"userAgent\":\"x/«203.0.113.5»\"}", "version"},
    {"", "{\"userAgent\":\"x «203.0.113.5»\"}", "version"},
    {"", "{\"http\":{\"http_user_agent\":\"Mozilla\\/5.0 Chrome\\/«124.0.0.0» Safari\"}}",
     "version"},
    {"", "{\"message\":\"Mozilla/5.0 (X11) Chrome/«124.0.0.0» Safari/537\"}", "version"},
    {"",
     "203.0.113.1 - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 1 \"-\" "
     "\"x/«124.0.0.0»\"",
     "version"},
    {W3C, W3C_LINE "a.example /x - 80 Mozilla/5.0+Chrome/«124.0.0.0»", "version"},
    {"", "app started v=«203.0.113.5» ok", "version"},
    {"", "app started, ver: «203.0.113.5» ok", "version"},
    {"", "app version «203.0.113.5» started", "version"},
    {"", "{\"Message\":\"x\\r\\n\\tEngineVersion:\\t«203.0.113.5»\\r\\n\"}", "version"},
    {"", "{\"Message\":\"x\\r\\n\\tSource Address:\\t«203.0.113.5»\\r\\n\"}", "message"},
    {"", "release «203.0.113.5»", "version"},
    {"", "{\"msg\":\"{\\\"version\\\":\\\"«203.0.113.5»\\\"}\"}", "version"},
    {"", "<version=\"«203.0.113.5»\">", "version"},
    /* Addresses that look like one of these */
    {"", "{\"version_server_ip\":\"«203.0.113.5»\"}", "destination"},
    {"", "{\"conversion\":\"«203.0.113.5»\"}", "unknown"},
    {"", "{\"userAgent\":\"bot (+http://«203.0.113.5»/x)\"}", "user-agent"},
    {"", "{\"version\":\"«host.example.com»\"}", "unknown"},
    {"", "{\"agent\":\"«203.0.113.5»\"}", "unknown"},
    {"", "{\"agent\":{\"ip\":\"«203.0.113.5»\"}}", "observer"},
    {"", "{\"log\":\"{\\\"src_ip\\\":\\\"«203.0.113.5»\\\"}\\n\",\"stream\":\"stdout\"}", "source"},
    {"", "{\"version\":\"see «host.example.com» there\"}", "unknown"},
    {"", "dev=«203.0.113.5»", "message"},
    {"", "env: «203.0.113.5»", "message"},
    {"", "got http://«203.0.113.5»/1.2.3.4", "message"},
    {"", "got http://host/«203.0.113.5»", "message"},
    {"", "for outside:«203.0.113.5»/443 (203.0.113.5/443)", "message"},
    {"", "Built connection for outside:«203.0.113.5»/443", "message"},
    {"", "from outside/«203.0.113.5» to inside/192.0.2.1", "source"},
    {"", "from outside:203.0.113.5/443 to inside:«192.0.2.1»/5", "destination"},
    {"", "access-list x permitted tcp inside/«192.0.2.9»(1) -> outside/203.0.113.9(80)", "message"},
    {"", "ticket for HTTP/«203.0.113.9» from x", "message"},
    /* Roles of bytes */
    {"", "Failed password for root from «203.0.113.5» port 22 ssh2", "source"},
    {"",
     "<34>Oct 11 22:14:15 mail1 sshd[4721]: Failed password for root from «203.0.113.5» port 22",
     "source"},
    {"", "Jul 10 14:40:00 ns1 dnsmasq[7]: query[A] «login.example.com» from 192.0.2.4", "query"},
    {"", "connect to «203.0.113.5»", "destination"},
    {"", "{\"url\":\"http://«c2.example.org»/x\"}", "host"},
    {"", "{\"url\":\"http:\\/\\/«c2.example.org»\\/x\"}", "host"},
    {"", "{\"url\":\"http://x.example/?u=«c2.example.org»\"}", "url"},
    {"", "{\"id.orig_h\":\"«203.0.113.5»\",\"uid\":\"C\"}", "source"},
    {"", "{\"query\":\"a.«example.org»\",\"uid\":\"C\",\"ts\":1}", "query"},
    {"", "{\"Hashes\":\"MD5=«0123456789abcdef0123456789abcdef»\",\"x\":1}", "hash"},
    {"", "{\"CommandLine\":\"x «http://c2.example.org/a»\"}", "file"},
};

static void log_record_role__places__what_the_bytes_mean(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(roles); i++) {
        place p;
        open_place(&p, roles[i].head, roles[i].text);
        const char *role =
            yg_log_role_word(yg_log_record_role(&p.record, yg_buf_str(&p.text), p.start, p.end));
        if (strcmp(role, roles[i].role) != 0)
            fail_msg("%s: %s, not %s", roles[i].text, role, roles[i].role);
        close_place(&p);
    }
}

static const struct {
    const char *head, *text, *urls; /* "HOST PORT REST|..." */
} urls[] = {
    {"", "{\"ts\":1,\"uid\":\"C\",\"host\":\"«c2.example.org»\",\"uri\":\"/a?b=1\"}",
     "c2.example.org 0 /a?b=1"},
    {"", "{\"host\":\"«c2.example.org:8080»\",\"uri\":\"/a\"}", "c2.example.org 8080 /a"},
    {"", "{\"host\":\"«c2.example.org»:8080\",\"uri\":\"/a\"}", "c2.example.org 8080 /a"},
    {"", "{\"id.resp_p\":8080,\"host\":\"«203.0.113.5»\",\"uri\":\"/a\"}",
     "203.0.113.5 0 /a|203.0.113.5 8080 /a"},
    {"", "{\"host\":\"«[2001:db8::5]:81»\",\"uri\":\"/a\"}", "2001:db8::5 81 /a"},
    {"", "{\"host\":\"sub.«example.org»\",\"uri\":\"/a\"}", "sub.example.org 0 /a"},
    {"", "{\"host\":\"see «c2.example.org»\",\"uri\":\"/a\"}", ""},
    {"", "{\"host\":\"«c2.example.org»:99999\",\"uri\":\"/a\"}", ""},
    {"", "{\"host\":\"«c2.example.org»\",\"uri\":\"a\"}", ""},
    {"", "{\"http\":{\"hostname\":\"«c2.example.org»\",\"url\":\"\\/a\\/b\"}}",
     "c2.example.org 0 /a/b"},
    {"", "{\"url\":{\"domain\":\"«c2.example.org»\",\"path\":\"/a\",\"query\":\"b=1\"}}",
     "c2.example.org 0 /a|c2.example.org 0 /a?b=1"},
    {"", "{\"Host\":\"«c2.example.org»\",\"request\":\"GET /a?b HTTP/1.1\"}",
     "c2.example.org 0 /a?b"},
    {"", "{\"Host\":\"«c2.example.org»\",\"request\":\"GET http://x/a HTTP/1.1\"}", ""},
    {W3C, W3C_LINE "«c2.example.org» /a id=1 80 x", "c2.example.org 0 /a|c2.example.org 0 /a?id=1"},
    {W3C, W3C_LINE "«c2.example.org» /a - 8080 x", "c2.example.org 0 /a|c2.example.org 8080 /a"},
    {"",
     "«c2.example.org»:443 203.0.113.1 - - [10/Oct/2000:13:55:36 -0700] \"POST /a HTTP/2\" 302 0 "
     "\"-\" \"x\"",
     "c2.example.org 443 /a"},
};

static void log_record_urls__in_pieces__host_port_rest(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(urls); i++) {
        YG_CLEANUP_BUF yg_buf seen = {0};
        yg_log_url found[YG_LOG_URLS];
        place p;
        open_place(&p, urls[i].head, urls[i].text);
        for (int again = 0; again < 2; again++) {
            size_t n = yg_log_record_urls(&p.record, p.start, p.end, found);
            yg_buf_clear(&seen);
            for (size_t k = 0; k < n; k++)
                yg_buf_addf(&seen, "%s%.*s %u %.*s", k > 0 ? "|" : "", YG_FMT(found[k].host),
                            found[k].port, YG_FMT(found[k].rest));
        }
        if (strcmp(yg_buf_z(&seen), urls[i].urls) != 0)
            fail_msg("%s: %s, not %s", urls[i].text, yg_buf_z(&seen), urls[i].urls);
        close_place(&p);
    }
}

static const struct {
    const char *text, *parties; /* "VALUE ROLE|..." */
    const char *head;
} parties[] = {
    /* A table of which no name is known. */
    {"2023-07-10 14:40:00,192.0.2.1,«c2.example.org»", "192.0.2.1 unknown", "kiedy,skad,dokad\n"},
    {"{\"uid\":\"C\",\"id.orig_h\":\"192.0.2.4\",\"id.resp_h\":\"«203.0.113.5»\"}",
     "192.0.2.4 source"},
    {"{\"uid\":\"C\",\"id.orig_h\":\"«203.0.113.5»\",\"id.resp_h\":\"192.0.2.4\"}",
     "192.0.2.4 destination"},
    {"{\"uid\":\"C\",\"id.orig_h\":\"192.0.2.4\",\"id.resp_h\":\"192.0.2.53\",\"query\":\"«c2."
     "example.org»\"}",
     "192.0.2.4 source|192.0.2.53 destination"},
    {"{\"uid\":\"C\",\"id.orig_h\":\"192.0.2.4\",\"id.resp_h\":\"203.0.113.5\",\"host\":\"«203.0."
     "113.5»\"}",
     "192.0.2.4 source"},
    {"{\"EventID\":3,\"Channel\":\"x\",\"host\":\"collector.example.com\",\"Computer\":\"ws1.sub."
     "example.com\","
     "\"SourceIp\":\"192.0.2.4\",\"DestinationIp\":\"«203.0.113.5»\"}",
     "ws1.sub.example.com observer|collector.example.com observer|192.0.2.4 source"},
    /* JSON in a text of JSON */
    {"{\"log\":\"{\\\"src_ip\\\":\\\"192.0.2.4\\\",\\\"dest_ip\\\":\\\"«203.0.113.5»\\\"}\\n\","
     "\"stream\":\"x\"}",
     "192.0.2.4 source"},
    /* The private side first, whoever opened the connection. */
    {"{\"src_ip\":\"198.51.100.7\",\"dest_ip\":\"10.1.2.3\",\"host\":\"sensor1\",\"domain\":\"«c2."
     "example.org»\"}",
     "10.1.2.3 destination|sensor1 observer|198.51.100.7 source"},
    {"{\"src_ip\":\"172.32.0.1\",\"dest_ip\":\"172.16.0.1\",\"domain\":\"«c2.example.org»\"}",
     "172.16.0.1 destination|172.32.0.1 source"},
    {"{\"src_ip\":\"172.31.0.1\",\"dest_ip\":\"fd00::1\",\"domain\":\"«c2.example.org»\"}",
     "172.31.0.1 source|fd00::1 destination"},
    {"{\"src_ip\":\"0.0.0.0\",\"dest_ip\":\"«203.0.113.5»\",\"host\":\"-\"}", ""},
    {"<34>Oct 11 22:14:15 mail1 sshd[4721]: Failed password from «203.0.113.5» port 22",
     "mail1 observer"},
    {"<166>Jul 10 2023 14:40:00: %ASA-6-302013: Built connection 12 for outside:«203.0.113.5»/443 "
     "(203.0.113.5/443) to inside:192.0.2.3/5050 (192.0.2.3/5050)",
     "192.0.2.3 source"},
    /* What a call was made with is no machine that made it. */
    {"{\"eventName\":\"X\",\"requestParameters\":{\"host\":[\"a\",\"«c2.example.org»\"]}}", ""},
    {"{\"eventName\":\"X\",\"sourceIPAddress\":\"192.0.2.4\",\"requestParameters\":{\"Host\":"
     "\"«c2.example.org»\",\"instance\":{\"hostname\":\"ws9\",\"sourceAddress\":\"198.51.100.9\"}}"
     "}",
     "192.0.2.4 source"},
    {"{\"responseElements\":{\"hostname\":\"ws9\"},\"hostname\":\"ws1\",\"url\":\"http://"
     "«c2.example.org»\"}",
     "ws1 observer"},
    /* Services that write about others: who asked, who is inside, then who wrote it. */
    {"May  1 10:00:00 dns1 named[12]: client @0x7f8 192.0.2.70#5353 (www.example.org): query: "
     "«www.example.org» IN A +E(0) (192.0.2.33)",
     "192.0.2.70 source|dns1 observer|192.0.2.33 message"},
    {"01-May-2024 10:00:00.123 queries: info: client 192.0.2.70#5353 (a.example.org): view in: "
     "query: «a.example.org» IN A + (192.0.2.33)",
     "192.0.2.70 source|192.0.2.33 message"},
    {"May  1 10:00:00 dns1 named[12]: client @0x7f8 2001:db8::7#5353 («a.example.org»): query "
     "failed (SERVFAIL) for a.example.org/IN/A",
     "2001:db8::7 source|dns1 observer"},
    {"May  1 10:00:02 dns1 dnsmasq[5]: query[A] «a.example.org» from 192.0.2.130",
     "192.0.2.130 source|dns1 observer"},
    {"May  1 10:00:02 dns1 dnsmasq[5]: 7 192.0.2.130/5353 query[AAAA] «a.example.org» from "
     "192.0.2.130",
     "192.0.2.130 source|dns1 observer"},
    {"May  1 10:00:03 dns1 unbound: [1:0] info: 192.0.2.165 «a.example.org». A IN",
     "192.0.2.165 source|dns1 observer"},
    {"[1714557603] unbound[1:0] info: 192.0.2.165 «a.example.org». A IN", "192.0.2.165 source"},
    {"May  1 10:00:04 fw1 %ASA-6-302013: Built outbound TCP connection 1 for "
     "outside:«203.0.113.5»/443 (203.0.113.5/443) to inside:192.0.2.71/51000 (198.51.100.9/51000)",
     "192.0.2.71 source|fw1 observer|198.51.100.9 message"},
    {"May  1 10:00:04 fw1 %ASA-6-302013: Built inbound TCP connection 1 for "
     "outside:«203.0.113.5»/50000 (203.0.113.5/50000) to inside:192.0.2.71/25 (192.0.2.71/25)",
     "192.0.2.71 destination|fw1 observer"},
    {"May  1 10:00:04 fw1 %ASA-4-106023: Deny tcp src inside:192.0.2.71/51000 dst "
     "outside:«203.0.113.5»/443 by access-group \"x\" [0x0, 0x0]",
     "192.0.2.71 source|fw1 observer"},
    {"May  1 10:00:04 fw1 %ASA-6-106100: access-list x permitted tcp inside/192.0.2.71(51000) -> "
     "outside/«203.0.113.5»(443) hit-cnt 1",
     "192.0.2.71 source|fw1 observer"},
    {"May  1 10:00:04 fw1 %ASA-5-304001: 192.0.2.71 Accessed URL 203.0.113.6:http://«203.0.113.5»/",
     "192.0.2.71 source|fw1 observer|203.0.113.6 destination"},
    {"May  1 10:00:04 fw1 %FTD-6-302020: Built outbound ICMP connection for faddr "
     "2001:db8::66/0 gaddr 198.51.100.9/1 laddr 192.0.2.71/1 and «203.0.113.5»",
     "192.0.2.71 source|fw1 observer|2001:db8::66 destination|198.51.100.9 message"},
    {"May  1 10:00:06 gw1 squid[3]: 1714557606.123 120 192.0.2.85 TCP_MISS/200 1234 GET "
     "http://«c2.example.org»/x - DIRECT/203.0.113.66 text/html",
     "192.0.2.85 source|gw1 observer|203.0.113.66 destination"},
    {"Jul 10 14:40:01 web1 nginx: 203.0.113.1 - - [10/Jul/2023:14:40:00 +0000] \"GET /x "
     "HTTP/1.1\" 200 5 \"http://«c2.example.org»/\" \"x\"",
     "web1 observer|203.0.113.1 source"},
    /* Others write about their own host, whatever they mention. */
    {"May  1 10:00:07 web1 sudo: bob : TTY=pts/0 ; COMMAND=/bin/ping «203.0.113.5»",
     "web1 observer"},
    {"May  1 10:00:07 web1 app[1]: client 192.0.2.9 asked for «c2.example.org»",
     "web1 observer|192.0.2.9 source"},
    {"May  1 10:00:07 dns1 dnsmasq[5]: reply c2.example.org is «203.0.113.5»", "dns1 observer"},
    {"{\"mailfrom\":\"«x@c2.example.org»\",\"rcptto\":[\"<staff@sub.example.com>\"]}",
     "sub.example.com recipient"},
    {"203.0.113.1 - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 1 "
     "\"http://«c2.example.org»/\" \"-\"",
     "203.0.113.1 source"},
};

static void log_record_parties__hits__the_other_side_first(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(parties); i++) {
        YG_CLEANUP_BUF yg_buf seen = {0};
        yg_log_party found[YG_LOG_PARTIES];
        place p;
        open_place(&p, parties[i].head != NULL ? parties[i].head : "", parties[i].text);
        size_t n = yg_log_record_parties(&p.record, p.start, p.end, found);
        for (size_t k = 0; k < n; k++)
            yg_buf_addf(&seen, "%s%.*s %s", k > 0 ? "|" : "", YG_FMT(found[k].value),
                        yg_log_role_word(found[k].role));
        if (strcmp(yg_buf_z(&seen), parties[i].parties) != 0)
            fail_msg("%s: %s, not %s", parties[i].text, yg_buf_z(&seen), parties[i].parties);
        close_place(&p);
    }
}

static const struct {
    const char *text;
    bool repeats;
} repeats[] = {
    {"May  1 10:00:00 dns1 named[12]: client @0x7f8 192.0.2.70#5353 («a.example.org»): query: "
     "a.example.org IN A + (192.0.2.33)",
     true},
    {"May  1 10:00:00 dns1 named[12]: client @0x7f8 192.0.2.70#5353 (a.example.org): query: "
     "«a.example.org» IN A + (192.0.2.33)",
     false},
    {"May  1 10:00:00 dns1 named[12]: client @0x7f8 192.0.2.70#5353 («b.example.org»): query: "
     "a.example.org IN A + (192.0.2.33)",
     false},
    {"May  1 10:00:04 fw1 %ASA-6-302013: Built outbound TCP connection 1 for "
     "outside:203.0.113.5/443 («203.0.113.5»/443) to inside:192.0.2.71/51000 (192.0.2.71/51000)",
     true},
    {"May  1 10:00:04 fw1 %ASA-6-302013: Built outbound TCP connection 1 for "
     "outside:203.0.113.5/443 («203.0.113.6»/443) to inside:192.0.2.71/51000 (192.0.2.71/51000)",
     false},
    {"May  1 10:00:07 web1 app[1]: a.example.org and again «a.example.org»", false},
};

static void log_record_repeats__a_name_said_twice__once(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(repeats); i++) {
        place p;
        open_place(&p, "", repeats[i].text);
        if (yg_log_record_repeats(&p.record, p.start, p.end) != repeats[i].repeats)
            fail_msg("%s: not %d", repeats[i].text, repeats[i].repeats);
        close_place(&p);
    }
}

/* A hit outside of all fields, or outside of the record. */
static void log_record_at__no_field__null(void **state) {
    (void)state;
    place p;
    open_place(&p, "", "{\"a\":\"«b»\",\"c\":\"d\"}");
    assert_string_equal(yg_log_record_at(&p.record, p.start, p.end)->name.p[0] == 'a' ? "a" : "",
                        "a");
    assert_null(yg_log_record_at(&p.record, 0, p.text.n));
    assert_null(yg_log_record_at(&p.record, p.text.n, p.text.n + 5));
    assert_int_equal(yg_log_record_role(&p.record, yg_buf_str(&p.text), 5, p.text.n + 5),
                     YG_ROLE_UNKNOWN);
    close_place(&p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(log_record_role__places__what_the_bytes_mean),
        cmocka_unit_test(log_record_urls__in_pieces__host_port_rest),
        cmocka_unit_test(log_record_parties__hits__the_other_side_first),
        cmocka_unit_test(log_record_repeats__a_name_said_twice__once),
        cmocka_unit_test(log_record_at__no_field__null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
