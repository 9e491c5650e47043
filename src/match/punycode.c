/* A-labels (RFC 3492, with the parameters of its section 5): "xn--nxasmq6b" to code points and
 * back.
 *
 * Hostile labels: digits that overflow, code points past U+10FFFF or surrogates
 * [PUNYCODE-OVERFLOW], "A-labels" that hold nothing but ASCII [FAKE-A-LABEL]: all are not valid.
 * Whether a registry would take the label (IDNA 2008) is not asked here; match/idn_rule.c knows a
 * little of that. */
#include "match/confusable.h"

enum {
    BASE = 36,
    T_MIN = 1,
    T_MAX = 26,
    SKEW = 38,
    DAMP = 700,
    INITIAL_BIAS = 72,
    INITIAL_N = 128,
    /* The longest name there is (RFC 1035 section 2.3.4): what is longer is no label, and decoding
     * takes time with the square of the length. */
    LONGEST_BYTES = 253,
    LABEL_MAX = 63,
    CODE_POINT_MAX = 0x10FFFF
};

static uint32_t adapt(uint32_t delta, uint32_t n_points, bool is_first) {
    uint32_t k = 0;
    delta = is_first ? delta / DAMP : delta / 2;
    delta += delta / n_points;
    for (; delta > ((BASE - T_MIN) * T_MAX) / 2; k += BASE)
        delta /= BASE - T_MIN;
    return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static uint32_t threshold(uint32_t k, uint32_t bias) {
    if (k <= bias + T_MIN)
        return T_MIN;
    return k >= bias + T_MAX ? T_MAX : k - bias;
}

static uint32_t lower(uint32_t c) {
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

/* BASE for what is no digit. */
static uint32_t digit_value(char byte) {
    uint32_t c = lower((unsigned char)byte);
    if (c >= 'a' && c <= 'z')
        return c - 'a';
    return c >= '0' && c <= '9' ? c - '0' + 26 : BASE;
}

static char digit_of(uint32_t value) {
    return (char)(value < 26 ? 'a' + value : '0' + (value - 26));
}

/* One number of variable length at *at (section 3.3), added to i. False: cut off, no digit, or past
 * 32 bits. */
static bool read_delta(yg_str text, size_t *at, uint32_t bias, uint32_t *i) {
    uint32_t weight = 1;
    for (uint32_t k = BASE;; k += BASE) {
        if (*at >= text.n)
            return false;
        uint32_t digit = digit_value(text.p[(*at)++]);
        if (digit >= BASE || digit > (UINT32_MAX - *i) / weight)
            return false;
        *i += digit * weight;
        uint32_t t = threshold(k, bias);
        if (digit < t)
            return true;
        if (weight > UINT32_MAX / (BASE - t))
            return false;
        weight *= BASE - t;
    }
}

static bool is_scalar(uint32_t c) {
    return c <= CODE_POINT_MAX && (c < 0xD800 || c > 0xDFFF);
}

/* What stands before the last hyphen, as it is; *ret_at: where the digits begin. False: bytes
 * outside of ASCII, or too many. */
static bool copy_basic(yg_str text, uint32_t *points, size_t max, size_t *ret_n, size_t *ret_at) {
    size_t n = text.n;
    while (n > 0 && text.p[n - 1] != '-')
        n--;
    size_t at = n;
    if (n == 1) /* a delimiter with nothing before it */
        return false;
    n -= n > 0;
    if (n > max)
        return false;
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)text.p[i] >= INITIAL_N)
            return false;
        points[i] = lower((unsigned char)text.p[i]);
    }
    *ret_n = n;
    *ret_at = at;
    return true;
}

size_t yg_punycode_decode(yg_str label, uint32_t *ret_points, size_t max) {
    uint32_t code = INITIAL_N, i = 0, bias = INITIAL_BIAS;
    size_t n, at;
    if (label.n <= 4 || label.n > LONGEST_BYTES || lower((unsigned char)label.p[0]) != 'x' ||
        lower((unsigned char)label.p[1]) != 'n' || label.p[2] != '-' || label.p[3] != '-')
        return 0;
    yg_str text = yg_str_from(label, 4);
    if (!copy_basic(text, ret_points, max, &n, &at) || at == text.n)
        return 0;
    while (at < text.n) {
        uint32_t before = i, count = (uint32_t)n + 1;
        if (n >= max || !read_delta(text, &at, bias, &i))
            return 0;
        bias = adapt(i - before, count, before == 0);
        if (i / count > CODE_POINT_MAX - code)
            return 0;
        code += i / count;
        i %= count;
        if (!is_scalar(code))
            return 0;
        memmove(ret_points + i + 1, ret_points + i, (n - i) * sizeof *ret_points);
        ret_points[i++] = code;
        n++;
    }
    return n;
}

typedef struct {
    char text[LABEL_MAX + 1];
    size_t n;
} writer;

static bool put(writer *w, char c) {
    if (w->n >= LABEL_MAX)
        return false;
    w->text[w->n++] = c;
    return true;
}

static bool put_delta(writer *w, uint32_t delta, uint32_t bias) {
    for (uint32_t k = BASE;; k += BASE) {
        uint32_t t = threshold(k, bias);
        if (delta < t)
            return put(w, digit_of(delta));
        if (!put(w, digit_of(t + (delta - t) % (BASE - t))))
            return false;
        delta = (delta - t) / (BASE - t);
    }
}

static uint32_t smallest_from(const uint32_t *points, size_t n, uint32_t from) {
    uint32_t smallest = UINT32_MAX;
    for (size_t i = 0; i < n; i++)
        if (points[i] >= from && points[i] < smallest)
            smallest = points[i];
    return smallest;
}

/* The digits behind the basic code points (section 6.3); `basic` of them were written. At most 63
 * points of 21 bits: nothing can overflow 32 bits. */
static bool put_extended(writer *w, const uint32_t *points, size_t n, uint32_t basic) {
    uint32_t delta = 0, bias = INITIAL_BIAS, code = INITIAL_N;
    for (uint32_t done = basic; done < n;) {
        uint32_t next = smallest_from(points, n, code);
        delta += (next - code) * (done + 1);
        code = next;
        for (size_t i = 0; i < n; i++) {
            if (points[i] < code)
                delta++;
            if (points[i] != code)
                continue;
            if (!put_delta(w, delta, bias))
                return false;
            bias = adapt(delta, done + 1, done == basic);
            delta = 0;
            done++;
        }
        delta++;
        code++;
    }
    return true;
}

bool yg_punycode_encode(const uint32_t *points, size_t n, char ret_label[64], size_t *ret_n) {
    writer w = {.n = 0};
    uint32_t basic = 0;
    if (n == 0 || n > LABEL_MAX)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!is_scalar(points[i]))
            return false;
        basic += points[i] < INITIAL_N;
    }
    if (basic < n) {
        memcpy(w.text, "xn--", 4);
        w.n = 4;
    }
    for (size_t i = 0; i < n; i++)
        if (points[i] < INITIAL_N && !put(&w, (char)lower(points[i])))
            return false;
    if (basic > 0 && basic < n && !put(&w, '-'))
        return false;
    if (!put_extended(&w, points, n, basic))
        return false;
    memcpy(ret_label, w.text, w.n);
    ret_label[w.n] = '\0';
    *ret_n = w.n;
    return true;
}
