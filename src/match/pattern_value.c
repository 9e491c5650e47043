/* One value against one comparison. Values of different kinds are not equal, and have no order
 * (STIX 2.1, 9.3.1), except whole numbers and fractions. */
#include <arpa/inet.h>
#include <unicode/unorm2.h>
#include <unicode/uregex.h>
#include <unicode/ustring.h>

#include "base/utf8.h"
#include "match/pattern_part.h"

/* [REGEX-BOMB] Longest text that a regular expression or LIKE is asked of, and how long: in ICU's
 * ticks of 10,000 steps, and signs that a LIKE compares. */
enum { REGEX_BYTES = 64 << 10, REGEX_TICKS = 50, LIKE_STEPS = 1 << 20 };
/* What regular expressions may cost in one block of a log, in ticks: of one its part of ALL, from
 * LEAST to MOST, and one tick more for each BYTES_EACH of the block; ALL of them together.
 * What takes less than a tick costs nothing. Nothing is left over for another block: so what is
 * told does not depend on which thread has which blocks. */
enum { BLOCK_LEAST = 4, BLOCK_MOST = 128, BLOCK_ALL = 8192, BYTES_EACH = 16 << 10 };

static bool is_ascii(yg_str s) {
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    }
    return true;
}

static size_t to_utf16(yg_str s, UChar *to, size_t cap) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t n = 0;
    u_strFromUTF8WithSub(to, (int32_t)cap, &n, s.p, (int32_t)s.n, 0xFFFD, NULL, &status);
    return U_FAILURE(status) ? 0 : (size_t)n;
}

/* NFC of what is not ASCII, behind what buf holds. */
static void add_nfc(yg_buf *buf, yg_str s) {
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
    if (s.n > REGEX_BYTES)
        s = yg_str_sub(s, 0, yg_utf8_floor(s, REGEX_BYTES));
    UChar *raw = yg_alloc(s.n * 4 + 2, sizeof *raw);
    UChar *normal = raw + s.n + 1;
    size_t n = to_utf16(s, raw, s.n + 1);
    int32_t m = unorm2_normalize(nfc, raw, (int32_t)n, normal, (int32_t)(s.n * 3), &status);
    if (U_SUCCESS(status)) {
        int32_t bytes = 0;
        yg_buf_reserve(buf, (size_t)m * 3 + 1);
        u_strToUTF8(buf->p + buf->n, (int32_t)((size_t)m * 3), &bytes, normal, m, &status);
        buf->n += U_SUCCESS(status) ? (size_t)bytes : 0;
    }
    if (U_FAILURE(status))
        yg_buf_add(buf, s);
    free(raw);
}

yg_str yg_pattern_text(yg_str text, bool is_folded, yg_buf *buf) {
    bool ascii = is_ascii(text);
    if (ascii && !is_folded)
        return text;
    yg_buf_clear(buf);
    if (ascii)
        yg_buf_add(buf, text);
    else
        add_nfc(buf, text);
    for (size_t i = 0; is_folded && i < buf->n; i++)
        buf->p[i] = (char)(buf->p[i] >= 'A' && buf->p[i] <= 'Z' ? buf->p[i] + 32 : buf->p[i]);
    return yg_buf_str(buf);
}

/* --- Networks --- */

bool yg_pattern_network_parse(yg_str text, yg_pattern_network *ret) {
    char address[64];
    size_t slash = yg_str_chr(text, '/');
    yg_str host = yg_str_sub(text, 0, slash);
    uint64_t bits = 0;
    *ret = (yg_pattern_network){.is_v6 = yg_str_chr(host, ':') != SIZE_MAX};
    if (host.n == 0 || host.n >= sizeof address)
        return false;
    memcpy(address, host.p, host.n);
    address[host.n] = '\0';
    unsigned most = ret->is_v6 ? 128 : 32;
    if (inet_pton(ret->is_v6 ? AF_INET6 : AF_INET, address, ret->address + (ret->is_v6 ? 0 : 12)) !=
        1)
        return false;
    if (slash == SIZE_MAX)
        bits = most;
    else if (!yg_str_to_u64(yg_str_from(text, slash + 1), &bits) || bits > most)
        return false;
    ret->prefix_bits = (uint8_t)bits;
    return true;
}

/* Is inner the same network as outer, or a part of it? */
static bool holds(const yg_pattern_network *outer, const yg_pattern_network *inner) {
    if (outer->is_v6 != inner->is_v6 || outer->prefix_bits > inner->prefix_bits)
        return false;
    size_t from = outer->is_v6 ? 0 : 12;
    for (unsigned bit = 0; bit < outer->prefix_bits; bit++) {
        unsigned mask = 0x80U >> (bit % 8);
        if ((outer->address[from + bit / 8] ^ inner->address[from + bit / 8]) & mask)
            return false;
    }
    return true;
}

/* --- Texts --- */

