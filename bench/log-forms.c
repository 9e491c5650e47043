/* The forms: Zeek's JSON, Suricata's EVE, and a firewall, a name server, a mail server and a proxy
 * by syslog (RFC 3164). */
#include "base/time.h"
#include "log-maker-part.h"

static void add_uid(log_maker *m, yg_buf *out, char first) {
    static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    yg_buf_addc(out, first);
    for (int i = 0; i < 17; i++)
        yg_buf_addc(out, signs[log_below(m, 62)]);
}

/* Text inside of JSON; Suricata writes a slash with a backslash before it. */
static void add_json(yg_buf *out, yg_str s, bool slashes) {
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"' || s.p[i] == '\\' || (slashes && s.p[i] == '/'))
            yg_buf_addc(out, '\\');
        yg_buf_addc(out, s.p[i]);
    }
}

static void add_member(yg_buf *out, const char *key, const yg_buf *value, bool slashes) {
    yg_buf_addf(out, "\"%s\":\"", key);
    add_json(out, yg_buf_str(value), slashes);
    yg_buf_addc(out, '"');
}

/* --- Zeek, JSON --- */

static void zeek_start(log_maker *m, const log_traffic *t, const char *path, uint32_t server,
                       unsigned port, yg_buf *out) {
    yg_buf_addf(out, "{\"_path\":\"%s\",\"ts\":%.6f,\"uid\":\"", path, (double)m->time_us / 1e6);
    add_uid(m, out, 'C');
    yg_buf_addz(out, "\",\"id.orig_h\":\"");
    log_add_address(out, t->inside);
    yg_buf_addf(out, "\",\"id.orig_p\":%u,\"id.resp_h\":\"", 1024 + log_below(m, 64000));
    log_add_address(out, server);
    yg_buf_addf(out, "\",\"id.resp_p\":%u", port);
}

static void zeek_conn(log_maker *m, const log_traffic *t, yg_buf *out) {
    zeek_start(m, t, "conn", t->server, t->port, out);
    yg_buf_addf(out,
                ",\"proto\":\"tcp\",\"service\":\"%s\",\"duration\":%.15g,\"orig_bytes\":%u,\"resp_"
                "bytes\":%u,"
                "\"conn_state\":\"%s\",\"local_orig\":true,\"local_resp\":false,\"missed_bytes\":0,"
                "\"history\":"
                "\"ShADadFf\",\"orig_pkts\":%u,\"orig_ip_bytes\":%u,\"resp_pkts\":%u,\"resp_ip_"
                "bytes\":%u}\n",
                PICK(&m->seed, ((const char *const[]){"ssl", "http", "dns", "smb", "krb_tcp"})),
                log_fraction(&m->seed) * 30, log_below(m, 1 << 16), t->bytes,
                PICK(&m->seed, ((const char *const[]){"SF", "S0", "REJ", "RSTO", "OTH"})),
                log_below(m, 200), log_below(m, 1 << 17), log_below(m, 900),
                t->bytes + log_below(m, 9999));
}

static void zeek_dns(log_maker *m, const log_traffic *t, yg_buf *out) {
    unsigned answers = 1 + log_below(m, 3);
    zeek_start(m, t, "dns", 10U << 24 | 53, 53, out);
    yg_buf_addf(out, ",\"proto\":\"udp\",\"trans_id\":%u,\"rtt\":%.15g,", log_below(m, 65536),
                log_fraction(&m->seed) * .1);
    add_member(out, "query", &t->name, false);
    yg_buf_addz(
        out,
        ",\"qclass\":1,\"qclass_name\":\"C_INTERNET\",\"qtype\":1,\"qtype_name\":\"A\",\"rcode\":0,"
        "\"rcode_name\":\"NOERROR\",\"AA\":false,\"TC\":false,\"RD\":true,\"RA\":true,\"Z\":0,"
        "\"answers\":[");
    for (unsigned i = 0; i < answers; i++) {
        yg_buf_addz(out, i > 0 ? ",\"" : "\"");
        log_add_address(out, i == 0 ? t->server : log_server(m));
        yg_buf_addc(out, '"');
    }
    yg_buf_addz(out, "],\"TTLs\":[");
    for (unsigned i = 0; i < answers; i++)
        yg_buf_addf(out, "%s%u.0", i > 0 ? "," : "", log_below(m, 3600));
    yg_buf_addz(out, "],\"rejected\":false}\n");
}

