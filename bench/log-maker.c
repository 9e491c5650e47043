/* Records of made-up traffic. The proportions of Zeek's kinds of records are those that the
 * research of the project measured with: connections 55 %, LOG_DNS 25, LOG_HTTP 10, LOG_TLS 7,
 * files 3. */
#include "log-maker-part.h"

#include <math.h>
#include <stdio.h>

#include "base/time.h"

const char *const log_form_words[LOG_FORMS] = {"zeek", "eve", "syslog"};

enum { SERVERS = 60000, NAMES = 100000 };

static const char *const syllables[] = {"ka",  "no",  "mi",  "to",  "ra",  "shi", "ber", "tol",
                                        "ven", "dax", "cor", "lin", "pex", "ura", "gen", "sto",
                                        "mal", "fre", "qui", "zan", "hol", "tek", "ion", "per"};
static const char *const endings[] = {"com", "net", "org",   "info", "top", "xyz",
                                      "jp",  "cn",  "co.jp", "biz",  "de",  "in",
                                      "ca",  "vn",  "io",    "br",   "mx",  "co.uk"};
const char *const log_agents[5] = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/124.0.0.0 Safari/537.36",
    "Microsoft-CryptoAPI/10.0", "Windows-Update-Agent/10.0.10011.16384 Client-Protocol/2.50",
    "curl/7.88.1", "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0"};

unsigned log_below(log_maker *m, unsigned n) {
    return (unsigned)seeded_below(&m->seed, n);
}

double log_fraction(uint64_t *seed) {
    return (double)(seeded_next(seed) >> 11) / 9007199254740992.0;
}

/* A rank from 0, log-uniform: near to Zipf's law. */
static size_t rank(log_maker *m, size_t n) {
    return (size_t)exp(log((double)n) * log_fraction(&m->seed)) - 1;
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

void log_add_address(yg_buf *out, uint32_t a) {
    yg_buf_addf(out, "%u.%u.%u.%u", a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255);
}

void log_add_hex(uint64_t *seed, yg_buf *out, int digits) {
    for (; digits > 0; digits -= 8)
        yg_buf_addf(out, "%0*x", digits < 8 ? digits : 8,
                    (unsigned)(seeded_next(seed) >> (digits < 8 ? 64 - 4 * digits : 32)));
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
        log_add_address(out, outside(seed));
    } else if (kind < 70) {
        yg_buf_addz(out, "domain-name\t");
        add_name(seed, out);
    } else if (kind < 90) {
        yg_buf_addz(out, "sha256\t");
        log_add_hex(seed, out, 64);
    } else {
        yg_buf_addz(out, "url\thttp://");
        if (seeded_below(seed, 10) < 7)
            add_name(seed, out);
        else
            log_add_address(out, outside(seed));
        yg_buf_addc(out, '/');
        add_word(seed, out);
        yg_buf_addz(out, PICK(seed, ((const char *const[]){"", ".php", ".exe", "/index.html"})));
    }
    yg_buf_addc(out, '\n');
}

uint32_t log_server(log_maker *m) {
    return m->servers.at[rank(m, SERVERS)];
}