static bool is_same_sign(yg_str a, size_t *at_a, yg_str b, size_t *at_b) {
    return yg_utf8_next(a, at_a) == yg_utf8_next(b, at_b);
}

/* Does a part of a LIKE without % stand at `at`? *ret_end: behind it. */
static bool stands(yg_str value, size_t at, yg_str part, size_t *ret_end, size_t *steps) {
    for (size_t i = 0; i < part.n; ++*steps) {
        if (at >= value.n)
            return false;
        if (part.p[i] == '_') {
            yg_utf8_next(value, &at);
            i++;
        } else if (!is_same_sign(value, &at, part, &i)) {
            return false;
        }
    }
    *ret_end = at;
    return true;
}

/* The first place at or behind *at where it stands; *at becomes the place behind it. */
static bool find_part(yg_str value, yg_str part, size_t *at, size_t *steps) {
    if (yg_str_chr(part, '_') == SIZE_MAX) {
        size_t found = yg_str_find(yg_str_from(value, *at), part);
        *at = found == SIZE_MAX ? *at : *at + found + part.n;
        return found != SIZE_MAX;
    }
    for (size_t from = *at; from <= value.n && *steps <= LIKE_STEPS;) {
        if (stands(value, from, part, at, steps))
            return true;
        if (from == value.n)
            break;
        yg_utf8_next(value, &from);
    }
    return false;
}

/* The last part ends where the value ends: it begins as many signs before. */
static bool ends_with(yg_str value, size_t from, yg_str part, size_t *steps) {
    size_t signs = 0, at = value.n, end = 0;
    for (size_t i = 0; i < part.n; signs++)
        yg_utf8_next(part, &i);
    for (; signs > 0 && at > from; signs--) {
        for (at--; at > from && ((unsigned char)value.p[at] & 0xC0) == 0x80;)
            at--;
    }
    return signs == 0 && stands(value, at, part, &end, steps) && end == value.n;
}

/* % is any text, _ one character; the whole value is compared. Parts between % are taken where they
 * stand first: of those without _ each byte of the value is looked at once for them all. */
static bool is_like(yg_str value, yg_str like, size_t *steps) {
    size_t at = 0, percent = yg_str_chr(like, '%');
    if (!stands(value, 0, yg_str_sub(like, 0, percent), &at, steps))
        return false;
    if (percent == SIZE_MAX)
        return at == value.n;
    for (like = yg_str_from(like, percent + 1);; like = yg_str_from(like, percent + 1)) {
        percent = yg_str_chr(like, '%');
        if (percent == SIZE_MAX)
            return ends_with(value, at, like, steps);
        if (!find_part(value, yg_str_sub(like, 0, percent), &at, steps))
            return false;
    }
}

static bool asks_like(yg_str value, yg_str like, yg_pattern_costs *costs) {
    size_t steps = 0;
    bool is = value.n <= REGEX_BYTES && is_like(value, like, &steps);
    costs->given_up += value.n > REGEX_BYTES || steps > LIKE_STEPS;
    return is;
}

/* --- Regular expressions --- */

yg_pattern_regex yg_pattern_regex_clone(const yg_regex *regex) {
    UErrorCode status = U_ZERO_ERROR;
    yg_regex *copy = uregex_clone(regex, &status);
    return (yg_pattern_regex){.icu = U_SUCCESS(status) ? copy : NULL};
}

void yg_pattern_costs_begin(yg_pattern_costs *costs, size_t regexes, size_t bytes) {
    int64_t each = regexes > 0 ? BLOCK_ALL / (int64_t)regexes : 0;
    each = each < BLOCK_LEAST ? BLOCK_LEAST : each > BLOCK_MOST ? BLOCK_MOST : each;
    costs->block++;
    costs->each = each + (int64_t)(bytes / BYTES_EACH);
    costs->all = BLOCK_ALL;
}

typedef struct {
    int64_t most, used;
} ticks;

/* Called by ICU once a tick, with how many there were. */
static UBool on_tick(const void *context, int32_t used) {
    ticks *t = (ticks *)(uintptr_t)context;
    t->used = used;
    return (UBool)(used < t->most);
}