static void zeek_http(log_maker *m, const log_traffic *t, yg_buf *out) {
    zeek_start(m, t, "http", t->server, 80, out);
    yg_buf_addz(out, ",\"trans_depth\":1,\"method\":\"GET\",");
    add_member(out, "host", &t->name, false);
    yg_buf_addc(out, ',');
    add_member(out, "uri", &t->path, false);
    yg_buf_addz(out, ",\"referrer\":\"http://");
    log_add_name(m, out);
    yg_buf_addf(out,
                "/\",\"version\":\"1.1\",\"user_agent\":\"%s\",\"request_body_len\":0,\"response_"
                "body_len\":%u,"
                "\"status_code\":200,\"status_msg\":\"OK\",\"tags\":[],\"resp_fuids\":[\"",
                PICK(&m->seed, log_agents), t->bytes);
    add_uid(m, out, 'F');
    yg_buf_addz(out, "\"],\"resp_mime_types\":[\"text/html\"]}\n");
}

static void zeek_tls(log_maker *m, const log_traffic *t, yg_buf *out) {
    zeek_start(m, t, "ssl", t->server, 443, out);
    yg_buf_addz(out, ",\"version\":\"TLSv12\",\"cipher\":\"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384\","
                     "\"curve\":\"x25519\",");
    add_member(out, "server_name", &t->name, false);
    yg_buf_addz(out, ",\"resumed\":false,\"next_protocol\":\"h2\",\"established\":true,\"ssl_"
                     "history\":\"CsxknGIi\","
                     "\"cert_chain_fps\":[\"");
    log_add_hex(&m->seed, out, 64);
    yg_buf_addz(out, "\",\"");
    log_add_hex(&m->seed, out, 64);
    yg_buf_addz(out, "\"],\"client_cert_chain_fps\":[],\"sni_matches_cert\":true,\"ja3\":\"");
    log_add_hex(&m->seed, out, 32);
    yg_buf_addz(out, "\"}\n");
}

static void zeek_files(log_maker *m, const log_traffic *t, yg_buf *out) {
    zeek_start(m, t, "files", t->server, 80, out);
    yg_buf_addf(out, ",\"source\":\"HTTP\",\"depth\":0,\"analyzers\":[\"MD5\",\"SHA1\",\"SHA256\"],"
                     "\"mime_type\":"
                     "\"application/x-dosexec\",");
    add_member(out, "filename", &t->file, false);
    yg_buf_addf(out, ",\"duration\":%.15g,\"seen_bytes\":%u,", log_fraction(&m->seed), t->bytes);
    add_member(out, "md5", &t->md5, false);
    yg_buf_addc(out, ',');
    add_member(out, "sha1", &t->sha1, false);
    yg_buf_addc(out, ',');
    add_member(out, "sha256", &t->sha256, false);
    yg_buf_addz(out, "}\n");
}

static void zeek_mail(log_maker *m, const log_traffic *t, yg_buf *out) {
    zeek_start(m, t, "smtp", t->server, 25, out);
    yg_buf_addz(out, ",\"trans_depth\":1,\"helo\":\"mail\",");
    add_member(out, "mailfrom", &t->sender, false);
    yg_buf_addz(out,
                ",\"rcptto\":[\"office@example.com\"],\"subject\":\"Invoice\",\"tls\":false}\n");
}

void log_zeek_record(log_maker *m, const log_traffic *t, yg_buf *out) {
    static void (*const forms[])(log_maker *, const log_traffic *, yg_buf *) = {
        zeek_conn, zeek_dns, zeek_http, zeek_tls, zeek_files, zeek_mail};
    forms[t->kind](m, t, out);
}

/* --- Suricata, EVE --- */

static void add_time(log_maker *m, yg_buf *out) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_time_add(&text, m->time_us - m->time_us % YG_US_PER_S);
    yg_buf_add(out, yg_str_sub(yg_buf_str(&text), 0, 19));
    yg_buf_addf(out, ".%06d", (int)(m->time_us % YG_US_PER_S));
}

