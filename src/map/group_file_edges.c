/* `parents` of a group file's organisations: who belongs to whom, with which share and since when.
 */
#include "map/group_file_part.h"
#include "text/nearest.h"

enum { MOST_PARENTS = 1000, MOST_COMPARED = 2000000 };

#define PARENT_KEYS " id relation share since until references asserted-by how-known note tags "

typedef struct {
    yg_group_job *job;
    yg_group_file *file;
    const yg_yaml_node *node; /* the parent in hand */
    yg_edge_row edge;
    yg_group_tie tie;
    bool bad; /* of the record that it stands in */
} reading;

static void refuse_parent(reading *r, const yg_yaml_node *node, yg_str id) {
    yg_nearest near = {0};
    const yg_group *group = &r->file->group;
    for (size_t i = 0; r->job->compared < MOST_COMPARED && i < group->organisations.n; i++) {
        r->job->compared++;
        yg_nearest_offer(&near, id, group->organisations.at[i].key);
    }
    if (near.word.n > 0)
        yg_group_say(r->file, YG_GROUP_ERROR, node, "unknown parent",
                     "parents: no organisation of this file has the id \"%.*s\", did you mean "
                     "\"%.*s\"?",
                     YG_FMT(yg_group_shown(id)), YG_FMT(near.word));
    else
        yg_group_say(r->file, YG_GROUP_ERROR, node, "unknown parent",
                     "parents: no organisation of this file has the id \"%.*s\"; list it too, with "
                     "`id` and `names`",
                     YG_FMT(yg_group_shown(id)));
    r->bad = true;
}

static bool read_parent_id(reading *r) {
    const yg_yaml_node *node = yg_yaml_get(r->node, "id");
    yg_str id = yg_group_text(r->file, r->node, "id", &r->bad);
    if (node == NULL || id.n == 0) {
        yg_group_say(r->file, YG_GROUP_ERROR, node != NULL ? node : r->node, "missing key",
                     "parents: `id` must be the id of the parent, as in {id: aoba, relation: "
                     "subsidiary-of, share: 100}");
        r->bad = true;
        return false;
    }
    const uint64_t *place = yg_map_get(&r->job->ids, id);
    if (place == NULL) {
        refuse_parent(r, node, id);
        return false;
    }
    r->edge.parent = *place - 1;
    if (r->edge.parent != r->edge.child)
        return true;
    yg_group_say(r->file, YG_GROUP_ERROR, node, "own parent",
                 "parents: \"%.*s\" cannot be its own parent", YG_FMT(yg_group_shown(id)));
    r->bad = true;
    return false;
}

static void read_relation(reading *r) {
    const yg_yaml_node *node = yg_yaml_get(r->node, "relation");
    yg_str text = yg_group_text(r->file, r->node, "relation", &r->bad);
    r->edge.relation = text;
    if (yg_group_is_word(text, YG_GROUP_RELATIONS))
        return;
    yg_str near = yg_group_nearest(r->file, text, YG_GROUP_RELATIONS);
    if (near.n == 0 && text.n > 0) { /* "subsidiary" alone */
        YG_CLEANUP_BUF yg_buf longer = {0};
        yg_buf_addf(&longer, "%.*s-of", YG_FMT(yg_group_shown(text)));
        near = yg_group_nearest(r->file, yg_buf_str(&longer), YG_GROUP_RELATIONS);
    }
    if (near.n > 0)
        yg_group_say(r->file, YG_GROUP_ERROR, node, "unknown relation",
                     "relation \"%.*s\", did you mean \"%.*s\"?", YG_FMT(yg_group_shown(text)),
                     YG_FMT(near));
    else
        yg_group_say(r->file, YG_GROUP_ERROR, node != NULL ? node : r->node, "unknown relation",
                     "relation \"%.*s\": expected one of %.*s", YG_FMT(yg_group_shown(text)),
                     YG_FMT(yg_group_listed(r->file, YG_GROUP_RELATIONS)));
    r->bad = true;
}

