#include "tell/query.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "text/key.h"

/* Where a text is read, and where it went wrong. */
typedef struct {
    yg_arena *arena;
    const char *start;
    yg_error *err;
    size_t fault;
} reading;

static bool wrong(reading *r, yg_str at, const char *what) {
    r->fault = (size_t)(at.p - r->start);
    return yg_fail(r->err, YG_ERR_INPUT, "query, byte %zu: %s", r->fault, what);
}

static bool decode(reading *r, yg_str value, yg_str *ret_text) {
    char *out = yg_arena_alloc(r->arena, value.n + 1);
    size_t n = 0;
    if (out == NULL)
        return yg_fail(r->err, YG_ERR_LIMIT, "query: too large");
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i];
        if (c == '%') {
            int byte = yg_percent_byte(value, i);
            if (byte < 0)
                return wrong(r, yg_str_from(value, i), "two hexadecimal digits follow a %");
            c = (char)byte;
            i += 2;
        }
        if ((unsigned char)c < 0x20 || c == 0x7f)
            return wrong(r, yg_str_from(value, i), "a control character in a value");
        out[n++] = c;
    }
    yg_str text = {out, n};
    if (n == 0)
        return wrong(r, value, "a value is missing");
    if (n > YG_LIMIT_NAME_BYTES)
        return wrong(r, value, "a value is too long");
    if (yg_utf8_check(text) != text.n)
        return wrong(r, value, "a value is not UTF-8");
    *ret_text = text;
    return true;
}

typedef bool (*read_value)(reading *r, yg_query_set *set, yg_str text, yg_str at);

static bool is_one_of(yg_str text, const char *const *words) {
    for (; *words != NULL; words++) {
        if (yg_str_eqz(text, *words))
            return true;
    }
    return false;
}

static bool read_source(reading *r, yg_query_set *set, yg_str text, yg_str at) {
    set->source = text;
    return true;
}

static bool read_code(reading *r, yg_str text, yg_str at, yg_country *ret_country) {
    yg_country country = text.n == 2 ? yg_country_from_code(text) : 0;
    if (country == 0 || !yg_str_eq(yg_country_alpha2(country), text))
        return wrong(r, at, "a country is an ISO 3166-1 alpha-2 code in capitals");
    *ret_country = country;
    return true;
}

static bool read_country(reading *r, yg_query_set *set, yg_str text, yg_str at) {
    return read_code(r, text, at, &set->country);
}

static bool read_not_country(reading *r, yg_query_set *set, yg_str text, yg_str at) {
    return read_code(r, text, at, &set->not_country);
}

static bool read_by(reading *r, yg_query_set *set, yg_str text, yg_str at) {
    if (yg_str_eqz(text, "site"))
        set->by = YG_QUERY_BY_SITE;
    else if (yg_str_eqz(text, "parent"))
        set->by = YG_QUERY_BY_PARENT;
    else if (yg_str_eqz(text, "any"))
        set->by = YG_QUERY_BY_ANY;
    else
        return wrong(r, at, "by is site, parent or any");
    return true;
}

static bool read_abroad(reading *r, yg_query_set *set, yg_str text, yg_str at) {
    set->abroad = yg_str_eqz(text, "yes");
    return set->abroad || wrong(r, at, "abroad is yes");
}

static bool read_parent(reading *r, yg_query_set *set, yg_str text, yg_str at) {
    set->parent_known = yg_str_eqz(text, "known");
    set->parent_assumed = yg_str_eqz(text, "assumed");
    return set->parent_known || set->parent_assumed || wrong(r, at, "parent is known or assumed");
}

static bool read_in(reading *r, yg_query_set *set, yg_str text, yg_str at) {
    return read_code(r, text, at, &set->in);
}

static bool read_organisation(reading *r, yg_query_set *set, yg_str text, yg_str at) {
    set->organisation = text;
    if (yg_str_find(text, YG_STR("--")) != SIZE_MAX)
        return true;
    YG_CLEANUP_BUF yg_buf key = {0};
    yg_key_add(&key, text);
    if (key.n == 0)
        return wrong(r, at, "an organisation is a STIX id or a name");
    set->organisation_key = yg_arena_copy(r->arena, yg_buf_str(&key));
    return set->organisation_key.n > 0 || yg_fail(r->err, YG_ERR_LIMIT, "query: too large");
}

