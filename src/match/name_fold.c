/* Folding, letter by letter (match/name_fold.h), and IDN labels. */
#include "match/name_fold.h"

#include "base/utf8.h"
#include "match/confusable.h"

#define L(upper, lower, code) [upper] = (code), [lower] = (code)
const uint8_t yg_fold_code[256] = {
    L('A', 'a', 1),  L('B', 'b', 2),  L('C', 'c', 3),  L('D', 'd', 4),  L('E', 'e', 5),
    L('F', 'f', 6),  L('G', 'g', 7),  L('H', 'h', 8),  L('I', 'i', 12), L('J', 'j', 10),
    L('K', 'k', 11), L('L', 'l', 12), L('M', 'm', 13), L('N', 'n', 14), L('O', 'o', 15),
    L('P', 'p', 16), L('Q', 'q', 17), L('R', 'r', 18), L('S', 's', 19), L('T', 't', 20),
    L('U', 'u', 21), L('V', 'v', 22), L('W', 'w', 23), L('X', 'x', 24), L('Y', 'y', 25),
    L('Z', 'z', 26), ['0'] = 15,      ['1'] = 12,      ['2'] = 27,      ['3'] = 5,
    ['4'] = 1,       ['5'] = 19,      ['6'] = 28,      ['7'] = 29,      ['8'] = 2,
    ['9'] = 7,
};
#undef L

const uint8_t yg_fold_kind[256] = {
    ['A' ... 'Z'] = YG_BYTE_LETTER, ['a' ... 'z'] = YG_BYTE_LETTER, ['0' ... '9'] = YG_BYTE_DIGIT,
    ['-'] = YG_BYTE_SEPARATOR,      ['_'] = YG_BYTE_SEPARATOR,      ['.'] = YG_BYTE_POINT,
};

void yg_fold_start(yg_folder *folder, yg_name_text *text) {
    memset(text->boundary, 0, sizeof text->boundary);
    text->signs_n = 0;
    *folder = (yg_folder){.text = text};
}

void yg_fold_put(yg_folder *folder, uint8_t byte, size_t source) {
    yg_name_text *text = folder->text;
    size_t n = folder->n;
    uint8_t code = yg_fold_code[byte], kind = yg_fold_kind[byte];
    if (folder->is_joined && kind == folder->kind) {
        if (code == YG_LETTER_N && text->letter[n - 1] == YG_LETTER_R) {
            text->letter[n - 1] = YG_LETTER_M;
            return;
        }
        if (code == YG_LETTER_V && text->letter[n - 1] == YG_LETTER_V) {
            text->letter[n - 1] = YG_LETTER_W;
            return;
        }
    } else if (n < YG_NAME_MAX) {
        text->boundary[n >> 6] |= UINT64_C(1) << (n & 63);
    }
    if (n == YG_NAME_MAX)
        return;
    text->letter[n] = code;
    text->source[n] = (uint8_t)source;
    folder->n = n + 1;
    folder->is_joined = true;
    folder->kind = kind;
}

void yg_fold_break(yg_folder *folder) {
    folder->is_joined = false;
}

void yg_fold_end(yg_folder *folder, size_t source) {
    yg_name_text *text = folder->text;
    size_t n = folder->n;
    text->n = (uint16_t)n;
    text->boundary[n >> 6] |= UINT64_C(1) << (n & 63);
    memset(text->letter + n, 0, 16);
    text->source[n] = (uint8_t)source;
}

/* A code point of an IDN label that begins at byte `label` of the host. What nobody sees separates
 * nothing. */
static void put_point(yg_folder *folder, uint32_t point, size_t label) {
    char ascii = (char)point;
    yg_str latin = point < 0x80 ? (yg_str){&ascii, 1} : yg_confusable_latin(point);
    if (latin.n == 0 && !yg_confusable_is_unseen(point))
        yg_fold_break(folder);
    for (size_t i = 0; i < latin.n; i++) {
        uint8_t byte = (uint8_t)latin.p[i];
        if (yg_fold_code[byte] != 0)
            yg_fold_put(folder, byte, label);
        else
            yg_fold_break(folder);
    }
}

/* An IDN label: its letters, and its signs. */
static void put_points(yg_folder *folder, const uint32_t *points, size_t n, size_t label) {
    yg_name_text *text = folder->text;
    size_t from = text->signs_n;
    for (size_t i = 0; i < n; i++)
        put_point(folder, points[i], label);
    from += yg_confusable_fold_points(points, n, text->signs + from, YG_NAME_MAX - from);
    memset(text->sign_source + text->signs_n, (uint8_t)label, from - text->signs_n);
    text->signs_n = (uint16_t)from;
}

void yg_fold_host(yg_name_text *text, size_t to) {
    yg_folder folder;
    uint32_t points[YG_NAME_MAX];
    yg_str host = text->host;
    yg_fold_start(&folder, text);
    for (size_t i = 0; i < to;) {
        uint8_t byte = (uint8_t)host.p[i];
        bool starts = i == 0 || host.p[i - 1] == '.';
        if (byte == 'x' && starts && yg_str_starts(yg_str_from(host, i), YG_STR("xn--"))) {
            size_t end = i + 4;
            while (end < to && host.p[end] != '.')
                end++;
            size_t n = yg_punycode_decode(yg_str_sub(host, i, end - i), points, YG_NAME_MAX);
            if (n > 0) {
                put_points(&folder, points, n, i);
                text->has_idn = true;
                i = end;
                continue;
            }
        }
        if (yg_fold_code[byte] != 0)
            yg_fold_put(&folder, byte, i);
        else
            yg_fold_break(&folder);
        i++;
    }
    yg_fold_end(&folder, to);
}

size_t yg_name_fold(yg_str token, uint8_t *ret_letters, size_t max) {
    yg_name_text text;
    yg_folder folder;
    yg_fold_start(&folder, &text);
    for (size_t at = 0; at < token.n;) {
        uint32_t point = yg_utf8_next(token, &at);
        char ascii = (char)point;
        yg_str latin = point < 0x80 ? (yg_str){&ascii, 1} : yg_confusable_latin(point);
        if (yg_confusable_is_unseen(point))
            continue;
        /* Kana, a Chinese character: what can be told of the rest is not the token. */
        if (latin.n == 0 || folder.n == YG_NAME_MAX)
            return 0;
        for (size_t i = 0; i < latin.n; i++) {
            uint8_t byte = (uint8_t)latin.p[i];
            if (yg_fold_code[byte] != 0)
                yg_fold_put(&folder, byte, 0);
            else
                yg_fold_break(&folder);
        }
    }
    if (folder.n > max)
        return 0;
    memcpy(ret_letters, text.letter, folder.n);
    return folder.n;
}
