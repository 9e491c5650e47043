/* What two organisations of a file both claim: numbers, names, domains, networks. The one that
 * stands later in the file loses what is doubled; everything else of it stays. */
#include "map/group_file_part.h"
#include "map/network.h"
#include "text/key.h"

typedef struct {
    yg_group_file *file;
    yg_map seen; /* kind and value -> organisation, plus one */
} claimed;

/* The organisation that claimed it first; SIZE_MAX when this one did just now. */
static size_t first_of(claimed *c, char kind, yg_str value, size_t organisation) {
    YG_CLEANUP_BUF yg_buf key = {0};
    bool is_new;
    yg_buf_addc(&key, kind);
    yg_buf_add(&key, value);
    uint64_t *place = yg_map_put(&c->seen, yg_buf_str(&key), &is_new);
    if (is_new)
        *place = organisation + 1;
    return is_new ? SIZE_MAX : *place - 1;
}

/* The place of one value: the n-th item of the list `key`, or the value itself. */
static const yg_yaml_node *place_of(const yg_group_file *file, size_t organisation, const char *key,
                                    size_t n) {
    const yg_yaml_node *node = yg_yaml_get(file->records.at[organisation].node, key);
    const yg_yaml_node *item =
        node != NULL && node->kind == YG_YAML_LIST && file->remarks.n < YG_GROUP_REMARKS_KEPT
            ? node->first
            : NULL;
    while (item != NULL && n-- > 0)
        item = item->next;
    return item != NULL ? item : node;
}

static void say_twice(claimed *c, yg_group_severity severity, size_t organisation, size_t other,
                      const yg_yaml_node *place, const char *key, yg_str value) {
    const yg_group *group = &c->file->group;
    yg_group_say(c->file, severity, place, "claimed twice",
                 "%s: \"%.*s\" of \"%.*s\" is also claimed by \"%.*s\" (line %zu)", key,
                 YG_FMT(yg_group_shown(value)), YG_FMT(group->organisations.at[organisation].key),
                 YG_FMT(group->organisations.at[other].key), c->file->records.at[other].node->line);
}

static void check_number(claimed *c, size_t o, char kind, const char *key, yg_str *value) {
    size_t other = value->n > 0 ? first_of(c, kind, *value, o) : SIZE_MAX;
    if (other == SIZE_MAX)
        return;
    say_twice(c, YG_GROUP_ERROR, o, other, place_of(c->file, o, key, 0), key, *value);
    c->file->records.at[o].bad = true;
}

typedef struct {
    yg_str *at;
    size_t *n;
    char kind;
    const char *key;
} list;

static void check_list(claimed *c, size_t o, list l) {
    size_t kept = 0;
    for (size_t i = 0; i < *l.n; i++) {
        size_t other = first_of(c, l.kind, l.at[i], o);
        if (other == SIZE_MAX)
            l.at[kept++] = l.at[i];
        else if (other == o)
            yg_group_say(c->file, YG_GROUP_WARNING, place_of(c->file, o, l.key, i), "listed twice",
                         "%s: \"%.*s\" is listed twice", l.key, YG_FMT(yg_group_shown(l.at[i])));
        else
            say_twice(c, YG_GROUP_ERROR, o, other, place_of(c->file, o, l.key, i), l.key, l.at[i]);
    }
    *l.n = kept;
}

static void check_names(claimed *c, size_t o) {
    yg_organisation_node *node = &c->file->group.organisations.at[o];
    for (size_t i = 0; i < node->own_names; i++) {
        YG_CLEANUP_BUF yg_buf key = {0};
        yg_key_add(&key, node->names.at[i]);
        size_t other = first_of(c, 'n', yg_buf_str(&key), o);
        if (other != SIZE_MAX && other != o)
            say_twice(c, YG_GROUP_WARNING, o, other,
                      yg_yaml_get(c->file->records.at[o].node, "names"), "names",
                      node->names.at[i]);
    }
}

/* --- Networks: one may lie inside of another of the same organisation, not of another's --- */

typedef struct {
    yg_network network;
    size_t organisation, number;
} claim;