static bool read_sector(reading *r, yg_query_set *set, yg_str text, yg_str at) {
    if (yg_str_eqz(text, "known"))
        set->sector_known = true;
    else if (yg_str_eqz(text, "unknown"))
        set->sector_unknown = true;
    else if (yg_str_starts(text, YG_STR("label:")) && text.n > 6)
        set->sector_label = yg_str_from(text, 6);
    else if (text.n == 1 && text.p[0] >= 'A' && text.p[0] <= 'U')
        set->sector = text.p[0];
    else
        return wrong(r, at, "a sector is an ISIC letter, known, unknown or label:TEXT");
    return true;
}

static bool read_type(reading *r, yg_query_set *set, yg_str text, yg_str at) {
    set->type = text;
    return yg_str_chr(text, ' ') == SIZE_MAX || wrong(r, at, "a type is one word");
}

static bool read_actor(reading *r, yg_query_set *set, yg_str text, yg_str at) {
    YG_CLEANUP_BUF yg_buf key = {0};
    yg_key_add(&key, text);
    set->actor = text;
    return yg_str_eq(yg_buf_str(&key), text) || wrong(r, at, "an actor is a folded name or known");
}

static bool read_period(reading *r, yg_query_set *set, yg_str text, yg_str at) {
    set->period_text = text;
    return yg_date_parse(text, &set->period) || wrong(r, at, "a period is a partial date");
}

static bool read_entered(reading *r, yg_query_set *set, yg_str text, yg_str at) {
    static const char *const words[] = {"affiliate", "supplier", "victim", "known", NULL};
    set->entered = text;
    return is_one_of(text, words) ||
           wrong(r, at, "entered is affiliate, supplier, victim or known");
}

static bool read_entry(reading *r, yg_query_set *set, yg_str text, yg_str at) {
    set->entry = text;
    return true;
}

static bool read_reached(reading *r, yg_query_set *set, yg_str text, yg_str at) {
    static const char *const words[] = {"yes", "no", "known", NULL};
    set->reached = text;
    return is_one_of(text, words) || wrong(r, at, "reached is yes, no or known");
}

static bool read_status(reading *r, yg_query_set *set, yg_str text, yg_str at) {
    set->status = text;
    return true;
}

static const struct {
    const char *key;
    read_value read;
} keys[] = {
    {"source", read_source}, {"country", read_country}, {"not-country", read_not_country},
    {"by", read_by},         {"abroad", read_abroad},   {"organisation", read_organisation},
    {"sector", read_sector}, {"type", read_type},       {"actor", read_actor},
    {"period", read_period}, {"entered", read_entered}, {"reached", read_reached},
    {"status", read_status}, {"in", read_in},           {"parent", read_parent},
    {"entry", read_entry},
};
#define KEYS (sizeof keys / sizeof *keys)

static bool read_pair(reading *r, yg_query_set *set, unsigned *seen, yg_str pair) {
    size_t equals = yg_str_chr(pair, '=');
    if (equals == SIZE_MAX)
        return wrong(r, pair, "KEY=VALUE is expected");
    yg_str key = yg_str_sub(pair, 0, equals), value = yg_str_from(pair, equals + 1), text;
    for (size_t i = 0; i < KEYS; i++) {
        if (!yg_str_eqz(key, keys[i].key))
            continue;
        if (*seen & 1u << i)
            return wrong(r, pair, "a key stands twice");
        *seen |= 1u << i;
        return decode(r, value, &text) && keys[i].read(r, set, text, value);
    }
    return wrong(r, pair, "an unknown key");
}

static bool read_set(reading *r, yg_str text, yg_query_set *ret_set) {
    const yg_str word = YG_STR("incidents");
    yg_query_set set = {0};
    unsigned seen = 0;
    if (!yg_str_starts(text, word) || (text.n > word.n && text.p[word.n] != '?'))
        return wrong(r, text, "a query begins with incidents?");
    yg_str rest = yg_str_from(text, word.n + (text.n > word.n)), pair;
    while (rest.n > 0) {
        bool more = yg_str_chr(rest, '&') != SIZE_MAX;
        yg_str_split(&rest, '&', &pair);
        if (!read_pair(r, &set, &seen, pair))
            return false;
        if (more && rest.n == 0)
            return wrong(r, (yg_str){pair.p + pair.n, 0}, "KEY=VALUE is expected after &");
    }
    if (set.source.n == 0)
        return wrong(r, text, "source is missing");
    if (set.abroad && set.country == 0)
        return wrong(r, text, "abroad needs a country");
    if (set.country == 0 && set.not_country == 0 && (seen & 1u << 3))
        return wrong(r, text, "by needs a country");
    *ret_set = set;
    return true;
}

