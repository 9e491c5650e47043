#include "cli/show_text.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "text/json.h"

/* Items of one list, and characters of one description, before "... and N more". */
enum { SHORT_LIST = 12, SHORT_TEXT_BYTES = 700 };

typedef struct {
    yg_cli *cli;
    yyjson_val *root;
    bool all;
} page;

static void heading(page *p, const char *text) {
    yg_buf_addf(&p->cli->out, "\n%s%s%s\n", yg_cli_style(p->cli, YG_BOLD), text,
                yg_cli_style(p->cli, YG_PLAIN));
}

static void field(page *p, const char *before, yg_str text, const char *after) {
    if (text.n == 0)
        return;
    yg_buf_addz(&p->cli->out, before);
    yg_cli_put(p->cli, text);
    yg_buf_addz(&p->cli->out, after);
}

static void dim(page *p, bool on) {
    yg_buf_addz(&p->cli->out, yg_cli_style(p->cli, on ? YG_DIM : YG_PLAIN));
}

/* "[MITRE ATT&CK; Palo Alto, 2017-02-16; https://...]" */
static void provenance(page *p, yyjson_val *v) {
    yg_str who = yg_json_str(v, "asserted_by"), vendor = yg_json_str(v, "vendor");
    dim(p, true);
    field(p, "  [", yg_json_str(v, "source"), "");
    field(p, " / ", yg_json_str(v, "entry"), "");
    field(p, "; says ", who, "");
    field(p, "; used by ", vendor, "");
    field(p, "; ", yg_json_str(v, "date"), "");
    field(p, "; ", yg_json_str(v, "known"), "");
    field(p, "; ", yg_json_str(v, "reference"), "");
    yyjson_val *reference = yyjson_arr_get_first(yyjson_obj_get(v, "references"));
    if (yyjson_is_str(reference))
        field(p, "; ", (yg_str){yyjson_get_str(reference), yyjson_get_len(reference)}, "");
    size_t more = yyjson_arr_size(yyjson_obj_get(v, "references"));
    if (more > 1)
        yg_buf_addf(&p->cli->out, " +%zu", more - 1);
    yg_buf_addc(&p->cli->out, ']');
    dim(p, false);
}

static void put_head(page *p) {
    yg_cli_puts(p->cli, YG_BOLD, yg_json_str(p->root, "name"));
    field(p, "  ", yg_json_str(p->root, "external_id"), "");
    field(p, "  (", yg_json_str(p->root, "type"), ")");
    yg_buf_addc(&p->cli->out, '\n');
    dim(p, true);
    field(p, "", yg_json_str(p->root, "id"), "\n");
    dim(p, false);
}

static void put_also(page *p) {
    size_t i, max;
    yyjson_val *other, *others = yyjson_obj_get(p->root, "also_called");
    if (yyjson_arr_size(others) == 0)
        return;
    heading(p, "Also called so");
    yyjson_arr_foreach(others, i, max, other) {
        field(p, "  ", yg_json_str(other, "name"), "");
        field(p, " (", yg_json_str(other, "source"), "");
        field(p, " / ", yg_json_str(other, "entry"), ")");
        field(p, "  ", yg_json_str(other, "id"), "\n");
    }
}

/* First paragraphs without ATT&CK's citation marks and link targets. */
static void put_description(page *p, yg_str text) {
    bool cut = !p->all && text.n > SHORT_TEXT_BYTES;
    YG_CLEANUP_BUF yg_buf plain = {0};
    for (size_t i = 0; i < text.n; i++) {
        yg_str rest = yg_str_from(text, i);
        size_t end = SIZE_MAX;
        if (yg_str_starts(rest, YG_STR("(Citation: ")) || yg_str_starts(rest, YG_STR("](http")))
            end = yg_str_chr(rest, ')');
        if (end != SIZE_MAX)
            i += end;
        else if (rest.p[0] != '[')
            yg_buf_addc(&plain, rest.p[0]);
    }
    yg_str shown = yg_str_trim(yg_buf_str(&plain));
    if (cut && shown.n > SHORT_TEXT_BYTES)
        shown.n = yg_utf8_floor(shown, SHORT_TEXT_BYTES);
    yg_buf_addz(&p->cli->out, "    ");
    yg_cli_put(p->cli, shown);
    yg_buf_addz(&p->cli->out, shown.n < plain.n && cut ? " ...\n" : "\n");
}

