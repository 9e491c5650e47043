#include "tell/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <unicode/umsg.h>
#include <unicode/ustring.h>

#include "base/utf8.h"
#include "model/share.h"
#include "tell/messages.inc.h"

typedef struct {
    const message_row *rows;
    size_t n;
    const char *locale;
} catalogue;

static const catalogue catalogues[] = {
    [YG_LANG_EN] = {messages_en, sizeof messages_en / sizeof *messages_en, "en"},
    [YG_LANG_JA] = {messages_ja, sizeof messages_ja / sizeof *messages_ja, "ja"},
};

static int by_key(const void *key, const void *row) {
    return yg_str_cmp(*(const yg_str *)key, yg_str_of(((const message_row *)row)->key));
}

static const message_row *find(const yg_voice *voice, yg_str key) {
    const catalogue *c = &catalogues[voice->lang];
    return bsearch(&key, c->rows, c->n, sizeof *c->rows, by_key);
}

const char *yg_message_key(enum yg_lang lang, size_t i) {
    return i < catalogues[lang].n ? catalogues[lang].rows[i].key : NULL;
}

const char *yg_message_types(enum yg_lang lang, size_t i) {
    return i < catalogues[lang].n ? catalogues[lang].rows[i].types : "";
}

bool yg_can_say(const yg_voice *voice, yg_str key) {
    return find(voice, key) != NULL;
}

/* UTF-16 with a NUL, in the arena. Invalid bytes become U+FFFD, and so does a NUL. */
static UChar *to_utf16(yg_arena *arena, yg_str s) {
    UChar *out = yg_arena_alloc(arena, (s.n + 1) * sizeof *out);
    size_t n = 0;
    for (size_t at = 0; at < s.n;) {
        uint32_t c = yg_utf8_next(s, &at);
        if (c == 0)
            c = 0xFFFD;
        if (c < 0x10000) {
            out[n++] = (UChar)c;
        } else {
            out[n++] = (UChar)(0xD7C0 + (c >> 10));
            out[n++] = (UChar)(0xDC00 | (c & 0x3FF));
        }
    }
    return out;
}

static yg_str from_utf16(yg_arena *arena, const UChar *s, int32_t n) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t bytes = 0;
    char *out = yg_arena_alloc(arena, (size_t)n * 3 + 1);
    u_strToUTF8WithSub(out, n * 3 + 1, &bytes, s, n, 0xFFFD, NULL, &status);
    return U_FAILURE(status) ? (yg_str){0} : (yg_str){out, (size_t)bytes};
}

typedef struct {
    const UChar *s[YG_SAY_STRINGS];
    double n[YG_SAY_NUMBERS];
    size_t strings, numbers;
} arguments;

/* ICU's C interface takes arguments of the types of the pattern as C varargs, so each combination
 * needs a call of its own. */
static int32_t format(UMessageFormat *f, const arguments *a, UChar *out, int32_t cap,
                      UErrorCode *status) {
#define S1 a->s[0]
#define S2 S1, a->s[1]
#define S3 S2, a->s[2]
#define S4 S3, a->s[3]
#define N1 a->n[0]
#define N2 N1, a->n[1]
#define N3 N2, a->n[2]
#define N4 N3, a->n[3]
#define CASE(strings, numbers, ...)                                                                \
    case (strings)*8 + (numbers):                                                                  \
        return umsg_format(f, out, cap, status __VA_OPT__(, ) __VA_ARGS__)
#define CASES(strings, ...)                                                                        \
    CASE(strings, 0, __VA_ARGS__);                                                                 \
    CASE(strings, 1, __VA_ARGS__ __VA_OPT__(, ) N1);                                               \
    CASE(strings, 2, __VA_ARGS__ __VA_OPT__(, ) N2);                                               \
    CASE(strings, 3, __VA_ARGS__ __VA_OPT__(, ) N3);                                               \
    CASE(strings, 4, __VA_ARGS__ __VA_OPT__(, ) N4)
    switch (a->strings * 8 + a->numbers) {
        CASES(0);
        CASES(1, S1);
        CASES(2, S2);
        CASES(3, S3);
        CASES(4, S4);
    default:
        *status = U_ILLEGAL_ARGUMENT_ERROR;
        return 0;
    }
}

static yg_str formatted(const yg_voice *voice, const message_row *row, const arguments *a) {
    UErrorCode status = U_ZERO_ERROR;
    UChar small[1024];
    UChar *pattern = to_utf16(voice->arena, yg_str_of(row->pattern));
    UMessageFormat *f = umsg_open(pattern, -1, catalogues[voice->lang].locale, NULL, &status);
    if (U_FAILURE(status))
        return (yg_str){0};
    int32_t n = format(f, a, small, 1024, &status);
    UChar *out = small;
    if (status == U_BUFFER_OVERFLOW_ERROR) {
        status = U_ZERO_ERROR;
        out = yg_arena_alloc(voice->arena, ((size_t)n + 1) * sizeof *out);
        n = format(f, a, out, n + 1, &status);
    }
    umsg_close(f);
    return U_FAILURE(status) ? (yg_str){0} : from_utf16(voice->arena, out, n);
}

static yg_str fault(const yg_voice *voice, const char *key) {
    YG_CLEANUP_BUF yg_buf buf = {0};
    yg_buf_addf(&buf, "⟪%s⟫", key);
    return yg_arena_copy(voice->arena, yg_buf_str(&buf));
}