bool yg_query_parse(yg_arena *arena, yg_str text, yg_query *ret_query, size_t *ret_offset_bytes,
                    yg_error *err) {
    reading r = {.arena = arena, .start = text.p, .err = err};
    yg_query query = {0};
    size_t slash = yg_str_find(text, YG_STR(" / "));
    yg_str first = yg_str_sub(text, 0, slash);
    bool fine = false;
    if (text.n > YG_QUERY_BYTES) {
        r.fault = YG_QUERY_BYTES;
        yg_fail(err, YG_ERR_LIMIT, "query: longer than %d bytes", YG_QUERY_BYTES);
    } else if (text.n == 0) {
        yg_fail(err, YG_ERR_INPUT, "query, byte 0: empty");
    } else if (read_set(&r, first, &query.numerator)) {
        yg_str second = slash == SIZE_MAX ? (yg_str){0} : yg_str_from(text, slash + 3);
        query.has_denominator = slash != SIZE_MAX;
        fine = !query.has_denominator || read_set(&r, second, &query.denominator);
        if (fine && query.has_denominator &&
            !yg_str_eq(query.numerator.source, query.denominator.source))
            fine = wrong(&r, second, "numerator and denominator are of one source");
    }
    if (fine)
        *ret_query = query;
    else if (ret_offset_bytes != NULL)
        *ret_offset_bytes = r.fault;
    return fine;
}

static void add_pair(yg_buf *buf, const char *key, yg_str value) {
    if (value.n == 0)
        return;
    yg_buf_addc(buf, strcmp(key, "source") == 0 ? '?' : '&');
    yg_buf_addz(buf, key);
    yg_buf_addc(buf, '=');
    yg_buf_add_percent(buf, value);
}

void yg_query_add_set(yg_buf *buf, const yg_query_set *set) {
    static const char *const by[] = {"any", "site", "parent"};
    YG_CLEANUP_BUF yg_buf sector = {0};
    if (set->sector != 0)
        yg_buf_addc(&sector, set->sector);
    else if (set->sector_label.n > 0)
        yg_buf_addf(&sector, "label:%.*s", YG_FMT(set->sector_label));
    else if (set->sector_known || set->sector_unknown)
        yg_buf_addz(&sector, set->sector_known ? "known" : "unknown");
    bool countries = set->country != 0 || set->not_country != 0;
    yg_buf_addz(buf, "incidents");
    add_pair(buf, "source", set->source);
    add_pair(buf, "country", yg_country_alpha2(set->country));
    add_pair(buf, "not-country", yg_country_alpha2(set->not_country));
    add_pair(buf, "by", countries ? yg_str_of(by[set->by]) : (yg_str){0});
    add_pair(buf, "parent",
             set->parent_known     ? YG_STR("known")
             : set->parent_assumed ? YG_STR("assumed")
                                   : (yg_str){0});
    add_pair(buf, "abroad", set->abroad ? YG_STR("yes") : (yg_str){0});
    add_pair(buf, "in", yg_country_alpha2(set->in));
    add_pair(buf, "organisation", set->organisation);
    add_pair(buf, "sector", yg_buf_str(&sector));
    add_pair(buf, "type", set->type);
    add_pair(buf, "actor", set->actor);
    add_pair(buf, "period", set->period_text);
    add_pair(buf, "entered", set->entered);
    add_pair(buf, "entry", set->entry);
    add_pair(buf, "reached", set->reached);
    add_pair(buf, "status", set->status);
}

void yg_query_add(yg_buf *buf, const yg_query *query) {
    yg_query_add_set(buf, &query->numerator);
    if (query->has_denominator) {
        yg_buf_addz(buf, " / ");
        yg_query_add_set(buf, &query->denominator);
    }
}
