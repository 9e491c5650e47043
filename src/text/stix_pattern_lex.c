/* Tokens of STIX patterns. Words, signs and literals as the grammar has them; what stands inside of
 * quotes may be any UTF-8, and \' and \\ are the only escapes. */
#include <stdio.h>

#include "base/time.h"
#include "base/utf8.h"
#include "text/stix_pattern_part.h"

enum { AROUND_BYTES = 36 };

/* The line with the pattern, and the one with the caret. */
static void add_shown(yg_buf *buf, yg_str text, size_t offset) {
    size_t from = offset > AROUND_BYTES ? yg_utf8_floor(text, offset - AROUND_BYTES) : 0;
    size_t until =
        text.n - offset > AROUND_BYTES ? yg_utf8_floor(text, offset + AROUND_BYTES) : text.n;
    size_t begin = buf->n + 1;
    yg_buf_addz(buf, from > 0 ? "\n..." : "\n");
    yg_utf8_add_printable(buf, yg_str_sub(text, from, offset - from), false);
    size_t columns = yg_utf8_columns(yg_str_from(yg_buf_str(buf), begin));
    yg_utf8_add_printable(buf, yg_str_sub(text, offset, until - offset), false);
    yg_buf_addf(buf, "%s\n%*s^", until < text.n ? "..." : "", (int)columns, "");
}

bool yg_stix_pattern_fail(yg_error *err, yg_code code, yg_str text, size_t offset, yg_str what) {
    YG_CLEANUP_BUF yg_buf whole = {0};
    size_t line = 1, column = 1;
    offset = offset < text.n ? offset : text.n;
    for (size_t i = 0; i < offset; i++) {
        if (text.p[i] == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)text.p[i] & 0xc0) != 0x80) {
            column++;
        }
    }
    yg_utf8_add_printable(&whole, what, false);
    yg_buf_addf(&whole, ", at byte %zu (line %zu, column %zu)", offset, line, column);
    add_shown(&whole, text, offset);
    return yg_fail(err, code, "%s", yg_buf_z(&whole));
}

