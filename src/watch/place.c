/* Places: each length of prefix that occurs is asked for by halving, the longest first; domains
 * label by label from the left; host rules one after the other, for hits alone. */
#include "watch/place.h"

#include <stdlib.h>

#include "base/map.h"
#include "map/host_regex.h"
#include "map/identifier.h"
#include "map/network.h"

/* SHARED: what two organisations claim alike is nobody's. */
#define SHARED SIZE_MAX
enum { HOST_BYTES = 253 };

typedef struct {
    yg_network network;
    size_t organisation;
    yg_str mark;
} net;

typedef struct {
    size_t organisation;
    yg_str mark;
    const char *basis;
} domain;

typedef struct {
    yg_host_regex *regex;
    size_t organisation;
    yg_str mark;
} rule;

struct yg_places {
    const yg_group *group;
    YG_VEC(net) nets; /* by yg_network_compare */
    bool has_bits[2][129];
    yg_map by_domain; /* -> index of domains + 1 */
    YG_VEC(domain) domains;
    YG_VEC(rule) rules;
    size_t *parents; /* ultimate ones */
};

static int by_network(const void *a, const void *b) {
    const net *x = a, *y = b;
    int order = yg_network_compare(&x->network, &y->network);
    return order != 0                           ? order
           : x->organisation == y->organisation ? 0
           : x->organisation < y->organisation  ? -1
                                                : 1;
}

static void add_network(yg_places *p, yg_str text, size_t organisation) {
    net n = {.organisation = organisation, .mark = text};
    if (!yg_network_parse(text, &n.network))
        return;
    p->has_bits[n.network.is_v6][n.network.prefix_bits] = true;
    yg_vec_push(&p->nets, n);
}

