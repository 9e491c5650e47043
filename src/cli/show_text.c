#include "cli/show_text.h"

#include "base/utf8.h"
#include "cli/show_part.h"

typedef yg_show_page page;

void yg_show_heading(page *p, const char *text) {
    yg_buf_addf(&p->cli->out, "\n%s%s%s\n", yg_cli_style(p->cli, YG_BOLD), text,
                yg_cli_style(p->cli, YG_PLAIN));
}

void yg_show_field(page *p, const char *before, yg_str text, const char *after) {
    if (text.n == 0)
        return;
    yg_buf_addz(&p->cli->out, before);
    yg_cli_put(p->cli, text);
    yg_buf_addz(&p->cli->out, after);
}

static void dim(page *p, bool on) {
    yg_buf_addz(&p->cli->out, yg_cli_style(p->cli, on ? YG_DIM : YG_PLAIN));
}

/* "MITRE ATT&CK / intrusion-set (Palo Alto, 2017-02-16)"; addresses only where all is asked for. */
static void provenance(page *p, yyjson_val *v) {
    const yg_str parts[] = {yg_json_str(v, "asserted_by"), yg_json_str(v, "vendor"),
                            yg_json_str(v, "date")};
    size_t n = 0;
    yg_show_field(p, "", yg_json_str(v, "source"), "");
    yg_show_field(p, " / ", yg_json_str(v, "entry"), "");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].n > 0)
            yg_show_field(p, n++ == 0 ? " (" : ", ", parts[i], "");
    }
    if (n > 0)
        yg_buf_addc(&p->cli->out, ')');
}

static void addresses(page *p, yyjson_val *v) {
    size_t i, max;
    yyjson_val *reference;
    if (!p->all)
        return;
    yg_show_field(p, "      ", yg_json_str(v, "reference"), "\n");
    yyjson_arr_foreach(yyjson_obj_get(v, "references"), i, max, reference) yg_show_field(
        p, "      ", (yg_str){yyjson_get_str(reference), yyjson_get_len(reference)}, "\n");
}

static void put_head(page *p) {
    yg_cli_puts(p->cli, YG_BOLD, yg_json_str(p->root, "name"));
    yg_show_field(p, "  ", yg_json_str(p->root, "external_id"), "");
    yg_show_field(p, "  (", yg_json_str(p->root, "type"), ")");
    yg_buf_addc(&p->cli->out, '\n');
    dim(p, true);
    yg_show_field(p, "", yg_json_str(p->root, "id"), "\n");
    dim(p, false);
}

static void put_also(page *p) {
    size_t i, max;
    yyjson_val *other, *others = yyjson_obj_get(p->root, "also_called");
    if (yyjson_arr_size(others) == 0)
        return;
    yg_show_heading(p, "Also called so");
    yyjson_arr_foreach(others, i, max, other) {
        yg_show_field(p, "  ", yg_json_str(other, "name"), "");
        yg_show_field(p, " (", yg_json_str(other, "source"), "");
        yg_show_field(p, " / ", yg_json_str(other, "entry"), ")");
        yg_show_field(p, "  ", yg_json_str(other, "id"), "\n");
    }
}

/* First paragraphs without ATT&CK's citation marks and link targets. */
static void put_description(page *p, yg_str text) {
    bool cut = !p->all && text.n > YG_SHOW_TEXT_BYTES;
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
    if (cut && shown.n > YG_SHOW_TEXT_BYTES)
        shown.n = yg_utf8_floor(shown, YG_SHOW_TEXT_BYTES);
    yg_buf_addz(&p->cli->out, "    ");
    yg_cli_put(p->cli, shown);
    yg_buf_addz(&p->cli->out, shown.n < plain.n && cut ? " ...\n" : "\n");
}

/* "JP, VN" */
static void put_list(page *p, const char *before, yyjson_val *list) {
    size_t i, max;
    yyjson_val *one;
    yyjson_arr_foreach(list, i, max, one) yg_show_field(
        p, i == 0 ? before : ", ", (yg_str){yyjson_get_str(one), yyjson_get_len(one)}, "");
}

/* One value, or all of those on which statements differ. */
static void put_said(page *p, const char *before, yyjson_val *said) {
    if (yyjson_is_arr(said))
        put_list(p, before, said);
    else
        yg_show_field(p, before, (yg_str){yyjson_get_str(said), yyjson_get_len(said)}, "");
}

