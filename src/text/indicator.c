/* Recognises and normalises indicators (text/defang.h). Hosts: RFC 1123 section 2.1 with the
 * underscore that real names carry; IPv6: RFC 4291 and RFC 5952; names outside ASCII: UTS 46,
 * non-transitional. Attack classes: [AMBIGUOUS-OCTAL], [HOMOGRAPH] is left to the look-alike
 * engine. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <unicode/uidna.h>

#include "text/defang.h"

enum { HOST_BYTES = 253, LABEL_BYTES = 63, IDN_BYTES = 1024, URL_BYTES = 16384 };

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}
static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
static bool is_hex(char c) {
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
}

static void add_lower(yg_buf *buf, yg_str s) {
    yg_buf_reserve(buf, s.n);
    for (size_t i = 0; i < s.n; i++)
        buf->p[buf->n++] = lower(s.p[i]);
}

static const char *hash_kind(yg_str s) {
    const char *kind = s.n == 32    ? "md5"
                       : s.n == 40  ? "sha1"
                       : s.n == 64  ? "sha256"
                       : s.n == 128 ? "sha512"
                                    : NULL;
    for (size_t i = 0; kind != NULL && i < s.n; i++) {
        if (!is_hex(s.p[i]))
            return NULL;
    }
    return kind;
}

/* Takes "/NN" off the end. False when what follows the slash is no prefix length up to most. */
static bool split_prefix(yg_str s, uint64_t most, yg_str *ret_address, uint64_t *ret_prefix) {
    size_t slash = yg_str_chr(s, '/');
    *ret_address = yg_str_sub(s, 0, slash);
    *ret_prefix = most;
    return slash == SIZE_MAX ||
           (s.n - slash <= 4 && yg_str_to_u64(yg_str_from(s, slash + 1), ret_prefix) &&
            *ret_prefix <= most);
}

static bool is_ipv4(yg_str s, yg_str *ret_address, uint64_t *ret_prefix) {
    yg_str rest, part;
    int parts = 0;
    if (s.n < 7 || s.n > 18 || !is_digit(s.p[0]) || !split_prefix(s, 32, &rest, ret_prefix))
        return false;
    *ret_address = rest;
    while (yg_str_split(&rest, '.', &part)) {
        uint64_t octet;
        if (part.n > 3 || !yg_str_to_u64(part, &octet) || octet > 255 ||
            (part.n > 1 && part.p[0] == '0'))
            return false;
        parts++;
    }
    return parts == 4;
}

static bool is_ipv6(yg_str s, struct in6_addr *ret_address, uint64_t *ret_prefix) {
    yg_str address;
    char text[INET6_ADDRSTRLEN + 1];
    if (s.n < 2 || yg_str_chr(s, ':') == SIZE_MAX || !split_prefix(s, 128, &address, ret_prefix) ||
        address.n >= sizeof text)
        return false;
    memcpy(text, address.p, address.n);
    text[address.n] = '\0';
    return strlen(text) == address.n && inet_pton(AF_INET6, text, ret_address) == 1;
}

static bool is_label(yg_str label) {
    if (label.n == 0 || label.n > LABEL_BYTES)
        return false;
    for (size_t i = 0; i < label.n; i++) {
        char c = label.p[i];
        if (!is_letter(c) && !is_digit(c) && c != '-' && c != '_')
            return false;
    }
    return true;
}

static bool is_top_label(yg_str label) {
    if (label.n > 4 && yg_str_eq_nocase(yg_str_sub(label, 0, 4), YG_STR("xn--")))
        return true;
    for (size_t i = 0; i < label.n; i++) {
        if (!is_letter(label.p[i]))
            return false;
    }
    return label.n >= 2;
}

static bool is_ascii_domain(yg_str host) {
    yg_str label = {NULL, 0}, before = {NULL, 0};
    size_t labels = 0;
    if (host.n > 1 && host.p[host.n - 1] == '.')
        host.n--;
    if (host.n < 4 || host.n > HOST_BYTES)
        return false;
    for (yg_str next; yg_str_split(&host, '.', &next); labels++) {
        if (!is_label(next))
            return false;
        before = label;
        label = next;
    }
    /* Below a registered name, hyphens at the ends are forbidden and used all the same. */
    return labels >= 2 && is_top_label(label) && before.p[0] != '-' &&
           before.p[before.n - 1] != '-';
}

static bool is_ascii(yg_str s) {
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    }
    return true;
}

