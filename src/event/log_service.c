/* Sentences of services about others' traffic: what resolvers (BIND, dnsmasq, Unbound) were asked
 * and by whom, the two sides of a connection as Cisco's firewalls name them. Syslog names only the
 * machine that wrote them. */
#include "event/log_part.h"

typedef struct {
    yg_log_record *r;
    size_t at, end;
} text;

static yg_str rest_of(const text *t) {
    return yg_str_sub(t->r->bytes, t->at, t->end - t->at);
}

/* Behind the first `what` within `most` bytes of here; false: it is not there, nothing moves. */
static bool behind(text *t, const char *what, size_t most) {
    size_t found = yg_str_find(yg_str_sub(rest_of(t), 0, most), yg_str_of(what));
    if (found == SIZE_MAX)
        return false;
    t->at += found + strlen(what);
    return true;
}

/* A word up to a blank, and the blanks behind it. */
static bool word(text *t, size_t *ret_start, size_t *ret_end) {
    const char *p = t->r->bytes.p;
    *ret_start = t->at;
    while (t->at < t->end && p[t->at] != ' ')
        t->at++;
    *ret_end = t->at;
    while (t->at < t->end && p[t->at] == ' ')
        t->at++;
    return *ret_end > *ret_start;
}

static yg_str of(const text *t, size_t start, size_t end) {
    return yg_str_sub(t->r->bytes, start, end - start);
}

/* Who asked, and what for: both or nothing. */
static bool add_query(text *t, size_t client, size_t client_end, size_t name, size_t name_end) {
    yg_str asked = of(t, name, name_end);
    if (!yg_log_is_address(of(t, client, client_end)) || !yg_log_is_host(asked))
        return false;
    yg_log_add_as(t->r, "client", YG_ROLE_SOURCE, client, client_end);
    yg_log_add_as(t->r, "query", YG_ROLE_QUERY, name, name_end);
    return true;
}

/* --- Resolvers --- */

/* client @0x7f8 192.0.2.70#5353 (a.example): query: a.example IN A +E(0) (192.0.2.33); before it
 * category and level, behind the name a view; also other remarks about a client's question. */
static bool read_bind(text t) {
    size_t start, end;
    if (!behind(&t, "client ", 128))
        return false;
    if (t.at < t.end && t.r->bytes.p[t.at] == '@' && !word(&t, &start, &end))
        return false;
    start = t.at;
    size_t client_end = yg_str_chr(yg_str_sub(rest_of(&t), 0, 64), '#');
    if (client_end == SIZE_MAX)
        return false;
    client_end += start;
    t.at = client_end + 1;
    text named = t, asked = t;
    if (behind(&asked, ": query: ", 512)) {
        size_t name, name_end;
        return word(&asked, &name, &name_end) && add_query(&t, start, client_end, name, name_end);
    }
    if (!behind(&named, " (", 8))
        return false;
    size_t name_end = yg_str_chr(rest_of(&named), ')');
    return name_end != SIZE_MAX && add_query(&t, start, client_end, named.at, named.at + name_end);
}

/* query[A] a.example from 192.0.2.130; with log-queries=extra behind "12 192.0.2.130/5353 ". */
static bool read_dnsmasq(text t) {
    size_t name, name_end, from, from_end, client, client_end;
    return behind(&t, "query[", 80) && behind(&t, "] ", 16) && word(&t, &name, &name_end) &&
           word(&t, &from, &from_end) && yg_str_eqz(of(&t, from, from_end), "from") &&
           word(&t, &client, &client_end) && add_query(&t, client, client_end, name, name_end);
}

/* [1:0] info: 192.0.2.165 a.example. A IN */
static bool read_unbound(text t) {
    size_t name, name_end, type, type_end, class, class_end, client, client_end;
    if (!behind(&t, "info: ", 64) || !word(&t, &client, &client_end) ||
        !word(&t, &name, &name_end) || !word(&t, &type, &type_end) || !word(&t, &class, &class_end))
        return false;
    yg_str said = of(&t, class, class_end);
    if (!yg_str_eqz(said, "IN") && !yg_str_eqz(said, "CH") && !yg_str_eqz(said, "HS"))
        return false;
    name_end -= name_end > name + 1 && t.r->bytes.p[name_end - 1] == '.';
    return add_query(&t, client, client_end, name, name_end);
}

/* --- Cisco --- */

typedef struct {
    size_t start, end;
    uint64_t port;
    yg_str before; /* the word before it */
} side;

