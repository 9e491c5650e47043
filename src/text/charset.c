#include "text/charset.h"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include "base/utf8.h"
#include "text/charset_decode.h"

enum {
    MOST_BYTES = 256 << 20,
    MOST_LINE = 64 << 10,
    SAMPLE_BYTES = 16384,
    LEAST_CONFIDENCE = 50,
};

#define READ_AS(name) "read as " name ", not UTF-8"
static const struct {
    const char *found, *converter, *name, *reason; /* found: as ICU's detector calls it */
} charsets[] = {
    {"Shift_JIS", "windows-31j", "Shift_JIS", READ_AS("Shift_JIS")},
    {"EUC-JP", "EUC-JP", "EUC-JP", READ_AS("EUC-JP")},
    {"GB18030", "GB18030", "GB18030", READ_AS("GB18030")},
    {"Big5", "windows-950", "Big5", READ_AS("Big5")},
    {"EUC-KR", "windows-949", "EUC-KR", READ_AS("EUC-KR")},
    {"ISO-8859-1", "windows-1252", "windows-1252", READ_AS("windows-1252")},
    {"windows-1252", "windows-1252", "windows-1252", READ_AS("windows-1252")},
};

/* Behind the ASCII that stands at `at`. */
static size_t past_ascii(yg_str text, size_t at) {
    for (uint64_t eight; text.n - at >= sizeof eight; at += sizeof eight) {
        memcpy(&eight, text.p + at, sizeof eight);
        if ((eight & UINT64_C(0x8080808080808080)) != 0)
            break;
    }
    while (at < text.n && (unsigned char)text.p[at] < 0x80)
        at++;
    return at;
}

/* Bytes of what looks like a character of UTF-8; 1: nothing does. */
static size_t utf8_shape(yg_str s) {
    unsigned char c = (unsigned char)s.p[0];
    size_t n = c < 0xC2 || c > 0xF4 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    for (size_t i = 1; i < n; i++) {
        if (i >= s.n || ((unsigned char)s.p[i] & 0xC0) != 0x80)
            return 1;
    }
    return n;
}

/* UTF-8 with a few broken bytes stays UTF-8. */
static bool is_mostly_utf8(yg_str text) {
    size_t good = 0, bad = 0;
    for (size_t at = past_ascii(text, 0); at < text.n; at = past_ascii(text, at)) {
        size_t n = utf8_shape(yg_str_from(text, at));
        good += n > 1;
        bad += n == 1;
        at += n;
    }
    return good >= bad;
}

/* The lines that are not ASCII, over and over: the detector trusts no short text. */
static void add_sample(yg_buf *sample, yg_str text) {
    yg_str rest = text, line;
    while (sample->n < SAMPLE_BYTES && yg_str_split(&rest, '\n', &line)) {
        bool ascii = true;
        if (sample->n > 0 && line.n > 0 && line.p + line.n == text.p + text.n)
            break; /* a line without its end may be cut inside a character */
        for (size_t i = 0; i < line.n && ascii; i++)
            ascii = (unsigned char)line.p[i] < 0x80;
        if (ascii)
            continue;
        yg_buf_add(sample, line);
        yg_buf_addc(sample, '\n');
    }
    size_t once = sample->n;
    yg_buf_reserve(sample, once * 16);
    for (int i = 0; i < 15 && once > 0 && sample->n < SAMPLE_BYTES; i++)
        yg_buf_add(sample, (yg_str){sample->p, once});
}

/* C1 controls and private characters are signs of a wrong guess. */
static bool is_plausible(yg_str text) {
    for (size_t at = 0; at < text.n;) {
        uint32_t c = yg_utf8_next(text, &at);
        if ((c >= 0x80 && c < 0xA0) || (c >= 0xE000 && c < 0xF900) || c == 0xFFFD)
            return false;
    }
    return true;
}

/* Adds text, all of it or nothing. *ret_is_cut: it is sound but for its last character, which is
 * not all there. */
static bool convert_whole(UConverter *converter, yg_str text, yg_buf *ret, bool *ret_is_cut) {
    UErrorCode status = U_ZERO_ERROR;
    ucnv_reset(converter);
    ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
    int32_t need =
        ucnv_toAlgorithmic(UCNV_UTF8, converter, NULL, 0, text.p, (int32_t)text.n, &status);
    *ret_is_cut = status == U_TRUNCATED_CHAR_FOUND;
    if (status != U_BUFFER_OVERFLOW_ERROR || need <= 0)
        return false;
    size_t start = ret->n;
    status = U_ZERO_ERROR;
    yg_buf_reserve(ret, (size_t)need + 1);
    ucnv_toAlgorithmic(UCNV_UTF8, converter, ret->p + ret->n, need + 1, text.p, (int32_t)text.n,
                       &status);
    ret->n += (size_t)need;
    *ret_is_cut = status == U_TRUNCATED_CHAR_FOUND;
    bool fits = U_SUCCESS(status) && is_plausible(yg_str_from(yg_buf_str(ret), start));
    ret->n = fits ? ret->n : start;
    return fits;
}

