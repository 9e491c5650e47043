#include "fetch/target.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

static bool part(CURLU *url, CURLUPart what, unsigned flags, char *ret, size_t size) {
    char *text = NULL;
    bool fits = false;
    if (curl_url_get(url, what, &text, flags) == CURLUE_OK && text != NULL) {
        size_t n = strlen(text);
        fits = n < size;
        if (fits)
            memcpy(ret, text, n + 1);
    }
    curl_free(text);
    return fits;
}

static bool has(CURLU *url, CURLUPart what) {
    char *text = NULL;
    bool there = curl_url_get(url, what, &text, 0) == CURLUE_OK;
    curl_free(text);
    return there;
}

/* The host as it is written in text: behind "//", before the port. Empty in a relative address. */
static yg_str written_host(yg_str text) {
    size_t at = yg_str_find(text, YG_STR("//"));
    if (at == SIZE_MAX || (at > 0 && yg_str_chr(text, ':') != at - 1))
        return (yg_str){NULL, 0};
    yg_str rest = yg_str_from(text, at + 2);
    for (size_t i = 0; i < rest.n; i++) {
        if (memchr("/?#\\", rest.p[i], 4) != NULL)
            rest.n = i;
    }
    if (rest.n > 0 && rest.p[0] == '[')
        return yg_str_sub(rest, 0,
                          yg_str_chr(rest, ']') == SIZE_MAX ? rest.n : yg_str_chr(rest, ']') + 1);
    return yg_str_sub(rest, 0, yg_str_chr(rest, ':'));
}

static bool take_host(CURLU *url, yg_target *target, yg_error *err) {
    char port[8];
    uint64_t number = 0;
    if (!part(url, CURLUPART_HOST, 0, target->host, sizeof target->host) || target->host[0] == '\0')
        return yg_fail(err, YG_ERR_INPUT, "the address has no host name that can be used");
    size_t n = strlen(target->host);
    if (target->host[0] == '[' && target->host[n - 1] == ']') {
        memmove(target->host, target->host + 1, n - 2);
        target->host[n - 2] = '\0';
    }
    for (char *c = target->host; *c != '\0'; c++) {
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c + 32);
        /* Converting other scripts would depend on the locale, and full-width digits would become
         * an address behind our back. */
        if (*c <= 0x20 || *c > 0x7e || strchr("\"<>\\^`{|}%", *c) != NULL)
            return yg_fail(err, YG_ERR_INPUT,
                           "a host name holds letters, digits, \".\" and \"-\" only; other scripts "
                           "are written in their xn-- form");
    }
    if (!part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT, port, sizeof port) ||
        !yg_str_to_u64(yg_str_of(port), &number) || number == 0 || number > 65535)
        return yg_fail(err, YG_ERR_INPUT, "the port in the address is not 1 to 65535");
    target->port = (uint16_t)number;
    target->literal = yg_address_parse(yg_str_of(target->host), &target->ip);
    return true;
}

static bool take(CURLU *url, yg_target *target, yg_error *err) {
    char scheme[32];
    if (!part(url, CURLUPART_SCHEME, 0, scheme, sizeof scheme))
        return yg_fail(err, YG_ERR_INPUT, "the address has no scheme; http or https is needed");
    target->https = strcmp(scheme, "https") == 0;
    if (!target->https && strcmp(scheme, "http") != 0)
        return yg_fail(err, YG_ERR_INPUT, "scheme %s is refused; only http and https are fetched",
                       scheme);
    if (has(url, CURLUPART_USER) || has(url, CURLUPART_PASSWORD))
        return yg_fail(err, YG_ERR_INPUT, "an address with a user name or password is refused");
    if (has(url, CURLUPART_ZONEID))
        return yg_fail(err, YG_ERR_INPUT, "an IPv6 address with a zone is refused");
    if (!take_host(url, target, err))
        return false;
    curl_url_set(url, CURLUPART_FRAGMENT, NULL, 0);
    if (!part(url, CURLUPART_URL, 0, target->address, sizeof target->address))
        return yg_fail(err, YG_ERR_LIMIT, "the address is longer than %d bytes", YG_TARGET_BYTES);
    bool six = strchr(target->host, ':') != NULL;
    int n = snprintf(target->origin, sizeof target->origin, "%s://%s%s%s:%u", scheme,
                     six ? "[" : "", target->host, six ? "]" : "", (unsigned)target->port);
    return n > 0 && (size_t)n < sizeof target->origin;
}