static void put_objects(page *p) {
    size_t i, max;
    yyjson_val *object, *objects = yyjson_obj_get(p->root, "objects");
    if (yyjson_arr_size(objects) == 0)
        return;
    yg_show_heading(p, "Who describes it");
    yyjson_arr_foreach(objects, i, max, object) {
        yg_show_field(p, "  ", yg_json_str(object, "source"), "");
        yg_show_field(p, " / ", yg_json_str(object, "entry"), "");
        yg_show_field(p, ": ", yg_json_str(object, "name"), "");
        yg_show_field(p, " (", yg_json_str(object, "external_id"), ")");
        if (yg_json_true(object, "revoked"))
            yg_buf_addz(&p->cli->out, "  REVOKED by its publisher");
        if (yg_json_true(object, "deprecated"))
            yg_buf_addz(&p->cli->out, "  DEPRECATED by its publisher");
        yg_show_field(p, ", ", yg_str_sub(yg_json_str(object, "modified"), 0, 10), "");
        yg_buf_addc(&p->cli->out, '\n');
        if (yyjson_arr_size(yyjson_obj_get(object, "tactics")) > 0) {
            put_list(p, "    Tactics: ", yyjson_obj_get(object, "tactics"));
            yg_buf_addc(&p->cli->out, '\n');
        }
        if (yyjson_arr_size(yyjson_obj_get(object, "platforms")) > 0) {
            put_list(p, "    Platforms: ", yyjson_obj_get(object, "platforms"));
            yg_buf_addc(&p->cli->out, '\n');
        }
        if (yg_json_str(object, "description").n > 0)
            put_description(p, yg_json_str(object, "description"));
    }
}

static void put_names(page *p) {
    size_t i, max, k, uses_n;
    yyjson_val *name, *use, *names = yyjson_obj_get(p->root, "names");
    if (yyjson_arr_size(names) == 0)
        return;
    yg_show_heading(p, "Names, and who uses them");
    yyjson_arr_foreach(names, i, max, name) {
        yyjson_val *uses = yyjson_obj_get(name, "uses");
        yg_buf_addz(&p->cli->out, "  ");
        yg_cli_puts(p->cli, YG_CYAN, yg_json_str(name, "name"));
        YG_CLEANUP_BUF yg_buf before = {0};
        size_t shown = 0;
        yyjson_arr_foreach(uses, k, uses_n, use) {
            size_t start = p->cli->out.n;
            yg_buf_addz(&p->cli->out, shown == 0 ? " \u2014 " : "; ");
            size_t text = p->cli->out.n;
            provenance(p, use);
            yg_str now = yg_str_from(yg_buf_str(&p->cli->out), text);
            if (shown++ > 0 && yg_str_eq(now, yg_buf_str(&before))) {
                p->cli->out.n = start;
                continue;
            }
            yg_buf_clear(&before);
            yg_buf_add(&before, now);
        }
        yg_buf_addc(&p->cli->out, '\n');
        yyjson_arr_foreach(uses, k, uses_n, use) addresses(p, use);
    }
}

static void put_elsewhere(page *p) {
    size_t i, max, k, uses_n;
    yyjson_val *name, *use, *names = yyjson_obj_get(p->root, "same_names_elsewhere");
    if (yyjson_arr_size(names) == 0)
        return;
    yg_show_heading(p, "The same names elsewhere (sources may disagree on who this is)");
    yyjson_arr_foreach(names, i, max, name) {
        yyjson_val *uses = yyjson_obj_get(name, "in");
        yyjson_arr_foreach(uses, k, uses_n, use) {
            bool primary = yg_str_eqz(yg_json_str(use, "kind"), "primary");
            yg_buf_addz(&p->cli->out, "  ");
            yg_cli_puts(p->cli, YG_CYAN, yg_json_str(use, "as"));
            yg_buf_addz(&p->cli->out, primary ? " is the name of " : " is an alias of ");
            yg_cli_puts(p->cli, YG_BOLD, yg_json_str(use, "name"));
            yg_buf_addz(&p->cli->out, " \u2014 ");
            provenance(p, use);
            yg_buf_addc(&p->cli->out, '\n');
            addresses(p, use);
        }
    }
}

static const char *relation_words(yg_str relation, yg_str direction) {
    bool in = yg_str_eqz(direction, "in");
    if (yg_str_eqz(relation, "part-of"))
        return in ? "has the part" : "part of";
    return yg_str_eqz(relation, "same-as") ? "same as" : "overlaps with";
}

static bool same_member(yyjson_val *a, yyjson_val *b, const char *member) {
    return yg_str_eq(yg_json_str(a, member), yg_json_str(b, member));
}

/* To the same other by way of another entry of this dossier: said once. */
static bool stood_before(yyjson_val *links, yyjson_val *link) {
    size_t i, max;
    yyjson_val *before;
    yyjson_arr_foreach(links, i, max, before) {
        if (before == link)
            return false;
        if (same_member(before, link, "id") && same_member(before, link, "relation") &&
            same_member(before, link, "direction") && same_member(before, link, "decision"))
            return true;
    }
    return false;
}

static void put_links(page *p) {
    size_t i, max;
    yyjson_val *link, *links = yyjson_obj_get(p->root, "links");
    if (yyjson_arr_size(links) == 0)
        return;
    yg_show_heading(p, "Identity links to others (`yagura links accept ID` or `reject ID`)");
    yyjson_arr_foreach(links, i, max, link) {
        yg_str decision = yg_json_str(link, "decision");
        if (stood_before(links, link))
            continue;
        yg_buf_addf(&p->cli->out, "  %s ",
                    relation_words(yg_json_str(link, "relation"), yg_json_str(link, "direction")));
        yg_cli_puts(p->cli, YG_BOLD, yg_json_str(link, "name"));
        yg_show_field(p, " (", yg_json_str(link, "source"), ")");
        yg_show_field(p, " \u2014 ",
                      yg_str_eqz(decision, "review") ? YG_STR("to be decided")
                      : yg_str_eqz(decision, "auto") ? YG_STR("linked automatically")
                                                     : decision,
                      "");
        yg_show_field(p, ", ID ", yg_json_str(link, "link"), "\n");
    }
}

