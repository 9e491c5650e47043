#include "text/charset_decode.h"

#include <pthread.h>
#include <unicode/ucnv.h>

#include "base/mem.h"
#include "base/utf8.h"

/* Values of the tables: 0: no character. */
enum {
    HIGH = 128,   /* lead bytes 0x80 to 0xFF */
    FOUR = 39420, /* of GB18030: characters of four bytes below U+10000 */
    FOUR_SUPPLEMENT = 189000,
    REPLACEMENT = 0xFFFD,
};

typedef uint16_t pair_table[HIGH][256];

struct yg_charset_decoder {
    yg_charset_id id;
    uint16_t single[HIGH];
    pair_table pair;
    pair_table *plane; /* EUC-JP: behind 0x8F */
    uint16_t *four;    /* GB18030 */
};

static const struct {
    const char *word, *converter; /* ICU's; NULL: none is needed */
    const char *others;           /* names, each with a blank behind it */
} sets[YG_CHARSETS] = {
    [YG_CHARSET_NONE] = {"auto", NULL, ""},
    [YG_CHARSET_UTF8] = {"utf-8", NULL, "ascii usascii "},
    [YG_CHARSET_UTF16_LE] = {"utf-16le", NULL, "utf16 "},
    [YG_CHARSET_UTF16_BE] = {"utf-16be", NULL, ""},
    [YG_CHARSET_SHIFT_JIS] = {"shift_jis", "windows-31j", "sjis cp932 mskanji windows31j ms932 "},
    [YG_CHARSET_EUC_JP] = {"euc-jp", "EUC-JP", "ujis eucjpms cp51932 "},
    [YG_CHARSET_ISO_2022_JP] = {"iso-2022-jp", "EUC-JP", "jis cp50220 cp50221 "},
    [YG_CHARSET_GB18030] = {"gb18030", "GB18030", "gbk gb2312 euccn cp936 windows936 cp54936 "},
    [YG_CHARSET_BIG5] = {"big5", "windows-950", "cp950 windows950 ms950 "},
    [YG_CHARSET_EUC_KR] = {"euc-kr", "windows-949", "cp949 windows949 ms949 uhc ksc5601 "},
    [YG_CHARSET_WINDOWS_874] = {"windows-874", "windows-874", "cp874 tis620 "},
    [YG_CHARSET_WINDOWS_1250] = {"windows-1250", "windows-1250", "cp1250 "},
    [YG_CHARSET_WINDOWS_1251] = {"windows-1251", "windows-1251", "cp1251 "},
    [YG_CHARSET_WINDOWS_1252] = {"windows-1252", "windows-1252", "cp1252 latin1 iso88591 "},
    [YG_CHARSET_WINDOWS_1253] = {"windows-1253", "windows-1253", "cp1253 "},
    [YG_CHARSET_WINDOWS_1254] = {"windows-1254", "windows-1254", "cp1254 "},
    [YG_CHARSET_WINDOWS_1255] = {"windows-1255", "windows-1255", "cp1255 "},
    [YG_CHARSET_WINDOWS_1256] = {"windows-1256", "windows-1256", "cp1256 "},
    [YG_CHARSET_WINDOWS_1257] = {"windows-1257", "windows-1257", "cp1257 "},
    [YG_CHARSET_WINDOWS_1258] = {"windows-1258", "windows-1258", "cp1258 "},
};

/* --- Names --- */

const char *yg_charset_word(yg_charset_id id) {
    return sets[id].word;
}

