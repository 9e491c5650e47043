/* Connections, requests, names asked for. */
#include "event/observed_part.h"

/* The first field of the role that is an address, or else (is_name) a host name. */
static yg_str place_of(const yg_observing *b, yg_log_role role, bool is_name) {
    for (size_t i = 0; i < b->r->fields.n && b->has_role[role]; i++) {
        const yg_log_field *field = &b->r->fields.at[i];
        yg_str host;
        unsigned port;
        if (field->role != role || !yg_log_host_of(field->value, &host, &port))
            continue;
        const char *type = yg_observed_place_type(host);
        if (type != NULL && (type[0] == 'd') == is_name)
            return host;
    }
    return (yg_str){NULL, 0};
}

static yg_str value_of(const yg_observing *b, yg_log_role role) {
    for (size_t i = 0; i < b->r->fields.n && b->has_role[role]; i++) {
        const yg_log_field *field = &b->r->fields.at[i];
        if (field->role == role && field->value.n > 0)
            return field->value;
    }
    return (yg_str){NULL, 0};
}

/* Path and query, as the request said it. */
static yg_str target_of(yg_observing *b) {
    yg_str path = {NULL, 0}, query = yg_slot_value(b, YG_SLOT_QUERY);
    for (size_t i = 0; i < b->r->fields.n && path.n == 0; i++) {
        const yg_log_field *field = &b->r->fields.at[i];
        if (field->role == YG_ROLE_URL && field->value.n > 0 && field->value.p[0] == '/')
            path = field->value;
    }
    if (path.n == 0 || query.n == 0 || yg_str_eqz(query, "-") || yg_str_chr(path, '?') != SIZE_MAX)
        return path;
    yg_str parts[] = {path, yg_str_of(query.p[0] == '?' ? "" : "?"), query};
    return yg_observed_join(b, parts, 3);
}

/* --- URLs --- */

static void put_url(yg_observing *b, yg_str url) {
    if (yg_observed_begin(b, "url")) {
        yg_observed_text(b, "value", url);
        yg_observed_end(b);
    }
}

static void put_urls(yg_observing *b, yg_str host, yg_str target) {
    bool has_whole = false;
    size_t told = 0;
    bool has_url = b->has_role[YG_ROLE_URL] || b->has_role[YG_ROLE_REFERRER];
    for (size_t i = 0; i < b->r->fields.n && told < 16 && has_url; i++) {
        const yg_log_field *field = &b->r->fields.at[i];
        size_t scheme = yg_str_find(yg_str_sub(field->value, 0, 16), YG_STR("://"));
        if ((field->role != YG_ROLE_URL && field->role != YG_ROLE_REFERRER) || scheme == SIZE_MAX ||
            scheme == 0)
            continue;
        put_url(b, field->value);
        has_whole |= field->role == YG_ROLE_URL;
        told++;
    }
    if (has_whole || host.n == 0 || target.n == 0)
        return;
    yg_str scheme = yg_slot_value(b, YG_SLOT_SCHEME), port = yg_slot_value(b, YG_SLOT_DST_PORT);
    bool is_secure = scheme.n > 0 ? yg_str_eqz(scheme, "https") : yg_str_eqz(port, "443");
    bool is_usual = port.n == 0 || yg_str_eqz(port, "80") || yg_str_eqz(port, "443");
    yg_str parts[] = {yg_str_of(is_secure ? "https://" : "http://"), host,
                      yg_str_of(is_usual ? "" : ":"), is_usual ? (yg_str){NULL, 0} : port, target};
    put_url(b, yg_observed_join(b, parts, 5));
}

/* --- Traffic --- */

static void put_end(yg_observing *b, bool is_source, yg_str place) {
    const char *type = place.n > 0 ? yg_observed_place_type(place) : NULL;
    if (type == NULL)
        return;
    yg_observed_text(b, is_source ? "src_ref.value" : "dst_ref.value", yg_observed_lower(b, place));
    yg_observed_text(b, is_source ? "src_ref.type" : "dst_ref.type", yg_str_of(type));
}