static void eve_start(log_maker *m, const log_traffic *t, const char *type, uint32_t server,
                      unsigned port, yg_buf *out) {
    yg_buf_addz(out, "{\"timestamp\":\"");
    add_time(m, out);
    yg_buf_addf(
        out, "+0000\",\"flow_id\":%llu,\"in_iface\":\"eth0\",\"event_type\":\"%s\",\"src_ip\":\"",
        (unsigned long long)(seeded_next(&m->seed) >> 13), type);
    log_add_address(out, t->inside);
    yg_buf_addf(out, "\",\"src_port\":%u,\"dest_ip\":\"", 1024 + log_below(m, 64000));
    log_add_address(out, server);
    yg_buf_addf(out, "\",\"dest_port\":%u,\"proto\":\"TCP\"", port);
}

void log_eve_record(log_maker *m, const log_traffic *t, yg_buf *out) {
    static const char *const types[] = {"flow", "dns", "http", "tls", "fileinfo", "smtp"};
    eve_start(m, t, types[t->kind], t->kind == LOG_DNS ? 10U << 24 | 53 : t->server, t->port, out);
    switch (t->kind) {
    case LOG_CONN:
        yg_buf_addf(out,
                    ",\"app_proto\":\"tls\",\"flow\":{\"pkts_toserver\":%u,\"pkts_toclient\":%u,"
                    "\"bytes_toserver\":%u,"
                    "\"bytes_toclient\":%u,\"start\":\"",
                    log_below(m, 200), log_below(m, 900), log_below(m, 1 << 17), t->bytes);
        add_time(m, out);
        yg_buf_addz(
            out,
            "+0000\",\"age\":3,\"state\":\"closed\",\"reason\":\"timeout\",\"alerted\":false},"
            "\"tcp\":{\"tcp_flags\":"
            "\"1b\",\"syn\":true,\"fin\":true,\"psh\":true,\"ack\":true,\"state\":\"closed\"}");
        break;
    case LOG_DNS:
        yg_buf_addf(out,
                    ",\"dns\":{\"version\":2,\"type\":\"answer\",\"id\":%u,\"flags\":\"8180\","
                    "\"qr\":true,\"rd\":true,",
                    log_below(m, 65536));
        add_member(out, "rrname", &t->name, true);
        yg_buf_addf(out,
                    ",\"rrtype\":\"A\",\"rcode\":\"NOERROR\",\"answers\":[{\"rrtype\":\"A\","
                    "\"ttl\":%u,\"rdata\":\"",
                    log_below(m, 3600));
        log_add_address(out, t->server);
        yg_buf_addz(out, "\"}]}");
        break;
    case LOG_HTTP:
        yg_buf_addz(out, ",\"tx_id\":0,\"http\":{");
        add_member(out, "hostname", &t->name, true);
        yg_buf_addc(out, ',');
        add_member(out, "url", &t->path, true);
        yg_buf_addz(out, ",\"http_user_agent\":\"");
        add_json(out, yg_str_of(PICK(&m->seed, log_agents)), true);
        yg_buf_addf(out,
                    "\",\"http_content_type\":\"text\\/"
                    "html\",\"http_method\":\"GET\",\"protocol\":\"HTTP\\/1.1\",\"status\":200,"
                    "\"length\":%u}",
                    t->bytes);
        break;
    case LOG_TLS:
        yg_buf_addz(out, ",\"tls\":{\"subject\":\"CN=");
        add_json(out, yg_buf_str(&t->name), true);
        yg_buf_addz(out, "\",\"issuerdn\":\"C=US, O=Example Trust, "
                         "CN=R3\",\"serial\":\"04:7A:21:9C:55:E0\",\"fingerprint\":\""
                         "a1:b2:c3:d4:e5:f6:07:18:29:3a:4b:5c:6d:7e:8f:90:a1:b2:c3:d4\",");
        add_member(out, "sni", &t->name, true);
        yg_buf_addz(out, ",\"version\":\"TLS 1.2\",\"ja3\":{\"hash\":\"");
        log_add_hex(&m->seed, out, 32);
        yg_buf_addz(out, "\"}}");
        break;
    case LOG_FILES:
        yg_buf_addz(out, ",\"fileinfo\":{");
        add_member(out, "filename", &t->file, true);
        yg_buf_addz(out, ",\"magic\":\"PE32 executable\",\"gaps\":false,\"state\":\"CLOSED\",");
        add_member(out, "md5", &t->md5, true);
        yg_buf_addc(out, ',');
        add_member(out, "sha1", &t->sha1, true);
        yg_buf_addc(out, ',');
        add_member(out, "sha256", &t->sha256, true);
        yg_buf_addf(out, ",\"stored\":false,\"size\":%u}", t->bytes);
        break;
    default:
        yg_buf_addz(out, ",\"smtp\":{\"helo\":\"mail\",\"mail_from\":\"<");
        add_json(out, yg_buf_str(&t->sender), true);
        yg_buf_addz(out, ">\",\"rcpt_to\":[\"<office@example.com>\"]}");
    }
    yg_buf_addz(out, "}\n");
}