static bool convert_by(UConverter *converter, yg_str text, yg_buf *ret) {
    bool is_cut;
    return convert_whole(converter, text, ret, &is_cut);
}

static bool convert(const char *name, yg_str text, yg_buf *ret) {
    enum { MOST_CUT = 3 }; /* a character of GB18030 has four bytes */
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(name, &status);
    if (U_FAILURE(status))
        return false;
    ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
    bool is_cut = false, done = convert_whole(converter, text, ret, &is_cut);
    for (size_t cut = 1; !done && is_cut && cut <= MOST_CUT && cut < text.n; cut++) {
        done = convert_whole(converter, yg_str_sub(text, 0, text.n - cut), ret, &is_cut);
        if (done)
            yg_utf8_put(ret, 0xFFFD);
    }
    ucnv_close(converter);
    return done;
}

/* Lists of a few kanji have none of the signs that the detector knows Shift_JIS by. What
 * windows-1252 has at 0x81 to 0x9F are quotes and dashes: they stand next to ASCII, not in pairs
 * with other bytes beyond it, as the halves of kanji do. */
static bool is_like_shift_jis(yg_str text) {
    size_t pairs = 0, others = 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char lead = (unsigned char)text.p[i];
        if (lead < 0x80)
            continue;
        bool low = lead > 0x80 && lead < 0xA0 && i + 1 < text.n;
        bool high_trail = low && (unsigned char)text.p[i + 1] >= 0x80;
        pairs += high_trail;
        others += !high_trail;
        i += low;
    }
    return pairs > others;
}

static bool try_match(const UCharsetMatch *match, yg_str text, yg_buf *ret, yg_charset *charset) {
    UErrorCode status = U_ZERO_ERROR;
    const char *found = ucsdet_getName(match, &status);
    int32_t confidence = ucsdet_getConfidence(match, &status);
    for (size_t i = 0; i < sizeof charsets / sizeof *charsets; i++) {
        if (U_FAILURE(status) || confidence < LEAST_CONFIDENCE ||
            strcmp(found, charsets[i].found) != 0)
            continue;
        if (strcmp(charsets[i].name, "windows-1252") == 0 && is_like_shift_jis(text))
            return false;
        charset->name = charsets[i].name;
        charset->reason = charsets[i].reason;
        return convert(charsets[i].converter, text, ret);
    }
    return false;
}

bool yg_charset_to_utf8(yg_str text, yg_buf *ret, yg_charset *ret_charset) {
    UErrorCode status = U_ZERO_ERROR;
    YG_CLEANUP_BUF yg_buf sample = {0};
    yg_charset charset = {.first_bytes = yg_utf8_check(text)};
    if (charset.first_bytes == text.n || text.n > MOST_BYTES ||
        memchr(text.p, '\0', text.n) != NULL || is_mostly_utf8(text))
        return false;
    add_sample(&sample, text);
    UCharsetDetector *detector = ucsdet_open(&status);
    if (U_FAILURE(status))
        return false;
    int32_t n = 0;
    ucsdet_setText(detector, sample.p, (int32_t)(sample.n < 1 << 20 ? sample.n : 1 << 20), &status);
    const UCharsetMatch **matches = ucsdet_detectAll(detector, &n, &status);
    bool done = false;
    for (int32_t i = 0; U_SUCCESS(status) && i < n && !done; i++)
        done = try_match(matches[i], text, ret, &charset);
    ucsdet_close(detector);
    if (!done && is_like_shift_jis(text)) {
        charset.name = charsets[0].name;
        charset.reason = charsets[0].reason;
        done = convert(charsets[0].converter, text, ret);
    }
    if (done)
        *ret_charset = charset;
    return done;
}

/* --- Line by line --- */

enum { SHIFT_JIS, EUC_JP, WINDOWS_1252, LINE_SETS };

static const struct {
    const char *converter, *name, *reason;
} line_sets[LINE_SETS] = {
    [SHIFT_JIS] = {"windows-31j", "Shift_JIS", READ_AS("Shift_JIS")},
    [EUC_JP] = {"EUC-JP", "EUC-JP", READ_AS("EUC-JP")},
    [WINDOWS_1252] = {"windows-1252", "windows-1252", READ_AS("windows-1252")},
};

