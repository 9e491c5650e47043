/* From bytes to the records of a group file. A file whose YAML is broken in one place is cut at the
 * items of its list, so that the other organisations are still read. */
#include "base/utf8.h"
#include "map/group_file_part.h"
#include "text/charset.h"

enum { FILE_BYTES = 64 << 20, MOST_PARTS = 200000 };

static yg_str first_key(yg_str line) {
    yg_str key = yg_str_sub(line, 0, yg_str_chr(line, ':'));
    while (key.n > 0 && strchr("\"'{ \t", key.p[0]) != NULL)
        key = yg_str_from(key, 1);
    while (key.n > 0 && strchr("\"' \t", key.p[key.n - 1]) != NULL)
        key.n--;
    return key;
}

bool yg_group_file_is(yg_str text) {
    yg_str line;
    return yg_yaml_first_line(text, &line) && yg_str_chr(line, ':') != SIZE_MAX &&
           yg_str_eqz(first_key(line), "yagura-group");
}

/* The error is the caller's, and a remark at the place. */
static bool refuse(yg_group_job *job, yg_error *err, yg_code code, const yg_yaml_node *place,
                   const char *text) {
    yg_group_say(job->file, YG_GROUP_ERROR, place, "not a group file", "%s", text);
    return yg_fail(err, code, "%s", text);
}

static bool refuse_kind(yg_group_job *job, yg_str text, yg_error *err) {
    static const char gleif[] = "this is a file of GLEIF; `group load` does not read those yet, "
                                "only group files (LEIs in a "
                                "group file are checked)";
    yg_str line = {NULL, 0}, head = yg_str_sub(yg_yaml_without_mark(text), 0, 4096);
    yg_yaml_node place = {.line = 1, .column = 1};
    YG_CLEANUP_BUF yg_buf why = {0};
    if (!yg_yaml_first_line(text, &line))
        return refuse(job, err, YG_ERR_INPUT, NULL,
                      "the file is empty; `yagura group init` prints one to start from");
    if (yg_str_find(head, YG_STR("lei:LEI")) != SIZE_MAX ||
        yg_str_find(head, YG_STR("rr:Relationship")) != SIZE_MAX ||
        yg_str_find(head, YG_STR("gleif")) != SIZE_MAX ||
        yg_str_find(head, YG_STR("Entity.LegalName")) != SIZE_MAX ||
        yg_str_find(head, YG_STR("Relationship.StartNode")) != SIZE_MAX ||
        yg_str_find(head, YG_STR("\"LEI\"")) != SIZE_MAX)
        return refuse(job, err, YG_ERR_INPUT, &place, gleif);
    if (yg_str_starts(first_key(line), YG_STR("yagura-claims")) ||
        yg_str_starts(line, YG_STR("# yagura-claims")))
        return refuse(job, err, YG_ERR_INPUT, &place,
                      "this is a file of claims, not of a group; `yagura import` takes it");
    yg_buf_addz(&why, "not a group file: it must begin with the key `yagura-group: 1`");
    yg_str found = yg_group_shown(first_key(line));
    if (yg_utf8_check(found) == found.n && found.n > 0)
        yg_buf_addf(&why, ", and begins with \"%.*s\"", YG_FMT(found));
    return refuse(job, err, YG_ERR_INPUT, &place, yg_buf_z(&why));
}

/* Shift_JIS and its like: the place of the first byte, and what to do. */
static bool refuse_charset(yg_group_job *job, yg_str text, yg_error *err) {
    YG_CLEANUP_BUF yg_buf converted = {0};
    YG_CLEANUP_BUF yg_buf why = {0};
    yg_charset charset;
    yg_yaml_node place = {.line = 1, .column = 1};
    if (yg_str_starts(text, YG_STR("\xFF\xFE")) || yg_str_starts(text, YG_STR("\xFE\xFF")))
        return refuse(job, err, YG_ERR_INPUT, &place,
                      "the text is UTF-16, expected UTF-8; convert it: iconv -f UTF-16 -t UTF-8");
    if (!yg_charset_to_utf8(text, &converted, &charset))
        return true;
    for (size_t i = 0; i < charset.first_bytes; i++) {
        place.column = text.p[i] == '\n' ? 1 : place.column + 1;
        place.line += text.p[i] == '\n';
    }
    place.offset_bytes = charset.first_bytes;
    yg_buf_addf(&why, "the text is not UTF-8 but looks like %s; convert it: iconv -f %s -t UTF-8",
                charset.name, strcmp(charset.name, "Shift_JIS") == 0 ? "CP932" : charset.name);
    return refuse(job, err, YG_ERR_INPUT, &place, yg_buf_z(&why));
}

