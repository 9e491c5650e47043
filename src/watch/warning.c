#include "watch/warning.h"

#include <arpa/inet.h>

#include "watch/warning_part.h"

yg_warnings *yg_warnings_make(void) {
    return yg_alloc(1, sizeof(yg_warnings));
}

uint64_t yg_warnings_entries(const yg_warnings *w, uint64_t *ret_rejected) {
    *ret_rejected = w->rejected;
    for (size_t i = 0; i < w->regexes.n; i++)
        *ret_rejected += yg_host_regex_is_given_up(w->regexes.at[i].regex);
    return w->entries;
}

void yg_warnings_free(yg_warnings *w) {
    if (w == NULL)
        return;
    yg_map_free(&w->names);
    for (size_t i = 0; i < w->networks.n; i++)
        yg_vec_free(&w->networks.at[i].ranges);
    yg_vec_free(&w->networks);
    yg_vec_free(&w->parts);
    yg_vec_free(&w->part_groups);
    for (size_t i = 0; i < w->regexes.n; i++)
        yg_host_regex_free(w->regexes.at[i].regex);
    yg_vec_free(&w->regexes);
    yg_arena_free(&w->arena);
    free(w);
}

/* --- Networks --- */

static int compare(yg_warning_address a, yg_warning_address b) {
    if (a.high != b.high)
        return a.high < b.high ? -1 : 1;
    return a.low < b.low ? -1 : a.low > b.low;
}

static int by_from(const void *a, const void *b) {
    const yg_warning_range *x = a, *y = b;
    return compare(x->from, y->from);
}

static yg_warning_address read_number(const unsigned char bytes[16]) {
    yg_warning_address number = {0, 0};
    for (size_t i = 0; i < 8; i++) {
        number.high = number.high << 8 | bytes[i];
        number.low = number.low << 8 | bytes[i + 8];
    }
    return number;
}

bool yg_warning_range_of(yg_str text, yg_warning_range *ret_range) {
    unsigned char bytes[16] = {[10] = 0xFF, [11] = 0xFF};
    char z[64];
    size_t slash = yg_str_chr(text, '/');
    yg_str address = yg_str_sub(text, 0, slash);
    bool six = yg_str_chr(address, ':') != SIZE_MAX;
    uint64_t bits = six ? 128 : 32;
    if (address.n == 0 || address.n >= sizeof z)
        return false;
    memcpy(z, address.p, address.n);
    z[address.n] = '\0';
    if (strlen(z) != address.n ||
        inet_pton(six ? AF_INET6 : AF_INET, z, six ? bytes : bytes + 12) != 1 ||
        (slash != SIZE_MAX &&
         (!yg_str_to_u64(yg_str_from(text, slash + 1), &bits) || bits > (six ? 128 : 32))))
        return false;
    bits += six ? 0 : 96;
    uint64_t high = bits >= 64 ? 0 : UINT64_MAX >> bits;
    uint64_t low = bits >= 128 ? 0 : bits > 64 ? UINT64_MAX >> (bits - 64) : UINT64_MAX;
    yg_warning_address number = read_number(bytes);
    ret_range->from = (yg_warning_address){number.high & ~high, number.low & ~low};
    ret_range->to = (yg_warning_address){number.high | high, number.low | low};
    return true;
}

static void settle_networks(yg_warning_networks *n) {
    size_t kept = 0;
    if (n->ranges.n == 0)
        return;
    qsort(n->ranges.at, n->ranges.n, sizeof *n->ranges.at, by_from);
    for (size_t i = 1; i < n->ranges.n; i++) {
        yg_warning_range *last = &n->ranges.at[kept];
        const yg_warning_range *next = &n->ranges.at[i];
        if (compare(next->from, last->to) > 0)
            n->ranges.at[++kept] = *next;
        else if (compare(next->to, last->to) > 0)
            last->to = next->to;
    }
    n->ranges.n = kept + 1;
}

static bool is_inside(const yg_warning_networks *n, const yg_warning_range *range) {
    size_t from = 0, to = n->ranges.n;
    while (to - from > 1) {
        size_t middle = from + (to - from) / 2;
        if (compare(n->ranges.at[middle].from, range->from) <= 0)
            from = middle;
        else
            to = middle;
    }
    return n->ranges.n > 0 && compare(n->ranges.at[from].from, range->from) <= 0 &&
           compare(range->to, n->ranges.at[from].to) <= 0;
}

static bool in_networks(const yg_warnings *w, yg_warning_types type, yg_str address) {
    yg_warning_range range;
    if (w->networks.n == 0 || !yg_warning_range_of(address, &range))
        return false;
    for (size_t i = 0; i < w->networks.n; i++) {
        if ((w->networks.at[i].types & type) != 0 && is_inside(&w->networks.at[i], &range))
            return true;
    }
    return false;
}

/* --- Names --- */

static bool is_name_of(const yg_warnings *w, yg_warning_types type, yg_str name) {
    const uint64_t *types = yg_map_get(&w->names, name);
    return types != NULL && (*types & type) != 0;
}

static bool is_below(const yg_warnings *w, yg_warning_types type, yg_str host) {
    for (size_t point; w->has_below && (point = yg_str_chr(host, '.')) != SIZE_MAX;) {
        host = yg_str_from(host, point + 1);
        const uint64_t *types = yg_map_get(&w->names, host);
        if (types != NULL && (*types & (uint64_t)type << YG_WARNING_BELOW) != 0)
            return true;
    }
    return false;
}