bool yg_pt_fail(yg_pt_reader *reader, size_t offset, const char *format, ...) {
    char what[300];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return yg_stix_pattern_fail(reader->err, YG_ERR_INPUT, reader->text, offset, yg_str_of(what));
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static char peek(const yg_pt_reader *r, size_t ahead) {
    return r->at + ahead < r->text.n ? r->text.p[r->at + ahead] : '\0';
}

/* White space and both kinds of comments. */
static bool skip(yg_pt_reader *r) {
    for (;;) {
        char c = peek(r, 0);
        if (r->at >= r->text.n) {
            return true;
        } else if (c == ' ' || (c >= '\t' && c <= '\r')) {
            r->at++;
        } else if (c == '/' && peek(r, 1) == '/') {
            while (r->at < r->text.n && r->text.p[r->at] != '\n' && r->text.p[r->at] != '\r')
                r->at++;
        } else if (c == '/' && peek(r, 1) == '*') {
            size_t end = yg_str_find(yg_str_from(r->text, r->at + 2), YG_STR("*/"));
            if (end == SIZE_MAX)
                return yg_pt_fail(r, r->at, "this comment has no end: write */");
            r->at += end + 4;
        } else {
            return true;
        }
    }
}

/* What stands between quotes, escapes taken off; at is on the opening quote. */
static bool read_quoted(yg_pt_reader *r, yg_str *ret) {
    size_t from = r->at++, n = 0;
    size_t end = r->at;
    while (end < r->text.n && r->text.p[end] != '\'')
        end += r->text.p[end] == '\\' ? 2 : 1;
    if (end >= r->text.n)
        return yg_pt_fail(r, from, "this string has no end: write ' behind it");
    char *to = yg_arena_alloc(r->arena, end - r->at + 1);
    if (to == NULL)
        return yg_pt_fail(r, from, "the pattern's strings are too long in all");
    while (r->at < end) {
        char c = r->text.p[r->at++];
        if (c == '\\') {
            c = r->text.p[r->at++];
            if (c != '\'' && c != '\\')
                return yg_pt_fail(r, r->at - 2,
                                  "a backslash in a string stands before ' or \\ only: write \\\\");
        }
        to[n++] = c;
    }
    r->at = end + 1;
    *ret = (yg_str){to, n};
    return true;
}

static int hex_of(char c) {
    return is_digit(c)            ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static bool read_hex(yg_pt_reader *r, yg_literal *literal) {
    yg_str s = literal->text;
    if (s.n % 2 != 0)
        return yg_pt_fail(r, literal->offset_bytes,
                          "h'...' needs an even number of hexadecimal digits");
    char *to = yg_arena_alloc(r->arena, s.n / 2 + 1);
    for (size_t i = 0; to != NULL && i < s.n; i += 2) {
        int high = hex_of(s.p[i]), low = hex_of(s.p[i + 1]);
        if (high < 0 || low < 0)
            return yg_pt_fail(r, literal->offset_bytes,
                              "h'...' holds something else than hexadecimal digits");
        to[i / 2] = (char)(high << 4 | low);
    }
    literal->text = (yg_str){to, s.n / 2};
    return to != NULL ||
           yg_pt_fail(r, literal->offset_bytes, "the pattern's strings are too long in all");
}

static int base64_of(char c) {
    return c >= 'A' && c <= 'Z'   ? c - 'A'
           : c >= 'a' && c <= 'z' ? c - 'a' + 26
           : is_digit(c)          ? c - '0' + 52
           : c == '+'             ? 62
           : c == '/'             ? 63
                                  : -1;
}

static bool read_base64(yg_pt_reader *r, yg_literal *literal) {
    yg_str s = literal->text;
    size_t n = 0, padding = 0;
    char *to = yg_arena_alloc(r->arena, s.n + 1);
    if (to == NULL)
        return yg_pt_fail(r, literal->offset_bytes, "the pattern's strings are too long in all");
    while (padding < 2 && padding < s.n && s.p[s.n - 1 - padding] == '=')
        padding++;
    uint32_t bits = 0;
    for (size_t i = 0; i < s.n - padding; i++) {
        int six = base64_of(s.p[i]);
        if (six < 0)
            return yg_pt_fail(r, literal->offset_bytes, "b'...' is not base64");
        bits = bits << 6 | (uint32_t)six;
        if (i % 4 == 1)
            to[n++] = (char)(bits >> 4);
        else if (i % 4 == 2)
            to[n++] = (char)(bits >> 2);
        else if (i % 4 == 3)
            to[n++] = (char)bits;
    }
    if (s.n % 4 != 0)
        return yg_pt_fail(r, literal->offset_bytes,
                          "b'...' is not base64: its length is no multiple of 4");
    literal->text = (yg_str){to, n};
    return true;
}

static bool read_timestamp(yg_pt_reader *r, yg_literal *literal) {
    yg_str s = literal->text;
    if (s.n == 0 || s.p[s.n - 1] != 'Z' || !yg_time_parse(s, &literal->integer))
        return yg_pt_fail(r, literal->offset_bytes,
                          "t'...' is no time: write it as t'2022-03-01T09:00:00Z'");
    return true;
}

static bool read_string(yg_pt_reader *r, yg_pt *t) {
    char prefix = t->literal.kind == YG_LITERAL_STRING ? '\0' : r->text.p[r->at];
    r->at += prefix != '\0';
    t->kind = YG_PT_LITERAL;
    t->literal.offset_bytes = t->offset_bytes;
    if (!read_quoted(r, &t->literal.text))
        return false;
    return prefix == '\0'  ? true
           : prefix == 'h' ? read_hex(r, &t->literal)
           : prefix == 'b' ? read_base64(r, &t->literal)
                           : read_timestamp(r, &t->literal);
}

static bool read_number(yg_pt_reader *r, yg_pt *t) {
    size_t from = r->at;
    t->is_signed = peek(r, 0) == '-' || peek(r, 0) == '+';
    r->at += t->is_signed;
    size_t digits = r->at;
    while (is_digit(peek(r, 0)))
        r->at++;
    size_t whole = r->at - digits;
    bool is_float = peek(r, 0) == '.' && is_digit(peek(r, 1));
    if (is_float) {
        r->at++;
        while (is_digit(peek(r, 0)))
            r->at++;
    }
    t->text = yg_str_sub(r->text, from, r->at - from);
    bool is_minus = t->text.p[0] == '-';
    uint64_t value = 0;
    t->kind = YG_PT_LITERAL;
    t->literal = (yg_literal){.kind = is_float ? YG_LITERAL_FLOAT : YG_LITERAL_INTEGER,
                              .text = yg_arena_copy(r->arena, t->text),
                              .offset_bytes = from};
    if (whole > 1 && r->text.p[digits] == '0')
        return yg_pt_fail(r, from, "a number does not begin with 0");
    yg_str unsigned_text = yg_str_from(t->text, t->is_signed);
    if (!is_float) {
        if (!yg_str_to_u64(unsigned_text, &value) || value > INT64_MAX)
            return yg_pt_fail(r, from, "this number is too large");
        t->literal.integer = is_minus ? -(int64_t)value : (int64_t)value;
        t->literal.number = (double)t->literal.integer;
        return true;
    }
    char text[64] = "0";
    if (unsigned_text.n > 60)
        return yg_pt_fail(r, from, "this number has too many digits");
    memcpy(text + 1, unsigned_text.p, unsigned_text.n);
    yg_str_to_double((yg_str){whole > 0 ? text + 1 : text, unsigned_text.n + (whole == 0)},
                     &t->literal.number);
    t->literal.number = is_minus ? -t->literal.number : t->literal.number;
    return true;
}

static bool read_word(yg_pt_reader *r, yg_pt *t) {
    size_t from = r->at;
    while (is_letter(peek(r, 0)) || is_digit(peek(r, 0)) || peek(r, 0) == '_' || peek(r, 0) == '-')
        r->at++;
    t->kind = YG_PT_WORD;
    t->text = yg_str_sub(r->text, from, r->at - from);
    if (yg_str_eqz(t->text, "true") || yg_str_eqz(t->text, "false")) {
        t->kind = YG_PT_LITERAL;
        t->literal = (yg_literal){.kind = YG_LITERAL_BOOLEAN,
                                  .offset_bytes = from,
                                  .text = yg_arena_copy(r->arena, t->text),
                                  .integer = t->text.n == 4};
    }
    return true;
}

static bool read_sign(yg_pt_reader *r, yg_pt *t) {
    static const struct {
        const char *text;
        char sign;
    } signs[] = {{"==", '='}, {"!=", '!'}, {"<>", '!'}, {"<=", '{'}, {">=", '}'}};
    t->kind = YG_PT_SIGN;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (peek(r, 0) == signs[i].text[0] && peek(r, 1) == signs[i].text[1]) {
            t->sign = signs[i].sign;
            r->at += 2;
            return true;
        }
    }
    if (strchr("()[]:.,*=<>", peek(r, 0)) == NULL || peek(r, 0) == '\0')
        return yg_pt_fail(r, r->at, "this sign has no meaning here");
    t->sign = r->text.p[r->at++];
    return true;
}

bool yg_pt_next(yg_pt_reader *r, yg_pt *t) {
    if (!skip(r))
        return false;
    *t = (yg_pt){.offset_bytes = r->at};
    char c = peek(r, 0), next = peek(r, 1);
    if (r->at >= r->text.n)
        return true;
    if (c == '\'' || ((c == 't' || c == 'h' || c == 'b') && next == '\'')) {
        t->literal.kind = c == '\''  ? YG_LITERAL_STRING
                          : c == 't' ? YG_LITERAL_TIMESTAMP
                                     : YG_LITERAL_BINARY;
        return read_string(r, t);
    }
    if (is_digit(c) || ((c == '-' || c == '+' || c == '.') && is_digit(next)) ||
        ((c == '-' || c == '+') && next == '.' && is_digit(peek(r, 2))))
        return read_number(r, t);
    return is_letter(c) || c == '_' ? read_word(r, t) : read_sign(r, t);
}
