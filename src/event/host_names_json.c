/* JSON: lines of objects, an array of strings or objects, or one object. Where names stand is known
 * of certificate log monitors (certstream, certspotter, crt.sh), Zeek, Suricata EVE, passive DNS
 * (draft-dulaunoy-dnsop-passive-dns-cof), ECS; or asked for by a dotted path, which goes through
 * arrays by itself. */
#include "event/host_names_part.h"

enum { PATH_DEPTH = 16 };

/* All of these are taken. */
static const char *const usual[] = {"data.leaf_cert.all_domains",
                                    "leaf_cert.all_domains",
                                    "all_domains",
                                    "dns_names",
                                    "name_value",
                                    "common_name",
                                    "query",
                                    "server_name",
                                    "san.dns",
                                    "rrname",
                                    "qname",
                                    "dns.rrname",
                                    "dns.queries.rrname",
                                    "dns.query.rrname",
                                    "tls.sni",
                                    "tls.subjectaltname",
                                    "http.hostname",
                                    "quic.sni",
                                    "dns.question.name",
                                    "tls.client.server_name",
                                    "url.domain",
                                    "domains",
                                    "dnsNames"};
/* The first of these is taken, when there was none of the others. */
static const char *const general[] = {"domain", "fqdn", "hostname", "host",  "domain_name", "name",
                                      "url",    "uri",  "sni",      "value", "indicator",   "ioc"};
static const char *const times[] = {"ts",         "timestamp",  "@timestamp",     "data.seen",
                                    "seen",       "time",       "date",           "not_before",
                                    "first_seen", "time_first", "entry_timestamp"};

typedef struct {
    yg_host_names *reader;
    int64_t time_us;
    uint64_t offset;
    size_t given;
} giving;

/* Where the string stands in its record, when that may be large: in a document that is read as a
 * whole or by elements. Of JSON lines the line is the place. yyjson unescapes a copy of the text in
 * place, so a string begins there where it begins in the text. */
static size_t place_of(const yg_host_names *r, yyjson_val *string) {
    const char *copy = r->json.doc->str_pool, *p = yyjson_get_str(string);
    if (r->form == FORM_JSONL || copy == NULL || p <= copy)
        return 0;
    return (size_t)(p - copy) - 1; /* its quote */
}

/* Strings at or below the value; objects are passed over. */
static void give_value(giving *g, yyjson_val *value) {
    size_t at, n;
    yyjson_val *one;
    if (yyjson_is_str(value)) {
        g->given++;
        yg_host_give(g->reader, (yg_str){yyjson_get_str(value), yyjson_get_len(value)}, g->time_us,
                     g->offset + place_of(g->reader, value));
    } else if (yyjson_is_arr(value)) {
        yyjson_arr_foreach(value, at, n, one) give_value(g, one);
    }
}

/* Keys may hold points themselves ("san.dns" of Zeek): the whole rest is tried as a key first. */
static void give_path(giving *g, yyjson_val *value, yg_str path, unsigned depth) {
    size_t at, n;
    yyjson_val *one;
    if (value == NULL || depth > PATH_DEPTH)
        return;
    if (yyjson_is_arr(value)) {
        yyjson_arr_foreach(value, at, n, one) give_path(g, one, path, depth + 1);
        return;
    }
    if (!yyjson_is_obj(value))
        return;
    yyjson_val *found = yyjson_obj_getn(value, path.p, path.n);
    if (found != NULL) {
        give_value(g, found);
        return;
    }
    for (size_t i = 0; i < path.n; i++) {
        if (path.p[i] != '.')
            continue;
        size_t key = i > 2 && memcmp(path.p + i - 2, "[]", 2) == 0 ? i - 2 : i;
        give_path(g, yyjson_obj_getn(value, path.p, key), yg_str_from(path, i + 1), depth + 1);
    }
}

static int64_t time_of(yyjson_val *object) {
    char scratch[32];
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        yyjson_val *value = object;
        yg_str rest = yg_str_of(times[i]), key;
        while (value != NULL && yg_str_split(&rest, '.', &key))
            value = yyjson_obj_getn(value, key.p, key.n);
        if (value == NULL)
            continue;
        int64_t us = yg_host_time(yg_json_text(value, scratch));
        if (us != YG_TIME_NONE)
            return us;
    }
    return YG_TIME_NONE;
}

static void give_object(giving *g, yyjson_val *object) {
    const yg_host_names *r = g->reader;
    g->time_us = time_of(object);
    if (r->column.n > 0) {
        give_path(g, object, yg_buf_str(&r->column), 0);
        return;
    }
    size_t before = g->given;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        give_path(g, object, yg_str_of(usual[i]), 0);
    for (size_t i = 0; i < sizeof general / sizeof *general && g->given == before; i++)
        give_value(g, yyjson_obj_get(object, general[i]));
}

