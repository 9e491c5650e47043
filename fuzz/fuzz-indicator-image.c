/* Images of indicator sets that were damaged: three bytes of the input each say where a byte of a
 * right image changes (16 bits) and how. What still opens is used in every way. */
#include <stdint.h>
#include <stdlib.h>

#include "match/token_scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct {
    yg_indicator_type type;
    const char *value;
} values[] = {{YG_INDICATOR_IPV4, "192.0.2.1"},
              {YG_INDICATOR_IPV4, "198.51.100.0/24"},
              {YG_INDICATOR_IPV6, "2001:db8::1"},
              {YG_INDICATOR_IPV6, "2001:db8:1::/48"},
              {YG_INDICATOR_DOMAIN, "evil.example.com"},
              {YG_INDICATOR_HOST, "www.example.net"},
              {YG_INDICATOR_URL, "http://evil.example.com/a?x=1"},
              {YG_INDICATOR_URL, "http://[2001:db8::1]/q"},
              {YG_INDICATOR_EMAIL, "mallory@example.net"},
              {YG_INDICATOR_MD5, "0123456789abcdef0123456789abcdef"},
              {YG_INDICATOR_FILE_NAME, "evil tool.exe"},
              {YG_INDICATOR_FILE_NAME, "\xE7\x99\xBA\xE6\xB3\xA8.exe"},
              {YG_INDICATOR_REGISTRY_KEY, "HKLM\\Software\\Evil Corp\\Run"}};

typedef struct {
    yg_indicators *set; /* right; owns image */
    yg_str image;
    char *copy;
    yg_buf text; /* a block that has every value, with padding */
    yg_token_scratch *scratch;
} lab;

static lab make_lab(void) {
    lab l = {.scratch = yg_token_scratch_make()};
    yg_indicators_maker *maker = yg_indicators_make();
    uint32_t number;
    for (int i = 0; i < YG_SCAN_PAD; i++)
        yg_buf_addc(&l.text, ' ');
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        (void)yg_indicators_add(maker, values[i].type, yg_str_of(values[i].value), &number);
        yg_buf_addc(&l.text, '"');
        yg_buf_addz(&l.text, values[i].value);
        yg_buf_addz(&l.text, "\"\n");
    }
    yg_buf_reserve(&l.text, YG_SCAN_PAD);
    memset(l.text.p + l.text.n, 0, YG_SCAN_PAD);
    l.set = yg_indicators_compile(maker, YG_STR("notes"));
    l.image = yg_indicators_image(l.set);
    l.copy = yg_alloc(l.image.n, 1);
    return l;
}

static void count(void *self, const yg_token_hit *hit) {
    *(size_t *)self += hit->number;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    static lab l;
    yg_indicators *set;
    yg_error err;
    size_t sum = 0;
    if (l.copy == NULL)
        l = make_lab();
    memcpy(l.copy, l.image.p, l.image.n);
    for (size_t i = 0; i + 3 <= n; i += 3) {
        size_t at = (size_t)data[i] << 8 | data[i + 1];
        l.copy[at % l.image.n] = (char)(l.copy[at % l.image.n] ^ (char)data[i + 2]);
    }
    if (!yg_indicators_open((yg_str){l.copy, l.image.n}, &set, &err))
        return 0;
    yg_buf buf = {0};
    for (uint32_t i = 0; i < yg_indicators_count(set); i++)
        sum += yg_indicators_value(set, i, &buf).n + yg_indicators_type(set, i);
    yg_str block = {l.text.p + YG_SCAN_PAD, l.text.n - YG_SCAN_PAD};
    yg_token_scan(set, l.scratch, block, count, &sum);
    yg_token_scan_plain(set, l.scratch, block, count, &sum);
    yg_buf_free(&buf);
    yg_indicators_free(set);
    return 0;
}