static yg_str protocol_name(yg_str said) {
    static const struct {
        const char *number, *name;
    } names[] = {{"6", "tcp"}, {"17", "udp"}, {"1", "icmp"}, {"58", "ipv6-icmp"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (yg_str_eqz(said, names[i].number))
            return yg_str_of(names[i].name);
    }
    return said;
}

static void put_protocols(yg_observing *b, bool is_http, bool is_dns) {
    yg_str transport = protocol_name(yg_slot_value(b, YG_SLOT_PROTOCOL));
    yg_str service = yg_slot_value(b, YG_SLOT_SERVICE);
    size_t n = 0;
    if (transport.n > 0 && !yg_str_eqz(transport, "-"))
        yg_observed_at(b, "protocols", n++, "", yg_observed_lower(b, transport));
    if (service.n > 0 && !yg_str_eqz(service, "-"))
        yg_observed_at(b, "protocols", n++, "", yg_observed_lower(b, service));
    if (is_http && !yg_str_eq_nocase(service, YG_STR("http")))
        yg_observed_at(b, "protocols", n++, "", YG_STR("http"));
    if (is_dns && !yg_str_eq_nocase(service, YG_STR("dns")))
        yg_observed_at(b, "protocols", n++, "", YG_STR("dns"));
}

/* Headers are lists in STIX 2.1, and were texts in 2.0. */
static void put_header(yg_observing *b, const char *path, yg_str value) {
    yg_observed_text(b, path, value);
    yg_observed_at(b, path, 0, "", value);
}

#define REQUEST "extensions.http-request-ext."

static void put_request(yg_observing *b, yg_str target) {
    yg_observed_text(b, REQUEST "request_method",
                     yg_observed_lower(b, yg_slot_value(b, YG_SLOT_METHOD)));
    yg_observed_text(b, REQUEST "request_value", target);
    yg_observed_text(b, REQUEST "request_version",
                     yg_observed_lower(b, yg_slot_value(b, YG_SLOT_HTTP_VERSION)));
    put_header(b, REQUEST "request_header.Host", value_of(b, YG_ROLE_HOST));
    put_header(b, REQUEST "request_header.User-Agent", value_of(b, YG_ROLE_USER_AGENT));
    put_header(b, REQUEST "request_header.Referer", value_of(b, YG_ROLE_REFERRER));
}

static void put_traffic(yg_observing *b, yg_str source, yg_str destination, yg_str target,
                        bool is_dns) {
    bool is_http = target.n > 0 || value_of(b, YG_ROLE_USER_AGENT).n > 0;
    if (!yg_observed_begin(b, "network-traffic"))
        return;
    put_end(b, true, source);
    put_end(b, false, destination);
    yg_observed_number(b, "src_port", yg_slot_value(b, YG_SLOT_SRC_PORT));
    yg_observed_number(b, "dst_port", yg_slot_value(b, YG_SLOT_DST_PORT));
    put_protocols(b, is_http, is_dns);
    yg_observed_number(b, "src_byte_count", yg_slot_value(b, YG_SLOT_SRC_BYTES));
    yg_observed_number(b, "dst_byte_count", yg_slot_value(b, YG_SLOT_DST_BYTES));
    yg_observed_number(b, "src_packets", yg_slot_value(b, YG_SLOT_SRC_PACKETS));
    yg_observed_number(b, "dst_packets", yg_slot_value(b, YG_SLOT_DST_PACKETS));
    if (is_http)
        put_request(b, target);
    yg_observed_end(b);
}

/* --- Names asked for, with their answers --- */

static void put_query(yg_observing *b) {
    yg_str name = place_of(b, YG_ROLE_QUERY, true);
    size_t n = 0;
    if (name.n == 0 || !yg_observed_begin(b, "domain-name"))
        return;
    yg_observed_text(b, "value", yg_observed_lower(b, name));
    for (size_t i = 0; i < b->r->fields.n && n < 64; i++) {
        const yg_log_field *field = &b->r->fields.at[i];
        const char *type =
            field->role == YG_ROLE_ANSWER ? yg_observed_place_type(field->value) : NULL;
        if (type == NULL || yg_str_eq_nocase(field->value, name))
            continue;
        yg_observed_at(b, "resolves_to_refs", n, "value", yg_observed_lower(b, field->value));
        yg_observed_at(b, "resolves_to_refs", n++, "type", yg_str_of(type));
    }
    yg_observed_end(b);
}

void yg_observe_network(yg_observing *b) {
    yg_str source = place_of(b, YG_ROLE_SOURCE, false);
    yg_str destination = place_of(b, YG_ROLE_DESTINATION, false);
    yg_str host = place_of(b, YG_ROLE_HOST, true), target = target_of(b);
    bool is_dns = place_of(b, YG_ROLE_QUERY, true).n > 0;
    if (host.n == 0)
        host = place_of(b, YG_ROLE_DESTINATION, true);
    if (source.n == 0)
        source = place_of(b, YG_ROLE_SOURCE, true);
    if (source.n > 0 || destination.n > 0 || target.n > 0)
        put_traffic(b, source, destination, target, is_dns);
    /* The same by name: patterns say either. */
    if (host.n > 0 && (source.n > 0 || destination.n > 0))
        put_traffic(b, source, host, target, is_dns);
    put_query(b);
    put_urls(b, host.n > 0 ? host : destination, target);
}
