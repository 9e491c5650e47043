/* The log scan over any bytes: both forms of the engine against the slow reference, over one set of
 * indicators of all types. */
#include <stdint.h>
#include <stdlib.h>

#include "../tests/match/token_agree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static yg_indicators *make_set(void) {
    static const struct {
        yg_indicator_type type;
        const char *value;
    } values[] = {{YG_INDICATOR_IPV4, "192.0.2.1"},
                  {YG_INDICATOR_IPV4, "198.51.100.0/24"},
                  {YG_INDICATOR_IPV4, "203.0.113.255"},
                  {YG_INDICATOR_IPV6, "2001:db8::1"},
                  {YG_INDICATOR_IPV6, "2001:db8:1::/48"},
                  {YG_INDICATOR_IPV6, "::ffff:192.0.2.1"},
                  {YG_INDICATOR_DOMAIN, "evil.com"},
                  {YG_INDICATOR_DOMAIN, "xn--wgv71a.example"},
                  {YG_INDICATOR_DOMAIN, "_dmarc.a.b2"},
                  {YG_INDICATOR_HOST, "c-d.e_f.net"},
                  {YG_INDICATOR_HOST, "www.evil.com"},
                  {YG_INDICATOR_URL, "http://evil.com/"},
                  {YG_INDICATOR_URL, "https://evil.com/a?x=1&y=2"},
                  {YG_INDICATOR_URL, "http://evil.com/a?x=1"},
                  {YG_INDICATOR_URL, "http://evil.com:8080/a%20b,c"},
                  {YG_INDICATOR_URL, "http://192.0.2.1/\xE6\x97\xA5.html"},
                  {YG_INDICATOR_URL, "http://[2001:db8::1]?q"},
                  {YG_INDICATOR_URL, "http://xn--wgv71a.example/"},
                  {YG_INDICATOR_EMAIL, "bob@evil.com"},
                  {YG_INDICATOR_EMAIL, "a.b%c+d@c-d.e_f.net"},
                  {YG_INDICATOR_MD5, "0123456789abcdef0123456789abcdef"},
                  {YG_INDICATOR_SHA1, "0123456789abcdef0123456789abcdef01234567"},
                  {YG_INDICATOR_FILE_NAME, "evil tool.exe"},
                  {YG_INDICATOR_FILE_NAME, "dropper"},
                  {YG_INDICATOR_FILE_NAME, "\xE7\x99\xBA\xE6\xB3\xA8.exe"},
                  {YG_INDICATOR_FILE_NAME, "x(1).ps1"},
                  {YG_INDICATOR_REGISTRY_KEY, "HKLM\\Software\\Evil Corp\\Run"},
                  {YG_INDICATOR_REGISTRY_KEY, "HKCU\\Software\\{E-1}"},
                  {YG_INDICATOR_REGISTRY_KEY, "HKU\\.DEFAULT\\Software"}};
    yg_indicators_maker *maker = yg_indicators_make();
    uint32_t number;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        (void)yg_indicators_add(maker, values[i].type, yg_str_of(values[i].value), &number);
    return yg_indicators_compile(maker, (yg_str){NULL, 0});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    static yg_indicators *set;
    static yg_token_scratch *scratch;
    /* The slow reference takes time with block and set. */
    enum { MOST = 4096 };
    if (set == NULL) {
        set = make_set();
        scratch = yg_token_scratch_make();
    }
    if (n <= MOST && !token_agree(set, scratch, (yg_str){(const char *)data, n}, NULL))
        abort();
    return 0;
}