/* The A-label form (UTS 46 ToASCII, non-transitional). False when host is no valid IDN. */
static bool to_ascii(yg_str host, char ret_ascii[IDN_BYTES], size_t *ret_n) {
    UErrorCode status = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    if (host.n > IDN_BYTES)
        return false;
    UIDNA *idna = uidna_openUTS46(
        UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII, &status);
    int32_t n = U_SUCCESS(status) ? uidna_nameToASCII_UTF8(idna, host.p, (int32_t)host.n, ret_ascii,
                                                           IDN_BYTES, &info, &status)
                                  : 0;
    uidna_close(idna);
    if (U_FAILURE(status) || info.errors != 0 || n <= 0 || n > IDN_BYTES)
        return false;
    *ret_n = (size_t)n;
    return is_ascii_domain((yg_str){ret_ascii, *ret_n});
}

bool yg_host_add_unicode(yg_buf *buf, yg_str host) {
    char text[4 * IDN_BYTES];
    UErrorCode status = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    if (host.n > IDN_BYTES ||
        (!yg_str_starts(host, YG_STR("xn--")) && yg_str_find(host, YG_STR(".xn--")) == SIZE_MAX))
        return false;
    UIDNA *idna = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_UNICODE, &status);
    int32_t n = U_SUCCESS(status) ? uidna_nameToUnicodeUTF8(idna, host.p, (int32_t)host.n, text,
                                                            sizeof text, &info, &status)
                                  : 0;
    uidna_close(idna);
    yg_str shown = {text, n > 0 ? (size_t)n : 0};
    if (U_FAILURE(status) || info.errors != 0 || n <= 0 || yg_str_eq(shown, host))
        return false;
    yg_buf_add(buf, shown);
    return true;
}

bool yg_host_is_domain(yg_str host) {
    char ascii[IDN_BYTES];
    size_t n;
    return is_ascii(host) ? is_ascii_domain(host) : to_ascii(host, ascii, &n);
}

static bool add_host(yg_str host, yg_buf *ret) {
    char ascii[IDN_BYTES];
    size_t n;
    if (host.n > 0 && host.p[host.n - 1] == '.')
        host.n--;
    if (is_ascii(host)) {
        if (!is_ascii_domain(host))
            return false;
        add_lower(ret, host);
        return true;
    }
    if (!to_ascii(host, ascii, &n))
        return false;
    add_lower(ret, (yg_str){ascii, n - (ascii[n - 1] == '.')});
    return true;
}

static void add_ipv6(const struct in6_addr *address, yg_buf *ret) {
    char text[INET6_ADDRSTRLEN];
    yg_buf_addz(ret, inet_ntop(AF_INET6, address, text, sizeof text));
}

/* scheme "://" [user "@"] host [":" port] rest; views into the URL. Scheme is empty when there is
 * none. */
typedef struct {
    yg_str scheme, user, host, port, rest;
} url_parts;

static bool is_scheme(yg_str s) {
    if (s.n == 0 || s.n > 16 || !is_letter(s.p[0]))
        return false;
    for (size_t i = 1; i < s.n; i++) {
        if (!is_letter(s.p[i]) && !is_digit(s.p[i]) && s.p[i] != '+' && s.p[i] != '-' &&
            s.p[i] != '.')
            return false;
    }
    return true;
}

static bool is_port(yg_str s) {
    uint64_t port;
    return s.n == 0 || (s.n <= 5 && yg_str_to_u64(s, &port) && port <= 65535);
}

static bool split_authority(yg_str authority, url_parts *ret) {
    for (size_t i = authority.n; i > 0; i--) {
        if (authority.p[i - 1] != '@')
            continue;
        ret->user = yg_str_sub(authority, 0, i);
        authority = yg_str_from(authority, i);
        break;
    }
    size_t colon = authority.n;
    if (authority.n > 0 && authority.p[0] == '[') {
        size_t close = yg_str_chr(authority, ']');
        if (close == SIZE_MAX)
            return false;
        colon = close + 1;
        if (colon < authority.n && authority.p[colon] != ':')
            return false;
    } else if (yg_str_chr(authority, ':') != SIZE_MAX) {
        colon = yg_str_chr(authority, ':');
    }
    ret->host = yg_str_sub(authority, 0, colon);
    ret->port = yg_str_from(authority, colon);
    return is_port(ret->port.n > 0 ? yg_str_from(ret->port, 1) : ret->port);
}

/* "10.0.0.0/33" is no URL without a scheme but a slip of the pen. */
static bool is_bad_network(yg_str s) {
    for (size_t i = 0; i < s.n; i++) {
        if (!is_digit(s.p[i]) && s.p[i] != '.' && s.p[i] != '/')
            return false;
    }
    return true;
}

