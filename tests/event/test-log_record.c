/* Records of every form: what they are, when, and what their fields mean. Places, bounds and
 * hostile input: test-log_place.c, test-log_bounds.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "event/log_part.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* 2023-11-14: times without a year are not later than the day after it. */
#define BEFORE INT64_C(1700000000000000)

/* "form|kind|time|role name=value|...": all fields that mean something but messages. */
static void add_record(yg_buf *buf, const yg_log_record *r) {
    yg_buf_addf(buf, "%s|%.*s|", r->form, YG_FMT(r->kind));
    yg_time_add(buf, r->time_us);
    for (size_t i = 0; i < r->fields.n; i++) {
        const yg_log_field *field = &r->fields.at[i];
        if (field->role == YG_ROLE_UNKNOWN || field->role == YG_ROLE_MESSAGE)
            continue;
        yg_buf_addf(buf, "|%s %.*s=%.*s", yg_log_role_word(field->role), YG_FMT(field->name),
                    YG_FMT(field->value));
    }
}

/* What every record must be, whatever it is. */
static void check_record(const yg_log_record *r, yg_str record) {
    for (size_t i = 0; i < r->fields.n; i++) {
        const yg_log_field *field = &r->fields.at[i];
        assert_true(field->start <= field->end && field->end <= record.n);
        assert_true(field->value.n <= field->end - field->start);
        assert_true(field->name.n == 0 || field->name.p != NULL);
    }
}

typedef struct {
    const char *file; /* the record under test is its last line or object */
    const char *record;
} reading;