/* How Japanese a converted line is: kana and Chinese characters beside each other count for it,
 * half-width kana (what EUC-JP looks like when it is taken for Shift_JIS) against it. One such
 * character alone between Latin letters is more likely an accented letter of another set. */
static int japanese_of(yg_str line) {
    int score = 0, run = 0;
    for (size_t at = 0; at < line.n;) {
        uint32_t c = yg_utf8_next(line, &at);
        bool is_wide = (c >= 0x3041 && c <= 0x30FF) || (c >= 0x4E00 && c <= 0x9FFF) || c == 0x3005;
        run = is_wide ? run + 1 : 0;
        score += run == 2 ? 2 : run > 2;
        score -= c >= 0xFF61 && c <= 0xFF9F ? 2 : 0;
    }
    return score;
}

/* Latin letters with accents stand alone or in pairs among letters of ASCII. */
static bool is_western(yg_str line) {
    size_t run = 0, ascii = 0, others = 0;
    for (size_t i = 0; i < line.n; i++) {
        unsigned char c = (unsigned char)line.p[i];
        bool is_letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        run = c >= 0x80 ? run + 1 : 0;
        if (run > 2 || (c >= 0x80 && c < 0xC0))
            return false;
        ascii += is_letter;
        others += c >= 0x80;
    }
    return ascii >= 2 * others;
}

/* Adds the line by the set that suits it best; LINE_SETS, with nothing added: by none. */
static int convert_line(UConverter *const *converters, yg_str line, yg_buf *ret) {
    size_t start = ret->n;
    int best = LINE_SETS, best_score = 0;
    for (int i = 0; i < WINDOWS_1252; i++) {
        if (!convert_by(converters[i], line, ret))
            continue;
        int score = japanese_of(yg_str_from(yg_buf_str(ret), start));
        ret->n = start;
        if (score > best_score) {
            best = i;
            best_score = score;
        }
    }
    if (best == LINE_SETS && is_western(line))
        best = WINDOWS_1252;
    return best < LINE_SETS && convert_by(converters[best], line, ret) ? best : LINE_SETS;
}

static bool convert_lines(UConverter *const *converters, yg_str text, yg_buf *ret,
                          yg_charset *ret_charset) {
    size_t start = ret->n;
    bool any = false;
    yg_str rest = text, line;
    for (const char *last = text.p + text.n; yg_str_split(&rest, '\n', &line);) {
        int set = LINE_SETS;
        if (line.n > 0 && line.n <= MOST_LINE && yg_utf8_check(line) < line.n &&
            memchr(line.p, '\0', line.n) == NULL)
            set = convert_line(converters, line, ret);
        if (set == LINE_SETS)
            yg_buf_add(ret, line);
        else if (!any)
            *ret_charset = (yg_charset){line_sets[set].name, line_sets[set].reason,
                                        (size_t)(line.p - text.p) + yg_utf8_check(line)};
        any |= set != LINE_SETS;
        if (line.p + line.n < last)
            yg_buf_addc(ret, '\n');
    }
    ret->n = any ? ret->n : start;
    return any;
}

bool yg_charset_lines_to_utf8(yg_str text, yg_buf *ret, yg_charset *ret_charset) {
    UConverter *converters[LINE_SETS] = {0};
    UErrorCode status = U_ZERO_ERROR;
    if (text.n == 0 || text.n > MOST_BYTES || yg_utf8_check(text) == text.n)
        return false;
    for (int i = 0; i < LINE_SETS; i++)
        converters[i] = ucnv_open(line_sets[i].converter, &status);
    bool done = U_SUCCESS(status) && convert_lines(converters, text, ret, ret_charset);
    for (int i = 0; i < LINE_SETS; i++)
        ucnv_close(converters[i]);
    return done;
}