void log_add_name(log_maker *m, yg_buf *out) {
    static const char *const before[] = {"api.",  "cdn.",  "static.", "img.",
                                         "mail.", "edge.", "s3.",     "login."};
    static const char *const clouds[] = {"cloudfront", "akamaiedge", "cdn77", "fastly"};
    unsigned x = log_below(m, 100);
    yg_str name = m->names.at[rank(m, NAMES)];
    if (x < 15) {
        log_add_hex(&m->seed, out, 12);
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
    for (unsigned n = 1 + log_below(m, 3); n > 0; n--) {
        yg_buf_addc(out, '/');
        log_add_hex(&m->seed, out, 3 + (int)log_below(m, 6));
    }
    unsigned x = log_below(m, 5);
    if (x == 0)
        yg_buf_addf(out, "?id=%u&v=1.2.3.4", log_below(m, 9999));
    else
        yg_buf_addz(out, x == 1 ? ".js" : x == 2 ? ".png" : x == 3 ? ".html" : "");
}

static void make_traffic(log_maker *m, log_traffic *t) {
    unsigned x = log_below(m, 100);
    uint32_t site = m->sites.n > 0 ? m->sites.at[log_below(m, (unsigned)m->sites.n)] : 0;
    t->kind = x < 55   ? LOG_CONN
              : x < 80 ? LOG_DNS
              : x < 90 ? LOG_HTTP
              : x < 97 ? LOG_TLS
                       : LOG_FILES;
    t->inside = site != 0 ? site + 1 + log_below(m, 14)
                          : 10U << 24 | (uint32_t)rank(m, 40) << 16 | log_below(m, 65535);
    t->server = log_server(m);
    t->port =
        PICK(&m->seed, ((const unsigned[]){443, 443, 443, 80, 53, 445, 3389, 22, 8080, 88, 389}));
    t->bytes = log_below(m, 1 << 20);
    t->scheme = YG_STR("http");
    log_add_name(m, &t->name);
    add_path(m, &t->path);
    yg_buf_addf(&t->file, "%s%u.%s", "document", log_below(m, 99999),
                log_below(m, 2) ? "docx" : "pdf");
    log_add_hex(&m->seed, &t->md5, 32);
    log_add_hex(&m->seed, &t->sha1, 40);
    log_add_hex(&m->seed, &t->sha256, 64);
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

static void plant_url(log_traffic *t, yg_str value) {
    size_t scheme = yg_str_find(value, YG_STR("://"));
    yg_str rest = yg_str_from(value, scheme == SIZE_MAX ? 0 : scheme + 3);
    size_t slash = yg_str_chr(rest, '/');
    t->kind = LOG_HTTP;
    t->scheme = scheme == SIZE_MAX ? YG_STR("http") : yg_str_sub(value, 0, scheme);
    set(&t->name, yg_str_sub(rest, 0, slash));
    set(&t->path, slash == SIZE_MAX ? YG_STR("/") : yg_str_from(rest, slash));
}

static bool plant(log_maker *m, log_traffic *t, const log_planted *p) {
    yg_buf *digest = yg_str_eqz(p->type, "md5")      ? &t->md5
                     : yg_str_eqz(p->type, "sha1")   ? &t->sha1
                     : yg_str_eqz(p->type, "sha256") ? &t->sha256
                                                     : NULL;
    if (yg_str_eqz(p->type, "ipv4-addr")) {
        t->kind = log_below(m, 10) < 6 ? LOG_CONN : LOG_DNS;
        return read_address(p->value, &t->server);
    } else if (yg_str_eqz(p->type, "domain-name") || yg_str_eqz(p->type, "host-name")) {
        t->kind = PICK(&m->seed, ((const log_kind[]){LOG_DNS, LOG_HTTP, LOG_TLS}));
        set(&t->name, p->value);
    } else if (yg_str_eqz(p->type, "url")) {
        plant_url(t, p->value);
    } else if (digest != NULL && m->form != LOG_SYSLOG) {
        t->kind = LOG_FILES;
        set(digest, p->value);
    } else if (yg_str_eqz(p->type, "file-name") && m->form != LOG_SYSLOG) {
        t->kind = LOG_FILES;
        set(&t->file, p->value);
    } else if (yg_str_eqz(p->type, "email-addr")) {
        t->kind = LOG_MAIL;
        set(&t->sender, p->value);
    } else {
        return false;
    }
    return true;
}

bool log_maker_record(log_maker *m, const log_planted *planted, yg_buf *out) {
    /* One record after the other: its buffers are used again. */
    static _Thread_local log_traffic t;
    yg_buf *const buffers[] = {&t.name, &t.path, &t.file, &t.md5, &t.sha1, &t.sha256, &t.sender};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        yg_buf_clear(buffers[i]);
    m->time_us += (int64_t)log_below(m, 2000);
    make_traffic(m, &t);
    if (planted != NULL && !plant(m, &t, planted))
        return false;
    m->inside = t.inside;
    if (m->form == LOG_ZEEK)
        log_zeek_record(m, &t, out);
    else if (m->form == LOG_EVE)
        log_eve_record(m, &t, out);
    else
        log_syslog_record(m, &t, out);
    return true;
}
