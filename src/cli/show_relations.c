/* Relationships as text: techniques by tactic, everything else in words. */
#include "cli/show_part.h"

static void put_other(yg_show_page *p, yyjson_val *other) {
    yg_show_field(p, "", yg_json_str(other, "external_id"), " ");
    yg_cli_put(p->cli, yg_json_str(other, "name"));
}

/* The tactics in the order of the enterprise matrix; others behind. */
static const char *const tactics[] = {
    "reconnaissance",
    "resource-development",
    "initial-access",
    "execution",
    "persistence",
    "privilege-escalation",
    "defense-evasion",
    "credential-access",
    "discovery",
    "lateral-movement",
    "collection",
    "command-and-control",
    "exfiltration",
    "impact",
    "inhibit-response-function",
    "impair-process-control",
    "evasion",
    NULL,
};

static bool is_of_tactic(yyjson_val *technique, const char *tactic) {
    size_t i, max;
    yyjson_val *one;
    yyjson_arr_foreach(yyjson_obj_get(technique, "tactics"), i, max, one) {
        if (yyjson_equals_str(one, tactic))
            return true;
    }
    return false;
}

static void put_techniques(yg_show_page *p, yyjson_val *group) {
    size_t i, max;
    yyjson_val *technique, *others = yyjson_obj_get(group, "others");
    yg_show_heading(p, "Techniques by tactic");
    for (size_t t = 0; tactics[t] != NULL; t++) {
        size_t n = 0;
        yyjson_arr_foreach(others, i, max, technique) {
            if (!is_of_tactic(technique, tactics[t]))
                continue;
            if (n++ == 0) {
                yg_buf_addz(&p->cli->out, "  ");
                yg_cli_puts(p->cli, YG_CYAN, yg_str_of(tactics[t]));
                yg_buf_addz(&p->cli->out, ": ");
            } else {
                yg_buf_addz(&p->cli->out, ", ");
            }
            put_other(p, technique);
        }
        if (n > 0)
            yg_buf_addc(&p->cli->out, '\n');
    }
}

static const struct {
    const char *type, *kind, *out, *in; /* kind NULL: any, which is then named */
} titles[] = {
    {"uses", "malware", "Uses malware", "Used by malware"},
    {"uses", "tool", "Uses tools", "Used by tools"},
    {"uses", "intrusion-set", NULL, "Used by groups"},
    {"uses", "campaign", NULL, "Used in campaigns"},
    {"subtechnique-of", "attack-pattern", "Sub-technique of", "Sub-techniques"},
    {"mitigates", "course-of-action", NULL, "Mitigated by"},
    {"mitigates", "attack-pattern", "Mitigates", NULL},
    {"detects", "x-mitre-detection-strategy", NULL, "Detected by"},
    {"detects", "x-mitre-data-component", NULL, "Detected by the data"},
    {"detects", "attack-pattern", "Detects", NULL},
    {"attributed-to", "intrusion-set", "Attributed to the groups", NULL},
    {"attributed-to", "campaign", NULL, "Campaigns attributed to it"},
    {"targets", "x-mitre-asset", "Targets the assets", NULL},
    {"targets", "attack-pattern", NULL, "Targeted by the techniques"},
    {"revoked-by", NULL, "Replaced by", "Replaces"},
    {"similar", NULL, "Similar to", "Similar to it"},
    {"related-to", NULL, "Related to", "Related to it"},
    {"variant-of", NULL, "Variant of", "Variants of it"},
    {"uses", NULL, "Uses", "Used by"},
    {"targets", NULL, "Targets", "Targeted by"},
    {"detects", NULL, "Detects", "Detected by"},
    {"mitigates", NULL, "Mitigates", "Mitigated by"},
    {"attributed-to", NULL, "Attributed to", "Attributed to it"},
};

static void put_title(yg_show_page *p, yg_str type, yg_str kind, bool out) {
    YG_CLEANUP_BUF yg_buf words = {0};
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        const char *title = out ? titles[i].out : titles[i].in;
        if (title == NULL || !yg_str_eqz(type, titles[i].type) ||
            (titles[i].kind != NULL && !yg_str_eqz(kind, titles[i].kind)))
            continue;
        yg_buf_addz(&p->cli->out, title);
        if (titles[i].kind == NULL)
            yg_show_field(p, ": ", kind, "");
        return;
    }
    for (size_t i = 0; i < type.n; i++)
        yg_buf_addc(&words, type.p[i] == '-' ? ' ' : type.p[i]);
    yg_cli_put(p->cli, yg_buf_str(&words));
    yg_show_field(p, out ? ": " : ", from: ", kind, "");
}

static void put_subtechnique_users(yg_show_page *p) {
    yyjson_val *users = yyjson_obj_get(p->root, "subtechnique_users");
    if (users == NULL)
        return;
    yg_buf_addf(&p->cli->out,
                "\nIts sub-techniques are used by %llu groups and %llu pieces of software\n",
                (unsigned long long)yyjson_get_uint(yyjson_obj_get(users, "groups")),
                (unsigned long long)yyjson_get_uint(yyjson_obj_get(users, "software")));
}

void yg_show_relationships(yg_show_page *p) {
    size_t i, max, k, others_n;
    yyjson_val *group, *other, *groups = yyjson_obj_get(p->root, "relationships");
    yyjson_arr_foreach(groups, i, max, group) {
        yyjson_val *others = yyjson_obj_get(group, "others");
        bool out = yg_str_eqz(yg_json_str(group, "direction"), "out");
        yg_str type = yg_json_str(group, "type"), kind = yg_json_str(group, "other_type");
        if (out && yg_str_eqz(type, "uses") && yg_str_eqz(kind, "attack-pattern")) {
            put_techniques(p, group);
            continue;
        }
        yg_buf_addf(&p->cli->out, "\n%s", yg_cli_style(p->cli, YG_BOLD));
        put_title(p, type, kind, out);
        yg_buf_addf(&p->cli->out, "%s (%zu)\n  ", yg_cli_style(p->cli, YG_PLAIN),
                    yyjson_arr_size(others));
        yyjson_arr_foreach(others, k, others_n, other) {
            if (!p->all && k >= 3 * YG_SHOW_LIST) {
                yg_buf_addf(&p->cli->out, ", ... and %zu more (--all)", others_n - k);
                break;
            }
            if (k > 0)
                yg_buf_addz(&p->cli->out, ", ");
            put_other(p, other);
        }
        yg_buf_addc(&p->cli->out, '\n');
    }
    put_subtechnique_users(p);
}