/* UTF-16 with a byte order mark as UTF-8; false when text is no such thing. */
static bool convert_utf16(yg_str text, yg_buf *ret) {
    bool little = yg_str_starts(text, YG_STR("\xFF\xFE"));
    uint32_t high = 0;
    if (!little && !yg_str_starts(text, YG_STR("\xFE\xFF")))
        return false;
    for (size_t i = 2; i + 1 < text.n; i += 2) {
        unsigned char a = (unsigned char)text.p[i], b = (unsigned char)text.p[i + 1];
        uint32_t unit = little ? (uint32_t)b << 8 | a : (uint32_t)a << 8 | b;
        bool low = unit >= 0xDC00 && unit <= 0xDFFF;
        if (high != 0 && low)
            yg_utf8_put(ret, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
        else if (high != 0 || low)
            yg_utf8_put(ret, 0xFFFD);
        bool pair = high != 0 && low;
        high = unit >= 0xD800 && unit <= 0xDBFF ? unit : 0;
        if (!pair && high == 0 && !low)
            yg_utf8_put(ret, unit);
    }
    return true;
}

yg_str yg_charset_text(yg_str bytes, yg_buf *converted, yg_charset *ret_charset) {
    *ret_charset = (yg_charset){0};
    if (convert_utf16(bytes, converted) || yg_charset_to_utf8(bytes, converted, ret_charset))
        return yg_buf_str(converted);
    return yg_str_from(bytes, yg_str_starts(bytes, YG_STR("\xEF\xBB\xBF")) ? 3 : 0);
}

/* --- What a log is in --- */

/* So many characters may be wrong for one that is, and lines of so many control bytes are no text.
 */
enum { GUESS_BYTES = 8192, WRONG_OF = 50, CONTROL_OF = 16 };

bool yg_charset_is_foreign(yg_str line) {
    size_t controls = 0;
    if (yg_utf8_check(line) == line.n || is_mostly_utf8(line))
        return false;
    for (size_t i = 0; i < line.n; i++) {
        unsigned char c = (unsigned char)line.p[i];
        controls += (c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != 0x1B) || c == 0x7F;
    }
    return controls <= line.n / CONTROL_OF;
}

static void add_foreign(yg_buf *sample, yg_str text) {
    yg_str rest = text, line;
    while (sample->n < GUESS_BYTES && yg_str_split(&rest, '\n', &line)) {
        line = yg_str_sub(line, 0, GUESS_BYTES);
        if (line.n == 0 || !yg_charset_is_foreign(line))
            continue;
        yg_buf_add(sample, line);
        yg_buf_addc(sample, '\n');
    }
}

/* Adds what it becomes to *to. */
static bool fits(yg_charset_id id, yg_str sample, yg_buf *to) {
    yg_charset_reading r = {0};
    yg_charset_decode(yg_charset_decoder_of(id), sample, sample.n, &r, to);
    return r.faults <= r.characters / WRONG_OF + (r.characters > 4);
}

static yg_charset_id guess_by_detector(yg_str lines) {
    YG_CLEANUP_BUF yg_buf sample = {0};
    YG_CLEANUP_BUF yg_buf text = {0};
    UErrorCode status = U_ZERO_ERROR;
    yg_charset_id id = YG_CHARSET_NONE;
    int32_t n = 0;
    UCharsetDetector *detector = ucsdet_open(&status);
    if (U_FAILURE(status))
        return YG_CHARSET_NONE;
    add_sample(&sample, lines);
    ucsdet_setText(detector, sample.p, (int32_t)sample.n, &status);
    const UCharsetMatch **matches = ucsdet_detectAll(detector, &n, &status);
    for (int32_t i = 0; U_SUCCESS(status) && i < n && id == YG_CHARSET_NONE; i++) {
        const char *found = ucsdet_getName(matches[i], &status);
        int32_t confidence = ucsdet_getConfidence(matches[i], &status);
        yg_charset_id one;
        if (U_FAILURE(status) || confidence < LEAST_CONFIDENCE ||
            !yg_charset_by_name(yg_str_of(found), &one) || yg_charset_decoder_of(one) == NULL ||
            (one == YG_CHARSET_WINDOWS_1252 && is_like_shift_jis(lines)) ||
            !fits(one, lines, &text))
            continue;
        id = one;
    }
    ucsdet_close(detector);
    return id;
}

yg_charset_id yg_charset_guess_line(yg_str line) {
    static const yg_charset_id japanese[] = {YG_CHARSET_SHIFT_JIS, YG_CHARSET_EUC_JP};
    YG_CLEANUP_BUF yg_buf converted = {0};
    yg_charset_id id = YG_CHARSET_NONE;
    for (int i = 0, most = 0; i < 2; i++) {
        yg_buf_clear(&converted);
        int score = fits(japanese[i], line, &converted) ? japanese_of(yg_buf_str(&converted)) : 0;
        id = score > most ? japanese[i] : id;
        most = score > most ? score : most;
    }
    return id == YG_CHARSET_NONE && is_western(line) ? YG_CHARSET_WINDOWS_1252 : id;
}

yg_charset_id yg_charset_guess(yg_str text) {
    YG_CLEANUP_BUF yg_buf lines = {0};
    YG_CLEANUP_BUF yg_buf converted = {0};
    add_foreign(&lines, text);
    yg_str sample = yg_buf_str(&lines);
    if (sample.n == 0)
        return YG_CHARSET_NONE;
    yg_charset_id id = guess_by_detector(sample);
    if (id != YG_CHARSET_NONE)
        return id;
    return is_like_shift_jis(sample) && fits(YG_CHARSET_SHIFT_JIS, sample, &converted)
               ? YG_CHARSET_SHIFT_JIS
               : yg_charset_guess_line(sample);
}