static yg_yaml *add_tree(yg_group_job *job) {
    yg_vec_push(&job->file->trees, (yg_yaml){0});
    return &job->file->trees.at[job->file->trees.n - 1];
}

/* "line 3, column 5: what" -> "what": the remark has the place already. */
static const char *without_place(const char *text) {
    const char *colon = strchr(text, ':');
    return strncmp(text, "line ", 5) == 0 && colon != NULL && colon[1] == ' ' ? colon + 2 : text;
}

static void say_fault(yg_group_job *job, const yg_yaml *tree, const yg_error *err) {
    yg_yaml_node place = {.line = tree->fault_line,
                          .column = tree->fault_column,
                          .offset_bytes = tree->fault_offset_bytes};
    yg_group_say(job->file, YG_GROUP_ERROR, &place, "YAML error", "YAML: %s",
                 without_place(err->text));
}

void yg_group_take_member(yg_group_job *job, const yg_yaml_node *member) {
    static const char keys[] = " yagura-group group source organisations ";
    if (yg_str_eqz(member->key, "source")) {
        job->source = member;
    } else if (yg_str_eqz(member->key, "group")) {
        if (member->kind == YG_YAML_SCALAR && !yg_yaml_is_null(member) &&
            yg_group_text_fault(member->text) == NULL)
            job->file->name = member->text;
        else
            yg_group_say(job->file, YG_GROUP_ERROR, member, "bad value",
                         "group: expected the name of your group, as one line of text");
    } else if (yg_str_eqz(member->key, "organisations")) {
        job->has_list = true;
        if (member->kind != YG_YAML_LIST && !yg_yaml_is_null(member))
            yg_group_say(job->file, YG_GROUP_ERROR, member, "not a list",
                         "organisations: expected a list, each item beginning with \"- id:\"");
        for (const yg_yaml_node *item = member->kind == YG_YAML_LIST ? member->first : NULL;
             item != NULL; item = item->next)
            yg_vec_push(&job->items, item);
    } else if (yg_str_eqz(member->key, "yagura-group")) {
        if (!yg_str_eqz(member->text, "1"))
            yg_group_say(job->file, YG_GROUP_ERROR, member, "unknown version",
                         "yagura-group: found \"%.*s\", this program knows version 1",
                         YG_FMT(yg_group_shown(member->text)));
    } else if (!yg_str_starts(member->key, YG_STR("x-"))) {
        yg_yaml_node map = {.kind = YG_YAML_MAP, .n = 1};
        yg_yaml_node alone = *member;
        alone.next = NULL;
        map.first = map.last = &alone;
        yg_group_check_keys(job->file, &map, keys, "the file");
    }
}

/* --- A file that does not parse as a whole --- */

typedef struct {
    yg_group_job *job;
    yg_str whole;
    size_t line; /* of the line in hand, from 0 */
    bool in_list;
    size_t indent;    /* of its items; SIZE_MAX: not seen yet */
    const char *part; /* where the part in hand begins, or NULL */
    size_t part_line;
} cutter;

static void end_part(cutter *c, const char *end) {
    yg_error err = {0};
    if (c->part == NULL)
        return;
    yg_yaml *tree = add_tree(c->job);
    tree->before_bytes = (size_t)(c->part - c->whole.p);
    tree->before_lines = c->part_line;
    yg_str part = {c->part, (size_t)(end - c->part)};
    c->part = NULL;
    if (!yg_yaml_parse(tree, part, &err)) {
        say_fault(c->job, tree, &err);
        return;
    }
    const yg_yaml_node *root = tree->root;
    if (root != NULL && c->in_list && root->kind == YG_YAML_LIST) {
        for (const yg_yaml_node *item = root->first; item != NULL; item = item->next)
            yg_vec_push(&c->job->items, item);
    } else if (root != NULL && !c->in_list && root->kind == YG_YAML_MAP) {
        yg_group_take_member(c->job, root->first);
    }
}