static size_t lower(yg_str host, char ret_host[HOST_BYTES + 1]) {
    if (host.n > 0 && host.p[host.n - 1] == '.')
        host.n--;
    if (host.n == 0 || host.n > HOST_BYTES)
        return 0;
    for (size_t i = 0; i < host.n; i++) {
        char c = host.p[i];
        if (c == '\0')
            return 0;
        ret_host[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    ret_host[host.n] = '\0';
    return host.n;
}

static void add_domain(yg_places *p, yg_str text, size_t organisation, const char *basis) {
    char name[HOST_BYTES + 1];
    bool is_new;
    size_t n = lower(text, name);
    if (n == 0)
        return;
    uint64_t *at = yg_map_put(&p->by_domain, (yg_str){name, n}, &is_new);
    if (is_new) {
        yg_vec_push(&p->domains, ((domain){organisation, text, basis}));
        *at = p->domains.n;
    } else if (p->domains.at[*at - 1].organisation != organisation) {
        p->domains.at[*at - 1].organisation = SHARED;
    }
}

static bool add_rule(yg_places *p, yg_str text, size_t organisation, yg_error *err) {
    char detail[YG_HOST_RULE_DETAIL_BYTES];
    const char *fault;
    rule r = {.organisation = organisation, .mark = text};
    r.regex = yg_host_regex_make(text, &fault, detail);
    if (r.regex == NULL)
        return yg_fail(err, YG_ERR_INPUT, "host rule \"%.*s\" of %.*s: %s%s%s",
                       YG_FMT(yg_str_sub(text, 0, 80)),
                       YG_FMT(yg_str_sub(p->group->organisations.at[organisation].key, 0, 80)),
                       fault, detail[0] != '\0' ? ": " : "", detail);
    yg_vec_push(&p->rules, r);
    return true;
}

static bool add_organisation(yg_places *p, size_t i, yg_error *err) {
    const yg_organisation_node *o = &p->group->organisations.at[i];
    for (size_t k = 0; k < o->networks.n; k++)
        add_network(p, o->networks.at[k], i);
    for (size_t k = 0; k < o->domains.n; k++)
        add_domain(p, o->domains.at[k], i, "domain");
    for (size_t k = 0; k < o->ad_domains.n; k++)
        add_domain(p, o->ad_domains.at[k], i, "ad-domain");
    for (size_t k = 0; k < o->host_rules.n; k++) {
        if (!add_rule(p, o->host_rules.at[k], i, err))
            return false;
    }
    return true;
}

/* Equal networks become one, of nobody when they are of two. */
static void join_networks(yg_places *p) {
    size_t n = 0;
    if (p->nets.n == 0)
        return;
    qsort(p->nets.at, p->nets.n, sizeof *p->nets.at, by_network);
    for (size_t i = 1; i < p->nets.n; i++) {
        net *last = &p->nets.at[n], *next = &p->nets.at[i];
        if (yg_network_compare(&last->network, &next->network) != 0)
            p->nets.at[++n] = *next;
        else if (last->organisation != next->organisation)
            last->organisation = SHARED;
    }
    p->nets.n = n + 1;
}

bool yg_places_make(const yg_group *group, yg_places **ret_places, yg_error *err) {
    yg_places *p = yg_alloc(1, sizeof *p);
    p->group = group;
    p->parents = yg_alloc(group->organisations.n + 1, sizeof *p->parents);
    bool done = true;
    for (size_t i = 0; done && i < group->organisations.n; i++) {
        p->parents[i] = yg_group_ultimate(group, i, YG_TIME_NONE);
        done = add_organisation(p, i, err);
    }
    join_networks(p);
    if (!done) {
        yg_places_free(p);
        return false;
    }
    *ret_places = p;
    return true;
}

void yg_places_free(yg_places *p) {
    if (p == NULL)
        return;
    for (size_t i = 0; i < p->rules.n; i++)
        yg_host_regex_free(p->rules.at[i].regex);
    yg_vec_free(&p->nets);
    yg_vec_free(&p->domains);
    yg_vec_free(&p->rules);
    yg_map_free(&p->by_domain);
    free(p->parents);
    free(p);
}

size_t yg_places_count(const yg_places *p) {
    return p->nets.n + p->domains.n + p->rules.n;
}

static bool give(const yg_places *p, size_t organisation, const char *basis, yg_str mark,
                 yg_place *ret_place) {
    if (organisation == SHARED)
        return false;
    const yg_organisation_node *o = &p->group->organisations.at[organisation];
    size_t top = p->parents[organisation];
    *ret_place = (yg_place){.id = o->id,
                            .key = o->key,
                            .name = o->name.n > 0 ? o->name : o->key,
                            .name_ja = o->name_ja,
                            .basis = yg_str_of(basis),
                            .mark = mark};
    if (top != organisation) {
        const yg_organisation_node *parent = &p->group->organisations.at[top];
        ret_place->parent = parent->name.n > 0 ? parent->name : parent->key;
        ret_place->parent_id = parent->id;
    }
    return true;
}

bool yg_places_address(const yg_places *p, yg_str address, yg_place *ret_place) {
    yg_network one;
    /* ::ffff:192.0.2.1 is the IPv4 address (RFC 4291 2.5.5.2). */
    static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};
    if (yg_str_chr(address, '/') != SIZE_MAX || !yg_network_parse(address, &one))
        return false;
    if (one.is_v6 && memcmp(one.address, mapped, sizeof mapped) == 0) {
        memset(one.address, 0, sizeof mapped);
        one.is_v6 = false;
        one.prefix_bits = 32;
    }
    for (unsigned bits = one.is_v6 ? 128 : 32;; bits--) {
        if (p->has_bits[one.is_v6][bits]) {
            net wanted = {.network = one};
            wanted.network.prefix_bits = bits;
            yg_network_cut(&wanted.network);
            size_t low = 0, high = p->nets.n;
            while (low < high) {
                size_t middle = low + (high - low) / 2;
                int order = yg_network_compare(&p->nets.at[middle].network, &wanted.network);
                if (order == 0)
                    return give(p, p->nets.at[middle].organisation, "network",
                                p->nets.at[middle].mark, ret_place);
                low = order < 0 ? middle + 1 : low;
                high = order < 0 ? high : middle;
            }
        }
        if (bits == 0)
            return false;
    }
}

bool yg_places_host(const yg_places *p, yg_str host, yg_place *ret_place) {
    char name[HOST_BYTES + 1];
    size_t n = lower(host, name);
    if (n == 0)
        return false;
    for (size_t at = 0; at < n;) {
        const uint64_t *found = yg_map_get(&p->by_domain, (yg_str){name + at, n - at});
        if (found != NULL) {
            const domain *d = &p->domains.at[*found - 1];
            return give(p, d->organisation, d->basis, d->mark, ret_place);
        }
        size_t dot = yg_str_chr((yg_str){name + at, n - at}, '.');
        if (dot == SIZE_MAX)
            break;
        at += dot + 1;
    }
    for (size_t i = 0; i < p->rules.n; i++) {
        if (yg_host_regex_fits(p->rules.at[i].regex, name, strlen(name)))
            return give(p, p->rules.at[i].organisation, "host-rule", p->rules.at[i].mark,
                        ret_place);
    }
    return false;
}
