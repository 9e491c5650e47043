#include "token_maker.h"

#include "base/vec.h"
#include "seeded.h"

static uint64_t below(token_maker *m, uint64_t n) {
    return seeded_below(&m->state, n);
}

#define PICK(m, list) (list)[below((m), sizeof(list) / sizeof *(list))]

static const char *const labels[] = {"evil",   "login", "a",    "b2",       "xn--wgv71a",
                                     "cdn-x",  "mail",  "n",    "_dmarc",   "update",
                                     "deadbe", "www",   "test", "evil-bad", "c_d"};
static const char *const suffixes[] = {"com", "net", "co.jp", "example.org", "xn--wgv71a", "info"};
static const char *const paths[] = {
    "/",    "/a",     "/a/b.php?x=1&y=2", "/a%20b",      "/%7Eu/x",  "/a,b",
    "?q=1", "/a(1)",  "/a/b.php?x=1",     "/login.aspx", "/a%252Fb", "/\xE6\x97\xA5.html",
    "",     "/x=1|2", "/a[.]b",           "/a;b/c'd"};
static const char *const stems[] = {"evil",
                                    "svchost",
                                    "a b",
                                    "\xE7\x99\xBA\xE6\xB3\xA8",
                                    "x(1)",
                                    "in voice.pdf",
                                    "run_dll",
                                    "setup-1.2",
                                    "a+b",
                                    "old in voice",
                                    "in voice of a b c d e f g h i j k",
                                    "a b c d e f g h i j k l m n o p q r in voice",
                                    "in voice (1)"};
static const char *const endings[] = {".exe", ".dll", "", ".docx", ".ps1", "\xE6\x9B\xB8.exe"};
static const char *const hives[] = {"HKLM",
                                    "HKEY_LOCAL_MACHINE",
                                    "HKCU",
                                    "HKEY_CURRENT_USER",
                                    "HKU\\S-1-5-18",
                                    "HKEY_USERS\\.DEFAULT",
                                    "HKCR",
                                    "\\REGISTRY\\MACHINE",
                                    "\\REGISTRY\\USER\\S-1-5-21-1-2-3-1001"};
static const char *const keys[] = {
    "\\Software\\Evil\\Run",           "\\SYSTEM\\Services\\evil svc",
    "\\Software\\Micro.Soft\\{12ab}",  "\\Software\\Evil",
    "\\Software\\\\Evil\\Run\\a b\\c", "\\Software\\Evil\\Ran",
    "\\a\\HKCU\\Software\\Evil",       "\\a b c d\\Evil\\Software\\\\\\x"};

static void add_host(token_maker *m, yg_buf *b) {
    for (uint64_t n = 1 + below(m, 2); n > 0; n--)
        yg_buf_addf(b, "%s.", PICK(m, labels));
    yg_buf_addz(b, PICK(m, suffixes));
}

static void add_ipv4(token_maker *m, yg_buf *b) {
    static const char *const some[] = {"192.0.2.1", "198.51.100.7", "203.0.113.255", "192.0.2.0"};
    yg_buf_addz(b, PICK(m, some));
}

static void add_ipv6(token_maker *m, yg_buf *b) {
    static const char *const some[] = {
        "2001:db8::1",          "2001:db8::",       "2001:db8:0:1::a:b",
        "2001:db8:1:2:3:4:5:6", "::ffff:192.0.2.1", "64:ff9b::c000:201"};
    yg_buf_addz(b, PICK(m, some));
}

static void add_hex(token_maker *m, yg_buf *b, size_t n) {
    static const char digits[] = "0123456789abcdefABCDEF0123456789";
    uint64_t seed = below(m, 3);
    for (size_t i = 0; i < n; i++)
        yg_buf_addc(b, digits[(seed * 7 + i * 5 + i / 9) % 22]);
}

