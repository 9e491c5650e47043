/* Records of logs as STIX objects: patterns, as people write them, asked of records as tools write
 * them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "event/observed.h"
#include "match/pattern.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define CONN                                                                                       \
    "{\"_path\":\"conn\",\"ts\":1689000000.5,\"uid\":\"C\",\"id.orig_h\":\"192.0.2.4\","           \
    "\"id.orig_p\":50000,\"id.resp_h\":\"203.0.113.9\",\"id.resp_p\":443,\"proto\":\"tcp\","       \
    "\"service\":\"ssl\",\"orig_bytes\":1200,\"resp_pkts\":7}"
#define DNS                                                                                        \
    "{\"_path\":\"dns\",\"ts\":1689000000.5,\"uid\":\"C\",\"id.orig_h\":\"192.0.2.4\","            \
    "\"id.resp_h\":\"192.0.2.53\",\"query\":\"C2.Example.org\",\"answers\":[\"cdn.example.net\","  \
    "\"203.0.113.9\"]}"
#define HTTP                                                                                       \
    "{\"timestamp\":\"2023-07-10T14:40:00.1+0000\",\"flow_id\":1,\"event_type\":\"http\","         \
    "\"src_ip\":\"192.0.2.4\",\"dest_ip\":\"203.0.113.9\",\"dest_port\":8080,\"proto\":\"TCP\","   \
    "\"http\":{\"hostname\":\"c2.example.org\",\"url\":\"\\/gate.php?id=1\",\"http_method\":"      \
    "\"POST\",\"http_user_agent\":\"Evil\\/1.0\",\"http_refer\":\"http://ref.example/\"}}"
#define SYSMON_1                                                                                   \
    "{\"Event\":{\"System\":{\"EventID\":1,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\","  \
    "\"Computer\":\"ws1\"},\"EventData\":{\"UtcTime\":\"2023-07-10 14:40:00.123\",\"ProcessId\":"  \
    "4460,\"Image\":\"C:\\\\Users\\\\a\\\\evil.exe\",\"CommandLine\":\"evil.exe -x\","             \
    "\"CurrentDirectory\":\"C:\\\\Users\\\\a\\\\\",\"User\":\"SUB\\\\alice\",\"Hashes\":\"SHA1="   \
    "5E4F2C531C549BB72A658ED9DD16D491EDDBB286,MD5=FAB4B30C1C4F0A9202A7B42DCF1729DC,IMPHASH="       \
    "C324AAAC01F0F75C811E1F80C41B860C\",\"ParentProcessId\":77,\"ParentImage\":"                   \
    "\"C:\\\\Windows\\\\explorer.exe\",\"ParentCommandLine\":\"explorer.exe\"}}}"
#define SYSMON_7                                                                                   \
    "{\"EventID\":7,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"Computer\":\"ws1\","    \
    "\"Image\":\"C:\\\\a.exe\",\"ImageLoaded\":\"C:\\\\b.dll\",\"Hashes\":\"MD5="                  \
    "FAB4B30C1C4F0A9202A7B42DCF1729DC\"}"
#define SYSMON_13                                                                                  \
    "{\"EventID\":13,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"Computer\":\"ws1\","   \
    "\"TargetObject\":\"HKLM\\\\Software\\\\Run\\\\Evil\",\"Details\":\"C:\\\\evil.exe\"}"
#define SECURITY_4688                                                                              \
    "{\"EventID\":4688,\"Channel\":\"Security\",\"Computer\":\"ws1\",\"NewProcessId\":\"0x11c0\"," \
    "\"NewProcessName\":\"C:\\\\evil.exe\",\"ProcessId\":\"0x4d\",\"ParentProcessName\":"          \
    "\"C:\\\\p.exe\",\"SubjectUserSid\":\"S-1-5-21-1\"}"
#define MAIL                                                                                       \
    "{\"_path\":\"smtp\",\"ts\":1689000000.5,\"uid\":\"C\",\"id.orig_h\":\"203.0.113.25\","        \
    "\"mailfrom\":\"Bill <Billing@example.org>\",\"rcptto\":[\"a@sub.example.com\",\"<b@sub."      \
    "example.com>\"],\"subject\":\"Invoice 7\"}"
#define TLS                                                                                        \
    "{\"timestamp\":\"2023-07-10T14:40:00.1+0000\",\"flow_id\":1,\"event_type\":\"tls\","          \
    "\"src_ip\":\"192.0.2.4\",\"dest_ip\":\"203.0.113.9\",\"tls\":{\"subject\":\"CN=c2.example."   \
    "org\",\"issuerdn\":\"CN=Example CA\",\"serial\":\"0A:0B\",\"fingerprint\":\"AA:BB:CC:DD:EE:"  \
    "FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD\",\"sni\":\"c2.example.org\"}}"
#define FILES                                                                                      \
    "{\"_path\":\"files\",\"ts\":1689000000.5,\"fuid\":\"F\",\"tx_hosts\":[\"203.0.113.9\"],"      \
    "\"rx_hosts\":[\"192.0.2.4\"],\"filename\":\"evil.exe\",\"mime_type\":\"application/x-dos"     \
    "exec\",\"total_bytes\":1200,\"md5\":\"fab4b30c1c4f0a9202a7b42dcf1729dc\"}"
#define DEFENDER                                                                                   \
    "{\"Timestamp\":\"2023-07-10T14:40:00Z\",\"ActionType\":\"ProcessCreated\",\"DeviceName\":"    \
    "\"ws5\",\"FileName\":\"evil.exe\",\"ProcessCommandLine\":\"evil.exe -x\","                    \
    "\"InitiatingProcessFileName\":\"word.exe\",\"InitiatingProcessCommandLine\":\"word.exe /a\"}"
#define ASA                                                                                        \
    "<166>Jul 10 2023 14:40:00: %ASA-6-302013: Built connection 12 for outside:203.0.113.5/443 "   \
    "(203.0.113.5/443) to inside:192.0.2.3/5050 (192.0.2.3/5050)"

static const struct {
    const char *record, *pattern;
    bool is_met;
} questions[] = {
    {CONN,
     "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = "
     "'203.0.113.9' AND network-traffic:dst_port = 443]",
     true},
    {CONN, "[network-traffic:src_ref.value = '203.0.113.9']", false},
    {CONN,
     "[network-traffic:dst_ref.value ISSUBSET '203.0.113.0/24' AND network-traffic:src_port "
     "> 49999]",
     true},
    {CONN,
     "[network-traffic:protocols[*] IN ('tcp', 'udp') AND network-traffic:protocols[*] = "
     "'ssl']",
     true},
    {CONN, "[network-traffic:src_byte_count >= 1200 AND network-traffic:dst_packets = 7]", true},
    {CONN, "[ipv4-addr:value ISSUBSET '198.51.100.0/24']", false},
    {DNS,
     "[domain-name:value = 'c2.example.org' AND domain-name:resolves_to_refs[*].value = "
     "'203.0.113.9']",
     true},
    {DNS, "[domain-name:resolves_to_refs[0].value = 'cdn.example.net']", true},
    {DNS, "[domain-name:value LIKE '%.example.net']", true},
    {DNS, "[network-traffic:protocols[*] = 'dns']", true},
    {HTTP, "[url:value = 'http://c2.example.org:8080/gate.php?id=1']", true},
    {HTTP, "[url:value = 'http://ref.example/']", true},
    {HTTP,
     "[network-traffic:extensions.'http-request-ext'.request_method = 'post' AND "
     "network-traffic:extensions.'http-request-ext'.request_value LIKE '/gate%' AND "
     "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = "
     "'Evil/1.0']",
     true},
    {HTTP,
     "[network-traffic:extensions.'http-request-ext'.request_header.'Host'[*] = "
     "'c2.example.org']",
     true},
    {HTTP,
     "[network-traffic:dst_ref.type = 'domain-name' AND network-traffic:dst_ref.value = "
     "'c2.example.org' AND network-traffic:dst_port = 8080]",
     true},
    {SYSMON_1,
     "[process:name = 'evil.exe' AND process:command_line LIKE '% -x' AND process:pid = "
     "4460]",
     true},
    {SYSMON_1,
     "[process:parent_ref.image_ref.name = 'explorer.exe' AND process:image_ref.name = "
     "'evil.exe']",
     true},
    {SYSMON_1, "[process:image_ref.hashes.MD5 = 'fab4b30c1c4f0a9202a7b42dcf1729dc']", true},
    {SYSMON_1,
     "[process:cwd LIKE 'C:\\\\Users%' AND process:creator_user_ref.account_login = "
     "'alice']",
     true},
    {SYSMON_1,
     "[file:name = 'evil.exe' AND file:hashes.'SHA-1' = "
     "'5E4F2C531C549BB72A658ED9DD16D491EDDBB286']",
     true},
    {SYSMON_1, "[file:name = 'explorer.exe' AND EXISTS file:hashes.MD5]", false},
    {SYSMON_1, "[file:hashes.IMPHASH = 'c324aaac01f0f75c811e1f80c41b860c']", true},
    {SYSMON_1, "[file:parent_directory_ref.path = 'C:\\\\Users\\\\a']", true},
    {SYSMON_1,
     "[user-account:account_login = 'alice' AND user-account:display_name = "
     "'SUB\\\\alice']",
     true},
    {SYSMON_7, "[file:name = 'b.dll' AND file:hashes.MD5 = 'fab4b30c1c4f0a9202a7b42dcf1729dc']",
     true},
    {SYSMON_7, "[file:name = 'a.exe' AND file:hashes.MD5 = 'fab4b30c1c4f0a9202a7b42dcf1729dc']",
     false},
    {SYSMON_13,
     "[windows-registry-key:key = 'HKEY_LOCAL_MACHINE\\\\Software\\\\Run' AND "
     "windows-registry-key:values[*].name = 'Evil' AND "
     "windows-registry-key:values[0].data = 'C:\\\\evil.exe']",
     true},
    {SECURITY_4688, "[process:pid = 4544 AND process:parent_ref.pid = 77]", true},
    {SECURITY_4688, "[user-account:user_id = 'S-1-5-21-1']", true},
    {MAIL,
     "[email-message:from_ref.value = 'billing@example.org' AND "
     "email-message:to_refs[*].value = 'b@sub.example.com' AND email-message:subject LIKE "
     "'Invoice%']",
     true},
    {MAIL, "[email-addr:value = 'billing@example.org']", true},
    {TLS,
     "[x509-certificate:subject = 'CN=c2.example.org' AND x509-certificate:issuer LIKE "
     "'%Example CA' AND x509-certificate:hashes.'SHA-1' = "
     "'aabbccddeeff00112233445566778899aabbccdd']",
     true},
    {TLS, "[EXISTS file:hashes.'SHA-1']", false},
    {FILES,
     "[file:name = 'evil.exe' AND file:size = 1200 AND file:mime_type = "
     "'application/x-dosexec' AND file:hashes.MD5 = 'fab4b30c1c4f0a9202a7b42dcf1729dc']",
     true},
    {FILES, "[artifact:hashes.MD5 = 'fab4b30c1c4f0a9202a7b42dcf1729dc']", true},
    {DEFENDER,
     "[process:command_line = 'evil.exe -x' AND process:parent_ref.command_line = "
     "'word.exe /a']",
     true},
    {ASA, "[ipv4-addr:value = '203.0.113.5']", true},
    {"only 203.0.113.7 in a text", "[ipv4-addr:value = '203.0.113.7']", true},
    {"nothing at all", "[EXISTS ipv4-addr:value]", false},
};

static bool is_met(const char *record, const char *pattern) {
    yg_error err = {0};
    yg_stix_pattern tree = {0};
    yg_log_record read = {0};
    yg_observation observation = {0};
    yg_patterns *patterns = yg_patterns_make();
    size_t n = 0;
    if (!yg_stix_pattern_parse(&tree, yg_str_of(pattern), &err) ||
        !yg_patterns_add(patterns, &tree, &err))
        fail_msg("%s: %s", pattern, err.text);
    yg_pattern_scratch *scratch = yg_pattern_scratch_make(patterns);
    yg_log_form *form = yg_log_form_open(yg_str_of(record));
    yg_log_record_read(form, yg_str_of(record), &read);
    yg_observe(&read, &observation);
    assert_true(observation.time_us == read.time_us);
    for (size_t i = 0; i < observation.objects.n; i++) {
        const yg_observed_object *object = &observation.objects.at[i];
        assert_true(object->n > 0 && object->first + object->n <= observation.values.n);
    }
    (void)yg_patterns_test(patterns, scratch, &observation, &n);
    yg_log_form_free(form);
    yg_log_record_free(&read);
    yg_observation_free(&observation);
    yg_pattern_scratch_free(scratch);
    yg_patterns_free(patterns);
    yg_stix_pattern_free(&tree);
    return n == 1;
}

static void observe__patterns_as_people_write_them__met(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(questions); i++) {
        if (is_met(questions[i].record, questions[i].pattern) != questions[i].is_met)
            fail_msg("%s\n%s: %s", questions[i].record, questions[i].pattern,
                     questions[i].is_met ? "not met" : "met");
    }
}

/* Once grown nothing is allocated, and a record of thousands of values stays within bounds. */
static void observe__again_and_again__nothing_grows(void **state) {
    (void)state;
    yg_log_record read = {0};
    yg_observation o = {0};
    yg_log_form *form = yg_log_form_open(yg_str_of("x\n"));
    const void *objects = NULL, *values = NULL, *block = NULL;
    for (int round = 0; round < 4; round++) {
        for (size_t i = 0; i < COUNT(questions); i++) {
            yg_log_record_read(form, yg_str_of(questions[i].record), &read);
            yg_observe(&read, &o);
        }
        if (round > 1) {
            assert_ptr_equal(objects, o.objects.at);
            assert_ptr_equal(values, o.values.at);
            assert_ptr_equal(block, o.arena.block);
        }
        objects = o.objects.at;
        values = o.values.at;
        block = o.arena.block;
    }
    YG_CLEANUP_BUF yg_buf big = {0};
    yg_buf_addc(&big, '{');
    for (int i = 0; i < 3000; i++)
        yg_buf_addf(&big, "\"src_ip%d\":\"203.0.%d.%d\",\"user\":\"u%d\",\"md5\":\"%032d\",", i,
                    i / 256, i % 256, i, i);
    yg_buf_addz(&big, "\"z\":1}");
    yg_log_record_read(form, yg_buf_str(&big), &read);
    yg_observe(&read, &o);
    assert_in_range(o.objects.n, 100, 256);
    assert_in_range(o.values.n, 100, 4096);
    yg_log_form_free(form);
    yg_log_record_free(&read);
    yg_observation_free(&o);
}