/* libcurl forgives one or three slashes, and then a path becomes a host. */
static bool slashes_ok(yg_str text) {
    size_t colon = yg_str_chr(text, ':');
    bool web = yg_str_eq_nocase(yg_str_sub(text, 0, colon), YG_STR("http")) ||
               yg_str_eq_nocase(yg_str_sub(text, 0, colon), YG_STR("https"));
    yg_str rest = colon != SIZE_MAX && web ? yg_str_from(text, colon + 1) : text;
    size_t n = 0;
    while (n < rest.n && (rest.p[n] == '/' || rest.p[n] == '\\'))
        n++;
    return colon != SIZE_MAX && web ? n == 2 : n <= 2;
}

/* A base of NULL parses address by itself. */
static bool parse(const char *base, const char *address, yg_target *ret_target, yg_error *err) {
    yg_target target = {0};
    CURLU *url = curl_url();
    if (url == NULL)
        yg_mem_die("address");
    if (!slashes_ok(yg_str_of(address))) {
        curl_url_cleanup(url);
        return yg_fail(err, YG_ERR_INPUT, "not an address: two slashes must follow the scheme");
    }
    CURLUcode code = base != NULL ? curl_url_set(url, CURLUPART_URL, base, 0) : CURLUE_OK;
    if (code == CURLUE_OK)
        code =
            curl_url_set(url, CURLUPART_URL, address, CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE);
    bool done = code == CURLUE_OK
                    ? take(url, &target, err)
                    : yg_fail(err, YG_ERR_INPUT, "not an address: %s", curl_url_strerror(code));
    curl_url_cleanup(url);
    if (!done)
        return false;
    /* libcurl turns 0177.1 and 2130706433 into dotted numbers: nobody writes them in good faith. */
    yg_str written = written_host(yg_str_of(address));
    if (target.literal && strchr(target.host, ':') == NULL && written.n > 0 &&
        !yg_str_eqz(written, target.host))
        return yg_fail(err, YG_ERR_INPUT, "%s is written in an unusual form, which is refused",
                       target.host);
    *ret_target = target;
    return true;
}

bool yg_target_parse(const char *address, yg_target *ret_target, yg_error *err) {
    return parse(NULL, address, ret_target, err);
}

bool yg_target_follow(const yg_target *from, const char *location, const yg_address_rule *rule,
                      yg_target *ret_target, yg_error *err) {
    yg_target target;
    if (!parse(from->address, location, &target, err))
        return yg_fail_in(err, "redirect from %s", from->host);
    if (from->https && !target.https)
        return yg_fail(err, YG_ERR_INPUT, "redirect from %s: from https to http is refused",
                       from->host);
    if (target.literal && !yg_address_allowed(rule, target.ip, target.port))
        return yg_fail(err, YG_ERR_INPUT, "redirect from %s to %s is refused: %s", from->host,
                       target.host, yg_address_kind_text(yg_address_classify(target.ip)));
    *ret_target = target;
    return true;
}

yg_address_rule yg_target_rule(const yg_target *configured, bool allow_private) {
    return (yg_address_rule){.allow_private = allow_private,
                             .has_own = configured->literal,
                             .own = configured->ip,
                             .own_port = configured->port};
}

static bool is_excepted(const yg_target *target, yg_str list) {
    yg_str item, host = yg_str_of(target->host);
    while (yg_str_split(&list, ',', &item)) {
        yg_address ip;
        item = yg_str_trim(item);
        if (yg_str_eqz(item, "*"))
            return true;
        if (yg_address_parse(item, &ip)) {
            if (target->literal && memcmp(ip.bytes, target->ip.bytes, sizeof ip.bytes) == 0)
                return true;
            continue;
        }
        while (item.n > 0 && item.p[0] == '.')
            item = yg_str_from(item, 1);
        if (item.n == 0 || target->literal || item.n > host.n)
            continue;
        yg_str end = yg_str_from(host, host.n - item.n);
        if (yg_str_eq_nocase(end, item) && (end.n == host.n || host.p[host.n - item.n - 1] == '.'))
            return true;
    }
    return false;
}

static yg_str environment(const char *const *names) {
    for (; *names != NULL; names++) {
        const char *value = getenv(*names);
        if (value != NULL && *value != '\0')
            return yg_str_of(value);
    }
    return (yg_str){NULL, 0};
}

yg_str yg_target_proxy(const yg_target *target, yg_str proxy, yg_str no_proxy) {
    static const char *const http[] = {"http_proxy", "all_proxy", "ALL_PROXY", NULL};
    static const char *const https[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
                                        NULL};
    static const char *const none[] = {"no_proxy", "NO_PROXY", NULL};
    if (yg_str_eqz(proxy, "none"))
        return (yg_str){NULL, 0};
    if (proxy.n == 0)
        proxy = environment(target->https ? https : http);
    if (no_proxy.n == 0)
        no_proxy = environment(none);
    return proxy.n > 0 && is_excepted(target, no_proxy) ? (yg_str){NULL, 0} : proxy;
}
