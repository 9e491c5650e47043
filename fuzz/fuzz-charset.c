/* Fuzz target of national character sets: any bytes as text of each set. UTF-8 comes out, the same
 * in any steps; places lead there and back; a guess names a set that is there. */
#include <stdlib.h>

#include "base/utf8.h"
#include "text/charset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void require(bool holds) {
    if (!holds)
        abort();
}

static void read_as(const yg_charset_decoder *decoder, yg_str bytes) {
    YG_CLEANUP_BUF yg_buf whole = {0};
    YG_CLEANUP_BUF yg_buf parts = {0};
    yg_charset_reading all = {0}, r = {0};
    yg_charset_decode(decoder, bytes, bytes.n, &all, &whole);
    require(all.bytes == bytes.n && all.text == whole.n && all.faults <= all.characters);
    require(yg_utf8_check(yg_buf_str(&whole)) == whole.n);
    while (r.bytes < bytes.n) {
        yg_charset_reading before = r, bytewise = r, textwise = r;
        yg_charset_decode(decoder, bytes, r.bytes + 1, &r, &parts);
        require(r.bytes > before.bytes && r.bytes - before.bytes <= 4);
        yg_charset_skip(decoder, bytes, r.bytes - 1, SIZE_MAX, &bytewise);
        require(r.bytes - before.bytes > 1 ? bytewise.bytes == before.bytes
                                           : bytewise.bytes <= r.bytes);
        yg_charset_skip(decoder, bytes, SIZE_MAX, r.text, &textwise);
        require(textwise.text == r.text);
    }
    require(yg_str_eq(yg_buf_str(&whole), yg_buf_str(&parts)) && r.faults == all.faults);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    yg_str bytes = {(const char *)data, n};
    yg_charset_id named;
    for (int id = 0; id < YG_CHARSETS; id++) {
        const yg_charset_decoder *decoder = yg_charset_decoder_of((yg_charset_id)id);
        if (decoder != NULL)
            read_as(decoder, bytes);
    }
    yg_charset_id guess = yg_charset_guess(bytes);
    require(guess == YG_CHARSET_NONE || yg_charset_decoder_of(guess) != NULL);
    yg_charset_id line = yg_charset_guess_line(bytes);
    require(line == YG_CHARSET_NONE || yg_charset_decoder_of(line) != NULL);
    require(!yg_charset_by_name(bytes, &named) || named < YG_CHARSETS);
    return 0;
}
