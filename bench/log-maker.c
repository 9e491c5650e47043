/* Records of made-up traffic. The proportions of Zeek's kinds of records are those that the
 * research of the project measured with: connections 55 %, DNS 25, HTTP 10, TLS 7, files 3. */
#include "log-maker.h"

#include <math.h>
#include <stdio.h>

#include "base/time.h"
#include "seeded.h"

const char *const log_form_words[LOG_FORMS] = {"zeek", "eve", "syslog"};

enum { SERVERS = 60000, NAMES = 100000 };

static const char *const syllables[] = {"ka",  "no",  "mi",  "to",  "ra",  "shi", "ber", "tol",
                                        "ven", "dax", "cor", "lin", "pex", "ura", "gen", "sto",
                                        "mal", "fre", "qui", "zan", "hol", "tek", "ion", "per"};
static const char *const endings[] = {"com", "net", "org",   "info", "top", "xyz",
                                      "jp",  "cn",  "co.jp", "biz",  "de",  "in",
                                      "ca",  "vn",  "io",    "br",   "mx",  "co.uk"};
static const char *const agents[] = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/124.0.0.0 Safari/537.36",
    "Microsoft-CryptoAPI/10.0", "Windows-Update-Agent/10.0.10011.16384 Client-Protocol/2.50",
    "curl/7.88.1", "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0"};

#define PICK(seed, list) (list)[seeded_below(seed, sizeof(list) / sizeof *(list))]

static unsigned below(log_maker *m, unsigned n) {
    return (unsigned)seeded_below(&m->seed, n);
}

static double fraction(uint64_t *seed) {
    return (double)(seeded_next(seed) >> 11) / 9007199254740992.0;
}

/* A rank from 0, log-uniform: near to Zipf's law. */
static size_t rank(log_maker *m, size_t n) {
    return (size_t)exp(log((double)n) * fraction(&m->seed)) - 1;
}

static void add_word(uint64_t *seed, yg_buf *out) {
    for (uint64_t n = 2 + seeded_below(seed, 3); n > 0; n--)
        yg_buf_addz(out, PICK(seed, syllables));
}

static void add_name(uint64_t *seed, yg_buf *out) {
    static const char *const before[] = {"www.", "mail.", "login.", "update.", "cdn.", "vpn."};
    if (seeded_below(seed, 10) < 3)
        yg_buf_addz(out, PICK(seed, before));
    add_word(seed, out);
    if (seeded_below(seed, 10) < 3) {
        yg_buf_addc(out, '-');
        add_word(seed, out);
    }
    yg_buf_addf(out, ".%s", PICK(seed, endings));
}

static uint32_t outside(uint64_t *seed) {
    for (;;) {
        uint32_t a = (uint32_t)(seeded_next(seed) >> 32), top = a >> 24;
        bool is_special = top == 0 || top == 10 || top == 127 || top >= 224 || a >> 16 == 0xa9fe ||
                          a >> 20 == 0xac1 || a >> 16 == 0xc0a8 || (a >> 22) == (0x64400000U >> 22);
        if (!is_special && (a & 255) != 0)
            return a;
    }
}

static void add_address(yg_buf *out, uint32_t a) {
    yg_buf_addf(out, "%u.%u.%u.%u", a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255);
}

static void add_hex(uint64_t *seed, yg_buf *out, int digits) {
    for (; digits > 0; digits -= 8)
        yg_buf_addf(out, "%0*x", digits < 8 ? digits : 8,
                    (unsigned)(seeded_next(seed) >> (digits < 8 ? 64 - 4 * digits : 32)));
}

static void add_uid(log_maker *m, yg_buf *out, char first) {
    static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    yg_buf_addc(out, first);
    for (int i = 0; i < 17; i++)
        yg_buf_addc(out, signs[below(m, 62)]);
}

void log_maker_start(log_maker *m, log_form form, uint64_t seed) {
    uint64_t world = 20220310; /* the same servers for every seed */
    *m = (log_maker){.seed = seed, .form = form, .time_us = INT64_C(1646870400) * YG_US_PER_S};
    for (int i = 0; i < SERVERS; i++)
        yg_vec_push(&m->servers, outside(&world));
    YG_VEC(size_t) starts = {0};
    for (int i = 0; i < NAMES; i++) {
        yg_vec_push(&starts, m->pool.n);
        add_word(&world, &m->pool);
        yg_buf_addf(&m->pool, "%llu.%s", (unsigned long long)seeded_below(&world, 100),
                    PICK(&world, endings));
    }
    for (size_t i = 0; i < NAMES; i++) {
        size_t end = i + 1 < NAMES ? starts.at[i + 1] : m->pool.n;
        yg_vec_push(&m->names, ((yg_str){m->pool.p + starts.at[i], end - starts.at[i]}));
    }
    yg_vec_free(&starts);
}