static void fold(yg_str name, char ret[32]) {
    size_t n = 0;
    for (size_t i = 0; i < name.n && n < 31; i++) {
        char c = name.p[i];
        if (c != '-' && c != '_')
            ret[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    ret[n] = '\0';
}

bool yg_charset_by_name(yg_str name, yg_charset_id *ret_id) {
    char asked[32], word[32];
    if (name.n == 0 || name.n > 24)
        return false;
    fold(name, asked);
    for (int i = 0; i < YG_CHARSETS; i++) {
        yg_str rest = yg_str_of(sets[i].others), other;
        fold(yg_str_of(sets[i].word), word);
        bool is_it = strcmp(asked, word) == 0;
        while (!is_it && yg_str_split(&rest, ' ', &other))
            is_it = other.n > 0 && yg_str_eqz(other, asked);
        if (is_it) {
            *ret_id = (yg_charset_id)i;
            return true;
        }
    }
    return false;
}

/* --- Tables --- */

static bool is_private(uint32_t c) {
    return c >= 0xE000 && c < 0xF900;
}

/* One character of the base plane, or 0. C1 controls are what ICU makes of bytes that a set does
 * not have. */
static uint16_t ask(UConverter *converter, const unsigned char *bytes, int32_t n) {
    UErrorCode status = U_ZERO_ERROR;
    UChar out[4];
    int32_t got = ucnv_toUChars(converter, out, 4, (const char *)bytes, n, &status);
    return U_FAILURE(status) || got != 1 || out[0] < 0xA0 || out[0] == REPLACEMENT ? 0 : out[0];
}

static UConverter *open_converter(const char *name) {
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(name, &status);
    if (U_FAILURE(status))
        return NULL;
    ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
    return converter;
}

static void fill_pairs(UConverter *converter, pair_table pair, unsigned first, unsigned last) {
    for (unsigned a = first; a <= last; a++) {
        for (unsigned b = 0x40; b <= 0xFE; b++)
            pair[a - HIGH][b] =
                ask(converter, (unsigned char[]){(unsigned char)a, (unsigned char)b}, 2);
    }
}

/* The kana and signs that everybody in Taiwan has, where windows-950 leaves room for private ones.
 */
static void fill_from_hkscs(pair_table pair) {
    UConverter *converter = open_converter("Big5-HKSCS");
    for (unsigned a = 0x81; converter != NULL && a <= 0xFE; a++) {
        for (unsigned b = 0x40; b <= 0xFE; b++) {
            uint16_t *to = &pair[a - HIGH][b];
            uint16_t c =
                *to == 0 || is_private(*to)
                    ? ask(converter, (unsigned char[]){(unsigned char)a, (unsigned char)b}, 2)
                    : 0;
            *to = c != 0 ? c : *to;
        }
    }
    ucnv_close(converter);
}

/* What JIS X 0208 alone does not have: rows of NEC and IBM, as CP932 maps them. */
static void fill_from_cp932(pair_table pair) {
    UConverter *converter = open_converter("windows-31j");
    for (unsigned row = 0; converter != NULL && row < 94; row++) {
        for (unsigned cell = 0; cell < 94; cell++) {
            unsigned lead = row / 2 + (row < 62 ? 0x81 : 0xC1);
            unsigned trail = row % 2 == 1 ? cell + 0x9F : cell + (cell < 63 ? 0x40 : 0x41);
            uint16_t *to = &pair[row + 0xA1 - HIGH][cell + 0xA1];
            if (*to == 0)
                *to =
                    ask(converter, (unsigned char[]){(unsigned char)lead, (unsigned char)trail}, 2);
        }
    }
    ucnv_close(converter);
}

static void fill_plane(UConverter *converter, pair_table plane) {
    for (unsigned a = 0xA1; a <= 0xFE; a++) {
        for (unsigned b = 0xA1; b <= 0xFE; b++)
            plane[a - HIGH][b] =
                ask(converter, (unsigned char[]){0x8F, (unsigned char)a, (unsigned char)b}, 3);
    }
}

static unsigned four_index(const unsigned char *p) {
    return (((p[0] - 0x81u) * 10 + p[1] - 0x30u) * 126 + p[2] - 0x81u) * 10 + p[3] - 0x30u;
}

static void fill_four(UConverter *converter, uint16_t *four) {
    for (unsigned i = 0; i < FOUR; i++) {
        unsigned rest = i / 1260;
        const unsigned char bytes[4] = {
            (unsigned char)(0x81 + rest / 10), (unsigned char)(0x30 + rest % 10),
            (unsigned char)(0x81 + i / 10 % 126), (unsigned char)(0x30 + i % 10)};
        UErrorCode status = U_ZERO_ERROR;
        UChar out[4];
        int32_t got = ucnv_toUChars(converter, out, 4, (const char *)bytes, 4, &status);
        four[i] = U_FAILURE(status) || got != 1 ? 0 : out[0]; /* U+FFFD has a code of its own */
    }
}

static yg_charset_decoder *decoders[YG_CHARSETS];
static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER;

static yg_charset_decoder *make(yg_charset_id id) {
    UConverter *converter = open_converter(sets[id].converter);
    yg_charset_decoder *d = yg_alloc(1, sizeof *d);
    d->id = id;
    bool has_pairs = id < YG_CHARSET_WINDOWS_874;
    bool is_euc_jp = id == YG_CHARSET_EUC_JP || id == YG_CHARSET_ISO_2022_JP;
    for (unsigned b = HIGH; converter != NULL && b < 256; b++)
        d->single[b - HIGH] = ask(converter, (unsigned char[]){(unsigned char)b}, 1);
    if (converter != NULL && has_pairs)
        fill_pairs(converter, d->pair, is_euc_jp ? 0x8E : 0x81, 0xFE);
    if (id == YG_CHARSET_BIG5)
        fill_from_hkscs(d->pair);
    if (converter != NULL && is_euc_jp) {
        d->plane = yg_alloc(1, sizeof *d->plane);
        fill_from_cp932(d->pair);
        fill_plane(converter, *d->plane);
    }
    if (converter != NULL && id == YG_CHARSET_GB18030) {
        d->four = yg_alloc(FOUR, sizeof *d->four);
        fill_four(converter, d->four);
    }
    ucnv_close(converter);
    return d;
}

const yg_charset_decoder *yg_charset_decoder_of(yg_charset_id id) {
    if (id >= YG_CHARSETS || sets[id].converter == NULL)
        return NULL;
    pthread_mutex_lock(&making);
    if (decoders[id] == NULL)
        decoders[id] = make(id);
    const yg_charset_decoder *d = decoders[id];
    pthread_mutex_unlock(&making);
    return d;
}

/* --- Characters --- */

/* What is in force after an escape of ISO-2022-JP (RFC 1468, 2237; JIS X 0201 kana as CP50221). */
enum { MODE_ASCII, MODE_KANA, MODE_PAIRS, MODE_PLANE };

typedef struct {
    uint32_t c; /* UINT32_MAX: an escape, which is no character */
    unsigned n; /* bytes */
    bool is_fault;
} character;

/* Bytes of an escape, 0: it is none that is known. */
static unsigned escape_at(const unsigned char *p, size_t n, unsigned char *ret_mode) {
    static const struct {
        const char *word;
        unsigned char mode;
    } escapes[] = {{"\x1B(B", MODE_ASCII},  {"\x1B(J", MODE_ASCII}, {"\x1B(I", MODE_KANA},
                   {"\x1B$@", MODE_PAIRS},  {"\x1B$B", MODE_PAIRS}, {"\x1B$(D", MODE_PLANE},
                   {"\x1B$(@", MODE_PAIRS}, {"\x1B$(B", MODE_PAIRS}};
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
        size_t length = i < 5 ? 3 : 4;
        if (n >= length && memcmp(p, escapes[i].word, length) == 0) {
            *ret_mode = escapes[i].mode;
            return (unsigned)length;
        }
    }
    return 0;
}

static character as_fault(void) {
    return (character){REPLACEMENT, 1, true};
}

static character next_2022(const yg_charset_decoder *d, const unsigned char *p, size_t n,
                           unsigned char *mode) {
    unsigned length = *p == 0x1B ? escape_at(p, n, mode) : 0;
    if (length > 0)
        return (character){UINT32_MAX, length, false};
    if (*p == '\n')
        *mode = MODE_ASCII;
    if (*p >= HIGH)
        return as_fault();
    if (*mode == MODE_ASCII || *p <= 0x20 || *p == 0x7F)
        return (character){*p, 1, false};
    if (*mode == MODE_KANA)
        return *p < 0x60 ? (character){0xFF40u + *p, 1, false} : as_fault();
    const pair_table *pair = *mode == MODE_PLANE ? (const pair_table *)d->plane : &d->pair;
    uint16_t c = n > 1 && p[1] > 0x20 && p[1] < 0x7F ? (*pair)[*p][p[1] | 0x80] : 0;
    return c != 0 ? (character){c, 2, false} : as_fault();
}

static character next_four(const yg_charset_decoder *d, const unsigned char *p, size_t n) {
    if (d->four == NULL || n < 4 || p[0] == 0xFF || p[2] < 0x81 || p[2] == 0xFF || p[3] < 0x30 ||
        p[3] > 0x39)
        return as_fault();
    unsigned i = four_index(p);
    uint32_t c = i < FOUR ? d->four[i] : i < FOUR_SUPPLEMENT ? 0 : i - FOUR_SUPPLEMENT + 0x10000;
    return c == 0 || c > 0x10FFFF ? as_fault() : (character){c, 4, false};
}

/* A byte of 0x80 or more. */
static character next_high(const yg_charset_decoder *d, const unsigned char *p, size_t n) {
    unsigned lead = *p - (unsigned)HIGH;
    uint16_t c = d->single[lead];
    if (c != 0)
        return (character){c, 1, is_private(c)};
    if (n < 2)
        return as_fault();
    c = d->pair[lead][p[1]];
    if (c != 0)
        return (character){c, 2, is_private(c)};
    if (d->plane != NULL && *p == 0x8F && n > 2 && p[1] >= HIGH) {
        c = (*d->plane)[p[1] - HIGH][p[2]];
        return c != 0 ? (character){c, 3, false} : as_fault();
    }
    if (p[0] > 0x80 && p[1] >= 0x30 && p[1] <= 0x39)
        return next_four(d, p, n);
    return as_fault();
}

static character next_character(const yg_charset_decoder *d, const unsigned char *p, size_t n,
                                unsigned char *mode) {
    if (d->id == YG_CHARSET_ISO_2022_JP)
        return next_2022(d, p, n, mode);
    return *p < HIGH ? (character){*p, 1, false} : next_high(d, p, n);
}

static size_t utf8_length(uint32_t c) {
    return c == UINT32_MAX ? 0 : c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

static void count(yg_charset_reading *r, const character *c) {
    bool is_beyond = c->c >= HIGH && c->c != UINT32_MAX;
    r->bytes += c->n;
    r->text += utf8_length(c->c);
    r->characters += is_beyond;
    r->pairs += is_beyond && c->n > 1;
    r->faults += c->is_fault;
}

/* --- Texts --- */

static size_t ascii_run(const unsigned char *p, size_t n) {
    size_t at = 0;
    for (uint64_t eight; n - at >= sizeof eight; at += sizeof eight) {
        memcpy(&eight, p + at, sizeof eight);
        if ((eight & UINT64_C(0x8080808080808080)) != 0)
            break;
    }
    while (at < n && p[at] < HIGH)
        at++;
    return at;
}

/* Bytes that are ASCII and stay so. */
static size_t run_of_ascii(const yg_charset_decoder *d, const unsigned char *p, size_t n,
                           unsigned char mode) {
    if (*p >= HIGH)
        return 0;
    if (d->id == YG_CHARSET_ISO_2022_JP) {
        if (mode != MODE_ASCII)
            return 0;
        const unsigned char *escape = memchr(p, 0x1B, n);
        n = escape != NULL ? (size_t)(escape - p) : n;
    }
    return ascii_run(p, n);
}

/* There is room for it. */
static void put(yg_buf *to, uint32_t c) {
    char *p = to->p + to->n;
    size_t n = utf8_length(c);
    if (n == 1) {
        p[0] = (char)c;
    } else if (n == 2) {
        p[0] = (char)(0xC0 | c >> 6);
        p[1] = (char)(0x80 | (c & 0x3F));
    } else if (n == 3) {
        p[0] = (char)(0xE0 | c >> 12);
        p[1] = (char)(0x80 | (c >> 6 & 0x3F));
        p[2] = (char)(0x80 | (c & 0x3F));
    } else if (n == 4) {
        p[0] = (char)(0xF0 | c >> 18);
        p[1] = (char)(0x80 | (c >> 12 & 0x3F));
        p[2] = (char)(0x80 | (c >> 6 & 0x3F));
        p[3] = (char)(0x80 | (c & 0x3F));
    }
    to->n += n;
}

/* Most of what is no ASCII: characters of two bytes that become three. */
static void add_pairs(const yg_charset_decoder *d, yg_str s, size_t until, yg_charset_reading *r,
                      yg_buf *to) {
    const unsigned char *p = (const unsigned char *)s.p;
    size_t at = r->bytes, before = to->n;
    char *out = to->p + to->n;
    for (; at < until && at + 1 < s.n && p[at] >= HIGH && d->single[p[at] - HIGH] == 0; at += 2) {
        uint32_t c = d->pair[p[at] - HIGH][p[at + 1]];
        if (c < 0x800 || is_private(c))
            break;
        *out++ = (char)(0xE0 | c >> 12);
        *out++ = (char)(0x80 | (c >> 6 & 0x3F));
        *out++ = (char)(0x80 | (c & 0x3F));
    }
    to->n = (size_t)(out - to->p);
    r->text += to->n - before;
    r->characters += (at - r->bytes) / 2;
    r->pairs += (at - r->bytes) / 2;
    r->bytes = at;
}

void yg_charset_decode(const yg_charset_decoder *decoder, yg_str s, size_t until,
                       yg_charset_reading *reading, yg_buf *to) {
    const unsigned char *p = (const unsigned char *)s.p;
    yg_charset_reading r = *reading;
    until = until < s.n ? until : s.n;
    if (r.bytes < until)
        yg_buf_reserve(to, (until - r.bytes) * 3 + 8); /* no byte becomes more than three */
    while (r.bytes < until) {
        size_t n = run_of_ascii(decoder, p + r.bytes, until - r.bytes, r.mode);
        if (n > 0) {
            memcpy(to->p + to->n, p + r.bytes, n);
            to->n += n;
            r.bytes += n;
            r.text += n;
            continue;
        }
        if (decoder->id != YG_CHARSET_ISO_2022_JP)
            add_pairs(decoder, s, until, &r, to);
        if (r.bytes >= until)
            break;
        character c = next_character(decoder, p + r.bytes, s.n - r.bytes, &r.mode);
        put(to, c.c);
        count(&r, &c);
    }
    *reading = r;
}

void yg_charset_skip(const yg_charset_decoder *decoder, yg_str s, size_t bytes, size_t text,
                     yg_charset_reading *reading) {
    const unsigned char *p = (const unsigned char *)s.p;
    while (reading->bytes < s.n && reading->bytes < bytes && reading->text < text) {
        yg_charset_reading next = *reading;
        character c = next_character(decoder, p + next.bytes, s.n - next.bytes, &next.mode);
        count(&next, &c);
        if (next.bytes > bytes || next.text > text)
            return;
        *reading = next;
    }
}