static void put_objects(page *p) {
    size_t i, max;
    yyjson_val *object, *objects = yyjson_obj_get(p->root, "objects");
    if (yyjson_arr_size(objects) == 0)
        return;
    heading(p, "Who describes it");
    yyjson_arr_foreach(objects, i, max, object) {
        field(p, "  ", yg_json_str(object, "source"), "");
        field(p, " / ", yg_json_str(object, "entry"), "");
        field(p, ": ", yg_json_str(object, "name"), "");
        field(p, " (", yg_json_str(object, "external_id"), ")");
        if (yg_json_true(object, "revoked"))
            yg_buf_addz(&p->cli->out, "  REVOKED by its publisher");
        if (yg_json_true(object, "deprecated"))
            yg_buf_addz(&p->cli->out, "  DEPRECATED by its publisher");
        field(p, ", ", yg_str_sub(yg_json_str(object, "modified"), 0, 10), "");
        yg_buf_addc(&p->cli->out, '\n');
        if (yg_json_str(object, "description").n > 0)
            put_description(p, yg_json_str(object, "description"));
    }
}

static void put_names(page *p) {
    size_t i, max, k, uses_n;
    yyjson_val *name, *use, *names = yyjson_obj_get(p->root, "names");
    if (yyjson_arr_size(names) == 0)
        return;
    heading(p, "Names, and who uses them");
    yyjson_arr_foreach(names, i, max, name) {
        yyjson_val *uses = yyjson_obj_get(name, "uses");
        yg_buf_addz(&p->cli->out, "  ");
        yg_cli_puts(p->cli, YG_CYAN, yg_json_str(name, "name"));
        yyjson_arr_foreach(uses, k, uses_n, use) {
            if (k > 0)
                yg_buf_addz(&p->cli->out, "\n   ");
            provenance(p, use);
        }
        yg_buf_addc(&p->cli->out, '\n');
    }
}

static void put_elsewhere(page *p) {
    size_t i, max, k, uses_n;
    yyjson_val *name, *use, *names = yyjson_obj_get(p->root, "same_names_elsewhere");
    if (yyjson_arr_size(names) == 0)
        return;
    heading(p, "The same names elsewhere (sources may disagree on who this is)");
    yyjson_arr_foreach(names, i, max, name) {
        yyjson_val *uses = yyjson_obj_get(name, "in");
        yyjson_arr_foreach(uses, k, uses_n, use) {
            bool primary = yg_str_eqz(yg_json_str(use, "kind"), "primary");
            yg_buf_addz(&p->cli->out, "  ");
            yg_cli_puts(p->cli, YG_CYAN, yg_json_str(use, "as"));
            yg_buf_addz(&p->cli->out, primary ? " is the name of " : " is an alias of ");
            yg_cli_puts(p->cli, YG_BOLD, yg_json_str(use, "name"));
            provenance(p, use);
            yg_buf_addc(&p->cli->out, '\n');
        }
    }
}

static void put_links(page *p) {
    size_t i, max;
    yyjson_val *link, *links = yyjson_obj_get(p->root, "links");
    if (yyjson_arr_size(links) == 0)
        return;
    heading(p, "Identity links to others");
    yyjson_arr_foreach(links, i, max, link) {
        field(p, "  ", yg_json_str(link, "relation"), " ");
        yg_cli_puts(p->cli, YG_BOLD, yg_json_str(link, "name"));
        field(p, "  (", yg_json_str(link, "source"), ")");
        field(p, "  decision: ", yg_json_str(link, "decision"), "\n");
    }
}

static void put_object_name(page *p, yyjson_val *claim) {
    yyjson_val *object = yyjson_obj_get(claim, "object");
    yg_str name = yg_json_str(object, "name"), value = yg_json_str(claim, "value"),
           label = yg_json_str(claim, "label");
    if (object != NULL) {
        field(p, " ", name.n > 0 ? name : yg_json_str(object, "id"), "");
        return;
    }
    if (value.n == 2 && yg_country_from_code(value) != 0 && label.n == 0)
        field(p, " ", yg_country_name(yg_country_from_code(value), p->cli->lang), "");
    else if (label.n > 0)
        field(p, " ", label, "");
    if (value.n > 0 && !yg_str_eq(value, label))
        field(p, label.n > 0 ? " (" : " ", value, label.n > 0 ? ")" : "");
}

/* Statements of one predicate together; long ones (references) are only counted. */
static void put_claims(page *p, const char *member, const char *title, bool about) {
    size_t i, max, in_group = 0, left_out = 0;
    yyjson_val *claim, *claims = yyjson_obj_get(p->root, member);
    yg_str before = {NULL, 0};
    yyjson_arr_foreach(claims, i, max, claim) {
        yg_str predicate = yg_json_str(claim, "predicate");
        if (yg_str_eqz(predicate, "references"))
            continue;
        if (before.n == 0)
            heading(p, title);
        if (!yg_str_eq(predicate, before)) {
            if (left_out > 0)
                yg_buf_addf(&p->cli->out, "    ... and %zu more (--all)\n", left_out);
            in_group = left_out = 0;
            before = predicate;
        }
        if (!p->all && in_group++ >= SHORT_LIST) {
            left_out++;
            continue;
        }
        yg_buf_addz(&p->cli->out, "  ");
        if (about) {
            yg_cli_puts(p->cli, YG_BOLD, yg_json_str(yyjson_obj_get(claim, "subject"), "name"));
            yg_buf_addc(&p->cli->out, ' ');
        }
        yg_cli_puts(p->cli, YG_CYAN, predicate);
        put_object_name(p, claim);
        provenance(p, claim);
        yg_buf_addc(&p->cli->out, '\n');
        field(p, "      ", yg_json_str(claim, p->cli->lang == YG_LANG_JA ? "note_ja" : "note"),
              "\n");
    }
    if (left_out > 0)
        yg_buf_addf(&p->cli->out, "    ... and %zu more (--all)\n", left_out);
}