static void read_share(reading *r) {
    const yg_yaml_node *node = yg_yaml_get(r->node, "share");
    yg_str text = yg_group_text(r->file, r->node, "share", &r->bad), digits = text;
    double share = -1;
    r->edge.share = -1;
    if (text.n == 0)
        return;
    if (digits.p[digits.n - 1] == '%')
        digits = yg_str_trim(yg_str_sub(digits, 0, digits.n - 1));
    bool plain = yg_str_chr(digits, 'e') == SIZE_MAX && yg_str_chr(digits, 'E') == SIZE_MAX;
    bool fine = plain && yg_str_to_double(digits, &share) && share > 0 && share <= 100;
    if (fine && digits.n == text.n) {
        r->edge.share = share;
        if (!yg_edge_owns(&r->edge))
            yg_group_say(r->file, YG_GROUP_WARNING, node, "share of a supplier",
                         "share: a supplier has none; use relation affiliate-of for capital ties");
        return;
    }
    yg_group_say(r->file, YG_GROUP_ERROR, node, "bad share",
                 fine ? "share \"%.*s\": write the number alone, without %%"
                      : "share \"%.*s\": expected a number above 0, at most 100",
                 YG_FMT(yg_group_shown(text)));
    r->bad = true;
}

static yg_date read_date(reading *r, const char *key, yg_str *ret_text) {
    yg_date date = {0};
    yg_str text = yg_group_text(r->file, r->node, key, &r->bad);
    if (text.n == 0)
        return date;
    if (yg_date_parse(text, &date) && date.precision <= YG_DATE_DAY) {
        *ret_text = text;
        return date;
    }
    yg_group_say(r->file, YG_GROUP_ERROR, yg_yaml_get(r->node, key), "bad date",
                 "%s \"%.*s\": expected 2019, 2019-04 or 2019-04-01", key,
                 YG_FMT(yg_group_shown(text)));
    r->bad = true;
    return (yg_date){0};
}

static void read_dates(reading *r) {
    r->tie.since = read_date(r, "since", &r->edge.since);
    r->tie.until = read_date(r, "until", &r->edge.until);
    r->edge.from_us = r->edge.since.n > 0 ? r->tie.since.from_us : INT64_MIN;
    r->edge.to_us = r->edge.until.n > 0 ? r->tie.until.to_us : INT64_MAX;
    if (r->edge.to_us > r->edge.from_us)
        return;
    yg_group_say(r->file, YG_GROUP_ERROR, yg_yaml_get(r->node, "until"), "ends before it begins",
                 "until %.*s is before since %.*s", YG_FMT(r->edge.until), YG_FMT(r->edge.since));
    r->bad = true;
}

static void read_known(reading *r) {
    yg_str text = yg_group_text(r->file, r->node, "how-known", &r->bad);
    if (text.n == 0 || yg_known_from_word(text, &r->tie.known))
        return;
    yg_group_say(r->file, YG_GROUP_ERROR, yg_yaml_get(r->node, "how-known"), "unknown word",
                 "how-known \"%.*s\": expected one of reported, confirmed-by-victim, "
                 "assessed-by-analyst, official, derived",
                 YG_FMT(yg_group_shown(text)));
    r->bad = true;
}

static bool is_address(yg_str s) {
    yg_str rest = yg_str_from(s, yg_str_starts(s, YG_STR("https://"))  ? 8
                                 : yg_str_starts(s, YG_STR("http://")) ? 7
                                                                       : s.n);
    return s.n <= 2048 && rest.n > 0 && rest.p[0] != '/' && yg_str_chr(s, ' ') == SIZE_MAX &&
           yg_str_chr(s, '\n') == SIZE_MAX && yg_group_text_fault(s) == NULL;
}