/* "Works, Ltd." at the end of a sentence: its point is the sentence's too. */
static yg_str one_point(yg_str text, yg_str value) {
    char *bytes = (char *)(uintptr_t)text.p; /* of the voice's arena, made just now */
    if (value.n < 2 || value.p[value.n - 1] != '.' || value.p[value.n - 2] == '.')
        return text;
    for (size_t at = 0; at + value.n < text.n; at++) {
        size_t end = at + value.n;
        bool doubled = memcmp(bytes + at, value.p, value.n) == 0 && bytes[end] == '.' &&
                       (end + 1 == text.n || bytes[end + 1] == ' ');
        if (!doubled)
            continue;
        memmove(bytes + end, bytes + end + 1, text.n - end - 1);
        text.n--;
    }
    return text;
}

yg_str yg_say(const yg_voice *voice, const char *key, const char *types, ...) {
    const message_row *row = find(voice, yg_str_of(key));
    if (row == NULL || strcmp(row->types, types) != 0)
        return fault(voice, key);
    arguments a = {0};
    yg_str values[YG_SAY_STRINGS];
    va_list args;
    va_start(args, types);
    for (const char *t = types; *t != '\0'; t++) {
        if (*t == 's') {
            values[a.strings] = va_arg(args, yg_str);
            a.s[a.strings] = to_utf16(voice->arena, values[a.strings]);
            a.strings++;
        } else
            a.n[a.numbers++] = va_arg(args, double);
    }
    va_end(args);
    yg_str result = formatted(voice, row, &a);
    for (size_t i = 0; result.p != NULL && i < a.strings; i++)
        result = one_point(result, values[i]);
    return result.p == NULL ? fault(voice, key) : result;
}

yg_str yg_say_word(const yg_voice *voice, const char *group, yg_str word) {
    YG_CLEANUP_BUF yg_buf key = {0};
    yg_buf_addf(&key, "%s.%.*s", group, YG_FMT(word));
    const message_row *row = word.n > 0 ? find(voice, yg_buf_str(&key)) : NULL;
    if (row == NULL || row->types[0] != '\0')
        return yg_arena_copy(voice->arena, word);
    return yg_say(voice, yg_buf_z(&key), "");
}

/* --- Dates --- */

static yg_str year_text(const yg_voice *voice, int year) {
    YG_CLEANUP_BUF yg_buf buf = {0};
    yg_buf_addf(&buf, "%d", year);
    return yg_arena_copy(voice->arena, yg_buf_str(&buf));
}

static yg_str month_text(const yg_voice *voice, int month) {
    char key[32];
    snprintf(key, sizeof key, "month.%02d", month);
    return yg_say(voice, key, "");
}

static yg_str plain_date(const yg_voice *voice, const yg_date *date) {
    int year = 0, month = 0, day = 0;
    int64_t days = yg_time_day(date->from_us);
    yg_civil_from_days(days, &year, &month, &day);
    yg_str y = year_text(voice, year);
    switch (date->precision) {
    case YG_DATE_YEAR:
        return yg_say(voice, "date.year", "s", y);
    case YG_DATE_HALF:
        return yg_say(voice, month <= 6 ? "date.half-1" : "date.half-2", "s", y);
    case YG_DATE_QUARTER:
        return yg_say(voice, "date.quarter", "sn", y, (double)((month + 2) / 3));
    case YG_DATE_MONTH:
        return yg_say(voice, "date.month", "ss", y, month_text(voice, month));
    default:
        return yg_say(voice, "date.day", "ssn", y, month_text(voice, month), (double)day);
    }
}

yg_str yg_say_date(const yg_voice *voice, yg_str text) {
    yg_date date, from, to;
    if (!yg_date_parse(text, &date))
        return yg_arena_copy(voice->arena, text);
    size_t slash = yg_str_chr(text, '/');
    if (date.precision == YG_DATE_RANGE && slash != SIZE_MAX &&
        yg_date_parse(yg_str_sub(text, 0, slash), &from) &&
        yg_date_parse(yg_str_from(text, slash + 1), &to))
        return yg_say(voice, "date.range", "ss", plain_date(voice, &from), plain_date(voice, &to));
    return plain_date(voice, &date);
}

/* --- Lists, numbers, shares --- */

yg_str yg_say_list(const yg_voice *voice, const yg_str *items, size_t n) {
    if (n == 0)
        return (yg_str){0};
    yg_str text = items[0];
    for (size_t i = 1; i < n; i++)
        text = yg_say(voice,
                      i + 1 < n ? "list.more"
                      : n == 2  ? "list.two"
                                : "list.last",
                      "ss", text, items[i]);
    return text;
}

yg_str yg_say_number(const yg_voice *voice, double number) {
    return yg_say(voice, "number", "n", number);
}

yg_str yg_say_share(const yg_voice *voice, uint64_t count, uint64_t total) {
    if (total == 0)
        return yg_say(voice, "share.none", "n", 0.0);
    yg_interval i = yg_share_wilson95(count, total);
    switch (yg_share_show(total)) {
    case YG_SHOW_NOTHING:
        return yg_say(voice, "share.none", "n", (double)total);
    case YG_SHOW_INTERVAL:
        return yg_say(voice, "share.interval", "nnn", (double)total, i.low * 100, i.high * 100);
    default:
        break;
    }
    yg_str share = yg_say(voice, "share.percent", "n", (double)count / (double)total * 100);
    return yg_say(voice, "share.full", "snnnn", share, (double)count, (double)total, i.low * 100,
                  i.high * 100);
}