static bool is_top_key(yg_str line, bool *ret_list) {
    yg_str key = yg_str_sub(line, 0, yg_str_chr(line, ':'));
    *ret_list = yg_str_eqz(key, "organisations") && line.p[line.n - 1] == ':';
    return key.n < line.n && (yg_group_is_word(key, " yagura-group group source organisations ") ||
                              yg_str_starts(key, YG_STR("x-")));
}

static void cut_line(cutter *c, yg_str line) {
    size_t indent = 0;
    bool list;
    while (indent < line.n && line.p[indent] == ' ')
        indent++;
    yg_str rest = yg_str_trim(yg_str_from(line, indent));
    bool item = yg_str_starts(rest, YG_STR("- ")) || yg_str_eqz(rest, "-");
    if (yg_yaml_is_empty_line(line))
        return;
    if (indent == 0 && is_top_key(rest, &list)) {
        end_part(c, line.p);
        c->in_list = list;
        c->job->has_list |= list;
        c->indent = SIZE_MAX;
        c->part = list ? NULL : line.p;
        c->part_line = c->line;
        return;
    }
    if (c->in_list && item && c->indent == SIZE_MAX)
        c->indent = indent;
    if (c->in_list && item && indent == c->indent) {
        end_part(c, line.p);
        c->part = line.p;
        c->part_line = c->line;
    }
}

static bool read_parts(yg_group_job *job, yg_str text, const yg_yaml *whole,
                       const yg_error *problem, yg_error *err) {
    cutter c = {.job = job, .whole = text};
    yg_str rest = yg_yaml_without_mark(text), line;
    yg_yaml_node place = {.line = whole->fault_line,
                          .column = whole->fault_column,
                          .offset_bytes = whole->fault_offset_bytes};
    size_t before = job->file->errors;
    job->is_cut = true;
    while (job->file->trees.n < MOST_PARTS && yg_yaml_next_line(&rest, &line)) {
        cut_line(&c, line);
        c.line++;
    }
    end_part(&c, text.p + text.n);
    if (job->file->errors == before) /* the parts are sound, only together they are not */
        yg_group_say(job->file, YG_GROUP_ERROR, &place, "YAML error", "YAML: %s",
                     without_place(problem->text));
    return job->items.n > 0 || yg_fail(err, YG_ERR_INPUT, "%s", problem->text);
}

bool yg_group_open(yg_group_job *job, yg_str text, yg_error *err) {
    yg_error problem = {0};
    if (!refuse_charset(job, text, err))
        return false;
    if (!yg_group_file_is(text))
        return refuse_kind(job, text, err);
    if (text.n > FILE_BYTES)
        return refuse(job, err, YG_ERR_LIMIT, NULL, "a group file has at most 64 MiB");
    size_t number = job->file->trees.n;
    yg_yaml *tree = add_tree(job);
    if (!yg_yaml_parse(tree, text, &problem)) {
        yg_yaml whole = *tree; /* the vector may move */
        if (problem.code != YG_ERR_LIMIT)
            return read_parts(job, text, &whole, &problem, err);
        say_fault(job, tree, &problem);
        return yg_fail(err, YG_ERR_LIMIT, "%s", problem.text);
    }
    const yg_yaml_node *root = job->file->trees.at[number].root;
    if (root == NULL || root->kind != YG_YAML_MAP)
        return refuse_kind(job, YG_STR(""), err);
    for (const yg_yaml_node *member = root->first; member != NULL; member = member->next)
        yg_group_take_member(job, member);
    if (root->next != NULL)
        yg_group_say(job->file, YG_GROUP_ERROR, root->next, "second document",
                     "a second YAML document (---) begins here; only the first is read");
    return true;
}