void log_maker_free(log_maker *m) {
    yg_vec_free(&m->servers);
    yg_vec_free(&m->names);
    yg_vec_free(&m->sites);
    yg_buf_free(&m->pool);
}

void log_maker_indicator(uint64_t *seed, yg_buf *out) {
    uint64_t kind = seeded_below(seed, 100);
    if (kind < 35) {
        yg_buf_addz(out, "ipv4-addr\t");
        add_address(out, outside(seed));
    } else if (kind < 70) {
        yg_buf_addz(out, "domain-name\t");
        add_name(seed, out);
    } else if (kind < 90) {
        yg_buf_addz(out, "sha256\t");
        add_hex(seed, out, 64);
    } else {
        yg_buf_addz(out, "url\thttp://");
        if (seeded_below(seed, 10) < 7)
            add_name(seed, out);
        else
            add_address(out, outside(seed));
        yg_buf_addc(out, '/');
        add_word(seed, out);
        yg_buf_addz(out, PICK(seed, ((const char *const[]){"", ".php", ".exe", "/index.html"})));
    }
    yg_buf_addc(out, '\n');
}

/* --- What one record is about --- */

typedef enum { CONN, DNS, HTTP, TLS, FILES, MAIL } kind;

typedef struct {
    kind kind;
    uint32_t inside, server;
    unsigned port, bytes;
    yg_buf name; /* queried, host, server name */
    yg_buf path; /* of HTTP, with the slash */
    yg_buf file, md5, sha1, sha256, sender;
    yg_str scheme;
} traffic;

static void add_some_name(log_maker *m, yg_buf *out) {
    static const char *const before[] = {"api.",  "cdn.",  "static.", "img.",
                                         "mail.", "edge.", "s3.",     "login."};
    static const char *const clouds[] = {"cloudfront", "akamaiedge", "cdn77", "fastly"};
    unsigned x = below(m, 100);
    yg_str name = m->names.at[rank(m, NAMES)];
    if (x < 15) {
        add_hex(&m->seed, out, 12);
        yg_buf_addf(out, ".%s.net", PICK(&m->seed, clouds));
        return;
    }
    yg_buf_addf(out, "%s%.*s",
                x < 50   ? "www."
                : x < 75 ? PICK(&m->seed, before)
                         : "",
                YG_FMT(name));
}

static void add_path(log_maker *m, yg_buf *out) {
    for (unsigned n = 1 + below(m, 3); n > 0; n--) {
        yg_buf_addc(out, '/');
        add_hex(&m->seed, out, 3 + (int)below(m, 6));
    }
    unsigned x = below(m, 5);
    if (x == 0)
        yg_buf_addf(out, "?id=%u&v=1.2.3.4", below(m, 9999));
    else
        yg_buf_addz(out, x == 1 ? ".js" : x == 2 ? ".png" : x == 3 ? ".html" : "");
}

static void make_traffic(log_maker *m, traffic *t) {
    unsigned x = below(m, 100);
    uint32_t site = m->sites.n > 0 ? m->sites.at[below(m, (unsigned)m->sites.n)] : 0;
    t->kind = x < 55 ? CONN : x < 80 ? DNS : x < 90 ? HTTP : x < 97 ? TLS : FILES;
    t->inside = site != 0 ? site + 1 + below(m, 14)
                          : 10U << 24 | (uint32_t)rank(m, 40) << 16 | below(m, 65535);
    t->server = m->servers.at[rank(m, SERVERS)];
    t->port =
        PICK(&m->seed, ((const unsigned[]){443, 443, 443, 80, 53, 445, 3389, 22, 8080, 88, 389}));
    t->bytes = below(m, 1 << 20);
    t->scheme = YG_STR("http");
    add_some_name(m, &t->name);
    add_path(m, &t->path);
    yg_buf_addf(&t->file, "%s%u.%s", "document", below(m, 99999), below(m, 2) ? "docx" : "pdf");
    add_hex(&m->seed, &t->md5, 32);
    add_hex(&m->seed, &t->sha1, 40);
    add_hex(&m->seed, &t->sha256, 64);
    add_word(&m->seed, &t->sender);
    yg_buf_addf(&t->sender, "@%.*s", YG_FMT(yg_buf_str(&t->name)));
}