static int by_network(const void *left, const void *right) {
    const claim *a = left, *b = right;
    int order = yg_network_compare(&a->network, &b->network);
    if (order != 0)
        return order;
    return a->organisation != b->organisation ? (a->organisation < b->organisation ? -1 : 1) : 0;
}

static void say_overlap(claimed *c, const claim *inner, const claim *outer) {
    /* Whoever stands later in the file is told. */
    const claim *late = inner->organisation > outer->organisation ? inner : outer,
                *early = late == inner ? outer : inner;
    bool private = yg_network_is_private(&late->network);
    const yg_group *group = &c->file->group;
    yg_str *value = &group->organisations.at[late->organisation].networks.at[late->number];
    yg_group_say(c->file, private ? YG_GROUP_WARNING : YG_GROUP_ERROR,
                 place_of(c->file, late->organisation, "networks", late->number), "claimed twice",
                 "networks: %.*s of \"%.*s\" overlaps %.*s of \"%.*s\" (line %zu)%s",
                 YG_FMT(*value), YG_FMT(group->organisations.at[late->organisation].key),
                 YG_FMT(group->organisations.at[early->organisation].networks.at[early->number]),
                 YG_FMT(group->organisations.at[early->organisation].key),
                 c->file->records.at[early->organisation].node->line,
                 private ? "; both are private, so an address alone will not tell them apart" : "");
}

/* Sorted by address with the wider one first, the networks around the one in hand are a stack. */
static void check_networks(claimed *c) {
    YG_VEC(claim) all = {0};
    YG_VEC(size_t) open = {0};
    yg_group *group = &c->file->group;
    for (size_t o = 0; o < group->organisations.n; o++) {
        for (size_t i = 0; i < group->organisations.at[o].networks.n; i++) {
            claim one = {.organisation = o, .number = i};
            if (yg_network_parse(group->organisations.at[o].networks.at[i], &one.network))
                yg_vec_push(&all, one);
        }
    }
    if (all.n > 1)
        qsort(all.at, all.n, sizeof *all.at, by_network);
    bool *lost = yg_alloc(all.n + 1, sizeof *lost);
    for (size_t i = 0; i < all.n; i++) {
        while (open.n > 0 &&
               !yg_network_holds(&all.at[open.at[open.n - 1]].network, &all.at[i].network))
            open.n--;
        size_t around = open.n;
        while (around > 0 && all.at[open.at[around - 1]].organisation == all.at[i].organisation)
            around--;
        if (around > 0) {
            const claim *outer = &all.at[open.at[around - 1]];
            say_overlap(c, &all.at[i], outer);
            bool inner_late = all.at[i].organisation > outer->organisation;
            if (!yg_network_is_private(&all.at[i].network))
                lost[inner_late ? i : open.at[around - 1]] = true;
        }
        bool again = open.n > 0 && by_network(&all.at[open.at[open.n - 1]], &all.at[i]) == 0;
        if (!again)
            yg_vec_push(&open, i);
    }
    for (size_t i = 0; i < all.n; i++) {
        if (lost[i])
            group->organisations.at[all.at[i].organisation].networks.at[all.at[i].number].n = 0;
    }
    for (size_t o = 0; o < group->organisations.n; o++) {
        yg_organisation_node *node = &group->organisations.at[o];
        size_t kept = 0;
        for (size_t i = 0; i < node->networks.n; i++) {
            if (node->networks.at[i].n > 0)
                node->networks.at[kept++] = node->networks.at[i];
        }
        node->networks.n = kept;
    }
    free(lost);
    yg_vec_free(&open);
    yg_vec_free(&all);
}

void yg_group_check_claimed(yg_group_file *file) {
    claimed c = {.file = file};
    for (size_t o = 0; o < file->group.organisations.n; o++) {
        yg_organisation_node *node = &file->group.organisations.at[o];
        check_number(&c, o, 'l', "lei", &node->lei);
        check_number(&c, o, '#', "corporate-number", &node->number);
        check_names(&c, o);
        check_list(&c, o, (list){node->domains.at, &node->domains.n, 'd', "domains"});
        check_list(&c, o, (list){node->ad_domains.at, &node->ad_domains.n, 'a', "ad-domains"});
    }
    check_networks(&c);
    yg_map_free(&c.seen);
}
