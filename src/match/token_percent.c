/* Stretches with percent-encoding, which some logs are full of: decoded roughly, without the way
 * back to the bytes, to see whether anything in it may be in the set. What is not touched by
 * decoding is found in the raw view. Everything in doubt is decoded and scanned in earnest. */
#include "match/indicator_set.h"
#include "match/token_slow.h"

/* Decoded bytes; is_new: not there before. Zero bytes stand around both. */
typedef struct {
    const yg_indicators *set;
    char *p;
    bool *is_new;
    size_t n;
} rough;

static bool is_encoded(const char *p, size_t at, size_t n) {
    return p[at] == '%' && n - at >= 3 && yg_is_byte(p[at + 1], YG_BYTE_HEX) &&
           yg_is_byte(p[at + 2], YG_BYTE_HEX);
}

static char digit_of(char c) {
    return (char)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

static char encoded_byte(const char *p) {
    return (char)(digit_of(p[1]) << 4 | digit_of(p[2]));
}

/* False: something else is to decode. */
static bool decode(rough *r, yg_str bytes) {
    size_t n = 0, again = 0;
    for (size_t i = 0; i < bytes.n; i++) {
        char c = bytes.p[i];
        bool is_new = is_encoded(bytes.p, i, bytes.n);
        if (is_new) {
            c = encoded_byte(bytes.p + i);
            again += c == '%';
            i += 2;
        } else if (c == '\\') {
            if (i + 1 == bytes.n || bytes.p[i + 1] != '/')
                return false;
            continue;
        }
        again += c == '%';
        r->p[n] = c;
        r->is_new[n++] = is_new;
    }
    r->n = n;
    if (again == 0)
        return true;
    n = 0;
    for (size_t i = 0; i < r->n; i++, n++) {
        r->is_new[n] = r->is_new[i];
        r->p[n] = r->p[i];
        if (!is_encoded(r->p, i, r->n))
            continue;
        r->p[n] = encoded_byte(r->p + i);
        r->is_new[n] = true;
        i += 2;
    }
    r->n = n;
    return true;
}

/* A run of token bytes that decoding touched. */
static bool may_be_token(const rough *r, size_t start, size_t end) {
    unsigned has = r->set->has;
    unsigned dots = 0;
    bool has_letter = false;
    if ((has & YG_SET_DIGESTS) != 0 && end - start >= 32)
        return true;
    for (size_t i = start; i < end; i++) {
        dots += r->p[i] == '.';
        has_letter |= yg_is_byte(r->p[i], YG_BYTE_ALNUM) && !yg_is_byte(r->p[i], YG_BYTE_DIGIT);
    }
    if (!has_letter)
        return dots >= 3 && (has & (YG_SET_IPV4 | YG_SET_NETWORKS4)) != 0;
    if ((dots == 0 && (has & YG_SET_WORDS) == 0) || !yg_token_trim(r->p, &start, &end))
        return false;
    return end - start >= 4 && yg_may_end_name(r->set, r->p + end);
}

static bool is_touched(const rough *r, size_t start, size_t end) {
    bool is_new = r->is_new[start - 1];
    for (size_t i = start; i <= end && !is_new; i++)
        is_new = r->is_new[i];
    return is_new;
}

/* The run of token bytes and bytes above U+007F that begins at start; false: of no interest. */
static bool may_be_run(const rough *r, size_t start, size_t *ret_end) {
    size_t end = start;
    bool has_high = false;
    while (end < r->n && yg_is_byte(r->p[end], YG_BYTE_TOKEN | YG_BYTE_HIGH)) {
        bool is_high = yg_is_byte(r->p[end], YG_BYTE_HIGH);
        unsigned class = is_high ? YG_BYTE_HIGH : YG_BYTE_TOKEN;
        size_t stop = end + 1;
        while (stop < r->n && yg_is_byte(r->p[stop], class))
            stop++;
        has_high |= is_high;
        if (is_touched(r, end, stop) &&
            (is_high ? (r->set->has & YG_SET_HIGH) != 0 : may_be_token(r, end, stop)))
            return true;
        end = stop;
    }
    *ret_end = end;
    /* Untouched ones too: the raw view passes them over now. */
    return has_high && yg_token_may_name(r->set, (yg_str){r->p, r->n}, start, end);
}

/* Brackets, mail and IPv6 addresses are not looked at closely. */
static bool may_be_there(const rough *r) {
    unsigned has = r->set->has, colons = 0;
    for (size_t at = 0; at < r->n;) {
        char c = r->p[at];
        if (yg_is_byte(c, YG_BYTE_TOKEN | YG_BYTE_HIGH)) {
            if (may_be_run(r, at, &at))
                return true;
            continue;
        }
        char behind = r->p[++at];
        colons += c == ':';
        if ((c == '@' && (has & YG_SET_MAIL) != 0) ||
            (c == ':' && (has & YG_SET_IPV6) != 0 && (behind == ':' || colons >= 6)))
            return true;
        if ((c == '[' || c == '(' || c == '{') && behind != 0 && strchr(".@:/dDaA", behind) != NULL)
            return true;
    }
    return false;
}

bool yg_token_may_matter(yg_token_slow *slow, const yg_indicators *set, yg_str block, size_t from,
                         size_t to) {
    enum { PAD = 16 };
    if ((from > 0 && !yg_log_view_is_edge(block.p[from - 1])) ||
        (to < block.n && !yg_log_view_is_edge(block.p[to])))
        return true; /* a part of a long stretch may cut a token */
    size_t n = to - from, room = n + 2 * PAD;
    slow->rough.n = 0;
    yg_buf_reserve(&slow->rough, 2 * room);
    rough r = {.set = set, .p = slow->rough.p + PAD};
    r.is_new = (bool *)slow->rough.p + room + PAD;
    memset(r.p - PAD, 0, PAD);
    r.is_new[-1] = false;
    if (!decode(&r, yg_str_sub(block, from, n)))
        return true;
    memset(r.p + r.n, 0, PAD);
    r.is_new[r.n] = false;
    return may_be_there(&r);
}