static const reading readings[] = {
    {"{\"_path\":\"conn\",\"ts\":1689000000.001195,\"uid\":\"CzY40Q5bBXv8LCC8Ku\",\"id.orig_h\":"
     "\"192.0.2.115\",\"id.orig_p\":36584,\"id.resp_h\":\"203.0.113.241\",\"id.resp_p\":443,"
     "\"proto\":\"tcp\",\"service\":\"ssl\",\"duration\":24.33,\"orig_bytes\":32926,\"conn_state\":"
     "\"SF\",\"local_orig\":true,\"orig_pkts\":148,\"orig_ip_bytes\":21250}\n",
     "zeek-json|conn|2023-07-10T14:40:00.001195Z|source id.orig_h=192.0.2.115|destination "
     "id.resp_h=203.0.113.241"},
    {"{\"ts\":\"2023-07-10T14:40:00.001195Z\",\"uid\":\"C1\",\"id.orig_h\":\"2001:db8::5\",\"id."
     "orig_p\":5353,\"id.resp_h\":\"198.51.100.1\",\"id.resp_p\":53,\"query\":\"login.example."
     "com\",\"qtype_name\":\"A\",\"answers\":[\"203.0.113.7\",\"cdn.example.net\"],\"TTLs\":[60.0,"
     "60.0]}\n",
     "zeek-json|dns|2023-07-10T14:40:00.001195Z|source id.orig_h=2001:db8::5|destination "
     "id.resp_h=198.51.100.1|query query=login.example.com|answer answers[0]=203.0.113.7|answer "
     "answers[1]=cdn.example.net"},
    {"{\"_path\":\"http\",\"ts\":1689000000.5,\"uid\":\"C2\",\"id.orig_h\":\"192.0.2.8\",\"id.orig_"
     "p\":50000,\"id.resp_h\":\"203.0.113.8\",\"id.resp_p\":80,\"method\":\"GET\",\"host\":\"www."
     "example.com\",\"uri\":\"/a/b?c=1\",\"referrer\":\"http://ref.example/"
     "\",\"version\":\"1.1\",\"user_agent\":\"Mozilla/5.0 "
     "Chrome/124.0.0.0\",\"resp_mime_types\":[\"text/html\"]}\n",
     "zeek-json|http|2023-07-10T14:40:00.500Z|source id.orig_h=192.0.2.8|destination "
     "id.resp_h=203.0.113.8|host host=www.example.com|url uri=/a/b?c=1|referrer "
     "referrer=http://ref.example/|version version=1.1|user-agent user_agent=Mozilla/5.0 "
     "Chrome/124.0.0.0"},
    {"{\"_path\":\"files\",\"ts\":1689000000.5,\"fuid\":\"F1\",\"tx_hosts\":[\"203.0.113.8\"],\"rx_"
     "hosts\":[\"192.0.2.8\"],\"source\":\"HTTP\",\"mime_type\":\"application/"
     "x-dosexec\",\"filename\":\"setup.exe\",\"md5\":\"0123456789abcdef0123456789abcdef\","
     "\"sha256\":\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"}\n",
     "zeek-json|files|2023-07-10T14:40:00.500Z|destination tx_hosts[0]=203.0.113.8|source "
     "rx_hosts[0]=192.0.2.8|file filename=setup.exe|hash md5=0123456789abcdef0123456789abcdef|hash "
     "sha256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
    {"{\"_path\":\"ssl\",\"ts\":1689000000.5,\"uid\":\"C3\",\"id.orig_h\":\"192.0.2.8\",\"id.resp_"
     "h\":\"203.0.113.8\",\"version\":\"TLSv12\",\"server_name\":\"c2.example.org\",\"subject\":"
     "\"CN=c2.example.org\",\"issuer\":\"CN=Example "
     "CA\",\"ja3\":\"76ee0c3ba6f8a89b8ce3ca1292f6c0cc\"}\n",
     "zeek-json|ssl|2023-07-10T14:40:00.500Z|source id.orig_h=192.0.2.8|destination "
     "id.resp_h=203.0.113.8|version version=TLSv12|host server_name=c2.example.org|certificate "
     "subject=CN=c2.example.org|certificate issuer=CN=Example CA|hash "
     "ja3=76ee0c3ba6f8a89b8ce3ca1292f6c0cc"},
    {"{\"_path\":\"smtp\",\"ts\":1689000000.5,\"uid\":\"C4\",\"id.orig_h\":\"203.0.113.25\",\"id."
     "resp_h\":\"192.0.2.25\",\"helo\":\"mx.example.org\",\"mailfrom\":\"billing@example.org\","
     "\"rcptto\":[\"staff@sub.example.com\"],\"subject\":\"Invoice\",\"x_originating_ip\":\"203.0."
     "113.26\"}\n",
     "zeek-json|smtp|2023-07-10T14:40:00.500Z|source id.orig_h=203.0.113.25|destination "
     "id.resp_h=192.0.2.25|sender mailfrom=billing@example.org|recipient "
     "rcptto[0]=staff@sub.example.com|source x_originating_ip=203.0.113.26"},
    {"#separator "
     "\\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n#open\t2023-07-"
     "10-14-40-00\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_"
     "p\tproto\tquery\tanswers\trejected\n#"
     "types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tvector[string]\tbool\n1689000000."
     "001195\tC5\t192.0.2.5\t5353\t198.51.100.1\t53\tudp\tlogin.example.com\t203.0.113.7,"
     "text\\x2cwith comma\tF\n",
     "zeek-tsv|dns|2023-07-10T14:40:00.001195Z|source id.orig_h=192.0.2.5|destination "
     "id.resp_h=198.51.100.1|query query=login.example.com|answer answers=203.0.113.7,text,with "
     "comma|answer answers=203.0.113.7|answer answers=text,with comma"},
    {"#separator "
     "\\x09\n#path\thttp\n#fields\tts\tuid\tid.orig_h\tid.resp_h\thost\turi\tuser_"
     "agent\treferrer\n#"
     "types\ttime\tstring\taddr\taddr\tstring\tstring\tstring\tstring\n1689000000.5\tC6\t192.0.2."
     "5\t203.0.113.9\twww.example.com\t/a,/b\tcurl/8.0.1\t-\n",
     "zeek-tsv|http|2023-07-10T14:40:00.500Z|source id.orig_h=192.0.2.5|destination "
     "id.resp_h=203.0.113.9|host host=www.example.com|url uri=/a,/b|user-agent "
     "user_agent=curl/8.0.1"},
    {"{\"timestamp\":\"2023-07-10T23:40:00.123456+0900\",\"flow_id\":1,\"in_iface\":\"eth0\","
     "\"event_type\":\"alert\",\"src_ip\":\"203.0.113.9\",\"src_port\":80,\"dest_ip\":\"192.0.2."
     "9\",\"dest_port\":50001,\"proto\":\"TCP\",\"alert\":{\"action\":\"allowed\",\"gid\":1,"
     "\"signature_id\":2000001,\"rev\":3,\"signature\":\"ET MALWARE "
     "Example\",\"metadata\":{\"created_at\":[\"2020_01_01\"]}},\"http\":{\"hostname\":\"a."
     "example\",\"url\":\"\\/x\\/y?z=1\",\"http_user_agent\":\"Mozilla\\/5.0 "
     "Chrome\\/124.0.0.0\",\"http_refer\":\"http:\\/\\/b.example\\/\"},\"host\":\"sensor1\"}\n",
     "eve|alert|2023-07-10T14:40:00.123456Z|source src_ip=203.0.113.9|destination "
     "dest_ip=192.0.2.9|host http.hostname=a.example|url http.url=/x/y?z=1|user-agent "
     "http.http_user_agent=Mozilla/5.0 Chrome/124.0.0.0|referrer "
     "http.http_refer=http://b.example/|observer host=sensor1"},
    {"{\"timestamp\":\"2023-07-10T14:40:00.123456+0000\",\"flow_id\":2,\"event_type\":\"dns\","
     "\"src_ip\":\"192.0.2.9\",\"src_port\":5353,\"dest_ip\":\"192.0.2.53\",\"dest_port\":53,"
     "\"dns\":{\"version\":2,\"type\":\"answer\",\"id\":1,\"rrname\":\"login.example.com\","
     "\"answers\":[{\"rrname\":\"login.example.com\",\"rrtype\":\"A\",\"ttl\":60,\"rdata\":\"203.0."
     "113.7\"}],\"grouped\":{\"A\":[\"203.0.113.7\"]}}}\n",
     "eve|dns|2023-07-10T14:40:00.123456Z|source src_ip=192.0.2.9|destination "
     "dest_ip=192.0.2.53|version dns.version=2|query dns.rrname=login.example.com|answer "
     "dns.answers[0].rrname=login.example.com|answer dns.answers[0].rdata=203.0.113.7|answer "
     "dns.grouped.A[0]=203.0.113.7"},
    {"{\"timestamp\":\"2023-07-10T14:40:00.123456+0000\",\"flow_id\":3,\"event_type\":\"fileinfo\","
     "\"src_ip\":\"203.0.113.9\",\"dest_ip\":\"192.0.2.9\",\"http\":{\"hostname\":\"a.example\","
     "\"http_port\":8080,\"url\":\"/f\"},\"fileinfo\":{\"filename\":\"/"
     "f\",\"sha256\":\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\",\"size\":"
     "1}}\n",
     "eve|fileinfo|2023-07-10T14:40:00.123456Z|source src_ip=203.0.113.9|destination "
     "dest_ip=192.0.2.9|host http.hostname=a.example|url http.url=/f|file "
     "fileinfo.filename=/f|hash "
     "fileinfo.sha256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
    {"{\"timestamp\":\"2023-07-10T14:40:00.123456+0000\",\"flow_id\":4,\"event_type\":\"tls\","
     "\"src_ip\":\"192.0.2.9\",\"dest_ip\":\"203.0.113.9\",\"tls\":{\"subject\":\"CN=a.example\","
     "\"issuerdn\":\"CN=Example "
     "CA\",\"fingerprint\":\"aa:bb\",\"sni\":\"a.example\",\"version\":\"TLS "
     "1.2\",\"ja3\":{\"hash\":\"76ee0c3ba6f8a89b8ce3ca1292f6c0cc\"}}}\n",
     "eve|tls|2023-07-10T14:40:00.123456Z|source src_ip=192.0.2.9|destination "
     "dest_ip=203.0.113.9|certificate tls.subject=CN=a.example|certificate tls.issuerdn=CN=Example "
     "CA|certificate tls.fingerprint=aa:bb|host tls.sni=a.example|version tls.version=TLS 1.2|hash "
     "tls.ja3.hash=76ee0c3ba6f8a89b8ce3ca1292f6c0cc"},
    {"{\"@timestamp\":\"2023-07-10T14:40:00.000Z\",\"ecs\":{\"version\":\"8.0.0\"},\"event\":{"
     "\"kind\":\"event\",\"dataset\":\"endpoint.events.network\",\"action\":\"connection_"
     "attempted\"},\"agent\":{\"type\":\"endpoint\",\"version\":\"8.9.0.1\"},\"host\":{\"name\":"
     "\"ws1.sub.example.com\",\"os\":{\"version\":\"10.0.19045.1\"},\"ip\":[\"192.0.2.4\"]},"
     "\"source\":{\"ip\":\"192.0.2.4\",\"port\":5},\"destination\":{\"ip\":\"203.0.113.4\","
     "\"domain\":\"evil.example\"},\"process\":{\"executable\":\"C:\\\\Windows\\\\a.exe\",\"hash\":"
     "{\"sha256\":\"ab\"}},\"user\":{\"name\":\"alice\"},\"url\":{\"full\":\"https://evil.example/"
     "x\",\"path\":\"/x\"},\"user_agent\":{\"original\":\"curl/8.0.1\"}}\n",
     "json|endpoint.events.network|2023-07-10T14:40:00Z|version ecs.version=8.0.0|version "
     "agent.version=8.9.0.1|observer host.name=ws1.sub.example.com|version "
     "host.os.version=10.0.19045.1|observer host.ip[0]=192.0.2.4|source "
     "source.ip=192.0.2.4|destination destination.ip=203.0.113.4|destination "
     "destination.domain=evil.example|file process.executable=C:\\Windows\\a.exe|hash "
     "process.hash.sha256=ab|user user.name=alice|url url.full=https://evil.example/x|url "
     "url.path=/x|user-agent user_agent.original=curl/8.0.1"},
    {"{\"Event\":{\"System\":{\"Provider\":{\"#attributes\":{\"Name\":\"Microsoft-Windows-Sysmon\"}"
     "},\"EventID\":3,\"Version\":5,\"TimeCreated\":{\"#attributes\":{\"SystemTime\":\"2023-07-"
     "10T14:40:01.000Z\"}},\"Channel\":\"Microsoft-Windows-Sysmon/"
     "Operational\",\"Computer\":\"ws1.sub.example.com\"},\"EventData\":{\"UtcTime\":\"2023-07-10 "
     "14:40:00.123\",\"Image\":\"C:\\\\Users\\\\a\\\\x.exe\",\"User\":\"SUB\\\\alice\","
     "\"Initiated\":\"true\",\"SourceIp\":\"192.0.2.4\",\"SourceHostname\":\"ws1\","
     "\"DestinationIp\":\"203.0.113.4\",\"DestinationHostname\":\"evil.example\","
     "\"DestinationPort\":443}}}\n",
     "json|Microsoft-Windows-Sysmon/Operational 3|2023-07-10T14:40:00.123Z|version "
     "Event.System.Version=5|observer Event.System.Computer=ws1.sub.example.com|file "
     "Event.EventData.Image=C:\\Users\\a\\x.exe|user Event.EventData.User=SUB\\alice|source "
     "Event.EventData.SourceIp=192.0.2.4|source Event.EventData.SourceHostname=ws1|destination "
     "Event.EventData.DestinationIp=203.0.113.4|destination "
     "Event.EventData.DestinationHostname=evil.example"},
    {"{\n  \"Event\": {\n    \"System\": {\n      \"EventID\": 1,\n      \"Channel\": "
     "\"Microsoft-Windows-Sysmon/Operational\",\n      \"Computer\": \"ws2\"\n    },\n    "
     "\"EventData\": {\n      \"UtcTime\": \"2023-07-10 14:40:00.123\",\n      \"Image\": "
     "\"C:\\\\a.exe\",\n      \"FileVersion\": \"10.0.19041.1\",\n      \"CommandLine\": \"a.exe "
     "http://203.0.113.9/x\",\n      \"Hashes\": \"MD5=0123456789ABCDEF0123456789ABCDEF,SHA1=-\"\n "
     "   }\n  }\n}\n",
     "json|Microsoft-Windows-Sysmon/Operational 1|2023-07-10T14:40:00.123Z|observer "
     "Event.System.Computer=ws2|file Event.EventData.Image=C:\\a.exe|version "
     "Event.EventData.FileVersion=10.0.19041.1|file Event.EventData.CommandLine=a.exe "
     "http://203.0.113.9/x|hash "
     "Event.EventData.Hashes=MD5=0123456789ABCDEF0123456789ABCDEF,SHA1=-"},
    {"{\"@timestamp\":\"2023-07-10T14:40:00.000Z\",\"winlog\":{\"channel\":\"Security\",\"event_"
     "id\":\"4624\",\"computer_name\":\"dc1.sub.example.com\",\"event_data\":{\"IpAddress\":\"192."
     "0.2.7\",\"WorkstationName\":\"WS7\",\"TargetUserName\":\"bob\",\"LogonType\":\"3\"}},"
     "\"event\":{\"code\":\"4624\"}}\n",
     "json|Security 4624|2023-07-10T14:40:00Z|observer "
     "winlog.computer_name=dc1.sub.example.com|source winlog.event_data.IpAddress=192.0.2.7|source "
     "winlog.event_data.WorkstationName=WS7|user winlog.event_data.TargetUserName=bob"},
    {"{\"EventTime\":\"2023-07-10 "
     "14:40:00\",\"Hostname\":\"ws3.example.com\",\"host\":\"collector.example.com\",\"EventID\":"
     "13,\"Channel\":\"Microsoft-Windows-Sysmon/"
     "Operational\",\"SourceName\":\"Microsoft-Windows-Sysmon\",\"TargetObject\":"
     "\"HKLM\\\\Software\\\\Run\\\\x\",\"Details\":\"C:\\\\x.exe\",\"Message\":\"Registry value "
     "set:\\r\\nImage: C:\\\\x.exe\"}\n",
     "json|Microsoft-Windows-Sysmon/Operational 13|2023-07-10T14:40:00Z|observer "
     "Hostname=ws3.example.com|observer host=collector.example.com|registry "
     "TargetObject=HKLM\\Software\\Run\\x"},
    {"{\"Event\":{\"System\":{\"EventID\":\"4688\",\"Channel\":\"Security\",\"Computer\":\"ws4\"},"
     "\"EventData\":{\"Data\":[{\"@Name\":\"NewProcessName\",\"#text\":\"C:\\\\b.exe\"},{\"@Name\":"
     "\"SubjectUserName\",\"#text\":\"carol\"}]}}}\n",
     "json|Security 4688||observer Event.System.Computer=ws4|file "
     "Event.EventData.Data.NewProcessName=C:\\b.exe|user "
     "Event.EventData.Data.SubjectUserName=carol"},
    {"{\"Records\":[{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"IAMUser\",\"arn\":"
     "\"arn:aws:iam::1:user/"
     "a\"},\"eventTime\":\"2023-07-10T14:40:00Z\",\"eventSource\":\"s3.amazonaws.com\","
     "\"eventName\":\"GetObject\",\"sourceIPAddress\":\"203.0.113.6\",\"userAgent\":\"aws-cli/"
     "2.13.0 Python/3.11.4\"}]}\n",
     "json|GetObject|2023-07-10T14:40:00Z|version eventVersion=1.08|user "
     "userIdentity.arn=arn:aws:iam::1:user/a|source sourceIPAddress=203.0.113.6|user-agent "
     "userAgent=aws-cli/2.13.0 Python/3.11.4"},
    {"{\"CreationTime\":\"2023-07-10T14:40:00\",\"Operation\":\"New-InboxRule\",\"Workload\":"
     "\"Exchange\",\"UserId\":\"alice@sub.example.com\",\"ClientIP\":\"203.0.113.6:5555\","
     "\"Parameters\":[{\"Name\":\"ForwardTo\",\"Value\":\"x@evil.example\"},{\"Name\":\"Name\","
     "\"Value\":\".\"}]}\n",
     "json|New-InboxRule|2023-07-10T14:40:00Z|user UserId=alice@sub.example.com|source "
     "ClientIP=203.0.113.6:5555"},
    {"{\"Timestamp\":\"2023-07-10T14:40:00Z\",\"ActionType\":\"ConnectionSuccess\",\"DeviceName\":"
     "\"ws5.sub.example.com\",\"RemoteIP\":\"203.0.113.6\",\"RemoteUrl\":\"https://evil.example/"
     "x\",\"LocalIP\":\"192.0.2.6\",\"InitiatingProcessFileName\":\"x.exe\","
     "\"InitiatingProcessVersionInfoProductVersion\":\"1.2.3.4\",\"SHA256\":\"ab\"}\n",
     "json|ConnectionSuccess|2023-07-10T14:40:00Z|observer "
     "DeviceName=ws5.sub.example.com|destination RemoteIP=203.0.113.6|url "
     "RemoteUrl=https://evil.example/x|source LocalIP=192.0.2.6|file "
     "InitiatingProcessFileName=x.exe|version "
     "InitiatingProcessVersionInfoProductVersion=1.2.3.4|hash SHA256=ab"},
    {"{\"protoPayload\":{\"methodName\":\"storage.objects.get\",\"requestMetadata\":{\"callerIp\":"
     "\"203.0.113.6\",\"callerSuppliedUserAgent\":\"x/"
     "1.2.3.4\"},\"authenticationInfo\":{\"principalEmail\":\"a@sub.example.com\"}},\"timestamp\":"
     "\"2023-07-10T14:40:00Z\"}\n",
     "json||2023-07-10T14:40:00Z|source "
     "protoPayload.requestMetadata.callerIp=203.0.113.6|user-agent "
     "protoPayload.requestMetadata.callerSuppliedUserAgent=x/1.2.3.4|user "
     "protoPayload.authenticationInfo.principalEmail=a@sub.example.com"},
    {"<134>Jul 10 14:40:00 fw1 CEF:0|Example|Wall|7.1.2.3|100|worm \\| stopped|8|src=192.0.2.1 "
     "spt=1232 dst=203.0.113.2 dhost=c2.example.org request=http://c2.example.org/a?b\\=c "
     "requestClientApplication=Mozilla/5.0 Chrome/124.0.0.0 requestMethod=GET "
     "fileHash=0123456789abcdef0123456789abcdef fname=a b.exe cs1Label=Referer "
     "cs1=http://ref.example/ suser=alice dvchost=fw1 rt=1689000001000 msg=two words a\\=b\n",
     "cef|worm | stopped|2023-07-10T14:40:01Z|observer hostname=fw1|version "
     "deviceVersion=7.1.2.3|source src=192.0.2.1|destination dst=203.0.113.2|destination "
     "dhost=c2.example.org|url request=http://c2.example.org/a?b=c|user-agent "
     "requestClientApplication=Mozilla/5.0 Chrome/124.0.0.0|hash "
     "fileHash=0123456789abcdef0123456789abcdef|file fname=a b.exe|referrer "
     "Referer=http://ref.example/|user suser=alice|observer dvchost=fw1"},
    {"CEF:0|Example|Wall|7|100|name|8|rt=Jul 10 2023 14:40:01.5 src=192.0.2.1 c6a2=2001:db8::1 "
     "c6a2Label=Source IPv6 Address\n",
     "cef|name|2023-07-10T14:40:01.500Z|version deviceVersion=7|source src=192.0.2.1|source Source "
     "IPv6 Address=2001:db8::1"},
    {"<13>Jul 10 14:40:00 192.0.2.200 LEEF:1.0|Example|Proxy|4.0|blocked|devTime=Jul 10 2023 "
     "14:40:02\tdevTimeFormat=MMM dd yyyy "
     "HH:mm:ss\tsrc=192.0.2.1\tdst=203.0.113.9\turl=http://c2.example.org/x y\tusrName=alice\n",
     "leef|blocked|2023-07-10T14:40:02Z|observer hostname=192.0.2.200|version "
     "deviceVersion=4.0|source src=192.0.2.1|destination dst=203.0.113.9|url "
     "url=http://c2.example.org/x y|user usrName=alice"},
    {"LEEF:2.0|Example|Flow|1.0|41|^|src=192.0.2.1^dst=203.0.113.9^devTime=1689000000000^"
     "identHostName=ws1.example.com\n",
     "leef|41|2023-07-10T14:40:00Z|version deviceVersion=1.0|source src=192.0.2.1|destination "
     "dst=203.0.113.9|source identHostName=ws1.example.com"},
    {"LEEF:2.0|Example|Flow|1.0|41|x7C|src=192.0.2.1|dst=203.0.113.9\n",
     "leef|41||version deviceVersion=1.0|source src=192.0.2.1|destination dst=203.0.113.9"},
    {"<34>Oct 11 22:14:15 mail1 sshd[4721]: Failed password for root from 203.0.113.5 port 22 "
     "ssh2\n",
     "syslog|sshd|2023-10-11T22:14:15Z|observer hostname=mail1"},
    {"<165>1 2023-07-10T14:40:00.003Z mx.sub.example.com app 12 ID47 [ex@32473 iut=\"3\" "
     "src_ip=\"203.0.113.4\" note=\"a \\\"b\\] c\"][x y=\"z\"] \357\273\277An entry to "
     "c2.example.org\n",
     "syslog|app|2023-07-10T14:40:00.003Z|observer hostname=mx.sub.example.com|source "
     "src_ip=203.0.113.4"},
    {"<165>1 - - - - - - only a message\n", "syslog||"},
    {"<166>Jul 10 2023 14:40:00: %ASA-6-302013: Built outbound TCP connection 12 for "
     "outside:203.0.113.5/443 (203.0.113.5/443) to inside:192.0.2.3/5050 (192.0.2.3/5050)\n",
     "syslog|%ASA-6-302013|2023-07-10T14:40:00Z|source source=192.0.2.3|destination "
     "destination=203.0.113.5"},
    {"<30>Jul 10 2023 14:40:00 dns1 named[1]: client @0x7 192.0.2.7#53 (a.example): query: "
     "a.example IN A\n",
     "syslog|named|2023-07-10T14:40:00Z|observer hostname=dns1|source client=192.0.2.7|query "
     "query=a.example"},
    {"<30>Jul 10 14:40:01 web1 nginx: 203.0.113.1 - - [10/Jul/2023:14:40:00 +0000] \"GET /x "
     "HTTP/1.1\" 200 5 \"http://ref.example/\" \"x\"\n",
     "combined|nginx|2023-07-10T14:40:00Z|observer hostname=web1|source client=203.0.113.1|url "
     "request=GET /x HTTP/1.1|url request.target=/x|referrer referrer=http://ref.example/|"
     "user-agent user_agent=x"},
    {"<30>Jul 10 2023 14:40:01 gw1 squid[3]: 1689000000.123 120 192.0.2.85 TCP_MISS/200 1234 GET "
     "http://a.example/x - DIRECT/203.0.113.66 text/html\n",
     "squid|squid|2023-07-10T14:40:00.123Z|observer hostname=gw1|source client=192.0.2.85|url "
     "url=http://a.example/x|destination peer=203.0.113.66"},
    {"172.16.5.10 6705: Feb 17 13:40:03.673: %PARSER-5-CFGLOG_LOGGEDCMD: User:admin  logged "
     "command:no access\n",
     "syslog|%PARSER-5-CFGLOG_LOGGEDCMD|2023-02-17T13:40:03.673Z|observer hostname=172.16.5.10"},
    {"*Mar  1 18:46:11: %SYS-5-CONFIG_I: Configured from console by vty2 (192.0.2.8)\n",
     "syslog|%SYS-5-CONFIG_I|2023-03-01T18:46:11Z"},
    {"2023-07-10T23:40:00.123456+09:00 gw1 kernel: [UFW BLOCK] IN=eth0 OUT= MAC=00:11 "
     "SRC=203.0.113.5 DST=192.0.2.3 LEN=40 PROTO=TCP SPT=1 DPT=22\n",
     "syslog|kernel|2023-07-10T14:40:00.123456Z|observer hostname=gw1|source "
     "SRC=203.0.113.5|destination DST=192.0.2.3"},
    {"Jul 10 14:40:00 web1 app[9]: "
     "{\"level\":\"info\",\"client_ip\":\"203.0.113.5\",\"http\":{\"request_uri\":\"/x\"}}\n",
     "syslog|app|2023-07-10T14:40:00Z|observer hostname=web1|source client_ip=203.0.113.5|url "
     "http.request_uri=/x"},
    {"Jul 10 14:40:00 mx1 postfix/smtp[1]: 4F1: to=<staff@sub.example.com>, "
     "relay=mx.example.org[203.0.113.25]:25, delay=1, status=sent\n",
     "syslog|postfix/smtp|2023-07-10T14:40:00Z|observer hostname=mx1|recipient "
     "to=<staff@sub.example.com>|destination relay=mx.example.org[203.0.113.25]:25"},
    {"Jul 10 14:40:00 ns1 named[77]: client @0x7f 192.0.2.4#5353 (login.example.com): query: "
     "login.example.com IN A +E(0)K (192.0.2.53)\n",
     "syslog|named|2023-07-10T14:40:00Z|observer hostname=ns1|source "
     "client=192.0.2.4|query query=login.example.com"},
    {"date=2023-07-10 time=11:37:47 devname=\"fw1\" devid=\"FG1\" logid=\"0000000013\" "
     "type=\"utm\" subtype=\"webfilter\" eventtime=1557513467369913239 tz=\"-0700\" "
     "srcip=192.0.2.100 srcport=58012 dstip=203.0.113.50 dstport=80 hostname=\"c2.example.org\" "
     "url=\"http://c2.example.org/a\" agent=\"Chrome/124.0.0.0\" msg=\"URL belongs to a "
     "\\\"bad\\\" category\"\n",
     "key-value|utm|2023-07-10T18:37:47Z|observer devname=fw1|source srcip=192.0.2.100|destination "
     "dstip=203.0.113.50|host hostname=c2.example.org|url url=http://c2.example.org/a|user-agent "
     "agent=Chrome/124.0.0.0"},
    {"type=SYSCALL msg=audit(1364481363.243:24287): arch=c000003e syscall=2 success=no auid=500 "
     "comm=\"cat\" exe=\"/bin/cat\" addr=203.0.113.3\n",
     "key-value|SYSCALL|2013-03-28T14:36:03.243Z|user auid=500|file comm=cat|file "
     "exe=/bin/cat|source addr=203.0.113.3"},
    {"time=\"2023-07-10T14:40:00Z\" level=info msg=\"served\" remote_addr=203.0.113.3:1234 "
     "host=shop.example.com path=/cart?x=1 ua=\"x/1.2.3.4\"\n",
     "key-value||2023-07-10T14:40:00Z|source remote_addr=203.0.113.3:1234|observer "
     "host=shop.example.com|file path=/cart?x=1|user-agent ua=x/1.2.3.4"},
    {"timestamp,src_ip,dst_ip,domain,url,app_version\n2023-07-10 "
     "14:40:00,192.0.2.1,203.0.113.1,c2.example.org,\"http://c2.example.org/"
     "a,\"\"b\"\"\",1.2.3.4\n",
     "csv||2023-07-10T14:40:00Z|source src_ip=192.0.2.1|destination dst_ip=203.0.113.1|host "
     "domain=c2.example.org|url url=http://c2.example.org/a,\"b\"|version app_version=1.2.3.4"},
    /* No name is known: as many cells everywhere, and a column of values. */
    {"kiedy,skad,dokad\n2023-07-10 14:40:00,192.0.2.1,c2.example.org\n",
     "csv||2023-07-10T14:40:00Z"},
    {"\"когда\";\"откуда\";\"куда\"\n\"2023-07-10 14:40:00\";\"192.0.2.1\";\"c2.example.org\"\n",
     "csv||2023-07-10T14:40:00Z"},
    {"zeit,quelle,ziel\n2023/07/10 14:40:00,192.0.2.1,c2.example.org\n",
     "csv||2023-07-10T14:40:00Z|source quelle=192.0.2.1|destination ziel=c2.example.org"},
    {"时间,源地址,目的主机\n2023-07-10 14:40:00,192.0.2.1,c2.example.org\n",
     "csv||2023-07-10T14:40:00Z|source 源地址=192.0.2.1|destination 目的主机=c2.example.org"},
    {"kiedy,skad\n2023-07-10 14:40:00,192.0.2.1\n", "text||2023-07-10T14:40:00Z"},
    {"kiedy,skad,skad\n2023-07-10 14:40:00,192.0.2.1,192.0.2.2\n", "text||2023-07-10T14:40:00Z"},
    {"kiedy,skad,dokad\n2023-07-10 14:40:01,192.0.2.1\n2023-07-10 14:40:00,192.0.2.1,a.example\n",
     "text||2023-07-10T14:40:00Z"},
    {"kiedy,192.0.2.9,dokad\n2023-07-10 14:40:00,192.0.2.1,a.example\n",
     "text||2023-07-10T14:40:00Z"},
    {"red, green and, so on\nthey had, all of, that\nand wrote, a lot, of it\n", "text||"},
    {"\"Date\";\"Source address\";\"Destination address\";\"File "
     "name\"\n\"2023-07-10T14:40:00Z\";\"192.0.2.1\";\"203.0.113.1\";\"x; y.exe\"\n",
     "csv||2023-07-10T14:40:00Z|source Source address=192.0.2.1|destination Destination "
     "address=203.0.113.1|file File name=x; y.exe"},
    {"#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Date: 2023-07-10 "
     "14:40:00\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip "
     "cs(User-Agent) cs(Referer) sc-status\n2023-07-10 14:40:00 192.0.2.80 GET /a/b.aspx id=1 443 "
     "- 203.0.113.3 Mozilla/5.0+Chrome/124.0.0.0 https://ref.example/ 200\n",
     "w3c||2023-07-10T14:40:00Z|observer s-ip=192.0.2.80|url cs-uri-stem=/a/b.aspx|url "
     "cs-uri-query=id=1|source c-ip=203.0.113.3|user-agent "
     "cs(User-Agent)=Mozilla/5.0+Chrome/124.0.0.0|referrer cs(Referer)=https://ref.example/"},
    {"#Software: SGOS\n#Fields: date time time-taken c-ip cs-username s-action sc-status cs-method "
     "cs-uri-scheme cs-host cs-uri-port cs-uri-path cs-uri-query cs(User-Agent) s-ip "
     "r-ip\n2023-07-10 14:40:00 5 192.0.2.4 alice TCP_NC_MISS 200 GET http c2.example.org 80 "
     "/gate.php ?id=1 \"Mozilla/4.0 (compatible; x)\" 192.0.2.250 203.0.113.9\n",
     "w3c||2023-07-10T14:40:00Z|source c-ip=192.0.2.4|user cs-username=alice|host "
     "cs-host=c2.example.org|url cs-uri-path=/gate.php|url cs-uri-query=?id=1|user-agent "
     "cs(User-Agent)=Mozilla/4.0 (compatible; x)|observer s-ip=192.0.2.250|destination "
     "r-ip=203.0.113.9"},
    {"203.0.113.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET /a.gif?x=1 HTTP/1.0\" 200 2326\n",
     "combined||2000-10-10T20:55:36Z|source client=203.0.113.1|user user=frank|url request=GET "
     "/a.gif?x=1 HTTP/1.0|url request.target=/a.gif?x=1"},
    {"203.0.113.1 - - [10/Oct/2000:13:55:36 -0700] \"GET /a.gif HTTP/1.0\" 200 2326 "
     "\"http://ref.example/start.html\" \"Mozilla/5.0 (X11) Chrome/124.0.0.0 Safari/537.36\" "
     "\"198.51.100.77\"\n",
     "combined||2000-10-10T20:55:36Z|source client=203.0.113.1|url request=GET /a.gif HTTP/1.0|url "
     "request.target=/a.gif|referrer referrer=http://ref.example/start.html|user-agent "
     "user_agent=Mozilla/5.0 (X11) Chrome/124.0.0.0 Safari/537.36|source forwarded=198.51.100.77"},
    {"shop.example.com:443 203.0.113.1 - - [10/Oct/2000:13:55:36 -0700] \"POST /login HTTP/2\" 302 "
     "0 \"-\" \"curl/8.0.1\"\n",
     "combined||2000-10-10T20:55:36Z|observer virtual_host=shop.example.com:443|source "
     "client=203.0.113.1|url request=POST /login HTTP/2|url request.target=/login|user-agent "
     "user_agent=curl/8.0.1"},
    {"2001:db8::7 - - [10/Oct/2000:13:55:36 +0000] \"\\x16\\x03\" 400 0 \"-\" \"-\"\n",
     "combined||2000-10-10T13:55:36Z|source client=2001:db8::7|url request=\\x16\\x03"},
    {"1689000000.950    180 192.0.2.10 TCP_MISS/200 411 GET http://c2.example.org/path - "
     "HIER_DIRECT/203.0.113.9 text/html\n",
     "squid||2023-07-10T14:40:00.950Z|source client=192.0.2.10|url "
     "url=http://c2.example.org/path|destination peer=203.0.113.9"},
    {"1689000000.950   1800 192.0.2.10 TCP_TUNNEL/200 4110 CONNECT c2.example.org:443 alice "
     "HIER_DIRECT/203.0.113.9 -\n",
     "squid||2023-07-10T14:40:00.950Z|source client=192.0.2.10|url url=c2.example.org:443|user "
     "user=alice|destination peer=203.0.113.9"},
    {"2023-07-10 14:40:00,669 ERROR [main] com.example.Foo - could not reach "
     "http://203.0.113.8/x\n",
     "text||2023-07-10T14:40:00.669Z"},
    {"[2023-07-10T14:40:00Z] WARN peer 203.0.113.8 is gone\n", "text||2023-07-10T14:40:00Z"},
    {"2023-07-10T14:40:00.669794202Z stdout F "
     "{\"level\":\"info\",\"src\":\"203.0.113.9\",\"nested\":{\"a\":[\"x\",{\"url\":\"/y\"}]}}\n",
     "json||2023-07-10T14:40:00.669794Z|source src=203.0.113.9|url nested.a[1].url=/y"},
    {"no form at all, 203.0.113.8\n", "text||"},
    {"[{\"ts\":1,\"src\":\"192.0.2.1\"},{\"timestamp\":\"2023-07-10T14:40:00Z\",\"src\":\"192.0.2."
     "2\",\"dst\":\"203.0.113.2\"}]\n",
     "json||2023-07-10T14:40:00Z|source src=192.0.2.2|destination dst=203.0.113.2"},
    {"[\n{\"timestamp\":\"2023-07-10T14:40:00Z\",\"src\":\"192.0.2.1\"},\n{\"timestamp\":\"2023-07-"
     "10T14:41:00Z\",\"src\":\"192.0.2.2\"}\n,\n{\"timestamp\":\"2023-07-10T14:42:00Z\",\"src\":"
     "\"192.0.2.3\"}]\n",
     "json||2023-07-10T14:42:00Z|source src=192.0.2.3"},
    {"{\"timestamp\": \"2023-07-10T14:40:00Z\", \"event_type\": \"dns\", broken 203.0.113.9, "
     "\"src_ip\": \"192.0.2.1\n",
     "eve|dns|2023-07-10T14:40:00Z|source src_ip=192.0.2.1"},
    {"{not json at all 203.0.113.9}\n", "text||"},
    {"<14>Jul 10 14:40:00 pa1 1,2023/07/10 14:40:00,0070,THREAT,url,2305,2023/07/10 "
     "14:39:59,192.0.2.4,203.0.113.9,198.51.100.1,203.0.113.9,rule "
     "1,sub\\alice,,web-browsing,vsys1,trust,untrust,ae1,ae2,fwd,,1234,1,50000,80,0,0,0x0,tcp,"
     "alert,\"c2.example.org/a,b\",9999,malware,informational,client-to-server,1,0x0,A,B,,text/"
     "html,0,,,1,\"x Chrome/124.0.0.0\",,198.51.100.9,http://ref.example/\n",
     "syslog|THREAT|2023-07-10T14:40:00Z|observer hostname=pa1|source src=192.0.2.4|destination "
     "dst=203.0.113.9|source natsrc=198.51.100.1|destination natdst=203.0.113.9|user "
     "srcuser=sub\\alice|url misc=c2.example.org/a,b|user-agent user_agent=x "
     "Chrome/124.0.0.0|source xff=198.51.100.9|referrer referer=http://ref.example/"},
    {"time,host,message,src\n2023-07-10T14:40:00Z,ws1.example.com,\"first line\nsecond "
     "\"\"line\"\" 203.0.113.9\",192.0.2.4\n",
     "csv||2023-07-10T14:40:00Z|observer host=ws1.example.com|source src=192.0.2.4"},
    {"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider "
     "Name='Microsoft-Windows-Sysmon'/><EventID>3</EventID><TimeCreated "
     "SystemTime='2023-07-10T14:40:01.000Z'/><Channel>Microsoft-Windows-Sysmon/Operational</"
     "Channel><Computer>ws1.sub.example.com</Computer></System><EventData><Data "
     "Name='UtcTime'>2023-07-10 14:40:00.123</Data><Data Name='Image'>C:\\a &amp; "
     "b\\x.exe</Data><Data Name='SourceIp'>192.0.2.4</Data><Data "
     "Name='DestinationIp'>203.0.113.4</Data></EventData></Event>\n",
     "xml|Microsoft-Windows-Sysmon/Operational 3|2023-07-10T14:40:00.123Z|observer "
     "Event.System.Computer=ws1.sub.example.com|file Event.EventData.Image=C:\\a & b\\x.exe|source "
     "Event.EventData.SourceIp=192.0.2.4|destination Event.EventData.DestinationIp=203.0.113.4"},
    {"<13>Jul 10 14:40:00 col1 nxlog: "
     "<Event><System><EventID>4624</EventID><Channel>Security</Channel><Computer>dc1</Computer></"
     "System><EventData><Data Name=\"IpAddress\">192.0.2.7</Data></EventData></Event>\n",
     "xml|Security 4624|2023-07-10T14:40:00Z|observer hostname=col1|observer "
     "Event.System.Computer=dc1|source Event.EventData.IpAddress=192.0.2.7"},
    {"{\"log\":\"{\\\"id.orig_h\\\":\\\"192.0.2.4\\\",\\\"uid\\\":\\\"C\\\",\\\"ts\\\":1689000000."
     "5,\\\"query\\\":\\\"c2.example.org\\\",\\\"note\\\":\\\"a\\\\nb\\\"}\\n\",\"stream\":"
     "\"stdout\",\"time\":\"2023-07-10T14:40:01Z\"}\n",
     "zeek-json|dns|2023-07-10T14:40:00.500Z|source id.orig_h=192.0.2.4|query "
     "query=c2.example.org"},
};

static void log_record_read__every_form__fields_times_roles(void **state) {
    (void)state;
    yg_log_record record = {0};
    for (size_t i = 0; i < COUNT(readings); i++) {
        YG_CLEANUP_BUF yg_buf seen = {0};
        yg_str file = yg_str_of(readings[i].file);
        yg_log_form *form = yg_log_form_open(file);
        yg_log_form_before(form, BEFORE);
        const char *quote = memrchr(file.p, '"', file.n);
        size_t at = quote != NULL ? (size_t)(quote - file.p) : file.n - 2;
        yg_str text = yg_log_form_record(form, file, at);
        yg_log_record_read(form, text, &record);
        check_record(&record, text);
        add_record(&seen, &record);
        assert_string_equal(yg_buf_z(&seen), readings[i].record);
        yg_log_form_free(form);
    }
    yg_log_record_free(&record);
}

/* The same record among the lines of another form is read as what it is. */
static void log_record_read__not_what_the_file_is__as_what_it_is(void **state) {
    (void)state;
    static const char *const heads[] = {
        "{\"timestamp\":\"2023-01-01T00:00:00Z\",\"flow_id\":1,"
        "\"event_type\":\"dns\"}\n",
        "just text\n",
        "#fields\tts\tuid\tquery\tx\ty\tz\ta\tb\n",
        "time,src_ip,dst_ip\n2023-01-01 00:00:00,192.0.2.1,192.0.2.2\n",
        "time,src_ip,dst_ip,a,b,c\n2023-01-01,192.0.2.1,192.0.2.2,,,\n",
        "src_ip;dst_ip;url\n192.0.2.1;192.0.2.2;/\n",
        "#Fields: date time c-ip cs-uri-stem x y z a b c\n"};
    yg_log_record record = {0};
    for (size_t h = 0; h < COUNT(heads); h++) {
        yg_log_form *form = yg_log_form_open(yg_str_of(heads[h]));
        yg_log_form_before(form, BEFORE);
        for (size_t i = 0; i < COUNT(readings); i++) {
            YG_CLEANUP_BUF yg_buf seen = {0};
            yg_str text = yg_str_of(readings[i].file);
            const char *wanted = readings[i].record;
            /* Tables need their own heads, objects over several lines are no lines. */
            if (memchr(text.p, '\n', text.n - 1) != NULL || text.p[0] == '[' ||
                yg_str_starts(text, YG_STR("{\"Records\"")))
                continue;
            yg_log_record_read(form, text, &record);
            check_record(&record, text);
            add_record(&seen, &record);
            assert_string_equal(yg_buf_z(&seen), wanted);
        }
        yg_log_form_free(form);
    }
    yg_log_record_free(&record);
}

/* Cut anywhere, damaged anywhere: fields stay inside, what is sound before the cut is read. */
static void log_record_read__cut_or_damaged_anywhere__stays_inside(void **state) {
    (void)state;
    yg_log_record record = {0};
    for (size_t i = 0; i < COUNT(readings); i++) {
        yg_str file = yg_str_of(readings[i].file);
        yg_log_form *form = yg_log_form_open(file);
        for (size_t n = 0; n<file.n; n += file.n> 300 ? 5 : 1) {
            /* A copy of its own, so that a sanitizer sees every byte too many. */
            char *copy = yg_alloc(n + 1, 1);
            memcpy(copy, file.p, n);
            yg_str cut = {copy, n};
            yg_log_record_read(form, cut, &record);
            check_record(&record, cut);
            if (n > 0) {
                copy[n / 2] = '\0';
                copy[n - 1] = (char)0xFF;
            }
            yg_log_record_read(form, cut, &record);
            check_record(&record, cut);
            yg_log_form *own = yg_log_form_open(cut);
            yg_log_record_read(own, cut, &record);
            check_record(&record, cut);
            yg_log_form_free(own);
            free(copy);
        }
        yg_log_form_free(form);
    }
    yg_log_record_free(&record);
}

static const struct {
    const char *text, *time; /* "": none */
} times[] = {
    {"1689000000.001195", "2023-07-10T14:40:00.001195Z"},
    {"1689000000", "2023-07-10T14:40:00Z"},
    {"1689000000123", "2023-07-10T14:40:00.123Z"},
    {"1689000000123456", "2023-07-10T14:40:00.123456Z"},
    {"1557513467369913239", "2019-05-10T18:37:47.369913Z"},
    {"1689000000.9999999", "2023-07-10T14:40:00.999999Z"},
    {"12345678", ""},
    {"9999999999999999999", "2286-11-20T17:46:39.999999Z"},
    {"99999999999999999999", ""},
    {"2023-07-10T14:40:00Z", "2023-07-10T14:40:00Z"},
    {"2023-07-10T23:40:00.5+09:00", "2023-07-10T14:40:00.500Z"},
    {"2023-07-10T23:40:00+0900", "2023-07-10T14:40:00Z"},
    {"2023-07-10 14:40:00,669", "2023-07-10T14:40:00.669Z"},
    {"2023/07/10 14:40:00", "2023-07-10T14:40:00Z"},
    {"2023-07-10 14:40:00,669 INFO", "2023-07-10T14:40:00.669Z"},
    {"2023-07-10 14:40:00,669123+09:00", "2023-07-10T05:40:00.669123Z"},
    /* A comma that parts cells is no decimal sign. */
    {"2023/07/10 14:40:00,192.0.2.100,c2.example.org", "2023-07-10T14:40:00Z"},
    {"2023-07-10 14:40:00,203,GET", "2023-07-10T14:40:00Z"},
    {"2023-07-10 14:40:00,12 ms", "2023-07-10T14:40:00Z"},
    {"2023-07-10 14:40:00,4430 ms", "2023-07-10T14:40:00Z"},
    {"2023-07-10 14:40:00,443|GET", "2023-07-10T14:40:00Z"},
    {"2023-07-10 14:40:00.192.0.2.100", "2023-07-10T14:40:00Z"},
    {"2023-07-10 14:40:00.5,203.0.113.5", "2023-07-10T14:40:00.500Z"},
    {"2023-07-10", "2023-07-10T00:00:00Z"},
    {"2023-13-10T14:40:00Z", ""},
    {"2023-02-29T14:40:00Z", ""},
    {"10/Oct/2000:13:55:36 -0700", "2000-10-10T20:55:36Z"},
    {"[10/Oct/2000:13:55:36 -0700]", "2000-10-10T20:55:36Z"},
    {"Tue, 10 Oct 2000 13:55:36 +0000", "2000-10-10T13:55:36Z"},
    {"10 Oct 2000 13:55:36 GMT", "2000-10-10T13:55:36Z"},
    {"Wed Oct 11 14:32:52.123456 2000", "2000-10-11T14:32:52.123456Z"},
    {"Wed Oct 11 14:32:52 2000", "2000-10-11T14:32:52Z"},
    {"Oct 11 2022 22:14:15", "2022-10-11T22:14:15Z"},
    {"Oct 11 2022 22:14:15.123 JST", "2022-10-11T13:14:15.123Z"},
    {"Oct 11 22:14:15", "2023-10-11T22:14:15Z"},
    {"Oct  1 22:14:15", "2023-10-01T22:14:15Z"},
    {"Nov 15 22:00:00", "2023-11-15T22:00:00Z"},
    {"Nov 16 22:14:15", "2022-11-16T22:14:15Z"},
    {"Dec 31 23:59:59", "2022-12-31T23:59:59Z"},
    {"Feb 29 00:00:00", "2020-02-29T00:00:00Z"},
    {"Feb 30 00:00:00", ""},
    {"10/11/2019 12:00:00", ""},
    {"not a time", ""},
};

static void log_time__as_logs_write_it__utc_never_guessed(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(times); i++) {
        YG_CLEANUP_BUF yg_buf seen = {0};
        yg_time_add(&seen, yg_log_time(yg_str_of(times[i].text), BEFORE));
        if (strcmp(yg_buf_z(&seen), times[i].time) != 0)
            fail_msg("%s: %s, not %s", times[i].text, yg_buf_z(&seen), times[i].time);
    }
    /* Without a reference no year is made up. */
    assert_true(yg_log_time(YG_STR("Oct 11 22:14:15"), YG_TIME_NONE) == YG_TIME_NONE);
}