/* Together with the records above: one of everything. */
#define HEX16 "0123456789abcdef"
#define HEX32 HEX16 HEX16
#define HEX64 HEX32 HEX32
#define ALL_HASHES                                                                                 \
    "\"SHA1=" HEX32 "01234567,MD5=" HEX32 ",SHA256=" HEX64 ",SHA512=" HEX64 HEX64                  \
    ",IMPHASH=" HEX32 "\""
static const char *const further[] = {
    "{\"EventID\":1,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"Computer\":\"ws1\","
    "\"Image\":\"C:\\\\a\\\\evil.exe\",\"CommandLine\":\"evil.exe\",\"ParentImage\":"
    "\"C:\\\\p\\\\q.exe\",\"Hashes\":" ALL_HASHES "}",
    "{\"src_ip\":\"192.0.2.4\",\"dest_ip\":\"2001:db8::1\",\"src_port\":4,\"src_bytes\":5,"
    "\"source.packets\":7,\"destination.packets\":8,\"dst_bytes\":6,\"proto\":\"tcp\",\"url\":"
    "\"/x\",\"http_version\":\"1.1\",\"http.version\":\"HTTP/1.1\",\"http_method\":\"GET\"}",
    "{\"cert_subject\":\"CN=a\",\"subjectaltname\":\"a.example\",\"thumbprint\":\"" HEX64 "\"}",
    "{\"cert_subject\":\"CN=a\",\"thumbprint\":\"" HEX32 "\"}",
};