static void set(yg_buf *buf, yg_str value) {
    yg_buf_clear(buf);
    yg_buf_add(buf, value);
}

static bool read_address(yg_str s, uint32_t *ret) {
    unsigned a, b, c, d;
    char text[32];
    int end = 0;
    if (s.n >= sizeof text)
        return false;
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    if (sscanf(text, "%3u.%3u.%3u.%3u%n", &a, &b, &c, &d, &end) != 4 || (size_t)end != s.n ||
        (a | b | c | d) > 255)
        return false;
    *ret = a << 24 | b << 16 | c << 8 | d;
    return true;
}

static void plant_url(traffic *t, yg_str value) {
    size_t scheme = yg_str_find(value, YG_STR("://"));
    yg_str rest = yg_str_from(value, scheme == SIZE_MAX ? 0 : scheme + 3);
    size_t slash = yg_str_chr(rest, '/');
    t->kind = HTTP;
    t->scheme = scheme == SIZE_MAX ? YG_STR("http") : yg_str_sub(value, 0, scheme);
    set(&t->name, yg_str_sub(rest, 0, slash));
    set(&t->path, slash == SIZE_MAX ? YG_STR("/") : yg_str_from(rest, slash));
}

static bool plant(log_maker *m, traffic *t, const log_planted *p) {
    yg_buf *digest = yg_str_eqz(p->type, "md5")      ? &t->md5
                     : yg_str_eqz(p->type, "sha1")   ? &t->sha1
                     : yg_str_eqz(p->type, "sha256") ? &t->sha256
                                                     : NULL;
    if (yg_str_eqz(p->type, "ipv4-addr")) {
        t->kind = below(m, 10) < 6 ? CONN : DNS;
        return read_address(p->value, &t->server);
    } else if (yg_str_eqz(p->type, "domain-name") || yg_str_eqz(p->type, "host-name")) {
        t->kind = PICK(&m->seed, ((const kind[]){DNS, HTTP, TLS}));
        set(&t->name, p->value);
    } else if (yg_str_eqz(p->type, "url")) {
        plant_url(t, p->value);
    } else if (digest != NULL && m->form != LOG_SYSLOG) {
        t->kind = FILES;
        set(digest, p->value);
    } else if (yg_str_eqz(p->type, "file-name") && m->form != LOG_SYSLOG) {
        t->kind = FILES;
        set(&t->file, p->value);
    } else if (yg_str_eqz(p->type, "email-addr")) {
        t->kind = MAIL;
        set(&t->sender, p->value);
    } else {
        return false;
    }
    return true;
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

static void zeek_start(log_maker *m, const traffic *t, const char *path, uint32_t server,
                       unsigned port, yg_buf *out) {
    yg_buf_addf(out, "{\"_path\":\"%s\",\"ts\":%.6f,\"uid\":\"", path, (double)m->time_us / 1e6);
    add_uid(m, out, 'C');
    yg_buf_addz(out, "\",\"id.orig_h\":\"");
    add_address(out, t->inside);
    yg_buf_addf(out, "\",\"id.orig_p\":%u,\"id.resp_h\":\"", 1024 + below(m, 64000));
    add_address(out, server);
    yg_buf_addf(out, "\",\"id.resp_p\":%u", port);
}

static void zeek_conn(log_maker *m, const traffic *t, yg_buf *out) {
    zeek_start(m, t, "conn", t->server, t->port, out);
    yg_buf_addf(out,
                ",\"proto\":\"tcp\",\"service\":\"%s\",\"duration\":%.15g,\"orig_bytes\":%u,\"resp_"
                "bytes\":%u,"
                "\"conn_state\":\"%s\",\"local_orig\":true,\"local_resp\":false,\"missed_bytes\":0,"
                "\"history\":"
                "\"ShADadFf\",\"orig_pkts\":%u,\"orig_ip_bytes\":%u,\"resp_pkts\":%u,\"resp_ip_"
                "bytes\":%u}\n",
                PICK(&m->seed, ((const char *const[]){"ssl", "http", "dns", "smb", "krb_tcp"})),
                fraction(&m->seed) * 30, below(m, 1 << 16), t->bytes,
                PICK(&m->seed, ((const char *const[]){"SF", "S0", "REJ", "RSTO", "OTH"})),
                below(m, 200), below(m, 1 << 17), below(m, 900), t->bytes + below(m, 9999));
}

static void zeek_dns(log_maker *m, const traffic *t, yg_buf *out) {
    unsigned answers = 1 + below(m, 3);
    zeek_start(m, t, "dns", 10U << 24 | 53, 53, out);
    yg_buf_addf(out, ",\"proto\":\"udp\",\"trans_id\":%u,\"rtt\":%.15g,", below(m, 65536),
                fraction(&m->seed) * .1);
    add_member(out, "query", &t->name, false);
    yg_buf_addz(
        out,
        ",\"qclass\":1,\"qclass_name\":\"C_INTERNET\",\"qtype\":1,\"qtype_name\":\"A\",\"rcode\":0,"
        "\"rcode_name\":\"NOERROR\",\"AA\":false,\"TC\":false,\"RD\":true,\"RA\":true,\"Z\":0,"
        "\"answers\":[");
    for (unsigned i = 0; i < answers; i++) {
        yg_buf_addz(out, i > 0 ? ",\"" : "\"");
        add_address(out, i == 0 ? t->server : m->servers.at[rank(m, SERVERS)]);
        yg_buf_addc(out, '"');
    }
    yg_buf_addz(out, "],\"TTLs\":[");
    for (unsigned i = 0; i < answers; i++)
        yg_buf_addf(out, "%s%u.0", i > 0 ? "," : "", below(m, 3600));
    yg_buf_addz(out, "],\"rejected\":false}\n");
}

static void zeek_http(log_maker *m, const traffic *t, yg_buf *out) {
    zeek_start(m, t, "http", t->server, 80, out);
    yg_buf_addz(out, ",\"trans_depth\":1,\"method\":\"GET\",");
    add_member(out, "host", &t->name, false);
    yg_buf_addc(out, ',');
    add_member(out, "uri", &t->path, false);
    yg_buf_addz(out, ",\"referrer\":\"http://");
    add_some_name(m, out);
    yg_buf_addf(out,
                "/\",\"version\":\"1.1\",\"user_agent\":\"%s\",\"request_body_len\":0,\"response_"
                "body_len\":%u,"
                "\"status_code\":200,\"status_msg\":\"OK\",\"tags\":[],\"resp_fuids\":[\"",
                PICK(&m->seed, agents), t->bytes);
    add_uid(m, out, 'F');
    yg_buf_addz(out, "\"],\"resp_mime_types\":[\"text/html\"]}\n");
}

static void zeek_tls(log_maker *m, const traffic *t, yg_buf *out) {
    zeek_start(m, t, "ssl", t->server, 443, out);
    yg_buf_addz(out, ",\"version\":\"TLSv12\",\"cipher\":\"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384\","
                     "\"curve\":\"x25519\",");
    add_member(out, "server_name", &t->name, false);
    yg_buf_addz(out, ",\"resumed\":false,\"next_protocol\":\"h2\",\"established\":true,\"ssl_"
                     "history\":\"CsxknGIi\","
                     "\"cert_chain_fps\":[\"");
    add_hex(&m->seed, out, 64);
    yg_buf_addz(out, "\",\"");
    add_hex(&m->seed, out, 64);
    yg_buf_addz(out, "\"],\"client_cert_chain_fps\":[],\"sni_matches_cert\":true,\"ja3\":\"");
    add_hex(&m->seed, out, 32);
    yg_buf_addz(out, "\"}\n");
}

static void zeek_files(log_maker *m, const traffic *t, yg_buf *out) {
    zeek_start(m, t, "files", t->server, 80, out);
    yg_buf_addf(out, ",\"source\":\"HTTP\",\"depth\":0,\"analyzers\":[\"MD5\",\"SHA1\",\"SHA256\"],"
                     "\"mime_type\":"
                     "\"application/x-dosexec\",");
    add_member(out, "filename", &t->file, false);
    yg_buf_addf(out, ",\"duration\":%.15g,\"seen_bytes\":%u,", fraction(&m->seed), t->bytes);
    add_member(out, "md5", &t->md5, false);
    yg_buf_addc(out, ',');
    add_member(out, "sha1", &t->sha1, false);
    yg_buf_addc(out, ',');
    add_member(out, "sha256", &t->sha256, false);
    yg_buf_addz(out, "}\n");
}

static void zeek_mail(log_maker *m, const traffic *t, yg_buf *out) {
    zeek_start(m, t, "smtp", t->server, 25, out);
    yg_buf_addz(out, ",\"trans_depth\":1,\"helo\":\"mail\",");
    add_member(out, "mailfrom", &t->sender, false);
    yg_buf_addz(out,
                ",\"rcptto\":[\"office@example.com\"],\"subject\":\"Invoice\",\"tls\":false}\n");
}

/* --- Suricata, EVE --- */

static void add_time(log_maker *m, yg_buf *out) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_time_add(&text, m->time_us - m->time_us % YG_US_PER_S);
    yg_buf_add(out, yg_str_sub(yg_buf_str(&text), 0, 19));
    yg_buf_addf(out, ".%06d", (int)(m->time_us % YG_US_PER_S));
}