static bool split_url(yg_str s, url_parts *ret) {
    *ret = (url_parts){0};
    if (s.n > URL_BYTES)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7F || s.p[i] == '<' || s.p[i] == '>' ||
            s.p[i] == '"')
            return false;
    }
    size_t mark = yg_str_find(s, YG_STR("://"));
    if (mark != SIZE_MAX && is_scheme(yg_str_sub(s, 0, mark))) {
        ret->scheme = yg_str_sub(s, 0, mark);
        s = yg_str_from(s, mark + 3);
    }
    size_t end = 0;
    while (end < s.n && s.p[end] != '/' && s.p[end] != '?' && s.p[end] != '#')
        end++;
    ret->rest = yg_str_from(s, end);
    if (yg_str_chr(yg_str_sub(s, 0, end), ' ') != SIZE_MAX ||
        (ret->scheme.n == 0 && end > 0 && s.p[end - 1] == ':')) /* "no scheme at all://" */
        return false;
    if (ret->scheme.n == 0 &&
        (end == s.n || s.p[end] != '/' || yg_str_chr(s, ' ') != SIZE_MAX || is_bad_network(s)))
        return false;
    return split_authority(yg_str_sub(s, 0, end), ret);
}

static bool add_url_host(yg_str host, yg_buf *ret) {
    struct in6_addr v6;
    yg_str v4;
    uint64_t prefix;
    if (host.n > 2 && host.p[0] == '[') {
        if (!is_ipv6(yg_str_sub(host, 1, host.n - 2), &v6, &prefix) ||
            yg_str_chr(host, '/') != SIZE_MAX)
            return false;
        yg_buf_addc(ret, '[');
        add_ipv6(&v6, ret);
        yg_buf_addc(ret, ']');
        return true;
    }
    if (is_ipv4(host, &v4, &prefix)) {
        yg_buf_add(ret, host);
        return true;
    }
    return add_host(host, ret);
}

static bool add_url(yg_str value, yg_buf *ret) {
    url_parts url;
    size_t start = ret->n;
    if (!split_url(value, &url))
        return false;
    add_lower(ret, url.scheme);
    yg_buf_addz(ret, url.scheme.n > 0 ? "://" : "");
    yg_buf_add(ret, url.user);
    if (!add_url_host(url.host, ret)) {
        ret->n = start;
        return false;
    }
    yg_buf_add(ret, url.port);
    for (yg_str part; yg_str_split(&url.rest, ' ', &part);) {
        yg_buf_add(ret, part);
        yg_buf_addz(ret, url.rest.p != NULL ? "%20" : "");
    }
    return true;
}

static bool is_host(yg_str host) {
    struct in6_addr v6;
    yg_str v4;
    uint64_t prefix;
    if (host.n > 2 && host.p[0] == '[')
        return host.p[host.n - 1] == ']' && yg_str_chr(host, '/') == SIZE_MAX &&
               is_ipv6(yg_str_sub(host, 1, host.n - 2), &v6, &prefix);
    return is_ipv4(host, &v4, &prefix) || yg_host_is_domain(host);
}

static bool is_url(yg_str value) {
    url_parts url;
    return split_url(value, &url) && is_host(url.host);
}

/* The place of the "@" of an address (RFC 5321 without quoted local parts), or SIZE_MAX. */
static size_t email_at(yg_str s) {
    size_t at = yg_str_chr(s, '@');
    if (at == SIZE_MAX || at == 0 || at > 64)
        return SIZE_MAX;
    for (size_t i = 0; i < at; i++) {
        if ((unsigned char)s.p[i] <= ' ' || strchr("\"(),:;<>[\\]", s.p[i]) != NULL)
            return SIZE_MAX;
    }
    return yg_host_is_domain(yg_str_from(s, at + 1)) ? at : SIZE_MAX;
}

enum { EXTENSIONS = 73 };

