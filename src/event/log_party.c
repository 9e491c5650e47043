/* The machines of a record by which it is placed in the group. */
#include "base/utf8.h"
#include "event/log_part.h"

/* All machines of a record, worked out once; hits only choose among them, since a record may hold
 * thousands of hits. In order of these groups. */
enum { GROUP_OBSERVER, GROUP_SOURCE, GROUP_DESTINATION, GROUP_MESSAGE, GROUP_OTHER, GROUPS };
enum { KEPT = 32 };

struct yg_log_parties {
    bool is_made;
    size_t n;
    yg_log_party at[KEPT];
    uint8_t group[KEPT];
};

typedef struct {
    const yg_log_record *r;
    struct yg_log_parties *all;
    unsigned group;
} making;

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
    static const struct {
        size_t n;
        const char *word;
    } nothing[] = {{9, "localhost"}, {4, "true"},    {5, "false"},    {4, "null"},
                   {4, "none"},      {7, "unknown"}, {3, "n/a"},      {7, "0.0.0.0"},
                   {2, "::"},        {3, "::1"},     {9, "127.0.0.1"}};
    bool letter = false;
    if (yg_utf8_check(host) < host.n)
        return false; /* text of another character set is no name */
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) {
        if (nothing[i].n == host.n && yg_str_eq_nocase(host, (yg_str){nothing[i].word, host.n}))
            return false;
    }
    for (size_t i = 0; i < host.n; i++)
        letter |= yg_log_is_letter(host.p[i]) || (unsigned char)host.p[i] >= 0x80;
    return letter || yg_log_is_address(host);
}

static void add_host(making *m, yg_str host, yg_log_role role, const yg_log_field *field) {
    struct yg_log_parties *all = m->all;
    if (all->n == KEPT || !is_machine(host))
        return;
    for (size_t i = 0; i < all->n; i++) {
        if (all->group[i] == m->group && yg_str_eq_nocase(all->at[i].value, host))
            return;
    }
    all->group[all->n] = (uint8_t)m->group;
    all->at[all->n++] = (yg_log_party){
        .value = host, .is_address = yg_log_is_address(host), .role = role, .field = field};
}

static void add_party(making *m, const yg_log_field *field) {
    yg_str host;
    unsigned port;
    if (!yg_log_is_parameter(field->name) && yg_log_host_of(host_part(field->value), &host, &port))
        add_host(m, host, field->role, field);
}

static void add_role(making *m, yg_log_role role) {
    const yg_log_field *field;
    for (size_t at = 0; (field = next_role(m->r, &at, role)) != NULL;)
        add_party(m, field);
}

static bool is_named(const yg_log_field *field, const char *name) {
    yg_str end = yg_str_of(name);
    return field->name.n >= end.n &&
           yg_str_eq_nocase(yg_str_from(field->name, field->name.n - end.n), end);
}

/* Names of the machine itself come before those of what collected its log. */
static void add_observers(making *m) {
    static const char *const best[] = {"computer",  "computername",  "computer_name", "hostname",
                                       "host.name", "host.hostname", "devicename",    NULL};
    const yg_log_field *field;
    for (size_t k = 0; best[k] != NULL; k++) {
        for (size_t at = 0; (field = next_role(m->r, &at, YG_ROLE_OBSERVER)) != NULL;) {
            if (is_named(field, best[k]))
                add_party(m, field);
        }
    }
    add_role(m, YG_ROLE_OBSERVER);
}

/* Addresses in a message: firewalls and daemons write sentences. */
static void add_message(making *m, const yg_log_field *field) {
    yg_str s = yg_str_sub(m->r->bytes, 0, field->end);
    size_t most = field->end - field->start > 4096 ? field->start + 4096 : field->end;
    for (size_t at = field->start; at < most && m->all->n < KEPT;) {
        size_t end = at;
        while (end < most && (yg_log_is_digit(s.p[end]) || s.p[end] == '.'))
            end++;
        yg_str word = yg_str_sub(s, at, end - at);
        while (word.n > 0 && word.p[word.n - 1] == '.')
            word.n--;
        bool is_whole =
            (at == 0 || !yg_log_is_word(s.p[at - 1])) && (end == s.n || !yg_log_is_word(s.p[end]));
        if (word.n >= 7 && is_whole && yg_log_is_address(word)) {
            yg_log_role role = yg_log_record_role(m->r, m->r->bytes, at, at + word.n);
            if (role != YG_ROLE_VERSION)
                add_host(m, word, role, field);
        }
        at = end > at ? end : at + 1;
    }
}

