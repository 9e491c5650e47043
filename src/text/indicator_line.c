#include "text/indicator_line.h"

#include <stdio.h>

#include "base/utf8.h"
#include "text/defang.h"

static bool is_comment_start(yg_str s) {
    return s.n > 0 && (s.p[0] == '#' || s.p[0] == ';' || s.p[0] == '!' ||
                       (s.n > 1 && s.p[0] == '/' && s.p[1] == '/'));
}

static bool is_space(char c) {
    return c == ' ' || c == '\t';
}

/* What stands behind the first word when that is a comment or, behind a hash, the name of the file
 * (as sha256sum writes it); then the line is cut there. */
static void cut_comment(yg_line_parts *parts) {
    yg_str s = parts->value;
    size_t end = 0;
    while (end < s.n && !is_space(s.p[end]))
        end++;
    yg_str rest = yg_str_trim(yg_str_from(s, end));
    bool hash = end >= 32 && end <= 128 && end % 8 == 0;
    for (size_t i = 0; hash && i < end; i++)
        hash = (s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f') ||
               (s.p[i] >= 'A' && s.p[i] <= 'F');
    if (!is_comment_start(rest) && !(hash && rest.n > 0))
        return;
    while (rest.n > 0 && (strchr("#;!/* \t", rest.p[0]) != NULL && rest.p[0] != '\0'))
        rest = yg_str_from(rest, 1);
    parts->value = yg_str_sub(s, 0, end);
    parts->comment = rest;
}

/* "0.0.0.0 name" of a hosts file: the name. */
static void cut_hosts(yg_line_parts *parts) {
    static const char *const sinks[] = {"0.0.0.0", "127.0.0.1", "::1", "::"};
    for (size_t i = 0; i < sizeof sinks / sizeof *sinks; i++) {
        yg_str sink = yg_str_of(sinks[i]);
        if (!yg_str_starts(parts->value, sink) || parts->value.n <= sink.n + 1 ||
            !is_space(parts->value.p[sink.n]))
            continue;
        parts->value = yg_str_trim(yg_str_from(parts->value, sink.n));
        return;
    }
}

yg_line_kind yg_indicator_line_read(yg_str line, yg_line_parts *ret) {
    line = yg_str_trim(line);
    if (line.n == 0)
        return YG_LINE_BLANK;
    *ret = (yg_line_parts){.value = line};
    if (is_comment_start(line))
        return YG_LINE_COMMENT;
    cut_hosts(ret);
    cut_comment(ret);
    return YG_LINE_VALUE;
}

/* Takes ":PORT" off a host or an address ("1.2.3.4:443", "[2001:db8::1]:443"). False when there is
 * none. */
static bool split_port(yg_str s, yg_str *ret_host, yg_str *ret_port) {
    uint64_t port;
    size_t colon = s.n;
    while (colon > 0 && s.p[colon - 1] >= '0' && s.p[colon - 1] <= '9')
        colon--;
    if (colon < 2 || s.p[colon - 1] != ':' || s.n - colon > 5 ||
        !yg_str_to_u64(yg_str_from(s, colon), &port) || port > 65535)
        return false;
    yg_str host = yg_str_sub(s, 0, colon - 1);
    if (host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
        host = yg_str_sub(host, 1, host.n - 2);
    else if (yg_str_chr(host, ':') != SIZE_MAX)
        return false;
    *ret_host = host;
    *ret_port = yg_str_from(s, colon);
    return true;
}

const char *yg_indicator_recognise(yg_buf *refanged, yg_str value, yg_str *ret_value,
                                   yg_str *ret_port) {
    *ret_port = (yg_str){NULL, 0};
    yg_buf_clear(refanged);
    yg_defang_refang(value, refanged);
    *ret_value = yg_buf_str(refanged);
    if (yg_utf8_check(*ret_value) < ret_value->n)
        return NULL;
    const char *kind = yg_indicator_kind(*ret_value);
    yg_str host, port;
    if (kind != NULL || !split_port(*ret_value, &host, &port))
        return kind;
    kind = yg_indicator_kind(host);
    if (kind == NULL || (strcmp(kind, "ipv4-addr") != 0 && strcmp(kind, "ipv6-addr") != 0 &&
                         strcmp(kind, "domain-name") != 0))
        return NULL;
    *ret_value = host;
    *ret_port = port;
    return kind;
}

const char *yg_indicator_kind_wanted(const char *wanted, const char *kind, yg_str raw,
                                     yg_str *value) {
    bool address = kind != NULL && (strncmp(kind, "ipv", 3) == 0 || strcmp(kind, "url") == 0);
    if (strcmp(wanted, "windows-registry-key") == 0)
        *value = yg_str_trim(raw);
    return address && strcmp(wanted, "host-name") == 0 ? kind : wanted;
}