/* Of files that are sent and run, without those that are top-level domains too. */
bool yg_is_file_extension(yg_str s) {
    static const union {
        char texts[EXTENSIONS][4];
        uint32_t words[EXTENSIONS]; /* all of them are compared: a few wide instructions */
    } extensions = {{"7z",   "apk",  "asp",  "aspx", "bat",  "bin",  "cmd",  "cpl",  "dat",  "deb",
                     "dll",  "dmg",  "doc",  "docm", "docx", "dotm", "drv",  "eml",  "exe",  "gz",
                     "hta",  "htm",  "html", "img",  "ini",  "iso",  "jar",  "jpeg", "jpg",  "js",
                     "jse",  "jsp",  "ldb",  "lnk",  "log",  "lzh",  "msi",  "msix", "ocx",  "odt",
                     "pdf",  "php",  "png",  "ppam", "ppt",  "pptm", "pptx", "ps1",  "psd1", "psm1",
                     "rar",  "rpm",  "rtf",  "scr",  "sct",  "swf",  "sys",  "tar",  "tmp",  "txt",
                     "url",  "vbe",  "vbs",  "vhd",  "vhdx", "war",  "wsf",  "xll",  "xls",  "xlsb",
                     "xlsm", "xlsx", "xml"}};
    union {
        char text[4];
        uint32_t word;
    } wanted = {{0}};
    uint32_t found = 0;
    if (s.n < 2 || s.n > sizeof wanted.text)
        return false;
    for (size_t i = 0; i < s.n; i++)
        wanted.text[i] = lower(s.p[i]);
    for (size_t i = 0; i < EXTENSIONS; i++)
        found |= extensions.words[i] == wanted.word;
    return found != 0;
}

static bool has_file_extension(yg_str s) {
    size_t dot = s.n;
    while (dot > 0 && s.p[dot - 1] != '.')
        dot--;
    return dot >= 2 && yg_is_file_extension(yg_str_from(s, dot));
}

static bool is_file_name(yg_str s) {
    if (s.n == 0 || s.n > 255)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == '/' || s.p[i] == '\\')
            return false;
    }
    return true;
}

static bool is_registry_key(yg_str value) {
    YG_CLEANUP_BUF yg_buf key = {0};
    return yg_registry_key_add(value, &key);
}

const char *yg_indicator_kind(yg_str value) {
    struct in6_addr v6;
    yg_str v4;
    uint64_t prefix;
    const char *hash = hash_kind(value);
    if (value.n < 2 || hash != NULL)
        return hash;
    if (is_ipv4(value, &v4, &prefix))
        return "ipv4-addr";
    if (is_ipv6(value, &v6, &prefix))
        return "ipv6-addr";
    if (yg_str_chr(value, '\\') != SIZE_MAX && is_registry_key(value))
        return "windows-registry-key";
    if (yg_str_chr(value, '/') != SIZE_MAX)
        return is_url(value) ? "url" : NULL;
    if (yg_str_chr(value, '@') != SIZE_MAX)
        return email_at(value) != SIZE_MAX ? "email-addr" : NULL;
    if (has_file_extension(value) && is_file_name(value) && yg_str_chr(value, ' ') == SIZE_MAX)
        return "file-name";
    return yg_host_is_domain(value) ? "domain-name" : NULL;
}

static bool add_address(yg_str value, bool six, yg_buf *ret) {
    struct in6_addr v6;
    yg_str v4;
    uint64_t prefix;
    if (six ? !is_ipv6(value, &v6, &prefix) : !is_ipv4(value, &v4, &prefix))
        return false;
    if (six)
        add_ipv6(&v6, ret);
    else
        yg_buf_add(ret, v4);
    if (prefix < (six ? 128 : 32))
        yg_buf_addf(ret, "/%u", (unsigned)prefix);
    return true;
}

bool yg_indicator_normalise(yg_str kind, yg_str value, yg_buf *ret) {
    const char *hash = hash_kind(value);
    if (hash != NULL && yg_str_eqz(kind, hash)) {
        add_lower(ret, value);
        return true;
    }
    if (yg_str_eqz(kind, "domain-name") || yg_str_eqz(kind, "host-name"))
        return add_host(value, ret);
    if (yg_str_eqz(kind, "url"))
        return add_url(value, ret);
    if (yg_str_eqz(kind, "ipv4-addr") || yg_str_eqz(kind, "ipv6-addr"))
        return add_address(value, yg_str_eqz(kind, "ipv6-addr"), ret);
    if (yg_str_eqz(kind, "email-addr")) {
        size_t at = email_at(value), start = ret->n;
        if (at == SIZE_MAX)
            return false;
        yg_buf_add(ret, yg_str_sub(value, 0, at + 1));
        if (add_host(yg_str_from(value, at + 1), ret))
            return true;
        ret->n = start;
        return false;
    }
    if (yg_str_eqz(kind, "windows-registry-key"))
        return yg_registry_key_add(value, ret);
    if (yg_str_eqz(kind, "file-name") && is_file_name(value)) {
        yg_buf_add(ret, value);
        return true;
    }
    return false;
}
