#include "base/str.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

int yg_str_cmp(yg_str a, yg_str b) {
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;
    if (order != 0)
        return order;
    return a.n < b.n ? -1 : a.n > b.n;
}

static unsigned char lower(char c) {
    unsigned char u = (unsigned char)c;
    return u >= 'A' && u <= 'Z' ? (unsigned char)(u + 32) : u;
}

bool yg_str_eq_nocase(yg_str a, yg_str b) {
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++) {
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    }
    return true;
}

size_t yg_str_chr(yg_str s, char c) {
    const char *hit = s.n ? memchr(s.p, c, s.n) : NULL;
    return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

size_t yg_str_find(yg_str s, yg_str needle) {
    if (needle.n == 0)
        return 0;
    const char *hit = s.n >= needle.n ? memmem(s.p, s.n, needle.p, needle.n) : NULL;
    return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

yg_str yg_str_trim(yg_str s) {
    while (s.n > 0 && is_space(s.p[0]))
        s = yg_str_from(s, 1);
    while (s.n > 0 && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

bool yg_str_split(yg_str *rest, char sep, yg_str *ret_part) {
    if (rest->p == NULL)
        return false;
    size_t at = yg_str_chr(*rest, sep);
    if (at == SIZE_MAX) {
        *ret_part = *rest;
        *rest = (yg_str){NULL, 0};
        return true;
    }
    *ret_part = yg_str_sub(*rest, 0, at);
    *rest = yg_str_from(*rest, at + 1);
    return true;
}

bool yg_str_to_u64(yg_str s, uint64_t *ret_value) {
    uint64_t value = 0;
    if (s.n == 0)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned digit = (unsigned)((unsigned char)s.p[i] - '0');
        if (digit > 9 || value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *ret_value = value;
    return true;
}

bool yg_str_to_double(yg_str s, double *ret_value) {
    char copy[64];
    char *end = NULL;
    if (s.n == 0 || s.n >= sizeof copy)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (strchr("+-.0123456789eE", s.p[i]) == NULL || s.p[i] == '\0')
            return false;
        copy[i] = s.p[i];
    }
    copy[s.n] = '\0';
    double value = strtod(copy, &end);
    if (end != copy + s.n || !isfinite(value))
        return false;
    *ret_value = value;
    return true;
}

int yg_hex_digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int yg_percent_byte(yg_str s, size_t at) {
    if (at + 2 >= s.n || s.p[at] != '%')
        return -1;
    int high = yg_hex_digit(s.p[at + 1]), low = yg_hex_digit(s.p[at + 2]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

void yg_buf_free(yg_buf *buf) {
    free(buf->p);
    *buf = (yg_buf){0};
}

void yg_buf_reserve(yg_buf *buf, size_t extra) {
    size_t need = 0;
    if (__builtin_add_overflow(buf->n, extra, &need) || need > PTRDIFF_MAX - 1)
        yg_mem_die("buffer");
    if (need < buf->cap)
        return;
    size_t cap = buf->cap ? buf->cap : 64;
    while (cap <= need)
        cap += cap / 2 + 64;
    buf->p = yg_realloc(buf->p, cap, 1);
    buf->cap = cap;
}

void yg_buf_add(yg_buf *buf, yg_str s) {
    if (s.n == 0)
        return;
    yg_buf_reserve(buf, s.n);
    memcpy(buf->p + buf->n, s.p, s.n);
    buf->n += s.n;
}

void yg_buf_addz(yg_buf *buf, const char *z) {
    yg_buf_add(buf, yg_str_of(z));
}

void yg_buf_addc(yg_buf *buf, char c) {
    yg_buf_reserve(buf, 1);
    buf->p[buf->n++] = c;
}

void yg_buf_addv(yg_buf *buf, const char *format, va_list args) {
    va_list again;
    va_copy(again, args);
    int need = vsnprintf(NULL, 0, format, args);
    if (need > 0) {
        yg_buf_reserve(buf, (size_t)need + 1);
        vsnprintf(buf->p + buf->n, (size_t)need + 1, format, again);
        buf->n += (size_t)need;
    }
    va_end(again);
}

void yg_buf_addf(yg_buf *buf, const char *format, ...) {
    va_list args;
    va_start(args, format);
    yg_buf_addv(buf, format, args);
    va_end(args);
}

void yg_buf_add_percent(yg_buf *buf, yg_str s) {
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
            (c != 0 && strchr("-._~:", c) != NULL))
            yg_buf_addc(buf, (char)c);
        else
            yg_buf_addf(buf, "%%%02X", c);
    }
}

const char *yg_buf_z(yg_buf *buf) {
    yg_buf_reserve(buf, 1);
    buf->p[buf->n] = '\0';
    return buf->p;
}