/* The host of a URL that is nothing else ("https://example.com:443/"); empty: there is more. */
static yg_str bare_host(yg_str url) {
    size_t scheme = yg_str_find(url, YG_STR("://"));
    yg_str rest = scheme == SIZE_MAX ? url : yg_str_from(url, scheme + 3);
    size_t end = 0;
    while (end < rest.n && strchr("/?#", rest.p[end]) == NULL)
        end++;
    if (rest.n > end + 1 || (rest.n > end && rest.p[end] != '/'))
        return (yg_str){NULL, 0};
    yg_str host = yg_str_sub(rest, 0, end);
    size_t at = yg_str_chr(host, '@');
    host = at == SIZE_MAX ? host : yg_str_from(host, at + 1);
    if (host.n > 0 && host.p[0] == '[')
        return yg_str_sub(host, 1, yg_str_chr(host, ']') - 1);
    return yg_str_sub(host, 0, yg_str_chr(host, ':'));
}

/* --- Parts --- */

static int by_types_and_text(const void *a, const void *b) {
    const yg_warning_part *x = a, *y = b;
    if (x->types != y->types)
        return x->types < y->types ? -1 : 1;
    return yg_str_cmp(x->text, y->text);
}

/* Sorts the parts, and takes out those that begin with another one of their types: what holds them
 * holds that one. So of the rest the last one that is not behind a text is the only one that it may
 * begin with. */
static void settle_parts(yg_warnings *w) {
    size_t kept = 0;
    if (w->parts.n > 1)
        qsort(w->parts.at, w->parts.n, sizeof *w->parts.at, by_types_and_text);
    w->part_groups.n = 0;
    for (size_t i = 0; i < w->parts.n; i++) {
        const yg_warning_part *part = &w->parts.at[i];
        bool is_same = kept > 0 && w->parts.at[kept - 1].types == part->types;
        if (is_same && yg_str_starts(part->text, w->parts.at[kept - 1].text))
            continue;
        if (!is_same)
            yg_vec_push(&w->part_groups, ((yg_warning_parts){part->types, kept, 0}));
        w->part_groups.at[w->part_groups.n - 1].n++;
        w->parts.at[kept++] = *part;
    }
    w->parts.n = kept;
}

static bool has_part_at(const yg_warnings *w, const yg_warning_parts *group, yg_str at) {
    size_t from = group->from, to = group->from + group->n;
    while (to - from > 1) {
        size_t middle = from + (to - from) / 2;
        if (yg_str_cmp(w->parts.at[middle].text, at) <= 0)
            from = middle;
        else
            to = middle;
    }
    return yg_str_starts(at, w->parts.at[from].text);
}

static bool has_part(const yg_warnings *w, yg_warning_types type, yg_str value) {
    for (size_t k = 0; k < w->part_groups.n; k++) {
        const yg_warning_parts *group = &w->part_groups.at[k];
        for (size_t i = 0; (group->types & type) != 0 && i + YG_WARNING_PART_LEAST <= value.n;
             i++) {
            if (has_part_at(w, group, yg_str_from(value, i)))
                return true;
        }
    }
    return false;
}

static bool fits_regex(const yg_warnings *w, yg_warning_types type, const char *value, size_t n) {
    for (size_t i = 0; i < w->regexes.n; i++) {
        const yg_warning_regex *r = &w->regexes.at[i];
        if ((r->types & type) != 0 && yg_host_regex_fits(r->regex, value, n))
            return true;
    }
    return false;
}

/* --- All --- */

void yg_warnings_settle(yg_warnings *w) {
    for (size_t i = 0; i < w->networks.n; i++)
        settle_networks(&w->networks.at[i]);
    settle_parts(w);
    for (size_t i = 0; i < w->regexes.n; i++)
        yg_host_regex_keep(w->regexes.at[i].regex, YG_WARNING_REGEX_MEMORY / w->regexes.n);
}

bool yg_warnings_name(const yg_warnings *w, yg_indicator_type type, yg_str value) {
    char lower[YG_WARNING_VALUE_BYTES + 1];
    yg_warning_types bit = (yg_warning_types)1 << type;
    yg_str host = type == YG_INDICATOR_URL ? bare_host(value) : value;
    bool named = type == YG_INDICATOR_IPV4 || type == YG_INDICATOR_IPV6 || type == YG_INDICATOR_URL
                     ? in_networks(w, bit, host)
                     : false;
    if (named || value.n > YG_WARNING_VALUE_BYTES)
        return named;
    for (size_t i = 0; i < value.n; i++)
        lower[i] = (char)(value.p[i] >= 'A' && value.p[i] <= 'Z' ? value.p[i] + 32 : value.p[i]);
    lower[value.n] = '\0';
    bool has_host = host.n > 0 && (type == YG_INDICATOR_DOMAIN || type == YG_INDICATOR_HOST ||
                                   type == YG_INDICATOR_URL);
    yg_str text = {lower, value.n};
    return is_name_of(w, bit, text) || (has_host && is_name_of(w, bit, host)) ||
           (has_host && is_below(w, bit, host)) || has_part(w, bit, text) ||
           fits_regex(w, bit, lower, value.n);
}