static int64_t least(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static bool find_in(yg_pattern_regex *x, const UChar *wide, size_t n, yg_pattern_costs *costs) {
    UErrorCode status = U_ZERO_ERROR;
    ticks t = {.most = least(REGEX_TICKS, least(x->left, costs->all))};
    uregex_setText(x->icu, wide, (int32_t)n, &status);
    uregex_setMatchCallback(x->icu, on_tick, &t, &status);
    bool found = uregex_find(x->icu, 0, &status);
    x->left -= t.used;
    costs->all -= t.used;
    costs->given_up += U_FAILURE(status);
    /* The text must not be pointed to when it is gone. */
    UErrorCode ignored = U_ZERO_ERROR;
    uregex_setText(x->icu, u"", 0, &ignored);
    uregex_setMatchCallback(x->icu, NULL, NULL, &ignored);
    return U_SUCCESS(status) && found;
}

static bool does_match(yg_pattern_regex *x, yg_str text, yg_pattern_costs *costs) {
    UChar small[1024], *wide = small;
    if (x->block != costs->block)
        x->left = costs->each;
    x->block = costs->block;
    if (x->icu == NULL || text.n > REGEX_BYTES || x->left < 1 || costs->all < 1) {
        costs->given_up++;
        return false;
    }
    if (text.n >= sizeof small / sizeof *small)
        wide = yg_alloc(text.n + 1, sizeof *wide);
    bool found = find_in(x, wide, to_utf16(text, wide, text.n + 1), costs);
    if (wide != small)
        free(wide);
    return found;
}

/* --- Order --- */

/* <0, 0, >0; 2: they cannot be compared. */
static int order(const yg_pattern_literal *literal, const yg_observed_value *value, yg_str text) {
    bool is_number = literal->kind == YG_OBSERVED_INTEGER || literal->kind == YG_OBSERVED_FLOAT;
    if (literal->kind == value->kind && !is_number) {
        int by = literal->kind == YG_OBSERVED_STRING || literal->kind == YG_OBSERVED_BINARY
                     ? yg_str_cmp(text, literal->text)
                     : (value->integer > literal->integer) - (value->integer < literal->integer);
        return (by > 0) - (by < 0);
    }
    if (literal->kind == YG_OBSERVED_INTEGER && value->kind == YG_OBSERVED_INTEGER)
        return (value->integer > literal->integer) - (value->integer < literal->integer);
    if (is_number && (value->kind == YG_OBSERVED_INTEGER || value->kind == YG_OBSERVED_FLOAT))
        return (value->number > literal->number) - (value->number < literal->number);
    return 2;
}

static bool is_in(const yg_pattern_check *check, const yg_observed_value *value, yg_str text) {
    if (check->all_strings) {
        size_t low = 0, high = check->literals_n;
        while (value->kind == YG_OBSERVED_STRING && low < high) {
            size_t middle = (low + high) / 2;
            int by = yg_str_cmp(check->literals[middle].text, text);
            if (by == 0)
                return true;
            low = by < 0 ? middle + 1 : low;
            high = by < 0 ? high : middle;
        }
        return false;
    }
    for (size_t i = 0; i < check->literals_n; i++) {
        if (order(&check->literals[i], value, text) == 0)
            return true;
    }
    return false;
}

bool yg_pattern_check_value(const yg_pattern_check *check, const yg_observed_value *value,
                            yg_pattern_regex *regex, yg_pattern_costs *costs) {
    yg_str text = value->text;
    yg_pattern_network network;
    if (value->kind == YG_OBSERVED_STRING)
        text = yg_pattern_text(text, check->is_folded, &costs->buf);
    int by = check->literals_n > 0 ? order(&check->literals[0], value, text) : 2;
    switch (check->op) {
    case YG_PATTERN_EXISTS:
        return true;
    case YG_PATTERN_EQ:
        return by == 0;
    case YG_PATTERN_NEQ:
        return by != 0;
    case YG_PATTERN_LT:
        return by < 0;
    case YG_PATTERN_LE:
        return by <= 0;
    case YG_PATTERN_GT:
        return by == 1;
    case YG_PATTERN_GE:
        return by == 0 || by == 1;
    case YG_PATTERN_IN:
        return is_in(check, value, text);
    case YG_PATTERN_LIKE:
        return value->kind == YG_OBSERVED_STRING && asks_like(text, check->literals[0].text, costs);
    case YG_PATTERN_MATCHES:
        return value->kind == YG_OBSERVED_STRING && does_match(regex, text, costs);
    case YG_PATTERN_ISSUBSET:
        return yg_pattern_network_parse(text, &network) &&
               holds(&check->literals[0].network, &network);
    case YG_PATTERN_ISSUPERSET:
        return yg_pattern_network_parse(text, &network) &&
               holds(&network, &check->literals[0].network);
    }
    return false;
}

/* "sections[*].name" is any of them; other steps as they stand. */
bool yg_pattern_path_is(const yg_pattern_check *check, yg_str path) {
    if (!check->has_star)
        return yg_str_eq(check->path, path);
    size_t a = 0, b = 0;
    while (a < check->path.n && b < path.n) {
        if (check->path.n - a >= 3 && memcmp(check->path.p + a, "[*]", 3) == 0 &&
            path.p[b] == '[') {
            size_t end = yg_str_chr(yg_str_from(path, b), ']');
            if (end == SIZE_MAX)
                return false;
            a += 3;
            b += end + 1;
        } else if (check->path.p[a++] != path.p[b++]) {
            return false;
        }
    }
    return a == check->path.n && b == path.n;
}