static void mark_known(const yg_observation *o, bool *seen) {
    yg_str type, path;
    for (size_t i = 0; i < o->objects.n; i++) {
        const yg_observed_object *object = &o->objects.at[i];
        for (size_t k = object->first; k < object->first + object->n; k++) {
            yg_str has = o->values.at[k].path;
            if (!yg_observed_can_be(object->type, has))
                fail_msg("%.*s:%.*s is not among what logs have", YG_FMT(object->type),
                         YG_FMT(has));
            for (size_t row = 0; yg_observed_known(row, &type, &path); row++)
                seen[row] |= yg_str_eq(type, object->type) && yg_observed_path_is(path, has);
        }
    }
}

/* The table of what logs have says what is made here, no less and no more. */
static void observe__one_of_everything__is_what_the_table_says(void **state) {
    (void)state;
    bool seen[256] = {0};
    yg_log_record read = {0};
    yg_observation o = {0};
    yg_str type, path;
    for (size_t i = 0; i < COUNT(questions) + COUNT(further); i++) {
        yg_str text =
            yg_str_of(i < COUNT(questions) ? questions[i].record : further[i - COUNT(questions)]);
        yg_log_form *form = yg_log_form_open(text);
        yg_log_record_read(form, text, &read);
        yg_observe(&read, &o);
        mark_known(&o, seen);
        yg_log_form_free(form);
    }
    for (size_t row = 0; yg_observed_known(row, &type, &path); row++) {
        if (!seen[row])
            print_error("no record here has %.*s:%.*s\n", YG_FMT(type), YG_FMT(path));
        seen[255] |= !seen[row];
    }
    assert_false(seen[255]);
    yg_log_record_free(&read);
    yg_observation_free(&o);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(observe__patterns_as_people_write_them__met),
        cmocka_unit_test(observe__again_and_again__nothing_grows),
        cmocka_unit_test(observe__one_of_everything__is_what_the_table_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