static void give_record(yg_host_names *r, yyjson_val *root, uint64_t offset) {
    giving g = {.reader = r, .time_us = YG_TIME_NONE, .offset = offset};
    size_t at, n;
    yyjson_val *one;
    if (yyjson_is_obj(root))
        give_object(&g, root);
    else if (yyjson_is_arr(root)) {
        yyjson_arr_foreach(root, at, n, one) {
            if (yyjson_is_obj(one))
                give_object(&g, one);
            else
                give_value(&g, one);
        }
    } else
        give_value(&g, root);
}

static void feed_record(yg_host_names *r, yg_str text, uint64_t offset) {
    const char *reason = NULL;
    size_t at = 0;
    r->records++;
    yyjson_val *root = yg_json_parse(&r->json, text, &reason, &at);
    if (root == NULL)
        yg_host_reject(r, reason, offset + at);
    else
        give_record(r, root, offset);
}

static yg_str without_mark(yg_str text) {
    return yg_str_starts(text, YG_STR("\xEF\xBB\xBF")) ? yg_str_from(text, 3) : text;
}

void yg_host_feed_jsonl(yg_host_names *r, yg_str bytes, uint64_t offset) {
    for (size_t at = 0; at < bytes.n;) {
        const char *stop = memchr(bytes.p + at, '\n', bytes.n - at);
        size_t end = stop != NULL ? (size_t)(stop - bytes.p) : bytes.n;
        yg_str line = yg_str_sub(bytes, at, end - at);
        yg_str text = yg_str_trim(without_mark(line));
        if (text.n > 0 && text.p[0] == 0x1e) /* RFC 7464 */
            text = yg_str_from(text, 1);
        if (text.n > 0)
            feed_record(r, text, offset + (uint64_t)(text.p - bytes.p));
        at = end + 1;
    }
}

/* The end of the value that begins at `at`, by brackets alone; n: it does not end. */
static size_t value_end(yg_str s, size_t at) {
    size_t depth = 0;
    for (bool inside = false; at < s.n; at++) {
        char c = s.p[at];
        if (inside) {
            if (c == '\\')
                at++;
            else if (c == '"')
                inside = false;
        } else if (c == '"') {
            inside = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if ((c == ',' || c == ']' || c == '}') && depth == 0) {
            return at;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
    return s.n;
}

/* Behind the last comma between two elements. */
size_t yg_host_cut_array(yg_str bytes, uint64_t offset) {
    size_t at = 0, cut = 0;
    if (offset == 0) {
        while (at < bytes.n && bytes.p[at] != '[')
            at++;
        at++;
    }
    for (;;) {
        size_t end = value_end(bytes, at);
        if (end >= bytes.n)
            return cut;
        at = cut = end + 1;
    }
}

void yg_host_feed_array(yg_host_names *r, yg_str bytes, uint64_t offset) {
    size_t at = 0;
    if (offset == 0) {
        while (at < bytes.n && bytes.p[at] != '[')
            at++;
        at++;
    }
    while (at < bytes.n) {
        size_t end = value_end(bytes, at);
        yg_str text = yg_str_trim(yg_str_sub(bytes, at, end - at));
        uint64_t where = offset + (text.n > 0 ? (uint64_t)(text.p - bytes.p) : at);
        if (text.n > 1 && text.p[0] == '"' && text.p[text.n - 1] == '"' &&
            memchr(text.p, '\\', text.n) == NULL && memchr(text.p + 1, '"', text.n - 2) == NULL) {
            r->records++;
            yg_host_give(r, yg_str_sub(text, 1, text.n - 2), YG_TIME_NONE, where);
        } else if (text.n > 0) {
            feed_record(r, text, where);
        }
        at = end + 1;
    }
}

/* Lists of strings or objects among the members of a document that has none of the usual fields
 * (MISP warning lists have "list", answers of services "results"). */
static void give_lists(yg_host_names *r, yyjson_val *root, uint64_t offset) {
    size_t at, n;
    yyjson_val *key, *value;
    yyjson_obj_foreach(root, at, n, key, value) {
        if (yyjson_is_arr(value))
            give_record(r, value, offset);
    }
}

void yg_host_feed_object(yg_host_names *r, yg_str bytes, uint64_t offset) {
    const char *reason = NULL;
    size_t at = 0;
    giving g = {.reader = r, .time_us = YG_TIME_NONE, .offset = offset};
    yg_str text = offset == 0 ? without_mark(bytes) : bytes;
    r->records++;
    yyjson_val *root = yg_json_parse(&r->json, text, &reason, &at);
    if (root == NULL) {
        yg_host_reject(r, reason, offset + at);
        return;
    }
    if (r->column.n == 0) {
        for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
            give_path(&g, root, yg_str_of(usual[i]), 0);
    } else {
        give_path(&g, root, yg_buf_str(&r->column), 0);
    }
    if (g.given == 0 && r->column.n == 0)
        give_lists(r, root, offset);
    if (g.given == 0 && r->column.n == 0 && yyjson_obj_size(root) > 0)
        g.given++;
}