static void eve_start(log_maker *m, const traffic *t, const char *type, uint32_t server,
                      unsigned port, yg_buf *out) {
    yg_buf_addz(out, "{\"timestamp\":\"");
    add_time(m, out);
    yg_buf_addf(
        out, "+0000\",\"flow_id\":%llu,\"in_iface\":\"eth0\",\"event_type\":\"%s\",\"src_ip\":\"",
        (unsigned long long)(seeded_next(&m->seed) >> 13), type);
    add_address(out, t->inside);
    yg_buf_addf(out, "\",\"src_port\":%u,\"dest_ip\":\"", 1024 + below(m, 64000));
    add_address(out, server);
    yg_buf_addf(out, "\",\"dest_port\":%u,\"proto\":\"TCP\"", port);
}

static void eve_record(log_maker *m, const traffic *t, yg_buf *out) {
    static const char *const types[] = {"flow", "dns", "http", "tls", "fileinfo", "smtp"};
    eve_start(m, t, types[t->kind], t->kind == DNS ? 10U << 24 | 53 : t->server, t->port, out);
    switch (t->kind) {
    case CONN:
        yg_buf_addf(out,
                    ",\"app_proto\":\"tls\",\"flow\":{\"pkts_toserver\":%u,\"pkts_toclient\":%u,"
                    "\"bytes_toserver\":%u,"
                    "\"bytes_toclient\":%u,\"start\":\"",
                    below(m, 200), below(m, 900), below(m, 1 << 17), t->bytes);
        add_time(m, out);
        yg_buf_addz(
            out,
            "+0000\",\"age\":3,\"state\":\"closed\",\"reason\":\"timeout\",\"alerted\":false},"
            "\"tcp\":{\"tcp_flags\":"
            "\"1b\",\"syn\":true,\"fin\":true,\"psh\":true,\"ack\":true,\"state\":\"closed\"}");
        break;
    case DNS:
        yg_buf_addf(out,
                    ",\"dns\":{\"version\":2,\"type\":\"answer\",\"id\":%u,\"flags\":\"8180\","
                    "\"qr\":true,\"rd\":true,",
                    below(m, 65536));
        add_member(out, "rrname", &t->name, true);
        yg_buf_addf(out,
                    ",\"rrtype\":\"A\",\"rcode\":\"NOERROR\",\"answers\":[{\"rrtype\":\"A\","
                    "\"ttl\":%u,\"rdata\":\"",
                    below(m, 3600));
        add_address(out, t->server);
        yg_buf_addz(out, "\"}]}");
        break;
    case HTTP:
        yg_buf_addz(out, ",\"tx_id\":0,\"http\":{");
        add_member(out, "hostname", &t->name, true);
        yg_buf_addc(out, ',');
        add_member(out, "url", &t->path, true);
        yg_buf_addz(out, ",\"http_user_agent\":\"");
        add_json(out, yg_str_of(PICK(&m->seed, agents)), true);
        yg_buf_addf(out,
                    "\",\"http_content_type\":\"text\\/"
                    "html\",\"http_method\":\"GET\",\"protocol\":\"HTTP\\/1.1\",\"status\":200,"
                    "\"length\":%u}",
                    t->bytes);
        break;
    case TLS:
        yg_buf_addz(out, ",\"tls\":{\"subject\":\"CN=");
        add_json(out, yg_buf_str(&t->name), true);
        yg_buf_addz(out, "\",\"issuerdn\":\"C=US, O=Example Trust, "
                         "CN=R3\",\"serial\":\"04:7A:21:9C:55:E0\",\"fingerprint\":\""
                         "a1:b2:c3:d4:e5:f6:07:18:29:3a:4b:5c:6d:7e:8f:90:a1:b2:c3:d4\",");
        add_member(out, "sni", &t->name, true);
        yg_buf_addz(out, ",\"version\":\"TLS 1.2\",\"ja3\":{\"hash\":\"");
        add_hex(&m->seed, out, 32);
        yg_buf_addz(out, "\"}}");
        break;
    case FILES:
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

static void syslog_record(log_maker *m, const traffic *t, yg_buf *out) {
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int year, month, day;
    int64_t s = m->time_us / YG_US_PER_S;
    yg_civil_from_days(s / 86400, &year, &month, &day);
    yg_buf_addf(out, "<134>%s %2d %02d:%02d:%02d gw%u ", months[month - 1], day,
                (int)(s / 3600 % 24), (int)(s / 60 % 60), (int)(s % 60), 1 + below(m, 3));
    if (t->kind == CONN || t->kind == FILES) {
        yg_buf_addf(out, "kernel: [%u.%06u] ACCEPT IN=lan OUT=wan SRC=", below(m, 99999),
                    below(m, 1000000));
        add_address(out, t->inside);
        yg_buf_addz(out, " DST=");
        add_address(out, t->server);
        yg_buf_addf(out,
                    " LEN=%u TOS=0x00 PREC=0x00 TTL=%u ID=%u DF PROTO=TCP SPT=%u DPT=%u "
                    "WINDOW=64240 RES=0x00 SYN URGP=0\n",
                    40 + below(m, 1400), 30 + below(m, 98), below(m, 65536), 1024 + below(m, 64000),
                    t->port);
    } else if (t->kind == DNS) {
        yg_buf_addf(out, "named[%u]: client @0x7f%06x ", below(m, 32768), below(m, 1 << 24));
        add_address(out, t->inside);
        yg_buf_addf(out, "#%u (%.*s): query: %.*s IN A + (", 1024 + below(m, 64000),
                    YG_FMT(yg_buf_str(&t->name)), YG_FMT(yg_buf_str(&t->name)));
        add_address(out, 10U << 24 | 53);
        yg_buf_addz(out, ") answer: ");
        add_address(out, t->server);
        yg_buf_addc(out, '\n');
    } else if (t->kind == MAIL) {
        yg_buf_addf(out,
                    "postfix/qmgr[%u]: %08X: from=<%.*s>, size=%u, nrcpt=1 (queue active), client=",
                    below(m, 32768), below(m, 1 << 30), YG_FMT(yg_buf_str(&t->sender)), t->bytes);
        add_address(out, t->inside);
        yg_buf_addc(out, '\n');
    } else {
        yg_buf_addf(out, "squid[%u]: %lld.%03d %6u ", below(m, 32768), (long long)s,
                    (int)(m->time_us / 1000 % 1000), below(m, 9999));
        add_address(out, t->inside);
        bool is_tls = t->kind == TLS;
        yg_buf_addf(out, " TCP_MISS/200 %u %s %.*s%s%.*s%.*s - HIER_DIRECT/", t->bytes,
                    is_tls ? "CONNECT" : "GET", YG_FMT(is_tls ? YG_STR("") : t->scheme),
                    is_tls ? "" : "://", YG_FMT(yg_buf_str(&t->name)),
                    YG_FMT(is_tls ? YG_STR(":443") : yg_buf_str(&t->path)));
        add_address(out, t->server);
        yg_buf_addz(out, " text/html\n");
    }
}

bool log_maker_record(log_maker *m, const log_planted *planted, yg_buf *out) {
    static void (*const zeek[])(log_maker *, const traffic *, yg_buf *) = {
        zeek_conn, zeek_dns, zeek_http, zeek_tls, zeek_files, zeek_mail};
    /* One record after the other: its buffers are used again. */
    static _Thread_local traffic t;
    yg_buf *const buffers[] = {&t.name, &t.path, &t.file, &t.md5, &t.sha1, &t.sha256, &t.sender};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        yg_buf_clear(buffers[i]);
    m->time_us += (int64_t)below(m, 2000);
    make_traffic(m, &t);
    if (planted != NULL && !plant(m, &t, planted))
        return false;
    m->inside = t.inside;
    if (m->form == LOG_ZEEK)
        zeek[t.kind](m, &t, out);
    else if (m->form == LOG_EVE)
        eve_record(m, &t, out);
    else
        syslog_record(m, &t, out);
    return true;
}
