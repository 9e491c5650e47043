/* URLs that a record holds in pieces: the host in one field, path and query in others
 * (docs/formats/sightings.md, section 3). */
#include "event/log_part.h"

/* No field that is a host is longer: 253 bytes, a port, blanks around it. */
enum { HOST_FIELD_MOST = 1024 };

bool yg_log_host_of(yg_str value, yg_str *ret_host, unsigned *ret_port) {
    uint64_t port = 0;
    if (value.n > HOST_FIELD_MOST) /* asked again for each hit in it: not all of a megabyte */
        return false;
    yg_str host = yg_str_trim(value), digits = {NULL, 0};
    if (host.n > 2 && host.p[0] == '[') {
        size_t close = yg_str_chr(host, ']');
        if (close == SIZE_MAX || (close + 1 < host.n && host.p[close + 1] != ':'))
            return false;
        digits = yg_str_from(host, close + 2);
        host = yg_str_sub(host, 1, close - 1);
    } else {
        size_t colon = yg_str_chr(host, ':');
        if (colon != SIZE_MAX && yg_str_chr(yg_str_from(host, colon + 1), ':') == SIZE_MAX) {
            digits = yg_str_from(host, colon + 1);
            host = yg_str_sub(host, 0, colon);
        }
    }
    if (digits.n > 0 && (!yg_str_to_u64(digits, &port) || port == 0 || port > 65535))
        return false;
    if (!yg_log_is_host(host) && !yg_log_is_address(host))
        return false;
    *ret_host = host;
    *ret_port = (unsigned)port;
    return true;
}

/* The port that the destination has in a field of its own. */
static unsigned port_field(const yg_log_record *r) {
    static const char *const names[] = {
        "id.resp_p",   "dest_port", "http.http_port",  "destination.port", "url.port",
        "server.port", "dpt",       "dstPort",         "dstport",          "s-port",
        "cs-uri-port", "dst_port",  "DestinationPort", "DestPort",         "RemotePort",
        "http_port",   NULL};
    for (size_t i = 0; names[i] != NULL; i++) {
        uint64_t port;
        if (yg_str_to_u64(yg_log_value_of(r, names[i]), &port) && port > 0 && port <= 65535)
            return (unsigned)port;
    }
    return 0;
}

typedef struct {
    yg_log_url *urls;
    size_t n;
    yg_log_url one;
    unsigned other_port;
} urls;

static void give(urls *u, yg_str rest, const yg_log_field *field) {
    for (size_t i = 0; i < u->n; i++) {
        if (yg_str_eq(u->urls[i].rest, rest))
            return;
    }
    u->one.rest = rest;
    u->one.rest_field = field;
    if (u->n < YG_LOG_URLS)
        u->urls[u->n++] = u->one;
    if (u->other_port != 0 && u->other_port != u->one.port && u->n < YG_LOG_URLS) {
        u->urls[u->n] = u->one;
        u->urls[u->n++].port = u->other_port;
    }
}

/* GET /path HTTP/1.1, at most so many bytes before the path. */
static bool target_of(yg_str line, yg_str *ret_target) {
    size_t blank = yg_str_chr(yg_str_sub(line, 0, 24), ' ');
    if (blank == SIZE_MAX || blank < 3)
        return false;
    for (size_t i = 0; i < blank; i++) {
        if (line.p[i] < 'A' || line.p[i] > 'Z')
            return false;
    }
    yg_str rest = yg_str_from(line, blank + 1);
    size_t end = yg_str_chr(rest, ' ');
    if (end == SIZE_MAX || !yg_str_starts(yg_str_from(rest, end), YG_STR(" HTTP/")))
        return false;
    *ret_target = yg_str_sub(rest, 0, end);
    return ret_target->n > 0 && ret_target->p[0] == '/';
}

static bool name_ends(yg_str name, const char *with) {
    yg_str end = yg_str_of(with);
    return name.n >= end.n && yg_str_eq_nocase(yg_str_from(name, name.n - end.n), end);
}

/* The first two fields with a query of their own: looked for once, since a record may hold a path
 * in each field. */
typedef struct {
    const yg_log_field *at[2];
    size_t n;
    bool is_looked_for;
} queries;

static void look_for_queries(const yg_log_record *r, queries *q) {
    static const char *const ends[] = {"uri-query",   "url.query", "uri_query",     "query_string",
                                       "querystring", "url_query", "request.query", NULL};
    q->is_looked_for = true;
    for (size_t i = 0; i < r->fields.n && q->n < 2; i++) {
        const yg_log_field *field = &r->fields.at[i];
        for (size_t k = 0; field->value.n > 0 && ends[k] != NULL; k++) {
            if (!name_ends(field->name, ends[k]))
                continue;
            q->at[q->n++] = field;
            break;
        }
    }
}

/* The query that belongs to a path in a field of its own. */
static const yg_log_field *query_beside(const yg_log_record *r, const yg_log_field *path,
                                        queries *q) {
    if (!q->is_looked_for)
        look_for_queries(r, q);
    for (size_t i = 0; i < q->n; i++) {
        if (q->at[i] != path)
            return q->at[i];
    }
    return NULL;
}

/* path?query, in the record's own room for text. */
static yg_str joined(yg_log_record *r, yg_str path, yg_str query) {
    if (query.p[0] == '?')
        query = yg_str_from(query, 1);
    char *out = yg_log_text(r, path.n + 1 + query.n);
    if (out == NULL)
        return path;
    memcpy(out, path.p, path.n);
    out[path.n] = '?';
    if (query.n > 0)
        memcpy(out + path.n + 1, query.p, query.n);
    return yg_log_text_end(r, out, path.n + 1 + query.n);
}

size_t yg_log_record_urls(yg_log_record *r, size_t start, size_t end,
                          yg_log_url ret_urls[YG_LOG_URLS]) {
    const yg_log_field *host = yg_log_record_at(r, start, end);
    urls u = {.urls = ret_urls};
    queries q = {.n = 0};
    r->text.n = r->text_read;
    if (host == NULL || !yg_log_host_of(host->value, &u.one.host, &u.one.port))
        return 0;
    u.one.host_field = host;
    if (u.one.port == 0)
        u.other_port = port_field(r);
    if (u.other_port == 80 || u.other_port == 443)
        u.other_port = 0; /* the same as none */
    for (size_t i = 0; i < r->fields.n && u.n < YG_LOG_URLS; i++) {
        const yg_log_field *field = &r->fields.at[i];
        yg_str target;
        if (field == host || field->value.n == 0)
            continue;
        if (field->value.p[0] == '/') {
            const yg_log_field *query =
                yg_str_chr(field->value, '?') == SIZE_MAX ? query_beside(r, field, &q) : NULL;
            give(&u, field->value, field);
            if (query != NULL)
                give(&u, joined(r, field->value, query->value), field);
        } else if (target_of(field->value, &target)) {
            give(&u, target, field);
        }
    }
    return u.n;
}