static void read_references(reading *r) {
    YG_CLEANUP_BUF yg_buf lines = {0};
    const yg_yaml_node *list = yg_yaml_get(r->node, "references");
    if (list == NULL || yg_yaml_is_null(list))
        return;
    if (list->kind != YG_YAML_LIST || list->n > MOST_PARENTS) {
        yg_group_say(r->file, YG_GROUP_ERROR, list, "not a list",
                     "references: expected a list of addresses");
        r->bad = true;
        return;
    }
    for (const yg_yaml_node *node = list->first; node != NULL; node = node->next) {
        if (node->kind != YG_YAML_SCALAR || !is_address(node->text)) {
            yg_group_say(r->file, YG_GROUP_ERROR, node, "bad address",
                         "references: expected an address that begins with https:// or http://");
            r->bad = true;
            continue;
        }
        if (lines.n > 0)
            yg_buf_addc(&lines, '\n');
        yg_buf_add(&lines, node->text);
    }
    r->edge.references = yg_arena_copy(&r->file->arena, yg_buf_str(&lines));
}

/* One entry of `parents`. Its errors are errors of the organisation's record. */
static void read_parent(reading *r, const yg_yaml_node *node) {
    r->node = node;
    r->edge = (yg_edge_row){.child = r->edge.child, .share = -1};
    r->tie = (yg_group_tie){.node = node};
    if (node->kind != YG_YAML_MAP) {
        yg_group_say(r->file, YG_GROUP_ERROR, node, "not a parent",
                     "parents: expected {id: ..., relation: ...}");
        r->bad = true;
        return;
    }
    yg_group_check_keys(r->file, node, PARENT_KEYS, "a parent");
    bool known = read_parent_id(r);
    read_relation(r);
    read_share(r);
    read_dates(r);
    read_known(r);
    read_references(r);
    r->edge.asserted_by = yg_group_text(r->file, node, "asserted-by", &r->bad);
    if (!known || r->bad)
        return;
    yg_vec_push(&r->file->group.edges, r->edge);
    yg_vec_push(&r->file->ties, r->tie);
}

static void read_parents(reading *r, const yg_yaml_node *list, yg_str kind) {
    if (list == NULL || yg_yaml_is_null(list))
        return;
    if (list->kind != YG_YAML_LIST || list->n > MOST_PARENTS) {
        yg_group_say(r->file, YG_GROUP_ERROR, list, "not a list",
                     list->kind == YG_YAML_LIST
                         ? "parents: more than 1000 parents of one organisation"
                         : "parents: expected a list, each item beginning with \"- {id:\"");
        r->bad = true;
        return;
    }
    bool owned = false;
    size_t before = r->file->group.edges.n;
    for (const yg_yaml_node *node = list->first; node != NULL; node = node->next)
        read_parent(r, node);
    for (size_t i = before; i < r->file->group.edges.n; i++)
        owned |= yg_edge_owns(&r->file->group.edges.at[i]);
    if (owned && yg_str_eqz(kind, "supplier"))
        yg_group_say(r->file, YG_GROUP_WARNING, list, "owned supplier",
                     "kind supplier, but it has an owner; kind says what it is to the group: "
                     "subsidiary, affiliate ...");
}

void yg_group_read_edges(yg_group_job *job) {
    yg_group_file *file = job->file;
    for (size_t i = 0; i < file->records.n; i++) {
        reading r = {.job = job, .file = file, .edge = {.child = i}};
        const yg_yaml_node *parents = yg_yaml_get(file->records.at[i].node, "parents");
        yg_str kind = file->group.organisations.at[i].kind;
        size_t edges = file->group.edges.n;
        read_parents(&r, parents, kind);
        if (r.bad) {
            file->records.at[i].bad = true;
            file->group.edges.n = file->ties.n = edges;
        }
        if ((parents == NULL || yg_yaml_is_null(parents)) &&
            yg_group_is_word(kind, " subsidiary affiliate joint-venture branch supplier "))
            yg_group_say(file, YG_GROUP_WARNING, file->records.at[i].node, "no parents",
                         "\"%.*s\" is of kind %.*s but has no `parents`: to whom does it belong?",
                         YG_FMT(file->group.organisations.at[i].key), YG_FMT(kind));
    }
}