/* Every row of the table is found: it is sorted as the search needs it. */
static void log_role_of__every_row_of_the_table__its_role(void **state) {
    (void)state;
    static const struct {
        const char *name;
        unsigned shape;
        yg_log_role role;
    } rows[] = {
#include "event/log_role_table.h"
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        yg_str name = yg_str_of(rows[i].name);
        assert_true(i == 0 || yg_str_cmp(yg_str_of(rows[i - 1].name), name) <= 0);
        if (yg_log_role_of(rows[i].shape, name) != rows[i].role)
            fail_msg("%s: %s", rows[i].name, yg_log_role_word(yg_log_role_of(rows[i].shape, name)));
    }
}

/* Once grown, a scratch is not grown again: the same buffers serve every record. */
static void log_record_read__again_and_again__nothing_grows(void **state) {
    (void)state;
    yg_log_record record = {0};
    yg_log_form *form = yg_log_form_open(yg_str_of("x\n"));
    const void *fields = NULL, *text = NULL, *names = NULL, *kind = NULL;
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < COUNT(readings); i++)
            yg_log_record_read(form, yg_str_of(readings[i].file), &record);
        if (round > 0) {
            assert_ptr_equal(fields, record.fields.at);
            assert_ptr_equal(text, record.text.p);
            assert_ptr_equal(names, record.names.p);
            assert_ptr_equal(kind, record.kind_text.p);
        }
        fields = record.fields.at;
        text = record.text.p;
        names = record.names.p;
        kind = record.kind_text.p;
    }
    yg_log_form_free(form);
    yg_log_record_free(&record);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(log_record_read__every_form__fields_times_roles),
        cmocka_unit_test(log_record_read__not_what_the_file_is__as_what_it_is),
        cmocka_unit_test(log_record_read__cut_or_damaged_anywhere__stays_inside),
        cmocka_unit_test(log_time__as_logs_write_it__utc_never_guessed),
        cmocka_unit_test(log_role_of__every_row_of_the_table__its_role),
        cmocka_unit_test(log_record_read__again_and_again__nothing_grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
