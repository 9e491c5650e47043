/* Strings: a view (pointer and length, no terminator assumed) and a growable buffer.
 *
 * A yg_str never owns its bytes: whoever made it says how long they live. Text that came from
 * outside is UTF-8 only after base/utf8.h has checked it. */
#ifndef YG_BASE_STR_H
#define YG_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A view of n bytes at p; p may be NULL when n is 0. */
typedef struct {
    const char *p;
    size_t n;
} yg_str;

#define YG_STR(literal) ((yg_str){"" literal, sizeof(literal) - 1})
/* For printf: ("%.*s", YG_FMT(s)). */
#define YG_FMT(s) (int)((s).n > INT32_MAX ? INT32_MAX : (s).n), (s).p ? (s).p : ""

static inline yg_str yg_str_of(const char *z) {
    return z ? (yg_str){z, strlen(z)} : (yg_str){NULL, 0};
}
static inline bool yg_str_eq(yg_str a, yg_str b) {
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
static inline bool yg_str_eqz(yg_str a, const char *z) {
    return yg_str_eq(a, yg_str_of(z));
}
static inline bool yg_str_starts(yg_str s, yg_str prefix) {
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}
static inline bool yg_str_ends(yg_str s, yg_str suffix) {
    return s.n >= suffix.n &&
           (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}
/* The part of s from byte `from` on, at most n bytes; both are clamped to s. */
static inline yg_str yg_str_sub(yg_str s, size_t from, size_t n) {
    if (from > s.n)
        from = s.n;
    if (n > s.n - from)
        n = s.n - from;
    return (yg_str){s.p ? s.p + from : NULL, n};
}
static inline yg_str yg_str_from(yg_str s, size_t from) {
    return yg_str_sub(s, from, s.n);
}

/* Bytewise order, shorter first on a common prefix: <0, 0, >0. */
int yg_str_cmp(yg_str a, yg_str b);
/* Equal when ASCII letters are compared without case. */
bool yg_str_eq_nocase(yg_str a, yg_str b);
/* Index of c (or needle) in s, or SIZE_MAX. */
size_t yg_str_chr(yg_str s, char c);
size_t yg_str_find(yg_str s, yg_str needle);
/* s without ASCII white space at both ends. */
yg_str yg_str_trim(yg_str s);
/* Takes the text up to the next `sep` off the front of *rest. False when *rest is used up. */
bool yg_str_split(yg_str *rest, char sep, yg_str *ret_part);
/* Decimal digits only (no sign, no space), no overflow. */
bool yg_str_to_u64(yg_str s, uint64_t *ret_value);
/* A finite number with optional sign, fraction and exponent, read without the locale. */
bool yg_str_to_double(yg_str s, double *ret_value);
/* The value of a hexadecimal digit of either case; -1: it is none. */
int yg_hex_digit(char c);
/* The byte that stands as "%XX" at this place (RFC 3986, section 2.1); -1: none does. */
int yg_percent_byte(yg_str s, size_t at);

/* A growable byte buffer. Zero-initialise; free with yg_buf_free. Out of memory ends the process
 * (base/mem.h); a limit on size is the caller's business. */
typedef struct {
    char *p;
    size_t n, cap;
} yg_buf;

void yg_buf_free(yg_buf *buf);
void yg_buf_reserve(yg_buf *buf, size_t extra);
void yg_buf_add(yg_buf *buf, yg_str s);
void yg_buf_addz(yg_buf *buf, const char *z);
void yg_buf_addc(yg_buf *buf, char c);
void yg_buf_addf(yg_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Every byte but letters, digits and "-._~:" as "%XX". */
void yg_buf_add_percent(yg_buf *buf, yg_str s);
void yg_buf_addv(yg_buf *buf, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
static inline void yg_buf_clear(yg_buf *buf) {
    buf->n = 0;
}
static inline yg_str yg_buf_str(const yg_buf *buf) {
    return (yg_str){buf->p, buf->n};
}
/* The content with a NUL behind it, which is not counted; valid until the next change. */
const char *yg_buf_z(yg_buf *buf);

#define YG_CLEANUP_BUF __attribute__((cleanup(yg_buf_free)))

#endif