/* Also addresses in columns of a table whose names say nothing. */
static void add_messages(making *m) {
    const yg_log_field *field;
    size_t at = 0;
    while (strcmp(m->r->form, "csv") == 0 &&
           (field = next_role(m->r, &at, YG_ROLE_UNKNOWN)) != NULL) {
        if (yg_log_is_address(field->value))
            add_party(m, field);
    }
    at = 0;
    for (int n = 0; n < 4 && (field = next_role(m->r, &at, YG_ROLE_MESSAGE)) != NULL; n++)
        add_message(m, field);
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

static void make(const yg_log_record *r, struct yg_log_parties *all) {
    making m = {.r = r, .all = all, .group = GROUP_OBSERVER};
    all->is_made = true;
    all->n = 0;
    add_observers(&m);
    m.group = GROUP_SOURCE;
    add_role(&m, YG_ROLE_SOURCE);
    m.group = GROUP_DESTINATION;
    add_role(&m, YG_ROLE_DESTINATION);
    m.group = GROUP_MESSAGE;
    add_messages(&m);
    m.group = GROUP_OTHER;
    add_role(&m, YG_ROLE_HOST);
    add_role(&m, YG_ROLE_RECIPIENT);
    add_role(&m, YG_ROLE_SENDER);
}

void yg_log_parties_reset(yg_log_record *r) {
    if (r->parties == NULL)
        r->parties = yg_alloc(1, sizeof *r->parties);
    r->parties->is_made = false;
}

/* RFC 1918, 4193, 6598: inside, whoever opened the connection. */
static bool is_private(yg_str s) {
    yg_str two = yg_str_sub(s, 0, 7);
    if (yg_str_chr(s, ':') != SIZE_MAX)
        return s.n > 4 && yg_log_lower(s.p[0]) == 'f' &&
               (yg_log_lower(s.p[1]) == 'c' || yg_log_lower(s.p[1]) == 'd');
    uint64_t second = 0;
    if (yg_str_starts(s, YG_STR("10.")) || yg_str_starts(s, YG_STR("192.168.")))
        return true;
    if (!yg_str_starts(two, YG_STR("172.")) && !yg_str_starts(two, YG_STR("100.")))
        return false;
    yg_str rest = yg_str_from(s, 4);
    if (!yg_str_to_u64(yg_str_sub(rest, 0, yg_str_chr(rest, '.')), &second))
        return false;
    return s.p[1] == '7' ? second >= 16 && second <= 31 : second >= 64 && second <= 127;
}

static bool has_private(const struct yg_log_parties *all, unsigned group) {
    for (size_t i = 0; i < all->n; i++) {
        if (all->group[i] == group && all->at[i].is_address && is_private(all->at[i].value))
            return true;
    }
    return false;
}

/* The order of the groups: the side that was not hit first, but a private address before one that
 * is not. */
static void order(const yg_log_record *r, bool of_source, unsigned groups[5]) {
    unsigned near = of_source ? GROUP_DESTINATION : GROUP_SOURCE;
    unsigned far = of_source ? GROUP_SOURCE : GROUP_DESTINATION;
    size_t n = 0;
    if (!has_private(r->parties, near) && has_private(r->parties, far)) {
        unsigned other = near;
        near = far;
        far = other;
    }
    bool own = is_host_log(r);
    if (own)
        groups[n++] = GROUP_OBSERVER;
    groups[n++] = near;
    if (!own)
        groups[n++] = GROUP_OBSERVER;
    groups[n++] = far;
    groups[n++] = GROUP_MESSAGE;
    groups[n] = GROUP_OTHER;
}

static bool is_given(const yg_log_party *given, size_t n, yg_str value) {
    for (size_t i = 0; i < n; i++) {
        if (yg_str_eq_nocase(given[i].value, value))
            return true;
    }
    return false;
}

size_t yg_log_record_parties(const yg_log_record *r, size_t start, size_t end,
                             yg_log_party ret_parties[YG_LOG_PARTIES]) {
    const yg_log_field *hit = NULL;
    yg_str seen = {NULL, 0};
    unsigned groups[GROUPS];
    bool of_source = false;
    size_t n = 0;
    if (!r->parties->is_made)
        make(r, r->parties);
    if (end > start) {
        hit = yg_log_record_at(r, start, end);
        seen = yg_str_sub(r->bytes, start, end - start);
        of_source = yg_log_record_role(r, r->bytes, start, end) == YG_ROLE_SOURCE;
    }
    if (hit != NULL && hit->role == YG_ROLE_MESSAGE)
        hit = NULL; /* the other side may stand in the same sentence */
    order(r, of_source, groups);
    for (size_t k = 0; k < GROUPS * r->parties->n && n < YG_LOG_PARTIES; k++) {
        size_t i = k % r->parties->n;
        const yg_log_party *party = &r->parties->at[i];
        if (r->parties->group[i] == groups[k / r->parties->n] &&
            (hit == NULL || party->field != hit) && !yg_str_eq_nocase(party->value, seen) &&
            !is_given(ret_parties, n, party->value))
            ret_parties[n++] = *party;
    }
    return n;
}