/* --- A firewall and a proxy, syslog (RFC 3164) --- */

void log_syslog_record(log_maker *m, const log_traffic *t, yg_buf *out) {
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int year, month, day;
    int64_t s = m->time_us / YG_US_PER_S;
    yg_civil_from_days(s / 86400, &year, &month, &day);
    yg_buf_addf(out, "<134>%s %2d %02d:%02d:%02d gw%u ", months[month - 1], day,
                (int)(s / 3600 % 24), (int)(s / 60 % 60), (int)(s % 60), 1 + log_below(m, 3));
    if (t->kind == LOG_CONN || t->kind == LOG_FILES) {
        yg_buf_addf(out, "kernel: [%u.%06u] ACCEPT IN=lan OUT=wan SRC=", log_below(m, 99999),
                    log_below(m, 1000000));
        log_add_address(out, t->inside);
        yg_buf_addz(out, " DST=");
        log_add_address(out, t->server);
        yg_buf_addf(out,
                    " LEN=%u TOS=0x00 PREC=0x00 TTL=%u ID=%u DF PROTO=TCP SPT=%u DPT=%u "
                    "WINDOW=64240 RES=0x00 SYN URGP=0\n",
                    40 + log_below(m, 1400), 30 + log_below(m, 98), log_below(m, 65536),
                    1024 + log_below(m, 64000), t->port);
    } else if (t->kind == LOG_DNS) {
        yg_buf_addf(out, "named[%u]: client @0x7f%06x ", log_below(m, 32768),
                    log_below(m, 1 << 24));
        log_add_address(out, t->inside);
        yg_buf_addf(out, "#%u (%.*s): query: %.*s IN A + (", 1024 + log_below(m, 64000),
                    YG_FMT(yg_buf_str(&t->name)), YG_FMT(yg_buf_str(&t->name)));
        log_add_address(out, 10U << 24 | 53);
        yg_buf_addz(out, ") answer: ");
        log_add_address(out, t->server);
        yg_buf_addc(out, '\n');
    } else if (t->kind == LOG_MAIL) {
        yg_buf_addf(
            out, "postfix/qmgr[%u]: %08X: from=<%.*s>, size=%u, nrcpt=1 (queue active), client=",
            log_below(m, 32768), log_below(m, 1 << 30), YG_FMT(yg_buf_str(&t->sender)), t->bytes);
        log_add_address(out, t->inside);
        yg_buf_addc(out, '\n');
    } else {
        yg_buf_addf(out, "squid[%u]: %lld.%03d %6u ", log_below(m, 32768), (long long)s,
                    (int)(m->time_us / 1000 % 1000), log_below(m, 9999));
        log_add_address(out, t->inside);
        bool is_tls = t->kind == LOG_TLS;
        yg_buf_addf(out, " TCP_MISS/200 %u %s %.*s%s%.*s%.*s - HIER_DIRECT/", t->bytes,
                    is_tls ? "CONNECT" : "GET", YG_FMT(is_tls ? YG_STR("") : t->scheme),
                    is_tls ? "" : "://", YG_FMT(yg_buf_str(&t->name)),
                    YG_FMT(is_tls ? YG_STR(":443") : yg_buf_str(&t->path)));
        log_add_address(out, t->server);
        yg_buf_addz(out, " text/html\n");
    }
}