static void put_other(page *p, yyjson_val *other) {
    field(p, "", yg_json_str(other, "external_id"), " ");
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

static void put_techniques(page *p, yyjson_val *group) {
    size_t i, max;
    yyjson_val *technique, *others = yyjson_obj_get(group, "others");
    heading(p, "Techniques by tactic");
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

static void put_relationships(page *p) {
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
        if (out)
            field(p, "", type, " ");
        yg_cli_put(p->cli, kind);
        if (!out)
            field(p, " that stand in \"", type, "\" to it");
        yg_buf_addf(&p->cli->out, "%s (%zu)\n  ", yg_cli_style(p->cli, YG_PLAIN),
                    yyjson_arr_size(others));
        yyjson_arr_foreach(others, k, others_n, other) {
            if (!p->all && k >= 3 * SHORT_LIST) {
                yg_buf_addf(&p->cli->out, ", ... and %zu more (--all)", others_n - k);
                break;
            }
            if (k > 0)
                yg_buf_addz(&p->cli->out, ", ");
            put_other(p, other);
        }
        yg_buf_addc(&p->cli->out, '\n');
    }
}

static void put_incidents(page *p) {
    size_t i, max;
    yyjson_val *incident, *incidents = yyjson_obj_get(p->root, "incidents");
    if (yyjson_arr_size(incidents) == 0)
        return;
    heading(p, "Incidents");
    yyjson_arr_foreach(incidents, i, max, incident) {
        yg_str parent = yg_json_str(incident, "parent"), victim = yg_json_str(incident, "victim");
        if (!p->all && i >= 3 * SHORT_LIST) {
            yg_buf_addf(&p->cli->out, "  ... and %zu more (--all)\n", max - i);
            break;
        }
        field(p, "  ", yg_json_str(incident, "date"), "  ");
        yg_cli_puts(p->cli, YG_BOLD, victim);
        if (!yg_str_eq(parent, victim))
            field(p, " (group: ", parent, ")");
        field(p, "  entered at: ", yg_json_str(incident, "entered_at"), "");
        field(p, "  reached the parent: ", yg_json_str(incident, "reached_parent"), "");
        provenance(p, incident);
        yg_buf_addc(&p->cli->out, '\n');
        field(p, "      ", yg_json_str(incident, "summary"), "\n");
    }
}

static void put_statistics(page *p) {
    size_t i, max;
    yyjson_val *cell, *cells = yyjson_obj_get(p->root, "statistics");
    if (yyjson_arr_size(cells) == 0)
        return;
    heading(p, "Statistics (never pooled: one line a source and period)");
    yyjson_arr_foreach(cells, i, max, cell) {
        if (!p->all && i >= 3 * SHORT_LIST) {
            yg_buf_addf(&p->cli->out, "  ... and %zu more (--all)\n", max - i);
            break;
        }
        field(p, "  ", yg_json_str(cell, "period"), "  ");
        field(p, "", yg_json_str(cell, "category"), ": ");
        yg_buf_addf(&p->cli->out, "%llu",
                    (unsigned long long)yyjson_get_uint(yyjson_obj_get(cell, "count")));
        if (yyjson_obj_get(cell, "total") != NULL)
            yg_buf_addf(&p->cli->out, " of %llu",
                        (unsigned long long)yyjson_get_uint(yyjson_obj_get(cell, "total")));
        field(p, " ", yg_json_str(cell, "unit"), "");
        provenance(p, cell);
        yg_buf_addc(&p->cli->out, '\n');
    }
}

void yg_show_text(yg_cli *cli, yg_str document, bool all) {
    yyjson_doc *doc = yyjson_read(document.p, document.n, 0);
    page p = {cli, yyjson_doc_get_root(doc), all};
    yyjson_val *indicators = yyjson_obj_get(p.root, "indicators");
    put_head(&p);
    put_also(&p);
    put_objects(&p);
    put_names(&p);
    put_elsewhere(&p);
    put_links(&p);
    put_claims(&p, "claims", "What is claimed", false);
    put_claims(&p, "claims_about", "What is claimed of others about it", true);
    put_incidents(&p);
    put_relationships(&p);
    put_statistics(&p);
    if (indicators != NULL)
        yg_buf_addf(&cli->out, "\n%llu indicators name it\n",
                    (unsigned long long)yyjson_get_uint(indicators));
    yyjson_doc_free(doc);
}
