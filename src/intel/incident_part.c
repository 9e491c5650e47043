#include "intel/incident_part.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "model/vocab.h"
#include "text/host.h"
#include "text/json_write.h"

void yg_incident_add_clean(yg_buf *buf, yg_str s) {
    size_t start = buf->n;
    bool space = false;
    for (size_t at = 0; at < s.n && buf->n - start < YG_LIMIT_NAME_BYTES - 4;) {
        uint32_t c = yg_utf8_next(s, &at);
        if (c == ' ' || c == 0xA0 || yg_utf8_is_active(c)) {
            space = true;
            continue;
        }
        if (space && buf->n > start)
            yg_buf_addc(buf, ' ');
        space = false;
        yg_utf8_put(buf, c);
    }
}

/* Is `item` one of those between `sep` already? Says yes too when the list is full. */
static bool is_there(yg_str rest, char sep, yg_str item) {
    yg_str one;
    size_t n = 0;
    while (rest.n > 0 && yg_str_split(&rest, sep, &one)) {
        if (yg_str_eq(one, item) || ++n >= YG_INCIDENT_ITEMS)
            return true;
    }
    return false;
}

static void add_item(yg_buf *list, char sep, yg_str item) {
    if (item.n == 0 || is_there(yg_buf_str(list), sep, item))
        return;
    if (list->n > 0)
        yg_buf_addc(list, sep);
    yg_buf_add(list, item);
}

void yg_incident_add_line(yg_buf *lines, yg_str s) {
    size_t before = lines->n, start = before + (before > 0);
    if (before > 0)
        yg_buf_addc(lines, '\n');
    yg_incident_add_clean(lines, s);
    yg_str line = yg_str_from(yg_buf_str(lines), start);
    if (line.n == 0 || is_there(yg_str_sub(yg_buf_str(lines), 0, before), '\n', line))
        lines->n = before;
}

void yg_incident_add_word(yg_buf *words, yg_str word) {
    add_item(words, ' ', word);
}

static bool starts_address(yg_str s) {
    return yg_str_eq_nocase(yg_str_sub(s, 0, 7), YG_STR("http://")) ||
           yg_str_eq_nocase(yg_str_sub(s, 0, 8), YG_STR("https://"));
}

static bool ends_address(yg_str s, size_t at) {
    unsigned char c = (unsigned char)s.p[at];
    return c <= ' ' || c == 0x7F || c == ';' || c == '"' || c == '<' || c == '>' ||
           (c == ',' && starts_address(yg_str_from(s, at + 1)));
}

void yg_incident_add_addresses(yg_buf *lines, yg_str s) {
    enum { ADDRESS_BYTES = 2048 };
    size_t looks = 0;
    for (size_t at = 0; at < s.n && looks < YG_INCIDENT_LOOKS;) {
        if ((s.p[at] | 0x20) != 'h' || !starts_address(yg_str_from(s, at))) {
            at++;
            continue;
        }
        size_t end = at;
        looks++;
        while (end < s.n && !ends_address(s, end))
            end++;
        yg_str address = yg_str_sub(s, at, end - at);
        while (address.n > 0 && address.p[address.n - 1] == ',')
            address.n--;
        if (address.n > 8 && address.n <= ADDRESS_BYTES && !yg_address_is_onion(address) &&
            yg_utf8_check(address) == address.n)
            add_item(lines, '\n', address);
        at = end;
    }
}

void yg_incident_add_site(yg_buf *sites, yg_buf *labels, yg_str label) {
    label = yg_str_trim(label);
    if (yg_incident_is_unknown(label))
        return;
    yg_country country = yg_country_from_code(label);
    if (country == 0)
        country = yg_country_from_name(label);
    if (country != 0)
        yg_incident_add_word(sites, yg_country_alpha2(country));
    else
        yg_incident_add_line(labels, label);
}

bool yg_incident_is_unknown(yg_str s) {
    static const char *const words[] = {
        "unknown", "undetermined", "not available", "not attributed", "none", "n/a", "null", "-"};
    s = yg_str_trim(s);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (yg_str_eq_nocase(s, yg_str_of(words[i])))
            return true;
    }
    return s.n == 0;
}

void yg_incident_add_cells(yg_buf *raw, const yg_csv *csv, const yg_str *header, bool empty_too) {
    YG_CLEANUP_BUF yg_buf name = {0};
    yg_jw w = {.buf = raw};
    yg_jw_begin(&w, NULL, '{');
    for (size_t i = 0; i < csv->n; i++) {
        yg_buf_clear(&name);
        yg_buf_add(&name, header[i]);
        if (name.n == 0)
            yg_buf_addf(&name, "column %zu", i + 1);
        /* A name ends at NUL for the writer: two could become one. */
        if (memchr(name.p, '\0', name.n) == NULL && (empty_too || csv->cells[i].n > 0))
            yg_jw_str(&w, yg_buf_z(&name), csv->cells[i]);
    }
    yg_jw_end(&w, '}');
}