static void add_value(token_maker *m, yg_indicator_type type, yg_buf *b) {
    switch (type) {
    case YG_INDICATOR_IPV4:
        add_ipv4(m, b);
        if (below(m, 3) == 0)
            yg_buf_addf(b, "/%u", 8 + (unsigned)below(m, 24));
        break;
    case YG_INDICATOR_IPV6:
        add_ipv6(m, b);
        if (below(m, 3) == 0)
            yg_buf_addf(b, "/%u", 16 + (unsigned)below(m, 112));
        break;
    case YG_INDICATOR_URL:
        yg_buf_addz(b, below(m, 2) ? "http://" : "https://");
        if (below(m, 4) == 0) {
            add_ipv4(m, b);
        } else if (below(m, 5) == 0) {
            yg_buf_addc(b, '[');
            add_ipv6(m, b);
            yg_buf_addc(b, ']');
        } else {
            add_host(m, b);
        }
        yg_buf_addz(b, below(m, 4) ? "" : below(m, 2) ? ":8080" : ":443");
        yg_buf_addz(b, PICK(m, paths));
        break;
    case YG_INDICATOR_EMAIL:
        yg_buf_addz(b, below(m, 2) ? "bob" : below(m, 2) ? "a.b+c" : "x_%-y");
        yg_buf_addc(b, '@');
        add_host(m, b);
        break;
    case YG_INDICATOR_FILE_NAME:
        yg_buf_addz(b, PICK(m, stems));
        yg_buf_addz(b, PICK(m, endings));
        break;
    case YG_INDICATOR_REGISTRY_KEY:
        yg_buf_addz(b, PICK(m, hives));
        yg_buf_addz(b, PICK(m, keys));
        break;
    case YG_INDICATOR_DOMAIN:
    case YG_INDICATOR_HOST:
        add_host(m, b);
        break;
    default:
        add_hex(m, b, (const size_t[]){32, 40, 64, 128}[type - YG_INDICATOR_MD5]);
    }
}

yg_indicators *token_make_set(token_maker *m, uint64_t seed) {
    yg_indicators_maker *maker = yg_indicators_make();
    YG_CLEANUP_BUF yg_buf value = {0};
    *m = (token_maker){.state = seed};
    uint64_t wanted = 1 + below(m, TOKEN_MAKER_VALUES), only = below(m, 4);
    for (uint64_t i = 0; i < wanted; i++) {
        token_value *v = &m->values[m->n];
        uint32_t number;
        v->type = (yg_indicator_type)(only == 0 && i > 0 ? m->values[0].type
                                                         : 1 + below(m, YG_INDICATOR_TYPES - 1));
        yg_buf_clear(&value);
        add_value(m, v->type, &value);
        if (value.n > sizeof v->text ||
            yg_indicators_add(maker, v->type, yg_buf_str(&value), &number) != YG_INDICATOR_TAKEN)
            continue;
        memcpy(v->text, value.p, value.n);
        v->n = value.n;
        m->n++;
    }
    return yg_indicators_compile(maker, (yg_str){NULL, 0});
}

/* --- Logs --- */

/* Characters of valid text as \u escapes in UTF-16, others as \x. */
static void add_unicode_escape(yg_buf *b, unsigned char c) {
    yg_buf_addf(b, c < 0x80 ? "\\u%04x" : "\\x%02X", c);
}

/* One way to write a byte. */
static void add_hidden(token_maker *m, uint64_t way, char c, yg_buf *b) {
    unsigned char byte = (unsigned char)c;
    switch (way) {
    case 1:
        yg_buf_addf(b, "%%%02X", byte);
        break;
    case 2:
        yg_buf_addf(b, "%%25%02x", byte);
        break;
    case 3:
        add_unicode_escape(b, byte);
        break;
    case 4:
        yg_buf_addf(b, "\\x%02x", byte);
        break;
    case 5:
        yg_buf_addz(b, c == '.' ? "[.]" : c == '@' ? "[at]" : c == ':' ? "[:]" : "");
        if (c != '.' && c != '@' && c != ':')
            yg_buf_addc(b, c);
        break;
    case 6:
        yg_buf_addz(b, c == '/' ? "\\/" : c == '\\' ? "\\\\" : c == '=' ? "\\=" : "");
        if (c != '/' && c != '\\' && c != '=')
            yg_buf_addc(b, c);
        break;
    case 7:
        yg_buf_addz(b, c == '.' ? "\xE3\x80\x82" : c == '@' ? "(AT)" : "");
        if (c != '.' && c != '@')
            yg_buf_addc(b, c);
        break;
    case 8:
        if (byte < 0x80)
            yg_buf_addf(b, "\\\\u%04X", byte);
        else
            yg_buf_addc(b, c);
        break;
    case 9: /* full width */
        if (byte > ' ' && byte < 0x7F) {
            char wide[3] = {'\xEF', (char)(byte < 0x60 ? 0xBC : 0xBD),
                            (char)(0x80 | ((byte - 0x20) & 0x3F))};
            yg_buf_add(b, (yg_str){wide, 3});
        } else {
            yg_buf_addc(b, c);
        }
        break;
    default:
        yg_buf_addc(
            b, (char)(below(m, 8) == 0 && ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ? c ^ 0x20 : c));
    }
}