/* outside:203.0.113.66/443, inside/192.0.2.71(51000), 192.0.2.71/51000, 203.0.113.66:http://... */
static bool side_in(const text *t, size_t start, size_t end, side *ret_side) {
    const char *p = t->r->bytes.p;
    for (int part = 0; part < 2; part++) {
        size_t stop = start;
        while (stop < end && p[stop] != '/' && p[stop] != '(' && p[stop] != ',')
            stop++;
        if (yg_log_is_address(of(t, start, stop))) {
            size_t port_end = stop < end ? stop + 1 : end;
            while (port_end < end && yg_log_is_digit(p[port_end]))
                port_end++;
            *ret_side = (side){.start = start, .end = stop};
            if (stop < end && !yg_str_to_u64(of(t, stop + 1, port_end), &ret_side->port))
                ret_side->port = 0;
            return true;
        }
        stop = start;
        while (stop < end && (yg_log_is_word(p[stop]) || p[stop] == '-' || p[stop] == '.'))
            stop++;
        if (stop == end || (p[stop] != ':' && p[stop] != '/'))
            return false;
        if (yg_log_is_address(of(t, start, stop))) {
            *ret_side = (side){.start = start, .end = stop};
            return true;
        }
        start = stop + 1; /* behind the interface */
    }
    return false;
}

/* The first two that are not in brackets, where what they were translated to stands. */
static bool two_sides(text t, side ret_sides[2]) {
    yg_str before = {NULL, 0};
    size_t start, end, n = 0;
    while (n < 2 && t.at < t.end && word(&t, &start, &end)) {
        if (!yg_str_eqz(before, "gaddr") && side_in(&t, start, end, &ret_sides[n]))
            ret_sides[n++].before = before;
        before = of(&t, start, end);
    }
    return n == 2;
}

/* "Built outbound ... for OUTSIDE to INSIDE" and the like: the side behind `for` opened what is
 * inbound, the other one what is outbound. Where that is not said the lower port is the server's.
 * All other messages name first whom something came from. */
static bool read_cisco(text t) {
    side s[2];
    if (!two_sides(t, s))
        return false;
    yg_str head = yg_str_sub(rest_of(&t), 0, 32);
    bool turned = false;
    if (yg_str_eqz(s[0].before, "for") || yg_str_eqz(s[0].before, "faddr")) {
        bool in = yg_str_find(head, YG_STR("inbound")) != SIZE_MAX;
        bool out = yg_str_find(head, YG_STR("outbound")) != SIZE_MAX;
        turned = out || (!in && s[0].port <= s[1].port);
    }
    const side *source = &s[turned], *destination = &s[!turned];
    yg_log_add_as(t.r, "source", YG_ROLE_SOURCE, source->start, source->end);
    yg_log_add_as(t.r, "destination", YG_ROLE_DESTINATION, destination->start, destination->end);
    return true;
}

/* --- Which of them --- */

static bool read_service(text t) {
    static const char *const firewalls[] = {"%ASA-", "%FTD-", "%PIX-", "%FWSM-"};
    yg_str program = t.r->kind;
    for (size_t i = 0; i < sizeof firewalls / sizeof *firewalls; i++) {
        if (yg_str_starts(program, yg_str_of(firewalls[i])))
            return read_cisco(t);
    }
    if (yg_str_starts(program, YG_STR("dnsmasq")) || yg_str_starts(program, YG_STR("pihole")))
        return read_dnsmasq(t);
    if (yg_str_starts(program, YG_STR("unbound")))
        return read_unbound(t);
    /* Own files of Unbound and BIND, whose lines begin with a time. */
    text own = t;
    if (program.n == 0 && behind(&own, " unbound[", 48))
        return read_unbound(own);
    return read_bind(t);
}

bool yg_log_read_service(yg_log_record *r, size_t at, size_t end) {
    size_t before = r->fields.n;
    if (before + 2 > YG_LOG_FIELDS || !read_service((text){.r = r, .at = at, .end = end}))
        return false;
    r->said_from = before;
    r->said_n = r->fields.n - before;
    return true;
}

bool yg_log_record_repeats(const yg_log_record *r, size_t start, size_t end) {
    yg_str seen = yg_str_sub(r->bytes, start, end > start ? end - start : 0);
    const yg_log_field *field = r->said_n > 0 ? yg_log_record_at(r, start, end) : NULL;
    if (field == NULL || field->role != YG_ROLE_MESSAGE)
        return false;
    for (size_t i = r->said_from; i < r->said_from + r->said_n; i++) {
        if (yg_str_eq_nocase(r->fields.at[i].value, seen))
            return true;
    }
    return false;
}
