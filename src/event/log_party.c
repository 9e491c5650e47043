/* The machines of a record by which it is placed in the group. */
#include "event/log_part.h"

typedef struct {
    const yg_log_record *r;
    const yg_log_field *hit;
    yg_str seen; /* what was hit: the same elsewhere in the record is no other machine */
    yg_log_party *parties;
    size_t n;
} parties;

static const yg_log_field *next_role(const yg_log_record *r, size_t *at, yg_log_role role) {
    while (*at < r->fields.n) {
        const yg_log_field *field = &r->fields.at[(*at)++];
        if (field->role == role && field->value.n > 0)
            return field;
    }
    return NULL;
}

/* Of a mail address, what stands behind the @. */
static yg_str host_part(yg_str value) {
    size_t at = yg_str_chr(value, '@');
    if (at != SIZE_MAX) {
        value = yg_str_from(value, at + 1);
        while (value.n > 0 && memchr("> ,;\"'", value.p[value.n - 1], 6) != NULL)
            value.n--;
    }
    return value;
}

/* An address, or a name with a letter that is no word for nothing. */
static bool is_machine(yg_str host) {
    static const char *const nothing[] = {"localhost", "true",    "false", "null",
                                          "none",      "unknown", "n/a",   "0.0.0.0",
                                          "127.0.0.1", "::",      "::1"};
    bool letter = false;
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) {
        if (yg_str_eq_nocase(host, yg_str_of(nothing[i])))
            return false;
    }
    for (size_t i = 0; i < host.n; i++)
        letter |= yg_log_is_letter(host.p[i]) || (unsigned char)host.p[i] >= 0x80;
    return letter || yg_log_is_address(host);
}

static void add_host(parties *p, yg_str host, yg_log_role role, const yg_log_field *field) {
    if (p->n == YG_LOG_PARTIES || !is_machine(host) || yg_str_eq_nocase(host, p->seen))
        return;
    for (size_t i = 0; i < p->n; i++) {
        if (yg_str_eq_nocase(p->parties[i].value, host))
            return;
    }
    p->parties[p->n++] = (yg_log_party){
        .value = host, .is_address = yg_log_is_address(host), .role = role, .field = field};
}

static void add_party(parties *p, const yg_log_field *field) {
    yg_str host;
    unsigned port;
    if (field != p->hit && yg_log_host_of(host_part(field->value), &host, &port))
        add_host(p, host, field->role, field);
}

static void add_role(parties *p, yg_log_role role) {
    const yg_log_field *field;
    for (size_t at = 0; (field = next_role(p->r, &at, role)) != NULL;)
        add_party(p, field);
}

static bool is_named(const yg_log_field *field, const char *name) {
    yg_str end = yg_str_of(name);
    return field->name.n >= end.n &&
           yg_str_eq_nocase(yg_str_from(field->name, field->name.n - end.n), end);
}

/* Names of the machine itself come before those of what collected its log. */
static void add_observers(parties *p) {
    static const char *const best[] = {"computer",  "computername",  "computer_name", "hostname",
                                       "host.name", "host.hostname", "devicename",    NULL};
    const yg_log_field *field;
    for (size_t k = 0; best[k] != NULL; k++) {
        for (size_t at = 0; (field = next_role(p->r, &at, YG_ROLE_OBSERVER)) != NULL;) {
            if (is_named(field, best[k]))
                add_party(p, field);
        }
    }
    add_role(p, YG_ROLE_OBSERVER);
}

/* Addresses in a message: firewalls and daemons write sentences. */
static void add_message(parties *p, const yg_log_field *field) {
    yg_str s = yg_str_sub(p->r->bytes, 0, field->end);
    size_t most = field->end - field->start > 4096 ? field->start + 4096 : field->end;
    for (size_t at = field->start; at < most && p->n < YG_LOG_PARTIES;) {
        size_t end = at;
        while (end < most && (yg_log_is_digit(s.p[end]) || s.p[end] == '.'))
            end++;
        yg_str word = yg_str_sub(s, at, end - at);
        while (word.n > 0 && word.p[word.n - 1] == '.')
            word.n--;
        bool is_whole =
            (at == 0 || !yg_log_is_word(s.p[at - 1])) && (end == s.n || !yg_log_is_word(s.p[end]));
        if (word.n >= 7 && is_whole && yg_log_is_address(word)) {
            yg_log_role role = yg_log_record_role(p->r, p->r->bytes, at, at + word.n);
            if (role != YG_ROLE_VERSION)
                add_host(p, word, role, field);
        }
        at = end > at ? end : at + 1;
    }
}

static void add_messages(parties *p) {
    const yg_log_field *field;
    size_t at = 0;
    for (int n = 0; n < 4 && (field = next_role(p->r, &at, YG_ROLE_MESSAGE)) != NULL; n++)
        add_message(p, field);
}

/* Is it the log of a machine about itself, not of a sensor about others? */
static bool is_host_log(const yg_log_record *r) {
    size_t at = 0;
    if (r->shape == YG_SHAPE_WINDOWS || r->shape == YG_SHAPE_ACCESS)
        return true;
    if (r->shape == YG_SHAPE_ZEEK || r->shape == YG_SHAPE_EVE || r->shape == YG_SHAPE_KEYS ||
        r->shape == YG_SHAPE_CEF || r->shape == YG_SHAPE_LEEF)
        return false;
    return next_role(r, &at, YG_ROLE_FILE) != NULL;
}

size_t yg_log_record_parties(const yg_log_record *r, size_t start, size_t end,
                             yg_log_party ret_parties[YG_LOG_PARTIES]) {
    parties p = {.r = r, .parties = ret_parties};
    bool of_source = false;
    if (end > start) {
        p.hit = yg_log_record_at(r, start, end);
        p.seen = yg_str_sub(r->bytes, start, end - start);
        of_source = yg_log_record_role(r, r->bytes, start, end) == YG_ROLE_SOURCE;
    }
    if (p.hit != NULL && p.hit->role == YG_ROLE_MESSAGE)
        p.hit = NULL; /* the other side may stand in the same sentence */
    if (is_host_log(r))
        add_observers(&p);
    add_role(&p, of_source ? YG_ROLE_DESTINATION : YG_ROLE_SOURCE);
    add_observers(&p);
    add_role(&p, of_source ? YG_ROLE_SOURCE : YG_ROLE_DESTINATION);
    add_messages(&p);
    add_role(&p, YG_ROLE_HOST);
    add_role(&p, YG_ROLE_RECIPIENT);
    add_role(&p, YG_ROLE_SENDER);
    return p.n;
}