static void add_encoded(token_maker *m, yg_str text, yg_buf *b) {
    uint64_t way = below(m, 14), rate = 1 + below(m, 6);
    for (size_t i = 0; i < text.n; i++) {
        if (way == 13)
            add_hidden(m, below(m, 10), text.p[i], b);
        else
            add_hidden(m, below(m, rate) == 0 ? way : 10, text.p[i], b);
    }
}

static const char *const around[] = {" ",
                                     "\"",
                                     "'",
                                     ",",
                                     ";",
                                     "=",
                                     ":",
                                     "/",
                                     "\\",
                                     "\n",
                                     "\t",
                                     "\\n",
                                     "\\\"",
                                     "<",
                                     ">",
                                     "(",
                                     ")",
                                     "[",
                                     "]",
                                     "{",
                                     "}",
                                     ".",
                                     "-",
                                     "_",
                                     "@",
                                     "%",
                                     "|",
                                     "&",
                                     "?",
                                     "#",
                                     "a",
                                     "0",
                                     "f",
                                     "\\t",
                                     "\\\\",
                                     "\\/",
                                     "%20",
                                     "%2e",
                                     "%",
                                     "\\u",
                                     "\\u0020",
                                     "[.",
                                     "(dot",
                                     "\xE3\x81\xA7",
                                     "\xFF",
                                     "\xC3\xA9",
                                     "\xE3\x80\x82",
                                     "www.",
                                     "http://",
                                     "://",
                                     ":443",
                                     ":8080",
                                     "S-1-5-18\\",
                                     "..",
                                     "\\r\\n",
                                     "x=",
                                     "mailto:",
                                     "src:",
                                     "::",
                                     "1",
                                     "HKU\\",
                                     "\\\\\"",
                                     "%2",
                                     "5C",
                                     "/a",
                                     "?x=1",
                                     "\x7F"};
static const char *const noise[] = {
    "{\"ts\":1700000000.123,\"id.orig_h\":\"192.0.2.77\",\"uri\":\"\\/a\\/b\"}",
    "GET /a%20b HTTP/1.1",
    "C:\\Users\\bob\\new\\test.exe",
    "Chrome/124.0.0.0",
    "\xE3\x82\xA2\xE3\x82\xAF\xE3\x82\xBB\xE3\x82\xB9\xE3\x80\x82",
    "00:11:22:33:44:55",
    "12:34:56",
    "%%%%%%",
    "\\\\\\\\\\",
    "[.][.](dot)[at]",
    "@@@@",
    "evil",
    ".com",
    "deadbeef",
    "a.b.c.d.e.f",
    "....",
    "evil.com.....................",
    "192.0.2.1.-_.-_.-_.-_.-_.-_.",
    "\\ud83d\\ude00\\ud83d",
    "HKLM\\Software\\",
    "%u0041%41%4",
    "\xF0\x9F\x98\x80\xE3\x81",
};

static void add_piece(token_maker *m, yg_buf *b) {
    if (m->n == 0 || below(m, 4) == 0) {
        yg_str some = yg_str_of(PICK(m, noise));
        add_encoded(m, below(m, 2) ? some : yg_str_sub(some, below(m, some.n), below(m, some.n)),
                    b);
        return;
    }
    const token_value *v = &m->values[below(m, m->n)];
    yg_str text = {v->text, v->n};
    if (below(m, 6) == 0)
        text = yg_str_sub(text, below(m, 3), text.n - below(m, 3));
    if (v->type == YG_INDICATOR_URL && below(m, 2))
        text = yg_str_from(text, yg_str_find(text, YG_STR("://")) + 3 * below(m, 2));
    if (below(m, 3) == 0)
        add_encoded(m, text, b);
    else
        yg_buf_add(b, text);
}

void token_make_block(token_maker *m, size_t n, yg_buf *ret) {
    size_t end = ret->n + n;
    while (ret->n < end) {
        for (uint64_t i = below(m, 3); i > 0; i--)
            yg_buf_addz(ret, PICK(m, around));
        add_piece(m, ret);
        for (uint64_t i = below(m, 4); i > 0; i--)
            yg_buf_addz(ret, PICK(m, around));
        if (below(m, 5) == 0)
            yg_buf_addc(ret, '\n');
    }
}