static void put_incident(page *p, yyjson_val *incident) {
    yg_str parent = yg_json_str(incident, "parent"), victim = yg_json_str(incident, "victim"),
           sector = yg_json_str(incident, "sector");
    yg_show_field(p, "  ", yg_json_str(incident, "date"), "  ");
    yg_cli_puts(p->cli, YG_BOLD, yg_json_str(incident, "name"));
    put_list(p, ", site in ", yyjson_obj_get(incident, "site_country"));
    yg_buf_addc(&p->cli->out, '\n');
    if (!yg_str_eq(parent, victim)) {
        yg_show_field(p, "      parent: ", parent, "");
        yg_show_field(p, " (", yg_json_str(incident, "parent_country"), ")");
        yg_buf_addz(&p->cli->out, parent.n > 0 ? "\n" : "");
    }
    put_list(p, "      type: ", yyjson_obj_get(incident, "types"));
    if (sector.n == 1)
        yg_show_field(p, "; sector: ", yg_sector_name(sector.p[0], p->cli->lang, false), "");
    yg_show_field(p, "; status: ", yg_json_str(incident, "known"), "");
    put_list(p, "; by ", yyjson_obj_get(incident, "actors"));
    put_said(p, "; entered at: ", yyjson_obj_get(incident, "entered_at"));
    put_said(p, "; reached the parent: ", yyjson_obj_get(incident, "reached_parent"));
    yg_show_field(p, " \u2014 ", yg_json_str(incident, "source"), "\n");
    yg_show_field(p, "      ", yg_json_str(incident, "summary"), "\n");
    put_list(p, "      the same incident in other sources: ", yyjson_obj_get(incident, "same_as"));
    if (yyjson_arr_size(yyjson_obj_get(incident, "same_as")) > 0)
        yg_buf_addc(&p->cli->out, '\n');
    addresses(p, incident);
}

static void put_incidents(page *p) {
    size_t i, max;
    yyjson_val *incident, *incidents = yyjson_obj_get(p->root, "incidents");
    if (yyjson_arr_size(incidents) == 0)
        return;
    yg_show_heading(p, "Incidents");
    yyjson_arr_foreach(incidents, i, max, incident) {
        if (!p->all && i >= 3 * YG_SHOW_LIST) {
            yg_buf_addf(&p->cli->out, "  ... and %zu more (--all)\n", max - i);
            break;
        }
        put_incident(p, incident);
    }
}

static void put_statistics(page *p) {
    size_t i, max;
    yyjson_val *cell, *cells = yyjson_obj_get(p->root, "statistics");
    if (yyjson_arr_size(cells) == 0)
        return;
    yg_show_heading(p, "Statistics (never pooled: one line a source and period)");
    yyjson_arr_foreach(cells, i, max, cell) {
        if (!p->all && i >= 3 * YG_SHOW_LIST) {
            yg_buf_addf(&p->cli->out, "  ... and %zu more (--all)\n", max - i);
            break;
        }
        yg_show_field(p, "  ", yg_json_str(cell, "period"), "  ");
        yg_show_field(p, "", yg_json_str(cell, "category"), ": ");
        yg_buf_addf(&p->cli->out, "%llu",
                    (unsigned long long)yyjson_get_uint(yyjson_obj_get(cell, "count")));
        if (yyjson_obj_get(cell, "total") != NULL)
            yg_buf_addf(&p->cli->out, " of %llu",
                        (unsigned long long)yyjson_get_uint(yyjson_obj_get(cell, "total")));
        yg_show_field(p, " ", yg_json_str(cell, "unit"), " \u2014 ");
        provenance(p, cell);
        yg_buf_addc(&p->cli->out, '\n');
    }
}

void yg_show_text(yg_cli *cli, yg_str document, bool all) {
    yyjson_doc *doc = yyjson_read(document.p, document.n, 0);
    page p = {cli, yyjson_doc_get_root(doc), all};
    size_t start = cli->out.n;
    yyjson_val *indicators = yyjson_obj_get(p.root, "indicators");
    put_head(&p);
    put_also(&p);
    put_objects(&p);
    put_names(&p);
    put_elsewhere(&p);
    put_links(&p);
    yg_show_claims(&p);
    put_incidents(&p);
    yg_show_relationships(&p);
    put_statistics(&p);
    if (indicators != NULL)
        yg_buf_addf(&cli->out, "\n%llu indicators name it\n",
                    (unsigned long long)yyjson_get_uint(indicators));
    yyjson_doc_free(doc);
    yg_show_wrap(cli, start);
}
