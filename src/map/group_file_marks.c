/* What an organisation is recognised by: brands, domains, networks, AD domains, host rules. */
#include "base/limits.h"
#include "map/group_file_part.h"
#include "map/identifier.h"
#include "map/network.h"
#include "text/defang.h"
#include "text/host.h"
#include "text/key.h"

enum { MOST_MARKS = 10000 };

typedef struct {
    yg_group_file *file;
    yg_organisation_node *o;
    const yg_yaml_node *node; /* the value in hand */
    bool *bad;
} marks;

static void refuse(marks *m, const char *key, const char *why) {
    yg_group_say(m->file, YG_GROUP_ERROR, m->node, "bad value", "%s: \"%.*s\": %s", key,
                 YG_FMT(yg_group_shown(m->node->text)), why);
    *m->bad = true;
}

static void take_brand(marks *m) {
    YG_CLEANUP_BUF yg_buf key = {0};
    yg_str text = m->node->text;
    yg_key_add(&key, text);
    if (text.n > YG_LIMIT_NAME_BYTES || yg_group_text_fault(text) != NULL || key.n == 0)
        refuse(m, "brands", "expected a name with letters");
    else
        yg_vec_push(&m->o->names, text);
}

/* Why a text is no domain that an organisation can own, with what to write instead. */
static const char *domain_fault(yg_str text) {
    if (yg_str_find(text, YG_STR("://")) != SIZE_MAX || yg_str_chr(text, '/') != SIZE_MAX)
        return "expected a domain alone, such as \"aoba.example\", without https:// and path";
    if (yg_str_chr(text, '@') != SIZE_MAX)
        return "expected a domain, not a mail address; write what stands behind the @";
    if (yg_str_starts(text, YG_STR("*.")))
        return "write the domain without \"*.\"; names below it belong to it anyway";
    return "expected a domain of at least two labels, such as \"aoba.example\"";
}

static void take_domain(marks *m) {
    YG_CLEANUP_BUF yg_buf value = {0};
    if (!yg_indicator_normalise(YG_STR("domain-name"), m->node->text, &value))
        refuse(m, "domains", domain_fault(m->node->text));
    else if (yg_host_is_suffix(yg_buf_str(&value)))
        refuse(m, "domains",
               "a suffix under which strangers register; write your own name below it");
    else
        yg_vec_push(&m->o->domains, yg_arena_copy(&m->file->arena, yg_buf_str(&value)));
}

/* A DNS name of Active Directory, or the short name of a domain (NetBIOS, 15 characters). */
static void take_ad_domain(marks *m) {
    YG_CLEANUP_BUF yg_buf value = {0};
    yg_str text = m->node->text;
    size_t label = 0;
    bool fine = text.n > 0 && text.n <= 253;
    for (size_t i = 0; i < text.n && fine; i++) {
        char c = text.p[i];
        label = c == '.' ? 0 : label + 1;
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        fine = (letter || c == '-' || c == '_' || (c == '.' && i > 0 && text.p[i - 1] != '.')) &&
               label <= 63;
        yg_buf_addc(&value, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
    }
    while (value.n > 0 && value.p[value.n - 1] == '.')
        value.n--;
    if (!fine || value.n == 0)
        refuse(m, "ad-domains",
               "expected the name of an Active Directory domain, such as \"in.aoba.example\" or "
               "\"AOBAIN\"");
    else
        yg_vec_push(&m->o->ad_domains, yg_arena_copy(&m->file->arena, yg_buf_str(&value)));
}

static void take_network(marks *m) {
    YG_CLEANUP_BUF yg_buf value = {0};
    yg_network network;
    if (!yg_network_parse(m->node->text, &network)) {
        refuse(m, "networks",
               "expected a network in CIDR notation, such as \"192.0.2.0/24\" or "
               "\"2001:db8::/48\"");
        return;
    }
    yg_network_add(&value, &network);
    if (network.has_host_bits || network.prefix_bits == 0) {
        yg_group_say(m->file, YG_GROUP_ERROR, m->node, "bad value",
                     network.prefix_bits == 0
                         ? "networks: \"%.*s\" is the whole internet (%.*s)"
                         : "networks: \"%.*s\" is an address inside of a network; the network is "
                           "\"%.*s\"",
                     YG_FMT(yg_group_shown(m->node->text)), YG_FMT(yg_buf_str(&value)));
        *m->bad = true;
        return;
    }
    if (yg_network_is_private(&network))
        yg_group_say(m->file, YG_GROUP_NOTE, m->node, "private network",
                     "networks: %.*s is private: it means nothing outside of this organisation's "
                     "own network",
                     YG_FMT(yg_buf_str(&value)));
    yg_vec_push(&m->o->networks, yg_arena_copy(&m->file->arena, yg_buf_str(&value)));
}

static void take_host_rule(marks *m) {
    char detail[YG_HOST_RULE_DETAIL_BYTES];
    const char *fault = yg_host_rule_fault(m->node->text, detail);
    if (fault == NULL) {
        yg_vec_push(&m->o->host_rules, m->node->text);
        return;
    }
    yg_group_say(m->file, YG_GROUP_ERROR, m->node, "bad host rule", "host-rules: \"%.*s\": %s%s%s",
                 YG_FMT(yg_group_shown(m->node->text)), fault, detail[0] != '\0' ? ": " : "",
                 detail);
    *m->bad = true;
}

static void read_list(marks *m, const yg_yaml_node *item, const char *key, void (*take)(marks *m)) {
    const yg_yaml_node *list = yg_yaml_get(item, key);
    if (list == NULL || yg_yaml_is_null(list))
        return;
    m->node = list;
    if (list->kind != YG_YAML_LIST || list->n > MOST_MARKS) {
        yg_group_say(m->file, YG_GROUP_ERROR, list, "not a list",
                     list->kind == YG_YAML_LIST ? "%s: more than 10000 in one list"
                                                : "%s: expected a list, such as [one, two]",
                     key);
        *m->bad = true;
        return;
    }
    for (const yg_yaml_node *node = list->first; node != NULL; node = node->next) {
        m->node = node;
        if (node->kind != YG_YAML_SCALAR) {
            yg_group_say(m->file, YG_GROUP_ERROR, node, "bad value", "%s: expected text", key);
            *m->bad = true;
        } else {
            take(m);
        }
    }
}

void yg_group_read_marks(yg_group_file *file, const yg_yaml_node *item,
                         yg_organisation_node *organisation, bool *bad) {
    marks m = {.file = file, .o = organisation, .bad = bad};
    read_list(&m, item, "brands", take_brand);
    read_list(&m, item, "domains", take_domain);
    read_list(&m, item, "networks", take_network);
    read_list(&m, item, "ad-domains", take_ad_domain);
    read_list(&m, item, "host-rules", take_host_rule);
}
